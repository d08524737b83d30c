//! `{% include-markdown "file" %}` and `{% include "file" %}` of the plugin include-markdown.

use std::borrow::Cow;
use std::ops::Range;

use crate::path::RepoPath;

/// Longest directive in bytes.
const MAX_BYTES: usize = 2048;

/// A directive that stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directive<'t> {
    /// Where `{%` stands.
    pub(super) start: usize,
    /// Its length with the rest of its last line.
    pub(super) length: usize,
    /// White space before it.
    pub(super) indent: &'t str,
    /// The file.
    pub(super) path: String,
    /// The text to begin and end at.
    between: [Option<String>; 2],
    /// How many levels headings move down.
    pub(super) headings: usize,
    /// True if relative links are written anew.
    pub(super) rewrites: bool,
}

/// Reads the directive that a text begins with.
pub(super) fn read(text: &str) -> Option<Directive<'_>> {
    let inner = text.trim_start_matches([' ', '\t']);
    let start = text.len() - inner.len();
    let inner = inner.strip_prefix("{%")?;
    let mut most = inner.len().min(MAX_BYTES);
    while !inner.is_char_boundary(most) {
        most -= 1;
    }
    let end = inner[..most].find("%}")?;
    let after = &inner[end + 2..];
    let rest = after.split('\n').next().unwrap_or(after);
    if !rest.trim().is_empty() {
        return None;
    }
    let words = inner[..end].trim();
    let (rewrites, words) = match words.strip_prefix("include-markdown") {
        Some(words) => (true, words),
        None => (false, words.strip_prefix("include")?),
    };
    let (path, mut words) = quoted(words.trim_start().trim_start_matches('!'))?;
    let length = text.len() - after.len() + (rest.len() + 1).min(after.len());
    let mut directive =
        Directive { start, length, indent: &text[..start], path, between: [None, None], headings: 0, rewrites };
    while let Some((key, rest)) = words.split_once('=') {
        let (value, rest) = match quoted(rest) {
            Some(found) => found,
            None => {
                let rest = rest.trim_start();
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        match key.trim() {
            "start" => directive.between[0] = Some(value),
            "end" => directive.between[1] = Some(value),
            "heading-offset" => directive.headings = value.parse().unwrap_or(0).min(5),
            "rewrite-relative-urls" => directive.rewrites &= value != "false",
            _ => {}
        }
        words = rest;
    }
    Some(directive)
}

/// A text in quotes and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (inner, rest) = text[1..].split_once(quote)?;
    Some((inner.replace("\\n", "\n"), rest))
}

impl Directive<'_> {
    /// The part of a text that is asked for, or what it lacks.
    pub(super) fn range(&self, text: &str) -> Result<Range<usize>, &str> {
        let [first, last] = &self.between;
        let start = match first {
            Some(first) => text.find(first.as_str()).ok_or(first.as_str())? + first.len(),
            None => 0,
        };
        let end = match last {
            Some(last) => start + text[start..].find(last.as_str()).ok_or(last.as_str())?,
            None => text.len(),
        };
        Ok(start..end)
    }
}

/// How relative links of one folder are written in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rebase {
    /// What goes before them.
    prefix: String,
}

impl Rebase {
    /// For files of folder `from` that are included in folder `to`.
    pub(super) fn new(to: &RepoPath, from: &RepoPath) -> Self {
        let parts = |path: &RepoPath| {
            path.as_str().split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        let (to, from) = (parts(to), parts(from));
        let common = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
        let mut prefix = "../".repeat(to.len() - common);
        for part in &from[common..] {
            prefix.push_str(part);
            prefix.push('/');
        }
        Self { prefix }
    }

    /// A line with its links written anew.
    pub(super) fn line<'l>(&self, line: &'l str) -> Cow<'l, str> {
        if self.prefix.is_empty() {
            return Cow::Borrowed(line);
        }
        let mut out = String::new();
        let mut done = 0;
        let mut at = 0;
        while at < line.len() {
            let rest = &line[at..];
            let Some(opener) = ["](", "]: ", "src=\"", "href=\""].into_iter().find(|opener| rest.starts_with(opener))
            else {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            };
            at += opener.len();
            let address = line[at..].trim_start_matches('<');
            if is_relative(address) {
                let start = line.len() - address.len();
                out.push_str(&line[done..start]);
                out.push_str(&self.prefix);
                done = start;
            }
        }
        if done == 0 {
            return Cow::Borrowed(line);
        }
        out.push_str(&line[done..]);
        Cow::Owned(out)
    }
}

fn is_relative(address: &str) -> bool {
    let end = address.find([')', ' ', '"', '>', '\n']).unwrap_or(address.len());
    let address = &address[..end];
    let scheme = address.find(':').is_some_and(|colon| !address[..colon].contains(['/', '?', '#']));
    !address.is_empty() && !scheme && !address.starts_with(['/', '#', '{'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_read() {
        let text = "  {% include-markdown \"../a b.md\"\n  start='<!-- s -->' heading-offset=1 %}\nx";
        let found = read(text).expect("it is one");
        assert_eq!((found.start, found.length, found.headings, found.rewrites), (2, text.len() - 1, 1, true));
        assert_eq!(found.path, "../a b.md");
        assert_eq!(found.range("a<!-- s -->b"), Ok(11..12));
        assert_eq!(found.range("a"), Err("<!-- s -->"));
        assert!(read("{% include 'a' %}").is_some_and(|found| !found.rewrites));
        assert_eq!(read("{% include 'a' %} b"), None);
        assert_eq!(read("{% macro %}"), None);
    }

    #[test]
    fn links_are_written_anew() {
        let path = |text: &str| RepoPath::parse(text).expect("a path");
        let rebase = Rebase::new(&path("docs/a"), &path("docs/b/c"));
        let check = |line: &str, expect: &str| assert_eq!(rebase.line(line), expect);
        check("[x](y.md) ![z](<i.png>) [r]: q.md", "[x](../b/c/y.md) ![z](<../b/c/i.png>) [r]: ../b/c/q.md");
        check("[x](https://a) [y](#z) [w](/v) plain", "[x](https://a) [y](#z) [w](/v) plain");
        check("<img src=\"i.png\">", "<img src=\"../b/c/i.png\">");
    }
}
