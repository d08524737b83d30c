//! [`Model`]: what the owner of the portal says about the kinds of entities.

use super::kind::Kind;
use super::relation::{self, Rule};
use crate::config::{self, BackstageModules, Config};

/// Which kinds there are, and how strictly they are taken.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// What Backstage would refuse is not published.
    pub strict: bool,
    /// The modules of the Backstage whose verdict is given.
    pub modules: BackstageModules,
    /// Groups of `apiVersion` that our own kinds may have beside their usual one.
    pub extension_groups: Vec<String>,
    /// The organisation's own kinds.
    pub kinds: Vec<CustomKind>,
}

/// A kind that the configuration describes.
#[derive(Clone, Debug)]
pub struct CustomKind {
    pub(super) kind: Kind,
    pub(super) api_versions: Vec<String>,
    fields: Vec<Rule>,
}

impl CustomKind {
    /// The kinds of a configuration.
    pub fn all(kinds: &[config::CustomKind]) -> Vec<Self> {
        let named = |name: &str| {
            let own = kinds.iter().find(|kind| kind.kind.eq_ignore_ascii_case(name));
            own.map_or_else(|| Kind::of(name), |kind| Kind::of(&kind.kind))
        };
        let rules = kinds.iter().map(|raw| Self {
            kind: Kind::of(&raw.kind),
            api_versions: raw.api_versions.clone(),
            fields: Rule::configured(&raw.relations, named),
        });
        rules.collect()
    }
}

impl Model {
    /// The model of a configuration.
    pub fn of(config: &Config) -> Self {
        Self {
            strict: config.catalog.strict,
            modules: config.catalog.backstage_modules,
            extension_groups: config.catalog.extension_groups.clone(),
            kinds: CustomKind::all(&config.catalog.kinds),
        }
    }

    /// The kind of this name that the configuration describes, whatever its case.
    pub(super) fn custom(&self, name: &str) -> Option<&CustomKind> {
        self.kinds.iter().find(|custom| custom.kind.name().eq_ignore_ascii_case(name))
    }

    /// The fields of a kind that hold references.
    pub(super) fn fields(&self, kind: &Kind) -> Vec<Rule> {
        let custom = self.kinds.iter().find(|custom| custom.kind == *kind);
        custom
            .map_or_else(|| relation::fields(kind).iter().map(Rule::BuiltIn).collect(), |custom| custom.fields.clone())
    }

    /// True if entities of this kind may have this `apiVersion`.
    pub(super) fn accepts(&self, kind: &Kind, api_version: &str) -> bool {
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        let is_own = matches!(kind, Kind::GoldenPath | Kind::PortalDashboard);
        kind.accepts(api_version) || is_own && self.extension_groups.iter().any(|known| known == group)
    }
}
