//! From the entries of `nav`, or without them from the files, to the navigation of a set.

use std::collections::{BTreeMap, BTreeSet};

use super::project::Project;
use super::{Found, Layout, NavNode, NavTarget, SetSpec, files};
use crate::diag::{Diagnostic, File, Place, Span};
use crate::docs::mkdocs::{NavEntry, NavValue};
use crate::docs::nav::readable;
use crate::docs::{findings, links};
use crate::path::{RepoPath, SitePath};

/// The navigation of the whole set. Pages that are named get their titles; those that are not are reported.
pub(super) fn nav(
    layout: &mut Layout,
    root: &Project,
    spec: &SetSpec<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<NavNode> {
    let mut builder = Builder { layout, spec, findings, places: BTreeMap::new(), parts: BTreeSet::new() };
    let nodes = builder.project(root, false);
    let (places, parts) = (builder.places, builder.parts);
    for page in &mut layout.pages {
        page.listed = places.contains_key(&page.path) || parts.contains(&page.path);
    }
    unlisted(layout, root, spec, findings);
    nodes
}

struct Builder<'a, 'w> {
    layout: &'a mut Layout,
    spec: &'a SetSpec<'w>,
    findings: &'a mut Vec<Diagnostic>,
    /// Where each page is named first.
    places: BTreeMap<String, Option<Place>>,
    /// Pages of which a part is named.
    parts: BTreeSet<String>,
}

impl Builder<'_, '_> {
    fn project(&mut self, project: &Project, included: bool) -> Vec<NavNode> {
        let mut nodes = match (&project.config.nav, &project.file) {
            (Some(entries), Some(file)) => self.entries(entries, file, project),
            _ => self.generated(project, included),
        };
        if project.config.section_indexes {
            nodes.iter_mut().for_each(|node| self.fold_index(node));
        }
        nodes
    }

    fn entries(&mut self, entries: &[NavEntry], file: &File, project: &Project) -> Vec<NavNode> {
        let mut nodes = Vec::new();
        for entry in entries {
            let place = file.at(entry.span);
            let title = entry.title.clone().filter(|title| !title.is_empty());
            match &entry.value {
                NavValue::Target(written) => {
                    if let Some(target) = self.target(written, &place, project) {
                        self.named(&target, title.as_deref(), written, place);
                        nodes.push(NavNode { title, target, children: Vec::new() });
                    }
                }
                NavValue::Section(children) => {
                    if children.is_empty() {
                        self.findings.push(findings::nav_empty(place, title.as_deref().unwrap_or_default()));
                    }
                    let children = self.entries(children, file, project);
                    if !children.is_empty() {
                        nodes.push(NavNode { title, target: NavTarget::Section, children });
                    }
                }
                NavValue::Include { glob, .. } => nodes.extend(self.included(title, *glob, entry.span, project)),
                NavValue::Empty => {
                    self.findings.push(findings::nav_empty(place, title.as_deref().unwrap_or_default()));
                }
            }
        }
        nodes
    }

    /// The sections of included projects: one below the entry's title, or one for each match.
    fn included(&mut self, title: Option<String>, glob: bool, span: Span, project: &Project) -> Option<NavNode> {
        let (_, projects) = project.includes.iter().find(|(at, _)| *at == span)?;
        let mut sections: Vec<NavNode> = Vec::new();
        for included in projects {
            let children = self.project(included, true);
            if !children.is_empty() {
                sections.push(NavNode {
                    title: included.config.site_name.clone(),
                    target: NavTarget::Section,
                    children,
                });
            }
        }
        match (title, glob) {
            (title, false) => {
                sections.pop().map(|section| NavNode { title: title.or(section.title.clone()), ..section })
            }
            (Some(title), true) if !sections.is_empty() => {
                Some(NavNode { title: Some(title), target: NavTarget::Section, children: sections })
            }
            (_, true) => None,
        }
    }

    /// What an entry names: a page, a file, a folder, an address.
    fn target(&mut self, written: &str, place: &Place, project: &Project) -> Option<NavTarget> {
        if links::has_scheme(written) || written.starts_with("//") {
            if let Some(address) = links::external(written) {
                return Some(NavTarget::External(address));
            }
            self.findings.push(findings::url_scheme(place.clone(), written));
            return None;
        }
        let (path, fragment) = match written.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment).filter(|fragment| !fragment.is_empty())),
            None => (written, None),
        };
        let path = path.split('?').next().unwrap_or_default().replace('\\', "/");
        let (base, relative) = match path.strip_prefix('/') {
            Some(rest) => ("", rest),
            None => (project.prefix.as_str(), path.as_str()),
        };
        let found =
            RepoPath::parse(base).and_then(|folder| folder.join(relative)).ok().and_then(|path| self.find(&path));
        if let Some(found) = found {
            return Some(match (found, fragment) {
                (NavTarget::Page(url), Some(fragment)) => NavTarget::Part(url, links::decode(fragment)),
                (found, _) => found,
            });
        }
        // Addresses of the portal are not checked here: the portal does not stand yet.
        if path.starts_with("/docs/") || path.starts_with("/catalog/") {
            return Some(NavTarget::File(SitePath::page(&path)));
        }
        let folder = project.docs_dir.as_ref().map(RepoPath::as_str).unwrap_or_default();
        let hint = self.hint(&path, project);
        self.findings.push(findings::nav_missing(place.clone(), written, folder, hint));
        None
    }

    fn find(&self, path: &RepoPath) -> Option<NavTarget> {
        let path = path.as_str();
        let layout = &*self.layout;
        let within = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        let found = layout
            .at_path(path)
            .or_else(|| layout.at_path(&links::decode(path)))
            .or_else(|| layout.at_path(&within("index.md")))
            .or_else(|| layout.at_path(&within("README.md")))
            .or_else(|| layout.at_url(&within("")))
            // The README beside the configuration stands for the index that is missing.
            .or_else(|| if path.eq_ignore_ascii_case("readme.md") { layout.at_url("") } else { None })?;
        Some(match found {
            Found::Page(page) => NavTarget::Page(page.url.clone()),
            Found::Asset(asset) => NavTarget::File(asset.url.clone()),
        })
    }

    fn hint(&self, path: &str, project: &Project) -> Option<String> {
        let folder = project.docs_dir.as_ref()?;
        if let Ok(file) = folder.join(path)
            && self.spec.repository.file(&file).is_some()
        {
            return Some(
                "the file exists, but it is left out of the docs by its name or type, or by `exclude_docs`".into(),
            );
        }
        let inside = project.folder.join(path).ok()?;
        if let Some(Found::Page(page)) = self.layout.at_source(&inside) {
            return Some(format!("paths in `nav` start in `{folder}/`: write `{}`", page.path));
        }
        let pages = || self.layout.pages.iter().map(|page| page.path.as_str());
        let name = path.rsplit('/').next().unwrap_or(path);
        let mut moved =
            pages().filter(|page| page.rsplit('/').next().is_some_and(|other| other.eq_ignore_ascii_case(name)));
        match (moved.next(), moved.next()) {
            (Some(only), None) => Some(format!("did you mean `{only}`?")),
            _ => findings::did_you_mean(path, pages()),
        }
    }

    /// Remembers that a page is named, with its title from the first place.
    fn named(&mut self, target: &NavTarget, title: Option<&str>, written: &str, place: Place) {
        let (NavTarget::Page(url) | NavTarget::Part(url, _)) = target else { return };
        let Some(page) = self.layout.page(url) else { return };
        let path = page.path.clone();
        if matches!(target, NavTarget::Part(..)) {
            // Readers find the page, but the entry is not its place.
            self.parts.insert(path);
            return;
        }
        if let Some(first) = self.places.get(&path) {
            let first = first.clone().unwrap_or_else(|| place.clone());
            return self.findings.push(findings::nav_twice(place, written, first));
        }
        if let Ok(nth) = self.layout.pages.binary_search_by(|page| page.path.as_str().cmp(&path)) {
            self.layout.pages[nth].nav_title = title.map(str::to_owned);
        }
        self.places.insert(path, Some(place));
    }

    /// With `navigation.indexes`, an untitled index is the page of its section.
    fn fold_index(&self, node: &mut NavNode) {
        let index = node.children.iter().position(|child| {
            let NavTarget::Page(url) = &child.target else { return false };
            let stem = self.layout.page(url).map(|page| files::stem(&page.path)).unwrap_or_default();
            child.title.is_none() && child.children.is_empty() && matches!(stem, "index" | "README")
        });
        if node.target == NavTarget::Section
            && let Some(index) = index
            && node.children.len() > 1
        {
            node.target = node.children.remove(index).target;
        }
        node.children.iter_mut().for_each(|child| self.fold_index(child));
    }

    /// Without `nav`: the index of each folder, its files by bytes, then its folders; included projects have folders first.
    fn generated(&mut self, project: &Project, included: bool) -> Vec<NavNode> {
        let mut tree = Folder::default();
        let start = project.in_set("");
        for page in &self.layout.pages {
            if let Some(rest) = page.path.strip_prefix(&start) {
                tree.insert(rest, &page.url, &page.path);
            }
        }
        tree.paths(&mut |path| {
            self.places.entry(path.to_owned()).or_insert(None);
        });
        tree.nodes(included)
    }
}

#[derive(Default)]
struct Folder {
    index: Option<(SitePath, String)>,
    pages: Vec<(SitePath, String)>,
    folders: BTreeMap<String, Folder>,
}

impl Folder {
    fn insert(&mut self, rest: &str, url: &SitePath, path: &str) {
        if let Some((folder, rest)) = rest.split_once('/') {
            return self.folders.entry(folder.to_owned()).or_default().insert(rest, url, path);
        }
        let page = (url.clone(), path.to_owned());
        if matches!(files::stem(rest), "index" | "README") && self.index.is_none() {
            self.index = Some(page);
        } else {
            self.pages.push(page);
        }
    }

    fn paths(&self, each: &mut impl FnMut(&str)) {
        self.index.iter().chain(&self.pages).for_each(|(_, path)| each(path));
        self.folders.values().for_each(|folder| folder.paths(each));
    }

    fn nodes(&self, folders_first: bool) -> Vec<NavNode> {
        let leaf = |(url, _): &(SitePath, String)| NavNode {
            title: None,
            target: NavTarget::Page(url.clone()),
            children: Vec::new(),
        };
        let pages = self.pages.iter().map(leaf);
        let folders = self.folders.iter().map(|(name, folder)| NavNode {
            title: Some(readable(name)),
            target: NavTarget::Section,
            children: folder.nodes(folders_first),
        });
        let index = self.index.iter().map(leaf);
        if folders_first {
            index.chain(folders).chain(pages).collect()
        } else {
            index.chain(pages).chain(folders).collect()
        }
    }
}

/// Reports pages that an explicit `nav` does not name.
fn unlisted(layout: &Layout, project: &Project, spec: &SetSpec<'_>, findings: &mut Vec<Diagnostic>) {
    if project.config.nav.is_some() {
        let start = project.in_set("");
        let deeper: Vec<String> =
            project.includes.iter().flat_map(|(_, projects)| projects).map(|inner| inner.in_set("")).collect();
        let mine = layout.pages.iter().filter(|page| {
            page.path.starts_with(&start) && !deeper.iter().any(|deeper| page.path.starts_with(deeper.as_str()))
        });
        for page in mine.filter(|page| !page.listed && page.url != layout.root) {
            let inner = page.path.strip_prefix(&start).unwrap_or(&page.path);
            if !project.config.not_in_nav.matches(inner) {
                findings.push(findings::unlisted(spec.repository.place(&page.source).at(Span::FILE), inner));
            }
        }
    }
    for (_, projects) in &project.includes {
        projects.iter().for_each(|inner| unlisted(layout, inner, spec, findings));
    }
}
