//! The list of docs sets and their coverage.

use serde::Serialize;

use super::{IndexLink, Link, Moment, markup};
use crate::safe::SafeHtml;

/// A docs set as a list item.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DocsSetItem {
    /// Title of the set.
    pub title: String,
    /// Its start page.
    pub href: String,
    /// Description, may be empty.
    pub description: String,
    /// Owner of the entity, text empty if there is none.
    pub owner: Link,
    /// System of the entity, text empty if there is none.
    pub system: Link,
    /// The entity.
    pub entity: Link,
    /// Number of pages.
    pub pages: usize,
    /// How long reading all of it takes, in minutes, at least one.
    pub minutes: usize,
    /// The day of the last change, text empty if unknown.
    pub updated: Moment,
}

/// The versions of a docs set as a page offers them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VersionsView {
    /// The version of the page, empty if the docs have only one.
    pub name: String,
    /// All versions, the newest first.
    pub choices: Vec<VersionItem>,
    /// How the version stands to the default one: `default`, `old` or `coming`; empty if the docs have only one.
    pub standing: &'static str,
    /// The default version, with this page in it or its start page.
    pub default: Link,
}

/// A version of a docs set.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VersionItem {
    /// What readers see, such as `1.2`.
    pub name: String,
    /// The page in that version, or its start page.
    pub href: String,
    /// True for the version of the page.
    pub current: bool,
    /// True for the default version.
    pub default: bool,
}

/// The list of all docs sets, at most 500 a page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DocsIndexView {
    /// The lists of docs sets and their coverage.
    pub ways: Vec<IndexLink>,
    /// Grouped by owner, else by system.
    pub by_owner: bool,
    /// The sets in groups by name; those without come last.
    pub groups: Vec<DocsGroup>,
    /// Sets in all.
    pub total: usize,
    /// The page before, href empty if there is none.
    pub previous: Link,
    /// The page after, href empty if there is none.
    pub next: Link,
}

/// The docs sets of an owner or system.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DocsGroup {
    /// The owner or system, text empty for sets that have none.
    pub name: Link,
    /// The sets by title.
    pub sets: Vec<DocsSetItem>,
}

/// Which components and APIs have documentation, by team, at most 200 teams a page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CoverageView {
    /// The lists of docs sets and their coverage.
    pub ways: Vec<IndexLink>,
    /// Components and APIs with documentation.
    pub documented: usize,
    /// All components and APIs.
    pub total: usize,
    /// The share of those with documentation.
    pub percent: usize,
    /// The teams, those with most entities without documentation first.
    pub teams: Vec<CoverageRow>,
    /// The same for programs.
    pub json_href: String,
    /// The page before, href empty if there is none.
    pub previous: Link,
    /// The page after, href empty if there is none.
    pub next: Link,
}

/// A team with what it owns.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CoverageRow {
    /// The team, href empty if it is not in the catalog.
    pub name: Link,
    /// Components and APIs with documentation.
    pub documented: usize,
    /// All of its components and APIs.
    pub total: usize,
    /// The share of those with documentation.
    pub percent: usize,
    /// Those without, at most 12.
    pub without: Vec<Link>,
    /// How many more there are without.
    pub more: usize,
    /// The index of all components and APIs of the team.
    pub more_href: String,
}

/// All pages of a docs set in one, for printing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PrintView {
    /// Title of the docs set.
    pub set_title: String,
    /// Start page of the set.
    pub set_href: String,
    /// What `mkdocs.yml` says that it is about, may be empty.
    pub description: String,
    /// The pages in reading order.
    pub pages: Vec<PrintedPage>,
    /// How many pages there was no room for.
    pub left_out: usize,
}

/// A page on the print page of its set.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PrintedPage {
    /// What the navigation calls it.
    pub title: String,
    /// The id of its part of the print page.
    pub id: String,
    /// The body with ids of its own, links within the print page, and headings one level lower.
    #[serde(serialize_with = "markup")]
    pub body: SafeHtml,
}
