//! The terms of all fields with their postings, cut into shards.

use std::collections::BTreeMap;

use tantivy::TERMINATED;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;

use super::super::format::{self, FIELDS, SCORED, WORD, has_forms, has_positions};
use super::super::index::Indexes;
use super::bytes::{shared, string, varint};
use crate::hash::ContentHash;

/// Bytes of a shard before compression, roughly: from the first number on a text may end it, at the second one the next does.
/// Which texts may depends on them alone, so that a change moves the cuts behind it only up to the next such text. Large portals
/// have larger shards, so that their number stays bounded.
fn shard_size(pages: usize) -> (usize, usize) {
    match pages {
        0..=8_191 => (3 << 10, 8 << 10),
        _ => (12 << 10, 24 << 10),
    }
}

/// Of how many texts one may end a shard.
const ENDS: u8 = 32;

/// A run of terms.
pub(super) struct Shard {
    /// Shortest text that no text of the shard before reaches; empty for the first shard, because a form may stand before all
    /// terms.
    pub(super) first: String,
    /// Body of the term file.
    pub(super) terms: Vec<u8>,
    /// Body of the file of positions, empty if there are none.
    pub(super) positions: Vec<u8>,
}

/// A term as it is written, but for its key.
#[derive(Default)]
struct Entry {
    class: char,
    text: String,
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
    let mut entries = entries(indexes)?;
    entries.sort_by(|a, b| (&a.text, a.class).cmp(&(&b.text, b.class)));
    // Terms of one text stay together.
    let mut cuts: Vec<usize> = Vec::new();
    let mut firsts: Vec<String> = Vec::new();
    let mut bytes = 0;
    let (least, most) = shard_size(indexes.documents.len());
    for (nth, entry) in entries.iter().enumerate() {
        let before = nth.checked_sub(1).map_or("", |before| &entries[before].text);
        let ends = || ContentHash::of(entry.text.as_bytes()).bytes()[0].is_multiple_of(ENDS);
        if nth == 0 || bytes > least && *before != *entry.text && (bytes > most || ends()) {
            cuts.push(nth);
            firsts.push(if nth == 0 { String::new() } else { separator(before, &entry.text).to_owned() });
            bytes = 0;
        }
        bytes += entry.postings.len() + entry.forms.len() + entry.text.len() / 2 + 3;
    }
    let shard_of = |text: &str| firsts.partition_point(|first| first.as_str() <= text).saturating_sub(1);
    // Forms that are looked for in another shard than that of their stem.
    let mut references: Vec<BTreeMap<&str, Vec<String>>> = vec![BTreeMap::new(); cuts.len()];
    for (stem, forms) in &indexes.forms {
        let home = shard_of(stem);
        for (form, _) in forms {
            let shard = shard_of(form);
            if shard != home {
                references[shard].entry(form).or_default().push(stem.clone());
            }
        }
    }
    let mut entries = entries.into_iter();
    let mut shards = Vec::with_capacity(cuts.len());
    for (nth, mut references) in references.into_iter().enumerate() {
        let count = cuts.get(nth + 1).copied().unwrap_or(usize::MAX) - cuts[nth];
        let mut own: Vec<Entry> = entries.by_ref().take(count).collect();
        for entry in own.iter_mut().filter(|entry| has_forms(entry.class)) {
            entry.references = references.remove(entry.text.as_str()).unwrap_or_default();
        }
        own.extend(references.into_iter().map(|(form, references)| Entry {
            class: WORD,
            text: form.to_owned(),
            references,
            postings: vec![0],
            forms: vec![0],
            ..Entry::default()
        }));
        own.sort_by(|a, b| (&a.text, a.class).cmp(&(&b.text, b.class)));
        shards.push(Shard { first: firsts[nth].clone(), terms: written(&own), positions: positions(&own) });
    }
    Ok(shards)
}

/// The shortest beginning of a text that is greater than the text before.
fn separator<'a>(before: &str, text: &'a str) -> &'a str {
    let ends = text.char_indices().map(|(at, c)| &text[..at + c.len_utf8()]);
    ends.into_iter().find(|start| *start > before).unwrap_or(text)
}

fn written(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    varint(&mut out, entries.len() as u32);
    let mut before = "";
    for entry in entries {
        let common = shared(before.as_bytes(), entry.text.as_bytes());
        varint(&mut out, common as u32);
        string(&mut out, &entry.text.as_bytes()[common..]);
        out.push(entry.class as u8);
        if has_forms(entry.class) {
            out.extend_from_slice(&entry.forms);
            varint(&mut out, entry.references.len() as u32);
            for reference in &entry.references {
                string(&mut out, reference.as_bytes());
            }
        }
        out.extend_from_slice(&entry.postings);
        before = &entry.text;
    }
    out
}

fn positions(entries: &[Entry]) -> Vec<u8> {
    if entries.iter().all(|entry| entry.positions.is_empty()) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for entry in entries.iter().filter(|entry| has_positions(entry.class)) {
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
        let (class, text) = format::split(std::str::from_utf8(&key)?);
        let forms = if has_forms(class) { forms(indexes, text) } else { Vec::new() };
        let mut entry = Entry { class, text: text.to_owned(), forms, ..Entry::default() };
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
            let with_positions = *field < SCORED && has_positions(class);
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
fn forms(indexes: &Indexes, stem: &str) -> Vec<u8> {
    let forms = indexes.forms.get(stem).map(Vec::as_slice).unwrap_or_default();
    let stem = stem.as_bytes();
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

#[cfg(test)]
mod tests {
    use super::separator;

    #[test]
    fn shards_are_parted_by_the_shortest_text_between() {
        for (before, text, expect) in [
            ("deploy", "deployment", "deploym"),
            ("abc", "b", "b"),
            ("größe", "größer", "größer"),
            ("", "z", "z"),
            ("ä", "äö", "äö"),
        ] {
            assert_eq!(separator(before, text), expect);
        }
    }
}
