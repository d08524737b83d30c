//! The lists of a document: channels, messages, operations, and how they belong together.

use std::collections::HashMap;

use super::{Action, Channel, Document, MAX_LISTED, Message, Operation};
use crate::api::findings;
use crate::api::openapi::{At, named_schemas};
use crate::diag::Diagnostic;

/// Longest name in characters.
const MAX_NAME: usize = 256;

/// Fills the lists.
pub(super) fn run(document: &mut Document, found: &mut Vec<Diagnostic>) {
    let mut lister = Lister {
        document,
        channels: Vec::new(),
        messages: Vec::new(),
        operations: Vec::new(),
        known: HashMap::new(),
        known_channels: HashMap::new(),
    };
    lister.named_messages();
    lister.channels(found);
    if lister.document.is_v2 {
        lister.operations_of_channels();
    } else {
        lister.operations(found);
    }
    let Lister { mut channels, mut messages, operations, .. } = lister;
    for (number, operation) in operations.iter().enumerate() {
        let reply = operation.reply_channel.filter(|channel| Some(*channel) != operation.channel);
        for channel in operation.channel.into_iter().chain(reply) {
            channels[channel].operations.push(number);
        }
        for message in operation.messages.iter().chain(&operation.replies) {
            messages[*message].operations.push(number);
        }
    }
    for (number, channel) in channels.iter().enumerate() {
        channel.messages.iter().for_each(|message| messages[*message].channels.push(number));
    }
    for message in &mut messages {
        message.operations.dedup();
        if let Some(at) = document.base.value(&message.pointer) {
            message.schemas = named_schemas(&document.base, at);
        }
    }
    (document.channels, document.messages, document.operations) = (channels, messages, operations);
}

struct Lister<'a> {
    document: &'a Document,
    channels: Vec<Channel>,
    messages: Vec<Message>,
    operations: Vec<Operation>,
    /// The numbers of the messages by what tells their values apart.
    known: HashMap<usize, usize>,
    /// The same of the channels.
    known_channels: HashMap<usize, usize>,
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn short(name: &str) -> Box<str> {
    let line = name.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(MAX_NAME).collect::<String>().into()
}

impl<'a> Lister<'a> {
    fn resolved(&self, at: At<'a>) -> Option<At<'a>> {
        self.document.base.resolve(at).ok().map(|target| target.at)
    }

    fn named_messages(&mut self) {
        let named = self.document.base.components("messages").into_iter().flat_map(At::entries);
        for (name, at) in named.take(MAX_LISTED) {
            self.message(name, at, format!("/components/messages/{}", escaped(name)));
        }
    }

    /// The number of a message, which is listed if it is new. `name` is the one that it has where it stands.
    fn message(&mut self, name: &str, at: At<'a>, pointer: String) -> Option<usize> {
        let value = self.resolved(at).filter(|at| at.is_map())?;
        if let Some(number) = self.known.get(&value.identity()) {
            return Some(*number);
        }
        if self.messages.len() == MAX_LISTED {
            return None;
        }
        let number = self.messages.len();
        self.known.insert(value.identity(), number);
        self.messages.push(Message {
            name: short(name),
            schemas: Vec::new(),
            operations: Vec::new(),
            channels: Vec::new(),
            pointer: pointer.into(),
        });
        Some(number)
    }

    /// The messages of version 2 at a key: one, or several in `oneOf`.
    fn messages_of(&mut self, at: At<'a>, pointer: &str, fallback: &str) -> Vec<usize> {
        let Some(message) = at.get("message") else { return Vec::new() };
        let called = |at: At<'a>| ["name", "messageId", "title"].iter().find_map(|key| at.text_of(key));
        match message.get("oneOf") {
            Some(all) => (all.items().enumerate())
                .filter_map(|(nth, at)| {
                    let name = called(at).map_or_else(|| format!("{fallback} {}", nth + 1), ToOwned::to_owned);
                    self.message(&name, at, format!("{pointer}/message/oneOf/{nth}"))
                })
                .collect(),
            None => {
                let name = called(message).unwrap_or(fallback);
                self.message(name, message, format!("{pointer}/message")).into_iter().collect()
            }
        }
    }

    fn channels(&mut self, found: &mut Vec<Diagnostic>) {
        let base = &self.document.base;
        let Some(channels) = base.root().get("channels") else { return };
        if !channels.is_map() && !channels.node.is_null() {
            found.push(findings::shape(base.place(channels), "channels", "a mapping", channels.node));
        }
        for (name, at) in channels.entries().filter(|(name, _)| !name.starts_with("x-")).take(MAX_LISTED) {
            let pointer = format!("/channels/{}", escaped(name));
            let Some(value) = self.resolved(at) else { continue };
            if !value.is_map() {
                found.push(findings::shape(base.place(value), name, "a mapping", value.node));
                continue;
            }
            let address = if self.document.is_v2 { Some(name) } else { value.text_of("address") };
            let mut messages = Vec::new();
            for (key, message) in value.get("messages").into_iter().flat_map(At::entries) {
                messages.extend(self.message(key, message, format!("{pointer}/messages/{}", escaped(key))));
            }
            self.known_channels.insert(value.identity(), self.channels.len());
            self.channels.push(Channel {
                name: short(name),
                address: address.map(Into::into),
                messages,
                operations: Vec::new(),
                pointer: pointer.into(),
            });
        }
    }

    /// `publish` and `subscribe` of version 2, which are said from outside.
    fn operations_of_channels(&mut self) {
        for channel in 0..self.channels.len() {
            let pointer = self.channels[channel].pointer.clone();
            let Some(at) = self.document.base.value(&pointer).and_then(|at| self.resolved(at)) else { continue };
            for (key, action) in [("publish", Action::Receive), ("subscribe", Action::Send)] {
                let Some(operation) = at.get(key).filter(|at| at.is_map()) else { continue };
                if self.operations.len() == MAX_LISTED {
                    return;
                }
                let own = operation.text_of("operationId").map(str::trim).filter(|id| !id.is_empty());
                let fallback = format!("{} {}", action.word(), self.channels[channel].name);
                let name = own.unwrap_or(&fallback);
                let pointer = format!("{pointer}/{key}");
                let messages = self.messages_of(operation, &pointer, &format!("{name} message"));
                self.channels[channel].messages.extend(messages.iter().copied());
                self.operations.push(Operation {
                    name: short(name),
                    action,
                    channel: Some(channel),
                    messages,
                    replies: Vec::new(),
                    reply_channel: None,
                    pointer: pointer.into(),
                });
            }
            let messages = &mut self.channels[channel].messages;
            messages.sort_unstable();
            messages.dedup();
        }
    }

    fn operations(&mut self, found: &mut Vec<Diagnostic>) {
        let base = &self.document.base;
        for (name, at) in base.root().get("operations").into_iter().flat_map(At::entries).take(MAX_LISTED) {
            let Some(value) = self.resolved(at).filter(|_| !name.starts_with("x-")) else { continue };
            if !value.is_map() {
                found.push(findings::shape(base.place(value), name, "a mapping", value.node));
                continue;
            }
            let action = match value.text_of("action") {
                Some("receive") => Action::Receive,
                Some("send") => Action::Send,
                _ => {
                    let node = value.get("action").unwrap_or(value);
                    found.push(findings::shape(base.place(node), "action", "`send` or `receive`", node.node));
                    Action::Send
                }
            };
            let channel = self.channel_at(value);
            let reply = value.get("reply").and_then(|at| self.resolved(at));
            let messages = self.listed(value, channel);
            let reply_channel = reply.and_then(|reply| self.channel_at(reply));
            let replies = reply.map(|reply| self.listed(reply, reply_channel)).unwrap_or_default();
            self.operations.push(Operation {
                name: short(name),
                action,
                channel,
                messages,
                replies,
                reply_channel,
                pointer: format!("/operations/{}", escaped(name)).into(),
            });
        }
    }

    /// The channel that a mapping refers to.
    fn channel_at(&self, at: At<'a>) -> Option<usize> {
        let channel = self.resolved(at.get("channel")?)?;
        self.known_channels.get(&channel.identity()).copied()
    }

    /// The messages that a mapping lists, else all of its channel.
    fn listed(&mut self, at: At<'a>, channel: Option<usize>) -> Vec<usize> {
        let Some(list) = at.get("messages") else {
            return channel.map(|channel| self.channels[channel].messages.clone()).unwrap_or_default();
        };
        list.items().filter_map(|at| self.known.get(&self.resolved(at)?.identity()).copied()).collect()
    }
}
