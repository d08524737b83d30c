//! Tells harmless SVG files from those that could do something: run script, load other files, show HTML.
//!
//! An allow list of elements over a small tokeniser of XML. Only `foreignObject`, which drawing programs put beside a plain
//! fallback, is cut out; a file with anything else that is not allowed is refused as a whole.

use std::ops::Range;

use crate::diag::{LineIndex, Span};

/// Largest file in bytes.
const MAX_BYTES: usize = 1 << 20;
/// Most elements.
const MAX_NODES: usize = 20_000;
/// Deepest nesting.
const MAX_DEPTH: usize = 64;

/// Elements of SVG that draw, name or group.
const ELEMENTS: &[&str] = &[
    "a",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "metadata",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
];
/// Elements that do something, whatever their prefix stands for.
const ACTIVE: &[&str] = &[
    "script",
    "foreignobject",
    "iframe",
    "embed",
    "object",
    "audio",
    "video",
    "animate",
    "animatecolor",
    "animatemotion",
    "animatetransform",
    "set",
    "handler",
    "listener",
    "feimage",
    "html",
    "body",
    "link",
    "meta",
    "base",
];
/// Parts of style sheets that load or hide something.
const STYLES: &[&str] =
    &["@import", "@font-face", "@namespace", "image(", "image-set(", "src(", "expression(", "-moz-binding", "\\"];
/// Images that may stand inside.
const INLINE: &[&str] = &["data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/gif", "data:image/webp"];

/// Why a file is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) why: String,
    pub(super) span: Span,
}

/// Checks a file. Gives it without its `foreignObject` elements if it has some, `None` if it is good as it is.
pub(super) fn clean(bytes: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    let cuts = check(bytes)?;
    if cuts.is_empty() {
        return Ok(None);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut kept = 0;
    for cut in cuts {
        out.extend_from_slice(&bytes[kept..cut.start]);
        kept = cut.end;
    }
    out.extend_from_slice(&bytes[kept..]);
    match check(&out) {
        Ok(more) if more.is_empty() => Ok(Some(out)),
        Ok(_) => Err(Refusal { why: "it holds `<foreignObject>`".into(), span: Span::FILE }),
        Err(refusal) => Err(Refusal { span: Span::FILE, ..refusal }),
    }
}

/// The attributes of the root of a drawing.
pub(super) fn root(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('<')?..];
        let (start, end) = match rest.get(..4)? {
            "<!--" => (4, "-->"),
            start if start.starts_with("<?") => (2, "?>"),
            start if start.starts_with("<!") => (2, ">"),
            _ => break,
        };
        rest = &rest[start..];
        rest = &rest[rest.find(end)? + end.len()..];
    }
    let name = name_end(rest, 1);
    if local(&rest[1..name]) != "svg" {
        return None;
    }
    let mut found = Vec::new();
    attributes(rest, name, |key, value| {
        found.push((key, value));
        Ok(())
    })
    .ok()?;
    Some(found)
}

/// Checks a file; gives the places of what has to be cut out of it.
fn check(bytes: &[u8]) -> Result<Vec<Range<usize>>, Refusal> {
    let refuse = |why: &str| Err(Refusal { why: why.to_owned(), span: Span::FILE });
    if bytes.len() > MAX_BYTES {
        return refuse("it is larger than 1 MiB");
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return refuse("it is not UTF-8 text") };
    let mut scan = Scan { text, at: 0, open: Vec::new(), nodes: 0, style: String::new(), cut: None, cuts: Vec::new() };
    match scan.run() {
        Ok(()) => Ok(scan.cuts),
        Err(why) => Err(Refusal { why, span: LineIndex::new(text).span(scan.at..scan.at + 1) }),
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    open: Vec<&'a str>,
    nodes: usize,
    /// Text of the style element that is open; comments and the like may cut it into pieces.
    style: String,
    /// Start and depth of the element that is being cut out.
    cut: Option<(usize, usize)>,
    cuts: Vec<Range<usize>>,
}

impl<'a> Scan<'a> {
    fn run(&mut self) -> Result<(), String> {
        while let Some(next) = self.text[self.at..].find('<') {
            self.characters(&self.text[self.at..self.at + next]);
            self.at += next;
            let rest = &self.text[self.at..];
            self.at += match rest.as_bytes().get(1) {
                Some(b'?') => instruction(rest)?,
                Some(b'!') => self.declaration(rest)?,
                Some(b'/') => self.close(rest)?,
                _ => self.element(rest)?,
            };
        }
        match (self.open.last(), self.nodes) {
            (Some(open), _) => Err(format!("`<{open}>` is not closed")),
            (None, 0) => Err("it holds no `<svg>`".into()),
            (None, _) => Ok(()),
        }
    }

    fn in_style(&self) -> bool {
        self.cut.is_none() && self.open.last().is_some_and(|name| local(name) == "style")
    }

    fn characters(&mut self, text: &str) {
        if self.in_style() {
            self.style.push_str(text);
        }
    }

    /// Comments, character data, a document type without declarations.
    fn declaration(&mut self, rest: &str) -> Result<usize, String> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return comment.find("-->").map(|end| end + 7).ok_or_else(|| "a comment is not closed".into());
        }
        if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let end = data.find("]]>").ok_or("character data are not closed")?;
            self.characters(&data[..end]);
            return Ok(end + 12);
        }
        let end = rest.find('>').ok_or("a declaration is not closed")?;
        if rest.starts_with("<!DOCTYPE") && !rest[..end].contains('[') && self.nodes == 0 {
            return Ok(end + 1);
        }
        Err("it declares entities or another document type".into())
    }

    fn close(&mut self, rest: &'a str) -> Result<usize, String> {
        let end = rest.find('>').ok_or("a tag is not closed")?;
        let name = rest[2..end].trim();
        if self.in_style() {
            style(&std::mem::take(&mut self.style))?;
        }
        if self.open.pop() != Some(name) {
            return Err(format!("`</{}>` closes nothing", crate::diag::shown(name)));
        }
        if let Some((start, depth)) = self.cut
            && depth == self.open.len()
        {
            self.cuts.push(start..self.at + end + 1);
            self.cut = None;
        }
        Ok(end + 1)
    }

    fn element(&mut self, rest: &'a str) -> Result<usize, String> {
        if self.in_style() {
            return Err("its style sheet holds elements".into());
        }
        self.nodes += 1;
        let end = name_end(rest, 1);
        let name = &rest[1..end];
        if self.cut.is_none() && self.nodes > 1 && matches!(name, "foreignObject" | "svg:foreignObject") {
            self.cut = Some((self.at, self.open.len()));
        }
        let cut = self.cut.is_some();
        if !cut {
            allowed_element(name, self.nodes == 1)?;
        }
        if self.nodes > 1 && self.open.is_empty() {
            return Err("it has more than one root".into());
        }
        if self.nodes > MAX_NODES {
            return Err(format!("it has more than {MAX_NODES} elements"));
        }
        let (length, closed) =
            attributes(rest, end, |key, value| if cut { Ok(()) } else { attribute(name, key, value) })?;
        if !closed {
            self.open.push(name);
        } else if let Some((start, depth)) = self.cut
            && depth == self.open.len()
        {
            self.cuts.push(start..self.at + length);
            self.cut = None;
        }
        if self.open.len() > MAX_DEPTH {
            return Err(format!("its elements are nested more than {MAX_DEPTH} deep"));
        }
        Ok(length)
    }
}

/// Only the XML declaration, in an encoding that cannot hide anything.
fn instruction(rest: &str) -> Result<usize, String> {
    let length = rest[2..].find("?>").ok_or("an instruction is not closed")?;
    let end = length + 2;
    let body = rest[2..end].to_ascii_lowercase();
    if !body.starts_with("xml ") {
        return Err("it holds an instruction such as a style sheet".into());
    }
    let encoding = body.split_once("encoding").map(|(_, rest)| rest.trim_matches(|c: char| " =\"'?".contains(c)));
    let encoding = encoding.and_then(|text| text.split(['"', '\'']).next());
    match encoding {
        None | Some("utf-8" | "us-ascii" | "ascii" | "iso-8859-1") => Ok(end + 2),
        Some(_) => Err("it is not in UTF-8".into()),
    }
}

fn allowed_element(name: &str, root: bool) -> Result<(), String> {
    let own = local(name);
    let refused = || Err(format!("it holds `<{}>`", crate::diag::shown(name)));
    if own.is_empty() || ACTIVE.contains(&own.to_ascii_lowercase().as_str()) {
        return refused();
    }
    if root && own != "svg" {
        return Err("it holds no `<svg>`".into());
    }
    // Elements with another prefix are notes of the drawing program, unless they are SVG after all.
    let plain = !name.contains(':') || name.starts_with("svg:");
    if plain && !ELEMENTS.contains(&own) { refused() } else { Ok(()) }
}

/// Checks the attributes of a tag; gives its length and whether it closes itself.
fn attributes<'a>(
    rest: &'a str,
    start: usize,
    mut check: impl FnMut(&'a str, &'a str) -> Result<(), String>,
) -> Result<(usize, bool), String> {
    let bytes = rest.as_bytes();
    let mut at = start;
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        match bytes.get(at) {
            Some(b'>') => return Ok((at + 1, false)),
            Some(b'/') if bytes.get(at + 1) == Some(&b'>') => return Ok((at + 2, true)),
            None => return Err("a tag is not closed".into()),
            Some(_) => {}
        }
        let end = name_end(rest, at);
        let name = &rest[at..end];
        let after = rest[end..].trim_start();
        let value = after.strip_prefix('=').map(str::trim_start).ok_or("an attribute has no value")?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or("an attribute is not quoted")?;
        let close = value[1..].find(quote).ok_or("an attribute is not closed")?;
        check(name, &value[1..=close])?;
        at = rest.len() - value.len() + close + 2;
    }
}

fn attribute(element: &str, name: &str, value: &str) -> Result<(), String> {
    let own = local(name).to_ascii_lowercase();
    let lower = value.trim().to_ascii_lowercase();
    let refused = || Err(format!("`<{}>` has `{}`", crate::diag::shown(element), crate::diag::shown(name)));
    if name.is_empty() || own.starts_with("on") || own == "src" || name.eq_ignore_ascii_case("xml:base") {
        return refused();
    }
    if name == "xmlns" || name.starts_with("xmlns:") {
        let foreign = lower.contains("xhtml") || lower.contains("mathml") || lower.contains('&');
        return if foreign { refused() } else { Ok(()) };
    }
    if own == "href" {
        let inline = local(element) == "image" && INLINE.iter().any(|start| lower.starts_with(start));
        let link = local(element) == "a" && (lower.starts_with("https://") || lower.starts_with("http://"));
        let good = lower.is_empty() || lower.starts_with('#') || inline || link;
        return if good { Ok(()) } else { refused() };
    }
    // Notes of drawing programs may hold anything; what draws is SVG's own.
    if name.contains(':') && !name.starts_with("svg:") {
        Ok(())
    } else {
        value_of_style(&lower, own == "style").or_else(|_| refused())
    }
}

fn value_of_style(lower: &str, whole: bool) -> Result<(), String> {
    if whole { style(lower) } else { addresses(lower) }
}

/// The text of a style sheet.
fn style(text: &str) -> Result<(), String> {
    let lower = text.to_ascii_lowercase();
    // Comments may stand inside any word; nothing that matters is written that way.
    if lower.contains("/*") && STYLES.iter().any(|part| without_comments(&lower).contains(part)) {
        return Err("its style sheet loads or hides something".into());
    }
    if let Some(part) = STYLES.iter().find(|part| lower.contains(*part)) {
        return Err(format!("its style sheet holds `{part}`"));
    }
    addresses(&lower)
}

fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// `url(...)` may only name a part of the same file; character references could hide it.
fn addresses(lower: &str) -> Result<(), String> {
    let good = |rest: &str| {
        rest.trim_start().trim_start_matches(['"', '\'']).trim_start().starts_with('#')
            || rest.trim_start().trim_start_matches("&quot;").starts_with('#')
    };
    if lower.match_indices("url(").all(|(at, _)| good(&lower[at + 4..])) && !lower.contains("&#") {
        return Ok(());
    }
    Err("its styles lead to other files".into())
}

/// The name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn name_end(text: &str, start: usize) -> usize {
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/' | '=' | '<' | '"' | '\'');
    text[start..].find(ends).map_or(text.len(), |length| start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_pass_and_programs_do_not() {
        let accept = [
            "<svg/>",
            "<?xml version='1.0' encoding='UTF-8'?><!-- x --><svg viewBox='0 0 1 1'><path d='M0 0'/></svg>",
            "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x.dtd'><svg></svg>",
            "<svg xmlns:sodipodi='http://x'><sodipodi:namedview id='a'/><g style='fill:url(#a)'><use xlink:href='#b'/></g></svg>",
            "<svg><style><![CDATA[.a { fill: red }]]></style><image href='data:image/png;base64,AA'/></svg>",
            "<svg><a href='https://example.org'><text>x &lt; y</text></a></svg>",
        ];
        for text in accept {
            assert!(check(text.as_bytes()).is_ok(), "{text}: {:?}", check(text.as_bytes()));
        }
        let refuse = [
            "",
            "plain text",
            "<html/>",
            "<svg>",
            "<svg></g></svg>",
            "<svg/><svg/>",
            "<svg><script>alert(1)</script></svg>",
            "<svg xmlns:s='http://www.w3.org/2000/svg'><s:script/></svg>",
            "<svg><h:p xmlns:h='http://www.w3.org/1999/xhtml'/></svg>",
            "<svg onload='alert(1)'/>",
            "<svg><g ONCLICK='x'/></svg>",
            "<svg><foreignObject></svg>",
            "<foreignObject><svg/></foreignObject>",
            "<svg><x:foreignObject xmlns:x='http://www.w3.org/2000/svg'/></svg>",
            "<svg><animate attributeName='href'/></svg>",
            "<svg><use href='https://evil/x.svg#a'/></svg>",
            "<svg><use href='data:image/png;x'/></svg>",
            "<svg><image href='//evil/x.png'/></svg>",
            "<svg><a href='javascript:alert(1)'/></svg>",
            "<svg><a href='&#106;avascript:alert(1)'/></svg>",
            "<svg><g style='fill:url(//evil)'/></svg>",
            "<svg><g fill='&#117;rl(//evil)'/></svg>",
            "<svg><style>@import 'x'</style></svg>",
            "<svg><style>@im/**/port 'x'</style></svg>",
            "<svg><style>@im<!-- -->port 'x'</style></svg>",
            "<svg><style>@im<![CDATA[port]]> 'x'</style></svg>",
            "<svg><style><![CDATA[a{b:\\75rl(//evil)}]]></style></svg>",
            "<?xml-stylesheet href='x'?><svg/>",
            "<?xml version='1.0' encoding='UTF-16'?><svg/>",
            "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
            "<svg xml:base='//evil'/>",
            "<svg a></svg>",
            "<svg a=b></svg>",
            "<svg a='b></svg>",
        ];
        for text in refuse {
            assert!(check(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn embedded_html_is_cut_out() {
        let drawing = "<svg><switch><foreignObject x='1'><div xmlns='http://www.w3.org/1999/xhtml' onclick='x'><style>@import 'x'\
                       </style><br/><!-- </foreignObject> --><foreignObject/></div></foreignObject><text>a</text></switch><g/>\
                       <foreignObject/></svg>";
        let clean = clean(drawing.as_bytes()).unwrap().unwrap();
        assert_eq!(String::from_utf8(clean).unwrap(), "<svg><switch><text>a</text></switch><g/></svg>");
        assert!(super::clean(b"<svg/>").unwrap().is_none());
        assert!(super::clean(b"<svg><foreignObject/><script/></svg>").is_err());
    }

    #[test]
    fn pieces_of_files_are_refused_without_harm() {
        let whole = "<?xml version='1.0'?><!DOCTYPE svg><!-- é --><svg a='é'><style><![CDATA[é]]></style><foreignObject b=\"x\"/></svg>";
        for from in 0..whole.len() {
            for to in from..whole.len() {
                let _ = check(&whole.as_bytes()[from..to]);
            }
        }
        assert!(check(b"<?>").is_err());
        assert!(check(whole.as_bytes()).is_ok());
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let deep = format!("<svg>{}{}</svg>", "<g>".repeat(50_000), "</g>".repeat(50_000));
        assert!(check(deep.as_bytes()).unwrap_err().why.contains("nested"));
        let many = format!("<svg>{}</svg>", "<g/>".repeat(30_000));
        assert!(check(many.as_bytes()).unwrap_err().why.contains("elements"));
        assert!(check(&vec![b' '; MAX_BYTES + 1]).is_err());
        assert!(check(b"\x1f\x8b").is_err());
    }

    #[test]
    fn refusals_have_a_place() {
        let refusal = check(b"<svg>\n  <script/></svg>").unwrap_err();
        assert_eq!((refusal.span.line, refusal.span.column), (2, 3));
    }
}
