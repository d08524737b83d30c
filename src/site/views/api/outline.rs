//! What the references of all formats but OpenAPI have in common: their pages, start page, lists and navigation.

use super::{LINE, MAX_USERS, Pages, Part, SCHEMAS_SHARE, asyncapi, plain, said, security};
use crate::api::Api;
use crate::api::outline::{Group, Outline, Sort, Spot};
use crate::catalog::RelationType;
use crate::docs::markdown;
use crate::path::SitePath;
use crate::portal::urls::api_pages;
use crate::site::view::{
    ApiCount, ApiHead, ApiNavItem, ApiNavPart, ApiOperationsView, ApiOverviewView, ApiTag, ApiUsers, Link, Page, View,
};
use crate::site::views::{neighbours, share, shares};

/// Things of a group on one page of its list.
const SHARE: usize = 500;
/// Most calls for which the start page names them all.
const MAX_LISTED: usize = 60;

/// The pages of an outline.
pub(super) fn parts(api: &Api, outline: &Outline) -> Vec<Part> {
    let mut parts = vec![Part::Overview, Part::Raw];
    for (number, group) in outline.groups.iter().enumerate() {
        parts.extend((1..=shares(group.items.len(), SHARE)).map(|page| Part::Group(number, page)));
        parts.extend((0..group.items.len()).map(|item| Part::Item(number, item)));
    }
    if let Api::AsyncApi(document) = api {
        let schemas = document.base.schemas.len();
        if schemas > 0 {
            parts.extend((1..=shares(schemas, SCHEMAS_SHARE)).map(Part::Schemas));
            parts.extend((0..schemas).map(Part::Schema));
        }
        parts.extend((!document.base.schemes().is_empty()).then_some(Part::Security));
    }
    parts
}

/// The address of a page of an outline.
pub(super) fn address(root: &SitePath, outline: &Outline, part: Part) -> SitePath {
    match part {
        Part::Group(group, page) => api_pages::group(root, &outline.groups[group].folder, page),
        Part::Item(group, item) => {
            let group = &outline.groups[group];
            api_pages::item(root, &group.item_folder, &group.items[item].slug)
        }
        Part::Raw => api_pages::raw(root),
        _ => root.clone(),
    }
}

impl Pages<'_> {
    /// The address of a thing or list from this page.
    pub(super) fn href_to(&self, outline: &Outline, spot: Spot) -> String {
        let part = match spot {
            Spot::Group(group) => Part::Group(group, 1),
            Spot::Item(group, item) => Part::Item(group, item),
        };
        self.href(&address(&self.root, outline, part))
    }

    /// The start page.
    pub(super) fn outlined_overview(&self, outline: &Outline) -> Page {
        let own = self.entity.description.as_deref();
        let description = outline.about.as_deref().or(own).unwrap_or_default();
        let calls: usize =
            outline.groups.iter().filter(|group| group.sort == Sort::Calls).map(|group| group.items.len()).sum();
        let mut tags = Vec::new();
        let mut counts = Vec::new();
        for (number, group) in outline.groups.iter().enumerate() {
            let href = self.href_to(outline, Spot::Group(number));
            match group.sort {
                Sort::Types => {
                    counts.push(ApiCount { label: group.title.to_lowercase(), count: group.items.len(), href });
                }
                Sort::Calls => {
                    let listed = if calls <= MAX_LISTED { group.items.len() } else { 0 };
                    let item =
                        |item| ApiNavItem { description: String::new(), ..self.outlined_row(outline, number, item) };
                    tags.push(ApiTag {
                        title: group.title.to_string(),
                        href,
                        description: plain(group.about.as_deref().unwrap_or_default()),
                        count: group.items.len(),
                        operations: (0..listed).map(item).collect(),
                        ..ApiTag::default()
                    });
                }
            }
        }
        let (mut servers, mut schemes) = (Vec::new(), Vec::new());
        if let Api::AsyncApi(document) = self.api {
            servers = asyncapi::servers(document);
            counts.extend(self.counts(&document.base));
            let page = self.href_of(&document.base, Part::Security);
            schemes.extend(document.base.schemes().iter().map(|scheme| Link {
                text: security::what(scheme),
                href: format!("{page}#{}", super::rows::id(&["scheme", scheme.name])),
            }));
        }
        let view = ApiOverviewView {
            head: self.head(Vec::new()),
            description: markdown::restricted(description),
            servers,
            schemes,
            tags,
            counts,
            downloads: self.downloads(),
            providers: self.items(RelationType::ApiProvidedBy),
            consumers: self.items(RelationType::ApiConsumedBy),
            findings: self.context.findings_of(&self.entity.reference).count(),
            ..ApiOverviewView::default()
        };
        self.framed("", description, View::ApiOverview(Box::new(view)))
    }

    /// A page of the list of a group.
    pub(super) fn outlined_group(&self, outline: &Outline, number: usize, page: usize) -> Page {
        let group = &outline.groups[number];
        let about = group.about.as_deref().unwrap_or_default();
        let address = |page: usize| address(&self.root, outline, Part::Group(number, page));
        let (previous, next) = neighbours(self.context, page, shares(group.items.len(), SHARE), address);
        let first = Link { text: group.title.to_string(), href: self.href(&address(1)) };
        let crumbs = if page == 1 { Vec::new() } else { vec![first] };
        let numbers: Vec<usize> = (0..group.items.len()).collect();
        let view = ApiOperationsView {
            head: ApiHead { previous, next, ..self.head(crumbs) },
            title: group.title.to_string(),
            description: if page == 1 { said(about) } else { Default::default() },
            count: group.items.len(),
            operations: share(&numbers, page, SHARE)
                .iter()
                .map(|item| self.outlined_row(outline, number, *item))
                .collect(),
        };
        self.framed(&group.title, about, View::ApiOperations(Box::new(view)))
    }

    /// The head of the page of a thing: the way to it, what stands before and after it in its group.
    pub(super) fn item_head(&self, outline: &Outline, group: usize, item: usize) -> ApiHead {
        let of = &outline.groups[group];
        let crumb = Link { text: of.title.to_string(), href: self.href_to(outline, Spot::Group(group)) };
        let link = |at: Option<usize>| match at.filter(|at| *at < of.items.len()) {
            Some(at) => {
                Link { text: of.items[at].title.to_string(), href: self.href_to(outline, Spot::Item(group, at)) }
            }
            None => Link::default(),
        };
        ApiHead { previous: link(item.checked_sub(1)), next: link(Some(item + 1)), ..self.head(vec![crumb]) }
    }

    /// Those who use a thing in one way; nothing if there are none.
    pub(super) fn users(&self, id: &str, title: &str, users: impl Iterator<Item = ApiNavItem>) -> Option<ApiUsers> {
        let mut users = users;
        let items: Vec<ApiNavItem> = users.by_ref().take(MAX_USERS).collect();
        let more = users.count();
        (!items.is_empty()).then(|| ApiUsers { id: id.to_owned(), title: title.to_owned(), items, more })
    }

    /// A thing as lists show it.
    pub(super) fn outlined_row(&self, outline: &Outline, group: usize, item: usize) -> ApiNavItem {
        let thing = outline.item(group, item);
        ApiNavItem {
            path: thing.signature.chars().take(LINE).collect(),
            description: plain(&thing.about),
            ..self.outlined_item(outline, group, item)
        }
    }

    /// A thing as the navigation shows it.
    pub(super) fn outlined_item(&self, outline: &Outline, group: usize, item: usize) -> ApiNavItem {
        let thing = outline.item(group, item);
        ApiNavItem {
            title: thing.title.to_string(),
            href: self.href_to(outline, Spot::Item(group, item)),
            method: thing.mark.to_owned(),
            current: self.part == Part::Item(group, item),
            deprecated: thing.is_deprecated,
            ..ApiNavItem::default()
        }
    }

    /// The navigation around the current page.
    pub(super) fn outlined_nav(&self, outline: &Outline) -> Vec<ApiNavPart> {
        let part = |title: &str, part: Part| ApiNavPart {
            title: title.to_owned(),
            href: self.href(&address(&self.root, outline, part)),
            current: self.part == part,
            ..ApiNavPart::default()
        };
        let here = match self.part {
            Part::Group(group, _) => Some((group, 0)),
            Part::Item(group, item) => Some((group, item)),
            _ => None,
        };
        let mut nav = vec![part("Overview", Part::Overview)];
        let shown = super::nav::around(outline.groups.len(), here.map_or(0, |(group, _)| group), super::nav::MAX_TAGS);
        let left_out = outline.groups.len() - shown.len();
        for number in shown {
            let group: &Group = &outline.groups[number];
            let mut entry = part(&group.title, Part::Group(number, 1));
            if let Some((_, item)) = here.filter(|(at, _)| *at == number) {
                let range = super::nav::around(group.items.len(), item, super::nav::MAX_NEIGHBOURS);
                entry.more = group.items.len() - range.len();
                entry.items = range.map(|item| self.outlined_item(outline, number, item)).collect();
            }
            nav.push(entry);
        }
        if left_out > 0 {
            nav.push(part(&format!("{left_out} more"), Part::Overview));
        }
        if let Api::AsyncApi(document) = self.api {
            nav.extend(self.schema_nav(&document.base));
            nav.extend(self.security_nav(&document.base));
        }
        nav.push(part("Definition", Part::Raw));
        nav
    }
}
