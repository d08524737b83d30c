//! Where the organisation is written to, and what is counted on the way.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use platdocs::hash::ContentHash;

use crate::catalog::Entity;

/// What an organisation holds.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    pub repositories: usize,
    pub entities: usize,
    /// References of entities to others.
    pub relations: usize,
    pub apis: usize,
    pub sets: usize,
    pub pages: usize,
    pub markdown_bytes: usize,
    pub code_bytes: usize,
    pub files: usize,
    pub bytes: usize,
}

impl Counts {
    /// Counts entities and what they refer to.
    pub fn take(&mut self, entities: &[Entity]) {
        self.entities += entities.len();
        self.relations += entities.iter().map(Entity::relations).sum::<usize>();
    }
}

/// Takes files, on disk or in memory.
pub struct Tree {
    folder: Option<PathBuf>,
    digests: BTreeMap<String, ContentHash>,
    counts: Counts,
}

impl Tree {
    /// Writes below a folder.
    pub fn on_disk(folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), digests: BTreeMap::new(), counts: Counts::default() }
    }

    /// Keeps only what tests ask for.
    #[cfg(test)]
    pub fn in_memory() -> Self {
        Self { folder: None, digests: BTreeMap::new(), counts: Counts::default() }
    }

    /// Takes a file.
    pub fn write(&mut self, path: &str, text: &str) -> io::Result<()> {
        self.counts.files += 1;
        self.counts.bytes += text.len();
        if path.ends_with(".md") {
            self.counts.markdown_bytes += text.len();
        }
        let Some(folder) = &self.folder else {
            self.digests.insert(path.to_owned(), ContentHash::of(text.as_bytes()));
            return Ok(());
        };
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, text)
    }

    /// Lets a part of the plan count what it wrote.
    pub fn count(&mut self, add: impl FnOnce(&mut Counts)) {
        add(&mut self.counts);
    }

    /// What was written.
    pub fn counts(&self) -> Counts {
        self.counts.clone()
    }

    /// One hash per file.
    #[cfg(test)]
    pub fn digest(&self) -> &BTreeMap<String, ContentHash> {
        &self.digests
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "repositories {}", self.repositories)?;
        writeln!(f, "entities {}", self.entities)?;
        writeln!(f, "relations {}", self.relations)?;
        writeln!(f, "apis {}", self.apis)?;
        writeln!(f, "sets {}", self.sets)?;
        writeln!(f, "pages {}", self.pages)?;
        writeln!(f, "markdown_bytes {}", self.markdown_bytes)?;
        writeln!(f, "code_bytes {}", self.code_bytes)?;
        writeln!(f, "files {}", self.files)?;
        write!(f, "bytes {}", self.bytes)
    }
}
