//! The catalog index: plain tables of 100 rows, and the JSON file that the filter works on.

use serde::Serialize;

use super::{Context, LINE, neighbours, share, shares, text};
use crate::catalog::{Entity, EntityRef};
use crate::diag::Severity;
use crate::docs::markdown;
use crate::path::{LinkStyle, SitePath};
use crate::portal::{Portal, urls};
use crate::site::api;
use crate::site::view::{CatalogView, Facet, Page, View};

/// Rows of one page without script.
const ROWS: usize = 100;

pub(super) fn pages(portal: &Portal) -> usize {
    shares(portal.catalog.len(), ROWS)
}

pub(super) fn page(context: &Context<'_>, number: usize) -> Page {
    let entities = &context.index;
    let here = urls::catalog(number);
    let pages = pages(context.portal);
    let (previous, next) = neighbours(context, number, pages, urls::catalog);
    let view = CatalogView {
        rows: share(entities, number, ROWS).iter().map(|entity| context.item(&here, entity)).collect(),
        total: entities.len(),
        page: number,
        pages,
        previous,
        next,
        facets: facets(),
        index_href: context.href(&here, &urls::catalog_index()),
        catalog_href: context.href(&here, &urls::catalog(1)),
    };
    let title = if number == 1 { "Catalog".to_owned() } else { format!("Catalog, page {number}") };
    context.framed(here, "catalog", title, String::new(), View::Catalog(Box::new(view)))
}

/// The facets by which the index is filtered; the script finds their values in the JSON file.
fn facets() -> Vec<Facet> {
    [("kind", "Kind"), ("type", "Type"), ("owner", "Owner"), ("lifecycle", "Lifecycle"), ("tags", "Tag")]
        .map(|(name, label)| Facet { name: name.into(), label: label.into() })
        .into()
}

/// `api/catalog/index.json`: everything that the filter needs, keys in this order.
#[derive(Serialize)]
struct Index {
    entities: Vec<Row>,
    /// Says that the list of entities beside this file is cut.
    #[serde(rename = "entities.json", skip_serializing_if = "Option::is_none")]
    cut: Option<Cut>,
}

#[derive(Serialize)]
struct Cut {
    listed: usize,
    total: usize,
}

/// How many findings concern an entity, by severity.
#[derive(Default, PartialEq, Eq, Serialize)]
struct Findings {
    errors: usize,
    warnings: usize,
    infos: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    r#ref: String,
    title: String,
    kind: String,
    kind_label: String,
    r#type: String,
    owner: String,
    owner_title: String,
    lifecycle: String,
    system: String,
    system_title: String,
    tags: Vec<String>,
    description: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Findings>,
}

/// The JSON file of the index.
pub(in crate::site) fn index_json(context: &Context<'_>) -> Vec<u8> {
    let entities: Vec<Row> = context.index.iter().map(|entity| row(context, entity)).collect();
    let total = entities.len();
    let cut = (total > api::MAX_ENTITIES).then_some(Cut { listed: api::MAX_ENTITIES, total });
    serde_json::to_vec(&Index { entities, cut }).unwrap_or_default()
}

/// `None` for an entity without findings, so that the file stays small.
fn findings(context: &Context<'_>, reference: &EntityRef) -> Option<Findings> {
    let mut counts = Findings::default();
    for finding in context.findings_of(reference) {
        match finding.severity {
            Severity::Error => counts.errors += 1,
            Severity::Warning => counts.warnings += 1,
            Severity::Info => counts.infos += 1,
        }
    }
    (counts != Findings::default()).then_some(counts)
}

fn row(context: &Context<'_>, entity: &Entity) -> Row {
    let owner = entity.owners().next();
    let system = entity.system();
    Row {
        r#ref: entity.reference.to_string(),
        title: entity.display_name().to_owned(),
        kind: entity.reference.kind().to_owned(),
        kind_label: entity.kind.name().to_owned(),
        r#type: text(entity.kind_type.as_deref()),
        owner: owner.map_or_else(String::new, ToString::to_string),
        owner_title: owner.map_or_else(String::new, |owner| context.title_of(owner, "group")),
        lifecycle: text(entity.lifecycle.as_deref()),
        system: system.map_or_else(String::new, ToString::to_string),
        system_title: system.map_or_else(String::new, |system| context.title_of(system, "system")),
        tags: entity.tags.iter().map(ToString::to_string).collect(),
        description: entity.description.as_deref().map_or_else(String::new, |text| markdown::plain(text, LINE)),
        url: urls::entity(&entity.reference).href_from(&SitePath::home(), LinkStyle::Web),
        findings: findings(context, &entity.reference),
    }
}
