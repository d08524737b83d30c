//! Sorts of media types: how a value becomes the text of a body.

use super::super::{Content, Flat};

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::api::openapi) enum Kind {
    /// As JSON.
    Json,
    /// As XML.
    Xml,
    /// As the fields of a form.
    Form,
    /// As the parts of a form, files among them.
    Multipart,
    /// As JSON, a value on each line.
    Lines,
    /// As server-sent events.
    Events,
    /// As plain text.
    Text,
    /// As bytes that are no text.
    Binary,
}

/// Media types that are a value on each line.
const LINES: [&str; 7] = [
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonl",
    "application/x-jsonlines",
    "application/json-seq",
    "application/stream+json",
];
/// Media types that say nothing, and so mean JSON.
const ANY: [&str; 5] = ["*/*", "*", "application/*", "undefined", ""];

impl Kind {
    /// The sort of a media type as written; what the body holds decides on types that are not known.
    pub fn of(media: &str, content: &Content<'_>) -> Self {
        let essence = essence(media);
        let (sort, name) = essence.split_once('/').unwrap_or((&essence, ""));
        let is_any = ANY.contains(&&*essence);
        if is_any && is_bytes(content) {
            return Self::Binary;
        }
        match name {
            "x-www-form-urlencoded" => Self::Form,
            "event-stream" => Self::Events,
            _ if LINES.contains(&&*essence) => Self::Lines,
            _ if is_any || is_json(&essence) => {
                if matches!(content, Content::Stream(_)) {
                    Self::Lines
                } else {
                    Self::Json
                }
            }
            _ if name == "xml" || (name.ends_with("+xml") && sort != "image") => Self::Xml,
            _ if sort == "multipart" => Self::Multipart,
            _ if sort == "text" || name == "text" => Self::Text,
            _ if matches!(sort, "image" | "audio" | "video" | "font") => Self::Binary,
            _ => unknown(content),
        }
    }
}

/// A media type without its parameters, in lower case.
pub(in crate::api::openapi) fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The media type that stands for all that are described alike: JSON where it is among them, else the first.
pub(in crate::api::openapi) fn preferred<'a>(types: &[&'a str]) -> &'a str {
    let json = types.iter().find(|media| is_json(&essence(media)));
    json.or(types.first()).copied().unwrap_or_default()
}

fn is_json(essence: &str) -> bool {
    let name = essence.rsplit('/').next().unwrap_or_default();
    name == "json"
        || [".json", "+json", "+yaml"].iter().any(|end| name.ends_with(end))
        || matches!(name, "yaml" | "x-yaml")
}

/// True for a schema of bytes.
fn is_bytes(content: &Content<'_>) -> bool {
    let Content::Schema(schema) = content else { return false };
    let flat = Flat::of(*schema);
    flat.types().contains(&"file") || flat.text("format") == Some("binary")
}

fn unknown(content: &Content<'_>) -> Kind {
    match content {
        Content::Form(_) => Kind::Form,
        Content::Unknown => Kind::Binary,
        Content::Stream(_) => Kind::Lines,
        Content::Schema(_) if is_bytes(content) => Kind::Binary,
        Content::Schema(schema) => match Flat::of(*schema).types().first() {
            Some(&"string") => Kind::Text,
            _ => Kind::Json,
        },
    }
}
