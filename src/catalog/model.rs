//! [`Model`]: what the owner of the portal says about the kinds of entities.

use std::sync::Arc;

use super::kind::Kind;
use super::relation::{self, RelationType, Rule};
use super::schema::KindSchema;
use crate::config::{self, BackstageModules, Config};
use crate::diag::Diagnostic;
use crate::world::World;

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
    /// The field whose owners count, if entities of the kind are expected to have one.
    owner: Option<Rule>,
    schema: Option<Arc<KindSchema>>,
}

impl CustomKind {
    /// The kinds of a configuration, and what is wrong with the files that it names. A kind whose schema is wrong has none.
    fn all(kinds: &[config::CustomKind], world: &dyn World) -> (Vec<Self>, Vec<Diagnostic>) {
        let named = |name: &str| {
            let own = kinds.iter().find(|kind| kind.kind.eq_ignore_ascii_case(name));
            own.map_or_else(|| Kind::of(name), |kind| Kind::of(&kind.kind))
        };
        let pairs = relation::pairs(kinds.iter().flat_map(|kind| &kind.relations));
        let mut found = Vec::new();
        let rules = kinds.iter().map(|raw| {
            let fields = Rule::configured(&raw.relations, &pairs, named);
            let is_declared = |rule: &&Rule| matches!(rule, Rule::Configured(_));
            let owner = fields.iter().filter(is_declared).find(|rule| rule.relation == RelationType::OwnedBy).cloned();
            let schema = raw.schema.as_ref().and_then(|schema| {
                let read = KindSchema::read(schema, world);
                read.map_err(|mistake| found.push(mistake)).ok().map(Arc::new)
            });
            Self { kind: Kind::of(&raw.kind), api_versions: raw.api_versions.clone(), fields, owner, schema }
        });
        (rules.collect(), found)
    }
}

impl Model {
    /// The model of a configuration, and what is wrong with the files that it names.
    pub fn of(config: &Config, world: &dyn World) -> (Self, Vec<Diagnostic>) {
        let (kinds, found) = CustomKind::all(&config.catalog.kinds, world);
        let model = Self {
            strict: config.catalog.strict,
            modules: config.catalog.backstage_modules,
            extension_groups: config.catalog.extension_groups.clone(),
            kinds,
        };
        (model, found)
    }

    /// The kind of this name that the configuration describes, whatever its case.
    pub(super) fn custom(&self, name: &str) -> Option<&CustomKind> {
        self.kinds.iter().find(|custom| custom.kind.name().eq_ignore_ascii_case(name))
    }

    /// The field that names the owner of entities of a kind, if they are expected to have one.
    pub(super) fn owner(&self, kind: &Kind) -> Option<Rule> {
        match self.kinds.iter().find(|custom| custom.kind == *kind) {
            Some(custom) => custom.owner.clone(),
            None => self.fields(kind).into_iter().find(|rule| rule.relation == RelationType::OwnedBy),
        }
    }

    /// What entities of a kind are checked against.
    pub(super) fn schema(&self, kind: &Kind) -> Option<&KindSchema> {
        self.kinds.iter().find(|custom| custom.kind == *kind)?.schema.as_deref()
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
