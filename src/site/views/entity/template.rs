//! What a page shows of templates only.

use super::cut;
use crate::catalog::Entity;
use crate::docs::markdown;
use crate::site::view::{NameValue, Omitted, ParameterRow, TemplateView};
use crate::site::views::LINE;
use crate::yaml::Node;

/// Most parameters and most steps that are shown.
const MAX_ROWS: usize = 200;

/// Parameters and steps of a golden path; `parameters` is one form or a list of forms.
pub(super) fn template(entity: &Entity) -> TemplateView {
    let field = |node: &Node, key: &str| node.get(key).and_then(Node::text).map(cut).unwrap_or_default();
    TemplateView {
        parameters: forms(entity).into_iter().flat_map(parameter_rows).take(MAX_ROWS).collect(),
        steps: steps(entity)
            .iter()
            .take(MAX_ROWS)
            .map(|step| {
                let name = [field(step, "name"), field(step, "id")].into_iter().find(|name| !name.is_empty());
                NameValue { name: name.unwrap_or_default(), value: field(step, "action") }
            })
            .collect(),
    }
}

/// How many parameters and steps are not shown.
pub(super) fn omitted(entity: &Entity) -> Omitted {
    let parameters: usize = forms(entity).into_iter().map(|form| parameter_rows(form).len()).sum();
    Omitted {
        parameters: parameters.saturating_sub(MAX_ROWS),
        steps: steps(entity).len().saturating_sub(MAX_ROWS),
        ..Omitted::default()
    }
}

fn forms(entity: &Entity) -> Vec<&Node> {
    match entity.spec().and_then(|spec| spec.get("parameters")) {
        Some(node) => node.as_list().map_or_else(|| vec![node], |list| list.iter().collect()),
        None => Vec::new(),
    }
}

fn steps(entity: &Entity) -> &[Node] {
    entity.spec().and_then(|spec| spec.get("steps")).and_then(Node::as_list).unwrap_or_default()
}

fn parameter_rows(form: &Node) -> Vec<ParameterRow> {
    let required: Vec<&str> =
        form.get("required").and_then(Node::as_list).unwrap_or_default().iter().filter_map(Node::text).collect();
    let properties = form.get("properties").and_then(Node::as_map);
    let field = |node: &Node, key: &str| node.get(key).and_then(Node::text).map(cut).unwrap_or_default();
    properties
        .map(|properties| properties.entries.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|entry| ParameterRow {
            name: entry.key.to_string(),
            title: field(&entry.value, "title"),
            kind: field(&entry.value, "type"),
            required: required.contains(&&*entry.key),
            default: field(&entry.value, "default"),
            description: markdown::plain(&field(&entry.value, "description"), LINE),
        })
        .collect()
}
