//! What stands inside a line: text with its bare links, code spans, links and raw HTML.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::LinkType;
use unicode_normalization::UnicodeNormalization;

use super::{SUMMARY_CHARS, Summary, Writer};
use crate::docs::highlight;
use crate::docs::markdown::blocks::NO_BLOCK;
use crate::docs::markdown::inline::{Found, What};
use crate::docs::markdown::{attributes, fence, findings};
use crate::safe::author::push_href;
use crate::safe::slots::Fill;
use crate::safe::{push_escaped, scan};

/// Longest label in bytes of a footnote without text that is reported.
const MAX_LABEL_BYTES: usize = 100;

/// Text that is not written yet, because links in it are found only as a whole.
#[derive(Default)]
pub(super) struct Text {
    pub(super) buffer: String,
    /// Offsets of the buffer, and where in the body the text from there on stands.
    pub(super) pieces: Vec<(usize, usize)>,
    /// A line of the source has just begun.
    pub(super) starts_line: bool,
}

impl Writer<'_> {
    /// Adds to the text of whatever is being read.
    pub(super) fn note(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.push_str(text);
        }
        if let Summary::Open(summary) = &mut self.summary
            && summary.len() < 4 * SUMMARY_CHARS
        {
            summary.push_str(text);
        }
    }

    /// How much plain text has been read of the heading or first paragraph.
    pub(super) fn said(&self) -> usize {
        match (&self.heading, &self.summary) {
            (Some(heading), _) => heading.len(),
            (None, Summary::Open(summary)) => summary.len(),
            (None, _) => 0,
        }
    }

    pub(super) fn take_text(&mut self, text: &str, at: Range<usize>) {
        if let Some((_, _, code)) = &mut self.code {
            code.push_str(text);
            return;
        }
        for piece in self.kept(text, &at) {
            if let Some(text) = text.get(piece.clone()).filter(|text| !text.is_empty()) {
                self.text.pieces.push((self.text.buffer.len(), at.start + piece.start));
                // A character of ours that keeps a tag from beginning a block.
                self.text.buffer.push_str(text.strip_prefix(NO_BLOCK).unwrap_or(text));
            }
        }
    }

    /// Writes the pending text with all that is found in it.
    pub(super) fn flush(&mut self) {
        if self.text.buffer.is_empty() {
            return;
        }
        self.text.starts_line = false;
        let text = std::mem::take(&mut self.text.buffer);
        if let Some(image) = &mut self.image {
            image.alt.push_str(&text);
        } else if self.html.quiet > 0 {
            self.plain(&text);
        } else {
            self.marked(&text);
            self.report_footnotes(&text);
            self.report_emphasis(&text);
        }
        self.text.buffer = text;
        self.text.buffer.clear();
        self.text.pieces.clear();
    }

    /// Writes text in which nothing was found.
    fn plain(&mut self, text: &str) {
        self.note(text);
        push_escaped(&mut self.out, text);
    }

    fn marked(&mut self, text: &str) {
        let mut done = 0;
        let mut from = 0;
        while let Some(Found { at, what }) = self.scanner.next(text, from, self.link.is_none(), &self.delimiters) {
            let is_address = matches!(what, What::Bare(_) | What::Forge(_));
            if !is_address && !self.is_as_written(text, &at) {
                from = at.start + text[at.start..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            self.between(&text[done..at.start]);
            done = at.end + self.found(text, at, what);
            from = done;
        }
        self.between(&text[done..]);
    }

    fn between(&mut self, text: &str) {
        if self.delimiters.waits() && has_blank(text) {
            self.delimiters.blank();
        }
        self.plain(text);
    }

    /// True unless a backslash or a character reference in the source says that this is no mark.
    fn is_as_written(&self, text: &str, at: &Range<usize>) -> bool {
        let source = self.source_of(at.clone());
        if self.body.get(source.clone()) != Some(&text[at.clone()]) {
            return false;
        }
        let piece = self.text.pieces.partition_point(|(offset, _)| *offset < at.start);
        let starts_piece = self.text.pieces.get(piece).is_some_and(|(offset, _)| *offset == at.start);
        let follows =
            self.text.pieces[..piece].last().is_some_and(|(offset, from)| from + (at.start - offset) == source.start);
        !(starts_piece && !follows && self.body[..source.start].ends_with('\\'))
    }

    /// Writes what was found; the length of an attribute list behind it.
    fn found(&mut self, text: &str, at: Range<usize>, what: What<'_>) -> usize {
        let written = &text[at.clone()];
        let source = self.source_of(at.clone());
        match what {
            What::Bare(prefix) => {
                self.note(written);
                let address =
                    if prefix.is_empty() { Cow::Borrowed(written) } else { format!("{prefix}{written}").into() };
                self.bare_link(written, &address, source);
            }
            What::Forge(address) => {
                self.note(written);
                self.bare_link(written, &address, source);
            }
            What::Delimiter(delimiter) => {
                return self.delimiter(written, &text[at.end..], source, delimiter);
            }
            What::Symbol(symbol) => self.plain(symbol),
            What::Ordinal => {
                let (number, ending) = written.split_at(written.len() - 2);
                self.note(written);
                self.out.push_str(number);
                self.out.push_str("<sup>");
                self.out.push_str(ending);
                self.out.push_str("</sup>");
            }
            What::Emoji(emoji) => {
                // Heading ids know nothing of emoji, but `1️⃣` holds a digit.
                if !emoji.nfkd().any(|c| c.is_ascii_alphanumeric()) {
                    self.note(emoji);
                }
                self.out.push_str(emoji);
            }
            What::Icon => {
                if !std::mem::replace(&mut self.has_icons, true) {
                    let finding = findings::icon(self.resolver.place(source), written);
                    self.resolver.findings.push(finding);
                }
                return attributes::at_start(&text[at.end..]).map_or(0, |(_, length)| length);
            }
            What::Keys(keys) => {
                self.note(&keys.text());
                keys.write(&mut self.out);
            }
            What::Abbreviation(meaning) => {
                self.out.push_str("<abbr");
                self.title(meaning);
                self.out.push('>');
                self.plain(written);
                self.out.push_str("</abbr>");
            }
        }
        0
    }

    /// Where in the body a range of the pending text stands.
    fn source_of(&self, at: Range<usize>) -> Range<usize> {
        let piece = self.text.pieces.partition_point(|(offset, _)| *offset <= at.start).saturating_sub(1);
        let (offset, source) = self.text.pieces.get(piece).copied().unwrap_or_default();
        let start = source + at.start - offset;
        start..start + at.len()
    }

    fn bare_link(&mut self, text: &str, address: &str, at: Range<usize>) {
        let address = self.resolver.link(address, at);
        if let Some(address) = &address {
            self.out.push_str("<a");
            push_href(&mut self.out, address);
            self.out.push('>');
        }
        push_escaped(&mut self.out, text);
        if address.is_some() {
            self.out.push_str("</a>");
        }
    }

    /// `[^x]` in text is a footnote without text.
    fn report_footnotes(&mut self, text: &str) {
        let mut done = 0;
        while let Some(found) = text[done..].find("[^") {
            let start = done + found;
            done = start + 2;
            let near = text.as_bytes()[done..].iter().take(MAX_LABEL_BYTES + 1).position(|b| *b == b']');
            let Some(length) = near.filter(|length| *length > 0) else { continue };
            let label = &text[done..done + length];
            if !label.contains(char::is_whitespace) && !label.contains('[') {
                let at = self.source_of(start..done + length + 1);
                let escaped = at.start > 0 && self.body.as_bytes().get(at.start - 1) == Some(&b'\\');
                if !escaped && self.body.get(at.clone()).is_some_and(|source| source.starts_with("[^")) {
                    let finding = findings::footnote_without_text(self.resolver.place(at), label);
                    self.resolver.findings.push(finding);
                }
            }
        }
    }

    /// `**Note:**text` stays text, because its second `**` opens rather than closes.
    fn report_emphasis(&mut self, text: &str) {
        let mut marks = text.match_indices("**").map(|(at, _)| at).filter(|at| {
            let is_run = text[*at + 2..].starts_with('*') || text[..*at].ends_with('*');
            !is_run && self.is_as_written(text, &(*at..at + 2))
        });
        let Some((start, end)) = marks.next().zip(marks.next()) else { return };
        let inside = &text[start + 2..end];
        let is_meant = !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace);
        if is_meant && !inside.is_empty() {
            let at = self.source_of(start..end + 2);
            let finding = findings::emphasis(self.resolver.place(at), &text[start..end + 2]);
            self.resolver.findings.push(finding);
        }
    }

    pub(super) fn code_span(&mut self, code: &str, at: Range<usize>) {
        if let Some(image) = &mut self.image {
            return image.alt.push_str(code);
        }
        let (language, code) = fence::inline_language(code);
        self.note(code);
        let class = language.map(|language| format!("language-{language}")).unwrap_or_default();
        self.out.push_str("<code");
        let attributes = self.attributes_at(at.end, "code", &class);
        self.out.push_str(&attributes);
        self.out.push('>');
        match language {
            Some(language) => {
                let html = highlight::highlight(language, code, self.memo);
                self.slots.inline(&mut self.out, Fill::Around(String::new(), html, ""));
            }
            None => push_escaped(&mut self.out, code),
        }
        self.out.push_str("</code>");
    }

    pub(super) fn soft_break(&mut self) {
        self.line_break(if self.dialect.hard_breaks { "<br>" } else { "" });
        self.text.starts_line = true;
    }

    pub(super) fn line_break(&mut self, tag: &str) {
        if let Some(image) = &mut self.image {
            return image.alt.push(' ');
        }
        self.delimiters.blank();
        self.note(" ");
        self.out.push_str(tag);
        self.out.push('\n');
    }

    pub(super) fn footnote_reference(&mut self, label: &str) {
        if self.image.is_none() {
            self.footnotes.reference(label, &mut self.out, &mut self.slots);
        }
    }

    pub(super) fn inline_html(&mut self, html: &str, at: Range<usize>) {
        if self.image.is_some() {
            return;
        }
        if let Some((token, _)) = scan::tokens(html).next() {
            let is_quiet =
                |name: &str| ["a", "code", "pre", "kbd", "samp"].iter().any(|n| n.eq_ignore_ascii_case(name));
            match token {
                scan::Token::Start(tag) => {
                    self.html.quiet += usize::from(is_quiet(tag.name));
                    if !scan::is_void(tag.name) {
                        self.delimiters.enter_raw();
                    }
                }
                scan::Token::End(name) => {
                    self.html.quiet = self.html.quiet.saturating_sub(usize::from(is_quiet(name)));
                    self.delimiters.leave_raw();
                }
                scan::Token::Text(_) | scan::Token::Comment | scan::Token::Broken(_) => {}
            }
        }
        self.html.lines.push((0, at.start));
        self.html.buffer.push_str(html);
        self.raw_html(at.end);
    }

    pub(super) fn start_link(&mut self, kind: LinkType, address: &str, title: &str, at: Range<usize>) {
        if self.image.is_some() {
            return;
        }
        let written = match kind {
            LinkType::Email => Cow::Owned(format!("mailto:{address}")),
            _ => Cow::Borrowed(address),
        };
        let target = self.resolver.link(&written, self.address_at(address, at.clone()));
        self.link = Some(target.is_some());
        self.delimiters.enter();
        let attributes = self.attributes_at(at.end, "a", "");
        let Some(target) = target else { return };
        self.out.push_str("<a");
        push_href(&mut self.out, &target);
        self.title(title);
        self.out.push_str(&attributes);
        self.out.push('>');
    }

    pub(super) fn start_inline(&mut self, element: &str, at: Range<usize>) {
        if self.image.is_some() {
            return;
        }
        self.delimiters.enter();
        let attributes = self.attributes_at(at.end, element, "");
        self.out.push('<');
        self.out.push_str(element);
        self.out.push_str(&attributes);
        self.out.push('>');
    }

    pub(super) fn end_inline(&mut self, tag: &str) {
        if self.image.is_none() {
            self.out.push_str(tag);
            self.delimiters.leave();
        }
    }

    /// Where in a link the address stands, or the link itself when it is defined elsewhere.
    pub(super) fn address_at(&self, address: &str, at: Range<usize>) -> Range<usize> {
        match self.body.get(at.clone()).and_then(|link| link.rfind(address)) {
            Some(offset) if !address.is_empty() => at.start + offset..at.start + offset + address.len(),
            _ => at,
        }
    }

    pub(super) fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            push_escaped(&mut self.out, title);
            self.out.push('"');
        }
    }
}

/// True if white space stands in a text, other than `\ `.
fn has_blank(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        c.is_whitespace() && std::mem::replace(&mut before, c) != '\\' || {
            before = c;
            false
        }
    })
}
