//! The catalog as CSV (RFC 4180) for spreadsheets.

use super::files::Row;

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
    let mut text = String::new();
    line(&mut text, &HEAD);
    for row in rows {
        let count = |number: Option<usize>| number.unwrap_or_default().to_string();
        let findings = row.findings.as_ref();
        let namespace =
            row.r#ref.split_once(':').and_then(|(_, rest)| rest.split_once('/')).map_or("", |(name, _)| name);
        line(
            &mut text,
            &[
                &row.r#ref,
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
            ],
        );
    }
    text.into_bytes()
}

fn line(text: &mut String, cells: &[&str]) {
    for (nth, cell) in cells.iter().enumerate() {
        if nth > 0 {
            text.push(',');
        }
        push_cell(text, cell);
    }
    text.push_str("\r\n");
}

/// A cell in quotes where it needs them. What a spreadsheet would take for a formula gets an apostrophe in front.
fn push_cell(text: &mut String, cell: &str) {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if formula { "'" } else { "" };
    if cell.contains([',', '"', '\r', '\n', ';', '\t']) {
        text.extend(["\"", guard, &cell.replace('"', "\"\""), "\""]);
    } else {
        text.extend([guard, cell]);
    }
}

#[cfg(test)]
mod tests {
    use super::push_cell;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        for (cell, expect) in [
            ("orders", "orders"),
            ("a, b", "\"a, b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "'=1+1"),
            ("@sum(a1)", "'@sum(a1)"),
            ("-2,5", "\"'-2,5\""),
            ("\t=1", "\"'\t=1\""),
            ("＝1", "'＝1"),
            ("a=b", "a=b"),
        ] {
            let mut text = String::new();
            push_cell(&mut text, cell);
            assert_eq!(text, expect, "{cell}");
        }
    }
}
