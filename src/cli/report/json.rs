//! Findings as one JSON object. The names and meanings of its fields are stable; new ones may join.

use serde_json::{Value, json};

use super::Files;
use crate::diag::{Diagnostic, Diagnostics, Place, Severity, Span};
use crate::pipeline::Summary;

/// The object, ending in a newline. Lines and columns count from 1, columns in characters, `end_column` is the one
/// behind the place; all three are null for a file as a whole.
pub fn render(found: &Diagnostics, portal: Option<&Summary>, files: &dyn Files) -> String {
    let findings: Vec<Value> = found.iter().map(|finding| finding_json(finding, files)).collect();
    let portal = portal.map(|summary| {
        let Summary { entities, pages, docs_sets, repositories } = *summary;
        json!({ "entities": entities, "pages": pages, "docs_sets": docs_sets, "repositories": repositories })
    });
    let object = json!({
        "version": 1,
        "errors": found.count(Severity::Error),
        "warnings": found.count(Severity::Warning),
        "infos": found.count(Severity::Info),
        "portal": portal,
        "findings": findings,
    });
    format!("{object:#}\n")
}

fn finding_json(finding: &Diagnostic, files: &dyn Files) -> Value {
    let Diagnostic { code, severity, message, place, label, labels, hint, entity, backstage, more } = finding;
    let backstage = backstage.as_ref().map(|verdict| json!({ "refuses": verdict.text, "pointer": verdict.pointer }));
    let labels: Vec<Value> =
        labels.iter().map(|label| with_place(&label.place, files, [("text", json!(label.text))])).collect();
    with_place(
        place,
        files,
        [
            ("code", json!(code.id)),
            ("severity", json!(severity.to_string())),
            ("message", json!(message)),
            ("label", if label.is_empty() { Value::Null } else { json!(label) }),
            ("hint", json!(hint)),
            ("entity", json!(entity)),
            ("labels", json!(labels)),
            ("backstage", json!(backstage)),
            ("more", json!(more)),
        ],
    )
}

fn with_place<const N: usize>(place: &Place, files: &dyn Files, fields: [(&str, Value); N]) -> Value {
    let Span { line, column, len } = place.span;
    let known = |number: u32| if line == 0 { Value::Null } else { json!(number) };
    let mut object = serde_json::Map::new();
    object.insert("file".into(), json!(files.shown(&place.file)));
    object.insert("line".into(), known(line));
    object.insert("column".into(), known(column));
    object.insert("end_column".into(), known(column.saturating_add(len)));
    object.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Value::Object(object)
}
