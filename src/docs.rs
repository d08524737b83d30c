//! Documentation: docs sets found by folder, `mkdocs.yml` as data, Markdown to markup.
//!
//! [`set::layout`] says which files of a folder become which pages. Pages are parsed by
//! [`markdown::render`], which knows nothing of sets: it asks [`Links`] where a link leads.

pub mod diagram;
mod dialect;
pub mod findings;
pub mod front_matter;
pub mod highlight;
pub mod links;
pub mod markdown;
pub mod math;
pub mod mkdocs;
pub mod nav;
pub mod publish;
pub mod set;
pub mod slug;
pub mod text;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use crate::diag::{Code, Diagnostic, File, Place, Span};
use crate::memo::Memo;
use crate::path::{RepoPath, SitePath};
use crate::safe::SafeHtml;
use crate::source::Repository;
use crate::world::World;
use crate::yaml::Budget;
pub use dialect::{Critic, Dialect, Forge, ForgeHost, Includes, SlugCase, Slugs, Snippets, Symbol, Symbols};

/// How a page names a file that it includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Include {
    /// `--8<-- "file"`: from the snippet folders.
    Snippet,
    /// `{% include-markdown "file" %}`: from the folder of the file that includes it, `None` for the page itself, or from
    /// the docs folder.
    Markdown {
        /// The file that includes it.
        includer: Option<RepoPath>,
    },
}

/// A parsed page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// What stands between the `---` lines.
    pub front: FrontMatter,
    /// Text of the first heading, if that is an `h1` and the first element of the page.
    pub first_heading: Option<String>,
    /// True when the body holds an `h1` anywhere.
    pub has_h1: bool,
    /// The body.
    pub html: SafeHtml,
    /// Headings in order, all levels.
    pub headings: Vec<Heading>,
    /// Every id of the page, sorted.
    pub ids: Vec<String>,
    /// Links to anchors, to be checked when all pages are known.
    pub anchors: Vec<AnchorUse>,
    /// First paragraph as plain text, at most 200 characters.
    pub summary: String,
    /// The body as Markdown, without front matter; empty for a file that is not shown as a page.
    pub markdown: String,
    /// Words of the body.
    pub words: usize,
    /// Files that the page brings along: the drawings of its diagrams, images that stand in its text.
    pub files: BTreeMap<SitePath, Bytes>,
    /// Pages that it links to and that the navigation of its set does not name.
    pub links: BTreeSet<SitePath>,
    /// Addresses on the web that the page links to, each with its first place.
    pub outside: BTreeMap<String, Place>,
    /// Other hosts whose images the page shows.
    pub image_hosts: BTreeSet<String>,
    /// Files of the set that the page refers to.
    pub assets: BTreeSet<SitePath>,
}

/// Front matter, as far as it has a meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `tags`.
    pub tags: Vec<String>,
    /// `status`.
    pub status: Option<String>,
    /// `hide: [navigation]`.
    pub hide_nav: bool,
    /// `hide: [toc]`.
    pub hide_toc: bool,
    /// `math: true`.
    pub math: bool,
    /// `search: {exclude: true}`.
    pub search_exclude: bool,
    /// `search: {boost: 2}` in hundredths, from 25 to 400.
    pub search_boost: Option<u16>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// Its id.
    pub id: String,
    /// Search leaves its section out (`data-search-exclude`).
    pub excluded: bool,
}

/// A link to an anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnchorUse {
    /// The page that should have it; `None` for the page itself.
    pub page: Option<SitePath>,
    /// The id, percent-decoded.
    pub id: String,
    /// Where the link stands.
    pub place: Place,
}

/// What an address is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// `a href`.
    Link,
    /// `img src`.
    Image,
}

/// Where a written address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An address to print: external, an asset, a file on the forge.
    Href(String),
    /// An image of the set, to be shown.
    Image {
        /// The address to print.
        href: String,
        /// Width and height in pixels, if the image says them.
        pixels: Option<(u32, u32)>,
    },
    /// A page of the portal.
    Page {
        /// The address to print, with fragment.
        href: String,
        /// The page; `None` for the page itself.
        page: Option<SitePath>,
        /// The fragment without `#`, percent-decoded.
        fragment: Option<String>,
    },
    /// Nowhere: the text stays without a link. A finding has been made.
    Nowhere,
}

/// Knows where the links of one page lead.
pub trait Links {
    /// Resolves an address as the author wrote it (entities decoded). Findings about it go to `findings`.
    fn resolve(&self, written: &str, usage: Usage, place: &Place, findings: &mut Vec<Diagnostic>) -> Target;

    /// Reads a file that the page includes; `None` if there is none of that name inside the repository.
    fn include(&self, path: &str, from: &Include) -> Option<(File, Vec<u8>)>;

    /// The files that a glob means and none of `exclude` does, sorted, as [`Links::include`] takes them.
    fn matches(&self, glob: &str, exclude: &[String], from: &Include) -> Vec<String>;

    /// The path that an author probably meant who named a file that [`Links::include`] does not find, as it has to be
    /// written there.
    fn near_include(&self, path: &str, from: &Include) -> Option<String>;

    /// Has the portal's server draw a diagram of a kind that platdocs does not draw; `None` if there is no such server.
    fn draw(&self, kind: &str, source: &str, memo: &Memo) -> Option<Result<diagram::Drawing, diagram::kroki::Problem>>;

    /// The address to print for a file of the portal.
    fn file(&self, path: &SitePath) -> String;
}

/// All finding codes of this room.
pub static CODES: &[&[&Code]] = &[findings::CODES, markdown::findings::CODES];

/// Largest Markdown file that is read; [`markdown::render`] has a lower limit for what is shown as a page.
const MAX_READ: u64 = 16 << 20;

/// Reads and renders one page of a set. A page without `h1` gets its title as one.
pub fn read_page(links: &links::PageLinks<'_>, world: &dyn World, memo: &Memo) -> (Page, Vec<Diagnostic>) {
    let file = links.repository.place(&links.page.source);
    let mut findings = Vec::new();
    let bytes = match world.read(&links.repository.root, &links.page.source, MAX_READ) {
        Ok(bytes) => bytes,
        Err(problem) => {
            findings.push(findings::file_read(file.at(Span::FILE), &problem));
            Vec::new()
        }
    };
    let source = markdown::Source { file: &file, bytes: &bytes };
    let reader = links::WithFiles { links, world };
    let (mut page, found) = markdown::render(source, &links.layout.dialect, &reader, memo);
    findings.extend(found);
    let noted = links.noted.take();
    page.files.extend(noted.files);
    page.assets = noted.assets;
    page.image_hosts = noted.image_hosts;
    page.outside = noted.outside;
    page.links = noted.pages;
    if !page.has_h1 {
        let title = nav::title_of(links.page, &page, &links.layout.start);
        markdown::add_title(&mut page, &title);
    }
    links.layout.levels.apply(&mut findings);
    (page, findings)
}

/// Most files without use that are reported one by one.
const MAX_UNUSED: usize = 20;

/// Findings for files of a set that none of its pages refers to, nor its configuration, be it as the logo of a theme.
pub fn unused_assets(
    layout: &set::Layout,
    pages: &[Page],
    repository: &Repository,
    world: &dyn World,
) -> Vec<Diagnostic> {
    let used: BTreeSet<&SitePath> = pages.iter().flat_map(|page| &page.assets).collect();
    let read = |path| world.read(&repository.root, path, Budget::SETTINGS.bytes as u64).ok();
    let config = layout.config.as_ref().and_then(read).unwrap_or_default();
    let config = String::from_utf8_lossy(&config);
    let is_unused = |asset: &&set::AssetFile| !used.contains(&asset.url) && !config.contains(&asset.path);
    let unused: Vec<_> = layout.assets.iter().filter(is_unused).collect();
    let shown = unused.iter().take(MAX_UNUSED).enumerate();
    let findings = shown.map(|(nth, asset)| {
        let is_last = nth + 1 == MAX_UNUSED;
        let more = if is_last { unused.len() - MAX_UNUSED } else { 0 };
        findings::asset_unused(repository.place(&asset.source).at(Span::FILE), more)
    });
    findings.collect()
}
