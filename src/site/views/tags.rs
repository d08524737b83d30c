//! The list of all tags with the number of their entities.

use std::collections::BTreeMap;

use super::catalog::{self, Current, Scope};
use super::{Context, neighbours, share, shares};
use crate::portal::{Portal, urls};
use crate::site::view::{IndexLink, Page, TagsView, View};

/// Tags of one page.
const TAGS: usize = 1_000;

/// How many entities each tag has, by its name.
pub(super) fn counts(portal: &Portal) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for tag in portal.catalog.iter().flat_map(|entity| &entity.tags) {
        *counts.entry(&**tag).or_default() += 1;
    }
    counts
}

pub(super) fn pages(context: &Context<'_>) -> usize {
    shares(context.tags.len(), TAGS)
}

pub(super) fn page(context: &Context<'_>, number: usize) -> Page {
    let here = urls::tags(number);
    let counts: Vec<(&str, usize)> = context.tags.iter().map(|(tag, count)| (*tag, *count)).collect();
    let (previous, next) = neighbours(context, number, shares(counts.len(), TAGS), urls::tags);
    let link = |&(tag, count): &(&str, usize)| {
        let index = context.indexes.iter().find(|index| index.scope == Scope::Tag(tag));
        let href = match index {
            Some(index) => context.href(&here, &index.scope.address(1)),
            None => {
                let value: String = url::form_urlencoded::byte_serialize(tag.as_bytes()).collect();
                format!("{}?filters[tags]={value}", context.href(&here, &urls::catalog(1)))
            }
        };
        IndexLink { text: tag.to_owned(), href, count, current: false }
    };
    let view = TagsView {
        tags: share(&counts, number, TAGS).iter().map(link).collect(),
        total: counts.len(),
        indexes: catalog::links(context, &here, &Current::Tags),
        previous,
        next,
    };
    let title = if number == 1 { "Tags".to_owned() } else { format!("Tags, page {number}") };
    context.framed(here, "catalog", title, String::new(), View::Tags(Box::new(view)))
}
