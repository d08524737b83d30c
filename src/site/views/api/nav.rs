//! The navigation of a reference: bounded, whatever the size of the API.

use super::{Pages, Part};
use crate::api::openapi::{Document, Listed};
use crate::site::view::{ApiNavItem, ApiNavPart, Link};

/// Most tags that are shown.
pub(super) const MAX_TAGS: usize = 40;
/// Most neighbours of the current page that are shown.
pub(super) const MAX_NEIGHBOURS: usize = 30;

impl Pages<'_> {
    /// The navigation around the current page.
    pub(super) fn nav(&self, document: &Document) -> Vec<ApiNavPart> {
        let mut nav = vec![ApiNavPart { title: "Overview".into(), ..self.nav_part(document, Part::Overview) }];
        let current = self.current_tag(document);
        let shown = around(document.tags.len(), current.unwrap_or(0), MAX_TAGS);
        let mut group = "";
        for number in shown.clone() {
            let tag = &document.tags[number];
            let mut part = ApiNavPart { title: tag.title.to_string(), ..self.nav_part(document, Part::Tag(number, 1)) };
            if *tag.group != *group {
                group = &tag.group;
                part.group = group.to_owned();
            }
            if current == Some(number) {
                let here = document.tagged(number).position(|(other, _)| self.part == Part::Operation(other));
                let range = around(tag.operations.len(), here.unwrap_or(0), MAX_NEIGHBOURS);
                part.more = tag.operations.len() - range.len();
                let neighbours = document.tagged(number).skip(range.start).take(range.len());
                part.items = neighbours.map(|(number, listed)| self.nav_item(document, number, listed)).collect();
            }
            nav.push(part);
        }
        if shown.len() < document.tags.len() {
            let all = ApiNavPart { title: "All operations".into(), ..self.nav_part(document, Part::Operations(1)) };
            nav.push(ApiNavPart { more: document.tags.len() - shown.len(), ..all });
        }
        if !document.webhooks.is_empty() {
            let here = match self.part {
                Part::Webhook(number) => number,
                _ => 0,
            };
            let range = around(document.webhooks.len(), here, MAX_NEIGHBOURS);
            let items = range.clone().map(|number| self.webhook_item(document, number));
            let more = document.webhooks.len() - range.len();
            let href = format!("{}#webhooks", self.href_of(document, Part::Overview));
            nav.push(ApiNavPart {
                title: "Webhooks".into(),
                href,
                items: items.collect(),
                more,
                ..ApiNavPart::default()
            });
        }
        nav.extend(self.schema_nav(document));
        nav.extend(self.security_nav(document));
        if self.context.portal.api_histories.contains_key(&self.entity.reference) {
            nav.push(ApiNavPart { title: "Changes".into(), ..self.nav_part(document, Part::Changes) });
        }
        nav.push(ApiNavPart { title: "Definition".into(), ..self.nav_part(document, Part::Raw) });
        nav
    }

    /// The schemas around the current one.
    pub(super) fn schema_nav(&self, document: &Document) -> Option<ApiNavPart> {
        if document.schemas.is_empty() {
            return None;
        }
        let mut part = ApiNavPart { title: "Schemas".into(), ..self.nav_part(document, Part::Schemas(1)) };
        if let Part::Schema(here) = self.part {
            let range = around(document.schemas.len(), here, MAX_NEIGHBOURS);
            part.more = document.schemas.len() - range.len();
            part.items = range.map(|number| self.schema_item(document, number)).collect();
        }
        Some(part)
    }

    /// The page of the security schemes, if there are any.
    pub(super) fn security_nav(&self, document: &Document) -> Option<ApiNavPart> {
        let part = || ApiNavPart { title: "Security".into(), ..self.nav_part(document, Part::Security) };
        (!document.schemes().is_empty()).then(part)
    }

    /// The tag that the current page belongs to.
    pub(super) fn current_tag(&self, document: &Document) -> Option<usize> {
        match self.part {
            Part::Tag(tag, _) => Some(tag),
            Part::Operation(number) => document.tags.iter().position(|tag| tag.operations.contains(&number)),
            _ => None,
        }
    }

    fn nav_part(&self, document: &Document, part: Part) -> ApiNavPart {
        ApiNavPart { href: self.href_of(document, part), current: self.part == part, ..ApiNavPart::default() }
    }

    /// An operation by its number.
    pub(super) fn nav_item(&self, document: &Document, number: usize, listed: &Listed) -> ApiNavItem {
        self.listed_item(document, Part::Operation(number), listed)
    }

    fn listed_item(&self, document: &Document, part: Part, listed: &Listed) -> ApiNavItem {
        ApiNavItem {
            title: listed.title.to_string(),
            href: self.href_of(document, part),
            method: listed.method.to_string(),
            current: self.part == part,
            deprecated: listed.deprecated,
            ..ApiNavItem::default()
        }
    }

    /// A webhook by its number.
    pub(super) fn webhook_item(&self, document: &Document, number: usize) -> ApiNavItem {
        self.listed_item(document, Part::Webhook(number), &document.webhooks[number])
    }

    /// A schema by its number.
    pub(super) fn schema_item(&self, document: &Document, number: usize) -> ApiNavItem {
        let part = Part::Schema(number);
        ApiNavItem {
            title: document.schemas[number].name.to_string(),
            href: self.href_of(document, part),
            current: self.part == part,
            ..ApiNavItem::default()
        }
    }

    /// The operations before and after one within its tag.
    pub(super) fn neighbours(&self, document: &Document, tag: usize, number: usize) -> (Link, Link) {
        let operations = &document.tags[tag].operations;
        let Some(at) = operations.iter().position(|other| *other == number) else { return Default::default() };
        let link = |at: Option<&usize>| {
            at.map_or_else(Link::default, |number| Link {
                text: document.operations[*number].title.to_string(),
                href: self.href_of(document, Part::Operation(*number)),
            })
        };
        (link(at.checked_sub(1).and_then(|at| operations.get(at))), link(operations.get(at + 1)))
    }
}

/// At most `most` numbers below `length`, with `here` in their middle.
pub(super) fn around(length: usize, here: usize, most: usize) -> std::ops::Range<usize> {
    let from = here.saturating_sub(most / 2).min(length.saturating_sub(most));
    from..(from + most).min(length)
}
