//! The pages of an entity: one file per part of them.

use super::{Context, section_of};
use crate::catalog::{Entity, EntityRef, Kind, annotations};
use crate::diag::Diagnostic;
use crate::docs::markdown;
use crate::portal::urls;
use crate::safe::SafeHtml;
use crate::site::graph;
use crate::site::view::{EntityView, NameValue, Omitted, Page, View};
pub(super) use about::docs_link;
use about::{details, docs_advice, facts, links, teams};
pub(super) use graph_page::page as graph_page;
use head::{Part, address, head};
pub(super) use impact::page as impact_page;
pub(super) use inspect::{MAX_ENTITIES as FROM_FILE, page as inspect_page};
pub(super) use kinds::FROM_TARGET;
pub(super) use listing::{page as listing_page, pages as listing_pages};
use relations::{Addresses, relations};

mod about;
mod definition;
mod graph_page;
mod head;
mod impact;
mod inspect;
mod kinds;
mod listing;
mod people;
mod relations;
mod template;

/// Most findings that are shown.
const MAX_FINDINGS: usize = 100;
/// Most labels and most annotations that are shown; the source has them all.
const MAX_PAIRS: usize = 100;
/// Longest value of an author in characters where it stands in a list.
const MAX_VALUE: usize = 500;
/// Longest description in characters.
const MAX_DESCRIPTION: usize = 8_000;

pub(super) fn page(context: &Context<'_>, entity: &Entity) -> Page {
    let here = address(entity, Part::Overview);
    let forge = context.portal.forge_of(&entity.place.file);
    let annotated = annotations::expand(&entity.annotations, forge, annotations::Settings::of(context.config));
    let findings: Vec<&Diagnostic> = context.findings_of(&entity.reference).collect();
    let (spec, spec_cut) = kinds::spec(entity);
    let unnamed = annotated.rest.len();
    let view = EntityView {
        head: head(context, entity, Part::Overview, &here),
        description_html: entity.description.as_deref().map(description).unwrap_or_default(),
        facts: facts(context, &here, entity, annotated.facts),
        details: details(entity),
        pictures: graph_page::contents(context, &here, entity),
        graph: graph::figure(&context.portal.catalog, entity, &Addresses { context, here: &here }),
        relations: relations(context, &here, entity),
        teams: teams(context, &here, entity),
        links: links(context, entity, annotated.links),
        labels: entity.labels.iter().take(MAX_PAIRS).map(|pair| pair_of(&pair.key, &pair.value)).collect(),
        annotations: annotated.rest.iter().take(MAX_PAIRS).map(|pair| pair_of(&pair.key, &pair.value)).collect(),
        docs_advice: docs_advice(context, entity),
        definition: definition::definition(context, entity),
        remotes: kinds::remotes(context, entity),
        client_config: kinds::client_config(context, entity),
        targets: kinds::targets(context, &here, entity),
        spec,
        spec_cut,
        file: entity.place.file.to_string(),
        backstage: entity.backstage.as_ref().map_or_else(String::new, |verdict| verdict.text.clone()),
        findings: findings.iter().take(MAX_FINDINGS).map(|finding| inspect::finding(finding)).collect(),
        more_findings: findings.len().saturating_sub(MAX_FINDINGS),
        more_findings_href: format!(
            "{}?q={}",
            context.href(&here, &urls::findings(1)),
            query(entity.reference.as_str())
        ),
        profile: people::profile(context, &here, entity),
        template: (entity.kind == Kind::Template).then(|| template::template(entity)),
        omitted: Omitted {
            source_href: context.href(&here, &address(entity, Part::Inspect)),
            labels: entity.labels.len().saturating_sub(MAX_PAIRS),
            annotations: unnamed.saturating_sub(MAX_PAIRS),
            remotes: kinds::remotes_of(entity).len().saturating_sub(kinds::MAX_REMOTES),
            targets: entity.targets.len().saturating_sub(kinds::MAX_TARGETS),
            ..template::omitted(entity)
        },
    };
    let (title, description) = (view.head.entity.title.clone(), view.head.entity.description.clone());
    context.framed(here, section_of(&entity.kind), title, description, View::Entity(Box::new(view)))
}

impl<'a> Context<'a> {
    pub(in crate::site) fn findings_of(&self, reference: &EntityRef) -> impl Iterator<Item = &'a Diagnostic> {
        self.findings.get(reference.as_str()).into_iter().flatten().copied()
    }
}

fn description(text: &str) -> SafeHtml {
    let end = text.char_indices().nth(MAX_DESCRIPTION).map_or(text.len(), |(end, _)| end);
    markdown::restricted(&text[..end])
}

fn pair_of(name: &str, value: &str) -> NameValue {
    NameValue { name: name.to_owned(), value: cut(value) }
}

/// A value with its end left out if it is very long.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A value of the query part of an address.
fn query(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
