//! `{% include-markdown "file" %}` and `{% include "file" %}` of the plugin include-markdown.

use std::borrow::Cow;
use std::ops::Range;

use crate::docs::Includes;
use crate::path::RepoPath;

/// Longest directive in bytes.
const MAX_BYTES: usize = 2048;

/// A directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directive {
    /// The file, or a glob of files.
    pub(super) path: String,
    /// What becomes of the text.
    pub(super) options: Includes,
    /// Options that have no effect here, each with what is wrong.
    pub(super) odd: Vec<String>,
}

/// A directive that stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alone<'t> {
    /// The directive.
    pub(super) directive: Directive,
    /// White space before it.
    pub(super) indent: &'t str,
    /// Its length with that and the rest of its last line.
    pub(super) length: usize,
}

/// Reads the directive that a text begins with, if nothing else stands in its lines.
pub(super) fn alone<'t>(text: &'t str, defaults: &Includes) -> Option<Alone<'t>> {
    let inner = text.trim_start_matches([' ', '\t']);
    let start = text.len() - inner.len();
    let (directive, length) = read(inner, defaults)?;
    let after = &inner[length..];
    let rest = after.split('\n').next().unwrap_or(after);
    if !rest.trim().is_empty() {
        return None;
    }
    let length = start + length + (rest.len() + 1).min(after.len());
    Some(Alone { directive, indent: &text[..start], length })
}

/// The first directive in a line: where it stands, and its length.
pub(super) fn inside(line: &str, defaults: &Includes) -> Option<(usize, usize, Directive)> {
    line.match_indices("{%").find_map(|(at, _)| {
        let (directive, length) = read(&line[at..], defaults)?;
        Some((at, length, directive))
    })
}

/// Reads the directive that a text begins with, and says how long it is.
fn read(text: &str, defaults: &Includes) -> Option<(Directive, usize)> {
    let inner = text.strip_prefix("{%")?;
    let mut most = inner.len().min(MAX_BYTES);
    while !inner.is_char_boundary(most) {
        most -= 1;
    }
    let end = inner[..most].find("%}")?;
    let words = inner[..end].trim();
    let (rewrites, words) = match words.strip_prefix("include-markdown") {
        Some(words) => (true, words),
        None => (false, words.strip_prefix("include")?),
    };
    let (path, mut words) = quoted(words.trim_start().trim_start_matches('!'))?;
    let mut directive = Directive { path, options: defaults.clone(), odd: Vec::new() };
    if !rewrites {
        directive.options = Includes { rewrite: false, heading_offset: 0, ..directive.options };
    }
    while let Some((key, rest)) = words.split_once('=') {
        let (value, rest) = match quoted(rest) {
            Some(found) => found,
            None => {
                let rest = rest.trim_start();
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        directive.option(key.trim(), value, rewrites);
        words = rest;
    }
    Some((directive, end + 4))
}

/// A text in quotes and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (inner, rest) = text[1..].split_once(quote)?;
    Some((inner.replace("\\n", "\n"), rest))
}

impl Directive {
    fn option(&mut self, key: &str, value: String, is_markdown: bool) {
        let options = &mut self.options;
        let flag = match value.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        match (key, flag) {
            ("start", _) => options.start = Some(value),
            ("end", _) => options.end = Some(value),
            ("exclude", _) => options.exclude = vec![value],
            ("dedent", Some(flag)) => options.dedent = flag,
            ("recursive", Some(flag)) => options.recursive = flag,
            ("preserve-includer-indent", Some(flag)) => options.keep_indent = flag,
            ("rewrite-relative-urls", Some(flag)) if is_markdown => options.rewrite = flag,
            ("heading-offset", _) if is_markdown => match value.parse::<i8>() {
                Ok(offset) => options.heading_offset = offset.clamp(-5, 5),
                Err(_) => self.odd.push(format!("`{key}` is not a whole number")),
            },
            // Blank lines at the end mean nothing here, and comments never reach a page.
            ("trailing-newlines" | "comments", Some(_)) => {}
            ("encoding", _) if value.to_ascii_lowercase().replace(['-', '_'], "") == "utf8" => {}
            ("encoding", _) => self.odd.push("files are read as UTF-8 whatever `encoding` says".to_owned()),
            (
                "dedent"
                | "recursive"
                | "preserve-includer-indent"
                | "rewrite-relative-urls"
                | "trailing-newlines"
                | "comments",
                None,
            ) => self.odd.push(format!("`{key}` is neither `true` nor `false`")),
            (key, _) => self.odd.push(format!("there is no option `{key}` here")),
        }
    }

    /// True if the path stands for several files.
    pub(super) fn is_glob(&self) -> bool {
        self.path.contains(['*', '?', '[', '{'])
    }

    /// The parts of a text that are asked for, and which of the texts around them it lacks: without one to begin at there
    /// is nothing, unless one to end at is asked for, too; without one to end at, the rest.
    pub(super) fn ranges<'s>(&'s self, text: &str) -> (Vec<Range<usize>>, Vec<&'s str>) {
        let Includes { start, end, .. } = &self.options;
        let missing: Vec<&str> =
            [start, end].into_iter().flatten().map(String::as_str).filter(|mark| !text.contains(*mark)).collect();
        let end = end.as_deref().filter(|end| !end.is_empty());
        let until = |from: usize, most: usize| {
            let found = end.and_then(|end| text[from..most].find(end));
            from..found.map_or(most, |length| from + length)
        };
        let Some(start) = start.as_deref().filter(|start| !start.is_empty()) else {
            return (vec![until(0, text.len())], missing);
        };
        let begins: Vec<usize> = text.match_indices(start).map(|(at, _)| at + start.len()).collect();
        let ranges = match (begins.first(), end) {
            (None, None) => Vec::new(),
            (None, Some(_)) => vec![until(0, text.len())],
            (Some(_), None) => begins.iter().take(1).map(|from| *from..text.len()).collect(),
            (Some(_), Some(_)) => {
                let next = begins.iter().skip(1).map(|next| next - start.len()).chain([text.len()]);
                begins.iter().zip(next).map(|(from, next)| until(*from, next)).collect()
            }
        };
        (ranges, missing)
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

    fn one(text: &str) -> Directive {
        alone(text, &Includes::default()).expect("it is one").directive
    }

    #[test]
    fn directives_are_read() {
        let text = "  {% include-markdown \"../a b.md\"\n  start='<!-- s -->' heading-offset=-1 dedent=true %}\nx";
        let found = alone(text, &Includes::default()).expect("it is one");
        assert_eq!((found.indent, found.length), ("  ", text.len() - 1));
        assert_eq!(found.directive.path, "../a b.md");
        let options =
            Includes { start: Some("<!-- s -->".into()), heading_offset: -1, dedent: true, ..Includes::default() };
        assert_eq!(found.directive.options, options);
        assert!(!one("{% include 'a' %}").options.rewrite);
        assert_eq!(alone("{% include 'a' %} b", &Includes::default()), None);
        assert_eq!(alone("{% macro %}", &Includes::default()), None);
        let (at, length, found) = inside("a {% b %} {% include 'c' %} d", &Includes::default()).expect("there is one");
        assert_eq!((at, length, found.path.as_str()), (10, 17, "c"));
    }

    #[test]
    fn options_without_effect_are_told() {
        let odd = |options: &str| one(&format!("{{% include-markdown 'a' {options} %}}")).odd.join("; ");
        assert_eq!(odd("comments=true trailing-newlines=false encoding='utf-8' recursive=false exclude='b'"), "");
        assert_eq!(odd("dedent=yes"), "`dedent` is neither `true` nor `false`");
        assert_eq!(odd("heading-offset=two"), "`heading-offset` is not a whole number");
        assert_eq!(
            odd("encoding='latin-1' stat='x'"),
            "files are read as UTF-8 whatever `encoding` says; there is no option `stat` here"
        );
        assert_eq!(one("{% include 'a' heading-offset=1 %}").odd, ["there is no option `heading-offset` here"]);
    }

    #[test]
    fn parts_stand_between_two_texts() {
        let check = |options: &str, text: &str, expect: &str| {
            let directive = one(&format!("{{% include 'a' {options} %}}"));
            let (ranges, missing) = directive.ranges(text);
            let parts: Vec<&str> = ranges.into_iter().map(|range| &text[range]).collect();
            let missing = if missing.is_empty() { String::new() } else { format!(" without {}", missing.join(" ")) };
            assert_eq!(format!("{}{missing}", parts.join("|")), expect, "{options} {text}");
        };
        check("", "abc", "abc");
        check("start='<'", "a<b<c", "b<c");
        check("start='<'", "abc", " without <");
        check("end='>'", "a>b", "a");
        check("end='>'", "ab", "ab without >");
        check("start='<' end='>'", "a<b>c<d>e", "b|d");
        check("start='<' end='>'", "a<b", "b without >");
        check("start='<' end='>'", "a>b", "a without <");
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
