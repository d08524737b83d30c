//! What those who write the files of search and those who read them must agree on: fields, terms, sizes.
//! `docs/search-format.md` describes the files; the parts of `themes/default/js/search/engine/` read them in browsers.

/// Version of the files; a reader of another version asks for a reload.
pub const VERSION: u8 = 1;
/// First bytes of an inflated file.
pub const MAGIC: &[u8; 3] = b"pds";
/// Bytes of the header: [`MAGIC`], version, kind, length.
pub const HEADER: usize = 9;
/// Folder of all files, below the portal's root.
pub const FOLDER: &str = "search/";
/// The file that names all others, below [`FOLDER`].
pub const POINTER: &str = "index.json";
/// Documents of a block of columns.
pub const COLUMN: u32 = 16_384;

/// How many of [`FIELDS`], from the first on, have scores and positions; the others are lists.
pub const SCORED: usize = 8;
/// All fields: name, and index (0 pieces, 1 places).
pub const FIELDS: [(&str, u32); 14] = [
    ("title", 0),
    ("entity", 0),
    ("crumbs", 0),
    ("tags", 0),
    ("body", 0),
    ("code", 0),
    ("heading", 1),
    ("defs", 1),
    ("title_pairs", 0),
    ("heading_pairs", 1),
    ("defs_pairs", 1),
    ("title_whole", 0),
    ("heading_whole", 1),
    ("defs_whole", 1),
];

/// The index of a field: 0 pieces, 1 places.
pub fn index_of(field: u32) -> u32 {
    FIELDS[field as usize].1
}

/// Longest key of a whole title, heading or definition in bytes.
const MAX_WHOLE: usize = 128;

/// The term of a word, by its stem; also the key under which a form is looked for.
pub fn word(stem: &str) -> String {
    format!("w:{stem}")
}

/// The term of a joined word.
pub fn compound(text: &str) -> String {
    format!("c:{text}")
}

/// The term of two neighbouring characters of a script without spaces.
pub fn bigram(text: &str) -> String {
    format!("g:{text}")
}

/// The term of two neighbouring words.
pub fn pair(first: &str, second: &str) -> String {
    format!("b:{first} {second}")
}

/// The term of a whole title, heading or definition, out of all its words joined.
pub fn whole(joined: &str) -> String {
    let mut end = joined.len().min(MAX_WHOLE);
    while !joined.is_char_boundary(end) {
        end -= 1;
    }
    format!("t:{}", &joined[..end])
}

/// The stem of a word's term.
pub fn stem_of(key: &str) -> Option<&str> {
    key.strip_prefix("w:")
}

/// The text of a joined word's term.
pub fn compound_of(key: &str) -> Option<&str> {
    key.strip_prefix("c:")
}

/// True for a term whose positions are kept: a compound stands where its first part does.
pub fn has_positions(key: &[u8]) -> bool {
    key.starts_with(b"w:") || key.starts_with(b"g:")
}
