//! What the pages about findings are given.

use serde::Serialize;

use super::{EntityItem, Link};

/// What the build found, `health.html`: numbers, and ways to the findings.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HealthView {
    /// Findings in all, `counts` of the whole portal.
    pub all: HealthRow,
    /// Documents of catalog files that are not published.
    pub unpublished: Link,
    /// The owners with most to do, at most 10.
    pub owners: Vec<HealthRow>,
    /// All owners, href empty if they are all here.
    pub all_owners: Link,
    /// Every code that was found.
    pub codes: Vec<HealthRow>,
    /// The repositories with most findings, at most 10.
    pub repositories: Vec<HealthRow>,
    /// All repositories, href empty if they are all here.
    pub all_repositories: Link,
    /// The same for programs.
    pub json_href: String,
}

/// Findings that belong together, as a row.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HealthRow {
    /// What they have in common: an owner, a code, a repository. Leads to the findings, href empty if there are none.
    pub name: Link,
    /// What a code means, may be empty.
    pub note: String,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Infos.
    pub infos: usize,
    /// Of a repository: entities that are published.
    pub published: usize,
    /// Of a repository: published entities with errors or warnings.
    pub with_findings: usize,
    /// Of a repository: documents that are not published because something is wrong with them.
    pub refused: usize,
    /// Of a repository: documents that were skipped because they are no entities.
    pub skipped: usize,
}

/// All owners or repositories, at most 200 a page, `health-table.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HealthTableView {
    /// The way back.
    pub health: Link,
    /// What the rows are, in the singular: `Owner`, `Repository`.
    pub label: String,
    /// True if rows tell what became of documents.
    pub documents: bool,
    /// The rows of this page.
    pub rows: Vec<HealthRow>,
    /// Rows in all.
    pub total: usize,
    /// The page before, href empty if there is none.
    pub previous: Link,
    /// The page after, href empty if there is none.
    pub next: Link,
}

/// A list of findings, at most 100 a page, `health-findings.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FindingsView {
    /// The way back.
    pub health: Link,
    /// What the list is about, without its page: a code, the name of an owner, a repository.
    pub heading: String,
    /// What a code means, may be empty.
    pub meaning: String,
    /// What causes a code, may be empty.
    pub example: String,
    /// The group or user whose findings these are, href empty otherwise.
    pub owner: Link,
    /// The findings of this page.
    pub rows: Vec<FindingRow>,
    /// What is listed, counted: `12 findings`, `3 documents`.
    pub counted: String,
    /// The page before, href empty if there is none.
    pub previous: Link,
    /// The page after, href empty if there is none.
    pub next: Link,
    /// The JSON file that the filter reads, empty where there is no filter.
    pub index_href: String,
}

/// A finding in a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FindingRow {
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// The code, and the list of its findings.
    pub code: Link,
    /// What is wrong.
    pub message: String,
    /// What to do, may be empty.
    pub hint: String,
    /// `repos/orders/catalog-info.yaml:3:5`, and that line on the forge.
    pub place: Link,
    /// Further places.
    pub also: Vec<PlaceNote>,
    /// The entity, title empty if there is none.
    pub entity: EntityItem,
    /// Who should look after it, text empty if nobody does.
    pub owner: Link,
    /// What Backstage says when it refuses the document, empty if it does not.
    pub backstage: String,
    /// `Not published` or `Skipped` if the document is missing from the catalog for this, else empty.
    pub fate: String,
}

/// A further place of a finding.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlaceNote {
    /// The place, and that line on the forge.
    pub place: Link,
    /// What is there.
    pub text: String,
}
