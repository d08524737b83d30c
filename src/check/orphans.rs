//! Pages that nothing leads to: the navigation does not name them, and no page links to them.

use std::collections::{BTreeMap, BTreeSet};

use super::findings;
use crate::diag::{Diagnostics, File};
use crate::docs;
use crate::path::SitePath;
use crate::portal::{DocsLink, Portal};

/// Turns the findings about pages outside the navigation into ones about orphans where nothing else leads there either.
pub(super) fn check(portal: &Portal, diags: &mut Diagnostics) {
    if !diags.iter().any(|finding| finding.code.id == docs::findings::UNLISTED.id) {
        return;
    }
    let linked: BTreeSet<&SitePath> =
        portal.checked_out().flat_map(|set| &set.pages).flat_map(|page| &page.links).collect();
    let starts: BTreeSet<&SitePath> = portal
        .docs_of
        .values()
        .filter_map(|link| match link {
            DocsLink::Set(_, start) => Some(start),
            DocsLink::External(_) => None,
        })
        .collect();
    let mut orphans: BTreeMap<File, &str> = BTreeMap::new();
    for set in portal.checked_out() {
        let repository = &portal.repositories[set.repository];
        for page in set.layout.pages.iter().filter(|page| !page.listed) {
            if !linked.contains(&page.url) && !starts.contains(&page.url) && page.url != set.layout.start {
                orphans.insert(repository.place(&page.source), &page.path);
            }
        }
    }
    diags.for_each_mut(|finding| {
        if finding.code.id == docs::findings::UNLISTED.id
            && let Some(path) = orphans.get(&finding.place.file)
        {
            findings::orphaned(finding, path);
        }
    });
}
