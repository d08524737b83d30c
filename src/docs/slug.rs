//! Heading ids: exactly those of Python-Markdown, because published deep links depend on them, and those of GitHub beside.

use std::borrow::Cow;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::{Dialect, SlugCase, Slugs};
use crate::safe::sanitize;

/// Longest id in bytes that is made of a heading's text; those of authors are shorter.
const MAX_BYTES: usize = 1024;

/// Makes the slug of a heading's text, which may be empty.
pub fn slug(text: &str, dialect: &Dialect) -> String {
    match dialect.slugs {
        Slugs::Python => python(text, &dialect.separator),
        Slugs::Unicode(case) => unicode(text, case, &dialect.separator),
    }
}

/// Python-Markdown's `slugify`: ASCII letters, digits and `_`, runs of white space and separator become one separator.
fn python(text: &str, separator: &str) -> String {
    let ascii: Cow<'_, str> =
        if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkd().filter(char::is_ascii).collect()) };
    let kept: String = ascii
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-') || is_python_space(*c))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let mut out = String::with_capacity(kept.len());
    let mut rest = kept.trim_matches(is_python_space);
    while let Some(c) = rest.chars().next() {
        let run = run_length(rest, separator);
        if run > 0 {
            out.push_str(separator);
            rest = &rest[run..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// What `\s` matches in ASCII text, in Python.
fn is_python_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r' | '\u{1c}'..='\u{1f}')
}

/// The length of the run of white space and characters of the separator that a text starts with.
fn run_length(text: &str, separator: &str) -> usize {
    text.find(|c| !is_python_space(c) && !separator.contains(c)).unwrap_or(text.len())
}

/// `pymdownx.slugs.slugify`: Unicode letters, digits, `_` and `-`; each blank becomes a separator.
fn unicode(text: &str, case: SlugCase, separator: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-') || c.is_whitespace() || is_mark(*c);
    let text: String = text.nfc().filter(kept).collect();
    let text = text.trim();
    let cased = match case {
        SlugCase::None => text.to_owned(),
        SlugCase::Lower => text.to_lowercase(),
        SlugCase::LowerAscii => text.to_ascii_lowercase(),
        SlugCase::Fold => text.to_lowercase().replace('ß', "ss"),
    };
    let mut out = String::with_capacity(cased.len());
    for c in cased.chars() {
        if c.is_whitespace() { out.push_str(separator) } else { out.push(c) }
    }
    out
}

/// GitHub's anchor of a heading: Unicode lower case, each blank a dash, other punctuation dropped.
pub fn github(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            ' ' => out.push('-'),
            '_' | '-' => out.push(c),
            c if c.is_alphanumeric() || is_mark(c) => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// The ids of a page, each given once.
#[derive(Debug, Default)]
pub struct Ids {
    /// The ids, each with the number that a search for a free one may go on with.
    taken: HashMap<String, u32>,
}

impl Ids {
    /// Takes an id as it is; false if the page has it already.
    pub fn take(&mut self, id: &str) -> bool {
        if self.taken.contains_key(id) {
            return false;
        }
        self.taken.insert(id.to_owned(), 0);
        true
    }

    /// How many ids are taken.
    pub fn len(&self) -> usize {
        self.taken.len()
    }

    /// True if no id is taken.
    pub fn is_empty(&self) -> bool {
        self.taken.is_empty()
    }

    /// All ids, sorted.
    pub fn into_sorted(self) -> Vec<String> {
        let mut ids: Vec<String> = self.taken.into_keys().collect();
        ids.sort_unstable();
        ids
    }

    /// Takes the id of a heading by Python-Markdown's rule: while it is empty or taken, `name_N` becomes `name_(N+1)` and
    /// anything else gets `_1`.
    pub fn unique(&mut self, slug: &str) -> String {
        let is_id = slug.len() <= MAX_BYTES && !slug.contains(char::is_whitespace);
        let slug = match slug {
            slug if sanitize::is_ours(slug) => Cow::Owned(format!("u-{slug}")),
            slug if is_id => Cow::Borrowed(slug),
            _ => Cow::Borrowed(""),
        };
        if !slug.is_empty() && self.take(&slug) {
            return slug.into_owned();
        }
        let (base, number) = numbered(&slug);
        let mut next = number.map_or(1, |number| number.saturating_add(1));
        let mut passed = vec![slug.clone().into_owned()];
        let free = loop {
            let id = format!("{base}_{next}");
            match self.taken.get(&id) {
                None => break id,
                Some(on) => next = next.saturating_add(1).max(*on),
            }
            passed.push(id);
        };
        self.taken.insert(free.clone(), 0);
        // Later searches along the same ids jump: many equal headings stay linear.
        for id in passed.into_iter().filter(|id| !id.is_empty()) {
            self.taken.insert(id, next.saturating_add(1));
        }
        free
    }
}

/// Splits `name_12` into `name` and 12.
fn numbered(id: &str) -> (&str, Option<u32>) {
    match id.rsplit_once('_') {
        Some((base, digits)) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.parse().map_or((id, None), |number| (base, Some(number)))
        }
        _ => (id, None),
    }
}

/// GitHub's way to tell equal anchors apart: `-1`, `-2`.
#[derive(Debug, Default)]
pub struct GithubIds {
    seen: HashMap<String, u32>,
}

impl GithubIds {
    /// The anchor of the next heading, empty for one without letters.
    pub fn next(&mut self, text: &str) -> String {
        let slug = github(text);
        if slug.is_empty() {
            return slug;
        }
        if !self.seen.contains_key(&slug) {
            self.seen.insert(slug.clone(), 0);
            return slug;
        }
        let mut number = self.seen[&slug];
        let id = loop {
            number = number.saturating_add(1);
            let id = format!("{slug}-{number}");
            if !self.seen.contains_key(&id) {
                break id;
            }
        };
        self.seen.insert(slug, number);
        self.seen.insert(id.clone(), 0);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(headings: &[&str]) -> Vec<String> {
        let mut ids = Ids::default();
        headings.iter().map(|text| ids.unique(&slug(text, &Dialect::default()))).collect()
    }

    #[test]
    fn heading_ids_are_those_of_python_markdown() {
        let check = |headings: &[&str], expect: &[&str]| assert_eq!(ids(headings), expect, "{headings:?}");
        check(&["Hello World & more!"; 2], &["hello-world-more", "hello-world-more_1"]);
        check(&["foo_1", "foo", "foo"], &["foo_1", "foo", "foo_2"]);
        check(&["1.2 Version (v3)"], &["12-version-v3"]);
        check(&["Über_uns -- x"], &["uber_uns-x"]);
        check(&["日本語", "中文"], &["_1", "_2"]);
        check(&["Straße ﬁ"], &["strae-fi"]);
        check(&["-Lead dash-"], &["-lead-dash-"]);
        check(&["a → b (tm)"], &["a-b-tm"]);
        check(&["<T> a&b"], &["t-ab"]);
        check(&["pd-main", "PD-search"], &["u-pd-main", "u-pd-search"]);
        check(&["__proto__"], &["__proto__"]);
        check(&["a", "a", "a_1", "a"], &["a", "a_1", "a_2", "a_3"]);
    }

    #[test]
    fn explicit_ids_come_first() {
        let mut ids = Ids::default();
        assert!(ids.take("custom"));
        assert!(!ids.take("custom"));
        assert_eq!(ids.unique("custom"), "custom_1");
    }

    #[test]
    fn unicode_slugs_do_not_collapse() {
        let check = |case, expect: &str| {
            let dialect = Dialect { slugs: Slugs::Unicode(case), ..Dialect::default() };
            assert_eq!(slug("Hello World & Äß!", &dialect), expect);
        };
        check(SlugCase::Lower, "hello-world--äß");
        check(SlugCase::None, "Hello-World--Äß");
        check(SlugCase::LowerAscii, "hello-world--Äß");
        check(SlugCase::Fold, "hello-world--äss");
    }

    #[test]
    fn github_anchors() {
        let mut ids = GithubIds::default();
        let check = |ids: &mut GithubIds, text: &str, expect: &str| assert_eq!(ids.next(text), expect);
        check(&mut ids, "Hello World & more!", "hello-world--more");
        check(&mut ids, "Hello World & more!", "hello-world--more-1");
        check(&mut ids, "日本語", "日本語");
        check(&mut ids, "1.2 Über", "12-über");
        check(&mut ids, "!", "");
        check(&mut ids, "?", "");
    }

    #[test]
    fn equal_headings_stay_linear() {
        let headings = vec!["a"; 20_000];
        let ids = ids(&headings);
        assert_eq!(ids.last().unwrap(), "a_19999");
    }
}
