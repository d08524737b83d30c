//! JavaScript with fetch, for Node.js; without files it runs in browsers as well.

use super::super::example::{Field, FieldValue, pretty};
use super::quote;
use super::request::{Answer, Body, Request, TextBody};
use super::text::Text;

/// The sample.
pub(super) fn write(request: &Request) -> String {
    let mut out = String::new();
    let has_files = match &request.body {
        Body::File(..) => true,
        Body::Parts(fields) => fields.iter().any(|field| matches!(field.value, FieldValue::File(..))),
        Body::Nothing | Body::Text(_) | Body::Form(_) => false,
    };
    if has_files {
        out += "import { openAsBlob } from \"node:fs\";\n";
    }
    if let Body::Text(TextBody { file: Some(_), .. }) = request.body {
        out += "import { readFile } from \"node:fs/promises\";\n";
    }
    if request.answer == Answer::Binary {
        out += "import { writeFile } from \"node:fs/promises\";\n";
    }
    if !out.is_empty() {
        out += "\n";
    }
    if request.certificate {
        out += "// Needs a client certificate.\n";
    }
    if let Body::Parts(fields) = &request.body {
        out += "const form = new FormData();\n";
        out.extend(fields.iter().map(part));
    }
    let options = options(request);
    out += &match options.is_empty() {
        true => format!("const response = await fetch({});\n", expression(&request.url)),
        false => format!("const response = await fetch({}, {{\n{options}}});\n", expression(&request.url)),
    };
    out += "if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);\n";
    out += match request.answer {
        Answer::Text => "console.log(await response.text());\n",
        Answer::Json => "console.log(await response.json());\n",
        Answer::Stream => {
            "for await (const text of response.body.pipeThrough(new TextDecoderStream())) {\n  console.log(text);\n}\n"
        }
        Answer::Binary => "await writeFile(\"response.bin\", Buffer.from(await response.arrayBuffer()));\n",
        Answer::Headers => "console.log(response.headers);\n",
    };
    out
}

fn options(request: &Request) -> String {
    let mut out = String::new();
    if request.method != "GET" {
        out += &format!("  method: {},\n", literal(&request.method));
    }
    let mut headers: String = request
        .headers_with_type()
        .iter()
        .map(|(name, value)| format!("    {}: {},\n", literal(name), expression(value)))
        .collect();
    if request.password {
        headers +=
            "    \"Authorization\": \"Basic \" + btoa(process.env.API_USER + \":\" + process.env.API_PASSWORD),\n";
    }
    if !headers.is_empty() {
        out += &format!("  headers: {{\n{headers}  }},\n");
    }
    match &request.body {
        Body::Nothing => {}
        Body::Text(TextBody { file: Some(file), .. }) => {
            out += &format!("  body: await readFile({}),\n", literal(file));
        }
        Body::Text(TextBody { json: Some(json), .. }) if !has_proto(&pretty(json)) => {
            out += &format!("  body: JSON.stringify({}),\n", quote::moved(&pretty(json), 2));
        }
        Body::Text(TextBody { text, .. }) => out += &format!("  body: {},\n", literal(text)),
        Body::Form(form) => {
            let pairs = form.iter().map(|(name, value)| format!("    [{}, {}],\n", literal(name), literal(value)));
            out += &format!("  body: new URLSearchParams([\n{}  ]),\n", pairs.collect::<String>());
        }
        Body::Parts(_) => out += "  body: form,\n",
        Body::File(name, _) => out += &format!("  body: await openAsBlob({}),\n", literal(name)),
    }
    out
}

/// True for JSON that means something else as a literal: a key that sets the prototype, and what nobody sees.
fn has_proto(json: &str) -> bool {
    json.contains("\"__proto__\"") || json.chars().any(quote::is_odd)
}

fn part(field: &Field) -> String {
    let name = literal(&field.name);
    match &field.value {
        FieldValue::Text(text, None) => format!("form.append({name}, {});\n", literal(text)),
        FieldValue::Text(text, Some(media)) => {
            format!("form.append({name}, new Blob([{}], {{ type: {} }}));\n", literal(text), literal(media))
        }
        FieldValue::File(file, media) => {
            format!(
                "form.append({name}, await openAsBlob({0}, {{ type: {1} }}), {0});\n",
                literal(file),
                literal(media)
            )
        }
    }
}

fn expression(text: &Text) -> String {
    text.expression(literal, |variable| format!("process.env.{variable}"), " + ")
}

fn literal(text: &str) -> String {
    quote::double(text, &[], quote::four)
}
