//! The lists of an entity that are longer than its overview shows: pages of 50, and the whole as data for the filter.

use serde::Serialize;

use super::head::{Part, head, initials};
use super::people::{groups_of, members};
use super::relations;
use crate::catalog::organisation::Reach;
use crate::catalog::{Entity, EntityRef, Kind, RelationType};
use crate::path::{LinkStyle, SitePath};
use crate::portal::urls;
use crate::site::view::{IndexLink, Link, ListingRow, ListingView, Page, View};
use crate::site::views::{Context, neighbours, section_of, share, shares};

/// Rows of one page, and of a list on the overview of an entity.
pub(super) const ROWS: usize = 50;

/// What a list holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The members of a group, with or without those of the groups below it.
    Members(Reach),
    /// The targets of a relation, of some only those of a kind.
    Relation(RelationType, Option<Kind>),
}

impl What {
    /// Its name in addresses: `members`, `members-within`, `dependencyOf`.
    fn name(&self) -> String {
        match self {
            Self::Members(Reach::Direct) => "members".to_owned(),
            Self::Members(Reach::Within) => "members-within".to_owned(),
            Self::Relation(relation, kind) => relations::anchor(relation, kind.as_ref()),
        }
    }

    fn heading(&self, context: &Context<'_>, entity: &Entity) -> String {
        match self {
            Self::Members(Reach::Direct) => "Members".to_owned(),
            Self::Members(Reach::Within) => "Members with subgroups".to_owned(),
            Self::Relation(relation, kind) => relations::label(context, entity, relation, kind.as_ref()),
        }
    }

    /// The page of the list with this number, from 1.
    pub(super) fn address(&self, of: &EntityRef, number: usize) -> SitePath {
        urls::listing(of, &self.name(), number)
    }

    /// The whole list as data.
    pub(super) fn file(&self, of: &EntityRef) -> SitePath {
        urls::listing_json(of, &self.name())
    }

    /// What is in it, in order.
    fn items<'a>(&'a self, context: &Context<'a>, entity: &'a Entity) -> Vec<&'a EntityRef> {
        match self {
            Self::Members(reach) => members(context, entity, *reach).into_iter().map(|user| &user.reference).collect(),
            Self::Relation(relation, kind) => relations::targets(entity, relation, kind.as_ref()),
        }
    }
}

/// The lists of an entity that its overview cuts.
pub(super) fn lists(context: &Context<'_>, entity: &Entity) -> Vec<What> {
    let mut lists = relations::cut(entity);
    if let Some(group) = context.organisation.group(&entity.reference) {
        let direct = group.members.len();
        lists.extend((direct > ROWS).then_some(What::Members(Reach::Direct)));
        let has_within = group.members_within > direct && group.members_within > ROWS;
        lists.extend(has_within.then_some(What::Members(Reach::Within)));
    }
    lists
}

/// All pages of the lists of an entity: the place of the list, and the number of the page.
pub(in crate::site::views) fn pages(context: &Context<'_>, entity: &Entity) -> Vec<(usize, usize)> {
    let lists = lists(context, entity).into_iter().enumerate();
    let pages = lists.flat_map(|(place, what)| {
        let count = shares(what.items(context, entity).len(), ROWS);
        (1..=count).map(move |number| (place, number))
    });
    pages.collect()
}

/// One page of a list, and the whole list as data beside the first one.
pub(in crate::site::views) fn page(
    context: &Context<'_>,
    entity: &Entity,
    place: usize,
    number: usize,
) -> (Page, Vec<(SitePath, String)>) {
    let lists = lists(context, entity);
    let what = &lists[place];
    let of = &entity.reference;
    let here = what.address(of, number);
    let items = what.items(context, entity);
    let pages = shares(items.len(), ROWS);
    let (previous, next) = neighbours(context, number, pages, |other| what.address(of, other));
    let is_members = matches!(what, What::Members(_));
    let ways = lists.iter().filter(|other| is_members && matches!(other, What::Members(_))).map(|other| IndexLink {
        text: other.heading(context, entity),
        href: context.href(&here, &other.address(of, 1)),
        count: other.items(context, entity).len(),
        current: other == what,
    });
    let heading = what.heading(context, entity);
    let view = ListingView {
        head: head(context, entity, Part::Listing, &here),
        heading: heading.clone(),
        people: is_members,
        ways: ways.collect(),
        rows: share(&items, number, ROWS).iter().map(|item| row(context, &here, item, is_members)).collect(),
        total: items.len(),
        previous,
        next,
        rows_href: context.href(&here, &what.file(of)),
    };
    let title = format!("{heading} of {}", entity.display_name());
    let title = if number == 1 { title } else { format!("{title}, page {number}") };
    let page = context.framed(here, section_of(&entity.kind), title, String::new(), View::Listing(Box::new(view)));
    let file = (number == 1).then(|| (what.file(of), json(context, &items, is_members)));
    (page, file.into_iter().collect())
}

fn row(context: &Context<'_>, here: &SitePath, item: &EntityRef, is_member: bool) -> ListingRow {
    let entity = context.item_of(here, item, None);
    let groups = |user: &Entity| groups_of(context, here, user);
    ListingRow {
        initials: initials(&entity.title),
        groups: context.portal.catalog.get(item).filter(|_| is_member).map_or_else(Vec::new, groups),
        entity,
    }
}

/// A list as data.
#[derive(Serialize)]
struct Listing {
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    r#ref: String,
    title: String,
    /// The page below the root of the portal, empty if it is not in the catalog.
    url: String,
    kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    r#type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    /// The groups of a member.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
}

fn json(context: &Context<'_>, items: &[&EntityRef], is_members: bool) -> String {
    let items = items.iter().map(|item| exported(context, item, is_members));
    serde_json::to_string(&Listing { items: items.collect() }).expect("text in a tree is JSON")
}

fn exported(context: &Context<'_>, item: &EntityRef, is_member: bool) -> Item {
    let ListingRow { entity, groups, .. } = row(context, &SitePath::home(), item, is_member);
    let page = || urls::entity(item).href_from(&SitePath::home(), LinkStyle::Web);
    Item {
        r#ref: entity.reference,
        title: entity.title,
        url: if entity.missing { String::new() } else { page() },
        kind: entity.kind,
        r#type: if entity.kind_type.is_empty() { entity.kind_label } else { entity.kind_type },
        description: entity.description,
        groups: groups.into_iter().map(|Link { text, .. }| text).collect(),
    }
}
