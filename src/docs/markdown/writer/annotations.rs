//! Blocks with numbered marks, and the ordered list right after that explains them.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::Writer;
use crate::docs::markdown::annotations::{self, Mark};
use crate::docs::markdown::fence::{self, Info};
use crate::safe::slots::Fill;

/// What has marks.
#[derive(Default)]
pub(super) struct Annotations {
    /// The last code block with marks.
    code: Option<Code>,
    /// Lists of notes that are being read, the innermost last.
    lists: Vec<Notes>,
    /// Lists of notes so far.
    count: usize,
}

struct Code {
    /// Where in the markup it starts.
    at: usize,
    slot: usize,
    info: Info,
    html: Arc<str>,
    marks: Vec<Mark>,
}

struct Notes {
    /// How many containers are around the list.
    depth: usize,
    /// Its number on the page.
    group: usize,
    /// The numbers of its items so far.
    numbers: Range<u64>,
    /// The numbers that marks have.
    wanted: BTreeSet<u64>,
    marked: Marked,
}

enum Marked {
    Code(Code),
    /// Slots of marks in text, and their numbers.
    Text(Vec<(usize, u64)>),
}

impl Writer<'_> {
    /// A code block has been written: a list right after it may explain its marks.
    pub(super) fn remember_code(&mut self, info: Info, html: Arc<str>, slot: usize, at: usize) {
        let plain = self.dialect.annotations || info.classes.iter().any(|class| class == "annotate");
        let marks = annotations::in_code(&html, plain);
        self.annotations.code = (!marks.is_empty()).then_some(Code { at, slot, info, html, marks });
    }

    /// A list starts; `before` is where the block before it starts, or the item that it stands in.
    pub(super) fn start_notes(&mut self, first: Option<u64>, before: Option<usize>) {
        let code = self.annotations.code.take();
        let Some((first, before)) = first.zip(before.filter(|at| self.out.is_char_boundary(*at))) else { return };
        let marked = match code.filter(|code| code.at == before) {
            Some(code) => Marked::Code(code),
            None if annotations::is_annotated(&self.out[before..]) => Marked::Text(self.mark_text(before)),
            None => return,
        };
        let wanted = match &marked {
            Marked::Code(code) => code.marks.iter().map(|mark| mark.number).collect(),
            Marked::Text(marks) => marks.iter().map(|(_, number)| *number).collect(),
        };
        self.annotations.count += 1;
        let group = self.annotations.count;
        self.annotations.lists.push(Notes { depth: self.containers, group, numbers: first..first, wanted, marked });
    }

    /// Puts a slot in place of each mark in the markup from an offset on.
    fn mark_text(&mut self, from: usize) -> Vec<(usize, u64)> {
        let text = self.out.split_off(from);
        let mut done = 0;
        let mut slots = Vec::new();
        for Mark { at, number, .. } in annotations::in_text(&text) {
            self.out.push_str(&text[done..at.start]);
            let slot = self.slots.inline(&mut self.out, Fill::Whole(text[at.clone()].to_owned()));
            slots.push((slot, number));
            done = at.end;
        }
        self.out.push_str(&text[done..]);
        slots
    }

    /// An item begins: what links to it lead to, if it is a note.
    pub(super) fn note_target(&mut self) -> Option<String> {
        let notes = self.annotations.lists.last_mut().filter(|notes| notes.depth == self.containers)?;
        let number = notes.numbers.end;
        notes.numbers.end = number.checked_add(1)?;
        notes.wanted.contains(&number).then(|| annotations::target(notes.group, number))
    }

    /// A list ends: the marks become links to its items.
    pub(super) fn end_notes(&mut self) {
        let is_last = |notes: &mut Notes| notes.depth == self.containers;
        let Some(Notes { group, numbers, marked, .. }) = self.annotations.lists.pop_if(is_last) else { return };
        match marked {
            Marked::Code(Code { slot, info, html, marks, .. }) => {
                let html = annotations::linked(&html, &marks, group, &numbers);
                self.slots.set(slot, fence::figure(&info, html.into(), self.dialect));
            }
            Marked::Text(marks) => {
                for (slot, number) in marks.into_iter().filter(|(_, number)| numbers.contains(number)) {
                    self.slots.set(slot, Fill::Whole(annotations::link(group, number)));
                }
            }
        }
    }
}
