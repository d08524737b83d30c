//! The contrast of the default palette, read from `tokens.css`: WCAG 1.4.3 and 1.4.11, light and dark.

use std::collections::BTreeMap;

use crate::docs::diagram;
use crate::site::theme::color::{Oklch, contrast, parse_hex};

/// Tokens by name, each as its light and dark colour.
fn tokens() -> BTreeMap<String, [Oklch; 2]> {
    let sheet = include_str!("../../../../themes/default/css/tokens.css");
    let normal = sheet.split("@media").next().unwrap();
    let mut tokens: BTreeMap<String, [Oklch; 2]> = BTreeMap::new();
    for line in normal.lines() {
        let Some((name, value)) = line.trim().strip_prefix("--pd-").and_then(|rest| rest.split_once(": ")) else {
            continue;
        };
        let value = value.split(';').next().unwrap();
        if let Some(other) = value.strip_prefix("var(--pd-").and_then(|rest| rest.strip_suffix(')')) {
            if let Some(colors) = tokens.get(other).copied() {
                tokens.insert(name.to_owned(), colors);
            }
        } else if let Some(pair) = value.strip_prefix("light-dark(") {
            let colors: Vec<Oklch> = pair.split("oklch(").skip(1).map(oklch).collect();
            tokens.insert(name.to_owned(), [colors[0], colors[1]]);
        }
    }
    tokens
}

fn oklch(text: &str) -> Oklch {
    let numbers: Vec<f64> =
        text.replace("var(--pd-hue)", "264").split([')', ' ']).map_while(|part| part.trim().parse().ok()).collect();
    Oklch { l: numbers[0], c: numbers[1], h: numbers[2] }
}

fn check(front: &[&str], back: &[&str], least: f64) {
    let tokens = tokens();
    for front in front {
        for back in back {
            for scheme in [0, 1] {
                let ratio = contrast(tokens[*front][scheme], tokens[*back][scheme]);
                let scheme = ["light", "dark"][scheme];
                assert!(ratio >= least, "{front} on {back}, {scheme}: {ratio:.2}, at least {least}");
            }
        }
    }
}

#[test]
fn text_can_be_read() {
    check(&["fg"], &["bg", "bg-subtle", "bg-raised", "bg-hover", "mark"], 7.0);
    check(&["fg-muted", "accent"], &["bg", "bg-subtle", "bg-raised", "bg-hover", "gray-4"], 4.5);
}

#[test]
fn states_and_admonitions_can_be_read() {
    for color in ["accent", "green", "amber", "red", "violet", "cyan"] {
        let fill = format!("{color}-fill");
        check(&[&format!("{color}-text")], &["bg", "bg-subtle", &fill], 4.5);
        check(&["fg"], &[&fill], 7.0);
        check(&[&format!("{color}-line")], &["bg", &fill], 3.0);
    }
    let kinds = ["component", "api", "resource", "system", "domain", "group", "template", "other"];
    check(&kinds.map(|kind| format!("kind-{kind}")).each_ref().map(String::as_str), &["bg", "bg-subtle"], 4.5);
}

#[test]
fn code_can_be_read_also_on_marked_lines() {
    let classes = [
        "fg",
        "comment",
        "keyword",
        "string",
        "number",
        "function",
        "type",
        "variable",
        "operator",
        "attribute",
        "tag",
        "error",
    ];
    check(&classes.map(|class| format!("code-{class}")).each_ref().map(String::as_str), &["code-bg", "code-mark"], 4.5);
    check(&["green-text"], &["green-fill"], 4.5);
    check(&["red-text"], &["red-fill"], 4.5);
}

#[test]
fn lines_that_carry_meaning_can_be_seen() {
    check(&["border-control", "focus"], &["bg", "bg-subtle", "bg-raised"], 3.0);
}

#[test]
fn diagrams_have_the_colours_of_the_page() {
    let tokens = tokens();
    for (scheme, palette) in [&diagram::LIGHT, &diagram::DARK].into_iter().enumerate() {
        let check = |name: &str, hex: &str| {
            let [token, drawn] = [tokens[name][scheme], parse_hex(hex).unwrap()];
            // The shortest way round the circle, which a colour without chroma has none of.
            let turn = ((token.h - drawn.h + 540.0).rem_euclid(360.0) - 180.0).to_radians() * token.c;
            let near = [token.l - drawn.l, token.c - drawn.c, turn].iter().all(|part| part.abs() < 0.004);
            assert!(near, "{name}, {}: {hex} is {drawn:?}, the token {token:?}", palette.name);
        };
        for (name, hex) in [("bg", palette.background), ("fg", palette.text), ("gray-9", palette.line)] {
            check(name, hex);
        }
        check("border-strong", palette.border);
        check("bg-subtle", palette.subtle);
        for (name, (fill, line)) in [
            ("accent", palette.first),
            ("violet", palette.second),
            ("cyan", palette.third),
            ("green", palette.good),
            ("amber", palette.note),
            ("red", palette.alarm),
        ] {
            check(&format!("{name}-fill"), fill);
            check(&format!("{name}-line"), line);
        }
    }
}
