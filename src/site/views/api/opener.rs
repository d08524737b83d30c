//! Rows of types that are data of their own and no schemas: opened breadth first over the whole page, like those of OpenAPI.

use std::collections::VecDeque;

use crate::api::openapi::tree::{Below, Row};

/// Most types that are opened one inside the other.
const MAX_HOPS: usize = 2;

/// A row with the number of the type that may be opened below it.
pub(super) struct Typed {
    pub(super) row: Row,
    pub(super) ty: Option<usize>,
}

/// Opens the rows of one page.
pub(super) struct Opener<'a> {
    /// The rows of a type by its number and the anchor in front of theirs; empty for what has none.
    rows_of: &'a dyn Fn(usize, &str) -> Vec<Typed>,
    nodes: Vec<Node>,
    queue: VecDeque<usize>,
    left: usize,
}

struct Node {
    row: Row,
    ty: Option<usize>,
    below: Vec<usize>,
    hops: usize,
    parent: Option<usize>,
}

impl<'a> Opener<'a> {
    /// A page with room for so many rows.
    pub(super) fn new(rows: usize, rows_of: &'a dyn Fn(usize, &str) -> Vec<Typed>) -> Self {
        Self { rows_of, nodes: Vec::new(), queue: VecDeque::new(), left: rows }
    }

    /// Adds a row of the page; gives the number to ask for it.
    pub(super) fn add(&mut self, typed: Typed) -> usize {
        self.push(typed, None, 0)
    }

    /// Opens types, level by level, as far as there is room.
    pub(super) fn run(&mut self) {
        while let Some(at) = self.queue.pop_front() {
            self.open(at);
        }
    }

    /// A row with what is below it.
    pub(super) fn take(&mut self, at: usize) -> Row {
        let below = std::mem::take(&mut self.nodes[at].below);
        let mut rows: Vec<Row> = below.into_iter().map(|at| self.take(at)).collect();
        let mut row = std::mem::take(&mut self.nodes[at].row);
        if !rows.is_empty() {
            if let Below::Rows(own) = &mut row.below {
                own.append(&mut rows);
            } else {
                row.below = Below::Rows(rows);
            }
        }
        row
    }

    fn push(&mut self, typed: Typed, parent: Option<usize>, hops: usize) -> usize {
        let at = self.nodes.len();
        self.nodes.push(Node { row: typed.row, ty: typed.ty, below: Vec::new(), hops, parent });
        if let Some(parent) = parent {
            self.nodes[parent].below.push(at);
        }
        self.queue.push_back(at);
        at
    }

    fn open(&mut self, at: usize) {
        let Some(ty) = self.nodes[at].ty else { return };
        if self.is_within(at, ty) {
            self.nodes[at].row.below = Below::Recursive(ty);
            return;
        }
        let rows = (self.rows_of)(ty, &self.nodes[at].row.anchor);
        if rows.is_empty() {
            return;
        }
        let hops = self.nodes[at].hops + 1;
        if hops > MAX_HOPS || rows.len() > self.left {
            self.nodes[at].row.below = Below::Hidden(rows.len(), Some(ty));
            return;
        }
        self.left -= rows.len();
        for typed in rows {
            self.push(typed, Some(at), hops);
        }
    }

    /// True if a row lies inside a type.
    fn is_within(&self, at: usize, ty: usize) -> bool {
        let mut parent = self.nodes[at].parent;
        while let Some(above) = parent {
            if self.nodes[above].ty == Some(ty) {
                return true;
            }
            parent = self.nodes[above].parent;
        }
        false
    }
}
