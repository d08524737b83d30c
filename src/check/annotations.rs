//! Annotations whose values should be addresses.

use crate::catalog::annotations::{self, Settings};
use crate::config::Config;
use crate::diag::Diagnostics;
use crate::portal::Portal;

/// Looks at the annotations of all entities.
pub(super) fn check(portal: &Portal, config: &Config, diags: &mut Diagnostics) {
    let settings = Settings::of(config);
    for entity in &portal.catalog {
        diags.extend(annotations::check(entity, portal.forge_of(&entity.place.file), settings));
    }
}
