//! The output folder: what a swap does, what it refuses, and that no fault at any step breaks it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use platdocs::path::SitePath;
use platdocs::site::output::disk::{Disk, OsDisk};
use platdocs::site::output::{Guard, Output, SwapError, Swapped, swap, swap_on};
use tempfile::TempDir;

const MARKER: &str = "_platdocs/build.json";

/// A site folder with two repositories.
struct Site {
    folder: TempDir,
    sources: Vec<PathBuf>,
    allow_shrink: bool,
    stop: AtomicBool,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["repos/orders", "repos/ledger", "home/me", "work/site"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let sources = vec![folder.path().join("work/site"), folder.path().join("repos/orders")];
        Self { folder, sources, allow_shrink: false, stop: AtomicBool::new(false) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn swap_on(&self, disk: &dyn Disk, output: &Output, out: &str) -> Result<Swapped, SwapError> {
        let (site, home) = (self.path("work/site"), self.path("home/me"));
        let guard = Guard {
            site: &site,
            sources: &self.sources,
            home: Some(&home),
            current: &site,
            allow_shrink: self.allow_shrink,
            stop: &self.stop,
        };
        swap_on(disk, output, Path::new(out), &guard)
    }

    fn swap(&self, output: &Output) -> Result<Swapped, SwapError> {
        self.swap_on(&FaultyDisk::new(Fault::Fail, usize::MAX, true), output, "public")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Names beside the output folder.
    fn beside(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("work/site")).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn output(files: &[(&str, &'static str)]) -> Output {
    let mut output = Output::default();
    for (path, text) in files {
        output.insert(&SitePath::file(path), *text);
    }
    assert_eq!(output.clashes(), []);
    output
}

/// The files below a folder, without our marker.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    files.remove(MARKER);
    files
}

fn expected(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

const ONE: &[(&str, &str)] =
    &[("index.html", "home"), ("a/index.html", "a"), ("a/b/c.png", "png"), ("old/index.html", "old")];
const TWO: &[(&str, &str)] =
    &[("index.html", "home"), ("a/index.html", "new a"), ("a/b/c.png", "png"), ("new/x/y", "y")];

#[test]
fn a_swap_writes_links_and_removes() {
    let site = Site::new();
    let first = site.swap(&output(ONE)).unwrap();
    assert_eq!((first.changed, first.written, first.linked), (true, 4, 0));
    assert_eq!(tree(&site.path("work/site/public")), expected(ONE));
    let second = site.swap(&output(TWO)).unwrap();
    assert_eq!((second.changed, second.written, second.linked, second.removed), (true, 2, 2, 1));
    assert_eq!(tree(&site.path("work/site/public")), expected(TWO));
    assert_eq!(site.beside(), ["public"]);
}

#[test]
fn an_unchanged_portal_leaves_the_folder_alone_unless_somebody_wrote_in_it() {
    let site = Site::new();
    site.swap(&output(ONE)).unwrap();
    let marker = || fs::metadata(site.path("work/site/public").join(MARKER)).unwrap().modified().unwrap();
    let before = marker();
    assert_eq!(site.swap(&output(ONE)).unwrap(), Swapped::default());
    assert_eq!(marker(), before);

    site.write("work/site/public/a/index.html", "edited by hand");
    assert!(site.swap(&output(ONE)).unwrap().changed);
    assert_eq!(tree(&site.path("work/site/public")), expected(ONE));
    fs::remove_file(site.path("work/site/public/index.html")).unwrap();
    assert!(site.swap(&output(ONE)).unwrap().changed);
    assert_eq!(tree(&site.path("work/site/public")), expected(ONE));
}

#[cfg(unix)]
#[test]
fn everybody_may_read_what_is_published() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new();
    site.swap(&output(ONE)).unwrap();
    let mode =
        |name: &str| fs::metadata(site.path("work/site/public").join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("a"), mode("a/index.html"), mode(MARKER)), (0o755, 0o755, 0o644, 0o644));
}

#[test]
fn foreign_files_are_kept() {
    let site = Site::new();
    site.swap(&output(ONE)).unwrap();
    site.write("work/site/public/CNAME", "docs.example");
    site.write("work/site/public/old/notes/x", "mine");
    for build in [TWO, TWO, ONE] {
        assert_eq!(site.swap(&output(build)).unwrap().kept, ["CNAME", "old/notes/x"]);
        let mut files = expected(build);
        files.extend(expected(&[("CNAME", "docs.example"), ("old/notes/x", "mine")]));
        assert_eq!(tree(&site.path("work/site/public")), files);
    }
    let refused = site.swap(&output(&[("CNAME/index.html", "x")])).unwrap_err();
    assert!(refused.to_string().contains("`CNAME`"), "{refused}");
    assert!(matches!(refused, SwapError::Refused { .. }), "{refused:?}");
}

#[test]
fn forbidden_places_are_refused() {
    let site = Site::new();
    site.write("work/site/full/x.txt", "x");
    site.write("work/site/file", "x");
    site.write("work/site/broken/_platdocs/build.json", "{\"format\":1");
    site.swap_on(&OsDisk, &output(ONE), "checkout").unwrap();
    site.write("work/site/checkout/sub/.git/HEAD", "ref");
    #[cfg(unix)]
    std::os::unix::fs::symlink(site.path("work/site/full"), site.path("work/site/link")).unwrap();
    let before = tree(site.folder.path());
    let places = [
        "/",
        ".",
        "..",
        "../../home",
        "../../home/me",
        "../../work",
        "../../repos/orders",
        "../../repos",
        "../../repos/orders/public",
        "full",
        "file",
        "broken",
        "checkout",
        "sub/.git/x",
        #[cfg(unix)]
        "link",
    ];
    for place in places {
        let error = site.swap_on(&OsDisk, &output(TWO), place).expect_err(place);
        assert!(matches!(&error, SwapError::Refused { code, .. } if code.id == "E-OUT-FOREIGN"), "{place}: {error:?}");
    }
    assert_eq!(tree(site.folder.path()), before);
    for place in ["public", "build/deep/public", "../../repos/ledger/public"] {
        site.swap_on(&OsDisk, &output(TWO), place).expect(place);
    }
}

#[test]
fn a_portal_does_not_vanish() {
    let pages = |count: usize| {
        let mut output = Output::default();
        (0..count).for_each(|n| output.insert(&SitePath::page(&format!("p{n}")), "x"));
        output
    };
    let check = |before: usize, now: usize, refused: bool| {
        let mut site = Site::new();
        site.swap(&pages(before)).unwrap();
        let result = site.swap(&pages(now));
        let shrink = matches!(&result, Err(SwapError::Refused { code, .. }) if code.id == "E-OUT-SHRINK");
        assert_eq!(shrink, refused, "{before} -> {now}: {result:?}");
        assert_eq!(tree(&site.path("work/site/public")).len(), if refused { before } else { now });
        site.allow_shrink = true;
        site.swap(&pages(now)).unwrap();
        assert_eq!(tree(&site.path("work/site/public")).len(), now);
    };
    check(20, 14, false);
    check(20, 13, true);
    check(19, 1, false);
    check(5, 0, true);
}

#[test]
fn a_locked_folder_names_the_process() {
    let site = Site::new();
    let path = site.path("work/site/public.pd-lock");
    site.write("work/site/public.pd-lock", "4242\n");
    let holder = fs::OpenOptions::new().write(true).open(&path).unwrap();
    holder.lock().unwrap();
    let error = site.swap(&output(ONE)).unwrap_err();
    assert!(matches!(error, SwapError::Locked { pid: Some(4242), .. }), "{error:?}");
    drop(holder);
    site.swap(&output(ONE)).unwrap();
    assert_eq!(site.beside(), ["public"]);
}

#[test]
fn a_stop_leaves_the_old_portal() {
    let site = Site::new();
    site.swap(&output(ONE)).unwrap();
    site.stop.store(true, Ordering::Relaxed);
    let error = site.swap(&output(TWO)).unwrap_err();
    assert!(matches!(error, SwapError::Interrupted), "{error:?}");
    assert_eq!(tree(&site.path("work/site/public")), expected(ONE));
    assert_eq!(site.beside(), ["public"]);
}

#[test]
fn folders_of_other_people_that_look_like_ours_stay() {
    let site = Site::new();
    site.write("work/site/public.pd-stage-mine/x", "x");
    site.write("work/site/public.pd-stage-0123456789abcdef/x", "x");
    site.write("work/site/public.pd-old/x", "x");
    let done = site.swap(&output(ONE)).unwrap();
    assert_eq!(done.leftovers.len(), 2, "{done:?}");
    assert_eq!(tree(&site.path("work/site/public")), expected(ONE));
    assert_eq!(tree(&site.path("work/site/public.pd-old")), expected(&[("x", "x")]));
}

/// How a disk goes wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// The n-th operation fails, the others work.
    Fail,
    /// From the n-th operation on nothing happens any more, as after a kill.
    Abort,
    /// The n-th operation happens, nothing after it.
    AbortAfter,
}

/// The real disk, with one fault and without waiting.
struct FaultyDisk {
    fault: Fault,
    at: usize,
    exchange: bool,
    done: AtomicUsize,
}

impl FaultyDisk {
    fn new(fault: Fault, at: usize, exchange: bool) -> Self {
        Self { fault, at, exchange, done: AtomicUsize::new(0) }
    }

    fn step(&self, operation: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let nth = self.done.fetch_add(1, Ordering::SeqCst);
        let broken = match self.fault {
            Fault::Fail => nth == self.at,
            Fault::Abort => nth >= self.at,
            Fault::AbortAfter => nth > self.at,
        };
        if broken { Err(io::ErrorKind::StorageFull.into()) } else { operation() }
    }
}

impl Disk for FaultyDisk {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.step(|| OsDisk.create_dir(path))
    }
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let result = self.step(|| OsDisk.write(path, bytes));
        if result.is_err() && Some(self.done.load(Ordering::SeqCst)) == self.at.checked_add(1) {
            // A disk that is full has taken the first bytes.
            fs::write(path, &bytes[..bytes.len() / 2])?;
        }
        result
    }
    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(|| OsDisk.hard_link(from, to))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(|| OsDisk.rename(from, to))
    }
    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()> {
        if !self.exchange {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.step(|| OsDisk.exchange(a, b))
    }
    fn touch(&self, path: &Path) -> io::Result<()> {
        self.step(|| OsDisk.touch(path))
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step(|| OsDisk.remove_file(path))
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.step(|| OsDisk.remove_dir(path))
    }
    /// Hundreds of real ones would wait for whatever else this machine writes.
    fn sync(&self, _: &Path) -> io::Result<()> {
        self.step(|| Ok(()))
    }
}

/// Replaces ONE by TWO with one fault, then again without; gives the number of operations.
fn faulty_swap(fault: Fault, at: usize, exchange: bool, fresh: bool) -> usize {
    let site = Site::new();
    let public = site.path("work/site/public");
    let mut old = expected(&[]);
    if !fresh {
        site.swap(&output(ONE)).unwrap();
        site.write("work/site/public/CNAME", "docs.example");
        old = expected(ONE);
    }
    let disk = FaultyDisk::new(fault, at, exchange);
    let result = site.swap_on(&disk, &output(TWO), "public");
    let case = format!("{fault:?} at {at}, exchange {exchange}, fresh {fresh}: {result:?}");

    // The only moment without a folder is a kill between the two renames of the fallback.
    let now = if public.exists() { public.clone() } else { site.path("work/site/public.pd-old") };
    let mut files = if now.exists() { tree(&now) } else { BTreeMap::new() };
    files.remove("CNAME");
    assert!(files == old || files == expected(TWO), "{case}\n{files:?}");
    assert!(exchange || fresh || public.exists() || fault != Fault::Fail, "{case}");
    assert!(!exchange || fresh || public.exists(), "{case}");
    if let Ok(done) = &result
        && fault == Fault::Fail
    {
        assert!(done.changed, "{case}");
        assert_eq!(files, expected(TWO), "{case}");
    }

    let again = site.swap(&output(TWO)).unwrap_or_else(|error| panic!("{case}\n{error}"));
    assert_eq!(again.leftovers, [""; 0], "{case}");
    let mut whole = expected(TWO);
    if !fresh {
        whole.extend(expected(&[("CNAME", "docs.example")]));
    }
    assert_eq!(tree(&public), whole, "{case}");
    assert_eq!(site.beside(), ["public"], "{case}");
    disk.done.into_inner()
}

#[test]
fn no_fault_at_any_step_breaks_the_folder() {
    for fault in [Fault::Fail, Fault::Abort, Fault::AbortAfter] {
        for (exchange, fresh) in [(true, false), (false, false), (true, true)] {
            let mut at = 0;
            while faulty_swap(fault, at, exchange, fresh) > at {
                at += 1;
            }
            assert!(at >= 14, "{at} operations are too few for a swap");
        }
    }
}

#[test]
fn the_public_door_is_the_real_disk() {
    let site = Site::new();
    let stop = AtomicBool::new(false);
    let folder = site.path("work/site");
    let guard = Guard { site: &folder, sources: &[], home: None, current: &folder, allow_shrink: false, stop: &stop };
    assert!(swap(&output(ONE), Path::new("public"), &guard).unwrap().changed);
}
