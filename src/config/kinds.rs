//! The settings of `catalog.kinds`: the organisation's own kinds of entities.

use std::collections::BTreeSet;

use super::raw::{RawKind, RawKindRelation};
use super::validate::Reader;
use super::{CustomKind, KindRelation};
use crate::diag::shown;

/// Kinds that have rules of their own.
const RESERVED: [&str; 12] = [
    "component",
    "api",
    "resource",
    "system",
    "domain",
    "group",
    "user",
    "location",
    "template",
    "airesource",
    "goldenpath",
    "portaldashboard",
];
/// The relations that there are, each with the name that the other end gives it.
pub(crate) const PAIRS: [(&str, &str); 7] = [
    ("ownedBy", "ownerOf"),
    ("partOf", "hasPart"),
    ("providesApi", "apiProvidedBy"),
    ("consumesApi", "apiConsumedBy"),
    ("dependsOn", "dependencyOf"),
    ("childOf", "parentOf"),
    ("memberOf", "hasMember"),
];
/// Fields of `spec` that are read for every kind.
const OWN_FIELDS: [&str; 4] = ["owner", "system", "type", "lifecycle"];
/// Longest name of a kind and longest plural, in characters.
const MAX_NAME: usize = 63;
/// Most levels of a path.
const MAX_LEVELS: usize = 16;

impl Reader<'_> {
    /// The kinds; what is wrong in one is left out.
    pub(super) fn kinds(&mut self, raw: Vec<RawKind>) -> Vec<CustomKind> {
        let mut names = BTreeSet::new();
        let mut kinds = Vec::new();
        for (nth, raw) in raw.into_iter().enumerate() {
            let key = format!("catalog.kinds[{nth}]");
            let RawKind { kind, api_versions, plural, relations } = raw;
            let lower = kind.to_ascii_lowercase();
            let letters = kind.starts_with(|c: char| c.is_ascii_alphabetic());
            if !letters || kind.len() > MAX_NAME || !kind.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                self.bad(&key, "kind", "is no kind", "write up to 63 letters and digits, such as `Product`");
            } else if RESERVED.contains(&lower.as_str()) {
                self.bad(&key, "kind", "is a kind that has its own rules", "choose another name");
            } else if !names.insert(lower) {
                self.bad(&key, "kind", "is a kind that is there before", "say all about a kind in one place");
            }
            let plural = plural.map(|text| text.trim().to_owned());
            if plural.as_ref().is_some_and(|text| text.is_empty() || text.chars().count() > MAX_NAME) {
                self.bad(&key, "plural", "is empty or longer than 63 characters", "write a word, such as `Products`");
            }
            let api_versions = api_versions.unwrap_or_default();
            for version in &api_versions {
                let group = version.split_once('/').map_or("", |(group, _)| group);
                if group.is_empty() || version.ends_with('/') || version.matches('/').count() > 1 {
                    let hint = "write group and version, such as `acme.example/v1`";
                    self.bad_item(&format!("{key}.api_versions"), version, "is no version", hint);
                } else if group.eq_ignore_ascii_case("backstage.io") || group.ends_with(".backstage.io") {
                    let hint = "use a group of your own, such as `acme.example/v1`";
                    self.bad_item(&format!("{key}.api_versions"), version, "belongs to Backstage", hint);
                }
            }
            let relations = self.kind_relations(&key, relations.unwrap_or_default());
            kinds.push(CustomKind { kind, api_versions, plural, relations });
        }
        kinds
    }

    fn kind_relations(&mut self, kind: &str, raw: Vec<RawKindRelation>) -> Vec<KindRelation> {
        let mut paths = BTreeSet::new();
        let mut relations = Vec::new();
        for (nth, raw) in raw.into_iter().enumerate() {
            let key = format!("{kind}.relations[{nth}]");
            let RawKindRelation { path, relation, reverse, default_kind, allowed_kinds } = raw;
            if path.split('.').any(str::is_empty) || path.split('.').count() > MAX_LEVELS {
                self.bad(&key, "path", "is no path", "write the keys below `spec` with dots, such as `parts.services`");
            } else if OWN_FIELDS.contains(&path.as_str()) {
                self.bad(&key, "path", "is read for every kind", "remove the relation");
            } else if !paths.insert(path.clone()) {
                self.bad(&key, "path", "is a path that is there before", "give every path one relation");
            }
            let both_ways = PAIRS.iter().flat_map(|(name, other)| [(*name, *other), (*other, *name)]);
            match both_ways.clone().find(|(name, _)| *name == relation) {
                None => {
                    let names: Vec<String> = both_ways.map(|(name, _)| format!("`{name}`")).collect();
                    let hint = format!("the relations are {}", names.join(", "));
                    self.bad(&key, "relation", "is no relation of the catalog", &hint);
                }
                Some((_, other)) if reverse.as_ref().is_some_and(|reverse| reverse != other) => {
                    let hint = format!("write `{other}`, or remove the key");
                    let problem = format!("is not the reverse of `{}`", shown(&relation));
                    self.bad(&key, "reverse", &problem, &hint);
                }
                Some(_) => {}
            }
            relations.push(KindRelation {
                path,
                relation,
                default_kind,
                allowed_kinds: allowed_kinds.unwrap_or_default(),
            });
        }
        relations
    }
}
