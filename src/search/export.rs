//! The static files of search: what a query needs, each named by its content. `docs/search-format.md` says what is in them.

mod bytes;
mod files;
mod pages;
mod speller;
mod terms;

use std::collections::BTreeMap;

use ::bytes::Bytes;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::index::Indexes;
use super::{format, rank, words};
use files::Files;

/// Changes whenever other files may come of the same documents: what is remembered of an older one is not used.
pub(super) const REVISION: u32 = 6;
/// Most gzipped bytes of the files that go into the bundle with the manifest.
const BUNDLE: usize = 24 << 10;
/// Version of Unicode whose tables cut and fold the words.
const UNICODE: &str = "17.0";

/// All files by their path below the portal's root, with the script that reads them.
///
/// # Errors
/// When tantivy cannot read its own index, or two files have one name.
pub fn export(indexes: &Indexes, engine: &str) -> anyhow::Result<BTreeMap<String, Bytes>> {
    let mut files = Files::default();
    let terms = terms::shards(indexes)?;
    let names = files.add_shards(&terms);
    let shards: Vec<Value> = terms.iter().zip(names).map(|(shard, name)| json!([shard.first, name])).collect();
    let columns: Vec<Vec<String>> =
        (0..2).map(|index| pages::columns(indexes, index).iter().map(|body| files.add('n', body)).collect()).collect();
    let packs = pages::packs(indexes);
    let packed: Vec<(String, Bytes)> = packs.bodies.par_iter().map(|body| files::stored('f', body)).collect();
    let block = pages::block_size(indexes.documents.len());
    let docs = files.add_blocks(&pages::blocks(indexes, &packs, &packed, block));
    let (facets, values) = pages::facets(indexes);
    let values = files.add('c', &values);
    let order = files.add('o', &pages::order(indexes));
    let speller = files.add('s', &speller::body(indexes));
    let manifest = json!({
        "pages": indexes.documents.len(),
        "pieces": indexes.pieces.len(),
        "places": indexes.places.len(),
        "fields": fields(indexes)?,
        "rank": numbers(),
        "terms": shards,
        "columns": columns,
        "block": block,
        "docs": docs,
        "facets": facets,
        "values": values,
        "order": order,
        "speller": speller,
        "words": words::VERSION,
        "unicode": UNICODE,
    });
    let manifest = manifest.to_string().into_bytes();
    files.finish(&manifest, packed, engine.as_bytes(), BUNDLE)
}

fn fields(indexes: &Indexes) -> anyhow::Result<Vec<Value>> {
    let field = |(nth, field): (usize, &rank::Field)| {
        let tokens = terms::tokens(indexes, nth)?;
        Ok(json!({
            "name": format::FIELDS[nth].0,
            "index": format::FIELDS[nth].1,
            "boost": field.boost,
            "b": field.b,
            "tokens": tokens,
        }))
    };
    rank::FIELDS.iter().enumerate().map(field).collect()
}

fn numbers() -> Value {
    let mut numbers: serde_json::Map<String, Value> =
        rank::NUMBERS.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    numbers.insert("k1".to_owned(), json!(rank::K1));
    numbers.insert("decay".to_owned(), json!(rank::DECAY));
    Value::Object(numbers)
}
