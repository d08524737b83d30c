//! Where the types of a schema are used.

use super::Schema;

/// A field, or an argument of one, that names a type. Numbers are indexes into the lists of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// A field: its type, its place among the fields.
    Field(usize, usize),
    /// An argument of a field: type, field, argument.
    Argument(usize, usize, usize),
    /// A field of an input: its type, its place among the inputs.
    Input(usize, usize),
    /// An argument of a directive: directive, argument.
    Directive(usize, usize),
}

/// Where one type is used, each list in the order of the schema.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    /// Fields that return it.
    pub returned_by: Vec<Use>,
    /// Arguments and fields of inputs that take it.
    pub taken_by: Vec<Use>,
    /// Objects and interfaces that implement it.
    pub implemented_by: Vec<usize>,
    /// Unions that it is a member of.
    pub member_of: Vec<usize>,
}

/// The uses of all types.
pub(super) fn uses(schema: &Schema) -> Vec<Uses> {
    let mut uses = vec![Uses::default(); schema.types.len()];
    for (at, ty) in schema.types.iter().enumerate() {
        for interface in ty.implements.iter().filter_map(|name| schema.index(name)) {
            uses[interface].implemented_by.push(at);
        }
        for member in ty.members.iter().filter_map(|name| schema.index(name)) {
            uses[member].member_of.push(at);
        }
        for (nth, field) in ty.fields.iter().enumerate() {
            if let Some(target) = schema.index(&field.ty.name) {
                uses[target].returned_by.push(Use::Field(at, nth));
            }
            for (argument, input) in field.arguments.iter().enumerate() {
                if let Some(target) = schema.index(&input.ty.name) {
                    uses[target].taken_by.push(Use::Argument(at, nth, argument));
                }
            }
        }
        for (nth, input) in ty.inputs.iter().enumerate() {
            if let Some(target) = schema.index(&input.ty.name) {
                uses[target].taken_by.push(Use::Input(at, nth));
            }
        }
    }
    for (at, directive) in schema.directives.iter().enumerate() {
        for (nth, input) in directive.arguments.iter().enumerate() {
            if let Some(target) = schema.index(&input.ty.name) {
                uses[target].taken_by.push(Use::Directive(at, nth));
            }
        }
    }
    uses
}
