//! API definitions, read tolerantly into one model for each format: what the pages of a reference are made of.
//!
//! One bad node never costs the API: what cannot be used is left out with a finding at its place. No copy of a document with
//! its references resolved exists; views resolve on demand, and what a page shows is bounded by hops and rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, File, Place, Span};
use crate::yaml::Node;

pub mod asyncapi;
pub mod findings;
pub mod graphql;
pub mod openapi;
pub mod outline;
mod places;
pub mod protobuf;
mod read;
mod slug;

pub use findings::CODES;
pub use places::Text;

/// A definition as the catalog has it.
pub struct Definition<'a> {
    /// The text.
    pub text: &'a str,
    /// `spec.type` of the entity in lower case.
    pub kind: &'a str,
    /// Where the text stands.
    pub source: Source,
    /// The definition with what its references to other files name, where it has such.
    pub bundle: Option<Bundle<'a>>,
}

/// A definition whose `$ref`s to other files lead to values below one key of it.
pub struct Bundle<'a> {
    /// It as data, each value with its place in the file that it comes from.
    pub root: &'a Arc<Node>,
    /// The key.
    pub key: &'a str,
    /// The files of the names below the key.
    pub files: BTreeMap<&'a str, File>,
}

/// Where the text of a definition stands.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file.
    pub file: File,
    /// Where in it.
    pub part: Part,
}

/// Which part of a file a definition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// A block scalar: lines before its first one, and blanks before each line.
    Block(u32, u32),
    /// A value without lines of its own: every finding stands there.
    Value(Span),
}

impl Source {
    /// The place of a stretch of the text.
    pub fn at(&self, span: Span) -> Place {
        let span = match self.part {
            Part::Whole => span,
            Part::Block(above, indent) => {
                Span { line: span.line.saturating_add(above), column: span.column.saturating_add(indent), ..span }
            }
            Part::Value(span) => span,
        };
        self.file.at(span)
    }
}

/// What a definition says.
#[derive(Debug)]
pub enum Api {
    /// OpenAPI 2.0 to 3.2.
    OpenApi(Box<openapi::Document>),
    /// AsyncAPI 2 and 3.
    AsyncApi(Box<asyncapi::Document>),
    /// A GraphQL schema.
    GraphQl(Box<graphql::Schema>),
    /// Protobuf files.
    Protobuf(Box<protobuf::Protos>),
    /// A text that platdocs has no pages for; it is shown as it is.
    Raw,
}

impl Api {
    /// What the API is called by its own definition.
    pub fn title(&self) -> Option<&str> {
        match self {
            Self::OpenApi(document) => document.title(),
            Self::AsyncApi(_) | Self::GraphQl(_) | Self::Protobuf(_) | Self::Raw => self.outline()?.title.as_deref(),
        }
    }

    /// True if all that there is to show is the text.
    pub fn is_raw(&self) -> bool {
        matches!(self, Self::Raw)
    }

    /// The pages of formats other than OpenAPI, which has its own order.
    pub fn outline(&self) -> Option<&outline::Outline> {
        match self {
            Self::AsyncApi(document) => Some(&document.outline),
            Self::GraphQl(schema) => Some(&schema.outline),
            Self::Protobuf(protos) => Some(&protos.outline),
            Self::OpenApi(_) | Self::Raw => None,
        }
    }
}

/// Reads a definition. What is wrong with it is noted in `findings`.
pub fn read(definition: &Definition<'_>, findings: &mut Vec<Diagnostic>) -> Api {
    read::read(definition, findings)
}
