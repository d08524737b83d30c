//! The pages of a schema: its root fields, its types by kind, its directives.

use super::{Field, Operation, Schema, TypeKind, deprecation};
use crate::api::outline::{Group, Item, Outline, Sort, Spot};

/// The kinds of types in the order of the pages, with title and folder of their lists.
const KINDS: [(TypeKind, &str, &str); 6] = [
    (TypeKind::Object, "Objects", "objects"),
    (TypeKind::Interface, "Interfaces", "interfaces"),
    (TypeKind::Union, "Unions", "unions"),
    (TypeKind::Input, "Inputs", "inputs"),
    (TypeKind::Enum, "Enums", "enums"),
    (TypeKind::Scalar, "Scalars", "scalars"),
];
/// Longest signature in characters.
const MAX_SIGNATURE: usize = 120;

/// The outline, and the page of each type: that of a root type is the list of its fields.
pub(super) fn of(schema: &Schema) -> (Outline, Vec<Spot>) {
    let mut groups = Vec::new();
    let mut spots = vec![Spot::Group(0); schema.types.len()];
    for operation in Operation::ALL {
        let Some(root) = schema.roots[operation as usize] else { continue };
        let (title, folder) = match operation {
            Operation::Query => ("Queries", "queries"),
            Operation::Mutation => ("Mutations", "mutations"),
            Operation::Subscription => ("Subscriptions", "subscriptions"),
        };
        let ty = &schema.types[root];
        let items = ty.fields.iter().enumerate().map(|(number, field)| call(number, field)).collect();
        spots[root] = Spot::Group(groups.len());
        groups.push(Group { about: ty.description.clone(), ..Group::new(Sort::Calls, title, folder, items) });
    }
    for (kind, title, folder) in KINDS {
        let mut items = Vec::new();
        for (number, ty) in schema.types.iter().enumerate() {
            if ty.kind == kind && schema.operation_of(number).is_none() {
                spots[number] = Spot::Item(groups.len(), items.len());
                items.push(Item::new(&ty.name, &ty.name, number).about(ty.description.as_deref()));
            }
        }
        if !items.is_empty() {
            let group = Group::new(Sort::Types, title, folder, items);
            groups.push(Group { item_folder: "types".into(), ..group });
        }
    }
    let directives: Vec<Item> = (schema.directives.iter().enumerate())
        .map(|(number, directive)| {
            Item::new(&format!("@{}", directive.name), &directive.name, number).about(directive.description.as_deref())
        })
        .collect();
    if !directives.is_empty() {
        groups.push(Group::new(Sort::Types, "Directives", "directives", directives));
    }
    let about = schema.description.clone();
    let mut outline = Outline { format: "GraphQL".into(), about, groups, ..Outline::default() };
    outline.address();
    (outline, spots)
}

fn call(number: usize, field: &Field) -> Item {
    let item = Item::new(&field.name, &field.name, number).about(field.description.as_deref());
    let is_deprecated = deprecation(&field.directives).is_some();
    Item { signature: signature(field).into(), is_deprecated, ..item }
}

/// What a field takes and returns: `(from: Port!, first: Int = 50): [Sailing!]!`.
pub(super) fn signature(field: &Field) -> String {
    let argument = |input: &super::Input| match &input.default {
        Some(default) => format!("{}: {} = {default}", input.name, input.ty),
        None => format!("{}: {}", input.name, input.ty),
    };
    let arguments: Vec<String> = field.arguments.iter().map(argument).collect();
    let long = format!("({}): {}", arguments.join(", "), field.ty);
    match arguments.len() {
        0 => field.ty.to_string(),
        count if long.chars().count() > MAX_SIGNATURE => format!("({count} arguments): {}", field.ty),
        _ => long,
    }
}
