//! [`Fate`]: what became of a document that is not published. Nothing disappears silently.

use super::findings;
use crate::diag::Diagnostic;

/// Why a document of a catalog file is no entity of the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Something is wrong with it.
    Refused,
    /// It is none of ours: a skeleton, a manifest of another program, a copy, nothing at all.
    Skipped,
}

/// What became of the document that a finding is about, if the finding is the reason why it is not published. Every such
/// document has exactly one.
pub fn fate(finding: &Diagnostic) -> Option<Fate> {
    let skipped = [&findings::CAT_SKELETON, &findings::CAT_FOREIGN, &findings::CAT_EMPTY, &findings::CAT_TWIN];
    if skipped.contains(&finding.code) {
        return Some(Fate::Skipped);
    }
    // One that could not be read as an entity has another finding that says why.
    if *finding.code == findings::CAT_REFUSED && finding.entity.is_none() {
        return None;
    }
    let refused = ["E-YAML-", "E-CAT-"].iter().any(|area| finding.code.id.starts_with(area));
    refused.then_some(Fate::Refused)
}
