//! Markup of one page for a place on another: ids, what refers to them, addresses and the levels of headings change.

use super::author::decode;
use super::scan::{Token, tokens};
use super::{SafeHtml, push_escaped};

/// Attributes that name ids of the same page, several of them with blanks between.
const REFERENCES: [&str; 4] = ["aria-controls", "aria-describedby", "aria-labelledby", "headers"];

/// The markup with `id` applied to every id and reference to one, `address` to every address, and headings one level lower.
/// What both give stands in attributes, escaped.
pub(crate) fn moved(html: &SafeHtml, id: &dyn Fn(&str) -> String, address: &dyn Fn(&str) -> String) -> SafeHtml {
    let html = html.as_str();
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    for (token, at) in tokens(html) {
        match token {
            Token::Start(tag) => {
                out.push('<');
                out.push_str(lowered(tag.name));
                for attribute in tag.attributes() {
                    out.push(' ');
                    out.push_str(attribute.name);
                    let value = match attribute.name {
                        "id" => Some(id(&decode(attribute.value))),
                        "href" | "src" => Some(address(&decode(attribute.value))),
                        // A landmark needs a name that no other page's has; a group does not.
                        "role" if attribute.value == "region" => Some("group".to_owned()),
                        name if REFERENCES.contains(&name) => {
                            let ids: Vec<String> = decode(attribute.value).split_whitespace().map(id).collect();
                            Some(ids.join(" "))
                        }
                        _ => None,
                    };
                    out.push_str("=\"");
                    match value {
                        Some(value) => push_escaped(&mut out, &value),
                        // As it stands in the page, entities and all.
                        None => out.push_str(&attribute.value.replace('"', "&quot;")),
                    }
                    out.push('"');
                }
                out.push_str(if html[at].ends_with("/>") { "/>" } else { ">" });
            }
            Token::End(name) => {
                out.push_str("</");
                out.push_str(lowered(name));
                out.push('>');
            }
            Token::Text(_) | Token::Comment | Token::Broken(_) => out.push_str(&html[at]),
        }
    }
    SafeHtml::from_fragment(out)
}

/// The name of a heading one level lower; other names stay.
fn lowered(name: &str) -> &str {
    match name {
        "h1" => "h2",
        "h2" => "h3",
        "h3" => "h4",
        "h4" => "h5",
        "h5" => "h6",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_addresses_and_headings_change_and_nothing_else() {
        let check = |html: &str, expect: &str| {
            let html = SafeHtml::from_fragment(html.to_owned());
            let moved = moved(&html, &|id| format!("p1-{id}"), &|address| format!("../{address}"));
            assert_eq!(moved.as_str(), expect);
        };
        check("<h1 id=\"a\">A &amp; b</h1>", "<h2 id=\"p1-a\">A &amp; b</h2>");
        check("<h6>x</h6><h5>y</h5>", "<h6>x</h6><h6>y</h6>");
        let link = "<a href=\"../x?a=1&amp;b=2\" title=\"&lt;a&gt; &quot;b&quot;\">";
        check("<a href=\"x?a=1&amp;b=2\" title='&lt;a&gt; \"b\"'>", link);
        check("<img src=\"a.png\" alt=\"\" loading=\"lazy\">", "<img src=\"../a.png\" alt=\"\" loading=\"lazy\">");
        check("<input type=\"checkbox\" disabled>", "<input type=\"checkbox\" disabled=\"\">");
        check(
            "<p aria-labelledby=\"a b\">1 < 2 <!-- c --></p>",
            "<p aria-labelledby=\"p1-a p1-b\">1 < 2 <!-- c --></p>",
        );
        check("<div role=\"region\">", "<div role=\"group\">");
        check("<mspace width=\"1em\"/><b data-x=\"a > b\">", "<mspace width=\"1em\"/><b data-x=\"a > b\">");
    }
}
