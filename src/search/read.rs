//! Reads the files of `search/`: every length, count and number is checked against what is left, so that a damaged file is a
//! [`Failure`] and never a panic. `docs/search-format.md` describes the files; `engine/read.js` reads the same.

use std::io::Read as _;

use flate2::read::GzDecoder;

use super::format::{HEADER, MAGIC, VERSION};

pub mod columns;
pub mod lists;
pub mod manifest;
pub mod pages;
pub mod terms;

/// Longest file when inflated, in bytes.
const MAX_INFLATED: u64 = 1 << 28;

/// Why a search could not be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A file is missing, truncated or not what it should be.
    Broken,
    /// A file is of a format that this program does not know.
    Updated,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Broken => "the search index is damaged or not complete",
            Self::Updated => "the search index is of a newer format",
        })
    }
}

impl std::error::Error for Failure {}

/// The stored bytes inflated, if they are gzip; anything else is taken as inflated.
///
/// # Errors
/// When the gzip member is damaged or longer than a file of an index can be.
pub fn inflate(stored: &[u8]) -> Result<Vec<u8>, Failure> {
    if !stored.starts_with(&[0x1f, 0x8b]) {
        return Ok(stored.to_vec());
    }
    let mut bytes = Vec::new();
    let read = GzDecoder::new(stored).take(MAX_INFLATED).read_to_end(&mut bytes);
    read.map_err(|_| Failure::Broken)?;
    Ok(bytes)
}

/// What stands behind the header of an inflated file of this kind.
///
/// # Errors
/// When it is another file, not complete, or of another version.
pub fn body(file: &[u8], kind: u8) -> Result<&[u8], Failure> {
    let Some((header, body)) = file.split_at_checked(HEADER) else { return Err(Failure::Broken) };
    let length = u32::from_le_bytes([header[5], header[6], header[7], header[8]]);
    if !header.starts_with(MAGIC) {
        return Err(Failure::Broken);
    }
    if header[3] != VERSION {
        return Err(Failure::Updated);
    }
    if header[4] != kind || length as usize != file.len() {
        return Err(Failure::Broken);
    }
    Ok(body)
}

/// Bytes that are read from the front.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// At the beginning of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// The next bytes.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn bytes(&mut self, count: usize) -> Result<&'a [u8], Failure> {
        let (bytes, rest) = self.rest.split_at_checked(count).ok_or(Failure::Broken)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// An unsigned number below 2^32.
    ///
    /// # Errors
    /// When it is larger or the bytes end.
    pub fn varint(&mut self) -> Result<u32, Failure> {
        let mut value = 0_u64;
        for shift in (0..35).step_by(7) {
            let byte = self.bytes(1)?[0];
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return u32::try_from(value).map_err(|_| Failure::Broken);
            }
        }
        Err(Failure::Broken)
    }

    /// A number of things that take at least one byte each.
    ///
    /// # Errors
    /// When so many cannot follow.
    pub fn count(&mut self) -> Result<usize, Failure> {
        let count = self.varint()? as usize;
        if count > self.left() { Err(Failure::Broken) } else { Ok(count) }
    }

    /// A number below a limit.
    ///
    /// # Errors
    /// When it is not.
    pub fn below(&mut self, limit: u32) -> Result<u32, Failure> {
        let value = self.varint()?;
        if value < limit { Ok(value) } else { Err(Failure::Broken) }
    }

    /// The bytes of a string.
    ///
    /// # Errors
    /// When they end before.
    pub fn string_bytes(&mut self) -> Result<&'a [u8], Failure> {
        let length = self.varint()? as usize;
        self.bytes(length)
    }

    /// A string.
    ///
    /// # Errors
    /// When it ends before or is not UTF-8.
    pub fn string(&mut self) -> Result<&'a str, Failure> {
        std::str::from_utf8(self.string_bytes()?).map_err(|_| Failure::Broken)
    }

    /// The next string of a sorted list, each written as the bytes that it shares with the one before and the rest.
    ///
    /// # Errors
    /// When it shares more than there is.
    pub fn shared(&mut self, before: &mut Vec<u8>) -> Result<(), Failure> {
        let shared = self.varint()? as usize;
        if shared > before.len() {
            return Err(Failure::Broken);
        }
        before.truncate(shared);
        before.extend_from_slice(self.string_bytes()?);
        Ok(())
    }

    /// The next number of a rising list, written as the difference to the one before (the first as itself), below a limit.
    ///
    /// # Errors
    /// When it does not rise or reaches the limit.
    pub fn rising(&mut self, before: Option<u32>, limit: u32) -> Result<u32, Failure> {
        let delta = self.varint()?;
        rise(before, delta, limit)
    }
}

/// The number that follows in a rising list.
pub(crate) fn rise(before: Option<u32>, delta: u32, limit: u32) -> Result<u32, Failure> {
    let value = match before {
        None => Some(delta),
        Some(_) if delta == 0 => None,
        Some(before) => before.checked_add(delta),
    };
    value.filter(|value| *value < limit).ok_or(Failure::Broken)
}

/// Bytes as text.
pub(crate) fn text(bytes: &[u8]) -> Result<String, Failure> {
    String::from_utf8(bytes.to_vec()).map_err(|_| Failure::Broken)
}
