//! Where the addresses of a page lead, and which ids it has.

use std::collections::BTreeMap;
use std::ops::Range;

use super::findings;
use super::headings::ELEMENTS;
use super::origin::Origins;
use crate::diag::{Diagnostic, Place};
use crate::docs::slug::Ids;
use crate::docs::{AnchorUse, Links, Target, Usage};
use crate::path::SitePath;
use crate::safe::author::{self, Author, Image};
use crate::safe::sanitize;

/// What a page finds out about its surroundings while it is written.
pub(super) struct Resolver<'a> {
    pub(super) origins: &'a Origins<'a>,
    pub(super) links: &'a dyn Links,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) anchors: Vec<AnchorUse>,
    pub(super) ids: Ids,
    /// Elements taken out: where first, and how often.
    pub(super) removed: BTreeMap<String, (usize, usize)>,
    /// Elements without an end tag in the rest of the page.
    pub(super) unclosed: Vec<String>,
    /// Images shown so far.
    pub(super) images: usize,
}

impl Resolver<'_> {
    /// The place of a range of the body.
    pub(super) fn place(&self, at: Range<usize>) -> Place {
        self.origins.place(at)
    }

    /// The address to print for a link, if it leads anywhere.
    pub(super) fn link(&mut self, written: &str, at: Range<usize>) -> Option<String> {
        let place = self.place(at);
        match self.links.resolve(written, Usage::Link, &place, &mut self.findings) {
            Target::Href(href) | Target::Image { href, .. } => Some(href),
            Target::Page { href, page, fragment } => Some(self.page(href, page, fragment, place)),
            Target::Nowhere => None,
        }
    }

    /// What to show for an image. A remote image that may not be shown is linked to.
    pub(super) fn image(&mut self, written: &str, at: Range<usize>) -> Image {
        let place = self.place(at.clone());
        let (address, pixels) = match self.links.resolve(written, Usage::Image, &place, &mut self.findings) {
            Target::Image { href, pixels } => (href, pixels),
            Target::Href(href) => (href, None),
            Target::Page { href, page, fragment } => (self.page(href, page, fragment, place), None),
            Target::Nowhere => {
                return match is_external(written).then(|| self.link(written, at)).flatten() {
                    Some(address) => Image::Link(address),
                    None => Image::Text,
                };
            }
        };
        self.images += 1;
        Image::Show(address, pixels)
    }

    /// The address of a page to print. Its anchor is checked later, under the name that it has there.
    fn page(&mut self, mut href: String, page: Option<SitePath>, fragment: Option<String>, place: Place) -> String {
        if let Some(mut id) = fragment.filter(|id| !id.is_empty() && id != "top") {
            if sanitize::is_ours(&id) {
                id.insert_str(0, "u-");
                let hash = href.rfind('#').map_or(href.len(), |hash| hash + 1);
                href.insert_str(hash, "u-");
            }
            self.anchors.push(AnchorUse { page, id, place });
        }
        href
    }

    /// Makes the findings about elements that were taken out.
    pub(super) fn report_removed(&mut self) {
        for (element, (at, count)) in std::mem::take(&mut self.removed) {
            let place = self.place(at..at + 1 + element.len());
            self.findings.push(findings::html_removed(place, &element, count));
        }
    }
}

/// True for addresses with a scheme or a host.
fn is_external(written: &str) -> bool {
    let written = written.trim_start();
    written.starts_with("//") || written.get(..8).unwrap_or(written).to_ascii_lowercase().starts_with("http")
}

/// A piece of raw HTML: the resolver, and where the piece stands.
pub(super) struct Piece<'r, 'a> {
    pub(super) resolver: &'r mut Resolver<'a>,
    /// Offsets of the piece at which a line starts, and where that line stands in the body.
    pub(super) lines: &'r [(usize, usize)],
    /// The rest of the body after the piece.
    pub(super) after: &'r str,
    /// Set to the length of `after` that an element with content swallows.
    pub(super) swallowed: usize,
    /// Headings of the piece, with their places in the body.
    pub(super) headings: Vec<(u8, Range<usize>)>,
}

impl<'r, 'a> Piece<'r, 'a> {
    /// A piece that swallows nothing yet.
    pub(super) fn new(resolver: &'r mut Resolver<'a>, lines: &'r [(usize, usize)], after: &'r str) -> Self {
        Self { resolver, lines, after, swallowed: 0, headings: Vec::new() }
    }

    fn source(&self, at: Range<usize>) -> Range<usize> {
        let line = self.lines.partition_point(|(offset, _)| *offset <= at.start).saturating_sub(1);
        let (offset, source) = self.lines.get(line).copied().unwrap_or_default();
        let start = source + (at.start - offset);
        start..start + at.len()
    }
}

impl Author for Piece<'_, '_> {
    fn link(&mut self, written: &str, at: Range<usize>) -> Option<String> {
        let at = self.source(at);
        self.resolver.link(written, at)
    }

    fn image(&mut self, written: &str, at: Range<usize>) -> Image {
        let at = self.source(at);
        self.resolver.image(written, at)
    }

    fn take_id(&mut self, id: &str) -> bool {
        self.resolver.ids.take(id)
    }

    fn element(&mut self, name: &str, at: Range<usize>) {
        if let Some(level) = ELEMENTS.iter().zip(1..).find_map(|(heading, level)| (*heading == name).then_some(level)) {
            let at = self.source(at);
            self.headings.push((level, at));
        }
    }

    fn without_alt(&mut self, at: Range<usize>) {
        let finding = findings::alt(self.resolver.place(self.source(at)));
        self.resolver.findings.push(finding);
    }

    fn removed(&mut self, name: &str, at: Range<usize>) {
        let at = self.source(at).start;
        if self.resolver.removed.len() < 50 || self.resolver.removed.contains_key(name) {
            self.resolver.removed.entry(name.to_owned()).or_insert((at, 0)).1 += 1;
        }
    }

    fn open_end(&mut self, name: &str) -> bool {
        if self.resolver.unclosed.iter().any(|unclosed| unclosed == name) {
            return false;
        }
        match author::end_of(self.after, 0, name) {
            Some(end) => {
                self.swallowed = end;
                true
            }
            None => {
                self.resolver.unclosed.push(name.to_owned());
                false
            }
        }
    }
}
