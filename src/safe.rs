//! The way from author text to markup: [`SafeHtml`] is made only here and by our own fragment writers, [`SafeUrl`] only by
//! [`SafeUrl::parse`].
//!
//! A page goes through four doors. `author` tames the raw HTML of a page tag by tag and hands its addresses out to be
//! resolved, `scan` counts what a parser would choke on, `sanitize` runs ammonia over the whole page, and `slots` puts
//! our own fragments where author text cannot reach.

pub(crate) mod author;
mod moved;
pub(crate) mod sanitize;
pub(crate) mod scan;
pub(crate) mod slots;
mod url;

pub(crate) use moved::moved;
pub use url::{Refused, SafeUrl};

/// Markup that may stand in a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Markup by one of our own fragment writers, which has escaped every author text in it.
    pub(crate) fn from_fragment(html: String) -> Self {
        Self(html)
    }

    /// Puts a fragment of our own in front.
    pub(crate) fn prepend(&mut self, fragment: &str) {
        self.0.insert_str(0, fragment);
    }
}

/// Author text as markup that shows it as written, in elements and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    push_escaped(&mut out, text);
    out
}

/// Appends what [`escape`] gives.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    push_replaced(out, text, |byte| if byte == b'&' { Some("&amp;") } else { entity(byte) });
}

/// Like [`push_escaped`] for text in elements only, where quotes stay as they are.
pub(crate) fn push_text(out: &mut String, text: &str) {
    push_replaced(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'"' => None,
        byte => entity(byte),
    });
}

/// Like [`push_escaped`] for text that has its entities as the author wrote them: `&` stays.
pub(crate) fn push_written(out: &mut String, text: &str) {
    push_replaced(out, text, entity);
}

fn entity(byte: u8) -> Option<&'static str> {
    match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    }
}

fn push_replaced(out: &mut String, text: &str, instead: impl Fn(u8) -> Option<&'static str>) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let Some(entity) = instead(byte) else { continue };
        out.push_str(&text[done..at]);
        out.push_str(entity);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}
