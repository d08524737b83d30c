//! Counts that bound the work of a drawing before merman sees its source: what grows faster than the source in it, and what
//! walks as far as a number that the author writes. They are counts, so that a slow machine draws what a fast one does.

use merman::resources::InputResourceLimitId as Input;
use merman::svg::{RenderResourceLimitId as Render, RenderResourcePolicy, ResourceLimitId};

use super::Trouble;

/// Longest source in characters.
const MAX_CHARS: usize = 50_000;
/// Most lines and other ends of statements, each of which can be a node.
const MAX_STATEMENTS: usize = 2_000;
/// Longest line in characters: what is tried for each part of a label stays small.
const MAX_LINE: usize = 2_000;
/// Most arrows and lines between nodes.
const MAX_ARROWS: usize = 1_000;
/// Most `&`, which draw an arrow from each node of one list to each of another.
const MAX_JOINS: usize = 200;
/// Most signs that may open or close emphasis: each is compared with those before it.
const MAX_EMPHASIS: usize = 4_000;
/// Most days that a schedule with `excludes` walks over, times what it excludes.
const MAX_DAYS: f64 = 50_000.0;

/// What merman may spend on one drawing.
const LIMITS: &[(ResourceLimitId, usize)] = &[
    (ResourceLimitId::Input(Input::MaxModelItems), 8_000),
    (ResourceLimitId::Input(Input::MaxModelTextBytes), 512 << 10),
    (ResourceLimitId::Input(Input::MaxModelNestingDepth), 64),
    (ResourceLimitId::Render(Render::MaxLayoutWorkUnits), 14_000_000),
    (ResourceLimitId::Render(Render::MaxSvgBytes), 4 << 20),
    (ResourceLimitId::Render(Render::MaxSvgElements), 20_000),
];

/// The limits that merman keeps by itself.
pub(super) fn policy() -> RenderResourcePolicy {
    let limited = |policy: RenderResourcePolicy, (id, most): &(ResourceLimitId, usize)| {
        policy.with_limit(*id, *most).unwrap_or(policy)
    };
    LIMITS.iter().fold(RenderResourcePolicy::constrained(), limited)
}

/// What the diagrams of one page may still cost, so that a page of thousands of them ends.
#[derive(Debug)]
pub struct Allowance {
    pub(super) diagrams: usize,
    pub(super) chars: usize,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { diagrams: 200, chars: 200_000 }
    }
}

impl Allowance {
    /// Takes the cost of a diagram.
    ///
    /// # Errors
    /// When the page may have no more.
    pub fn take(&mut self, source: &str) -> Result<(), Trouble> {
        let left = self.diagrams.checked_sub(1).zip(self.chars.checked_sub(source.chars().count()));
        let used_up = || Trouble::new("the diagrams before it are all that one page may have");
        let (diagrams, chars) = left.ok_or_else(used_up)?;
        *self = Self { diagrams, chars };
        Ok(())
    }
}

/// Refuses a source that has too much of something.
pub(super) fn check(source: &str) -> Result<(), Trouble> {
    let count = |signs: &[&str]| signs.iter().map(|sign| source.matches(sign).count()).sum::<usize>();
    // An arrow has two of these strokes, and one more with a label in its middle.
    let arrows = count(&["--", "->", "==", "-."]) / 2;
    let counted = [
        (source.chars().count(), MAX_CHARS, "characters"),
        (count(&["\n", ";"]), MAX_STATEMENTS, "lines"),
        (source.lines().map(|line| line.chars().count()).max().unwrap_or(0), MAX_LINE, "characters in a line"),
        (arrows, MAX_ARROWS, "arrows"),
        (count(&["&"]), MAX_JOINS, "`&`"),
        (count(&["*", "_"]), MAX_EMPHASIS, "signs of emphasis"),
    ];
    if let Some((_, most, what)) = counted.into_iter().find(|(found, most, _)| found > most) {
        return Err(Trouble::new(format!("it has more than {most} {what}")));
    }
    if excluded_days(source) > MAX_DAYS {
        return Err(Trouble::new("its tasks are too long for `excludes`, which is tried for every day"));
    }
    Ok(())
}

/// The days of all durations, times what they are compared with.
fn excluded_days(source: &str) -> f64 {
    let lines = || source.lines().map(str::trim);
    let excluded = lines().filter_map(|line| line.strip_prefix("excludes"));
    let excluded: usize = excluded.map(|rest| rest.split([',', ' ']).filter(|part| !part.is_empty()).count()).sum();
    let days: f64 = lines().flat_map(|line| line.split([':', ','])).filter_map(|part| days(part.trim())).sum();
    days * excluded as f64
}

/// The days of a duration such as `3d` or `1.5w`.
fn days(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(end);
    let days = match unit {
        "y" => 366.0,
        "M" => 31.0,
        "w" => 7.0,
        "d" => 1.0,
        "h" | "m" | "s" | "ms" => 1.0 / 24.0,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_of_anything_is_refused() {
        let refused = |source: String| check(&source).err().map(|trouble| trouble.why).unwrap_or_default();
        assert!(refused("a b\n".repeat(2_001)).contains("2000 lines"));
        assert!(refused("a b\n".repeat(2_000).replace("b", &"b".repeat(30))).contains("50000 characters"));
        assert!(refused("a".repeat(2_001)).contains("2000 characters in a line"));
        assert!(refused("A --> B\n".repeat(1_001)).contains("1000 arrows"));
        assert_eq!(refused("A --> B\n".repeat(900)), "");
        assert!(refused(format!("A{} --> B", " & C".repeat(201))).contains("200 `&`"));
        assert!(refused("A[**x**]\n".repeat(1_001)).contains("4000 signs of emphasis"));
    }

    #[test]
    fn days_that_a_schedule_walks_over_are_bounded() {
        let check = |tasks: &str, expect: f64| assert_eq!(excluded_days(&format!("gantt\n{tasks}")), expect, "{tasks}");
        check("x :a1, 2024-01-01, 99999999d", 0.0);
        check("excludes weekends\n x :a1, 2024-01-01, 3d\n y :1.5w", 13.5);
        check("excludes weekends, 2024-01-02\n x :done, a1, after a2, 2y", 1464.0);
        let endless = "gantt\n excludes weekends\n x :a1, 2024-01-01, 99999999d\n";
        assert!(super::check(endless).is_err_and(|trouble| trouble.why.contains("excludes")));
    }
}
