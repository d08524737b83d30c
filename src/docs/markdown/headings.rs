//! Headings: their ids, permalinks and places in the contents.

use std::ops::Range;

use super::attributes::Attributes;
use super::findings;
use super::resolver::Resolver;
use crate::docs::slug::{self, GithubIds};
use crate::docs::{Dialect, Heading};
use crate::safe::slots::{Fill, Slots};
use crate::safe::{push_escaped, sanitize};

/// The headings of a page.
#[derive(Default)]
pub(super) struct Headings {
    list: Vec<Pending>,
    numbered: Vec<Heading>,
    /// Levels of all headings in order, those of raw HTML too.
    outline: Vec<(u8, Range<usize>)>,
}

/// A heading whose id is not known yet, because explicit ids come first.
struct Pending {
    level: u8,
    is_first: bool,
    at: Range<usize>,
    attributes: Attributes,
    text: String,
    start_slot: usize,
    link_slot: usize,
}

impl Headings {
    /// A heading begins.
    pub(super) fn start(
        &mut self,
        level: u8,
        is_first: bool,
        at: Range<usize>,
        attributes: Attributes,
        out: &mut String,
        slots: &mut Slots,
    ) {
        self.outline.push((level, at.clone()));
        let start_slot = slots.start(out, ELEMENTS[usize::from(level.clamp(1, 6)) - 1], Fill::Open(String::new()));
        self.list.push(Pending { level, is_first, at, attributes, text: String::new(), start_slot, link_slot: 0 });
    }

    /// The heading ends; `text` is what a reader sees.
    pub(super) fn end(&mut self, text: String, out: &mut String, slots: &mut Slots) {
        let Some(heading) = self.list.last_mut() else { return };
        heading.text = text;
        heading.link_slot = slots.start(out, "span", Fill::Fixed(""));
        out.push_str("</span></");
        out.push_str(ELEMENTS[usize::from(heading.level.clamp(1, 6)) - 1]);
        out.push_str(">\n");
    }

    /// Headings of raw HTML, which count in the outline of the page only.
    pub(super) fn raw(&mut self, headings: Vec<(u8, Range<usize>)>) {
        self.outline.extend(headings);
    }

    /// True if there is an `h1`.
    pub(super) fn has_h1(&self) -> bool {
        self.outline.iter().any(|(level, _)| *level == 1)
    }

    /// Reports an outline that a reader who jumps from heading to heading gets lost in: no `h1`, unless the page has a
    /// title elsewhere, a second one, or a level left out. The title that a page without `h1` gets counts as one.
    pub(super) fn report(&self, has_title: bool, resolver: &mut Resolver<'_>) {
        let mut titles = self.outline.iter().filter(|(level, _)| *level == 1);
        let mut found = Vec::new();
        match (titles.next(), titles.next()) {
            (None, _) if !has_title => found.push(findings::h1_none(resolver.place(0..0))),
            (Some(_), Some((_, second))) => found.push(findings::h1_again(resolver.place(second.clone()))),
            (None | Some(_), _) => {}
        }
        let mut above = 1;
        for (level, at) in &self.outline {
            if *level > above + 1 {
                found.push(findings::level_skipped(resolver.place(at.clone()), *level, above));
            }
            above = *level;
        }
        resolver.findings.extend(found);
    }

    /// Text of the first heading, if it is an `h1` and begins the page.
    pub(super) fn first(&self) -> Option<String> {
        let (pending, heading) = self.list.first().zip(self.numbered.first())?;
        (pending.is_first && pending.level == 1 && !heading.text.is_empty()).then(|| heading.text.clone())
    }

    /// All headings, once they have ids.
    pub(super) fn into_list(self) -> Vec<Heading> {
        self.numbered
    }

    /// Gives all headings their ids and fills their slots.
    pub(super) fn number(&mut self, dialect: &Dialect, slots: &mut Slots, resolver: &mut Resolver<'_>) {
        let explicit: Vec<Option<String>> = self.list.iter().map(|heading| explicit(heading, resolver)).collect();
        let slugs: Vec<(String, String)> = self
            .list
            .iter()
            .zip(explicit)
            .map(|(heading, explicit)| {
                let slug = slug::slug(&heading.text, dialect);
                let is_empty = slug.is_empty() && explicit.is_none();
                let id = explicit.unwrap_or_else(|| resolver.ids.unique(&slug));
                (id, if is_empty { String::new() } else { slug })
            })
            .collect();
        let mut github = GithubIds::default();
        for (heading, (id, slug)) in self.list.iter().zip(slugs) {
            let second = Some(github.next(&heading.text))
                .filter(|second| *second != id && sanitize::id(second).as_deref() == Some(second))
                .filter(|second| resolver.ids.take(second));
            let permalink = match &second {
                Some(second) if slug.is_empty() && heading.attributes.id.is_none() => second,
                _ => &id,
            };
            slots.set(heading.start_slot, Fill::Open(start_tag(heading, &id, second.as_deref())));
            if dialect.permalinks {
                slots.set(heading.link_slot, Fill::Whole(permalink_to(permalink, &heading.text)));
            }
            let excluded = heading.attributes.get("data-search-exclude").is_some();
            let text = heading.attributes.get("data-toc-label").unwrap_or(&heading.text);
            let text = super::one_line(text, usize::MAX);
            self.numbered.push(Heading { level: heading.level, text, id: permalink.clone(), excluded });
        }
    }
}

/// The elements of headings, by level.
pub(super) const ELEMENTS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// Takes the id that the author asks for; a second one of the same name falls back to the text.
fn explicit(heading: &Pending, resolver: &mut Resolver<'_>) -> Option<String> {
    let written = heading.attributes.id.as_deref()?;
    let id = sanitize::id(written)?;
    if resolver.ids.take(&id) {
        return Some(id.into_owned());
    }
    let finding = findings::id_twice(resolver.place(heading.at.clone()), written);
    resolver.findings.push(finding);
    None
}

fn start_tag(heading: &Pending, id: &str, second: Option<&str>) -> String {
    let mut tag = format!("<h{} id=\"", heading.level);
    push_escaped(&mut tag, id);
    tag.push('"');
    tag.push_str(&heading.attributes.without_id(ELEMENTS[usize::from(heading.level.clamp(1, 6)) - 1], ""));
    tag.push('>');
    if let Some(second) = second {
        tag.push_str("<span id=\"");
        push_escaped(&mut tag, second);
        tag.push_str("\"></span>");
    }
    tag
}

fn permalink_to(id: &str, text: &str) -> String {
    let mut link = String::with_capacity(64 + id.len() + text.len());
    link.push_str("<a class=\"headerlink\" href=\"#");
    push_escaped(&mut link, &percent_encoded(id));
    link.push_str("\" aria-label=\"Link to ");
    push_escaped(&mut link, &super::one_line(text, 120));
    link.push_str("\">#</a>");
    link
}

/// An id as a fragment: only `%` has to be hidden, browsers encode the rest.
fn percent_encoded(id: &str) -> std::borrow::Cow<'_, str> {
    if id.contains('%') { id.replace('%', "%25").into() } else { id.into() }
}
