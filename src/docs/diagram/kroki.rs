//! Diagrams that platdocs does not draw: PlantUML, Graphviz and others, drawn by the Kroki server that the portal's owner
//! names, or by nobody.

use serde_json::json;

use super::{Drawing, sized};
use crate::docs::publish::{size, svg};
use crate::hash::Hasher;
use crate::memo::Memo;
use crate::world::{DrawProblem, World};

/// Longest source in characters.
const MAX_CHARS: usize = 50_000;
/// Changes whenever this module gives other drawings of the same answer.
const VERSION: &str = "kroki, 1";
/// Languages that mean one of Kroki's under another name.
const ALIASES: &[(&str, &str)] = &[("dot", "graphviz"), ("puml", "plantuml"), ("uml", "plantuml")];
/// What Kroki draws as SVG, by its name there and how readers call it.
const KINDS: &[(&str, &str)] = &[
    ("actdiag", "actdiag"),
    ("blockdiag", "blockdiag"),
    ("bpmn", "BPMN"),
    ("bytefield", "bytefield"),
    ("c4plantuml", "C4 model"),
    ("d2", "D2"),
    ("dbml", "DBML"),
    ("ditaa", "ditaa"),
    ("erd", "entities and relations"),
    ("excalidraw", "Excalidraw"),
    ("graphviz", "Graphviz"),
    ("nomnoml", "nomnoml"),
    ("nwdiag", "nwdiag"),
    ("packetdiag", "packetdiag"),
    ("pikchr", "Pikchr"),
    ("plantuml", "PlantUML"),
    ("rackdiag", "rackdiag"),
    ("seqdiag", "seqdiag"),
    ("structurizr", "Structurizr"),
    ("svgbob", "Svgbob"),
    ("symbolator", "Symbolator"),
    ("tikz", "TikZ"),
    ("umlet", "UMLet"),
    ("vega", "Vega"),
    ("vegalite", "Vega-Lite"),
    ("wavedrom", "WaveDrom"),
    ("wireviz", "WireViz"),
];

/// Why there is no drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The source is wrong or too large, or the drawing cannot be used.
    Source(String),
    /// The server gives no answer that can be used.
    Server(String),
}

/// The name that Kroki has for a language, `None` if it draws no such thing. Authors choose among these names only.
fn kind(language: &str) -> Option<&'static (&'static str, &'static str)> {
    let name = language.strip_prefix("kroki-").unwrap_or(language);
    let name = ALIASES.iter().find_map(|(alias, name_there)| (*alias == name).then_some(*name_there)).unwrap_or(name);
    KINDS.iter().find(|(known, _)| *known == name)
}

/// Has the server at an address, which ends in `/`, draw a diagram, or takes its drawing from the memo.
///
/// # Errors
/// See [`Problem`]. No error is remembered.
pub fn draw(server: &str, language: &str, source: &str, world: &dyn World, memo: &Memo) -> Result<Drawing, Problem> {
    let Some((name, words)) = kind(language) else {
        return Err(Problem::Source("the server of diagrams has no such kind".to_owned()));
    };
    if source.chars().count() > MAX_CHARS {
        return Err(Problem::Source(format!("it has more than {MAX_CHARS} characters")));
    }
    let key = Hasher::new().part(VERSION).part(server).part(name).part(source).finish();
    let compute = || {
        let answer = world.draw(&format!("{server}{name}/svg"), source).map_err(|problem| match problem {
            DrawProblem::Refused(why) => Problem::Source(why),
            DrawProblem::Failed(why) => Problem::Server(why),
        })?;
        let unread = |why: String| Problem::Source(format!("its drawing cannot be used: {why}"));
        let cleaned = svg::rewrite(&answer).map_err(|refusal| unread(refusal.why))?;
        let pixels = size::of(cleaned.svg.as_bytes()).unwrap_or((640, 480));
        let drawing = json!({ "svg": sized(&cleaned.svg, pixels), "pixels": pixels });
        Ok(drawing.to_string())
    };
    let stored = memo.diagram.try_get(key, compute)?;
    let (svg, pixels) = read(&stored).ok_or_else(|| Problem::Server("what is kept of it is damaged".to_owned()))?;
    Ok(Drawing { svg: svg.into(), pixels, alt: format!("Diagram: {words}"), links: Vec::new() })
}

fn read(stored: &str) -> Option<(String, (u32, u32))> {
    let value: serde_json::Value = serde_json::from_str(stored).ok()?;
    let pixels = serde_json::from_value(value.get("pixels")?.clone()).ok()?;
    Some((value.get("svg")?.as_str()?.to_owned(), pixels))
}
