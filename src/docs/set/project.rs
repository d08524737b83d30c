//! A configuration file with its docs folder: the set itself, or a project that it includes.

use super::{SetSpec, files};
use crate::diag::{Diagnostic, File, Span};
use crate::docs::findings;
use crate::docs::mkdocs::{self, Config};
use crate::path::RepoPath;
use crate::source::Repository;
use crate::world::{FileProblem, World};
use crate::yaml::Budget;

/// Names of the configuration file; the first that exists counts.
const NAMES: [&str; 2] = ["mkdocs.yaml", "mkdocs.yml"];

/// A configuration file with its docs folder.
#[derive(Debug, Default)]
pub(super) struct Project {
    pub(super) config: Config,
    pub(super) file: Option<File>,
    /// The folder of the configuration file.
    pub(super) folder: RepoPath,
    /// The folder of the pages; `None` when only the README is shown.
    pub(super) docs_dir: Option<RepoPath>,
    /// Why `docs_dir` cannot be used.
    pub(super) dir_problem: Option<String>,
    /// Where its pages lie in the tree of the set: empty or `team/alpha`.
    pub(super) prefix: String,
    /// Projects that `nav` includes, by the place of the entry.
    pub(super) includes: Vec<(Span, Vec<Project>)>,
}

/// The project that a set is made of.
pub(super) fn root(spec: &SetSpec<'_>, world: &dyn World, findings: &mut Vec<Diagnostic>) -> Project {
    if spec.readme_only {
        return Project { folder: spec.folder.clone(), ..Project::default() };
    }
    let Some(path) = find(spec, findings) else {
        let mut project = Project { folder: spec.folder.clone(), ..Project::default() };
        project.docs_dir = folder(spec.repository, &spec.folder, "docs").ok();
        return project;
    };
    let mut project = read(&path, spec.repository, world, findings);
    project.find_docs(spec, findings);
    project
}

/// Reads a configuration file.
pub(super) fn read(
    path: &RepoPath,
    repository: &Repository,
    world: &dyn World,
    findings: &mut Vec<Diagnostic>,
) -> Project {
    let file = repository.place(path);
    let config = match world.read(&repository.root, path, Budget::SETTINGS.bytes as u64) {
        Ok(bytes) => mkdocs::parse(&bytes, &file, findings),
        Err(problem) => {
            findings.push(findings::config_unread(file.at(Span::FILE), &unread(&problem)));
            Config::default()
        }
    };
    Project { config, file: Some(file), folder: path.parent(), ..Project::default() }
}

fn unread(problem: &FileProblem) -> String {
    problem.to_string()
}

/// The configuration file of the folder, with a note if there are two.
fn find(spec: &SetSpec<'_>, findings: &mut Vec<Diagnostic>) -> Option<RepoPath> {
    let path = |name: &str| spec.folder.join(name).ok().filter(|path| spec.repository.file(path).is_some());
    match (path(NAMES[0]), path(NAMES[1])) {
        (Some(first), Some(second)) => {
            let place = spec.repository.place(&second).at(Span::FILE);
            findings.push(findings::config_twin(place, NAMES[0], NAMES[1]));
            Some(first)
        }
        (Some(path), None) | (None, Some(path)) => Some(path),
        (None, None) => None,
    }
}

impl Project {
    /// Resolves `docs_dir`; a folder that cannot be used is a finding.
    pub(super) fn find_docs(&mut self, spec: &SetSpec<'_>, findings: &mut Vec<Diagnostic>) {
        let (written, span) = match &self.config.docs_dir {
            Some(written) => (written.text.as_str(), written.span),
            None => ("docs", Span::FILE),
        };
        match folder(spec.repository, &self.folder, written) {
            Ok(folder) => self.docs_dir = Some(folder),
            Err(why) => {
                let readme = files::readme(spec.repository, &self.folder).is_some();
                if let Some(file) = &self.file {
                    findings.push(findings::docs_dir(file.at(span), written, &why, readme));
                }
                self.dir_problem = Some(why);
            }
        }
    }

    /// The path in the tree of the set of a path in this project.
    pub(super) fn in_set(&self, path: &str) -> String {
        if self.prefix.is_empty() { path.to_owned() } else { format!("{}/{path}", self.prefix) }
    }
}

/// A folder that exists, or why it cannot be used.
fn folder(repository: &Repository, base: &RepoPath, written: &str) -> Result<RepoPath, String> {
    let folder = base.join(written).map_err(|error| error.to_string())?;
    if files::has_folder(repository, &folder) {
        return Ok(folder);
    }
    let what = if repository.file(&folder).is_some() { "is a file" } else { "does not exist or is empty" };
    Err(what.to_owned())
}
