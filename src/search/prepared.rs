//! Words on their way into tantivy: each value of a field as one text, and the tokenizer that takes it apart again.
//!
//! Words are cut and stemmed in parallel, before documents go in one by one. tantivy's own way for words that are cut already
//! (`PreTokenizedString`) writes every token as JSON and reads it back, which cost more than indexing them.

use std::fmt::Write as _;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Ends a token; no word holds it, for text is cut there.
const END: char = '\0';

/// The tokens of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Prepared(String);

impl Prepared {
    /// Adds a term at a position.
    pub(super) fn push(&mut self, position: u32, term: &str) {
        let _ = write!(self.0, "{position} {term}{END}");
    }

    /// True if there is no token.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As the tokenizer reads it.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

/// Takes a [`Prepared`] text apart.
#[derive(Clone, Default)]
pub(super) struct Apart {
    token: Token,
}

impl Tokenizer for Apart {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        Tokens { rest: text, token: &mut self.token }
    }
}

/// The tokens of a text.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        let Some((entry, rest)) = self.rest.split_once(END) else { return false };
        let Some((position, term)) = entry.split_once(' ') else { return false };
        self.rest = rest;
        self.token.position = position.parse().unwrap_or_default();
        self.token.position_length = 1;
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_out_as_they_went_in() {
        let tokens = [(0, "w:get"), (1, "w:user"), (0, "c:getuser"), (7, "b:two words"), (8, "t:")];
        let mut prepared = Prepared::default();
        assert!(prepared.is_empty());
        tokens.iter().for_each(|(position, term)| prepared.push(*position, term));
        let mut apart = Apart::default();
        let mut stream = apart.token_stream(prepared.text());
        let mut found = Vec::new();
        while stream.advance() {
            found.push((stream.token().position as u32, stream.token().text.clone()));
        }
        assert_eq!(found, tokens.map(|(position, term)| (position, term.to_owned())));
    }
}
