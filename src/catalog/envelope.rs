//! The envelope of an entity: `apiVersion`, `kind`, and `metadata.name` and `.namespace`.

use super::kind::Kind;
use super::read::Reader;
use super::reference::DEFAULT_NAMESPACE;
use super::{findings, format};
use crate::diag::{Place, Span};
use crate::yaml::Map;

/// Longest name that is still published.
const LONGEST_NAME: usize = 120;

/// What an entity is called and what it is.
pub(super) struct Envelope {
    pub kind: Kind,
    pub api_version: Box<str>,
    pub name: Box<str>,
    pub namespace: Box<str>,
    /// Where the name stands.
    pub place: Place,
}

impl Reader<'_> {
    /// Reads the fields without which a document is no entity.
    pub(super) fn envelope(&mut self, map: &Map) -> Option<Envelope> {
        let kind = self.required_text(map, "kind", "kind")?;
        let kind_span = map.get("kind").map_or(Span::FILE, |node| node.span);
        let Some(metadata) = map.entry("metadata") else {
            let place = self.at(kind_span);
            self.note(findings::envelope(place, "`metadata` is missing").hint("add `metadata` with a `name`"));
            return None;
        };
        let Some(fields) = metadata.value.as_map() else {
            let message = format!("`metadata` is {} instead of a mapping", metadata.value.describe());
            let place = self.at(metadata.key_span);
            self.note(findings::envelope(place, message).hint("write `metadata:` and below it, indented, `name:`"));
            return None;
        };
        let written_name = self.required_text(fields, "name", "metadata.name")?;
        let place = self.at(fields.get("name").map_or(metadata.key_span, |node| node.span));
        let (kind, api_version) = self.kind(map, &kind, kind_span)?;
        let name = self.name(written_name, &place)?;
        let namespace = self.namespace(fields)?;
        Some(Envelope { kind, api_version, name, namespace, place })
    }

    /// A text without which there is no entity.
    fn required_text(&mut self, map: &Map, key: &str, field: &str) -> Option<Box<str>> {
        let Some(entry) = map.entry(key) else {
            let span = map.entries.first().map_or(Span::new(self.document.first_line, 1, 0), |entry| entry.key_span);
            let finding =
                findings::envelope(self.at(span), format!("`{field}` is missing")).hint(format!("add `{key}`"));
            self.note(finding);
            return None;
        };
        let node = &entry.value;
        match node.text() {
            Some("") | None => {
                let what = if node.text() == Some("") { "empty".to_owned() } else { node.describe() };
                let message = format!("`{field}` is {what} instead of a string");
                let message = if what == "empty" { format!("`{field}` is empty") } else { message };
                let place = self.at(node.span);
                self.note(findings::envelope(place, message).hint(format!("write a string as `{key}`")));
                None
            }
            Some(text) => {
                if node.as_str().is_none() {
                    self.note(findings::number(self.at(node.span), node));
                }
                Some(text.into())
            }
        }
    }

    fn kind(&mut self, map: &Map, written: &str, span: Span) -> Option<(Kind, Box<str>)> {
        let model = self.context.model;
        let custom = model.custom(written);
        let kind = custom.map_or_else(|| Kind::of(written), |custom| custom.kind.clone());
        let usual = custom
            .and_then(|custom| custom.api_versions.first())
            .map_or_else(|| kind.usual_api_version(), String::as_str);
        let place = self.at(span);
        let (version, version_place) = match map.get("apiVersion") {
            Some(node) if !node.is_null() => {
                (node.text().filter(|text| !text.is_empty()).map(Box::from), self.at(node.span))
            }
            _ if matches!(kind, Kind::Other(_)) && custom.is_none_or(|custom| custom.api_versions.is_empty()) => {
                let finding = findings::envelope(place, "`apiVersion` is missing").hint("add `apiVersion`");
                self.note(finding);
                return None;
            }
            _ => {
                self.note(findings::no_api_version(place.clone(), usual));
                (Some(usual.into()), place.clone())
            }
        };
        let Some(version): Option<Box<str>> = version.filter(|version| format::is_api_version(version)) else {
            let message = "`apiVersion` is no version";
            self.note(findings::envelope(version_place, message).hint(format!("write `apiVersion: {usual}`")));
            return None;
        };
        if let Kind::Other(_) = kind {
            let own_group = version.split('/').next().is_some_and(|group| {
                group.eq_ignore_ascii_case("backstage.io") || group.eq_ignore_ascii_case("scaffolder.backstage.io")
            });
            if own_group || !format::is_kind(written) {
                self.note(findings::unknown_kind(place, written, &version));
                return None;
            }
            let Some(custom) = custom else {
                self.note(findings::general_kind(place, &kind));
                return Some((kind, version));
            };
            if written != kind.name() {
                self.note(findings::case(place, "kind", written, kind.name()));
            }
            if !custom.api_versions.is_empty() && !custom.api_versions.iter().any(|known| **known == *version) {
                self.note(findings::api_version(version_place, &kind, &version, usual));
            }
            return Some((kind, version));
        }
        if written != kind.name() {
            let finding = findings::case(place.clone(), "kind", written, kind.name());
            self.note(finding);
        }
        self.version(&kind, &version, place, version_place, map);
        Some((kind, version))
    }

    /// Checks the version of a known kind.
    fn version(&mut self, kind: &Kind, version: &str, place: Place, version_place: Place, map: &Map) {
        if *kind == Kind::AiResource && !self.context.model.modules.ai_model {
            self.note(findings::module(place, "AiResources"));
        }
        if self.context.model.accepts(kind, version) {
            return;
        }
        let has_steps = map.get("spec").is_some_and(|spec| spec.get("steps").is_some());
        let old = version.ends_with("/v1beta2") || !has_steps;
        let finding = match kind {
            Kind::Template if old => findings::template_version(version_place, version),
            _ => findings::api_version(version_place, kind, version, kind.usual_api_version()),
        };
        self.note(finding);
    }

    fn name(&mut self, name: Box<str>, place: &Place) -> Option<Box<str>> {
        if format::is_name(&name, format::NAME_LENGTH) {
            return Some(name);
        }
        if format::is_name(&name, LONGEST_NAME) {
            self.note(findings::long_name(place.clone(), name.len()));
            return Some(name);
        }
        self.note(findings::bad_name(place.clone(), &name));
        None
    }

    fn namespace(&mut self, metadata: &Map) -> Option<Box<str>> {
        let Some(node) = metadata.get("namespace") else { return Some(DEFAULT_NAMESPACE.into()) };
        let place = self.at(node.span);
        if node.is_null() {
            let finding = findings::wrong_type(place, "metadata.namespace", "a string", node);
            self.note(finding);
            return Some(DEFAULT_NAMESPACE.into());
        }
        let Some(written) = node.text() else {
            self.note(findings::bad_namespace(place, &node.describe()));
            return None;
        };
        if node.as_str().is_none() {
            self.note(findings::number(place.clone(), node));
        }
        let lower = written.to_ascii_lowercase();
        if !format::is_dns_label(&lower) {
            self.note(findings::bad_namespace(place, written));
            return None;
        }
        if lower != written {
            self.note(findings::case(place, "namespace", written, &lower));
        }
        Some(lower.into())
    }
}
