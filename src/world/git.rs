//! What git knows of a checkout: the few files that say where it came from and where it stands, and [`Git`] for the rest.

use std::fmt;
use std::path::Path;

use super::{BlobId, CommitId, FileProblem, Log, TreeEntry};

/// What git knows of a checkout, read from its files; no process is started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitFacts {
    /// URL of the remote `origin` as configured.
    pub remote: Option<String>,
    /// The branch that is checked out.
    pub branch: Option<String>,
    /// The commit that is checked out.
    pub head: Option<CommitId>,
    /// Where the history of a shallow checkout ends: commits whose parents were not fetched, sorted. Empty when the
    /// history is whole.
    pub boundary: Vec<CommitId>,
}

/// A tag or branch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GitRef {
    /// Its full name: `refs/tags/v1.0`, `refs/heads/main`, `refs/remotes/origin/main`.
    pub name: String,
    /// The commit that it leads to.
    pub commit: CommitId,
}

/// Why git does not tell something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitProblem {
    /// There is no `git` on this machine.
    NoGit,
    /// It took longer than this many seconds.
    TooSlow(u64),
    /// Anything else, in the words of git.
    Failed(String),
}

impl fmt::Display for GitProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGit => f.write_str("`git` is not installed"),
            Self::TooSlow(seconds) => write!(f, "git takes longer than {seconds} seconds"),
            Self::Failed(words) => f.write_str(words),
        }
    }
}

/// Asks git about the repository in a `.git` folder. The `source` room has the one that starts the program.
pub trait Git: Send + Sync {
    /// The commits from `head` back into the past, newest first.
    ///
    /// # Errors
    /// See [`GitProblem`].
    fn log(&self, folder: &Path, head: &CommitId) -> Result<Log, GitProblem>;

    /// The tags and branches that lead to a commit.
    ///
    /// # Errors
    /// See [`GitProblem`].
    fn refs(&self, folder: &Path) -> Result<Vec<GitRef>, GitProblem>;

    /// The files of a commit.
    ///
    /// # Errors
    /// See [`GitProblem`].
    fn tree(&self, folder: &Path, commit: &CommitId) -> Result<Vec<TreeEntry>, GitProblem>;

    /// The bytes of a file that a tree names.
    ///
    /// # Errors
    /// When it is not there, or git does not answer.
    fn blob(&self, folder: &Path, id: &BlobId) -> Result<Vec<u8>, FileProblem>;
}

/// What the files of a checkout say; `text` reads one of them by its path below the root.
pub(super) fn facts(text: &dyn Fn(&str) -> Option<String>) -> GitFacts {
    let head = text(".git/HEAD");
    let mut boundary: Vec<CommitId> =
        text(".git/shallow").iter().flat_map(|ids| ids.lines()).filter_map(CommitId::parse).collect();
    boundary.sort_unstable();
    GitFacts {
        remote: text(".git/config").and_then(|config| origin(&config)),
        branch: head.as_deref().and_then(branch),
        head: head.as_deref().and_then(|head| commit(head, text)),
        boundary,
    }
}

/// The commit that `.git/HEAD` leads to: by itself, through the file of a branch, or through the list of packed ones.
fn commit(head: &str, text: &dyn Fn(&str) -> Option<String>) -> Option<CommitId> {
    let Some(branch) = branch(head) else { return CommitId::parse(head.trim()) };
    let name = format!("refs/heads/{branch}");
    if let Some(loose) = text(&format!(".git/{name}")) {
        return CommitId::parse(loose.trim());
    }
    let packed = text(".git/packed-refs")?;
    let of_branch = |line: &str| line.strip_suffix(&*name)?.strip_suffix(' ').and_then(CommitId::parse);
    packed.lines().find_map(of_branch)
}

/// The URL of the remote `origin` in a git configuration file.
fn origin(config: &str) -> Option<String> {
    let mut in_origin = false;
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            in_origin = line == "[remote \"origin\"]";
        } else if in_origin
            && let Some((key, value)) = line.split_once('=')
            && key.trim() == "url"
        {
            return Some(value.trim().trim_matches('"').to_owned());
        }
    }
    None
}

/// The branch in `.git/HEAD`; `None` for a detached head.
fn branch(head: &str) -> Option<String> {
    let name = head.trim().strip_prefix("ref: refs/heads/")?;
    let usable = !name.is_empty() && !name.chars().any(|c| c.is_control() || c.is_whitespace());
    usable.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_found_among_other_sections() {
        let config =
            "[core]\n\turl = no\n[remote \"up\"]\n\turl = u\n[remote \"origin\"]\n\tfetch = x\n\turl = git@h:a/b.git\n";
        assert_eq!(origin(config).as_deref(), Some("git@h:a/b.git"));
        assert_eq!(origin("[remote \"up\"]\nurl = u"), None);
    }

    #[test]
    fn the_head_is_found_loose_packed_or_detached() {
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        let check = |files: &[(&str, &str)], expect: Option<&str>| {
            let text = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
            let head = facts(&text).head;
            assert_eq!(head.as_ref().map(CommitId::as_str), expect, "{files:?}");
        };
        let packed = format!("# pack-refs with: peeled\n{b} refs/heads/x/main\n{a} refs/heads/main\n^{b}\n");
        let on_main = (".git/HEAD", "ref: refs/heads/main\n");
        check(&[on_main, (".git/refs/heads/main", &format!("{b}\n")), (".git/packed-refs", &packed)], Some(&b));
        check(&[on_main, (".git/packed-refs", &packed)], Some(&a));
        check(&[(".git/HEAD", &format!("{a}\n"))], Some(&a));
        check(&[on_main], None);
        check(&[(".git/HEAD", "ref: refs/heads/../../x\n"), (".git/refs/heads/../../x", "--help")], None);
        check(&[], None);
    }

    #[test]
    fn a_detached_head_has_no_branch() {
        assert_eq!(branch("ref: refs/heads/feature/x\n").as_deref(), Some("feature/x"));
        assert_eq!(branch("0123456789abcdef\n"), None);
        assert_eq!(branch("ref: refs/heads/--help x\n"), None);
    }
}
