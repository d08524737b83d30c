//! Where the references of a document stand: only there is a `$ref` one.

use std::collections::BTreeSet;

use super::{At, Document};

/// What the keys of a mapping are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    /// Words of the format.
    Words,
    /// Names that authors give.
    Names,
    /// Names of schemas that authors give.
    Schemas,
}

/// Calls `each` with every mapping below a value whose `$ref` is one, and whether it stands where a schema is expected.
/// `is_schema` says so of the value itself.
pub(super) fn references<'a>(at: At<'a>, is_schema: bool, each: &mut dyn FnMut(At<'a>, bool)) {
    walk(at, Keys::Words, is_schema, each);
}

fn walk<'a>(at: At<'a>, keys: Keys, is_schema: bool, each: &mut dyn FnMut(At<'a>, bool)) {
    if at.node.as_list().is_some() {
        at.items().for_each(|item| walk(item, Keys::Words, is_schema, each));
        return;
    }
    for (key, value) in at.entries() {
        if keys != Keys::Words {
            walk(value, Keys::Words, keys == Keys::Schemas, each);
            continue;
        }
        match key {
            "$ref" if value.node.as_str().is_some() => each(at, is_schema),
            "example" | "default" | "enum" | "const" | "value" | "dataValue" => {}
            "examples" if is_schema || value.node.as_list().is_some() => {}
            _ if key.starts_with("x-") && key != "x-webhooks" => {}
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" | "schemas" => {
                walk(value, Keys::Schemas, true, each);
            }
            "responses"
            | "parameters"
            | "headers"
            | "requestBodies"
            | "securitySchemes"
            | "links"
            | "callbacks"
            | "paths"
            | "pathItems"
            | "webhooks"
            | "x-webhooks"
            | "examples"
            | "content"
            | "mediaTypes"
            | "additionalOperations"
                if value.is_map() =>
            {
                walk(value, Keys::Names, false, each);
            }
            "schema" | "itemSchema" => walk(value, Keys::Words, true, each),
            "discriminator" | "xml" | "externalDocs" | "mapping" => {}
            _ => walk(value, Keys::Words, is_schema, each),
        }
    }
}

/// The references to content of other files, below `/key`, that stand where a schema is expected.
pub(super) fn schemas_of_files(document: &Document, key: &str) -> BTreeSet<Box<str>> {
    let mut found = BTreeSet::new();
    let mut note = |at: At<'_>, is_schema: bool| {
        let pointer = at.text_of("$ref").and_then(|written| written.trim().strip_prefix('#'));
        if let Some(pointer) = pointer.filter(|pointer| is_schema && pointer.starts_with(key)) {
            found.insert(Box::from(pointer));
        }
    };
    references(document.root(), false, &mut note);
    let bundled = document.root().get(key.trim_start_matches('/'));
    // What such content refers to in turn: a schema's own references are to schemas.
    for (_, value) in bundled.into_iter().flat_map(At::entries) {
        let looks_like_schema =
            ["type", "properties", "allOf", "oneOf", "anyOf", "enum"].iter().any(|word| value.get(word).is_some());
        references(value, looks_like_schema, &mut note);
    }
    found
}
