//! The page of a named schema.

use std::collections::BTreeSet;

use super::{MAX_ROWS_SIZE, MAX_USERS, Pages, Part, rows, twin};
use crate::api::openapi::tree::{self, Direction, Expander, SCHEMA_ROWS};
use crate::api::openapi::{Document, Flat, Schema};
use crate::api::{Api, asyncapi};
use crate::site::view::{ApiDiscriminator, ApiNavItem, ApiSchemaView, Link, Page, View};

impl Pages<'_> {
    pub(super) fn schema(&self, document: &Document, number: usize) -> (Page, String) {
        let schema = Schema::named(document, number);
        let flat = Flat::of(schema);
        let link = |number: usize| self.schema_href(document, number);
        let mut most = SCHEMA_ROWS;
        let (row, rows) = loop {
            let mut expander = Expander::new(most);
            let at = expander.add(schema, Direction::Both, "");
            expander.run();
            let row = expander.take(at);
            let rows = rows::Writer::new(&link).schema(&row, Some(&flat));
            if rows.as_str().len() <= MAX_ROWS_SIZE || most == 0 {
                break (row, rows);
            }
            most /= 4;
        };
        let users = document.users(number);
        let messages = self.messages_with(number);
        let operations: Vec<usize> = users.operations.iter().copied().collect();
        let schemas: Vec<usize> = users.schemas.iter().copied().collect();
        let more =
            (operations.len() + messages.len()).saturating_sub(MAX_USERS) + schemas.len().saturating_sub(MAX_USERS);
        let name = &document.schemas[number].name;
        let crumbs = vec![Link { text: "Schemas".into(), href: self.href_of(document, Part::Schemas(1)) }];
        let title = schema.text("title").filter(|title| *title != &**name);
        let view = ApiSchemaView {
            head: self.head(crumbs),
            name: name.to_string(),
            title: title.unwrap_or_default().to_owned(),
            deprecated: schema.says("deprecated"),
            rows,
            discriminator: self.discriminator(document, &flat),
            operations: operations
                .iter()
                .take(MAX_USERS)
                .map(|number| self.nav_item(document, *number, &document.operations[*number]))
                .chain(messages.into_iter().take(MAX_USERS))
                .collect(),
            schemas: schemas.iter().take(MAX_USERS).map(|number| self.schema_item(document, *number)).collect(),
            more,
            source: self.source(document, schema.at),
        };
        let page = self.framed(name, schema.description(), View::ApiSchema(Box::new(view)));
        (page, twin::schema(self, document, number, &row))
    }

    /// The messages of AsyncAPI that hold a schema.
    fn messages_with(&self, schema: usize) -> Vec<ApiNavItem> {
        let Api::AsyncApi(document) = self.api else { return Vec::new() };
        let holds = |message: &asyncapi::Message| message.schemas.contains(&schema);
        let numbers = document.messages.iter().enumerate().filter(|(_, message)| holds(message));
        numbers.map(|(number, _)| self.message_item(document, number)).collect()
    }

    /// The page of a schema, from this one.
    pub(super) fn schema_href(&self, document: &Document, number: usize) -> (String, String) {
        (document.schemas[number].name.to_string(), self.href_of(document, Part::Schema(number)))
    }

    fn discriminator(&self, document: &Document, flat: &Flat<'_>) -> Option<ApiDiscriminator> {
        let word = flat.word("discriminator")?;
        let property = word.text_of("propertyName").or(word.text())?;
        let mut values: Vec<(String, Link)> = Vec::new();
        let mut seen = BTreeSet::new();
        for (value, number) in tree::mapping(flat) {
            seen.extend(number);
            let link = number.map(|number| self.schema_href(document, number));
            let (text, href) = link.unwrap_or_default();
            values.push((value.to_owned(), Link { text, href }));
        }
        let branches = flat.branches().map(|(_, branches)| branches).unwrap_or_default();
        for number in branches.iter().filter_map(|branch| branch.number).filter(|number| !seen.contains(number)) {
            let (text, href) = self.schema_href(document, number);
            values.push((text.clone(), Link { text, href }));
        }
        Some(ApiDiscriminator { property: property.to_owned(), values })
    }
}
