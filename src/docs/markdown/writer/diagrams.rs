//! Diagrams and formulas: what is drawn when the portal is built, and what stays as code.

use std::ops::Range;

use bytes::Bytes;

use super::Writer;
use crate::docs::diagram::kroki::Problem;
use crate::docs::diagram::{self, Drawing};
use crate::docs::markdown::fence::Info;
use crate::docs::markdown::findings;
use crate::docs::math;
use crate::safe::slots::Fill;
use crate::safe::{escape, push_escaped};

/// Languages of diagrams that only other programs draw.
const FOREIGN: &[&str] = &["c4plantuml", "d2", "dot", "graphviz", "plantuml", "puml", "uml"];

/// Width in pixels from which on a drawing is shown smaller than it is on small screens.
const NARROW: u32 = 480;

/// True for the language of a Mermaid diagram.
pub(super) fn is_mermaid(language: &str) -> bool {
    matches!(language, "mermaid" | "kroki-mermaid")
}

/// True for the language of a diagram that is shown as code.
pub(super) fn is_foreign(language: &str) -> bool {
    FOREIGN.contains(&language) || language.starts_with("kroki-")
}

impl Writer<'_> {
    /// Shows a fence that is drawn or set; false if it is code like any other.
    pub(super) fn drawn(&mut self, info: &Info, code: &str, start: usize) -> bool {
        if is_mermaid(&info.language) {
            return self.diagram(code, start);
        }
        if info.language == "math" {
            return self.formula_block(code, start);
        }
        is_foreign(&info.language) && self.foreign_diagram(info, code, start)
    }

    /// Shows a diagram that only the portal's own server draws; false if it is shown as code.
    fn foreign_diagram(&mut self, info: &Info, code: &str, start: usize) -> bool {
        let place = self.resolver.place(start..self.end_of_line(start));
        let drawn = match self.diagrams.take(code) {
            Ok(()) => self.resolver.links.draw(&info.language, code, self.memo),
            Err(trouble) => Some(Err(Problem::Source(trouble.why))),
        };
        let finding = match drawn {
            Some(Ok(drawing)) => {
                self.push_figure(&[(&drawing, "pd-paper")], "", &info.language, code);
                return true;
            }
            Some(Err(problem)) => {
                self.note_as_source();
                match problem {
                    Problem::Source(why) => findings::diagram_refused(place, &why),
                    Problem::Server(why) => findings::diagram_server(place, &why),
                }
            }
            None if std::mem::replace(&mut self.foreign_diagram, true) => return false,
            None => findings::diagram_as_code(place, &info.language),
        };
        self.resolver.findings.push(finding);
        false
    }

    /// Says that what follows should have been a drawing.
    fn note_as_source(&mut self) {
        let note = "<p class=\"pd-muted\">This diagram is shown as its source, because it cannot be drawn.</p>";
        self.slots.block(&mut self.out, Fill::Fixed(note));
        self.out.push('\n');
    }

    fn diagram(&mut self, code: &str, start: usize) -> bool {
        let diagram = match diagram::draw(code, &mut self.diagrams, self.memo) {
            Ok(diagram) => diagram,
            Err(trouble) => {
                let line = self.line_inside(start, trouble.line);
                let finding = findings::diagram(self.resolver.place(line), &trouble.why);
                self.resolver.findings.push(finding);
                self.note_as_source();
                return false;
            }
        };
        let mut targets = String::new();
        self.push_targets(&diagram.light.links, start, &mut targets);
        self.push_figure(&[(&diagram.light, "only-light"), (&diagram.dark, "only-dark")], &targets, "mermaid", code);
        true
    }

    /// Writes the drawings of a diagram, each with its class, what can be clicked in it, and its source.
    fn push_figure(&mut self, drawings: &[(&Drawing, &str)], targets: &str, language: &str, code: &str) {
        let mut html = String::from("<figure class=\"diagram\">");
        for (drawing, class) in drawings {
            self.push_drawing(drawing, class, &mut html);
        }
        for (drawing, class) in drawings {
            if drawing.pixels.0 > NARROW {
                let address = escape(&self.resolver.links.file(&drawing.path()));
                html.push_str(&format!("<a class=\"pd-full {class}\" href=\"{address}\">Open full size</a>"));
            }
        }
        html.push_str(targets);
        html.push_str("<details class=\"pd-source\"><summary>Show source</summary>");
        html.push_str("<pre tabindex=\"0\" role=\"group\" aria-label=\"Code\"><code class=\"language-");
        push_escaped(&mut html, language);
        html.push_str("\">");
        push_escaped(&mut html, code);
        html.push_str("</code></pre></details></figure>");
        self.slots.block(&mut self.out, Fill::Whole(html));
        self.out.push('\n');
    }

    fn push_drawing(&mut self, drawing: &Drawing, class: &str, html: &mut String) {
        let path = drawing.path();
        let (width, height) = drawing.pixels;
        html.push_str(&format!(
            "<img class=\"{class}\" src=\"{}\" alt=\"{}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" decoding=\"async\">",
            escape(&self.resolver.links.file(&path)),
            escape(&drawing.alt),
        ));
        self.files.insert(path, Bytes::copy_from_slice(drawing.svg.as_bytes()));
    }

    /// The targets of `click`, which a picture cannot lead to.
    fn push_targets(&mut self, links: &[(String, String)], start: usize, html: &mut String) {
        let mut items = String::new();
        for (text, written) in links {
            let Some(address) = self.resolver.link(written, start..self.end_of_line(start)) else { continue };
            items.push_str(&format!("<li><a href=\"{}\"", escape(&address)));
            if crate::docs::links::has_scheme(&address) {
                items.push_str(" rel=\"noopener noreferrer\"");
            }
            items.push_str(&format!(">{}</a></li>", escape(text)));
        }
        if !items.is_empty() {
            html.push_str(&format!("<ul class=\"targets\">{items}</ul>"));
        }
    }

    fn formula_block(&mut self, code: &str, start: usize) -> bool {
        match math::mathml(code.trim(), math::Place::Block) {
            Ok(markup) => {
                self.slots.block(&mut self.out, Fill::Whole(framed(&markup)));
                self.out.push('\n');
                true
            }
            Err(why) => {
                let finding = findings::math(self.resolver.place(self.line_inside(start, 0)), &why);
                self.resolver.findings.push(finding);
                false
            }
        }
    }

    /// A formula in a paragraph.
    pub(super) fn formula(&mut self, source: &str, place: math::Place, at: Range<usize>) {
        let plain = source.strip_prefix('`').and_then(|source| source.strip_suffix('`')).unwrap_or(source).trim();
        if let Some(image) = &mut self.image {
            return image.alt.push_str(plain);
        }
        self.note(plain);
        match math::mathml(plain, place) {
            Ok(markup) => {
                let markup = if place == math::Place::Block { framed(&markup) } else { markup };
                self.slots.inline(&mut self.out, Fill::Whole(markup));
            }
            Err(why) => {
                let finding = findings::math(self.resolver.place(at), &why);
                self.resolver.findings.push(finding);
                self.out.push_str("<code>");
                push_escaped(&mut self.out, plain);
                self.out.push_str("</code>");
            }
        }
    }

    fn end_of_line(&self, at: usize) -> usize {
        self.body[at..].find('\n').map_or(self.body.len(), |length| at + length)
    }

    /// A line inside the fence that begins at `start`, from 0.
    fn line_inside(&self, start: usize, line: u32) -> Range<usize> {
        let mut at = start;
        for _ in 0..=line {
            match self.body[at..].find('\n') {
                Some(length) => at += length + 1,
                None => break,
            }
        }
        let end = self.end_of_line(at);
        let blank = self.body[at..end].len() - self.body[at..end].trim_start_matches([' ', '\t', '>']).len();
        at + blank..end
    }
}

/// A formula that stands alone scrolls in a region of its own where it is wider than the page.
fn framed(markup: &str) -> String {
    format!("<span class=\"pd-formula\" tabindex=\"0\" role=\"group\" aria-label=\"Formula\">{markup}</span>")
}
