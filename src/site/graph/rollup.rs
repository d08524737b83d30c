//! Systems by what their members need of each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{Addresses, Edge, Picture, Side, State, layers, node, relations_of, rest_node, side};
use crate::catalog::{Catalog, Entity, EntityRef, Kind, RelationType};

/// Most systems.
const MAX_SYSTEMS: usize = 40;
/// Most domains above each other that are looked into.
const MAX_DEPTH: usize = 3;
/// What members of one system need of members of another, from both ends.
const NEEDS: [RelationType; 4] =
    [RelationType::DependsOn, RelationType::ConsumesApi, RelationType::DependencyOf, RelationType::ApiConsumedBy];

/// The systems that a system, or the systems of a domain, need and are needed by; `None` if there are no such.
pub(in crate::site) fn rollup(catalog: &Catalog, entity: &Entity, addresses: &dyn Addresses) -> Option<Picture> {
    let mut own: Vec<&EntityRef> = match entity.kind {
        Kind::System => vec![&entity.reference],
        Kind::Domain => systems_of(catalog, entity, MAX_DEPTH),
        _ => return None,
    };
    own.sort_unstable();
    own.dedup();
    let mut pairs: BTreeSet<(&EntityRef, &EntityRef)> = BTreeSet::new();
    for system in own.iter().filter_map(|system| catalog.get(system)) {
        pairs.extend(pairs_of(catalog, system));
    }
    if pairs.is_empty() {
        return None;
    }
    let joined: BTreeSet<&EntityRef> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let mut systems: Vec<&EntityRef> =
        own.iter().copied().chain(joined.into_iter().filter(|one| !own.contains(one))).collect();
    let more = systems.len().saturating_sub(MAX_SYSTEMS);
    systems.truncate(MAX_SYSTEMS);
    let numbers: BTreeMap<&EntityRef, usize> = systems.iter().enumerate().map(|(at, system)| (*system, at)).collect();
    let edge = |(from, to): &(&EntityRef, &EntityRef)| {
        Some(Edge { from: *numbers.get(from)?, to: *numbers.get(to)?, relation: RelationType::DependsOn })
    };
    let edges: BTreeSet<Edge> = pairs.iter().filter_map(edge).collect();
    let mut nodes: Vec<_> = systems.iter().map(|system| node(catalog, system, addresses)).collect();
    for node in nodes.iter_mut().filter(|node| node.reference == entity.reference.as_str()) {
        node.state = State::Here;
        node.href.clear();
        node.absolute.clear();
    }
    let mut columns = columns(nodes.len(), &edges);
    if more > 0 {
        nodes.push(rest_node(more, Some(&Kind::System), addresses.of_kind(&Kind::System), addresses));
        columns.push(0);
    }
    Some(layers::picture(nodes, &columns, edges))
}

/// The systems in a domain and in the domains below it.
fn systems_of<'a>(catalog: &'a Catalog, domain: &'a Entity, depth: usize) -> Vec<&'a EntityRef> {
    let parts = relations_of(domain, &RelationType::HasPart).iter().filter_map(|found| catalog.get(&found.target));
    let systems = |part: &'a Entity| match part.kind {
        Kind::System => vec![&part.reference],
        Kind::Domain if depth > 1 => systems_of(catalog, part, depth - 1),
        _ => Vec::new(),
    };
    parts.flat_map(systems).collect()
}

/// Which system needs which, as far as the members of one tell.
fn pairs_of<'a>(catalog: &'a Catalog, system: &'a Entity) -> BTreeSet<(&'a EntityRef, &'a EntityRef)> {
    let mut pairs = BTreeSet::new();
    let members = relations_of(system, &RelationType::HasPart).iter().filter_map(|found| catalog.get(&found.target));
    for member in members {
        for relation in NEEDS {
            let others =
                relations_of(member, &relation).iter().filter_map(|found| catalog.get(&found.target)?.system());
            let others = others.filter(|other| **other != system.reference && catalog.get(other).is_some());
            pairs.extend(others.map(|other| match side(&relation) {
                Side::Right => (&system.reference, other),
                Side::Left => (other, &system.reference),
            }));
        }
    }
    pairs
}

/// Layers in which what is needed stands to the right; cycles end after as many rounds as there are layers.
fn columns(count: usize, edges: &BTreeSet<Edge>) -> Vec<i64> {
    const LAYERS: i64 = 5;
    let mut columns = vec![0; count];
    for _ in 1..LAYERS {
        for edge in edges {
            if columns[edge.to] <= columns[edge.from] && columns[edge.from] + 1 < LAYERS {
                columns[edge.to] = columns[edge.from] + 1;
            }
        }
    }
    let used: BTreeSet<i64> = columns.iter().copied().collect();
    columns.into_iter().map(|column| i64::try_from(used.range(..column).count()).unwrap_or(0)).collect()
}
