//! Backstage's verdict on a document: its steps in its order, of which the first failure counts (catalog contract, section 5).
//!
//! This is independent of what platdocs makes of the document. Texts and the order of checks are those of `catalog-model`
//! 1.10 and `plugin-catalog-backend` 4.0, because people search for the texts. `tests/backstage/` compares with the original.

mod format;
mod kinds;
mod references;
mod schema;
mod twins;

use super::entity::Definition;
use super::placeholder;
use super::reference::{DEFAULT_NAMESPACE, EntityRef};
use crate::config::BackstageModules as Modules;
use crate::diag::{Span, Verdict, shown};
use crate::yaml::{Error, ErrorKind, Map, Node, Value};
use schema::{Others, Schema, Shape};

static ENVELOPE: Shape = Shape::open(
    &["apiVersion", "kind", "metadata"],
    &[
        ("apiVersion", Schema::Filled),
        ("kind", Schema::Filled),
        ("metadata", Schema::Map(Shape::open(&["name"], &[("name", Schema::Filled), ("namespace", Schema::Filled)]))),
    ],
);

static ENTITY: Shape = Shape {
    required: &["apiVersion", "kind", "metadata"],
    fields: &[
        ("apiVersion", Schema::Filled),
        ("kind", Schema::Filled),
        ("metadata", Schema::Map(METADATA)),
        ("spec", Schema::Map(Shape::open(&[], &[]))),
        ("relations", Schema::List(&Schema::Map(RELATION), 0)),
        ("status", Schema::Map(Shape::open(&[], &[]))),
    ],
    others: Others::Closed,
};
const METADATA: Shape = Shape::open(
    &["name"],
    &[
        ("uid", Schema::Filled),
        ("etag", Schema::Filled),
        ("name", Schema::Filled),
        ("namespace", Schema::Filled),
        ("title", Schema::Filled),
        ("description", Schema::Text),
        ("labels", Schema::Map(Shape { required: &[], fields: &[], others: Others::Fit(&Schema::Text) })),
        // What is no mapping has been refused or replaced before, see `envelope`.
        ("annotations", Schema::Values(&Schema::Text)),
        ("tags", Schema::List(&Schema::Filled, 0)),
        ("links", Schema::List(&Schema::Map(LINK), 0)),
    ],
);
const LINK: Shape = Shape::open(
    &["url"],
    &[("url", Schema::Filled), ("title", Schema::Filled), ("icon", Schema::Filled), ("type", Schema::Filled)],
);
const RELATION: Shape = Shape {
    required: &["type", "targetRef"],
    fields: &[
        ("type", Schema::Filled),
        ("target", Schema::Map(Shape::open(&["kind", "namespace", "name"], &[]))),
        ("targetRef", Schema::Filled),
    ],
    others: Others::Closed,
};

/// Why a step refuses a document.
struct Failure {
    pointer: String,
    message: String,
    /// What the validator of schemas adds, which names the place in front of the message.
    detail: Option<String>,
}

impl Failure {
    fn new(pointer: &str, message: String) -> Self {
        Self { pointer: pointer.to_owned(), message, detail: None }
    }

    fn schema(pointer: &str, message: &str, detail: String) -> Self {
        Self { pointer: pointer.to_owned(), message: message.to_owned(), detail: Some(detail) }
    }

    fn verdict(self) -> Verdict {
        let Self { pointer, message, detail } = self;
        let text = match detail {
            Some(detail) => format!("{} {message} - {detail}", place(&pointer)),
            None => message,
        };
        Verdict { text: shown(&text), pointer }
    }
}

fn place(pointer: &str) -> &str {
    if pointer.is_empty() { "<root>" } else { pointer }
}

/// The pointer of a key below a pointer.
pub(super) fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The verdict on a document that is not YAML; none on one that is only too large for platdocs.
pub(super) fn unreadable(error: &Error) -> Option<Verdict> {
    let text = match &error.kind {
        ErrorKind::Syntax { message, .. } => format!("YAML error, {message}"),
        ErrorKind::DuplicateKey { .. } => "YAML error, Map keys must be unique".to_owned(),
        ErrorKind::Limit(..) => return None,
    };
    Some(Failure::new("", text).verdict())
}

/// The verdict on a document that is no mapping.
pub(super) fn no_mapping(root: &Node) -> Verdict {
    let found = match root.value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Null | Value::List(_) | Value::Map(_) => "object",
    };
    Failure::new("", format!("Expected object at root, got {found}")).verdict()
}

/// The step before placeholders are replaced: what a document must have to be looked at.
pub(super) fn envelope(root: &Map) -> Option<Verdict> {
    if let Some(failure) = ENVELOPE.failure(root, "") {
        return Some(failure.verdict());
    }
    // The place of the file joins the annotations here, which turns nothing into a mapping.
    let annotations = root.get("metadata")?.get("annotations")?;
    let is_nothing = !references::is_something(&annotations.value);
    (annotations.as_map().is_none() && !is_nothing)
        .then(|| Failure::new("/metadata/annotations", "metadata.annotations must be a valid object".into()).verdict())
}

/// The steps after placeholders are replaced, on a document that passed [`envelope`]. `definition` is what a placeholder
/// in `spec.definition` gave.
pub(super) fn verdict(root: &Map, definition: Option<&Definition>, modules: Modules) -> Option<Verdict> {
    let replaced = with_definition(root, definition, modules);
    let root = replaced.as_ref().unwrap_or(root);
    if let Some(failure) = ENTITY.failure(root, "") {
        let text = format!("Malformed envelope, {} {}", place(&failure.pointer), failure.message);
        return Some(Failure::new(&failure.pointer, text).verdict());
    }
    let metadata = root.get("metadata").and_then(Node::as_map)?;
    let text = |map: &Map, key: &str| map.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
    let kind = text(root, "kind");
    let reference = || {
        let namespace = Some(text(metadata, "namespace")).filter(|namespace| !namespace.is_empty());
        EntityRef::new(&kind, namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE), &text(metadata, "name")).to_string()
    };
    let spec = root.get("spec").and_then(Node::as_map);
    foreign_field(root)
        .or_else(|| format::failure(root, metadata))
        .or_else(|| kinds::failure(root, &reference(), modules))
        .or_else(|| references::failure(&kind, spec?, modules))
        .or_else(|| twins::failure(root))
        .map(Failure::verdict)
}

/// `relations` and `status` have the right shape but may not be written by authors.
fn foreign_field(root: &Map) -> Option<Failure> {
    let known = |key: &str| matches!(key, "apiVersion" | "kind" | "metadata" | "spec");
    let key = root.keys().find(|key| !known(key))?;
    Some(Failure::new(&below("", key), format!("Unknown field {key}")))
}

/// The document with the text of a definition in place of its placeholder.
fn with_definition(root: &Map, definition: Option<&Definition>, modules: Modules) -> Option<Map> {
    let definition = definition?;
    let (key, _) = placeholder::of(root.get("spec")?.get("definition")?)?;
    let is_text = key == "$text" || (modules.openapi && matches!(key, "$openapi" | "$asyncapi"));
    if !is_text {
        return None;
    }
    let mut replaced = root.clone();
    let spec = replaced.entries.iter_mut().find(|entry| &*entry.key == "spec")?;
    let Value::Map(spec) = &mut spec.value.value else { return None };
    let entry = spec.entries.iter_mut().find(|entry| &*entry.key == "definition")?;
    // Only whether it is empty matters; what lies elsewhere is not.
    let text = if definition.text.is_empty() && definition.url.is_none() { "" } else { "text" };
    entry.value.value = Value::String(text.into());
    Some(replaced)
}

/// Where a pointer leads, or what is nearest above it.
pub(super) fn span(root: &Node, pointer: &str) -> Span {
    let mut node = root;
    let mut span = root.span;
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        let next = match &node.value {
            Value::Map(map) => map.entry(&part).map(|entry| (&entry.value, entry.key_span)),
            Value::List(items) => part.parse().ok().and_then(|nth: usize| items.get(nth)).map(|item| (item, item.span)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
        let Some((next, key_span)) = next else { break };
        let is_container = matches!(next.value, Value::Map(_) | Value::List(_));
        span = if is_container { key_span } else { next.span };
        node = next;
    }
    span
}
