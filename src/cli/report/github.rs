//! Findings as workflow commands, which GitHub Actions shows beside the lines of a change.

use std::fmt::Write;

use super::Files;
use crate::diag::{Diagnostic, Diagnostics, Severity, Span};

/// One workflow command a line.
pub fn render(found: &Diagnostics, files: &dyn Files) -> String {
    let mut text = String::new();
    for finding in found.iter() {
        command(&mut text, finding, files);
    }
    text
}

fn command(text: &mut String, finding: &Diagnostic, files: &dyn Files) {
    let Span { line, column, len } = finding.place.span;
    text.push_str(match finding.severity {
        Severity::Error => "::error",
        Severity::Warning => "::warning",
        Severity::Info => "::notice",
    });
    let _ = write!(text, " file={}", property(&files.shown(&finding.place.file)));
    if line > 0 {
        let _ = write!(text, ",line={line},col={column}");
        if len > 0 {
            let _ = write!(text, ",endColumn={}", column.saturating_add(len));
        }
    }
    let _ = write!(text, ",title={}::{}", property(finding.code.id), message(&finding.message));
    if let Some(hint) = &finding.hint {
        let _ = write!(text, "%0Ahelp: {}", message(hint));
    }
    text.push('\n');
}

/// Encodes the message of a command.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Encodes a property of a command.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
