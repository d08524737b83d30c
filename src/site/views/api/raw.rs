//! The definition as text, for formats without pages of their own, and beside those that have them.

use super::{Pages, Part};
use crate::docs::highlight;
use crate::site::attachments;
use crate::site::view::{ApiRawView, Page, View};

/// Most lines that are shown; the download has them all.
const MAX_LINES: usize = 2_000;
/// Most bytes that are shown.
const MAX_BYTES: usize = 128 << 10;

impl Pages<'_> {
    pub(super) fn raw(&self) -> Page {
        let text = self.entity.definition.as_ref().map_or("", |definition| &*definition.text);
        let mut bytes = 0;
        let fits = |line: &&str| {
            bytes += line.len() + 1;
            bytes <= MAX_BYTES
        };
        let shown: Vec<&str> = text.lines().take(MAX_LINES).take_while(fits).collect();
        let view = ApiRawView {
            head: self.head(Vec::new()),
            more_lines: text.lines().count() - shown.len(),
            html: match attachments::definition_language(self.entity) {
                "yaml" => highlight::yaml(&shown.join("\n")),
                other => highlight::fragment(other, &shown.join("\n"), self.context.memo),
            },
            downloads: self.downloads(),
        };
        let title = if self.part == Part::Raw { "Definition" } else { "" };
        self.framed(title, self.entity.description.as_deref().unwrap_or_default(), View::ApiRaw(Box::new(view)))
    }
}
