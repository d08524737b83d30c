//! Raw HTML of authors, tamed tag by tag before it joins a page.
//!
//! What comes out holds only elements and attributes that the sanitiser knows, quoted values, no comments and no raw-text
//! elements, so that [`super::scan::check`] and the HTML parser see the same tags. Addresses are handed to [`Author`] to be
//! resolved; whatever is not resolved here is refused by the sanitiser. Nothing relies on this for safety.

use std::fmt::Write;
use std::ops::Range;

use super::sanitize::{self, Fate};
use super::scan::{self, Tag, Token};
use super::{push_escaped, push_written, slots, url};

/// Where an image address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Image {
    /// The image may be shown from here; its width and height in pixels, if they are known.
    Show(String, Option<(u32, u32)>),
    /// Only a link to it may be shown.
    Link(String),
    /// Nothing but its text may be shown.
    Text,
}

/// What the reader of a page decides about an author's HTML. Offsets count from the start of the piece.
pub(crate) trait Author {
    /// Where a link leads, if anywhere.
    fn link(&mut self, written: &str, at: Range<usize>) -> Option<String>;
    /// Where an image leads.
    fn image(&mut self, written: &str, at: Range<usize>) -> Image;
    /// Takes an id; false if the page has it already.
    fn take_id(&mut self, id: &str) -> bool;
    /// An element that stays begins.
    fn element(&mut self, name: &str, at: Range<usize>);
    /// An image is shown that does not say what it shows, not even that it is decoration (`alt=""`).
    fn without_alt(&mut self, at: Range<usize>);
    /// An element is taken out.
    fn removed(&mut self, name: &str, at: Range<usize>);
    /// An element that goes with its content does not end in this piece. True to drop the rest of the piece.
    fn open_end(&mut self, name: &str) -> bool;
}

/// Writes an image address that has been resolved, with its attribute.
pub(crate) fn push_src(out: &mut String, address: &str) {
    out.push_str(" src=\"");
    out.push_str(slots::mark());
    push_escaped(out, address);
    out.push('"');
}

/// Writes how large an image is, so that nothing moves when it arrives.
pub(crate) fn push_pixels(out: &mut String, (width, height): (Option<u32>, Option<u32>)) {
    for (name, length) in [("width", width), ("height", height)] {
        if let Some(length) = length {
            let _ = write!(out, " {name}=\"{length}\"");
        }
    }
}

/// Writes a link address that has been resolved, with its attribute. Links out of the portal say nothing of where they
/// come from.
pub(crate) fn push_href(out: &mut String, address: &str) {
    out.push_str(" href=\"");
    out.push_str(slots::mark());
    push_escaped(out, address);
    out.push('"');
    if url::scheme(address).is_some() || address.starts_with("//") {
        out.push_str(" rel=\"noopener noreferrer\"");
    }
}

/// Appends a piece of author HTML, tamed.
pub(crate) fn tame(html: &str, out: &mut String, author: &mut dyn Author) {
    let mut tokens = scan::tokens(html);
    let mut unclosed: Vec<String> = Vec::new();
    while let Some((token, range)) = tokens.next() {
        match token {
            Token::Text(text) | Token::Broken(text) => push_written(out, text),
            Token::Comment => {}
            Token::End(name) => {
                let name = name.to_ascii_lowercase();
                if sanitize::fate(&name) == Fate::Kept {
                    out.push_str("</");
                    out.push_str(&name);
                    out.push('>');
                }
            }
            Token::Start(tag) => {
                let name = tag.name.to_ascii_lowercase();
                match sanitize::fate(&name) {
                    Fate::Kept => {
                        author.element(&name, range.clone());
                        start_tag(&name, tag, range, out, author);
                    }
                    Fate::Unwrapped => author.removed(&name, range),
                    Fate::Removed => {
                        author.removed(&name, range.clone());
                        if matches!(name.as_str(), "embed" | "frame") {
                            continue;
                        }
                        if unclosed.contains(&name) {
                            continue;
                        }
                        match end_of(html, range.end, &name) {
                            Some(end) => tokens.skip_to(end),
                            None if author.open_end(&name) => return,
                            None => unclosed.push(name),
                        }
                    }
                }
            }
        }
    }
}

/// The offset after the end tag of an element that holds no elements of its own.
pub(crate) fn end_of(html: &str, from: usize, name: &str) -> Option<usize> {
    let mut at = from;
    while let Some(found) = html[at..].find("</") {
        at += found + 2;
        let rest = &html[at..];
        let same = rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        if same && !rest.as_bytes().get(name.len()).is_some_and(u8::is_ascii_alphanumeric) {
            return Some(rest.find('>').map_or(html.len(), |end| at + end + 1));
        }
    }
    None
}

fn start_tag(name: &str, tag: Tag<'_>, at: Range<usize>, out: &mut String, author: &mut dyn Author) {
    if name == "img" {
        return image(tag, at, out, author);
    }
    out.push('<');
    out.push_str(name);
    common_attributes(name, tag, out, author);
    if name == "a"
        && let Some(written) = value_of(tag, "href")
        && let Some(address) = author.link(&decode(written), at)
    {
        push_href(out, &address);
    }
    out.push('>');
}

fn image(tag: Tag<'_>, at: Range<usize>, out: &mut String, author: &mut dyn Author) {
    let alt = value_of(tag, "alt").unwrap_or("");
    let Some(written) = value_of(tag, "src") else { return push_written(out, alt) };
    match author.image(&decode(written), at.clone()) {
        Image::Show(address, pixels) => {
            out.push_str("<img");
            push_src(out, &address);
            common_attributes("img", tag, out, author);
            let written = ["width", "height"].map(|name| value_of(tag, name));
            push_pixels(out, pixels.map(|pixels| missing(pixels, written)).unwrap_or_default());
            if value_of(tag, "alt").is_none() {
                author.without_alt(at);
                out.push_str(" alt=\"\"");
            }
            if value_of(tag, "loading").is_none() {
                out.push_str(" loading=\"lazy\" decoding=\"async\"");
            }
            out.push('>');
        }
        Image::Link(address) => {
            out.push_str("<a");
            push_href(out, &address);
            out.push('>');
            push_written(out, if alt.is_empty() { "image" } else { alt });
            out.push_str("</a>");
        }
        Image::Text => push_written(out, alt),
    }
}

/// Width and height as far as the author has not written them; one alone gives the other in proportion.
pub(crate) fn missing((width, height): (u32, u32), written: [Option<&str>; 2]) -> (Option<u32>, Option<u32>) {
    let scaled = |text: &str, length: u32, by: u32| {
        let length = text.parse::<u64>().ok()?.checked_mul(length.into())?.checked_div(by.into())?;
        u32::try_from(length.max(1)).ok()
    };
    match written {
        [None, None] => (Some(width), Some(height)),
        [Some(text), None] => (None, scaled(text, height, width)),
        [None, Some(text)] => (scaled(text, width, height), None),
        [Some(_), Some(_)] => (None, None),
    }
}

/// Writes all attributes but addresses. `name` of a link becomes its id, `align` a class.
fn common_attributes(element: &str, tag: Tag<'_>, out: &mut String, author: &mut dyn Author) {
    let align = value_of(tag, "align").and_then(alignment);
    let class = value_of(tag, "class");
    if class.is_some() || align.is_some() {
        let both = [class, align].map(Option::unwrap_or_default).join(" ");
        push_attribute(out, "class", both.trim());
    }
    let written = value_of(tag, "id").or_else(|| (element == "a").then(|| value_of(tag, "name")).flatten());
    if let Some(written) = written
        && let Some(id) = sanitize::id(&decode(written))
        && author.take_id(&id)
    {
        out.push_str(" id=\"");
        push_escaped(out, &id);
        out.push('"');
    }
    let mut seen: Vec<&str> = Vec::new();
    for attribute in tag.attributes() {
        let name = attribute.name.to_ascii_lowercase();
        let done = matches!(name.as_str(), "class" | "id" | "href" | "src");
        let twin = seen.iter().any(|seen| seen.eq_ignore_ascii_case(attribute.name));
        if !done && !twin && sanitize::may_have(element, &name) {
            seen.push(attribute.name);
            push_attribute(out, &name, attribute.value);
        }
    }
}

/// The value of the first attribute of a name, as HTML parsers take it.
fn value_of<'a>(tag: Tag<'a>, name: &str) -> Option<&'a str> {
    tag.attributes().find(|attribute| attribute.name.eq_ignore_ascii_case(name)).map(|attribute| attribute.value)
}

/// The class that stands for an alignment.
pub(crate) fn alignment(value: &str) -> Option<&'static str> {
    [("left", "ta-l"), ("center", "ta-c"), ("middle", "ta-c"), ("right", "ta-r")]
        .into_iter()
        .find_map(|(name, class)| value.eq_ignore_ascii_case(name).then_some(class))
}

/// Writes an attribute whose value has its entities as written.
fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_written(out, value);
    out.push('"');
}

/// Character references that addresses use, by name.
const NAMED: [(&str, char); 22] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("colon", ':'),
    ("sol", '/'),
    ("bsol", '\\'),
    ("period", '.'),
    ("num", '#'),
    ("quest", '?'),
    ("equals", '='),
    ("percnt", '%'),
    ("commat", '@'),
    ("lpar", '('),
    ("rpar", ')'),
    ("lowbar", '_'),
    ("plus", '+'),
    ("comma", ','),
];

/// Decodes the character references of a text or an address. What is not known stays as written and is escaped again when printed, so
/// that what has been judged is what a browser reads.
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match reference(rest) {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

/// The character of the reference that `text` starts with, and the reference's length.
fn reference(text: &str) -> Option<(char, usize)> {
    if let Some(number) = text.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16),
            None => (number, 10),
        };
        let length = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
        let value = u32::from_str_radix(&digits[..length], radix).ok()?;
        let used = text.len() - digits.len() + length;
        let semicolon = usize::from(text[used..].starts_with(';'));
        return Some((char::from_u32(value).filter(|c| *c != '\0').unwrap_or('\u{fffd}'), used + semicolon));
    }
    let (name, _) = text.get(..text.len().min(12)).unwrap_or(text).split_once(';')?;
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| (*c, name.len() + 1))
}

#[cfg(test)]
pub(crate) mod tests {

    use super::*;
    use crate::safe::SafeHtml;
    use crate::safe::slots::Slots;

    /// Resolves every address to itself unless it has a scheme that is not `https`.
    #[derive(Default)]
    struct Plain {
        ids: Vec<String>,
        removed: Vec<String>,
    }

    impl Author for Plain {
        fn link(&mut self, written: &str, _: Range<usize>) -> Option<String> {
            let external = written.contains(':');
            (!external || written.starts_with("https:") || written.starts_with("http:")).then(|| written.to_owned())
        }
        fn image(&mut self, written: &str, at: Range<usize>) -> Image {
            self.link(written, at).map_or(Image::Text, |address| {
                let pixels = address.ends_with("300x200.png").then_some((300, 200));
                Image::Show(address, pixels)
            })
        }
        fn take_id(&mut self, id: &str) -> bool {
            let new = !self.ids.iter().any(|taken| taken == id);
            self.ids.push(id.to_owned());
            new
        }
        fn element(&mut self, _: &str, _: Range<usize>) {}
        fn without_alt(&mut self, _: Range<usize>) {}
        fn removed(&mut self, name: &str, _: Range<usize>) {
            self.removed.push(name.to_owned());
        }
        fn open_end(&mut self, _: &str) -> bool {
            false
        }
    }

    pub(crate) fn clean(html: &str) -> SafeHtml {
        let mut tamed = String::new();
        tame(html, &mut tamed, &mut Plain::default());
        sanitize::page(&tamed, Slots::default())
    }

    #[test]
    fn markup_of_authors_is_kept_or_tamed() {
        let check = |html: &str, expect: &str| assert_eq!(clean(html).as_str(), expect, "{html}");
        check("<P ALIGN=center>x</P>", r#"<p class="ta-c">x</p>"#);
        check("<img src=a.png width=10>", r#"<img src="a.png" width="10" alt="" loading="lazy" decoding="async">"#);
        check("<img src=a.png width=99999 onerror=x>", r#"<img src="a.png" decoding="async" alt="" loading="lazy">"#);
        let sized =
            |attributes: &str| format!(r#"<img src="300x200.png"{attributes} alt="" loading="lazy" decoding="async">"#);
        check("<img src=300x200.png>", &sized(r#" width="300" height="200""#));
        check("<img src=300x200.png width=30>", &sized(r#" width="30" height="20""#));
        check("<img src=300x200.png height=20>", &sized(r#" height="20" width="30""#));
        check("<img src=300x200.png width=30 height=30>", &sized(r#" width="30" height="30""#));
        check("<img src=300x200.png width=50%>", &sized(r#" width="50%""#));
        check(
            "<img src=300x200.png height=18446744073709551615>",
            r#"<img src="300x200.png" decoding="async" alt="" loading="lazy">"#,
        );
        check("<a name=old></a>", r#"<a id="old"></a>"#);
        check(
            "<b id=pd-main class='x pd-y Pd-z'>b</b><i id=a></i><i id=a></i>",
            r#"<b class="x" id="u-pd-main">b</b><i id="a"></i><i></i>"#,
        );
        check("<div class='pd-x'>a</div>", "<div>a</div>");
        check("<font color=red>a</font><custom-x>b</custom-x>", "ab");
        check("<script>alert(1)</script>x<style>y</style>", "x");
        check("a<!-- b -->c<?php d ?><!doctype e>", "ac");
        check("<details open><summary>s</summary>x</details>", "<details open=\"\"><summary>s</summary>x</details>");
        check("<a href='java&#115;cript:x'>a</a>", r#"<a>a</a>"#);
        check("<a href='javascript&colon;x'>a</a>", r#"<a>a</a>"#);
        check("<a href='x&amp;y&copy=1'>a</a>", r#"<a href="x&amp;y&amp;copy=1">a</a>"#);
        check("<p title='a\"b&lt;'>x", r#"<p title="a&quot;b&lt;">x</p>"#);
        check("<td width=5>x", "x");
        check("a < b & c &amp; d", "a &lt; b &amp; c &amp; d");
        check("<a title=\"<b>", "&lt;a title=\"&lt;b&gt;");
        check("<svg><style><img src=x onerror=alert(1)></style></svg>y", "y");
        check("<textarea>z", "z");
    }

    #[test]
    fn cleaning_twice_changes_nothing() {
        let pieces = [
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<a href=x>y</a>",
            "</a>",
            "<table>",
            "<tr><td>",
            "</table>",
            "<ul><li>",
            "</ul>",
            "x",
            "&",
            "<",
            "\"",
            "<svg>",
            "</svg>",
            "<math><mtext>",
            "<style>",
            "</style>",
            "<!--",
            "-->",
            "<img src=a alt='\"'>",
            "<textarea>",
            "<pre>",
            "</pre>",
            "<div title='<",
            "'>",
            "<h1>",
            "</h1>",
            "<select>",
            "<template>",
            "<div id=a>",
        ];
        proptest::proptest!(|(picks in proptest::collection::vec(0..pieces.len(), 0..20))| {
            let html: String = picks.into_iter().map(|pick| pieces[pick]).collect();
            let once = clean(&html);
            let twice = clean(once.as_str());
            proptest::prop_assert_eq!(once, twice);
        });
    }
}
