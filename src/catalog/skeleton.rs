//! Catalog files that are no entities: skeletons of templates, and manifests of other systems.

use std::collections::{BTreeMap, BTreeSet};

use super::entity::Entity;
use super::findings;
use super::kind::Kind;
use super::reference::EntityRef;
use crate::diag::{Diagnostic, Diagnostics, File, Span};
use crate::path::RepoPath;
use crate::source::is_skeleton_folder;
use crate::yaml::{Document, Node};

/// True for a path that only a skeleton has: a folder named so, or a template expression as a part.
pub(super) fn is_path(path: &RepoPath) -> bool {
    path.name().contains("{{") || path.parent().components().any(is_skeleton_folder)
}

/// True if the line holds a template expression.
pub(super) fn is_marked(line: &str) -> bool {
    if line.contains("${{") || line.contains("{%") {
        return true;
    }
    line.match_indices("{{").any(|(at, _)| line[at + 2..].trim_start().starts_with("cookiecutter"))
}

/// True if the document cannot be read because of a template expression: on the line where the parser stopped, the one
/// before it, or the first one.
pub(super) fn breaks(document: &Document<'_>, line: u32) -> bool {
    let stop = (line.saturating_sub(document.first_line) as usize).saturating_add(1);
    let lines: Vec<&str> = document.text.lines().take(stop).filter(|line| !line.trim().is_empty()).collect();
    let near = &lines[lines.len().saturating_sub(2)..];
    lines.first().into_iter().chain(near).any(|line| is_marked(line))
}

/// True if one of the fields that make an identity is a template expression.
pub(super) fn is_identity(document: &Document<'_>, root: &Node) -> bool {
    let metadata = root.get("metadata");
    let fields = [
        root.get("apiVersion"),
        root.get("kind"),
        metadata.and_then(|metadata| metadata.get("name")),
        metadata.and_then(|metadata| metadata.get("namespace")),
    ];
    let nth = |line: u32| line.saturating_sub(document.first_line) as usize;
    fields.into_iter().flatten().any(|field| {
        // The marker is sought in the source, because `{{ cookiecutter.name }}` parses as a mapping.
        let line = document.text.lines().nth(nth(field.span.line)).unwrap_or("");
        let from = line.char_indices().nth(field.span.column.saturating_sub(1) as usize).map_or(0, |(at, _)| at);
        is_marked(&line[from..]) || field.text().is_some_and(is_marked)
    })
}

/// What a document of another system is, `None` if it may be an entity.
pub(super) fn foreign(root: &Node) -> Option<String> {
    let map = root.as_map()?;
    if !["apiVersion", "kind", "metadata"].iter().any(|key| map.get(key).is_some()) {
        return Some("a mapping without `apiVersion`, `kind` and `metadata`".into());
    }
    let version = map.get("apiVersion")?.as_str()?;
    let kind = map.get("kind").and_then(Node::as_str).unwrap_or("manifest");
    is_kubernetes(version).then(|| format!("the {kind} of `{version}`"))
}

fn is_kubernetes(version: &str) -> bool {
    match version.split_once('/') {
        None => matches!(version, "v1" | "v2"),
        Some((group, _)) => {
            matches!(group, "apps" | "batch" | "autoscaling" | "policy" | "extensions")
                || group.ends_with(".k8s.io")
                || group.ends_with(".openshift.io")
        }
    }
}

/// Takes out what lies in a folder that a template fetches as its skeleton, with the findings about it.
pub(super) fn drop_named(entities: Vec<Entity>, diags: &mut Diagnostics) -> Vec<Entity> {
    let mut folders: BTreeMap<File, EntityRef> = BTreeMap::new();
    for entity in entities.iter().filter(|entity| entity.kind == Kind::Template) {
        for folder in fetched(entity) {
            folders.entry(folder).or_insert_with(|| entity.reference.clone());
        }
    }
    if folders.is_empty() {
        return entities;
    }
    let mut skipped: BTreeMap<File, EntityRef> = BTreeMap::new();
    let mut keep = |file: &File| match holder(&folders, file) {
        Some(template) => {
            skipped.insert(file.clone(), template.clone());
            false
        }
        None => true,
    };
    let kept = entities.into_iter().filter(|entity| keep(&entity.place.file)).collect();
    let ours: BTreeSet<&str> = findings::CODES.iter().map(|code| code.id).collect();
    let mut stays = |finding: &Diagnostic| !ours.contains(finding.code.id) || keep(&finding.place.file);
    let found: Vec<Diagnostic> = std::mem::take(diags).into_iter().filter(|finding| stays(finding)).collect();
    diags.extend(found);
    diags.extend(skipped.iter().map(|(file, template)| findings::skeleton_of(file.at(Span::FILE), template)));
    kept
}

/// The template that fetches a folder above the file.
fn holder<'a>(folders: &'a BTreeMap<File, EntityRef>, file: &File) -> Option<&'a EntityRef> {
    let mut folder = File::new(file.repo.clone(), file.path.parent());
    while !folder.path.is_root() {
        if let Some(template) = folders.get(&folder) {
            return Some(template);
        }
        folder.path = folder.path.parent();
    }
    None
}

/// The folders that the steps of a template fetch. Never one that holds the template itself.
fn fetched(template: &Entity) -> impl Iterator<Item = File> {
    let file = &template.place.file;
    let steps = template.spec().and_then(|spec| spec.get("steps")).and_then(Node::as_list).unwrap_or_default();
    let is_fetch = |step: &&Node| {
        step.get("action")
            .and_then(Node::as_str)
            .is_some_and(|action| matches!(action, "fetch:template" | "fetch:plain"))
    };
    let urls = steps.iter().filter(is_fetch).filter_map(|step| step.get("input")?.get("url")?.as_str());
    let paths = urls.filter(|url| !is_marked(url) && !url.contains("://"));
    let paths = paths.filter_map(|url| file.path.parent().join(url).ok()).filter(|path| !file.path.is_below(path));
    paths.map(|path| File::new(file.repo.clone(), path))
}
