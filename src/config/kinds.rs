//! The settings of `catalog.kinds`: the organisation's own kinds of entities.

use std::collections::BTreeSet;

use super::raw::{RawKind, RawKindRelation};
use super::validate::Reader;
use super::{CustomKind, KindIcon, KindRelation, KindSchema};
use crate::diag::nearest;

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
/// Fields of `spec` that are read for every kind. `owner` may be declared all the same, see [`OWNER`].
const OWN_FIELDS: [&str; 3] = ["system", "type", "lifecycle"];
/// The field that gives `ownedBy` for every kind. A kind that declares it wants its entities to have an owner.
const OWNER: &str = "owner";
/// Longest name of a relation in characters; it stands beside lines of graphs.
const MAX_RELATION: usize = 40;
/// Longest name of a kind and longest plural, in characters.
const MAX_NAME: usize = 63;
/// Most levels of a path.
const MAX_LEVELS: usize = 16;

impl Reader<'_> {
    /// The kinds; what is wrong in one is left out.
    pub(super) fn kinds(&mut self, raw: Vec<RawKind>) -> Vec<CustomKind> {
        let mut names = BTreeSet::new();
        let mut kinds = Vec::new();
        let mut pairs = Pairs::default();
        for (nth, raw) in raw.into_iter().enumerate() {
            let key = format!("catalog.kinds[{nth}]");
            let RawKind { kind, api_versions, plural, icon, schema, relations } = raw;
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
            let icon = icon.and_then(|name| {
                let span = self.span(&format!("{key}.icon"));
                self.word(&format!("{key}.icon"), name).map(|name| KindIcon { name, span })
            });
            let schema = schema.and_then(|path| {
                let key = format!("{key}.schema");
                Some(KindSchema { path: self.site_path(&key, &path)?, span: self.span(&key) })
            });
            let relations = self.kind_relations(&key, relations.unwrap_or_default(), &mut pairs);
            kinds.push(CustomKind { kind, api_versions, plural, icon, schema, relations });
        }
        kinds
    }

    /// The name of an icon. Whether the theme has it is known when the theme is.
    fn word(&mut self, key: &str, text: String) -> Option<String> {
        let text = text.trim().trim_end_matches(".svg").to_owned();
        if text.is_empty() || text.contains(['/', '\\']) {
            self.bad(key, "", "is no name of an icon", "write a name such as `repository`, without folder");
            return None;
        }
        Some(text)
    }

    fn kind_relations(&mut self, kind: &str, raw: Vec<RawKindRelation>, pairs: &mut Pairs) -> Vec<KindRelation> {
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
            } else if path == OWNER && relation != "ownedBy" {
                self.bad(&key, "relation", "is not what `owner` gives", "write `ownedBy`, or take another path");
            }
            let reverse = self.reverse(&key, &relation, reverse, pairs);
            relations.push(KindRelation {
                path,
                relation,
                reverse,
                default_kind,
                allowed_kinds: allowed_kinds.unwrap_or_default(),
            });
        }
        relations
    }

    /// What the other end calls a relation; empty if something is wrong with it.
    fn reverse(&mut self, key: &str, relation: &str, reverse: Option<String>, pairs: &mut Pairs) -> String {
        let mut both_ways = PAIRS.iter().flat_map(|(name, other)| [(*name, *other), (*other, *name)]);
        if let Some((_, other)) = both_ways.clone().find(|(name, _)| *name == relation) {
            if reverse.is_some_and(|reverse| reverse != other) {
                let hint = format!("write `{other}`, or remove the key");
                self.bad(key, "reverse", &format!("is not the reverse of `{relation}`"), &hint);
            }
            return other.to_owned();
        }
        if !is_word(relation) {
            let hint = "write up to 40 letters and digits, such as `deployedTo`";
            self.bad(key, "relation", "is no name of a relation", hint);
        } else if let Some((name, _)) = both_ways.find(|(name, _)| name.eq_ignore_ascii_case(relation)) {
            let problem = format!("differs from `{name}` only in case");
            self.bad(key, "relation", &problem, &format!("write `{name}`"));
        } else if let Some(reverse) = reverse {
            return self.own_reverse(key, relation, reverse, pairs);
        } else {
            let names: Vec<&str> = PAIRS.iter().flat_map(|(name, other)| [*name, *other]).collect();
            let own = "relation of your own needs `reverse`, the name that it has at its targets";
            let hint = match nearest(relation, names.iter().copied()).first() {
                Some(near) => format!("did you mean `{near}`? A {own}"),
                None => format!("a {own}; Backstage's relations are `{}`", names.join("`, `")),
            };
            self.bad(key, "relation", "is none of Backstage's relations and has no `reverse`", &hint);
        }
        String::new()
    }

    /// The other end of a relation with a name of its own.
    fn own_reverse(&mut self, key: &str, relation: &str, reverse: String, pairs: &mut Pairs) -> String {
        let taken = PAIRS.iter().flat_map(|(name, other)| [*name, *other]);
        if !is_word(&reverse) {
            let hint = "write up to 40 letters and digits, such as `hosts`";
            self.bad(key, "reverse", "is no name of a relation", hint);
        } else if let Some(name) = taken.clone().find(|name| name.eq_ignore_ascii_case(&reverse)) {
            let problem = format!("is Backstage's `{name}`, whose reverse is another relation");
            self.bad(key, "reverse", &problem, "choose another name");
        } else if reverse.eq_ignore_ascii_case(relation) {
            let hint = "give the two ends two names, such as `competesWith` and `isRivalOf`";
            self.bad(key, "reverse", "is the relation itself", hint);
        } else if let Some((name, other)) = pairs.clash(relation, &reverse) {
            let problem = format!("does not fit an earlier relation, where `{name}` and `{other}` belong together");
            self.bad(key, "relation", &problem, "write the same two names, or two new ones");
        } else {
            pairs.0.push((relation.to_owned(), reverse.clone()));
            return reverse;
        }
        String::new()
    }
}

/// The relations with names of their own, each with its reverse.
#[derive(Default)]
struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// An earlier pair that has one of the names and is not the same two, either way round.
    fn clash(&self, relation: &str, reverse: &str) -> Option<&(String, String)> {
        let is_same = |(name, other): &(String, String)| {
            (name == relation && other == reverse) || (name == reverse && other == relation)
        };
        let shares = |pair: &(String, String)| {
            let has = |wanted: &str| pair.0.eq_ignore_ascii_case(wanted) || pair.1.eq_ignore_ascii_case(wanted);
            has(relation) || has(reverse)
        };
        self.0.iter().find(|pair| shares(pair) && !is_same(pair))
    }
}

/// True for what a relation may be called.
fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.len() <= MAX_RELATION
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
