//! A whole document: its operations and named schemas, and how to find any value of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{At, Users, lint, references, tags, users};
use crate::api::slug::slugs;
use crate::api::{Definition, Source, findings};
use crate::diag::{Diagnostic, Place, Span};
use crate::yaml::Node;

/// Most operations that get pages.
const MAX_OPERATIONS: usize = 20_000;
/// Most named schemas that get pages.
const MAX_SCHEMAS: usize = 50_000;
/// Longest name of an operation, tag or schema in characters.
const MAX_NAME: usize = 256;
/// The methods of a path in the order of the pages.
const METHODS: [&str; 9] = ["get", "query", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The versions of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 2.0, Swagger.
    V2,
    /// 3.0.
    V30,
    /// 3.1.
    V31,
    /// 3.2.
    V32,
}

/// An OpenAPI document.
#[derive(Debug)]
pub struct Document {
    root: Arc<Node>,
    /// Where the text of each file stands; the definition first.
    sources: Vec<Source>,
    /// The key below which the content of other files is, empty if there is none.
    pub(super) bundle_key: Box<str>,
    /// The file of each name below that key.
    bundled: HashMap<Box<str>, u32>,
    /// The positions of names in the mappings that references lead through: `components/schemas`.
    pub(super) sections: HashMap<Box<str>, HashMap<Box<str>, usize>>,
    /// Values with an `$anchor` or an `$id` that is a name.
    anchors: HashMap<Box<str>, Box<str>>,
    /// The version.
    pub version: Version,
    /// The version as written.
    pub written_version: Box<str>,
    /// The operations in document order.
    pub operations: Vec<Listed>,
    /// The webhooks in document order.
    pub webhooks: Vec<Listed>,
    /// The named schemas in document order.
    pub schemas: Vec<Named>,
    /// The numbers of the schemas by the references that lead to them, without `#`.
    pub(super) schema_numbers: HashMap<Box<str>, usize>,
    /// The tags in the order of the pages, those without operations too.
    pub tags: Vec<tags::Tag>,
    /// Who uses each named schema.
    users: Vec<Users>,
}

/// An operation, as lists show it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The path as written; for a webhook its name.
    pub path: Box<str>,
    /// The method in lower case; other methods of `additionalOperations` as written.
    pub method: Box<str>,
    /// `operationId`.
    pub id: Option<Box<str>>,
    /// What the page is called: summary, else id, else method and path.
    pub title: Box<str>,
    /// The part of the address.
    pub slug: String,
    /// Its tags.
    pub tags: Vec<Box<str>>,
    /// True if it should not be used any more.
    pub deprecated: bool,
    /// The number of the path or webhook in its mapping.
    pub(super) entry: usize,
    /// True for a webhook.
    pub is_webhook: bool,
}

/// A named schema.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its name.
    pub name: Box<str>,
    /// The part of the address.
    pub slug: String,
    /// The reference that leads to it, without `#`.
    pub pointer: Box<str>,
}

impl Document {
    /// Reads a document that has been recognised.
    pub(in crate::api) fn new(root: Arc<Node>, definition: &Definition<'_>, found: &mut Vec<Diagnostic>) -> Self {
        let mut sources = vec![definition.source.clone()];
        let mut bundled = HashMap::new();
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        for (name, file) in definition.bundle.iter().flat_map(|bundle| &bundle.files) {
            let number = *numbers.entry(file.to_string()).or_insert_with(|| {
                sources.push(Source { file: file.clone(), part: crate::api::Part::Whole });
                u32::try_from(sources.len() - 1).unwrap_or(u32::MAX)
            });
            bundled.insert(Box::from(*name), number);
        }
        let mut document = Self {
            root,
            sources,
            bundle_key: definition.bundle.as_ref().map_or("", |bundle| bundle.key).into(),
            bundled,
            sections: HashMap::new(),
            anchors: HashMap::new(),
            version: Version::V30,
            written_version: "".into(),
            operations: Vec::new(),
            webhooks: Vec::new(),
            schemas: Vec::new(),
            schema_numbers: HashMap::new(),
            tags: Vec::new(),
            users: Vec::new(),
        };
        document.read_version(found);
        document.index();
        document.list_operations(found);
        document.list_schemas(found);
        document.tags = tags::of(&document);
        document.users = users::of(&document);
        lint::run(&document, found);
        document
    }

    /// The document as a whole.
    pub fn root(&self) -> At<'_> {
        At { node: &self.root, file: 0 }
    }

    /// `info`, or nothing that any key is found in.
    pub fn info(&self) -> Option<At<'_>> {
        self.root().get("info")
    }

    /// The title, if there is one.
    pub fn title(&self) -> Option<&str> {
        self.info()?.text_of("title").filter(|title| !title.trim().is_empty())
    }

    /// The place of a value.
    pub fn place(&self, at: At<'_>) -> Place {
        self.place_of(at, at.node.span)
    }

    /// The place of a key of a mapping.
    pub fn key_place(&self, at: At<'_>, key: &str) -> Place {
        self.place_of(at, at.key_span(key))
    }

    fn place_of(&self, at: At<'_>, span: Span) -> Place {
        self.sources.get(at.file as usize).unwrap_or(&self.sources[0]).at(span)
    }

    pub(super) fn file_of(&self, name: &str) -> u32 {
        self.bundled.get(name).copied().unwrap_or(0)
    }

    pub(super) fn anchor(&self, name: &str) -> Option<At<'_>> {
        self.anchors.get(name).and_then(|pointer| self.value(pointer))
    }

    /// The mapping of named things of a sort, wherever its version keeps them: `schemas`, `securitySchemes`, `responses`.
    pub fn components(&self, sort: &str) -> Option<At<'_>> {
        if self.version > Version::V2 {
            return self.root().get("components")?.get(sort);
        }
        self.root().get(match sort {
            "schemas" => "definitions",
            "securitySchemes" => "securityDefinitions",
            other => other,
        })
    }

    fn read_version(&mut self, found: &mut Vec<Diagnostic>) {
        // AsyncAPI has schemas and references as OpenAPI 3.1 has them.
        if let Some(written) = self.root().text_of("asyncapi").map(Box::from) {
            (self.version, self.written_version) = (Version::V31, written);
            return;
        }
        let (key, written) = ["openapi", "swagger"]
            .iter()
            .find_map(|key| Some((*key, self.root().text_of(key)?.to_owned())))
            .unwrap_or(("openapi", String::new()));
        let known = |prefix: &str| written == prefix || written.starts_with(&format!("{prefix}."));
        let (version, is_known) = match key {
            "swagger" => (Version::V2, matches!(&*written, "2" | "2.0")),
            _ if known("3.0") || written == "3" => (Version::V30, true),
            _ if known("3.1") => (Version::V31, true),
            _ if known("3.2") => (Version::V32, true),
            _ if written.starts_with('2') => (Version::V2, false),
            _ => (Version::V32, false),
        };
        self.version = version;
        if !is_known {
            let root = self.root();
            found.push(findings::version(self.place(root.get(key).unwrap_or(root)), &written, "2.0, 3.0, 3.1 and 3.2"));
        }
        self.written_version = written.into();
    }

    fn index(&mut self) {
        let names = |at: At<'_>| -> HashMap<Box<str>, usize> {
            at.entries().enumerate().map(|(nth, (name, _))| (name.into(), nth)).collect()
        };
        let mut sections = HashMap::new();
        for (name, value) in self.root().entries() {
            let is_section =
                matches!(name, "definitions" | "parameters" | "responses" | "paths" | "webhooks" | "$defs");
            if is_section || *name == *self.bundle_key {
                sections.insert(name.into(), names(value));
            }
            if name == "components" {
                for (sort, value) in value.entries() {
                    sections.insert(format!("components/{sort}").into(), names(value));
                }
            }
        }
        self.sections = sections;
        let mut anchors = HashMap::new();
        for (prefix, sort) in
            [("/components/schemas", self.components("schemas")), ("/$defs", self.root().get("$defs"))]
        {
            for (name, value) in sort.into_iter().flat_map(At::entries) {
                for key in ["$anchor", "$dynamicAnchor", "$id"] {
                    if let Some(anchor) = value.text_of(key) {
                        anchors.entry(anchor.into()).or_insert_with(|| pointer(prefix, name));
                    }
                }
            }
        }
        self.anchors = anchors;
    }

    fn list_operations(&mut self, found: &mut Vec<Diagnostic>) {
        let mut operations = self.list("paths", found);
        let mut webhooks = self.list(self.webhook_key(), found);
        if operations.len() + webhooks.len() > MAX_OPERATIONS {
            found.push(findings::limit(self.place(self.root()), "operations", MAX_OPERATIONS));
            operations.truncate(MAX_OPERATIONS);
            webhooks.clear();
        }
        for listed in [&mut operations, &mut webhooks] {
            let names = listed.iter().map(|operation| match (&operation.id, operation.is_webhook) {
                (Some(id), _) => id.to_string(),
                (None, true) => operation.path.to_string(),
                (None, false) => format!("{}-{}", operation.method, operation.path),
            });
            let names: Vec<String> = names.collect();
            let mut slugs = slugs(names.iter().map(String::as_str));
            distinguish(&mut slugs, listed);
            for (operation, slug) in listed.iter_mut().zip(slugs) {
                operation.slug = slug;
            }
        }
        self.operations = operations;
        self.webhooks = webhooks;
    }

    fn webhook_key(&self) -> &'static str {
        if self.root().get("webhooks").is_some() { "webhooks" } else { "x-webhooks" }
    }

    fn list(&self, section: &str, found: &mut Vec<Diagnostic>) -> Vec<Listed> {
        let Some(paths) = self.root().get(section) else { return Vec::new() };
        if !paths.is_map() && !paths.node.is_null() {
            found.push(findings::shape(self.place(paths), section, "a mapping", paths.node));
        }
        let is_webhook = section != "paths";
        let mut listed = Vec::new();
        for (entry, (path, item)) in paths.entries().enumerate() {
            if path.starts_with("x-") && !is_webhook {
                continue;
            }
            if !item.is_map() {
                found.push(findings::shape(self.place(item), path, "a mapping", item.node));
                continue;
            }
            for (method, operation) in self.methods(item) {
                if !operation.is_map() {
                    found.push(findings::shape(self.place(operation), method, "a mapping", operation.node));
                    continue;
                }
                if operation.says("x-internal") || item.says("x-internal") {
                    continue;
                }
                listed.push(listing(path, method, operation, entry, is_webhook));
            }
        }
        listed
    }

    /// The parts of a path item: itself, and what its reference leads to.
    pub(super) fn item_parts<'a>(&'a self, item: At<'a>) -> impl Iterator<Item = At<'a>> {
        let target = item.get("$ref").and_then(|_| self.resolve(item).ok()).map(|target| target.at);
        std::iter::once(item).chain(target.filter(|target| target.identity() != item.identity()))
    }

    /// The operations of a path item by method, in the order of the pages.
    pub(super) fn methods<'a>(&'a self, item: At<'a>) -> Vec<(&'a str, At<'a>)> {
        let parts: Vec<At<'_>> = self.item_parts(item).collect();
        let usual =
            METHODS.iter().filter_map(|method| Some((*method, parts.iter().find_map(|part| part.get(method))?)));
        let others = parts.iter().filter_map(|part| part.get("additionalOperations")).flat_map(At::entries);
        usual.chain(others).collect()
    }

    fn list_schemas(&mut self, found: &mut Vec<Diagnostic>) {
        let prefix = if self.version == Version::V2 { "/definitions" } else { "/components/schemas" };
        let mut named: Vec<(Box<str>, Box<str>)> = Vec::new();
        let own = self.components("schemas").into_iter().flat_map(At::entries).map(|(name, at)| (prefix, name, at));
        let root = self.root().get("$defs").into_iter().flat_map(At::entries).map(|(name, at)| ("/$defs", name, at));
        for (prefix, name, at) in own.chain(root) {
            if !at.says("x-internal") {
                named.push((name.into(), pointer(prefix, name)));
            }
        }
        if !self.bundle_key.is_empty() {
            let key = format!("/{}", self.bundle_key);
            let used = references::schemas_of_files(self, &key);
            let bundled = self.root().get(&self.bundle_key);
            for (name, _) in bundled.into_iter().flat_map(At::entries) {
                let pointer = pointer(&key, name);
                if used.contains(&pointer) {
                    named.push((name.into(), pointer));
                }
            }
        }
        if named.len() > MAX_SCHEMAS {
            found.push(findings::limit(self.place(self.root()), "named schemas", MAX_SCHEMAS));
            named.truncate(MAX_SCHEMAS);
        }
        let mut slugs = slugs(named.iter().map(|(name, _)| &**name));
        let mut seen = BTreeSet::new();
        for (slug, (_, pointer)) in slugs.iter_mut().zip(&named) {
            if !seen.insert(slug.to_lowercase()) {
                slug.push('-');
                slug.push_str(&crate::hash::ContentHash::of(pointer.as_bytes()).short(6));
            }
        }
        let numbered = named.iter().enumerate().map(|(number, (_, pointer))| (pointer.clone(), number));
        self.schema_numbers = numbered.collect();
        let schemas = named.into_iter().zip(slugs);
        self.schemas = schemas.map(|((name, pointer), slug)| Named { name: short(&name), slug, pointer }).collect();
    }

    /// The number of the named schema that a reference leads to.
    pub(super) fn schema_number(&self, written: &str) -> Option<usize> {
        let pointer = written.strip_prefix('#')?;
        self.schema_numbers.get(pointer).copied().or_else(|| {
            let decoded = percent_encoding::percent_decode_str(pointer).decode_utf8_lossy();
            self.schema_numbers.get(&*decoded).copied().or_else(|| {
                let pointer = self.anchors.get(&*decoded)?;
                self.schema_numbers.get(pointer).copied()
            })
        })
    }

    /// Who uses a named schema.
    pub fn users(&self, schema: usize) -> &Users {
        &self.users[schema]
    }

    /// The tags' operations, by the numbers of the tags.
    pub fn tagged(&self, tag: usize) -> impl Iterator<Item = (usize, &Listed)> {
        self.tags[tag].operations.iter().map(|number| (*number, &self.operations[*number]))
    }
}

/// A JSON pointer to a name below a prefix.
fn pointer(prefix: &str, name: &str) -> Box<str> {
    format!("{prefix}/{}", name.replace('~', "~0").replace('/', "~1")).into()
}

fn listing(path: &str, method: &str, operation: At<'_>, entry: usize, is_webhook: bool) -> Listed {
    let filled = |key: &str| operation.text_of(key).map(str::trim).filter(|text| !text.is_empty());
    let id = filled("operationId");
    let title = filled("summary").or(filled("x-summary")).or(id);
    let method: Box<str> = if METHODS.contains(&method) { method.into() } else { short(method) };
    Listed {
        path: path.into(),
        title: title.map_or_else(|| short(&format!("{} {path}", method.to_uppercase())), short),
        method,
        id: id.map(short),
        slug: String::new(),
        tags: operation.get("tags").into_iter().flat_map(At::items).filter_map(At::text).map(short).collect(),
        deprecated: operation.says("deprecated"),
        entry,
        is_webhook,
    }
}

/// A name in one line, as long as names may be.
fn short(name: &str) -> Box<str> {
    let line = name.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(MAX_NAME).collect::<String>().into()
}

/// Twins of an operation id get what tells them apart: a hash of method and path.
fn distinguish(slugs: &mut [String], operations: &[Listed]) {
    let mut count: HashMap<String, usize> = HashMap::new();
    for slug in slugs.iter() {
        *count.entry(slug.to_lowercase()).or_default() += 1;
    }
    for (slug, operation) in slugs.iter_mut().zip(operations) {
        if count[&slug.to_lowercase()] > 1 {
            let what = format!("{} {}", operation.method, operation.path);
            slug.push('-');
            slug.push_str(&crate::hash::ContentHash::of(what.as_bytes()).short(6));
        }
    }
}
