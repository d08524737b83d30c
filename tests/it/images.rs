//! Images, drawings and other files of docs: what is published under which name, and what is said about it.

use platdocs::config::Config;
use platdocs::memo::Memo;
use platdocs::pipeline::{self, Built};
use platdocs::world::MemoryWorld;

const SET: &str = "-- repos/a/mkdocs.yml\nsite_name: A\ntheme: {logo: img/logo.csv}\n";

/// Builds a set of one page, its files beside it.
fn build(page: &str, files: &[(&str, &[u8])]) -> Built {
    let mut world = MemoryWorld::from_text(&format!("{SET}-- repos/a/docs/index.md\n# A\n\n{page}\n"));
    for (name, bytes) in files {
        world.insert(&format!("repos/a/docs/{name}"), *bytes);
    }
    pipeline::build(&Config::default(), &world, &Memo::in_memory(), &|_| ()).unwrap()
}

/// The codes of findings about files and images, with the file.
fn codes(built: &Built) -> Vec<String> {
    let about = |id: &str| ["IMAGE", "ASSET", "DIAGRAM", "SVG"].iter().any(|part| id.contains(part));
    let findings = built.diagnostics.iter().filter(|finding| about(finding.code.id));
    findings.map(|finding| format!("{} {}", finding.place.file.path.name(), finding.code.id)).collect()
}

fn files_below(built: &Built, folder: &str) -> Vec<String> {
    built.output.iter().map(|(path, _)| path.to_owned()).filter(|path| path.starts_with(folder)).collect()
}

fn page_of(built: &Built) -> String {
    let mut pages = built.output.iter().filter(|(path, _)| path.starts_with("docs/") && path.ends_with("index.html"));
    let (_, artifact) = pages.find(|(path, _)| path.matches('/').count() > 2).unwrap();
    String::from_utf8(artifact.bytes().to_vec()).unwrap()
}

#[test]
fn large_and_unused_files_are_reported() {
    let mut large = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\0\0\0\x02\0".to_vec();
    large.resize((1 << 20) + 1, 0);
    let built = build(
        "![A map](map.png) [list](a.csv)",
        &[("map.png", &large), ("a.csv", b"1"), ("b.csv", b"2"), ("img/logo.csv", b"3")],
    );
    assert_eq!(codes(&built), ["b.csv I-DOCS-ASSET-UNUSED", "map.png I-DOCS-IMAGE-SIZE"]);
}

#[test]
fn wide_images_open_in_full_size() {
    let wide = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\0\0\0\x02\0";
    let html = page_of(&build(
        "![A map](map.png \"All of it\")\n\n[![A map](map.png)](https://a.example)",
        &[("map.png", wide)],
    ));
    let expect = "<figure><a href=\"map.png\"><img src=\"map.png\" alt=\"A map\" width=\"1024\" height=\"512\" title=\"All of \
                  it\"></a><figcaption>All of it</figcaption></figure>";
    assert!(html.contains(expect), "{html}");
    assert_eq!(html.matches("href=\"map.png\"").count(), 1, "a link in a link: {html}");
}

#[test]
fn images_in_addresses_become_files() {
    let built =
        build("![dot](data:image/gif;base64,R0lGODlhAQABAAAAACw=)\n![x](data:image/svg+xml;base64,PHN2Zy8+)", &[]);
    let files = files_below(&built, "assets/images/");
    assert_eq!(files.len(), 1, "{files:?}");
    let html = page_of(&built);
    assert!(html.contains(&format!("{}\" alt=\"dot\" width=\"1\" height=\"1\"", files[0])), "{html}");
    assert!(!html.contains("data:"), "{html}");
}

#[test]
fn drawings_are_files_that_pages_share() {
    let fence = "```mermaid\nflowchart LR\n  A --> B\n```\n\n";
    let built = build(&fence.repeat(2), &[]);
    let files = files_below(&built, "assets/diagrams/");
    assert_eq!(files.len(), 2, "one for light and one for dark pages: {files:?}");
    let html = page_of(&built);
    for file in &files {
        assert_eq!(html.matches(&**file).count(), 2, "{html}");
    }
    assert!(codes(&built).is_empty(), "{:?}", codes(&built));
}

#[test]
fn diagrams_of_other_programs_are_mentioned_once() {
    let built = build("```plantuml\nA -> B\n```\n\n```d2\na -> b\n```\n", &[]);
    assert_eq!(codes(&built), ["index.md I-DOCS-DIAGRAM-CODE"]);
}
