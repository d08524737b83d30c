//! [`Organisation`]: who belongs to whom, and who owns what.
//!
//! A group has one parent (Backstage: "groups may however not have more than one parent"), so groups form a forest. They are
//! kept in tree order, each before its subgroups, so that a group with everything below it is a slice. Whatever does not
//! fit into a forest is kept as [`Elsewhere`]: a second parent, a circle, a chain of more than [`MAX_LEVELS`] groups.
//! Built in linear time but for sorting; asking costs what the answer is long, and at most [`MAX_LEVELS`] groups contain
//! one another, so all pages together stay proportional to the catalog.

use std::collections::{BTreeMap, HashMap};

use super::entity::Entity;
use super::graph::Catalog;
use super::kind::Kind;
use super::reference::EntityRef;
use super::relation::RelationType;

mod forest;
#[cfg(test)]
mod tests;

/// Most groups on the way from a root down to a group; what is below starts a tree of its own.
pub const MAX_LEVELS: usize = 32;

/// The groups and users of a catalog.
#[derive(Debug)]
pub struct Organisation<'a> {
    catalog: &'a Catalog,
    /// In tree order.
    groups: Vec<Group<'a>>,
    /// Where each group stands in `groups`; only looked up, never walked.
    at: HashMap<&'a EntityRef, usize>,
    /// Users by display name.
    users: Vec<&'a Entity>,
    /// What has no owner that is a group or user of the catalog, sorted by reference.
    ownerless: Vec<Ownerless<'a>>,
}

/// A group at its place in the tree.
#[derive(Debug)]
pub struct Group<'a> {
    /// The group.
    pub entity: &'a Entity,
    /// How many groups are above it.
    pub level: usize,
    /// Its place in the tree order, see [`Organisation::groups`].
    pub place: usize,
    /// The place of the group that it stands below.
    pub parent: Option<usize>,
    /// How many groups are below it, to any depth.
    pub subgroups: usize,
    /// Subgroups that stand at another place of the tree, by display name.
    pub elsewhere: Vec<Elsewhere<'a>>,
    /// Its own members, by display name.
    pub members: Vec<&'a Entity>,
    /// How many people are in it or in a group below, each counted once.
    pub members_within: usize,
    /// What it owns itself, sorted by reference.
    pub owned: Vec<&'a Entity>,
    /// How many entities it or a group below owns, each counted once.
    pub owned_within: usize,
}

/// A subgroup that stands at another place of the tree than below this group.
#[derive(Clone, Copy, Debug)]
pub struct Elsewhere<'a> {
    /// The subgroup.
    pub entity: &'a Entity,
    /// Why it is not here.
    pub why: Why,
}

/// Why a subgroup does not stand below a group that names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It contains the group, so that the two would contain each other.
    Circle,
    /// It has another parent.
    OtherParent,
    /// It would be below [`MAX_LEVELS`] groups.
    Depth,
}

/// An entity that nobody of the catalog owns.
#[derive(Clone, Copy, Debug)]
pub struct Ownerless<'a> {
    /// The entity.
    pub entity: &'a Entity,
    /// The owner that it names, which is not in the catalog or no group or user.
    pub named: Option<&'a EntityRef>,
}

/// How much of one kind and type a group or user owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ownership<'a> {
    /// The kind.
    pub kind: &'a Kind,
    /// `spec.type`.
    pub kind_type: Option<&'a str>,
    /// How many the group or user owns itself.
    pub direct: usize,
    /// How many in all: of a group with its subgroups, of a user with the groups that it is a member of.
    pub all: usize,
}

/// How far to look from a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The group itself.
    Direct,
    /// The group and all groups below it.
    Within,
}

impl<'a> Organisation<'a> {
    /// The organisation of a catalog.
    pub fn of(catalog: &'a Catalog) -> Self {
        let mut groups = forest::grow(catalog);
        for group in &mut groups {
            let members = catalog.related(group.entity, RelationType::HasMember);
            group.members = by_name(members.filter(|entity| entity.kind == Kind::User));
            group.owned = catalog.related(group.entity, RelationType::OwnerOf).collect();
        }
        for (place, count) in within(&groups, |group| &group.members).into_iter().enumerate() {
            groups[place].members_within = count;
        }
        for (place, count) in within(&groups, |group| &group.owned).into_iter().enumerate() {
            groups[place].owned_within = count;
        }
        Self {
            catalog,
            at: groups.iter().map(|group| (&group.entity.reference, group.place)).collect(),
            groups,
            users: by_name(catalog.iter().filter(|entity| entity.kind == Kind::User)),
            ownerless: catalog.iter().filter_map(|entity| ownerless(catalog, entity)).collect(),
        }
    }

    /// All groups in tree order: each before the groups below it, siblings by display name.
    pub fn groups(&self) -> &[Group<'a>] {
        &self.groups
    }

    /// The group of a reference.
    pub fn group(&self, reference: &EntityRef) -> Option<&Group<'a>> {
        self.at.get(reference).map(|place| &self.groups[*place])
    }

    /// A group, followed by all groups below it in tree order.
    pub fn within(&self, group: &Group<'a>) -> &[Group<'a>] {
        &self.groups[group.place..=group.place + group.subgroups]
    }

    /// The groups that nothing stands above.
    pub fn roots(&self) -> impl Iterator<Item = &Group<'a>> {
        siblings(&self.groups)
    }

    /// The groups above a group, from the nearest up.
    pub fn above(&self, group: &Group<'a>) -> impl Iterator<Item = &Group<'a>> {
        let parent = |group: &&Group<'a>| group.parent.map(|place| &self.groups[place]);
        std::iter::successors(group.parent.map(|place| &self.groups[place]), parent)
    }

    /// The groups one level below a group.
    pub fn children(&self, group: &Group<'a>) -> impl Iterator<Item = &Group<'a>> {
        siblings(&self.within(group)[1..])
    }

    /// The members of a group by display name, each once.
    pub fn members(&self, group: &Group<'a>, reach: Reach) -> Vec<&'a Entity> {
        match reach {
            Reach::Direct => group.members.clone(),
            Reach::Within => {
                let all = self.within(group).iter().flat_map(|group| group.members.iter().copied());
                by_name(once_each(all).into_iter())
            }
        }
    }

    /// What a group owns, sorted by reference, each once.
    pub fn owned(&self, group: &Group<'a>, reach: Reach) -> Vec<&'a Entity> {
        match reach {
            Reach::Direct => group.owned.clone(),
            Reach::Within => once_each(self.within(group).iter().flat_map(|group| group.owned.iter().copied())),
        }
    }

    /// What a group owns with its subgroups, or a user with its groups, by kind and type. Empty for other kinds.
    pub fn ownership(&self, owner: &'a Entity) -> Vec<Ownership<'a>> {
        let own = || self.catalog.related(owner, RelationType::OwnerOf);
        let (direct, all): (Vec<&Entity>, Vec<&Entity>) = match &owner.kind {
            Kind::Group => match self.group(&owner.reference) {
                Some(group) => (self.owned(group, Reach::Direct), self.owned(group, Reach::Within)),
                None => (Vec::new(), Vec::new()),
            },
            Kind::User => {
                let of_groups = self.groups_of(owner).flat_map(|group| group.owned.iter().copied());
                (own().collect(), once_each(own().chain(of_groups)))
            }
            _ => (Vec::new(), Vec::new()),
        };
        let mut counts: BTreeMap<(&Kind, Option<&str>), (usize, usize)> = BTreeMap::new();
        for entity in direct {
            counts.entry((&entity.kind, entity.kind_type.as_deref())).or_default().0 += 1;
        }
        for entity in all {
            counts.entry((&entity.kind, entity.kind_type.as_deref())).or_default().1 += 1;
        }
        let row = |((kind, kind_type), (direct, all))| Ownership { kind, kind_type, direct, all };
        counts.into_iter().map(row).collect()
    }

    /// The groups that a user is a member of, sorted by reference.
    pub fn groups_of(&self, user: &Entity) -> impl Iterator<Item = &Group<'a>> {
        let groups = user.relations.iter().filter(|relation| relation.relation == RelationType::MemberOf);
        groups.filter_map(|relation| self.group(&relation.target))
    }

    /// All users by display name.
    pub fn users(&self) -> &[&'a Entity] {
        &self.users
    }

    /// The users who are in no group of the catalog, by display name.
    pub fn users_without_group(&self) -> impl Iterator<Item = &'a Entity> {
        self.users.iter().copied().filter(|user| self.groups_of(user).next().is_none())
    }

    /// The groups without a member, neither their own nor in a group below, in tree order.
    pub fn groups_without_members(&self) -> impl Iterator<Item = &Group<'a>> {
        self.groups.iter().filter(|group| group.members_within == 0)
    }

    /// The entities that should have an owner and have none in the catalog, sorted by reference.
    pub fn ownerless(&self) -> &[Ownerless<'a>] {
        &self.ownerless
    }
}

/// Steps over trees: the first group and those beside it.
fn siblings<'g, 'a>(groups: &'g [Group<'a>]) -> impl Iterator<Item = &'g Group<'a>> {
    let mut rest = groups;
    std::iter::from_fn(move || {
        let (first, _) = rest.split_first()?;
        rest = &rest[first.subgroups + 1..];
        Some(first)
    })
}

fn ownerless<'a>(catalog: &Catalog, entity: &'a Entity) -> Option<Ownerless<'a>> {
    let mut owners = catalog.related(entity, RelationType::OwnedBy);
    let owned = owners.any(|owner| matches!(owner.kind, Kind::Group | Kind::User));
    (entity.expects_owner && !owned).then(|| Ownerless { entity, named: entity.owners().next() })
}

/// By the name that readers know, then by reference.
fn by_name<'a>(entities: impl Iterator<Item = &'a Entity>) -> Vec<&'a Entity> {
    let mut entities: Vec<&Entity> = entities.collect();
    entities.sort_by_cached_key(|entity| (entity.display_name().to_lowercase(), &entity.reference));
    entities
}

/// Sorted by reference, each once.
fn once_each<'a>(entities: impl Iterator<Item = &'a Entity>) -> Vec<&'a Entity> {
    let sorted: BTreeMap<&EntityRef, &Entity> = entities.map(|entity| (&entity.reference, entity)).collect();
    sorted.into_values().collect()
}

/// How many things each group and the groups below it have together, each thing counted once.
///
/// A thing counts for its group and for everything above. Of two groups in tree order that have the same thing, what is
/// above both would count it twice; the deepest group above both is found on the path to the later one, and takes one back.
fn within<'a>(groups: &[Group<'a>], things: for<'g> fn(&'g Group<'a>) -> &'g [&'a Entity]) -> Vec<usize> {
    let mut twice = vec![0; groups.len()];
    let mut last_seen: HashMap<&EntityRef, usize> = HashMap::new();
    let mut path: Vec<usize> = Vec::new();
    for group in groups {
        path.truncate(group.level);
        path.push(group.place);
        for thing in things(group) {
            if let Some(earlier) = last_seen.insert(&thing.reference, group.place) {
                let above_both = path.partition_point(|place| *place <= earlier);
                if let Some(deepest) = path[..above_both].last() {
                    twice[*deepest] += 1;
                }
            }
        }
    }
    let mut counts: Vec<usize> = groups.iter().map(|group| things(group).len()).collect();
    for group in groups.iter().rev() {
        let below = siblings(&groups[group.place + 1..=group.place + group.subgroups]);
        let below: usize = below.map(|child| counts[child.place]).sum();
        counts[group.place] = counts[group.place] + below - twice[group.place];
    }
    counts
}
