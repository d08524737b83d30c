//! The settings of the reference of APIs as they are written.

use schemars::JsonSchema;
use serde::Deserialize;

/// The reference of APIs.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ApiReference")]
pub struct RawApiReference {
    /// The languages that operations have code samples in, in this order; a sample that the author of the API wrote
    /// (`x-codeSamples`) replaces the one of its language. Default: all, in the order of the names here.
    pub samples: Option<Vec<RawSampleLanguage>>,
}

/// The languages of code samples.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "SampleLanguage")]
pub enum RawSampleLanguage {
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
