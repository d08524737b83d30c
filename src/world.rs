//! The outside, read only: every byte that a build sees comes through [`World`].
//!
//! [`OsWorld`] reads folders of this machine, [`MemoryWorld`] is its twin for tests. Both remember what was asked for, so
//! that `serve` can watch exactly that.

use std::fmt;
use std::sync::Arc;

use crate::path::RepoPath;

mod git;
mod log;
mod memory;
mod os;
mod tree;

pub use git::{Git, GitFacts, GitProblem, GitRef};
pub use log::{Change, Commit, CommitId, Log, Status};
pub use memory::MemoryWorld;
pub use os::OsWorld;
pub use tree::{BlobId, TreeEntry, TreeKind};

/// A folder that is read as a whole, a repository or the site folder; or the files of a checkout as they were at a commit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Root {
    folder: Arc<str>,
    commit: Option<CommitId>,
}

impl Root {
    /// The site folder.
    pub fn site() -> Self {
        Self::new("")
    }

    /// A folder relative to the site folder (`repos/orders`, `../shared`), empty for the site folder itself, or absolute.
    pub fn new(path: &str) -> Self {
        Self { folder: Arc::from(path), commit: None }
    }

    /// The same folder at a commit.
    #[must_use]
    pub fn at(&self, commit: &CommitId) -> Self {
        Self { folder: self.folder.clone(), commit: Some(commit.clone()) }
    }

    /// The folder, as [`Root::new`] takes it.
    pub fn folder(&self) -> &Arc<str> {
        &self.folder
    }

    /// The commit whose files are meant; `None` for those that lie in the folder.
    pub fn commit(&self) -> Option<&CommitId> {
        self.commit.as_ref()
    }
}

/// A regular file that a walk met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkedFile {
    /// Where it lies below the root.
    pub path: RepoPath,
    /// Its size in bytes when it was met.
    pub size: u64,
}

/// A file or folder that could not be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkProblem {
    /// The path below the root, lossy where it is no UTF-8.
    pub path: String,
    /// Why.
    pub problem: FileProblem,
}

/// What a walk gives.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// The files, in any order.
    pub files: Vec<WalkedFile>,
    /// What was left out and why.
    pub problems: Vec<WalkProblem>,
}

/// Why a file or folder is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// It does not exist (any more).
    Missing,
    /// A link that leads out of the repository.
    Outside,
    /// A link that leads nowhere or in a circle.
    BrokenLink,
    /// A FIFO, socket or device.
    Special,
    /// A name that is not UTF-8 or that no portal path may have.
    Name,
    /// More bytes than this limit.
    TooLarge(u64),
    /// No permission.
    Denied,
    /// Anything else that the operating system says.
    Other(String),
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("does not exist"),
            Self::Outside => f.write_str("is a link that leads out of the repository"),
            Self::BrokenLink => f.write_str("is a link that leads nowhere"),
            Self::Special => f.write_str("is not a regular file"),
            Self::Name => f.write_str("has a name that cannot be published"),
            Self::TooLarge(limit) if *limit > 0 && limit.is_multiple_of(1 << 20) => {
                write!(f, "is larger than {} MiB", limit >> 20)
            }
            Self::TooLarge(limit) => write!(f, "is larger than {limit} bytes"),
            Self::Denied => f.write_str("may not be read (permission denied)"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for FileProblem {}

/// Why a server does not draw a diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawProblem {
    /// The server says that the source is wrong, in these words.
    Refused(String),
    /// There is no answer that can be used, for this reason.
    Failed(String),
}

/// Asks the server at an address to draw a source.
pub type Draw = fn(&str, &str) -> Result<Vec<u8>, DrawProblem>;

/// What a build may read.
pub trait World: Sync {
    /// Folders that match a path whose parts may hold `*`, relative to the site folder or absolute, sorted. A path without
    /// `*` gives that folder if it exists.
    ///
    /// # Errors
    /// When a folder on the way cannot be listed.
    fn folders(&self, pattern: &str) -> Result<Vec<Root>, FileProblem>;

    /// True if the folder holds this file or folder directly (`.git`, `mkdocs.yml`).
    fn holds(&self, root: &Root, name: &str) -> bool;

    /// All regular files below a root, in any order, without `.git`. With `gitignore`, files that git ignores are left out;
    /// a commit holds none of these. A commit that cannot be read is a problem of the path "".
    fn walk(&self, root: &Root, gitignore: bool) -> Walk;

    /// Reads one file, at most `limit` bytes.
    ///
    /// # Errors
    /// See [`FileProblem`].
    fn read(&self, root: &Root, path: &RepoPath, limit: u64) -> Result<Vec<u8>, FileProblem>;

    /// What git knows of a root; empty where it is no checkout.
    fn git(&self, root: &Root) -> GitFacts;

    /// The commits from `head` back into the past, newest first; none where this world reads no history.
    ///
    /// # Errors
    /// See [`GitProblem`].
    fn log(&self, root: &Root, head: &CommitId) -> Result<Log, GitProblem>;

    /// The tags and branches of a checkout that lead to a commit; none where this world asks no git.
    ///
    /// # Errors
    /// See [`GitProblem`].
    fn refs(&self, root: &Root) -> Result<Vec<GitRef>, GitProblem>;

    /// Has a server draw a diagram: `address` is that of the server for a kind of diagrams, the answer an SVG file.
    ///
    /// # Errors
    /// See [`DrawProblem`].
    fn draw(&self, address: &str, source: &str) -> Result<Vec<u8>, DrawProblem>;

    /// The folders that were walked, for the watcher.
    fn walked(&self) -> Vec<Root>;
}

/// Matches a name against a pattern in which `*` stands for any run of characters.
fn matches_star(pattern: &str, name: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut rest) = name.strip_prefix(head) else { return false };
    let mut parts: Vec<&str> = tail.split('*').collect();
    let last = parts.pop().unwrap_or("");
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_match_any_run() {
        for (pattern, name, expect) in [
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c", "ac", true),
            ("a*b*c", "axxbyc", true),
            ("a*b", "a", false),
            ("*-docs", "x-doc", false),
            ("x", "x", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(matches_star(pattern, name), expect, "{pattern} {name}");
        }
    }

    #[test]
    fn both_worlds_see_the_same_tree() {
        let memory = MemoryWorld::from_text("-- repos/a/mkdocs.yml\nx\n-- repos/a/docs/i.md\ny\n-- repos/b/z.md\nz\n");
        let folder = tempfile::tempdir().unwrap();
        for path in memory.paths() {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, memory.get(path).unwrap()).unwrap();
        }
        let os = OsWorld::new(folder.path());
        assert_eq!(memory.folders("repos/*").unwrap(), [Root::new("repos/a"), Root::new("repos/b")]);
        assert_eq!(os.folders("repos/*").unwrap(), memory.folders("repos/*").unwrap());
        let root = Root::new("repos/a");
        assert_eq!(os.walk(&root, true).files, memory.walk(&root, true).files);
        let path = RepoPath::parse("docs/i.md").unwrap();
        assert_eq!(os.read(&root, &path, 10), memory.read(&root, &path, 10));
        assert_eq!(os.read(&root, &path, 1), Err(FileProblem::TooLarge(1)));
        assert_eq!(memory.read(&root, &path, 1), Err(FileProblem::TooLarge(1)));
        assert!(os.holds(&root, "mkdocs.yml") && memory.holds(&root, "mkdocs.yml"));
        assert!(!os.holds(&root, "z.md") && !memory.holds(&root, "z.md"));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_special_files_are_told_apart() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("canary"), "canary").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let repo = folder.path().join("r");
        std::fs::create_dir_all(repo.join("docs/real")).unwrap();
        std::fs::write(repo.join("docs/real/a.md"), "a").unwrap();
        symlink("real/a.md", repo.join("docs/inside.md")).unwrap();
        symlink("real", repo.join("docs/folder")).unwrap();
        symlink(outside.path().join("canary"), repo.join("docs/outside.md")).unwrap();
        symlink("../../../etc/passwd", repo.join("docs/climb.md")).unwrap();
        symlink("nowhere.md", repo.join("docs/dangling.md")).unwrap();
        symlink("self.md", repo.join("docs/self.md")).unwrap();
        symlink(".", repo.join("docs/loop")).unwrap();
        let world = OsWorld::new(folder.path());
        let root = Root::new("r");
        let walk = world.walk(&root, true);
        let files: Vec<&str> = walk.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(files, ["docs/folder/a.md", "docs/inside.md", "docs/real/a.md"]);
        let problems: Vec<(&str, &FileProblem)> = walk.problems.iter().map(|p| (p.path.as_str(), &p.problem)).collect();
        assert_eq!(
            problems,
            [
                ("docs/climb.md", &FileProblem::Outside),
                ("docs/dangling.md", &FileProblem::BrokenLink),
                ("docs/loop", &FileProblem::BrokenLink),
                ("docs/outside.md", &FileProblem::Outside),
                ("docs/self.md", &FileProblem::BrokenLink),
            ]
        );
        for (path, expect) in [
            ("docs/inside.md", Ok(b"a".to_vec())),
            ("docs/folder/a.md", Ok(b"a".to_vec())),
            ("docs/outside.md", Err(FileProblem::Outside)),
            ("docs/climb.md", Err(FileProblem::Outside)),
            ("docs/real", Err(FileProblem::Special)),
        ] {
            assert_eq!(world.read(&root, &RepoPath::parse(path).unwrap(), 100), expect, "{path}");
        }
    }

    #[test]
    fn ignored_files_and_our_own_output_are_not_walked() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        };
        write(".gitignore", "/build\n*.tmp\n");
        write("build/x.md", "");
        write("a.tmp", "");
        write(".backstage/catalog-info.yaml", "");
        write(".git/config", "[remote \"origin\"]\nurl = https://h/a/b\n");
        write(".git/HEAD", "ref: refs/heads/main\n");
        write("public/_platdocs/build.json", "{}");
        write("public/index.html", "");
        let world = OsWorld::new(folder.path());
        let list = |gitignore: bool| -> Vec<String> {
            world.walk(&Root::site(), gitignore).files.iter().map(|file| file.path.to_string()).collect()
        };
        assert_eq!(list(true), [".backstage/catalog-info.yaml", ".gitignore"]);
        assert_eq!(list(false), [".backstage/catalog-info.yaml", ".gitignore", "a.tmp", "build/x.md"]);
        assert_eq!(world.folders("*").unwrap(), [Root::new("build")]);
        let facts = world.git(&Root::site());
        assert_eq!((facts.remote.as_deref(), facts.branch.as_deref()), (Some("https://h/a/b"), Some("main")));
        assert_eq!(facts.head, None);
    }
}
