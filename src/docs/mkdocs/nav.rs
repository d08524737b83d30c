//! The entries of `nav`, all forms.

use super::read::Reader;
use super::{NavEntry, NavValue};
use crate::docs::findings;
use crate::yaml::{Node, Value};

/// Most entries.
const MAX_ENTRIES: usize = 20_000;
/// Deepest nesting.
const MAX_DEPTH: usize = 32;

/// Reads the value of `nav`; `None` for null, which asks for a generated nav.
pub(super) fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Vec<NavEntry>> {
    match &node.value {
        Value::Null => None,
        Value::List(_) | Value::Map(_) => {
            let mut walk = Walk { reader, count: 0, full: false };
            Some(walk.entries(node, 1))
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            reader.wrong_shape("nav", node, "a list of pages and sections");
            None
        }
    }
}

struct Walk<'r, 'a> {
    reader: &'r mut Reader<'a>,
    count: usize,
    full: bool,
}

impl Walk<'_, '_> {
    fn entries(&mut self, node: &Node, depth: usize) -> Vec<NavEntry> {
        let mut out = Vec::new();
        if depth > MAX_DEPTH {
            self.overflow(node, &format!("is more than {MAX_DEPTH} levels deep"));
            return out;
        }
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.item(item, depth, &mut out)),
            // `Section: {A: a.md, B: b.md}` is not MkDocs, but what is meant is plain.
            Value::Map(_) => self.item(node, depth, &mut out),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        out
    }

    fn item(&mut self, item: &Node, depth: usize, out: &mut Vec<NavEntry>) {
        self.count += 1;
        if self.count > MAX_ENTRIES {
            return self.overflow(item, &format!("has more than {MAX_ENTRIES} entries"));
        }
        match &item.value {
            Value::Map(map) => {
                for entry in &map.entries {
                    let value = self.value(&entry.value, depth);
                    let span = match value {
                        NavValue::Target(_) | NavValue::Include { .. } => entry.value.span,
                        NavValue::Section(_) | NavValue::Empty => entry.key_span,
                    };
                    out.push(NavEntry { title: Some(entry.key.trim().to_owned()), value, span });
                }
            }
            Value::List(_) => out.extend(self.entries(item, depth + 1)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                out.push(NavEntry { title: None, value: self.value(item, depth), span: item.span });
            }
        }
    }

    fn value(&mut self, node: &Node, depth: usize) -> NavValue {
        match &node.value {
            Value::List(_) | Value::Map(_) => NavValue::Section(self.entries(node, depth + 1)),
            Value::Null => NavValue::Empty,
            Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                target(node.text().unwrap_or_default(), node.tag.as_deref().unwrap_or_default())
            }
        }
    }

    fn overflow(&mut self, node: &Node, what: &str) {
        if !self.full {
            self.full = true;
            let place = self.reader.file.at(node.span);
            self.reader.findings.push(findings::config_limit(place, "nav", what));
        }
    }
}

/// A page, or an include: `'!include ./a/mkdocs.yml'` as a text, `!include ./a/mkdocs.yml` as a tag.
fn target(text: &str, tag: &str) -> NavValue {
    let text = text.trim();
    let include = |path: &str, glob: bool| NavValue::Include { path: path.trim().to_owned(), glob };
    if tag == "!include" {
        return include(text, false);
    }
    if let Some(path) = text.strip_prefix("!include ") {
        return include(path, false);
    }
    if let Some(path) = text.strip_prefix("*include ") {
        return include(path, true);
    }
    if text.is_empty() { NavValue::Empty } else { NavValue::Target(text.to_owned()) }
}
