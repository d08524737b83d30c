//! `platdocs.yaml` as it is written. Field docs are what editors show; every key may be left out unless they say so.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

mod reference;

pub use reference::{RawApiReference, RawSampleLanguage};

/// The settings of a platdocs portal.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "platdocs.yaml")]
pub struct RawConfig {
    /// The name of the portal, shown at the top of every page. Default: `Developer portal`.
    pub title: Option<String>,
    /// One sentence about the portal, for its home page and for search engines.
    pub description: Option<String>,
    /// The address that the portal will have, such as `https://docs.example.com/portal/`. Needed for the sitemap and for
    /// redirects; pages link to each other relatively and work without it.
    pub url: Option<String>,
    /// The language of the portal as a BCP 47 tag, such as `en` or `pt-BR`. Pages of documentation are said in it where
    /// `mkdocs.yml` names no `theme.language`; the theme has English, German, French, Spanish and Arabic, and takes more from
    /// `languages/` of the theme folder. Default: `en`.
    pub language: Option<String>,
    /// An image file in the site folder: SVG, PNG, JPEG or WebP.
    pub logo: Option<String>,
    /// An image in the site folder that other services show beside a link to the portal: PNG, JPEG, WebP or GIF, best
    /// 1200 by 630 pixels. Needs `url`.
    pub image: Option<String>,
    /// The looks of the organisation.
    pub brand: Option<RawBrand>,
    /// Where repositories come from. The earlier source wins a duplicate entity. Default: repositories are looked for in
    /// the site folder.
    pub sources: Option<Vec<RawSource>>,
    /// Documentation.
    pub docs: Option<RawDocs>,
    /// Diagrams that platdocs does not draw itself.
    pub diagrams: Option<RawDiagrams>,
    /// The software catalog.
    pub catalog: Option<RawCatalog>,
    /// The reference of APIs.
    pub api: Option<RawApiReference>,
    /// Search.
    pub search: Option<RawSearch>,
    /// Publishing. There is nothing to set yet.
    pub publish: Option<RawPublish>,
    /// The theme.
    pub theme: Option<RawTheme>,
    /// Write links that end in `index.html`, so that the portal can be read from a folder without a server. Default:
    /// `false`.
    pub offline: Option<bool>,
    /// What is kept from run to run.
    pub cache: Option<RawCache>,
    /// What `platdocs check` looks at beside the portal itself.
    pub check: Option<RawCheck>,
    /// What text from repositories may do. Scripts and style sheets are never allowed.
    pub security: Option<RawSecurity>,
}

/// The looks of the organisation.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Brand")]
pub struct RawBrand {
    /// The colour of links and buttons as `"#rrggbb"`, in quotes: a bare `#` starts a comment.
    pub accent: Option<String>,
}

/// A source of repositories.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Source")]
pub struct RawSource {
    /// The kind of source. Required.
    #[serde(rename = "type")]
    pub kind: RawSourceKind,
    /// A unique name for messages and reports. Default: the type and the first path.
    pub name: Option<String>,
    /// Folders relative to the site folder or absolute. Each folder is one repository; `*` stands for any name, as in
    /// `repos/*`. Required for `type: local`.
    pub path: OneOrMany,
    /// Leave out files that git ignores. Default: `true`.
    pub gitignore: Option<bool>,
    /// Where the repository can be seen on the web, for folders whose git remote does not tell. Where `path` gives several
    /// repositories, `{name}` stands for the name of the folder and `{path}` for its path from the first `*` on:
    /// `https://github.com/acme/{name}` for `repos/*`, `https://gitlab.example.com/{path}` for `checkouts/*/*`. Locations
    /// that name files by their web address find repositories by it.
    pub web_url: Option<String>,
    /// The kind of host of the repositories, where its name does not tell: `github`, `gitlab`, `gitea` (also for Forgejo),
    /// `bitbucket`, `bitbucket-server` or `azure`. Decides the form of links to files, edits, commits and new issues.
    pub forge: Option<RawForge>,
    /// Globs of the files that hold entities, from the top of each repository, such as `catalog/*.yaml`. Replaces the
    /// default: `catalog-info.yaml`, `catalog-info.yml` and the same with a dot in front, in any folder.
    pub catalog_paths: Option<Vec<String>>,
    /// How far the content is trusted: `standard` may declare components, APIs, resources and systems, `curated` also
    /// domains, groups, users and templates. Default: `curated` for `type: local`.
    pub trust: Option<RawTrust>,
    /// Whether pages show when they were changed and who contributed, as far as the git history tells: `auto` or `never`.
    /// Default: `auto`.
    pub history: Option<RawHistory>,
}

/// The kinds of hosts of repositories.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Forge")]
pub enum RawForge {
    /// GitHub and what has its links.
    Github,
    /// GitLab.
    Gitlab,
    /// Gitea and Forgejo.
    Gitea,
    /// Bitbucket Cloud.
    Bitbucket,
    /// Bitbucket Data Center.
    BitbucketServer,
    /// Azure DevOps.
    Azure,
}

/// What is shown of the git history.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "History")]
pub enum RawHistory {
    /// Dates and contributors where there is a history.
    Auto,
    /// Nothing.
    Never,
}

/// The kinds of sources.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "SourceKind")]
pub enum RawSourceKind {
    /// Folders on this machine, read in place.
    Local,
}

/// A string or a list of strings.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMany {
    /// A single value.
    One(String),
    /// Several values.
    Many(Vec<String>),
}

/// How far a source is trusted.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Trust")]
pub enum RawTrust {
    /// The same level for all repositories.
    Level(RawTrustLevel),
    /// The level by repository.
    Some(RawCurated),
}

/// A level of trust.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "TrustLevel")]
pub enum RawTrustLevel {
    /// May declare components, APIs, resources and systems.
    Standard,
    /// May declare everything.
    Curated,
}

/// The repositories that are curated.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Curated")]
pub struct RawCurated {
    /// Globs of the repositories that are curated; the others are standard.
    pub curated: Vec<String>,
}

/// Documentation.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Docs")]
pub struct RawDocs {
    /// Also show docs that no entity names, found by their `mkdocs.yml`. Default: `true`.
    pub discover: Option<bool>,
    /// Read `$a$`, `$$a$$`, `\\(a\\)` and `\\[a\\]` as formulas on every page, not only where `mkdocs.yml` or the page asks for
    /// it. Default: `false`, because `$HOME/$USER` would be one.
    pub math: Option<bool>,
    /// Write a page `_print/` for each docs set of several pages that holds all of them, for printing or saving as PDF; at most
    /// 4 MiB and 2,000 pages. Default: `false`.
    pub print_page: Option<bool>,
    /// Days after which a page says that it may be out of date, by the clock of the reader and the date of its last commit.
    /// Default: it never does.
    #[schemars(with = "Option<u32>", range(min = 1, max = 36500))]
    pub stale_after: Option<f64>,
    /// The link "Report an issue" at the foot of a page. `true`: a new issue on the host of the repository, where that is
    /// known to have them (GitHub, GitLab, Gitea; see `forge` of a source). `false`: none. Or an address of your own in
    /// which `{title}`, `{url}` and `{file}` stand for the page and `{text}` for what the reader has selected, as in
    /// `https://help.example.com/new?about={title}&page={url}&text={text}`. Default: `true`.
    pub feedback: Option<RawFeedback>,
    /// Also show the docs as they are in tags and branches of their repositories, such as `{refs: ["v*"]}`. Default: only what
    /// is checked out.
    pub versions: Option<RawVersions>,
}

/// Versions of docs sets: tags and branches, read by `git` from the checkout. The default version keeps the address of the
/// set, every other one has its pages below `_v/<version>/`, all of them offer a choice of versions, and pages of other
/// versions than the default say so. An entity may name refs of its own with the annotation `platdocs/docs-versions`: globs
/// with commas between them, or `none`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Versions")]
pub struct RawVersions {
    /// Globs of tags and branches, such as `v*` or `release/*`; `*` stands for anything but a slash. With `refs/tags/` or
    /// `refs/heads/` before it a glob means only one of the two. A version is called what follows the words of its glob
    /// (`1.2` for `v1.2` and for `release/1.2`). They are sorted by number, the newest first. Required.
    pub refs: Vec<String>,
    /// How many there are at most, the newest, beside what is checked out; from 1 to 20. Every one is a whole set of pages.
    /// Default: 5.
    #[schemars(with = "Option<u32>", range(min = 1, max = 20))]
    pub keep: Option<f64>,
    /// How much of the number makes a version of its own. With `minor`, `v1.2.0` and `v1.2.1` are one version `1.2` that
    /// shows the newer of them; with `major`, it is `1`. Default: `patch`.
    pub per: Option<RawPer>,
    /// Release candidates and the like, such as `v2.0.0-rc.1`, are versions too. Default: `false`, unless there is nothing
    /// else.
    pub pre_releases: Option<bool>,
    /// What stands at the address of the set: `checkout`, what is checked out, or `newest`, the newest release, and what is
    /// checked out goes below `_v/`. Default: `checkout`.
    pub default: Option<RawDefaultVersion>,
    /// What readers call what is checked out, such as `next`. Default: the name of its branch.
    pub checkout: Option<String>,
    /// A further name for the newest release, such as `latest`, so that `_v/latest/` always leads to it. Default: none.
    pub alias: Option<String>,
    /// Search finds the pages of all versions, those of the default first. Default: `false`.
    pub search: Option<bool>,
    /// Globs of what has versions: names of sources, names of repositories, or folders of repositories as findings show
    /// them. Default: all.
    pub repositories: Option<Vec<String>>,
}

/// How much of a number makes a version of its own.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Per")]
pub enum RawPer {
    /// All of it.
    Patch,
    /// The first two parts.
    Minor,
    /// The first part.
    Major,
}

/// What stands at the address of a docs set.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "DefaultVersion")]
pub enum RawDefaultVersion {
    /// What is checked out.
    Checkout,
    /// The newest release.
    Newest,
}

/// Where readers report what is wrong.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Feedback")]
pub enum RawFeedback {
    /// On the host of the repository, or nowhere.
    Switch(bool),
    /// An address with placeholders.
    Address(String),
}

/// Diagrams that platdocs does not draw itself: PlantUML, Graphviz, D2 and what else a Kroki server draws.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Diagrams")]
pub struct RawDiagrams {
    /// The address of a Kroki server of your own, such as `https://kroki.example.com`. The sources of these diagrams are sent
    /// there and nowhere else. Default: none, and they are shown as code.
    pub kroki: Option<String>,
}

/// The software catalog.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Catalog")]
pub struct RawCatalog {
    /// Treat warnings as errors, and do not publish what Backstage would refuse. Default: `false`.
    pub strict: Option<bool>,
    /// The modules of the Backstage whose verdict is given; they say which kinds and placeholders it knows. Default:
    /// `[scaffolder]`.
    pub backstage_modules: Option<Vec<RawBackstageModule>>,
    /// Groups of `apiVersion` that the kinds `GoldenPath` and `PortalDashboard` may have beside `platform.example.com`, such
    /// as `acme.example`. Default: none.
    pub extension_groups: Option<Vec<String>>,
    /// The organisation's own kinds of entities. They need a source that may declare them, see `trust` and `rules`.
    pub kinds: Option<Vec<RawKind>>,
    /// Who may declare what. For a source that rules name, these rules alone say what it may declare; for the others its
    /// `trust` does.
    pub rules: Option<Vec<RawRule>>,
    /// What is found out where authors say nothing.
    pub infer: Option<RawInfer>,
    /// What annotations become on entity pages, by annotation key; `*` in a key stands for anything, as in
    /// `acme.example/*-id`. What is set here goes over the built-in entry of the same key.
    pub annotations: Option<BTreeMap<String, RawAnnotation>>,
    /// The files below `api/catalog/` that programs read instead of Backstage's catalog API.
    pub api: Option<RawApi>,
    /// The labels that the index can be filtered by, at most ten, each with a filter of its own in this order. Default: the
    /// five that most entities have, in one filter.
    pub labels: Option<Vec<RawLabel>>,
    /// The table of services at `services/`.
    pub services: Option<RawServices>,
}

/// A label that the index can be filtered by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Label")]
pub struct RawLabel {
    /// The key of the label, such as `acme.example/tier`. Required.
    pub key: String,
    /// What readers call it. Default: the key.
    pub title: Option<String>,
}

/// A kind of entities that the organisation made up. Owner, system, type and lifecycle are read as for other kinds.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Kind")]
pub struct RawKind {
    /// Its name, such as `Product`. Required.
    pub kind: String,
    /// What `apiVersion` may be, the usual one first, such as `acme.example/v1`. Default: any outside Backstage's groups.
    pub api_versions: Option<Vec<String>>,
    /// What several are called. Default: the name with an `s`.
    pub plural: Option<String>,
    /// The name of its icon: one of the theme's, such as `repository`. Default: a general one.
    pub icon: Option<String>,
    /// A JSON Schema file, relative to this file, that entities of the kind are checked against as a whole. It stands
    /// alone: a `$ref` may only lead to places in the same file.
    pub schema: Option<String>,
    /// The fields of `spec` that refer to other entities. With `{path: owner, relation: ownedBy}` entities of the kind are
    /// expected to have an owner, as components are.
    pub relations: Option<Vec<RawKindRelation>>,
}

/// A field of `spec` that refers to other entities with a string or a list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "KindRelation")]
pub struct RawKindRelation {
    /// The keys below `spec` with dots between them, such as `parts.services`. Required.
    pub path: String,
    /// What the entity is to the targets: one of Backstage's relations, such as `hasPart` or `dependsOn`, or a name of your
    /// own, such as `deployedTo`. Required.
    pub relation: String,
    /// What the targets are to the entity, such as `hosts`. Required for a name of your own; Backstage's relations have a
    /// fixed one.
    pub reverse: Option<String>,
    /// The kind of references that do not say it. Default: none.
    pub default_kind: Option<String>,
    /// The kinds that targets may have. Default: any.
    pub allowed_kinds: Option<Vec<String>>,
}

/// The files below `api/catalog/` that programs read instead of Backstage's catalog API.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Api")]
pub struct RawApi {
    /// Also write entities and facets under names without `.json`, exactly where Backstage answers them, for clients
    /// that cannot be told otherwise. Default: `false`.
    pub extensionless: Option<bool>,
    /// Also write every entity as `entities/by-uid/<uid>.json`. Default: `false`.
    pub by_uid: Option<bool>,
}

/// The table of services at `services/`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Services")]
pub struct RawServices {
    /// The values of `spec.type` that make a component a service. Default: `[service]`.
    pub types: Option<Vec<String>>,
    /// Columns beside the usual ones, at most six, such as `{title: Tier, annotation: acme.example/tier}`.
    pub columns: Option<Vec<RawServiceColumn>>,
}

/// A column of the table of services: a label or an annotation of the component.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ServiceColumn")]
pub struct RawServiceColumn {
    /// The heading. Default: the key of the label or annotation.
    pub title: Option<String>,
    /// The key of the annotation that is shown.
    pub annotation: Option<String>,
    /// The key of the label that is shown.
    pub label: Option<String>,
}

/// A module of Backstage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "BackstageModule")]
pub enum RawBackstageModule {
    /// Kind `Template`.
    Scaffolder,
    /// Kind `AiResource`, and APIs of type `mcp-server`.
    AiModel,
    /// The placeholders `$openapi` and `$asyncapi`.
    Openapi,
}

/// What sources may declare.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rule")]
pub struct RawRule {
    /// Kinds of entities, such as `Component`, or kinds with a type, such as `{kind: Resource, type: database}`. Case does
    /// not matter. Required.
    pub allow: Vec<RawAllowed>,
    /// Globs of the sources and repositories that the rule is for: names of sources, names of repositories, or folders of
    /// repositories as findings show them. Default: all.
    pub sources: Option<Vec<String>>,
}

/// A kind that may be declared.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Allowed")]
pub enum RawAllowed {
    /// Entities of a kind.
    Kind(String),
    /// Entities of a kind and a type.
    Typed(RawAllowedType),
}

/// A kind of which only one type may be declared.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AllowedType")]
pub struct RawAllowedType {
    /// The kind. Required.
    pub kind: String,
    /// The `spec.type` that entities must have. Default: any.
    #[serde(rename = "type")]
    pub kind_type: Option<String>,
}

/// What is found out where authors say nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Infer")]
pub struct RawInfer {
    /// Entities without an owner belong to the groups and users that the repository's `CODEOWNERS` names for their file,
    /// where these are in the catalog. Default: `false`.
    pub codeowners: Option<bool>,
}

/// What an annotation becomes on entity pages.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Annotation")]
pub struct RawAnnotation {
    /// The address as a template: `{value}` is the whole value, `{0}` and `{1}` its parts between slashes, `{base}` the
    /// address below. Just `{value}` for annotations that hold an address. Without, the built-in address is used, else
    /// the value is shown as text.
    pub url: Option<String>,
    /// What readers see. Default: the built-in title, else the key.
    pub title: Option<String>,
    /// The name of an icon of the theme, such as `dashboard`.
    pub icon: Option<String>,
    /// The address of the server that the value belongs to, such as `https://jira.example.com`.
    pub base: Option<String>,
}

/// Search.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Search")]
pub struct RawSearch {
    /// Readers find their last eight searches in the empty search box; they are kept in their own browser. Default: `true`.
    pub recent: Option<bool>,
}

/// Publishing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Publish")]
pub struct RawPublish {}

/// The theme.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Theme")]
pub struct RawTheme {
    /// A folder in the site folder whose files replace those of the built-in theme one by one. Default: `theme`.
    pub folder: Option<String>,
}

/// What is kept from run to run.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Cache")]
pub struct RawCache {
    /// The folder, relative to the site folder or absolute. Default: `.platdocs/cache`.
    pub dir: Option<String>,
}

/// What `platdocs check` looks at beside the portal itself.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Check")]
pub struct RawCheck {
    /// Links out of the portal, which `platdocs check --external` follows.
    pub external: Option<RawExternal>,
}

/// Links out of the portal, which `platdocs check --external` follows.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "External")]
pub struct RawExternal {
    /// Also ask addresses inside the network of the machine that checks: loopback, private and link-local ones. Authors
    /// choose the addresses, so leave this off where these are not trusted. Default: `false`.
    pub allow_private: Option<bool>,
    /// Globs of addresses that are never asked, such as `https://jira.example.com/*`. Default: none.
    pub skip: Option<Vec<String>>,
}

/// What text from repositories may do.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Security")]
pub struct RawSecurity {
    /// URL schemes that links may have beside `http`, `https`, `mailto`, `tel` and `ftp`, such as `slack`. Default: none.
    pub url_schemes: Option<Vec<String>>,
    /// Hosts whose images pages show as they are, such as `img.shields.io`: whoever runs them sees every reader. Images of
    /// other hosts are links. With `{host: img.shields.io, trust: curated}` only curated repositories may use a host.
    /// Default: none.
    pub image_hosts: Option<Vec<RawHost>>,
}

/// A host, for all repositories or only for those that are trusted so far.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Host")]
pub enum RawHost {
    /// For all repositories.
    Any(String),
    /// For some repositories.
    Trusted(RawTrustedHost),
}

/// A host for repositories of a level of trust.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "TrustedHost")]
pub struct RawTrustedHost {
    /// Its name. Required.
    pub host: String,
    /// The least trust that repositories need. Required.
    pub trust: RawTrustLevel,
}
