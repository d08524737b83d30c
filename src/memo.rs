//! Remembers the results of pure, expensive functions, keyed by everything they depend on. A lost or damaged table is only
//! slow, never wrong.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::hash::ContentHash;

/// Builds that an unused entry survives.
const KEEP_UNUSED: u8 = 8;
/// The same for the files of search, which are as large as all other tables together.
const KEEP_SEARCH: u8 = 1;
/// First bytes of a table file.
const MAGIC: &[u8; 8] = b"pd-memo2";
/// Locks that share a table, so that threads seldom wait for each other.
const SHARDS: usize = 16;

/// All tables.
#[derive(Default)]
pub struct Memo {
    /// Highlighted code: (grammar version, language, code) to markup.
    pub highlight: Table,
    /// Diagrams: (version, source) to drawings or why there are none.
    pub diagram: Table,
    /// Histories: (version, repository, commit) to what the commits say.
    pub history: Table,
    /// Files of search: (version, hash of all documents) to all of them in one.
    pub search: Table<[u8]>,
    folder: Option<PathBuf>,
}

impl Memo {
    /// Tables that live in memory only.
    pub fn in_memory() -> Self {
        Self::default()
    }

    /// Tables kept in a folder. A table that is missing, damaged or of another version starts empty.
    pub fn open(folder: &Path) -> Self {
        let folder = folder.join(env!("CARGO_PKG_VERSION"));
        Self {
            highlight: Table::load(&folder.join("highlight-v1")),
            diagram: Table::load(&folder.join("diagram-v1")),
            history: Table::load(&folder.join("history-v1")),
            search: Table::load(&folder.join("search-v1")),
            folder: Some(folder),
        }
    }

    /// Writes changed tables back, each to a temporary name first.
    ///
    /// # Errors
    /// When the folder, which the error names, cannot be written; the tables of the last run stay as they are.
    pub fn save(&self) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let written = fs::create_dir_all(folder)
            .and_then(|()| keep_out_of_git(folder))
            .and_then(|()| self.highlight.save(&folder.join("highlight-v1"), KEEP_UNUSED))
            .and_then(|()| self.diagram.save(&folder.join("diagram-v1"), KEEP_UNUSED))
            .and_then(|()| self.history.save(&folder.join("history-v1"), KEEP_UNUSED))
            .and_then(|()| self.search.save(&folder.join("search-v1"), KEEP_SEARCH));
        written.map_err(|error| io::Error::new(error.kind(), format!("`{}`: {error}", folder.display())))
    }
}

/// The cache lies in somebody's repository as a rule, and is nothing to commit.
fn keep_out_of_git(folder: &Path) -> io::Result<()> {
    let file = folder.parent().unwrap_or(folder).join(".gitignore");
    if file.exists() { Ok(()) } else { fs::write(file, "*\n") }
}

/// What a table can hold: text, or bytes.
pub trait Value {
    /// As it is written.
    fn bytes(&self) -> &[u8];

    /// As it was written; `None` if it cannot have been.
    fn read(bytes: &[u8]) -> Option<Arc<Self>>;
}

impl Value for str {
    fn bytes(&self) -> &[u8] {
        self.as_bytes()
    }

    fn read(bytes: &[u8]) -> Option<Arc<Self>> {
        std::str::from_utf8(bytes).ok().map(Arc::from)
    }
}

impl Value for [u8] {
    fn bytes(&self) -> &[u8] {
        self
    }

    fn read(bytes: &[u8]) -> Option<Arc<Self>> {
        Some(bytes.into())
    }
}

struct Entry<V: ?Sized> {
    value: Arc<V>,
    /// Builds since the last use.
    age: u8,
    used: bool,
}

/// A table from hashes to text or bytes.
pub struct Table<V: Value + ?Sized = str> {
    shards: [Mutex<HashMap<ContentHash, Entry<V>>>; SHARDS],
    changed: AtomicBool,
}

impl<V: Value + ?Sized> Default for Table<V> {
    fn default() -> Self {
        Self { shards: Default::default(), changed: AtomicBool::new(false) }
    }
}

impl<V: Value + ?Sized> Table<V> {
    /// The value of a key, computed if it is not known yet.
    pub fn get<T: Into<Arc<V>>>(&self, key: ContentHash, compute: impl FnOnce() -> T) -> Arc<V> {
        let Ok(value) = self.try_get(key, || Ok::<_, Infallible>(compute()));
        value
    }

    /// The same for what can fail; failures are not remembered.
    ///
    /// # Errors
    /// Those of `compute`.
    pub fn try_get<T: Into<Arc<V>>, E>(
        &self,
        key: ContentHash,
        compute: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<V>, E> {
        let shard = &self.shards[usize::from(key.bytes()[0]) % SHARDS];
        if let Some(entry) = lock(shard).get_mut(&key) {
            entry.used = true;
            return Ok(entry.value.clone());
        }
        let value: Arc<V> = compute()?.into();
        self.changed.store(true, Ordering::Relaxed);
        lock(shard).insert(key, Entry { value: value.clone(), age: 0, used: true });
        Ok(value)
    }

    /// The value of a key, if there is one; it counts as used.
    pub fn peek(&self, key: ContentHash) -> Option<Arc<V>> {
        let mut shard = lock(&self.shards[usize::from(key.bytes()[0]) % SHARDS]);
        let entry = shard.get_mut(&key)?;
        entry.used = true;
        Some(entry.value.clone())
    }

    /// Sets the value of a key.
    pub fn put(&self, key: ContentHash, value: impl Into<Arc<V>>) {
        self.changed.store(true, Ordering::Relaxed);
        let entry = Entry { value: value.into(), age: 0, used: true };
        lock(&self.shards[usize::from(key.bytes()[0]) % SHARDS]).insert(key, entry);
    }

    /// A table of its own in a cache folder, empty if it is missing or damaged.
    pub fn open(folder: &Path, name: &str) -> Self {
        Self::load(&folder.join(env!("CARGO_PKG_VERSION")).join(name))
    }

    /// Writes a table of its own back.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn close(&self, folder: &Path, name: &str) -> io::Result<()> {
        let folder = folder.join(env!("CARGO_PKG_VERSION"));
        fs::create_dir_all(&folder)?;
        keep_out_of_git(&folder)?;
        self.save(&folder.join(name), KEEP_UNUSED)
    }

    fn load(file: &Path) -> Self {
        let table = Self::default();
        let Some(entries) = fs::read(file).ok().as_deref().and_then(decode) else { return table };
        for (key, entry) in entries {
            lock(&table.shards[usize::from(key.bytes()[0]) % SHARDS]).insert(key, entry);
        }
        table
    }

    /// Writes the entries that were used in the last `keep` builds.
    fn save(&self, file: &Path, keep: u8) -> io::Result<()> {
        let mut entries: Vec<(ContentHash, Entry<V>)> = Vec::new();
        let mut aged = false;
        for shard in &self.shards {
            for (key, entry) in lock(shard).iter() {
                let age = if entry.used { 0 } else { entry.age + 1 };
                aged |= age != entry.age;
                if age <= keep {
                    entries.push((*key, Entry { age, value: entry.value.clone(), used: entry.used }));
                }
            }
        }
        if !aged && !self.changed.load(Ordering::Relaxed) {
            return Ok(());
        }
        entries.sort_unstable_by_key(|(key, _)| *key);
        let temporary = file.with_extension(format!("{}.tmp", std::process::id()));
        let result = write_file(&temporary, &encode(&entries)).and_then(|()| fs::rename(&temporary, file));
        if result.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        result
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Magic, checksum of the rest, then per entry: key, age, length, text.
fn encode<V: Value + ?Sized>(entries: &[(ContentHash, Entry<V>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (key, entry) in entries {
        body.extend_from_slice(key.bytes());
        body.push(entry.age);
        let bytes = entry.value.bytes();
        body.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        body.extend_from_slice(bytes);
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(ContentHash::of(&body).bytes());
    bytes.append(&mut body);
    bytes
}

fn decode<V: Value + ?Sized>(bytes: &[u8]) -> Option<Vec<(ContentHash, Entry<V>)>> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (checksum, mut body) = rest.split_at_checked(16)?;
    if ContentHash::of(body).bytes() != checksum {
        return None;
    }
    let mut entries = Vec::new();
    while !body.is_empty() {
        let (key, rest) = body.split_first_chunk::<16>()?;
        let (age, rest) = rest.split_first()?;
        let (length, rest) = rest.split_first_chunk::<8>()?;
        let (value, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        entries.push((ContentHash::from_bytes(*key), Entry { value: V::read(value)?, age: *age, used: false }));
        body = rest;
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remembered(memo: &Memo, text: &str) -> bool {
        let mut computed = false;
        memo.highlight.get(ContentHash::of(text.as_bytes()), || {
            computed = true;
            text.to_uppercase()
        });
        !computed
    }

    #[test]
    fn tables_survive_the_process() {
        let folder = tempfile::tempdir().unwrap();
        let memo = Memo::open(folder.path());
        assert!(!remembered(&memo, "a"));
        assert!(remembered(&memo, "a"));
        memo.save().unwrap();
        assert!(remembered(&Memo::open(folder.path()), "a"));
        assert_eq!(fs::read_to_string(folder.path().join(".gitignore")).unwrap(), "*\n");
    }

    #[test]
    fn a_damaged_table_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let memo = Memo::open(folder.path());
        remembered(&memo, "a");
        memo.save().unwrap();
        let file = folder.path().join(env!("CARGO_PKG_VERSION")).join("highlight-v1");
        let good = fs::read(&file).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            fs::write(&file, &bad).unwrap();
            assert!(!remembered(&Memo::open(folder.path()), "a"), "byte {at} changed");
        }
        fs::write(&file, &good[..good.len() / 2]).unwrap();
        assert!(!remembered(&Memo::open(folder.path()), "a"));
    }

    #[test]
    fn unused_entries_are_dropped_after_a_while() {
        let folder = tempfile::tempdir().unwrap();
        let memo = Memo::open(folder.path());
        remembered(&memo, "a");
        memo.save().unwrap();
        for _ in 0..=KEEP_UNUSED {
            Memo::open(folder.path()).save().unwrap();
        }
        assert!(!remembered(&Memo::open(folder.path()), "a"));
    }
}
