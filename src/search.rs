//! Search: from the portal to words, the tantivy index and the static files that are exported from it.

use crate::codes;

mod document;
mod export;
mod index;
mod rank;
pub mod words;

pub use document::{Document, FACETS, FacetValue, documents};
pub use export::export;
pub use index::{Indexes, index};

codes! {
    CUT = "I-SEARCH-CUT", "Search does not read all text of a page", "a page with more than 1 MiB of text";
}
