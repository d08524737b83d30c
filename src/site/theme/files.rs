//! The files of a theme: the embedded default with an owner's files over it.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};

use super::ThemeError;

static DEFAULT: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Largest text file of a theme in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// Text files by their path below the theme's folder.
pub(super) struct Files {
    texts: BTreeMap<String, String>,
    /// The paths that are an owner's.
    own: BTreeSet<String>,
}

impl Files {
    /// The default theme with `overrides` over it. Files outside of the five folders are not the theme's and ignored.
    pub(super) fn merge(overrides: &BTreeMap<String, Vec<u8>>) -> Result<Files, ThemeError> {
        let mut files = BTreeMap::new();
        collect(&DEFAULT, &mut files);
        for (path, bytes) in overrides {
            if !is_theme_file(path) {
                continue;
            }
            let wrong =
                |message: &str| ThemeError { file: path.clone(), line: 0, column: 0, message: message.to_owned() };
            if bytes.len() > MAX_BYTES {
                return Err(wrong("is larger than 1 MiB"));
            }
            let text = std::str::from_utf8(bytes).map_err(|_| wrong("is not UTF-8 text"))?;
            files.insert(path.clone(), text.trim_start_matches('\u{feff}').to_owned());
        }
        Ok(Files { texts: files, own: overrides.keys().cloned().collect() })
    }

    /// The files of one folder (`css/`) with their names below it, sorted.
    pub(super) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts.iter().filter_map(move |(path, text)| Some((path.strip_prefix(folder)?, text.as_str())))
    }

    /// One file of the default theme or its replacement; empty if there is none.
    pub(super) fn text(&self, path: &str) -> &str {
        self.texts.get(path).map_or("", String::as_str)
    }

    /// True for a file of the default theme that no owner has replaced.
    pub(super) fn is_default(&self, path: &str) -> bool {
        self.texts.contains_key(path) && !self.own.contains(path)
    }
}

/// The paths of the default theme's files.
pub(super) fn defaults() -> Vec<String> {
    let mut files = BTreeMap::new();
    collect(&DEFAULT, &mut files);
    files.into_keys().collect()
}

/// A text file of the default theme; empty if there is none.
pub(super) fn default_text(path: &str) -> &'static str {
    DEFAULT.get_file(path).and_then(|file| file.contents_utf8()).unwrap_or("")
}

/// True for a file that a theme may have, by its path in the theme's folder.
pub fn is_theme_file(path: &str) -> bool {
    let suffix = |folder: &str, suffix: &str| path.starts_with(folder) && path.ends_with(suffix);
    suffix("templates/", ".html")
        || suffix("css/", ".css")
        || suffix("js/", ".js")
        || suffix("icons/", ".svg")
        || suffix("languages/", ".yaml")
}

fn collect(folder: &Dir, files: &mut BTreeMap<String, String>) {
    for file in folder.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            files.insert(path.replace('\\', "/"), text.to_owned());
        }
    }
    for below in folder.dirs() {
        collect(below, files);
    }
}
