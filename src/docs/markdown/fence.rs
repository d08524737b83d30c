//! Code blocks: what stands behind the opening fence, and the figure they become.

use std::fmt::Write;
use std::sync::Arc;

use super::attributes::words;
use crate::docs::{Dialect, highlight};
use crate::safe::slots::Fill;
use crate::safe::{push_escaped, sanitize};

/// Most lines that one block may mark or number.
const MAX_LINES: usize = 100_000;

/// What stands behind an opening fence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Info {
    /// The language, empty if there is none.
    pub(super) language: String,
    /// Further classes.
    pub(super) classes: Vec<String>,
    /// The id.
    pub(super) id: Option<String>,
    /// The title.
    pub(super) title: Option<String>,
    /// The number of the first line, if lines are numbered.
    pub(super) first_line: Option<u32>,
    /// Marked lines, first to last, from 1.
    pub(super) marked: Vec<(u32, u32)>,
}

impl Info {
    /// Reads an info string; what is not understood is passed over.
    pub(super) fn parse(text: &str) -> Self {
        let mut info = Self::default();
        let text = text.trim();
        let braced = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        for (nth, word) in words(braced.unwrap_or(text)).enumerate() {
            info.word(word, nth == 0, braced.is_some());
        }
        info
    }

    fn word(&mut self, word: &str, first: bool, braced: bool) {
        let word = word.trim_matches(['{', '}']);
        if let Some((key, value)) = word.split_once('=') {
            return self.option(key, value.trim_matches(['"', '\'']));
        }
        if let Some(class) = word.strip_prefix('.').filter(|class| !class.is_empty()) {
            if self.language.is_empty() { self.language = class.into() } else { self.classes.push(class.into()) }
        } else if let Some(id) = word.strip_prefix('#').filter(|id| !id.is_empty() && !first) {
            self.id = Some(id.into());
        } else if first && !braced {
            // `json:file.json` names a language and a title.
            match word.split_once(':') {
                Some((language, title)) if !language.is_empty() && !title.is_empty() => {
                    self.language = language.into();
                    self.title = Some(title.into());
                }
                _ => self.language = word.split(',').next().unwrap_or(word).into(),
            }
        }
    }

    fn option(&mut self, key: &str, value: &str) {
        match key {
            "title" => self.title = (!value.is_empty()).then(|| value.into()),
            "linenums" => self.first_line = value.split_whitespace().next().and_then(|number| number.parse().ok()),
            "hl_lines" => self.marked = value.split_whitespace().filter_map(range).take(1000).collect(),
            _ => {}
        }
    }
}

/// `3` or `3-5`.
fn range(text: &str) -> Option<(u32, u32)> {
    match text.split_once('-') {
        Some((first, last)) => Some((first.parse().ok()?, last.parse().ok()?)),
        None => text.parse().ok().map(|line| (line, line)),
    }
}

/// The language that code inside a line names for itself, `#!py x` or `:::py x`, and the code.
pub(super) fn inline_language(code: &str) -> (Option<&str>, &str) {
    let named = code.strip_prefix("#!").or_else(|| code.strip_prefix(":::"));
    let split = named.and_then(|rest| rest.split_once(' ')).map(|(language, code)| (language, code.trim_start()));
    let is_name = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'#' | b'.' | b'+' | b'-'))
    };
    match split {
        Some((language, code)) if is_name(language) && !code.is_empty() => (Some(language), code),
        _ => (None, code),
    }
}

/// The figure of a code block, of which `html` is the markup.
pub(super) fn figure(info: &Info, html: Arc<str>, dialect: &Dialect) -> Fill {
    let first_line = info.first_line.or(dialect.line_numbers.then_some(1)).filter(|first| *first > 0);
    let mut before = String::with_capacity(128);
    before.push_str("<figure class=\"code");
    if first_line.is_some() {
        before.push_str(" numbered");
    }
    for class in info.classes.iter().filter_map(|class| sanitize::classes(class)) {
        before.push(' ');
        before.push_str(&class);
    }
    before.push('"');
    if let Some(id) = &info.id {
        before.push_str(" id=\"");
        push_escaped(&mut before, id);
        before.push('"');
    }
    before.push('>');
    let automatic = if dialect.auto_title { highlight::title(&info.language) } else { None };
    if let Some(title) = info.title.as_deref().or(automatic) {
        before.push_str("<figcaption>");
        push_escaped(&mut before, title);
        before.push_str("</figcaption>");
    }
    before.push_str("<pre tabindex=\"0\" role=\"group\" aria-label=\"Code\"><code");
    let class = format!("language-{}", info.language);
    if !info.language.is_empty() && sanitize::classes(&class).as_deref() == Some(&class) {
        before.push_str(" class=\"");
        before.push_str(&class);
        before.push('"');
    }
    before.push('>');
    let html: Arc<str> = match (first_line, info.marked.is_empty()) {
        (None, true) => html,
        (_, _) => lines(&html, first_line, &info.marked).into(),
    };
    Fill::Around(before, html, "</code></pre></figure>")
}

/// Numbers and marks lines; no span of `html` crosses a line end.
fn lines(html: &str, first_line: Option<u32>, marked: &[(u32, u32)]) -> String {
    let mut out = String::with_capacity(html.len() * 2);
    for (nth, line) in html.split_inclusive('\n').enumerate() {
        let number = u32::try_from(nth + 1).unwrap_or(u32::MAX);
        if nth >= MAX_LINES {
            out.push_str(line);
            continue;
        }
        let is_marked = marked.iter().any(|(first, last)| (*first..=*last).contains(&number));
        if is_marked {
            out.push_str("<span class=\"hll\">");
        }
        if let Some(first) = first_line {
            let _ = write!(out, "<span class=\"ln\" data-n=\"{}\"></span>", first.saturating_add(number - 1));
        }
        out.push_str(line);
        if is_marked {
            out.push_str("</span>");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn info_strings_are_read_tolerantly() {
        let check = |text: &str, expect: Info| assert_eq!(Info::parse(text), expect, "{text}");
        let language = |name: &str| Info { language: name.into(), ..Info::default() };
        check("", Info::default());
        check("py", language("py"));
        check("rust,ignore", language("rust"));
        check(
            "py title=\"a b.py\" linenums='5' hl_lines=\"1 3-4 x\"",
            Info { title: Some("a b.py".into()), first_line: Some(5), marked: vec![(1, 1), (3, 4)], ..language("py") },
        );
        check(
            "{.py .extra #id linenums=1}",
            Info { classes: vec!["extra".into()], id: Some("id".into()), first_line: Some(1), ..language("py") },
        );
        check("title=\"x\"", Info { title: Some("x".into()), ..Info::default() });
        check("json:file.json", Info { title: Some("file.json".into()), ..language("json") });
        check("c#", language("c#"));
        check("py title=\"open", Info { title: Some("open".into()), ..language("py") });
    }
}
