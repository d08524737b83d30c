//! Values as JSON, keys in their order, numbers as written.

use crate::yaml::{self, Node, Value};

/// As JSON over several lines, two blanks for each level.
pub(in crate::api::openapi) fn pretty(node: &Node) -> String {
    let mut out = String::new();
    push(&mut out, node, Some(0));
    out
}

/// As JSON in one line.
pub(in crate::api::openapi) fn compact(node: &Node) -> String {
    let mut out = String::new();
    push(&mut out, node, None);
    out
}

/// True for a number that JSON can hold as it is written; YAML knows more.
pub(in crate::api::openapi) fn is_json_number(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn push(out: &mut String, node: &Node, level: Option<usize>) {
    match &node.value {
        Value::Number(text) if is_json_number(text) => out.push_str(text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.push_str(&yaml::json(node).to_string());
        }
        Value::List(items) => {
            let items = items.iter().map(|item| (None, item));
            push_all(out, ('[', ']'), items, level);
        }
        Value::Map(map) => {
            let entries = map.entries.iter().map(|entry| (Some(&*entry.key), &entry.value));
            push_all(out, ('{', '}'), entries, level);
        }
    }
}

fn push_all<'n>(
    out: &mut String,
    (open, close): (char, char),
    values: impl Iterator<Item = (Option<&'n str>, &'n Node)>,
    level: Option<usize>,
) {
    let line = |out: &mut String, level: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", level));
    };
    let inner = level.map(|level| level + 1);
    let mut is_empty = true;
    out.push(open);
    for (key, value) in values {
        if !is_empty {
            out.push(',');
        }
        is_empty = false;
        if let Some(level) = inner {
            line(out, level);
        }
        if let Some(key) = key {
            out.push_str(&serde_json::Value::from(key).to_string());
            out.push_str(if inner.is_some() { ": " } else { ":" });
        }
        push(out, value, inner);
    }
    if let (Some(level), false) = (level, is_empty) {
        line(out, level);
    }
    out.push(close);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Budget, parse_settings};

    #[test]
    fn order_and_numbers_stay_as_written() {
        let node = parse_settings("{b: [1.10, 0x1F, 1e4, {}], a: \"x\\n\", c: []}", &Budget::SETTINGS).unwrap();
        assert_eq!(compact(&node), r#"{"b":[1.10,31,1e4,{}],"a":"x\n","c":[]}"#);
        assert_eq!(
            pretty(&node),
            "{\n  \"b\": [\n    1.10,\n    31,\n    1e4,\n    {}\n  ],\n  \"a\": \"x\\n\",\n  \"c\": []\n}"
        );
    }
}
