//! From the bytes of a file to entities and findings: what a document is and whether it is an entity at all.

use super::entity::{Entity, Source};
use super::reference::EntityRef;
use super::{Model, backstage, findings, metadata, placeholder, skeleton, spec};
use crate::diag::{Diagnostic, File, Place, Span, Verdict, shown};
use crate::path::RepoPath;
use crate::yaml::{self, Budget, Document, Map, Node, Value};

/// Largest catalog file in bytes.
const MAX_FILE: usize = 16 << 20;
/// Most documents of a file.
const MAX_DOCUMENTS: usize = 2_000;

/// What reading a catalog file needs from its repository.
pub struct FileContext<'a> {
    /// Reads another file of the same repository, for placeholders such as `$text: ./openapi.yaml`.
    pub read: &'a (dyn Fn(&RepoPath) -> Result<Vec<u8>, FileProblem> + Sync),
    /// Where the repository lives on the web (`https://github.com/acme/orders`), to know its own addresses.
    pub web_url: Option<&'a str>,
    /// Which kinds there are, and how strictly they are taken.
    pub model: &'a Model,
}

/// Why another file of the repository cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// There is no such file.
    Missing,
    /// It is larger than its kind may be.
    TooLarge,
    /// It cannot be opened; the reason in the words of a message.
    Unreadable(String),
}

/// Reads a catalog file: the entities that are published, and what is wrong.
pub fn read_file(file: &File, bytes: &[u8], context: &FileContext<'_>) -> (Vec<Entity>, Vec<Diagnostic>) {
    let whole = file.at(Span::FILE);
    if skeleton::is_path(&file.path) {
        return (Vec::new(), vec![findings::skeleton(whole)]);
    }
    if bytes.len() > MAX_FILE {
        return (Vec::new(), vec![findings::limit(whole, format!("the file is larger than {} MiB", MAX_FILE >> 20))]);
    }
    let text = match yaml::decode(bytes) {
        Ok(text) => text,
        Err(span) => return (Vec::new(), vec![findings::encoding(file.at(span))]),
    };
    let documents = yaml::split(text);
    let mut found = Vec::new();
    if documents.is_empty() {
        found.push(findings::empty_file(file));
    }
    if let Some(first_left_out) = documents.get(MAX_DOCUMENTS) {
        let place = file.at(Span::new(first_left_out.first_line, 1, 0));
        found.push(findings::limit(place, format!("the file has more than {MAX_DOCUMENTS} documents")));
    }
    let mut entities = Vec::new();
    for document in documents.iter().take(MAX_DOCUMENTS) {
        let mut reader = Reader { file, document, context, findings: Vec::new(), placeholders: None, lost: Vec::new() };
        entities.extend(reader.document());
        found.append(&mut reader.findings);
    }
    (entities, found)
}

/// Reads one document and gathers what is wrong with it.
pub(super) struct Reader<'a> {
    pub file: &'a File,
    pub document: &'a Document<'a>,
    pub context: &'a FileContext<'a>,
    pub findings: Vec<Diagnostic>,
    /// Why Backstage would refuse the document for its placeholders.
    pub placeholders: Option<Verdict>,
    /// Keys whose placeholder gives nothing and has its finding.
    pub lost: Vec<Box<str>>,
}

impl Reader<'_> {
    pub(super) fn at(&self, span: Span) -> Place {
        self.file.at(span)
    }

    /// Adds a finding.
    pub(super) fn note(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Adds a finding about a placeholder, and what Backstage says when it refuses the entity for it.
    pub(super) fn refuse(&mut self, finding: Diagnostic, verdict: impl Into<String>) {
        let pointer = String::new();
        self.placeholders.get_or_insert_with(|| Verdict { text: shown(&verdict.into()), pointer });
        self.findings.push(finding);
    }

    /// The text of a scalar that should be a string. Numbers and booleans give their source text and a finding; null and
    /// the empty string are no text.
    pub(super) fn text<'n>(&mut self, node: &'n Node, field: &str) -> Option<&'n str> {
        let place = self.at(node.span);
        match &node.value {
            Value::String(text) if text.is_empty() => {
                self.note(findings::empty_field(place, field));
                None
            }
            Value::String(text) => Some(text),
            Value::Number(_) | Value::Bool(_) => {
                self.note(findings::number(place, node));
                node.text()
            }
            Value::Null if self.is_cut(node.span) => {
                let finding = findings::wrong_type(place, field, "a string", node);
                self.note(finding.hint("` #` starts a comment; put the value in quotes"));
                None
            }
            Value::Null | Value::List(_) | Value::Map(_) => {
                self.note(findings::wrong_type(place, field, "a string", node));
                None
            }
        }
    }

    /// True if a comment follows on the line, as in `title: #devs`.
    fn is_cut(&self, span: Span) -> bool {
        let line = span.line.saturating_sub(self.document.first_line) as usize;
        self.document.text.lines().nth(line).is_some_and(|line| line.contains(": #"))
    }

    fn document(&mut self) -> Option<Entity> {
        let mut root = match yaml::parse(self.document, &Budget::SETTINGS) {
            Ok(root) => root,
            Err(error) => {
                let finding = match skeleton::breaks(self.document, error.span.line) {
                    true => findings::skeleton(self.at(error.span)),
                    false => {
                        Diagnostic { backstage: backstage::unreadable(&error), ..findings::yaml(self.file, &error) }
                    }
                };
                self.findings.push(finding);
                return None;
            }
        };
        if root.is_null() {
            return None;
        }
        if root.as_map().is_none() {
            let finding = findings::root(self.at(root.span), &root);
            self.findings.push(Diagnostic { backstage: Some(backstage::no_mapping(&root)), ..finding });
            return None;
        }
        if skeleton::is_identity(self.document, &root) {
            self.findings.push(findings::skeleton(self.at(root.span)));
            return None;
        }
        if let Some(what) = skeleton::foreign(&root) {
            self.findings.push(findings::foreign(self.at(root.span), &what));
            return None;
        }
        let envelope = backstage::envelope(root.as_map()?);
        placeholder::resolve(self, &mut root);
        let map = root.as_map()?;
        let entity = self.entity(map);
        if let Some(schema) = entity.as_ref().and_then(|entity| self.context.model.schema(&entity.kind)) {
            schema.check(self, &root);
        }
        let verdict = envelope.or_else(|| self.placeholders.take()).or_else(|| {
            let definition = entity.as_ref().and_then(|entity| entity.definition.as_ref());
            backstage::verdict(map, definition, self.context.model.modules)
        });
        let is_refused = self.context.model.strict && verdict.is_some();
        if let Some(verdict) = verdict.as_ref().filter(|_| is_refused) {
            let place = self.at(backstage::span(&root, &verdict.pointer));
            self.note(findings::refused(place, verdict));
        }
        for finding in &mut self.findings {
            finding.entity = entity.as_ref().map(|entity| entity.reference.to_string());
            finding.backstage = verdict.clone();
        }
        let entity = entity.filter(|_| !is_refused)?;
        Some(Entity { backstage: verdict, document: root, ..entity })
    }

    /// The entity that the document is, with its findings. Its document and verdict are still to be put in.
    fn entity(&mut self, root: &Map) -> Option<Entity> {
        let envelope = self.envelope(root)?;
        let metadata = root.get("metadata").and_then(Node::as_map).expect("the envelope has metadata");
        let expects_owner = self.context.model.owner(&envelope.kind).is_some();
        let mut entity = Entity {
            reference: EntityRef::new(envelope.kind.name(), &envelope.namespace, &envelope.name),
            api_version: envelope.api_version,
            kind: envelope.kind,
            name: envelope.name,
            namespace: envelope.namespace,
            title: None,
            description: None,
            labels: Vec::new(),
            annotations: Vec::new(),
            tags: Vec::new(),
            links: Vec::new(),
            kind_type: None,
            lifecycle: None,
            profile: None,
            definition: None,
            targets: Vec::new(),
            references: Vec::new(),
            relations: Vec::new(),
            document: Node { value: Value::Null, span: Span::FILE, tag: None },
            source: Source { text: self.document.text.trim_end().into(), first_line: self.document.first_line },
            place: envelope.place,
            expects_owner,
            backstage: None,
        };
        self.root_fields(root);
        metadata::read(self, metadata, &mut entity);
        spec::read(self, root.entry("spec"), &mut entity);
        self.oddities_in(root, true);
        Some(entity)
    }

    fn root_fields(&mut self, map: &Map) {
        for entry in &map.entries {
            if !matches!(&*entry.key, "apiVersion" | "kind" | "metadata" | "spec" | "<<") {
                let place = self.at(entry.key_span);
                self.note(findings::root_field(place, &entry.key));
            }
        }
    }

    /// Tags, merge keys and keys that differ only in case, anywhere in the document. An API definition that is YAML has
    /// rules of its own.
    fn oddities(&mut self, node: &Node, check_case: bool) {
        if let Some(tag) = &node.tag
            && !matches!(&**tag, "!" | "!!str" | "!!map" | "!!seq")
        {
            self.note(findings::tag_ignored(self.at(node.span), tag));
        }
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.oddities(item, false)),
            Value::Map(map) => self.oddities_in(map, check_case),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn oddities_in(&mut self, map: &Map, check_case: bool) {
        if check_case {
            self.case_twins(map);
        }
        for entry in &map.entries {
            if &*entry.key == "<<" {
                self.note(findings::merge(self.at(entry.key_span)));
            }
            self.oddities(&entry.value, check_case && &*entry.key != "definition");
        }
    }

    fn case_twins(&mut self, map: &Map) {
        let mut seen = std::collections::HashMap::new();
        for entry in &map.entries {
            if let Some(first) = seen.insert(entry.key.to_lowercase(), entry) {
                let first_place = self.at(first.key_span);
                let finding = findings::case_twins(self.at(entry.key_span), first_place, &entry.key, &first.key);
                self.note(finding);
            }
        }
    }
}
