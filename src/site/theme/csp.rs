//! The content security policy of a page: nothing but the portal's own files, and scripts only by their hash.

use std::borrow::Cow;

/// Everything but `script-src`. `trusted-types` names the one policy of the search worker.
const REST: &str = "style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; \
manifest-src 'self'; media-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; \
require-trusted-types-for 'script'; trusted-types platdocs";

/// The policy of a page that loads scripts with these `sha256-…` hashes and no others.
pub(super) fn policy<'a>(hashes: impl Iterator<Item = &'a str>) -> String {
    let hashes: Vec<String> = hashes.map(|hash| format!("'{hash}'")).collect();
    format!("default-src 'none'; script-src {}; {REST}", hashes.join(" "))
}

/// The same policy for a page that shows images of these hosts, which the portal's owner allows.
pub(super) fn with_images<'a>(policy: &'a str, hosts: &[String]) -> Cow<'a, str> {
    if hosts.is_empty() {
        return Cow::Borrowed(policy);
    }
    let hosts: String = hosts.iter().map(|host| format!(" https://{host}")).collect();
    policy.replacen("img-src 'self'", &format!("img-src 'self'{hosts}"), 1).into()
}

/// The policy of a page that is read from a folder: browsers refuse `integrity` there.
pub(super) fn offline_policy() -> String {
    format!("default-src 'none'; script-src 'self'; {REST}")
}
