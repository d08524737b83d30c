//! The definition of an API.

use crate::api::openapi::Document;
use crate::catalog::Entity;
use crate::docs::highlight;
use crate::portal::urls;
use crate::site::attachments;
use crate::site::view::{Definition, Link};
use crate::site::views::{Context, text};

/// Most lines of a definition that are shown; the download has them all.
const MAX_DEFINITION_LINES: usize = 200;
/// Most bytes of a definition that are shown.
const MAX_DEFINITION_BYTES: usize = 24 << 10;

/// True for an entity whose definition has text.
pub(super) fn is_shown(entity: &Entity) -> bool {
    entity.definition.as_ref().is_some_and(|definition| !definition.text.trim().is_empty())
}

pub(super) fn definition(context: &Context<'_>, entity: &Entity) -> Option<Definition> {
    let definition = entity.definition.as_ref()?;
    if !is_shown(entity) {
        return None;
    }
    let here = urls::entity(&entity.reference);
    let file = attachments::definition_path(entity);
    let shown = Definition {
        title: file.as_str().rsplit('/').next().unwrap_or_default().to_owned(),
        href: context.href(&here, &file),
        format: text(entity.kind_type.as_deref()).to_lowercase(),
        ..Definition::default()
    };
    let reference = context.portal.api(&entity.reference);
    if let Some(document) = reference.and_then(|reference| reference.openapi()) {
        let href = context.href(&here, &urls::api(&entity.reference));
        return Some(Definition { reference: Link { text: holds(document), href }, ..shown });
    }
    let lines: Vec<&str> = definition.text.lines().collect();
    let mut bytes = 0;
    let fits = |line: &&&str| {
        bytes += line.len();
        bytes <= MAX_DEFINITION_BYTES
    };
    let part: Vec<&str> = lines.iter().take(MAX_DEFINITION_LINES).take_while(fits).copied().collect();
    Some(Definition {
        more_lines: lines.len() - part.len(),
        html: match attachments::definition_language(entity) {
            "yaml" => highlight::yaml(&part.join("\n")),
            other => highlight::fragment(other, &part.join("\n"), context.memo),
        },
        ..shown
    })
}

/// What a document holds: `10 operations, 4 schemas`.
fn holds(document: &Document) -> String {
    let count =
        |count: usize, one: &str| (count > 0).then(|| format!("{count} {one}{}", if count == 1 { "" } else { "s" }));
    let parts = [
        count(document.operations.len(), "operation"),
        count(document.webhooks.len(), "webhook"),
        count(document.schemas.len(), "schema"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
