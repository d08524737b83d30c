//! Locations: which files of the same repository their targets name.

use globset::GlobBuilder;

use super::entity::{Entity, Target};
use super::findings;
use super::placeholder::own_path;
use crate::diag::{Diagnostic, shown};
use crate::path::{PathError, RepoPath};
use crate::source::RepoFile;
use crate::yaml::Node;

/// Most files that one pattern may name.
const MAX_MATCHES: usize = 5_000;

/// The files that the targets of a Location name, sorted within each target, each once, and what is wrong with the
/// targets. `files` are those of the repository, sorted; `web_url` is where it lives on the web.
///
/// Relative targets count from the Location's own file whatever its `type` says. Addresses outside the repository are
/// never fetched.
pub fn location_files(entity: &Entity, files: &[RepoFile], web_url: Option<&str>) -> (Vec<RepoPath>, Vec<Diagnostic>) {
    let mut found: Vec<RepoPath> = Vec::new();
    let mut diags = Vec::new();
    let own = &entity.place.file;
    let spec = |key: &str| entity.spec().and_then(|spec| spec.get(key)).and_then(Node::as_str);
    let optional = spec("presence") == Some("optional");
    if let Some(wrong @ ("http" | "https")) = spec("type") {
        let span = entity.spec().and_then(|spec| spec.get("type")).map_or(entity.place.span, |node| node.span);
        diags.push(findings::location_type(own.at(span), wrong));
    }
    for target in &entity.targets {
        let place = own.at(target.span);
        match matches(own.path.parent(), target, files, web_url) {
            Ok(paths) if paths.is_empty() && !optional => diags.push(findings::location_nothing(place, &target.text)),
            Ok(mut paths) => {
                if paths.len() > MAX_MATCHES {
                    diags.push(findings::location_limit(place, &target.text, MAX_MATCHES));
                    paths.truncate(MAX_MATCHES);
                }
                found.extend(paths.into_iter().filter(|path| *path != own.path));
            }
            Err(problem) => diags.push(problem.finding(place, &target.text)),
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|path| seen.insert(path.clone()));
    for finding in &mut diags {
        finding.entity = Some(entity.reference.to_string());
    }
    (found, diags)
}

enum Problem {
    Folder,
    Pattern,
    Scheme,
    Unmapped,
    Path(PathError),
}

impl Problem {
    fn finding(&self, place: crate::diag::Place, target: &str) -> Diagnostic {
        match self {
            Self::Folder => findings::location_target(place, target, "names a folder", "name the file in it"),
            Self::Pattern => findings::location_target(place, target, "is no pattern", "check its brackets and braces"),
            Self::Scheme => findings::location_target(
                place,
                target,
                "is no address of a file",
                "write a path or an `https:` address",
            ),
            Self::Unmapped => findings::location_unmapped(place, target),
            Self::Path(why) => findings::location_outside(place, target, &shown(&why.to_string())),
        }
    }
}

fn matches(
    folder: RepoPath,
    target: &Target,
    files: &[RepoFile],
    web_url: Option<&str>,
) -> Result<Vec<RepoPath>, Problem> {
    let text = target.text.trim();
    let (folder, text) = match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => match own_path(text, web_url) {
            Some(path) => (RepoPath::root(), path),
            None => return Err(Problem::Unmapped),
        },
        Ok(url) if url.scheme() == "file" && !url.has_host() => (folder, text.strip_prefix("file:").unwrap_or(text)),
        Ok(_) => return Err(Problem::Scheme),
        Err(_) => (folder, text),
    };
    if text.ends_with('/') {
        return Err(Problem::Folder);
    }
    if !text.contains(['*', '?', '[', '{']) {
        let path = folder.join(text).map_err(Problem::Path)?;
        let exists = files.binary_search_by(|file| file.path.cmp(&path)).is_ok();
        return Ok(if exists { vec![path] } else { Vec::new() });
    }
    // Brackets in the names of the folders above are no pattern.
    let above = RepoPath::parse(&globset::escape(folder.as_str())).map_err(Problem::Path)?;
    let pattern = above.join(text).map_err(Problem::Path)?;
    let glob = GlobBuilder::new(pattern.as_str()).literal_separator(true).build().map_err(|_| Problem::Pattern)?;
    let matcher = glob.compile_matcher();
    let named = files.iter().filter(|file| matcher.is_match(file.path.as_str()));
    Ok(named.take(MAX_MATCHES + 1).map(|file| file.path.clone()).collect())
}
