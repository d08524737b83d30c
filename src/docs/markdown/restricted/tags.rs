//! Raw tags in descriptions of APIs: a few are honoured, bare and balanced, the rest shows as text.

use crate::safe::{SafeUrl, push_escaped, push_written, scan};

/// Tags that go on within a line.
const INLINE: [&str; 12] = ["b", "i", "em", "strong", "code", "a", "sub", "sup", "kbd", "u", "s", "small"];
/// Tags that begin a block, with the tags that they must stand in.
const BLOCKS: [(&str, &[&str]); 20] = [
    ("p", &[]),
    ("pre", &[]),
    ("ul", &[]),
    ("ol", &[]),
    ("li", &["ul", "ol"]),
    ("dl", &[]),
    ("dt", &["dl"]),
    ("dd", &["dl"]),
    ("table", &[]),
    ("thead", &["table"]),
    ("tbody", &["table"]),
    ("tr", &["table", "thead", "tbody"]),
    ("th", &["tr"]),
    ("td", &["tr"]),
    ("h1", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("blockquote", &[]),
];
/// Most tags that are open at once.
const MAX_OPEN: usize = 32;

/// The raw tags that are open.
#[derive(Default)]
pub(super) struct Tags {
    open: Vec<&'static str>,
    /// True inside a paragraph of Markdown.
    pub(super) in_paragraph: bool,
}

impl Tags {
    /// Writes raw HTML: tags that are honoured as they are, others as text. Comments vanish.
    pub(super) fn write(&mut self, out: &mut String, html: &str) {
        let mut done = 0;
        for (token, range) in scan::tokens(html) {
            push_escaped(out, &html[done..range.start]);
            done = range.end;
            let written = &html[range];
            match token {
                scan::Token::Start(tag) => self.start(out, &tag, written),
                scan::Token::End(name) => self.end(out, &name.to_ascii_lowercase(), written),
                scan::Token::Comment => {}
                scan::Token::Text(text) => push_written(out, text),
                scan::Token::Broken(text) => push_escaped(out, text),
            }
        }
        push_escaped(out, &html[done..]);
    }

    fn start(&mut self, out: &mut String, tag: &scan::Tag<'_>, written: &str) {
        let name = tag.name.to_ascii_lowercase();
        if matches!(&*name, "br" | "hr" | "wbr") {
            out.push_str("<br>");
            return;
        }
        if self.open.len() >= MAX_OPEN {
            return;
        }
        if let Some(name) = INLINE.iter().find(|inline| **inline == name) {
            if *name != "a" {
                self.open.push(name);
                out.push('<');
                out.push_str(name);
                out.push('>');
                return;
            }
            let href = tag.attributes().find(|attribute| attribute.name.eq_ignore_ascii_case("href"));
            let url = href.and_then(|href| SafeUrl::parse(&decoded(href.value), &[]).ok());
            if let Some(url) = url.filter(|_| !self.open.contains(&"a")) {
                self.open.push("a");
                out.push_str("<a href=\"");
                push_escaped(out, url.as_str());
                out.push_str("\" rel=\"noopener noreferrer\">");
            }
            return;
        }
        let Some((name, parents)) = BLOCKS.iter().find(|(block, _)| *block == name) else {
            push_escaped(out, written);
            return;
        };
        self.close_inline(out);
        // A sibling ends the one before.
        if matches!(*name, "p" | "li" | "tr" | "td" | "th" | "dt" | "dd") {
            self.close_sibling(out, name);
        }
        if !parents.is_empty() && !self.open.last().is_some_and(|last| parents.contains(last)) {
            return;
        }
        if std::mem::take(&mut self.in_paragraph) {
            out.push_str("</p>");
        }
        self.open.push(name);
        out.push_str(element(name).0);
    }

    fn end(&mut self, out: &mut String, name: &str, written: &str) {
        let Some(at) = self.open.iter().rposition(|open| *open == name) else {
            let is_known = INLINE.contains(&name) || BLOCKS.iter().any(|(block, _)| *block == name);
            if !is_known && !matches!(name, "br" | "hr" | "wbr") {
                push_escaped(out, written);
            }
            return;
        };
        self.close_to(out, at);
    }

    /// Closes what goes on within a line, before a block begins or ends.
    pub(super) fn close_inline(&mut self, out: &mut String) {
        let from = self.open.iter().rposition(|open| !INLINE.contains(open)).map_or(0, |at| at + 1);
        self.close_to(out, from);
    }

    /// Closes a paragraph that is open, for Markdown begins one.
    pub(super) fn close_paragraph(&mut self, out: &mut String) {
        self.close_inline(out);
        if self.open.last() == Some(&"p") {
            self.close_to(out, self.open.len() - 1);
        }
    }

    /// Closes everything.
    pub(super) fn finish(&mut self, out: &mut String) {
        self.close_to(out, 0);
    }

    fn close_sibling(&mut self, out: &mut String, name: &str) {
        let stops: &[&str] = match name {
            "li" => &["ul", "ol"],
            "tr" => &["table", "thead", "tbody"],
            "td" | "th" => &["tr"],
            "dt" | "dd" => &["dl"],
            _ => &["ul", "ol", "li", "table", "td", "th", "blockquote", "dd", "pre"],
        };
        let from = self.open.iter().rposition(|open| stops.contains(open)).map_or(0, |at| at + 1);
        if name != "p" || self.open.get(from) == Some(&"p") {
            self.close_to(out, from);
        }
    }

    fn close_to(&mut self, out: &mut String, from: usize) {
        while self.open.len() > from {
            let name = self.open.pop().expect("the list is longer than its new length");
            match INLINE.contains(&name) {
                true => {
                    out.push_str("</");
                    out.push_str(name);
                    out.push('>');
                }
                false => out.push_str(element(name).1),
            }
        }
    }
}

/// The start and the end of a block. Headings are bold paragraphs, for the page has headings of its own.
fn element(name: &str) -> (&'static str, &'static str) {
    match name {
        "p" => ("<p>", "</p>"),
        "pre" => ("<pre>", "</pre>"),
        "ul" => ("<ul>", "</ul>"),
        "ol" => ("<ol>", "</ol>"),
        "li" => ("<li>", "</li>"),
        "dl" => ("<dl>", "</dl>"),
        "dt" => ("<dt>", "</dt>"),
        "dd" => ("<dd>", "</dd>"),
        "table" => ("<div class=\"table-scroll\"><table>", "</table></div>"),
        "thead" => ("<thead>", "</thead>"),
        "tbody" => ("<tbody>", "</tbody>"),
        "tr" => ("<tr>", "</tr>"),
        "th" => ("<th>", "</th>"),
        "td" => ("<td>", "</td>"),
        "blockquote" => ("<blockquote>", "</blockquote>"),
        _ => ("<p><strong>", "</strong></p>"),
    }
}

/// The value of an attribute with the one entity that addresses have.
fn decoded(value: &str) -> String {
    value.replace("&amp;", "&")
}
