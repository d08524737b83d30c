//! The list of all docs sets, by owner and by system.

use super::{Context, entity};
use crate::path::SitePath;
use crate::portal::{DocsSet, Portal, urls};
use crate::site::view::{DocsGroup, DocsIndexView, DocsSetItem, IndexLink, Link, Moment, Page, View};
use crate::site::views::{coverage, history, neighbours, share, shares};

/// Sets on one page of the list.
const SETS: usize = 300;
/// Words that are read in a minute.
const PACE: usize = 200;

/// What the sets of the list are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::site) enum By {
    Owner,
    System,
}

impl By {
    fn address(self, number: usize) -> SitePath {
        match self {
            Self::Owner => urls::docs_index(number),
            Self::System => urls::docs_systems(number),
        }
    }
}

pub(in crate::site::views) fn pages(portal: &Portal) -> usize {
    shares(portal.docs.len(), SETS)
}

pub(in crate::site::views) fn page(context: &Context<'_>, by: By, number: usize) -> Page {
    let here = by.address(number);
    let name = |set: &DocsSet| {
        let item = entity(context, &here, set);
        if by == By::Owner { item.owner.text } else { item.system.text }
    };
    let mut sets: Vec<&DocsSet> = context.portal.docs.iter().collect();
    sets.sort_by_cached_key(|set| {
        let group = name(set).to_lowercase();
        (group.is_empty(), group, set.layout.title.to_lowercase(), set.url.clone())
    });
    let mut groups: Vec<DocsGroup> = Vec::new();
    for set in share(&sets, number, SETS) {
        let item = set_item(context, &here, set);
        let name = if by == By::Owner { &item.owner } else { &item.system };
        match groups.last_mut().filter(|group| group.name == *name) {
            Some(group) => group.sets.push(item),
            None => groups.push(DocsGroup { name: name.clone(), sets: vec![item] }),
        }
    }
    let (previous, next) = neighbours(context, number, pages(context.portal), |number| by.address(number));
    let view = DocsIndexView {
        ways: ways(context, &here),
        by_owner: by == By::Owner,
        groups,
        total: sets.len(),
        previous,
        next,
    };
    let title = if by == By::Owner { "Documentation" } else { "Documentation by system" };
    let title = if number == 1 { title.to_owned() } else { format!("{title}, page {number}") };
    context.framed(here, "docs", title, String::new(), View::DocsIndex(Box::new(view)))
}

/// The lists of docs sets and their coverage, as tabs of the page `here`.
pub(in crate::site::views) fn ways(context: &Context<'_>, here: &SitePath) -> Vec<IndexLink> {
    let sets = context.portal.docs.len();
    let ways = [
        ("By owner", urls::docs_index(1), sets),
        ("By system", urls::docs_systems(1), sets),
        ("Coverage", urls::docs_coverage(1), coverage::Coverage::of(context.portal).without()),
    ];
    let current = |path: &SitePath| here == path || here.as_str().starts_with(&format!("{path}page/"));
    ways.into_iter()
        .map(|(text, path, count)| IndexLink {
            text: text.into(),
            href: context.href(here, &path),
            count,
            current: current(&path),
        })
        .collect()
}

/// The sets with most pages, for the front page.
pub(in crate::site::views) fn largest(context: &Context<'_>, here: &SitePath, most: usize) -> Vec<DocsSetItem> {
    let mut sets: Vec<&DocsSet> = context.portal.docs.iter().collect();
    sets.sort_by_key(|set| std::cmp::Reverse(set.pages.len()));
    sets.truncate(most);
    sets.sort_by_cached_key(|set| set.layout.title.to_lowercase());
    sets.into_iter().map(|set| set_item(context, here, set)).collect()
}

fn set_item(context: &Context<'_>, here: &SitePath, set: &DocsSet) -> DocsSetItem {
    let item = entity(context, here, set);
    let words: usize = set.pages.iter().map(|page| page.words).sum();
    let changed =
        (0..set.pages.len()).filter_map(|nth| Some(history::of_page(context.portal, set, nth)?.0.changed)).max();
    DocsSetItem {
        title: set.layout.title.clone(),
        href: context.href(here, &set.layout.start),
        description: set.layout.description.clone().unwrap_or_else(|| item.description.clone()),
        owner: item.owner,
        system: item.system,
        entity: Link { text: item.title, href: item.href },
        pages: set.pages.len(),
        minutes: words.div_ceil(PACE).max(1),
        updated: changed.map_or_else(Moment::default, history::day),
    }
}
