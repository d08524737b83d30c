//! What is in production and relies on what is going away.

use super::findings;
use crate::catalog::{Catalog, Entity};
use crate::diag::{Diagnostics, Place};
use crate::yaml::Node;

/// Finds references between something in production and something deprecated, at the side that declares them.
pub(super) fn check(catalog: &Catalog, diags: &mut Diagnostics) {
    for entity in catalog {
        let others = |fields: &'static [&'static str]| {
            let references = entity.references.iter().filter(|reference| fields.contains(&reference.field()));
            references.filter_map(|reference| Some((reference, catalog.get(reference.target.as_ref()?)?)))
        };
        if has_lifecycle(entity, "production") {
            for (reference, used) in others(&["dependsOn", "consumesApis"]) {
                if has_lifecycle(used, "deprecated") {
                    let place = entity.place.file.at(reference.span);
                    diags.push(findings::deprecated(place, reference.field(), entity, used, declared(used)));
                }
            }
        } else if has_lifecycle(entity, "deprecated") {
            for (reference, user) in others(&["dependencyOf"]) {
                if has_lifecycle(user, "production") {
                    let place = entity.place.file.at(reference.span);
                    diags.push(findings::deprecated(place, reference.field(), user, entity, declared(entity)));
                }
            }
        }
    }
}

fn has_lifecycle(entity: &Entity, lifecycle: &str) -> bool {
    entity.lifecycle.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(lifecycle))
}

/// Where an entity says its lifecycle.
fn declared(entity: &Entity) -> Place {
    let lifecycle = entity.spec().and_then(|spec| spec.get("lifecycle"));
    lifecycle.map_or(entity.place.clone(), |node: &Node| entity.place.file.at(node.span))
}
