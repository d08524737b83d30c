//! Search: from the portal to words, the tantivy index and the static files that are exported from it.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::codes;
use crate::hash::Hasher;
use crate::memo::Memo;

#[cfg(test)]
mod against_tantivy;
mod apis;
mod document;
pub mod eval;
mod export;
mod format;
mod index;
mod prepared;
pub mod query;
mod rank;
pub mod read;
pub mod words;

pub use document::{Document, FACETS, FacetValue, documents};
pub use export::export;
pub use format::FOLDER;
pub use index::{Indexes, index};

/// The files of search for these documents, by their path below the portal's root. They are remembered whole, for one changed
/// page changes most of them.
///
/// # Errors
/// When the memory does not hold the index.
pub fn files(documents: Vec<Document>, engine: &str, memo: &Memo) -> anyhow::Result<BTreeMap<String, Bytes>> {
    let versions = Hasher::new().part(export::REVISION.to_le_bytes()).part(words::VERSION.to_le_bytes());
    let versions = versions.part(rank::text()).part(engine);
    let key = documents.iter().fold(versions, |hasher, document| document.hash(hasher)).finish();
    let packed = memo.search.try_get(key, || anyhow::Ok(pack(&export(&index(documents)?, engine)?)))?;
    Ok(unpack(&Bytes::from_owner(packed)).unwrap_or_default())
}

/// All files in one: for each the length of its path, its path, its length, its bytes.
fn pack(files: &BTreeMap<String, Bytes>) -> Vec<u8> {
    let mut packed = Vec::new();
    for (path, bytes) in files {
        for part in [path.as_bytes(), bytes] {
            packed.extend_from_slice(&(part.len() as u64).to_le_bytes());
            packed.extend_from_slice(part);
        }
    }
    packed
}

fn unpack(packed: &Bytes) -> Option<BTreeMap<String, Bytes>> {
    let mut at = 0;
    let mut part = || {
        let length = packed.get(at..at + 8)?;
        let start = at + 8;
        at = start + usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
        (at <= packed.len()).then(|| packed.slice(start..at))
    };
    let mut files = BTreeMap::new();
    while let Some(path) = part() {
        files.insert(String::from_utf8(path.to_vec()).ok()?, part()?);
    }
    Some(files)
}

codes! {
    CUT = "I-SEARCH-CUT", "Search does not read all text of a page", "a page with more than 1 MiB of text";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_files_come_out_as_they_went_in() {
        let files = BTreeMap::from([
            ("a".to_owned(), Bytes::from_static(b"1")),
            ("b/c".to_owned(), Bytes::new()),
            ("d".to_owned(), Bytes::from_static(b"\0\xff")),
        ]);
        let packed = Bytes::from(pack(&files));
        assert_eq!(unpack(&packed), Some(files));
        assert_eq!(unpack(&packed.slice(..packed.len() - 1)), None, "a file is cut off");
    }
}
