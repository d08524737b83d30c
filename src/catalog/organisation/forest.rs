//! From the parents and children that groups name to a forest in tree order.

use std::collections::{HashMap, HashSet};

use super::{Elsewhere, Group, MAX_LEVELS, Why};
use crate::catalog::entity::Entity;
use crate::catalog::graph::Catalog;
use crate::catalog::kind::Kind;
use crate::catalog::reference::EntityRef;
use crate::catalog::relation::RelationType;

/// The groups of a catalog in tree order, their members and possessions still empty. Numbers below are places in `groups`,
/// sorted by display name, until [`place`] sets the groups in tree order.
pub(super) fn grow(catalog: &Catalog) -> Vec<Group<'_>> {
    let groups = super::by_name(catalog.iter().filter(|entity| entity.kind == Kind::Group));
    let numbers: HashMap<&EntityRef, usize> =
        groups.iter().enumerate().map(|(number, group)| (&group.reference, number)).collect();
    let mut parents: Vec<Option<usize>> = groups.iter().map(|group| parent(group, &numbers)).collect();
    cut_circles(&groups, &mut parents);
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
    for (number, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            children[*parent].push(number);
        }
    }
    let mut forest = place(&groups, &parents, &children);
    let at = forest.iter().map(|group| (&group.entity.reference, group.place)).collect();
    let elsewhere: Vec<Vec<Elsewhere<'_>>> =
        forest.iter().map(|group| elsewhere(catalog, &forest, &at, group)).collect();
    for (group, elsewhere) in forest.iter_mut().zip(elsewhere) {
        group.elsewhere = elsewhere;
    }
    forest
}

/// The parent that a group names itself, else the first by reference of those that list it as a child.
fn parent(group: &Entity, numbers: &HashMap<&EntityRef, usize>) -> Option<usize> {
    let own = group.references_in("parent").filter_map(|reference| reference.target.as_ref());
    let own = own.filter(|target| **target != group.reference);
    let given = group.relations.iter().filter(|relation| relation.relation == RelationType::ChildOf);
    own.chain(given.map(|relation| &relation.target)).find_map(|target| numbers.get(target).copied())
}

/// Takes the parent of one group of each circle, the first by reference.
fn cut_circles(groups: &[&Entity], parents: &mut [Option<usize>]) {
    let mut walked_from: Vec<Option<usize>> = vec![None; groups.len()];
    for start in 0..groups.len() {
        let mut current = Some(start);
        let mut path = Vec::new();
        while let Some(group) = current.filter(|group| walked_from[*group].is_none()) {
            walked_from[group] = Some(start);
            path.push(group);
            current = parents[group];
        }
        let Some(again) = current.filter(|group| walked_from[*group] == Some(start)) else { continue };
        let from = path.iter().position(|group| *group == again).expect("this walk came through it");
        let first = path[from..].iter().min_by_key(|group| &groups[**group].reference);
        parents[*first.expect("a circle has a member")] = None;
    }
}

/// Sets the groups in tree order. What would be below [`MAX_LEVELS`] groups starts a tree after the others.
fn place<'a>(groups: &[&'a Entity], parents: &[Option<usize>], children: &[Vec<usize>]) -> Vec<Group<'a>> {
    let mut roots: Vec<usize> = (0..groups.len()).filter(|number| parents[*number].is_none()).collect();
    let mut forest = Vec::with_capacity(groups.len());
    while !roots.is_empty() {
        let mut too_deep = Vec::new();
        let mut next: Vec<(usize, usize)> = roots.iter().rev().map(|root| (*root, 0)).collect();
        while let Some((number, level)) = next.pop() {
            forest.push(group(groups[number], level, forest.len()));
            if level + 1 == MAX_LEVELS {
                too_deep.extend(&children[number]);
            } else {
                next.extend(children[number].iter().rev().map(|child| (*child, level + 1)));
            }
        }
        roots = too_deep;
    }
    relate(&mut forest);
    forest
}

fn group(entity: &Entity, level: usize, place: usize) -> Group<'_> {
    Group {
        entity,
        level,
        place,
        parent: None,
        subgroups: 0,
        elsewhere: Vec::new(),
        members: Vec::new(),
        members_within: 0,
        owned: Vec::new(),
        owned_within: 0,
    }
}

/// Sets what is above and how much is below.
fn relate(forest: &mut [Group<'_>]) {
    let mut path: Vec<usize> = Vec::new();
    for place in 0..forest.len() {
        path.truncate(forest[place].level);
        forest[place].parent = path.last().copied();
        path.iter().for_each(|above| forest[*above].subgroups += 1);
        path.push(place);
    }
}

/// The subgroups that a group names and that do not stand below it.
fn elsewhere<'a>(
    catalog: &'a Catalog,
    forest: &[Group<'a>],
    at: &HashMap<&EntityRef, usize>,
    group: &Group<'a>,
) -> Vec<Elsewhere<'a>> {
    let range = |place: usize| place..=place + forest[place].subgroups;
    let below = super::siblings(&forest[group.place + 1..=group.place + group.subgroups]);
    let here: HashSet<&EntityRef> = below.map(|child| &child.entity.reference).collect();
    let named = catalog.related(group.entity, RelationType::ParentOf).filter(|entity| entity.kind == Kind::Group);
    let others = named.filter(|entity| !here.contains(&entity.reference));
    let why = |entity: &Entity| {
        let place = at[&entity.reference];
        if range(place).contains(&group.place) {
            Why::Circle
        } else if group.level + 1 == MAX_LEVELS && forest[place].level == 0 {
            Why::Depth
        } else {
            Why::OtherParent
        }
    };
    super::by_name(others).into_iter().map(|entity| Elsewhere { entity, why: why(entity) }).collect()
}
