//! The sections of a page that match, with the words around them.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::readings::Span;
use super::score::List;
use super::{Engine, Range, Search};
use crate::search::format;
use crate::search::read::Failure;
use crate::search::read::pages::{Page, Section};
use crate::search::words::{Kind, Token, words};

/// Words of a snippet.
const WINDOW: u32 = 30;

/// Most sections that are shown of a page.
const SHOWN: usize = 3;

/// Longest line of code that is shown whole, in UTF-16 units.
const MAX_LINE: usize = 300;

/// The sections of a page that match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sections {
    /// Number of the page.
    pub page: u32,
    /// The best ones, best first.
    pub sections: Vec<Shown>,
    /// How many more there are.
    pub more: usize,
}

/// A section as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Relative to the root of the portal, with its anchor.
    pub url: String,
    /// Its heading.
    pub heading: String,
    /// Where the heading matches.
    #[serde(rename = "headingRanges")]
    pub heading_ranges: Vec<Range>,
    /// Words around the matches.
    pub snippet: Snippet,
}

/// A piece of text with matches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// The text; `…` where it was cut.
    pub text: String,
    /// It is code: lines matter.
    pub code: bool,
    /// Where it matches.
    pub ranges: Vec<Range>,
}

/// Words that are marked, with the slots that they stand for.
pub(super) type Marks = HashMap<(Kind, String), u32>;

/// A section with what it has of a query.
struct Found {
    number: usize,
    section: Section,
    is_exact: bool,
    slots: u32,
    score: f64,
}

/// The words that a query marks in texts.
pub(super) fn marks(spans: &[Span]) -> Marks {
    let mut marks = Marks::new();
    for span in spans {
        for reading in &span.readings {
            let kind = match reading.entry.class {
                format::COMPOUND => Kind::Compound,
                format::BIGRAM => Kind::Bigram,
                _ => Kind::Word,
            };
            for form in &reading.forms {
                *marks.entry((kind, form.clone())).or_default() |= span.mask();
            }
        }
    }
    marks
}

/// Where a text matches.
pub(super) fn ranges(marks: &Marks, text: &str) -> Vec<Range> {
    joined(hits(marks, &words(text)).into_iter().map(|hit| (hit.start, hit.end)).collect())
}

/// Ranges without overlap, in order.
fn joined(mut found: Vec<(usize, usize)>) -> Vec<Range> {
    found.sort_unstable();
    let mut ranges: Vec<Range> = Vec::new();
    for (start, end) in found {
        match ranges.last_mut() {
            Some(Range(from, length)) if start <= *from + *length => *length = (*length).max(end - *from),
            _ => ranges.push(Range(start, end - start)),
        }
    }
    ranges
}

/// A marked word of a text.
#[derive(Clone, Copy)]
struct Hit {
    position: u32,
    slots: u32,
    start: usize,
    end: usize,
}

fn hits(marks: &Marks, tokens: &[Token]) -> Vec<Hit> {
    let hit = |token: &Token| {
        let slots = *marks.get(&(token.kind, token.text.clone()))?;
        Some(Hit { position: token.position, slots, start: token.range.start, end: token.range.end })
    };
    let mut found: Vec<Hit> = tokens.iter().filter_map(hit).collect();
    found.sort_by_key(|hit| hit.position);
    found
}

impl Engine<'_> {
    /// The matching sections of pages that a search found.
    ///
    /// # Errors
    /// When a file that is needed is missing or damaged.
    pub fn snippets(&self, search: &Search, pages: &[u32]) -> Result<Vec<Sections>, Failure> {
        pages.iter().filter(|page| **page < self.manifest.pages).map(|page| sections(self, search, *page)).collect()
    }
}

fn sections(engine: &Engine, search: &Search, number: u32) -> Result<Sections, Failure> {
    let page = engine.page(number)?;
    let units = &search.scores.units;
    // Matched places by number of the section.
    let mut places: BTreeMap<usize, (f64, bool)> = BTreeMap::new();
    let on_page = of_page(engine, 1, &units[2], number)?;
    if let Some((doc, _)) = on_page.first() {
        let first = first_of(engine, 1, *doc)?;
        for (doc, score) in on_page {
            let is_exact = search.matching.places.binary_search(&doc).is_ok();
            places.insert((doc - first) as usize, (score, is_exact));
        }
    }
    let loaded = load(engine, search, &page, number, &places)?;
    let mut others = places.clone();
    let mut found = Vec::new();
    let mut first = None;
    for (number, section) in loaded {
        others.remove(&number);
        let (score, is_exact) = places.get(&number).copied().unwrap_or_default();
        let slots = slots_of(&search.marks, &section);
        if slots != 0 || score > 0.0 {
            found.push(Found { number, section, is_exact, slots, score });
        } else if first.is_none() && !section.texts.is_empty() {
            first = Some(Found { number, section, is_exact, slots, score });
        }
    }
    // A page that only its title leads to shows how it begins.
    if found.is_empty() {
        found.extend(first);
    }
    found.sort_by(|a, b| {
        b.is_exact
            .cmp(&a.is_exact)
            .then_with(|| b.slots.count_ones().cmp(&a.slots.count_ones()))
            .then_with(|| b.score.total_cmp(&a.score))
            .then_with(|| a.number.cmp(&b.number))
    });
    let more = found.len().saturating_sub(SHOWN) + others.len();
    let sections = found.iter().take(SHOWN).map(|found| shown(&search.marks, &page, &found.section)).collect();
    Ok(Sections { page: number, sections, more })
}

/// The documents of a page in a list.
fn of_page(engine: &Engine, index: u32, list: &List, page: u32) -> Result<Vec<(u32, f64)>, Failure> {
    let mut found = Vec::new();
    for (doc, score) in list.docs.iter().zip(&list.scores) {
        if engine.page_of(index, *doc)? == page {
            found.push((*doc, *score));
        }
    }
    Ok(found)
}

/// The first document of the page that a document belongs to.
fn first_of(engine: &Engine, index: u32, doc: u32) -> Result<u32, Failure> {
    let page = engine.page_of(index, doc)?;
    let mut first = doc;
    while first > 0 && engine.page_of(index, first - 1)? == page {
        first -= 1;
    }
    Ok(first)
}

/// The sections of the pieces that matter: the best two, and those of the best places; at least the first.
fn load(
    engine: &Engine,
    search: &Search,
    page: &Page,
    number: u32,
    places: &BTreeMap<usize, (f64, bool)>,
) -> Result<BTreeMap<usize, Section>, Failure> {
    let mut wanted: Vec<usize> = Vec::new();
    let mut pieces = of_page(engine, 0, &search.scores.units[1], number)?;
    if let Some((doc, _)) = pieces.first() {
        let first = first_of(engine, 0, *doc)?;
        pieces.sort_by(|(a, of_a), (b, of_b)| of_b.total_cmp(of_a).then_with(|| a.cmp(b)));
        wanted.extend(pieces.iter().take(2).map(|(doc, _)| (doc - first) as usize));
    }
    let mut best: Vec<(usize, (f64, bool))> = places.iter().map(|(number, place)| (*number, *place)).collect();
    best.sort_by(|(a, of_a), (b, of_b)| {
        of_b.1.cmp(&of_a.1).then_with(|| of_b.0.total_cmp(&of_a.0)).then_with(|| a.cmp(b))
    });
    for (number, _) in best.into_iter().take(SHOWN) {
        wanted.push(page.pieces.iter().rposition(|piece| piece.section <= number).unwrap_or(0));
    }
    if wanted.is_empty() {
        wanted.push(0);
    }
    wanted.sort_unstable();
    wanted.dedup();
    let mut sections: BTreeMap<usize, Section> = BTreeMap::new();
    for piece in wanted {
        let Some(piece) = page.pieces.get(piece) else { return Err(Failure::Broken) };
        let pack = engine.pack(&piece.pack)?;
        for (nth, section) in pack.get(piece.entry).ok_or(Failure::Broken)?.iter().enumerate() {
            // A section that is longer than a piece goes on in the next.
            let known =
                sections.entry(piece.section + nth).or_insert_with(|| Section { texts: Vec::new(), ..section.clone() });
            known.texts.extend(section.texts.iter().cloned());
        }
    }
    if search.marks.is_empty() {
        sections = sections.into_iter().take(1).collect();
    }
    Ok(sections)
}

fn slots_of(marks: &Marks, section: &Section) -> u32 {
    let of = |text: &str| hits(marks, &words(text)).iter().fold(0, |mask, hit| mask | hit.slots);
    section.texts.iter().fold(of(&section.heading), |mask, text| mask | of(text.parts().0))
}

fn shown(marks: &Marks, page: &Page, section: &Section) -> Shown {
    let hash = if section.anchor.is_empty() { "" } else { "#" };
    Shown {
        url: format!("{}{hash}{}", page.url, section.anchor),
        heading: section.heading.clone(),
        heading_ranges: ranges(marks, &section.heading),
        snippet: snippet(marks, section),
    }
}

/// A window of a text.
struct Window {
    text: usize,
    distinct: u32,
    count: usize,
    first: u32,
    last: u32,
}

/// The words around the window with the most distinct words of the query, then the most; of equal ones the first.
fn snippet(marks: &Marks, section: &Section) -> Snippet {
    let mut best = Window { text: 0, distinct: 0, count: 0, first: 0, last: 0 };
    for (nth, text) in section.texts.iter().enumerate() {
        let hits = hits(marks, &words(text.parts().0));
        let mut end = 0;
        for (start, first) in hits.iter().enumerate() {
            while end < hits.len() && hits[end].position < first.position + WINDOW {
                end += 1;
            }
            let inside = &hits[start..end];
            let distinct = inside.iter().fold(0, |mask, hit| mask | hit.slots).count_ones();
            if (distinct, inside.len()) > (best.distinct, best.count) {
                let last = inside[inside.len() - 1].position;
                best = Window { text: nth, distinct, count: inside.len(), first: first.position, last };
            }
        }
    }
    let Some(text) = section.texts.get(best.text) else { return Snippet::default() };
    let (text, code) = text.parts();
    let tokens = words(text);
    let before = (WINDOW - 1 - (best.last - best.first)) / 2;
    let from = best.first.saturating_sub(before);
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut start = tokens.iter().find(|token| token.position >= from).map_or(0, |token| token.range.start);
    let inside = tokens.iter().filter(|token| token.position < from + WINDOW);
    let mut end = inside.map(|token| token.range.end).max().unwrap_or(units.len());
    if from == 0 {
        start = 0;
    }
    if tokens.last().is_none_or(|token| token.position < from + WINDOW) {
        end = units.len();
    }
    if code {
        let line = units[..start].iter().rposition(|unit| *unit == u16::from(b'\n')).map_or(0, |at| at + 1);
        let close = units[end..].iter().position(|unit| *unit == u16::from(b'\n')).map_or(units.len(), |at| end + at);
        if start - line <= MAX_LINE {
            start = line;
        }
        if close - end <= MAX_LINE {
            end = close;
        }
    }
    cut(marks, &units, &tokens, start..end, code)
}

fn cut(marks: &Marks, units: &[u16], tokens: &[Token], window: std::ops::Range<usize>, code: bool) -> Snippet {
    let (head, tail) = (if window.start > 0 { "…" } else { "" }, if window.end < units.len() { "…" } else { "" });
    let shift = head.encode_utf16().count();
    let inside = hits(marks, tokens).into_iter().filter(|hit| hit.start >= window.start && hit.end <= window.end);
    let found = inside.map(|hit| (hit.start - window.start + shift, hit.end - window.start + shift)).collect();
    let text = String::from_utf16_lossy(&units[window]);
    Snippet { text: format!("{head}{text}{tail}"), code, ranges: joined(found) }
}
