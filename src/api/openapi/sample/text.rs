//! Text of a request that holds secrets: those are named, never written.

/// A text in pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// The pieces in order, no two plain ones in a row.
    pub pieces: Vec<Piece>,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// What it says.
    Plain(String),
    /// The variable of the environment that holds it.
    Secret(String),
}

impl Text {
    /// A text without secrets.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { pieces: vec![Piece::Plain(text.into())] }
    }

    /// A text that ends in a secret.
    pub fn secret(before: &str, variable: impl Into<String>) -> Self {
        let mut text = Self::default();
        text.push(before);
        text.pieces.push(Piece::Secret(variable.into()));
        text
    }

    /// Adds plain text.
    pub fn push(&mut self, more: &str) {
        match self.pieces.last_mut() {
            _ if more.is_empty() => {}
            Some(Piece::Plain(text)) => text.push_str(more),
            Some(Piece::Secret(_)) | None => self.pieces.push(Piece::Plain(more.to_owned())),
        }
    }

    /// Adds a text.
    pub fn append(&mut self, other: Self) {
        for piece in other.pieces {
            match piece {
                Piece::Plain(text) => self.push(&text),
                Piece::Secret(_) => self.pieces.push(piece),
            }
        }
    }

    /// True if it has secrets.
    pub fn has_secret(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Secret(_)))
    }

    /// The text as an expression: its pieces as literals and look-ups with an operator between them.
    pub fn expression(
        &self,
        literal: impl Fn(&str) -> String,
        secret: impl Fn(&str) -> String,
        operator: &str,
    ) -> String {
        if self.pieces.is_empty() {
            return literal("");
        }
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Plain(text) => literal(text),
            Piece::Secret(variable) => secret(variable),
        });
        pieces.collect::<Vec<_>>().join(operator)
    }

    /// The text with its secrets as shells write them, for what is read and not run.
    pub fn shown(&self) -> String {
        self.expression(str::to_owned, |variable| format!("${variable}"), "")
    }
}

/// A name for a variable of the environment.
pub(super) fn variable(name: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = name.trim().chars().take(64).map(fits).collect();
    match name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() {
        true => format!("KEY_{name}"),
        false => name,
    }
}

/// A value as it may stand in a header: in one line.
pub(super) fn header_value(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().to_owned()
}

/// The name of a header, if it is one.
pub(super) fn header_name(name: &str) -> Option<&str> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    (!name.is_empty() && name.chars().all(is_token)).then_some(name)
}
