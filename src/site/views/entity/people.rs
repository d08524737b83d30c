//! What a page shows of groups and users only: who is in a group, and what a group or user owns.

use std::collections::BTreeSet;

use super::head::{initials, is_people};
use super::listing::{ROWS, What};
use super::query;
use crate::catalog::organisation::{Ownership, Reach};
use crate::catalog::{Entity, EntityRef, Kind, RelationType};
use crate::path::SitePath;
use crate::portal::urls;
use crate::safe::SafeUrl;
use crate::site::view::{Link, Member, Owned, People, Profile};
use crate::site::views::{Context, related, text};

/// Most rows of the table of what is owned.
const MAX_OWNED: usize = 60;
/// Most owners whose possessions one address of the index names.
const MAX_OWNERS: usize = 30;
/// Most groups that are named beside a member.
const MAX_GROUPS: usize = 3;

/// Who a group or user is.
pub(super) fn profile(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Option<Profile> {
    if !is_people(&entity.kind) {
        return None;
    }
    let picture = entity.profile.as_ref().and_then(|profile| profile.picture.as_deref());
    let picture = picture.and_then(|picture| SafeUrl::parse(picture, &[]).ok());
    let ownership = context.organisation.ownership(entity);
    let owners = owners(context, entity);
    let possessions =
        Possessions { index: context.href(here, &urls::catalog(1)), own: &entity.reference, owners: &owners };
    let more_owned = ownership.iter().skip(MAX_OWNED).map(|row| row.all).sum();
    let (members, members_below) = lists(context, here, entity);
    Some(Profile {
        picture: picture.map_or_else(String::new, |url| url.as_str().to_owned()),
        owned: ownership.iter().take(MAX_OWNED).map(|row| possessions.row(context, row)).collect(),
        more_owned,
        more_owned_href: if more_owned > 0 { possessions.all("") } else { String::new() },
        has_more_owners: owners.len() > 1,
        members,
        members_below,
    })
}

/// The entity itself, and those whose possessions count as its own: the groups below a group, the groups of a user.
fn owners<'a>(context: &'a Context<'_>, entity: &'a Entity) -> Vec<&'a EntityRef> {
    let organisation = &context.organisation;
    let groups: Vec<&EntityRef> = match &entity.kind {
        Kind::User => organisation.groups_of(entity).map(|group| &group.entity.reference).collect(),
        _ => organisation.group(&entity.reference).map_or_else(Vec::new, |group| {
            organisation.within(group)[1..].iter().map(|group| &group.entity.reference).collect()
        }),
    };
    std::iter::once(&entity.reference).chain(groups).collect()
}

/// What is owned, as filters of the index.
struct Possessions<'a> {
    index: String,
    own: &'a EntityRef,
    owners: &'a [&'a EntityRef],
}

impl Possessions<'_> {
    /// What is owned of a kind and type, with the filtered index for either reach.
    fn row(&self, context: &Context<'_>, row: &Ownership<'_>) -> Owned {
        let kind = row.kind.name().to_lowercase();
        let kind_type = row.kind_type.map_or_else(String::new, |kind| format!("&filters[type]={}", query(kind)));
        let filter = format!("filters[kind]={}{kind_type}", query(&kind));
        let link = |count: usize, href: String| Link {
            text: count.to_string(),
            href: if count == 0 { String::new() } else { href },
        };
        Owned {
            label: context.plural(row.kind, row.all),
            kind,
            kind_type: text(row.kind_type),
            direct: link(row.direct, format!("{}?{filter}&filters[owner]={}", self.index, query(self.own.as_str()))),
            all: link(row.all, self.all(&filter)),
        }
    }

    /// What all owners have that passes a filter. Many owners go by the one that they are below.
    fn all(&self, before: &str) -> String {
        let named = |name: &str, owner: &EntityRef| format!("&filters[{name}]={}", query(owner.as_str()));
        let owners: String = match self.owners.len() {
            ..=MAX_OWNERS => self.owners.iter().map(|owner| named("owner", owner)).collect(),
            _ => named("within", self.own),
        };
        format!("{}?{}", self.index, format!("{before}{owners}").trim_start_matches('&'))
    }
}

/// The members of a group by display name; nothing for other entities.
pub(super) fn members<'a>(context: &Context<'a>, entity: &Entity, reach: Reach) -> Vec<&'a Entity> {
    let group = context.organisation.group(&entity.reference);
    group.map_or_else(Vec::new, |group| context.organisation.members(group, reach))
}

/// The groups that a user is in, by name.
pub(super) fn groups_of(context: &Context<'_>, here: &SitePath, user: &Entity) -> Vec<Link> {
    let groups = related(context.portal, user, RelationType::MemberOf).take(MAX_GROUPS);
    groups.map(|group| context.reference_link(here, Some(&group.reference), "group")).collect()
}

/// The members of a group, and the people who are only in groups below it.
fn lists(context: &Context<'_>, here: &SitePath, entity: &Entity) -> (People, People) {
    let direct = members(context, entity, Reach::Direct);
    let known: BTreeSet<&EntityRef> = direct.iter().map(|user| &user.reference).collect();
    let mut below = members(context, entity, Reach::Within);
    below.retain(|user| !known.contains(&user.reference));
    let people = |list: &[&Entity], reach: Reach| {
        let member = |user: &&Entity| Member {
            title: user.display_name().to_owned(),
            href: context.href(here, &urls::entity(&user.reference)),
            initials: initials(user.display_name()),
            groups: if reach == Reach::Within { groups_of(context, here, user) } else { Vec::new() },
        };
        let what = What::Members(reach);
        let link = |path: SitePath| if list.len() > ROWS { context.href(here, &path) } else { String::new() };
        People {
            total: list.len(),
            list: list.iter().take(ROWS).map(member).collect(),
            more: list.len().saturating_sub(ROWS),
            more_href: link(what.address(&entity.reference, 1)),
            rows_href: link(what.file(&entity.reference)),
        }
    };
    (people(&direct, Reach::Direct), people(&below, Reach::Within))
}
