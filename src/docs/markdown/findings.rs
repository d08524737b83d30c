//! The findings of a page's text.

use crate::codes;
use crate::diag::{Diagnostic, Place, shown};

codes! {
    ENCODING = "E-DOCS-ENCODING", "A page is not UTF-8 and is shown as plain text", "this page is not UTF-8 text";
    LIMIT = "E-DOCS-LIMIT", "A page goes past a limit and is shown as plain text", "this page has more than 100 nested containers";
    FRONT_MATTER = "W-DOCS-FRONT-MATTER", "The front matter of a page cannot be read and is left out", "---\ntitle: [\n---";
    HTML_REMOVED = "W-DOCS-HTML-REMOVED", "An element that may not appear in pages is taken out", "<iframe src=\"x\"></iframe>";
    HEADING = "W-DOCS-HEADING", "A line looks like a heading and is none", "#NoSpace";
    ID_TWICE = "W-DOCS-ID-TWICE", "Two headings of a page ask for the same id", "# A {#x}\n# B {#x}";
    FOOTNOTE = "W-DOCS-FOOTNOTE", "A footnote has no text or its text is never used", "See [^1].";
    REFERENCE = "W-DOCS-LINK-REF", "A link names a definition that the page does not have", "[text][ref]";
    UNCLOSED = "W-DOCS-UNCLOSED", "A code block, block, element or section of a file does not end where it should", "/// note\nwithout the closing ///";
    SNIPPET = "W-DOCS-SNIPPET", "A file that a page includes is missing, so nothing stands there", "--8<-- \"nosuch.md\"";
    SNIPPET_SECTION = "W-DOCS-SNIPPET-SECTION", "A file that a page includes does not have the section or lines that are asked for", "--8<-- \"docs/a.md:nosuch\"";
    SNIPPET_URL = "W-DOCS-SNIPPET-URL", "A page includes a file from the web, which is never fetched", "--8<-- \"https://example.org/a.md\"";
    SNIPPET_CYCLE = "W-DOCS-SNIPPET-CYCLE", "Files include each other in a circle or too deep", "a.md includes b.md, b.md includes a.md";
    INCLUDE_OPTION = "W-DOCS-INCLUDE-OPTION", "An option of a directive that includes a file has no effect", "{% include-markdown \"a.md\" heading-offset=two %}";
    INDENT = "W-DOCS-INDENT", "The text after the opener of an admonition is not indented enough to belong to it", "!!! note\n  two blanks instead of four";
    ALT = "I-DOCS-ALT", "An image does not say in words what it shows", "![](img/map.png)";
    H1 = "I-DOCS-H1", "A page has no title or several, or its headings leave out a level", "# A ... ### B";
    LANGUAGE = "I-DOCS-LANG", "The language of a code block is not known, so it has no colours", "```pyhton";
    EMPHASIS = "I-DOCS-EMPHASIS", "Text between `**` is not bold, because a letter follows directly", "**Note:**text";
    ICON = "I-DOCS-ICON", "Icons of Material for MkDocs are left out of pages", ":material-account: or :fontawesome-brands-github:";
    DIAGRAM = "W-DOCS-DIAGRAM", "A diagram cannot be drawn and is shown as its source", "```mermaid ... A -> (( B";
    DIAGRAM_AS_CODE = "I-DOCS-DIAGRAM-CODE", "A diagram of a kind that is not drawn here and is shown as its source", "```plantuml";
    DIAGRAM_SERVER = "W-DOCS-DIAGRAM-SERVER", "The server of diagrams gives no answer, so they are shown as their source", "diagrams.kroki: https://kroki.example.com, which is switched off";
    MATH = "W-DOCS-MATH", "A formula is not understood and is shown as its source", "$\\ce{H2O}$";
    CODE_SIZE = "I-DOCS-CODE-SIZE", "A code block is too large for colours", "a block of more than 256 KiB";
}

pub(super) fn encoding(place: Place) -> Diagnostic {
    Diagnostic::new(&ENCODING, place, "this page is not UTF-8 text")
        .label("no UTF-8 from here on")
        .hint("save the file as UTF-8; until then it is shown as plain text")
}

pub(super) fn limit(place: Place, what: &str) -> Diagnostic {
    Diagnostic::new(&LIMIT, place, format!("this page has {what}"))
        .label("too much from here on")
        .hint("divide the page; until then it is shown as plain text")
}

pub(super) fn front_matter(place: Place, why: &str) -> Diagnostic {
    Diagnostic::new(&FRONT_MATTER, place, format!("the front matter cannot be read: {}", shown(why)))
        .hint("correct the YAML between the `---` lines; until then it is left out")
}

pub(super) fn html_removed(place: Place, element: &str, count: usize) -> Diagnostic {
    let times = if count > 1 { format!(", {count} times") } else { String::new() };
    Diagnostic::new(
        &HTML_REMOVED,
        place,
        format!("removed `<{}>`{times}; it may not appear in portal pages", shown(element)),
    )
    .label("first one")
    .hint(format!("write it in Markdown, or as `\\<{}>` if it is meant as text", shown(element)))
}

pub(super) fn heading(place: Place, many: bool) -> Diagnostic {
    let finding = Diagnostic::new(&HEADING, place, "this line is not a heading");
    if many {
        finding.label("more than six `#`").hint("use at most six `#`")
    } else {
        finding
            .label("no blank after `#`")
            .hint("put a blank between `#` and the text, or write `\\#` if no heading is meant")
    }
}

pub(super) fn id_twice(place: Place, id: &str) -> Diagnostic {
    Diagnostic::new(&ID_TWICE, place, format!("the id `{}` is taken on this page", shown(id)))
        .hint("give this heading another id; until then it has the id of its text")
}

pub(super) fn footnote_without_text(place: Place, label: &str) -> Diagnostic {
    Diagnostic::new(&FOOTNOTE, place, format!("the footnote `[^{}]` has no text", shown(label)))
        .label("stays as written")
        .hint(format!("add `[^{0}]: …` somewhere on this page", shown(label)))
}

pub(super) fn footnote_unused(place: Place, label: &str) -> Diagnostic {
    Diagnostic::new(&FOOTNOTE, place, format!("the footnote `[^{}]` is never used", shown(label)))
        .hint(format!("write `[^{0}]` where it belongs, or remove its text", shown(label)))
}

pub(super) fn reference(place: Place, name: &str) -> Diagnostic {
    Diagnostic::new(&REFERENCE, place, format!("`[{}]` is not defined on this page", shown(name)))
        .label("stays as written")
        .hint(format!("add `[{0}]: address` somewhere on this page, or write `\\[` if no link is meant", shown(name)))
}

pub(super) fn unclosed(place: Place, what: &str, end: &str) -> Diagnostic {
    Diagnostic::new(&UNCLOSED, place, format!("this {what} does not end"))
        .label("begins here")
        .hint(format!("write `{}` on a line of its own after it, indented like its first line", shown(end)))
}

pub(super) fn indent(place: Place) -> Diagnostic {
    Diagnostic::new(&INDENT, place, "the text after this line is not part of it")
        .label("has no text")
        .hint("indent the text by four blanks")
}

pub(super) fn snippet_missing(place: Place, path: &str, bases: &[String], near: Option<&str>) -> Diagnostic {
    let near = near.map(|near| format!("did you mean `{}`? ", shown(near))).unwrap_or_default();
    let folders = if bases.is_empty() {
        "the folder of `mkdocs.yml`".to_owned()
    } else {
        format!("`{}`", shown(&bases.join("`, `")))
    };
    Diagnostic::new(&SNIPPET, place, format!("`{}` does not exist and is not included", shown(path)))
        .label("nothing stands here")
        .hint(format!("{near}name a file of this repository, from {folders}"))
}

pub(super) fn snippet_part(place: Place, path: &str, part: &str) -> Diagnostic {
    Diagnostic::new(&SNIPPET_SECTION, place, format!("`{}` does not have {}", shown(path), shown(part)))
        .label("nothing stands here")
        .hint("sections stand between lines with `--8<-- [start:name]` and `--8<-- [end:name]`")
}

pub(super) fn include_part(place: Place, path: &str, mark: &str) -> Diagnostic {
    Diagnostic::new(&SNIPPET_SECTION, place, format!("`{}` does not have `{}`", shown(path), shown(mark)))
        .hint("`start` and `end` name texts that stand in the file word for word")
}

pub(super) fn include_option(place: Place, why: &str) -> Diagnostic {
    Diagnostic::new(&INCLUDE_OPTION, place, format!("an option of this directive has no effect: {}", shown(why)))
        .hint("options are `start`, `end`, `dedent`, `recursive`, `exclude`, `preserve-includer-indent`, and with `include-markdown` also `heading-offset` and `rewrite-relative-urls`")
}

pub(super) fn snippet_url(place: Place, address: &str) -> Diagnostic {
    Diagnostic::new(
        &SNIPPET_URL,
        place,
        format!("`{}` is not included; pages are built without the web", shown(address)),
    )
    .label("nothing stands here")
    .hint("copy the file into this repository, or link to it")
}

pub(super) fn snippet_cycle(place: Place, path: &str, deepest: usize) -> Diagnostic {
    Diagnostic::new(&SNIPPET_CYCLE, place, format!("`{}` is not included again", shown(path)))
        .label("nothing stands here")
        .hint(format!("files may include each other {deepest} deep, and never themselves"))
}

pub(super) fn alt(place: Place) -> Diagnostic {
    Diagnostic::new(&ALT, place, "this image has no text for readers who do not see it")
        .hint("say between `[` and `]` what it shows; write `<img src=\"…\" alt=\"\">` if it is only decoration")
}

pub(super) fn h1_none(place: Place) -> Diagnostic {
    Diagnostic::new(&H1, place, "this page has no heading of level 1")
        .hint("begin the page with `# Title`; until then the navigation gives it its title")
}

pub(super) fn h1_again(place: Place) -> Diagnostic {
    Diagnostic::new(&H1, place, "this page has a second heading of level 1")
        .hint("use `##` for the parts of a page, or divide it")
}

pub(super) fn level_skipped(place: Place, level: u8, above: u8) -> Diagnostic {
    Diagnostic::new(&H1, place, format!("a heading of level {level} follows one of level {above}"))
        .hint(format!("use level {}, so that no level is left out", above + 1))
}

pub(super) fn language(place: Place, name: &str, nearest: Option<&str>) -> Diagnostic {
    let finding = Diagnostic::new(&LANGUAGE, place, format!("the language `{}` is not known", shown(name)));
    match nearest {
        Some(nearest) => finding.hint(format!("did you mean `{nearest}`? use `text` for no colours")),
        None => finding.hint("use `text` for no colours"),
    }
}

pub(super) fn code_size(place: Place) -> Diagnostic {
    Diagnostic::new(&CODE_SIZE, place, "this code block has more than 256 KiB and is shown without colours")
}

pub(super) fn emphasis(place: Place, written: &str) -> Diagnostic {
    Diagnostic::new(&EMPHASIS, place, format!("`{}` is not bold", shown(written)))
        .label("stays as written")
        .hint("put a blank after it, or the punctuation outside; write `\\*` if no emphasis is meant")
}

pub(super) fn icon(place: Place, written: &str) -> Diagnostic {
    Diagnostic::new(&ICON, place, format!("the icon `{}` is left out, like all icons of this page", shown(written)))
        .hint("say it in words, or use an emoji such as `:rocket:`")
}

pub(super) fn diagram(place: Place, why: &str) -> Diagnostic {
    Diagnostic::new(&DIAGRAM, place, format!("this diagram is shown as its source: {}", shown(why)))
        .hint("correct the source; https://mermaid.js.org says how each kind of diagram is written")
}

pub(super) fn diagram_as_code(place: Place, language: &str) -> Diagnostic {
    Diagnostic::new(&DIAGRAM_AS_CODE, place, format!("diagrams in `{}` are shown as their source", shown(language)))
        .hint("write it in `mermaid`, which is drawn when the portal is built, use an SVG image, or name a server with `diagrams.kroki`")
}

pub(super) fn diagram_refused(place: Place, why: &str) -> Diagnostic {
    Diagnostic::new(&DIAGRAM, place, format!("this diagram is shown as its source: {}", shown(why)))
        .hint("correct the source; these are the words of the server that draws it")
}

pub(super) fn diagram_server(place: Place, why: &str) -> Diagnostic {
    Diagnostic::new(&DIAGRAM_SERVER, place, format!("the server of diagrams gives no drawing: {}", shown(why)))
        .label("shown as its source")
        .hint("look after the server that `diagrams.kroki` names; the next build asks it again")
}

pub(super) fn math(place: Place, why: &str) -> Diagnostic {
    Diagnostic::new(&MATH, place, format!("this formula is shown as its source: {}", shown(why)))
        .hint("write it with commands of plain LaTeX, or escape the `$` if no formula is meant")
}
