//! `metadata`: title, description, labels, annotations, tags, links.

use super::entity::{Entity, KeyValue, Link};
use super::read::Reader;
use super::{findings, format};
use crate::yaml::{Entry, Map, Node, Value};

/// Longest title, tag or label in characters.
const MAX_SHORT: usize = 256;
/// Most tags, and most links.
const MAX_ITEMS: usize = 64;
/// Most annotations, and most labels.
const MAX_PAIRS: usize = 200;
/// Longest annotation in bytes.
const MAX_ANNOTATION: usize = 4 << 10;
/// Schemes of links that pages open.
const OPENED: [&str; 5] = ["http", "https", "mailto", "tel", "ftp"];

/// Reads `metadata` but name and namespace into the entity.
pub(super) fn read(reader: &mut Reader<'_>, metadata: &Map, entity: &mut Entity) {
    if let Some(node) = metadata.get("title") {
        entity.title =
            reader.text(node, "metadata.title").map(|title| short(reader, node, title, "characters of title"));
    }
    if let Some(node) = metadata.get("description") {
        // An empty description is fine in Backstage.
        entity.description = match node.as_str() {
            Some("") => None,
            _ => reader.text(node, "metadata.description").map(Box::from),
        };
    }
    if let Some(entry) = metadata.entry("labels") {
        entity.labels = pairs(reader, entry, PairKind::Label);
    }
    if let Some(entry) = metadata.entry("annotations") {
        entity.annotations = pairs(reader, entry, PairKind::Annotation);
    }
    if let Some(entry) = metadata.entry("tags") {
        tags(reader, entry, entity);
    }
    if let Some(entry) = metadata.entry("links") {
        links(reader, entry, entity);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PairKind {
    Label,
    Annotation,
}

fn pairs(reader: &mut Reader<'_>, entry: &Entry, kind: PairKind) -> Vec<KeyValue> {
    let field = format!("metadata.{}", entry.key);
    let Some(map) = entry.value.as_map() else {
        let finding = findings::wrong_type(reader.at(entry.value.span), &field, "a mapping", &entry.value);
        reader.note(finding);
        return Vec::new();
    };
    let mut pairs = Vec::new();
    let own = map.entries.iter().filter(|entry| &*entry.key != "<<");
    for (nth, Entry { key, key_span, value }) in own.enumerate() {
        if nth == MAX_PAIRS {
            reader.note(findings::too_many(reader.at(*key_span), &entry.key, MAX_PAIRS));
            break;
        }
        if !format::is_key(key) {
            let finding = match kind {
                PairKind::Label => findings::label(reader.at(*key_span), key, "key"),
                PairKind::Annotation => findings::annotation_key(reader.at(*key_span), key),
            };
            reader.note(finding);
        }
        let text = match value.as_str() {
            Some(text) => text,
            None => match reader.text(value, &format!("{field}.{key}")) {
                Some(text) => text,
                None => continue,
            },
        };
        if kind == PairKind::Label && !text.is_empty() && !format::is_name(text, format::NAME_LENGTH) {
            let finding = findings::label(reader.at(value.span), key, "value");
            reader.note(finding);
        }
        let value_text: Box<str> = match text.len() > MAX_ANNOTATION {
            true => {
                reader.note(findings::too_many(reader.at(value.span), "bytes in one value", MAX_ANNOTATION));
                text[..text.floor_char_boundary(MAX_ANNOTATION)].into()
            }
            false => text.into(),
        };
        pairs.push(KeyValue { key: key.clone(), value: value_text, span: value.span });
    }
    pairs
}

fn tags(reader: &mut Reader<'_>, entry: &Entry, entity: &mut Entity) {
    for (nth, node) in items(reader, entry, "metadata.tags").iter().enumerate() {
        if nth == MAX_ITEMS {
            reader.note(findings::too_many(reader.at(node.span), "tags", MAX_ITEMS));
            return;
        }
        let Some(tag) = reader.text(node, "metadata.tags") else { continue };
        if !format::is_tag(tag) {
            reader.note(findings::bad_tag(reader.at(node.span), tag));
        }
        let tag = short(reader, node, tag, "characters of tag");
        entity.tags.push(tag);
    }
}

fn links(reader: &mut Reader<'_>, entry: &Entry, entity: &mut Entity) {
    for (nth, node) in items(reader, entry, "metadata.links").iter().enumerate() {
        if nth == MAX_ITEMS {
            reader.note(findings::too_many(reader.at(node.span), "links", MAX_ITEMS));
            return;
        }
        let Some(url_node) = node.get("url") else {
            let finding = match node.as_str() {
                Some(text) => findings::link(reader.at(node.span), text).hint("write `- url: https://…`"),
                None => findings::missing(reader.at(node.span), &entity.kind, "metadata.links.url"),
            };
            reader.note(finding);
            continue;
        };
        let Some(url) = reader.text(url_node, "metadata.links.url") else { continue };
        match url::Url::parse(url) {
            Err(_) => {
                reader.note(findings::link(reader.at(url_node.span), url));
                continue;
            }
            Ok(parsed) if !OPENED.contains(&parsed.scheme()) => {
                reader.note(findings::link_scheme(reader.at(url_node.span), parsed.scheme()));
            }
            Ok(_) => {}
        }
        let mut optional = |key: &str| {
            node.get(key).and_then(|node| reader.text(node, &format!("metadata.links.{key}")).map(Box::from))
        };
        let (title, icon, link_type) = (optional("title"), optional("icon"), optional("type"));
        entity.links.push(Link { url: url.into(), span: url_node.span, title, icon, link_type });
    }
}

/// The items of a list. One value where a list belongs is a list of one.
fn items<'n>(reader: &mut Reader<'_>, entry: &'n Entry, field: &str) -> &'n [Node] {
    if let Value::List(items) = &entry.value.value {
        return items;
    }
    let finding = findings::wrong_type(reader.at(entry.value.span), field, "a list", &entry.value);
    reader.note(finding);
    match entry.value.is_null() {
        true => &[],
        false => std::slice::from_ref(&entry.value),
    }
}

fn short(reader: &mut Reader<'_>, node: &Node, text: &str, what: &str) -> Box<str> {
    match text.char_indices().nth(MAX_SHORT) {
        Some((end, _)) => {
            reader.note(findings::too_many(reader.at(node.span), what, MAX_SHORT));
            text[..end].into()
        }
        None => text.into(),
    }
}
