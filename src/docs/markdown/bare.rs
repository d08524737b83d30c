//! Bare addresses in text: `https://x`, `www.x` and `a@b.cd` become links.

use std::ops::Range;

/// Longest bare address in bytes.
const MAX_BYTES: usize = 4096;

/// A bare address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bare {
    /// Where it stands in the text.
    pub(super) at: Range<usize>,
    /// What goes before it to make an address.
    pub(super) prefix: &'static str,
}

/// The next bare address at or after an offset.
pub(super) fn next(text: &str, from: usize) -> Option<Bare> {
    let may_hold = |b: &u8| matches!(b, b':' | b'@' | b'w' | b'W');
    let mut marks = text.as_bytes()[from..].iter().enumerate().filter(|(_, b)| may_hold(b));
    marks.find_map(|(offset, _)| at(text, from, from + offset))
}

/// The bare address at or after `from` whose `://`, `@` or `www` stands at `at`.
pub(super) fn at(text: &str, from: usize, at: usize) -> Option<Bare> {
    match text.as_bytes()[at] {
        b':' => with_scheme(text, from, at),
        b'@' => mail(text, from, at),
        b'w' | b'W' => www(text, from, at),
        _ => None,
    }
}

fn with_scheme(text: &str, from: usize, colon: usize) -> Option<Bare> {
    if !text[colon..].starts_with("://") {
        return None;
    }
    let scheme = ["https", "http", "ftp"].into_iter().find(|scheme| {
        let start = colon.checked_sub(scheme.len());
        start.is_some_and(|start| {
            start >= from && text.get(start..colon).is_some_and(|s| s.eq_ignore_ascii_case(scheme))
        })
    })?;
    let start = colon - scheme.len();
    let named = text[colon + 3..].starts_with(|c: char| c.is_alphanumeric() || c == '[');
    if !named || !is_boundary(text, start) {
        return None;
    }
    let end = address_end(text, colon + 3);
    (end > colon + 3).then_some(Bare { at: start..end, prefix: "" })
}

fn www(text: &str, from: usize, start: usize) -> Option<Bare> {
    let rest = &text[start..];
    let named = rest.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("www."))
        && rest[4..].starts_with(|c: char| c.is_alphanumeric());
    if !named || start < from || !is_boundary(text, start) {
        return None;
    }
    let end = address_end(text, start + 4);
    text[start + 4..end].contains('.').then_some(Bare { at: start..end, prefix: "http://" })
}

fn mail(text: &str, from: usize, at: usize) -> Option<Bare> {
    let is_local = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-');
    let is_domain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let bytes = text.as_bytes();
    let start = at - bytes[from..at].iter().rev().take(64).take_while(|b| is_local(b)).count();
    let length = bytes[at + 1..].iter().take(255).take_while(|b| is_domain(b)).count();
    let domain = text[at + 1..at + 1 + length].trim_end_matches(['.', '-']);
    let (_, top) = domain.rsplit_once('.')?;
    let fine = start < at
        && bytes[start].is_ascii_alphanumeric()
        && top.len() >= 2
        && top.bytes().all(|b| b.is_ascii_alphabetic())
        && !domain.starts_with('.')
        && !domain.contains("..")
        && is_boundary(text, start)
        && !text[at + 1 + domain.len()..].starts_with(['@', '/']);
    fine.then_some(Bare { at: start..at + 1 + domain.len(), prefix: "mailto:" })
}

/// True if no letter, digit or part of an address stands before.
fn is_boundary(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '@' | '.' | ':' | '='))
}

/// Where an address ends: before white space, `<` and quotes, without closing punctuation and unbalanced brackets.
fn address_end(text: &str, from: usize) -> usize {
    let mut longest = text.len().min(from + MAX_BYTES);
    while !text.is_char_boundary(longest) {
        longest -= 1;
    }
    let rest = &text[from..longest];
    let is_end = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`');
    let mut url = &rest[..rest.find(is_end).unwrap_or(rest.len())];
    let count = |url: &str, c: char| url.bytes().filter(|b| *b == c as u8).count();
    let mut extra = count(url, ')').saturating_sub(count(url, '('));
    while let Some(last) = url.chars().next_back() {
        match last {
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '"' | '*' | '_' | '~' | ']' | '}' | '|' => {}
            ')' if extra > 0 => extra -= 1,
            _ => break,
        }
        url = &url[..url.len() - last.len_utf8()];
    }
    from + url.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_addresses_are_found() {
        let check = |text: &str, expect: &[&str]| {
            let mut found = Vec::new();
            let mut at = 0;
            while let Some(bare) = next(text, at) {
                at = bare.at.end;
                found.push(format!("{}{}", bare.prefix, &text[bare.at]));
            }
            assert_eq!(found, expect, "{text}");
        };
        check("see https://a.b/c. And (http://d.e/f_(g)) x", &["https://a.b/c", "http://d.e/f_(g)"]);
        check("www.a.b, WWW.c", &["http://www.a.b"]);
        check("mail a.b+c@d-e.fg! x@y z@q.c1 @u", &["mailto:a.b+c@d-e.fg"]);
        check("xhttp://a.b git+ssh://a.b http:// http://. a://b", &[]);
        check("ftp://a.b https://é.example", &["ftp://a.b", "https://é.example"]);
        check("a@b.cd@e.fg", &[]);
        check("éhttps://a", &[]);
        check("", &[]);
    }
}
