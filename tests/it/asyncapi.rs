//! AsyncAPI documents: cases as files, and documents with damage.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use platdocs::api::asyncapi::{Document, Payload, avro};
use platdocs::api::openapi::tree::{Below, Direction, Expander, Name, Row};
use platdocs::api::{Api, Definition, Part, Source};
use platdocs::diag::{Diagnostic, File};
use platdocs::path::RepoPath;
use proptest::prelude::*;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/api/asyncapi");

fn read(text: &str) -> (Api, Vec<Diagnostic>) {
    let file = File::new("repos/a", RepoPath::parse("events.yaml").unwrap());
    let source = Source { file, part: Part::Whole };
    let mut findings = Vec::new();
    let api = platdocs::api::read(&Definition { text, kind: "asyncapi", source, bundle: None }, &mut findings);
    (api, findings)
}

/// What the reader makes of a case: the lists, the pages, the findings.
fn transcript(text: &str) -> String {
    let (api, findings) = read(text);
    let mut out = String::new();
    match &api {
        Api::AsyncApi(document) => dump(&mut out, document),
        Api::OpenApi(_) | Api::GraphQl(_) | Api::Protobuf(_) => out.push_str("another format\n"),
        Api::Raw => out.push_str("text\n"),
    }
    for finding in findings {
        let _ = writeln!(out, "! {} {}: {}", finding.code.id, finding.place, finding.message);
    }
    out
}

fn dump(out: &mut String, document: &Document) {
    let _ = writeln!(out, "{} {:?} {:?}", document.outline.format, document.outline.title, document.outline.version);
    let messages = |numbers: &[usize]| {
        numbers.iter().map(|number| &*document.messages[*number].name).collect::<Vec<_>>().join(", ")
    };
    let channel = |number: Option<usize>| number.map_or("none", |number| &*document.channels[number].name);
    for (number, operation) in document.operations.iter().enumerate() {
        let words = document.operation(number);
        let _ = write!(out, "{} {} by {}: ", operation.action.word(), operation.name, channel(operation.channel));
        let _ = writeln!(out, "{} {:?}", messages(&operation.messages), words.text("summary"));
        if !operation.replies.is_empty() {
            let _ = writeln!(out, "  answer by {}: {}", channel(operation.reply_channel), messages(&operation.replies));
        }
        if let Some((bindings, traced)) = words.traced("bindings") {
            let _ = writeln!(out, "  bindings {} {traced}", platdocs::yaml::json(bindings.node));
        }
    }
    for channel in &document.channels {
        let _ = writeln!(out, "channel {} at {:?}: {}", channel.name, channel.address, messages(&channel.messages));
    }
    for (number, message) in document.messages.iter().enumerate() {
        let words = document.message(number);
        let _ = writeln!(out, "message {} {:?} schemas {:?}", message.name, words.text("title"), message.schemas);
        let mut expander = Expander::new(100);
        let headers = document.headers(&words).map(|schema| expander.add(schema, Direction::Both, "headers"));
        let payload = match document.payload(&words) {
            Payload::Schema(schema) => Some(expander.add(schema, Direction::Both, "payload")),
            Payload::Avro(at) => {
                row(out, &avro::row(at, "payload"), 2);
                None
            }
            Payload::Text(format, text) => {
                let _ = writeln!(out, "  {format}: {text:?}");
                None
            }
            Payload::Nothing => None,
        };
        expander.run();
        for at in headers.into_iter().chain(payload) {
            row(out, &expander.take(at), 2);
        }
    }
    for group in &document.outline.groups {
        for item in &group.items {
            let _ = writeln!(out, "/{}/{}/ {}", group.item_folder, item.slug, item.title);
        }
    }
}

fn row(out: &mut String, row: &Row, indent: usize) {
    let types: String = row.types.iter().map(|word| &*word.text).collect();
    let name = match &row.name {
        Name::Property(name) => name.clone(),
        other => format!("{other:?}"),
    };
    let _ = writeln!(out, "{:indent$}{name} #{} {types} {:?} {}", "", row.anchor, row.default, row.description);
    match &row.below {
        Below::Rows(rows) => rows.iter().for_each(|below| self::row(out, below, indent + 2)),
        Below::Nothing => {}
        other => {
            let _ = writeln!(out, "{:indent$}  {other:?}", "");
        }
    }
}

fn cases() -> Vec<(PathBuf, String)> {
    let mut files: Vec<PathBuf> = fs::read_dir(CASES).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|suffix| suffix == "yaml"));
    files.sort();
    files.into_iter().map(|file| (file.clone(), fs::read_to_string(file).unwrap())).collect()
}

#[test]
fn documents_are_read_as_their_cases_say() {
    let mut failed = Vec::new();
    for (file, text) in cases() {
        let actual = transcript(&text);
        let expected = file.with_extension("txt");
        #[expect(clippy::disallowed_methods, reason = "the one who runs the tests decides")]
        let accepts = std::env::var_os("UPDATE_CASES").is_some();
        if accepts {
            fs::write(&expected, &actual).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != actual {
            failed.push(format!("{}:\n{actual}", file.display()));
        }
    }
    assert!(failed.is_empty(), "{}\nUPDATE_CASES=1 accepts these", failed.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// A line of a case gets another value, or goes.
    #[test]
    fn no_damage_to_a_document_stops_the_reader(case in 0usize..64, line in 0usize..400, value in "(null|7|true|\\[\\]|\\{\\}|\\[a\\]|\\{\\$ref: '#'\\}|'#/channels'|-)") {
        let cases = cases();
        let (_, text) = &cases[case % cases.len()];
        let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
        let line = line % lines.len();
        lines[line] = match lines[line].split_once(':') {
            Some((key, _)) if value != "-" => format!("{key}: {value}"),
            _ => String::new(),
        };
        transcript(&lines.join("\n"));
    }
}
