//! What the pages beside an entity's own are given: its impact and its larger graph.

use serde::Serialize;

use super::{EntityHead, Link, markup};
use crate::safe::SafeHtml;

/// Who notices if an entity breaks, and what it depends on.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImpactView {
    /// What stands above.
    pub head: EntityHead,
    /// Who notices.
    pub impact: ReachView,
    /// What it depends on.
    pub depends_on: ReachView,
    /// The same as data.
    pub json: Link,
}

/// Entities that dependencies lead to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReachView {
    /// One step away.
    pub direct: usize,
    /// Further away.
    pub transitive: usize,
    /// Different owners.
    pub teams: usize,
    /// Counted and not listed.
    pub omitted: usize,
    /// The nearest, at most 500, by owner.
    pub owners: Vec<OwnerReach>,
}

/// Entities of one owner.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OwnerReach {
    /// The owner, text empty for entities without one.
    pub owner: Link,
    /// Its entities, the nearest first.
    pub rows: Vec<ReachRow>,
}

/// An entity that dependencies lead to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReachRow {
    /// The entity, href empty when it is not in the catalog.
    pub entity: Link,
    /// Its reference.
    pub reference: String,
    /// Kind in lower case, for the glyph.
    pub kind: String,
    /// How many steps away.
    pub distance: usize,
    /// What lies between, nearest to the entity of the page first.
    pub via: Vec<Link>,
    /// True if the beginning of a long path is left out of `via`.
    pub via_cut: bool,
    /// Lifecycle, may be empty.
    pub lifecycle: String,
}

/// The larger graph of an entity.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GraphView {
    /// What stands above.
    pub head: EntityHead,
    /// The pictures with their tables.
    pub pictures: Vec<Picture>,
}

/// A picture, and all that it shows as a table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Picture {
    /// Its heading.
    pub title: String,
    /// What it shows, in a sentence.
    pub note: String,
    /// The picture.
    #[serde(serialize_with = "markup")]
    pub figure: SafeHtml,
    /// The same picture as a file, href empty if there is none.
    pub download: Link,
    /// The edges.
    pub edges: Vec<EdgeRow>,
}

/// An edge of a picture.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EdgeRow {
    /// Where it starts.
    pub from: Link,
    /// What it says: `depends on`.
    pub verb: String,
    /// Where it ends.
    pub to: Link,
}
