//! What is wrong in a document: references that lead nowhere, parameters that do not fit their path.

use std::collections::{BTreeMap, BTreeSet};

use super::resolve::Lost;
use super::{At, Document, Version};
use crate::api::findings;
use crate::diag::{Diagnostic, nearest};

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

/// Looks a document through.
pub(super) fn run(document: &Document, found: &mut Vec<Diagnostic>) {
    dangling(document, found);
    operation_ids(document, found);
    path_parameters(document, found);
}

fn dangling(document: &Document, found: &mut Vec<Diagnostic>) {
    let mut each = |at: At<'_>, _: bool| {
        let Err(lost) = document.resolve(at) else { return };
        // The chain ends elsewhere; that place has its own finding.
        let written = at.text_of("$ref").unwrap_or_default();
        if lost.why == Lost::Missing && lost.written != written.trim() {
            return;
        }
        let place = at.get("$ref").map_or(document.place(at), |reference| document.place(reference));
        found.push(match lost.why {
            Lost::Missing => {
                let name = lost.written.rsplit('/').next().unwrap_or_default();
                let names = document.schemas.iter().map(|schema| &*schema.name);
                findings::dangling(place, lost.written, &nearest(name, names))
            }
            Lost::Foreign => findings::foreign(place, lost.written),
            Lost::Cycle => findings::cycle(place, lost.written),
        });
    };
    references(document.root(), false, &mut each);
}

fn operation_ids(document: &Document, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, listed) in document.operations.iter().enumerate() {
        let Some(id) = &listed.id else { continue };
        match first.get(&**id) {
            None => drop(first.insert(id, number)),
            Some(other) => {
                let other = document.operation(&document.operations[*other]);
                let this = document.operation(listed);
                let place = |at: At<'_>| document.place(at.get("operationId").unwrap_or(at));
                found.push(findings::operation_id(place(this.at), id, place(other.at), &other.name()));
            }
        }
    }
}

fn path_parameters(document: &Document, found: &mut Vec<Diagnostic>) {
    for listed in &document.operations {
        let operation = document.operation(listed);
        let parameters = operation.parameters();
        let in_path: BTreeSet<&str> = names_in(&listed.path).collect();
        let declared: BTreeSet<&str> =
            parameters.iter().filter(|parameter| parameter.place == "path").map(|parameter| parameter.name).collect();
        let place = document.place(operation.at);
        for name in in_path.difference(&declared) {
            found.push(findings::path_parameter_missing(place.clone(), &operation.name(), name));
        }
        for parameter in parameters.iter().filter(|parameter| parameter.place == "path") {
            if !in_path.contains(parameter.name) {
                let place = document.place(parameter.at.get("name").unwrap_or(parameter.at));
                found.push(findings::path_parameter_unused(place, &operation.name(), parameter.name));
            }
        }
        if listed.path.contains(['?', '#']) && document.version >= Version::V2 {
            found.push(findings::path_query(place, &listed.path));
        }
    }
}

/// The names in braces of a path.
pub fn names_in(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
