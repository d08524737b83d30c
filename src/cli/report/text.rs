//! Findings for people, in the look of rustc.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::Files;
use crate::diag::{Diagnostic, Diagnostics, File, Place, Severity, Span};

/// Characters of a line that are looked at.
const MAX_LINE: usize = 4_096;
/// Files whose text is kept for the next finding.
const MAX_KEPT_FILES: usize = 16;

/// What is shown, and how.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Use terminal colours.
    pub colors: bool,
    /// The least important severity that is shown.
    pub least: Severity,
}

/// All findings that `look` shows, each followed by an empty line.
pub fn render(found: &Diagnostics, look: Look, files: &dyn Files) -> String {
    let renderer = if look.colors { Renderer::styled() } else { Renderer::plain() };
    let mut sources = Sources { files, texts: BTreeMap::new() };
    let mut text = String::new();
    for finding in found.iter().filter(|finding| finding.severity <= look.least) {
        text.push_str(&one(finding, &renderer, &mut sources));
        text.push_str("\n\n");
    }
    text
}

/// A line such as `error: cannot write public`.
pub fn headline(level: &str, text: &str, colors: bool) -> String {
    let color = if level.starts_with("error") { "\x1b[1;31m" } else { "\x1b[1;33m" };
    if colors { format!("{color}{level}\x1b[0m: {text}\n") } else { format!("{level}: {text}\n") }
}

fn one(finding: &Diagnostic, renderer: &Renderer, sources: &mut Sources<'_>) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut group = Group::with_title(level.primary_title(&finding.message).id(finding.code.id));
    group = marked(group, &finding.place, &finding.label, AnnotationKind::Primary, sources);
    for label in &finding.labels {
        group = marked(group, &label.place, &label.text, AnnotationKind::Context, sources);
    }
    if let Some(hint) = &finding.hint {
        group = group.element(Level::HELP.message(hint));
    }
    renderer.render(&[group])
}

/// Adds a place: its line, or only its position if the line cannot be read.
fn marked<'a>(
    group: Group<'a>,
    place: &Place,
    label: &'a str,
    kind: AnnotationKind,
    sources: &mut Sources<'_>,
) -> Group<'a> {
    let path = sources.files.shown(&place.file);
    let Span { line, column, .. } = place.span;
    if line == 0 {
        return group.element(Origin::path(path));
    }
    let excerpt = sources.line(&place.file, line).and_then(|line| excerpt(&line, place.span));
    let Some(Excerpt { text, range }) = excerpt else {
        return group.element(Origin::path(path).line(line as usize).char_column(column as usize));
    };
    let label = (!label.is_empty()).then_some(label);
    let snippet = Snippet::source(text).path(path).line_start(line as usize);
    group.element(snippet.annotation(kind.span(range).label(label)))
}

/// The texts of the files that findings point at.
struct Sources<'a> {
    files: &'a dyn Files,
    texts: BTreeMap<File, Option<Arc<str>>>,
}

impl Sources<'_> {
    /// A line of a file, without its end.
    fn line(&mut self, file: &File, line: u32) -> Option<String> {
        if self.texts.len() >= MAX_KEPT_FILES && !self.texts.contains_key(file) {
            self.texts.clear();
        }
        let text = self.texts.entry(file.clone()).or_insert_with(|| self.files.source(file).map(Arc::from));
        text.as_deref()?.lines().nth(line as usize - 1).map(str::to_owned)
    }
}

/// The start of a line up to and beyond a marked place. The renderer cuts it to the width of a terminal.
struct Excerpt {
    text: String,
    /// The marked bytes of `text`.
    range: Range<usize>,
}

/// `None` if the place is not on this line or too far to the right.
fn excerpt(line: &str, span: Span) -> Option<Excerpt> {
    let chars = without_userinfo(line.chars().take(MAX_LINE).collect());
    let start = (span.column as usize).checked_sub(1).filter(|start| *start <= chars.len())?;
    let end = start.saturating_add(span.len as usize).min(chars.len());
    let bytes = |to: usize| chars[..to].iter().map(|c| c.len_utf8()).sum();
    Some(Excerpt { range: bytes(start)..bytes(end), text: chars.iter().collect() })
}

/// The characters of a line, those of user names and passwords in URLs replaced by `*`.
fn without_userinfo(mut chars: Vec<char>) -> Vec<char> {
    let mut at = 0;
    while at + 3 <= chars.len() {
        if chars[at..at + 3] != [':', '/', '/'] {
            at += 1;
            continue;
        }
        let start = at + 3;
        let ends = |c: &char| matches!(c, '/' | '?' | '#' | '"' | '\'') || c.is_whitespace();
        let end = start + chars[start..].iter().position(ends).unwrap_or(chars.len() - start);
        if let Some(userinfo) = chars[start..end].iter().rposition(|c| *c == '@') {
            chars[start..start + userinfo].fill('*');
        }
        at = end;
    }
    chars
}
