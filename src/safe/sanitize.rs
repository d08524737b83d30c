//! The sanitiser: ammonia with the elements, attributes and values of the security contract, and nothing else.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::SafeHtml;
use super::scan::{self, Token};
use super::slots::{self, Slots};
use super::url;

/// Elements that authors may use.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];
/// Elements that go with all they hold.
const WITH_CONTENT: &[&str] = &[
    "applet",
    "audio",
    "canvas",
    "embed",
    "frame",
    "frameset",
    "head",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "video",
    "xmp",
];
/// Attributes of every element.
const ANYWHERE: &[&str] = &["id", "class", "title", "lang", "dir"];
/// Attributes of single elements.
const PER_ELEMENT: &[(&str, &[&str])] = &[
    ("a", &["href", "rel", "download"]),
    ("img", &["src", "alt", "width", "height", "loading", "decoding"]),
    ("ol", &["start", "reversed", "type"]),
    ("li", &["value"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("details", &["open"]),
    ("time", &["datetime"]),
    ("del", &["datetime"]),
    ("ins", &["datetime"]),
];

static ELEMENT_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| ELEMENTS.iter().copied().collect());

static POLICY: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = allow_list();
    builder.attribute_filter(attribute);
    builder
});

/// The policy for what [`POLICY`] has passed: its addresses have lost their marks and stay.
static AGAIN: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = allow_list();
    builder.attribute_filter(|element, name, value| match name {
        "href" | "src" => Some(Cow::Borrowed(value)),
        _ => attribute(element, name, value),
    });
    builder
});

fn allow_list() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(WITH_CONTENT.iter().copied().collect())
        .generic_attributes(ANYWHERE.iter().copied().collect())
        .tag_attributes(PER_ELEMENT.iter().map(|(tag, list)| (*tag, list.iter().copied().collect())).collect())
        .tag_attribute_values(HashMap::new())
        .url_schemes(HashSet::new())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None);
    builder
}

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stays.
    Kept,
    /// Its tags go, what it holds stays.
    Unwrapped,
    /// It goes with all it holds.
    Removed,
}

/// What becomes of an element, by its name in lower case.
pub(super) fn fate(element: &str) -> Fate {
    if ELEMENT_SET.contains(element) {
        Fate::Kept
    } else if WITH_CONTENT.contains(&element) {
        Fate::Removed
    } else {
        Fate::Unwrapped
    }
}

/// True if an element, by its name in lower case, may stand in a page.
pub(crate) fn is_kept(element: &str) -> bool {
    fate(element) == Fate::Kept
}

/// True if an element may have an attribute, both in lower case.
pub(super) fn may_have(element: &str, attribute: &str) -> bool {
    ANYWHERE.contains(&attribute)
        || PER_ELEMENT.iter().any(|(name, list)| *name == element && list.contains(&attribute))
}

/// How often a page is parsed again at most, until parsing changes nothing.
const MAX_ROUNDS: usize = 8;

/// Cleans a page whose addresses are marked and fills its slots. [`super::scan::check`] has passed it.
///
/// What an HTML parser moves out of a table, or divides, can stand where a second parser would move it again; a browser
/// is such a second parser. Such pages are cleaned until they are at rest.
pub(crate) fn page(html: &str, slots: Slots) -> SafeHtml {
    let mut clean = POLICY.clean(&broken_up(html)).to_string();
    if scan::moves(html) {
        for _ in 0..MAX_ROUNDS {
            let again = AGAIN.clean(&broken_up(&clean)).to_string();
            if again == clean {
                break;
            }
            clean = again;
        }
    }
    slots.fill(&clean)
}

/// Most character references in one text node.
const MAX_REFERENCES: usize = 256;

/// Puts comments, which the sanitiser takes out again, into text with many character references: html5ever copies the whole
/// text node for each of them (150,000 `&amp;` take 10 s in one node and 0.1 s in many).
fn broken_up(html: &str) -> Cow<'_, str> {
    let is_reference = |b: &u8| *b == b'&';
    if html.as_bytes().iter().filter(|b| is_reference(b)).nth(MAX_REFERENCES).is_none() {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len() + html.len() / 64);
    let mut count = 0;
    for (token, range) in scan::tokens(html) {
        let Token::Text(text) = token else {
            out.push_str(&html[range]);
            continue;
        };
        let mut done = 0;
        for (at, _) in text.match_indices('&') {
            count += 1;
            if count % MAX_REFERENCES == 0 {
                out.push_str(&text[done..at]);
                out.push_str("<!---->");
                done = at;
            }
        }
        out.push_str(&text[done..]);
    }
    Cow::Owned(out)
}

/// The value of an attribute as it may stay, or `None`.
fn attribute<'v>(element: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    match name {
        "class" => classes(value),
        "id" => id(value),
        "href" | "src" => {
            let resolved = value.strip_prefix(slots::mark())?;
            (!url::is_never(resolved)).then_some(Cow::Borrowed(resolved))
        }
        "rel" => one_of(value, &["noopener noreferrer"]),
        "width" | "height" => is_length(value).then_some(Cow::Borrowed(value)),
        "colspan" | "span" => in_range(value, 1, 100).then_some(Cow::Borrowed(value)),
        "rowspan" => in_range(value, 0, 1000).then_some(Cow::Borrowed(value)),
        "start" | "value" => is_integer(value).then_some(Cow::Borrowed(value)),
        "lang" => {
            let plain = value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            (plain && (1..=35).contains(&value.len())).then_some(Cow::Borrowed(value))
        }
        "dir" => one_of(value, &["ltr", "rtl", "auto"]),
        "loading" => one_of(value, &["lazy", "eager"]),
        "decoding" => one_of(value, &["async", "sync", "auto"]),
        "scope" => one_of(value, &["col", "row", "colgroup", "rowgroup"]),
        "type" => (element == "ol" && matches!(value, "1" | "a" | "A" | "i" | "I")).then_some(Cow::Borrowed(value)),
        "reversed" | "open" => Some(Cow::Borrowed("")),
        "download" => {
            let plain = !value.contains(['/', '\\']) && !value.starts_with('.') && !value.chars().any(char::is_control);
            (plain && value.len() <= 255).then_some(Cow::Borrowed(value))
        }
        _ => Some(Cow::Borrowed(value)),
    }
}

/// The id of an author as it stands in a page, if it can be one: ids of the user interface start with `pd-`.
pub(crate) fn id(value: &str) -> Option<Cow<'_, str>> {
    let legal = !value.is_empty() && value.len() <= 512 && !value.chars().any(|c| c.is_whitespace() || c.is_control());
    if !legal || value.chars().count() > 128 {
        return None;
    }
    Some(if is_ours(value) { Cow::Owned(format!("u-{value}")) } else { Cow::Borrowed(value) })
}

/// True for ids and classes that belong to the user interface.
pub(crate) fn is_ours(name: &str) -> bool {
    name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("pd-"))
}

/// The class attribute of an author as it may stay: at most 16 names.
pub(crate) fn classes(value: &str) -> Option<Cow<'_, str>> {
    let is_whole = is_class(value);
    if is_whole {
        return Some(Cow::Borrowed(value));
    }
    let kept: Vec<&str> = value.split_ascii_whitespace().filter(|class| is_class(class)).take(16).collect();
    (!kept.is_empty()).then(|| Cow::Owned(kept.join(" ")))
}

fn is_class(class: &str) -> bool {
    let bytes = class.as_bytes();
    (1..=64).contains(&bytes.len())
        && (bytes[0].is_ascii_alphanumeric() || bytes[0] == b'_')
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || b"_:.+#-".contains(b))
        && !is_ours(class)
}

fn is_length(value: &str) -> bool {
    match value.strip_suffix('%') {
        Some(percent) => in_range(percent, 1, 100),
        None => in_range(value, 1, 4096),
    }
}

fn in_range(value: &str, least: u32, most: u32) -> bool {
    value.len() <= 4
        && value.bytes().all(|b| b.is_ascii_digit())
        && value.parse().is_ok_and(|n| (least..=most).contains(&n))
}

fn is_integer(value: &str) -> bool {
    value.len() <= 11 && value.parse::<i32>().is_ok()
}

fn one_of<'v>(value: &'v str, allowed: &[&str]) -> Option<Cow<'v, str>> {
    allowed.contains(&value).then_some(Cow::Borrowed(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_with_many_references_stays_as_it_is() {
        let text = "&amp;a&lt;".repeat(2000);
        let html = format!("<p title=\"{text}\">{text}</p><pre>{text}</pre>");
        assert_ne!(broken_up(&html), html);
        assert_eq!(page(&html, Slots::default()).as_str(), html);
    }
}
