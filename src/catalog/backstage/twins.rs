//! The last step of Backstage, the index for searching: two values whose paths differ only in case cannot both be in it.

use std::collections::{HashMap, HashSet};

use super::{Failure, below};
use crate::yaml::{Map, Node, Value};

/// Paths that are not indexed.
const LEFT_OUT: [&str; 3] = ["metadata.name", "metadata.namespace", "metadata.uid"];
/// Longest path in bytes that is looked at; long keys above many values must not cost their product.
const MAX_PATH: usize = 1_000;

/// The first path that an earlier one differs from only in case.
pub(super) fn failure(root: &Map) -> Option<Failure> {
    let mut parts = HashMap::new();
    if !root.entries.iter().any(|entry| may_clash(&entry.key, &entry.value, &mut parts)) {
        return None;
    }
    Index::default().map(root, "", "").map(|(path, pointer)| {
        let text = format!("Entity has duplicate keys that vary only in casing, '{}'", path.to_lowercase());
        Failure::new(&pointer, text)
    })
}

/// True if two parts of paths differ only in case, without which no two paths can. Most documents end here.
fn may_clash<'n>(key: &'n str, node: &'n Node, seen: &mut HashMap<String, &'n str>) -> bool {
    let mut parts = key.split('.');
    if parts.any(|part| seen.insert(part.to_lowercase(), part).is_some_and(|before| before != part)) {
        return true;
    }
    match &node.value {
        Value::List(items) => items.iter().any(|item| may_clash(item.as_str().unwrap_or_default(), item, seen)),
        Value::Map(map) => map.entries.iter().any(|entry| may_clash(&entry.key, &entry.value, seen)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The paths so far.
#[derive(Default)]
struct Index {
    /// By lower-cased path the path as written.
    paths: HashMap<String, String>,
    /// Lower-cased paths of items, of which only the first counts.
    items: HashSet<String>,
}

impl Index {
    fn map(&mut self, map: &Map, path: &str, pointer: &str) -> Option<(String, String)> {
        map.entries.iter().find_map(|entry| {
            let dot = if path.is_empty() { "" } else { "." };
            self.value(&entry.value, &format!("{path}{dot}{}", entry.key), &below(pointer, &entry.key))
        })
    }

    /// The path and pointer of the first twin.
    fn value(&mut self, node: &Node, path: &str, pointer: &str) -> Option<(String, String)> {
        if LEFT_OUT.contains(&path) || path.len() > MAX_PATH {
            return None;
        }
        match &node.value {
            Value::Map(map) => self.map(map, path, pointer),
            Value::List(items) => items.iter().enumerate().find_map(|(nth, item)| {
                let pointer = format!("{pointer}/{nth}");
                let found = self.value(item, path, &pointer);
                let text = item.as_str().filter(|text| path.len() + text.len() < MAX_PATH);
                found.or_else(|| {
                    let path = format!("{path}.{}", text?);
                    self.items.insert(path.to_lowercase()).then(|| self.leaf(path, pointer))?
                })
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                self.leaf(path.to_owned(), pointer.to_owned())
            }
        }
    }

    fn leaf(&mut self, path: String, pointer: String) -> Option<(String, String)> {
        let first = self.paths.entry(path.to_lowercase()).or_insert_with(|| path.clone());
        (*first != path).then_some((path, pointer))
    }
}
