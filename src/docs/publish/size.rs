//! How large an image is shown, from its first bytes: pages say it before the image arrives, so that nothing moves then.

use super::svg;

/// Bytes that are looked at where a format has no fixed places.
const HEAD: usize = 64 << 10;
/// Most segments of a JPEG before its size.
const MAX_SEGMENTS: usize = 1000;
/// Largest width or height that a page may say; see the values that [`crate::safe`] lets through.
const MAX_PIXELS: u32 = 4096;

/// Width and height in pixels, `None` if the image does not say it. What is too large for a page is made smaller in
/// proportion.
pub(in crate::docs) fn of(bytes: &[u8]) -> Option<(u32, u32)> {
    let (width, height) = png(bytes)
        .or_else(|| gif(bytes))
        .or_else(|| webp(bytes))
        .or_else(|| jpeg(bytes))
        .or_else(|| avif(bytes))
        .or_else(|| drawing(bytes))
        .filter(|(width, height)| *width > 0 && *height > 0)?;
    let largest = width.max(height).max(MAX_PIXELS);
    let fit = |length| u64::from(length) * u64::from(MAX_PIXELS) / u64::from(largest);
    u32::try_from(fit(width).max(1)).ok().zip(u32::try_from(fit(height).max(1)).ok())
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let digits = bytes.get(at..at.checked_add(length)?)?;
    Some(digits.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte)))
}

fn number_reversed(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let digits = bytes.get(at..at.checked_add(length)?)?;
    Some(digits.iter().rev().fold(0, |number, byte| (number << 8) | u32::from(*byte)))
}

/// The header chunk, which is always the first.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(4..)?.strip_prefix(b"IHDR")?;
    number(header, 0, 4).zip(number(header, 4, 4))
}

/// The size of the screen that the pictures are drawn on.
fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    let screen = bytes.strip_prefix(b"GIF87a").or_else(|| bytes.strip_prefix(b"GIF89a"))?;
    number_reversed(screen, 0, 2).zip(number_reversed(screen, 2, 2))
}

/// One of three kinds of first chunk: lossy, lossless, extended (RFC 9649).
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let chunk = bytes.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    let data = chunk.get(8..)?;
    match chunk.get(..4)? {
        b"VP8 " => {
            let frame = data.get(3..)?.strip_prefix(b"\x9d\x01\x2a")?;
            let length = |at| number_reversed(frame, at, 2).map(|length| length & 0x3fff);
            length(0).zip(length(2))
        }
        b"VP8L" => {
            let bits = number_reversed(data.strip_prefix(b"\x2f")?, 0, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => {
            let length = |at| number_reversed(data, at, 3).map(|length| length + 1);
            length(4).zip(length(7))
        }
        _ => None,
    }
}

/// The first frame header; a camera that was held upright says so in its notes, and browsers turn the image.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    bytes.strip_prefix(b"\xff\xd8")?;
    let mut at = 2;
    let mut turned = false;
    for _ in 0..MAX_SEGMENTS {
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let marker = number(bytes, at, 2)?;
        let length = usize::try_from(number(bytes, at + 2, 2)?).ok()?;
        match marker {
            0xffc4 | 0xffc8 | 0xffcc => {}
            0xffc0..=0xffcf => {
                let (height, width) = number(bytes, at + 5, 2).zip(number(bytes, at + 7, 2))?;
                return Some(if turned { (height, width) } else { (width, height) });
            }
            0xffe1 => turned |= bytes.get(at + 4..at + 2 + length).is_some_and(|notes| is_turned(notes) == Some(true)),
            // The picture itself begins, or this is no marker.
            0xffda | 0xffd9 | 0..0xff01 => return None,
            _ => {}
        }
        at += 2 + length;
    }
    None
}

/// True if the notes of a camera (Exif) say that the image lies on its side.
fn is_turned(notes: &[u8]) -> Option<bool> {
    const ORIENTATION: u32 = 0x0112;
    let tiff = notes.strip_prefix(b"Exif\0\0")?;
    let read = match tiff.get(..4)? {
        b"II*\0" => number_reversed,
        b"MM\0*" => number,
        _ => return None,
    };
    let start = usize::try_from(read(tiff, 4, 4)?).ok()?;
    let entries = usize::try_from(read(tiff, start, 2)?).ok()?;
    let mut entries = (0..entries.min(200)).map(|nth| start.saturating_add(2 + 12 * nth));
    let entry = entries.find(|entry| read(tiff, *entry, 2) == Some(ORIENTATION))?;
    Some((5..=8).contains(&read(tiff, entry.saturating_add(8), 2)?))
}

/// The largest of the sizes that the parts of the file have; a file that turns them is left alone.
fn avif(bytes: &[u8]) -> Option<(u32, u32)> {
    bytes.get(4..)?.strip_prefix(b"ftyp")?;
    let head = &bytes[..bytes.len().min(HEAD)];
    let mut largest = None;
    for (at, name) in head.windows(4).enumerate() {
        match name {
            b"irot" => return None,
            b"ispe" => {
                let size = number(head, at + 8, 4).zip(number(head, at + 12, 4));
                largest =
                    largest.max(size.map(|(width, height)| (u64::from(width) * u64::from(height), width, height)));
            }
            _ => {}
        }
    }
    largest.map(|(_, width, height)| (width, height))
}

/// Width and height of the root of a drawing where both are pixels, else the size of its view box.
fn drawing(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut head = &bytes[..bytes.len().min(HEAD)];
    if let Err(error) = std::str::from_utf8(head) {
        head = &head[..error.valid_up_to()];
    }
    let attributes = svg::root(std::str::from_utf8(head).ok()?)?;
    let value = |name: &str| attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let pixels = |name: &str| {
        let text = value(name)?.trim();
        length(text.strip_suffix("px").unwrap_or(text))
    };
    pixels("width").zip(pixels("height")).or_else(|| of_view(value("viewBox")?))
}

/// Width and height of a view box.
pub(in crate::docs) fn of_view(view: &str) -> Option<(u32, u32)> {
    let mut numbers = view.split([' ', ',', '\t', '\n', '\r']).filter(|number| !number.is_empty());
    length(numbers.nth(2)?).zip(length(numbers.next()?))
}

/// A length in pixels, rounded.
fn length(text: &str) -> Option<u32> {
    let number: f64 = text.parse().ok()?;
    let good = number.is_finite() && number > 0.0 && number < f64::from(u32::MAX);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range has just been looked at")]
    good.then(|| number.round().max(1.0) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes from hexadecimal digits, blanks between, and text in quotes.
    fn bytes(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        for (nth, part) in text.split('\'').enumerate() {
            if nth % 2 == 1 {
                out.extend_from_slice(part.as_bytes());
                continue;
            }
            let digits: String = part.split_whitespace().collect();
            out.extend((0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()));
        }
        out
    }

    /// What it is, its bytes, its size.
    type Case = (&'static str, &'static str, Option<(u32, u32)>);

    const CASES: &[Case] = &[
        ("png", "89'PNG'0d0a1a0a 0000000d'IHDR'00000280 000001e0 08", Some((640, 480))),
        ("png, cut off", "89'PNG'0d0a1a0a 0000000d'IHDR'00000280 0000", None),
        ("png without size", "89'PNG'0d0a1a0a 0000000d'IHDR'00000000 000001e0", None),
        ("png, huge", "89'PNG'0d0a1a0a 0000000d'IHDR'00009c40 00004e20", Some((4096, 2048))),
        ("png, most", "89'PNG'0d0a1a0a 0000000d'IHDR'ffffffff 00000001", Some((4096, 1))),
        ("gif", "'GIF89a' 4001 c800 f7", Some((320, 200))),
        ("webp, lossy", "'RIFF'00000000'WEBPVP8 '00000000 300100 9d012a 2003 5802", Some((800, 600))),
        ("webp, lossless", "'RIFF'00000000'WEBPVP8L'00000000 2f 1fc39500", Some((800, 600))),
        ("webp, extended", "'RIFF'00000000'WEBPVP8X'0a000000 10000000 1f0300 570200", Some((800, 600))),
        ("webp, other", "'RIFF'00000000'WEBPALPH'0a000000 10000000", None),
        ("jpeg", "ffd8 ffe0 0004 0000 ffff ffdb 0003 00 ffc2 0011 08 01e0 0280 03", Some((640, 480))),
        (
            "jpeg, on its side",
            "ffd8 ffe1 0022'Exif'0000'MM'002a 00000008 0001 0112 0003 00000001 0006 0000 00000000 ffc0 0011 08 01e0 0280 03",
            Some((480, 640)),
        ),
        ("jpeg, table of codes only", "ffd8 ffc4 0004 0000 ffda", None),
        ("jpeg, no marker", "ffd8 0000 0000 0000", None),
        ("jpeg, empty segments for ever", "ffd8 ffe0 0000 ffe0 0000", None),
        (
            "avif",
            "0000001c'ftypavif' 00000014'ispe'00000000 00000010 00000010 00000014'ispe'00000000 00000280 000001e0",
            Some((640, 480)),
        ),
        ("avif, turned", "0000001c'ftypavif' 00000014'ispe'00000000 00000010 00000010 00000009'irot'01", None),
    ];

    #[test]
    fn sizes_are_read_from_headers() {
        for (name, text, expect) in CASES {
            assert_eq!(of(&bytes(text)), *expect, "{name}");
        }
    }

    #[test]
    fn drawings_say_their_size_or_their_view() {
        let check = |text: &str, expect| assert_eq!(of(text.as_bytes()), expect, "{text}");
        check("<svg width='64' height=\"48.4px\"/>", Some((64, 48)));
        check("<?xml version='1.0'?><!-- <svg width='1' --><!DOCTYPE svg><svg viewBox='0 0 24,12'>", Some((24, 12)));
        check("<svg:svg width='100%' height='2em' viewBox='-5 -5 30 0.1'>", Some((30, 1)));
        check("<svg viewBox='0 0 24'/>", None);
        check("<svg width='-4' height='NaN'/>", None);
        check("<svg width='4", None);
        check("<svg><svg width='4' height='4'/></svg>", None);
    }

    #[test]
    fn no_bytes_are_too_odd() {
        for (_, text, _) in CASES {
            let bytes = bytes(text);
            for end in 0..bytes.len() {
                of(&bytes[..end]);
            }
            for at in 0..bytes.len() {
                for value in [0, 0x7f, 0xff] {
                    let mut changed = bytes.clone();
                    changed[at] = value;
                    of(&changed);
                }
            }
        }
    }
}
