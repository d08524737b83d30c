//! JSON as nodes: the same values with places as YAML gives, many times faster, which counts for definitions of megabytes.

use super::{Budget, Entry, Error, ErrorKind, Map, Node, Twin, Value};
use crate::diag::Span;
use std::collections::HashMap;

/// From this many keys on, an object looks for twins with a table.
const MANY_KEYS: usize = 16;

/// Reads one JSON document by the letter of RFC 8259. A key that occurs twice is noted, and its last value taken.
///
/// # Errors
/// The first thing that is wrong, with its place.
pub fn parse_json(text: &str, budget: &Budget) -> Result<(Node, Vec<Twin>), Error> {
    let mut reader = Reader { text, at: 0, line: 1, line_start: 0, nodes: 0, budget, twins: Vec::new() };
    if text.len() > budget.bytes {
        return Err(reader.limit("bytes in one document", budget.bytes));
    }
    let node = reader.value(1)?;
    reader.blank();
    match reader.peek() {
        None => Ok((node, reader.twins)),
        Some(_) => Err(reader.wrong("content after the end of the document")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    /// The offset at which the line starts.
    line_start: usize,
    nodes: usize,
    budget: &'a Budget,
    twins: Vec<Twin>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => {
                    self.line = self.line.saturating_add(1);
                    self.line_start = self.at + 1;
                }
                b' ' | b'\t' | b'\r' => {}
                _ => return,
            }
            self.at += 1;
        }
    }

    /// From an offset of this line to where the reader is.
    fn span(&self, from: usize) -> Span {
        let chars = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        // A document in one line would be counted from its start each time.
        let column = match from - self.line_start {
            near @ 0..=4096 => chars(&self.text[self.line_start..self.line_start + near]),
            far => u32::try_from(far).unwrap_or(u32::MAX),
        };
        Span::new(self.line, column.saturating_add(1), chars(&self.text[from..self.at]))
    }

    fn wrong(&self, message: &str) -> Error {
        let span = Span { len: 0, ..self.span(self.at) };
        Error { kind: ErrorKind::Syntax { message: message.into(), hint: None }, span }
    }

    fn limit(&self, name: &'static str, limit: usize) -> Error {
        Error { kind: ErrorKind::Limit(name, limit), span: Span { len: 0, ..self.span(self.at) } }
    }

    fn value(&mut self, depth: usize) -> Result<Node, Error> {
        self.blank();
        if depth > self.budget.depth {
            return Err(self.limit("levels of nesting", self.budget.depth));
        }
        self.nodes += 1;
        if self.nodes > self.budget.nodes {
            return Err(self.limit("values", self.budget.nodes));
        }
        let from = self.at;
        let (value, span) = match self.peek() {
            Some(open @ (b'{' | b'[')) => {
                self.at += 1;
                let span = self.span(from);
                let value = if open == b'{' { self.object(depth)? } else { self.array(depth)? };
                (value, span)
            }
            Some(b'"') => {
                let text = self.string()?;
                (Value::String(text), self.span(from))
            }
            Some(b'-' | b'0'..=b'9') => {
                let value = self.number()?;
                (value, self.span(from))
            }
            Some(b'a'..=b'z') => {
                let value = self.word()?;
                (value, self.span(from))
            }
            Some(_) => return Err(self.wrong("a value is expected here")),
            None => return Err(self.wrong("the document ends in the middle of a value")),
        };
        Ok(Node { value, span, tag: None })
    }

    fn object(&mut self, depth: usize) -> Result<Value, Error> {
        let mut map = Map::default();
        let mut table: HashMap<Box<str>, usize> = HashMap::new();
        self.blank();
        if self.ends(b'}') {
            return Ok(Value::Map(map));
        }
        loop {
            self.blank();
            let from = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.wrong("a key in double quotes is expected here"));
            }
            let key = self.string()?;
            let key_span = self.span(from);
            self.blank();
            if !self.ends(b':') {
                return Err(self.wrong("`:` is expected here"));
            }
            let value = self.value(depth + 1)?;
            let twin = match map.entries.len() < MANY_KEYS {
                true => map.entries.iter().position(|entry| entry.key == key),
                false => table.get(&key).copied(),
            };
            match twin {
                Some(at) => {
                    let entry = &mut map.entries[at];
                    self.twins.push(Twin { key, first: entry.key_span, second: key_span });
                    (entry.key_span, entry.value) = (key_span, value);
                }
                None => {
                    map.entries.push(Entry { key, key_span, value });
                    if map.entries.len() >= MANY_KEYS {
                        let from = if table.is_empty() { 0 } else { map.entries.len() - 1 };
                        let new = map.entries.iter().enumerate().skip(from);
                        table.extend(new.map(|(at, entry)| (entry.key.clone(), at)));
                    }
                }
            }
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                _ if self.ends(b'}') => return Ok(Value::Map(map)),
                _ => return Err(self.wrong("`,` or `}` is expected here")),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Error> {
        let mut items = Vec::new();
        self.blank();
        if self.ends(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                _ if self.ends(b']') => return Ok(Value::List(items)),
                _ => return Err(self.wrong("`,` or `]` is expected here")),
            }
        }
    }

    /// Steps over a byte, if it is the next one.
    fn ends(&mut self, byte: u8) -> bool {
        let ends = self.peek() == Some(byte);
        self.at += usize::from(ends);
        ends
    }

    fn string(&mut self) -> Result<Box<str>, Error> {
        let from = self.at;
        let mut escaped = false;
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.at += 2;
                }
                Some(0..=0x1f) => return Err(self.wrong("a control character stands in a string")),
                Some(_) => self.at += 1,
                None => {
                    self.at = self.text.len();
                    return Err(self.wrong("the document ends in the middle of a string"));
                }
            }
        }
        self.at += 1;
        let written = &self.text[from..self.at];
        match escaped {
            false => Ok(written[1..written.len() - 1].into()),
            true => serde_json::from_str::<String>(written).map(String::into_boxed_str).map_err(|_| {
                let span = self.span(from);
                Error {
                    kind: ErrorKind::Syntax { message: "an escape in this string is wrong".into(), hint: None },
                    span,
                }
            }),
        }
    }

    fn number(&mut self) -> Result<Value, Error> {
        let from = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let text = &self.text[from..self.at];
        match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Ok(_) => Ok(Value::Number(text.into())),
            Err(_) => Err(self.wrong("this is no number of JSON")),
        }
    }

    fn word(&mut self) -> Result<Value, Error> {
        let from = self.at;
        while matches!(self.peek(), Some(b'a'..=b'z')) {
            self.at += 1;
        }
        match &self.text[from..self.at] {
            "null" => Ok(Value::Null),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(self.wrong("a value is expected here")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::json;

    #[test]
    fn values_are_those_of_the_document() {
        let (node, twins) =
            parse_json("{\"a\": [1, -2.5e3, true, null],\n \"é\": \"\\u00e9\", \"a\": {}}", &Budget::DEFINITION)
                .unwrap();
        assert_eq!(json(&node).to_string(), r#"{"a":{},"é":"é"}"#);
        assert_eq!(twins, [Twin { key: "a".into(), first: Span::new(1, 2, 3), second: Span::new(2, 17, 3) }]);
        assert_eq!(node.get("é").unwrap().span, Span::new(2, 7, 8));
    }

    #[test]
    fn what_is_no_json_is_said_with_its_place() {
        let check = |text: &str, expect: &str| {
            let error = parse_json(text, &Budget { depth: 3, nodes: 6, ..Budget::DEFINITION }).unwrap_err();
            assert_eq!(format!("{}:{} {error}", error.span.line, error.span.column), expect, "{text}");
        };
        check("", "1:1 the document ends in the middle of a value");
        check("{\"a\": 1,\n}", "2:1 a key in double quotes is expected here");
        check("[1, 2,]", "1:7 a value is expected here");
        check("[01]", "1:4 this is no number of JSON");
        check("[\"a", "1:4 the document ends in the middle of a string");
        check("[\"\\", "1:4 the document ends in the middle of a string");
        check("[\"\\x\"]", "1:2 an escape in this string is wrong");
        check("[tru]", "1:5 a value is expected here");
        check("[[[[]]]]", "1:4 more than 3 levels of nesting");
        check("[1, 2, 3, 4, 5, 6]", "1:17 more than 6 values");
        check("{} x", "1:4 content after the end of the document");
    }
}
