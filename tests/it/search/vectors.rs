//! What words and stems are, fixed by a file: an update of Unicode's tables or of the stemmer that changes them is seen, for
//! published indexes hold the old ones.

use std::collections::BTreeMap;
use std::fs;

use platdocs::docs::text::{Block, Section};
use platdocs::search::words::{Kind, words};
use platdocs::search::{Document, index};
use serde_json::{Value, json};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/words.jsonl");

/// Token, kind, start, end.
type Token = (String, char, usize, usize);

fn tokens(text: &str) -> Vec<Token> {
    let kind = |kind| match kind {
        Kind::Word => 'w',
        Kind::Compound => 'c',
        Kind::Bigram => 'g',
    };
    words(text).into_iter().map(|token| (token.text, kind(token.kind), token.range.start, token.range.end)).collect()
}

/// The stem of every word of texts in a language.
fn stems(language: &str, texts: &[&str]) -> BTreeMap<String, String> {
    let blocks = texts.iter().map(|text| Block::Prose((*text).to_owned())).collect();
    let section = Section { blocks, ..Section::default() };
    let document = Document { language: language.to_owned(), sections: vec![section], ..Document::default() };
    let stems = index(vec![document]).unwrap().forms.into_iter();
    stems.flat_map(|(stem, forms)| forms.into_iter().map(move |(form, _)| (form, stem.clone()))).collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the variable says that the file is to be written")]
fn words_and_stems_are_those_of_the_file() {
    let lines = fs::read_to_string(FILE).unwrap();
    let parsed: Vec<Vec<Value>> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let texts: Vec<(&str, &str)> =
        parsed.iter().map(|line| (line[0].as_str().unwrap(), line[1].as_str().unwrap())).collect();
    let mut languages: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    texts.iter().for_each(|(language, text)| languages.entry(language).or_default().push(text));
    let stems: BTreeMap<&str, BTreeMap<String, String>> =
        languages.into_iter().map(|(language, texts)| (language, stems(language, &texts))).collect();
    let mut now = String::new();
    for (language, text) in texts {
        let stem = |token: &Token| (token.1 == 'w').then(|| stems[language][&token.0].clone());
        let tokens = tokens(text);
        let stems: Vec<String> = tokens.iter().filter_map(stem).collect();
        now += &json!([language, text, tokens, stems]).to_string();
        now.push('\n');
    }
    if std::env::var_os("UPDATE_WORDS").is_some() {
        fs::write(FILE, now).unwrap();
        return;
    }
    assert!(parsed.len() > 2_000);
    for (line, now) in lines.lines().zip(now.lines()) {
        assert_eq!(
            line, now,
            "words have changed: raise words::VERSION and run UPDATE_WORDS=1 cargo test words_and_stems"
        );
    }
}
