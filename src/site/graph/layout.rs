//! Where everything stands: three columns, whole pixels, the same input always the same places.
//!
//! Groups keep their order from page to page. Within a group, nodes of a kind start sorted by reference; [`SWEEPS`] rounds
//! then move those that are joined towards each other. Lines from one side to the other pass the entity in lanes of their
//! own above or below it, lines within a side bend outwards.

use std::collections::{BTreeMap, BTreeSet};

use super::text::{TITLE_SIZE, WORD_SIZE, fitted, width};
use super::{Edge, Graph, Side, State, verb};
use crate::catalog::RelationType;

/// Height of a node.
pub(super) const HEIGHT: i64 = 32;
/// Where the text of a node starts, after its glyph.
pub(super) const INDENT: i64 = 34;
pub(super) const GAP: i64 = 8;
const GROUP_GAP: i64 = 14;
const CAPTION: i64 = 20;
pub(super) const COLUMN_GAP: i64 = 64;
/// Room for focus rings.
pub(super) const PAD: i64 = 4;
const LANE: i64 = 18;
/// Deepest bend of a line within a side.
const MAX_BEND: i64 = 64;
/// Most bundles within a side that have words beside them; among more, nobody could tell which line is meant. Every line
/// says what it is when it is pointed at.
const MAX_BEND_WORDS: usize = 3;
/// How often the order within groups is improved.
pub(super) const SWEEPS: usize = 4;
/// A box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rect {
    pub x: i64,
    pub y: i64,
    pub width: i64,
}

impl Rect {
    pub(super) fn middle(self) -> i64 {
        self.y + HEIGHT / 2
    }

    pub(super) fn right(self) -> i64 {
        self.x + self.width
    }
}

/// Words at a place; `y` is the line that they stand on.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub x: i64,
    pub y: i64,
    pub text: String,
    pub anchor: &'static str,
}

/// A line, or several that leave the same node for the same reason.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Path data, arrow heads included.
    pub path: String,
    /// True for lines that do not touch the entity itself.
    pub aside: bool,
    pub words: Option<Words>,
    /// The edges that it shows.
    pub edges: Vec<Edge>,
}

/// A graph with the places of everything.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Where the picture starts, 0 or less: many lanes may reach above the columns.
    pub top: i64,
    pub width: i64,
    pub height: i64,
    /// By node.
    pub rects: Vec<Rect>,
    /// By node.
    pub titles: Vec<String>,
    /// By group.
    pub captions: Vec<Words>,
    pub lines: Vec<Line>,
}

pub(super) fn layout(graph: &Graph) -> Layout {
    let (groups, columns) = order(graph);
    let titles: Vec<String> = graph.nodes.iter().map(|node| fitted(&node.title)).collect();
    let mut plan = Plan::new(graph, &columns);
    plan.stack(graph, &groups);
    plan.spread(graph, &titles, &columns);
    let captions = plan.captions(graph, &groups);
    // Those of the entity come last, so that they lie on top.
    let lines: Vec<Line> = plan.lanes().into_iter().chain(plan.bends()).chain(plan.spokes(graph)).collect();
    let words = || lines.iter().filter_map(|line| line.words.as_ref());
    let top = words().map(|words| words.y - WORD_SIZE - PAD).fold(0, i64::min);
    let bottom = words().map(|words| words.y + 2 * PAD).fold(plan.height, i64::max);
    Layout { top, width: plan.width, height: bottom - top, rects: plan.rects, titles, captions, lines }
}

/// The nodes of each group in their final order, and of both columns.
fn order(graph: &Graph) -> (Vec<Vec<usize>>, [Vec<usize>; 2]) {
    let mut groups: Vec<Vec<usize>> = graph.groups.iter().map(|group| group.nodes.clone()).collect();
    let mut friends: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for edge in graph.edges.iter().filter(|edge| edge.from != 0 && edge.to != 0) {
        friends.entry(edge.from).or_default().insert(edge.to);
        friends.entry(edge.to).or_default().insert(edge.from);
    }
    let mut columns = columns_of(graph, &groups);
    for sweep in 0..SWEEPS {
        let side = [Side::Right, Side::Left][sweep % 2];
        let heights = heights(&columns);
        let wanted = |node: usize| match friends.get(&node) {
            Some(friends) => {
                let sum: i64 = friends.iter().filter_map(|friend| heights.get(friend)).sum();
                sum / i64::try_from(friends.len()).unwrap_or(1).max(1)
            }
            None => heights.get(&node).copied().unwrap_or(0),
        };
        for (_, nodes) in graph.groups.iter().zip(&mut groups).filter(|(group, _)| group.side == side) {
            nodes.sort_by_cached_key(|at| {
                let node = &graph.nodes[*at];
                (node.kind.clone(), node.state == State::Rest, wanted(*at), heights.get(at).copied())
            });
        }
        columns = columns_of(graph, &groups);
    }
    (groups, columns)
}

fn columns_of(graph: &Graph, groups: &[Vec<usize>]) -> [Vec<usize>; 2] {
    [Side::Left, Side::Right].map(|side| {
        let of_side = graph.groups.iter().zip(groups).filter(|(group, _)| group.side == side);
        of_side.flat_map(|(_, nodes)| nodes.iter().copied()).collect()
    })
}

/// How far down each node stands, as a share of its column in thousandths.
fn heights(columns: &[Vec<usize>; 2]) -> BTreeMap<usize, i64> {
    let share = |column: &Vec<usize>| {
        let count = i64::try_from(column.len()).unwrap_or(i64::MAX).max(1);
        column.iter().zip(0_i64..).map(move |(node, at)| (*node, (2 * at + 1) * 500 / count)).collect::<Vec<_>>()
    };
    columns.iter().flat_map(share).collect()
}

/// Width of the longest words beside lines.
fn widest<'a>(bundles: impl Iterator<Item = &'a (usize, RelationType)>) -> Option<i64> {
    bundles.map(|(_, relation)| width(&verb(relation), WORD_SIZE)).max()
}

/// Height of a group of so many nodes.
fn stacked(nodes: usize) -> i64 {
    CAPTION + i64::try_from(nodes).unwrap_or(0) * (HEIGHT + GAP) - GAP
}

/// A line that leaves and arrives level.
pub(super) fn curve((x1, y1): (i64, i64), (x2, y2): (i64, i64)) -> String {
    let x = i64::midpoint(x1, x2);
    if y1 == y2 { format!("M{x1} {y1}H{x2}") } else { format!("M{x1} {y1}C{x} {y1} {x} {y2} {x2} {y2}") }
}

/// The head of an arrow that ends at a place; its wings lie to the left for -1, to the right for 1.
pub(super) fn head(x: i64, y: i64, wings: i64) -> String {
    let back = x + 5 * wings;
    format!("M{back} {}L{x} {y}L{back} {}", y - 4, y + 4)
}

/// Edges of one relation that leave one node.
type Bundles = BTreeMap<(usize, RelationType), Vec<Edge>>;

struct Plan {
    rects: Vec<Rect>,
    width: i64,
    height: i64,
    lanes: Bundles,
    bends: [Bundles; 2],
}

impl Plan {
    /// Sorts the edges by the way that they take.
    fn new(graph: &Graph, columns: &[Vec<usize>; 2]) -> Self {
        let mut plan = Plan {
            rects: vec![Rect::default(); graph.nodes.len()],
            width: 0,
            height: 0,
            lanes: Bundles::new(),
            bends: [Bundles::new(), Bundles::new()],
        };
        let place = |node: usize| usize::from(columns[1].contains(&node));
        for edge in graph.edges.iter().filter(|edge| edge.from != 0 && edge.to != 0) {
            let at = place(edge.from);
            let bundles = if at == place(edge.to) { &mut plan.bends[at] } else { &mut plan.lanes };
            bundles.entry((edge.from, edge.relation.clone())).or_default().push(edge.clone());
        }
        plan
    }

    /// Stacks both columns level with the entity. Captions count as part of their group.
    fn stack(&mut self, graph: &Graph, groups: &[Vec<usize>]) {
        let tall = |side: Side| {
            let of_side = graph.groups.iter().zip(groups).filter(|(group, _)| group.side == side);
            of_side.map(|(_, nodes)| stacked(nodes.len()) + GROUP_GAP).sum::<i64>() - GROUP_GAP
        };
        let inner = HEIGHT.max(tall(Side::Left)).max(tall(Side::Right));
        self.height = inner + 2 * PAD;
        self.rects[0].y = PAD + (inner - HEIGHT) / 2;
        for side in [Side::Left, Side::Right] {
            // So that nodes, not words, stand level with the entity.
            let mut y = PAD + ((inner - tall(side) - CAPTION) / 2).max(0);
            for (_, nodes) in graph.groups.iter().zip(groups).filter(|(group, _)| group.side == side) {
                y += CAPTION;
                for node in nodes {
                    self.rects[*node].y = y;
                    y += HEIGHT + GAP;
                }
                y += GROUP_GAP - GAP;
            }
        }
    }

    /// Puts the columns side by side.
    fn spread(&mut self, graph: &Graph, titles: &[String], columns: &[Vec<usize>; 2]) {
        // The entity's own title is bold.
        let bold = |node: usize, width: i64| if node == 0 { width * 11 / 10 } else { width };
        let node_width = |node: &usize| INDENT + bold(*node, width(&titles[*node], TITLE_SIZE)) + 12;
        let lane_words = widest(self.lanes.keys()).map_or(0, |words| words + 24);
        let captions = |side: Side| {
            let of_side = graph.groups.iter().filter(move |group| group.side == side);
            of_side.map(|group| width(&group.caption, WORD_SIZE) + 8).max()
        };
        let here = vec![0];
        let sides =
            [(&columns[0], captions(Side::Left)), (&here, Some(lane_words)), (&columns[1], captions(Side::Right))];
        let mut x = PAD + self.margin(0);
        for (nodes, least) in sides.into_iter().filter(|(nodes, _)| !nodes.is_empty()) {
            let widest = nodes.iter().map(node_width).chain(least).max().unwrap_or(0);
            for node in nodes {
                self.rects[*node].x = x;
                self.rects[*node].width = widest;
            }
            self.width = x + widest;
            x += widest + COLUMN_GAP;
        }
        self.width += self.margin(1) + PAD;
    }

    /// Room that the bends of a side need.
    fn margin(&self, side: usize) -> i64 {
        let bends = &self.bends[side];
        let depth = bends.values().flatten().map(|edge| self.depth(edge)).max().map_or(0, |depth| depth + PAD);
        let words = widest(bends.keys()).filter(|_| bends.len() <= MAX_BEND_WORDS);
        depth + words.map_or(0, |words| words + PAD)
    }

    /// How far a line within a side bends outwards.
    fn depth(&self, edge: &Edge) -> i64 {
        (8 + (self.rects[edge.to].y - self.rects[edge.from].y).abs() / 8).min(MAX_BEND)
    }

    fn captions(&self, graph: &Graph, groups: &[Vec<usize>]) -> Vec<Words> {
        let caption = |(group, nodes): (&super::Group, &Vec<usize>)| {
            let rect = self.rects[nodes[0]];
            Words { x: rect.x + 2, y: rect.y - 7, text: group.caption.clone(), anchor: "start" }
        };
        graph.groups.iter().zip(groups).map(caption).collect()
    }

    /// The lines between the entity and its neighbours: one each, with a head at both ends if both need each other.
    fn spokes(&self, graph: &Graph) -> Vec<Line> {
        let mut spokes: BTreeMap<usize, Vec<Edge>> = BTreeMap::new();
        for edge in graph.edges.iter().filter(|edge| edge.from == 0 || edge.to == 0) {
            spokes.entry(edge.from.max(edge.to)).or_default().push(edge.clone());
        }
        let line = |(node, edges): (usize, Vec<Edge>)| {
            let (rect, here) = (self.rects[node], self.rects[0]);
            let left = rect.x < here.x;
            let (start, end) = if left { (rect, here) } else { (here, rect) };
            let mut path = curve((start.right(), start.middle()), (end.x, end.middle()));
            if edges.iter().any(|edge| (edge.to == 0) == left) {
                path += &head(end.x, end.middle(), -1);
            }
            if edges.iter().any(|edge| (edge.to == 0) != left) {
                path += &head(start.right(), start.middle(), 1);
            }
            Line { path, aside: false, words: None, edges }
        };
        spokes.into_iter().map(line).collect()
    }

    /// The lines from side to side, above and below the entity.
    fn lanes(&self) -> Vec<Line> {
        let here = self.rects[0];
        let mean = |edges: &[Edge]| {
            let sum: i64 = edges.iter().map(|edge| self.rects[edge.to].middle() + self.rects[edge.from].middle()).sum();
            sum / (2 * i64::try_from(edges.len()).unwrap_or(1)).max(1)
        };
        let mut wanted: Vec<(i64, &Vec<Edge>)> = self.lanes.values().map(|edges| (mean(edges), edges)).collect();
        wanted.sort();
        let below = wanted.split_off(wanted.partition_point(|(y, _)| *y < here.middle()));
        let (mut high, mut low) = (here.y - LANE, here.y + HEIGHT + LANE);
        let mut lines = Vec::new();
        for (y, edges) in wanted.into_iter().rev() {
            lines.push(self.lane(y.min(high), edges));
            high = y.min(high) - LANE;
        }
        for (y, edges) in below {
            lines.push(self.lane(y.max(low), edges));
            low = y.max(low) + LANE;
        }
        lines
    }

    fn lane(&self, y: i64, edges: &[Edge]) -> Line {
        let (here, from) = (self.rects[0], self.rects[edges[0].from]);
        let rightwards = from.x < here.x;
        let (start, first, last) =
            if rightwards { (from.right(), here.x, here.right()) } else { (from.x, here.right(), here.x) };
        let mut path = curve((start, from.middle()), (first, y)) + &format!("L{last} {y}");
        for edge in edges {
            let to = self.rects[edge.to];
            let end = if rightwards { to.x } else { to.right() };
            path += &curve((last, y), (end, to.middle()));
            path += &head(end, to.middle(), if rightwards { -1 } else { 1 });
        }
        let text = verb(&edges[0].relation).into_owned();
        let words = Words { x: here.x + here.width / 2, y: y + 4, text, anchor: "middle" };
        Line { path, aside: true, words: Some(words), edges: edges.to_vec() }
    }

    /// The lines within a side.
    fn bends(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for (bundles, outwards) in self.bends.iter().zip([-1, 1]) {
            let mut taken: BTreeSet<i64> = BTreeSet::new();
            for edges in bundles.values() {
                let mut line = self.bend(edges, outwards);
                line.words.take_if(|_| bundles.len() > MAX_BEND_WORDS);
                if let Some(words) = &mut line.words {
                    while taken.range(words.y - WORD_SIZE - 1..=words.y + WORD_SIZE + 1).next().is_some() {
                        words.y += 4;
                    }
                    taken.insert(words.y);
                }
                lines.push(line);
            }
        }
        lines
    }

    fn bend(&self, edges: &[Edge], outwards: i64) -> Line {
        let edge_of = |rect: Rect| if outwards < 0 { rect.x } else { rect.right() };
        let from = self.rects[edges[0].from];
        let mut path = String::new();
        let mut words = None;
        for edge in edges {
            let to = self.rects[edge.to];
            let depth = self.depth(edge);
            let (start, end) = ((edge_of(from), from.middle()), (edge_of(to), to.middle()));
            let control = start.0 + outwards * depth * 4 / 3;
            path += &format!("M{} {}C{control} {} {control} {} {} {}", start.0, start.1, start.1, end.1, end.0, end.1);
            path += &head(end.0, end.1, outwards);
            let anchor = if outwards < 0 { "end" } else { "start" };
            let text = verb(&edge.relation).into_owned();
            let (x, y) = (start.0 + outwards * (depth + 4), i64::midpoint(start.1, end.1) + 4);
            words.get_or_insert(Words { x, y, text, anchor });
        }
        Line { path, aside: true, words, edges: edges.to_vec() }
    }
}
