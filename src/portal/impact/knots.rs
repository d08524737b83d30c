//! How much can be reached, without walking to all of it: what reaches each other is one knot, and everything in a knot
//! reaches the same. An organisation in which nearly everything hangs together in cycles is one large knot.

use super::{Lists, Steps};

/// The knots of one direction.
pub(super) struct Knots {
    /// The knot of every node: entities first, then the APIs that steps lead through.
    of: Vec<u32>,
    /// How many entities each knot has.
    sizes: Vec<usize>,
    /// Where steps lead from knot to knot.
    next: Lists,
    /// The owners of each knot's entities.
    owners: Lists,
    /// By entity: true if another one of its knot has the same owner.
    shared: Vec<bool>,
}

impl Knots {
    /// Ties the steps of one direction; `owners` is by entity.
    pub fn new(steps: &Steps, owners: &[Option<u32>]) -> Self {
        let entities = owners.len();
        let of = tie(steps, entities);
        let knots = of.iter().max().map_or(0, |last| *last as usize + 1);
        let mut sizes = vec![0; knots];
        let mut owned: Vec<(u32, u32, u32)> = Vec::new();
        for ((at, owner), knot) in (0..).zip(owners).zip(&of) {
            sizes[*knot as usize] += 1;
            owned.extend(owner.map(|owner| (*knot, owner, at)));
        }
        owned.sort_unstable();
        let mut shared = vec![false; entities];
        for same in owned.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter(|same| same.len() > 1) {
            same.iter().for_each(|(_, _, at)| shared[*at as usize] = true);
        }
        let mut pairs = Vec::new();
        for (node, knot) in (0..).zip(&of) {
            let others = (0..).map_while(|nth| successor(steps, entities, node, nth)).map(|to| of[to as usize]);
            pairs.extend(others.filter(|other| other != knot).map(|other| (*knot, other)));
        }
        let owners = Lists::new(owned.into_iter().map(|(knot, owner, _)| (knot, owner)).collect(), knots);
        Self { of, sizes, next: Lists::new(pairs, knots), owners, shared }
    }

    /// How many other entities an entity reaches, and how many different owners they have; `owner` is its own.
    pub fn reach(&self, start: u32, owner: Option<u32>) -> (usize, usize) {
        let own = self.of[start as usize];
        let alone = owner.filter(|_| !self.shared[start as usize]);
        let mut passed = vec![false; self.sizes.len()];
        let mut seen = vec![false; self.shared.len()];
        let (mut entities, mut owners) = (0, 0);
        let mut open = vec![own];
        passed[own as usize] = true;
        while let Some(knot) = open.pop() {
            entities += self.sizes[knot as usize];
            for owner in self.owners.of(knot).iter().filter(|owner| knot != own || alone != Some(**owner)) {
                owners += usize::from(!std::mem::replace(&mut seen[*owner as usize], true));
            }
            let fresh = self.next.of(knot).iter().filter(|next| !std::mem::replace(&mut passed[**next as usize], true));
            open.extend(fresh);
        }
        (entities - 1, owners)
    }
}

/// Where the `nth` step from a node leads.
fn successor(steps: &Steps, entities: usize, node: u32, nth: usize) -> Option<u32> {
    let first_api = u32::try_from(entities).ok()?;
    if let Some(api) = node.checked_sub(first_api) {
        return steps.behind.of(api).get(nth).copied();
    }
    let next = steps.next.of(node);
    next.get(nth).copied().or_else(|| Some(first_api + steps.through.of(node).get(nth - next.len())?))
}

/// The knot of every node, by Tarjan's algorithm with a stack of its own.
fn tie(steps: &Steps, entities: usize) -> Vec<u32> {
    let count = 2 * entities;
    // When a node was seen first, from 1, and the earliest that it leads back to.
    let (mut order, mut low) = (vec![0_u32; count], vec![0_u32; count]);
    let mut knot_of = vec![u32::MAX; count];
    let (mut seen, mut knots) = (0, 0);
    let mut open: Vec<u32> = Vec::new();
    let mut path: Vec<(u32, usize)> = Vec::new();
    for root in (0..count).filter_map(|root| u32::try_from(root).ok()) {
        if order[root as usize] == 0 {
            path.push((root, 0));
        }
        while let Some((node, nth)) = path.last_mut() {
            let (node, at) = (*node, *node as usize);
            if *nth == 0 {
                seen += 1;
                (order[at], low[at]) = (seen, seen);
                open.push(node);
            }
            let Some(to) = successor(steps, entities, node, *nth) else {
                path.pop();
                if low[at] == order[at] {
                    close(&mut open, node, |member| knot_of[member as usize] = knots);
                    knots += 1;
                }
                if let Some((parent, _)) = path.last() {
                    low[*parent as usize] = low[*parent as usize].min(low[at]);
                }
                continue;
            };
            *nth += 1;
            if order[to as usize] == 0 {
                path.push((to, 0));
            } else if knot_of[to as usize] == u32::MAX {
                low[at] = low[at].min(order[to as usize]);
            }
        }
    }
    knot_of
}

/// Takes everything since a node off the stack.
fn close(open: &mut Vec<u32>, first: u32, mut member: impl FnMut(u32)) {
    while let Some(node) = open.pop() {
        member(node);
        if node == first {
            return;
        }
    }
}
