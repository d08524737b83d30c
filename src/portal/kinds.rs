//! What readers call the kinds.

use crate::catalog::Kind;
use crate::config::CustomKind;

/// The kind's name for readers: one of it, and several. An organisation's own kind goes by the names that the configuration
/// gives it.
struct Label {
    one: String,
    many: String,
}

/// What readers call one entity of a kind: `Golden path`.
pub fn singular(kinds: &[CustomKind], kind: &Kind) -> String {
    label(kinds, kind).one
}

/// What readers call a number of entities of a kind: `Golden paths`.
pub fn plural(kinds: &[CustomKind], kind: &Kind, count: usize) -> String {
    let Label { one, many } = label(kinds, kind);
    if count == 1 { one } else { many }
}

fn label(kinds: &[CustomKind], kind: &Kind) -> Label {
    let (one, many) = match kind {
        Kind::AiResource => ("AI resource", "AI resources"),
        Kind::GoldenPath => ("Golden path", "Golden paths"),
        Kind::PortalDashboard => ("Dashboard", "Dashboards"),
        Kind::Other(name) => return other(kinds, name),
        Kind::Component
        | Kind::Api
        | Kind::Resource
        | Kind::System
        | Kind::Domain
        | Kind::Group
        | Kind::User
        | Kind::Location
        | Kind::Template => return Label { one: kind.name().to_owned(), many: several(kind.name()) },
    };
    Label { one: one.to_owned(), many: many.to_owned() }
}

fn other(kinds: &[CustomKind], name: &str) -> Label {
    let own = kinds.iter().find(|own| own.kind.eq_ignore_ascii_case(name));
    let one = own.map_or(name, |own| &own.kind).to_owned();
    let many = own.and_then(|own| own.plural.clone()).unwrap_or_else(|| several(&one));
    Label { one, many }
}

/// The plural as English makes it of most words.
fn several(name: &str) -> String {
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{name}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_called_what_readers_call_them() {
        let plural_of = |name: &str| match name {
            "Product" => Some("Produkte".to_owned()),
            _ => None,
        };
        let own = |name: &str| CustomKind {
            kind: name.to_owned(),
            api_versions: Vec::new(),
            plural: plural_of(name),
            icon: None,
            schema: None,
            relations: Vec::new(),
        };
        let kinds = [own("Product"), own("Journey")];
        let check = |name: &str, one: &str, many: &str| {
            let kind = Kind::of(name);
            assert_eq!((singular(&kinds, &kind), plural(&kinds, &kind, 2)), (one.to_owned(), many.to_owned()));
            assert_eq!((plural(&kinds, &kind, 1), plural(&kinds, &kind, 0)), (one.to_owned(), many.to_owned()));
        };
        check("component", "Component", "Components");
        check("API", "API", "APIs");
        check("AiResource", "AI resource", "AI resources");
        check("GoldenPath", "Golden path", "Golden paths");
        check("PortalDashboard", "Dashboard", "Dashboards");
        check("product", "Product", "Produkte");
        check("Journey", "Journey", "Journeys");
        check("Library", "Library", "Libraries");
    }
}
