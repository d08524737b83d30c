//! The words that a mistyped one may mean.

use std::collections::HashSet;

use super::super::index::Indexes;
use super::bytes::{shared, string, varint};

/// Most words.
const MAX_WORDS: usize = 20_000;
/// Fewest letters of a word.
const MIN_LETTERS: usize = 4;

/// Words of titles, headings and definitions first, then the most frequent others, sorted.
pub(super) fn body(indexes: &Indexes) -> Vec<u8> {
    let mut words: Vec<(bool, u32, &str)> = Vec::new();
    let is_word = |form: &str| form.chars().count() >= MIN_LETTERS && !form.bytes().any(|byte| byte.is_ascii_digit());
    for (form, pages) in indexes.forms.values().flatten() {
        if is_word(form) {
            words.push((indexes.prominent.contains_key(form), *pages, form));
        }
    }
    // Joined words of titles, headings and definitions; of one that is a word as well the larger number counts.
    let joined = indexes.prominent.iter().filter(|(text, _)| is_word(text));
    words.extend(joined.map(|(text, pages)| (true, *pages, text.as_str())));
    words.sort_unstable_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| a.2.cmp(b.2)));
    let mut known = HashSet::new();
    words.retain(|(_, _, word)| known.insert(*word));
    words.truncate(MAX_WORDS);
    let mut sorted: Vec<(&str, u32)> = words.iter().map(|(_, pages, form)| (*form, class(*pages))).collect();
    sorted.sort_unstable();
    let mut out = Vec::new();
    varint(&mut out, sorted.len() as u32);
    let mut before = "";
    for (word, class) in sorted {
        let common = shared(before.as_bytes(), word.as_bytes());
        varint(&mut out, common as u32);
        string(&mut out, &word.as_bytes()[common..]);
        varint(&mut out, class);
        before = word;
    }
    out
}

/// How frequent a word is: twice the binary logarithm of its pages.
fn class(pages: u32) -> u32 {
    let log = pages.max(1).ilog2();
    2 * log + u32::from(pages.max(1) >= 3 << log >> 1 && log > 0)
}
