//! Two versions of a schema.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::*;
use super::{Both, Comparer, MAX_PAIRS, Way};
use crate::api::openapi::tree::mapping;
use crate::api::openapi::{At, Flat, Property, Schema, words};
use crate::diag::Code;

/// The bounds of a schema: the word, and whether a larger number is stricter.
const BOUNDS: [(&str, bool); 8] = [
    ("minLength", true),
    ("maxLength", false),
    ("minItems", true),
    ("maxItems", false),
    ("minProperties", true),
    ("maxProperties", false),
    ("minimum", true),
    ("maximum", false),
];

/// Compares two schemas and all below them.
pub(super) fn compare<'a>(comparer: &mut Comparer<'a>, old: Schema<'a>, new: Schema<'a>, way: Way) {
    let pair = (old.identity(), new.identity(), way);
    if comparer.pairs.len() >= MAX_PAIRS || !comparer.pairs.insert(pair) {
        return;
    }
    // A named schema is told once, whoever uses it.
    let context = match (old.name(), new.name()) {
        (Some(old), Some(new)) if old == new => format!("schema `{new}`"),
        _ => comparer.context.clone(),
    };
    comparer.within(context, |comparer| {
        let (before, after) = (Flat::of(old), Flat::of(new));
        let both = comparer.at(Some(old.at), Some(new.at));
        let mut pair = Pair { comparer, before: &before, after: &after, both, way };
        pair.types();
        pair.values();
        pair.bounds();
        pair.properties();
        pair.inside();
        pair.branches();
    });
}

struct Pair<'p, 'a> {
    comparer: &'p mut Comparer<'a>,
    before: &'p Flat<'a>,
    after: &'p Flat<'a>,
    both: Both,
    way: Way,
}

impl<'a> Pair<'_, 'a> {
    fn say(&mut self, code: &'static Code, message: String) {
        self.comparer.say(code, &self.both, message);
    }

    /// One of two codes, by the way that the value goes.
    fn by_way(&self, request: &'static Code, response: &'static Code) -> &'static Code {
        match self.way {
            Way::Request => request,
            Way::Response => response,
        }
    }

    fn types(&mut self) {
        let types = |flat: &Flat<'a>| -> BTreeSet<&'a str> {
            let null = flat.is_nullable().then_some("null");
            flat.types().into_iter().chain(null).collect()
        };
        let (before, after) = (types(self.before), types(self.after));
        let any = |types: &BTreeSet<&str>| types.iter().all(|name| *name == "null");
        if before == after || (any(&before) && any(&after) && before.len() == after.len()) {
            return;
        }
        let covers = |wide: &BTreeSet<&str>, narrow: &BTreeSet<&str>| {
            let has = |name: &&str| wide.contains(name) || (*name == "integer" && wide.contains("number"));
            narrow.iter().all(has) || any(wide)
        };
        let text = |flat: &Flat<'_>| words::own_type(flat).into_iter().map(|word| word.text).collect::<String>();
        let message = format!("the type is {}, it was {}", text(self.after), text(self.before));
        let code = match (covers(&after, &before), covers(&before, &after)) {
            (true, _) => self.by_way(&TYPE_INFO, &TYPE),
            (false, true) => self.by_way(&TYPE, &TYPE_INFO),
            (false, false) => &TYPE,
        };
        self.say(code, message);
    }

    fn values(&mut self) {
        let values = |flat: &Flat<'a>| -> Option<BTreeSet<String>> {
            if let Some(constant) = flat.word("const") {
                return Some([words::value_text(constant)].into());
            }
            Some(flat.word("enum")?.items().map(words::value_text).collect())
        };
        match (values(self.before), values(self.after)) {
            (Some(before), Some(after)) => {
                for value in before.difference(&after) {
                    let code = self.by_way(&ENUM, &ENUM_INFO);
                    self.say(code, format!("the value `{value}` is gone"));
                }
                for value in after.difference(&before) {
                    let code = self.by_way(&ENUM_INFO, &ENUM_NEW);
                    self.say(code, format!("the value `{value}` is new"));
                }
            }
            (None, Some(_)) => {
                let code = self.by_way(&ENUM, &ENUM_INFO);
                self.say(code, "only certain values are left".into());
            }
            (Some(_), None) => {
                let code = self.by_way(&ENUM_INFO, &ENUM_NEW);
                self.say(code, "any value may stand here now".into());
            }
            (None, None) => {}
        }
    }

    fn bounds(&mut self) {
        for (word, larger_is_stricter) in BOUNDS {
            let number = |flat: &Flat<'_>| flat.text(word).and_then(|text| text.parse::<f64>().ok());
            let is_stricter = match (number(self.before), number(self.after)) {
                (Some(before), Some(after)) if before == after => continue,
                (Some(before), Some(after)) => (after > before) == larger_is_stricter,
                (None, Some(_)) => true,
                (Some(_), None) => false,
                (None, None) => continue,
            };
            self.bound(word, is_stricter);
        }
        for word in ["pattern", "format", "multipleOf"] {
            let (before, after) = (self.before.text(word), self.after.text(word));
            if before != after {
                self.bound(word, after.is_some());
            }
        }
        let is_closed =
            |flat: &Flat<'_>| flat.word("additionalProperties").is_some_and(|word| word.node.as_bool() == Some(false));
        if is_closed(self.before) != is_closed(self.after) {
            self.bound("additionalProperties", is_closed(self.after));
        }
        let default = |flat: &Flat<'a>| flat.word("default").map(words::value_text);
        let (before, after) = (default(self.before), default(self.after));
        if before != after {
            let text = |value: Option<String>| value.map_or_else(|| "none".to_owned(), |value| format!("`{value}`"));
            self.say(&DEFAULT, format!("the default is {}, it was {}", text(after), text(before)));
        }
    }

    fn bound(&mut self, word: &str, is_stricter: bool) {
        let code = match is_stricter {
            true => self.by_way(&BOUND, &BOUND_INFO),
            false => self.by_way(&BOUND_INFO, &BOUND_LOOSER),
        };
        let text = |flat: &Flat<'a>| {
            flat.word(word).map_or_else(|| "none".to_owned(), |at: At<'_>| format!("`{}`", words::value_text(at)))
        };
        let message = format!("`{word}` is {}, it was {}", text(self.after), text(self.before));
        self.say(code, message);
    }

    fn properties(&mut self) {
        let hidden = match self.way {
            Way::Request => "readOnly",
            Way::Response => "writeOnly",
        };
        let named = |flat: &Flat<'a>| -> BTreeMap<&'a str, Property<'a>> {
            let shown = flat.properties.iter().filter(|property| !Flat::of(property.schema).says(hidden));
            shown.map(|property| (property.name, property.clone())).collect()
        };
        let (before, after) = (named(self.before), named(self.after));
        for (name, property) in &before {
            let Some(other) = after.get(name) else {
                self.gone(name, property.required);
                continue;
            };
            let path = format!("{}, property `{name}`", self.comparer.context);
            let both = self.comparer.at(Some(property.schema.at), Some(other.schema.at));
            if !property.required && other.required {
                let code = self.by_way(&REQUIRED, &OPTIONAL);
                let message = if self.way == Way::Request { "must be there now" } else { "is always there now" };
                self.comparer.say(code, &both, format!("the property `{name}` {message}"));
            } else if property.required && !other.required {
                let code = self.by_way(&OPTIONAL, &RESPONSE_FIELD);
                self.comparer.say(code, &both, format!("the property `{name}` may be missing now"));
            }
            let (old, new, way) = (property.schema, other.schema, self.way);
            self.comparer.within(path, |comparer| compare(comparer, old, new, way));
        }
        for (name, property) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
            let both = self.comparer.at(None, Some(property.schema.at));
            match property.required && self.way == Way::Request {
                true => self.comparer.say(&REQUIRED, &both, format!("the property `{name}` is new and must be there")),
                false => self.comparer.say(&ADDED, &both, format!("the property `{name}` is new")),
            }
        }
    }

    fn gone(&mut self, name: &str, required: bool) {
        let is_closed = self.after.word("additionalProperties").is_some_and(|word| word.node.as_bool() == Some(false));
        let code = match (self.way, is_closed, required) {
            (Way::Request, true, _) => &FIELD_REFUSED,
            (Way::Request, false, _) => &FIELD_IGNORED,
            (Way::Response, _, true) => &RESPONSE_FIELD,
            (Way::Response, _, false) => &RESPONSE_FIELD_OPTIONAL,
        };
        self.say(code, format!("the property `{name}` is gone"));
    }

    /// Items of lists and values of maps.
    fn inside(&mut self) {
        let way = self.way;
        let pairs = [
            (self.before.items(), self.after.items(), "items"),
            (self.before.additional(), self.after.additional(), "values"),
        ];
        for (old, new, what) in pairs {
            if let (Some(old), Some(new)) = (old, new) {
                let path = format!("{}, {what}", self.comparer.context);
                self.comparer.within(path, |comparer| compare(comparer, old, new, way));
            }
        }
    }

    fn branches(&mut self) {
        let (Some((_, before)), Some((_, after))) = (self.before.branches(), self.after.branches()) else { return };
        let key = |(nth, branch): (usize, &Schema<'a>)| {
            branch.name().map_or_else(|| format!("option {}", nth + 1), str::to_owned)
        };
        let named = |branches: &[Schema<'a>]| -> BTreeMap<String, Schema<'a>> {
            branches.iter().enumerate().map(|(nth, branch)| (key((nth, branch)), *branch)).collect()
        };
        let (before, after) = (named(&before), named(&after));
        for (name, branch) in &before {
            let Some(other) = after.get(name) else {
                let code = self.by_way(&VARIANT, &VARIANT_INFO);
                self.say(code, format!("the variant `{name}` is gone"));
                continue;
            };
            let (old, new, way) = (*branch, *other, self.way);
            let path = format!("{}, variant `{name}`", self.comparer.context);
            self.comparer.within(path, |comparer| compare(comparer, old, new, way));
        }
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            let code = self.by_way(&VARIANT_INFO, &VARIANT_NEW);
            self.say(code, format!("the variant `{name}` is new"));
        }
        let told = |flat: &Flat<'a>| -> (Option<&'a str>, Vec<&'a str>) {
            let property = flat.word("discriminator").and_then(|word| word.text_of("propertyName").or(word.text()));
            (property, mapping(flat).into_iter().map(|(value, _)| value).collect())
        };
        let (old, new) = (told(self.before), told(self.after));
        if old.0 != new.0 || old.1.iter().any(|value| !new.1.contains(value)) {
            self.say(&VARIANT, "variants are told apart in another way".into());
        }
    }
}
