//! The part of JSON Schema that Backstage's own schemas use, checked in the order of its validator, because the first
//! failure is the verdict.

use super::Failure;
use crate::yaml::{Map, Node, Value};

/// What a value must be.
#[derive(Debug)]
pub(super) enum Schema {
    /// Any string.
    Text,
    /// A string of at least one character.
    Filled,
    /// A string of at least one character and at most so many.
    Short(usize),
    /// One of these strings.
    Word(&'static [&'static str]),
    /// Exactly this string.
    Constant(&'static str),
    /// A string or a boolean.
    Condition,
    /// A list of such values, of at least so many.
    List(&'static Schema, usize),
    /// A mapping.
    Map(Shape),
    /// Anything; if it is a mapping, its values fit.
    Values(&'static Schema),
    /// What exactly one of the schemas fits. They exclude each other.
    Either(&'static [Schema]),
}

/// What a mapping must have.
#[derive(Debug)]
pub(super) struct Shape {
    /// Keys that must be there.
    pub required: &'static [&'static str],
    /// What the values of keys must be, if they are there.
    pub fields: &'static [(&'static str, Schema)],
    /// What the values of all other keys must be.
    pub others: Others,
}

/// What a mapping may hold beside its fields.
#[derive(Debug)]
pub(super) enum Others {
    /// Anything.
    Free,
    /// Nothing.
    Closed,
    /// Values that fit.
    Fit(&'static Schema),
}

impl Shape {
    /// A mapping with these fields, open to others.
    pub const fn open(required: &'static [&'static str], fields: &'static [(&'static str, Schema)]) -> Self {
        Self { required, fields, others: Others::Free }
    }
}

impl Schema {
    /// The first reason why a value does not fit, in the words and the order of Ajv.
    pub fn failure(&self, node: &Node, pointer: &str) -> Option<Failure> {
        let fail = |message: &str, detail: String| Some(Failure::schema(pointer, message, detail));
        let wrong_type = |wanted: &str| fail(&format!("must be {wanted}"), format!("type: {wanted}"));
        match (self, &node.value) {
            (Self::Text, Value::String(_)) | (Self::Condition, Value::String(_) | Value::Bool(_)) => None,
            (Self::Filled | Self::Short(_), Value::String(text)) if text.is_empty() => {
                fail("must NOT have fewer than 1 characters", "limit: 1".into())
            }
            (Self::Short(most), Value::String(text)) if text.chars().count() > *most => {
                fail(&format!("must NOT have more than {most} characters"), format!("limit: {most}"))
            }
            (Self::Filled | Self::Short(_), Value::String(_)) => None,
            (Self::Word(words), Value::String(text)) if words.contains(&&**text) => None,
            (Self::Word(words), Value::String(_)) => {
                fail("must be equal to one of the allowed values", format!("allowedValues: {}", words.join(",")))
            }
            (Self::Constant(word), Value::String(text)) if &**text == *word => None,
            (Self::Constant(word), _) => fail("must be equal to constant", format!("allowedValue: {word}")),
            (Self::Text | Self::Filled | Self::Short(_) | Self::Word(_), _) => wrong_type("string"),
            (Self::Condition, _) => wrong_type("string,boolean"),
            (Self::List(_, least), Value::List(items)) if items.len() < *least => {
                fail(&format!("must NOT have fewer than {least} items"), format!("limit: {least}"))
            }
            (Self::List(item, _), Value::List(items)) => {
                let mut items = items.iter().enumerate();
                items.find_map(|(nth, node)| item.failure(node, &format!("{pointer}/{nth}")))
            }
            (Self::List(..), _) => wrong_type("array"),
            (Self::Map(shape), Value::Map(map)) => shape.failure(map, pointer),
            (Self::Values(schema), Value::Map(map)) => {
                let mut entries = map.entries.iter();
                entries.find_map(|entry| schema.failure(&entry.value, &super::below(pointer, &entry.key)))
            }
            (Self::Values(_), _) => None,
            (Self::Map(_), _) => wrong_type("object"),
            (Self::Either(schemas), _) => {
                let failures: Option<Vec<Failure>> =
                    schemas.iter().map(|schema| schema.failure(node, pointer)).collect();
                failures?.into_iter().next()
            }
        }
    }
}

impl Shape {
    /// As [`Schema::failure`], for a mapping: missing keys first, then foreign ones, then the fields in their order.
    pub fn failure(&self, map: &Map, pointer: &str) -> Option<Failure> {
        if let Some(missing) = self.required.iter().find(|key| map.get(key).is_none()) {
            let message = format!("must have required property '{missing}'");
            return Some(Failure::schema(pointer, &message, format!("missingProperty: {missing}")));
        }
        let mut foreign = map.entries.iter().filter(|entry| self.fields.iter().all(|(key, _)| *key != &*entry.key));
        let other = match self.others {
            Others::Free => None,
            Others::Closed => foreign.next().map(|entry| {
                let detail = format!("additionalProperty: {}", entry.key);
                Failure::schema(pointer, "must NOT have additional properties", detail)
            }),
            Others::Fit(schema) => {
                foreign.find_map(|entry| schema.failure(&entry.value, &super::below(pointer, &entry.key)))
            }
        };
        other.or_else(|| {
            let mut fields = self.fields.iter();
            fields.find_map(|(key, schema)| schema.failure(map.get(key)?, &super::below(pointer, key)))
        })
    }
}
