//! Bundling: a definition whose `$ref`s name other files of the repository becomes one document that stands alone.
//!
//! What other files hold goes once each below `x-bundled` at the root, and every `$ref` to it becomes a local one. So siblings
//! of a `$ref` stay what they are, circles end, and nothing is there twice, whatever kind of document it is.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use percent_encoding::percent_decode_str;

use super::definition::yaml_text;
use super::entity::{BUNDLED, Bundle};
use super::findings;
use super::placeholder::own_path;
use super::read::{FileProblem, Reader};
use crate::diag::{Diagnostic, Place, Span};
use crate::path::{PathError, RepoPath};
use crate::yaml::{self, Entry, Map, Node, Value};

/// Most files that one definition may reach.
const MAX_FILES: usize = 4_000;
/// Most bytes of them.
const MAX_BYTES: usize = 32 << 20;
/// Most bytes of what goes below `x-bundled`, with 16 for each value.
const MAX_BUNDLED: usize = 64 << 20;

/// A definition with all that its `$ref`s to other files name; `None` if it has none, or cannot be read as YAML. `place` is
/// the placeholder, findings about the files stand there.
pub(super) fn bundle(reader: &mut Reader<'_>, place: Span, file: &RepoPath, text: &str) -> Option<Bundle> {
    let here = reader.at(place);
    let (bundle, problems) = bundle_file(file, text, reader.context.read, reader.context.web_url, &here);
    problems.into_iter().for_each(|finding| reader.note(finding));
    bundle
}

/// The same for any file of a repository that `read` reads. `here` is where findings about other files stand.
pub fn bundle_file(
    file: &RepoPath,
    text: &str,
    read: &(dyn Fn(&RepoPath) -> Result<Vec<u8>, FileProblem> + Sync),
    web_url: Option<&str>,
    here: &Place,
) -> (Option<Bundle>, Vec<Diagnostic>) {
    let parsed = names_files(text).then(|| yaml::parse_definition(text).ok()).flatten();
    let Some(mut root) = parsed.map(|parsed| parsed.root) else { return (None, Vec::new()) };
    let mut bundler = Bundler {
        root: file,
        read,
        web_url,
        files: BTreeMap::new(),
        bytes: 0,
        names: BTreeMap::new(),
        taken: root.get(BUNDLED).and_then(Node::as_map).into_iter().flat_map(Map::keys).map(Box::from).collect(),
        queue: VecDeque::new(),
        problems: BTreeMap::new(),
        changed: false,
    };
    bundler.node(&mut root, file, Keys::Words);
    let bundled = bundler.all();
    let problems = std::mem::take(&mut bundler.problems).into_iter().map(|(target, problem)| match problem {
        Problem::Outside(why) => findings::placeholder_outside(here.clone(), &target, why),
        Problem::Missing(path) => findings::placeholder_missing(here.clone(), &path),
        Problem::Unreadable(path, why) => findings::placeholder_parse(here.clone(), &path, &why),
        Problem::NoValue => findings::reference_nowhere(here.clone(), &target),
        Problem::TooMuch => findings::too_many(here.clone(), "bytes from other files", MAX_BUNDLED),
    });
    let problems = problems.collect();
    if bundled.is_empty() {
        return (bundler.changed.then(|| Bundle::new(root, BTreeMap::new())), problems);
    }
    let files = bundler.names.into_iter().map(|((file, _), name)| (name, file)).collect();
    let Value::Map(map) = &mut root.value else { return (None, problems) };
    match map.entries.iter_mut().find(|entry| &*entry.key == BUNDLED).map(|entry| &mut entry.value.value) {
        Some(Value::Map(own)) => own.entries.extend(bundled),
        Some(other) => *other = Value::Map(Map { entries: bundled }),
        None => map.entries.push(entry(BUNDLED, Value::Map(Map { entries: bundled }))),
    }
    (Some(Bundle::new(root, files)), problems)
}

impl Bundle {
    fn new(root: Node, files: BTreeMap<Box<str>, RepoPath>) -> Self {
        Self { text: yaml_text(&root).into(), root: root.into(), files }
    }
}

/// True if a `$ref` of the text may name another file; a cheap look before the text is parsed.
fn names_files(text: &str) -> bool {
    text.match_indices("$ref").any(|(at, key)| {
        let value = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        value
            .strip_prefix(':')
            .is_some_and(|value| !value.trim_start().trim_start_matches(['"', '\'']).starts_with('#'))
    })
}

/// What the keys of a mapping are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    /// Words of the format: `$ref`, `example`.
    Words,
    /// Names that authors give: a property may be called `$ref` or `example`.
    Names,
}

impl Keys {
    /// What the keys are in the value of a word.
    fn below(word: &str) -> Self {
        match word {
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" | "schemas"
            | "responses" | "parameters" | "headers" | "requestBodies" | "securitySchemes" | "links" | "callbacks"
            | "paths" | "pathItems" | "channels" | "operations" | "messages" | "servers" | "examples" | "content" => {
                Self::Names
            }
            _ => Self::Words,
        }
    }
}

/// True for a word whose value is data, in which a `$ref` means nothing.
fn is_data(word: &str, value: &Node) -> bool {
    matches!(word, "example" | "default" | "enum" | "const" | "value")
        || word.starts_with("x-")
        || (word == "examples" && value.as_list().is_some())
}

/// A value of another file: the file and a JSON pointer.
type Target = (RepoPath, String);

enum Problem {
    Outside(PathError),
    Missing(RepoPath),
    Unreadable(RepoPath, String),
    NoValue,
    TooMuch,
}

struct Bundler<'a> {
    root: &'a RepoPath,
    read: &'a (dyn Fn(&RepoPath) -> Result<Vec<u8>, FileProblem> + Sync),
    web_url: Option<&'a str>,
    /// The files that were read; `None` for those that cannot be.
    files: BTreeMap<RepoPath, Option<Node>>,
    bytes: usize,
    names: BTreeMap<Target, Box<str>>,
    taken: BTreeSet<Box<str>>,
    /// What has a name and is not bundled yet.
    queue: VecDeque<(Box<str>, Target)>,
    /// By what was written, each once.
    problems: BTreeMap<String, Problem>,
    /// A reference is not as it was.
    changed: bool,
}

impl Bundler<'_> {
    /// All that was named, in the order in which it was met.
    fn all(&mut self) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut left = MAX_BUNDLED;
        while let Some((name, (path, pointer))) = self.queue.pop_front() {
            let found = self.files.get(&path).and_then(Option::as_ref).and_then(|file| value_at(file, &pointer));
            let mut value = found.expect("only values that exist have a name").clone();
            let Some(rest) = left.checked_sub(weight(&value)) else {
                self.problems.insert(BUNDLED.into(), Problem::TooMuch);
                entries.push(entry(&name, Value::Map(Map::default())));
                continue;
            };
            left = rest;
            self.node(&mut value, &path, Keys::Words);
            entries.push(entry(&name, value.value));
        }
        entries
    }

    /// Makes the `$ref`s of a value local. `file` holds it.
    fn node(&mut self, node: &mut Node, file: &RepoPath, keys: Keys) {
        match &mut node.value {
            Value::List(items) => items.iter_mut().for_each(|item| self.node(item, file, Keys::Words)),
            Value::Map(map) => {
                for entry in &mut map.entries {
                    let is_word = keys == Keys::Words;
                    let is_data = is_word && is_data(&entry.key, &entry.value);
                    match &mut entry.value.value {
                        Value::String(text) if is_word && &*entry.key == "$ref" => {
                            if let Some(local) = self.local(text, file) {
                                self.changed |= local != **text;
                                *text = local.into();
                            }
                        }
                        _ if is_data => {}
                        _ if is_word => self.node(&mut entry.value, file, Keys::below(&entry.key)),
                        _ => self.node(&mut entry.value, file, Keys::Words),
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// The local form of a reference; `None` if it stays as it is.
    fn local(&mut self, written: &str, file: &RepoPath) -> Option<String> {
        let (address, fragment) = written.split_once('#').unwrap_or((written, ""));
        let path = match self.path(address, file)? {
            Ok(path) => path,
            Err(why) => return self.problem(written, Problem::Outside(why)),
        };
        if path == *self.root {
            return Some(format!("#{fragment}"));
        }
        let pointer = percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        let target = (path, pointer);
        if let Some(name) = self.names.get(&target) {
            return Some(format!("#/{BUNDLED}/{name}"));
        }
        if let Err(problem) = self.load(&target.0) {
            return self.problem(written, problem);
        }
        let file = self.files.get(&target.0)?.as_ref()?;
        if value_at(file, &target.1).is_none() {
            return self.problem(written, Problem::NoValue);
        }
        let name = self.name(&target);
        self.names.insert(target.clone(), name.clone());
        self.queue.push_back((name.clone(), target));
        Some(format!("#/{BUNDLED}/{name}"))
    }

    fn problem(&mut self, written: &str, problem: Problem) -> Option<String> {
        self.problems.entry(written.to_owned()).or_insert(problem);
        None
    }

    /// The file that the address of a reference names; `None` for other places on the web.
    fn path(&self, address: &str, file: &RepoPath) -> Option<Result<RepoPath, PathError>> {
        if address.is_empty() {
            return Some(Ok(file.clone()));
        }
        if url::Url::parse(address).is_ok() {
            return Some(RepoPath::parse(&own_path(address, self.web_url, self.read)?));
        }
        Some(file.parent().join(&percent_decode_str(address).decode_utf8_lossy()))
    }

    /// Reads a file unless it was. A file that was found wanting once has its finding.
    fn load(&mut self, path: &RepoPath) -> Result<(), Problem> {
        if self.files.contains_key(path) {
            return Ok(());
        }
        if self.files.len() == MAX_FILES {
            return Err(Problem::TooMuch);
        }
        let unreadable = |why: &str| Problem::Unreadable(path.clone(), why.to_owned());
        let parsed = match (self.read)(path) {
            Ok(bytes) if bytes.len() > MAX_BYTES - self.bytes => Err(Problem::TooMuch),
            Ok(bytes) => {
                self.bytes += bytes.len();
                yaml::decode(&bytes).map_err(|_| unreadable("is not UTF-8 text")).and_then(|text| {
                    yaml::parse_definition(text).map(|definition| definition.root).map_err(|error| {
                        unreadable(&format!("is not readable as YAML: line {}: {error}", error.span.line))
                    })
                })
            }
            Err(FileProblem::Missing) => Err(Problem::Missing(path.clone())),
            Err(FileProblem::TooLarge) => Err(unreadable("is too large")),
            Err(FileProblem::Unreadable(why)) => Err(unreadable(&why)),
        };
        let (file, result) = match parsed {
            Ok(file) => (Some(file), Ok(())),
            Err(problem) => (None, Err(problem)),
        };
        self.files.insert(path.clone(), file);
        result
    }

    /// A name that tells what the value is: the last part of the pointer, else the file's name.
    fn name(&mut self, (path, pointer): &Target) -> Box<str> {
        let last = pointer.rsplit('/').next().filter(|last| !last.is_empty()).unwrap_or(path.stem());
        let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '_' };
        let base: String = last.chars().map(plain).collect();
        let numbered = (2..).map(|nth| format!("{base}-{nth}"));
        let mut names = std::iter::once(base.clone()).chain(numbered);
        let name: Box<str> = names.find(|name| !self.taken.contains(&**name)).expect("numbers do not end").into();
        self.taken.insert(name.clone());
        name
    }
}

fn entry(key: &str, value: Value) -> Entry {
    Entry { key: key.into(), key_span: Span::FILE, value: Node { value, span: Span::FILE, tag: None } }
}

fn weight(node: &Node) -> usize {
    16 + match &node.value {
        Value::List(items) => items.iter().map(weight).sum(),
        Value::Map(map) => map.entries.iter().map(|entry| entry.key.len() + weight(&entry.value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => node.text().map_or(0, str::len),
    }
}

/// The value at a JSON pointer.
fn value_at<'n>(node: &'n Node, pointer: &str) -> Option<&'n Node> {
    let Some(pointer) = pointer.strip_prefix('/') else { return pointer.is_empty().then_some(node) };
    pointer.split('/').try_fold(node, |node, part| match node.as_list() {
        Some(items) => items.get(part.parse::<usize>().ok()?),
        None => node.get(&part.replace("~1", "/").replace("~0", "~")),
    })
}

#[cfg(test)]
mod tests {
    use crate::catalog::tests::portal;

    fn check(files: &str, expect: Option<&str>, codes: &[&str]) {
        for key in ["$text", "$openapi"] {
            let tree = format!(
                "-- r/catalog-info.yaml\napiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {{name: a}}\nspec:\n  \
                 {{type: openapi, lifecycle: x, owner: x, definition: {{{key}: ./api/root.yaml}}}}\n-- {files}"
            );
            let (catalog, diags) =
                portal("sources: [{type: local, path: r, web_url: 'https://github.com/acme/r'}]", &tree);
            let definition = catalog.entities()[0].definition.as_ref().unwrap();
            let bundled = definition.bundled.as_deref().map(|bundle| &*bundle.text);
            assert_eq!(bundled, expect, "{files}");
            let found = diags.iter().map(|finding| finding.code.id).filter(|code| code.contains("-PH-"));
            assert_eq!(found.collect::<Vec<_>>(), codes, "{files}");
        }
    }

    #[test]
    fn references_to_files_become_local_ones() {
        check(
            "r/api/root.yaml
paths:
  /a: {$ref: 'paths/a.yaml'}
  /b: {$ref: 'https://github.com/acme/r/blob/main/api/paths/a.yaml'}
own: {$ref: '#/paths', description: d}
-- r/api/paths/a.yaml
get: {$ref: '../s.yaml#/Pet~1Cat', description: kept}
back: {$ref: '../root.yaml#/own'}
-- r/api/s.yaml
Pet/Cat: {again: {$ref: '#/Pet~1Cat'}, properties: {default: {$ref: '#/Other'}, $ref: {type: string}}}
Other: {default: {$ref: './gone.yaml'}}
",
            Some(
                "paths:
  \"/a\":
    $ref: \"#/x-bundled/a\"
  \"/b\":
    $ref: \"#/x-bundled/a\"
own:
  $ref: \"#/paths\"
  description: d
x-bundled:
  a:
    get:
      $ref: \"#/x-bundled/Pet_1Cat\"
      description: kept
    back:
      $ref: \"#/own\"
  Pet_1Cat:
    again:
      $ref: \"#/x-bundled/Pet_1Cat\"
    properties:
      default:
        $ref: \"#/x-bundled/Other\"
      $ref:
        type: string
  Other:
    default:
      $ref: \"./gone.yaml\"
",
            ),
            &[],
        );
    }

    #[test]
    fn documents_that_stand_alone_stay_as_they_are() {
        check("r/api/root.yaml\na: {$ref: '#/b'}\nb: 1\n", None, &[]);
        check("r/api/root.yaml\nexample: {$ref: './x.yaml'}\n", None, &[]);
        check("r/api/root.yaml\na: {$ref: 'https://example.com/x.yaml'}\n", None, &[]);
        check("r/api/root.yaml\na: {$ref: 'root.yaml#/b'}\nb: 1\n", Some("a:\n  $ref: \"#/b\"\nb: 1\n"), &[]);
        check("r/api/root.yaml\n$ref: [broken\n", None, &[]);
    }

    #[test]
    fn files_that_cannot_be_had_are_named() {
        check("r/api/root.yaml\na: {$ref: './x.yaml'}\n", None, &["W-PH-MISSING"]);
        check("r/api/root.yaml\na: {$ref: '../../x.yaml'}\n", None, &["E-PH-OUTSIDE"]);
        check("r/api/root.yaml\na: {$ref: '/etc/passwd'}\n", None, &["E-PH-OUTSIDE"]);
        check("r/api/root.yaml\na: {$ref: 'x.yaml#/b'}\n-- r/api/x.yaml\nc: 1\n", None, &["W-PH-PARSE"]);
        check("r/api/root.yaml\na: {$ref: 'x.yaml'}\n-- r/api/x.yaml\n[\n", None, &["W-PH-PARSE"]);
    }
}
