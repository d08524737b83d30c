//! A world in memory, for tests.

use std::collections::{BTreeMap, BTreeSet};

use super::{FileProblem, GitFacts, Root, Walk, WalkedFile, World, git};
use crate::path::RepoPath;

/// Files by their path below the site folder.
#[derive(Clone, Debug, Default)]
pub struct MemoryWorld {
    files: BTreeMap<String, Vec<u8>>,
    /// Walks give files in the opposite order, to show that order does not matter.
    reversed: bool,
}

impl MemoryWorld {
    /// An empty world.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads many small files out of one text: a line `-- path` starts each.
    pub fn from_text(text: &str) -> Self {
        let mut world = Self::new();
        let mut current: Option<(String, String)> = None;
        for line in text.lines() {
            if let Some(path) = line.strip_prefix("-- ") {
                if let Some((path, body)) = current.replace((path.trim().to_owned(), String::new())) {
                    world.insert(&path, body);
                }
            } else if let Some((_, body)) = &mut current {
                body.push_str(line);
                body.push('\n');
            }
        }
        if let Some((path, body)) = current {
            world.insert(&path, body);
        }
        world
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.to_owned(), bytes.into());
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }

    /// The paths of all files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The bytes of a file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Turns the order of walks around.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.reversed = true;
        self
    }

    fn below<'a>(&'a self, root: &'a Root) -> impl Iterator<Item = (&'a str, &'a Vec<u8>)> {
        self.files.iter().filter_map(|(path, bytes)| {
            if root.0.is_empty() {
                return Some((path.as_str(), bytes));
            }
            Some((path.strip_prefix(&*root.0)?.strip_prefix('/')?, bytes))
        })
    }
}

impl World for MemoryWorld {
    fn folders(&self, pattern: &str) -> Result<Vec<Root>, FileProblem> {
        let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        let mut found = BTreeSet::new();
        for path in self.files.keys() {
            let folders: Vec<&str> = path.split('/').collect();
            let fits = folders.len() > parts.len()
                && parts.iter().zip(&folders).all(|(part, folder)| super::matches_star(part, folder));
            if fits {
                found.insert(folders[..parts.len()].join("/"));
            }
        }
        Ok(found.iter().map(|folder| Root::new(folder)).collect())
    }

    fn holds(&self, root: &Root, name: &str) -> bool {
        self.below(root).any(|(path, _)| path.split('/').next() == Some(name))
    }

    fn walk(&self, root: &Root, _gitignore: bool) -> Walk {
        let mut files: Vec<WalkedFile> = self
            .below(root)
            .filter_map(|(path, bytes)| {
                Some(WalkedFile { path: RepoPath::parse(path).ok()?, size: bytes.len() as u64 })
            })
            .collect();
        if self.reversed {
            files.reverse();
        }
        Walk { files, problems: Vec::new() }
    }

    fn read(&self, root: &Root, path: &RepoPath, limit: u64) -> Result<Vec<u8>, FileProblem> {
        let full = if root.0.is_empty() { path.as_str().to_owned() } else { format!("{}/{path}", root.0) };
        match self.files.get(&full) {
            Some(bytes) if bytes.len() as u64 > limit => Err(FileProblem::TooLarge(limit)),
            Some(bytes) => Ok(bytes.clone()),
            None => Err(FileProblem::Missing),
        }
    }

    fn git(&self, root: &Root) -> GitFacts {
        let text = |name: &str| {
            let full = if root.0.is_empty() { name.to_owned() } else { format!("{}/{name}", root.0) };
            self.files.get(&full).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        };
        GitFacts {
            remote: text(".git/config").and_then(|config| git::origin(&config)),
            branch: text(".git/HEAD").and_then(|head| git::branch(&head)),
        }
    }

    fn walked(&self) -> Vec<Root> {
        Vec::new()
    }
}
