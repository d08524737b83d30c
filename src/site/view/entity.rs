//! What the page of an entity is given.

use serde::Serialize;

use super::{Count, EntityItem, IndexLink, Link, Picture, markup};
use crate::safe::SafeHtml;

/// What stands above every page of an entity.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EntityHead {
    /// The entity itself.
    pub entity: EntityItem,
    /// The section of the portal, then the way from the largest thing it is part of, belongs to or is owned by: at most two.
    pub breadcrumbs: Vec<Link>,
    /// Two letters for the picture's place of a group or user; empty for others.
    pub initials: String,
    /// Mail address of a group or user, may be empty.
    pub email: String,
    /// What readers can do: see the source, edit it, read the docs, go to the template it was made from.
    pub actions: Vec<EntityLink>,
    /// The pages of the entity, this one among them, and the parts of its overview.
    pub tabs: Vec<Tab>,
}

/// A page of an entity, or a part of its overview, as a tab.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tab {
    /// What is shown: `Overview`.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// How many things are there, 0 to say nothing.
    pub count: usize,
    /// True for the page that is shown.
    pub current: bool,
}

/// The overview of an entity.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EntityView {
    /// What stands above.
    pub head: EntityHead,
    /// Description as markup of the restricted kind.
    #[serde(serialize_with = "markup")]
    pub description_html: SafeHtml,
    /// Facts in the order to show them: owner, system, domain, parent, kind, type, lifecycle, namespace, ...
    pub facts: Vec<Fact>,
    /// What only entities of its kind have, as facts: the disciplines of a skill, the presence of a Location.
    pub details: Vec<NameValue>,
    /// What is in a system or domain, and what its systems need of others.
    pub pictures: Vec<Picture>,
    /// The relations as a picture, empty if there are fewer than two neighbours. The lists say the same.
    #[serde(serialize_with = "markup")]
    pub graph: SafeHtml,
    /// Relations by name, in the order to show them.
    pub relations: Vec<RelationGroup>,
    /// The teams that own parts of a system or domain, those with most parts first.
    pub teams: Vec<Count>,
    /// The author's links and those that annotations give.
    pub links: Vec<EntityLink>,
    /// Labels as `key`, `value`.
    pub labels: Vec<NameValue>,
    /// The annotations that neither links nor facts show, as `key`, `value`.
    pub annotations: Vec<NameValue>,
    /// What to do to get documentation, shown when there is none; may be empty.
    pub docs_advice: String,
    /// The definition of an API.
    pub definition: Option<Definition>,
    /// The servers of an API of the type `mcp-server`.
    pub remotes: Vec<Remote>,
    /// What a client needs to use them, as JSON to copy; empty if none is on the web.
    #[serde(serialize_with = "markup")]
    pub client_config: SafeHtml,
    /// The targets of a Location.
    pub targets: Vec<LocationTarget>,
    /// `spec` of a kind that has no page of its own.
    pub spec: Vec<Branch>,
    /// True if `spec` is longer than what is shown of it.
    pub spec_cut: bool,
    /// The catalog file, `repos/orders/catalog-info.yaml`.
    pub file: String,
    /// Why a plain Backstage would refuse this entity, in its words; empty if it would not.
    pub backstage: String,
    /// Findings about this entity, at most 100.
    pub findings: Vec<FindingItem>,
    /// How many more findings there are.
    pub more_findings: usize,
    /// The list of all findings with a filter for this entity.
    pub more_findings_href: String,
    /// Profile of a group or user.
    pub profile: Option<Profile>,
    /// Parameters and steps of a template.
    pub template: Option<TemplateView>,
    /// How much of these lists is not on the page.
    pub omitted: Omitted,
}

/// The source of an entity and what became of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InspectView {
    /// What stands above.
    pub head: EntityHead,
    /// The catalog file, `repos/orders/catalog-info.yaml`.
    pub file: String,
    /// The entity as written, at most 1,000 lines.
    pub lines: Vec<CodeLine>,
    /// How many lines are not shown.
    pub more_lines: usize,
    /// The file on the forge, else the entity as data.
    pub more_lines_href: String,
    /// The entity as the static API answers it, at most 1,000 lines with long texts cut.
    #[serde(serialize_with = "markup")]
    pub json: SafeHtml,
    /// True if something of it is not shown.
    pub json_cut: bool,
    /// The file of the static API.
    pub json_href: String,
    /// How the file came into the catalog: from the Location where it begins to the one that names the file. Empty for a
    /// file that was found by its name.
    pub lineage: Vec<LineageStep>,
    /// Further Locations that name the file, at most 20.
    pub other_locations: Vec<Link>,
    /// The index of Locations, empty if all that name the file are here.
    pub more_locations_href: String,
    /// Other entities of the same file, at most 20.
    pub siblings: Vec<EntityItem>,
    /// How many more entities the file has.
    pub more_siblings: usize,
    /// The index of all entities of the file, empty if nothing is left out.
    pub more_siblings_href: String,
}

/// A Location on the way to a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LineageStep {
    /// The Location.
    pub location: Link,
    /// Where its target stands: `repos/org/catalog-info.yaml:9:7`.
    pub place: String,
}

/// A line of a file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CodeLine {
    /// Its number in the file, from 1.
    pub number: u32,
    /// The line as highlighted markup.
    #[serde(serialize_with = "markup")]
    pub html: SafeHtml,
}

/// A server of an API.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Remote {
    /// How to speak to it: `streamable-http`, `sse`, `stdio`.
    pub kind: String,
    /// Its address, as text and as a link if it may be opened.
    pub url: Link,
    /// What else is said about it, as `key`, `value`.
    pub more: Vec<NameValue>,
}

/// A target of a Location.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LocationTarget {
    /// As written.
    pub text: String,
    /// Where it leads on the web, empty if it is a path.
    pub href: String,
    /// The entities that it brought, at most 50.
    pub entities: Vec<EntityItem>,
    /// How many more there are.
    pub more: usize,
    /// The index of all that the Location brought, empty if nothing is left out.
    pub more_href: String,
    /// What is wrong with it.
    pub findings: Vec<FindingItem>,
}

/// A value of `spec` with what is below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// The key; empty for an item of a list.
    pub name: String,
    /// The value of a leaf.
    pub value: String,
    /// What is below, empty for a leaf.
    pub children: Vec<Branch>,
}

/// A fact of an entity.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Fact {
    /// `Owner`.
    pub name: String,
    /// Its values, more than one for several owners. Empty when missing.
    pub values: Vec<Link>,
    /// What is said when there is no value: `No owner`.
    pub missing: String,
    /// What to add and where, or where the value was inferred from, with names in backticks: "Set `spec.owner` in
    /// `catalog-info.yaml`". May be empty.
    pub advice: String,
    /// Kind of the value for a badge: `lifecycle`, or empty.
    pub badge: String,
    /// The day that the value says, for machines: `2026-11-04`; empty for other values.
    pub datetime: String,
}

/// Relations of one type, of some pages only those to one kind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RelationGroup {
    /// Where links lead: `dependsOn`, `hasPart-api`.
    pub name: String,
    /// Name for readers: `Depends on`.
    pub label: String,
    /// How many there are.
    pub count: usize,
    /// At most 50 of them.
    pub items: Vec<EntityItem>,
    /// How many more there are.
    pub more: usize,
    /// Where all of them are, empty if nothing is cut.
    pub more_href: String,
}

/// A link of an entity.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EntityLink {
    /// What is shown.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// Kind for the icon: `dashboard`, `repository`, `chat`, ... or empty.
    pub icon: String,
}

/// A name and its value, both plain text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NameValue {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// The definition of an API.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Definition {
    /// `openapi`, `asyncapi`, `graphql`, `grpc`, ...
    pub format: String,
    /// Title from the document or the file name.
    pub title: String,
    /// Highlighted text, at most 200 lines; empty where the reference shows all of it.
    #[serde(serialize_with = "markup")]
    pub html: SafeHtml,
    /// How many lines are not shown.
    pub more_lines: usize,
    /// The whole document as a download.
    pub href: String,
    /// The reference that is made of it: what it holds, and its start page.
    pub reference: Link,
}

/// Profile of a group or user.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Profile {
    /// Where a picture is, as a link, because pages load nothing from elsewhere; may be empty.
    pub picture: String,
    /// What is owned, by kind and type.
    pub owned: Vec<Owned>,
    /// How many more entities are owned, of kinds and types that are not listed.
    pub more_owned: usize,
    /// The index that shows all that is owned, empty if nothing is left out.
    pub more_owned_href: String,
    /// True if there are subgroups of the group, or groups of the user, that may own something as well.
    pub has_more_owners: bool,
    /// Members of a group.
    pub members: People,
    /// People who are in groups below only.
    pub members_below: People,
}

impl Profile {
    /// True if not all members are here, so that there is something to search.
    pub fn is_cut(&self) -> bool {
        self.members.more + self.members_below.more > 0
    }
}

/// How much of one kind and type is owned.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Owned {
    /// Kind in lower case, for the glyph.
    pub kind: String,
    /// Kind in the plural: `Components`.
    pub label: String,
    /// `spec.type`, may be empty.
    pub kind_type: String,
    /// How many the group or user owns itself, with the filtered index.
    pub direct: Link,
    /// How many with subgroups, of a user with its groups, with the filtered index.
    pub all: Link,
}

/// A list of people.
#[derive(Clone, Debug, Default, Serialize)]
pub struct People {
    /// How many there are.
    pub total: usize,
    /// At most 50 of them, by name.
    pub list: Vec<Member>,
    /// How many more there are.
    pub more: usize,
    /// Where all of them are, those of the group itself included; empty if nothing is cut.
    pub more_href: String,
    /// The same as data for the filter.
    pub rows_href: String,
}

/// Somebody in a group.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Member {
    /// Display name.
    pub title: String,
    /// Page of the user.
    pub href: String,
    /// Two letters for the picture's place.
    pub initials: String,
    /// The groups below through which somebody is in this one; empty for members of the group itself.
    pub groups: Vec<Link>,
}

/// Parameters and steps of a golden path.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TemplateView {
    /// Rows of all parameter forms.
    pub parameters: Vec<ParameterRow>,
    /// Steps in order: `text` the name, `value` the action.
    pub steps: Vec<NameValue>,
}

/// What the source has and the page has not, by list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Omitted {
    /// The page with the source.
    pub source_href: String,
    /// Labels.
    pub labels: usize,
    /// Annotations.
    pub annotations: usize,
    /// Servers of an API.
    pub remotes: usize,
    /// Targets of a Location.
    pub targets: usize,
    /// Parameters of a golden path.
    pub parameters: usize,
    /// Steps of a golden path.
    pub steps: usize,
}

/// A parameter of a golden path.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ParameterRow {
    /// Name.
    pub name: String,
    /// Title, may be empty.
    pub title: String,
    /// JSON type.
    pub kind: String,
    /// True when a value must be given.
    pub required: bool,
    /// Default as text, may be empty.
    pub default: String,
    /// Description as plain text, may be empty.
    pub description: String,
}

/// A finding as a page shows it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FindingItem {
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// The code.
    pub code: String,
    /// The message.
    pub message: String,
    /// `repos/orders/catalog-info.yaml:3:5`.
    pub place: String,
    /// What to do, may be empty.
    pub hint: String,
}

/// A long list of an entity, `listing.html`: one page of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ListingView {
    /// What stands above.
    pub head: EntityHead,
    /// What is listed: `Members`, `Used by`.
    pub heading: String,
    /// True for a list of people.
    pub people: bool,
    /// Ways to the lists with and without subgroups, none where there is only this one.
    pub ways: Vec<IndexLink>,
    /// The rows of this page.
    pub rows: Vec<ListingRow>,
    /// Rows in all.
    pub total: usize,
    /// The page before, href empty if there is none.
    pub previous: Link,
    /// The page after, href empty if there is none.
    pub next: Link,
    /// The whole list as data for the filter.
    pub rows_href: String,
}

/// A row of a long list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ListingRow {
    /// The entity.
    pub entity: EntityItem,
    /// Two letters for the picture's place of a person.
    pub initials: String,
    /// The groups of a member.
    pub groups: Vec<Link>,
}
