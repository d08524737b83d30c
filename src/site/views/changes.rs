//! What changed lately: entities and pages by the commit that changed them last, as a page, as a short list for the front
//! page, and as an Atom feed. A function of the commits: the clock has no part in it.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Write as _;

use super::{Context, docs, history};
use crate::catalog::{Entity, Kind};
use crate::path::SitePath;
use crate::portal::{Portal, urls};
use crate::safe;
use crate::site::dates;
use crate::site::view::{ChangeDay, ChangeItem, ChangesView, Link, Page, View};
use crate::world::CommitId;

/// Most changes on the page.
const MAX_CHANGES: usize = 300;
/// Most changes on the front page.
const MAX_ON_FRONT: usize = 6;
/// Most changes in the feed.
const MAX_IN_FEED: usize = 100;
/// How many things of one file or docs set are listed one by one when a single commit changed them.
const MAX_OF_COMMIT: usize = 5;

/// What changed, newest first. What one commit did to many things of a file or docs set is cut to the first few.
pub(super) struct Changes<'a> {
    changes: Vec<Change<'a>>,
    cut: bool,
}

struct Change<'a> {
    what: What<'a>,
    dated: history::Dated<'a>,
    more: usize,
}

#[derive(Clone, Copy)]
enum What<'a> {
    Entity(&'a Entity),
    /// A page of a docs set, both by number.
    Page(usize, usize),
}

/// What a commit changed together: the entities of a file, or the pages of a docs set.
#[derive(PartialEq, Eq, Hash)]
enum Together<'a> {
    File(&'a str, &'a str),
    Set(usize),
}

impl<'a> Changes<'a> {
    /// Looks at everything that has a page.
    pub(super) fn of(portal: &'a Portal) -> Self {
        // Locations only say where files are.
        let entities = portal.catalog.iter().filter(|entity| entity.kind != Kind::Location);
        let entities = entities.filter_map(|entity| {
            Some(Change { what: What::Entity(entity), dated: history::of_entity(portal, entity)?, more: 0 })
        });
        let pages = portal.docs.iter().enumerate().flat_map(|(number, set)| {
            (0..set.pages.len()).filter_map(move |nth| {
                let (_, dated) = history::of_page(portal, set, nth)?;
                Some(Change { what: What::Page(number, nth), dated, more: 0 })
            })
        });
        let mut all: Vec<Change<'_>> = entities.chain(pages).collect();
        // Stable, so that what a commit changed stays in the order of the catalog and of the sets.
        all.sort_by_key(|change| (Reverse(change.dated.changed), change.dated.commit));
        let mut first: HashMap<(Together<'_>, &CommitId), (usize, usize)> = HashMap::new();
        let mut changes: Vec<Change<'_>> = Vec::new();
        let mut cut = false;
        for change in all {
            let (listed, last) = first.entry((change.together(), change.dated.commit)).or_default();
            if *listed == MAX_OF_COMMIT {
                changes[*last].more += 1;
            } else if changes.len() == MAX_CHANGES {
                cut = true;
                break;
            } else {
                (*listed, *last) = (*listed + 1, changes.len());
                changes.push(change);
            }
        }
        Self { changes, cut }
    }

    /// True if no history says anything.
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

impl<'a> Change<'a> {
    fn together(&self) -> Together<'a> {
        match self.what {
            What::Entity(entity) => Together::File(&entity.place.file.repo, entity.place.file.path.as_str()),
            What::Page(set, _) => Together::Set(set),
        }
    }

    fn path(&self, portal: &Portal) -> SitePath {
        match self.what {
            What::Entity(entity) => urls::entity(&entity.reference),
            What::Page(set, nth) => portal.set(set).layout.pages[nth].url.clone(),
        }
    }

    fn item(&self, context: &Context<'_>, here: &SitePath) -> ChangeItem {
        let (title, kind, what, owner) = match self.what {
            What::Entity(entity) => {
                let item = context.item(here, entity);
                (item.title, item.kind, item.kind_label, item.owner)
            }
            What::Page(number, nth) => {
                let set = context.portal.set(number);
                let title = docs::title(set, &set.layout.pages[nth].url);
                (title, "docs".into(), set.layout.title.clone(), docs::entity(context, here, set).owner)
            }
        };
        ChangeItem {
            title,
            href: context.href(here, &self.path(context.portal)),
            kind,
            what,
            owner,
            day: history::day(self.dated.changed),
            commit: self.dated.commit_link(),
            more: self.more,
        }
    }
}

pub(super) fn page(context: &Context<'_>) -> Page {
    let here = urls::changes();
    let mut days: Vec<ChangeDay> = Vec::new();
    for change in &context.changes.changes {
        let item = change.item(context, &here);
        match days.last_mut() {
            Some(day) if day.day == item.day => day.items.push(item),
            _ => days.push(ChangeDay { day: item.day.clone(), items: vec![item] }),
        }
    }
    let view = ChangesView { days, cut: context.changes.cut, feed_href: feed_href(context, &here) };
    let description = format!("What changed lately in {}", context.config.title);
    context.framed(here, "", "What changed lately".into(), description, View::Changes(Box::new(view)))
}

/// The newest changes, for the front page.
pub(super) fn newest(context: &Context<'_>, here: &SitePath) -> Vec<ChangeItem> {
    context.changes.changes.iter().take(MAX_ON_FRONT).map(|change| change.item(context, here)).collect()
}

/// The address of the feed, empty when there is none.
pub(super) fn feed_href(context: &Context<'_>, here: &SitePath) -> String {
    if has_feed(context) { context.href(here, &urls::changes_feed()) } else { String::new() }
}

/// A feed needs something to tell, and an address that readers elsewhere can open.
fn has_feed(context: &Context<'_>) -> bool {
    !context.changes.is_empty() && context.config.url.is_some()
}

/// The changes as an Atom feed, if there is one.
pub(in crate::site) fn feed(context: &Context<'_>) -> Option<String> {
    let newest = context.changes.changes.first().filter(|_| has_feed(context))?;
    let (page, own) = (context.canonical(&urls::changes()), context.canonical(&urls::changes_feed()));
    let title = xml(&context.config.title);
    let mut feed =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    let mut line = |text: String| feed.push_str(&(text + "\n"));
    line(format!("<title>What changed lately · {title}</title>"));
    line(format!("<id>{}</id>", xml(&page)));
    line(format!("<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>", xml(&own)));
    line(format!("<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&page)));
    line(format!("<updated>{}</updated>", dates::timestamp(newest.dated.changed)));
    line(format!("<author><name>{title}</name></author>"));
    for change in context.changes.changes.iter().take(MAX_IN_FEED) {
        line(entry(context, change));
    }
    feed.push_str("</feed>\n");
    Some(feed)
}

fn entry(context: &Context<'_>, change: &Change<'_>) -> String {
    let item = change.item(context, &SitePath::home());
    let address = xml(&context.canonical(&change.path(context.portal)));
    let Link { text: owner, .. } = item.owner;
    let mut summary = item.what;
    if !owner.is_empty() {
        let _ = write!(summary, ", owned by {owner}");
    }
    if change.more > 0 {
        let _ = write!(summary, ", and {} more in the same commit", change.more);
    }
    format!(
        "<entry>\n<title>{}</title>\n<id>{address}#{}</id>\n<link href=\"{address}\"/>\n<updated>{}</updated>\n\
         <summary>{}</summary>\n</entry>",
        xml(&item.title),
        change.dated.commit,
        dates::timestamp(change.dated.changed),
        xml(&summary),
    )
}

/// Text as XML shows it; what no XML may hold is left out.
fn xml(text: &str) -> String {
    let fine = |c: &char| !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    safe::escape(&text.chars().filter(fine).collect::<String>())
}
