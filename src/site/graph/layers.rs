//! Layers from left to right for graphs of any depth. A line that passes a layer has a lane in it, so that no line runs
//! through a node; lines of one node in one direction share their lanes.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{COLUMN_GAP, GAP, HEIGHT, INDENT, Layout, Line, PAD, Rect, SWEEPS, curve, head};
use super::text::{TITLE_SIZE, fitted, width};
use super::{Edge, Node, Picture, State};
use crate::catalog::RelationType;

/// Height of a lane.
const LANE: i64 = 14;
/// Width of a layer that has lanes only.
const MIN_WIDTH: i64 = 24;
/// Deepest bend of a line within a layer.
const MAX_BEND: i64 = 44;

/// Draws nodes in the layers that `columns` gives, by node.
pub(super) fn picture(nodes: Vec<Node>, columns: &[i64], edges: BTreeSet<Edge>) -> Picture {
    let titles: Vec<String> = nodes.iter().map(|node| fitted(&node.title)).collect();
    let bold = |node: &Node, width: i64| if node.state == State::Here { width * 11 / 10 } else { width };
    let box_width = |(node, title): (&Node, &String)| INDENT + bold(node, width(title, TITLE_SIZE)) + 12;
    let widths: Vec<i64> = nodes.iter().zip(&titles).map(box_width).collect();
    let mut plan = Plan::new(columns, &edges);
    plan.order();
    plan.stack();
    let total = plan.spread(&widths);
    let rects: Vec<Rect> = (0..nodes.len()).map(|at| plan.rect(at)).collect();
    let lines = plan.trunk_lines(&rects).chain(plan.spoke_lines(&rects)).collect();
    let layout =
        Layout { top: 0, width: total, height: plan.bottom() + PAD, rects, titles, captions: Vec::new(), lines };
    Picture { nodes, edges, layout, frames: Vec::new() }
}

/// Something with a place in a layer: first all nodes in their order, then lanes.
struct Slot {
    layer: i64,
    height: i64,
    middle: i64,
    /// The slots in the layers beside it that it is joined to.
    friends: Vec<usize>,
}

/// The lines of a node to all that lies more than one layer away in one direction.
struct Trunk {
    /// Its lanes, from the node on.
    lanes: Vec<usize>,
    edges: Vec<Edge>,
}

struct Plan {
    slots: Vec<Slot>,
    /// The slots of every layer from top to bottom.
    layers: BTreeMap<i64, Vec<usize>>,
    /// The edges between two nodes in one layer or in two beside each other.
    spokes: BTreeMap<(usize, usize), Vec<Edge>>,
    trunks: Vec<Trunk>,
    /// Left edge and width of every layer.
    bounds: BTreeMap<i64, (i64, i64)>,
}

impl Plan {
    fn new(columns: &[i64], edges: &BTreeSet<Edge>) -> Self {
        let slot = |layer| Slot { layer, height: HEIGHT + GAP, middle: 0, friends: Vec::new() };
        let mut plan = Self {
            slots: columns.iter().copied().map(slot).collect(),
            layers: BTreeMap::new(),
            spokes: BTreeMap::new(),
            trunks: Vec::new(),
            bounds: BTreeMap::new(),
        };
        let mut far: BTreeMap<(usize, bool), Vec<Edge>> = BTreeMap::new();
        for edge in edges {
            let step = columns[edge.to] - columns[edge.from];
            if step.abs() > 1 {
                far.entry((edge.from, step > 0)).or_default().push(edge.clone());
                continue;
            }
            let (low, high) = (edge.from.min(edge.to), edge.from.max(edge.to));
            plan.spokes.entry((low, high)).or_default().push(edge.clone());
            if step != 0 {
                plan.join(low, high);
            }
        }
        for ((from, rightwards), edges) in far {
            plan.add_trunk(columns, from, rightwards, edges);
        }
        for (at, slot) in plan.slots.iter().enumerate() {
            plan.layers.entry(slot.layer).or_default().push(at);
        }
        plan
    }

    fn join(&mut self, a: usize, b: usize) {
        self.slots[a].friends.push(b);
        self.slots[b].friends.push(a);
    }

    fn add_trunk(&mut self, columns: &[i64], from: usize, rightwards: bool, edges: Vec<Edge>) {
        let away = |edge: &Edge| (columns[edge.to] - columns[from]).abs();
        let mut lanes = Vec::new();
        for step in 1..edges.iter().map(away).max().unwrap_or(1) {
            let layer = columns[from] + if rightwards { step } else { -step };
            self.slots.push(Slot { layer, height: LANE, middle: 0, friends: Vec::new() });
            let lane = self.slots.len() - 1;
            self.join(lanes.last().copied().unwrap_or(from), lane);
            lanes.push(lane);
        }
        for edge in &edges {
            self.join(lane_before(&lanes, away(edge)), edge.to);
        }
        self.trunks.push(Trunk { lanes, edges });
    }

    /// Moves what is joined towards each other.
    fn order(&mut self) {
        let mut shares = vec![0; self.slots.len()];
        let mut layers = std::mem::take(&mut self.layers);
        layers.values().for_each(|layer| share(layer, &mut shares));
        for sweep in 0..SWEEPS {
            let mut pass: Vec<&mut Vec<usize>> = layers.values_mut().collect();
            if sweep % 2 == 1 {
                pass.reverse();
            }
            for layer in pass {
                layer.sort_by_key(|at| {
                    mean(self.slots[*at].friends.iter().map(|friend| shares[*friend])).unwrap_or(shares[*at])
                });
                share(layer, &mut shares);
            }
        }
        self.layers = layers;
    }

    /// Stacks every layer, from the middle one outwards, each slot as level with its friends as its place allows.
    fn stack(&mut self) {
        let mut outwards: Vec<i64> = self.layers.keys().copied().collect();
        outwards.sort_by_key(|layer| (layer.abs(), *layer));
        let mut placed = BTreeSet::new();
        for number in outwards {
            let layer = &self.layers[&number];
            let wanted = |at: usize| {
                let friends = self.slots[at].friends.iter();
                let inner = friends.filter(|friend| placed.contains(&self.slots[**friend].layer));
                mean(inner.map(|friend| self.slots[*friend].middle))
            };
            let wishes: Vec<Option<i64>> = layer.iter().map(|at| wanted(*at)).collect();
            let mut middles = Vec::new();
            let mut free = i64::MIN;
            for (at, wish) in layer.iter().zip(&wishes) {
                let half = self.slots[*at].height / 2;
                let least = if free == i64::MIN { wish.unwrap_or(0) } else { free + half };
                let middle = wish.unwrap_or(least).max(least);
                middles.push(middle);
                free = middle + half;
            }
            let shift = mean(middles.iter().zip(&wishes).filter_map(|(middle, wish)| Some((*wish)? - middle)));
            let centred = || -i64::midpoint(middles[0], *middles.last().unwrap_or(&0));
            let shift = shift.unwrap_or_else(centred);
            for (at, middle) in layer.iter().zip(middles.clone()) {
                self.slots[*at].middle = middle + shift;
            }
            placed.insert(number);
        }
        let top = self.slots.iter().map(|slot| slot.middle - slot.height / 2).min().unwrap_or(0);
        self.slots.iter_mut().for_each(|slot| slot.middle += PAD - top);
    }

    fn bottom(&self) -> i64 {
        self.slots.iter().map(|slot| slot.middle + slot.height / 2).max().unwrap_or(0)
    }

    /// Puts the layers side by side and gives the width of all.
    fn spread(&mut self, widths: &[i64]) -> i64 {
        let within: BTreeSet<i64> = self
            .spokes
            .keys()
            .filter(|(a, b)| self.slots[*a].layer == self.slots[*b].layer)
            .map(|(a, _)| self.slots[*a].layer)
            .collect();
        let bends = |layer: i64, outwards: i64| {
            let bent = within.contains(&layer) && outward(layer) == outwards;
            if bent { MAX_BEND } else { 0 }
        };
        let mut x = PAD;
        for (number, layer) in &self.layers {
            x += bends(*number, -1);
            let width = layer.iter().filter_map(|at| widths.get(*at)).max().copied().unwrap_or(MIN_WIDTH);
            self.bounds.insert(*number, (x, width));
            x += width + bends(*number, 1) + COLUMN_GAP;
        }
        x - COLUMN_GAP + PAD
    }

    fn rect(&self, node: usize) -> Rect {
        let slot = &self.slots[node];
        let (x, width) = self.bounds[&slot.layer];
        Rect { x, y: slot.middle - HEIGHT / 2, width }
    }

    /// The lines between neighbours: one for each pair, with a head at both ends if both need each other.
    fn spoke_lines(&self, rects: &[Rect]) -> impl Iterator<Item = Line> {
        self.spokes.iter().map(|((a, b), edges)| {
            let (layer, other) = (self.slots[*a].layer, self.slots[*b].layer);
            let (left, right) = if layer <= other { (*a, *b) } else { (*b, *a) };
            let path = if layer == other {
                bend(rects[left], rects[right], outward(layer), &heads(edges, left))
            } else {
                level(rects[left], rects[right], &heads(edges, left))
            };
            Line { path, aside: edges.iter().all(|edge| is_quiet(&edge.relation)), words: None, edges: edges.clone() }
        })
    }

    /// The lines through lanes.
    fn trunk_lines(&self, rects: &[Rect]) -> impl Iterator<Item = Line> {
        self.trunks.iter().map(|Trunk { lanes, edges }| {
            let from = rects[edges[0].from];
            let rightwards = rects[edges[0].to].x > from.x;
            let ends = |x: i64, width: i64| if rightwards { (x, x + width) } else { (x + width, x) };
            let mut at = (ends(from.x, from.width).1, from.middle());
            let mut path = String::new();
            let mut exits = Vec::new();
            for lane in lanes {
                let slot = &self.slots[*lane];
                let (x, width) = self.bounds[&slot.layer];
                let (near, far) = ends(x, width);
                path += &curve(at, (near, slot.middle));
                path += &format!("H{far}");
                at = (far, slot.middle);
                exits.push(at);
            }
            for edge in edges {
                let to = rects[edge.to];
                let away = (self.slots[edge.to].layer - self.slots[edge.from].layer).abs();
                let near = ends(to.x, to.width).0;
                path += &curve(lane_before(&exits, away), (near, to.middle()));
                path += &head(near, to.middle(), if rightwards { -1 } else { 1 });
            }
            Line { path, aside: true, words: None, edges: edges.clone() }
        })
    }
}

/// The lane from which a line reaches something so many layers away.
fn lane_before<T: Copy>(lanes: &[T], away: i64) -> T {
    lanes[usize::try_from(away).unwrap_or(2).saturating_sub(2)]
}

/// How far down each slot stands, as a share of its layer in thousandths.
fn share(layer: &[usize], shares: &mut [i64]) {
    let count = i64::try_from(layer.len()).unwrap_or(i64::MAX).max(1);
    for (slot, at) in layer.iter().zip(0_i64..) {
        shares[*slot] = (2 * at + 1) * 500 / count;
    }
}

fn mean(values: impl Iterator<Item = i64>) -> Option<i64> {
    let (sum, count) = values.fold((0, 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count)
}

/// The side to which lines within a layer bend.
fn outward(layer: i64) -> i64 {
    if layer < 0 { -1 } else { 1 }
}

/// Relations that say who answers for something, not how it works.
fn is_quiet(relation: &RelationType) -> bool {
    matches!(relation, RelationType::OwnerOf | RelationType::HasMember | RelationType::ParentOf)
}

/// Where the heads of a line are: at the node `first`, at the other.
fn heads(edges: &[Edge], first: usize) -> [bool; 2] {
    [edges.iter().any(|edge| edge.to == first), edges.iter().any(|edge| edge.to != first)]
}

/// A line between two layers.
fn level(left: Rect, right: Rect, heads: &[bool; 2]) -> String {
    let mut path = curve((left.right(), left.middle()), (right.x, right.middle()));
    if heads[0] {
        path += &head(left.right(), left.middle(), 1);
    }
    if heads[1] {
        path += &head(right.x, right.middle(), -1);
    }
    path
}

/// A line within a layer.
fn bend(from: Rect, to: Rect, outwards: i64, heads: &[bool; 2]) -> String {
    let x = if outwards < 0 { from.x } else { from.right() };
    let depth = (10 + (to.y - from.y).abs() / 8).min(MAX_BEND);
    let control = x + outwards * depth * 4 / 3;
    let (start, end) = (from.middle(), to.middle());
    let mut path = format!("M{x} {start}C{control} {start} {control} {end} {x} {end}");
    for (head_at, _) in [start, end].into_iter().zip(heads).filter(|(_, there)| **there) {
        path += &head(x, head_at, outwards);
    }
    path
}
