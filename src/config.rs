//! The portal's own settings: `platdocs.yaml` read as [`raw::RawConfig`], checked, and turned into a [`Config`].
//!
//! [`parse`] goes through three doors, and reports everything that is wrong in one run, each with its place: the text
//! is YAML, its shape is the one that the raw types describe (keys, types, fixed values), its values make sense. The
//! JSON Schema for editors is generated from the same raw types by [`schema`], so it cannot tell another story.

use std::collections::BTreeMap;
use std::fmt;

use crate::diag::{Diagnostic, File, Span};
use crate::path::RepoPath;
use crate::yaml;

mod annotations;
mod apis;
mod catalog;
mod docs;
pub mod findings;
pub(crate) mod kinds;
pub mod raw;
mod services;
mod shape;
mod validate;

pub use apis::{ApiReference, SampleLanguage};

/// The name of the configuration file in the site folder.
pub const FILE_NAME: &str = "platdocs.yaml";

/// The settings of a portal, valid and complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name of the portal.
    pub title: String,
    /// One sentence about the portal.
    pub description: Option<String>,
    /// Where the portal will be published; its path ends in `/`.
    pub url: Option<url::Url>,
    /// The language of the portal as a BCP 47 tag.
    pub language: String,
    /// The image at the top of every page.
    pub logo: Option<Image>,
    /// The image beside a link to the portal on other sites.
    pub image: Option<Image>,
    /// The looks of the organisation.
    pub brand: Brand,
    /// Where repositories come from.
    pub sources: Sources,
    /// Documentation.
    pub docs: Docs,
    /// The software catalog.
    pub catalog: Catalog,
    /// The reference of APIs.
    pub api: ApiReference,
    /// The theme.
    pub theme: Theme,
    /// Search.
    pub search: Search,
    /// Links end in `index.html`, so that the portal can be read from `file://`.
    pub offline: bool,
    /// What is kept from run to run.
    pub cache: Cache,
    /// The Kroki server that draws diagrams which platdocs does not draw; its path ends in `/`.
    pub kroki: Option<url::Url>,
    /// What `check --external` asks.
    pub external: External,
    /// What author text may do.
    pub security: Security,
}

/// An image in the site folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Where it lies.
    pub path: RepoPath,
    /// Where `platdocs.yaml` names it.
    pub span: Span,
}

/// The looks of the organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// The accent colour of links and buttons.
    pub accent: Option<Color>,
}

/// A colour; printed as `#rrggbb` in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

impl Color {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
        Some(Self { red: part(0)?, green: part(2)?, blue: part(4)? })
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// Where repositories come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sources {
    /// Folders in which repositories are looked for, relative to the site folder (`.` is that folder) or absolute: the
    /// folder itself when it is a repository, else those directly below it.
    Discovered(Vec<String>),
    /// The sources that the configuration lists, in order: the earlier one wins a duplicate entity.
    Listed(Vec<Source>),
}

/// One source of repositories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// A unique name for messages and reports.
    pub name: String,
    /// Where `platdocs.yaml` names what it lists.
    pub span: Span,
    /// What it lists.
    pub kind: SourceKind,
    /// How far its content is trusted.
    pub trust: Trust,
    /// Pages show dates and contributors from git.
    pub history: bool,
}

/// The kinds of sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// Folders on this machine.
    Local(Local),
}

/// Folders on this machine; each match of a path is one repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    /// Folders relative to the site folder or absolute; `*` stands for one folder name or a part of it.
    pub paths: Vec<String>,
    /// Files that git ignores are left out.
    pub gitignore: bool,
    /// Where the repository can be seen on the web, without last slash; for checkouts whose remote does not tell. May hold
    /// `{name}` and `{path}`.
    pub web_url: Option<String>,
    /// The kind of host that the configuration names; it is told by the host's name otherwise.
    pub forge: Option<ForgeKind>,
    /// Globs of the files that hold entities; none for the usual names.
    pub catalog_paths: Vec<String>,
}

/// The kinds of hosts whose links we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgeKind {
    /// GitHub and what looks like it.
    GitHub,
    /// GitLab.
    GitLab,
    /// Gitea and Forgejo.
    Gitea,
    /// Bitbucket Cloud.
    Bitbucket,
    /// Bitbucket Data Center.
    BitbucketServer,
    /// Azure DevOps.
    Azure,
}

/// How far the content of a source is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It declares components, APIs, resources and systems.
    Standard,
    /// It declares everything.
    Curated,
    /// The repositories that match one of these globs are curated, the others standard.
    CuratedOnly(Vec<String>),
}

/// Documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Docs {
    /// Docs sets that no entity names are found by their `mkdocs.yml`.
    pub discover: bool,
    /// `$a$` is a formula on every page.
    pub math: bool,
    /// Each docs set of several pages has a page that holds all of them.
    pub print_page: bool,
    /// Days after which a page says that it may be out of date, at least one.
    pub stale_after: Option<u32>,
    /// Where readers report what is wrong.
    pub feedback: Feedback,
    /// Tags and branches whose documentation is shown too.
    pub versions: Option<Versions>,
}

/// Which versions a docs set has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// Globs of tags and branches.
    pub refs: Vec<String>,
    /// Where `platdocs.yaml` names them.
    pub span: Span,
    /// How many there are at most, beside what is checked out.
    pub keep: usize,
    /// How much of a number makes a version of its own.
    pub per: Per,
    /// Releases that are announced only are versions too.
    pub pre_releases: bool,
    /// The newest release stands at the address of the set, not what is checked out.
    pub newest_is_default: bool,
    /// What readers call what is checked out; by its branch if nothing is said.
    pub checkout: Option<String>,
    /// A further name for the newest release, as a folder.
    pub alias: Option<String>,
    /// Search finds the pages of all versions.
    pub search: bool,
    /// Globs of the sources and repositories that have versions; all if there are none.
    pub repositories: Vec<String>,
}

/// How much of a number makes a version of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// All of it.
    Patch,
    /// The first two parts.
    Minor,
    /// The first part.
    Major,
}

/// Where readers report what is wrong with a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Feedback {
    /// As a new issue on the host of the repository, where that is known to have them.
    #[default]
    Forge,
    /// Nowhere.
    Off,
    /// At an address whose query holds placeholders: `{title}`, `{url}`, `{file}`, `{text}`.
    Address(url::Url),
}

/// The software catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalog {
    /// Warnings are errors, and what Backstage refuses is not published.
    pub strict: bool,
    /// The modules of Backstage that decide which kinds it knows.
    pub backstage_modules: BackstageModules,
    /// Further `apiVersion`s that `GoldenPath` and `PortalDashboard` may have.
    pub extension_groups: Vec<String>,
    /// The organisation's own kinds, each once.
    pub kinds: Vec<CustomKind>,
    /// Who may declare what.
    pub rules: Vec<CatalogRule>,
    /// Entities without an owner belong to whom `CODEOWNERS` names.
    pub infers_owners: bool,
    /// What annotations become, by key; a key may hold one `*`.
    pub annotations: BTreeMap<String, AnnotationRule>,
    /// The catalog as files for programs.
    pub api: Api,
    /// The labels that the index can be filtered by, each key once; none for those that most entities have.
    pub labels: Vec<LabelFacet>,
    /// The table of services.
    pub services: Services,
}

/// A label that the index can be filtered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelFacet {
    /// The key of the label.
    pub key: String,
    /// What readers call it.
    pub title: String,
}

/// The catalog as files for programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Api {
    /// Entities and facets also go by the names that Backstage gives them, without `.json`.
    pub extensionless: bool,
    /// Entities also go by their uid.
    pub by_uid: bool,
}

/// The table of services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Services {
    /// The types of components that are services, at least one, in lower case.
    pub types: Vec<String>,
    /// The portal's own columns, each with a heading of its own.
    pub columns: Vec<ServiceColumn>,
}

/// A column of the table of services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceColumn {
    /// The heading.
    pub title: String,
    /// Where its values come from.
    pub source: ColumnSource,
}

/// Where the values of a column come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnSource {
    /// The annotation with this key.
    Annotation(String),
    /// The label with this key.
    Label(String),
}

impl Default for Services {
    fn default() -> Self {
        Self { types: vec!["service".into()], columns: Vec::new() }
    }
}

/// Which modules the Backstage has whose verdict is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackstageModules {
    /// Templates.
    pub scaffolder: bool,
    /// AI resources and APIs of type `mcp-server`.
    pub ai_model: bool,
    /// The placeholders `$openapi` and `$asyncapi`.
    pub openapi: bool,
}

impl Default for BackstageModules {
    fn default() -> Self {
        Self { scaffolder: true, ai_model: false, openapi: false }
    }
}

/// A kind of entities that the organisation made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomKind {
    /// Its name; no other kind has it in any case.
    pub kind: String,
    /// What `apiVersion` may be; none for any.
    pub api_versions: Vec<String>,
    /// What several are called.
    pub plural: Option<String>,
    /// The drawing that stands for it.
    pub icon: Option<KindIcon>,
    /// What its entities are checked against.
    pub schema: Option<KindSchema>,
    /// The fields of `spec` that hold references.
    pub relations: Vec<KindRelation>,
}

/// The name of an icon, which the theme may turn out not to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindIcon {
    /// The name of its file without `.svg`.
    pub name: String,
    /// Where the configuration says so.
    pub span: Span,
}

/// A JSON Schema file, which may turn out not to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindSchema {
    /// Its place in the site folder.
    pub path: RepoPath,
    /// Where the configuration says so.
    pub span: Span,
}

/// A field of `spec` that holds references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindRelation {
    /// Keys below `spec`, joined by dots.
    pub path: String,
    /// The relation that the entity gets: Backstage's, or a name of the organisation.
    pub relation: String,
    /// The relation that the targets get. Two names belong together wherever one of them stands.
    pub reverse: String,
    /// The kind of references that do not say it.
    pub default_kind: Option<String>,
    /// Kinds that targets may have; none for any.
    pub allowed_kinds: Vec<String>,
}

/// What some sources may declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogRule {
    /// What they may declare.
    pub allow: Vec<AllowedKind>,
    /// Globs of sources and repositories; none for all.
    pub sources: Vec<String>,
}

/// A kind that may be declared; compared without case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedKind {
    /// The kind.
    pub kind: String,
    /// The only `spec.type` that is meant.
    pub kind_type: Option<String>,
}

/// What an annotation becomes on entity pages, over the built-in table of [`crate::catalog::annotations`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnotationRule {
    /// A template whose placeholders are known and whose beginning is an address that may be opened.
    pub url: Option<String>,
    /// What readers see.
    pub title: Option<String>,
    /// The name of an icon.
    pub icon: Option<String>,
    /// An `http` or `https` address without last slash.
    pub base: Option<String>,
}

/// The theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// A folder in the site folder whose files replace those of the built-in theme one by one.
    pub folder: RepoPath,
}

/// What is kept from run to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    /// The folder, relative to the site folder or absolute.
    pub dir: String,
}

/// Search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// Browsers remember what their reader searched for.
    pub recent: bool,
}

/// What author text may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Security {
    /// URL schemes that links may have beside `http`, `https`, `mailto`, `tel` and `ftp`.
    pub url_schemes: Vec<String>,
    /// Hosts whose images pages show, sorted.
    pub image_hosts: Vec<ImageHost>,
}

/// A host whose images pages show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImageHost {
    /// Its name in lower case; images come from its usual `https` port.
    pub name: String,
    /// Only curated repositories may use it.
    pub curated: bool,
}

/// What `platdocs check --external` asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct External {
    /// Also addresses inside the network of this machine.
    pub allow_private: bool,
    /// Globs of addresses that are left alone.
    pub skip: Vec<String>,
}

impl Default for Config {
    /// The settings of a site folder without `platdocs.yaml`.
    fn default() -> Self {
        Self {
            title: "Developer portal".into(),
            description: None,
            url: None,
            language: "en".into(),
            logo: None,
            image: None,
            brand: Brand::default(),
            sources: Sources::Discovered(vec![".".into()]),
            docs: Docs {
                discover: true,
                math: false,
                print_page: false,
                stale_after: None,
                feedback: Feedback::default(),
                versions: None,
            },
            catalog: Catalog {
                strict: false,
                backstage_modules: BackstageModules::default(),
                extension_groups: Vec::new(),
                kinds: Vec::new(),
                rules: Vec::new(),
                infers_owners: false,
                annotations: BTreeMap::new(),
                api: Api::default(),
                labels: Vec::new(),
                services: Services::default(),
            },
            api: ApiReference::default(),
            theme: Theme { folder: RepoPath::parse("theme").expect("a plain name is a path") },
            search: Search { recent: true },
            offline: false,
            cache: Cache { dir: ".platdocs/cache".into() },
            kroki: None,
            external: External::default(),
            security: Security::default(),
        }
    }
}

/// Reads the text of a `platdocs.yaml`; `file` is how findings name it.
///
/// # Errors
/// Everything that is wrong with it, sorted by place. All of these findings are errors.
pub fn parse(bytes: &[u8], file: &File) -> Result<Config, Vec<Diagnostic>> {
    let node = read(bytes, file).map_err(|finding| vec![finding])?;
    let node = if node.is_null() { yaml::Node { value: yaml::Value::Map(yaml::Map::default()), ..node } } else { node };
    let (config, mut found) = validate::config(&node, file);
    if found.is_empty() {
        return Ok(config);
    }
    found.sort_by_key(|finding| finding.place.span);
    found.dedup();
    Err(found)
}

fn read(bytes: &[u8], file: &File) -> Result<yaml::Node, Diagnostic> {
    let text = std::str::from_utf8(bytes).map_err(|error| findings::not_utf8(file, bytes, error.valid_up_to()))?;
    let documents = yaml::split(text);
    if let [_, second, ..] = documents.as_slice() {
        return Err(findings::several_documents(file, second.first_line));
    }
    let empty = yaml::Document { text: "", first_line: 1 };
    let document = documents.first().unwrap_or(&empty);
    yaml::parse(document, &yaml::Budget::SETTINGS).map_err(|error| findings::broken_yaml(file, &error))
}

/// The JSON Schema of `platdocs.yaml` for editors, ending in a newline.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&shape::schema()).expect("a schema is plain JSON");
    text.push('\n');
    text
}
