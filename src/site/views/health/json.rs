//! The findings for programs. `api/health/index.json` has the numbers:
//!
//! ```json
//! {"version": 1, "counts": {"errors": 0, "warnings": 1, "infos": 2},
//!  "documents": {"published": 60, "withFindings": 1, "refused": 0, "skipped": 2},
//!  "owners": [{"owner": "group:default/team-a", "title": "Team A", "counts": {...}}],
//!  "codes": [{"code": "W-CAT-TAG", "meaning": "...", "counts": {...}}],
//!  "repositories": [{"repository": "repos/orders", "documents": {...}, "counts": {...}}],
//!  "findings": 3, "files": ["findings/1.json"]}
//! ```
//!
//! Those files hold the findings, the worst first, 1,000 each: `{"items": [...]}`. Fields without a value are left out. An
//! owner that is empty stands for findings that nobody owns, a repository that is empty for the portal's own folder.

use rayon::prelude::*;
use serde::Serialize;

use super::{Context, PLACES, owner_name, place as place_link};
use crate::catalog::{EntityRef, Fate};
use crate::diag::Place;
use crate::path::{LinkStyle, SitePath};
use crate::portal::health::{Counts as PortalCounts, Documents as PortalDocuments, Finding};
use crate::portal::urls;
use crate::site::output::Artifact;

/// Findings of one file.
const PART: usize = 1_000;

#[derive(Serialize)]
struct Index<'a> {
    version: u32,
    counts: Counts,
    documents: Documents,
    owners: Vec<Owner<'a>>,
    codes: Vec<Code<'a>>,
    repositories: Vec<Repository<'a>>,
    findings: usize,
    files: Vec<String>,
}

#[derive(Serialize)]
struct Counts {
    errors: usize,
    warnings: usize,
    infos: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Documents {
    published: usize,
    with_findings: usize,
    refused: usize,
    skipped: usize,
}

#[derive(Serialize)]
struct Owner<'a> {
    owner: &'a str,
    title: String,
    counts: Counts,
}

#[derive(Serialize)]
struct Code<'a> {
    code: &'a str,
    meaning: &'a str,
    counts: Counts,
}

#[derive(Serialize)]
struct Repository<'a> {
    repository: &'a str,
    documents: Documents,
    counts: Counts,
}

#[derive(Serialize)]
struct Part<'a> {
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    severity: String,
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    #[serde(flatten)]
    place: At<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<Also<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<&'a str>,
    /// The entity's page below the portal, with a last slash.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    /// What Backstage says when it refuses the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    backstage: Option<&'a str>,
    /// `refused` or `skipped` if the document is not published for this.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'static str>,
    /// How many more of this code in this file it stands for.
    #[serde(skip_serializing_if = "is_zero")]
    more: usize,
}

/// A place; line and column count from 1 and are left out for a file as a whole.
#[derive(Serialize)]
struct At<'a> {
    repository: &'a str,
    path: &'a str,
    #[serde(skip_serializing_if = "is_none")]
    line: u32,
    #[serde(skip_serializing_if = "is_none")]
    column: u32,
    /// The line on the forge.
    #[serde(skip_serializing_if = "String::is_empty")]
    url: String,
}

#[derive(Serialize)]
struct Also<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: At<'a>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_none(number: &u32) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl From<PortalCounts> for Counts {
    fn from(PortalCounts { errors, warnings, infos }: PortalCounts) -> Self {
        Self { errors, warnings, infos }
    }
}

impl From<PortalDocuments> for Documents {
    fn from(PortalDocuments { published, with_findings, refused, skipped }: PortalDocuments) -> Self {
        Self { published, with_findings, refused, skipped }
    }
}

/// All files.
pub(in crate::site) fn files(context: &Context<'_>) -> Vec<(SitePath, Artifact)> {
    let health = &context.health;
    let parts = health.findings.len().div_ceil(PART);
    let index = Index {
        version: 1,
        counts: health.counts.into(),
        documents: health.documents().into(),
        owners: health
            .owners
            .iter()
            .map(|(owner, group)| Owner {
                owner: owner.as_ref().map_or("", EntityRef::as_str),
                title: owner.as_ref().map_or_else(String::new, |owner| owner_name(context, owner)),
                counts: group.counts.into(),
            })
            .collect(),
        codes: health
            .codes
            .values()
            .map(|(code, group)| Code { code: code.id, meaning: code.meaning, counts: group.counts.into() })
            .collect(),
        repositories: health
            .repositories
            .iter()
            .map(|(repository, (documents, group))| Repository {
                repository,
                documents: (*documents).into(),
                counts: group.counts.into(),
            })
            .collect(),
        findings: health.findings.len(),
        files: (1..=parts).map(|part| format!("findings/{part}.json")).collect(),
    };
    let mut files = vec![(urls::health_json(), Artifact::new(bytes(&index)))];
    files.par_extend(health.findings.par_chunks(PART).enumerate().map(|(number, findings)| {
        let part = Part { items: findings.iter().map(|finding| item(context, finding)).collect() };
        (urls::findings_json(number + 1), Artifact::new(bytes(&part)))
    }));
    files
}

fn bytes(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("texts and numbers are JSON")
}

fn item<'c>(context: &Context<'_>, finding: &'c Finding<'_>) -> Item<'c> {
    let diagnostic = finding.diagnostic;
    let reference = diagnostic.entity.as_deref().and_then(|text| EntityRef::parse(text, None, "default").ok());
    let known = reference.filter(|reference| context.portal.catalog.get(reference).is_some());
    Item {
        severity: diagnostic.severity.to_string(),
        code: diagnostic.code.id,
        message: &diagnostic.message,
        hint: diagnostic.hint.as_deref(),
        place: at(context, &diagnostic.place),
        also: diagnostic
            .labels
            .iter()
            .take(PLACES)
            .map(|label| Also { text: &label.text, place: at(context, &label.place) })
            .collect(),
        entity: diagnostic.entity.as_deref(),
        page: known.map(|reference| urls::entity(&reference).href_from(&SitePath::home(), LinkStyle::Web)),
        owner: finding.owner.as_ref().map(EntityRef::as_str),
        backstage: diagnostic.backstage.as_ref().map(|verdict| verdict.text.as_str()),
        document: finding.fate.map(|fate| match fate {
            Fate::Refused => "refused",
            Fate::Skipped => "skipped",
        }),
        more: diagnostic.more,
    }
}

fn at<'p>(context: &Context<'_>, place: &'p Place) -> At<'p> {
    At {
        repository: &place.file.repo,
        path: place.file.path.as_str(),
        line: place.span.line,
        column: place.span.column,
        url: place_link(context, place).href,
    }
}
