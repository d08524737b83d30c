//! Whole portals: the example site as a golden tree, the broken one as a transcript of findings, and the promises that hold
//! for any input (same bytes, warm equals cold, one page does not change another).

use std::fmt::Write as _;
use std::path::Path;

use platdocs::config::{self, Config};
use platdocs::diag::{Diagnostics, File, Severity};
use platdocs::memo::Memo;
use platdocs::path::RepoPath;
use platdocs::pipeline::{self, Built};
use platdocs::site::output::Output;
use platdocs::world::{MemoryWorld, OsWorld, World};

/// The repository's folder for tests and example sites.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn build(config: &Config, world: &dyn World, memo: &Memo) -> Built {
    pipeline::build(config, world, memo, &|_| ()).unwrap()
}

/// Builds a site folder of this repository with its own configuration.
fn build_folder(folder: &str) -> Built {
    let site = root().join(folder);
    build(&config_of(&site), &OsWorld::new(&site), &Memo::in_memory())
}

fn config_of(site: &Path) -> Config {
    let bytes = std::fs::read(site.join("platdocs.yaml")).unwrap();
    config::parse(&bytes, &File::new("", RepoPath::parse("platdocs.yaml").unwrap())).unwrap()
}

/// All files with size and hash, one a line.
fn tree(output: &Output) -> String {
    let mut text = String::new();
    for (path, artifact) in output.iter() {
        writeln!(text, "{} {:>6} {path}", artifact.hash.short(8), artifact.len()).unwrap();
    }
    text
}

fn page(output: &Output, path: &str) -> String {
    let artifact = output.get(path).unwrap_or_else(|| panic!("{path} is missing"));
    String::from_utf8(artifact.bytes().to_vec()).unwrap()
}

/// What stands in `main`: the part of a page that is about its content.
fn main_of(output: &Output, path: &str) -> String {
    let html = page(output, path);
    let start = html.find("<main").unwrap();
    html[start..html.find("</main>").unwrap() + "</main>".len()].to_owned()
}

fn findings(diagnostics: &Diagnostics) -> String {
    let mut text = String::new();
    for finding in diagnostics.iter() {
        writeln!(text, "{} {} {}", finding.place, finding.code.id, finding.message).unwrap();
        if let Some(hint) = &finding.hint {
            writeln!(text, "    {hint}").unwrap();
        }
    }
    text
}

#[test]
fn the_example_site_has_these_pages() {
    let built = build_folder("example-site");
    let paths: String = built.output.iter().fold(String::new(), |mut text, (path, _)| {
        // Assets and files of search are named by content; tests of their own look into them.
        let name = if path.starts_with("assets/") { path.rsplit_once('.').unwrap().1 } else { path };
        if !path.starts_with("search/") || path == "search/index.json" {
            writeln!(text, "{name}").unwrap();
        }
        text
    });
    insta::assert_snapshot!("example_site_paths", paths);
}

#[test]
fn the_example_site_looks_like_this() {
    let built = build_folder("example-site");
    for (name, path) in [
        ("home", "index.html"),
        ("catalog", "catalog/index.html"),
        ("component", "catalog/default/component/booking-api/index.html"),
        ("api", "catalog/default/api/timetable-graphql/index.html"),
        ("group", "catalog/default/group/team-booking/index.html"),
        ("template", "catalog/default/template/go-service/index.html"),
        ("organisation", "org/index.html"),
        ("graphql", "api-docs/default/timetable-graphql/index.html"),
        ("graphql_query", "api-docs/default/timetable-graphql/queries/departures/index.html"),
        ("graphql_type", "api-docs/default/timetable-graphql/types/Port/index.html"),
        (
            "grpc_method",
            "api-docs/default/lane-planner-api/services/skerry.laneplanner.v1.LanePlanner/Watch/index.html",
        ),
        ("event", "api-docs/default/sailing-events/operations/publishDelayed/index.html"),
        ("docs", "docs/default/component/booking-api/index.html"),
        ("readme", "docs/default/component/legacy-timetable/index.html"),
        ("not_found", "404.html"),
    ] {
        insta::assert_snapshot!(format!("example_site_{name}"), main_of(&built.output, path));
    }
    let entity = page(&built.output, "api/catalog/entities/by-name/component/default/booking-api.json");
    let entity: serde_json::Value = serde_json::from_str(&entity).unwrap();
    insta::assert_snapshot!("example_site_entity_json", format!("{entity:#}"));
}

#[test]
fn the_example_site_has_no_errors_and_no_warnings() {
    let built = build_folder("example-site");
    let serious = |severity| built.diagnostics.count(severity);
    assert_eq!((serious(Severity::Error), serious(Severity::Warning)), (0, 0), "{}", findings(&built.diagnostics));
}

#[test]
fn what_is_wrong_stands_on_the_pages_of_health() {
    let built = build_folder("tests/fixtures/example-site-broken");
    for (name, path) in [
        ("health", "health/index.html"),
        ("health_unpublished", "health/unpublished/index.html"),
        ("health_code", "health/code/e-cat-duplicate/index.html"),
    ] {
        insta::assert_snapshot!(format!("broken_site_{name}"), main_of(&built.output, path));
    }
    let json = |path: &str| -> serde_json::Value { serde_json::from_str(&page(&built.output, path)).unwrap() };
    insta::assert_snapshot!("broken_site_health_json", format!("{:#}", json("api/health/index.json")));
    let parts = json("api/health/findings/1.json");
    assert_eq!(parts["items"].as_array().unwrap().len(), built.diagnostics.iter().count());
    for finding in built.diagnostics.iter() {
        let escaped = |text: &str| text.split('`').next().unwrap().replace('&', "&amp;").replace('<', "&lt;");
        let list = page(&built.output, "health/findings/index.html");
        assert!(list.contains(&escaped(&finding.place.to_string())), "{}", finding.place);
    }
}

#[test]
fn the_broken_site_is_told_what_is_wrong() {
    insta::assert_snapshot!(findings(&build_folder("tests/fixtures/example-site-broken").diagnostics));
}

/// The example site without its folder, so that edits cost nothing.
fn example_in_memory() -> (Config, MemoryWorld) {
    let site = root().join("example-site");
    let mut world = MemoryWorld::new();
    let mut folders = vec![site.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&site).unwrap().to_str().unwrap().to_owned();
                world.insert(&name, std::fs::read(&path).unwrap());
            }
        }
    }
    (config_of(&site), world)
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (config, world) = example_in_memory();
    let expect = tree(&build(&config, &world, &Memo::in_memory()).output);
    for threads in [1, 2, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let actual = pool.install(|| tree(&build(&config, &world, &Memo::in_memory()).output));
        assert!(actual == expect, "{threads} threads");
    }
    let reversed = world.clone().reversed();
    assert!(tree(&build(&config, &reversed, &Memo::in_memory()).output) == expect, "files in reverse order");
    assert!(tree(&build_folder("example-site").output) == expect, "read from disk");
}

/// A small deterministic source of numbers for random edits (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }
}

/// Changes one thing as an author would: a body, a title, a name, an owner, a file less, the theme.
fn edit(world: &mut MemoryWorld, dice: &mut Dice) -> String {
    let with = |suffix: &str| -> Vec<String> {
        world.paths().filter(|path| path.ends_with(suffix)).map(ToOwned::to_owned).collect()
    };
    let (pages, catalogs) = (with(".md"), with("catalog-info.yaml"));
    let page = pages[dice.roll(pages.len())].clone();
    let text = String::from_utf8(world.get(&page).unwrap().to_vec()).unwrap();
    let nth = dice.roll(1000);
    match dice.roll(7) {
        0 => world.insert(&page, format!("{text}\nEdit {nth} with `code`.\n\n```rust\nlet x = {nth};\n```\n")),
        1 => world.insert(&page, format!("# Title {nth}\n\n{text}")),
        2 => world.remove(&page),
        3 => {
            world.insert(&page.replace(".md", "-renamed.md"), text);
            world.remove(&page);
        }
        4 => {
            let catalog = catalogs[dice.roll(catalogs.len())].clone();
            let text = String::from_utf8(world.get(&catalog).unwrap().to_vec()).unwrap();
            world.insert(&catalog, text.replace("owner: team-booking", "owner: team-platform"));
            return format!("owner in {catalog}");
        }
        5 => {
            let folder = catalogs[dice.roll(catalogs.len())].trim_end_matches("/catalog-info.yaml").to_owned();
            world.tag(&folder, &format!("refs/tags/v1.{}", nth % 5));
            return format!("tag in {folder}");
        }
        _ => {
            world.insert("theme/css/own.css", format!(".own {{ margin: {nth}px; }}"));
            return "theme".into();
        }
    }
    page
}

#[test]
fn a_warm_build_equals_a_cold_one_after_any_edit() {
    let (mut config, mut world) = example_in_memory();
    let versions = b"docs: {versions: {refs: ['v*'], keep: 2, search: true}}";
    let file = File::new("", RepoPath::parse("platdocs.yaml").unwrap());
    config.docs.versions = config::parse(versions, &file).unwrap().docs.versions;
    let checkouts: Vec<String> =
        world.folders("repos/*").unwrap().iter().map(|root| root.folder().to_string()).collect();
    for folder in &checkouts {
        world.commit(folder, 1_700_000_000, "Ann", &[]);
        world.tag(folder, "refs/tags/v1.0");
    }
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(42);
    for step in 0..12 {
        let edited = edit(&mut world, &mut dice);
        // Every step is a new process with the cache of the last one.
        let warm = Memo::open(folder.path());
        let built = build(&config, &world, &warm);
        warm.save().unwrap();
        let cold = build(&config, &world, &Memo::in_memory());
        assert!(tree(&built.output) == tree(&cold.output), "step {step}: {edited}");
        assert_eq!(built.diagnostics, cold.diagnostics, "step {step}: {edited}");
    }
}

#[test]
fn one_changed_body_changes_one_page() {
    let (config, mut world) = example_in_memory();
    let before = build(&config, &world, &Memo::in_memory()).output;
    let page = "repos/booking-api/docs/index.md";
    let text = String::from_utf8(world.get(page).unwrap().to_vec()).unwrap();
    world.insert(page, format!("{text}\nOne more sentence.\n"));
    let after = build(&config, &world, &Memo::in_memory()).output;
    let changed: Vec<&str> = after
        .iter()
        .filter(|(path, artifact)| before.get(path).is_none_or(|old| old.hash != artifact.hash))
        .map(|(path, _)| path)
        .collect();
    let folder = "docs/default/component/booking-api";
    let (search, pages): (Vec<&str>, Vec<&str>) = changed.into_iter().partition(|path| path.starts_with("search/"));
    let expect = ["_print/index.html", "index.html", "index.md", "llms-full.txt"];
    assert_eq!(pages, expect.map(|name| format!("{folder}/{name}")));
    let packs: Vec<&&str> = search.iter().filter(|path| path.starts_with("search/f/")).collect();
    assert_eq!(packs.len(), 1, "{search:?}");
}

#[test]
fn an_integration_key_is_in_no_file() {
    let world = MemoryWorld::from_text(
        "-- catalog-info.yaml\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n  annotations:\n    \
         pagerduty.com/integration-key: s3cr3t-canary\nspec: {type: service, lifecycle: production, owner: group:default/a}\n",
    );
    let built = build(&Config::default(), &world, &Memo::in_memory());
    assert!(built.output.get("api/catalog/entities/by-name/component/default/a.json").is_some());
    for (path, artifact) in built.output.iter() {
        assert!(!crate::said(&artifact.bytes()).contains("s3cr3t-canary"), "{path}");
    }
}

#[test]
fn a_docs_set_without_an_index_starts_at_its_first_page() {
    let world = MemoryWorld::from_text("-- mkdocs.yml\nsite_name: Flat\n-- docs/b.md\n# B\n-- docs/a.md\n# A\n");
    let built = build(&Config::default(), &world, &Memo::in_memory());
    assert_eq!(findings(&built.diagnostics), "");
    let root = page(&built.output, "docs/default/repository/docs/index.html");
    assert!(root.contains("content=\"0; url=a/\""), "{root}");
}

#[test]
fn a_folder_without_configuration_is_a_portal() {
    let world = MemoryWorld::from_text(
        "-- orders/catalog-info.yaml\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: orders}\n\
         spec: {type: service, lifecycle: production, owner: group:default/a}\n-- orders/docs/index.md\n# Orders\n\
         -- guides/mkdocs.yml\nsite_name: Guides\n-- guides/docs/index.md\n# Guides\n-- notes/readme.txt\nno repository\n",
    );
    let built = build(&Config::default(), &world, &Memo::in_memory());
    assert_eq!((built.summary.repositories, built.summary.entities, built.summary.docs_sets), (2, 1, 2));
    assert!(page(&built.output, "docs/default/component/orders/index.html").contains("Orders"));
    assert!(page(&built.output, "docs/default/repository/guides/index.html").contains("Guides"));
}

#[test]
fn annotations_reach_the_pages_and_secrets_do_not() {
    let mut world = MemoryWorld::new();
    let catalog = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: shop\n  annotations:\n    \
        github.com/project-slug: acme/shop\n    pagerduty.com/integration-key: 5ecretc0de5ecretc0de\n    \
        lighthouse.com/website-url: javascript:alert(1)\n    acme.example/other: thing\n  links:\n    \
        - {url: 'https://github.com/acme/shop', title: Code}\nspec: {type: service, lifecycle: production, owner: a}\n";
    world.insert("shop/catalog-info.yaml", catalog);
    world.insert("shop/docs/index.md", "# Shop\n");
    let built = build(&Config::default(), &world, &Memo::in_memory());
    let html = main_of(&built.output, "catalog/default/component/shop/index.html");
    for href in ["https://github.com/acme/shop/actions", "https://github.com/acme/shop/edit/HEAD/catalog-info.yaml"] {
        assert!(html.contains(&format!("href=\"{href}\"")), "{href}\n{html}");
    }
    assert_eq!(html.matches("href=\"https://github.com/acme/shop\"").count(), 1, "the author's link comes alone");
    assert!(html.contains("acme.example/other") && !html.contains("href=\"javascript:"));
    let docs = page(&built.output, "docs/default/component/shop/index.html");
    assert!(docs.contains("href=\"https://github.com/acme/shop/edit/HEAD/docs/index.md\""), "{docs}");
    for (path, artifact) in built.output.iter() {
        assert!(!String::from_utf8_lossy(&artifact.bytes()).contains("5ecretc0de"), "{path}");
    }
    world.insert("shop/catalog-info.yaml", catalog.replace("5ecretc0de5ecretc0de", "\"\\x35ecretc0de\\x35ecretc0de\""));
    let escaped = build(&Config::default(), &world, &Memo::in_memory());
    assert!(!main_of(&escaped.output, "catalog/default/component/shop/index.html").contains("ecretc0de"));
    let found = findings(&built.diagnostics);
    assert!(found.contains("shop/catalog-info.yaml:8:33 W-CAT-LINK-SCHEME"), "{found}");
}
