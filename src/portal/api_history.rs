//! What changed in an API from version to version: the annotation `platdocs/api-history` names files or tags, and their
//! documents are compared one after the other.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::apis::Reference;
use super::findings;
use crate::api::{self, Api, Part, Source, openapi};
use crate::catalog::{BUNDLED, Catalog, Entity, EntityRef, FileProblem, bundle_file};
use crate::config::Per;
use crate::diag::{Diagnostic, Diagnostics, File, Place, Span};
use crate::path::RepoPath;
use crate::source::Repository;
use crate::source::version::{self, Choice};
use crate::world::{Root, World};

/// Names the earlier versions of a definition.
const ANNOTATION: &str = "platdocs/api-history";
/// What tags and branches are named with.
const REF: &str = "ref:";
/// Most versions of one API.
const MAX_VERSIONS: usize = 10;
/// Most changes that one step tells.
const MAX_CHANGES: usize = 500;
/// Largest file of an earlier version, in bytes.
const MAX_BYTES: u64 = 32 << 20;

/// What changed from one version to the next.
#[derive(Debug)]
pub struct Step {
    /// The version that the changes led to: what its document says, else the name of its file or tag.
    pub version: String,
    /// The version before.
    pub before: String,
    /// The changes, those that break clients first, as many as fit.
    pub changes: Vec<Diagnostic>,
    /// How many there are in all.
    pub count: usize,
}

/// A version of a document before it is read.
struct Earlier {
    name: String,
    root: Root,
    path: RepoPath,
}

/// The steps of each API that has earlier versions, newest first; steps without changes are left out.
pub(super) fn read(
    references: &[Reference],
    catalog: &Catalog,
    repositories: &[Repository],
    world: &dyn World,
    diags: &mut Diagnostics,
) -> BTreeMap<EntityRef, Vec<Step>> {
    let made: Vec<(EntityRef, Vec<Step>, Vec<Diagnostic>)> = references
        .par_iter()
        .filter_map(|reference| {
            let entity = catalog.get(&reference.entity)?;
            let written = entity.annotation(ANNOTATION)?;
            let document = reference.openapi()?;
            let repository = repositories.iter().find(|repository| repository.label == entity.place.file.repo)?;
            let place = entity.place.file.at(written.span);
            let mut found = Vec::new();
            let versions = versions(entity, &written.value, &place, repository, world, &mut found);
            Some((reference.entity.clone(), steps(document, versions, &place, repository, world, &mut found), found))
        })
        .collect();
    let mut steps = BTreeMap::new();
    for (entity, made, found) in made {
        diags.extend(found.into_iter().map(|finding| finding.entity(entity.as_str())));
        if !made.is_empty() {
            steps.insert(entity, made);
        }
    }
    steps
}

/// The versions that the annotation names, newest first.
fn versions(
    entity: &Entity,
    written: &str,
    place: &Place,
    repository: &Repository,
    world: &dyn World,
    found: &mut Vec<Diagnostic>,
) -> Vec<Earlier> {
    let definition = entity.definition.as_ref().and_then(|definition| definition.file.clone());
    let folder = entity.place.file.path.parent();
    let mut versions = Vec::new();
    for name in written.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let Some(glob) = name.strip_prefix(REF) else {
            match folder.join(name) {
                Ok(path) => {
                    versions.push(Earlier { name: path.stem().to_owned(), root: repository.root.clone(), path });
                }
                Err(why) => found.push(findings::no_api_version(place.clone(), name, &why.to_string())),
            }
            continue;
        };
        let Some(path) = &definition else {
            found.push(findings::no_api_version(place.clone(), name, "needs a definition in a file of its own"));
            continue;
        };
        let refs = match world.refs(&repository.root) {
            Ok(refs) => refs,
            Err(problem) => {
                found.push(findings::no_api_version(place.clone(), name, &problem.to_string()));
                continue;
            }
        };
        let globs = [glob.to_owned()];
        let choice = Choice { globs: &globs, per: Per::Patch, pre_releases: false, keep: MAX_VERSIONS };
        let releases = version::choose(&refs, repository.git.branch.as_deref(), &choice);
        if releases.is_empty() {
            found.push(findings::no_api_version(place.clone(), name, "fits no tag or branch of this checkout"));
        }
        versions.extend(releases.into_iter().map(|release| Earlier {
            name: release.name.clone(),
            root: repository.root.at(&release.commit),
            path: path.clone(),
        }));
    }
    versions.truncate(MAX_VERSIONS);
    versions
}

fn steps(
    now: &openapi::Document,
    versions: Vec<Earlier>,
    place: &Place,
    repository: &Repository,
    world: &dyn World,
    found: &mut Vec<Diagnostic>,
) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut newer: Option<(Box<openapi::Document>, String)> = None;
    for earlier in versions {
        let Some(document) = document(&earlier, repository, world) else {
            let name = earlier.path.to_string();
            let what = format!("is no OpenAPI document in {}", earlier.name);
            found.push(findings::no_api_version(place.clone(), &name, &what));
            continue;
        };
        let label = label(&document, &earlier.name);
        let (after, version) = match &newer {
            Some((document, label)) => (&**document, label.clone()),
            None => (now, self::label(now, "now")),
        };
        let mut changes = Diagnostics::default();
        changes.extend(openapi::diff::changes(&document, after));
        let mut changes: Vec<Diagnostic> = changes.by_severity().into_iter().collect();
        let count = changes.len();
        changes.truncate(MAX_CHANGES);
        if count > 0 {
            steps.push(Step { version, before: label.clone(), changes, count });
        }
        newer = Some((document, label));
    }
    steps
}

/// What readers call a version.
fn label(document: &openapi::Document, otherwise: &str) -> String {
    let said = document.info().and_then(|info| info.text_of("version")).map(str::trim);
    said.filter(|version| !version.is_empty()).unwrap_or(otherwise).chars().take(64).collect()
}

fn document(earlier: &Earlier, repository: &Repository, world: &dyn World) -> Option<Box<openapi::Document>> {
    let bytes = world.read(&earlier.root, &earlier.path, MAX_BYTES).ok()?;
    let text = crate::yaml::decode(&bytes).ok()?;
    let file = File::new(repository.label.clone(), earlier.path.clone());
    let read = |path: &RepoPath| {
        world.read(&earlier.root, path, MAX_BYTES).map_err(|problem| FileProblem::Unreadable(problem.to_string()))
    };
    let (bundle, _) = bundle_file(&earlier.path, text, &read, None, &file.at(Span::FILE));
    let files = bundle.iter().flat_map(|bundle| &bundle.files);
    let bundle = bundle.as_ref().map(|bundle| api::Bundle {
        root: &bundle.root,
        key: BUNDLED,
        files: files.map(|(name, path)| (&**name, File::new(repository.label.clone(), path.clone()))).collect(),
    });
    // What is wrong in an earlier version cannot be mended there.
    let definition = api::Definition { text, kind: "openapi", source: Source { file, part: Part::Whole }, bundle };
    match api::read(&definition, &mut Vec::new()) {
        Api::OpenApi(document) => Some(document),
        _ => None,
    }
}
