//! The pointer, the manifest and the bundle.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use serde::Deserialize;

use super::{Cursor, Failure, body, inflate};
use crate::search::format::{COLUMN, VERSION};

/// `index.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Pointer {
    /// Version of the format.
    pub v: u32,
    /// File of the bundle; empty in pointers of other versions.
    #[serde(default)]
    pub b: String,
}

/// Reads the pointer.
///
/// # Errors
/// When it is not JSON of the known version.
pub fn pointer(bytes: &[u8]) -> Result<Pointer, Failure> {
    let pointer: Pointer = serde_json::from_slice(bytes).map_err(|_| Failure::Broken)?;
    if pointer.v == u32::from(VERSION) { Ok(pointer) } else { Err(Failure::Updated) }
}

/// A field that is counted.
#[derive(Clone, Debug, Deserialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// 0 pieces, 1 places.
    pub index: u32,
    /// Weight of the field.
    pub boost: f64,
    /// How much its length counts; nothing where norms are not kept.
    pub b: Option<f64>,
    /// Tokens in all documents.
    pub tokens: u64,
}

/// The numbers of the ranking.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Rank(BTreeMap<String, serde_json::Value>);

/// What an index consists of.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// Number of pages.
    pub pages: u32,
    /// Number of pieces.
    pub pieces: u32,
    /// Number of places.
    pub places: u32,
    /// The counted fields in order.
    pub fields: Vec<Field>,
    /// The numbers of the ranking.
    pub rank: Rank,
    /// Every term shard: the text from which on it holds all, and the name of its terms and positions.
    pub terms: Vec<(String, String)>,
    /// Names of the columns of both indexes.
    pub columns: [Vec<String>; 2],
    /// Pages of a doc block.
    pub block: u32,
    /// Names of the doc blocks.
    pub docs: Vec<String>,
    /// The facets that pages have, in order.
    pub facets: Vec<String>,
    /// Name of the values of all facets.
    pub values: String,
    /// Name of the order.
    pub order: String,
    /// Name of the speller.
    pub speller: String,
}

impl Rank {
    /// A number; 0 if there is none of this name.
    pub fn number(&self, name: &str) -> f64 {
        self.0.get(name).and_then(serde_json::Value::as_f64).unwrap_or(0.0)
    }

    /// A number of a table; the last one beyond its end.
    pub fn table(&self, name: &str, at: usize) -> f64 {
        let table = self.0.get(name).and_then(serde_json::Value::as_array);
        let value = table.and_then(|table| table.get(at.min(table.len().saturating_sub(1))));
        value.and_then(serde_json::Value::as_f64).unwrap_or(0.0)
    }
}

impl Manifest {
    /// Reads an inflated manifest.
    ///
    /// # Errors
    /// When it is damaged, or names fewer files than its counts need.
    pub fn read(file: &[u8]) -> Result<Self, Failure> {
        let manifest: Self = serde_json::from_slice(body(file, b'm')?).map_err(|_| Failure::Broken)?;
        let columns = |index: u32| manifest.count(index).div_ceil(COLUMN) as usize;
        let whole = manifest.fields.len() == 8
            && manifest.columns[0].len() == columns(0)
            && manifest.columns[1].len() == columns(1)
            && manifest.block > 0
            && manifest.docs.len() == manifest.pages.div_ceil(manifest.block) as usize;
        if whole { Ok(manifest) } else { Err(Failure::Broken) }
    }

    /// Number of documents of an index.
    pub fn count(&self, index: u32) -> u32 {
        if index == 0 { self.pieces } else { self.places }
    }

    /// The shard that holds all terms of a text, if there is one.
    pub fn shard(&self, text: &str) -> Option<usize> {
        self.terms.partition_point(|(first, _)| first.as_str() <= text).checked_sub(1)
    }

    /// The shards that may hold texts that begin so.
    pub fn shards(&self, prefix: &str) -> std::ops::Range<usize> {
        let first = self.shard(prefix).unwrap_or(0);
        let end = self.terms.partition_point(|(first, _)| first.as_str() <= prefix || first.starts_with(prefix));
        first..end.max(first)
    }
}

/// The files of a bundle by path, inflated.
///
/// # Errors
/// When it is damaged.
pub fn bundle(stored: &[u8]) -> Result<HashMap<String, Bytes>, Failure> {
    let file = inflate(stored)?;
    let mut cursor = Cursor::new(body(&file, b'b')?);
    let mut files = HashMap::new();
    for _ in 0..cursor.count()? {
        let path = cursor.string()?.to_owned();
        files.insert(path, Bytes::copy_from_slice(cursor.string_bytes()?));
    }
    Ok(files)
}
