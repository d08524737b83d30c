//! What the author gives as example, and in which order it counts.

use std::borrow::Cow;

use super::super::tree::Direction;
use super::super::{At, Content, Document, Media, Payload, Schema};
use super::{Kind, generate, schema_of};
use crate::yaml::Node;

/// Keys of an example object.
const KEYS: [&str; 6] = ["value", "dataValue", "serializedValue", "externalValue", "summary", "description"];

/// An example before it is written.
#[derive(Clone, Debug)]
pub(in crate::api::openapi) struct Given<'a> {
    /// What the author calls it.
    pub title: &'a str,
    /// What the author says about it.
    pub description: &'a str,
    /// It.
    pub shape: Shape<'a>,
    /// True if no author wrote it.
    pub generated: bool,
    /// True if optional parts were left out of a generated one.
    pub is_cut: bool,
}

/// The forms of an example.
#[derive(Clone, Debug)]
pub(in crate::api::openapi) enum Shape<'a> {
    /// A value.
    Data(Cow<'a, Node>),
    /// The text that goes over the wire.
    Text(&'a str),
    /// An address.
    Link(&'a str),
}

impl<'a> Given<'a> {
    fn data(node: &'a Node) -> Self {
        Self { title: "", description: "", shape: Shape::Data(Cow::Borrowed(node)), generated: false, is_cut: false }
    }

    fn generated(schema: Schema<'a>, direction: Direction) -> Option<Self> {
        let (node, is_cut) = generate::generate(schema, direction)?;
        Some(Self { title: "", description: "", shape: Shape::Data(Cow::Owned(node)), generated: true, is_cut })
    }

    /// The value, if there is one.
    pub fn node(&self) -> Option<&Node> {
        match &self.shape {
            Shape::Data(node) => Some(node),
            Shape::Text(_) | Shape::Link(_) => None,
        }
    }
}

/// The examples of a body.
pub(in crate::api::openapi) fn of_body<'a>(
    document: &'a Document,
    media: &Media<'a>,
    kind: Kind,
    direction: Direction,
) -> Vec<Given<'a>> {
    let mut given = media.at.map(|at| written(document, at)).unwrap_or_default();
    if given.is_empty() {
        given.extend(media.example.map(|at| Given::data(at.node)));
    }
    if !given.is_empty() || kind == Kind::Binary {
        return given;
    }
    if let Content::Form(_) = media.content {
        let empty = generate::made(crate::yaml::Value::Map(crate::yaml::Map::default()));
        let shape = Shape::Data(Cow::Owned(empty));
        return vec![Given { title: "", description: "", shape, generated: true, is_cut: false }];
    }
    let schema = schema_of(&media.content);
    schema.and_then(|schema| of_schema(schema).or_else(|| Given::generated(schema, direction))).into_iter().collect()
}

/// The examples of a parameter, or of a header of a response.
pub(in crate::api::openapi) fn of_value<'a>(
    document: &'a Document,
    at: At<'a>,
    payload: Payload<'a>,
) -> Vec<Given<'a>> {
    let given = authored(document, at, payload);
    if !given.is_empty() {
        return given;
    }
    let generated = schema_of_payload(payload).and_then(|schema| Given::generated(schema, Direction::Request));
    generated.into_iter().collect()
}

/// The examples that an author gives for a parameter or header.
pub(in crate::api::openapi) fn authored<'a>(
    document: &'a Document,
    at: At<'a>,
    payload: Payload<'a>,
) -> Vec<Given<'a>> {
    let mut given = written(document, at);
    if let (true, Payload::Content(..)) = (given.is_empty(), payload) {
        let content = at.get("content").and_then(|content| content.entries().next());
        given = content.map(|(_, content)| written(document, content)).unwrap_or_default();
    }
    if given.is_empty() {
        given.extend(schema_of_payload(payload).and_then(of_schema));
    }
    given
}

fn schema_of_payload(payload: Payload<'_>) -> Option<Schema<'_>> {
    match payload {
        Payload::Schema(schema) => Some(schema),
        Payload::Content(_, schema) => schema,
        Payload::Unknown => None,
    }
}

/// What stands at `examples` and `example` of a body or parameter.
fn written<'a>(document: &'a Document, at: At<'a>) -> Vec<Given<'a>> {
    let all = at.get("examples").or_else(|| at.get("x-examples"));
    let listed = all.into_iter().flat_map(At::items).map(|item| Given::data(item.node));
    let named = all.into_iter().flat_map(At::entries).filter_map(|(name, example)| of_example(document, name, example));
    let given: Vec<Given<'a>> = listed.chain(named).collect();
    if !given.is_empty() {
        return given;
    }
    at.get("example").or_else(|| at.get("x-example")).map(|at| Given::data(at.node)).into_iter().collect()
}

/// One of the named examples. Authors also write the value itself where the object that holds it should stand.
fn of_example<'a>(document: &'a Document, name: &'a str, example: At<'a>) -> Option<Given<'a>> {
    let target = document.resolve(example).ok()?;
    let at = target.at;
    let word = |key: &str| target.beside.and_then(|at| at.text_of(key)).or_else(|| at.text_of(key));
    let is_object = at.entries().any(|(key, _)| KEYS.contains(&key));
    let shape = if let Some(value) = at.get("dataValue").or_else(|| at.get("value")) {
        Shape::Data(Cow::Borrowed(value.node))
    } else if let Some(text) = at.text_of("serializedValue") {
        Shape::Text(text)
    } else if let Some(link) = at.text_of("externalValue") {
        Shape::Link(link)
    } else if is_object {
        return None;
    } else {
        Shape::Data(Cow::Borrowed(at.node))
    };
    let title = word("summary").unwrap_or(name);
    Some(Given { title, description: word("description").unwrap_or_default(), shape, generated: false, is_cut: false })
}

/// The example of a schema.
fn of_schema(schema: Schema<'_>) -> Option<Given<'_>> {
    let all = schema.word("examples");
    let first = all.and_then(|all| all.items().next());
    let named = || all.and_then(|all| all.entries().next()).map(|(_, example)| example.get("value").unwrap_or(example));
    first.or_else(named).or_else(|| schema.word("example")).map(|at| Given::data(at.node))
}
