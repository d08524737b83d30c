//! The way from author text to markup: [`SafeHtml`] is made only here and by our own fragment writers, [`SafeUrl`] only by
//! [`SafeUrl::parse`].

mod sanitize;
mod scan;
mod url;

/// Markup that may stand in a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
