//! From matching pages to what is shown: order, filters, facets, and what to try where nothing was found.

use std::collections::BTreeMap;

use serde::Serialize;

use super::correct::nearest;
use super::matching::Matching;
use super::parse::Query;
use super::readings::{By, Span};
use super::sections::{Marks, ranges};
use super::units::Scores;
use super::{Engine, Range, Request};
use crate::search::read::Failure;

/// Facet of docs sets and entities to stay in.
const WITHIN: &str = "in";

/// Edits by which words near an unknown one may differ, at most; one of three letters.
const NEAR_EDITS: usize = 3;

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Results {
    /// The query as it came.
    pub q: String,
    /// Number of pages.
    pub total: usize,
    /// Words that no page has together with the others.
    pub dropped: Vec<String>,
    /// Words that were read as others.
    pub corrections: Vec<Correction>,
    /// A part of the query was ignored because it is too long.
    pub cut: bool,
    /// Title of the docs set or entity to stay in; empty without one.
    pub within: String,
    /// Pages, best first.
    pub results: Vec<Card>,
    /// Values of facets with their number of pages, if asked for.
    pub facets: BTreeMap<String, Vec<Value>>,
    /// Words that occur nowhere.
    pub unknown: Vec<Unknown>,
    /// Words near the unknown ones.
    pub nearest: Vec<String>,
    /// What it would change to lift a filter, if nothing was found.
    pub lift: Vec<Lift>,
}

/// A page that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Card {
    /// Its number.
    pub page: u32,
    /// Relative to the root of the portal.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Where the title matches.
    #[serde(rename = "titleRanges")]
    pub title_ranges: Vec<Range>,
    /// Titles of what it lies in.
    pub crumbs: Vec<String>,
    /// `docs`, or the kind of the entity.
    pub kind: String,
    /// Title of the owner.
    pub owner: String,
    /// Lifecycle of the entity.
    pub lifecycle: String,
    /// What else is told about it.
    pub note: String,
    /// Group of the order: 0 whole title, 1 whole heading, 2 whole definition, 3 all words, 4 and 5 with corrections.
    pub tier: u8,
    /// Score, the larger the better.
    pub score: f64,
}

/// A word that was read as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// As it was typed, folded.
    pub from: String,
    /// As it was read.
    pub to: String,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value {
    /// As it stands in addresses.
    pub value: String,
    /// As it is shown.
    pub label: String,
    /// Pages of the query that have it and pass all other filters.
    pub count: usize,
}

/// A word that occurs nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// The word, folded.
    pub word: String,
    /// Pages that the query has without it.
    pub without: usize,
}

/// A filter that could be lifted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lift {
    /// The facet; `in` for the docs set or entity to stay in.
    pub facet: String,
    /// The value.
    pub value: String,
    /// Pages without it.
    pub count: usize,
}

/// A filter: a facet, its wanted values, and the pages that have one of them.
struct Filter {
    facet: String,
    values: Vec<String>,
    pages: Vec<bool>,
}

/// Makes the answer out of what pages have.
pub(super) fn answer(
    engine: &Engine,
    request: &Request,
    query: &Query,
    spans: &[Span],
    marks: &Marks,
    scores: &Scores,
    matching: &Matching,
) -> Result<Results, Failure> {
    let filters = filters(engine, request)?;
    let wordless = query.slots.is_empty();
    let matched: Vec<bool> = (0..engine.manifest.pages as usize).map(|page| matching.matches(page)).collect();
    let is_shown = !wordless || !filters.is_empty();
    let pages: Vec<u32> = if is_shown { passing(&matched, &filters, None) } else { Vec::new() };
    let order = if wordless { by_order(engine, request, &pages)? } else { by_score(request, scores, matching, &pages) };
    let mut results = Results { q: request.q.clone(), total: pages.len(), cut: query.cut, ..Results::default() };
    results.dropped = matching.dropped.iter().map(|slot| query.slots[*slot].text.clone()).collect();
    results.corrections = corrections(engine, spans, matching, &order)?;
    if !request.within.is_empty() {
        let scopes = engine.facet(WITHIN)?.unwrap_or_default();
        let scope = scopes.iter().find(|scope| scope.value == request.within);
        results.within = scope.map(|scope| scope.label.clone()).unwrap_or_default();
    }
    for page in order.into_iter().skip(request.from) {
        results.results.push(card(engine, marks, scores, matching, page)?);
    }
    if request.facets {
        results.facets = counts(engine, &matched, &filters)?;
    }
    if pages.is_empty() && !wordless {
        (results.unknown, results.nearest) = unknown(engine, query, matching, &filters)?;
        results.lift = lift(engine, request, &matched, &filters)?;
    }
    Ok(results)
}

fn filters(engine: &Engine, request: &Request) -> Result<Vec<Filter>, Failure> {
    let mut wanted = request.filters.clone();
    if !request.within.is_empty() {
        wanted.push((WITHIN.to_owned(), vec![request.within.clone()]));
    }
    let mut filters = Vec::new();
    for (facet, values) in wanted {
        let Some(known) = engine.facet(&facet)?.filter(|_| !values.is_empty()) else { continue };
        let mut pages = vec![false; engine.manifest.pages as usize];
        for value in known.iter().filter(|value| values.contains(&value.value)) {
            value.pages.iter().for_each(|page| pages[*page as usize] = true);
        }
        filters.push(Filter { facet, values, pages });
    }
    Ok(filters)
}

/// Pages that pass all filters but the one of this number.
fn passing(matched: &[bool], filters: &[Filter], but: Option<usize>) -> Vec<u32> {
    let passes = |page: usize| filters.iter().enumerate().all(|(nth, filter)| Some(nth) == but || filter.pages[page]);
    (0..matched.len()).filter(|page| matched[*page] && passes(*page)).map(|page| page as u32).collect()
}

fn by_order(engine: &Engine, request: &Request, pages: &[u32]) -> Result<Vec<u32>, Failure> {
    if pages.is_empty() {
        return Ok(Vec::new());
    }
    let order = engine.order()?;
    let wanted = order.into_iter().filter(|page| pages.binary_search(page).is_ok());
    Ok(wanted.take(request.from + request.count).collect())
}

/// The first pages by tier, score and number.
fn by_score(request: &Request, scores: &Scores, matching: &Matching, pages: &[u32]) -> Vec<u32> {
    let mut order: Vec<u32> = pages.to_vec();
    let key = |page: u32| (matching.tier(page as usize), scores.pages[page as usize]);
    order.sort_by(|a, b| {
        let ((tier_a, score_a), (tier_b, score_b)) = (key(*a), key(*b));
        tier_a.cmp(&tier_b).then_with(|| score_b.total_cmp(&score_a)).then_with(|| a.cmp(b))
    });
    order.truncate(request.from + request.count);
    order
}

/// The corrections that the first page needs which needs some.
fn corrections(
    engine: &Engine,
    spans: &[Span],
    matching: &Matching,
    order: &[u32],
) -> Result<Vec<Correction>, Failure> {
    let mut found = Vec::new();
    let is_corrected = |page: &&u32| matching.own[**page as usize] & matching.need != matching.need;
    let Some(page) = order.iter().find(is_corrected).filter(|_| !spans.is_empty()) else { return Ok(found) };
    let lacking = matching.need & !matching.own[*page as usize];
    for span in spans.iter().filter(|span| !span.corrections.is_empty() && span.mask() & lacking != 0) {
        let mut first = None;
        for reading in &span.readings {
            if let By::Correction(at) = reading.by
                && first.is_none_or(|first| at < first)
                && on_page(engine, reading, *page)?
            {
                first = Some(at);
            }
        }
        if let Some(at) = first {
            found.push(Correction { from: span.text.clone(), to: span.corrections[at].clone() });
        }
    }
    Ok(found)
}

fn on_page(engine: &Engine, reading: &super::readings::Reading, page: u32) -> Result<bool, Failure> {
    for list in reading.entry.lists.iter().filter(|list| list.field < 8) {
        for doc in &list.docs {
            if engine.page_of(u32::from(list.field > 5), *doc)? == page {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn card(engine: &Engine, marks: &Marks, scores: &Scores, matching: &Matching, page: u32) -> Result<Card, Failure> {
    let shown = engine.page(page)?;
    let tier = if matching.need == 0 { 0 } else { matching.tier(page as usize) };
    Ok(Card {
        page,
        title_ranges: ranges(marks, &shown.title),
        url: shown.url,
        title: shown.title,
        crumbs: shown.crumbs,
        kind: shown.kind,
        owner: shown.owner,
        lifecycle: shown.lifecycle,
        note: shown.note,
        tier,
        score: scores.pages[page as usize],
    })
}

/// Values of all facets: those that a page has, and those that are chosen.
fn counts(engine: &Engine, matched: &[bool], filters: &[Filter]) -> Result<BTreeMap<String, Vec<Value>>, Failure> {
    let mut facets = BTreeMap::new();
    for facet in engine.manifest.facets.iter().filter(|facet| *facet != WITHIN) {
        let own = filters.iter().position(|filter| filter.facet == *facet);
        let mut passes = vec![false; matched.len()];
        passing(matched, filters, own).into_iter().for_each(|page| passes[page as usize] = true);
        let mut values = Vec::new();
        for value in engine.facet(facet)?.into_iter().flatten() {
            let count = value.pages.iter().filter(|page| passes[**page as usize]).count();
            if count > 0 || own.is_some_and(|own| filters[own].values.contains(&value.value)) {
                values.push(Value { value: value.value.clone(), label: value.label.clone(), count });
            }
        }
        facets.insert(facet.clone(), values);
    }
    Ok(facets)
}

/// Words that occur nowhere, and words near them.
fn unknown(
    engine: &Engine,
    query: &Query,
    matching: &Matching,
    filters: &[Filter],
) -> Result<(Vec<Unknown>, Vec<String>), Failure> {
    let (mut unknown, mut near) = (Vec::new(), Vec::new());
    for (slot, word) in query.slots.iter().enumerate().filter(|(slot, _)| matching.count(*slot) == 0) {
        let matched: Vec<bool> = (0..matching.all.len())
            .map(|page| query.slots.len() > 1 && matching.matches_without(page, 1 << slot))
            .collect();
        unknown.push(Unknown { word: word.text.clone(), without: passing(&matched, filters, None).len() });
        let edits = NEAR_EDITS.min(word.text.chars().count() / 3);
        for (word, _) in nearest(engine, &word.text, edits)? {
            if !near.contains(&word) {
                near.push(word);
            }
        }
    }
    Ok((unknown, near))
}

/// How many pages there would be without each filter.
fn lift(engine: &Engine, request: &Request, matched: &[bool], filters: &[Filter]) -> Result<Vec<Lift>, Failure> {
    let mut found = Vec::new();
    for filter in filters {
        for value in &filter.values {
            let mut rest = request.clone();
            if filter.facet == WITHIN {
                rest.within.clear();
            } else if let Some((_, values)) = rest.filters.iter_mut().find(|(facet, _)| *facet == filter.facet) {
                values.retain(|other| other != value);
            }
            let count = passing(matched, &self::filters(engine, &rest)?, None).len();
            found.push(Lift { facet: filter.facet.clone(), value: value.clone(), count });
        }
    }
    Ok(found)
}
