//! A schema as it stands in the document, seen through its references.

use super::resolve::{Dangling, Target};
use super::{At, Document, Version};

/// Words that override those of the schema that a `$ref` beside them leads to, whatever the version.
const OVERRIDES: [&str; 11] = [
    "description",
    "summary",
    "title",
    "deprecated",
    "readOnly",
    "writeOnly",
    "nullable",
    "example",
    "examples",
    "default",
    "externalDocs",
];

/// A schema.
#[derive(Clone, Copy)]
pub struct Schema<'a> {
    /// The document.
    pub document: &'a Document,
    /// The mapping, or `true` or `false`.
    pub at: At<'a>,
    /// The `$ref` with words beside it, through which it was reached.
    beside: Option<At<'a>>,
    /// The number of the named schema that this is.
    pub number: Option<usize>,
    /// The reference that leads nowhere.
    pub lost: Option<Dangling<'a>>,
    /// True if it stands in a parameter of version 2.0 itself, whose words about the parameter are none about the value.
    is_parameter: bool,
}

impl<'a> Schema<'a> {
    /// The schema at a value.
    pub(super) fn new(document: &'a Document, at: At<'a>) -> Self {
        let found = match document.resolve(at) {
            Ok(found) => found,
            Err(lost) => {
                return Self { document, at, beside: None, number: None, lost: Some(lost), is_parameter: false };
            }
        };
        let Target { at, beside, written } = found;
        let number = written.and_then(|written| document.schema_number(written));
        Self { document, at, beside, number, lost: None, is_parameter: false }
    }

    /// The schema that a parameter of version 2.0 is by itself.
    pub(super) fn of_parameter(document: &'a Document, at: At<'a>) -> Self {
        Self { is_parameter: true, ..Self::new(document, at) }
    }

    /// A named schema of the document.
    pub fn named(document: &'a Document, number: usize) -> Self {
        let at = document.value(&document.schemas[number].pointer).unwrap_or(document.root());
        Self { number: Some(number), ..Self::new(document, at) }
    }

    /// Its name, if it has one.
    pub fn name(&self) -> Option<&'a str> {
        self.number.map(|number| &*self.document.schemas[number].name)
    }

    /// A word of the schema; one beside the `$ref` that led here comes first.
    pub fn word(&self, key: &str) -> Option<At<'a>> {
        if self.is_parameter && matches!(key, "description" | "required" | "deprecated" | "example" | "examples") {
            return None;
        }
        let counts = self.document.version >= Version::V31 || OVERRIDES.contains(&key);
        self.beside.filter(|_| counts).and_then(|at| at.get(key)).or_else(|| self.at.get(key))
    }

    /// The text of a word.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.word(key)?.text()
    }

    /// True if a word is `true`.
    pub fn says(&self, key: &str) -> bool {
        self.word(key).is_some_and(|value| value.node.as_bool() == Some(true))
    }

    /// `true` for the schema that allows everything, `false` for the one that allows nothing.
    pub fn constant(&self) -> Option<bool> {
        self.at.node.as_bool()
    }

    /// What the author says about it.
    pub fn description(&self) -> &'a str {
        self.text("description").unwrap_or_default().trim()
    }

    /// The schema at a key.
    pub fn below(&self, key: &str) -> Option<Schema<'a>> {
        self.word(key).filter(|at| at.is_map() || at.node.as_bool().is_some()).map(|at| Schema::new(self.document, at))
    }

    /// The schemas of a list at a key.
    pub fn list(&self, key: &str) -> Vec<Schema<'a>> {
        let document = self.document;
        self.word(key).into_iter().flat_map(At::items).map(|at| Schema::new(document, at)).collect()
    }

    /// The types without `null`.
    pub fn types(&self) -> Vec<&'a str> {
        let Some(word) = self.word("type") else { return Vec::new() };
        let one = word.text().into_iter();
        one.chain(word.items().filter_map(At::text)).filter(|name| *name != "null").collect()
    }

    /// True if `null` is a value of it, by any of the ways of the versions.
    pub fn is_nullable(&self) -> bool {
        let null_type = self.word("type").is_some_and(|word| {
            word.node.is_null()
                || word.text() == Some("null")
                || word.items().any(|item| item.text() == Some("null") || item.node.is_null())
        });
        null_type || self.says("nullable") || self.says("x-nullable")
    }

    /// The names of `required`.
    pub fn required(&self) -> impl Iterator<Item = &'a str> {
        self.word("required").into_iter().flat_map(At::items).filter_map(At::text)
    }

    /// What tells it from all other schemas of the document.
    pub fn identity(&self) -> usize {
        self.at.identity()
    }
}
