//! The portal as files: page kinds and their views, the theme that renders them, and the output folder.

use std::collections::BTreeMap;

use anyhow::bail;
use rayon::prelude::*;

use crate::codes;
use crate::config::{self, Config};
use crate::diag::{Code, Diagnostic, Diagnostics, File, Span, nearest, shown};
use crate::hash::ContentHash;
use crate::memo::Memo;
use crate::path::{LinkStyle, RepoPath, SitePath};
use crate::portal::{Portal, urls};
use crate::world::{FileProblem, Root, WalkProblem, World};
use output::Artifact;
use sitemap::Listed;
use theme::{Section, Theme, ThemeError, ThemeSettings};
use views::Context;

mod api;
pub mod attachments;
mod csv;
mod dates;
mod graph;
pub mod output;
mod schema;
mod sitemap;
pub mod theme;
pub mod view;
mod views;

codes! {
    LOGO = "W-SITE-LOGO", "The logo of the configuration cannot be used", "logo: images/logo.tif";
    ICON = "E-CFG-ICON", "The theme has no icon of this name", "catalog: {kinds: [{kind: Product, icon: boxx}]}";
    IMAGE = "W-SITE-IMAGE", "The image of link previews cannot be used", "image: images/gone.png";
}

/// Largest logo and theme file in bytes.
const MAX_OWN_FILE: u64 = 4 << 20;

/// How links are written.
pub fn link_style(config: &Config) -> LinkStyle {
    if config.offline { LinkStyle::Offline } else { LinkStyle::Web }
}

/// The files of the owner's theme folder, by their path in it. What is no file of a theme is not read.
///
/// # Errors
/// A file or folder that is there and cannot be read; the page would have another look than the owner wants.
pub fn theme_files(config: &Config, world: &dyn World) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let site = Root::site();
    let folder = &config.theme.folder;
    if !world.holds(&site, folder.components().next().unwrap_or("theme")) {
        return Ok(BTreeMap::new());
    }
    let root = Root::new(folder.as_str());
    let walk = world.walk(&root, false);
    let stops = |found: &&WalkProblem| matches!(found.problem, FileProblem::Denied | FileProblem::Outside);
    if let Some(found) = walk.problems.iter().find(stops) {
        bail!("`{}` of the theme {}", folder.join(&found.path).as_ref().unwrap_or(folder), found.problem);
    }
    let files = walk.files.iter().map(|file| &file.path).filter(|path| theme::is_theme_file(path.as_str()));
    let read = |path: &RepoPath| match world.read(&root, path, MAX_OWN_FILE) {
        Ok(bytes) => Ok((path.as_str().to_owned(), bytes)),
        Err(problem) => bail!("the theme file `{folder}/{path}` {problem}"),
    };
    files.map(read).collect()
}

/// The logo with its address, if the configuration names a usable one.
pub fn logo(config: &Config, world: &dyn World, diags: &mut Diagnostics) -> Option<(SitePath, Vec<u8>)> {
    own_image(config.logo.as_ref()?, "logo", &LOGO, world, diags)
}

/// The image of link previews with its address, if the configuration names a usable one and where the portal will be.
pub fn image(config: &Config, world: &dyn World, diags: &mut Diagnostics) -> Option<(SitePath, Vec<u8>)> {
    config.url.as_ref()?;
    own_image(config.image.as_ref()?, "image", &IMAGE, world, diags)
}

/// The icons of kinds that neither the default theme nor the owner's has.
pub fn unknown_icons(config: &Config, world: &dyn World) -> Vec<Diagnostic> {
    let named: Vec<&config::KindIcon> = config.catalog.kinds.iter().filter_map(|kind| kind.icon.as_ref()).collect();
    if named.is_empty() {
        return Vec::new();
    }
    // A theme that cannot be read has a message of its own.
    let own = theme_files(config, world).unwrap_or_default();
    let icons = theme::icon_names(&own);
    let here = File::new("", RepoPath::parse(config::FILE_NAME).expect("a plain name is a path"));
    let finding = |icon: &config::KindIcon| {
        let message = format!("the theme has no icon `{}`", shown(&icon.name));
        let near = nearest(&icon.name, icons.iter().map(String::as_str));
        let hint = match near.first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "write one of `{}`, or add `{}/icons/{}.svg`",
                icons.iter().cloned().collect::<Vec<_>>().join("`, `"),
                config.theme.folder,
                shown(&icon.name)
            ),
        };
        Diagnostic::new(&ICON, here.at(icon.span), message).hint(hint)
    };
    named.into_iter().filter(|icon| !icons.contains(&icon.name)).map(finding).collect()
}

/// An image of the site folder under a name by its content.
fn own_image(
    image: &config::Image,
    key: &str,
    code: &'static Code,
    world: &dyn World,
    diags: &mut Diagnostics,
) -> Option<(SitePath, Vec<u8>)> {
    match world.read(&Root::site(), &image.path, MAX_OWN_FILE) {
        Ok(bytes) => {
            let suffix = image.path.extension();
            let name = format!("assets/{key}.{}.{suffix}", ContentHash::of(&bytes).short(8));
            Some((SitePath::file(&name), bytes))
        }
        Err(problem) => {
            let here = File::new("", RepoPath::parse(config::FILE_NAME).expect("a plain name is a path"));
            let message = format!("the {key} `{}` {problem}", shown(image.path.as_str()));
            let hint = "name an image in the folder of platdocs.yaml, or remove the key";
            diags.push(Diagnostic::new(code, here.at(image.span), message).hint(hint));
            None
        }
    }
}

/// What the theme is told about the portal.
pub fn theme_settings(
    config: &Config,
    portal: &Portal,
    logo: Option<SitePath>,
    image: Option<&SitePath>,
) -> ThemeSettings {
    ThemeSettings {
        title: config.title.clone(),
        description: config.description.clone().unwrap_or_default(),
        logo,
        image: image.map_or_else(String::new, |path| views::absolute(config, path)),
        accent: config.brand.accent.map(|color| color.to_string()),
        base_url: config.url.as_ref().map_or_else(String::new, ToString::to_string),
        link_style: link_style(config),
        forgets_searches: !config.search.recent,
        sections: sections(config, portal),
        kind_icons: config
            .catalog
            .kinds
            .iter()
            .filter_map(|kind| Some((kind.kind.to_lowercase(), kind.icon.as_ref()?.name.clone())))
            .collect(),
    }
}

/// The main navigation, the same on every page.
fn sections(config: &Config, portal: &Portal) -> Vec<Section> {
    let section = |key: &str, path: SitePath| Section { key: key.to_owned(), path };
    let has_services = views::has_services(&portal.catalog, &config.catalog.services);
    let mut sections = vec![section("catalog", urls::catalog(1))];
    sections.extend(has_services.then(|| section("services", urls::services(1))));
    sections.extend([
        section("apis", urls::kind("api", 1)),
        section("docs", urls::docs_index(1)),
        section("org", urls::organisation(1)),
        section("health", urls::health()),
    ]);
    sections
}

/// Renders all pages, in parallel.
///
/// # Errors
/// The first page that the owner's theme cannot render.
pub fn render(
    portal: &Portal,
    diagnostics: &Diagnostics,
    config: &Config,
    theme: &Theme,
    memo: &Memo,
) -> Result<Vec<(SitePath, Artifact)>, ThemeError> {
    let context = Context::new(portal, diagnostics, config, theme, memo);
    let made = context.jobs().into_par_iter().map(|job| {
        let (page, beside) = context.page(&job);
        let mut files = vec![(page.path.clone(), Artifact::new(theme.render(&page)?))];
        files.extend(beside.into_iter().map(|(path, text)| (path, Artifact::new(text))));
        Ok((files, context.listed(&job, &page)))
    });
    let (mut pages, mut listed): (Vec<(SitePath, Artifact)>, Vec<Listed>) = Default::default();
    for (files, entry) in made.collect::<Result<Vec<_>, ThemeError>>()? {
        pages.extend(files);
        listed.extend(entry);
    }
    pages.push((urls::not_found_json(), Artifact::new(views::near(&listed))));
    pages.extend(sitemap::files(config, &listed));
    pages.extend(views::search_description(config).map(|text| (urls::search_description(), Artifact::new(text))));
    pages.extend(context.nav_files().map(|(path, json)| (path, Artifact::new(json))));
    pages.extend(views::llms_files(&context));
    pages.push(views::coverage_file(&context));
    pages.extend(views::index_files(&context).into_iter().map(|(path, bytes)| (path, Artifact::new(bytes))));
    pages.extend(views::feed(&context).map(|feed| (urls::changes_feed(), Artifact::new(feed))));
    pages.extend(views::health_files(&context));
    pages.extend(api::files(&context));
    pages.extend(views::service_files(&context));
    Ok(pages)
}

/// Findings for addresses that two things need, each at the file behind the one that was left out.
pub fn clashes(portal: &Portal, output: &output::Output) -> Vec<Diagnostic> {
    if output.clashes().is_empty() {
        return Vec::new();
    }
    let files: BTreeMap<String, File> = portal
        .sets()
        .flat_map(|set| {
            let pages = set.layout.pages.iter().map(|page| (page.url.clone(), &page.source));
            let copies = set.layout.pages.iter().map(|page| (views::markdown_copy(set, page), &page.source));
            let assets = set.layout.assets.iter().map(|asset| (asset.url.clone(), &asset.source));
            let repository = &portal.repositories[set.repository];
            pages.chain(copies).chain(assets).map(|(url, source)| (url.output_file(), repository.place(source)))
        })
        .collect();
    let nowhere = || File::new("", RepoPath::root());
    let place = |path: &str| files.get(path).cloned().unwrap_or_else(nowhere).at(Span::FILE);
    output.clashes().iter().map(|clash| output::findings::clash(place(&clash.path), clash)).collect()
}
