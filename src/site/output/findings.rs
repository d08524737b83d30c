//! Findings about the output as a whole.

use super::{Clash, ClashKind};
use crate::diag::{Diagnostic, Place, shown};

crate::codes! {
    SITE_CLASH = "E-SITE-CLASH", "Two pages or files of the portal want the same place", "`docs/a/index.html` is made twice";
    OUT_FOREIGN = "E-OUT-FOREIGN", "The output folder is not one that platdocs made, or a place where none may be", "`/srv/www` holds files that platdocs did not make";
    OUT_SHRINK = "E-OUT-SHRINK", "The new portal has more than 30 % fewer pages than the one it would replace", "the portal would shrink from 400 pages to 12";
}

/// Two artifacts cannot both be published; `place` is the author's file behind the one that was left out.
pub fn clash(place: Place, clash: &Clash) -> Diagnostic {
    let hint = match clash.kind {
        ClashKind::Same | ClashKind::FileAndFolder => "rename one of them, only the first is published",
        ClashKind::Twins => "rename one of them, many web servers and file systems take both for one",
        ClashKind::Forbidden => "rename it, `_platdocs` belongs to the portal and names have at most 255 bytes",
    };
    Diagnostic::new(&SITE_CLASH, place, shown(&clash.to_string())).hint(hint)
}
