//! The table of services.

use serde::Serialize;

use super::{Column, EntityItem, IndexLink, Link};

/// One page of the table of services: a plain table of at most 100 rows, which script turns into the sortable whole.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ServicesView {
    /// Rows of this page.
    pub rows: Vec<ServiceRow>,
    /// Headings of the portal's own columns.
    pub columns: Vec<String>,
    /// What the table can be sorted by, as the address calls it.
    pub sorts: Vec<Column>,
    /// Services in all.
    pub total: usize,
    /// Number of this page, from 1.
    pub page: usize,
    /// Number of pages.
    pub pages: usize,
    /// The page before, href empty if there is none.
    pub previous: Link,
    /// The page after, href empty if there is none.
    pub next: Link,
    /// All services as JSON (`services.json`), relative.
    pub json_href: String,
    /// All services as a spreadsheet (`services.csv`), relative.
    pub csv_href: String,
    /// Ways to the indexes of the catalog.
    pub indexes: Vec<IndexLink>,
}

/// A service.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ServiceRow {
    /// The component.
    pub entity: EntityItem,
    /// Values of the portal's own columns, in their order; empty where there is none.
    pub values: Vec<String>,
    /// What it depends on, APIs that it consumes included; at most 8.
    pub dependencies: Vec<Link>,
    /// How many there are in all.
    pub dependency_count: usize,
    /// Its documentation, href empty if there is none.
    pub docs: Link,
}
