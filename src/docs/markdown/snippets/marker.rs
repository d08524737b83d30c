//! Lines with scissors: `--8<-- "file"`, `--8<--`, `--8<-- [start:name]`.

use std::ops::Range;

/// What a line with scissors asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// A file; offsets are those of the line.
    File { indent: usize, path: Range<usize> },
    /// The start or end of a list of files.
    Block { indent: usize },
    /// The line itself without the semicolon at this offset.
    Escaped(usize),
    /// A section starts or ends here; the line is never shown.
    Section,
}

/// Reads a line.
pub(super) fn read(line: &str) -> Option<Marker> {
    let cut = line.find("-8<-")?;
    if section(line).is_some() {
        let before = line[..cut].trim_end_matches('-');
        return Some(match before.strip_suffix(';') {
            Some(before) => Marker::Escaped(before.len()),
            None => Marker::Section,
        });
    }
    let indent = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
    let inner = line[indent..].trim_end();
    if inner.starts_with(';') {
        let rest = inner.trim_start_matches(';');
        return is_whole(rest).then_some(Marker::Escaped(indent));
    }
    let after = scissors(inner)?;
    if after.is_empty() {
        return Some(Marker::Block { indent });
    }
    let path = quoted(after)?;
    let start = indent + inner.len() - after.len() + (after.len() - after.trim_start().len()) + 1;
    Some(Marker::File { indent, path: start..start + path.len() })
}

/// The name of the section that starts (true) or ends in a line.
pub(super) fn section(line: &str) -> Option<(&str, bool)> {
    let after = &line[line.find("-8<-")? + 4..];
    let inner = after.trim_start_matches('-').trim_start().strip_prefix('[')?.trim_start();
    let (inner, _) = inner.split_once(']')?;
    let (kind, name) = inner.split_once(':')?;
    let is_start = match kind.trim().to_ascii_lowercase().as_str() {
        "start" => true,
        "end" => false,
        _ => return None,
    };
    let name = name.trim();
    is_name(name).then_some((name, is_start))
}

/// True for names that sections may have.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// What follows the scissors that a text begins with.
fn scissors(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches('-');
    let rest = (rest.len() < text.len()).then_some(rest)?.strip_prefix("8<-")?;
    let rest = rest.trim_start_matches('-');
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(rest)
}

fn quoted(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let path = text[1..].strip_suffix(quote)?;
    (!path.is_empty() && !path.contains(quote)).then_some(path)
}

fn is_whole(text: &str) -> bool {
    scissors(text).is_some_and(|after| after.is_empty() || quoted(after).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scissors_are_read() {
        let check = |line: &str, expect: Option<Marker>| assert_eq!(read(line), expect, "{line}");
        check("--8<-- \"a.md\"\n", Some(Marker::File { indent: 0, path: 8..12 }));
        check("  -8<- 'a.md'", Some(Marker::File { indent: 2, path: 8..12 }));
        check("--8<--\n", Some(Marker::Block { indent: 0 }));
        check(" ;--8<-- \"a.md\"", Some(Marker::Escaped(1)));
        check("// --8<-- [start:x]\n", Some(Marker::Section));
        check("// ;--8<-- [end:x]\n", Some(Marker::Escaped(3)));
        check("--8<-- \"a.md\" and more", None);
        check("text --8<-- \"a.md\"", None);
        check("8<", None);
    }
}
