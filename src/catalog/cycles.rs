//! Circles among entities that contain each other or depend on each other.

use std::collections::HashMap;

use super::entity::Entity;
use super::findings;
use super::kind::Kind;
use super::reference::EntityRef;
use super::relation::RelationType;
use crate::diag::Diagnostic;

/// One finding for each circle of group parents, subcomponents, subdomains, and for each circle of dependencies.
pub(super) fn find(entities: &[Entity], index: &HashMap<EntityRef, usize>) -> Vec<Diagnostic> {
    let edges = |follow: &dyn Fn(&Entity, &RelationType) -> bool| -> Vec<Vec<usize>> {
        let targets = |entity: &Entity| {
            let followed = entity.relations.iter().filter(|relation| follow(entity, &relation.relation));
            followed.filter_map(|relation| index.get(&relation.target).copied()).collect()
        };
        entities.iter().map(targets).collect()
    };
    let mut contained = edges(&|entity, relation| match entity.kind {
        Kind::Group => *relation == RelationType::ChildOf,
        Kind::Component | Kind::Domain => *relation == RelationType::PartOf,
        _ => false,
    });
    // A component is part of a system too, which is no circle of containment of its kind.
    for (at, targets) in contained.iter_mut().enumerate() {
        targets.retain(|target| entities[*target].kind == entities[at].kind);
    }
    let dependencies = edges(&|_, relation| *relation == RelationType::DependsOn);
    let finding = |circle: Vec<usize>, of_dependencies: bool| {
        let member = |at: &usize| (entities[*at].place.clone(), entities[*at].reference.display(None));
        let members: Vec<_> = circle.iter().map(member).collect();
        findings::cycle(&members, of_dependencies).entity(entities[circle[0]].reference.as_str())
    };
    let containment = circles(&contained).into_iter().map(|circle| finding(circle, false));
    containment.chain(circles(&dependencies).into_iter().map(|circle| finding(circle, true))).collect()
}

/// The strongly connected parts of more than one node, each sorted, by Tarjan's algorithm without recursion.
fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let mut order = vec![NEW; edges.len()];
    let mut low = vec![0; edges.len()];
    let mut on_path = vec![false; edges.len()];
    let (mut path, mut found, mut next) = (Vec::new(), Vec::new(), 0);
    for start in 0..edges.len() {
        if order[start] != NEW {
            continue;
        }
        let mut work = vec![(start, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                (order[node], low[node]) = (next, next);
                next += 1;
                path.push(node);
                on_path[node] = true;
            } else {
                let child = edges[node][edge - 1];
                if on_path[child] {
                    low[node] = low[node].min(low[child]);
                }
            }
            if let Some(&child) = edges[node].get(edge) {
                work.push((node, edge + 1));
                if order[child] == NEW {
                    work.push((child, 0));
                }
                continue;
            }
            if low[node] == order[node] {
                let from = path
                    .iter()
                    .rposition(|other| *other == node)
                    .expect("a node is on the path until its part is found");
                let mut circle = path.split_off(from);
                circle.iter().for_each(|member| on_path[*member] = false);
                if circle.len() > 1 {
                    circle.sort_unstable();
                    found.push(circle);
                }
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::circles;

    #[test]
    fn circles_are_found_once() {
        assert_eq!(circles(&[vec![1], vec![2], vec![0], vec![0], vec![]]), [[0, 1, 2]]);
        assert_eq!(circles(&[vec![1], vec![0], vec![3, 1], vec![2]]), [[0, 1], [2, 3]]);
        let chain: Vec<Vec<usize>> = (1..50_000).map(|n| vec![n]).chain([vec![]]).collect();
        assert!(circles(&chain).is_empty());
    }
}
