//! The terms of all fields with their postings, cut into shards.

use std::collections::BTreeMap;

use tantivy::TERMINATED;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;

use super::super::format::{self, FIELDS, SCORED, has_positions};
use super::super::index::Indexes;
use super::bytes::{shared, string, varint};

/// Bytes of a shard before compression, roughly.
const SHARD: usize = 8 << 10;

/// A run of terms.
pub(super) struct Shard {
    /// Its first key; empty for the first shard, because a form may stand before all terms.
    pub(super) first: String,
    /// Body of the term file.
    pub(super) terms: Vec<u8>,
    /// Body of the file of positions, empty if there are none.
    pub(super) positions: Vec<u8>,
}

/// A term as it is written, but for its key.
#[derive(Default)]
struct Entry {
    key: Vec<u8>,
    /// What follows the forms and references: mask and postings.
    postings: Vec<u8>,
    positions: Vec<u8>,
    forms: Vec<u8>,
    references: Vec<String>,
}

/// How many tokens a scored field has in all.
pub(super) fn tokens(indexes: &Indexes, field: usize) -> anyhow::Result<u64> {
    let Some(segment) = indexes.segment_of(field) else { return Ok(0) };
    Ok(segment.inverted_index(indexes.fields[field])?.total_num_tokens())
}

/// The terms of all fields.
pub(super) fn shards(indexes: &Indexes) -> anyhow::Result<Vec<Shard>> {
    let entries = entries(indexes)?;
    let mut cuts: Vec<usize> = Vec::new();
    let mut bytes = 0;
    for (nth, entry) in entries.iter().enumerate() {
        if nth == 0 || bytes > SHARD {
            cuts.push(nth);
            bytes = 0;
        }
        bytes += entry.postings.len() + entry.forms.len() + entry.key.len() / 2 + 3;
    }
    let firsts: Vec<Vec<u8>> = cuts.iter().map(|cut| entries[*cut].key.clone()).collect();
    let shard_of = |key: &[u8]| firsts.partition_point(|first| first.as_slice() <= key).saturating_sub(1);
    // Forms that are looked for in another shard than that of their stem.
    let mut references: Vec<BTreeMap<Vec<u8>, Vec<String>>> = vec![BTreeMap::new(); cuts.len()];
    for (stem, forms) in &indexes.forms {
        let home = shard_of(format::word(stem).as_bytes());
        for (form, _) in forms {
            let key = format::word(form).into_bytes();
            let shard = shard_of(&key);
            if shard != home {
                references[shard].entry(key).or_default().push(stem.clone());
            }
        }
    }
    let mut entries = entries.into_iter();
    let mut shards = Vec::with_capacity(cuts.len());
    for (nth, mut references) in references.into_iter().enumerate() {
        let count = cuts.get(nth + 1).copied().unwrap_or(usize::MAX) - cuts[nth];
        let mut own: Vec<Entry> = entries.by_ref().take(count).collect();
        for entry in &mut own {
            entry.references = references.remove(&entry.key).unwrap_or_default();
        }
        own.extend(references.into_iter().map(|(key, references)| Entry {
            key,
            references,
            postings: vec![0],
            forms: vec![0],
            ..Entry::default()
        }));
        own.sort_by(|a, b| a.key.cmp(&b.key));
        let first = if nth == 0 { String::new() } else { String::from_utf8_lossy(&firsts[nth]).into_owned() };
        shards.push(Shard { first, terms: written(&own), positions: positions(&own) });
    }
    Ok(shards)
}

fn written(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    varint(&mut out, entries.len() as u32);
    let mut before: &[u8] = &[];
    for entry in entries {
        let common = shared(before, &entry.key);
        varint(&mut out, common as u32);
        string(&mut out, &entry.key[common..]);
        out.extend_from_slice(&entry.forms);
        varint(&mut out, entry.references.len() as u32);
        for reference in &entry.references {
            string(&mut out, reference.as_bytes());
        }
        out.extend_from_slice(&entry.postings);
        before = &entry.key;
    }
    out
}

fn positions(entries: &[Entry]) -> Vec<u8> {
    if entries.iter().all(|entry| entry.positions.is_empty()) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for entry in entries.iter().filter(|entry| has_positions(&entry.key)) {
        string(&mut out, &entry.positions);
    }
    out
}

/// Walks the dictionaries of all fields side by side.
fn entries(indexes: &Indexes) -> anyhow::Result<Vec<Entry>> {
    let mut readers = Vec::with_capacity(FIELDS.len());
    for field in 0..FIELDS.len() {
        if let Some(segment) = indexes.segment_of(field) {
            readers.push((field, segment.inverted_index(indexes.fields[field])?));
        }
    }
    let mut streams: Vec<(usize, TermStreamer<'_>)> = Vec::with_capacity(FIELDS.len());
    for (nth, (_, reader)) in readers.iter().enumerate() {
        let mut stream = reader.terms().stream()?;
        if stream.advance() {
            streams.push((nth, stream));
        }
    }
    let mut entries = Vec::new();
    while let Some(key) = streams.iter().map(|(_, stream)| stream.key()).min().map(<[u8]>::to_vec) {
        let mut entry = Entry { forms: forms(indexes, &key), ..Entry::default() };
        let mut lists = Vec::new();
        let mut mask = 0;
        let mut done = Vec::new();
        for (at, (nth, stream)) in streams.iter_mut().enumerate() {
            if stream.key() != key {
                continue;
            }
            let (field, reader) = &readers[*nth];
            mask |= 1 << field;
            let option =
                if *field < SCORED { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::Basic };
            let postings = reader.read_postings_from_terminfo(stream.value(), option)?;
            let with_positions = *field < SCORED && has_positions(&key);
            write(postings, *field < SCORED, &mut lists, with_positions.then_some(&mut entry.positions));
            if !stream.advance() {
                done.push(at);
            }
        }
        for at in done.into_iter().rev() {
            streams.remove(at);
        }
        varint(&mut entry.postings, mask);
        string(&mut entry.postings, &lists);
        entry.key = key;
        entries.push(entry);
    }
    Ok(entries)
}

fn write(mut postings: impl Postings, scored: bool, out: &mut Vec<u8>, mut positions: Option<&mut Vec<u8>>) {
    let mut list = Vec::new();
    let mut count = 0;
    let mut before = 0;
    let mut found = Vec::new();
    while postings.doc() != TERMINATED {
        let doc = postings.doc();
        let frequency = if scored { postings.term_freq() } else { 1 };
        varint(&mut list, (doc - before) << 1 | u32::from(frequency == 1));
        if frequency != 1 {
            varint(&mut list, frequency);
        }
        if let Some(out) = &mut positions {
            found.clear();
            postings.positions(&mut found);
            super::bytes::ascending(out, found.iter().copied());
        }
        before = doc;
        count += 1;
        postings.advance();
    }
    varint(out, count);
    out.extend_from_slice(&list);
}

/// The forms of a stem.
fn forms(indexes: &Indexes, key: &[u8]) -> Vec<u8> {
    let stem = std::str::from_utf8(key).ok().and_then(format::stem_of);
    let forms = stem.and_then(|stem| indexes.forms.get(stem)).map(Vec::as_slice).unwrap_or_default();
    let stem = stem.unwrap_or_default().as_bytes();
    let mut out = Vec::new();
    varint(&mut out, forms.len() as u32);
    for (form, pages) in forms {
        let common = shared(stem, form.as_bytes());
        varint(&mut out, (stem.len() - common) as u32);
        string(&mut out, &form.as_bytes()[common..]);
        varint(&mut out, *pages);
    }
    out
}
