//! Java 17 with java.net.http.

use std::collections::BTreeSet;

use super::super::example::{Field, FieldValue};
use super::quote::{self, disposition_name};
use super::request::{Answer, Body, Request, TextBody, encoded};
use super::text::Text;

/// The sample.
pub(super) fn write(request: &Request) -> String {
    let mut imports: BTreeSet<&str> =
        ["java.net.URI", "java.net.http.HttpClient", "java.net.http.HttpRequest", "java.net.http.HttpResponse"].into();
    let mut main = String::new();
    if request.certificate {
        main += "        // Needs a client with a certificate: HttpClient.newBuilder().sslContext(...).\n";
    }
    if request.password {
        imports.insert("java.util.Base64");
        main += "        var user = System.getenv(\"API_USER\") + \":\" + System.getenv(\"API_PASSWORD\");\n";
    }
    let publisher = publisher(&request.body, &mut main, &mut imports);
    main += &format!("        var request = HttpRequest.newBuilder(URI.create({}))\n", expression(&request.url));
    for (name, value) in request.headers_with_type() {
        main += &format!("            .header({}, {})\n", literal(&name), expression(&value));
    }
    if request.password {
        main += "            .header(\"Authorization\", \"Basic \" + Base64.getEncoder().encodeToString(user.getBytes()))\n";
    }
    match &request.body {
        Body::Parts(_) => {
            main += "            .header(\"Content-Type\", \"multipart/form-data; boundary=\" + boundary)\n";
        }
        Body::Form(_) => main += "            .header(\"Content-Type\", \"application/x-www-form-urlencoded\")\n",
        Body::Nothing | Body::Text(_) | Body::File(..) => {}
    }
    main += &match &*request.method {
        "GET" if publisher == NO_BODY => "            .GET()\n".to_owned(),
        method => format!("            .method({}, {publisher})\n", literal(method)),
    };
    main += "            .build();\n";
    let (handler, shown) = match request.answer {
        Answer::Text | Answer::Json => {
            ("ofString()", "System.out.println(response.statusCode() + \" \" + response.body());")
        }
        Answer::Stream => ("ofLines()", "response.body().forEach(System.out::println);"),
        Answer::Binary => {
            imports.insert("java.nio.file.Path");
            (
                "ofFile(Path.of(\"response.bin\"))",
                "System.out.println(response.statusCode() + \" \" + response.body());",
            )
        }
        Answer::Headers => ("discarding()", "System.out.println(response.headers().map());"),
    };
    main += &format!(
        "        var response = HttpClient.newHttpClient()\n            .send(request, HttpResponse.BodyHandlers.{handler});\n        {shown}\n"
    );
    let imports: String = imports.iter().map(|name| format!("import {name};\n")).collect();
    format!(
        "{imports}\nclass Main {{\n    public static void main(String[] args) throws Exception {{\n{main}    }}\n}}\n"
    )
}

const NO_BODY: &str = "HttpRequest.BodyPublishers.noBody()";

/// What publishes the body; what it needs before stands in `main`.
fn publisher(body: &Body, main: &mut String, imports: &mut BTreeSet<&str>) -> String {
    match body {
        Body::Nothing => NO_BODY.into(),
        Body::Text(TextBody { file: Some(file), .. }) | Body::File(file, _) => {
            imports.insert("java.nio.file.Path");
            format!("HttpRequest.BodyPublishers.ofFile(Path.of({}))", literal(file))
        }
        Body::Text(TextBody { text, .. }) => format!("HttpRequest.BodyPublishers.ofString({})", long(text)),
        Body::Form(form) => format!("HttpRequest.BodyPublishers.ofString({})", literal(&encoded(form))),
        Body::Parts(fields) => {
            imports.insert("java.util.UUID");
            *main += "        var boundary = UUID.randomUUID().toString();\n";
            let mut parts: Vec<String> = Vec::new();
            for field in fields {
                parts.extend(part(field, imports));
            }
            parts.push("HttpRequest.BodyPublishers.ofString(\"--\" + boundary + \"--\\r\\n\")".into());
            let parts = parts.join(",\n            ");
            *main += &format!("        var body = HttpRequest.BodyPublishers.concat(\n            {parts});\n");
            "body".into()
        }
    }
}

fn part(field: &Field, imports: &mut BTreeSet<&str>) -> Vec<String> {
    let publisher = |text: &str| format!("HttpRequest.BodyPublishers.ofString({text})");
    let start = |more: &str, media: Option<&str>| {
        let media = media.map(|media| format!("\r\nContent-Type: {media}")).unwrap_or_default();
        let name = disposition_name(&field.name);
        let head = format!("\r\nContent-Disposition: form-data; name=\"{name}\"{more}{media}\r\n\r\n");
        format!("\"--\" + boundary + {}", literal(&head))
    };
    match &field.value {
        FieldValue::Text(text, media) => {
            vec![publisher(&format!("{} + {}", start("", media.as_deref()), literal(&format!("{text}\r\n"))))]
        }
        FieldValue::File(file, media) => {
            imports.insert("java.nio.file.Path");
            let head = start(&format!("; filename=\"{file}\""), Some(media));
            let file = format!("HttpRequest.BodyPublishers.ofFile(Path.of({}))", literal(file));
            vec![publisher(&head), file, publisher("\"\\r\\n\"")]
        }
    }
}

/// A text as a block of lines, if it has several.
fn long(text: &str) -> String {
    if !text.contains('\n') || !quote::is_raw(text) {
        return literal(text);
    }
    let escaped = text.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
    // A quote before the end of the block would belong to it.
    let escaped = match escaped.strip_suffix('"') {
        Some(start) => format!("{start}\\\""),
        None => escaped,
    };
    format!("\"\"\"\n                {}\"\"\"", quote::moved(&escaped, 16))
}

fn expression(text: &Text) -> String {
    text.expression(literal, |variable| format!("System.getenv({})", literal(variable)), " + ")
}

/// A literal. Escapes of four digits mean the character itself to the compiler, so control characters are octal.
fn literal(text: &str) -> String {
    let octal = |c: char| if c.is_ascii() { format!("\\{:03o}", u32::from(c)) } else { quote::four(c) };
    quote::double(text, &[], octal)
}
