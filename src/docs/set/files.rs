//! From files to pages and published files: addresses, twins, reserved names.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::project::Project;
use super::{AssetFile, PageFile, SetSpec};
use crate::diag::{Diagnostic, Span};
use crate::docs::mkdocs::EditLink;
use crate::docs::{findings, links, publish};
use crate::path::RepoPath;
use crate::source::{FileKind, RepoFile, Repository};

/// Suffixes of Markdown files, as MkDocs knows them.
pub const MARKDOWN: [&str; 5] = ["md", "markdown", "mdown", "mkdn", "mkd"];
/// Names at the root of a set that platdocs writes itself.
const RESERVED: [&str; 5] = ["_contents", "_print", "_v", "llms.txt", "llms-full.txt"];

/// True for files that become pages.
pub fn is_markdown(path: &RepoPath) -> bool {
    MARKDOWN.contains(&path.extension().as_str())
}

/// A further path of a page: a README that lost against an index.
#[derive(Debug)]
pub(super) struct Alias {
    pub(super) path: String,
    pub(super) source: RepoPath,
    pub(super) winner: String,
}

/// What the files of a set become.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) pages: Vec<PageFile>,
    pub(super) assets: Vec<AssetFile>,
    pub(super) aliases: Vec<Alias>,
    /// Folded addresses that are taken, with the path and file that have them.
    taken: BTreeMap<String, (String, RepoPath)>,
}

/// A file on its way to a page.
struct Candidate<'a> {
    file: &'a RepoFile,
    /// Path below the docs folder.
    inner: String,
    path: String,
    url: String,
    rank: u8,
}

impl Collected {
    /// Takes the files of a project and of all that it includes.
    pub(super) fn project(&mut self, project: &Project, spec: &SetSpec<'_>, findings: &mut Vec<Diagnostic>) {
        if let Some(folder) = &project.docs_dir {
            self.folder(folder, project, spec, findings);
        }
        for included in project.includes.iter().flat_map(|(_, projects)| projects) {
            self.project(included, spec, findings);
        }
    }

    fn folder(&mut self, folder: &RepoPath, project: &Project, spec: &SetSpec<'_>, findings: &mut Vec<Diagnostic>) {
        let mut candidates: Vec<Candidate<'_>> = spec
            .repository
            .below(folder)
            .filter(|file| file.kind == FileKind::Markdown || file.kind == FileKind::Other || folder != &project.folder)
            .filter_map(|file| candidate(file, folder, project, spec))
            .collect();
        // Indexes go first, so that they win; else the first by bytes.
        candidates.sort_by(|a, b| (a.rank, &a.path).cmp(&(b.rank, &b.path)));
        for candidate in candidates {
            self.take(candidate, project, spec, findings);
        }
    }

    fn take(&mut self, one: Candidate<'_>, project: &Project, spec: &SetSpec<'_>, findings: &mut Vec<Diagnostic>) {
        let source = &one.file.path;
        let place = || spec.repository.place(source).at(Span::FILE);
        let first = one.url.split('/').next().unwrap_or_default().to_lowercase();
        if RESERVED.contains(&first.as_str()) {
            return findings.push(findings::reserved(place(), &one.path));
        }
        if one.file.size > publish::MAX_BYTES && !is_markdown(source) {
            return findings.push(findings::file_size(place(), one.file.size, publish::MAX_BYTES));
        }
        let key = folded(&one.url);
        if let Some((path, winner)) = self.taken.get(&key) {
            let other = spec.repository.place(winner).at(Span::FILE);
            let readme = stem(&one.inner) == "README" && winner.parent() == source.parent();
            let make = if readme { findings::readme_beside_index } else { findings::url_clash };
            findings.push(make(place(), &one.path, other, path));
            self.aliases.push(Alias { path: one.path, source: source.clone(), winner: path.clone() });
            return;
        }
        self.taken.insert(key, (one.path.clone(), source.clone()));
        let url = spec.url.child(&one.url);
        if is_markdown(source) {
            let edit = edit(project, spec, &one.inner, source);
            let page = PageFile { source: source.clone(), path: one.path, url, nav_title: None, edit, listed: false };
            self.pages.push(page);
        } else {
            self.assets.push(AssetFile {
                source: source.clone(),
                path: one.path,
                url,
                size: one.file.size,
                pixels: None,
            });
        }
    }

    /// True if nothing has this address yet; if so, it is taken.
    pub(super) fn claim(&mut self, url: &str, path: &str, source: &RepoPath) -> bool {
        let key = folded(url);
        let free = !self.taken.contains_key(&key);
        if free {
            self.taken.insert(key, (path.to_owned(), source.clone()));
        }
        free
    }
}

fn candidate<'a>(
    file: &'a RepoFile,
    folder: &RepoPath,
    project: &Project,
    spec: &SetSpec<'_>,
) -> Option<Candidate<'a>> {
    let inner = file.path.relative_to(folder)?.to_owned();
    let config = &project.config;
    if config.exclude.matches(&inner) || (!spec.drafts && config.drafts.matches(&inner)) {
        return None;
    }
    let path = project.in_set(&inner);
    let (url, rank) = if is_markdown(&file.path) {
        (page_url(&path), index_rank(&inner))
    } else if publish::kind(&file.path).is_some() {
        (path.clone(), 3)
    } else {
        return None;
    };
    Some(Candidate { file, inner, path, url, rank })
}

/// `index.md` before `README.md` before all others.
fn index_rank(path: &str) -> u8 {
    match stem(path) {
        "index" => 0,
        "README" => 1,
        _ => 2,
    }
}

/// The address of a Markdown file below the root of its set: `about/license.md` is `about/license/`, an index its folder.
pub(super) fn page_url(path: &str) -> String {
    let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
    match stem(path) {
        "index" | "README" => folder.to_owned(),
        stem => format!("{folder}{stem}/"),
    }
}

/// The file name without its suffix.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Two addresses with one folded form cannot both be files of every file system.
fn folded(url: &str) -> String {
    url.nfc().collect::<String>().to_lowercase()
}

/// The edit link of a page, checked: from the configuration, else from what is known of the repository.
pub(super) fn edit(project: &Project, spec: &SetSpec<'_>, inner: &str, source: &RepoPath) -> Option<String> {
    let written = match project.config.edit.link(inner) {
        EditLink::Off => return None,
        EditLink::Address(address) => Some(address),
        EditLink::Unsaid => None,
    };
    let forge = || spec.repository.forge.as_ref().map(|forge| forge.edit_url(source));
    let address = written.or_else(forge).or_else(|| project.config.edit.guess(inner))?;
    links::external(&address)
}

/// The README of a folder, in any spelling of its name.
pub(super) fn readme<'a>(repository: &'a Repository, folder: &RepoPath) -> Option<&'a RepoFile> {
    in_folder(repository, folder).find(|file| {
        is_markdown(&file.path) && file.path.stem().eq_ignore_ascii_case("readme") && file.path.parent() == *folder
    })
}

/// True if the repository has a file below this folder.
pub fn has_folder(repository: &Repository, folder: &RepoPath) -> bool {
    in_folder(repository, folder).next().is_some()
}

/// The files below a folder, found by halving.
fn in_folder<'a>(repository: &'a Repository, folder: &RepoPath) -> impl Iterator<Item = &'a RepoFile> {
    let start = if folder.is_root() { String::new() } else { format!("{folder}/") };
    let first = repository.files.partition_point(|file| file.path.as_str() < start.as_str());
    repository.files[first..].iter().take_while(move |file| file.path.as_str().starts_with(&start))
}
