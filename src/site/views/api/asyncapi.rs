//! Pages of AsyncAPI: operations, channels, messages. Schemas and security schemes have those of OpenAPI.

use super::detail::{Code, Sections};
use super::rows;
use super::{Pages, Part, link, plain, said};
use crate::api::asyncapi::{Action, Document, Payload, Words, avro};
use crate::api::openapi::tree::{Direction, Expander, Name, OPERATION_ROWS, Row};
use crate::api::openapi::{At, Flat, words};
use crate::api::outline::Sort;
use crate::safe::SafeHtml;
use crate::site::view::{
    ApiDetailView, ApiFact, ApiNavItem, ApiSample, ApiSection, ApiServer, ApiVariable, Link, Page,
};

/// Most messages of an operation that are shown with their rows.
const MAX_OPEN_MESSAGES: usize = 8;
/// Most examples of a message.
const MAX_EXAMPLES: usize = 5;
/// Longest example in bytes.
const MAX_EXAMPLE: usize = 16 << 10;
/// Longest value of a binding, in characters.
const MAX_BINDING: usize = 200;

/// A message on a page while its rows wait for their turn.
enum Slot {
    Schema(usize),
    Ready(Box<Row>),
    Text(String, String),
    Nothing,
}

impl Pages<'_> {
    /// The page of an operation, a channel or a message.
    pub(super) fn asyncapi(&self, document: &Document, group: usize, item: usize) -> (Page, String) {
        let of = &document.outline.groups[group];
        let number = of.items[item].number;
        let mut view = match (of.sort, &*of.folder) {
            (Sort::Calls, _) => self.event_operation(document, number),
            (Sort::Types, "channels") => self.channel(document, number),
            (Sort::Types, _) => self.message_page(document, number),
        };
        view.head = self.item_head(&document.outline, group, item);
        view.title = of.items[item].title.to_string();
        self.detail(view)
    }

    fn event_operation(&self, document: &Document, number: usize) -> ApiDetailView {
        let operation = &document.operations[number];
        let words = document.operation(number);
        let mut code = Code::default();
        code.text(match operation.action {
            Action::Send => "send to ",
            Action::Receive => "receive from ",
        });
        if let Some(channel) = operation.channel {
            let link = self.channel_link(document, channel);
            code.link(&link.text, &link.href);
        }
        let mut facts = vec![fact(
            "Direction",
            match operation.action {
                Action::Send => "The application sends these messages",
                Action::Receive => "The application receives these messages",
            },
        )];
        if document.is_v2 {
            let written = if operation.action == Action::Receive { "publish" } else { "subscribe" };
            facts.push(ApiFact { code: true, ..fact("Written as", written) });
        }
        if let Some(channel) = operation.reply_channel {
            facts.push(ApiFact {
                name: "Answer by".into(),
                values: vec![self.channel_link(document, channel)],
                code: true,
            });
        }
        let reply = words.get("reply").and_then(|at| document.base.resolve(at).ok()).map(|target| target.at);
        let location = reply.and_then(|reply| reply.get("address")).and_then(|at| document.base.resolve(at).ok());
        if let Some(location) = location.and_then(|target| target.at.text_of("location")) {
            facts.push(ApiFact { code: true, ..fact("Address of answer", location) });
        }
        facts.extend(self.security_fact(document, &words));
        facts.extend(tags(document, words.get("tags")));
        facts.extend(traits(document, &words));
        facts.extend(bindings(document, words.get("bindings")));
        let mut sections = self.messages(document, &operation.messages, "message");
        let replies = self.messages(document, &operation.replies, "reply");
        sections.extend(
            replies.into_iter().map(|section| ApiSection { title: format!("Answer: {}", section.title), ..section }),
        );
        let rest = operation.messages.iter().chain(&operation.replies).skip(MAX_OPEN_MESSAGES);
        let users =
            self.users("messages", "Further messages", rest.map(|message| self.message_item(document, *message)));
        let (signature, plain_signature) = code.finish();
        ApiDetailView {
            sort: "Operation".into(),
            signature,
            plain_signature,
            samples: operation.messages.iter().take(1).flat_map(|message| self.examples(document, *message)).collect(),
            facts,
            sections,
            users: users.into_iter().collect(),
            ..self.described(document, &words)
        }
    }

    fn channel(&self, document: &Document, number: usize) -> ApiDetailView {
        let channel = &document.channels[number];
        let words = document.channel(number);
        let mut facts = vec![match &channel.address {
            Some(address) => ApiFact { code: true, ..fact("Address", address) },
            None => fact("Address", "Known at run time only"),
        }];
        facts.push(ApiFact { code: true, ..fact("Id", &channel.name) });
        let servers = words.get("servers").into_iter().flat_map(At::items);
        let names: Vec<Link> = servers
            .filter_map(|at| at.text().or_else(|| at.text_of("$ref")?.rsplit('/').next()))
            .map(|name| Link { text: name.to_owned(), href: format!("{}#servers", self.href(&self.root)) })
            .collect();
        if !names.is_empty() {
            facts.push(ApiFact { name: "Servers".into(), values: names, code: true });
        }
        facts.extend(tags(document, words.get("tags")));
        facts.extend(bindings(document, words.get("bindings")));
        let link = |number: usize| self.schema_href(&document.base, number);
        let mut sections = Sections::new(&link, ("property", "properties"));
        let parameters = words.get("parameters").into_iter().flat_map(At::entries);
        let parameters: Vec<Row> = parameters.filter_map(|(name, at)| parameter(document, name, at)).collect();
        let parts = match parameters.is_empty() {
            true => Vec::new(),
            false => vec![sections.rows("parameters", "Parameters", &parameters)],
        };
        let operations = channel.operations.iter().map(|number| self.operation_item(document, *number));
        let messages = channel.messages.iter().map(|number| self.message_item(document, *number));
        let users = [self.users("operations", "Operations", operations), self.users("messages", "Messages", messages)];
        ApiDetailView {
            sort: "Channel".into(),
            facts,
            sections: parts,
            users: users.into_iter().flatten().collect(),
            ..self.described(document, &words)
        }
    }

    fn message_page(&self, document: &Document, number: usize) -> ApiDetailView {
        let message = &document.messages[number];
        let words = document.message(number);
        let mut facts =
            vec![ApiFact { code: true, ..fact("Name", words.get("name").and_then(At::text).unwrap_or(&message.name)) }];
        let content = words.get("contentType").and_then(At::text).or(document.default_content_type());
        facts.extend(content.map(|content| ApiFact { code: true, ..fact("Content type", content) }));
        let format = words.get("schemaFormat").and_then(At::text);
        facts.extend(format.map(|format| ApiFact { code: true, ..fact("Schema format", format) }));
        let correlation = words.get("correlationId").and_then(|at| document.base.resolve(at).ok());
        if let Some(location) = correlation.and_then(|target| target.at.text_of("location")) {
            facts.push(ApiFact { code: true, ..fact("Correlation id", location) });
        }
        facts.extend(tags(document, words.get("tags")));
        facts.extend(traits(document, &words));
        facts.extend(bindings(document, words.get("bindings")));
        let operations = message.operations.iter().map(|number| self.operation_item(document, *number));
        let channels = message.channels.iter().map(|number| {
            let link = self.channel_link(document, *number);
            ApiNavItem { title: link.text, href: link.href, ..ApiNavItem::default() }
        });
        let users = [self.users("operations", "Operations", operations), self.users("channels", "Channels", channels)];
        ApiDetailView {
            sort: "Message".into(),
            facts,
            sections: self.message_sections(document, number),
            samples: self.examples(document, number),
            users: users.into_iter().flatten().collect(),
            ..self.described(document, &words)
        }
    }

    /// What all things have on their pages.
    fn described(&self, document: &Document, words: &Words<'_>) -> ApiDetailView {
        let (summary, description) = (words.text("summary"), words.text("description"));
        let text = match (summary.is_empty(), description.is_empty()) {
            (false, false) if description != summary => format!("{summary}\n\n{description}"),
            (true, _) => description.to_owned(),
            (false, _) => summary.to_owned(),
        };
        let docs = words.get("externalDocs").and_then(|at| document.base.resolve(at).ok()).map(|target| target.at);
        let docs = docs.and_then(|docs| {
            let text = plain(docs.text_of("description").unwrap_or_default());
            link(if text.is_empty() { "Further documentation" } else { &text }, docs.text_of("url"))
        });
        let docs = docs.map(|link| ApiFact { name: "See also".into(), values: vec![link], code: false });
        ApiDetailView {
            badges: if words.own.says("deprecated") { vec!["deprecated".into()] } else { Vec::new() },
            description: said(&text),
            plain_description: text,
            facts: docs.into_iter().collect(),
            source: self.source(&document.base, words.own),
            ..ApiDetailView::default()
        }
    }

    /// The payloads of messages, opened together.
    fn messages(&self, document: &Document, messages: &[usize], prefix: &str) -> Vec<ApiSection> {
        let shown = &messages[..messages.len().min(MAX_OPEN_MESSAGES)];
        let mut expander = Expander::new(OPERATION_ROWS);
        let anchor = |nth: usize| if nth == 0 { prefix.to_owned() } else { format!("{prefix}-{}", nth + 1) };
        let slots: Vec<Slot> = (shown.iter().enumerate())
            .map(|(nth, message)| payload(&mut expander, document, &document.message(*message), &anchor(nth)))
            .collect();
        expander.run();
        let link = |number: usize| self.schema_href(&document.base, number);
        let mut sections = Sections::new(&link, ("property", "properties"));
        (shown.iter().zip(slots).enumerate())
            .map(|(nth, (message, slot))| {
                let item = self.message_item(document, *message);
                let mut code = Code::default();
                code.link(&document.messages[*message].name, &item.href);
                let about = plain(document.message(*message).text("summary"));
                let (link, name) = code.finish();
                let head = format!("<p class=\"pd-rules\">{} {}</p>", link.as_str(), crate::safe::escape(&about));
                let section = self.written(&mut sections, &mut expander, slot, (&anchor(nth), &item.title));
                let rows = SafeHtml::from_fragment(head + section.rows.as_str());
                ApiSection { rows, text: format!("`{name}` {about}\n\n{}", section.text), ..section }
            })
            .collect()
    }

    fn message_sections(&self, document: &Document, number: usize) -> Vec<ApiSection> {
        let words = document.message(number);
        let mut expander = Expander::new(OPERATION_ROWS);
        let headers = document.headers(&words).map(|schema| expander.add(schema, Direction::Both, "headers"));
        let payload = payload(&mut expander, document, &words, "payload");
        expander.run();
        let link = |number: usize| self.schema_href(&document.base, number);
        let mut sections = Sections::new(&link, ("property", "properties"));
        let mut parts = Vec::new();
        if let Some(headers) = headers {
            let from_trait = words.traced("headers").is_some_and(|(_, traced)| traced);
            let title = if from_trait { "Headers, from a trait" } else { "Headers" };
            parts.push(sections.schema("headers", title, &expander.take(headers)));
        }
        if !matches!(payload, Slot::Nothing) {
            parts.push(self.written(&mut sections, &mut expander, payload, ("payload", "Payload")));
        }
        parts
    }

    /// What a message holds, as a section with an id and a title.
    fn written(
        &self,
        sections: &mut Sections<'_>,
        expander: &mut Expander<'_>,
        slot: Slot,
        (id, title): (&str, &str),
    ) -> ApiSection {
        match slot {
            Slot::Schema(at) => sections.schema(id, title, &expander.take(at)),
            Slot::Ready(row) => sections.schema(id, title, &row),
            Slot::Text(format, text) => {
                let language = if format.contains("protobuf") { "protobuf" } else { "yaml" };
                let sample = self.sample(id, title, language, &text);
                let rows = SafeHtml::from_fragment(format!(
                    "<p class=\"pd-rules\"><code>{}</code></p><pre class=\"pd-api-raw\" tabindex=\"0\"><code>{}</code></pre>",
                    crate::safe::escape(&format),
                    sample.code.as_str()
                ));
                ApiSection { id: sample.id, title: sample.title, rows, text: format!("`{format}`\n\n{}", sample.text) }
            }
            Slot::Nothing => ApiSection { id: id.to_owned(), title: title.to_owned(), ..ApiSection::default() },
        }
    }

    /// The examples that the author gives for a message.
    fn examples(&self, document: &Document, number: usize) -> Vec<ApiSample> {
        let words = document.message(number);
        let all = words.get("examples").into_iter().flat_map(At::items).take(MAX_EXAMPLES);
        all.enumerate()
            .filter_map(|(nth, example)| {
                // Before version 2.1 an example was the payload itself.
                let payload = example.get("payload").unwrap_or(example);
                let json = format!("{:#}", crate::yaml::json(payload.node));
                let name = example.text_of("summary").or(example.text_of("name")).map(plain).unwrap_or_default();
                let title = if name.is_empty() { "Example".to_owned() } else { format!("Example: {name}") };
                (json.len() <= MAX_EXAMPLE).then(|| self.sample(&format!("example-{}", nth + 1), &title, "json", &json))
            })
            .collect()
    }

    fn security_fact(&self, document: &Document, words: &Words<'_>) -> Option<ApiFact> {
        let page = self.href_of(&document.base, Part::Security);
        let names = words.get("security")?.items().filter_map(|at| {
            // Version 3 refers to the scheme, version 2 names it.
            let by_reference = at.text_of("$ref").and_then(|written| written.rsplit('/').next());
            by_reference.or_else(|| at.entries().next().map(|(name, _)| name))
        });
        let values: Vec<Link> = names
            .map(|name| {
                let is_known = document.base.scheme(name).is_some();
                let href = if is_known { format!("{page}#{}", rows::id(&["scheme", name])) } else { String::new() };
                Link { text: name.to_owned(), href }
            })
            .collect();
        (!values.is_empty()).then(|| ApiFact { name: "Authentication".into(), values, code: false })
    }

    fn channel_link(&self, document: &Document, number: usize) -> Link {
        let channel = &document.channels[number];
        let text = channel.address.as_ref().unwrap_or(&channel.name).to_string();
        Link { text, href: self.href_to(&document.outline, document.spots.channels[number]) }
    }

    fn operation_item(&self, document: &Document, number: usize) -> ApiNavItem {
        let title = document.operations[number].name.to_string();
        ApiNavItem {
            title,
            href: self.href_to(&document.outline, document.spots.operations[number]),
            ..ApiNavItem::default()
        }
    }

    /// A message as lists show it.
    pub(super) fn message_item(&self, document: &Document, number: usize) -> ApiNavItem {
        let title = document.messages[number].name.to_string();
        ApiNavItem {
            title,
            href: self.href_to(&document.outline, document.spots.messages[number]),
            ..ApiNavItem::default()
        }
    }
}

/// Hands the payload of a message to the expander.
fn payload<'a>(expander: &mut Expander<'a>, document: &'a Document, words: &Words<'a>, anchor: &str) -> Slot {
    match document.payload(words) {
        Payload::Schema(schema) => Slot::Schema(expander.add(schema, Direction::Both, anchor)),
        Payload::Avro(at) => Slot::Ready(Box::new(avro::row(at, anchor))),
        Payload::Text(format, text) => Slot::Text(format.to_owned(), text),
        Payload::Nothing => Slot::Nothing,
    }
}

fn fact(name: &str, text: &str) -> ApiFact {
    ApiFact { name: name.to_owned(), values: vec![Link { text: text.to_owned(), href: String::new() }], code: false }
}

fn tags(document: &Document, tags: Option<At<'_>>) -> Option<ApiFact> {
    let all = tags?.items().filter_map(|at| document.base.resolve(at).ok()?.at.text_of("name"));
    let values: Vec<Link> = all.map(|name| Link { text: plain(name), href: String::new() }).collect();
    (!values.is_empty()).then(|| ApiFact { name: "Tags".into(), values, code: false })
}

/// The names of the traits that a thing takes words from.
fn traits(document: &Document, words: &Words<'_>) -> Option<ApiFact> {
    let all = words.own.get("traits")?.items().filter_map(|at| {
        let by_reference = at.text_of("$ref").and_then(|written| written.rsplit('/').next());
        by_reference.or_else(|| document.base.resolve(at).ok()?.at.text_of("name"))
    });
    let values: Vec<Link> = all.map(|name| Link { text: name.to_owned(), href: String::new() }).collect();
    (!values.is_empty()).then(|| ApiFact { name: "Words from traits".into(), values, code: true })
}

/// What is said about single protocols: a fact each.
fn bindings(document: &Document, bindings: Option<At<'_>>) -> Vec<ApiFact> {
    let Some(bindings) = bindings.and_then(|at| document.base.resolve(at).ok()) else { return Vec::new() };
    let protocols = bindings.at.entries().filter_map(|(protocol, at)| {
        let at = document.base.resolve(at).ok()?.at;
        let values = at.entries().map(|(key, value)| {
            let text = format!("{key} = {}", words::value_text(value));
            Link { text: text.chars().take(MAX_BINDING).collect(), href: String::new() }
        });
        let values: Vec<Link> = values.collect();
        (!values.is_empty()).then(|| ApiFact { name: format!("For {protocol}"), values, code: true })
    });
    protocols.collect()
}

fn parameter(document: &Document, name: &str, at: At<'_>) -> Option<Row> {
    let at = document.base.resolve(at).ok()?.at;
    // Version 2 has a schema; in version 3 a parameter is always a string.
    let schema = at.get("schema").map(|schema| document.base.schema(schema));
    let described = match schema {
        Some(schema) => crate::api::openapi::tree::describe(&Flat::of(schema)),
        None => crate::api::openapi::tree::describe(&Flat::of(document.base.schema(at))),
    };
    let own = at.text_of("description").unwrap_or_default().trim();
    let location = at.text_of("location").map(|location| format!("taken from `{}`", location.replace('`', "'")));
    let mut row = Row {
        name: Name::Property(name.to_owned()),
        anchor: rows::id(&["parameter", name]),
        description: if own.is_empty() { described.description.clone() } else { own.to_owned() },
        ..described
    };
    if schema.is_none() {
        row.types = vec![crate::api::openapi::Word { text: "string".into(), schema: None }];
    }
    row.constraints.extend(location);
    Some(row)
}

/// The servers of the start page.
pub(super) fn servers(document: &Document) -> Vec<ApiServer> {
    let server = |(name, at): (&str, At<'_>)| {
        let protocol = at.text_of("protocol").unwrap_or_default();
        let host = at.text_of("host").or(at.text_of("url")).unwrap_or_default();
        let path = at.text_of("pathname").unwrap_or_default();
        let scheme = if host.contains("://") || protocol.is_empty() { String::new() } else { format!("{protocol}://") };
        let about =
            at.text_of("description").or(at.text_of("summary")).or(at.text_of("title")).map(plain).unwrap_or_default();
        let variables = at.get("variables").into_iter().flat_map(At::entries).filter_map(|(name, variable)| {
            let at = document.base.resolve(variable).ok()?.at;
            Some(ApiVariable {
                name: name.to_owned(),
                default: at.text_of("default").unwrap_or_default().to_owned(),
                values: at
                    .get("enum")
                    .into_iter()
                    .flat_map(At::items)
                    .filter_map(At::text)
                    .map(ToOwned::to_owned)
                    .collect(),
                description: plain(at.text_of("description").unwrap_or_default()),
            })
        });
        ApiServer {
            url: format!("{scheme}{host}{path}"),
            label: if about.is_empty() { name.to_owned() } else { format!("{name}: {about}") },
            variables: variables.collect(),
        }
    };
    document.servers().into_iter().map(server).collect()
}
