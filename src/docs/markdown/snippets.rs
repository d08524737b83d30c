//! Files that a page includes: `--8<-- "file"`, and `{% include-markdown "file" %}` where that plugin is on.
//!
//! They are written into the page line by line before anything else reads it, also inside code. Every line keeps the way
//! back to its file, so that findings point there.

mod directive;
mod marker;
mod select;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::origin::{Included, Origins};
use super::{Exceeded, MAX_BYTES, findings, normalised};
use crate::diag::{Diagnostic, Place, Severity};
use crate::docs::{Dialect, Include, Links};
use crate::path::RepoPath;
use directive::{Alone, Directive, Rebase};
use marker::Marker;

/// Deepest chain of files that include each other.
const MAX_DEPTH: usize = 8;
/// Most files that one page includes, each time counted.
const MAX_INCLUDES: usize = 10_000;

/// Most missing files of a page for which a similar name is looked for.
const MAX_HINTS: usize = 20;

/// The page with all files that it includes. Findings about them are added.
pub(super) fn expand<'a>(
    body: &'a str,
    dialect: &'a Dialect,
    links: &'a dyn Links,
    origins: &mut Origins<'a>,
    findings: &mut Vec<Diagnostic>,
) -> Result<Cow<'a, str>, Exceeded> {
    let includes = body.contains("8<-") || (dialect.include_markdown.is_some() && body.contains("{%"));
    if !includes && dialect.snippets.auto_append.is_empty() {
        return Ok(Cow::Borrowed(body));
    }
    let mut expander = Expander {
        dialect,
        links,
        origins,
        findings,
        out: String::with_capacity(body.len() * 2),
        open: Vec::new(),
        count: 0,
        missing: 0,
        file: None,
    };
    expander.lines(&Text { number: 0, text: body }, 0..body.len(), &Layout::default())?;
    for path in &dialect.snippets.auto_append {
        expander.out.push('\n');
        expander.snippet(path, body.len()..body.len(), 0, &Layout::default())?;
    }
    Ok(Cow::Owned(expander.out))
}

/// A text that is being written, with its number among the files of the page.
struct Text<'t> {
    number: usize,
    text: &'t str,
}

/// What changes in lines that are included.
#[derive(Clone, Debug, Default)]
struct Layout {
    /// Goes before each line.
    indent: String,
    /// Columns of white space that each line loses.
    dedent: usize,
    /// How many levels headings move down.
    headings: i8,
    /// Directives stay as they are.
    verbatim: bool,
    /// How relative links are written anew.
    rebase: Option<Rebase>,
}

struct Expander<'a, 'e> {
    dialect: &'a Dialect,
    links: &'a dyn Links,
    origins: &'e mut Origins<'a>,
    findings: &'e mut Vec<Diagnostic>,
    out: String,
    /// Numbers of the files that are being included.
    open: Vec<usize>,
    count: usize,
    /// Files that do not exist, each time counted.
    missing: usize,
    /// The file that is being written, for includes relative to it.
    file: Option<RepoPath>,
}

impl Expander<'_, '_> {
    /// Writes lines of a text.
    fn lines(&mut self, from: &Text<'_>, range: Range<usize>, layout: &Layout) -> Result<(), Exceeded> {
        let mut at = range.start;
        let mut fenced = None;
        while at < range.end {
            let length = from.text[at..range.end].find('\n').map_or(range.end - at, |length| length + 1);
            let line = &from.text[at..at + length];
            let next = at + length;
            if let Some(defaults) = self.dialect.include_markdown.as_ref().filter(|_| !layout.verbatim) {
                if let Some(Alone { directive, indent, length }) = directive::alone(&from.text[at..range.end], defaults)
                {
                    let place = at + indent.len()..at + indent.len() + 2;
                    self.directive(&directive, indent, place, from.number, layout)?;
                    at += length;
                    continue;
                }
                if directive::inside(line, defaults).is_some() {
                    self.line_with_directives(from, at, line, layout)?;
                    at = next;
                    continue;
                }
            }
            match marker::read(line) {
                None => self.line(from, at, line, layout, &mut fenced)?,
                Some(Marker::Section) => {}
                Some(Marker::Escaped(semicolon)) => {
                    self.push(from.number, at, &line[..semicolon], layout)?;
                    self.push_text(from.number, at + semicolon + 1, &line[semicolon + 1..])?;
                }
                Some(Marker::Block { indent }) => {
                    at = self.block(from, next..range.end, &line[..indent], layout)?;
                    continue;
                }
                Some(Marker::File { indent, path }) => {
                    let inner = Layout { indent: format!("{}{}", layout.indent, &line[..indent]), ..layout.clone() };
                    self.snippet(&line[path.clone()], at + path.start..at + path.end, from.number, &inner)?;
                }
            }
            at = next;
        }
        Ok(())
    }

    /// Writes the files that stand one a line up to the closing marker, and says where it ends.
    fn block(
        &mut self,
        from: &Text<'_>,
        range: Range<usize>,
        indent: &str,
        layout: &Layout,
    ) -> Result<usize, Exceeded> {
        let layout = Layout { indent: format!("{}{indent}", layout.indent), ..layout.clone() };
        let mut at = range.start;
        while at < range.end {
            let length = from.text[at..range.end].find('\n').map_or(range.end - at, |length| length + 1);
            let line = &from.text[at..at + length];
            if let Some(Marker::Block { .. }) = marker::read(line) {
                return Ok(at + length);
            }
            let path = line.trim();
            if path.is_empty() {
                self.push(from.number, at, "\n", &layout)?;
            } else if !path.starts_with(';') {
                let start = at + line.len() - line.trim_start().len();
                self.snippet(path, start..start + path.len(), from.number, &layout)?;
            }
            at += length;
        }
        Ok(at)
    }

    /// Writes one line as it is.
    fn line(
        &mut self,
        from: &Text<'_>,
        at: usize,
        line: &str,
        layout: &Layout,
        fenced: &mut Option<u8>,
    ) -> Result<(), Exceeded> {
        let dedent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let (at, line) = (at + dedent.min(layout.dedent), &line[dedent.min(layout.dedent)..]);
        if layout.headings == 0 && layout.rebase.is_none() {
            return self.push(from.number, at, line, layout);
        }
        let fence = line.trim_start().bytes().next().filter(|b| matches!(b, b'`' | b'~'));
        let is_fence =
            fence.is_some() && (line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~"));
        match (*fenced, is_fence) {
            (None, true) => *fenced = fence,
            (Some(open), true) if fence == Some(open) => *fenced = None,
            (Some(_), _) | (None, false) => {}
        }
        let mut written = Cow::Borrowed(line);
        if fenced.is_none() {
            if let Some(rebase) = &layout.rebase {
                written = rebase.line(line);
            }
            if line.starts_with('#') {
                let level = written.bytes().take_while(|b| *b == b'#').count();
                let moved = level.saturating_add_signed(layout.headings.into()).clamp(1, level.max(6));
                written = Cow::Owned(format!("{}{}", "#".repeat(moved), &written[level..]));
            }
        }
        self.push(from.number, at, &written, layout)
    }

    /// Writes the file, or part of one, that a snippet names.
    fn snippet(&mut self, written: &str, at: Range<usize>, number: usize, layout: &Layout) -> Result<(), Exceeded> {
        let place = self.origins.place_in(number, at);
        let written = written.trim();
        if ["http:", "https:"].iter().any(|scheme| written.starts_with(scheme)) {
            self.findings.push(findings::snippet_url(place, written));
            return Ok(());
        }
        let (path, part) = select::split(written);
        let Some(number) = self.file(path, Include::Snippet, &place)? else { return Ok(()) };
        let text = self.origins.included[number - 1].text.clone();
        let selected = match select::ranges(&text, part) {
            Ok(selected) => selected,
            Err(problem) => {
                self.findings.push(findings::snippet_part(place, path, &problem));
                return Ok(());
            }
        };
        if let Some(at) = selected.unclosed {
            let end = format!("--8<-- [end:{}]", part.unwrap_or_default());
            self.findings.push(findings::unclosed(self.origins.place_in(number, at), "section", &end));
        }
        let dedent = part.is_some() && self.dialect.snippets.dedent_subsections;
        for range in selected.ranges {
            let layout = Layout {
                dedent: if dedent { select::common_indent(&text[range.clone()]) } else { 0 },
                indent: layout.indent.clone(),
                ..Layout::default()
            };
            self.included(number, &text, range, &layout)?;
        }
        Ok(())
    }

    /// Writes what a directive of the plugin include-markdown names.
    fn directive(
        &mut self,
        directive: &Directive,
        indent: &str,
        at: Range<usize>,
        number: usize,
        layout: &Layout,
    ) -> Result<(), Exceeded> {
        let options = &directive.options;
        for (number, place) in self.files_of(directive, at, number)? {
            let text = self.origins.included[number - 1].text.clone();
            let path = self.origins.included[number - 1].file.path.clone();
            let folder = self.origins.file.path.parent();
            let outer = self.file.replace(path.clone());
            for range in self.ranges_of(directive, number, &text, &place) {
                let inner = Layout {
                    indent: format!("{}{}", layout.indent, if options.keep_indent { indent } else { "" }),
                    dedent: if options.dedent { select::common_indent(&text[range.clone()]) } else { 0 },
                    headings: layout.headings.saturating_add(options.heading_offset),
                    rebase: options.rewrite.then(|| Rebase::new(&folder, &path.parent())),
                    verbatim: !options.recursive,
                };
                if !options.keep_indent {
                    self.push_text(number, range.start, indent)?;
                }
                self.included(number, &text, range, &inner)?;
            }
            self.file = outer;
        }
        Ok(())
    }

    /// Writes a line with directives beside other text: what they name stands there as it is.
    fn line_with_directives(
        &mut self,
        from: &Text<'_>,
        at: usize,
        line: &str,
        layout: &Layout,
    ) -> Result<(), Exceeded> {
        let Some(defaults) = &self.dialect.include_markdown else { return Ok(()) };
        self.push_text(from.number, at, &layout.indent)?;
        let mut done = 0;
        while let Some((start, length, directive)) = directive::inside(&line[done..], defaults) {
            let start = done + start;
            self.push_text(from.number, at + done, &line[done..start])?;
            for (number, place) in self.files_of(&directive, at + start..at + start + 2, from.number)? {
                let text = self.origins.included[number - 1].text.clone();
                for range in self.ranges_of(&directive, number, &text, &place) {
                    self.push_text(number, range.start, text[range].trim_end_matches('\n'))?;
                }
            }
            done = start + length;
        }
        self.push_text(from.number, at + done, &line[done..])
    }

    /// The files that a directive names, each with the place that findings about it mean.
    fn files_of(
        &mut self,
        directive: &Directive,
        at: Range<usize>,
        number: usize,
    ) -> Result<Vec<(usize, Place)>, Exceeded> {
        let place = self.origins.place_in(number, at);
        self.findings.extend(directive.odd.iter().map(|why| findings::include_option(place.clone(), why)));
        let path = &directive.path;
        if ["http:", "https:"].iter().any(|scheme| path.starts_with(scheme)) {
            self.findings.push(findings::snippet_url(place, path));
            return Ok(Vec::new());
        }
        let from = Include::Markdown { includer: self.file.clone() };
        let mut paths = vec![path.clone()];
        if directive.is_glob() {
            let found = self.links.matches(path, &directive.options.exclude, &from);
            // What looks like a glob may be a name.
            paths = if found.is_empty() { paths } else { found };
        }
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            let found = self.file(&path, from.clone(), &place)?;
            files.extend(found.map(|number| (number, place.clone())));
        }
        Ok(files)
    }

    /// The parts of an included file that a directive asks for.
    fn ranges_of(&mut self, directive: &Directive, number: usize, text: &str, place: &Place) -> Vec<Range<usize>> {
        let (ranges, missing) = directive.ranges(text);
        let name = self.origins.included[number - 1].file.path.as_str().to_owned();
        self.findings.extend(missing.into_iter().map(|mark| findings::include_part(place.clone(), &name, mark)));
        ranges
    }

    /// The number of a file of the page, read if it is new; `None` after a finding.
    fn file(&mut self, path: &str, from: Include, place: &Place) -> Result<Option<usize>, Exceeded> {
        self.count += 1;
        if self.count > MAX_INCLUDES {
            return Err(Exceeded::new("included files", MAX_INCLUDES, self.out.len()));
        }
        let Some((file, bytes)) = self.links.include(path, &from) else {
            self.missing += 1;
            let near = if self.missing > MAX_HINTS { None } else { self.links.near_include(path, &from) };
            let bases = &self.dialect.snippets.base_path;
            let mut finding = findings::snippet_missing(place.clone(), path, bases, near.as_deref());
            if self.dialect.snippets.check_paths {
                finding.severity = Severity::Error;
            }
            self.findings.push(finding);
            return Ok(None);
        };
        let number = match self.origins.included.iter().position(|included| included.file == file) {
            Some(nth) => nth + 1,
            None => {
                let text = String::from_utf8_lossy(&bytes);
                let text: Arc<str> = normalised(text.strip_prefix('\u{feff}').unwrap_or(&text)).into();
                self.origins.included.push(Included { file: file.clone(), text, from: place.clone() });
                self.origins.included.len()
            }
        };
        if self.open.contains(&number) || file == *self.origins.file || self.open.len() >= MAX_DEPTH {
            self.findings.push(findings::snippet_cycle(place.clone(), path, MAX_DEPTH));
            return Ok(None);
        }
        Ok(Some(number))
    }

    fn included(&mut self, number: usize, text: &str, range: Range<usize>, layout: &Layout) -> Result<(), Exceeded> {
        self.open.push(number);
        self.lines(&Text { number, text }, range, layout)?;
        self.open.pop();
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        Ok(())
    }

    /// Writes text with what goes before its line.
    fn push(&mut self, number: usize, at: usize, text: &str, layout: &Layout) -> Result<(), Exceeded> {
        if !text.trim().is_empty() {
            self.out.push_str(&layout.indent);
        }
        self.push_text(number, at, text)
    }

    fn push_text(&mut self, number: usize, at: usize, text: &str) -> Result<(), Exceeded> {
        self.origins.includes.add(self.out.len(), number, at, text.len());
        self.out.push_str(text);
        if self.out.len() > MAX_BYTES {
            return Err(Exceeded::new("bytes with what it includes", MAX_BYTES, self.out.len()));
        }
        Ok(())
    }
}
