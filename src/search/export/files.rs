//! Names by content, compression, and the bundle that is read first.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Context, ensure};
use bytes::Bytes;
use flate2::{Compression, GzBuilder};
use rayon::prelude::*;
use serde_json::json;

use super::bytes::{string, varint};
use super::terms::Shard;
use crate::hash::ContentHash;
use crate::search::format::{FOLDER, HEADER, MAGIC, POINTER, VERSION};

/// What goes into the bundle, in this order: columns, facets, cards, the order without words; then terms, the speller and positions,
/// which fit for small portals.
const BUNDLED: [char; 7] = ['n', 'c', 'd', 'o', 't', 's', 'p'];
/// Letters of a name.
const LETTERS: usize = 10;

/// The files that have been made, by kind and name.
#[derive(Default)]
pub(super) struct Files {
    files: BTreeMap<(char, String), (Vec<u8>, Bytes)>,
    twins: Option<String>,
}

impl Files {
    /// Adds a file and gives it a name.
    pub(super) fn add(&mut self, kind: char, body: &[u8]) -> String {
        self.add_made(kind, made(kind, body))
    }

    fn add_made(&mut self, kind: char, (whole, stored): (Vec<u8>, Bytes)) -> String {
        let name = name(&stored);
        self.insert(kind, name.clone(), whole, stored);
        name
    }

    /// Adds blocks of cards and gives them names.
    pub(super) fn add_blocks(&mut self, blocks: &[Vec<u8>]) -> Vec<String> {
        let made: Vec<(Vec<u8>, Bytes)> = blocks.par_iter().map(|body| made('d', body)).collect();
        made.into_iter().map(|made| self.add_made('d', made)).collect()
    }

    /// Adds the terms and positions of shards. Both files of a shard have one name, by the contents of both.
    pub(super) fn add_shards(&mut self, shards: &[Shard]) -> Vec<String> {
        let made: Vec<[(Vec<u8>, Bytes); 2]> =
            shards.par_iter().map(|shard| [made('t', &shard.terms), made('p', &shard.positions)]).collect();
        let insert = |[terms, positions]: [(Vec<u8>, Bytes); 2]| {
            let name = name(&[terms.1.as_ref(), positions.1.as_ref()].concat());
            self.insert('t', name.clone(), terms.0, terms.1);
            self.insert('p', name.clone(), positions.0, positions.1);
            name
        };
        made.into_iter().map(insert).collect()
    }

    fn insert(&mut self, kind: char, name: String, whole: Vec<u8>, stored: Bytes) {
        let before = self.files.insert((kind, name.clone()), (whole, stored.clone()));
        if before.is_some_and(|(_, bytes)| bytes != stored) {
            self.twins = Some(name);
        }
    }

    /// Puts everything together. What most queries read comes with the manifest in one bundle, as far as there is room: first
    /// the kinds of [`BUNDLED`], whole ones only.
    pub(super) fn finish(
        mut self,
        manifest: &[u8],
        packs: Vec<(String, Bytes)>,
        engine: &[u8],
        room: usize,
    ) -> anyhow::Result<BTreeMap<String, Bytes>> {
        ensure!(self.twins.is_none(), "two search files have the name `{}`", self.twins.unwrap_or_default());
        let mut out = BTreeMap::new();
        let mut put = |path: String, bytes: Bytes| {
            let before = out.insert(format!("{FOLDER}{path}"), bytes.clone());
            ensure!(before.is_none_or(|before| before == bytes), "two search files have the name `{path}`");
            anyhow::Ok(())
        };
        let engine_name = format!("engine.{}.js", name(engine));
        put(engine_name.clone(), Bytes::copy_from_slice(engine))?;
        for (name, bytes) in packs {
            put(format!("f/{name}.bin"), bytes)?;
        }
        let mut bundled = vec![("m".to_owned(), whole('m', manifest))];
        let mut left = room;
        for kind in BUNDLED {
            let is_kind = |(of, _): &&(char, String)| *of == kind;
            let size: usize =
                self.files.iter().filter(|(key, _)| is_kind(key)).map(|(_, (_, bytes))| bytes.len()).sum();
            let Some(rest) = left.checked_sub(size) else { break };
            left = rest;
            let (these, others) = self.files.into_iter().partition(|(key, _)| is_kind(&key));
            self.files = others;
            let these: BTreeMap<(char, String), (Vec<u8>, Bytes)> = these;
            bundled.extend(these.into_iter().map(|((kind, name), (whole, _))| (format!("{kind}/{name}"), whole)));
        }
        let mut body = Vec::new();
        varint(&mut body, bundled.len() as u32);
        for (path, file) in &bundled {
            string(&mut body, path.as_bytes());
            string(&mut body, file);
        }
        let (name, bytes) = stored('b', &body);
        put(format!("b.{name}.bin"), bytes)?;
        for ((kind, name), (_, bytes)) in self.files {
            put(format!("{kind}/{name}.bin"), bytes)?;
        }
        put(
            POINTER.to_owned(),
            json!({"v": VERSION, "b": format!("b.{name}.bin"), "e": engine_name}).to_string().into(),
        )?;
        Ok(out)
    }
}

/// A file inflated, and as it is stored.
fn made(kind: char, body: &[u8]) -> (Vec<u8>, Bytes) {
    let whole = whole(kind, body);
    let stored = compressed(&whole);
    (whole, stored)
}

/// A file as it is stored, with its name.
pub(super) fn stored(kind: char, body: &[u8]) -> (String, Bytes) {
    let stored = compressed(&whole(kind, body));
    (name(&stored), stored)
}

fn whole(kind: char, body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(HEADER + body.len());
    whole.extend_from_slice(MAGIC);
    whole.extend_from_slice(&[VERSION, kind as u8]);
    whole.extend_from_slice(&((HEADER + body.len()) as u32).to_le_bytes());
    whole.extend_from_slice(body);
    whole
}

/// One gzip member without a time or a name in it.
fn compressed(bytes: &[u8]) -> Bytes {
    let out = Vec::with_capacity(bytes.len() / 2);
    let mut encoder = GzBuilder::new().mtime(0).write(out, Compression::new(7));
    encoder
        .write_all(bytes)
        .context("compressing in memory")
        .and_then(|()| Ok(encoder.finish()?))
        .map_or_else(|_| Bytes::copy_from_slice(bytes), Bytes::from)
}

/// The first letters of the hash in base 32.
fn name(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let hash = ContentHash::of(bytes);
    let mut bits = u128::from_be_bytes(*hash.bytes());
    let mut name = String::with_capacity(LETTERS);
    for _ in 0..LETTERS {
        name.push(char::from(ALPHABET[(bits >> 123) as usize]));
        bits <<= 5;
    }
    name
}
