//! The portal as files: [`Output`] holds them in memory, [`swap()`] puts them into a folder in one step.
//!
//! Nothing else in the program writes into an output folder. `serve` answers from an [`Output`] and never from a folder.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use bytes::Bytes;
use unicode_normalization::UnicodeNormalization;

use crate::hash::{ContentHash, Hasher};
use crate::path::SitePath;

pub mod disk;
pub mod findings;
mod manifest;
mod place;
mod swap;
mod tree;

pub use findings::CODES;
pub use place::Guard;
pub use swap::{SwapError, Swapped, swap, swap_on};

/// The folder of our own marker; no artifact may lie in it.
pub(crate) const RESERVED: &str = "_platdocs";

/// Fewest bytes that are packed in memory.
const MIN_PACKED: usize = 1 << 10;

/// Longest name of a file or folder in bytes, as file systems have it.
const MAX_NAME: usize = 255;

/// A file of the portal. Cloning shares the bytes. Text is held packed: all files are in memory until they are written,
/// and the pages of 20,000 entities are more than 1 GB of markup that repeats itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    held: Held,
    len: usize,
    /// Hash of the bytes.
    pub hash: ContentHash,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Held {
    Plain(Bytes),
    /// An LZ4 block.
    Packed(Bytes),
}

impl Artifact {
    /// Takes the bytes over, hashes and packs them; callers do this in parallel.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { hash: ContentHash::of(&bytes), len: bytes.len(), held: Held::of(bytes) }
    }

    /// What it holds.
    pub fn bytes(&self) -> Bytes {
        match &self.held {
            Held::Plain(bytes) => bytes.clone(),
            Held::Packed(block) => {
                lz4_flex::block::decompress(block, self.len).expect("a block that we packed can be unpacked").into()
            }
        }
    }

    /// How many bytes it holds.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True if it holds none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl Held {
    /// Packs what is worth it.
    fn of(bytes: Bytes) -> Self {
        if bytes.len() < MIN_PACKED {
            return Self::Plain(bytes);
        }
        let block = lz4_flex::block::compress(&bytes);
        if block.len() > bytes.len() / 2 {
            return Self::Plain(bytes);
        }
        // Room for growth would count as often as there are files.
        Self::Packed(block.into_boxed_slice().into())
    }
}

/// Two artifacts that cannot lie in one folder on every file system, or a path that no file may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The file that was left out, such as `catalog/index.html`.
    pub path: String,
    /// The file or folder that was there before; empty for [`ClashKind::Forbidden`].
    pub other: String,
    /// What is wrong.
    pub kind: ClashKind,
}

/// What is wrong about a [`Clash`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClashKind {
    /// The same file twice.
    Same,
    /// A file and a folder of one name.
    FileAndFolder,
    /// Names that differ only in case or in Unicode form.
    Twins,
    /// Below `_platdocs/`, or no file name at all.
    Forbidden,
}

impl fmt::Display for Clash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, other, kind } = self;
        match kind {
            ClashKind::Same => write!(f, "`{path}` is made twice"),
            ClashKind::FileAndFolder => write!(f, "`{path}` and `{other}` need a file and a folder of one name"),
            ClashKind::Twins => write!(f, "`{path}` and `{other}` differ only in case or Unicode form"),
            ClashKind::Forbidden => write!(f, "`{path}` is a path that no file of the portal may have"),
        }
    }
}

/// All files of a portal by their path in the output folder. It never holds two that clash.
#[derive(Clone, Debug, Default)]
pub struct Output {
    files: BTreeMap<String, Artifact>,
    /// Files and folders by their folded name.
    taken: HashMap<String, Taken>,
    clashes: Vec<Clash>,
}

#[derive(Clone, Debug)]
struct Taken {
    path: String,
    folder: bool,
}

impl Output {
    /// Adds a page or file. Of two that clash the first stays and the other is listed in [`Output::clashes`].
    pub fn insert(&mut self, path: &SitePath, bytes: impl Into<Bytes>) {
        self.insert_artifact(path, Artifact::new(bytes));
    }

    /// Like [`Output::insert`] for bytes that are hashed already.
    pub fn insert_artifact(&mut self, path: &SitePath, artifact: Artifact) {
        let file = path.output_file();
        match self.claim(&file) {
            Ok(()) => {
                self.files.insert(file, artifact);
            }
            Err((kind, other)) => self.clashes.push(Clash { path: file, other, kind }),
        }
    }

    /// The artifact at a path of the output folder, such as `catalog/index.html`.
    pub fn get(&self, file: &str) -> Option<&Artifact> {
        self.files.get(file)
    }

    /// All files, sorted by path.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Artifact)> {
        self.files.iter().map(|(path, artifact)| (path.as_str(), artifact))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// True if there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// How many of the files are HTML pages.
    pub fn pages(&self) -> usize {
        self.files.keys().filter(|path| path.ends_with(".html")).count()
    }

    /// What was left out, in the order of insertion.
    pub fn clashes(&self) -> &[Clash] {
        &self.clashes
    }

    /// The hash of all paths and contents.
    pub fn digest(&self) -> ContentHash {
        let all = self.files.iter().fold(Hasher::new(), |all, (path, file)| all.part(path).part(file.hash.bytes()));
        all.finish()
    }

    /// True if some file lies below this folder.
    fn has_folder(&self, folder: &str) -> bool {
        let below = format!("{folder}/");
        self.files.range(below.clone()..).next().is_some_and(|(path, _)| path.starts_with(&below))
    }

    /// Takes the name and its folders, or says what stands in the way.
    fn claim(&mut self, file: &str) -> Result<(), (ClashKind, String)> {
        if !is_safe(file) || file.split('/').next().is_some_and(|top| fold(top) == RESERVED) {
            return Err((ClashKind::Forbidden, String::new()));
        }
        // The file, then its folders upwards: those above one that is taken are taken too.
        let folders = file.rmatch_indices('/').map(|(end, _)| (&file[..end], true));
        let mut fresh = Vec::new();
        for (path, folder) in [(file, false)].into_iter().chain(folders) {
            let folded = fold(path);
            let Some(taken) = self.taken.get(&folded) else {
                fresh.push((folded, Taken { path: path.to_owned(), folder }));
                continue;
            };
            let kind = match (taken.path == path, taken.folder == folder) {
                // Folders of one folded name are one folder on some file systems; their files decide.
                (_, true) if folder => break,
                (true, true) => ClashKind::Same,
                (_, false) => ClashKind::FileAndFolder,
                (false, true) => ClashKind::Twins,
            };
            return Err((kind, taken.path.clone()));
        }
        self.taken.extend(fresh);
        Ok(())
    }
}

/// What file systems that ignore case and Unicode forms compare.
fn fold(path: &str) -> String {
    if path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return path.to_owned();
    }
    path.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// True for a relative path whose parts are names and nothing else. Manifests are held to it too, before anything that
/// they name is removed.
fn is_safe(file: &str) -> bool {
    file.split('/').all(|part| {
        !matches!(part, "" | "." | "..")
            && part.len() <= MAX_NAME
            && !part.eq_ignore_ascii_case(".git")
            && !part.contains(|c: char| c == '\\' || c.is_control())
    })
}

/// The media type of a file by its suffix, with `charset=utf-8` for text. Unknown suffixes are opaque bytes.
pub fn content_type(file: &str) -> &'static str {
    let suffix = file.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, suffix)| suffix);
    match suffix.to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "xml" => "application/xml",
        "webmanifest" => "application/manifest+json",
        "md" => "text/markdown; charset=utf-8",
        "txt" | "log" | "yaml" | "yml" | "toml" | "graphql" | "proto" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clash(paths: &[&str]) -> Option<ClashKind> {
        let mut output = Output::default();
        for path in paths {
            let path = if path.ends_with('/') { SitePath::page(path) } else { SitePath::file(path) };
            output.insert(&path, "x");
        }
        assert_eq!(output.len() + output.clashes().len(), paths.len(), "{paths:?}");
        output.clashes().first().map(|clash| clash.kind)
    }

    #[test]
    fn clashes_are_found_and_the_first_stays() {
        assert_eq!(clash(&["a/", "b/", "a/x.png", "a/b/c.png"]), None);
        assert_eq!(clash(&["a/", "a/index.html"]), Some(ClashKind::Same));
        assert_eq!(clash(&["a/x", "a/x/y"]), Some(ClashKind::FileAndFolder));
        assert_eq!(clash(&["a/x/y", "a/x"]), Some(ClashKind::FileAndFolder));
        assert_eq!(clash(&["A/x", "a/y"]), None);
        assert_eq!(clash(&["A/x", "a/X"]), Some(ClashKind::Twins));
        assert_eq!(clash(&["A/x", "a/x"]), Some(ClashKind::Twins));
        assert_eq!(clash(&["a/Readme.md", "a/README.md"]), Some(ClashKind::Twins));
        assert_eq!(clash(&["caf\u{e9}", "cafe\u{301}"]), Some(ClashKind::Twins));
        assert_eq!(clash(&["_platdocs/build.json"]), Some(ClashKind::Forbidden));
        assert_eq!(clash(&["_PlatDocs/x"]), Some(ClashKind::Forbidden));
        assert_eq!(clash(&["a/../b"]), Some(ClashKind::Forbidden));
        assert_eq!(clash(&[&"n".repeat(256)]), Some(ClashKind::Forbidden));
    }

    #[test]
    fn artifacts_give_back_what_they_took() {
        let noise: Vec<u8> = (0..5_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for bytes in [Vec::new(), b"x".to_vec(), b"<p>".repeat(1_000), noise] {
            let artifact = Artifact::new(bytes.clone());
            assert_eq!((artifact.bytes(), artifact.len()), (bytes.clone().into(), bytes.len()));
            assert_eq!(artifact.hash, ContentHash::of(&bytes));
        }
    }

    #[test]
    fn digest_knows_path_and_content_but_not_the_order() {
        let build = |files: &[(&str, &'static str)]| {
            let mut output = Output::default();
            files.iter().for_each(|(path, text)| output.insert(&SitePath::file(path), *text));
            output.digest()
        };
        assert_eq!(build(&[("a", "1"), ("b", "2")]), build(&[("b", "2"), ("a", "1")]));
        assert_ne!(build(&[("a", "1"), ("b", "2")]), build(&[("a", "2"), ("b", "1")]));
        assert_ne!(build(&[("a", "1")]), build(&[("b", "1")]));
    }
}
