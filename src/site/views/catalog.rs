//! Index pages: plain tables of 100 rows of all entities, of those of a kind and of those with a tag. Script filters the
//! files that `files.rs` writes.

use super::{Context, neighbours, share, shares};
use crate::catalog::Entity;
use crate::path::SitePath;
use crate::portal::urls;
use crate::site::view::{CatalogView, Column, IndexLink, IndexRow, Page, View};

mod csv;
mod files;
mod index;

pub(in crate::site) use files::index_files;
pub(super) use index::{Index, Scope, indexes};

/// Rows of one page without script.
const ROWS: usize = 100;
/// Targets of a Location that a row shows.
const MAX_TARGETS: usize = 3;

impl Index<'_> {
    /// How many pages the index takes.
    pub(super) fn pages(&self) -> usize {
        shares(self.entities.len(), ROWS)
    }
}

pub(super) fn page(context: &Context<'_>, index: &Index<'_>, number: usize) -> Page {
    let here = index.scope.address(number);
    let pages = index.pages();
    let (previous, next) = neighbours(context, number, pages, |other| index.scope.address(other));
    let view = CatalogView {
        heading: index.scope.heading(&context.config.catalog.kinds),
        indexes: links(context, &here, &Current::Index(&index.scope)),
        columns: index.columns().iter().map(|name| column(name)).collect(),
        rows: share(&index.entities, number, ROWS).iter().map(|entity| row(context, &here, entity)).collect(),
        total: index.entities.len(),
        page: number,
        pages,
        previous,
        next,
        facets: index.facets(),
        icon_kinds: context.kind_icons.keys().cloned().collect(),
        preset: index.scope.preset(),
        index_href: context.href(&here, &urls::catalog_index(1)),
        csv_href: context.href(&here, &urls::catalog_csv()),
    };
    let title = if number == 1 { view.heading.clone() } else { format!("{}, page {number}", view.heading) };
    context.framed(here, index.scope.section(), title, String::new(), View::Catalog(Box::new(view)))
}

/// Which of the ways in a page belongs to.
pub(super) enum Current<'a> {
    /// An index.
    Index(&'a Scope<'a>),
    /// The list of tags.
    Tags,
    /// The table of services.
    Services,
}

/// Ways to the index of everything, of each kind, to the tags and to the table of services.
pub(super) fn links(context: &Context<'_>, here: &SitePath, current: &Current<'_>) -> Vec<IndexLink> {
    let indexes = context.indexes.iter().filter(|index| !index.entities.is_empty());
    let is_current = |scope: &Scope<'_>| matches!(current, Current::Index(own) if *own == scope);
    let mut links: Vec<IndexLink> = indexes
        .filter_map(|index| {
            let text = match &index.scope {
                Scope::All => "All".to_owned(),
                Scope::Kind(_) => index.scope.heading(&context.config.catalog.kinds),
                Scope::Tag(_) => return None,
            };
            let href = context.href(here, &index.scope.address(1));
            Some(IndexLink { text, href, count: index.entities.len(), current: is_current(&index.scope) })
        })
        .collect();
    let count = context.tags.len();
    if count > 0 {
        let current = matches!(current, Current::Tags);
        links.push(IndexLink { text: "Tags".into(), href: context.href(here, &urls::tags(1)), count, current });
    }
    let count = context.services.len();
    if count > 0 {
        let current = matches!(current, Current::Services);
        links.push(IndexLink { text: "Services".into(), href: context.href(here, &urls::services(1)), count, current });
    }
    links
}

fn column(name: &str) -> Column {
    let label = match name {
        "title" => "Name",
        "system" => "System",
        "owner" => "Owner",
        "type" => "Type",
        "lifecycle" => "Lifecycle",
        "namespace" => "Namespace",
        "targets" => "Targets",
        _ => "Tags",
    };
    Column { name: name.to_owned(), label: label.to_owned() }
}

fn row(context: &Context<'_>, here: &SitePath, entity: &Entity) -> IndexRow {
    IndexRow {
        entity: context.item(here, entity),
        namespace: entity.reference.namespace().to_owned(),
        targets: targets(entity),
    }
}

/// The first targets of a Location, and a mark when there are more.
fn targets(entity: &Entity) -> Vec<String> {
    let mut targets: Vec<String> =
        entity.targets.iter().take(MAX_TARGETS).map(|target| target.text.to_string()).collect();
    if entity.targets.len() > MAX_TARGETS {
        targets.push(format!("and {} more", entity.targets.len() - MAX_TARGETS));
    }
    targets
}
