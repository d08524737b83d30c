//! The containers that CommonMark does not know: admonitions, details, tabs, `///` blocks, Markdown in HTML.
//!
//! [`read`] goes over a page line by line, aware of lists, quotes, fences and HTML, and writes such containers as quotes,
//! which pulldown-cmark nests and ends as it should; [`Marker`]s say by offset what each of these quotes stands for. So one
//! parse reads the page, and definitions of links and footnotes work from every container. A page without any of this is
//! borrowed as it is.

mod containers;
mod html;
mod leaf;
mod line;
mod opener;
mod tracker;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::Exceeded;
use super::origin::Map;
use crate::docs::Dialect;
pub(super) use leaf::NO_BLOCK;

/// A page whose containers are written as quotes.
pub(super) struct Blocks<'a> {
    /// What the parser gets.
    pub(super) text: Cow<'a, str>,
    /// From that text back to the page.
    pub(super) map: Map,
    /// Offsets of quotes and comments of our own, in order, with what they stand for.
    pub(super) markers: Vec<(usize, Marker)>,
    /// Abbreviations and what they mean.
    pub(super) abbreviations: BTreeMap<String, String>,
    /// What is wrong, at offsets of the page.
    pub(super) problems: Vec<(Range<usize>, Problem)>,
}

/// What something in the parsed text stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// A quote.
    Container(Container),
    /// A comment.
    Leaf(Leaf),
}

/// A container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// `!!! note`.
    Admonition {
        /// Its types as written.
        classes: String,
        /// Its title.
        title: Title,
    },
    /// `??? note`.
    Details {
        /// Its types as written.
        classes: String,
        /// Its title.
        title: Title,
        /// True if it starts open.
        open: bool,
    },
    /// `=== "A"`; its label is a heading.
    Tab {
        /// True for the first of a set.
        first: bool,
        /// True for the last of a set.
        last: bool,
        /// True if it is shown first.
        selected: bool,
    },
    /// An element that holds Markdown.
    Html {
        /// Its start tag as written.
        tag: String,
        /// Its name.
        name: String,
        /// True if a heading stands for the one paragraph that it holds.
        is_span: bool,
    },
    /// Blocks between critic markers.
    Critic(Critic),
    /// The caption of the block before it.
    Caption,
}

/// A title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Title {
    /// There is none.
    None,
    /// This plain text.
    Default(String),
    /// The heading that the quote begins with.
    Own,
}

/// What critic markers say of the blocks between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Critic {
    /// `{++`.
    Added,
    /// `{--`.
    Removed,
    /// `{==`.
    Marked,
    /// `{>>`.
    Comment,
}

/// A line with a meaning of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leaf {
    /// `[TOC]`.
    Contents,
    /// `///Footnotes Go Here///`.
    Footnotes,
    /// `[=75% "75%"]`.
    Progress {
        /// 0 to 100.
        percent: u8,
        /// The label, may be empty.
        label: String,
    },
}

/// Something wrong with a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// It does not end: what it is, and what would end it.
    Unclosed(&'static str, String),
    /// The body is indented by less than four columns.
    Indent,
}

/// Reads the containers of a page.
pub(super) fn read<'a>(text: &'a str, dialect: &'a Dialect) -> Result<Blocks<'a>, Exceeded> {
    tracker::Tracker::new(text, dialect).read()
}
