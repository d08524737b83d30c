//! Content hashes: the names of assets, the keys of the memo, the differences of two outputs.

use std::fmt;

use sha2::{Digest, Sha256};

/// The first 16 bytes of a SHA-256 digest.
///
/// Authors choose part of what is hashed, so the function has to resist made collisions: a memo entry must never be
/// taken for another author's text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 16]);

impl ContentHash {
    /// Hashes one run of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Hasher::new().part(bytes).finish()
    }

    /// The hash as bytes, for files and wire formats.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Restores a hash that [`ContentHash::bytes`] gave.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The first `digits` hexadecimal digits, at most 32: enough of a name for a file.
    pub fn short(&self, digits: usize) -> String {
        let mut hex = self.to_string();
        hex.truncate(digits);
        hex
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Hashes a list of parts; `["ab", "c"]` and `["a", "bc"]` differ because each part goes in with its length.
#[derive(Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// An empty hasher.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one part.
    #[must_use]
    pub fn part(mut self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// The hash of all parts.
    pub fn finish(self) -> ContentHash {
        let digest = self.0.finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        ContentHash(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let ab_c = Hasher::new().part("ab").part("c").finish();
        let a_bc = Hasher::new().part("a").part("bc").finish();
        assert_ne!(ab_c, a_bc);
    }

    #[test]
    fn bytes_round_trip() {
        let hash = ContentHash::of(b"x");
        assert_eq!(ContentHash::from_bytes(*hash.bytes()), hash);
        assert_eq!(hash.short(8), hash.to_string()[..8]);
    }
}
