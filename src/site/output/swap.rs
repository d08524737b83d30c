//! Replaces an output folder in one step: whoever looks sees the old portal or the new one, whole.
//!
//! The new tree is made in a stage beside the folder, checked, brought to the disk and exchanged with it. The manifest is
//! the first file of a stage and the last that is taken away, so that a run that was cut off anywhere is cleaned up by the
//! next one without guessing.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use rayon::prelude::*;

use super::disk::{Disk, OsDisk};
use super::findings::{OUT_FOREIGN, OUT_SHRINK};
use super::manifest::{self, Manifest};
use super::place::{Guard, Place};
use super::tree::{Tree, create_dirs, retire};
use super::{Artifact, Output, RESERVED};
use crate::diag::Code;

/// A portal of fewer pages may shrink as it likes.
const SHRINK_FROM: usize = 20;
/// Percentage of its pages that a portal may lose at once.
const SHRINK_PERCENT: usize = 30;

/// What [`swap()`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swapped {
    /// False if the folder held exactly this portal already and was left alone.
    pub changed: bool,
    /// Files that were written.
    pub written: usize,
    /// Files that were taken over from the old tree.
    pub linked: usize,
    /// Files of the old portal that are not in the new one.
    pub removed: usize,
    /// Foreign files that lie in the folder and were kept, sorted.
    pub kept: Vec<String>,
    /// Old trees that could not be taken away, each with the reason; the next run tries again.
    pub leftovers: Vec<String>,
}

/// Why an output folder was not replaced. It is as it was before.
#[derive(Debug)]
pub enum SwapError {
    /// A guard refused. Exit code 3.
    Refused {
        /// `E-OUT-FOREIGN` or `E-OUT-SHRINK`.
        code: &'static Code,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: &'static str,
    },
    /// The disk did not do it. Exit code 2.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another build works on this folder. Exit code 2.
    Locked {
        /// The lock.
        path: PathBuf,
        /// The process that holds it, if it could be read.
        pid: Option<u32>,
    },
    /// The user stopped it. Exit code 130.
    Interrupted,
}

impl SwapError {
    /// The folder is not ours to replace.
    pub(super) fn foreign(path: &Path, why: &str) -> Self {
        Self::Refused {
            code: &OUT_FOREIGN,
            message: format!("the output folder `{}` {why}", path.display()),
            hint: "name a folder that does not exist yet, or one that platdocs made",
        }
    }
}

impl fmt::Display for SwapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { message, .. } => f.write_str(message),
            Self::Io { path, source } => write!(f, "the portal cannot be written: `{}`: {source}", path.display()),
            Self::Locked { path, pid: Some(pid) } => {
                write!(f, "process {pid} is writing this output folder (lock `{}`)", path.display())
            }
            Self::Locked { path, pid: None } => {
                write!(f, "another process is writing this output folder (lock `{}`)", path.display())
            }
            Self::Interrupted => f.write_str("stopped, the output folder is as it was"),
        }
    }
}

/// The message holds what the system says, so it is not named as a source too.
impl std::error::Error for SwapError {}

/// Puts a portal into the folder `out`, in one step.
///
/// # Errors
/// See [`SwapError`]. The folder then holds the old portal, whole.
pub fn swap(output: &Output, out: &Path, guard: &Guard<'_>) -> Result<Swapped, SwapError> {
    swap_on(&OsDisk, output, out, guard)
}

/// [`swap()`] with another disk, for tests.
///
/// # Errors
/// See [`SwapError`].
pub fn swap_on(disk: &dyn Disk, output: &Output, out: &Path, guard: &Guard<'_>) -> Result<Swapped, SwapError> {
    let place = Place::find(out, guard)?;
    create_dirs(disk, &place.parent)?;
    let _lock = place.lock()?;
    let mut done = recover(disk, &place)?;
    let old = Old::read(&place)?;
    if old.is(output) {
        done.kept.extend(old.foreign());
        tidy(&mut done.kept);
        return Ok(done);
    }
    old.refuse_shrinking(output, guard)?;
    old.refuse_collisions(output)?;
    done.changed = true;
    done.removed = old.manifest.files.keys().filter(|path| output.get(path).is_none()).count();

    let stage = place.stage();
    let staged = build_stage(disk, &stage, output, &old, guard).and_then(|(written, linked)| {
        (done.written, done.linked) = (written, linked);
        switch(disk, &stage, &place, &old)
    });
    match staged {
        Ok(None) => {}
        Ok(Some(rest)) => take_away(disk, &rest, &place, &mut done),
        Err(error) => {
            let _ = retire(disk, &stage, &place.out);
            return Err(error);
        }
    }
    tidy(&mut done.kept);
    Ok(done)
}

/// Wraps an error of the system together with the path.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> SwapError {
    let path = path.to_owned();
    move |source| SwapError::Io { path, source }
}

/// What lies in the output folder before a swap.
struct Old {
    out: PathBuf,
    exists: bool,
    manifest: Manifest,
    finished: SystemTime,
    tree: Tree,
}

impl Old {
    /// Reads the folder and refuses one that is not ours.
    fn read(place: &Place) -> Result<Self, SwapError> {
        let out = place.out.clone();
        let nothing = Self {
            out: out.clone(),
            exists: false,
            manifest: Manifest::default(),
            finished: SystemTime::UNIX_EPOCH,
            tree: Tree::default(),
        };
        match fs::symlink_metadata(&out) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(nothing),
            Err(error) => return Err(at(&out)(error)),
            Ok(meta) if !meta.is_dir() => return Err(SwapError::foreign(&out, "is not a folder")),
            Ok(_) => {}
        }
        let marker = Manifest::read(&out);
        if marker.is_none() && fs::read_dir(&out).map_err(at(&out))?.next().is_some() {
            return Err(SwapError::foreign(&out, "holds files that platdocs did not make"));
        }
        let tree = Tree::walk(&out)?;
        if tree.holds_git() {
            return Err(SwapError::foreign(&out, "holds a git repository"));
        }
        let (manifest, finished) = marker.unwrap_or((nothing.manifest, nothing.finished));
        Ok(Self { exists: true, manifest, finished, tree, out })
    }

    /// True if the folder holds exactly this portal.
    fn is(&self, output: &Output) -> bool {
        self.exists
            && self.manifest.digest == output.digest().to_string()
            && output.iter().all(|(path, artifact)| self.has(path, artifact))
    }

    /// True if this file lies there unchanged: as the manifest says, and nobody wrote it after the folder was finished.
    fn has(&self, path: &str, artifact: &Artifact) -> bool {
        let Some((named, seen)) = self.manifest.files.get(path).zip(self.tree.files.get(Path::new(path))) else {
            return false;
        };
        let size = artifact.len() as u64;
        let same = named.size == size && named.hash == artifact.hash.to_string();
        same && seen.regular && seen.size == size && seen.modified <= self.finished
    }

    fn foreign(&self) -> impl Iterator<Item = String> {
        self.tree.foreign(&self.manifest).into_iter().map(|path| path.to_string_lossy().into_owned())
    }

    fn refuse_shrinking(&self, output: &Output, guard: &Guard<'_>) -> Result<(), SwapError> {
        let (before, now) = (self.manifest.pages, output.pages());
        let lost = before.saturating_sub(now);
        let many = before >= SHRINK_FROM && lost * 100 > before * SHRINK_PERCENT;
        if guard.allow_shrink || !(many || (before > 0 && now == 0)) {
            return Ok(());
        }
        Err(SwapError::Refused {
            code: &OUT_SHRINK,
            message: format!("the portal would shrink from {before} pages to {now}"),
            hint: "look at the findings for what is missing, or accept it once with `--allow-shrink`",
        })
    }

    fn refuse_collisions(&self, output: &Output) -> Result<(), SwapError> {
        let collides = |path: &str| {
            let above = path.match_indices('/').map(|(end, _)| &path[..end]);
            above.chain([path]).any(|path| output.get(path).is_some()) || output.has_folder(path)
        };
        let reserved = |path: &str| path == RESERVED;
        match self.foreign().find(|path| collides(path) || reserved(path)) {
            Some(path) => {
                Err(SwapError::foreign(&self.out, &format!("holds `{path}`, which is not ours and stands in the way")))
            }
            None => Ok(()),
        }
    }
}

/// Cleans up after a run that was cut off.
fn recover(disk: &dyn Disk, place: &Place) -> Result<Swapped, SwapError> {
    let mut done = Swapped::default();
    let old = place.old();
    let exists = |path: &Path| fs::symlink_metadata(path).is_ok();
    if !exists(&place.out) && Manifest::read(&old).is_some() {
        disk.rename(&old, &place.out).map_err(at(&old))?;
    }
    let mut trees = place.stages().map_err(at(&place.parent))?;
    if exists(&old) {
        trees.push(old);
    }
    for tree in trees {
        take_away(disk, &tree, place, &mut done);
    }
    Ok(done)
}

fn take_away(disk: &dyn Disk, tree: &Path, place: &Place, done: &mut Swapped) {
    match retire(disk, tree, &place.out) {
        Ok(kept) => done.kept.extend(kept),
        Err(SwapError::Io { path, source }) => {
            done.leftovers.push(format!("`{}` could not be removed: `{}`: {source}", tree.display(), path.display()));
        }
        Err(error) => done.leftovers.push(format!("`{}` could not be removed: {error}", tree.display())),
    }
}

fn tidy(list: &mut Vec<String>) {
    list.sort();
    list.dedup();
}

/// Writes the new tree, checks it and brings it to the disk. Gives how many files were written and how many linked.
fn build_stage(
    disk: &dyn Disk,
    stage: &Path,
    output: &Output,
    old: &Old,
    guard: &Guard<'_>,
) -> Result<(usize, usize), SwapError> {
    let manifest = Manifest::of(output);
    let marker = stage.join(manifest::FILE);
    make_dir(disk, stage)?;
    make_dir(disk, &stage.join(RESERVED))?;
    let unfinished = stage.join(manifest::UNFINISHED);
    disk.write(&unfinished, &manifest.to_json()).map_err(at(&unfinished))?;
    disk.rename(&unfinished, &marker).map_err(at(&marker))?;
    for level in folders(output) {
        level.par_iter().try_for_each(|folder| make_dir(disk, &stage.join(folder)))?;
    }
    let linked = AtomicUsize::new(0);
    let files: Vec<(&str, &Artifact)> = output.iter().collect();
    files.par_iter().try_for_each(|(path, artifact)| {
        if guard.stop.load(Ordering::Relaxed) {
            return Err(SwapError::Interrupted);
        }
        let to = stage.join(path);
        if old.has(path, artifact) && disk.hard_link(&old.out.join(path), &to).is_ok() {
            linked.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        disk.write(&to, &artifact.bytes()).map_err(at(&to))
    })?;
    verify(stage, &manifest)?;
    disk.touch(&marker).map_err(at(&marker))?;
    disk.sync(stage).map_err(at(stage))?;
    if guard.stop.load(Ordering::Relaxed) {
        return Err(SwapError::Interrupted);
    }
    let linked = linked.into_inner();
    Ok((files.len() - linked, linked))
}

/// The folders of an output by depth, those at the top first.
fn folders(output: &Output) -> Vec<Vec<&str>> {
    let mut levels: Vec<BTreeSet<&str>> = Vec::new();
    let mut last = "";
    for (path, _) in output.iter() {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if folder == last {
            continue;
        }
        last = folder;
        let ends = folder.match_indices('/').map(|(end, _)| end).chain([folder.len()]);
        for (depth, end) in ends.enumerate() {
            if levels.len() == depth {
                levels.push(BTreeSet::new());
            }
            levels[depth].insert(&folder[..end]);
        }
    }
    levels.into_iter().map(|level| level.into_iter().filter(|folder| !folder.is_empty()).collect()).collect()
}

fn make_dir(disk: &dyn Disk, path: &Path) -> Result<(), SwapError> {
    disk.create_dir(path).map_err(at(path))
}

/// A full disk or a broken network file system may swallow bytes without an error.
fn verify(stage: &Path, manifest: &Manifest) -> Result<(), SwapError> {
    let tree = Tree::walk(stage)?;
    for (path, named) in &manifest.files {
        if tree.files.get(Path::new(path)).is_none_or(|seen| seen.size != named.size) {
            return Err(at(&stage.join(path))(io::Error::other("is not what was written")));
        }
    }
    if tree.files.len() != manifest.files.len() + 1 {
        return Err(at(stage)(io::Error::other("holds files that were not written by this run")));
    }
    Ok(())
}

/// Brings the stage to its place. Gives where the old tree lies now.
fn switch(disk: &dyn Disk, stage: &Path, place: &Place, old: &Old) -> Result<Option<PathBuf>, SwapError> {
    let out = &place.out;
    if !old.exists {
        disk.rename(stage, out).map_err(at(out))?;
        return Ok(None);
    }
    match disk.exchange(stage, out) {
        Ok(()) => return Ok(Some(stage.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(error) => return Err(at(out)(error)),
    }
    let aside = place.old();
    disk.rename(out, &aside).map_err(at(out))?;
    if let Err(error) = disk.rename(stage, out) {
        let _ = disk.rename(&aside, out);
        return Err(at(out)(error));
    }
    Ok(Some(aside))
}
