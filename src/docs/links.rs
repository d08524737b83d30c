//! Where the links of a page lead: [`PageLinks`] for the pages of a set, [`check_anchors`] when all pages are known.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use crate::diag::{Diagnostic, File, Place, nearest};
use crate::docs::diagram::{Drawing, kroki};
use crate::docs::set::{self, Found, Layout, PageFile};
use crate::docs::{AnchorUse, Include, Links, Target, Usage, findings, publish};
use crate::memo::Memo;
use crate::path::{LinkStyle, RepoPath, SitePath};
use crate::safe::SafeUrl;
use crate::source::Repository;
use crate::world::World;

mod address;
mod data;
mod include;
mod near;

use address::Address;
pub use address::{decode, encode, has_scheme};

/// Largest file that a page includes.
const MAX_INCLUDED: u64 = 2 << 20;

/// What a set may know of the rest of the portal.
pub trait Portal: Sync {
    /// True if the portal has a page or file here.
    fn page(&self, path: &SitePath) -> bool;
}

/// The links of one page.
pub struct PageLinks<'a> {
    /// The set that the page belongs to.
    pub layout: &'a Layout,
    /// The repository that holds it.
    pub repository: &'a Repository,
    /// The rest of the portal.
    pub portal: &'a dyn Portal,
    /// The page.
    pub page: &'a PageFile,
    /// How links are written.
    pub style: LinkStyle,
    /// URL schemes that links may have beside the usual ones.
    pub schemes: &'a [String],
    /// Other hosts whose images the page may show.
    pub image_hosts: &'a [String],
    /// The server that draws diagrams which platdocs does not draw; its address ends in `/`.
    pub kroki: Option<&'a str>,
    /// What the links of the page have led to so far.
    pub noted: RefCell<Noted>,
}

/// What the links of a page lead to, beside other pages.
#[derive(Debug, Default)]
pub struct Noted {
    /// Files of the set.
    pub assets: BTreeSet<SitePath>,
    /// Images that stood in an address.
    pub files: BTreeMap<SitePath, Bytes>,
    /// Other hosts whose images are shown.
    pub image_hosts: BTreeSet<String>,
    /// Pages that the navigation of the set does not name.
    pub pages: BTreeSet<SitePath>,
    /// Addresses on the web, each with its first place.
    pub outside: BTreeMap<String, Place>,
}

/// An address elsewhere in the form that pages print, or `None` if no link may have it.
pub fn external(text: &str) -> Option<String> {
    SafeUrl::parse(text, &[]).ok().map(|url| url.as_str().to_owned())
}

impl PageLinks<'_> {
    fn resolve(&self, written: &str, usage: Usage, place: &Place, findings: &mut Vec<Diagnostic>) -> Target {
        let mut resolving = Resolving { links: self, written: written.trim(), usage, place, findings };
        resolving.target()
    }

    fn file(&self, path: &SitePath) -> String {
        path.href_from(&self.page.url, self.style)
    }
}

/// The links of a page, and the files that it includes.
pub struct WithFiles<'a> {
    /// The links.
    pub links: &'a PageLinks<'a>,
    /// Where the files are read.
    pub world: &'a dyn World,
}

impl Links for WithFiles<'_> {
    fn resolve(&self, written: &str, usage: Usage, place: &Place, findings: &mut Vec<Diagnostic>) -> Target {
        self.links.resolve(written, usage, place, findings)
    }

    fn file(&self, path: &SitePath) -> String {
        self.links.file(path)
    }

    fn include(&self, path: &str, from: &Include) -> Option<(File, Vec<u8>)> {
        let PageLinks { layout, repository, page, .. } = self.links;
        include::candidates(layout, repository, page, path, from).into_iter().find_map(|path| {
            let bytes = self.world.read(&repository.root, &path, MAX_INCLUDED).ok()?;
            Some((repository.place(&path), bytes))
        })
    }

    fn matches(&self, glob: &str, exclude: &[String], from: &Include) -> Vec<String> {
        let PageLinks { layout, repository, page, .. } = self.links;
        let includer = include::includer(page, from);
        let found = include::matches(layout, repository, page, glob, exclude, from);
        found.iter().map(|file| near::relative(includer.as_str(), file.as_str())).collect()
    }

    fn draw(&self, kind: &str, source: &str, memo: &Memo) -> Option<Result<Drawing, kroki::Problem>> {
        self.links.kroki.map(|server| kroki::draw(server, kind, source, self.world, memo))
    }

    fn near_include(&self, path: &str, from: &Include) -> Option<String> {
        let PageLinks { layout, repository, page, .. } = self.links;
        let bases = include::folders(layout, repository, page, from);
        match from {
            Include::Snippet => bases.iter().find_map(|base| {
                let prefix = if base.is_root() { String::new() } else { format!("{base}/") };
                let files = repository.below(base).filter_map(|file| file.path.as_str().strip_prefix(&prefix));
                near::file(path, files).map(str::to_owned)
            }),
            Include::Markdown { includer } => {
                let from = includer.as_ref().unwrap_or(&page.source);
                let wanted = bases.first()?.join(path).ok()?;
                let files = repository.files.iter().map(|file| file.path.as_str());
                near::file(wanted.as_str(), files).map(|file| near::relative(from.as_str(), file))
            }
        }
    }
}

/// One address on its way to a target.
struct Resolving<'a, 'f> {
    links: &'a PageLinks<'a>,
    written: &'a str,
    usage: Usage,
    place: &'a Place,
    findings: &'f mut Vec<Diagnostic>,
}

impl<'a> Resolving<'a, '_> {
    fn target(&mut self) -> Target {
        let text = address::cleaned(self.written);
        if has_scheme(&text) || text.starts_with("//") {
            return self.elsewhere(&text);
        }
        let address = Address::split(&text);
        if address.path.is_empty() && address.query.is_empty() {
            return self.same_page(&address);
        }
        if address.path.is_empty() && self.usage == Usage::Link {
            return self.page_target(&self.links.page.url, &address);
        }
        match address.path.strip_prefix('/') {
            Some(path) => self.absolute(path, &address),
            None => self.relative(&address),
        }
    }

    fn elsewhere(&mut self, text: &str) -> Target {
        if self.usage == Usage::Image
            && let Some((path, bytes)) = data::image(text)
        {
            let href = path.href_from(&self.links.page.url, self.links.style);
            let pixels = publish::size::of(&bytes);
            self.links.noted.borrow_mut().files.insert(path, bytes.into());
            return Target::Image { href, pixels };
        }
        let Some(address) = SafeUrl::parse(text, self.links.schemes).ok().map(|url| url.as_str().to_owned()) else {
            self.findings.push(findings::url_scheme(self.place.clone(), self.written));
            return Target::Nowhere;
        };
        if address.starts_with("http") {
            let mut noted = self.links.noted.borrow_mut();
            noted.outside.entry(address.clone()).or_insert_with(|| self.place.clone());
        }
        match self.usage {
            Usage::Link => Target::Href(address),
            Usage::Image if self.may_show(&address) => Target::Image { href: address, pixels: None },
            Usage::Image => {
                self.findings.push(findings::image_remote(self.place.clone(), &address));
                Target::Nowhere
            }
        }
    }

    /// True for an image of a host that the portal's owner allows.
    fn may_show(&self, address: &str) -> bool {
        let Some(url) = url::Url::parse(address).ok().filter(|url| url.scheme() == "https" && url.port().is_none())
        else {
            return false;
        };
        let Some(host) = url.host_str().filter(|host| self.links.image_hosts.iter().any(|allowed| allowed == host))
        else {
            return false;
        };
        self.links.noted.borrow_mut().image_hosts.insert(host.to_owned());
        true
    }

    fn same_page(&mut self, address: &Address<'_>) -> Target {
        match address.fragment {
            Some(fragment) if self.usage == Usage::Link => {
                Target::Page { href: format!("#{}", encode(fragment)), page: None, fragment: Some(decode(fragment)) }
            }
            Some(_) | None => self.missing(address.path),
        }
    }

    /// From the file, from the address of the page, a file of the repository.
    fn relative(&mut self, address: &Address<'_>) -> Target {
        let links = self.links;
        let path = decode(address.path);
        let source = links.page.source.parent().join(&path).ok();
        let inner = RepoPath::parse(&links.page.path).and_then(|page| page.parent().join(&path)).ok();
        let by_source = source.as_ref().and_then(|source| self.at_source(source));
        if let Some(found) = by_source.or_else(|| inner.as_ref().and_then(|inner| self.at_path(inner))) {
            return self.found(found, address);
        }
        if let Some(page) = inner.as_ref().and_then(|inner| self.html_twin(inner)) {
            let instead = near::relative(&links.page.path, &page.path);
            self.findings.push(findings::link_html(self.place.clone(), self.written, &instead));
            return self.found(Found::Page(page), address);
        }
        if let Some(target) = self.by_address(&path, address) {
            return target;
        }
        if links.layout.links_by_name
            && let Some(page) = near::by_name(links.layout, &path)
        {
            return self.found(Found::Page(page), address);
        }
        // A file that only the address of the page leads to, and that is not published.
        let url = self.url_below_root(&path);
        let unpublished = url.and_then(|url| links.layout.docs_dir.join(url.as_str()).ok());
        let unpublished = unpublished.filter(|path| links.repository.file(path).is_some());
        match unpublished.or(source) {
            Some(source) => self.in_repository(&source, address),
            None => self.missing(&path),
        }
    }

    /// From the address of the page, in the set or beside it: accepted with a note.
    fn by_address(&mut self, path: &str, address: &Address<'_>) -> Option<Target> {
        let links = self.links;
        if let Some(found) = self.url_below_root(path).and_then(|url| self.at_url(&url)) {
            if !links.layout.links_by_name {
                let instead = near::relative(&links.page.path, found.path());
                self.findings.push(findings::link_url_style(self.place.clone(), self.written, &instead));
            }
            return Some(self.found(found, address));
        }
        let site = self.beside(path)?;
        self.findings.push(findings::link_beside(self.place.clone(), self.written, &format!("/{site}")));
        Some(self.page_target(&site, address))
    }

    /// The address below the root of the set that a browser would make of a path on this page.
    fn url_below_root(&self, path: &str) -> Option<RepoPath> {
        let root = self.links.layout.root.as_str();
        let folder = self.links.page.url.as_str().strip_prefix(root)?;
        RepoPath::parse(folder).and_then(|folder| folder.join(path)).ok()
    }

    /// In the docs root, then in the portal; and as forges read it, in the repository.
    fn absolute(&mut self, path: &str, address: &Address<'_>) -> Target {
        let path = decode(path);
        let Ok(inner) = RepoPath::parse(&path) else { return self.missing(&path) };
        if let Some(found) = self.at_path(&inner).or_else(|| self.at_url(&inner)) {
            return self.found(found, address);
        }
        if let Some(page) = self.html_twin(&inner) {
            self.findings.push(findings::link_html(self.place.clone(), self.written, &format!("/{}", page.path)));
            return self.found(Found::Page(page), address);
        }
        let sites = [SitePath::page(inner.as_str()), SitePath::file(inner.as_str())];
        if let Some(site) = sites.iter().find(|site| self.links.portal.page(site)) {
            return self.page_target(site, address);
        }
        match self.at_source(&inner) {
            Some(found) => self.found(found, address),
            None => self.in_repository(&inner, address),
        }
    }

    /// A page of the portal outside the set that the address of the page leads to.
    fn beside(&self, path: &str) -> Option<SitePath> {
        let url = RepoPath::parse(self.links.page.url.as_str()).and_then(|url| url.join(path)).ok()?;
        let site = SitePath::page(url.as_str());
        (!path.is_empty() && self.links.portal.page(&site)).then_some(site)
    }

    fn at_source(&self, source: &RepoPath) -> Option<Found<'a>> {
        let layout = self.links.layout;
        let index = |name: &str| source.join(name).ok().and_then(|index| layout.at_source(&index));
        layout.at_source(source).or_else(|| index("index.md")).or_else(|| index("README.md"))
    }

    fn at_path(&self, inner: &RepoPath) -> Option<Found<'a>> {
        let layout = self.links.layout;
        let index = |name: &str| inner.join(name).ok().and_then(|index| layout.at_path(index.as_str()));
        layout.at_path(inner.as_str()).or_else(|| index("index.md")).or_else(|| index("README.md"))
    }

    fn at_url(&self, url: &RepoPath) -> Option<Found<'a>> {
        let layout = self.links.layout;
        let page = if url.is_root() { String::new() } else { format!("{url}/") };
        layout.at_url(&page).or_else(|| layout.at_url(url.as_str()))
    }

    /// The page that MkDocs would have made the file `x.html` of.
    fn html_twin(&self, inner: &RepoPath) -> Option<&'a PageFile> {
        if !matches!(inner.extension().as_str(), "html" | "htm") {
            return None;
        }
        let layout = self.links.layout;
        let folder = inner.parent();
        let page = |path: Result<RepoPath, _>| match layout.at_path(path.ok()?.as_str())? {
            Found::Page(page) => Some(page),
            Found::Asset(_) => None,
        };
        let index = (inner.stem() == "index").then(|| page(RepoPath::parse(&format!("{folder}.md")))).flatten();
        set::MARKDOWN.iter().find_map(|suffix| page(folder.join(&format!("{}.{suffix}", inner.stem())))).or(index)
    }

    fn found(&mut self, found: Found<'_>, address: &Address<'_>) -> Target {
        match (found, self.usage) {
            (Found::Page(page), Usage::Link) => self.page_target(&page.url, address),
            (Found::Asset(asset), usage) => {
                let image = publish::kind(&asset.source).is_some_and(|kind| kind.image);
                if usage == Usage::Image && !image {
                    return self.no_image("is not an image");
                }
                self.links.noted.borrow_mut().assets.insert(asset.url.clone());
                let href = asset.url.href_from(&self.links.page.url, self.links.style);
                let href = address.complete(href);
                match usage {
                    Usage::Link => Target::Href(href),
                    Usage::Image => Target::Image { href, pixels: asset.pixels },
                }
            }
            (Found::Page(_), Usage::Image) => self.no_image("is not an image"),
        }
    }

    fn page_target(&self, url: &SitePath, address: &Address<'_>) -> Target {
        let own = *url == self.links.page.url;
        if !own && self.links.layout.page(url).is_none_or(|page| !page.listed) {
            self.links.noted.borrow_mut().pages.insert(url.clone());
        }
        let href = match address.fragment {
            Some(_) if own && address.query.is_empty() => String::new(),
            _ => url.href_from(&self.links.page.url, self.links.style),
        };
        Target::Page {
            href: address.complete(href),
            page: (!own).then(|| url.clone()),
            fragment: address.fragment.map(decode),
        }
    }

    /// A file or folder of the repository that is no part of the set.
    fn in_repository(&mut self, path: &RepoPath, address: &Address<'_>) -> Target {
        let links = self.links;
        let file = links.repository.file(path).is_some();
        let folder = !file && set::has_folder(links.repository, path);
        if !file && !folder {
            return self.missing(&decode(address.path));
        }
        let inside = !links.layout.readme_only && path.is_below(&links.layout.docs_dir);
        let published = publish::kind(path).is_some();
        if self.usage == Usage::Image {
            return self.no_image(match (inside, published) {
                (_, false) => "is not an image that can be published",
                (false, true) => "lies outside the docs folder",
                (true, true) => "is left out of the docs",
            });
        }
        let forge = links.repository.forge.as_ref().and_then(|forge| external(&forge.view_url(path)));
        if file && inside && !published && !set::is_markdown(path) {
            self.findings.push(findings::file_type(self.place.clone(), self.written, forge.is_some()));
        } else if forge.is_none() {
            self.findings.push(findings::link_homeless(self.place.clone(), self.written));
        }
        forge.map_or(Target::Nowhere, |forge| Target::Href(address.complete(forge)))
    }

    fn no_image(&mut self, why: &str) -> Target {
        self.findings.push(findings::image_unpublished(self.place.clone(), self.written, why));
        Target::Nowhere
    }

    fn missing(&mut self, path: &str) -> Target {
        let hint = near::hint(self.links, path, self.usage);
        let place = self.place.clone();
        self.findings.push(match self.usage {
            Usage::Link => findings::link(place, self.written, hint),
            Usage::Image => findings::image(place, self.written, hint),
        });
        Target::Nowhere
    }
}

/// What the check of anchors needs of a page.
#[derive(Clone, Copy, Debug)]
pub struct Anchors<'a> {
    /// The page.
    pub url: &'a SitePath,
    /// Its file, as messages name it.
    pub name: &'a str,
    /// Every id of it, sorted.
    pub ids: &'a [String],
    /// Its links to anchors.
    pub uses: &'a [AnchorUse],
}

/// Checks the links to anchors of all pages of all sets. Links to pages that are not given are left alone.
pub fn check_anchors(pages: &[Anchors<'_>]) -> Vec<Diagnostic> {
    let by_url: BTreeMap<&SitePath, &Anchors<'_>> = pages.iter().map(|page| (page.url, page)).collect();
    let mut found = Vec::new();
    for page in pages {
        for anchor in page.uses {
            let target = match &anchor.page {
                Some(url) => by_url.get(url).copied(),
                None => Some(page),
            };
            let Some(target) = target else { continue };
            // `#top` and text fragments mean something to every browser.
            let known = anchor.id.is_empty()
                || anchor.id.eq_ignore_ascii_case("top")
                || anchor.id.starts_with(":~:")
                || target.ids.binary_search(&anchor.id).is_ok();
            if !known {
                let near = nearest(&anchor.id, target.ids.iter().map(String::as_str));
                let name = anchor.page.is_some().then_some(target.name);
                found.push(findings::anchor(anchor.place.clone(), name, &anchor.id, near.first().copied()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
