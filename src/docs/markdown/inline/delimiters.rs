//! Delimiters of one leaf: what is open, and which of them became elements.
//!
//! Text is written as it comes; when a closing delimiter finds its opening one, that one is remembered as an edit of what
//! has been written. [`Delimiters::apply`] makes all edits at once, when the leaf ends.

use std::borrow::Cow;
use std::ops::Range;

/// Most delimiters that wait for their other half; older ones stay text.
const MAX_OPEN: usize = 64;

/// What a pair of delimiters makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::docs::markdown) enum Kind {
    /// `==x==`
    Mark,
    /// `^^x^^`
    Insert,
    /// `~~x~~`
    Delete,
    /// `^x^`
    Superscript,
    /// `~x~`
    Subscript,
    /// `{++x++}`
    Added,
    /// `{--x--}`
    Removed,
    /// `{==x==}`
    Highlighted,
    /// `{>>x<<}`
    Comment,
    /// `{~~x~>`
    Old,
    /// `~>x~~}`, after [`Kind::Old`].
    New,
}

impl Kind {
    /// True if no white space may stand inside.
    fn is_tight(self) -> bool {
        matches!(self, Kind::Superscript | Kind::Subscript)
    }
}

/// An opening delimiter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::docs::markdown) struct Opener {
    pub(in crate::docs::markdown) kind: Kind,
    /// Where it is written in the markup.
    pub(in crate::docs::markdown) out: Range<usize>,
    /// Where it is written in the plain text.
    pub(in crate::docs::markdown) said: Range<usize>,
    /// For [`Kind::New`]: the delimiter before the old text, in markup and plain text.
    old: Option<(Range<usize>, Range<usize>)>,
    depth: usize,
    blanks: usize,
}

impl Opener {
    /// The delimiter before the old text, for the one before the new text.
    pub(in crate::docs::markdown) fn old_half(&self) -> Option<Opener> {
        let (out, said) = self.old.clone()?;
        Some(Opener { kind: Kind::Old, out, said, old: None, ..*self })
    }
}

/// A change of what has been written.
#[derive(Debug)]
struct Edit {
    at: Range<usize>,
    text: Cow<'static, str>,
}

/// The delimiters of a leaf.
#[derive(Debug, Default)]
pub(in crate::docs::markdown) struct Delimiters {
    open: Vec<Opener>,
    edits: Vec<Edit>,
    cuts: Vec<Range<usize>>,
    /// How many inline elements are open, and at which depth each of those of Markdown began.
    depth: usize,
    elements: Vec<usize>,
    /// How often white space has been written.
    blanks: usize,
}

impl Delimiters {
    /// A delimiter that may find its other half.
    pub(in crate::docs::markdown) fn open(&mut self, kind: Kind, out: Range<usize>, said: Range<usize>) {
        self.push(Opener { kind, out, said, old: None, depth: self.depth, blanks: self.blanks });
    }

    /// The delimiter between old and new text, which waits for the end of the new one.
    pub(in crate::docs::markdown) fn instead(&mut self, old: Opener, out: Range<usize>, said: Range<usize>) {
        self.push(Opener { kind: Kind::New, out, said, old: Some((old.out.clone(), old.said.clone())), ..old });
    }

    fn push(&mut self, opener: Opener) {
        if self.open.len() == MAX_OPEN {
            self.open.remove(0);
        }
        self.open.push(opener);
    }

    /// True if any delimiter waits for its other half.
    pub(in crate::docs::markdown) fn waits(&self) -> bool {
        !self.open.is_empty()
    }

    /// True if a closing delimiter would find its other half.
    pub(in crate::docs::markdown) fn has(&self, kind: Kind) -> bool {
        self.find(kind).is_some()
    }

    fn find(&self, kind: Kind) -> Option<usize> {
        let here = self.open.iter().rposition(|open| open.depth < self.depth).map_or(0, |below| below + 1);
        let found = here + self.open[here..].iter().rposition(|open| open.kind == kind)?;
        (!kind.is_tight() || self.open[found].blanks == self.blanks).then_some(found)
    }

    /// A closing delimiter: gives its other half. What was opened between the two stays text.
    pub(in crate::docs::markdown) fn close(&mut self, kind: Kind) -> Option<Opener> {
        let found = self.find(kind)?;
        let opener = self.open.swap_remove(found);
        self.open.truncate(found);
        Some(opener)
    }

    /// White space is written.
    pub(in crate::docs::markdown) fn blank(&mut self) {
        self.blanks += 1;
    }

    /// An inline element of Markdown begins.
    pub(in crate::docs::markdown) fn enter(&mut self) {
        self.elements.push(self.depth);
        self.depth += 1;
    }

    /// An inline element of Markdown ends; delimiters inside it have no other half outside.
    pub(in crate::docs::markdown) fn leave(&mut self) {
        self.depth = self.elements.pop().unwrap_or(0);
        self.forget_deeper();
    }

    /// A tag of raw HTML begins an element.
    pub(in crate::docs::markdown) fn enter_raw(&mut self) {
        self.depth += 1;
    }

    /// A tag of raw HTML ends an element.
    pub(in crate::docs::markdown) fn leave_raw(&mut self) {
        let floor = self.elements.last().map_or(0, |depth| depth + 1);
        self.depth = self.depth.saturating_sub(1).max(floor);
        self.forget_deeper();
    }

    fn forget_deeper(&mut self) {
        while self.open.last().is_some_and(|open| open.depth > self.depth) {
            self.open.pop();
        }
    }

    /// Puts other markup in the place of what has been written.
    pub(in crate::docs::markdown) fn replace(&mut self, at: Range<usize>, text: impl Into<Cow<'static, str>>) {
        self.edits.push(Edit { at, text: text.into() });
    }

    /// Takes a piece out of the plain text.
    pub(in crate::docs::markdown) fn cut(&mut self, said: Range<usize>) {
        self.cuts.push(said);
    }

    /// The leaf ends: makes all edits.
    pub(in crate::docs::markdown) fn apply(&mut self, out: &mut String, said: Option<&mut String>) {
        self.open.clear();
        self.elements.clear();
        self.depth = 0;
        if !self.edits.is_empty() {
            self.edits.sort_by_key(|edit| order(&edit.at));
            let edits = self.edits.drain(..).map(|edit| (edit.at, edit.text));
            edited(out, edits);
        }
        if !self.cuts.is_empty() {
            self.cuts.sort_by_key(order);
            let cuts = self.cuts.drain(..).map(|cut| (cut, Cow::Borrowed("")));
            if let Some(said) = said {
                edited(said, cuts);
            }
        }
    }
}

/// By place; what ends somewhere comes before what starts there, and the outer before the inner.
fn order(at: &Range<usize>) -> (usize, bool, std::cmp::Reverse<usize>) {
    (at.start, !at.is_empty(), std::cmp::Reverse(at.end))
}

/// Makes sorted edits; those inside another one vanish with it.
fn edited(text: &mut String, edits: impl Iterator<Item = (Range<usize>, Cow<'static, str>)>) {
    let mut edits = edits.peekable();
    let Some((first, _)) = edits.peek() else { return };
    let Some(start) = Some(first.start).filter(|start| text.is_char_boundary(*start)) else { return };
    let tail = text.split_off(start);
    let mut done = start;
    for (at, instead) in edits {
        if at.start < done {
            continue;
        }
        let Some(kept) = tail.get(done - start..at.start - start) else { break };
        text.push_str(kept);
        text.push_str(&instead);
        done = at.end;
    }
    text.push_str(tail.get(done - start..).unwrap_or(""));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_do_not_cross_elements() {
        let mut delimiters = Delimiters::default();
        delimiters.open(Kind::Mark, 0..2, 0..2);
        delimiters.enter();
        assert_eq!(delimiters.close(Kind::Mark), None);
        delimiters.open(Kind::Insert, 5..7, 0..0);
        delimiters.leave();
        assert_eq!(delimiters.close(Kind::Insert), None);
        assert_eq!(delimiters.close(Kind::Mark).map(|opener| opener.out), Some(0..2));
    }

    #[test]
    fn crossing_pairs_and_blanks() {
        let mut delimiters = Delimiters::default();
        delimiters.open(Kind::Mark, 0..2, 0..2);
        delimiters.open(Kind::Superscript, 3..4, 0..0);
        delimiters.blank();
        assert_eq!(delimiters.close(Kind::Superscript), None);
        assert!(delimiters.close(Kind::Mark).is_some());
        assert!(!delimiters.has(Kind::Superscript));
    }

    #[test]
    fn edits_are_made_in_order_and_swallow_inner_ones() {
        let mut delimiters = Delimiters::default();
        delimiters.replace(4..6, "<b>");
        delimiters.replace(1..3, "");
        delimiters.replace(4..8, "X");
        delimiters.cut(0..1);
        let (mut out, mut said) = ("a==b..cd!".to_owned(), "=x".to_owned());
        delimiters.apply(&mut out, Some(&mut said));
        assert_eq!((out.as_str(), said.as_str()), ("abX!", "x"));
    }
}
