//! What is told about the dependencies of one entity: on its page, in `impact.json`, and by `platdocs impact`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Dependencies, Direction, Reach, Row};
use crate::catalog::{Catalog, Entity, EntityRef};

/// Who notices if an entity breaks, and what it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The entity's reference.
    pub entity: String,
    /// What readers call it.
    pub title: String,
    /// Who notices.
    pub impact: Part,
    /// What it needs.
    pub depends_on: Part,
}

/// One direction of a [`Report`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// Entities one step away.
    pub direct: usize,
    /// Entities further away.
    pub transitive: usize,
    /// Different owners of all of them.
    pub teams: usize,
    /// Entities that are counted and not listed.
    pub omitted: usize,
    /// The nearest, by distance and reference.
    pub entities: Vec<Item>,
}

/// An entity of a [`Part`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Its reference.
    pub entity: String,
    /// What readers call it.
    pub title: String,
    /// How many steps away.
    pub distance: usize,
    /// References of what lies between, nearest to the start first.
    pub via: Vec<String>,
    /// True if the beginning of a long path is left out of `via`.
    pub via_cut: bool,
    /// Reference of the primary owner, if there is one.
    pub owner: Option<String>,
    /// Its lifecycle, if it has one.
    pub lifecycle: Option<String>,
    /// True if it is not in the catalog.
    pub missing: bool,
}

impl Report {
    /// The report on an entity; of each part the nearest `rows` are listed.
    pub fn of(catalog: &Catalog, dependencies: &Dependencies<'_>, entity: &Entity, rows: usize) -> Self {
        let part = |direction| Part::of(catalog, dependencies.walk(&entity.reference, direction, rows));
        Self {
            entity: entity.reference.to_string(),
            title: entity.display_name().to_owned(),
            impact: part(Direction::Impact),
            depends_on: part(Direction::Needs),
        }
    }

    /// The report as JSON, one line.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string(self).expect("strings and numbers are JSON");
        json.push('\n');
        json
    }
}

impl Part {
    fn of(catalog: &Catalog, reach: Reach<'_>) -> Self {
        Self {
            direct: reach.direct,
            transitive: reach.transitive,
            teams: reach.owners,
            omitted: reach.omitted(),
            entities: reach.rows.into_iter().map(|row| Item::of(catalog, &row)).collect(),
        }
    }

    /// Entities in all.
    pub fn total(&self) -> usize {
        self.direct + self.transitive
    }

    /// The entities by owner, those with most first, those without an owner last.
    pub fn by_owner(&self) -> Vec<(Option<&str>, Vec<&Item>)> {
        let mut groups: BTreeMap<Option<&str>, Vec<&Item>> = BTreeMap::new();
        for item in &self.entities {
            groups.entry(item.owner.as_deref()).or_default().push(item);
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(owner, items)| (owner.is_none(), Reverse(items.len())));
        groups
    }
}

impl Item {
    fn of(catalog: &Catalog, row: &Row<'_>) -> Self {
        let found = catalog.get(row.entity);
        let title = |found: &Entity| found.display_name().to_owned();
        Self {
            entity: row.entity.to_string(),
            title: found.map_or_else(|| row.entity.name().to_owned(), title),
            distance: row.distance,
            via_cut: row.cut,
            via: row.via.iter().map(ToString::to_string).collect(),
            owner: found.and_then(|found| found.owners().next()).map(EntityRef::to_string),
            lifecycle: found.and_then(|found| found.lifecycle.as_deref()).map(ToOwned::to_owned),
            missing: found.is_none(),
        }
    }
}
