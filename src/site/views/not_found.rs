//! The page for addresses that do not exist, and the list among which its script looks for near ones.

use super::Context;
use crate::path::SitePath;
use crate::portal::urls;
use crate::site::sitemap::Listed;
use crate::site::view::{Link, NotFoundView, Page, View};

/// Most pages of the list.
const MOST: usize = 4_000;
/// Most bytes of the paths and titles of the list.
const MOST_BYTES: usize = 512 << 10;

pub(super) fn page(context: &Context<'_>) -> Page {
    let here = urls::not_found();
    let base = context.config.url.as_ref().map_or("/", |url| url.path());
    let href =
        |to: &SitePath| format!("{base}{}", to.href_from(&SitePath::home(), context.links).trim_start_matches("./"));
    let link = |text: &str, to: &SitePath| Link { text: text.into(), href: href(to) };
    let links = vec![
        link("Front page", &SitePath::home()),
        link("Catalog", &urls::catalog(1)),
        link("Documentation", &urls::docs_index(1)),
    ];
    let title = "Page not found".to_owned();
    let view = NotFoundView { links, near_href: href(&urls::not_found_json()) };
    let mut page = context.framed(here, "", title, String::new(), View::NotFound(view));
    page.frame.noindex = true;
    page.frame.canonical = String::new();
    page
}

/// The pages that lie highest as a JSON list of `[path, title]`, paths without their last slash. Fetched only by the page for
/// addresses that do not exist.
pub(in crate::site) fn near(pages: &[Listed]) -> Vec<u8> {
    let mut pages: Vec<&Listed> = pages.iter().collect();
    pages.sort_by_key(|page| (page.path.as_str().matches('/').count(), &page.path));
    let mut bytes = 0;
    let list: Vec<(&str, &str)> = pages
        .into_iter()
        .take(MOST)
        .map(|page| (page.path.as_str().trim_end_matches('/'), page.title.as_str()))
        .take_while(|(path, title)| {
            bytes += path.len() + title.len();
            bytes <= MOST_BYTES
        })
        .collect();
    serde_json::to_vec(&list).expect("pairs of text are JSON")
}
