//! The contract with themes: what each kind of page is given. Templates see these fields and nothing else.
//!
//! Every `href` is relative to the page and ready to print; every text is plain and escaped by the template; only fields of
//! type [`SafeHtml`] hold markup. No page holds data of the whole organisation (`ARCHITECTURE.md`, invariant 3).

use serde::{Serialize, Serializer};

use crate::path::SitePath;
use crate::safe::SafeHtml;

mod api;
mod catalog;
mod detail;
mod docs;
mod entity;
mod health;
mod impact;
mod organisation;
mod services;

pub use api::{
    ApiBody, ApiCallback, ApiChange, ApiChangesView, ApiCount, ApiDiscriminator, ApiExample, ApiFlow, ApiHead, ApiLink,
    ApiMedia, ApiNavItem, ApiNavPart, ApiNeed, ApiOperationView, ApiOperationsView, ApiOverviewView, ApiParameters,
    ApiRawView, ApiResponse, ApiSchemaView, ApiSchemasView, ApiScheme, ApiSecurity, ApiSecurityView, ApiServer,
    ApiStep, ApiTag, ApiVariable, PathPiece,
};
pub use catalog::{CatalogView, Column, Facet, IndexLink, IndexRow, Preset, TagsView};
pub use detail::{ApiDetailView, ApiFact, ApiSample, ApiSection, ApiUsers};
pub use docs::{
    CoverageRow, CoverageView, DocsGroup, DocsIndexView, DocsSetItem, PrintView, PrintedPage, VersionItem, VersionsView,
};
pub use entity::{
    Branch, CodeLine, Definition, EntityHead, EntityLink, EntityView, Fact, FindingItem, InspectView, LineageStep,
    ListingRow, ListingView, LocationTarget, Member, NameValue, Omitted, Owned, ParameterRow, People, Profile,
    RelationGroup, Remote, Tab, TemplateView,
};
pub use health::{FindingRow, FindingsView, HealthRow, HealthTableView, HealthView, PlaceNote};
pub use impact::{EdgeRow, GraphView, ImpactView, OwnerReach, Picture, ReachRow, ReachView};
pub use organisation::{ElsewhereItem, Gap, GapItem, GroupNode, OrganisationView};
pub use services::{ServiceRow, ServicesView};

/// A page before it is rendered.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it goes.
    pub path: SitePath,
    /// What every page has.
    pub frame: Frame,
    /// What this kind of page has.
    pub view: View,
}

/// What every page has, whatever its kind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Frame {
    /// Title of the page, without the portal's name.
    pub title: String,
    /// One sentence for search engines, may be empty.
    pub description: String,
    /// Language tag of the content, such as `en`.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: String,
    /// Absolute address of the page, empty when the portal's own is not configured.
    pub canonical: String,
    /// The section of the header that this page belongs to: `home`, `catalog`, `services`, `apis`, `docs`, `org`, `health`,
    /// `search` or empty.
    pub section: String,
    /// True to keep search engines away (404, redirects).
    pub noindex: bool,
    /// Other hosts whose images the page shows, for its policy.
    #[serde(skip)]
    pub image_hosts: Vec<String>,
}

/// The kinds of pages, each with the name of its template.
#[derive(Clone, Debug)]
pub enum View {
    /// The front page, `home.html`.
    Home(Box<HomeView>),
    /// One page of an index, `catalog.html`.
    Catalog(Box<CatalogView>),
    /// The page of search, `search.html`.
    Search(SearchView),
    /// The list of all tags, `tags.html`.
    Tags(Box<TagsView>),
    /// One page of the table of services, `services.html`.
    Services(Box<ServicesView>),
    /// An entity, `entity.html`.
    Entity(Box<EntityView>),
    /// What changed lately, `changes.html`.
    Changes(Box<ChangesView>),
    /// The groups of the organisation, `organisation.html`.
    Organisation(Box<OrganisationView>),
    /// A long list of an entity, `listing.html`.
    Listing(Box<ListingView>),
    /// The source of an entity, `inspect.html`.
    Inspect(Box<InspectView>),
    /// What the build found, `health.html`.
    Health(Box<HealthView>),
    /// Findings by owner or repository, `health-table.html`.
    HealthTable(Box<HealthTableView>),
    /// A list of findings, `health-findings.html`.
    Findings(Box<FindingsView>),
    /// The larger graph of an entity, `graph.html`.
    Graph(Box<GraphView>),
    /// Who notices if an entity breaks, `impact.html`.
    Impact(Box<ImpactView>),
    /// The list of all docs sets, `docs-index.html`.
    DocsIndex(Box<DocsIndexView>),
    /// Which components and APIs have documentation, `coverage.html`.
    Coverage(Box<CoverageView>),
    /// A page of a docs set, `docs.html`.
    Docs(Box<DocsView>),
    /// Everything in a docs set, `contents.html`.
    Contents(Box<ContentsView>),
    /// All pages of a docs set in one, `print.html`.
    Print(Box<PrintView>),
    /// The start page of the reference of an API, `api/overview.html`.
    ApiOverview(Box<ApiOverviewView>),
    /// Operations of an API, `api/operations.html`.
    ApiOperations(Box<ApiOperationsView>),
    /// An operation or webhook, `api/operation.html`.
    ApiOperation(Box<ApiOperationView>),
    /// The schemas of an API, `api/schemas.html`.
    ApiSchemas(Box<ApiSchemasView>),
    /// A schema, `api/schema.html`.
    ApiSchema(Box<ApiSchemaView>),
    /// How clients of an API are allowed in, `api/security.html`.
    ApiSecurity(Box<ApiSecurityView>),
    /// A call, type or message of an API, `api/detail.html`.
    ApiDetail(Box<ApiDetailView>),
    /// What changed in an API, `api/changes.html`.
    ApiChanges(Box<ApiChangesView>),
    /// The definition of an API as text, `api/raw.html`.
    ApiRaw(Box<ApiRawView>),
    /// A page that only leads to another, `redirect.html`.
    Redirect(RedirectView),
    /// The page for addresses that do not exist, `404.html`.
    NotFound(NotFoundView),
}

/// A link with its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What is shown.
    pub text: String,
    /// Where it leads; empty when there is nothing to lead to (a reference that is not in the catalog).
    pub href: String,
}

/// A time for `<time>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// What is shown: `4 November 2026`.
    pub text: String,
    /// For machines: `2026-11-04` or `2026-11-04T09:30:00Z`.
    pub datetime: String,
}

/// An entity as a row, a chip or a list item.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EntityItem {
    /// Display name.
    pub title: String,
    /// Link to its page; empty when it is not in the catalog.
    pub href: String,
    /// Canonical reference, `component:default/orders`.
    pub reference: String,
    /// Kind in lower case: `component`.
    pub kind: String,
    /// Kind as readers know it: `Component`.
    pub kind_label: String,
    /// `spec.type`, may be empty.
    pub kind_type: String,
    /// Lifecycle, may be empty.
    pub lifecycle: String,
    /// One line of description without markup, may be empty.
    pub description: String,
    /// The owner, text empty when there is none.
    pub owner: Link,
    /// The system, text empty when there is none.
    pub system: Link,
    /// Tags.
    pub tags: Vec<String>,
    /// True when the reference leads to no entity.
    pub missing: bool,
}

/// A number with a name and a way in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Count {
    /// What is counted, in the plural: `Components`.
    pub label: String,
    /// Kind in lower case, for the glyph.
    pub kind: String,
    /// How many.
    pub count: usize,
    /// The index that shows them.
    pub href: String,
}

/// The front page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HomeView {
    /// The portal's description from the configuration, may be empty.
    pub intro: String,
    /// Ways in by kind.
    pub kinds: Vec<Count>,
    /// Systems and domains with what they hold, at most 8.
    pub systems: Vec<EntityItem>,
    /// Docs sets, at most 8.
    pub docs: Vec<DocsSetItem>,
    /// Teams with the number of entities they own, at most 12.
    pub teams: Vec<Count>,
    /// Golden paths, at most 6.
    pub templates: Vec<EntityItem>,
    /// The newest changes, at most 6; none without a history.
    pub changes: Vec<ChangeItem>,
    /// The page of all of them, empty without a history.
    pub changes_href: String,
    /// The Atom feed of changes, empty without one.
    pub feed_href: String,
    /// The catalog index.
    pub catalog_href: String,
    /// The list of docs sets.
    pub docs_href: String,
    /// True when there are no entities and no docs at all: say what to do.
    pub empty: bool,
}

/// What changed lately, at most 300 lines.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangesView {
    /// The days, newest first.
    pub days: Vec<ChangeDay>,
    /// True when there are older changes, which the page does not list.
    pub cut: bool,
    /// The Atom feed of changes, empty without one.
    pub feed_href: String,
}

/// What changed on a day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangeDay {
    /// The day in UTC.
    pub day: Moment,
    /// What changed, newest first.
    pub items: Vec<ChangeItem>,
}

/// An entity or a page that changed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangeItem {
    /// Display name of the entity or title of the page.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Kind in lower case, or `docs` for a page of documentation.
    pub kind: String,
    /// What it is: `Component`, or the title of the docs set.
    pub what: String,
    /// Who owns it, text empty when nobody does.
    pub owner: Link,
    /// The day of the change in UTC.
    pub day: Moment,
    /// The commit on the forge, href empty if unknown.
    pub commit: Link,
    /// How many more of the same file or docs set the commit changed, which are not listed.
    pub more: usize,
}

/// A page of documentation.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DocsView {
    /// Title of the docs set.
    pub set_title: String,
    /// Start page of the set.
    pub set_href: String,
    /// Its versions.
    pub versions: VersionsView,
    /// The set or its entity, as search narrows itself to it.
    pub within: String,
    /// The entity it belongs to.
    pub entity: EntityItem,
    /// The bounded navigation of the set.
    pub nav: Vec<NavItem>,
    /// The file with the whole navigation, which script opens closed sections from; empty if there is none.
    pub nav_href: String,
    /// `_print/`, all pages in one, empty if there is none.
    pub print_href: String,
    /// `_contents/`, the list of all pages, when the navigation is cut; else empty.
    pub contents_href: String,
    /// Sections above this page, without the page itself.
    pub breadcrumbs: Vec<Link>,
    /// Headings of this page, levels 2 and 3 (h1 is the title).
    pub toc: Vec<TocItem>,
    /// The page before in the order of the navigation, href empty if there is none.
    pub previous: Link,
    /// The page after.
    pub next: Link,
    /// The editor on the forge, href empty if unknown.
    pub edit: Link,
    /// The form that reports what is wrong with the page.
    pub report: Report,
    /// Days after the last change from which the page may be out of date, 0 for never.
    pub stale_after: u32,
    /// The Markdown of the page, empty if there is none.
    pub markdown_href: String,
    /// The day of the last change, text empty if unknown.
    pub updated: Moment,
    /// The commit of the last change on the forge, text empty if unknown.
    pub commit: Link,
    /// At most 10 people who wrote the page, those with most commits first.
    pub contributors: Vec<String>,
    /// The body, which brings its own `h1`.
    #[serde(serialize_with = "markup")]
    pub body: SafeHtml,
    /// Tags from front matter.
    pub tags: Vec<String>,
    /// The status from front matter, value empty if there is none.
    pub status: PageStatus,
    /// True when the author hides the navigation.
    pub hide_nav: bool,
    /// True when the author hides the contents.
    pub hide_toc: bool,
}

/// An entry of the navigation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NavItem {
    /// What is shown.
    pub title: String,
    /// Where it leads; empty for a section without a page of its own.
    pub href: String,
    /// True for the current page.
    pub current: bool,
    /// True for a section on the way to the current page.
    pub open: bool,
    /// True for a section.
    pub section: bool,
    /// True for a link out of the portal.
    pub external: bool,
    /// The status of the page, value empty if it has none.
    pub status: PageStatus,
    /// The number of a section in the navigation file, empty for pages.
    pub at: String,
    /// Entries below, empty for pages and for closed sections.
    pub children: Vec<NavItem>,
}

/// A form that reports what is wrong with a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Its address with what is known filled in, empty if there is none.
    pub href: String,
    /// The part of the address's query that takes what the reader has selected, may be empty.
    pub field: String,
}

/// The status that front matter gives a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PageStatus {
    /// Its name in front matter: `new`, `deprecated`.
    pub value: String,
    /// The name as readers see it.
    pub label: String,
    /// What `extra.status` of `mkdocs.yml` says that it means, may be empty.
    pub meaning: String,
}

/// A heading in the contents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TocItem {
    /// Plain text of the heading.
    pub text: String,
    /// `#id`.
    pub href: String,
    /// Headings below.
    pub children: Vec<TocItem>,
}

/// Everything in a docs set.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ContentsView {
    /// Title of the docs set.
    pub set_title: String,
    /// Start page of the set.
    pub set_href: String,
    /// Its versions.
    pub versions: VersionsView,
    /// The set or its entity, as search narrows itself to it.
    pub within: String,
    /// The entity it belongs to.
    pub entity: EntityItem,
    /// The whole navigation of this page's share.
    pub nav: Vec<NavItem>,
    /// The page before, href empty if there is none.
    pub previous: Link,
    /// The page after, href empty if there is none.
    pub next: Link,
}

/// A page that only leads to another one of this portal.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RedirectView {
    /// Where it leads.
    pub target: Link,
    /// Readers are taken there by themselves; only within the portal.
    pub automatic: bool,
}

/// The page of search. Its script draws what is found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchView {
    /// Ways on for readers without script: the lists of what there is.
    pub links: Vec<Link>,
}

/// The page for addresses that do not exist. It is served at any depth, so its links are absolute below the portal's base.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NotFoundView {
    /// Ways on: front page, catalog, docs.
    pub links: Vec<Link>,
    /// The list among which the script looks for near pages.
    pub near_href: String,
}

/// Hands markup to the templates as a safe string, so that it alone is printed as it is. Forgetting this attribute on a
/// field escapes the field; no other way leads past the escaping.
fn markup<S: Serializer>(html: &SafeHtml, serializer: S) -> Result<S::Ok, S::Error> {
    tera::Value::safe_string(html.as_str()).serialize(serializer)
}
