//! The files that pages load: one style sheet, a few scripts and the favicon, named by content.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::files::Files;
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
    "organisation.css",
    "health.css",
    "docs-index.css",
    "utils.css",
    "print.css",
];
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
}

impl ScriptSet {
    const ALL: [Self; 12] = [
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
}

/// All assets of a theme.
pub(super) struct Assets {
    /// The style sheet.
    pub(super) style: Asset,
    /// The favicon.
    pub(super) favicon: Asset,
    scripts: Vec<Script>,
    policies: [String; ScriptSet::ALL.len()],
}

impl Assets {
    /// Bundles and names the files.
    pub(super) fn build(files: &Files, settings: &ThemeSettings) -> Result<Assets, ThemeError> {
        let style = asset("main", "css", style_sheet(files, settings)?.into_bytes());
        let favicon = asset("favicon", "svg", files.text("icons/favicon.svg").as_bytes().to_vec());
        let scripts: Vec<Script> = script_order(files)
            .into_iter()
            .map(|(name, set)| script(name, script_text(files, &format!("js/{name}")), set))
            .collect();
        let policies = ScriptSet::ALL.map(|set| match settings.link_style {
            LinkStyle::Web => csp::policy(in_set(&scripts, set).map(|script| script.integrity.as_str())),
            LinkStyle::Offline => csp::offline_policy(),
        });
        Ok(Assets { style, favicon, scripts, policies })
    }

    /// Every file.
    pub(super) fn files(&self) -> impl Iterator<Item = &Asset> {
        [&self.style, &self.favicon].into_iter().chain(self.scripts.iter().map(|script| &script.asset))
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
    ];
    order.extend(CATALOG_SCRIPTS.map(|name| (name, ScriptSet::Catalog)));
    let own = files.below("js/").map(|(name, _)| name).filter(|name| order.iter().all(|(known, _)| known != name));
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
    for (_, text) in files.below("css/").filter(|(name, _)| !STYLES.contains(name)) {
        sheet.push_str(&css::minify(text));
    }
    Ok(sheet)
}

/// A script; an owner's stays as it is written.
fn script_text(files: &Files, path: &str) -> String {
    let text = files.text(path);
    if files.is_default(path) { js::shorten(text) } else { text.to_owned() }
}

fn script(name: &str, text: String, set: ScriptSet) -> Script {
    let integrity = format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())));
    let stem = name.trim_end_matches(".js").replace('/', "-");
    Script {
        asset: asset(&stem, "js", text.into_bytes()),
        integrity,
        defer: ![THEME_SCRIPT, DOCS_SCRIPT].contains(&name),
        set,
    }
}

fn asset(stem: &str, suffix: &str, bytes: Vec<u8>) -> Asset {
    let hash = ContentHash::of(&bytes).short(8);
    Asset { path: SitePath::file(&format!("assets/{stem}.{hash}.{suffix}")), bytes }
}
