//! From Markdown events to the markup of a page, before the sanitiser.

mod annotations;
mod attributes;
mod blocks;
mod containers;
mod delimiters;
mod diagrams;
mod images;
mod inline;

use std::collections::BTreeMap;
use std::ops::Range;

use bytes::Bytes;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::Exceeded;
use super::blocks::Marker;
use super::footnotes::Footnotes;
use super::headings::Headings;
use super::inline::delimiters::Delimiters;
use super::inline::{Abbreviations, Scanner};
use super::resolver::Resolver;
use crate::docs::diagram::Allowance;
use crate::docs::{Dialect, Page, math};
use crate::memo::Memo;
use crate::path::SitePath;
use crate::safe::slots::{Fill, Slots};
use crate::safe::{sanitize, scan};
use annotations::Annotations;
use blocks::{Html, Table};
use containers::{Containers, Markers};
use images::Picture;
use inline::Text;

/// Most containers inside each other.
pub(super) const MAX_CONTAINERS: usize = 100;
/// Most ids of a page.
const MAX_IDS: usize = 20_000;
/// Longest summary in characters.
const SUMMARY_CHARS: usize = 200;

/// What the events of a page are written into.
pub(super) struct Writer<'a> {
    pub(super) resolver: Resolver<'a>,
    body: &'a str,
    dialect: &'a Dialect,
    memo: &'a Memo,
    out: String,
    slots: Slots,
    /// Offsets of `out` and where in the body that came from.
    marks: Vec<(usize, usize)>,
    text: Text,
    scanner: Scanner<'a>,
    delimiters: Delimiters,
    /// Attribute lists that have been read already, the next one last.
    skips: Vec<Range<usize>>,
    /// The text of the heading, image or first paragraph that is being read.
    heading: Option<String>,
    image: Option<Picture<'a>>,
    summary: Summary,
    headings: Headings,
    footnotes: Footnotes,
    /// Markup outside the footnote definition that is being read.
    outside: Option<(String, String)>,
    link: Option<bool>,
    code: Option<(Option<CowStr<'a>>, usize, String)>,
    annotations: Annotations,
    html: Html,
    table: Table,
    /// Where in `out` the last `<li` ends.
    item: usize,
    /// Where in `out` the last paragraph starts, and whether it holds an image with a title.
    paragraph: (usize, bool),
    containers: usize,
    /// What stands for our own containers, and which of them are open.
    markers: Markers,
    own: Containers,
    started: bool,
    /// An icon has been left out and reported.
    has_icons: bool,
    /// Leaves before this offset belong to an element that was taken out.
    swallowed: usize,
    /// Blocks that editors' marks take out, in order.
    pub(super) gone: Vec<Range<usize>>,
    /// Files that the page brings along.
    pub(super) files: BTreeMap<SitePath, Bytes>,
    /// What its diagrams may still cost.
    diagrams: Allowance,
    /// A diagram that nobody draws here has been reported.
    foreign_diagram: bool,
}

/// What the page has beside the text that is parsed.
pub(super) struct Own<'a> {
    /// Offsets of quotes and comments that stand for something else.
    pub(super) markers: Vec<(usize, Marker)>,
    /// Abbreviations and what they mean.
    pub(super) abbreviations: &'a Abbreviations,
}

/// The first paragraph's text.
enum Summary {
    Wanted,
    Open(String),
    Done(String),
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        resolver: Resolver<'a>,
        body: &'a str,
        own: Own<'a>,
        dialect: &'a Dialect,
        memo: &'a Memo,
    ) -> Self {
        Self {
            resolver,
            body,
            dialect,
            memo,
            out: String::with_capacity(body.len() + body.len() / 2),
            slots: Slots::default(),
            marks: Vec::new(),
            text: Text::default(),
            scanner: Scanner::new(dialect, own.abbreviations),
            delimiters: Delimiters::default(),
            skips: Vec::new(),
            heading: None,
            image: None,
            summary: Summary::Wanted,
            headings: Headings::default(),
            footnotes: Footnotes::default(),
            outside: None,
            link: None,
            code: None,
            annotations: Annotations::default(),
            html: Html::default(),
            table: Table::default(),
            item: 0,
            paragraph: (0, false),
            containers: 0,
            markers: Markers::new(own.markers),
            own: Containers::default(),
            started: false,
            has_icons: false,
            swallowed: 0,
            gone: Vec::new(),
            files: BTreeMap::new(),
            diagrams: Allowance::default(),
            foreign_diagram: false,
        }
    }

    /// Writes one event.
    pub(super) fn event(&mut self, event: Event<'a>, at: Range<usize>) -> Result<(), Exceeded> {
        if self.gone.last().is_some_and(|gone| gone.contains(&at.start)) {
            return Ok(());
        }
        let is_leaf = !matches!(event, Event::Start(_) | Event::End(_));
        if is_leaf && (at.start < self.swallowed || self.is_skipped(&at)) {
            return Ok(());
        }
        if let Event::Text(text) = &event {
            self.take_text(text, at);
            return Ok(());
        }
        // Where a block begins or ends, its last line may hold attributes: `settle` looks before it writes.
        if is_leaf || is_inline(&event) {
            self.flush();
        }
        match event {
            Event::Start(tag) => self.start(tag, at)?,
            Event::End(tag) => self.end(tag, at)?,
            Event::Code(code) => self.code_span(&code, at),
            Event::Html(_) if self.own_line(&at) => {}
            Event::Html(html) => {
                self.html.lines.push((self.html.buffer.len(), at.start));
                self.html.buffer.push_str(&html);
                if !self.html.in_block {
                    self.raw_html(at.end);
                }
            }
            Event::InlineHtml(html) => self.inline_html(&html, at),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.line_break("<br>"),
            Event::Rule => {
                self.block(at)?;
                self.out.push_str("<hr>\n");
            }
            Event::TaskListMarker(done) => self.task(done),
            Event::InlineMath(source) => self.formula(&source, math::Place::Inline, at),
            Event::DisplayMath(source) => self.formula(&source, math::Place::Block, at),
            Event::Text(_) => {}
        }
        Ok(())
    }

    /// Puts the page together.
    pub(super) fn finish(mut self, page: &mut Page) -> Result<Resolver<'a>, Exceeded> {
        self.flush();
        self.write_footnotes();
        self.headings.number(self.dialect, &mut self.slots, &mut self.resolver);
        // A page without content has nothing that a title could be missing from.
        self.headings.report(page.front.title.is_some() || !self.started, &mut self.resolver);
        if self.resolver.ids.len() > MAX_IDS {
            return Err(Exceeded::new("ids", MAX_IDS, 0));
        }
        if let Err(scan::Exceeded { what, limit, at }) = scan::check(&self.out) {
            let mark = self.marks.partition_point(|(out, _)| *out <= at).saturating_sub(1);
            return Err(Exceeded::new(what, limit, self.marks.get(mark).map_or(0, |(_, source)| *source)));
        }
        page.first_heading = self.headings.first();
        page.has_h1 = self.headings.has_h1();
        page.headings = self.headings.into_list();
        self.own.write_contents(&page.headings, self.dialect, &mut self.slots);
        page.html = sanitize::page(&self.out, self.slots);
        page.files = self.files;
        if let Summary::Done(text) | Summary::Open(text) = self.summary {
            page.summary = text;
        }
        Ok(self.resolver)
    }

    fn start(&mut self, tag: Tag<'a>, at: Range<usize>) -> Result<(), Exceeded> {
        match tag {
            Tag::Paragraph => {
                self.block(at.clone())?;
                self.report_near_heading(&at);
                if matches!(self.summary, Summary::Wanted) && self.containers == 0 {
                    self.summary = Summary::Open(String::new());
                }
                self.paragraph = (self.out.len(), false);
                self.out.push_str("<p>");
            }
            Tag::Heading { .. } if self.start_title() => {}
            Tag::Heading { level, .. } => {
                let is_first = !self.started;
                self.block(at.clone())?;
                self.heading = Some(String::new());
                let level = (level as u8 + self.dialect.base_level - 1).min(6);
                let list = self.heading_attributes(at.clone());
                self.headings.start(level, is_first, at, list, &mut self.out, &mut self.slots);
            }
            Tag::BlockQuote(kind) => self.start_quote(kind, at)?,
            Tag::CodeBlock(kind) => {
                self.block(at.clone())?;
                let info = match kind {
                    CodeBlockKind::Indented => None,
                    CodeBlockKind::Fenced(info) => Some(info),
                };
                self.code = Some((info, at.start, String::new()));
            }
            Tag::HtmlBlock => {
                self.settle();
                self.check_size(at.start)?;
                self.mark(at.start);
                self.html.in_block = true;
                self.html.start = self.out.len();
            }
            Tag::List(first) => {
                self.settle();
                let before = self.own.last_block(self.containers);
                self.block(at)?;
                self.start_notes(first, before);
                match first {
                    None => self.out.push_str("<ul>\n"),
                    Some(1) => self.out.push_str("<ol>\n"),
                    Some(first) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
                }
            }
            Tag::Item => {
                let target = self.note_target();
                self.container(at)?;
                self.out.push_str("<li");
                self.item = self.out.len();
                self.out.push('>');
                if let Some(target) = target {
                    self.slots.inline(&mut self.out, Fill::Whole(target));
                }
            }
            Tag::FootnoteDefinition(label) => {
                self.container(at.clone())?;
                self.footnotes.define(&label, at);
                if self.outside.is_none() {
                    self.outside = Some((std::mem::take(&mut self.out), label.to_string()));
                }
            }
            Tag::DefinitionList => self.open("<dl>\n", at)?,
            Tag::DefinitionListTitle => self.open("<dt>", at)?,
            Tag::DefinitionListDefinition => {
                self.container(at)?;
                self.item = 0;
                self.out.push_str("<dd>");
            }
            Tag::Table(alignments) => self.start_table(alignments, at)?,
            Tag::TableHead => {
                self.table.in_head = true;
                self.table.column = 0;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.check_size(at.start)?;
                self.table.column = 0;
                if !std::mem::replace(&mut self.table.has_body, true) {
                    self.out.push_str("<tbody>\n");
                }
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.start_cell(at),
            Tag::Emphasis => self.start_inline("em", at),
            Tag::Strong => self.start_inline("strong", at),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title, at),
            Tag::Image { dest_url, title, .. } => match &mut self.image {
                Some(image) => image.depth += 1,
                None => self.image = Some(Picture { address: dest_url, title, at, depth: 0, alt: String::new() }),
            },
            // Extensions of the parser that are off.
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd, at: Range<usize>) -> Result<(), Exceeded> {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) if self.end_title() => {}
            TagEnd::Heading(_) => {
                self.settle();
                self.headings.end(self.heading.take().unwrap_or_default(), &mut self.out, &mut self.slots);
            }
            TagEnd::BlockQuote(_) => self.end_quote(),
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::HtmlBlock => {
                self.html.in_block = false;
                self.raw_html(at.end);
                let start = self.html.start.min(self.out.len());
                if !self.out[start..].trim().is_empty() {
                    self.own.block(self.containers, start);
                }
            }
            TagEnd::List(ordered) => {
                self.end_notes();
                self.out.push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.settle();
                self.containers -= 1;
                self.out.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                self.settle();
                self.containers -= 1;
                if let Some((outside, label)) = self.outside.take() {
                    let text = std::mem::replace(&mut self.out, outside);
                    self.footnotes.text(&label, text);
                }
            }
            TagEnd::DefinitionList => self.out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => {
                self.settle();
                self.out.push_str("</dt>\n");
            }
            TagEnd::DefinitionListDefinition => {
                self.settle();
                self.containers -= 1;
                self.out.push_str("</dd>\n");
            }
            TagEnd::Table => {
                if self.table.has_body {
                    self.out.push_str("</tbody>");
                }
                self.out.push_str("</table></div>\n");
            }
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.out.push_str("</tr></thead>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.settle();
                self.out.push_str(self.table.end);
            }
            TagEnd::Emphasis => self.end_inline("</em>"),
            TagEnd::Strong => self.end_inline("</strong>"),
            TagEnd::Link => {
                if self.image.is_none() {
                    let tag = if self.link.take() == Some(true) { "</a>" } else { "" };
                    self.end_inline(tag);
                }
            }
            TagEnd::Image => self.end_image(),
            TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript | TagEnd::MetadataBlock(_) => {}
        }
        Ok(())
    }

    /// A block begins: the page has started, and its size is looked at.
    fn block(&mut self, at: Range<usize>) -> Result<(), Exceeded> {
        self.settle();
        self.started = true;
        self.html.quiet = 0;
        self.own.block(self.containers, self.out.len());
        self.mark(at.start);
        self.check_size(at.start)
    }

    fn open(&mut self, tag: &str, at: Range<usize>) -> Result<(), Exceeded> {
        self.block(at)?;
        self.out.push_str(tag);
        Ok(())
    }

    fn container(&mut self, at: Range<usize>) -> Result<(), Exceeded> {
        self.containers += 1;
        if self.containers > MAX_CONTAINERS {
            return Err(Exceeded::new("nested containers", MAX_CONTAINERS, at.start));
        }
        self.block(at)
    }

    fn mark(&mut self, source: usize) {
        if self.outside.is_none() {
            self.marks.push((self.out.len(), source));
        }
    }

    fn check_size(&self, source: usize) -> Result<(), Exceeded> {
        let limit = self.body.len().saturating_mul(20) + (1 << 20);
        if self.out.len() > limit { Err(Exceeded::new("bytes of markup", limit, source)) } else { Ok(()) }
    }
}

/// True for what begins or ends an element inside a line.
fn is_inline(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image)
    )
}
