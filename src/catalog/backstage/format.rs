//! The step of Backstage that looks at names, labels, annotations, tags and links.

use super::{Failure, below};
use crate::catalog::format;
use crate::yaml::{Map, Node};

const NAME: &str =
    "a string that is sequences of [a-zA-Z0-9] separated by any of [-_.], at most 63 characters in total";
const NAMESPACE: &str = "a string that is sequences of [a-z0-9] separated by [-], at most 63 characters in total";
const TAG: &str = "a string that is sequences of [a-z0-9+#] separated by [-], at most 63 characters in total";
const KIND: &str = "a string that is a sequence of [a-zA-Z][a-z0-9A-Z], at most 63 characters in total";
const KEY: &str = "a valid prefix and/or suffix";
const URL: &str = "a string that is a valid url";
const FILLED: &str = "a non empty string";

/// The first field of a document of the right shape that has a wrong form.
pub(super) fn failure(root: &Map, metadata: &Map) -> Option<Failure> {
    let name = |text: &str| format::is_name(text, format::NAME_LENGTH);
    wrong("apiVersion", "/apiVersion", root.get("apiVersion"), format::is_api_version, KEY)
        .or_else(|| wrong("kind", "/kind", root.get("kind"), format::is_kind, KIND))
        .or_else(|| wrong("metadata.name", "/metadata/name", metadata.get("name"), name, NAME))
        .or_else(|| {
            let namespace = metadata.get("namespace");
            wrong("metadata.namespace", "/metadata/namespace", namespace, format::is_dns_label, NAMESPACE)
        })
        .or_else(|| pairs(metadata, "labels", |text| text.is_empty() || name(text)))
        .or_else(|| pairs(metadata, "annotations", |_| true))
        .or_else(|| tags(metadata))
        .or_else(|| links(metadata))
}

fn wrong(
    field: &str,
    pointer: &str,
    node: Option<&Node>,
    fits: impl Fn(&str) -> bool,
    expected: &str,
) -> Option<Failure> {
    let text = node?.as_str()?;
    (!fits(text)).then(|| unexpected(field, pointer, expected, text))
}

fn unexpected(field: &str, pointer: &str, expected: &str, found: &str) -> Failure {
    Failure::new(pointer, format!("\"{field}\" is not valid; expected {expected} but found \"{found}\"."))
}

fn pairs(metadata: &Map, field: &str, fits: impl Fn(&str) -> bool) -> Option<Failure> {
    let map = metadata.get(field)?.as_map()?;
    map.entries.iter().find_map(|entry| {
        let pointer = below(&format!("/metadata/{field}"), &entry.key);
        let name = format!("{field}.{}", entry.key);
        if !format::is_key(&entry.key) {
            return Some(unexpected(&name, &pointer, KEY, &entry.key));
        }
        wrong(&name, &pointer, Some(&entry.value), &fits, NAME)
    })
}

fn tags(metadata: &Map) -> Option<Failure> {
    let tags = metadata.get("tags")?.as_list()?;
    tags.iter().enumerate().find_map(|(nth, tag)| {
        wrong(&format!("tags.{nth}"), &format!("/metadata/tags/{nth}"), Some(tag), format::is_tag, TAG)
    })
}

fn links(metadata: &Map) -> Option<Failure> {
    let links = metadata.get("links")?.as_list()?;
    // A string of blanks is as good as none. JavaScript counts the byte order mark among them.
    let is_filled = |text: &str| text.chars().any(|c| !c.is_whitespace() && c != '\u{feff}');
    links.iter().enumerate().find_map(|(nth, link)| {
        let check = |key: &str, fits: &dyn Fn(&str) -> bool, expected: &str| {
            wrong(&format!("links.{nth}.{key}"), &format!("/metadata/links/{nth}/{key}"), link.get(key), fits, expected)
        };
        check("url", &|text| url::Url::parse(text).is_ok(), URL)
            .or_else(|| check("title", &is_filled, FILLED))
            .or_else(|| check("icon", &is_filled, FILLED))
    })
}
