//! Addresses as authors write them: their parts, and percent signs.

use std::fmt::Write;

/// A relative address in its parts, as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address<'t> {
    /// What stands before `?` and `#`.
    pub(super) path: &'t str,
    /// With its `?`; empty if there is none.
    pub(super) query: &'t str,
    /// Without its `#`.
    pub(super) fragment: Option<&'t str>,
}

impl<'t> Address<'t> {
    /// Splits an address.
    pub(super) fn split(text: &'t str) -> Self {
        let (rest, fragment) = match text.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (text, None),
        };
        let query = rest.find('?').unwrap_or(rest.len());
        Self { path: &rest[..query], query: &rest[query..], fragment }
    }

    /// Hangs query and fragment on a finished address.
    pub(super) fn complete(&self, mut href: String) -> String {
        href.push_str(&encode(self.query));
        if let Some(fragment) = self.fragment {
            href.push('#');
            href.push_str(&encode(fragment));
        }
        href
    }
}

/// An address as browsers read it: blanks at the ends and line breaks anywhere are nothing, `\` is `/`.
pub(super) fn cleaned(text: &str) -> String {
    let text = text.trim_matches(|c: char| c <= ' ');
    text.chars().filter(|c| !matches!(c, '\t' | '\r' | '\n')).map(|c| if c == '\\' { '/' } else { c }).collect()
}

/// True for `scheme:...`. A letter is needed first, so `./a:b` is a path.
pub fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte))
}

/// Undoes percent-encoding once. What is no encoding, or would not be UTF-8, stays as it is.
pub fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'%'));
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Encodes what may not stand in an address; what is encoded already stays so.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, ' ' | '"' | '<' | '>' | '`' | '\\' | '{' | '}' | '|' | '^') {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    out
}
