//! Colours for code that platdocs writes itself: texts, comments, numbers, keywords. The grammar engine would take longer
//! for the samples of an API than all other work together.

use crate::safe::{SafeHtml, push_text};

/// Words that mean something in one of the languages of samples.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "catch", "class", "const", "def", "defer", "do", "echo", "else", "end", "err",
    "false", "fn", "for", "from", "func", "function", "if", "import", "in", "is", "let", "mut", "new", "nil", "null",
    "None", "of", "package", "print", "public", "puts", "require", "return", "static", "struct", "throw", "throws",
    "true", "True", "False", "try", "use", "using", "var", "void", "while", "with",
];

/// A piece of code, and the letter of its colour.
type Piece<'a> = (&'static str, &'a str);

/// Code in pieces, for languages of samples and for JSON; other text is one piece.
fn pieces<'a>(language: &str, code: &'a str) -> Vec<Piece<'a>> {
    let Some(comment) = comment(language) else { return vec![("", code)] };
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(c) = code[at..].chars().next() {
        let rest = &code[at..];
        let is_start = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let (class, length) = match c {
            _ if is_start && !comment.is_empty() && rest.starts_with(comment) && !code[..at].ends_with(':') => {
                ("c", rest.find('\n').unwrap_or(rest.len()))
            }
            'r' if is_start && language == "rust" && raw(rest) > 0 => ("s", raw(rest)),
            '\'' if matches!(language, "rust" | "java" | "go" | "csharp" | "json") => ("", 1),
            '"' | '\'' | '`' => {
                let length = text(rest, c, language);
                let is_key = language == "json" && rest[length..].starts_with(':');
                (if is_key { "a" } else { "s" }, length)
            }
            c if c.is_ascii_digit() && is_start => {
                ("n", rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len()))
            }
            c if c.is_alphabetic() && is_start => {
                let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                let is_call = rest[length..].starts_with(['(', '!']) && language != "json";
                let class = match &rest[..length] {
                    word if KEYWORDS.contains(&word) && language != "bash" => "k",
                    _ if is_call => "f",
                    _ => "",
                };
                (class, length)
            }
            c => ("", c.len_utf8()),
        };
        if !class.is_empty() {
            if plain < at {
                pieces.push(("", &code[plain..at]));
            }
            pieces.push((class, &code[at..at + length]));
            plain = at + length;
        }
        at += length;
    }
    if plain < code.len() {
        pieces.push(("", &code[plain..]));
    }
    pieces
}

/// Code of samples and JSON with colours: what stands inside `code`. Other languages have none.
pub fn light(language: &str, code: &str) -> SafeHtml {
    let mut html = String::with_capacity(code.len() * 2);
    for (class, text) in pieces(language, code) {
        if class.is_empty() {
            push_text(&mut html, text);
            continue;
        }
        html.push_str("<span class=\"hl-");
        html.push_str(class);
        html.push_str("\">");
        push_text(&mut html, text);
        html.push_str("</span>");
    }
    SafeHtml::from_fragment(html)
}

/// What a comment of a language starts with, empty if it has none; nothing for languages that are not known here.
fn comment(language: &str) -> Option<&'static str> {
    Some(match language {
        "bash" | "python" | "ruby" => "#",
        "javascript" | "go" | "java" | "csharp" | "rust" | "php" => "//",
        "json" => "",
        _ => return None,
    })
}

/// The length of a text in quotes: the same number of quotes ends it.
fn text(rest: &str, quote: char, language: &str) -> usize {
    let quotes = rest.chars().take_while(|c| *c == quote).count();
    let has_blocks = matches!(language, "java" | "csharp" | "python");
    let opening = match quotes {
        2 => return 2,
        many @ 3.. if has_blocks => many,
        _ => 1,
    };
    let is_raw = (language == "csharp" && opening > 1) || (language == "bash" && quote == '\'') || quote == '`';
    let end: String = std::iter::repeat_n(quote, opening).collect();
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(opening) {
        match c {
            '\\' if !is_raw && !escaped => escaped = true,
            _ if !escaped && rest[at..].starts_with(&*end) => return at + opening,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// The length of a raw text of Rust; 0 if it is none.
fn raw(rest: &str) -> usize {
    let hashes = rest[1..].chars().take_while(|c| *c == '#').count();
    if hashes == 0 || !rest[1 + hashes..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let start = 2 + hashes;
    rest[start..].find(&end).map_or(rest.len(), |at| start + at + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(language: &str, code: &str) -> String {
        pieces(language, code)
            .iter()
            .map(|(class, text)| if class.is_empty() { (*text).to_owned() } else { format!("<{class} {text}>") })
            .collect()
    }

    #[test]
    fn texts_keywords_and_numbers_have_colours() {
        let check = |language: &str, code: &str, expect: &str| assert_eq!(shown(language, code), expect);
        check("json", "{\"a\\\"\": [1.5, true, \"b\"]}", "{<a \"a\\\"\">: [<n 1.5>, <k true>, <s \"b\">]}");
        check("bash", "curl 'it\\' -d \"$A\" # x", "curl <s 'it\\'> -d <s \"$A\"> <c # x>");
        check("python", "f(\"a\", '') # \"", "<f f>(<s \"a\">, <s ''>) <c # \">");
        check("rust", "let a = r#\"x\"y\"#; // 'z", "<k let> a = <s r#\"x\"y\"#>; <c // 'z>");
        check("csharp", "\"\"\"\"\n \"\"\" \\\n\"\"\"\" 1", "<s \"\"\"\"\n \"\"\" \\\n\"\"\"\"> <n 1>");
        check("java", "\"\"\"\n \\\"\"\" \"\"\";", "<s \"\"\"\n \\\"\"\" \"\"\">;");
        check("php", "'a\\'b' . \"é", "<s 'a\\'b'> . <s \"é>");
        check("lua", "print(1)", "print(1)");
    }

    #[test]
    fn the_pieces_are_the_code() {
        for language in ["bash", "python", "rust", "json", "csharp", "http"] {
            for code in ["", "'", "\"\"\"", "r#\"é", "a\\", "\"\\", "é1\"2", "# é", "''''"] {
                let text: String = pieces(language, code).into_iter().map(|(_, text)| text).collect();
                assert_eq!(text, code);
            }
        }
    }
}
