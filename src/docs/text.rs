//! The text of a page by section, as search reads it: without markup, permalinks and what only decorates.
//!
//! It is read from the finished body, because only there raw HTML, footnotes, formulas and diagrams have become what readers see.

use std::collections::BTreeSet;

use super::Page;
use super::markdown::one_line;
use crate::safe::author::decode;
use crate::safe::scan::{self, Tag, Token, tokens};

/// Most bytes of text of a page; what follows is not found by search.
pub const MAX_BYTES: usize = 1 << 20;
/// Longest definition in characters.
const MAX_DEFINITION: usize = 128;

/// A section: a heading and the text up to the next one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Where it can be linked to; empty for what stands before the first heading.
    pub anchor: String,
    /// The heading; empty before the first one.
    pub heading: String,
    /// 1 to 6, 0 before the first heading.
    pub level: u8,
    /// Names that are explained here: terms of definition lists, code that begins a list item or a table row, signatures.
    pub definitions: Vec<String>,
    /// The text in order.
    pub blocks: Vec<Block>,
    /// The author keeps it out of search.
    pub excluded: bool,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Prose on one line.
    Prose(String),
    /// Code with its line breaks.
    Code(String),
}

impl Block {
    /// The text, whatever it is.
    pub fn text(&self) -> &str {
        match self {
            Self::Prose(text) | Self::Code(text) => text,
        }
    }
}

/// The sections of a page in order, and whether some text was left out. The first section has no heading.
pub fn sections(page: &Page) -> (Vec<Section>, bool) {
    let excluded = page.headings.iter().filter(|heading| heading.excluded).map(|heading| heading.id.as_str());
    let mut reader = Reader { excluded: excluded.collect(), ..Reader::default() };
    let html = page.html.as_str();
    for (token, at) in tokens(html) {
        match token {
            Token::Text(text) => reader.text(&decode(text)),
            Token::Start(tag) if is_void(tag.name) || html[at].ends_with("/>") => reader.void(&tag),
            Token::Start(tag) => reader.start(&tag),
            Token::End(name) => reader.end(name),
            Token::Comment | Token::Broken(_) => {}
        }
        if reader.bytes > MAX_BYTES {
            reader.flush();
            return (reader.sections, true);
        }
    }
    reader.flush();
    (reader.sections, false)
}

/// Where a definition may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Site {
    /// Nowhere near.
    None,
    /// Right at the start of a list item or table row.
    Start,
    /// Inside of code at such a place.
    Code,
    /// Inside of a term.
    Term,
}

struct Reader<'a> {
    excluded: BTreeSet<&'a str>,
    sections: Vec<Section>,
    prose: String,
    code: Option<String>,
    /// Elements inside of the one that is left out, itself included.
    skipped: usize,
    site: Site,
    definition: String,
    /// True in the first cell of a row.
    first_cell: bool,
    heading: bool,
    bytes: usize,
}

impl Default for Reader<'_> {
    fn default() -> Self {
        Self {
            excluded: BTreeSet::new(),
            sections: vec![Section::default()],
            prose: String::new(),
            code: None,
            skipped: 0,
            site: Site::None,
            definition: String::new(),
            first_cell: false,
            heading: false,
            bytes: 0,
        }
    }
}

impl Reader<'_> {
    fn text(&mut self, text: &str) {
        if self.skipped > 0 {
            return;
        }
        self.bytes += text.len();
        if self.heading {
            self.last().heading.push_str(text);
            return;
        }
        if let Some(code) = &mut self.code {
            code.push_str(text);
            return;
        }
        match self.site {
            Site::Code | Site::Term => self.definition.push_str(text),
            Site::Start if !text.trim().is_empty() => self.site = Site::None,
            Site::Start | Site::None => {}
        }
        self.prose.push_str(text);
    }

    fn start(&mut self, tag: &Tag<'_>) {
        if self.skipped > 0 || is_left_out(tag) {
            self.skipped += 1;
            return;
        }
        match tag.name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.start_heading(tag),
            "pre" => {
                self.end_prose();
                self.code = Some(String::new());
            }
            "dt" => {
                self.prose.push(' ');
                self.site = Site::Term;
            }
            "code" if self.site == Site::Start && self.code.is_none() => self.site = Site::Code,
            "li" => self.starts(true),
            "tr" => self.first_cell = true,
            "td" | "th" => {
                let first = std::mem::replace(&mut self.first_cell, false);
                self.starts(first && tag.name == "td");
            }
            "p" if self.site == Site::Start => self.prose.push(' '),
            name => self.block(name),
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.end_heading(),
            "pre" => self.end_code(),
            "dt" => self.end_definition(),
            "code" if self.site == Site::Code => self.end_definition(),
            name => self.block(name),
        }
    }

    /// A block begins or ends: words do not run together there.
    fn block(&mut self, name: &str) {
        if is_block(name) {
            self.prose.push(' ');
            if self.site == Site::Start {
                self.site = Site::None;
            }
        }
    }

    fn void(&mut self, tag: &Tag<'_>) {
        match tag.name {
            _ if self.skipped > 0 => {}
            "br" | "hr" => match &mut self.code {
                Some(code) => code.push('\n'),
                None => self.prose.push(' '),
            },
            "img" => {
                if let Some(alt) = attribute(tag, "alt") {
                    self.text(&format!(" {alt} "));
                }
            }
            _ => {}
        }
    }

    fn starts(&mut self, may_define: bool) {
        self.prose.push(' ');
        self.site = if may_define && self.code.is_none() { Site::Start } else { Site::None };
    }

    fn end_definition(&mut self) {
        self.site = Site::None;
        let text = one_line(&std::mem::take(&mut self.definition), usize::MAX);
        self.define(text);
        self.prose.push(' ');
    }

    fn define(&mut self, text: String) {
        let section = self.last();
        if !text.is_empty() && text.chars().count() <= MAX_DEFINITION && !section.definitions.contains(&text) {
            section.definitions.push(text);
        }
    }

    fn end_prose(&mut self) {
        let text = one_line(&std::mem::take(&mut self.prose), usize::MAX);
        if !text.is_empty() {
            self.last().blocks.push(Block::Prose(text));
        }
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        for name in code.lines().filter_map(signature) {
            self.define(name.to_owned());
        }
        let code = code.trim_matches('\n').to_owned();
        if !code.trim().is_empty() {
            self.last().blocks.push(Block::Code(code));
        }
    }

    fn flush(&mut self) {
        self.end_code();
        self.end_prose();
    }

    /// A heading without an id leads nowhere and is text of the section above.
    fn start_heading(&mut self, tag: &Tag<'_>) {
        let anchor = attribute(tag, "id").unwrap_or_default();
        if anchor.is_empty() {
            self.prose.push(' ');
            return;
        }
        self.flush();
        self.heading = true;
        let excluded = self.excluded.contains(anchor.as_str());
        let level = tag.name.as_bytes()[1] - b'0';
        self.sections.push(Section { anchor, level, excluded, ..Section::default() });
    }

    fn end_heading(&mut self) {
        self.prose.push(' ');
        if std::mem::take(&mut self.heading) {
            let section = self.last();
            section.heading = one_line(&section.heading, usize::MAX);
        }
    }

    fn last(&mut self) -> &mut Section {
        self.sections.last_mut().expect("there is a first section")
    }
}

/// The name that a line of code gives to something: `pub fn name(`, `def name(`, `export NAME=`.
fn signature(line: &str) -> Option<&str> {
    const WORDS: [&str; 20] = [
        "abstract",
        "async",
        "class",
        "const",
        "def",
        "default",
        "enum",
        "export",
        "fn",
        "func",
        "function",
        "interface",
        "message",
        "pub",
        "public",
        "rpc",
        "service",
        "static",
        "struct",
        "trait",
    ];
    let mut rest = line.trim_start();
    let mut found = false;
    loop {
        let word = rest.split_whitespace().next()?;
        if !WORDS.contains(&word) {
            break;
        }
        found = true;
        rest = rest[word.len()..].trim_start();
    }
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    (found && end > 2).then(|| &rest[..end])
}

fn is_void(name: &str) -> bool {
    scan::is_void(name) || matches!(name, "input" | "source" | "track")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dd"
            | "div"
            | "td"
            | "th"
            | "tr"
            | "table"
            | "blockquote"
            | "details"
            | "summary"
            | "figure"
            | "figcaption"
            | "section"
            | "math"
            | "button"
            | "label"
    )
}

/// Permalinks, drawings and words of the interface.
fn is_left_out(tag: &Tag<'_>) -> bool {
    let class = attribute(tag, "class").unwrap_or_default();
    let has = |wanted: &str| class.split_whitespace().any(|class| class == wanted);
    match tag.name {
        "svg" | "script" | "style" => true,
        "a" => ["headerlink", "pd-full", "footnote-backref", "footnote-ref"].into_iter().any(has),
        "div" => has("toc"),
        _ => false,
    }
}

fn attribute(tag: &Tag<'_>, name: &str) -> Option<String> {
    tag.attributes().find(|attribute| attribute.name == name).map(|attribute| decode(attribute.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::safe::SafeHtml;

    /// Sections as `#anchor heading [definitions] text | code`, a line each.
    fn check(html: &str, expect: &[&str]) {
        let page = Page { html: SafeHtml::from_fragment(html.to_owned()), ..Page::default() };
        let shown = |section: &Section| {
            let blocks = section.blocks.iter().map(|block| match block {
                Block::Prose(text) => text.clone(),
                Block::Code(text) => format!("`{text}`"),
            });
            let parts = [format!("#{}", section.anchor), section.heading.clone(), format!("{:?}", section.definitions)];
            parts.into_iter().chain(blocks).collect::<Vec<_>>().join(" | ")
        };
        let (sections, was_cut) = sections(&page);
        assert!(!was_cut);
        assert_eq!(sections.iter().map(shown).collect::<Vec<_>>(), expect, "{html}");
    }

    #[test]
    fn headings_begin_sections() {
        check(
            "<h1 id=\"a\">A<a class=\"headerlink\" href=\"#a\">#</a></h1>\n<p>One <b>two</b>.</p><h2 id=\"b\"><code>b</code> &amp; c</h2><p>x</p><h3>No id</h3><p>y</p>",
            &["# |  | []", "#a | A | [] | One two.", "#b | b & c | [] | x No id y"],
        );
    }

    #[test]
    fn code_and_definitions_are_told_apart() {
        check("<pre><code>pub fn run(x)\n  y &lt; z\n</code></pre>", &["# |  | [\"run\"] | `pub fn run(x)\n  y < z`"]);
        check(
            "<ul><li><code>--dry-run</code> only shows</li><li>see <code>x</code></li></ul>",
            &["# |  | [\"--dry-run\"] | --dry-run only shows see x"],
        );
        check("<dl><dt>Term</dt><dd>Text</dd></dl>", &["# |  | [\"Term\"] | Term Text"]);
        check(
            "<table><tr><th><code>no</code></th></tr><tr><td><code>key</code></td><td><code>no</code></td></tr></table>",
            &["# |  | [\"key\"] | no key no"],
        );
    }

    #[test]
    fn what_only_decorates_is_left_out() {
        check(
            "<p>a<svg><path d=\"x>y\"/><text>no</text></svg>b<img alt=\"A &quot;map&quot;\" src=\"x\"></p><div class=\"toc\"><ul><li>no</li></ul></div>",
            &["# |  | [] | ab A \"map\""],
        );
        check("<p title=\"a > b\">x</p", &["# |  | [] | x"]);
        // As browsers read it.
        check("<", &["# |  | [] | <"]);
    }

    #[test]
    fn long_pages_are_cut() {
        let html = "<p>word</p>".repeat(MAX_BYTES / 4 + 10);
        let page = Page { html: SafeHtml::from_fragment(html), ..Page::default() };
        assert!(sections(&page).1);
    }
}
