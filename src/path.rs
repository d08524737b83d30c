//! Paths: [`RepoPath`] names a file inside a repository, [`SitePath`] a page or file of the portal.
//!
//! Every path that an author writes becomes a `RepoPath` by [`RepoPath::parse`] or [`RepoPath::join`]; nothing else in the
//! program puts author text and paths together.

use std::fmt;
use std::sync::Arc;

/// Most parts that a path may have.
const MAX_COMPONENTS: usize = 64;
/// Longest path in bytes.
const MAX_BYTES: usize = 1024;

/// A normalised path inside a repository: `/` between parts, no `.`, no `..`, empty for the root.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoPath(Arc<str>);

/// Why a text is no path inside a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// The path starts at the root of a file system or names a drive.
    Absolute,
    /// `..` climbs above the root of the repository.
    Outside,
    /// A backslash, a control character or a `.git` part.
    Forbidden,
    /// More than 64 parts or 1,024 bytes.
    TooLong,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absolute => "is an absolute path",
            Self::Outside => "leads out of the repository",
            Self::Forbidden => "holds a character or folder that no repository path may have",
            Self::TooLong => "is longer than 1,024 bytes or 64 folders",
        })
    }
}

impl std::error::Error for PathError {}

impl RepoPath {
    /// The root of the repository.
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// Reads a path that is relative to the root of the repository.
    ///
    /// # Errors
    /// See [`PathError`].
    pub fn parse(text: &str) -> Result<Self, PathError> {
        Self::root().join(text)
    }

    /// Resolves `relative` against this folder. `a/b` joined with `../c` is `a/c`.
    ///
    /// # Errors
    /// See [`PathError`].
    pub fn join(&self, relative: &str) -> Result<Self, PathError> {
        let bytes = relative.as_bytes();
        if bytes.first() == Some(&b'/') || (bytes.len() > 1 && bytes[1] == b':' && bytes[0].is_ascii_alphabetic()) {
            return Err(PathError::Absolute);
        }
        if relative.contains(|c: char| c == '\\' || c.is_control()) {
            return Err(PathError::Forbidden);
        }
        let mut parts: Vec<&str> = self.components().collect();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or(PathError::Outside)?;
                }
                part if part.eq_ignore_ascii_case(".git") => return Err(PathError::Forbidden),
                part => parts.push(part),
            }
        }
        let joined = parts.join("/");
        if joined.len() > MAX_BYTES || parts.len() > MAX_COMPONENTS {
            return Err(PathError::TooLong);
        }
        Ok(Self(Arc::from(joined)))
    }

    /// The path as text, `/` between parts, no leading slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for the root of the repository.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The folder that holds this file; the root is its own parent.
    pub fn parent(&self) -> Self {
        match self.0.rsplit_once('/') {
            Some((parent, _)) => Self(Arc::from(parent)),
            None => Self::root(),
        }
    }

    /// The last part, empty for the root.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or("")
    }

    /// The name without its last suffix: `a` of `a.md`, `.x` of `.x`.
    pub fn stem(&self) -> &str {
        match self.name().rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => self.name(),
        }
    }

    /// The suffix without its dot, lower-cased, empty if there is none.
    pub fn extension(&self) -> String {
        match self.name().rsplit_once('.') {
            Some((stem, suffix)) if !stem.is_empty() => suffix.to_ascii_lowercase(),
            _ => String::new(),
        }
    }

    /// The parts of the path, none for the root.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// True if this is `folder` or lies below it.
    pub fn is_below(&self, folder: &RepoPath) -> bool {
        self.relative_to(folder).is_some()
    }

    /// The rest of the path below `folder`; empty if both are equal, `None` if this lies elsewhere.
    pub fn relative_to<'a>(&'a self, folder: &RepoPath) -> Option<&'a str> {
        if folder.is_root() {
            return Some(&self.0);
        }
        let rest = self.0.strip_prefix(folder.as_str())?;
        if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
    }
}

impl Default for RepoPath {
    fn default() -> Self {
        Self::root()
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl serde::Serialize for RepoPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A path of the portal below its root, without leading slash. `catalog/` is a page (the folder of an `index.html`),
/// `assets/main.css` a file; the empty path is the front page. Not percent-encoded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

/// How links are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum LinkStyle {
    /// `../x/`: for web servers and object stores.
    #[default]
    Web,
    /// `../x/index.html`: for folders that are read from `file://`.
    Offline,
}

impl SitePath {
    /// The front page.
    pub fn home() -> Self {
        Self(Arc::from(""))
    }

    /// A page at a folder URL. A missing last slash is added.
    pub fn page(path: &str) -> Self {
        let path = path.trim_matches('/');
        if path.is_empty() { Self::home() } else { Self(Arc::from(format!("{path}/"))) }
    }

    /// A file.
    pub fn file(path: &str) -> Self {
        Self(Arc::from(path.trim_start_matches('/')))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for a page, false for a file.
    pub fn is_page(&self) -> bool {
        self.0.is_empty() || self.0.ends_with('/')
    }

    /// A page or file below this page.
    pub fn child(&self, rest: &str) -> Self {
        Self(Arc::from(format!("{}{rest}", self.0)))
    }

    /// Where the artifact lies in the output folder: `index.html` is added to pages.
    pub fn output_file(&self) -> String {
        if self.is_page() { format!("{}index.html", self.0) } else { self.0.to_string() }
    }

    /// A relative, percent-encoded link from the page `from` to this path, so that the portal works below any prefix.
    pub fn href_from(&self, from: &SitePath, style: LinkStyle) -> String {
        let from_folders: Vec<&str> = from.folders().collect();
        let to_folders: Vec<&str> = self.folders().collect();
        let common = from_folders.iter().zip(&to_folders).take_while(|(a, b)| a == b).count();
        let mut href = "../".repeat(from_folders.len() - common);
        for folder in &to_folders[common..] {
            push_encoded(&mut href, folder);
            href.push('/');
        }
        if self.is_page() {
            if style == LinkStyle::Offline {
                href.push_str("index.html");
            } else if href.is_empty() {
                href.push_str("./");
            }
        } else {
            push_encoded(&mut href, self.0.rsplit('/').next().unwrap_or(""));
        }
        href
    }

    fn folders(&self) -> impl Iterator<Item = &str> {
        let end = self.0.rfind('/').map_or(0, |slash| slash + 1);
        self.0[..end].split('/').filter(|part| !part.is_empty())
    }
}

/// Percent-encodes one path part: everything but unreserved characters and those that are harmless in a path.
fn push_encoded(out: &mut String, part: &str) {
    use std::fmt::Write;
    for byte in part.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'~'
            | b'@'
            | b'+'
            | b','
            | b'='
            | b'('
            | b')' => {
                out.push(char::from(byte));
            }
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

impl Default for SitePath {
    fn default() -> Self {
        Self::home()
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn join_normalises_and_stays_inside() {
        let check = |base: &str, relative: &str, expect: Result<&str, PathError>| {
            let joined = RepoPath::parse(base).unwrap().join(relative);
            assert_eq!(joined.as_ref().map(RepoPath::as_str), expect.as_ref().copied(), "{base} + {relative}");
        };
        check("a/b", "../c.md", Ok("a/c.md"));
        check("", "./x//y/", Ok("x/y"));
        check("a", "../..", Err(PathError::Outside));
        check("a", "/etc/passwd", Err(PathError::Absolute));
        check("a", "C:/x", Err(PathError::Absolute));
        check("a", "x\\y", Err(PathError::Forbidden));
        check("a", "x\0y", Err(PathError::Forbidden));
        check("a", ".GIT/config", Err(PathError::Forbidden));
        check("a", &"x/".repeat(70), Err(PathError::TooLong));
    }

    #[test]
    fn parts_of_a_path() {
        let path = RepoPath::parse("docs/a.b.MD").unwrap();
        assert_eq!((path.name(), path.stem(), path.extension().as_str()), ("a.b.MD", "a.b", "md"));
        assert_eq!(path.parent().as_str(), "docs");
        assert_eq!(path.relative_to(&RepoPath::parse("docs").unwrap()), Some("a.b.MD"));
        assert_eq!(path.relative_to(&RepoPath::parse("doc").unwrap()), None);
    }

    #[test]
    fn links_are_relative_and_encoded() {
        let check = |from: SitePath, to: SitePath, style: LinkStyle, expect: &str| {
            assert_eq!(to.href_from(&from, style), expect);
        };
        let page = SitePath::page("docs/default/component/a/x");
        check(page.clone(), SitePath::page("docs/default/component/b"), LinkStyle::Web, "../../b/");
        check(page.clone(), SitePath::home(), LinkStyle::Web, "../../../../../");
        check(page.clone(), page.clone(), LinkStyle::Web, "./");
        check(page.clone(), SitePath::file("assets/a b.css"), LinkStyle::Web, "../../../../../assets/a%20b.css");
        check(page, SitePath::home(), LinkStyle::Offline, "../../../../../index.html");
        check(SitePath::file("404.html"), SitePath::page("catalog"), LinkStyle::Web, "catalog/");
    }
}
