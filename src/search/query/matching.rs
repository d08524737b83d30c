//! Which pages match: every slot is found in one of the page's units. If no page has all, words are dropped.

use std::rc::Rc;

use super::Engine;
use super::parse::Query;
use super::readings::Span;
use super::score::{INDEX, List};
use crate::search::format;
use crate::search::read::Failure;
use crate::search::read::terms::Entry;

/// Fields of whole titles, headings and definitions.
const WHOLE: [u32; 3] = [11, 12, 13];

/// Tier of pages where all words are found as they are.
const PLAIN: u8 = 3;

/// Tier of pages that are called like the corrected query.
const CORRECTED_WHOLE: u8 = 4;

/// Tier of other pages that need a correction.
const CORRECTED: u8 = 5;

/// What of the query each page has.
#[derive(Debug)]
pub(super) struct Matching {
    /// Slots that a page has as they are, as bits, by page.
    pub own: Vec<u32>,
    /// Slots that it has as they are or corrected.
    pub all: Vec<u32>,
    /// Slots a page must have.
    pub need: u32,
    /// Slots that were dropped, in that order.
    pub dropped: Vec<usize>,
    /// Pages on which the phrases stand; nothing if there are none.
    pub phrases: Option<Vec<bool>>,
    /// 0 to 3 by page: whole title, heading or definition, or none.
    whole: Vec<u8>,
    /// The same for the corrected query.
    corrected: Vec<bool>,
    /// Places that are called like the query, in order.
    pub places: Vec<u32>,
}

impl Matching {
    /// Looks what pages have of a query without corrections.
    pub fn new(engine: &Engine, query: &Query, spans: &[Span], exact: &Option<Rc<Entry>>) -> Result<Self, Failure> {
        let pages = engine.manifest.pages as usize;
        let mut own = vec![0; pages];
        for span in spans {
            mark(engine, &mut own, span.mask(), &span.lists)?;
        }
        let mut matching = Self {
            all: own.clone(),
            own,
            need: if query.slots.is_empty() { 0 } else { u32::MAX >> (32 - query.slots.len()) },
            dropped: Vec::new(),
            phrases: None,
            whole: vec![PLAIN; pages],
            corrected: vec![false; pages],
            places: Vec::new(),
        };
        if let Some(entry) = exact {
            matching.name(engine, query, entry)?;
        }
        Ok(matching)
    }

    /// Notes the pages that are called like the query.
    fn name(&mut self, engine: &Engine, query: &Query, entry: &Entry) -> Result<(), Failure> {
        for (tier, field) in WHOLE.into_iter().enumerate() {
            let tier = if query.is_compound { [0, 2, 1][tier] } else { tier as u8 };
            let index = format::index_of(field);
            for doc in entry.list(field).into_iter().flat_map(|list| &list.docs) {
                let whole = &mut self.whole[engine.page_of(index, *doc)? as usize];
                *whole = tier.min(*whole);
                if index == 1 {
                    self.places.push(*doc);
                }
            }
        }
        self.places.sort_unstable();
        Ok(())
    }

    /// Notes the pages that are called like the corrected query.
    pub fn name_corrected(&mut self, engine: &Engine, entry: &Entry) -> Result<(), Failure> {
        for field in WHOLE {
            let index = format::index_of(field);
            for doc in entry.list(field).into_iter().flat_map(|list| &list.docs) {
                self.corrected[engine.page_of(index, *doc)? as usize] = true;
            }
        }
        Ok(())
    }

    /// Number of pages that have a slot.
    pub fn count(&self, slot: usize) -> usize {
        self.all.iter().filter(|mask| **mask >> slot & 1 == 1).count()
    }

    /// Drops words until a page matches; words that occur nowhere and those of phrases are never dropped.
    pub fn decide(&mut self, query: &Query) {
        let counts: Vec<usize> = (0..query.slots.len()).map(|slot| self.count(slot)).collect();
        if counts.contains(&0) {
            return;
        }
        while self.need != 0 && !self.pages().any(|page| self.matches(page)) {
            let droppable =
                (0..query.slots.len()).filter(|slot| self.need >> slot & 1 == 1 && !query.slots[*slot].in_phrase);
            // Of equal ones the first.
            let Some(slot) = droppable.min_by_key(|slot| std::cmp::Reverse(counts[*slot])) else { return };
            if self.need == 1 << slot {
                return;
            }
            self.need &= !(1 << slot);
            self.dropped.push(slot);
        }
    }

    fn pages(&self) -> std::ops::Range<usize> {
        0..self.all.len()
    }

    /// True if a page has what it must have.
    pub fn matches(&self, page: usize) -> bool {
        self.matches_without(page, 0)
    }

    /// True if a page has what it must have, apart from these slots.
    pub fn matches_without(&self, page: usize, slots: u32) -> bool {
        let need = self.need & !slots;
        self.all[page] & need == need && self.phrases.as_ref().is_none_or(|phrases| phrases[page])
    }

    /// The tier of a matching page.
    pub fn tier(&self, page: usize) -> u8 {
        if self.own[page] & self.need == self.need {
            self.whole[page]
        } else if self.corrected[page] {
            CORRECTED_WHOLE
        } else {
            CORRECTED
        }
    }
}

/// Marks the pages of lists with slots.
pub(super) fn mark(engine: &Engine, masks: &mut [u32], slots: u32, lists: &[List; 3]) -> Result<(), Failure> {
    for (unit, list) in lists.iter().enumerate() {
        for doc in &list.docs {
            masks[engine.page_of(INDEX[unit], *doc)? as usize] |= slots;
        }
    }
    Ok(())
}
