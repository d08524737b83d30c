//! [`Model`]: what the owner of the portal says about the kinds of entities.

use super::kind::Kind;
use crate::config::{BackstageModules, Config};

/// Which kinds there are, and how strictly they are taken.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// What Backstage would refuse is not published.
    pub strict: bool,
    /// The modules of the Backstage whose verdict is given.
    pub modules: BackstageModules,
    /// Groups of `apiVersion` that our own kinds may have beside their usual one.
    pub extension_groups: Vec<String>,
}

impl Model {
    /// The model of a configuration.
    pub fn of(config: &Config) -> Self {
        Self {
            strict: config.catalog.strict,
            modules: config.catalog.backstage_modules,
            extension_groups: config.catalog.extension_groups.clone(),
        }
    }

    /// True if entities of this kind may have this `apiVersion`.
    pub(super) fn accepts(&self, kind: &Kind, api_version: &str) -> bool {
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        let is_own = matches!(kind, Kind::GoldenPath | Kind::PortalDashboard);
        kind.accepts(api_version) || is_own && self.extension_groups.iter().any(|known| known == group)
    }
}
