//! The settings of the reference of APIs.

use super::raw::{RawApiReference, RawSampleLanguage};

/// The reference of APIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiReference {
    /// The languages of code samples in their order, none twice.
    pub samples: Vec<SampleLanguage>,
}

/// The languages of code samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SampleLanguage {
    /// curl in a shell.
    Curl,
    /// Python with requests.
    Python,
    /// JavaScript with fetch.
    Javascript,
    /// Go with net/http.
    Go,
    /// Java with java.net.http.
    Java,
    /// C# with HttpClient.
    Csharp,
    /// Rust with reqwest.
    Rust,
    /// PHP with its curl functions.
    Php,
    /// Ruby with net/http.
    Ruby,
    /// The request as it goes over the wire.
    Http,
}

impl SampleLanguage {
    /// All, in the order that they have by default.
    pub const ALL: [Self; 10] = [
        Self::Curl,
        Self::Python,
        Self::Javascript,
        Self::Go,
        Self::Java,
        Self::Csharp,
        Self::Rust,
        Self::Php,
        Self::Ruby,
        Self::Http,
    ];
}

impl Default for ApiReference {
    fn default() -> Self {
        Self { samples: SampleLanguage::ALL.to_vec() }
    }
}

pub(super) fn settings(raw: RawApiReference) -> ApiReference {
    let RawApiReference { samples } = raw;
    let Some(written) = samples else { return ApiReference::default() };
    let mut samples: Vec<SampleLanguage> = Vec::new();
    for language in written.into_iter().map(SampleLanguage::from) {
        if !samples.contains(&language) {
            samples.push(language);
        }
    }
    ApiReference { samples }
}

impl From<RawSampleLanguage> for SampleLanguage {
    fn from(raw: RawSampleLanguage) -> Self {
        match raw {
            RawSampleLanguage::Curl => Self::Curl,
            RawSampleLanguage::Python => Self::Python,
            RawSampleLanguage::Javascript => Self::Javascript,
            RawSampleLanguage::Go => Self::Go,
            RawSampleLanguage::Java => Self::Java,
            RawSampleLanguage::Csharp => Self::Csharp,
            RawSampleLanguage::Rust => Self::Rust,
            RawSampleLanguage::Php => Self::Php,
            RawSampleLanguage::Ruby => Self::Ruby,
            RawSampleLanguage::Http => Self::Http,
        }
    }
}
