//! A value of a document together with the file that it comes from.

use crate::diag::Span;
use crate::yaml::{Node, Value};

/// A value, and which file of the definition it stands in.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// The value.
    pub node: &'a Node,
    /// The number of the file: 0 for the definition itself.
    pub(super) file: u32,
}

impl<'a> At<'a> {
    /// The value of a key, if this is a mapping that has it.
    pub fn get(self, key: &str) -> Option<At<'a>> {
        self.node.get(key).map(|node| self.with(node))
    }

    /// The entries of a mapping with their keys; nothing for other values.
    pub fn entries(self) -> impl Iterator<Item = (&'a str, At<'a>)> {
        let entries = self.node.as_map().map_or(&[][..], |map| &map.entries);
        entries.iter().map(move |entry| (&*entry.key, self.with(&entry.value)))
    }

    /// Where a key of the mapping stands.
    pub fn key_span(self, key: &str) -> Span {
        self.node.as_map().and_then(|map| map.entry(key)).map_or(self.node.span, |entry| entry.key_span)
    }

    /// The items of a list; nothing for other values.
    pub fn items(self) -> impl Iterator<Item = At<'a>> {
        self.node.as_list().unwrap_or_default().iter().map(move |node| self.with(node))
    }

    /// The text of a scalar.
    pub fn text(self) -> Option<&'a str> {
        self.node.text()
    }

    /// The text of a key's scalar.
    pub fn text_of(self, key: &str) -> Option<&'a str> {
        self.get(key)?.text()
    }

    /// True if a key says `true`.
    pub fn says(self, key: &str) -> bool {
        self.get(key).is_some_and(|value| value.node.as_bool() == Some(true))
    }

    /// True for a mapping.
    pub fn is_map(self) -> bool {
        matches!(self.node.value, Value::Map(_))
    }

    /// What tells this value from all others of the document, for as long as the document lives.
    pub fn identity(self) -> usize {
        std::ptr::from_ref(self.node) as usize
    }

    fn with(self, node: &'a Node) -> At<'a> {
        At { node, file: self.file }
    }
}
