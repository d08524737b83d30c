//! What is wrong in a document: references that lead nowhere, parameters that do not fit their path, and what its readers
//! would miss.

use std::collections::{BTreeMap, BTreeSet};

use super::references::references;
use super::resolve::Lost;
use super::{At, Document, Flat, Operation, Schema, Version};
use crate::api::findings;
use crate::diag::{Diagnostic, nearest};

/// Looks a document through.
pub(super) fn run(document: &Document, found: &mut Vec<Diagnostic>) {
    dangling(document, found);
    operation_ids(document, found);
    paths(document, found);
    for listed in &document.operations {
        let operation = document.operation(listed);
        path_parameters(&operation, found);
        responses(&operation, found);
        security(&operation, found);
        quality(&operation, found);
    }
    schemas(document, found);
    servers(document, found);
}

fn dangling(document: &Document, found: &mut Vec<Diagnostic>) {
    let mut each = |at: At<'_>, is_schema: bool| {
        siblings(document, at, is_schema, found);
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

/// Words beside a reference to a schema. `nullable` is understood by everybody, whatever the letter says.
fn siblings(document: &Document, at: At<'_>, is_schema: bool, found: &mut Vec<Diagnostic>) {
    if is_schema && document.version < Version::V31 {
        let keys: Vec<&str> = at
            .entries()
            .map(|(key, _)| key)
            .filter(|key| !matches!(*key, "$ref" | "nullable") && !key.starts_with("x-"))
            .collect();
        if !keys.is_empty() {
            found.push(findings::sibling(document.place(at), &keys));
        }
    }
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
                // A path that refers to another has the same operations.
                if this.at.identity() == other.at.identity() {
                    continue;
                }
                let place = |at: At<'_>| document.place(at.get("operationId").unwrap_or(at));
                found.push(findings::operation_id(place(this.at), id, place(other.at), &other.name()));
            }
        }
    }
}

fn path_parameters(operation: &Operation<'_>, found: &mut Vec<Diagnostic>) {
    let (document, listed) = (operation.document, operation.listed);
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
    let mut seen = BTreeSet::new();
    for at in operation.at.get("parameters").into_iter().flat_map(At::items) {
        let Some(parameter) = document.parameter(at) else { continue };
        if !seen.insert((parameter.name, parameter.place)) {
            found.push(findings::parameter_twin(document.place(at), parameter.name, parameter.place));
        }
    }
    if matches!(&*listed.method, "get" | "head")
        && document.version > Version::V2
        && operation.at.get("requestBody").is_some()
    {
        found.push(findings::body_of_method(document.key_place(operation.at, "requestBody"), &operation.name()));
    }
}

/// Paths that cannot be told apart, and those that hold what belongs into parameters.
fn paths(document: &Document, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let Some(paths) = document.root().get("paths") else { return };
    for (path, _) in paths.entries().filter(|(path, _)| path.starts_with('/')) {
        let parts = path.split('{').enumerate();
        let shape: String = parts
            .map(|(nth, part)| if nth == 0 { part } else { part.split_once('}').map_or(part, |(_, rest)| rest) })
            .collect::<Vec<_>>()
            .join("{}");
        if let Some(other) = first.get(&shape).filter(|_| shape.contains("{}")) {
            let (place, before) = (document.key_place(paths, path), document.key_place(paths, other));
            found.push(findings::path_ambiguous(place, path, before, other));
        }
        first.entry(shape).or_insert(path);
        if path.contains(['?', '#']) {
            found.push(findings::path_query(document.key_place(paths, path), path));
        }
    }
}

fn responses(operation: &Operation<'_>, found: &mut Vec<Diagnostic>) {
    let document = operation.document;
    let Some(responses) = operation.at.get("responses") else { return };
    for (status, _) in responses.entries().filter(|(status, _)| !status.starts_with("x-")) {
        let place = || document.key_place(responses, status);
        let bytes = status.as_bytes();
        match bytes {
            [b'1'..=b'5', b'X', b'X'] => {}
            [b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => found.push(findings::status_case(place(), status)),
            [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => {}
            _ if status == "default" => {}
            _ => found.push(findings::status(place(), status)),
        }
    }
    for response in operation.responses() {
        for (name, link) in response.links {
            let Some(id) = link.text_of("operationId") else { continue };
            let ids = document.operations.iter().filter_map(|listed| listed.id.as_deref());
            if !ids.clone().any(|other| other == id) {
                let place = document.place(link.get("operationId").unwrap_or(link));
                found.push(findings::link(place, name, id, &nearest(id, ids)));
            }
        }
    }
}

fn security(operation: &Operation<'_>, found: &mut Vec<Diagnostic>) {
    let document = operation.document;
    let schemes = document.components("securitySchemes");
    let names = || schemes.into_iter().flat_map(At::entries).map(|(name, _)| name);
    // What the whole document says is looked at with its first operation.
    let own = operation.at.get("security");
    let is_first = std::ptr::eq(operation.listed, &raw const document.operations[0]);
    let of_all = document.root().get("security").filter(|_| is_first);
    for requirement in own.into_iter().chain(of_all).flat_map(At::items) {
        for (name, _) in requirement.entries() {
            if !names().any(|other| other == name) {
                let place = document.key_place(requirement, name);
                found.push(findings::security(place, name, &nearest(name, names())));
            }
        }
    }
    if operation.security_at().is_none() && names().next().is_some() {
        found.push(findings::no_security(document.place(operation.at), &operation.name()));
    }
}

/// What readers of an operation would miss.
fn quality(operation: &Operation<'_>, found: &mut Vec<Diagnostic>) {
    let document = operation.document;
    let place = || document.place(operation.at);
    if operation.at.text_of("summary").is_none() && operation.description().is_empty() {
        found.push(findings::no_summary(place(), &operation.name()));
    }
    if operation.listed.id.is_none() {
        found.push(findings::no_id(place(), &operation.name()));
    }
    let responses = operation.at.get("responses").into_iter().flat_map(At::entries);
    let mut failures = responses.filter(|(status, _)| status.starts_with('4') || *status == "default");
    if failures.next().is_none() {
        found.push(findings::no_failure(place(), &operation.name()));
    }
}

fn schemas(document: &Document, found: &mut Vec<Diagnostic>) {
    for number in 0..document.schemas.len() {
        let schema = Schema::named(document, number);
        let users = document.users(number);
        let is_used = !users.operations.is_empty() || !users.schemas.is_empty() || !document.webhooks.is_empty();
        // The messages of AsyncAPI are no operations of this document.
        if !is_used && document.root().get("asyncapi").is_none() {
            found.push(findings::unused(document.place(schema.at), &document.schemas[number].name));
        }
        let flat = Flat::of(schema);
        let mut types: Vec<Vec<&str>> =
            flat.parts.iter().map(Schema::types).filter(|types| !types.is_empty()).collect();
        types.iter_mut().flatten().filter(|name| **name == "integer").for_each(|name| *name = "number");
        let common = types
            .split_first()
            .map(|(first, rest)| first.iter().any(|name| rest.iter().all(|other| other.contains(name))));
        if common == Some(false) {
            let all: BTreeSet<&str> = types.iter().flatten().copied().collect();
            found.push(findings::all_of(document.place(schema.at), &all.into_iter().collect::<Vec<_>>()));
        }
        for property in flat.properties.iter().filter(|property| property.from.is_none()) {
            if property.schema.says("readOnly") && property.schema.says("writeOnly") {
                found.push(findings::read_write(document.place(property.schema.at), property.name));
            }
        }
        let mapping = schema.word("discriminator").and_then(|word| word.get("mapping"));
        for (value, target) in mapping.into_iter().flat_map(At::entries) {
            let written = target.text().unwrap_or_default();
            let is_known = match written.contains(['/', '#']) {
                true => written.strip_prefix('#').is_none_or(|fragment| document.value(fragment).is_some()),
                false => document.schemas.iter().any(|schema| *schema.name == *written) || written.contains('.'),
            };
            if !is_known {
                found.push(findings::discriminator(document.place(target), value, written));
            }
        }
    }
}

fn servers(document: &Document, found: &mut Vec<Diagnostic>) {
    for server in document.root().get("servers").into_iter().flat_map(At::items) {
        let Some(url) = server.text_of("url") else { continue };
        let host = url.strip_prefix("http://").map(|rest| rest.split(['/', ':']).next().unwrap_or_default());
        let is_far =
            host.is_some_and(|host| !matches!(host, "localhost" | "127.0.0.1" | "[") && !host.ends_with(".local"));
        if is_far {
            found.push(findings::http_server(document.place(server.get("url").unwrap_or(server)), url));
        }
    }
}

/// The names in braces of a path.
fn names_in(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
