//! Literals of strings.

/// A literal in double quotes, for languages with the escapes of C. `also` are further characters that need a backslash;
/// `odd` writes what nobody sees: control characters, and those that change the direction of text.
pub(super) fn double(text: &str, also: &[char], odd: impl Fn(char) -> String) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' | '\\' => out.extend(['\\', c]),
            c if also.contains(&c) => out.extend(['\\', c]),
            c if is_odd(c) => out.push_str(&odd(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// An escape of four digits.
pub(super) fn four(c: char) -> String {
    format!("\\u{:04x}", u32::from(c))
}

/// An escape in braces.
pub(super) fn braces(c: char) -> String {
    format!("\\u{{{:x}}}", u32::from(c))
}

/// A literal in single quotes that only knows `\\` and `\'`; nothing if the text holds what it cannot show.
pub(super) fn single(text: &str) -> Option<String> {
    if text.chars().any(|c| is_odd(c) || c == '\r') {
        return None;
    }
    Some(format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")))
}

/// True for characters that nobody sees, but for line breaks and tabs.
pub(super) fn is_odd(c: char) -> bool {
    let is_control = c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    is_control
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// True if a text can stand over several lines in a literal without escapes.
pub(super) fn is_raw(text: &str) -> bool {
    let ends_in_blank = || text.split('\n').any(|line| line.ends_with([' ', '\t']));
    !text.chars().any(|c| is_odd(c) || c == '\r') && !ends_in_blank()
}

/// A text with every line but the first moved to the right.
pub(super) fn moved(text: &str, blanks: usize) -> String {
    text.replace('\n', &format!("\n{}", " ".repeat(blanks)))
}

/// The name of a field inside the quotes of a header.
pub(super) fn disposition_name(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
