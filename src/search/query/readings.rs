//! What the slots of a query may mean: the terms of the index that they lead to.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::Engine;
use super::parse::Query;
use super::score::List;
use crate::search::format::{self, FIELDS};
use crate::search::read::Failure;
use crate::search::read::terms::Entry;

/// Completions that have a factor of their own.
const OWN_FACTORS: usize = 50;

/// Completions of one or two letters.
const SHORT_COMPLETIONS: usize = 64;

/// Slots that are read as one.
#[derive(Debug)]
pub(super) struct Span {
    /// The slots.
    pub slots: Range<usize>,
    /// Their text, joined.
    pub text: String,
    /// A bigram.
    pub is_bigram: bool,
    /// It may be the beginning of a word.
    pub open: bool,
    /// The terms it leads to.
    pub readings: Vec<Reading>,
    /// Scores in the first piece's page fields, in pieces, in places.
    pub lists: [List; 3],
    /// Largest number of documents by field among all completions.
    pub completed: [u32; FIELDS.len()],
    /// Words in place of an unknown one, best first.
    pub corrections: Vec<String>,
}

/// A term that a span may mean.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// The term.
    pub entry: Rc<Entry>,
    /// Weight.
    pub factor: f64,
    /// How it was found.
    pub by: By,
    /// Words as they may stand in texts.
    pub forms: Vec<String>,
}

/// How a reading was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// It is the word.
    Itself,
    /// The word is the beginning of it.
    Completion,
    /// The correction of this number.
    Correction(usize),
}

impl Span {
    pub(super) fn new(slots: Range<usize>, text: String, is_bigram: bool, open: bool) -> Self {
        Self {
            slots,
            text,
            is_bigram,
            open,
            readings: Vec::new(),
            lists: Default::default(),
            completed: [0; FIELDS.len()],
            corrections: Vec::new(),
        }
    }

    /// The slots as bits.
    pub(super) fn mask(&self) -> u32 {
        self.slots.clone().fold(0, |mask, slot| mask | 1 << slot)
    }
}

/// Finds the readings of all spans.
pub(super) fn gather(engine: &Engine, query: &Query, spans: &mut [Span]) -> Result<(), Failure> {
    let compound = engine.manifest.rank.number("compound");
    for span in spans.iter_mut() {
        if span.is_bigram {
            span.readings =
                engine.entry(&format::bigram(&span.text))?.into_iter().map(|entry| own(entry, 1.0)).collect();
            continue;
        }
        let factor = if span.slots.len() > 1 { compound } else { 1.0 };
        span.readings = itself(engine, &span.text, factor, By::Itself)?;
        if span.open && !query.slots[span.slots.end - 1].is_bigram {
            complete(engine, span)?;
        }
    }
    Ok(())
}

/// The terms that a word leads to: its stems, and compounds written so.
pub(super) fn itself(engine: &Engine, form: &str, factor: f64, by: By) -> Result<Vec<Reading>, Failure> {
    let mut readings = Vec::new();
    for entry in stems(engine, form)? {
        let forms = if entry.forms.is_empty() { vec![form.to_owned()] } else { names(&entry) };
        readings.push(Reading { entry, factor, by, forms });
    }
    if let Some(entry) = engine.entry(&format::compound(form))? {
        let factor = if by == By::Itself { engine.manifest.rank.number("compound") } else { factor };
        readings.push(Reading { factor, by, ..own(entry, factor) });
    }
    Ok(readings)
}

fn own(entry: Rc<Entry>, factor: f64) -> Reading {
    let forms = vec![entry.text().to_owned()];
    Reading { entry, factor, by: By::Itself, forms }
}

fn names(entry: &Entry) -> Vec<String> {
    entry.forms.iter().map(|(form, _)| form.clone()).collect()
}

/// The stems of a form: terms that list it, the term that is written so, and those that it refers to.
fn stems(engine: &Engine, form: &str) -> Result<Vec<Rc<Entry>>, Failure> {
    let key = format::word(form);
    let Some(number) = engine.manifest.shard(form) else { return Ok(Vec::new()) };
    let shard = engine.shard(number)?;
    let mut found: BTreeMap<String, Rc<Entry>> = BTreeMap::new();
    let mut add = |entry: &Rc<Entry>| {
        if !entry.lists.is_empty() {
            found.insert(entry.key.clone(), Rc::clone(entry));
        }
    };
    shard.listing(form).for_each(&mut add);
    if let Some(entry) = shard.get(&key) {
        add(entry);
        for stem in &entry.refs {
            if let Some(entry) = engine.entry(&format::word(stem))? {
                add(&entry);
            }
        }
    }
    Ok(found.into_values().collect())
}

impl Engine<'_> {
    /// The keys of the stems of a form.
    ///
    /// # Errors
    /// When a file is missing or damaged.
    pub fn stems(&self, form: &str) -> Result<Vec<String>, Failure> {
        Ok(stems(self, form)?.into_iter().map(|entry| entry.key.clone()).collect())
    }
}

/// A word that a span is the beginning of.
struct Completion {
    form: String,
    pages: u32,
    entry: Rc<Entry>,
}

/// Adds the words that a span may be the beginning of.
fn complete(engine: &Engine, span: &mut Span) -> Result<(), Failure> {
    let letters = span.text.chars().count();
    let mut found = if letters >= 3 {
        completions(engine, &span.text)?
    } else if span.slots.len() == 1 {
        short_completions(engine, &span.text)?
    } else {
        Vec::new()
    };
    found.sort_by(|a, b| {
        b.pages.cmp(&a.pages).then_with(|| a.form.cmp(&b.form)).then_with(|| a.entry.key.cmp(&b.entry.key))
    });
    // A form that is looked for in another shard than its stem is found in both.
    found.dedup_by(|a, b| a.form == b.form && a.entry.key == b.entry.key);
    let rank = &engine.manifest.rank;
    let (prefix, compound) = (rank.number("prefix"), rank.number("compound"));
    let known = !span.readings.is_empty();
    let mut lowest = f64::INFINITY;
    let mut readings: BTreeMap<String, Reading> = BTreeMap::new();
    for (at, completion) in found.into_iter().enumerate() {
        let added = completion.form.chars().count() - letters;
        let mut factor = prefix * rank.table("decay", added);
        if known {
            factor *= 0.5;
        }
        if span.slots.len() > 1 {
            factor *= compound;
        }
        if at < OWN_FACTORS {
            lowest = lowest.min(factor);
        } else {
            factor = lowest;
        }
        for list in &completion.entry.lists {
            let largest = &mut span.completed[list.field as usize];
            *largest = (*largest).max(list.docs.len() as u32);
        }
        let Completion { form, entry, .. } = completion;
        let reading = readings.entry(entry.key.clone()).or_insert_with(|| Reading {
            entry,
            factor,
            by: By::Completion,
            forms: Vec::new(),
        });
        reading.factor = reading.factor.max(factor);
        reading.forms.push(form);
    }
    span.readings.extend(readings.into_values());
    Ok(())
}

/// All forms and compounds that begin so and are longer.
fn completions(engine: &Engine, prefix: &str) -> Result<Vec<Completion>, Failure> {
    let begins = |form: &str| form.len() > prefix.len() && form.starts_with(prefix);
    let mut found = Vec::new();
    let mut add = |entry: &Rc<Entry>, form: &str, pages: u32| {
        found.push(Completion { form: form.to_owned(), pages, entry: Rc::clone(entry) });
    };
    for number in engine.manifest.shards(prefix) {
        for entry in &engine.shard(number)?.entries {
            let text = entry.text();
            if entry.class == format::COMPOUND && begins(text) {
                add(entry, text, entry.pages());
            }
            for (form, pages) in &entry.forms {
                if begins(form) {
                    add(entry, form, *pages);
                }
            }
            if !begins(text) {
                continue;
            }
            for stem in &entry.refs {
                if let Some(entry) = engine.entry(&format::word(stem))?
                    && let Some((form, pages)) = entry.forms.iter().find(|(form, _)| form == text)
                    && !entry.lists.is_empty()
                {
                    add(&entry, form, *pages);
                }
            }
        }
    }
    Ok(found)
}

/// The most frequent words of the speller that begin so.
fn short_completions(engine: &Engine, prefix: &str) -> Result<Vec<Completion>, Failure> {
    let speller = engine.speller()?;
    let mut words: Vec<&(String, u32)> =
        speller.iter().filter(|(word, _)| word.len() > prefix.len() && word.starts_with(prefix)).collect();
    words.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then_with(|| a.cmp(b)));
    words.truncate(SHORT_COMPLETIONS);
    let mut found = Vec::new();
    for (word, _) in words {
        for entry in stems(engine, word)? {
            let pages = entry.forms.iter().find(|(form, _)| form == word).map_or(0, |(_, pages)| *pages);
            found.push(Completion { form: word.clone(), pages, entry });
        }
    }
    Ok(found)
}

/// The term of a whole title, heading or definition.
pub(super) fn whole(engine: &Engine, key: &str) -> Result<Option<Rc<Entry>>, Failure> {
    engine.entry(&format::whole(key))
}

/// The term of the whole query.
pub(super) fn exact(engine: &Engine, query: &Query) -> Result<Option<Rc<Entry>>, Failure> {
    if query.slots.is_empty() {
        return Ok(None);
    }
    whole(engine, &query.join(0..query.slots.len()))
}
