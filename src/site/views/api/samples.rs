//! Examples of bodies and code samples of an operation, as far as its page has room for them; what is longer is a file beside
//! it.

use super::{Pages, plain};
use crate::api::openapi::tree::Direction;
use crate::api::openapi::{Body, Operation, example, sample};
use crate::docs::highlight;
use crate::path::SitePath;
use crate::safe::SafeUrl;
use crate::site::view::{ApiBody, ApiExample, ApiOperationView, ApiSample, Link};

/// Bytes of examples that a page shows.
const MAX_SHOWN: usize = 32 << 10;
/// Most examples of one body.
const MAX_EXAMPLES: usize = 12;

/// Files beside a page, by their address.
pub(super) type Files = Vec<(SitePath, String)>;

/// What a page has room for, and the files that take the rest.
struct Room {
    left: usize,
    files: Files,
}

impl Pages<'_> {
    /// Adds examples and samples to the page of an operation; gives the files that it needs.
    pub(super) fn add_samples(&self, operation: &Operation<'_>, view: &mut ApiOperationView) -> Files {
        let mut room = Room { left: MAX_SHOWN, files: Vec::new() };
        if let (Some(body), Some(shown)) = (operation.body(), &mut view.body) {
            self.body_examples(operation, &body, shown, Direction::Request, &mut room);
        }
        for (response, shown) in operation.responses().iter().zip(&mut view.responses) {
            // What errors look like, the rows say; an example that the author gives is worth more.
            let is_error = !response.status.starts_with('2');
            if let (Some(body), Some(shown)) = (&response.body, &mut shown.body) {
                self.body_examples(operation, body, shown, Direction::Response, &mut room);
                if is_error {
                    shown.media.iter_mut().for_each(|media| media.examples.retain(|example| !example.generated));
                }
            }
        }
        if !operation.listed.is_webhook {
            self.samples(operation, view, &mut room);
        }
        room.files
    }

    fn body_examples(
        &self,
        operation: &Operation<'_>,
        body: &Body<'_>,
        shown: &mut ApiBody,
        direction: Direction,
        room: &mut Room,
    ) {
        for (media, shown) in body.media.iter().zip(&mut shown.media) {
            let all = example::of_media(operation.document, media, direction);
            shown.examples = all.iter().take(MAX_EXAMPLES).map(|one| self.example(one, room)).collect();
        }
    }

    fn example(&self, example: &example::Example, room: &mut Room) -> ApiExample {
        let part = if example.shown().len() <= room.left { example.shown() } else { "" };
        room.left -= part.len();
        let file = if part.len() < example.text.len() {
            let suffix = if matches!(example.language, "json" | "xml") { example.language } else { "txt" };
            self.file(&format!("example-{}.{suffix}", room.files.len() + 1), &example.text, room)
        } else if example.link.is_empty() {
            Link::default()
        } else {
            let href = SafeUrl::parse(&example.link, &[]).map(|url| url.as_str().to_owned());
            Link { text: example.link.clone(), href: href.unwrap_or_default() }
        };
        ApiExample {
            title: example.title.clone(),
            description: plain(&example.description),
            generated: example.generated,
            code: highlight::light(example.language, part),
            file,
        }
    }

    fn samples(&self, operation: &Operation<'_>, view: &mut ApiOperationView, room: &mut Room) {
        let samples = sample::samples(operation, &self.context.config.api.samples);
        // A long sample holds a long address; the first one stays whatever its length.
        let shown =
            samples.list.iter().enumerate().filter(|(nth, one)| *nth == 0 || one.text.len() <= sample::MAX_INLINE);
        view.samples = shown
            .map(|(_, sample)| ApiSample {
                id: format!("sample-{}", sample.id),
                title: sample.label.clone(),
                text: sample.text.clone(),
                code: match sample.is_authored {
                    true => highlight::fragment(&sample.highlight, &sample.text, self.context.memo),
                    false => highlight::light(&sample.highlight, &sample.text),
                },
            })
            .collect();
        if let Some((name, text)) = &samples.file {
            view.samples_file = self.file(name, text, room);
        }
    }

    /// A file beside the page.
    fn file(&self, name: &str, text: &str, room: &mut Room) -> Link {
        let path = self.here.child(name);
        let href = self.href(&path);
        room.files.push((path, text.to_owned()));
        Link { text: name.to_owned(), href }
    }
}
