//! Mermaid diagrams, drawn when the portal is built: one drawing for light pages and one for dark ones. No script of a
//! diagram library ever reaches a page.
//!
//! What merman draws is an SVG file like that of any author and goes through the same door (`publish::svg`).

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use merman::svg::{SvgEnvironment, SvgPipeline, SvgRenderOptions};
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

mod bounds;
pub mod kroki;
mod palette;
mod text;

pub use bounds::Allowance;
use palette::Labels;
pub use palette::{DARK, LIGHT, Palette};

/// Changes whenever merman, the palettes or this module give other drawings.
const VERSION: &str = "merman 0.9.3, 3";
/// The name of the threads that draw. A panic on one of them is the crate's and costs no more than the drawing.
pub const THREAD: &str = "diagram";
/// Stack of these threads in bytes: merman goes down into what authors nest.
const STACK: usize = 64 << 20;
/// Most links of a diagram that are listed.
const MAX_LINKS: usize = 100;
/// The kinds of diagrams that are drawn: how the first word begins, and what readers call it. These are the features of
/// merman that `Cargo.toml` names.
const KINDS: &[(&str, &str)] = &[
    ("C4", "C4 model"),
    ("classDiagram", "classes"),
    ("erDiagram", "entities and relations"),
    ("flowchart", "flowchart"),
    ("gantt", "schedule"),
    ("gitGraph", "git history"),
    ("graph", "flowchart"),
    ("mindmap", "mind map"),
    ("pie", "pie chart"),
    ("sequenceDiagram", "sequence of messages"),
    ("stateDiagram", "states"),
];

/// A diagram as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
pub fn draw(source: &str, allowance: &mut Allowance, memo: &Memo) -> Result<Diagram, Trouble> {
    bounds::check(source)?;
    let (keyword, at) = keyword(source);
    let Some((kind, words)) = KINDS.iter().find(|(kind, _)| keyword.starts_with(kind)) else {
        return Err(Trouble { why: unknown(keyword), line: line_at(source, at) });
    };
    allowance.take(source)?;
    let key = Hasher::new().part(VERSION).part(source).finish();
    let compute = || drawn_apart(source, kind, words).map(|drawn| serde_json::to_string(&drawn).unwrap_or_default());
    let stored = memo.diagram.try_get(key, compute)?;
    serde_json::from_str(&stored).unwrap_or_else(|_| Err(Trouble::new("it cannot be drawn")))
}

/// The word that names the kind of a diagram, and where it stands: the first after front matter, directives and comments.
fn keyword(source: &str) -> (&str, usize) {
    let mut rest = source.trim_start();
    if let Some((_, after)) = rest.strip_prefix("---").and_then(|front| front.split_once("\n---")) {
        rest = after;
    }
    loop {
        rest = rest.trim_start();
        let end = match rest {
            directive if directive.starts_with("%%{") => directive.find("}%%").map(|at| at + 3),
            comment if comment.starts_with("%%") => comment.find('\n'),
            _ => break,
        };
        rest = end.map_or("", |end| &rest[end..]);
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(rest.len());
    (&rest[..end], source.len() - rest.len())
}

fn unknown(keyword: &str) -> String {
    if keyword.is_empty() {
        return "its first line names no kind of diagram".to_owned();
    }
    let kinds: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
    format!("`{keyword}` is no kind of diagram that is drawn here; these are: {}", kinds.join(", "))
}

/// The line of a place in the source, from 0.
fn line_at(source: &str, at: usize) -> u32 {
    let lines = source.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

/// Draws on a thread of its own, where the stack is large and a panic ends nothing else. The outer error is that there is
/// no such thread, which another build need not meet.
fn drawn_apart(source: &str, kind: &str, words: &str) -> Result<Result<Diagram, Trouble>, Trouble> {
    let labels = if matches!(kind, "flowchart" | "graph" | "classDiagram") { Labels::Text } else { Labels::Html };
    let both = || {
        let drawn = |palette| drawn(source, palette, labels, words);
        Ok(Diagram { light: drawn(&LIGHT)?, dark: drawn(&DARK)? })
    };
    thread::scope(|scope| {
        let work = || catch_unwind(AssertUnwindSafe(both));
        let thread = thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|_| Trouble::new("there is no room for a thread that draws it"))?;
        let drawn = thread.join().ok().and_then(Result::ok);
        Ok(drawn.unwrap_or_else(|| Err(Trouble::new("it cannot be drawn"))))
    })
}

fn drawn(source: &str, palette: &Palette, labels: Labels, words: &str) -> Result<Drawing, Trouble> {
    let engine = Engine::new().with_site_config(MermaidConfig::from_value(palette.config(labels)));
    let renderer = Renderer::new().with_engine(engine).with_parse_options(ParseOptions::strict());
    let request = SvgRequest {
        environment: SvgEnvironment::deterministic()
            .with_resource_policy(bounds::policy())
            .with_text_measurement_policy(text::policy()),
        pipeline: Some(SvgPipeline::resvg_safe()),
        options: SvgRenderOptions { diagram_id: Some("d".to_owned()), ..SvgRenderOptions::default() },
        ..SvgRequest::default()
    };
    match renderer.render(RenderRequest::svg(source, OperationControl::new(), request)) {
        Ok(RenderOutput::Svg(Some(output))) if output.svg().contains("section-edge-") => {
            finished(&palette.with_branches(output.svg()), words)
        }
        Ok(RenderOutput::Svg(Some(output))) => finished(output.svg(), words),
        Ok(_) | Err(RenderError::NoDiagram) => Err(Trouble::new("its first line names no kind of diagram")),
        Err(RenderError::Parse(error)) => {
            let text = error.terminal_safe_message();
            let why = text.split_once("): ").map_or(text.as_str(), |(_, why)| why).to_owned();
            let start = place(source, &why, error.terminal_diagnostic_details().span.map(|span| span.start));
            Err(Trouble { why, line: line_at(source, start) })
        }
        Err(RenderError::ResourceLimitExceeded(_)) => Err(Trouble::new("it is too large to be drawn")),
        Err(error) => Err(Trouble::new(error.to_string())),
    }
}

/// The place that a message is about: the one that it tells; else where the words stand that it quotes ("unsupported macro:
/// Foo", "unquoted `@` must ..."); else where the diagram begins.
fn place(source: &str, why: &str, told: Option<usize>) -> usize {
    let end = source.trim_end().len();
    let (_, start) = keyword(source);
    let unquoted = why.split_once("unquoted `").and_then(|(_, rest)| rest.split_once('`')).map(|(sign, _)| sign);
    let words = || why.split_once(':').map(|(_, words)| words.trim()).filter(|words| words.len() > 1);
    let quoted = || unquoted.or_else(words).and_then(|words| source[start..].find(words)).map(|at| start + at);
    match told {
        Some(told) if told < end => told,
        Some(_) if unquoted.is_none() => end.saturating_sub(1),
        Some(_) | None => quoted().unwrap_or(start),
    }
}

/// Takes from a drawing what the page says about it, and writes it anew.
fn finished(drawn: &str, words: &str) -> Result<Drawing, Trouble> {
    // Fonts of readers may still be wider than the measured one: labels may run over, and are not cut off.
    let drawn = &drawn.replace("overflow:hidden", "overflow:visible");
    let unread = |why: String| Trouble::new(format!("its drawing cannot be used: {why}"));
    let cleaned = svg::rewrite(drawn.as_bytes()).map_err(|refusal| unread(refusal.why))?;
    let document = Document::parse(drawn).map_err(|error| unread(error.to_string()))?;
    let root = document.root_element();
    let pixels = size::of_view(root.attribute("viewBox").unwrap_or("")).unwrap_or((640, 480));
    Ok(Drawing { svg: sized(&cleaned.svg, pixels).into(), pixels, alt: in_words(root, words), links: links(root) })
}

/// Gives the root its size in pixels, so that the file can be looked at alone.
fn sized(svg: &str, (width, height): (u32, u32)) -> String {
    let (tag, rest) = svg.split_once('>').unwrap_or((svg, ""));
    let mut parts = tag.split(' ').filter(|part| !part.starts_with("width=") && !part.starts_with("height="));
    let start: Vec<&str> = parts.by_ref().take(2).collect();
    let attributes: Vec<&str> = parts.collect();
    format!("{} width=\"{width}\" height=\"{height}\" {}>{rest}", start.join(" "), attributes.join(" "))
}

/// The title and the description that the author gave, else the kind of diagram.
fn in_words(root: Node<'_, '_>, kind: &str) -> String {
    let own = |name: &str| {
        let found = root.children().find(|child| child.tag_name().name() == name)?;
        let text = found.text()?.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    match (own("title"), own("desc")) {
        (Some(title), Some(description)) => format!("{title}: {description}"),
        (Some(words), None) | (None, Some(words)) => words,
        (None, None) => format!("Diagram: {kind}"),
    }
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
