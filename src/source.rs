//! Sources: which repositories there are, which files they hold, and what kind each file is.
//!
//! [`crawl`] turns the sources of the configuration into [`Repository`] values. Everything after it reads only what they
//! list, through the [`World`].

use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher, GlobSetBuilder};
use rayon::prelude::*;

use crate::config::Trust;
use crate::diag::{Diagnostic, Diagnostics, File};
use crate::path::RepoPath;
use crate::world::{FileProblem, GitFacts, Root, Walk, World};
use crate::yaml;

mod address;
mod codeowners;
mod findings;
mod forge;
mod git;
mod history;
mod local;
pub mod version;

pub use address::{Address, Atlas, Inside, Located};
pub use codeowners::CodeOwners;
pub use findings::CODES;
pub use forge::{Forge, ForgeKind, IssueForm};
pub use git::GitProgram;
pub use history::{FileHistory, History, MAX_CONTRIBUTORS, read_histories};
pub use local::{LocalSource, Repositories, local_sources};

/// Most files of one repository that are looked at; the rest, by path order, is left out with a finding.
const MAX_FILES: usize = 200_000;

/// Most `mkdocs.yml` files of one repository that are asked for its address.
const MAX_DOCS_CONFIGS: usize = 16;

/// A repository as the build sees it.
#[derive(Clone, Debug)]
pub struct Repository {
    /// How findings and pages name it: its folder relative to the site folder, empty for the site folder itself.
    pub label: Arc<str>,
    /// Its short name: the last part of the folder or of its address on the web.
    pub name: Arc<str>,
    /// Where the world reads it.
    pub root: Root,
    /// All files, sorted by path.
    pub files: Vec<RepoFile>,
    /// Where it lives on the web and on which branch; inferred from the annotations of its entities when neither the
    /// configuration nor git tells ([`crate::catalog::annotations::inferred_forge`]).
    pub forge: Option<Forge>,
    /// The kind of its host, if the configuration names it.
    pub forge_kind: Option<ForgeKind>,
    /// What git says.
    pub git: GitFacts,
    /// Its pages show dates and contributors.
    pub reads_history: bool,
    /// When its files came and changed; empty until [`read_histories`], and for a folder that is no checkout.
    pub history: History,
    /// The name of its source in the configuration.
    pub source: Arc<str>,
    /// It may declare entities of every kind; else only those of [`crate::catalog`] that describe software.
    pub curated: bool,
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

impl FileKind {
    /// Classifies a path.
    pub fn of(path: &RepoPath) -> Self {
        match path.name() {
            "catalog-info.yaml" | "catalog-info.yml" | ".catalog-info.yaml" | ".catalog-info.yml" => Self::Catalog,
            "mkdocs.yml" | "mkdocs.yaml" => Self::DocsConfig,
            _ => match path.extension().as_str() {
                "md" | "markdown" | "mdown" | "mkdn" | "mkd" => Self::Markdown,
                _ => Self::Other,
            },
        }
    }
}

/// True for a folder that holds the skeleton of a golden path, told by its name: what lies in it is no content of its own.
pub fn is_skeleton_folder(name: &str) -> bool {
    matches!(name, "skeleton" | "skeletons") || name.starts_with("cookiecutter") || name.contains("{{")
}

impl Repository {
    /// The file at a path.
    pub fn file(&self, path: &RepoPath) -> Option<&RepoFile> {
        self.files.binary_search_by(|file| file.path.cmp(path)).ok().map(|at| &self.files[at])
    }

    /// The files below a folder, sorted.
    pub fn below<'a>(&'a self, folder: &'a RepoPath) -> impl Iterator<Item = &'a RepoFile> {
        let from = if folder.is_root() { 0 } else { self.files.partition_point(|file| file.path < *folder) };
        let prefix = folder.as_str();
        self.files[from..]
            .iter()
            .take_while(move |file| file.path.as_str().starts_with(prefix))
            .filter(move |file| file.path.is_below(folder))
    }

    /// True if a glob of the configuration means this repository: it names the source, or the repository.
    pub fn is_meant_by(&self, pattern: &str) -> bool {
        glob(pattern).is_some_and(|glob| glob.is_match(&*self.source)) || names(pattern, &self.label, &self.name)
    }

    /// A file of this repository as findings name it.
    pub fn place(&self, path: &RepoPath) -> File {
        File::new(self.label.clone(), path.clone())
    }
}

/// Lists all repositories of all sources with their files. A repository that two sources name counts once.
pub fn crawl(sources: &[LocalSource], world: &dyn World, diags: &mut Diagnostics) -> Vec<Repository> {
    let found: Vec<(Root, &LocalSource)> = local::roots(sources, world, diags);
    let crawled: Vec<(Repository, Vec<Diagnostic>)> =
        found.par_iter().map(|(root, source)| repository(root, source, world)).collect();
    let mut repositories = Vec::with_capacity(crawled.len());
    for (repository, findings) in crawled {
        diags.extend(findings);
        repositories.push(repository);
    }
    repositories
}

fn repository(root: &Root, source: &LocalSource, world: &dyn World) -> (Repository, Vec<Diagnostic>) {
    let label = root.folder().clone();
    let kind_of = classifier(&source.catalog_paths);
    let git = world.git(root);
    let walk = world.walk(root, source.gitignore);
    let mut findings = problems(&label, &walk);
    let mut files: Vec<RepoFile> = walk
        .files
        .into_iter()
        .map(|file| RepoFile { kind: kind_of(&file.path), path: file.path, size: file.size })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    if files.len() > MAX_FILES {
        findings.push(findings::too_many_files(File::new(label.clone(), RepoPath::root()), files.len(), MAX_FILES));
        files.truncate(MAX_FILES);
    }
    let web_url = source.web_url_of(root);
    let forge = Forge::of(web_url.as_deref().or(git.remote.as_deref()), git.branch.as_deref());
    let forge = forge.map(|forge| forge.of_kind(source.forge));
    let name = forge.as_ref().map_or(&*label, |forge| forge.web_url.as_str());
    let name = Arc::from(name.rsplit('/').next().unwrap_or(""));
    (
        Repository {
            curated: is_curated(&source.trust, &label, &name),
            source: Arc::from(&*source.name),
            label,
            name,
            root: root.clone(),
            files,
            forge,
            forge_kind: source.forge,
            git,
            reads_history: source.reads_history,
            history: History::default(),
        },
        findings,
    )
}

/// Where a repository lives on the web according to the `repo_url` of its docs; `None` if they name different places.
pub fn docs_forge(repository: &Repository, world: &dyn World) -> Option<Forge> {
    let configs = repository.files.iter().filter(|file| file.kind == FileKind::DocsConfig).take(MAX_DOCS_CONFIGS);
    let mut named = configs.filter_map(|file| {
        let bytes = world.read(&repository.root, &file.path, yaml::Budget::SETTINGS.bytes as u64).ok()?;
        let settings = yaml::parse_settings(yaml::decode(&bytes).ok()?, &yaml::Budget::SETTINGS).ok()?;
        let address = settings.get("repo_url")?.as_str()?.to_owned();
        let address = ["/-/", "/tree/", "/blob/", "/src/"]
            .into_iter()
            .find_map(|form| address.split_once(form))
            .map_or(&*address, |(repository, _)| repository);
        Some(Forge::of(Some(address), None)?.of_kind(repository.forge_kind))
    });
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}

/// Whether a repository is trusted with everything: `security.md`, section 2.
fn is_curated(trust: &Trust, label: &str, name: &str) -> bool {
    match trust {
        Trust::Standard => false,
        Trust::Curated => true,
        Trust::CuratedOnly(patterns) => patterns.iter().any(|pattern| names(pattern, label, name)),
    }
}

/// True if a glob names a repository: by its label if the glob holds a slash, else by its name. Case does not matter.
fn names(pattern: &str, label: &str, name: &str) -> bool {
    let text = if pattern.contains('/') { label } else { name };
    glob(pattern).is_some_and(|glob| glob.is_match(text))
}

fn glob(pattern: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(pattern).case_insensitive(true).build();
    glob.ok().map(|glob| glob.compile_matcher())
}

/// Tells what files are, with `catalog_paths` in place of the usual names of catalog files.
fn classifier(catalog_paths: &[String]) -> impl Fn(&RepoPath) -> FileKind {
    let globs = catalog_paths.iter().filter_map(|path| GlobBuilder::new(path).literal_separator(true).build().ok());
    let own = globs.fold(GlobSetBuilder::new(), |mut set, glob| {
        set.add(glob);
        set
    });
    let own = own.build().unwrap_or_default();
    move |path| match FileKind::of(path) {
        _ if own.is_match(path.as_str()) => FileKind::Catalog,
        FileKind::Catalog if !own.is_empty() => FileKind::Other,
        kind @ (FileKind::Catalog | FileKind::DocsConfig | FileKind::Markdown | FileKind::Other) => kind,
    }
}

/// One finding for each thing that the walk could not take in. A link that leads nowhere concerns only who needs it.
fn problems(label: &Arc<str>, walk: &Walk) -> Vec<Diagnostic> {
    let place = |path: &str| {
        let path = RepoPath::parse(path).unwrap_or_else(|_| RepoPath::root());
        File::new(label.clone(), path)
    };
    walk.problems
        .iter()
        .map(|found| match &found.problem {
            FileProblem::Outside => findings::outside(place(&found.path), &found.path),
            FileProblem::BrokenLink => findings::broken_link(place(&found.path), &found.path),
            FileProblem::Special => findings::special(place(&found.path), &found.path),
            FileProblem::Name => findings::name(place(""), &found.path),
            FileProblem::Missing | FileProblem::TooLarge(_) | FileProblem::Denied | FileProblem::Other(_) => {
                findings::unreadable(place(&found.path), &found.path, &found.problem)
            }
        })
        .collect()
}
