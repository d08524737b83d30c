//! All pages of a docs set in one, for printing. The ids of each page get a prefix of its own, links between the pages lead to
//! their places on this one, and all other addresses are written anew from here.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::{Context, localise, title, words};
use crate::path::{LinkStyle, SitePath};
use crate::portal::DocsSet;
use crate::safe::moved;
use crate::site::view::{Page, PrintView, PrintedPage, View};

/// Reserved folder of the page.
const PRINT: &str = "_print/";

/// True if a set has a print page.
pub(in crate::site::views) fn is_there(context: &Context<'_>, set: &DocsSet) -> bool {
    context.config.docs.print_page && set.is_default() && set.pages.len() > 1
}

/// The link to the print page of a set, empty if there is none.
pub(super) fn href(context: &Context<'_>, here: &SitePath, set: &DocsSet) -> String {
    if is_there(context, set) { context.href(here, &set.url.child(PRINT)) } else { String::new() }
}

pub(in crate::site::views) fn page(context: &Context<'_>, number: usize) -> Page {
    let set = context.portal.set(number);
    let here = set.url.child(PRINT);
    let printed = set.printed();
    let places = Places::new(set, &printed, &here, context.links);
    let view = PrintView {
        set_title: set.layout.title.clone(),
        set_href: context.href(&here, &set.layout.start),
        description: set.layout.description.clone().unwrap_or_default(),
        left_out: set.pages.len() - printed.len(),
        pages: printed
            .iter()
            .map(|&nth| PrintedPage {
                title: title(set, &set.layout.pages[nth].url),
                id: part(nth),
                body: places.printed(set, nth),
            })
            .collect(),
    };
    let name = words(context, set).filled("all-of", &[("set", &set.layout.title)]);
    let description = view.description.clone();
    let mut page = context.framed(here, "docs", name, description, View::Print(Box::new(view)));
    page.frame.noindex = true;
    page.frame.image_hosts = image_hosts(set, &printed);
    localise(set, &mut page);
    page
}

/// The hosts whose images any of the pages shows.
fn image_hosts(set: &DocsSet, printed: &[usize]) -> Vec<String> {
    let hosts: BTreeSet<&String> = printed.iter().flat_map(|&nth| &set.pages[nth].image_hosts).collect();
    hosts.into_iter().cloned().collect()
}

/// The id of a page's part.
fn part(nth: usize) -> String {
    format!("pd-p{nth}")
}

/// Where pages are, as addresses of an imaginary host, so that links are read as browsers read them.
struct Places {
    style: LinkStyle,
    here: Url,
    pages: BTreeMap<String, usize>,
}

impl Places {
    fn new(set: &DocsSet, printed: &[usize], here: &SitePath, style: LinkStyle) -> Self {
        let pages = printed.iter().map(|&nth| (address(&set.layout.pages[nth].url, style).path().to_owned(), nth));
        Self { style, here: address(here, style), pages: pages.collect() }
    }

    /// The body of a page for this place.
    fn printed(&self, set: &DocsSet, nth: usize) -> crate::safe::SafeHtml {
        let from = address(&set.layout.pages[nth].url, self.style);
        let id = |id: &str| format!("p{nth}-{id}");
        moved(&set.pages[nth].html, &id, &|written| self.link(&from, written))
    }

    /// A link of the page at `from`, written from here.
    fn link(&self, from: &Url, written: &str) -> String {
        let Ok(target) = from.join(written) else { return written.to_owned() };
        if target.host_str() != from.host_str() || target.scheme() != from.scheme() {
            return written.to_owned();
        }
        match self.pages.get(target.path()) {
            Some(&nth) => match target.fragment() {
                Some(fragment) if !fragment.is_empty() => format!("#p{nth}-{fragment}"),
                _ => format!("#{}", part(nth)),
            },
            None => self.here.make_relative(&target).unwrap_or_else(|| written.to_owned()),
        }
    }
}

/// A path of the portal on an imaginary host.
fn address(path: &SitePath, style: LinkStyle) -> Url {
    let root = Url::parse("http://portal.invalid/").expect("a fixed address");
    root.join(&path.href_from(&SitePath::home(), style)).unwrap_or(root)
}
