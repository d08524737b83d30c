//! What search weighs: bytes and files of a first query on a portal of 1,000 pages, and what a change of one page changes.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use platdocs::docs::text::{Block, Section};
use platdocs::search::eval::{self, Item};
use platdocs::search::{Document, export, index};

use super::random::Random;

/// Words of a made-up language; the smaller the number, the more frequent.
fn word(random: &mut Random) -> String {
    const SYLLABLES: [&str; 24] = [
        "con", "de", "re", "pro", "ter", "ing", "er", "ation", "ly", "ka", "mo", "lu", "ni", "sta", "for", "ment",
        "al", "ous", "tri", "ble", "ver", "qui", "om", "ex",
    ];
    let limit = 1 + random.below(6_000);
    let mut rank = random.below(limit);
    let mut word = SYLLABLES[rank % 24].to_owned();
    while rank > 0 {
        rank /= 24;
        word += SYLLABLES[(rank * 7 + word.len()) % 24];
    }
    word
}

fn text(random: &mut Random, words: usize) -> String {
    (0..words).map(|_| word(random)).collect::<Vec<_>>().join(" ")
}

fn documents(pages: usize) -> Vec<Document> {
    let mut random = Random::new(11);
    let section = |nth: usize, random: &mut Random| Section {
        anchor: if nth == 0 { String::new() } else { format!("s{nth}") },
        heading: text(random, 3),
        level: 2,
        definitions: Vec::new(),
        blocks: vec![Block::Prose(text(random, 70)), Block::Code(text(random, 12))],
        excluded: false,
    };
    let page = |nth: usize| Document {
        url: format!("docs/default/component/set-{}/page-{nth}/", nth / 40),
        title: text(&mut random, 3),
        crumbs: vec![format!("Set {}", nth / 40)],
        kind: "docs".to_owned(),
        owner: "Team".to_owned(),
        boost: 100,
        language: "en".to_owned(),
        sections: (0..1 + nth % 6).map(|nth| section(nth, &mut random)).collect(),
        ..Document::default()
    };
    (0..pages).map(page).collect()
}

fn files(documents: Vec<Document>) -> BTreeMap<String, Bytes> {
    export(&index(documents).unwrap(), "").unwrap()
}

/// The files of a kind, a letter.
fn of<'a>(files: &'a BTreeMap<String, Bytes>, kind: &'a str) -> impl Iterator<Item = (&'a str, usize)> {
    let named = files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("search/")?, bytes.len())));
    named.filter(move |(path, _)| path.strip_prefix(kind).is_some_and(|rest| rest.starts_with(['/', '.'])))
}

#[test]
fn a_first_query_of_1000_pages_is_small() {
    let documents = documents(1_000);
    let items: Vec<Item> = documents
        .iter()
        .step_by(25)
        .map(|document| Item {
            set: "title".to_owned(),
            variant: "exact".to_owned(),
            q: document.title.clone(),
            rel: vec![format!("/{}", document.url)],
        })
        .collect();
    let files = files(documents);
    let largest = |kind: &str| of(&files, kind).map(|(_, size)| size).max().unwrap_or(0);
    let all = |kind: &str| of(&files, kind).map(|(_, size)| size).sum::<usize>();
    assert!(files["search/index.json"].len() <= 300);
    // (kind, largest file, all files)
    for (kind, most, sum) in [
        ("b", 12_000, 12_000),
        ("t", 8_000, 600_000),
        ("d", 5_000, 40_000),
        ("f", 8_000, 1_300_000),
        ("s", 82_000, 82_000),
    ] {
        assert!(largest(kind) <= most && all(kind) <= sum, "{kind}: largest {}, all {}", largest(kind), all(kind));
    }
    assert!(files.len() <= 1_200, "{} files", files.len());
    let measured = eval::evaluate(|path| files.get(&format!("search/{path}")).cloned(), &items).unwrap();
    let cell = &measured[&("title".to_owned(), "exact".to_owned())];
    let (median, p90) = (cell.bytes[20], cell.bytes[36]);
    assert!(median <= 40 << 10 && p90 <= 56 << 10, "{median} bytes in the median, p90 {p90}");
    assert!(cell.fetches[20] <= 14 && cell.fetches[36] <= 17, "{:?} files", cell.fetches);
    assert_eq!(cell.first, cell.queries, "every title leads to its page");
}

/// How many files of each kind have other names, of how many.
fn changed(before: &BTreeMap<String, Bytes>, after: &BTreeMap<String, Bytes>, kind: &str) -> (usize, usize) {
    let known: BTreeSet<&str> = of(before, kind).map(|(path, _)| path).collect();
    let all: Vec<&str> = of(after, kind).map(|(path, _)| path).collect();
    (all.iter().filter(|path| !known.contains(*path)).count(), all.len())
}

#[test]
fn a_change_of_one_page_changes_few_files() {
    let before = documents(500);
    let old = files(before.clone());
    let after = |change: &dyn Fn(&mut Vec<Document>)| {
        let mut documents = before.clone();
        change(&mut documents);
        files(documents)
    };
    let sentence = after(&|documents| {
        let section = documents[200].sections.last_mut().unwrap();
        section.blocks.push(Block::Prose("exactly one sentence of seven new words".to_owned()));
    });
    assert_eq!(changed(&old, &sentence, "f").0, 1, "the pack of the page");
    assert!(changed(&old, &sentence, "d").0 <= 1, "the block of its card");
    let (terms, all) = changed(&old, &sentence, "t");
    assert!((1..=16).contains(&terms) && all > 40, "{terms} of {all} term shards for seven words");
    let renamed = after(&|documents| documents[200].title = "Another title".to_owned());
    assert_eq!(changed(&old, &renamed, "f").0, 0, "titles stand in no pack");
    assert!(changed(&old, &renamed, "t").0 <= 16, "{:?}", changed(&old, &renamed, "t"));
    let added = after(&|documents| {
        let page = Document { url: "docs/new/".to_owned(), ..documents[7].clone() };
        documents.insert(200, page);
    });
    assert!(changed(&old, &added, "f").0 <= 3, "{:?}", changed(&old, &added, "f"));
    assert_eq!(old, files(before), "the same pages, the same bytes");
}
