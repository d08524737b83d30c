//! Parts of a file: lines and sections.

use std::ops::Range;

use super::marker;

/// The parts that were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selected {
    /// Their places.
    pub(super) ranges: Vec<Range<usize>>,
    /// The start of a section that does not end.
    pub(super) unclosed: Option<Range<usize>>,
}

impl Selected {
    fn one(range: Range<usize>, unclosed: Option<Range<usize>>) -> Self {
        Self { ranges: std::iter::once(range).collect(), unclosed }
    }
}

/// Divides `file:4:6` and `file:section` into the file and the part of it.
pub(super) fn split(written: &str) -> (&str, Option<&str>) {
    match written.split_once(':') {
        Some((path, part)) if marker::is_name(part) || lines(part).is_some() => (path, Some(part)),
        Some(_) | None => (written, None),
    }
}

/// Where in a text a part stands, or what is missing.
pub(super) fn ranges(text: &str, part: Option<&str>) -> Result<Selected, String> {
    let Some(part) = part else { return Ok(Selected::one(0..text.len(), None)) };
    match lines(part) {
        Some(wanted) => {
            let starts: Vec<usize> = line_starts(text);
            let ranges: Option<Vec<_>> = wanted.iter().map(|wanted| range_of(wanted, &starts)).collect();
            let problem = || format!("lines `{part}`, it has {}", starts.len() - 1);
            Ok(Selected { ranges: ranges.ok_or_else(problem)?, unclosed: None })
        }
        None => section(text, part).ok_or_else(|| format!("section `{part}`")),
    }
}

/// `4:6,8:9`: first and last lines, each may be missing.
fn lines(part: &str) -> Option<Vec<(Option<i64>, Option<i64>)>> {
    let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse::<i64>().ok().map(Some) };
    part.split(',')
        .map(|range| {
            let (first, last) = range.split_once(':').unwrap_or((range, ""));
            let range = (number(first)?, number(last)?);
            (range != (None, None)).then_some(range)
        })
        .collect()
}

/// Where lines start, and where the text ends.
fn line_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    if starts.last() != Some(&text.len()) {
        starts.push(text.len());
    }
    starts
}

fn range_of((first, last): &(Option<i64>, Option<i64>), starts: &[usize]) -> Option<Range<usize>> {
    let count = i64::try_from(starts.len() - 1).ok()?;
    let absolute = |line: i64| if line < 0 { count + 1 + line } else { line.max(1) };
    let first = absolute(first.unwrap_or(1));
    let last = absolute(last.unwrap_or(count)).min(count);
    if first < 1 || first > count || last < first {
        return None;
    }
    let start = usize::try_from(first - 1).ok()?;
    let end = usize::try_from(last).ok()?;
    Some(*starts.get(start)?..*starts.get(end)?)
}

fn section(text: &str, name: &str) -> Option<Selected> {
    let mut start = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        if let Some((_, is_start)) = marker::section(line).filter(|(found, _)| *found == name) {
            match &start {
                None if is_start => start = Some((next, at..at + line.trim_end().len())),
                Some((from, _)) if !is_start => {
                    return Some(Selected::one(*from..at, None));
                }
                Some(_) | None => {}
            }
        }
        at = next;
    }
    start.map(|(from, marker)| Selected::one(from..text.len(), Some(marker)))
}

/// Blanks that all lines begin with.
pub(super) fn common_indent(text: &str) -> usize {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    text.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_selected() {
        let text = "1\n2\n# --8<-- [start:s]\n4\n# --8<-- [end:s]\n6\n";
        let check = |written: &str, expect: &str| {
            let (path, part) = split(written);
            assert_eq!(path, "f", "{written}");
            let found = ranges(text, part);
            let shown = found.map(|found| found.ranges.into_iter().map(|range| &text[range]).collect::<String>());
            assert_eq!(shown.as_deref().unwrap_or("none"), expect, "{written}");
        };
        check("f", text);
        check("f:6", "6\n");
        check("f:1:2", "1\n2\n");
        check("f::1", "1\n");
        check("f:1:1,6:6", "1\n6\n");
        check("f:-1", "6\n");
        check("f:-1:-1", "6\n");
        check("f:s", "4\n");
        check("f:t", "none");
        check("f:9", "none");
        check("f:2:1", "none");
        assert_eq!(split("c:/x y"), ("c:/x y", None));
    }
}
