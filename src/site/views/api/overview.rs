//! The start page of a reference.

use super::{Pages, Part, link, plain, security};
use crate::api::openapi::{At, Document, Server};
use crate::catalog::RelationType;
use crate::docs::markdown;
use crate::site::view::{
    ApiCount, ApiNavItem, ApiOverviewView, ApiServer, ApiTag, ApiVariable, EntityItem, Link, Page, View,
};

/// Most operations for which the start page names them all.
const MAX_LISTED: usize = 60;
/// Most consumers that are named.
const MAX_CONSUMERS: usize = 50;

impl Pages<'_> {
    pub(super) fn overview(&self, document: &Document) -> Page {
        let info = document.info();
        let description = info.and_then(|info| info.text_of("description")).unwrap_or_default();
        let description = if description.trim().is_empty() {
            self.entity.description.as_deref().unwrap_or_default()
        } else {
            description
        };
        let schemes = document.schemes().into_iter().map(|scheme| Link {
            text: security::what(&scheme),
            href: format!("{}#{}", self.href_of(document, Part::Security), super::rows::id(&["scheme", scheme.name])),
        });
        let mut seen: Vec<Link> = Vec::new();
        schemes.for_each(|scheme| {
            if !seen.iter().any(|other| other.text == scheme.text) {
                seen.push(scheme);
            }
        });
        let view = ApiOverviewView {
            head: self.head(Vec::new()),
            description: markdown::described(description),
            servers: document.servers().iter().map(server).collect(),
            relative: document.servers().is_empty(),
            schemes: seen,
            tags: self.tags(document),
            counts: self.counts(document),
            webhooks: (0..document.webhooks.len()).map(|number| self.webhook_item(document, number)).collect(),
            downloads: self.downloads(),
            providers: self.items(RelationType::ApiProvidedBy),
            consumers: self.items(RelationType::ApiConsumedBy),
            links: info.map(links).unwrap_or_default(),
            findings: self.context.findings_of(&self.entity.reference).count(),
        };
        self.framed("", description, View::ApiOverview(Box::new(view)))
    }

    pub(super) fn items(&self, relation: RelationType) -> Vec<EntityItem> {
        self.related(relation).take(MAX_CONSUMERS).map(|entity| self.context.item(&self.here, entity)).collect()
    }

    fn tags(&self, document: &Document) -> Vec<ApiTag> {
        let lists_all = document.operations.len() <= MAX_LISTED;
        let mut group = "";
        let mut tags = Vec::new();
        for (number, tag) in document.tags.iter().enumerate() {
            let said = document.declaration(tag).and_then(|at| at.text_of("description")).unwrap_or_default();
            let operations = if lists_all { &tag.operations[..] } else { &[] };
            tags.push(ApiTag {
                title: tag.title.to_string(),
                href: self.href_of(document, Part::Tag(number, 1)),
                group: if *tag.group == *group { String::new() } else { tag.group.to_string() },
                description: plain(said),
                count: tag.operations.len(),
                operations: operations.iter().map(|number| self.short_row(document, *number)).collect(),
            });
            group = &tag.group;
        }
        tags
    }

    fn short_row(&self, document: &Document, number: usize) -> ApiNavItem {
        ApiNavItem { description: String::new(), ..self.row(document, number) }
    }

    /// The operations and schemas as numbers.
    pub(super) fn counts(&self, document: &Document) -> Vec<ApiCount> {
        let count = |one: &str, many: &str, count: usize, part: Part| {
            let label = if count == 1 { one } else { many }.to_owned();
            (count > 0).then(|| ApiCount { label, count, href: self.href_of(document, part) })
        };
        [
            count("operation", "operations", document.operations.len(), Part::Operations(1)),
            count("schema", "schemas", document.schemas.len(), Part::Schemas(1)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A server as the page shows it.
pub(super) fn server(server: &Server<'_>) -> ApiServer {
    ApiServer {
        url: server.url.clone(),
        label: plain(server.label),
        variables: server
            .variables
            .iter()
            .map(|variable| ApiVariable {
                name: variable.name.to_owned(),
                default: variable.default.to_owned(),
                values: variable.values.iter().map(ToString::to_string).collect(),
                description: plain(variable.description),
            })
            .collect(),
    }
}

/// Contact, licence, terms and further documentation.
fn links(info: At<'_>) -> Vec<Link> {
    let contact = info.get("contact");
    let name = contact.and_then(|contact| contact.text_of("name")).unwrap_or("Contact");
    let mail = contact.and_then(|contact| contact.text_of("email")).map(|mail| format!("mailto:{mail}"));
    let contact =
        link(name, contact.and_then(|contact| contact.text_of("url"))).or_else(|| link(name, mail.as_deref()));
    let licence = info.get("license");
    let licence_name = licence.and_then(|licence| licence.text_of("name")).unwrap_or("Licence");
    let licence = licence.map(|licence| {
        link(licence_name, licence.text_of("url"))
            .unwrap_or(Link { text: licence_name.to_owned(), href: String::new() })
    });
    let terms = link("Terms of service", info.text_of("termsOfService"));
    contact.into_iter().chain(licence).chain(terms).collect()
}
