//! Drawings of authors, written anew from an allow list: whatever runs, moves, loads or shows HTML is not copied.
//!
//! A depth scan stands before the parser, so that no file can exhaust its stack.

use std::borrow::Cow;
use std::collections::BTreeSet;

use roxmltree::{Attribute, Document, Node, ParsingOptions};

use crate::diag::{LineIndex, Span, shown};

mod allowed;
mod css;

/// Largest file in bytes.
const MAX_BYTES: usize = 1 << 20;
/// Most elements.
const MAX_ELEMENTS: usize = 20_000;
/// Most nodes: elements, and the text and comments between them.
const MAX_NODES: u32 = 60_000;
/// Deepest nesting.
const MAX_DEPTH: usize = 64;
/// Most names of what was left out.
const MAX_REMOVED: usize = 8;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// Why a file is refused.
#[derive(Debug)]
pub(in crate::docs) struct Refusal {
    pub(in crate::docs) why: String,
    pub(in crate::docs) span: Span,
}

/// A drawing as it may be published.
#[derive(Debug)]
pub(in crate::docs) struct Drawing {
    pub(in crate::docs) svg: String,
    /// What was left out and could be missed, such as `foreignObject` or `onload`; notes of drawing programs are not.
    pub(in crate::docs) removed: BTreeSet<String>,
}

/// Writes a file anew. What it gives comes out of it unchanged.
pub(in crate::docs) fn rewrite(bytes: &[u8]) -> Result<Drawing, Refusal> {
    let refuse = |why: String| Err(Refusal { why, span: Span::FILE });
    if bytes.len() > MAX_BYTES {
        return refuse("it is larger than 1 MiB".into());
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return refuse("it is not UTF-8 text".into()) };
    let text = without_doctype(text);
    let index = LineIndex::new(&text);
    if let Some(at) = too_deep(&text) {
        let why = format!("its elements are nested more than {MAX_DEPTH} deep");
        return Err(Refusal { why, span: index.span(at..at + 1) });
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(&text, options) {
        Ok(document) => document,
        Err(roxmltree::Error::NodesLimitReached) => return refuse(format!("it has more than {MAX_ELEMENTS} elements")),
        Err(error) => {
            let place = error.pos();
            return Err(Refusal { why: shown(&error.to_string()), span: Span::new(place.row, place.col, 1) });
        }
    };
    let root = document.root_element();
    let is_drawing = root.tag_name().name() == "svg" && matches!(root.tag_name().namespace(), None | Some(SVG));
    if !is_drawing {
        return refuse("it holds no `<svg>`".into());
    }
    if root.descendants().filter(Node::is_element).count() > MAX_ELEMENTS {
        return refuse(format!("it has more than {MAX_ELEMENTS} elements"));
    }
    let own = root.tag_name().namespace();
    let mut writer = Writer { own, out: String::with_capacity(text.len()), removed: BTreeSet::new() };
    writer.element(root);
    Ok(Drawing { svg: writer.out, removed: writer.removed })
}

/// The attributes of the root of a drawing, from the beginning of a file.
pub(super) fn root(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('<')?..];
        let (start, end) = match rest.get(..4)? {
            "<!--" => (4, "-->"),
            start if start.starts_with("<?") => (2, "?>"),
            start if start.starts_with("<!") => (2, ">"),
            _ => break,
        };
        rest = &rest[start..];
        rest = &rest[rest.find(end)? + end.len()..];
    }
    let name = rest[1..].find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))? + 1;
    if rest[1..name].rsplit(':').next() != Some("svg") {
        return None;
    }
    let mut found = Vec::new();
    let mut rest = rest[name..].trim_start();
    while !rest.starts_with(['>', '/']) {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, after) = after[1..].split_once(quote)?;
        found.push((key.trim_end(), value));
        rest = after.trim_start();
    }
    Some(found)
}

/// Blanks a document type that declares nothing, as old drawing programs write it; the parser refuses all others.
fn without_doctype(text: &str) -> Cow<'_, str> {
    let Some(start) = text.find("<!DOCTYPE") else { return Cow::Borrowed(text) };
    let Some(end) = text[start..].find('>').map(|end| start + end) else { return Cow::Borrowed(text) };
    if text[start..end].contains('[') {
        return Cow::Borrowed(text);
    }
    let blank: String = text[start..=end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
    Cow::Owned(format!("{}{blank}{}", &text[..start], &text[end + 1..]))
}

/// Where elements are nested too deep, found in one pass without a stack.
fn too_deep(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut depth = 0usize;
    while let Some(found) = text[at..].find('<') {
        let start = at + found;
        let rest = &text[start..];
        let skip = |end: &str| rest.find(end).map(|length| start + length + end.len());
        at = if rest.starts_with("<!--") {
            skip("-->")?
        } else if rest.starts_with("<![CDATA[") {
            skip("]]>")?
        } else if rest.starts_with("<?") {
            skip("?>")?
        } else {
            let end = start + tag_end(rest)?;
            if rest.starts_with("</") {
                depth = depth.saturating_sub(1);
            } else if !text[..end].ends_with('/') {
                depth += 1;
            }
            end
        };
        if depth > MAX_DEPTH {
            return Some(start);
        }
    }
    None
}

/// The offset of the `>` that ends a tag; those in quotes do not.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.bytes().position(|byte| {
        match (quote, byte) {
            (None, b'>') => return true,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
        false
    })
}

struct Writer<'a> {
    /// The namespace of the drawing; files without one are read as if they had SVG's.
    own: Option<&'a str>,
    out: String,
    removed: BTreeSet<String>,
}

impl<'a> Writer<'a> {
    /// Writes an element with what it holds. The depth is bounded by [`too_deep`].
    fn element(&mut self, node: Node<'a, 'a>) {
        let name = node.tag_name().name();
        let is_own = node.tag_name().namespace() == self.own;
        if !is_own || !allowed::element(name) {
            // Other namespaces are notes of drawing programs, unless they are HTML.
            if (is_own && name != "metadata") || node.tag_name().namespace() == Some(XHTML) {
                self.remove(name);
            }
            return;
        }
        if name == "style" {
            return self.style(node);
        }
        self.out.push('<');
        self.out.push_str(name);
        if node.parent().is_none_or(|parent| parent.is_root()) {
            self.attribute("xmlns", SVG);
        }
        for attribute in node.attributes() {
            self.checked(name, &attribute);
        }
        self.out.push('>');
        let start = self.out.len();
        for child in node.children() {
            if child.is_element() {
                self.element(child);
            } else if child.is_text() {
                self.text(child.text().unwrap_or(""));
            }
        }
        if self.out.len() == start {
            self.out.truncate(start - 1);
            return self.out.push_str("/>");
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn style(&mut self, node: Node<'a, 'a>) {
        let text: String = node.children().filter(Node::is_text).filter_map(|child| child.text()).collect();
        let is_css = node.attribute("type").is_none_or(|kind| kind.trim().eq_ignore_ascii_case("text/css"));
        let (sheet, refused) = css::sheet(&text);
        if refused || !is_css {
            self.remove("style");
        }
        if is_css && !sheet.is_empty() {
            self.out.push_str("<style>");
            self.text(&sheet);
            self.out.push_str("</style>");
        }
    }

    fn checked(&mut self, element: &str, attribute: &Attribute<'a, 'a>) {
        let (name, value) = (attribute.name(), attribute.value());
        match (attribute.namespace(), name) {
            (None | Some(XLINK), "href") if element == "a" => {}
            (None | Some(XLINK), "href") if value.trim().is_empty() => {}
            (None | Some(XLINK), "href") if allowed::reference(element, value) => self.attribute("href", value.trim()),
            (None | Some(XLINK), "href") => self.remove("href"),
            (Some(XML), "space") => self.attribute("xml:space", value),
            (Some(XML), "lang") => self.attribute("xml:lang", value),
            (None, "style") => {
                let (kept, refused) = css::declarations(value);
                if refused {
                    self.remove("style");
                }
                if !kept.is_empty() {
                    self.attribute("style", &kept);
                }
            }
            (None, name) if allowed::attribute(name) => {
                if css::is_harmless(value) || matches!(name, "id" | "class") || name.starts_with("aria-") {
                    self.attribute(name, value);
                } else {
                    self.remove(name);
                }
            }
            (None, name) if name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) => self.remove(name),
            _ => {}
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.escaped(value, true);
        self.out.push('"');
    }

    fn text(&mut self, text: &str) {
        self.escaped(text, false);
    }

    /// Line ends and tabs in values are written as references, or the next reader would see blanks.
    fn escaped(&mut self, text: &str, in_attribute: bool) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' if in_attribute => self.out.push_str("&quot;"),
                '\n' if in_attribute => self.out.push_str("&#10;"),
                '\t' if in_attribute => self.out.push_str("&#9;"),
                '\r' => self.out.push_str("&#13;"),
                c if c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
                c => self.out.push(c),
            }
        }
    }

    fn remove(&mut self, name: &str) {
        if self.removed.len() < MAX_REMOVED {
            self.removed.insert(shown(name));
        }
    }
}

#[cfg(test)]
mod tests;
