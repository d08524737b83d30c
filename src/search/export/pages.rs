//! What is kept by page: columns of lengths and borders, cards, texts, facets, the order without words.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Value, json};
use tantivy::fieldnorm::FieldNormReader;

use super::super::document::{FACETS, FacetValue};
use super::super::index::Indexes;
use super::super::rank;
use super::bytes::{ascending, string, varint};
use crate::docs::text::{Block, Section};
use crate::hash::ContentHash;
use crate::search::format::{self, COLUMN};

/// Blocks of columns of the index of pieces (0) or places (1).
pub(super) fn columns(indexes: &Indexes, index: usize) -> Vec<Vec<u8>> {
    let pages: Vec<u32> =
        if index == 0 { indexes.pieces.iter().map(|piece| piece.page).collect() } else { indexes.places.clone() };
    let norms: Vec<Option<FieldNormReader>> = rank::FIELDS
        .iter()
        .enumerate()
        .filter(|(nth, field)| format::FIELDS[*nth].1 as usize == index && field.b.is_some())
        .map(|(nth, _)| {
            let segment = indexes.segments[index].as_ref()?;
            segment.get_fieldnorms_reader(indexes.fields[nth]).ok()
        })
        .collect();
    let block = |(nth, block): (usize, &[u32])| {
        let start = nth * COLUMN as usize;
        let mut out = Vec::new();
        varint(&mut out, index as u32);
        varint(&mut out, start as u32);
        varint(&mut out, block.len() as u32);
        varint(&mut out, block[0]);
        let begins = |at: usize| at == 0 || pages[at] != pages[at - 1];
        for eight in (0..block.len()).step_by(8) {
            let bits = (eight..block.len().min(eight + 8)).map(|at| u8::from(begins(start + at)) << (at - eight));
            out.push(bits.sum());
        }
        for reader in &norms {
            out.extend(
                (start..start + block.len())
                    .map(|doc| reader.as_ref().map_or(0, |reader| reader.fieldnorm_id(doc as u32))),
            );
        }
        if index == 0 {
            let boosted: Vec<u32> = (start..start + block.len())
                .filter(|at| begins(*at))
                .map(|at| pages[at])
                .filter(|page| indexes.documents[*page as usize].boost != 100)
                .collect();
            varint(&mut out, boosted.len() as u32);
            let mut before = 0;
            for page in boosted {
                varint(&mut out, page - before);
                varint(&mut out, u32::from(indexes.documents[page as usize].boost));
                before = page;
            }
        }
        out
    };
    pages.chunks(COLUMN as usize).enumerate().map(block).collect()
}

/// Pages of a block of cards.
pub(super) fn block_size(pages: usize) -> usize {
    match pages {
        0..=8_191 => 64,
        8_192..=32_767 => 128,
        _ => 256,
    }
}

/// The text packs, and for every piece its pack and its entry there.
pub(super) struct Packs {
    pub(super) bodies: Vec<Vec<u8>>,
    of_pieces: Vec<(usize, usize)>,
}

/// Most bytes of text that pages share a pack up to, and how many pages do so on average if they are tiny. Large portals have
/// larger packs, so that their number stays bounded.
fn pack_size(pages: usize) -> (usize, u8) {
    match pages {
        0..=8_191 => (8 << 10, 8),
        _ => (24 << 10, 32),
    }
}

/// Texts in packs. Where a pack ends depends on addresses and sizes, so that a change of one page touches one pack, and those
/// behind it only up to the next page whose address ends a pack.
pub(super) fn packs(indexes: &Indexes) -> Packs {
    let (most, pages) = pack_size(indexes.documents.len());
    let mut packs = Packs { bodies: Vec::new(), of_pieces: Vec::with_capacity(indexes.pieces.len()) };
    let mut entries: Vec<Value> = Vec::new();
    let mut bytes = 0;
    let close = |entries: &mut Vec<Value>, bodies: &mut Vec<Vec<u8>>| {
        if !entries.is_empty() {
            bodies.push(Value::Array(std::mem::take(entries)).to_string().into_bytes());
        }
    };
    for piece in &indexes.pieces {
        let document = &indexes.documents[piece.page as usize];
        let sections = &document.sections[piece.first as usize..piece.end as usize];
        let size: usize = sections.iter().flat_map(|section| &section.blocks).map(|block| block.text().len()).sum();
        let alone = size > most / 2;
        if alone || bytes + size > most {
            close(&mut entries, &mut packs.bodies);
            bytes = 0;
        }
        packs.of_pieces.push((packs.bodies.len(), entries.len()));
        entries.push(Value::Array(sections.iter().map(section).collect()));
        bytes += size;
        let ends = ContentHash::of(document.url.as_bytes()).bytes()[0].is_multiple_of(pages);
        if alone || ends {
            close(&mut entries, &mut packs.bodies);
            bytes = 0;
        }
    }
    close(&mut entries, &mut packs.bodies);
    packs
}

fn section(section: &Section) -> Value {
    let blocks = section.blocks.iter().map(|block| match block {
        Block::Prose(text) => json!(text),
        Block::Code(text) => json!([text]),
    });
    json!([section.anchor, section.heading, section.level, blocks.collect::<Vec<_>>()])
}

/// Blocks of cards: what a list of results shows of a page before its text is there.
pub(super) fn blocks(indexes: &Indexes, packs: &Packs, packed: &[(String, Bytes)], size: usize) -> Vec<Vec<u8>> {
    let mut pieces_of: Vec<Vec<usize>> = vec![Vec::new(); indexes.documents.len()];
    for (nth, piece) in indexes.pieces.iter().enumerate() {
        pieces_of[piece.page as usize].push(nth);
    }
    let card = |(document, pieces): (&super::super::Document, &Vec<usize>)| {
        let pieces: Vec<Value> = pieces
            .iter()
            .map(|piece| {
                let (pack, entry) = packs.of_pieces[*piece];
                json!([packed[pack].0, entry, indexes.pieces[*piece].first])
            })
            .collect();
        json!([
            document.url,
            document.title,
            document.crumbs,
            document.kind,
            document.owner,
            document.lifecycle,
            document.note,
            pieces
        ])
    };
    let cards: Vec<Value> = indexes.documents.iter().zip(&pieces_of).map(card).collect();
    cards.chunks(size).map(|block| Value::Array(block.to_vec()).to_string().into_bytes()).collect()
}

/// The names of the facets that pages have, in order, and their values with the pages of each.
pub(super) fn facets(indexes: &Indexes) -> (Vec<&'static str>, Vec<u8>) {
    let mut facets: BTreeMap<&'static str, BTreeMap<&str, (&str, Vec<u32>)>> = BTreeMap::new();
    for (page, document) in indexes.documents.iter().enumerate() {
        for FacetValue { facet, value, label } in &document.facets {
            let values = facets.entry(FACETS[*facet]).or_default();
            values.entry(value).or_insert_with(|| (label, Vec::new())).1.push(page as u32);
        }
    }
    let names = facets.keys().copied().collect();
    let mut out = Vec::new();
    varint(&mut out, facets.len() as u32);
    for (name, values) in facets {
        string(&mut out, name.as_bytes());
        varint(&mut out, values.len() as u32);
        for (value, (label, pages)) in values {
            string(&mut out, value.as_bytes());
            string(&mut out, label.as_bytes());
            varint(&mut out, pages.len() as u32);
            ascending(&mut out, pages);
        }
    }
    (names, out)
}

/// All pages in the order (section of the portal, title).
pub(super) fn order(indexes: &Indexes) -> Vec<u8> {
    let section = |page: &u32| {
        let facets = &indexes.documents[*page as usize].facets;
        facets.iter().find(|value| value.facet == 0).map_or("", |value| value.label.as_str())
    };
    let mut pages: Vec<u32> = (0..indexes.documents.len() as u32).collect();
    pages.sort_by_cached_key(|page| {
        (section(page).to_owned(), super::super::words::fold(&indexes.documents[*page as usize].title), *page)
    });
    let mut out = Vec::new();
    varint(&mut out, pages.len() as u32);
    pages.iter().for_each(|page| varint(&mut out, *page));
    out
}
