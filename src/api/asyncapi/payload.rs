//! What a message holds, by the format that it is described in.

use super::{Document, Words};
use crate::api::openapi::{At, Schema};

/// What a message holds.
pub enum Payload<'a> {
    /// A value of a JSON Schema.
    Schema(Schema<'a>),
    /// A value of an Avro schema.
    Avro(At<'a>),
    /// A description in another language: its name and text.
    Text(&'a str, String),
    /// Nothing is said about it.
    Nothing,
}

impl Document {
    /// The payload of a message.
    pub fn payload<'a>(&'a self, message: &Words<'a>) -> Payload<'a> {
        let Some(payload) = message.get("payload") else { return Payload::Nothing };
        // Version 3 may say the format beside the schema.
        let boxed = payload.get("schemaFormat").and_then(At::text).zip(payload.get("schema"));
        let (format, at) = boxed.unwrap_or((message.text("schemaFormat"), payload));
        let kind = format.to_ascii_lowercase();
        let is_avro = kind.contains("avro") || self.looks_like_avro(at);
        let is_schema =
            ["", "json", "yaml"].iter().any(|word| kind == *word || (!word.is_empty() && kind.contains(word)))
                || kind.contains("asyncapi")
                || kind.contains("openapi");
        if is_avro {
            return Payload::Avro(self.base.resolve(at).map_or(at, |target| target.at));
        }
        if is_schema && !kind.contains("raml") && !kind.contains("protobuf") {
            return Payload::Schema(self.base.schema(at));
        }
        let at = self.base.resolve(at).map_or(at, |target| target.at);
        Payload::Text(format, at.text().map_or_else(|| crate::yaml::json(at.node).to_string(), ToOwned::to_owned))
    }

    /// The headers of a message.
    pub fn headers<'a>(&'a self, message: &Words<'a>) -> Option<Schema<'a>> {
        let headers = message.get("headers")?;
        let schema = headers.get("schemaFormat").and_then(|_| headers.get("schema")).unwrap_or(headers);
        Some(self.base.schema(schema))
    }

    /// True for a record of Avro whose format nobody says.
    fn looks_like_avro(&self, at: At<'_>) -> bool {
        let Ok(target) = self.base.resolve(at) else { return false };
        target.at.text_of("type") == Some("record")
            && target.at.get("fields").is_some_and(|fields| fields.node.as_list().is_some())
    }
}
