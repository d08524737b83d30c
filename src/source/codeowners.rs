//! `CODEOWNERS`: who answers for which files, in the syntax of GitHub, GitLab and Gitea.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::Repository;
use crate::diag::{File, Place, Span};
use crate::path::RepoPath;
use crate::world::World;

/// Where forges look for the file, in their order.
const PATHS: [&str; 5] =
    [".github/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
/// Largest file that is read, as on GitHub.
const MAX_BYTES: u64 = 3 << 20;
/// Most rules that are read.
const MAX_RULES: usize = 10_000;

/// The rules of a repository.
#[derive(Clone, Debug)]
pub struct CodeOwners {
    file: File,
    rules: Vec<Rule>,
    /// All patterns of all rules, with the number of the rule of each.
    patterns: GlobSet,
    rule_of: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Rule {
    line: u32,
    owners: Vec<String>,
}

impl CodeOwners {
    /// Reads the rules of a repository, if it has any.
    pub fn of(repository: &Repository, world: &dyn World) -> Option<Self> {
        let path =
            PATHS.iter().filter_map(|path| RepoPath::parse(path).ok()).find(|path| repository.file(path).is_some())?;
        let bytes = world.read(&repository.root, &path, MAX_BYTES).ok()?;
        Some(Self::parse(&String::from_utf8_lossy(&bytes), repository.place(&path)))
    }

    fn parse(text: &str, file: File) -> Self {
        let mut rules = Vec::new();
        let mut patterns = GlobSetBuilder::new();
        let mut rule_of = Vec::new();
        let mut of_section: Vec<String> = Vec::new();
        for (line, text) in (1..).zip(text.lines()) {
            if let Some(owners) = section(text) {
                of_section = owners;
                continue;
            }
            let mut words = words(text).into_iter();
            let Some(pattern) = words.next().filter(|_| rules.len() < MAX_RULES) else { continue };
            let owners: Vec<String> = words.collect();
            // What GitLab excludes with `!` belongs to nobody.
            let (pattern, owners) = match pattern.strip_prefix('!') {
                Some(pattern) => (pattern.to_owned(), Vec::new()),
                None if owners.is_empty() => (pattern, of_section.clone()),
                None => (pattern, owners),
            };
            for glob in globs(&pattern) {
                if let Ok(glob) = GlobBuilder::new(&glob).literal_separator(true).build() {
                    patterns.add(glob);
                    rule_of.push(rules.len());
                }
            }
            rules.push(Rule { line, owners });
        }
        // Without patterns that can be compiled nobody owns anything.
        let patterns = patterns.build().unwrap_or_default();
        Self { file, rules, patterns, rule_of }
    }

    /// The owners of a file as written (`@acme/payments`, `@ann`, `ann@acme.example`), and the line that says so: the
    /// last one that fits. `None` if nobody owns it.
    pub fn owners(&self, path: &RepoPath) -> Option<(&[String], Place)> {
        let matches = self.patterns.matches(path.as_str());
        let last = matches.into_iter().filter_map(|glob| self.rule_of.get(glob)).max()?;
        let rule = &self.rules[*last];
        (!rule.owners.is_empty()).then(|| (rule.owners.as_slice(), self.file.at(Span::new(rule.line, 1, 0))))
    }
}

/// The owners that a section of GitLab has by default, if the line begins one: `[Backend][2] @acme/backend`.
fn section(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    let rest = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?;
    let (_, rest) = rest.split_once(']')?;
    let rest = match rest.strip_prefix('[') {
        Some(count) => count.split_once(']')?.1,
        None => rest,
    };
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| words(rest))
}

/// The words of a line up to a comment; a backslash takes a blank or `#` into a word.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(|next| matches!(next, ' ' | '#' | '\\')) => word.extend(chars.next()),
            '#' if word.is_empty() => break,
            c if c.is_whitespace() => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
            c => word.push(c),
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// A pattern in the words of a glob, which all count from the top: a name without slashes fits anywhere, a folder means all
/// that lies in it, `docs/*` only the files directly in `docs`.
fn globs(pattern: &str) -> Vec<String> {
    let body = pattern.trim_end_matches('/');
    let is_anchored = body.contains('/');
    let body = body.trim_start_matches('/').replace('{', "[{]").replace('}', "[}]");
    let body = if is_anchored { body } else { format!("**/{body}") };
    if body == "**/" {
        vec!["**".into()]
    } else if pattern.ends_with('/') {
        vec![format!("{body}/**")]
    } else if is_anchored && body.ends_with("/*") {
        vec![body]
    } else {
        vec![format!("{body}/**"), body]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(&str, &str)]) {
        let codeowners = CodeOwners::parse(text, File::new("r", RepoPath::parse("CODEOWNERS").unwrap()));
        for (path, expect) in expect {
            let found = codeowners.owners(&RepoPath::parse(path).unwrap());
            let found = found.map(|(owners, place)| format!("{} {}", place.span.line, owners.join(" ")));
            assert_eq!(found.as_deref().unwrap_or("nobody"), *expect, "{path} in\n{text}");
        }
    }

    #[test]
    fn the_last_rule_that_fits_wins() {
        let text = "# comment\n* @acme/all\n/services/pay/ @acme/pay @ann # theirs\n*.md doc@acme.example\n/services/pay/legacy/\n";
        check(
            text,
            &[
                ("catalog-info.yaml", "2 @acme/all"),
                ("services/pay/x/catalog-info.yaml", "3 @acme/pay @ann"),
                ("services/pay/a.md", "4 doc@acme.example"),
                ("services/pay/legacy/catalog-info.yaml", "nobody"),
            ],
        );
    }

    #[test]
    fn patterns_fit_as_on_the_forges() {
        check("apps/ @a\n", &[("apps/x", "1 @a"), ("x/apps/y/z", "1 @a"), ("apps", "nobody")]);
        check("/apps @a\n", &[("apps/x", "1 @a"), ("apps", "1 @a"), ("x/apps/y", "nobody")]);
        check("docs/* @a\n", &[("docs/x", "1 @a"), ("docs/x/y", "nobody"), ("a/docs/x", "nobody")]);
        check("a\\ b/** @a\n/{x}.md @b", &[("a b/c", "1 @a"), ("{x}.md", "2 @b")]);
        check("/ @a\n", &[("x/y", "1 @a")]);
        check("[ @a\n", &[("[", "nobody"), ("x", "nobody")]);
    }

    #[test]
    fn sections_of_gitlab_have_default_owners() {
        let text = "* @all\n[Backend][2] @acme/backend\n/api/\n/api/x/ @ann\n^[Docs]\n/docs/ @doc\n!/docs/old/\n";
        check(
            text,
            &[("api/a", "3 @acme/backend"), ("api/x/a", "4 @ann"), ("docs/a", "6 @doc"), ("docs/old/a", "nobody")],
        );
    }
}
