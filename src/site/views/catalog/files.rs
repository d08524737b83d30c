//! `api/catalog/index.json`, its further parts, and `index.csv`: everything that the filter of the index needs.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::csv;
use super::index::{domain_of, labels};
use crate::catalog::annotations::is_secret;
use crate::catalog::{Entity, EntityRef, Kind, RelationType};
use crate::diag::{File, Severity};
use crate::docs::markdown;
use crate::path::{LinkStyle, SitePath};
use crate::portal::urls;
use crate::site::api;
use crate::site::schema;
use crate::site::views::{Context, LINE, entity, share, shares, text};

/// Version of the format; it grows when a field changes its meaning or goes.
const VERSION: u32 = 1;
/// Entities of one file.
const PART: usize = 10_000;
/// Longest text that is searched beside the fields that are shown, in bytes.
const MAX_WORDS: usize = 1_000;

/// The first file: what concerns all of them, and the first entities.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "api/catalog/index.json")]
struct First<'a> {
    version: u32,
    /// Entities in all files.
    total: usize,
    /// Names of the further files, beside this one.
    parts: Vec<String>,
    /// What readers call the kinds.
    kinds: BTreeMap<&'a str, String>,
    entities: &'a [Row],
    /// Says that the list of entities beside this file is cut.
    #[serde(rename = "entities.json", skip_serializing_if = "Option::is_none")]
    cut: Option<Cut>,
}

/// A further file.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Further")]
struct Further<'a> {
    version: u32,
    entities: &'a [Row],
}

#[derive(Serialize, JsonSchema)]
struct Cut {
    listed: usize,
    total: usize,
}

/// How many findings concern an entity, by severity.
#[derive(Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct Findings {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
}

/// An entity, without what it does not have.
#[derive(Default, Serialize, JsonSchema)]
#[schemars(rename = "Entity")]
pub(super) struct Row {
    pub(super) r#ref: String,
    pub(super) title: String,
    pub(super) kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) r#type: String,
    /// The first owner.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) owner: String,
    /// All owners, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    owners: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) lifecycle: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) system: String,
    /// Its own domain, else that of its system.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) domain: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    /// The labels that the index can be filtered by.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    /// The page below the root of the portal.
    pub(super) url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) findings: Option<Findings>,
    /// True if it is related to nothing and should be.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unconnected: bool,
    /// What it should have and has not: an `owner` of the catalog; a group `members`, a person `groups`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lacks: Vec<&'static str>,
    /// Its file, if that holds more entities than a page lists.
    #[serde(skip_serializing_if = "String::is_empty")]
    file: String,
    /// The Locations that brought it, if they brought more than a page lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<String>,
    /// The groups of a user, the parent of a group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
    /// The targets of a Location, as its row shows them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    targets: Vec<String>,
    /// Titles of links and values of annotations, which are searched and not shown.
    #[serde(skip_serializing_if = "String::is_empty")]
    words: String,
}

/// The files of the index.
pub(in crate::site) fn index_files(context: &Context<'_>) -> Vec<(SitePath, Vec<u8>)> {
    let entities = &context.indexes[0].entities;
    let labels = labels(context.portal, &context.config.catalog.labels);
    let sources = Sources::of(context);
    let rows: Vec<Row> = entities.iter().map(|entity| row(context, &labels, &sources, entity)).collect();
    let total = rows.len();
    let parts = shares(total, PART);
    let first = First {
        version: VERSION,
        total,
        parts: (2..=parts).map(|part| name(&urls::catalog_index(part))).collect(),
        kinds: entities.iter().map(|entity| (entity.reference.kind(), context.singular(&entity.kind))).collect(),
        entities: share(&rows, 1, PART),
        cut: (total > api::MAX_ENTITIES).then_some(Cut { listed: api::MAX_ENTITIES, total }),
    };
    let mut files = vec![(urls::catalog_csv(), csv::table(&rows)), (urls::catalog_index(1), json(&first))];
    files.push((urls::catalog_index_schema(), schema::of::<First<'_>, Further<'_>>()));
    files.extend((2..=parts).map(|part| {
        let further = Further { version: VERSION, entities: share(&rows, part, PART) };
        (urls::catalog_index(part), json(&further))
    }));
    files
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// The last part of a path.
fn name(path: &SitePath) -> String {
    path.as_str().rsplit('/').next().unwrap_or_default().to_owned()
}

/// Where entities come from, as far as pages cannot list all of one origin.
struct Sources<'a> {
    /// Files with many entities.
    large: BTreeSet<&'a File>,
    /// Locations that brought many.
    locations: BTreeSet<&'a EntityRef>,
}

impl<'a> Sources<'a> {
    fn of(context: &Context<'a>) -> Self {
        let catalog = &context.portal.catalog;
        let mut counts: BTreeMap<&File, usize> = BTreeMap::new();
        for entity in catalog {
            *counts.entry(&entity.place.file).or_default() += 1;
        }
        let mut brought: BTreeMap<&EntityRef, usize> = BTreeMap::new();
        for (file, count) in &counts {
            for lead in catalog.leads_to(file) {
                *brought.entry(&lead.location).or_default() += count;
            }
        }
        Self {
            large: counts.into_iter().filter(|(_, count)| *count > entity::FROM_FILE).map(|(file, _)| file).collect(),
            locations: brought
                .into_iter()
                .filter(|(_, count)| *count > entity::FROM_TARGET)
                .map(|(location, _)| location)
                .collect(),
        }
    }

    fn locations(&self, context: &Context<'_>, entity: &Entity) -> Vec<String> {
        let leads = context.portal.catalog.leads_to(&entity.place.file).iter();
        let brought = leads.map(|lead| &lead.location).filter(|location| self.locations.contains(location));
        brought.collect::<BTreeSet<_>>().into_iter().map(ToString::to_string).collect()
    }
}

fn row(context: &Context<'_>, labels: &BTreeSet<&str>, sources: &Sources<'_>, entity: &Entity) -> Row {
    let written = |reference: Option<&EntityRef>| reference.map_or_else(String::new, ToString::to_string);
    let owners: Vec<String> = entity.owners().map(ToString::to_string).collect();
    let chosen = entity.labels.iter().filter(|label| labels.contains(&*label.key));
    Row {
        r#ref: entity.reference.to_string(),
        title: entity.display_name().to_owned(),
        kind: entity.reference.kind().to_owned(),
        r#type: text(entity.kind_type.as_deref()),
        owner: owners.first().cloned().unwrap_or_default(),
        owners: if owners.len() > 1 { owners } else { Vec::new() },
        lifecycle: text(entity.lifecycle.as_deref()),
        system: written(entity.system()),
        domain: written(domain_of(context.portal, entity)),
        tags: entity.tags.iter().map(ToString::to_string).collect(),
        labels: chosen.map(|label| (label.key.to_string(), label.value.to_string())).collect(),
        description: entity.description.as_deref().map_or_else(String::new, |text| markdown::plain(text, LINE)),
        url: urls::entity(&entity.reference).href_from(&SitePath::home(), LinkStyle::Web),
        findings: findings(context, &entity.reference),
        unconnected: entity.is_unconnected(),
        lacks: context.lacks(&entity.reference).to_vec(),
        file: if sources.large.contains(&entity.place.file) { entity.place.file.to_string() } else { String::new() },
        locations: sources.locations(context, entity),
        groups: groups(entity),
        targets: super::targets(entity),
        words: words(entity),
    }
}

/// `None` for an entity without findings, so that the file stays small.
fn findings(context: &Context<'_>, reference: &EntityRef) -> Option<Findings> {
    let mut counts = Findings::default();
    for finding in context.findings_of(reference) {
        match finding.severity {
            Severity::Error => counts.errors += 1,
            Severity::Warning => counts.warnings += 1,
            Severity::Info => counts.infos += 1,
        }
    }
    (counts != Findings::default()).then_some(counts)
}

/// What makes an entity somebody's own: a user has what its groups have, a group what the groups below it have.
fn groups(entity: &Entity) -> Vec<String> {
    let wanted = match entity.kind {
        Kind::User => RelationType::MemberOf,
        Kind::Group => RelationType::ChildOf,
        _ => return Vec::new(),
    };
    let found = entity.relations.iter().filter(|relation| relation.relation == wanted);
    found.map(|relation| relation.target.to_string()).collect()
}

/// The name where the display name is another, titles of links, values of annotations; each once, in one line.
fn words(entity: &Entity) -> String {
    let titles = [entity.title.as_deref(), Some(&*entity.name)].into_iter().flatten();
    let links = entity.links.iter().filter_map(|link| link.title.as_deref());
    let shown = entity.annotations.iter().filter(|annotation| !is_secret(&annotation.key));
    let annotations = shown.map(|annotation| &*annotation.value);
    let mut seen = BTreeSet::from([entity.display_name(), entity.reference.name()]);
    let mut words = String::new();
    for part in titles.chain(links).chain(annotations).filter(|part| seen.insert(part)) {
        if words.len() + part.len() < MAX_WORDS {
            words.extend([if words.is_empty() { "" } else { "\n" }, part]);
        }
    }
    words
}
