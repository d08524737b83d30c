//! The static twin of Backstage's catalog API below `/api/catalog/`, for tools that read a catalog today.
//!
//! | call of the official JavaScript client | file | what the host in front has to do |
//! |---|---|---|
//! | `getEntityByRef` | `entities/by-name/<kind>/<namespace>/<name>.json` | lower-case the path, add `.json` |
//! | `getEntities` | `entities.json` | add `.json`, ignore the query |
//! | `queryEntities` | `entities/by-query/1.json` | map the bare path to `1.json`, and `?cursor=2.json` to `2.json` |
//! | `getEntityFacets` | `entity-facets.json` | add `.json`, ignore the query |
//!
//! With such a mapping these four calls work as they are; a missing entity is the host's 404, which the client takes for
//! "not there". A file cannot filter, so a client that passes `filter`, `fields`, `order`, `limit` or a search term gets
//! everything in the order of references, and all facets. Calls that send a body (`getEntitiesByRefs`, `refreshEntity`,
//! `validateEntity`, queries by predicate), that name a uid, or that concern locations and ancestry have no file.
//! A cursor is the name of the file beside the page, so that plain scripts follow it without any mapping.

use std::collections::BTreeMap;

use bytes::Bytes;
use rayon::prelude::*;

use super::output::Artifact;
use super::views::Context;
use crate::catalog::{Entity, provenance};
use crate::diag::{Diagnostic, File};
use crate::path::SitePath;
use crate::portal::urls;
use crate::source::Repository;
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
    let repositories: BTreeMap<&str, &Repository> =
        context.portal.repositories.iter().map(|repository| (&*repository.label, repository)).collect();
    let write = |entity: &Entity| {
        let findings: Vec<&Diagnostic> = context.findings_of(&entity.reference).collect();
        let forge_of = |file: &File| repositories.get(&*file.repo)?.forge.as_ref();
        let automatic = provenance(entity, &context.portal.catalog, forge_of);
        let written = entity::write(&Subject { entity, automatic: &automatic, findings: &findings });
        let artifact = Artifact::new(written.whole.clone());
        (written, (urls::entity_json(&entity.reference), artifact))
    };
    let (written, mut files): (Vec<Written>, Vec<(SitePath, Artifact)>) = entities.par_iter().map(write).unzip();
    files.par_extend((1..=written.len().div_ceil(PAGE).max(1)).into_par_iter().map(|number| {
        let path = urls::entities_by_query(number);
        (path, Artifact::new(page(&written, number)))
    }));
    let first = &written[..written.len().min(MAX_ENTITIES)];
    let mut all = Json::default();
    list(&mut all, first);
    files.push((urls::entities_json(), Artifact::new(all.into_bytes())));
    files.push((urls::entity_facets(), Artifact::new(facets::json(&context.portal.catalog))));
    files
}

/// The entity as its file has it.
pub(super) fn entity_json(context: &Context<'_>, entity: &Entity) -> Bytes {
    let findings: Vec<&Diagnostic> = context.findings_of(&entity.reference).collect();
    let automatic = provenance(entity, &context.portal.catalog, |file| context.portal.forge_of(file));
    entity::write(&Subject { entity, automatic: &automatic, findings: &findings }).whole
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
