//! Addresses that authors write.

use std::fmt;

use url::Url;

/// Longest address in characters.
const MAX_CHARS: usize = 2048;
/// Schemes that need no permission.
const ALLOWED: [&str; 5] = ["http", "https", "mailto", "tel", "ftp"];
/// Schemes that no configuration can allow.
const NEVER: [&str; 8] = ["javascript", "data", "vbscript", "blob", "file", "about", "filesystem", "view-source"];

/// An absolute address that may stand in a page, in its serialised form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct SafeUrl(String);

/// Why an address may not stand in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It has no scheme: it is the business of whoever knows the pages, not an error by itself.
    Relative,
    /// It holds a control character.
    Control,
    /// It is longer than 2,048 characters.
    TooLong,
    /// Its scheme, in lower case, is not allowed.
    Scheme(String),
    /// `http`, `https` or `ftp` without a host.
    NoHost,
    /// It names a user or a password before the host.
    UserInfo,
    /// It is no address at all.
    Malformed,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relative => f.write_str("has no scheme such as `https:`"),
            Self::Control => f.write_str("holds a control character"),
            Self::TooLong => write!(f, "is longer than {MAX_CHARS} characters"),
            Self::Scheme(scheme) => write!(f, "has the scheme `{}:`, which is not allowed", crate::diag::shown(scheme)),
            Self::NoHost => f.write_str("names no host"),
            Self::UserInfo => f.write_str("names a user or password before the host"),
            Self::Malformed => f.write_str("is no valid address"),
        }
    }
}

impl std::error::Error for Refused {}

impl SafeUrl {
    /// Reads an absolute address whose entities are decoded already. `extra` are the schemes that the portal's owner allows
    /// besides `http https mailto tel ftp`, in lower case. `//host/x` becomes `https://host/x`.
    ///
    /// # Errors
    /// See [`Refused`].
    pub fn parse(text: &str, extra: &[String]) -> Result<Self, Refused> {
        let text = without_noise(text)?;
        let text = if text.starts_with("//") { format!("https:{text}") } else { text };
        let scheme = scheme(&text).ok_or(Refused::Relative)?.to_ascii_lowercase();
        let known = ALLOWED.contains(&scheme.as_str()) || extra.contains(&scheme);
        if !known || NEVER.contains(&scheme.as_str()) {
            return Err(Refused::Scheme(scheme));
        }
        let url = Url::parse(&text).map_err(|error| match error {
            url::ParseError::EmptyHost => Refused::NoHost,
            _ => Refused::Malformed,
        })?;
        if matches!(url.scheme(), "http" | "https" | "ftp") && url.host_str().is_none_or(str::is_empty) {
            return Err(Refused::NoHost);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::UserInfo);
        }
        Ok(Self(url.into()))
    }

    /// The address as it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SafeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands before the first colon, if that can be a scheme.
pub(super) fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let mut bytes = scheme.bytes();
    let first = bytes.next()?;
    let rest = bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-'));
    (first.is_ascii_alphabetic() && rest).then_some(scheme)
}

/// True for an address that runs something: the sanitiser's last look at what is printed.
pub(super) fn is_never(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_control() && !c.is_whitespace()).take(32).collect();
    scheme(&text).is_some_and(|scheme| NEVER.iter().any(|never| scheme.eq_ignore_ascii_case(never)))
}

/// Does to an address what browsers do before they read it, and refuses what they would pass over in silence.
fn without_noise(text: &str) -> Result<String, Refused> {
    let text = text.trim_matches(|c: char| c <= ' ' || c.is_whitespace());
    let mut out = String::with_capacity(text.len());
    for (nth, c) in text.chars().enumerate() {
        match c {
            _ if nth >= MAX_CHARS => return Err(Refused::TooLong),
            '\t' | '\r' | '\n' => {}
            c if c.is_control() => return Err(Refused::Control),
            '\\' => out.push('/'),
            c => out.push(c),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_normalised_or_refused() {
        let check = |text: &str, expect: Result<&str, Refused>| {
            let extra = ["slack".to_owned(), "javascript".to_owned()];
            let parsed = SafeUrl::parse(text, &extra);
            assert_eq!(parsed.as_ref().map(SafeUrl::as_str).map_err(Clone::clone), expect, "{text:?}");
        };
        let scheme = |name: &str| Err(Refused::Scheme(name.to_owned()));
        check("https://a.b/c?d#e", Ok("https://a.b/c?d#e"));
        check("  HTTPS://A.b/\u{1}", Ok("https://a.b/"));
        check("//evil/t.png", Ok("https://evil/t.png"));
        check("\\\\evil", Ok("https://evil/"));
        check("/\\evil", Ok("https://evil/"));
        check("https:evil", Ok("https://evil/"));
        check("http:\\\\evil\\x", Ok("http://evil/x"));
        check("mailto:a@b.cd", Ok("mailto:a@b.cd"));
        check("tel:+49-1", Ok("tel:+49-1"));
        check("slack://channel?id=1", Ok("slack://channel?id=1"));
        check("java\nscript:alert(1)", scheme("javascript"));
        check(" \u{1}javascript:alert(1)", scheme("javascript"));
        check("\u{a0}JavaScript:alert(1)", scheme("javascript"));
        check("data:text/html,x", scheme("data"));
        check("java\u{0}script:x", Err(Refused::Control));
        check("https://good.example@evil/", Err(Refused::UserInfo));
        check("https://u:p@evil/", Err(Refused::UserInfo));
        check("https://", Err(Refused::NoHost));
        check("https://a b/", Err(Refused::Malformed));
        check("a/b.md", Err(Refused::Relative));
        check("", Err(Refused::Relative));
        check(&format!("https://a/{}", "x".repeat(3000)), Err(Refused::TooLong));
    }
}
