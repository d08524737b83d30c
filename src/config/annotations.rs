//! The rules of `catalog.annotations`. Their keys hold dots, so places are looked up in the mapping itself.

use std::collections::BTreeMap;

use super::AnnotationRule;
use super::findings::{bad_value, url_with_userinfo};
use super::raw::RawAnnotation;
use crate::diag::{Diagnostic, File, Span, shown};
use crate::yaml::Map;

/// Longest text of a rule in characters.
const MAX_TEXT: usize = 1_000;

/// Reads the rules and collects what is wrong with them.
pub(super) struct Reader<'a> {
    /// The mapping as written.
    pub written: Option<&'a Map>,
    /// Schemes that may be opened beside `http`, `https` and `mailto`.
    pub schemes: &'a [String],
    /// The file, for findings.
    pub file: &'a File,
    /// What is wrong.
    pub found: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// The rules; what is wrong in one is left out.
    pub fn rules(&mut self, raw: BTreeMap<String, RawAnnotation>) -> BTreeMap<String, AnnotationRule> {
        raw.into_iter().map(|(key, raw)| (key.clone(), self.rule(&key, raw))).collect()
    }

    fn rule(&mut self, key: &str, raw: RawAnnotation) -> AnnotationRule {
        let RawAnnotation { url, title, icon, base } = raw;
        if key.matches('*').count() > 1 {
            self.bad(key, "", "has more than one `*`", "write one rule for each key");
        }
        let has_base = base.is_some();
        AnnotationRule {
            url: url.and_then(|text| self.template(key, text, has_base)),
            title: title.and_then(|text| self.text(key, "title", text)),
            icon: icon.and_then(|text| self.text(key, "icon", text)),
            base: base.and_then(|text| self.base(key, &text)),
        }
    }

    fn text(&mut self, key: &str, field: &str, text: String) -> Option<String> {
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.chars().count() > MAX_TEXT {
            let problem = if trimmed.is_empty() { "is empty" } else { "is longer than 1,000 characters" };
            self.bad(key, field, problem, "write a short text, or remove the key");
            return None;
        }
        Some(trimmed.to_owned())
    }

    fn base(&mut self, key: &str, text: &str) -> Option<String> {
        let url = url::Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = url.filter(|url| url.has_host() && url.query().is_none() && url.fragment().is_none()) else {
            self.bad(key, "base", "is not the address of a server", "write it like `https://jira.example.com`");
            return None;
        };
        if !url.username().is_empty() || url.password().is_some() {
            self.found.push(url_with_userinfo(self.file, &path(key, "base"), self.span(key, "base")));
            return None;
        }
        Some(url.as_str().trim_end_matches('/').to_owned())
    }

    fn template(&mut self, key: &str, text: String, has_base: bool) -> Option<String> {
        let text = self.text(key, "url", text)?;
        let example = match placeholders_filled(&text) {
            Ok(example) => example,
            Err(wrong) => {
                let problem = format!("has `{}`, which stands for nothing", shown(&wrong));
                self.bad(key, "url", &problem, "the placeholders are `{value}`, `{0}`, `{1}` and `{base}`");
                return None;
            }
        };
        if text.contains("{base}") && !has_base {
            self.bad(key, "url", "has `{base}`, but there is no `base`", "add `base`, or write the address out");
            return None;
        }
        if text == "{value}" || text.starts_with("{base}") {
            return Some(text);
        }
        let opened = |url: &url::Url| {
            let scheme = url.scheme();
            matches!(scheme, "http" | "https" | "mailto") || self.schemes.iter().any(|known| known == scheme)
        };
        let Some(url) = url::Url::parse(&example).ok().filter(opened) else {
            let hint = "start it with `https://` and a host, or with `{base}`";
            self.bad(key, "url", "is no address that pages open", hint);
            return None;
        };
        if !url.username().is_empty() && url.scheme() != "mailto" || url.password().is_some() {
            self.found.push(url_with_userinfo(self.file, &path(key, "url"), self.span(key, "url")));
            return None;
        }
        Some(text)
    }

    /// Reports a field of a rule, or the rule when the field is empty.
    fn bad(&mut self, key: &str, field: &str, problem: &str, hint: &str) {
        let span = self.span(key, field);
        self.found.push(bad_value(self.file, &path(key, field), span, problem, hint));
    }

    fn span(&self, key: &str, field: &str) -> Span {
        let entry = self.written.and_then(|map| map.entries.iter().find(|entry| &*entry.key == key));
        entry.map_or(Span::FILE, |entry| entry.value.get(field).map_or(entry.key_span, |node| node.span))
    }
}

fn path(key: &str, field: &str) -> String {
    let dot = if field.is_empty() { "" } else { "." };
    format!("catalog.annotations.{key}{dot}{field}")
}

/// The template with an `x` for every placeholder.
///
/// # Errors
/// The first piece in braces that is no placeholder.
fn placeholders_filled(template: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some(start) = rest.find(['{', '}']) {
        let Some(end) = rest[start..].find('}').map(|end| start + end) else { return Err(rest[start..].to_owned()) };
        let known = matches!(&rest[start..=end], "{value}" | "{base}")
            || matches!(rest.as_bytes()[start..=end], [b'{', b'0'..=b'9', b'}']);
        if !known {
            return Err(rest[start..=end].to_owned());
        }
        out.push_str(&rest[..start]);
        out.push('x');
        rest = &rest[end + 1..];
    }
    Ok(out + rest)
}
