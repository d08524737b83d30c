//! [`gather`]: all entities of all repositories: their catalog files, and what Locations lead to.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::annotations::inferred_forge;
use super::entity::Entity;
use super::findings;
use super::kind::Kind;
use super::location::{FileId, Locator};
use super::model::Model;
use super::read::{FileContext, FileProblem, read_file};
use super::reference::EntityRef;
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
/// find them.
pub fn gather(
    repositories: &mut [Repository],
    model: &Model,
    world: &dyn World,
    diags: &mut Diagnostics,
) -> Vec<Entity> {
    let named: BTreeSet<FileId> = repositories.iter().enumerate().flat_map(named).collect();
    let mut level = read(&named, repositories, model, world);
    let inferred = infer_forges(repositories, &level, world);
    for file in level.iter_mut().filter(|file| inferred.contains(&file.id.repository) && file.names_addresses()) {
        // What was foreign may be the repository's own address, which is known only now.
        *file = read_one(&file.id, &repositories[file.id.repository], model, world);
    }
    let mut files = follow(level, repositories, model, world);
    files.sort_by(|a, b| a.id.cmp(&b.id));
    let mut entities = Vec::new();
    for file in files {
        diags.extend(file.findings);
        let repository = &repositories[file.id.repository];
        let may = |entity: &Entity| repository.curated || entity.kind.describes_software();
        let (allowed, refused): (Vec<Entity>, Vec<Entity>) = file.entities.into_iter().partition(may);
        diags.extend(refused.iter().map(|entity| findings::not_allowed(entity, &repository.name)));
        entities.extend(allowed);
    }
    entities
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
fn follow(first: Vec<Read>, repositories: &[Repository], model: &Model, world: &dyn World) -> Vec<Read> {
    let mut locator = Locator::new(repositories);
    let mut seen: BTreeSet<FileId> = first.iter().map(|file| file.id.clone()).collect();
    let mut all = Vec::new();
    let mut level = first;
    for depth in 0..=MAX_LEVELS {
        let mut next = BTreeSet::new();
        for file in &mut level {
            for found in locate(file, repositories, &mut locator) {
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
    all
}

/// What a target of a Location names.
struct Found {
    location: EntityRef,
    place: Place,
    target: Box<str>,
    files: Vec<FileId>,
}

/// Finds what the Locations of a file name, and keeps it in their targets.
fn locate(file: &mut Read, repositories: &[Repository], locator: &mut Locator<'_>) -> Vec<Found> {
    let Read { id, entities, findings } = file;
    let mut all = Vec::new();
    for location in entities.iter_mut().filter(|entity| entity.kind == Kind::Location) {
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
mod tests {
    use super::*;
    use crate::catalog::link;
    use crate::config::Trust;
    use crate::diag::File;
    use crate::source::{LocalSource, Repositories, crawl};
    use crate::world::MemoryWorld;

    fn check(tree: &str, expect: &[&str], codes: &[&str]) {
        check_trust(Trust::Curated, tree, expect, codes);
    }

    fn check_trust(trust: Trust, tree: &str, expect: &[&str], expect_codes: &[&str]) {
        let (entities, findings) = gathered(trust, tree);
        let names: Vec<&str> = entities.iter().map(|entity| &*entity.name).collect();
        assert_eq!(names, expect);
        assert_eq!(codes(&findings), expect_codes);
    }

    /// The entities of all top folders, each of them a repository of its name at `https://github.com/acme`.
    fn gathered(trust: Trust, tree: &str) -> (Vec<Entity>, Diagnostics) {
        let world = MemoryWorld::from_text(tree);
        let mut names: Vec<String> = world.folders("*").unwrap().iter().map(|root| root.0.to_string()).collect();
        // The order of the sources need not be that of the names.
        names.reverse();
        let source = |name: String| LocalSource {
            span: Span::FILE,
            web_url: Some(format!("https://github.com/acme/{name}")),
            paths: vec![name],
            repositories: Repositories::EachFolder,
            gitignore: true,
            reads_history: true,
            trust: trust.clone(),
        };
        let sources: Vec<LocalSource> = names.into_iter().map(source).collect();
        let mut findings = Diagnostics::default();
        let mut repositories = crawl(&sources, &world, &mut findings);
        (gather(&mut repositories, &Model::default(), &world, &mut findings), findings)
    }

    fn codes(findings: &Diagnostics) -> Vec<&str> {
        findings.iter().map(|finding| finding.code.id).filter(|code| !code.starts_with("W-CAT")).collect()
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
        check(&tree, &["a", "b", "all", "back"], &[]);
    }

    #[test]
    fn locations_lead_into_other_repositories_and_back() {
        let url = |repository: &str, path: &str| format!("'https://github.com/acme/{repository}/blob/main/{path}'");
        let tree = format!(
            "-- seed/catalog-info.yaml\n{}-- shop/all.yaml\n{}-- shop/apis/a.yaml\n{}-- shop/apis/b.yaml\n{}-- shop/hidden.yaml\n{}",
            location("seed", &[url("shop", "all.yaml"), url("Shop", "gone.yaml")].join(", ")),
            location("all", &[url("shop", "apis/*.yaml"), url("seed", "catalog-info.yaml")].join(", ")),
            system("a"),
            location("back", &url("shop", "all.yaml")),
            system("hidden"),
        );
        check(&tree, &["all", "a", "back", "seed"], &["E-LOC-NOT-FOUND"]);
        let (entities, mut findings) = gathered(Trust::Curated, &tree);
        let catalog = link(entities, &mut findings);
        let leads = |repository: &str, path: &str| -> Vec<String> {
            let file = File::new(repository, RepoPath::parse(path).unwrap());
            let lineage = catalog.lineage(&file);
            lineage.iter().map(|lead| format!("{} {}", lead.location.name(), lead.place.file)).collect()
        };
        assert_eq!(leads("shop", "apis/a.yaml"), ["all shop/all.yaml", "back shop/apis/b.yaml"]);
        assert_eq!(leads("shop", "all.yaml"), ["back shop/apis/b.yaml"]);
        assert_eq!(catalog.leads_to(&File::new("shop", RepoPath::parse("all.yaml").unwrap())).len(), 2);
        let file = File::new("shop", RepoPath::parse("hidden.yaml").unwrap());
        assert_eq!((catalog.in_file(&file).count(), catalog.leads_to(&file).len()), (0, 0));
    }

    #[test]
    fn chains_of_locations_are_followed_sixteen_levels_deep() {
        let mut tree = format!("-- r/catalog-info.yaml\n{}", location("l0", "./1.yaml"));
        for nth in 1..20 {
            tree += &format!("-- r/{nth}.yaml\n{}", location(&format!("l{nth}"), &format!("./{}.yaml", nth + 1)));
        }
        let (entities, findings) = gathered(Trust::Curated, &tree);
        assert_eq!(entities.len(), 17);
        assert_eq!(codes(&findings), ["W-LOC-LIMIT"]);
    }

    #[test]
    fn a_repository_has_the_address_that_it_names_itself() {
        let tree = format!(
            "-- all/catalog-info.yaml\n{}-- docs/mkdocs.yml\nsite_name: x\nrepo_url: 'https://github.com/acme/docs/tree/main/docs'\n-- docs/x.yaml\n{}",
            location("all", "'https://github.com/acme/docs/blob/main/x.yaml'"),
            system("a"),
        );
        let world = MemoryWorld::from_text(&tree);
        let source = LocalSource {
            span: Span::FILE,
            web_url: None,
            paths: vec!["*".into()],
            repositories: Repositories::EachFolder,
            gitignore: true,
            reads_history: true,
            trust: Trust::Curated,
        };
        let mut repositories = crawl(&[source], &world, &mut Diagnostics::default());
        let entities = gather(&mut repositories, &Model::default(), &world, &mut Diagnostics::default());
        assert_eq!(entities.len(), 2);
    }

    #[test]
    fn targets_name_files_of_their_repository() {
        let check = |spec: &str, expect: &str| {
            let tree = format!(
                "-- r/apis/[x]/catalog-info.yaml\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: l}}\n\
                 spec: {{{spec}}}\n-- r/a.yaml\n-- r/apis/[x]/b.yaml\n-- r/apis/[x]/c.yml\n-- r/apis/[x]/d/e.yaml\n-- r/z.yaml\n"
            );
            let (entities, findings) = gathered(Trust::Curated, &tree);
            let files = entities[0].targets.iter().flat_map(|target| &target.files).map(|file| file.path.to_string());
            let codes = codes(&findings).into_iter().filter(|code| *code != "I-CAT-EMPTY").map(str::to_owned);
            assert_eq!(files.chain(codes).collect::<Vec<_>>().join(" "), expect, "{spec}");
        };
        check("type: url, target: ./b.yaml", "apis/[x]/b.yaml");
        check("targets: ['*.{yaml,yml}', ./b.yaml]", "apis/[x]/b.yaml apis/[x]/c.yml");
        check("targets: ['**/*.yaml']", "apis/[x]/b.yaml apis/[x]/d/e.yaml");
        check("target: ../../a.yaml, targets: ['../../?.yaml']", "a.yaml z.yaml");
        check("target: 'https://github.com/acme/r/blob/main/z.yaml'", "z.yaml");
        check("target: 'https://github.com/acme/r/blob/main/apis/[x]/b.yaml'", "apis/[x]/b.yaml");
        check("target: 'https://github.com/acme/r/blob/main/apis/**/*.{yml,json}'", "apis/[x]/c.yml");
        check("target: 'https://github.com/acme/other/blob/main/z.yaml'", "W-LOC-UNMAPPED");
        check("target: 'https://github.com/acme/r/blob/main/../../../z.yaml'", "E-LOC-OUTSIDE");
        check("target: ../../../a.yaml", "E-LOC-OUTSIDE");
        check("target: ./gone.yaml", "E-LOC-NOT-FOUND");
        check("target: './no/*.yaml'", "E-LOC-NOT-FOUND");
        check("target: ./gone.yaml, presence: optional", "");
        check("targets: ['[', 'javascript:x', d/, 'url:./b.yaml']", "W-LOC-TYPE W-LOC-TYPE W-LOC-TYPE W-LOC-TYPE");
        check("type: https, target: ./b.yaml", "apis/[x]/b.yaml W-LOC-TYPE");
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
