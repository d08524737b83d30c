//! Blocks: paragraphs, code, tables and raw HTML.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind};

use super::diagrams::{is_foreign, is_mermaid};
use super::images::captioned;
use super::{SUMMARY_CHARS, Summary, Writer};
use crate::docs::highlight::{self, Language};
use crate::docs::markdown::fence::{self, Info};
use crate::docs::markdown::resolver::Piece;
use crate::docs::markdown::{Exceeded, findings, one_line};
use crate::safe::slots::Fill;
use crate::safe::{author, sanitize};

/// Most columns of a table.
const MAX_COLUMNS: usize = 200;

/// Raw HTML that is being read.
#[derive(Default)]
pub(super) struct Html {
    pub(super) buffer: String,
    pub(super) lines: Vec<(usize, usize)>,
    pub(super) in_block: bool,
    /// Where in the markup the block starts.
    pub(super) start: usize,
    /// Open inline elements in which nothing becomes a link.
    pub(super) quiet: usize,
}

/// The table that is being read.
#[derive(Default)]
pub(super) struct Table {
    pub(super) alignments: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) in_head: bool,
    pub(super) has_body: bool,
    pub(super) count: usize,
    /// The end of the open cell.
    pub(super) end: &'static str,
}

impl Writer<'_> {
    pub(super) fn report_near_heading(&mut self, at: &Range<usize>) {
        let mut start = at.start;
        for whole in self.body[at.clone()].split_inclusive('\n') {
            let line = whole.trim_start_matches(['>', ' ']);
            let before = whole.len() - line.len();
            let hashes = line.bytes().take_while(|b| *b == b'#').count();
            let after = line[hashes..].chars().next();
            let many = hashes > 6 && after.is_none_or(char::is_whitespace);
            let close = (1..=6).contains(&hashes) && after.is_some_and(char::is_alphabetic);
            if many || close {
                let place = self.resolver.place(start + before..start + before + hashes);
                self.resolver.findings.push(findings::heading(place, many));
            }
            start += whole.len();
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        let (start, has_picture) = self.paragraph;
        self.settle_in("p", start + "<p".len());
        let figure = if has_picture { self.out.get(start..).and_then(captioned) } else { None };
        match figure {
            Some(figure) => {
                self.out.truncate(start);
                self.out.push_str(&figure);
            }
            // What stood here belongs to an element that was taken out.
            None if self.out.len() == start + "<p>".len() => self.out.truncate(start),
            None => self.out.push_str("</p>\n"),
        }
        if let Summary::Open(text) = &mut self.summary
            && self.containers == 0
        {
            let text = std::mem::take(text);
            let is_empty = text.trim().is_empty();
            self.summary = if is_empty { Summary::Wanted } else { Summary::Done(one_line(&text, SUMMARY_CHARS)) };
        }
    }

    pub(super) fn task(&mut self, done: bool) {
        self.out.insert_str(self.item, " class=\"task-list-item\"");
        self.slots.inline(
            &mut self.out,
            Fill::Fixed(if done {
                "<input type=\"checkbox\" disabled checked aria-label=\"Done\">"
            } else {
                "<input type=\"checkbox\" disabled aria-label=\"To do\">"
            }),
        );
        self.out.push(' ');
    }

    pub(super) fn code_block(&mut self) {
        let Some((info, start, code)) = self.code.take() else { return };
        if start < self.swallowed {
            return;
        }
        let fenced = info.as_deref().unwrap_or("");
        let mut info = Info::parse(fenced);
        info.id =
            info.id.as_deref().and_then(sanitize::id).map(Cow::into_owned).filter(|id| self.resolver.ids.take(id));
        if self.drawn(&info, &code, start) {
            return;
        }
        let is_diagram = is_mermaid(&info.language) || is_foreign(&info.language) || info.language == "math";
        if highlight::language(&info.language) == Language::Unknown && !is_diagram {
            let line = &self.body[start..];
            let offset = line.lines().next().and_then(|line| line.find(info.language.as_str())).unwrap_or(0);
            let place = self.resolver.place(start + offset..start + offset + info.language.len());
            let finding = findings::language(place, &info.language, highlight::nearest_language(&info.language));
            self.resolver.findings.push(finding);
        } else if code.len() > highlight::MAX_BLOCK_BYTES && highlight::language(&info.language) == Language::Known {
            let finding = findings::code_size(self.resolver.place(start..start));
            self.resolver.findings.push(finding);
        }
        let html = highlight::highlight(&info.language, &code, self.memo);
        let at = self.out.len();
        let figure = fence::figure(&info, html.clone(), self.dialect);
        let slot = self.slots.block(&mut self.out, figure);
        self.out.push('\n');
        self.remember_code(info, html, slot, at);
    }

    /// Writes the raw HTML that has been read; `end` is where it ends in the body.
    pub(super) fn raw_html(&mut self, end: usize) {
        let html = std::mem::take(&mut self.html.buffer);
        let before = self.out.len();
        let after = self.body.get(end..).unwrap_or("");
        let mut piece = Piece::new(&mut self.resolver, &self.html.lines, after);
        author::tame(&html, &mut self.out, &mut piece);
        let headings = std::mem::take(&mut piece.headings);
        self.headings.raw(headings);
        if piece.swallowed > 0 {
            self.swallowed = end + piece.swallowed;
        }
        self.started |= !self.out[before..].trim().is_empty();
        self.html.lines.clear();
        self.html.buffer = html;
        self.html.buffer.clear();
    }

    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>, at: Range<usize>) -> Result<(), Exceeded> {
        if alignments.len() > MAX_COLUMNS {
            return Err(Exceeded::new("columns in a table", MAX_COLUMNS, at.start));
        }
        self.block(at)?;
        let count = self.table.count + 1;
        self.table = Table { alignments, count, ..Table::default() };
        let region =
            format!("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table {count}\">");
        self.slots.start(&mut self.out, "div", Fill::Open(region));
        self.out.push_str("<table>");
        Ok(())
    }

    pub(super) fn start_cell(&mut self, at: Range<usize>) {
        let alignment = self.table.alignments.get(self.table.column).copied().unwrap_or(Alignment::None);
        self.table.column += 1;
        // A header without a word would be announced as one: the corner of a table of two directions is a plain cell.
        let is_header = self.table.in_head && !self.body[at.clone()].trim_matches(['|', ' ', '\t']).is_empty();
        self.out.push_str(if is_header { "<th scope=\"col\"" } else { "<td" });
        self.table.end = if is_header { "</th>" } else { "</td>" };
        let class = match alignment {
            Alignment::None => "",
            Alignment::Left => "ta-l",
            Alignment::Center => "ta-c",
            Alignment::Right => "ta-r",
        };
        let attributes = self.cell_attributes(at, class);
        self.out.push_str(&attributes);
        self.out.push('>');
    }
}

/// The start of a quote or alert.
pub(super) fn alert(kind: Option<BlockQuoteKind>) -> &'static str {
    match kind {
        None => "<blockquote>\n",
        Some(BlockQuoteKind::Note) => "<div class=\"admonition note\"><p class=\"admonition-title\">Note</p>\n",
        Some(BlockQuoteKind::Tip) => "<div class=\"admonition tip\"><p class=\"admonition-title\">Tip</p>\n",
        Some(BlockQuoteKind::Important) => {
            "<div class=\"admonition warning\"><p class=\"admonition-title\">Important</p>\n"
        }
        Some(BlockQuoteKind::Warning) => {
            "<div class=\"admonition warning\"><p class=\"admonition-title\">Warning</p>\n"
        }
        Some(BlockQuoteKind::Caution) => "<div class=\"admonition danger\"><p class=\"admonition-title\">Caution</p>\n",
    }
}
