//! The answer of an introspection query. It has no places: findings and links go to the file.

use serde_json::Value;

use super::join::{Declarations, Declared};
use super::{Directive, DirectiveDefinition, EnumValue, Field, Input, Operation, Type, TypeKind, TypeRef, is_built_in};
use crate::api::findings;
use crate::api::places::{Places, Text};
use crate::diag::{Place, Span};

/// Most wrappers of one type.
const MAX_WRAPPERS: usize = 32;

/// Reads one answer.
pub(super) fn read(source: Text<'_>, into: &mut Declarations) {
    let text = source.text.trim_start_matches('\u{feff}');
    let places = Places::new(source);
    let answer: Value = match serde_json::from_str(text) {
        Ok(answer) => answer,
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
            let column = u32::try_from(error.column()).unwrap_or(u32::MAX);
            let place = places.at(Span::new(line.max(1), column.max(1), 0));
            return into.findings.push(findings::graphql_introspection(place, &format!("this is no JSON: {error}")));
        }
    };
    let place = source.source.at(Span::FILE);
    let Some(schema) = answer.get("data").unwrap_or(&answer).get("__schema") else {
        return into.findings.push(findings::graphql_introspection(place, "the JSON holds no `__schema`"));
    };
    Reader { place, into }.schema(schema);
}

struct Reader<'a> {
    place: Place,
    into: &'a mut Declarations,
}

impl Reader<'_> {
    fn schema(&mut self, schema: &Value) {
        self.into.description = self.into.description.take().or(description(schema));
        let roots = [("queryType", Operation::Query), ("mutationType", Operation::Mutation)];
        for (key, operation) in roots.into_iter().chain([("subscriptionType", Operation::Subscription)]) {
            if let Some(name) = schema.get(key).and_then(name) {
                self.into.root(operation, name, self.place.clone());
            }
        }
        let types: Vec<_> = list(schema, "types").filter_map(|ty| self.ty(ty)).collect();
        self.into.types.extend(types.into_iter().map(|ty| Declared { ty, extends: false }));
        let directives: Vec<_> = list(schema, "directives").filter_map(|directive| self.directive(directive)).collect();
        self.into.directives.extend(directives);
    }

    /// A type; `None` for those that GraphQL itself brings.
    fn ty(&self, ty: &Value) -> Option<Type> {
        let name = name(ty).filter(|name| !is_built_in(name) && !name.starts_with("__"))?;
        let kind = match ty.get("kind")?.as_str()? {
            "OBJECT" => TypeKind::Object,
            "INTERFACE" => TypeKind::Interface,
            "INPUT_OBJECT" => TypeKind::Input,
            "UNION" => TypeKind::Union,
            "ENUM" => TypeKind::Enum,
            "SCALAR" => TypeKind::Scalar,
            _ => return None,
        };
        let specified = ty.get("specifiedByURL").or(ty.get("specifiedByUrl")).and_then(Value::as_str);
        let specified = specified.map(|url| directive("specifiedBy", "url", url));
        let members = if kind == TypeKind::Union { names(ty, "possibleTypes") } else { Vec::new() };
        Some(Type {
            name,
            kind,
            description: description(ty),
            directives: specified.into_iter().collect(),
            implements: names(ty, "interfaces"),
            fields: list(ty, "fields").filter_map(|field| self.field(field)).collect(),
            inputs: list(ty, "inputFields").filter_map(|input| self.input(input)).collect(),
            values: list(ty, "enumValues").filter_map(|value| self.value(value)).collect(),
            members,
            place: self.place.clone(),
            extensions: Vec::new(),
        })
    }

    fn field(&self, field: &Value) -> Option<Field> {
        Some(Field {
            name: name(field)?,
            description: description(field),
            arguments: list(field, "args").filter_map(|input| self.input(input)).collect(),
            ty: type_ref(field.get("type")?)?,
            directives: deprecated(field),
            place: self.place.clone(),
        })
    }

    fn input(&self, input: &Value) -> Option<Input> {
        Some(Input {
            name: name(input)?,
            description: description(input),
            ty: type_ref(input.get("type")?)?,
            default: input.get("defaultValue").and_then(Value::as_str).map(Into::into),
            directives: deprecated(input),
            place: self.place.clone(),
        })
    }

    fn value(&self, value: &Value) -> Option<EnumValue> {
        Some(EnumValue {
            name: name(value)?,
            description: description(value),
            directives: deprecated(value),
            place: self.place.clone(),
        })
    }

    /// A directive; `None` for those that GraphQL itself brings.
    fn directive(&self, directive: &Value) -> Option<DirectiveDefinition> {
        let own = |name: &str| {
            matches!(name, "skip" | "include" | "deprecated" | "specifiedBy" | "oneOf" | "defer" | "stream")
        };
        Some(DirectiveDefinition {
            name: name(directive).filter(|name| !own(name))?,
            description: description(directive),
            arguments: list(directive, "args").filter_map(|input| self.input(input)).collect(),
            locations: list(directive, "locations").filter_map(Value::as_str).map(Into::into).collect(),
            repeatable: directive.get("isRepeatable").and_then(Value::as_bool).unwrap_or(false),
            place: self.place.clone(),
        })
    }
}

fn list<'a>(node: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    node.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn names(node: &Value, key: &str) -> Vec<Box<str>> {
    list(node, key).filter_map(name).collect()
}

/// The name of a node if it is one of GraphQL.
fn name(node: &Value) -> Option<Box<str>> {
    let name = node.get("name")?.as_str()?;
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (starts && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')).then(|| name.into())
}

fn description(node: &Value) -> Option<Box<str>> {
    node.get("description")?.as_str().filter(|text| !text.trim().is_empty()).map(Into::into)
}

fn deprecated(node: &Value) -> Vec<Directive> {
    if node.get("isDeprecated").and_then(Value::as_bool) != Some(true) {
        return Vec::new();
    }
    let reason = node.get("deprecationReason").and_then(Value::as_str).unwrap_or_default();
    vec![directive("deprecated", "reason", reason)]
}

/// A directive with one string argument, as the language writes it: JSON's escapes are GraphQL's.
fn directive(name: &str, argument: &str, value: &str) -> Directive {
    Directive { name: name.into(), arguments: vec![(argument.into(), Value::from(value).to_string().into())] }
}

fn type_ref(ty: &Value) -> Option<TypeRef> {
    let mut suffixes = Vec::new();
    let mut ty = ty;
    while suffixes.len() <= MAX_WRAPPERS {
        match ty.get("kind")?.as_str()? {
            "NON_NULL" => suffixes.push('!'),
            "LIST" => suffixes.push(']'),
            _ => {
                let suffix: String = suffixes.iter().rev().collect();
                return Some(TypeRef { name: name(ty)?, suffix: suffix.into() });
            }
        }
        ty = ty.get("ofType")?;
    }
    None
}
