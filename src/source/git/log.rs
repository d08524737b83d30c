//! The log: what git is asked for, and how its answer is read.

use std::path::Path;
use std::process::Command;

use super::{Limits, MAX_TIME, answer, command};
use crate::world::{Change, Commit, CommitId, GitProblem, Log, Status};

/// Most commits that are read; what is older stays unknown.
const MAX_COMMITS: usize = 50_000;
/// Most bytes of a log that are read.
const MAX_BYTES: u64 = 64 << 20;
/// Longest name of an author that is kept, in characters.
const MAX_NAME: usize = 100;

/// What git is asked for. A rename without other changes is told by the ids alone; looking for more would need the files.
const QUESTION: [&str; 13] = [
    "log",
    "-z",
    "--format=%x01%H%x00%ct%x00%aN",
    "--encoding=UTF-8",
    "--name-status",
    "-M100%",
    "--diff-merges=combined",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-notes",
    "--no-decorate",
    "--ignore-submodules=all",
];

/// Reads the log of the repository in a `.git` folder, from `head` on.
pub(super) fn read(folder: &Path, head: &CommitId) -> Result<Log, GitProblem> {
    let (bytes, full) = answer(asked(folder, head), Limits { bytes: MAX_BYTES, time: MAX_TIME })?;
    Ok(parse(&bytes, full))
}

fn asked(folder: &Path, head: &CommitId) -> Command {
    let mut command = command(folder, &[&format!("mailmap.blob={head}:.mailmap")]);
    command.args(QUESTION).arg(format!("--max-count={}", MAX_COMMITS + 1));
    command.args(["--end-of-options", head.as_str()]);
    command
}

/// Reads what git wrote. `full` says that the end is missing, and with it the last commit.
fn parse(bytes: &[u8], full: bool) -> Log {
    let mut commits = Vec::new();
    let mut tokens = bytes.split(|byte| *byte == 0);
    while let Some(token) = tokens.next() {
        let token = token.strip_prefix(b"\n").unwrap_or(token);
        if token.is_empty() {
            continue;
        }
        let next = match token.strip_prefix(b"\x01") {
            Some(id) => header(id, &mut tokens).map(|commit| commits.push(commit)),
            None => change(token, &mut tokens).map(|change| add(&mut commits, change)),
        };
        if next.is_none() {
            break;
        }
    }
    if full {
        commits.pop();
    }
    let cut = full || commits.len() > MAX_COMMITS;
    commits.truncate(MAX_COMMITS);
    Log { commits, cut }
}

fn header<'a>(id: &[u8], tokens: &mut impl Iterator<Item = &'a [u8]>) -> Option<Commit> {
    let id = CommitId::parse(std::str::from_utf8(id).ok()?)?;
    let time = std::str::from_utf8(tokens.next()?).ok()?.parse().ok()?;
    Some(Commit { id, time, author: name(tokens.next()?), changes: Vec::new() })
}

/// A change in the form `M`, path or `R100`, old path, path. A merge has a letter for each parent. `None` at the end of a
/// text that was cut; `Some(None)` for a path that is not UTF-8, which no page comes from.
fn change<'a>(status: &[u8], tokens: &mut impl Iterator<Item = &'a [u8]>) -> Option<Option<Change>> {
    let mut text = || tokens.next().map(|path| std::str::from_utf8(path).ok().map(str::to_owned));
    let status = match status {
        [b'R', digit, ..] if digit.is_ascii_digit() => text()?.map_or(Status::Added, Status::Renamed),
        status if status.contains(&b'D') => Status::Removed,
        status if status.contains(&b'A') => Status::Added,
        _ => Status::Modified,
    };
    Some(text()?.map(|path| Change { status, path }))
}

fn add(commits: &mut [Commit], change: Option<Change>) {
    if let (Some(commit), Some(change)) = (commits.last_mut(), change) {
        commit.changes.push(change);
    }
}

/// A name as it may be shown: one line, not too long.
fn name(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(MAX_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `^` stands for the byte before an id, `|` for NUL, `1` for an id of ones.
    fn check(log: &str, full: bool, expect: &str) {
        let bytes = log.replace("^1", &format!("\u{1}{}", "1".repeat(40))).replace('|', "\0").into_bytes();
        let found: Vec<String> = parse(&bytes, full)
            .commits
            .iter()
            .map(|commit| {
                let changes: Vec<String> = commit
                    .changes
                    .iter()
                    .map(|change| match &change.status {
                        Status::Added => format!("A {}", change.path),
                        Status::Modified => format!("M {}", change.path),
                        Status::Removed => format!("D {}", change.path),
                        Status::Renamed(from) => format!("R {from} {}", change.path),
                    })
                    .collect();
                format!("{} {}: {}", commit.time, commit.author, changes.join(", "))
            })
            .collect();
        assert_eq!(found.join("; "), expect, "{log:?}");
    }

    #[test]
    fn logs_are_read_as_git_writes_them() {
        check("^1|7|Ann B|^1|5|Cid|\nA|a.md|D|b.md|", false, "7 Ann B: ; 5 Cid: A a.md, D b.md");
        check("^1|7|A||MM|c.md|AM|s.md|^1|5|B|\nR100|a|b|", false, "7 A: M c.md, A s.md; 5 B: R a b");
        check("^1|7|A|\nM|\nnew line|M|M|", false, "7 A: M \nnew line, M M");
        check("", false, "");
    }

    #[test]
    fn a_log_that_was_cut_loses_its_last_commit() {
        check("^1|7|A|\nM|a|^1|5|B|\nM|b|M", true, "7 A: M a");
        check("^1|7|A|\nM|a|^1|5", true, "");
    }

    #[test]
    fn names_are_one_line() {
        assert_eq!(name(b"\x1b[31m Ann\t  B\xff"), "[31m Ann B\u{fffd}");
        assert_eq!(name("x".repeat(500).as_bytes()).len(), MAX_NAME);
    }
}
