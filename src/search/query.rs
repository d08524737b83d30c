//! The answer to a query out of the files of `search/`: what `platdocs search` does, and, function by function under the same
//! names, what the engine in `themes/default/js/search/engine/` does in browsers. Both give the same bits; whoever changes one changes the other.
//!
//! `docs/search-format.md` describes the rules. [`Engine::search`] is the whole of them on one screen.

use serde::Serialize;

use super::read::Failure;

mod answer;
mod correct;
mod explain;
mod files;
mod matching;
mod parse;
mod phrase;
mod readings;
mod score;
mod sections;
mod units;

pub use answer::{Card, Correction, Lift, Results, Unknown, Value};
pub use explain::{Explained, Part, Unit, Word};
pub use files::Engine;
pub use score::{K1, idf, length_of, norm, part, weight};
pub use sections::{Sections, Shown, Snippet};

use matching::Matching;
use readings::Span;
use units::Scores;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The words.
    pub q: String,
    /// Values by facet: one of a facet, of every facet.
    pub filters: Vec<(String, Vec<String>)>,
    /// Docs set or entity to stay in; empty for all.
    pub within: String,
    /// Correct no words.
    pub literal: bool,
    /// Count the values of facets.
    pub facets: bool,
    /// First result.
    pub from: usize,
    /// Number of results.
    pub count: usize,
}

/// Where a text matches, in UTF-16 units: start and length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range(pub usize, pub usize);

/// A query that was answered, for what is asked about its results.
pub struct Search {
    query: parse::Query,
    spans: Vec<Span>,
    marks: sections::Marks,
    scores: Scores,
    matching: Matching,
}

impl Search {
    /// The words as they were understood.
    pub fn words(&self) -> Vec<&str> {
        self.query.slots.iter().map(|slot| slot.text.as_str()).collect()
    }
}

impl Engine<'_> {
    /// Answers a query.
    ///
    /// # Errors
    /// When a file that is needed is missing or damaged.
    pub fn search(&self, request: &Request) -> Result<(Results, Search), Failure> {
        let query = parse::parse(&request.q);
        let mut spans = parse::spans(&query);
        readings::gather(self, &query, &mut spans)?;
        let mut scorer = score::Scorer::new(self);
        for span in &mut spans {
            scorer.score(span)?;
        }
        let exact = readings::exact(self, &query)?;
        let mut matching = Matching::new(self, &query, &spans, &exact)?;
        if !request.literal {
            correct::correct(self, &query, &mut spans, &mut scorer, &mut matching)?;
        }
        matching.phrases = phrase::phrases(self, &query, &spans)?;
        let scores = units::units(self, &query, &spans)?;
        matching.decide(&query);
        let marks = sections::marks(&spans);
        let results = answer::answer(self, request, &query, &spans, &marks, &scores, &matching)?;
        Ok((results, Search { query, spans, marks, scores, matching }))
    }
}
