//! References: from `#/components/schemas/Pet` to the value.

use percent_encoding::percent_decode_str;

use super::{At, Document};

/// Most references that lead one to the next.
const MAX_CHAIN: usize = 24;

/// Where a reference leads.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The value.
    pub at: At<'a>,
    /// The first reference on the way that has words beside `$ref`.
    pub beside: Option<At<'a>>,
    /// The last reference on the way, as written: `#/components/schemas/Pet`.
    pub written: Option<&'a str>,
}

/// Why a reference leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// There is no such value.
    Missing,
    /// It names something outside the repository.
    Foreign,
    /// It leads to itself.
    Cycle,
}

/// A reference that leads nowhere.
#[derive(Clone, Copy, Debug)]
pub struct Dangling<'a> {
    /// The value of the last `$ref`.
    pub at: At<'a>,
    /// What it says.
    pub written: &'a str,
    /// Why.
    pub why: Lost,
}

impl Document {
    /// The value behind any number of references; the value itself where it is none.
    ///
    /// # Errors
    /// The reference that leads nowhere.
    pub fn resolve<'a>(&'a self, at: At<'a>) -> Result<Target<'a>, Dangling<'a>> {
        let mut target = Target { at, beside: None, written: None };
        for _ in 0..MAX_CHAIN {
            let Some(reference) = target.at.get("$ref") else { return Ok(target) };
            let Some(written) = reference.node.as_str() else { return Ok(target) };
            let written = written.trim();
            let has_more = target.at.node.as_map().is_some_and(|map| map.entries.len() > 1);
            if has_more && target.beside.is_none() {
                target.beside = Some(target.at);
            }
            let lost = |why| Dangling { at: reference, written, why };
            let Some(fragment) = written.strip_prefix('#') else { return Err(lost(Lost::Foreign)) };
            target.at = self.value(fragment).ok_or_else(|| lost(Lost::Missing))?;
            target.written = Some(written);
        }
        let reference = target.at.get("$ref").unwrap_or(target.at);
        Err(Dangling { at: reference, written: target.written.unwrap_or_default(), why: Lost::Cycle })
    }

    /// The value at a fragment: a JSON pointer, or the name of an anchor.
    pub(in crate::api) fn value(&self, fragment: &str) -> Option<At<'_>> {
        let decoded = percent_decode_str(fragment).decode_utf8_lossy();
        let Some(pointer) = decoded.strip_prefix('/') else {
            return match decoded.is_empty() {
                true => Some(self.root()),
                false => self.anchor(&decoded),
            };
        };
        let parts = pointer.split('/').map(|part| part.replace("~1", "/").replace("~0", "~"));
        let mut at = self.root();
        let mut section = String::new();
        for part in parts {
            at = match (self.sections.get(section.trim_start_matches('/')), at.node.as_map()) {
                (Some(names), Some(map)) => {
                    let node = &map.entries.get(*names.get(&*part)?)?.value;
                    let file = if section == format!("/{}", self.bundle_key) { self.file_of(&part) } else { at.file };
                    At { node, file }
                }
                (_, Some(_)) => at.get(&part)?,
                _ => at.items().nth(part.parse().ok()?)?,
            };
            section.push('/');
            section.push_str(&part);
        }
        Some(at)
    }
}
