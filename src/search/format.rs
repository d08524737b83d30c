//! What those who write the files of search and those who read them must agree on: fields, terms, sizes.
//! `docs/search-format.md` describes the files; the parts of `themes/default/js/search/engine/` read them in browsers.

/// Version of the files; a reader of another version asks for a reload.
pub const VERSION: u8 = 2;
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

/// Class of stems.
pub const WORD: char = 'w';
/// Class of joined words.
pub const COMPOUND: char = 'c';
/// Class of whole titles, headings and definitions.
pub const WHOLE: char = 't';
/// Class of two neighbouring characters of a script without spaces.
pub const BIGRAM: char = 'g';

/// Longest key of a whole title, heading or definition in bytes.
const MAX_WHOLE: usize = 128;

/// The term of a word, by its stem; also the key under which a form is looked for.
pub fn word(stem: &str) -> String {
    term(WORD, stem)
}

/// The term of a joined word.
pub fn compound(text: &str) -> String {
    term(COMPOUND, text)
}

/// The term of two neighbouring characters of a script without spaces.
pub fn bigram(text: &str) -> String {
    term(BIGRAM, text)
}

/// The term of two neighbouring words.
pub fn pair(first: &str, second: &str) -> String {
    term('b', &format!("{first} {second}"))
}

/// The term of a whole title, heading or definition, out of all its words joined.
pub fn whole(joined: &str) -> String {
    let mut end = joined.len().min(MAX_WHOLE);
    while !joined.is_char_boundary(end) {
        end -= 1;
    }
    term(WHOLE, &joined[..end])
}

/// The term of a class and text.
pub fn term(class: char, text: &str) -> String {
    format!("{class}:{text}")
}

/// The class of a term and its text. In the files terms are sorted by text first, so that all that a word may mean stands together.
pub fn split(term: &str) -> (char, &str) {
    let (class, text) = term.split_once(':').unwrap_or_default();
    (class.chars().next().unwrap_or_default(), text)
}

/// True for the class of words, whose terms have forms and references.
pub fn has_forms(class: char) -> bool {
    class == WORD
}

/// True for a class whose positions are kept: a compound stands where its first part does.
pub fn has_positions(class: char) -> bool {
    class == WORD || class == BIGRAM
}
