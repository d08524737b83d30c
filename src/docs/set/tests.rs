//! Small repositories in, a listing out: pages, files, navigation, redirects, findings.

use std::fmt::Write;
use std::sync::Arc;

use super::*;
use crate::source::{FileKind, Forge, RepoFile};
use crate::world::{MemoryWorld, Root};

/// A repository of the files in `text`, below no folder.
pub(in crate::docs) fn repository(text: &str) -> (MemoryWorld, Repository) {
    let world = MemoryWorld::from_text(text);
    let walk = world.walk(&Root::site(), false);
    let files = walk.files.into_iter().map(|file| RepoFile {
        kind: FileKind::of(&file.path),
        path: file.path,
        size: file.size,
    });
    let repository = Repository {
        label: Arc::from(""),
        name: "shop".into(),
        root: Root::site(),
        files: files.collect(),
        forge: Forge::of(Some("https://github.com/acme/shop"), Some("main")),
        forge_kind: None,
        git: Default::default(),
        reads_history: false,
        history: Default::default(),
        source: "".into(),
        curated: true,
    };
    (world, repository)
}

/// Lays out the set at the root of a repository.
pub(in crate::docs) fn lay(
    world: &MemoryWorld,
    repository: &Repository,
    readme_only: bool,
) -> (Layout, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let spec = SetSpec {
        repository,
        folder: RepoPath::root(),
        url: SitePath::page("docs/shop"),
        title: "Shop".into(),
        readme_only,
        drafts: false,
    };
    let layout = layout(&spec, world, &mut findings);
    (layout, findings)
}

pub(in crate::docs) fn told(finding: &Diagnostic) -> String {
    let hint = finding.hint.as_deref().map(|hint| format!(" ({hint})")).unwrap_or_default();
    format!("! {} {} {}{hint}", finding.place, finding.code.id, finding.message)
}

fn draw(nodes: &[NavNode], depth: usize, out: &mut String) {
    for node in nodes {
        let title = node.title.as_deref().unwrap_or("-");
        let target = match &node.target {
            NavTarget::Section => "[]".into(),
            NavTarget::Page(url) | NavTarget::File(url) => short(url),
            NavTarget::Part(url, fragment) => format!("{}#{fragment}", short(url)),
            NavTarget::External(address) => address.clone(),
        };
        writeln!(out, "{}* {title}: {target}", "  ".repeat(depth)).unwrap();
        draw(&node.children, depth + 1, out);
    }
}

fn short(url: &SitePath) -> String {
    match url.as_str().strip_prefix("docs/shop/") {
        Some(inner) => format!("/{inner}"),
        None => format!("portal:{url}"),
    }
}

fn check_with(text: &str, readme_only: bool, expect: &str) {
    let (world, repository) = repository(text);
    let (layout, findings) = lay(&world, &repository, readme_only);
    let mut out = String::new();
    for page in &layout.pages {
        writeln!(out, "{} -> {}", page.source, short(&page.url)).unwrap();
    }
    for asset in &layout.assets {
        writeln!(out, "{} => {}", asset.source, short(&asset.url)).unwrap();
    }
    draw(&layout.nav, 0, &mut out);
    for redirect in &layout.redirects {
        let to = match &redirect.to {
            RedirectTarget::Page(url, None) => short(url),
            RedirectTarget::Page(url, Some(fragment)) => format!("{}#{fragment}", short(url)),
            RedirectTarget::External(address) => address.clone(),
        };
        writeln!(out, "{} ~> {to}", short(&redirect.from)).unwrap();
    }
    for finding in &findings {
        writeln!(out, "{}", told(finding)).unwrap();
    }
    assert_eq!(out.trim(), expect.trim(), "\n--- got\n{out}\n--- expected\n{expect}");
}

fn check(text: &str, expect: &str) {
    check_with(text, false, expect);
}

#[test]
fn files_without_nav_are_ordered_by_folder() {
    check(
        "-- docs/late_h1.md\n-- docs/API.md\n-- docs/index.md\n-- docs/a_dir/two.md\n-- docs/a_dir/README.md\n\
         -- docs/with space.md\n-- docs/img/p.png\n-- docs/.hidden/x.md\n-- docs/templates/t.md\n-- docs/app.js\n-- docs/b.mkd\n",
        "
docs/API.md -> /API/
docs/a_dir/README.md -> /a_dir/
docs/a_dir/two.md -> /a_dir/two/
docs/b.mkd -> /b/
docs/index.md -> /
docs/late_h1.md -> /late_h1/
docs/with space.md -> /with space/
docs/img/p.png => /img/p.png
* -: /
* -: /API/
* -: /b/
* -: /late_h1/
* -: /with space/
* A dir: []
  * -: /a_dir/
  * -: /a_dir/two/
",
    );
}

#[test]
fn nav_names_pages_files_and_addresses() {
    check(
        "-- mkdocs.yml\nnav:\n- index.md\n- About: ./about.md\n- Guides:\n  - guides/\n  - About again: about.md\n- Out: https://example.org/x\n\
         - Logo: logo.png\n- Part: about/#x\n- Catalog: /catalog/\n- Gone: setup.md\n- Moved: old/deep.md\n- Prefixed: docs/about.md\n- Empty:\n- Evil: 'javascript:alert(1)'\n\
         - Climb: ../../../etc/passwd\n- Section: []\n- Dead: {A: nope.md}\nnot_in_nav: |\n  hidden.md\n\
         -- docs/index.md\n-- docs/about.md\n-- docs/guides/index.md\n-- docs/guides/deep.md\n-- docs/set-up.md\n-- docs/hidden.md\n-- docs/logo.png\n",
        "
docs/about.md -> /about/
docs/guides/deep.md -> /guides/deep/
docs/guides/index.md -> /guides/
docs/hidden.md -> /hidden/
docs/index.md -> /
docs/set-up.md -> /set-up/
docs/logo.png => /logo.png
* -: /
* About: /about/
* Guides: []
  * -: /guides/
  * About again: /about/
* Out: https://example.org/x
* Logo: /logo.png
* Part: /about/#x
* Catalog: portal:catalog/
! mkdocs.yml:6:18 I-DOCS-NAV-TWICE `about.md` is listed twice (breadcrumbs, next and previous follow the first place)
! mkdocs.yml:11:9 W-DOCS-NAV-MISSING `setup.md` is not in `docs/` (did you mean `set-up.md`?)
! mkdocs.yml:12:10 W-DOCS-NAV-MISSING `old/deep.md` is not in `docs/` (did you mean `guides/deep.md`?)
! mkdocs.yml:13:13 W-DOCS-NAV-MISSING `docs/about.md` is not in `docs/` (paths in `nav` start in `docs/`: write `about.md`)
! mkdocs.yml:14:3 W-DOCS-NAV-EMPTY the nav entry `Empty` has no page (name a page, or a list of pages, after the colon)
! mkdocs.yml:15:9 W-URL-SCHEME `javascript:alert(1)` is not an address that a link may have (links start with `https:`, \
`http:`, `mailto:`, `tel:` or `ftp:`, or name a file of the docs)
! mkdocs.yml:16:10 W-DOCS-NAV-MISSING `../../../etc/passwd` is not in `docs/` (the entry is left out; correct the path or add the file)
! mkdocs.yml:17:3 W-DOCS-NAV-EMPTY the nav entry `Section` has no page (name a page, or a list of pages, after the colon)
! mkdocs.yml:18:13 W-DOCS-NAV-MISSING `nope.md` is not in `docs/` (the entry is left out; correct the path or add the file)
! docs/guides/deep.md I-DOCS-UNLISTED `guides/deep.md` is not in the navigation (add it to `nav` in the docs configuration, \
or name it under `not_in_nav`)
! docs/set-up.md I-DOCS-UNLISTED `set-up.md` is not in the navigation (add it to `nav` in the docs configuration, \
or name it under `not_in_nav`)
",
    );
}

#[test]
fn twins_and_reserved_names_are_reported() {
    check(
        "-- docs/a.md\n-- docs/a/index.md\n-- docs/b/README.md\n-- docs/b/index.md\n-- docs/C.md\n-- docs/c.md\n-- docs/_contents.md\n-- docs/llms.txt\n-- docs/index.md\n",
        "
docs/C.md -> /C/
docs/a/index.md -> /a/
docs/b/index.md -> /b/
docs/index.md -> /
* -: /
* -: /C/
* A: []
  * -: /a/
* B: []
  * -: /b/
! docs/b/README.md E-DOCS-URL-CLASH `b/index.md` and `b/README.md` would have one address (the README is not shown; \
put its text into the index or rename it)
! docs/_contents.md E-DOCS-RESERVED `_contents.md` has a name that is reserved in docs (rename it; it is left out until then)
! docs/a.md E-DOCS-URL-CLASH `a/index.md` and `a.md` would have one address (rename one of the two)
! docs/c.md E-DOCS-URL-CLASH `C.md` and `c.md` would have one address (rename one of the two)
! docs/llms.txt E-DOCS-RESERVED `llms.txt` has a name that is reserved in docs (rename it; it is left out until then)
",
    );
}

#[test]
fn a_set_without_index_starts_elsewhere() {
    check(
        "-- docs/b.md\n-- docs/a.md\n",
        "
docs/a.md -> /a/
docs/b.md -> /b/
* -: /a/
* -: /b/
/ ~> /a/
",
    );
    check(
        "-- docs/readme.md\n",
        "
docs/readme.md -> /
* -: /
/readme/ ~> /
",
    );
}

#[test]
fn the_readme_beside_the_docs_is_the_index() {
    check(
        "-- mkdocs.yml\nsite_name: X\nnav: [index.md, a.md]\n-- Readme.md\n![](img/a.png) <img src='b.png'> [x](docs/a.md) ![](../out.png) [y](z.md)\n\
         -- img/a.png\n-- b.png\n-- unused.png\n-- docs/a.md\n-- docs/b.png\n-- z.md\n",
        "
docs/a.md -> /a/
Readme.md -> /
b.png => /_readme/b.png
docs/b.png => /b.png
img/a.png => /img/a.png
* -: /
* -: /a/
",
    );
}

#[test]
fn without_docs_folder_the_readme_is_all() {
    check("-- README.md\nHi\n-- src/main.rs\n", "README.md -> /\n* -: /");
    check_with("-- README.md\nHi\n-- docs/a.md\n", true, "README.md -> /\n* -: /");
    check(
        "-- mkdocs.yml\ndocs_dir: ../docs\n-- README.md\nHi\n",
        "
README.md -> /
* -: /
! mkdocs.yml:1:11 E-DOCS-DIR `docs_dir` `../docs` leads out of the repository (name the folder that holds the Markdown files, \
relative to this file; until then the README is all that is shown)
",
    );
    check(
        "-- mkdocs.yml\nsite_name: x\n-- docs/logo.png\n",
        "
docs/logo.png => /logo.png
! mkdocs.yml W-DOCS-EMPTY `docs` holds no Markdown page (add an `index.md`, or remove the reference to these docs)
",
    );
}

#[test]
fn the_first_name_of_the_configuration_wins() {
    check(
        "-- mkdocs.yaml\nnav: [a.md]\n-- mkdocs.yml\nnav: [b.md]\n-- docs/a.md\n",
        "
docs/a.md -> /a/
* -: /a/
/ ~> /a/
! mkdocs.yml I-DOCS-CONFIG-IGNORED `mkdocs.yml` is not read because `mkdocs.yaml` lies beside it (keep one of the two)
",
    );
}

#[test]
fn redirects_lead_to_pages() {
    check(
        "-- mkdocs.yml\nuse_directory_urls: false\nplugins:\n- redirects:\n    redirect_maps:\n      old.md: new.md#part\n      out.md: https://example.org\n\
         \x20     new.md: index.md\n      a.md: gone.md\n      ../../x.md: new.md\n-- docs/index.md\n-- docs/new.md\n",
        "
docs/index.md -> /
docs/new.md -> /new/
* -: /
* -: /new/
/new.html ~> /new/
/old/ ~> /new/#part
/out/ ~> https://example.org/
! mkdocs.yml:6:15 W-DOCS-REDIRECT `https://example.org` leads out of the portal (readers get a link instead of being sent there)
! mkdocs.yml:7:7 W-DOCS-REDIRECT `new.md` is still a page, so it cannot lead elsewhere (remove the page or the redirect)
! mkdocs.yml:8:13 W-DOCS-REDIRECT the redirect leads to `gone.md`, which is not a page (name a page by its path in the docs folder)
! mkdocs.yml:9:7 W-DOCS-REDIRECT `../../x.md` is not the path of a Markdown file (write the path that the page had)
",
    );
}

#[test]
fn a_section_takes_its_index_as_its_page() {
    check(
        "-- mkdocs.yml\ntheme: {features: [navigation.indexes]}\nnav:\n- index.md\n- Guides: [guides/index.md, guides/a.md]\n- Named: [{Start: named/index.md}, named/a.md]\n\
         -- docs/index.md\n-- docs/guides/index.md\n-- docs/guides/a.md\n-- docs/named/index.md\n-- docs/named/a.md\n",
        "
docs/guides/a.md -> /guides/a/
docs/guides/index.md -> /guides/
docs/index.md -> /
docs/named/a.md -> /named/a/
docs/named/index.md -> /named/
* -: /
* Guides: /guides/
  * -: /guides/a/
* Named: []
  * Start: /named/
  * -: /named/a/
",
    );
}

#[test]
fn projects_are_included_below_their_names() {
    check(
        "-- mkdocs.yml\nsite_name: All\nnav:\n- index.md\n- Alpha: '!include ./a/mkdocs.yml'\n- Rest: '*include ./more/*/mkdocs.yml'\n- Gone: '!include ./x/mkdocs.yml'\n\
         - Self: '!include ./mkdocs.yml'\n- Git: '!include https://example.org/mkdocs.yml'\n-- docs/index.md\n\
         -- a/mkdocs.yml\nsite_name: team/alpha\nnav: [index.md, {Deep: d/x.md}]\n-- a/docs/index.md\n-- a/docs/d/x.md\n-- a/docs/unlisted.md\n\
         -- more/b/mkdocs.yml\nsite_name: Comp B Name\n-- more/b/docs/z.md\n-- more/b/docs/f/y.md\n\
         -- more/c/mkdocs.yml\nsite_name: team/alpha\n-- more/c/docs/index.md\n-- more/d/mkdocs.yml\ndocs_dir: docs\n",
        "
more/b/docs/f/y.md -> /comp-b-name/f/y/
more/b/docs/z.md -> /comp-b-name/z/
docs/index.md -> /
a/docs/d/x.md -> /team/alpha/d/x/
a/docs/index.md -> /team/alpha/
a/docs/unlisted.md -> /team/alpha/unlisted/
more/c/docs/index.md -> /team/alpha_2/
* -: /
* Alpha: []
  * -: /team/alpha/
  * Deep: /team/alpha/d/x/
* Rest: []
  * Comp B Name: []
    * F: []
      * -: /comp-b-name/f/y/
    * -: /comp-b-name/z/
  * team/alpha: []
    * -: /team/alpha_2/
! mkdocs.yml:5:9 E-DOCS-ALIAS another included project is also named `team/alpha` (give it another `site_name`; \
until then its pages are below `team/alpha_2/`)
! mkdocs.yml:5:9 E-DOCS-INCLUDE `more/d/mkdocs.yml` has no `site_name`, which names the folder of its pages
! mkdocs.yml:6:9 E-DOCS-INCLUDE `./x/mkdocs.yml` does not exist
! mkdocs.yml:7:9 E-DOCS-INCLUDE `mkdocs.yml` includes itself, directly or by another file
! mkdocs.yml:8:8 E-DOCS-INCLUDE `https://example.org/mkdocs.yml` lies in another repository; only projects of this one can be included
! a/docs/unlisted.md I-DOCS-UNLISTED `unlisted.md` is not in the navigation (add it to `nav` in the docs configuration, \
or name it under `not_in_nav`)
",
    );
}

#[test]
fn edit_links_come_from_the_configuration_or_the_forge() {
    let edit = |text: &str, page: &str| {
        let (world, repository) = repository(text);
        let (layout, _) = lay(&world, &repository, false);
        let Some(Found::Page(page)) = layout.at_path(page) else { panic!("{page} is a page") };
        page.edit.clone()
    };
    let at = |address: &str| Some(address.to_owned());
    assert_eq!(edit("-- docs/a b.md\n", "a b.md"), at("https://github.com/acme/shop/edit/main/docs/a%20b.md"));
    let config = "-- mkdocs.yml\nrepo_url: https://git.acme.org/x\nedit_uri: e/docs\n-- docs/a.md\n-- README.md\nHi\n";
    assert_eq!(edit(config, "a.md"), at("https://git.acme.org/x/e/docs/a.md"));
    assert_eq!(edit(config, "index.md"), at("https://git.acme.org/x/e/README.md"));
    assert_eq!(edit("-- mkdocs.yml\nedit_uri: ''\n-- docs/a.md\n", "a.md"), None);
    let evil = "-- mkdocs.yml\nedit_uri: 'javascript:alert(1)//'\n-- docs/a.md\n";
    assert_eq!(edit(evil, "a.md"), None);
}
