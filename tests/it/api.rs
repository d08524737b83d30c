//! The references of APIs. A case is a file of `tests/cases/api`: a definition, or the files of a site folder, each after a
//! line `-- <path>`; the snapshot holds the findings and the Markdown of all pages.

use std::fmt::Write as _;

use platdocs::config::Config;
use platdocs::memo::Memo;
use platdocs::pipeline::{self, Built};
use platdocs::world::MemoryWorld;

const ENTITY: &str = "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: a}\n\
                      spec: {type: openapi, lifecycle: x, owner: x, definition: {$text: ./api.yaml}}\n";

fn build(text: &str) -> Built {
    let whole = match text.starts_with("-- ") {
        true => text.to_owned(),
        false => format!("-- r/catalog-info.yaml\n{ENTITY}-- r/api.yaml\n{text}"),
    };
    pipeline::build(&Config::default(), &MemoryWorld::from_text(&whole), &Memo::in_memory(), &|_| ()).unwrap()
}

/// The findings about definitions, and the Markdown of all pages.
fn said(built: &Built) -> String {
    let mut text = String::new();
    for finding in built.diagnostics.iter().filter(|finding| finding.code.id.contains("-API-")) {
        let hint = finding.hint.as_deref().unwrap_or_default();
        writeln!(text, "{} {}: {} ({hint})", finding.code.id, finding.place, finding.message).unwrap();
    }
    let is_said = |path: &str| path.starts_with("api-docs/") && (path.ends_with(".md") || path.ends_with("/llms.txt"));
    for (path, artifact) in built.output.iter().filter(|(path, _)| is_said(path)) {
        writeln!(text, "== {path}\n{}", String::from_utf8(artifact.bytes().to_vec()).unwrap().trim_end()).unwrap();
    }
    text
}

#[test]
fn definitions_become_references() {
    insta::glob!("../cases/api", "*.{yaml,txt}", |path| {
        insta::assert_snapshot!(said(&build(&std::fs::read_to_string(path).unwrap())));
    });
}

/// Both versions of a case: the exit code, and what is printed.
#[expect(clippy::disallowed_methods, reason = "the program itself is what is tested")]
fn compared(old: &std::path::Path, more: &[&str]) -> (i32, String) {
    let new = old.with_extension("new.yaml");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_platdocs"));
    command.args(["api", "diff"]).arg(old.file_name().unwrap()).arg(new.file_name().unwrap()).args(more);
    let done = command.current_dir(old.parent().unwrap()).output().unwrap();
    (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap())
}

#[test]
fn changes_are_told_from_the_worst_to_the_harmless() {
    insta::glob!("../cases/api-diff", "*.yaml", |path| {
        if !path.to_str().unwrap().ends_with(".new.yaml") {
            let (exit, text) = compared(path, &["--format", "markdown"]);
            insta::assert_snapshot!(format!("exit {exit}\n{text}"));
        }
    });
}

#[test]
fn the_exit_code_is_what_the_caller_asked_for() {
    let case = |name: &str| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/api-diff").join(name);
    let check = |name: &str, fail_on: &str, expect: i32| {
        assert_eq!(compared(&case(name), &["--fail-on", fail_on]).0, expect, "{name} {fail_on}");
    };
    check("pets.yaml", "breaking", 1);
    check("pets.yaml", "never", 0);
    check("same.yaml", "warning", 0);
    assert_eq!(compared(&case("none.yaml"), &[]).0, 2, "a side that is not there");
    let (_, junit) = compared(&case("pets.yaml"), &["--format", "junit"]);
    assert!(junit.contains("<failure message=") && junit.trim_end().ends_with("</testsuite>"), "{junit}");
    let (_, json) = compared(&case("pets.yaml"), &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["errors"].as_u64() > Some(5), "{json}");
}
