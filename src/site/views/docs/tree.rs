//! The whole navigation of a docs set as one file, from which script opens the sections that a page shows closed.

use rayon::prelude::*;
use serde::Serialize;

use super::{PageStatus, contents, page_status, status, title, words_of};
use crate::config::Config;
use crate::docs::nav::{Item, Writing};
use crate::hash::ContentHash;
use crate::path::{LinkStyle, SitePath};
use crate::portal::{DocsSet, Portal};
use crate::site::link_style;
use crate::site::theme::{Languages, Words};

/// Largest file in bytes; the sections of a larger navigation stay links.
const MAX_BYTES: usize = 1 << 20;

/// The navigation of a set, named by content, so that browsers keep it.
pub(in crate::site::views) struct NavFile {
    pub path: SitePath,
    pub json: Vec<u8>,
}

/// The files of all sets; none for a set without sections.
pub(in crate::site::views) fn files(portal: &Portal, config: &Config, languages: &Languages) -> Vec<Option<NavFile>> {
    let of = |set| file(set, link_style(config), words_of(languages, config, set));
    portal.sets().collect::<Vec<_>>().into_par_iter().map(of).collect()
}

fn file(set: &DocsSet, style: LinkStyle, words: &Words) -> Option<NavFile> {
    if !set.nav.has_sections() {
        return None;
    }
    // The file lies in the folder of the contents, so links from there are links from it.
    let here = contents(set, 1);
    let writing = Writing { from: &here, style, title: &|url| title(set, url), status: &|url| status(set, url) };
    let entries: Vec<Entry> = set.nav.tree(&writing).into_iter().map(|item| entry(words, set, item)).collect();
    let json = serde_json::to_vec(&entries).expect("texts are JSON");
    let path = here.child(&format!("nav.{}.json", ContentHash::of(&json).short(8)));
    (json.len() <= MAX_BYTES).then_some(NavFile { path, json })
}

/// An entry, as `docs.js` reads it.
#[derive(Serialize)]
struct Entry {
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    href: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<PageStatus>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    external: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    children: Vec<Entry>,
}

fn entry(words: &Words, set: &DocsSet, item: Item) -> Entry {
    Entry {
        title: item.title,
        href: item.href,
        status: (!item.status.is_empty()).then(|| page_status(words, set, &item.status)),
        external: item.external,
        children: item.children.into_iter().map(|child| entry(words, set, child)).collect(),
    }
}
