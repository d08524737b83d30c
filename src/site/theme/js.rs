//! A small script shortener: comments and needless blanks and line ends go, names stay. For scripts as the default theme writes
//! them: a comment after two slashes has a line to itself, statements end with a semicolon, and a division has a blank on both sides.

/// Beside these a blank says nothing. Signs are not among them: `a + +b`.
const TIGHT: &str = "{}()[];,=<>?:&|!*";

/// Shortens a script. Strings, templates and regular expressions stay as written.
pub(super) fn shorten(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let at_start = out.is_empty() || out.ends_with(['\n', '{', ';', ',', '(', '[']);
        let taken = match c {
            '/' if rest.starts_with("/*") => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            '/' if rest.starts_with("//") && at_start => rest.find('\n').unwrap_or(rest.len()),
            '/' if at_start || out.ends_with(['=', ':', '!', '&', '|', '?', '>']) => {
                let end = expression_end(rest);
                out.push_str(&rest[..end]);
                end
            }
            '"' | '\'' | '`' => {
                let end = string_end(rest, c);
                out.push_str(&rest[..end]);
                end
            }
            ' ' | '\n' if at_start => 1,
            ' ' if out.ends_with(|before| TIGHT.contains(before))
                || rest[1..].starts_with(|next| TIGHT.contains(next)) =>
            {
                1
            }
            '\n' => {
                out.truncate(out.trim_end_matches(' ').len());
                let next = rest.trim_start();
                let closed = next.starts_with(['}', ')', ']'])
                    || (out.ends_with('}') && next.starts_with(|next: char| next.is_ascii_alphabetic()));
                out.extend((!closed && !out.ends_with('\n')).then_some('\n'));
                1
            }
            c => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// The end of a regular expression that starts with its slash; a slash in a class does not end it.
fn expression_end(text: &str) -> usize {
    let (mut escaped, mut in_class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return at,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The end of a string that starts with its quote; only templates go on over the end of the line.
fn string_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if quote != '`' => return at,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn comments_blanks_and_line_ends_go_and_texts_stay() {
        let check = |input: &str, expect: &str| assert_eq!(shorten(input), expect, "{input}");
        check("// @ts-check\n/* What. */\n\nconst a = 1;\n  // Why.\n  b(a);\n", "const a=1;b(a);");
        check("/** @type {any} */ (x).y; /* z */\n", "(x).y;");
        check("/**\n * @param {string} a\n */\nf('/* no */', \"// no\");", "f('/* no */',\"// no\");");
        check("g(`a\n  // ${b}\n  /* c */`);\n", "g(`a\n  // ${b}\n  /* c */`);");
        check("h(/[,\"\\r]/, 'it\\'s');\n  // Gone.\ni();", "h(/[,\"\\r]/,'it\\'s');i();");
        check("j(/^https?:\\/\\//, /[^/]*$/);", "j(/^https?:\\/\\//,/[^/]*$/);");
        check("k = /[ /\"] ( x/.test(a) ? / , /g : b;", "k=/[ /\"] ( x/.test(a)?/ , /g:b;");
        check("m = (a + b) / 2 + +c;", "m=(a + b)/ 2 + +c;");
        check(
            "class A {\n  n = 0;\n  get b() {\n    return [1];\n  }\n\n  c() {}\n}\n",
            "class A{n=0;get b(){return[1];}c(){}}\n",
        );
        check("if (a) return;\nelse b = {\n  c: 1,\n};\nd()\n  .e();", "if(a)return;else b={c:1,};d()\n.e();");
        check("/* unclosed", "");
    }
}
