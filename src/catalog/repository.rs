//! A repository's entities: its catalog files, and what their Locations lead to inside the repository.

use std::collections::BTreeSet;

use super::entity::Entity;
use super::findings;
use super::kind::Kind;
use super::location::location_files;
use super::read::{FileContext, FileProblem, read_file};
use crate::diag::{Diagnostic, Span};
use crate::path::RepoPath;
use crate::source::{FileKind, Repository};
use crate::world::{self, World};

/// Largest catalog file that is read.
const MAX_FILE: u64 = 16 << 20;
/// Largest file that a placeholder may bring in.
const MAX_DEFINITION: u64 = 32 << 20;
/// Longest chain of Locations.
const MAX_LEVELS: usize = 16;

/// Reads all catalog files of a repository, each once, whether found by name or through a Location. Entities come in the
/// order of the levels of Locations, then of the paths.
pub fn read(repository: &Repository, world: &dyn World) -> (Vec<Entity>, Vec<Diagnostic>) {
    let mut reader = Reader { repository, world, entities: Vec::new(), findings: Vec::new() };
    let named = repository.files.iter().filter(|file| file.kind == FileKind::Catalog);
    let mut files: Vec<RepoPath> = named.map(|file| file.path.clone()).collect();
    let mut seen = BTreeSet::new();
    for _ in 0..=MAX_LEVELS {
        files.retain(|file| seen.insert(file.clone()));
        if files.is_empty() {
            break;
        }
        files = files.iter().flat_map(|file| reader.file(file)).collect();
        files.sort();
    }
    let (entities, refused): (Vec<Entity>, Vec<Entity>) =
        reader.entities.into_iter().partition(|entity| repository.curated || entity.kind.describes_software());
    reader.findings.extend(refused.iter().map(|entity| findings::not_allowed(entity, &repository.name)));
    (entities, reader.findings)
}

struct Reader<'a> {
    repository: &'a Repository,
    world: &'a dyn World,
    entities: Vec<Entity>,
    findings: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Reads one file and gives the files that its Locations lead to.
    fn file(&mut self, path: &RepoPath) -> Vec<RepoPath> {
        let file = self.repository.place(path);
        let bytes = match self.world.read(&self.repository.root, path, MAX_FILE) {
            Ok(bytes) => bytes,
            Err(problem) => {
                self.findings.push(findings::unreadable(file.at(Span::FILE), &problem.to_string()));
                return Vec::new();
            }
        };
        let web_url = self.repository.forge.as_ref().map(|forge| forge.web_url.as_str());
        let read = |path: &RepoPath| self.companion(path);
        let (entities, found) = read_file(&file, &bytes, &FileContext { read: &read, web_url });
        self.findings.extend(found);
        let mut next = Vec::new();
        for location in entities.iter().filter(|entity| entity.kind == Kind::Location) {
            let (files, found) = location_files(location, &self.repository.files, web_url);
            self.findings.extend(found);
            next.extend(files);
        }
        self.entities.extend(entities);
        next
    }

    /// Reads a file that a placeholder names.
    fn companion(&self, path: &RepoPath) -> Result<Vec<u8>, FileProblem> {
        self.world.read(&self.repository.root, path, MAX_DEFINITION).map_err(|problem| match problem {
            world::FileProblem::Missing => FileProblem::Missing,
            world::FileProblem::TooLarge(_) => FileProblem::TooLarge,
            other => FileProblem::Unreadable(other.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Trust;
    use crate::diag::Diagnostics;
    use crate::source::{LocalSource, Repositories, crawl};
    use crate::world::MemoryWorld;

    fn check(tree: &str, expect: &[&str], codes: &[&str]) {
        check_trust(Trust::Curated, tree, expect, codes);
    }

    fn check_trust(trust: Trust, tree: &str, expect: &[&str], codes: &[&str]) {
        let world = MemoryWorld::from_text(tree);
        let source = LocalSource {
            span: Span::FILE,
            paths: vec!["r".into()],
            repositories: Repositories::EachFolder,
            gitignore: true,
            web_url: Some("https://github.com/acme/r".into()),
            trust,
            reads_history: true,
        };
        let repositories = crawl(&[source], &world, &mut Diagnostics::default());
        let (entities, findings) = read(&repositories[0], &world);
        let names: Vec<&str> = entities.iter().map(|entity| &*entity.name).collect();
        assert_eq!(names, expect);
        let found: Vec<&str> =
            findings.iter().map(|finding| finding.code.id).filter(|code| !code.starts_with("W-CAT")).collect();
        assert_eq!(found, codes);
    }

    fn location(name: &str, targets: &str) -> String {
        let head = "apiVersion: backstage.io/v1alpha1\nkind: Location";
        format!("{head}\nmetadata: {{name: {name}}}\nspec: {{targets: [{targets}]}}\n")
    }

    fn system(name: &str) -> String {
        format!("apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {{name: {name}}}\nspec: {{owner: x}}\n")
    }

    #[test]
    fn locations_lead_to_files_and_globs_of_the_repository() {
        let tree = format!(
            "-- r/catalog-info.yaml\n{}-- r/apps/a/entity.yaml\n{}-- r/apps/b/entity.yaml\n{}-- r/other.yaml\n{}",
            location("all", "./apps/*/entity.yaml, 'https://github.com/acme/r/blob/main/other.yaml'"),
            system("a"),
            system("b"),
            location("back", "./catalog-info.yaml"),
        );
        check(&tree, &["all", "a", "b", "back"], &[]);
    }

    #[test]
    fn targets_that_lead_nowhere_are_named() {
        let targets = "./missing.yaml, ../../x.yaml, 'https://github.com/acme/other/blob/main/x.yaml', './no/*.yaml'";
        let tree = format!("-- r/catalog-info.yaml\n{}", location("all", targets));
        check(&tree, &["all"], &["E-LOC-NOT-FOUND", "E-LOC-OUTSIDE", "W-LOC-UNMAPPED", "E-LOC-NOT-FOUND"]);
    }

    #[test]
    fn a_standard_source_declares_software_only() {
        let group =
            "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: g}\nspec: {type: team, children: []}\n";
        let tree = format!("-- r/catalog-info.yaml\n{}---\n{group}", system("a"));
        check_trust(Trust::Standard, &tree, &["a"], &["E-CAT-NOT-ALLOWED"]);
        check_trust(Trust::CuratedOnly(vec!["R*".into()]), &tree, &["a", "g"], &[]);
        check_trust(Trust::CuratedOnly(vec!["org".into()]), &tree, &["a"], &["E-CAT-NOT-ALLOWED"]);
    }
}
