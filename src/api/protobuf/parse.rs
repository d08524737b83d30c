//! The text of a file to protox's descriptor. Editions, which protox refuses, are read as `proto3` with defaults.

use prost_types::FileDescriptorProto;
use protox_parse::ParseError;

use crate::api::findings;
use crate::api::places::Places;
use crate::diag::Diagnostic;

/// Most bytes of one file.
const MAX_BYTES: usize = 8 << 20;
/// What stands for the option `default` in the copy of a file with an edition: `proto3` has no defaults.
const DEFAULT: &str = "defaul_";

/// A file that could be read.
pub(super) struct Parsed {
    pub(super) descriptor: FileDescriptorProto,
    /// The edition if there is one: `2023`.
    pub(super) edition: Option<Box<str>>,
    /// The name of the option that holds a field's default.
    pub(super) default: &'static str,
}

/// Parses a file.
pub(super) fn parse(places: &Places<'_>) -> Result<Parsed, Box<Diagnostic>> {
    let text = places.text();
    if text.len() > MAX_BYTES {
        let message = format!("more than {MAX_BYTES} bytes in one file");
        return Err(Box::new(findings::too_much(places.of(0..0), &message)));
    }
    let Some((copy, edition)) = without_edition(text) else {
        let parsed = protox_parse::parse("definition.proto", text);
        let descriptor = parsed.map_err(|error| Box::new(refused(places, &error, findings::proto_syntax)))?;
        return Ok(Parsed { descriptor, edition: None, default: "default" });
    };
    let parsed = protox_parse::parse("definition.proto", &copy);
    let descriptor = parsed.map_err(|error| Box::new(refused(places, &error, findings::proto_edition)))?;
    Ok(Parsed { descriptor, edition: Some(edition.into()), default: DEFAULT })
}

fn refused(places: &Places<'_>, error: &ParseError, finding: fn(crate::diag::Place, &str) -> Diagnostic) -> Diagnostic {
    let range = error.span().unwrap_or(places.text().len()..places.text().len());
    finding(places.of(range), &error.to_string())
}

/// A copy with a `syntax` line in place of the `edition` line, with lines where they were; and the edition.
fn without_edition(text: &str) -> Option<(String, &str)> {
    let start = text.len() - after_comments(text).len();
    let rest = text[start..].strip_prefix("edition")?;
    let value = rest.trim_start().strip_prefix('=')?;
    let end = start + text[start..].find(';')?;
    let edition = value[..value.find(';')?].trim().trim_matches(['"', '\'']);
    let lines = "\n".repeat(text[start..end].matches('\n').count());
    let body = text[end..].replace("[default", &format!("[{DEFAULT}"));
    let body = body.replace(", default =", &format!(", {DEFAULT} =")).replace(",default=", &format!(",{DEFAULT}="));
    Some((format!("{}syntax=\"proto3\"{lines}{body}", &text[..start]), edition))
}

/// The text from its first word that is no comment on.
fn after_comments(text: &str) -> &str {
    let mut rest = text.trim_start_matches('\u{feff}');
    loop {
        rest = rest.trim_start();
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else {
            return rest;
        }
    }
}
