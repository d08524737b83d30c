//! Examples: what the author gives, else one that is generated from the schema.

mod fields;
mod generate;
mod given;
mod json;
mod kind;
mod scalar;
mod xml;

use std::borrow::Cow;

use super::tree::Direction;
use super::{Content, Document, Flat, Media, Parameter, Schema};
use crate::yaml::{self, Budget, Node, Value};

pub(super) use fields::{Field, FieldValue, fields, file_name};
pub(super) use given::{Given, Shape, authored, of_body, of_value};
pub(super) use json::{compact, is_json_number, pretty};
pub(super) use kind::{Kind, essence, preferred};
pub(super) use scalar::scalar_text;

/// Longest example in bytes that a page shows whole.
pub const MAX_SHOWN: usize = 16 << 10;
/// Lines of a longer one that a page shows.
pub const SHOWN_LINES: usize = 200;

/// An example of a body or of a parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// What the author calls it; empty if nothing.
    pub title: String,
    /// What the author says about it.
    pub description: String,
    /// The example as it goes over the wire, laid out for reading.
    pub text: String,
    /// The language that it is highlighted as: `json`, `xml`, `text`.
    pub language: &'static str,
    /// True if no author wrote it.
    pub generated: bool,
    /// True if it was generated and optional parts were left out because it would have become too long.
    pub is_cut: bool,
    /// The address of an example that stands elsewhere; there is no text then.
    pub link: String,
}

impl Example {
    /// What a page shows: all of it, or the first lines of a long one.
    pub fn shown(&self) -> &str {
        if self.text.len() <= MAX_SHOWN {
            return &self.text;
        }
        let lines = self.text.match_indices('\n').nth(SHOWN_LINES - 1).map_or(self.text.len(), |(end, _)| end);
        let end = self.text.floor_char_boundary(lines.min(MAX_SHOWN));
        &self.text[..end]
    }
}

/// The examples of a body, of the media type that readers know best where several are described alike.
pub fn of_media(document: &Document, media: &Media<'_>, direction: Direction) -> Vec<Example> {
    let kind = Kind::of(preferred(&media.types), &media.content);
    let given = of_body(document, media, kind, direction);
    given.into_iter().filter_map(|given| body_example(media, kind, given)).collect()
}

/// The examples of a parameter or header, as JSON values.
pub fn of_parameter(document: &Document, parameter: &Parameter<'_>) -> Vec<Example> {
    let given = of_value(document, parameter.at, parameter.payload);
    let text = |shape: &Shape<'_>| match shape {
        Shape::Data(node) => pretty(node),
        Shape::Text(text) => (*text).to_owned(),
        Shape::Link(_) => String::new(),
    };
    given.into_iter().map(|given| example(text(&given.shape), "json", given)).collect()
}

fn example(text: String, language: &'static str, given: Given<'_>) -> Example {
    let Given { title, description, shape, generated, is_cut } = given;
    let link = if let Shape::Link(link) = shape { link.to_owned() } else { String::new() };
    Example { title: title.to_owned(), description: description.to_owned(), text, language, generated, is_cut, link }
}

fn body_example(media: &Media<'_>, kind: Kind, given: Given<'_>) -> Option<Example> {
    let text = match &given.shape {
        Shape::Data(node) => body_text(media, kind, node)?,
        Shape::Text(text) => (*text).to_owned(),
        Shape::Link(_) => String::new(),
    };
    let is_data = matches!(given.shape, Shape::Data(_));
    let language = match kind {
        Kind::Json if !is_data || starts_as_json(&text) => "json",
        Kind::Lines => "json",
        Kind::Xml => "xml",
        Kind::Json | Kind::Form | Kind::Multipart | Kind::Events | Kind::Text | Kind::Binary => "text",
    };
    Some(example(text, language, given))
}

/// A value as the text of a body; nothing for what is no text.
pub(super) fn body_text(media: &Media<'_>, kind: Kind, node: &Node) -> Option<String> {
    let schema = schema_of(&media.content);
    Some(match (kind, node.as_str()) {
        (Kind::Json, _) => json_text(schema, node),
        (Kind::Xml | Kind::Text | Kind::Lines | Kind::Events, Some(text)) => text.to_owned(),
        (Kind::Xml, None) => xml::document(schema, node),
        (Kind::Text, None) => scalar_text(node).map_or_else(|| pretty(node), Cow::into_owned),
        (Kind::Lines, None) => items(node, &media.content).map(|item| compact(item) + "\n").collect(),
        (Kind::Events, None) => items(node, &media.content).map(event).collect(),
        (Kind::Form | Kind::Multipart, Some(text)) => text.to_owned(),
        (Kind::Form | Kind::Multipart, None) => fields(media, Some(node)).iter().map(Field::line).collect(),
        (Kind::Binary, _) => return None,
    })
}

pub(super) fn schema_of<'a>(content: &Content<'a>) -> Option<Schema<'a>> {
    match content {
        Content::Schema(schema) | Content::Stream(schema) => Some(*schema),
        Content::Form(_) | Content::Unknown => None,
    }
}

/// The schema of a property, also of one that only a branch has.
fn property<'a>(flat: &Flat<'a>, name: &str) -> Option<Schema<'a>> {
    let own =
        |flat: &Flat<'a>| flat.properties.iter().find(|property| property.name == name).map(|property| property.schema);
    own(flat)
        .or_else(|| {
            let (_, branches) = flat.branches()?;
            branches.into_iter().find_map(|branch| own(&Flat::of(branch)))
        })
        .or_else(|| flat.additional())
}

/// JSON that an author wrote into a string is shown as JSON, unless the schema wants a string.
fn json_text(schema: Option<Schema<'_>>, node: &Node) -> String {
    let Some(text) = node.as_str() else { return pretty(node) };
    let wants_string = schema.is_some_and(|schema| Flat::of(schema).types().contains(&"string"));
    match parsed(text) {
        Some(parsed) if !wants_string || parsed.as_str().is_none() => pretty(&parsed),
        _ if wants_string => pretty(node),
        _ => text.to_owned(),
    }
}

fn parsed(text: &str) -> Option<Node> {
    let budget = Budget { bytes: 1 << 20, ..Budget::DEFINITION };
    yaml::parse_json(text, &budget).ok().map(|(node, _)| node)
}

fn starts_as_json(text: &str) -> bool {
    text.starts_with(['{', '[', '"', '-', 't', 'f', 'n']) || text.starts_with(|c: char| c.is_ascii_digit())
}

/// The values of a stream: those of a list, unless each one is a list itself.
fn items<'n>(node: &'n Node, content: &Content<'_>) -> std::slice::Iter<'n, Node> {
    let holds_lists = matches!(content, Content::Stream(schema) if Flat::of(*schema).types().contains(&"array"));
    match &node.value {
        Value::List(items) if !holds_lists => items.iter(),
        _ => std::slice::from_ref(node).iter(),
    }
}

/// A value as a server-sent event.
fn event(item: &Node) -> String {
    const FIELDS: [&str; 4] = ["event", "id", "retry", "data"];
    let is_event =
        item.as_map().is_some_and(|map| map.get("data").is_some() && map.keys().all(|key| FIELDS.contains(&key)));
    if !is_event {
        return format!("data: {}\n\n", compact(item));
    }
    let mut text = String::new();
    for name in FIELDS {
        let Some(value) = item.get(name) else { continue };
        let value = scalar_text(value).map_or_else(|| compact(value), Cow::into_owned);
        for line in value.lines() {
            text += &format!("{name}: {line}\n");
        }
    }
    text + "\n"
}
