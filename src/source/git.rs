//! Asks git about a checkout. The one place that starts a program, and the program is `git`.
//!
//! A checkout comes with configuration of its own, which must not run anything: what git could be made to run (hooks, a file
//! system monitor, a pager, a signature checker, drivers for differences, filters) is switched off one by one or never
//! asked for, the environment is cleared, the configuration of user and machine is not read, and objects that are missing
//! are not fetched. `GIT_DIR` is said outright, so that the owner of the folder does not matter, and replacements and grafts,
//! which are no part of a commit, are ignored.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::world::{BlobId, CommitId, FileProblem, Git, GitProblem, GitRef, Log, TreeEntry};

mod blobs;
mod log;
mod tree;

/// Longest time that an answer may take.
const MAX_TIME: Duration = Duration::from_secs(60);
/// Most bytes of git's own words that are kept.
const MAX_WORDS: u64 = 4 << 10;

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

/// The program `git`.
#[derive(Debug, Default)]
pub struct GitProgram {
    blobs: blobs::Readers,
}

impl Git for GitProgram {
    fn log(&self, folder: &Path, head: &CommitId) -> Result<Log, GitProblem> {
        log::read(folder, head)
    }

    fn refs(&self, folder: &Path) -> Result<Vec<GitRef>, GitProblem> {
        tree::refs(folder)
    }

    fn tree(&self, folder: &Path, commit: &CommitId) -> Result<Vec<TreeEntry>, GitProblem> {
        tree::entries(folder, commit)
    }

    fn blob(&self, folder: &Path, id: &BlobId) -> Result<Vec<u8>, FileProblem> {
        self.blobs.of(folder)?.read(id)
    }
}

/// How much of an answer is waited for.
#[derive(Clone, Copy)]
struct Limits {
    bytes: u64,
    time: Duration,
}

/// Starts git and reads what it writes; true if there is more than the limit.
fn answer(mut command: Command, limits: Limits) -> Result<(Vec<u8>, bool), GitProblem> {
    let mut child = command.stdin(Stdio::null()).spawn().map_err(|error| unstarted(&error))?;
    let words = collect(child.stderr.take(), MAX_WORDS);
    let (send, receive) = mpsc::channel();
    let output = child.stdout.take();
    let reading = thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.map(|output| output.take(limits.bytes).read_to_end(&mut bytes));
        // The other end hangs up when it has waited long enough.
        let _ = send.send((bytes, read.is_some_and(|read| read.is_ok())));
    });
    let answer = receive.recv_timeout(limits.time);
    let full = answer.as_ref().is_ok_and(|(bytes, _)| bytes.len() as u64 >= limits.bytes);
    let success = finish(&mut child, answer.is_err() || full);
    let _ = reading.join();
    let words = words.and_then(|words| words.join().ok()).unwrap_or_default();
    match answer {
        Err(_) => Err(GitProblem::TooSlow(limits.time.as_secs())),
        Ok((bytes, true)) if success || full => Ok((bytes, full)),
        Ok(_) => Err(GitProblem::Failed(last_line(&words))),
    }
}

fn unstarted(error: &io::Error) -> GitProblem {
    match error.kind() {
        io::ErrorKind::NotFound => GitProblem::NoGit,
        _ => GitProblem::Failed(error.to_string()),
    }
}

/// `git` with settings, for the repository in a `.git` folder.
#[expect(clippy::disallowed_methods, reason = "the one program that is started, and what it needs of the environment")]
fn command(folder: &Path, settings: &[&str]) -> Command {
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
    for setting in SETTINGS.iter().chain(settings) {
        command.args(["-c", setting]);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
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
