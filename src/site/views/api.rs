//! The pages of the references of APIs.

use super::Context;
use crate::api::Api;
use crate::api::openapi::{At, Document, Version};
use crate::catalog::{Entity, RelationType};
use crate::diag::Place;
use crate::docs::markdown;
use crate::path::SitePath;
use crate::portal::apis::Reference;
use crate::portal::{Portal, urls};
use crate::safe::{SafeHtml, SafeUrl, escape};
use crate::site::view::{ApiHead, Link, Page, View};

mod asyncapi;
mod changes;
mod detail;
mod graphql;
mod lists;
mod nav;
mod opener;
mod operation;
mod outline;
mod overview;
mod protobuf;
mod raw;
mod rows;
mod samples;
mod schema;
mod security;
mod twin;

/// Operations of a tag on one page.
const TAG_SHARE: usize = 200;
/// Operations of the list of all of them on one page.
const OPERATIONS_SHARE: usize = 500;
/// Schemas of their list on one page.
const SCHEMAS_SHARE: usize = 1_000;
/// Longest line about something in a list, in characters.
const LINE: usize = 160;
/// Most bytes of the rows of a page; with its frame it stays below 300 kB.
const MAX_ROWS_SIZE: usize = 240_000;
/// Most users of a schema or scheme that its page names.
const MAX_USERS: usize = 50;

/// A page of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::site) enum Part {
    /// The start page.
    Overview,
    /// A page of the operations of a tag.
    Tag(usize, usize),
    /// A page of all operations.
    Operations(usize),
    /// An operation.
    Operation(usize),
    /// A webhook.
    Webhook(usize),
    /// A page of the schemas.
    Schemas(usize),
    /// A schema.
    Schema(usize),
    /// The security schemes.
    Security,
    /// A page of the list of a group of an outline.
    Group(usize, usize),
    /// A thing of a group.
    Item(usize, usize),
    /// What changed from version to version.
    Changes,
    /// The definition as text.
    Raw,
}

/// The pages of a reference.
pub(super) fn parts(portal: &Portal, reference: &Reference) -> Vec<Part> {
    if let Some(outline) = reference.api.outline() {
        return outline::parts(&reference.api, outline);
    }
    let mut parts = vec![Part::Overview, Part::Raw];
    let Some(document) = reference.openapi() else { return vec![Part::Overview] };
    let shares = super::shares;
    for (number, tag) in document.tags.iter().enumerate() {
        parts.extend((1..=shares(tag.operations.len(), TAG_SHARE)).map(|page| Part::Tag(number, page)));
    }
    if !document.operations.is_empty() {
        parts.extend((1..=shares(document.operations.len(), OPERATIONS_SHARE)).map(Part::Operations));
    }
    parts.extend((0..document.operations.len()).map(Part::Operation));
    parts.extend((0..document.webhooks.len()).map(Part::Webhook));
    if !document.schemas.is_empty() {
        parts.extend((1..=shares(document.schemas.len(), SCHEMAS_SHARE)).map(Part::Schemas));
        parts.extend((0..document.schemas.len()).map(Part::Schema));
    }
    parts.extend((!document.schemes().is_empty()).then_some(Part::Security));
    parts.extend(portal.api_histories.contains_key(&reference.entity).then_some(Part::Changes));
    parts
}

/// Makes a page of a reference, and the files beside it that say the same to programs.
pub(super) fn page(context: &Context<'_>, number: usize, part: Part) -> (Page, Vec<(SitePath, String)>) {
    let reference = &context.portal.apis[number];
    let entity = context.portal.catalog.get(&reference.entity).expect("references are of entities of the catalog");
    let root = urls::api(&reference.entity);
    let api = &*reference.api;
    let document = match api {
        Api::OpenApi(document) => Some(&**document),
        Api::AsyncApi(document) => Some(&document.base),
        Api::GraphQl(_) | Api::Protobuf(_) | Api::Raw => None,
    };
    let here = match (api.outline(), document) {
        (Some(outline), _) if matches!(part, Part::Overview | Part::Group(..) | Part::Item(..)) => {
            outline::address(&root, outline, part)
        }
        (_, Some(document)) => address(&root, document, part),
        (Some(_), None) => urls::api_pages::raw(&root),
        (None, None) => root.clone(),
    };
    let pages = Pages { context, entity, root, here, api, document, part };
    let with_markdown = |(page, text): (Page, String)| (page, vec![(pages.markdown_file(), text)]);
    let alone = |page: Page| (page, Vec::new());
    match (api.outline(), part) {
        (Some(outline), Part::Overview) => {
            let list = (pages.root.child("llms.txt"), pages.outlined_llms(outline));
            return (pages.outlined_overview(outline), vec![list]);
        }
        (Some(outline), Part::Group(group, page)) => return alone(pages.outlined_group(outline, group, page)),
        _ => {}
    }
    match (api, part) {
        (Api::GraphQl(schema), Part::Item(group, item)) => return with_markdown(pages.graphql(schema, group, item)),
        (Api::Protobuf(protos), Part::Item(group, item)) => return with_markdown(pages.protobuf(protos, group, item)),
        (Api::AsyncApi(document), Part::Item(group, item)) => {
            return with_markdown(pages.asyncapi(document, group, item));
        }
        _ => {}
    }
    let Some(document) = document else { return alone(pages.raw()) };
    match part {
        Part::Overview => {
            let lists = [("llms.txt", pages.llms(document)), ("llms-full.txt", pages.llms_full(document))];
            (pages.overview(document), lists.map(|(name, text)| (pages.root.child(name), text)).into())
        }
        Part::Tag(tag, page) => alone(pages.tag(document, tag, page)),
        Part::Operations(page) => alone(pages.operations(document, page)),
        Part::Operation(number) => pages.operation(document, &document.operations[number]),
        Part::Webhook(number) => pages.operation(document, &document.webhooks[number]),
        Part::Schemas(page) => alone(pages.schemas(document, page)),
        Part::Schema(number) => with_markdown(pages.schema(document, number)),
        Part::Security => alone(pages.security(document)),
        Part::Changes => alone(pages.changes(&context.portal.api_histories[&reference.entity])),
        Part::Raw | Part::Group(..) | Part::Item(..) => alone(pages.raw()),
    }
}

/// The address of a page of a reference.
fn address(root: &SitePath, document: &Document, part: Part) -> SitePath {
    use urls::api_pages;
    match part {
        Part::Overview => root.clone(),
        Part::Tag(tag, page) => api_pages::tag(root, &document.tags[tag].slug, page),
        Part::Operations(page) => api_pages::operations(root, page),
        Part::Operation(number) => api_pages::operation(root, &document.operations[number].slug),
        Part::Webhook(number) => api_pages::webhook(root, &document.webhooks[number].slug),
        Part::Schemas(page) => api_pages::schemas(root, page),
        Part::Schema(number) => api_pages::schema(root, &document.schemas[number].slug),
        Part::Security => api_pages::security(root),
        Part::Changes => api_pages::changes(root),
        Part::Raw | Part::Group(..) | Part::Item(..) => api_pages::raw(root),
    }
}

/// One page of a reference, while it is made.
struct Pages<'a> {
    context: &'a Context<'a>,
    entity: &'a Entity,
    root: SitePath,
    here: SitePath,
    api: &'a Api,
    document: Option<&'a Document>,
    part: Part,
}

impl<'a> Pages<'a> {
    /// What the API is called: its document's title, else the entity's name.
    fn title(&self) -> String {
        let outlined = self.api.outline().and_then(|outline| outline.title.as_deref());
        let own = self.document.and_then(Document::title).or(outlined);
        own.unwrap_or_else(|| self.entity.display_name()).chars().take(256).collect()
    }

    fn href(&self, to: &SitePath) -> String {
        self.context.href(&self.here, to)
    }

    /// The address of another page of the reference, from this one.
    fn href_of(&self, document: &Document, part: Part) -> String {
        self.href(&address(&self.root, document, part))
    }

    /// What all pages have; `crumbs` is the way from the start page.
    fn head(&self, crumbs: Vec<Link>) -> ApiHead {
        let apis = Link { text: "APIs".into(), href: self.href(&urls::kind("api", 1)) };
        let start = Link { text: self.title(), href: self.href(&self.root) };
        let is_start = self.part == Part::Overview;
        let way = std::iter::once(apis).chain((!is_start).then_some(start)).chain(crumbs);
        ApiHead {
            title: self.title(),
            version: self
                .document
                .and_then(Document::info)
                .and_then(|info| info.text_of("version"))
                .unwrap_or_default()
                .to_owned(),
            format: self.format(),
            root_href: self.href(&self.root),
            entity: self.context.item(&self.here, self.entity),
            crumbs: way.collect(),
            nav: match (self.api.outline(), self.document) {
                (Some(outline), _) => self.outlined_nav(outline),
                (None, Some(document)) => self.nav(document),
                (None, None) => Vec::new(),
            },
            markdown_href: match self.part {
                Part::Operation(_) | Part::Webhook(_) | Part::Schema(_) | Part::Item(..) => {
                    self.href(&self.markdown_file())
                }
                _ => String::new(),
            },
            ..ApiHead::default()
        }
    }

    fn format(&self) -> String {
        match (self.api.outline(), self.document) {
            (Some(outline), _) => outline.format.to_string(),
            (None, Some(document)) if document.version == Version::V2 => {
                format!("Swagger {}", document.written_version)
            }
            (None, Some(document)) => format!("OpenAPI {}", document.written_version),
            (None, None) => super::text(self.entity.kind_type.as_deref()),
        }
    }

    /// A page with its frame. `title` is what it is called within the reference, empty for the start page.
    fn framed(&self, title: &str, description: &str, view: View) -> Page {
        let whole = if title.is_empty() { self.title() } else { format!("{title} · {}", self.title()) };
        self.context.framed(self.here.clone(), "apis", whole, plain(description), view)
    }

    /// Who is related to the API.
    fn related(&self, relation: RelationType) -> impl Iterator<Item = &'a Entity> {
        super::related(self.context.portal, self.entity, relation)
    }

    /// Where a value stands on the forge.
    fn source(&self, document: &Document, at: At<'_>) -> Link {
        self.source_of(&document.place(at))
    }

    /// A place on the forge; without address where there is none.
    fn source_of(&self, place: &Place) -> Link {
        let forge = self.context.portal.forge_of(&place.file);
        let url = forge.map(|forge| format!("{}#L{}", forge.view_url(&place.file.path), place.span.line));
        let url = url.and_then(|url| SafeUrl::parse(&url, &[]).ok());
        Link {
            text: format!("{}:{}", place.file.path, place.span.line),
            href: url.map_or_else(String::new, |url| url.as_str().to_owned()),
        }
    }

    /// The definition as files.
    fn downloads(&self) -> Vec<Link> {
        let file = crate::site::attachments::definition_path(self.entity);
        let name = file.as_str().rsplit('/').next().unwrap_or_default().to_owned();
        vec![Link { text: name, href: self.href(&file) }]
    }
}

/// Author text of an API as markup. Most of it is one line without marks.
fn said(text: &str) -> SafeHtml {
    let is_plain =
        !text.contains(['*', '_', '`', '[', '<', '\\', '&', '#', '\n', '~', '|', '!']) && !text.contains("://");
    let starts_block =
        text.starts_with(['-', '+', '>', '=', ' ', '\t']) || text.starts_with(|c: char| c.is_ascii_digit());
    if text.is_empty() {
        SafeHtml::default()
    } else if is_plain && !starts_block {
        SafeHtml::from_fragment(format!("<p>{}</p>", escape(text)))
    } else {
        markdown::described(text)
    }
}

/// One line of author text for lists: its first sentence, at most 160 characters.
fn plain(text: &str) -> String {
    let first = text.trim_start().split("\n\n").next().unwrap_or_default();
    let line = markdown::plain(first, LINE);
    let end = line.match_indices(". ").map(|(at, _)| at + 1).find(|at| *at > 20);
    end.map_or(line.clone(), |end| line[..end].to_owned())
}

/// A media type as readers see it.
fn media_name(name: &str) -> String {
    if name == "*/*" { "any media type".to_owned() } else { name.to_owned() }
}

/// An address of the author, if it may be a link.
fn link(text: &str, url: Option<&str>) -> Option<Link> {
    let url = SafeUrl::parse(url?.trim(), &[]).ok()?;
    Some(Link { text: text.to_owned(), href: url.as_str().to_owned() })
}
