//! Style sheets of drawings, rule by rule: a rule that loads something, or could hide that it does, is left out.

/// Deepest blocks inside each other.
const MAX_DEPTH: usize = 4;
/// Parts of a value that load something, run something or hide what they are.
const REFUSED: &[&str] = &["\\", "@", "image(", "image-set(", "src(", "expression(", "-moz-binding"];
/// Rules with rules inside that may stay.
const GROUPS: &[&str] = &["@media", "@supports", "@keyframes", "@-webkit-keyframes"];

/// A style sheet without the rules that are refused, and whether there were any.
pub(super) fn sheet(text: &str) -> (String, bool) {
    let text = without_comments(text);
    let mut out = String::with_capacity(text.len());
    let refused = rules(&text, 0, &mut out);
    (out, refused)
}

/// The declarations of a `style` attribute that may stay, and whether others were left out.
pub(super) fn declarations(text: &str) -> (String, bool) {
    let text = without_comments(text);
    let mut out = String::with_capacity(text.len());
    let mut refused = false;
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let end = end_of(rest, &[';']).unwrap_or(rest.len());
        let declaration = rest[..end].trim();
        rest = rest.get(end + 1..).unwrap_or("");
        if declaration.is_empty() {
            continue;
        }
        if is_harmless(declaration) && end_of(declaration, &['{', '}']).is_none() {
            if !out.is_empty() {
                out.push(';');
            }
            out.push_str(declaration);
        } else {
            refused = true;
        }
    }
    (out, refused)
}

/// True for the value of an attribute that draws: it names nothing but parts of the same file.
pub(super) fn is_harmless(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let refused = REFUSED.iter().any(|part| lower.contains(part));
    !refused && is_balanced(&lower) && lower.match_indices("url(").all(|(at, _)| names_a_part(&lower[at + 4..]))
}

fn names_a_part(inside: &str) -> bool {
    inside.trim_start().trim_start_matches(['"', '\'']).starts_with('#')
}

/// Copies rules; true if some were left out.
fn rules(text: &str, depth: usize, out: &mut String) -> bool {
    let mut refused = false;
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let Some(end) = end_of(rest, &['{', ';', '}']) else {
            return refused || !rest.is_empty();
        };
        let prelude = rest[..end].trim();
        if !rest[end..].starts_with('{') {
            // A statement such as `@import`, or a bracket too many.
            refused |= !prelude.is_empty() || rest[end..].starts_with('}');
            rest = &rest[end + 1..];
            continue;
        }
        let inside = &rest[end + 1..];
        let Some(length) = end_of(inside, &['}']) else { return true };
        let body = &inside[..length];
        rest = &inside[length + 1..];
        let start = out.len();
        out.push_str(prelude);
        out.push('{');
        let kept = if let Some(rule) = prelude.strip_prefix('@') {
            let name = prelude.split([' ', '(', '\t', '\n']).next().unwrap_or("").to_ascii_lowercase();
            let good = GROUPS.contains(&name.as_str()) && is_harmless(rule) && depth < MAX_DEPTH;
            if good {
                refused |= rules(body, depth + 1, out);
            }
            good
        } else {
            let good = is_harmless(prelude);
            if good {
                let (body, some) = declarations(body);
                refused |= some;
                out.push_str(&body);
            }
            good
        };
        out.push('}');
        if !kept {
            out.truncate(start);
            refused = true;
        }
    }
}

/// Where one of `ends` stands outside strings, brackets and blocks.
fn end_of(text: &str, ends: &[char]) -> Option<usize> {
    let mut quote = None;
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c || c == '\n' => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, c) if depth == 0 && ends.contains(&c) => return Some(at),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    None
}

/// True if strings and brackets end where they stand, so that nothing behind is read in another way.
fn is_balanced(text: &str) -> bool {
    let mut quote = None;
    let mut open = Vec::new();
    for c in text.chars() {
        match (quote, c) {
            (Some(_), '\n') => return false,
            (Some(start), c) if start == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => open.push(')'),
            (None, '[') => open.push(']'),
            (None, ')' | ']') if open.pop() != Some(c) => return false,
            (None, _) => {}
        }
    }
    quote.is_none() && open.is_empty()
}

/// Comments are taken out before anything is looked at, and leave a blank so that what they part stays parted.
fn without_comments(text: &str) -> String {
    let text = text.replace("<!--", " ").replace("-->", " ");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        out.push(' ');
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_load_are_left_out() {
        let check = |text: &str, expect: &str, refused: bool| {
            assert_eq!(sheet(text), (expect.to_owned(), refused), "{text}");
            assert_eq!(sheet(expect), (expect.to_owned(), false), "again: {text}");
        };
        check(
            " .a { fill : red ; stroke:#fff } #b>c{d:url( '#e' )}",
            ".a{fill : red;stroke:#fff}#b>c{d:url( '#e' )}",
            false,
        );
        check("@media (prefers-color-scheme: dark){.a{b:c}}", "@media (prefers-color-scheme: dark){.a{b:c}}", false);
        check("@keyframes x{from{a:b}to{c:d}}", "@keyframes x{from{a:b}to{c:d}}", false);
        check("a{content:\"}{;\"}", "a{content:\"}{;\"}", false);
        check("@import 'x';a{b:c}", "a{b:c}", true);
        check("@im/**/port 'x';a{b:c}", "a{b:c}", true);
        check("@font-face{src:url(#x)}a{b:c}", "a{b:c}", true);
        check("a{b:url(//evil);c:d}", "a{c:d}", true);
        check("a{b:u\\72l(//evil)}", "a{}", true);
        check("a{b:image-set('//evil' 1x)}", "a{}", true);
        check("a{b:'}c{d:e}", "", true);
        check("a{b:c}}d{e:f}", "a{b:c}d{e:f}", true);
        check("a{b:c", "", true);
        check("a{b{c:d}}", "a{}", true);
        check(
            "@media x{@media y{@media z{@media w{@media v{a{b:c}}}}}}",
            "@media x{@media y{@media z{@media w{}}}}",
            true,
        );
    }

    #[test]
    fn declarations_that_load_are_left_out() {
        let check = |text: &str, expect: &str, refused: bool| {
            assert_eq!(declarations(text), (expect.to_owned(), refused), "{text}");
        };
        check("fill:url(#a);stroke: red;", "fill:url(#a);stroke: red", false);
        check("fill:url('//evil')", "", true);
        check("fill:URL(\n\"//evil\")", "", true);
        check("a:b} * {c:url(//evil)", "", true);
        check("font-family:\"A;B\";c:d", "font-family:\"A;B\";c:d", false);
    }
}
