//! The navigation as pages show it: bounded, with titles and addresses.
//!
//! A page never holds the whole navigation of its set: it gets the way from the root to itself, its neighbours on each
//! level of that way, and one closed link for each section beside it.

use std::collections::BTreeMap;

use crate::docs::Page;
use crate::docs::links::encode;
use crate::docs::set::{NavNode, NavTarget, PageFile, first_page};
use crate::path::{LinkStyle, SitePath};

/// Most links of the navigation of one page.
pub const MAX_LINKS: usize = 80;
/// Most entries of one level around the current one.
pub const MAX_NEIGHBOURS: usize = 30;
/// Links of one contents page.
pub const SHARE: usize = 1_000;

/// An entry as pages show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What is shown.
    pub title: String,
    /// Where it leads, relative to the page; empty for a section that has no page at all.
    pub href: String,
    /// The current page.
    pub current: bool,
    /// A section on the way to the current page.
    pub open: bool,
    /// A section.
    pub section: bool,
    /// A link out of the portal.
    pub external: bool,
    /// The status of the page, as front matter names it; empty without one.
    pub status: String,
    /// The number of a section by the sections above it, `2.0`; empty for pages.
    pub at: String,
    /// Entries below; none for pages and closed sections.
    pub children: Vec<Item>,
}

/// The navigation of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The entries.
    pub items: Vec<Item>,
    /// True if entries on the way to the page had to be left out; the contents page has them all.
    pub cut: bool,
}

/// A link with its title: a breadcrumb, the page before, the page after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// The title of the section or page.
    pub title: String,
    /// The page, or the first page of a section that has none of its own.
    pub page: Option<SitePath>,
}

/// The navigation of a set with the places of its pages.
#[derive(Clone, Debug, Default)]
pub struct Nav {
    roots: Vec<NavNode>,
    /// The pages in reading order, each at its first place.
    order: Vec<SitePath>,
    /// For each page, its number in `order` and the way to its first place.
    places: BTreeMap<SitePath, (usize, Vec<usize>)>,
}

/// How the entries of one page are written: from where, in which style, with which titles.
pub struct Writing<'a> {
    /// The page that the links stand on.
    pub from: &'a SitePath,
    /// How links are written.
    pub style: LinkStyle,
    /// The title of a page that the navigation gives none.
    pub title: &'a dyn Fn(&SitePath) -> String,
    /// The status of a page, empty without one.
    pub status: &'a dyn Fn(&SitePath) -> String,
}

impl Nav {
    /// Takes the navigation of a layout.
    pub fn new(roots: Vec<NavNode>) -> Self {
        let mut nav = Self { roots: Vec::new(), order: Vec::new(), places: BTreeMap::new() };
        nav.learn(&roots, &mut Vec::new());
        nav.roots = roots;
        nav
    }

    /// The pages in reading order.
    pub fn order(&self) -> &[SitePath] {
        &self.order
    }

    /// How many entries there are, sections included.
    pub fn len(&self) -> usize {
        fn count(nodes: &[NavNode]) -> usize {
            nodes.iter().map(|node| 1 + count(&node.children)).sum()
        }
        count(&self.roots)
    }

    /// True if there is no entry.
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// The page before, in reading order.
    pub fn previous(&self, page: &SitePath) -> Option<&SitePath> {
        let (nth, _) = self.places.get(page)?;
        self.order.get(nth.checked_sub(1)?)
    }

    /// The page after, in reading order.
    pub fn next(&self, page: &SitePath) -> Option<&SitePath> {
        let (nth, _) = self.places.get(page)?;
        self.order.get(nth + 1)
    }

    /// The sections above a page, outermost first.
    pub fn breadcrumbs(&self, page: &SitePath, title: &dyn Fn(&SitePath) -> String) -> Vec<Crumb> {
        let Some((_, way)) = self.places.get(page) else { return Vec::new() };
        let mut crumbs = Vec::new();
        let mut level = &self.roots;
        for &at in &way[..way.len().saturating_sub(1)] {
            let node = &level[at];
            let target = own_or_first(node);
            crumbs.push(Crumb { title: node_title(node, title), page: target });
            level = &node.children;
        }
        crumbs
    }

    /// The navigation of one page: at most [`MAX_LINKS`] links. Of a page that it does not name, only the first level.
    pub fn around(&self, writing: &Writing<'_>) -> Around {
        let way: &[usize] = self.places.get(writing.from).map_or(&[], |(_, way)| way);
        let windows = self.windows(way);
        let mut drawing = Drawing { writing, way, windows, cut: false };
        let items = self.level(&self.roots, 0, &mut drawing);
        Around { items, cut: drawing.cut }
    }

    /// How many shares the whole navigation takes.
    pub fn shares(&self) -> usize {
        self.len().div_ceil(SHARE)
    }

    /// The whole navigation in one piece, for the file that script opens sections from. Entries are numbered as they are on
    /// pages, by their order on each level.
    pub fn tree(&self, writing: &Writing<'_>) -> Vec<Item> {
        tree(&self.roots, writing)
    }

    /// True if there are sections.
    pub fn has_sections(&self) -> bool {
        self.roots.iter().any(|node| !node.children.is_empty())
    }

    /// The whole navigation in shares of [`SHARE`] links, for the contents pages. A section that is cut goes on in the next
    /// share.
    pub fn whole(&self, writing: &Writing<'_>) -> Vec<Vec<Item>> {
        let mut shares = Shares { writing, done: Vec::new(), current: Vec::new(), open: Vec::new(), count: 0 };
        shares.level(&self.roots);
        shares.done.push(shares.current);
        shares.done.retain(|share| !share.is_empty());
        shares.done
    }

    fn learn(&mut self, nodes: &[NavNode], way: &mut Vec<usize>) {
        for (at, node) in nodes.iter().enumerate() {
            way.push(at);
            if let NavTarget::Page(url) = &node.target
                && !self.places.contains_key(url)
            {
                self.places.insert(url.clone(), (self.order.len(), way.clone()));
                self.order.push(url.clone());
            }
            self.learn(&node.children, way);
            way.pop();
        }
    }

    /// For each level of the way, which entries are shown. The deepest level is served first, then the first, then the
    /// rest from below; every level shows at least the entry on the way.
    fn windows(&self, way: &[usize]) -> Vec<std::ops::Range<usize>> {
        let mut lengths = vec![(self.roots.len(), way.first().copied().unwrap_or(0))];
        let mut level = &self.roots;
        for (depth, &at) in way.iter().enumerate() {
            level = &level[at].children;
            if !level.is_empty() {
                lengths.push((level.len(), way.get(depth + 1).copied().unwrap_or(0)));
            }
        }
        let mut left = MAX_LINKS.saturating_sub(lengths.len());
        let mut windows = vec![0..0; lengths.len()];
        let last = lengths.len() - 1;
        let inner = (1..last).rev();
        for depth in std::iter::once(last).chain((last > 0).then_some(0)).chain(inner) {
            let (length, at) = lengths[depth];
            let more = length.min(MAX_NEIGHBOURS).saturating_sub(1).min(left);
            left -= more;
            windows[depth] = centred(at, (more + 1).min(length), length);
        }
        windows
    }

    fn level(&self, nodes: &[NavNode], depth: usize, drawing: &mut Drawing<'_>) -> Vec<Item> {
        let Some(window) = drawing.windows.get(depth).cloned() else { return Vec::new() };
        drawing.cut |= window.len() < nodes.len();
        let mut items = Vec::new();
        for at in window {
            let node = &nodes[at];
            let mut item = item(node, drawing.writing);
            if item.section {
                item.at = number(&drawing.way[..depth], at);
            }
            if drawing.way.get(depth) == Some(&at) {
                item.current = node.target == NavTarget::Page(drawing.writing.from.clone());
                item.open = item.section;
                item.children = self.level(&node.children, depth + 1, drawing);
            }
            items.push(item);
        }
        items
    }
}

/// The navigation of one page while it is made.
struct Drawing<'a> {
    writing: &'a Writing<'a>,
    /// The way to the page.
    way: &'a [usize],
    /// The entries that are shown of each level of the way.
    windows: Vec<std::ops::Range<usize>>,
    /// True once entries had to be left out.
    cut: bool,
}

/// The number of an entry by the entries above it: `2.0`.
fn number(above: &[usize], at: usize) -> String {
    let parts = above.iter().chain([&at]).map(ToString::to_string);
    parts.collect::<Vec<_>>().join(".")
}

/// Entries with everything below them.
fn tree(nodes: &[NavNode], writing: &Writing<'_>) -> Vec<Item> {
    let whole = |node: &NavNode| Item { children: tree(&node.children, writing), ..item(node, writing) };
    nodes.iter().map(whole).collect()
}

/// `count` entries of `length` around `at`.
fn centred(at: usize, count: usize, length: usize) -> std::ops::Range<usize> {
    let start = at.saturating_sub(count / 2).min(length - count);
    start..start + count
}

/// A page's title: as the navigation has it, else front matter, else a first heading that opens the page, else "Home" for
/// the start page, else the name of the file.
pub fn title_of(file: &PageFile, page: &Page, start: &SitePath) -> String {
    let known = [&file.nav_title, &page.front.title, &page.first_heading];
    if let Some(title) = known.into_iter().flatten().map(|title| title.trim()).find(|title| !title.is_empty()) {
        return title.to_owned();
    }
    if file.url == *start {
        return "Home".into();
    }
    let path = file.path.as_str();
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let folder = path.rsplit('/').nth(1);
    // Every folder may have an index; the folder tells them apart.
    match (stem, folder) {
        ("index" | "README", Some(folder)) => readable(folder),
        _ => readable(stem),
    }
}

/// A file or folder name for readers: `-` and `_` are spaces, and the first letter is raised if all are small.
pub fn readable(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let words = words.trim();
    if words != words.to_lowercase() {
        return words.to_owned();
    }
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn node_title(node: &NavNode, title: &dyn Fn(&SitePath) -> String) -> String {
    match (&node.title, &node.target) {
        (Some(given), _) => given.clone(),
        (None, NavTarget::Page(url) | NavTarget::Part(url, _)) => title(url),
        (None, NavTarget::File(url)) => {
            let path = url.as_str().trim_end_matches('/');
            path.rsplit('/').next().unwrap_or(path).to_owned()
        }
        (None, NavTarget::External(address)) => address.clone(),
        (None, NavTarget::Section) => own_or_first(node).map(|url| title(&url)).unwrap_or_default(),
    }
}

/// The page of a node, or the first one below it.
fn own_or_first(node: &NavNode) -> Option<SitePath> {
    first_page(std::slice::from_ref(node))
}

/// An entry without the entries below.
fn item(node: &NavNode, writing: &Writing<'_>) -> Item {
    let internal = |url: &SitePath| url.href_from(writing.from, writing.style);
    let href = match &node.target {
        NavTarget::Page(url) | NavTarget::File(url) => internal(url),
        NavTarget::Part(url, fragment) => format!("{}#{}", internal(url), encode(fragment)),
        NavTarget::External(address) => address.clone(),
        NavTarget::Section => own_or_first(node).as_ref().map(internal).unwrap_or_default(),
    };
    Item {
        title: node_title(node, writing.title),
        href,
        section: !node.children.is_empty(),
        external: matches!(node.target, NavTarget::External(_)),
        status: match &node.target {
            NavTarget::Page(url) => (writing.status)(url),
            NavTarget::Section | NavTarget::Part(..) | NavTarget::File(_) | NavTarget::External(_) => String::new(),
        },
        ..Item::default()
    }
}

/// Cuts a tree into trees of a bounded number of entries.
struct Shares<'a, 'w> {
    writing: &'a Writing<'w>,
    done: Vec<Vec<Item>>,
    current: Vec<Item>,
    /// The sections that are being written, without what is below.
    open: Vec<Item>,
    count: usize,
}

impl Shares<'_, '_> {
    fn level(&mut self, nodes: &[NavNode]) {
        for node in nodes {
            if self.count >= SHARE {
                self.turn();
            }
            self.count += 1;
            let mut item = item(node, self.writing);
            item.current = node.target == NavTarget::Page(self.writing.from.clone());
            item.open = item.section;
            self.add(item.clone());
            if !node.children.is_empty() {
                self.open.push(item);
                self.level(&node.children);
                self.open.pop();
            }
        }
    }

    /// Starts the next share with the sections that are open.
    fn turn(&mut self) {
        self.done.push(std::mem::take(&mut self.current));
        self.count = 0;
        let open = std::mem::take(&mut self.open);
        for section in open {
            self.add(section.clone());
            self.open.push(section);
        }
    }

    fn add(&mut self, item: Item) {
        let mut level = &mut self.current;
        for _ in 0..self.open.len() {
            level = &mut level.last_mut().expect("every open section has been added").children;
        }
        level.push(item);
    }
}

/// True if an entry of a navigation leads to a file.
pub(super) fn names(nodes: &[NavNode], file: &SitePath) -> bool {
    nodes.iter().any(|node| matches!(&node.target, NavTarget::File(url) if url == file) || names(&node.children, file))
}

#[cfg(test)]
mod tests;
