//! Numbered marks in code and text, which the list that follows explains: `# (1)!` in a comment, `(1)` in a block with the
//! class `annotate`.

use std::ops::Range;

/// Most marks of one block.
const MAX_MARKS: usize = 1000;
/// Signs that begin a comment, as they stand in markup.
const SIGNS: [&str; 8] = ["&lt;!--", "#", "//", "--", ";", "%", "/*", "(*"];
/// What may end one.
const ENDS: [&str; 3] = ["*/", "--&gt;", "*)"];
const COMMENT: &str = "<span class=\"hl-c\">";

/// A mark in markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// What gives way to the link: the mark, or with `!` the whole comment.
    pub(super) at: Range<usize>,
    /// The number of the note.
    pub(super) number: u64,
    /// True if it takes a whole comment, and the blanks before it.
    pub(super) whole: bool,
}

/// The marks in the comments of highlighted code. Without `plain` only those with `!`, which mean nothing else.
pub(super) fn in_code(html: &str, plain: bool) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut start = 0;
    for line in html.split_inclusive('\n') {
        if marks.len() < MAX_MARKS && line.contains('(') {
            in_line(line.trim_end_matches('\n'), start, plain, &mut marks);
        }
        start += line.len();
    }
    marks
}

fn in_line(line: &str, start: usize, plain: bool, marks: &mut Vec<Mark>) {
    let before = marks.len();
    let mut done = 0;
    while let Some(found) = line[done..].find(COMMENT) {
        let open = done + found;
        let inner = open + COMMENT.len();
        let end = line[inner..].find("</span>").map_or(line.len(), |length| inner + length);
        let comment = numbers(&line[inner..end]);
        done = (end + "</span>".len()).min(line.len());
        if let Some((_, number, _)) = comment.iter().find(|(_, _, whole)| *whole) {
            marks.push(Mark { at: start + open..start + done, number: *number, whole: true });
        } else if plain {
            let mark = |(at, number, _): (Range<usize>, u64, bool)| Mark {
                at: start + inner + at.start..start + inner + at.end,
                number,
                whole: false,
            };
            marks.extend(comment.into_iter().map(mark));
        }
    }
    // In a language without colours only the sign tells a comment.
    if marks.len() == before {
        let tail = line.rfind("</span>").map_or(0, |at| at + "</span>".len());
        let mark = at_end(&line[tail..]).filter(|(_, _, whole)| *whole || plain);
        let from = start + tail;
        marks.extend(mark.map(|(at, number, whole)| Mark { at: from + at.start..from + at.end, number, whole }));
    }
}

/// The comment at the end of a line of plain code that holds nothing but a mark.
fn at_end(line: &str) -> Option<(Range<usize>, u64, bool)> {
    let end = line.trim_end();
    let text = ENDS.iter().find_map(|closer| end.strip_suffix(closer)).unwrap_or(end).trim_end();
    let (at, number, whole) = numbers(text).pop()?;
    if at.end + usize::from(whole) != text.len() {
        return None;
    }
    let before = text[..at.start].trim_end();
    let rest = SIGNS.iter().find_map(|sign| before.strip_suffix(sign))?;
    let apart = rest.is_empty() || rest.ends_with([' ', '\t']);
    let at = if whole { rest.len()..end.len() } else { at };
    apart.then_some((at, number, whole))
}

/// Each `(n)` of a text, and whether `!` follows.
fn numbers(text: &str) -> Vec<(Range<usize>, u64, bool)> {
    let open = text.match_indices('(').filter_map(|(at, _)| {
        let digits = text[at + 1..].bytes().take(4).take_while(u8::is_ascii_digit).count();
        let number = text[at + 1..at + 1 + digits].parse().ok().filter(|_| digits < 4)?;
        let rest = text[at + 1 + digits..].strip_prefix(')')?;
        Some((at..text.len() - rest.len(), number, rest.starts_with('!')))
    });
    open.take(MAX_MARKS).collect()
}

/// The marks in the text of markup, outside links and code.
pub(super) fn in_text(html: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut quiet = 0_usize;
    let mut at = 0;
    while at < html.len() && marks.len() < MAX_MARKS {
        let rest = &html[at..];
        if !rest.starts_with('<') {
            let end = rest.find('<').unwrap_or(rest.len());
            if quiet == 0 {
                let found = numbers(&rest[..end]).into_iter();
                marks.extend(found.map(|(inner, number, _)| Mark {
                    at: at + inner.start..at + inner.end,
                    number,
                    whole: false,
                }));
            }
            at += end;
            continue;
        }
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let tag = &rest[1..end];
        let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap_or_default();
        if matches!(name, "a" | "code" | "pre" | "button" | "svg" | "math") {
            quiet = if tag.starts_with('/') { quiet.saturating_sub(1) } else { quiet + 1 };
        }
        at += end;
    }
    marks
}

/// True if the element that markup begins with has the class `annotate`.
pub(super) fn is_annotated(html: &str) -> bool {
    let tag = html.split('>').next().unwrap_or_default();
    let class = tag.split_once(" class=\"").and_then(|(_, rest)| rest.split('"').next());
    class.is_some_and(|class| class.split(' ').any(|word| word == "annotate"))
}

/// Code with links in place of the marks whose numbers are in `notes`.
pub(super) fn linked(html: &str, marks: &[Mark], group: usize, notes: &Range<u64>) -> String {
    let mut out = String::with_capacity(html.len() + marks.len() * 96);
    let mut done = 0;
    for mark in marks.iter().filter(|mark| notes.contains(&mark.number)) {
        out.push_str(&html[done..mark.at.start]);
        // The blanks between code and a comment go with it.
        let kept = out.trim_end_matches([' ', '\t']).len();
        if mark.whole && kept > 0 && !out[..kept].ends_with('\n') {
            out.truncate(kept);
        }
        out.push_str(&link(group, mark.number));
        done = mark.at.end;
    }
    out.push_str(&html[done..]);
    out
}

/// The link to a note.
pub(super) fn link(group: usize, number: u64) -> String {
    format!("<a class=\"annotation\" href=\"#{}\" aria-label=\"Note ({number})\">({number})</a>", id(group, number))
}

/// What a link to a note leads to, at the start of the note.
pub(super) fn target(group: usize, number: u64) -> String {
    format!("<span class=\"annotation-text\" id=\"{}\"></span>", id(group, number))
}

fn id(group: usize, number: u64) -> String {
    format!("pd-note-{group}-{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(html: &str, plain: bool) -> Vec<(&str, u64)> {
        in_code(html, plain).into_iter().map(|mark| (&html[mark.at], mark.number)).collect()
    }

    #[test]
    fn marks_stand_in_comments() {
        let html = "a <span class=\"hl-c\"># (1)!</span>\nf(2)!\n<span class=\"hl-c\">// see (3) and (4)</span>\n";
        assert_eq!(code(html, false), [("<span class=\"hl-c\"># (1)!</span>", 1)]);
        assert_eq!(code(html, true), [("<span class=\"hl-c\"># (1)!</span>", 1), ("(3)", 3), ("(4)", 4)]);
    }

    #[test]
    fn a_sign_tells_a_comment_where_there_are_no_colours() {
        let html = "a # (1)!\nb -- (2)\n&lt;!-- (3)! --&gt;\n/* (4)! */\nx(5)\nc# (6)!\n; (7) more\n# (12345)!\n";
        assert_eq!(code(html, false), [("# (1)!", 1), ("&lt;!-- (3)! --&gt;", 3), ("/* (4)! */", 4)]);
        assert_eq!(code(html, true)[1], ("(2)", 2));
    }

    #[test]
    fn marks_in_text_stand_outside_links_and_code() {
        let html = "<p title=\"(9)\">a (1) <a href=\"x\">(2)</a> <code>(3)</code> <b>(4)</b></p>";
        assert_eq!(in_text(html).into_iter().map(|mark| mark.number).collect::<Vec<_>>(), [1, 4]);
        assert!(is_annotated("<p id=\"x\" class=\"a annotate\">"));
        assert!(!is_annotated("<p class=\"annotated\">"));
    }
}
