//! What search engines read: `sitemap.xml` with the days on which pages changed, and `robots.txt`. Both need the portal's
//! own address. Pages that search engines are kept away from are left out.

use std::fmt::Write as _;

use super::dates::Date;
use super::output::Artifact;
use super::views;
use crate::config::Config;
use crate::path::SitePath;
use crate::portal::urls;
use crate::safe::escape;

/// Most addresses of one file, as the protocol has it.
const MOST: usize = 50_000;
/// Namespace of the protocol.
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// A page that readers may be led to.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// Where it is.
    pub path: SitePath,
    /// Its title without the portal's name.
    pub title: String,
    /// When it changed last, in seconds since 1970, if a history knows.
    pub changed: Option<i64>,
}

/// The sitemap of these pages and the file that names it; none without an address of the portal.
pub(super) fn files(config: &Config, pages: &[Listed]) -> Vec<(SitePath, Artifact)> {
    if config.url.is_none() {
        return Vec::new();
    }
    let mut files = sitemaps(config, pages, MOST);
    let robots = format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", views::absolute(config, &urls::sitemap()));
    files.push((urls::robots(), robots));
    files.into_iter().map(|(path, text)| (path, Artifact::new(text))).collect()
}

/// One file, or an index of several with at most `most` addresses each.
fn sitemaps(config: &Config, pages: &[Listed], most: usize) -> Vec<(SitePath, String)> {
    if pages.len() <= most {
        return vec![(urls::sitemap(), sitemap(config, pages))];
    }
    let mut index = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"{NAMESPACE}\">\n");
    let mut files = Vec::new();
    for (nth, part) in pages.chunks(most).enumerate() {
        let path = urls::sitemap_part(nth + 1);
        let _ = writeln!(index, "<sitemap><loc>{}</loc></sitemap>", escape(&views::absolute(config, &path)));
        files.push((path, sitemap(config, part)));
    }
    index.push_str("</sitemapindex>\n");
    files.push((urls::sitemap(), index));
    files
}

fn sitemap(config: &Config, pages: &[Listed]) -> String {
    let mut text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"{NAMESPACE}\">\n");
    for page in pages {
        let _ = write!(text, "<url><loc>{}</loc>", escape(&views::absolute(config, &page.path)));
        if let Some(changed) = page.changed {
            let _ = write!(text, "<lastmod>{}</lastmod>", Date::of(changed).iso());
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_pages_are_cut_into_files() {
        let config = Config { url: url::Url::parse("https://x.example/p/").ok(), ..Config::default() };
        let page = |name: &str, changed| Listed { path: SitePath::page(name), title: String::new(), changed };
        let pages = [page("a b", Some(0)), page("c&d", None), page("e", Some(86_400))];
        let files = sitemaps(&config, &pages, 2);
        let [(_, first), (_, second), (path, index)] = &files[..] else { panic!("{files:?}") };
        assert!(first.contains("<loc>https://x.example/p/a%20b/</loc><lastmod>1970-01-01</lastmod>"), "{first}");
        assert!(first.contains("<loc>https://x.example/p/c%26d/</loc></url>"), "{first}");
        assert!(second.contains("/p/e/</loc><lastmod>1970-01-02<") && !second.contains("/p/a"), "{second}");
        assert_eq!((path, index.matches("<loc>https://x.example/p/sitemap-").count()), (&urls::sitemap(), 2));
        assert_eq!(sitemaps(&config, &pages, 3).len(), 1);
        assert!(super::files(&Config::default(), &pages).is_empty(), "no address, no sitemap");
    }
}
