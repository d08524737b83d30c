//! Locations: which files of which repositories their targets name.

use std::collections::BTreeSet;

use globset::GlobBuilder;

use super::entity::Entity;
use super::findings;
use crate::diag::{Diagnostic, Place, shown};
use crate::path::{PathError, RepoPath};
use crate::source::{Address, Atlas, RepoFile, Repository};
use crate::yaml::Node;

/// Most files that one pattern may name.
const MAX_MATCHES: usize = 5_000;
/// Most files that the patterns of one repository may be compared with.
const MAX_LOOKS: usize = 20_000_000;

/// What makes a path a pattern.
const PATTERN: [char; 4] = ['*', '?', '[', '{'];

/// A file by the number of its repository.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FileId {
    pub repository: usize,
    pub path: RepoPath,
}

/// Finds the files of targets. The patterns of each repository have their own budget, so that none takes another's.
pub(super) struct Locator<'a> {
    atlas: Atlas<'a>,
    looks: Vec<usize>,
}

impl<'a> Locator<'a> {
    pub fn new(repositories: &'a [Repository]) -> Self {
        Self { atlas: Atlas::new(repositories), looks: vec![MAX_LOOKS; repositories.len()] }
    }

    /// The files that each target of a Location names, sorted within the target, each at the first target that names it,
    /// and what is wrong with the targets. `holder` is the repository that the Location lies in.
    ///
    /// Relative targets count from the Location's own file whatever its `type` says, so it does not matter whether a type
    /// is inherited. Addresses of repositories that are not crawled are never fetched.
    pub fn locate(&mut self, location: &Entity, holder: usize) -> (Vec<Vec<FileId>>, Vec<Diagnostic>) {
        let own = &location.place.file;
        let mut diags: Vec<Diagnostic> = wrong_type(location).into_iter().collect();
        let mut seen = BTreeSet::from([FileId { repository: holder, path: own.path.clone() }]);
        let mut found = Vec::with_capacity(location.targets.len());
        for target in &location.targets {
            let place = own.at(target.span);
            let mut files = Vec::new();
            match self.files(holder, &own.path.parent(), &target.text) {
                Ok(Named { cut: Some(why), files: named, .. }) => {
                    diags.push(findings::location_limit(place, &target.text, &why));
                    files = named;
                }
                Ok(named) if named.files.is_empty() && !is_optional(location) => {
                    let elsewhere =
                        (named.repository != holder).then(|| &*self.atlas.repositories()[named.repository].label);
                    diags.push(findings::location_nothing(place, &target.text, elsewhere));
                }
                Ok(named) => files = named.files,
                Err(problem) => diags.push(problem.finding(place, &target.text)),
            }
            files.retain(|file| seen.insert(file.clone()));
            found.push(files);
        }
        for finding in &mut diags {
            finding.entity = Some(location.reference.to_string());
        }
        (found, diags)
    }

    fn files(&mut self, holder: usize, folder: &RepoPath, target: &str) -> Result<Named, Problem> {
        let text = target.trim();
        if text.ends_with('/') {
            return Err(Problem::Folder);
        }
        let Some(address) = Address::parse(text) else {
            let text = match url::Url::parse(text) {
                Ok(url) if url.scheme() == "file" && !url.has_host() => text.strip_prefix("file:").unwrap_or(text),
                Ok(_) => return Err(Problem::Scheme),
                Err(_) => text,
            };
            return self.named(holder, holder, folder, text);
        };
        let located = self.atlas.locate(&address).ok_or(Problem::Unmapped)?;
        let repository = &self.atlas.repositories()[located.repository];
        let path = located.inside.path(|path| repository.file(path).is_some());
        self.named(holder, located.repository, &RepoPath::root(), path)
    }

    fn named(&mut self, holder: usize, repository: usize, folder: &RepoPath, path: &str) -> Result<Named, Problem> {
        let there = &self.atlas.repositories()[repository];
        let id = |file: &RepoFile| FileId { repository, path: file.path.clone() };
        let literal = folder.join(path).map_err(Problem::Path)?;
        let file = there.file(&literal);
        if file.is_some() || !path.contains(PATTERN) {
            return Ok(Named { repository, files: file.map(id).into_iter().collect(), cut: None });
        }
        // Brackets in the names of the folders above are no pattern.
        let above = RepoPath::parse(&globset::escape(folder.as_str())).map_err(Problem::Path)?;
        let pattern = above.join(path).map_err(Problem::Path)?;
        let glob = GlobBuilder::new(pattern.as_str()).literal_separator(true).build().map_err(|_| Problem::Pattern)?;
        let matcher = glob.compile_matcher();
        let below = literal_folder(&pattern);
        let mut named = Named { repository, files: Vec::new(), cut: None };
        for file in there.below(&below) {
            let Some(left) = self.looks[holder].checked_sub(1) else {
                named.cut = Some(format!("makes this repository look at more than {MAX_LOOKS} files"));
                break;
            };
            self.looks[holder] = left;
            if matcher.is_match(file.path.as_str()) {
                if named.files.len() == MAX_MATCHES {
                    named.cut = Some(format!("names more than {MAX_MATCHES} files"));
                    break;
                }
                named.files.push(id(file));
            }
        }
        Ok(named)
    }
}

/// What a target names.
struct Named {
    repository: usize,
    files: Vec<FileId>,
    /// Why not all of them are here.
    cut: Option<String>,
}

enum Problem {
    Folder,
    Pattern,
    Scheme,
    Unmapped,
    Path(PathError),
}

impl Problem {
    fn finding(&self, place: Place, target: &str) -> Diagnostic {
        let (what, instead) = match self {
            Self::Folder => ("names a folder", "name the file in it"),
            Self::Pattern => ("is no pattern", "check its brackets and braces"),
            Self::Scheme => {
                ("is no address of a file", "write a path or an `https:` address, without a type before it")
            }
            Self::Unmapped => return findings::location_unmapped(place, target),
            Self::Path(why) => return findings::location_outside(place, target, &shown(&why.to_string())),
        };
        findings::location_target(place, target, what, instead)
    }
}

/// The deepest folder that all matches of a pattern lie in.
fn literal_folder(pattern: &RepoPath) -> RepoPath {
    let text = pattern.as_str();
    let literal = &text[..text.find(PATTERN).unwrap_or(text.len())];
    let folder = literal.rsplit_once('/').map_or("", |(folder, _)| folder);
    RepoPath::parse(folder).unwrap_or_default()
}

fn is_optional(location: &Entity) -> bool {
    location.spec().and_then(|spec| spec.get("presence")).and_then(Node::as_str) == Some("optional")
}

fn wrong_type(location: &Entity) -> Option<Diagnostic> {
    let node = location.spec()?.get("type")?;
    let wrong = node.as_str().filter(|text| matches!(*text, "http" | "https"))?;
    Some(findings::location_type(location.place.file.at(node.span), wrong))
}
