//! Term shards and positions.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::manifest::Manifest;
use super::{Cursor, Failure, body, rise, text};
use crate::search::format::{self, FIELDS};

/// A file of terms in order.
#[derive(Debug)]
pub struct Shard {
    /// Number of the shard.
    pub number: usize,
    /// The terms.
    pub entries: Vec<Rc<Entry>>,
    /// Entries by key.
    keys: HashMap<String, usize>,
    /// Entries that list a form.
    forms: HashMap<String, Vec<usize>>,
}

/// A term.
#[derive(Debug)]
pub struct Entry {
    /// Class and text.
    pub key: String,
    /// The class.
    pub class: char,
    /// Words that have this stem, each with its number of pages.
    pub forms: Vec<(String, u32)>,
    /// Texts of other terms that list this text as a form.
    pub refs: Vec<String>,
    /// Number of the shard and place in it.
    pub at: (usize, usize),
    /// The fields with their documents, in order.
    pub lists: Vec<Postings>,
}

/// The documents of a term in a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Postings {
    /// Number of the field.
    pub field: u32,
    /// Documents in order.
    pub docs: Vec<u32>,
    /// How often the term stands there.
    pub counts: Vec<u32>,
}

impl Entry {
    /// The text without its class.
    pub fn text(&self) -> &str {
        format::split(&self.key).1
    }

    /// The documents in a field; none if it does not occur there.
    pub fn list(&self, field: u32) -> Option<&Postings> {
        self.lists.iter().find(|list| list.field == field)
    }

    /// Pages that have a compound, at least.
    pub fn pages(&self) -> u32 {
        self.lists.iter().map(|list| list.docs.len() as u32).max().unwrap_or(0)
    }
}

impl Shard {
    /// Reads an inflated shard.
    ///
    /// # Errors
    /// When it is damaged or does not fit the manifest.
    pub fn read(file: &[u8], number: usize, manifest: &Manifest) -> Result<Self, Failure> {
        let mut cursor = Cursor::new(body(file, b't')?);
        let mut shard = Self { number, entries: Vec::new(), keys: HashMap::new(), forms: HashMap::new() };
        let mut text = Vec::new();
        for at in 0..cursor.count()? {
            cursor.shared(&mut text)?;
            let entry = entry(&mut cursor, &text, (number, at), manifest)?;
            for (form, _) in &entry.forms {
                shard.forms.entry(form.clone()).or_default().push(at);
            }
            shard.keys.insert(entry.key.clone(), at);
            shard.entries.push(Rc::new(entry));
        }
        Ok(shard)
    }

    /// The term of this key.
    pub fn get(&self, key: &str) -> Option<&Rc<Entry>> {
        self.keys.get(key).map(|at| &self.entries[*at])
    }

    /// The terms that list a form.
    pub fn listing(&self, form: &str) -> impl Iterator<Item = &Rc<Entry>> {
        self.forms.get(form).into_iter().flatten().map(|at| &self.entries[*at])
    }
}

fn entry(cursor: &mut Cursor, term: &[u8], at: (usize, usize), manifest: &Manifest) -> Result<Entry, Failure> {
    let class = char::from(cursor.bytes(1)?[0]);
    let (mut forms, mut refs) = (Vec::new(), Vec::new());
    if format::has_forms(class) {
        for _ in 0..cursor.count()? {
            let kept = term.len().checked_sub(cursor.varint()? as usize).ok_or(Failure::Broken)?;
            let form = [&term[..kept], cursor.string_bytes()?].concat();
            forms.push((text(&form)?, cursor.varint()?));
        }
        for _ in 0..cursor.count()? {
            refs.push(cursor.string()?.to_owned());
        }
    }
    let mask = cursor.below(1 << FIELDS.len())?;
    let mut lists = Vec::new();
    if mask != 0 {
        let mut inside = Cursor::new(cursor.string_bytes()?);
        for field in (0..FIELDS.len() as u32).filter(|field| mask >> field & 1 == 1) {
            lists.push(postings(&mut inside, field, manifest.count(format::index_of(field)))?);
        }
        if inside.left() > 0 {
            return Err(Failure::Broken);
        }
    }
    Ok(Entry { key: format::term(class, &text(term)?), class, forms, refs, at, lists })
}

fn postings(cursor: &mut Cursor, field: u32, limit: u32) -> Result<Postings, Failure> {
    let count = cursor.count()?;
    let mut list = Postings { field, docs: Vec::with_capacity(count), counts: Vec::with_capacity(count) };
    for _ in 0..count {
        let step = cursor.varint()?;
        list.docs.push(rise(list.docs.last().copied(), step >> 1, limit)?);
        list.counts.push(if step & 1 == 1 { 1 } else { cursor.varint()?.max(1) });
    }
    Ok(list)
}

/// Where the terms of a shard stand in their documents.
#[derive(Debug)]
pub struct Positions {
    file: Vec<u8>,
    /// By place in the shard.
    entries: HashMap<usize, Range<usize>>,
}

impl Positions {
    /// Reads the inflated positions of a shard.
    ///
    /// # Errors
    /// When they are damaged or do not fit the shard.
    pub fn read(file: Vec<u8>, shard: &Shard) -> Result<Self, Failure> {
        let body = body(&file, b'p')?;
        let start = file.len() - body.len();
        let mut cursor = Cursor::new(body);
        let mut entries = HashMap::new();
        for (at, entry) in shard.entries.iter().enumerate() {
            if !format::has_positions(entry.class) {
                continue;
            }
            let length = cursor.string_bytes()?.len();
            let end = start + body.len() - cursor.left();
            entries.insert(at, end - length..end);
        }
        Ok(Self { file, entries })
    }

    /// All positions of a term in a field, as document * 2^32 + position, in order.
    ///
    /// # Errors
    /// When they are damaged.
    pub fn of(&self, entry: &Entry, field: u32) -> Result<Vec<u64>, Failure> {
        let range = self.entries.get(&entry.at.1).ok_or(Failure::Broken)?;
        let mut cursor = Cursor::new(&self.file[range.clone()]);
        let mut found = Vec::new();
        for list in entry.lists.iter().take_while(|list| list.field <= field) {
            for (doc, count) in list.docs.iter().zip(&list.counts) {
                let mut position = 0_u32;
                for _ in 0..*count {
                    position = position.checked_add(cursor.varint()?).ok_or(Failure::Broken)?;
                    if list.field == field {
                        found.push(u64::from(*doc) << 32 | u64::from(position));
                    }
                }
            }
        }
        Ok(found)
    }
}
