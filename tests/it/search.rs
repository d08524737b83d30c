//! Search as readers see it: what comes first, what is forgiven, and how often known items are found.

use platdocs::cli::flags::Input;
use platdocs::cli::site::Site;
use platdocs::config::Config;
use platdocs::memo::Memo;
use platdocs::pipeline;
use platdocs::search::query::{Engine, Request, Results};
use platdocs::search::{eval, export, index};
use platdocs::site::output::Output;
use platdocs::world::{MemoryWorld, OsWorld};

#[path = "../browser/answers/random.rs"]
mod random;
mod sets;

/// Most queries in a cell of the known items.
const QUERIES: usize = 60;

/// Least share of queries with a right page first on the example site; these numbers only rise.
const FLOORS: &[(&str, &str, f64)] = &[
    ("entity", "exact", 0.95),
    ("entity", "prefix", 0.90),
    ("entity", "spelling", 0.95),
    ("entity", "typo", 0.95),
    ("section", "exact", 0.99),
    ("section", "prefix", 0.75),
    ("section", "typo", 0.95),
    ("section", "typo-first", 0.95),
    ("symbol", "exact", 0.96),
    ("symbol", "prefix", 0.60),
    ("symbol", "typo", 0.94),
    ("title", "exact", 0.99),
    ("title", "prefix", 0.90),
    ("title", "typo", 0.95),
    ("title", "typo-first", 0.95),
];

const PORTAL: &str = "\
-- r/catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: web-shop, title: Web shop, annotations: {backstage.io/techdocs-ref: 'dir:.'}, tags: [java]}
spec: {type: service, lifecycle: production, owner: group:default/pirates}
-- r/mkdocs.yml
site_name: Manual
-- r/docs/index.md
# Manual

Where everything begins. The `pg_dump` of every night is kept. Deploying takes a minute; the cluster runs Kubernetes.
-- r/docs/dashboard.md
# dependencyDashboard

Shows what can be updated.
-- r/docs/title.md
# dependencyDashboardTitle

The title of the dependencyDashboard.

## dependencyDashboard of old

dependencyDashboard, dependencyDashboard, dependencyDashboard.
-- r/docs/get.md
# get

Reads a value.
-- r/docs/the-api.md
# the-api

The name is a joke.
-- r/docs/guide.md
# Getting started

## Install

Get the program, then get the data. Get, get, get the API of the web shop. `std::vec` and `json.dumps` help.
";

fn build(world: &MemoryWorld) -> Output {
    pipeline::build(&Config::default(), world, &Memo::in_memory(), &|_| ()).unwrap().output
}

fn search(output: &Output, request: &Request) -> Results {
    let engine = Engine::open(|path| Some(output.get(&format!("search/{path}"))?.bytes())).unwrap();
    engine.search(request).unwrap().0
}

fn ask(output: &Output, q: &str) -> Results {
    search(output, &Request { q: q.to_owned(), count: 10, ..Request::default() })
}

fn titles(results: &Results) -> Vec<&str> {
    results.results.iter().map(|card| card.title.as_str()).collect()
}

#[test]
fn exact_names_come_first_and_spellings_find_each_other() {
    let output = build(&MemoryWorld::from_text(PORTAL));
    for (q, first) in [
        ("dependencyDashboard", "dependencyDashboard"),
        ("dependencydashboard", "dependencyDashboard"),
        ("dependency dashboard", "dependencyDashboard"),
        ("dependency-dashboard title", "dependencyDashboardTitle"),
        ("get", "get"),
        ("the-api", "the-api"),
        ("the api", "the-api"),
        ("pgdump", "Manual"),
        ("pg dump", "Manual"),
        ("PG-Dump", "Manual"),
        ("std vec", "Getting started"),
        ("stdvec", "Getting started"),
        ("json::dumps", "Getting started"),
        ("web-shop", "Web shop"),
        ("webshop", "Web shop"),
        ("kubernets", "Manual"),
        ("Xependencydashboard", "dependencyDashboard"),
        ("deployin", "Manual"),
    ] {
        assert_eq!(titles(&ask(&output, q)).first(), Some(&first), "{q}");
    }
}

#[test]
fn every_prefix_of_an_entity_leads_to_it() {
    let output = build(&MemoryWorld::from_text(PORTAL));
    for end in 3..="web shop".len() {
        let q = &"web shop"[..end];
        assert!(titles(&ask(&output, q)).contains(&"Web shop"), "{q}");
    }
}

#[test]
fn phrases_stand_in_sequence_and_have_no_other_syntax_beside_them() {
    let output = build(&MemoryWorld::from_text(PORTAL));
    assert_eq!(ask(&output, "\"where everything begins\"").total, 1);
    assert_eq!(ask(&output, "\"everything where begins\"").total, 0);
    assert_eq!(ask(&output, "\"cluster runs").total, 1);
    assert_eq!(ask(&output, "+cluster -runs").total, 1);
    assert_eq!(ask(&output, "\"cluster runs\" minute").total, 1);
}

#[test]
fn what_is_not_found_is_said() {
    let output = build(&MemoryWorld::from_text(PORTAL));
    let corrected = ask(&output, "kubernets");
    assert_eq!(
        corrected.corrections.iter().map(|one| (one.from.as_str(), one.to.as_str())).collect::<Vec<_>>(),
        [("kubernets", "kubernetes")]
    );
    let literal = search(&output, &Request { q: "kubernets ".into(), literal: true, count: 10, ..Request::default() });
    assert_eq!((literal.total, literal.nearest), (0, vec!["kubernetes".to_owned()]));
    let unknown = ask(&output, "cluster xyzzyqq ");
    assert_eq!((unknown.unknown[0].word.as_str(), unknown.unknown[0].without), ("xyzzyqq", 1));
    let dropped = ask(&output, "joke minute ");
    assert_eq!((dropped.total > 0, dropped.dropped.len()), (true, 1));
    let filters = vec![("section".to_owned(), vec!["catalog".to_owned()])];
    let filtered = search(&output, &Request { q: "joke ".into(), filters, count: 10, ..Request::default() });
    assert_eq!((filtered.total, filtered.lift[0].count), (0, 1));
}

#[test]
fn filters_alone_list_pages_and_counts_obey_the_other_filters() {
    let output = build(&MemoryWorld::from_text(PORTAL));
    let filters = vec![("section".to_owned(), vec!["catalog".to_owned()])];
    let found = search(&output, &Request { filters, facets: true, count: 10, ..Request::default() });
    assert_eq!(titles(&found), ["Web shop"]);
    let sections = &found.facets["section"];
    assert!(sections.iter().any(|value| value.value == "docs" && value.count > 0), "{sections:?}");
}

#[test]
fn known_items_of_the_example_site_are_found() {
    let input = Input { site: concat!(env!("CARGO_MANIFEST_DIR"), "/example-site").into(), sources: Vec::new() };
    let site = Site::read(&input).unwrap().unwrap();
    let world = OsWorld::new(&site.folder);
    let documents = sets::documents(&site.config, &world);
    let items = sets::sets(&documents, 7, QUERIES);
    let files = export(&index(documents).unwrap(), "").unwrap();
    let measured = eval::evaluate(|path| files.get(&format!("search/{path}")).cloned(), &items).unwrap();
    let table = eval::table(&measured);
    for (set, variant, floor) in FLOORS {
        let cell = &measured[&((*set).to_owned(), (*variant).to_owned())];
        let share = cell.first as f64 / cell.queries as f64;
        assert!(share >= *floor, "{set} {variant}: {share:.3} is below {floor}\n{table}");
    }
}
