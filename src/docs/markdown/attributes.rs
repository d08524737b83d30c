//! Attribute lists: `{: #id .class key="value" }` behind what they describe.

use std::fmt::Write;
use std::ops::Range;

use super::findings;
use super::resolver::Resolver;
use crate::safe::{author, push_escaped, sanitize};

/// Longest list in bytes.
const MAX_BYTES: usize = 2048;

/// What an attribute list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// The id.
    pub(super) id: Option<String>,
    /// The classes.
    pub(super) classes: Vec<String>,
    /// All others, names in lower case.
    pub(super) rest: Vec<(String, String)>,
}

/// How sure it must be that braces hold attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Something in them looks like an attribute: prose goes on with `{name}`, too.
    Clear,
    /// Whatever is in them, as Python-Markdown reads the end of a heading.
    Any,
}

/// The list that a text starts with, and its length.
pub(super) fn at_start(text: &str) -> Option<(Attributes, usize)> {
    if !text.starts_with('{') {
        return None;
    }
    let end = text
        .bytes()
        .take(MAX_BYTES)
        .position(|b| matches!(b, b'}' | b'\n'))
        .filter(|end| text[*end..].starts_with('}'))?;
    Some((read(&text[1..end], Form::Clear)?, end + 1))
}

/// The list that a line ends with, behind a blank, and where it starts; the blanks before it go with it.
pub(super) fn at_end(line: &str, form: Form) -> Option<(Attributes, usize)> {
    let within = line.trim_end_matches([' ', '\t']).strip_suffix('}')?;
    let open = within.rfind('{').filter(|open| within.len() - open <= MAX_BYTES)?;
    let before = line[..open].trim_end_matches([' ', '\t']);
    let blank = before.len() < open;
    blank.then(|| read(&within[open + 1..], form)).flatten().map(|list| (list, before.len()))
}

/// The list that is all a line holds.
pub(super) fn alone(line: &str) -> Option<Attributes> {
    let (list, length) = at_start(line.trim())?;
    (length == line.trim().len()).then_some(list)
}

/// Reads what stands between the braces.
fn read(text: &str, form: Form) -> Option<Attributes> {
    let (text, marked) = match text.strip_prefix(':') {
        Some(text) => (text, true),
        None => (text, false),
    };
    if text.trim().is_empty() || text.contains(['{', '}']) {
        return None;
    }
    let mut list = Attributes::default();
    let mut clear = marked;
    for word in words(text) {
        if let Some((key, value)) = word.split_once('=').filter(|(key, _)| is_name(key)) {
            clear = true;
            list.set(key, unquoted(value));
        } else if let Some(class) = word.strip_prefix('.').filter(|class| is_name(class)) {
            clear = true;
            list.classes.push(class.to_owned());
        } else if let Some(id) = word.strip_prefix('#').filter(|id| !id.is_empty()) {
            clear = true;
            list.id = Some(id.to_owned());
        } else if matches!(word, "download" | "data-search-exclude") {
            clear = true;
            list.set(word, "");
        } else if form == Form::Clear && !marked {
            return None;
        }
    }
    (clear || form == Form::Any).then_some(list)
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

fn unquoted(value: &str) -> &str {
    ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(value)
}

/// Words divided by blanks outside quotes.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let mut quote = None;
        let end = rest.find(|c: char| {
            match quote {
                Some(open) if open == c => quote = None,
                None if matches!(c, '"' | '\'') => quote = Some(c),
                _ => {}
            }
            quote.is_none() && c.is_whitespace()
        });
        let (word, tail) = rest.split_at(end.unwrap_or(rest.len()));
        rest = tail;
        (!word.is_empty()).then_some(word)
    })
}

impl Attributes {
    fn set(&mut self, key: &str, value: &str) {
        match key.to_ascii_lowercase().as_str() {
            "id" => self.id = Some(value.to_owned()),
            "class" => self.classes.extend(value.split_ascii_whitespace().map(str::to_owned)),
            "align" => self.classes.extend(author::alignment(value).map(str::to_owned)),
            "style" => {
                let mut rules = value.split(';').filter_map(|rule| rule.split_once(':'));
                if let Some((_, width)) = rules.rfind(|(name, _)| name.trim().eq_ignore_ascii_case("width")) {
                    let width = width.trim();
                    self.rest.push(("width".into(), width.strip_suffix("px").unwrap_or(width).to_owned()));
                }
            }
            key => self.rest.push((key.to_owned(), value.to_owned())),
        }
    }

    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.rest.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Writes the attributes that an element may have; `class` are classes of our own that it has in any case. `at` is
    /// where the list, or what it describes, stands.
    pub(super) fn write(&self, element: &str, class: &str, at: Range<usize>, resolver: &mut Resolver<'_>) -> String {
        let mut out = String::new();
        if let Some(written) = &self.id
            && let Some(id) = sanitize::id(written)
        {
            if resolver.ids.take(&id) {
                out.push_str(" id=\"");
                push_escaped(&mut out, &id);
                out.push('"');
            } else {
                let finding = findings::id_twice(resolver.place(at), written);
                resolver.findings.push(finding);
            }
        }
        out.push_str(&self.without_id(element, class));
        out
    }

    /// The attributes but the id.
    pub(super) fn without_id(&self, element: &str, class: &str) -> String {
        let mut out = String::new();
        let classes = [class, &self.classes.join(" ")].join(" ");
        if let Some(classes) = sanitize::classes(classes.trim()) {
            let _ = write!(out, " class=\"{classes}\"");
        }
        for (name, value) in self.rest.iter().filter(|(name, _)| is_kept(element, name)) {
            if self.get(name) == Some(value) && !out.contains(&format!(" {name}=\"")) {
                let _ = write!(out, " {name}=\"");
                push_escaped(&mut out, value);
                out.push('"');
            }
        }
        out
    }
}

/// True for the attributes that a list may give an element.
fn is_kept(element: &str, name: &str) -> bool {
    match name {
        "title" | "lang" | "dir" => true,
        "width" | "height" | "loading" => element == "img",
        "start" => element == "ol",
        "download" => element == "a",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_from_prose() {
        let check = |text: &str, expect: Option<usize>| {
            assert_eq!(at_start(text).map(|(_, length)| length), expect, "{text}");
        };
        check("{ .c } x", Some(6));
        check("{: .c #i k=\"a b\" }", Some(18));
        check("{:target=_blank}", Some(16));
        check("{name}", None);
        check("{{ .c }}", None);
        check("{ .c\n}", None);
        check("{ .5 x }", None);
        check("{}", None);
    }

    #[test]
    fn ends_of_headings() {
        let check = |text: &str, form, expect: Option<usize>| {
            assert_eq!(at_end(text, form).map(|(_, at)| at), expect, "{text}");
        };
        check("H  {#id} ", Form::Any, Some(1));
        check("GET /users/{id}", Form::Any, None);
        check("GET {id}", Form::Any, Some(3));
        check("GET {id}", Form::Clear, None);
        check("a { .c }", Form::Clear, Some(1));
    }

    #[test]
    fn values_are_read() {
        let (list, _) =
            at_start("{#a .b class='c d' style=\"height:1px; width: 50%\" Align=right data-toc-label=\"x y\"}")
                .unwrap();
        assert_eq!(list.id.as_deref(), Some("a"));
        assert_eq!(list.classes, ["b", "c", "d", "ta-r"]);
        assert_eq!(list.get("width"), Some("50%"));
        assert_eq!(list.get("data-toc-label"), Some("x y"));
    }
}
