//! The two tantivy indexes in memory: pieces of pages, and places (sections).

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use tantivy::directory::RamDirectory;
use tantivy::index::{Index, SegmentReader};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenizerManager};
use tantivy::{IndexReader, ReloadPolicy, SingleSegmentIndexWriter, TantivyDocument};

use super::document::Document;
use super::format::{self, FIELDS};
use super::prepared::{Apart, Prepared};
use super::rank;
use super::words::{self, Kind, words};
use crate::docs::text::{Block, Section};

/// Most bytes of text of a piece.
const MAX_PIECE: usize = 16 << 10;
/// What a writer is told to hold in memory, from and to. It makes its first tables by that, and keeps everything in any case,
/// for there is one segment.
const MEMORY: (usize, usize) = (1 << 20, 256 << 20);
/// Name of the tokenizer of all fields.
const TOKENIZER: &str = "prepared";
/// Documents whose words are cut at a time.
const BATCH: usize = 512;

const TITLE: usize = 0;
const ENTITY: usize = 1;
const CRUMBS: usize = 2;
const TAGS: usize = 3;
const BODY: usize = 4;
const CODE: usize = 5;
const HEADING: usize = 6;
const DEFS: usize = 7;
const TITLE_PAIRS: usize = 8;
const HEADING_PAIRS: usize = 9;
const DEFS_PAIRS: usize = 10;
const TITLE_WHOLE: usize = 11;
const HEADING_WHOLE: usize = 12;
const DEFS_WHOLE: usize = 13;

/// The indexes and what belongs to them.
pub struct Indexes {
    /// The pages, in the order of their numbers.
    pub documents: Vec<Document>,
    /// For every piece: its page, and its first and last section.
    pub pieces: Vec<Piece>,
    /// For every place: its page.
    pub places: Vec<u32>,
    /// The forms of each stem, and how many pages have each.
    pub forms: BTreeMap<String, Vec<(String, u32)>>,
    /// How prominent a form is, for the speller: pages that have it in a title, heading or definition.
    pub prominent: HashMap<String, u32>,
    /// The index of pieces, then that of places; none without documents.
    pub(super) segments: [Option<SegmentReader>; 2],
    pub(super) fields: [Field; FIELDS.len()],
}

/// A run of whole sections of one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Number of the page.
    pub page: u32,
    /// First section.
    pub first: u32,
    /// One past the last section.
    pub end: u32,
}

impl Indexes {
    /// The index that a field is of; `None` without documents.
    pub(super) fn segment_of(&self, field: usize) -> Option<&SegmentReader> {
        self.segments[FIELDS[field].1 as usize].as_ref()
    }
}

/// Builds the indexes. The same documents give the same indexes whatever the number of threads.
///
/// # Errors
/// When tantivy fails, which it does for lack of memory only.
pub fn index(documents: Vec<Document>) -> anyhow::Result<Indexes> {
    let text: usize = documents.iter().flat_map(|document| &document.sections).map(size).sum();
    let memory = text.clamp(MEMORY.0, MEMORY.1);
    let mut writers = [Writer::new(0, memory)?, Writer::new(1, memory)?];
    let fields = std::array::from_fn(|field| writers[FIELDS[field].1 as usize].fields[field]);
    let mut pieces = Vec::new();
    let mut places = Vec::new();
    let mut forms = Forms::default();
    for (batch, documents) in documents.chunks(BATCH).enumerate() {
        let cut: Vec<Cut> = documents.par_iter().map(Cut::of).collect();
        for (nth, cut) in cut.into_iter().enumerate() {
            let page = (batch * BATCH + nth) as u32;
            for (range, fields) in cut.pieces {
                pieces.push(Piece { page, first: range.0, end: range.1 });
                writers[0].add(fields)?;
            }
            for fields in cut.places {
                places.push(page);
                writers[1].add(fields)?;
            }
            forms.add(cut.forms, cut.prominent);
        }
    }
    let [pieces_writer, places_writer] = writers;
    let segments = [pieces_writer.finish()?, places_writer.finish()?];
    let Forms { by_stem, prominent } = forms;
    let mut by_stem: BTreeMap<String, Vec<(String, u32)>> =
        by_stem.into_iter().map(|(stem, forms)| (stem, forms.into_iter().collect())).collect();
    by_stem.values_mut().for_each(|forms| forms.sort());
    Ok(Indexes { documents, pieces, places, forms: by_stem, prominent, segments, fields })
}

/// The words of a document by field, ready for tantivy.
type Values = Vec<(usize, Prepared)>;

/// A document cut into pieces, places and words.
struct Cut {
    pieces: Vec<((u32, u32), Values)>,
    places: Vec<Values>,
    /// Stem and form of every word, once.
    forms: HashSet<(String, String)>,
    /// Forms in titles, headings and definitions.
    prominent: HashSet<String>,
}

impl Cut {
    fn of(document: &Document) -> Self {
        let mut cutter = Cutter::new(&document.language);
        let mut first: Values = Vec::new();
        cutter.prominent_now = true;
        cutter.name(&document.title, &mut first, TITLE, Some((TITLE_PAIRS, TITLE_WHOLE)));
        for name in &document.names {
            cutter.name(name, &mut first, ENTITY, Some((TITLE_PAIRS, TITLE_WHOLE)));
        }
        cutter.prominent_now = false;
        for (field, texts) in [(ENTITY, &document.owners), (CRUMBS, &document.crumbs), (TAGS, &document.tags)] {
            for text in texts {
                cutter.name(text, &mut first, field, None);
            }
        }
        cutter.prominent_now = true;
        let places = document
            .sections
            .iter()
            .map(|section| {
                let mut values = Vec::new();
                cutter.name(&section.heading, &mut values, HEADING, Some((HEADING_PAIRS, HEADING_WHOLE)));
                for definition in &section.definitions {
                    cutter.name(definition, &mut values, DEFS, Some((DEFS_PAIRS, DEFS_WHOLE)));
                }
                values
            })
            .collect();
        cutter.prominent_now = false;
        let mut pieces = Vec::new();
        for (from, end) in ranges(&document.sections) {
            let mut values = std::mem::take(&mut first);
            let hidden = if from == 0 { document.hidden.as_slice() } else { &[] };
            let blocks = document.sections[from..end].iter().flat_map(|section| &section.blocks);
            for block in blocks.chain(hidden) {
                match block {
                    Block::Prose(text) => cutter.name(text, &mut values, BODY, None),
                    Block::Code(text) => cutter.name(text, &mut values, CODE, None),
                }
            }
            pieces.push(((from as u32, end as u32), values));
        }
        Self { pieces, places, forms: cutter.forms, prominent: cutter.prominent }
    }
}

/// Bytes of text of a section.
fn size(section: &Section) -> usize {
    section.blocks.iter().map(|block| block.text().len()).sum()
}

/// Runs of whole sections with at most [`MAX_PIECE`] bytes of text each, unless one section has more.
fn ranges(sections: &[Section]) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (nth, section) in sections.iter().enumerate() {
        let own = size(section);
        if nth > start && bytes + own > MAX_PIECE {
            ranges.push((start, nth));
            (start, bytes) = (nth, 0);
        }
        bytes += own;
    }
    ranges.push((start, sections.len()));
    ranges
}

struct Cutter {
    stemmer: Option<TextAnalyzer>,
    stems: HashMap<String, String>,
    forms: HashSet<(String, String)>,
    prominent: HashSet<String>,
    prominent_now: bool,
}

impl Cutter {
    fn new(language: &str) -> Self {
        let stemmer = tantivy_language(language)
            .map(|language| TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(language)).build());
        Self { stemmer, stems: HashMap::new(), forms: HashSet::new(), prominent: HashSet::new(), prominent_now: false }
    }

    /// Adds a text to a field, and what stands in lists of it.
    fn name(&mut self, text: &str, values: &mut Values, field: usize, lists: Option<(usize, usize)>) {
        let cut = words(text);
        if cut.is_empty() {
            return;
        }
        if let Some((pairs, whole)) = lists {
            self.lists(text, &cut, values, pairs, whole);
        }
        let mut prepared = Prepared::default();
        for token in cut {
            let term = match token.kind {
                Kind::Word => format::word(&self.stem(token.text)),
                Kind::Compound => {
                    if self.prominent_now {
                        self.prominent.insert(token.text.clone());
                    }
                    format::compound(&token.text)
                }
                Kind::Bigram => format::bigram(&token.text),
            };
            prepared.push(token.position, &term);
        }
        values.push((field, prepared));
    }

    /// Neighbouring words, and the whole text as one key.
    fn lists(&mut self, text: &str, cut: &[words::Token], values: &mut Values, pairs: usize, whole: usize) {
        let plain = plain(cut);
        let neighbours = plain.windows(2).map(|pair| format::pair(pair[0], pair[1]));
        let mut keys = vec![format::whole(&plain.concat())];
        let unnumbered = without_number(text);
        if unnumbered.len() < text.len() {
            let cut = words(unnumbered);
            let plain = self::plain(&cut);
            if !plain.is_empty() {
                keys.push(format::whole(&plain.concat()));
            }
        }
        for (field, terms) in [(pairs, neighbours.collect::<Vec<_>>()), (whole, keys)] {
            let mut prepared = Prepared::default();
            terms.iter().for_each(|term| prepared.push(0, term));
            if !prepared.is_empty() {
                values.push((field, prepared));
            }
        }
    }

    fn stem(&mut self, form: String) -> String {
        if self.prominent_now && !self.prominent.contains(&form) {
            self.prominent.insert(form.clone());
        }
        if let Some(stem) = self.stems.get(&form) {
            return stem.clone();
        }
        let stem = match &mut self.stemmer {
            Some(stemmer) if !form.bytes().any(|byte| byte.is_ascii_digit()) => {
                let mut stream = stemmer.token_stream(&form);
                let mut stem = form.clone();
                stream.process(&mut |token| stem.clone_from(&token.text));
                stem
            }
            _ => form.clone(),
        };
        self.forms.insert((stem.clone(), form.clone()));
        self.stems.insert(form, stem.clone());
        stem
    }
}

/// The words that a query of the same text has: no compounds, and of a version only the whole.
fn plain(cut: &[words::Token]) -> Vec<&str> {
    let mut before = None;
    let mut plain = Vec::with_capacity(cut.len());
    for token in cut.iter().filter(|token| token.kind != Kind::Compound) {
        if before.replace(token.position) != Some(token.position) {
            plain.push(token.text.as_str());
        }
    }
    plain
}

/// A title without the number in front: `3.2. Setup`, `Chapter 4: Setup`.
fn without_number(title: &str) -> &str {
    let title = title.trim_start();
    let word_end = |text: &str| text.find(char::is_whitespace).unwrap_or(text.len());
    let is_number = |word: &str| {
        let word = word.trim_end_matches(['.', ':', ')']);
        !word.is_empty()
            && word.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let first = &title[..word_end(title)];
    if is_number(first) {
        return title[first.len()..].trim_start();
    }
    if ["chapter", "section", "part", "appendix", "step"].contains(&first.to_ascii_lowercase().as_str()) {
        let rest = title[first.len()..].trim_start();
        let second = &rest[..word_end(rest)];
        let is_letter = second.trim_end_matches(['.', ':', ')']).len() == 1 && second.len() == 2;
        if is_number(second) || is_letter {
            return rest[second.len()..].trim_start();
        }
    }
    title
}

fn tantivy_language(language: &str) -> Option<Language> {
    Some(match language {
        "ar" => Language::Arabic,
        "da" => Language::Danish,
        "nl" => Language::Dutch,
        "en" => Language::English,
        "fi" => Language::Finnish,
        "fr" => Language::French,
        "de" => Language::German,
        "el" => Language::Greek,
        "hu" => Language::Hungarian,
        "it" => Language::Italian,
        "nb" | "nn" | "no" => Language::Norwegian,
        "pt" => Language::Portuguese,
        "ro" => Language::Romanian,
        "ru" => Language::Russian,
        "es" => Language::Spanish,
        "sv" => Language::Swedish,
        "ta" => Language::Tamil,
        "tr" => Language::Turkish,
        _ => return None,
    })
}

#[derive(Default)]
struct Forms {
    by_stem: HashMap<String, HashMap<String, u32>>,
    prominent: HashMap<String, u32>,
}

impl Forms {
    fn add(&mut self, forms: HashSet<(String, String)>, prominent: HashSet<String>) {
        for (stem, form) in forms {
            *self.by_stem.entry(stem).or_default().entry(form).or_default() += 1;
        }
        for form in prominent {
            *self.prominent.entry(form).or_default() += 1;
        }
    }
}

struct Writer {
    writer: SingleSegmentIndexWriter,
    fields: [Field; FIELDS.len()],
}

impl Writer {
    fn new(index: u32, memory: usize) -> anyhow::Result<Self> {
        let mut schema = Schema::builder();
        let mut fields = [Field::from_field_id(0); FIELDS.len()];
        for (nth, (name, of_index)) in FIELDS.iter().enumerate() {
            if *of_index != index {
                continue;
            }
            let (record, norms) = match rank::FIELDS.get(nth) {
                Some(field) => (IndexRecordOption::WithFreqsAndPositions, field.b.is_some()),
                None => (IndexRecordOption::Basic, false),
            };
            let indexing =
                TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(record).set_fieldnorms(norms);
            fields[nth] = schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing));
        }
        let tokenizers = TokenizerManager::new();
        tokenizers.register(TOKENIZER, Apart::default());
        let builder = Index::builder().schema(schema.build()).tokenizers(tokenizers);
        let writer = builder.single_segment_index_writer(RamDirectory::create(), memory)?;
        Ok(Self { writer, fields })
    }

    fn add(&mut self, values: Values) -> anyhow::Result<()> {
        let mut document = TantivyDocument::default();
        for (field, value) in values {
            document.add_text(self.fields[field], value.text());
        }
        Ok(self.writer.add_document(document)?)
    }

    fn finish(self) -> anyhow::Result<Option<SegmentReader>> {
        let index = self.writer.finalize()?;
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(reader.searcher().segment_readers().first().cloned())
    }
}
