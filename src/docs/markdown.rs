//! Markdown pages: CommonMark with GitHub's additions, from bytes to a [`Page`].
//!
//! The way of a page: UTF-8, front matter, limits, events of pulldown-cmark, markup with slots (`writer`), ids, the
//! sanitiser. Whatever goes wrong costs only this page, which is then shown as plain text.

mod annotations;
mod attributes;
mod bare;
mod blocks;
mod fence;
pub mod findings;
mod footnotes;
mod headings;
mod inline;
mod origin;
mod resolver;
mod restricted;
mod snippets;
mod writer;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use pulldown_cmark::{BrokenLink, LinkType, Options, Parser};

use super::slug::Ids;
use super::{Dialect, Links, Page, front_matter, math};
use crate::diag::{Diagnostic, File, Place, Span};
use crate::memo::Memo;
use crate::safe::{SafeHtml, escape};
use crate::yaml;
use blocks::{Blocks, Problem};
use origin::Origins;
use resolver::Resolver;
pub use restricted::{described, plain, restricted};
use writer::{MAX_CONTAINERS, Own, Writer};

/// Largest page in bytes.
const MAX_BYTES: usize = 2 << 20;

/// A Markdown file.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// How findings name it.
    pub file: &'a File,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// A limit that a page goes past.
#[derive(Debug)]
struct Exceeded {
    what: &'static str,
    limit: usize,
    /// Where in the body.
    at: usize,
}

impl Exceeded {
    fn new(what: &'static str, limit: usize, at: usize) -> Self {
        Self { what, limit, at }
    }
}

/// Reads and renders a page. A page without `h1` (see [`Page::has_h1`]) gets none here: [`add_title`] does that.
pub fn render(source: Source<'_>, dialect: &Dialect, links: &dyn Links, memo: &Memo) -> (Page, Vec<Diagnostic>) {
    let text = match yaml::decode(source.bytes) {
        Ok(text) => normalised(text),
        Err(span) => {
            let page = Page { html: as_text(&String::from_utf8_lossy(source.bytes)), ..Page::default() };
            return (page, vec![findings::encoding(source.file.at(span))]);
        }
    };
    if text.len() > MAX_BYTES {
        let page = Page { html: as_text(&text), ..Page::default() };
        let what = format!("more than {MAX_BYTES} bytes");
        return (page, vec![findings::limit(source.file.at(Span::FILE), &what)]);
    }
    let split = front_matter::split(&text);
    let mut page = Page { front: split.front, ..Page::default() };
    let mut findings = Vec::new();
    if let Some(error) = split.error {
        findings.push(findings::front_matter(source.file.at(error.span), &error.to_string()));
    }
    let body = &text[split.body..];
    let mut origins = Origins::new(source.file, &text, split.body);
    let whole = match snippets::expand(body, dialect, links, &mut origins, &mut findings) {
        Ok(whole) => whole,
        Err(exceeded) => {
            page.markdown = body.to_owned();
            return as_written(page, body, exceeded, origins.place_in(0, 0..0));
        }
    };
    page.words = words(&whole);
    page.markdown = whole.to_string();
    let blocks = match blocks::read(&whole, dialect) {
        Ok(blocks) => blocks,
        Err(exceeded) => {
            let place = origins.place_in_body(exceeded.at..exceeded.at);
            return as_written(page, body, exceeded, place);
        }
    };
    let Blocks { text: parsed, map, markers, abbreviations, problems } = blocks;
    findings.extend(problems.into_iter().map(|(at, problem)| match problem {
        Problem::Unclosed(what, end) => findings::unclosed(origins.place_in_body(at), what, &end),
        Problem::Indent => findings::indent(origins.place_in_body(at)),
    }));
    origins.blocks = map;
    let resolver = Resolver {
        origins: &origins,
        links,
        findings,
        anchors: Vec::new(),
        ids: Ids::default(),
        removed: BTreeMap::new(),
        unclosed: Vec::new(),
        images: 0,
    };
    let has_math = dialect.math || page.front.math;
    let dollars = if has_math { math::with_dollars(&parsed) } else { Cow::Borrowed(&*parsed) };
    let masked = inline::masked(&dollars);
    let own = Own { markers, abbreviations: &abbreviations };
    match write(&parsed, &masked, has_math, Writer::new(resolver, &parsed, own, dialect, memo), &mut page) {
        Ok(mut findings) => {
            origins.name_includers(&mut findings);
            (page, findings)
        }
        Err(exceeded) => {
            let place = origins.place(exceeded.at..exceeded.at);
            as_written(page, body, exceeded, place)
        }
    }
}

/// A page that goes past a limit, as it was written.
fn as_written(page: Page, body: &str, Exceeded { what, limit, .. }: Exceeded, place: Place) -> (Page, Vec<Diagnostic>) {
    let Page { front, words, markdown, .. } = page;
    let page = Page { front, words, markdown, html: as_text(body), ..Page::default() };
    (page, vec![findings::limit(place, &format!("more than {limit} {what}"))])
}

/// How many words a text has; marks that stand alone are none.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// Puts a title in front of a page that has no `h1`.
pub fn add_title(page: &mut Page, title: &str) {
    page.html.prepend(&format!("<h1>{}</h1>\n", escape(title)));
    page.has_h1 = true;
}

/// Writes the events of a page; `masked` is what the parser sees of the body.
fn write<'a>(
    body: &'a str,
    masked: &'a str,
    has_math: bool,
    mut writer: Writer<'a>,
    page: &mut Page,
) -> Result<Vec<Diagnostic>, Exceeded> {
    if let Some(at) = nesting_of_markers(body) {
        return Err(Exceeded::new("nested containers", MAX_CONTAINERS, at));
    }
    let math = if has_math { Options::ENABLE_MATH } else { Options::empty() };
    let options = math
        | Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let undefined = RefCell::new(Vec::new());
    let mut note = |link: BrokenLink<'_>| {
        if is_meant_as_link(body, &link) {
            undefined.borrow_mut().push((link.span, link.reference.to_string()));
        }
        None
    };
    for (event, at) in Parser::new_with_broken_link_callback(masked, options, Some(&mut note)).into_offset_iter() {
        writer.event(inline::unmasked(event), at)?;
    }
    let gone = std::mem::take(&mut writer.gone);
    let mut resolver = writer.finish(page)?;
    let mut undefined = undefined.into_inner();
    undefined.retain(|(at, _)| !gone.iter().any(|gone| gone.contains(&at.start)));
    undefined.sort_by_key(|(at, _)| at.start);
    for (at, reference) in undefined {
        let finding = findings::reference(resolver.place(at), &reference);
        resolver.findings.push(finding);
    }
    resolver.report_removed();
    page.anchors = resolver.anchors;
    page.ids = resolver.ids.into_sorted();
    Ok(resolver.findings)
}

/// True for `[text][name]` and `[name][]`: a single `[name]` is mostly text, and so are `list[i][j]` and footnotes.
fn is_meant_as_link(body: &str, link: &BrokenLink<'_>) -> bool {
    let is_full = matches!(link.link_type, LinkType::Reference | LinkType::Collapsed);
    let before = body.get(..link.span.start).and_then(|before| before.chars().next_back());
    let is_index = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ']' | ')'));
    is_full && !is_index && !link.reference.starts_with('^')
}

/// The offset at which a line opens more containers than a page may nest, found without parsing.
fn nesting_of_markers(text: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut rest = line;
        let mut count = 0;
        while let Some(after) = marker(rest.trim_start_matches([' ', '\t'])) {
            rest = after;
            count += 1;
            if count > MAX_CONTAINERS {
                return Some(start);
            }
        }
        start += line.len();
    }
    None
}

/// What follows a quote or list marker.
fn marker(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix('>') {
        return Some(rest);
    }
    let digits = text.bytes().take(10).take_while(u8::is_ascii_digit).count();
    let rest = match digits {
        0 => text.strip_prefix(['-', '*', '+', ':'])?,
        _ => text[digits..].strip_prefix(['.', ')'])?,
    };
    rest.starts_with([' ', '\t']).then_some(rest)
}

/// Text with LF line ends, without NUL, control characters and a character that blocks use.
fn normalised(text: &str) -> Cow<'_, str> {
    let is_odd = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || c == blocks::NO_BLOCK;
    // Most pages are clean: one pass over the bytes shows it (C1 controls start with 0xC2, what is no character with 0xEF).
    if !text.bytes().any(|b| (b < b' ' && !matches!(b, b'\n' | b'\t')) || matches!(b, 0x7f | 0xc2 | 0xef)) {
        return Cow::Borrowed(text);
    }
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    if !text.contains(is_odd) {
        return text;
    }
    let tamed = text.chars().map(|c| if c == '\0' { '\u{fffd}' } else { c }).filter(|c| !is_odd(*c));
    Cow::Owned(tamed.collect())
}

/// A page that cannot be rendered, as it was written, at most 2 MiB of it.
fn as_text(text: &str) -> SafeHtml {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = escape(&text[..end]);
    SafeHtml::from_fragment(format!(
        "<pre class=\"plain\" tabindex=\"0\" role=\"group\" aria-label=\"Source\">{text}</pre>\n"
    ))
}

/// Text on one line without blanks at its ends, at most `max_chars` characters, cut between words where possible.
pub(super) fn one_line(text: &str, max_chars: usize) -> String {
    let mut out = String::with_capacity(text.len().min(max_chars.saturating_mul(2)));
    let mut count = 0;
    for word in text.split_whitespace() {
        let blank = usize::from(!out.is_empty());
        let length = word.chars().count();
        if count + blank + length > max_chars {
            if out.is_empty() {
                out.extend(word.chars().take(max_chars));
            }
            out.push('…');
            break;
        }
        if blank > 0 {
            out.push(' ');
        }
        out.push_str(word);
        count += blank + length;
    }
    out
}
