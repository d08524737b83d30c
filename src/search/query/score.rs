//! BM25 as tantivy computes it, and the scores of spans.

use super::Engine;
use super::readings::{By, Reading, Span};
use crate::search::format::FIELDS;
use crate::search::read::Failure;
use crate::search::read::manifest::{Field, Manifest};

/// How fast more of the same word counts less.
pub const K1: f32 = 1.2;

/// The weight of length where a field does not say: tantivy's.
const B: f64 = 0.75;

/// Norm id of all documents of a field without norms.
const NO_NORM: u8 = 1;

/// The fields of each unit: those of pages, of pieces, of places.
pub(super) const UNITS: [std::ops::Range<u32>; 3] = [0..4, 4..6, 6..8];

/// The index that each unit is counted in.
pub(super) const INDEX: [u32; 3] = [0, 0, 1];

/// The number of tokens that a norm id stands for: one by one up to 40, then in steps that double every eight.
pub fn length_of(norm: u8) -> u32 {
    let Some(beyond) = u32::from(norm).checked_sub(40) else { return u32::from(norm) };
    let (doublings, steps) = (beyond / 8, beyond % 8);
    // 40 + 8 * (2 + 4 + ... ) + steps of the last size.
    40 + 8 * ((2 << doublings) - 2) + steps * (2 << doublings)
}

/// How rare a term is: the logarithm in double precision, rounded once.
pub fn idf(df: u32, documents: u32) -> f32 {
    let x = ((documents - df.min(documents)) as f32 + 0.5) / (df as f32 + 0.5);
    f64::from(1.0 + x).ln() as f32
}

/// The weight of a term in a field.
pub fn weight(idf: f32, boost: f32) -> f32 {
    (idf * (1.0 + K1)) * boost
}

/// What the length of a document does to the count of a term.
pub fn norm(b: f32, length: u32, average: f32) -> f32 {
    K1 * ((1.0 - b) + (b * length as f32) / average)
}

/// The part of a field in a score.
pub fn part(weight: f32, count: u32, norm: f32) -> f32 {
    let count = count as f32;
    weight * (count / (count + norm))
}

/// Documents in order, each with a score above 0.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    pub docs: Vec<u32>,
    pub scores: Vec<f64>,
}

/// Scores spans; holds what all share.
pub(super) struct Scorer<'a> {
    engine: &'a Engine<'a>,
    /// By field and norm id.
    norms: Vec<[f32; 256]>,
    /// The fields of one reading, by document.
    sums: Vec<f32>,
    /// The best reading, by document.
    best: Vec<f64>,
}

impl<'a> Scorer<'a> {
    pub fn new(engine: &'a Engine) -> Self {
        let manifest = &engine.manifest;
        let length = manifest.pieces.max(manifest.places) as usize;
        let norms = manifest.fields.iter().map(|field| norms(field, manifest)).collect();
        Self { engine, norms, sums: vec![0.0; length], best: vec![0.0; length] }
    }

    /// Computes the lists of a span from its readings: the best reading counts.
    pub fn score(&mut self, span: &mut Span) -> Result<(), Failure> {
        for (unit, list) in span.lists.iter_mut().enumerate() {
            let mut found = Vec::new();
            for reading in &span.readings {
                self.add(reading, unit, &span.completed, &mut found)?;
            }
            found.sort_unstable();
            found.dedup();
            list.scores = found.iter().map(|doc| std::mem::take(&mut self.best[*doc as usize])).collect();
            list.docs = found;
        }
        Ok(())
    }

    fn add(
        &mut self,
        reading: &Reading,
        unit: usize,
        completed: &[u32; FIELDS.len()],
        found: &mut Vec<u32>,
    ) -> Result<(), Failure> {
        let mut touched = Vec::new();
        for list in reading.entry.lists.iter().filter(|list| UNITS[unit].contains(&list.field)) {
            let weight = self.weight(reading, list.field, list.docs.len() as u32, completed);
            for (doc, count) in list.docs.iter().zip(&list.counts) {
                let sum = &mut self.sums[*doc as usize];
                if *sum == 0.0 {
                    touched.push(*doc);
                }
                let id = norm_id(self.engine, list.field, *doc)?;
                *sum += part(weight, *count, self.norms[list.field as usize][usize::from(id)]);
            }
        }
        for doc in touched {
            let score = reading.factor * f64::from(std::mem::take(&mut self.sums[doc as usize]));
            let best = &mut self.best[doc as usize];
            if score > *best {
                if *best == 0.0 {
                    found.push(doc);
                }
                *best = score;
            }
        }
        Ok(())
    }

    /// The weight of a reading in a field; all completions of a span are as rare as the most frequent of them.
    pub fn weight(&self, reading: &Reading, field: u32, df: u32, completed: &[u32; FIELDS.len()]) -> f32 {
        let manifest = &self.engine.manifest;
        let df = if reading.by == By::Completion { completed[field as usize] } else { df };
        let described = &manifest.fields[field as usize];
        weight(idf(df, manifest.count(described.index)), described.boost as f32)
    }

    /// The name of a field.
    pub fn name(&self, field: u32) -> &str {
        &self.engine.manifest.fields[field as usize].name
    }

    /// The norm of a document in a field.
    pub fn norm(&self, field: u32, doc: u32) -> Result<f32, Failure> {
        Ok(self.norms[field as usize][usize::from(norm_id(self.engine, field, doc)?)])
    }
}

/// The norm id of a document in a field.
pub(super) fn norm_id(engine: &Engine, field: u32, doc: u32) -> Result<u8, Failure> {
    if engine.manifest.fields[field as usize].b.is_none() { Ok(NO_NORM) } else { engine.norm_id(field, doc) }
}

/// The norms of a field by id.
fn norms(field: &Field, manifest: &Manifest) -> [f32; 256] {
    let b = field.b.unwrap_or(B) as f32;
    let average = field.tokens as f32 / manifest.count(field.index) as f32;
    std::array::from_fn(|id| norm(b, length_of(id as u8), average))
}
