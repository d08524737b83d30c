//! How wide text is. A drawing says which fonts it wants and cannot know which of them a reader has, so the boxes are
//! measured for the widest of the usual ones: text then fits in all of them.

use merman::svg::{
    DeterministicTextMeasurer, MeasurementProfileId, TextMeasurementPolicy, TextMeasurementProfile,
    TextMeasurementProfileIdentity, TextStyle,
};

/// The fonts of drawings, the wide ones first: Verdana on Windows and macOS, DejaVu Sans on Linux.
pub(super) const FONTS: &str = "verdana, \"dejavu sans\", \"trebuchet ms\", arial, sans-serif";

/// Widths of the printable characters of ASCII in DejaVu Sans, in hundredths of the font size.
const REGULAR: [u8; 95] = [
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
    84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69,
    61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63,
    59, 82, 59, 59, 52, 64, 34, 64, 84,
];
/// The same in bold.
const BOLD: [u8; 95] = [
    35, 46, 52, 84, 70, 100, 87, 31, 46, 46, 52, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40,
    84, 84, 84, 58, 100, 77, 76, 73, 83, 68, 68, 82, 84, 37, 37, 77, 64, 100, 84, 85, 73, 85, 77, 72, 68, 81, 77, 110,
    77, 72, 73, 46, 37, 46, 84, 50, 50, 67, 72, 59, 72, 68, 44, 72, 71, 34, 34, 67, 34, 104, 71, 69, 72, 72, 49, 60,
    48, 71, 65, 92, 65, 65, 58, 71, 37, 71, 84,
];

/// Measures all text with the widths of this module.
pub(super) fn policy() -> TextMeasurementPolicy {
    let identity = MeasurementProfileId::new("platdocs.wide")
        .and_then(|profile| TextMeasurementProfileIdentity::new(profile, "1"))
        .expect("both are plain names");
    let measure = DeterministicTextMeasurer::default().with_width_callback(width);
    TextMeasurementPolicy::uniform(TextMeasurementProfile::new(identity, measure))
}

/// The width of a line in pixels.
fn width(text: &str, style: &TextStyle) -> f64 {
    let weight = style.font_weight.as_deref().unwrap_or("");
    let is_bold = weight.starts_with("bold") || weight.parse().is_ok_and(|weight: f64| weight >= 600.0);
    let table = if is_bold { &BOLD } else { &REGULAR };
    let hundredths: u64 = text.chars().map(|c| u64::from(of(c, table))).sum();
    hundredths as f64 / 100.0 * style.font_size.max(1.0)
}

fn of(c: char, table: &[u8; 95]) -> u8 {
    let nth = u32::from(c).checked_sub(u32::from(' ')).and_then(|nth| usize::try_from(nth).ok());
    match (nth.and_then(|nth| table.get(nth)), c) {
        (Some(width), _) => *width,
        // Controls, soft hyphens, marks on the character before, joiners.
        (None, '\0'..' ' | '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}') => 0,
        (None, '\u{7f}'..='\u{2ff}') => 70,
        (None, '\u{1f000}'..) => 130,
        (None, '\u{2e80}'..) => 100,
        (None, _) => 85,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_a_width() {
        let check = |text: &str, weight: Option<&str>, expect: f64| {
            let style = TextStyle { font_size: 10.0, font_weight: weight.map(str::to_owned), ..TextStyle::default() };
            assert!((width(text, &style) - expect).abs() < 1e-9, "{text}: {}", width(text, &style));
        };
        check("", None, 0.0);
        check("Ab ~", None, 6.8 + 6.3 + 3.2 + 8.4);
        check("Ab", Some("bold"), 7.7 + 7.2);
        check("Ab", Some("700"), 7.7 + 7.2);
        check("Ab", Some("400"), 6.8 + 6.3);
        check("e\u{301}中😀", None, 6.2 + 10.0 + 13.0);
    }
}
