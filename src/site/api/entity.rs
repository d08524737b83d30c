//! One entity as Backstage's catalog backend answers it: the document with everything that processing adds.

use bytes::Bytes;
use uuid::Uuid;

use super::json::Json;
use crate::catalog::annotations::is_secret;
use crate::catalog::{Entity, EntityRef};
use crate::diag::Diagnostic;
use crate::hash::ContentHash;
use crate::yaml::{Entry, Map};

/// Longest definition in lists, in bytes.
const MAX_LISTED_DEFINITION: usize = 64 << 10;
/// Marks entities whose definition is longer than lists take.
const OMITTED: &str = "platdocs/definition-omitted";
/// Stands for the entity tag until the text is known: as long as one.
const NO_ETAG: &str = "00000000000000000000000000000000";

/// What an entity is written from.
pub(super) struct Subject<'a> {
    pub entity: &'a Entity,
    /// The annotations that it has from where it comes.
    pub automatic: &'a [(&'static str, String)],
    /// What was found about it.
    pub findings: &'a [&'a Diagnostic],
}

/// An entity as JSON.
pub(super) struct Written {
    /// Its `metadata.uid`.
    pub uid: String,
    /// All of it.
    pub whole: Bytes,
    /// As lists show it, where that differs: a long definition is empty.
    pub shortened: Option<Bytes>,
}

impl Written {
    /// As lists show it.
    pub fn listed(&self) -> &Bytes {
        self.shortened.as_ref().unwrap_or(&self.whole)
    }
}

/// Writes an entity. Its `metadata.etag` is the hash of everything else.
pub(super) fn write(subject: &Subject<'_>) -> Written {
    let (mut whole, at) = subject.json(NO_ETAG, false);
    let etag = ContentHash::of(&whole).to_string();
    whole[at..at + etag.len()].copy_from_slice(etag.as_bytes());
    let definition = subject.entity.definition.as_ref();
    let is_long = definition.is_some_and(|definition| definition.whole().len() > MAX_LISTED_DEFINITION);
    let shortened = is_long.then(|| subject.json(&etag, true).0.into());
    Written { uid: uid(&subject.entity.reference).to_string(), whole: whole.into(), shortened }
}

/// `metadata.uid`: the same in every build and for every portal, because it depends on nothing but the reference.
fn uid(reference: &EntityRef) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, reference.as_str().as_bytes())
}

impl Subject<'_> {
    /// The entity and where its entity tag stands.
    fn json(&self, etag: &str, shorten: bool) -> (Vec<u8>, usize) {
        let mut json = Json::default();
        let mut etag_at = 0;
        let entity = self.entity;
        let root = entity.document.as_map();
        json.object(|json| {
            if root.is_none_or(|root| root.get("apiVersion").is_none()) {
                json.key("apiVersion").string(&entity.api_version);
            }
            for Entry { key, value, .. } in root.map_or(&[][..], |root| &root.entries) {
                match (&**key, value.as_map()) {
                    ("apiVersion", _) => json.key("apiVersion").string(&entity.api_version),
                    ("kind", _) => json.key("kind").string(entity.kind.name()),
                    ("metadata", Some(metadata)) => {
                        json.key("metadata").object(|json| etag_at = self.metadata(json, metadata, etag, shorten));
                    }
                    ("spec", Some(spec)) => json.key("spec").object(|json| self.spec(json, spec, shorten)),
                    // Backstage knows no others, and what authors write as `relations` or `status` is not true.
                    _ => {}
                }
            }
            self.relations(json);
            self.status(json);
        });
        (json.into_bytes(), etag_at)
    }

    /// Writes `metadata` and gives the place of the entity tag.
    fn metadata(&self, json: &mut Json, metadata: &Map, etag: &str, shorten: bool) -> usize {
        let entity = self.entity;
        let lacks = |key: &str| metadata.get(key).is_none();
        for Entry { key, value, .. } in &metadata.entries {
            match &**key {
                "name" => {
                    json.key(key).string(&entity.name);
                    if lacks("namespace") {
                        json.key("namespace").string(&entity.namespace);
                    }
                }
                "namespace" => json.key(key).string(&entity.namespace),
                "title" => {
                    if let Some(title) = &entity.title {
                        json.key(key).string(title);
                    }
                }
                "description" => json.key(key).text_node(value),
                "labels" => json.key(key).object(|json| {
                    for label in &entity.labels {
                        json.key(&label.key).string(&label.value);
                    }
                }),
                "annotations" => self.annotations(json, shorten),
                "tags" => json.key(key).list(|json| entity.tags.iter().for_each(|tag| json.string(tag))),
                "uid" | "etag" => {}
                _ => json.key(key).node(value),
            }
        }
        if lacks("annotations") {
            self.annotations(json, shorten);
        }
        json.key("uid").string(&uid(&entity.reference).to_string());
        json.key("etag").string(etag);
        json.len() - etag.len() - 1
    }

    fn annotations(&self, json: &mut Json, shorten: bool) {
        json.key("annotations").object(|json| {
            let shown = |key: &str| key != OMITTED && !is_secret(key);
            for annotation in self.entity.annotations.iter().filter(|annotation| shown(&annotation.key)) {
                json.key(&annotation.key).string(&annotation.value);
            }
            for (key, value) in self.automatic {
                json.key(key).string(value);
            }
            if shorten {
                json.key(OMITTED).string("true");
            }
        });
    }

    fn spec(&self, json: &mut Json, spec: &Map, shorten: bool) {
        let entity = self.entity;
        for Entry { key, value, .. } in &spec.entries {
            let is_text = match &**key {
                "type" => entity.kind_type.is_some(),
                "lifecycle" => entity.lifecycle.is_some(),
                field => entity.references_in(field).next().is_some(),
            };
            match (&**key, &entity.definition) {
                ("definition", Some(_)) if shorten => json.key(key).string(""),
                ("definition", Some(definition)) => json.key(key).string(definition.whole()),
                _ if is_text => json.key(key).text_node(value),
                _ => json.key(key).node(value),
            }
        }
    }

    fn relations(&self, json: &mut Json) {
        json.key("relations").list(|json| {
            for relation in &self.entity.relations {
                json.object(|json| {
                    json.key("type").string(relation.relation.name());
                    json.key("targetRef").string(relation.target.as_str());
                });
            }
        });
    }

    fn status(&self, json: &mut Json) {
        if self.findings.is_empty() {
            return;
        }
        json.key("status").object(|json| {
            json.key("items").list(|json| {
                for finding in self.findings {
                    json.object(|json| {
                        json.key("type").string("backstage.io/catalog-processing");
                        json.key("level").string(&finding.severity.to_string());
                        json.key("message").string(&finding.message);
                    });
                }
            });
        });
    }
}
