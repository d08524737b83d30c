//! AsyncAPI 2 and 3: one document, with its operations, channels and messages listed.
//!
//! Data, references, named schemas and security schemes are those of OpenAPI ([`openapi::Document`]), because both formats have
//! them alike. Version 2 is lifted where it is read: who publishes to a channel is seen from outside there, so `publish`
//! means that the application receives.

pub mod avro;
mod list;
mod outline;
mod payload;

use std::sync::Arc;

use super::outline::Outline;
use super::{Definition, openapi};
use crate::api::openapi::At;
use crate::diag::Diagnostic;
use crate::yaml::Node;

pub use outline::Spots;
pub use payload::Payload;

/// Most operations, channels and messages, each.
const MAX_LISTED: usize = 20_000;

/// An AsyncAPI document.
#[derive(Debug)]
pub struct Document {
    /// The data, with what is alike in OpenAPI.
    pub base: openapi::Document,
    /// True for version 2.
    pub is_v2: bool,
    /// The operations in document order.
    pub operations: Vec<Operation>,
    /// The channels in document order.
    pub channels: Vec<Channel>,
    /// The messages: those with names of their own first, then those that stand in channels and operations.
    pub messages: Vec<Message>,
    /// The pages.
    pub outline: Outline,
    /// Which page is whose.
    pub spots: Spots,
}

/// What the application does with messages of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It sends them.
    Send,
    /// It receives them.
    Receive,
}

impl Action {
    /// The word of version 3.
    pub fn word(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Receive => "receive",
        }
    }
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// Its id; channel and word where it has none.
    pub name: Box<str>,
    /// What the application does.
    pub action: Action,
    /// The number of its channel.
    pub channel: Option<usize>,
    /// The numbers of its messages; those of its channel if it names none.
    pub messages: Vec<usize>,
    /// The numbers of the messages that answer it.
    pub replies: Vec<usize>,
    /// The number of the channel that answers come by.
    pub reply_channel: Option<usize>,
    /// The pointer to it.
    pointer: Box<str>,
}

/// A channel.
#[derive(Debug)]
pub struct Channel {
    /// Its id.
    pub name: Box<str>,
    /// Its address; `None` where it is known at run time only.
    pub address: Option<Box<str>>,
    /// The numbers of its messages.
    pub messages: Vec<usize>,
    /// The numbers of its operations.
    pub operations: Vec<usize>,
    /// The pointer to it.
    pointer: Box<str>,
}

/// A message.
#[derive(Debug)]
pub struct Message {
    /// Its name.
    pub name: Box<str>,
    /// The numbers of the named schemas in it.
    pub schemas: Vec<usize>,
    /// The numbers of the operations that it belongs to, as message or as answer.
    pub operations: Vec<usize>,
    /// The numbers of its channels.
    pub channels: Vec<usize>,
    /// The pointer to it.
    pointer: Box<str>,
}

impl Document {
    /// Reads a document that has been recognised.
    pub(super) fn new(root: Arc<Node>, definition: &Definition<'_>, found: &mut Vec<Diagnostic>) -> Self {
        let base = openapi::Document::new(root, definition, found);
        let is_v2 = base.written_version.starts_with('2');
        let mut document = Self {
            base,
            is_v2,
            operations: Vec::new(),
            channels: Vec::new(),
            messages: Vec::new(),
            outline: Outline::default(),
            spots: Spots::default(),
        };
        list::run(&mut document, found);
        (document.outline, document.spots) = outline::of(&document);
        document
    }

    /// An operation's own mapping and its traits, the one whose words count first.
    pub fn operation(&self, number: usize) -> Words<'_> {
        self.words(&self.operations[number].pointer)
    }

    /// A channel's mapping.
    pub fn channel(&self, number: usize) -> Words<'_> {
        self.words(&self.channels[number].pointer)
    }

    /// A message's own mapping and its traits, the one whose words count first.
    pub fn message(&self, number: usize) -> Words<'_> {
        self.words(&self.messages[number].pointer)
    }

    fn words(&self, pointer: &str) -> Words<'_> {
        let own = self.base.value(pointer).and_then(|at| self.base.resolve(at).ok()).map(|target| target.at);
        let own = own.unwrap_or(self.base.root());
        let traits = own.get("traits").into_iter().flat_map(At::items);
        let mut all: Vec<At<'_>> = traits.filter_map(|at| Some(self.base.resolve(at).ok()?.at)).collect();
        // Later traits win over earlier ones; in version 2 they win over the thing itself, in version 3 they do not.
        all.reverse();
        match self.is_v2 {
            true => all.push(own),
            false => all.insert(0, own),
        }
        Words { own, all }
    }

    /// The servers: name and mapping.
    pub fn servers(&self) -> Vec<(&str, At<'_>)> {
        let all = self.base.root().get("servers").into_iter().flat_map(At::entries);
        all.filter_map(|(name, at)| Some((name, self.base.resolve(at).ok()?.at))).collect()
    }

    /// The media type of messages that name none.
    pub fn default_content_type(&self) -> Option<&str> {
        self.base.root().text_of("defaultContentType")
    }
}

/// A mapping with its traits.
pub struct Words<'a> {
    /// The mapping itself.
    pub own: At<'a>,
    all: Vec<At<'a>>,
}

impl<'a> Words<'a> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<At<'a>> {
        self.all.iter().find_map(|at| at.get(key))
    }

    /// The text of a key, trimmed; empty if there is none.
    pub fn text(&self, key: &str) -> &'a str {
        self.get(key).and_then(At::text).unwrap_or_default().trim()
    }

    /// The value of a key, and whether it comes from a trait.
    pub fn traced(&self, key: &str) -> Option<(At<'a>, bool)> {
        let (at, value) = self.all.iter().find_map(|at| Some((at, at.get(key)?)))?;
        Some((value, at.identity() != self.own.identity()))
    }
}
