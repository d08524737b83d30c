//! Tables as comma-separated values (RFC 4180), safe to open in a spreadsheet.

/// Characters at the start of a cell that make spreadsheets run it as a formula.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Text that grows line by line.
pub(super) struct Csv {
    text: String,
}

impl Csv {
    /// A table with these headings.
    pub fn new<'a>(headings: impl IntoIterator<Item = &'a str>) -> Self {
        let mut csv = Self { text: String::new() };
        csv.line(headings);
        csv
    }

    /// Adds a line.
    pub fn line<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        for (nth, cell) in cells.into_iter().enumerate() {
            if nth > 0 {
                self.text.push(',');
            }
            self.cell(cell);
        }
        self.text.push_str("\r\n");
    }

    /// The bytes of the file.
    pub fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    /// An apostrophe keeps a spreadsheet from running what an author wrote; it shows the cell as text.
    fn cell(&mut self, cell: &str) {
        let apostrophe = if cell.starts_with(FORMULA) { "'" } else { "" };
        if cell.contains([',', ';', '"', '\t', '\n', '\r']) {
            self.text.extend(["\"", apostrophe, &cell.replace('"', "\"\""), "\""]);
        } else {
            self.text.extend([apostrophe, cell]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_cells_and_never_become_formulas() {
        for (cell, expect) in [
            ("", ""),
            ("orders", "orders"),
            ("a=b - c", "a=b - c"),
            ("a, b", "\"a, b\""),
            ("a; b", "\"a; b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("@sum(a1)", "'@sum(a1)"),
            ("-2,5", "\"'-2,5\""),
            ("=LINK(\"x\")", "\"'=LINK(\"\"x\"\")\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("\n=1", "\"'\n=1\""),
            ("＝1", "'＝1"),
        ] {
            let mut csv = Csv::new(["a"]);
            csv.line([cell, "z"]);
            assert_eq!(String::from_utf8(csv.into_bytes()).unwrap(), format!("a\r\n{expect},z\r\n"), "{cell}");
        }
    }
}
