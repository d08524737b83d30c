//! What the page of the organisation is given.

use serde::Serialize;

use super::{EntityItem, Link};

/// The groups of an organisation as a tree, `organisation.html`. A large tree is cut into several pages.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OrganisationView {
    /// The way from the whole tree to the group whose subgroups this page shows; empty for the whole tree.
    pub breadcrumbs: Vec<Link>,
    /// Groups in all.
    pub groups: usize,
    /// Users in all.
    pub users: usize,
    /// The groups of this page.
    pub tree: Vec<GroupNode>,
    /// The page before, href empty if there is none.
    pub previous: Link,
    /// The page after, href empty if there is none.
    pub next: Link,
    /// The index of all users, href empty if there are none.
    pub people: Link,
    /// What should be looked after; only on the first page, empty lists left out.
    pub gaps: Vec<Gap>,
}

/// A group of the tree.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GroupNode {
    /// Display name, and the page of the group.
    pub name: Link,
    /// `spec.type`, may be empty.
    pub kind_type: String,
    /// `4 members`, `1 member, 13 with subgroups`, `14 members in subgroups`, `no members`.
    pub members: String,
    /// `owns 3`, `owns 3, 20 with subgroups`, `owns nothing`.
    pub owned: String,
    /// True if the subgroups are shown at first.
    pub open: bool,
    /// The groups below it.
    pub children: Vec<GroupNode>,
    /// The page of the groups below it when this page does not show them; text `12 subgroups`.
    pub further: Link,
    /// Subgroups that stand at another place, with the reason.
    pub elsewhere: Vec<ElsewhereItem>,
}

/// A subgroup that stands at another place of the tree.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ElsewhereItem {
    /// The group.
    pub name: Link,
    /// Why it is not here: `listed below Team A`.
    pub why: String,
}

/// Something that the organisation lacks.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Gap {
    /// Id of the section.
    pub id: String,
    /// `12 groups have no members`.
    pub title: String,
    /// What to do about it.
    pub advice: String,
    /// The first of them.
    pub items: Vec<GapItem>,
    /// How many more there are.
    pub more: usize,
    /// The index that shows them all, empty if nothing is cut.
    pub more_href: String,
}

/// One thing that lacks something.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GapItem {
    /// The entity.
    pub entity: EntityItem,
    /// What it says instead: `owner: team-paymnets`; may be empty.
    pub says: String,
}
