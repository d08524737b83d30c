//! `!include` and `*include` of other configuration files in `nav`, as the monorepo plugin has them.

use std::collections::BTreeSet;

use globset::GlobBuilder;

use super::SetSpec;
use super::project::{self, Project};
use crate::diag::{Diagnostic, Place, Span};
use crate::docs::findings;
use crate::docs::mkdocs::{NavEntry, NavValue};
use crate::path::RepoPath;
use crate::world::World;

/// Deepest nesting of includes.
const MAX_DEPTH: usize = 4;
/// Most projects that one set may include.
const MAX_PROJECTS: usize = 1_000;

/// Loads all projects that the navigation of `root` includes, and theirs.
pub(super) fn load(root: &mut Project, spec: &SetSpec<'_>, world: &dyn World, findings: &mut Vec<Diagnostic>) {
    let mut loader = Loader { spec, world, findings, prefixes: BTreeSet::new(), chain: Vec::new(), count: 0 };
    loader.includes_of(root);
}

struct Loader<'a, 'w> {
    spec: &'a SetSpec<'w>,
    world: &'a dyn World,
    findings: &'a mut Vec<Diagnostic>,
    prefixes: BTreeSet<String>,
    chain: Vec<RepoPath>,
    count: usize,
}

impl Loader<'_, '_> {
    fn includes_of(&mut self, project: &mut Project) {
        let Some(file) = project.file.clone() else { return };
        let mut wanted = Vec::new();
        collect(project.config.nav.as_deref().unwrap_or_default(), &mut wanted);
        self.chain.push(file.path.clone());
        for (path, glob, span) in wanted {
            let place = file.at(span);
            let projects = match self.matches(&project.folder, &path, glob) {
                Ok(paths) => paths.iter().filter_map(|found| self.project(found, &place, project)).collect(),
                Err(why) => {
                    self.findings.push(findings::include(place, &path, &why));
                    Vec::new()
                }
            };
            project.includes.push((span, projects));
        }
        self.chain.pop();
    }

    /// The configuration files that an include names, sorted.
    fn matches(&self, folder: &RepoPath, written: &str, glob: bool) -> Result<Vec<RepoPath>, String> {
        if written.contains("://") {
            return Err("lies in another repository; only projects of this one can be included".into());
        }
        if !written.ends_with(".yml") && !written.ends_with(".yaml") {
            return Err("is no `.yml` or `.yaml` file".into());
        }
        let path = folder.join(written).map_err(|error| error.to_string())?;
        let files = &self.spec.repository.files;
        if !glob {
            return self.spec.repository.file(&path).map(|_| vec![path]).ok_or_else(|| "does not exist".into());
        }
        let pattern = GlobBuilder::new(path.as_str()).literal_separator(true).build();
        let matcher = pattern.map_err(|error| format!("is no pattern: {error}"))?.compile_matcher();
        let found: Vec<RepoPath> =
            files.iter().filter(|file| matcher.is_match(file.path.as_str())).map(|file| file.path.clone()).collect();
        if found.is_empty() { Err("matches no file".into()) } else { Ok(found) }
    }

    fn project(&mut self, path: &RepoPath, place: &Place, parent: &Project) -> Option<Project> {
        let refuse = |loader: &mut Self, why: &str| {
            loader.findings.push(findings::include(place.clone(), path.as_str(), why));
            None
        };
        if self.chain.contains(path) {
            return refuse(self, "includes itself, directly or by another file");
        }
        self.count += 1;
        if self.chain.len() > MAX_DEPTH || self.count > MAX_PROJECTS {
            return refuse(self, "is more than 4 includes deep, or one of more than 1,000");
        }
        let mut project = project::read(path, self.spec.repository, self.world, self.findings);
        let Some(name) = project.config.site_name.clone() else {
            return refuse(self, "has no `site_name`, which names the folder of its pages");
        };
        project.prefix = parent.in_set(&self.free_prefix(&prefix(&name), place));
        project.find_docs(self.spec, self.findings);
        if project.config.edit.repo_url.is_none() {
            project.config.edit.repo_url.clone_from(&parent.config.edit.repo_url);
        }
        self.includes_of(&mut project);
        Some(project)
    }

    /// The prefix, or the prefix with a number if another project has it.
    fn free_prefix(&mut self, prefix: &str, place: &Place) -> String {
        let mut free = prefix.to_owned();
        let mut number = 2;
        while !self.prefixes.insert(free.to_lowercase()) {
            free = format!("{prefix}_{number}");
            number += 1;
        }
        if number > 2 {
            self.findings.push(findings::alias(place.clone(), prefix, &free));
        }
        free
    }
}

fn collect(entries: &[NavEntry], out: &mut Vec<(String, bool, Span)>) {
    for entry in entries {
        match &entry.value {
            NavValue::Include { path, glob } => out.push((path.clone(), *glob, entry.span)),
            NavValue::Section(children) => collect(children, out),
            NavValue::Target(_) | NavValue::Empty => {}
        }
    }
}

/// The folder of an included project's pages: its name if that can be one, else words joined by dashes.
fn prefix(site_name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-/".contains(c);
    let folder = RepoPath::parse(site_name.trim_matches('/'));
    if site_name.chars().all(plain)
        && let Ok(folder) = folder
        && !folder.is_root()
    {
        return folder.as_str().to_owned();
    }
    let words: String = site_name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let slug = words.split_whitespace().collect::<Vec<_>>().join("-");
    if slug.is_empty() { "project".into() } else { slug }
}
