//! Which documentation belongs to which entity: the annotations of `docs.md`, section 1, and discovery.

use std::collections::{BTreeMap, BTreeSet};

use super::{DocsLink, Laid, Version, findings, urls};
use crate::catalog::{Catalog, Entity, EntityRef, Kind};
use crate::diag::{Diagnostics, Place};
use crate::docs::mkdocs;
use crate::docs::set::Layout;
use crate::path::{PathError, RepoPath, SitePath};
use crate::source::{FileKind, Repository};
use crate::world::World;

const REF: &str = "backstage.io/techdocs-ref";
const ENTITY: &str = "backstage.io/techdocs-entity";
const ENTITY_PATH: &str = "backstage.io/techdocs-entity-path";
/// Longest chain of `techdocs-entity` annotations.
const MAX_CHAIN: usize = 5;
/// Largest `mkdocs.yml` in bytes.
const MAX_CONFIG: u64 = 1 << 20;

/// A docs set before its files are looked at.
pub(super) struct Plan {
    pub entity: Option<EntityRef>,
    pub shared_with: Vec<EntityRef>,
    pub repository: usize,
    pub folder: RepoPath,
    pub url: SitePath,
    pub title: String,
    pub readme_only: bool,
    /// What it is read from, if not from what is checked out.
    pub snapshot: Option<usize>,
    pub version: Option<Version>,
}

/// All docs sets, and which entity shows which.
pub(super) struct Assigned {
    pub sets: Vec<Plan>,
    pub of: BTreeMap<EntityRef, Docs>,
}

/// What an entity's own annotations give.
pub(super) enum Docs {
    Set(usize),
    External(String),
}

/// Finds the documentation of every entity, and of repositories with a `mkdocs.yml` that no entity claims.
pub(super) fn assign(
    world: &dyn World,
    repositories: &[Repository],
    catalog: &Catalog,
    discover: bool,
    diags: &mut Diagnostics,
) -> Assigned {
    let mut folders: BTreeMap<(usize, RepoPath), Vec<&Entity>> = BTreeMap::new();
    let mut external = Vec::new();
    let by_label: BTreeMap<&str, usize> = repositories.iter().enumerate().map(|(n, r)| (&*r.label, n)).collect();
    let mut undecided: BTreeMap<(usize, RepoPath), Vec<&Entity>> = BTreeMap::new();
    for entity in catalog {
        let Some(&number) = by_label.get(&*entity.place.file.repo) else { continue };
        if entity.annotation(ENTITY).is_some() {
            continue;
        }
        if let Some(written) = entity.annotation(REF) {
            let reader = Reader { world, repositories, number, entity, place: entity.place.file.at(written.span) };
            match reader.read(&written.value, diags) {
                Some(Found::Folder(repository, folder)) => {
                    folders.entry((repository, folder)).or_default().push(entity);
                }
                Some(Found::External(url)) => external.push((entity.reference.clone(), url)),
                None => {}
            }
        } else if discover && !matches!(entity.kind, Kind::Location | Kind::User | Kind::Group) {
            undecided.entry((number, catalog_home(&entity.place.file.path.parent()))).or_default().push(entity);
        }
    }
    for ((number, folder), entities) in undecided {
        if folders.contains_key(&(number, folder.clone())) || !holds_docs(&repositories[number], &folder) {
            continue;
        }
        if let [entity] = *entities {
            folders.insert((number, folder), vec![entity]);
        } else if has_own_docs(&repositories[number], &folder) {
            let first = entities[0];
            diags.push(findings::shared(first.place.clone(), &first.reference.to_string(), entities.len()));
        }
    }
    let mut assigned = Assigned { sets: Vec::new(), of: BTreeMap::new() };
    for (reference, url) in external {
        assigned.of.insert(reference, Docs::External(url));
    }
    for ((number, folder), entities) in &folders {
        assigned.add(&repositories[*number], *number, folder, entities);
    }
    for (number, repository) in repositories.iter().enumerate() {
        let claimed = folders.keys().any(|(claimed, _)| *claimed == number);
        if !claimed && has_config(repository, &RepoPath::root()) {
            assigned.add_repository(repository, number);
        }
    }
    assigned
}

impl Assigned {
    fn add(&mut self, repository: &Repository, number: usize, folder: &RepoPath, entities: &[&Entity]) {
        let mut entities = entities.to_vec();
        entities.sort_by(|a, b| a.reference.cmp(&b.reference));
        for entity in &entities {
            self.of.insert(entity.reference.clone(), Docs::Set(self.sets.len()));
        }
        self.sets.push(Plan {
            entity: Some(entities[0].reference.clone()),
            shared_with: entities[1..].iter().map(|entity| entity.reference.clone()).collect(),
            repository: number,
            folder: folder.clone(),
            url: urls::docs(&entities[0].reference),
            title: entities[0].display_name().to_owned(),
            readme_only: !has_own_docs(repository, folder),
            snapshot: None,
            version: None,
        });
    }

    fn add_repository(&mut self, repository: &Repository, number: usize) {
        let name = if repository.name.is_empty() { "docs" } else { &*repository.name };
        let taken: BTreeSet<&SitePath> = self.sets.iter().map(|set| &set.url).collect();
        let mut url = urls::repository_docs(name);
        let mut nth = 1;
        while taken.contains(&url) {
            nth += 1;
            url = urls::repository_docs(&format!("{name}-{nth}"));
        }
        self.sets.push(Plan {
            entity: None,
            shared_with: Vec::new(),
            repository: number,
            folder: RepoPath::root(),
            url,
            title: name.to_owned(),
            readme_only: false,
            snapshot: None,
            version: None,
        });
    }
}

/// Where each entity's documentation starts: its own set or that of another entity, at the page that an annotation names.
pub(super) fn starts(
    assigned: &Assigned,
    catalog: &Catalog,
    laid: &[Laid],
    diags: &mut Diagnostics,
) -> BTreeMap<EntityRef, DocsLink> {
    let mut links = BTreeMap::new();
    for entity in catalog {
        let Some(docs) = owner_of_docs(entity, assigned, catalog, diags) else { continue };
        let link = match docs {
            Docs::External(url) => DocsLink::External(url.clone()),
            Docs::Set(number) => DocsLink::Set(*number, start(entity, &laid[*number].layout, diags)),
        };
        links.insert(entity.reference.clone(), link);
    }
    links
}

/// Follows `techdocs-entity` to the entity that has documentation of its own.
fn owner_of_docs<'a>(
    entity: &Entity,
    assigned: &'a Assigned,
    catalog: &Catalog,
    diags: &mut Diagnostics,
) -> Option<&'a Docs> {
    let Some(first) = entity.annotation(ENTITY) else { return assigned.of.get(&entity.reference) };
    let place = entity.place.file.at(first.span);
    let first = &*first.value;
    let own = entity.reference.to_string();
    let mut written = first.to_owned();
    for _ in 0..MAX_CHAIN {
        let target = EntityRef::parse(&written, Some("component"), "default").ok();
        let found = target.as_ref().and_then(|target| catalog.get(target));
        match found {
            None => break,
            Some(next) => match next.annotation(ENTITY) {
                Some(further) => written = further.value.to_string(),
                None => match assigned.of.get(&next.reference) {
                    Some(docs) => return Some(docs),
                    None => break,
                },
            },
        }
    }
    let still_going = EntityRef::parse(&written, Some("component"), "default")
        .ok()
        .and_then(|target| catalog.get(&target))
        .is_some_and(|next| next.annotation(ENTITY).is_some());
    diags.push(if still_going {
        findings::cycle(place, &own)
    } else {
        let known: Vec<String> = assigned.of.keys().map(|reference| reference.name().to_owned()).collect();
        findings::unknown_entity(place, &own, first, known.iter().map(String::as_str))
    });
    None
}

fn start(entity: &Entity, layout: &Layout, diags: &mut Diagnostics) -> SitePath {
    let Some(annotation) = entity.annotation(ENTITY_PATH) else { return layout.start.clone() };
    let written = &*annotation.value;
    let mut rest = written.trim_start_matches('/');
    if let Some(below) = layout
        .docs_dir
        .name()
        .is_empty()
        .then_some(rest)
        .or_else(|| rest.strip_prefix(layout.docs_dir.name()).and_then(|below| below.strip_prefix('/')))
    {
        rest = below;
    }
    let rest = rest.trim_end_matches(".md").trim_end_matches("index").trim_matches('/');
    let wanted = if rest.is_empty() { layout.root.clone() } else { layout.root.child(&format!("{rest}/")) };
    if layout.pages.iter().any(|page| page.url == wanted) {
        return wanted;
    }
    let known: Vec<&str> = layout
        .pages
        .iter()
        .filter_map(|page| page.url.as_str().strip_prefix(layout.root.as_str()))
        .map(|rest| rest.trim_matches('/'))
        .collect();
    diags.push(findings::no_start_page(
        entity.place.file.at(annotation.span),
        &entity.reference.to_string(),
        written,
        known,
    ));
    layout.start.clone()
}

/// Where a reference leads.
enum Found {
    Folder(usize, RepoPath),
    External(String),
}

/// Reads one `techdocs-ref`.
struct Reader<'a> {
    world: &'a dyn World,
    repositories: &'a [Repository],
    number: usize,
    entity: &'a Entity,
    place: Place,
}

impl Reader<'_> {
    fn read(&self, written: &str, diags: &mut Diagnostics) -> Option<Found> {
        let written = written.trim();
        match written.split_once(':') {
            Some(("dir", folder)) => self.folder(folder, diags),
            Some(("url", url)) if url.starts_with('.') => self.folder(url, diags),
            Some(("url", url)) => self.url(url, diags),
            Some((kind @ ("github" | "gitlab" | "azure/api" | "bitbucket"), _)) => {
                diags.push(findings::removed_type(self.place.clone(), &self.name(), kind));
                None
            }
            _ => {
                diags.push(findings::no_type(self.place.clone(), &self.name(), written));
                self.folder(written, diags)
            }
        }
    }

    fn folder(&self, folder: &str, diags: &mut Diagnostics) -> Option<Found> {
        let base = self.entity.place.file.path.parent();
        let joined = match base.join(folder) {
            Err(PathError::Absolute) => {
                diags.push(findings::from_the_root(self.place.clone(), &self.name(), folder));
                RepoPath::parse(folder.trim_start_matches('/'))
            }
            joined => joined,
        };
        match joined {
            Err(error) => {
                diags.push(findings::bad_folder(self.place.clone(), &self.name(), folder, &error.to_string()));
                None
            }
            Ok(path) if let Some(home) = self.config_above(&path) => {
                diags.push(findings::config_above(self.place.clone(), &self.name(), path.as_str(), home.as_str()));
                Some(Found::Folder(self.number, home))
            }
            Ok(path) if !holds_docs(&self.repositories[self.number], &path) => {
                diags.push(findings::no_folder(self.place.clone(), &self.name(), path.as_str()));
                None
            }
            Ok(path) => Some(Found::Folder(self.number, path)),
        }
    }

    /// The folder above whose `mkdocs.yml` has this folder as its `docs_dir`: the reference should have named that one.
    fn config_above(&self, folder: &RepoPath) -> Option<RepoPath> {
        let repository = &self.repositories[self.number];
        if has_config(repository, folder) {
            return None;
        }
        let mut above = folder.clone();
        while !above.is_root() {
            above = above.parent();
            let Some(config) = config_of(repository, &above) else { continue };
            let bytes = self.world.read(&repository.root, &config, MAX_CONFIG).ok()?;
            let settings = mkdocs::parse(&bytes, &repository.place(&config), &mut Vec::new());
            let docs_dir = settings.docs_dir.map_or_else(|| "docs".to_owned(), |written| written.text);
            return above.join(&docs_dir).ok().filter(|docs| docs == folder).map(|_| above);
        }
        None
    }

    /// `https://host/owner/name/tree/<ref>/<path>`, also `blob`, `/-/tree/` and `src/branch`.
    fn url(&self, url: &str, diags: &mut Diagnostics) -> Option<Found> {
        for (number, repository) in self.repositories.iter().enumerate() {
            let Some(forge) = &repository.forge else { continue };
            let Some(rest) = url.strip_prefix(&forge.web_url) else { continue };
            let path = match rest.trim_matches('/') {
                "" => Some(RepoPath::root()),
                rest => below_ref(rest).and_then(|path| RepoPath::parse(path).ok()),
            };
            if (rest.is_empty() || rest.starts_with('/'))
                && let Some(path) = path
                && holds_docs(repository, &path)
            {
                return Some(Found::Folder(number, path));
            }
        }
        diags.push(findings::not_crawled(self.place.clone(), &self.name(), url));
        url.starts_with("https://").then(|| Found::External(url.to_owned()))
    }

    fn name(&self) -> String {
        self.entity.reference.to_string()
    }
}

/// The path behind `tree/<ref>/` and the like.
fn below_ref(rest: &str) -> Option<&str> {
    let rest =
        ["-/tree/", "-/blob/", "src/branch/", "tree/", "blob/"].iter().find_map(|form| rest.strip_prefix(form))?;
    Some(rest.split_once('/').map_or("", |(_, path)| path))
}

/// The folder that a catalog file speaks for: the one above `catalog/`, `backstage/`, `.backstage/` and `docs/`.
fn catalog_home(folder: &RepoPath) -> RepoPath {
    match folder.name() {
        ".backstage" | "backstage" | "catalog" => folder.parent(),
        _ => folder.clone(),
    }
}

fn has_config(repository: &Repository, folder: &RepoPath) -> bool {
    config_of(repository, folder).is_some()
}

/// The `mkdocs.yml` of a folder.
fn config_of(repository: &Repository, folder: &RepoPath) -> Option<RepoPath> {
    let mut names = ["mkdocs.yaml", "mkdocs.yml"].iter().filter_map(|name| folder.join(name).ok());
    names.find(|path| repository.file(path).is_some())
}

/// True if the folder holds a `mkdocs.yml` or Markdown below `docs/`.
pub(super) fn has_own_docs(repository: &Repository, folder: &RepoPath) -> bool {
    let docs = folder.join("docs").unwrap_or_else(|_| folder.clone());
    has_config(repository, folder) || repository.below(&docs).any(|file| file.kind == FileKind::Markdown)
}

/// True if a docs set can be made of the folder.
pub(super) fn holds_docs(repository: &Repository, folder: &RepoPath) -> bool {
    let readme = |name: &str| folder.join(name).is_ok_and(|path| repository.file(&path).is_some());
    has_own_docs(repository, folder) || readme("README.md") || readme("readme.md") || readme("Readme.md")
}
