//! Sources: which repositories there are, which files they hold, and what kind each file is.

use std::sync::Arc;

use crate::diag::File;
use crate::path::RepoPath;
use crate::world::{GitFacts, Root};

/// A repository as the build sees it.
#[derive(Clone, Debug)]
pub struct Repository {
    /// How findings and pages name it: its folder relative to the site folder, or the site folder's own name.
    pub label: Arc<str>,
    /// Where the world reads it.
    pub root: Root,
    /// All files, sorted by path.
    pub files: Vec<RepoFile>,
    /// Where it lives on the web and on which branch.
    pub forge: Option<Forge>,
    /// What git says.
    pub git: GitFacts,
}

/// A file of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepoFile {
    /// Its path.
    pub path: RepoPath,
    /// Its size in bytes.
    pub size: u64,
    /// What it is.
    pub kind: FileKind,
}

/// What a file is, told by its path alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A file that may hold entities (`catalog-info.yaml` and the other names of the crawl contract).
    Catalog,
    /// `mkdocs.yml` or `mkdocs.yaml`.
    DocsConfig,
    /// Markdown.
    Markdown,
    /// Anything else.
    Other,
}

/// Where a repository can be seen and edited on the web.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forge {
    /// `https://github.com/acme/orders`, without last slash.
    pub web_url: String,
    /// The kind of host, which decides the form of links.
    pub kind: ForgeKind,
    /// The branch that links name.
    pub branch: String,
}

/// The kinds of hosts whose links we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgeKind {
    /// GitHub and what looks like it.
    GitHub,
    /// GitLab.
    GitLab,
    /// Gitea and Forgejo.
    Gitea,
    /// Bitbucket Cloud.
    Bitbucket,
}

impl Forge {
    /// The page that shows a file, or a folder with `tree`.
    pub fn view_url(&self, path: &RepoPath) -> String {
        todo!("{path}")
    }

    /// The page that edits a file.
    pub fn edit_url(&self, path: &RepoPath) -> String {
        todo!("{path}")
    }
}

impl Repository {
    /// The file at a path.
    pub fn file(&self, path: &RepoPath) -> Option<&RepoFile> {
        self.files.binary_search_by(|file| file.path.cmp(path)).ok().map(|at| &self.files[at])
    }

    /// The files below a folder, sorted.
    pub fn below<'a>(&'a self, folder: &'a RepoPath) -> impl Iterator<Item = &'a RepoFile> {
        self.files.iter().filter(move |file| file.path.is_below(folder))
    }

    /// A file of this repository as findings name it.
    pub fn place(&self, path: &RepoPath) -> File {
        File::new(self.label.clone(), path.clone())
    }
}
