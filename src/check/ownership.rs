//! Owners that nobody is in.

use super::findings;
use crate::catalog::organisation::Organisation;
use crate::catalog::{Catalog, RelationType};
use crate::diag::Diagnostics;

/// Finds groups that own something and have nobody in them or below. Many catalogs do not list people; so this speaks
/// only where at least half of the groups that own something have members.
pub(super) fn check(catalog: &Catalog, diags: &mut Diagnostics) {
    let organisation = Organisation::of(catalog);
    let owners: Vec<_> = organisation.groups().iter().filter(|group| !group.owned.is_empty()).collect();
    let (empty, peopled): (Vec<_>, Vec<_>) = owners.into_iter().partition(|group| group.members_within == 0);
    if peopled.len() < empty.len() || peopled.is_empty() {
        return;
    }
    let has_tree = organisation.groups().iter().any(|group| group.level > 0);
    for group in empty {
        let mut relations = group.entity.relations.iter().map(|relation| &relation.relation);
        let connected = relations.any(|relation| matches!(relation, RelationType::ChildOf | RelationType::ParentOf));
        let first = group.owned.first().expect("an owner owns something");
        diags.push(findings::empty_owner(group.entity, group.owned.len(), first, has_tree && !connected));
    }
}
