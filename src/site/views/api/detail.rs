//! What the pages of GraphQL, gRPC and AsyncAPI share: rows as markup and as Markdown, code, and the page as a whole.

use std::fmt::Write;

use super::rows::{self, Writer};
use super::{Pages, Part, twin};
use crate::api::openapi::tree::Row;
use crate::api::outline::{Outline, Sort};
use crate::docs::highlight;
use crate::safe::{SafeHtml, push_escaped};
use crate::site::view::{ApiDetailView, ApiSample, ApiSection, Link, Page, View};
use crate::site::views::llms;

/// Writes the sections of one page, each as markup and as Markdown.
pub(super) struct Sections<'a> {
    writer: Writer<'a>,
    link: &'a dyn Fn(usize) -> (String, String),
}

impl<'a> Sections<'a> {
    /// `link` gives name and address of a type by its number; `called` is what one row and several rows are.
    pub(super) fn new(link: &'a dyn Fn(usize) -> (String, String), called: (&'static str, &'static str)) -> Self {
        Self { writer: Writer::new(link).calling(called.0, called.1), link }
    }

    /// A section of rows that stand for themselves.
    pub(super) fn rows(&mut self, id: &str, title: &str, rows: &[Row]) -> ApiSection {
        let name = |number: usize| (self.link)(number).0;
        let text = twin::rows(&name, rows);
        ApiSection { id: id.to_owned(), title: title.to_owned(), rows: self.writer.rows(rows), text }
    }

    /// A section about one value.
    pub(super) fn schema(&mut self, id: &str, title: &str, row: &Row) -> ApiSection {
        let name = |number: usize| (self.link)(number).0;
        let text = twin::schema_rows(&name, row);
        ApiSection { id: id.to_owned(), title: title.to_owned(), rows: self.writer.schema(row, None), text }
    }
}

/// Code with links, and the same without.
#[derive(Default)]
pub(super) struct Code {
    html: String,
    text: String,
}

impl Code {
    pub(super) fn text(&mut self, text: &str) {
        push_escaped(&mut self.html, text);
        self.text.push_str(text);
    }

    pub(super) fn link(&mut self, text: &str, href: &str) {
        self.html.push_str("<a href=\"");
        push_escaped(&mut self.html, href);
        self.html.push_str("\">");
        self.text(text);
        self.html.push_str("</a>");
    }

    /// The markup, and the text.
    pub(super) fn finish(self) -> (SafeHtml, String) {
        (SafeHtml::from_fragment(self.html), self.text)
    }
}

impl Pages<'_> {
    /// Code to copy.
    pub(super) fn sample(&self, id: &str, title: &str, language: &str, code: &str) -> ApiSample {
        let text = format!("```{language}\n{}\n```\n", code.trim_end());
        let code = highlight::fragment(language, code, self.context.memo);
        ApiSample { id: id.to_owned(), title: title.to_owned(), code, text }
    }

    /// The page of a thing with its contents, and its Markdown.
    pub(super) fn detail(&self, view: ApiDetailView) -> (Page, String) {
        let entry = |id: &str, text: &str| Link { text: text.to_owned(), href: rows::fragment(id) };
        let sections = view.sections.iter().map(|section| entry(&section.id, &section.title));
        let samples = view.samples.iter().map(|sample| entry(&sample.id, &sample.title));
        let users = view.users.iter().map(|users| entry(&users.id, &users.title));
        let toc: Vec<Link> = sections.chain(samples).chain(users).collect();
        let toc = if toc.len() > 1 { toc } else { Vec::new() };
        let about = match self.part {
            Part::Item(group, item) => self.api.outline().map(|outline| outline.item(group, item).about.to_string()),
            _ => None,
        };
        let (title, text) = (view.title.clone(), markdown(&view));
        let view = View::ApiDetail(Box::new(ApiDetailView { toc, ..view }));
        (self.framed(&title, &about.unwrap_or_default(), view), text)
    }

    /// `llms.txt` of a reference: one line for each thing, with its Markdown.
    pub(super) fn outlined_llms(&self, outline: &Outline) -> String {
        let about = outline.about.as_deref().or(self.entity.description.as_deref()).unwrap_or_default();
        let about = super::plain(about);
        let mut text = llms::heading(&self.title(), Some(&*about).filter(|about| !about.is_empty()));
        let here = self.root.child("llms.txt");
        for (number, group) in outline.groups.iter().enumerate().filter(|(_, group)| !group.items.is_empty()) {
            let _ = writeln!(text, "\n## {}\n", llms::one_line(&group.title));
            for (nth, item) in group.items.iter().enumerate() {
                let page = super::outline::address(&self.root, outline, Part::Item(number, nth)).child("index.md");
                let name = match group.sort {
                    Sort::Calls => format!("{} {}", item.title, item.signature),
                    Sort::Types => item.title.to_string(),
                };
                let address = llms::address(self.context, &here, &page);
                llms::entry(&mut text, name.trim(), &address, &super::plain(&item.about));
            }
        }
        text
    }
}

/// A page as Markdown.
fn markdown(view: &ApiDetailView) -> String {
    let mut text = format!("# {}\n\n", llms::one_line(&view.title));
    if !view.plain_signature.is_empty() {
        let _ = writeln!(text, "`{}`\n", code_line(&view.plain_signature));
    }
    if !view.badges.is_empty() || !view.deprecation.is_empty() {
        let said = llms::one_line(&view.deprecation);
        let _ = writeln!(
            text,
            "{}\n",
            if said.is_empty() { "Deprecated.".to_owned() } else { format!("Deprecated: {said}") }
        );
    }
    if !view.plain_description.trim().is_empty() {
        let _ = writeln!(text, "{}\n", view.plain_description.trim());
    }
    let _ = writeln!(text, "- What it is: {}", view.sort);
    for fact in &view.facts {
        let values = fact.values.iter().map(|value| match fact.code {
            true => format!("`{}`", code_line(&value.text)),
            false => llms::one_line(&value.text),
        });
        let _ = writeln!(text, "- {}: {}", fact.name, values.collect::<Vec<_>>().join(", "));
    }
    for section in &view.sections {
        let _ = writeln!(text, "\n## {}\n\n{}", llms::one_line(&section.title), section.text.trim_end());
    }
    for sample in &view.samples {
        let _ = writeln!(text, "\n## {}\n\n{}", llms::one_line(&sample.title), sample.text.trim_end());
    }
    for users in &view.users {
        let names: Vec<String> = users.items.iter().map(|user| format!("`{}`", code_line(&user.title))).collect();
        let more = if users.more > 0 { format!(" and {} more", users.more) } else { String::new() };
        let _ = writeln!(text, "\n## {}\n\n{}{more}", users.title, names.join(", "));
    }
    let _ = writeln!(text, "\nSource: {}", view.source.text);
    text
}

/// Text on one line that may stand between backticks.
fn code_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'")
}
