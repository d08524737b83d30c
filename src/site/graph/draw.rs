//! The markup of the graph. Colours come from the theme by class; every text of an author is escaped.
//!
//! The picture is no `role="img"`: that would hide its links from assistive technology, which could still be reached with
//! the keyboard. It is a named group with real links instead, described by a `desc` that points at the lists.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::layout::{HEIGHT, INDENT, Layout, Line, Rect, Words};
use super::{Frame, Node, Picture, State, verb};
use crate::safe::{SafeHtml, escape};

/// The drawings of the default theme by kind; anything else is the last.
const GLYPHS: [(&str, &str); 9] = [
    ("component", include_str!("../../../themes/default/icons/component.svg")),
    ("api", include_str!("../../../themes/default/icons/api.svg")),
    ("resource", include_str!("../../../themes/default/icons/resource.svg")),
    ("system", include_str!("../../../themes/default/icons/system.svg")),
    ("domain", include_str!("../../../themes/default/icons/domain.svg")),
    ("group", include_str!("../../../themes/default/icons/group.svg")),
    ("user", include_str!("../../../themes/default/icons/user.svg")),
    ("template", include_str!("../../../themes/default/icons/template.svg")),
    ("", include_str!("../../../themes/default/icons/other.svg")),
];

/// The colours of a file, which has no theme around it: those of the light theme.
const FILE_STYLE: &str = include_str!("file.css");

/// The picture as a region that scrolls where it does not fit.
pub(super) fn figure(picture: &Picture, id: &str, about: &str) -> SafeHtml {
    let Layout { top, width, height, .. } = picture.layout;
    let start = start(picture);
    let mut svg = String::new();
    put(
        &mut svg,
        format_args!(
            "<div class=\"pd-graph\" tabindex=\"0\" role=\"group\" aria-label=\"Graph of the {id}\" \
             aria-describedby=\"pd-graph-{id}\">{start}<svg width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 {top} {width} {height}\" direction=\"ltr\"><desc id=\"pd-graph-{id}\">{}</desc>\n",
            escape(about)
        ),
    );
    push_all(&mut svg, picture, id, |node| &node.href);
    svg.push_str("</svg></div>");
    SafeHtml::from_fragment(svg)
}

/// A mark above what the picture is about, so that a region that scrolls starts there without a script. Its place is a
/// width, because pages have no styles of their own.
fn start(picture: &Picture) -> String {
    let here = picture.nodes.iter().zip(&picture.layout.rects).find(|(node, _)| node.state == State::Here);
    here.map_or_else(String::new, |(_, rect)| {
        let middle = rect.x + rect.width / 2;
        format!("<div class=\"pd-graph-start\"><svg width=\"{middle}\" height=\"1\" aria-hidden=\"true\"></svg><span></span></div>")
    })
}

/// The picture as a file of its own.
pub(super) fn file(picture: &Picture, title: &str) -> String {
    let Layout { top, width, height, .. } = picture.layout;
    let mut svg = String::new();
    put(
        &mut svg,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"pd-graph\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 {top} {width} {height}\" direction=\"ltr\" role=\"img\">\n<title>{}</title>\n\
             <style>\n{FILE_STYLE}</style>\n\
             <rect class=\"pd-graph-paper\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>\n",
            escape(title)
        ),
    );
    push_all(&mut svg, picture, "file", |node| &node.absolute);
    svg.push_str("</svg>\n");
    svg
}

fn push_all(svg: &mut String, picture: &Picture, id: &str, href: fn(&Node) -> &str) {
    let Picture { nodes, layout, frames, .. } = picture;
    let glyphs: BTreeMap<Cow<'_, str>, &str> =
        nodes.iter().chain(frames.iter().map(|frame| &frame.node)).map(glyph).collect();
    for (name, drawing) in glyphs {
        let (seen, shapes) = parts(drawing);
        put(svg, format_args!("<symbol id=\"pd-glyph-{id}-{name}\" viewBox=\"{seen}\">{shapes}</symbol>\n"));
    }
    for frame in frames {
        push_frame(svg, frame, id, href(&frame.node));
    }
    for line in &layout.lines {
        push_line(svg, nodes, line);
    }
    for caption in &layout.captions {
        push_words(svg, "pd-graph-caption", caption);
    }
    for line in &layout.lines {
        if let Some(words) = &line.words {
            push_words(svg, "pd-graph-words", words);
        }
    }
    for ((node, rect), title) in nodes.iter().zip(&layout.rects).zip(&layout.titles) {
        push_node(svg, node, *rect, title, (id, href(node)));
    }
}

fn put(svg: &mut String, text: std::fmt::Arguments<'_>) {
    svg.write_fmt(text).expect("writing into a string does not fail");
}

fn push_line(svg: &mut String, nodes: &[Node], line: &Line) {
    let class = if line.aside { "pd-graph-line pd-graph-aside" } else { "pd-graph-line" };
    let title = |at: usize| escape(&nodes[at].title);
    let said: Vec<String> = line
        .edges
        .iter()
        .map(|edge| format!("{} {} {}", title(edge.from), verb(&edge.relation), title(edge.to)))
        .collect();
    put(svg, format_args!("<path class=\"{class}\" d=\"{}\"><title>{}</title></path>\n", line.path, said.join("\n")));
}

fn push_words(svg: &mut String, class: &str, Words { x, y, text, anchor }: &Words) {
    let text = escape(text);
    put(svg, format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>\n"));
}

fn push_node(svg: &mut String, node: &Node, rect: Rect, title: &str, (id, href): (&str, &str)) {
    let Rect { x, y, width } = rect;
    let element = push_start(svg, node, "pd-graph-node", href);
    put(svg, format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"6\"/>"));
    push_title(svg, node, (x, y), title, id);
    put(svg, format_args!("</{element}>\n"));
}

/// A box around others; only its title is a link, so that what lies inside can be reached.
fn push_frame(svg: &mut String, frame: &Frame, id: &str, href: &str) {
    let Frame { node, title, rect: Rect { x, y, width }, height } = frame;
    put(
        svg,
        format_args!(
            "<rect class=\"pd-graph-frame\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"10\"/>"
        ),
    );
    let element = push_start(svg, node, "pd-graph-node pd-graph-name", href);
    put(
        svg,
        format_args!("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{HEIGHT}\" rx=\"6\"/>", x + 4, y + 4, width - 8),
    );
    push_title(svg, node, (x + 4, y + 4), title, id);
    put(svg, format_args!("</{element}>\n"));
}

/// Opens a node, as a link if it leads somewhere, and gives the element's name.
fn push_start(svg: &mut String, node: &Node, class: &str, href: &str) -> &'static str {
    let state = match node.state {
        State::Here => "here",
        State::Known => "known",
        State::Missing => "missing",
        State::Rest => "rest",
    };
    let element = if href.is_empty() { "g" } else { "a" };
    let kind = escape(&node.kind);
    put(svg, format_args!("<{element} class=\"{class}\" data-kind=\"{kind}\" data-state=\"{state}\""));
    if !href.is_empty() {
        // Otherwise the reference would be the link's name, which readers do not see; so it is its description.
        put(svg, format_args!(" href=\"{}\" aria-label=\"{}\"", escape(href), escape(&node.title)));
    }
    svg.push('>');
    if !node.reference.is_empty() {
        let note = if node.state == State::Missing { " (not in this catalog)" } else { "" };
        put(svg, format_args!("<title>{}{note}</title>", escape(&node.reference)));
    }
    element
}

fn push_title(svg: &mut String, node: &Node, (x, y): (i64, i64), title: &str, id: &str) {
    let (glyph_x, glyph_y, kind) = (x + 10, y + (HEIGHT - 16) / 2, glyph(node).0);
    put(
        svg,
        format_args!(
            "<use class=\"pd-graph-glyph\" href=\"#pd-glyph-{id}-{kind}\" x=\"{glyph_x}\" y=\"{glyph_y}\" \
             width=\"16\" height=\"16\"/>"
        ),
    );
    let (text_x, text_y) = (x + INDENT, y + HEIGHT / 2 + 4);
    put(svg, format_args!("<text x=\"{text_x}\" y=\"{text_y}\">{}</text>", escape(title)));
}

/// The name of a node's drawing in its picture, and the drawing: the kind's own, else one of [`GLYPHS`] by its number.
fn glyph(node: &Node) -> (Cow<'_, str>, &str) {
    if let Some(drawing) = &node.drawing {
        return (node.kind.as_str().into(), drawing);
    }
    let number = GLYPHS.iter().position(|(kind, _)| *kind == node.kind).unwrap_or(GLYPHS.len() - 1);
    (number.to_string().into(), GLYPHS[number].1)
}

/// What a drawing sees of its plane, and its shapes. Ours are 16 by 16, those of an owner's theme may be of any size.
fn parts(svg: &str) -> (&str, &str) {
    let (start, shapes) = svg.trim().strip_suffix("</svg>").and_then(|svg| svg.split_once('>')).unwrap_or_default();
    let seen = start.split_once("viewBox=\"").and_then(|(_, rest)| rest.split_once('"'));
    (seen.map_or("0 0 16 16", |(seen, _)| seen), shapes)
}
