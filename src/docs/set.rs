//! A docs set: which files of a folder become which pages, and in which order readers meet them.
//!
//! [`layout`] decides everything that needs no page to be read. Its rules are those of MkDocs, so that addresses of pages
//! survive a move.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Span};
use crate::docs::mkdocs::Levels;
use crate::docs::{Dialect, findings};
use crate::path::{RepoPath, SitePath};
use crate::source::Repository;
use crate::world::World;

mod entries;
mod files;
mod include;
mod project;
mod readme;
mod redirects;

pub use files::{MARKDOWN, has_folder, is_markdown};

/// What a docs set is made of.
#[derive(Clone, Debug)]
pub struct SetSpec<'a> {
    /// The repository that holds it.
    pub repository: &'a Repository,
    /// The folder of `mkdocs.yml`, or the folder that would hold it.
    pub folder: RepoPath,
    /// The page that the set's pages lie below.
    pub url: SitePath,
    /// Title of the entity, used when the configuration gives none.
    pub title: String,
    /// Only the README of the folder is shown.
    pub readme_only: bool,
    /// Pages named by `draft_docs` are built, as `serve` does.
    pub drafts: bool,
}

/// A docs set before its pages are read.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Title of the set.
    pub title: String,
    /// `site_description`.
    pub description: Option<String>,
    /// Language tag of the set's pages, if the authors say it.
    pub language: Option<String>,
    /// Text runs from right to left.
    pub right_to_left: bool,
    /// The folder of the pages; the folder of the README for a set of only that.
    pub docs_dir: RepoPath,
    /// There is no docs folder: the README is the only page.
    pub readme_only: bool,
    /// The configuration file, if there is one.
    pub config: Option<RepoPath>,
    /// The page that the set's pages lie below.
    pub root: SitePath,
    /// The pages, sorted by [`PageFile::path`].
    pub pages: Vec<PageFile>,
    /// Files that are published as they are, sorted by [`AssetFile::path`].
    pub assets: Vec<AssetFile>,
    /// The navigation.
    pub nav: Vec<NavNode>,
    /// Addresses that lead elsewhere.
    pub redirects: Vec<Redirect>,
    /// What each status of a page means, by the name that front matter gives it.
    pub statuses: BTreeMap<String, String>,
    /// How Markdown is read.
    pub dialect: Dialect,
    /// Lowest and highest level of headings in the contents of a page.
    pub toc_depth: (u8, u8),
    /// The first page that a reader should see; the root itself unless there is no page.
    pub start: SitePath,
    /// Links may name a page by its file name alone, as the plugin `ezlinks` lets them.
    pub links_by_name: bool,
    /// The authors want warnings to be errors.
    pub strict: bool,
    /// Levels of findings that the authors chose; for [`Levels::apply`] on the findings of the set.
    pub levels: Levels,
    places: Places,
}

/// A Markdown file and its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFile {
    /// The file.
    pub source: RepoPath,
    /// Its path in the tree of the set: below the docs folder, with the prefix of the project it was included from.
    pub path: String,
    /// Its page.
    pub url: SitePath,
    /// The title that the navigation gives it.
    pub nav_title: Option<String>,
    /// Where it can be edited.
    pub edit: Option<String>,
    /// The navigation names it.
    pub listed: bool,
}

/// A file that is published as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetFile {
    /// The file.
    pub source: RepoPath,
    /// Its path in the tree of the set.
    pub path: String,
    /// Its address.
    pub url: SitePath,
    /// Its size in bytes.
    pub size: u64,
    /// Width and height in pixels of an image, once it has been read and if it says them.
    pub pixels: Option<(u32, u32)>,
}

/// An entry of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavNode {
    /// The title that the authors give it. A section always has one; pages may take theirs from their text.
    pub title: Option<String>,
    /// What it leads to.
    pub target: NavTarget,
    /// Entries below; none for pages.
    pub children: Vec<NavNode>,
}

/// What an entry of the navigation leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NavTarget {
    /// Nothing of its own.
    Section,
    /// A page of the set.
    Page(SitePath),
    /// A part of a page of the set: the page, the fragment.
    Part(SitePath, String),
    /// A file of the set or another page of the portal.
    File(SitePath),
    /// An address elsewhere, checked.
    External(String),
}

/// An address that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The old address: a page, or a file such as `setup.html`.
    pub from: SitePath,
    /// Where it leads.
    pub to: RedirectTarget,
}

/// Where a redirect leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectTarget {
    /// A page of the set, with the part of it.
    Page(SitePath, Option<String>),
    /// An address elsewhere, checked: shown as a link, never followed by itself.
    External(String),
}

/// What a path of the set names.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// A page.
    Page(&'a PageFile),
    /// A file that is published as it is.
    Asset(&'a AssetFile),
}

/// Where pages and files are found: by their path in the set, their file and their address below the root.
#[derive(Clone, Debug, Default)]
struct Places {
    by_path: BTreeMap<String, At>,
    by_source: BTreeMap<RepoPath, At>,
    by_url: BTreeMap<String, At>,
}

#[derive(Clone, Copy, Debug)]
enum At {
    Page(usize),
    Asset(usize),
}

impl<'a> Found<'a> {
    /// The path in the tree of the set.
    pub fn path(&self) -> &'a str {
        match self {
            Self::Page(page) => &page.path,
            Self::Asset(asset) => &asset.path,
        }
    }
}

impl Layout {
    /// What lies at a path in the tree of the set.
    pub fn at_path(&self, path: &str) -> Option<Found<'_>> {
        self.found(self.places.by_path.get(path))
    }

    /// What a file of the repository is in this set.
    pub fn at_source(&self, source: &RepoPath) -> Option<Found<'_>> {
        self.found(self.places.by_source.get(source))
    }

    /// What lies at an address below the root: `about/`, `img/a.png`.
    pub fn at_url(&self, rest: &str) -> Option<Found<'_>> {
        self.found(self.places.by_url.get(rest))
    }

    /// The page at this address.
    pub fn page(&self, url: &SitePath) -> Option<&PageFile> {
        match self.at_url(url.as_str().strip_prefix(self.root.as_str())?)? {
            Found::Page(page) => Some(page),
            Found::Asset(_) => None,
        }
    }

    /// True if there is no page at the root.
    pub fn has_no_root(&self) -> bool {
        self.at_url("").is_none()
    }

    /// The pages, each with the address that it has below another root.
    pub fn below(&self, root: &SitePath) -> impl Iterator<Item = (SitePath, &PageFile)> {
        let rest = self.root.as_str().len();
        self.pages.iter().map(move |page| (root.child(&page.url.as_str()[rest..]), page))
    }

    fn found(&self, at: Option<&At>) -> Option<Found<'_>> {
        match *at? {
            At::Page(nth) => self.pages.get(nth).map(Found::Page),
            At::Asset(nth) => self.assets.get(nth).map(Found::Asset),
        }
    }

    /// Sorts pages and files and makes the tables anew; `aliases` are further paths and files of pages.
    fn index(&mut self, aliases: &[files::Alias]) {
        self.pages.sort_by(|a, b| a.path.cmp(&b.path));
        self.assets.sort_by(|a, b| a.path.cmp(&b.path));
        let mut places = Places::default();
        let root = self.root.as_str().len();
        for (nth, asset) in self.assets.iter().enumerate() {
            places.add(&asset.path, &asset.source, &asset.url.as_str()[root..], At::Asset(nth));
        }
        for (nth, page) in self.pages.iter().enumerate() {
            places.add(&page.path, &page.source, &page.url.as_str()[root..], At::Page(nth));
        }
        for alias in aliases {
            if let Some(&at) = places.by_path.get(&alias.winner) {
                places.by_path.entry(alias.path.clone()).or_insert(at);
                places.by_source.entry(alias.source.clone()).or_insert(at);
            }
        }
        self.places = places;
    }

    /// Takes files out that turned out not to be publishable.
    pub(super) fn drop_assets(&mut self, dropped: &[RepoPath]) {
        let gone = |at: &At| matches!(at, At::Asset(nth) if dropped.contains(&self.assets[*nth].source));
        self.places.by_path.retain(|_, at| !gone(at));
        self.places.by_source.retain(|_, at| !gone(at));
        self.places.by_url.retain(|_, at| !gone(at));
    }

    /// The files that are still to be published.
    pub fn published(&self) -> impl Iterator<Item = &AssetFile> {
        self.assets.iter().filter(|asset| self.places.by_source.contains_key(&asset.source))
    }
}

impl Places {
    fn add(&mut self, path: &str, source: &RepoPath, url: &str, at: At) {
        self.by_path.insert(path.to_owned(), at);
        self.by_source.insert(source.clone(), at);
        self.by_url.insert(url.to_owned(), at);
    }
}

/// Decides which files of a folder become which pages. Reads only configuration files, and the README if it is shown.
pub fn layout(spec: &SetSpec<'_>, world: &dyn World, findings: &mut Vec<Diagnostic>) -> Layout {
    let mut project = project::root(spec, world, findings);
    include::load(&mut project, spec, world, findings);
    let config = &project.config;
    let mut layout = Layout {
        title: config.site_name.clone().unwrap_or_else(|| spec.title.clone()),
        description: config.site_description.clone(),
        language: config.language.clone(),
        right_to_left: config.right_to_left.unwrap_or_else(|| is_right_to_left(config.language.as_deref())),
        docs_dir: project.docs_dir.clone().unwrap_or_else(|| spec.folder.clone()),
        readme_only: project.docs_dir.is_none(),
        config: project.file.as_ref().map(|file| file.path.clone()),
        root: spec.url.clone(),
        statuses: config.statuses.clone(),
        dialect: config.dialect.clone(),
        toc_depth: config.toc_depth,
        start: spec.url.clone(),
        links_by_name: config.links_by_name,
        strict: config.strict,
        levels: config.levels.clone(),
        ..Layout::default()
    };
    let mut collected = files::Collected::default();
    collected.project(&project, spec, findings);
    let readme = readme::add(&mut collected, &project, spec, world);
    layout.pages = std::mem::take(&mut collected.pages);
    layout.assets = std::mem::take(&mut collected.assets);
    layout.index(&collected.aliases);
    layout.nav = entries::nav(&mut layout, &project, spec, findings);
    layout.redirects = redirects::read(&layout, &project, readme, findings);
    start(&mut layout, spec, &project, findings);
    layout
}

/// True for languages whose script runs from right to left, told by the first part of the tag.
pub fn is_right_to_left(language: Option<&str>) -> bool {
    language.is_some_and(|tag| matches!(tag.split('-').next(), Some("ar" | "fa" | "he" | "ur")))
}

/// Without a page at the root, the first page of the navigation is the start and the root leads there.
fn start(layout: &mut Layout, spec: &SetSpec<'_>, project: &project::Project, findings: &mut Vec<Diagnostic>) {
    if !layout.has_no_root() {
        return;
    }
    let first = first_page(&layout.nav).or_else(|| layout.pages.first().map(|page| page.url.clone()));
    let Some(first) = first else {
        let file = project.file.clone().unwrap_or_else(|| spec.repository.place(&spec.folder));
        if project.dir_problem.is_none() {
            findings.push(findings::empty(file.at(Span::FILE), layout.docs_dir.as_str()));
        }
        return;
    };
    layout.start = first.clone();
    layout.redirects.push(Redirect { from: spec.url.clone(), to: RedirectTarget::Page(first, None) });
}

/// The first page of a navigation, in reading order.
pub(super) fn first_page(nodes: &[NavNode]) -> Option<SitePath> {
    nodes.iter().find_map(|node| match &node.target {
        NavTarget::Page(url) => Some(url.clone()),
        NavTarget::Section | NavTarget::Part(..) | NavTarget::File(_) | NavTarget::External(_) => {
            first_page(&node.children)
        }
    })
}

#[cfg(test)]
pub(super) mod tests;
