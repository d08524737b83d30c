//! Images and the figures that they make.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::Writer;
use crate::docs::markdown::attributes::Attributes;
use crate::docs::markdown::findings;
use crate::safe::author::{Image, missing, push_href, push_pixels, push_src};
use crate::safe::push_escaped;

/// Width in pixels from which on an image is shown smaller than it is: that of the text.
const WIDE: u32 = 760;

/// An image that is being read.
pub(super) struct Picture<'a> {
    pub(super) address: CowStr<'a>,
    pub(super) title: CowStr<'a>,
    pub(super) at: Range<usize>,
    pub(super) depth: usize,
    pub(super) alt: String,
}

impl Writer<'_> {
    pub(super) fn end_image(&mut self) {
        let Some(image) = &mut self.image else { return };
        if image.depth > 0 {
            image.depth -= 1;
            return;
        }
        let Some(Picture { address, title, at, alt, .. }) = self.image.take() else { return };
        let (address, class) = variant(&address);
        let is_first = self.resolver.images == 0;
        let list = self.list_at(at.end);
        let end = at.end;
        let at = self.address_at(address, at);
        match self.resolver.image(address, at.clone()) {
            Image::Show(target, pixels) => {
                if alt.trim().is_empty() {
                    let finding = findings::alt(self.resolver.place(at));
                    self.resolver.findings.push(finding);
                }
                self.paragraph.1 |= !title.is_empty();
                // What is wider than the text can be looked at in full.
                let is_wide = pixels.is_some_and(|(width, _)| width > WIDE);
                let opens = is_wide
                    && self.link.is_none()
                    && self.heading.is_none()
                    && self.html.quiet == 0
                    && !alt.trim().is_empty();
                if opens {
                    self.out.push_str("<a");
                    push_href(&mut self.out, &target);
                    self.out.push_str(class);
                    self.out.push('>');
                }
                self.out.push_str("<img");
                push_src(&mut self.out, &target);
                self.out.push_str(" alt=\"");
                push_escaped(&mut self.out, &alt);
                self.out.push('"');
                let (list, at) = list.unwrap_or_else(|| (Attributes::default(), end..end));
                let written = ["width", "height"].map(|name| list.get(name));
                push_pixels(&mut self.out, pixels.map(|pixels| missing(pixels, written)).unwrap_or_default());
                self.title(&title);
                let attributes = list.write("img", class, at, &mut self.resolver);
                self.out.push_str(&attributes);
                let is_lazy = !is_first && list.get("loading").is_none();
                self.out.push_str(if is_lazy { " loading=\"lazy\" decoding=\"async\">" } else { ">" });
                if opens {
                    self.out.push_str("</a>");
                }
            }
            Image::Link(target) if self.link.is_none() => {
                self.out.push_str("<a");
                push_href(&mut self.out, &target);
                self.out.push('>');
                push_escaped(&mut self.out, if alt.is_empty() { "image" } else { &alt });
                self.out.push_str("</a>");
            }
            Image::Link(_) | Image::Text => push_escaped(&mut self.out, &alt),
        }
    }
}

/// Takes the mark of an image for light or dark pages off its address.
fn variant(address: &str) -> (&str, &'static str) {
    for (mark, class) in [
        ("#only-dark", "only-dark"),
        ("#only-light", "only-light"),
        ("#gh-dark-mode-only", "only-dark"),
        ("#gh-light-mode-only", "only-light"),
    ] {
        if let Some(address) = address.strip_suffix(mark) {
            return (address, class);
        }
    }
    (address, "")
}

/// The figure of a paragraph that holds nothing but an image with a title.
pub(super) fn captioned(paragraph: &str) -> Option<String> {
    let image = paragraph.strip_prefix("<p>")?;
    let inner = image.strip_suffix("</a>").and_then(|linked| linked.split_once('>')).map_or(image, |(_, inner)| inner);
    let is_alone = inner.starts_with("<img ") && inner.find('>') == Some(inner.len() - 1);
    let (_, title) = image.split_once(" title=\"")?;
    let (title, _) = title.split_once('"')?;
    is_alone.then(|| format!("<figure>{image}<figcaption>{title}</figcaption></figure>\n"))
}
