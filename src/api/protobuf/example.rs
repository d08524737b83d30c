//! A generated message in protobuf's JSON.

use serde_json::{Map, Value, json};

use super::{Field, FieldType, Label, Message, Protos, Target, TypeName, well_known};

/// Deepest nesting.
const MAX_DEPTH: usize = 6;
/// Most values.
const MAX_VALUES: usize = 200;

/// An example of a message that a method takes or returns, as indented JSON. Same files, same bytes.
pub fn example(protos: &Protos, name: &TypeName) -> String {
    let mut generator = Generator { protos, budget: MAX_VALUES, above: Vec::new() };
    format!("{:#}\n", generator.named(name).unwrap_or(json!({})))
}

struct Generator<'a> {
    protos: &'a Protos,
    budget: usize,
    /// The messages around the present one.
    above: Vec<usize>,
}

impl Generator<'_> {
    /// A value; `None` where it would stand inside itself or too deep.
    fn named(&mut self, name: &TypeName) -> Option<Value> {
        match name.target {
            Target::WellKnown => Some(well_known::example(&name.name)),
            Target::Unknown => Some(json!({})),
            Target::Enum(at) => {
                let values = &self.protos.enums[at].values;
                let current = values.iter().find(|value| value.number != 0 && !value.is.is_deprecated);
                Some(current.or(values.first()).map_or(json!(0), |value| json!(&*value.is.name)))
            }
            Target::Message(at) if self.above.contains(&at) || self.above.len() >= MAX_DEPTH => None,
            Target::Message(at) => {
                self.above.push(at);
                let value = self.message(&self.protos.messages[at]);
                self.above.pop();
                Some(value)
            }
        }
    }

    fn message(&mut self, message: &Message) -> Value {
        let mut fields = Map::new();
        let mut oneofs = Vec::new();
        for field in message.fields.iter().filter(|field| !field.is.is_deprecated && !field.is_extension) {
            let taken = field.oneof.is_some_and(|oneof| oneofs.contains(&oneof));
            if self.budget == 0 || taken {
                continue;
            }
            self.budget -= 1;
            if let Some(value) = self.field(field) {
                oneofs.extend(field.oneof);
                fields.insert(field.json_name.to_string(), value);
            }
        }
        Value::Object(fields)
    }

    fn field(&mut self, field: &Field) -> Option<Value> {
        let value = match &field.ty {
            FieldType::Scalar(name) => scalar(name),
            FieldType::Named(name) => self.named(name)?,
        };
        Some(match &field.map_key {
            Some(key) => json!({ map_key(key): value }),
            None if field.label == Label::Repeated => json!([value]),
            None => value,
        })
    }
}

/// Numbers of 64 bits are strings in protobuf's JSON.
fn scalar(name: &str) -> Value {
    match name {
        "double" | "float" => json!(1.0),
        "int64" | "uint64" | "sint64" | "fixed64" | "sfixed64" => json!("1"),
        "bool" => json!(true),
        "string" => json!("string"),
        "bytes" => json!("AA=="),
        _ => json!(1),
    }
}

fn map_key(ty: &str) -> &'static str {
    match ty {
        "string" => "key",
        "bool" => "true",
        _ => "1",
    }
}
