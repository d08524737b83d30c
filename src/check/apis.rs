//! APIs that are used although nothing serves them.

use super::findings;
use crate::catalog::{Catalog, RelationType};
use crate::diag::Diagnostics;

/// Finds APIs that have consumers and no provider. An API that nobody uses yet may be ahead of its first provider.
pub(super) fn check(catalog: &Catalog, diags: &mut Diagnostics) {
    for api in catalog {
        let mut relations = api.relations.iter();
        if relations.any(|relation| relation.relation == RelationType::ApiProvidedBy) {
            continue;
        }
        let consumer = api.relations.iter().find(|relation| relation.relation == RelationType::ApiConsumedBy);
        let Some(consumer) = consumer.and_then(|relation| catalog.get(&relation.target)) else { continue };
        let mut references = consumer.references_in("consumesApis");
        let reference = references.find(|reference| reference.target.as_ref() == Some(&api.reference));
        let place = reference.map_or(consumer.place.clone(), |reference| consumer.place.file.at(reference.span));
        diags.push(findings::no_provider(api, place));
    }
}
