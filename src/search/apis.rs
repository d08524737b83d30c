//! The pages of the references of APIs as search finds them: operations, webhooks and schemas; `outlined` has other formats.

use std::collections::BTreeSet;

use super::document::{Document, address, cut};
use crate::api::Api;
use crate::api::openapi::{self, At, Content, Flat, Operation, Payload, Schema};
use crate::docs::markdown;
use crate::docs::text::{Block, Section};
use crate::path::SitePath;
use crate::portal::urls::api_pages;

mod outlined;

/// Most names that one page is found by.
const MAX_NAMES: usize = 300;
/// Longest text about one thing in characters.
const MAX_TEXT: usize = 2_000;

/// The pages of the reference of an API. `base` is what they all have: owner, facets, the way to them.
pub(super) fn documents(api: &Api, root: &SitePath, base: &Document) -> Vec<Document> {
    match (api, api.outline()) {
        (Api::OpenApi(document), _) => openapi(document, root, base),
        (_, Some(outline)) => outlined::documents(api, outline, root, base),
        (_, None) => Vec::new(),
    }
}

/// The operations, webhooks and schemas of a document.
fn openapi(document: &openapi::Document, root: &SitePath, base: &Document) -> Vec<Document> {
    let operations = document.operations.iter().chain(&document.webhooks);
    let operations = operations.map(|listed| {
        let page = match listed.is_webhook {
            true => api_pages::webhook(root, &listed.slug),
            false => api_pages::operation(root, &listed.slug),
        };
        operation(&document.operation(listed), &page, base)
    });
    operations.chain(schemas(document, root, base)).collect()
}

/// The named schemas of a document.
fn schemas(document: &openapi::Document, root: &SitePath, base: &Document) -> Vec<Document> {
    let schemas = (0..document.schemas.len()).map(|number| {
        let page = api_pages::schema(root, &document.schemas[number].slug);
        schema(Schema::named(document, number), &page, base)
    });
    schemas.collect()
}

fn operation(operation: &Operation<'_>, page: &SitePath, base: &Document) -> Document {
    let listed = operation.listed;
    let mut top = Top::default();
    top.define(&listed.path);
    listed.id.iter().for_each(|id| top.define(id));
    top.say(operation.description());
    for parameter in operation.parameters() {
        top.define(parameter.name);
        top.say(parameter.description());
        if let Payload::Schema(schema) = parameter.payload {
            top.values(&Flat::of(schema));
        }
    }
    let bodies = operation.body().into_iter().chain(operation.responses().into_iter().filter_map(|response| {
        top.say(response.description);
        response.headers.iter().for_each(|header| top.define(header.name));
        response.body
    }));
    for media in bodies.collect::<Vec<_>>().into_iter().flat_map(|body| body.media) {
        match media.content {
            Content::Schema(schema) | Content::Stream(schema) => top.schema(schema, 0),
            Content::Form(fields) => fields.iter().for_each(|field| top.define(field.name)),
            Content::Unknown => {}
        }
    }
    let tags = listed.tags.iter().map(|tag| cut(tag));
    let crumbs = listed.tags.first().map(|tag| cut(tag));
    Document {
        url: address(page),
        title: cut(&listed.title),
        names: vec![cut(&operation.name())],
        kind: "operation".into(),
        note: if listed.is_webhook { "webhook".into() } else { cut(&operation.name()) },
        lifecycle: if listed.deprecated { "deprecated".into() } else { String::new() },
        tags: tags.collect(),
        crumbs: base.crumbs.iter().cloned().chain(crumbs).collect(),
        sections: vec![top.section],
        ..base.clone()
    }
}

fn schema(schema: Schema<'_>, page: &SitePath, base: &Document) -> Document {
    let flat = Flat::of(schema);
    let mut top = Top::default();
    top.say(flat.description());
    top.names(&flat, 0);
    top.values(&flat);
    let name = schema.name().unwrap_or_default();
    Document {
        url: address(page),
        title: cut(name),
        names: schema.text("title").map(cut).into_iter().collect(),
        kind: "schema".into(),
        lifecycle: if schema.says("deprecated") { "deprecated".into() } else { String::new() },
        tags: Vec::new(),
        sections: vec![top.section],
        ..base.clone()
    }
}

/// The only section of a page, while it is filled.
#[derive(Default)]
struct Top {
    section: Section,
    seen: BTreeSet<String>,
}

impl Top {
    /// A name that the page is found by.
    fn define(&mut self, name: &str) {
        if self.seen.len() < MAX_NAMES && !name.is_empty() && self.seen.insert(name.to_owned()) {
            self.section.definitions.push(cut(name));
        }
    }

    fn say(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.section.blocks.push(Block::Prose(markdown::plain(text, MAX_TEXT)));
        }
    }

    /// What a schema without a page of its own holds.
    fn schema(&mut self, schema: Schema<'_>, depth: usize) {
        if schema.number.is_none() && schema.lost.is_none() {
            self.names(&Flat::of(schema), depth);
        }
    }

    /// The names of properties, and of those inside that have no page of their own.
    fn names(&mut self, flat: &Flat<'_>, depth: usize) {
        if depth > 4 {
            return;
        }
        for property in flat.properties.iter().filter(|property| property.from.is_none()) {
            self.define(property.name);
            let inner = Flat::of(property.schema);
            if property.schema.number.is_none() {
                self.say(inner.description());
                self.values(&inner);
            }
            self.schema(property.schema, depth + 1);
        }
        flat.items().into_iter().chain(flat.additional()).for_each(|inner| self.schema(inner, depth + 1));
        for branch in flat.branches().map(|(_, branches)| branches).unwrap_or_default() {
            self.schema(branch, depth + 1);
        }
    }

    /// The values of an enumeration.
    fn values(&mut self, flat: &Flat<'_>) {
        let values = flat.word("enum").into_iter().flat_map(At::items);
        values.filter_map(At::text).take(100).for_each(|value| self.define(value));
    }
}
