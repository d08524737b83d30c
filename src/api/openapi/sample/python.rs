//! Python with requests.

use super::super::example::{Field, FieldValue, is_json_number};
use super::quote;
use super::request::{Answer, Body, Request, TextBody};
use super::text::Text;
use crate::yaml::{Node, Value};

/// Methods that requests has functions for.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"];

/// The sample.
pub(super) fn write(request: &Request) -> String {
    let mut out = String::new();
    if request.has_secret() {
        out += "import os\n\n";
    }
    out += "import requests\n\n";
    match METHODS.contains(&&*request.method) {
        true => out += &format!("response = requests.{}(\n", request.method.to_lowercase()),
        false => out += &format!("response = requests.request(\n    {},\n", literal(&request.method)),
    }
    out += &format!("    {},\n", expression(&request.url));
    let body = body(&request.body);
    let has_json = body.as_deref().is_some_and(|body| body.starts_with("json="));
    let is_implied =
        |name: &str, value: &Text| has_json && name == "Content-Type" && value.shown() == "application/json";
    let headers = request.headers_with_type();
    let headers: Vec<String> = headers
        .iter()
        .filter(|(name, value)| !is_implied(name, value))
        .map(|(name, value)| format!("        {}: {},\n", literal(name), expression(value)))
        .collect();
    if !headers.is_empty() {
        out += &format!("    headers={{\n{}    }},\n", headers.concat());
    }
    if request.password {
        out += "    auth=(os.environ[\"API_USER\"], os.environ[\"API_PASSWORD\"]),\n";
    }
    if request.certificate {
        out += "    cert=(\"client.pem\", \"client.key\"),\n";
    }
    if let Some(body) = body {
        out += &format!("    {body},\n");
    }
    if request.answer == Answer::Stream {
        out += "    stream=True,\n";
    }
    out += ")\nresponse.raise_for_status()\n";
    out += match request.answer {
        Answer::Text => "print(response.text)\n",
        Answer::Json => "print(response.json())\n",
        Answer::Stream => "for line in response.iter_lines():\n    print(line.decode())\n",
        Answer::Binary => "with open(\"response.bin\", \"wb\") as file:\n    file.write(response.content)\n",
        Answer::Headers => "print(response.headers)\n",
    };
    out
}

fn body(body: &Body) -> Option<String> {
    Some(match body {
        Body::Nothing => return None,
        Body::Text(TextBody { file: Some(file), .. }) => format!("data=open({}, \"rb\")", literal(file)),
        Body::Text(TextBody { json: Some(json), .. }) => format!("json={}", value(json, 1)),
        Body::Text(TextBody { text, .. }) => {
            let encode = if text.is_ascii() { "" } else { ".encode()" };
            format!("data={}{encode}", literal(text))
        }
        Body::Form(form) => {
            let pairs = form.iter().map(|(name, value)| format!("        ({}, {}),\n", literal(name), literal(value)));
            format!("data=[\n{}    ]", pairs.collect::<String>())
        }
        Body::Parts(fields) => format!("files=[\n{}    ]", fields.iter().map(part).collect::<String>()),
        Body::File(name, _) => format!("data=open({}, \"rb\")", literal(name)),
    })
}

fn part(field: &Field) -> String {
    let name = literal(&field.name);
    let value = match &field.value {
        FieldValue::Text(text, None) => format!("(None, {})", literal(text)),
        FieldValue::Text(text, Some(media)) => format!("(None, {}, {})", literal(text), literal(media)),
        FieldValue::File(file, media) => format!("({0}, open({0}, \"rb\"), {1})", literal(file), literal(media)),
    };
    format!("        ({name}, {value}),\n")
}

/// A value of JSON.
fn value(node: &Node, level: usize) -> String {
    let (outer, inner) = ("    ".repeat(level), "    ".repeat(level + 1));
    match &node.value {
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Number(text) if is_json_number(text) => text.to_string(),
        Value::Number(text) | Value::String(text) => literal(text),
        Value::List(items) if items.is_empty() => "[]".into(),
        Value::Map(map) if map.entries.is_empty() => "{}".into(),
        Value::List(items) => {
            let items = items.iter().map(|item| format!("{inner}{},\n", value(item, level + 1)));
            format!("[\n{}{outer}]", items.collect::<String>())
        }
        Value::Map(map) => {
            let entries = map
                .entries
                .iter()
                .map(|entry| format!("{inner}{}: {},\n", literal(&entry.key), value(&entry.value, level + 1)));
            format!("{{\n{}{outer}}}", entries.collect::<String>())
        }
    }
}

fn expression(text: &Text) -> String {
    text.expression(literal, |variable| format!("os.environ[{}]", literal(variable)), " + ")
}

fn literal(text: &str) -> String {
    quote::double(text, &[], quote::four)
}
