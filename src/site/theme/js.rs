//! A small script shortener: comments and indentation go, lines stay. For scripts as the default theme writes them: a comment
//! after two slashes has a line to itself, and no regular expression holds `/*` or a backtick.

/// Shortens a script. Strings and templates stay as written.
pub(super) fn shorten(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let at_start = out.is_empty() || out.ends_with('\n');
        let taken = match c {
            '/' if rest.starts_with("/*") => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            '/' if rest.starts_with("//") && at_start => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' | '`' => {
                let end = string_end(rest, c);
                out.push_str(&rest[..end]);
                end
            }
            ' ' | '\n' if at_start => 1,
            '\n' => {
                out.truncate(out.trim_end_matches(' ').len());
                out.extend((!out.is_empty() && !out.ends_with('\n')).then_some('\n'));
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
    fn comments_and_indentation_go_and_texts_stay() {
        let check = |input: &str, expect: &str| assert_eq!(shorten(input), expect, "{input}");
        check("// @ts-check\n/* What. */\n\nconst a = 1;\n  // Why.\n  b(a);\n", "const a = 1;\nb(a);\n");
        check("/** @type {any} */ (x).y; /* z */\n", "(x).y;\n");
        check("/**\n * @param {string} a\n */\nf('/* no */', \"// no\");", "f('/* no */', \"// no\");");
        check("g(`a\n  // ${b}\n  /* c */`);\n", "g(`a\n  // ${b}\n  /* c */`);\n");
        check("h(/[,\"\\r]/, 'it\\'s');\n  // Gone.\ni();", "h(/[,\"\\r]/, 'it\\'s');\ni();");
        check("j(/^https?:\\/\\//, /[^/]*$/);", "j(/^https?:\\/\\//, /[^/]*$/);");
        check("/* unclosed", "");
    }
}
