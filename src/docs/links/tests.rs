use std::cell::RefCell;
use std::sync::LazyLock;

use super::*;
use crate::diag::Span;
use crate::docs::set::tests::{lay, repository, told};

struct Catalog;

impl Portal for Catalog {
    fn page(&self, path: &SitePath) -> bool {
        matches!(path.as_str(), "catalog/" | "docs/other/" | "docs/other/a.pdf")
    }
}

const SHOP: &str = "\
-- docs/index.md
-- docs/about.md
-- docs/note.md
-- docs/with space.md
-- docs/a_dir/index.md
-- docs/a_dir/two.md
-- docs/a_dir/deep/three.md
-- docs/b_dir/README.md
-- docs/img/p.png
-- docs/img/q.svg
-- docs/manual.pdf
-- docs/tool.py
-- docs/old.html
-- src/main.rs
-- README.md
";

static SET: LazyLock<(Repository, Layout)> = LazyLock::new(|| {
    let (world, repository) = repository(SHOP);
    let (layout, _) = lay(&world, &repository, false);
    (repository, layout)
});

/// The links of a page without settings.
fn links_of<'a>(layout: &'a Layout, repository: &'a Repository, page: &'a PageFile) -> PageLinks<'a> {
    PageLinks {
        layout,
        repository,
        portal: &Catalog,
        page,
        style: LinkStyle::Web,
        schemes: &[],
        image_hosts: &[],
        kroki: None,
        noted: RefCell::default(),
    }
}

/// Follows a link of a page and tells where it leads and what was found.
fn follow(page: &str, written: &str, usage: Usage) -> String {
    let (repository, layout) = &*SET;
    let Some(Found::Page(page)) = layout.at_path(page) else { panic!("{page} is a page") };
    let hosts = ["img.example.org".to_owned()];
    let links = PageLinks { image_hosts: &hosts, ..links_of(layout, repository, page) };
    let place = repository.place(&page.source).at(Span::new(3, 5, 1));
    let mut findings = Vec::new();
    let target = links.resolve(written, usage, &place, &mut findings);
    let mut out = match target {
        Target::Href(href) | Target::Image { href, .. } => format!("file {href}"),
        Target::Page { href, page: None, .. } => format!("here {href}"),
        Target::Page { href, page: Some(page), fragment } => {
            let fragment = fragment.map(|fragment| format!(" #{fragment}")).unwrap_or_default();
            format!("page {href} [{page}]{fragment}")
        }
        Target::Nowhere => "nowhere".into(),
    };
    for finding in findings {
        assert_eq!((finding.place.span.line, finding.place.span.column), (3, 5));
        let told = told(&finding);
        out.push_str(&format!(" | {}", told.split_once(":3:5 ").expect("the place is known").1));
    }
    out
}

fn link(page: &str, written: &str, expect: &str) {
    assert_eq!(follow(page, written, Usage::Link), expect, "{written} on {page}");
}

fn image(page: &str, written: &str, expect: &str) {
    assert_eq!(follow(page, written, Usage::Image), expect, "{written} on {page}");
}

#[test]
fn links_follow_files() {
    link("about.md", "note.md", "page ../note/ [docs/shop/note/]");
    link("about.md", "./a_dir/two.md#part-%C3%BC", "page ../a_dir/two/#part-%C3%BC [docs/shop/a_dir/two/] #part-ü");
    link("about.md", "a_dir/", "page ../a_dir/ [docs/shop/a_dir/]");
    link("about.md", "b_dir", "page ../b_dir/ [docs/shop/b_dir/]");
    link("a_dir/two.md", "../index.md", "page ../../ [docs/shop/]");
    link("a_dir/two.md", "..", "page ../../ [docs/shop/]");
    link("about.md", "with%20space.md", "page ../with%20space/ [docs/shop/with space/]");
    link("about.md", "with space.md?x=1#y", "page ../with%20space/?x=1#y [docs/shop/with space/] #y");
    link("about.md", "about.md#x", "here #x");
    link("about.md", "#x y", "here #x%20y");
    link("about.md", "?q=x", "here ./?q=x");
    link("about.md", "manual.pdf#page=2", "file ../manual.pdf#page=2");
    link("about.md", "img\\p.png", "file ../img/p.png");
    image("a_dir/two.md", "../img/q.svg", "file ../../img/q.svg");
}

#[test]
fn images_come_from_hosts_that_the_owner_allows() {
    image("about.md", "https://img.example.org/a.svg?b", "file https://img.example.org/a.svg?b");
    image("about.md", "//IMG.example.org/a.svg", "file https://img.example.org/a.svg");
    for written in [
        "http://img.example.org/a.svg",
        "https://img.example.org:8443/a.svg",
        "https://x.img.example.org/a.svg",
        "https://img.example.org.evil.example/a.svg",
    ] {
        assert!(follow("about.md", written, Usage::Image).starts_with("nowhere | I-DOCS-IMAGE-REMOTE"), "{written}");
    }
    let refused = follow("about.md", "https://me@img.example.org/a.svg", Usage::Image);
    assert!(refused.starts_with("nowhere | W-URL-SCHEME"), "{refused}");
}

#[test]
fn addresses_elsewhere_are_checked() {
    link("about.md", "https://example.org/a?b#c", "file https://example.org/a?b#c");
    link("about.md", "//example.org", "file https://example.org/");
    link("about.md", "mailto:a@example.org", "file mailto:a@example.org");
    let refused = "is not an address that a link may have (links start with `https:`, `http:`, `mailto:`, `tel:` or `ftp:`, \
                   or name a file of the docs)";
    link("about.md", "javascript:alert(1)", &format!("nowhere | W-URL-SCHEME `javascript:alert(1)` {refused}"));
    link(
        "about.md",
        "java\nscript:alert(1)",
        &format!("nowhere | W-URL-SCHEME `java\\u{{a}}script:alert(1)` {refused}"),
    );
    image(
        "about.md",
        "https://example.org/a.png",
        "nowhere | I-DOCS-IMAGE-REMOTE the image `https://example.org/a.png` lies on another host \
         and is shown as a link (put a copy into the docs folder; the portal's owner can allow hosts with `security.image_hosts`)",
    );
}

#[test]
fn addresses_of_pages_are_accepted_with_a_note() {
    let style = "leads somewhere only from the page's address, not from its file";
    link(
        "about.md",
        "../a_dir/two/",
        &format!(
            "page ../a_dir/two/ [docs/shop/a_dir/two/] | I-DOCS-LINK-URL-STYLE `../a_dir/two/` {style} \
             (write `a_dir/two.md`, which works on the forge too)"
        ),
    );
    image(
        "about.md",
        "../img/p.png",
        &format!(
            "file ../img/p.png | I-DOCS-LINK-URL-STYLE `../img/p.png` {style} (write `img/p.png`, which works on the forge too)"
        ),
    );
    link(
        "a_dir/two.md",
        "deep/three.html#x",
        "page ../deep/three/#x [docs/shop/a_dir/deep/three/] #x | W-DOCS-LINK-HTML `deep/three.html#x` is not a file; \
         its page is made of `deep/three.md` (write `deep/three.md`)",
    );
    link(
        "about.md",
        "a_dir/index.html",
        "page ../a_dir/ [docs/shop/a_dir/] | W-DOCS-LINK-HTML `a_dir/index.html` is not a file; its page is made of \
         `a_dir/index.md` (write `a_dir/index.md`)",
    );
}

#[test]
fn other_sets_are_reached_by_address() {
    link(
        "about.md",
        "../../other/#x",
        "page ../../other/#x [docs/other/] #x | I-DOCS-LINK-URL-STYLE `../../other/#x` leads somewhere only from the \
         page's address, not from its file (write `/docs/other/`)",
    );
}

#[test]
fn absolute_links_start_at_the_docs_then_at_the_portal() {
    link("a_dir/two.md", "/note.md", "page ../../note/ [docs/shop/note/]");
    link("a_dir/two.md", "/about/", "page ../../about/ [docs/shop/about/]");
    link("a_dir/two.md", "/img/p.png", "file ../../img/p.png");
    link("about.md", "/catalog/", "page ../../../catalog/ [catalog/]");
    link("about.md", "/docs/other#x", "page ../../other/#x [docs/other/] #x");
    link("about.md", "/docs/note.md", "page ../note/ [docs/shop/note/]");
    link("about.md", "/src/main.rs", "file https://github.com/acme/shop/blob/main/src/main.rs");
    link("about.md", "/nope", "nowhere | W-DOCS-LINK `/nope` does not exist");
}

#[test]
fn files_of_the_repository_are_shown_on_the_forge() {
    link("about.md", "../src/main.rs#L3", "file https://github.com/acme/shop/blob/main/src/main.rs#L3");
    link("about.md", "../README.md", "file https://github.com/acme/shop/blob/main/README.md");
    link("about.md", "../src", "file https://github.com/acme/shop/blob/main/src");
    link(
        "about.md",
        "tool.py",
        "file https://github.com/acme/shop/blob/main/docs/tool.py | W-FILE-TYPE `tool.py` is of a type that is never \
         published (the link leads to the file's source)",
    );
    image(
        "about.md",
        "tool.py",
        "nowhere | W-DOCS-IMAGE `tool.py` cannot be shown: it is not an image that can be published",
    );
    image("about.md", "note.md", "nowhere | W-DOCS-IMAGE `note.md` cannot be shown: it is not an image");
}

#[test]
fn broken_links_name_what_was_probably_meant() {
    link("about.md", "nope.md", "nowhere | W-DOCS-LINK `nope.md` does not exist (did you mean `note.md`?)");
    link(
        "a_dir/two.md",
        "../Note.md",
        "nowhere | W-DOCS-LINK `../Note.md` does not exist (did you mean `../note.md`?)",
    );
    link("a_dir/two.md", "note.md", "nowhere | W-DOCS-LINK `note.md` does not exist (did you mean `../note.md`?)");
    link("a_dir/two.md", "two", "nowhere | W-DOCS-LINK `two` does not exist (did you mean `two.md`?)");
    link("about.md", "zzzzzzzzz/x.md", "nowhere | W-DOCS-LINK `zzzzzzzzz/x.md` does not exist");
    link("about.md", "../../../../etc/passwd", "nowhere | W-DOCS-LINK `../../../../etc/passwd` does not exist");
    link("about.md", ".git/config", "nowhere | W-DOCS-LINK `.git/config` does not exist");
    link("about.md", "", "nowhere | W-DOCS-LINK this link has no address");
    image("about.md", "p.png", "nowhere | W-DOCS-IMAGE the image `p.png` does not exist (did you mean `img/p.png`?)");
}

#[test]
fn a_lone_readme_links_to_the_source_without_ado() {
    let (world, repository) =
        repository("-- README.md\n![](img/a.png) [l](LICENSE)\n-- LICENSE\n-- img/a.png\n-- docs/x.md\n");
    let (layout, _) = lay(&world, &repository, true);
    let page = &layout.pages[0];
    let links = links_of(&layout, &repository, page);
    let place = repository.place(&page.source).at(Span::FILE);
    let mut findings = Vec::new();
    let mut href = |written: &str, usage| links.resolve(written, usage, &place, &mut findings);
    let forge = |path: &str| Target::Href(format!("https://github.com/acme/shop/blob/main/{path}"));
    assert_eq!(href("LICENSE", Usage::Link), forge("LICENSE"));
    assert_eq!(href("docs/x.md#a", Usage::Link), forge("docs/x.md#a"));
    assert_eq!(href("img/a.png", Usage::Image), Target::Image { href: "img/a.png".into(), pixels: None });
    assert_eq!(findings, []);
}

#[test]
fn links_may_name_pages_where_a_plugin_lets_them() {
    let (world, repository) = repository(&format!("-- mkdocs.yml\nplugins: [ezlinks]\n{SHOP}-- docs/x/y/three.md\n"));
    let (layout, _) = lay(&world, &repository, false);
    let Some(Found::Page(page)) = layout.at_path("about.md") else { panic!("about.md is a page") };
    let links = links_of(&layout, &repository, page);
    let mut findings = Vec::new();
    let mut href = |written: &str| match links.resolve(
        written,
        Usage::Link,
        &repository.place(&page.source).at(Span::FILE),
        &mut findings,
    ) {
        Target::Page { href, .. } => href,
        Target::Href(_) | Target::Image { .. } | Target::Nowhere => String::new(),
    };
    assert_eq!(href("two"), "../a_dir/two/");
    assert_eq!(href("../deep/three#x"), "../a_dir/deep/three/#x");
    assert_eq!(href("three"), "../a_dir/deep/three/");
    assert_eq!(href("y/three.md"), "../x/y/three/");
    assert_eq!(href("wo"), "");
    assert_eq!(findings.len(), 1);
}

#[test]
fn written_links_never_name_another_host() {
    let parts =
        ["", "/", "//", "\\", "..", ".", "a", "%2f", "%5c", "https:", "evil.org", "#", "?", "\t", "%0a", "note.md"];
    for a in parts {
        for b in parts {
            for c in parts {
                let written = format!("{a}{b}{c}");
                let told = follow("a_dir/two.md", &written, Usage::Link);
                let href = told.split(' ').nth(1).unwrap_or_default();
                let (kind, external) = (told.split(' ').next().unwrap_or_default(), href.starts_with("https://"));
                assert!(!href.starts_with("//") && !href.starts_with('/') && !href.contains('\\'), "{written}: {told}");
                assert!(kind == "nowhere" || external || !has_scheme(href), "{written}: {told}");
            }
        }
    }
}

#[test]
fn anchors_are_checked_on_all_pages() {
    let (one, two) = (SitePath::page("docs/a/one"), SitePath::page("docs/b/two"));
    let file = File::new("repo", RepoPath::parse("one.md").unwrap());
    let anchor = |page: Option<&SitePath>, id: &str, line| AnchorUse {
        page: page.cloned(),
        id: id.into(),
        place: file.at(Span::new(line, 1, 1)),
    };
    let uses = [
        anchor(None, "intro", 1),
        anchor(None, "top", 2),
        anchor(None, "intr", 3),
        anchor(Some(&two), "section", 4),
        anchor(Some(&two), "intro", 5),
        anchor(Some(&SitePath::page("catalog")), "x", 6),
        anchor(Some(&two), "", 7),
    ];
    let (ids_one, ids_two) = (["intro".to_owned()], ["section".to_owned()]);
    let pages = [
        Anchors { url: &one, name: "one.md", ids: &ids_one, uses: &uses },
        Anchors { url: &two, name: "b/two.md", ids: &ids_two, uses: &[] },
    ];
    let found: Vec<String> = check_anchors(&pages).iter().map(told).collect();
    assert_eq!(
        found,
        [
            "! repo/one.md:3:1 W-DOCS-ANCHOR this page has no heading `#intr` (did you mean `#intro`?)",
            "! repo/one.md:5:1 W-DOCS-ANCHOR `b/two.md` has no heading `#intro`",
        ]
    );
}

#[test]
fn a_missing_include_names_the_file_that_is_meant() {
    let (world, repository) = repository(SHOP);
    let (layout, _) = lay(&world, &repository, false);
    let Some(Found::Page(page)) = layout.at_path("a_dir/two.md") else { panic!("it is a page") };
    let links = links_of(&layout, &repository, page);
    let files = WithFiles { links: &links, world: &world };
    let check = |path: &str, from: &Include, expect: Option<&str>| {
        assert_eq!(files.near_include(path, from).as_deref(), expect, "{path}");
    };
    // Snippets are named from the folder of the configuration, other includes from the page.
    check("note.md", &Include::Snippet, Some("docs/note.md"));
    check("docs/abuot.md", &Include::Snippet, Some("docs/about.md"));
    check("nothing/like/it.txt", &Include::Snippet, None);
    let markdown = Include::Markdown { includer: None };
    check("note.md", &markdown, Some("../note.md"));
    check("deep/thre.md", &markdown, Some("deep/three.md"));
}

#[test]
fn a_glob_means_files_beside_the_includer_or_of_the_docs() {
    let (world, repository) = repository(SHOP);
    let (layout, _) = lay(&world, &repository, false);
    let Some(Found::Page(page)) = layout.at_path("a_dir/two.md") else { panic!("it is a page") };
    let links = links_of(&layout, &repository, page);
    let files = WithFiles { links: &links, world: &world };
    let markdown = Include::Markdown { includer: None };
    let check = |glob: &str, exclude: &[&str], expect: &[&str]| {
        let exclude: Vec<String> = exclude.iter().map(|&glob| glob.to_owned()).collect();
        let found = files.matches(glob, &exclude, &markdown);
        assert_eq!(found, expect, "{glob}");
        assert!(found.iter().all(|path| files.include(path, &markdown).is_some()), "{found:?}");
    };
    check("*.md", &[], &["index.md"]);
    check("./**/*.md", &[], &["deep/three.md", "index.md"]);
    check("./**/*.md", &["deep/*"], &["index.md"]);
    check("img/*.{png,svg}", &[], &["../img/p.png", "../img/q.svg"]);
    check("../../../../etc/*", &[], &[]);
    check("nothing*", &[], &[]);
    check("[", &[], &[]);
}
