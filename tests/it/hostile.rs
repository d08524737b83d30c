//! Hostile repositories, section 21 of the security contract: whatever one of them holds, the portal of the others stays as
//! it is, no page runs anything, and nothing from outside a repository is shown.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use platdocs::config::{Config, Local, Source, SourceKind, Sources, Trust};
use platdocs::memo::Memo;
use platdocs::pipeline::{self, Built};
use platdocs::world::{MemoryWorld, World};
use rayon::prelude::*;

use crate::tags::Tags;

mod catalog;
#[cfg(target_os = "linux")]
mod files;
mod mkdocs;
mod pages;
mod yaml;

/// One of the contract's items: its name, and the files of the hostile repository.
pub(crate) struct Item {
    name: String,
    files: Vec<(String, Vec<u8>)>,
    /// It declares what the good repository has declared: the pages of these say so among their findings.
    claims: bool,
}

impl Item {
    fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), files: Vec::new(), claims: false }
    }

    /// Adds a file, or replaces it.
    fn file(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.retain(|(other, _)| other != path);
        self.files.push((path.to_owned(), bytes.into()));
        self
    }

    /// Adds an entity and a docs set of one page, all with the same text wherever an author can write.
    fn everywhere(self, text: &str) -> Self {
        let quoted = serde_json::to_string(text).unwrap();
        let entity = format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: hostile\n  title: {quoted}\n  \
             description: {quoted}\n  tags: [{quoted}]\n  labels: {{x: {quoted}}}\n  annotations: {{\n    \
             backstage.io/techdocs-ref: 'dir:.', x/y: {quoted}, backstage.io/source-location: {quoted}}}\n  \
             links: [{{url: {quoted}, title: {quoted}, icon: {quoted}}}, {{url: 'https://a.b', title: {quoted}}}]\n\
             spec: {{type: {quoted}, lifecycle: {quoted}, owner: {quoted}}}\n"
        );
        let docs = format!("site_name: {quoted}\nsite_description: {quoted}\nnav: [{{{quoted}: index.md}}]\n");
        self.file("catalog-info.yaml", entity).file("mkdocs.yml", docs).file("docs/index.md", text)
    }

    /// Adds a docs set of one page.
    fn page(self, text: impl Into<Vec<u8>>) -> Self {
        self.file("mkdocs.yml", "site_name: Hostile\n").file("docs/index.md", text)
    }
}

/// Stands in files that no page may show.
const CANARY: &str = "canary-1f0e9c7d";
/// Pages that list what there is in the portal, and folders of them.
const LISTS: [&str; 23] = [
    "search/",
    "index.html",
    "catalog/index.html",
    "kinds/",
    "tags/",
    "api-docs/",
    "docs/index.html",
    "docs/systems/",
    "docs/coverage/",
    "api/docs/coverage.json",
    "404.json",
    "llms.txt",
    "org/index.html",
    "services.csv",
    "services.json",
    "services/index.html",
    "health/",
    "api/health/",
    "api/catalog/index.json",
    "api/catalog/index.csv",
    "api/catalog/entities.json",
    "api/catalog/entities/by-query/1.json",
    "api/catalog/entity-facets.json",
];
const GOOD: &str = "\
-- repos/good/catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: payments
  description: Takes *money*
  annotations: {backstage.io/techdocs-ref: 'dir:.'}
spec: {type: service, lifecycle: production, owner: team}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team}
spec: {type: team, children: []}
-- repos/good/mkdocs.yml
site_name: Payments
-- repos/good/docs/index.md
# Payments

[Setup](setup.md#first) ![Map](map.svg)
-- repos/good/docs/setup.md
# Setup

## First

```sh
make
```
-- repos/good/docs/map.svg
<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'/>
-- canary.md
canary-1f0e9c7d
-- repos/canary.yaml
canary: canary-1f0e9c7d
";

fn good() -> MemoryWorld {
    MemoryWorld::from_text(GOOD)
}

fn config() -> Config {
    let local =
        Local { paths: vec!["repos/*".into()], gitignore: true, web_url: None, forge: None, catalog_paths: Vec::new() };
    let source = Source {
        name: "repos".into(),
        span: platdocs::diag::Span::FILE,
        kind: SourceKind::Local(local),
        trust: Trust::Standard,
        history: true,
    };
    Config { sources: Sources::Listed(vec![source]), ..Config::default() }
}

fn build(world: &dyn World) -> Built {
    pipeline::build(&config(), world, &Memo::in_memory(), &|_| {}).unwrap()
}

fn files_of(built: &Built) -> BTreeMap<String, Vec<u8>> {
    built.output.iter().map(|(path, artifact)| (path.to_owned(), artifact.bytes().to_vec())).collect()
}

/// What is wrong with a portal that was built beside a hostile repository.
fn problems(files: &BTreeMap<String, Vec<u8>>, expect: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut found = Vec::new();
    for (path, bytes) in expect {
        let list = LISTS.iter().any(|list| path == list || list.ends_with('/') && path.starts_with(list));
        if !list && files.get(path) != Some(bytes) {
            found.push(format!("{path} is not what it is without the hostile repository"));
        }
    }
    for (path, bytes) in files {
        if expect.get(path) == Some(bytes) {
            continue;
        }
        let text = crate::said(bytes);
        if text.contains(CANARY) || text.contains("root:x:0:0") {
            found.push(format!("{path} holds what lies outside of the repositories"));
        }
        if path.ends_with(".html") {
            found.extend(audit(path, &text));
        }
    }
    found
}

/// The files without their findings and the way to them.
fn without_findings(mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let parts = [
        ("<section class=\"pd-section\" id=\"pd-findings\">", "</section>\n"),
        ("<section class=\"pd-section\" id=\"pd-json\">", "</section>\n"),
        ("<a href=\"#pd-findings\">", "</a>"),
        ("<a href=\"../#pd-findings\">", "</a>"),
    ];
    for (path, bytes) in files.iter_mut().filter(|(path, _)| path.ends_with(".html")) {
        let mut page = String::from_utf8_lossy(bytes).into_owned();
        for (start, end) in parts {
            if let Some((before, rest)) = page.split_once(start) {
                let (_, after) = rest.split_once(end).unwrap_or_else(|| panic!("{path} has no {end}"));
                page = format!("{before}{after}");
            }
        }
        *bytes = page.into_bytes();
    }
    for (_, bytes) in files.iter_mut().filter(|(path, _)| path.starts_with("api/catalog/entities/by-name/")) {
        let mut entity: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        entity.as_object_mut().unwrap().remove("status");
        entity["metadata"].as_object_mut().unwrap().remove("etag");
        *bytes = entity.to_string().into_bytes();
    }
    files
}

/// The page audit of the security contract, section 10.
fn audit(path: &str, html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(tags) = catch_unwind(|| Tags::read(html)) else { return vec![format!("{path} is not well-formed")] };
    for tag in &tags {
        let name = tag.name.to_ascii_lowercase();
        let refused = match name.as_str() {
            "script" => tag.value("src").is_none() || tag.value("integrity").is_none(),
            "template" => {
                !tag.attributes.iter().all(|(name, _)| name.starts_with("data-")) || tag.attributes.is_empty()
            }
            // The one page of ours that leads to another whatever the catalog holds.
            "meta" if path == "kinds/api/index.html" => false,
            "meta" => tag.value("http-equiv").is_some_and(|kind| kind != "Content-Security-Policy"),
            name => REFUSED.contains(&name),
        };
        if refused {
            found.push(format!("{path} holds <{name}>: {:?}", tag.attributes));
        }
        for (attribute, value) in &tag.attributes {
            let attribute = attribute.to_ascii_lowercase();
            let value: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            let value = value.to_ascii_lowercase();
            let address = ADDRESSES.contains(&attribute.as_str());
            let elsewhere = attribute == "src" && (value.contains("//") || value.contains('\\'));
            let open = attribute == "href" && (value.starts_with("//") || value.contains('\\'));
            if attribute.starts_with("on")
                || attribute == "style"
                || elsewhere
                || open
                || address && SCHEMES.iter().any(|scheme| value.starts_with(scheme))
            {
                found.push(format!("{path} holds {attribute}=\"{value}\" in <{name}>"));
            }
        }
    }
    if !tags.iter().any(|tag| tag.value("http-equiv") == Some("Content-Security-Policy")) {
        found.push(format!("{path} has no policy"));
    }
    found
}

/// Elements that no template of ours makes.
const REFUSED: &[&str] = &[
    "style",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "base",
    "form",
    "math",
    "textarea",
    "plaintext",
    "xmp",
    "noembed",
    "animate",
    "set",
    "foreignobject",
    "area",
    "map",
    "audio",
    "video",
];
const ADDRESSES: &[&str] =
    &["href", "src", "srcset", "action", "formaction", "poster", "data", "xlink:href", "ping", "to", "values"];
const SCHEMES: &[&str] = &["javascript:", "vbscript:", "data:", "file:", "blob:"];

/// Builds each item beside the good repository.
fn hold(items: Vec<Item>) {
    let expect = files_of(&build(&good()));
    assert!(expect.len() > 8, "{:?}", expect.keys());
    assert_eq!(problems(&expect, &BTreeMap::new()), [""; 0], "the good portal by itself");
    let found: Vec<String> = items
        .into_par_iter()
        .flat_map_iter(|Item { name, files, claims }| {
            let mut world = good();
            for (path, bytes) in files {
                world.insert(&format!("repos/hostile/{path}"), bytes);
            }
            let found = match catch_unwind(AssertUnwindSafe(|| build(&world))) {
                Ok(built) if claims => problems(&without_findings(files_of(&built)), &without_findings(expect.clone())),
                Ok(built) => problems(&files_of(&built), &expect),
                Err(_) => vec!["panics".into()],
            };
            found.into_iter().map(move |problem| format!("{name}: {problem}"))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_audit_sees_what_it_is_for() {
    let page = |body: &str| format!("<meta http-equiv=\"Content-Security-Policy\" content=\"x\"><main>{body}</main>");
    assert_eq!(
        audit("a", &page("<p title=\"javascript:\">x</p><script src=\"a.js\" integrity=\"sha256-x\"></script>")),
        [""; 0]
    );
    for body in [
        "<script>x</script>",
        "<script src=\"a.js\"></script>",
        "<style>x</style>",
        "<p style=\"x\">",
        "<p OnClick=\"x\">",
        "<a href=\" java\nscript:x\">",
        "<a href=\"//evil\">",
        "<img src=\"https://evil/a.png\">",
        "<meta http-equiv=\"refresh\">",
        "<template shadowrootmode=\"open\">",
        "<p title=x>",
        "a < b",
    ] {
        assert_eq!(audit("a", &page(body)).len(), 1, "{body}");
    }
    assert_eq!(audit("a", "<p>x</p>"), ["a has no policy"]);
}

#[test]
fn hostile_text_reaches_its_own_pages() {
    let mut world = good();
    for (path, bytes) in Item::new("x").everywhere("<b onclick=x>marked-text</b>").files {
        world.insert(&format!("repos/hostile/{path}"), bytes);
    }
    let files = files_of(&build(&world));
    for path in ["docs/default/component/hostile/index.html", "catalog/default/component/hostile/index.html"] {
        let page = files.get(path).unwrap_or_else(|| panic!("{path} is not among {:?}", files.keys()));
        assert!(String::from_utf8_lossy(page).contains("marked-text"), "{path}");
    }
}

#[test]
fn script_in_text_never_runs() {
    hold(pages::script());
}

#[test]
fn published_files_are_harmless() {
    hold(pages::published());
}

#[test]
fn exhausting_pages_cost_only_themselves() {
    hold(pages::exhausting());
}

#[test]
fn odd_yaml_costs_only_its_repository() {
    hold(yaml::items());
}

#[test]
fn entities_stay_in_their_place() {
    hold(catalog::items());
}

#[test]
fn settings_of_docs_reach_nothing_outside() {
    hold(mkdocs::items());
}
