//! The shape of `platdocs.yaml`: every key and type that differs from the JSON Schema of the raw types, with its place.
//!
//! Reads the part of JSON Schema that `schemars` writes for [`RawConfig`]; serde alone would stop at the first mistake
//! and knows no places.

use schemars::generate::SchemaSettings;
use serde_json::Value as Json;

use super::findings;
use super::raw::RawConfig;
use crate::diag::{Diagnostic, File};
use crate::yaml::{Map, Node, Value};

/// The schema of [`RawConfig`].
pub(super) fn schema() -> Json {
    let generator = SchemaSettings::draft07().into_generator();
    let mut schema = generator.into_root_schema_for::<RawConfig>().to_value();
    unwrap_descriptions(&mut schema);
    schema
}

/// Joins the lines of descriptions, which are broken where doc comments are.
fn unwrap_descriptions(schema: &mut Json) {
    match schema {
        Json::Object(object) => {
            for (key, value) in object {
                match value {
                    Json::String(text) if key == "description" => *text = text.replace('\n', " "),
                    value => unwrap_descriptions(value),
                }
            }
        }
        Json::Array(list) => list.iter_mut().for_each(unwrap_descriptions),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// What is left of a document when everything that is wrong is taken out.
pub(super) struct Shaped {
    /// The rest, of the shape of [`RawConfig`].
    pub json: Json,
    /// The places in the `sources` list of those that are left.
    pub sources: Vec<usize>,
    /// What was wrong.
    pub found: Vec<Diagnostic>,
}

/// Compares a document with the schema.
pub(super) fn check(node: &Node, file: &File) -> Shaped {
    let root = schema();
    let mut checker = Checker { root: &root, file, sources: Vec::new(), found: Vec::new() };
    let json = checker.node(node, &root, "").unwrap_or_else(|| Json::Object(serde_json::Map::new()));
    Shaped { json, sources: checker.sources, found: checker.found }
}

struct Checker<'a> {
    root: &'a Json,
    file: &'a File,
    sources: Vec<usize>,
    found: Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    /// The value without what is wrong in it; `None` if nothing of use is left. `key` is its path from the top.
    fn node(&mut self, node: &Node, schema: &'a Json, key: &str) -> Option<Json> {
        let branches = self.branches(self.resolve(schema));
        let Some(branch) = branches.iter().find(|branch| names(branch).iter().any(|name| is_a(node, name))) else {
            self.found.push(findings::wrong_type(self.file, key, node, &expected(&branches)));
            return None;
        };
        match &node.value {
            Value::Null => Some(Json::Null),
            Value::Bool(value) => Some(Json::Bool(*value)),
            Value::Number(text) => {
                let number = serde_json::from_str(text).ok();
                if number.is_none() {
                    self.found.push(findings::wrong_type(self.file, key, node, "a number in digits"));
                }
                number
            }
            Value::String(text) => self.text(node, text, &branches, key),
            Value::List(list) => Some(Json::Array(self.list(list, branch.get("items")?, key))),
            Value::Map(map) => self.map(map, node, branch, key).map(Json::Object),
        }
    }

    fn text(&mut self, node: &Node, text: &str, branches: &[&'a Json], key: &str) -> Option<Json> {
        let allowed: Vec<&str> = branches.iter().flat_map(|branch| fixed_values(branch)).collect();
        if allowed.is_empty() || allowed.contains(&text) {
            return Some(Json::String(text.to_owned()));
        }
        self.found.push(findings::not_one_of(self.file, key, node.span, text, &allowed));
        None
    }

    fn list(&mut self, list: &[Node], items: &'a Json, key: &str) -> Vec<Json> {
        let mut kept = Vec::new();
        for (nth, item) in list.iter().enumerate() {
            if let Some(json) = self.node(item, items, &format!("{key}[{nth}]")) {
                kept.push(json);
                if key == "sources" {
                    self.sources.push(nth);
                }
            }
        }
        kept
    }

    fn map(&mut self, map: &Map, node: &Node, schema: &'a Json, path: &str) -> Option<serde_json::Map<String, Json>> {
        if is_source(path)
            && let Some(finding) = unavailable(self.file, map)
        {
            self.found.push(finding);
            return None;
        }
        let known = schema.get("properties").and_then(Json::as_object);
        let keys: Vec<&str> = known.into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        let any = schema.get("additionalProperties").filter(|schema| schema.is_object());
        let mut kept = serde_json::Map::new();
        for entry in &map.entries {
            let key = if path.is_empty() { entry.key.to_string() } else { format!("{path}.{}", entry.key) };
            let Some(schema) = known.and_then(|known| known.get(&*entry.key)).or(any) else {
                self.found.push(findings::unknown_key(self.file, path, entry, &keys));
                continue;
            };
            if let Some(json) = self.node(&entry.value, schema, &key) {
                kept.insert(entry.key.to_string(), json);
            }
        }
        let required = schema.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
        let mut complete = true;
        for required in required {
            complete &= kept.contains_key(required);
            if map.get(required).is_none() {
                self.found.push(findings::missing_key(self.file, path, node.span, required));
            }
        }
        complete.then_some(kept)
    }

    fn resolve(&self, schema: &'a Json) -> &'a Json {
        let reference = |schema: &'a Json| schema.get("$ref").and_then(Json::as_str);
        let wrapped = schema.get("allOf").and_then(|all| all.get(0)).unwrap_or(schema);
        let Some(pointer) = reference(wrapped).and_then(|text| text.strip_prefix('#')) else { return schema };
        self.root.pointer(pointer).unwrap_or(schema)
    }

    /// The alternatives of a schema, itself if there are none.
    fn branches(&self, schema: &'a Json) -> Vec<&'a Json> {
        let Some(list) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Json::as_array) else {
            return vec![schema];
        };
        list.iter().flat_map(|branch| self.branches(self.resolve(branch))).collect()
    }
}

/// Types of sources that the program will have; `local` it has.
const LATER: [&str; 8] = ["git", "github", "gitlab", "gitea", "bitbucket-cloud", "bitbucket-server", "azure", "seed"];

/// True for `sources[3]`.
fn is_source(path: &str) -> bool {
    path.strip_prefix("sources[").is_some_and(|rest| rest.find(']') == Some(rest.len() - 1))
}

/// The one finding about a source whose type is not there; its other keys are not looked at.
fn unavailable(file: &File, source: &Map) -> Option<Diagnostic> {
    let node = source.get("type")?;
    match node.as_str()? {
        "local" => None,
        kind if LATER.contains(&kind) || kind == "forgejo" => {
            Some(findings::source_not_available(file, node.span, kind))
        }
        kind => Some(findings::unknown_source(file, node.span, kind, &[&["local"], &LATER[..]].concat())),
    }
}

/// The JSON types that a schema without alternatives accepts.
fn names(schema: &Json) -> Vec<&str> {
    match schema.get("type") {
        Some(Json::String(name)) => vec![name],
        Some(Json::Array(list)) => list.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_a(node: &Node, name: &str) -> bool {
    match &node.value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(_) => name == "number" || name == "integer",
        Value::String(_) => name == "string",
        Value::List(_) => name == "array",
        Value::Map(_) => name == "object",
    }
}

fn fixed_values(schema: &Json) -> impl Iterator<Item = &str> {
    let list = schema.get("enum").and_then(Json::as_array).into_iter().flatten();
    list.chain(schema.get("const")).filter_map(Json::as_str)
}

/// What would have been right, in words: `a string or a list`.
fn expected(branches: &[&Json]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for name in branches.iter().flat_map(|branch| names(branch)) {
        let word = match name {
            "string" => "a string",
            "boolean" => "`true` or `false`",
            "array" => "a list",
            "object" => "a mapping",
            "integer" | "number" => "a number",
            _ => continue,
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" or ")
}
