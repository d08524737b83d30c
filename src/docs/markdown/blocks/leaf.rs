//! What a line is once its containers are known: code, HTML, a table, a line with a meaning of its own, text.

use super::html::{self, End};
use super::line::{self, Cursor};
use super::opener;
use super::tracker::{COMMENT, Entry, Open, Tracker};
use super::{Leaf, Marker, Problem};
use crate::docs::markdown::Exceeded;

/// Stands before a tag that must not begin a block of HTML. Pages hold no such character.
pub(crate) const NO_BLOCK: char = '\u{fdd0}';

/// Longest row of a table in bytes in which code spans are looked for.
const MAX_ROW: usize = 8 << 10;

/// Most code spans of a line, and longest address in bytes, that are looked at for addresses with blanks.
const MAX_SPANS: usize = 64;
const MAX_ADDRESS: usize = 512;

/// The fence that stands for `::uml::` and `{% dot %}`.
const DIAGRAM_FENCE: &str = "~~~~~~~~~~";

impl<'a> Tracker<'a> {
    /// What to write of a line that belongs to the code or HTML before it.
    pub(super) fn goes_on(&mut self, cursor: Cursor<'a>) -> Option<Cursor<'a>> {
        let word = cursor.word();
        match &self.open {
            Open::Fence { end: Some(end), .. } => match word.trim_end().strip_suffix(end) {
                None => Some(cursor),
                Some(before) => {
                    self.end_diagram(before);
                    Some(Cursor::new(self.text, cursor.end, cursor.end))
                }
            },
            Open::Fence { byte, length, .. } => {
                let closing = word.bytes().take_while(|b| b == byte).count();
                if closing >= *length && cursor.indent() < 4 && word[closing..].trim().is_empty() {
                    self.open = Open::Nothing;
                }
                Some(cursor)
            }
            Open::Html(End::Text(end)) => {
                if html::ends(word, end) {
                    self.open = Open::Nothing;
                }
                Some(cursor)
            }
            Open::Html(End::Blank) => Some(cursor),
            Open::Nothing | Open::Paragraph | Open::Table => None,
        }
    }

    /// Writes the last line of a diagram, and the end of the code block that it has become.
    fn end_diagram(&mut self, last: &'a str) {
        self.open = Open::Nothing;
        self.line.is_edited = true;
        if !last.trim().is_empty() {
            let prefix = self.line.out.clone();
            self.push_text(last);
            self.line.out.push('\n');
            self.line.out.push_str(&prefix);
        }
        self.line.out.push_str(DIAGRAM_FENCE);
    }

    pub(super) fn leaf(&mut self, cursor: Cursor<'a>) -> Result<(), Exceeded> {
        let word = cursor.word();
        let in_text = matches!(self.open, Open::Paragraph | Open::Table);
        if word.is_empty() {
            self.is_term = false;
            self.open = Open::Nothing;
            self.write(cursor)?;
            self.after_blank = true;
            return Ok(());
        }
        if cursor.indent() >= 4 {
            if !in_text {
                self.open = Open::Nothing;
            }
            self.line.is_apart |= self.stack.len() == self.line.depth;
            return self.write(cursor);
        }
        if let Some((byte, length)) = line::fence(word) {
            let at = cursor.end - word.len();
            self.open = Open::Fence { byte, length, end: None, at: at..at + word.trim_end().len() };
            return self.write(cursor);
        }
        let is_done = match word.as_bytes()[0] {
            b'<' => return self.html(cursor, word),
            b'*' => self.abbreviation(word),
            b'[' | b'/' => self.own_line(cursor, word)?,
            b':' | b'{' => self.diagram(word)?,
            _ => false,
        };
        if is_done {
            return Ok(());
        }
        if line::is_heading(word) || line::is_rule(word) || (in_text && line::is_underline(word)) {
            self.open = Open::Nothing;
            return self.write(cursor);
        }
        self.text(cursor, word)
    }

    fn text(&mut self, cursor: Cursor<'a>, word: &'a str) -> Result<(), Exceeded> {
        self.line.is_apart |= self.stack.len() == self.line.depth;
        let in_table = self.open == Open::Table;
        let begins_table = !in_table && word.contains('|') && line::is_table_rule(self.next_line());
        self.open = if in_table || begins_table { Open::Table } else { Open::Paragraph };
        if (in_table || begins_table) && word.contains('`') && self.push_cells(word) {
            self.line.is_edited = true;
            return self.write(Cursor::new(self.text, cursor.end, cursor.end));
        }
        if word.contains("](") && self.push_addresses(word) {
            self.line.is_edited = true;
            return self.write(Cursor::new(self.text, cursor.end, cursor.end));
        }
        self.write(cursor)
    }

    /// Writes a line with `<` and `>` around addresses that hold blanks, as in `[a](b c.md)`; false if there is none.
    fn push_addresses(&mut self, line: &'a str) -> bool {
        let bytes = line.as_bytes();
        let mut done = 0;
        let mut at = 0;
        let mut spans = 0;
        while at < bytes.len() && spans < MAX_SPANS {
            if bytes[at] == b'`' {
                let length = bytes[at..].iter().take_while(|b| **b == b'`').count();
                spans += 1;
                at = code_end(line, at + length, length).unwrap_or(at) + length;
            } else if line[at..].starts_with("](") {
                at += 2;
                let Some(length) = bytes[at..].iter().take(MAX_ADDRESS).position(|b| *b == b')') else { continue };
                let address = &line[at..at + length];
                let is_plain = !address.contains(['<', '"', '\'', '(', '\\', '`']) && address.trim() == address;
                if is_plain && address.contains(' ') {
                    self.push_text(&line[done..at]);
                    self.line.out.push('<');
                    self.push_text(address);
                    self.line.out.push('>');
                    done = at + length;
                }
            } else {
                at += line[at..].chars().next().map_or(1, char::len_utf8);
            }
        }
        if done > 0 {
            self.push_text(&line[done..]);
        }
        done > 0
    }

    /// The next line without the markers of quotes.
    fn next_line(&self) -> &'a str {
        let rest = &self.text[self.next..];
        rest.split('\n').next().unwrap_or(rest).trim_start_matches([' ', '\t', '>'])
    }

    /// Writes a row of a table with `|` escaped in code spans; false if there is none.
    fn push_cells(&mut self, row: &'a str) -> bool {
        if row.len() > MAX_ROW {
            return false;
        }
        let bytes = row.as_bytes();
        let mut done = 0;
        let mut at = 0;
        let mut is_changed = false;
        while let Some(found) = row[at..].find('`') {
            let start = at + found;
            let length = bytes[start..].iter().take_while(|b| **b == b'`').count();
            let inner = start + length;
            if bytes[..start].last() == Some(&b'\\') {
                at = start + 1;
                continue;
            }
            let Some(end) = code_end(row, inner, length) else {
                at = inner;
                continue;
            };
            for pipe in (inner..end).filter(|pipe| bytes[*pipe] == b'|' && bytes[pipe - 1] != b'\\') {
                self.push_text(&row[done..pipe]);
                self.line.out.push('\\');
                done = pipe;
                is_changed = true;
            }
            at = end + length;
        }
        if is_changed {
            self.push_text(&row[done..]);
        }
        is_changed
    }

    fn html(&mut self, cursor: Cursor<'a>, word: &'a str) -> Result<(), Exceeded> {
        let in_paragraph = self.open == Open::Paragraph;
        if !self.next_line().is_empty() && html::is_void_line(word) {
            if word[1..].to_ascii_lowercase().starts_with("hr") {
                self.line.out.push_str(COMMENT);
                self.open = Open::Nothing;
            } else {
                if !in_paragraph {
                    self.line.out.push(NO_BLOCK);
                }
                self.open = Open::Paragraph;
            }
            self.line.is_edited |= !in_paragraph || self.open == Open::Nothing;
            self.line.is_apart |= self.open == Open::Paragraph;
            return self.write(cursor);
        }
        match html::block(word, in_paragraph) {
            None => self.text(cursor, word),
            Some(End::Text(end)) => {
                let opening = if end == "-->" { 2 } else { 1 };
                let is_closed = html::ends(&word[opening..], end);
                self.open = if is_closed { Open::Nothing } else { Open::Html(End::Text(end)) };
                self.write(cursor)
            }
            Some(End::Blank) => {
                let in_element = self.stack.iter().any(|entry| matches!(entry, Entry::Html { .. }));
                self.open = Open::Html(End::Blank);
                self.write(cursor)?;
                if in_element && html::is_balanced(word) {
                    self.open = Open::Nothing;
                    self.write_blank();
                }
                Ok(())
            }
        }
    }

    /// Takes the definition of an abbreviation out of the text.
    fn abbreviation(&mut self, word: &str) -> bool {
        let Some((name, meaning)) = opener::abbreviation(word) else { return false };
        self.abbreviations.insert(name.to_owned(), meaning.to_owned());
        self.leave_out();
        true
    }

    /// `[TOC]`, `///Footnotes Go Here///` and progress bars, alone in their paragraph.
    fn own_line(&mut self, cursor: Cursor<'a>, word: &'a str) -> Result<bool, Exceeded> {
        if self.open == Open::Paragraph {
            return Ok(false);
        }
        let next = self.next_line();
        let leaf = match word.trim_end() {
            "[TOC]" | "[[_TOC_]]" if next.is_empty() => Leaf::Contents,
            "///Footnotes Go Here///" if next.is_empty() => Leaf::Footnotes,
            text => match opener::progress(text) {
                Some((percent, label)) if next.is_empty() || opener::progress(next).is_some() => {
                    Leaf::Progress { percent, label: label.to_owned() }
                }
                Some(_) | None => return Ok(false),
            },
        };
        self.line.markers.push((self.line.out.len(), Marker::Leaf(leaf)));
        self.line.out.push_str(COMMENT);
        self.line.is_edited = true;
        self.open = Open::Nothing;
        self.write(Cursor::new(self.text, cursor.end, cursor.end))?;
        Ok(true)
    }

    /// `::uml::` and `{% dot x.svg`: the lines up to the end become a code block.
    fn diagram(&mut self, word: &'a str) -> Result<bool, Exceeded> {
        let (language, end) = if word.starts_with("::uml::") {
            ("plantuml", "::end-uml::")
        } else if ["dot ", "neato ", "fdp ", "sfdp ", "twopi ", "circo "]
            .iter()
            .any(|command| word.strip_prefix("{% ").is_some_and(|rest| rest.starts_with(command)))
        {
            ("dot", "%}")
        } else {
            return Ok(false);
        };
        if word.trim_end().ends_with(end) || self.open == Open::Paragraph {
            return Ok(false);
        }
        let start = self.offset_of(word);
        let at = start..start + word.trim_end().len();
        if self.missing.contains(&end) || !self.text[self.next..].contains(end) {
            self.missing.push(end);
            self.problems.push((at, Problem::Unclosed("diagram", end.to_owned())));
            return Ok(false);
        }
        self.line.out.push_str(DIAGRAM_FENCE);
        self.line.out.push_str(language);
        self.line.is_edited = true;
        self.open = Open::Fence { byte: b'~', length: DIAGRAM_FENCE.len(), end: Some(end), at };
        self.write_line()?;
        Ok(true)
    }
}

/// Where a code span ends whose fence has this length.
fn code_end(row: &str, from: usize, length: usize) -> Option<usize> {
    let bytes = row.as_bytes();
    let mut at = from;
    while let Some(found) = row[at..].find('`') {
        let start = at + found;
        let run = bytes[start..].iter().take_while(|b| **b == b'`').count();
        if run == length {
            return Some(start);
        }
        at = start + run;
    }
    None
}
