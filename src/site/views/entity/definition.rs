//! The definition of an API.

use crate::catalog::Entity;
use crate::docs::highlight;
use crate::portal::urls;
use crate::site::attachments;
use crate::site::view::Definition;
use crate::site::views::{Context, text};

/// Most lines of a definition that are shown; the download has them all.
const MAX_DEFINITION_LINES: usize = 200;

pub(super) fn definition(context: &Context<'_>, entity: &Entity) -> Option<Definition> {
    let definition = entity.definition.as_ref()?;
    let format = text(entity.kind_type.as_deref()).to_lowercase();
    if definition.text.trim().is_empty() {
        return None;
    }
    let lines: Vec<&str> = definition.text.lines().collect();
    let shown = lines[..lines.len().min(MAX_DEFINITION_LINES)].join("\n");
    let language = attachments::definition_language(entity);
    let file = attachments::definition_path(entity);
    Some(Definition {
        title: file.as_str().rsplit('/').next().unwrap_or_default().to_owned(),
        html: highlight::fragment(language, &shown, context.memo),
        more_lines: lines.len().saturating_sub(MAX_DEFINITION_LINES),
        href: context.href(&urls::entity(&entity.reference), &file),
        format,
    })
}
