//! OpenAPI 2.0 to 3.2: one document, and views on it that borrow from its data.
//!
//! Older versions are lifted where they are read: a `body` parameter becomes a request body, `nullable` a further type. What
//! stands in the document stays as it is, so that findings and downloads show what the author wrote.

mod at;
pub mod diff;
mod document;
pub mod example;
mod flat;
mod lint;
mod operation;
mod references;
mod resolve;
pub mod sample;
mod schema;
mod security;
mod serialize;
pub mod shown;
mod tags;
pub mod tree;
mod users;
pub mod words;

pub use at::At;
pub use document::{Document, Listed, Named, Version};
pub use flat::{Flat, Property};
pub use operation::{Body, Content, Header, Media, Operation, Parameter, Payload, Response};
pub use schema::Schema;
pub use security::{Alternative, Scheme, Server};
pub use tags::Tag;
pub use users::Users;
pub(in crate::api) use users::named_schemas;
pub use words::Word;
