//! Local sources: folders that are read in place.

use std::collections::BTreeSet;

use super::findings;
use crate::config::{self, Config, ForgeKind, Trust};
use crate::diag::{Diagnostics, File, Span};
use crate::path::RepoPath;
use crate::world::{FileProblem, Root, World};

/// Deepest folder in which discovery looks for repositories.
const MAX_DISCOVERY_DEPTH: usize = 6;
/// What makes a folder a repository: one of these at its top.
const SIGNS: [&str; 8] = [
    ".git",
    "catalog-info.yaml",
    "catalog-info.yml",
    ".catalog-info.yaml",
    ".catalog-info.yml",
    ".backstage",
    "mkdocs.yml",
    "mkdocs.yaml",
];

/// Folders of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalSource {
    /// Folders relative to the site folder, or absolute; `*` stands for one folder name.
    pub paths: Vec<String>,
    /// Where `platdocs.yaml` names them; [`Span::FILE`] if it does not.
    pub span: Span,
    /// How folders become repositories.
    pub repositories: Repositories,
    /// Leaves out what git ignores.
    pub gitignore: bool,
    /// Its name in the configuration.
    pub name: String,
    /// Where its repositories can be seen on the web; the remote `origin` by default. `{name}` and `{path}` stand for the
    /// folder's name and for its path from the first `*` on.
    pub web_url: Option<String>,
    /// The kind of host of its repositories, if the configuration names it.
    pub forge: Option<ForgeKind>,
    /// Globs of the files that hold entities; none for the usual names.
    pub catalog_paths: Vec<String>,
    /// How far its content is trusted.
    pub trust: Trust,
    /// Pages show dates and contributors from git.
    pub reads_history: bool,
}

impl LocalSource {
    /// A curated source whose folders are one repository each, and no further settings.
    pub fn new(paths: Vec<String>) -> Self {
        Self {
            paths,
            span: Span::FILE,
            repositories: Repositories::EachFolder,
            gitignore: true,
            name: "local".into(),
            web_url: None,
            forge: None,
            catalog_paths: Vec::new(),
            trust: Trust::Curated,
            reads_history: true,
        }
    }

    /// Where a repository of this source can be seen on the web, if the source says so.
    pub(super) fn web_url_of(&self, root: &Root) -> Option<String> {
        let template = self.web_url.as_ref()?;
        let name = root.folder().rsplit('/').next().unwrap_or_default();
        let path = self.paths.iter().find_map(|pattern| from_star(pattern, root)).unwrap_or(name);
        Some(template.replace("{name}", name).replace("{path}", path))
    }
}

/// The path of a folder from the first part of the pattern on that holds `*`.
fn from_star<'a>(pattern: &str, root: &'a Root) -> Option<&'a str> {
    let plain = pattern.split('/').take_while(|part| !part.contains('*')).filter(|part| *part != ".");
    let above = plain.collect::<Vec<_>>().join("/");
    let rest =
        if above.is_empty() { Some(&**root.folder()) } else { root.folder().strip_prefix(&*above)?.strip_prefix('/') };
    rest.filter(|rest| pattern.contains('*') && !rest.is_empty())
}

/// How the folders of a source become repositories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repositories {
    /// Every folder is one repository.
    EachFolder,
    /// The folder itself if it is a git checkout or holds a catalog file or `mkdocs.yml` at its top, else the nearest
    /// folders below it that do.
    Discovered,
}

/// The local sources of a configuration.
pub fn local_sources(config: &Config) -> Vec<LocalSource> {
    match &config.sources {
        config::Sources::Discovered(paths) => {
            vec![LocalSource { repositories: Repositories::Discovered, ..LocalSource::new(paths.clone()) }]
        }
        config::Sources::Listed(sources) => sources
            .iter()
            .map(|source| match &source.kind {
                config::SourceKind::Local(local) => LocalSource {
                    paths: local.paths.clone(),
                    span: source.span,
                    repositories: Repositories::EachFolder,
                    gitignore: local.gitignore,
                    name: source.name.clone(),
                    web_url: local.web_url.clone(),
                    forge: local.forge,
                    catalog_paths: local.catalog_paths.clone(),
                    trust: source.trust.clone(),
                    reads_history: source.history,
                },
            })
            .collect(),
    }
}

/// The folders of all sources, each once, in the order of the sources and then of their names.
pub(super) fn roots<'a>(
    sources: &'a [LocalSource],
    world: &dyn World,
    diags: &mut Diagnostics,
) -> Vec<(Root, &'a LocalSource)> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for source in sources {
        for root in source.paths.iter().flat_map(|path| folders(path, source, world, diags)) {
            if seen.insert(root.clone()) {
                found.push((root, source));
            }
        }
    }
    found
}

fn folders(pattern: &str, source: &LocalSource, world: &dyn World, diags: &mut Diagnostics) -> Vec<Root> {
    let file = File::new("", RepoPath::parse(config::FILE_NAME).expect("a plain name is a path"));
    let here = file.at(source.span);
    match world.folders(pattern) {
        Ok(folders) if folders.is_empty() => {
            diags.push(findings::no_folder(here, pattern, None));
            Vec::new()
        }
        Ok(folders) => match source.repositories {
            Repositories::EachFolder => folders,
            Repositories::Discovered => folders.into_iter().flat_map(|folder| discover(folder, world, diags)).collect(),
        },
        Err(problem) => {
            diags.push(findings::no_folder(here, pattern, Some(&problem)));
            Vec::new()
        }
    }
}

/// The repositories at or below a folder; the folder itself when there are none.
fn discover(folder: Root, world: &dyn World, diags: &mut Diagnostics) -> Vec<Root> {
    let mut found = Vec::new();
    search(&folder, 0, world, &mut found, diags);
    if found.is_empty() {
        found.push(folder);
    }
    found
}

fn search(folder: &Root, depth: usize, world: &dyn World, found: &mut Vec<Root>, diags: &mut Diagnostics) {
    if SIGNS.iter().any(|sign| world.holds(folder, sign)) {
        found.push(folder.clone());
    } else if depth < MAX_DISCOVERY_DEPTH {
        let below = if folder.folder().is_empty() { "*".to_owned() } else { format!("{}/*", folder.folder()) };
        match world.folders(&below) {
            Ok(roots) => {
                let skeleton = |root: &&Root| root.folder().rsplit('/').next().is_some_and(super::is_skeleton_folder);
                for root in roots.iter().filter(|root| !skeleton(root)) {
                    search(root, depth + 1, world, found, diags);
                }
            }
            Err(FileProblem::Missing) => {}
            Err(problem) => {
                diags.push(findings::unreadable(File::new(folder.folder().clone(), RepoPath::root()), "", &problem));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::MemoryWorld;

    fn check(tree: &str, path: &str, repositories: Repositories, expect: &[&str]) {
        let source = [LocalSource { repositories, ..LocalSource::new(vec![path.into()]) }];
        let mut diags = Diagnostics::default();
        let roots = roots(&source, &MemoryWorld::from_text(tree), &mut diags);
        let roots: Vec<&str> = roots.iter().map(|(root, _)| &**root.folder()).collect();
        assert_eq!(roots, expect, "{tree}");
        assert_eq!(diags.is_empty(), !expect.is_empty());
    }

    #[test]
    fn discovery_finds_the_nearest_repositories() {
        let discovered = Repositories::Discovered;
        check("-- mkdocs.yml\n-- sub/mkdocs.yml\n", "", discovered, &[""]);
        check("-- a/catalog-info.yaml\n-- b/x/mkdocs.yml\n-- c/readme.md\n", "", discovered, &["a", "b/x"]);
        check("-- a/.git/HEAD\n-- a/b/catalog-info.yaml\n", "", discovered, &["a"]);
        check("-- docs/a.md\n", "", discovered, &[""]);
        check("-- a/mkdocs.yml\n-- t/skeleton/mkdocs.yml\n", "", discovered, &["a"]);
        check("-- x/a/catalog-info.yml\n-- y/catalog-info.yml\n", "x", discovered, &["x/a"]);
    }

    #[test]
    fn addresses_follow_from_folders() {
        let check = |path: &str, web_url: &str, root: &str, expect: &str| {
            let source = LocalSource { web_url: Some(web_url.into()), ..LocalSource::new(vec![path.into()]) };
            assert_eq!(source.web_url_of(&Root::new(root)).as_deref(), Some(expect));
        };
        check("repos/*", "https://github.com/acme/{name}", "repos/shop", "https://github.com/acme/shop");
        check("./orgs/*/*", "https://github.com/{path}", "orgs/acme/shop", "https://github.com/acme/shop");
        check("/srv/git/*/*/*", "https://g.example/{path}", "/srv/git/a/b/c", "https://g.example/a/b/c");
        check("*", "https://github.com/acme/{path}", "shop", "https://github.com/acme/shop");
        check("repos/shop", "https://github.com/acme/web", "repos/shop", "https://github.com/acme/web");
    }

    #[test]
    fn a_pattern_gives_each_folder() {
        check("-- r/a/x\n-- r/b/y\n-- s/c/z\n", "r/*", Repositories::EachFolder, &["r/a", "r/b"]);
        check("-- r/a/x\n", "nowhere/*", Repositories::EachFolder, &[]);
    }
}
