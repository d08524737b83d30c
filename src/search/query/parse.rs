//! From the text of a query to slots, phrases and spans.

use std::ops::Range;

use super::readings::Span;
use crate::search::words::{Kind, words};

/// Most characters of a query.
const MAX_CHARS: usize = 256;

/// Most slots of a query.
pub(super) const MAX_SLOTS: usize = 16;

/// A query in words.
#[derive(Debug, Default)]
pub(super) struct Query {
    /// The words, each must be on the page.
    pub slots: Vec<Slot>,
    /// Joined words, by their slots.
    pub joined: Vec<(Range<usize>, String)>,
    /// Slots that must stand in sequence.
    pub phrases: Vec<Range<usize>>,
    /// The last slot may be the beginning of a word.
    pub open: bool,
    /// Something was ignored because the query is too long.
    pub cut: bool,
    /// It is one word of several parts, or one as it stands in code.
    pub is_compound: bool,
}

/// A word of a query.
#[derive(Debug)]
pub(super) struct Slot {
    /// Its folded text.
    pub text: String,
    /// Two characters of a script without spaces.
    pub is_bigram: bool,
    /// Stands in quotes.
    pub in_phrase: bool,
    /// Position in its part of the query.
    pub position: u32,
    /// Number of the uncut word, and of the part of the query.
    pub word: (usize, u32),
}

impl Query {
    /// All slots from one to another, joined.
    pub fn join(&self, slots: Range<usize>) -> String {
        self.slots[slots].iter().map(|slot| slot.text.as_str()).collect()
    }
}

/// Understands a query. `"` begins and ends a phrase.
pub(super) fn parse(q: &str) -> Query {
    let end = q.char_indices().nth(MAX_CHARS).map_or(q.len(), |(end, _)| end);
    let mut query = Query { cut: end < q.len(), ..Query::default() };
    for (number, part) in q[..end].split('"').enumerate() {
        let first = query.slots.len();
        let in_phrase = number % 2 == 1;
        query.open = false;
        for token in words(part) {
            let word = (number, token.word);
            if token.kind == Kind::Compound {
                join(&mut query, word, token.text);
                continue;
            }
            // A version gives its short form as well.
            if query.slots.last().is_some_and(|slot| slot.word == word && slot.position == token.position) {
                continue;
            }
            if query.slots.len() == MAX_SLOTS {
                query.cut = true;
                query.open = false;
                break;
            }
            query.open = !in_phrase && token.kind == Kind::Word && token.range.end == part.encode_utf16().count();
            let is_bigram = token.kind == Kind::Bigram;
            query.slots.push(Slot { text: token.text, is_bigram, in_phrase, position: token.position, word });
        }
        if in_phrase && query.slots.len() > first + 1 {
            query.phrases.push(first..query.slots.len());
        }
    }
    let slots = &query.slots;
    query.is_compound = match slots.len() {
        1 => is_code(q),
        count => query.joined.iter().any(|(range, _)| *range == (0..count)),
    };
    query
}

/// True for a word that is written as it stands in code: `draft()`, `.scope`, `--dry`, `<id>`.
fn is_code(q: &str) -> bool {
    let q = q.trim_matches(' ');
    q.starts_with(['.', '-', '$', '@', '<']) || q.ends_with("()")
}

/// A joined form stands over the parts before it; one with an HTTP method over the method as well.
fn join(query: &mut Query, word: (usize, u32), text: String) {
    let end = query.slots.len();
    let mut start = query.slots.iter().position(|slot| slot.word == word).unwrap_or(end);
    if query.join(start..end) != text {
        start = start.saturating_sub(1);
    }
    if start < end && query.join(start..end) == text {
        query.joined.push((start..end, text));
    }
}

/// What can be read as one: every slot, joined words, and two neighbouring words as one; by start, shorter first.
pub(super) fn spans(query: &Query) -> Vec<Span> {
    let slots = &query.slots;
    let is_single = |at: usize| {
        let slot = &slots[at];
        let same = slots.iter().filter(|other| other.word == slot.word).count();
        same == 1 && !slot.is_bigram && !slot.in_phrase
    };
    let mut ranges: Vec<(Range<usize>, String)> = Vec::new();
    for (at, slot) in slots.iter().enumerate() {
        ranges.push((at..at + 1, slot.text.clone()));
    }
    ranges.extend(query.joined.iter().cloned());
    for at in 1..slots.len() {
        let pair = at - 1..at + 1;
        if is_single(at - 1) && is_single(at) && !query.joined.iter().any(|(range, _)| *range == pair) {
            ranges.push((pair.clone(), query.join(pair)));
        }
    }
    ranges.sort_by_key(|(range, _)| (range.start, range.end));
    let last = slots.len();
    let spans = ranges.into_iter().map(|(range, text)| {
        let is_bigram = range.len() == 1 && slots[range.start].is_bigram;
        let open = query.open && range.end == last;
        Span::new(range, text, is_bigram, open)
    });
    spans.collect()
}
