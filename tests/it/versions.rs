//! Versions of docs: tags and branches of a real checkout through `git`, and the same pages from a world in memory.

use std::fmt::Write as _;

use platdocs::config::{self, Config};
use platdocs::diag::File;
use platdocs::hash::ContentHash;
use platdocs::memo::Memo;
use platdocs::path::RepoPath;
use platdocs::pipeline::{self, Built};
use platdocs::search::query::{Engine, Request};
use platdocs::source::GitProgram;
use platdocs::world::{MemoryWorld, OsWorld, World};

use crate::checkout::{CATALOG, Checkout, git};

const ROOT: &str = "docs/default/component/shop/";

/// A configuration with `docs.versions` as written, and an address.
fn config(versions: &str) -> Config {
    let text = format!("url: https://docs.acme.example/\ndocs:\n  versions: {versions}\n");
    config::parse(text.as_bytes(), &File::new("", RepoPath::parse("platdocs.yaml").unwrap())).unwrap()
}

fn build(versions: &str, world: &dyn World) -> Built {
    pipeline::build(&config(versions), world, &Memo::in_memory(), &|_| ()).unwrap()
}

fn page(built: &Built, path: &str) -> String {
    let file = format!("{ROOT}{path}index.html");
    String::from_utf8(built.output.get(&file).unwrap_or_else(|| panic!("{file} is missing")).bytes().to_vec()).unwrap()
}

/// The pages of the docs below their root, one a line.
fn pages(built: &Built) -> String {
    let pages = built.output.iter().filter_map(|(path, _)| path.strip_prefix(ROOT)?.strip_suffix("index.html"));
    let pages = pages.map(|page| if page.is_empty() { "/" } else { page });
    pages.collect::<Vec<_>>().join(" ")
}

fn files(built: &Built) -> Vec<(&str, ContentHash)> {
    built.output.iter().map(|(path, file)| (path, file.hash)).collect()
}

fn findings(built: &Built) -> String {
    built.diagnostics.iter().fold(String::new(), |mut text, finding| {
        writeln!(text, "{} {}: {}", finding.place, finding.code.id, finding.message).unwrap();
        text
    })
}

/// What a page says of versions: the choices, `*` before the shown one and `=` after the default one, then the note.
fn choice(html: &str) -> String {
    let between = |text: &str, from: &str, to: &str| -> Option<String> {
        let start = text.find(from)? + from.len();
        Some(text[start..start + text[start..].find(to)?].to_owned())
    };
    let Some(list) = between(html, "<pd-menu class=\"pd-versions\">", "</pd-menu>") else { return String::new() };
    let mut text = String::new();
    for item in list.split("<li>").skip(1) {
        let current = if item.contains("aria-current") { "*" } else { "" };
        let default = if item.contains("<span>current</span>") { "=" } else { "" };
        let (href, name) = (between(item, "href=\"", "\"").unwrap(), between(item, "<bdi>", "</bdi>").unwrap());
        writeln!(text, "{current}{}{default} {href}", name.trim()).unwrap();
    }
    if let Some(note) = between(html, "<p class=\"pd-version-note\">", "</p>") {
        text += &note[note.find("<span>").unwrap() + 6..note.rfind("</span>").unwrap()]
            .replace("<bdi>", "")
            .replace("</bdi>", "");
    }
    text
}

fn canonical(html: &str) -> &str {
    let start = html.find("<link rel=\"canonical\" href=\"").unwrap() + 28;
    &html[start..start + html[start..].find('"').unwrap()]
}

/// A shop with the versions 1.0, 1.1 and 2.0-rc.1 behind what is checked out.
fn shop() -> MemoryWorld {
    let mut world = MemoryWorld::from_text("-- docs/index.md\n# Shop\n-- docs/old.md\n# Old\n\n[broken](no.md)\n");
    world.insert("catalog-info.yaml", CATALOG);
    world.tag("", "refs/tags/v1.0");
    world.insert("docs/guide.md", "# Guide\n\n[file](../catalog-info.yaml) [start](index.md#top)\n");
    world.tag("", "refs/tags/v1.1");
    world.insert("mkdocs.yml", "site_name: Shop\nplugins: [{redirects: {redirect_maps: {old.md: guide.md}}}]\n");
    world.remove("docs/old.md");
    world.tag("", "refs/tags/v2.0-rc.1");
    world.insert(
        "docs/new.md",
        "# New\n\n[1.0](/docs/default/component/shop/_v/1.0/old/) [gone](/docs/default/component/shop/_v/3.0/)\n\n[part](/docs/default/component/shop/_v/1.0/old/#nope)\n",
    );
    world.insert(".git/config", "[remote \"origin\"]\nurl = https://github.com/acme/shop\n");
    world.commit("", 1_700_000_000, "Ann", &["A docs/index.md"]);
    world
}

#[test]
fn tags_are_versions_beside_what_is_checked_out() {
    let built = build("{refs: ['v*']}", &shop());
    assert_eq!(
        pages(&built),
        "_v/1.0/ _v/1.0/old/ _v/1.1/guide/ _v/1.1/ _v/1.1/old/ _v/main/guide/ _v/main/ _v/main/new/ guide/ / new/ old/"
    );
    insta::assert_snapshot!("version_choice_of_the_default", choice(&page(&built, "guide/")));
    let old = page(&built, "_v/1.1/guide/");
    insta::assert_snapshot!("version_choice_of_an_old_one", choice(&old));
    assert_eq!(canonical(&old), "https://docs.acme.example/docs/default/component/shop/guide/");
    assert!(!old.contains("noindex") && !old.contains("View Markdown") && !old.contains("Report an issue"));
    assert!(!old.contains("Edit this page") && page(&built, "guide/").contains("Edit this page"));
    assert!(old.contains(&format!("https://github.com/acme/shop/blob/{:040x}/catalog-info.yaml", 0xa01)));
    assert!(old.contains("<title>Guide · shop 1.1 · "));
    // It moved, so its place is taken by what it moved to; and what has no place in 1.0 is there with its start page.
    assert!(choice(&page(&built, "_v/1.1/old/")).contains("main= ../../../guide/\n"));
    assert_eq!(canonical(&page(&built, "_v/1.0/old/")), "https://docs.acme.example/docs/default/component/shop/guide/");
    assert!(choice(&page(&built, "new/")).contains("1.0 ../_v/1.0/\n"));
}

#[test]
fn only_what_is_checked_out_has_findings() {
    let found = findings(&build("{refs: ['v*']}", &shop()));
    let gone = "docs/new.md:3:56 W-DOCS-LINK: `/docs/default/component/shop/_v/3.0/` does not exist\n\
        docs/new.md:5:8 W-DOCS-ANCHOR: `old.md` has no heading `#nope`\n";
    assert_eq!(found, gone);
    assert_eq!(findings(&build("{refs: ['v*'], default: newest}", &shop())), gone);
}

#[test]
fn old_versions_are_in_no_list() {
    let built = build("{refs: ['v*']}", &shop());
    for list in ["sitemap.xml", "llms.txt", "404.json", "docs/index.html", "changes/index.html"] {
        let text = String::from_utf8(built.output.get(list).unwrap().bytes().to_vec()).unwrap();
        assert!(text.contains("shop") && !text.contains("_v/"), "{list}");
    }
    let found = built.output.iter().filter(|(path, file)| {
        (path.starts_with("search/") || path.ends_with(".md")) && crate::said(&file.bytes()).contains("_v/1")
    });
    assert_eq!(found.map(|(path, _)| path).collect::<Vec<_>>(), ["docs/default/component/shop/new.md"]);
    assert!(!built.output.iter().any(|(path, _)| path.contains("_v/") && path.ends_with(".md")));
}

#[test]
fn search_finds_old_versions_where_the_owner_says_so() {
    let found = |versions: &str| {
        let built = build(versions, &shop());
        let engine = Engine::open(|path| Some(built.output.get(&format!("search/{path}"))?.bytes())).unwrap();
        let request = Request { q: "guide".into(), facets: true, count: 9, ..Request::default() };
        let answer = engine.search(&request).unwrap().0;
        let pages = answer.results.iter().map(|card| format!("{} {}", card.url, card.note).trim_end().to_owned());
        let filters = answer.facets.get("version").into_iter().flatten();
        let filters = filters.map(|value| format!("{} {}", value.label, value.count));
        (pages.collect::<Vec<_>>(), filters.collect::<Vec<_>>())
    };
    let url = |rest: &str| format!("{ROOT}{rest}");
    let all = vec![url("guide/"), url("_v/1.1/guide/ 1.1")];
    assert_eq!(found("{refs: ['v*'], search: true}"), (all.clone(), vec!["1.1 1".to_owned(), "main 1".to_owned()]));
    assert_eq!(found("{refs: ['v*']}"), (all[..1].to_vec(), Vec::new()));
}

#[test]
fn the_newest_release_can_be_the_default() {
    let built = build("{refs: ['v*'], default: newest, checkout: next, alias: latest, per: minor, keep: 1}", &shop());
    assert_eq!(
        pages(&built),
        "_v/1.1/guide/ _v/1.1/ _v/1.1/old/ _v/latest/guide/ _v/latest/ _v/latest/old/ _v/next/guide/ _v/next/ \
         _v/next/new/ _v/next/old/ guide/ / old/"
    );
    insta::assert_snapshot!("version_choice_of_what_is_coming", choice(&page(&built, "_v/next/new/")));
    let guide = page(&built, "guide/");
    insta::assert_snapshot!("version_choice_of_the_newest", choice(&guide));
    assert!(guide.contains("https://github.com/acme/shop/edit/main/docs/guide.md"));
    assert!(page(&built, "_v/next/new/").contains("https://github.com/acme/shop/edit/main/docs/new.md"));
    assert!(page(&built, "_v/latest/guide/").contains("url=../../../guide/"));
}

#[test]
fn pre_releases_are_versions_where_the_owner_says_so() {
    let built = build("{refs: ['v*'], pre_releases: true, default: newest}", &shop());
    let choice = choice(&page(&built, "_v/2.0-rc.1/"));
    assert!(choice.starts_with("main ../main/\n*2.0-rc.1 ./\n1.1= ../../\n1.0 ../1.0/\n"), "{choice}");
    assert!(choice.contains("These are the docs of 2.0-rc.1, which is not released yet."), "{choice}");
}

#[test]
fn a_repository_without_versions_offers_none() {
    let expect = files(
        &pipeline::build(
            &Config { url: config("{refs: [x]}").url, ..Config::default() },
            &shop(),
            &Memo::in_memory(),
            &|_| (),
        )
        .unwrap(),
    )
    .into_iter()
    .map(|(path, hash)| (path.to_owned(), hash))
    .collect::<Vec<_>>();
    let same = |built: &Built| {
        let health = |path: &str| path.starts_with("health") || path.contains("api/health");
        let expect = expect.iter().filter(|(path, _)| !health(path)).map(|(path, hash)| (&**path, *hash));
        expect.eq(files(built).into_iter().filter(|(path, _)| !health(path)))
    };
    let built = build("{refs: ['release/*']}", &shop());
    assert!(same(&built));
    assert!(
        findings(&built)
            .contains("platdocs.yaml:3:20 W-DOCS-VERSIONS: no repository has a tag or branch that fits `release/*`\n")
    );
    assert!(same(&build("{refs: ['v*'], repositories: [other]}", &shop())));
    let mut world = shop();
    world.insert(
        "catalog-info.yaml",
        CATALOG.replace("techdocs-ref: dir:.", "techdocs-ref: dir:.\n    platdocs/docs-versions: none"),
    );
    assert_eq!(choice(&page(&build("{refs: ['v*']}", &world), "")), "");
    world.insert(
        "catalog-info.yaml",
        CATALOG.replace("techdocs-ref: dir:.", "techdocs-ref: dir:.\n    platdocs/docs-versions: v1.0, x*, '['"),
    );
    let built = build("{refs: ['*'], pre_releases: true}", &world);
    assert!(choice(&page(&built, "")).ends_with("main= ./\n1.0 _v/1.0/\n"));
    assert!(
        findings(&built).contains("W-DOCS-VERSIONS: `'['` is no glob of tags and branches"),
        "{}",
        findings(&built)
    );
}

#[test]
fn a_checkout_of_a_tag_is_that_version() {
    let mut world = shop();
    world.insert(".git/HEAD", format!("{:040x}\n", 0xa01));
    let built = build("{refs: ['v*']}", &world);
    assert_eq!(choice(&page(&built, "")), "*1.1= ./\n1.0 _v/1.0/\n");
    assert!(pages(&built).contains("_v/1.1/ "));
    world.insert(".git/HEAD", format!("{:040x}\n", 0xa00));
    let built = build("{refs: ['v*'], default: newest}", &world);
    assert!(choice(&page(&built, "")).starts_with("*1.1= ./\n1.0 _v/1.0/\n"));
    assert!(pages(&built).contains("_v/1.0/new/ "), "what is checked out");
}

/// A checkout with two tags, one with a message, a branch and a link.
fn checkout() -> Checkout {
    let checkout = Checkout::new();
    checkout.write("catalog-info.yaml", CATALOG);
    checkout.write("docs/index.md", "# Shop\n\n![](img.png)\n");
    checkout.write("docs/a b.md", "# A & B\n\n```rust\nlet x = 1;\n```\n");
    checkout.write("docs/img.png", "\u{89}");
    checkout.write("CHANGES.md", "# Changes\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../CHANGES.md", checkout.folder().join("docs/changes.md")).unwrap();
    checkout.commit("2023-05-06T07:08:09+0200", "Ann");
    checkout.git(&["tag", "v1.0"], "");
    checkout.git(&["branch", "release/0.9"], "");
    checkout.write("docs/b.md", "# B\n");
    checkout.commit("2023-06-06T07:08:09+0200", "Ann");
    checkout.git(
        &["-c", "user.name=A", "-c", "user.email=a@b", "tag", "--annotate", "--message=x", "v1.1"],
        "2023-06-06T07:08:10+0200",
    );
    checkout.write("docs/b.md", "# B\n\nMore.\n");
    checkout.commit("2023-07-06T07:08:09+0200", "Ann");
    checkout
}

const BOTH: &str = "{refs: ['v*', 'release/*']}";

#[test]
fn git_gives_the_files_of_tags_and_branches() {
    let checkout = checkout();
    // What is not committed, and what lies in the folder only, has nothing to do with it.
    checkout.write("docs/c.md", "# C\n");
    let built = build(BOTH, &checkout.world());
    assert_eq!(
        choice(&page(&built, "b/")),
        "main= ./\n1.1 ../_v/1.1/b/\n1.0 ../_v/1.0/\n0.9 ../_v/0.9/\n".replacen("main", "*main", 1)
    );
    assert!(page(&built, "_v/1.0/a b/").contains("A &amp; B"));
    assert!(!pages(&built).contains("_v/1.1/c/"));
    #[cfg(unix)]
    assert!(page(&built, "_v/0.9/changes/").contains(">Changes<"));
    assert!(!page(&built, "_v/1.1/b/").contains("More.") && page(&built, "b/").contains("More."));
    assert!(!page(&built, "_v/1.1/b/").contains("Last updated"));
    let newest = build("{refs: ['v*'], default: newest}", &checkout.world());
    assert!(page(&newest, "b/").contains("Last updated <time datetime=\"2023-06-06\">"));
}

#[test]
fn the_same_checkout_gives_the_same_bytes() {
    let checkout = checkout();
    let folder = tempfile::tempdir().unwrap();
    let once = |memo: &Memo| pipeline::build(&config(BOTH), &checkout.world(), memo, &|_| ()).unwrap();
    let cold = once(&Memo::in_memory());
    for threads in [1, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert!(files(&pool.install(|| once(&Memo::in_memory()))) == files(&cold), "{threads} threads");
        let memo = Memo::open(folder.path());
        assert!(files(&pool.install(|| once(&memo))) == files(&cold), "{threads} threads, with a cache");
        memo.save().unwrap();
    }
}

#[test]
fn a_checkout_cannot_make_git_run_anything_for_its_versions() {
    let checkout = checkout();
    checkout.write(".gitattributes", "* diff=x filter=x export-subst\n");
    checkout.commit("2023-08-06T07:08:09+0200", "Ann");
    checkout.git(&["tag", "v1.2"], "");
    let quiet = build(BOTH, &checkout.world());
    let canary = checkout.folder().join("canary");
    let touch = checkout.folder().join(".git/touch");
    checkout.write(".git/touch", &format!("#!/bin/sh\ntouch '{}'\ncat\n", canary.display()));
    #[cfg(unix)]
    std::fs::set_permissions(&touch, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let touch = touch.display();
    let mut config = std::fs::read_to_string(checkout.folder().join(".git/config")).unwrap();
    config += &format!(
        "[core]\n fsmonitor = {touch}\n pager = {touch}\n hooksPath = .git\n sshCommand = {touch}\n worktree = /\n\
         alternateRefsCommand = {touch}\n[pager]\n for-each-ref = {touch}\n ls-tree = {touch}\n[diff \"x\"]\n textconv = {touch}\n\
         [filter \"x\"]\n clean = {touch}\n smudge = {touch}\n process = {touch}\n\
         [alias]\n for-each-ref = !{touch}\n ls-tree = !{touch}\n cat-file = !{touch}\n[credential]\n helper = {touch}\n"
    );
    checkout.write(".git/config", &config);
    let loud = build(BOTH, &checkout.world());
    assert!(!canary.exists());
    assert_eq!(files(&quiet), files(&loud));
}

/// A clone of a checkout, made with these options.
fn clone(origin: &Checkout, options: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    origin.git(&["config", "uploadpack.allowFilter", "true"], "");
    let from = format!("file://{}", origin.folder().display());
    let mut command = git();
    command.args(["-c", "protocol.file.allow=always", "clone", "--quiet"]).args(options);
    assert!(command.arg(from).arg(folder.path()).status().unwrap().success());
    folder
}

#[test]
fn a_clone_says_what_it_lacks() {
    let origin = checkout();
    let whole = clone(&origin, &[]);
    let world = |folder: &tempfile::TempDir| OsWorld::new(folder.path()).with_git(GitProgram::default());
    assert!(choice(&page(&build(BOTH, &world(&whole)), "")).contains("\n0.9 "), "a branch of the remote");
    let shallow = build(BOTH, &world(&clone(&origin, &["--depth=1"])));
    assert_eq!(choice(&page(&shallow, "")), "");
    assert!(
        findings(&shallow).contains(
            "I-DOCS-VERSIONS: the checkout is shallow and has no tag or branch that is a version of its docs\n"
        )
    );
    let partial = clone(&origin, &["--filter=blob:none"]);
    let built = build(BOTH, &world(&partial));
    // The files of 1.0 are in what is checked out too; one of 1.1 is not.
    assert!(
        findings(&built).contains("W-DOCS-VERSIONS: version `1.1` is not shown: not all of its files were fetched\n")
    );
    assert!(choice(&page(&built, "")).contains("\n1.0 _v/1.0/\n"));
}

#[test]
fn a_damaged_tag_is_a_finding() {
    let checkout = checkout();
    let id = "1".repeat(40);
    checkout.write(".git/refs/tags/v3.0", &format!("{id}\n"));
    let built = build(BOTH, &checkout.world());
    let found =
        format!("W-DOCS-VERSIONS: the versions of its docs are not known: missing object {id} for refs/tags/v3.0\n");
    assert!(findings(&built).contains(&found), "{}", findings(&built));
    assert_eq!(choice(&page(&built, "")), "");
}
