//! C# with HttpClient, .NET 7 and later.

use super::super::example::{Field, FieldValue};
use super::quote;
use super::request::{Answer, Body, Request, TextBody};
use super::text::Text;

/// Methods that have a name of their own.
const METHODS: [&str; 8] = ["Get", "Post", "Put", "Delete", "Head", "Patch", "Options", "Trace"];

/// The sample.
pub(super) fn write(request: &Request) -> String {
    let mut out = String::new();
    if !matches!(request.body, Body::Nothing) || request.password {
        out += "using System.Net.Http.Headers;\n";
    }
    if request.password {
        out += "using System.Text;\n";
    }
    if !out.is_empty() {
        out += "\n";
    }
    if request.certificate {
        out += "// Needs a client certificate: HttpClientHandler.ClientCertificates.\n";
    }
    out += "using var client = new HttpClient();\n";
    let method = METHODS.iter().find(|name| name.eq_ignore_ascii_case(&request.method));
    let method = method
        .map_or_else(|| format!("new HttpMethod({})", literal(&request.method)), |name| format!("HttpMethod.{name}"));
    out += &format!("using var request = new HttpRequestMessage({method}, {});\n", expression(&request.url));
    for (name, value) in &request.headers {
        out += &format!("request.Headers.TryAddWithoutValidation({}, {});\n", literal(name), expression(value));
    }
    if request.password {
        out += "var user = Environment.GetEnvironmentVariable(\"API_USER\") + \":\" + Environment.GetEnvironmentVariable(\"API_PASSWORD\");\n";
        out += "request.Headers.Authorization = new AuthenticationHeaderValue(\"Basic\", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));\n";
    }
    out += &body(&request.body);
    out += match request.answer {
        Answer::Stream => {
            "using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);\n"
        }
        Answer::Text | Answer::Json | Answer::Binary | Answer::Headers => {
            "using var response = await client.SendAsync(request);\n"
        }
    };
    out += "response.EnsureSuccessStatusCode();\n";
    out += match request.answer {
        Answer::Text | Answer::Json => "Console.WriteLine(await response.Content.ReadAsStringAsync());\n",
        Answer::Stream => {
            "using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());\n\
             while (await lines.ReadLineAsync() is { } line) Console.WriteLine(line);\n"
        }
        Answer::Binary => {
            "await File.WriteAllBytesAsync(\"response.bin\", await response.Content.ReadAsByteArrayAsync());\n"
        }
        Answer::Headers => "Console.WriteLine(response.Headers);\n",
    };
    out
}

fn body(body: &Body) -> String {
    let typed = |content: &str, media: &str| {
        format!("request.Content = {content};\nrequest.Content.Headers.ContentType = {};\n", media_type(media))
    };
    match body {
        Body::Nothing => String::new(),
        Body::Text(TextBody { file: Some(file), media, .. }) => {
            typed(&format!("new StreamContent(File.OpenRead({}))", literal(file)), media)
        }
        Body::File(file, media) => typed(&format!("new StreamContent(File.OpenRead({}))", literal(file)), media),
        Body::Text(TextBody { text, media, .. }) => typed(&format!("new StringContent({})", long(text)), media),
        Body::Form(form) => {
            let pairs = form
                .iter()
                .map(|(name, value)| format!("    KeyValuePair.Create({}, {}),\n", literal(name), literal(value)));
            format!("request.Content = new FormUrlEncodedContent(new[]\n{{\n{}}});\n", pairs.collect::<String>())
        }
        Body::Parts(fields) => {
            let parts: String = fields.iter().enumerate().map(|(nth, field)| part(nth, field)).collect();
            format!("var form = new MultipartFormDataContent();\n{parts}request.Content = form;\n")
        }
    }
}

fn part(nth: usize, field: &Field) -> String {
    let name = literal(&field.name);
    match &field.value {
        FieldValue::Text(text, None) => format!("form.Add(new StringContent({}), {name});\n", literal(text)),
        FieldValue::Text(text, Some(media)) => {
            format!("form.Add(new StringContent({}, {}), {name});\n", literal(text), media_type(media))
        }
        FieldValue::File(file, media) => format!(
            "var part{nth} = new StreamContent(File.OpenRead({0}));\npart{nth}.Headers.ContentType = {1};\nform.Add(part{nth}, {name}, {0});\n",
            literal(file),
            media_type(media)
        ),
    }
}

fn media_type(media: &str) -> String {
    format!("MediaTypeHeaderValue.Parse({})", literal(media))
}

/// A text as lines between as many quotes as it needs, if it has several.
fn long(text: &str) -> String {
    if !text.contains('\n') || !quote::is_raw(text) {
        return literal(text);
    }
    let mut quotes = String::from("\"\"\"");
    while text.contains(&quotes) {
        quotes.push('"');
    }
    format!("{quotes}\n    {}\n    {quotes}", quote::moved(text, 4))
}

fn expression(text: &Text) -> String {
    text.expression(literal, |variable| format!("Environment.GetEnvironmentVariable({})", literal(variable)), " + ")
}

fn literal(text: &str) -> String {
    quote::double(text, &[], quote::four)
}
