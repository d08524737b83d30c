//! HTML: where blocks of it end, and elements that ask for Markdown in them.

use crate::safe::sanitize;
use crate::safe::scan::{self, Token};

/// Where a block of HTML ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Before a blank line.
    Blank,
    /// In the line that holds this, in lower case.
    Text(&'static str),
}

/// Elements that begin a block of HTML, also in the middle of a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];
/// Elements whose Markdown is one line of text unless `markdown="block"` says otherwise.
const SPANS: &[&str] = &[
    "address",
    "dd",
    "dt",
    "figcaption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "legend",
    "li",
    "p",
    "span",
    "summary",
    "td",
    "th",
];
const VOID: &[&str] = &["br", "col", "hr", "img", "wbr"];

/// Where the block of HTML ends that a line begins, if it begins one.
pub(super) fn block(text: &str, in_paragraph: bool) -> Option<End> {
    let rest = text.strip_prefix('<')?;
    for (start, end) in [("!--", "-->"), ("?", "?>"), ("![cdata[", "]]>")] {
        if starts_with(rest, start) {
            return Some(End::Text(end));
        }
    }
    if rest.strip_prefix('!').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic())) {
        return Some(End::Text(">"));
    }
    let closing = rest.starts_with('/');
    let name_at = rest.strip_prefix('/').unwrap_or(rest);
    let length = name_at.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, after) = name_at.split_at(length);
    let bounded = after.is_empty() || after.starts_with([' ', '\t', '>']) || after.starts_with("/>");
    for (raw, end) in [("pre", "</pre>"), ("script", "</script>"), ("style", "</style>"), ("textarea", "</textarea>")] {
        if !closing && bounded && name.eq_ignore_ascii_case(raw) {
            return Some(End::Text(end));
        }
    }
    if bounded && BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(name)) {
        return Some(End::Blank);
    }
    (!in_paragraph && !name.is_empty() && is_whole_tag(text)).then_some(End::Blank)
}

/// True if a line of a block ends it.
pub(super) fn ends(text: &str, end: &str) -> bool {
    text.as_bytes().windows(end.len()).any(|window| window.eq_ignore_ascii_case(end.as_bytes()))
}

/// True if a line holds one tag and nothing else.
fn is_whole_tag(text: &str) -> bool {
    let text = text.trim_end();
    let mut tokens = scan::tokens(text);
    let is_tag = matches!(tokens.next(), Some((Token::Start(_) | Token::End(_), at)) if at.end == text.len());
    is_tag && text.ends_with('>')
}

/// True if a line holds only `<br>`, `<wbr>`, `<hr>` or `<img …>`.
pub(super) fn is_void_line(text: &str) -> bool {
    let text = text.trim_end();
    let mut tokens = scan::tokens(text);
    match tokens.next() {
        Some((Token::Start(tag), at)) => {
            at.end == text.len() && ["br", "wbr", "hr", "img"].iter().any(|void| void.eq_ignore_ascii_case(tag.name))
        }
        _ => false,
    }
}

/// An element that asks for Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name in lower case.
    pub(super) name: String,
    /// How long its start tag is.
    pub(super) tag: usize,
    /// True if what it holds is one paragraph without `<p>`.
    pub(super) is_span: bool,
}

/// The element with an attribute `markdown` that a text begins with.
pub(super) fn markdown_element(text: &str) -> Option<Element> {
    if !text.starts_with('<') || !text.contains("markdown") {
        return None;
    }
    let (Token::Start(tag), at) = scan::tokens(text).next()? else { return None };
    let attribute = tag.attributes().find(|attribute| attribute.name.eq_ignore_ascii_case("markdown"))?;
    let name = tag.name.to_ascii_lowercase();
    let is_span = match attribute.value {
        "" | "1" | "markdown" | "true" => SPANS.contains(&name.as_str()),
        "block" => false,
        "span" => true,
        _ => return None,
    };
    (sanitize::is_kept(&name) && !VOID.contains(&name.as_str())).then_some(Element { name, tag: at.end, is_span })
}

/// Where in a text the element ends in which `depth` elements of its name are open: the range of the end tag. Without one,
/// how many are open then.
pub(super) fn end_of(text: &str, name: &str, depth: usize) -> Result<std::ops::Range<usize>, usize> {
    let mut depth = depth;
    if !text.contains('<') {
        return Err(depth);
    }
    for (token, at) in scan::tokens(text) {
        match token {
            Token::Start(tag) if tag.name.eq_ignore_ascii_case(name) => depth += 1,
            Token::End(end) if end.eq_ignore_ascii_case(name) => {
                depth -= 1;
                if depth == 0 {
                    return Ok(at);
                }
            }
            Token::Start(_) | Token::End(_) | Token::Text(_) | Token::Comment | Token::Broken(_) => {}
        }
    }
    Err(depth)
}

/// True if a line closes every element that it opens.
pub(super) fn is_balanced(text: &str) -> bool {
    let mut open = 0usize;
    for (token, _) in scan::tokens(text) {
        match token {
            Token::Start(tag) if !VOID.iter().any(|void| void.eq_ignore_ascii_case(tag.name)) => open += 1,
            Token::End(_) if open == 0 => return false,
            Token::End(_) => open -= 1,
            Token::Broken(_) => return false,
            Token::Start(_) | Token::Text(_) | Token::Comment => {}
        }
    }
    open == 0
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}
