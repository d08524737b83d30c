//! Lists of files in the syntax of `.gitignore`: `exclude_docs`, `draft_docs`, `not_in_nav`.

use std::fmt;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Most patterns of one list.
const MAX_PATTERNS: usize = 1_000;
/// Longest pattern in bytes.
const MAX_BYTES: usize = 1_024;
/// Most `*` of one pattern: a thousand of them make no sense and a large automaton.
const MAX_STARS: usize = 64;
/// What MkDocs leaves out before it looks at `exclude_docs`.
const ALWAYS_EXCLUDED: [&str; 2] = [".*", "/templates/"];

/// A list of patterns. The default matches nothing.
#[derive(Clone, Default)]
pub struct Patterns(Option<Gitignore>);

impl Patterns {
    /// Reads a list, one pattern a line. Of a list beyond the limits, nothing is used.
    ///
    /// # Errors
    /// What is wrong, as the rest of a sentence that starts with the name of the key.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::from_lines(text.lines())
    }

    /// Reads `exclude_docs`: dot files and `/templates/` are left out unless the list takes them in again with `!`.
    ///
    /// # Errors
    /// As [`Patterns::parse`].
    pub fn exclude(text: &str) -> Result<Self, String> {
        Self::from_lines(ALWAYS_EXCLUDED.into_iter().chain(text.lines()))
    }

    /// True if the list names this file: a path with `/` between its parts.
    pub fn matches(&self, path: &str) -> bool {
        self.0.as_ref().is_some_and(|patterns| patterns.matched_path_or_any_parents(path, false).is_ignore())
    }

    fn from_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Self, String> {
        let mut builder = GitignoreBuilder::new("");
        let mut count = 0;
        for line in lines.map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            count += 1;
            if count > MAX_PATTERNS {
                return Err(format!("has more than {MAX_PATTERNS} patterns"));
            }
            if line.len() > MAX_BYTES || line.matches('*').count() > MAX_STARS {
                return Err(format!("has a pattern of more than {MAX_BYTES} bytes or {MAX_STARS} stars"));
            }
            builder.add_line(None, line).map_err(|error| format!("has a pattern that is none: {error}"))?;
        }
        builder.build().map(|list| Self(Some(list))).map_err(|error| format!("cannot be used: {error}"))
    }
}

impl fmt::Debug for Patterns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Patterns({})", self.0.as_ref().map_or(0, Gitignore::len))
    }
}
