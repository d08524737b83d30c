//! Classes to markup.

use super::scopes::Class;
use crate::safe::push_text;

/// Writes pieces of code, each class in one span as far as it reaches.
pub(super) struct Spans {
    out: String,
    open: Option<char>,
    /// Blanks that belong to the span only if it goes on after them.
    blanks: String,
}

impl Spans {
    /// No spans yet, and room for this many bytes.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), open: None, blanks: String::new() }
    }

    /// Adds a piece.
    pub(super) fn push(&mut self, text: &str, class: Class) {
        if text.is_empty() {
            return;
        }
        if text.bytes().all(|b| b.is_ascii_whitespace()) {
            if text.contains('\n') {
                self.close();
            }
            self.blanks.push_str(text);
            return;
        }
        let letter = class.letter();
        if letter != self.open {
            self.close();
            self.flush_blanks();
            if let Some(letter) = letter {
                self.out.push_str("<span class=\"hl-");
                self.out.push(letter);
                self.out.push_str("\">");
            }
            self.open = letter;
        }
        self.flush_blanks();
        let body = text.strip_suffix('\n').unwrap_or(text);
        push_text(&mut self.out, body);
        if body.len() < text.len() {
            self.close();
            self.out.push('\n');
        }
    }

    fn flush_blanks(&mut self) {
        self.out.push_str(&self.blanks);
        self.blanks.clear();
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.out.push_str("</span>");
        }
    }

    /// The markup.
    pub(super) fn finish(mut self) -> String {
        self.close();
        self.flush_blanks();
        self.out
    }
}
