//! Go with net/http.

use std::collections::BTreeSet;

use super::super::example::{Field, FieldValue};
use super::quote::{self, disposition_name};
use super::request::{Answer, Body, Request, TextBody};
use super::text::Text;

/// The sample.
pub(super) fn write(request: &Request) -> String {
    let mut imports: BTreeSet<&str> = ["fmt", "log", "net/http"].into();
    let (before, body) = body(&request.body, &mut imports);
    let mut main = before;
    main += &format!(
        "\trequest, err := http.NewRequest({}, {}, {body})\n{FAILS}",
        literal(&request.method),
        expression(&request.url)
    );
    if let Body::Parts(_) = request.body {
        main += "\trequest.Header.Set(\"Content-Type\", form.FormDataContentType())\n";
    }
    if let Body::Form(_) = request.body {
        main += "\trequest.Header.Set(\"Content-Type\", \"application/x-www-form-urlencoded\")\n";
    }
    for (name, value) in request.headers_with_type() {
        main += &format!("\trequest.Header.Set({}, {})\n", literal(&name), expression(&value));
    }
    if request.password {
        main += "\trequest.SetBasicAuth(os.Getenv(\"API_USER\"), os.Getenv(\"API_PASSWORD\"))\n";
    }
    if request.has_secret() {
        imports.insert("os");
    }
    if request.certificate {
        main += "\t// Needs a client with a certificate: tls.LoadX509KeyPair.\n";
    }
    main += &format!("\tresponse, err := http.DefaultClient.Do(request)\n{FAILS}\tdefer response.Body.Close()\n");
    main += answer(request.answer, &mut imports);
    let imports: String = imports.iter().map(|name| format!("\t\"{name}\"\n")).collect();
    format!("package main\n\nimport (\n{imports})\n\nfunc main() {{\n{main}}}\n")
}

const FAILS: &str = "\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n";

fn answer(answer: Answer, imports: &mut BTreeSet<&str>) -> &'static str {
    match answer {
        Answer::Text | Answer::Json => {
            imports.insert("io");
            "\ttext, err := io.ReadAll(response.Body)\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\tfmt.Println(response.Status, string(text))\n"
        }
        Answer::Stream => {
            imports.insert("bufio");
            "\tlines := bufio.NewScanner(response.Body)\n\tfor lines.Scan() {\n\t\tfmt.Println(lines.Text())\n\t}\n"
        }
        Answer::Binary => {
            imports.extend(["io", "os"]);
            "\tfile, err := os.Create(\"response.bin\")\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\tdefer file.Close()\n\tio.Copy(file, response.Body)\n\tfmt.Println(response.Status)\n"
        }
        Answer::Headers => "\tfmt.Println(response.Status, response.Header)\n",
    }
}

/// What comes before the request, and what it is given as its body.
fn body(body: &Body, imports: &mut BTreeSet<&str>) -> (String, &'static str) {
    let open = |name: &str| format!("\tbody, err := os.Open({})\n{FAILS}", literal(name));
    match body {
        Body::Nothing => (String::new(), "nil"),
        Body::Text(TextBody { file: Some(name), .. }) => {
            imports.insert("os");
            (open(name), "body")
        }
        Body::Text(TextBody { text, .. }) => {
            imports.insert("strings");
            (format!("\tbody := strings.NewReader({})\n", long(text)), "body")
        }
        Body::Form(form) => {
            imports.extend(["net/url", "strings"]);
            let adds = form.iter().map(|(name, value)| format!("\tform.Add({}, {})\n", literal(name), literal(value)));
            (format!("\tform := url.Values{{}}\n{}", adds.collect::<String>()), "strings.NewReader(form.Encode())")
        }
        Body::Parts(fields) => {
            imports.extend(["bytes", "mime/multipart"]);
            let parts: String = fields.iter().map(|field| part(field, imports)).collect();
            (format!("\tvar body bytes.Buffer\n\tform := multipart.NewWriter(&body)\n{parts}\tform.Close()\n"), "&body")
        }
        Body::File(name, _) => {
            imports.insert("os");
            (open(name), "body")
        }
    }
}

fn part(field: &Field, imports: &mut BTreeSet<&str>) -> String {
    let header = |media: &str, more: &str| {
        let disposition = format!("form-data; name=\"{}\"{more}", disposition_name(&field.name));
        format!(
            "\tif part, err := form.CreatePart(textproto.MIMEHeader{{\n\t\t\"Content-Disposition\": {{{}}},\n\t\t\"Content-Type\": {{{}}},\n\t}}); err == nil {{\n",
            literal(&disposition),
            literal(media)
        )
    };
    match &field.value {
        FieldValue::Text(text, None) => format!("\tform.WriteField({}, {})\n", literal(&field.name), literal(text)),
        FieldValue::Text(text, Some(media)) => {
            imports.extend(["net/textproto"]);
            format!("{}\t\tpart.Write([]byte({}))\n\t}}\n", header(media, ""), literal(text))
        }
        FieldValue::File(file, media) => {
            imports.extend(["io", "net/textproto", "os"]);
            let more = format!("; filename=\"{file}\"");
            format!(
                "{}\t\tfile, err := os.Open({})\n\t\tif err != nil {{\n\t\t\tlog.Fatal(err)\n\t\t}}\n\t\tio.Copy(part, file)\n\t\tfile.Close()\n\t}}\n",
                header(media, &more),
                literal(file)
            )
        }
    }
}

fn long(text: &str) -> String {
    match text.contains('\n') && !text.contains('`') && quote::is_raw(text) {
        true => format!("`{text}`"),
        false => literal(text),
    }
}

fn expression(text: &Text) -> String {
    text.expression(literal, |variable| format!("os.Getenv({})", literal(variable)), "+")
}

fn literal(text: &str) -> String {
    quote::double(text, &[], quote::four)
}
