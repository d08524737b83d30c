//! How wide texts are, by a table: the build knows no fonts.

/// Most characters of a title.
const MAX_TITLE: usize = 28;
/// Widest title; fewer characters of scripts with wide ones fit.
const MAX_TITLE_WIDTH: i64 = 224;
/// Sizes of the letters of nodes and of words beside lines.
pub(super) const TITLE_SIZE: i64 = 13;
pub(super) const WORD_SIZE: i64 = 11;

/// Widths of the characters from space to tilde in hundredths of the letter size, those of a wide sans-serif.
const WIDTHS: [u8; 95] = [
    30, 34, 44, 68, 64, 92, 76, 26, 38, 38, 50, 66, 32, 42, 32, 40, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 66,
    66, 66, 56, 100, 70, 70, 72, 76, 64, 60, 77, 77, 32, 50, 68, 58, 88, 78, 80, 66, 80, 70, 66, 66, 76, 70, 98, 68,
    66, 66, 38, 40, 38, 66, 54, 54, 60, 63, 56, 63, 60, 38, 63, 62, 28, 30, 58, 28, 94, 62, 62, 63, 63, 42, 54, 40, 62,
    58, 82, 58, 58, 54, 40, 36, 40, 66,
];

/// Width of a text in whole pixels, a little more than most system fonts need.
pub(super) fn width(text: &str, size: i64) -> i64 {
    let hundredths: i64 = text.chars().map(character_width).sum();
    (hundredths * size + 99) / 100
}

fn character_width(c: char) -> i64 {
    let ascii = u32::from(c).checked_sub(32).and_then(|at| WIDTHS.get(at as usize));
    match (ascii, u32::from(c)) {
        (Some(width), _) => i64::from(*width),
        (None, 0x0300..=0x036f | 0x200b..=0x200f | 0xfe00..=0xfe0f) => 0,
        (None, 0x1100..) => 100,
        (None, _) => 66,
    }
}

/// A title that fits into a node.
pub(super) fn fitted(title: &str) -> String {
    if title.chars().count() <= MAX_TITLE && width(title, TITLE_SIZE) <= MAX_TITLE_WIDTH {
        return title.to_owned();
    }
    let mut short = String::new();
    for c in title.chars().take(MAX_TITLE - 1) {
        if width(&short, TITLE_SIZE) + character_width(c) * TITLE_SIZE / 100 > MAX_TITLE_WIDTH - TITLE_SIZE {
            break;
        }
        short.push(c);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}
