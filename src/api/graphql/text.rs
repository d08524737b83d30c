//! String literals of GraphQL, read without a parser: never a panic, whatever stands there.

/// The value of a string literal with its quotes, `"a\n"` or `"""block"""`. Broken escapes stay as written.
pub(super) fn string(literal: &str) -> String {
    match literal.strip_prefix("\"\"\"") {
        Some(rest) => block(rest.strip_suffix("\"\"\"").unwrap_or(rest)),
        None => {
            let rest = literal.strip_prefix('"').unwrap_or(literal);
            unescape(rest.strip_suffix('"').unwrap_or(rest))
        }
    }
}

/// The value of a block string: common indentation and blank lines around it removed.
fn block(raw: &str) -> String {
    let raw = raw.replace("\\\"\"\"", "\"\"\"").replace("\r\n", "\n").replace('\r', "\n");
    let blank = |line: &str| line.bytes().all(|b| matches!(b, b' ' | b'\t'));
    let indent = |line: &&str| line.bytes().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let common = raw.split('\n').skip(1).filter(|line| !blank(line)).map(|line| indent(&line)).min().unwrap_or(0);
    let cut = |(nth, line): (usize, &str)| line[if nth == 0 { 0 } else { common.min(indent(&line)) }..].to_owned();
    let lines: Vec<String> = raw.split('\n').enumerate().map(cut).collect();
    let start = lines.iter().position(|line| !blank(line)).unwrap_or(lines.len());
    let end = lines.iter().rposition(|line| !blank(line)).map_or(start, |last| last + 1);
    lines[start..end].join("\n")
}

fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (text, length) = escape(rest);
        match text {
            Some(c) => out.push(c),
            None => out.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    out + rest
}

/// The character that an escape at the start of a text stands for, and the length of the escape.
fn escape(text: &str) -> (Option<char>, usize) {
    let Some(kind) = text[1..].chars().next() else { return (None, 1) };
    let simple = match kind {
        '"' | '\\' | '/' => Some(kind),
        'b' => Some('\u{8}'),
        'f' => Some('\u{c}'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        'u' => return unicode(text),
        _ => None,
    };
    (simple, 1 + kind.len_utf8())
}

/// `\u0041`, `\u{1F600}`, or two `\u` that are a surrogate pair.
fn unicode(text: &str) -> (Option<char>, usize) {
    let code = |digits: &str| u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'));
    if let Some((digits, _)) = text[2..].strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        return (code(digits).and_then(char::from_u32), 4 + digits.len());
    }
    let unit = |at: usize| text.get(at..at + 2).filter(|u| *u == "\\u").and_then(|_| code(text.get(at + 2..at + 6)?));
    match (unit(0), unit(6)) {
        (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) => {
            (char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 12)
        }
        (Some(one), _) => (char::from_u32(one), 6),
        _ => (None, 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_have_the_value_that_the_specification_gives() {
        let check = |literal: &str, expect: &str| assert_eq!(string(literal), expect, "{literal}");
        check(r#""a \"b\" \\ \n \u0041 \u{1F600} \ud83d\ude00""#, "a \"b\" \\ \n A 😀 😀");
        check("\"\"\"\n    a\n      b\n\n    c\n    \"\"\"", "a\n  b\n\nc");
        check("\"\"\"one \\\"\"\" two\"\"\"", "one \"\"\" two");
        check("\"\"\"\"\"\"", "");
    }

    #[test]
    fn broken_literals_stay_as_written() {
        let check = |literal: &str, expect: &str| assert_eq!(string(literal), expect, "{literal}");
        check(r#""\ud83d""#, "\\ud83d");
        check(r#""\u{110000} \u12 \x \"#, "\\u{110000} \\u12 \\x \\");
        check("\"\"\"open", "open");
        check("\"é", "é");
    }
}
