//! A light reader of YAML for entities and definitions as written.

use crate::safe::{SafeHtml, push_text};

/// YAML as written by people, told apart by its look: keys, comments, strings, numbers and the rest. A catalog has tens of
/// thousands of entities, and the grammar engine would take longer for them than all other work together.
pub fn yaml(text: &str) -> SafeHtml {
    let mut reader = Reader::default();
    let mut html = String::with_capacity(text.len() * 2);
    for line in text.lines() {
        reader.push_line(&mut html, line);
        html.push('\n');
    }
    html.truncate(html.trim_end_matches('\n').len());
    SafeHtml::from_fragment(html)
}

/// The lines of [`yaml`], one by one.
pub fn yaml_lines(text: &str) -> impl Iterator<Item = SafeHtml> {
    let mut reader = Reader::default();
    text.lines().map(move |line| {
        let mut html = String::with_capacity(line.len() * 2);
        reader.push_line(&mut html, line);
        SafeHtml::from_fragment(html)
    })
}

#[derive(Default)]
struct Reader {
    /// Indentation of the key or dash whose value is a block of text that goes on.
    block: Option<usize>,
}

impl Reader {
    fn push_line(&mut self, html: &mut String, line: &str) {
        let content = line.trim_start_matches(' ');
        let mut column = line.len() - content.len();
        html.push_str(&line[..column]);
        if self.block.is_some_and(|block| column > block || content.is_empty()) {
            push_span(html, "hl-s", content);
            return;
        }
        let mut owner = column;
        let mut rest = content;
        while let Some(item) = rest.strip_prefix("- ") {
            let item = item.trim_start_matches(' ');
            html.push_str(&rest[..rest.len() - item.len()]);
            owner = column;
            column += rest.len() - item.len();
            rest = item;
        }
        if let Some(colon) = end_of_key(rest) {
            push_span(html, "hl-a", &rest[..colon]);
            html.push(':');
            owner = column;
            rest = &rest[colon + 1..];
        }
        self.block = push_value(html, rest).then_some(owner);
    }
}

/// Where the colon behind the key stands that a text starts with.
fn end_of_key(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let colon = match quote {
        Some(quote) => end_of_quote(text, quote)?,
        None => text.match_indices(':').map(|(at, _)| at).find(|at| is_gap(&text[at + 1..]))?,
    };
    let is_key = colon > 0 && !text.starts_with(['#', '[', '{', '&', '*', '!', '|', '>', '%', '@', '`']);
    (is_key && text[colon..].starts_with(':') && is_gap(&text[colon + 1..])).then_some(colon)
}

/// True for the end of a line and for blanks.
fn is_gap(text: &str) -> bool {
    text.is_empty() || text.starts_with([' ', '\t'])
}

/// Where the text behind a quoted string begins.
fn end_of_quote(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            '\'' if quote == c && text[at + 1..].starts_with(c) => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Appends what stands behind a key or dash, and tells whether a block of text begins.
fn push_value(html: &mut String, text: &str) -> bool {
    let value = text.trim_start();
    push_text(html, &text[..text.len() - value.len()]);
    if value.starts_with('#') {
        push_span(html, "hl-c", value);
        return false;
    }
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(end) = quote.and_then(|quote| end_of_quote(value, quote)) {
        push_span(html, "hl-s", &value[..end]);
        push_comment(html, &value[end..]);
        return false;
    }
    let comment = value.find(" #").unwrap_or(value.len());
    let plain = value[..comment].trim_end();
    if is_number(plain) || matches!(plain, "true" | "false" | "null" | "~") {
        push_span(html, "hl-n", plain);
    } else {
        push_text(html, plain);
    }
    push_comment(html, &value[plain.len()..]);
    let sign = plain.rsplit(' ').next().unwrap_or("");
    sign.starts_with(['|', '>']) && sign[1..].chars().all(|c| matches!(c, '+' | '-' | '1'..='9'))
}

fn push_comment(html: &mut String, text: &str) {
    let comment = text.trim_start();
    push_text(html, &text[..text.len() - comment.len()]);
    match comment.starts_with('#') {
        true => push_span(html, "hl-c", comment),
        false => push_text(html, comment),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.parse::<f64>().is_ok()
}

fn push_span(html: &mut String, class: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    html.push_str("<span class=\"");
    html.push_str(class);
    html.push_str("\">");
    push_text(html, text);
    html.push_str("</span>");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows spans as `[class:text]`.
    fn check(text: &str, expect: &str) {
        let lines: Vec<String> = yaml_lines(text).map(|line| line.as_str().to_owned()).collect();
        let html = lines.join("\n");
        assert_eq!(yaml(text).as_str(), html);
        let short = html.replace("<span class=\"hl-", "[").replace("\">", ":").replace("</span>", "]");
        assert_eq!(short, expect, "{text}");
    }

    #[test]
    fn keys_values_and_comments_are_told_apart() {
        check("kind: API # <x>\n", "[a:kind]: API [c:# &lt;x&gt;]");
        check("  - url: https://x\r\n", "  - [a:url]: https://x");
        check("spec:", "[a:spec]:");
        check("  # note: x\na#b: c", "  [c:# note: x]\n[a:a#b]: c");
        check("  see https://x", "  see https://x");
        check("/pets/{id}: 1\n\"200\": {}", "[a:/pets/{id}]: [n:1]\n[a:\"200\"]: {}");
        check("a: \"b: c\" # d\nb: 'it''s'", "[a:a]: [s:\"b: c\"] [c:# d]\n[a:b]: [s:'it''s']");
        check(
            "a: true\nb: 1.10\nc: 1.1.0\nd: -3\ne: ~",
            "[a:a]: [n:true]\n[a:b]: [n:1.10]\n[a:c]: 1.1.0\n[a:d]: [n:-3]\n[a:e]: [n:~]",
        );
        check("{a: b}\n*x : y\n: z\n\"open", "{a: b}\n*x : y\n: z\n\"open");
    }

    #[test]
    fn blocks_of_text_end_where_their_indentation_ends() {
        check("a: |-\n  b: c\n\n   # d\ne: f", "[a:a]: |-\n  [s:b: c]\n\n   [s:# d]\n[a:e]: f");
        check("- a: >\n    b: c\n  d: e", "- [a:a]: &gt;\n    [s:b: c]\n  [a:d]: e");
        check("- |\n  a: b\n- c: d", "- |\n  [s:a: b]\n- [a:c]: d");
        check("a: b > c\nd: e", "[a:a]: b &gt; c\n[a:d]: e");
    }
}
