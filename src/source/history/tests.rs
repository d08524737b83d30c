use super::*;
use crate::source::{LocalSource, crawl};
use crate::world::MemoryWorld;

fn crawled(world: &MemoryWorld, memo: &Memo, reads_history: bool) -> (Repository, Vec<String>) {
    let source = LocalSource { reads_history, ..LocalSource::new(vec!["r".into()]) };
    let mut diags = Diagnostics::default();
    let mut repositories = crawl(&[source], world, &mut diags);
    read_histories(&mut repositories, world, memo, &mut diags);
    let codes = diags.iter().map(|finding| finding.code.id.to_owned()).collect();
    (repositories.remove(0), codes)
}

/// Commits in the form `<time> <author>: <changes>`, oldest first; then each file as `<path> <created>..<changed> #<commit>
/// <contributors>`.
fn check(commits: &[&str], expect: &[&str]) {
    assert_eq!(lines(&crawled(&world(commits), &Memo::in_memory(), true).0.history), expect, "{commits:?}");
}

fn world(commits: &[&str]) -> MemoryWorld {
    let mut world = MemoryWorld::from_text("-- r/docs/a.md\n");
    for commit in commits {
        let (head, changes) = commit.split_once(": ").unwrap();
        let (time, author) = head.split_once(' ').unwrap();
        world.commit("r", time.parse().unwrap(), author, &changes.split(", ").collect::<Vec<_>>());
    }
    world
}

fn lines(history: &History) -> Vec<String> {
    let line = |path: &str, file: &FileHistory| {
        let created = file.created.map_or("?".to_owned(), |time| time.to_string());
        let number = u64::from_str_radix(&file.commit.as_str()[32..], 16).unwrap();
        format!("{path} {created}..{} #{number} {}", file.changed, file.contributors.join(", "))
    };
    history.files.iter().map(|(path, file)| line(path, file)).collect()
}

#[test]
fn files_have_the_dates_of_their_commits() {
    check(&["1 Ann: A a.md, A b.md, A main.rs", "2 Bo: M a.md", "3 Ann: M a.md, D b.md"], &["a.md 1..3 #3 Ann, Bo"]);
    check(&["1 Ann: A a.md", "2 Bo: D a.md", "3 Cy: A a.md"], &["a.md 1..3 #3 Ann, Cy"]);
    check(
        &["1 A: A api/openapi.yaml, A x.png, A schema.graphql"],
        &["api/openapi.yaml 1..1 #1 A", "schema.graphql 1..1 #1 A"],
    );
}

#[test]
fn moved_files_keep_their_past() {
    check(&["1 Ann: A old.md", "2 Bo: M old.md", "3 Cy: R old.md new.md"], &["new.md 1..3 #3 Ann, Bo, Cy"]);
    check(
        &["1 A: A x.md", "2 B: R x.md y.md", "3 C: R y.md z.md", "4 D: A x.md"],
        &["x.md 1..4 #4 A, D", "z.md 2..3 #3 B, C"],
    );
    check(&["1 A: A a.md", "2 B: R a.md b.md", "3 C: D b.md"], &[]);
}

#[test]
fn people_are_named_and_programs_are_not() {
    check(
        &["1 renovate[bot]: A a.md", "2 ann@example.com: M a.md", "3 Bo: M a.md", "4 Al: M a.md", "5 Bo: M a.md"],
        &["a.md 1..5 #5 Bo, Al"],
    );
    let many: Vec<String> = (10..30).map(|n| format!("{n} P{n}: {} a.md", if n == 10 { "A" } else { "M" })).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    check(&many, &["a.md 10..29 #20 P10, P11, P12, P13, P14, P15, P16, P17, P18, P19"]);
}

#[test]
fn no_file_is_younger_than_the_commit_that_is_checked_out() {
    check(
        &["-5 A: A a.md", "99999999999999 B: M a.md, A b.md", "20 C: A c.md"],
        &["a.md 0..20 #2 A, B", "b.md 20..20 #2 B", "c.md 20..20 #3 C"],
    );
}

#[test]
fn a_shallow_history_gives_what_it_knows() {
    let mut world = world(&["1 A: A a.md, A b.md, A c.md", "2 B: M b.md, A d.md", "3 C: M c.md, M d.md"]);
    world.insert("r/.git/shallow", format!("{:040x}\n", 1));
    let (repository, codes) = crawled(&world, &Memo::in_memory(), true);
    assert_eq!(lines(&repository.history), ["b.md ?..2 #2 B", "c.md ?..3 #3 C", "d.md 2..3 #3 B, C"]);
    assert_eq!(codes, ["I-SRC-SHALLOW"]);
}

#[test]
fn folders_without_commits_and_sources_without_history_have_none() {
    let (repository, codes) = crawled(&MemoryWorld::from_text("-- r/a.md\n"), &Memo::in_memory(), true);
    assert!(repository.history.is_empty() && codes.is_empty());
    let mut world = world(&["1 A: A a.md"]);
    world.insert("r/.git/shallow", format!("{:040x}\n", 1));
    let (repository, codes) = crawled(&world, &Memo::in_memory(), false);
    assert!(repository.history.is_empty() && codes.is_empty());
}

#[test]
fn a_commit_is_looked_at_once() {
    let memo = Memo::in_memory();
    let first = crawled(&world(&["1 A: A a.md"]), &memo, true).0;
    // Another history behind the same id is not read again; a new commit is.
    assert_eq!(crawled(&world(&["7 B: A b.md"]), &memo, true).0.history, first.history);
    assert_eq!(lines(&crawled(&world(&["1 A: A a.md", "2 B: M a.md"]), &memo, true).0.history), ["a.md 1..2 #2 A, B"]);
}
