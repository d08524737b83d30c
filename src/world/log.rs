//! The history of a checkout as the outside tells it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The id of a commit: 40 or 64 hexadecimal digits in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct CommitId(Arc<str>);

impl CommitId {
    /// Reads an id.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        (digits && matches!(text.len(), 40 | 64)).then(|| Self(Arc::from(text)))
    }

    /// The id in full.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first seven digits, as people name commits.
    pub fn short(&self) -> &str {
        &self.0[..7]
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A part of a history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// The commits, newest first.
    pub commits: Vec<Commit>,
    /// There are older ones, which a limit left out.
    pub cut: bool,
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: CommitId,
    /// When it was committed, in seconds since 1970, UTC. Authors choose it freely.
    pub time: i64,
    /// The name of its author after `.mailmap`, never an address.
    pub author: String,
    /// The files that differ from every parent.
    pub changes: Vec<Change>,
}

/// What a commit did to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What was done.
    pub status: Status,
    /// The file below the root.
    pub path: String,
}

/// The kinds of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// The file is new.
    Added,
    /// The file had other content before.
    Modified,
    /// The file is gone.
    Removed,
    /// The file had the same content under this name before.
    Renamed(String),
}
