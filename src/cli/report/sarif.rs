//! Findings as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), for code scanning.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::Files;
use crate::diag::{Code, Diagnostic, Diagnostics, Place, Severity, Span};

/// The log, ending in a newline: one run, whose rules are the codes that occur in it.
pub fn render(found: &Diagnostics, files: &dyn Files) -> String {
    let codes: BTreeMap<&str, &Code> = found.iter().map(|finding| (finding.code.id, finding.code)).collect();
    let index = |code: &Code| codes.keys().position(|id| *id == code.id);
    let results: Vec<Value> = found.iter().map(|finding| result(finding, index(finding.code), files)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "platdocs",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": codes.values().map(|code| rule(code)).collect::<Vec<_>>(),
                },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &Code) -> Value {
    let help = format!("{}. Example:\n\n{}", code.meaning, code.example);
    json!({
        "id": code.id,
        "shortDescription": { "text": code.meaning },
        "help": { "text": help },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(finding: &Diagnostic, rule: Option<usize>, files: &dyn Files) -> Value {
    let text = match &finding.hint {
        Some(hint) => format!("{}\n{hint}", finding.message),
        None => finding.message.clone(),
    };
    let mut result = json!({
        "ruleId": finding.code.id,
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": physical(&finding.place, files) }],
    });
    if !finding.labels.is_empty() {
        let related = finding.labels.iter().zip(1..).map(|(label, id)| {
            let place = physical(&label.place, files);
            json!({ "id": id, "physicalLocation": place, "message": { "text": label.text } })
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn physical(place: &Place, files: &dyn Files) -> Value {
    let uri = uri(&files.shown(&place.file));
    let Span { line, column, len } = place.span;
    if line == 0 {
        return json!({ "artifactLocation": { "uri": uri } });
    }
    let region = json!({ "startLine": line, "startColumn": column, "endColumn": column.saturating_add(len) });
    json!({ "artifactLocation": { "uri": uri }, "region": region })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A relative path as a URI reference: everything but unreserved characters and `/` is percent-encoded.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
