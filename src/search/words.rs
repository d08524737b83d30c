//! From text to words: the same function in Rust and in `engine/words.js`; the tests in `tests/browser/` hold the two together.
//!
//! Text is cut at white space and hard punctuation; a word is split into parts at signs, at changes of case and between letters and
//! digits; parts are folded. A word of several parts also gives the joined form. Scripts without spaces give overlapping bigrams.
//! Contract: section 4 of the search contract.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Version of these rules; it changes whenever a text may give other words.
pub const VERSION: u32 = 1;

/// Longest part and longest joined form, in characters.
const MAX_CHARS: usize = 64;

/// Words of letters and digits that are one part.
const WHOLE: &[&str] = &[
    "a11y", "b2b", "b2c", "base16", "base32", "base58", "base64", "bm25", "c3po", "crc32", "ec2", "ed25519", "es5",
    "es6", "f16", "f32", "f64", "gpt3", "gpt4", "h2", "h264", "h265", "http1", "http2", "http3", "i16", "i18n", "i32",
    "i64", "i8", "int16", "int32", "int64", "int8", "k3s", "k8s", "l10n", "log4j", "lz4", "md5", "mp3", "mp4", "neo4j",
    "o11y", "oauth1", "oauth2", "p2p", "rc4", "rfc3339", "s3", "sha1", "sha2", "sha224", "sha256", "sha3", "sha384",
    "sha512", "u16", "u32", "u64", "u8", "uint16", "uint32", "uint64", "uint8", "utf16", "utf32", "utf8", "web2",
    "web3", "x509", "x64", "x86",
];

/// Names made of signs.
const SIGNS: &[(&str, &str)] = &[
    ("c++", "cplusplus"),
    ("g++", "gplusplus"),
    ("c#", "csharp"),
    ("f#", "fsharp"),
    ("j#", "jsharp"),
    (".net", "dotnet"),
    ("asp.net", "aspdotnet"),
];

/// HTTP methods that may stand before a path.
const METHODS: &[&str] = &["get", "put", "post", "patch", "delete", "head", "options", "trace"];

/// Characters of scripts that are written without spaces: Thai, Hangul, Hiragana, Katakana, Han.
const UNSPACED: &[(u32, u32)] = &[
    (0x0E01, 0x0E3A),
    (0x0E40, 0x0E4E),
    (0x1100, 0x11FF),
    (0x3005, 0x3005),
    (0x3007, 0x3007),
    (0x3041, 0x3096),
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),
    (0x30FC, 0x30FF),
    (0x3130, 0x318F),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9D),
    (0x20000, 0x323AF),
];

/// Marks that the tables of normalisation know and those of the standard library, Unicode 17, do not: letters, like all that is
/// not assigned there.
const LATER: &[(u32, u32)] = &[
    (0x05C8, 0x05C9),
    (0x0B53, 0x0B54),
    (0x1ADE, 0x1ADF),
    (0x1AEC, 0x1AF0),
    (0x10ECB, 0x10ECF),
    (0x10EF0, 0x10EF9),
    (0x11DF0, 0x11DF0),
    (0x1D127, 0x1D128),
    (0x1D250, 0x1D252),
    (0x1D25B, 0x1D25C),
    (0x1D25F, 0x1D25F),
    (0x1D280, 0x1D281),
];

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A part of a word, or a whole word.
    Word,
    /// All parts of a word joined; at the position of the first.
    Compound,
    /// Two neighbouring characters of a script without spaces, or one that has no neighbour.
    Bigram,
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Folded text.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// Number in the text; a compound has that of its first part.
    pub position: u32,
    /// Where it stands, in UTF-16 units of the text.
    pub range: Range<usize>,
    /// Number of the uncut word that it is a part of.
    pub word: u32,
}

/// What a character is to the rules.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Upper,
    Letter,
    Digit,
    /// Belongs to the character before it.
    Mark,
    Unspaced,
    /// A sign inside of a word: parts end here.
    Sign,
}

/// A character with its place.
#[derive(Clone, Copy)]
struct Char {
    value: char,
    class: Class,
    /// Offset in bytes.
    byte: usize,
    /// Offset in UTF-16 units.
    unit: usize,
}

impl Char {
    fn end(self) -> usize {
        self.unit + self.value.len_utf16()
    }
}

fn class(value: char) -> Class {
    let code = value as u32;
    if value.is_ascii() {
        return match value {
            'A'..='Z' => Class::Upper,
            'a'..='z' => Class::Letter,
            '0'..='9' => Class::Digit,
            _ => Class::Sign,
        };
    }
    let is_in = |ranges: &[(u32, u32)]| ranges.iter().any(|(first, last)| (*first..=*last).contains(&code));
    if is_in(UNSPACED) {
        Class::Unspaced
    } else if is_in(LATER) {
        Class::Letter
    } else if value.is_numeric() {
        Class::Digit
    } else if is_combining_mark(value) {
        Class::Mark
    } else if value.is_alphabetic() {
        if value.is_uppercase() { Class::Upper } else { Class::Letter }
    } else {
        Class::Sign
    }
}

/// White space and punctuation that no word goes across.
fn is_hard(value: char) -> bool {
    value.is_whitespace()
        || value.is_control()
        || matches!(
            value,
            ',' | ';' | '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '=' | '!' | '?' | '|' | '*' | '`'
        )
        || matches!(value, '\u{2018}'..='\u{201F}' | '\u{2026}' | '«' | '»' | '、' | '。' | '・' | '「' | '」')
}

/// The folded form of a part: compatible forms, lower case, without the accents of Latin, Greek and Cyrillic.
pub fn fold(part: &str) -> String {
    if part.is_ascii() {
        return part.to_ascii_lowercase();
    }
    let lower = part.nfkc().collect::<String>().to_lowercase();
    let bare = lower.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).nfc();
    let mut folded = String::with_capacity(part.len());
    for c in bare {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            c => folded.push(c),
        }
    }
    folded
}

/// The words of a text, in order; a compound stands behind its parts.
pub fn words(text: &str) -> Vec<Token> {
    let mut cutter = Cutter { text, tokens: Vec::new(), position: 0, word: 0, method: None };
    let mut run: Vec<Char> = Vec::new();
    // Braces of a path's parameters do not end it.
    let mut brace = false;
    let mut unit = 0;
    for (byte, value) in text.char_indices() {
        let at = Char { value, class: Class::Sign, byte, unit };
        unit += value.len_utf16();
        let soft = match value {
            '{' => run.last().is_some_and(|before| before.value == '/'),
            '}' => brace,
            _ => false,
        };
        if soft {
            brace = value == '{';
            run.push(at);
        } else if is_hard(value) {
            cutter.word(&run);
            run.clear();
            brace = false;
            if !value.is_whitespace() {
                cutter.method = None;
            }
        } else {
            let class = match (class(value), run.last().map(|before| before.class)) {
                (Class::Mark, None | Some(Class::Sign)) => Class::Letter,
                (Class::Mark, Some(Class::Unspaced)) => Class::Unspaced,
                (class, _) => class,
            };
            run.push(Char { class, ..at });
        }
    }
    cutter.word(&run);
    cutter.tokens
}

struct Cutter<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    position: u32,
    word: u32,
    /// The HTTP method that stands before this word, folded.
    method: Option<String>,
}

impl Cutter<'_> {
    /// A word between two places where the text is cut.
    fn word(&mut self, run: &[Char]) {
        let method = self.method.take();
        if run.is_empty() {
            self.method = method;
            return;
        }
        if self.name_of_signs(run) {
            return;
        }
        let kept = |c: &Char| c.class != Class::Sign || matches!(c.value, '_' | '$');
        let Some(first) = run.iter().position(kept) else { return };
        let last = run.iter().rposition(kept).unwrap_or(first);
        let is_path = run[..=first].iter().any(|c| c.value == '/');
        let run = &run[first..=last];
        if self.version(run) {
            self.word += 1;
            return;
        }
        let start = self.position;
        let mut joined = String::new();
        let mut parts = 0;
        for segment in run.split(|c| c.class == Class::Sign).filter(|segment| !segment.is_empty()) {
            for (part, unspaced) in split(self.text, segment) {
                if unspaced {
                    self.bigrams(part);
                    continue;
                }
                let folded = cut(fold(self.source(part)));
                if folded.is_empty() {
                    continue;
                }
                joined.push_str(&folded);
                parts += 1;
                self.push(folded, Kind::Word, part);
                self.position += 1;
            }
        }
        if let Some(method) = method.filter(|_| is_path && parts > 0) {
            self.compound(format!("{method}{joined}"), start, run);
        }
        if parts == 1 && METHODS.contains(&joined.as_str()) {
            self.method = Some(joined.clone());
        }
        if parts > 1 {
            self.compound(joined, start, run);
        }
        self.word += 1;
    }

    fn compound(&mut self, text: String, position: u32, run: &[Char]) {
        if text.chars().count() <= MAX_CHARS {
            let range = run[0].unit..run[run.len() - 1].end();
            self.tokens.push(Token { text, kind: Kind::Compound, position, range, word: self.word });
        }
    }

    /// `c++`, `.net`.
    fn name_of_signs(&mut self, run: &[Char]) -> bool {
        let last = run.iter().rposition(|c| !matches!(c.value, '.' | ':' | '/')).unwrap_or(0);
        let name = &run[..=last];
        let source = self.source(name);
        if source.len() > 8 {
            return false;
        }
        let Some((_, text)) = SIGNS.iter().find(|(sign, _)| sign.eq_ignore_ascii_case(source)) else { return false };
        self.push((*text).to_owned(), Kind::Word, name);
        self.position += 1;
        self.word += 1;
        true
    }

    /// `1.2.3`: the whole, and `1.2`.
    fn version(&mut self, run: &[Char]) -> bool {
        let numbers = match run {
            [v, rest @ ..] if matches!(v.value, 'v' | 'V') => rest,
            all => all,
        };
        let source = self.source(numbers);
        let parts: Vec<&str> = source.split('.').collect();
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if parts.len() < 2 || !parts.iter().all(is_number) || source.len() > MAX_CHARS {
            return false;
        }
        let (whole, short) = (source.to_owned(), format!("{}.{}", parts[0], parts[1]));
        let is_long = parts.len() > 2;
        self.push(whole, Kind::Word, numbers);
        if is_long {
            self.push(short, Kind::Word, numbers);
        }
        self.position += 1;
        true
    }

    fn bigrams(&mut self, run: &[Char]) {
        let width = run.len().min(2);
        for pair in run.windows(width) {
            let folded = fold(self.source(pair));
            self.push(folded, Kind::Bigram, pair);
            self.position += 1;
        }
    }

    fn push(&mut self, text: String, kind: Kind, at: &[Char]) {
        let range = at[0].unit..at[at.len() - 1].end();
        self.tokens.push(Token { text, kind, position: self.position, range, word: self.word });
    }

    fn source(&self, run: &[Char]) -> &str {
        match (run.first(), run.last()) {
            (Some(first), Some(last)) => &self.text[first.byte..last.byte + last.value.len_utf8()],
            _ => "",
        }
    }
}

fn cut(folded: String) -> String {
    match folded.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => folded[..end].to_owned(),
        None => folded,
    }
}

/// The parts of a run without signs, and whether each is of a script without spaces.
fn split<'a>(text: &str, segment: &'a [Char]) -> Vec<(&'a [Char], bool)> {
    let mut parts = Vec::new();
    for run in segment.chunk_by(|a, b| (a.class == Class::Unspaced) == (b.class == Class::Unspaced)) {
        if run[0].class == Class::Unspaced {
            parts.push((run, true));
        } else {
            split_run(text, run, &mut parts);
        }
    }
    parts
}

/// Splits at `aB`, `ABc` and between letters and digits.
fn split_run<'a>(text: &str, run: &'a [Char], parts: &mut Vec<(&'a [Char], bool)>) {
    let is_whole = |run: &[Char]| {
        let (first, last) = (run[0], run[run.len() - 1]);
        let word = &text[first.byte..last.byte + last.value.len_utf8()];
        word.len() <= 8 && word.is_ascii() && WHOLE.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
    };
    if is_whole(run) {
        parts.push((run, false));
        return;
    }
    // The class of each character, a mark having that of the one before it.
    let mut before = Class::Letter;
    let classes: Vec<Class> = run
        .iter()
        .map(|c| {
            if c.class != Class::Mark {
                before = c.class;
            }
            before
        })
        .collect();
    let mut cuts = vec![0];
    for at in 1..run.len() {
        if run[at].class == Class::Mark {
            continue;
        }
        let (a, b) = (classes[at - 1], classes[at]);
        let next = run[at + 1..].iter().find(|c| c.class != Class::Mark).map(|c| c.class);
        let is_cut = match (a, b) {
            (Class::Letter, Class::Upper) => true,
            (Class::Upper, Class::Upper) => next == Some(Class::Letter),
            (Class::Digit, Class::Digit) => false,
            (Class::Digit, _) | (_, Class::Digit) => true,
            _ => false,
        };
        if is_cut {
            cuts.push(at);
        }
    }
    cuts.push(run.len());
    let mut nth = 0;
    while nth + 1 < cuts.len() {
        let (start, mut end) = (cuts[nth], cuts[nth + 1]);
        nth += 1;
        let digits_follow = nth + 1 < cuts.len() && classes[end] == Class::Digit && classes[start] != Class::Digit;
        if digits_follow && (matches!(run[end - 1].value, 'v' | 'V') || is_whole(&run[start..cuts[nth + 1]])) {
            end = cuts[nth + 1];
            nth += 1;
        }
        parts.push((&run[start..end], false));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let tokens = words(text);
        let shown: Vec<String> = tokens
            .iter()
            .map(|token| match token.kind {
                Kind::Word => token.text.clone(),
                Kind::Compound => format!("+{}", token.text),
                Kind::Bigram => format!("~{}", token.text),
            })
            .collect();
        assert_eq!(shown.join(" "), expect, "{text}");
        for token in &tokens {
            let units: Vec<u16> = text.encode_utf16().skip(token.range.start).take(token.range.len()).collect();
            assert!(String::from_utf16(&units).is_ok_and(|part| !part.is_empty()), "{token:?} of {text}");
        }
    }

    #[test]
    fn the_list_of_whole_words_is_sorted() {
        assert!(WHOLE.is_sorted());
    }

    #[test]
    fn text_becomes_words() {
        check("Hello, world!", "hello world");
        check("pg_dump", "pg dump +pgdump");
        check("json.dumps()", "json dumps +jsondumps");
        check("WKWebView", "wk web view +wkwebview");
        check("/users/{id}/keys", "users id keys +usersidkeys");
        check("GET /users/{id}", "get users id +getusersid +usersid");
        check("PgDump pgDump PGDump", "pg dump +pgdump pg dump +pgdump pg dump +pgdump");
        check("http2 utf8 sha256 v2 ipv6 HTTP2Server", "http2 utf8 sha256 v2 ipv6 http2 server +http2server");
        check("area51", "area 51 +area51");
        check("C++ and C#, F# or .NET.", "cplusplus and csharp fsharp or dotnet");
        check("v1.2.3 and 1.2", "1.2.3 1.2 and 1.2");
        check("--dry-run -Wall std::vec a->b", "dry run +dryrun wall std vec +stdvec a b");
        check("a->b a.b() x::y", "a b a b +ab x y +xy");
        check("Größe Ærø naïve ΣΊΣΥΦΟΣ", "grosse aero naive σισυφοσ");
        check("東京都 a漢字b", "~東京 ~京都 a ~漢字 b +ab");
        check("__init__ $HOME", "init home");
        check("don't `code` \u{201c}quoted\u{201d}", "don t code quoted");
        check("", "");
        check("... --- ///", "");
        check("{a} /{b}", "a b");
        check("ελληνικά ภาษาไทย", "ελληνικα ~ภา ~าษ ~ษา ~าไ ~ไท ~ทย");
    }

    #[test]
    fn long_words_give_their_parts_only() {
        let long = "a".repeat(100);
        assert_eq!(words(&long)[0].text.len(), 64);
        let many = "ab-".repeat(40);
        assert!(words(&many).iter().all(|token| token.kind == Kind::Word));
    }
}
