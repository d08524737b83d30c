//! The reference of an API.

use serde::Serialize;

use super::{ApiSample, EntityItem, Link, markup};
use crate::safe::SafeHtml;

/// What all pages of a reference have.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiHead {
    /// What the API is called.
    pub title: String,
    /// Its version, may be empty.
    pub version: String,
    /// Its format: `OpenAPI 3.1.0`.
    pub format: String,
    /// The start page of the reference.
    pub root_href: String,
    /// The entity.
    pub entity: EntityItem,
    /// The way to the page, without the page itself.
    pub crumbs: Vec<Link>,
    /// The bounded navigation.
    pub nav: Vec<ApiNavPart>,
    /// The file with the whole navigation, empty where the bounded one is all.
    pub nav_href: String,
    /// The page as Markdown, empty if there is none.
    pub markdown_href: String,
    /// The page before, href empty if there is none.
    pub previous: Link,
    /// The page after.
    pub next: Link,
}

/// A part of the navigation.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiNavPart {
    /// What is shown.
    pub title: String,
    /// Its page.
    pub href: String,
    /// True for the current page.
    pub current: bool,
    /// The group of tags that begins here, may be empty.
    pub group: String,
    /// The pages of it around the current one; none where it is closed.
    pub items: Vec<ApiNavItem>,
    /// How many pages there are that are not shown.
    pub more: usize,
}

/// A page in the navigation, or an operation of a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiNavItem {
    /// What is shown.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The method in lower case, empty for what is no operation.
    pub method: String,
    /// The path, where lists show it.
    pub path: String,
    /// One line about it, where lists show it.
    pub description: String,
    /// True for the current page.
    pub current: bool,
    /// True if it should not be used any more.
    pub deprecated: bool,
}

/// The start page of a reference.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiOverviewView {
    /// What all pages have.
    pub head: ApiHead,
    /// What the author says about it.
    #[serde(serialize_with = "markup")]
    pub description: SafeHtml,
    /// Where it is served.
    pub servers: Vec<ApiServer>,
    /// True if it says nothing about that, so that its paths are relative to an unknown place.
    pub relative: bool,
    /// How clients are allowed in: `Bearer token`.
    pub schemes: Vec<Link>,
    /// The groups of operations.
    pub tags: Vec<ApiTag>,
    /// The number of operations, webhooks and schemas, with their pages.
    pub counts: Vec<ApiCount>,
    /// The webhooks.
    pub webhooks: Vec<ApiNavItem>,
    /// The definition as files.
    pub downloads: Vec<Link>,
    /// Who provides it.
    pub providers: Vec<EntityItem>,
    /// Who calls it, at most 50.
    pub consumers: Vec<EntityItem>,
    /// Contact, licence, terms of service and further documentation.
    pub links: Vec<Link>,
    /// Number of findings of the definition, 0 for none.
    pub findings: usize,
}

/// A number of things with the page that lists them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiCount {
    /// What is counted: `operations`.
    pub label: String,
    /// How many.
    pub count: usize,
    /// Its list.
    pub href: String,
}

/// A group of operations.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiTag {
    /// What is shown.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The group of tags that begins here, may be empty.
    pub group: String,
    /// One line about it.
    pub description: String,
    /// Number of operations.
    pub count: usize,
    /// The operations, when there are few in all.
    pub operations: Vec<ApiNavItem>,
}

/// Where an API is served.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiServer {
    /// The address as written.
    pub url: String,
    /// Its name or description, may be empty.
    pub label: String,
    /// The names in braces with what may stand there.
    pub variables: Vec<ApiVariable>,
}

/// A name in the address of a server.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiVariable {
    /// The name.
    pub name: String,
    /// What stands there unless a client says otherwise.
    pub default: String,
    /// What may stand there.
    pub values: Vec<String>,
    /// What the author says about it.
    pub description: String,
}

/// A list of operations: of a tag, or all of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiOperationsView {
    /// What all pages have.
    pub head: ApiHead,
    /// The tag, or `Operations`.
    pub title: String,
    /// What the author says about the tag.
    #[serde(serialize_with = "markup")]
    pub description: SafeHtml,
    /// How many there are in all.
    pub count: usize,
    /// Those of this page.
    pub operations: Vec<ApiNavItem>,
}

/// An operation or a webhook.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiOperationView {
    /// What all pages have.
    pub head: ApiHead,
    /// The title.
    pub title: String,
    /// The method in lower case.
    pub method: String,
    /// The path in pieces.
    pub path: Vec<PathPiece>,
    /// `operationId`, may be empty.
    pub id: String,
    /// True for a webhook: the API sends it.
    pub webhook: bool,
    /// `Deprecated`, `Beta`, ...
    pub badges: Vec<String>,
    /// What the author says about the deprecation, may be empty.
    pub deprecation: String,
    /// What the author says about it.
    #[serde(serialize_with = "markup")]
    pub description: SafeHtml,
    /// Who may call.
    pub security: ApiSecurity,
    /// Where it is served, if elsewhere than the rest.
    pub servers: Vec<ApiServer>,
    /// The parameters by place.
    pub parameters: Vec<ApiParameters>,
    /// The body of the request.
    pub body: Option<ApiBody>,
    /// The request in several languages.
    pub samples: Vec<ApiSample>,
    /// The file that the samples read the body from, href empty if there is none.
    pub samples_file: Link,
    /// The responses.
    pub responses: Vec<ApiResponse>,
    /// The callbacks.
    pub callbacks: Vec<ApiCallback>,
    /// Further documentation.
    pub docs: Link,
    /// Where it stands in the definition, on the forge; href empty if unknown.
    pub source: Link,
    /// The sections of the page.
    pub toc: Vec<Link>,
}

/// A piece of a path.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PathPiece {
    /// The text.
    pub text: String,
    /// Where the parameter is described, empty for other text.
    pub href: String,
}

/// Who may call.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiSecurity {
    /// True if anything is said about it.
    pub said: bool,
    /// The ways; each needs all of its schemes. Without schemes: no authentication.
    pub alternatives: Vec<Vec<ApiNeed>>,
}

/// A scheme that a way in needs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiNeed {
    /// The scheme.
    pub scheme: Link,
    /// The scopes.
    pub scopes: Vec<String>,
}

/// The parameters of one place.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiParameters {
    /// `Path`, `Query`, `Headers`, `Cookies`.
    pub title: String,
    /// The id of the part.
    pub id: String,
    /// The rows.
    #[serde(serialize_with = "markup")]
    pub rows: SafeHtml,
}

/// A body.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiBody {
    /// What the author says about it.
    #[serde(serialize_with = "markup")]
    pub description: SafeHtml,
    /// True if it must be there.
    pub required: bool,
    /// What it may be.
    pub media: Vec<ApiMedia>,
}

/// A body of a media type.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiMedia {
    /// The media types.
    pub types: Vec<String>,
    /// The schema: its type, what it says of itself, and its rows.
    #[serde(serialize_with = "markup")]
    pub rows: SafeHtml,
    /// Examples of it.
    pub examples: Vec<ApiExample>,
}

/// An example of a body.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiExample {
    /// What the author calls it, may be empty.
    pub title: String,
    /// One line about it, may be empty.
    pub description: String,
    /// True if no author wrote it.
    pub generated: bool,
    /// The example with colours, as far as the page has room for it.
    #[serde(serialize_with = "markup")]
    pub code: SafeHtml,
    /// All of it as a file, or the place where it stands; href empty if the page shows it whole.
    pub file: Link,
}

/// A response.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiResponse {
    /// The id of the part.
    pub id: String,
    /// The status as written.
    pub status: String,
    /// What the status means: `Not Found`.
    pub meaning: String,
    /// `success`, `redirect`, `client`, `server` or `other`.
    pub class: String,
    /// True for those that are shown at once.
    pub open: bool,
    /// What the author says about it.
    #[serde(serialize_with = "markup")]
    pub description: SafeHtml,
    /// The rows of its headers.
    #[serde(serialize_with = "markup")]
    pub headers: SafeHtml,
    /// Its body.
    pub body: Option<ApiBody>,
    /// Operations that go on from here.
    pub links: Vec<ApiLink>,
}

/// An operation that goes on from a response.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiLink {
    /// Its name.
    pub name: String,
    /// The operation; href empty if there is none.
    pub target: Link,
    /// What the author says about it.
    pub description: String,
    /// The parameters and where their values come from.
    pub parameters: Vec<(String, String)>,
}

/// A request that the API sends because of an operation.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiCallback {
    /// The id of the part.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The method in lower case.
    pub method: String,
    /// Where it is sent to, as written.
    pub expression: String,
    /// What the author says about it.
    #[serde(serialize_with = "markup")]
    pub description: SafeHtml,
    /// The body of the request.
    pub body: Option<ApiBody>,
    /// The responses that are expected: status and what is said about it.
    pub responses: Vec<(String, String)>,
}

/// A list of schemas.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiSchemasView {
    /// What all pages have.
    pub head: ApiHead,
    /// How many there are in all.
    pub count: usize,
    /// Those of this page.
    pub schemas: Vec<ApiNavItem>,
}

/// A named schema.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiSchemaView {
    /// What all pages have.
    pub head: ApiHead,
    /// Its name.
    pub name: String,
    /// The title that its author gives it, may be empty.
    pub title: String,
    /// True if it should not be used any more.
    pub deprecated: bool,
    /// What the author says about it, its type and its rows.
    #[serde(serialize_with = "markup")]
    pub rows: SafeHtml,
    /// Which value of the discriminator means which schema.
    pub discriminator: Option<ApiDiscriminator>,
    /// The operations that use it, at most 50.
    pub operations: Vec<ApiNavItem>,
    /// The schemas that use it, at most 50.
    pub schemas: Vec<ApiNavItem>,
    /// How many more use it.
    pub more: usize,
    /// Where it stands in the definition, on the forge; href empty if unknown.
    pub source: Link,
}

/// What tells the variants of a schema apart.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiDiscriminator {
    /// The property.
    pub property: String,
    /// Its values and what they mean.
    pub values: Vec<(String, Link)>,
}

/// How clients are allowed in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiSecurityView {
    /// What all pages have.
    pub head: ApiHead,
    /// The schemes.
    pub schemes: Vec<ApiScheme>,
}

/// A security scheme.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiScheme {
    /// The id of the part.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is: `Bearer token`.
    pub what: String,
    /// What the author says about it.
    #[serde(serialize_with = "markup")]
    pub description: SafeHtml,
    /// Name and value: where the key goes, the format of the token.
    pub facts: Vec<(String, String)>,
    /// The flows of OAuth 2.
    pub flows: Vec<ApiFlow>,
    /// The operations that need it, at most 50.
    pub operations: Vec<ApiNavItem>,
    /// How many more need it.
    pub more: usize,
}

/// A flow of OAuth 2.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiFlow {
    /// What it is: `Authorization code`.
    pub title: String,
    /// Addresses by name.
    pub facts: Vec<(String, String)>,
    /// The scopes and what they allow.
    pub scopes: Vec<(String, String)>,
}

/// What changed from version to version.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiChangesView {
    /// What all pages have.
    pub head: ApiHead,
    /// The steps, newest first.
    pub steps: Vec<ApiStep>,
}

/// What changed from one version to the next.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiStep {
    /// The version that the changes led to.
    pub version: String,
    /// The version before.
    pub before: String,
    /// What breaks clients.
    pub breaking: Vec<ApiChange>,
    /// What may break some of them.
    pub risky: Vec<ApiChange>,
    /// What breaks nobody.
    pub harmless: Vec<ApiChange>,
    /// How many changes are not listed.
    pub left_out: usize,
}

/// A change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiChange {
    /// What changed, with code in backticks.
    pub text: String,
    /// Where: `openapi.yaml:12`.
    pub place: String,
    /// The place on the forge, empty if unknown.
    pub source: String,
    /// The operation that it is about, empty if it has no page.
    pub operation: String,
}

/// The definition as text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiRawView {
    /// What all pages have.
    pub head: ApiHead,
    /// The text with colours.
    #[serde(serialize_with = "markup")]
    pub html: SafeHtml,
    /// How many lines more the download has.
    pub more_lines: usize,
    /// The definition as files.
    pub downloads: Vec<Link>,
}
