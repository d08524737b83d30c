//! What the page of an entity is given.

use serde::Serialize;

use super::{Count, EntityItem, Link, markup};
use crate::safe::SafeHtml;

/// An entity page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EntityView {
    /// The entity itself.
    pub entity: EntityItem,
    /// The way from the largest thing it is part of: domain, system.
    pub breadcrumbs: Vec<Link>,
    /// Description as markup of the restricted kind.
    #[serde(serialize_with = "markup")]
    pub description_html: SafeHtml,
    /// Facts in the order to show them: owner, system, domain, type, lifecycle, namespace, ...
    pub facts: Vec<Fact>,
    /// The relations as a picture, empty if there are fewer than two neighbours. The lists say the same.
    #[serde(serialize_with = "markup")]
    pub graph: SafeHtml,
    /// Relations by name, in the order to show them.
    pub relations: Vec<RelationGroup>,
    /// The author's links and those that annotations give.
    pub links: Vec<EntityLink>,
    /// Labels as `key`, `value`.
    pub labels: Vec<NameValue>,
    /// The annotations that neither links nor facts show, as `key`, `value`.
    pub annotations: Vec<NameValue>,
    /// The entity's documentation, href empty if there is none.
    pub docs: Link,
    /// What to do to get documentation, shown when there is none; may be empty.
    pub docs_advice: String,
    /// The API definition of an API entity, or the text of a template's steps; empty otherwise.
    pub definition: Option<Definition>,
    /// The catalog file on the forge, href empty if unknown.
    pub source: Link,
    /// The editor of the catalog file on the forge, href empty if unknown.
    pub edit: Link,
    /// The file as findings name it, `repos/orders/catalog-info.yaml:3`.
    pub file: String,
    /// Findings about this entity.
    pub findings: Vec<FindingItem>,
    /// The entity as written, for the source section.
    pub yaml: String,
    /// The same as highlighted markup.
    #[serde(serialize_with = "markup")]
    pub yaml_html: SafeHtml,
    /// Profile of a group or user.
    pub profile: Option<Profile>,
    /// Parameters and steps of a template.
    pub template: Option<TemplateView>,
}

/// A fact of an entity.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Fact {
    /// `Owner`.
    pub name: String,
    /// Its values, more than one for several owners. Empty when missing.
    pub values: Vec<Link>,
    /// What to add when there is no value: `No owner`.
    pub missing: String,
    /// Kind of the value for a badge: `lifecycle`, or empty.
    pub badge: String,
}

/// Relations of one type.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RelationGroup {
    /// Name in Backstage's terms: `dependsOn`.
    pub name: String,
    /// Name for readers: `Depends on`.
    pub label: String,
    /// At most 100 targets.
    pub items: Vec<EntityItem>,
    /// How many more there are.
    pub more: usize,
    /// The filtered index that shows them all, empty if nothing is cut.
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
    /// Highlighted text, at most 500 lines.
    #[serde(serialize_with = "markup")]
    pub html: SafeHtml,
    /// How many lines are not shown.
    pub more_lines: usize,
    /// The whole document as a download.
    pub href: String,
}

/// Profile of a group or user.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Profile {
    /// Two letters for the picture's place.
    pub initials: String,
    /// Mail address as text, may be empty.
    pub email: String,
    /// Entities owned, as ways into the index.
    pub owned: Vec<Count>,
}

/// Parameters and steps of a golden path.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TemplateView {
    /// Rows of all parameter forms.
    pub parameters: Vec<ParameterRow>,
    /// Steps in order: `text` the name, `value` the action.
    pub steps: Vec<NameValue>,
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
