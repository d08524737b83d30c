//! Typing errors are forgiven where a word leads nowhere.

use super::Engine;
use super::matching::{Matching, mark};
use super::parse::Query;
use super::readings::{By, Span, itself, whole};
use super::score::Scorer;
use crate::search::read::Failure;

/// Fewest pages of a word that is not corrected.
const ENOUGH_PAGES: usize = 3;

/// Most corrections of a word.
const MAX_CORRECTIONS: usize = 4;

/// Most letters of an ending that is dropped: `monitoring` is looked for as `monitor` where no text has it.
const ENDING: usize = 3;

/// Letters from which one edit, and two, are forgiven.
const LETTERS: [usize; 2] = [4, 8];

/// Adds corrected readings to words that lead nowhere, and looks what they change.
pub(super) fn correct(
    engine: &Engine,
    query: &Query,
    spans: &mut [Span],
    scorer: &mut Scorer,
    matching: &mut Matching,
) -> Result<(), Failure> {
    let mut any = false;
    for span in spans.iter_mut() {
        let edits = edits_of(&span.text);
        if edits == 0 || !is_unknown(query, span, matching) {
            continue;
        }
        let rank = &engine.manifest.rank;
        for (at, (word, distance)) in nearest(engine, &span.text, edits)?.into_iter().enumerate() {
            let factor = rank.number(if distance > 1 { "edit2" } else { "edit1" });
            span.readings.extend(itself(engine, &word, factor, By::Correction(at))?);
            span.corrections.push(word);
        }
        if !span.corrections.is_empty() {
            any = true;
            scorer.score(span)?;
        }
    }
    if any {
        for span in spans.iter().filter(|span| !span.corrections.is_empty()) {
            mark(engine, &mut matching.all, span.mask(), &span.lists)?;
        }
        for nth in 0..MAX_CORRECTIONS {
            if let Some(entry) = whole(engine, &corrected(query, spans, nth))? {
                matching.name_corrected(engine, &entry)?;
            }
        }
    }
    Ok(())
}

/// True for a word that leads to few pages, and for a word of several parts that leads nowhere as a whole while one of its
/// parts leads to few.
fn is_unknown(query: &Query, span: &Span, matching: &Matching) -> bool {
    let slots = span.slots.clone();
    let is_one = slots.len() == 1 || query.joined.iter().any(|(range, _)| *range == slots) && span.readings.is_empty();
    let is_plain = |slot: usize| !query.slots[slot].is_bigram && !query.slots[slot].in_phrase;
    is_one && slots.clone().all(is_plain) && slots.clone().any(|slot| matching.count(slot) < ENOUGH_PAGES)
}

/// The query with the correction of this number in place of each corrected word, or its last one; whole words first.
fn corrected(query: &Query, spans: &[Span], nth: usize) -> String {
    let mut text = String::new();
    let mut slot = 0;
    while slot < query.slots.len() {
        let here = |span: &&Span| span.slots.start == slot && !span.corrections.is_empty();
        if let Some(span) = spans.iter().rfind(here) {
            text.push_str(&span.corrections[nth.min(span.corrections.len() - 1)]);
            slot = span.slots.end;
        } else {
            text.push_str(&query.slots[slot].text);
            slot += 1;
        }
    }
    text
}

/// How many edits of a word are forgiven.
fn edits_of(word: &str) -> usize {
    let letters = word.chars().count();
    if word.chars().any(char::is_numeric) { 0 } else { LETTERS.iter().filter(|least| letters >= **least).count() }
}

/// Words that a reader may have meant, with their distance; if there are none, those that the word begins with.
pub(super) fn nearest(engine: &Engine, word: &str, edits: usize) -> Result<Vec<(String, usize)>, Failure> {
    let speller = engine.speller()?;
    let letters: Vec<char> = word.chars().collect();
    let mut table = Table::default();
    let mut found: Vec<(usize, bool, std::cmp::Reverse<u32>, &str)> = Vec::new();
    for (other, class) in speller {
        let others: Vec<char> = other.chars().collect();
        if others.len().abs_diff(letters.len()) <= edits {
            let distance = table.distance(&letters, &others, edits);
            if (1..=edits).contains(&distance) {
                found.push((distance, others[0] != letters[0], std::cmp::Reverse(*class), other));
            }
        }
    }
    if found.is_empty() {
        for (other, class) in speller.iter().filter(|(other, _)| word.starts_with(other)) {
            let dropped = letters.len() - other.chars().count();
            if (1..=ENDING).contains(&dropped) {
                found.push((dropped, false, std::cmp::Reverse(*class), other));
            }
        }
    }
    found.sort();
    found.truncate(MAX_CORRECTIONS);
    Ok(found.into_iter().map(|(distance, _, _, word)| (word.to_owned(), distance)).collect())
}

/// Rows of the distance's table, used again.
#[derive(Default)]
struct Table {
    rows: [Vec<usize>; 3],
}

impl Table {
    /// Edits between two words: insert, delete, substitute, swap neighbours; something above `limit` as soon as it is clear.
    fn distance(&mut self, a: &[char], b: &[char], limit: usize) -> usize {
        let [before, last, row] = &mut self.rows;
        last.clear();
        last.extend(0..=b.len());
        for i in 1..=a.len() {
            row.clear();
            row.push(i);
            for j in 1..=b.len() {
                let substituted = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut cell = substituted.min(last[j] + 1).min(row[j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    cell = cell.min(before[j - 2] + 1);
                }
                row.push(cell);
            }
            if row.iter().all(|cell| *cell > limit) && last.iter().all(|cell| *cell >= limit) {
                return limit + 1;
            }
            std::mem::swap(before, last);
            std::mem::swap(last, row);
        }
        last[b.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::{Table, edits_of};

    #[test]
    fn distances_are_those_of_the_plain_definition() {
        let check = |a: &str, b: &str, expect: usize| {
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            assert_eq!(Table::default().distance(&x, &y, 9), expect, "{a} {b}");
            assert_eq!(Table::default().distance(&y, &x, 9), expect, "{b} {a}");
        };
        check("abc", "abc", 0);
        check("abc", "acb", 1);
        check("abc", "ac", 1);
        check("abc", "xabc", 1);
        check("abc", "axc", 1);
        check("kubernetes", "kubrenets", 2);
        check("ca", "abc", 3);
        check("abcdef", "uvwxyz", 6);
    }

    #[test]
    fn short_words_and_words_with_digits_are_not_corrected() {
        assert_eq!([edits_of("abc"), edits_of("abcd"), edits_of("abcdefgh"), edits_of("abcd1")], [0, 1, 2, 0]);
    }
}
