//! GraphQL schemas: cases as files, hostile texts, properties.

use std::fmt::Write as _;
use std::fs;

use platdocs::api::graphql::{self, Schema};
use platdocs::api::{Part, Source, Text};
use platdocs::diag::{Diagnostic, File};
use platdocs::path::RepoPath;
use proptest::prelude::*;

mod dump;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/api/graphql");

fn read(text: &str) -> (Schema, Vec<Diagnostic>) {
    let file = File::new("repos/a", RepoPath::parse("schema.graphql").unwrap());
    graphql::read(&[Text { text, source: &Source { file, part: Part::Whole } }])
}

/// What the reader makes of a case: the schema and the findings.
fn transcript(text: &str) -> String {
    let (schema, findings) = read(text);
    let mut out = dump::dump(&schema);
    for finding in findings {
        let _ = writeln!(out, "! {} {}: {}", finding.code.id, finding.place, finding.message);
        for label in finding.labels {
            let _ = writeln!(out, "    {}: {}", label.place, label.text);
        }
        if let Some(hint) = finding.hint {
            let _ = writeln!(out, "    {hint}");
        }
    }
    out
}

fn cases() -> Vec<(std::path::PathBuf, String)> {
    let mut files: Vec<_> = fs::read_dir(CASES).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|suffix| suffix == "graphql" || suffix == "json"));
    files.sort();
    files.into_iter().map(|file| (file.clone(), fs::read_to_string(file).unwrap())).collect()
}

#[test]
fn schemas_are_read_as_their_cases_say() {
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

#[test]
fn several_texts_are_one_schema_and_findings_stand_in_their_own_file() {
    let source = |path, part| Source { file: File::new("repos/a", RepoPath::parse(path).unwrap()), part };
    let catalog = source("catalog-info.yaml", Part::Block(9, 4));
    let other = source("b.graphql", Part::Whole);
    let texts = [
        Text { text: "type Query { port: Port }\n", source: &other },
        Text { text: "type Port { code: ID! }\nextend type Query {\n  code: Cod }\n", source: &catalog },
    ];
    let (schema, findings) = graphql::read(&texts);
    assert_eq!(schema.types.len(), 2);
    assert_eq!(schema.get("Query").unwrap().fields.len(), 2);
    let places: Vec<String> = findings.iter().map(|finding| format!("{} {}", finding.code.id, finding.place)).collect();
    assert_eq!(places, ["E-API-REF repos/a/catalog-info.yaml:12:7"]);
}

#[test]
fn deep_and_wide_schemas_stay_within_bounds() {
    let deep = 100_000;
    for text in [
        format!("type Query {{ a: {}Int{} }}", "[".repeat(deep), "]".repeat(deep)),
        format!("type Query {{ a(b: Int = {}1{}): Int }}", "[".repeat(deep), "]".repeat(deep)),
        format!("type Query {{ a(b: In = {}1{}): Int }}", "{a: ".repeat(deep), "}".repeat(deep)),
        format!("query {}", "{ a ".repeat(deep)),
        "\"".repeat(deep),
        "extend ".repeat(deep),
        "\"\" extend ".repeat(deep),
    ] {
        read(&text);
    }
    let wide = 20_000;
    let (schema, _) = read(&format!("union U = {}", "| A ".repeat(wide)));
    assert_eq!(schema.types[0].members.len(), 1);
    let (schema, _) = read(&format!("type A implements {}", "& B ".repeat(wide)));
    assert_eq!(schema.types[0].implements.len(), 1);
    let values: String = (0..wide).map(|nth| format!("V{nth} @a ")).collect();
    let (schema, findings) = read(&format!("enum E {{ {values} }}"));
    assert_eq!((schema.types[0].values.len(), findings.len()), (wide, 0));
    let types: String = (0..wide).map(|nth| format!("type T{nth} {{ a: T{} }} ", (nth + 1) % wide)).collect();
    let (schema, findings) = read(&format!("{types} type Query {{ a: T0 }}"));
    assert_eq!((schema.types.len(), findings.len()), (wide + 1, 0));
}

/// Pieces of schemas, put together without sense.
fn soup() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "type",
        "extend",
        "input",
        "enum",
        "union",
        "interface",
        "schema",
        "directive",
        "scalar",
        "query",
        "implements",
        "on",
        "repeatable",
        "@a",
        "@deprecated(reason: \"x\")",
        "A",
        "B",
        "Query",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "!",
        ":",
        "=",
        "|",
        "&",
        "\"text\"",
        "\"\"\"block\"\"\"",
        "\"\\ud800\"",
        "\"",
        "#c\n",
        "1",
        "-1.5e3",
        "$v",
        "...",
        "\u{feff}",
        "é",
        "\r\n",
        ",",
    ];
    prop::collection::vec(prop::sample::select(WORDS), 0..60).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_stops_the_reader(text in soup()) {
        transcript(&text);
    }

    #[test]
    fn no_damage_to_a_schema_stops_the_reader(case in 0usize..64, from in 0.0..1.0f64, length in 0usize..40, put in "[{}()\"@:!\\\\é]{0,3}") {
        let cases = cases();
        let (_, text) = &cases[case % cases.len()];
        let floor = |mut at: usize| { while !text.is_char_boundary(at) { at -= 1; } at };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fraction of a length")]
        let start = floor((from * text.len() as f64) as usize);
        let end = floor((start + length).min(text.len()));
        transcript(&format!("{}{put}{}", &text[..start], &text[end.max(start)..]));
    }
}
