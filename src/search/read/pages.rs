//! Doc blocks and text packs.

use serde::Deserialize;

use super::{Failure, body};

/// What a result shows of a page.
#[derive(Clone, Debug, Deserialize)]
pub struct Page {
    /// Relative to the root of the portal.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Titles of what it lies in.
    pub crumbs: Vec<String>,
    /// `docs`, or the kind of the entity.
    pub kind: String,
    /// Title of the owner.
    pub owner: String,
    /// Lifecycle of the entity.
    pub lifecycle: String,
    /// What else is told about it.
    pub note: String,
    /// Where its pieces stand.
    pub pieces: Vec<Piece>,
}

/// Where the text of a piece stands.
#[derive(Clone, Debug, Deserialize)]
pub struct Piece {
    /// Name of the pack.
    pub pack: String,
    /// Place in the pack.
    pub entry: usize,
    /// Number of its first section in the page.
    pub section: usize,
}

/// A section with its text.
#[derive(Clone, Debug, Deserialize)]
pub struct Section {
    /// Anchor in the page; empty at its top.
    pub anchor: String,
    /// Its heading.
    pub heading: String,
    /// Level of the heading.
    pub level: u32,
    /// Its paragraphs and code.
    pub texts: Vec<Text>,
}

/// A run of text.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Text {
    /// Prose.
    Prose(String),
    /// Code with its lines.
    Code([String; 1]),
}

impl Text {
    /// The text, and whether it is code.
    pub fn parts(&self) -> (&str, bool) {
        match self {
            Self::Prose(text) => (text, false),
            Self::Code([text]) => (text, true),
        }
    }
}

/// Reads an inflated doc block.
///
/// # Errors
/// When it is damaged, or an address leads out of the portal.
pub fn docs(file: &[u8]) -> Result<Vec<Page>, Failure> {
    let pages: Vec<Page> = serde_json::from_slice(body(file, b'd')?).map_err(|_| Failure::Broken)?;
    if pages.iter().all(|page| is_inside(&page.url)) { Ok(pages) } else { Err(Failure::Broken) }
}

/// Reads an inflated text pack.
///
/// # Errors
/// When it is damaged.
pub fn pack(file: &[u8]) -> Result<Vec<Vec<Section>>, Failure> {
    serde_json::from_slice(body(file, b'f')?).map_err(|_| Failure::Broken)
}

/// True for an address below the root of the portal: no scheme, no host, no way up.
fn is_inside(url: &str) -> bool {
    let first = url.split('/').next().unwrap_or_default();
    !url.starts_with('/')
        && !url.contains("//")
        && !first.contains(':')
        && !url.contains('\\')
        && !url.chars().any(|c| c <= ' ')
        && !url.split('/').any(|part| part == "..")
}
