//! The marker of an output folder: which files we put there. It is what we may delete.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::{Output, RESERVED, is_safe};

/// Where the manifest lies in the output folder.
pub(super) const FILE: &str = "_platdocs/build.json";
/// Its name while it is written.
pub(super) const UNFINISHED: &str = "_platdocs/build.json.tmp";

const FORMAT: u32 = 1;
/// Longest manifest that is read; 20,000 pages take about 3 MiB.
const MAX_BYTES: u64 = 256 << 20;

/// The files of an output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub digest: String,
    pub pages: usize,
    /// Size and hash by path.
    pub files: BTreeMap<String, Named>,
}

/// What the manifest says about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub size: u64,
    pub hash: String,
}

#[derive(Serialize, Deserialize)]
struct Raw {
    format: u32,
    generator: String,
    digest: String,
    pages: usize,
    files: Vec<RawFile>,
}

#[derive(Serialize, Deserialize)]
struct RawFile {
    path: String,
    size: u64,
    hash: String,
}

impl Manifest {
    /// The manifest of an output.
    pub fn of(output: &Output) -> Self {
        let named = |size: usize, hash: String| Named { size: size as u64, hash };
        let files = output.iter().map(|(path, file)| (path.to_owned(), named(file.len(), file.hash.to_string())));
        Self { digest: output.digest().to_string(), pages: output.pages(), files: files.collect() }
    }

    /// The file's text.
    pub fn to_json(&self) -> Vec<u8> {
        let file = |(path, named): (&String, &Named)| RawFile {
            path: path.clone(),
            size: named.size,
            hash: named.hash.clone(),
        };
        let raw = Raw {
            format: FORMAT,
            generator: "platdocs".to_owned(),
            digest: self.digest.clone(),
            pages: self.pages,
            files: self.files.iter().map(file).collect(),
        };
        let mut text = serde_json::to_vec_pretty(&raw).expect("a tree of strings and numbers has a JSON form");
        text.push(b'\n');
        text
    }

    /// Reads the manifest of a folder, with the time at which the folder was finished. `None` unless there is a whole and
    /// sound one in a real file: what it names will be deleted one day.
    pub fn read(folder: &Path) -> Option<(Self, SystemTime)> {
        let reserved = fs::symlink_metadata(folder.join(RESERVED)).ok()?;
        let path = folder.join(FILE);
        let file = fs::symlink_metadata(&path).ok()?;
        if !reserved.is_dir() || !file.is_file() {
            return None;
        }
        let mut text = Vec::new();
        File::open(path).ok()?.take(MAX_BYTES).read_to_end(&mut text).ok()?;
        Some((Self::parse(&text)?, file.modified().ok()?))
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let raw: Raw = serde_json::from_slice(text).ok()?;
        let sound = raw.format == FORMAT && raw.generator == "platdocs";
        if !sound || !raw.files.iter().all(|file| is_safe(&file.path) && !file.path.starts_with(RESERVED)) {
            return None;
        }
        let files = raw.files.into_iter().map(|file| (file.path, Named { size: file.size, hash: file.hash }));
        Some(Self { digest: raw.digest, pages: raw.pages, files: files.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SitePath;

    #[test]
    fn manifest_round_trips() {
        let mut output = Output::default();
        output.insert(&SitePath::home(), "<p>");
        output.insert(&SitePath::file("a \"b\".css"), "x");
        let manifest = Manifest::of(&output);
        assert_eq!(Manifest::parse(&manifest.to_json()), Some(manifest));
    }

    #[test]
    fn manifests_that_name_other_places_are_none() {
        let check = |path: &str, expect: bool| {
            let text = format!(
                r#"{{"format":1,"generator":"platdocs","digest":"","pages":0,"files":[{{"path":{path:?},"size":1,"hash":""}}]}}"#
            );
            assert_eq!(Manifest::parse(text.as_bytes()).is_some(), expect, "{path}");
        };
        check("a/b.html", true);
        for path in ["../x", "/etc/passwd", "a//b", "", ".git/config", "_platdocs/build.json"] {
            check(path, false);
        }
        assert_eq!(Manifest::parse(b"{}"), None);
        assert_eq!(Manifest::parse(b"{\"format\":1"), None);
    }
}
