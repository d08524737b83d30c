//! What the references of GraphQL, gRPC and events show: a thing that is called or sent, a type, a message.

use serde::Serialize;

use super::{ApiHead, ApiNavItem, Link, markup};
use crate::safe::SafeHtml;

/// A thing of an API with a page of its own.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiDetailView {
    /// What all pages have.
    pub head: ApiHead,
    /// Its name.
    pub title: String,
    /// What it is: `Query`, `Input`, `Method`.
    pub sort: String,
    /// Its declaration in one line of code, may be empty.
    #[serde(serialize_with = "markup")]
    pub signature: SafeHtml,
    /// `deprecated`, ...
    pub badges: Vec<String>,
    /// What its author says about the deprecation, may be empty.
    pub deprecation: String,
    /// What its author says about it.
    #[serde(serialize_with = "markup")]
    pub description: SafeHtml,
    /// Facts in the order of the page.
    pub facts: Vec<ApiFact>,
    /// Its parts: arguments, fields, values.
    pub sections: Vec<ApiSection>,
    /// Code to copy.
    pub samples: Vec<ApiSample>,
    /// Who uses it.
    pub users: Vec<ApiUsers>,
    /// Where it stands in the definition, on the forge; href empty if unknown.
    pub source: Link,
    /// The sections of the page.
    pub toc: Vec<Link>,
    /// The declaration without links, for the file beside the page.
    #[serde(skip)]
    pub plain_signature: String,
    /// What its author says, as written, for the file beside the page.
    #[serde(skip)]
    pub plain_description: String,
}

/// A fact: a name, and texts or links.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiFact {
    /// Its name.
    pub name: String,
    /// What it says; without address where it is no link.
    pub values: Vec<Link>,
    /// True for code.
    pub code: bool,
}

/// A part of a thing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiSection {
    /// The id of the part.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The rows.
    #[serde(serialize_with = "markup")]
    pub rows: SafeHtml,
    /// The same as Markdown, for the file beside the page.
    #[serde(skip)]
    pub text: String,
}

/// Code to copy.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiSample {
    /// The id of the part.
    pub id: String,
    /// What it is: `Variables`.
    pub title: String,
    /// The code with colours.
    #[serde(serialize_with = "markup")]
    pub code: SafeHtml,
    /// The same as Markdown, for the file beside the page.
    #[serde(skip)]
    pub text: String,
}

/// Who uses a thing in one way.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApiUsers {
    /// The id of the part.
    pub id: String,
    /// In which way: `Returned by`.
    pub title: String,
    /// The users, at most 50.
    pub items: Vec<ApiNavItem>,
    /// How many more there are.
    pub more: usize,
}
