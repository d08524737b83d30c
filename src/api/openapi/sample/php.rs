//! PHP 8 with its curl functions.

use std::collections::BTreeSet;

use super::super::example::{Field, FieldValue};
use super::quote::{self, disposition_name};
use super::request::{Answer, Body, Request, TextBody, encoded};
use super::text::Text;

/// The sample.
pub(super) fn write(request: &Request) -> String {
    let mut out = String::from("<?php\n");
    let (before, fields) = body(&request.body);
    out += &before;
    out += &format!("$curl = curl_init({});\n", expression(&request.url));
    out += "curl_setopt_array($curl, [\n";
    match &*request.method {
        "GET" => {}
        "HEAD" => out += "    CURLOPT_NOBODY => true,\n    CURLOPT_HEADER => true,\n",
        method => out += &format!("    CURLOPT_CUSTOMREQUEST => {},\n", literal(method)),
    }
    out += match request.answer {
        Answer::Stream => {
            "    CURLOPT_WRITEFUNCTION => function ($curl, $text) {\n        echo $text;\n        return strlen($text);\n    },\n"
        }
        Answer::Text | Answer::Json | Answer::Binary | Answer::Headers => "    CURLOPT_RETURNTRANSFER => true,\n",
    };
    if request.password {
        out += "    CURLOPT_USERPWD => getenv('API_USER') . ':' . getenv('API_PASSWORD'),\n";
    }
    if request.certificate {
        out += "    CURLOPT_SSLCERT => 'client.pem',\n    CURLOPT_SSLKEY => 'client.key',\n";
    }
    let mut headers: String =
        request.headers_with_type().iter().map(|(name, value)| format!("        {},\n", header(name, value))).collect();
    if before.contains("$boundary") {
        headers += "        'Content-Type: multipart/form-data; boundary=' . $boundary,\n";
    }
    if !headers.is_empty() {
        out += &format!("    CURLOPT_HTTPHEADER => [\n{headers}    ],\n");
    }
    if let Some(fields) = fields {
        out += &format!("    CURLOPT_POSTFIELDS => {fields},\n");
    }
    out += "]);\n$response = curl_exec($curl);\nif ($response === false) {\n    throw new RuntimeException(curl_error($curl));\n}\n";
    out += match request.answer {
        Answer::Text | Answer::Json | Answer::Headers => "echo $response;\n",
        Answer::Binary => "file_put_contents('response.bin', $response);\n",
        Answer::Stream => "",
    };
    out
}

/// A header. Its value may end the line nowhere, and an empty one is said by a semicolon.
fn header(name: &str, value: &Text) -> String {
    if value.shown().is_empty() {
        return literal(&format!("{name};"));
    }
    let mut line = Text::plain(format!("{name}: "));
    line.append(value.clone());
    expression(&line)
}

/// What comes before the request, and its body.
fn body(body: &Body) -> (String, Option<String>) {
    let file = |name: &str| format!("file_get_contents({})", literal(name));
    match body {
        Body::Nothing => (String::new(), None),
        Body::Text(TextBody { file: Some(name), .. }) | Body::File(name, _) => (String::new(), Some(file(name))),
        Body::Text(TextBody { text, .. }) => (String::new(), Some(literal(text))),
        Body::Form(form) => (String::new(), Some(self::form(form))),
        Body::Parts(fields) if is_plain(fields) => {
            let entries: String = fields.iter().map(entry).collect();
            (String::new(), Some(format!("[\n{entries}    ]")))
        }
        Body::Parts(fields) => {
            let parts: String = fields.iter().map(part).collect();
            let before =
                format!("$boundary = bin2hex(random_bytes(16));\n$body = ''{parts}\n    . \"--$boundary--\\r\\n\";\n");
            (before, Some("$body".into()))
        }
    }
}

fn form(form: &[(String, String)]) -> String {
    let names: BTreeSet<&str> = form.iter().map(|(name, _)| &**name).collect();
    if names.len() < form.len() || names.iter().any(|name| name.contains('[')) {
        return literal(&encoded(form));
    }
    let pairs = form.iter().map(|(name, value)| format!("        {} => {},\n", literal(name), literal(value)));
    format!("http_build_query([\n{}    ])", pairs.collect::<String>())
}

/// True if an array can hold the fields: no name twice, no media types of texts.
fn is_plain(fields: &[Field]) -> bool {
    let names: BTreeSet<&str> = fields.iter().map(|field| &*field.name).collect();
    names.len() == fields.len() && !fields.iter().any(|field| matches!(field.value, FieldValue::Text(_, Some(_))))
}

fn entry(field: &Field) -> String {
    let value = match &field.value {
        FieldValue::Text(text, _) => literal(text),
        FieldValue::File(file, media) => format!("new CURLFile({0}, {1}, {0})", literal(file), literal(media)),
    };
    format!("        {} => {value},\n", literal(&field.name))
}

fn part(field: &Field) -> String {
    let head = |more: &str, media: Option<&str>| {
        let media = media.map(|media| format!("\r\nContent-Type: {media}")).unwrap_or_default();
        let name = disposition_name(&field.name);
        double(&format!("\r\nContent-Disposition: form-data; name=\"{name}\"{more}{media}\r\n\r\n"))
    };
    let (head, value) = match &field.value {
        FieldValue::Text(text, media) => (head("", media.as_deref()), literal(text)),
        FieldValue::File(file, media) => {
            (head(&format!("; filename=\"{file}\""), Some(media)), format!("file_get_contents({})", literal(file)))
        }
    };
    format!("\n    . '--' . $boundary . {head}\n    . {value} . \"\\r\\n\"")
}

fn expression(text: &Text) -> String {
    text.expression(literal, |variable| format!("getenv({})", literal(variable)), " . ")
}

fn literal(text: &str) -> String {
    quote::single(text).unwrap_or_else(|| double(text))
}

fn double(text: &str) -> String {
    quote::double(text, &['$'], quote::braces)
}
