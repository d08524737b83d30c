//! Puts the reload script into a page, and lets the page's own policy run it.
//!
//! A built page forbids every script whose hash it does not name (contract on security, section 10). Only the answer of
//! `serve` is changed; the portal itself never holds the script.

use std::ops::Range;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The script that reloads pages.
pub(super) const SCRIPT: &str = include_str!("reload.js");
/// Where it is served.
pub(super) const SCRIPT_PATH: &str = "_platdocs/reload.js";

/// What a page without a policy of its own may do.
const FALLBACK: &str = "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; \
                        connect-src 'self'; base-uri 'none'; form-action 'none'";

/// `sha256-…` of the script, as a policy and `integrity` name it.
static HASH: LazyLock<String> = LazyLock::new(|| format!("sha256-{}", STANDARD.encode(Sha256::digest(SCRIPT))));

/// A page as it is sent.
pub(super) struct Live {
    /// The page with the script.
    pub html: String,
    /// The policy for the header.
    pub policy: String,
}

/// Adds the script to a page of the portal version `version`.
pub(super) fn inject(html: &str, version: &str) -> Live {
    let found = meta_policy(html);
    let own = found.as_ref().map_or_else(|| FALLBACK.to_owned(), |range| unescape(&html[range.clone()]));
    let policy = allow(&own, &HASH);
    let mut live = html.to_owned();
    let end = html.rfind("</body>").unwrap_or(html.len());
    live.insert_str(end, &tag(version));
    if let Some(range) = found
        && range.end <= end
    {
        live.replace_range(range, &escape(&policy));
    }
    Live { html: live, policy: format!("{policy}; frame-ancestors 'none'") }
}

fn tag(version: &str) -> String {
    let hash = HASH.as_str();
    format!(r#"<script src="/{SCRIPT_PATH}" integrity="{hash}" data-version="{version}" defer></script>"#)
}

/// Where the value of the page's policy stands: `content` of the first `meta` that names one.
fn meta_policy(html: &str) -> Option<Range<usize>> {
    const NAME: &[u8] = b"content-security-policy";
    let name = html.as_bytes().windows(NAME.len()).position(|bytes| bytes.eq_ignore_ascii_case(NAME))?;
    let start = html[..name].rfind('<')?;
    let head = html.get(start..start + 5)?;
    if !head.eq_ignore_ascii_case("<meta") {
        return None;
    }
    let tag = &html[start..start + html[start..].find('>')?];
    let value = start + tag.find(" content=")? + " content=".len();
    let quote = html[value..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let end = value + 1 + html[value + 1..].find(quote)?;
    Some(value + 1..end)
}

/// The policy with one more script, and with the event stream of this server.
fn allow(policy: &str, hash: &str) -> String {
    let mut directives: Vec<Vec<String>> = policy
        .split(';')
        .map(|directive| directive.split_ascii_whitespace().map(str::to_owned).collect())
        .filter(|directive: &Vec<String>| !directive.is_empty())
        .collect();
    for (name, source) in [("script-src", format!("'{hash}'")), ("connect-src", "'self'".to_owned())] {
        let at = directives.iter().position(|directive| directive[0].eq_ignore_ascii_case(name));
        let Some(at) = at else {
            directives.push(vec![name.to_owned(), source]);
            continue;
        };
        directives[at].retain(|value| !value.eq_ignore_ascii_case("'none'"));
        if !directives[at].contains(&source) {
            directives[at].push(source);
        }
    }
    directives.iter().map(|directive| directive.join(" ")).collect::<Vec<_>>().join("; ")
}

fn unescape(value: &str) -> String {
    let quotes = value.replace("&#39;", "'").replace("&#x27;", "'").replace("&apos;", "'").replace("&quot;", "\"");
    quotes.replace("&#x2F;", "/").replace("&#x2f;", "/").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn escape(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_joins_the_policy_of_the_page() {
        let hash = HASH.as_str();
        let check = |policy: &str, expect: &str| assert_eq!(allow(policy, hash), expect.replace("HASH", hash));
        check(
            "default-src 'none'; script-src 'sha256-a=' 'sha256-b='; connect-src 'self'",
            "default-src 'none'; script-src 'sha256-a=' 'sha256-b=' 'HASH'; connect-src 'self'",
        );
        check("script-src 'none';connect-src 'none';", "script-src 'HASH'; connect-src 'self'");
        check("default-src 'none'", "default-src 'none'; script-src 'HASH'; connect-src 'self'");
        check("connect-src https://x.example", "connect-src https://x.example 'self'; script-src 'HASH'");
    }

    #[test]
    fn meta_and_header_carry_the_same_policy_whatever_the_quotes() {
        let expect = format!("script-src 'sha256-a=' '{}'; connect-src 'self'", HASH.as_str());
        for meta in [
            r#"<meta http-equiv="Content-Security-Policy" content="script-src 'sha256-a='; connect-src 'self'">"#,
            r#"<meta content="script-src &#x27;sha256-a=&#x27;; connect-src &#39;self&#39;" http-equiv="content-security-policy">"#,
            r#"<META http-equiv=Content-Security-Policy content='script-src &apos;sha256-a=&apos;; connect-src &#39;self&#39;'>"#,
        ] {
            let page = format!("<html><head><meta charset=utf-8>{meta}</head><body><p>é</body></html>");
            let live = inject(&page, "7f");
            assert_eq!(live.policy, format!("{expect}; frame-ancestors 'none'"), "{meta}");
            let written = meta_policy(&live.html).expect("the policy is still there");
            assert_eq!(unescape(&live.html[written]), expect, "{meta}");
            assert!(live.html.ends_with("data-version=\"7f\" defer></script></body></html>"), "{}", live.html);
        }
    }

    #[test]
    fn text_about_policies_is_left_alone() {
        let page = "<title>Content-Security-Policy content=\"x\"</title><body><p>Content-Security-Policy</body>";
        let live = inject(page, "1");
        assert!(live.html.starts_with("<title>Content-Security-Policy content=\"x\"</title><body><p>Content-Sec"));
        assert!(live.policy.starts_with("default-src 'none'; script-src 'sha256-"), "{}", live.policy);
        assert!(inject("no body at all", "1").html.contains("</script>"));
        assert_eq!(meta_policy("<meta http-equiv=content-security-policy"), None);
    }
}
