//! The relations of an entity, as lists and as a picture.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::query;
use crate::catalog::{Entity, EntityRef, Kind, Relation, RelationType};
use crate::path::SitePath;
use crate::portal::urls;
use crate::site::graph;
use crate::site::view::{EntityItem, RelationGroup};
use crate::site::views::Context;

/// Most targets of one list.
const MAX_TARGETS: usize = 50;
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
    let mut left = MAX_ROWS;
    let own = entity.relations.iter().map(|found| &found.relation);
    let own: BTreeSet<&RelationType> = own.filter(|relation| matches!(relation, RelationType::Own(_))).collect();
    let groups = RELATIONS.iter().chain(own).flat_map(|relation| split(entity, relation)).take(MAX_GROUPS);
    let group = |(relation, kind, found): (&RelationType, Option<Kind>, Vec<&Relation>)| {
        let most = MAX_TARGETS.min(left);
        let items: Vec<EntityItem> =
            found.iter().take(most).map(|found| context.item_of(here, &found.target, None)).collect();
        left -= items.len();
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
    groups.map(group).collect()
}

/// The targets of a relation; of one that leads to many kinds, those of each kind.
fn split<'a>(
    entity: &'a Entity,
    relation: &'a RelationType,
) -> Vec<(&'a RelationType, Option<Kind>, Vec<&'a Relation>)> {
    let found = entity.relations.iter().filter(|found| found.relation == *relation);
    if !leads_to_many_kinds(relation) {
        let found: Vec<&Relation> = found.collect();
        return if found.is_empty() { Vec::new() } else { vec![(relation, None, found)] };
    }
    let mut kinds: BTreeMap<Kind, Vec<&Relation>> = BTreeMap::new();
    for found in found {
        kinds.entry(Kind::of(found.target.kind())).or_default().push(found);
    }
    kinds.into_iter().map(|(kind, found)| (relation, Some(kind), found)).collect()
}

fn leads_to_many_kinds(relation: &RelationType) -> bool {
    matches!(relation, RelationType::HasPart | RelationType::OwnerOf)
}

fn anchor(relation: &RelationType, kind: Option<&Kind>) -> String {
    match kind {
        Some(kind) => format!("{}-{}", relation.name(), kind.name().to_lowercase()),
        None => relation.name().to_owned(),
    }
}

fn label(context: &Context<'_>, entity: &Entity, relation: &RelationType, kind: Option<&Kind>) -> String {
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

/// Where all targets of a relation are: the filtered index where it can show them, else the file of the entity.
fn all(
    context: &Context<'_>,
    here: &SitePath,
    entity: &Entity,
    relation: &RelationType,
    kind: Option<&Kind>,
) -> String {
    let facet = match (relation, &entity.kind) {
        (RelationType::OwnerOf, _) => "owner",
        (RelationType::HasPart, Kind::System) => "system",
        (RelationType::HasPart, Kind::Domain) => "domain",
        _ => return context.href(here, &urls::entity_json(&entity.reference)),
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

    fn plural(&self, kind: &Kind, count: usize) -> String {
        self.context.plural(kind, count)
    }
}
