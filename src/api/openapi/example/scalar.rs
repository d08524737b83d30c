//! Texts and numbers that fit a schema.

use std::borrow::Cow;

use super::super::Flat;
use crate::yaml::{Node, Value};

/// Longest text that is made because a schema asks for it, in characters.
const MAX_TEXT: usize = 256;
/// Bounds beyond this are taken as no bounds: doubles are not exact there.
const MAX_EXACT: f64 = 9e15;

/// Texts by format. None of them means anything outside of examples.
const FORMATS: &[(&str, &str)] = &[
    ("base64", "c3RyaW5n"),
    ("base64url", "c3RyaW5n"),
    ("byte", "c3RyaW5n"),
    ("char", "a"),
    ("date", "2024-01-15"),
    ("date-time", "2024-01-15T09:30:00Z"),
    ("date-time-rfc1123", "Mon, 15 Jan 2024 09:30:00 GMT"),
    ("decimal", "1.0"),
    ("double", "1.0"),
    ("duration", "P1D"),
    ("email", "user@example.com"),
    ("float", "1.0"),
    ("hostname", "example.com"),
    ("http-date", "Mon, 15 Jan 2024 09:30:00 GMT"),
    ("idn-email", "user@example.com"),
    ("idn-hostname", "example.com"),
    ("int32", "1"),
    ("int64", "1"),
    ("ipv4", "192.0.2.1"),
    ("ipv6", "2001:db8::1"),
    ("iri", "https://example.com"),
    ("iri-reference", "/example"),
    ("json-pointer", "/example"),
    ("regex", "^[a-z]+$"),
    ("relative-json-pointer", "0"),
    ("time", "09:30:00Z"),
    ("uint64", "1"),
    ("unix-time", "1705311000"),
    ("uri", "https://example.com"),
    ("uri-reference", "/example"),
    ("uri-template", "/example/{id}"),
    ("url", "https://example.com"),
    ("uuid", "123e4567-e89b-12d3-a456-426614174000"),
];

/// A scalar as it is written into an address or a form; nothing for lists and mappings.
pub(in crate::api::openapi) fn scalar_text(node: &Node) -> Option<Cow<'_, str>> {
    match &node.value {
        Value::Null => Some("".into()),
        Value::Number(text) if !super::is_json_number(text) => Some(crate::yaml::json(node).to_string().into()),
        _ => node.text().map(Cow::Borrowed),
    }
}

/// A text that fits.
pub(super) fn text(flat: &Flat<'_>) -> String {
    let format = flat.text("format").unwrap_or_default();
    if let Ok(at) = FORMATS.binary_search_by_key(&format, |(name, _)| name) {
        return FORMATS[at].1.to_owned();
    }
    if flat.text("contentEncoding").is_some_and(|encoding| encoding.starts_with("base64")) {
        return "c3RyaW5n".to_owned();
    }
    let bound = |key: &str| flat.text(key).and_then(|text| text.parse::<usize>().ok());
    let least = bound("minLength").unwrap_or(0).min(MAX_TEXT);
    let most = bound("maxLength").unwrap_or(MAX_TEXT);
    let len = "string".len().max(least).min(most);
    "string".chars().cycle().take(len).collect()
}

/// A number that fits: 1 if it may be, else the nearest to the lower bound, else to the upper one.
pub(super) fn number(flat: &Flat<'_>, is_whole: bool) -> String {
    if is_whole && flat.text("format") == Some("unix-time") {
        return "1705311000".to_owned();
    }
    let step = bound(flat, "multipleOf").filter(|step| *step > 0.0);
    let step = if is_whole && step.is_none_or(|step| step.fract() != 0.0) { Some(1.0) } else { step };
    let (least, over) = limit(flat, "minimum", "exclusiveMinimum");
    let (most, under) = limit(flat, "maximum", "exclusiveMaximum");
    let fits = |value: f64| {
        let above = least.is_none_or(|least| value > least || (value == least && !over));
        let below = most.is_none_or(|most| value < most || (value == most && !under));
        above && below && step.is_none_or(|step| (value / step - (value / step).round()).abs() < 1e-9)
    };
    let up = |value: f64| step.map_or(value, |step| (value / step - 1e-9).ceil() * step);
    let down = |value: f64| step.map_or(value, |step| (value / step + 1e-9).floor() * step);
    let beside = step.unwrap_or(1.0);
    let mut tried = vec![1.0, beside];
    tried.extend(least.iter().flat_map(|least| [up(*least), up(*least) + beside]));
    tried.extend(most.iter().flat_map(|most| [down(*most), down(*most) - beside]));
    tried.extend(least.zip(most).map(|(least, most)| f64::midpoint(least, most)));
    let value = tried.into_iter().find(|value| fits(*value)).unwrap_or(1.0);
    written(value, is_whole, step)
}

fn bound(flat: &Flat<'_>, key: &str) -> Option<f64> {
    flat.text(key)?.parse::<f64>().ok().filter(|number| number.abs() < MAX_EXACT)
}

/// A bound, and true if it is none of the values itself. Below 3.1 the second word is about the first.
fn limit(flat: &Flat<'_>, key: &str, exclusive: &str) -> (Option<f64>, bool) {
    match flat.word(exclusive).and_then(|word| word.node.as_bool()) {
        Some(is_exclusive) => (bound(flat, key), is_exclusive),
        None => match bound(flat, exclusive) {
            Some(number) => (Some(number), true),
            None => (bound(flat, key), false),
        },
    }
}

/// A number in as many digits as its step has.
fn written(value: f64, is_whole: bool, step: Option<f64>) -> String {
    if is_whole {
        return format!("{value:.0}");
    }
    let digits = |number: f64| number.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
    let digits = digits(step.unwrap_or(value)).max(1);
    format!("{value:.digits$}")
}
