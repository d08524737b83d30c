//! Norms and page borders.

use super::manifest::Manifest;
use super::{Cursor, Failure, body};
use crate::search::format::COLUMN;

/// The norms and pages of a block of documents.
#[derive(Debug)]
pub struct Column {
    /// Page of each document.
    pub pages: Vec<u32>,
    /// Norm ids by place of the field in the manifest; empty where a field has none.
    pub norms: Vec<Vec<u8>>,
    /// Pages with a boost, in hundredths.
    pub boosts: Vec<(u32, u32)>,
}

impl Column {
    /// Reads an inflated column.
    ///
    /// # Errors
    /// When it is damaged or does not fit the manifest.
    pub fn read(file: &[u8], index: u32, block: u32, manifest: &Manifest) -> Result<Self, Failure> {
        let mut cursor = Cursor::new(body(file, b'n')?);
        let expected = (manifest.count(index) - block * COLUMN).min(COLUMN);
        let head = [cursor.varint()?, cursor.varint()?, cursor.varint()?];
        if head != [index, block * COLUMN, expected] {
            return Err(Failure::Broken);
        }
        let mut page = cursor.below(manifest.pages)?;
        let borders = cursor.bytes(expected.div_ceil(8) as usize)?;
        let mut pages = Vec::with_capacity(expected as usize);
        for doc in 0..expected {
            let is_border = borders[(doc >> 3) as usize] >> (doc & 7) & 1 == 1;
            page += u32::from(is_border && doc > 0);
            if page >= manifest.pages {
                return Err(Failure::Broken);
            }
            pages.push(page);
        }
        let mut norms = Vec::new();
        for field in &manifest.fields {
            let has_norms = field.index == index && field.b.is_some();
            norms.push(if has_norms { cursor.bytes(expected as usize)?.to_vec() } else { Vec::new() });
        }
        let mut boosts: Vec<(u32, u32)> = Vec::new();
        if index == 0 {
            for _ in 0..cursor.count()? {
                let page = cursor.rising(boosts.last().map(|(page, _)| *page), manifest.pages)?;
                boosts.push((page, cursor.varint()?));
            }
        }
        Ok(Self { pages, norms, boosts })
    }
}
