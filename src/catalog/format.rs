//! The shapes of names, tags, labels and versions, as Backstage's validators define them.

/// Longest name in characters.
pub(super) const NAME_LENGTH: usize = 63;

/// `^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$` of at most `length` characters.
pub(super) fn is_name(text: &str, length: usize) -> bool {
    let bytes = text.as_bytes();
    let ends = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    ends(bytes.first())
        && ends(bytes.last())
        && bytes.len() <= length
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// A DNS label: `^[a-z0-9]+(?:-+[a-z0-9]+)*$` of at most 63 characters.
pub(super) fn is_dns_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Dot-separated DNS labels, at most 253 characters.
pub(super) fn is_dns_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_dns_label)
}

/// A key of a label or annotation: `[dnsSubdomain/]name`.
pub(super) fn is_key(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => is_dns_subdomain(prefix) && is_name(name, NAME_LENGTH),
        None => is_name(text, NAME_LENGTH),
    }
}

/// `[dnsSubdomain/]suffix`, the suffix of letters and digits only.
pub(super) fn is_api_version(text: &str) -> bool {
    let (prefix, suffix) = match text.split_once('/') {
        Some((prefix, suffix)) => (Some(prefix), suffix),
        None => (None, text),
    };
    prefix.is_none_or(is_dns_subdomain)
        && (1..=63).contains(&suffix.len())
        && suffix.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// A letter, then letters and digits, at most 63.
pub(super) fn is_kind(text: &str) -> bool {
    text.len() <= 63
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// `^[a-z0-9:+#]+(-[a-z0-9:+#]+)*$` of at most 63 characters.
pub(super) fn is_tag(text: &str) -> bool {
    let part = |part: &str| {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b':' | b'+' | b'#');
        !part.is_empty() && part.bytes().all(fits)
    };
    text.len() <= 63 && text.split('-').all(part)
}

/// The tag that an author probably meant: lower case, blanks and other characters as single hyphens.
pub(super) fn tag_like(text: &str) -> String {
    hyphenated(text, |c| c.is_ascii_alphanumeric() || matches!(c, ':' | '+' | '#'))
}

/// The name that an author probably meant.
pub(super) fn name_like(text: &str) -> String {
    hyphenated(text, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_')).trim_matches(['.', '_']).to_owned()
}

/// The namespace that an author probably meant.
pub(super) fn namespace_like(text: &str) -> String {
    hyphenated(text, |c| c.is_ascii_alphanumeric())
}

fn hyphenated(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if keep(c) {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let mut out = out.trim_end_matches('-').to_owned();
    out.truncate(NAME_LENGTH);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let check = |shape: fn(&str) -> bool, good: &[&str], bad: &[&str]| {
            for text in good {
                assert!(shape(text), "{text}");
            }
            for text in bad {
                assert!(!shape(text), "{text}");
            }
        };
        check(|text| is_name(text, 63), &["a", "A1", "a-b_c.d", "2024-01-01"], &["", "a-", "-a", "a b", "é", "a/b"]);
        check(is_dns_label, &["a", "a--b", "1"], &["", "A", "a-", "a.b", "a_b"]);
        check(is_key, &["a", "x.io/a_b"], &["a/b/c", "/a", "x.io/", "X.io/a"]);
        check(is_api_version, &["v1", "backstage.io/v1"], &["backstage.io/v1/alpha", "a/", "/v1", "", "v1-a"]);
        check(is_tag, &["lang:c++", "c#", "a-b"], &["a--b", "a_b", "1.2", "A", "", "-a"]);
        check(is_kind, &["API", "x1"], &["", "1x", "a-b"]);
    }

    #[test]
    fn suggestions_fit_their_shape() {
        assert_eq!(name_like("My Service!"), "my-service");
        assert_eq!(tag_like("A__b"), "a-b");
        assert_eq!(namespace_like("Team_A"), "team-a");
    }
}
