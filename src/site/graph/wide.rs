//! The larger graph: everything up to three steps away, in at most 150 nodes; in fewer where a catalog has many graphs.
//!
//! Neighbours of one relation and kind collapse into one node where they are many. How many are many is as large as the
//! bound on nodes allows, the same all over the picture; where even that is too much, it reaches less far.

use super::{
    Addresses, Node, Picture, Shown, Side, State, by_type, edge, edges_between, layers, node, rest_node, side,
};
use crate::catalog::{Catalog, Entity, EntityRef, Kind, Relation, RelationType};

/// Fewest and most nodes that a graph may have.
const MAX_NODES: [usize; 2] = [40, 150];
/// Nodes that all graphs of a catalog may have, as long as each may have the fewest.
const ALL_NODES: usize = 400_000;
/// Most steps from the entity.
const DISTANCE: i64 = 3;
/// How many neighbours of one relation and kind stand alone, to be tried in this order.
const LIMITS: [usize; 6] = [16, 8, 5, 3, 2, 1];

/// Most nodes of each graph in a catalog of so many entities.
pub(in crate::site) fn max_nodes(entities: usize) -> usize {
    let [fewest, most] = MAX_NODES;
    (ALL_NODES / entities.max(1)).clamp(fewest, most)
}

/// The larger graph of an entity in at most so many nodes, `None` if it has no neighbours or too many kinds of them.
pub(in crate::site) fn wide(
    catalog: &Catalog,
    entity: &Entity,
    addresses: &dyn Addresses,
    most: usize,
) -> Option<Picture> {
    let sizes = (1..=DISTANCE).rev().flat_map(|distance| LIMITS.map(|limit| (distance, limit)));
    let spots = sizes
        .into_iter()
        .find_map(|(distance, limit)| Spots::gather(catalog, entity, distance, &Bounds { limit, most }))?;
    if spots.nodes.len() < 2 {
        return None;
    }
    let mut edges = edges_between(catalog, &spots.shown);
    edges.extend(spots.rests.iter().map(|rest| edge(rest.of, rest.at, &rest.relation)));
    let nodes = spots.nodes(catalog, addresses);
    Some(layers::picture(nodes, &spots.columns, edges))
}

/// How much is shown.
struct Bounds {
    /// Neighbours of one relation and kind that stand alone.
    limit: usize,
    /// Nodes.
    most: usize,
}

/// What is shown, before it has titles.
struct Spots<'a> {
    /// The entities, `None` for those that stand for several.
    nodes: Vec<Option<(u32, &'a EntityRef)>>,
    /// By node: how many steps from the entity, negative to the left.
    columns: Vec<i64>,
    shown: Shown,
    rests: Vec<Rest>,
}

/// A node that stands for several.
struct Rest {
    at: usize,
    /// Whose neighbours they are.
    of: usize,
    relation: RelationType,
    kind: Kind,
    count: usize,
}

impl<'a> Spots<'a> {
    /// Everything up to a distance, `None` if that is too much.
    fn gather(catalog: &'a Catalog, entity: &'a Entity, distance: i64, bounds: &Bounds) -> Option<Self> {
        let start = (catalog.number(&entity.reference)?, &entity.reference);
        let mut spots =
            Self { nodes: vec![Some(start)], columns: vec![0], shown: Shown::from([(start.0, 0)]), rests: Vec::new() };
        let mut level = vec![start];
        for step in 1..=distance {
            let before = spots.nodes.len();
            for (number, _) in level {
                let Some(entity) = catalog.numbered(number) else { continue };
                for run in by_type(entity).into_iter().flat_map(runs) {
                    spots.add(number, run, step, bounds.limit)?;
                    if spots.nodes.len() > bounds.most {
                        return None;
                    }
                }
            }
            level = spots.nodes[before..].iter().flatten().copied().collect();
            level.sort_unstable();
        }
        Some(spots)
    }

    /// Adds neighbours of one relation and kind.
    fn add(&mut self, of: u32, run: &'a [Relation], step: i64, limit: usize) -> Option<()> {
        let relation = &run.first()?.relation;
        let known = self.known(run);
        let fresh = run.len() - known;
        let alone = if fresh <= limit { fresh } else { limit - 1 };
        let at = self.shown[&of];
        let away = match (self.columns[at].signum(), side(relation)) {
            (0, Side::Left) | (-1, _) => -step,
            _ => step,
        };
        let mut left = alone;
        for Relation { number, target, .. } in run {
            if left == 0 {
                break;
            }
            if !self.shown.contains_key(number) {
                self.shown.insert(*number, self.nodes.len());
                self.push(Some((*number, target)), away);
                left -= 1;
            }
        }
        if fresh > alone {
            let kind = Kind::of(run[0].target.kind());
            self.rests.push(Rest {
                at: self.nodes.len(),
                of: at,
                relation: relation.clone(),
                kind,
                count: fresh - alone,
            });
            self.push(None, away);
        }
        Some(())
    }

    fn push(&mut self, node: Option<(u32, &'a EntityRef)>, column: i64) {
        self.nodes.push(node);
        self.columns.push(column);
    }

    /// How many of a run are shown already. Long runs are searched, not walked.
    fn known(&self, run: &[Relation]) -> usize {
        if run.len() <= 2 * self.shown.len() {
            return run.iter().filter(|found| self.shown.contains_key(&found.number)).count();
        }
        self.shown.keys().filter(|shown| run.binary_search_by_key(*shown, |found| found.number).is_ok()).count()
    }

    fn nodes(&self, catalog: &Catalog, addresses: &dyn Addresses) -> Vec<Node> {
        let mut rests = self.rests.iter();
        let make = |shown: &Option<(u32, &EntityRef)>| match shown {
            Some((_, reference)) => Some(node(catalog, reference, addresses)),
            None => {
                let Rest { of, relation, kind, count, .. } = rests.next()?;
                let href = addresses.all(self.nodes[*of]?.1, relation, Some(kind));
                Some(rest_node(*count, Some(kind), href, addresses))
            }
        };
        let mut nodes: Vec<Node> = self.nodes.iter().filter_map(make).collect();
        nodes[0].state = State::Here;
        nodes[0].href.clear();
        nodes[0].absolute.clear();
        nodes
    }
}

/// Cuts relations of one type into those with targets of one kind; sorted by target they are sorted by kind too.
fn runs(mut relations: &[Relation]) -> impl Iterator<Item = &[Relation]> {
    std::iter::from_fn(move || {
        let kind = relations.first()?.target.kind();
        let (run, rest) = relations.split_at(relations.partition_point(|found| found.target.kind() == kind));
        relations = rest;
        Some(run)
    })
}

#[cfg(test)]
mod tests {
    use super::max_nodes;

    #[test]
    fn many_graphs_are_smaller_ones() {
        assert_eq!([0, 2_000, 5_000, 20_000].map(max_nodes), [150, 150, 80, 40]);
    }
}
