//! [`EntityRef`]: the identity of an entity, `kind:namespace/name`.

use std::fmt;
use std::sync::Arc;

/// The namespace of entities that name none.
pub const DEFAULT_NAMESPACE: &str = "default";

/// A canonical reference to an entity: `kind:namespace/name`, lower-cased. Identity, lookup and uniqueness use only this.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityRef {
    text: Arc<str>,
    /// Where the colon stands.
    colon: usize,
    /// Where the slash stands.
    slash: usize,
}

/// Why a text is no reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefError {
    /// A part is present but empty: `:a`, `a/`.
    EmptyPart,
    /// No kind is written and the field has no default kind.
    NoKind,
}

impl EntityRef {
    /// A reference from its parts, in any case.
    pub fn new(kind: &str, namespace: &str, name: &str) -> Self {
        let (kind, namespace) = (kind.to_lowercase(), namespace.to_lowercase());
        let text = format!("{kind}:{namespace}/{}", name.to_lowercase());
        Self { text: text.into(), colon: kind.len(), slash: kind.len() + 1 + namespace.len() }
    }

    /// Reads `[<kind>:][<namespace>/]<name>` as Backstage does. `kind` is the field's default, `namespace` that of the
    /// entity which holds the reference.
    ///
    /// # Errors
    /// See [`RefError`].
    pub fn parse(text: &str, kind: Option<&str>, namespace: &str) -> Result<Self, RefError> {
        let parts = Parts::of(text)?;
        let kind = parts.kind.or(kind).ok_or(RefError::NoKind)?;
        Ok(Self::new(kind, parts.namespace.unwrap_or(namespace), parts.name))
    }

    /// The kind in lower case.
    pub fn kind(&self) -> &str {
        &self.text[..self.colon]
    }

    /// The namespace in lower case.
    pub fn namespace(&self) -> &str {
        &self.text[self.colon + 1..self.slash]
    }

    /// The name in lower case.
    pub fn name(&self) -> &str {
        &self.text[self.slash + 1..]
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The shortest text that means the same in a field with this default kind: hides the kind and namespace `default`.
    pub fn short(&self, default_kind: Option<&str>) -> &str {
        let same_kind = default_kind.is_some_and(|kind| kind.eq_ignore_ascii_case(self.kind()));
        match (same_kind, self.namespace() == DEFAULT_NAMESPACE) {
            (true, true) => self.name(),
            (true, false) => &self.text[self.colon + 1..],
            (false, _) => &self.text,
        }
    }

    /// As [`EntityRef::short`], for messages and pages: namespace `default` is hidden beside a kind too.
    pub fn display(&self, default_kind: Option<&str>) -> String {
        let short = self.short(default_kind);
        if short.len() == self.text.len() && self.namespace() == DEFAULT_NAMESPACE {
            return format!("{}:{}", self.kind(), self.name());
        }
        short.to_owned()
    }
}

impl fmt::Display for EntityRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for EntityRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The parts of a reference as written.
pub(super) struct Parts<'a> {
    pub kind: Option<&'a str>,
    pub namespace: Option<&'a str>,
    pub name: &'a str,
}

impl<'a> Parts<'a> {
    /// Cuts at the first `:` and the first `/`; a colon after the slash belongs to the name.
    pub(super) fn of(text: &'a str) -> Result<Self, RefError> {
        let text = text.trim();
        let slash = text.find('/');
        let colon = text.find(':').filter(|colon| slash.is_none_or(|slash| *colon < slash));
        let after_kind = colon.map_or(0, |colon| colon + 1);
        let after_namespace = slash.map_or(after_kind, |slash| slash + 1);
        let parts = Self {
            kind: colon.map(|colon| &text[..colon]),
            namespace: slash.map(|slash| &text[after_kind..slash]),
            name: &text[after_namespace..],
        };
        let empty = |part: Option<&str>| part.is_some_and(str::is_empty);
        match empty(parts.kind) || empty(parts.namespace) || parts.name.is_empty() {
            true => Err(RefError::EmptyPart),
            false => Ok(parts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_backstage_does() {
        let check = |text: &str, expect: &str| {
            let found = match EntityRef::parse(text, Some("Group"), "Shop") {
                Ok(reference) => {
                    assert_eq!(EntityRef::new(reference.kind(), reference.namespace(), reference.name()), reference);
                    reference.to_string()
                }
                Err(error) => format!("{error:?}"),
            };
            assert_eq!(found, expect, "{text}");
        };
        check("a", "group:shop/a");
        check("User:A", "user:shop/a");
        check("default/a", "group:default/a");
        check("component:x/Y", "component:x/y");
        check("john@example.com", "group:shop/john@example.com");
        check("group:default/team a", "group:default/team a");
        check("a/b:c", "group:a/b:c");
        check("a/b/c", "group:a/b/c");
        check("a:b:c", "a:shop/b:c");
        for broken in ["", ":a", "a:", "/a", "a/", "a:/b", "a:b/", " "] {
            check(broken, "EmptyPart");
        }
        assert_eq!(EntityRef::parse("a", None, "x"), Err(RefError::NoKind));
    }

    #[test]
    fn display_hides_defaults() {
        let check = |text: &str, expect: &str| {
            let reference = EntityRef::parse(text, None, DEFAULT_NAMESPACE).unwrap();
            assert_eq!(reference.display(Some("group")), expect);
        };
        check("group:a", "a");
        check("group:x/a", "x/a");
        check("user:a", "user:a");
        check("user:x/a", "user:x/a");
    }
}
