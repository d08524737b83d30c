//! Schemas and parameters as markup. It is written here, not by templates: a page has hundreds of rows.

use std::collections::BTreeSet;
use std::fmt::Write;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::said;
use crate::api::openapi::tree::{Below, Name, Row};
use crate::api::openapi::{Flat, Word, words};
use crate::safe::{SafeHtml, push_escaped};

/// What stands for itself in the fragment of an address.
const FRAGMENT: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'%').add(b'#').add(b'{').add(b'}');
/// Longest default, example and value that is shown, in characters.
const MAX_VALUE: usize = 200;

/// An id from its parts, such as `response-404.errors`; blanks become `-`.
pub(super) fn id(parts: &[&str]) -> String {
    let joined = parts.join("-");
    joined.chars().map(|c| if c.is_whitespace() { '-' } else { c }).take(300).collect()
}

/// The address of an id on the same page.
pub(super) fn fragment(id: &str) -> String {
    format!("#{}", utf8_percent_encode(id, FRAGMENT))
}

/// Writes the rows of one page; ids occur once.
pub(super) struct Writer<'a> {
    /// Name and address of a named schema.
    schema: &'a dyn Fn(usize) -> (String, String),
    /// What one row and several rows are called.
    called: (&'static str, &'static str),
    ids: BTreeSet<String>,
    /// The named schemas that the page has shown with their rows.
    shown: BTreeSet<usize>,
    out: String,
}

impl<'a> Writer<'a> {
    pub(super) fn new(schema: &'a dyn Fn(usize) -> (String, String)) -> Self {
        Self {
            schema,
            called: ("property", "properties"),
            ids: BTreeSet::new(),
            shown: BTreeSet::new(),
            out: String::new(),
        }
    }

    /// The same with other words for one row and several rows.
    pub(super) fn calling(self, one: &'static str, several: &'static str) -> Self {
        Self { called: (one, several), ..self }
    }

    /// A schema with what it says of itself; `own` is given on the page of the schema, whose type would be its own name.
    pub(super) fn schema(&mut self, row: &Row, own: Option<&Flat<'_>>) -> SafeHtml {
        self.out.push_str("<div class=\"pd-schema\"><div class=\"pd-row\">");
        match own {
            Some(flat) => self.types(&words::own_type(flat)),
            None => self.types(&row.types),
        }
        self.badges(row, false);
        self.out.push_str("</div>");
        self.about(row);
        // What the page has shown once is folded: most errors of an API have the same body.
        let named = row.types.iter().find_map(|word| word.schema).filter(|_| own.is_none());
        let is_new = named.is_none_or(|number| self.shown.insert(number));
        match &row.below {
            Below::Rows(rows) if is_new => self.list(rows),
            _ => self.below(row),
        }
        self.out.push_str("</div>");
        self.take()
    }

    /// A list of rows that stand for themselves: parameters, headers.
    pub(super) fn rows(&mut self, rows: &[Row]) -> SafeHtml {
        if !rows.is_empty() {
            self.list(rows);
        }
        self.take()
    }

    fn take(&mut self) -> SafeHtml {
        SafeHtml::from_fragment(std::mem::take(&mut self.out))
    }

    fn list(&mut self, rows: &[Row]) {
        let mut at = 0;
        let branches = rows.iter().position(|row| matches!(row.name, Name::Branch(..))).unwrap_or(rows.len());
        if branches > 0 {
            self.out.push_str("<ul class=\"pd-rows\">");
            while at < branches {
                self.row(&rows[at]);
                at += 1;
            }
            self.out.push_str("</ul>");
        }
        if let Some(Name::Branch(kind, _)) = rows.get(branches).map(|row| &row.name) {
            let _ = write!(
                self.out,
                "<p class=\"pd-choice\">{}{kind}</p><ul class=\"pd-rows pd-branches\">",
                if branches > 0 { "and " } else { "" }
            );
            for (nth, row) in rows[branches..].iter().enumerate() {
                self.branch(row, nth == 0);
            }
            self.out.push_str("</ul>");
        }
    }

    fn start(&mut self, row: &Row) {
        let id = id(&[&row.anchor]);
        if !id.is_empty() && self.ids.insert(id.clone()) {
            self.out.push_str("<li id=\"");
            push_escaped(&mut self.out, &id);
            self.out.push_str("\">");
        } else {
            self.out.push_str("<li>");
        }
    }

    fn row(&mut self, row: &Row) {
        self.start(row);
        self.out.push_str("<div class=\"pd-row\">");
        let (name, class) = match &row.name {
            Name::Property(name) => (name.clone(), "pd-prop"),
            Name::Any(called) if called.is_empty() => ("(any name)".to_owned(), "pd-prop pd-any"),
            Name::Any(called) => (format!("({called})"), "pd-prop pd-any"),
            Name::Pattern(pattern) => (format!("/{pattern}/"), "pd-prop pd-any"),
            Name::Position(nth) => (format!("item {nth}"), "pd-prop pd-any"),
            Name::Branch(_, called) => (called.clone(), "pd-prop"),
            Name::None => (String::new(), ""),
        };
        if !name.is_empty() {
            let _ = write!(self.out, "<code class=\"{class}\">");
            push_escaped(&mut self.out, &name);
            self.out.push_str("</code> ");
        }
        self.types(&row.types);
        self.badges(row, true);
        self.out.push_str("</div>");
        self.about(row);
        self.below(row);
        self.out.push_str("</li>");
    }

    fn branch(&mut self, row: &Row, open: bool) {
        let Name::Branch(_, called) = &row.name else { return };
        self.start(row);
        let rows = match &row.below {
            Below::Rows(rows) => rows,
            below => {
                self.out.push_str("<div class=\"pd-row\">");
                self.called(called, row);
                self.out.push_str("</div>");
                self.about(row);
                self.closed(below);
                self.out.push_str("</li>");
                return;
            }
        };
        let _ = write!(self.out, "<details{}><summary><span class=\"pd-row\">", if open { " open" } else { "" });
        self.called(called, row);
        self.out.push_str("</span></summary>");
        self.about(row);
        self.list(rows);
        self.out.push_str("</details></li>");
    }

    /// What a branch is called, and its type where that says something else.
    fn called(&mut self, called: &str, row: &Row) {
        let is_type = row.types.iter().map(|word| &*word.text).collect::<String>() == called;
        if !is_type {
            self.out.push_str("<b>");
            push_escaped(&mut self.out, called);
            self.out.push_str("</b> ");
        }
        self.types(&row.types);
        self.badges(row, false);
    }

    fn types(&mut self, types: &[Word]) {
        self.out.push_str("<span class=\"pd-type\">");
        for word in types {
            match word.schema {
                Some(number) => self.schema_link(number),
                None => push_escaped(&mut self.out, &word.text),
            }
        }
        self.out.push_str("</span>");
    }

    fn schema_link(&mut self, number: usize) {
        let (name, href) = (self.schema)(number);
        self.out.push_str("<a href=\"");
        push_escaped(&mut self.out, &href);
        self.out.push_str("\">");
        push_escaped(&mut self.out, &name);
        self.out.push_str("</a>");
    }

    fn badges(&mut self, row: &Row, with_need: bool) {
        if with_need && row.required {
            self.out.push_str(" <span class=\"pd-need\">required</span>");
        }
        for badge in &row.badges {
            let _ = write!(self.out, " <span class=\"pd-badge\" data-value=\"{badge}\">{badge}</span>");
        }
        if let Some(from) = row.from {
            self.out.push_str(" <span class=\"pd-from\">from ");
            self.schema_link(from);
            self.out.push_str("</span>");
        }
    }

    /// Description, constraints, values, default and example.
    fn about(&mut self, row: &Row) {
        if !row.description.is_empty() {
            self.out.push_str("<div class=\"pd-said\">");
            self.out.push_str(said(&row.description).as_str());
            self.out.push_str("</div>");
        }
        let mut facts: Vec<(&str, String, bool)> =
            row.constraints.iter().map(|text| ("", text.clone(), false)).collect();
        let coded = [("matches", &row.pattern), ("default", &row.default), ("example", &row.example)];
        facts.extend(
            coded.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (*name, (*value).clone(), true)),
        );
        if !facts.is_empty() {
            self.out.push_str("<p class=\"pd-rules\">");
            for (nth, (name, value, is_code)) in facts.iter().enumerate() {
                self.out.push_str(if nth == 0 { "<span>" } else { " <span>" });
                if !name.is_empty() {
                    let _ = write!(self.out, "{name} ");
                }
                match is_code {
                    true => self.code(value),
                    false => self.ticks(value),
                }
                self.out.push_str("</span>");
            }
            self.out.push_str("</p>");
        }
        self.values(row);
    }

    fn values(&mut self, row: &Row) {
        if row.values.is_empty() {
            return;
        }
        let is_said = row.values.iter().any(|(_, said)| !said.is_empty());
        if is_said {
            self.out.push_str("<dl class=\"pd-values\">");
            for (value, about) in &row.values {
                self.out.push_str("<div><dt>");
                self.code(value);
                self.out.push_str("</dt><dd>");
                self.out.push_str(said(about).as_str());
                self.out.push_str("</dd></div>");
            }
            self.out.push_str("</dl>");
        } else {
            self.out.push_str("<p class=\"pd-rules\">");
            self.out.push_str(if row.values.len() == 1 && row.more_values == 0 { "always" } else { "one of" });
            for (value, _) in &row.values {
                self.out.push(' ');
                self.code(value);
            }
            if row.more_values > 0 {
                let _ = write!(self.out, " and {} more", row.more_values);
            }
            self.out.push_str("</p>");
        }
    }

    fn code(&mut self, value: &str) {
        self.out.push_str("<code>");
        match value.chars().count() > MAX_VALUE {
            true => {
                let cut: String = value.chars().take(MAX_VALUE).collect();
                push_escaped(&mut self.out, &cut);
                self.out.push('…');
            }
            false => push_escaped(&mut self.out, value),
        }
        self.out.push_str("</code>");
    }

    /// Text of ours with code in backticks.
    fn ticks(&mut self, text: &str) {
        for (nth, part) in text.split('`').enumerate() {
            match nth % 2 {
                0 => push_escaped(&mut self.out, part),
                _ => self.code(part),
            }
        }
    }

    fn below(&mut self, row: &Row) {
        match &row.below {
            Below::Rows(rows) => {
                let branches = rows.iter().filter(|row| matches!(row.name, Name::Branch(..))).count();
                let (one, several) = self.called;
                let what = match (rows.len() - branches, branches) {
                    (0, branches) => format!("{branches} variants"),
                    (1, 0) => format!("1 {one}"),
                    (rows, 0) => format!("{rows} {several}"),
                    (rows, branches) => format!("{rows} {several}, {branches} variants"),
                };
                let _ = write!(self.out, "<details><summary>{what}</summary>");
                self.list(rows);
                self.out.push_str("</details>");
            }
            below => self.closed(below),
        }
    }

    /// What is inside but not shown.
    fn closed(&mut self, below: &Below) {
        match below {
            Below::Nothing | Below::Rows(_) => {}
            Below::Hidden(count, schema) => {
                let _ =
                    write!(self.out, "<p class=\"pd-rules\">{count} more {}", if *count == 1 { "row" } else { "rows" });
                if let Some(number) = schema {
                    self.out.push_str(" in ");
                    self.schema_link(*number);
                }
                self.out.push_str("</p>");
            }
            Below::Recursive(number) => {
                self.out.push_str("<p class=\"pd-rules\">recursive: see ");
                self.schema_link(*number);
                self.out.push_str("</p>");
            }
        }
    }
}
