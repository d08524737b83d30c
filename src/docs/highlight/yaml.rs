//! A light reader of YAML for entities as written.

use crate::safe::{SafeHtml, push_escaped};

/// YAML as written by people, told apart by the look of its lines: keys, comments and the rest. A catalog has tens of
/// thousands of entities, and the grammar engine would take longer for them than all other work together.
pub fn yaml(text: &str) -> SafeHtml {
    let mut html = String::with_capacity(text.len() * 2);
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '-']);
        html.push_str(&line[..line.len() - content.len()]);
        match content.split_once(':') {
            _ if content.starts_with('#') => push_span(&mut html, "hl-c", content),
            Some((key, value)) if is_key(key) && (value.is_empty() || value.starts_with([' ', '\n', '\r'])) => {
                push_span(&mut html, "hl-a", key);
                html.push(':');
                push_escaped(&mut html, value);
            }
            _ => push_escaped(&mut html, content),
        }
    }
    SafeHtml::from_fragment(html)
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_./$@".contains(c))
}

/// Appends text of one class; a line end stays outside of it.
fn push_span(html: &mut String, class: &str, text: &str) {
    let content = text.trim_end_matches(['\r', '\n']);
    html.push_str("<span class=\"");
    html.push_str(class);
    html.push_str("\">");
    push_escaped(html, content);
    html.push_str("</span>");
    html.push_str(&text[content.len()..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_comments_are_told_apart() {
        let check = |text: &str, expect: &str| assert_eq!(yaml(text).as_str(), expect);
        check("kind: API # <x>\n", "<span class=\"hl-a\">kind</span>: API # &lt;x&gt;\n");
        check("  - url: https://x\r\n", "  - <span class=\"hl-a\">url</span>: https://x\r\n");
        check("spec:", "<span class=\"hl-a\">spec</span>:");
        check("spec:\n", "<span class=\"hl-a\">spec</span>:\n");
        check("  # note\ntext: |\n", "  <span class=\"hl-c\"># note</span>\n<span class=\"hl-a\">text</span>: |\n");
        check("  see https://x\n<b>: y", "  see https://x\n&lt;b&gt;: y");
    }
}
