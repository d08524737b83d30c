//! What stands inside a line: text with its bare links, code spans, links and raw HTML.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::LinkType;

use super::{SUMMARY_CHARS, Summary, Writer};
use crate::docs::markdown::blocks::NO_BLOCK;
use crate::docs::markdown::{bare, findings};
use crate::safe::author::push_href;
use crate::safe::{push_escaped, scan};

/// Longest label in bytes of a footnote without text that is reported.
const MAX_LABEL_BYTES: usize = 100;

/// Text that is not written yet, because links in it are found only as a whole.
#[derive(Default)]
pub(super) struct Text {
    pub(super) buffer: String,
    /// Offsets of the buffer, and where in the body the text from there on stands.
    pub(super) pieces: Vec<(usize, usize)>,
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

    pub(super) fn take_text(&mut self, text: &str, at: Range<usize>) {
        if let Some((_, _, code)) = &mut self.code {
            code.push_str(text);
            return;
        }
        // A character of ours that keeps a tag from beginning a block.
        let text = text.strip_prefix(NO_BLOCK).unwrap_or(text);
        self.text.pieces.push((self.text.buffer.len(), at.start));
        self.text.buffer.push_str(text);
    }

    /// Writes the pending text with its bare links.
    pub(super) fn flush(&mut self) {
        if self.text.buffer.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text.buffer);
        if let Some(image) = &mut self.image {
            image.alt.push_str(&text);
        } else {
            self.note(&text);
            let mut done = 0;
            if self.link.is_none() && self.html.quiet == 0 {
                while let Some(found) = bare::next(&text, done) {
                    push_escaped(&mut self.out, &text[done..found.at.start]);
                    self.bare_link(&text[found.at.clone()], found.prefix, self.source_of(found.at.clone()));
                    done = found.at.end;
                }
            }
            push_escaped(&mut self.out, &text[done..]);
            self.report_footnotes(&text);
        }
        self.text.buffer = text;
        self.text.buffer.clear();
        self.text.pieces.clear();
    }

    /// Where in the body a range of the pending text stands.
    fn source_of(&self, at: Range<usize>) -> Range<usize> {
        let piece = self.text.pieces.partition_point(|(offset, _)| *offset <= at.start).saturating_sub(1);
        let (offset, source) = self.text.pieces.get(piece).copied().unwrap_or_default();
        let start = source + at.start - offset;
        start..start + at.len()
    }

    fn bare_link(&mut self, text: &str, prefix: &str, at: Range<usize>) {
        let written = if prefix.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(format!("{prefix}{text}")) };
        let address = self.resolver.link(&written, at);
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

    pub(super) fn code_span(&mut self, code: &str) {
        if let Some(image) = &mut self.image {
            return image.alt.push_str(code);
        }
        self.note(code);
        self.out.push_str("<code>");
        push_escaped(&mut self.out, code);
        self.out.push_str("</code>");
    }

    pub(super) fn line_break(&mut self, tag: &str) {
        if let Some(image) = &mut self.image {
            return image.alt.push(' ');
        }
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
                scan::Token::Start(tag) if is_quiet(tag.name) => self.html.quiet += 1,
                scan::Token::End(name) if is_quiet(name) => self.html.quiet = self.html.quiet.saturating_sub(1),
                _ => {}
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
        let target = self.resolver.link(&written, self.address_at(address, at));
        self.link = Some(target.is_some());
        let Some(target) = target else { return };
        self.out.push_str("<a");
        push_href(&mut self.out, &target);
        self.title(title);
        self.out.push('>');
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
