//! The outside, read only: every byte that a build sees comes through [`World`].
//!
//! [`OsWorld`] reads folders of this machine, [`MemoryWorld`] is its twin for tests. Both remember what was asked for, so
//! that `serve` can watch exactly that.

use std::fmt;
use std::sync::Arc;

use crate::path::RepoPath;

mod memory;
mod os;

/// A folder that is read as a whole: a repository, or the site folder. The text is the folder relative to the site
/// folder (`repos/orders`, `../shared`), empty for the site folder itself, or absolute.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Root(pub Arc<str>);

impl Root {
    /// The site folder.
    pub fn site() -> Self {
        Self(Arc::from(""))
    }

    /// A folder.
    pub fn new(path: &str) -> Self {
        Self(Arc::from(path))
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

/// What a walk gives: files sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// The files, sorted by the bytes of their paths.
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
            Self::TooLarge(limit) => write!(f, "is larger than {limit} bytes"),
            Self::Denied => f.write_str("may not be read (permission denied)"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for FileProblem {}

/// What git knows of a checkout, read from its files; no process is started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitFacts {
    /// URL of the remote `origin` as configured.
    pub remote: Option<String>,
    /// The branch that is checked out.
    pub branch: Option<String>,
}

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

    /// All regular files below a root, without `.git`. With `gitignore`, files that git ignores are left out.
    fn walk(&self, root: &Root, gitignore: bool) -> Walk;

    /// Reads one file, at most `limit` bytes.
    ///
    /// # Errors
    /// See [`FileProblem`].
    fn read(&self, root: &Root, path: &RepoPath, limit: u64) -> Result<Vec<u8>, FileProblem>;

    /// What git knows of a root; empty where it is no checkout.
    fn git(&self, root: &Root) -> GitFacts;

    /// The roots that were walked, for the watcher.
    fn walked(&self) -> Vec<Root>;
}
