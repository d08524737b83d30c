//! Protobuf: `.proto` files to one model of services, messages and enumerations for pages.
//!
//! Files are read one by one without what they import (`parse`), lowered into lists over all files (`lower`), and joined by
//! full names (`resolve`). A name that no file declares stays text; a file that cannot be read costs only itself.

mod comment;
mod example;
mod lower;
mod options;
mod outline;
mod parse;
mod resolve;
mod well_known;

use std::collections::HashMap;

use super::findings;
use super::outline::{Outline, Spot};
use super::places::{Places, Text};
use crate::diag::{Diagnostic, Place};

pub use example::example;
pub use lower::json_name;
pub use options::{HttpRule, OptionValue};
pub use well_known::description as well_known;

/// Most services, messages and enumerations of one definition.
const MAX_TYPES: usize = 50_000;

/// All that the files of a definition declare, in their order.
#[derive(Debug, Default)]
pub struct Protos {
    /// The files.
    pub files: Vec<ProtoFile>,
    /// The services.
    pub services: Vec<Service>,
    /// The messages, nested ones after the one around them.
    pub messages: Vec<Message>,
    /// The enumerations.
    pub enums: Vec<Enum>,
    /// Fields that `extend` gives to messages of other files, options of one's own for example.
    pub extensions: Vec<Extension>,
    /// The pages.
    pub outline: Outline,
    names: HashMap<Box<str>, Target>,
    /// The pages of the messages and of the enumerations.
    spots: (Vec<Spot>, Vec<Spot>),
}

/// One file.
#[derive(Debug)]
pub struct ProtoFile {
    /// Its name for protobuf's tools: the last part of its path.
    pub name: Box<str>,
    /// Its package, may be empty.
    pub package: Box<str>,
    /// `proto2`, `proto3`, or `edition 2023`.
    pub syntax: Box<str>,
    /// What it imports, as written.
    pub imports: Vec<Box<str>>,
    /// What is said before its package, as Markdown.
    pub comment: Option<Box<str>>,
    /// Its options.
    pub options: Vec<OptionValue>,
    /// True if it could be read.
    pub is_read: bool,
    /// Its package line, else its start.
    pub place: Place,
}

/// What a declaration has in common with all others.
#[derive(Debug)]
pub struct Declaration {
    /// Its own name.
    pub name: Box<str>,
    /// Its name with package and the messages around it.
    pub full_name: Box<str>,
    /// Its comment, as Markdown.
    pub comment: Option<Box<str>>,
    /// Its options, without those that have a field of their own.
    pub options: Vec<OptionValue>,
    /// True if `deprecated = true`.
    pub is_deprecated: bool,
    /// Where its name stands.
    pub place: Place,
    /// The index of its file.
    pub file: usize,
}

/// A service.
#[derive(Debug)]
pub struct Service {
    /// Its name and so on.
    pub is: Declaration,
    /// Its methods.
    pub methods: Vec<Method>,
}

/// A method of a service.
#[derive(Debug)]
pub struct Method {
    /// Its name and so on.
    pub is: Declaration,
    /// What it takes.
    pub input: TypeName,
    /// True if it takes a stream.
    pub client_streaming: bool,
    /// What it returns.
    pub output: TypeName,
    /// True if it returns a stream.
    pub server_streaming: bool,
    /// Its paths over HTTP, from `google.api.http`.
    pub http: Vec<HttpRule>,
    /// `idempotency_level`: `NO_SIDE_EFFECTS` or `IDEMPOTENT`.
    pub idempotency: Option<Box<str>>,
}

/// A message.
#[derive(Debug)]
pub struct Message {
    /// Its name and so on.
    pub is: Declaration,
    /// The index of the message around it.
    pub parent: Option<usize>,
    /// Its fields in the order of the text, then extensions of it in other places.
    pub fields: Vec<Field>,
    /// Its groups of fields of which at most one is set.
    pub oneofs: Vec<Oneof>,
    /// Numbers that are not to be used again, as written: `4 to 7`.
    pub reserved: Vec<Box<str>>,
    /// Names that are not to be used again.
    pub reserved_names: Vec<Box<str>>,
    /// Numbers that others may use in extensions.
    pub extension_ranges: Vec<Box<str>>,
    /// Where it is used.
    pub uses: Uses,
}

/// A group of fields of which at most one is set.
#[derive(Debug)]
pub struct Oneof {
    /// Its name.
    pub name: Box<str>,
    /// Its comment, as Markdown.
    pub comment: Option<Box<str>>,
}

/// How often a field may be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Once; a value that is not set reads as the type's default.
    Singular,
    /// Once or not at all, and readers can tell.
    Optional,
    /// Exactly once.
    Required,
    /// As a list.
    Repeated,
}

impl Label {
    /// The word of the language, empty for [`Label::Singular`].
    pub fn word(self) -> &'static str {
        match self {
            Self::Singular => "",
            Self::Optional => "optional",
            Self::Required => "required",
            Self::Repeated => "repeated",
        }
    }
}

/// A field of a message.
#[derive(Debug)]
pub struct Field {
    /// Its name and so on.
    pub is: Declaration,
    /// Its name in JSON.
    pub json_name: Box<str>,
    /// Its number on the wire.
    pub number: i32,
    /// How often it may be there.
    pub label: Label,
    /// The index of its group.
    pub oneof: Option<usize>,
    /// The type of its key, if it is a map.
    pub map_key: Option<Box<str>>,
    /// Its type; of the values, if it is a map.
    pub ty: FieldType,
    /// Its default, as written.
    pub default: Option<Box<str>>,
    /// True if it is declared by `extend` outside the message.
    pub is_extension: bool,
}

/// A field that `extend` gives to a message.
#[derive(Debug)]
pub struct Extension {
    /// The message, by its full name if that is known.
    pub extendee: Box<str>,
    /// The package or message that it is declared in.
    pub scope: Box<str>,
    /// The field.
    pub field: Field,
}

/// The type of a field.
#[derive(Clone, Debug)]
pub enum FieldType {
    /// A type of the language: `string`.
    Scalar(&'static str),
    /// A message or enumeration.
    Named(TypeName),
}

/// The name of a message or enumeration where it is used.
#[derive(Clone, Debug)]
pub struct TypeName {
    /// The full name if the type is known, else as written.
    pub name: Box<str>,
    /// The type.
    pub target: Target,
}

/// What a name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A message of the files: its index.
    Message(usize),
    /// An enumeration of the files: its index.
    Enum(usize),
    /// A type that comes with protobuf or Google's API types; [`well_known`] describes it.
    WellKnown,
    /// Nothing at hand.
    Unknown,
}

/// An enumeration.
#[derive(Debug)]
pub struct Enum {
    /// Its name and so on.
    pub is: Declaration,
    /// The index of the message around it.
    pub parent: Option<usize>,
    /// Its values.
    pub values: Vec<EnumValue>,
    /// Numbers that are not to be used again, as written.
    pub reserved: Vec<Box<str>>,
    /// Names that are not to be used again.
    pub reserved_names: Vec<Box<str>>,
    /// Where it is used.
    pub uses: Uses,
}

/// A value of an enumeration.
#[derive(Debug)]
pub struct EnumValue {
    /// Its name and so on.
    pub is: Declaration,
    /// Its number on the wire.
    pub number: i32,
}

/// Where a message or enumeration is used. Pairs are indexes: service and method, message and field.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    /// Methods that take it.
    pub taken_by: Vec<(usize, usize)>,
    /// Methods that return it.
    pub returned_by: Vec<(usize, usize)>,
    /// Fields of this type.
    pub fields: Vec<(usize, usize)>,
}

/// Reads the files of a definition.
pub fn read(texts: &[Text<'_>]) -> (Protos, Vec<Diagnostic>) {
    let mut protos = Protos::default();
    let mut findings = Vec::new();
    for text in texts {
        let places = Places::new(*text);
        let file = protos.files.len();
        protos.files.push(ProtoFile {
            name: text.source.file.path.name().into(),
            package: "".into(),
            syntax: "".into(),
            imports: Vec::new(),
            comment: None,
            options: Vec::new(),
            is_read: false,
            place: places.of(0..0),
        });
        match parse::parse(&places) {
            Ok(parsed) => lower::lower(&mut protos, file, &places, parsed),
            Err(finding) => findings.push(*finding),
        }
        if protos.messages.len() + protos.enums.len() + protos.services.len() > MAX_TYPES {
            let message = format!("more than {MAX_TYPES} types in one definition");
            findings.push(findings::too_much(places.of(0..0), &message));
            break;
        }
    }
    resolve::resolve(&mut protos, &mut findings);
    (protos.outline, protos.spots) = outline::of(&protos);
    (protos, findings)
}

impl Protos {
    /// The page of what a name leads to; `None` if it has none.
    pub fn spot(&self, target: Target) -> Option<Spot> {
        match target {
            Target::Message(at) => Some(self.spots.0[at]),
            Target::Enum(at) => Some(self.spots.1[at]),
            Target::WellKnown | Target::Unknown => None,
        }
    }

    /// What a full name leads to.
    pub fn get(&self, full_name: &str) -> Option<Target> {
        self.names.get(full_name).copied()
    }
}
