//! What a reference of a format other than OpenAPI consists of: groups of things with a page each.

use std::collections::HashMap;

use super::slug::slugs;

/// Longest text about a thing that lists start from, in bytes.
const MAX_ABOUT: usize = 400;

/// The things of an API in groups, in the order of the pages.
#[derive(Debug, Default)]
pub struct Outline {
    /// What the API is called by its own definition.
    pub title: Option<Box<str>>,
    /// Its version by its own definition.
    pub version: Option<Box<str>>,
    /// Its format: `GraphQL`, `AsyncAPI 3.0.0`.
    pub format: Box<str>,
    /// What its definition says about it, as Markdown.
    pub about: Option<Box<str>>,
    /// The groups.
    pub groups: Vec<Group>,
}

/// A group of things of one sort.
#[derive(Debug)]
pub struct Group {
    /// What it is called: `Queries`, or the name of a service.
    pub title: Box<str>,
    /// The folder of its list below the root of the reference: `queries`, `services/shop.v1.Orders`.
    pub folder: Box<str>,
    /// The folder of its things, the same for several groups: `types`.
    pub item_folder: Box<str>,
    /// What it holds.
    pub sort: Sort,
    /// What its author says about it, as Markdown.
    pub about: Option<Box<str>>,
    /// True if none of it should be used any more.
    pub is_deprecated: bool,
    /// Its things.
    pub items: Vec<Item>,
}

/// What a group holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// What clients call, or what is sent.
    Calls,
    /// What calls take and return.
    Types,
}

/// A thing with a page of its own.
#[derive(Debug)]
pub struct Item {
    /// Its name.
    pub title: Box<str>,
    /// Its part of the address, unique in its folder.
    pub slug: Box<str>,
    /// Its number in the list of the model that it comes from.
    pub number: usize,
    /// A word for what it is, where its group does not say: `send`.
    pub mark: &'static str,
    /// What it takes and gives in one line of code, may be empty.
    pub signature: Box<str>,
    /// The start of what its author says about it, as Markdown.
    pub about: Box<str>,
    /// True if it should not be used any more.
    pub is_deprecated: bool,
}

/// A page of a reference: the list of a group, or a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// A group.
    Group(usize),
    /// A thing: its group, its position in it.
    Item(usize, usize),
}

impl Group {
    /// A group whose list and things share a folder.
    pub(super) fn new(sort: Sort, title: &str, folder: &str, items: Vec<Item>) -> Self {
        Self {
            title: title.into(),
            folder: folder.into(),
            item_folder: folder.into(),
            sort,
            about: None,
            is_deprecated: false,
            items,
        }
    }
}

impl Outline {
    /// Gives the things their parts of addresses: what is called alike in one folder is told apart.
    pub(super) fn address(&mut self) {
        let mut folders: Vec<Box<str>> = self.groups.iter().map(|group| group.item_folder.clone()).collect();
        folders.sort();
        folders.dedup();
        for folder in folders {
            let groups = self.groups.iter_mut().filter(|group| group.item_folder == folder);
            let mut items: Vec<&mut Item> = groups.flat_map(|group| &mut group.items).collect();
            let names: Vec<Box<str>> = items.iter().map(|item| item.slug.clone()).collect();
            for (item, slug) in items.iter_mut().zip(slugs(names.iter().map(|name| &**name))) {
                item.slug = slug.into();
            }
            number_twins(&mut items);
        }
    }

    /// A thing.
    pub fn item(&self, group: usize, item: usize) -> &Item {
        &self.groups[group].items[item]
    }
}

/// Things of the same name get numbers, so that each has a page.
fn number_twins(items: &mut [&mut Item]) {
    let mut seen = HashMap::new();
    for item in items {
        let nth = seen.entry(item.slug.to_lowercase()).and_modify(|nth| *nth += 1).or_insert(1_usize);
        if *nth > 1 {
            item.slug = format!("{}.{nth}", item.slug).into();
        }
    }
}

impl Item {
    /// A thing with its name, what its address is made of, and its number; the rest is empty.
    pub(super) fn new(title: &str, name: &str, number: usize) -> Self {
        Self {
            title: title.into(),
            slug: name.into(),
            number,
            mark: "",
            signature: "".into(),
            about: "".into(),
            is_deprecated: false,
        }
    }

    /// Adds the start of what its author says.
    pub(super) fn about(mut self, text: Option<&str>) -> Self {
        let text = text.unwrap_or_default().trim_start();
        let first = text.split("\n\n").next().unwrap_or_default();
        let end = (0..=MAX_ABOUT.min(first.len())).rev().find(|end| first.is_char_boundary(*end)).unwrap_or(0);
        self.about = first[..end].into();
        self
    }
}
