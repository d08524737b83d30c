//! What the dialect knows inside a line beyond CommonMark: one scanner over text whose pieces have been joined.
//!
//! [`Scanner::next`] finds the next thing; the writer decides what comes of it, because delimiters may have other inline
//! elements between them. Text without any of the marks costs one look at each byte.

pub(super) mod delimiters;
mod forge;
pub(super) mod keys;
mod symbols;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::bare;
use crate::docs::Dialect;
use delimiters::{Delimiters, Kind};
use keys::Keys;
use symbols::Smart;

/// Longest name of an emoji or icon in bytes.
const MAX_NAME: usize = 80;
/// Most lengths of abbreviations that are looked for.
const MAX_LENGTHS: usize = 40;

/// Abbreviations of a page with what they stand for.
pub(super) type Abbreviations = BTreeMap<String, String>;

/// Something found in a text.
#[derive(Debug)]
pub(super) struct Found<'t> {
    /// Where it stands in the text.
    pub(super) at: Range<usize>,
    /// What it is.
    pub(super) what: What<'t>,
}

/// What is found.
#[derive(Debug)]
pub(super) enum What<'t> {
    /// A bare address, without this prefix.
    Bare(&'static str),
    /// A short reference to this address of a forge.
    Forge(String),
    /// A delimiter.
    Delimiter(Delimiter),
    /// A character instead of the text.
    Symbol(&'static str),
    /// `1st`: the last two letters are raised.
    Ordinal,
    /// An emoji.
    Emoji(&'static str),
    /// An icon, which goes.
    Icon,
    /// Keys to press.
    Keys(Keys<'t>),
    /// An abbreviation with what it stands for.
    Abbreviation(&'t str),
}

/// A delimiter of a pair.
#[derive(Clone, Copy, Debug)]
pub(super) enum Delimiter {
    /// It opens.
    Open(Kind),
    /// It closes what is open.
    Close(Kind),
    /// It opens or closes, as what stands around it says.
    Either(Kind),
    /// `~>` between the old and the new text.
    Instead,
}

/// Finds things in text.
pub(super) struct Scanner<'a> {
    dialect: &'a Dialect,
    abbreviations: &'a Abbreviations,
    /// Lengths of the abbreviations, longest first.
    lengths: Vec<usize>,
    /// The bytes at which something may start.
    starts: [bool; 256],
}

impl<'a> Scanner<'a> {
    pub(super) fn new(dialect: &'a Dialect, abbreviations: &'a Abbreviations) -> Self {
        let mut starts = [false; 256];
        for byte in b"=^~{+-:<(/0123456789@wW" {
            starts[usize::from(*byte)] = true;
        }
        if dialect.forge.is_some() {
            for byte in b"#!?" {
                starts[usize::from(*byte)] = true;
            }
        }
        let mut lengths: Vec<usize> = abbreviations.keys().map(String::len).collect();
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        lengths.dedup();
        lengths.truncate(MAX_LENGTHS);
        for first in abbreviations.keys().filter_map(|name| name.bytes().next()) {
            starts[usize::from(first)] = true;
        }
        Self { dialect, abbreviations, lengths, starts }
    }

    /// The next thing at or after an offset; links only where `links` says so.
    pub(super) fn next<'t>(&self, text: &'t str, from: usize, links: bool, open: &Delimiters) -> Option<Found<'t>>
    where
        'a: 't,
    {
        let mut at = from;
        while let Some(found) = text.as_bytes()[at..].iter().position(|b| self.starts[usize::from(*b)]) {
            at += found;
            let found = self.look(text, from, at, links, open);
            if found.is_some() {
                return found;
            }
            at += 1;
        }
        None
    }

    fn look<'t>(&self, text: &'t str, from: usize, at: usize, links: bool, open: &Delimiters) -> Option<Found<'t>>
    where
        'a: 't,
    {
        if !text.is_char_boundary(at) {
            return None;
        }
        if !self.lengths.is_empty()
            && let Some(found) = self.abbreviation(text, at)
        {
            return Some(found);
        }
        if links && let Some(found) = self.link(text, from, at) {
            return Some(found);
        }
        let found = match text.as_bytes()[at] {
            b'=' | b'^' | b'~' | b'{' | b'+' | b'-' | b'<' => delimiter(text, at, open),
            b':' => self.colon(text, at),
            _ => None,
        };
        found.or_else(|| keys_at(text, at)).or_else(|| {
            let (smart, at) = symbols::read(text, from, at, self.dialect.symbols)?;
            let what = match smart {
                Smart::Text(symbol) => What::Symbol(symbol),
                Smart::Ordinal => What::Ordinal,
            };
            Some(Found { at, what })
        })
    }

    fn link<'t>(&self, text: &'t str, from: usize, at: usize) -> Option<Found<'t>> {
        if let Some(bare) = bare::at(text, from, at) {
            return Some(Found { at: bare.at, what: What::Bare(bare.prefix) });
        }
        let forge = self.dialect.forge.as_ref()?;
        if !matches!(text.as_bytes()[at], b'@' | b'#' | b'!' | b'?') {
            return None;
        }
        forge::read(text, from, at, forge).map(|(address, at)| Found { at, what: What::Forge(address) })
    }

    fn abbreviation<'t>(&self, text: &'t str, at: usize) -> Option<Found<'t>>
    where
        'a: 't,
    {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        if text[..at].ends_with(is_word) && text[at..].starts_with(is_word) {
            return None;
        }
        self.lengths.iter().find_map(|length| {
            let name = text.get(at..at + length)?;
            let whole = !(name.ends_with(is_word) && text[at + length..].starts_with(is_word));
            let meaning = self.abbreviations.get(name).filter(|_| whole)?;
            Some(Found { at: at..at + length, what: What::Abbreviation(meaning) })
        })
    }

    /// An emoji or an icon.
    fn colon<'t>(&self, text: &'t str, at: usize) -> Option<Found<'t>> {
        let is_name = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'+' | b'-');
        let after = &text[at + 1..];
        let length = after.bytes().take(MAX_NAME).take_while(is_name).count();
        let end = at + length + 2;
        if length == 0 || !after[length..].starts_with(':') {
            return None;
        }
        let is_inside = text[..at].ends_with(char::is_alphanumeric) || text[end..].starts_with(char::is_alphanumeric);
        if is_inside {
            return None;
        }
        let name = &after[..length];
        let is_icon = ["material-", "octicons-", "fontawesome-", "simple-"].iter().any(|set| name.starts_with(set));
        if is_icon {
            return self.dialect.icons.then_some(Found { at: at..end, what: What::Icon });
        }
        let emoji = emojis::get_by_shortcode(name)?;
        Some(Found { at: at..end, what: What::Emoji(emoji.as_str()) })
    }
}

fn keys_at(text: &str, at: usize) -> Option<Found<'_>> {
    let alone = text[at..].starts_with("++") && !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '+');
    if !alone {
        return None;
    }
    keys::read(text, at).map(|(keys, at)| Found { at, what: What::Keys(keys) })
}

/// A delimiter of a pair.
fn delimiter<'t>(text: &str, at: usize, open: &Delimiters) -> Option<Found<'t>> {
    if let Some((kind, length, opens)) = critic(&text[at..], open) {
        let delimiter = if opens { Delimiter::Open(kind) } else { Delimiter::Close(kind) };
        return Some(Found { at: at..at + length, what: What::Delimiter(delimiter) });
    }
    let byte = text.as_bytes()[at];
    if text[at..].starts_with("~>") && open.has(Kind::Old) {
        return Some(Found { at: at..at + 2, what: What::Delimiter(Delimiter::Instead) });
    }
    let run = text.as_bytes()[at..].iter().take(3).take_while(|b| **b == byte).count();
    let before = text[..at].chars().next_back();
    let kind = match (byte, run) {
        (b'=', 2) => Kind::Mark,
        (b'^', 2) => Kind::Insert,
        (b'~', 2) => Kind::Delete,
        (b'^', 1) => Kind::Superscript,
        (b'~', 1) => Kind::Subscript,
        _ => return None,
    };
    if before == Some(char::from(byte)) {
        return None;
    }
    Some(Found { at: at..at + run, what: What::Delimiter(Delimiter::Either(kind)) })
}

/// An editor's mark: its kind, its length, and whether it opens.
fn critic(rest: &str, open: &Delimiters) -> Option<(Kind, usize, bool)> {
    const OPENING: [(&str, Kind); 5] = [
        ("{++", Kind::Added),
        ("{--", Kind::Removed),
        ("{==", Kind::Highlighted),
        ("{>>", Kind::Comment),
        ("{~~", Kind::Old),
    ];
    const CLOSING: [(&str, Kind); 5] = [
        ("++}", Kind::Added),
        ("--}", Kind::Removed),
        ("==}", Kind::Highlighted),
        ("<<}", Kind::Comment),
        ("~~}", Kind::New),
    ];
    let opening = OPENING.iter().find(|(text, _)| rest.starts_with(text)).map(|(text, kind)| (*kind, text.len(), true));
    let is_open = |(text, kind): &&(&str, Kind)| rest.starts_with(text) && open.has(*kind);
    opening.or_else(|| CLOSING.iter().find(is_open).map(|(text, kind)| (*kind, text.len(), false)))
}

/// Stands for a colon that the parser must not see; no page holds it.
const COLON: char = '\u{1}';

/// A page for the parser, byte for byte as long: a line that begins with an emoji (`:warning: mind`) is no definition.
pub(super) fn masked(body: &str) -> Cow<'_, str> {
    let is_emoji = |line: &str| {
        let name = line.trim_start_matches([' ', '\t', '>']).strip_prefix(':')?;
        let length =
            name.bytes().take(MAX_NAME).take_while(|b| b.is_ascii_alphanumeric() || b"_+-".contains(b)).count();
        (length > 0 && name[length..].starts_with(':')).then_some(line.len() - name.len() - 1)
    };
    if !body.contains("\n:") && !body.contains(" :") && !body.contains(">:") {
        return Cow::Borrowed(body);
    }
    let mut out = String::with_capacity(body.len());
    for line in body.split_inclusive('\n') {
        match is_emoji(line) {
            Some(colon) => {
                out.push_str(&line[..colon]);
                out.push(COLON);
                out.push_str(&line[colon + 1..]);
            }
            None => out.push_str(line),
        }
    }
    Cow::Owned(out)
}

/// An event with its colons back.
pub(super) fn unmasked(event: Event<'_>) -> Event<'_> {
    fn back(text: CowStr<'_>) -> CowStr<'_> {
        if text.contains(COLON) { text.replace(COLON, ":").into() } else { text }
    }
    match event {
        Event::Text(text) => Event::Text(back(text)),
        Event::Code(text) => Event::Code(back(text)),
        Event::Html(text) => Event::Html(back(text)),
        Event::InlineHtml(text) => Event::InlineHtml(back(text)),
        Event::InlineMath(text) => Event::InlineMath(back(text)),
        Event::DisplayMath(text) => Event::DisplayMath(back(text)),
        other => other,
    }
}
