//! Reads the history of a checkout. The one place that starts a program, and the program is `git`.
//!
//! A checkout comes with configuration of its own, which must not run anything: what `git log` could be made to run
//! (hooks, a file system monitor, a pager, a signature checker, drivers for differences) is switched off one by one, the
//! environment is cleared, the configuration of user and machine is not read, and objects that are missing are not
//! fetched. `GIT_DIR` is said outright, so that the owner of the folder does not matter, and replacements and grafts, which
//! are no part of a commit, are ignored.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::world::{Change, Commit, CommitId, Log, LogProblem, Status};

/// Most commits that are read; what is older stays unknown.
const MAX_COMMITS: usize = 50_000;
/// Most bytes of a log that are read.
const MAX_BYTES: u64 = 64 << 20;
/// Longest time that a log may take.
const MAX_TIME: Duration = Duration::from_secs(60);
/// Most bytes of git's own words that are kept.
const MAX_WORDS: u64 = 4 << 10;
/// Longest name of an author that is kept, in characters.
const MAX_NAME: usize = 100;

/// Settings that go over those of the checkout.
const SETTINGS: [&str; 11] = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "protocol.allow=never",
    "credential.helper=",
    "log.showSignature=false",
    "log.showRoot=true",
    "diff.relative=false",
    "diff.orderFile=/dev/null",
    "diff.renameLimit=0",
    "mailmap.file=",
];

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
///
/// # Errors
/// See [`LogProblem`].
pub fn read_log(folder: &Path, head: &CommitId) -> Result<Log, LogProblem> {
    let mut child = command(folder, head).spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => LogProblem::NoGit,
        _ => LogProblem::Failed(error.to_string()),
    })?;
    let words = collect(child.stderr.take(), MAX_WORDS);
    let (send, receive) = mpsc::channel();
    let output = child.stdout.take();
    let reading = thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.map(|output| output.take(MAX_BYTES).read_to_end(&mut bytes));
        // The other end hangs up when it has waited long enough.
        let _ = send.send((bytes, read.is_some_and(|read| read.is_ok())));
    });
    let answer = receive.recv_timeout(MAX_TIME);
    let full = answer.as_ref().is_ok_and(|(bytes, _)| bytes.len() as u64 >= MAX_BYTES);
    let success = finish(&mut child, answer.is_err() || full);
    let _ = reading.join();
    let words = words.and_then(|words| words.join().ok()).unwrap_or_default();
    match answer {
        Err(_) => Err(LogProblem::TooSlow(MAX_TIME.as_secs())),
        Ok((bytes, true)) if success || full => Ok(parse(&bytes, full)),
        Ok(_) => Err(LogProblem::Failed(last_line(&words))),
    }
}

#[expect(clippy::disallowed_methods, reason = "the one program that is started, and what it needs of the environment")]
fn command(folder: &Path, head: &CommitId) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env_clear();
    for name in ["PATH", "SystemRoot"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.envs([
        ("LC_ALL", "C"),
        ("GIT_DIR", "."),
        ("GIT_WORK_TREE", "."),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_ATTR_NOSYSTEM", "1"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_ASKPASS", "/bin/false"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_NO_REPLACE_OBJECTS", "1"),
        ("GIT_GRAFT_FILE", "/dev/null/none"),
        ("GIT_OPTIONAL_LOCKS", "0"),
    ]);
    command.arg("--no-pager");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command.args(["-c", &format!("mailmap.blob={head}:.mailmap")]);
    command.args(QUESTION).arg(format!("--max-count={}", MAX_COMMITS + 1));
    command.args(["--end-of-options", head.as_str()]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Reads the beginning of a stream and throws the rest away, so that the writer never waits.
fn collect(stream: Option<impl Read + Send + 'static>, limit: u64) -> Option<JoinHandle<String>> {
    let mut stream = stream?;
    Some(thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = stream.by_ref().take(limit).read_to_end(&mut bytes);
        let _ = read.and_then(|_| io::copy(&mut stream, &mut io::sink()));
        String::from_utf8_lossy(&bytes).into_owned()
    }))
}

/// Waits for the end, which `kill` brings about. True if git was content.
fn finish(child: &mut Child, kill: bool) -> bool {
    if kill {
        let _ = child.kill();
    }
    child.wait().is_ok_and(|status| status.success())
}

fn last_line(words: &str) -> String {
    words.lines().last().unwrap_or("git failed without a word").trim_start_matches("fatal: ").to_owned()
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
