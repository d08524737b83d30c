//! The text of a page by section, as search reads it: without markup, permalinks and what only decorates.
//!
//! It is read from the finished body, because only there raw HTML, footnotes, formulas and diagrams have become what readers see. The body
//! is markup of our own writers: every attribute is quoted and every element closed.

use std::collections::BTreeSet;

use super::Page;

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

/// The sections of a page in order, and whether some text was left out. The first section has no heading.
pub fn sections(page: &Page) -> (Vec<Section>, bool) {
    let excluded = page.headings.iter().filter(|heading| heading.excluded).map(|heading| heading.id.as_str());
    let mut reader = Reader { excluded: excluded.collect(), ..Reader::default() };
    let mut rest = page.html.as_str();
    while let Some(start) = rest.find('<') {
        reader.text(&rest[..start]);
        let end = tag_end(&rest[start..]);
        reader.tag(&rest[start + 1..start + end]);
        rest = rest.get(start + end + 1..).unwrap_or_default();
        if reader.bytes > MAX_BYTES {
            reader.flush();
            return (reader.sections, true);
        }
    }
    reader.text(rest);
    reader.flush();
    (reader.sections, false)
}

/// Where the tag ends that a text begins with: `>` in quoted values does not end it.
fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at,
            _ => {}
        }
    }
    tag.len()
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
    fn text(&mut self, markup: &str) {
        if markup.is_empty() || self.skipped > 0 {
            return;
        }
        let text = decoded(markup);
        self.bytes += text.len();
        if self.heading {
            self.last().heading.push_str(&text);
            return;
        }
        if let Some(code) = &mut self.code {
            code.push_str(&text);
            return;
        }
        match self.site {
            Site::Code | Site::Term => self.definition.push_str(&text),
            Site::Start if !text.trim().is_empty() => self.site = Site::None,
            Site::Start | Site::None => {}
        }
        self.prose.push_str(&text);
    }

    fn tag(&mut self, tag: &str) {
        let (closes, tag) = match tag.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, tag),
        };
        let (name, attributes) = tag.split_once([' ', '\n', '\t']).unwrap_or((tag.trim_end_matches('/'), ""));
        if is_void(name) || tag.ends_with('/') {
            if self.skipped == 0 {
                self.void(name, attributes);
            }
            return;
        }
        if self.skipped > 0 {
            self.skipped = if closes { self.skipped - 1 } else { self.skipped + 1 };
            return;
        }
        match (closes, name) {
            (false, _) if is_left_out(name, attributes) => self.skipped = 1,
            (false, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") => self.heading(name, attributes),
            (true, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") => self.end_heading(),
            (false, "pre") => {
                self.end_prose();
                self.code = Some(String::new());
            }
            (true, "pre") => self.end_code(),
            (false, "dt") => {
                self.prose.push(' ');
                self.site = Site::Term;
            }
            (true, "dt") => self.end_definition(),
            (false, "code") if self.site == Site::Start && self.code.is_none() => self.site = Site::Code,
            (true, "code") if self.site == Site::Code => self.end_definition(),
            (false, "li") => self.starts(true),
            (false, "tr") => self.first_cell = true,
            (false, "td" | "th") => {
                let first = std::mem::replace(&mut self.first_cell, false);
                self.starts(first && name == "td");
            }
            (false, "p") if self.site == Site::Start => self.prose.push(' '),
            (_, name) if is_block(name) => {
                self.prose.push(' ');
                if self.site == Site::Start {
                    self.site = Site::None;
                }
            }
            _ => {}
        }
    }

    fn void(&mut self, name: &str, attributes: &str) {
        match name {
            "br" | "hr" => match &mut self.code {
                Some(code) => code.push('\n'),
                None => self.prose.push(' '),
            },
            "img" => {
                if let Some(alt) = attribute(attributes, "alt") {
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
        let text = one_line(&std::mem::take(&mut self.definition));
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
        let text = one_line(&std::mem::take(&mut self.prose));
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
    fn heading(&mut self, name: &str, attributes: &str) {
        let anchor = attribute(attributes, "id").map(|id| decoded(&id)).unwrap_or_default();
        if anchor.is_empty() {
            self.prose.push(' ');
            return;
        }
        self.flush();
        self.heading = true;
        let excluded = self.excluded.contains(anchor.as_str());
        let level = name.as_bytes()[1] - b'0';
        self.sections.push(Section { anchor, level, excluded, ..Section::default() });
    }

    fn end_heading(&mut self) {
        self.prose.push(' ');
        if std::mem::take(&mut self.heading) {
            let section = self.last();
            section.heading = one_line(&section.heading);
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
    matches!(name, "br" | "hr" | "img" | "input" | "source" | "track" | "col" | "wbr" | "area")
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
fn is_left_out(name: &str, attributes: &str) -> bool {
    let class = attribute(attributes, "class").unwrap_or_default();
    let has = |wanted: &str| class.split_whitespace().any(|class| class == wanted);
    match name {
        "svg" | "script" | "style" => true,
        "a" => ["headerlink", "pd-full", "footnote-backref", "footnote-ref"].into_iter().any(has),
        "div" => has("toc"),
        _ => false,
    }
}

/// The value of an attribute as it stands in the markup.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"')?;
        if key.trim() == name {
            return Some(value.to_owned());
        }
        rest = after;
    }
    None
}

fn decoded(markup: &str) -> String {
    if !markup.contains('&') {
        return markup.to_owned();
    }
    let mut text = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&nbsp;", ' '), ("&#39;", '\''), ("&amp;", '&')];
        match known.iter().find(|(entity, _)| rest.starts_with(entity)) {
            Some((entity, c)) => {
                text.push(*c);
                rest = &rest[entity.len()..];
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
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
        check("<", &["# |  | []"]);
    }

    #[test]
    fn long_pages_are_cut() {
        let html = "<p>word</p>".repeat(MAX_BYTES / 4 + 10);
        let page = Page { html: SafeHtml::from_fragment(html), ..Page::default() };
        assert!(sections(&page).1);
    }
}
