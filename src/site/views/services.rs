//! The table of services that a platform team looks at: pages of 100 rows, and the whole as JSON and as a spreadsheet.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::catalog::{self, Current};
use super::{Context, LINE, entity, neighbours, share, shares, text};
use crate::catalog::annotations::is_secret;
use crate::catalog::{Catalog, Entity, EntityRef, Kind, RelationType};
use crate::config::{ColumnSource, ServiceColumn, Services};
use crate::docs::markdown;
use crate::path::{LinkStyle, SitePath};
use crate::portal::urls;
use crate::site::csv::Csv;
use crate::site::output::Artifact;
use crate::site::schema;
use crate::site::view::{Column, Page, ServiceRow, ServicesView, View};

/// Rows of one page without script.
const ROWS: usize = 100;
/// Dependencies of one row; the entity's page has them all.
const MAX_DEPENDENCIES: usize = 8;

/// The services among the entities of the index.
pub(super) fn of<'a>(index: &[&'a Entity], settings: &Services) -> Vec<&'a Entity> {
    index.iter().copied().filter(|entity| is_service(entity, settings)).collect()
}

/// True if the portal has a table of services.
pub(in crate::site) fn has_services(catalog: &Catalog, settings: &Services) -> bool {
    catalog.iter().any(|entity| is_service(entity, settings))
}

fn is_service(entity: &Entity, settings: &Services) -> bool {
    let kind_type = entity.kind_type.as_deref().unwrap_or_default().to_lowercase();
    entity.kind == Kind::Component && settings.types.contains(&kind_type)
}

/// How many pages the table takes, none without services.
pub(super) fn pages(context: &Context<'_>) -> usize {
    if context.services.is_empty() { 0 } else { shares(context.services.len(), ROWS) }
}

pub(super) fn page(context: &Context<'_>, number: usize) -> Page {
    let here = urls::services(number);
    let pages = pages(context);
    let (previous, next) = neighbours(context, number, pages, urls::services);
    let view = ServicesView {
        rows: share(&context.services, number, ROWS).iter().map(|service| row(context, &here, service)).collect(),
        columns: columns(context).iter().map(|column| column.title.clone()).collect(),
        sorts: sorts(context),
        total: context.services.len(),
        page: number,
        pages,
        previous,
        next,
        json_href: context.href(&here, &urls::services_json()),
        csv_href: context.href(&here, &urls::services_csv()),
        indexes: catalog::links(context, &here, &Current::Services),
    };
    let title = if number == 1 { "Services".to_owned() } else { format!("Services, page {number}") };
    context.framed(here, "services", title, String::new(), View::Services(Box::new(view)))
}

/// The columns in their order; the portal's own go by their headings.
fn sorts(context: &Context<'_>) -> Vec<Column> {
    let column = |name: &str, label: &str| Column { name: name.to_owned(), label: label.to_owned() };
    let own = columns(context).iter().map(|own| column(&own.title, &own.title));
    let first = [column("title", "Service"), column("owner", "Owner")];
    let last = [column("lifecycle", "Lifecycle"), column("dependencies", "Depends on"), column("docs", "Docs")];
    first.into_iter().chain(own).chain(last).collect()
}

fn row(context: &Context<'_>, here: &SitePath, service: &Entity) -> ServiceRow {
    let dependencies: Vec<&EntityRef> = dependencies(service).collect();
    let shown = dependencies.iter().take(MAX_DEPENDENCIES);
    ServiceRow {
        entity: context.item(here, service),
        values: columns(context).iter().map(|column| value(service, column).to_owned()).collect(),
        dependencies: shown.map(|target| context.reference_link(here, Some(target), "component")).collect(),
        dependency_count: dependencies.len(),
        docs: entity::docs_link(context, here, &service.reference),
    }
}

fn columns<'a>(context: &Context<'a>) -> &'a [ServiceColumn] {
    &context.config.catalog.services.columns
}

/// What a service has in one of the portal's own columns; nothing for an annotation that may be a secret.
fn value<'a>(service: &'a Entity, column: &ServiceColumn) -> &'a str {
    let found = match &column.source {
        ColumnSource::Annotation(key) if is_secret(key) => None,
        ColumnSource::Annotation(key) => service.annotation(key),
        ColumnSource::Label(key) => service.labels.iter().find(|label| *label.key == **key),
    };
    found.map_or("", |pair| &pair.value)
}

/// What a service needs to work: what it depends on, and the APIs that it consumes.
fn dependencies(service: &Entity) -> impl Iterator<Item = &EntityRef> {
    let needed = [RelationType::DependsOn, RelationType::ConsumesApi];
    service.relations.iter().filter(move |found| needed.contains(&found.relation)).map(|found| &found.target)
}

/// `services.json`, keys in this order.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "services.json")]
struct Table {
    /// Headings of the portal's own columns.
    columns: Vec<String>,
    services: Vec<Service>,
}

/// A service of `services.json`; addresses are relative to the root of the portal.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Service {
    r#ref: String,
    title: String,
    description: String,
    r#type: String,
    owner: String,
    owner_title: String,
    owner_url: String,
    system: String,
    lifecycle: String,
    /// By heading; only those that have a value.
    columns: BTreeMap<String, String>,
    dependencies: Vec<Dependency>,
    docs: String,
    url: String,
}

#[derive(Serialize, JsonSchema)]
struct Dependency {
    r#ref: String,
    title: String,
    url: String,
}

/// The table as files, none without services.
pub(in crate::site) fn files(context: &Context<'_>) -> Vec<(SitePath, Artifact)> {
    if context.services.is_empty() {
        return Vec::new();
    }
    let table = Table {
        columns: columns(context).iter().map(|column| column.title.clone()).collect(),
        services: context.services.iter().map(|service| exported(context, service)).collect(),
    };
    let json = serde_json::to_vec(&table).expect("text in a tree is JSON");
    vec![
        (urls::services_csv(), Artifact::new(csv(context, &table))),
        (urls::services_json(), Artifact::new(json)),
        (urls::services_schema(), Artifact::new(schema::of::<Table, Service>())),
    ]
}

fn exported(context: &Context<'_>, service: &Entity) -> Service {
    let owner = service.owners().next();
    let docs = entity::docs_link(context, &SitePath::home(), &service.reference).href;
    let values = columns(context).iter().map(|column| (column.title.clone(), value(service, column)));
    Service {
        r#ref: service.reference.to_string(),
        title: service.display_name().to_owned(),
        description: service.description.as_deref().map_or_else(String::new, |text| markdown::plain(text, LINE)),
        r#type: text(service.kind_type.as_deref()),
        owner: owner.map_or_else(String::new, ToString::to_string),
        owner_title: context.reference_link(&SitePath::home(), owner, "group").text,
        owner_url: owner.map_or_else(String::new, |owner| address(context, owner)),
        system: service.system().map_or_else(String::new, ToString::to_string),
        lifecycle: text(service.lifecycle.as_deref()),
        columns: values.filter(|(_, value)| !value.is_empty()).map(|(key, value)| (key, value.to_owned())).collect(),
        dependencies: dependencies(service).map(|target| dependency(context, target)).collect(),
        docs,
        url: address(context, &service.reference),
    }
}

fn dependency(context: &Context<'_>, target: &EntityRef) -> Dependency {
    Dependency {
        r#ref: target.to_string(),
        title: context.reference_link(&SitePath::home(), Some(target), "component").text,
        url: address(context, target),
    }
}

/// The page of an entity from the root of the portal, empty if it is not in the catalog.
fn address(context: &Context<'_>, reference: &EntityRef) -> String {
    let entity = context.portal.catalog.get(reference);
    entity.map_or_else(String::new, |_| urls::entity(reference).href_from(&SitePath::home(), LinkStyle::Web))
}

/// A line a service; lists are joined by blanks, addresses are absolute where the portal knows its own.
fn csv(context: &Context<'_>, table: &Table) -> Vec<u8> {
    let fixed = ["Reference", "Service", "Description", "Type", "Owner", "System", "Lifecycle"];
    let last = ["Dependencies", "Depends on", "Documentation", "Page"];
    let own = table.columns.iter().map(String::as_str);
    let mut csv = Csv::new(fixed.into_iter().chain(own).chain(last));
    for service in &table.services {
        let own = table.columns.iter().map(|title| service.columns.get(title).map_or("", |value| value));
        let Service { r#ref, title, description, r#type, owner, system, lifecycle, .. } = service;
        let targets: Vec<&str> = service.dependencies.iter().map(|dependency| &*dependency.r#ref).collect();
        let (count, targets) = (targets.len().to_string(), targets.join(" "));
        let (docs, page) = (absolute(context, &service.docs), absolute(context, &service.url));
        let fixed = [r#ref, title, description, r#type, owner, system, lifecycle].map(String::as_str);
        csv.line(fixed.into_iter().chain(own).chain([&*count, &*targets, &*docs, &*page]));
    }
    csv.into_bytes()
}

fn absolute(context: &Context<'_>, address: &str) -> String {
    let joined = |url: &url::Url| url.join(address).ok().filter(|_| !address.is_empty());
    context.config.url.as_ref().and_then(joined).map_or_else(|| address.to_owned(), String::from)
}
