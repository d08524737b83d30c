//! The references of APIs: which entity has which, read once for all entities that share a definition.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::api::{self, Api, Part, Source, openapi};
use crate::catalog::{BUNDLED, Catalog, Entity, EntityRef, Kind};
use crate::diag::{Diagnostic, Diagnostics, File};
use crate::hash::{ContentHash, Hasher};

/// The reference of an API.
pub struct Reference {
    /// The entity.
    pub entity: EntityRef,
    /// What its definition says.
    pub api: Arc<Api>,
}

impl Reference {
    /// The document, if it is OpenAPI.
    pub fn openapi(&self) -> Option<&openapi::Document> {
        match &*self.api {
            Api::OpenApi(document) => Some(document),
            Api::AsyncApi(_) | Api::GraphQl(_) | Api::Protobuf(_) | Api::Raw => None,
        }
    }
}

/// Reads the definitions of all APIs; those without text have no reference. Sorted by entity.
pub(super) fn read(catalog: &Catalog, diags: &mut Diagnostics) -> Vec<Reference> {
    let apis = catalog.iter().filter(|entity| entity.kind == Kind::Api);
    let mut shared: BTreeMap<ContentHash, Vec<&Entity>> = BTreeMap::new();
    for entity in apis {
        if let Some(key) = key(entity) {
            shared.entry(key).or_default().push(entity);
        }
    }
    let groups: Vec<Vec<&Entity>> = shared.into_values().collect();
    let read: Vec<(Arc<Api>, Vec<Diagnostic>)> = groups.par_iter().map(|group| read_one(group[0])).collect();
    let mut references = Vec::new();
    for (group, (api, findings)) in groups.iter().zip(read) {
        let first = group[0].reference.as_str();
        diags.extend(findings.into_iter().map(|finding| finding.entity(first)));
        references.extend(group.iter().map(|entity| Reference { entity: entity.reference.clone(), api: api.clone() }));
    }
    references.sort_by(|a, b| a.entity.cmp(&b.entity));
    references
}

/// What tells a definition from others: its text, its format and where it stands.
fn key(entity: &Entity) -> Option<ContentHash> {
    let definition = entity.definition.as_ref().filter(|definition| !definition.text.trim().is_empty())?;
    let file = match &definition.file {
        Some(path) => File::new(entity.place.file.repo.clone(), path.clone()),
        None => entity.place.file.clone(),
    };
    let place = if definition.file.is_some() { String::new() } else { format!("{:?}", definition.span) };
    let kind = entity.kind_type.as_deref().unwrap_or_default();
    Some(Hasher::new().part(file.to_string()).part(place).part(kind).part(&*definition.text).finish())
}

fn read_one(entity: &Entity) -> (Arc<Api>, Vec<Diagnostic>) {
    let definition = entity.definition.as_ref().expect("only entities with a definition are read");
    let repository = &entity.place.file.repo;
    let source = match &definition.file {
        Some(path) => Source { file: File::new(repository.clone(), path.clone()), part: Part::Whole },
        None => Source { file: entity.place.file.clone(), part: part(entity) },
    };
    let bundle = definition.bundled.as_ref().map(|bundle| api::Bundle {
        root: &bundle.root,
        key: BUNDLED,
        files: bundle.files.iter().map(|(name, path)| (&**name, File::new(repository.clone(), path.clone()))).collect(),
    });
    let kind = entity.kind_type.as_deref().unwrap_or_default().to_lowercase();
    let mut findings = Vec::new();
    let definition = api::Definition { text: &definition.text, kind: &kind, source, bundle };
    (Arc::new(api::read(&definition, &mut findings)), findings)
}

/// Where the text of a definition stands that is written in the catalog file itself.
fn part(entity: &Entity) -> Part {
    let span = entity.definition.as_ref().map_or(entity.place.span, |definition| definition.span);
    let lines: Vec<&str> = entity.source.text.lines().collect();
    // The place of a block scalar is where its text begins.
    let first = (span.line as usize).checked_sub(entity.source.first_line as usize);
    let header = first.and_then(|first| lines.get(..first)?.iter().rposition(|line| !line.trim().is_empty()));
    match header.filter(|at| is_block(lines[*at])) {
        Some(_) => Part::Block(span.line - 1, span.column - 1),
        None => Part::Value(span),
    }
}

/// True for a line that a literal block scalar begins on: `definition: |-`.
fn is_block(line: &str) -> bool {
    let value = line.split_once(':').map_or(line, |(_, value)| value).trim();
    let mut marks = value.chars();
    marks.next() == Some('|') && marks.all(|c| matches!(c, '-' | '+' | '0'..='9'))
}
