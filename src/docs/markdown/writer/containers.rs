//! Quotes, and the containers of ours that the parser reads as quotes.

use std::ops::Range;

use pulldown_cmark::BlockQuoteKind;

use super::Writer;
use super::delimiters::{Outcome, outcome};
use crate::docs::markdown::Exceeded;
use crate::docs::markdown::blocks::{Container, Critic, Leaf, Marker, Title};
use crate::docs::markdown::inline::delimiters::Kind;
use crate::docs::markdown::resolver::Piece;
use crate::docs::{Dialect, Heading};
use crate::safe::slots::{Fill, Slots};
use crate::safe::{author, push_escaped, sanitize};

/// What stands for what in the parsed text, in order.
pub(super) struct Markers {
    list: std::iter::Peekable<std::vec::IntoIter<(usize, Marker)>>,
}

impl Markers {
    pub(super) fn new(list: Vec<(usize, Marker)>) -> Self {
        Self { list: list.into_iter().peekable() }
    }

    /// The marker in a range, which is after all ranges before.
    fn take(&mut self, at: &Range<usize>) -> Option<Marker> {
        while self.list.next_if(|(offset, _)| *offset < at.start).is_some() {}
        self.list.next_if(|(offset, _)| at.contains(offset)).map(|(_, marker)| marker)
    }
}

/// The containers that are open.
#[derive(Default)]
pub(super) struct Containers {
    /// End tags of the open ones.
    ends: Vec<String>,
    /// The tags that take the place of those of the next heading, which is a title.
    title: Option<(&'static str, &'static str)>,
    /// The end of the title that is being read.
    title_end: Option<&'static str>,
    /// Where the last block of each level starts.
    blocks: Vec<usize>,
    /// Slots of `[TOC]`.
    contents: Vec<usize>,
    /// Where the footnotes go, if the author says so.
    pub(super) footnotes: Option<usize>,
}

impl Containers {
    /// A block starts in so many containers.
    pub(super) fn block(&mut self, depth: usize, at: usize) {
        self.title = None;
        self.blocks.truncate(depth + 1);
        self.blocks.resize(depth, at);
        self.blocks.push(at);
    }

    /// Where the last block in so many containers starts.
    pub(super) fn last_block(&self, depth: usize) -> Option<usize> {
        self.blocks.get(depth).copied()
    }

    /// Fills the contents lists.
    pub(super) fn write_contents(&self, headings: &[Heading], dialect: &Dialect, slots: &mut Slots) {
        for slot in &self.contents {
            slots.set(*slot, Fill::Whole(contents(headings, dialect)));
        }
    }
}

impl Writer<'_> {
    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>, at: Range<usize>) -> Result<(), Exceeded> {
        let before = self.own.last_block(self.containers);
        self.settle();
        let marker = self.markers.take(&(at.start..at.start + 1));
        if let Some(Marker::Container(Container::Critic(critic))) = &marker
            && outcome(kind_of(*critic), self.dialect.critic) == Outcome::Gone
        {
            self.gone.push(at);
            return Ok(());
        }
        self.own.block(self.containers, self.out.len());
        self.container(at.clone())?;
        let end = match marker {
            Some(Marker::Container(container)) => self.start_container(container, &at, before),
            Some(Marker::Leaf(_)) | None => {
                self.out.push_str(super::blocks::alert(kind));
                if kind.is_some() { "</div>\n" } else { "</blockquote>\n" }.to_owned()
            }
        };
        self.own.ends.push(end);
        Ok(())
    }

    pub(super) fn end_quote(&mut self) {
        self.containers -= 1;
        if let Some(end) = self.own.ends.pop() {
            self.out.push_str(&end);
        }
    }

    /// Writes the start of a container and gives its end.
    fn start_container(&mut self, container: Container, at: &Range<usize>, before: Option<usize>) -> String {
        match container {
            Container::Admonition { classes, title } => {
                self.start_tag("<div class=\"admonition", &classes);
                self.out.push_str("\">\n");
                self.container_title(title, ("<p class=\"admonition-title\">", "</p>\n"));
                "</div>\n".to_owned()
            }
            Container::Details { classes, title, open } => {
                self.start_tag("<details class=\"", &classes);
                self.out.push_str(if open { "\" open>\n" } else { "\">\n" });
                self.container_title(title, ("<summary>", "</summary>\n"));
                "</details>\n".to_owned()
            }
            Container::Tab { first, last, selected } => {
                self.out.push_str(if first { "<div class=\"tabbed-set\">\n" } else { "" });
                self.out.push_str("<div class=\"tabbed-block");
                self.out.push_str(if selected { " tabbed-selected\">\n" } else { "\">\n" });
                self.container_title(Title::Own, ("<p class=\"tabbed-label\">", "</p>\n"));
                if last { "</div>\n</div>\n" } else { "</div>\n" }.to_owned()
            }
            Container::Html { tag, name, is_span } => {
                let lines = [(0, at.start)];
                let mut piece = Piece::new(&mut self.resolver, &lines, "");
                author::tame(&tag, &mut self.out, &mut piece);
                let headings = piece.headings;
                self.headings.raw(headings);
                self.own.title = is_span.then_some(("", ""));
                format!("</{name}>\n")
            }
            Container::Critic(critic) => self.critic(critic),
            Container::Caption => {
                let start = before.filter(|start| *start <= self.out.len());
                self.out.insert_str(start.unwrap_or(self.out.len()), "<figure>\n");
                self.out.push_str("<figcaption>\n");
                "</figcaption>\n</figure>\n".to_owned()
            }
        }
    }

    fn start_tag(&mut self, start: &str, classes: &str) {
        self.out.push_str(start);
        for class in sanitize::classes(&classes.to_lowercase()).iter().flat_map(|classes| classes.split(' ')) {
            if !self.out.ends_with('"') {
                self.out.push(' ');
            }
            push_escaped(&mut self.out, class);
        }
    }

    fn container_title(&mut self, title: Title, (start, end): (&'static str, &'static str)) {
        match title {
            Title::None => {}
            Title::Own => self.own.title = Some((start, end)),
            Title::Default(text) => {
                self.out.push_str(start);
                push_escaped(&mut self.out, &text);
                self.out.push_str(end);
            }
        }
    }

    /// Writes the start of blocks between editors' marks and gives their end; neither where only the blocks are shown.
    fn critic(&mut self, critic: Critic) -> String {
        if outcome(kind_of(critic), self.dialect.critic) == Outcome::Bare {
            return String::new();
        }
        let (start, end) = match critic {
            Critic::Added => ("<ins class=\"critic\">\n", "</ins>\n"),
            Critic::Removed => ("<del class=\"critic\">\n", "</del>\n"),
            Critic::Marked => ("<div class=\"critic mark\">\n", "</div>\n"),
            Critic::Comment => ("<div class=\"critic comment\">\n", "</div>\n"),
        };
        self.out.push_str(start);
        end.to_owned()
    }

    /// True if the heading that begins is a title of a container, which is written here then.
    pub(super) fn start_title(&mut self) -> bool {
        let Some((start, end)) = self.own.title.take() else { return false };
        self.settle();
        self.out.push_str(start);
        self.own.title_end = Some(end);
        true
    }

    /// True if the heading that ends is a title of a container.
    pub(super) fn end_title(&mut self) -> bool {
        let Some(end) = self.own.title_end.take() else { return false };
        self.settle();
        self.out.push_str(end);
        true
    }

    /// Writes the footnotes at the end, or where the author wants them.
    pub(super) fn write_footnotes(&mut self) {
        let rest = self.own.footnotes.map(|at| self.out.split_off(at)).unwrap_or_default();
        self.footnotes.write(&mut self.out, &mut self.slots, &mut self.resolver);
        self.out.push_str(&rest);
    }

    /// True if a line of HTML is a line with a meaning of its own, which is written here then.
    pub(super) fn own_line(&mut self, at: &Range<usize>) -> bool {
        let Some(Marker::Leaf(leaf)) = self.markers.take(at) else { return false };
        self.started = true;
        match leaf {
            Leaf::Contents => {
                let slot = self.slots.start(&mut self.out, "div", Fill::Fixed(""));
                self.out.push_str("</div>\n");
                self.own.contents.push(slot);
            }
            Leaf::Footnotes => {
                if self.outside.is_none() {
                    self.own.footnotes.get_or_insert(self.out.len());
                }
            }
            Leaf::Progress { percent, label } => {
                let mut bar = format!(
                    "<span class=\"progress progress-{percent}\"><progress max=\"100\" value=\"{percent}\" aria-label=\"{percent}%\"></progress> "
                );
                push_escaped(&mut bar, &label);
                bar.push_str("</span>");
                self.out.push_str("<p>");
                self.slots.inline(&mut self.out, Fill::Whole(bar));
                self.out.push_str("</p>\n");
            }
        }
        true
    }
}

/// The mark inside a line that says the same of text.
fn kind_of(critic: Critic) -> Kind {
    match critic {
        Critic::Added => Kind::Added,
        Critic::Removed => Kind::Removed,
        Critic::Marked => Kind::Highlighted,
        Critic::Comment => Kind::Comment,
    }
}

/// A list of headings, nested by level.
fn contents(headings: &[Heading], dialect: &Dialect) -> String {
    let mut out = String::from("<div class=\"toc\">");
    if let Some(title) = &dialect.toc_title {
        out.push_str("<span class=\"toctitle\">");
        push_escaped(&mut out, title);
        out.push_str("</span>");
    }
    let (low, high) = dialect.toc_depth;
    let mut levels: Vec<u8> = Vec::new();
    for heading in headings.iter().filter(|heading| (low..=high).contains(&heading.level)) {
        while levels.len() > 1 && levels[levels.len() - 2] >= heading.level {
            levels.pop();
            out.push_str("</li></ul>");
        }
        match levels.last_mut() {
            Some(last) if *last >= heading.level => {
                *last = heading.level;
                out.push_str("</li><li>");
            }
            Some(_) | None => {
                levels.push(heading.level);
                out.push_str("<ul><li>");
            }
        }
        out.push_str("<a href=\"#");
        push_escaped(&mut out, &heading.id.replace('%', "%25"));
        out.push_str("\">");
        push_escaped(&mut out, &heading.text);
        out.push_str("</a>");
    }
    for _ in levels {
        out.push_str("</li></ul>");
    }
    out.push_str("</div>");
    out
}
