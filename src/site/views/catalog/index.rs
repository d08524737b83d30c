//! [`Index`]: which entities an index lists, with which columns and facets.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Entity, EntityRef, Kind};
use crate::config::{CustomKind, LabelFacet};
use crate::diag::Diagnostic;
use crate::path::SitePath;
use crate::portal::{Portal, urls};
use crate::site::view::{Facet, Preset};
use crate::site::views::{kinds, section_of};

/// Tags that get an index of their own, those of most entities. The others lead to the filtered index of all.
const MAX_TAG_INDEXES: usize = 500;
/// Longest tag that gets one, as Backstage allows them.
const MAX_TAG: usize = 63;
/// Labels that can be filtered by where the configuration names none, those of most entities.
const MAX_LABELS: usize = 5;

/// What an index is limited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::site::views) enum Scope<'a> {
    /// Everything.
    All,
    /// A kind.
    Kind(Kind),
    /// A tag.
    Tag(&'a str),
}

impl Scope<'_> {
    /// The page of this number, from 1.
    pub(in crate::site::views) fn address(&self, page: usize) -> SitePath {
        match self {
            Self::All => urls::catalog(page),
            Self::Kind(kind) => urls::kind(&kind.name().to_lowercase(), page),
            Self::Tag(tag) => urls::tag(tag, page),
        }
    }

    /// What readers call it.
    pub(super) fn heading(&self, custom: &[CustomKind]) -> String {
        match self {
            Self::All => "Catalog".to_owned(),
            Self::Kind(kind) => kinds::plural(custom, kind, 0),
            Self::Tag(tag) => format!("Tagged {tag}"),
        }
    }

    /// The section of the header.
    pub(super) fn section(&self) -> &'static str {
        match self {
            Self::Kind(kind) => section_of(kind),
            Self::All | Self::Tag(_) => "catalog",
        }
    }

    /// The filter that script starts from.
    pub(super) fn preset(&self) -> Preset {
        match self {
            Self::All => Preset::default(),
            Self::Kind(kind) => Preset { facet: "kind".into(), value: kind.name().to_lowercase() },
            Self::Tag(tag) => Preset { facet: "tags".into(), value: (*tag).to_owned() },
        }
    }
}

/// A list of entities that has pages.
pub(in crate::site::views) struct Index<'a> {
    /// What it is limited to.
    pub(in crate::site::views) scope: Scope<'a>,
    /// Its entities by kind, components first, then by the name that readers know.
    pub(in crate::site::views) entities: Vec<&'a Entity>,
    /// Names of the facets that its entities have values for.
    used: BTreeSet<&'static str>,
    /// Those labels of the configuration that its entities have.
    labels: Vec<&'a LabelFacet>,
}

/// All indexes of the portal: everything, each kind (APIs always, the header leads there), the most common tags.
pub(in crate::site::views) fn indexes<'a>(
    portal: &'a Portal,
    configured: &'a [LabelFacet],
    findings: &BTreeMap<&str, Vec<&Diagnostic>>,
    lacks: &BTreeMap<&EntityRef, Vec<&'static str>>,
) -> Vec<Index<'a>> {
    let mut all: Vec<&Entity> = portal.catalog.iter().collect();
    all.sort_by_cached_key(|entity| {
        (entity.kind.clone(), entity.display_name().to_lowercase(), entity.reference.clone())
    });
    let mut kinds: BTreeMap<&str, (Kind, Vec<&Entity>)> = BTreeMap::new();
    kinds.insert("api", (Kind::Api, Vec::new()));
    let mut tags: BTreeMap<&str, Vec<&Entity>> = BTreeMap::new();
    for &entity in &all {
        let of_kind = kinds.entry(entity.reference.kind()).or_insert_with(|| (entity.kind.clone(), Vec::new()));
        of_kind.1.push(entity);
        for tag in entity.tags.iter().filter(|tag| has_index(tag)) {
            tags.entry(tag).or_default().push(entity);
        }
    }
    let mut kinds: Vec<(Kind, Vec<&Entity>)> = kinds.into_values().collect();
    kinds.sort_by(|a, b| a.0.cmp(&b.0));
    let mut tags: Vec<(&str, Vec<&Entity>)> = tags.into_iter().collect();
    tags.sort_by_key(|(_, entities)| std::cmp::Reverse(entities.len()));
    tags.truncate(MAX_TAG_INDEXES);

    let keys = labels(portal, configured);
    let index = |scope: Scope<'a>, entities: Vec<&'a Entity>| {
        let used = entities.iter().flat_map(|entity| facets_of(portal, findings, lacks, &keys, entity)).collect();
        let has =
            |label: &&LabelFacet| entities.iter().any(|entity| entity.labels.iter().any(|own| *own.key == *label.key));
        let labels = configured.iter().filter(has).collect();
        Index { scope, entities, used, labels }
    };
    let mut indexes = vec![index(Scope::All, all)];
    indexes.extend(kinds.into_iter().map(|(kind, entities)| index(Scope::Kind(kind), entities)));
    indexes.extend(tags.into_iter().map(|(tag, entities)| index(Scope::Tag(tag), entities)));
    indexes
}

/// True for tags whose name can be a folder as it is. Others are against Backstage's rules or seldom.
fn has_index(tag: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '+' | '.');
    tag.len() <= MAX_TAG && tag.starts_with(|c: char| c.is_ascii_alphanumeric()) && tag.chars().all(plain)
}

/// The domain of an entity, else that of its system.
pub(super) fn domain_of<'a>(portal: &'a Portal, entity: &'a Entity) -> Option<&'a EntityRef> {
    entity.domain().or_else(|| portal.catalog.get(entity.system()?)?.domain())
}

/// Keys of the labels that the index can be filtered by: those of the configuration, else those of most entities.
pub(super) fn labels<'a>(portal: &'a Portal, configured: &'a [LabelFacet]) -> BTreeSet<&'a str> {
    if !configured.is_empty() {
        return configured.iter().map(|label| &*label.key).collect();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for label in portal.catalog.iter().flat_map(|entity| &entity.labels) {
        *counts.entry(&label.key).or_default() += 1;
    }
    let mut keys: Vec<(&str, usize)> = counts.into_iter().collect();
    keys.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    keys.into_iter().take(MAX_LABELS).map(|(key, _)| key).collect()
}

/// The facets that an entity has a value for.
fn facets_of(
    portal: &Portal,
    findings: &BTreeMap<&str, Vec<&Diagnostic>>,
    lacks: &BTreeMap<&EntityRef, Vec<&'static str>>,
    labels: &BTreeSet<&str>,
    entity: &Entity,
) -> impl Iterator<Item = &'static str> {
    let found = findings.contains_key(entity.reference.as_str());
    let lacks = lacks.get(&entity.reference).map_or(&[][..], Vec::as_slice);
    let (ownerless, lonely) = (lacks.contains(&"owner"), lacks.iter().any(|what| *what != "owner"));
    [
        ("kind", true),
        ("type", entity.kind_type.is_some()),
        ("owner", ownerless || entity.owners().next().is_some()),
        ("lifecycle", entity.lifecycle.is_some()),
        ("tags", !entity.tags.is_empty()),
        ("system", entity.system().is_some()),
        ("domain", domain_of(portal, entity).is_some()),
        ("namespace", entity.reference.namespace() != "default"),
        ("labels", entity.labels.iter().any(|label| labels.contains(&*label.key))),
        ("is", found || lonely || entity.is_unconnected()),
    ]
    .into_iter()
    .filter_map(|(name, used)| used.then_some(name))
}

impl Index<'_> {
    /// Names of the columns.
    pub(super) fn columns(&self) -> Vec<&'static str> {
        let columns = match &self.scope {
            Scope::Kind(Kind::User) => vec!["title", "tags"],
            Scope::Kind(Kind::Domain | Kind::System) => vec!["title", "owner", "tags"],
            Scope::Kind(Kind::Group | Kind::Template) => vec!["title", "type", "tags"],
            Scope::Kind(Kind::Location) => vec!["title", "type", "targets"],
            Scope::All | Scope::Kind(_) | Scope::Tag(_) => {
                vec!["title", "system", "owner", "type", "lifecycle", "namespace", "tags"]
            }
        };
        columns.into_iter().filter(|name| *name != "namespace" || self.used.contains("namespace")).collect()
    }

    /// The facets, without those that would have nothing to choose from.
    pub(super) fn facets(&self) -> Vec<Facet> {
        let all = [
            ("kind", "Kind"),
            ("type", "Type"),
            ("owner", "Owner"),
            ("lifecycle", "Lifecycle"),
            ("tags", "Tag"),
            ("system", "System"),
            ("domain", "Domain"),
            ("namespace", "Namespace"),
            ("labels", "Label"),
            ("is", "State"),
        ];
        let one_kind = matches!(self.scope, Scope::Kind(_));
        let used = all.into_iter().filter(|(name, _)| self.used.contains(name) && !(one_kind && *name == "kind"));
        used.flat_map(|(name, label)| match name {
            "labels" if !self.labels.is_empty() => {
                let own = self.labels.iter();
                own.map(|own| Facet { name: name.into(), key: own.key.clone(), label: own.title.clone() }).collect()
            }
            _ => vec![Facet { name: name.into(), key: String::new(), label: label.into() }],
        })
        .collect()
    }
}
