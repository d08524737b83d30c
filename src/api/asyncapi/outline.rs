//! The pages of a document: operations, channels, messages.

use super::{Action, Document, Words};
use crate::api::outline::{Group, Item, Outline, Sort, Spot};

/// The pages of the lists of a document, by the numbers in them.
#[derive(Debug, Default)]
pub struct Spots {
    /// The operations.
    pub operations: Vec<Spot>,
    /// The channels.
    pub channels: Vec<Spot>,
    /// The messages.
    pub messages: Vec<Spot>,
}

/// The outline and the pages of everything.
pub(super) fn of(document: &Document) -> (Outline, Spots) {
    let said = |words: &Words<'_>| {
        let summary = words.text("summary");
        let text = if summary.is_empty() { words.text("description") } else { summary };
        text.to_owned()
    };
    let called = |words: &Words<'_>, name: &str| {
        let title = words.text("title");
        if title.is_empty() { name.to_owned() } else { title.chars().take(256).collect() }
    };
    let operations = document.operations.iter().enumerate().map(|(number, operation)| {
        let words = document.operation(number);
        let channel = operation.channel.map(|channel| &document.channels[channel]);
        let address = channel.map(|channel| channel.address.clone().unwrap_or_else(|| channel.name.clone()));
        let item = Item::new(&called(&words, &operation.name), &operation.name, number).about(Some(&said(&words)));
        let signature = address.unwrap_or_default();
        (operation.action, Item { signature, is_deprecated: words.own.says("deprecated"), ..item })
    });
    let (sends, receives): (Vec<_>, Vec<_>) = operations.partition(|(action, _)| *action == Action::Send);
    let items = |operations: Vec<(Action, Item)>| operations.into_iter().map(|(_, item)| item).collect::<Vec<_>>();
    let channels = document.channels.iter().enumerate().map(|(number, channel)| {
        let words = document.channel(number);
        let title = channel.address.clone().unwrap_or_else(|| called(&words, &channel.name).into());
        Item::new(&title, &channel.name, number).about(Some(&said(&words)))
    });
    let channels: Vec<Item> = channels.collect();
    let messages = document.messages.iter().enumerate().map(|(number, message)| {
        let words = document.message(number);
        let item = Item::new(&called(&words, &message.name), &message.name, number).about(Some(&said(&words)));
        Item { is_deprecated: words.own.says("deprecated"), ..item }
    });
    let messages: Vec<Item> = messages.collect();
    let groups = [
        (Sort::Calls, "Sends", "sends", items(sends)),
        (Sort::Calls, "Receives", "receives", items(receives)),
        (Sort::Types, "Channels", "channels", channels),
        (Sort::Types, "Messages", "messages", messages),
    ];
    let groups = groups.into_iter().filter(|(.., items)| !items.is_empty()).map(|(sort, title, folder, items)| {
        let item_folder = if sort == Sort::Calls { "operations" } else { folder };
        Group { item_folder: item_folder.into(), ..Group::new(sort, title, folder, items) }
    });
    let info = document.base.info();
    let mut outline = Outline {
        title: document.base.title().map(Into::into),
        version: info.and_then(|info| info.text_of("version")).map(Into::into),
        format: format!("AsyncAPI {}", document.base.written_version).into(),
        about: info.and_then(|info| info.text_of("description")).map(Into::into),
        groups: groups.collect(),
    };
    outline.address();
    let spots = Spots {
        operations: spots(&outline, "operations", document.operations.len()),
        channels: spots(&outline, "channels", document.channels.len()),
        messages: spots(&outline, "messages", document.messages.len()),
    };
    (outline, spots)
}

/// The pages of one list by its numbers.
fn spots(outline: &Outline, folder: &str, count: usize) -> Vec<Spot> {
    let mut spots = vec![Spot::Group(0); count];
    for (number, group) in outline.groups.iter().enumerate().filter(|(_, group)| &*group.item_folder == folder) {
        for (nth, item) in group.items.iter().enumerate() {
            spots[item.number] = Spot::Item(number, nth);
        }
    }
    spots
}
