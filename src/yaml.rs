//! YAML as data with places: the one reader of catalog files, `mkdocs.yml`, front matter and settings.
//!
//! Built on the event parser of serde-saphyr (`serde_saphyr::granit_parser`), under one budget. Scalars are typed by the
//! YAML 1.2 core rules on their source text, as Backstage's parser does, and keep that text: `0755` stays readable as
//! written. Tags are never resolved, merge keys stay ordinary keys.

mod hint;
mod json;
mod json_text;
mod scalar;
mod split;
mod tree;

use std::fmt;

use crate::diag::Span;

pub use json::json;
pub use json_text::parse_json;
pub use split::split;
pub use tree::{parse, parse_tolerant};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its place: the whole scalar, or the first token of a list or mapping.
    pub span: Span,
    /// The tag as written (`!include`), if there is one.
    pub tag: Option<Box<str>>,
}

/// A YAML value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `~`, `null` or nothing.
    Null,
    /// A plain `true` or `false`.
    Bool(bool),
    /// A plain number, as written: `1.10` and `0755` keep their text.
    Number(Box<str>),
    /// Any other scalar.
    String(Box<str>),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Map),
}

/// A mapping in source order with unique keys.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Map {
    /// The entries in source order.
    pub entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key; keys that are no strings are taken as source text.
    pub key: Box<str>,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Map {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| &*entry.key == key)
    }

    /// The keys in source order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| &*entry.key)
    }
}

impl Node {
    /// The value of a key, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// This as a mapping.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// This as a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// This as a string; numbers and booleans are no strings.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The source text of any scalar but null.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) | Value::Number(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// This as a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// True for null.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// What the value is, in the words of a message: `a list`, `the number 1.10`.
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Null => "empty".into(),
            Value::Bool(value) => format!("the boolean {value}"),
            Value::Number(text) => format!("the number {text}"),
            Value::String(_) => "a string".into(),
            Value::List(_) => "a list".into(),
            Value::Map(_) => "a mapping".into(),
        }
    }
}

/// A key that stands twice in a mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    /// The key.
    pub key: Box<str>,
    /// Where it stands first.
    pub first: Span,
    /// Where it stands again.
    pub second: Span,
}

/// What one document may cost.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Longest text in bytes.
    pub bytes: usize,
    /// Deepest nesting.
    pub depth: usize,
    /// Most values, aliases expanded.
    pub nodes: usize,
    /// Most aliases.
    pub aliases: usize,
    /// Most scalar text in bytes, aliases expanded.
    pub scalar_bytes: usize,
}

impl Budget {
    /// Catalog documents, `mkdocs.yml` and other settings.
    pub const SETTINGS: Budget =
        Budget { bytes: 1 << 20, depth: 64, nodes: 50_000, aliases: 1_000, scalar_bytes: 4 << 20 };
    /// API definitions and the files that they refer to.
    pub const DEFINITION: Budget =
        Budget { bytes: 32 << 20, depth: 128, nodes: 5_000_000, aliases: 20_000, scalar_bytes: 128 << 20 };
    /// Front matter of a Markdown page.
    pub const FRONT_MATTER: Budget = Budget { bytes: 64 << 10, ..Self::SETTINGS };
}

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// What went wrong.
    pub kind: ErrorKind,
    /// Where.
    pub span: Span,
}

/// The kinds of [`Error`].
#[derive(Clone, Debug, PartialEq)]
pub enum ErrorKind {
    /// Not YAML; the parser's words, and what to do if the cause is a known one.
    Syntax {
        /// What the parser says.
        message: String,
        /// What to do.
        hint: Option<&'static str>,
    },
    /// A mapping has this key twice; the span is the second one, `first` the first.
    DuplicateKey {
        /// The key.
        key: String,
        /// Where it stands first.
        first: Span,
    },
    /// The budget is used up; the name of the limit with its number.
    Limit(&'static str, usize),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Syntax { message, .. } => f.write_str(message),
            ErrorKind::DuplicateKey { key, .. } => write!(f, "key `{}` occurs twice", crate::diag::shown(key)),
            ErrorKind::Limit(name, limit) => write!(f, "more than {limit} {name}"),
        }
    }
}

/// One document of a file, with the 1-based line of the file that its text starts on.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The text of the document, without its `---` line unless content follows on it.
    pub text: &'a str,
    /// The line of the file that the text starts on.
    pub first_line: u32,
}

/// The text of a file: UTF-8 with one leading byte order mark removed.
///
/// # Errors
/// The place of the first byte that is no UTF-8.
pub fn decode(bytes: &[u8]) -> Result<&str, Span> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let good = std::str::from_utf8(&bytes[..error.valid_up_to()]).expect("valid up to here");
        crate::diag::LineIndex::new(good).span(good.len()..good.len())
    })
}

/// Reads a file that holds one document: settings, `mkdocs.yml`, front matter. An empty one is null.
///
/// # Errors
/// As [`parse`]; a second document is one too.
pub fn parse_settings(text: &str, budget: &Budget) -> Result<Node, Error> {
    let documents = split(text);
    if let Some(second) = documents.get(1) {
        let message = "a second document starts here, only one can be read".into();
        let kind = ErrorKind::Syntax { message, hint: Some("remove the `---` line or what follows it") };
        return Err(Error { kind, span: Span::new(second.first_line, 1, 0) });
    }
    match documents.first() {
        Some(document) => parse(document, budget),
        None => Ok(Node { value: Value::Null, span: Span::new(1, 1, 0), tag: None }),
    }
}

/// An API definition, or a file that one refers to, as data.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The value.
    pub root: Node,
    /// Keys that stand twice; the last value is taken.
    pub twins: Vec<Twin>,
    /// Why it is no JSON although it begins like JSON; it was read as YAML then.
    pub not_json: Option<Error>,
    /// Where a second document starts, which was not read.
    pub second: Option<Span>,
}

/// Reads an API definition, JSON or YAML, tolerantly.
///
/// # Errors
/// The first thing that cannot be passed over, with its place.
pub fn parse_definition(text: &str) -> Result<Definition, Error> {
    let mut not_json = None;
    if text.trim_start().starts_with(['{', '[']) {
        match parse_json(text, &Budget::DEFINITION) {
            Ok((root, twins)) => return Ok(Definition { root, twins, not_json: None, second: None }),
            Err(error @ Error { kind: ErrorKind::Limit(..), .. }) => return Err(error),
            Err(error) => not_json = Some(error),
        }
    }
    let documents = split(text);
    let empty = Document { text: "", first_line: 1 };
    match parse_tolerant(documents.first().unwrap_or(&empty), &Budget::DEFINITION) {
        Ok((root, twins)) => {
            let second = documents.get(1).map(|document| Span::new(document.first_line, 1, 0));
            Ok(Definition { root, twins, not_json, second })
        }
        Err(error) => Err(not_json.unwrap_or(error)),
    }
}

#[cfg(test)]
mod tests;
