//! Markdown pages: cases as files, hostile input, exhaustion, properties.

use std::fs;
use std::path::Path;

use platdocs::diag::{Diagnostic, File, Place};
use platdocs::docs::diagram::{Drawing, kroki::Problem};
use platdocs::docs::markdown::{self, Source};
use platdocs::docs::{Critic, Dialect, Include, Includes, Links, Page, Snippets, Target, Usage};
use platdocs::memo::Memo;
use platdocs::path::{RepoPath, SitePath};
use platdocs::safe::{Refused, SafeUrl};

use crate::tags::Tags;

mod techdocs;

/// Links that stay as written: fragments and relative addresses as they are, absolute ones through [`SafeUrl`], no remote
/// images. Images with `64x48` in their names have that size. Includes are files beside the cases.
struct AsWritten;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/markdown");

impl Links for AsWritten {
    fn resolve(&self, written: &str, usage: Usage, _: &Place, _: &mut Vec<Diagnostic>) -> Target {
        if let Some(id) = written.strip_prefix('#') {
            return Target::Page { href: written.into(), page: None, fragment: Some(id.into()) };
        }
        match SafeUrl::parse(written, &[]) {
            Ok(_) if usage == Usage::Image => Target::Nowhere,
            Ok(url) => Target::Href(url.as_str().into()),
            Err(Refused::Relative) if usage == Usage::Image && written.contains("64x48") => {
                Target::Image { href: written.into(), pixels: Some((64, 48)) }
            }
            Err(Refused::Relative) if !written.contains(':') => Target::Href(written.into()),
            Err(_) => Target::Nowhere,
        }
    }

    fn include(&self, path: &str, _: &Include) -> Option<(File, Vec<u8>)> {
        let bytes = fs::read(Path::new(CASES).join(path)).ok()?;
        Some((File::new("repos/a", RepoPath::parse(path).ok()?), bytes))
    }

    fn matches(&self, glob: &str, exclude: &[String], _: &Include) -> Vec<String> {
        let Some((start, end)) = glob.split_once('*') else { return Vec::new() };
        let folder = start.rsplit_once('/').map_or("", |(folder, _)| folder);
        let entries = fs::read_dir(Path::new(CASES).join(folder)).into_iter().flatten();
        let names = entries.map(|entry| format!("{folder}/{}", entry.unwrap().file_name().display()));
        let fits = |name: &String| name.starts_with(start) && name.ends_with(end) && !exclude.contains(name);
        let mut names: Vec<String> = names.filter(fits).collect();
        names.sort();
        names
    }

    fn near_include(&self, _: &str, _: &Include) -> Option<String> {
        None
    }

    fn draw(&self, _: &str, _: &str, _: &Memo) -> Option<Result<Drawing, Problem>> {
        None
    }

    fn file(&self, path: &SitePath) -> String {
        path.as_str().into()
    }
}

fn render(text: &[u8]) -> (Page, Vec<Diagnostic>) {
    render_in(&Dialect::default(), text)
}

fn render_in(dialect: &Dialect, text: &[u8]) -> (Page, Vec<Diagnostic>) {
    let file = File::new("repos/a", RepoPath::parse("docs/index.md").unwrap());
    markdown::render(Source { file: &file, bytes: text }, dialect, &AsWritten, &Memo::in_memory())
}

/// The dialect of a case, told by its name.
fn dialect(name: &str) -> Dialect {
    Dialect {
        blocks: name == "slashes",
        include_markdown: (name == "include-markdown").then(Includes::default),
        critic: match name {
            "critic-accept" => Critic::Accept,
            "critic-reject" => Critic::Reject,
            _ => Critic::View,
        },
        toc_depth: if name == "contents" { (2, 3) } else { (1, 6) },
        toc_title: (name == "contents").then(|| "On this page".into()),
        snippets: Snippets {
            auto_append: if name == "snippets" { vec!["included/abbreviations.md".into()] } else { Vec::new() },
            dedent_subsections: name == "snippets",
            ..Snippets::default()
        },
        ..Dialect::default()
    }
}

/// What a case's file should hold: the markup, the contents and the findings.
fn transcript(dialect: &Dialect, text: &str) -> String {
    let (page, findings) = render_in(dialect, text.as_bytes());
    let mut out = page.html.as_str().to_owned();
    for heading in &page.headings {
        out += &format!("<!-- h{} #{} {} -->\n", heading.level, heading.id, heading.text);
    }
    for finding in &findings {
        let span = finding.place.span;
        let include = if finding.labels.is_empty() { String::new() } else { format!("{} ", finding.place.file) };
        out += &format!("<!-- {include}{}:{} {} {}", span.line, span.column, finding.code.id, finding.message);
        for label in &finding.labels {
            out += &format!(" ({} {})", label.text, label.place);
        }
        out += " -->\n";
    }
    out
}

#[test]
fn cases() {
    let folder = Path::new(CASES);
    let mut failed = Vec::new();
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for source in names.iter().filter(|path| path.extension().is_some_and(|suffix| suffix == "md")) {
        let name = source.file_stem().unwrap().to_str().unwrap();
        let actual = transcript(&dialect(name), &fs::read_to_string(source).unwrap());
        let expected = source.with_extension("html");
        #[expect(clippy::disallowed_methods, reason = "the one who runs the tests decides")]
        let accepts = std::env::var_os("UPDATE_CASES").is_some();
        if accepts {
            fs::write(&expected, &actual).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != actual {
            failed.push(format!("{}:\n{actual}", source.display()));
        }
    }
    assert!(failed.is_empty(), "{}\nUPDATE_CASES=1 accepts these", failed.join("\n"));
}

/// Markup that a browser may run or fetch, found in what the sanitiser let through.
fn dangers(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in Tags::read(html) {
        let name = tag.name.to_ascii_lowercase();
        if !ALLOWED.contains(&name.as_str()) {
            found.push(format!("element {name}"));
        }
        for (attribute, value) in &tag.attributes {
            let attribute = attribute.to_ascii_lowercase();
            let address = matches!(attribute.as_str(), "href" | "src");
            if attribute.starts_with("on") || !ATTRIBUTES.contains(&attribute.as_str()) {
                found.push(format!("attribute {attribute}"));
            }
            let value = value.replace(|c: char| c.is_whitespace() || c.is_control(), "").to_lowercase();
            if address && ["javascript:", "data:", "vbscript:", "file:"].iter().any(|scheme| value.starts_with(scheme))
            {
                found.push(format!("address {value}"));
            }
            if attribute == "src" && (value.contains("//") || value.contains('\\')) {
                found.push(format!("request {value}"));
            }
            let authority =
                value.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or("");
            if attribute == "href" && (value.starts_with("//") || value.contains('\\') || authority.contains('@')) {
                found.push(format!("open address {value}"));
            }
            let ours =
                matches!(attribute.as_str(), "id" | "class") && value.split(' ').any(|word| word.starts_with("pd-"));
            if ours {
                found.push(format!("name of the interface {value}"));
            }
        }
    }
    found
}

const ALLOWED: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];
const ATTRIBUTES: &[&str] = &[
    "id",
    "class",
    "title",
    "lang",
    "dir",
    "href",
    "rel",
    "download",
    "src",
    "alt",
    "width",
    "height",
    "loading",
    "decoding",
    "start",
    "reversed",
    "type",
    "value",
    "max",
    "colspan",
    "rowspan",
    "scope",
    "span",
    "open",
    "datetime",
    "disabled",
    "checked",
    "tabindex",
    "role",
    "aria-label",
    "data-n",
];

/// Section 21 of the security contract, M1 to M45 and M64 to M79.
pub(crate) const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "<a href=\"java&#10;script:alert(1)\">x</a>",
    "<a href=\" &#1;javascript:alert(1)\">x</a>",
    "<a href=\"\u{1}javascript:alert(1)\">x</a><a href=\"\u{b}javascript:alert(1)\">x</a>",
    "<a href=\"\u{a0}javascript:alert(1)\">x</a>",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "[x](a.md \"\\\" onmouseover=alert(1) x=\\\"\")",
    "[<img src=x onerror=alert(1)>][r]\n\n[r]: a.md '<img src=x onerror=alert(1)>'",
    "```js\"><script>alert(1)</script>\nx\n```",
    "*a*{ onclick=alert(1) href=javascript:x #x\"y .a\"b title='\"><img src=x onerror=alert(1)>' } ++\"<img src=x onerror=alert(1)>\"++",
    "![a](b.png){ style=\"width:expression(alert(1))\" src=//evil width=9999999 } `#!js\"><script> x` `#!js <script>alert(1)</script>`",
    "{>><script>alert(1)</script><<} ==<b onclick=x>y==</b> [^a](b){: target=x #pd-main .pd-x }",
    "# H {#i onclick=alert(1)}\n\n{: style=\"x\" onclick=alert(1)}",
    "[^<img src=x onerror=alert(1)>]\n\n[^<img src=x onerror=alert(1)>]: <img src=x onerror=alert(1)>",
    "|a|\n|-|\n|<img src=x onerror=alert(1) alt=\\|>|",
    "!!! note \"<img src=x onerror=alert(1)>\"\n    x",
    "!!! x\" onclick=alert(1)\n    x",
    "=== \"<img src=x onerror=alert(1)>\"",
    "{++<img src=x onerror=alert(1)>++} :<img src=x onerror=alert(1)>:",
    "![<img src=x onerror=alert(1)>](a.png)\n\n```py title=\"<img src=x onerror=alert(1)>\"\nx\n```",
    "<math><mtext><option><FAKEFAKE><option></option><mglyph><svg><mtext><textarea><a title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style>",
    "<svg><a><set attributeName=href to=javascript:alert(1)><animate attributeName=href values=javascript:alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<noembed><p title=\"</noembed><img src=x onerror=alert(1)>\">",
    "<plaintext><p title=\"</plaintext><img src=x onerror=alert(1)>\">",
    "<noframes><p title=\"</noframes><img src=x onerror=alert(1)>\">",
    "<template shadowrootmode=open><script>alert(1)</script>",
    "<select><style><img src=x onerror=alert(1)>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>--> <!---><img src=x onerror=alert(1)> <!-- --!><img src=x onerror=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "a\n\n<?php echo '<script>alert(1)</script>' ?>\n\n<!doctype html>",
    "<scr\0ipt>alert(1)</script>",
    "+ADw-script+AD4-alert(1)",
    "</div></main></body></html><script>alert(1)</script>",
    "<textarea>\n\n<img src=x onerror=alert(1)>",
    "<title>\n\n<img src=x onerror=alert(1)>",
    "<a title=\"\n\n<img src=x onerror=alert(1)>",
    "<div class=\"-0\"></div><div class=\"k0-0\"></div><span class=\"k-0\"><script>alert(1)</script></span>\n\n- [ ] a",
    "<table><a href=x>\n\n- [x] a\n\n```js\nalert(1)\n```\n\n</table>",
    "a <img src=x\nonerror=alert(1)> b <img\n\nonerror=alert(1)>",
    "|a|b|\n|-|-|\n|<img src=x |onerror=alert(1)>|",
    "<img name=currentScript><a id=x name=y></a><a id=x name=y></a>",
    "# __proto__\n# constructor\n# body\n# location",
    "<b id=pd-main>x</b> <b id=PD-main>x</b>\n\n# pd-search\n\n# x {#pd-main}\n\n[x](#pd-main)",
    "<div class=\"pd-dialog PD-dialog\">x</div>\n\n# H {.pd-dialog}\n\n```{.py .pd-dialog #pd-x}\nx\n```",
    "<div style=\"position:fixed;inset:0\">x</div>",
    "<base href=//evil>",
    "<meta http-equiv=refresh content=\"0;url=//evil\">",
    "<form action=//evil><button formaction=//evil>x</button></form>",
    "<link rel=stylesheet href=//evil>",
    "<img src=//evil/t.png srcset=//evil/2.png><picture><source srcset=//evil></picture>\n\n![x](//evil/t.png)",
    "<img src='//evil/?",
    "[a](//evil) [b](\\\\\\\\evil) [c](/\\\\evil) [d](https:evil) [e](http:\\\\\\\\evil) [f](https://good@evil)",
    "<a href='//evil'>a</a><a href='\\\\evil'>b</a><a href='/\\evil'>c</a><a href='https://good@evil'>d</a>",
    "[\u{202e}x](https://ex\u{430}mple.com)",
    "<a ping=//evil href=a>x</a><area href=x><img usemap=#m src=a>",
    "<iframe src=/x></iframe><iframe srcdoc=\"<script>alert(1)</script>\"></iframe><iframe src=https://U@HOST./></iframe>",
];

#[test]
fn hostile_pages_are_tame() {
    for hostile in HOSTILE {
        for page in [
            hostile.to_string(),
            format!("> - {}\n\nend", hostile.replace('\n', "\n>   ")),
            format!("a\n\n{hostile}\n\n# b"),
        ] {
            let (page, _) = render(page.as_bytes());
            assert_eq!(dangers(page.html.as_str()), [""; 0], "{hostile}\n{}", page.html.as_str());
        }
    }
    let all = HOSTILE.join("\n\n");
    let (page, _) = render(all.as_bytes());
    assert_eq!(dangers(page.html.as_str()), [""; 0]);
}

#[test]
fn other_encodings_are_shown_as_text() {
    let utf16: Vec<u8> = "<script>alert(1)</script>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [&b"# a\n\xc0\xbc"[..], b"\xff\xfe<\0s\0", &[&b"\xff\xfe"[..], &utf16].concat()] {
        let (page, findings) = render(bytes);
        assert_eq!(findings[0].code.id, "E-DOCS-ENCODING");
        assert_eq!(dangers(page.html.as_str()), [""; 0]);
    }
    assert_eq!(render(b"# a\n\xc0").1[0].place.to_string(), "repos/a/docs/index.md:2:1");
}

#[test]
fn exhausting_pages_give_bounded_markup() {
    let many = |text: &str, count: usize| text.repeat(count);
    let numbered = |count: usize, line: fn(usize) -> String| (0..count).map(line).collect::<String>();
    let pages: Vec<(String, Option<&str>)> = vec![
        (many(">", 50_000), Some("containers")),
        (many("> - ", 20_000), Some("containers")),
        (many("1. ", 100_000), Some("containers")),
        (many("<div>", 200_000), Some("elements")),
        (many("<blockquote>", 50_000), Some("elements")),
        (numbered(500, |n| format!("{}!!! a\n", "    ".repeat(n))), Some("containers")),
        (many("<div markdown>\n", 20_000), Some("containers")),
        (many("<p markdown>x</p>", 50_000), None),
        (many("!!! a\n    b\n", 20_000), None),
        (many("=== \"a\"\n    b\n", 20_000), None),
        (many("::uml::\n", 50_000), None),
        (format!("a|b\n-|-\n{}", many("`a|", 50_000)), None),
        (many("> - ", 49) + "a\n" + &many("x\n", 100_000), None),
        (numbered(150, |n| format!("{}- a\n", "  ".repeat(n))), Some("containers")),
        (format!("<p {}>", many("a ", 100_000)), None),
        (format!("<p {}>", many("a ", 1000)), None),
        (format!("<p>{}{}", numbered(250, |n| format!("<b title={n}>")), many("<p>x", 5000)), Some("reopened")),
        (many("[", 20_000), None),
        (many("![", 20_000), None),
        (many("*a_", 50_000), None),
        (many("*a **b ", 5_000) + &many("** *", 5_000), None),
        (many("[a](", 20_000), None),
        (numbered(20_000, |n| format!("[^{n}]\n\n[^{n}]: x\n\n")), Some("ids")),
        (many("[^1]:\n", 50_000), None),
        (numbered(2_000, |n| format!("[a{n}]: b\n")) + &many("[a1] ", 2_000), None),
        (format!("|{}\n|{}\n", many("a|", 20_000), many("-|", 20_000)), Some("columns")),
        (format!("|a|b|\n|-|-|\n{}", many("|x|\n", 20_000)), None),
        (many("$$", 50_000), None),
        (many("&a", 50_000), None),
        (numbered(2_000, |n| format!("{} a ", "`".repeat(n % 500 + 1))), None),
        (many("{++", 50_000) + &many("==", 50_000) + &many("~", 50_000), None),
        (many("==", 50_000), None),
        (many("==a ", 25_000), None),
        (many("^a", 50_000), None),
        (many("^ a", 30_000), None),
        (many("~a ~~b", 15_000), None),
        (many("{++a", 25_000) + &many("a++}", 25_000), None),
        (many("{~~a~>b", 15_000), None),
        (many("++ctrl", 15_000), None),
        (many("++\"a", 25_000), None),
        (many(":a", 50_000), None),
        (many("*a*{.b}", 15_000), None),
        (many("*a*{", 25_000), None),
        (many("==*a==", 15_000), None),
        (many("1/2 1st --> ", 8_000), None),
        (many("x", 3 << 20), Some("bytes")),
        (many("# a\n", 10_000), None),
        (numbered(4_000, |n| format!("# a_{n}\n# a\n")), None),
        (format!("```\n{}\n```", many("a", 1 << 20)), None),
        (format!("```{}\nx\n```", many("x", 10_000)), None),
        (format!("```js\n{}\n```", many("\n", 100_000)), None),
        (many("a@", 50_000) + &many("http://", 20_000), None),
        (many("<a title=\"", 20_000), None),
        (many("<svg>\n\n", 20_000), None),
        (many("<!-- ", 20_000), None),
    ];
    for (text, limit) in pages {
        let (page, findings) = render(text.as_bytes());
        let start = &text[..text.len().min(40)];
        let found =
            findings.iter().find(|finding| finding.code.id == "E-DOCS-LIMIT").map(|finding| finding.message.as_str());
        match limit {
            Some(limit) => assert!(found.is_some_and(|found| found.contains(limit)), "{start}: {found:?}"),
            None => assert_eq!(found, None, "{start}"),
        }
        assert!(page.html.as_str().len() <= 20 * text.len() + (4 << 20), "{start}: {}", page.html.as_str().len());
    }
}

#[test]
fn a_limit_names_its_line_and_keeps_the_front_matter() {
    let (page, findings) = render(format!("---\ntitle: T\n---\n\n{}", ">".repeat(200)).as_bytes());
    assert_eq!(page.front.title.as_deref(), Some("T"));
    assert_eq!(findings[0].place.to_string(), "repos/a/docs/index.md:5:1");
    assert!(page.html.as_str().starts_with("<pre class=\"plain\""));
}

#[test]
fn pages_say_what_others_need() {
    let text = "\u{feff}# T\r\n\r\nSome *text* here\r\nand [more](b.md#x).\r\n\r\n## S\r\n[in](#s) <b id=k>";
    let (page, _) = render(text.as_bytes());
    assert_eq!(page.first_heading.as_deref(), Some("T"));
    assert!(page.has_h1);
    assert_eq!(page.summary, "Some text here and more.");
    assert_eq!(page.ids, ["k", "s", "t"]);
    let anchors: Vec<_> = page.anchors.iter().map(|anchor| (anchor.id.as_str(), anchor.place.to_string())).collect();
    assert_eq!(anchors, [("s", "repos/a/docs/index.md:7:6".to_owned())]);
    let first = |text: &str| render(text.as_bytes()).0.first_heading;
    assert_eq!(first("x\n\n# T"), None);
    assert_eq!(first("<!-- c -->\n# T"), Some("T".into()));
    assert_eq!(first("## T"), None);
    let (mut page, _) = render(b"x");
    markdown::add_title(&mut page, "A & b");
    assert_eq!(page.html.as_str(), "<h1>A &amp; b</h1>\n<p>x</p>\n");
}

#[test]
fn any_text_gives_a_tame_page() {
    let pieces = [
        "#",
        "# ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "    ",
        "```",
        "```py\n",
        "`",
        "*",
        "**",
        "_",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "![",
        "[^1]",
        "[^1]: ",
        "|",
        "|-|-|\n",
        "<",
        ">",
        "<b>",
        "</b>",
        "<p>",
        "<div>",
        "</div>",
        "<script>",
        "</script>",
        "<svg>",
        "<!--",
        "-->",
        "<a href=x>",
        "<textarea>",
        "</textarea>",
        "<td>",
        "&",
        "&lt;",
        "\"",
        "'",
        "\\",
        "x",
        "é",
        "\u{0}",
        "\r",
        "---\n",
        ": ",
        "==",
        "^",
        "^^",
        "~",
        "~~",
        "{++",
        "++}",
        "{~~",
        "~>",
        "~~}",
        "{>>",
        "<<}",
        "++a++",
        ":+1:",
        "1st",
        "{.b #i}",
        "\n{: #j onclick=x}",
        "`#!py x`",
        "{#a}",
        "{",
        "}",
        "https://a.b",
        "@",
        "=",
        "- [ ] ",
        "[!NOTE]",
        "\t",
        "<table>",
        "<img src=x>",
        "style",
        "!!! note \"T\"\n    ",
        "???+ tip\n",
        "=== \"A\"\n    ",
        ">>> [!NOTE] x\n",
        ">>>\n",
        "<div markdown>",
        "<p markdown>",
        "{++\n",
        "++}\n",
        "\n[TOC]\n\n",
        "[=5%]\n",
        "*[x]: y\n",
        "`a|b`",
        "<br>\n",
        "::uml::\n",
        "::end-uml::\n",
        "  - ",
    ];
    proptest::proptest!(|(picks in proptest::collection::vec(0..pieces.len(), 0..40))| {
        let text: String = picks.into_iter().map(|pick| pieces[pick]).collect();
        let (page, _) = render(text.as_bytes());
        proptest::prop_assert_eq!(dangers(page.html.as_str()), Vec::<String>::new());
    });
    proptest::proptest!(|(bytes: Vec<u8>)| {
        render(&bytes);
    });
}
