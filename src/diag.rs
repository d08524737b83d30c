//! Findings: what is wrong in somebody's content, where, and what to do about it.
//!
//! Rooms make findings with one constructor each (`catalog/findings.rs`, `docs/findings.rs`, ...) out of the codes that
//! they declare with [`crate::codes!`]. A finding never stops the other pages; `cli/report.rs` is the only place that prints one.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::path::RepoPath;

/// How bad a finding is. The order is the order of importance, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something is missing from the portal or wrong in it.
    Error,
    /// Readers will probably miss something.
    Warning,
    /// Worth knowing.
    Info,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        })
    }
}

/// A stable code such as `W-REF-UNKNOWN`, with what a reader of `platdocs check --codes` gets to know about it.
#[derive(Debug)]
pub struct Code {
    /// The code as printed. Its first letter is the default severity.
    pub id: &'static str,
    /// One sentence: when the finding is made.
    pub meaning: &'static str,
    /// A piece of input that causes it, or the message as a reader sees it.
    pub example: &'static str,
}

impl Code {
    /// The severity that the first letter stands for.
    pub fn severity(&self) -> Severity {
        match self.id.as_bytes()[0] {
            b'E' => Severity::Error,
            b'W' => Severity::Warning,
            _ => Severity::Info,
        }
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

/// Declares the finding codes of a room, and `CODES`, the list of them all.
#[macro_export]
macro_rules! codes {
    ($($name:ident = $id:literal, $meaning:literal, $example:literal;)*) => {
        $(pub(crate) static $name: $crate::diag::Code = $crate::diag::Code { id: $id, meaning: $meaning, example: $example };)*
        /// All finding codes of this room.
        pub static CODES: &[&$crate::diag::Code] = &[$(&$name),*];
    };
}

/// A stretch of one line: 1-based line and column in characters, and its length in characters (0 = just a point).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Line, from 1. 0 means the file as a whole.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Length in characters on that line.
    pub len: u32,
}

impl Span {
    /// The whole file.
    pub const FILE: Span = Span { line: 0, column: 0, len: 0 };

    /// A span from its numbers.
    pub fn new(line: u32, column: u32, len: u32) -> Self {
        Self { line, column, len }
    }
}

/// A file of a repository, as findings name it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct File {
    /// The repository's label: its folder relative to the site folder (`repos/orders`), empty for the site folder itself.
    pub repo: Arc<str>,
    /// The file inside the repository.
    pub path: RepoPath,
}

impl File {
    /// A file from its parts.
    pub fn new(repo: impl Into<Arc<str>>, path: RepoPath) -> Self {
        Self { repo: repo.into(), path }
    }

    /// This file, a stretch of it.
    pub fn at(&self, span: Span) -> Place {
        Place { file: self.clone(), span }
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.repo.is_empty(), self.path.is_root()) {
            (true, _) => write!(f, "{}", self.path),
            (false, true) => f.write_str(&self.repo),
            (false, false) => write!(f, "{}/{}", self.repo, self.path),
        }
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where a finding points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: File,
    /// The stretch of it.
    pub span: Span,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.span.line == 0 {
            return write!(f, "{}", self.file);
        }
        write!(f, "{}:{}:{}", self.file, self.span.line, self.span.column)
    }
}

/// A further place that belongs to a finding, such as the first of two twins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is there.
    pub text: String,
}

/// What Backstage says when it refuses a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The innermost of its messages, which names what is wrong.
    pub text: String,
    /// The JSON pointer of the value that it is about, empty for the document as a whole.
    pub pointer: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: &'static Code,
    /// How bad it is; strict mode may raise it above the code's own severity.
    pub severity: Severity,
    /// What is wrong, in the user's words, without a full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What is written beside the marked place, may be empty.
    pub label: String,
    /// Further places.
    pub labels: Vec<Label>,
    /// What to do.
    pub hint: Option<String>,
    /// The entity that it concerns, as a canonical reference.
    pub entity: Option<String>,
    /// Why Backstage would refuse the document that the finding is about; `None` if it would not, or was not asked.
    pub backstage: Option<Verdict>,
    /// How many further findings of this code in this file it stands for.
    pub more: usize,
}

impl Diagnostic {
    /// A finding with the severity of its code.
    pub fn new(code: &'static Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            place,
            label: String::new(),
            labels: Vec::new(),
            hint: None,
            entity: None,
            backstage: None,
            more: 0,
        }
    }

    /// Adds the words beside the marked place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn also(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into() });
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }

    /// Adds the entity it concerns.
    #[must_use]
    pub fn entity(mut self, reference: impl Into<String>) -> Self {
        self.entity = Some(reference.into());
        self
    }
}

/// Most findings of one code that one file may bring; the rest becomes a count.
const MAX_PER_FILE_AND_CODE: usize = 20;

/// The findings of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds many findings.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(diagnostics);
    }

    /// The findings as they stand.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Changes findings.
    pub fn for_each_mut(&mut self, change: impl FnMut(&mut Diagnostic)) {
        self.list.iter_mut().for_each(change);
    }

    /// True if nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Puts the worst first, those of one severity by place; nothing is cut.
    #[must_use]
    pub fn by_severity(mut self) -> Self {
        self.list.sort_by_cached_key(|d| (d.severity, d.place.clone(), d.code.id, d.message.clone()));
        self.list.dedup();
        self
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }

    /// Turns warnings into errors, as `--strict` asks.
    pub fn raise_warnings(&mut self) {
        for diagnostic in &mut self.list {
            if diagnostic.severity == Severity::Warning {
                diagnostic.severity = Severity::Error;
            }
        }
    }

    /// Sorts by place, drops exact twins, and turns all but the first 20 of one code in one file into a count.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        let key = |d: &Diagnostic| (d.place.clone(), d.code.id, d.message.clone());
        self.list.sort_by_cached_key(key);
        self.list.dedup();
        let mut seen: BTreeMap<(File, &'static str), usize> = BTreeMap::new();
        for diagnostic in &self.list {
            *seen.entry((diagnostic.place.file.clone(), diagnostic.code.id)).or_default() += 1;
        }
        let mut kept: BTreeMap<(File, &'static str), usize> = BTreeMap::new();
        self.list.retain_mut(|diagnostic| {
            let key = (diagnostic.place.file.clone(), diagnostic.code.id);
            let total = seen[&key];
            let nth = kept.entry(key).or_default();
            *nth += 1;
            if *nth == MAX_PER_FILE_AND_CODE && total > MAX_PER_FILE_AND_CODE {
                diagnostic.more = total - MAX_PER_FILE_AND_CODE;
                diagnostic.message += &format!(" (and {} more of this kind in this file)", diagnostic.more);
            }
            *nth <= MAX_PER_FILE_AND_CODE
        });
        self
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

/// Finds lines and columns for byte offsets of a text, in a time that does not depend on the length of its lines.
pub struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// The characters before each block of the text.
    chars: Vec<usize>,
}

/// Bytes between two counts of characters.
const BLOCK: usize = 1024;

impl<'a> LineIndex<'a> {
    /// Indexes a text; LF and CRLF end a line.
    pub fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let count = |before: &mut usize, block| {
            let at = *before;
            *before += chars(block);
            Some(at)
        };
        Self { text, starts, chars: text.as_bytes().chunks(BLOCK).scan(0, count).collect() }
    }

    /// The 1-based line of a byte offset.
    pub fn line(&self, offset: usize) -> u32 {
        u32::try_from(self.starts.partition_point(|&start| start <= offset)).unwrap_or(u32::MAX)
    }

    /// The span of a byte range, cut at the end of its first line. Offsets past the end or inside a character are moved.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let start = floor_char(self.text, range.start);
        let line = self.line(start);
        let end = floor_char(self.text, range.end).max(start);
        let end = self.text[start..end].find(['\n', '\r']).map_or(end, |length| start + length);
        let number = |chars: usize| u32::try_from(chars).unwrap_or(u32::MAX);
        let before = self.chars_before(start);
        let column = number(before - self.chars_before(self.starts[line as usize - 1])).saturating_add(1);
        Span { line, column, len: number(self.chars_before(end) - before) }
    }

    /// The characters of the text before a byte offset.
    fn chars_before(&self, offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.chars.len().saturating_sub(1));
        self.chars.get(block).copied().unwrap_or(0) + chars(&self.text.as_bytes()[block * BLOCK..offset])
    }
}

/// The characters that begin in a piece of a text.
fn chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

fn floor_char(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Author text as a message may show it: at most 200 characters, control and direction characters spelled out.
pub fn shown(text: &str) -> String {
    let mut out = String::new();
    for (nth, c) in text.chars().enumerate() {
        if nth == 200 {
            out.push('…');
            break;
        }
        match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {
                out.extend(c.escape_unicode());
            }
            c if c.is_control() => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// The candidates that `word` was probably meant to be, nearest first, at most three: edit distance at most 2, or 3 from
/// nine characters on, compared without case.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let limit = if length >= 9 { 3 } else { 2.min(length.saturating_sub(1)) };
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= 4 * limit)
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    near.sort_unstable();
    near.dedup();
    near.truncate(3);
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    static TEST: Code = Code { id: "W-TEST-X", meaning: "a test", example: "x" };

    fn finding(line: u32) -> Diagnostic {
        let file = File::new("repo", RepoPath::parse("a.md").unwrap());
        Diagnostic::new(&TEST, file.at(Span::new(line, 1, 0)), "m")
    }

    #[test]
    fn findings_are_sorted_and_counted() {
        let mut diags = Diagnostics::default();
        diags.extend((1..=25).rev().map(finding));
        let sorted = diags.sorted();
        assert_eq!(sorted.iter().count(), 20);
        assert_eq!(sorted.iter().next().unwrap().place.span.line, 1);
        assert_eq!(sorted.iter().last().unwrap().message, "m (and 5 more of this kind in this file)");
    }

    #[test]
    fn lines_and_columns_count_characters() {
        let text = "añb\nx→y\r\nz";
        let index = LineIndex::new(text);
        let arrow = text.find('→').unwrap();
        assert_eq!(index.span(arrow..arrow + 3), Span::new(2, 2, 1));
        assert_eq!(index.span(0..100), Span::new(1, 1, 3));
        assert_eq!(index.span(500..600), Span::new(3, 2, 0));
        let long = "añ→".repeat(2000) + "\n" + &"→".repeat(2000);
        assert_eq!(LineIndex::new(&long).span(11_990..12_100), Span::new(1, 5996, 5));
        assert_eq!(LineIndex::new(&long).span(15_001..15_004), Span::new(2, 1001, 1));
    }

    #[test]
    fn author_text_is_tamed() {
        assert_eq!(shown("a\u{1b}[31m\u{202e}b"), "a\\u{1b}[31m\\u{202e}b");
        assert_eq!(shown(&"x".repeat(300)).chars().count(), 201);
    }

    #[test]
    fn near_names_are_suggested() {
        let names = ["team-payments", "team-platform", "payments"];
        assert_eq!(nearest("team-paymnets", names), ["team-payments"]);
        assert_eq!(nearest("zzz", names), Vec::<&str>::new());
    }
}
