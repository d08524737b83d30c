//! Dates and contributors from git: a real checkout through `git`, and the same pages from a history in memory.

use platdocs::config::Config;
use platdocs::hash::ContentHash;
use platdocs::memo::Memo;
use platdocs::pipeline::{self, Built};
use platdocs::source::GitProgram;
use platdocs::world::{MemoryWorld, OsWorld, World};

use crate::checkout::{CATALOG, Checkout, git};

fn build(world: &dyn World, memo: &Memo) -> Built {
    pipeline::build(&Config::default(), world, memo, &|_| ()).unwrap()
}

fn page(built: &Built, path: &str) -> String {
    String::from_utf8(built.output.get(path).unwrap_or_else(|| panic!("{path} is missing")).bytes().to_vec()).unwrap()
}

/// The hash of every file.
fn files(built: &Built) -> Vec<(&str, ContentHash)> {
    built.output.iter().map(|(path, file)| (path, file.hash)).collect()
}

/// A checkout of three commits in two time zones, the last one on 2 March 2024 in UTC.
fn checkout() -> Checkout {
    let checkout = Checkout::new();
    checkout.write("catalog-info.yaml", CATALOG);
    checkout.write("docs/start.md", "# Start\n");
    checkout.commit("2023-05-06T07:08:09+0200", "Ann");
    checkout.git(&["mv", "docs/start.md", "docs/index.md"], "");
    checkout.commit("2024-01-02T00:30:00+0900", "Bo");
    checkout.write("docs/index.md", "# Start\n\nMore.\n");
    checkout.write(".mailmap", "Ann Other <Cy@secret.example>\n");
    checkout.commit("2024-03-01T23:30:00-0800", "Cy");
    checkout
}

#[test]
fn pages_show_what_the_commits_say() {
    let checkout = checkout();
    checkout.write("docs/later.md", "# Later\n");
    checkout.write(".mailmap", "Wrong <Cy@secret.example>\n");
    let built = build(&checkout.world(), &Memo::in_memory());
    let docs = page(&built, "docs/default/component/shop/index.html");
    assert!(docs.contains("Last updated <time datetime=\"2024-03-02\">2 March 2024</time><pd-moment></pd-moment> in <a href=\"https://github.com/acme/shop/commit/"));
    assert!(docs.contains("Contributors: Ann, Ann Other, Bo</p>"));
    let entity = page(&built, "catalog/default/component/shop/index.html");
    assert!(
        entity.contains(
            "<dt>Created</dt><dd><time datetime=\"2023-05-06\">6 May 2023</time><pd-moment></pd-moment></dd>"
        )
    );
    assert!(entity.contains("<dt>Last changed</dt><dd><a href=\"https://github.com/acme/shop/commit/"));
    assert!(!page(&built, "docs/default/component/shop/later/index.html").contains("Last updated"));
    let leaks =
        built.output.iter().filter(|(_, file)| String::from_utf8_lossy(&file.bytes()).contains("secret.example"));
    assert_eq!(leaks.count(), 0);
}

#[test]
fn a_checkout_cannot_make_git_run_anything() {
    let checkout = checkout();
    let canary = checkout.folder().join("canary");
    let touch = checkout.folder().join(".git/touch");
    let script = format!("#!/bin/sh\ntouch '{}'\ncat\n", canary.display());
    checkout.write(".git/touch", &script);
    #[cfg(unix)]
    std::fs::set_permissions(&touch, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    checkout.write(".gitattributes", "* diff=x filter=x\n");
    let quiet = build(&checkout.world(), &Memo::in_memory());
    let touch = touch.display();
    let mut config = std::fs::read_to_string(checkout.folder().join(".git/config")).unwrap();
    config += &format!(
        "[core]\n fsmonitor = {touch}\n pager = {touch}\n hooksPath = .git\n sshCommand = {touch}\n worktree = /\n\
         [pager]\n log = {touch}\n[log]\n showSignature = true\n showRoot = false\n[gpg]\n program = {touch}\n\
         [diff]\n external = {touch}\n relative = true\n renames = false\n[diff \"x\"]\n textconv = {touch}\n command = {touch}\n\
         [filter \"x\"]\n clean = {touch}\n smudge = {touch}\n[alias]\n log = !{touch}\n[credential]\n helper = {touch}\n\
         [mailmap]\n file = .git/config\n[format]\n pretty = oneline\n[i18n]\n logOutputEncoding = UTF-16\n"
    );
    checkout.write(".git/config", &config);
    let loud = build(&checkout.world(), &Memo::in_memory());
    assert!(!canary.exists());
    assert_eq!(files(&quiet), files(&loud));
}

#[test]
fn a_shallow_clone_says_so() {
    let origin = checkout();
    let folder = tempfile::tempdir().unwrap();
    let from = format!("file://{}", origin.folder().display());
    let clone = git()
        .args(["-c", "protocol.file.allow=always", "clone", "--quiet", "--depth=1", &from])
        .arg(folder.path())
        .status();
    assert!(clone.unwrap().success());
    let built = build(&OsWorld::new(folder.path()).with_git(GitProgram::default()), &Memo::in_memory());
    assert!(!page(&built, "docs/default/component/shop/index.html").contains("Last updated"));
    let codes: Vec<&str> = built.diagnostics.iter().map(|finding| finding.code.id).collect();
    assert_eq!(codes, ["I-SRC-SHALLOW", "W-DOCS-DATE"]);
}

#[test]
fn a_damaged_checkout_is_a_finding() {
    let checkout = checkout();
    checkout.write(".git/refs/heads/main", &format!("{}\n", "1".repeat(40)));
    let built = build(&checkout.world(), &Memo::in_memory());
    let found: Vec<String> =
        built.diagnostics.iter().map(|finding| format!("{} {}", finding.code.id, finding.message)).collect();
    let bad = format!("W-SRC-HISTORY dates and contributors are not known: bad object {}", "1".repeat(40));
    assert_eq!(found, [bad]);
}

#[test]
fn a_folder_of_a_larger_checkout_has_no_dates_of_it() {
    let checkout = Checkout::new();
    checkout.write("repos/shop/catalog-info.yaml", CATALOG);
    checkout.write("repos/shop/docs/index.md", "# Shop\n");
    checkout.commit("2023-05-06T07:08:09+0200", "Ann");
    let site = checkout.folder().join("repos");
    let built = build(&OsWorld::new(site).with_git(GitProgram::default()), &Memo::in_memory());
    assert!(!page(&built, "docs/default/component/shop/index.html").contains("Last updated"));
    assert!(built.diagnostics.is_empty());
}

/// What the page of changes says, one line each: `<day>`, then `<title> | <what> | <owner>`.
fn changes(built: &Built) -> String {
    let html = page(built, "changes/index.html");
    let between = |text: &str, from: &str, to: &str| -> Option<String> {
        let start = text.find(from)? + from.len();
        Some(text[start..start + text[start..].find(to)?].to_owned())
    };
    let mut lines = String::new();
    let main = &html[..html.find("</main>").unwrap()];
    for section in main.split("<section").skip(1) {
        lines += &(between(section, "<time datetime=\"", "\"").unwrap() + "\n");
        for item in section.split("<li>").skip(1) {
            let title = between(item, "class=\"pd-name\"", "</a>").unwrap();
            let what = between(item, "class=\"pd-desc\">", "</span>").unwrap();
            let owner = between(item, "class=\"pd-side\">", "</span>").unwrap();
            let text = |html: &str| html.rsplit('>').next().unwrap().to_owned();
            let owner = between(&owner, "\">", "</a>").unwrap_or(owner);
            lines += &format!("{} | {what} | {owner}\n", text(&title));
        }
    }
    lines
}

#[test]
fn changes_are_listed_by_day_and_what_a_commit_changed_together_is_cut() {
    let mut world = MemoryWorld::from_text("-- docs/index.md\n# Shop\n");
    world.insert("catalog-info.yaml", CATALOG);
    let names: Vec<String> = (1..=9).map(|n| format!("docs/p{n}.md")).collect();
    for name in &names {
        world.insert(name, format!("# Page {}\n", &name[6..7]));
    }
    let added: Vec<String> = names.iter().map(|name| format!("A {name}")).collect();
    let added: Vec<&str> = added.iter().map(String::as_str).collect();
    world.commit("", 1_700_000_000, "Ann", &["A catalog-info.yaml", "A docs/index.md"]);
    world.commit("", 1_700_100_000, "Bo", &added);
    world.commit("", 1_700_110_000, "Cy", &["M docs/index.md", "M docs/p9.md"]);
    let built = build(&world, &Memo::in_memory());
    insta::assert_snapshot!("changes", changes(&built));
    assert!(page(&built, "index.html").contains("<h2>What changed lately</h2><a href=\"changes/\">All changes</a>"));
    assert!(built.output.get("changes.xml").is_none());
}

#[test]
fn a_portal_with_an_address_has_a_feed_of_changes() {
    let mut world = MemoryWorld::from_text("-- docs/index.md\n# Shop & <more>\n");
    world.insert("catalog-info.yaml", CATALOG.replace("name: shop\n", "name: shop\n  title: A & <b>\n"));
    world.commit("", 1_700_000_000, "Ann", &["A catalog-info.yaml", "A docs/index.md"]);
    let url = Some("https://docs.acme.example/portal/".parse().unwrap());
    let config = Config { url, ..Config::default() };
    let built = pipeline::build(&config, &world, &Memo::in_memory(), &|_| ()).unwrap();
    insta::assert_snapshot!("changes_feed", page(&built, "changes.xml"));
    assert!(page(&built, "changes/index.html").contains("type=\"application/atom+xml\""));
}

#[test]
fn the_past_is_remembered_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = MemoryWorld::from_text("-- docs/index.md\n# Shop\n");
    world.insert("catalog-info.yaml", CATALOG);
    world.commit("", 1_700_000_000, "Ann", &["A catalog-info.yaml", "A docs/index.md"]);
    let memo = Memo::open(folder.path());
    let cold = build(&world, &memo);
    memo.save().unwrap();
    // The same commit without a log behind it: what is shown can only come from the memo.
    let mut bare = MemoryWorld::new();
    for path in world.paths() {
        bare.insert(path, world.get(path).unwrap());
    }
    assert_eq!(files(&build(&bare, &Memo::open(folder.path()))), files(&cold));
    assert!(page(&cold, "docs/default/component/shop/index.html").contains("14 November 2023"));
    assert_ne!(files(&build(&bare, &Memo::in_memory())), files(&cold));
}
