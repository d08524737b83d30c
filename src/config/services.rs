//! The settings of `catalog.services`: which components are services, and the portal's own columns.

use std::collections::BTreeSet;

use super::findings::bad_value;
use super::raw::{RawServiceColumn, RawServices};
use super::{ColumnSource, ServiceColumn, Services};
use crate::diag::{Diagnostic, File, Span, shown};
use crate::yaml::Node;

/// Longest heading in characters.
const MAX_TITLE: usize = 60;
/// Most columns; a table with more is read by nobody.
const MAX_COLUMNS: usize = 6;

/// Reads the settings and collects what is wrong with them.
pub(super) struct Reader<'a> {
    /// The mapping as written.
    pub written: Option<&'a Node>,
    /// The file, for findings.
    pub file: &'a File,
    /// What is wrong.
    pub found: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// The settings; a column that is wrong is left out.
    pub fn services(&mut self, raw: RawServices) -> Services {
        let RawServices { types, columns } = raw;
        let default = Services::default();
        let columns = columns.unwrap_or_default();
        if columns.len() > MAX_COLUMNS {
            self.bad("columns", None, "has more than six columns", "keep those that every team looks at");
        }
        let mut titles = BTreeSet::new();
        let mut kept = Vec::new();
        for (nth, raw) in columns.into_iter().enumerate().take(MAX_COLUMNS) {
            let Some(column) = self.column(nth, raw) else { continue };
            if !titles.insert(column.title.to_lowercase()) {
                let problem = format!("has the title `{}`, which an earlier column has", shown(&column.title));
                self.bad("columns", Some(nth), &problem, "give every column its own `title`");
            }
            kept.push(column);
        }
        Services { types: types.map_or(default.types, |types| self.types(types)), columns: kept }
    }

    fn types(&mut self, types: Vec<String>) -> Vec<String> {
        let types: Vec<String> = types.iter().map(|text| text.trim().to_lowercase()).collect();
        if types.is_empty() || types.iter().any(String::is_empty) {
            self.bad("types", None, "names no type", "list values of `spec.type`, such as `service`");
        }
        types
    }

    fn column(&mut self, nth: usize, raw: RawServiceColumn) -> Option<ServiceColumn> {
        let RawServiceColumn { title, annotation, label } = raw;
        let source = match (annotation, label) {
            (Some(key), None) => ColumnSource::Annotation(key.trim().to_owned()),
            (None, Some(key)) => ColumnSource::Label(key.trim().to_owned()),
            (Some(_), Some(_)) => {
                self.bad("columns", Some(nth), "names an annotation and a label", "keep one of them");
                return None;
            }
            (None, None) => {
                self.bad("columns", Some(nth), "names nothing to show", "add `annotation:` or `label:` with its key");
                return None;
            }
        };
        let (ColumnSource::Annotation(key) | ColumnSource::Label(key)) = &source;
        let title = title.map_or_else(|| key.clone(), |title| title.trim().to_owned());
        if key.is_empty() || title.is_empty() {
            self.bad("columns", Some(nth), "has an empty text", "write the key, and a short heading");
            return None;
        }
        if title.chars().count() > MAX_TITLE {
            self.bad("columns", Some(nth), "has a title of more than 60 characters", "write one or two words");
            return None;
        }
        Some(ServiceColumn { title, source })
    }

    /// Reports a key, or an item of its list.
    fn bad(&mut self, key: &str, nth: Option<usize>, problem: &str, hint: &str) {
        let node = self.written.and_then(|node| node.get(key));
        let item = nth.and_then(|nth| node?.as_list()?.get(nth));
        let span = item.or(node).map_or(Span::FILE, |node| node.span);
        let path = match nth {
            Some(nth) => format!("catalog.services.{key}[{nth}]"),
            None => format!("catalog.services.{key}"),
        };
        self.found.push(bad_value(self.file, &path, span, problem, hint));
    }
}
