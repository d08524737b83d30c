//! Files that are published as they are: those of docs sets, drawings of diagrams and API definitions.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::catalog::Entity;
use crate::path::{RepoPath, SitePath};
use crate::portal::{Portal, urls};

/// All files that pages may link to.
pub fn of(portal: &Portal) -> impl Iterator<Item = (SitePath, Bytes)> {
    let definitions = portal.catalog.iter().filter_map(|entity| {
        let text = &entity.definition.as_ref()?.text;
        (!text.trim().is_empty()).then(|| (definition_path(entity), Bytes::copy_from_slice(text.as_bytes())))
    });
    let files = portal.sets().flat_map(|set| set.files.iter().cloned());
    // Pages share drawings; the name says what they hold.
    let drawings: BTreeMap<SitePath, Bytes> = portal
        .sets()
        .flat_map(|set| &set.pages)
        .flat_map(|page| &page.files)
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect();
    definitions.chain(files).chain(drawings)
}

/// Where the definition of an API is published: its own name where it is a file, else one that fits its format.
pub fn definition_path(entity: &Entity) -> SitePath {
    let file = entity.definition.as_ref().and_then(|definition| definition.file.as_ref());
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let own = file
        .map(RepoPath::name)
        .filter(|name| name.chars().all(safe) && !name.starts_with('.') && is_text_download(name));
    let name = own.map_or_else(|| format!("definition.{}", extension(entity)), ToOwned::to_owned);
    urls::entity(&entity.reference).child(&name)
}

/// The language that highlights an API's definition.
pub fn definition_language(entity: &Entity) -> &'static str {
    match extension(entity) {
        "graphql" => "graphql",
        "proto" => "protobuf",
        "json" => "json",
        _ => "yaml",
    }
}

fn extension(entity: &Entity) -> &'static str {
    let text = entity.definition.as_ref().map_or("", |definition| &*definition.text);
    match entity.kind_type.as_deref() {
        Some("graphql") => "graphql",
        Some("grpc") => "proto",
        _ if text.trim_start().starts_with('{') => "json",
        _ => "yaml",
    }
}

/// Only types of `security.md`, section 9, that no browser runs.
fn is_text_download(name: &str) -> bool {
    let suffix = name.rsplit_once('.').map_or("", |(_, suffix)| suffix).to_ascii_lowercase();
    matches!(suffix.as_str(), "json" | "yaml" | "yml" | "graphql" | "proto" | "txt")
}
