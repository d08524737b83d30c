//! curl, for a POSIX shell; what no shell can show plainly is written for bash.

use super::super::example::{Field, FieldValue};
use super::super::serialize::Encoding;
use super::quote;
use super::request::{Answer, Body, Request};
use super::text::{Piece, Text};

/// The sample.
pub(super) fn write(request: &Request) -> String {
    let mut first = String::from("curl");
    // Braces and brackets of an address mean lists of addresses to curl.
    if request.url.shown().contains(['{', '}']) {
        first += " --globoff";
    }
    match (&*request.method, &request.body) {
        ("GET", Body::Nothing) => {}
        ("HEAD", _) => first += " --head",
        (method, _) => first += &format!(" -X {method}"),
    }
    match request.answer {
        Answer::Stream => first += " --no-buffer",
        Answer::Binary => first += " -o response.bin",
        Answer::Text | Answer::Json | Answer::Headers => {}
    }
    let mut lines = vec![format!("{first} {}", text(&request.url))];
    if request.password {
        lines.push("-u \"$API_USER:$API_PASSWORD\"".into());
    }
    if request.certificate {
        lines.push("--cert client.pem --key client.key".into());
    }
    lines.extend(request.headers_with_type().iter().map(|(name, value)| format!("-H {}", header(name, value))));
    match &request.body {
        Body::Nothing => {}
        Body::Text(body) => lines.push(match body.file {
            Some(file) => format!("--data-binary @{file}"),
            None => format!("--data-raw {}", single(&body.text)),
        }),
        Body::Form(form) => lines.extend(form.iter().map(|(name, value)| {
            format!("--data-urlencode {}", single(&format!("{}={value}", Encoding::Percent.text(name))))
        })),
        Body::Parts(fields) => lines.extend(fields.iter().map(part)),
        Body::File(name, _) => lines.push(format!("--data-binary @{name}")),
    }
    lines.join(" \\\n  ") + "\n"
}

/// A header. curl takes one without a value away unless a semicolon stands in the place of the colon.
fn header(name: &str, value: &Text) -> String {
    if value.shown().is_empty() {
        return single(&format!("{name};"));
    }
    let mut line = Text::plain(format!("{name}: "));
    line.append(value.clone());
    text(&line)
}

fn part(field: &Field) -> String {
    let name = &field.name;
    match &field.value {
        FieldValue::File(file, media) => {
            format!("-F {}", single(&format!("{name}=@{file};type={}", plain_media(media))))
        }
        FieldValue::Text(text, None) => format!("--form-string {}", single(&format!("{name}={text}"))),
        FieldValue::Text(text, Some(media)) => {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"");
            format!("-F {}", single(&format!("{name}=\"{text}\";type={}", plain_media(media))))
        }
    }
}

/// A media type without parameters, which curl would take for its own.
fn plain_media(media: &str) -> &str {
    media.split(';').next().unwrap_or_default().trim()
}

/// A text with secrets: in double quotes where nothing in it means anything there, else in quotes of both sorts.
fn text(text: &Text) -> String {
    let [Piece::Plain(plain)] = &text.pieces[..] else { return mixed(text) };
    single(plain)
}

fn mixed(text: &Text) -> String {
    let is_safe = |plain: &str| !plain.contains(['"', '$', '`', '\\', '!']) && !plain.chars().any(char::is_control);
    let all_safe = text
        .pieces
        .iter()
        .all(|piece| matches!(piece, Piece::Secret(_)) || matches!(piece, Piece::Plain(plain) if is_safe(plain)));
    if !all_safe {
        return text.expression(single, |variable| format!("\"${variable}\""), "");
    }
    let mut out = String::from("\"");
    for (nth, piece) in text.pieces.iter().enumerate() {
        match (piece, text.pieces.get(nth + 1)) {
            (Piece::Plain(plain), _) => out += plain,
            (Piece::Secret(variable), Some(Piece::Plain(next)))
                if next.starts_with(|c: char| c.is_alphanumeric() || c == '_') =>
            {
                out += &format!("${{{variable}}}");
            }
            (Piece::Secret(variable), _) => out += &format!("${variable}"),
        }
    }
    out + "\""
}

/// A word in single quotes, in which nothing means anything but their end.
fn single(text: &str) -> String {
    if !text.chars().any(|c| c == '\r' || quote::is_odd(c)) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut out = String::from("$'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if quote::is_odd(c) => {
                c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| out += &format!("\\x{byte:02x}"));
            }
            c => out.push(c),
        }
    }
    out + "'"
}
