//! The catalog as CSV for spreadsheets.

use super::files::Row;
use crate::site::csv::Csv;

const HEAD: [&str; 15] = [
    "ref",
    "title",
    "kind",
    "type",
    "owner",
    "lifecycle",
    "system",
    "domain",
    "tags",
    "description",
    "url",
    "errors",
    "warnings",
    "infos",
    "namespace",
];

/// All rows, with a line of names on top.
pub(super) fn table(rows: &[Row]) -> Vec<u8> {
    let mut csv = Csv::new(HEAD);
    for row in rows {
        let count = |number: Option<usize>| number.unwrap_or_default().to_string();
        let findings = row.findings.as_ref();
        let namespace =
            row.r#ref.split_once(':').and_then(|(_, rest)| rest.split_once('/')).map_or("", |(name, _)| name);
        csv.line([
            &*row.r#ref,
            &row.title,
            &row.kind,
            &row.r#type,
            &row.owner,
            &row.lifecycle,
            &row.system,
            &row.domain,
            &row.tags.join(" "),
            &row.description,
            &row.url,
            &count(findings.map(|found| found.errors)),
            &count(findings.map(|found| found.warnings)),
            &count(findings.map(|found| found.infos)),
            namespace,
        ]);
    }
    csv.into_bytes()
}
