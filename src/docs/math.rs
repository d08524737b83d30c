//! Formulas of LaTeX as MathML, which browsers show without script.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};
use roxmltree::{Document, Node};

use crate::safe::push_escaped;

/// Longest formula in characters.
const MAX_CHARS: usize = 10_000;
/// Deepest groups inside each other.
const MAX_DEPTH: usize = 64;
/// Deepest elements of what it becomes: a group is at most three of them.
const MAX_ELEMENTS: usize = 3 * MAX_DEPTH;
/// Commands that define others: what they expand to has no bound.
const DEFINITIONS: &[&str] =
    &["def", "gdef", "edef", "xdef", "let", "futurelet", "newcommand", "renewcommand", "providecommand"];

/// Elements of MathML Core that formulas are made of.
const ELEMENTS: &[&str] = &[
    "math",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
];
/// Attributes that say how a formula looks.
const ATTRIBUTES: &[&str] = &[
    "accent",
    "accentunder",
    "columnspan",
    "depth",
    "dir",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

/// Where a formula stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a line of text.
    Inline,
    /// On its own.
    Block,
}

/// A formula as MathML with its source as title.
///
/// # Errors
/// What is not understood, in a few words.
pub fn mathml(source: &str, place: Place) -> Result<String, String> {
    check(source)?;
    let made = catch_unwind(AssertUnwindSafe(|| convert(source, place)));
    let made = made.unwrap_or_else(|_| Err("it cannot be shown".to_owned()))?;
    if depth_of(&made) > MAX_ELEMENTS {
        return Err(format!("its parts are nested more than {MAX_DEPTH} deep"));
    }
    let document = Document::parse(&made).map_err(|_| "it cannot be shown".to_owned())?;
    let mut out = String::with_capacity(made.len());
    write(document.root_element(), Some(source), &mut out);
    Ok(out)
}

/// Refuses what has no bound before anything is parsed.
fn check(source: &str) -> Result<(), String> {
    if source.chars().count() > MAX_CHARS {
        return Err(format!("it has more than {MAX_CHARS} characters"));
    }
    let mut depth = 0usize;
    let mut rest = source;
    while let Some(at) = rest.find(['\\', '{', '}', '^', '_']) {
        let (mark, after) = rest[at..].split_at(1);
        rest = after;
        match mark {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            "\\" => {
                let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
                let (name, after) = rest.split_at(length);
                if DEFINITIONS.contains(&name) {
                    return Err(format!("`\\{name}` is not supported"));
                }
                match name {
                    "left" | "begin" => depth += 1,
                    "right" | "end" => depth = depth.saturating_sub(1),
                    _ => {}
                }
                // An escaped brace opens nothing.
                rest = if name.is_empty() { after.strip_prefix(['{', '}', '\\']).unwrap_or(after) } else { after };
            }
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(format!("its groups are nested more than {MAX_DEPTH} deep"));
        }
    }
    // `\frac\frac\frac` nests without a brace.
    let chained =
        source.split(|c: char| !c.is_ascii_alphabetic() && c != '\\').any(|run| run.matches('\\').count() > MAX_DEPTH);
    if chained { Err(format!("more than {MAX_DEPTH} commands follow each other")) } else { Ok(()) }
}

/// How deep elements lie in each other, found without a stack.
fn depth_of(markup: &str) -> usize {
    let mut depth = 0usize;
    let mut deepest = 0;
    for (at, _) in markup.match_indices('<') {
        let rest = &markup[at + 1..];
        let tag = rest.split_once('>').map_or(rest, |(tag, _)| tag);
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !tag.ends_with('/') {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

fn convert(source: &str, place: Place) -> Result<String, String> {
    let storage = Storage::new();
    let mut events = Vec::new();
    for event in Parser::new(source, &storage) {
        match event {
            Ok(event) => events.push(Ok::<_, std::convert::Infallible>(event)),
            Err(error) => {
                let text = error.to_string();
                let first = text.lines().next().unwrap_or("").trim().trim_end_matches(':');
                let why = first.strip_prefix("parsing error: ").unwrap_or(first);
                return Err(if why.is_empty() { "it is no LaTeX".to_owned() } else { why.to_owned() });
            }
        }
    }
    let display_mode = match place {
        Place::Inline => DisplayMode::Inline,
        Place::Block => DisplayMode::Block,
    };
    let mut out = String::new();
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    push_mathml(&mut out, events.into_iter(), config).map_err(|error| error.to_string())?;
    // The crate writes for HTML parsers, which forgive a bare sign between tags.
    Ok(out.replace("><</", ">&lt;</").replace(">&</", ">&amp;</").replace("&nbsp;", "\u{a0}"))
}

/// Writes an element anew from the allow list; the depth is bounded by [`MAX_ELEMENTS`].
fn write(node: Node<'_, '_>, title: Option<&str>, out: &mut String) {
    let name = node.tag_name().name();
    if ELEMENTS.binary_search(&name).is_err() {
        return;
    }
    out.push('<');
    out.push_str(name);
    for attribute in node.attributes() {
        match attribute.name() {
            "style" => push_colour(attribute.value(), out),
            known if ATTRIBUTES.binary_search(&known).is_ok() => push_attribute(known, attribute.value(), out),
            _ => {}
        }
    }
    if let Some(title) = title {
        push_attribute("title", title, out);
    }
    out.push('>');
    for child in node.children() {
        match child.text() {
            Some(text) if child.is_text() => push_escaped(out, text),
            _ if child.is_element() => write(child, None, out),
            _ => {}
        }
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn push_attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_escaped(out, value);
    out.push('"');
}

/// `color: rgb(1 2 3)` becomes an attribute, as pages have no styles; all other styles are dropped.
fn push_colour(style: &str, out: &mut String) {
    for declaration in style.split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let name = match property.trim() {
            "color" => "mathcolor",
            "background-color" | "background" => "mathbackground",
            _ => continue,
        };
        let numbers = value.trim().strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')'));
        let parts: Vec<u8> = numbers.unwrap_or("").split(' ').filter_map(|part| part.parse().ok()).collect();
        if let [red, green, blue] = parts[..] {
            push_attribute(name, &format!("#{red:02x}{green:02x}{blue:02x}"), out);
        }
    }
}

/// A page with `\(a\)` and `\[a\]` in the forms that the Markdown parser knows, each of the same length: ``$`a`$`` and
/// `$$a$$`. Code stays as it is.
pub fn with_dollars(text: &str) -> Cow<'_, str> {
    if !text.contains("\\(") && !text.contains("\\[") {
        return Cow::Borrowed(text);
    }
    let mut out = text.as_bytes().to_vec();
    let mut fence: Option<&str> = None;
    let mut open: Option<(usize, u8)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start_matches([' ', '\t', '>']).trim_end();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (Some(opened), Some(mark)) if opened == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (None, None) => {
                if trimmed.is_empty() {
                    open = None;
                }
                mark_line(line, start, &mut open, &mut out);
            }
            _ => {}
        }
        start += line.len();
    }
    // Only ASCII has been put in the place of ASCII.
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Marks the formulas of a line; `open` is one that began on a line before.
fn mark_line(line: &str, start: usize, open: &mut Option<(usize, u8)>, out: &mut [u8]) {
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'`', _) if open.is_none() => {
                let ticks = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
                let close = line[at + ticks..].find(&line[at..at + ticks]);
                at += ticks + close.map_or(0, |close| close + ticks);
                continue;
            }
            (b'\\', Some(mark @ (b'(' | b'['))) if open.is_none() => *open = Some((start + at, *mark)),
            (b'\\', Some(mark @ (b')' | b']'))) => {
                let opened = open.filter(|(_, opened)| matches!((opened, mark), (b'(', b')') | (b'[', b']')));
                if let Some((from, kind)) = opened {
                    let (before, after) = if kind == b'(' { (*b"$`", *b"`$") } else { (*b"$$", *b"$$") };
                    out[from..from + 2].copy_from_slice(&before);
                    out[start + at..start + at + 2].copy_from_slice(&after);
                    *open = None;
                }
            }
            (b'\\', _) => {}
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_can_be_searched() {
        assert!(ELEMENTS.is_sorted());
        assert!(ATTRIBUTES.is_sorted());
    }

    #[test]
    fn formulas_become_mathml() {
        let made = mathml("\\frac{a}{b} < c", Place::Block).unwrap();
        assert!(made.starts_with("<math display=\"block\" title=\"\\frac{a}{b} &lt; c\">"), "{made}");
        assert!(made.contains("<mfrac>") && made.ends_with("</math>"), "{made}");
        let made = mathml("\\color{red} x", Place::Inline).unwrap();
        assert!(made.contains("mathcolor=\"#ff0000\"") && !made.contains("style"), "{made}");
        for good in [
            "\\sum_{i=1}^n i^2",
            "\\left(\\begin{matrix}a&b\\\\c&d\\end{matrix}\\right)",
            "\\text{a & b}",
            "x'",
            "\\alpha\\;\\beta",
        ] {
            let made = mathml(good, Place::Inline).unwrap_or_else(|why| panic!("{good}: {why}"));
            assert!(!made.contains("style="), "{made}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let hostile = [
            "\\href{javascript:alert(1)}{x}",
            "\\class{x}{y}",
            "\\style{x}{y}",
            "\\ce{H2O}",
            "\\frac{a",
            "{",
            "\\nope",
            "\\def\\a{\\a\\a}\\a",
        ];
        for source in hostile {
            assert!(mathml(source, Place::Inline).is_err(), "{source}");
        }
        for source in [
            "{".repeat(10_000),
            "\\frac".repeat(5_000),
            "x^".repeat(5_000),
            "\\left(".repeat(1_000),
            "\\sqrt ".repeat(1_500),
            "\\sqrt ".repeat(1_500) + "x",
            "x\\over".repeat(1_000),
            "\\hat ".repeat(1_500) + "x",
            "{\\bf ".repeat(60) + "x" + &"}".repeat(60),
            "&".repeat(9_000),
            "\\\\".repeat(4_000),
        ] {
            if let Ok(made) = mathml(&source, Place::Inline) {
                assert!(depth_of(&made) <= MAX_ELEMENTS, "{source:.40}");
            }
        }
    }

    #[test]
    fn the_forms_of_latex_are_put_in_those_of_markdown() {
        let check = |text: &str, expect: &str| {
            assert_eq!(with_dollars(text), expect, "{text}");
            assert_eq!(text.len(), expect.len());
        };
        check("a \\(x_1\\) b", "a $`x_1`$ b");
        check("\\[\nx\n\\]", "$$\nx\n$$");
        check("`\\(a\\)` \\\\(b\\\\)", "`\\(a\\)` \\\\(b\\\\)");
        check("\\(a\n\nb\\)", "\\(a\n\nb\\)");
        check("```\n\\(a\\)\n```\n\\(b\\)", "```\n\\(a\\)\n```\n$`b`$");
        check("\\(é\\] \\)", "$`é\\] `$");
    }
}
