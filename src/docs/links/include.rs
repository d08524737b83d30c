//! Where the files that a page includes are looked for.

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
