//! What to do about the usual causes of text that is not YAML, read off the line where the parser stopped and the one
//! before it.

use serde_saphyr::granit_parser::{ErrorKind, ScanError};

/// What is wrong, in the words of an author. Rare errors keep the parser's.
pub(super) fn words(error: &ScanError) -> String {
    let words = match error.kind() {
        ErrorKind::ExpectedBlockMappingKey => "this does not continue the mapping above it",
        ErrorKind::ExpectedNodeContent => "a value is expected here",
        ErrorKind::ExpectedBlockSequenceEntry => "this does not continue the list above it",
        ErrorKind::ExpectedFlowMappingSeparator => "`,` or `}` is expected here",
        ErrorKind::ExpectedFlowSequenceSeparator => "`,` or `]` is expected here",
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => "a key without `:`",
        ErrorKind::MappingKeyNotAllowed => "a key cannot stand here",
        ErrorKind::BlockSequenceEntryNotAllowed => "a list item cannot stand here",
        ErrorKind::BlockEntryInFlowCollection => "a list item cannot stand inside `{}` or `[]`",
        ErrorKind::UnclosedQuotedScalar => "the quote is not closed",
        ErrorKind::UnknownQuotedScalarEscape => "an escape that does not exist",
        ErrorKind::UnknownAnchor => "an alias `*` without the `&` that it names",
        ErrorKind::UndeclaredTagHandle => "a tag whose prefix is not declared",
        ErrorKind::TabInIndentation | ErrorKind::TabInBlockIndentation | ErrorKind::TabNotAllowed => {
            "a tab cannot stand here"
        }
        ErrorKind::UnexpectedCharacter { character } => {
            return format!("no value can start with `{}`", character.escape_default());
        }
        ErrorKind::UnclosedFlowCollection { open } => return format!("`{open}` is not closed"),
        _ => return error.info(),
    };
    words.to_owned()
}

/// A hint for a syntax error on the 1-based `line` of `text`.
pub(super) fn syntax(text: &str, line: usize) -> Option<&'static str> {
    let lines: Vec<&str> = text.lines().take(line).collect();
    let near = lines.iter().rev().filter(|line| !line.trim().is_empty()).take(2);
    near.copied().find_map(of_line).or_else(|| template(text))
}

fn of_line(line: &str) -> Option<&'static str> {
    let inner = line.trim_start();
    let indentation = &line[..line.len() - inner.len()];
    if inner.starts_with('%') || ["{%", "${{", "{{"].iter().any(|marker| line.contains(marker)) {
        return Some("this looks like a template file, not like YAML; a value with braces needs quotes");
    }
    if indentation.contains('\t') {
        return Some("indent with spaces, YAML forbids tabs");
    }
    let value = value(inner);
    if value.starts_with('@') || value.starts_with('`') {
        return Some("put the value in quotes, `@` and a backtick cannot start one");
    }
    if value.starts_with('"') && value.contains('\\') {
        return Some("a backslash starts an escape in double quotes; double it or use single quotes");
    }
    if value.starts_with('*') || value.starts_with('&') {
        return Some("put the value in quotes, `*` and `&` start references to other values");
    }
    if !value.starts_with(['"', '\'', '{', '[', '|', '>', '#']) && (value.contains(": ") || value.ends_with(':')) {
        return Some("put the value in quotes, it holds a colon");
    }
    if value.contains(" #") {
        return Some("` #` starts a comment and cuts the value; put it in quotes");
    }
    None
}

/// What follows the first `- ` and `key: ` of a line.
fn value(line: &str) -> &str {
    let item = line.strip_prefix("- ").unwrap_or(line).trim();
    match item.split_once(": ") {
        Some((_, value)) => value.trim(),
        None if line.starts_with("- ") => item,
        None => "",
    }
}

fn template(text: &str) -> Option<&'static str> {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    (first.starts_with('%') || first.starts_with("{%")).then_some("this looks like a template file, not like YAML")
}
