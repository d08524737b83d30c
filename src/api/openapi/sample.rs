//! Code samples: one neutral request, made once from an operation, and a small writer for each language.

mod authored;
mod credentials;
mod csharp;
mod curl;
mod go;
mod http;
mod java;
mod javascript;
mod php;
mod python;
mod quote;
mod request;
mod ruby;
mod rust;
mod text;

use super::Operation;
use crate::config::SampleLanguage;
use request::{Body, Request};

/// Longest body in bytes that stands inside a sample; a longer one is read from a file.
const MAX_BODY: usize = 2 << 10;
/// Longest sample in bytes that stands in the page of its operation.
pub const MAX_INLINE: usize = 4 << 10;
/// Samples that stand in the page of their operation; the others are loaded when a reader chooses them.
pub const INLINE: usize = 2;

/// The samples of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Samples {
    /// Those of the author first, then one for each language that is left.
    pub list: Vec<Sample>,
    /// The name and text of the file that the samples read the body from, if it is long.
    pub file: Option<(&'static str, String)>,
}

/// A sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// What tells it from the other samples of the operation, fit for an id: `python`, `python-2`.
    pub id: String,
    /// What readers call the language.
    pub label: String,
    /// The code.
    pub text: String,
    /// The language that it is highlighted as.
    pub highlight: String,
    /// True if the author wrote it.
    pub is_authored: bool,
}

/// A language that samples are written in.
struct Language {
    id: &'static str,
    label: &'static str,
    highlight: &'static str,
    write: fn(&Request) -> String,
}

fn language(language: SampleLanguage) -> Language {
    let (id, label, highlight, write): (_, _, _, fn(&Request) -> String) = match language {
        SampleLanguage::Curl => ("curl", "curl", "bash", curl::write),
        SampleLanguage::Python => ("python", "Python", "python", python::write),
        SampleLanguage::Javascript => ("javascript", "JavaScript", "javascript", javascript::write),
        SampleLanguage::Go => ("go", "Go", "go", go::write),
        SampleLanguage::Java => ("java", "Java", "java", java::write),
        SampleLanguage::Csharp => ("csharp", "C#", "csharp", csharp::write),
        SampleLanguage::Rust => ("rust", "Rust", "rust", rust::write),
        SampleLanguage::Php => ("php", "PHP", "php", php::write),
        SampleLanguage::Ruby => ("ruby", "Ruby", "ruby", ruby::write),
        SampleLanguage::Http => ("http", "HTTP", "http", http::write),
    };
    Language { id, label, highlight, write }
}

/// The samples of an operation; none for a webhook, which readers do not call.
pub fn samples(operation: &Operation<'_>, languages: &[SampleLanguage]) -> Samples {
    if operation.listed.is_webhook {
        return Samples::default();
    }
    let mut list = authored::samples(operation);
    let authored = list.len();
    let request = Request::of(operation);
    for language in languages.iter().map(|known| language(*known)) {
        if list[..authored].iter().any(|sample| sample.id == language.id) {
            continue;
        }
        list.push(Sample {
            id: language.id.to_owned(),
            label: language.label.to_owned(),
            text: (language.write)(&request),
            highlight: language.highlight.to_owned(),
            is_authored: false,
        });
    }
    let file = match request.body {
        Body::Text(body) => body.file.map(|name| (name, body.text)),
        Body::Nothing | Body::Form(_) | Body::Parts(_) | Body::File(..) => None,
    };
    Samples { list, file }
}
