//! Colours: OKLCH to sRGB and back, contrast after WCAG, and the brand's accent made fit to carry text.
//!
//! The formulas are those of CSS Color 4 (OKLab) and WCAG 2.2 (relative luminance, contrast ratio).

use super::ThemeError;

/// Least contrast of accent text, on the page and on the accent's own fill.
const TEXT: f64 = 4.5;
/// Least contrast of lines that carry meaning.
const LINE: f64 = 3.0;
/// Lightness and chroma of the page's background, light and dark, as `tokens.css` has them.
const BACKGROUNDS: [(f64, f64); 2] = [(1.0, 0.0), (0.172, 0.009)];
/// Lightness and greatest chroma of the accent's fill, light and dark.
const FILLS: [(f64, f64); 2] = [(0.965, 0.016), (0.26, 0.045)];

/// A colour in OKLCH: lightness 0 to 1, chroma, hue in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Oklch {
    /// Lightness, 0 to 1.
    pub(super) l: f64,
    /// Chroma, 0 to about 0.4.
    pub(super) c: f64,
    /// Hue in degrees.
    pub(super) h: f64,
}

impl Oklch {
    /// Linear sRGB, each part cut to 0..1.
    fn linear(self) -> [f64; 3] {
        let (a, b) = (self.c * self.h.to_radians().cos(), self.c * self.h.to_radians().sin());
        let l = (self.l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (self.l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (self.l - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
        [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
        ]
        .map(|part| part.clamp(0.0, 1.0))
    }

    fn from_linear([r, g, b]: [f64; 3]) -> Self {
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let a = 1.977_998_495_1 * l - 2.428_592_205 * m + 0.450_593_709_9 * s;
        let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766 * s;
        Self {
            l: 0.210_454_255_3 * l + 0.793_617_785 * m - 0.004_072_046_8 * s,
            c: a.hypot(b),
            h: b.atan2(a).to_degrees().rem_euclid(360.0),
        }
    }

    fn css(self) -> String {
        format!("oklch({:.3} {:.3} {:.1})", self.l, self.c, self.h)
    }
}

/// The contrast ratio of two colours, 1 to 21.
pub(super) fn contrast(a: Oklch, b: Oklch) -> f64 {
    let luminance = |color: Oklch| {
        let [r, g, b] = color.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The rules that give a portal its brand: the neutrals' hue and the accent for text, lines and fills in both schemes.
///
/// # Errors
/// The text is no hexadecimal colour.
pub(super) fn accent_css(hex: &str) -> Result<String, ThemeError> {
    let Some(accent) = parse_hex(hex) else {
        return Err(ThemeError {
            file: String::new(),
            line: 0,
            column: 0,
            message: format!("the accent `{}` is not a colour such as `#3450c8`", crate::diag::shown(hex)),
        });
    };
    let fills = FILLS.map(|(l, c)| Oklch { l, c: c.min(accent.c), h: accent.h });
    let text = [0, 1].map(|scheme| readable(accent, scheme, fills[scheme], TEXT));
    let line = [0, 1].map(|scheme| readable(accent, scheme, fills[scheme], LINE));
    let pair = |colors: [Oklch; 2]| format!("light-dark({},{})", colors[0].css(), colors[1].css());
    Ok(format!(
        ":root{{--pd-hue:{:.1};--pd-accent-text:{};--pd-accent-line:{};--pd-accent-fill:{}}}\n",
        accent.h,
        pair(text),
        pair(line),
        pair(fills)
    ))
}

/// The nearest lightness of a colour that has `ratio` on the background and on the fill of a scheme (0 light, 1 dark).
fn readable(color: Oklch, scheme: usize, fill: Oklch, ratio: f64) -> Oklch {
    let (l, c) = BACKGROUNDS[scheme];
    let background = Oklch { l, c, h: color.h };
    let step = if scheme == 0 { -0.005 } else { 0.005 };
    let mut color = color;
    // A little more than asked for, because the printed numbers are rounded.
    while contrast(color, background).min(contrast(color, fill)) < ratio + 0.05 && (0.0..=1.0).contains(&color.l) {
        color.l += step;
        color.c *= 0.995;
    }
    color.l = color.l.clamp(0.0, 1.0);
    color
}

/// Reads `#rgb` or `#rrggbb`.
pub(super) fn parse_hex(text: &str) -> Option<Oklch> {
    let digits = text.trim().strip_prefix('#')?;
    let digits: Vec<u32> = digits.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    let bytes = match digits[..] {
        [r, g, b] => [r * 17, g * 17, b * 17],
        [r1, r2, g1, g2, b1, b2] => [r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2],
        _ => return None,
    };
    Some(Oklch::from_linear(bytes.map(|byte| {
        let part = f64::from(byte) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let check = |a: &str, b: &str, expect: f64| {
            let ratio = contrast(parse_hex(a).unwrap(), parse_hex(b).unwrap());
            assert!((ratio - expect).abs() < 0.02, "{a} on {b}: {ratio}");
        };
        check("#000", "#ffffff", 21.0);
        check("#777777", "#fff", 4.48);
        check("#0000ff", "#fff", 8.59);
    }

    #[test]
    fn any_accent_becomes_readable() {
        for hex in ["#ffff00", "#ffffff", "#000000", "#e60000", "#00ff88", "#3450c8", "#7f7f7f", "#ff00ff"] {
            let accent = parse_hex(hex).unwrap();
            for scheme in [0, 1] {
                let (l, c) = FILLS[scheme];
                let fill = Oklch { l, c: c.min(accent.c), h: accent.h };
                let (l, c) = BACKGROUNDS[scheme];
                let text = readable(accent, scheme, fill, TEXT);
                assert!(contrast(text, Oklch { l, c, h: accent.h }) >= TEXT, "{hex} in scheme {scheme}");
                assert!(contrast(text, fill) >= TEXT, "{hex} in scheme {scheme} on its fill");
            }
        }
    }

    #[test]
    fn a_fitting_accent_stays_as_it_is() {
        let css = accent_css("#3450c8").unwrap();
        let accent = parse_hex("#3450c8").unwrap();
        assert!(css.contains(&format!("--pd-accent-text:light-dark({}", accent.css())), "{css}");
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "red", "#12", "#12345g", "#1234567", "#fff;}body{display:none"] {
            assert!(accent_css(text).is_err(), "{text}");
        }
    }
}
