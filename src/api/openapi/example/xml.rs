//! Values as XML, by what `xml` of their schemas says.

use super::super::{Flat, Schema};
use super::{compact, property, scalar_text};
use crate::yaml::{Node, Value};

/// What becomes of a value in XML.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Element,
    Attribute,
    Text,
    Cdata,
    /// Its parts stand where it would.
    Nothing,
}

/// How a schema is written.
struct Form<'a> {
    name: Option<&'a str>,
    prefix: Option<&'a str>,
    namespace: Option<&'a str>,
    sort: Sort,
    is_wrapped: bool,
}

impl<'a> Form<'a> {
    fn of(flat: Option<&Flat<'a>>) -> Self {
        let xml = flat.and_then(|flat| flat.word("xml"));
        let text = |key: &str| xml.and_then(|xml| xml.text_of(key)).filter(|text| !text.is_empty());
        let says = |key: &str| xml.is_some_and(|xml| xml.says(key));
        let is_list = flat.is_some_and(|flat| flat.types().first() == Some(&"array"));
        let sort = match text("nodeType") {
            Some("attribute") => Sort::Attribute,
            Some("text") => Sort::Text,
            Some("cdata") => Sort::Cdata,
            Some("none") => Sort::Nothing,
            Some(_) => Sort::Element,
            None if says("attribute") => Sort::Attribute,
            None => Sort::Element,
        };
        let is_wrapped = says("wrapped") || (is_list && text("nodeType") == Some("element"));
        Self { name: text("name"), prefix: text("prefix"), namespace: text("namespace"), sort, is_wrapped }
    }

    /// The name of the element or attribute, if the schema gives none `usual`.
    fn full_name(&self, usual: &str) -> String {
        let name = valid_name(self.name.unwrap_or(usual));
        self.prefix.map_or(name.clone(), |prefix| format!("{}:{name}", valid_name(prefix)))
    }
}

/// A value as an XML document.
pub(super) fn document(schema: Option<Schema<'_>>, node: &Node) -> String {
    let flat = schema.map(Flat::of);
    let name = schema.and_then(|schema| schema.name()).unwrap_or("root");
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let form = Form::of(flat.as_ref());
    match &node.value {
        Value::List(items) => {
            out += &format!("<{}{}>\n", form.full_name(name), namespace(&form));
            list(&mut out, item_schema(flat.as_ref()), items, "item", 1);
            out += &format!("</{}>\n", form.full_name(name));
        }
        _ => element(&mut out, flat.as_ref(), &form, node, name, 0),
    }
    out
}

/// The items of a list, each an element.
fn list<'a>(out: &mut String, items: Option<Schema<'a>>, nodes: &[Node], usual: &str, level: usize) {
    let flat = items.map(Flat::of);
    let form = Form::of(flat.as_ref());
    let named = items.and_then(|items| items.name());
    let usual = if usual == "item" { named.unwrap_or(usual) } else { usual };
    for node in nodes {
        element(out, flat.as_ref(), &form, node, usual, level);
    }
}

fn item_schema<'a>(flat: Option<&Flat<'a>>) -> Option<Schema<'a>> {
    flat.and_then(Flat::items)
}

fn element(out: &mut String, flat: Option<&Flat<'_>>, form: &Form<'_>, node: &Node, usual: &str, level: usize) {
    let indent = "  ".repeat(level);
    let name = form.full_name(usual);
    let mut attributes = namespace(form);
    let mut inner = String::new();
    let mut content = String::new();
    match &node.value {
        Value::Map(map) => {
            for entry in &map.entries {
                let schema = flat.and_then(|flat| property(flat, &entry.key));
                let flat = schema.map(Flat::of);
                let form = Form::of(flat.as_ref());
                let text =
                    || scalar_text(&entry.value).map_or_else(|| compact(&entry.value), std::borrow::Cow::into_owned);
                match (form.sort, &entry.value.value) {
                    (Sort::Attribute, _) => {
                        attributes += &format!(" {}=\"{}\"", form.full_name(&entry.key), escaped(&text()));
                    }
                    (Sort::Text, _) => content += &escaped(&text()),
                    (Sort::Cdata, _) => content += &format!("<![CDATA[{}]]>", text().replace("]]>", "]]]]><![CDATA[>")),
                    (_, Value::List(items)) => {
                        property_list(&mut inner, flat.as_ref(), &form, items, &entry.key, level + 1);
                    }
                    _ => element(&mut inner, flat.as_ref(), &form, &entry.value, &entry.key, level + 1),
                }
            }
        }
        Value::List(items) => list(&mut inner, item_schema(flat), items, "item", level + 1),
        _ => content = scalar_text(node).map(|text| escaped(&text)).unwrap_or_default(),
    }
    *out += &match (inner.is_empty(), content.is_empty()) {
        (true, true) => format!("{indent}<{name}{attributes}/>\n"),
        (true, false) => format!("{indent}<{name}{attributes}>{content}</{name}>\n"),
        (false, true) => format!("{indent}<{name}{attributes}>\n{inner}{indent}</{name}>\n"),
        (false, false) => format!("{indent}<{name}{attributes}>{content}\n{inner}{indent}</{name}>\n"),
    };
}

/// A property that is a list: its items, in an element of their own if the schema says so.
fn property_list(out: &mut String, flat: Option<&Flat<'_>>, form: &Form<'_>, items: &[Node], key: &str, level: usize) {
    let schema = item_schema(flat);
    if !form.is_wrapped {
        return list(out, schema, items, key, level);
    }
    let indent = "  ".repeat(level);
    let name = form.full_name(key);
    *out += &format!("{indent}<{name}{}>\n", namespace(form));
    list(out, schema, items, form.name.unwrap_or(key), level + 1);
    *out += &format!("{indent}</{name}>\n");
}

fn namespace(form: &Form<'_>) -> String {
    match (form.namespace, form.prefix) {
        (Some(namespace), Some(prefix)) => format!(" xmlns:{}=\"{}\"", valid_name(prefix), escaped(namespace)),
        (Some(namespace), None) => format!(" xmlns=\"{}\"", escaped(namespace)),
        (None, _) => String::new(),
    }
}

/// A name that XML allows: other characters become `_`.
fn valid_name(name: &str) -> String {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name: String = name.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    match name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        true => name,
        false => format!("_{name}"),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\r' => out.push_str("&#13;"),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
