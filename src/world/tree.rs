//! The files of a commit, read without a work tree. Links are resolved in the tree alone; no file system is involved.

use std::collections::BTreeMap;

use super::{CommitId, FileProblem, WalkProblem, WalkedFile};
use crate::path::{PathError, RepoPath};

/// Most links of a commit that are followed.
const MAX_LINKS: usize = 1_000;
/// Longest path that a link leads to, in bytes.
const MAX_TARGET: u64 = 4 << 10;
/// Most links on the way to a file.
const MAX_STEPS: usize = 16;
/// Most files that a commit has by links to folders.
const MAX_LINKED: usize = 20_000;

/// The id of the content of a file, of the form of a [`CommitId`].
pub type BlobId = CommitId;

/// A file of a commit as git lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry {
    /// Its path; `None` if that is no UTF-8.
    pub path: Option<String>,
    /// What it is.
    pub kind: TreeKind,
    /// Its content.
    pub id: BlobId,
    /// Its size in bytes; `None` if the content is not in this repository.
    pub size: Option<u64>,
}

/// What an entry of a commit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeKind {
    /// A regular file.
    File,
    /// A link; its content is where it leads.
    Link,
    /// Anything else, such as another repository.
    Other,
}

/// The files of a commit with their links resolved.
#[derive(Debug, Default)]
pub(super) struct Tree {
    files: BTreeMap<RepoPath, (BlobId, u64)>,
    problems: Vec<WalkProblem>,
}

impl Tree {
    /// Takes the entries of a commit in; `read` gives the content of a link.
    pub fn new(entries: Vec<TreeEntry>, read: &dyn Fn(&BlobId) -> Result<Vec<u8>, FileProblem>) -> Self {
        let mut tree = Self::default();
        let mut links: BTreeMap<RepoPath, Result<RepoPath, FileProblem>> = BTreeMap::new();
        for TreeEntry { path, kind, id, size } in entries {
            let Some(path) = path.as_deref().and_then(|path| RepoPath::parse(path).ok()) else {
                tree.problem(path.unwrap_or_default(), FileProblem::Name);
                continue;
            };
            match (kind, size) {
                (TreeKind::Other, _) => {}
                (TreeKind::File, Some(size)) => drop(tree.files.insert(path, (id, size))),
                (TreeKind::File | TreeKind::Link, None) => tree.problem(path.as_str().to_owned(), FileProblem::Missing),
                (TreeKind::Link, Some(size)) if size > MAX_TARGET || links.len() >= MAX_LINKS => {
                    tree.problem(path.as_str().to_owned(), FileProblem::BrokenLink);
                }
                (TreeKind::Link, Some(_)) => drop(links.insert(path.clone(), target(&path, read(&id)))),
            }
        }
        tree.follow(&links);
        tree
    }

    fn problem(&mut self, path: String, problem: FileProblem) {
        self.problems.push(WalkProblem { path, problem });
    }

    /// Gives the files that links lead to a second path. What a link leads to has been there before any was followed.
    fn follow(&mut self, links: &BTreeMap<RepoPath, Result<RepoPath, FileProblem>>) {
        let mut linked = Vec::new();
        for link in links.keys() {
            let target = match resolve(link, links) {
                Ok(target) if !link.is_below(&target) => target,
                Ok(_) => {
                    self.problem(link.as_str().to_owned(), FileProblem::BrokenLink);
                    continue;
                }
                Err(problem) => {
                    self.problem(link.as_str().to_owned(), problem);
                    continue;
                }
            };
            let found = linked.len();
            let below =
                self.files.range(target.clone()..).take_while(|(path, _)| path.as_str().starts_with(target.as_str()));
            for (path, file) in below {
                if linked.len() == MAX_LINKED {
                    break;
                }
                if let Some(Ok(path)) = path.relative_to(&target).map(|rest| link.join(rest)) {
                    linked.push((path, file.clone()));
                }
            }
            if linked.len() == found {
                self.problem(link.as_str().to_owned(), FileProblem::BrokenLink);
            }
        }
        self.files.extend(linked);
    }

    /// The files.
    pub fn files(&self) -> Vec<WalkedFile> {
        self.files.iter().map(|(path, (_, size))| WalkedFile { path: path.clone(), size: *size }).collect()
    }

    /// What was left out.
    pub fn problems(&self) -> &[WalkProblem] {
        &self.problems
    }

    /// The content of a file and its size.
    pub fn file(&self, path: &RepoPath) -> Option<&(BlobId, u64)> {
        self.files.get(path)
    }
}

/// Where a link leads, without links on the way.
fn target(link: &RepoPath, text: Result<Vec<u8>, FileProblem>) -> Result<RepoPath, FileProblem> {
    let text = String::from_utf8(text?).map_err(|_| FileProblem::Name)?;
    link.parent().join(&text).map_err(|error| match error {
        PathError::Absolute | PathError::Outside => FileProblem::Outside,
        PathError::Forbidden | PathError::TooLong => FileProblem::BrokenLink,
    })
}

/// Where a link leads in the end.
fn resolve(
    link: &RepoPath,
    links: &BTreeMap<RepoPath, Result<RepoPath, FileProblem>>,
) -> Result<RepoPath, FileProblem> {
    let mut path = link.clone();
    for _ in 0..MAX_STEPS {
        let above = std::iter::successors(Some(path.clone()), |path| (!path.is_root()).then(|| path.parent()));
        let Some(link) = above.filter(|path| links.contains_key(path)).last() else { return Ok(path) };
        let rest = path.relative_to(&link).unwrap_or_default();
        let target = links[&link].clone()?;
        path = target.join(rest).map_err(|_| FileProblem::BrokenLink)?;
    }
    Err(FileProblem::BrokenLink)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines `path` or `link -> target`; what comes out, with `!` before what was left out.
    fn check(entries: &str, expect: &str) {
        let id = |nth: usize| CommitId::parse(&format!("{nth:040x}")).unwrap();
        let lines: Vec<(&str, Option<&str>)> = entries
            .lines()
            .map(|line| line.split_once(" -> ").map_or((line, None), |(link, target)| (link, Some(target))))
            .collect();
        let entries = lines.iter().enumerate().map(|(nth, (path, target))| TreeEntry {
            path: Some((*path).to_owned()),
            kind: if target.is_some() { TreeKind::Link } else { TreeKind::File },
            id: id(nth),
            size: (!path.ends_with("gone.md")).then_some(1),
        });
        let read = |id: &BlobId| {
            let nth = usize::from_str_radix(id.as_str(), 16).unwrap();
            Ok(lines[nth].1.unwrap().as_bytes().to_vec())
        };
        let tree = Tree::new(entries.collect(), &read);
        let problems = tree.problems.iter().map(|found| format!("! {} {}\n", found.path, found.problem));
        let files = tree.files().into_iter().map(|file| {
            let (id, _) = tree.file(&file.path).unwrap();
            format!("{} = {}\n", file.path, lines[usize::from_str_radix(id.as_str(), 16).unwrap()].0)
        });
        assert_eq!(files.chain(problems).collect::<String>(), expect);
    }

    #[test]
    fn links_are_followed_inside_the_tree() {
        check(
            "CHANGES.md\ndocs/a.md\ndocs/changes.md -> ../CHANGES.md\nd2 -> docs\ntwice.md -> d2/changes.md\n",
            "CHANGES.md = CHANGES.md\nd2/a.md = docs/a.md\ndocs/a.md = docs/a.md\ndocs/changes.md = CHANGES.md\n\
             twice.md = CHANGES.md\n",
        );
    }

    #[test]
    fn links_out_of_the_tree_and_in_circles_are_left_out() {
        check(
            "a.md\nout -> ../a.md\nroot -> /etc/passwd\nself -> self\nx -> y\ny -> x\nloop -> .\nno -> nowhere\n.git2 -> .git/config\n",
            "a.md = a.md\n! .git2 is a link that leads nowhere\n! loop is a link that leads nowhere\n\
             ! no is a link that leads nowhere\n! out is a link that leads out of the repository\n\
             ! root is a link that leads out of the repository\n! self is a link that leads nowhere\n\
             ! x is a link that leads nowhere\n! y is a link that leads nowhere\n",
        );
    }

    #[test]
    fn what_is_not_in_the_repository_is_told() {
        check(
            "a.md\ndocs/gone.md\n../b.md\n",
            "a.md = a.md\n! docs/gone.md does not exist\n! ../b.md has a name that cannot be published\n",
        );
    }
}
