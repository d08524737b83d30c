//! Source text without what is not code: just enough of each language to look for words.

/// Rust without comments and without the contents of strings; lines stay where they are.
pub fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let len = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => string(rest),
            'r' if !code.ends_with(is_word) => raw_string(rest),
            '\'' => character(rest),
            _ => 0,
        };
        if len == 0 {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            code.push(' ');
            code.extend(rest[..len].chars().filter(|c| *c == '\n'));
            rest = &rest[len..];
        }
    }
    code
}

/// A script without its comments that start a line; lines stay where they are.
pub fn script_of(text: &str) -> String {
    let comment = |line: &str| ["//", "/*", "*"].iter().any(|start| line.trim_start().starts_with(start));
    text.lines().map(|line| if comment(line) { "\n".to_owned() } else { format!("{line}\n") }).collect()
}

/// A template without the contents of its tags and comments; lines stay where they are.
pub fn markup_of(text: &str) -> String {
    let mut markup = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        markup.push_str(&rest[..start]);
        let end = match rest.as_bytes().get(start + 1) {
            Some(b'#') => rest[start..].find("#}"),
            Some(b'%') => rest[start..].find("%}"),
            Some(b'{') => rest[start..].find("}}"),
            _ => None,
        };
        let end = end.map_or(start + 1, |end| start + end + 2);
        markup.extend(rest[start..end].chars().filter(|c| *c == '\n'));
        rest = &rest[end..];
    }
    markup + rest
}

/// Where a piece of code stands as words of its own.
pub fn words(code: &str, piece: &str) -> Vec<usize> {
    let glued = |at: usize, end: usize| {
        (piece.starts_with(is_word) && code[..at].ends_with(is_word))
            || (piece.ends_with(is_word) && code[end..].starts_with(is_word))
    };
    code.match_indices(piece).map(|(at, _)| at).filter(|at| !glued(*at, at + piece.len())).collect()
}

/// The line of a place, from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Length of a string literal.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of a raw string literal, 0 if there is none here.
fn raw_string(text: &str) -> usize {
    let hashes = text[1..].bytes().take_while(|byte| *byte == b'#').count();
    let start = 1 + hashes;
    if text.as_bytes().get(start) != Some(&b'"') {
        return 0;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    text[start + 1..].find(&close).map_or(text.len(), |end| start + 1 + end + close.len())
}

/// Length of a character literal, 0 for a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((at, c))) => {
            let after = at + c.len_utf8();
            text[after..].find('\'').map_or(0, |end| after + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}
