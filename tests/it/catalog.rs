//! The conformance cases of the catalog contract, section 19, in both modes.
//!
//! A case is an entry of a file of `tests/cases/catalog`: it starts with a line `=== <name>`, then comes the input, a line
//! `---expect---`, and what is expected: `ok <reference>` for each published entity and `<code> <line>:<column>` for each
//! finding. A line `---strict---` follows, and what strict mode gives: `ok <reference>` for each published entity, and for
//! each document that Backstage refuses `refused <line> <pointer>` with Backstage's text.
//! In the input, a line `+++ <path>` starts another file of the repository, `<BOM>` and `<CR>` stand for themselves. The files
//! `platdocs.yaml` and `schemas/...` are the portal's own. With such settings, relations that they name are expected too,
//! `<reference> <relation> <target>`, and `ownerless <reference>` for what should have an owner and has none.
//! `UPDATE_CASES=1` accepts what comes out; `tests/backstage/` compares the verdicts with the original.

use std::collections::BTreeMap;
use std::path::Path;

use platdocs::catalog::{Entity, FileContext, FileProblem, Model, Organisation, RelationType, link, read_file};
use platdocs::config::{self, BackstageModules, FILE_NAME};
use platdocs::diag::{Diagnostic, Diagnostics, File};
use platdocs::path::RepoPath;
use platdocs::world::MemoryWorld;
use proptest::prelude::*;

/// Files of one case by path, `catalog-info.yaml` unless named otherwise.
fn files(input: &str) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut path = "catalog-info.yaml";
    for line in input.split_inclusive('\n') {
        match line.strip_prefix("+++ ") {
            Some(name) => path = name.trim(),
            None => files.entry(path.to_owned()).or_default().push_str(line),
        }
    }
    files
}

/// The model of a case: that of its `platdocs.yaml`, else the usual one. Files that the settings name are checked.
fn model(input: &str, strict: bool) -> Model {
    let files = files(input);
    let Some(text) = files.get(FILE_NAME) else { return Model { strict, ..Model::default() } };
    let file = File::new("", RepoPath::parse(FILE_NAME).unwrap());
    let config = config::parse(text.as_bytes(), &file).unwrap_or_else(|found| panic!("{found:#?}"));
    let mut world = MemoryWorld::new();
    files.iter().for_each(|(path, text)| world.insert(path, text.as_bytes()));
    let (model, mistakes) = Model::of(&config, &world);
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    Model { strict: strict || model.strict, ..model }
}

fn run(input: &str) -> (Vec<Entity>, Diagnostics) {
    run_as(input, &model(input, false))
}

fn run_as(input: &str, model: &Model) -> (Vec<Entity>, Diagnostics) {
    let files = files(input);
    let read = |path: &RepoPath| match files.get(path.as_str()) {
        Some(text) => Ok(text.clone().into_bytes()),
        None => Err(FileProblem::Missing),
    };
    let context = FileContext { read: &read, web_url: Some("https://github.com/acme/shop"), model };
    let mut diags = Diagnostics::default();
    let mut entities = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| path.contains("catalog-info")) {
        let file = File::new("repo", RepoPath::parse(path).unwrap());
        let (new, found) = read_file(&file, text.as_bytes(), &context);
        entities.extend(new);
        diags.extend(found);
    }
    let catalog = link(entities, &mut diags);
    (catalog.entities().to_vec(), diags.sorted())
}

/// What came out, one line each. Loneliness is left out, most small cases are lonely.
fn outcome(input: &str) -> String {
    let (entities, diags) = run(input);
    let mut lines: Vec<String> = entities.iter().map(|entity| format!("ok {}", entity.reference)).collect();
    if files(input).contains_key(FILE_NAME) {
        lines.extend(of_settings(&entities));
    }
    for finding in diags.iter().filter(|finding| finding.code.id != "I-CAT-LONELY") {
        let place = &finding.place;
        let other = if place.file.path.as_str() == "catalog-info.yaml" { "" } else { place.file.path.as_str() };
        let space = if other.is_empty() { "" } else { " " };
        lines.push(format!("{}{space}{other} {}:{}", finding.code.id, place.span.line, place.span.column));
    }
    lines.sort();
    lines.join("\n")
}

/// Relations with names of the portal's own, and what nobody owns.
fn of_settings(entities: &[Entity]) -> Vec<String> {
    let own = entities.iter().flat_map(|entity| entity.relations.iter().map(move |relation| (entity, relation)));
    let own = own.filter(|(_, found)| matches!(found.relation, RelationType::Own(_)));
    let relations = own.map(|(entity, found)| format!("{} {} {}", entity.reference, found.relation, found.target));
    let catalog = link(entities.to_vec(), &mut Diagnostics::default());
    let organisation = Organisation::of(&catalog);
    let ownerless = organisation.ownerless().iter().map(|found| format!("ownerless {}", found.entity.reference));
    relations.chain(ownerless).collect()
}

/// What strict mode gives, one line each.
fn verdicts(input: &str) -> String {
    let (entities, diags) = run_as(input, &model(input, true));
    let mut lines: Vec<String> = entities.iter().map(|entity| format!("ok {}", entity.reference)).collect();
    for finding in
        diags.iter().filter(|finding| finding.code.id.starts_with("E-CAT-R") || finding.code.id.starts_with("E-YAML"))
    {
        let Some(verdict) = &finding.backstage else { continue };
        let pointer = if verdict.pointer.is_empty() { "/" } else { &verdict.pointer };
        lines.push(format!("refused {} {pointer} {}", finding.place.span.line, verdict.text));
    }
    lines.sort();
    lines.join("\n")
}

/// The lines of an expectation in their order.
fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    lines.join("\n")
}

#[test]
fn cases_give_what_the_contract_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/catalog");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut failures = String::new();
    let mut cases = 0;
    for path in &paths {
        let text = std::fs::read_to_string(path).unwrap();
        let mut accepted = String::new();
        for case in text.split("=== ").skip(1) {
            let (name, rest) = case.split_once('\n').unwrap();
            let (written, expect) =
                rest.split_once("---expect---\n").unwrap_or_else(|| panic!("{name} expects nothing"));
            let (lenient, strict) = expect.split_once("---strict---\n").unwrap_or((expect, ""));
            let input = written.replace("<BOM>", "\u{feff}").replace("<CR>", "\r");
            let found = format!("{}\n---strict---\n{}", outcome(&input), verdicts(&input));
            let expect = format!("{}\n---strict---\n{}", sorted(lenient), sorted(strict));
            if found != expect {
                failures +=
                    &format!("{}: {name}\n{input}--- expected\n{expect}\n--- found\n{found}\n\n", path.display());
            }
            accepted += &format!("=== {name}\n{written}---expect---\n{found}\n\n");
            cases += 1;
        }
        #[expect(clippy::disallowed_methods, reason = "the one who runs the tests decides")]
        let accepts = std::env::var_os("UPDATE_CASES").is_some();
        if accepts {
            std::fs::write(path, accepted).unwrap();
        }
    }
    assert!(cases > 40, "only {cases} cases");
    assert!(failures.is_empty(), "\n{failures}");
}

fn yaml(kind: &str, name: &str, spec: &str) -> String {
    format!("---\napiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n")
}

#[test]
fn relations_have_both_directions() {
    let input = [
        yaml("Group", "team", "type: team, children: [crew]"),
        yaml("Group", "crew", "type: team, children: []"),
        yaml("User", "ann", "memberOf: [crew]"),
        yaml(
            "Component",
            "web",
            "type: website, lifecycle: x, owner: team, system: shop, consumesApis: [orders], dependsOn: [db]",
        ),
        yaml("API", "orders", "type: openapi, lifecycle: x, owner: user:ann, definition: x"),
        yaml("Resource", "db", "type: database, owner: team"),
        yaml("System", "shop", "owner: gone"),
    ]
    .concat();
    let (entities, _) = run(&input);
    let relations: Vec<String> = entities
        .iter()
        .flat_map(|entity| {
            entity.relations.iter().map(|relation| {
                let mark =
                    if entities.iter().any(|other| other.reference == relation.target) { "" } else { " (missing)" };
                format!(
                    "{} {} {}{mark}",
                    entity.reference.display(None),
                    relation.relation,
                    relation.target.display(None)
                )
            })
        })
        .collect();
    let expect = "\
api:orders apiConsumedBy component:web
api:orders ownedBy user:ann
component:web consumesApi api:orders
component:web dependsOn resource:db
component:web ownedBy group:team
component:web partOf system:shop
group:crew childOf group:team
group:crew hasMember user:ann
group:team ownerOf component:web
group:team ownerOf resource:db
group:team parentOf group:crew
resource:db dependencyOf component:web
resource:db ownedBy group:team
system:shop hasPart component:web
system:shop ownedBy group:gone (missing)
user:ann memberOf group:crew
user:ann ownerOf api:orders";
    assert_eq!(relations.join("\n"), expect);
}

#[test]
fn unknown_references_say_what_was_meant() {
    let check = |others: &[String], owner: &str, expect: &str| {
        let spec = format!("type: x, lifecycle: x, owner: {owner}");
        let (_, diags) = run(&(others.concat() + &yaml("Component", "web", &spec)));
        let of_web = |finding: &&Diagnostic| finding.entity.as_deref() == Some("component:default/web");
        let finding = diags.iter().find(of_web).unwrap();
        let text = format!("{} {}; {}", finding.code.id, finding.message, finding.hint.as_deref().unwrap_or(""));
        assert_eq!(text, expect);
    };
    let group = |name: &str| yaml("Group", name, "type: team, children: []");
    check(
        &[group("team-payments"), group("team-x")],
        "team-paymnets",
        "W-REF-UNKNOWN owner `team-paymnets` is not in the catalog; did you mean `team-payments`?",
    );
    check(
        &[yaml("System", "payments", "owner: a")],
        "payments",
        "W-REF-UNKNOWN owner `payments` is not in the catalog; `payments` is a System, owner must be a Group or a User",
    );
    check(
        &[group("payments").replace("{name", "{namespace: teams, name")],
        "payments",
        "W-REF-NAMESPACE owner `payments` is not in namespace `default`; did you mean `teams/payments`?",
    );
    check(&[], "TODO", "W-CAT-PLACEHOLDER owner `TODO` looks like a placeholder; name an entity of the catalog");
    check(&[yaml("System", "a", "owner: x")], "system:a", "W-REF-KIND owner `a` is a System; name a Group or a User");
}

#[test]
fn findings_say_what_is_wrong_and_what_to_do() {
    let check = |input: &str, expect: &str| {
        let (_, diags) = run(input);
        let texts = diags.iter().filter(|finding| finding.code.id != "I-CAT-LONELY").map(|finding| {
            let hint = finding.hint.as_deref().unwrap_or("");
            format!("{}: {}; {hint}", finding.place.span.line, finding.message)
        });
        assert_eq!(texts.collect::<Vec<_>>().join("\n"), expect, "{input}");
    };
    let system = |metadata: &str| {
        format!("apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata:\n{metadata}spec: {{owner: []}}\n")
    };
    let list = "4: `spec.owner` is a list instead of a string; write a string";
    let with_list = |text: &str, line: usize| format!("{text}\n{}", list.replace('4', &line.to_string()));
    check(
        &system("  name: My Service\n"),
        "4: `My Service` cannot be a name; use letters, digits, `-`, `_` and `.`; the first and last a letter or digit; did you mean `my-service`?",
    );
    check(
        &system("  name: a\n  tags: [OpenTelemetry]\n"),
        &with_list("5: tag `OpenTelemetry` is not lower case; write `opentelemetry`", 6),
    );
    check(
        &system("  name: 1.10\n"),
        &with_list("4: `1.10` reads as a number where a string belongs; put it in quotes: `\"1.10\"`", 5),
    );
    check(
        &system("  name: a\n  title: #devs\n"),
        &with_list(
            "5: `metadata.title` is empty instead of a string; ` #` starts a comment; put the value in quotes",
            6,
        ),
    );
    check(
        "kind: Componnt\napiVersion: backstage.io/v1alpha1\nmetadata: {name: a}\n",
        "1: `backstage.io/v1alpha1` has no kind `Componnt`; did you mean `Component`?",
    );
    check(
        "kind: API\nowner: @team\n",
        "2: not readable as YAML: no value can start with `@`; put the value in quotes, `@` and a backtick cannot start one",
    );
    check(
        &yaml("System", "a", "owner: [{group: b}]"),
        "5: `spec.owner` is a list instead of a string; write a string\n5: `spec.owner` is a mapping instead of a reference; write `group:b`\n5: owner `b` is not in the catalog; add it to the catalog or correct the name",
    );
}

#[test]
fn a_file_of_too_many_documents_keeps_the_first() {
    let text: String = (0..2_001).map(|n| yaml("User", &format!("u{n}"), "memberOf: []")).collect();
    let (entities, diags) = run(&text);
    assert_eq!(entities.len(), 2_000);
    let limit = diags.iter().find(|finding| finding.code.id == "E-YAML-LIMIT").unwrap();
    assert_eq!(limit.place.span.line, 2_000 * 5 + 2);
}

#[test]
fn twins_name_both_places() {
    let web = |kind: &str| yaml(kind, "web", "type: x, lifecycle: x, owner: [], definition: x");
    let (entities, diags) = run(&format!("{}+++ b/catalog-info.yaml\n{}", web("Component"), web("Component")));
    assert_eq!(entities.len(), 1);
    let twin = diags.iter().find(|finding| finding.code.id == "W-CAT-DUPLICATE").unwrap();
    assert_eq!(twin.place.to_string(), "repo/catalog-info.yaml:4:18");
    assert_eq!(twin.labels[0].place.to_string(), "repo/b/catalog-info.yaml:4:18");
}

#[test]
fn definitions_come_from_text_files_and_yaml() {
    let check = |definition: &str, expect: &str, file: Option<&str>| {
        let input =
            format!("{}+++ apis/a.yaml\nopenapi: 3.0.0\n", yaml("API", "a", &format!("definition: {definition}")));
        let (entities, _) = run(&input);
        let found = entities[0].definition.as_ref().unwrap();
        assert_eq!((&*found.text, found.file.as_ref().map(RepoPath::as_str)), (expect, file));
    };
    check("'x: 1'", "x: 1", None);
    check("{$text: ./apis/a.yaml}", "openapi: 3.0.0\n", Some("apis/a.yaml"));
    check("{$openapi: 'https://github.com/acme/shop/blob/main/apis/a.yaml'}", "openapi: 3.0.0\n", Some("apis/a.yaml"));
    check("{$text: ./gone.yaml}", "", None);
    check(
        "{openapi: 3.10, info: {title: 'a: b', x: [1, {y: ~, z: 'yes'}], e: {}}}",
        "openapi: 3.10\ninfo:\n  title: \"a: b\"\n  x:\n    - 1\n    -\n      y: null\n      z: \"yes\"\n  e: {}\n",
        None,
    );
}

#[test]
fn skeletons_that_a_template_names_are_taken_back() {
    let template = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: node}\nspec:\n  type: service\n  steps:\n    - {action: 'fetch:template', input: {url: ./content}}\n";
    let input = format!("{template}+++ content/catalog-info.yaml\n{}", yaml("Component", "x", "{{ broken"));
    assert_eq!(outcome(&input), "I-CAT-SKELETON content/catalog-info.yaml 0:0\nok template:default/node");
    let (_, diags) = run(&input);
    let skipped = diags.iter().find(|finding| finding.code.id == "I-CAT-SKELETON").unwrap();
    assert_eq!(skipped.message, "skipped: skeleton of `template:default/node`");
}

#[test]
fn entities_know_why_backstage_refuses_them() {
    let check = |input: &str, expect: Option<(&str, &str)>| {
        let (entities, _) = run(input);
        let verdict = entities[0].backstage.as_ref().map(|verdict| (verdict.text.as_str(), verdict.pointer.as_str()));
        assert_eq!(verdict, expect, "{input}");
    };
    check(&yaml("Component", "a", "type: x, lifecycle: x, owner: x"), None);
    check(
        &yaml("Group", "a", "type: team"),
        Some(("/spec must have required property 'children' - missingProperty: children", "/spec")),
    );
    let label = yaml("System", "a", "owner: x").replace("{name", "{labels: {costcenter: 5053}, name");
    check(
        &label,
        Some(("Malformed envelope, /metadata/labels/costcenter must be string", "/metadata/labels/costcenter")),
    );
    check(&(yaml("System", "a", "owner: x") + "relations: []\n"), Some(("Unknown field relations", "/relations")));
}

#[test]
fn the_portal_says_which_kinds_there_are() {
    let check = |model: Model, input: &str, expect: &str| {
        let (entities, diags) = run_as(input, &model);
        let codes = diags.iter().map(|finding| finding.code.id).filter(|code| *code != "W-REF-UNKNOWN");
        let refs = entities.iter().map(|entity| entity.reference.as_str());
        assert_eq!(
            refs.chain(codes.filter(|code| !code.starts_with('I'))).collect::<Vec<_>>().join(" "),
            expect,
            "{input}"
        );
    };
    let path = yaml("GoldenPath", "p", "language: go").replace("backstage.io/v1alpha1", "acme.example/v1");
    check(Model::default(), &path, "goldenpath:default/p W-CAT-API-VERSION");
    let groups = vec!["acme.example".to_owned()];
    check(Model { extension_groups: groups, ..Model::default() }, &path, "goldenpath:default/p");
    let server =
        yaml("API", "m", "type: mcp-server, lifecycle: x, owner: a, remotes: [{type: sse, url: 'https://m.example'}]");
    let skill = yaml("AiResource", "s", "type: skill, lifecycle: x, owner: a, dependsOn: [t]");
    let strict = |ai_model: bool| {
        let modules = BackstageModules { ai_model, ..BackstageModules::default() };
        Model { strict: true, modules, ..Model::default() }
    };
    check(strict(true), &server, "api:default/m");
    check(strict(false), &server, "E-CAT-REFUSED");
    check(strict(true), &skill, "airesource:default/s");
    check(strict(false), &skill, "E-CAT-REFUSED");
    check(strict(true), &skill.replace("[t]", "t"), "E-CAT-REFUSED W-CAT-TYPE");
}

#[test]
fn circles_are_named_once() {
    let group = |name: &str, parent: &str| yaml("Group", name, &format!("type: x, children: [], parent: {parent}"));
    let (_, diags) = run(&[group("a", "b"), group("b", "c"), group("c", "a"), group("d", "a")].concat());
    let circles: Vec<_> = diags.iter().filter(|finding| finding.code.id == "W-REF-CYCLE").collect();
    assert_eq!(circles.len(), 1);
    assert_eq!(circles[0].message, "`group:a`, `group:b`, `group:c` contain each other");
    assert_eq!(circles[0].labels.len(), 2);
}

#[test]
fn owners_keep_their_order() {
    let (entities, _) = run(&yaml("System", "a", "owner: [z, {kind: User, name: b}]"));
    let owners: Vec<String> = entities[0].owners().map(ToString::to_string).collect();
    assert_eq!(owners, ["group:default/z", "user:default/b"]);
    assert_eq!(entities[0].owners().count(), 2);
    assert!(entities[0].relations.iter().all(|relation| relation.relation == RelationType::OwnedBy));
}

const WORDS: &[&str] = &[
    "apiVersion: backstage.io/v1alpha1\n",
    "kind: ",
    "API",
    "Component",
    "Template",
    "Location",
    "User\n",
    "metadata:\n",
    "  name: ",
    "a\n",
    "spec:\n",
    "  owner: ",
    "  dependsOn: ",
    "  definition: ",
    "{$text: ../x}\n",
    "[a, ~, '']\n",
    "  steps:\n",
    "  - id: 1\n",
    "---\n",
    "  tags: ",
    "  links:\n",
    "  - url: ",
    "javascript:x\n",
    "{a: b}\n",
    "é",
    "\n",
    "${{ x }}",
    "  labels: ",
    "12\n",
    "&a ",
    "*a\n",
    "  <<: ",
];

/// The inputs of all cases.
fn inputs() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/catalog");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let texts = paths.into_iter().map(|path| std::fs::read_to_string(path).unwrap());
    let cases = |text: String| -> Vec<String> {
        let bodies = text.split("=== ").skip(1).filter_map(|case| case.split_once('\n'));
        bodies.map(|(_, rest)| rest.split("---expect---").next().unwrap_or_default().to_owned()).collect()
    };
    texts.flat_map(cases).collect()
}

#[test]
fn paths_that_differ_in_case_are_bounded_too() {
    // Long keys above many values must not cost their product.
    let long = "k".repeat(400_000);
    let values: String = (0..20_000).map(|n| format!("a{n}: 1, ")).collect();
    let head = "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: a}\nspec:\n  owner: x";
    let text = format!("{head}\n  ? {long}\n  : {{{values}}}\n  foo: 1\n  Foo: 2\n");
    let (entities, _) = run(&text);
    assert_eq!(entities[0].backstage.as_ref().unwrap().pointer, "/spec/Foo");
}

proptest! {
    #[test]
    fn any_bytes_give_entities_or_findings(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let read = |_: &RepoPath| Err(FileProblem::Missing);
        let context = FileContext { read: &read, web_url: None, model: &Model::default() };
        let _ = read_file(&File::new("", RepoPath::parse("catalog-info.yaml").unwrap()), &bytes, &context);
    }

    /// Every case of the contract with pieces of it replaced: strict mode publishes nothing that lenient mode does not.
    #[test]
    fn broken_cases_give_entities_or_findings(
        case in proptest::sample::select(inputs()),
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), 0..12_usize, any::<Vec<u8>>()), 1..4),
    ) {
        let mut bytes = case.into_bytes();
        for (at, length, new) in edits {
            let at = at.index(bytes.len() + 1);
            let end = bytes.len().min(at + length);
            bytes.splice(at..end, new.into_iter().take(12));
        }
        let references = |strict: bool| {
            let model = Model { strict, ..Model::default() };
            let read = |_: &RepoPath| Err(FileProblem::Missing);
            let context = FileContext { read: &read, web_url: Some("https://github.com/acme/shop"), model: &model };
            let file = File::new("", RepoPath::parse("catalog-info.yaml").unwrap());
            let (entities, _) = read_file(&file, &bytes, &context);
            let catalog = link(entities, &mut Diagnostics::default());
            catalog.entities().iter().map(|entity| entity.reference.clone()).collect::<Vec<_>>()
        };
        let lenient = references(false);
        prop_assert!(references(true).iter().all(|reference| lenient.contains(reference)));
    }

    #[test]
    fn any_words_give_entities_or_findings(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..60)) {
        let _ = run(&words.concat());
    }
}
