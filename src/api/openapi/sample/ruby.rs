//! Ruby with net/http.

use super::super::example::{Field, FieldValue};
use super::quote;
use super::request::{Answer, Body, Request, TextBody};
use super::text::Text;

/// Methods that have a class of their own.
const METHODS: [&str; 8] = ["Get", "Post", "Put", "Delete", "Head", "Patch", "Options", "Trace"];

/// The sample.
pub(super) fn write(request: &Request) -> String {
    let mut out = String::from("require \"net/http\"\n\n");
    out += &format!("uri = URI({})\n", expression(&request.url));
    let method = METHODS.iter().find(|name| name.eq_ignore_ascii_case(&request.method));
    out += &match method {
        Some(name) => format!("request = Net::HTTP::{name}.new(uri)\n"),
        None => format!("request = Net::HTTPGenericRequest.new({}, true, true, uri)\n", literal(&request.method)),
    };
    for (name, value) in request.headers_with_type() {
        out += &format!("request[{}] = {}\n", literal(&name), expression(&value));
    }
    if request.password {
        out += "request.basic_auth(ENV.fetch(\"API_USER\"), ENV.fetch(\"API_PASSWORD\"))\n";
    }
    out += &body(&request.body);
    let mut options = String::from("use_ssl: uri.scheme == \"https\"");
    if request.certificate {
        options += ",\n                cert: OpenSSL::X509::Certificate.new(File.read(\"client.pem\")),\n                key: OpenSSL::PKey.read(File.read(\"client.key\"))";
    }
    let start = format!("Net::HTTP.start(uri.hostname, uri.port, {options})");
    out += &match request.answer {
        Answer::Stream => format!(
            "{start} do |http|\n  http.request(request) do |response|\n    response.read_body {{ |text| print text }}\n  end\nend\n"
        ),
        Answer::Text | Answer::Json => {
            format!("response = {start} {{ |http| http.request(request) }}\nputs response.body\n")
        }
        Answer::Binary => {
            format!(
                "response = {start} {{ |http| http.request(request) }}\nFile.binwrite(\"response.bin\", response.body)\n"
            )
        }
        Answer::Headers => format!("response = {start} {{ |http| http.request(request) }}\nputs response.to_hash\n"),
    };
    out
}

fn body(body: &Body) -> String {
    match body {
        Body::Nothing => String::new(),
        Body::Text(TextBody { file: Some(file), .. }) | Body::File(file, _) => {
            format!("request.body = File.binread({})\n", literal(file))
        }
        Body::Text(TextBody { text, .. }) => {
            let text = quote::single(text).filter(|_| text.contains('\n')).unwrap_or_else(|| literal(text));
            format!("request.body = {text}\n")
        }
        Body::Form(form) => {
            let pairs = form.iter().map(|(name, value)| format!("  [{}, {}],\n", literal(name), literal(value)));
            format!("request.set_form([\n{}])\n", pairs.collect::<String>())
        }
        Body::Parts(fields) => {
            format!("request.set_form([\n{}], \"multipart/form-data\")\n", fields.iter().map(part).collect::<String>())
        }
    }
}

fn part(field: &Field) -> String {
    let name = literal(&field.name);
    match &field.value {
        FieldValue::Text(text, None) => format!("  [{name}, {}],\n", literal(text)),
        FieldValue::Text(text, Some(media)) => {
            format!("  [{name}, {}, {{ content_type: {} }}],\n", literal(text), literal(media))
        }
        FieldValue::File(file, media) => {
            format!(
                "  [{name}, File.open({0}), {{ filename: {0}, content_type: {1} }}],\n",
                literal(file),
                literal(media)
            )
        }
    }
}

fn expression(text: &Text) -> String {
    text.expression(literal, |variable| format!("ENV.fetch({})", literal(variable)), " + ")
}

fn literal(text: &str) -> String {
    quote::double(text, &['#'], quote::braces)
}
