//! The files of an index, read once.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use bytes::Bytes;

use super::super::format::{self, COLUMN};
use super::super::read::columns::Column;
use super::super::read::lists::{self, Value};
use super::super::read::manifest::{self, Manifest};
use super::super::read::pages::{self, Page, Section};
use super::super::read::terms::{Entry, Positions, Shard};
use super::super::read::{Failure, inflate};

/// The stored bytes of a file by its path below `search/`.
type Files<'a> = Box<dyn Fn(&str) -> Option<Bytes> + 'a>;

/// The files of an index, and what was read of them.
pub struct Engine<'a> {
    files: Files<'a>,
    bundle: HashMap<String, Bytes>,
    /// What the index consists of.
    pub manifest: Manifest,
    read: Read,
}

/// Read files by number or name.
#[derive(Default)]
struct Read {
    shards: Vec<OnceCell<Shard>>,
    positions: Vec<OnceCell<Positions>>,
    columns: [Vec<OnceCell<Column>>; 2],
    facets: OnceCell<BTreeMap<String, Vec<Value>>>,
    docs: RefCell<HashMap<u32, Rc<Vec<Page>>>>,
    packs: RefCell<HashMap<String, Rc<Vec<Vec<Section>>>>>,
    speller: OnceCell<Vec<(String, u32)>>,
}

impl<'a> Engine<'a> {
    /// Opens an index: reads its pointer and its bundle. Paths are relative to `search/`.
    ///
    /// # Errors
    /// When one of them is missing, damaged or of another version.
    pub fn open(files: impl Fn(&str) -> Option<Bytes> + 'a) -> Result<Self, Failure> {
        let pointer = manifest::pointer(&files("index.json").ok_or(Failure::Broken)?)?;
        let bundle = manifest::bundle(&files(&pointer.b).ok_or(Failure::Broken)?)?;
        let manifest = Manifest::read(bundle.get("m").ok_or(Failure::Broken)?)?;
        let mut read = Read::default();
        read.shards.resize_with(manifest.terms.len(), OnceCell::new);
        read.positions.resize_with(manifest.terms.len(), OnceCell::new);
        for (columns, names) in read.columns.iter_mut().zip(&manifest.columns) {
            columns.resize_with(names.len(), OnceCell::new);
        }
        Ok(Self { files: Box::new(files), bundle, manifest, read })
    }

    /// An inflated file.
    fn file(&self, folder: &str, name: &str) -> Result<Vec<u8>, Failure> {
        match self.bundle.get(&format!("{folder}/{name}")) {
            Some(file) => Ok(file.to_vec()),
            None => inflate(&(self.files)(&format!("{folder}/{name}.bin")).ok_or(Failure::Broken)?),
        }
    }

    /// A term shard.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub fn shard(&self, number: usize) -> Result<&Shard, Failure> {
        once(&self.read.shards[number], || {
            Shard::read(&self.file("t", &self.manifest.terms[number].1)?, number, &self.manifest)
        })
    }

    /// The term of a key.
    pub(super) fn entry(&self, key: &str) -> Result<Option<Rc<Entry>>, Failure> {
        let Some(number) = self.manifest.shard(format::split(key).1) else { return Ok(None) };
        Ok(self.shard(number)?.get(key).cloned())
    }

    /// The positions of a term shard.
    ///
    /// # Errors
    /// When they are missing or damaged.
    pub fn positions(&self, number: usize) -> Result<&Positions, Failure> {
        let shard = self.shard(number)?;
        once(&self.read.positions[number], || Positions::read(self.file("p", &self.manifest.terms[number].1)?, shard))
    }

    /// The column of a document.
    pub(super) fn column(&self, index: u32, doc: u32) -> Result<&Column, Failure> {
        let block = doc / COLUMN;
        once(&self.read.columns[index as usize][block as usize], || {
            let name = &self.manifest.columns[index as usize][block as usize];
            Column::read(&self.file("n", name)?, index, block, &self.manifest)
        })
    }

    /// The page of a document.
    pub(super) fn page_of(&self, index: u32, doc: u32) -> Result<u32, Failure> {
        Ok(self.column(index, doc)?.pages[(doc % COLUMN) as usize])
    }

    /// The values of a facet; none if there is no such facet.
    ///
    /// # Errors
    /// When a file is missing or damaged.
    pub fn facet(&self, facet: &str) -> Result<Option<&[Value]>, Failure> {
        if !self.manifest.facets.iter().any(|known| known == facet) {
            return Ok(None);
        }
        let read = || lists::facets(&self.file("c", &self.manifest.values)?, self.manifest.pages);
        Ok(once(&self.read.facets, read)?.get(facet).map(Vec::as_slice))
    }

    /// What is shown of a page.
    ///
    /// # Errors
    /// When a file is missing or damaged.
    pub fn page(&self, page: u32) -> Result<Page, Failure> {
        let block = page / self.manifest.block;
        let docs =
            remembered(&self.read.docs, block, || pages::docs(&self.file("d", &self.manifest.docs[block as usize])?))?;
        docs.get((page % self.manifest.block) as usize).cloned().ok_or(Failure::Broken)
    }

    /// A text pack.
    pub(super) fn pack(&self, name: &str) -> Result<Rc<Vec<Vec<Section>>>, Failure> {
        remembered(&self.read.packs, name.to_owned(), || pages::pack(&self.file("f", name)?))
    }

    /// Pages in the order that they have without words.
    pub(super) fn order(&self) -> Result<Vec<u32>, Failure> {
        lists::order(&self.file("o", &self.manifest.order)?, self.manifest.pages)
    }

    /// The norm id of a document in a field that has norms.
    ///
    /// # Errors
    /// When the column is missing or damaged.
    pub fn norm_id(&self, field: u32, doc: u32) -> Result<u8, Failure> {
        let index = self.manifest.fields[field as usize].index;
        Ok(self.column(index, doc)?.norms[field as usize][(doc % COLUMN) as usize])
    }

    /// The words to correct with.
    pub(super) fn speller(&self) -> Result<&[(String, u32)], Failure> {
        Ok(once(&self.read.speller, || lists::speller(&self.file("s", &self.manifest.speller)?))?)
    }
}

fn once<T>(cell: &OnceCell<T>, read: impl FnOnce() -> Result<T, Failure>) -> Result<&T, Failure> {
    if let Some(known) = cell.get() {
        return Ok(known);
    }
    let value = read()?;
    Ok(cell.get_or_init(|| value))
}

fn remembered<K: Eq + std::hash::Hash, T>(
    table: &RefCell<HashMap<K, Rc<T>>>,
    key: K,
    read: impl FnOnce() -> Result<T, Failure>,
) -> Result<Rc<T>, Failure> {
    if let Some(known) = table.borrow().get(&key) {
        return Ok(Rc::clone(known));
    }
    let value = Rc::new(read()?);
    table.borrow_mut().insert(key, Rc::clone(&value));
    Ok(value)
}
