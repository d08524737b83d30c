//! Descriptions: Markdown of the restricted kind, and the plain text of it.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use tags::Tags;

use super::writer::MAX_CONTAINERS;
use super::{bare, nesting_of_markers, one_line};
use crate::safe::{SafeHtml, SafeUrl, escape, push_escaped};

mod tags;

/// Longest description in bytes.
const MAX_BYTES: usize = 64 << 10;

/// A description as markup: inline marks, links, code and lists. Raw HTML shows as text, links lead only to absolute
/// addresses that [`SafeUrl`] passes, headings are paragraphs, images their text.
pub fn restricted(text: &str) -> SafeHtml {
    written(text, Options::ENABLE_TASKLISTS, None)
}

/// A description of an API, whose authors are used to more: tables, and the tags that Swagger UI and Redoc show (`<p>`,
/// `<ul>`, `<code>`, ...), bare and balanced. Headings are bold paragraphs.
pub fn described(text: &str) -> SafeHtml {
    let options = Options::ENABLE_TASKLISTS | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    written(text, options, Some(Tags::default()))
}

fn written(text: &str, options: Options, tags: Option<Tags>) -> SafeHtml {
    let text = cut(text);
    if nesting_of_markers(text).is_some() {
        return SafeHtml::from_fragment(format!("<p>{}</p>", escape(text)));
    }
    let mut writer = Writer { out: String::with_capacity(text.len() * 2), tags, ..Writer::default() };
    for event in Parser::new_ext(text, options) {
        if writer.event(event).is_none() {
            return SafeHtml::from_fragment(format!("<p>{}</p>", escape(text)));
        }
    }
    writer.flush();
    if let Some(tags) = &mut writer.tags {
        tags.finish(&mut writer.out);
    }
    SafeHtml::from_fragment(writer.out.trim_end().to_owned())
}

/// The text of a description on one line, at most `max_chars` characters and an ellipsis.
pub fn plain(text: &str, max_chars: usize) -> String {
    let text = cut(text);
    if nesting_of_markers(text).is_some() {
        return one_line(text, max_chars);
    }
    let mut out = String::new();
    for event in
        Parser::new_ext(text, Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES)
    {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::Rule => out.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock | TagEnd::TableCell,
            ) => out.push(' '),
            _ => {}
        }
        if out.len() / 4 > max_chars {
            break;
        }
    }
    one_line(&out, max_chars)
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[derive(Default)]
struct Writer {
    out: String,
    depth: usize,
    /// Whether each open link leads anywhere.
    links: Vec<bool>,
    text: String,
    /// The raw tags that are honoured; `None` where all show as text.
    tags: Option<Tags>,
    /// True in the head of a table.
    in_head: bool,
}

impl Writer {
    /// Writes one event; `None` if it nests too deep.
    fn event(&mut self, event: Event<'_>) -> Option<()> {
        if let Event::Text(text) = &event {
            self.text.push_str(text);
            return Some(());
        }
        self.flush();
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > MAX_CONTAINERS {
                    return None;
                }
                self.start(&tag);
            }
            Event::End(tag) => {
                self.depth -= 1;
                self.end(tag);
            }
            Event::Code(code) => {
                self.out.push_str("<code>");
                push_escaped(&mut self.out, &code);
                self.out.push_str("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => match &mut self.tags {
                Some(tags) => tags.write(&mut self.out, &html),
                None => push_escaped(&mut self.out, &html),
            },
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::TaskListMarker(done) => self.out.push_str(if done { "☑ " } else { "☐ " }),
            Event::Rule => {}
            Event::Text(text) | Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                push_escaped(&mut self.out, &text);
            }
        }
        Some(())
    }

    fn start(&mut self, tag: &Tag<'_>) {
        if let Some(tags) = &mut self.tags {
            match tag {
                Tag::HtmlBlock => return,
                Tag::Paragraph => {
                    tags.close_paragraph(&mut self.out);
                    tags.in_paragraph = true;
                }
                Tag::Heading { .. } => {
                    tags.close_paragraph(&mut self.out);
                    self.out.push_str("<p><strong>");
                    return;
                }
                Tag::List(_) | Tag::CodeBlock(_) | Tag::Table(_) => tags.close_paragraph(&mut self.out),
                _ => {}
            }
        }
        match tag {
            Tag::Paragraph | Tag::HtmlBlock | Tag::Heading { .. } => self.out.push_str("<p>"),
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => self.out.push_str("<pre><code>"),
            Tag::List(None) => self.out.push_str("<ul>"),
            Tag::List(Some(_)) => self.out.push_str("<ol>"),
            Tag::Item => self.out.push_str("<li>"),
            Tag::Strikethrough => self.out.push_str("<s>"),
            Tag::Table(_) => self.out.push_str("<div class=\"table-scroll\"><table>"),
            Tag::TableHead => {
                self.in_head = true;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => self.out.push_str("<tr>"),
            Tag::TableCell => self.out.push_str(if self.in_head { "<th>" } else { "<td>" }),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Link { dest_url, .. } => {
                let mail = matches!(tag, Tag::Link { link_type: pulldown_cmark::LinkType::Email, .. });
                let written = if mail { format!("mailto:{dest_url}") } else { dest_url.to_string() };
                let link = self.open_link(&written);
                self.links.push(link);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if let Some(tags) = &mut self.tags {
            match tag {
                TagEnd::HtmlBlock => return,
                TagEnd::Paragraph => {
                    tags.close_inline(&mut self.out);
                    // A raw block has ended it already.
                    if !std::mem::take(&mut tags.in_paragraph) {
                        return;
                    }
                }
                TagEnd::Heading(_) => {
                    tags.close_inline(&mut self.out);
                    self.out.push_str("</strong></p>\n");
                    return;
                }
                TagEnd::Item | TagEnd::TableCell => tags.close_inline(&mut self.out),
                _ => {}
            }
        }
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::Heading(_) => self.out.push_str("</p>\n"),
            TagEnd::CodeBlock => self.out.push_str("</code></pre>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::Item => self.out.push_str("</li>"),
            TagEnd::Strikethrough => self.out.push_str("</s>"),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead><tbody>");
            }
            TagEnd::TableRow => self.out.push_str("</tr>"),
            TagEnd::TableCell => self.out.push_str(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Link if self.links.pop() == Some(true) => self.out.push_str("</a>"),
            _ => {}
        }
    }

    fn open_link(&mut self, written: &str) -> bool {
        let Ok(url) = SafeUrl::parse(written, &[]) else { return false };
        self.out.push_str("<a href=\"");
        push_escaped(&mut self.out, url.as_str());
        self.out.push_str("\" rel=\"noopener noreferrer\">");
        true
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let mut done = 0;
        while self.links.is_empty()
            && let Some(found) = bare::next(&text, done)
        {
            push_escaped(&mut self.out, &text[done..found.at.start]);
            let linked = self.open_link(&format!("{}{}", found.prefix, &text[found.at.clone()]));
            push_escaped(&mut self.out, &text[found.at.clone()]);
            if linked {
                self.out.push_str("</a>");
            }
            done = found.at.end;
        }
        push_escaped(&mut self.out, &text[done..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_of_the_restricted_kind() {
        let check = |text: &str, expect: &str| assert_eq!(restricted(text).as_str(), expect, "{text}");
        check("A *b* **c** `d<`", "<p>A <em>b</em> <strong>c</strong> <code>d&lt;</code></p>");
        check("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>");
        check("a <img src=x onerror=y>", "<p>a &lt;img src=x onerror=y&gt;</p>");
        check("[x](javascript:alert(1)) [y](../a)", "<p>x y</p>");
        check("[x](HTTPS://A.b)", "<p><a href=\"https://a.b/\" rel=\"noopener noreferrer\">x</a></p>");
        check("see https://a.b", "<p>see <a href=\"https://a.b/\" rel=\"noopener noreferrer\">https://a.b</a></p>");
        check("# H\n\n- a\n- b", "<p>H</p>\n<ul><li>a</li><li>b</li></ul>");
        check("![alt](x.png)", "<p>alt</p>");
        let deep = ">".repeat(5000);
        check(&deep, &format!("<p>{}</p>", escape(&deep)));
    }

    #[test]
    fn descriptions_of_apis_may_have_tables_and_tags() {
        let check = |text: &str, expect: &str| assert_eq!(described(text).as_str(), expect, "{text}");
        check("<p>A <b>bold</b> word.</p>", "<p>A <b>bold</b> word.</p>");
        check("<p>one<p>two", "<p>one</p><p>two</p>");
        check("a<br/>b <i>c", "<p>a<br>b <i>c</i></p>");
        check("text <p>more</p> end", "<p>text </p><p>more</p> end");
        check("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>");
        check("<li>a", "a");
        check("<script>x</script> <b onclick=y>z</b>", "&lt;script&gt;x&lt;/script&gt; <b>z</b>");
        check(
            "<a href='https://a.b/?x=1&amp;y'>c</a> <a href=javascript:x>d</a>",
            "<p><a href=\"https://a.b/?x=1&amp;y\" rel=\"noopener noreferrer\">c</a> d</p>",
        );
        check("</p></b>a</div>", "a&lt;/div&gt;");
        check(
            "| a |\n|---|\n| b |",
            "<div class=\"table-scroll\"><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table></div>",
        );
        check("# Title", "<p><strong>Title</strong></p>");
        check("a <!-- b --> c", "<p>a  c</p>");
        let deep = "<ul><li>".repeat(5000);
        assert!(described(&deep).as_str().len() < 1_000);
    }

    #[test]
    fn plain_text_fits_on_one_line() {
        let check = |text: &str, max, expect: &str| assert_eq!(plain(text, max), expect, "{text}");
        check("# A\n\nb *c*\nd [e](f)", 100, "A b c d e");
        check("one two three", 7, "one two…");
        check("one two three", 9, "one two…");
        check("abcdefghij", 4, "abcd…");
        check("<b>x</b>", 100, "x");
    }
}
