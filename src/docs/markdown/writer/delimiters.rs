//! Delimiters in pairs: what they make once both have been read.

use std::ops::Range;

use super::{Summary, Writer};
use crate::docs::Critic;
use crate::docs::markdown::attributes;
use crate::docs::markdown::inline::Delimiter;
use crate::docs::markdown::inline::delimiters::{Kind, Opener};
use crate::safe::push_escaped;

/// What becomes of what stands between two delimiters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is this element, with these classes.
    Wrapped(&'static str, &'static str),
    /// The delimiters go.
    Bare,
    /// It goes, too.
    Gone,
}

impl Writer<'_> {
    /// The leaf ends: its pending text is written and its delimiters are settled. An item may have attributes in a line of
    /// their own.
    pub(super) fn settle(&mut self) {
        self.settle_in("li", self.item);
    }

    /// The same for an element whose start tag has room for attributes at an offset of the markup, 0 for none.
    pub(super) fn settle_in(&mut self, element: &str, room: usize) {
        let list = if room > 0 { self.attribute_line() } else { None };
        self.flush();
        let said = match (&mut self.heading, &mut self.summary) {
            (Some(heading), _) => Some(heading),
            (None, Summary::Open(summary)) => Some(summary),
            (None, _) => None,
        };
        self.delimiters.apply(&mut self.out, said);
        self.text.starts_line = false;
        if let Some(list) = list {
            let attributes = list.write(element, "", 0..0, &mut self.resolver);
            self.out.insert_str(room, &attributes);
        }
    }

    /// Writes a delimiter, or ends what it closes; the length of the attribute list behind it.
    pub(super) fn delimiter(&mut self, written: &str, after: &str, at: Range<usize>, what: Delimiter) -> usize {
        match what {
            Delimiter::Open(kind) => self.wait(kind, written),
            Delimiter::Close(kind) => return self.close(kind, after, at),
            Delimiter::Instead => {
                if let Some(old) = self.delimiters.close(Kind::Old) {
                    let (out, said) = self.literal(written);
                    self.delimiters.instead(old, out, said);
                } else {
                    self.literal(written);
                }
            }
            Delimiter::Either(kind) => {
                let (opens, closes) = self.sides(kind, &at);
                if closes && self.delimiters.has(kind) {
                    return self.close(kind, after, at);
                }
                if opens {
                    self.wait(kind, written);
                } else {
                    self.literal(written);
                }
            }
        }
        0
    }

    /// Whether a delimiter may open and close. Like Pymdown, marks and insertions keep out of words.
    fn sides(&self, kind: Kind, at: &Range<usize>) -> (bool, bool) {
        let before = self.body[..at.start].chars().next_back().unwrap_or(' ');
        let after = self.body[at.end..].chars().next().unwrap_or(' ');
        let keeps_out = matches!(kind, Kind::Mark | Kind::Insert);
        let in_word = |c: char| keeps_out && c.is_alphanumeric();
        (!after.is_whitespace() && !in_word(before), !before.is_whitespace() && !in_word(after))
    }

    fn wait(&mut self, kind: Kind, written: &str) {
        let (out, said) = self.literal(written);
        self.delimiters.open(kind, out, said);
    }

    /// Writes a delimiter as text; where it then stands in markup and plain text.
    fn literal(&mut self, written: &str) -> (Range<usize>, Range<usize>) {
        let (out, said) = (self.out.len(), self.said());
        self.note(written);
        push_escaped(&mut self.out, written);
        (out..self.out.len(), said..self.said())
    }

    fn close(&mut self, kind: Kind, after: &str, at: Range<usize>) -> usize {
        let Some(opener) = self.delimiters.close(kind) else { return 0 };
        let content = opener.out.end;
        if let Some(old) = opener.old_half() {
            self.end_pair(&old, opener.out.start, opener.said.start, "");
        }
        if kind == Kind::Superscript || kind == Kind::Subscript {
            let blanks: Vec<usize> = self.out[content..].match_indices("\\ ").map(|(at, _)| content + at).collect();
            for blank in blanks {
                self.delimiters.replace(blank..blank + 1, "");
            }
        }
        let list = attributes::at_start(after);
        let length = list.as_ref().map_or(0, |(_, length)| *length);
        let attributes = list.map(|(list, length)| (list, at.end..at.end + length));
        let end = (self.out.len(), self.said());
        let tag = match (outcome(kind, self.dialect.critic), attributes) {
            (Outcome::Wrapped(element, class), Some((list, at))) => list.write(element, class, at, &mut self.resolver),
            _ => String::new(),
        };
        self.end_pair(&opener, end.0, end.1, &tag);
        length
    }

    /// Ends what a delimiter opened, at offsets of markup and plain text.
    fn end_pair(&mut self, opener: &Opener, out: usize, said: usize, attributes: &str) {
        self.delimiters.cut(opener.said.clone());
        match outcome(opener.kind, self.dialect.critic) {
            Outcome::Wrapped(element, class) => {
                let attributes = match attributes {
                    "" if class.is_empty() => String::new(),
                    "" => format!(" class=\"{class}\""),
                    written => written.to_owned(),
                };
                self.delimiters.replace(opener.out.clone(), format!("<{element}{attributes}>"));
                self.delimiters.replace(out..out, format!("</{element}>"));
            }
            Outcome::Bare => self.delimiters.replace(opener.out.clone(), ""),
            Outcome::Gone => {
                self.delimiters.replace(opener.out.start..out, "");
                self.delimiters.cut(opener.said.start..said);
            }
        }
    }
}

/// What becomes of the text between delimiters of a kind.
pub(super) fn outcome(kind: Kind, critic: Critic) -> Outcome {
    let kept = match (kind, critic) {
        (Kind::Mark, _) => return Outcome::Wrapped("mark", ""),
        (Kind::Insert, _) => return Outcome::Wrapped("ins", ""),
        (Kind::Delete, _) => return Outcome::Wrapped("del", ""),
        (Kind::Superscript, _) => return Outcome::Wrapped("sup", ""),
        (Kind::Subscript, _) => return Outcome::Wrapped("sub", ""),
        (Kind::Added | Kind::New, Critic::View) => return Outcome::Wrapped("ins", "critic"),
        (Kind::Removed | Kind::Old, Critic::View) => return Outcome::Wrapped("del", "critic"),
        (Kind::Highlighted, Critic::View) => return Outcome::Wrapped("mark", "critic"),
        (Kind::Comment, Critic::View) => return Outcome::Wrapped("span", "critic comment"),
        (Kind::Added | Kind::New, mode) => mode == Critic::Accept,
        (Kind::Removed | Kind::Old, mode) => mode == Critic::Reject,
        (Kind::Highlighted, _) => true,
        (Kind::Comment, _) => false,
    };
    if kept { Outcome::Bare } else { Outcome::Gone }
}
