//! What search brings to the theme: the script of its dialog, which pages load when the reader means to search, the script of
//! its page, the engine that both ask, and their drawings.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::assets::{Asset, Script, ScriptSet, asset, script, script_text};
use super::files::Files;
use crate::safe::escape;

/// The folder of the parts among the scripts of a theme.
pub(super) const FOLDER: &str = "search/";
/// The script of the page of search.
pub(super) const PAGE_SCRIPT: &str = "search-page.js";
/// The script that marks the words of a search on the page that it led to.
pub(super) const FOUND_SCRIPT: &str = "search-found.js";
/// The style sheet of dialog and page.
pub(super) const STYLE: &str = "search.css";
/// The parts of the dialog's script in order.
const DIALOG_PARTS: [&str; 4] = ["text.js", "store.js", "results.js", "dialog.js"];
/// The parts of the page's script in order.
const PAGE_PARTS: [&str; 5] = ["text.js", "store.js", "results.js", "facets.js", "page.js"];
/// The parts of the engine in order.
const ENGINE_PARTS: [&str; 13] = [
    "engine/words.js",
    "engine/read.js",
    "engine/files.js",
    "engine/parse.js",
    "engine/readings.js",
    "engine/score.js",
    "engine/matching.js",
    "engine/correct.js",
    "engine/phrase.js",
    "engine/answer.js",
    "engine/sections.js",
    "engine/explain.js",
    "engine/messages.js",
];
/// Drawings that are no kind's.
const SIGNS: [&str; 4] = ["search", "close", "chevron", "history"];
/// Kinds of the default theme, with documentation and the one that stands for all others.
const KINDS: [&str; 13] = [
    "component",
    "api",
    "resource",
    "system",
    "domain",
    "group",
    "user",
    "location",
    "template",
    "docs",
    "operation",
    "schema",
    "other",
];

/// What is loaded when the reader means to search.
pub(super) struct SearchParts {
    /// All drawings of results in one file.
    pub(super) icons: Asset,
    /// The script of the dialog, and the one that marks what was found.
    pub(super) scripts: [Script; 2],
    /// The engine, which lies beside the files that it reads.
    pub(super) engine: String,
    /// The organisation's own kinds that have a drawing, in lower case, with a space between.
    pub(super) kinds: String,
}

impl SearchParts {
    pub(super) fn build(files: &Files, kind_icons: &BTreeMap<String, Arc<str>>) -> Self {
        let kinds: Vec<&str> = kind_icons.keys().map(String::as_str).filter(|kind| !kind.contains(' ')).collect();
        Self {
            icons: asset("search", "svg", drawings(files, kind_icons).into_bytes()),
            scripts: [
                script("search-dialog.js", bundle(files, &DIALOG_PARTS), ScriptSet::Plain),
                script(FOUND_SCRIPT, script_text(files, &format!("js/{FOUND_SCRIPT}")), ScriptSet::Plain),
            ],
            engine: bundle(files, &ENGINE_PARTS),
            kinds: kinds.join(" "),
        }
    }
}

/// The script of the page of search.
pub(super) fn page_script(files: &Files) -> String {
    bundle(files, &PAGE_PARTS)
}

/// Parts as one script, whose names are nobody else's.
fn bundle(files: &Files, parts: &[&str]) -> String {
    let mut text = String::from("(() => {\n'use strict';\n");
    for part in parts {
        text.push_str(&script_text(files, &format!("js/{FOLDER}{part}")));
        text.push('\n');
    }
    text.push_str("})();\n");
    text
}

/// The drawings as symbols of one file: `search`, `kind-api`.
fn drawings(files: &Files, kind_icons: &BTreeMap<String, Arc<str>>) -> String {
    let mut out = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\">\n");
    for name in SIGNS {
        out.push_str(&symbol(name, files.text(&format!("icons/{name}.svg"))));
    }
    for kind in KINDS {
        out.push_str(&symbol(&format!("kind-{kind}"), files.text(&format!("icons/{kind}.svg"))));
    }
    for (kind, drawing) in kind_icons.iter().filter(|(kind, _)| !KINDS.contains(&kind.as_str())) {
        out.push_str(&symbol(&format!("kind-{kind}"), drawing));
    }
    out.push_str("</svg>\n");
    out
}

/// A drawing of the theme as a symbol; nothing if it is no SVG.
fn symbol(id: &str, drawing: &str) -> String {
    let inside = drawing.find("<svg").and_then(|start| {
        let open = start + drawing[start..].find('>')?;
        let close = drawing.rfind("</svg>").filter(|close| *close > open)?;
        Some((&drawing[start..open], &drawing[open + 1..close]))
    });
    let Some((head, shapes)) = inside else { return String::new() };
    let view = head.split("viewBox=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0 0 16 16");
    let mut out = String::new();
    let _ = writeln!(out, "<symbol id=\"{}\" viewBox=\"{}\">{shapes}</symbol>", escape(id), escape(view));
    out
}

#[cfg(test)]
mod tests {
    use super::symbol;

    #[test]
    fn drawings_become_symbols() {
        let check = |drawing: &str, expect: &str| assert_eq!(symbol("kind-a", drawing).trim_end(), expect, "{drawing}");
        check(
            "<svg class=\"pd-icon\" viewBox=\"0 0 24 24\"><path d=\"M1 1\"/></svg>\n",
            "<symbol id=\"kind-a\" viewBox=\"0 0 24 24\"><path d=\"M1 1\"/></symbol>",
        );
        check("<svg><g/></svg>", "<symbol id=\"kind-a\" viewBox=\"0 0 16 16\"><g/></symbol>");
        check("", "");
        check("<svg", "");
        check("</svg><svg>", "");
    }
}
