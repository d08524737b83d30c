//! From the text of a definition to data: what kind of document it is, and how much of it can be read.

use std::borrow::Cow;
use std::sync::Arc;

use super::openapi::Document;
use super::{Api, Definition, Text, asyncapi, findings, graphql, protobuf};
use crate::diag::Diagnostic;
use crate::yaml::{self, ErrorKind, Node};

/// Reads a definition.
pub(super) fn read(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) -> Api {
    if definition.text.trim().is_empty() {
        return Api::Raw;
    }
    if is_skeleton(definition.text) {
        found.push(findings::skeleton(definition.source.at(crate::diag::Span::new(1, 1, 0))));
        return Api::Raw;
    }
    let text = Text { text: definition.text, source: &definition.source };
    match definition.kind {
        "graphql" => return graphql(text, found),
        "grpc" | "protobuf" => return protobuf(text, found),
        _ => {}
    }
    let expected = Format::of(definition.kind);
    let mut notes = Vec::new();
    let root = match &definition.bundle {
        Some(bundle) => Some(bundle.root.clone()),
        None => data(definition, expected.is_some(), &mut notes).map(Arc::new),
    };
    let Some(root) = root else {
        found.extend(notes);
        return Api::Raw;
    };
    let format = match (expected, Format::said(&root)) {
        // With the keys of two formats, the entity's type decides.
        (Some(expected), formats) if formats.contains(&expected) => expected,
        (_, formats) if !formats.is_empty() => formats[0],
        (Some(expected), _) => {
            found.extend(notes);
            found.push(findings::no_document(definition.source.at(root.span), expected.name(), expected.keys()));
            return Api::Raw;
        }
        (None, _) => return Api::Raw,
    };
    found.extend(notes);
    if expected != Some(format) && !matches!(definition.kind, "trpc" | "") {
        found.push(findings::other_type(definition.source.at(root.span), definition.kind, format.name()));
    }
    match format {
        Format::OpenApi => Api::OpenApi(Document::new(root, definition, found).into()),
        Format::AsyncApi => asyncapi(root, definition, found),
    }
}

/// A format of data, told by a key at its root.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    OpenApi,
    AsyncApi,
}

impl Format {
    /// The format that `spec.type` means.
    fn of(kind: &str) -> Option<Self> {
        match kind {
            "openapi" | "swagger" => Some(Self::OpenApi),
            "asyncapi" => Some(Self::AsyncApi),
            _ => None,
        }
    }

    /// The formats whose keys a document has. `swagger: "2.0"` may be the last line of a megabyte.
    fn said(root: &Node) -> Vec<Self> {
        let has =
            |format: &Self| format.keys().iter().any(|key| root.get(key).is_some_and(|value| value.text().is_some()));
        [Self::OpenApi, Self::AsyncApi].into_iter().filter(has).collect()
    }

    /// The keys that tell it.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::OpenApi => &["openapi", "swagger"],
            Self::AsyncApi => &["asyncapi"],
        }
    }

    /// Its name as `spec.type`.
    fn name(self) -> &'static str {
        match self {
            Self::OpenApi => "openapi",
            Self::AsyncApi => "asyncapi",
        }
    }
}

/// AsyncAPI 2 and 3; version 1 is another format, which is shown as text.
fn asyncapi(root: Arc<Node>, definition: &Definition<'_>, found: &mut Vec<Diagnostic>) -> Api {
    let version = root.get("asyncapi").and_then(Node::text).unwrap_or_default();
    let place = || definition.source.at(root.get("asyncapi").map_or(root.span, |value| value.span));
    if version.starts_with("1.") || version == "1" {
        found.push(findings::old_asyncapi(place(), version));
        return Api::Raw;
    }
    let known = ["2", "3"].iter().any(|major| version == *major || version.starts_with(&format!("{major}.")));
    if !known {
        found.push(findings::version(place(), version, "2.0 to 2.6, 3.0 and 3.1"));
    }
    let document = asyncapi::Document::new(root, definition, found);
    match document.outline.groups.is_empty() && document.base.schemas.is_empty() {
        true => Api::Raw,
        false => Api::AsyncApi(Box::new(document)),
    }
}

fn graphql(text: Text<'_>, found: &mut Vec<Diagnostic>) -> Api {
    let (schema, findings) = graphql::read(&[text]);
    found.extend(findings);
    match schema.outline.groups.is_empty() {
        true => Api::Raw,
        false => Api::GraphQl(Box::new(schema)),
    }
}

fn protobuf(text: Text<'_>, found: &mut Vec<Diagnostic>) -> Api {
    let (protos, findings) = protobuf::read(&[text]);
    found.extend(findings);
    match protos.outline.groups.is_empty() {
        true => Api::Raw,
        false => Api::Protobuf(Box::new(protos)),
    }
}

/// The text as data; `None` with a finding if it is none.
fn data(definition: &Definition<'_>, expects: bool, found: &mut Vec<Diagnostic>) -> Option<Node> {
    let source = &definition.source;
    let parsed = match yaml::parse_definition(definition.text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let repaired = match error.kind {
                ErrorKind::Limit(..) => None,
                _ => repaired(definition.text).and_then(|text| yaml::parse_definition(&text).ok()),
            };
            match repaired {
                Some(parsed) => {
                    found.push(findings::repaired(source.at(error.span), &error));
                    parsed
                }
                None => {
                    if expects {
                        found.push(findings::unreadable(source.at(error.span), &error));
                    }
                    return None;
                }
            }
        }
    };
    if let Some(error) = &parsed.not_json {
        found.push(findings::not_json(source.at(error.span), error));
    }
    if let Some(second) = parsed.second {
        found.push(findings::second_document(source.at(second)));
    }
    for twin in &parsed.twins {
        found.push(findings::twin(source.at(twin.second), &twin.key, source.at(twin.first)));
    }
    Some(parsed.root)
}

/// The text with what real documents get wrong put right, line by line, so that places stay; `None` if nothing changes.
fn repaired(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 64);
    // The column that the text inside an open quote must be indented to, and the quote.
    let mut open: Option<(usize, char)> = None;
    for line in text.split_inclusive(['\n', '\u{85}']) {
        let line: Cow<'_, str> = if line.contains(['\0', '\u{85}', '\r']) {
            line.replace('\0', "").replace("\r\n", "\n").replace(['\r', '\u{85}'], "\n").into()
        } else {
            line.into()
        };
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let indent = line[..blanks].replace('\t', "  ");
        let rest = &line[blanks..];
        if let Some((least, quote)) = open {
            let missing = if rest.trim().is_empty() { 0 } else { least.saturating_sub(indent.len()) };
            out.push_str(&indent);
            out.extend(std::iter::repeat_n(' ', missing));
            out.push_str(rest);
            if closes(rest, quote) {
                open = None;
            }
            continue;
        }
        out.push_str(&indent);
        out.push_str(rest);
        open = opened(rest).map(|quote| (indent.len() + rest.len() - rest.trim_start_matches("- ").len() + 1, quote));
    }
    (out != text).then_some(out)
}

/// The quote that the value of a line opens and does not close.
fn opened(line: &str) -> Option<char> {
    let line = line.trim_start_matches("- ");
    let value = match line.split_once(": ") {
        Some((key, value)) if !key.starts_with(['"', '\'', '#']) => value.trim_start(),
        _ => line,
    };
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    (!closes(&value[1..], quote)).then_some(quote)
}

/// True if a quote ends in this text, which stands inside it.
fn closes(text: &str, quote: char) -> bool {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if quote == '"' => drop(chars.next()),
            '\'' if quote == '\'' && chars.peek() == Some(&'\'') => drop(chars.next()),
            c if c == quote => return true,
            _ => {}
        }
    }
    false
}

/// True for a text that a template makes an API of: a line begins with an expression that was not filled in.
fn is_skeleton(text: &str) -> bool {
    let starts = ["${{", "{%", "{{"];
    let mut lines = text.lines().map(str::trim_start);
    lines.any(|line| {
        let value = line.split_once(": ").map_or(line, |(_, value)| value.trim_start());
        starts.iter().any(|start| line.starts_with(start) || value.starts_with(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_text_that_goes_on_at_the_left_is_moved() {
        let text = "a:\n  b: \"one\n  two\n\n  three\"\n  c: 'it''s'\n";
        assert!(yaml::parse_definition(text).is_err());
        let repaired = repaired(text).unwrap();
        assert_eq!(repaired, "a:\n  b: \"one\n   two\n\n   three\"\n  c: 'it''s'\n");
        let root = yaml::parse_definition(&repaired).unwrap().root;
        assert_eq!(root.get("a").and_then(|a| a.get("b")).and_then(Node::as_str), Some("one two\nthree"));
    }

    #[test]
    fn tabs_become_blanks_and_good_text_stays() {
        assert_eq!(repaired("a:\n\tb: 1\n").as_deref(), Some("a:\n  b: 1\n"));
        assert_eq!(repaired("a: 'x'\nb: \"y\"\n"), None);
    }

    #[test]
    fn templates_are_no_definitions() {
        assert!(is_skeleton("openapi: 3.0.0\ninfo:\n  title: ${{ values.name }}\n"));
        assert!(is_skeleton("{% if x %}\nopenapi: 3.0.0"));
        assert!(!is_skeleton("openapi: 3.0.0\ninfo: {title: 'a {{ b }} c'}\n"));
    }
}
