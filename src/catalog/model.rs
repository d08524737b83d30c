//! [`Model`]: what the owner of the portal says about the kinds of entities.

use crate::config::{BackstageModules, Config};

/// Which kinds there are, and how strictly they are taken.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// What Backstage would refuse is not published.
    pub strict: bool,
    /// The modules of the Backstage whose verdict is given.
    pub modules: BackstageModules,
}

impl Model {
    /// The model of a configuration.
    pub fn of(config: &Config) -> Self {
        Self { strict: config.catalog.strict, modules: config.catalog.backstage_modules }
    }
}
