//! Names as parts of addresses: stable, distinct, whatever authors call things.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::hash::ContentHash;

/// Longest slug in characters, before what tells twins apart.
const MAX_CHARS: usize = 80;

/// The slugs of names, in their order. Names whose slugs differ in case only, or not at all, all get six digits of a hash of
/// the name, whatever their order; a name that stands twice has the same slug twice, and it is for the caller to number it.
pub(super) fn slugs<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let names: Vec<&str> = names.into_iter().collect();
    let plain: Vec<String> = names.iter().map(|name| slug(name)).collect();
    let mut owners: HashMap<String, &str> = HashMap::new();
    let mut shared: HashMap<String, bool> = HashMap::new();
    for (name, slug) in names.iter().zip(&plain) {
        let key = slug.to_lowercase();
        let is_other = owners.get(&key).is_some_and(|owner| owner != name);
        *shared.entry(key.clone()).or_default() |= is_other;
        owners.entry(key).or_insert(name);
    }
    let finish = |(name, slug): (&&str, String)| match shared.get(&slug.to_lowercase()) {
        Some(true) => format!("{slug}-{}", ContentHash::of(name.as_bytes()).short(6)),
        _ => slug,
    };
    names.iter().zip(plain).map(finish).collect()
}

/// One name: NFC, everything but ASCII letters, digits, `.`, `_` and `-` as `-`, runs joined.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.nfc() {
        match c {
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') => out.push(c),
            _ if !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    let cut: String = out.trim_matches('-').chars().take(MAX_CHARS).collect();
    let cut = cut.trim_end_matches('-');
    // A folder of dots would lead elsewhere, and `page` and `index` have meanings of their own.
    match cut.chars().all(|c| c == '.') || matches!(cut, "page" | "index") {
        true => format!("{cut}-{}", ContentHash::of(name.as_bytes()).short(6)),
        false => cut.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_safe_distinct_and_stable() {
        assert_eq!(
            slugs(["pulls/get", "Über uns", "a--b", "get-/pets/{id}"]),
            ["pulls-get", "ber-uns", "a-b", "get-pets-id"]
        );
        let both = slugs(["Pet", "pet", "Dog"]);
        assert_eq!(both[2], "Dog");
        assert_ne!(both[0].to_lowercase(), both[1].to_lowercase());
        assert!(both[0].starts_with("Pet-"), "{both:?}");
        assert_eq!(slugs(["pet", "Dog", "Pet"]), [both[1].clone(), "Dog".into(), both[0].clone()]);
        assert_eq!(slugs(["a/b", "a/b"]), ["a-b", "a-b"]);
        for name in ["", "..", "日本", "page", "😀"] {
            let slug = &slugs([name])[0];
            assert!(slug.chars().any(|c| c.is_ascii_alphanumeric()), "{name}: {slug}");
        }
        assert_eq!(slugs([&*"x".repeat(300)])[0].len(), 80);
    }
}
