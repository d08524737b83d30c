//! Pages whose dates are not known, because only a part of the history was fetched.

use super::findings;
use crate::diag::{Diagnostics, Span};
use crate::portal::Portal;

/// Finds docs sets with pages that have no date in a shallow checkout; one finding a set.
pub(super) fn check(portal: &Portal, diags: &mut Diagnostics) {
    for set in portal.checked_out() {
        let repository = &portal.repositories[set.repository];
        if repository.git.boundary.is_empty() || !repository.reads_history {
            continue;
        }
        let undated = |source: &&crate::path::RepoPath| repository.history.of(source).is_none();
        let mut sources = set.layout.pages.iter().map(|page| &page.source).filter(undated);
        if let Some(first) = sources.next() {
            let place = repository.place(first).at(Span::FILE);
            diags.push(findings::undated(place, 1 + sources.count(), set.layout.pages.len()));
        }
    }
}
