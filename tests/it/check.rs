//! Findings over the whole catalog, each from a portal of a few lines.
//!
//! A case is a file of `tests/cases/check`: entries that start with a line `=== <name>`, then files in the form of
//! [`MemoryWorld::from_text`], a line `---expect---`, and the findings of `src/check` and `src/portal` as `<code> <place> <message>`, then
//! indented the further places.

use std::fmt::Write as _;
use std::path::Path;

use platdocs::check;
use platdocs::config::{Config, Sources};
use platdocs::diag::Diagnostics;
use platdocs::memo::Memo;
use platdocs::world::MemoryWorld;
use platdocs::{pipeline, portal};

/// The findings of one portal, those of the rooms `check` and `portal` only.
fn outcome(files: &str) -> String {
    let config = Config { sources: Sources::Discovered(vec![".".into()]), ..Config::default() };
    let built = pipeline::build(&config, &MemoryWorld::from_text(files), &Memo::in_memory(), &|_| ()).unwrap();
    lines(&built.diagnostics)
}

fn lines(diagnostics: &Diagnostics) -> String {
    let mut text = String::new();
    for finding in diagnostics
        .iter()
        .filter(|finding| check::CODES.contains(&finding.code) || portal::CODES.contains(&finding.code))
    {
        writeln!(text, "{} {} {}", finding.code.id, finding.place, finding.message).unwrap();
        for label in &finding.labels {
            writeln!(text, "    {} {}", label.place, label.text).unwrap();
        }
    }
    text
}

#[test]
fn cases_give_these_findings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/check");
    let mut failures = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for case in text.split("=== ").skip(1) {
            let (name, rest) = case.split_once('\n').unwrap();
            let (input, expect) = rest.split_once("---expect---\n").unwrap_or_else(|| panic!("{name} expects nothing"));
            let found = outcome(input);
            if found.trim() != expect.trim() {
                writeln!(failures, "{name}\n--- expected\n{expect}\n--- found\n{found}").unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}
