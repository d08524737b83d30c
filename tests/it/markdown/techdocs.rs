//! What pages become beside what techdocs-core makes of them: written out for the scripts that compare the two.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use platdocs::docs::Dialect;

use super::{render, render_in};
use crate::tags::Tags;

/// Renders the snippets of a file, for `scripts/compare-markdown`.
#[test]
#[ignore = "needs what techdocs-core makes of snippets"]
fn snippets() {
    #[expect(clippy::disallowed_methods, reason = "the one who runs the tests decides")]
    let (from, output) = (std::env::var("SNIPPETS_OF").unwrap(), std::env::var("SNIPPETS_TO").unwrap());
    let cases: Vec<serde_json::Value> = serde_json::from_slice(&fs::read(from).unwrap()).unwrap();
    let text = |case: &serde_json::Value, key: &str| case[key].as_str().unwrap_or_default().to_owned();
    let ours: BTreeMap<String, String> = cases
        .iter()
        .map(|case| {
            let blocks = text(case, "mkdocs_yml_extra").contains("use_pymdownx_blocks: true");
            let (page, _) = render_in(&Dialect { blocks, ..Dialect::default() }, text(case, "source").as_bytes());
            (text(case, "name"), page.html.as_str().to_owned())
        })
        .collect();
    fs::write(output, serde_json::to_string_pretty(&ours).unwrap()).unwrap();
}

/// Writes the ids of all headings below a folder, for `scripts/heading-ids`.
#[test]
#[ignore = "needs real documentation"]
fn heading_ids() {
    #[expect(clippy::disallowed_methods, reason = "the one who runs the tests decides")]
    let (folder, output) = (std::env::var("HEADINGS_OF").unwrap(), std::env::var("HEADINGS_TO").unwrap());
    let mut folders = vec![Path::new(&folder).to_path_buf()];
    let mut lines = Vec::new();
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else if path.extension().is_some_and(|suffix| suffix == "md")
                && let Ok(text) = fs::read(&path)
            {
                let (page, _) = render(&text);
                let is_heading = |tag: &&Tags| tag.name.len() == 2 && tag.name.starts_with('h') && tag.name != "hr";
                let tags = Tags::read(page.html.as_str());
                let ids = tags.iter().filter(is_heading).filter_map(|tag| tag.value("id"));
                let ids: String = ids.map(|id| format!("\t{id}")).collect();
                lines.push(format!("{}{ids}\n", path.strip_prefix(&folder).unwrap().display()));
            }
        }
    }
    lines.sort();
    fs::write(output, lines.concat()).unwrap();
}
