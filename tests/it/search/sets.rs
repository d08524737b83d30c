//! Queries with known answers, made from pointers that people have written: titles, headings, definitions, names of entities.

use std::collections::{BTreeMap, BTreeSet};

use platdocs::config::Config;
use platdocs::diag::Diagnostics;
use platdocs::memo::Memo;
use platdocs::search::eval::Item;
use platdocs::search::{self, Document};
use platdocs::world::World;
use platdocs::{pipeline, portal};

use super::random::Random;

/// Most right answers of a query that still points somewhere.
const MAX_TARGETS: usize = 3;

/// The documents of a portal, read from its sources.
pub fn documents(config: &Config, world: &dyn World) -> Vec<Document> {
    let mut diags = Diagnostics::default();
    let (repositories, catalog) = pipeline::catalog(config, world, &mut diags, &|_| {});
    let settings = portal::Settings::of(config);
    let portal = portal::link(repositories, catalog, &settings, world, &Memo::default(), &mut diags);
    search::documents(&portal, config).0
}

/// All sets in all variants, at most `most` queries in each.
pub fn sets(documents: &[Document], seed: u64, most: usize) -> Vec<Item> {
    let mut random = Random::new(seed);
    let mut items = Vec::new();
    for (set, pointers) in pointers(documents) {
        let mut known: Vec<(String, BTreeSet<String>)> =
            pointers.into_values().filter(|(text, pages)| pages.len() <= MAX_TARGETS && text.len() > 1).collect();
        // An unbiased choice that does not depend on the order of files.
        for at in (1..known.len()).rev() {
            known.swap(at, random.below(at + 1));
        }
        for variant in VARIANTS {
            let changed = known.iter().filter_map(|(text, pages)| {
                let q = (variant.change)(text, &mut random)?;
                let rel = pages.iter().map(|url| format!("/{url}")).collect();
                Some(Item { set: set.to_owned(), variant: variant.name.to_owned(), q, rel })
            });
            items.extend(changed.take(most));
        }
    }
    items
}

/// What a text points to; texts that differ in case only are one.
type Pointers = BTreeMap<String, (String, BTreeSet<String>)>;

fn add(pointers: &mut Pointers, text: &str, document: &Document) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().any(char::is_alphanumeric) {
        let (_, pages) = pointers.entry(text.to_lowercase()).or_insert_with(|| (text, BTreeSet::new()));
        pages.insert(document.url.clone());
    }
}

fn pointers(documents: &[Document]) -> Vec<(&'static str, Pointers)> {
    let (mut titles, mut sections, mut symbols) = (Pointers::new(), Pointers::new(), Pointers::new());
    let mut of_entities: BTreeSet<String> = BTreeSet::new();
    for document in documents {
        add(&mut titles, &document.title, document);
        for name in &document.names {
            add(&mut titles, name, document);
            of_entities.insert(name.to_lowercase());
        }
    }
    for document in documents {
        for section in &document.sections {
            add(&mut sections, &section.heading, document);
            for definition in &section.definitions {
                add(&mut symbols, definition, document);
            }
        }
    }
    // What is also called so is no worse an answer: a heading that is a title elsewhere is no known item.
    symbols.retain(|text, _| !titles.contains_key(text) && !sections.contains_key(text));
    sections.retain(|text, _| !titles.contains_key(text));
    let (entities, titles) = titles.into_iter().partition(|(text, _)| of_entities.contains(text));
    vec![("entity", entities), ("section", sections), ("symbol", symbols), ("title", titles)]
}

struct Variant {
    name: &'static str,
    change: fn(&str, &mut Random) -> Option<String>,
}

const VARIANTS: [Variant; 5] = [
    Variant { name: "exact", change: |text, _| Some(text.to_owned()) },
    Variant { name: "prefix", change: |text, _| prefix(text) },
    Variant { name: "spelling", change: |text, _| spelling(text) },
    Variant { name: "typo", change: |text, random| typo(text, random, 1) },
    Variant { name: "typo-first", change: |text, random| typo(text, random, 0) },
];

/// The last word cut to 60 %, at least three letters.
fn prefix(text: &str) -> Option<String> {
    let start = text.rfind(' ').map_or(0, |at| at + 1);
    let last: Vec<char> = text[start..].chars().collect();
    let is_word = last.len() >= 5 && last.iter().all(|c| c.is_alphabetic());
    is_word.then(|| text[..start].to_owned() + &last[..(last.len() * 3 / 5).max(3)].iter().collect::<String>())
}

/// A compound in another spelling.
fn spelling(text: &str) -> Option<String> {
    let is_sign = |c: char| matches!(c, '_' | '-' | '.' | '/' | ':');
    let signs = text.chars().filter(|c| is_sign(*c)).count();
    let is_compound =
        !text.contains(' ') && (1..=3).contains(&signs) && text.chars().all(|c| c.is_alphanumeric() || is_sign(c));
    is_compound.then(|| text.split(is_sign).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

/// One letter of the longest word deleted, swapped, substituted or inserted; from the letter `least`, never the last.
fn typo(text: &str, random: &mut Random, least: usize) -> Option<String> {
    let is_plain = |word: &&str| word.chars().count() >= 5 && word.chars().all(char::is_alphabetic);
    let word = text.split(' ').filter(is_plain).max_by_key(|word| word.chars().count())?;
    // A name is typed in small letters, unless they part it.
    let plain = word.to_lowercase();
    let is_parted = word.chars().skip(1).any(char::is_uppercase);
    let mut letters: Vec<char> = if is_parted { word } else { plain.as_str() }.chars().collect();
    let at = if least == 0 { 0 } else { least + random.below(letters.len() - 1 - least) };
    let letter = char::from(b'a' + u8::try_from(random.below(26)).expect("a letter"));
    let letter = if letters[at].is_uppercase() { letter.to_ascii_uppercase() } else { letter };
    match random.below(4) {
        0 => drop(letters.remove(at)),
        1 if at + 2 < letters.len() => letters.swap(at, at + 1),
        2 => letters[at] = letter,
        _ => letters.insert(at, letter),
    }
    let changed: String = letters.into_iter().collect();
    (changed != word).then(|| text.replacen(word, &changed, 1))
}
