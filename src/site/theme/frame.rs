//! What every template gets about the portal, with links from the page at hand.

use serde::Serialize;
use tera::Value;

use super::assets::{Script, ScriptSet};
use super::{Section, Theme, Words, csp, scripts_of, search, styles_of};
use crate::path::{LinkStyle, SitePath};
use crate::portal::urls;
use crate::site::view::{Page, View};

/// The portal as a page sees it: `site` in the templates.
#[derive(Serialize)]
pub(super) struct Site<'a> {
    title: &'a str,
    /// Stands for the description of a page that has none.
    description: &'a str,
    /// Absolute address of the image for link previews, may be empty.
    image: &'a str,
    /// The root of the portal from this page: empty or `../../`.
    root: String,
    /// What follows the slash of a page's link: empty or `index.html`.
    suffix: &'static str,
    home: String,
    /// The catalog index, empty if there is none.
    catalog: String,
    /// The list of docs sets, empty if there is none.
    docs: String,
    logo: String,
    favicon: String,
    css: String,
    /// The style sheets of this kind of page, after that of all pages.
    styles: Vec<String>,
    /// Our own text, printed as it is so that scanners read it as it is.
    csp: Value,
    sections: Vec<SectionLink<'a>>,
    scripts: Vec<ScriptLink<'a>>,
    search: SearchLinks<'a>,
}

/// The ways to search.
#[derive(Serialize)]
struct SearchLinks<'a> {
    /// The page of search.
    href: String,
    /// Its OpenSearch description, empty without an address of the portal.
    description: String,
    css: String,
    /// The drawings of results.
    icons: String,
    /// Nothing is remembered of searches.
    forgets: bool,
    /// The organisation's own kinds that have a drawing.
    kinds: &'a str,
    /// The script of the dialog; its href is empty where no dialog can be opened.
    script: ScriptLink<'a>,
    /// The script that marks what was found.
    found: ScriptLink<'a>,
}

#[derive(Serialize)]
struct SectionLink<'a> {
    key: &'a str,
    label: String,
    href: String,
    /// What `aria-current` says: `page` on the page itself, `true` on the others of its section, else empty.
    current: &'static str,
}

#[derive(Default, Serialize)]
struct ScriptLink<'a> {
    href: String,
    integrity: &'a str,
    defer: bool,
}

/// The frame of a page.
pub(super) fn site<'a>(theme: &'a Theme, page: &Page, words: &Words) -> Site<'a> {
    let settings = &theme.settings;
    let links = Links::of(page, &settings.base_url, settings.link_style);
    let set = scripts_of(&page.view);
    let section = |key: &str| {
        let found = settings.sections.iter().find(|section| section.key == key);
        found.map_or(String::new(), |section| links.to(&section.path))
    };
    Site {
        title: &settings.title,
        description: &settings.description,
        image: &settings.image,
        root: links.root(),
        suffix: if settings.link_style == LinkStyle::Offline { "index.html" } else { "" },
        home: links.to(&SitePath::home()),
        catalog: section("catalog"),
        docs: section("docs"),
        logo: settings.logo.as_ref().map_or(String::new(), |path| links.to(path)),
        favicon: links.to(&theme.assets.favicon.path),
        css: links.to(&theme.assets.style.path),
        styles: styles_of(&page.view).iter().map(|name| style(theme, &links, name)).collect(),
        csp: Value::safe_string(&csp::with_images(theme.assets.policy(set), &page.frame.image_hosts)),
        sections: links.sections(&settings.sections, &page.frame.section, words),
        scripts: theme
            .assets
            .scripts(set)
            .map(|script| ScriptLink {
                href: links.to(&script.asset.path),
                integrity: if settings.link_style == LinkStyle::Offline { "" } else { &script.integrity },
                defer: script.defer,
            })
            .collect(),
        search: search_links(theme, &links, set),
    }
}

fn style(theme: &Theme, links: &Links<'_>, name: &str) -> String {
    theme.assets.page_style(name).map_or(String::new(), |style| links.to(&style.path))
}

fn search_links<'a>(theme: &'a Theme, links: &Links<'_>, set: ScriptSet) -> SearchLinks<'a> {
    let settings = &theme.settings;
    let parts = &theme.assets.search;
    // A folder that is read from the disk has no index that a script could load.
    let scripts = theme.assets.search_scripts(set).filter(|_| settings.link_style == LinkStyle::Web);
    let link = |script: &'a Script| ScriptLink {
        href: links.to(&script.asset.path),
        integrity: &script.integrity,
        defer: false,
    };
    let [script, found] = scripts.map(|scripts| scripts.each_ref().map(link)).unwrap_or_default();
    SearchLinks {
        href: links.to(&urls::search()),
        description: if settings.base_url.is_empty() { String::new() } else { links.to(&urls::search_description()) },
        css: style(theme, links, search::STYLE),
        icons: links.to(&parts.icons.path),
        kinds: &parts.kinds,
        forgets: settings.forgets_searches,
        script,
        found,
    }
}

/// Links from a page: relative, or below the portal's base path where the page is served at any depth.
struct Links<'a> {
    from: &'a SitePath,
    base: Option<String>,
    style: LinkStyle,
}

impl<'a> Links<'a> {
    fn of(page: &'a Page, base_url: &str, style: LinkStyle) -> Self {
        let base = match (&page.view, style) {
            (View::NotFound(_), LinkStyle::Web) => Some(base_path(base_url)),
            _ => None,
        };
        Self { from: &page.path, base, style }
    }

    fn to(&self, path: &SitePath) -> String {
        let Some(base) = &self.base else {
            return path.href_from(self.from, self.style);
        };
        let relative = path.href_from(&SitePath::home(), self.style);
        format!("{base}{}", relative.trim_start_matches("./"))
    }

    fn sections<'s>(&self, sections: &'s [Section], here: &str, words: &Words) -> Vec<SectionLink<'s>> {
        let link = |section: &'s Section| SectionLink {
            key: &section.key,
            label: words.text(&format!("section-{}", section.key)),
            href: self.to(&section.path),
            current: match (section.path == *self.from, section.key == here) {
                (true, _) => "page",
                (false, true) => "true",
                (false, false) => "",
            },
        };
        sections.iter().map(link).collect()
    }

    fn root(&self) -> String {
        match &self.base {
            Some(base) => base.clone(),
            None => "../".repeat(self.from.as_str().matches('/').count()),
        }
    }
}

/// The path of an address with a slash at both ends: `/portal/` of `https://example.org/portal`.
fn base_path(base_url: &str) -> String {
    let path = url::Url::parse(base_url).map_or(String::new(), |url| url.path().trim_matches('/').to_owned());
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

#[cfg(test)]
mod tests {
    use super::base_path;

    #[test]
    fn base_paths_have_slashes_at_both_ends() {
        let check = |url: &str, expect: &str| assert_eq!(base_path(url), expect, "{url}");
        check("", "/");
        check("https://example.org", "/");
        check("https://example.org/portal", "/portal/");
        check("https://example.org/a/b/", "/a/b/");
    }
}
