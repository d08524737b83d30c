//! Documentation for machines: the Markdown of each page at its source path, `llms.txt` of the portal and of each docs set,
//! and `llms-full.txt` with the text of a whole set.

use std::fmt::Write as _;

use rayon::prelude::*;

use super::{Context, absolute, docs};
use crate::docs::Page;
use crate::docs::set::PageFile;
use crate::path::{LinkStyle, SitePath};
use crate::portal::{DocsSet, urls};
use crate::site::output::Artifact;

/// Most bytes of `llms-full.txt`.
const FULL: usize = 2 << 20;
/// Most docs sets that the portal's file names.
const SETS: usize = 5_000;

/// All of it.
pub(in crate::site) fn files(context: &Context<'_>) -> Vec<(SitePath, Artifact)> {
    let mut files = vec![(urls::llms(), Artifact::new(portal(context)))];
    files.par_extend(context.portal.docs.par_iter().filter(|set| !set.pages.is_empty()).flat_map_iter(|set| {
        let copies = set.layout.pages.iter().zip(&set.pages).filter(|(_, page)| !page.markdown.is_empty());
        let copies = copies.map(|(file, page)| (copy(set, file), Artifact::new(page.markdown.clone())));
        let lists = [(list_of(set), list(context, set)), (set.url.child("llms-full.txt"), full(context, set, FULL))];
        copies.chain(lists.map(|(path, text)| (path, Artifact::new(text)))).collect::<Vec<_>>()
    }));
    files
}

/// Where the Markdown of a page is.
pub(in crate::site) fn copy(set: &DocsSet, file: &PageFile) -> SitePath {
    set.url.child(&file.path)
}

fn list_of(set: &DocsSet) -> SitePath {
    set.url.child("llms.txt")
}

fn portal(context: &Context<'_>) -> String {
    let config = context.config;
    let mut text = heading(&config.title, config.description.as_deref());
    let here = urls::llms();
    let mut link =
        |title: &str, path: &SitePath, about: &str| entry(&mut text, title, &address(context, &here, path), about);
    link("Catalog", &urls::catalog_index(1), "all components, APIs, systems and teams as JSON");
    link("Entities", &urls::entities_json(), "the entities of the catalog as Backstage's API gives them");
    link("Docs coverage", &urls::docs_coverage_json(), "which components and APIs have documentation, by team");
    let apis = &context.portal.apis;
    if !apis.is_empty() {
        text.push_str("\n## APIs\n\n");
    }
    let references = apis.iter().filter(|reference| !reference.api.is_raw());
    for entity in references.take(SETS).filter_map(|reference| context.portal.catalog.get(&reference.entity)) {
        let list = urls::api(&entity.reference).child("llms.txt");
        let about = context.item(&here, entity).description;
        entry(&mut text, entity.display_name(), &address(context, &here, &list), &about);
    }
    text.push_str("\n## Documentation\n\n");
    let sets = context.portal.docs.iter().filter(|set| !set.pages.is_empty());
    for set in sets.take(SETS) {
        let about = set.layout.description.clone().unwrap_or_else(|| docs::entity(context, &here, set).description);
        entry(&mut text, &set.layout.title, &address(context, &here, &list_of(set)), &about);
    }
    if context.portal.docs.len() > SETS {
        entry(&mut text, "All documentation", &address(context, &here, &urls::docs_index(1)), "");
    }
    text
}

/// The pages of a set that have a text, in reading order.
fn in_order(set: &DocsSet) -> impl Iterator<Item = (&PageFile, &Page)> {
    let pages = set.in_reading_order().into_iter().map(|nth| (&set.layout.pages[nth], &set.pages[nth]));
    pages.filter(|(_, page)| !page.markdown.is_empty())
}

fn list(context: &Context<'_>, set: &DocsSet) -> String {
    let mut text = heading(&set.layout.title, set.layout.description.as_deref());
    text.push_str("## Pages\n\n");
    for (file, page) in in_order(set) {
        let about = page.front.description.as_deref().unwrap_or(&page.summary);
        let address = address(context, &list_of(set), &copy(set, file));
        entry(&mut text, &docs::title(set, &file.url), &address, about);
    }
    text
}

/// The text of all pages, whole pages only, as long as they fit.
fn full(context: &Context<'_>, set: &DocsSet, most: usize) -> String {
    let here = set.url.child("llms-full.txt");
    let mut text = heading(&set.layout.title, set.layout.description.as_deref());
    let mut left_out = 0;
    for (file, page) in in_order(set) {
        let mut part = format!("---\n\nSource: {}\n\n", address(context, &here, &copy(set, file)));
        if page.first_heading.is_none() {
            let _ = writeln!(part, "# {}\n", one_line(&docs::title(set, &file.url)));
        }
        let _ = writeln!(part, "{}\n", page.markdown.trim());
        // Room for the last line.
        if left_out > 0 || text.len() + part.len() + 200 > most {
            left_out += 1;
        } else {
            text.push_str(&part);
        }
    }
    if left_out > 0 {
        let _ = writeln!(
            text,
            "---\n\n{left_out} more pages do not fit in here; `llms.txt` beside this file lists all of them."
        );
    }
    text
}

pub(super) fn heading(title: &str, about: Option<&str>) -> String {
    let about = about.map_or_else(String::new, |about| format!("> {}\n\n", one_line(about)));
    format!("# {}\n\n{about}", one_line(title))
}

pub(super) fn entry(text: &mut String, title: &str, address: &str, about: &str) {
    let title = one_line(title);
    let about = one_line(about);
    let separator = if about.is_empty() { "" } else { ": " };
    let _ = writeln!(text, "- [{title}]({address}){separator}{about}");
}

/// Absolute where the portal knows its own address, else relative; brackets cannot end a link.
pub(super) fn address(context: &Context<'_>, from: &SitePath, to: &SitePath) -> String {
    let absolute = absolute(context.config, to);
    let address = if absolute.is_empty() { to.href_from(from, LinkStyle::Web) } else { absolute };
    address.replace('(', "%28").replace(')', "%29")
}

/// Text on one line that is no markup of links and headings.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for (nth, word) in text.split_whitespace().enumerate() {
        if nth > 0 {
            line.push(' ');
        }
        for c in word.chars() {
            if matches!(c, '[' | ']' | '\\' | '<') {
                line.push('\\');
            }
            line.push(c);
        }
    }
    line
}
