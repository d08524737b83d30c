//! The world of this machine.
//!
//! Files of a root are opened beneath an open handle of that folder (`cap-std`, which uses `openat2` with
//! `RESOLVE_BENEATH` on Linux): no joining of strings, no "canonicalise, then open". See `security.md`, section 5.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cap_std::ambient_authority;
#[cfg(unix)]
use cap_std::fs::OpenOptionsExt;
use cap_std::fs::{Dir, OpenOptions};
use ignore::WalkBuilder;

use super::tree::Tree;
use super::{
    CommitId, Draw, DrawProblem, FileProblem, Git, GitFacts, GitProblem, GitRef, Log, Root, Walk, WalkProblem,
    WalkedFile, World, git,
};
use crate::path::RepoPath;

/// Deepest folder below a root.
const MAX_DEPTH: usize = 64;
/// Names a folder that platdocs made, so that a build never reads its own output.
const OUTPUT_MARKER: &str = "_platdocs/build.json";
/// Part of the names of folders that stand beside an output folder while it is replaced.
const OUTPUT_STAGES: [&str; 2] = [".pd-stage-", ".pd-old"];
/// Failures of a server of diagrams after which a build asks it no more.
const MAX_FAILURES: usize = 3;
/// Longest file of git's own that is read.
const MAX_GIT_FILE: u64 = 1 << 20;

/// Reads folders of this machine, relative to a site folder.
pub struct OsWorld {
    site: PathBuf,
    handles: Mutex<BTreeMap<Root, Arc<Dir>>>,
    walked: Mutex<BTreeSet<Root>>,
    git: Option<Box<dyn Git>>,
    /// The commits that were walked.
    trees: Mutex<BTreeMap<Root, Arc<Tree>>>,
    draw: Option<Draw>,
    /// How often the server of diagrams has failed.
    failures: AtomicUsize,
}

impl OsWorld {
    /// A world whose relative roots start at `site`, and whose checkouts have neither history nor versions.
    pub fn new(site: impl Into<PathBuf>) -> Self {
        Self {
            site: site.into(),
            handles: Mutex::default(),
            walked: Mutex::default(),
            git: None,
            trees: Mutex::default(),
            draw: None,
            failures: AtomicUsize::new(0),
        }
    }

    /// The same world with a way to the server of diagrams that the portal's owner names.
    #[must_use]
    pub fn with_drawing(self, draw: Draw) -> Self {
        Self { draw: Some(draw), ..self }
    }

    /// The same world with the histories, tags and branches that `git` gives.
    #[must_use]
    pub fn with_git(self, git: impl Git + 'static) -> Self {
        Self { git: Some(Box::new(git)), ..self }
    }

    /// Where a root lies on this machine.
    pub fn folder(&self, root: &Root) -> PathBuf {
        if root.folder().is_empty() { self.site.clone() } else { self.site.join(&**root.folder()) }
    }

    /// Git's own folder of a checkout.
    fn git_folder(&self, root: &Root) -> PathBuf {
        self.folder(root).join(".git")
    }

    /// The files of a commit, listed once.
    fn tree(&self, root: &Root, commit: &CommitId) -> Result<Arc<Tree>, FileProblem> {
        let trees = || self.trees.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tree) = trees().get(root) {
            return Ok(tree.clone());
        }
        let git = self.git.as_ref().ok_or(FileProblem::Missing)?;
        let folder = self.git_folder(root);
        let entries = git.tree(&folder, commit).map_err(|problem| FileProblem::Other(problem.to_string()))?;
        let tree = Arc::new(Tree::new(entries, &|id| git.blob(&folder, id)));
        trees().insert(root.clone(), tree.clone());
        Ok(tree)
    }

    fn handle(&self, root: &Root) -> Result<Arc<Dir>, FileProblem> {
        let mut handles = self.handles.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(dir) = handles.get(root) {
            return Ok(dir.clone());
        }
        let dir = Dir::open_ambient_dir(self.folder(root), ambient_authority()).map_err(|error| problem(&error))?;
        let dir = Arc::new(dir);
        handles.insert(root.clone(), dir.clone());
        Ok(dir)
    }
}

impl World for OsWorld {
    fn folders(&self, pattern: &str) -> Result<Vec<Root>, FileProblem> {
        let mut found = vec![if pattern.starts_with('/') { "/".to_owned() } else { String::new() }];
        for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
            let mut next = Vec::new();
            for base in &found {
                if part.contains('*') {
                    next.extend(self.matching(base, part)?);
                } else {
                    next.push(join(base, part));
                }
            }
            found = next;
        }
        found.retain(|folder| self.folder(&Root::new(folder)).is_dir());
        found.sort();
        Ok(found.iter().map(|folder| Root::new(folder)).collect())
    }

    fn holds(&self, root: &Root, name: &str) -> bool {
        self.folder(root).join(name).exists()
    }

    fn walk(&self, root: &Root, gitignore: bool) -> Walk {
        let unread = |problem| Walk { files: Vec::new(), problems: vec![WalkProblem { path: String::new(), problem }] };
        if let Some(commit) = root.commit() {
            return match self.tree(root, commit) {
                Ok(tree) => Walk { files: tree.files(), problems: tree.problems().to_vec() },
                Err(problem) => unread(problem),
            };
        }
        self.walked.lock().unwrap_or_else(PoisonError::into_inner).insert(root.clone());
        match self.handle(root) {
            Ok(dir) => Walker::new(self.folder(root), &dir).run(gitignore),
            Err(problem) => unread(problem),
        }
    }

    fn read(&self, root: &Root, path: &RepoPath, limit: u64) -> Result<Vec<u8>, FileProblem> {
        if let Some(commit) = root.commit() {
            let tree = self.tree(root, commit)?;
            let (id, size) = tree.file(path).ok_or(FileProblem::Missing)?;
            if *size > limit {
                return Err(FileProblem::TooLarge(limit));
            }
            return self.git.as_ref().ok_or(FileProblem::Missing)?.blob(&self.git_folder(root), id);
        }
        read_beneath(&*self.handle(root)?, path.as_str(), limit)
    }

    fn git(&self, root: &Root) -> GitFacts {
        let Ok(dir) = self.handle(root) else { return GitFacts::default() };
        let text = |path: &str| {
            read_beneath(&dir, path, MAX_GIT_FILE).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        git::facts(&text)
    }

    fn log(&self, root: &Root, head: &CommitId) -> Result<Log, GitProblem> {
        self.git.as_ref().map_or_else(|| Ok(Log::default()), |git| git.log(&self.git_folder(root), head))
    }

    fn refs(&self, root: &Root) -> Result<Vec<GitRef>, GitProblem> {
        self.git.as_ref().map_or_else(|| Ok(Vec::new()), |git| git.refs(&self.git_folder(root)))
    }

    fn draw(&self, address: &str, source: &str) -> Result<Vec<u8>, DrawProblem> {
        let Some(draw) = self.draw else { return Err(DrawProblem::Failed("there is no way to it".to_owned())) };
        if self.failures.load(Ordering::Relaxed) >= MAX_FAILURES {
            return Err(DrawProblem::Failed("it has failed too often and is not asked any more".to_owned()));
        }
        let drawn = draw(address, source);
        if matches!(drawn, Err(DrawProblem::Failed(_))) {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        drawn
    }

    fn walked(&self) -> Vec<Root> {
        self.walked.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

impl OsWorld {
    /// Sub-folders of `base` whose names match a pattern with `*`; dot folders only if the pattern starts with a dot, and
    /// never a folder that platdocs made.
    fn matching(&self, base: &str, pattern: &str) -> Result<Vec<String>, FileProblem> {
        let folder = if base.is_empty() { self.site.clone() } else { self.site.join(base) };
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| problem(&error))? {
            let entry = entry.map_err(|error| problem(&error))?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let hidden = name.starts_with('.') && !pattern.starts_with('.');
            let fits = !hidden && super::matches_star(pattern, &name);
            if fits && entry.path().is_dir() && !is_our_own(&entry.path(), &name) {
                names.push(join(base, &name));
            }
        }
        Ok(names)
    }
}

fn join(base: &str, part: &str) -> String {
    if base.is_empty() || base.ends_with('/') { format!("{base}{part}") } else { format!("{base}/{part}") }
}

/// One walk through a root.
struct Walker<'a> {
    folder: PathBuf,
    dir: &'a Dir,
    files: Vec<WalkedFile>,
    problems: Vec<WalkProblem>,
    /// Links to folders inside the root: (where the link lies, what it leads to).
    folder_links: Vec<(RepoPath, RepoPath)>,
}

impl<'a> Walker<'a> {
    fn new(folder: PathBuf, dir: &'a Dir) -> Self {
        Self { folder, dir, files: Vec::new(), problems: Vec::new(), folder_links: Vec::new() }
    }

    fn run(mut self, gitignore: bool) -> Walk {
        let walker = WalkBuilder::new(&self.folder)
            .standard_filters(false)
            .git_ignore(gitignore)
            .git_exclude(gitignore)
            .require_git(false)
            .follow_links(false)
            .max_depth(Some(MAX_DEPTH))
            .filter_entry(|entry| {
                let folder = entry.depth() > 0 && entry.file_type().is_some_and(|kind| kind.is_dir());
                !(folder && is_left_out(entry))
            })
            .build();
        for entry in walker {
            match entry {
                Ok(entry) => self.entry(&entry),
                Err(error) => self.failure(&error),
            }
        }
        self.follow_folder_links();
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.files.dedup_by(|a, b| a.path == b.path);
        self.problems.sort_by(|a, b| a.path.cmp(&b.path));
        Walk { files: self.files, problems: self.problems }
    }

    fn entry(&mut self, entry: &ignore::DirEntry) {
        let Some(kind) = entry.file_type() else { return };
        if kind.is_dir() {
            return;
        }
        let relative = entry.path().strip_prefix(&self.folder).unwrap_or(entry.path());
        let Some(path) = relative.to_str().and_then(|text| RepoPath::parse(text).ok()) else {
            return self.problem(relative.to_string_lossy().into_owned(), FileProblem::Name);
        };
        if kind.is_file() {
            let size = entry.metadata().map_or(0, |metadata| metadata.len());
            self.files.push(WalkedFile { path, size });
        } else if kind.is_symlink() {
            self.link(path);
        } else {
            self.problem(path.as_str().to_owned(), FileProblem::Special);
        }
    }

    fn link(&mut self, path: RepoPath) {
        match self.dir.metadata(path.as_str()) {
            Ok(metadata) if metadata.is_file() => self.files.push(WalkedFile { path, size: metadata.len() }),
            Ok(metadata) if metadata.is_dir() => {
                let target = self.dir.canonicalize(path.as_str()).ok();
                let target = target.as_deref().and_then(Path::to_str).and_then(|text| RepoPath::parse(text).ok());
                match target {
                    Some(target) if !path.is_below(&target) => self.folder_links.push((path, target)),
                    _ => self.problem(path.as_str().to_owned(), FileProblem::BrokenLink),
                }
            }
            Ok(_) => self.problem(path.as_str().to_owned(), FileProblem::Special),
            Err(error) => {
                let problem = match problem(&error) {
                    FileProblem::Missing | FileProblem::Other(_) => FileProblem::BrokenLink,
                    found => found,
                };
                self.problem(path.as_str().to_owned(), problem);
            }
        }
    }

    /// A folder link shows the files of its target a second time; the target lies in the root and has been walked.
    fn follow_folder_links(&mut self) {
        let walked = self.files.len();
        for (link, target) in std::mem::take(&mut self.folder_links) {
            for at in 0..walked {
                let file = &self.files[at];
                let Some(rest) = file.path.relative_to(&target).filter(|rest| !rest.is_empty()) else { continue };
                if let Ok(path) = link.join(rest) {
                    let size = file.size;
                    self.files.push(WalkedFile { path, size });
                }
            }
        }
    }

    fn failure(&mut self, error: &ignore::Error) {
        let (path, io_error) = place_of(error);
        let path = path.and_then(|path| path.strip_prefix(&self.folder).ok()).unwrap_or(Path::new(""));
        let found = match io_error {
            // The walker opens no link and has lost the number of the operating system, which tells the two in `problem`.
            Some(error) if error.kind() == io::ErrorKind::PermissionDenied => FileProblem::Denied,
            Some(error) => problem(error),
            None => FileProblem::Other(error.to_string()),
        };
        self.problem(path.to_string_lossy().into_owned(), found);
    }

    fn problem(&mut self, path: String, problem: FileProblem) {
        self.problems.push(WalkProblem { path, problem });
    }
}

/// True for git's own folder and for everything that platdocs made.
fn is_left_out(folder: &ignore::DirEntry) -> bool {
    let name = folder.file_name().to_string_lossy();
    name == ".git" || name == ".platdocs" || is_our_own(folder.path(), &name)
}

/// True for an output folder and what stands beside it while it is replaced.
fn is_our_own(folder: &Path, name: &str) -> bool {
    OUTPUT_STAGES.iter().any(|part| name.contains(part)) || folder.join(OUTPUT_MARKER).exists()
}

/// The path and the system's error inside the wrappers of the `ignore` crate.
fn place_of(error: &ignore::Error) -> (Option<&Path>, Option<&io::Error>) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path), place_of(err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place_of(err),
        ignore::Error::Io(error) => (None, Some(error)),
        _ => (None, None),
    }
}

fn read_beneath(dir: &Dir, path: &str, limit: u64) -> Result<Vec<u8>, FileProblem> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    options.custom_flags((rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY).bits().cast_signed());
    let file = dir.open_with(path, &options).map_err(|error| problem(&error))?;
    let metadata = file.metadata().map_err(|error| problem(&error))?;
    if !metadata.is_file() {
        return Err(FileProblem::Special);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(limit)).unwrap_or(0));
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| problem(&error))?;
    if bytes.len() as u64 > limit { Err(FileProblem::TooLarge(limit)) } else { Ok(bytes) }
}

fn problem(error: &io::Error) -> FileProblem {
    match error.kind() {
        io::ErrorKind::NotFound => FileProblem::Missing,
        _ if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => FileProblem::BrokenLink,
        // What cap-std reports for a path that leaves its folder has no number of the operating system.
        io::ErrorKind::PermissionDenied if error.raw_os_error().is_none() => FileProblem::Outside,
        io::ErrorKind::PermissionDenied => FileProblem::Denied,
        _ => FileProblem::Other(error.to_string()),
    }
}
