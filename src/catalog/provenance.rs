//! The annotations that say where an entity comes from: `backstage.io/managed-by-location` and its kin, for entities
//! whose author has not set them (catalog contract, section 8).

use super::entity::Entity;
use super::graph::Catalog;
use super::kind::Kind;
use crate::diag::File;
use crate::path::RepoPath;
use crate::source::{Forge, ForgeKind};

/// Names the folder that an entity's sources lie in.
pub(super) const SOURCE_LOCATION: &str = "backstage.io/source-location";

/// The automatic annotations of an entity in the order they are written, without those that its author has set: addresses
/// on the forge, or paths relative to the site folder where none is known. The origin is the file where the first chain of
/// Locations begins that leads to the entity, its own file if none does. `forge_of` says where a file's repository lives.
pub fn provenance<'a>(
    entity: &Entity,
    catalog: &Catalog,
    forge_of: impl Fn(&File) -> Option<&'a Forge>,
) -> Vec<(&'static str, String)> {
    let file = &entity.place.file;
    let folder = file.path.parent();
    let forge = forge_of(file);
    let location = |file: &File| match forge_of(file) {
        Some(forge) => format!("url:{}", forge.view_url(&file.path)),
        None => format!("file:{file}"),
    };
    let lineage = catalog.lineage(file);
    let origin = lineage.last().map_or(file, |lead| &lead.place.file);
    let mut found = vec![
        ("backstage.io/managed-by-location", location(file)),
        ("backstage.io/managed-by-origin-location", location(origin)),
    ];
    match forge {
        Some(forge) => {
            found.push(("backstage.io/view-url", forge.view_url(&file.path)));
            if !forge.is_pinned() {
                found.push(("backstage.io/edit-url", forge.edit_url(&file.path)));
            }
            found.push((SOURCE_LOCATION, format!("url:{}", forge.folder_url(&folder))));
            found.extend(project_slug(entity, forge));
        }
        None => found.push((SOURCE_LOCATION, format!("file:{}", folder_path(&file.repo, &folder)))),
    }
    found.retain(|(key, _)| entity.annotation(key).is_none());
    found
}

/// The repository of a component on its forge, as Backstage infers it.
fn project_slug(entity: &Entity, forge: &Forge) -> Option<(&'static str, String)> {
    let key = match forge.kind {
        ForgeKind::GitHub => "github.com/project-slug",
        ForgeKind::GitLab => "gitlab.com/project-slug",
        ForgeKind::Gitea | ForgeKind::Bitbucket | ForgeKind::BitbucketServer | ForgeKind::Azure => return None,
    };
    (entity.kind == Kind::Component).then(|| (key, forge.project().to_owned()))
}

/// A folder as the site folder sees it, with a last slash.
fn folder_path(repository: &str, folder: &RepoPath) -> String {
    let parts = [repository, folder.as_str()];
    let path = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    if path.is_empty() { "./".into() } else { format!("{path}/") }
}
