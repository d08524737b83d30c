//! From the portal to typed views: one file per kind of page. Views are made on demand, so that only those being rendered
//! are in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{Entity, EntityRef, Kind, Organisation, RelationType};
use crate::config::Config;
use crate::diag::{Diagnostic, Diagnostics};
use crate::docs::markdown;
use crate::docs::set::{RedirectTarget, is_right_to_left};
use crate::memo::Memo;
use crate::path::{LinkStyle, SitePath};
use crate::portal::health::Health;
use crate::portal::impact::Dependencies;
use crate::portal::{Portal, kinds, urls};
use crate::site::sitemap::Listed;
use crate::site::theme::{Languages, Theme, Words};
use crate::site::view::{EntityItem, Frame, Link, Page, View};
use changes::Changes;
use docs::index::By;
use docs::tree::NavFile;

mod api;
mod catalog;
mod changes;
mod coverage;
mod docs;
mod entity;
mod health;
mod history;
mod home;
mod llms;
mod not_found;
mod organisation;
mod redirects;
mod search;
mod services;
mod tags;

pub(super) use catalog::index_files;
pub(super) use changes::feed;
pub(super) use coverage::file as coverage_file;
pub(super) use health::files as health_files;
pub(super) use llms::{copy as markdown_copy, files as llms_files};
pub(super) use not_found::near;
pub(super) use search::description as search_description;
pub(super) use services::{files as service_files, has_services};

/// Longest description in lists, in characters.
const LINE: usize = 200;

/// What all views are made from.
pub(super) struct Context<'a> {
    pub portal: &'a Portal,
    pub config: &'a Config,
    /// The drawings of the organisation's own kinds, by kind in lower case.
    kind_icons: &'a BTreeMap<String, Arc<str>>,
    /// The words of the interface.
    languages: &'a Languages,
    pub memo: &'a Memo,
    pub links: LinkStyle,
    /// Who belongs to whom, and who owns what.
    pub organisation: Organisation<'a>,
    /// What there is an index of; the first one holds everything.
    indexes: Vec<catalog::Index<'a>>,
    /// How many entities each tag has.
    tags: BTreeMap<&'a str, usize>,
    /// What changed lately.
    changes: Changes<'a>,
    /// The components that are services, in the order of the index.
    services: Vec<&'a Entity>,
    /// What the build found.
    health: Health<'a>,
    /// Who notices if something breaks.
    pub dependencies: Dependencies<'a>,
    /// How many entities each part of an impact lists.
    pub impact_rows: usize,
    /// What entities should have and have not.
    lacks: BTreeMap<&'a EntityRef, Vec<&'static str>>,
    /// The navigation of each docs set as a file, in the order of the portal's.
    nav_files: Vec<Option<NavFile>>,
    /// Findings by the entity that they concern.
    findings: BTreeMap<&'a str, Vec<&'a Diagnostic>>,
}

/// A page that can be made when it is its turn.
pub(super) enum Job {
    Home,
    /// A page of an index.
    Catalog(usize, usize),
    Search,
    Tags(usize),
    Services(usize),
    Entity(usize),
    Changes,
    Organisation(organisation::Share),
    Inspect(usize),
    /// A page of a long list of an entity: the entity, the list, its page.
    Listing(usize, usize, usize),
    Health(health::Share),
    Graph(usize),
    Impact(usize),
    DocsIndex(By, usize),
    Coverage(usize),
    Docs(usize, usize),
    Contents(usize, usize),
    /// A page of the reference of an API.
    Api(usize, api::Part),
    /// All pages of a docs set in one.
    Print(usize),
    Redirect {
        from: SitePath,
        to: RedirectTarget,
        title: String,
    },
    NotFound,
}

impl<'a> Context<'a> {
    /// What readers call a number of entities of a kind.
    fn plural(&self, kind: &Kind, count: usize) -> String {
        kinds::plural(&self.config.catalog.kinds, kind, count)
    }

    /// What readers call one entity of a kind.
    fn singular(&self, kind: &Kind) -> String {
        kinds::singular(&self.config.catalog.kinds, kind)
    }

    pub fn new(
        portal: &'a Portal,
        diagnostics: &'a Diagnostics,
        config: &'a Config,
        theme: &'a Theme,
        memo: &'a Memo,
    ) -> Self {
        let mut findings: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
        for diagnostic in diagnostics.iter() {
            if let Some(entity) = &diagnostic.entity {
                findings.entry(entity).or_default().push(diagnostic);
            }
        }
        let organisation = Organisation::of(&portal.catalog);
        let lacks = lacks(&organisation);
        let indexes = catalog::indexes(portal, &config.catalog.labels, &findings, &lacks);
        let services = services::of(&indexes[0].entities, &config.catalog.services);
        let dependencies = Dependencies::new(&portal.catalog);
        Self {
            portal,
            config,
            kind_icons: theme.kind_icons(),
            languages: theme.languages(),
            memo,
            links: super::link_style(config),
            organisation,
            indexes,
            services,
            tags: tags::counts(portal),
            changes: Changes::of(portal),
            health: Health::of(portal, diagnostics),
            impact_rows: dependencies.rows_for_all(),
            dependencies,
            lacks,
            nav_files: docs::tree::files(portal, config, theme.languages()),
            findings,
        }
    }

    /// What an entity should have and has not: `owner`, `members`, `groups`.
    fn lacks(&self, reference: &EntityRef) -> &[&'static str] {
        self.lacks.get(reference).map_or(&[], Vec::as_slice)
    }

    /// All pages of the portal.
    pub fn jobs(&self) -> Vec<Job> {
        let mut jobs = vec![Job::Home, Job::NotFound, Job::Search];
        for (number, index) in self.indexes.iter().enumerate() {
            jobs.extend((1..=index.pages()).map(|page| Job::Catalog(number, page)));
        }
        jobs.extend((1..=tags::pages(self)).map(Job::Tags));
        jobs.extend((1..=services::pages(self)).map(Job::Services));
        jobs.extend((!self.changes.is_empty()).then_some(Job::Changes));
        jobs.extend(organisation::shares(&self.organisation).into_iter().map(Job::Organisation));
        jobs.extend((0..self.portal.catalog.len()).flat_map(|entity| [Job::Entity(entity), Job::Inspect(entity)]));
        jobs.extend(health::shares(&self.health).into_iter().map(Job::Health));
        for (number, entity) in self.portal.catalog.iter().enumerate() {
            jobs.extend(self.has_graph(entity).then_some(Job::Graph(number)));
            jobs.extend(self.has_impact(entity).then_some(Job::Impact(number)));
            let lists = entity::listing_pages(self, entity).into_iter();
            jobs.extend(lists.map(|(list, page)| Job::Listing(number, list, page)));
        }
        for by in [By::Owner, By::System] {
            jobs.extend((1..=docs::index::pages(self.portal)).map(|page| Job::DocsIndex(by, page)));
        }
        jobs.extend((1..=coverage::pages(self.portal)).map(Job::Coverage));
        for (number, set) in self.portal.sets().enumerate() {
            jobs.extend((0..set.pages.len()).map(|page| Job::Docs(number, page)));
            jobs.extend((1..=docs::contents_pages(set)).map(|page| Job::Contents(number, page)));
            jobs.extend(docs::print::is_there(self, set).then_some(Job::Print(number)));
        }
        for (number, reference) in self.portal.apis.iter().enumerate() {
            jobs.extend(api::parts(self.portal, reference).into_iter().map(|part| Job::Api(number, part)));
        }
        jobs.extend(redirects::jobs(self.portal));
        jobs
    }

    /// Makes one page, and the files beside it that hold the same: the graphs of an entity as pictures, its impact as data.
    pub fn page(&self, job: &Job) -> (Page, Vec<(SitePath, String)>) {
        let entity = |number: &usize| &self.portal.catalog.entities()[*number];
        let page = match job {
            Job::Home => home::page(self),
            Job::Catalog(index, number) => catalog::page(self, &self.indexes[*index], *number),
            Job::Search => search::page(self),
            Job::Tags(number) => tags::page(self, *number),
            Job::Services(number) => services::page(self, *number),
            Job::Entity(number) => entity::page(self, entity(number)),
            Job::Changes => changes::page(self),
            Job::Organisation(share) => organisation::page(self, *share),
            Job::Inspect(number) => entity::inspect_page(self, entity(number)),
            Job::Listing(number, list, page) => return entity::listing_page(self, entity(number), *list, *page),
            Job::Health(share) => health::page(self, share),
            Job::Graph(number) => return entity::graph_page(self, entity(number)),
            Job::Impact(number) => return entity::impact_page(self, entity(number)),
            Job::DocsIndex(by, number) => docs::index::page(self, *by, *number),
            Job::Coverage(number) => coverage::page(self, *number),
            Job::Docs(set, page) => docs::page(self, *set, *page),
            Job::Contents(set, page) => docs::contents_page(self, *set, *page),
            Job::Api(number, part) => return api::page(self, *number, *part),
            Job::Print(set) => docs::print::page(self, *set),
            Job::Redirect { from, to, title } => redirects::page(self, from, to, title),
            Job::NotFound => not_found::page(self),
        };
        (page, Vec::new())
    }

    /// The navigation files of all docs sets.
    pub fn nav_files(&self) -> impl Iterator<Item = (SitePath, Vec<u8>)> {
        self.nav_files.iter().flatten().map(|file| (file.path.clone(), file.json.clone()))
    }

    /// How readers may be led to a page; `None` for those that are about others (sources, findings) or lead on.
    pub fn listed(&self, job: &Job, page: &Page) -> Option<Listed> {
        if page.frame.noindex {
            return None;
        }
        let changed = match job {
            Job::Docs(set, _) | Job::Contents(set, _) if !self.portal.set(*set).is_default() => return None,
            Job::Docs(set, nth) => {
                history::of_page(self.portal, self.portal.set(*set), *nth).map(|(file, _)| file.changed)
            }
            Job::Entity(number) => {
                history::of_entity(self.portal, &self.portal.catalog.entities()[*number]).map(|dated| dated.changed)
            }
            Job::Inspect(_) | Job::Listing(..) | Job::Graph(_) | Job::Impact(_) | Job::Health(_) => return None,
            _ => None,
        };
        Some(Listed { path: page.path.clone(), title: page.frame.title.clone(), changed })
    }

    /// A page with the frame that all kinds share.
    fn framed(&self, path: SitePath, section: &str, title: String, description: String, view: View) -> Page {
        let canonical = self.canonical(&path);
        let frame = Frame {
            title,
            description,
            lang: self.config.language.clone(),
            dir: if is_right_to_left(Some(&self.config.language)) { "rtl" } else { "ltr" }.into(),
            canonical,
            section: section.into(),
            noindex: false,
            image_hosts: Vec::new(),
        };
        Page { path, frame, view }
    }

    /// The absolute address of a page, empty when the portal's own is not configured.
    fn canonical(&self, path: &SitePath) -> String {
        absolute(self.config, path)
    }

    fn href(&self, from: &SitePath, to: &SitePath) -> String {
        to.href_from(from, self.links)
    }

    /// An entity by its reference, as an item of a list on the page `from`. `default_kind` is not repeated in the title of
    /// one that is not in the catalog.
    fn item_of(&self, from: &SitePath, reference: &EntityRef, default_kind: Option<&str>) -> EntityItem {
        match self.portal.catalog.get(reference) {
            Some(entity) => self.item(from, entity),
            None => EntityItem {
                title: reference.display(default_kind),
                reference: reference.to_string(),
                kind: reference.kind().to_owned(),
                kind_label: self.singular(&Kind::of(reference.kind())),
                missing: true,
                ..EntityItem::default()
            },
        }
    }

    fn item(&self, from: &SitePath, entity: &Entity) -> EntityItem {
        EntityItem {
            title: entity.display_name().to_owned(),
            href: self.href(from, &urls::entity(&entity.reference)),
            reference: entity.reference.to_string(),
            kind: entity.reference.kind().to_owned(),
            kind_label: self.singular(&entity.kind),
            kind_type: text(entity.kind_type.as_deref()),
            lifecycle: text(entity.lifecycle.as_deref()),
            description: entity.description.as_deref().map_or_else(String::new, |text| markdown::plain(text, LINE)),
            owner: self.reference_link(from, entity.owners().next(), "group"),
            system: self.reference_link(from, entity.system(), "system"),
            tags: entity.tags.iter().map(ToString::to_string).collect(),
            missing: false,
        }
    }

    /// A link to an entity by its display name; without address when it is not in the catalog.
    fn reference_link(&self, from: &SitePath, reference: Option<&EntityRef>, default_kind: &str) -> Link {
        let Some(reference) = reference else { return Link::default() };
        match self.portal.catalog.get(reference) {
            Some(entity) => {
                Link { text: entity.display_name().to_owned(), href: self.href(from, &urls::entity(reference)) }
            }
            None => Link { text: reference.display(Some(default_kind)), href: String::new() },
        }
    }
}

/// The absolute address of a page or file, empty when the portal's own is not configured.
pub(super) fn absolute(config: &Config, path: &SitePath) -> String {
    config.url.as_ref().map_or_else(String::new, |url| {
        let relative = path.href_from(&SitePath::home(), LinkStyle::Web);
        url.join(&relative).map_or_else(|_| String::new(), String::from)
    })
}

/// The entities that a relation leads to, those in the catalog only.
fn related<'a>(portal: &'a Portal, entity: &'a Entity, relation: RelationType) -> impl Iterator<Item = &'a Entity> {
    portal.catalog.related(entity, relation)
}

/// What entities should have and have not, by entity.
fn lacks<'a>(organisation: &Organisation<'a>) -> BTreeMap<&'a EntityRef, Vec<&'static str>> {
    let ownerless = organisation.ownerless().iter().map(|found| (found.entity, "owner"));
    let memberless = organisation.groups_without_members().map(|group| (group.entity, "members"));
    let groupless = organisation.users_without_group().map(|user| (user, "groups"));
    let mut lacks: BTreeMap<&EntityRef, Vec<&'static str>> = BTreeMap::new();
    for (entity, what) in ownerless.chain(memberless).chain(groupless) {
        lacks.entry(&entity.reference).or_default().push(what);
    }
    lacks
}

/// The section of the header that pages about entities of a kind belong to.
fn section_of(kind: &Kind) -> &'static str {
    match kind {
        Kind::Api => "apis",
        Kind::Group | Kind::User => "org",
        Kind::Component
        | Kind::Resource
        | Kind::System
        | Kind::Domain
        | Kind::Location
        | Kind::Template
        | Kind::AiResource
        | Kind::GoldenPath
        | Kind::PortalDashboard
        | Kind::Other(_) => "catalog",
    }
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

/// Cuts a list into numbered pages: the items of page `number`, from 1.
fn share<T>(items: &[T], number: usize, size: usize) -> &[T] {
    let from = ((number - 1) * size).min(items.len());
    &items[from..(from + size).min(items.len())]
}

/// How many pages a list takes; an empty one takes one.
fn shares(length: usize, size: usize) -> usize {
    length.div_ceil(size).max(1)
}

/// Links to the pages before and after a numbered page, in the language of the portal.
fn neighbours(context: &Context<'_>, number: usize, pages: usize, address: impl Fn(usize) -> SitePath) -> (Link, Link) {
    neighbours_in(context.languages.of(&context.config.language), context, number, pages, address)
}

/// Links to the pages before and after a numbered page.
fn neighbours_in(
    words: &Words,
    context: &Context<'_>,
    number: usize,
    pages: usize,
    address: impl Fn(usize) -> SitePath,
) -> (Link, Link) {
    let here = address(number);
    let text = |other: usize| words.filled("page-number", &[("number", &other.to_string())]);
    let link = |other: usize| Link { text: text(other), href: context.href(&here, &address(other)) };
    let previous = if number > 1 { link(number - 1) } else { Link::default() };
    let next = if number < pages { link(number + 1) } else { Link::default() };
    (previous, next)
}
