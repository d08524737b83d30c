//! The engine against tantivy: the same scores, and files that hold what the index holds; and damaged files.

use std::collections::BTreeMap;

use bytes::Bytes;
use tantivy::collector::{Count, TopDocs};
use tantivy::directory::RamDirectory;
use tantivy::postings::Postings as _;
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight, BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{DocSet as _, Index, SingleSegmentIndexWriter, TERMINATED, TantivyDocument, Term};

use super::document::Document;
use super::index::{Indexes, index};
use super::query::{Engine, Request, idf, length_of, norm, part, weight};
use super::read::{Failure, inflate};
use crate::docs::text::{Block, Section};

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// tantivy's own idf, by the logarithm of this platform.
fn tantivy_idf(df: u32, documents: u32) -> f32 {
    let x = ((documents - df) as f32 + 0.5) / (df as f32 + 0.5);
    (1.0 + x).ln()
}

#[test]
fn parts_are_the_scores_of_tantivy_bit_for_bit() {
    let counts: Vec<u32> = (1..=50).chain([100, 1_000, 10_000]).collect();
    for (documents, average) in [(1_u32, 1.0_f32), (37, 0.3), (1_152, 812.25), (31_463, 5.5), (213_754, 12_345.678)] {
        for df in
            [1, 2, 3, documents / 10, documents / 2, documents].into_iter().filter(|df| (1..=documents).contains(df))
        {
            for boost in [1.0_f32, 0.7, 6.0] {
                let theirs = Bm25Weight::for_one_term(u64::from(df), u64::from(documents), average).boost_by(boost);
                let ours = weight(tantivy_idf(df, documents), boost);
                for id in 0..=255 {
                    let norm = norm(0.75, length_of(id), average);
                    for count in &counts {
                        let (a, b) = (theirs.score(id, *count), part(ours, *count, norm));
                        assert_eq!(a.to_bits(), b.to_bits(), "df {df} of {documents}, norm {id}, tf {count}");
                    }
                }
            }
        }
    }
}

#[test]
fn our_logarithm_is_rounded_once_and_at_most_one_unit_off() {
    for documents in [1_152, 31_463] {
        for df in 1..=documents {
            let (ours, theirs) = (idf(df, documents), tantivy_idf(df, documents));
            assert!(ours.to_bits().abs_diff(theirs.to_bits()) <= 1, "df {df} of {documents}");
        }
    }
}

struct Statistics;

impl Bm25StatisticsProvider for Statistics {
    fn total_num_tokens(&self, _: Field) -> tantivy::Result<u64> {
        Ok(98_765)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(1_234)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        Ok(term.serialized_value_bytes().len() as u64 * 11)
    }
}

#[test]
fn phrases_weigh_as_the_sum_of_their_terms() {
    let field = Field::from_field_id(0);
    let terms: Vec<Term> = ["a", "bcd", "efghijk"].iter().map(|text| Term::from_field_text(field, text)).collect();
    let theirs = Bm25Weight::for_terms(&Statistics, &terms).expect("statistics are known");
    let sum = terms.iter().fold(0.0, |sum, term| {
        let df = Statistics.doc_freq(term).expect("it is known") as u32;
        sum + tantivy_idf(df, 1_234)
    });
    let norm = norm(0.75, length_of(77), 98_765_f32 / 1_234_f32);
    assert_eq!(theirs.score(77, 3).to_bits(), part(weight(sum, 1.0), 3, norm).to_bits());
}

#[test]
fn whole_queries_score_as_nested_queries_of_tantivy() {
    const BOOSTS: [f32; 3] = [6.0, 0.7, 1.0];
    let mut schema = Schema::builder();
    let indexing =
        TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(IndexRecordOption::WithFreqs);
    let options = TextOptions::default().set_indexing_options(indexing);
    let fields: Vec<Field> = ["a", "b", "c"].iter().map(|name| schema.add_text_field(name, options.clone())).collect();
    schema.add_text_field("none", STRING);
    let mut writer: SingleSegmentIndexWriter = Index::builder()
        .schema(schema.build())
        .single_segment_index_writer(RamDirectory::create(), 1 << 24)
        .expect("a writer");
    let mut random = Random(1);
    // Words by field of each document.
    let mut texts: Vec<Vec<Vec<usize>>> = Vec::new();
    for _ in 0..300 {
        let mut document = TantivyDocument::default();
        let words: Vec<Vec<usize>> = fields
            .iter()
            .map(|field| {
                let length = random.below(30);
                let words: Vec<usize> = (0..length).map(|_| random.below(5) * random.below(4)).collect();
                let text: Vec<String> = words.iter().map(|word| format!("w{word}")).collect();
                document.add_text(*field, text.join(" "));
                words
            })
            .collect();
        texts.push(words);
        writer.add_document(document).expect("it fits");
    }
    let index = writer.finalize().expect("it can be written");
    let searcher = index.reader().expect("a reader").searcher();
    let documents = texts.len() as u32;
    for words in [vec![0], vec![1, 2], vec![8, 3, 0], vec![4, 4]] {
        let of_word = |word: &usize| -> (Occur, Box<dyn Query>) {
            let parts = fields.iter().zip(BOOSTS).map(|(field, boost)| -> (Occur, Box<dyn Query>) {
                let term = Term::from_field_text(*field, &format!("w{word}"));
                (
                    Occur::Should,
                    Box::new(BoostQuery::new(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)), boost)),
                )
            });
            (Occur::Must, Box::new(BooleanQuery::new(parts.collect())))
        };
        let query = BooleanQuery::new(words.iter().map(of_word).collect());
        let collector = (TopDocs::with_limit(1_000).order_by_score(), Count);
        let (found, count) = searcher.search(&query, &collector).expect("it can be searched");
        assert!(count > 20, "{words:?}");
        for (score, address) in found {
            let text = &texts[address.doc_id as usize];
            let mut ours = 0.0_f32;
            for word in &words {
                let mut sum = 0.0_f32;
                for (nth, boost) in BOOSTS.into_iter().enumerate() {
                    let tf = text[nth].iter().filter(|other| *other == word).count() as u32;
                    if tf > 0 {
                        let df = texts.iter().filter(|text| text[nth].contains(word)).count() as u32;
                        let tokens: usize = texts.iter().map(|text| text[nth].len()).sum();
                        let norm = norm(0.75, text[nth].len() as u32, tokens as f32 / documents as f32);
                        sum += part(weight(tantivy_idf(df, documents), boost), tf, norm);
                    }
                }
                ours += sum;
            }
            assert_eq!(score.to_bits(), ours.to_bits(), "{words:?} in {address:?}: {score} {ours}");
        }
    }
}

/// Pages of random words of several scripts, some with long texts.
fn documents() -> Vec<Document> {
    const WORDS: &[&str] = &[
        "deploy",
        "deploys",
        "deployment",
        "gateway",
        "gateways",
        "pg_dump",
        "dying",
        "happy",
        "happily",
        "東京都",
        "größe",
        "v1.2.3",
        "naïve",
        "API",
        "getUser",
        "the",
        "of",
        "config",
        "configuration",
        "ภาษาไทย",
    ];
    let mut random = Random(7);
    let mut text = |length: usize| -> String {
        let word = |random: &mut Random| match random.below(3) {
            0 => {
                format!("term{}", (b'a' + random.below(26) as u8) as char).repeat(1 + random.below(2))
                    + &random.below(900).to_string()
            }
            _ => WORDS[random.below(WORDS.len())].to_owned(),
        };
        (0..length).map(|_| word(&mut random)).collect::<Vec<_>>().join(" ")
    };
    let section = |nth: usize, text: &mut dyn FnMut(usize) -> String| Section {
        anchor: format!("s{nth}"),
        heading: text(2),
        level: 2,
        definitions: vec![text(1), text(2)],
        blocks: vec![Block::Prose(text(60)), Block::Code(text(12))],
        excluded: false,
    };
    (0..150)
        .map(|nth| Document {
            url: format!("docs/p{nth}/"),
            title: text(3),
            names: vec![text(1)],
            crumbs: vec!["Guides".to_owned()],
            tags: vec![text(1)],
            kind: "docs".to_owned(),
            boost: if nth % 9 == 0 { 150 } else { 100 },
            language: "en".to_owned(),
            sections: (0..1 + nth % 7).map(|nth| section(nth, &mut text)).collect(),
            ..Document::default()
        })
        .collect()
}

fn exported(indexes: &Indexes) -> BTreeMap<String, Bytes> {
    super::export(indexes, "").expect("it can be exported")
}

fn file(files: &BTreeMap<String, Bytes>, path: &str) -> Option<Bytes> {
    files.get(&format!("search/{path}")).cloned()
}

#[test]
fn files_hold_what_the_index_holds_term_by_term() {
    let indexes = index(documents()).expect("it fits into memory");
    let files = exported(&indexes);
    let engine = Engine::open(|path| file(&files, path)).expect("it is whole");
    let mut read = 0;
    for field in 0..14_u32 {
        let segment = indexes.segment_of(field as usize).expect("there are documents");
        let reader = segment.inverted_index(indexes.fields[field as usize]).expect("the field is indexed");
        let mut terms = reader.terms().stream().expect("it can be walked");
        while terms.advance() {
            let key = std::str::from_utf8(terms.key()).expect("keys are text");
            let entry = engine.shard(engine.manifest.shard(&key[2..]).expect("a shard")).expect("it is whole").get(key);
            let entry = entry.unwrap_or_else(|| panic!("{key} is missing"));
            let list = entry.list(field).unwrap_or_else(|| panic!("{key} is missing in field {field}"));
            let option = if field < 8 { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::Basic };
            let mut postings = reader.read_postings_from_terminfo(terms.value(), option).expect("it can be read");
            assert_eq!(terms.value().doc_freq as usize, list.docs.len());
            let has_positions = field < 8 && !key.starts_with("c:");
            let mut positions = Vec::new();
            let mut at = 0;
            while postings.doc() != TERMINATED {
                assert_eq!(list.docs[at], postings.doc(), "{key}");
                if field < 8 {
                    assert_eq!(list.counts[at], postings.term_freq(), "{key}");
                    let mut found = Vec::new();
                    postings.positions(&mut found);
                    positions.extend(
                        found.into_iter().map(|position| u64::from(postings.doc()) << 32 | u64::from(position)),
                    );
                }
                at += 1;
                postings.advance();
            }
            if has_positions {
                let stored = engine.positions(entry.at.0).expect("they are whole").of(entry, field).expect("they fit");
                assert_eq!(stored, positions, "{key}");
            }
            read += 1;
        }
        if field < 8 && engine.manifest.fields[field as usize].b.is_some() {
            let norms = segment.get_fieldnorms_reader(indexes.fields[field as usize]).expect("norms are kept");
            for doc in 0..segment.max_doc() {
                assert_eq!(engine.norm_id(field, doc), Ok(norms.fieldnorm_id(doc)));
            }
        }
    }
    assert!(read > 2_000, "{read} terms");
    for (stem, forms) in &indexes.forms {
        for (form, _) in forms {
            let found = engine.stems(form).expect("it is whole");
            assert!(found.contains(&format!("w:{stem}")), "{form} does not lead to {stem}");
        }
    }
}

#[test]
fn damaged_files_are_failures_and_never_panics() {
    let indexes = index(documents()).expect("it fits into memory");
    let files = exported(&indexes);
    let ask = |files: &BTreeMap<String, Bytes>| -> Result<usize, Failure> {
        let engine = Engine::open(|path| file(files, path))?;
        let mut total = 0;
        for q in ["\"deploy gateway\" config", "deplyo", "g", "pg_dump 東京都"] {
            let request = Request { q: q.to_owned(), facets: true, count: 3, ..Request::default() };
            let (results, search) = engine.search(&request)?;
            let pages: Vec<u32> = results.results.iter().map(|card| card.page).collect();
            engine.snippets(&search, &pages)?;
            total += results.total;
        }
        Ok(total)
    };
    assert!(ask(&files).expect("it is whole") > 0);
    let mut kinds: BTreeMap<&str, &String> = BTreeMap::new();
    for path in files.keys().filter(|path| !path.ends_with(".js")) {
        kinds.insert(&path[..9], path);
    }
    let mut random = Random(3);
    for path in kinds.into_values() {
        let raw = inflate(&files[path]).expect("it is whole");
        for _ in 0..12 {
            let mut damaged = files.clone();
            let cut = raw[..random.below(raw.len())].to_vec();
            damaged.insert(path.clone(), cut.into());
            let _ = ask(&damaged);
            let mut flipped = raw.clone();
            flipped[random.below(raw.len())] ^= 1 << random.below(8);
            damaged.insert(path.clone(), flipped.into());
            let _ = ask(&damaged);
            let mut stored = files[path].to_vec();
            let at = random.below(stored.len());
            stored[at] ^= 0x10;
            damaged.insert(path.clone(), stored.into());
            let _ = ask(&damaged);
        }
    }
}
