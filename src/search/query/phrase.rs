//! Words in quotes stand in sequence in one field.

use super::Engine;
use super::parse::Query;
use super::readings::{By, Span};
use crate::search::format::{self, SCORED};
use crate::search::read::Failure;

/// The pages on which all phrases stand; nothing if the query has none.
pub(super) fn phrases(engine: &Engine, query: &Query, spans: &[Span]) -> Result<Option<Vec<bool>>, Failure> {
    if query.phrases.is_empty() {
        return Ok(None);
    }
    let mut all = vec![true; engine.manifest.pages as usize];
    for phrase in &query.phrases {
        let mut here = vec![false; all.len()];
        for field in 0..SCORED as u32 {
            let mut places: Vec<u64> = Vec::new();
            for (nth, slot) in phrase.clone().enumerate() {
                let at = positions(engine, spans, slot, field)?;
                let offset = u64::from(query.slots[slot].position - query.slots[phrase.start].position);
                if nth == 0 {
                    places = at;
                } else {
                    places.retain(|place| at.binary_search(&(place + offset)).is_ok());
                }
            }
            for place in places {
                here[engine.page_of(format::index_of(field), (place >> 32) as u32)? as usize] = true;
            }
        }
        for (all, here) in all.iter_mut().zip(here) {
            *all &= here;
        }
    }
    Ok(Some(all))
}

/// Where the words of a slot stand in a field, in order.
fn positions(engine: &Engine, spans: &[Span], slot: usize, field: u32) -> Result<Vec<u64>, Failure> {
    let mut found = Vec::new();
    for span in spans.iter().filter(|span| span.slots == (slot..slot + 1)) {
        for reading in span.readings.iter().filter(|reading| reading.by == By::Itself) {
            if reading.entry.class == format::COMPOUND || reading.entry.list(field).is_none() {
                continue;
            }
            found.extend(engine.positions(reading.entry.at.0)?.of(&reading.entry, field)?);
        }
    }
    found.sort_unstable();
    Ok(found)
}
