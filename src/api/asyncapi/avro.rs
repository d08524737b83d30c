//! Avro schemas as rows: fields of records with their types in words.

use std::collections::HashSet;

use crate::api::openapi::tree::{Below, Name, Row};
use crate::api::openapi::{At, Word, words};

/// Deepest nesting of records.
const MAX_DEPTH: usize = 8;
/// Most rows.
const MAX_ROWS: usize = 400;
/// Most symbols of an enumeration.
const MAX_SYMBOLS: usize = 40;

/// The row of a schema, with the fields of records below.
pub fn row(at: At<'_>, anchor: &str) -> Row {
    let mut reader = Reader { named: HashSet::new(), left: MAX_ROWS };
    let mut row = Row { anchor: anchor.to_owned(), ..Row::default() };
    reader.describe(at, &mut row, 0);
    row
}

struct Reader<'a> {
    /// Types with names that stand above.
    named: HashSet<&'a str>,
    left: usize,
}

impl<'a> Reader<'a> {
    /// Says the type of a value in a row, and what is below.
    fn describe(&mut self, at: At<'a>, row: &mut Row, depth: usize) {
        row.types = vec![Word { text: self.words(at, depth), schema: None }];
        let Some(inner) = self.inner(at, depth) else { return };
        if let Some(doc) = inner.text_of("doc").filter(|_| row.description.is_empty()) {
            row.description = doc.trim().to_owned();
        }
        match inner.text_of("type") {
            Some("enum") => {
                let symbols: Vec<&str> =
                    inner.get("symbols").into_iter().flat_map(At::items).filter_map(At::text).collect();
                row.values =
                    symbols.iter().take(MAX_SYMBOLS).map(|symbol| ((*symbol).to_owned(), String::new())).collect();
                row.more_values = symbols.len().saturating_sub(MAX_SYMBOLS);
            }
            Some("record" | "error") => self.fields(inner, row, depth),
            _ => {}
        }
    }

    fn fields(&mut self, record: At<'a>, row: &mut Row, depth: usize) {
        let fields: Vec<At<'a>> = record.get("fields").into_iter().flat_map(At::items).collect();
        if depth >= MAX_DEPTH || fields.len() > self.left {
            row.below = Below::Hidden(fields.len(), None);
            return;
        }
        self.left -= fields.len();
        if let Some(name) = record.text_of("name") {
            self.named.insert(name);
        }
        let mut rows = Vec::new();
        for field in fields {
            let Some(name) = field.text_of("name") else { continue };
            let mut row = Row {
                name: Name::Property(name.to_owned()),
                anchor: format!("{}.{name}", row.anchor),
                description: field.text_of("doc").unwrap_or_default().trim().to_owned(),
                required: field.get("default").is_none(),
                default: field.get("default").map(words::value_text).unwrap_or_default(),
                ..Row::default()
            };
            if let Some(ty) = field.get("type") {
                self.describe(ty, &mut row, depth + 1);
            }
            rows.push(row);
        }
        if !rows.is_empty() {
            row.below = Below::Rows(rows);
        }
    }

    /// The record or enumeration inside lists, maps and unions with `null`.
    fn inner(&self, at: At<'a>, depth: usize) -> Option<At<'a>> {
        let mut at = at;
        for _ in depth..=MAX_DEPTH {
            if at.node.as_list().is_some() {
                let mut real = at.items().filter(|item| item.text() != Some("null"));
                at = real.next().filter(|_| real.next().is_none())?;
                continue;
            }
            at = match at.text_of("type") {
                Some("array") => at.get("items")?,
                Some("map") => at.get("values")?,
                Some(_) => return Some(at),
                None => at.get("type")?,
            };
        }
        None
    }

    /// A type in words: `array of Port`, `null or string`, `long (timestamp-millis)`.
    fn words(&self, at: At<'a>, depth: usize) -> String {
        if depth > MAX_DEPTH {
            return "any".into();
        }
        if let Some(name) = at.text() {
            return match self.named.contains(name) {
                true => format!("{name}, as above"),
                false => name.to_owned(),
            };
        }
        if at.node.as_list().is_some() {
            let all: Vec<String> = at.items().map(|item| self.words(item, depth + 1)).collect();
            return all.join(" or ");
        }
        let kind = at.text_of("type");
        let words = match kind {
            Some("array") => {
                format!("array of {}", at.get("items").map_or("any".into(), |items| self.words(items, depth + 1)))
            }
            Some("map") => {
                format!("map of {}", at.get("values").map_or("any".into(), |values| self.words(values, depth + 1)))
            }
            Some("record" | "error" | "enum" | "fixed") => at.text_of("name").or(kind).unwrap_or_default().to_owned(),
            Some(other) => other.to_owned(),
            None => at.get("type").map_or("any".into(), |ty| self.words(ty, depth + 1)),
        };
        match at.text_of("logicalType") {
            Some(logical) => format!("{words} ({logical})"),
            None => words,
        }
    }
}
