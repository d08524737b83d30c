//! Where the text of a page came from: places in it are told in the files that authors wrote.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Diagnostic, File, Label, LineIndex, Place, Span};

/// What a rewritten text was made of, piece by piece. An empty map is a text that was not rewritten.
#[derive(Clone, Debug, Default)]
pub(super) struct Map {
    pieces: Vec<Piece>,
}

/// A stretch of rewritten text. Text of our own between two stretches belongs to the end of the first.
#[derive(Clone, Copy, Debug)]
struct Piece {
    out: usize,
    file: usize,
    source: usize,
    len: usize,
}

impl Map {
    /// The text from `out` on is `len` bytes of a file from `source` on. Stretches are added in order.
    pub(super) fn add(&mut self, out: usize, file: usize, source: usize, len: usize) {
        self.pieces.push(Piece { out, file, source, len });
    }

    /// The file and offset that an offset came from.
    fn source(&self, at: usize) -> (usize, usize) {
        match self.pieces.partition_point(|piece| piece.out <= at).checked_sub(1) {
            Some(nth) => {
                let piece = self.pieces[nth];
                (piece.file, piece.source + (at - piece.out).min(piece.len))
            }
            None => self.pieces.first().map_or((0, at), |piece| (piece.file, piece.source)),
        }
    }
}

/// A file that a page includes.
#[derive(Clone, Debug)]
pub(super) struct Included {
    /// How findings name it.
    pub(super) file: File,
    /// What it holds.
    pub(super) text: Arc<str>,
    /// Where it is first included.
    pub(super) from: Place,
}

/// The way back from the text that is parsed to the files of the authors.
#[derive(Debug)]
pub(super) struct Origins<'a> {
    /// The page.
    pub(super) file: &'a File,
    /// The whole text of the page.
    pub(super) text: &'a str,
    /// Where the body starts in it.
    pub(super) body: usize,
    /// From the body with its includes to the files; file 0 is the body.
    pub(super) includes: Map,
    /// From the parsed text to the body with its includes.
    pub(super) blocks: Map,
    /// The files from number 1 on.
    pub(super) included: Vec<Included>,
    /// The last position that was asked for: places are mostly asked for in order.
    pub(super) last: Cell<Position>,
}

/// A position in the text, line and column from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    offset: usize,
    line: u32,
    column: u32,
}

impl Default for Position {
    fn default() -> Self {
        Self { offset: 0, line: 1, column: 1 }
    }
}

impl<'a> Origins<'a> {
    /// A body that is parsed as it was written.
    pub(super) fn new(file: &'a File, text: &'a str, body: usize) -> Self {
        Self {
            file,
            text,
            body,
            includes: Map::default(),
            blocks: Map::default(),
            included: Vec::new(),
            last: Cell::default(),
        }
    }

    /// The place of a range of the parsed text.
    pub(super) fn place(&self, at: Range<usize>) -> Place {
        let start = self.blocks.source(at.start).1;
        let end = self.blocks.source(at.end).1;
        self.place_in_body(start..end.max(start))
    }

    /// The place of a range of the body with its includes.
    pub(super) fn place_in_body(&self, at: Range<usize>) -> Place {
        let (file, start) = self.includes.source(at.start);
        let (last, end) = self.includes.source(at.end);
        self.place_in(file, start..if last == file { end.max(start) } else { start })
    }

    /// The place of a range of a file of the page; number 0 is the body.
    pub(super) fn place_in(&self, file: usize, at: Range<usize>) -> Place {
        match file.checked_sub(1).and_then(|nth| self.included.get(nth)) {
            Some(included) => included.file.at(LineIndex::new(&included.text).span(at)),
            None => self.file.at(self.span(at.start, at.end)),
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let start = floor_char(self.text, start + self.body);
        let end = floor_char(self.text, end + self.body).max(start);
        let Position { line, column, .. } = self.position(start);
        let first_line = self.text[start..end].lines().next().unwrap_or("");
        let length = u32::try_from(first_line.chars().count()).unwrap_or(u32::MAX);
        Span::new(line, column, length)
    }

    /// Line and column of an offset, counted on from the last one so that a long line costs no more than a page of short
    /// ones.
    fn position(&self, offset: usize) -> Position {
        let last = self.last.get();
        let last = if offset < last.offset { Position::default() } else { last };
        let between = &self.text[last.offset..offset];
        let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let found = match between.rsplit_once('\n') {
            None => Position { offset, line: last.line, column: last.column.saturating_add(count(between)) },
            Some((before, after)) => {
                let lines = before.bytes().filter(|b| *b == b'\n').count() + 1;
                let line = last.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
                Position { offset, line, column: count(after).saturating_add(1) }
            }
        };
        self.last.set(found);
        found
    }

    /// Findings in an included file say which page brought it here.
    pub(super) fn name_includers(&self, findings: &mut [Diagnostic]) {
        for finding in findings {
            let from = self.included.iter().find(|included| included.file == finding.place.file);
            if let Some(included) = from.filter(|_| finding.place.file != *self.file) {
                let text = "included from here".to_owned();
                finding.labels.push(Label { place: included.from.clone(), text });
            }
        }
    }
}

fn floor_char(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
