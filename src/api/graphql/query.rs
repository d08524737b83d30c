//! An example of a root field: a query with variables, and the variables.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::{Field, Input, Operation, Schema, Type, TypeKind, TypeRef, deprecation};

/// Deepest selection below the root field.
const MAX_DEPTH: usize = 3;
/// Most fields of a selection.
const MAX_FIELDS: usize = 30;
/// Most members of a union or interface that get a part of their own.
const MAX_MEMBERS: usize = 3;
/// Deepest nesting of generated variables.
const MAX_INPUT_DEPTH: usize = 4;
/// Most values of generated variables.
const MAX_VALUES: usize = 60;

/// A query and its variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The query.
    pub query: String,
    /// The variables as JSON; `None` if the query takes none.
    pub variables: Option<String>,
}

/// Writes the example of a root field: its required arguments as variables, 30 fields at most, three levels.
pub fn example(schema: &Schema, operation: Operation, field: &Field) -> Example {
    let required: Vec<&Input> = field.arguments.iter().filter(|argument| argument.is_required()).collect();
    let declared: Vec<String> =
        required.iter().map(|argument| format!("${}: {}", argument.name, argument.ty)).collect();
    let given: Vec<String> = required.iter().map(|argument| format!("{0}: ${0}", argument.name)).collect();
    let mut query = format!("{} {}{} {{\n", operation.keyword(), title(&field.name), list(&declared));
    let _ = write!(query, "  {}{}", field.name, list(&given));
    if let Some(ty) = schema.get(&field.ty.name).filter(|ty| ty.is_composite()) {
        query.push_str(" {\n");
        write_selection(&mut query, &Selection::of(schema, ty), 0, 4);
        query.push_str("  }");
    }
    query.push_str("\n}\n");
    let mut budget = MAX_VALUES;
    let mut values = Map::new();
    for argument in &required {
        values.insert(argument.name.to_string(), value(schema, &argument.ty, 0, &mut budget));
    }
    let variables = (!values.is_empty()).then(|| format!("{:#}\n", Value::Object(values)));
    Example { query, variables }
}

/// The name of an operation: the field with a capital letter.
fn title(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

fn list(items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!("({})", items.join(", ")) }
}

/// Chosen fields, as a flat tree: what is nearer to the root comes first.
struct Selection<'a> {
    nodes: Vec<Node<'a>>,
}

/// A field or a `... on Member`, or the root.
struct Node<'a> {
    label: String,
    ty: Option<&'a Type>,
    parent: usize,
    depth: usize,
    children: Vec<usize>,
}

impl<'a> Selection<'a> {
    fn of(schema: &'a Schema, ty: &'a Type) -> Self {
        let root = Node { label: String::new(), ty: Some(ty), parent: 0, depth: 1, children: Vec::new() };
        let mut selection = Self { nodes: vec![root] };
        let mut budget = MAX_FIELDS;
        let mut at = 0;
        while at < selection.nodes.len() && budget > 0 {
            selection.expand(schema, at, &mut budget);
            at += 1;
        }
        selection.prune();
        selection
    }

    /// Adds the fields of a node's type that need no argument: the plain ones count, the others wait for their turn.
    fn expand(&mut self, schema: &'a Schema, at: usize, budget: &mut usize) {
        let Some(ty) = self.nodes[at].ty else { return };
        let depth = self.nodes[at].depth;
        if matches!(ty.kind, TypeKind::Union | TypeKind::Interface) {
            self.add(at, "__typename".into(), None, budget);
        }
        let usable = ty.fields.iter().filter(|field| {
            deprecation(&field.directives).is_none() && !field.arguments.iter().any(Input::is_required)
        });
        for field in usable {
            match schema.get(&field.ty.name).filter(|ty| ty.is_composite()) {
                None => self.add(at, field.name.to_string(), None, budget),
                Some(target) if depth < MAX_DEPTH && !self.is_above(at, target) => {
                    self.wait(at, field.name.to_string(), target);
                }
                Some(_) => {}
            }
        }
        if ty.kind == TypeKind::Union && depth < MAX_DEPTH {
            for member in ty.members.iter().take(MAX_MEMBERS).filter_map(|member| schema.get(member)) {
                self.wait(at, format!("... on {}", member.name), member);
            }
        }
    }

    fn add(&mut self, parent: usize, label: String, ty: Option<&'a Type>, budget: &mut usize) {
        if *budget > 0 {
            *budget -= 1;
            self.push(parent, label, ty);
        }
    }

    fn wait(&mut self, parent: usize, label: String, ty: &'a Type) {
        // Most waiting nodes never get a turn; 8 times the budget is more than any that do.
        if self.nodes.len() < 8 * MAX_FIELDS {
            self.push(parent, label, Some(ty));
        }
    }

    fn push(&mut self, parent: usize, label: String, ty: Option<&'a Type>) {
        let depth = self.nodes[parent].depth + 1;
        let at = self.nodes.len();
        self.nodes[parent].children.push(at);
        self.nodes.push(Node { label, ty, parent, depth, children: Vec::new() });
    }

    /// True if a node lies within one of this type.
    fn is_above(&self, mut at: usize, ty: &Type) -> bool {
        loop {
            if self.nodes[at].ty.is_some_and(|above| above.name == ty.name) {
                return true;
            }
            if at == 0 {
                return false;
            }
            at = self.nodes[at].parent;
        }
    }

    /// Removes nodes with a type of which no field was chosen; a root without any asks for its type's name.
    fn prune(&mut self) {
        for at in (1..self.nodes.len()).rev() {
            if self.nodes[at].ty.is_some() && self.nodes[at].children.is_empty() {
                let parent = self.nodes[at].parent;
                self.nodes[parent].children.retain(|&child| child != at);
            }
        }
        if self.nodes[0].children.is_empty() {
            self.push(0, "__typename".into(), None);
        }
    }
}

fn write_selection(out: &mut String, selection: &Selection<'_>, at: usize, indent: usize) {
    for &child in &selection.nodes[at].children {
        let node = &selection.nodes[child];
        let _ = write!(out, "{:indent$}{}", "", node.label);
        if node.children.is_empty() {
            out.push('\n');
        } else {
            out.push_str(" {\n");
            write_selection(out, selection, child, indent + 2);
            let _ = writeln!(out, "{:indent$}}}", "");
        }
    }
}

/// A value of a type: the first of an enumeration, the required fields of an input.
fn value(schema: &Schema, ty: &TypeRef, depth: usize, budget: &mut usize) -> Value {
    *budget = budget.saturating_sub(1);
    let inner = named(schema, &ty.name, depth, budget);
    (0..ty.lists().min(MAX_INPUT_DEPTH)).fold(inner, |inner, _| json!([inner]))
}

fn named(schema: &Schema, name: &str, depth: usize, budget: &mut usize) -> Value {
    let Some(ty) = schema.get(name) else { return built_in(name) };
    match ty.kind {
        TypeKind::Enum => {
            let current = ty.values.iter().find(|value| deprecation(&value.directives).is_none());
            current.or(ty.values.first()).map_or(Value::Null, |value| json!(&*value.name))
        }
        TypeKind::Input if depth >= MAX_INPUT_DEPTH || *budget == 0 => json!({}),
        TypeKind::Input => {
            let one_of = ty.directives.iter().any(|directive| &*directive.name == "oneOf");
            let required = ty.inputs.iter().filter(|input| input.is_required());
            let chosen: Vec<&Input> = if one_of { ty.inputs.iter().take(1).collect() } else { required.collect() };
            let mut fields = Map::new();
            for input in chosen {
                fields.insert(input.name.to_string(), value(schema, &input.ty, depth + 1, budget));
            }
            Value::Object(fields)
        }
        TypeKind::Scalar | TypeKind::Object | TypeKind::Interface | TypeKind::Union => scalar(name),
    }
}

fn built_in(name: &str) -> Value {
    match name {
        "Int" => json!(1),
        "Float" => json!(1.0),
        "Boolean" => json!(true),
        "ID" => json!("id"),
        _ => scalar(name),
    }
}

/// A value for a scalar of the schema, guessed from its name.
fn scalar(name: &str) -> Value {
    let name = name.to_ascii_lowercase();
    let guesses = [
        (&["datetime", "timestamp", "instant"][..], "2024-01-15T09:30:00Z"),
        (&["date"], "2024-01-15"),
        (&["time"], "09:30:00"),
        (&["uuid", "guid"], "123e4567-e89b-12d3-a456-426614174000"),
        (&["uri", "url"], "https://example.com"),
        (&["email"], "user@example.com"),
        (&["base64"], "AA=="),
    ];
    if matches!(&*name, "json" | "jsonobject" | "map" | "object") {
        return json!({});
    }
    if matches!(&*name, "long" | "bigint" | "int64" | "short" | "byte") {
        return json!(1);
    }
    let guess = guesses.iter().find(|(words, _)| words.iter().any(|word| name.contains(word)));
    json!(guess.map_or("string", |(_, value)| value))
}
