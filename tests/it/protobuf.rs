//! Protobuf files: cases as files, hostile texts, properties.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use platdocs::api::protobuf::{self, Protos, Target};
use platdocs::api::{Part, Source, Text};
use platdocs::diag::{Diagnostic, File};
use platdocs::path::RepoPath;
use proptest::prelude::*;

mod dump;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/api/protobuf");

/// Reads a case: one file, or several behind lines `=== name`.
fn read(case: &str) -> (Protos, Vec<Diagnostic>) {
    let parts: Vec<(&str, &str)> = match case.strip_prefix("=== ") {
        Some(rest) => rest.split("\n=== ").map(|part| part.split_once('\n').unwrap_or((part, ""))).collect(),
        None => vec![("a.proto", case)],
    };
    let file = |name: &str| File::new("repos/a", RepoPath::parse(name).unwrap_or_default());
    let sources: Vec<Source> = parts.iter().map(|(name, _)| Source { file: file(name), part: Part::Whole }).collect();
    let texts: Vec<Text<'_>> = parts.iter().zip(&sources).map(|((_, text), source)| Text { text, source }).collect();
    protobuf::read(&texts)
}

fn transcript(case: &str) -> String {
    let (protos, findings) = read(case);
    let mut out = dump::dump(&protos);
    for finding in findings {
        let _ = writeln!(out, "! {} {}: {}", finding.code.id, finding.place, finding.message);
        if let Some(hint) = finding.hint {
            let _ = writeln!(out, "    {hint}");
        }
    }
    out
}

fn cases() -> Vec<(PathBuf, String)> {
    let mut files: Vec<PathBuf> = fs::read_dir(CASES).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|suffix| suffix == "proto"));
    files.sort();
    files.into_iter().map(|file| (file.clone(), fs::read_to_string(file).unwrap())).collect()
}

#[test]
fn files_are_read_as_their_cases_say() {
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
fn findings_of_a_definition_in_a_catalog_file_stand_where_its_author_edits() {
    let file = File::new("repos/a", RepoPath::parse("catalog-info.yaml").unwrap());
    let text = "syntax = \"proto3\";\nmessage A {\n  B b = 1;\n}\n";
    let source = Source { file, part: Part::Block(20, 4) };
    let (protos, findings) = protobuf::read(&[Text { text, source: &source }]);
    assert_eq!(protos.messages[0].is.place.to_string(), "repos/a/catalog-info.yaml:22:13");
    assert_eq!(findings[0].place.to_string(), "repos/a/catalog-info.yaml:23:9");
}

#[test]
fn deep_and_wide_files_stay_within_bounds() {
    let deep = 20_000;
    for text in [
        format!("syntax = \"proto3\"; {} {}", "message A { ".repeat(deep), "}".repeat(deep)),
        format!("syntax = \"proto3\"; option (a) = {} {};", "{ a: ".repeat(deep), "}".repeat(deep)),
        format!("syntax = \"proto3\"; message A {{ {} a = 1; }}", "a.".repeat(deep)),
        format!(
            "service A {{ rpc B({}) returns (C) {{ option (google.api.http) = {} }} }}",
            "x.".repeat(deep),
            "{ additional_bindings ".repeat(deep)
        ),
        "/*".repeat(deep),
        "\"".repeat(deep),
        "message ".repeat(deep),
        "edition = ".repeat(deep),
    ] {
        read(&text);
    }
    let wide = 5_000;
    let messages: String =
        (0..wide).map(|nth| format!("message M{nth} {{ M{} next = 1; }}\n", (nth + 1) % wide)).collect();
    let (protos, findings) = read(&format!("syntax = \"proto3\";\n{messages}"));
    assert_eq!((protos.messages.len(), findings.len()), (wide, 0));
    assert_eq!(protos.get("M7"), Some(Target::Message(7)));
}

/// Pieces of files, put together without sense.
fn soup() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "syntax",
        "edition",
        "=",
        "\"proto3\"",
        "\"proto2\"",
        "\"2023\"",
        ";",
        "message",
        "enum",
        "service",
        "rpc",
        "returns",
        "stream",
        "oneof",
        "map",
        "<",
        ">",
        ",",
        "reserved",
        "to",
        "max",
        "extend",
        "extensions",
        "option",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "default",
        "deprecated",
        "true",
        "optional",
        "repeated",
        "required",
        "group",
        "A",
        "B.c",
        ".d",
        "string",
        "1",
        "-1",
        "0x7fffffff",
        "99999999999999999999",
        "1e400",
        "// c\n",
        "/* c */",
        "/*",
        "\"\\x\"",
        "'",
        "import",
        "package",
        "é",
        "\u{0}",
        "\r\n",
        "inf",
        "nan",
        "json_name",
    ];
    prop::collection::vec(prop::sample::select(WORDS), 0..60).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_stops_the_reader(text in soup()) {
        transcript(&text);
        transcript(&format!("syntax = \"proto2\"; message A {{ {text} }}"));
        transcript(&format!("edition = \"2023\"; enum A {{ {text} }}"));
    }

    #[test]
    fn no_damage_to_a_file_stops_the_reader(case in 0usize..64, from in 0.0..1.0f64, length in 0usize..40, put in "[{}()\"=;/*\\\\é<>-]{0,3}") {
        let cases = cases();
        let (_, text) = &cases[case % cases.len()];
        let floor = |mut at: usize| { while !text.is_char_boundary(at) { at -= 1; } at };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fraction of a length")]
        let start = floor((from * text.len() as f64) as usize);
        let end = floor((start + length).min(text.len()));
        transcript(&format!("{}{put}{}", &text[..start], &text[end.max(start)..]));
    }
}
