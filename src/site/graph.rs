//! The graph of an entity and its neighbours, as SVG that the build draws (catalog contract, section 13).
//!
//! Every line runs from left to right in the primary direction of its relation: on the left stands what points at the
//! entity (who owns it, what it is part of, who needs it), on the right what it points at (what it holds and needs). The
//! same relations stand as lists on the page, which is the text alternative.

mod draw;
mod layers;
mod layout;
mod nested;
mod rollup;
#[cfg(test)]
mod tests;
mod text;
mod wide;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalog::{Catalog, Entity, EntityRef, Kind, Relation, RelationType};
use crate::safe::SafeHtml;

pub(super) use nested::nested;
pub(super) use rollup::rollup;
pub(super) use wide::{max_nodes, wide};

/// Most neighbours on one side. With the entity itself 33 nodes of the 40 that the contract allows, and no taller than a
/// screen even if all stand on one side.
const MAX_SIDE: usize = 16;
/// Fewest neighbours that are worth a picture.
const MIN_NEIGHBOURS: usize = 2;

/// The relations of neighbours by side, in the order in which they stand from top to bottom. Those that the
/// configuration names come last.
const ORDER: [RelationType; 14] = [
    RelationType::OwnedBy,
    RelationType::MemberOf,
    RelationType::ChildOf,
    RelationType::PartOf,
    RelationType::ProvidesApi,
    RelationType::ApiConsumedBy,
    RelationType::DependencyOf,
    RelationType::HasPart,
    RelationType::DependsOn,
    RelationType::ConsumesApi,
    RelationType::ApiProvidedBy,
    RelationType::ParentOf,
    RelationType::HasMember,
    RelationType::OwnerOf,
];

/// Where links of the graph lead.
pub(super) trait Addresses {
    /// The page of an entity in the catalog.
    fn entity(&self, reference: &EntityRef) -> String;
    /// Where all neighbours of an entity by a relation are listed, those of one kind if there are several.
    fn all(&self, of: &EntityRef, relation: &RelationType, kind: Option<&Kind>) -> String;
    /// The page of an entity for readers of a downloaded file, empty if the portal does not know its own address.
    fn absolute(&self, reference: &EntityRef) -> String;
    /// The drawing of a kind in lower case that has one of its own.
    fn drawing(&self, kind: &str) -> Option<Arc<str>>;
    /// The name of a kind for a number of entities.
    fn plural(&self, kind: &Kind, count: usize) -> String;
    /// The index of a kind.
    fn of_kind(&self, kind: &Kind) -> String;
}

/// Something that is drawn as a box.
#[derive(Clone, Debug)]
struct Node {
    /// What is shown, in full.
    title: String,
    /// The reference, empty for [`State::Rest`].
    reference: String,
    /// Kind in lower case.
    kind: String,
    /// Its drawing, if the kind is one of the organisation's own.
    drawing: Option<Arc<str>>,
    /// Where it leads, may be empty.
    href: String,
    /// The same for a downloaded file.
    absolute: String,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The entity that the graph is about.
    Here,
    /// In the catalog.
    Known,
    /// Not in the catalog.
    Missing,
    /// Stands for several that are not shown.
    Rest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Left,
    Right,
}

/// Neighbours that have the same relations to the entity.
#[derive(Clone, Debug)]
struct Group {
    side: Side,
    caption: String,
    nodes: Vec<usize>,
}

/// A line in the primary direction of its relation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    from: usize,
    to: usize,
    relation: RelationType,
}

/// What is drawn. Node 0 is the entity itself.
#[derive(Clone, Debug)]
struct Graph {
    about: EntityRef,
    nodes: Vec<Node>,
    groups: Vec<Group>,
    edges: BTreeSet<Edge>,
}

/// A box around others.
#[derive(Clone, Debug)]
struct Frame {
    /// What it stands for.
    node: Node,
    /// The title as it fits.
    title: String,
    rect: layout::Rect,
    height: i64,
}

/// Something drawn: what stands where, and what joins it.
pub(super) struct Picture {
    nodes: Vec<Node>,
    edges: BTreeSet<Edge>,
    layout: layout::Layout,
    frames: Vec<Frame>,
}

/// An edge in words.
pub(super) struct Sentence<'a> {
    /// Title and address of where it starts.
    pub from: (&'a str, &'a str),
    /// What it says.
    pub verb: Cow<'static, str>,
    /// Title and address of where it ends.
    pub to: (&'a str, &'a str),
}

impl Picture {
    /// The picture as part of a page; `id` is unique on the page, `about` describes it.
    pub fn figure(&self, id: &str, about: &str) -> SafeHtml {
        draw::figure(self, id, about)
    }

    /// The picture as a file with colours of its own.
    pub fn file(&self, title: &str) -> String {
        draw::file(self, title)
    }

    /// All edges in words, those that start nearest to the entity first.
    pub fn sentences(&self) -> Vec<Sentence<'_>> {
        let end = |at: usize| (self.nodes[at].title.as_str(), self.nodes[at].href.as_str());
        let said = self.edges.iter();
        said.map(|edge| Sentence { from: end(edge.from), verb: verb(&edge.relation), to: end(edge.to) }).collect()
    }
}

/// The graph of an entity, empty if there is too little to draw.
pub(super) fn figure(catalog: &Catalog, entity: &Entity, addresses: &dyn Addresses) -> SafeHtml {
    match graph(catalog, entity, addresses) {
        Some(graph) => {
            let layout = layout::layout(&graph);
            let about = "What points at this from the left, what this points at to the right. The lists on this page \
                         say the same.";
            draw::figure(
                &Picture { nodes: graph.nodes, edges: graph.edges, layout, frames: Vec::new() },
                "relations",
                about,
            )
        }
        None => SafeHtml::default(),
    }
}

/// A relation in words, said of the entity that has it.
pub(super) fn label(relation: &RelationType) -> Cow<'static, str> {
    Cow::Borrowed(match relation {
        RelationType::ApiConsumedBy => "Consumed by",
        RelationType::ApiProvidedBy => "Provided by",
        RelationType::ChildOf => "Parent group",
        RelationType::ConsumesApi => "Consumes",
        RelationType::DependencyOf => "Used by",
        RelationType::DependsOn => "Depends on",
        RelationType::HasMember => "Members",
        RelationType::HasPart => "Contains",
        RelationType::MemberOf => "Member of",
        RelationType::OwnedBy => "Owned by",
        RelationType::OwnerOf => "Owns",
        RelationType::ParentOf => "Sub-groups",
        RelationType::PartOf => "Part of",
        RelationType::ProvidesApi => "Provides",
        RelationType::Own(_) => {
            let words = words(relation.name());
            let mut chars = words.chars();
            return chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
        }
    })
}

/// A name such as `deployedTo` as words: `deployed to`. Abbreviations stay as they are.
fn words(name: &str) -> String {
    let mut words = String::new();
    let mut chars = name.chars().peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        let in_capitals = last.is_uppercase() && chars.peek().is_none_or(|next| !next.is_lowercase());
        if c.is_uppercase() && last != ' ' && !in_capitals {
            words.push(' ');
        }
        let is_abbreviation = c.is_uppercase() && (in_capitals || chars.peek().is_some_and(|next| next.is_uppercase()));
        words.push(if is_abbreviation { c } else { c.to_ascii_lowercase() });
        last = c;
    }
    words
}

/// The words beside an edge, in its direction.
fn verb(relation: &RelationType) -> Cow<'static, str> {
    Cow::Borrowed(match relation {
        RelationType::OwnerOf => "owns",
        RelationType::ConsumesApi => "consumes",
        RelationType::ApiProvidedBy => "provided by",
        RelationType::HasPart => "contains",
        RelationType::ParentOf => "parent of",
        RelationType::HasMember => "has member",
        RelationType::DependsOn => "depends on",
        RelationType::OwnedBy
        | RelationType::ApiConsumedBy
        | RelationType::ProvidesApi
        | RelationType::PartOf
        | RelationType::ChildOf
        | RelationType::MemberOf
        | RelationType::DependencyOf => return verb(&relation.reverse()),
        RelationType::Own(own) if own.is_forward() => return Cow::Owned(words(relation.name())),
        RelationType::Own(_) => return Cow::Owned(words(relation.reverse().name())),
    })
}

/// The side on which neighbours of a relation stand, which tells the primary direction of every pair.
fn side(relation: &RelationType) -> Side {
    match relation {
        RelationType::Own(own) if !own.is_forward() => Side::Left,
        RelationType::OwnerOf
        | RelationType::ConsumesApi
        | RelationType::ApiProvidedBy
        | RelationType::HasPart
        | RelationType::ParentOf
        | RelationType::HasMember
        | RelationType::DependsOn
        | RelationType::Own(_) => Side::Right,
        RelationType::OwnedBy
        | RelationType::ApiConsumedBy
        | RelationType::ProvidesApi
        | RelationType::PartOf
        | RelationType::ChildOf
        | RelationType::MemberOf
        | RelationType::DependencyOf => Side::Left,
    }
}

/// The relations of one neighbour in [`ORDER`], each with its place there.
type Ranks = Vec<(usize, RelationType)>;

/// The place of a relation in [`ORDER`].
fn rank(relation: &RelationType) -> usize {
    ORDER.iter().position(|known| known == relation).unwrap_or(ORDER.len())
}

/// The nodes of what is shown, by its number in the catalog.
type Shown = BTreeMap<u32, usize>;

/// Neighbours of the same relations and kind, by which they collapse.
type Bucket<'a> = (BucketKey, Members<'a>);

/// Neighbours with their numbers.
type Members<'a> = Vec<(u32, &'a EntityRef)>;

/// What the neighbours in a bucket have in common.
type BucketKey = (Ranks, Option<Kind>);

fn graph(catalog: &Catalog, entity: &Entity, addresses: &dyn Addresses) -> Option<Graph> {
    let mut neighbours: BTreeMap<(u32, &EntityRef), Ranks> = BTreeMap::new();
    for found in entity.relations.iter().filter(|found| found.target != entity.reference) {
        let ranks = neighbours.entry((found.number, &found.target)).or_default();
        ranks.push((rank(&found.relation), found.relation.clone()));
        ranks.sort_unstable();
    }
    if neighbours.len() < MIN_NEIGHBOURS {
        return None;
    }
    let here = Node {
        title: entity.display_name().to_owned(),
        reference: entity.reference.to_string(),
        kind: entity.reference.kind().to_owned(),
        drawing: addresses.drawing(entity.reference.kind()),
        href: String::new(),
        absolute: String::new(),
        state: State::Here,
    };
    let mut graph =
        Graph { about: entity.reference.clone(), nodes: vec![here], groups: Vec::new(), edges: BTreeSet::new() };
    let mut shown = Shown::from([(catalog.number(&entity.reference)?, 0)]);
    for wanted in [Side::Left, Side::Right] {
        let (buckets, most) = buckets(catalog, &neighbours, wanted);
        for (bucket, members) in buckets {
            graph.add(catalog, &bucket, &members, most, &mut shown, addresses);
        }
    }
    graph.edges.extend(edges_between(catalog, &shown));
    Some(graph)
}

/// The neighbours of one side, and how many of each bucket may be shown so that the side stays in its bounds. Where even
/// one of each is too many, kinds and all relations but the first no longer part them.
fn buckets<'a>(
    catalog: &Catalog,
    neighbours: &BTreeMap<(u32, &'a EntityRef), Ranks>,
    wanted: Side,
) -> (Vec<Bucket<'a>>, usize) {
    let sort = |fine: bool| {
        let mut buckets: BTreeMap<BucketKey, Members<'a>> = BTreeMap::new();
        for ((number, reference), ranks) in neighbours.iter().filter(|(_, ranks)| side(&ranks[0].1) == wanted) {
            let kind =
                || catalog.numbered(*number).map_or_else(|| Kind::of(reference.kind()), |found| found.kind.clone());
            let key = if fine { (ranks.clone(), Some(kind())) } else { (vec![ranks[0].clone()], None) };
            buckets.entry(key).or_default().push((*number, reference));
        }
        buckets.into_iter().collect::<Vec<_>>()
    };
    let mut buckets = sort(true);
    if buckets.len() > MAX_SIDE {
        buckets = sort(false);
    }
    let height = |most: usize| buckets.iter().map(|(_, members)| members.len().min(most)).sum::<usize>();
    let most = (1..=MAX_SIDE).rev().find(|most| height(*most) <= MAX_SIDE).unwrap_or(1);
    (buckets, most)
}

impl Graph {
    /// Adds a bucket: all of it, or so many that with the node for the rest there are `most`.
    fn add(
        &mut self,
        catalog: &Catalog,
        (ranks, kind): &BucketKey,
        members: &[(u32, &EntityRef)],
        most: usize,
        shown: &mut Shown,
        addresses: &dyn Addresses,
    ) {
        let first = &ranks[0].1;
        let alone = if members.len() <= most { members.len() } else { most - 1 };
        let mut added: Vec<usize> = Vec::new();
        for (number, reference) in &members[..alone] {
            shown.insert(*number, self.nodes.len());
            added.push(self.nodes.len());
            self.nodes.push(node(catalog, reference, addresses));
        }
        let rest = members.len() - alone;
        if rest > 0 {
            for (_, relation) in ranks {
                self.edges.insert(edge(0, self.nodes.len(), relation));
            }
            added.push(self.nodes.len());
            self.nodes.push(rest_node(
                rest,
                kind.as_ref(),
                addresses.all(&self.about, first, kind.as_ref()),
                addresses,
            ));
        }
        let caption = ranks.iter().map(|(_, relation)| label(relation)).collect::<Vec<_>>().join(" · ");
        match self.groups.last_mut() {
            Some(group) if group.caption == caption && group.side == side(first) => group.nodes.extend(added),
            _ => self.groups.push(Group { side: side(first), caption, nodes: added }),
        }
    }
}

/// Every edge between shown nodes. Long lists of relations are searched, not walked.
fn edges_between(catalog: &Catalog, shown: &Shown) -> BTreeSet<Edge> {
    let mut edges = BTreeSet::new();
    for (number, at) in shown {
        let Some(entity) = catalog.numbered(*number) else { continue };
        for found in by_type(entity) {
            let relation = &found[0].relation;
            if found.len() <= shown.len() {
                let targets = found.iter().filter_map(|found| shown.get(&found.number));
                edges.extend(targets.filter(|other| *other != at).map(|other| edge(*at, *other, relation)));
                continue;
            }
            let others = shown.iter().filter(|(_, other)| *other != at);
            let related = others.filter(|(other, _)| found.binary_search_by_key(*other, |found| found.number).is_ok());
            edges.extend(related.map(|(_, other)| edge(*at, *other, relation)));
        }
    }
    edges
}

/// The relations of one type, sorted by target.
fn relations_of<'a>(entity: &'a Entity, relation: &RelationType) -> &'a [Relation] {
    let from = entity.relations.partition_point(|found| found.relation < *relation);
    let to = entity.relations.partition_point(|found| found.relation <= *relation);
    &entity.relations[from..to]
}

/// The relations of an entity by type, none of them empty, in the order of [`ORDER`].
fn by_type(entity: &Entity) -> Vec<&[Relation]> {
    let mut rest = entity.relations.as_slice();
    let mut types = Vec::new();
    while let Some(first) = rest.first() {
        let (found, others) = rest.split_at(rest.partition_point(|found| found.relation <= first.relation));
        types.push(found);
        rest = others;
    }
    types.sort_by_key(|found| rank(&found[0].relation));
    types
}

/// An edge from a relation that `at` has to `other`.
fn edge(at: usize, other: usize, relation: &RelationType) -> Edge {
    match side(relation) {
        Side::Right => Edge { from: at, to: other, relation: relation.clone() },
        Side::Left => Edge { from: other, to: at, relation: relation.reverse() },
    }
}

fn node(catalog: &Catalog, reference: &EntityRef, addresses: &dyn Addresses) -> Node {
    let found = catalog.get(reference);
    Node {
        title: found.map_or_else(|| reference.name().to_owned(), |found| found.display_name().to_owned()),
        reference: reference.to_string(),
        kind: reference.kind().to_owned(),
        drawing: addresses.drawing(reference.kind()),
        href: found.map_or_else(String::new, |_| addresses.entity(reference)),
        absolute: found.map_or_else(String::new, |_| addresses.absolute(reference)),
        state: if found.is_some() { State::Known } else { State::Missing },
    }
}

/// Stands for so many that are not shown.
fn rest_node(count: usize, kind: Option<&Kind>, href: String, addresses: &dyn Addresses) -> Node {
    let noun = kind.map_or_else(|| "entities".to_owned(), |kind| within_words(&addresses.plural(kind, count)));
    let kind = kind.map_or_else(String::new, |kind| kind.name().to_lowercase());
    Node {
        title: format!("+ {count} {noun}"),
        reference: String::new(),
        drawing: addresses.drawing(&kind),
        kind,
        href,
        absolute: String::new(),
        state: State::Rest,
    }
}

/// A noun as it stands within a sentence; abbreviations stay as they are.
pub(super) fn within_words(noun: &str) -> String {
    let mut chars = noun.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => noun.to_owned(),
    }
}
