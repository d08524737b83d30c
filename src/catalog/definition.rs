//! `spec.definition` of APIs: text, a placeholder that names a file, or YAML in place.

use std::fmt::Write;
use std::sync::Arc;

use super::bundle::bundle;
use super::entity::Definition;
use super::findings;
use super::placeholder::{self, Fetched};
use super::read::Reader;
use crate::yaml::{Node, Value};

/// Reads a definition that is not null.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Definition> {
    let definition =
        |text: &str| Definition { text: text.into(), bundled: None, file: None, url: None, span: node.span };
    if let Some((key, target)) = placeholder::of(node) {
        if matches!(key, "$yaml" | "$json") {
            let finding = findings::inline_definition(reader.at(node.span));
            reader.note(finding);
        }
        return Some(match placeholder::fetch(reader, key, target) {
            Fetched::Text(file, text) => {
                let bundled = bundle(reader, target.span, &file, &text).map(Arc::new);
                Definition { bundled, file: Some(file), ..definition(&text) }
            }
            Fetched::Foreign => Definition { url: target.as_str().map(Box::from), ..definition("") },
            Fetched::Nothing => definition(""),
        });
    }
    match &node.value {
        Value::Map(_) | Value::List(_) => {
            let finding = findings::inline_definition(reader.at(node.span));
            reader.note(finding);
            Some(definition(&yaml_text(node)))
        }
        _ => reader.text(node, "spec.definition").map(definition),
    }
}

/// A value as YAML text, keys in source order, numbers as written.
pub(super) fn yaml_text(node: &Node) -> String {
    let mut out = String::new();
    write_block(&mut out, node, 0);
    out
}

fn write_block(out: &mut String, node: &Node, indent: usize) {
    match &node.value {
        Value::Map(map) => {
            for entry in &map.entries {
                let _ = write!(out, "{:indent$}{}:", "", scalar(&entry.key));
                write_value(out, &entry.value, indent);
            }
        }
        Value::List(items) => {
            for item in items {
                let _ = write!(out, "{:indent$}-", "");
                write_value(out, item, indent);
            }
        }
        _ => write_value(out, node, indent),
    }
}

fn write_value(out: &mut String, node: &Node, indent: usize) {
    match &node.value {
        Value::Map(map) if map.entries.is_empty() => out.push_str(" {}\n"),
        Value::List(items) if items.is_empty() => out.push_str(" []\n"),
        Value::Map(_) | Value::List(_) => {
            out.push('\n');
            write_block(out, node, indent + 2);
        }
        Value::Null => out.push_str(" null\n"),
        Value::String(text) => {
            let _ = writeln!(out, " {}", scalar(text));
        }
        Value::Bool(_) | Value::Number(_) => {
            let _ = writeln!(out, " {}", node.text().unwrap_or_default());
        }
    }
}

/// A string as a plain scalar if it is a harmless word, else as JSON, which is YAML too.
fn scalar(text: &str) -> String {
    let word = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$' | b'/'));
    let reserved =
        matches!(text.to_ascii_lowercase().as_str(), "null" | "true" | "false" | "yes" | "no" | "on" | "off");
    match word && !reserved {
        true => text.to_owned(),
        false => serde_json::Value::from(text).to_string(),
    }
}
