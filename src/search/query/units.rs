//! The scores of pages: the slots of a query are put together in each unit, and the units of a page are added.

use super::Engine;
use super::parse::Query;
use super::readings::Span;
use super::score::{INDEX, List};
use crate::search::format;
use crate::search::read::Failure;

/// Fields of the pairs of each unit, with the name of their weight.
const PAIRS: [&[(u32, &str)]; 3] = [&[(8, "pair_title")], &[], &[(9, "pair_heading"), (10, "pair_defs")]];

/// Fields of whole titles, headings and definitions of each unit.
const WHOLE: [&[u32]; 3] = [&[11], &[], &[12, 13]];

/// Fewest letters of the beginning of a title.
const BEGINNING: usize = 3;

/// Scores by page, and those of places for the sections that are shown.
#[derive(Debug, Default)]
pub(super) struct Scores {
    /// The score of each page.
    pub pages: Vec<f64>,
    /// Units of pages, pieces and places in order.
    pub units: [List; 3],
}

/// Computes the scores of all units and pages.
pub(super) fn units(engine: &Engine, query: &Query, spans: &[Span]) -> Result<Scores, Failure> {
    let count = engine.manifest.pages as usize;
    let mut scores = Scores { pages: vec![0.0; count], ..Scores::default() };
    if query.slots.is_empty() {
        return Ok(scores);
    }
    // The best two of each unit.
    let mut best = [(); 3].map(|()| vec![[0.0; 2]; count]);
    for unit in 0..3 {
        let pairs = pairs(engine, query, unit)?;
        let list = &mut scores.units[unit];
        merge(query, spans, unit, |doc, cover| {
            let score = score(query, cover, pairs.get(doc as usize).copied().unwrap_or(0.0));
            list.docs.push(doc);
            list.scores.push(score);
            let [first, second] = &mut best[unit][engine.page_of(INDEX[unit], doc)? as usize];
            if score > *first {
                (*first, *second) = (score, *first);
            } else if score > *second {
                *second = score;
            }
            Ok(())
        })?;
    }
    let second = engine.manifest.rank.number("second");
    let boosts = boosts(engine)?;
    for (page, score) in scores.pages.iter_mut().enumerate() {
        let [own, pieces, places] = [best[0][page], best[1][page], best[2][page]];
        let sum = own[0] + pieces[0] + second * pieces[1] + places[0] + second * places[1];
        *score = boosts.get(&(page as u32)).map_or(1.0, |hundredths| f64::from(*hundredths) / 100.0) * sum;
    }
    Ok(scores)
}

/// The best way to cover slots with spans.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cover {
    /// Sum of the scores of the spans.
    pub sum: f64,
    /// Slots that are covered.
    pub matched: usize,
}

/// The score of a unit.
pub(super) fn score(query: &Query, cover: Cover, pairs: f64) -> f64 {
    let share = cover.matched as f64 / query.slots.len() as f64;
    cover.sum * (share * share) * (1.0 + pairs)
}

/// Goes through the documents of a unit in order.
fn merge(
    query: &Query,
    spans: &[Span],
    unit: usize,
    mut found: impl FnMut(u32, Cover) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let lists: Vec<&List> = spans.iter().map(|span| &span.lists[unit]).collect();
    let mut at = vec![0; lists.len()];
    let mut words = vec![0.0; lists.len()];
    while let Some(doc) = lists.iter().zip(&at).filter_map(|(list, at)| list.docs.get(*at)).min().copied() {
        for (nth, list) in lists.iter().enumerate() {
            let is_here = list.docs.get(at[nth]) == Some(&doc);
            words[nth] = if is_here { list.scores[at[nth]] } else { 0.0 };
            at[nth] += usize::from(is_here);
        }
        found(doc, cover(query, spans, &words))?;
    }
    Ok(())
}

/// Covers the slots from left to right so that the sum is largest; of equal ones the first that was found stays.
pub(super) fn cover(query: &Query, spans: &[Span], words: &[f64]) -> Cover {
    let slots = query.slots.len();
    let mut best = vec![Cover { sum: -1.0, matched: 0 }; slots + 1];
    best[0].sum = 0.0;
    let mut from = 0;
    let mut next = spans.iter().zip(words).peekable();
    while from < slots {
        let here = best[from];
        if here.sum > best[from + 1].sum {
            best[from + 1] = here;
        }
        while let Some((span, word)) = next.next_if(|(span, _)| span.slots.start == from) {
            let sum = here.sum + word;
            if *word > 0.0 && sum > best[span.slots.end].sum {
                best[span.slots.end] = Cover { sum, matched: here.matched + span.slots.len() };
            }
        }
        from += 1;
    }
    best[slots]
}

/// What the words of a query are together, by document: the part of neighbouring slots that are neighbours in a field, weighted,
/// the largest of the fields; and how much of a title, heading or definition they are the beginning of.
pub(super) fn pairs(engine: &Engine, query: &Query, unit: usize) -> Result<Vec<f64>, Failure> {
    if PAIRS[unit].is_empty() || query.slots.len() < 2 && !query.open {
        return Ok(Vec::new());
    }
    let count = engine.manifest.count(INDEX[unit]) as usize;
    let mut largest = vec![0.0; count];
    for (field, name) in PAIRS[unit].iter().filter(|_| query.slots.len() > 1) {
        let weight = engine.manifest.rank.number(name);
        let mut counts = vec![0_u32; count];
        for pair in query.slots.windows(2) {
            let entry = engine.entry(&format::pair(&pair[0].text, &pair[1].text))?;
            for doc in entry.iter().filter_map(|entry| entry.list(*field)).flat_map(|list| &list.docs) {
                counts[*doc as usize] += 1;
            }
        }
        for (largest, count) in largest.iter_mut().zip(counts) {
            let share = f64::from(count) / (query.slots.len() - 1) as f64;
            *largest = f64::max(*largest, weight * share);
        }
    }
    for (largest, begun) in largest.iter_mut().zip(begun(engine, query, unit, count)?) {
        *largest += begun;
    }
    Ok(largest)
}

/// How much of the shortest title, heading or definition that begins so is typed, weighted, by document.
fn begun(engine: &Engine, query: &Query, unit: usize, count: usize) -> Result<Vec<f64>, Failure> {
    let mut largest = vec![0.0; count];
    let typed = query.join(0..query.slots.len());
    let letters = typed.chars().count();
    if !query.open || letters < BEGINNING {
        return Ok(largest);
    }
    let weight = engine.manifest.rank.number("begin");
    for number in engine.manifest.shards(&typed) {
        for entry in &engine.shard(number)?.entries {
            let text = entry.text();
            if entry.class != format::WHOLE || text.len() == typed.len() || !text.starts_with(&typed) {
                continue;
            }
            let share = letters as f64 / text.chars().count() as f64;
            for doc in WHOLE[unit].iter().filter_map(|field| entry.list(*field)).flat_map(|list| &list.docs) {
                let largest = &mut largest[*doc as usize];
                *largest = f64::max(*largest, weight * share);
            }
        }
    }
    Ok(largest)
}

/// Boosts of pages by their authors, in hundredths.
pub(super) fn boosts(engine: &Engine) -> Result<std::collections::HashMap<u32, u32>, Failure> {
    let mut boosts = std::collections::HashMap::new();
    for block in 0..engine.manifest.columns[0].len() as u32 {
        boosts.extend(engine.column(0, block * format::COLUMN)?.boosts.iter().copied());
    }
    Ok(boosts)
}
