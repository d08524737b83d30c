use proptest::prelude::*;

use super::*;

fn rewritten(text: &str) -> (String, String) {
    match rewrite(text.as_bytes()) {
        Ok(drawing) => (drawing.svg, drawing.removed.into_iter().collect::<Vec<_>>().join(" ")),
        Err(refusal) => panic!("{text}: {refusal:?}"),
    }
}

/// What stands inside the root, what comes out, what is reported.
const INSIDE: &[(&str, &str, &str)] = &[
    ("<path d='M0 0'/>", "<path d=\"M0 0\"/>", ""),
    ("<!-- x --><g><?pi?></g>", "<g/>", ""),
    (
        "<text xml:space='preserve'> a &lt; <tspan>b</tspan></text>",
        "<text xml:space=\"preserve\"> a &lt; <tspan>b</tspan></text>",
        "",
    ),
    ("<metadata><x/></metadata><inkscape:x inkscape:y='z'/><g inkscape:y='z'/>", "<g/>", ""),
    ("<use xlink:href='#b' style='fill:url(#a)'/>", "<use href=\"#b\" style=\"fill:url(#a)\"/>", ""),
    ("<image href='data:image/png;base64,AA'/>", "<image href=\"data:image/png;base64,AA\"/>", ""),
    ("<a href='https://example.org'><text>x</text></a>", "<a><text>x</text></a>", ""),
    ("<style><![CDATA[.a { fill: red }]]></style>", "<style>.a{fill: red}</style>", ""),
    (
        "<switch><foreignObject><h:p/></foreignObject><text>a</text></switch>",
        "<switch><text>a</text></switch>",
        "foreignObject",
    ),
    ("<script>alert(1)</script>", "", "script"),
    ("<s:script/><h:iframe/>", "", "iframe script"),
    ("<g onload='alert(1)' ONCLICK='x'/>", "<g/>", "ONCLICK onload"),
    ("<animate attributeName='href'/><set/><feImage href='//e'/>", "", "animate feImage set"),
    ("<use href='https://evil/x.svg#a'/><use href='data:image/svg+xml,x'/>", "<use/><use/>", "href"),
    ("<image href='//evil/x.png'/><image href='data:image/svg+xml,x'/>", "<image/><image/>", "href"),
    ("<a href='javascript:alert(1)'/><a xlink:href='&#106;avascript:alert(1)'/>", "<a/><a/>", ""),
    ("<g style='fill:url(//evil);stroke:red'/>", "<g style=\"stroke:red\"/>", "style"),
    ("<g fill='&#117;rl(//evil)' stroke='u\\72l(//evil)'/>", "<g/>", "fill stroke"),
    ("<style>@import 'x'; a{b:c}</style>", "<style>a{b:c}</style>", "style"),
    ("<style>@im<!-- -->port 'x'</style>", "", "style"),
    ("<style type='text/x'>a{b:c}</style>", "", "style"),
    ("<style><g/>a{b:c}</style>", "<style>a{b:c}</style>", ""),
    ("<g id='a&#10;b' class='&lt;&quot;' xml:base='//evil' src='x'/>", "<g id=\"a&#10;b\" class=\"&lt;&quot;\"/>", ""),
];

#[test]
fn what_draws_stays_and_nothing_else() {
    const START: &str = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:s='http://www.w3.org/2000/svg' \
                         xmlns:h='http://www.w3.org/1999/xhtml' xmlns:xlink='http://www.w3.org/1999/xlink' \
                         xmlns:inkscape='http://www.inkscape.org/namespaces/inkscape'>";
    for (inside, expect, removed) in INSIDE {
        let (svg, found) = rewritten(&format!("{START}{inside}</svg>"));
        let expect = match expect.is_empty() {
            true => "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned(),
            false => format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{expect}</svg>"),
        };
        assert_eq!((svg.as_str(), found.as_str()), (expect.as_str(), *removed), "{inside}");
        assert_eq!(rewritten(&svg), (expect, String::new()), "again: {inside}");
    }
}

#[test]
fn files_of_all_programs_are_read() {
    let check = |text: &str, inside: &str| {
        assert_eq!(rewritten(text).0, format!("<svg xmlns=\"http://www.w3.org/2000/svg\"{inside}"), "{text}");
    };
    check("<svg/>", "/>");
    check(
        "\u{feff}<?xml version='1.0' encoding='UTF-8'?><!-- x --><svg viewBox='0 0 1 1'></svg>",
        " viewBox=\"0 0 1 1\"/>",
    );
    check("<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN'\n 'x.dtd'><svg width='1'/>", " width=\"1\"/>");
    check("<?xml-stylesheet href='x'?><svg/>", "/>");
    check("<svg:svg xmlns:svg='http://www.w3.org/2000/svg'><svg:g/></svg:svg>", "><g/></svg>");
    let refuse = [
        "",
        "plain text",
        "<html/>",
        "<foreignObject><svg/></foreignObject>",
        "<svg xmlns='http://www.w3.org/1999/xhtml'/>",
        "<svg>",
        "<svg></g></svg>",
        "<svg/><svg/>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
        "<svg>&a;</svg>",
        "<svg a></svg>",
        "<svg a=b></svg>",
        "<svg a='b></svg>",
    ];
    for text in refuse {
        assert!(rewrite(text.as_bytes()).is_err(), "{text}");
    }
    assert!(rewrite(b"\x1f\x8b").is_err());
}

#[test]
fn depth_and_size_are_bounded() {
    let refusal = |text: &str| rewrite(text.as_bytes()).unwrap_err().why;
    let nested = |count: usize| format!("<svg>{}{}</svg>", "<g>".repeat(count), "</g>".repeat(count));
    assert!(refusal(&nested(50_000)).contains("nested"));
    assert!(refusal(&"<g a='>'>".repeat(50_000)).contains("nested"));
    assert!(rewrite(nested(MAX_DEPTH - 1).as_bytes()).is_ok());
    assert!(refusal(&format!("<svg>{}</svg>", "<g/>".repeat(MAX_ELEMENTS))).contains("elements"));
    assert!(refusal(&format!("<svg>{}</svg>", "<g/>\n".repeat(60_000))).contains("elements"));
    assert!(rewrite(&vec![b' '; MAX_BYTES + 1]).is_err());
}

#[test]
fn refusals_have_a_place() {
    let refusal = rewrite(b"<svg>\n  <g></svg>").unwrap_err();
    assert_eq!(refusal.span.line, 2);
}

/// Pieces of drawings, good and hostile, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<g>",
        "</g>",
        "<g a='",
        "'>",
        "<style>",
        "</style>",
        "a{b:",
        "}",
        "/*",
        "*/",
        "url(",
        "#a)",
        "//e)",
        "\\",
        "@media x{",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "&lt;",
        "&#10;",
        "&#x1;",
        "é",
        "\n",
        "\r",
        "\"",
        " style='",
        "href='",
        "onx='",
        ";",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| format!("<svg>{}</svg>", pieces.concat()))
}

proptest! {
    #[test]
    fn what_is_written_comes_out_unchanged(text in pieces()) {
        if let Ok(drawing) = rewrite(text.as_bytes()) {
            let again = rewrite(drawing.svg.as_bytes()).expect("what we write can be read");
            prop_assert_eq!(again.svg, drawing.svg);
            prop_assert!(again.removed.is_empty());
        }
    }
}
