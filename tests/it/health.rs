//! The pages of health and their JSON: who is told what, what became of each document, and that nothing grows without bound.

use std::fmt::Write as _;

use platdocs::config::Config;
use platdocs::memo::Memo;
use platdocs::pipeline::{self, Built};
use platdocs::world::MemoryWorld;
use serde_json::Value;

fn build(tree: &str) -> Built {
    pipeline::build(&Config::default(), &MemoryWorld::from_text(tree), &Memo::in_memory(), &|_| ()).unwrap()
}

fn json(built: &Built, path: &str) -> Value {
    let artifact = built.output.get(path).unwrap_or_else(|| panic!("{path} is missing"));
    serde_json::from_slice(&artifact.bytes()).unwrap()
}

/// Each finding as `<code> <file>: <owner> <what became of the document>`.
fn findings(built: &Built) -> Vec<String> {
    let text = |item: &Value, key: &str| item[key].as_str().unwrap_or("-").to_owned();
    let items = json(built, "api/health/findings/1.json")["items"].as_array().unwrap().clone();
    let line = |item: &Value| {
        let (code, path, owner, fate) =
            (text(item, "code"), text(item, "path"), text(item, "owner"), text(item, "document"));
        format!("{code} {path}: {owner} {fate}")
    };
    items.iter().map(line).collect()
}

fn entity(kind: &str, name: &str, spec: &str) -> String {
    format!("---\napiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n")
}

#[test]
fn a_finding_belongs_to_the_nearest_owner() {
    let component = |name: &str, owner: &str| entity("Component", name, &format!("type: x, lifecycle: y{owner}"));
    let tree = [
        "-- catalog-info.yaml\n",
        &component("shop", ", owner: first, dependsOn: [component:gone]"),
        &component("other", ", owner: second, dependsOn: [component:gone]"),
        &component("nobody", ""),
        &entity("Group", "first", "type: team, children: [], parent: gone"),
        &entity("Group", "second", "type: team, children: [], members: []"),
        "-- apps/a/catalog-info.yaml\n",
        &component("a", ", owner: second")
            .replace("{name: a}", "{name: a, annotations: {backstage.io/techdocs-ref: 'dir:.'}}"),
        "-- apps/a/mkdocs.yml\nsite_name: A\n-- apps/a/docs/index.md\n[x](gone.md)\n",
        "-- other/broken.txt\n-- lib/catalog-info.yaml\na: [\n",
    ];
    let found = findings(&build(&tree.concat()));
    let expect = |line: &str| assert!(found.iter().any(|found| found == line), "{line} is not in {found:#?}");
    expect("W-REF-UNKNOWN catalog-info.yaml: group:default/first -");
    expect("W-REF-UNKNOWN catalog-info.yaml: group:default/second -");
    expect("W-CAT-MISSING catalog-info.yaml: group:default/first -");
    expect("W-DOCS-LINK apps/a/docs/index.md: group:default/second -");
    expect("E-YAML-SYNTAX lib/catalog-info.yaml: group:default/first refused");
}

#[test]
fn every_document_is_accounted_for() {
    let tree = [
        "-- catalog-info.yaml\n",
        &entity("Component", "a", "type: x, lifecycle: y, owner: gone"),
        &entity("Component", "a", "type: other"),
        &entity("Component", "'no name'", "type: x"),
        "---\na: [\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n",
        "-- skeleton/catalog-info.yaml\nkind: Component\n-- empty/catalog-info.yaml\n# nothing\n",
    ];
    let built = build(&tree.concat());
    let index = json(&built, "api/health/index.json");
    assert_eq!(index["documents"].to_string(), r#"{"published":1,"withFindings":1,"refused":3,"skipped":3}"#);
    let page = |path: &str| String::from_utf8(built.output.get(path).unwrap().bytes().to_vec()).unwrap();
    let list = page("health/unpublished/index.html");
    assert_eq!(list.matches("<b>Not published</b>").count(), 3);
    assert_eq!(list.matches("<b>Skipped</b>").count(), 3);
    assert!(list.contains(">6 documents<"));
    assert!(page("health/index.html").contains("3 are not published, 3 are skipped."));
}

#[test]
fn two_pages_of_one_address_stand_on_the_pages_of_health() {
    let docs =
        "-- mkdocs.yml\nsite_name: A\n-- docs/index.md\n[1](guide.md) [2](guide/index.md)\n-- docs/guide.md\n# 1\n";
    let found = findings(&build(&format!("{docs}-- docs/guide/index.md\n# 2\n")));
    assert!(found.iter().any(|found| found.starts_with("E-DOCS-URL-CLASH docs/guide.md: ")), "{found:#?}");
}

#[test]
fn a_portal_without_findings_says_so() {
    let built = build("-- docs/index.md\n# Fine\n");
    let index = json(&built, "api/health/index.json");
    assert_eq!(index["files"].as_array().unwrap().len(), 0);
    let page = String::from_utf8(built.output.get("health/index.html").unwrap().bytes().to_vec()).unwrap();
    assert!(page.contains("Nothing to do."), "{page}");
}

#[test]
fn many_findings_give_bounded_pages_that_hold_them_all() {
    let mut tree = String::new();
    for number in 0..1_300 {
        writeln!(tree, "-- app-{number}/catalog-info.yaml").unwrap();
        let spec = format!("type: x, lifecycle: y, owner: gone-{number}, system: {}", "long-".repeat(12));
        tree += &entity("Component", &format!("c-{number}"), &spec);
        if number % 10 == 0 {
            tree += &entity("Group", "'no name'", "type: team, children: []").repeat(25);
        }
    }
    let built = build(&tree);
    let index = json(&built, "api/health/index.json");
    let listed: usize = index["findings"].as_u64().unwrap().try_into().unwrap();
    let counts = &index["counts"];
    // Of 25 findings of one code in a file, 20 are listed and all are counted.
    assert_eq!(counts["errors"], 130 * 25);
    assert_eq!(index["documents"]["refused"], 130 * 25);
    let mut items = 0;
    for file in index["files"].as_array().unwrap() {
        items += json(&built, &format!("api/health/{}", file.as_str().unwrap()))["items"].as_array().unwrap().len();
    }
    assert_eq!(items, listed);
    let mut rows = 0;
    for (path, artifact) in built.output.iter().filter(|(path, _)| path.starts_with("health/")) {
        assert!(artifact.len() < 300_000, "{path} has {} bytes", artifact.len());
        if path.starts_with("health/findings/") {
            rows += std::str::from_utf8(&artifact.bytes())
                .unwrap()
                .matches("<li class=\"pd-finding\" data-severity")
                .count();
        }
    }
    assert_eq!(rows, listed);
}
