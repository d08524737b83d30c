//! Smart symbols: `(tm)`, `-->`, `1/2`, `1st`.

use std::ops::Range;

use crate::docs::{Symbol, Symbols};

/// A symbol instead of what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Smart {
    /// This text.
    Text(&'static str),
    /// A number of which the last two letters are raised.
    Ordinal,
}

/// The symbol that starts at `at`, or whose `/` stands there.
pub(super) fn read(text: &str, from: usize, at: usize, on: Symbols) -> Option<(Smart, Range<usize>)> {
    let rest = &text[at..];
    let before = text[..at].chars().next_back();
    let fixed = |symbol, written: &str, instead| {
        (on.has(symbol) && rest.starts_with(written)).then_some((Smart::Text(instead), at..at + written.len()))
    };
    match rest.as_bytes()[0] {
        b'(' => fixed(Symbol::Trademark, "(tm)", "™")
            .or_else(|| fixed(Symbol::Copyright, "(c)", "©"))
            .or_else(|| fixed(Symbol::Registered, "(r)", "®")),
        b'+' => fixed(Symbol::PlusMinus, "+/-", "±"),
        b'=' => fixed(Symbol::NotEqual, "=/=", "≠"),
        b'-' if before != Some('-') => fixed(Symbol::Arrows, "-->", "→"),
        b'<' if rest.starts_with("<-->") => fixed(Symbol::Arrows, "<-->", "↔"),
        b'<' if !rest.starts_with("<---") => fixed(Symbol::Arrows, "<--", "←"),
        b'/' => care_of(text, from, at).filter(|_| on.has(Symbol::CareOf)),
        b'0'..=b'9' if !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '/')) => fraction(rest)
            .filter(|_| on.has(Symbol::Fractions))
            .map(|(symbol, length)| (symbol, at..at + length))
            .or_else(|| {
                ordinal(rest).filter(|_| on.has(Symbol::Ordinals)).map(|length| (Smart::Ordinal, at..at + length))
            }),
        _ => None,
    }
}

fn care_of(text: &str, from: usize, slash: usize) -> Option<(Smart, Range<usize>)> {
    let start = slash.checked_sub(1).filter(|start| *start >= from)?;
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let whole = text.get(start..slash + 2) == Some("c/o")
        && !text[..start].ends_with(is_word)
        && !text[slash + 2..].starts_with(is_word);
    whole.then_some((Smart::Text("℅"), start..slash + 2))
}

fn fraction(rest: &str) -> Option<(Smart, usize)> {
    let symbol = match rest.get(..3)? {
        "1/4" => "¼",
        "1/2" => "½",
        "3/4" => "¾",
        "1/3" => "⅓",
        "2/3" => "⅔",
        "1/5" => "⅕",
        "2/5" => "⅖",
        "3/5" => "⅗",
        "4/5" => "⅘",
        "1/6" => "⅙",
        "5/6" => "⅚",
        "1/8" => "⅛",
        "3/8" => "⅜",
        "5/8" => "⅝",
        "7/8" => "⅞",
        _ => return None,
    };
    let alone = !rest[3..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '/'));
    alone.then_some((Smart::Text(symbol), 3))
}

/// The length of `1st`, `22nd`, `13th`.
fn ordinal(rest: &str) -> Option<usize> {
    let digits = rest.bytes().take(20).take_while(u8::is_ascii_digit).count();
    let number = &rest.as_bytes()[..digits];
    if digits > 1 && number[0] == b'0' {
        return None;
    }
    let is_teen = digits > 1 && number[digits - 2] == b'1';
    let fits = match (rest.get(digits..digits + 2)?, number[digits - 1]) {
        ("st", b'1') | ("nd", b'2') | ("rd", b'3') => true,
        ("th", last) => matches!(last, b'0' | b'4'..=b'9') || is_teen,
        _ => false,
    };
    let alone = !rest[digits + 2..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (fits && alone).then_some(digits + 2)
}
