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
