//! The relations of an entity, as lists and as a picture.

use crate::catalog::{Entity, EntityRef, Kind, RelationType};
use crate::path::SitePath;
use crate::portal::urls;
use crate::site::graph;
use crate::site::view::{EntityItem, RelationGroup};
use crate::site::views::{Context, home};

/// Most targets of one relation that are listed.
const MAX_TARGETS: usize = 100;
/// The relations in the order of the page.
const RELATIONS: [RelationType; 13] = [
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
    RelationType::HasMember,
    RelationType::MemberOf,
    RelationType::OwnerOf,
];

pub(super) fn relations(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Vec<RelationGroup> {
    let group = |relation: &RelationType| {
        let found: Vec<_> = entity.relations.iter().filter(|found| found.relation == *relation).collect();
        let items: Vec<EntityItem> =
            found.iter().take(MAX_TARGETS).map(|found| context.item_of(here, &found.target, None)).collect();
        let more = found.len() - items.len();
        let filter = match relation {
            RelationType::OwnerOf => format!("?filters[owner]={}", entity.reference),
            _ => String::new(),
        };
        let index = context.href(here, &urls::catalog(1));
        let more_href = if more > 0 { format!("{index}{filter}") } else { String::new() };
        RelationGroup {
            name: relation.name().to_owned(),
            label: graph::label(*relation).to_owned(),
            items,
            more,
            more_href,
        }
    };
    RELATIONS.iter().map(group).filter(|group| !group.items.is_empty()).collect()
}

/// Where the graph of an entity leads.
pub(super) struct Addresses<'a> {
    pub context: &'a Context<'a>,
    pub here: &'a SitePath,
    pub entity: &'a Entity,
}

impl graph::Addresses for Addresses<'_> {
    fn entity(&self, reference: &EntityRef) -> String {
        self.context.href(self.here, &urls::entity(reference))
    }

    /// The filtered index where it can show them, else the list on the page.
    fn all(&self, relation: RelationType, kind: Option<&Kind>) -> String {
        let index = || self.context.href(self.here, &urls::catalog(1));
        match (relation, kind) {
            (RelationType::OwnedBy, _) => String::new(),
            (RelationType::OwnerOf, None) => format!("{}?filters[owner]={}", index(), self.entity.reference),
            (RelationType::OwnerOf, Some(kind)) => owned_index(&index(), kind, &self.entity.reference),
            _ => format!("#pd-relation-{}", relation.name()),
        }
    }

    fn plural(&self, kind: &Kind, count: usize) -> String {
        home::plural(kind, count)
    }
}

/// The index with what an owner has of a kind.
pub(super) fn owned_index(index: &str, kind: &Kind, owner: &EntityRef) -> String {
    format!("{index}?filters[kind]={}&filters[owner]={owner}", kind.name().to_lowercase())
}
