//! Footnotes: numbered in the order of their first use, listed at the end of the page with a way back from each.

use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

use super::findings;
use super::resolver::Resolver;
use crate::safe::escape;
use crate::safe::slots::{Fill, Slots};

/// The footnotes of a page.
#[derive(Default)]
pub(super) struct Footnotes {
    /// By label, in order of first mention.
    list: Vec<Footnote>,
    by_label: HashMap<String, usize>,
    /// How many have been used.
    used: usize,
}

#[derive(Default)]
struct Footnote {
    label: String,
    /// From 1, in order of use; 0 if never used.
    number: usize,
    uses: usize,
    defined_at: Option<Range<usize>>,
    text: Option<String>,
}

impl Footnotes {
    fn entry(&mut self, label: &str) -> &mut Footnote {
        let next = self.list.len();
        let index = *self.by_label.entry(label.to_lowercase()).or_insert(next);
        if index == next {
            self.list.push(Footnote { label: label.to_owned(), ..Footnote::default() });
        }
        &mut self.list[index]
    }

    /// A footnote is used.
    pub(super) fn reference(&mut self, label: &str, out: &mut String, slots: &mut Slots) {
        let next = self.used + 1;
        let footnote = self.entry(label);
        if footnote.number == 0 {
            footnote.number = next;
        }
        footnote.uses += 1;
        let (number, id) = (footnote.number, id_of(label));
        let back = back_id(&id, footnote.uses);
        self.used = self.used.max(number);
        slots.inline(
            out,
            Fill::Whole(format!(
                "<sup id=\"{back}\"><a class=\"footnote-ref\" href=\"#fn:{id}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
            )),
        );
    }

    /// A footnote's text begins.
    pub(super) fn define(&mut self, label: &str, at: Range<usize>) {
        self.entry(label).defined_at.get_or_insert(at);
    }

    /// A footnote's text is read.
    pub(super) fn text(&mut self, label: &str, text: String) {
        self.entry(label).text.get_or_insert(text);
    }

    /// Writes the list at the end of the page, unused ones last, and takes all ids.
    pub(super) fn write(&mut self, out: &mut String, slots: &mut Slots, resolver: &mut Resolver<'_>) {
        let mut list: Vec<&Footnote> = self.list.iter().filter(|footnote| footnote.text.is_some()).collect();
        if list.is_empty() {
            return;
        }
        list.sort_by_key(|footnote| if footnote.number == 0 { usize::MAX } else { footnote.number });
        slots.start(out, "div", Fill::Open("<div class=\"footnotes\" role=\"group\" aria-label=\"Footnotes\">".into()));
        out.push_str("<hr><ol>\n");
        for footnote in list {
            let id = id_of(&footnote.label);
            let mut links = String::new();
            for nth in 1..=footnote.uses {
                let back = back_id(&id, nth);
                let _ = write!(
                    links,
                    " <a class=\"footnote-backref\" href=\"#{back}\" aria-label=\"Back to reference {nth} of footnote {}\">↩</a>",
                    footnote.number
                );
                resolver.ids.take(&plain_back_id(&footnote.label, nth));
            }
            resolver.ids.take(&format!("fn:{}", plain_id(&footnote.label)));
            if footnote.uses == 0
                && let Some(at) = &footnote.defined_at
            {
                let finding = findings::footnote_unused(resolver.place(at.start..at.start + 1), &footnote.label);
                resolver.findings.push(finding);
            }
            slots.start(out, "li", Fill::Open(format!("<li id=\"fn:{id}\">")));
            let text = footnote.text.as_deref().unwrap_or("").trim_end();
            let (before, after) = match text.strip_suffix("</p>") {
                Some(before) => (before, "</p>"),
                None => (text, ""),
            };
            out.push_str(before);
            slots.inline(out, Fill::Whole(links));
            out.push_str(after);
            out.push_str("</li>\n");
        }
        out.push_str("</ol></div>\n");
    }
}

/// A label as part of an id.
fn plain_id(label: &str) -> String {
    label.chars().map(|c| if c.is_whitespace() || c.is_control() { '-' } else { c }).take(100).collect()
}

/// The same, escaped.
fn id_of(label: &str) -> String {
    escape(&plain_id(label))
}

/// The id of the nth use of a footnote.
fn back_id(id: &str, nth: usize) -> String {
    if nth == 1 { format!("fnref:{id}") } else { format!("fnref{nth}:{id}") }
}

fn plain_back_id(label: &str, nth: usize) -> String {
    back_id(&plain_id(label), nth)
}
