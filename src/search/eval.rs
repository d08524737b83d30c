//! Relevance, measured: queries whose right answers are known, and how often these come first.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::query::{Engine, Request};
use super::read::Failure;

/// Results that are looked at.
const LOOKED_AT: usize = 10;

/// Cards whose snippets count as seen with the first answer.
const SNIPPETS: usize = 5;

/// A query with its right answers.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Item {
    /// What it is made from: `title`, `section`, `symbol`, ...
    pub set: String,
    /// How it was changed: `exact`, `prefix`, `typo`, ...
    pub variant: String,
    /// The query.
    pub q: String,
    /// Addresses of the right pages, from the portal's root with a slash in front.
    pub rel: Vec<String>,
}

/// What the queries of a set and variant gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Number of queries.
    pub queries: usize,
    /// How many have a right page first.
    pub first: usize,
    /// How many have one among the first five.
    pub five: usize,
    /// Sum of 1 / rank of the first right page, 0 beyond ten.
    pub reciprocal: f64,
    /// How many have no result.
    pub none: usize,
    /// Bytes that each query takes from an empty cache, stored files, sorted.
    pub bytes: Vec<usize>,
    /// Files that each takes, sorted.
    pub fetches: Vec<usize>,
}

/// Reads a set of queries, one a line.
///
/// # Errors
/// The number of the first line that is none.
pub fn items(lines: &str) -> Result<Vec<Item>, usize> {
    let lines = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(nth, line)| serde_json::from_str(line).map_err(|_| nth + 1)).collect()
}

/// Asks all queries, by set and variant.
///
/// # Errors
/// When the index is damaged.
pub fn evaluate(
    files: impl Fn(&str) -> Option<Bytes>,
    items: &[Item],
) -> Result<BTreeMap<(String, String), Measured>, Failure> {
    let fetched: RefCell<BTreeSet<String>> = RefCell::default();
    let bytes = Cell::new(0);
    let counted = |path: &str| {
        let file = files(path)?;
        if fetched.borrow_mut().insert(path.to_owned()) {
            bytes.set(bytes.get() + file.len());
        }
        Some(file)
    };
    let mut cells: BTreeMap<(String, String), Measured> = BTreeMap::new();
    for item in items {
        fetched.borrow_mut().clear();
        bytes.set(0);
        // From an empty cache: nothing is known but the address of the folder.
        let engine = Engine::open(counted)?;
        let request = Request { q: item.q.clone(), facets: true, count: LOOKED_AT, ..Request::default() };
        let (results, search) = engine.search(&request)?;
        let seen: Vec<u32> = results.results.iter().take(SNIPPETS).map(|card| card.page).collect();
        engine.snippets(&search, &seen)?;
        let is_right = |url: &str| item.rel.iter().any(|right| right.trim_start_matches('/') == url);
        let rank = results.results.iter().position(|card| is_right(&card.url));
        let cell = cells.entry((item.set.clone(), item.variant.clone())).or_default();
        cell.queries += 1;
        cell.none += usize::from(results.total == 0);
        if let Some(rank) = rank {
            cell.first += usize::from(rank == 0);
            cell.five += usize::from(rank < 5);
            cell.reciprocal += 1.0 / (rank + 1) as f64;
        }
        cell.bytes.push(bytes.get());
        cell.fetches.push(fetched.borrow().len());
    }
    for cell in cells.values_mut() {
        cell.bytes.sort_unstable();
        cell.fetches.sort_unstable();
    }
    Ok(cells)
}

/// The numbers as a table.
pub fn table(cells: &BTreeMap<(String, String), Measured>) -> String {
    let mut text = format!(
        "{:<12}{:<12}{:>7}{:>8}{:>8}{:>8}{:>7}{:>11}{:>11}{:>9}{:>7}\n",
        "set", "variant", "queries", "s@1", "s@5", "MRR@10", "none", "KB median", "KB p90", "fetches", "p90"
    );
    for ((set, variant), cell) in cells {
        let share = |count: usize| count as f64 / cell.queries as f64;
        let at = |sorted: &[usize], tenth: usize| sorted[(sorted.len() - 1) * tenth / 10];
        let kilobytes = |tenth| at(&cell.bytes, tenth) as f64 / 1024.0;
        let _ = writeln!(
            text,
            "{set:<12}{variant:<12}{:>7}{:>8.3}{:>8.3}{:>8.3}{:>7.3}{:>11.1}{:>11.1}{:>9}{:>7}",
            cell.queries,
            share(cell.first),
            share(cell.five),
            cell.reciprocal / cell.queries as f64,
            share(cell.none),
            kilobytes(5),
            kilobytes(9),
            at(&cell.fetches, 5),
            at(&cell.fetches, 9),
        );
    }
    text
}
