//! What Backstage's module `ai-model` wants: the fields of `AiResource`s by their type, and the remotes of APIs of type
//! `mcp-server` (catalog contract, section 4). Fields that hold references are read with all others in `spec`.

use super::entity::Entity;
use super::findings;
use super::kind::Kind;
use super::read::Reader;
use crate::yaml::{Map, Node, Value};

/// Most remotes of a server that are looked at.
const MAX_REMOTES: usize = 100;
/// Most items of a list that are looked at.
const MAX_ITEMS: usize = 1_000;
/// Longest text that says what a skill fits.
const MAX_COMPATIBILITY: usize = 500;

enum Shape {
    Text,
    /// A text of at most so many characters.
    Short(usize),
    Texts,
    /// References, whose shape is checked where they are read.
    References,
}

struct Field {
    name: &'static str,
    shape: Shape,
    required: bool,
}

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

static SKILL: [Field; 6] = [
    field("disciplines", Shape::Texts),
    field("categories", Shape::Texts),
    field("agents", Shape::Texts),
    field("allowedTools", Shape::Text),
    field("license", Shape::Text),
    field("compatibility", Shape::Short(MAX_COMPATIBILITY)),
];
static RULE: [Field; 3] =
    [required("category", Shape::Text), required("rationale", Shape::Text), field("disciplines", Shape::Texts)];
static PLUGIN: [Field; 2] = [required("skills", Shape::References), field("version", Shape::Text)];
static MARKETPLACE: [Field; 2] = [required("plugins", Shape::References), field("version", Shape::Text)];

/// The fields of a type; other types have none of their own.
fn fields(kind_type: Option<&str>) -> &'static [Field] {
    match kind_type {
        Some("skill") => &SKILL,
        Some("rule") => &RULE,
        Some("plugin") => &PLUGIN,
        Some("marketplace") => &MARKETPLACE,
        _ => &[],
    }
}

/// Checks the fields that an `AiResource` has by its type.
pub(super) fn resource(reader: &mut Reader<'_>, spec: &Map, entity: &Entity) {
    for field in fields(entity.kind_type.as_deref()) {
        let name = format!("spec.{}", field.name);
        match spec.get(field.name) {
            None if field.required => {
                reader.note(findings::missing(entity.place.clone(), &entity.kind, &name));
            }
            None => {}
            // Null references have their finding.
            Some(node) if node.is_null() && field.required && !matches!(field.shape, Shape::References) => {
                reader.note(findings::missing(reader.at(node.span), &entity.kind, &name));
            }
            Some(node) => value(reader, node, &name, &field.shape),
        }
    }
}

fn value(reader: &mut Reader<'_>, node: &Node, name: &str, shape: &Shape) {
    match shape {
        Shape::References => {}
        Shape::Text => {
            reader.text(node, name);
        }
        Shape::Short(most) => {
            if reader.text(node, name).is_some_and(|text| text.chars().count() > *most) {
                reader.note(findings::too_long(reader.at(node.span), name, *most));
            }
        }
        Shape::Texts => {
            if node.as_list().is_none() {
                reader.note(findings::wrong_type(reader.at(node.span), name, "a list", node));
            }
            for item in node.as_list().unwrap_or_default().iter().take(MAX_ITEMS) {
                reader.text(item, name);
            }
        }
    }
}

/// Checks where a server can be reached. That there is a list at all is checked with the other required fields.
pub(super) fn server(reader: &mut Reader<'_>, spec: &Map) {
    let Some(node) = spec.get("remotes").filter(|node| !node.is_null()) else { return };
    let remotes = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => {
            reader.note(findings::wrong_type(reader.at(node.span), "spec.remotes", "a list", node));
            // A single remote is meant.
            if node.as_map().is_some() { std::slice::from_ref(node) } else { return }
        }
    };
    if remotes.is_empty() {
        reader.note(findings::no_remote(reader.at(node.span)));
    }
    for (nth, remote) in remotes.iter().enumerate().take(MAX_REMOTES) {
        let name = format!("spec.remotes[{nth}]");
        let Some(map) = remote.as_map() else {
            reader.note(findings::wrong_type(reader.at(remote.span), &name, "a mapping with `type` and `url`", remote));
            continue;
        };
        for key in ["type", "url"] {
            let name = format!("{name}.{key}");
            match map.get(key) {
                None => reader.note(findings::missing(reader.at(remote.span), &Kind::Api, &name)),
                Some(node) if node.is_null() => {
                    reader.note(findings::missing(reader.at(node.span), &Kind::Api, &name));
                }
                Some(node) => {
                    reader.text(node, &name);
                }
            }
        }
    }
}
