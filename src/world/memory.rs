//! A world in memory, for tests.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Change, Commit, CommitId, DrawProblem, FileProblem, GitFacts, GitProblem, GitRef, Log, Root, Status, Walk,
    WalkProblem, WalkedFile, World, git,
};
use crate::path::RepoPath;

/// Files by their path below the site folder.
#[derive(Clone, Debug, Default)]
pub struct MemoryWorld {
    files: BTreeMap<String, Vec<u8>>,
    /// Walks give files in the opposite order, to show that order does not matter.
    reversed: bool,
    /// Commits by their root, oldest first.
    commits: BTreeMap<Root, Vec<Commit>>,
    /// Tags and branches by their root.
    refs: BTreeMap<Root, Vec<GitRef>>,
    /// The files of commits that tags and branches lead to, by their path below the root.
    trees: BTreeMap<Root, BTreeMap<String, Vec<u8>>>,
    /// What a server of diagrams answers, by address and source.
    drawings: BTreeMap<(String, String), Result<Vec<u8>, DrawProblem>>,
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

    /// Makes a root a checkout, if it is none, and adds a commit to it. Each change is a line of git's: `A docs/a.md`,
    /// `M docs/a.md`, `D docs/a.md` or `R docs/old.md docs/new.md`. The id tells the number of the commit.
    ///
    /// # Panics
    /// When a change is none of these.
    pub fn commit(&mut self, root: &str, time: i64, author: &str, changes: &[&str]) {
        let commits = self.commits.entry(Root::new(root)).or_default();
        let id = CommitId::parse(&format!("{:040x}", commits.len() + 1)).expect("forty digits");
        let change = |line: &&str| match line.split(' ').collect::<Vec<_>>()[..] {
            ["A", path] => Change { status: Status::Added, path: path.to_owned() },
            ["M", path] => Change { status: Status::Modified, path: path.to_owned() },
            ["D", path] => Change { status: Status::Removed, path: path.to_owned() },
            ["R", from, path] => Change { status: Status::Renamed(from.to_owned()), path: path.to_owned() },
            _ => panic!("`{line}` is no change"),
        };
        let changes = changes.iter().map(change).collect();
        commits.push(Commit { id: id.clone(), time, author: author.to_owned(), changes });
        let folder = if root.is_empty() { String::new() } else { format!("{root}/") };
        self.insert(&format!("{folder}.git/HEAD"), "ref: refs/heads/main\n");
        self.insert(&format!("{folder}.git/refs/heads/main"), format!("{id}\n"));
    }

    /// Makes a tag or branch, such as `refs/tags/v1.0`, that leads to a commit with the files that lie below a root now.
    pub fn tag(&mut self, root: &str, name: &str) {
        let root = Root::new(root);
        let files: BTreeMap<String, Vec<u8>> = self
            .below(&root)
            .filter(|(path, _)| !path.starts_with(".git/"))
            .map(|(path, bytes)| (path.to_owned(), bytes.clone()))
            .collect();
        let commit = CommitId::parse(&format!("{:040x}", 0xa00 + self.trees.len())).expect("forty digits");
        self.trees.insert(root.at(&commit), files);
        let refs = self.refs.entry(root).or_default();
        refs.retain(|one| one.name != name);
        refs.push(GitRef { name: name.to_owned(), commit });
    }

    /// Says what a server of diagrams answers; for other sources there is no answer.
    pub fn answers(&mut self, address: &str, source: &str, answer: Result<Vec<u8>, DrawProblem>) {
        self.drawings.insert((address.to_owned(), source.to_owned()), answer);
    }

    /// Turns the order of walks around.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.reversed = true;
        self
    }

    /// A file below a root.
    fn file(&self, root: &Root, path: &str) -> Option<&Vec<u8>> {
        match (root.commit(), &**root.folder()) {
            (Some(_), _) => self.trees.get(root)?.get(path),
            (None, "") => self.files.get(path),
            (None, folder) => self.files.get(&format!("{folder}/{path}")),
        }
    }

    fn below<'a>(&'a self, root: &'a Root) -> impl Iterator<Item = (&'a str, &'a Vec<u8>)> {
        self.files.iter().filter_map(|(path, bytes)| {
            if root.folder().is_empty() {
                return Some((path.as_str(), bytes));
            }
            Some((path.strip_prefix(&**root.folder())?.strip_prefix('/')?, bytes))
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
        let tree = root.commit().map(|_| self.trees.get(root));
        if tree == Some(None) {
            let problem = FileProblem::Other("bad object".to_owned());
            return Walk { files: Vec::new(), problems: vec![WalkProblem { path: String::new(), problem }] };
        }
        let of_commit = tree.flatten().into_iter().flatten().map(|(path, bytes)| (path.as_str(), bytes));
        let of_folder = self.below(root).filter(|_| tree.is_none());
        let mut files: Vec<WalkedFile> = of_commit
            .chain(of_folder)
            .filter(|(path, _)| !path.starts_with(".git/"))
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
        match self.file(root, path.as_str()) {
            Some(bytes) if bytes.len() as u64 > limit => Err(FileProblem::TooLarge(limit)),
            Some(bytes) => Ok(bytes.clone()),
            None => Err(FileProblem::Missing),
        }
    }

    fn git(&self, root: &Root) -> GitFacts {
        let text = |name: &str| self.file(root, name).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        git::facts(&text)
    }

    fn log(&self, root: &Root, head: &CommitId) -> Result<Log, GitProblem> {
        let all = self.commits.get(root).map_or(&[][..], Vec::as_slice);
        let known = all.iter().position(|commit| commit.id == *head).map_or(0, |at| at + 1);
        Ok(Log { commits: all[..known].iter().rev().cloned().collect(), cut: false })
    }

    fn refs(&self, root: &Root) -> Result<Vec<GitRef>, GitProblem> {
        Ok(self.refs.get(root).cloned().unwrap_or_default())
    }

    fn draw(&self, address: &str, source: &str) -> Result<Vec<u8>, DrawProblem> {
        let known = self.drawings.get(&(address.to_owned(), source.to_owned())).cloned();
        known.unwrap_or_else(|| Err(DrawProblem::Failed("no answer".to_owned())))
    }

    fn walked(&self) -> Vec<Root> {
        Vec::new()
    }
}
