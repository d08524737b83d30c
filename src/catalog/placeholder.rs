//! Placeholders: `$text: ./openapi.yaml` and its kin stand for the content of a file of the same repository.

use super::bundle::bundle;
use super::findings;
use super::read::{FileProblem, Reader};
use crate::diag::Span;
use crate::path::RepoPath;
use crate::source::{Address, Forge};
use crate::yaml::{self, Budget, Node, Value};

/// Keys that stand alone in a mapping and name a file to take the value from.
const KEYS: [&str; 5] = ["$text", "$json", "$yaml", "$openapi", "$asyncapi"];
/// Most placeholders that one document may have besides its definition.
const MAX_PLACEHOLDERS: usize = 64;
/// Most bytes that they may bring.
const MAX_BYTES: usize = 4 << 20;

/// What a placeholder gives.
pub(super) enum Fetched {
    /// The text of a file.
    Text(RepoPath, String),
    /// Nothing, it names something outside the repository.
    Foreign,
    /// Nothing, and there is a finding that says why.
    Nothing,
}

/// The key and the target of a placeholder: a mapping with exactly one of the known keys.
pub(super) fn of(node: &Node) -> Option<(&'static str, &Node)> {
    let [entry] = node.as_map()?.entries.as_slice() else { return None };
    let key = KEYS.into_iter().find(|key| *key == &*entry.key)?;
    entry.value.as_str().is_some().then_some((key, &entry.value))
}

/// Puts the content of files in place of the placeholders of a document. What cannot be read is taken out. The definition
/// of an API is left alone, `definition` reads it.
pub(super) fn resolve(reader: &mut Reader<'_>, root: &mut Node) {
    let mut left = Left { placeholders: MAX_PLACEHOLDERS, bytes: MAX_BYTES };
    walk(reader, root, &mut left, 0);
}

struct Left {
    placeholders: usize,
    bytes: usize,
}

/// False if the node is a placeholder that gives nothing.
fn walk(reader: &mut Reader<'_>, node: &mut Node, left: &mut Left, depth: usize) -> bool {
    if let Some((key, target)) = of(node) {
        let Some(value) = value(reader, key, target, left) else { return false };
        node.value = value;
        return true;
    }
    match &mut node.value {
        Value::List(items) => items.retain_mut(|item| walk(reader, item, left, depth + 1)),
        Value::Map(map) => map.entries.retain_mut(|entry| {
            let is_definition = depth == 1 && &*entry.key == "definition";
            let keeps = is_definition || walk(reader, &mut entry.value, left, depth + 1);
            if !keeps {
                reader.lost.push(entry.key.clone());
            }
            keeps
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    true
}

fn value(reader: &mut Reader<'_>, key: &str, target: &Node, left: &mut Left) -> Option<Value> {
    if left.placeholders == 0 {
        reader.note(findings::too_many(reader.at(target.span), "placeholders", MAX_PLACEHOLDERS));
        return None;
    }
    left.placeholders -= 1;
    let Fetched::Text(path, text) = fetch(reader, key, target) else { return None };
    if text.len() > left.bytes {
        reader.note(findings::too_many(reader.at(target.span), "bytes from other files", MAX_BYTES));
        return None;
    }
    left.bytes -= text.len();
    if !matches!(key, "$yaml" | "$json") {
        let bundled = match key {
            "$openapi" | "$asyncapi" => bundle(reader, target.span, &path, &text),
            _ => None,
        };
        return Some(Value::String(bundled.map_or_else(|| text.into(), |bundle| bundle.text)));
    }
    match yaml::parse_settings(&text, &Budget::SETTINGS) {
        Ok(mut content) => {
            move_to(&mut content, target.span);
            Some(content.value)
        }
        Err(error) => {
            let why = format!("is not readable as YAML: line {}: {error}", error.span.line);
            let finding = findings::placeholder_parse(reader.at(target.span), &path, &why);
            reader.refuse(
                finding,
                format!("Placeholder {key} could not parse the data at {}", target.as_str().unwrap_or_default()),
            );
            None
        }
    }
}

/// Findings about values from another file point at the placeholder.
fn move_to(node: &mut Node, span: Span) {
    node.span = span;
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| move_to(item, span)),
        Value::Map(map) => {
            for entry in &mut map.entries {
                entry.key_span = span;
                move_to(&mut entry.value, span);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Reads the file that a placeholder names, or says why not.
pub(super) fn fetch(reader: &mut Reader<'_>, key: &str, target: &Node) -> Fetched {
    let written = target.as_str().unwrap_or_default();
    let place = reader.at(target.span);
    let path = match url::Url::parse(written).is_ok_and(|url| url.has_host()) {
        false => reader.file.path.parent().join(written.strip_prefix("file:").unwrap_or(written)),
        true => match own_path(written, reader.context.web_url, reader.context.read) {
            Some(path) => RepoPath::parse(&path),
            None => {
                let finding = findings::placeholder_foreign(place, written);
                match reader.context.web_url.is_some() && is_of_repository(written) {
                    true => reader
                        .refuse(finding, "Placeholder may only reference files from the same repository as the entity"),
                    false => reader.note(finding),
                }
                return Fetched::Foreign;
            }
        },
    };
    let path = match path {
        Ok(path) => path,
        Err(why) => {
            let verdict = format!("Placeholder {key} could not form a URL out of {written}");
            reader.refuse(findings::placeholder_outside(place, written, why), verdict);
            return Fetched::Nothing;
        }
    };
    let problem = match (reader.context.read)(&path) {
        Ok(bytes) => match yaml::decode(&bytes) {
            Ok(text) => return Fetched::Text(path, text.to_owned()),
            Err(_) => findings::placeholder_parse(place, &path, "is not UTF-8 text"),
        },
        Err(FileProblem::Missing) => findings::placeholder_missing(place, &path),
        Err(FileProblem::TooLarge) => findings::placeholder_parse(place, &path, "is too large"),
        Err(FileProblem::Unreadable(why)) => findings::placeholder_parse(place, &path, &why),
    };
    reader.refuse(problem, format!("Placeholder {key} could not read location {written}"));
    Fetched::Nothing
}

/// True for the address of a file in a repository, which Backstage takes from the entity's own repository only.
fn is_of_repository(url: &str) -> bool {
    ["/blob/", "/raw/", "/tree/", "/edit/", "//raw.githubusercontent.com/"].iter().any(|part| url.contains(part))
}

/// The path inside this repository that a web address of the repository names, whatever the branch.
pub(super) fn own_path(
    url: &str,
    web_url: Option<&str>,
    read: &dyn Fn(&RepoPath) -> Result<Vec<u8>, FileProblem>,
) -> Option<String> {
    let inside = Address::parse(url)?.inside(&Forge::of(web_url, None)?)?;
    Some(inside.path(|path| read(path).is_ok()).to_owned())
}
