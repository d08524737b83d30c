//! Where the files that a page includes are looked for.

use globset::{GlobBuilder, GlobMatcher};

use crate::docs::Include;
use crate::docs::set::{Layout, PageFile};
use crate::path::RepoPath;
use crate::source::Repository;

/// The paths to try in order, all of them inside the repository.
pub(super) fn candidates(
    layout: &Layout,
    repository: &Repository,
    page: &PageFile,
    path: &str,
    from: &Include,
) -> Vec<RepoPath> {
    let written = |nth: usize| match from {
        Include::Markdown { .. } if nth > 0 => path.trim_start_matches('/'),
        Include::Snippet | Include::Markdown { .. } => path,
    };
    let folders = folders(layout, repository, page, from).into_iter().enumerate();
    folders.filter_map(|(nth, folder)| folder.join(written(nth)).ok()).collect()
}

/// The file that includes others.
pub(super) fn includer<'a>(page: &'a PageFile, from: &'a Include) -> &'a RepoPath {
    match from {
        Include::Markdown { includer: Some(includer) } => includer,
        Include::Markdown { includer: None } | Include::Snippet => &page.source,
    }
}

/// Most files that one glob means.
const MAX_MATCHES: usize = 1_000;

/// The files below the first folder in which a glob means any, without those that `exclude` means and the includer.
pub(super) fn matches<'a>(
    layout: &Layout,
    repository: &'a Repository,
    page: &PageFile,
    glob: &str,
    exclude: &[String],
    from: &Include,
) -> Vec<&'a RepoPath> {
    let matcher = |folder: &RepoPath, glob: &str| {
        let whole = folder.join(glob.trim_start_matches('/')).ok()?;
        Some(GlobBuilder::new(whole.as_str()).literal_separator(true).build().ok()?.compile_matcher())
    };
    let own = includer(page, from);
    let folders = folders(layout, repository, page, from);
    let skipped: Vec<GlobMatcher> =
        folders.iter().flat_map(|folder| exclude.iter().filter_map(move |glob| matcher(folder, glob))).collect();
    let found = folders.iter().map(|folder| -> Vec<&RepoPath> {
        let Some(wanted) = matcher(folder, glob) else { return Vec::new() };
        let files = repository.files.iter().map(|file| &file.path).filter(|file| *file != own);
        let mut files: Vec<&RepoPath> = files
            .filter(|file| wanted.is_match(file.as_str()) && !skipped.iter().any(|skip| skip.is_match(file.as_str())))
            .collect();
        files.sort();
        files.truncate(MAX_MATCHES);
        files
    });
    found.into_iter().find(|files| !files.is_empty()).unwrap_or_default()
}

/// The folders to look in, in order.
pub(super) fn folders(layout: &Layout, repository: &Repository, page: &PageFile, from: &Include) -> Vec<RepoPath> {
    match from {
        Include::Snippet => {
            let here = [".".to_owned()];
            let bases = &layout.dialect.snippets.base_path;
            let bases = if bases.is_empty() { &here[..] } else { bases };
            let roots = roots(layout, repository, page);
            roots.iter().flat_map(|root| bases.iter().filter_map(|base| root.join(base).ok())).collect()
        }
        Include::Markdown { includer } => {
            vec![includer.as_ref().unwrap_or(&page.source).parent(), layout.docs_dir.clone()]
        }
    }
}

/// The folder of the page's own configuration in a set that is put together of several, then that of the set.
fn roots(layout: &Layout, repository: &Repository, page: &PageFile) -> Vec<RepoPath> {
    let root = layout.config.as_ref().map_or_else(|| layout.docs_dir.parent(), RepoPath::parent);
    let mut folder = page.source.parent();
    while folder != root && !folder.is_root() {
        let has_own = ["mkdocs.yml", "mkdocs.yaml"]
            .iter()
            .any(|name| folder.join(name).is_ok_and(|path| repository.file(&path).is_some()));
        if has_own {
            return vec![folder, root];
        }
        folder = folder.parent();
    }
    vec![root]
}
