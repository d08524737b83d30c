//! Attribute lists in all their positions: read where the element begins, so that the text behind it can be left out.

use std::ops::Range;

use super::Writer;
use crate::docs::markdown::attributes::{self, Attributes, Form};

impl Writer<'_> {
    /// True for what stands in an attribute list that has been read.
    pub(super) fn is_skipped(&mut self, at: &Range<usize>) -> bool {
        while self.skips.last().is_some_and(|skip| skip.end <= at.start) {
            self.skips.pop();
        }
        self.skips.last().is_some_and(|skip| skip.contains(&at.start) && at.end <= skip.end)
    }

    /// The pieces of a text outside the next attribute list that has been read.
    pub(super) fn kept(&self, text: &str, at: &Range<usize>) -> [Range<usize>; 2] {
        match self.skips.last() {
            Some(skip) if skip.start < at.end && skip.end > at.start => {
                [0..skip.start.saturating_sub(at.start), skip.end.min(at.end) - at.start..text.len()]
            }
            _ => [0..text.len(), 0..0],
        }
    }

    /// The attributes of an inline element that ends at an offset of the body, as they stand behind it.
    pub(super) fn attributes_at(&mut self, end: usize, element: &str, class: &str) -> String {
        match self.list_at(end) {
            Some((list, at)) => list.write(element, class, at, &mut self.resolver),
            None if class.is_empty() => String::new(),
            None => Attributes::default().without_id(element, class),
        }
    }

    /// The attribute list that starts at an offset of the body; its text will be left out.
    pub(super) fn list_at(&mut self, at: usize) -> Option<(Attributes, Range<usize>)> {
        let (list, length) = attributes::at_start(self.body.get(at..)?)?;
        let at = at..at + length;
        self.skips.push(at.clone());
        Some((list, at))
    }

    /// The attributes at the end of a heading.
    pub(super) fn heading_attributes(&mut self, at: Range<usize>) -> Attributes {
        let heading = self.body[at.clone()].trim_end();
        let is_setext = !heading.starts_with('#');
        let text = match (is_setext, heading.rsplit_once('\n')) {
            (true, Some((text, _underline))) => text,
            (true, None) => return Attributes::default(),
            (false, _) => heading.trim_end_matches('#'),
        };
        let line = text.rsplit_once('\n').map_or(text, |(_, line)| line);
        let start = at.start + text.len() - line.len();
        let Some((list, from)) = attributes::at_end(line, Form::Any) else { return Attributes::default() };
        self.skips.push(start + from..start + line.trim_end().len());
        list
    }

    /// The attributes at the end of a table's cell, and its class.
    pub(super) fn cell_attributes(&mut self, at: Range<usize>, class: &str) -> String {
        let cell = self.body.get(at.clone()).unwrap_or("");
        let line = cell.trim_end_matches([' ', '\t', '|', '\n']);
        match attributes::at_end(line, Form::Clear) {
            Some((list, from)) => {
                let at = at.start + from..at.start + line.len();
                self.skips.push(at.clone());
                list.write("td", class, at, &mut self.resolver)
            }
            None => Attributes::default().without_id("td", class),
        }
    }

    /// Takes the attributes that the last line of a block holds, if that line has just been read and nothing else stands in
    /// it. Its text and the line break before go.
    pub(super) fn attribute_line(&mut self) -> Option<Attributes> {
        let list = attributes::alone(&self.text.buffer).filter(|_| self.text.starts_line)?;
        self.text.buffer.clear();
        self.text.pieces.clear();
        let kept = self.out.trim_end_matches('\n').trim_end_matches("<br>").len();
        self.out.truncate(kept);
        Some(list)
    }
}
