//! Where an output folder may be, and the lock that keeps two builds out of one folder.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::swap::{SwapError, at};

/// What [`swap`](super::swap()) has to know about its surroundings.
#[derive(Clone, Copy, Debug)]
pub struct Guard<'a> {
    /// The site folder. The output may lie in it, unless it lies in a source that is only a part of it.
    pub site: &'a Path,
    /// The folders that are read. The output is never one of them, around one or in one.
    pub sources: &'a [PathBuf],
    /// The home folder, if there is one.
    pub home: Option<&'a Path>,
    /// The working directory, absolute; a relative output folder starts here.
    pub current: &'a Path,
    /// Accepts that the portal loses many pages.
    pub allow_shrink: bool,
    /// Becomes true when the user wants to stop.
    pub stop: &'a AtomicBool,
}

/// An output folder at an allowed place, and the names beside it.
#[derive(Debug)]
pub(super) struct Place {
    /// The folder, absolute and without links.
    pub out: PathBuf,
    /// The folder that holds it; it may not exist yet.
    pub parent: PathBuf,
    name: OsString,
}

impl Place {
    /// Resolves `out` and refuses the places where no output may be.
    pub fn find(out: &Path, guard: &Guard<'_>) -> Result<Self, SwapError> {
        let wanted: PathBuf = guard.current.join(out).components().collect();
        let refuse = |why: &str| Err(SwapError::foreign(&wanted, why));
        let Some(name) = wanted.file_name().map(ToOwned::to_owned) else {
            return refuse("is no folder that can be replaced");
        };
        let parent = match resolve(wanted.parent().unwrap_or(&wanted)) {
            Ok(parent) => parent,
            Err(error) => return Err(at(&wanted)(error)),
        };
        let place = Self { out: parent.join(&name), parent, name };
        match place.objection(guard) {
            Some(why) => refuse(why),
            None => Ok(place),
        }
    }

    fn objection(&self, guard: &Guard<'_>) -> Option<&'static str> {
        let out = &self.out;
        let real = |path: &Path| resolve(&guard.current.join(path)).unwrap_or_else(|_| guard.current.join(path));
        if fs::symlink_metadata(out).is_ok_and(|meta| meta.is_symlink()) {
            return Some("is a link");
        }
        if out.components().any(|part| part.as_os_str() == ".git") {
            return Some("lies in a `.git` folder");
        }
        if guard.home.is_some_and(|home| real(home).starts_with(out)) {
            return Some("is the home folder or holds it");
        }
        if real(guard.current).starts_with(out) {
            return Some("is the working directory or holds it");
        }
        let site = real(guard.site);
        if site.starts_with(out) {
            return Some("is the site folder or holds it");
        }
        for source in guard.sources.iter().map(|source| real(source)) {
            if source.starts_with(out) {
                return Some("is a folder that is read, or holds one");
            }
            let part_of_site = site.starts_with(&source) && out.starts_with(&site);
            if out.starts_with(&source) && !part_of_site {
                return Some("lies in a folder that is read");
            }
        }
        None
    }

    /// A new name for the stage.
    pub fn stage(&self) -> PathBuf {
        use std::hash::{BuildHasher, Hasher, RandomState};
        self.beside(&format!(".pd-stage-{:016x}", RandomState::new().build_hasher().finish()))
    }

    /// Where the old tree waits when two folders cannot be exchanged in one step.
    pub fn old(&self) -> PathBuf {
        self.beside(".pd-old")
    }

    /// Stages that an interrupted run has left, sorted.
    pub fn stages(&self) -> io::Result<Vec<PathBuf>> {
        let mut prefix = self.name.clone();
        prefix.push(".pd-stage-");
        let mut stages = Vec::new();
        for entry in fs::read_dir(&self.parent)? {
            let entry = entry?;
            let name = entry.file_name();
            let number = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
            let ours = number.is_some_and(|n| n.len() == 16 && n.iter().all(u8::is_ascii_hexdigit));
            if ours && entry.file_type()?.is_dir() {
                stages.push(entry.path());
            }
        }
        stages.sort();
        Ok(stages)
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.name.clone();
        name.push(suffix);
        self.parent.join(name)
    }

    /// Keeps other builds out of this folder until the lock is dropped.
    pub fn lock(&self) -> Result<Lock, SwapError> {
        let path = self.beside(".pd-lock");
        let wrap = |error| at(&path)(error);
        loop {
            let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            let mut file = open.map_err(wrap)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(fs::TryLockError::WouldBlock) => {
                    let mut pid = String::new();
                    let _ = file.take(20).read_to_string(&mut pid);
                    return Err(SwapError::Locked { path, pid: pid.trim().parse().ok() });
                }
                Err(fs::TryLockError::Error(error)) => return Err(wrap(error)),
            }
            if !is_same(&file, &path) {
                continue;
            }
            let written = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
            let lock = Lock { _file: file, path };
            return match written {
                Ok(()) => Ok(lock),
                Err(error) => Err(at(&lock.path)(error)),
            };
        }
    }
}

/// Held while a folder is replaced. The file goes away with it.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
    path: PathBuf,
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The holder before us removes the file when it is done; then a lock on that file is worth nothing.
#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(ours), Ok(named)) = (file.metadata(), fs::symlink_metadata(path)) else { return false };
    (ours.dev(), ours.ino()) == (named.dev(), named.ino())
}

#[cfg(not(unix))]
fn is_same(_: &File, _: &Path) -> bool {
    true
}

/// The real path; parts at the end may be missing, but then may not be `..`.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    match path.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => match (path.parent(), path.components().next_back()) {
            (Some(parent), Some(Component::Normal(name))) => Ok(resolve(parent)?.join(name)),
            _ => Err(error),
        },
        other => other,
    }
}
