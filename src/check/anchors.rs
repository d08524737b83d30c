//! Links to headings: on the page itself, on other pages, in other repositories.

use crate::diag::Diagnostics;
use crate::docs::links::{Anchors, check_anchors};
use crate::portal::Portal;

/// Finds links to ids that no heading has.
pub(super) fn check(portal: &Portal, diags: &mut Diagnostics) {
    let pages: Vec<Anchors<'_>> = portal
        .docs
        .iter()
        .flat_map(|set| set.layout.pages.iter().zip(&set.pages))
        .map(|(file, page)| Anchors { url: &file.url, name: &file.path, ids: &page.ids, uses: &page.anchors })
        .collect();
    diags.extend(check_anchors(&pages));
}
