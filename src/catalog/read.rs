//! From the bytes of a file to entities and findings: what a document is and whether it is an entity at all.

use super::entity::{Entity, Source};
use super::reference::EntityRef;
use super::{findings, metadata, placeholder, skeleton, spec};
use crate::diag::{Diagnostic, File, Place, Span, shown};
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
        let mut reader = Reader { file, document, context, findings: Vec::new(), backstage: None, lost: Vec::new() };
        if let Some(entity) = reader.document() {
            for finding in &mut reader.findings {
                finding.entity = Some(entity.reference.to_string());
            }
            entities.push(entity);
        }
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
    /// The first reason why Backstage would refuse the document.
    pub backstage: Option<String>,
    /// Keys whose placeholder gives nothing and has its finding.
    pub lost: Vec<Box<str>>,
}

impl Reader<'_> {
    pub(super) fn at(&self, span: Span) -> Place {
        self.file.at(span)
    }

    /// Adds a finding that does not keep Backstage from taking the entity.
    pub(super) fn note(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Adds a finding, and what Backstage says when it refuses the entity for it.
    pub(super) fn refuse(&mut self, finding: Diagnostic, verdict: impl Into<String>) {
        self.findings.push(finding);
        self.verdict(&verdict.into());
    }

    /// Keeps what Backstage says when it refuses the entity, if nothing is known yet.
    pub(super) fn verdict(&mut self, verdict: &str) {
        self.backstage.get_or_insert_with(|| shown(verdict));
    }

    /// The text of a scalar that should be a string. Numbers and booleans give their source text and a finding; null and
    /// the empty string are no text.
    pub(super) fn text<'n>(&mut self, node: &'n Node, field: &str) -> Option<&'n str> {
        self.text_at(node, field, &format!("/{}", field.replace('.', "/")))
    }

    /// As [`Reader::text`], for a field whose JSON pointer is not its path.
    pub(super) fn text_at<'n>(&mut self, node: &'n Node, field: &str, pointer: &str) -> Option<&'n str> {
        let place = self.at(node.span);
        let prefix = if pointer.starts_with("/metadata") { "Malformed envelope, " } else { "" };
        let verdict = format!("{prefix}{pointer} must be string");
        match &node.value {
            Value::String(text) if text.is_empty() => {
                let verdict = format!("{prefix}{pointer} must NOT have fewer than 1 characters");
                self.refuse(findings::empty_field(place, field), verdict);
                None
            }
            Value::String(text) => Some(text),
            Value::Number(_) | Value::Bool(_) => {
                self.refuse(findings::number(place, node), verdict);
                node.text()
            }
            Value::Null if self.is_cut(node.span) => {
                let finding = findings::wrong_type(place, field, "a string", node);
                self.refuse(finding.hint("` #` starts a comment; put the value in quotes"), verdict);
                None
            }
            Value::Null | Value::List(_) | Value::Map(_) => {
                self.refuse(findings::wrong_type(place, field, "a string", node), verdict);
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
                    false => findings::yaml(self.file, &error),
                };
                self.findings.push(finding);
                return None;
            }
        };
        if root.is_null() {
            return None;
        }
        if root.as_map().is_none() {
            self.findings.push(findings::root(self.at(root.span), &root));
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
        placeholder::resolve(self, &mut root);
        let map = root.as_map()?;
        let envelope = self.envelope(map)?;
        let metadata = map.get("metadata").and_then(Node::as_map).expect("the envelope has metadata");
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
            document: Node { value: Value::Null, span: root.span, tag: None },
            source: Source { text: self.document.text.trim_end().into(), first_line: self.document.first_line },
            place: envelope.place,
            backstage: None,
        };
        self.root_fields(map);
        metadata::read(self, metadata, &mut entity);
        spec::read(self, map.entry("spec"), &mut entity);
        self.oddities(&root, true);
        entity.backstage = self.backstage.take();
        entity.document = root;
        Some(entity)
    }

    fn root_fields(&mut self, map: &Map) {
        for entry in &map.entries {
            if !matches!(&*entry.key, "apiVersion" | "kind" | "metadata" | "spec" | "<<") {
                let place = self.at(entry.key_span);
                self.refuse(findings::root_field(place, &entry.key), format!("Unknown field {}", entry.key));
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
            Value::Map(map) => {
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
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn case_twins(&mut self, map: &Map) {
        let mut seen = std::collections::HashMap::new();
        for entry in &map.entries {
            if let Some(first) = seen.insert(entry.key.to_lowercase(), entry) {
                let first_place = self.at(first.key_span);
                let finding = findings::case_twins(self.at(entry.key_span), first_place, &entry.key, &first.key);
                self.refuse(finding, format!("Entity has duplicate keys that vary only in casing: {}", entry.key));
            }
        }
    }
}
