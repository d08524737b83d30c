//! Mermaid diagrams, drawn when the portal is built: one drawing for light pages and one for dark ones. No script of a
//! diagram library ever reaches a page.
//!
//! What merman draws is an SVG file like that of any author and goes through the same door (`publish::svg`).

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use merman::svg::{RenderResourcePolicy, SvgEnvironment, SvgPipeline, SvgRenderOptions};
use merman::{
    Engine, MermaidConfig, OperationControl, ParseOptions, RenderError, RenderOutput, RenderRequest, Renderer,
    SvgRequest,
};
use roxmltree::{Document, Node};
use serde::{Deserialize, Serialize};

use super::publish::{size, svg};
use crate::hash::{ContentHash, Hasher};
use crate::memo::Memo;
use crate::path::SitePath;

mod palette;

use palette::Labels;
pub use palette::Palette;

/// Changes whenever merman, the palettes or this module give other drawings.
const VERSION: &str = "merman 0.9.3, 1";
/// The name of the threads that draw. A panic on one of them is the crate's and costs no more than the drawing.
pub const THREAD: &str = "diagram";
/// Stack of these threads in bytes: merman goes down into what authors nest.
const STACK: usize = 64 << 20;
/// Longest source in characters.
const MAX_CHARS: usize = 50_000;
/// Most lines and other ends of statements, each of which can be a node: a bound before any parser runs.
const MAX_STATEMENTS: usize = 2_000;
/// Most strokes of arrows and lines between nodes; an arrow with a label in its middle has two.
const MAX_STROKES: usize = 1_000;
/// Most links of a diagram that are listed.
const MAX_LINKS: usize = 100;

/// A diagram as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagram {
    /// For light pages.
    pub light: Drawing,
    /// For dark pages.
    pub dark: Drawing,
}

/// One drawing of a diagram.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// The SVG file.
    pub svg: Arc<str>,
    /// Width and height in pixels.
    pub pixels: (u32, u32),
    /// What it shows, in words: the title or description that the author gave, else its kind.
    pub alt: String,
    /// Text and address, as written, of what can be clicked in it.
    pub links: Vec<(String, String)>,
}

impl Drawing {
    /// Where the file is published: its name is its content.
    pub fn path(&self) -> SitePath {
        SitePath::file(&format!("assets/diagrams/{}.svg", ContentHash::of(self.svg.as_bytes()).short(16)))
    }
}

/// Why there is no drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// What is wrong, in a few words.
    pub why: String,
    /// The line of the source it is about, from 0.
    pub line: u32,
}

impl Trouble {
    fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), line: 0 }
    }
}

/// Draws a diagram, or takes its drawings from the memo.
///
/// # Errors
/// What is wrong with the source, or that it goes past a limit.
pub fn draw(source: &str, memo: &Memo) -> Result<Diagram, Trouble> {
    if source.chars().count() > MAX_CHARS {
        return Err(Trouble::new(format!("it has more than {MAX_CHARS} characters")));
    }
    if source.matches(['\n', ';']).count() > MAX_STATEMENTS {
        return Err(Trouble::new(format!("it has more than {MAX_STATEMENTS} lines")));
    }
    let strokes: usize = ["--", "->", "==", "-."].iter().map(|stroke| source.matches(stroke).count()).sum();
    if strokes > 2 * MAX_STROKES {
        return Err(Trouble::new(format!("it has more than {MAX_STROKES} arrows")));
    }
    let drawn = |palette| remembered(source, palette, memo);
    Ok(Diagram { light: drawn(&palette::LIGHT)?, dark: drawn(&palette::DARK)? })
}

fn remembered(source: &str, palette: &'static Palette, memo: &Memo) -> Result<Drawing, Trouble> {
    let key = Hasher::new().part(VERSION).part(palette.name).part(source).finish();
    let compute = || serde_json::to_string(&drawn_apart(source, palette));
    let stored = memo.diagram.try_get(key, compute).map_err(|error| Trouble::new(error.to_string()))?;
    serde_json::from_str(&stored).unwrap_or_else(|_| drawn_apart(source, palette))
}

/// Draws on a thread of its own, where the stack is large and a panic ends nothing else.
fn drawn_apart(source: &str, palette: &'static Palette) -> Result<Drawing, Trouble> {
    let failed = || Trouble::new("it cannot be drawn");
    thread::scope(|scope| {
        let work = || catch_unwind(AssertUnwindSafe(|| drawn(source, palette)));
        let thread = thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK).spawn_scoped(scope, work);
        thread.map_err(|_| failed())?.join().ok().and_then(Result::ok).unwrap_or_else(|| Err(failed()))
    })
}

fn drawn(source: &str, palette: &Palette) -> Result<Drawing, Trouble> {
    let kinds = ["flowchart", "graph", "classDiagram"];
    let is_kind = |line: &str| kinds.iter().any(|kind| line.trim_start().starts_with(kind));
    let labels = if source.lines().any(is_kind) { Labels::Text } else { Labels::Html };
    let engine = Engine::new().with_site_config(MermaidConfig::from_value(palette.config(labels)));
    let renderer = Renderer::new().with_engine(engine).with_parse_options(ParseOptions::strict());
    let request = SvgRequest {
        environment: SvgEnvironment::deterministic().with_resource_policy(RenderResourcePolicy::interactive()),
        pipeline: Some(SvgPipeline::resvg_safe()),
        options: SvgRenderOptions { diagram_id: Some("d".to_owned()), ..SvgRenderOptions::default() },
        ..SvgRequest::default()
    };
    match renderer.render(RenderRequest::svg(source, OperationControl::new(), request)) {
        Ok(RenderOutput::Svg(Some(output))) => finished(output.svg()),
        Ok(_) | Err(RenderError::NoDiagram) => Err(Trouble::new("its first line names no kind of diagram")),
        Err(RenderError::Parse(error)) => {
            let start = error.terminal_diagnostic_details().span.map_or(0, |span| span.start.min(source.len()));
            let line = source.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count();
            let text = error.terminal_safe_message();
            let why = text.split_once("): ").map_or(text.as_str(), |(_, why)| why).to_owned();
            Err(Trouble { why, line: u32::try_from(line).unwrap_or(u32::MAX) })
        }
        Err(error) => Err(Trouble::new(error.to_string())),
    }
}

/// Takes from a drawing what the page says about it, and writes it anew.
fn finished(drawn: &str) -> Result<Drawing, Trouble> {
    // Fonts of readers may be wider than the measured one: labels may run over, and are not cut off.
    let drawn = &drawn.replace("overflow:hidden", "overflow:visible");
    let unread = |why: String| Trouble::new(format!("its drawing cannot be used: {why}"));
    let cleaned = svg::rewrite(drawn.as_bytes()).map_err(|refusal| unread(refusal.why))?;
    let document = Document::parse(drawn).map_err(|error| unread(error.to_string()))?;
    let root = document.root_element();
    let pixels = size::of_view(root.attribute("viewBox").unwrap_or("")).unwrap_or((640, 480));
    Ok(Drawing { svg: sized(&cleaned.svg, pixels).into(), pixels, alt: in_words(root), links: links(root) })
}

/// Gives the root its size in pixels, so that the file can be looked at alone.
fn sized(svg: &str, (width, height): (u32, u32)) -> String {
    let (tag, rest) = svg.split_once('>').unwrap_or((svg, ""));
    let mut parts = tag.split(' ').filter(|part| !part.starts_with("width=") && !part.starts_with("height="));
    let start: Vec<&str> = parts.by_ref().take(2).collect();
    let attributes: Vec<&str> = parts.collect();
    format!("{} width=\"{width}\" height=\"{height}\" {}>{rest}", start.join(" "), attributes.join(" "))
}

/// The title or description that the author gave, else the kind of diagram.
fn in_words(root: Node<'_, '_>) -> String {
    let own = |name: &str| {
        let found = root.children().find(|child| child.tag_name().name() == name)?;
        let text = found.text()?.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    let kind = || kind(root.attribute("aria-roledescription").unwrap_or(""));
    own("title").or_else(|| own("desc")).unwrap_or_else(|| format!("Diagram: {}", kind()))
}

/// What readers call a kind of diagram.
fn kind(name: &str) -> &'static str {
    const KINDS: &[(&str, &str)] = &[
        ("flowchart", "flowchart"),
        ("graph", "flowchart"),
        ("sequence", "sequence of messages"),
        ("class", "classes"),
        ("state", "states"),
        ("er", "entities and relations"),
        ("gantt", "schedule"),
        ("pie", "pie chart"),
        ("gitGraph", "git history"),
        ("journey", "user journey"),
        ("mindmap", "mind map"),
        ("timeline", "timeline"),
        ("quadrant", "quadrants"),
        ("requirement", "requirements"),
        ("c4", "C4 model"),
        ("xychart", "chart"),
        ("sankey", "flow of quantities"),
        ("block", "blocks"),
        ("architecture", "architecture"),
        ("kanban", "board of tasks"),
        ("packet", "packet layout"),
    ];
    KINDS.iter().find(|(start, _)| name.starts_with(start)).map_or("Mermaid", |(_, words)| words)
}

/// What can be clicked, each target once.
fn links(root: Node<'_, '_>) -> Vec<(String, String)> {
    const XLINK: &str = "http://www.w3.org/1999/xlink";
    let mut seen = BTreeSet::new();
    let mut links = Vec::new();
    for node in root.descendants().filter(|node| node.tag_name().name() == "a").take(MAX_LINKS) {
        let Some(address) = node.attribute((XLINK, "href")).or_else(|| node.attribute("href")) else { continue };
        if !seen.insert(address) {
            continue;
        }
        let texts = node.descendants().filter(Node::is_text).filter_map(|text| text.text());
        let text = texts.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
        links.push((if text.is_empty() { address.to_owned() } else { text }, address.to_owned()));
    }
    links
}

#[cfg(test)]
mod tests;
