//! The choice of versions that pages of documentation offer, and what pages of other versions than the default say of it.

use super::Context;
use crate::docs::set::{PageFile, RedirectTarget};
use crate::path::SitePath;
use crate::portal::{DocsSet, Standing, Version};
use crate::site::view::{Frame, Link, VersionItem, VersionsView};

/// The versions of a set as a page offers them; `here` is the page, which need not be one of the layout.
pub(super) fn view(context: &Context<'_>, here: &SitePath, set: &DocsSet) -> VersionsView {
    let Some(version) = &set.version else { return VersionsView::default() };
    let to = |other: &DocsSet| context.href(here, counterpart(set, here, other));
    let item = |other: &DocsSet, of: &Version| VersionItem {
        name: of.name.clone(),
        href: to(other),
        current: of.name == version.name,
        default: of.standing == Standing::Default,
    };
    let family = || family(context, version);
    let default = family().find(|(_, of)| of.standing == Standing::Default);
    VersionsView {
        name: version.name.clone(),
        choices: family().map(|(other, of)| item(other, of)).collect(),
        standing: match version.standing {
            Standing::Default => "default",
            Standing::Old => "old",
            Standing::Coming => "coming",
        },
        default: default.map(|(other, of)| Link { text: of.name.clone(), href: to(other) }).unwrap_or_default(),
    }
}

/// Tells search engines that the default version is the one to show, and readers which version the page is of.
pub(super) fn mark(context: &Context<'_>, here: &SitePath, set: &DocsSet, frame: &mut Frame) {
    let Some(version) = set.version.as_ref().filter(|version| version.standing != Standing::Default) else { return };
    frame.title = format!("{} {}", frame.title, version.name);
    frame.canonical = family(context, version)
        .find(|(_, of)| of.standing == Standing::Default)
        .map_or_else(String::new, |(default, _)| context.canonical(counterpart(set, here, default)));
    // Without an address there is nothing to point to.
    frame.noindex = frame.canonical.is_empty();
}

/// Where a page is edited: what is checked out can be, also from the version that readers see by default.
pub(super) fn edit<'a>(context: &Context<'a>, set: &'a DocsSet, file: &'a PageFile) -> Option<&'a String> {
    if set.is_checked_out() {
        return file.edit.as_ref();
    }
    let version = set.version.as_ref().filter(|version| version.standing == Standing::Default)?;
    let (checkout, _) = family(context, version).find(|(other, _)| other.is_checked_out())?;
    let there = checkout.url.child(file.url.as_str().strip_prefix(set.url.as_str())?);
    checkout.layout.page(&there)?.edit.as_ref()
}

/// The versions that have pages.
fn family<'a>(context: &Context<'a>, version: &'a Version) -> impl Iterator<Item = (&'a DocsSet, &'a Version)> {
    let portal = context.portal;
    let sets = version.family.iter().map(|number| portal.set(*number)).filter(|set| !set.pages.is_empty());
    sets.filter_map(|set| Some((set, set.version.as_ref()?)))
}

/// The page of another version that stands where `here` stands in this one, or that it moved to; else the start page.
fn counterpart<'a>(set: &DocsSet, here: &SitePath, other: &'a DocsSet) -> &'a SitePath {
    let start = &other.layout.start;
    let Some(rest) = here.as_str().strip_prefix(set.url.as_str()) else { return start };
    let there = other.url.child(rest);
    if let Some(page) = other.layout.page(&there) {
        return &page.url;
    }
    let moved = other.layout.redirects.iter().find(|redirect| redirect.from == there);
    match moved.map(|redirect| &redirect.to) {
        Some(RedirectTarget::Page(page, _)) => page,
        Some(RedirectTarget::External(_)) | None => start,
    }
}
