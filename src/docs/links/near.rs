//! What an author probably meant by an address that leads nowhere.

use super::PageLinks;
use crate::docs::set::{Layout, PageFile};
use crate::docs::{Usage, findings};
use crate::path::RepoPath;

/// Sets above this size are searched by file name only.
const MAX_COMPARED: usize = 5_000;

/// The hint for a path that does not exist, written relative to the page.
pub(super) fn hint(links: &PageLinks<'_>, path: &str, usage: Usage) -> Option<String> {
    let from = &links.page.path;
    let wanted = match path.strip_prefix('/') {
        Some(rest) => RepoPath::parse(rest).ok()?,
        None => RepoPath::parse(from).and_then(|page| page.parent().join(path)).ok()?,
    };
    let wanted = wanted.as_str();
    let name = wanted.rsplit('/').next().unwrap_or(wanted);
    if name.is_empty() {
        return None;
    }
    let assets = links.layout.published().map(|asset| asset.path.as_str());
    let candidates: Vec<&str> = match usage {
        Usage::Image => assets.collect(),
        Usage::Link => links.layout.pages.iter().map(|page| page.path.as_str()).chain(assets).collect(),
    };
    let meant = |path: &str| Some(format!("did you mean `{}`?", relative(from, path)));
    let page = format!("{wanted}.md");
    if usage == Usage::Link && candidates.contains(&page.as_str()) {
        return meant(&page);
    }
    let same_name = |path: &&&str| path.rsplit('/').next().is_some_and(|other| other.eq_ignore_ascii_case(name));
    let mut same = candidates.iter().filter(same_name);
    let only = same.next().filter(|_| same.next().is_none());
    if let Some(only) = only.filter(|_| !matches!(name, "index.md" | "README.md")) {
        return meant(only);
    }
    if candidates.len() > MAX_COMPARED {
        return None;
    }
    findings::nearest_name(wanted, candidates).and_then(meant)
}

/// The file that is probably meant by a path that does not exist: the only one of that name, or the one whose path is the
/// most similar.
pub(super) fn file<'a>(wanted: &str, files: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = wanted.rsplit('/').next().unwrap_or(wanted);
    let files: Vec<&str> = files.collect();
    let mut same =
        files.iter().filter(|path| path.rsplit('/').next().is_some_and(|other| other.eq_ignore_ascii_case(name)));
    if let (Some(only), None) = (same.next(), same.next()) {
        return Some(only);
    }
    if files.len() > MAX_COMPARED { None } else { findings::nearest_name(wanted, files) }
}

/// The page whose path ends in what is written, with or without its suffix; of several the one in the fewest folders.
pub(super) fn by_name<'a>(layout: &'a Layout, written: &str) -> Option<&'a PageFile> {
    let wanted = written.trim_start_matches(['.', '/']).trim_end_matches('/');
    if wanted.is_empty() {
        return None;
    }
    let ends =
        |path: &str, end: &str| path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    let bare = |path: &'a str| path.rsplit_once('.').map_or(path, |(bare, _)| bare);
    let found = layout.pages.iter().filter(|page| ends(&page.path, wanted) || ends(bare(&page.path), wanted));
    found.min_by_key(|page| (page.path.matches('/').count(), page.path.as_str()))
}

/// The path `to` as a link from the file `from`, both in the tree of the set.
pub(super) fn relative(from: &str, to: &str) -> String {
    let folders = |path: &str| -> Vec<String> {
        path.rsplit_once('/').map(|(folder, _)| folder.split('/').map(str::to_owned).collect()).unwrap_or_default()
    };
    let (here, there) = (folders(from), folders(to));
    let common = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    let mut out = "../".repeat(here.len() - common);
    for folder in &there[common..] {
        out.push_str(folder);
        out.push('/');
    }
    out.push_str(to.rsplit('/').next().unwrap_or(to));
    out
}
