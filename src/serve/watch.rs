//! Tells when a source has changed.
//!
//! Every source folder is watched with all below it, and the folder around it for its entries, so that a repository that is
//! deleted, moved or cloned anew is noticed. A change is reported when it has been quiet for a while.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Config, ErrorKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher as _};

/// A change is over after this time without another.
const QUIET: Duration = Duration::from_millis(100);
/// A change that goes on is reported after this time.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often a request to stop is looked at.
const GLANCE: Duration = Duration::from_millis(200);
/// Time between two listings where the system tells of no changes.
const POLL: Duration = Duration::from_secs(1);

type Message = notify::Result<notify::Event>;

/// Watches the site folder and the sources.
pub struct Watcher {
    backend: Box<dyn notify::Watcher + Send>,
    polling: Option<String>,
    sender: Sender<Message>,
    messages: Receiver<Message>,
    watched: BTreeMap<PathBuf, RecursiveMode>,
    interest: Interest,
}

/// Which paths are news.
#[derive(Debug)]
struct Interest {
    site: PathBuf,
    /// Every source folder that was ever named; one that is gone may come back.
    roots: BTreeSet<PathBuf>,
    ignored: Vec<PathBuf>,
}

impl Watcher {
    /// Watches the configuration and the theme of a site. Changes in `ignored` are no news, nor are those in the stage, lock
    /// and old tree beside such a folder.
    ///
    /// # Errors
    /// When the system can neither tell of changes nor list the folder.
    pub fn new(site: &Path, ignored: &[PathBuf]) -> anyhow::Result<Self> {
        let site = real(site);
        let (sender, messages) = channel();
        let config = Config::default().with_follow_symlinks(false);
        let mut polling = None;
        let backend: Box<dyn notify::Watcher + Send> = match RecommendedWatcher::new(sender.clone(), config) {
            Ok(watcher) => Box::new(watcher),
            Err(error) => {
                polling = Some(error.to_string());
                Box::new(PollWatcher::new(sender.clone(), config.with_poll_interval(POLL))?)
            }
        };
        let ignored = ignored.iter().map(|path| real(&site.join(path))).collect();
        let interest = Interest { site, roots: BTreeSet::new(), ignored };
        let mut watcher = Self { backend, polling, sender, messages, watched: BTreeMap::new(), interest };
        watcher.follow(&[]);
        Ok(watcher)
    }

    /// Why folders are listed again and again instead of waiting for the system, if they are.
    pub fn polling(&self) -> Option<&str> {
        self.polling.as_deref()
    }

    /// Watches these folders too, absolute or relative to the site folder, and those that came back. True if one of them
    /// was not watched before: what was written there until now was not seen.
    pub fn follow(&mut self, roots: &[PathBuf]) -> bool {
        let roots = roots.iter().map(|root| real(&self.interest.site.join(root)));
        self.interest.roots.extend(roots);
        let mut fresh = false;
        for (path, mode) in self.interest.wanted() {
            if self.watched.get(&path) != Some(&mode) && path.is_dir() {
                fresh |= self.watch(&path, mode);
            }
        }
        fresh
    }

    /// Waits for a change, until it is over. Gives the paths; none means that changes were lost and anything may have
    /// happened. `None` when `stop` became true.
    #[expect(clippy::disallowed_methods, reason = "a burst of changes is told by the time between them")]
    pub fn wait(&mut self, stop: &AtomicBool) -> Option<BTreeSet<PathBuf>> {
        let mut changed = loop {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            match self.messages.recv_timeout(GLANCE) {
                Ok(message) => match self.news(message) {
                    Some(paths) => break vec![paths],
                    None => continue,
                },
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        };
        let (start, mut last) = (Instant::now(), Instant::now());
        loop {
            let left = QUIET.saturating_sub(last.elapsed()).min(PATIENCE.saturating_sub(start.elapsed()));
            let Ok(message) = self.messages.recv_timeout(left) else { break };
            if let Some(paths) = self.news(message) {
                changed.push(paths);
                last = Instant::now();
            }
            if start.elapsed() >= PATIENCE {
                break;
            }
        }
        let lost = changed.iter().any(BTreeSet::is_empty);
        Some(if lost { BTreeSet::new() } else { changed.into_iter().flatten().collect() })
    }

    /// The paths of a message that matter; an empty set if changes were lost, `None` if nothing matters.
    fn news(&mut self, message: Message) -> Option<BTreeSet<PathBuf>> {
        let event = match message {
            Ok(event) => event,
            // A listing meets the same unreadable folder again and again.
            Err(_) if self.polling.is_some() => return None,
            Err(_) => return Some(BTreeSet::new()),
        };
        if event.need_rescan() {
            return Some(BTreeSet::new());
        }
        let moved = match event.kind {
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => return None,
            EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => true,
            EventKind::Any | EventKind::Other | EventKind::Modify(_) => false,
        };
        if moved {
            event.paths.iter().for_each(|path| self.forget(path));
        }
        let paths: BTreeSet<PathBuf> =
            event.paths.into_iter().filter(|path| self.interest.covers(path, moved)).collect();
        (!paths.is_empty()).then_some(paths)
    }

    /// A folder that went or came has lost its watch; [`Watcher::follow`] sets it anew.
    fn forget(&mut self, path: &Path) {
        let below: Vec<PathBuf> = self.watched.keys().filter(|watched| watched.starts_with(path)).cloned().collect();
        for watched in below {
            let _ = self.backend.unwatch(&watched);
            self.watched.remove(&watched);
        }
    }

    /// False where there is nothing to watch (any more).
    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> bool {
        match self.backend.watch(path, mode) {
            Ok(()) => {
                self.watched.insert(path.to_owned(), mode);
                true
            }
            Err(error) if is_exhausted(&error) && self.polling.is_none() => {
                self.poll(&error);
                true
            }
            // It is gone again, or may not be read; its parent tells when that changes.
            Err(_) => false,
        }
    }

    /// Lists folders from now on.
    fn poll(&mut self, error: &notify::Error) {
        self.polling = Some(error.to_string());
        let config = Config::default().with_follow_symlinks(false).with_poll_interval(POLL);
        let Ok(backend) = PollWatcher::new(self.sender.clone(), config) else { return };
        self.backend = Box::new(backend);
        self.watched.clear();
        for (path, mode) in self.interest.wanted() {
            if path.is_dir() && self.backend.watch(&path, mode).is_ok() {
                self.watched.insert(path, mode);
            }
        }
    }
}

impl Interest {
    /// What to watch: roots with all below, and the folders around them for their entries.
    fn wanted(&self) -> BTreeMap<PathBuf, RecursiveMode> {
        let theme = self.site.join("theme");
        let deep: Vec<&PathBuf> = self.roots.iter().chain([&theme]).collect();
        let mut wanted = BTreeMap::new();
        for folder in deep.iter().filter_map(|root| root.ancestors().skip(1).find(|above| above.is_dir())) {
            wanted.insert(folder.to_owned(), RecursiveMode::NonRecursive);
        }
        wanted.insert(self.site.clone(), RecursiveMode::NonRecursive);
        wanted.retain(|folder, _| !deep.iter().any(|root| folder.starts_with(root)));
        let inner = |root: &PathBuf| deep.iter().any(|other| *other != root && root.starts_with(other));
        wanted.extend(deep.iter().filter(|root| !inner(root)).map(|root| ((*root).clone(), RecursiveMode::Recursive)));
        wanted
    }

    /// True if a change of this path is news; `moved` if it came, went or got another name.
    fn covers(&self, path: &Path, moved: bool) -> bool {
        if self.ignored.iter().any(|ours| is_ours(path, ours)) || is_silent_in_git(path) {
            return false;
        }
        let theme = self.site.join("theme");
        let config = path.parent() == Some(&self.site) && path.file_name().is_some_and(|name| name == "platdocs.yaml");
        if config || path.starts_with(&theme) || self.roots.iter().any(|root| path.starts_with(root)) {
            return true;
        }
        // A folder above a root, or a neighbour of one: patterns such as `repos/*` may now find more or less.
        let neighbour = |root: &PathBuf| *root != self.site && root.parent() == path.parent();
        moved && self.roots.iter().any(|root| root.starts_with(path) || neighbour(root))
    }
}

/// True for our folder, what is in it, and for its stage, lock and old tree beside it.
fn is_ours(path: &Path, ours: &Path) -> bool {
    if path.starts_with(ours) {
        return true;
    }
    let (Some(parent), Some(name)) = (ours.parent(), ours.file_name()) else { return false };
    let Some(entry) = path.strip_prefix(parent).ok().and_then(|below| below.components().next()) else { return false };
    let rest = entry.as_os_str().as_encoded_bytes().strip_prefix(name.as_encoded_bytes());
    rest.is_some_and(|rest| rest.starts_with(b".pd-"))
}

/// True for what git writes for itself: everything of it but where commits, branches and tags stand.
fn is_silent_in_git(path: &Path) -> bool {
    let mut parts = path.components();
    if !parts.by_ref().any(|part| part.as_os_str() == ".git") {
        return false;
    }
    let rest = parts.as_path();
    let tells = rest.starts_with("refs") || rest == Path::new("HEAD") || rest == Path::new("packed-refs");
    !tells || rest.extension().is_some_and(|suffix| suffix == "lock")
}

/// The system has no more watches to give (`ENOSPC`) or no more handles (`EMFILE`).
fn is_exhausted(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => {
            error.kind() == std::io::ErrorKind::StorageFull || matches!(error.raw_os_error(), Some(23 | 24))
        }
        ErrorKind::Generic(_) | ErrorKind::PathNotFound | ErrorKind::WatchNotFound | ErrorKind::InvalidConfig(_) => {
            false
        }
    }
}

/// The path without links and `..`, as far as it exists.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_folders_are_no_news_and_of_git_only_commits_and_tags() {
        let interest = Interest {
            site: PathBuf::from("/s"),
            roots: BTreeSet::from([PathBuf::from("/s"), PathBuf::from("/r/orders")]),
            ignored: vec![PathBuf::from("/s/public")],
        };
        let check = |path: &str, moved: bool, expect: bool| {
            assert_eq!(interest.covers(Path::new(path), moved), expect, "{path}");
        };
        check("/s/docs/a.md", false, true);
        check("/s/public/index.html", true, false);
        check("/s/public.pd-stage-0123456789abcdef/a/b", true, false);
        check("/s/public.pd-lock", true, false);
        check("/s/public.md", true, true);
        check("/s/.git/index", true, false);
        check("/r/orders/.git/HEAD", false, true);
        check("/r/orders/.git/HEAD.lock", true, false);
        check("/r/orders/.git/refs/tags/v1.0", true, true);
        check("/r/orders/.git/refs/heads/main.lock", true, false);
        check("/r/orders/.git/objects/ab/cd", true, false);
        check("/x/.git/refs/tags/v1.0", true, false);
        check("/r/ledger", true, true);
        check("/r/ledger", false, false);
        check("/r", true, true);
        check("/x", true, false);
    }

    #[test]
    fn without_watches_folders_are_listed() {
        let folder = tempfile::tempdir().unwrap();
        let mut watcher = Watcher::new(folder.path(), &[]).unwrap();
        watcher.follow(&[PathBuf::from("repo")]);
        watcher.poll(&notify::Error::new(ErrorKind::MaxFilesWatch));
        assert!(watcher.polling().is_some());
        let repo = real(folder.path()).join("repo");
        std::fs::create_dir(&repo).unwrap();
        let seen = watcher.wait(&AtomicBool::new(false)).unwrap();
        assert!(seen.contains(&repo), "{seen:?}");
    }

    #[test]
    fn roots_are_watched_once() {
        let interest = |roots: &[&str]| Interest {
            site: PathBuf::from("/"),
            roots: roots.iter().map(PathBuf::from).collect(),
            ignored: Vec::new(),
        };
        let wanted = interest(&["/a/b", "/a/b/c"]).wanted();
        assert_eq!(wanted.get(Path::new("/a/b")), Some(&RecursiveMode::Recursive));
        assert_eq!(wanted.get(Path::new("/a/b/c")), None);
        assert_eq!(wanted.get(Path::new("/")), Some(&RecursiveMode::NonRecursive));
        assert_eq!(interest(&["/"]).wanted(), BTreeMap::from([(PathBuf::from("/"), RecursiveMode::Recursive)]));
    }
}
