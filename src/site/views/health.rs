//! What the build found: numbers, tables, lists of findings, and the same as JSON.

use std::cmp::Reverse;

use super::{Context, neighbours, share, shares as number_of_shares};
use crate::catalog::{EntityRef, Fate};
use crate::diag::{Code, Place};
use crate::path::SitePath;
use crate::portal::health::{Counts, Documents, Finding, Group, Health};
use crate::portal::urls;
use crate::safe::SafeUrl;
use crate::site::view::{
    EntityItem, FindingRow, FindingsView, HealthRow, HealthTableView, HealthView, Link, Page, PlaceNote, View,
};

mod json;

pub(in crate::site) use json::files;

/// Findings of one page.
const FINDINGS: usize = 100;
/// Rows of one page of a table.
const ROWS: usize = 200;
/// Rows of a table on the first page.
const FIRST: usize = 10;
/// Further places of one finding that are shown.
const PLACES: usize = 5;

/// A page about findings.
#[derive(Clone, Debug)]
pub(in crate::site) enum Share {
    Overview,
    Owners(usize),
    Repositories(usize),
    Findings(Scope, usize),
}

/// What the findings of a list have in common.
#[derive(Clone, Debug)]
pub(in crate::site) enum Scope {
    All,
    Unpublished,
    Owner(Option<EntityRef>),
    Code(&'static Code),
    Repository(String),
}

impl Scope {
    /// The address of a page of the list.
    fn address(&self, number: usize) -> SitePath {
        match self {
            Self::All => urls::findings(number),
            Self::Unpublished => urls::unpublished(number),
            Self::Owner(owner) => urls::findings_of_owner(owner.as_ref(), number),
            Self::Code(code) => urls::findings_of_code(code.id, number),
            Self::Repository(label) => urls::findings_of_repository(label, number),
        }
    }

    /// The places of its findings and how many they stand for; `None` for all.
    fn group<'h>(&self, health: &'h Health<'_>) -> Option<(&'h [usize], Counts)> {
        let of = |group: &'h Group| (group.findings.as_slice(), group.counts);
        match self {
            Self::All => None,
            Self::Unpublished => Some((&health.unpublished, Counts::default())),
            Self::Owner(owner) => health.owners.get(owner).map(of),
            Self::Code(code) => health.codes.get(code.id).map(|(_, group)| of(group)),
            Self::Repository(label) => health.repositories.get(label.as_str()).map(|(_, group)| of(group)),
        }
    }

    fn length(&self, health: &Health<'_>) -> usize {
        self.group(health).map_or(health.findings.len(), |(findings, _)| findings.len())
    }
}

/// All pages about findings.
pub(super) fn shares(health: &Health<'_>) -> Vec<Share> {
    let mut shares = vec![Share::Overview];
    shares.extend((1..=number_of_shares(health.owners.len(), ROWS)).map(Share::Owners));
    shares.extend((1..=number_of_shares(health.repositories.len(), ROWS)).map(Share::Repositories));
    let with_findings = health.repositories.iter().filter(|(_, (_, group))| !group.findings.is_empty());
    let scopes = [Scope::All, Scope::Unpublished]
        .into_iter()
        .chain(health.owners.keys().cloned().map(Scope::Owner))
        .chain(health.codes.values().map(|(code, _)| Scope::Code(code)))
        .chain(with_findings.map(|(label, _)| Scope::Repository((*label).to_owned())));
    for scope in scopes {
        let pages = number_of_shares(scope.length(health), FINDINGS);
        shares.extend((1..=pages).map(|number| Share::Findings(scope.clone(), number)));
    }
    shares
}

pub(super) fn page(context: &Context<'_>, share: &Share) -> Page {
    match share {
        Share::Overview => overview(context),
        Share::Owners(number) => owners_page(context, *number),
        Share::Repositories(number) => repositories_page(context, *number),
        Share::Findings(scope, number) => findings(context, scope, *number),
    }
}

fn overview(context: &Context<'_>) -> Page {
    let here = urls::health();
    let health = &context.health;
    let all_of = |count: usize, text: &str, path: SitePath| match count > FIRST {
        true => Link { text: format!("All {count} {text}"), href: context.href(&here, &path) },
        false => Link::default(),
    };
    let (owners, repositories) = (owners(health), repositories(health));
    let all_owners = all_of(owners.len(), "owners", urls::health_owners(1));
    let all_repositories = all_of(repositories.len(), "repositories", urls::health_repositories(1));
    let owners = owners.iter().take(FIRST);
    let repositories = repositories.iter().take(FIRST);
    let list = |scope: Scope, text: &str| Link { text: text.into(), href: context.href(&here, &scope.address(1)) };
    let mut codes: Vec<_> = health.codes.values().collect();
    codes.sort_by_key(|(_, group)| Reverse(group.counts));
    let codes = codes
        .into_iter()
        .map(|(code, group)| {
            let name = list(Scope::Code(code), code.id);
            HealthRow { note: code.meaning.to_owned(), ..row(name, group.counts, Documents::default()) }
        })
        .collect();
    let view = HealthView {
        all: row(list(Scope::All, "All findings"), health.counts, health.documents()),
        unpublished: list(Scope::Unpublished, "Documents that are not published"),
        owners: owners.map(|(owner, group)| owner_row(context, &here, owner.as_ref(), group)).collect(),
        all_owners,
        codes,
        repositories: repositories.map(|(label, found)| repository_row(context, &here, label, found)).collect(),
        all_repositories,
        json_href: context.href(&here, &urls::health_json()),
    };
    context.framed(here, "health", "Health".into(), String::new(), View::Health(Box::new(view)))
}

fn owners_page(context: &Context<'_>, number: usize) -> Page {
    let here = urls::health_owners(number);
    let owners = owners(&context.health);
    let rows = share(&owners, number, ROWS);
    let view = HealthTableView {
        label: "Owner".into(),
        rows: rows.iter().map(|(owner, group)| owner_row(context, &here, owner.as_ref(), group)).collect(),
        ..table(context, number, owners.len(), urls::health_owners)
    };
    let title = numbered("Findings by owner", number);
    context.framed(here, "health", title, String::new(), View::HealthTable(Box::new(view)))
}

fn repositories_page(context: &Context<'_>, number: usize) -> Page {
    let here = urls::health_repositories(number);
    let repositories = repositories(&context.health);
    let rows = share(&repositories, number, ROWS);
    let view = HealthTableView {
        label: "Repository".into(),
        documents: true,
        rows: rows.iter().map(|(label, found)| repository_row(context, &here, label, found)).collect(),
        ..table(context, number, repositories.len(), urls::health_repositories)
    };
    let title = numbered("Repositories and their documents", number);
    context.framed(here, "health", title, String::new(), View::HealthTable(Box::new(view)))
}

/// What all tables have: their length, and the pages around this one.
fn table(context: &Context<'_>, number: usize, total: usize, address: fn(usize) -> SitePath) -> HealthTableView {
    let (previous, next) = neighbours(context, number, number_of_shares(total, ROWS), address);
    HealthTableView { health: back(context, &address(number)), total, previous, next, ..HealthTableView::default() }
}

fn findings(context: &Context<'_>, scope: &Scope, number: usize) -> Page {
    let here = scope.address(number);
    let health = &context.health;
    let length = scope.length(health);
    let (previous, next) =
        neighbours(context, number, number_of_shares(length, FINDINGS), |number| scope.address(number));
    let from = (number - 1) * FINDINGS;
    let places: Vec<usize> = match scope.group(health) {
        Some((places, _)) => share(places, number, FINDINGS).to_vec(),
        None => (from..length.min(from + FINDINGS)).collect(),
    };
    let (heading, meaning, example) = match scope {
        Scope::All => ("All findings".to_owned(), "", ""),
        Scope::Unpublished => ("Documents that are not published".to_owned(), "", ""),
        Scope::Owner(None) => ("Findings without an owner".to_owned(), "", ""),
        Scope::Owner(Some(owner)) => (owner_name(context, owner), "", ""),
        Scope::Code(code) => (code.id.to_owned(), code.meaning, code.example),
        Scope::Repository(label) => (repository_name(label).to_owned(), "", ""),
    };
    let view = FindingsView {
        health: back(context, &here),
        meaning: meaning.into(),
        example: example.into(),
        owner: match scope {
            Scope::Owner(owner) => context.reference_link(&here, owner.as_ref(), "group"),
            _ => Link::default(),
        },
        rows: places.iter().map(|place| finding(context, &here, &health.findings[*place])).collect(),
        counted: counted(health, scope, length),
        previous,
        next,
        index_href: match scope {
            Scope::All => context.href(&here, &urls::health_json()),
            _ => String::new(),
        },
        heading,
    };
    let title = numbered(&view.heading, number);
    context.framed(here, "health", title, String::new(), View::Findings(Box::new(view)))
}

/// How much a list holds: documents where it tells what became of them, else findings.
fn counted(health: &Health<'_>, scope: &Scope, length: usize) -> String {
    let (count, noun) = match scope {
        Scope::Unpublished => (health.documents().refused + health.documents().skipped, "document"),
        Scope::All | Scope::Owner(_) | Scope::Code(_) | Scope::Repository(_) => {
            (scope.group(health).map_or(health.counts, |(_, counts)| counts).total().max(length), "finding")
        }
    };
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn back(context: &Context<'_>, here: &SitePath) -> Link {
    Link { text: "Health".into(), href: context.href(here, &urls::health()) }
}

fn numbered(title: &str, number: usize) -> String {
    if number == 1 { title.to_owned() } else { format!("{title}, page {number}") }
}

/// What readers call an owner, which need not be in the catalog.
fn owner_name(context: &Context<'_>, owner: &EntityRef) -> String {
    let entity = context.portal.catalog.get(owner);
    entity.map_or_else(|| owner.display(Some("group")), |entity| entity.display_name().to_owned())
}

/// The site folder has no name of its own.
fn repository_name(label: &str) -> &str {
    if label.is_empty() { "This portal" } else { label }
}

/// Owners with their findings, those with most to do first.
fn owners<'h>(health: &'h Health<'_>) -> Vec<(&'h Option<EntityRef>, &'h Group)> {
    let mut owners: Vec<_> = health.owners.iter().collect();
    owners.sort_by_key(|(_, group)| Reverse(group.counts));
    owners
}

fn owner_row(context: &Context<'_>, here: &SitePath, owner: Option<&EntityRef>, group: &Group) -> HealthRow {
    let text = owner.map_or_else(|| "No owner".to_owned(), |owner| owner_name(context, owner));
    let known = owner.is_none_or(|owner| context.portal.catalog.get(owner).is_some());
    let href = context.href(here, &urls::findings_of_owner(owner, 1));
    let note = if known { "" } else { "not in the catalog" };
    HealthRow { note: note.into(), ..row(Link { text, href }, group.counts, Documents::default()) }
}

/// Repositories with their documents and findings, those with most to do first.
fn repositories<'h>(health: &'h Health<'_>) -> Vec<(&'h str, &'h (Documents, Group))> {
    let mut repositories: Vec<_> = health.repositories.iter().map(|(label, found)| (*label, found)).collect();
    repositories.sort_by_key(|(_, (_, group))| Reverse(group.counts));
    repositories
}

fn repository_row(context: &Context<'_>, here: &SitePath, label: &str, found: &(Documents, Group)) -> HealthRow {
    let (documents, group) = found;
    let path = urls::findings_of_repository(label, 1);
    let href = if group.findings.is_empty() { String::new() } else { context.href(here, &path) };
    row(Link { text: repository_name(label).to_owned(), href }, group.counts, *documents)
}

fn row(name: Link, counts: Counts, documents: Documents) -> HealthRow {
    let Counts { errors, warnings, infos } = counts;
    let Documents { published, with_findings, refused, skipped } = documents;
    HealthRow { name, note: String::new(), errors, warnings, infos, published, with_findings, refused, skipped }
}

fn finding(context: &Context<'_>, here: &SitePath, finding: &Finding<'_>) -> FindingRow {
    let diagnostic = finding.diagnostic;
    let code = diagnostic.code.id;
    let reference = diagnostic.entity.as_deref().and_then(|text| EntityRef::parse(text, None, "default").ok());
    let also = diagnostic.labels.iter().take(PLACES);
    FindingRow {
        severity: diagnostic.severity.to_string(),
        code: Link { text: code.into(), href: context.href(here, &urls::findings_of_code(code, 1)) },
        message: diagnostic.message.clone(),
        hint: diagnostic.hint.clone().unwrap_or_default(),
        place: place(context, &diagnostic.place),
        also: also.map(|label| PlaceNote { place: place(context, &label.place), text: label.text.clone() }).collect(),
        entity: reference.map_or_else(EntityItem::default, |reference| context.item_of(here, &reference, None)),
        owner: Link {
            text: finding.owner.as_ref().map_or_else(String::new, |owner| owner_name(context, owner)),
            href: context.href(here, &urls::findings_of_owner(finding.owner.as_ref(), 1)),
        },
        backstage: diagnostic.backstage.as_ref().map_or_else(String::new, |verdict| verdict.text.clone()),
        fate: finding.fate.map_or("", fate).into(),
    }
}

fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Refused => "Not published",
        Fate::Skipped => "Skipped",
    }
}

/// A place as findings name it, with its line on the forge.
fn place(context: &Context<'_>, place: &Place) -> Link {
    let forge = context.portal.forge_of(&place.file).filter(|_| !place.file.path.is_root());
    let url = forge.and_then(|forge| SafeUrl::parse(&forge.line_url(&place.file.path, place.span.line), &[]).ok());
    Link { text: place.to_string(), href: url.map_or_else(String::new, |url| url.as_str().to_owned()) }
}
