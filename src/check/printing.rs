//! Print pages of docs sets that do not hold all of their set.

use super::findings;
use crate::config::Config;
use crate::diag::{Diagnostics, Span};
use crate::portal::Portal;

/// Finds sets that are too large for one page.
pub(super) fn check(portal: &Portal, config: &Config, diags: &mut Diagnostics) {
    if !config.docs.print_page {
        return;
    }
    for set in &portal.docs {
        let held = set.printed().len();
        if set.pages.len() < 2 || held == set.pages.len() {
            continue;
        }
        let first = set.in_reading_order()[held];
        let place = portal.repositories[set.repository].place(&set.layout.pages[first].source);
        diags.push(findings::print_cut(place.at(Span::FILE), held, set.pages.len()));
    }
}
