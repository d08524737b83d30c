//! A schema with the schemas of its `allOf` merged into it.

use std::collections::BTreeSet;

use super::{At, Schema};

/// Most schemas that one is merged from.
const MAX_PARTS: usize = 200;
/// Most levels of `allOf`.
const MAX_DEPTH: usize = 24;

/// A schema with its `allOf` merged.
pub struct Flat<'a> {
    /// The schema itself.
    pub schema: Schema<'a>,
    /// It and the schemas of its `allOf`, outermost first.
    pub parts: Vec<Schema<'a>>,
    /// The properties in document order.
    pub properties: Vec<Property<'a>>,
    /// The names of properties that must be there.
    pub required: BTreeSet<&'a str>,
}

/// A property.
#[derive(Clone)]
pub struct Property<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it may be.
    pub schema: Schema<'a>,
    /// True if it must be there.
    pub required: bool,
    /// The named schema of `allOf` that it comes from.
    pub from: Option<usize>,
}

impl<'a> Flat<'a> {
    /// Merges a schema.
    pub fn of(schema: Schema<'a>) -> Self {
        let mut flat = Self { schema, parts: Vec::new(), properties: Vec::new(), required: BTreeSet::new() };
        let mut seen = BTreeSet::new();
        flat.add(schema, None, 0, &mut seen);
        for property in &mut flat.properties {
            property.required |= flat.required.contains(property.name);
        }
        flat
    }

    fn add(&mut self, schema: Schema<'a>, from: Option<usize>, depth: usize, seen: &mut BTreeSet<usize>) {
        if depth > MAX_DEPTH || self.parts.len() >= MAX_PARTS || !seen.insert(schema.identity()) {
            return;
        }
        self.parts.push(schema);
        self.required.extend(schema.required());
        for part in schema.list("allOf") {
            self.add(part, part.number.or(from), depth + 1, seen);
        }
        for (name, at) in schema.word("properties").into_iter().flat_map(At::entries) {
            if at.says("x-internal") {
                continue;
            }
            // `required: true` inside a property is an old habit; it is no word of a schema.
            let required = at.says("required");
            let property = Property { name, schema: schema.document.schema(at), required, from };
            match self.properties.iter_mut().find(|other| other.name == name) {
                // The outer schema says more about a property of the inner one.
                Some(other) => *other = property,
                None => self.properties.push(property),
            }
        }
    }

    /// A word of the schema or of the first of its parts that has it.
    pub fn word(&self, key: &str) -> Option<At<'a>> {
        self.parts.iter().find_map(|part| part.word(key))
    }

    /// The text of a word.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.word(key)?.text()
    }

    /// True if any part says so.
    pub fn says(&self, key: &str) -> bool {
        self.parts.iter().any(|part| part.says(key))
    }

    /// What the author says about it. A schema that adds nothing to those of its `allOf` goes by their words.
    pub fn description(&self) -> &'a str {
        let adds = self.schema.number.is_some() || self.parts.len() > 2 || self.schema.word("properties").is_some();
        let parts = if adds { &self.parts[..self.parts.len().min(1)] } else { &self.parts };
        parts.iter().map(Schema::description).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The types without `null`: of the first part that names any, else what its words mean.
    pub fn types(&self) -> Vec<&'a str> {
        let named = self.parts.iter().map(Schema::types).find(|types| !types.is_empty());
        named.unwrap_or_else(|| {
            let has = |key: &str| self.word(key).is_some();
            if !self.properties.is_empty() || has("additionalProperties") || has("patternProperties") {
                vec!["object"]
            } else if has("items") || has("prefixItems") {
                vec!["array"]
            } else {
                Vec::new()
            }
        })
    }

    /// True if `null` is a value of it.
    pub fn is_nullable(&self) -> bool {
        self.parts.first().is_some_and(Schema::is_nullable)
            || (self.parts.len() > 1
                && self.parts.iter().skip(1).any(|part| part.says("nullable") || part.says("x-nullable")))
    }

    /// The schema of the items of a list.
    pub fn items(&self) -> Option<Schema<'a>> {
        self.parts.iter().find_map(|part| part.below("items"))
    }

    /// The schemas of a list by their positions, where these are told apart.
    pub fn positions(&self) -> Vec<Schema<'a>> {
        let listed = self.parts.iter().map(|part| part.list("prefixItems")).find(|list| !list.is_empty());
        listed.unwrap_or_else(|| {
            let old = self.parts.iter().map(|part| part.list("items")).find(|list| !list.is_empty());
            old.unwrap_or_default()
        })
    }

    /// What properties may have that are not named.
    pub fn additional(&self) -> Option<Schema<'a>> {
        self.parts.iter().find_map(|part| part.below("additionalProperties"))
    }

    /// What properties may have whose names fit a pattern.
    pub fn patterns(&self) -> Vec<(&'a str, Schema<'a>)> {
        let of = |part: &Schema<'a>| {
            let document = part.document;
            part.word("patternProperties")
                .into_iter()
                .flat_map(At::entries)
                .map(move |(name, at)| (name, document.schema(at)))
        };
        self.parts.iter().flat_map(of).collect()
    }

    /// The branches of `oneOf`, else of `anyOf`, and which of both they are.
    pub fn branches(&self) -> Option<(&'static str, Vec<Schema<'a>>)> {
        let of = |key: &'static str| {
            let list = self.parts.iter().map(|part| part.list(key)).find(|list| !list.is_empty());
            list.map(|list| (key, list))
        };
        of("oneOf").or_else(|| of("anyOf"))
    }
}
