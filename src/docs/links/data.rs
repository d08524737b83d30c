//! Images that stand in the text of a page as `data:` addresses: published as files, so that pages load nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::hash::ContentHash;
use crate::path::SitePath;

/// Largest image of this kind in bytes.
const MAX_BYTES: usize = 32 << 10;
/// What may be written so: type, first bytes, suffix.
const TYPES: &[(&str, &[u8], &str)] = &[
    ("image/png", b"\x89PNG\r\n\x1a\n", "png"),
    ("image/jpeg", b"\xff\xd8\xff", "jpg"),
    ("image/jpg", b"\xff\xd8\xff", "jpg"),
    ("image/gif", b"GIF8", "gif"),
    ("image/webp", b"RIFF", "webp"),
];

/// The image of a `data:` address, and where it is published; `None` for what is no such image.
pub(super) fn image(address: &str) -> Option<(SitePath, Vec<u8>)> {
    let (scheme, rest) = address.split_at_checked("data:".len())?;
    let (kind, text) = rest.split_once(',')?;
    let (kind, coding) = kind.split_once(';')?;
    let (_, magic, suffix) = TYPES.iter().find(|(name, ..)| name.eq_ignore_ascii_case(kind))?;
    let is_base64 = scheme.eq_ignore_ascii_case("data:") && coding.eq_ignore_ascii_case("base64");
    if !is_base64 || text.len() > MAX_BYTES * 4 / 3 + 4 {
        return None;
    }
    let bytes = STANDARD.decode(text.trim()).ok()?;
    let name = format!("assets/images/{}.{suffix}", ContentHash::of(&bytes).short(16));
    (bytes.starts_with(magic) && bytes.len() <= MAX_BYTES).then(|| (SitePath::file(&name), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_small_pictures_are_taken() {
        let check = |address: &str, expect: Option<&str>| {
            let suffix = image(address).map(|(path, _)| path.as_str().rsplit('.').next().unwrap_or("").to_owned());
            assert_eq!(suffix.as_deref(), expect, "{address:.60}");
        };
        check("data:image/png;base64,iVBORw0KGgo=", Some("png"));
        check("DATA:IMAGE/GIF;BASE64,R0lGODlh", Some("gif"));
        check("data:image/png;base64,R0lGODlh", None);
        check("data:image/svg+xml;base64,PHN2Zy8+", None);
        check("data:image/svg+xml,<svg/>", None);
        check("data:text/html;base64,PHNjcmlwdD4=", None);
        check("data:image/png;base64,%%%", None);
        check("data:", None);
        check(&format!("data:image/gif;base64,R0lGODlh{}", "A".repeat(64 << 10)), None);
    }
}
