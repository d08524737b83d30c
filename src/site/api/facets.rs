//! `entity-facets.json`: how often which value occurs.

use std::collections::{BTreeMap, BTreeSet};

use super::json::Json;
use crate::catalog::{Catalog, Entity, RelationType};

/// A path into an entity and the values that an entity has there.
type Facet = (&'static str, fn(&Entity) -> BTreeSet<&str>);

/// The facets that are counted, under the names that clients ask for.
const FACETS: [Facet; 6] = [
    ("kind", |entity| [entity.kind.name()].into()),
    ("spec.type", |entity| entity.kind_type.as_deref().into_iter().collect()),
    ("spec.lifecycle", |entity| entity.lifecycle.as_deref().into_iter().collect()),
    ("metadata.tags", |entity| entity.tags.iter().map(|tag| &**tag).collect()),
    ("metadata.namespace", |entity| [&*entity.namespace].into()),
    ("relations.ownedBy", |entity| {
        let owned = entity.relations.iter().filter(|relation| relation.relation == RelationType::OwnedBy);
        owned.map(|relation| relation.target.as_str()).collect()
    }),
];

/// Counts the entities that have each value, values sorted.
pub(super) fn json(catalog: &Catalog) -> Vec<u8> {
    let mut json = Json::default();
    json.object(|json| {
        json.key("facets").object(|json| {
            for (name, values) in FACETS {
                let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
                for value in catalog.iter().flat_map(values) {
                    *counts.entry(value).or_default() += 1;
                }
                json.key(name).list(|json| counts.into_iter().for_each(|(value, count)| item(json, value, count)));
            }
        });
    });
    json.into_bytes()
}

fn item(json: &mut Json, value: &str, count: usize) {
    json.object(|json| {
        json.key("value").string(value);
        json.key("count").count(count);
    });
}
