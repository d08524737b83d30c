//! The pages of GraphQL, gRPC and AsyncAPI as search finds them.

use super::Top;
use crate::api::asyncapi::{self, Payload};
use crate::api::graphql::{self, Input, Operation, Schema};
use crate::api::openapi::{At, Flat};
use crate::api::outline::{Group, Item, Outline, Sort, Spot};
use crate::api::protobuf::{FieldType, OptionValue, Protos, Target};
use crate::api::{Api, openapi};
use crate::path::SitePath;
use crate::portal::urls::api_pages;
use crate::search::document::{Document, address, cut};

/// The pages of an outline, and of the schemas beside it. `base` is what they all have: owner, facets, the way to them.
pub(super) fn documents(api: &Api, outline: &Outline, root: &SitePath, base: &Document) -> Vec<Document> {
    let mut documents = Vec::new();
    for (number, group) in outline.groups.iter().enumerate() {
        for (nth, item) in group.items.iter().enumerate() {
            let mut top = Top::default();
            let name = match api {
                Api::GraphQl(schema) => graphql(&mut top, schema, number, item),
                Api::Protobuf(protos) => protobuf(&mut top, protos, number, nth, item),
                Api::AsyncApi(document) => asyncapi(&mut top, document, group, item),
                Api::OpenApi(_) | Api::Raw => None,
            };
            documents.push(document(group, item, name, top, root, base));
        }
    }
    if let Api::AsyncApi(document) = api {
        documents.extend(super::schemas(&document.base, root, base));
    }
    documents
}

/// `name` is a further name of the thing: with its package, its id.
fn document(group: &Group, item: &Item, name: Option<String>, top: Top, root: &SitePath, base: &Document) -> Document {
    let is_call = group.sort == Sort::Calls;
    let signature = if is_call && !item.signature.is_empty() { &item.signature } else { &group.title };
    Document {
        url: address(&api_pages::item(root, &group.item_folder, &item.slug)),
        title: cut(&item.title),
        names: name.iter().map(|name| cut(name)).collect(),
        kind: if is_call { "operation".into() } else { "schema".into() },
        note: cut(signature),
        lifecycle: if item.is_deprecated { "deprecated".into() } else { String::new() },
        tags: Vec::new(),
        crumbs: base.crumbs.iter().cloned().chain([cut(&group.title)]).collect(),
        sections: vec![top.section],
        ..base.clone()
    }
}

fn graphql(top: &mut Top, schema: &Schema, group: usize, item: &Item) -> Option<String> {
    let inputs = |top: &mut Top, inputs: &[Input]| {
        for input in inputs {
            top.define(&input.name);
            top.say(input.description.as_deref().unwrap_or_default());
        }
    };
    let is_page = |root: &&graphql::Type| {
        schema.index(&root.name).is_some_and(|number| schema.spot(number) == Spot::Group(group))
    };
    let root = Operation::ALL.into_iter().filter_map(|operation| schema.root(operation)).find(is_page);
    if let Some(root) = root {
        let field = &root.fields[item.number];
        top.say(field.description.as_deref().unwrap_or_default());
        inputs(top, &field.arguments);
        top.define(&field.ty.name);
        return Some(format!("{}.{}", root.name, field.name));
    }
    if item.title.starts_with('@') {
        let directive = &schema.directives[item.number];
        top.say(directive.description.as_deref().unwrap_or_default());
        inputs(top, &directive.arguments);
        return Some(directive.name.to_string());
    }
    let ty: &graphql::Type = &schema.types[item.number];
    top.say(ty.description.as_deref().unwrap_or_default());
    for field in &ty.fields {
        top.define(&field.name);
        top.say(field.description.as_deref().unwrap_or_default());
        field.arguments.iter().for_each(|argument| top.define(&argument.name));
    }
    inputs(top, &ty.inputs);
    for value in &ty.values {
        top.define(&value.name);
        top.say(value.description.as_deref().unwrap_or_default());
    }
    None
}

fn protobuf(top: &mut Top, protos: &Protos, group: usize, nth: usize, item: &Item) -> Option<String> {
    let number = item.number;
    let options = |top: &mut Top, options: &[OptionValue]| options.iter().for_each(|option| top.define(&option.name));
    if let Some(service) = protos.services.get(group) {
        let method = &service.methods[number];
        top.say(method.is.comment.as_deref().unwrap_or_default());
        method.http.iter().for_each(|rule| top.define(&rule.path));
        [&method.input, &method.output].into_iter().for_each(|name| top.define(&name.name));
        options(top, &method.is.options);
        return Some(method.is.full_name.to_string());
    }
    let is_message =
        number < protos.messages.len() && protos.spot(Target::Message(number)) == Some(Spot::Item(group, nth));
    if is_message {
        let message = &protos.messages[number];
        top.say(message.is.comment.as_deref().unwrap_or_default());
        for field in &message.fields {
            top.define(&field.is.name);
            top.define(&field.json_name);
            if let FieldType::Named(name) = &field.ty {
                top.define(&name.name);
            }
            top.say(field.is.comment.as_deref().unwrap_or_default());
        }
        return Some(message.is.full_name.to_string());
    }
    let declared = &protos.enums[number];
    top.say(declared.is.comment.as_deref().unwrap_or_default());
    for value in &declared.values {
        top.define(&value.is.name);
        top.say(value.is.comment.as_deref().unwrap_or_default());
    }
    Some(declared.is.full_name.to_string())
}

fn asyncapi(top: &mut Top, document: &asyncapi::Document, group: &Group, item: &Item) -> Option<String> {
    let number = item.number;
    let say = |top: &mut Top, words: &asyncapi::Words<'_>| {
        top.say(words.text("summary"));
        top.say(words.text("description"));
    };
    match (group.sort, &*group.folder) {
        (Sort::Calls, _) => {
            let operation = &document.operations[number];
            say(top, &document.operation(number));
            let channel = operation.channel.map(|channel| &document.channels[channel]);
            channel.into_iter().flat_map(|channel| &channel.address).for_each(|address| top.define(address));
            operation.messages.iter().for_each(|message| top.define(&document.messages[*message].name));
            Some(operation.name.to_string())
        }
        (Sort::Types, "channels") => {
            let words = document.channel(number);
            say(top, &words);
            let parameters = words.get("parameters").into_iter().flat_map(At::entries);
            parameters.for_each(|(name, _)| top.define(name));
            Some(document.channels[number].name.to_string())
        }
        (Sort::Types, _) => {
            let words = document.message(number);
            say(top, &words);
            let payload = match document.payload(&words) {
                Payload::Schema(schema) => Some(schema),
                Payload::Avro(_) | Payload::Text(..) | Payload::Nothing => None,
            };
            for schema in document.headers(&words).into_iter().chain(payload) {
                names(top, schema);
            }
            Some(document.messages[number].name.to_string())
        }
    }
}

fn names(top: &mut Top, schema: openapi::Schema<'_>) {
    if schema.number.is_none() && schema.lost.is_none() {
        top.names(&Flat::of(schema), 0);
    }
}
