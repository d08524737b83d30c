//! What stands above every page of an entity: its name, the way to it, what can be done, its pages.

use super::about;
use crate::catalog::{Entity, EntityRef, Kind, RelationType};
use crate::path::{RepoPath, SitePath};
use crate::portal::urls;
use crate::safe::SafeUrl;
use crate::site::view::{EntityHead, EntityLink, Link, Tab};
use crate::site::views::{Context, related, text};
use crate::source::Forge;

/// Most things above an entity that its breadcrumbs name.
const MAX_ANCESTORS: usize = 2;

/// The pages of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::site::views) enum Part {
    Overview,
    Graph,
    Impact,
    Inspect,
    /// A list that the overview cuts.
    Listing,
}

/// The head of one of an entity's pages, for the page `here`.
pub(in crate::site::views) fn head(context: &Context<'_>, entity: &Entity, part: Part, here: &SitePath) -> EntityHead {
    let docs = about::docs_link(context, here, &entity.reference);
    let email = entity.profile.as_ref().and_then(|profile| profile.email.as_deref());
    EntityHead {
        entity: context.item(here, entity),
        breadcrumbs: breadcrumbs(context, here, entity),
        initials: if is_people(&entity.kind) { initials(entity.display_name()) } else { String::new() },
        email: text(email),
        tabs: tabs(context, here, entity, part, &docs),
        actions: actions(context, here, entity, docs),
    }
}

/// The address of one of an entity's pages; lists are counted as parts of the overview.
pub(in crate::site::views) fn address(entity: &Entity, part: Part) -> SitePath {
    match part {
        Part::Overview | Part::Listing => urls::entity(&entity.reference),
        Part::Graph => urls::graph(&entity.reference),
        Part::Impact => urls::impact(&entity.reference),
        Part::Inspect => urls::entity_inspect(&entity.reference),
    }
}

pub(super) fn is_people(kind: &Kind) -> bool {
    matches!(kind, Kind::Group | Kind::User)
}

/// The first letters of the first two words.
pub(super) fn initials(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter_map(|word| word.chars().next()).take(2).flat_map(char::to_uppercase).collect()
}

/// The start page of the section that an entity belongs to.
fn section(context: &Context<'_>, here: &SitePath, kind: &Kind) -> Link {
    let (text, path) = match kind {
        Kind::Group | Kind::User => ("Organisation", urls::organisation(1)),
        Kind::Api => ("APIs", urls::kind("api", 1)),
        _ => ("Catalog", urls::catalog(1)),
    };
    Link { text: text.to_owned(), href: context.href(here, &path) }
}

/// The section, then the things it is part of, a member of or owned by, the largest first.
fn breadcrumbs(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Vec<Link> {
    let mut ancestors: Vec<&Entity> = Vec::new();
    let mut current = entity;
    while ancestors.len() < MAX_ANCESTORS {
        let above = [RelationType::PartOf, RelationType::ChildOf, RelationType::MemberOf, RelationType::OwnedBy];
        let Some(next) = above.iter().find_map(|relation| related(context.portal, current, relation.clone()).next())
        else {
            break;
        };
        if next.reference == entity.reference || ancestors.iter().any(|seen| seen.reference == next.reference) {
            break;
        }
        ancestors.push(next);
        current = next;
    }
    let ancestors = ancestors.into_iter().rev();
    std::iter::once(section(context, here, &entity.kind))
        .chain(ancestors.map(|ancestor| context.reference_link(here, Some(&ancestor.reference), "")))
        .collect()
}

fn tabs(context: &Context<'_>, here: &SitePath, entity: &Entity, part: Part, docs: &Link) -> Vec<Tab> {
    let tab = |text: &str, href: String| Tab { text: text.to_owned(), href, count: 0, current: false };
    let page = |text: &str, other: Part| {
        let current = part == other;
        let href = if current { "#pd-main".to_owned() } else { context.href(here, &address(entity, other)) };
        Tab { current, ..tab(text, href) }
    };
    let section = |text: &str, id: &str| {
        let page =
            if part == Part::Overview { String::new() } else { context.href(here, &urls::entity(&entity.reference)) };
        tab(text, format!("{page}#{id}"))
    };
    let mut tabs = vec![page("Overview", Part::Overview)];
    if !docs.href.is_empty() {
        tabs.push(tab("Documentation", docs.href.clone()));
    }
    match context.portal.api(&entity.reference).filter(|reference| !reference.api.is_raw()) {
        Some(_) => tabs.push(tab("Reference", context.href(here, &urls::api(&entity.reference)))),
        None if super::definition::is_shown(entity) => tabs.push(section("Definition", "pd-definition")),
        None => {}
    }
    let findings = context.findings_of(&entity.reference).count();
    if findings > 0 {
        tabs.push(Tab { count: findings, ..section("Findings", "pd-findings") });
    }
    tabs.extend(context.has_graph(entity).then(|| page("Graph", Part::Graph)));
    tabs.extend(context.has_impact(entity).then(|| page("Impact", Part::Impact)));
    tabs.push(page("Source", Part::Inspect));
    tabs
}

fn actions(context: &Context<'_>, here: &SitePath, entity: &Entity, docs: Link) -> Vec<EntityLink> {
    let mut actions: Vec<EntityLink> = Vec::new();
    let mut add = |text: &str, href: String, icon: &str| {
        if !href.is_empty() {
            actions.push(EntityLink { text: text.into(), href, icon: icon.into() });
        }
    };
    add("View source", forge_address(context, entity, Forge::view_url), "file");
    add("Edit", forge_address(context, entity, Forge::edit_url), "edit");
    add("Docs", docs.href, "docs");
    let template = source_template(entity).filter(|template| context.portal.catalog.get(template).is_some());
    add(
        "Template",
        template.map_or_else(String::new, |template| context.href(here, &urls::entity(&template))),
        "template",
    );
    actions
}

/// The template that it was made from.
fn source_template(entity: &Entity) -> Option<EntityRef> {
    let annotation = entity.annotation("backstage.io/source-template")?;
    EntityRef::parse(annotation.value.trim(), Some("template"), crate::catalog::DEFAULT_NAMESPACE).ok()
}

/// A page about the entity's file on its forge, empty if that is not known.
pub(super) fn forge_address(
    context: &Context<'_>,
    entity: &Entity,
    address: fn(&Forge, &RepoPath) -> String,
) -> String {
    let file = &entity.place.file;
    let url = context.portal.forge_of(file).and_then(|forge| SafeUrl::parse(&address(forge, &file.path), &[]).ok());
    url.map_or_else(String::new, |url| url.as_str().to_owned())
}
