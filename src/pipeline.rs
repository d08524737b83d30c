//! The program on one screen: [`build`] turns an organisation's repositories into a portal.

use anyhow::Context;

use crate::catalog::{self, Catalog, Model};
use crate::check::external::OutsideLink;
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::memo::Memo;
use crate::path::SitePath;
use crate::portal::Portal;
use crate::site::output::Output;
use crate::site::theme::Theme;
use crate::source::Repository;
use crate::world::World;
use crate::{check, portal, search, site, source};

/// What a build gives.
#[derive(Clone, Debug)]
pub struct Built {
    /// All files of the portal.
    pub output: Output,
    /// All findings, sorted by place.
    pub diagnostics: Diagnostics,
    /// What was built, for the last line of a report.
    pub summary: Summary,
    /// Links out of the portal, which a build does not follow.
    pub outside: Vec<OutsideLink>,
}

/// What was built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Repositories that were read.
    pub repositories: usize,
    /// Entities in the catalog.
    pub entities: usize,
    /// Docs sets.
    pub docs_sets: usize,
    /// HTML pages.
    pub pages: usize,
}

/// Turns an organisation's repositories into a portal. Reads only through `world`; never writes, never prints.
///
/// `stage` is called with the name of each stage when it begins; what it measures never reaches the output.
///
/// # Errors
/// When the owner's own theme cannot be used, or the memory does not hold the search index. Problems in content are findings.
pub fn build(config: &Config, world: &dyn World, memo: &Memo, stage: &dyn Fn(&'static str)) -> anyhow::Result<Built> {
    let mut diags = Diagnostics::default();

    let (mut repositories, catalog) = catalog(config, world, &mut diags, stage);
    stage("history");
    source::read_histories(&mut repositories, world, memo, &mut diags);
    stage("docs");
    let portal = portal::link(repositories, catalog, &portal::Settings::of(config), world, memo, &mut diags);
    stage("check");
    check::run(&portal, config, &mut diags);
    stage("files");
    let logo = site::logo(config, world, &mut diags);
    let image = site::image(config, world, &mut diags);
    diags.extend(site::unknown_icons(config, world));
    let theme_files = site::theme_files(config, world)?;
    let logo_path = logo.as_ref().map(|(path, _)| path.clone());
    let settings = site::theme_settings(config, &portal, logo_path, image.as_ref().map(|(path, _)| path));
    let broken_theme = || format!("the theme in `{}` cannot be used", config.theme.folder);
    let theme = Theme::load(&theme_files, &settings).with_context(broken_theme)?;
    let mut output = Output::default();
    for (path, bytes) in theme.assets().into_iter().chain(logo).chain(image) {
        output.insert(&path, bytes);
    }
    for (path, bytes) in site::attachments::of(&portal) {
        output.insert(&path, bytes);
    }

    // Before the pages, so that their texts are gone when the memory is needed for those.
    stage("search");
    let (documents, cut) = search::documents(&portal, config);
    diags.extend(cut);
    for (path, bytes) in search::files(documents, theme.search_engine(), memo)? {
        output.insert(&SitePath::file(&path), bytes);
    }

    stage("render");
    if config.catalog.strict {
        diags.raise_warnings();
    }
    let found = diags.sorted();
    for (path, artifact) in site::render(&portal, &found, config, &theme, memo).with_context(broken_theme)? {
        output.insert_artifact(&path, artifact);
    }
    let mut diagnostics = found;
    diagnostics.extend(site::clashes(&portal, &output));
    let summary = summary(&portal, &output);
    let outside = check::external::links(&portal);
    Ok(Built { output, diagnostics: diagnostics.sorted(), summary, outside })
}

/// Reads the repositories and their catalog, the first part of every build.
pub fn catalog(
    config: &Config,
    world: &dyn World,
    diags: &mut Diagnostics,
    stage: &dyn Fn(&'static str),
) -> (Vec<Repository>, Catalog) {
    stage("crawl");
    let mut repositories = source::crawl(&source::local_sources(config), world, diags);
    stage("catalog");
    let entities = catalog::gather(&mut repositories, config, world, diags);
    (repositories, catalog::link(entities, diags))
}

/// What is wrong with a configuration that only the files tell which it names: schemas of kinds, icons of the theme.
pub fn mistakes(config: &Config, world: &dyn World) -> Vec<Diagnostic> {
    let (_, mut found) = Model::of(config, world);
    found.extend(site::unknown_icons(config, world));
    found
}

/// The codes of all findings that a build can make, sorted.
pub fn codes() -> Vec<&'static Code> {
    let mut codes = check::codes();
    codes.extend(site::CODES.iter().chain(site::output::CODES).chain(search::CODES).copied());
    codes.sort_by_key(|code| code.id);
    codes
}

fn summary(portal: &Portal, output: &Output) -> Summary {
    Summary {
        repositories: portal.repositories.len(),
        entities: portal.catalog.len(),
        docs_sets: portal.docs.len(),
        pages: output.pages(),
    }
}
