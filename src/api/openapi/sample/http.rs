//! The request as it goes over the wire, for reading.

use super::super::example::{Field, FieldValue};
use super::quote::disposition_name;
use super::request::{Body, Request, encoded};

const BOUNDARY: &str = "boundary";

/// The sample.
pub(super) fn write(request: &Request) -> String {
    let url = request.url.shown();
    let rest = url.split_once("://").map_or(&*url, |(_, rest)| rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (host, path) = match host.split_once('?') {
        Some((host, query)) => (host, format!("?{query}")),
        None => (host, path.to_owned()),
    };
    let mut out = format!("{} /{path} HTTP/1.1\nHost: {host}\n", request.method);
    let headers = request.headers_with_type();
    out.extend(headers.iter().map(|(name, value)| format!("{}\n", format!("{name}: {}", value.shown()).trim_end())));
    if request.password {
        out += "Authorization: Basic $API_USER_AND_PASSWORD\n";
    }
    match &request.body {
        Body::Nothing => {}
        Body::Text(body) => match body.file {
            Some(file) => out += &format!("\n@{file}\n"),
            None => out += &format!("\n{}\n", lines(&body.text).trim_end_matches('\n')),
        },
        Body::Form(form) => out += &format!("Content-Type: application/x-www-form-urlencoded\n\n{}\n", encoded(form)),
        Body::Parts(fields) => {
            out += &format!("Content-Type: multipart/form-data; boundary={BOUNDARY}\n\n");
            out.extend(fields.iter().map(part));
            out += &format!("--{BOUNDARY}--\n");
        }
        Body::File(name, _) => out += &format!("\n@{name}\n"),
    }
    out
}

fn part(field: &Field) -> String {
    let name = disposition_name(&field.name);
    let (more, media, value) = match &field.value {
        FieldValue::Text(text, media) => (String::new(), media.clone(), text.clone()),
        FieldValue::File(file, media) => (format!("; filename=\"{file}\""), Some(media.clone()), format!("@{file}")),
    };
    let media = media.map(|media| format!("Content-Type: {media}\n")).unwrap_or_default();
    let value = lines(&value);
    format!("--{BOUNDARY}\nContent-Disposition: form-data; name=\"{name}\"{more}\n{media}\n{value}\n")
}

/// A text with one sort of line ends, as all of the sample has.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
