//! Who uses a schema: back links of the references.

use std::collections::{BTreeSet, HashSet};

use super::{At, Document, references};

/// What uses a schema directly.
#[derive(Clone, Debug, Default)]
pub struct Users {
    /// The numbers of operations.
    pub operations: BTreeSet<usize>,
    /// The numbers of other schemas.
    pub schemas: BTreeSet<usize>,
}

/// The users of each named schema, in their order.
pub(super) fn of(document: &Document) -> Vec<Users> {
    let mut users = vec![Users::default(); document.schemas.len()];
    for (number, listed) in document.operations.iter().enumerate() {
        let operation = document.operation(listed);
        let mut seen = HashSet::new();
        let mut found = BTreeSet::new();
        collect(document, operation.at, false, &mut seen, &mut found);
        for part in document.item_parts(operation.item) {
            for parameters in part.get("parameters").into_iter().flat_map(At::items) {
                collect(document, parameters, false, &mut seen, &mut found);
            }
        }
        for schema in found {
            users[schema].operations.insert(number);
        }
    }
    for (number, schema) in document.schemas.iter().enumerate() {
        let Some(at) = document.value(&schema.pointer) else { continue };
        let mut found = BTreeSet::new();
        collect(document, at, true, &mut HashSet::new(), &mut found);
        for used in found.into_iter().filter(|used| *used != number) {
            users[used].schemas.insert(number);
        }
    }
    users
}

/// The numbers of the named schemas that a message of AsyncAPI refers to.
pub(in crate::api) fn named_schemas(document: &Document, at: At<'_>) -> Vec<usize> {
    let mut found = BTreeSet::new();
    let at = document.resolve(at).map_or(at, |target| target.at);
    collect(document, at, false, &mut HashSet::new(), &mut found);
    found.into_iter().collect()
}

/// The named schemas that a value refers to, through what has no page of its own: responses, parameters, bodies.
fn collect(document: &Document, at: At<'_>, is_schema: bool, seen: &mut HashSet<usize>, found: &mut BTreeSet<usize>) {
    let mut further = Vec::new();
    references::references(at, is_schema, &mut |reference, _| {
        let written = reference.text_of("$ref").unwrap_or_default().trim();
        match document.schema_number(written) {
            Some(number) => {
                found.insert(number);
            }
            None => further.extend(written.strip_prefix('#').and_then(|fragment| document.value(fragment))),
        }
    });
    for at in further {
        if seen.insert(at.identity()) && seen.len() < 10_000 {
            collect(document, at, is_schema, seen, found);
        }
    }
}
