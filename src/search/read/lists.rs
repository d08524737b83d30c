//! Facets, the order without words, and the speller.

use std::collections::BTreeMap;

use super::{Cursor, Failure, body, text};

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// As it stands in addresses.
    pub value: String,
    /// As it is shown.
    pub label: String,
    /// Its pages in order.
    pub pages: Vec<u32>,
}

/// Reads the values of all facets.
///
/// # Errors
/// When the file is damaged.
pub fn facets(file: &[u8], pages: u32) -> Result<BTreeMap<String, Vec<Value>>, Failure> {
    let mut cursor = Cursor::new(body(file, b'c')?);
    let mut facets = BTreeMap::new();
    for _ in 0..cursor.count()? {
        let name = cursor.string()?.to_owned();
        let mut values = Vec::new();
        for _ in 0..cursor.count()? {
            let mut value =
                Value { value: cursor.string()?.to_owned(), label: cursor.string()?.to_owned(), pages: Vec::new() };
            for _ in 0..cursor.count()? {
                value.pages.push(cursor.rising(value.pages.last().copied(), pages)?);
            }
            values.push(value);
        }
        facets.insert(name, values);
    }
    Ok(facets)
}

/// Reads the inflated order of pages.
///
/// # Errors
/// When it is damaged.
pub fn order(file: &[u8], pages: u32) -> Result<Vec<u32>, Failure> {
    let mut cursor = Cursor::new(body(file, b'o')?);
    (0..cursor.count()?).map(|_| cursor.below(pages)).collect()
}

/// Words to correct with, sorted, each with its class of frequency: the larger, the more pages have it.
///
/// # Errors
/// When the file is damaged.
pub fn speller(file: &[u8]) -> Result<Vec<(String, u32)>, Failure> {
    let mut cursor = Cursor::new(body(file, b's')?);
    let mut word = Vec::new();
    let mut words = Vec::new();
    for _ in 0..cursor.count()? {
        cursor.shared(&mut word)?;
        words.push((text(&word)?, cursor.varint()?));
    }
    Ok(words)
}
