//! [`KindSchema`]: the JSON Schema that entities of a configured kind are checked against.
//!
//! A schema stands alone in its file: a `$ref` to another file or address is a mistake of the configuration and never
//! followed. Regular expressions take linear time, so no entity can make a pattern run long.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;

use boon::{CompileError, Compiler, ErrorKind, SchemaIndex, Schemas, Type, UrlLoader, ValidationError};
use serde_json::Value as Json;

use super::kind::Kind;
use super::read::Reader;
use super::{backstage, findings};
use crate::config;
use crate::diag::{Diagnostic, File, Span, shown};
use crate::path::RepoPath;
use crate::world::{Root, World};
use crate::yaml::{self, Budget, Document, Node, Value};

/// Largest schema file in bytes.
const MAX_FILE: u64 = 1 << 20;
/// Most findings about one entity.
const MAX_FINDINGS: usize = 10;
/// Most words of a list in a message.
const MAX_WORDS: usize = 10;
/// What a schema without `$id` is called inside the validator; nothing is ever fetched from there.
const ADDRESS: &str = "platdocs:///schema.json";

/// A JSON Schema, ready to check with.
pub struct KindSchema {
    path: RepoPath,
    schemas: Schemas,
    root: SchemaIndex,
}

impl fmt::Debug for KindSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KindSchema")
    }
}

impl KindSchema {
    /// Reads a schema file.
    pub(super) fn read(named: &config::KindSchema, world: &dyn World) -> Result<Self, Diagnostic> {
        let settings = File::new("", RepoPath::parse(config::FILE_NAME).expect("a plain name is a path"));
        let unreadable = |why: &str| findings::schema_unreadable(settings.at(named.span), &named.path, why);
        let bytes =
            world.read(&Root::site(), &named.path, MAX_FILE).map_err(|problem| unreadable(&problem.to_string()))?;
        let text = std::str::from_utf8(&bytes).map_err(|_| unreadable("is not UTF-8"))?;
        let text = text.trim_start_matches('\u{feff}');
        let file = File::new("", named.path.clone());
        Self::parse(text, &file)
    }

    fn parse(text: &str, file: &File) -> Result<Self, Diagnostic> {
        let json: Json = serde_json::from_str(text).map_err(|error| {
            let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
            let place = file.at(Span::new(number(error.line()), number(error.column()).max(1), 0));
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            findings::schema_broken(place, format!("the schema is no JSON: {}", shown(words)))
        })?;
        // JSON is YAML, whose reader knows places.
        let tree = yaml::parse(&Document { text, first_line: 1 }, &Budget::SETTINGS).ok();
        let mistake = |error: &CompileError| Mistake { tree: tree.as_ref(), file }.finding(error);
        if !matches!(json, Json::Object(_) | Json::Bool(_)) {
            return Err(findings::schema_broken(file.at(Span::new(1, 1, 0)), "the schema is no object"));
        }
        let mut compiler = Compiler::new();
        compiler.use_loader(Box::new(NoLoader));
        compiler.add_resource(ADDRESS, json).map_err(|error| mistake(&error))?;
        let mut schemas = Schemas::new();
        let root = compiler.compile(ADDRESS, &mut schemas).map_err(|error| mistake(&error))?;
        Ok(Self { path: file.path.clone(), schemas, root })
    }

    /// Compares a document with the schema, and notes the first differences by place.
    pub(super) fn check(&self, reader: &mut Reader<'_>, document: &Node) {
        let json = yaml::json(document);
        let Err(error) = self.schemas.validate(&json, self.root) else { return };
        let kind = Kind::of(document.get("kind").and_then(Node::text).unwrap_or_default());
        let mut problems = BTreeSet::new();
        gather(&error, document, &mut problems);
        let more = problems.len().saturating_sub(MAX_FINDINGS);
        let last = problems.iter().nth(MAX_FINDINGS).map(|problem| problem.span);
        for Problem { span, pointer, text } in problems.into_iter().take(MAX_FINDINGS) {
            reader.note(findings::schema(reader.at(span), &kind, &self.path, &pointer, &text));
        }
        if let Some(span) = last {
            reader.note(findings::more_against_schema(reader.at(span), more));
        }
    }
}

/// Refuses everything that a schema would like to have from elsewhere.
struct NoLoader;

impl UrlLoader for NoLoader {
    fn load(&self, url: &str) -> Result<Json, Box<dyn Error>> {
        Err(format!("`{url}` is not in the schema file").into())
    }
}

/// Something that does not fit, sorted by place.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Problem {
    span: Span,
    pointer: String,
    text: String,
}

/// Takes the problems out of the validator's tree, whose order may differ from run to run.
fn gather(error: &ValidationError<'_, '_>, document: &Node, problems: &mut BTreeSet<Problem>) {
    let pointer = error.instance_location.to_string();
    let mut add = |pointer: &str, text: String| {
        let span = backstage::span(document, pointer);
        problems.insert(Problem { span, pointer: pointer.to_owned(), text });
    };
    match &error.kind {
        ErrorKind::Group | ErrorKind::Schema { .. } | ErrorKind::Reference { .. } | ErrorKind::AllOf
            if !error.causes.is_empty() =>
        {
            error.causes.iter().for_each(|cause| gather(cause, document, problems));
        }
        ErrorKind::AdditionalProperties { got } => {
            for key in got {
                add(&backstage::below(&pointer, key), "is not allowed by the schema".into());
            }
        }
        ErrorKind::PropertyName { prop } => {
            add(&backstage::below(&pointer, prop), "has a name that the schema does not allow".into());
        }
        ErrorKind::AnyOf | ErrorKind::OneOf(None) => {
            let mut inner = BTreeSet::new();
            error.causes.iter().for_each(|cause| gather(cause, document, &mut inner));
            let texts = inner.iter().map(|problem| match problem.pointer.strip_prefix(&pointer) {
                Some("") => format!("it {}", problem.text),
                below => format!("`{}` {}", shown(below.unwrap_or(&problem.pointer)), problem.text),
            });
            add(&pointer, format!("fits no alternative of the schema: {}", list(texts, "; ")));
        }
        kind => add(&pointer, words(kind)),
    }
}

/// A problem in words that follow the value's name.
fn words(kind: &ErrorKind<'_, '_>) -> String {
    match kind {
        ErrorKind::FalseSchema => "is not allowed by the schema".into(),
        ErrorKind::Type { got, want } => {
            format!(
                "is {} instead of {}",
                type_name(*got),
                list(want.iter().map(|name| type_name(name).into()), " or ")
            )
        }
        ErrorKind::Enum { want } => format!("is none of {}", list(want.iter().map(value), ", ")),
        ErrorKind::Const { want } => format!("is not {}", value(want)),
        ErrorKind::Required { want } => format!("has no {}", list(want.iter().map(|key| quoted(key)), ", ")),
        ErrorKind::Dependency { prop, missing } | ErrorKind::DependentRequired { prop, missing } => {
            format!("has {}, but no {}", quoted(prop), list(missing.iter().map(|key| quoted(key)), ", "))
        }
        ErrorKind::Pattern { want, .. } => format!("does not match {}", quoted(want)),
        ErrorKind::Format { want: "regex", .. } => {
            "is no regular expression, or one with look-around or references back, which take too long".into()
        }
        ErrorKind::Format { want, .. } => format!("is no {want}"),
        ErrorKind::MinLength { want, .. } => format!("has fewer than {want} characters"),
        ErrorKind::MaxLength { want, .. } => format!("has more than {want} characters"),
        ErrorKind::MinItems { want, .. } => format!("has fewer than {want} items"),
        ErrorKind::MaxItems { want, .. } => format!("has more than {want} items"),
        ErrorKind::MinProperties { want, .. } => format!("has fewer than {want} keys"),
        ErrorKind::MaxProperties { want, .. } => format!("has more than {want} keys"),
        ErrorKind::UniqueItems { got: [first, second] } => {
            format!("has the same item twice, as number {} and {}", first + 1, second + 1)
        }
        ErrorKind::AdditionalItems { got } => format!("has {got} items too many"),
        ErrorKind::Contains | ErrorKind::MinContains { .. } => {
            "has too few items of the kind that it must contain".into()
        }
        ErrorKind::MaxContains { .. } => "has too many items of the kind that it must contain".into(),
        ErrorKind::Minimum { want, .. } => format!("is less than {want}"),
        ErrorKind::Maximum { want, .. } => format!("is more than {want}"),
        ErrorKind::ExclusiveMinimum { want, .. } => format!("is not more than {want}"),
        ErrorKind::ExclusiveMaximum { want, .. } => format!("is not less than {want}"),
        ErrorKind::MultipleOf { want, .. } => format!("is no multiple of {want}"),
        ErrorKind::Not => "is what the schema excludes".into(),
        ErrorKind::OneOf(Some(_)) => "fits several alternatives of which only one may fit".into(),
        other => format!("does not fit the schema: {}", shown(&other.to_string())),
    }
}

fn type_name(name: Type) -> &'static str {
    match name {
        Type::Null => "null",
        Type::Boolean => "a boolean",
        Type::Number => "a number",
        Type::Integer => "a whole number",
        Type::String => "a string",
        Type::Array => "a list",
        Type::Object => "a mapping",
    }
}

fn quoted(text: &str) -> String {
    format!("`{}`", shown(text))
}

fn value(json: &Json) -> String {
    match json {
        Json::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    }
}

/// The first words of a list, and a mark when there are more.
fn list(words: impl Iterator<Item = String>, separator: &str) -> String {
    let mut words: Vec<String> = words.collect();
    if words.len() > MAX_WORDS {
        words.truncate(MAX_WORDS);
        words.push("…".into());
    }
    words.join(separator)
}

/// What is wrong with a schema file.
struct Mistake<'a> {
    /// The file with places, if it could be read so.
    tree: Option<&'a Node>,
    file: &'a File,
}

impl Mistake<'_> {
    fn finding(&self, error: &CompileError) -> Diagnostic {
        match error {
            CompileError::ValidationError { src, .. } => {
                let nothing = Node { value: Value::Null, span: Span::FILE, tag: None };
                let mut problems = BTreeSet::new();
                gather(src, self.tree.unwrap_or(&nothing), &mut problems);
                let Some(Problem { span, pointer, text }) = problems.pop_first() else {
                    return self.at(None, format!("this is no JSON Schema: {}", shown(&error.to_string())));
                };
                let what = if pointer.is_empty() { "the schema".to_owned() } else { quoted(&pointer) };
                self.at(Some(span), format!("this is no JSON Schema: {what} {text}"))
            }
            CompileError::LoadUrlError { url, .. } | CompileError::UnsupportedUrlScheme { url } => {
                let name = url.rsplit('/').next().unwrap_or_default();
                let (span, written) = self.reference(|text| !text.starts_with('#') && text.contains(name));
                let text = format!(
                    "the schema refers to {}, and nothing but its own file is read",
                    quoted(written.unwrap_or(url))
                );
                self.at(span, text).hint("copy what it refers to into `$defs`, and write `#/$defs/...`")
            }
            CompileError::JsonPointerNotFound(address) | CompileError::AnchorNotFound { reference: address, .. } => {
                let fragment = address.split_once('#').map_or(address.as_str(), |(_, fragment)| fragment);
                let (span, _) = self.reference(|text| text.ends_with(fragment));
                self.at(span, format!("the schema has nothing at {}", quoted(&format!("#{fragment}"))))
            }
            CompileError::UnsupportedDraft { url } => {
                let (span, _) = self.reference(|text| text == url);
                self.at(span, format!("{} is no draft of JSON Schema that is known", quoted(url)))
                    .hint("drafts 4, 6, 7, 2019-09 and 2020-12 are")
            }
            other => self.at(None, format!("the schema cannot be used: {}", shown(&other.to_string()))),
        }
    }

    fn at(&self, span: Option<Span>, text: String) -> Diagnostic {
        findings::schema_broken(self.file.at(span.unwrap_or(Span::FILE)), text)
    }

    /// Where a reference stands, and its text.
    fn reference(&self, fits: impl Fn(&str) -> bool) -> (Option<Span>, Option<&str>) {
        let is_reference = |key: &str| matches!(key, "$ref" | "$schema" | "$dynamicRef" | "$recursiveRef");
        match self.tree.and_then(|tree| find(tree, &|key, text| is_reference(key) && fits(text))) {
            Some((span, text)) => (Some(span), Some(text)),
            None => (None, None),
        }
    }
}

/// The first string, or key, that fits; the test is given the key and the string, for a key twice the key.
fn find<'n>(node: &'n Node, fits: &dyn Fn(&str, &str) -> bool) -> Option<(Span, &'n str)> {
    match &node.value {
        Value::Map(map) => map.entries.iter().find_map(|entry| match &entry.value.value {
            Value::String(text) if fits(&entry.key, text) => Some((entry.value.span, &**text)),
            _ if fits(&entry.key, &entry.key) => Some((entry.key_span, &*entry.key)),
            _ => find(&entry.value, fits),
        }),
        Value::List(items) => items.iter().find_map(|item| find(item, fits)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
