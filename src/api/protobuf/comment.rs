//! Comments of protobuf files as text for readers.

/// The text of a comment; `None` if nothing is left of it: stars before lines, notes to linters and licence headers go.
pub(super) fn clean(raw: &str) -> Option<Box<str>> {
    let raw = raw.replace("\r\n", "\n");
    let starred = raw.lines().filter(|line| !line.trim().is_empty()).all(|line| line.trim_start().starts_with('*'));
    let lines = raw.lines().map(|line| match starred {
        true => line.trim_start().trim_start_matches('*'),
        false => line,
    });
    let lines = lines.filter(|line| !line.trim_start().starts_with("buf:lint:"));
    let lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect();
    let text = without_asides(&lines.join("\n"));
    let paragraphs: Vec<&str> = text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()).collect();
    let licence = paragraphs.iter().any(|paragraph| is_licence(paragraph));
    (!licence && !paragraphs.is_empty()).then(|| text.trim_matches('\n').into())
}

/// A text without `(-- ... --)`, which Google's style keeps for authors.
fn without_asides(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("(--") {
        out.push_str(before);
        match after.split_once("--)") {
            Some((_, after)) => rest = after,
            None => {
                out.push_str("(--");
                rest = after;
            }
        }
    }
    out + rest
}

fn is_licence(paragraph: &str) -> bool {
    let start = paragraph.trim_start().to_ascii_lowercase();
    let starts = |word: &str| start.starts_with(word);
    starts("copyright") || starts("spdx-license") || starts("licensed under") || starts("the mit license")
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_is_no_text_for_readers_goes() {
        let check = |raw: &str, expect: Option<&str>| assert_eq!(clean(raw).as_deref(), expect, "{raw:?}");
        check(" Plans one sailing.\n   * indented\n", Some("Plans one sailing.\n  * indented"));
        check("*\n * Plans one sailing.\n *\n * In seconds.\n ", Some("Plans one sailing.\n\nIn seconds."));
        check(" Copyright 2024 Skerry.\n Licensed under the Apache License\n", None);
        check(" Shown. (-- for us --)\n buf:lint:ignore X\n", Some("Shown. "));
        check(" (-- open", Some("(-- open"));
        check(" \n", None);
    }
}
