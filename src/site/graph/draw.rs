//! The markup of the graph. Colours come from the theme by class; every text of an author is escaped.
//!
//! The picture is no `role="img"`: that would hide its links from assistive technology, which could still be reached with
//! the keyboard. It is a named group with real links instead, described by a `desc` that points at the lists.

use std::fmt::Write as _;

use super::layout::{HEIGHT, INDENT, Layout, Line, Rect, Words};
use super::{Graph, Node, State, verb};
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

/// The graph as a region that scrolls where it does not fit.
pub(super) fn figure(graph: &Graph, layout: &Layout) -> SafeHtml {
    let Layout { top, width, height, .. } = layout;
    let mut svg = String::from(
        "<div class=\"pd-graph\" tabindex=\"0\" role=\"group\" aria-label=\"Graph of the relations\" \
         aria-describedby=\"pd-graph-about\">",
    );
    put(
        &mut svg,
        format_args!(
            "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 {top} {width} {height}\" direction=\"ltr\">"
        ),
    );
    svg.push_str("<desc id=\"pd-graph-about\">What points at this from the left, what this points at to the right. ");
    svg.push_str("The lists on this page say the same.</desc>\n");
    for line in &layout.lines {
        push_line(&mut svg, graph, line);
    }
    for caption in &layout.captions {
        push_words(&mut svg, "pd-graph-caption", caption);
    }
    for line in &layout.lines {
        if let Some(words) = &line.words {
            push_words(&mut svg, "pd-graph-words", words);
        }
    }
    for ((node, rect), title) in graph.nodes.iter().zip(&layout.rects).zip(&layout.titles) {
        push_node(&mut svg, node, *rect, title);
    }
    svg.push_str("</svg></div>");
    SafeHtml::from_fragment(svg)
}

fn put(svg: &mut String, text: std::fmt::Arguments<'_>) {
    svg.write_fmt(text).expect("writing into a string does not fail");
}

fn push_line(svg: &mut String, graph: &Graph, line: &Line) {
    let class = if line.aside { "pd-graph-line pd-graph-aside" } else { "pd-graph-line" };
    let title = |at: usize| escape(&graph.nodes[at].title);
    let said: Vec<String> = line
        .edges
        .iter()
        .map(|edge| format!("{} {} {}", title(edge.from), verb(edge.relation), title(edge.to)))
        .collect();
    put(svg, format_args!("<path class=\"{class}\" d=\"{}\"><title>{}</title></path>\n", line.path, said.join("\n")));
}

fn push_words(svg: &mut String, class: &str, Words { x, y, text, anchor }: &Words) {
    let text = escape(text);
    put(svg, format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>\n"));
}

fn push_node(svg: &mut String, node: &Node, rect: Rect, title: &str) {
    let state = match node.state {
        State::Here => "here",
        State::Known => "known",
        State::Missing => "missing",
        State::Rest => "rest",
    };
    let element = if node.href.is_empty() { "g" } else { "a" };
    let kind = escape(&node.kind);
    put(svg, format_args!("<{element} class=\"pd-graph-node\" data-kind=\"{kind}\" data-state=\"{state}\""));
    if !node.href.is_empty() {
        // Otherwise the reference would be the link's name, which readers do not see; so it is its description.
        put(svg, format_args!(" href=\"{}\" aria-label=\"{}\"", escape(&node.href), escape(&node.title)));
    }
    svg.push('>');
    if !node.reference.is_empty() {
        let note = if node.state == State::Missing { " (not in this catalog)" } else { "" };
        put(svg, format_args!("<title>{}{note}</title>", escape(&node.reference)));
    }
    let Rect { x, y, width } = rect;
    put(svg, format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"6\"/>"));
    let drawing = glyph(&node.kind);
    let (glyph_x, glyph_y) = (x + 10, y + (HEIGHT - 16) / 2);
    put(svg, format_args!("<g class=\"pd-graph-glyph\" transform=\"translate({glyph_x} {glyph_y})\">{drawing}</g>"));
    let (text_x, text_y) = (x + INDENT, y + HEIGHT / 2 + 4);
    put(svg, format_args!("<text x=\"{text_x}\" y=\"{text_y}\">{}</text></{element}>\n", escape(title)));
}

/// The shapes of a kind's drawing, 16 by 16.
fn glyph(kind: &str) -> &'static str {
    let found = GLYPHS.iter().find(|(name, _)| *name == kind || name.is_empty());
    let shapes = found.and_then(|(_, svg)| svg.trim().strip_suffix("</svg>")?.split_once('>'));
    shapes.map_or("", |(_, shapes)| shapes)
}
