//! The request of a sample, the same for all languages.

use super::super::example::{
    Field, Given, Kind, Shape, authored, body_text, compact, essence, fields, file_name, of_body, of_value, preferred,
};
use super::super::serialize::{self, Encoding, pairs, plain};
use super::super::tree::Direction;
use super::super::{Content, Flat, Media, Operation, Parameter, Payload};
use super::credentials::{self, Credentials};
use super::text::{Text, header_name, header_value};
use crate::yaml::{self, Node};

/// The address of an API that does not say where it is served. The name is reserved for examples.
const NO_SERVER: &str = "https://api.example.com";

/// A request.
#[derive(Debug)]
pub(super) struct Request {
    /// The method in upper case.
    pub method: String,
    /// The address, percent-encoded, but for the braces of names that the reader fills in.
    pub url: Text,
    /// The headers without `Content-Type`.
    pub headers: Vec<(String, Text)>,
    /// True if user and password are sent.
    pub password: bool,
    /// True if a certificate of the client is needed.
    pub certificate: bool,
    /// The body.
    pub body: Body,
    /// What comes back.
    pub answer: Answer,
}

/// The body of a request.
#[derive(Debug)]
pub(super) enum Body {
    /// None.
    Nothing,
    /// A text.
    Text(TextBody),
    /// The fields of a form.
    Form(Vec<(String, String)>),
    /// The fields of a form with files.
    Parts(Vec<Field>),
    /// A file: its name and media type.
    File(&'static str, String),
}

/// A body that is text.
#[derive(Debug)]
pub(super) struct TextBody {
    /// Its media type.
    pub media: String,
    /// The text.
    pub text: String,
    /// The same as data, if it is JSON.
    pub json: Option<Node>,
    /// The file that it is read from because it is long.
    pub file: Option<&'static str>,
}

/// What comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Text, or nothing.
    Text,
    /// JSON.
    Json,
    /// Text that comes bit by bit.
    Stream,
    /// A file.
    Binary,
    /// Headers only.
    Headers,
}

impl Request {
    /// The request of an operation.
    pub fn of(operation: &Operation<'_>) -> Self {
        let credentials = Credentials::of(operation);
        let parameters = operation.parameters();
        let method = match header_name(&operation.listed.method) {
            Some(name) => name.to_ascii_uppercase(),
            None => "GET".to_owned(),
        };
        let (accept, answer) = accepted(operation);
        let mut headers: Vec<(String, Text)> = Vec::new();
        headers.extend(accept.map(|media| ("Accept".to_owned(), Text::plain(media))));
        headers.extend(parameter_headers(operation, &parameters, &credentials));
        headers.extend(cookies(operation, &parameters, &credentials).map(|cookies| ("Cookie".to_owned(), cookies)));
        headers.extend(credentials.headers.iter().cloned());
        Self {
            url: url(operation, &parameters, &credentials),
            headers,
            password: credentials.password,
            certificate: credentials.certificate,
            body: if matches!(&*method, "GET" | "HEAD" | "TRACE") { Body::Nothing } else { body(operation) },
            answer: if method == "HEAD" { Answer::Headers } else { answer },
            method,
        }
    }

    /// The headers with the `Content-Type` that has to be named.
    pub fn headers_with_type(&self) -> Vec<(String, Text)> {
        let media = match &self.body {
            Body::Text(body) => Some(body.media.clone()),
            Body::File(_, media) => Some(media.clone()),
            Body::Nothing | Body::Form(_) | Body::Parts(_) => None,
        };
        let named = media.map(|media| ("Content-Type".to_owned(), Text::plain(media)));
        self.headers.iter().cloned().chain(named).collect()
    }

    /// True if anything is looked up in the environment.
    pub fn has_secret(&self) -> bool {
        self.password || self.url.has_secret() || self.headers.iter().any(|(_, value)| value.has_secret())
    }
}

/// A form as text.
pub(super) fn encoded(form: &[(String, String)]) -> String {
    let encoding = Encoding::Percent;
    let pairs = form.iter().map(|(name, value)| format!("{}={}", encoding.text(name), encoding.text(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The media type to ask for, where there are several, and what comes back.
fn accepted(operation: &Operation<'_>) -> (Option<String>, Answer) {
    let responses = operation.responses();
    let mut bodies = responses
        .iter()
        .filter(|response| response.status.starts_with('2'))
        .filter_map(|response| response.body.as_ref());
    let Some(body) = bodies.next() else { return (None, Answer::Text) };
    let Some(media) = chosen(&body.media) else { return (None, Answer::Text) };
    let named = preferred(&media.types);
    let answer = match Kind::of(named, &media.content) {
        Kind::Json => Answer::Json,
        Kind::Lines | Kind::Events => Answer::Stream,
        Kind::Binary if !matches!(media.content, Content::Unknown) || named.contains('/') => Answer::Binary,
        Kind::Binary | Kind::Xml | Kind::Form | Kind::Multipart | Kind::Text => Answer::Text,
    };
    let types: usize = body.media.iter().map(|media| media.types.len()).sum();
    let is_named = essence(named).contains('/');
    ((types > 1 && is_named).then(|| header_value(named)), answer)
}

/// The media type of a body that readers know best: JSON, else the first.
fn chosen<'m, 'a>(media: &'m [Media<'a>]) -> Option<&'m Media<'a>> {
    let json = media.iter().find(|media| Kind::of(preferred(&media.types), &media.content) == Kind::Json);
    json.or(media.first())
}

fn url(operation: &Operation<'_>, parameters: &[Parameter<'_>], credentials: &Credentials) -> Text {
    let mut url = Text::plain(base(operation));
    url.push(&path(operation, parameters));
    let mut has_query = operation.listed.path.split('#').next().is_some_and(|path| path.contains('?'));
    let mut add = |url: &mut Text, pair: Text| {
        url.push(if std::mem::replace(&mut has_query, true) { "&" } else { "?" });
        url.append(pair);
    };
    for parameter in parameters.iter().filter(|parameter| parameter.required) {
        let name = Encoding::Percent.text(parameter.name).into_owned();
        match parameter.place {
            "query" if credentials.has("query", parameter.name) => {}
            "query" => match credentials::of_parameter(parameter.name) {
                Some(secret) => {
                    let mut pair = Text::plain(format!("{name}="));
                    pair.append(secret);
                    add(&mut url, pair);
                }
                None => query(operation, parameter).into_iter().for_each(|pair| add(&mut url, Text::plain(pair))),
            },
            "querystring" => {
                let text = query_string(operation, parameter);
                if !text.is_empty() {
                    add(&mut url, Text::plain(text));
                }
            }
            _ => {}
        }
    }
    for (name, secret) in &credentials.query {
        let mut pair = Text::plain(format!("{}=", Encoding::Percent.text(name)));
        pair.append(secret.clone());
        add(&mut url, pair);
    }
    url
}

/// The address of the first server, without `/` at its end.
fn base(operation: &Operation<'_>) -> String {
    let first = operation.servers().into_iter().next().map(|server| server.filled()).unwrap_or_default();
    let first = first.split(['?', '#']).next().unwrap_or_default().trim().trim_end_matches('/');
    let is_absolute = ["https://", "http://", "wss://", "ws://"].iter().any(|scheme| {
        first.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && first.len() > scheme.len()
    });
    if is_absolute {
        return written(first);
    }
    match first.strip_prefix("//") {
        Some(rest) if !rest.is_empty() => format!("https://{}", written(rest)),
        _ if first.contains("://") => NO_SERVER.to_owned(),
        _ => match written(first.trim_start_matches(['.', '/'])) {
            path if path.is_empty() => NO_SERVER.to_owned(),
            path => format!("{NO_SERVER}/{path}"),
        },
    }
}

/// Text of an address as the author wrote it, without what no address may hold.
fn written(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || "-._~:/?@!$&()*+,;=%{}".contains(c) => out.push(c),
            c => out.push_str(
                &percent_encoding::utf8_percent_encode(c.encode_utf8(&mut [0; 4]), percent_encoding::NON_ALPHANUMERIC)
                    .to_string(),
            ),
        }
    }
    out
}

/// The path with what is known of its names filled in.
fn path(operation: &Operation<'_>, parameters: &[Parameter<'_>]) -> String {
    let template = operation.listed.path.split('#').next().unwrap_or_default();
    let mut out = String::new();
    if !template.starts_with('/') {
        out.push('/');
    }
    let mut rest = template;
    while let Some((before, name, after)) = next_name(rest) {
        out.push_str(&written(before));
        let parameter = parameters.iter().find(|parameter| parameter.place == "path" && parameter.name == name);
        match parameter.and_then(|parameter| path_value(operation, parameter)) {
            Some(value) => out.push_str(&value),
            None => out.push_str(&written(&format!("{{{name}}}"))),
        }
        rest = after;
    }
    out + &written(rest)
}

/// The text up to the first name in braces, the name, and what follows.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// The value of a name in a path; nothing if neither the author nor the schema names one.
fn path_value(operation: &Operation<'_>, parameter: &Parameter<'_>) -> Option<String> {
    let mut given = authored(operation.document, parameter.at, parameter.payload);
    if let (true, Payload::Schema(schema)) = (given.is_empty(), parameter.payload) {
        let flat = Flat::of(schema);
        if ["default", "const", "enum"].iter().any(|key| flat.word(key).is_some()) {
            given = of_value(operation.document, parameter.at, parameter.payload);
        }
    }
    let value = match &given.first()?.shape {
        Shape::Data(node) => match parameter.payload {
            Payload::Content(..) => Encoding::Percent.text(&compact(node)).into_owned(),
            Payload::Schema(_) | Payload::Unknown => serialize::path(parameter.name, node, parameter.style()),
        },
        Shape::Text(text) => written(text),
        Shape::Link(_) => return None,
    };
    (!value.is_empty()).then_some(value)
}

/// The first example of a parameter, or what a reader sees that something has to stand there.
fn first<'a>(operation: &Operation<'a>, parameter: &Parameter<'a>) -> Shape<'a> {
    let given = of_value(operation.document, parameter.at, parameter.payload);
    let mut shapes =
        given.into_iter().map(|Given { shape, .. }| shape).filter(|shape| !matches!(shape, Shape::Link(_)));
    shapes.next().unwrap_or(Shape::Text("string"))
}

/// The pairs of a parameter of the query.
fn query(operation: &Operation<'_>, parameter: &Parameter<'_>) -> Vec<String> {
    let style = parameter.style();
    let encoding = if style.allow_reserved { Encoding::Reserved } else { Encoding::Percent };
    let name = Encoding::Percent.text(parameter.name);
    match (first(operation, parameter), parameter.payload) {
        (Shape::Data(node), Payload::Content(media, _)) => {
            vec![format!("{name}={}", encoding.text(&content(media, &node)))]
        }
        (Shape::Data(node), Payload::Schema(_) | Payload::Unknown) => pairs(parameter.name, &node, style, encoding)
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect(),
        // A serialised example of OpenAPI 3.2 may hold the name.
        (Shape::Text(text), _) if text.starts_with(&format!("{name}=")) => vec![written(text)],
        (Shape::Text(text), _) => vec![format!("{name}={}", written(text))],
        (Shape::Link(_), _) => Vec::new(),
    }
}

/// A value of a parameter that is a text of a media type.
fn content(media: &str, node: &Node) -> String {
    match Kind::of(media, &Content::Unknown) {
        Kind::Json => compact(node),
        _ => plain(node),
    }
}

/// A query as a whole, of a parameter that is one (3.2).
fn query_string(operation: &Operation<'_>, parameter: &Parameter<'_>) -> String {
    let Payload::Content(media, _) = parameter.payload else { return String::new() };
    match first(operation, parameter) {
        Shape::Data(node) => match (Kind::of(media, &Content::Unknown), node.as_map()) {
            (Kind::Form, Some(map)) => {
                let form = map.entries.iter().map(|entry| (entry.key.to_string(), plain(&entry.value)));
                encoded(&form.collect::<Vec<_>>())
            }
            _ => Encoding::Percent.text(&content(media, &node)).into_owned(),
        },
        Shape::Text(text) => written(text),
        Shape::Link(_) => String::new(),
    }
}

/// The headers that must be sent, without those that OpenAPI describes elsewhere.
fn parameter_headers(
    operation: &Operation<'_>,
    parameters: &[Parameter<'_>],
    credentials: &Credentials,
) -> Vec<(String, Text)> {
    let mut headers = Vec::new();
    for parameter in parameters.iter().filter(|parameter| parameter.place == "header" && parameter.required) {
        let is_elsewhere = ["accept", "content-type", "content-length", "host", "cookie"]
            .contains(&&*parameter.name.to_ascii_lowercase());
        let Some(name) =
            header_name(parameter.name).filter(|_| !is_elsewhere && !credentials.has("header", parameter.name))
        else {
            continue;
        };
        let value =
            credentials::of_parameter(name).unwrap_or_else(|| Text::plain(header_value(&header(operation, parameter))));
        headers.push((name.to_owned(), value));
    }
    headers
}

fn header(operation: &Operation<'_>, parameter: &Parameter<'_>) -> String {
    match (first(operation, parameter), parameter.payload) {
        (Shape::Data(node), Payload::Content(media, _)) => content(media, &node),
        (Shape::Data(node), Payload::Schema(_) | Payload::Unknown) => {
            serialize::simple(&node, parameter.style().explode, Encoding::Plain)
        }
        (Shape::Text(text), _) => text.to_owned(),
        (Shape::Link(_), _) => String::new(),
    }
}

/// The cookies that must be sent, as one header.
fn cookies(operation: &Operation<'_>, parameters: &[Parameter<'_>], credentials: &Credentials) -> Option<Text> {
    let mut all: Vec<Text> = Vec::new();
    for parameter in parameters.iter().filter(|parameter| parameter.place == "cookie" && parameter.required) {
        if credentials.has("cookie", parameter.name) {
            continue;
        }
        let style = parameter.style();
        let encoding = if style.name == "cookie" { Encoding::Plain } else { Encoding::Percent };
        let pairs = match (first(operation, parameter), parameter.payload) {
            (Shape::Data(node), Payload::Content(media, _)) => {
                vec![(parameter.name.to_owned(), encoding.text(&content(media, &node)).into_owned())]
            }
            (Shape::Data(node), Payload::Schema(_) | Payload::Unknown) => pairs(parameter.name, &node, style, encoding),
            (Shape::Text(text), _) => vec![(parameter.name.to_owned(), text.to_owned())],
            (Shape::Link(_), _) => Vec::new(),
        };
        all.extend(pairs.into_iter().map(|(name, value)| Text::plain(header_value(&format!("{name}={value}")))));
    }
    for (name, secret) in &credentials.cookies {
        let mut pair = Text::plain(header_value(&format!("{name}=")));
        pair.append(secret.clone());
        all.push(pair);
    }
    let mut cookies = all.into_iter();
    let mut line = cookies.next()?;
    for cookie in cookies {
        line.push("; ");
        line.append(cookie);
    }
    Some(line)
}

fn body(operation: &Operation<'_>) -> Body {
    let Some(body) = operation.body() else { return Body::Nothing };
    let Some(media) = chosen(&body.media) else { return Body::Nothing };
    let named = preferred(&media.types);
    let kind = Kind::of(named, &media.content);
    let given = of_body(operation.document, media, kind, Direction::Request);
    let shape = given.into_iter().map(|given| given.shape).find(|shape| !matches!(shape, Shape::Link(_)));
    let node = match &shape {
        Some(Shape::Data(node)) => Some(&**node),
        Some(Shape::Text(_) | Shape::Link(_)) | None => None,
    };
    let text = match (&shape, node) {
        (Some(Shape::Text(text)), _) => Some((*text).to_owned()),
        (_, Some(node)) => body_text(media, kind, node),
        (_, None) => None,
    };
    let is_form = matches!(kind, Kind::Form | Kind::Multipart)
        && node.and_then(Node::as_str).is_none()
        && (node.is_some() || text.is_none());
    match (kind, text) {
        (Kind::Form, _) if is_form => {
            let pairs = fields(media, node).into_iter().map(|field| match field.value {
                super::super::example::FieldValue::Text(text, _) => (field.name, text),
                super::super::example::FieldValue::File(file, _) => (field.name, format!("@{file}")),
            });
            Body::Form(pairs.collect())
        }
        (Kind::Multipart, _) if is_form => Body::Parts(fields(media, node)),
        (Kind::Binary, _) | (_, None) if kind != Kind::Json || matches!(media.content, Content::Unknown) => {
            Body::File(file_name(named), concrete(named, "application/octet-stream"))
        }
        (_, text) => Body::Text(text_body(kind, named, text.unwrap_or_else(|| "{}".to_owned()))),
    }
}

fn text_body(kind: Kind, named: &str, text: String) -> TextBody {
    let usual = if kind == Kind::Json { "application/json" } else { "text/plain" };
    let json = if kind == Kind::Json {
        yaml::parse_json(&text, &yaml::Budget::DEFINITION).ok().map(|(node, _)| node)
    } else {
        None
    };
    let file = (text.len() > super::MAX_BODY).then_some(match kind {
        Kind::Json | Kind::Lines => "body.json",
        Kind::Xml => "body.xml",
        Kind::Form | Kind::Multipart | Kind::Events | Kind::Text | Kind::Binary => "body.txt",
    });
    TextBody { media: concrete(named, usual), text: text.replace('\0', ""), json, file }
}

/// A media type that can be sent: not `image/*`.
fn concrete(media: &str, usual: &str) -> String {
    let media = header_value(media);
    if media.contains('/') && !media.contains('*') && media.is_ascii() { media } else { usual.to_owned() }
}
