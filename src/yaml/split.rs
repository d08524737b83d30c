//! Cutting a file into documents before any of them is parsed, so that a broken one costs no other.

use super::Document;

/// Cuts a file at its `---` and `...` lines; spans of [`super::parse`] count from the start of the file.
///
/// YAML forbids such lines inside any scalar, so the cut is exact. Directives (`%YAML 1.2`) belong to the document after
/// them; stretches of nothing but blanks and comments are no documents.
pub fn split(text: &str) -> Vec<Document<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut documents = Vec::new();
    let mut piece = Piece { start: 0, first_line: 1, content: Content::Nothing };
    for line in lines(text) {
        let marker = marker(line.text);
        match marker {
            None => piece.content = piece.content.max(content(line.text)),
            Some(Marker::Start { .. }) if piece.content == Content::Directives => {
                // The parser needs the marker between the directives and the document.
                piece.content = Content::Data;
            }
            Some(marker) => {
                piece.finish(text, line.start, &mut documents);
                let has_content = marker == Marker::Start { bare: false };
                piece = Piece {
                    start: if has_content { line.start } else { line.end },
                    first_line: if has_content { line.number } else { line.number + 1 },
                    content: if has_content { Content::Data } else { Content::Nothing },
                };
            }
        }
    }
    piece.finish(text, text.len(), &mut documents);
    documents
}

/// What a stretch of lines holds, by rising weight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Content {
    Nothing,
    Directives,
    Data,
}

struct Piece {
    start: usize,
    first_line: u32,
    content: Content,
}

impl Piece {
    fn finish<'a>(&self, text: &'a str, end: usize, documents: &mut Vec<Document<'a>>) {
        if self.content != Content::Nothing {
            documents.push(Document { text: &text[self.start..end], first_line: self.first_line });
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    /// `---`; `bare` if nothing but a comment follows on its line.
    Start { bare: bool },
    /// `...`
    End,
}

fn marker(line: &str) -> Option<Marker> {
    let rest = line.strip_prefix("---").or_else(|| line.strip_prefix("..."))?;
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return None;
    }
    let rest = rest.trim_start_matches([' ', '\t']);
    match line.starts_with('.') {
        true => Some(Marker::End),
        false => Some(Marker::Start { bare: rest.is_empty() || rest.starts_with('#') }),
    }
}

fn content(line: &str) -> Content {
    let inner = line.trim_matches([' ', '\t']);
    if inner.is_empty() || inner.starts_with('#') {
        Content::Nothing
    } else if line.starts_with("%YAML") || line.starts_with("%TAG") {
        Content::Directives
    } else {
        Content::Data
    }
}

struct Line<'a> {
    text: &'a str,
    number: u32,
    start: usize,
    end: usize,
}

/// The lines of a text without their ends; LF, CRLF and CR end one.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    let mut number = 0;
    std::iter::from_fn(move || {
        let rest = &text[start..];
        if rest.is_empty() {
            return None;
        }
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let ending = match rest.as_bytes()[length..] {
            [b'\r', b'\n', ..] => 2,
            [] => 0,
            _ => 1,
        };
        number += 1;
        let line = Line { text: &rest[..length], number, start, end: start + length + ending };
        start = line.end;
        Some(line)
    })
}
