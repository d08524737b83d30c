//! Trees on the disk: what lies in an output folder, and how an old one is taken away.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use super::disk::Disk;
use super::manifest::{self, Manifest};
use super::swap::{SwapError, at};

/// Everything below a folder. No link is followed.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Whatever is no folder, by its path below the root.
    pub files: HashMap<PathBuf, Seen>,
    /// The folders below the root, parents first.
    pub folders: Vec<PathBuf>,
}

/// What the file system says about a file.
#[derive(Debug)]
pub(super) struct Seen {
    /// Size in bytes.
    pub size: u64,
    /// Time of the last change of the contents.
    pub modified: SystemTime,
    /// False for links, sockets and the like.
    pub regular: bool,
}

impl Tree {
    /// Lists a folder, level by level.
    pub fn walk(root: &Path) -> Result<Self, SwapError> {
        let mut tree = Self::default();
        let mut level = vec![PathBuf::new()];
        while !level.is_empty() {
            let listed: Vec<_> = level.par_iter().map(|folder| list(root, folder)).collect::<Result<_, _>>()?;
            level.clear();
            for below in listed {
                tree.files.extend(below.files);
                level.extend(below.folders);
            }
            tree.folders.extend_from_slice(&level);
        }
        tree.folders.sort_unstable();
        Ok(tree)
    }

    /// True if there is a repository somewhere in the tree.
    pub fn holds_git(&self) -> bool {
        let git = |path: &&PathBuf| path.file_name().is_some_and(|name| name == ".git");
        self.files.keys().find(git).is_some() || self.folders.iter().find(git).is_some()
    }

    /// The files that are not ours, sorted.
    pub fn foreign(&self, manifest: &Manifest) -> Vec<&Path> {
        let mut foreign: Vec<&Path> =
            self.files.keys().map(PathBuf::as_path).filter(|path| !is_named(path, manifest)).collect();
        foreign.sort_unstable();
        foreign
    }
}

/// What lies directly in one folder.
fn list(root: &Path, folder: &Path) -> Result<Tree, SwapError> {
    let mut tree = Tree::default();
    let path = root.join(folder);
    for entry in fs::read_dir(&path).map_err(at(&path))? {
        let entry = entry.map_err(at(&path))?;
        let below = folder.join(entry.file_name());
        let meta = entry.metadata().map_err(at(&entry.path()))?;
        if meta.is_dir() {
            tree.folders.push(below);
        } else {
            let modified = meta.modified().map_err(at(&entry.path()))?;
            tree.files.insert(below, Seen { size: meta.len(), modified, regular: meta.is_file() });
        }
    }
    Ok(tree)
}

/// Takes an old tree or a stage away: files that its manifest names are removed, foreign ones move into `out`, empty folders
/// go. It may be stopped anywhere and be done again. Gives the foreign files.
pub(super) fn retire(disk: &dyn Disk, root: &Path, out: &Path) -> Result<Vec<String>, SwapError> {
    let tree = Tree::walk(root)?;
    let manifest = Manifest::read(root).map(|(manifest, _)| manifest);
    let marked = manifest.is_some();
    let manifest = manifest.unwrap_or_default();
    let foreign = tree.foreign(&manifest);
    if !marked && let Some(path) = foreign.first() {
        let error = io::Error::other("is in the way and not known to platdocs");
        return Err(at(&root.join(path))(error));
    }
    for path in &foreign {
        carry(disk, path, root, out)?;
    }
    let markers = [manifest::UNFINISHED, manifest::FILE];
    let ours: Vec<&PathBuf> = tree.files.keys().filter(|path| is_named(path, &manifest)).collect();
    let (last, first): (Vec<&PathBuf>, Vec<&PathBuf>) =
        ours.into_iter().partition(|path| markers.iter().any(|marker| Path::new(marker) == path.as_path()));
    first.par_iter().try_for_each(|path| remove_file(disk, &root.join(path)))?;
    last.iter().try_for_each(|path| remove_file(disk, &root.join(path)))?;
    for folder in tree.folders.iter().rev() {
        let path = root.join(folder);
        disk.remove_dir(&path).map_err(at(&path))?;
    }
    disk.remove_dir(root).map_err(at(root))?;
    Ok(foreign.iter().map(|path| path.to_string_lossy().into_owned()).collect())
}

/// Makes a folder and those above it.
pub(super) fn create_dirs(disk: &dyn Disk, folder: &Path) -> Result<(), SwapError> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        create_dirs(disk, parent)?;
    }
    disk.create_dir(folder).map_err(at(folder))
}

/// Moves a foreign file to the same place below `out`; nothing is ever replaced.
fn carry(disk: &dyn Disk, path: &Path, root: &Path, out: &Path) -> Result<(), SwapError> {
    let to = out.join(path);
    if fs::symlink_metadata(&to).is_ok() {
        return Err(at(&root.join(path))(io::ErrorKind::AlreadyExists.into()));
    }
    fs::symlink_metadata(out).map_err(at(out))?;
    create_dirs(disk, to.parent().unwrap_or(out))?;
    disk.rename(&root.join(path), &to).map_err(at(&to))
}

fn remove_file(disk: &dyn Disk, path: &Path) -> Result<(), SwapError> {
    match disk.remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

fn is_named(path: &Path, manifest: &Manifest) -> bool {
    if path == Path::new(manifest::FILE) || path == Path::new(manifest::UNFINISHED) {
        return true;
    }
    path.to_str().is_some_and(|path| manifest.files.contains_key(path))
}
