//! What the scopes of grammars mean: one of fifteen classes.

use syntect::parsing::{ClearAmount, ScopeStackOp};

use super::grammars::GRAMMARS;

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Plain,
    Comment,
    Keyword,
    String,
    Number,
    Function,
    Type,
    Variable,
    /// A variable in languages that mark theirs; elsewhere any name.
    SigilVariable,
    Operator,
    Attribute,
    /// A key of a mapping, whatever it is made of.
    Key,
    Tag,
    Inserted,
    Deleted,
    Error,
    Prompt,
}

impl Class {
    /// The letter of the class name; plain text has none.
    pub(super) fn letter(self) -> Option<char> {
        Some(match self {
            Self::Plain | Self::SigilVariable => return None,
            Self::Comment => 'c',
            Self::Keyword => 'k',
            Self::String => 's',
            Self::Number => 'n',
            Self::Function => 'f',
            Self::Type => 't',
            Self::Variable => 'v',
            Self::Operator => 'o',
            Self::Attribute | Self::Key => 'a',
            Self::Tag => 'g',
            Self::Inserted => 'i',
            Self::Deleted => 'd',
            Self::Error => 'e',
            Self::Prompt => 'p',
        })
    }
}

/// Scopes by class; the first entry that is a prefix of a scope decides.
pub(super) const RULES: &[(Class, &[&str])] = &[
    (Class::Comment, &["comment", "punctuation.definition.comment"]),
    (
        Class::Operator,
        &["keyword.operator", "punctuation.section.interpolation", "punctuation.definition.template-expression"],
    ),
    (Class::Number, &["keyword.other.unit", "storage.type.numeric", "constant", "support.constant"]),
    (Class::Keyword, &["keyword", "storage", "variable.language", "markup.heading", "support.type.exception.keyword"]),
    (Class::Key, &["meta.mapping.key", "meta.structure.dictionary.key"]),
    (Class::Plain, &["meta.interpolation", "meta.template.expression", "source", "text", "meta.embedded"]),
    (Class::String, &["string", "markup.raw"]),
    (Class::Attribute, &["entity.other.attribute-name", "variable.annotation", "meta.annotation.identifier"]),
    (Class::Attribute, &["entity.name.function.decorator", "support.type.property-name", "meta.property-name"]),
    (Class::Function, &["entity.name.function", "entity.name.macro", "variable.function", "meta.diff.range"]),
    (Class::Function, &["support.function", "support.macro"]),
    (Class::Tag, &["entity.name.tag"]),
    (
        Class::Type,
        &["entity.name", "entity.other.inherited-class", "support.type", "support.class", "meta.diff.header"],
    ),
    (Class::Variable, &["variable.parameter", "punctuation.definition.variable", "support.variable"]),
    (Class::SigilVariable, &["variable.other"]),
    (Class::Inserted, &["markup.inserted"]),
    (Class::Deleted, &["markup.deleted"]),
    (Class::Error, &["invalid"]),
];

/// The scopes that are open, each as the class that text inside it has.
#[derive(Default)]
pub(super) struct Stack {
    classes: Vec<Class>,
    cleared: Vec<Vec<Class>>,
}

impl Stack {
    /// The class of text at this point.
    pub(super) fn top(&self) -> Class {
        self.classes.last().copied().unwrap_or(Class::Plain)
    }

    /// Opens or closes scopes.
    pub(super) fn apply(&mut self, op: &ScopeStackOp) {
        match op {
            ScopeStackOp::Push(scope) => {
                let class = match self.top() {
                    sticky @ (Class::Comment | Class::Key) => sticky,
                    outer => GRAMMARS.classify(*scope).unwrap_or(outer),
                };
                self.classes.push(class);
            }
            ScopeStackOp::Pop(count) => self.classes.truncate(self.classes.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let kept = match amount {
                    ClearAmount::TopN(count) => self.classes.len().saturating_sub(*count),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.classes.split_off(kept));
            }
            ScopeStackOp::Restore => self.classes.append(&mut self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }
}
