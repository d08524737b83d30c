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

mod budgets;
#[path = "../browser/answers/random.rs"]
mod random;
mod sets;
mod vectors;

/// Most queries in a cell of the known items.
const QUERIES: usize = 60;

/// Least share of queries with a right page first on the example site; these numbers only rise. They stand for the pages of
/// references too, of which several have one name (`Problem` in three APIs, `Cancel a booking` beside `Cancel a sailing`).
const FLOORS: &[(&str, &str, f64)] = &[
    ("entity", "exact", 0.96),
    ("entity", "prefix", 0.84),
    ("entity", "spelling", 0.96),
    ("entity", "typo", 0.91),
    ("section", "exact", 0.99),
    ("section", "prefix", 0.81),
    ("section", "typo", 0.96),
    ("section", "typo-first", 0.95),
    ("symbol", "exact", 0.96),
    ("symbol", "prefix", 0.68),
    ("symbol", "typo", 0.95),
    ("symbol", "typo-first", 0.93),
    ("title", "exact", 0.98),
    ("title", "prefix", 0.74),
    ("title", "typo", 0.91),
    ("title", "typo-first", 0.9),
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
        ("clustering", "Manual"),
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
fn what_begins_like_the_query_comes_before_what_only_has_its_words() {
    let output = build(&MemoryWorld::from_text(
        "\
-- r/mkdocs.yml
site_name: Gateways
-- r/docs/a.md
# Create a gateway

Create a gateway with services. Serve it, service it, create services for the gateway service.
-- r/docs/b.md
# Create a gateway service

One line.
-- r/docs/c.md
# Notes

Text about how to create a gateway, and a service.
",
    ));
    assert_eq!(
        titles(&ask(&output, "create a gateway serv")),
        ["Create a gateway service", "Create a gateway", "Notes"]
    );
}

#[test]
fn a_word_as_it_stands_in_code_is_a_definition_before_it_is_a_heading() {
    let output = build(&MemoryWorld::from_text(
        "\
-- r/mkdocs.yml
site_name: Drafts
-- r/docs/a.md
# States

## Draft

A draft is kept. A draft is a draft.
-- r/docs/b.md
# Methods

`draft()`
:   Saves it.
",
    ));
    assert_eq!(titles(&ask(&output, "draft")).first(), Some(&"States"));
    assert_eq!(titles(&ask(&output, "draft()")).first(), Some(&"Methods"));
}

#[test]
fn a_page_that_only_its_title_leads_to_shows_how_it_begins() {
    let output = build(&MemoryWorld::from_text(PORTAL));
    let engine = Engine::open(|path| Some(output.get(&format!("search/{path}"))?.bytes())).unwrap();
    let request = Request { q: "the-api".into(), count: 1, ..Request::default() };
    let (results, search) = engine.search(&request).unwrap();
    let snippets = engine.snippets(&search, &[results.results[0].page]).unwrap();
    assert_eq!(snippets[0].sections[0].snippet.text, "The name is a joke.");
    let browsed = Request { filters: vec![("section".into(), vec!["docs".into()])], count: 9, ..Request::default() };
    let (results, search) = engine.search(&browsed).unwrap();
    let page = results.results.iter().find(|card| card.title == "get").unwrap().page;
    assert_eq!(engine.snippets(&search, &[page]).unwrap()[0].sections[0].snippet.text, "Reads a value.");
}

#[test]
fn a_portal_can_say_that_searches_are_not_remembered() {
    for recent in [true, false] {
        let config = Config { search: platdocs::config::Search { recent }, ..Config::default() };
        let world = MemoryWorld::from_text(PORTAL);
        let output = pipeline::build(&config, &world, &Memo::in_memory(), &|_| ()).unwrap().output;
        for page in ["search/index.html", "index.html"] {
            let html = output.get(page).unwrap().bytes();
            assert_eq!(std::str::from_utf8(&html).unwrap().contains(" data-recent=\"off\""), !recent, "{page}");
        }
    }
}

#[test]
fn search_can_stay_in_a_docs_set_without_an_entity() {
    let bare =
        "-- bare/mkdocs.yml\nsite_name: Bare set\n-- bare/docs/index.md\n# Alone\n\nThe minute of the bare set.\n";
    let output = build(&MemoryWorld::from_text(&format!("{PORTAL}{bare}")));
    let page = output.get("docs/default/repository/bare/index.html").unwrap().bytes();
    let html = std::str::from_utf8(&page).unwrap();
    assert!(html.contains("data-within=\"docs/default/repository/bare\" data-within-title=\"Bare set\""), "{html}");
    let within = "docs/default/repository/bare".to_owned();
    let found = search(&output, &Request { q: "minute ".into(), within, count: 10, ..Request::default() });
    assert_eq!((titles(&found), found.within.as_str()), (vec!["Alone"], "Bare set"));
    let html = output.get("docs/default/component/web-shop/index.html").unwrap().bytes();
    assert!(std::str::from_utf8(&html).unwrap().contains("data-within=\"component:default/web-shop\""));
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
    let titles = &measured[&("title".to_owned(), "exact".to_owned())];
    let middle = titles.queries / 2;
    assert!(titles.bytes[middle] <= 26 << 10 && titles.fetches[middle] <= 8, "a first query is larger\n{table}");
}
