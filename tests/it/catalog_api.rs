//! The static catalog API. A case is a file of `tests/cases/catalog-api`: the files of a site folder, each after a line
//! `-- <path>`; the snapshot holds the files of its entities.

use std::fmt::Write as _;

use platdocs::config::{Api, Config};
use platdocs::memo::Memo;
use platdocs::pipeline;
use platdocs::site::output::Output;
use platdocs::world::MemoryWorld;
use serde_json::{Value, json};

const BY_NAME: &str = "api/catalog/entities/by-name/";

fn build(text: &str) -> Output {
    build_world(&MemoryWorld::from_text(text))
}

fn build_world(world: &MemoryWorld) -> Output {
    build_with(&Config::default(), world)
}

fn build_with(config: &Config, world: &MemoryWorld) -> Output {
    pipeline::build(config, world, &Memo::in_memory(), &|_| ()).unwrap().output
}

fn with_api(text: &str, extensionless: bool, by_uid: bool) -> Output {
    let mut config = Config::default();
    config.catalog.api = Api { extensionless, by_uid };
    build_with(&config, &MemoryWorld::from_text(text))
}

fn api(output: &Output, file: &str) -> Value {
    let path = format!("api/catalog/{file}");
    let artifact = output.get(&path).unwrap_or_else(|| panic!("{path} is missing"));
    serde_json::from_slice(&artifact.bytes()).unwrap()
}

fn file_names(output: &Output) -> Vec<&str> {
    output.iter().filter_map(|(path, _)| path.strip_prefix("api/catalog/")).collect()
}

fn components(names: impl Iterator<Item = String>) -> String {
    let mut text = "-- r/catalog-info.yaml\n".to_owned();
    for (nth, name) in names.enumerate() {
        // A file takes 2,000 documents.
        if nth > 0 && nth % 1_500 == 0 {
            writeln!(text, "-- r{nth}/catalog-info.yaml").unwrap();
        }
        writeln!(text, "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}").unwrap();
        writeln!(text, "spec: {{type: service, lifecycle: production, owner: group:default/team}}").unwrap();
    }
    text
}

#[test]
fn entities_look_as_backstage_answers_them() {
    insta::glob!("../cases/catalog-api", "*.txt", |path| {
        let output = build(&std::fs::read_to_string(path).unwrap());
        let mut text = String::new();
        for (path, artifact) in output.iter().filter(|(path, _)| path.starts_with(BY_NAME)) {
            let entity: Value = serde_json::from_slice(&artifact.bytes()).unwrap();
            writeln!(text, "{}\n{entity:#}", &path[BY_NAME.len()..]).unwrap();
        }
        insta::with_settings!({filters => [(r#""etag": "[0-9a-f]{32}""#, r#""etag": "<hash>""#)]}, {
            insta::assert_snapshot!(text);
        });
    });
}

#[test]
fn lists_hold_what_the_files_of_the_entities_hold() {
    let output = build(include_str!("../cases/catalog-api/relations_and_findings.txt"));
    let expect = json!([
        api(&output, "entities/by-name/component/default/a.json"),
        api(&output, "entities/by-name/component/default/b.json"),
    ]);
    assert_eq!(api(&output, "entities.json"), expect);
    let page = json!({"items": expect, "totalItems": 2, "pageInfo": {}});
    assert_eq!(api(&output, "entities/by-query/1.json"), page);
}

#[test]
fn an_empty_catalog_has_empty_lists() {
    let output = build("-- r/mkdocs.yml\nsite_name: R\n-- r/docs/index.md\n# R\n");
    assert_eq!(api(&output, "entities.json"), json!([]));
    assert_eq!(api(&output, "entities/by-query/1.json"), json!({"items": [], "totalItems": 0, "pageInfo": {}}));
    assert_eq!(api(&output, "entity-facets.json")["facets"]["kind"], json!([]));
}

#[test]
fn facets_count_entities() {
    let output = build(
        "-- r/catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: a, tags: [java, java, go]}
spec: {type: service, lifecycle: production, owner: group:default/team}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: b, namespace: shop, tags: [go]}
spec: {type: library, lifecycle: production, owner: user:default/eve}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: c}
spec: {owner: group:default/team}
",
    );
    let expect = json!({"facets": {
        "kind": [{"value": "Component", "count": 2}, {"value": "System", "count": 1}],
        "spec.type": [{"value": "library", "count": 1}, {"value": "service", "count": 1}],
        "spec.lifecycle": [{"value": "production", "count": 2}],
        "metadata.tags": [{"value": "go", "count": 2}, {"value": "java", "count": 1}],
        "metadata.namespace": [{"value": "default", "count": 2}, {"value": "shop", "count": 1}],
        "relations.ownedBy": [{"value": "group:default/team", "count": 2}, {"value": "user:default/eve", "count": 1}],
    }});
    assert_eq!(api(&output, "entity-facets.json"), expect);
}

#[test]
fn long_lists_are_cut_into_pages_that_name_their_neighbours() {
    let output = build(&components((0..2_300).map(|nth| format!("c{nth:04}"))));
    let mut names = Vec::new();
    let mut file = "1.json".to_owned();
    let mut previous = Value::Null;
    let mut sizes = Vec::new();
    loop {
        let page = api(&output, &format!("entities/by-query/{file}"));
        assert_eq!(page["totalItems"], 2_300);
        assert_eq!(page["pageInfo"]["prevCursor"], previous);
        let items = page["items"].as_array().unwrap();
        sizes.push(items.len());
        names.extend(items.iter().map(|item| item["metadata"]["name"].as_str().unwrap().to_owned()));
        let Some(next) = page["pageInfo"]["nextCursor"].as_str() else { break };
        previous = Value::from(std::mem::replace(&mut file, next.to_owned()));
    }
    assert_eq!(sizes, [1_000, 1_000, 300]);
    assert!(names.iter().map(String::as_str).eq((0..2_300).map(|nth| format!("c{nth:04}"))));
    assert_eq!(api(&output, "entities.json").as_array().unwrap().len(), 2_300);
    assert_eq!(api(&output, "index.json").get("entities.json"), None);
}

#[test]
fn the_plain_list_ends_at_five_thousand_and_the_index_says_so() {
    let output = build(&components((0..5_001).map(|nth| format!("c{nth:04}"))));
    let list = api(&output, "entities.json");
    assert_eq!(list.as_array().unwrap().len(), 5_000);
    assert_eq!(list[4_999]["metadata"]["name"], "c4999");
    assert_eq!(api(&output, "index.json")["entities.json"], json!({"listed": 5_000, "total": 5_001}));
}

#[test]
fn long_definitions_are_left_out_of_lists() {
    let entity = |name: &str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {{name: {name}}}\nspec: {{type: grpc, \
             lifecycle: production, owner: group:default/team, definition: {{$text: ./{name}.proto}}}}\n"
        )
    };
    let mut world = MemoryWorld::from_text(&format!("-- r/catalog-info.yaml\n{}{}", entity("fits"), entity("long")));
    world.insert("r/fits.proto", "x".repeat(64 << 10));
    world.insert("r/long.proto", "x".repeat((64 << 10) + 1));
    let output = build_world(&world);
    let whole = |name: &str| api(&output, &format!("entities/by-name/api/default/{name}.json"));
    let list = api(&output, "entities.json");
    assert_eq!(list[0], whole("fits"));
    let (listed, whole) = (&list[1], whole("long"));
    assert_eq!(whole["spec"]["definition"].as_str().unwrap().len(), (64 << 10) + 1);
    assert_eq!(listed["spec"]["definition"], "");
    let omitted = "platdocs/definition-omitted";
    assert_eq!(listed["metadata"]["annotations"][omitted], "true");
    assert_eq!(whole["metadata"]["annotations"].get(omitted), None);
    assert_eq!(listed["metadata"]["etag"], whole["metadata"]["etag"]);
    assert_eq!(api(&output, "entities/by-query/1.json")["items"][1], *listed);
}

#[test]
fn an_entity_tag_changes_with_its_entity_and_no_other() {
    let tags = |text: &str| {
        let list = api(&build(text), "entities.json");
        [0, 1].map(|nth| list[nth]["metadata"]["etag"].as_str().unwrap().to_owned())
    };
    let text = include_str!("../cases/catalog-api/relations_and_findings.txt");
    let before = tags(text);
    assert_ne!(before[0], before[1]);
    assert_eq!(tags(text), before);
    let after = tags(&text.replace("tags: [Upper]", "tags: [lower]"));
    assert!(after[0] != before[0] && after[1] == before[1]);
}

#[test]
fn the_index_counts_findings() {
    let index = api(&build(include_str!("../cases/catalog-api/relations_and_findings.txt")), "index.json");
    let expect = [json!({"errors": 0, "warnings": 2, "infos": 0}), json!({"errors": 0, "warnings": 2, "infos": 0})];
    assert_eq!([&index["entities"][0]["findings"], &index["entities"][1]["findings"]], [&expect[0], &expect[1]]);
}

#[test]
fn no_name_leaves_the_folder_or_replaces_a_file_of_the_api() {
    let names = ["..", "../../../index", "a/b", "con", "aux.x", "index", "1", "'%2e%2e'", "a.json", "'x\\y'"];
    let output = build(&components(names.iter().map(ToString::to_string)));
    let expect = [
        "entities/by-name/component/default/1.json",
        "entities/by-name/component/default/a.json.json",
        "entities/by-name/component/default/aux.x~.json",
        "entities/by-name/component/default/con~.json",
        "entities/by-name/component/default/index.json",
        "entities/by-query/1.json",
        "entities.json",
        "entity-facets.json",
        "index.csv",
        "index.json",
        "index.schema.json",
        "services.schema.json",
    ];
    let mut found = file_names(&output);
    found.sort_unstable();
    let mut expect = expect.to_vec();
    expect.sort_unstable();
    assert_eq!(found, expect);
}

#[test]
fn entities_have_names_without_extension_where_asked_for() {
    let names = ["a", "a.json", "b.html"];
    let text =
        components(names.iter().map(ToString::to_string)).replace("name: b.html", "name: b.html, title: <b>B</b>");
    let output = with_api(&text, true, false);
    let mut found = file_names(&output);
    found.retain(|name| !name.contains('.') || name.contains("by-name"));
    assert_eq!(
        found,
        [
            "entities/by-name/component/default/a",
            // The file of `a`; `a.json` is found with one more `.json` only.
            "entities/by-name/component/default/a.json",
            "entities/by-name/component/default/a.json.json",
            "entities/by-name/component/default/b.html",
            "entities/by-name/component/default/b.html.json",
            "entity-facets",
        ]
    );
    let same = |bare: &str, file: &str| assert_eq!(api(&output, bare), api(&output, file), "{bare}");
    same("entities/by-name/component/default/a", "entities/by-name/component/default/a.json");
    same("entities/by-name/component/default/b.html", "entities/by-name/component/default/b.html.json");
    same("entity-facets", "entity-facets.json");
    assert_eq!(api(&output, "entities/by-name/component/default/a.json")["metadata"]["name"], "a");
    let page = output.get("api/catalog/entities/by-name/component/default/b.html").unwrap();
    assert!(!page.bytes().contains(&b'<'), "a host serves this file as a page");
}

#[test]
fn entities_are_found_by_their_uid_where_asked_for() {
    let output = with_api(&components(["a", "b"].into_iter().map(Into::into)), false, true);
    for name in ["a", "b"] {
        let entity = api(&output, &format!("entities/by-name/component/default/{name}.json"));
        let uid = entity["metadata"]["uid"].as_str().unwrap();
        assert_eq!(api(&output, &format!("entities/by-uid/{uid}.json")), entity);
    }
}
