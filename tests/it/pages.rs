//! What a page of documentation says beside its text: its status, that it may be out of date, where to report a mistake.

use platdocs::config::{self, Config};
use platdocs::diag::File;
use platdocs::memo::Memo;
use platdocs::path::RepoPath;
use platdocs::pipeline::{self, Built};
use platdocs::world::MemoryWorld;

const SHOP: &str = "\
-- shop/catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop, annotations: {backstage.io/techdocs-ref: 'dir:.'}}
spec: {type: service, lifecycle: production, owner: team}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team, title: 'The team'}
spec: {type: team, children: []}
-- shop/mkdocs.yml
site_name: Shop
nav: [index.md, {More: [hours.md, old.md]}]
extra: {status: {new: Recently added, deprecated: 'Use <b>another</b>'}}
-- shop/docs/index.md
# Shop
-- shop/docs/hours.md
---
status: new
---
# Opening {hours} & days #1
-- shop/docs/old.md
---
status: deprecated
---
# Old
-- shop/docs/other.md
---
status: draft_text
---
# Other
";
const DOCS: &str = "docs/default/component/shop";

fn config(text: &str) -> Config {
    let file = File::new("", RepoPath::parse("platdocs.yaml").unwrap());
    config::parse(text.as_bytes(), &file).unwrap_or_else(|found| panic!("{found:#?}"))
}

fn build(settings: &str, world: &MemoryWorld) -> Built {
    pipeline::build(&config(settings), world, &Memo::in_memory(), &|_| ()).unwrap()
}

fn page(built: &Built, path: &str) -> String {
    let path = format!("{DOCS}/{path}");
    String::from_utf8(built.output.get(&path).unwrap_or_else(|| panic!("{path} is missing")).bytes().to_vec()).unwrap()
}

/// What stands between two pieces of a page.
fn between<'a>(html: &'a str, start: &str, end: &str) -> &'a str {
    let from = html.find(start).unwrap_or_else(|| panic!("{start} is missing\n{html}")) + start.len();
    &html[from..from + html[from..].find(end).unwrap()]
}

#[test]
fn the_status_of_a_page_stands_at_its_head_and_beside_every_link_to_it() {
    let built = build("", &MemoryWorld::from_text(SHOP));
    let old = page(&built, "old/index.html");
    let head = between(&old, "<p class=\"pd-status\">", "</p>");
    assert!(head.contains("data-value=\"deprecated\">Deprecated<"), "{head}");
    assert!(head.contains("Use &lt;b&gt;another&lt;/b&gt;"), "{head}");
    let nav = between(&old, "<nav class=\"pd-side-nav\"", "</nav>");
    assert!(
        nav.contains("Opening {hours} &amp; days #1 <span class=\"pd-page-status\" data-value=\"new\">New</span>"),
        "{nav}"
    );
    assert!(nav.contains("Old <span class=\"pd-page-status\" data-value=\"deprecated\">Deprecated</span>"), "{nav}");
    let contents = page(&built, "_contents/2/index.html");
    assert!(contents.contains("Other <span class=\"pd-page-status\" data-value=\"draft_text\">Draft text</span>"));
    let other = page(&built, "other/index.html");
    assert!(!between(&other, "<p class=\"pd-status\">", "</p>").contains("pd-muted"), "nothing says what it means");
    assert!(!page(&built, "index.html").contains("pd-page-state"));
}

#[test]
fn a_page_with_a_date_may_be_out_of_date_after_the_days_of_the_configuration() {
    let mut world = MemoryWorld::from_text(SHOP);
    world.commit("shop", 1_700_000_000, "Ann", &["A docs/old.md"]);
    let built = build("docs: {stale_after: 90}", &world);
    let old = page(&built, "old/index.html");
    let stale = between(&old, "<pd-stale", "</pd-stale>");
    assert!(stale.starts_with(" data-changed=\"2023-11-14\" data-days=\"90\" hidden>"), "{stale}");
    assert!(stale.contains(">The team</a>"), "{stale}");
    assert!(!page(&built, "hours/index.html").contains("<pd-stale"), "nobody knows when it changed");
    assert!(!page(&build("", &world), "old/index.html").contains("<pd-stale"));
    assert!(old.contains("Owner: <a href=\"../../../../../catalog/default/group/team/\">The team</a>"), "{old}");
}

/// Where the page `hours` is reported, and the field for what the reader has selected.
fn report(settings: &str) -> Option<(String, String)> {
    let html = page(&build(settings, &MemoryWorld::from_text(SHOP)), "hours/index.html");
    let part = html.contains("<pd-report").then(|| between(&html, "<pd-report ", "</pd-report>"))?;
    let href = between(part, "href=\"", "\"").replace("&amp;", "&");
    Some((href, between(part, "data-field=\"", "\"").to_owned()))
}

#[test]
fn a_mistake_is_reported_where_the_host_is_known_to_take_reports() {
    let source =
        |web_url: &str, more: &str| format!("sources: [{{type: local, path: shop, web_url: '{web_url}'{more}}}]\n");
    let title = "Shop%3A+Opening+%7Bhours%7D+%26+days+%231";
    let (href, field) = report(&source("https://github.com/acme/shop", "")).unwrap();
    let body = "https%3A%2F%2Fgithub.com%2Facme%2Fshop%2Fblob%2FHEAD%2Fdocs%2Fhours.md";
    assert_eq!(href, format!("https://github.com/acme/shop/issues/new?title={title}&body={body}"));
    assert_eq!(field, "body");
    let (href, field) =
        report(&format!("url: https://dev.example/p/\n{}", source("https://gitlab.com/a/b", ""))).unwrap();
    let start = format!("https://gitlab.com/a/b/-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D=");
    assert!(href.starts_with(&start), "{href}");
    assert!(
        href[start.len()..]
            .starts_with("https%3A%2F%2Fdev.example%2Fp%2Fdocs%2Fdefault%2Fcomponent%2Fshop%2Fhours%2F%0A"),
        "{href}"
    );
    assert_eq!(field, "issue[description]");
    assert_eq!(report(&source("https://git.acme.example/a/b", "")), None, "the kind of host is a guess");
    let named = report(&source("https://git.acme.example/a/b", ", forge: gitlab")).unwrap();
    assert!(named.0.starts_with("https://git.acme.example/a/b/-/issues/new?"), "{named:?}");
    assert_eq!(report("sources: [{type: local, path: shop}]"), None);
}

#[test]
fn the_owner_of_a_portal_says_where_mistakes_are_reported() {
    let github = "sources: [{type: local, path: shop, web_url: 'https://github.com/acme/shop'}]\n";
    assert_eq!(report(&format!("{github}docs: {{feedback: false}}")), None);
    assert!(report(&format!("{github}docs: {{feedback: true}}")).is_some());
    let own = "docs: {feedback: 'https://help.example/new?kind=docs&about={title}%20({file})&text={text}&page={url}'}";
    let (href, field) = report(&format!("sources: [{{type: local, path: shop}}]\n{own}")).unwrap();
    assert_eq!(
        href,
        "https://help.example/new?kind=docs&about=Shop%3A+Opening+%7Bhours%7D+%26+days+%231+%28docs%2Fhours.md%29&text=&page="
    );
    assert_eq!(field, "text");
}

#[test]
fn closed_sections_open_out_of_one_file_named_by_content() {
    let built = build("", &MemoryWorld::from_text(SHOP));
    let files: Vec<&str> =
        built.output.iter().map(|(path, _)| path).filter(|path| path.contains("/_contents/nav.")).collect();
    let [file] = files[..] else { panic!("{files:?}") };
    let front = page(&built, "index.html");
    assert!(front.contains("<li class=\"pd-closed\" data-at=\"1\"><a href=\"hours/\">More</a>"), "{front}");
    let href = between(&front, "data-nav=\"", "\"").to_owned();
    assert_eq!(format!("{DOCS}/{href}"), file);
    let json: serde_json::Value = serde_json::from_slice(&built.output.get(file).unwrap().bytes()).unwrap();
    assert_eq!(json[1]["title"], "More");
    assert_eq!(json[1]["children"][0]["href"], "../hours/");
    assert_eq!(json[1]["children"][1]["status"]["label"], "Deprecated");
    assert_eq!(json[0].as_object().unwrap().len(), 2, "what is empty is left out");

    let flat = SHOP.replace("{More: [hours.md, old.md]}", "hours.md, old.md");
    let built = build("", &MemoryWorld::from_text(&flat));
    assert!(!page(&built, "index.html").contains("data-nav"), "there is nothing to open");
    let moved = build("", &MemoryWorld::from_text(&SHOP.replace("{More:", "{Further:")));
    assert!(moved.output.get(file).is_none(), "another navigation has another name");
}

const BOOK: &str = "\
-- r/catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop, annotations: {backstage.io/techdocs-ref: 'dir:.'}}
spec: {type: service, lifecycle: production, owner: team}
-- r/mkdocs.yml
site_name: Shop
site_description: All about it
nav: [index.md, b/two.md, one.md]
-- r/docs/index.md
# Shop

[Two](b/two.md), [its part](b/two.md#the-part), [here](#below), [out](https://example.org/#x), [data](data.csv?a=1#r).

## Below
-- r/docs/b/two.md
# Two

## The part

[Back](../index.md) and [one](../one.md#below). ![Drawing](../a%20b.png) [catalog](/catalog/)[^1]

[^1]: Note.
-- r/docs/one.md
## Below
-- r/docs/data.csv
a,b
-- r/docs/a b.png
none
";

#[test]
fn a_docs_set_is_one_page_for_printing() {
    let world = MemoryWorld::from_text(BOOK);
    let built = build("docs: {print_page: true}", &world);
    let print = page(&built, "_print/index.html");
    let main = between(&print, "<main", "</main>");
    for part in [
        "<h1>Shop</h1>",
        "<p>All about it</p>",
        "<li><a href=\"#pd-p1\">Shop</a></li>\n<li><a href=\"#pd-p0\">Two</a></li>\n<li><a href=\"#pd-p2\">One</a></li>",
        "<section class=\"pd-content pd-print-page\" id=\"pd-p1\"><h2 id=\"p1-shop\">",
        "<a href=\"#pd-p0\">Two</a>, <a href=\"#p0-the-part\">its part</a>, <a href=\"#p1-below\">here</a>",
        "<a href=\"https://example.org/#x\"",
        "<a href=\"../data.csv?a=1#r\"",
        "<h3 id=\"p0-the-part\">",
        "<a href=\"#pd-p1\">Back</a> and <a href=\"#p2-below\">one</a>",
        "<a href=\"../../../../../catalog/\">catalog</a>",
        "<a class=\"footnote-ref\" href=\"#p0-fn:1\"",
        "<h2>One</h2>",
        "<h3 id=\"p2-below\">",
    ] {
        assert!(main.contains(part), "{part}\n{main}");
    }
    let ids: Vec<&str> = print.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let unique: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    for target in print.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(unique.contains(target), "{target}");
    }
    assert!(print.contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(page(&built, "b/two/index.html").contains("href=\"../../_print/\""));

    let offline = build("offline: true\ndocs: {print_page: true}", &world);
    let print = page(&offline, "_print/index.html");
    assert!(
        print.contains("<a href=\"#p0-the-part\">its part</a>") && print.contains("\"../data.csv?a=1#r\""),
        "{print}"
    );
    let without = build("", &world);
    assert!(without.output.get(&format!("{DOCS}/_print/index.html")).is_none());
    assert!(!page(&without, "index.html").contains("_print"));
}

#[test]
fn a_print_page_that_is_too_small_for_its_set_says_so() {
    use std::fmt::Write;
    let mut text = String::from("-- r/mkdocs.yml\nsite_name: Many\n-- r/docs/index.md\n# Many\n");
    for nth in 0..2_003 {
        writeln!(text, "-- r/docs/p{nth:04}.md\n# Page {nth}").unwrap();
    }
    let built = build("docs: {print_page: true}", &MemoryWorld::from_text(&text));
    let print = built.output.get("docs/default/repository/r/_print/index.html").unwrap();
    let print = String::from_utf8(print.bytes().to_vec()).unwrap();
    assert!(
        print.contains("4 more pages had no room here")
            && print.contains(">Page 1998<")
            && !print.contains(">Page 1999<")
    );
    let found: Vec<String> = built
        .diagnostics
        .iter()
        .filter(|finding| finding.code.id == "I-DOCS-PRINT")
        .map(|finding| format!("{} {}", finding.place, finding.message))
        .collect();
    let expect =
        "r/docs/p1999.md the print page of this docs set holds 2000 of its 2004 pages; it ends before this one";
    assert_eq!(found, [expect]);
}

#[test]
fn a_docs_set_is_said_in_its_language_and_the_portal_in_its_own() {
    let german = SHOP.replace("site_name: Shop", "site_name: Laden\ntheme: {language: de}");
    let built = build("docs: {print_page: true}", &MemoryWorld::from_text(&german));
    let old = page(&built, "old/index.html");
    assert!(old.contains("<html lang=\"de\" dir=\"ltr\">"), "{old}");
    assert!(old.contains("data-value=\"deprecated\">Veraltet<") && old.contains(">Alle Seiten in einer, zum Drucken<"));
    let contents = page(&built, "_contents/2/index.html");
    assert!(contents.contains("Weitere Seiten") && contents.contains("<title>Inhalt · Laden"), "{contents}");
    assert!(contents.contains("← Seite 1"), "{contents}");
    assert!(page(&built, "_print/index.html").contains("<title>Laden, alle Seiten"));
    let nav = built.output.iter().find(|(path, _)| path.contains("/_contents/nav.")).unwrap().1.bytes();
    assert!(String::from_utf8_lossy(&nav).contains("\"label\":\"Veraltet\""));
    let home = String::from_utf8(built.output.get("index.html").unwrap().bytes().to_vec()).unwrap();
    assert!(home.contains("<html lang=\"en\" dir=\"ltr\">") && home.contains(">Skip to content<"));

    let arabic = build("language: ar", &MemoryWorld::from_text(SHOP));
    assert!(page(&arabic, "old/index.html").contains("<html lang=\"ar\" dir=\"rtl\">"));
    let set = build("language: ar", &MemoryWorld::from_text(&german));
    let old = page(&set, "old/index.html");
    assert!(old.contains("<html lang=\"de\" dir=\"ltr\">") && old.contains(">Katalog<"), "{old}");
}
