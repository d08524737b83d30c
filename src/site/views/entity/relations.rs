//! The relations of an entity, as lists and as a picture.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::listing::{ROWS, What};
use super::query;
use crate::catalog::{Entity, EntityRef, Kind, Relation, RelationType};
use crate::path::SitePath;
use crate::portal::urls;
use crate::site::graph;
use crate::site::view::{EntityItem, RelationGroup};
use crate::site::views::Context;

/// Most targets of all lists of a page.
const MAX_ROWS: usize = 150;
/// Most lists of a page.
const MAX_GROUPS: usize = 40;

/// Backstage's relations in the order of the page; those that the configuration names come after them. Members of a
/// group stand in a list of their own.
const RELATIONS: [RelationType; 12] = [
    RelationType::DependsOn,
    RelationType::DependencyOf,
    RelationType::ProvidesApi,
    RelationType::ConsumesApi,
    RelationType::ApiProvidedBy,
    RelationType::ApiConsumedBy,
    RelationType::PartOf,
    RelationType::HasPart,
    RelationType::ParentOf,
    RelationType::ChildOf,
    RelationType::MemberOf,
    RelationType::OwnerOf,
];

/// The relations of an entity; those that lead to many kinds with a list for each.
pub(super) fn relations(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Vec<RelationGroup> {
    let group = |(Group { relation, kind, found }, shown): (Group<'_>, usize)| {
        let items: Vec<EntityItem> =
            found.iter().take(shown).map(|found| context.item_of(here, &found.target, None)).collect();
        let more = found.len() - items.len();
        let more_href = if more > 0 { all(context, here, entity, relation, kind.as_ref()) } else { String::new() };
        RelationGroup {
            name: anchor(relation, kind.as_ref()),
            label: label(context, entity, relation, kind.as_ref()),
            count: found.len(),
            items,
            more,
            more_href,
        }
    };
    groups(entity).map(group).collect()
}

/// The targets of a relation, of one that leads to many kinds those of one kind.
struct Group<'a> {
    relation: &'a RelationType,
    kind: Option<Kind>,
    found: Vec<&'a Relation>,
}

/// The lists of the page, and how many targets of each it shows.
fn groups(entity: &Entity) -> impl Iterator<Item = (Group<'_>, usize)> {
    let own = entity.relations.iter().map(|found| &found.relation);
    let own: BTreeSet<&RelationType> = own.filter(|relation| matches!(relation, RelationType::Own(_))).collect();
    let groups = RELATIONS.iter().chain(own).flat_map(|relation| split(entity, relation)).take(MAX_GROUPS);
    groups.scan(MAX_ROWS, |left, group| {
        let shown = group.found.len().min(ROWS).min(*left);
        *left -= shown;
        Some((group, shown))
    })
}

/// The lists that the page cuts and that no index can show.
pub(super) fn cut(entity: &Entity) -> Vec<What> {
    if entity.relations.len() <= ROWS {
        return Vec::new();
    }
    let cut = groups(entity).filter(|(group, shown)| group.found.len() > *shown);
    cut.filter(|(group, _)| facet(entity, group.relation).is_none())
        .map(|(group, _)| What::Relation(group.relation.clone(), group.kind))
        .collect()
}

/// All targets of a relation, of one that leads to many kinds those of one kind.
pub(super) fn targets<'a>(entity: &'a Entity, relation: &'a RelationType, kind: Option<&Kind>) -> Vec<&'a EntityRef> {
    let groups = split(entity, relation).into_iter().filter(|group| group.kind.as_ref() == kind);
    groups.flat_map(|group| group.found).map(|found| &found.target).collect()
}

/// The targets of a relation; of one that leads to many kinds, those of each kind.
fn split<'a>(entity: &'a Entity, relation: &'a RelationType) -> Vec<Group<'a>> {
    let found = entity.relations.iter().filter(|found| found.relation == *relation);
    if !leads_to_many_kinds(relation) {
        let found: Vec<&Relation> = found.collect();
        return if found.is_empty() { Vec::new() } else { vec![Group { relation, kind: None, found }] };
    }
    let mut kinds: BTreeMap<Kind, Vec<&Relation>> = BTreeMap::new();
    for found in found {
        kinds.entry(Kind::of(found.target.kind())).or_default().push(found);
    }
    kinds.into_iter().map(|(kind, found)| Group { relation, kind: Some(kind), found }).collect()
}

fn leads_to_many_kinds(relation: &RelationType) -> bool {
    matches!(relation, RelationType::HasPart | RelationType::OwnerOf)
}

pub(super) fn anchor(relation: &RelationType, kind: Option<&Kind>) -> String {
    match kind {
        Some(kind) => format!("{}-{}", relation.name(), kind.name().to_lowercase()),
        None => relation.name().to_owned(),
    }
}

pub(super) fn label(context: &Context<'_>, entity: &Entity, relation: &RelationType, kind: Option<&Kind>) -> String {
    match (relation, kind, &entity.kind) {
        (RelationType::HasPart, Some(Kind::Component), Kind::Component) => "Subcomponents".to_owned(),
        (RelationType::HasPart, Some(Kind::Domain), Kind::Domain) => "Subdomains".to_owned(),
        (RelationType::HasPart, Some(Kind::AiResource), _) if is_type(entity, "plugin") => "Skills".to_owned(),
        (RelationType::HasPart, Some(Kind::AiResource), _) if is_type(entity, "marketplace") => "Plugins".to_owned(),
        (RelationType::HasPart, Some(kind), _) => context.plural(kind, 2),
        (RelationType::OwnerOf, Some(kind), _) => format!("Owns {}", graph::within_words(&context.plural(kind, 2))),
        _ => graph::label(relation).into_owned(),
    }
}

fn is_type(entity: &Entity, name: &str) -> bool {
    entity.kind_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case(name))
}

/// The facet of the index that shows all targets of a relation.
fn facet(entity: &Entity, relation: &RelationType) -> Option<&'static str> {
    match (relation, &entity.kind) {
        (RelationType::OwnerOf, _) => Some("owner"),
        (RelationType::HasPart, Kind::System) => Some("system"),
        (RelationType::HasPart, Kind::Domain) => Some("domain"),
        _ => None,
    }
}

/// Where all targets of a relation are: the filtered index where it can show them, else a list of their own.
fn all(
    context: &Context<'_>,
    here: &SitePath,
    entity: &Entity,
    relation: &RelationType,
    kind: Option<&Kind>,
) -> String {
    let Some(facet) = facet(entity, relation) else {
        return context.href(here, &What::Relation(relation.clone(), kind.cloned()).address(&entity.reference, 1));
    };
    let index = context.href(here, &urls::catalog(1));
    let kind = kind.map_or_else(String::new, |kind| format!("filters[kind]={}&", query(&kind.name().to_lowercase())));
    format!("{index}?{kind}filters[{facet}]={}", query(entity.reference.as_str()))
}

/// Where graphs on a page lead.
pub(super) struct Addresses<'a> {
    pub context: &'a Context<'a>,
    pub here: &'a SitePath,
}

impl graph::Addresses for Addresses<'_> {
    fn entity(&self, reference: &EntityRef) -> String {
        self.context.href(self.here, &urls::entity(reference))
    }

    fn absolute(&self, reference: &EntityRef) -> String {
        self.context.canonical(&urls::entity(reference))
    }

    /// The filtered index where it can show them, else the list on the page of the entity.
    fn all(&self, of: &EntityRef, relation: &RelationType, kind: Option<&Kind>) -> String {
        let Some(entity) = self.context.portal.catalog.get(of) else { return String::new() };
        let page = match urls::entity(of) {
            page if page == *self.here => String::new(),
            page => self.context.href(self.here, &page),
        };
        match relation {
            RelationType::OwnedBy => page,
            RelationType::OwnerOf => all(self.context, self.here, entity, relation, kind),
            _ if leads_to_many_kinds(relation) && kind.is_none() => format!("{page}#pd-relations"),
            RelationType::HasMember => format!("{page}#pd-members"),
            _ => format!("{page}#pd-relation-{}", anchor(relation, kind.filter(|_| leads_to_many_kinds(relation)))),
        }
    }

    fn drawing(&self, kind: &str) -> Option<Arc<str>> {
        self.context.kind_icons.get(kind).cloned()
    }

    fn of_kind(&self, kind: &Kind) -> String {
        self.context.href(self.here, &urls::kind(&kind.name().to_lowercase(), 1))
    }

    fn plural(&self, kind: &Kind, count: usize) -> String {
        self.context.plural(kind, count)
    }
}
