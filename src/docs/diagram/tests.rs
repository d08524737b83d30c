use super::*;

fn draws(source: &str) -> Result<Diagram, Trouble> {
    draw(source, &mut Allowance::default(), &Memo::in_memory())
}

#[test]
fn a_diagram_becomes_two_drawings() {
    let source =
        "flowchart LR\n  accTitle: Way of an order\n  A[Order] --> B[Payment]\n  click A \"https://example.org/a\"\n";
    let Diagram { light, dark } = draws(source).unwrap();
    assert_ne!(light.svg, dark.svg);
    assert_ne!(light.path(), dark.path());
    assert_eq!(light.alt, "Way of an order");
    assert_eq!(light.links, [("Order".to_owned(), "https://example.org/a".to_owned())]);
    for drawing in [&light, &dark] {
        let (width, height) = drawing.pixels;
        assert!(
            drawing.svg.contains(&format!(" width=\"{width}\" height=\"{height}\" id=\"d\"")),
            "{}",
            &drawing.svg[..200]
        );
        assert!(drawing.svg.contains(">Payment<"));
        assert_eq!(svg::rewrite(drawing.svg.as_bytes()).unwrap().svg, *drawing.svg);
        assert_eq!(svg::rewrite(drawing.svg.as_bytes()).unwrap().removed.len(), 0);
    }
    assert_eq!(draws("sequenceDiagram\n A->>B: x").unwrap().dark.alt, "Diagram: sequence of messages");
}

#[test]
fn drawings_are_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = ("pie title Pets\n \"Dogs\": 3\n", "pie x y z :");
    let memo = Memo::open(folder.path());
    let first = [good, bad].map(|source| draw(source, &mut Allowance::default(), &memo));
    memo.save().unwrap();
    let memo = Memo::open(folder.path());
    let key = |source| Hasher::new().part(VERSION).part(source).finish();
    for (source, drawn) in [good, bad].into_iter().zip(first) {
        memo.diagram.get(key(source), || -> String { unreachable!("{source} is drawn again") });
        assert_eq!(draw(source, &mut Allowance::default(), &memo), drawn);
        assert_eq!(draws(source), drawn);
    }
}

#[test]
fn a_page_has_an_end_of_diagrams() {
    let mut allowance = Allowance { diagrams: 3, chars: 20 };
    let memo = Memo::in_memory();
    let mut draws = |source: &str| draw(source, &mut allowance, &memo).is_ok();
    assert!(draws("pie\n\"a\":1"));
    assert!(!draws("pie\n\"a\":1 %%%%"), "too many characters");
    assert!(draws("pie\n\"a\":1"));
    assert!(!draws("pie"), "too many diagrams");
}

#[test]
fn what_is_wrong_has_a_line() {
    let check = |source: &str, line: u32, why: &str| {
        let trouble = draws(source).unwrap_err();
        assert_eq!(trouble.line, line, "{trouble:?}: {source}");
        assert!(trouble.why.contains(why), "{trouble:?}: {source}");
    };
    let flow = "flowchart TD\n  A --> B\n  B -> C\n";
    check(flow, 2, "incomplete");
    check(&format!("%% About\n\n%%{{init: {{\"theme\":\n \"dark\"}}}}%%\n{flow}"), 6, "incomplete");
    check(&format!("---\ntitle: x\n---\n{flow}"), 5, "incomplete");
    check("sequenceDiagram\n  A->>B: x\n  loop\n  nonsense here\n", 3, "");
    check("classDiagram\n  A <|-- \n", 1, "");
    check("stateDiagram-v2\n  [*] --> A\n  A --> \n", 2, "");
    check("erDiagram\n  A ||--o{ B : x\n  A ||-- B\n", 2, "");
    check("gantt\n  title x\n  nonsense\n", 2, "");
    check("pie\n  \"a\": b\n", 1, "");
    check("gitGraph\n  commit\n  checkout nope\n", 2, "");
    check("C4Context\n  title x\n  Nope(b)\n", 2, "Nope");
    check("gantt\n  dateFormat YYYY\n  section A\n  x :a1, zz, 3d\n", 3, "date");
    check("flowchart LR\n  A --> B\n  B --> C[mail a@b.example]\n\n", 2, "`@`");
    check("\n%% About\ntimeline\n  2020 : x\n", 2, "`timeline` is no kind of diagram that is drawn here");
    assert!(draws("no such diagram").is_err());
    assert!(draws("").is_err());
}

#[test]
fn branches_of_a_mind_map_can_be_seen() {
    let drawn = draws("mindmap\n  r\n    a\n    b\n").unwrap();
    for (drawing, palette) in [(&drawn.light, &LIGHT), (&drawn.dark, &DARK)] {
        let (fill, stroke) = palette.second;
        assert!(drawing.svg.contains(&format!(".section-edge-0{{stroke:{stroke}")), "{}", drawing.svg);
        assert!(!drawing.svg.contains(&format!(".section-edge-0{{stroke:{fill}")), "{}", drawing.svg);
    }
}

/// Fails on what a drawing could run, load or show of HTML when it is opened on its own.
fn assert_harmless(svg: &str, source: &str) {
    let document = Document::parse(svg).unwrap();
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let is_drawn = !["script", "foreignObject", "iframe", "set", "animate"].contains(&name);
        assert!(is_drawn, "<{name}>: {source:.200}");
        let sheet = if name == "style" { node.text().unwrap_or("") } else { "" };
        let values = node.attributes().filter(|attribute| attribute.name() != "aria-label");
        for (name, value) in values.map(|attribute| (attribute.name(), attribute.value())).chain([("", sheet)]) {
            let value = value.to_lowercase();
            let stays =
                value.match_indices("url(").all(|(at, _)| value[at + 4..].trim_start_matches('"').starts_with('#'));
            let stays = stays && (name != "href" || value.starts_with('#'));
            let is_tame = ["javascript:", "@import", "expression("].iter().all(|part| !value.contains(part));
            assert!(stays && is_tame && !name.starts_with("on"), "{name}=\"{value}\": {source:.200}");
        }
    }
}

/// Sources that reach for more than a drawing, or for more work than one.
#[test]
fn hostile_sources_are_tame() {
    let evil = "<img src=x onerror=alert(1)>";
    let lines = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let sources = [
        format!("sequenceDiagram\n A->>B: $${evil}$$\n Note over A: {evil}\n"),
        format!("classDiagram\n class A[\"{evil}\"]\n A : {evil}\n note \"{evil}\"\n"),
        format!("stateDiagram-v2\n s1 : {evil}\n [*] --> s1 : {evil}\n"),
        format!("erDiagram\n A {{ string a \"{evil}\" }}\n A ||--o{{ B : \"{evil}\"\n"),
        format!("gantt\n title {evil}\n section {evil}\n {evil} :a1, 2024-01-01, 1d\n click a1 href \"javascript:alert(1)\"\n"),
        format!("pie title {evil}\n \"{evil}\" : 1\n"),
        format!("gitGraph\n commit id: \"{evil}\" tag: \"{evil}\"\n"),
        format!("mindmap\n r(({evil}))\n  {evil}\n  ::icon({evil})\n"),
        format!("C4Context\n Person(a, \"{evil}\", \"{evil}\", $sprite=\"{evil}\", $link=\"javascript:alert(1)\")\n"),
        "flowchart LR\n A-->B\n click A \"javascript:alert(1)\"\n click B call f()\n".into(),
        format!("%%{{init: {{\"securityLevel\":\"loose\",\"htmlLabels\":true}}}}%%\nflowchart LR\n A[\"{evil}\"]-->B\n"),
        "%%{init: {\"themeCSS\":\":not(&){background:url(//evil)}\"}}%%\nflowchart LR\n A-->B\n".into(),
        "%%{init: {\"theme\":\"base\",\"themeVariables\":{\"primaryColor\":\"red;} * {background:url(//evil)\"}}}%%\nflowchart LR\n A-->B\n".into(),
        "%%{init: {\"fontFamily\":\"x;} @import '//evil'; a {\"}}%%\nflowchart LR\n A-->B\n".into(),
        "flowchart LR\n A-->B\n classDef x fill:red;} * {background:url(//evil)}\n class A x\n".into(),
        "flowchart LR\n A-->B\n style A fill:url(//evil),background:url('//evil')\n".into(),
        "flowchart LR\n subgraph __proto__\n A-->B\n end\n".into(),
        "flowchart LR\n A@{ img: \"https://evil/x.png\", label: \"x\" } --> B\n".into(),
        "---\nconfig: &a [*a]\n---\nflowchart LR\n A-->B\n".into(),
        format!("---\nconfig: {}{}\n---\nflowchart LR\n A-->B\n", "[".repeat(24_000), "]".repeat(24_000)),
        format!("%%{{init: {}{}}}%%\nflowchart LR\n A-->B\n", "[".repeat(24_000), "]".repeat(24_000)),
        format!("flowchart LR\n A[\"{}\"]\n", "<b>".repeat(12_000)),
        format!("flowchart LR\n A[\"`{}x`\"]\n", "> ".repeat(12_000)),
        format!("flowchart LR\n A{}\n", "[".repeat(20_000)),
        format!("flowchart LR\n{}", "subgraph x\n".repeat(2_000)),
        format!("flowchart LR\n A{0} --> B{0}\n", " & C".repeat(2_000)),
        format!("stateDiagram-v2\n{} A --> B\n{}", lines(900, &|n| format!(" state s{n} {{\n")), " }\n".repeat(900)),
        format!("C4Context\n{}Person(a, \"x\")\n{}", lines(900, &|n| format!("Boundary(b{n}, \"x\") {{\n")), "}\n".repeat(900)),
        format!("sequenceDiagram\n{} A->>B: x\n{}", " loop x\n".repeat(900), " end\n".repeat(900)),
        format!("classDiagram\n class A~{}int{}\n", "List~".repeat(8_000), "~".repeat(8_001)),
        format!("mindmap\n{}", lines(300, &|n| format!("{}a\n", " ".repeat(n)))),
        format!("mindmap\n{}", lines(1_900, &|n| format!("{}a\n", " ".repeat(n.min(20))))),
        "gantt\n dateFormat YYYY-MM-DD\n tickInterval 1millisecond\n section A\n x :a1, 0001-01-01, 9999-12-31\n".into(),
        "gantt\n dateFormat YYYY-MM-DD\n excludes weekends\n section A\n x :a1, 2024-01-01, 99999999d\n".into(),
        lines(3_000, &|n| format!("A{n}-->B{n};")).replacen('A', "flowchart LR\nA", 1),
        "x".repeat(1 << 20),
    ];
    for source in sources {
        if let Ok(Diagram { light, dark }) = draws(&source) {
            assert_harmless(&light.svg, &source);
            assert_harmless(&dark.svg, &source);
        }
    }
}
