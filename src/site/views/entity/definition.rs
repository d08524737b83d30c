//! The definition of an API.

use crate::api::Api;
use crate::api::outline::Sort;
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
    if let Some(reference) = context.portal.api(&entity.reference).filter(|reference| !reference.api.is_raw()) {
        let href = context.href(&here, &urls::api(&entity.reference));
        return Some(Definition { reference: Link { text: holds(&reference.api), href }, ..shown });
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

/// What a definition holds: `10 operations, 4 schemas`.
fn holds(api: &Api) -> String {
    let parts = match (api, api.outline()) {
        (Api::OpenApi(document), _) => vec![
            (document.operations.len(), "operation"),
            (document.webhooks.len(), "webhook"),
            (document.schemas.len(), "schema"),
        ],
        (_, Some(outline)) => {
            let count = |sort: Sort| {
                let groups = outline.groups.iter().filter(|group| group.sort == sort);
                groups.map(|group| group.items.len()).sum()
            };
            vec![(count(Sort::Calls), "operation"), (count(Sort::Types), "type")]
        }
        (_, None) => Vec::new(),
    };
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts = parts.map(|(count, one)| format!("{count} {one}{}", if count == 1 { "" } else { "s" }));
    parts.collect::<Vec<_>>().join(", ")
}
