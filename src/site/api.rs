//! The static twin of Backstage's catalog API below `/api/catalog/`, for tools that read a catalog today.
//!
//! | call of the official JavaScript client | file | what stands between |
//! |---|---|---|
//! | `getEntityByRef` | `entities/by-name/<kind>/<namespace>/<name>.json` | nothing with `catalog.api.extensionless` and a lower-case reference |
//! | `getEntityFacets` | `entity-facets.json` | the same; a file cannot filter, all facets are answered |
//! | `getEntities`, `queryEntities` | `entities.json`, `entities/by-query/1.json` | a mapping of addresses |
//!
//! `docs/static-fetch.mjs` of this repository is that mapping as a `fetch` for the client: it also filters, sorts, pages
//! and answers `getEntitiesByRefs`, from the files. A missing entity is the host's 404, which the client takes for "not
//! there". Calls that change something, and those about locations and ancestry, have no file. A cursor is the name of the
//! file beside the page, so that plain scripts follow it without any mapping.

use bytes::Bytes;
use rayon::prelude::*;

use super::output::Artifact;
use super::views::Context;
use crate::catalog::{Entity, EntityRef, provenance};
use crate::config;
use crate::diag::{Diagnostic, File};
use crate::path::SitePath;
use crate::portal::urls;
use entity::{Subject, Written};
use json::Json;

mod entity;
mod facets;
mod json;

/// Most entities of `entities.json`.
pub(super) const MAX_ENTITIES: usize = 5_000;
/// Entities of one page of `entities/by-query/`.
const PAGE: usize = 1_000;

/// All files of the API but `index.json`.
pub(super) fn files(context: &Context<'_>) -> Vec<(SitePath, Artifact)> {
    let entities = context.portal.catalog.entities();
    let write = |entity: &Entity| {
        let findings: Vec<&Diagnostic> = context.findings_of(&entity.reference).collect();
        let forge_of = |file: &File| context.portal.forge_of(file);
        let automatic = provenance(entity, &context.portal.catalog, forge_of);
        let written = entity::write(&Subject { entity, automatic: &automatic, findings: &findings });
        let files = files_of(context, entity, &written);
        (written, files)
    };
    let (written, files): (Vec<Written>, Vec<Vec<(SitePath, Artifact)>>) = entities.par_iter().map(write).unzip();
    let mut files: Vec<(SitePath, Artifact)> = files.into_iter().flatten().collect();
    files.par_extend((1..=written.len().div_ceil(PAGE).max(1)).into_par_iter().map(|number| {
        let path = urls::entities_by_query(number);
        (path, Artifact::new(page(&written, number)))
    }));
    let first = &written[..written.len().min(MAX_ENTITIES)];
    let mut all = Json::default();
    list(&mut all, first);
    files.push((urls::entities_json(), Artifact::new(all.into_bytes())));
    let facets = Artifact::new(facets::json(&context.portal.catalog));
    if context.config.catalog.api.extensionless {
        files.push((urls::entity_facets_extensionless(), facets.clone()));
    }
    files.push((urls::entity_facets(), facets));
    files
}

/// The entity as its file has it.
pub(super) fn entity_json(context: &Context<'_>, entity: &Entity) -> Bytes {
    let findings: Vec<&Diagnostic> = context.findings_of(&entity.reference).collect();
    let automatic = provenance(entity, &context.portal.catalog, |file| context.portal.forge_of(file));
    entity::write(&Subject { entity, automatic: &automatic, findings: &findings }).whole
}

/// The files of one entity: always one by its name, more where the configuration asks for them.
fn files_of(context: &Context<'_>, entity: &Entity, written: &Written) -> Vec<(SitePath, Artifact)> {
    let config::Api { extensionless, by_uid } = context.config.catalog.api;
    let reference = &entity.reference;
    let artifact = Artifact::new(written.whole.clone());
    let mut files = Vec::with_capacity(1);
    if by_uid {
        files.push((urls::entity_by_uid(&written.uid), artifact.clone()));
    }
    if extensionless && !is_file_of_another(context, reference) {
        let artifact = match reference.name().contains('.') {
            true => Artifact::new(without_markup(&written.whole)),
            false => artifact.clone(),
        };
        files.push((urls::entity_extensionless(reference), artifact));
    }
    files.push((urls::entity_json(reference), artifact));
    files
}

/// True for `a.json` where there is an `a`, whose file has this name.
fn is_file_of_another(context: &Context<'_>, reference: &EntityRef) -> bool {
    let other = |name| EntityRef::new(reference.kind(), reference.namespace(), name);
    reference.name().strip_suffix(".json").is_some_and(|name| context.portal.catalog.get(&other(name)).is_some())
}

/// The same JSON without `<`: a host takes the type of a file from its name, and an entity may be called `a.html`.
fn without_markup(json: &[u8]) -> Vec<u8> {
    let mut safe = Vec::with_capacity(json.len());
    for byte in json {
        match byte {
            b'<' => safe.extend_from_slice(b"\\u003c"),
            byte => safe.push(*byte),
        }
    }
    safe
}

/// One page of the list of all entities, from 1.
fn page(written: &[Written], number: usize) -> Vec<u8> {
    let from = ((number - 1) * PAGE).min(written.len());
    let to = (from + PAGE).min(written.len());
    let mut json = Json::default();
    json.object(|json| {
        json.key("items");
        list(json, &written[from..to]);
        json.key("totalItems").count(written.len());
        json.key("pageInfo").object(|json| {
            if to < written.len() {
                json.key("nextCursor").string(&format!("{}.json", number + 1));
            }
            if number > 1 {
                json.key("prevCursor").string(&format!("{}.json", number - 1));
            }
        });
    });
    json.into_bytes()
}

fn list(json: &mut Json, written: &[Written]) {
    json.list(|json| written.iter().for_each(|entity| json.raw(entity.listed())));
}
