//! What changed in an API from version to version.

use super::{Pages, Part};
use crate::diag::{Diagnostic, Severity};
use crate::portal::api_history::Step;
use crate::site::view::{ApiChange, ApiChangesView, ApiStep, Page, View};

impl Pages<'_> {
    pub(super) fn changes(&self, steps: &[Step]) -> Page {
        let step = |(nth, step): (usize, &Step)| {
            let of = |severity| step.changes.iter().filter(move |change| change.severity == severity);
            let shown = |severity| of(severity).map(|change| self.change(change, nth == 0)).collect();
            ApiStep {
                version: step.version.clone(),
                before: step.before.clone(),
                breaking: shown(Severity::Error),
                risky: shown(Severity::Warning),
                harmless: shown(Severity::Info),
                left_out: step.count - step.changes.len(),
            }
        };
        let view = ApiChangesView { head: self.head(Vec::new()), steps: steps.iter().enumerate().map(step).collect() };
        self.framed("Changes", "", View::ApiChanges(Box::new(view)))
    }

    /// A change; where it stands in what is checked out is a link.
    fn change(&self, change: &Diagnostic, is_now: bool) -> ApiChange {
        let operation = change.message.split([':', ',']).next().and_then(|name| self.operation_named(name));
        let source = self.source_of(&change.place);
        ApiChange {
            text: change.message.clone(),
            place: source.text,
            source: if is_now { source.href } else { String::new() },
            operation: operation.unwrap_or_default(),
        }
    }

    /// The address of the operation that a text begins with: `GET /pets`.
    fn operation_named(&self, name: &str) -> Option<String> {
        let document = self.document?;
        let (method, path) = name.split_once(' ')?;
        let number = document
            .operations
            .iter()
            .position(|listed| *listed.path == *path && listed.method.eq_ignore_ascii_case(method))?;
        Some(self.href_of(document, Part::Operation(number)))
    }
}
