//! Checks over the finished portal, one file per family of findings, and the list of all codes.

use crate::config::Config;
use crate::diag::{Code, Diagnostics};
use crate::portal::Portal;

mod anchors;
mod annotations;
mod apis;
mod dates;
pub mod external;
mod findings;
mod lifecycle;
mod orphans;
mod ownership;
mod printing;

pub use findings::CODES;

/// Runs all checks that need the whole portal.
pub fn run(portal: &Portal, config: &Config, diags: &mut Diagnostics) {
    anchors::check(portal, diags);
    annotations::check(portal, config, diags);
    apis::check(&portal.catalog, diags);
    dates::check(portal, diags);
    orphans::check(portal, diags);
    lifecycle::check(&portal.catalog, diags);
    ownership::check(&portal.catalog, diags);
    printing::check(portal, config, diags);
}

/// The codes of all findings that are made up to here, sorted.
pub fn codes() -> Vec<&'static Code> {
    let rooms = [
        crate::config::findings::CODES,
        crate::source::CODES,
        crate::catalog::findings::CODES,
        crate::api::CODES,
        crate::api::openapi::diff::CODES,
        crate::portal::CODES,
        CODES,
    ];
    let mut codes: Vec<&'static Code> =
        rooms.iter().chain(crate::docs::CODES).flat_map(|room| room.iter().copied()).collect();
    codes.sort_by_key(|code| code.id);
    codes.dedup_by_key(|code| code.id);
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_documented_once() {
        let codes = codes();
        assert!(codes.len() > 40);
        for code in codes {
            assert!(matches!(code.id.as_bytes(), [b'E' | b'W' | b'I', b'-', ..]), "{}", code.id);
            assert!(!code.meaning.is_empty() && !code.example.is_empty(), "{}", code.id);
        }
    }
}
