//! The annotations that say where an entity comes from: `backstage.io/managed-by-location` and its kin, for entities
//! whose author has not set them (catalog contract, section 8).

use crate::catalog::Entity;
use crate::source::Repository;

/// The automatic annotations of an entity in the order they are written: addresses of the forge, or paths relative to
/// the site folder where none is known.
pub(super) fn automatic(entity: &Entity, repository: Option<&Repository>) -> Vec<(&'static str, String)> {
    let file = &entity.place.file;
    let folder = file.path.parent();
    let mut found = Vec::with_capacity(5);
    if let Some(forge) = repository.and_then(|repository| repository.forge.as_ref()) {
        let view = forge.view_url(&file.path);
        found.push(("backstage.io/managed-by-location", format!("url:{view}")));
        found.push(("backstage.io/managed-by-origin-location", format!("url:{view}")));
        found.push(("backstage.io/view-url", view));
        if !forge.is_pinned() {
            found.push(("backstage.io/edit-url", forge.edit_url(&file.path)));
        }
        found.push(("backstage.io/source-location", format!("url:{}", forge.folder_url(&folder))));
    } else {
        found.push(("backstage.io/managed-by-location", format!("file:{file}")));
        found.push(("backstage.io/managed-by-origin-location", format!("file:{file}")));
        let parts = [&*file.repo, folder.as_str()];
        let path = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
        let path = if path.is_empty() { "." } else { &path };
        found.push(("backstage.io/source-location", format!("file:{path}/")));
    }
    found.retain(|(key, _)| entity.annotation(key).is_none());
    found
}
