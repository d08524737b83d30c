//! Values of parameters as they go over the wire, by `style` and `explode` (RFC 6570 and the tables of OpenAPI).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::example::{compact, scalar_text};
use super::operation::Style;
use crate::yaml::{Node, Value};

/// All but what RFC 3986 calls unreserved.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same without reserved characters that may stand in a query and mean nothing to readers of one.
const RESERVED: &AsciiSet = &UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// How characters of values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Percent-encoded, but for unreserved characters.
    Percent,
    /// Percent-encoded, but for unreserved and reserved ones.
    Reserved,
    /// As they are.
    Plain,
}

impl Encoding {
    /// A text as it is written.
    pub fn text(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Percent => utf8_percent_encode(text, UNRESERVED).into(),
            Self::Reserved => reserved(text),
            Self::Plain => text.into(),
        }
    }

    fn value(self, node: &Node) -> String {
        self.text(&plain(node)).into_owned()
    }
}

/// Percent-encoded triples stay: the author wrote them as they are sent.
fn reserved(text: &str) -> Cow<'_, str> {
    let is_triple = |rest: &str| rest.len() >= 3 && rest.as_bytes()[1..3].iter().all(u8::is_ascii_hexdigit);
    let mut out = String::new();
    for (at, part) in
        text.split_inclusive('%').scan(0, |end, part| Some((std::mem::replace(end, *end + part.len()), part)))
    {
        let (before, has_percent) = part.strip_suffix('%').map_or((part, false), |before| (before, true));
        out.extend(utf8_percent_encode(before, RESERVED));
        if has_percent {
            out.push_str(if is_triple(&text[at + before.len()..]) { "%" } else { "%25" });
        }
    }
    out.into()
}

/// A value as text: scalars as they are, others as JSON.
pub(super) fn plain(node: &Node) -> String {
    scalar_text(node).map_or_else(|| compact(node), Cow::into_owned)
}

/// The pairs of a query, a form or a cookie. A list without items has none.
pub(super) fn pairs(name: &str, node: &Node, style: Style<'_>, encoding: Encoding) -> Vec<(String, String)> {
    let key = |name: &str| match encoding {
        Encoding::Plain => name.to_owned(),
        Encoding::Percent | Encoding::Reserved => Encoding::Percent.text(name).into_owned(),
    };
    if style.name == "deepObject" && !matches!(style_value(node), Sort::Scalar) {
        let mut all = Vec::new();
        deep(name, node, &mut |name, node| all.push((key(name), encoding.value(node))));
        return all;
    }
    let delimiter = match (style.name, encoding) {
        ("spaceDelimited", Encoding::Plain) => " ",
        ("spaceDelimited", _) => "%20",
        ("pipeDelimited", Encoding::Plain) => "|",
        ("pipeDelimited", _) => "%7C",
        ("tabDelimited", Encoding::Plain) => "\t",
        ("tabDelimited", _) => "%09",
        _ => ",",
    };
    match (&node.value, style.explode) {
        (Value::List(items), true) => items.iter().map(|item| (key(name), encoding.value(item))).collect(),
        (Value::Map(map), true) => {
            map.entries.iter().map(|entry| (key(&entry.key), encoding.value(&entry.value))).collect()
        }
        (Value::List(items), false) if items.is_empty() => Vec::new(),
        (Value::List(_) | Value::Map(_), false) => vec![(key(name), listed(node, encoding, delimiter, delimiter))],
        _ => vec![(key(name), encoding.value(node))],
    }
}

/// A value in a path.
pub(super) fn path(name: &str, node: &Node, style: Style<'_>) -> String {
    let encoding = Encoding::Percent;
    let name = encoding.text(name);
    match (style.name, style_value(node), style.explode) {
        ("label", Sort::List, true) => format!(".{}", listed(node, encoding, ".", "=")),
        ("label", Sort::Map, true) => format!(".{}", listed(node, encoding, ".", "=")),
        ("label", ..) => format!(".{}", listed(node, encoding, ",", ",")),
        ("matrix", Sort::List, true) => {
            let items = node.as_list().unwrap_or_default();
            items.iter().map(|item| format!(";{name}={}", encoding.value(item))).collect()
        }
        ("matrix", Sort::Map, true) => format!(";{}", listed(node, encoding, ";", "=")),
        ("matrix", ..) => match listed(node, encoding, ",", ",") {
            empty if empty.is_empty() => format!(";{name}"),
            value => format!(";{name}={value}"),
        },
        (_, _, explode) => simple(node, explode, encoding),
    }
}

/// A value in a path or header.
pub(super) fn simple(node: &Node, explode: bool, encoding: Encoding) -> String {
    listed(node, encoding, ",", if explode { "=" } else { "," })
}

enum Sort {
    Scalar,
    List,
    Map,
}

fn style_value(node: &Node) -> Sort {
    match node.value {
        Value::List(_) => Sort::List,
        Value::Map(_) => Sort::Map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Sort::Scalar,
    }
}

/// Items with a delimiter between them; keys stand before their values.
fn listed(node: &Node, encoding: Encoding, delimiter: &str, equals: &str) -> String {
    let parts: Vec<String> = match &node.value {
        Value::List(items) => items.iter().map(|item| encoding.value(item)).collect(),
        Value::Map(map) => {
            let entries = map.entries.iter();
            entries
                .map(|entry| format!("{}{equals}{}", encoding.text(&entry.key), encoding.value(&entry.value)))
                .collect()
        }
        _ => return encoding.value(node),
    };
    parts.join(delimiter)
}

/// The leaves of a value with their names in brackets: `filter[created][gte]`, `expand[]`, `items[0][price]`.
fn deep(name: &str, node: &Node, add: &mut dyn FnMut(&str, &Node)) {
    match &node.value {
        Value::Map(map) => {
            map.entries.iter().for_each(|entry| deep(&format!("{name}[{}]", entry.key), &entry.value, add));
        }
        Value::List(items) => {
            let is_flat = items.iter().all(|item| matches!(style_value(item), Sort::Scalar));
            for (nth, item) in items.iter().enumerate() {
                let name = if is_flat { format!("{name}[]") } else { format!("{name}[{nth}]") };
                deep(&name, item, add);
            }
        }
        _ => add(name, node),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Budget, parse_settings};

    fn node(yaml: &str) -> Node {
        parse_settings(yaml, &Budget::SETTINGS).unwrap()
    }

    fn style(name: &str, explode: bool) -> Style<'_> {
        Style { name, explode, allow_reserved: false }
    }

    #[test]
    fn queries_are_those_of_the_specification() {
        let check = |name: &str, explode: bool, yaml: &str, expect: &str| {
            let pairs = pairs("color", &node(yaml), style(name, explode), Encoding::Percent);
            let query: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(query.join("&"), expect, "{name} {explode} {yaml}");
        };
        let (list, map) = ("[blue, black, brown]", "{R: 100, G: 200, B: 150}");
        check("form", false, "''", "color=");
        check("form", true, "blue", "color=blue");
        check("form", false, list, "color=blue,black,brown");
        check("form", true, list, "color=blue&color=black&color=brown");
        check("form", false, map, "color=R,100,G,200,B,150");
        check("form", true, map, "R=100&G=200&B=150");
        check("spaceDelimited", false, list, "color=blue%20black%20brown");
        check("spaceDelimited", false, map, "color=R%20100%20G%20200%20B%20150");
        check("pipeDelimited", false, list, "color=blue%7Cblack%7Cbrown");
        check("tabDelimited", false, list, "color=blue%09black%09brown");
        check("deepObject", true, map, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150");
        check(
            "deepObject",
            true,
            "{a: {b: [1, 2]}, c: [{d: 1}]}",
            "color%5Ba%5D%5Bb%5D%5B%5D=1&color%5Ba%5D%5Bb%5D%5B%5D=2&color%5Bc%5D%5B0%5D%5Bd%5D=1",
        );
        check("form", true, "[]", "");
        check("form", false, "['a,b', 'c d', 'é&=+']", "color=a%2Cb,c%20d,%C3%A9%26%3D%2B");
    }

    #[test]
    fn paths_are_those_of_the_specification() {
        let check = |name: &str, explode: bool, yaml: &str, expect: &str| {
            assert_eq!(path("color", &node(yaml), style(name, explode)), expect, "{name} {explode} {yaml}");
        };
        let (list, map) = ("[blue, black, brown]", "{R: 100, G: 200, B: 150}");
        check("simple", false, "blue", "blue");
        check("simple", false, list, "blue,black,brown");
        check("simple", true, list, "blue,black,brown");
        check("simple", false, map, "R,100,G,200,B,150");
        check("simple", true, map, "R=100,G=200,B=150");
        check("label", false, "''", ".");
        check("label", false, "blue", ".blue");
        check("label", false, list, ".blue,black,brown");
        check("label", true, list, ".blue.black.brown");
        check("label", false, map, ".R,100,G,200,B,150");
        check("label", true, map, ".R=100.G=200.B=150");
        check("matrix", false, "''", ";color");
        check("matrix", false, "blue", ";color=blue");
        check("matrix", false, list, ";color=blue,black,brown");
        check("matrix", true, list, ";color=blue;color=black;color=brown");
        check("matrix", false, map, ";color=R,100,G,200,B,150");
        check("matrix", true, map, ";R=100;G=200;B=150");
        check("simple", false, "a/b?c", "a%2Fb%3Fc");
    }

    #[test]
    fn reserved_characters_stay_where_they_may() {
        let check = |text: &str, expect: &str| assert_eq!(Encoding::Reserved.text(text), expect, "{text}");
        check("https://a.b/c?d=e", "https://a.b/c?d=e");
        check("a&b#c[d]+e f", "a%26b%23c%5Bd%5D%2Be%20f");
        check("%20%zz%", "%20%25zz%25");
        check("%%41", "%25%41");
    }
}
