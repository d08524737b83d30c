//! `spec`: what each kind must have, and the references in it.

use super::ai;
use super::definition;
use super::entity::{Entity, Profile, Reference, Target};
use super::findings;
use super::kind::Kind;
use super::read::Reader;
use super::reference::{EntityRef, Parts, RefError};
use super::relation::{Rule, Shape};
use crate::diag::shown;
use crate::yaml::{Entry, Map, Node, Value};

/// Most references of one field.
const MAX_REFERENCES: usize = 1_000;
/// Most targets of a Location.
const MAX_TARGETS: usize = 1_000;

/// Reads `spec` into the entity.
pub(super) fn read(reader: &mut Reader<'_>, entry: Option<&Entry>, entity: &mut Entity) {
    let nothing = Map::default();
    let spec = match entry {
        Some(Entry { value: Node { value: Value::Map(map), .. }, .. }) => map,
        Some(entry) => {
            if !entry.value.is_null() || !entity.kind.required().is_empty() || entity.kind == Kind::Location {
                let finding = findings::wrong_type(reader.at(entry.value.span), "spec", "a mapping", &entry.value);
                reader.note(finding);
            }
            return;
        }
        None if entity.kind.required().is_empty() && entity.kind != Kind::Location => &nothing,
        None => {
            let finding = findings::missing(entity.place.clone(), &entity.kind, "spec");
            reader.note(finding);
            return;
        }
    };
    let kind = entity.kind.clone();
    required(reader, spec, entity);
    for name in kind.texts() {
        let text = spec.get(name).filter(|node| !(node.is_null() && kind.required().contains(name)));
        let text = text.and_then(|node| reader.text(node, &format!("spec.{name}"))).map(Box::from);
        match *name {
            "type" => entity.kind_type = text,
            "lifecycle" => entity.lifecycle = text,
            _ => {}
        }
    }
    for rule in &reader.context.model.fields(&kind) {
        if let Some(entry) = at_path(spec, &rule.name) {
            references(reader, entry, rule, entity);
        }
    }
    for (name, instead) in kind.misplaced() {
        if let Some(entry) = spec.entry(name) {
            reader.note(findings::misplaced(reader.at(entry.key_span), &kind, name, instead));
        }
    }
    match kind {
        Kind::Api => api(reader, spec, entity),
        Kind::Group | Kind::User => entity.profile = spec.get("profile").and_then(|node| profile(reader, node)),
        Kind::Location => location(reader, spec, entity),
        Kind::Template => steps(reader, spec),
        Kind::AiResource => ai::resource(reader, spec, entity),
        _ => {}
    }
}

fn required(reader: &mut Reader<'_>, spec: &Map, entity: &Entity) {
    let remote = entity.kind == Kind::Api && is_mcp(spec);
    let definition = (entity.kind == Kind::Api).then_some(if remote { "remotes" } else { "definition" });
    for name in entity.kind.required().iter().copied().chain(definition) {
        let place = match spec.entry(name) {
            None if reader.lost.iter().any(|lost| &**lost == name) => continue,
            None => entity.place.clone(),
            Some(entry) if entry.value.is_null() => reader.at(entry.value.span),
            Some(_) => continue,
        };
        let finding = findings::missing(place, &entity.kind, &format!("spec.{name}"));
        reader.note(finding);
    }
}

fn is_mcp(spec: &Map) -> bool {
    spec.get("type").and_then(Node::as_str) == Some("mcp-server")
}

fn api(reader: &mut Reader<'_>, spec: &Map, entity: &mut Entity) {
    if is_mcp(spec) {
        if !reader.context.model.modules.ai_model {
            reader.note(findings::module(entity.place.clone(), "APIs of type `mcp-server`"));
        }
        ai::server(reader, spec);
    } else if let Some(node) = spec.get("definition").filter(|node| !node.is_null()) {
        entity.definition = definition::read(reader, node);
    }
}

fn profile(reader: &mut Reader<'_>, node: &Node) -> Option<Profile> {
    if node.as_map().is_none() {
        let finding = findings::wrong_type(reader.at(node.span), "spec.profile", "a mapping", node);
        reader.note(finding);
        return None;
    }
    let mut text = |key: &str| {
        let value = node.get(key)?;
        reader.text(value, &format!("spec.profile.{key}")).map(Box::from)
    };
    Some(Profile { display_name: text("displayName"), email: text("email"), picture: text("picture") })
}

fn location(reader: &mut Reader<'_>, spec: &Map, entity: &mut Entity) {
    if let Some(node) = spec.get("presence")
        && let Some(text) = node.as_str()
        && !matches!(text, "required" | "optional" | "")
    {
        let finding = findings::wrong_value(reader.at(node.span), "spec.presence", text, "`required` or `optional`");
        reader.note(finding);
    }
    let one = spec.get("target").filter(|node| node.as_str().is_some_and(|text| !text.is_empty()));
    let many = spec.get("targets").map(|node| match &node.value {
        Value::List(items) => items.as_slice(),
        _ => {
            let finding = findings::wrong_type(reader.at(node.span), "spec.targets", "a list", node);
            reader.note(finding);
            if node.is_null() { &[] } else { std::slice::from_ref(node) }
        }
    });
    for (nth, node) in one.into_iter().chain(many.into_iter().flatten()).enumerate() {
        if nth == MAX_TARGETS {
            reader.note(findings::too_many(reader.at(node.span), "targets", MAX_TARGETS));
            return;
        }
        if let Some(text) = reader.text(node, "spec.targets") {
            entity.targets.push(Target { text: text.into(), span: node.span, files: Vec::new() });
        }
    }
}

fn steps(reader: &mut Reader<'_>, spec: &Map) {
    let Some(node) = spec.get("steps").filter(|node| !node.is_null()) else { return };
    let Some(steps) = node.as_list() else {
        let finding = findings::wrong_type(reader.at(node.span), "spec.steps", "a list", node);
        reader.note(finding);
        return;
    };
    for (index, step) in steps.iter().enumerate() {
        if step.get("action").and_then(Node::as_str).is_none_or(str::is_empty) {
            let finding = findings::step_without_action(reader.at(step.span), index + 1);
            reader.note(finding);
        }
        if let Some(id) = step.get("id")
            && id.as_str().is_none()
        {
            let finding = findings::step_id(reader.at(id.span), index + 1, id);
            reader.note(finding);
        }
    }
}

/// The entry at a path of keys with dots between them.
fn at_path<'n>(spec: &'n Map, path: &str) -> Option<&'n Entry> {
    match path.split_once('.') {
        None => spec.entry(path),
        Some((key, rest)) => at_path(spec.get(key)?.as_map()?, rest),
    }
}

/// Reads a field of references, whatever its shape.
fn references(reader: &mut Reader<'_>, entry: &Entry, field: &Rule, entity: &mut Entity) {
    let name = format!("spec.{}", field.name);
    let node = &entry.value;
    let expected = if field.shape == Shape::List { "a list" } else { "a string" };
    let items = match (&node.value, field.shape) {
        (Value::Null, _) if entity.kind.required().contains(&&*field.name) => return,
        (Value::Null, _) => {
            reader.note(findings::wrong_type(reader.at(node.span), &name, expected, node));
            return;
        }
        (Value::List(items), Shape::List | Shape::Either) => items.as_slice(),
        (Value::List(items), Shape::One) => {
            reader.note(findings::wrong_type(reader.at(node.span), &name, expected, node));
            items.as_slice()
        }
        (Value::Map(_), Shape::One | Shape::Either) => std::slice::from_ref(node),
        (_, Shape::List) => {
            reader.note(findings::wrong_type(reader.at(node.span), &name, expected, node));
            std::slice::from_ref(node)
        }
        (_, Shape::One | Shape::Either) => std::slice::from_ref(node),
    };
    for (nth, item) in items.iter().enumerate() {
        if nth == MAX_REFERENCES {
            reader.note(findings::too_many(reader.at(item.span), "references", MAX_REFERENCES));
            return;
        }
        let Some(text) = reference_text(reader, item, &name) else { continue };
        let reference = reference(reader, item, field, text, entity);
        entity.references.push(reference);
    }
}

/// The text of a reference; compound forms are put together.
fn reference_text(reader: &mut Reader<'_>, node: &Node, name: &str) -> Option<String> {
    let Some(map) = node.as_map() else { return reader.text(node, name).map(str::to_owned) };
    let part = |key: &str| map.get(key).and_then(Node::text);
    let text = match (part("name"), map.entries.as_slice()) {
        (Some(name), _) => {
            let kind = part("kind").map(|kind| format!("{kind}:")).unwrap_or_default();
            let namespace = part("namespace").map(|namespace| format!("{namespace}/")).unwrap_or_default();
            Some(format!("{kind}{namespace}{name}"))
        }
        // `component: x`, from a blank too many.
        (None, [Entry { key, value, .. }]) => value.text().map(|value| format!("{key}:{value}")),
        (None, _) => None,
    };
    let finding = findings::wrong_type(reader.at(node.span), name, "a reference", node);
    let finding = match &text {
        Some(text) => finding.hint(format!("write `{}`", shown(text))),
        None => finding,
    };
    reader.note(finding);
    text
}

fn reference(reader: &mut Reader<'_>, node: &Node, rule: &Rule, text: String, entity: &Entity) -> Reference {
    let target = match EntityRef::parse(&text, rule.default_kind.as_deref(), &entity.namespace) {
        Ok(target) => Some(target),
        // The finding is made when all entities are known.
        Err(RefError::NoKind) => None,
        Err(RefError::EmptyPart) => {
            let finding = findings::ref_syntax(reader.at(node.span), &rule.name, &text);
            reader.note(finding);
            None
        }
    };
    Reference { rule: rule.clone(), text: text.into(), span: node.span, target, inferred: None }
}

/// True if the text is readable but for its kind.
pub(super) fn lacks_kind(text: &str) -> bool {
    Parts::of(text).is_ok_and(|parts| parts.kind.is_none())
}
