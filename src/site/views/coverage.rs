//! Docs coverage: which components and APIs have documentation, by team, as a page and as JSON:
//!
//! ```json
//! {"version": 1, "documented": 7, "total": 9,
//!  "teams": [{"owner": "group:default/team-a", "title": "Team A", "documented": 2, "total": 3,
//!             "without": ["api:default/orders"]}]}
//! ```
//!
//! An owner that is empty stands for entities that nobody owns.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Context, docs, neighbours, share, shares};
use crate::catalog::{Entity, EntityRef, Kind};
use crate::path::SitePath;
use crate::portal::{Portal, urls};
use crate::site::output::Artifact;
use crate::site::view::{CoverageRow, CoverageView, Link, Page, View};

/// Teams on one page.
const TEAMS: usize = 100;
/// Entities without documentation that a row names.
const NAMED: usize = 12;

/// The teams that own components or APIs, those with most work to do first.
pub(super) struct Coverage<'a> {
    teams: Vec<Team<'a>>,
}

#[derive(Default)]
struct Team<'a> {
    owner: Option<&'a EntityRef>,
    total: usize,
    without: Vec<&'a Entity>,
}

impl<'a> Coverage<'a> {
    pub fn of(portal: &'a Portal) -> Self {
        let mut teams: BTreeMap<Option<&EntityRef>, Team<'a>> = BTreeMap::new();
        for entity in portal.catalog.iter().filter(|entity| matches!(entity.kind, Kind::Component | Kind::Api)) {
            let owner = entity.owners().next();
            let team = teams.entry(owner).or_insert_with(|| Team { owner, ..Team::default() });
            team.total += 1;
            if !portal.docs_of.contains_key(&entity.reference) {
                team.without.push(entity);
            }
        }
        let mut teams: Vec<Team<'a>> = teams.into_values().collect();
        teams.sort_by_key(|team| Reverse(team.without.len()));
        Self { teams }
    }

    /// How many components and APIs have no documentation.
    pub fn without(&self) -> usize {
        self.teams.iter().map(|team| team.without.len()).sum()
    }

    fn total(&self) -> usize {
        self.teams.iter().map(|team| team.total).sum()
    }
}

pub(super) fn pages(portal: &Portal) -> usize {
    shares(Coverage::of(portal).teams.len(), TEAMS)
}

pub(super) fn page(context: &Context<'_>, number: usize) -> Page {
    let coverage = Coverage::of(context.portal);
    let here = urls::docs_coverage(number);
    let (previous, next) = neighbours(context, number, shares(coverage.teams.len(), TEAMS), urls::docs_coverage);
    let (total, without) = (coverage.total(), coverage.without());
    let view = CoverageView {
        ways: docs::index::ways(context, &here),
        documented: total - without,
        total,
        percent: percent(total - without, total),
        teams: share(&coverage.teams, number, TEAMS).iter().map(|team| row(context, &here, team)).collect(),
        json_href: context.href(&here, &urls::docs_coverage_json()),
        previous,
        next,
    };
    let title = if number == 1 { "Docs coverage".to_owned() } else { format!("Docs coverage, page {number}") };
    context.framed(here, "docs", title, String::new(), View::Coverage(Box::new(view)))
}

fn row(context: &Context<'_>, here: &SitePath, team: &Team<'_>) -> CoverageRow {
    let link = |entity: &&Entity| Link {
        text: entity.display_name().to_owned(),
        href: context.href(here, &urls::entity(&entity.reference)),
    };
    let documented = team.total - team.without.len();
    CoverageRow {
        name: Link { text: name(context, team), ..context.reference_link(here, team.owner, "group") },
        documented,
        total: team.total,
        percent: percent(documented, team.total),
        without: team.without.iter().take(NAMED).map(link).collect(),
        more: team.without.len().saturating_sub(NAMED),
        more_href: format!(
            "{}?filters[kind]=component&filters[kind]=api&filters[owner]={}",
            context.href(here, &urls::catalog(1)),
            team.owner.map_or("none", EntityRef::as_str)
        ),
    }
}

fn name(context: &Context<'_>, team: &Team<'_>) -> String {
    let link = context.reference_link(&SitePath::home(), team.owner, "group");
    if team.owner.is_none() { "No owner".to_owned() } else { link.text }
}

/// The share in whole percent, rounded down, so that 100 means all.
fn percent(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or(100)
}

#[derive(Serialize)]
struct Exported {
    version: u32,
    documented: usize,
    total: usize,
    teams: Vec<ExportedTeam>,
}

#[derive(Serialize)]
struct ExportedTeam {
    owner: String,
    title: String,
    documented: usize,
    total: usize,
    without: Vec<String>,
}

/// The coverage for programs.
pub(in crate::site) fn file(context: &Context<'_>) -> (SitePath, Artifact) {
    let coverage = Coverage::of(context.portal);
    let teams = coverage.teams.iter().map(|team| ExportedTeam {
        owner: team.owner.map_or_else(String::new, ToString::to_string),
        title: name(context, team),
        documented: team.total - team.without.len(),
        total: team.total,
        without: team.without.iter().map(|entity| entity.reference.to_string()).collect(),
    });
    let exported = Exported {
        version: 1,
        documented: coverage.total() - coverage.without(),
        total: coverage.total(),
        teams: teams.collect(),
    };
    let json = serde_json::to_vec(&exported).expect("text and numbers are JSON");
    (urls::docs_coverage_json(), Artifact::new(json))
}
