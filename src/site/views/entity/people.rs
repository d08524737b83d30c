//! What a page shows of groups and users only.

use std::collections::BTreeMap;

use super::relations::owned_index;
use crate::catalog::{Entity, Kind, RelationType};
use crate::path::SitePath;
use crate::portal::urls;
use crate::site::view::{Count, Profile};
use crate::site::views::{Context, home, related, text};

/// Who a group or user is, and what it owns by kind.
pub(super) fn profile(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Option<Profile> {
    if !matches!(entity.kind, Kind::Group | Kind::User) {
        return None;
    }
    let words = entity.display_name().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let initials: String = words.filter_map(|word| word.chars().next()).take(2).flat_map(char::to_uppercase).collect();
    let email = entity.profile.as_ref().and_then(|profile| profile.email.as_deref());
    let mut counts: BTreeMap<&Kind, usize> = BTreeMap::new();
    for owned in related(context.portal, entity, RelationType::OwnerOf) {
        *counts.entry(&owned.kind).or_default() += 1;
    }
    let index = context.href(here, &urls::catalog(1));
    let owned = counts
        .into_iter()
        .map(|(kind, count)| Count {
            label: home::plural(kind, count),
            kind: kind.name().to_lowercase(),
            count,
            href: owned_index(&index, kind, &entity.reference),
        })
        .collect();
    Some(Profile { initials, email: text(email), owned })
}
