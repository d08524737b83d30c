//! A small CSS minifier: comments, needless blanks and zeros before a point go, everything else stays as written.

/// Shortens a style sheet. Strings and the blanks that mean something (`a b`, `1px + 2px`) stay.
pub(super) fn minify(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '/' if rest.starts_with("/*") => {
                push_blank(&mut out);
                rest[2..].find("*/").map_or(rest.len(), |end| end + 4)
            }
            '"' | '\'' => {
                let end = string_end(rest, c);
                out.push_str(&rest[..end]);
                end
            }
            c if c.is_ascii_whitespace() => {
                push_blank(&mut out);
                c.len_utf8()
            }
            '0' if rest[1..].starts_with('.') && out.ends_with([' ', ':', ',', '(', '-']) => 1,
            '{' | '}' | ';' | ',' | '>' => {
                trim_blank(&mut out);
                if c == '}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(c);
                1
            }
            c => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    trim_blank(&mut out);
    out.push('\n');
    out
}

/// The end of a string that starts with its quote, escapes respected.
fn string_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// One blank, unless what stands before needs none after it.
fn push_blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '{', '}', ';', ',', ':', '>']) {
        out.push(' ');
    }
}

fn trim_blank(out: &mut String) {
    while out.ends_with(' ') {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::minify;

    #[test]
    fn blanks_and_comments_go_and_meaning_stays() {
        let check = |input: &str, expect: &str| assert_eq!(minify(input).trim_end(), expect, "{input}");
        check("a , b > c {\n  color : red ;\n}\n", "a,b>c{color :red}");
        check("/* x */ a { /* y */ width: calc(1px + 2px); }", "a{width:calc(1px + 2px)}");
        check("a /* no */ b { }", "a b{}");
        check("a::before { content: \"/* ; } */ \\\" x\"; }", "a::before{content:\"/* ; } */ \\\" x\"}");
        check("a :hover { } a:hover {}", "a :hover{}a:hover{}");
        check(
            "a { b: oklch(0.5 0 0 / 0.25) -0.1em 10.5px; c: '0.5'; }",
            "a{b:oklch(.5 0 0 / .25) -.1em 10.5px;c:'0.5'}",
        );
        check("@media (width >= 50rem) { a > b { c: d } }", "@media (width>= 50rem){a>b{c:d}}");
        check("@media (width < 50rem) { a { b: c; d: e; } }", "@media (width < 50rem){a{b:c;d:e}}");
        check("a { b: 'unclosed", "a{b:'unclosed");
        check("/* unclosed", "");
    }
}
