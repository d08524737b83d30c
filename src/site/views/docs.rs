//! Pages of documentation, and the contents of a set.

use super::{Context, history, llms, neighbours_in};
use crate::config::Config;
use crate::docs::nav::{self, Item, Writing};
use crate::docs::set::PageFile;
use crate::path::{LinkStyle, SitePath};
use crate::portal::DocsSet;
use crate::site::theme::{Languages, Words};
use crate::site::view::{ContentsView, DocsView, EntityItem, Link, NavItem, Page, PageStatus, Report, TocItem, View};

mod feedback;
pub(super) mod index;
pub(super) mod print;
pub(super) mod tree;
mod versions;

/// Most headings in the contents of a page.
const MAX_HEADINGS: usize = 100;
/// Reserved folder of a set's contents.
const CONTENTS: &str = "_contents/";

pub(super) fn page(context: &Context<'_>, number: usize, nth: usize) -> Page {
    let set = context.portal.set(number);
    let words = words(context, set);
    let (file, page) = (&set.layout.pages[nth], &set.pages[nth]);
    let here = &file.url;
    let title_of = |url: &SitePath| title(set, url);
    let status_of = |url: &SitePath| status(set, url);
    let writing = Writing { from: here, style: context.links, title: &title_of, status: &status_of };
    let around = set.nav.around(&writing);
    let link = |url: Option<&SitePath>| {
        url.map_or_else(Link::default, |url| Link { text: title(set, url), href: context.href(here, url) })
    };
    let history = history::of_page(context.portal, set, nth);
    let crumbs = set.nav.breadcrumbs(here, &title_of);
    let view = DocsView {
        set_title: set.layout.title.clone(),
        set_href: context.href(here, &set.layout.start),
        versions: versions::view(context, here, set),
        within: set.scope(),
        entity: entity(context, here, set),
        nav: nav_items(words, set, around.items),
        nav_href: context.nav_files[number].as_ref().map_or_else(String::new, |file| context.href(here, &file.path)),
        print_href: print::href(context, here, set),
        contents_href: if around.cut || unlisted(set).next().is_some() {
            context.href(here, &contents(set, 1))
        } else {
            String::new()
        },
        breadcrumbs: crumbs
            .into_iter()
            .map(|crumb| Link {
                text: crumb.title,
                href: crumb.page.map_or_else(String::new, |page| context.href(here, &page)),
            })
            .collect(),
        toc: toc(page, set.layout.toc_depth),
        previous: link(set.nav.previous(here)),
        next: link(set.nav.next(here)),
        edit: versions::edit(context, set, file)
            .map_or_else(Link::default, |url| Link { text: String::new(), href: url.clone() }),
        report: if set.is_old() { Report::default() } else { feedback::report(context, set, nth) },
        stale_after: context.config.docs.stale_after.filter(|_| history.is_some()).unwrap_or(0),
        markdown_href: if page.markdown.is_empty() || !set.is_default() {
            String::new()
        } else {
            context.href(here, &llms::copy(set, file))
        },
        updated: history.as_ref().map(|(file, _)| history::day(file.changed)).unwrap_or_default(),
        commit: history.as_ref().map(|(_, dated)| dated.commit_link()).unwrap_or_default(),
        contributors: history.iter().flat_map(|(file, _)| &file.contributors).map(ToString::to_string).collect(),
        body: page.html.clone(),
        tags: page.front.tags.clone(),
        status: page_status(words, set, page.front.status.as_deref().unwrap_or_default()),
        hide_nav: page.front.hide_nav,
        hide_toc: page.front.hide_toc,
    };
    let own = title(set, here);
    let own =
        if *here == set.layout.start { set.layout.title.clone() } else { format!("{own} · {}", set.layout.title) };
    let description = page.front.description.clone().unwrap_or_else(|| page.summary.clone());
    let mut framed = context.framed(here.clone(), "docs", own, description, View::Docs(Box::new(view)));
    versions::mark(context, here, set, &mut framed.frame);
    localise(set, &mut framed);
    framed.frame.image_hosts = page.image_hosts.iter().cloned().collect();
    framed
}

/// How many pages the contents of a set take; none if every page shows the whole navigation.
pub(super) fn contents_pages(set: &DocsSet) -> usize {
    let small = set.nav.len() <= nav::MAX_NEIGHBOURS && unlisted(set).next().is_none();
    if small { 0 } else { set.nav.shares() + unlisted(set).count().div_ceil(nav::SHARE) }
}

pub(super) fn contents_page(context: &Context<'_>, number: usize, nth: usize) -> Page {
    let set = context.portal.set(number);
    let here = contents(set, nth);
    let words = words(context, set);
    let mut parts = whole(set, context.links, nth, words);
    let (previous, next) = neighbours_in(words, context, nth, parts.len(), |nth| contents(set, nth));
    let view = ContentsView {
        set_title: set.layout.title.clone(),
        set_href: context.href(&here, &set.layout.start),
        versions: versions::view(context, &here, set),
        within: set.scope(),
        entity: entity(context, &here, set),
        nav: nav_items(words, set, parts.swap_remove(nth - 1)),
        previous,
        next,
    };
    let title = words.filled("contents-of", &[("set", &set.layout.title)]);
    let mut page = context.framed(here.clone(), "docs", title, String::new(), View::Contents(Box::new(view)));
    versions::mark(context, &here, set, &mut page.frame);
    localise(set, &mut page);
    page
}

/// The entity of a set; for a repository without one, only its name.
pub(super) fn entity(context: &Context<'_>, here: &SitePath, set: &DocsSet) -> EntityItem {
    match &set.entity {
        Some(reference) => context.item_of(here, reference, None),
        None => EntityItem { title: set.layout.title.clone(), ..EntityItem::default() },
    }
}

/// What the navigation calls a page.
pub(super) fn title(set: &DocsSet, url: &SitePath) -> String {
    set.titles.get(url).cloned().unwrap_or_default()
}

fn contents(set: &DocsSet, nth: usize) -> SitePath {
    let first = set.url.child(CONTENTS);
    if nth == 1 { first } else { first.child(&format!("{nth}/")) }
}

/// The whole navigation in shares, pages that it does not name at the end.
fn whole(set: &DocsSet, style: LinkStyle, nth: usize, words: &Words) -> Vec<Vec<Item>> {
    let here = contents(set, nth);
    let mut shares =
        set.nav.whole(&Writing { from: &here, style, title: &|url| title(set, url), status: &|url| status(set, url) });
    let others: Vec<Item> = unlisted(set)
        .map(|page| Item {
            title: title(set, &page.url),
            href: page.url.href_from(&here, style),
            status: status(set, &page.url),
            ..Item::default()
        })
        .collect();
    for (part, children) in others.chunks(nav::SHARE).enumerate() {
        shares.push(vec![Item {
            title: words.text(if part == 0 { "other-pages" } else { "other-pages-continued" }),
            section: true,
            open: true,
            children: children.to_vec(),
            ..Item::default()
        }]);
    }
    shares
}

fn unlisted(set: &DocsSet) -> impl Iterator<Item = &PageFile> {
    set.layout.pages.iter().filter(|page| !page.listed)
}

fn status(set: &DocsSet, url: &SitePath) -> String {
    set.statuses.get(url).cloned().unwrap_or_default()
}

/// A status as readers see it.
fn page_status(words: &Words, set: &DocsSet, value: &str) -> PageStatus {
    PageStatus {
        value: value.to_owned(),
        label: match value {
            "new" | "deprecated" => words.text(&format!("status-{value}")),
            other => nav::readable(other),
        },
        meaning: set.layout.statuses.get(value).cloned().unwrap_or_default(),
    }
}

fn nav_items(words: &Words, set: &DocsSet, items: Vec<Item>) -> Vec<NavItem> {
    items.into_iter().map(|item| nav_item(words, set, item)).collect()
}

fn nav_item(words: &Words, set: &DocsSet, item: Item) -> NavItem {
    NavItem {
        title: item.title,
        href: item.href,
        current: item.current,
        open: item.open,
        section: item.section,
        external: item.external,
        status: page_status(words, set, &item.status),
        at: item.at,
        children: nav_items(words, set, item.children),
    }
}

/// The headings of levels 2 and 3 as a tree; the deepest level goes first when there are too many.
fn toc(page: &crate::docs::Page, depth: (u8, u8)) -> Vec<TocItem> {
    let wanted =
        |most: u8| page.headings.iter().filter(move |h| h.level >= 2.max(depth.0) && h.level <= most.min(depth.1));
    let most = if wanted(3).count() > MAX_HEADINGS { 2 } else { 3 };
    let mut toc: Vec<TocItem> = Vec::new();
    for heading in wanted(most).take(MAX_HEADINGS) {
        let item = TocItem { text: heading.text.clone(), href: format!("#{}", heading.id), children: Vec::new() };
        match toc.last_mut() {
            Some(above) if heading.level > 2 => above.children.push(item),
            _ => toc.push(item),
        }
    }
    toc
}

/// The words of the interface in the language of a set.
fn words<'a>(context: &Context<'a>, set: &DocsSet) -> &'a Words {
    words_of(context.languages, context.config, set)
}

fn words_of<'a>(languages: &'a Languages, config: &Config, set: &DocsSet) -> &'a Words {
    languages.of(set.layout.language.as_deref().unwrap_or(&config.language))
}

/// Language and direction of the set's own text.
fn localise(set: &DocsSet, page: &mut Page) {
    if let Some(language) = &set.layout.language {
        page.frame.lang.clone_from(language);
        page.frame.dir = "ltr".into();
    }
    if set.layout.right_to_left {
        page.frame.dir = "rtl".into();
    }
}
