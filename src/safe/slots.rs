//! Slots: places in a page that our own fragments enter after the sanitiser has run.
//!
//! A slot is an element that carries a random 128-bit key, which lives as long as the process and never reaches the output.
//! An author cannot write one, and where the HTML parser swallows one (an unclosed attribute), it vanishes.

use std::fmt::Write;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock};

use super::SafeHtml;

/// The key. It looks like a class name and like a folder of a relative address.
static KEY: LazyLock<String> = LazyLock::new(|| {
    let half = || RandomState::new().hash_one(b"slot");
    format!("k{:016x}{:016x}", half(), half())
});

/// The key with slashes around it: an address that begins so has been resolved by us.
static MARK: LazyLock<String> = LazyLock::new(|| format!("/{}/", *KEY));

/// What goes before each address that has been resolved.
pub(super) fn mark() -> &'static str {
    &MARK
}

/// What enters a page at a slot.
#[derive(Clone, Debug)]
pub(crate) enum Fill {
    /// Takes the place of the slot element.
    Whole(String),
    /// Takes the place of the slot element, a text known before the page.
    Fixed(&'static str),
    /// Takes the place of the slot element: this, then shared text, then this.
    Around(String, Arc<str>, &'static str),
    /// Takes the place of the start tag only.
    Open(String),
}

/// The slots of one page.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    fills: Vec<Fill>,
}

impl Slots {
    /// Writes a block slot and returns its number.
    pub(crate) fn block(&mut self, out: &mut String, fill: Fill) -> usize {
        let slot = self.start(out, "div", fill);
        out.push_str("</div>");
        slot
    }

    /// Writes an inline slot and returns its number.
    pub(crate) fn inline(&mut self, out: &mut String, fill: Fill) -> usize {
        let slot = self.start(out, "span", fill);
        out.push_str("</span>");
        slot
    }

    /// Writes the start tag of a slot; the caller writes the end tag of `element`, too. Returns the slot's number.
    pub(crate) fn start(&mut self, out: &mut String, element: &str, fill: Fill) -> usize {
        let _ = write!(out, "<{element} class=\"{}-{}\">", *KEY, self.fills.len());
        self.fills.push(fill);
        self.fills.len() - 1
    }

    /// Changes what enters at a slot.
    pub(crate) fn set(&mut self, slot: usize, fill: Fill) {
        self.fills[slot] = fill;
    }

    /// Puts the fragments into sanitised markup, each once, and removes every other trace of the key.
    pub(super) fn fill(self, html: &str) -> SafeHtml {
        let mut fills: Vec<Option<Fill>> = self.fills.into_iter().map(Some).collect();
        let mut out = String::with_capacity(html.len() * 2);
        let mut done = 0;
        while let Some(found) = html[done..].find(KEY.as_str()) {
            let at = done + found;
            let Some(slot) = read_slot(html, done, at) else {
                let end = at + KEY.len();
                let cut = html[done..at].ends_with('/') && html[end..].starts_with('/');
                out.push_str(&html[done..at - usize::from(cut)]);
                done = end + usize::from(cut);
                continue;
            };
            out.push_str(&html[done..slot.start]);
            let fill = fills.get_mut(slot.number).and_then(Option::take);
            let whole = slot.whole_end.unwrap_or(slot.end);
            done = match fill {
                Some(Fill::Open(tag)) => {
                    out.push_str(&tag);
                    slot.end
                }
                Some(Fill::Whole(text)) => {
                    out.push_str(&text);
                    whole
                }
                Some(Fill::Fixed(text)) => {
                    out.push_str(text);
                    whole
                }
                Some(Fill::Around(before, text, after)) => {
                    out.push_str(&before);
                    out.push_str(&text);
                    out.push_str(after);
                    whole
                }
                None => whole,
            };
        }
        out.push_str(&html[done..]);
        SafeHtml(out)
    }
}

struct Slot {
    number: usize,
    start: usize,
    /// The end of the start tag.
    end: usize,
    /// The end of the end tag, if it follows directly.
    whole_end: Option<usize>,
}

/// Reads the slot whose key stands at `at`, if it is one: `<name class="KEY-n">`.
fn read_slot(html: &str, from: usize, at: usize) -> Option<Slot> {
    let before = html[from..at].strip_suffix(" class=\"")?;
    let open = before.rfind('<')?;
    let name = &before[open + 1..];
    let after = html[at + KEY.len()..].strip_prefix('-')?;
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let number = after[..digits].parse().ok()?;
    let rest = after[digits..].strip_prefix("\">")?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
    let whole =
        rest.strip_prefix("</").and_then(|rest| rest.strip_prefix(name)).and_then(|rest| rest.strip_prefix('>'));
    is_name.then_some(Slot {
        number,
        start: from + open,
        end: html.len() - rest.len(),
        whole_end: whole.map(|rest| html.len() - rest.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::safe::sanitize;

    #[test]
    fn slots_are_filled_once() {
        let mut slots = Slots::default();
        let mut html = String::from("<p>a</p>");
        slots.block(&mut html, Fill::Whole("<input>".into()));
        let twin = html.clone();
        let open = slots.start(&mut html, "div", Fill::Open(String::new()));
        html.push_str("<table></table></div>");
        slots.set(open, Fill::Open("<div tabindex=\"0\">".into()));
        html.push_str(&twin);
        let page = sanitize::page(&html, slots);
        assert_eq!(page.as_str(), "<p>a</p><input><div tabindex=\"0\"><table></table></div><p>a</p>");
    }

    #[test]
    fn the_key_never_reaches_the_output() {
        let mut slots = Slots::default();
        let mut html = String::from("<p title='");
        slots.inline(&mut html, Fill::Whole("<input>".into()));
        html.push_str("'>x</p>");
        html.push_str(&format!("<p title=\"{0}-0 {0}\" id=\"{0}\">{0}-1</p><b class=\"{0}-0 b\">y</b>", *KEY));
        let page = sanitize::page(&html, slots);
        assert!(!page.as_str().contains(KEY.as_str()), "{}", page.as_str());
        assert!(!page.as_str().contains("<input"), "{}", page.as_str());
    }

    #[test]
    fn slots_cannot_be_guessed() {
        let mut slots = Slots::default();
        let mut html = String::from("<div class=\"-0\"></div><div class=\"\"></div><span class=\"k0-0\"></span>");
        slots.inline(&mut html, Fill::Whole("X".into()));
        let page = sanitize::page(&html, slots);
        assert_eq!(page.as_str().matches('X').count(), 1);
        assert!(page.as_str().ends_with('X'));
    }
}
