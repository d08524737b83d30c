//! What a page shows of the entity's source: the document as written, and what was found in it.

use crate::catalog::{Entity, annotations};
use crate::diag::Diagnostic;
use crate::site::view::FindingItem;

/// The entity as its author wrote it, without what may be a secret; nothing when one is written in a way that hides
/// where it stands (folded or with escapes).
pub(super) fn as_written(entity: &Entity) -> String {
    let secrets = annotations::secrets(entity).filter(|secret| !secret.is_empty());
    secrets.fold(entity.source.text.to_string(), |text, secret| match text.contains(secret) {
        true => text.replace(secret, "(not shown)"),
        false => String::new(),
    })
}

pub(super) fn finding(diagnostic: &Diagnostic) -> FindingItem {
    FindingItem {
        severity: diagnostic.severity.to_string(),
        code: diagnostic.code.id.to_owned(),
        message: diagnostic.message.clone(),
        place: diagnostic.place.to_string(),
        hint: diagnostic.hint.clone().unwrap_or_default(),
    }
}
