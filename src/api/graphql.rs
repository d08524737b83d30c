//! GraphQL: schemas in the definition language, or as the answer of an introspection query, to one model for pages.
//!
//! Reading never fails as a whole: what cannot be read is a finding, and the rest is there. `sdl` and `introspection` make
//! declarations, `join` makes a schema of them, `uses` says where a type is used, `query` writes an example of a root field.

mod introspection;
mod join;
mod outline;
mod query;
mod sdl;
mod text;
mod uses;

use std::collections::HashMap;

use super::outline::{Outline, Spot};
use super::places::Text;
use crate::diag::{Diagnostic, Place};

pub use query::{Example, example};
pub use uses::{Use, Uses};

/// Most types of one schema.
const MAX_TYPES: usize = 50_000;

/// A schema.
#[derive(Debug)]
pub struct Schema {
    /// Its description, as Markdown.
    pub description: Option<Box<str>>,
    /// Its types in the order of the text, without those that GraphQL itself brings.
    pub types: Vec<Type>,
    /// Its directives in the order of the text.
    pub directives: Vec<DirectiveDefinition>,
    /// The directives that the schema itself carries.
    pub applied: Vec<Directive>,
    /// Where each type is used; as many as there are types.
    pub uses: Vec<Uses>,
    /// The pages.
    pub outline: Outline,
    /// The page of each type.
    spots: Vec<Spot>,
    roots: [Option<usize>; 3],
    names: HashMap<Box<str>, usize>,
}

/// What a root type is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// Reads.
    Query,
    /// Changes.
    Mutation,
    /// Answers again and again.
    Subscription,
}

impl Operation {
    /// All of them, in the order of pages.
    pub const ALL: [Operation; 3] = [Self::Query, Self::Mutation, Self::Subscription];

    /// The word of the language: `query`.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }

    /// The name of the type that is the root if the schema does not say: `Query`.
    fn usual_type(self) -> &'static str {
        match self {
            Self::Query => "Query",
            Self::Mutation => "Mutation",
            Self::Subscription => "Subscription",
        }
    }
}

/// The kind of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeKind {
    /// `type`.
    Object,
    /// `interface`.
    Interface,
    /// `input`.
    Input,
    /// `union`.
    Union,
    /// `enum`.
    Enum,
    /// `scalar`.
    Scalar,
}

impl TypeKind {
    /// The word of the language: `type`, `interface`.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Object => "type",
            Self::Interface => "interface",
            Self::Input => "input",
            Self::Union => "union",
            Self::Enum => "enum",
            Self::Scalar => "scalar",
        }
    }
}

/// A type.
#[derive(Debug)]
pub struct Type {
    /// Its name.
    pub name: Box<str>,
    /// Its kind.
    pub kind: TypeKind,
    /// Its description, as Markdown.
    pub description: Option<Box<str>>,
    /// The directives that it carries, those of its extensions too.
    pub directives: Vec<Directive>,
    /// The interfaces that an object or interface implements.
    pub implements: Vec<Box<str>>,
    /// The fields of an object or interface.
    pub fields: Vec<Field>,
    /// The fields of an input.
    pub inputs: Vec<Input>,
    /// The values of an enumeration.
    pub values: Vec<EnumValue>,
    /// The members of a union.
    pub members: Vec<Box<str>>,
    /// Where it is declared.
    pub place: Place,
    /// Where it is extended.
    pub extensions: Vec<Place>,
}

impl Type {
    /// True if a query has to say which fields of it it wants.
    pub fn is_composite(&self) -> bool {
        matches!(self.kind, TypeKind::Object | TypeKind::Interface | TypeKind::Union)
    }

    /// What `@specifiedBy` says of a scalar.
    pub fn specified_by(&self) -> Option<String> {
        let directive = self.directives.iter().find(|directive| &*directive.name == "specifiedBy")?;
        directive.text("url")
    }
}

/// A field of an object or interface.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: Box<str>,
    /// Its description, as Markdown.
    pub description: Option<Box<str>>,
    /// Its arguments.
    pub arguments: Vec<Input>,
    /// The type of its value.
    pub ty: TypeRef,
    /// The directives that it carries.
    pub directives: Vec<Directive>,
    /// Where it is declared.
    pub place: Place,
}

/// An argument, or a field of an input.
#[derive(Debug)]
pub struct Input {
    /// Its name.
    pub name: Box<str>,
    /// Its description, as Markdown.
    pub description: Option<Box<str>>,
    /// Its type.
    pub ty: TypeRef,
    /// Its default, as written.
    pub default: Option<Box<str>>,
    /// The directives that it carries.
    pub directives: Vec<Directive>,
    /// Where it is declared.
    pub place: Place,
}

impl Input {
    /// True if callers have to give it.
    pub fn is_required(&self) -> bool {
        self.ty.is_non_null() && self.default.is_none()
    }
}

/// A value of an enumeration.
#[derive(Debug)]
pub struct EnumValue {
    /// Its name.
    pub name: Box<str>,
    /// Its description, as Markdown.
    pub description: Option<Box<str>>,
    /// The directives that it carries.
    pub directives: Vec<Directive>,
    /// Where it is declared.
    pub place: Place,
}

/// The type of a field or argument: a name inside lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeRef {
    /// The innermost type.
    pub name: Box<str>,
    /// What is written after the name: `!`, `]`, in that order. There is one `[` before it for each `]`.
    pub suffix: Box<str>,
}

impl TypeRef {
    /// What is written before the name.
    pub fn prefix(&self) -> String {
        "[".repeat(self.lists())
    }

    /// How many lists are around the name.
    pub fn lists(&self) -> usize {
        self.suffix.matches(']').count()
    }

    /// True if the value is never null.
    pub fn is_non_null(&self) -> bool {
        self.suffix.ends_with('!')
    }
}

impl std::fmt::Display for TypeRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{}", self.prefix(), self.name, self.suffix)
    }
}

/// A directive where it is used.
#[derive(Clone, Debug)]
pub struct Directive {
    /// Its name, without `@`.
    pub name: Box<str>,
    /// Its arguments: names and values as written.
    pub arguments: Vec<(Box<str>, Box<str>)>,
}

impl Directive {
    /// The value of an argument if it is a string.
    fn text(&self, argument: &str) -> Option<String> {
        let (_, written) = self.arguments.iter().find(|(name, _)| &**name == argument)?;
        written.starts_with('"').then(|| text::string(written))
    }
}

impl std::fmt::Display for Directive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "@{}", self.name)?;
        for (nth, (name, value)) in self.arguments.iter().enumerate() {
            write!(f, "{}{name}: {value}", if nth == 0 { "(" } else { ", " })?;
        }
        if self.arguments.is_empty() { Ok(()) } else { f.write_str(")") }
    }
}

/// What `@deprecated` of a field, argument or value says: `None` if it is not deprecated.
pub fn deprecation(directives: &[Directive]) -> Option<String> {
    let directive = directives.iter().find(|directive| &*directive.name == "deprecated")?;
    Some(directive.text("reason").unwrap_or_default())
}

/// The declaration of a directive.
#[derive(Debug)]
pub struct DirectiveDefinition {
    /// Its name, without `@`.
    pub name: Box<str>,
    /// Its description, as Markdown.
    pub description: Option<Box<str>>,
    /// Its arguments.
    pub arguments: Vec<Input>,
    /// Where it may stand: `FIELD_DEFINITION`.
    pub locations: Vec<Box<str>>,
    /// True if it may stand several times in one place.
    pub repeatable: bool,
    /// Where it is declared.
    pub place: Place,
}

/// Reads a schema of one or several texts, each in the definition language or the answer of an introspection query.
pub fn read(texts: &[Text<'_>]) -> (Schema, Vec<Diagnostic>) {
    let mut declarations = join::Declarations::default();
    for text in texts {
        match text.text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
            true => introspection::read(*text, &mut declarations),
            false => sdl::read(*text, &mut declarations),
        }
    }
    join::join(declarations)
}

impl Schema {
    /// The type of a name; none for unknown ones and those of GraphQL itself.
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.names.get(name).map(|&at| &self.types[at])
    }

    /// The index of a type in `types`.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// The root type of an operation.
    pub fn root(&self, operation: Operation) -> Option<&Type> {
        self.roots[operation as usize].map(|at| &self.types[at])
    }

    /// The page of a type.
    pub fn spot(&self, type_index: usize) -> Spot {
        self.spots[type_index]
    }

    /// The operation that a type is the root of.
    pub fn operation_of(&self, type_index: usize) -> Option<Operation> {
        Operation::ALL.into_iter().find(|&operation| self.roots[operation as usize] == Some(type_index))
    }
}

/// True for the scalars that GraphQL itself brings.
pub fn is_built_in(name: &str) -> bool {
    matches!(name, "Int" | "Float" | "String" | "Boolean" | "ID")
}
