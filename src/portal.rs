//! The portal: everything that was read, joined and checked against each other; immutable from here on.
//!
//! [`link`] is the only global step of a build. Catalog and docs meet here: an entity's `techdocs-ref` finds its folder, a
//! link of one page finds another entity's docs, an anchor is checked on a page of another repository.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use rayon::prelude::*;

use crate::catalog::{Catalog, EntityRef};
use crate::config::{Config, ImageHost, Versions};
use crate::diag::{Diagnostic, Diagnostics, File, Severity};
use crate::docs::links::PageLinks;
use crate::docs::nav::{self, Nav};
use crate::docs::set::{self, Layout, PageFile, SetSpec};
use crate::docs::{self, Page, publish};
use crate::memo::Memo;
use crate::path::{LinkStyle, SitePath};
use crate::source::{Forge, Repository};
use crate::world::World;

pub mod api_history;
pub mod apis;
mod assign;
mod findings;
pub mod health;
pub mod impact;
pub mod kinds;
pub mod urls;
mod versions;

pub use findings::CODES;
pub use versions::{Standing, Version};

/// Everything that pages are made of.
pub struct Portal {
    /// The repositories in the order of the sources.
    pub repositories: Vec<Repository>,
    /// All entities with their relations.
    pub catalog: Catalog,
    /// All docs sets, sorted by address: of docs with versions, the default.
    pub docs: Vec<DocsSet>,
    /// The other versions.
    pub versions: Vec<DocsSet>,
    /// The references of APIs, sorted by entity.
    pub apis: Vec<apis::Reference>,
    /// What changed from version to version, for APIs that have several.
    pub api_histories: BTreeMap<EntityRef, Vec<api_history::Step>>,
    /// Where the documentation of an entity is.
    pub docs_of: BTreeMap<EntityRef, DocsLink>,
    /// Repositories as they were at the commits of versions.
    snapshots: Vec<Repository>,
    /// The repositories by their label.
    labels: BTreeMap<Arc<str>, usize>,
}

/// The documentation of an entity, or of a repository that no entity stands for.
pub struct DocsSet {
    /// The entity whose address the set has; `None` for a repository without one.
    pub entity: Option<EntityRef>,
    /// Further entities that show the same set.
    pub shared_with: Vec<EntityRef>,
    /// Which repository it comes from.
    pub repository: usize,
    /// What it was read from, if not from what is checked out.
    snapshot: Option<usize>,
    /// Which version it is; `None` for docs that have only one.
    pub version: Option<Version>,
    /// The root page.
    pub url: SitePath,
    /// Files, navigation and settings.
    pub layout: Layout,
    /// The navigation.
    pub nav: Nav,
    /// The pages, in the order of `layout.pages`.
    pub pages: Vec<Page>,
    /// What the navigation calls each page.
    pub titles: BTreeMap<SitePath, String>,
    /// The status of each page that has one, as its front matter names it.
    pub statuses: BTreeMap<SitePath, String>,
    /// Files that are published as they are.
    pub files: Vec<(SitePath, Bytes)>,
}

impl DocsSet {
    /// True for what stands in the folder of its repository, which authors can mend.
    pub fn is_checked_out(&self) -> bool {
        self.snapshot.is_none()
    }

    /// True for docs with one version and for the version that is shown by default.
    pub fn is_default(&self) -> bool {
        self.standing() == Standing::Default
    }

    /// True for a version that the default has taken the place of.
    pub fn is_old(&self) -> bool {
        self.standing() == Standing::Old
    }

    fn standing(&self) -> Standing {
        self.version.as_ref().map_or(Standing::Default, |version| version.standing)
    }

    /// How search is narrowed to the set: by the entity that it belongs to, or by its address.
    pub fn scope(&self) -> String {
        match &self.entity {
            Some(reference) => reference.as_str().to_owned(),
            None => self.url.as_str().trim_end_matches('/').to_owned(),
        }
    }

    /// The numbers of the pages in reading order, then those that the navigation does not name.
    pub fn in_reading_order(&self) -> Vec<usize> {
        let nth = |url: &SitePath| {
            let file = self.layout.page(url)?;
            self.layout.pages.binary_search_by(|other| other.path.cmp(&file.path)).ok()
        };
        let mut order: Vec<usize> = Vec::with_capacity(self.pages.len());
        let mut seen = vec![false; self.pages.len()];
        for at in self.nav.order().iter().filter_map(nth).chain(0..self.pages.len()) {
            if !std::mem::replace(&mut seen[at], true) {
                order.push(at);
            }
        }
        order
    }
}

/// Where an entity's documentation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocsLink {
    /// A page of the set with this number.
    Set(usize, SitePath),
    /// Somewhere else on the web.
    External(String),
}

/// Most bytes of the text of a docs set that its print page holds.
const MAX_PRINT: usize = 4 << 20;
/// Most pages that a print page holds.
const MAX_PRINT_PAGES: usize = 2_000;

impl DocsSet {
    /// The pages that the print page of the set holds: in reading order, whole pages, as long as they fit, at least one. None
    /// for a set of one page, which prints itself.
    pub fn printed(&self) -> Vec<usize> {
        if self.pages.len() < 2 {
            return Vec::new();
        }
        let mut bytes = 0;
        let fits = |nth: &usize| {
            let is_first = bytes == 0;
            bytes += self.pages[*nth].html.as_str().len();
            bytes <= MAX_PRINT || is_first
        };
        self.in_reading_order().into_iter().take(MAX_PRINT_PAGES).take_while(fits).collect()
    }
}

impl Portal {
    /// The docs set with this number; other versions are counted on after the defaults.
    pub fn set(&self, number: usize) -> &DocsSet {
        self.docs.get(number).unwrap_or_else(|| &self.versions[number - self.docs.len()])
    }

    /// All docs sets by their numbers.
    pub fn sets(&self) -> impl Iterator<Item = &DocsSet> {
        self.docs.iter().chain(&self.versions)
    }

    /// The docs sets as they are checked out, which is what authors can mend.
    pub fn checked_out(&self) -> impl Iterator<Item = &DocsSet> {
        self.sets().filter(|set| set.is_checked_out())
    }

    /// The repository as it was when it held the files of a docs set.
    pub fn origin(&self, set: &DocsSet) -> &Repository {
        set.snapshot.map_or(&self.repositories[set.repository], |number| &self.snapshots[number])
    }

    /// The reference of an API.
    pub fn api(&self, entity: &EntityRef) -> Option<&apis::Reference> {
        self.apis.binary_search_by(|reference| reference.entity.cmp(entity)).ok().map(|at| &self.apis[at])
    }

    /// The repository of a file.
    pub fn repository_of(&self, file: &File) -> Option<&Repository> {
        self.labels.get(&file.repo).map(|at| &self.repositories[*at])
    }

    /// Where the repository of a file lives on the web.
    pub fn forge_of(&self, file: &File) -> Option<&Forge> {
        self.repository_of(file)?.forge.as_ref()
    }
}

/// Joins catalog and documentation.
pub fn link(
    repositories: Vec<Repository>,
    catalog: Catalog,
    settings: &Settings,
    world: &dyn World,
    memo: &Memo,
    diags: &mut Diagnostics,
) -> Portal {
    let mut assigned = assign::assign(world, &repositories, &catalog, settings.discover_docs, diags);
    let defaults = assigned.sets.len();
    let snapshots = versions::add(&mut assigned.sets, &repositories, &catalog, settings, world, memo, diags);
    let origins = Origins { repositories: &repositories, snapshots: &snapshots };
    let laid_out: Vec<(Laid, Vec<Diagnostic>)> =
        assigned.sets.par_iter().map(|plan| lay_out(plan, origins.of(plan), settings, world)).collect();
    let mut laid = Vec::with_capacity(laid_out.len());
    for (plan, (set, findings)) in assigned.sets.iter().zip(laid_out) {
        diags.extend(findings.into_iter().filter(|_| plan.snapshot.is_none()));
        laid.push(set);
    }
    let docs_of = assign::starts(&assigned, &catalog, &laid, diags);
    let surroundings = Surroundings { origins, known: known_pages(&catalog, &assigned.sets, &laid), settings };
    let mut docs = surroundings.read(assigned.sets, laid, world, memo, diags);
    let versions = docs.split_off(defaults);
    let labels = repositories.iter().enumerate().map(|(at, repository)| (repository.label.clone(), at)).collect();
    let apis = apis::read(&catalog, diags);
    let api_histories = api_history::read(&apis, &catalog, &repositories, world, diags);
    Portal { repositories, catalog, docs, versions, apis, api_histories, docs_of, snapshots, labels }
}

/// What docs sets are read from.
#[derive(Clone, Copy)]
struct Origins<'a> {
    repositories: &'a [Repository],
    snapshots: &'a [Repository],
}

impl<'a> Origins<'a> {
    fn of(&self, plan: &assign::Plan) -> &'a Repository {
        plan.snapshot.map_or(&self.repositories[plan.repository], |number| &self.snapshots[number])
    }
}

/// What the configuration says about joining.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Finds documentation of entities that name none.
    pub discover_docs: bool,
    /// Reads `$a$` as a formula on every page.
    pub math: bool,
    /// How links are written.
    pub links: LinkStyle,
    /// URL schemes that links may have beside the usual ones.
    pub schemes: Vec<String>,
    /// Other hosts whose images pages may show.
    pub image_hosts: Vec<ImageHost>,
    /// The server that draws diagrams which platdocs does not draw.
    pub kroki: Option<String>,
    /// Which versions docs sets have.
    pub versions: Option<Versions>,
}

impl Settings {
    /// The settings that a configuration gives.
    pub fn of(config: &Config) -> Self {
        let links = if config.offline { LinkStyle::Offline } else { LinkStyle::Web };
        Self {
            discover_docs: config.docs.discover,
            math: config.docs.math,
            links,
            schemes: config.security.url_schemes.clone(),
            image_hosts: config.security.image_hosts.clone(),
            kroki: config.kroki.as_ref().map(ToString::to_string),
            versions: config.docs.versions.clone(),
        }
    }

    /// The other hosts whose images pages of a repository may show.
    fn image_hosts_of(&self, repository: &Repository) -> Vec<String> {
        let allowed = self.image_hosts.iter().filter(|host| repository.curated || !host.curated);
        allowed.map(|host| host.name.clone()).collect()
    }
}

/// The pages that author text may link to: entities and documentation.
pub struct KnownPages(BTreeSet<SitePath>);

impl docs::links::Portal for KnownPages {
    fn page(&self, path: &SitePath) -> bool {
        self.0.contains(path)
    }
}

fn known_pages(catalog: &Catalog, plans: &[assign::Plan], laid: &[Laid]) -> KnownPages {
    let mut pages: BTreeSet<SitePath> = [
        SitePath::home(),
        urls::catalog(1),
        urls::kind("api", 1),
        urls::tags(1),
        urls::docs_index(1),
        urls::docs_systems(1),
        urls::docs_coverage(1),
        urls::organisation(1),
        urls::health(),
    ]
    .into();
    pages.extend(catalog.iter().map(|entity| urls::kind(entity.reference.kind(), 1)));
    pages.extend(catalog.iter().map(|entity| urls::entity(&entity.reference)));
    for (plan, set) in plans.iter().zip(laid) {
        let aliases = plan.version.iter().flat_map(|version| &version.aliases);
        pages.extend(aliases.flat_map(|alias| set.layout.below(alias)).map(|(alias, _)| alias));
        pages.insert(set.layout.root.clone());
        pages.extend(set.layout.pages.iter().map(|page| page.url.clone()));
        pages.extend(set.files.iter().map(|(url, _)| url.clone()));
    }
    KnownPages(pages)
}

/// A set whose files are known and whose pages are not read yet.
struct Laid {
    layout: Layout,
    files: Vec<(SitePath, Bytes)>,
}

/// Lays a set out and reads the files that are published as they are; those that may not be leave the layout, so that
/// links to them are reported.
fn lay_out(
    plan: &assign::Plan,
    repository: &Repository,
    settings: &Settings,
    world: &dyn World,
) -> (Laid, Vec<Diagnostic>) {
    let spec = SetSpec {
        repository,
        folder: plan.folder.clone(),
        url: plan.url.clone(),
        title: plan.title.clone(),
        readme_only: plan.readme_only,
        drafts: false,
    };
    let mut findings = Vec::new();
    let mut layout = set::layout(&spec, world, &mut findings);
    layout.dialect.math |= settings.math;
    let published = publish::load_all(&mut layout, repository, world, &mut findings);
    let files = published.into_iter().map(|(asset, file)| (asset.url, file.bytes.into())).collect();
    layout.levels.apply(&mut findings);
    let findings = raised(findings, &layout);
    (Laid { layout, files }, findings)
}

/// Findings of a set whose authors want warnings to be errors (`strict: true` in `mkdocs.yml`).
fn raised(mut findings: Vec<Diagnostic>, layout: &Layout) -> Vec<Diagnostic> {
    if layout.strict {
        for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Warning) {
            finding.severity = Severity::Error;
        }
    }
    findings
}

fn titles(layout: &Layout, pages: &[Page]) -> BTreeMap<SitePath, String> {
    let both = layout.pages.iter().zip(pages);
    both.map(|(file, page)| (file.url.clone(), nav::title_of(file, page, &layout.start))).collect()
}

fn statuses(layout: &Layout, pages: &[Page]) -> BTreeMap<SitePath, String> {
    let both = layout.pages.iter().zip(pages);
    both.filter_map(|(file, page)| Some((file.url.clone(), page.front.status.clone()?))).collect()
}

/// What the pages of all sets have in common.
struct Surroundings<'a> {
    origins: Origins<'a>,
    known: KnownPages,
    settings: &'a Settings,
}

impl Surroundings<'_> {
    /// Reads all pages of all sets, in parallel over pages, because sets differ in size by orders of magnitude.
    fn read(
        &self,
        plans: Vec<assign::Plan>,
        laid: Vec<Laid>,
        world: &dyn World,
        memo: &Memo,
        diags: &mut Diagnostics,
    ) -> Vec<DocsSet> {
        let jobs: Vec<(usize, &PageFile)> = laid
            .iter()
            .enumerate()
            .flat_map(|(number, set)| set.layout.pages.iter().map(move |page| (number, page)))
            .collect();
        let hosts: Vec<Vec<String>> =
            plans.iter().map(|plan| self.settings.image_hosts_of(self.origins.of(plan))).collect();
        let read: Vec<(Page, Vec<Diagnostic>)> = jobs
            .par_iter()
            .map(|&(number, page)| {
                let links = PageLinks {
                    layout: &laid[number].layout,
                    repository: self.origins.of(&plans[number]),
                    portal: &self.known,
                    page,
                    style: self.settings.links,
                    schemes: &self.settings.schemes,
                    image_hosts: &hosts[number],
                    kroki: self.settings.kroki.as_deref(),
                    noted: RefCell::default(),
                };
                docs::read_page(&links, world, memo)
            })
            .collect();
        let mut read = read.into_iter();
        let mut sets = Vec::with_capacity(plans.len());
        for (plan, mut set) in plans.into_iter().zip(laid) {
            let mut pages = Vec::with_capacity(set.layout.pages.len());
            let mut said = BTreeSet::new();
            let is_checked_out = plan.snapshot.is_none();
            for (page, findings) in read.by_ref().take(set.layout.pages.len()) {
                if is_checked_out {
                    diags.extend(raised(docs::findings::once(findings, &mut said), &set.layout));
                }
                pages.push(page);
            }
            if is_checked_out {
                diags.extend(docs::unused_assets(&set.layout, &pages, self.origins.of(&plan), world));
            }
            sets.push(DocsSet {
                entity: plan.entity,
                shared_with: plan.shared_with,
                repository: plan.repository,
                snapshot: plan.snapshot,
                version: plan.version,
                url: plan.url,
                nav: Nav::new(std::mem::take(&mut set.layout.nav)),
                titles: titles(&set.layout, &pages),
                statuses: statuses(&set.layout, &pages),
                layout: set.layout,
                pages,
                files: set.files,
            });
        }
        sets
    }
}
