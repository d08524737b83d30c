//! A light writer of JSON for readers.

use crate::safe::{SafeHtml, push_text};

/// Most lines that are shown.
const MAX_LINES: usize = 1_000;
/// Most bytes of text that are shown.
const MAX_BYTES: usize = 48 << 10;
/// Longest text in characters that is shown in full.
const MAX_TEXT: usize = 400;

/// JSON as it is shown.
pub struct Shown {
    /// One line for each value, indented and coloured.
    pub html: SafeHtml,
    /// True if lines or the ends of long texts are left out.
    pub is_cut: bool,
}

/// JSON without blanks, as a program wrote it, with line ends and colours. The grammar engine would take longer for the
/// entities of a catalog than all other work together.
pub fn json(text: &str) -> Shown {
    let mut writer = Writer::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if writer.lines >= MAX_LINES || writer.bytes >= MAX_BYTES {
            writer.html.push('…');
            writer.is_cut = true;
            break;
        }
        let length = match c {
            '"' => string_length(rest),
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            _ => rest.find([',', '}', ']']).unwrap_or(rest.len()).max(c.len_utf8()),
        };
        let (token, after) = rest.split_at(length);
        writer.token(token, after);
        rest = after;
    }
    Shown { html: SafeHtml::from_fragment(writer.html), is_cut: writer.is_cut }
}

#[derive(Default)]
struct Writer {
    html: String,
    depth: usize,
    lines: usize,
    bytes: usize,
    /// True directly behind an opening bracket.
    fresh: bool,
    is_cut: bool,
}

impl Writer {
    fn token(&mut self, token: &str, after: &str) {
        let fresh = std::mem::replace(&mut self.fresh, matches!(token, "{" | "["));
        self.bytes += token.len().min(MAX_TEXT);
        match token {
            "{" | "[" => {
                self.html.push_str(token);
                self.depth += 1;
                if !after.starts_with(['}', ']']) {
                    self.line();
                }
            }
            "}" | "]" => {
                self.depth = self.depth.saturating_sub(1);
                if !fresh {
                    self.line();
                }
                self.html.push_str(token);
            }
            "," => {
                self.html.push(',');
                self.line();
            }
            ":" => self.html.push_str(": "),
            key if key.starts_with('"') && after.starts_with(':') => self.span("hl-a", key),
            text if text.starts_with('"') => self.span("hl-s", text),
            number => self.span("hl-n", number),
        }
    }

    fn line(&mut self) {
        self.html.push('\n');
        self.html.extend(std::iter::repeat_n("  ", self.depth));
        self.lines += 1;
    }

    fn span(&mut self, class: &str, text: &str) {
        self.html.push_str("<span class=\"");
        self.html.push_str(class);
        self.html.push_str("\">");
        match text.char_indices().nth(MAX_TEXT) {
            Some((end, _)) => {
                push_text(&mut self.html, &text[..end]);
                self.html.push_str("…\"");
                self.is_cut = true;
            }
            None => push_text(&mut self.html, text),
        }
        self.html.push_str("</span>");
    }
}

/// The length of the string that a text starts with, with its quotes.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(json(text).html.as_str(), expect);
    }

    #[test]
    fn every_value_has_a_line() {
        let (key, string, number) = ("<span class=\"hl-a\">", "<span class=\"hl-s\">", "<span class=\"hl-n\">");
        check("{}", "{}");
        check(r#"{"a":[]}"#, &format!("{{\n  {key}\"a\"</span>: []\n}}"));
        check("[1,[true]]", &format!("[\n  {number}1</span>,\n  [\n    {number}true</span>\n  ]\n]"));
        check(r#"["<\"}:"]"#, &format!("[\n  {string}\"&lt;\\\"}}:\"</span>\n]"));
    }

    #[test]
    fn long_ones_are_cut() {
        let long = json(&format!("[\"{}\"]", "ä".repeat(5_000)));
        assert!(long.is_cut && long.html.as_str().len() < 1_000);
        let many = json(&format!("[{}1]", "1,".repeat(50_000)));
        assert!(many.is_cut && many.html.as_str().lines().count() <= MAX_LINES + 1);
        assert!(!json("[1,2]").is_cut);
        // What is no JSON ends, too.
        for broken in ["\"a", "[\"\\", "}}}}", "ä", ""] {
            json(broken);
        }
    }
}
