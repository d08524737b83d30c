//! Schemas in words: `array of Pet`, `1 to 64 characters`, `one of "a", "b"`.

use super::{At, Flat, Schema};
use crate::yaml::Value;

/// Most levels of lists and maps that the words of a type name.
const MAX_LEVELS: usize = 6;
/// Most branches that the words of a type name.
const MAX_BRANCHES: usize = 6;

/// A piece of the words of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// What is shown.
    pub text: String,
    /// The named schema that it means.
    pub schema: Option<usize>,
}

impl Word {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), schema: None }
    }
}

/// The type of a schema in words.
pub fn type_of(schema: &Schema<'_>) -> Vec<Word> {
    let mut words = Vec::new();
    push_type(&mut words, schema, 0);
    if words.is_empty() {
        words.push(Word::plain("any"));
    }
    words
}

fn push_type(words: &mut Vec<Word>, schema: &Schema<'_>, level: usize) {
    if let Some(lost) = &schema.lost {
        words.push(Word::plain(format!("unresolved: {}", crate::diag::shown(lost.written))));
        return;
    }
    match schema.constant() {
        Some(true) => return words.push(Word::plain("any value")),
        Some(false) => return words.push(Word::plain("never")),
        None => {}
    }
    if let Some(name) = schema.name() {
        words.push(Word { text: name.to_owned(), schema: schema.number });
        if schema.is_nullable() && !Flat::of(*schema).types().is_empty() {
            words.push(Word::plain(" or null"));
        }
        return;
    }
    push_inline(words, &Flat::of(*schema), level);
}

/// The type of a named schema in words that do not name it: what its own page says.
pub fn own_type(flat: &Flat<'_>) -> Vec<Word> {
    let mut words = Vec::new();
    push_inline(&mut words, flat, 0);
    if words.is_empty() {
        words.push(Word::plain("any"));
    }
    words
}

fn push_inline(words: &mut Vec<Word>, flat: &Flat<'_>, level: usize) {
    let mut nullable = flat.is_nullable();
    let alternatives = flat.branches().filter(|_| flat.properties.is_empty());
    if let Some((_, branches)) = alternatives {
        let is_null =
            |branch: &Schema<'_>| branch.types().is_empty() && branch.is_nullable() && branch.number.is_none();
        nullable |= branches.iter().any(is_null);
        let real: Vec<&Schema<'_>> = branches.iter().filter(|branch| !is_null(branch)).collect();
        let mut said: Vec<Vec<Word>> = Vec::new();
        for branch in &real {
            let mut of_branch = Vec::new();
            match level < MAX_LEVELS {
                true => push_type(&mut of_branch, branch, level + 1),
                false => of_branch.push(Word::plain("…")),
            }
            if !said.contains(&of_branch) {
                said.push(of_branch);
            }
        }
        let more = said.len().saturating_sub(MAX_BRANCHES);
        for (nth, of_branch) in said.into_iter().take(MAX_BRANCHES).enumerate() {
            words.extend((nth > 0).then(|| Word::plain(" or ")));
            words.extend(of_branch);
        }
        if more > 0 {
            words.push(Word::plain(format!(" or {more} more")));
        }
        if nullable {
            words.push(Word::plain(" or null"));
        }
        return;
    }
    // A reference that only gains words by `allOf` reads as what it refers to.
    let named: Vec<&Schema<'_>> = flat.parts.iter().skip(1).filter(|part| part.number.is_some()).collect();
    if let ([only], true) = (&named[..], flat.parts.len() == 2) {
        let own_words = ["type", "properties", "items", "enum", "additionalProperties"];
        if own_words.iter().all(|word| flat.schema.word(word).is_none()) {
            words.push(Word { text: only.name().unwrap_or_default().to_owned(), schema: only.number });
            if nullable {
                words.push(Word::plain(" or null"));
            }
            return;
        }
    }
    let types = flat.types();
    for (nth, name) in types.iter().enumerate() {
        if nth > 0 {
            words.push(Word::plain(" or "));
        }
        match *name {
            "array" => push_list(words, flat, level),
            "object" => push_object(words, flat, level),
            "file" => words.push(Word::plain("string (binary)")),
            other => {
                words.push(Word::plain(other));
                let further = ["format", "contentEncoding", "contentMediaType"];
                let said: Vec<&str> = further.iter().filter_map(|key| flat.text(key)).collect();
                if !said.is_empty() {
                    words.push(Word::plain(format!(" ({})", said.join(", "))));
                }
            }
        }
    }
    let values = flat.word("enum").or_else(|| flat.word("const")).filter(|_| types.is_empty());
    if let Some(values) = values {
        let one = values.items().next().unwrap_or(values);
        words.push(Word::plain(match one.node.value {
            Value::String(_) => "string",
            Value::Number(_) => "number",
            Value::Bool(_) => "boolean",
            Value::Null | Value::List(_) | Value::Map(_) => "any",
        }));
    }
    let has_null = flat.word("enum").is_some_and(|values| values.items().any(|value| value.node.is_null()));
    if nullable || has_null {
        words.push(Word::plain(if words.is_empty() { "null" } else { " or null" }));
    }
}

fn push_list(words: &mut Vec<Word>, flat: &Flat<'_>, level: usize) {
    words.push(Word::plain("array"));
    let Some(items) = flat.items().filter(|_| level < MAX_LEVELS) else { return };
    words.push(Word::plain(" of "));
    push_inner(words, &items, level);
}

/// What a list or map holds: `array of (string or null)`, not `array of string or null`.
fn push_inner(words: &mut Vec<Word>, inner: &Schema<'_>, level: usize) {
    let at = words.len();
    push_type(words, inner, level + 1);
    match words.len() == at {
        true => words.push(Word::plain("any")),
        false if words[at..].iter().any(|word| word.text.starts_with(" or ")) => {
            words.insert(at, Word::plain("("));
            words.push(Word::plain(")"));
        }
        false => {}
    }
}

fn push_object(words: &mut Vec<Word>, flat: &Flat<'_>, level: usize) {
    let values = flat.additional().filter(|values| values.constant().is_none());
    match values.filter(|_| flat.properties.is_empty() && level < MAX_LEVELS) {
        Some(values) => {
            words.push(Word::plain("map of string to "));
            push_inner(words, &values, level);
        }
        None => words.push(Word::plain("object")),
    }
}

/// What the values of a schema must be beside its type, one sentence each.
pub fn constraints(flat: &Flat<'_>) -> Vec<String> {
    let mut said = Vec::new();
    let text = |key: &str| flat.text(key);
    let range = |least: Option<&str>, most: Option<&str>, one: &str, many: &str| {
        let unit = |number: &str| if number == "1" { one.to_owned() } else { many.to_owned() };
        match (least.filter(|least| *least != "0"), most) {
            (Some(least), Some(most)) if least == most => Some(format!("exactly {least} {}", unit(least))),
            (Some(least), Some(most)) => Some(format!("{least} to {most} {}", unit(most))),
            (Some(least), None) => Some(format!("at least {least} {}", unit(least))),
            (None, Some(most)) => Some(format!("at most {most} {}", unit(most))),
            (None, None) => None,
        }
    };
    said.extend(range(text("minLength"), text("maxLength"), "character", "characters"));
    said.extend(numbers(flat));
    if let Some(step) = text("multipleOf") {
        said.push(format!("multiple of {step}"));
    }
    let items = range(text("minItems"), text("maxItems"), "item", "items");
    match (items, flat.says("uniqueItems")) {
        (Some(items), true) => said.push(format!("{items}, all different")),
        (Some(items), false) => said.push(items),
        (None, true) => said.push("all items different".into()),
        (None, false) => {}
    }
    said.extend(range(text("minProperties"), text("maxProperties"), "property", "properties"));
    let is_closed = |key: &str| flat.word(key).is_some_and(|word| word.node.as_bool() == Some(false));
    if is_closed("additionalProperties") || is_closed("unevaluatedProperties") {
        said.push("no other properties".into());
    }
    for (name, needs) in flat.word("dependentRequired").into_iter().flat_map(At::entries) {
        let needs: Vec<&str> = needs.items().filter_map(At::text).collect();
        said.push(format!("if {name} is present, {} must be too", needs.join(", ")));
    }
    if let Some(names) = flat.word("propertyNames").and_then(|names| names.text_of("pattern")) {
        said.push(format!("names match `{names}`"));
    }
    said
}

fn numbers(flat: &Flat<'_>) -> Option<String> {
    // Below 3.1 `exclusiveMinimum` is a word about `minimum`, later a number of its own.
    let bound = |key: &str, exclusive: &str| {
        let word = flat.word(exclusive);
        match word.and_then(|word| word.node.as_bool()) {
            Some(is_exclusive) => flat.text(key).map(|number| (number, is_exclusive)),
            None => {
                word.and_then(At::text).map(|number| (number, true)).or(flat.text(key).map(|number| (number, false)))
            }
        }
    };
    let (least, most) = (bound("minimum", "exclusiveMinimum"), bound("maximum", "exclusiveMaximum"));
    match (least, most) {
        (Some((least, false)), Some((most, false))) => Some(format!("{least} to {most}")),
        (least, most) => {
            let least = least
                .map(|(number, over)| if over { format!("more than {number}") } else { format!("at least {number}") });
            let most = most
                .map(|(number, under)| if under { format!("less than {number}") } else { format!("at most {number}") });
            let both: Vec<String> = least.into_iter().chain(most).collect();
            (!both.is_empty()).then(|| both.join(", "))
        }
    }
}

/// A value in one line as JSON, strings in quotes, numbers as written.
pub fn value_text(at: At<'_>) -> String {
    match &at.node.value {
        Value::Number(text) => text.to_string(),
        _ => crate::yaml::json(at.node).to_string(),
    }
}
