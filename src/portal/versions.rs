//! Versions of docs sets: which tags and branches are shown beside what is checked out, read from which commit, under which
//! address.
//!
//! What is wrong with the pages of a tag or branch cannot be mended there, so only what is checked out has findings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::assign::{Plan, has_own_docs, holds_docs};
use super::{Settings, findings, urls};
use crate::catalog::{Catalog, Entity};
use crate::config::{self, Versions};
use crate::diag::{Diagnostics, File, Place, Span};
use crate::memo::Memo;
use crate::path::{RepoPath, SitePath};
use crate::source::version::{self, Choice, Release};
use crate::source::{Repository, read_histories};
use crate::world::{CommitId, FileProblem, GitProblem, GitRef, World};

/// What names refs of an entity's own.
const ANNOTATION: &str = "platdocs/docs-versions";
/// The value of the annotation for docs that have one version only.
const NONE: &str = "none";
/// What a checkout without a branch is called.
const NO_BRANCH: &str = "latest";

/// The version that a docs set is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// What readers see, such as `1.2`.
    pub name: String,
    /// How it stands to the default.
    pub standing: Standing,
    /// Further addresses of the set.
    pub aliases: Vec<SitePath>,
    /// The numbers of the sets that are the versions of these docs, this one among them, in the order that readers see.
    pub family: Arc<[usize]>,
}

/// How a version stands to the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is the default.
    Default,
    /// It came before the default, or beside it.
    Old,
    /// It comes after the default.
    Coming,
}

/// A version before anything is read of it.
struct Entry {
    name: String,
    folder: String,
    /// The commit that it is read from; `None` for what is checked out.
    release: Option<Release>,
}

/// Gives the sets their versions: further sets go to the end of `sets`. The result is what versions are read from.
pub(super) fn add(
    sets: &mut Vec<Plan>,
    repositories: &[Repository],
    catalog: &Catalog,
    settings: &Settings,
    world: &dyn World,
    memo: &Memo,
    diags: &mut Diagnostics,
) -> Vec<Repository> {
    let Some(versions) = &settings.versions else { return Vec::new() };
    let refs = refs(sets, repositories, versions, world, diags);
    let mut chosen = Vec::with_capacity(sets.len());
    let mut unmatched = Unmatched::default();
    for plan in sets.iter() {
        let Some(refs) = refs.get(&plan.repository) else {
            chosen.push(Vec::new());
            continue;
        };
        let own = plan.entity.as_ref().and_then(|entity| own_globs(catalog.get(entity)?, diags));
        let globs = own.as_ref().map_or(&versions.refs, |(globs, _)| globs);
        let repository = &repositories[plan.repository];
        let choice = Choice { globs, per: versions.per, pre_releases: versions.pre_releases, keep: versions.keep };
        let found = version::choose(refs, repository.git.branch.as_deref(), &choice);
        match &own {
            None => unmatched.note(plan.repository, !found.is_empty()),
            Some((globs, place)) if found.is_empty() && !globs.is_empty() => {
                diags.push(findings::no_own_versions(place.clone(), &globs.join(", "), is_shallow(repository)));
            }
            Some(_) => {}
        }
        chosen.push(found);
    }
    unmatched.report(repositories, versions, diags);
    let mut snapshots = Snapshots::read(sets, &chosen, repositories, world, diags);
    for number in 0..sets.len() {
        let plan = &sets[number];
        chosen[number].retain(|release| {
            snapshots.get(plan.repository, release).is_some_and(|(_, snapshot)| holds_docs(snapshot, &plan.folder))
        });
        if !chosen[number].is_empty() {
            let entries = entries(&repositories[plan.repository], std::mem::take(&mut chosen[number]), versions);
            divide(sets, number, entries, versions, &snapshots);
        }
    }
    snapshots.date(sets, world, memo);
    snapshots.read
}

/// The tags and branches of the checkouts that hold docs, by the number of the repository.
fn refs(
    sets: &[Plan],
    repositories: &[Repository],
    versions: &Versions,
    world: &dyn World,
    diags: &mut Diagnostics,
) -> BTreeMap<usize, Vec<GitRef>> {
    let meant = |repository: &Repository| {
        versions.repositories.is_empty() || versions.repositories.iter().any(|glob| repository.is_meant_by(glob))
    };
    let asked: BTreeSet<usize> = sets
        .iter()
        .map(|plan| plan.repository)
        .filter(|number| repositories[*number].git.head.is_some() && meant(&repositories[*number]))
        .collect();
    let asked: Vec<usize> = asked.into_iter().collect();
    let read: Vec<_> = asked.par_iter().map(|number| world.refs(&repositories[*number].root)).collect();
    let mut refs = BTreeMap::new();
    let mut without_git = None;
    for (number, read) in asked.into_iter().zip(read) {
        match read {
            Ok(read) => drop(refs.insert(number, read)),
            Err(GitProblem::NoGit) => drop(without_git.get_or_insert(number)),
            Err(problem) => diags.push(findings::no_versions(place(&repositories[number]), &problem)),
        }
    }
    // What is missing is missing for all of them.
    diags.extend(without_git.map(|number| findings::no_versions(place(&repositories[number]), &GitProblem::NoGit)));
    refs
}

fn place(repository: &Repository) -> Place {
    repository.place(&RepoPath::root()).at(Span::FILE)
}

/// What an entity says about the versions of its docs, and where; no globs for `none`.
fn own_globs(entity: &Entity, diags: &mut Diagnostics) -> Option<(Vec<String>, Place)> {
    let annotation = entity.annotation(ANNOTATION)?;
    let place = entity.place.file.at(annotation.span);
    let written = annotation.value.split(',').map(str::trim).filter(|glob| !glob.is_empty() && *glob != NONE);
    let (globs, bad): (Vec<&str>, Vec<&str>) = written.partition(|glob| version::is_glob(glob));
    diags.extend(bad.iter().map(|glob| findings::bad_glob(place.clone(), glob)));
    Some((globs.into_iter().map(str::to_owned).collect(), place))
}

/// Repositories by whether a tag or branch fits the globs of the portal.
#[derive(Default)]
struct Unmatched(BTreeMap<usize, bool>);

impl Unmatched {
    fn note(&mut self, repository: usize, fits: bool) {
        *self.0.entry(repository).or_default() |= fits;
    }

    /// Says why there are no versions where the owner wants some: shallow checkouts come without tags, and globs that fit
    /// nothing anywhere are a mistake.
    fn report(&self, repositories: &[Repository], versions: &Versions, diags: &mut Diagnostics) {
        let without = self.0.iter().filter(|(_, fits)| !**fits).map(|(number, _)| &repositories[*number]);
        let (shallow, whole): (Vec<&Repository>, Vec<&Repository>) = without.partition(|one| is_shallow(one));
        diags.extend(shallow.iter().map(|repository| findings::shallow_versions(place(repository))));
        if !whole.is_empty() && whole.len() == self.0.len() {
            let file = File::new("", RepoPath::parse(config::FILE_NAME).expect("a plain name is a path"));
            diags.push(findings::no_refs(file.at(versions.span), &versions.refs.join(", ")));
        }
    }
}

fn is_shallow(repository: &Repository) -> bool {
    !repository.git.boundary.is_empty()
}

/// What is checked out and the releases, in the order that readers see.
fn entries(repository: &Repository, releases: Vec<Release>, versions: &Versions) -> Vec<Entry> {
    let head = repository.git.head.as_ref();
    // A checkout of a tag, as machines make it, is that version.
    let is_checked_out = |release: &Release| repository.git.branch.is_none() && Some(&release.commit) == head;
    let tagged = releases.iter().position(is_checked_out).filter(|_| versions.checkout.is_none());
    let mut entries = Vec::with_capacity(releases.len() + 1);
    if tagged.is_none() {
        let name = versions.checkout.as_deref().or(repository.git.branch.as_deref()).unwrap_or(NO_BRANCH).to_owned();
        entries.push(Entry { folder: version::folder(&name), name, release: None });
    }
    let taken = entries.first().map(|entry| entry.folder.to_lowercase());
    for (nth, release) in releases.into_iter().enumerate() {
        if taken.as_ref() != Some(&release.folder.to_lowercase()) {
            let (name, folder) = (release.name.clone(), release.folder.clone());
            entries.push(Entry { name, folder, release: (tagged != Some(nth)).then_some(release) });
        }
    }
    entries
}

/// Makes a set into one for each version: the default keeps its number and address.
fn divide(sets: &mut Vec<Plan>, number: usize, entries: Vec<Entry>, versions: &Versions, snapshots: &Snapshots) {
    let newest = entries.iter().position(|entry| entry.release.as_ref().is_some_and(Release::is_released));
    let newest = newest.or_else(|| entries.iter().position(|entry| entry.release.is_some()));
    let checkout = entries.iter().position(|entry| entry.release.is_none());
    let default = if versions.newest_is_default { newest.or(checkout) } else { checkout.or(newest) };
    let Some(default) = default else { return };
    let root = sets[number].url.clone();
    let numbers = entries.iter().enumerate().map(|(nth, _)| match nth.cmp(&default) {
        std::cmp::Ordering::Less => sets.len() + nth,
        std::cmp::Ordering::Equal => number,
        std::cmp::Ordering::Greater => sets.len() + nth - 1,
    });
    let family: Arc<[usize]> = numbers.collect();
    let alias = versions.alias.as_deref().map(version::folder);
    let alias = alias.filter(|alias| entries.iter().all(|entry| !entry.folder.eq_ignore_ascii_case(alias)));
    let standing = |nth: usize| match (nth == default, &entries[nth].release, &entries[default].release) {
        (true, ..) => Standing::Default,
        (false, None, Some(_)) => Standing::Coming,
        (false, Some(release), Some(default)) if release.is_newer_than(default) => Standing::Coming,
        (false, ..) => Standing::Old,
    };
    for (nth, entry) in entries.iter().enumerate() {
        let own = urls::docs_version(&root, &entry.folder);
        let mut aliases: Vec<SitePath> = Vec::new();
        aliases.extend((nth == default).then(|| own.clone()));
        aliases.extend(alias.iter().filter(|_| newest == Some(nth)).map(|alias| urls::docs_version(&root, alias)));
        let version = Version { name: entry.name.clone(), standing: standing(nth), aliases, family: family.clone() };
        let plan = &mut sets[number];
        let snapshot = entry.release.as_ref().and_then(|release| snapshots.get(plan.repository, release));
        let readme_only = match snapshot {
            Some((_, snapshot)) => !has_own_docs(snapshot, &plan.folder),
            None => plan.readme_only,
        };
        let snapshot = snapshot.map(|(nth, _)| nth);
        if nth == default {
            (plan.snapshot, plan.readme_only, plan.version) = (snapshot, readme_only, Some(version));
        } else {
            let plan = Plan {
                entity: plan.entity.clone(),
                shared_with: Vec::new(),
                repository: plan.repository,
                folder: plan.folder.clone(),
                url: own,
                title: plan.title.clone(),
                readme_only,
                snapshot,
                version: Some(version),
            };
            sets.push(plan);
        }
    }
}

/// Repositories as they were.
struct Snapshots {
    read: Vec<Repository>,
    numbers: BTreeMap<(usize, CommitId), usize>,
}

impl Snapshots {
    /// Reads the lists of files, in parallel.
    fn read(
        sets: &[Plan],
        chosen: &[Vec<Release>],
        repositories: &[Repository],
        world: &dyn World,
        diags: &mut Diagnostics,
    ) -> Self {
        let mut wanted: BTreeMap<(usize, CommitId), &str> = BTreeMap::new();
        for (plan, releases) in sets.iter().zip(chosen) {
            for release in releases {
                wanted.entry((plan.repository, release.commit.clone())).or_insert(&release.name);
            }
        }
        let wanted: Vec<((usize, CommitId), &str)> = wanted.into_iter().collect();
        let listed: Vec<Result<Repository, FileProblem>> =
            wanted.par_iter().map(|((number, commit), _)| version::at(&repositories[*number], commit, world)).collect();
        let mut snapshots = Self { read: Vec::new(), numbers: BTreeMap::new() };
        for ((key, name), listed) in wanted.into_iter().zip(listed) {
            match listed {
                Ok(snapshot) => {
                    snapshots.numbers.insert(key, snapshots.read.len());
                    snapshots.read.push(snapshot);
                }
                Err(problem) => diags.push(findings::unread_version(place(&repositories[key.0]), name, &problem)),
            }
        }
        snapshots
    }

    fn get(&self, repository: usize, release: &Release) -> Option<(usize, &Repository)> {
        let number = *self.numbers.get(&(repository, release.commit.clone()))?;
        Some((number, &self.read[number]))
    }

    /// Reads the histories of those that are a default, so that their pages have dates.
    fn date(&mut self, sets: &[Plan], world: &dyn World, memo: &Memo) {
        let is_default = |plan: &&Plan| plan.version.as_ref().is_some_and(|one| one.standing == Standing::Default);
        let defaults: BTreeSet<usize> = sets.iter().filter(is_default).filter_map(|plan| plan.snapshot).collect();
        for number in defaults {
            // What is wrong with the history has been said of the checkout.
            read_histories(&mut self.read[number..=number], world, memo, &mut Diagnostics::default());
        }
    }
}
