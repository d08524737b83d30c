//! Where the command line meets the pipeline, the output folder and the server.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context;

use super::flags::Building;
use super::interrupt;
use super::report::Report;
use super::site::Site;
use crate::catalog::Catalog;
use crate::check::external;
use crate::config;
use crate::diag::Diagnostics;
use crate::hash::ContentHash;
use crate::memo::{Memo, Table};
use crate::pipeline::{self, Built};
use crate::site::output::{self, Guard, Swapped};
use crate::source;
use crate::web::{self, Web};
use crate::world::{OsWorld, World as _};

/// A finished build.
pub struct Done {
    /// What was built.
    pub built: Built,
    /// How long each stage took, in order.
    pub timings: Vec<(&'static str, Duration)>,
    /// The folders and single files that were read, absolute.
    pub roots: Vec<PathBuf>,
}

/// Builds a portal in memory.
///
/// # Errors
/// When the owner's own theme cannot be used.
#[expect(clippy::disallowed_methods, reason = "the command line measures the stages; the pipeline knows no clock")]
pub fn build(site: &Site, building: &Building, memo: &Memo) -> anyhow::Result<Done> {
    let mut config = site.config.clone();
    config.catalog.strict |= building.strict;
    let begun: Mutex<Vec<(&'static str, Instant)>> = Mutex::default();
    let stage = |name| begun.lock().unwrap_or_else(PoisonError::into_inner).push((name, Instant::now()));
    let world = OsWorld::new(&site.folder).with_git(source::GitProgram::default()).with_drawing(web::draw);
    let built = pipeline::build(&config, &world, memo, &stage)?;
    stage("end");
    let begun = begun.into_inner().unwrap_or_else(PoisonError::into_inner);
    let timings = begun.windows(2).map(|pair| (pair[0].0, pair[1].1 - pair[0].1)).collect();
    let roots = world.walked().iter().map(|root| absolute(&world.folder(root))).chain(site.schemas()).collect();
    Ok(Done { built, timings, roots })
}

/// The cache of what `check --external` learned.
const EXTERNAL: &str = "external-v1";

/// Asks about the links out of a portal and adds what is wrong with them to its findings.
#[expect(clippy::disallowed_methods, reason = "the command line tells the check what time it is")]
pub fn check_outside(site: &Site, building: &Building, built: &mut Built, report: &Report) {
    let folder = cache_folder(site, building);
    let known = folder.as_ref().map_or_else(Table::default, |folder| Table::open(folder, EXTERNAL));
    let begun = Instant::now();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let clock = external::Clock { now, elapsed: &|| begun.elapsed(), wait: &std::thread::sleep };
    let config::External { allow_private, skip } = &site.config.external;
    let door = Web::new(*allow_private);
    let (found, asked) = external::check(&built.outside, skip, &door, &known, &clock);
    let mut all = std::mem::take(&mut built.diagnostics);
    all.extend(found);
    if building.strict || site.config.catalog.strict {
        all.raise_warnings();
    }
    built.diagnostics = all.sorted();
    report.say(&format!("looked at {} addresses outside the portal, asked {} of them", asked.addresses, asked.now));
    if let Some(error) = folder.and_then(|folder| known.close(&folder, EXTERNAL).err()) {
        report.warn(&format!("the cache cannot be written: {error}"));
    }
}

/// Reads the catalog alone. Its findings are the business of `check`.
pub fn catalog(site: &Site) -> Catalog {
    let world = OsWorld::new(&site.folder);
    pipeline::catalog(&site.config, &world, &mut Diagnostics::default(), &|_| {}).1
}

/// Writes a portal and swaps it in.
///
/// # Errors
/// A [`SwapError`](output::SwapError): when a guard refuses the folder, or the disk does.
#[expect(clippy::disallowed_methods, reason = "a relative output folder starts at the working directory")]
pub fn write(site: &Site, built: &Built, out: &Path, allow_shrink: bool) -> anyhow::Result<Swapped> {
    let _guard = interrupt::hold();
    let current = std::env::current_dir().context("the working directory is gone")?;
    let sources = source_folders(site);
    let home = home();
    let guard = Guard {
        site: &current.join(&site.folder),
        sources: &sources,
        home: home.as_deref(),
        current: &current,
        allow_shrink,
        stop: interrupt::flag(),
    };
    Ok(output::swap(&built.output, out, &guard)?)
}

/// The folders that sources read, absolute; an output folder may not be in one of them.
pub fn source_folders(site: &Site) -> Vec<PathBuf> {
    let world = OsWorld::new(&site.folder);
    let mut folders = Vec::new();
    for source in source::local_sources(&site.config) {
        for path in &source.paths {
            let roots = world.folders(path).unwrap_or_default();
            folders.extend(roots.iter().map(|root| absolute(&world.folder(root))));
        }
    }
    folders
}

/// The path seen from the root of the file system; links and `..` stay. Unchanged where the working directory is gone.
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[expect(clippy::disallowed_methods, reason = "the home folder is asked for only to keep out of it")]
fn home() -> Option<PathBuf> {
    std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from)
}

/// Keeps results for the next run. They only save time, so a failure is a warning.
pub fn keep(memo: &Memo, report: &Report) {
    if let Err(error) = memo.save() {
        report.warn(&format!("the cache cannot be written: {error}"));
    }
}

/// The results of the last run.
pub fn memo(site: &Site, building: &Building) -> Memo {
    cache_folder(site, building).map_or_else(Memo::in_memory, |folder| Memo::open(&folder))
}

/// Where results are kept for the next run, if they are kept: beside `platdocs.yaml`, or in the user's own cache folder
/// when somebody else's folder is read without one.
pub fn cache_folder(site: &Site, building: &Building) -> Option<PathBuf> {
    if building.no_cache {
        return None;
    }
    if let Some(folder) = &building.cache_dir {
        return Some(folder.clone());
    }
    if site.folder.join(config::FILE_NAME).exists() {
        return Some(site.folder.join(&site.config.cache.dir));
    }
    let place = site.folder.canonicalize().ok()?;
    let name = ContentHash::of(place.as_os_str().as_encoded_bytes()).short(16);
    Some(user_cache()?.join("platdocs").join(name))
}

#[expect(clippy::disallowed_methods, reason = "the user's cache folder is known to the environment only")]
fn user_cache() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("XDG_CACHE_HOME").or_else(|| folder("LOCALAPPDATA")).or_else(|| Some(home()?.join(".cache")))
}
