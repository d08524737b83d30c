//! The step of Backstage that turns the fields of `spec` into relations. It wants the form of a reference, not that the
//! other entity exists.

use super::{Failure, Modules};
use crate::yaml::{Map, Node, Value};

/// The relation fields of a kind in Backstage's order, with true for those that name their default kind.
fn fields(kind: &str, modules: Modules) -> &'static [(&'static str, bool)] {
    match kind {
        "Component" => &[
            ("owner", true),
            ("subcomponentOf", true),
            ("providesApis", true),
            ("consumesApis", true),
            ("dependsOn", false),
            ("dependencyOf", false),
            ("system", true),
        ],
        "API" => &[("owner", true), ("system", true)],
        "Resource" => &[("owner", true), ("dependsOn", false), ("dependencyOf", false), ("system", true)],
        "User" => &[("memberOf", true)],
        "Group" => &[("parent", true), ("children", true), ("members", true)],
        "System" => &[("owner", true), ("domain", true)],
        "Domain" => &[("owner", true), ("subdomainOf", true)],
        "Template" => &[("owner", true)],
        "AiResource" if modules.ai_model => {
            &[("owner", true), ("system", true), ("dependsOn", true), ("skills", true), ("plugins", true)]
        }
        _ => &[],
    }
}

/// The first reference that cannot be read.
pub(super) fn failure(kind: &str, spec: &Map, modules: Modules) -> Option<Failure> {
    fields(kind, modules).iter().find_map(|(name, has_kind)| {
        let pointer = format!("/spec/{name}");
        match &spec.get(name)?.value {
            Value::List(items) => in_list(items, &pointer, *has_kind),
            value => problem(value, *has_kind).filter(|_| is_something(value)).map(|text| Failure::new(&pointer, text)),
        }
    })
}

/// Lists of strings are looked at in their sorted order.
fn in_list(items: &[Node], pointer: &str, has_kind: bool) -> Option<Failure> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    if items.iter().all(|item| item.as_str().is_some()) {
        order.sort_by_cached_key(|nth| items[*nth].as_str().unwrap_or_default().encode_utf16().collect::<Vec<u16>>());
    }
    order.into_iter().find_map(|nth| {
        let text = problem(&items[nth].value, has_kind)?;
        Some(Failure::new(&format!("{pointer}/{nth}"), text))
    })
}

/// False for the values that JavaScript takes for nothing.
pub(super) fn is_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Number(text) => text.parse::<f64>() != Ok(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Bool(true) | Value::List(_) | Value::Map(_) => true,
    }
}

fn problem(value: &Value, has_kind: bool) -> Option<String> {
    if !is_something(value) {
        return Some("Entity reference must not be empty".into());
    }
    let text = match value {
        Value::String(text) => text,
        Value::Map(map) => {
            let has = |key: &str| map.get(key).is_some_and(|node| is_something(&node.value));
            let missing = [("kind", has("kind") || has_kind), ("name", has("name"))];
            let missing = missing.into_iter().find(|(_, there)| !there)?.0;
            return Some(format!("Entity reference had missing or empty {missing}"));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::List(_) => {
            let missing = if has_kind { "name" } else { "kind" };
            return Some(format!("Entity reference had missing or empty {missing}"));
        }
    };
    let slash = text.find('/');
    let colon = text.find(':').filter(|colon| slash.is_none_or(|slash| *colon < slash));
    let after_kind = colon.map_or(0, |colon| colon + 1);
    let name = &text[slash.map_or(after_kind, |slash| slash + 1)..];
    if colon == Some(0) || slash == Some(after_kind) || name.is_empty() {
        return Some(format!("Entity reference \"{text}\" was not on the form [<kind>:][<namespace>/]<name>"));
    }
    (colon.is_none() && !has_kind).then(|| {
        let text = serde_json::Value::from(&**text);
        let example = "(e.g. did not start with \"component:\" or similar)";
        format!("Entity reference {text} had missing or empty kind {example}")
    })
}
