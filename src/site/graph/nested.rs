//! Boxes within boxes: a domain with its systems and what they hold, or a system in its domain.

use std::collections::BTreeSet;

use super::layout::{GAP, HEIGHT, INDENT, Layout, PAD, Rect};
use super::text::{TITLE_SIZE, fitted, width};
use super::{Addresses, Frame, Node, Picture, State, node, relations_of, rest_node};
use crate::catalog::{Catalog, Entity, EntityRef, Kind, RelationType};

/// Most boxes and members in all.
const MAX_NODES: usize = 150;
/// How many of a kind stand alone in a box, to be tried in this order.
const LIMITS: [usize; 7] = [40, 20, 12, 6, 3, 2, 1];
/// How deep boxes stand in each other: domain, domain below, system.
const MAX_DEPTH: usize = 3;
/// Room between a box and what it holds.
const INSET: i64 = 12;
/// Height of a box's title with the room around it.
const HEAD: i64 = HEIGHT + 8;
/// A box is about this many members wide.
const MEMBERS_ACROSS: usize = 3;
/// Boxes side by side.
const BOXES_ACROSS: usize = 2;

/// The nested boxes of a system or a domain, `None` for anything else and where nothing is in it.
pub(in crate::site) fn nested(catalog: &Catalog, entity: &Entity, addresses: &dyn Addresses) -> Option<Picture> {
    if !is_box(&entity.kind) {
        return None;
    }
    let make = |limit: usize| {
        let mut seen = BTreeSet::new();
        let tree = Tree::of(catalog, entity, addresses, &Bounds { limit, depth: MAX_DEPTH }, &mut seen);
        (tree.size() <= MAX_NODES).then_some(tree)
    };
    let mut tree = LIMITS.into_iter().find_map(make)?;
    if tree.size() < 2 {
        return None;
    }
    tree.node.state = State::Here;
    tree.node.href.clear();
    tree.node.absolute.clear();
    let domain = entity.domain().filter(|_| entity.kind == Kind::System);
    if let Some(domain) = domain {
        tree = Tree { node: node(catalog, domain, addresses), members: Vec::new(), boxes: vec![tree] };
    }
    let mut drawing = Drawing::default();
    let (across, down) = drawing.put(&tree, (PAD, PAD));
    let Drawing { nodes, rects, titles, frames } = drawing;
    let layout = Layout {
        top: 0,
        width: across + 2 * PAD,
        height: down + 2 * PAD,
        rects,
        titles,
        captions: Vec::new(),
        lines: Vec::new(),
    };
    Some(Picture { nodes, edges: BTreeSet::new(), layout, frames })
}

fn is_box(kind: &Kind) -> bool {
    matches!(kind, Kind::System | Kind::Domain)
}

/// How much is shown.
struct Bounds {
    limit: usize,
    depth: usize,
}

/// A box with what it holds.
struct Tree {
    node: Node,
    members: Vec<Node>,
    boxes: Vec<Tree>,
}

impl Tree {
    fn of<'a>(
        catalog: &'a Catalog,
        entity: &'a Entity,
        addresses: &dyn Addresses,
        bounds: &Bounds,
        seen: &mut BTreeSet<&'a EntityRef>,
    ) -> Self {
        let own = &entity.reference;
        seen.insert(own);
        let mut tree = Self { node: node(catalog, own, addresses), members: Vec::new(), boxes: Vec::new() };
        let parts: Vec<&Entity> = relations_of(entity, &RelationType::HasPart)
            .iter()
            .filter_map(|found| catalog.get(&found.target))
            .filter(|part| !seen.contains(&part.reference))
            .collect();
        for of_kind in parts.chunk_by(|a, b| a.kind == b.kind) {
            let kind = &of_kind[0].kind;
            let alone = if of_kind.len() <= bounds.limit { of_kind.len() } else { bounds.limit - 1 };
            for part in &of_kind[..alone] {
                if is_box(kind) && bounds.depth > 1 {
                    let inner = Bounds { depth: bounds.depth - 1, ..*bounds };
                    tree.boxes.push(Self::of(catalog, part, addresses, &inner, seen));
                } else {
                    tree.members.push(node(catalog, &part.reference, addresses));
                }
            }
            if of_kind.len() > alone {
                let href = addresses.all(own, &RelationType::HasPart, Some(kind));
                tree.members.push(rest_node(of_kind.len() - alone, Some(kind), href, addresses));
            }
        }
        tree
    }

    fn size(&self) -> usize {
        1 + self.members.len() + self.boxes.iter().map(Self::size).sum::<usize>()
    }
}

/// What is drawn so far.
#[derive(Default)]
struct Drawing {
    nodes: Vec<Node>,
    rects: Vec<Rect>,
    titles: Vec<String>,
    frames: Vec<Frame>,
}

impl Drawing {
    /// Draws a box with everything in it at a place and gives its size.
    fn put(&mut self, tree: &Tree, (x, y): (i64, i64)) -> (i64, i64) {
        let number = self.frames.len();
        let title = fitted(&tree.node.title);
        let least = INDENT + width(&title, TITLE_SIZE) + 2 * INSET + 8;
        self.frames.push(Frame { node: tree.node.clone(), title, rect: Rect { x, y, width: 0 }, height: 0 });
        let (members_across, mut bottom) = self.put_members(&tree.members, (x + INSET, y + HEAD));
        let mut across = members_across;
        let mut place = (x + INSET, bottom);
        let mut lowest = bottom;
        for (at, inner) in tree.boxes.iter().enumerate() {
            if at % BOXES_ACROSS == 0 {
                bottom = lowest;
                place = (x + INSET, bottom);
            }
            let (wide, high) = self.put(inner, place);
            across = across.max(place.0 + wide - x - INSET);
            place.0 += wide + INSET;
            lowest = lowest.max(bottom + high + INSET);
        }
        let size = ((across + 2 * INSET).max(least), lowest - y);
        self.frames[number].rect.width = size.0;
        self.frames[number].height = size.1;
        size
    }

    /// Draws members in rows and gives their width and where the next thing below may start.
    fn put_members(&mut self, members: &[Node], (x, y): (i64, i64)) -> (i64, i64) {
        let titles: Vec<String> = members.iter().map(|member| fitted(&member.title)).collect();
        let cell = titles.iter().map(|title| INDENT + width(title, TITLE_SIZE) + 12).max().unwrap_or(0);
        let mut end = (0, y);
        for (at, (member, title)) in members.iter().zip(titles).enumerate() {
            let (column, row) = (at % MEMBERS_ACROSS, at / MEMBERS_ACROSS);
            let step = |count: usize, size: i64| i64::try_from(count).unwrap_or(0) * size;
            let place = Rect { x: x + step(column, cell + GAP), y: y + step(row, HEIGHT + GAP), width: cell };
            end = (end.0.max(place.right() - x), place.y + HEIGHT + INSET);
            self.nodes.push(member.clone());
            self.rects.push(place);
            self.titles.push(title);
        }
        end
    }
}
