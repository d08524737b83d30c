//! The definition of an API.

use crate::catalog::Entity;
use crate::docs::highlight;
use crate::portal::urls;
use crate::site::attachments;
use crate::site::view::Definition;
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
    let format = text(entity.kind_type.as_deref()).to_lowercase();
    if !is_shown(entity) {
        return None;
    }
    let lines: Vec<&str> = definition.text.lines().collect();
    let mut bytes = 0;
    let fits = |line: &&&str| {
        bytes += line.len();
        bytes <= MAX_DEFINITION_BYTES
    };
    let shown: Vec<&str> = lines.iter().take(MAX_DEFINITION_LINES).take_while(fits).copied().collect();
    let (more_lines, shown) = (lines.len() - shown.len(), shown.join("\n"));
    let language = attachments::definition_language(entity);
    let file = attachments::definition_path(entity);
    Some(Definition {
        title: file.as_str().rsplit('/').next().unwrap_or_default().to_owned(),
        html: match language {
            "yaml" => highlight::yaml(&shown),
            other => highlight::fragment(other, &shown, context.memo),
        },
        more_lines,
        href: context.href(&urls::entity(&entity.reference), &file),
        format,
    })
}
