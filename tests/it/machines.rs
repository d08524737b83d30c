//! What a portal gives to machines: sitemap, Markdown copies, `llms.txt`, docs coverage, the list of the page for addresses that
//! do not exist, and the tags in the head of every page.

use std::path::Path;

use platdocs::config::{self, Config};
use platdocs::diag::File;
use platdocs::memo::Memo;
use platdocs::path::RepoPath;
use platdocs::pipeline::{self, Built};
use platdocs::site::output::Output;
use platdocs::world::{MemoryWorld, OsWorld};

const SHOP: &str = "\
-- catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop
  annotations: {backstage.io/techdocs-ref: 'dir:.'}
spec: {type: service, lifecycle: production, owner: team}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: till}
spec: {type: service, lifecycle: production, owner: team}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team, title: 'The [team]'}
spec: {type: team, children: []}
-- mkdocs.yml
site_name: Shop [beta]
site_description: How the shop works
nav: [index.md, about/hours.md, plain.md]
-- docs/index.md
---
title: Front
description: Where to start
---
# The shop

See [the hours](about/hours.md).
-- docs/about/hours.md
# Opening (hours)

Nine to five. Back to [the front](../index.md).
-- docs/plain.md
No heading here.
-- docs/empty.md
";
const DOCS: &str = "docs/default/component/shop";

fn config() -> Config {
    Config {
        url: Some("https://dev.example/portal/".parse().unwrap()),
        description: Some("All of us".into()),
        ..Config::default()
    }
}

fn build(config: &Config, text: &str) -> Output {
    pipeline::build(config, &MemoryWorld::from_text(text), &Memo::in_memory(), &|_| ()).unwrap().output
}

fn example() -> Built {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site");
    let bytes = std::fs::read(site.join("platdocs.yaml")).unwrap();
    let config = config::parse(&bytes, &File::new("", RepoPath::parse("platdocs.yaml").unwrap())).unwrap();
    pipeline::build(&config, &OsWorld::new(&site), &Memo::in_memory(), &|_| ()).unwrap()
}

fn file(output: &Output, path: &str) -> String {
    let artifact = output.get(path).unwrap_or_else(|| panic!("{path} is missing"));
    String::from_utf8(artifact.bytes().to_vec()).unwrap()
}

#[test]
fn the_sitemap_lists_what_readers_look_for_with_the_days_of_changes() {
    let mut world = MemoryWorld::from_text(SHOP);
    world.commit("", 1_700_000_000, "Ann", &["A catalog-info.yaml", "A docs/index.md"]);
    let built = pipeline::build(&config(), &world, &Memo::in_memory(), &|_| ()).unwrap();
    let sitemap = file(&built.output, "sitemap.xml");
    for line in [
        "<loc>https://dev.example/portal/</loc></url>".to_owned(),
        format!("<loc>https://dev.example/portal/{DOCS}/</loc><lastmod>2023-11-14</lastmod></url>"),
        format!("<loc>https://dev.example/portal/{DOCS}/about/hours/</loc></url>"),
        "<loc>https://dev.example/portal/catalog/default/component/shop/</loc><lastmod>2023-11-14</lastmod>".to_owned(),
    ] {
        assert!(sitemap.contains(&line), "{line}\n{sitemap}");
    }
    for never in ["/inspect/", "404", "/health/", "kinds/api/"] {
        assert!(!sitemap.contains(never), "{never}\n{sitemap}");
    }
    assert!(file(&built.output, "robots.txt").ends_with("Sitemap: https://dev.example/portal/sitemap.xml\n"));
    let unknown = build(&Config::default(), SHOP);
    assert!(unknown.get("sitemap.xml").is_none() && unknown.get("robots.txt").is_none());
}

#[test]
fn every_page_says_what_it_is() {
    let mut world = MemoryWorld::from_text(SHOP);
    world.insert("preview.png", "an image");
    let text = "title: Portal\nurl: https://dev.example/portal/\ndescription: All of us\nimage: preview.png\n";
    let place = File::new("", RepoPath::parse("platdocs.yaml").unwrap());
    let config = config::parse(text.as_bytes(), &place).unwrap();
    let built = pipeline::build(&config, &world, &Memo::in_memory(), &|_| ()).unwrap();
    for (path, artifact) in built.output.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8(artifact.bytes().to_vec()).unwrap();
        let whole = html.contains("http-equiv=\"refresh\"");
        for tag in ["<meta name=\"description\" content=\"", "<meta property=\"og:title\" content=\""] {
            assert!(html.contains(tag) || whole, "{path}: {tag}\n{html}");
        }
        let canonical = html.contains("<link rel=\"canonical\" href=\"https://dev.example/portal/");
        assert_eq!(canonical, path != "404.html", "{path}");
        assert!(
            html.contains("og:image\" content=\"https://dev.example/portal/assets/image.") || whole,
            "{path}\n{html}"
        );
    }
    let front = file(&built.output, &format!("{DOCS}/index.html"));
    assert!(front.contains("<meta name=\"description\" content=\"Where to start\">"), "{front}");
    let gone = config::parse(text.replace("preview", "gone").as_bytes(), &place).unwrap();
    let built = pipeline::build(&gone, &world, &Memo::in_memory(), &|_| ()).unwrap();
    let found: Vec<String> =
        built.diagnostics.iter().map(|finding| format!("{} {}", finding.place, finding.code.id)).collect();
    assert!(found.contains(&"platdocs.yaml:4:8 W-SITE-IMAGE".to_owned()), "{found:?}");
}

#[test]
fn pages_lie_beside_their_markdown_and_sets_have_lists_of_it() {
    let output = build(&config(), SHOP);
    assert_eq!(file(&output, &format!("{DOCS}/index.md")), "# The shop\n\nSee [the hours](about/hours.md).\n");
    assert!(file(&output, &format!("{DOCS}/index.html")).contains("<a href=\"index.md\">View Markdown</a>"));
    assert!(
        file(&output, &format!("{DOCS}/about/hours/index.html")).contains("<a href=\"../hours.md\">View Markdown</a>")
    );
    assert!(output.get(&format!("{DOCS}/empty.md")).is_none());
    assert!(!file(&output, &format!("{DOCS}/empty/index.html")).contains("View Markdown"));
    insta::assert_snapshot!("llms", file(&output, "llms.txt"));
    insta::assert_snapshot!("llms_set", file(&output, &format!("{DOCS}/llms.txt")));
    insta::assert_snapshot!("llms_full", file(&output, &format!("{DOCS}/llms-full.txt")));
    let relative = build(&Config::default(), SHOP);
    assert!(file(&relative, "llms.txt").contains(&format!("]({DOCS}/llms.txt): How the shop works")));
}

#[test]
fn a_long_set_is_cut_between_pages() {
    let mut text = "-- mkdocs.yml\nsite_name: Long\n-- docs/index.md\n# Start\n".to_owned();
    for nth in 0..30 {
        text += &format!("-- docs/p{nth:02}.md\n# Page {nth}\n\n{}\n", "word ".repeat(20_000));
    }
    let output = build(&Config::default(), &text);
    let full = file(&output, "docs/default/repository/docs/llms-full.txt");
    assert!(full.len() > 1 << 20 && full.len() <= 2 << 20, "{}", full.len());
    let (_, last) = full.rsplit_once("\n---\n\n").unwrap();
    let pages = full.matches("\nSource: ").count();
    assert_eq!(
        last,
        format!("{} more pages do not fit in here; `llms.txt` beside this file lists all of them.\n", 31 - pages)
    );
}

/// The targets of inline links without their fragments, code left out.
fn links(markdown: &str) -> impl Iterator<Item = &str> {
    let outside = markdown.split("```").step_by(2);
    let targets =
        outside.flat_map(|text| text.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next()));
    targets.filter(|target| target.ends_with(".md") && !target.contains(':') && !target.starts_with('/'))
}

#[test]
fn links_between_the_copies_of_the_example_work() {
    let output = example().output;
    let mut count = 0;
    for (path, _) in output.iter().filter(|(path, _)| path.starts_with("docs/") && path.ends_with(".md")) {
        let folder = RepoPath::parse(path).unwrap().parent();
        for target in links(&file(&output, path)) {
            let Ok(linked) = folder.join(target) else { continue };
            // A README that is a set of its own links to files that are no pages.
            if !path.ends_with("/README.md") {
                assert!(output.get(linked.as_str()).is_some(), "{path}: {target}");
                count += 1;
            }
        }
    }
    assert!(count > 20, "{count}");
    let base = "https://developers.skerry.example/";
    for (path, _) in output.iter().filter(|(path, _)| path.ends_with("llms.txt")) {
        for link in file(&output, path).split(&format!("]({base}")).skip(1).filter_map(|rest| rest.split(')').next()) {
            let decoded = link.replace("%20", " ");
            let decoded =
                if decoded.ends_with('/') || decoded.is_empty() { format!("{decoded}index.html") } else { decoded };
            assert!(output.get(&decoded).is_some(), "{path}: {link}");
        }
    }
}

#[test]
fn coverage_names_what_has_no_documentation() {
    let output = build(&Config::default(), SHOP);
    let json: serde_json::Value = serde_json::from_str(&file(&output, "api/docs/coverage.json")).unwrap();
    assert_eq!(
        json,
        serde_json::json!({"version": 1, "documented": 1, "total": 2, "teams": [{"owner": "group:default/team",
            "title": "The [team]", "documented": 1, "total": 2, "without": ["component:default/till"]}]})
    );
    let page = file(&output, "docs/coverage/index.html");
    assert!(page.contains("<progress max=\"2\" value=\"1\" aria-label=\"50 % of The [team] documented\">"), "{page}");
    assert!(page.contains("<a href=\"../../catalog/default/component/till/\">till</a>"), "{page}");
}

#[test]
fn the_docs_index_groups_sets_by_owner_and_by_system() {
    let output = example().output;
    let main = |path: &str| {
        let html = file(&output, path);
        html[html.find("<main").unwrap()..html.find("</main>").unwrap()].to_owned()
    };
    insta::assert_snapshot!("docs_index", main("docs/index.html"));
    insta::assert_snapshot!("docs_systems", main("docs/systems/index.html"));
    insta::assert_snapshot!("docs_coverage", main("docs/coverage/index.html"));
}

#[test]
fn the_list_of_near_pages_names_pages_that_exist() {
    let output = example().output;
    let list: Vec<(String, String)> = serde_json::from_str(&file(&output, "404.json")).unwrap();
    assert!(list.contains(&("catalog/default/component/booking-api".into(), "Booking API".into())), "{list:?}");
    for (path, _) in &list {
        let page = if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
        assert!(output.get(&page).is_some(), "{path}");
    }
    let html = file(&output, "404.html");
    assert!(html.contains("data-list=\"/404.json\" data-root=\"/\" hidden"), "{html}");
    let others = output.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html");
    for (path, _) in others {
        assert!(!file(&output, path).contains("404.json"), "{path}");
    }
}
