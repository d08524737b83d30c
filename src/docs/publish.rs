//! Which files of a repository may lie in the portal as they are: decided by name and content, never by a browser's guess.

use std::collections::HashMap;

use crate::diag::{Diagnostic, Span};
use crate::docs::set::{AssetFile, Layout};
use crate::docs::{findings, nav};
use crate::hash::ContentHash;
use crate::path::{RepoPath, SitePath};
use crate::source::Repository;
use crate::world::World;

pub(super) mod size;
pub(super) mod svg;

/// Largest file that is published, in bytes.
pub const MAX_BYTES: u64 = 25 << 20;

/// Size in bytes from which on an image is called large.
const LARGE_IMAGE: usize = 1 << 20;

/// How a file is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// Readers get it as a download instead of a page.
    pub download: bool,
    /// It can stand in an `img`.
    pub image: bool,
    content: Content,
}

/// How the content of a file is checked against its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// An image of pixels; one format under the name of another is no danger.
    Raster,
    Svg,
    /// One of these starts, at this offset.
    Magic(usize, &'static [u8]),
    /// Text is served as text whatever it holds.
    Text,
}

/// A file that may be published.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How it is served.
    pub kind: Kind,
    /// Width and height in pixels of an image that says them.
    pub pixels: Option<(u32, u32)>,
}

/// How a file with this name may be published, or `None` if it never is.
pub fn kind(path: &RepoPath) -> Option<Kind> {
    let name = path.name().to_ascii_lowercase();
    if name.starts_with("service-worker") || name.starts_with("sw.") {
        return None;
    }
    let image = |content_type| Kind { content_type, download: false, image: true, content: Content::Raster };
    let shown = |content_type, offset, magic| {
        let content = Content::Magic(offset, magic);
        Kind { content_type, download: false, image: false, content }
    };
    let download = |content_type, content| Kind { content_type, download: true, image: false, content };
    Some(match path.extension().as_str() {
        "png" => image("image/png"),
        "jpg" | "jpeg" => image("image/jpeg"),
        "gif" => image("image/gif"),
        "webp" => image("image/webp"),
        "avif" => image("image/avif"),
        "ico" => image("image/x-icon"),
        "svg" => Kind { content_type: "image/svg+xml", download: false, image: true, content: Content::Svg },
        "woff2" => shown("font/woff2", 0, b"wOF2"),
        "mp4" => shown("video/mp4", 4, b"ftyp"),
        "webm" => shown("video/webm", 0, b"\x1a\x45\xdf\xa3"),
        "pdf" => download("application/pdf", Content::Magic(0, b"%PDF-")),
        "zip" => download("application/zip", Content::Magic(0, b"PK")),
        "json" => download("application/json", Content::Text),
        "csv" | "txt" | "log" | "yaml" | "yml" | "toml" | "graphql" | "proto" | "drawio" => {
            download("text/plain; charset=utf-8", Content::Text)
        }
        _ => return None,
    })
}

/// Reads a file and checks that it is what its name says. What is wrong becomes a finding.
pub fn load(
    asset: &AssetFile,
    repository: &Repository,
    world: &dyn World,
    findings: &mut Vec<Diagnostic>,
) -> Option<Published> {
    let file = repository.place(&asset.source);
    let kind = kind(&asset.source)?;
    let mut bytes = match world.read(&repository.root, &asset.source, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(problem) => {
            findings.push(findings::file_read(file.at(Span::FILE), &problem));
            return None;
        }
    };
    let good = match kind.content {
        Content::Raster => is_raster(&bytes),
        Content::Magic(offset, magic) => bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic)),
        Content::Text => true,
        Content::Svg => match svg::rewrite(&bytes) {
            Ok(drawing) => {
                if !drawing.removed.is_empty() {
                    findings.push(findings::svg_cleaned(file.at(Span::FILE), &drawing.removed));
                }
                bytes = drawing.svg.into_bytes();
                true
            }
            Err(refusal) => {
                findings.push(findings::svg_refused(file.at(refusal.span), &refusal.why));
                return None;
            }
        },
    };
    if !good {
        findings.push(findings::file_content(file.at(Span::FILE), &asset.source.extension()));
        return None;
    }
    if kind.image && bytes.len() > LARGE_IMAGE {
        findings.push(findings::image_size(file.at(Span::FILE), bytes.len()));
    }
    let pixels = if kind.image { size::of(&bytes) } else { None };
    Some(Published { bytes, kind, pixels })
}

/// Reads all files of a set and notes how large images are. Those that cannot be published leave the layout, so that links
/// to them are reported. Images with the same content have the address of the first one, unless the navigation names them.
pub fn load_all(
    layout: &mut Layout,
    repository: &Repository,
    world: &dyn World,
    findings: &mut Vec<Diagnostic>,
) -> Vec<(AssetFile, Published)> {
    let mut published = Vec::new();
    let mut dropped = Vec::new();
    let mut images: HashMap<(&'static str, ContentHash), SitePath> = HashMap::new();
    for asset in &mut layout.assets {
        match load(asset, repository, world, findings) {
            Some(file) => {
                asset.pixels = file.pixels;
                if file.kind.image && !nav::names(&layout.nav, &asset.url) {
                    let content = (file.kind.content_type, ContentHash::of(&file.bytes));
                    let first = images.entry(content).or_insert_with(|| asset.url.clone());
                    if *first != asset.url {
                        asset.url.clone_from(first);
                        continue;
                    }
                }
                published.push((asset.clone(), file));
            }
            None => dropped.push(asset.source.clone()),
        }
    }
    layout.drop_assets(&dropped);
    published
}

/// PNG, JPEG, GIF, WebP, AVIF or ICO by the first bytes.
fn is_raster(bytes: &[u8]) -> bool {
    let at = |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    at(0, b"\x89PNG\r\n\x1a\n")
        || at(0, b"\xff\xd8\xff")
        || at(0, b"GIF87a")
        || at(0, b"GIF89a")
        || at(0, b"RIFF") && at(8, b"WEBP")
        || at(0, b"\0\0\x01\0")
        || at(4, b"ftyp") && [&b"avif"[..], b"avis", b"mif1", b"msf1"].iter().any(|brand| at(8, brand))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileKind;
    use crate::source::RepoFile;
    use crate::world::{MemoryWorld, Root};
    use std::sync::Arc;

    fn loads(name: &str, bytes: &[u8]) -> Result<&'static str, String> {
        let mut world = MemoryWorld::new();
        world.insert(name, bytes);
        let source = RepoPath::parse(name).unwrap();
        let repository = Repository {
            label: Arc::from("repo"),
            name: "repo".into(),
            root: Root::site(),
            files: vec![RepoFile { path: source.clone(), size: bytes.len() as u64, kind: FileKind::Other }],
            forge: None,
            forge_kind: None,
            git: Default::default(),
            reads_history: false,
            history: Default::default(),
            source: "".into(),
            curated: true,
        };
        let asset =
            AssetFile { path: name.into(), url: SitePath::file(name), source, size: bytes.len() as u64, pixels: None };
        let mut findings = Vec::new();
        match load(&asset, &repository, &world, &mut findings) {
            Some(file) => Ok(file.kind.content_type),
            None => Err(findings.first().map(|finding| finding.code.id.to_owned()).unwrap_or_default()),
        }
    }

    #[test]
    fn name_and_content_decide() {
        let check = |name: &str, bytes: &[u8], expect: Result<&str, &str>| {
            assert_eq!(loads(name, bytes), expect.map_err(str::to_owned), "{name}");
        };
        check("a.png", b"\x89PNG\r\n\x1a\n...", Ok("image/png"));
        check("a.jpg", b"\x89PNG\r\n\x1a\n...", Ok("image/jpeg"));
        check("logo.png", b"<html><script>alert(1)</script>", Err("W-FILE-CONTENT"));
        check("a.png", b"version https://git-lfs.github.com/spec/v1\n", Err("W-FILE-CONTENT"));
        check("a.pdf", b"%PDF-1.7", Ok("application/pdf"));
        check("a.mp4", b"\0\0\0\x20ftypisom", Ok("video/mp4"));
        check("a.yaml", b"<script>", Ok("text/plain; charset=utf-8"));
        check("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", Ok("image/svg+xml"));
        check("a.svg", b"<svg onload='alert(1)'/>", Ok("image/svg+xml"));
        check("a.svg", b"<svg><g></svg>", Err("E-SVG-REFUSED"));
        for name in ["a.html", "app.js", "x.css", "x", "service-worker.json", "sw.json", "a.xml", "a.svgz"] {
            check(name, b"", Err(""));
        }
    }
}
