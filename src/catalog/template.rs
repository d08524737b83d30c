//! What a template asks and does: its parameters and steps.

use crate::catalog::Entity;
use crate::yaml::Node;

/// A value that a template asks for.
pub struct Parameter<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its schema.
    pub schema: &'a Node,
    /// True when a value must be given.
    pub required: bool,
}

impl<'a> Parameter<'a> {
    /// The text of a key of the schema, such as `title`; empty if there is none.
    pub fn text(&self, key: &str) -> &'a str {
        text(self.schema, key)
    }
}

/// A step of a template.
pub struct Step<'a> {
    /// Its name, else its id; may be empty.
    pub name: &'a str,
    /// The action.
    pub action: &'a str,
}

/// The parameters in order; `parameters` is one form or a list of forms.
pub fn parameters(entity: &Entity) -> impl Iterator<Item = Parameter<'_>> {
    let forms = match entity.spec().and_then(|spec| spec.get("parameters")) {
        Some(node) => node.as_list().unwrap_or(std::slice::from_ref(node)),
        None => &[],
    };
    forms.iter().flat_map(|form| {
        let required: Vec<&str> =
            form.get("required").and_then(Node::as_list).unwrap_or_default().iter().filter_map(Node::text).collect();
        let properties = form.get("properties").and_then(Node::as_map);
        let entries = properties.map(|properties| properties.entries.as_slice()).unwrap_or_default();
        entries.iter().map(move |entry| Parameter {
            name: &entry.key,
            schema: &entry.value,
            required: required.contains(&&*entry.key),
        })
    })
}

/// The steps in order.
pub fn steps(entity: &Entity) -> impl ExactSizeIterator<Item = Step<'_>> {
    let steps = entity.spec().and_then(|spec| spec.get("steps")).and_then(Node::as_list).unwrap_or_default();
    steps.iter().map(|step| {
        let name = [text(step, "name"), text(step, "id")].into_iter().find(|name| !name.is_empty());
        Step { name: name.unwrap_or_default(), action: text(step, "action") }
    })
}

fn text<'a>(node: &'a Node, key: &str) -> &'a str {
    node.get(key).and_then(Node::text).unwrap_or_default()
}
