//! Where the score of a page comes from.

use serde::Serialize;

use super::readings::{Reading, Span};
use super::score::{INDEX, Scorer, UNITS, part};
use super::units::{boosts, cover, pairs, score};
use super::{Engine, Search};
use crate::search::read::Failure;

/// Names of the units.
const NAMES: [&str; 3] = ["page", "piece", "place"];

/// The numbers behind a page's place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// Number of the page.
    pub page: u32,
    /// Group of the order.
    pub tier: u8,
    /// Score of the page.
    pub score: f64,
    /// Factor of its author.
    pub boost: f64,
    /// Its units that have a word of the query.
    pub units: Vec<Unit>,
}

/// A unit of a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unit {
    /// `page`, `piece` or `place`.
    pub unit: &'static str,
    /// Number of the piece or place.
    pub doc: u32,
    /// Its score.
    pub score: f64,
    /// Sum of the spans that cover it best.
    pub sum: f64,
    /// Slots that are covered.
    pub matched: usize,
    /// Weight of neighbouring words that are neighbours here.
    pub pairs: f64,
    /// The words that are found here.
    pub words: Vec<Word>,
}

/// A reading of a word in a unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Word {
    /// First slot and the one behind the last.
    pub slots: [usize; 2],
    /// The term.
    pub term: String,
    /// Factor of the reading.
    pub factor: f64,
    /// Factor times the sum of the parts.
    pub score: f64,
    /// The fields.
    pub parts: Vec<Part>,
}

/// A field's part of a score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Name of the field.
    pub field: String,
    /// Documents that have the term there.
    pub df: usize,
    /// How often this one has it.
    pub tf: u32,
    /// Weight of the term: rarity and boost of the field.
    pub weight: f64,
    /// What the length does to the count.
    pub norm: f64,
    /// The part.
    pub part: f64,
}

impl Engine<'_> {
    /// The numbers behind the place of a page in a search.
    ///
    /// # Errors
    /// When a file that is needed is missing or damaged.
    pub fn explain(&self, search: &Search, page: u32) -> Result<Explained, Failure> {
        let scorer = Scorer::new(self);
        let mut units = Vec::new();
        for (unit, list) in search.scores.units.iter().enumerate() {
            let weights = pairs(self, &search.query, unit)?;
            for doc in &list.docs {
                if self.page_of(INDEX[unit], *doc)? == page {
                    let pairs = weights.get(*doc as usize).copied().unwrap_or(0.0);
                    units.push(explain(&scorer, search, unit, *doc, pairs)?);
                }
            }
        }
        let boost = boosts(self)?.get(&page).map_or(1.0, |hundredths| f64::from(*hundredths) / 100.0);
        let tier = search.matching.tier(page as usize);
        Ok(Explained { page, tier, score: search.scores.pages[page as usize], boost, units })
    }
}

fn explain(scorer: &Scorer, search: &Search, unit: usize, doc: u32, pairs: f64) -> Result<Unit, Failure> {
    let mut words = Vec::new();
    let mut best = Vec::new();
    for span in &search.spans {
        let list = &span.lists[unit];
        best.push(list.docs.binary_search(&doc).map_or(0.0, |at| list.scores[at]));
        for reading in &span.readings {
            words.extend(word(scorer, span, reading, unit, doc)?);
        }
    }
    let cover = cover(&search.query, &search.spans, &best);
    let score = score(&search.query, cover, pairs);
    Ok(Unit { unit: NAMES[unit], doc, score, sum: cover.sum, matched: cover.matched, pairs, words })
}

fn word(scorer: &Scorer, span: &Span, reading: &Reading, unit: usize, doc: u32) -> Result<Option<Word>, Failure> {
    let mut parts = Vec::new();
    let mut sum = 0_f32;
    for list in reading.entry.lists.iter().filter(|list| UNITS[unit].contains(&list.field)) {
        let Ok(at) = list.docs.binary_search(&doc) else { continue };
        let df = list.docs.len();
        let weight = scorer.weight(reading, list.field, df as u32, &span.completed);
        let (tf, norm) = (list.counts[at], scorer.norm(list.field, doc)?);
        let part = part(weight, tf, norm);
        sum += part;
        let [weight, norm, part] = [weight, norm, part].map(f64::from);
        parts.push(Part { field: scorer.name(list.field).to_owned(), df, tf, weight, norm, part });
    }
    let slots = [span.slots.start, span.slots.end];
    let score = reading.factor * f64::from(sum);
    let term = reading.entry.key.clone();
    Ok((!parts.is_empty()).then_some(Word { slots, term, factor: reading.factor, score, parts }))
}
