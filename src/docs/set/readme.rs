//! The README that lies beside the docs folder: the start page of a set without one, or all there is.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::files::{self, Collected};
use super::project::Project;
use super::{AssetFile, PageFile, Redirect, RedirectTarget, SetSpec};
use crate::docs::{links, publish};
use crate::path::RepoPath;
use crate::world::World;

/// Longest README that is looked through for images.
const MAX_BYTES: u64 = 2 << 20;

/// Gives a set without index its start page, from a README in any spelling: that of the docs folder, else that beside the
/// configuration. Returns the redirect from the page that the README had.
pub(super) fn add(
    collected: &mut Collected,
    project: &Project,
    spec: &SetSpec<'_>,
    world: &dyn World,
) -> Option<Redirect> {
    if collected.pages.iter().any(|page| page.url == spec.url) {
        return None;
    }
    let own = |page: &&mut PageFile| !page.path.contains('/') && files::stem(&page.path).eq_ignore_ascii_case("readme");
    if let Some(page) = collected.pages.iter_mut().find(own) {
        let from = std::mem::replace(&mut page.url, spec.url.clone());
        return Some(Redirect { from, to: RedirectTarget::Page(spec.url.clone(), None) });
    }
    let file = files::readme(spec.repository, &project.folder)?;
    if project.docs_dir.as_ref() == Some(&project.folder) {
        return None;
    }
    let climb = project.docs_dir.as_ref().and_then(|docs| docs.relative_to(&project.folder)).unwrap_or_default();
    let inner =
        format!("{}{}", "../".repeat(climb.split('/').filter(|part| !part.is_empty()).count()), file.path.name());
    let page = PageFile {
        source: file.path.clone(),
        path: "index.md".into(),
        url: spec.url.clone(),
        nav_title: None,
        edit: files::edit(project, spec, &inner, &file.path),
        listed: false,
    };
    let text = world.read(&spec.repository.root, &file.path, MAX_BYTES).unwrap_or_default();
    for source in referenced(&String::from_utf8_lossy(&text), &file.path) {
        asset(collected, source, project, spec);
    }
    collected.pages.push(page);
    None
}

/// Publishes a file that the README names, at its place beside it; below `_readme/` where that is taken.
fn asset(collected: &mut Collected, source: RepoPath, project: &Project, spec: &SetSpec<'_>) {
    let Some(file) = spec.repository.file(&source) else { return };
    let known = collected.assets.iter().any(|asset| asset.source == source);
    if known || publish::kind(&source).is_none() || file.size > publish::MAX_BYTES {
        return;
    }
    let near = source.relative_to(&project.folder).map(str::to_owned);
    let path = near
        .filter(|path| collected.claim(path, path, &source))
        .or_else(|| Some(format!("_readme/{source}")).filter(|path| collected.claim(path, path, &source)));
    if let Some(path) = path {
        collected.assets.push(AssetFile { url: spec.url.child(&path), path, source, size: file.size, pixels: None });
    }
}

/// The files that a Markdown text names in links, images and raw HTML.
fn referenced(text: &str, source: &RepoPath) -> Vec<RepoPath> {
    let mut found = Vec::new();
    let mut add = |address: &str| {
        let path = links::decode(address.split(['?', '#']).next().unwrap_or_default());
        if !links::has_scheme(&path)
            && let Ok(path) = source.parent().join(&path)
        {
            found.push(path);
        }
    };
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => add(&dest_url),
            Event::Html(html) | Event::InlineHtml(html) => attributes(&html).for_each(&mut add),
            _ => {}
        }
    }
    found
}

/// The quoted values of `src` and `href` in a piece of HTML. Only a guess at what to publish; the page itself is parsed.
fn attributes(html: &str) -> impl Iterator<Item = &str> {
    ["src=", "href="].into_iter().flat_map(move |name| {
        html.match_indices(name).filter_map(move |(at, _)| {
            let rest = &html[at + name.len()..];
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..].split(quote).next()
        })
    })
}
