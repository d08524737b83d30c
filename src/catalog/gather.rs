//! [`gather`]: all entities of all repositories: their catalog files, and what Locations lead to.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::annotations::inferred_forge;
use super::entity::Entity;
use super::kind::Kind;
use super::location::{FileId, Locator};
use super::model::Model;
use super::read::{FileContext, FileProblem, read_file};
use super::reference::EntityRef;
use super::rules::Rules;
use super::{findings, owners};
use crate::config::Config;
use crate::diag::{Diagnostic, Diagnostics, Place, Span};
use crate::path::RepoPath;
use crate::source::{FileKind, Repository, docs_forge};
use crate::world::{self, World};

/// Largest catalog file that is read.
const MAX_FILE: u64 = 16 << 20;
/// Largest file that a placeholder may bring in.
const MAX_DEFINITION: u64 = 32 << 20;
/// Longest chain of Locations.
const MAX_LEVELS: usize = 16;

/// Reads all catalog files of all repositories, and the files that Locations lead to, whichever repository these lie in;
/// each file once. Entities come in the order of the repositories, then of the paths, then of the documents.
///
/// Repositories without a known address get the one that their entities or their `mkdocs.yml` name, so that Locations
/// find them. What a repository may not declare is left out with a finding.
pub fn gather(
    repositories: &mut [Repository],
    config: &Config,
    world: &dyn World,
    diags: &mut Diagnostics,
) -> Vec<Entity> {
    let (model, mistakes) = Model::of(config, world);
    diags.extend(mistakes);
    let named: BTreeSet<FileId> = repositories.iter().enumerate().flat_map(named).collect();
    let mut level = read(&named, repositories, &model, world);
    let inferred = infer_forges(repositories, &level, world);
    for file in level.iter_mut().filter(|file| inferred.contains(&file.id.repository) && file.names_addresses()) {
        // What was foreign may be the repository's own address, which is known only now.
        *file = read_one(&file.id, &repositories[file.id.repository], &model, world);
    }
    let rules = Rules::new(&config.catalog.rules, repositories);
    let Followed { mut files, leads } = follow(level, repositories, &rules, &model, world);
    files.sort_by(|a, b| a.id.cmp(&b.id));
    let backing = Backing { rules: &rules, named: &named, leads: &leads };
    let mut entities = Vec::new();
    for file in files {
        diags.extend(file.findings);
        for entity in file.entities {
            match backing.refusal(&file.id, &entity) {
                Some(why) => diags.push(findings::not_allowed(&entity, &repositories[file.id.repository], why)),
                None => entities.push(entity),
            }
        }
    }
    if config.catalog.infers_owners {
        owners::infer(&mut entities, repositories, &model, world);
    }
    entities
}

/// Why an entity is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The source is not trusted with it.
    Trust,
    /// No rule for the source allows it.
    Rules,
    /// Every Location that leads to it lies in a repository that may not declare it itself.
    Location,
}

/// Who stands behind entities.
struct Backing<'a> {
    rules: &'a Rules<'a>,
    named: &'a BTreeSet<FileId>,
    leads: &'a Leads,
}

impl Backing<'_> {
    /// Why an entity is refused, if it is. Its own repository has to be allowed to declare it. A file that is no catalog
    /// file by its name, such as test data, counts for no more than the Locations that lead to it: there has to be a chain
    /// of them on which every repository is allowed to, so that nobody publishes a group with the trust of another.
    fn refusal(&self, file: &FileId, entity: &Entity) -> Option<Refusal> {
        if !self.rules.allow(file.repository, entity) {
            return Some(if self.rules.decide(file.repository) { Refusal::Rules } else { Refusal::Trust });
        }
        let mut seen = BTreeSet::new();
        let mut to_look_at = vec![file];
        while let Some(file) = to_look_at.pop() {
            if seen.insert(file) && self.rules.allow(file.repository, entity) {
                if self.named.contains(file) {
                    return None;
                }
                to_look_at.extend(self.leads.get(file).into_iter().flatten());
            }
        }
        Some(Refusal::Location)
    }
}

/// The files whose Locations lead to a file.
type Leads = BTreeMap<FileId, BTreeSet<FileId>>;

/// What following Locations gives.
struct Followed {
    files: Vec<Read>,
    leads: Leads,
}

/// A catalog file that was read.
struct Read {
    id: FileId,
    entities: Vec<Entity>,
    findings: Vec<Diagnostic>,
}

impl Read {
    fn names_addresses(&self) -> bool {
        self.findings.iter().any(|finding| finding.code.id == findings::PH_FOREIGN.id)
    }
}

/// The catalog files of a repository that are found by their names.
fn named((number, repository): (usize, &Repository)) -> impl Iterator<Item = FileId> {
    let catalog = repository.files.iter().filter(|file| file.kind == FileKind::Catalog);
    catalog.map(move |file| FileId { repository: number, path: file.path.clone() })
}

/// Reads files in parallel; their order is kept.
fn read(files: &BTreeSet<FileId>, repositories: &[Repository], model: &Model, world: &dyn World) -> Vec<Read> {
    let files: Vec<&FileId> = files.iter().collect();
    files.par_iter().map(|id| read_one(id, &repositories[id.repository], model, world)).collect()
}

fn read_one(id: &FileId, repository: &Repository, model: &Model, world: &dyn World) -> Read {
    let file = repository.place(&id.path);
    let bytes = match world.read(&repository.root, &id.path, MAX_FILE) {
        Ok(bytes) => bytes,
        Err(problem) => {
            let finding = findings::unreadable(file.at(Span::FILE), &problem.to_string());
            return Read { id: id.clone(), entities: Vec::new(), findings: vec![finding] };
        }
    };
    let web_url = repository.forge.as_ref().map(|forge| forge.web_url.as_str());
    let companion = |path: &RepoPath| {
        world.read(&repository.root, path, MAX_DEFINITION).map_err(|problem| match problem {
            world::FileProblem::Missing => FileProblem::Missing,
            world::FileProblem::TooLarge(_) => FileProblem::TooLarge,
            other => FileProblem::Unreadable(other.to_string()),
        })
    };
    let (entities, findings) = read_file(&file, &bytes, &FileContext { read: &companion, web_url, model });
    Read { id: id.clone(), entities, findings }
}

/// Reads what the Locations of these files lead to, and what those of the new files lead to, level by level, so that the
/// result does not depend on which file is read first.
fn follow(
    first: Vec<Read>,
    repositories: &[Repository],
    rules: &Rules<'_>,
    model: &Model,
    world: &dyn World,
) -> Followed {
    let mut locator = Locator::new(repositories);
    let mut leads = Leads::new();
    let mut seen: BTreeSet<FileId> = first.iter().map(|file| file.id.clone()).collect();
    let mut all = Vec::new();
    let mut level = first;
    for depth in 0..=MAX_LEVELS {
        let mut next = BTreeSet::new();
        for file in &mut level {
            for found in locate(file, repositories, rules, &mut locator) {
                for id in &found.files {
                    leads.entry(id.clone()).or_default().insert(file.id.clone());
                }
                let new: Vec<FileId> = found.files.into_iter().filter(|file| !seen.contains(file)).collect();
                if depth == MAX_LEVELS && !new.is_empty() {
                    let why = format!("stands at the end of {MAX_LEVELS} Locations");
                    let finding = findings::location_limit(found.place, &found.target, &why);
                    file.findings.push(finding.entity(found.location.as_str()));
                }
                next.extend(new);
            }
        }
        all.append(&mut level);
        if depth < MAX_LEVELS {
            level = read(&next, repositories, model, world);
            seen.append(&mut next);
        }
    }
    Followed { files: all, leads }
}

/// What a target of a Location names.
struct Found {
    location: EntityRef,
    place: Place,
    target: Box<str>,
    files: Vec<FileId>,
}

/// Finds what the Locations of a file name, and keeps it in their targets. Locations that may not be declared lead nowhere.
fn locate(file: &mut Read, repositories: &[Repository], rules: &Rules<'_>, locator: &mut Locator<'_>) -> Vec<Found> {
    let Read { id, entities, findings } = file;
    let mut all = Vec::new();
    let is_followed = |entity: &Entity| entity.kind == Kind::Location && rules.allow(id.repository, entity);
    for location in entities.iter_mut().filter(|entity| is_followed(entity)) {
        let (found, problems) = locator.locate(location, id.repository);
        findings.extend(problems);
        for (target, files) in location.targets.iter_mut().zip(found) {
            target.files = files.iter().map(|id| repositories[id.repository].place(&id.path)).collect();
            let place = location.place.file.at(target.span);
            all.push(Found { location: location.reference.clone(), place, target: target.text.clone(), files });
        }
    }
    all
}

/// Gives repositories without a known address the one that they name themselves. The numbers of these repositories.
fn infer_forges(repositories: &mut [Repository], files: &[Read], world: &dyn World) -> BTreeSet<usize> {
    let mut declared: BTreeMap<usize, Vec<&Entity>> = BTreeMap::new();
    for file in files {
        declared.entry(file.id.repository).or_default().extend(&file.entities);
    }
    let mut inferred = BTreeSet::new();
    for (number, repository) in repositories.iter_mut().enumerate().filter(|(_, known)| known.forge.is_none()) {
        let own = declared.remove(&number).unwrap_or_default();
        repository.forge = inferred_forge(own).or_else(|| docs_forge(repository, world));
        if repository.forge.is_some() {
            inferred.insert(number);
        }
    }
    inferred
}

#[cfg(test)]
mod tests;
