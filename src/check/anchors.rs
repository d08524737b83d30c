//! Links to headings: on the page itself, on other pages, in other repositories and versions.

use crate::diag::Diagnostics;
use crate::docs::links::{Anchors, check_anchors};
use crate::portal::Portal;

/// Finds links to ids that no heading has.
pub(super) fn check(portal: &Portal, diags: &mut Diagnostics) {
    let pages: Vec<Anchors<'_>> = portal
        .sets()
        .flat_map(|set| set.layout.pages.iter().zip(&set.pages).map(move |page| (set, page)))
        .map(|(set, (file, page))| {
            // What a tag says cannot be mended.
            let uses = if set.is_checked_out() { &*page.anchors } else { &[] };
            Anchors { url: &file.url, name: &file.path, ids: &page.ids, uses }
        })
        .collect();
    diags.extend(check_anchors(&pages));
}
