//! The front page.

use std::collections::BTreeMap;

use super::{Context, changes, docs};
use crate::catalog::Kind;
use crate::catalog::organisation::Group;
use crate::path::SitePath;
use crate::portal::urls;
use crate::site::view::{Count, EntityItem, HomeView, Page, View};

const MAX_SYSTEMS: usize = 8;
const MAX_DOCS: usize = 8;
const MAX_TEAMS: usize = 12;
const MAX_TEMPLATES: usize = 6;

pub(super) fn page(context: &Context<'_>) -> Page {
    let portal = context.portal;
    let here = SitePath::home();
    let view = HomeView {
        intro: context.config.description.clone().unwrap_or_default(),
        kinds: kinds(context, &here),
        systems: items(context, &here, |kind| matches!(kind, Kind::System | Kind::Domain), MAX_SYSTEMS),
        docs: docs::index::largest(context, &here, MAX_DOCS),
        teams: teams(context, &here),
        templates: items(context, &here, |kind| matches!(kind, Kind::Template | Kind::GoldenPath), MAX_TEMPLATES),
        changes: changes::newest(context, &here),
        changes_href: if context.changes.is_empty() { String::new() } else { context.href(&here, &urls::changes()) },
        feed_href: changes::feed_href(context, &here),
        catalog_href: context.href(&here, &urls::catalog(1)),
        docs_href: context.href(&here, &urls::docs_index(1)),
        empty: portal.catalog.is_empty() && portal.docs.is_empty(),
    };
    let description = view.intro.clone();
    context.framed(here, "home", context.config.title.clone(), description, View::Home(Box::new(view)))
}

/// Every kind with its number of entities, in the order of [`Kind`]. Locations only say where files are.
fn kinds(context: &Context<'_>, here: &SitePath) -> Vec<Count> {
    let mut counts: BTreeMap<&Kind, usize> = BTreeMap::new();
    for entity in context.portal.catalog.iter().filter(|entity| entity.kind != Kind::Location) {
        *counts.entry(&entity.kind).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(kind, count)| Count {
            label: context.plural(kind, count),
            kind: kind.name().to_lowercase(),
            count,
            href: context.href(here, &urls::kind(&kind.name().to_lowercase(), 1)),
        })
        .collect()
}

fn items(context: &Context<'_>, here: &SitePath, wanted: fn(&Kind) -> bool, most: usize) -> Vec<EntityItem> {
    let entities = context.portal.catalog.iter().filter(|entity| wanted(&entity.kind));
    entities.take(most).map(|entity| context.item(here, entity)).collect()
}

/// Groups that own something, those that own most first.
fn teams(context: &Context<'_>, here: &SitePath) -> Vec<Count> {
    let mut teams: Vec<&Group<'_>> =
        context.organisation.groups().iter().filter(|group| !group.owned.is_empty()).collect();
    teams.sort_by_key(|group| (std::cmp::Reverse(group.owned.len()), &group.entity.reference));
    teams
        .into_iter()
        .take(MAX_TEAMS)
        .map(|group| Count {
            label: group.entity.display_name().to_owned(),
            kind: "group".into(),
            count: group.owned.len(),
            href: context.href(here, &urls::entity(&group.entity.reference)),
        })
        .collect()
}
