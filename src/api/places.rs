//! From bytes of a definition's text to lines and columns of the file that its author edits.

use std::ops::Range;

use super::Source;
use crate::diag::{LineIndex, Place, Span};

/// One text of a definition that is no data: GraphQL, protobuf.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The text.
    pub text: &'a str,
    /// Where it stands.
    pub source: &'a Source,
}

/// Finds the places of byte ranges of one text.
pub(super) struct Places<'a> {
    source: Text<'a>,
    index: LineIndex<'a>,
}

impl<'a> Places<'a> {
    pub(super) fn new(source: Text<'a>) -> Self {
        Self { source, index: LineIndex::new(source.text) }
    }

    /// The place of a byte range, cut at the end of its first line.
    pub(super) fn of(&self, range: Range<usize>) -> Place {
        self.at(self.index.span(range))
    }

    /// The place of a span of the text.
    pub(super) fn at(&self, span: Span) -> Place {
        self.source.source.at(span)
    }

    /// The text.
    pub(super) fn text(&self) -> &'a str {
        self.source.text
    }
}
