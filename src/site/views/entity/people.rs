//! What a page shows of groups and users only: who is in a group, and what a group or user owns.

use std::collections::BTreeSet;

use super::head::{initials, is_people};
use super::query;
use crate::catalog::organisation::{Ownership, Reach};
use crate::catalog::{Entity, EntityRef, Kind, RelationType};
use crate::path::SitePath;
use crate::portal::urls;
use crate::safe::SafeUrl;
use crate::site::view::{Link, Member, Owned, People, Profile};
use crate::site::views::{Context, related, text};

/// Most people of one list.
const MAX_MEMBERS: usize = 100;
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
    let index = context.href(here, &urls::catalog(1));
    let row = |row: &Ownership<'_>| owned(context, &index, row, &entity.reference, &owners);
    let (members, members_below) = members(context, here, entity);
    Some(Profile {
        picture: picture.map_or_else(String::new, |url| url.as_str().to_owned()),
        owned: ownership.iter().take(MAX_OWNED).map(row).collect(),
        more_owned: ownership.iter().skip(MAX_OWNED).map(|row| row.all).sum(),
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

/// What is owned of a kind and type, with the filtered index for either reach.
fn owned(context: &Context<'_>, index: &str, row: &Ownership<'_>, own: &EntityRef, owners: &[&EntityRef]) -> Owned {
    let kind = row.kind.name().to_lowercase();
    let href = |count: usize, owners: &[&EntityRef]| {
        let kind_type = row.kind_type.map_or_else(String::new, |kind| format!("&filters[type]={}", query(kind)));
        let owners: String = owners.iter().map(|owner| format!("&filters[owner]={}", query(owner.as_str()))).collect();
        if count == 0 { String::new() } else { format!("{index}?filters[kind]={}{kind_type}{owners}", query(&kind)) }
    };
    let all = if owners.len() > MAX_OWNERS { String::new() } else { href(row.all, owners) };
    Owned {
        kind: kind.clone(),
        label: context.plural(row.kind, row.all),
        kind_type: text(row.kind_type),
        direct: Link { text: row.direct.to_string(), href: href(row.direct, &[own]) },
        all: Link { text: row.all.to_string(), href: all },
    }
}

/// The members of a group, and the people who are only in groups below it.
fn members(context: &Context<'_>, here: &SitePath, entity: &Entity) -> (People, People) {
    let Some(group) = context.organisation.group(&entity.reference) else { return Default::default() };
    let direct = context.organisation.members(group, Reach::Direct);
    let known: BTreeSet<&EntityRef> = direct.iter().map(|user| &user.reference).collect();
    let mut below = context.organisation.members(group, Reach::Within);
    below.retain(|user| !known.contains(&user.reference));
    let groups_of = |user: &Entity| -> Vec<Link> {
        let groups = related(context.portal, user, RelationType::MemberOf).take(MAX_GROUPS);
        groups.map(|group| context.reference_link(here, Some(&group.reference), "group")).collect()
    };
    let everyone = context.href(here, &urls::entity_json(&entity.reference));
    let people = |list: &[&Entity], groups: &dyn Fn(&Entity) -> Vec<Link>| {
        let member = |user: &&Entity| Member {
            title: user.display_name().to_owned(),
            href: context.href(here, &urls::entity(&user.reference)),
            initials: initials(user.display_name()),
            groups: groups(user),
        };
        let more = list.len().saturating_sub(MAX_MEMBERS);
        People {
            total: list.len(),
            list: list.iter().take(MAX_MEMBERS).map(member).collect(),
            more,
            more_href: if more > 0 { everyone.clone() } else { String::new() },
        }
    };
    (people(&direct, &|_| Vec::new()), people(&below, &groups_of))
}
