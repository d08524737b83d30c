//! The fields of a form, also of one with files.

use super::super::operation::Style;
use super::super::serialize::{Encoding, pairs, plain};
use super::super::{At, Content, Flat, Media, Parameter};
use super::{Kind, essence, of_value, preferred, property, schema_of};
use crate::yaml::{Node, Value};

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::api::openapi) struct Field {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub value: FieldValue,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::api::openapi) enum FieldValue {
    /// A text, and its media type where it is not plain.
    Text(String, Option<String>),
    /// A file of a media type; the name stands for any.
    File(&'static str, String),
}

impl Field {
    fn text((name, text): (String, String)) -> Self {
        Self { name, value: FieldValue::Text(text, None) }
    }

    /// The field as a line for readers.
    pub fn line(&self) -> String {
        match &self.value {
            FieldValue::Text(text, _) => format!("{}={text}\n", self.name),
            FieldValue::File(file, _) => format!("{}=@{file}\n", self.name),
        }
    }
}

/// The fields of a body that is a form: of the example, or of the parameters that version 2.0 describes forms by.
pub(in crate::api::openapi) fn fields(media: &Media<'_>, node: Option<&Node>) -> Vec<Field> {
    let is_multipart = Kind::of(preferred(&media.types), &media.content) == Kind::Multipart;
    if let Content::Form(parameters) = &media.content {
        return parameters.iter().flat_map(of_parameter).collect();
    }
    let Some(Value::Map(map)) = node.map(|node| &node.value) else { return Vec::new() };
    let flat = schema_of(&media.content).map(Flat::of);
    let encodings = media.at.and_then(|at| at.get("encoding"));
    let mut all = Vec::new();
    for entry in &map.entries {
        let encoding = encodings.and_then(|encodings| encodings.get(&entry.key));
        let property = flat.as_ref().and_then(|flat| property(flat, &entry.key)).map(Flat::of);
        match is_multipart {
            true => parts(&mut all, &entry.key, &entry.value, encoding, property.as_ref()),
            false => all.extend(of_form(&entry.key, &entry.value, encoding)),
        }
    }
    all
}

/// A field that is a parameter of version 2.0.
fn of_parameter(parameter: &Parameter<'_>) -> Vec<Field> {
    if parameter.at.text_of("type") == Some("file") {
        let value = FieldValue::File("file.bin", "application/octet-stream".into());
        return vec![Field { name: parameter.name.to_owned(), value }];
    }
    let document = match parameter.payload {
        super::super::Payload::Schema(schema) => schema.document,
        super::super::Payload::Content(..) | super::super::Payload::Unknown => return Vec::new(),
    };
    let given = of_value(document, parameter.at, parameter.payload);
    let Some(node) = given.first().and_then(|given| given.node()) else { return Vec::new() };
    pairs(parameter.name, node, parameter.style(), Encoding::Plain).into_iter().map(Field::text).collect()
}

/// A property as fields of a form. Without a style, mappings are JSON and the items of lists stand for themselves.
fn of_form(name: &str, node: &Node, encoding: Option<At<'_>>) -> Vec<Field> {
    let word = |key: &str| encoding.and_then(|encoding| encoding.get(key));
    let has_style = ["style", "explode", "allowReserved"].iter().any(|key| word(key).is_some());
    if has_style {
        let named = word("style").and_then(At::text).unwrap_or("form");
        let explode = word("explode").and_then(|explode| explode.node.as_bool()).unwrap_or(named == "form");
        let style = Style { name: named, explode, allow_reserved: false };
        return pairs(name, node, style, Encoding::Plain).into_iter().map(Field::text).collect();
    }
    match &node.value {
        Value::List(items) => items.iter().map(|item| Field::text((name.to_owned(), plain(item)))).collect(),
        _ => vec![Field::text((name.to_owned(), plain(node)))],
    }
}

/// A property as parts of a form with files; the items of a list are parts of their own.
fn parts(all: &mut Vec<Field>, name: &str, node: &Node, encoding: Option<At<'_>>, flat: Option<&Flat<'_>>) {
    if let Value::List(items) = &node.value {
        let inner = flat.and_then(Flat::items).map(Flat::of);
        return items.iter().for_each(|item| parts(all, name, item, encoding, inner.as_ref()));
    }
    let said = encoding.and_then(|encoding| encoding.text_of("contentType")).or_else(|| {
        flat.and_then(|flat| flat.text("contentMediaType"))
            .filter(|_| flat.is_some_and(|flat| flat.word("contentEncoding").is_none()))
    });
    let media = said.and_then(|said| {
        said.split(',').map(str::trim).find(|media| !media.is_empty() && !media.contains(char::is_control))
    });
    let is_file = flat.is_some_and(|flat| flat.text("format") == Some("binary") || flat.types().contains(&"file"))
        || media.is_some_and(is_file);
    let is_text = matches!(node.value, Value::String(_));
    let value = if is_file && (is_text || node.is_null()) {
        let media = media.unwrap_or("application/octet-stream");
        FieldValue::File(
            file_name(media),
            if media.contains('*') { "application/octet-stream" } else { media }.to_owned(),
        )
    } else {
        let usual = node.as_map().map(|_| "application/json");
        let media = media.filter(|media| essence(media) != "text/plain" && !media.contains('*')).or(usual);
        FieldValue::Text(plain(node), media.map(str::to_owned))
    };
    all.push(Field { name: name.to_owned(), value });
}

/// True for the media types of what is kept in files.
fn is_file(media: &str) -> bool {
    let essence = essence(media);
    let sorts = ["image/", "audio/", "video/", "font/"];
    let names = ["application/octet-stream", "application/pdf", "application/zip", "application/gzip", "text/csv"];
    sorts.iter().any(|sort| essence.starts_with(sort)) || names.contains(&&*essence)
}

/// A name for a file of a media type.
pub(in crate::api::openapi) fn file_name(media: &str) -> &'static str {
    match &*essence(media) {
        "image/png" | "image/*" => "file.png",
        "image/jpeg" => "file.jpg",
        "image/gif" => "file.gif",
        "image/svg+xml" => "file.svg",
        "application/pdf" => "file.pdf",
        "application/zip" => "file.zip",
        "application/gzip" => "file.gz",
        "text/csv" => "file.csv",
        "text/plain" => "file.txt",
        "application/json" => "file.json",
        _ => "file.bin",
    }
}
