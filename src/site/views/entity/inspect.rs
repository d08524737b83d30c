//! The source of an entity: the document as written, as JSON, which Location led to it, and what was found in it.

use std::collections::BTreeSet;

use super::head::{Part, address, forge_address, head};
use super::query;
use crate::catalog::{Entity, EntityRef, Lead, annotations};
use crate::diag::Diagnostic;
use crate::docs::highlight;
use crate::path::SitePath;
use crate::portal::urls;
use crate::site::api;
use crate::site::view::{CodeLine, FindingItem, InspectView, LineageStep, Page, View};
use crate::site::views::{Context, section_of};
use crate::source::Forge;

/// Most lines of the document that are shown.
const MAX_LINES: usize = 1_000;
/// Most bytes of the document that are shown.
const MAX_BYTES: usize = 48 << 10;
/// Most entities of one list.
pub(in crate::site::views) const MAX_ENTITIES: usize = 20;

pub(in crate::site::views) fn page(context: &Context<'_>, entity: &Entity) -> Page {
    let here = address(entity, Part::Inspect);
    let written = as_written(entity);
    let (lines, more_lines) = lines(&written, entity.source.first_line);
    let json = api::entity_json(context, entity);
    let shown = highlight::json(&String::from_utf8_lossy(&json));
    let catalog = &context.portal.catalog;
    let file = &entity.place.file;
    let siblings: Vec<&Entity> = catalog.in_file(file).filter(|other| other.reference != entity.reference).collect();
    let step = |lead: &&Lead| LineageStep {
        location: context.reference_link(&here, Some(&lead.location), "location"),
        place: lead.place.to_string(),
    };
    let others: BTreeSet<&EntityRef> = catalog.leads_to(file).iter().skip(1).map(|lead| &lead.location).collect();
    let index = |path: SitePath, is_cut: bool| if is_cut { context.href(&here, &path) } else { String::new() };
    let all_siblings = match siblings.len() > MAX_ENTITIES {
        true => format!("{}?filters[file]={}", context.href(&here, &urls::catalog(1)), query(&file.to_string())),
        false => String::new(),
    };
    let forge = forge_address(context, entity, Forge::view_url);
    let json_href = context.href(&here, &urls::entity_json(&entity.reference));
    let view = InspectView {
        head: head(context, entity, Part::Inspect, &here),
        file: file.to_string(),
        lines,
        more_lines,
        json: shown.html,
        json_cut: shown.is_cut,
        more_lines_href: if forge.is_empty() { json_href.clone() } else { forge },
        json_href,
        lineage: catalog.lineage(file).iter().rev().map(step).collect(),
        more_locations_href: index(urls::kind("location", 1), others.len() > MAX_ENTITIES),
        other_locations: others
            .into_iter()
            .take(MAX_ENTITIES)
            .map(|location| context.reference_link(&here, Some(location), "location"))
            .collect(),
        more_siblings_href: all_siblings,
        more_siblings: siblings.len().saturating_sub(MAX_ENTITIES),
        siblings: siblings.iter().take(MAX_ENTITIES).map(|other| context.item(&here, other)).collect(),
    };
    let title = format!("Source of {}", view.head.entity.title);
    context.framed(here, section_of(&entity.kind), title, String::new(), View::Inspect(Box::new(view)))
}

/// The entity as its author wrote it, without what may be a secret; nothing when one is written in a way that hides
/// where it stands (folded or with escapes).
fn as_written(entity: &Entity) -> String {
    let secrets = annotations::secrets(entity).filter(|secret| !secret.is_empty());
    secrets.fold(entity.source.text.to_string(), |text, secret| match text.contains(secret) {
        true => text.replace(secret, "(not shown)"),
        false => String::new(),
    })
}

/// The lines of a text with their numbers, and how many are left out.
fn lines(text: &str, first: u32) -> (Vec<CodeLine>, usize) {
    let mut bytes = 0;
    let fits = |line: &&str| {
        bytes += line.len();
        bytes <= MAX_BYTES
    };
    let text = text.trim_end();
    let shown: Vec<&str> = text.lines().take(MAX_LINES).take_while(fits).collect();
    let more = text.lines().count() - shown.len();
    let shown = shown.join("\n");
    let numbered = (first..).zip(highlight::yaml_lines(&shown));
    (numbered.map(|(number, html)| CodeLine { number, html }).collect(), more)
}

/// A finding as pages show it.
pub(in crate::site::views) fn finding(diagnostic: &Diagnostic) -> FindingItem {
    FindingItem {
        severity: diagnostic.severity.to_string(),
        code: diagnostic.code.id.to_owned(),
        message: diagnostic.message.clone(),
        place: diagnostic.place.to_string(),
        hint: diagnostic.hint.clone().unwrap_or_default(),
    }
}
