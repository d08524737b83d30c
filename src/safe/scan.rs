//! A linear reader of tags, and the counts that are taken before an HTML parser sees a page.
//!
//! It follows the tokeniser of the HTML standard for tags, attributes and comments, and knows nothing of elements that hold
//! raw text: whoever feeds it sees to it that there are none.

use std::fmt;
use std::ops::Range;

/// Most open elements.
const MAX_DEPTH: usize = 256;
/// Most attributes of a tag.
const MAX_ATTRIBUTES: usize = 64;
/// Longest tag in bytes.
const MAX_TAG_BYTES: usize = 64 << 10;
/// Most elements that an HTML parser would open again because their author left them open.
const MAX_REOPENED: usize = 20_000;

/// A piece of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Text with its entities as written.
    Text(&'a str),
    /// A start tag.
    Start(Tag<'a>),
    /// An end tag's name.
    End(&'a str),
    /// A comment, doctype or instruction.
    Comment,
    /// A tag that the text ends in.
    Broken(&'a str),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// The name as written.
    pub(crate) name: &'a str,
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// The attributes in source order.
    pub(crate) fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.rest, at: 0 }
    }
}

/// An attribute of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    /// The name as written.
    pub(crate) name: &'a str,
    /// The value with its entities as written, empty if there is none.
    pub(crate) value: &'a str,
}

/// Reads the tokens of a text, each with its place.
pub(crate) fn tokens(html: &str) -> Tokens<'_> {
    Tokens { html, at: 0 }
}

/// The iterator of [`tokens`].
pub(crate) struct Tokens<'a> {
    html: &'a str,
    at: usize,
}

impl Tokens<'_> {
    /// Goes on at a later offset.
    pub(crate) fn skip_to(&mut self, offset: usize) {
        self.at = self.at.max(offset);
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (Token<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let html = self.html;
        let start = self.at;
        if start >= html.len() {
            return None;
        }
        let markup = next_markup(html, start);
        if markup > start {
            self.at = markup;
            return Some((Token::Text(&html[start..markup]), start..markup));
        }
        let (token, end) = read_markup(html, start);
        self.at = end;
        Some((token, start..end))
    }
}

/// The offset of the next `<` that starts a tag, comment or instruction, or the end.
fn next_markup(html: &str, from: usize) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = html[at..].find('<') {
        at += found;
        match bytes.get(at + 1) {
            Some(b'/') if bytes.get(at + 2).is_some() => return at,
            Some(b'!' | b'?') => return at,
            Some(c) if c.is_ascii_alphabetic() => return at,
            _ => at += 1,
        }
    }
    html.len()
}

/// Reads what starts with the `<` at `start`, and says where it ends.
fn read_markup(html: &str, start: usize) -> (Token<'_>, usize) {
    let rest = &html[start..];
    let is_end = rest.as_bytes()[1] == b'/';
    let name_start = start + 1 + usize::from(is_end);
    if !html.as_bytes()[name_start].is_ascii_alphabetic() {
        return (Token::Comment, start + comment_length(rest));
    }
    let is_name_end = |b: u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>');
    let name_end = html[name_start..].bytes().position(is_name_end).map_or(html.len(), |n| name_start + n);
    let mut attributes = Attributes { rest: &html[name_end..], at: 0 };
    attributes.by_ref().for_each(drop);
    let Some(length) = attributes.end() else { return (Token::Broken(rest), html.len()) };
    let name = &html[name_start..name_end];
    let token =
        if is_end { Token::End(name) } else { Token::Start(Tag { name, rest: &html[name_end..name_end + length] }) };
    (token, name_end + length)
}

/// The length of a comment, doctype, instruction or of an end tag without name.
fn comment_length(rest: &str) -> usize {
    let Some(body) = rest.strip_prefix("<!--") else {
        return rest.find('>').map_or(rest.len(), |end| end + 1);
    };
    if body.starts_with('>') {
        return 5;
    }
    if body.starts_with("->") {
        return 6;
    }
    let mut at = 0;
    while let Some(found) = body[at..].find("--") {
        at += found + 2;
        let tail = body[at..].trim_start_matches('-');
        let dashes = body.len() - at - tail.len();
        if tail.starts_with('>') {
            return 4 + at + dashes + 1;
        }
        if tail.starts_with("!>") {
            return 4 + at + dashes + 2;
        }
        at += dashes;
    }
    rest.len()
}

/// The attributes of a tag, from the end of its name on.
pub(crate) struct Attributes<'a> {
    rest: &'a str,
    at: usize,
}

impl Attributes<'_> {
    /// The length up to and with the `>`, once all attributes are read; `None` if the text ends first.
    fn end(&self) -> Option<usize> {
        (self.rest.as_bytes().get(self.at) == Some(&b'>')).then_some(self.at + 1)
    }

    fn skip(&mut self, skipped: impl Fn(u8) -> bool) {
        let bytes = self.rest.as_bytes();
        while self.at < bytes.len() && skipped(bytes[self.at]) {
            self.at += 1;
        }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.rest.as_bytes();
        self.skip(|b| b.is_ascii_whitespace() || b == b'/');
        if matches!(bytes.get(self.at), None | Some(b'>')) {
            return None;
        }
        let start = self.at;
        self.at += 1;
        self.skip(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'='));
        let name = &self.rest[start..self.at];
        let name_end = self.at;
        self.skip(|b| b.is_ascii_whitespace());
        if bytes.get(self.at) != Some(&b'=') {
            self.at = name_end;
            return Some(Attribute { name, value: "" });
        }
        self.at += 1;
        self.skip(|b| b.is_ascii_whitespace());
        let value = match bytes.get(self.at) {
            Some(&quote @ (b'"' | b'\'')) => {
                let start = self.at + 1;
                self.at = start;
                self.skip(|b| b != quote);
                let value = &self.rest[start..self.at];
                self.at += 1;
                value
            }
            _ => {
                let start = self.at;
                self.skip(|b| !b.is_ascii_whitespace() && b != b'>');
                &self.rest[start..self.at]
            }
        };
        Some(Attribute { name, value })
    }
}

/// A limit that a page goes past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exceeded {
    /// What is counted, in the plural.
    pub(crate) what: &'static str,
    /// How many are allowed.
    pub(crate) limit: usize,
    /// Where in the text the limit is passed.
    pub(crate) at: usize,
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} {}", self.limit, self.what)
    }
}

/// Counts nesting, attributes and reopened elements of HTML without raw-text elements, foreign content or comments.
///
/// # Errors
/// The first limit that is passed.
pub(crate) fn check(html: &str) -> Result<(), Exceeded> {
    let mut open: Vec<&str> = Vec::with_capacity(64);
    let mut formatting = 0;
    let mut reopened = 0;
    for (token, range) in tokens(html) {
        let exceeded = |what, limit| Err(Exceeded { what, limit, at: range.start });
        match token {
            Token::Start(tag) => {
                if range.len() > MAX_TAG_BYTES {
                    return exceeded("bytes in a tag", MAX_TAG_BYTES);
                }
                if range.len() > 2 * MAX_ATTRIBUTES && tag.attributes().nth(MAX_ATTRIBUTES).is_some() {
                    return exceeded("attributes in a tag", MAX_ATTRIBUTES);
                }
                if is_void(tag.name) {
                    continue;
                }
                if closes_sibling(tag.name) && open.last().is_some_and(|last| sibling(last, tag.name)) {
                    open.pop();
                }
                if is_formatting(tag.name) {
                    formatting += 1;
                } else if formatting > 0 && !is_phrasing(tag.name) {
                    reopened += formatting;
                    if reopened > MAX_REOPENED {
                        return exceeded("reopened elements", MAX_REOPENED);
                    }
                }
                open.push(tag.name);
                if open.len() > MAX_DEPTH {
                    return exceeded("nested elements", MAX_DEPTH);
                }
            }
            Token::End(name) => {
                let Some(at) = open.iter().rposition(|open| open.eq_ignore_ascii_case(name)) else { continue };
                if is_formatting(name) {
                    // Only this one is closed: an HTML parser opens what stood inside it again.
                    open.remove(at);
                    formatting -= 1;
                } else {
                    close(&mut open, at);
                }
            }
            Token::Text(_) | Token::Comment | Token::Broken(_) => {}
        }
    }
    Ok(())
}

/// True if an HTML parser moves or divides elements of a page: something other than rows and cells stands in a table, a
/// heading or link in its like, or tags cross.
pub(crate) fn moves(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::with_capacity(64);
    for (token, _) in tokens(html) {
        match token {
            Token::Start(tag) => {
                let name = tag.name;
                let parent = open.last().copied().unwrap_or("");
                let misplaced = is_rows(parent) && !is_table_part(name);
                let again = (is_heading(name) && open.iter().any(|open| is_heading(open)))
                    || (name.eq_ignore_ascii_case("a") && holds(&open, name));
                if misplaced || again {
                    return true;
                }
                if !is_void(name) {
                    open.push(name);
                }
            }
            Token::End(name) => {
                if open.last().is_some_and(|last| last.eq_ignore_ascii_case(name)) {
                    open.pop();
                } else if holds(&open, name) {
                    return true;
                }
            }
            Token::Text(text) => {
                if open.last().is_some_and(|parent| is_rows(parent)) && !text.trim().is_empty() {
                    return true;
                }
            }
            Token::Comment | Token::Broken(_) => {}
        }
    }
    false
}

fn holds(open: &[&str], name: &str) -> bool {
    open.iter().any(|open| open.eq_ignore_ascii_case(name))
}

/// Elements whose children are rows, cells or columns.
fn is_rows(name: &str) -> bool {
    is_one_of(name, &["table", "thead", "tbody", "tfoot", "tr", "colgroup"])
}

fn is_table_part(name: &str) -> bool {
    is_rows(name) || is_one_of(name, &["td", "th", "caption", "col"])
}

fn is_heading(name: &str) -> bool {
    is_one_of(name, &["h1", "h2", "h3", "h4", "h5", "h6"])
}

/// Closes an element and all inside it but formatting, which an HTML parser opens again.
fn close(open: &mut Vec<&str>, at: usize) {
    if at + 1 == open.len() {
        open.pop();
        return;
    }
    let mut nth = 0;
    open.retain(|name| {
        nth += 1;
        nth <= at || (nth > at + 1 && is_formatting(name))
    });
}

/// True for elements that hold nothing.
pub(crate) fn is_void(name: &str) -> bool {
    is_one_of(name, &["br", "hr", "img", "wbr", "col"])
}

fn is_formatting(name: &str) -> bool {
    let list: &[&str] = match name.len() {
        1 => &["a", "b", "i", "s", "u"],
        _ => &["em", "tt", "big", "code", "font", "nobr", "small", "strike", "strong"],
    };
    name.len() <= 6 && is_one_of(name, list)
}

fn is_phrasing(name: &str) -> bool {
    is_one_of(
        name,
        &["span", "sup", "sub", "kbd", "abbr", "mark", "q", "cite", "var", "samp", "del", "ins", "bdi", "bdo"],
    )
}

fn closes_sibling(name: &str) -> bool {
    is_one_of(name, &["p", "li", "dt", "dd", "tr", "td", "th"])
}

fn sibling(open: &str, new: &str) -> bool {
    let pair = |a: &str, b: &str| is_one_of(open, &[a, b]) && is_one_of(new, &[a, b]);
    open.eq_ignore_ascii_case(new) || pair("dt", "dd") || pair("td", "th")
}

fn is_one_of(name: &str, list: &[&str]) -> bool {
    list.iter().any(|entry| entry.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(html: &str) -> String {
        let mut out = String::new();
        for (token, range) in tokens(html) {
            assert!(html.get(range).is_some());
            out += &match token {
                Token::Text(text) => format!("{text:?} "),
                Token::Start(tag) => {
                    let attributes: Vec<_> = tag.attributes().map(|a| format!(" {}={}", a.name, a.value)).collect();
                    format!("<{}{}> ", tag.name, attributes.concat())
                }
                Token::End(name) => format!("</{name}> "),
                Token::Comment => "! ".into(),
                Token::Broken(text) => format!("broken{text:?} "),
            };
        }
        out.trim_end().to_owned()
    }

    #[test]
    fn tags_are_read_as_browsers_do() {
        let check = |html: &str, expect: &str| assert_eq!(spelled(html), expect, "{html}");
        check("a < b <p>x</p>", r#""a < b " <p> "x" </p>"#);
        check("<a href='x>y' b=1/2 c>", "<a href=x>y b=1/2 c=>");
        check("<a/b=\"1\"c=2>", "<a b=1 c=2>");
        check("<a =x>", "<a =x=>");
        check("<br/>", "<br>");
        check("<!-->x<!--->y<!-- a > b --!>z<!-- c -->", r#"! "x" ! "y" ! "z" !"#);
        check("<?php ?><!doctype x></>", "! ! !");
        check("<a title=\"<b>", "broken\"<a title=\\\"<b>\"");
        check("<a b", "broken\"<a b\"");
        check("x</", r#""x</""#);
        check("<!-- never closed", "!");
    }

    #[test]
    fn limits_are_counted() {
        let check = |html: String, expect: Option<&str>| {
            assert_eq!(check(&html).err().map(|e| e.what), expect, "{}", &html[..html.len().min(60)]);
        };
        check("<div>".repeat(256), None);
        check("<div>".repeat(257), Some("nested elements"));
        check("<p>x".repeat(1000), None);
        check("<dt>x<dd>y".repeat(1000), None);
        check("<div><b>x</b></div>".repeat(1000), None);
        check("<br>".repeat(1000), None);
        check(format!("<p {}>", "a ".repeat(65)), Some("attributes in a tag"));
        check(format!("<p a=\"{}\">", "x".repeat(70_000)), Some("bytes in a tag"));
        let unclosed: String = (0..200).map(|n| format!("<b title={n}>")).collect();
        check(format!("<p>{unclosed}</p>{}", "<p>x</p>".repeat(5000)), Some("reopened elements"));
    }
}
