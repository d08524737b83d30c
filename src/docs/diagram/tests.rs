use super::*;

fn draws(source: &str) -> Result<Diagram, Trouble> {
    draw(source, &Memo::in_memory())
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
    let memo = Memo::in_memory();
    let source = "pie title Pets\n \"Dogs\": 3\n";
    assert_eq!(draw(source, &memo), draw(source, &memo));
    assert_eq!(draw(source, &memo), draws(source));
    assert_eq!(draw("pie x y z :", &memo), draws("pie x y z :"));
}

#[test]
fn what_is_wrong_has_a_line() {
    let trouble = draws("flowchart TD\n  A --> B\n  B -> C\n").unwrap_err();
    assert_eq!(trouble.line, 2, "{trouble:?}");
    assert!(draws("no such diagram").is_err());
    assert!(draws("").is_err());
}

/// Sources that reach for more than a drawing, or for more work than one.
#[test]
fn hostile_sources_are_tame() {
    let evil = "<img src=x onerror=alert(1)>";
    let sources = [
        format!("architecture-beta\n service a({evil})[{evil}]\n"),
        format!("sequenceDiagram\n A->>B: $${evil}$$\n Note over A: {evil}\n"),
        "flowchart LR\n A-->B\n click A \"javascript:alert(1)\"\n click B call f()\n".into(),
        format!("%%{{init: {{\"securityLevel\":\"loose\",\"htmlLabels\":true}}}}%%\nflowchart LR\n A[\"{evil}\"]-->B\n"),
        "%%{init: {\"themeCSS\":\":not(&){background:url(//evil)}\"}}%%\nflowchart LR\n A-->B\n".into(),
        "%%{init: {\"theme\":\"base\",\"themeVariables\":{\"primaryColor\":\"red;} * {background:url(//evil)\"}}}%%\nflowchart LR\n A-->B\n".into(),
        "flowchart LR\n A-->B\n classDef x fill:red;} * {background:url(//evil)}\n class A x\n".into(),
        "flowchart LR\n subgraph __proto__\n A-->B\n end\n".into(),
        "flowchart LR\n A@{ img: \"https://evil/x.png\", label: \"x\" } --> B\n".into(),
        "---\nconfig: &a [*a]\n---\nflowchart LR\n A-->B\n".into(),
        format!("flowchart LR\n A{}\n", "[".repeat(20_000)),
        format!("flowchart LR\n{}", "subgraph x\n".repeat(2_000)),
        format!("mindmap\n{}", (0..2_000).map(|n| format!("{}a\n", " ".repeat(n.min(20)))).collect::<String>()),
        (0..3_000).map(|n| format!("A{n}-->B{n};")).fold("flowchart LR\n".to_owned(), |all, one| all + &one),
        "x".repeat(1 << 20),
    ];
    for source in sources {
        if let Ok(Diagram { light, dark }) = draws(&source) {
            for drawing in [light, dark] {
                for part in ["evil", "javascript:", "<script", "onerror=\"", "<foreignObject", "@import"] {
                    let text = drawing.svg.replace("&lt;", "").replace("//evil", "evil");
                    let harmless =
                        part == "evil" && !drawing.svg.contains("url(//") && !drawing.svg.contains("href=\"http");
                    assert!(harmless || !text.contains(part), "{part}: {source:.200}");
                }
            }
        }
    }
}
