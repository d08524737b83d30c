//! Which containers are open at a line, and what the parser gets to read of it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::html::{self, End};
use super::line::{self, Cursor, push_blanks};
use super::{Blocks, Container, Marker, Problem, opener};
use crate::docs::Dialect;
use crate::docs::markdown::Exceeded;
use crate::docs::markdown::origin::Map;
use crate::docs::markdown::writer::MAX_CONTAINERS;

/// Stands between two quotes that must not become one, and for lines with a meaning of their own.
pub(super) const COMMENT: &str = "<!---->";

/// An open container.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    /// `> `.
    Quote,
    /// A list item or definition, with the columns of its marker and of what it holds. With a shift, lines indented by so
    /// much belong to it, because TechDocs nests at two columns whatever the marker.
    Item { marker: usize, content: usize, shift: Option<usize> },
    /// `[^1]: `.
    Footnote,
    /// One of ours with an indented body.
    Indented { lead: usize, tab: Option<usize>, at: Range<usize>, fresh: bool },
    /// One of ours that ends with a line of its own.
    Fenced { end: String, tab: Option<usize>, what: &'static str, at: Range<usize> },
    /// An element with Markdown in it; so many elements of its name are open. Its lines may be indented as its tag is, if the
    /// first of them is.
    Html { lead: usize, fresh: bool, name: String, depth: usize, is_span: bool, at: Range<usize> },
}

impl Entry {
    /// True for quotes of our own.
    fn is_ours(&self) -> bool {
        matches!(self, Self::Indented { .. } | Self::Fenced { .. } | Self::Html { .. })
    }

    /// True if the lines in it cannot stay as they are.
    fn rewrites(&self) -> bool {
        self.is_ours() || matches!(self, Self::Item { shift: Some(_), .. })
    }

    /// Writes what a line in it begins with.
    fn push_prefix(&self, out: &mut String) {
        match self {
            Self::Item { content, .. } => push_blanks(out, *content),
            Self::Footnote => out.push_str("    "),
            Self::Quote | Self::Indented { .. } | Self::Fenced { .. } | Self::Html { .. } => out.push_str("> "),
        }
    }
}

/// The leaf that the next line may belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Open {
    Nothing,
    Paragraph,
    Table,
    Fence { byte: u8, length: usize, end: Option<&'static str>, at: Range<usize> },
    Html(End),
}

/// A line on its way out.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Where it starts in the page.
    pub(super) start: usize,
    /// What it begins with.
    pub(super) out: String,
    /// Where in `out` text of the page stands: offset, source, length.
    pub(super) pieces: Vec<(usize, usize, usize)>,
    /// Where in `out` markers stand.
    pub(super) markers: Vec<(usize, Marker)>,
    /// True if it is not as the author wrote it.
    pub(super) is_edited: bool,
    /// How many containers were open before it, and how long their prefix is.
    pub(super) depth: usize,
    pub(super) prefix: usize,
    /// True if it must not join a quote before it.
    pub(super) is_apart: bool,
    /// True if it opens a tab first of all.
    pub(super) is_tab: bool,
}

/// Goes over a page.
pub(super) struct Tracker<'a> {
    pub(super) text: &'a str,
    pub(super) dialect: &'a Dialect,
    out: String,
    map: Map,
    /// What is before this offset is written.
    copied: usize,
    /// Where the next line starts.
    pub(super) next: usize,
    pub(super) stack: Vec<Entry>,
    pub(super) open: Open,
    /// True after a blank line.
    pub(super) after_blank: bool,
    /// True if a definition may follow.
    pub(super) is_term: bool,
    /// Blank lines that are not written yet: how many containers were open.
    blanks: Vec<usize>,
    /// A quote of ours, or any quote, ended right before this line.
    ours_ended: bool,
    quote_ended: bool,
    /// True if this line moves into a list item that it would not belong to in CommonMark.
    pub(super) is_moved: bool,
    /// The tab that ended last: how many containers were around it, and its marker.
    pub(super) last_tab: Option<(usize, usize)>,
    pub(super) line: Line,
    pub(super) markers: Vec<(usize, Marker)>,
    pub(super) abbreviations: BTreeMap<String, String>,
    pub(super) problems: Vec<(Range<usize>, Problem)>,
    /// Ends of diagrams that the rest of the page does not have.
    pub(super) missing: Vec<&'static str>,
    /// What follows the start tag of an element that this line opens, and how many it has opened.
    pub(super) remainder: Option<Cursor<'a>>,
    pub(super) elements: usize,
}

impl<'a> Tracker<'a> {
    pub(super) fn new(text: &'a str, dialect: &'a Dialect) -> Self {
        Self {
            text,
            dialect,
            out: String::new(),
            map: Map::default(),
            copied: 0,
            next: 0,
            stack: Vec::new(),
            open: Open::Nothing,
            after_blank: true,
            is_term: false,
            blanks: Vec::new(),
            ours_ended: false,
            quote_ended: false,
            is_moved: false,
            last_tab: None,
            line: Line::default(),
            markers: Vec::new(),
            abbreviations: BTreeMap::new(),
            problems: Vec::new(),
            missing: Vec::new(),
            remainder: None,
            elements: 0,
        }
    }

    /// Reads all lines.
    pub(super) fn read(mut self) -> Result<Blocks<'a>, Exceeded> {
        while self.next < self.text.len() {
            let start = self.next;
            let end = self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
            self.next = (end + 1).min(self.text.len());
            self.read_line(start, end)?;
        }
        self.close(0);
        if self.out.is_empty() && self.copied == 0 {
            let text = Cow::Borrowed(self.text);
            return Ok(self.finish(text));
        }
        self.copy(self.text.len());
        let out = std::mem::take(&mut self.out);
        Ok(self.finish(Cow::Owned(out)))
    }

    fn finish(self, text: Cow<'a, str>) -> Blocks<'a> {
        Blocks {
            text,
            map: self.map,
            markers: self.markers,
            abbreviations: self.abbreviations,
            problems: self.problems,
        }
    }

    fn read_line(&mut self, start: usize, end: usize) -> Result<(), Exceeded> {
        let mut cursor = Cursor::new(self.text, start, end);
        if cursor.word().is_empty() {
            self.blank_line();
            return Ok(());
        }
        let (matched, ended) = self.pass_containers(&mut cursor);
        if let Some(nth) = ended {
            self.end(nth);
            return Ok(());
        }
        if matched < self.stack.len() {
            if self.is_lazy(&cursor, matched) {
                self.start_line(start, matched);
                return self.write(cursor);
            }
            self.report_indent(&cursor, matched);
            self.close(matched);
        }
        self.start_line(start, matched);
        self.elements = 0;
        self.content(cursor)
    }

    /// Only quotes end at a blank line. It is written when it is known what the line after it belongs to.
    fn blank_line(&mut self) {
        if let Some(quote) = self.stack.iter().position(|entry| matches!(entry, Entry::Quote)) {
            self.close(quote);
        }
        match self.open {
            Open::Paragraph => {
                self.is_term = true;
                self.open = Open::Nothing;
            }
            Open::Table | Open::Html(End::Blank) => self.open = Open::Nothing,
            Open::Nothing | Open::Fence { .. } | Open::Html(End::Text(_)) => {}
        }
        self.after_blank = true;
        self.ours_ended = false;
        self.quote_ended = false;
        if self.rewrites() {
            self.blanks.push(self.stack.len());
        }
    }

    fn rewrites(&self) -> bool {
        self.stack.iter().any(Entry::rewrites)
    }

    /// Passes what the open containers put at the start of a line: how many go on, and which one the line ends.
    fn pass_containers(&mut self, cursor: &mut Cursor<'a>) -> (usize, Option<usize>) {
        let in_code = matches!(self.open, Open::Fence { .. } | Open::Html(_));
        let in_fence = matches!(self.open, Open::Fence { .. });
        let after_blank = self.after_blank;
        let mut ended = None;
        self.is_moved = false;
        for (nth, entry) in self.stack.iter_mut().enumerate() {
            let goes_on = match entry {
                Entry::Quote => cursor.pass_quote(),
                Entry::Item { marker, content, shift } => {
                    let indent = cursor.indent();
                    *shift = shift.filter(|least| indent >= *least);
                    let nests = indent >= *marker + 2 && !in_code;
                    if shift.is_none() && indent < *content && nests && (after_blank || starts_block(cursor.word())) {
                        *shift = Some(indent);
                        self.is_moved = true;
                    }
                    let columns = shift.unwrap_or(*content);
                    let goes_on = indent >= columns;
                    if goes_on {
                        cursor.pass_columns(columns);
                    }
                    goes_on
                }
                Entry::Footnote => pass_at_least(cursor, 4),
                Entry::Indented { lead, .. } => pass_at_least(cursor, *lead + 4),
                Entry::Fenced { end, .. } => {
                    if !in_fence && cursor.indent() < 4 && cursor.word().trim_end() == end {
                        ended = Some(nth);
                    }
                    true
                }
                Entry::Html { lead, fresh, .. } => {
                    if std::mem::take(fresh) {
                        *lead = cursor.indent().min(*lead);
                    }
                    cursor.pass_columns(*lead);
                    true
                }
            };
            if !goes_on {
                return (nth, ended);
            }
        }
        (self.stack.len(), ended)
    }

    /// True for a line that goes on with a paragraph although it lacks what the containers put before it.
    fn is_lazy(&self, cursor: &Cursor<'a>, matched: usize) -> bool {
        let word = cursor.word();
        self.open == Open::Paragraph
            && !self.stack[matched..].iter().any(Entry::is_ours)
            && !word.starts_with("</")
            && (cursor.indent() >= 4 || !interrupts(word))
    }

    /// The first line after an opener should have been its body.
    fn report_indent(&mut self, cursor: &Cursor<'a>, matched: usize) {
        let Entry::Indented { lead, fresh: true, at, .. } = &self.stack[matched] else { return };
        let indent = cursor.indent();
        let word = cursor.word();
        let is_near = indent > *lead && indent < *lead + 4;
        if matched + 1 == self.stack.len() && (is_near || (!self.after_blank && !interrupts(word))) {
            self.problems.push((at.clone(), Problem::Indent));
        }
    }

    /// Begins a line in the first `depth` containers.
    pub(super) fn start_line(&mut self, start: usize, depth: usize) {
        let line = &mut self.line;
        line.start = start;
        line.out.clear();
        line.pieces.clear();
        line.markers.clear();
        for entry in &self.stack[..depth] {
            entry.push_prefix(&mut line.out);
        }
        line.is_edited = false;
        line.depth = depth;
        line.prefix = line.out.len();
        line.is_apart = false;
        line.is_tab = false;
    }

    /// Closes containers that a line does not go on with.
    pub(super) fn close(&mut self, depth: usize) {
        if let Open::Fence { at, end, byte, length } = &self.open {
            let end = end.map_or_else(|| char::from(*byte).to_string().repeat(*length), str::to_owned);
            self.problems.push((at.clone(), Problem::Unclosed("code block", end)));
        }
        self.open = Open::Nothing;
        while self.stack.len() > depth {
            let Some(entry) = self.stack.pop() else { return };
            match &entry {
                Entry::Fenced { end, what, at, .. } => {
                    self.problems.push((at.clone(), Problem::Unclosed(what, end.clone())));
                }
                Entry::Html { name, at, .. } => {
                    self.problems.push((at.clone(), Problem::Unclosed("element", format!("</{name}>"))));
                }
                Entry::Quote | Entry::Item { .. } | Entry::Footnote | Entry::Indented { .. } => {}
            }
            self.closed(&entry);
        }
    }

    /// Closes a container of ours at its end.
    pub(super) fn end(&mut self, nth: usize) {
        if self.stack.len() > nth + 1 {
            self.close(nth + 1);
        }
        self.open = Open::Nothing;
        if let Some(entry) = self.stack.pop() {
            self.closed(&entry);
        }
        self.blanks.clear();
        self.copied = self.next;
        self.ours_ended = true;
        self.after_blank = false;
    }

    fn closed(&mut self, entry: &Entry) {
        match entry {
            Entry::Quote => self.quote_ended |= self.blanks.is_empty(),
            Entry::Item { marker, content, .. } => self.is_term |= marker == content,
            Entry::Footnote => {}
            Entry::Indented { tab, .. } | Entry::Fenced { tab, .. } => {
                self.ours_ended |= self.blanks.is_empty();
                self.last_tab = tab.map(|tab| (self.stack.len(), tab));
            }
            Entry::Html { is_span, .. } => {
                self.ours_ended |= self.blanks.is_empty();
                if *is_span {
                    self.out.push_str("#\n");
                }
            }
        }
    }

    /// Opens a container.
    pub(super) fn push(&mut self, entry: Entry) -> Result<(), Exceeded> {
        if self.stack.len() >= MAX_CONTAINERS {
            return Err(Exceeded::new("nested containers", MAX_CONTAINERS, self.line.start));
        }
        self.open = Open::Nothing;
        self.stack.push(entry);
        Ok(())
    }

    /// Keeps the line from going on with the paragraph before it.
    pub(super) fn separate(&mut self) {
        self.line.is_apart = true;
        self.ours_ended = true;
    }

    /// Opens a container of ours: a quote with a marker.
    pub(super) fn push_ours(&mut self, container: Container, entry: Entry) -> Result<(), Exceeded> {
        let line = &mut self.line;
        if line.out.len() == line.prefix {
            line.is_apart = true;
            self.ours_ended |= self.quote_ended;
        }
        line.is_edited = true;
        line.markers.push((line.out.len(), Marker::Container(container)));
        line.out.push_str("> ");
        self.push(entry)
    }

    /// The number that the next marker will have.
    pub(super) fn next_marker(&self) -> usize {
        self.markers.len() + self.line.markers.len()
    }

    /// Writes a heading that stands for a title of ours, a part of the page.
    pub(super) fn push_title(&mut self, title: &str) {
        let title = title.trim();
        self.line.out.push_str("# ");
        self.push_text(title);
        self.line.out.push_str(" #");
    }

    /// Writes a part of the page.
    pub(super) fn push_text(&mut self, text: &str) {
        let source = self.offset_of(text);
        self.line.pieces.push((self.line.out.len(), source, text.len()));
        self.line.out.push_str(text);
    }

    /// Where a part of the page stands in it.
    pub(super) fn offset_of(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len())
    }

    /// Writes the line that has been begun and the rest of it, or leaves it to be copied as it is.
    pub(super) fn write(&mut self, rest: Cursor<'a>) -> Result<(), Exceeded> {
        self.after_blank = false;
        self.is_term = false;
        if !self.line.is_tab {
            self.last_tab = None;
        }
        if let Some(Entry::Indented { fresh, .. }) = self.stack[..self.line.depth].last_mut() {
            *fresh = false;
        }
        let separated = self.ours_ended && self.line.is_apart;
        self.ours_ended = false;
        self.quote_ended = false;
        if !self.line.is_edited && !separated && !self.rewrites() {
            self.blanks.clear();
            return Ok(());
        }
        self.write_blanks();
        self.copy(self.line.start);
        let line = &self.line;
        if separated {
            self.out.push_str(&line.out[..line.prefix]);
            self.out.push_str(COMMENT);
            self.out.push('\n');
        }
        let base = self.out.len();
        self.map.add(base, 0, line.start, 0);
        for (at, source, length) in &line.pieces {
            self.map.add(base + at, 0, *source, *length);
        }
        self.markers.extend(self.line.markers.drain(..).map(|(at, marker)| (base + at, marker)));
        self.out.push_str(&self.line.out);
        self.map.add(self.out.len(), 0, rest.at, rest.end - rest.at);
        rest.push_rest(&mut self.out);
        self.out.push('\n');
        self.copied = self.next;
        let limit = self.text.len().saturating_mul(8) + (64 << 10);
        if self.out.len() > limit {
            return Err(Exceeded::new("bytes of nested containers", limit, self.line.start));
        }
        Ok(())
    }

    /// Leaves the line out.
    pub(super) fn leave_out(&mut self) {
        self.write_blanks();
        self.copy(self.line.start);
        self.copied = self.next;
    }

    /// Writes a blank line in the open containers.
    pub(super) fn write_blank(&mut self) {
        self.blanks.push(self.stack.len());
        self.line.depth = self.stack.len();
        self.write_blanks();
    }

    fn write_blanks(&mut self) {
        if self.blanks.is_empty() {
            return;
        }
        let depth = self.line.depth;
        for blank in std::mem::take(&mut self.blanks) {
            let start = self.out.len();
            self.map.add(start, 0, self.line.start, 0);
            for entry in &self.stack[..blank.min(depth)] {
                entry.push_prefix(&mut self.out);
            }
            let length = self.out[start..].trim_end().len();
            self.out.truncate(start + length);
            self.out.push('\n');
        }
        self.copied = self.copied.max(self.line.start);
    }

    /// Writes what stands before an offset and is not written yet, as it is.
    fn copy(&mut self, to: usize) {
        if self.copied < to {
            self.map.add(self.out.len(), 0, self.copied, to - self.copied);
            self.out.push_str(&self.text[self.copied..to]);
            self.copied = to;
        }
    }

    /// A line of an element whose Markdown is one paragraph: it joins the one heading that the element holds.
    pub(super) fn join(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.map.add(self.out.len(), 0, self.offset_of(text), text.len());
            self.out.push_str(text);
            self.out.push(' ');
        }
        self.copied = self.next;
    }

    /// Writes the line so far without a line end; the rest of an element joins it.
    pub(super) fn write_open(&mut self) -> Result<(), Exceeded> {
        self.write(Cursor::new(self.text, self.next, self.next))?;
        self.out.pop();
        Ok(())
    }
}

fn pass_at_least(cursor: &mut Cursor<'_>, columns: usize) -> bool {
    let goes_on = cursor.indent() >= columns;
    if goes_on {
        cursor.pass_columns(columns);
    }
    goes_on
}

/// True for lines that move into a list item at two columns.
fn starts_block(word: &str) -> bool {
    word.starts_with('>')
        || line::list_marker(word).is_some()
        || line::fence(word).is_some()
        || line::is_heading(word)
        || opener::indented(word).is_some()
}

/// True for lines that end the paragraph before them.
pub(super) fn interrupts(word: &str) -> bool {
    starts_block(word)
        || line::is_rule(word)
        || line::footnote(word).is_some()
        || html::block(word, true).is_some()
        || word.strip_prefix(':').is_some_and(|rest| rest.starts_with([' ', '\t']))
}
