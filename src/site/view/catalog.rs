//! What index pages are given: lists of entities of a kind, with a tag, or of all, and the list of tags.

use serde::Serialize;

use super::{EntityItem, Link};

/// One page of an index of entities: a plain table of at most 100 rows, which script turns into the filtered whole.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CatalogView {
    /// What is listed: `Catalog`, `Components`.
    pub heading: String,
    /// Ways to the other indexes: all kinds, each kind, the tags.
    pub indexes: Vec<IndexLink>,
    /// The columns, the name first.
    pub columns: Vec<Column>,
    /// Rows of this page.
    pub rows: Vec<IndexRow>,
    /// Entities in all.
    pub total: usize,
    /// Number of this page, from 1.
    pub page: usize,
    /// Number of pages.
    pub pages: usize,
    /// The page before, href empty if there is none.
    pub previous: Link,
    /// The page after, href empty if there is none.
    pub next: Link,
    /// The facets that the listed entities have values for.
    pub facets: Vec<Facet>,
    /// Kinds in lower case that have a drawing of their own by the configuration.
    pub icon_kinds: Vec<String>,
    /// What this index is limited to; the facet is empty for the whole catalog.
    pub preset: Preset,
    /// The JSON file that holds all rows, or the first part of them (`api/catalog/index.json`), relative.
    pub index_href: String,
    /// The same as a table for spreadsheets.
    pub csv_href: String,
}

/// A way to an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct IndexLink {
    /// What is shown: `Components`.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// How much is there.
    pub count: usize,
    /// True for the index of this page.
    pub current: bool,
}

/// A column of an index.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Column {
    /// `title`, `system`, `owner`, `type`, `lifecycle`, `namespace`, `tags` or `targets`.
    pub name: String,
    /// Name for readers: `Owner`.
    pub label: String,
}

/// A row of an index.
#[derive(Clone, Debug, Default, Serialize)]
pub struct IndexRow {
    /// The entity.
    pub entity: EntityItem,
    /// Its namespace.
    pub namespace: String,
    /// Targets of a Location, cut after a few.
    pub targets: Vec<String>,
}

/// A facet of an index.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facet {
    /// Name in the address: `kind`, `type`, `owner`, `lifecycle`, `tags`, `system`, `domain`, `namespace`, `labels`, `is`.
    pub name: String,
    /// The key of the label of a facet `labels` that is about one label; empty for all others.
    pub key: String,
    /// Name for readers: `Owner`.
    pub label: String,
}

/// The filter that an index cannot be without.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Preset {
    /// Name of the facet.
    pub facet: String,
    /// Its value.
    pub value: String,
}

/// One page of the list of all tags.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TagsView {
    /// Tags by name, each with the index of its entities.
    pub tags: Vec<IndexLink>,
    /// Tags in all.
    pub total: usize,
    /// Ways to the other indexes.
    pub indexes: Vec<IndexLink>,
    /// The page before, href empty if there is none.
    pub previous: Link,
    /// The page after, href empty if there is none.
    pub next: Link,
}
