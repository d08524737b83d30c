//! The reference as Markdown, for people and programs that read text.

use std::fmt::Write;

use super::{Pages, Part, media_name, plain, security};
use crate::api::openapi::shown::{Shown, ShownBody, ShownContent, meaning};
use crate::api::openapi::tree::{Below, Name, Row};
use crate::api::openapi::{Document, Operation, Schema, words};
use crate::path::SitePath;
use crate::site::views::llms;

/// Most bytes of `llms-full.txt`.
const FULL: usize = 2 << 20;

/// The Markdown of the page of an operation or webhook.
pub(super) fn operation(pages: &Pages<'_>, operation: &Operation<'_>, shown: &Shown<'_>) -> String {
    let (document, listed) = (operation.document, operation.listed);
    let mut text = format!("# {}\n\n", llms::one_line(&listed.title));
    let _ = match listed.is_webhook {
        true => writeln!(text, "Webhook `{}`, sent by the API.\n", listed.path),
        false => writeln!(text, "`{}`\n", operation.name()),
    };
    if listed.deprecated {
        text.push_str("Deprecated.\n\n");
    }
    paragraph(&mut text, operation.description());
    if let Some(ways) = operation.security() {
        let need = |(name, scopes): &(&str, Vec<&str>)| {
            let what = document.scheme(name).map_or_else(|| (*name).to_owned(), |scheme| security::what(&scheme));
            if scopes.is_empty() { what } else { format!("{what} ({})", scopes.join(", ")) }
        };
        let ways = ways.iter().map(|way| match way.schemes.is_empty() {
            true => "none".to_owned(),
            false => way.schemes.iter().map(need).collect::<Vec<_>>().join(" and "),
        });
        let ways: Vec<String> = ways.collect();
        let said = if ways.is_empty() { "none".to_owned() } else { ways.join(", or ") };
        let _ = writeln!(text, "- Authentication: {said}");
    }
    if let Some(id) = &listed.id {
        let _ = writeln!(text, "- Operation id: `{id}`");
    }
    for server in operation.servers().iter().filter(|_| !listed.is_webhook) {
        let _ = writeln!(text, "- Server: `{}`", server.url);
    }
    let name = |number: usize| document.schemas[number].name.to_string();
    let mut writer = Writer { name: &name, text };
    for group in &shown.parameters {
        writer.heading(2, group.title);
        writer.rows(&group.rows, 0);
    }
    if let Some(body) = &shown.body {
        writer.heading(2, if body.required { "Request body (required)" } else { "Request body" });
        writer.body(body);
    }
    if !shown.responses.is_empty() {
        writer.heading(2, "Responses");
    }
    for shown in &shown.responses {
        let status = &shown.response.status;
        writer.heading(3, format!("{status} {}", meaning(status)).trim());
        paragraph(&mut writer.text, shown.response.description);
        writer.rows(&shown.headers, 0);
        if !shown.headers.is_empty() {
            writer.text.push('\n');
        }
        if let Some(body) = &shown.body {
            writer.body(body);
        }
    }
    for (name, expression, method, inner) in document.callbacks(operation) {
        writer.heading(2, &format!("Callback {name}"));
        let _ = writeln!(writer.text, "`{} {expression}`\n", method.to_uppercase());
        paragraph(&mut writer.text, inner.description());
        if let Some(body) = Shown::callback(&inner, name) {
            writer.body(&body);
        }
    }
    let source = pages.source(document, operation.at);
    let _ = writeln!(writer.text, "\nSource: {}", source.text);
    writer.text
}

/// The Markdown of the page of a schema.
pub(super) fn schema(pages: &Pages<'_>, document: &Document, number: usize, row: &Row) -> String {
    let schema = Schema::named(document, number);
    let text = format!("# {}\n\n", llms::one_line(&document.schemas[number].name));
    let name = |number: usize| document.schemas[number].name.to_string();
    let mut writer = Writer { name: &name, text };
    let own = Row { types: words::own_type(&crate::api::openapi::Flat::of(schema)), ..row.clone() };
    writer.schema(&own);
    let source = pages.source(document, schema.at);
    let _ = writeln!(writer.text, "\nSource: {}", source.text);
    writer.text
}

impl Pages<'_> {
    /// `llms.txt` of a reference: one line for each operation and schema, with its Markdown.
    pub(super) fn llms(&self, document: &Document) -> String {
        let said = document.info().and_then(|info| info.text_of("description")).unwrap_or_default();
        let here = self.root.child("llms.txt");
        let mut text =
            llms::heading(&self.title(), Some(&plain(said)).filter(|said| !said.is_empty()).map(String::as_str));
        let entry = |text: &mut String, title: &str, part: Part, about: &str| {
            let to = super::address(&self.root, document, part).child("index.md");
            llms::entry(text, title, &llms::address(self.context, &here, &to), about);
        };
        if !document.operations.is_empty() {
            text.push_str("## Operations\n\n");
        }
        for (number, listed) in document.operations.iter().enumerate() {
            let name = format!("{} {}", listed.method.to_uppercase(), listed.path);
            entry(&mut text, &name, Part::Operation(number), &listed.title);
        }
        if !document.webhooks.is_empty() {
            text.push_str("\n## Webhooks\n\n");
        }
        for (number, listed) in document.webhooks.iter().enumerate() {
            entry(&mut text, &listed.path, Part::Webhook(number), &listed.title);
        }
        if !document.schemas.is_empty() {
            text.push_str("\n## Schemas\n\n");
        }
        for (number, schema) in document.schemas.iter().enumerate() {
            let about = plain(Schema::named(document, number).description());
            entry(&mut text, &schema.name, Part::Schema(number), &about);
        }
        text
    }

    /// `llms-full.txt`: the Markdown of all operations, whole ones only, as long as they fit.
    pub(super) fn llms_full(&self, document: &Document) -> String {
        let said = document.info().and_then(|info| info.text_of("description")).unwrap_or_default();
        let mut text = format!("# {}\n\n", llms::one_line(&self.title()));
        paragraph(&mut text, said);
        let mut left_out = 0;
        for listed in document.operations.iter().chain(&document.webhooks) {
            if left_out > 0 {
                left_out += 1;
                continue;
            }
            let inner = document.operation(listed);
            let part = operation(self, &inner, &Shown::of(&inner, crate::api::openapi::tree::CALLBACK_ROWS));
            match text.len() + part.len() + 200 > FULL {
                true => left_out += 1,
                false => {
                    let _ = writeln!(text, "---\n\n{part}");
                }
            }
        }
        if left_out > 0 {
            let _ = writeln!(
                text,
                "---\n\n{left_out} more operations do not fit in here; `llms.txt` beside this file lists all of them."
            );
        }
        text
    }

    /// Where the Markdown of the page is.
    pub(super) fn markdown_file(&self) -> SitePath {
        self.here.child("index.md")
    }
}

/// A paragraph of the author, with an empty line after it.
fn paragraph(text: &mut String, said: &str) {
    let said = said.trim();
    if !said.is_empty() {
        let _ = writeln!(text, "{said}\n");
    }
}

/// Rows as a list.
pub(super) fn rows(name: &dyn Fn(usize) -> String, rows: &[Row]) -> String {
    let mut writer = Writer { name, text: String::new() };
    writer.rows(rows, 0);
    writer.text
}

/// A value as a paragraph, and its rows as a list.
pub(super) fn schema_rows(name: &dyn Fn(usize) -> String, row: &Row) -> String {
    let mut writer = Writer { name, text: String::new() };
    writer.schema(row);
    writer.text
}

struct Writer<'a> {
    /// The name of a type by its number.
    name: &'a dyn Fn(usize) -> String,
    text: String,
}

impl Writer<'_> {
    fn heading(&mut self, level: usize, title: &str) {
        let _ = writeln!(self.text, "\n{} {title}\n", "#".repeat(level));
    }

    fn body(&mut self, body: &ShownBody<'_>) {
        paragraph(&mut self.text, body.description);
        for (types, content) in &body.media {
            let names: Vec<String> = types.iter().map(|name| format!("`{}`", media_name(name))).collect();
            let _ = writeln!(self.text, "{}\n", names.join(", "));
            match content {
                ShownContent::Schema(row) => self.schema(row),
                ShownContent::Fields(rows) => self.rows(rows, 0),
                ShownContent::Nothing => {}
            }
        }
    }

    /// A schema as a paragraph, and its rows as a list.
    fn schema(&mut self, row: &Row) {
        let _ = writeln!(self.text, "{}\n", self.line(row));
        self.below(row, 0);
    }

    fn rows(&mut self, rows: &[Row], level: usize) {
        for row in rows {
            let _ = writeln!(self.text, "{}- {}", "  ".repeat(level), self.line(row));
            self.below(row, level + 1);
        }
    }

    fn below(&mut self, row: &Row, level: usize) {
        let indent = "  ".repeat(level);
        match &row.below {
            Below::Nothing => {}
            Below::Rows(rows) => self.rows(rows, level),
            Below::Hidden(count, number) => {
                let place = number.map(|number| format!(" in `{}`", (self.name)(number)));
                let _ = writeln!(self.text, "{indent}- {count} more{}", place.unwrap_or_default());
            }
            Below::Recursive(number) => {
                let _ = writeln!(self.text, "{indent}- recursive: `{}`", (self.name)(*number));
            }
        }
    }

    /// All about a row in one line.
    fn line(&self, row: &Row) -> String {
        let types: String = row.types.iter().map(|word| &*word.text).collect();
        let mut facts = vec![types];
        facts.extend(row.required.then(|| "required".to_owned()));
        facts.extend(row.badges.iter().map(ToString::to_string));
        facts.extend(row.from.map(|number| format!("from {}", (self.name)(number))));
        facts.extend(row.constraints.iter().cloned());
        let coded = [("matches", &row.pattern), ("default", &row.default), ("example", &row.example)];
        facts.extend(
            coded.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name} `{value}`")),
        );
        if !row.values.is_empty() {
            let values: Vec<String> = row.values.iter().map(|(value, _)| format!("`{value}`")).collect();
            let more = if row.more_values > 0 { format!(" and {} more", row.more_values) } else { String::new() };
            facts.push(format!("one of {}{more}", values.join(", ")));
        }
        facts.retain(|fact| !fact.is_empty());
        let name = match &row.name {
            Name::None => String::new(),
            Name::Property(name) => format!("`{name}`"),
            Name::Any(called) if called.is_empty() => "any name".to_owned(),
            Name::Any(called) => format!("any {called}"),
            Name::Pattern(pattern) => format!("names that match `{pattern}`"),
            Name::Position(nth) => format!("item {nth}"),
            Name::Branch(kind, called) => format!("{kind}: {called}"),
        };
        let about = row.description.split_whitespace().collect::<Vec<_>>().join(" ");
        let facts = facts.join("; ");
        match (name.is_empty(), about.is_empty()) {
            (true, true) => facts,
            (true, false) => format!("{facts}: {about}"),
            (false, true) => format!("{name} ({facts})"),
            (false, false) => format!("{name} ({facts}): {about}"),
        }
    }
}
