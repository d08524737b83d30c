//! Names by content, compression, and the bundle of small portals.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Context, ensure};
use bytes::Bytes;
use flate2::{Compression, GzBuilder};
use rayon::prelude::*;
use serde_json::json;

use super::bytes::{string, varint};
use crate::hash::ContentHash;
use crate::search::format::{FOLDER, HEADER, MAGIC, POINTER, VERSION};

/// Letters of a name.
const LETTERS: usize = 12;

/// The files that have been made, by kind and name.
#[derive(Default)]
pub(super) struct Files {
    files: BTreeMap<(char, String), (Vec<u8>, Bytes)>,
    twins: Option<String>,
}

impl Files {
    /// Adds a file and gives it a name.
    pub(super) fn add(&mut self, kind: char, body: &[u8]) -> String {
        let whole = whole(kind, body);
        let stored = compressed(&whole);
        self.insert(kind, whole, stored)
    }

    /// Adds files of one kind and gives them names; an empty one has none.
    pub(super) fn add_all<'a>(
        &mut self,
        kind: char,
        bodies: impl IntoParallelIterator<Item = &'a [u8]>,
    ) -> Vec<String> {
        let made: Vec<Option<(Vec<u8>, Bytes)>> = bodies
            .into_par_iter()
            .map(|body| {
                let whole = (!body.is_empty()).then(|| whole(kind, body))?;
                let stored = compressed(&whole);
                Some((whole, stored))
            })
            .collect();
        let named = made.into_iter().map(|made| made.map(|(whole, stored)| self.insert(kind, whole, stored)));
        named.map(Option::unwrap_or_default).collect()
    }

    fn insert(&mut self, kind: char, whole: Vec<u8>, stored: Bytes) -> String {
        let name = name(&stored);
        let before = self.files.insert((kind, name.clone()), (whole, stored.clone()));
        if before.is_some_and(|(_, bytes)| bytes != stored) {
            self.twins = Some(name.clone());
        }
        name
    }

    /// Puts everything together: small portals get one bundle.
    pub(super) fn finish(
        self,
        manifest: &[u8],
        packs: Vec<(String, Bytes)>,
        engine: &[u8],
        max_bundle: usize,
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
        let size: usize = self.files.values().map(|(_, stored)| stored.len()).sum();
        let pointer = if size <= max_bundle {
            let mut body = Vec::new();
            varint(&mut body, self.files.len() as u32 + 1);
            let manifest = whole('m', manifest);
            string(&mut body, b"m");
            string(&mut body, &manifest);
            for ((kind, name), (whole, _)) in &self.files {
                string(&mut body, format!("{kind}/{name}").as_bytes());
                string(&mut body, whole);
            }
            let (name, bytes) = stored('b', &body);
            put(format!("b.{name}.bin"), bytes)?;
            json!({"v": VERSION, "b": format!("b.{name}.bin"), "e": engine_name})
        } else {
            for ((kind, name), (_, bytes)) in self.files {
                put(format!("{kind}/{name}.bin"), bytes)?;
            }
            let (name, bytes) = stored('m', manifest);
            put(format!("m.{name}.bin"), bytes)?;
            json!({"v": VERSION, "m": format!("m.{name}.bin"), "e": engine_name})
        };
        put(POINTER.to_owned(), pointer.to_string().into())?;
        Ok(out)
    }
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
