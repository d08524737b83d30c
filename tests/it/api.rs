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

/// Reads a definition and looks at all that pages show of it.
fn walk(text: &str) -> Vec<platdocs::diag::Diagnostic> {
    use platdocs::api::openapi::shown::Shown;
    use platdocs::api::openapi::tree::{Direction, Expander};
    use platdocs::api::openapi::{Flat, Schema};
    use platdocs::api::{Api, Definition, Part, Source, read};
    use platdocs::diag::File;
    use platdocs::path::RepoPath;

    let source = Source { file: File::new("r", RepoPath::parse("api.json").unwrap()), part: Part::Whole };
    let mut findings = Vec::new();
    let definition = Definition { text, kind: "openapi", source, bundle: None };
    let Api::OpenApi(document) = read(&definition, &mut findings) else { return findings };
    for listed in document.operations.iter().chain(&document.webhooks) {
        let operation = document.operation(listed);
        Shown::of(&operation, 400);
        operation.security();
        operation.servers();
        for (name, _, _, inner) in document.callbacks(&operation) {
            Shown::callback(&inner, name);
        }
    }
    for number in 0..document.schemas.len() {
        let schema = Schema::named(&document, number);
        let mut expander = Expander::new(1_000);
        expander.add(schema, Direction::Both, "");
        expander.run();
        platdocs::api::openapi::words::own_type(&Flat::of(schema));
    }
    document.schemes().iter().for_each(|scheme| drop(scheme.flows()));
    platdocs::api::openapi::diff::changes(&document, &document);
    findings
}

#[test]
fn a_wrong_type_anywhere_costs_only_its_own_place() {
    for case in ["schemas", "pages", "version_2", "version_3_2", "references"] {
        let path = format!("{}/tests/cases/api/{case}.yaml", env!("CARGO_MANIFEST_DIR"));
        let root = platdocs::yaml::parse_definition(&std::fs::read_to_string(path).unwrap()).unwrap().root;
        let whole = platdocs::yaml::json(&root);
        let mut pointers = Vec::new();
        collect(&whole, String::new(), &mut pointers);
        for pointer in pointers {
            for wrong in [
                serde_json::json!(7),
                serde_json::json!([]),
                serde_json::json!({}),
                serde_json::json!(null),
                serde_json::json!("x"),
            ] {
                let mut broken = whole.clone();
                *broken.pointer_mut(&pointer).unwrap() = wrong;
                walk(&broken.to_string());
            }
        }
    }
}

fn collect(value: &serde_json::Value, pointer: String, pointers: &mut Vec<String>) {
    let below: Vec<(String, &serde_json::Value)> = match value {
        serde_json::Value::Array(items) => {
            items.iter().enumerate().map(|(nth, item)| (nth.to_string(), item)).collect()
        }
        serde_json::Value::Object(map) => {
            map.iter().map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        _ => Vec::new(),
    };
    for (key, value) in below {
        collect(value, format!("{pointer}/{key}"), pointers);
    }
    pointers.push(pointer);
}

#[test]
fn extremes_end_with_a_finding() {
    let has = |text: &str, code: &str| {
        let found: Vec<&str> = walk(text).iter().map(|finding| finding.code.id).collect();
        assert!(found.contains(&code), "{code} in {found:?}");
    };
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(50_000), close.repeat(50_000));
    has(&format!("{{\"openapi\": \"3.1.0\", \"x\": {}}}", deep("[", "]")), "E-API-LIMIT");
    has(&format!("openapi: 3.1.0\nx: {}", deep("{a: ", "}")), "E-API-LIMIT");
    let chain: String =
        (0..20_000).map(|nth| format!("    s{nth}: {{$ref: '#/components/schemas/s{}'}}\n", nth + 1)).collect();
    has(&format!("openapi: 3.1.0\npaths: {{}}\ncomponents:\n  schemas:\n{chain}"), "E-API-REF-CYCLE");
    has("openapi: 3.1.0\ninfo: {title: [", "E-API-PARSE");
    let bomb: String =
        (1..20).map(|nth| format!("x{nth}: &x{nth} [{}]\n", format!("*x{},", nth - 1).repeat(10))).collect();
    has(&format!("openapi: 3.1.0\nx0: &x0 [1]\n{bomb}"), "E-API-LIMIT");
}

#[test]
fn a_fan_of_variants_is_cut_before_the_page_is_too_large() {
    let mut text = "openapi: 3.1.0\ninfo: {title: Fan, version: '1'}\npaths:\n  /a:\n    get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/L0N0'}}}}}}\ncomponents:\n  schemas:\n".to_owned();
    for level in 0..10 {
        for nth in 0..10 {
            let inner: Vec<String> = (0..10)
                .map(|next| format!("p{next}: {{$ref: '#/components/schemas/L{}N{next}'}}", level + 1))
                .collect();
            writeln!(text, "    L{level}N{nth}: {{type: object, properties: {{{}}}}}", inner.join(", ")).unwrap();
        }
    }
    let built = build(&text);
    for (path, artifact) in built.output.iter().filter(|(path, _)| path.starts_with("api-docs/")) {
        assert!(artifact.bytes().len() < 300 << 10, "{path} has {} bytes", artifact.bytes().len());
    }
}

/// A version of an API that has these paths.
fn version(number: u8, paths: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{title: Shop, version: '{number}'}}\npaths:\n{paths}")
}

const OK: &str = "{get: {responses: {'200': {description: d}}}}";

/// An entity with the history that this value of the annotation names.
fn with_history(value: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {{name: a, annotations: {{platdocs/api-history: '{value}'}}}}\n\
         spec: {{type: openapi, lifecycle: x, owner: x, definition: {{$text: ./api.yaml}}}}\n"
    )
}

fn changes_page(built: &Built) -> String {
    let page = built.output.get("api-docs/default/a/changes/index.html").expect("there is a page of changes");
    String::from_utf8(page.bytes().to_vec()).unwrap()
}

#[test]
fn changes_between_files_have_a_page() {
    let (three, two, one) = (
        version(3, &format!("  /a: {OK}\n  /c: {OK}\n")),
        version(2, &format!("  /a: {OK}\n  /b: {OK}\n")),
        version(1, &format!("  /a: {OK}\n")),
    );
    let built = build(&format!(
        "-- r/catalog-info.yaml\n{}-- r/api.yaml\n{three}-- r/old/two.yaml\n{two}-- r/old/one.yaml\n{one}",
        with_history("old/two.yaml, old/one.yaml, old/none.yaml")
    ));
    let page = changes_page(&built);
    let order = [
        "since 2",
        "the operation <code>GET /b</code> is gone",
        "<code>GET /c</code> is new",
        "since 1",
        "<code>GET /b</code> is new",
    ];
    let places: Vec<Option<usize>> = order.iter().map(|text| page.find(text)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted_by(|a, b| a < b), "{places:?}\n{page}");
    let missing = built.diagnostics.iter().find(|finding| finding.code.id == "W-API-HISTORY").unwrap();
    assert!(missing.message.contains("old/none.yaml"), "{}", missing.message);
}

#[test]
fn changes_between_tags_have_a_page() {
    let checkout = crate::checkout::Checkout::new();
    checkout.write("catalog-info.yaml", &with_history("ref:v*"));
    checkout.write("api.yaml", &version(1, &format!("  /a: {OK}\n  /b: {OK}\n")));
    checkout.commit("2026-01-01T00:00:00Z", "Ada");
    checkout.git(&["tag", "v1"], "");
    checkout.write("api.yaml", &version(2, &format!("  /a: {OK}\n")));
    checkout.commit("2026-02-01T00:00:00Z", "Ada");
    let built = pipeline::build(&Config::default(), &checkout.world(), &Memo::in_memory(), &|_| ()).unwrap();
    let page = changes_page(&built);
    assert!(page.contains("since 1") && page.contains("<code>GET /b</code> is gone"), "{page}");
}
