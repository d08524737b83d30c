//! The page of an entity: one file per part of it.

use super::Context;
use crate::catalog::{Entity, EntityRef, Kind, annotations};
use crate::diag::Diagnostic;
use crate::docs::{highlight, markdown};
use crate::portal::urls;
use crate::site::graph;
use crate::site::view::{EntityView, NameValue, Page, View};
use crate::source::Forge;
use about::{breadcrumbs, docs_advice, docs_link, facts, forge_link, links};
use relations::{Addresses, relations};

mod about;
mod definition;
mod inspect;
mod people;
mod relations;
mod template;

pub(super) fn page(context: &Context<'_>, entity: &Entity) -> Page {
    let here = urls::entity(&entity.reference);
    let item = context.item(&here, entity);
    let docs = docs_link(context, &here, &entity.reference);
    let forge = context.portal.forge_of(&entity.place.file);
    let annotated = annotations::expand(&entity.annotations, forge, annotations::Settings::of(context.config));
    let written = inspect::as_written(entity);
    let view = EntityView {
        breadcrumbs: breadcrumbs(context, &here, entity),
        description_html: entity.description.as_deref().map(markdown::restricted).unwrap_or_default(),
        facts: facts(context, &here, entity, annotated.facts),
        graph: graph::figure(&context.portal.catalog, entity, &Addresses { context, here: &here, entity }),
        relations: relations(context, &here, entity),
        links: links(context, entity, annotated.links),
        labels: entity.labels.iter().map(|pair| pair_of(&pair.key, &pair.value)).collect(),
        annotations: annotated.rest.iter().map(|pair| pair_of(&pair.key, &pair.value)).collect(),
        docs_advice: if docs.href.is_empty() { docs_advice(&entity.kind) } else { String::new() },
        docs,
        definition: definition::definition(context, entity),
        source: forge_link(context, entity, "View source", Forge::view_url),
        edit: forge_link(context, entity, "Edit", Forge::edit_url),
        file: entity.place.to_string(),
        findings: context.findings_of(&entity.reference).map(inspect::finding).collect(),
        yaml_html: highlight::yaml(&written),
        yaml: written,
        profile: people::profile(context, &here, entity),
        template: (entity.kind == Kind::Template).then(|| template::template(entity)),
        entity: item,
    };
    let (title, description) = (view.entity.title.clone(), view.entity.description.clone());
    context.framed(here, "catalog", title, description, View::Entity(Box::new(view)))
}

impl<'a> Context<'a> {
    pub(in crate::site) fn findings_of(&self, reference: &EntityRef) -> impl Iterator<Item = &'a Diagnostic> {
        self.findings.get(reference.as_str()).into_iter().flatten().copied()
    }
}

fn pair_of(name: &str, value: &str) -> NameValue {
    NameValue { name: name.to_owned(), value: value.to_owned() }
}
