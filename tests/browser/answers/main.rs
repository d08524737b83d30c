//! What Rust says about words and queries, as lines of JSON that the tests in `tests/browser/` hold against the engine.
//!
//! `answers words SEED COUNT`: words of every code point and of random strings.
//! `answers sets SITE SEED COUNT`: queries with known answers on the portal of a site folder, for `platdocs search --eval`.
//! `answers eval FOLDER FILE [NAME=NUMBER ...]`: the table of `--eval` for a built index, with other numbers of the ranking;
//! `boost.title=5` and `b.title=0.5` change a field.
//! `answers queries FOLDER SEED COUNT`: answers of the index in the folder `search/` of a built portal.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use platdocs::cli::flags::Input;
use platdocs::cli::site::Site;
use platdocs::search::query::{Engine, Request};
use platdocs::search::words::{Kind, words};
use platdocs::search::{eval, read};
use platdocs::world::OsWorld;
use serde_json::{Value, json};

mod queries;
mod random;
#[path = "../../it/search/sets.rs"]
mod sets;
mod texts;

use queries::Source;
use random::Random;

/// Pages whose sections are asked for.
const SNIPPETS: usize = 2;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    match arguments.as_slice() {
        ["words", seed, count] => all_words(&mut out, number(seed), number(count)),
        ["eval", folder, file, numbers @ ..] => evaluated(&mut out, folder, file, numbers),
        ["sets", site, seed, count] => all_sets(&mut out, site, number(seed), number(count)),
        ["queries", folder, seed, count] => all_queries(&mut out, folder, number(seed), number(count)),
        _ => Err(io::Error::other("usage: answers words SEED COUNT | answers (queries|sets) FOLDER SEED COUNT")),
    }
}

fn number(text: &str) -> u64 {
    text.parse().expect("a number")
}

fn all_words(out: &mut impl Write, seed: u64, count: u64) -> io::Result<()> {
    // The planes in between have no characters.
    for code in (0..0x4_0000).chain(0xe_0000..0xe_1000).filter_map(char::from_u32) {
        line(out, &format!("a{code}B{code}"))?;
    }
    let mut random = Random::new(seed);
    for _ in 0..count {
        line(out, &random.text(40))?;
    }
    out.flush()
}

/// A text with its words: text, kind, position, start, end, number of the uncut word.
fn line(out: &mut impl Write, text: &str) -> io::Result<()> {
    let tokens: Vec<_> = words(text)
        .into_iter()
        .map(|token| {
            let kind = match token.kind {
                Kind::Word => "w",
                Kind::Compound => "c",
                Kind::Bigram => "g",
            };
            (token.text, kind, token.position, token.range.start, token.range.end, token.word)
        })
        .collect();
    writeln!(out, "{}", serde_json::to_string(&(text, tokens)).expect("strings and numbers are JSON"))
}

fn all_queries(out: &mut impl Write, folder: &str, seed: u64, count: u64) -> io::Result<()> {
    let files = |path: &str| fs::read(Path::new(folder).join(path)).ok().map(Into::into);
    let engine = Engine::open(files).map_err(io::Error::other)?;
    let (titles, facets) = titles_and_facets(&engine)?;
    let source = Source::of(&engine, titles, facets).map_err(io::Error::other)?;
    let mut random = Random::new(seed);
    for _ in 0..count {
        let request = source.request(&mut random);
        writeln!(out, "{}", answered(&engine, &request).map_err(io::Error::other)?)?;
    }
    out.flush()
}

/// A request with all that is answered to it.
fn answered(engine: &Engine, request: &Request) -> Result<Value, read::Failure> {
    let (results, search) = engine.search(request)?;
    let pages: Vec<u32> = results.results.iter().take(SNIPPETS).map(|card| card.page).collect();
    let snippets = engine.snippets(&search, &pages)?;
    let explained = pages.first().map(|page| engine.explain(&search, *page)).transpose()?;
    let filters: serde_json::Map<String, Value> =
        request.filters.iter().map(|(facet, values)| (facet.clone(), json!(values))).collect();
    Ok(json!({
        "request": {
            "q": request.q,
            "filters": filters,
            "within": request.within,
            "literal": request.literal,
            "facets": request.facets,
            "from": request.from,
            "count": request.count,
        },
        "results": results,
        "snippets": snippets,
        "explain": explained,
    }))
}

/// Values by facet.
type Facets = Vec<(String, Vec<String>)>;

/// What all pages are called, and the values of all facets.
fn titles_and_facets(engine: &Engine) -> io::Result<(Vec<String>, Facets)> {
    let mut titles = Vec::new();
    let mut facets = Vec::new();
    for page in 0..engine.manifest.pages {
        titles.push(engine.page(page).map_err(io::Error::other)?.title);
    }
    for facet in &engine.manifest.facets {
        let values = engine.facet(facet).map_err(io::Error::other)?;
        let values = values.into_iter().flatten().map(|value| value.value.clone()).collect();
        facets.push((facet.clone(), values));
    }
    Ok((titles, facets))
}

fn all_sets(out: &mut impl Write, folder: &str, seed: u64, count: u64) -> io::Result<()> {
    let input = Input { site: folder.into(), sources: Vec::new() };
    let site = Site::read(&input).map_err(io::Error::other)?;
    let site = site.map_err(|broken| io::Error::other(broken.lines().join("\n")))?;
    let documents = sets::documents(&site.config, &OsWorld::new(&site.folder));
    for item in sets::sets(&documents, seed, usize::try_from(count).expect("a number of queries")) {
        writeln!(out, "{}", serde_json::to_string(&item).expect("strings are JSON"))?;
    }
    out.flush()
}

fn evaluated(out: &mut impl Write, folder: &str, file: &str, numbers: &[&str]) -> io::Result<()> {
    let items = eval::items(&fs::read_to_string(file)?).map_err(|line| io::Error::other(format!("line {line}")))?;
    let files = |path: &str| {
        let stored = fs::read(Path::new(folder).join(path)).ok()?;
        Some(if path.starts_with("b.") && !numbers.is_empty() {
            retuned(&stored, numbers).into()
        } else {
            stored.into()
        })
    };
    let measured = eval::evaluate(files, &items).map_err(io::Error::other)?;
    out.write_all(eval::table(&measured).as_bytes())?;
    out.flush()
}

/// A bundle whose manifest has other numbers.
fn retuned(stored: &[u8], numbers: &[&str]) -> Vec<u8> {
    let files = read::manifest::bundle(stored).expect("the bundle is complete");
    let head = files["m"].slice(..5);
    let mut manifest: Value = serde_json::from_slice(&files["m"][9..]).expect("the manifest is JSON");
    for number in numbers {
        let (name, value) = number.split_once('=').expect("NAME=NUMBER");
        let value: Value = serde_json::from_str(value).expect("a number");
        match name.split_once('.') {
            Some((key, field)) => {
                let fields = manifest["fields"].as_array_mut().expect("fields are a list");
                fields.iter_mut().find(|other| other["name"] == field).expect("a field")[key] = value;
            }
            None => manifest["rank"][name] = value,
        }
    }
    let mut body = varint(files.len());
    for (path, file) in &files {
        let file = if path == "m" { file_of(&head, manifest.to_string().as_bytes()) } else { file.to_vec() };
        for part in [path.as_bytes(), &file] {
            body.extend(varint(part.len()));
            body.extend_from_slice(part);
        }
    }
    let head = [&head[..4], b"b"].concat();
    file_of(&head, &body)
}

/// A file of a body: its header without the length, and the body.
fn file_of(head: &[u8], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 9).expect("a file is small");
    [head, &length.to_le_bytes(), body].concat()
}

fn varint(mut value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push((value & 0x7f | 0x80) as u8);
        value >>= 7;
    }
    out.push(value as u8);
    out
}
