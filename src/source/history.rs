//! [`History`]: when the files of a repository came and changed, and who wrote them.
//!
//! The facts are those of the commit that is checked out, so they are a function of its id and nothing else: no clock, no
//! time of a file, no change that is not committed yet. That makes them worth remembering, and a build that has seen the
//! commit before starts no program.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{FileKind, Repository, findings};
use crate::diag::{Diagnostic, Diagnostics, File};
use crate::hash::Hasher;
use crate::memo::Memo;
use crate::path::RepoPath;
use crate::world::{Change, Commit, CommitId, GitProblem, Log, Status, World};

/// Most names of contributors that are kept for a file.
pub const MAX_CONTRIBUTORS: usize = 10;
/// Changes with the form and the meaning of what is remembered.
const VERSION: &str = "history-1";
/// The last second of the year 9999, after which dates have another form.
const MAX_TIME: i64 = 253_402_300_799;

/// What the commits of a repository say about its files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    files: BTreeMap<Box<str>, FileHistory>,
    /// How many commits were read when there are older ones that were not.
    cut: Option<usize>,
}

/// What the commits of a repository say about a file. Times are seconds since 1970 in UTC, never before that and never
/// after the year 9999.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHistory {
    /// When it came, under whatever name. `None` if that was before what is known.
    pub created: Option<i64>,
    /// When it was changed last.
    pub changed: i64,
    /// The commit that did.
    pub commit: CommitId,
    /// Who changed it: at most [`MAX_CONTRIBUTORS`] names, those with most commits first. Programs are left out.
    pub contributors: Vec<Arc<str>>,
}

impl History {
    /// What is known of a file; nothing for one that is not committed.
    pub fn of(&self, path: &RepoPath) -> Option<&FileHistory> {
        self.files.get(path.as_str())
    }

    /// True if nothing is known of any file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// Reads the histories of all repositories, in parallel.
pub fn read_histories(repositories: &mut [Repository], world: &dyn World, memo: &Memo, diags: &mut Diagnostics) {
    let read: Vec<Result<History, GitProblem>> =
        repositories.par_iter().map(|repository| history(repository, world, memo)).collect();
    let mut without_git = None;
    for (repository, read) in repositories.iter_mut().zip(read) {
        let place = File::new(repository.label.clone(), RepoPath::root());
        match read {
            Ok(history) => {
                diags.extend(incomplete(repository, &history, place));
                repository.history = history;
            }
            Err(GitProblem::NoGit) => {
                without_git.get_or_insert(place);
            }
            Err(problem) => diags.push(findings::no_history(place, &problem)),
        }
    }
    // What is missing is missing for all of them.
    diags.extend(without_git.map(|place| findings::no_history(place, &GitProblem::NoGit)));
}

fn incomplete(repository: &Repository, history: &History, place: File) -> Option<Diagnostic> {
    if !repository.git.boundary.is_empty() && repository.reads_history {
        return Some(findings::shallow(place));
    }
    history.cut.map(|commits| findings::long_history(place, commits))
}

fn history(repository: &Repository, world: &dyn World, memo: &Memo) -> Result<History, GitProblem> {
    let Some(head) = repository.git.head.as_ref().filter(|_| repository.reads_history) else {
        return Ok(History::default());
    };
    let boundary = &repository.git.boundary;
    let key = Hasher::new().part(VERSION.as_bytes()).part(repository.label.as_bytes()).part(head.as_str().as_bytes());
    let key = boundary.iter().fold(key, |key, commit| key.part(commit.as_str().as_bytes())).finish();
    let text = memo.history.try_get(key, || {
        let history = facts(&world.log(&repository.root, head)?, boundary);
        Ok(serde_json::to_string(&history).expect("strings and numbers are plain JSON"))
    })?;
    // The table has a checksum, so this is what was written above.
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// Goes through the commits from the newest to the oldest. `boundary` are those that seem to add files only because their
/// parents are not there.
fn facts(log: &Log, boundary: &[CommitId]) -> History {
    let whole = boundary.is_empty() && !log.cut;
    // Commits choose their times freely, but none of them is younger than the one that is checked out.
    let newest = log.commits.first().map_or(0, |head| head.time).clamp(0, MAX_TIME);
    let mut walk = Walk::default();
    for commit in log.commits.iter().filter(|commit| boundary.binary_search(&commit.id).is_err()) {
        walk.commit(commit, commit.time.clamp(0, newest));
    }
    let files = walk.files.into_iter().filter(|(path, _)| !walk.removed.contains(path));
    let files = files.map(|(path, file)| (path.into(), file.finish(whole))).collect();
    History { files, cut: log.cut.then_some(log.commits.len()) }
}

/// A walk back into the past.
#[derive(Default)]
struct Walk<'a> {
    /// What was met so far, by the name that the file has at the end.
    files: HashMap<&'a str, Found<'a>>,
    /// Files that are not there at the end.
    removed: HashSet<&'a str>,
    /// Earlier names of files, to the name at the end.
    names: HashMap<&'a str, &'a str>,
}

/// What was met of a file so far.
struct Found<'a> {
    /// The time of the last commit that was met, and whether it added the file.
    oldest: (i64, bool),
    /// The earliest time of all.
    earliest: i64,
    changed: i64,
    commit: &'a CommitId,
    authors: HashMap<&'a str, usize>,
}

impl<'a> Walk<'a> {
    fn commit(&mut self, commit: &'a Commit, time: i64) {
        let changes = commit.changes.iter().filter(|change| has_pages(&change.path));
        let changes: Vec<(&Change, &str)> =
            changes.map(|change| (change, *self.names.get(&*change.path).unwrap_or(&&*change.path))).collect();
        for (change, name) in &changes {
            if change.status == Status::Removed {
                if !self.files.contains_key(name) {
                    self.removed.insert(name);
                }
                continue;
            }
            let added = change.status == Status::Added;
            let found = self.files.entry(name).or_insert(Found {
                oldest: (time, added),
                earliest: time,
                changed: time,
                commit: &commit.id,
                authors: HashMap::new(),
            });
            found.oldest = (time, added);
            found.earliest = found.earliest.min(time);
            if time > found.changed {
                (found.changed, found.commit) = (time, &commit.id);
            }
            if is_person(&commit.author) {
                *found.authors.entry(&commit.author).or_default() += 1;
            }
        }
        for (change, name) in changes {
            if let Status::Renamed(old) = &change.status {
                self.names.remove(&*change.path);
                if !self.files.contains_key(&**old) && !self.removed.contains(&**old) {
                    self.names.insert(old, name);
                }
            }
        }
    }
}

impl Found<'_> {
    fn finish(self, whole: bool) -> FileHistory {
        let mut authors: Vec<(&str, usize)> = self.authors.into_iter().collect();
        authors.sort_unstable_by_key(|(name, commits)| (std::cmp::Reverse(*commits), *name));
        let (oldest, added) = self.oldest;
        FileHistory {
            created: if whole { Some(self.earliest) } else { added.then_some(oldest) },
            changed: self.changed,
            commit: self.commit.clone(),
            contributors: authors.into_iter().take(MAX_CONTRIBUTORS).map(|(name, _)| name.into()).collect(),
        }
    }
}

/// True for files that pages are made of: documentation, catalog files and the definitions that they name.
fn has_pages(path: &str) -> bool {
    let Ok(path) = RepoPath::parse(path) else { return false };
    let data = ["yaml", "yml", "json", "graphql", "gql", "graphqls", "proto", "wsdl", "xml", "txt"];
    FileKind::of(&path) != FileKind::Other || data.contains(&path.extension().as_str())
}

/// True for a name that is neither a program's nor an address.
fn is_person(name: &str) -> bool {
    !name.is_empty() && !name.ends_with("[bot]") && !name.contains('@')
}

#[cfg(test)]
mod tests;
