//! Rust with reqwest (feature `blocking`, and `multipart` for forms with files).

use super::super::example::{Field, FieldValue};
use super::quote;
use super::request::{Answer, Body, Request, TextBody};
use super::text::{Piece, Text};

/// Methods that the client has functions for.
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"];

/// The sample.
pub(super) fn write(request: &Request) -> String {
    let mut out = String::from("fn main() -> Result<(), Box<dyn std::error::Error>> {\n");
    if request.certificate {
        out += "    // Needs a client certificate: reqwest::Identity.\n";
    }
    if let Body::Parts(fields) = &request.body {
        let parts: String = fields.iter().map(part).collect();
        out += &format!("    let form = reqwest::blocking::multipart::Form::new(){parts};\n");
    }
    let is_mutable = request.answer == Answer::Binary;
    out += if is_mutable { "    let mut response" } else { "    let response" };
    out += " = reqwest::blocking::Client::new()\n";
    let url = argument(&request.url);
    out += &match METHODS.contains(&&*request.method) {
        true => format!("        .{}({url})\n", request.method.to_lowercase()),
        false => format!("        .request(reqwest::Method::from_bytes(b{})?, {url})\n", literal(&request.method)),
    };
    for (name, value) in request.headers_with_type() {
        out += &format!("        .header({}, {})\n", literal(&name), argument(&value));
    }
    if request.password {
        out += "        .basic_auth(std::env::var(\"API_USER\")?, Some(std::env::var(\"API_PASSWORD\")?))\n";
    }
    out += &body(&request.body);
    out += "        .send()?\n        .error_for_status()?;\n";
    out += match request.answer {
        Answer::Text | Answer::Json => "    println!(\"{}\", response.text()?);\n",
        Answer::Stream => {
            "    for line in std::io::BufRead::lines(std::io::BufReader::new(response)) {\n        println!(\"{}\", line?);\n    }\n"
        }
        Answer::Binary => "    response.copy_to(&mut std::fs::File::create(\"response.bin\")?)?;\n",
        Answer::Headers => "    println!(\"{:?}\", response.headers());\n",
    };
    out + "    Ok(())\n}\n"
}

fn body(body: &Body) -> String {
    match body {
        Body::Nothing => String::new(),
        Body::Text(TextBody { file: Some(file), .. }) | Body::File(file, _) => {
            format!("        .body(std::fs::File::open({})?)\n", literal(file))
        }
        Body::Text(TextBody { text, .. }) => format!("        .body({})\n", long(text)),
        Body::Form(form) => {
            let pairs =
                form.iter().map(|(name, value)| format!("            ({}, {}),\n", literal(name), literal(value)));
            format!("        .form(&[\n{}        ])\n", pairs.collect::<String>())
        }
        Body::Parts(_) => "        .multipart(form)\n".into(),
    }
}

fn part(field: &Field) -> String {
    let name = literal(&field.name);
    let part = "reqwest::blocking::multipart::Part";
    match &field.value {
        FieldValue::Text(text, None) => format!("\n        .text({name}, {})", literal(text)),
        FieldValue::Text(text, Some(media)) => {
            format!("\n        .part({name}, {part}::text({}).mime_str({})?)", literal(text), literal(media))
        }
        FieldValue::File(file, media) => {
            format!("\n        .part({name}, {part}::file({})?.mime_str({})?)", literal(file), literal(media))
        }
    }
}

/// A text as raw string, if it has several lines.
fn long(text: &str) -> String {
    if !text.contains('\n') || !quote::is_raw(text) {
        return literal(text);
    }
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

fn argument(text: &Text) -> String {
    if !text.has_secret() {
        return text.expression(literal, literal, "");
    }
    let mut format = String::new();
    let mut arguments = String::new();
    for piece in &text.pieces {
        match piece {
            Piece::Plain(plain) => format += &plain.replace('{', "{{").replace('}', "}}"),
            Piece::Secret(variable) => {
                format += "{}";
                arguments += &format!(", std::env::var({})?", literal(variable));
            }
        }
    }
    format!("format!({}{arguments})", literal(&format))
}

fn literal(text: &str) -> String {
    quote::double(text, &[], quote::braces)
}
