//! The files that pages load: one style sheet, a few scripts and the favicon, named by content.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::files::Files;
use super::search::{self, SearchParts};
use super::{ThemeError, ThemeSettings, color, csp, css, js};
use crate::hash::ContentHash;
use crate::path::{LinkStyle, SitePath};

/// Style sheets of the default theme in the order of their rules; an owner's others follow by name.
const STYLES: &[&str] = &[
    "layers.css",
    "tokens.css",
    "reset.css",
    "base.css",
    "content.css",
    "components.css",
    "entity.css",
    "docs-index.css",
    "utils.css",
    "print.css",
];
/// Style sheets of single kinds of pages, after the common one.
pub(super) const PAGE_STYLES: [&str; 6] =
    ["api.css", "coverage.css", "health.css", "organisation.css", search::STYLE, VERSIONS_STYLE];
/// The style sheet of documentation with versions.
pub(super) const VERSIONS_STYLE: &str = "versions.css";
/// Applies the stored theme before the first paint; blocks it for that.
const THEME_SCRIPT: &str = "theme.js";
/// What every page does.
const MAIN_SCRIPT: &str = "main.js";
/// Single keys, their list and their switch.
const KEYS_SCRIPT: &str = "keys.js";
/// The sidebar of documentation as the reader left it, before the first paint.
const DOCS_SCRIPT: &str = "docs.js";
/// Cards of the entities that links lead to.
const HOVER_SCRIPT: &str = "hover.js";
/// What lists share that readers filter.
const TABLE_SCRIPT: &str = "table.js";
/// The catalog index: which entities pass, the facets, the table, and what is found as a file.
const CATALOG_SCRIPTS: [&str; 4] = ["entities.js", "facet.js", "catalog.js", "export.js"];
/// Opens and filters the tree of groups.
const ORGANISATION_SCRIPT: &str = "organisation.js";
/// Filter and order of the table of services.
const SERVICES_SCRIPT: &str = "services.js";
/// Filters and pages a long list of entities or people.
const LISTING_SCRIPT: &str = "listing.js";
/// Filters all findings.
const HEALTH_SCRIPT: &str = "health.js";
/// Shows only what holds the words that are typed.
const FILTER_SCRIPT: &str = "filter.js";
/// The box of search on every page.
const SEARCH_SCRIPT: &str = "search.js";
/// Looks for pages near an address that does not exist.
const NOT_FOUND_SCRIPT: &str = "not-found.js";

/// A file of the theme in the portal.
pub(super) struct Asset {
    /// `assets/main.<hash8>.css`.
    pub(super) path: SitePath,
    /// Its content.
    pub(super) bytes: Vec<u8>,
}

/// A script with what a page must say to load it.
pub(super) struct Script {
    /// The file.
    pub(super) asset: Asset,
    /// `sha256-…` of its bytes.
    pub(super) integrity: String,
    /// False for scripts that run before the first paint.
    pub(super) defer: bool,
    /// The set of pages that load it.
    set: ScriptSet,
}

/// Which scripts a page loads: its own, what every page does, and the stored theme.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ScriptSet {
    /// The stored theme.
    ThemeOnly,
    /// What every page does, and the owner's scripts.
    Plain,
    /// The cards of entities, on pages that do not say the same in their rows, and single keys.
    Cards,
    /// A page of documentation, with cards.
    Docs,
    /// What lists share that readers filter.
    Tables,
    /// The catalog index.
    Catalog,
    /// The tree of groups.
    Organisation,
    /// The table of services.
    Services,
    /// Long lists of an entity, with cards.
    Listing,
    /// All findings.
    Health,
    /// A list with cards that its words filter.
    Filter,
    /// The page for addresses that do not exist.
    NotFound,
    /// The page of search.
    Search,
}

impl ScriptSet {
    const ALL: [Self; 13] = [
        Self::ThemeOnly,
        Self::Plain,
        Self::Cards,
        Self::Docs,
        Self::Tables,
        Self::Catalog,
        Self::Organisation,
        Self::Services,
        Self::Listing,
        Self::Health,
        Self::Filter,
        Self::NotFound,
        Self::Search,
    ];

    /// True if pages with this set load the scripts of the other.
    fn holds(self, other: Self) -> bool {
        let also = match other {
            Self::Cards => matches!(self, Self::Docs | Self::Filter | Self::Listing),
            Self::Tables => matches!(self, Self::Catalog | Self::Services | Self::Listing | Self::Health),
            _ => false,
        };
        also || other == self || other <= self.min(Self::Plain)
    }

    /// True if pages with this set can open the dialog of search; its page needs none.
    fn has_dialog(self) -> bool {
        !matches!(self, Self::ThemeOnly | Self::Search)
    }
}

/// All assets of a theme.
pub(super) struct Assets {
    /// The style sheet.
    pub(super) style: Asset,
    /// Those of [`PAGE_STYLES`].
    page_styles: [Asset; PAGE_STYLES.len()],
    /// The favicon.
    pub(super) favicon: Asset,
    /// What is loaded when the reader means to search.
    pub(super) search: SearchParts,
    scripts: Vec<Script>,
    policies: [String; ScriptSet::ALL.len()],
}

impl Assets {
    /// Bundles and names the files.
    pub(super) fn build(
        files: &Files,
        kind_icons: &BTreeMap<String, Arc<str>>,
        settings: &ThemeSettings,
    ) -> Result<Assets, ThemeError> {
        let style = asset("main", "css", style_sheet(files, settings)?.into_bytes());
        let page_styles = PAGE_STYLES.map(|name| {
            let sheet = css::minify(files.text(&format!("css/{name}")));
            asset(name.trim_end_matches(".css"), "css", sheet.into_bytes())
        });
        let favicon = asset("favicon", "svg", files.text("icons/favicon.svg").as_bytes().to_vec());
        let scripts: Vec<Script> = script_order(files)
            .into_iter()
            .map(|(name, set)| match name {
                search::PAGE_SCRIPT => script(name, search::page_script(files), set),
                _ => script(name, script_text(files, &format!("js/{name}")), set),
            })
            .collect();
        let search = SearchParts::build(files, kind_icons);
        let policies = ScriptSet::ALL.map(|set| match settings.link_style {
            LinkStyle::Web => {
                let later = set.has_dialog().then_some(&search.scripts).into_iter().flatten();
                csp::policy(in_set(&scripts, set).chain(later).map(|script| script.integrity.as_str()))
            }
            LinkStyle::Offline => csp::offline_policy(),
        });
        Ok(Assets { style, page_styles, favicon, search, scripts, policies })
    }

    /// Every file.
    pub(super) fn files(&self) -> impl Iterator<Item = &Asset> {
        let scripts = self.scripts.iter().chain(&self.search.scripts).map(|script| &script.asset);
        [&self.style, &self.favicon, &self.search.icons].into_iter().chain(&self.page_styles).chain(scripts)
    }

    /// One of [`PAGE_STYLES`].
    pub(super) fn page_style(&self, name: &str) -> Option<&Asset> {
        PAGE_STYLES.iter().position(|known| *known == name).map(|at| &self.page_styles[at])
    }

    /// What is loaded to search, for pages that can open its dialog.
    pub(super) fn search_scripts(&self, set: ScriptSet) -> Option<&[Script; 2]> {
        set.has_dialog().then_some(&self.search.scripts)
    }

    /// The scripts of a set in the order in which they run.
    pub(super) fn scripts(&self, set: ScriptSet) -> impl Iterator<Item = &Script> {
        in_set(&self.scripts, set)
    }

    /// The content security policy of a page with these scripts.
    pub(super) fn policy(&self, set: ScriptSet) -> &str {
        &self.policies[set as usize]
    }
}

fn in_set(scripts: &[Script], set: ScriptSet) -> impl Iterator<Item = &Script> {
    scripts.iter().filter(move |script| set.holds(script.set))
}

/// The scripts in order: theme, main, those of single pages, then the owner's by name.
fn script_order(files: &Files) -> Vec<(&str, ScriptSet)> {
    let mut order = vec![
        (THEME_SCRIPT, ScriptSet::ThemeOnly),
        (MAIN_SCRIPT, ScriptSet::Plain),
        (HOVER_SCRIPT, ScriptSet::Cards),
        (KEYS_SCRIPT, ScriptSet::Cards),
        (DOCS_SCRIPT, ScriptSet::Docs),
        (TABLE_SCRIPT, ScriptSet::Tables),
        (ORGANISATION_SCRIPT, ScriptSet::Organisation),
        (SERVICES_SCRIPT, ScriptSet::Services),
        (LISTING_SCRIPT, ScriptSet::Listing),
        (HEALTH_SCRIPT, ScriptSet::Health),
        (FILTER_SCRIPT, ScriptSet::Filter),
        (NOT_FOUND_SCRIPT, ScriptSet::NotFound),
        (SEARCH_SCRIPT, ScriptSet::Plain),
        (search::PAGE_SCRIPT, ScriptSet::Search),
    ];
    order.extend(CATALOG_SCRIPTS.map(|name| (name, ScriptSet::Catalog)));
    let known = |name: &str| {
        name.starts_with(search::FOLDER)
            || name == search::FOUND_SCRIPT
            || order.iter().any(|(known, _)| *known == name)
    };
    let own = files.below("js/").map(|(name, _)| name).filter(|name| !known(name));
    let own: Vec<_> = own.map(|name| (name, ScriptSet::Plain)).collect();
    order.extend(own);
    order
}

fn style_sheet(files: &Files, settings: &ThemeSettings) -> Result<String, ThemeError> {
    let mut sheet = String::new();
    for name in STYLES {
        sheet.push_str(&css::minify(files.text(&format!("css/{name}"))));
    }
    if let Some(accent) = &settings.accent {
        sheet.push_str(&color::accent_css(accent)?);
    }
    for (_, text) in files.below("css/").filter(|(name, _)| !STYLES.contains(name) && !PAGE_STYLES.contains(name)) {
        sheet.push_str(&css::minify(text));
    }
    Ok(sheet)
}

/// A script; an owner's stays as it is written.
pub(super) fn script_text(files: &Files, path: &str) -> String {
    let text = files.text(path);
    if files.is_default(path) { js::shorten(text) } else { text.to_owned() }
}

/// A script with what a page says to load it.
pub(super) fn script(name: &str, text: String, set: ScriptSet) -> Script {
    let integrity = format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())));
    let stem = name.trim_end_matches(".js").replace('/', "-");
    Script {
        asset: asset(&stem, "js", text.into_bytes()),
        integrity,
        defer: ![THEME_SCRIPT, DOCS_SCRIPT].contains(&name),
        set,
    }
}

/// A file with its name by its content.
pub(super) fn asset(stem: &str, suffix: &str, bytes: Vec<u8>) -> Asset {
    let hash = ContentHash::of(&bytes).short(8);
    Asset { path: SitePath::file(&format!("assets/{stem}.{hash}.{suffix}")), bytes }
}
