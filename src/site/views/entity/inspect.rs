//! The source of an entity: the document as written, as JSON, which Location led to it, and what was found in it.

use super::head::{Part, address, head};
use crate::catalog::{Entity, Lead, annotations};
use crate::diag::Diagnostic;
use crate::docs::highlight;
use crate::portal::urls;
use crate::site::api;
use crate::site::view::{CodeLine, FindingItem, InspectView, LineageStep, Page, View};
use crate::site::views::Context;

/// Most lines of the document that are shown.
const MAX_LINES: usize = 1_000;
/// Most bytes of the document that are shown.
const MAX_BYTES: usize = 48 << 10;
/// Most entities of one list.
const MAX_ENTITIES: usize = 20;

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
    let others = catalog.leads_to(file).len().saturating_sub(1);
    let view = InspectView {
        head: head(context, entity, Part::Inspect),
        file: file.to_string(),
        lines,
        more_lines,
        json: shown.html,
        json_cut: shown.is_cut,
        json_href: context.href(&here, &urls::entity_json(&entity.reference)),
        lineage: catalog.lineage(file).iter().rev().map(step).collect(),
        other_locations: others,
        more_siblings: siblings.len().saturating_sub(MAX_ENTITIES),
        siblings: siblings.iter().take(MAX_ENTITIES).map(|other| context.item(&here, other)).collect(),
    };
    let title = format!("Source of {}", view.head.entity.title);
    context.framed(here, "catalog", title, String::new(), View::Inspect(Box::new(view)))
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
    let numbered = (first..).zip(shown);
    (numbered.map(|(number, line)| CodeLine { number, html: highlight::yaml(line) }).collect(), more)
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
