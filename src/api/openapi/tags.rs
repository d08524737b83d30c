//! The groups that operations stand in.

use std::collections::HashMap;

use super::{At, Document};
use crate::api::slug::slugs;

/// What operations without a tag are called when others have one.
const OTHER: &str = "Other";

/// A tag, or what takes its place.
#[derive(Clone, Debug)]
pub struct Tag {
    /// The name that operations use.
    pub name: Box<str>,
    /// What readers see.
    pub title: Box<str>,
    /// The part of the address.
    pub slug: String,
    /// The group of tags that it belongs to (`x-tagGroups`, or the tag that is its parent), empty for none.
    pub group: Box<str>,
    /// The numbers of its operations.
    pub operations: Vec<usize>,
    /// The number of its declaration in `tags`.
    declared: Option<usize>,
}

impl Document {
    /// What the document says about a tag.
    pub fn declaration(&self, tag: &Tag) -> Option<At<'_>> {
        self.root().get("tags")?.items().nth(tag.declared?)
    }
}

/// The tags in the order of the pages: declared ones first, then those that operations use, then those without any.
pub(super) fn of(document: &Document) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    let mut numbers: HashMap<Box<str>, usize> = HashMap::new();
    let declared = document.root().get("tags").into_iter().flat_map(At::items).enumerate();
    let mut hidden: Vec<&str> = Vec::new();
    for (nth, declaration) in declared {
        let Some(name) = declaration.text_of("name") else { continue };
        if declaration.says("x-internal") {
            hidden.push(name);
            continue;
        }
        let title = declaration.text_of("x-displayName").or(declaration.text_of("summary")).unwrap_or(name);
        let group = declaration.text_of("parent").unwrap_or_default();
        add(
            &mut tags,
            &mut numbers,
            name,
            Tag { title: title.into(), group: group.into(), declared: Some(nth), ..empty(name) },
        );
    }
    let is_untagged = document.operations.iter().all(|operation| operation.tags.is_empty());
    for (number, operation) in document.operations.iter().enumerate() {
        let names: Vec<&str> = match operation.tags.is_empty() {
            false => operation.tags.iter().map(|tag| &**tag).filter(|tag| !hidden.contains(tag)).collect(),
            true if is_untagged => vec![first_segment(&operation.path)],
            true => Vec::new(),
        };
        for name in names {
            let at = add(&mut tags, &mut numbers, name, empty(name));
            if tags[at].operations.last() != Some(&number) {
                tags[at].operations.push(number);
            }
        }
    }
    let rest = document.operations.iter().enumerate().filter(|(_, operation)| {
        operation.tags.iter().all(|tag| hidden.contains(&&**tag)) && !(is_untagged && operation.tags.is_empty())
    });
    let rest: Vec<usize> = rest.map(|(number, _)| number).collect();
    if !rest.is_empty() {
        let at = add(&mut tags, &mut numbers, OTHER, empty(OTHER));
        tags[at].operations.extend(rest);
    }
    group(document, &mut tags);
    let names: Vec<Box<str>> = tags.iter().map(|tag| tag.name.clone()).collect();
    for (tag, slug) in tags.iter_mut().zip(slugs(names.iter().map(|name| &**name))) {
        tag.slug = slug;
    }
    tags
}

fn empty(name: &str) -> Tag {
    let (name, group): (Box<str>, Box<str>) = (name.into(), Box::default());
    Tag { title: name.clone(), name, slug: String::new(), group, operations: Vec::new(), declared: None }
}

/// The number of a tag, which is added if it is not there.
fn add(tags: &mut Vec<Tag>, numbers: &mut HashMap<Box<str>, usize>, name: &str, tag: Tag) -> usize {
    *numbers.entry(name.into()).or_insert_with(|| {
        tags.push(tag);
        tags.len() - 1
    })
}

/// Puts tags under the groups of `x-tagGroups`, in their order; those that no group names come last.
fn group(document: &Document, tags: &mut [Tag]) {
    let Some(groups) = document.root().get("x-tagGroups") else { return };
    let mut order: HashMap<&str, (usize, &str)> = HashMap::new();
    for group in groups.items() {
        let name = group.text_of("name").unwrap_or_default();
        for tag in group.get("tags").into_iter().flat_map(At::items).filter_map(At::text) {
            let next = order.len();
            order.entry(tag).or_insert((next, name));
        }
    }
    for tag in tags.iter_mut() {
        if let Some((_, group)) = order.get(&*tag.name) {
            tag.group = (*group).into();
        }
    }
    tags.sort_by_key(|tag| order.get(&*tag.name).map_or(usize::MAX, |(nth, _)| *nth));
}

/// What groups operations when nothing is tagged: the first part of the path that is no version and no parameter.
fn first_segment(path: &str) -> &str {
    let is_version =
        |part: &str| part.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let parts = path.split('/').filter(|part| !part.is_empty() && !part.starts_with('{'));
    parts.filter(|part| !is_version(part)).find(|part| *part != "api").unwrap_or("/")
}
