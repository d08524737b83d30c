//! The page of an operation or webhook.

use super::rows::{Writer, fragment, id};
use super::{Pages, Part, link, overview, plain, said};
use crate::api::openapi::tree::{self, Direction, Expander, OPERATION_ROWS, Row};
use crate::api::openapi::{
    At, Body, Content, Document, Flat, Header, Listed, Operation, Parameter, Payload, Response, words,
};
use crate::site::view::{
    ApiBody, ApiCallback, ApiHead, ApiLink, ApiMedia, ApiOperationView, ApiParameters, ApiResponse, Link, Page,
    PathPiece, View,
};

/// The places of parameters in the order of the page, with the beginning of their ids.
const PLACES: [(&str, &str, &str); 5] = [
    ("path", "Path parameters", "path"),
    ("query", "Query parameters", "query"),
    ("querystring", "Query string", "querystring"),
    ("header", "Headers", "header"),
    ("cookie", "Cookies", "cookie"),
];
/// Responses that are open at once.
const OPEN_RESPONSES: usize = 20;

/// Rows with the numbers of the schemas that they show.
type Rows = Vec<(usize, Row)>;

/// The schemas of a page in the order in which they are opened: which one belongs where.
struct Slots {
    parameters: Vec<Rows>,
    body: Vec<Slot>,
    /// Headers and bodies.
    responses: Vec<(Rows, Vec<Slot>)>,
}

/// What a body shows.
enum Slot {
    Schema(usize),
    Fields(Rows),
    Nothing,
}

impl Pages<'_> {
    pub(super) fn operation(&self, document: &Document, listed: &Listed) -> Page {
        let operation = document.operation(listed);
        let at = operation.at;
        let parameters = operation.parameters();
        let body = operation.body();
        let responses = operation.responses();
        let mut expander = Expander::new(OPERATION_ROWS);
        let slots = fill(&mut expander, &parameters, body.as_ref(), &responses);
        expander.run();

        let href = |number: usize| self.schema_href(document, number);
        let mut writer = Writer::new(&href);
        let finish = |expander: &mut Expander<'_>, rows: Rows| -> Vec<Row> {
            rows.into_iter().map(|(at, row)| Row { below: expander.take(at).below, ..row }).collect()
        };
        let mut groups = Vec::new();
        for ((_, title, prefix), rows) in PLACES.iter().zip(slots.parameters) {
            if !rows.is_empty() {
                let rows = finish(&mut expander, rows);
                let rows = writer.rows(&rows);
                groups.push(ApiParameters { title: (*title).into(), id: format!("{prefix}-parameters"), rows });
            }
        }
        let mut written = |expander: &mut Expander<'_>, body: &Body<'_>, slots: Vec<Slot>| ApiBody {
            description: said(body.description.trim()),
            required: body.required,
            media: body
                .media
                .iter()
                .zip(slots)
                .map(|(media, slot)| ApiMedia {
                    types: media.types.iter().map(|name| media_name(name)).collect(),
                    rows: match slot {
                        Slot::Schema(at) => writer.schema(&expander.take(at), None),
                        Slot::Fields(rows) => writer.rows(&finish(expander, rows)),
                        Slot::Nothing => Default::default(),
                    },
                })
                .collect(),
        };
        let body = body.as_ref().map(|body| written(&mut expander, body, slots.body));
        let mut shown = Vec::new();
        let mut header_rows = Vec::new();
        for (response, (headers, slots)) in responses.iter().zip(slots.responses) {
            header_rows.push(finish(&mut expander, headers));
            shown.push(response.body.as_ref().map(|body| written(&mut expander, body, slots)));
        }
        let responses: Vec<ApiResponse> = responses
            .iter()
            .zip(shown)
            .zip(header_rows)
            .enumerate()
            .map(|(nth, ((response, body), headers))| ApiResponse {
                id: id(&["response", &response.status]),
                status: response.status.clone(),
                meaning: meaning(&response.status).to_owned(),
                class: class(&response.status).to_owned(),
                open: nth < OPEN_RESPONSES,
                description: said(response.description),
                headers: writer.rows(&headers),
                body,
                links: response.links.iter().map(|(name, at)| self.link(document, name, *at)).collect(),
            })
            .collect();

        let (tag, head) = self.operation_head(document);
        let mut view = ApiOperationView {
            title: listed.title.to_string(),
            method: listed.method.to_string(),
            path: if listed.is_webhook { Vec::new() } else { path_pieces(&listed.path, &parameters) },
            id: listed.id.as_deref().unwrap_or_default().to_owned(),
            webhook: listed.is_webhook,
            badges: badges(at),
            deprecation: deprecation(at),
            description: said(operation.description()),
            security: self.needs(&operation),
            servers: match operation.has_own_servers() {
                true => operation.servers().iter().map(overview::server).collect(),
                false => Vec::new(),
            },
            parameters: groups,
            body,
            responses,
            callbacks: self.callbacks(document, &operation),
            docs: at
                .get("externalDocs")
                .and_then(|docs| {
                    let text = docs.text_of("description").map(plain).filter(|text| !text.is_empty());
                    link(&text.unwrap_or_else(|| "Further documentation".into()), docs.text_of("url"))
                })
                .unwrap_or_default(),
            source: self.source(document, at),
            ..ApiOperationView::default()
        };
        view.toc = contents(&view);
        view.head = head;
        if let (Some(tag), Part::Operation(number)) = (tag, self.part) {
            (view.head.previous, view.head.next) = self.neighbours(document, tag, number);
        }
        self.framed(&listed.title, operation.description(), View::ApiOperation(Box::new(view)))
    }

    fn operation_head(&self, document: &Document) -> (Option<usize>, ApiHead) {
        let tag = self.current_tag(document);
        let crumb = tag.map(|tag| Link {
            text: document.tags[tag].title.to_string(),
            href: self.href_of(document, Part::Tag(tag, 1)),
        });
        (tag, self.head(crumb.into_iter().collect()))
    }

    fn link(&self, document: &Document, name: &str, at: At<'_>) -> ApiLink {
        let target = at.text_of("operationId");
        let by_reference = at.text_of("operationRef").and_then(|reference| {
            let parts: Vec<&str> = reference.rsplit('/').take(2).collect();
            let path = percent_encoding::percent_decode_str(parts.get(1)?).decode_utf8_lossy();
            Some((path.replace("~1", "/").replace("~0", "~"), (*parts.first()?).to_owned()))
        });
        let found = document.operations.iter().position(|listed| match (&target, &by_reference) {
            (Some(id), _) => listed.id.as_deref() == Some(id),
            (None, Some((path, method))) => *listed.path == **path && *listed.method == **method,
            (None, None) => false,
        });
        let text = found.map(|number| document.operations[number].title.to_string());
        let written = target.or(at.text_of("operationRef")).unwrap_or_default();
        let parameters = at.get("parameters").into_iter().flat_map(At::entries);
        ApiLink {
            name: name.to_owned(),
            target: Link {
                text: text.unwrap_or_else(|| written.to_owned()),
                href: found.map_or_else(String::new, |number| self.href_of(document, Part::Operation(number))),
            },
            description: plain(at.text_of("description").unwrap_or_default()),
            parameters: parameters.map(|(name, value)| (name.to_owned(), words::value_text(value))).collect(),
        }
    }

    fn callbacks(&self, document: &Document, operation: &Operation<'_>) -> Vec<ApiCallback> {
        let all = document.callbacks(operation);
        let callback = |(name, expression, method, inner): (&str, &str, &str, Operation<'_>)| {
            let mut expander = Expander::new(tree::CALLBACK_ROWS);
            let body = inner.body();
            let slots =
                body.as_ref().map(|body| bodies(&mut expander, body, Direction::Response, &format!("callback-{name}")));
            expander.run();
            let href = |number: usize| self.schema_href(document, number);
            let mut writer = Writer::new(&href);
            let body = body.zip(slots).map(|(body, slots)| ApiBody {
                description: said(body.description.trim()),
                required: body.required,
                media: body
                    .media
                    .iter()
                    .zip(slots)
                    .map(|(media, slot)| ApiMedia {
                        types: media.types.iter().map(|name| media_name(name)).collect(),
                        rows: match slot {
                            Slot::Schema(at) => writer.schema(&expander.take(at), None),
                            Slot::Fields(_) | Slot::Nothing => Default::default(),
                        },
                    })
                    .collect(),
            });
            let responses = inner.responses();
            ApiCallback {
                id: id(&["callback", name]),
                name: name.to_owned(),
                method: method.to_owned(),
                expression: expression.to_owned(),
                description: said(inner.description()),
                body,
                responses: responses
                    .iter()
                    .map(|response| (response.status.clone(), plain(response.description)))
                    .collect(),
            }
        };
        all.into_iter().map(callback).collect()
    }
}

/// Hands all schemas of a page to the expander, in the order of the page.
fn fill<'a>(
    expander: &mut Expander<'a>,
    parameters: &[Parameter<'a>],
    body: Option<&Body<'a>>,
    responses: &[Response<'a>],
) -> Slots {
    let place = |(place, _, prefix): &(&str, &str, &str)| {
        let own = parameters.iter().filter(|parameter| parameter.place == *place);
        own.map(|parameter| field(expander, parameter, &id(&[prefix, parameter.name]))).collect()
    };
    let mut groups = Vec::new();
    let mut place = place;
    for name in &PLACES {
        groups.push(place(name));
    }
    let body = body.map(|body| bodies(expander, body, Direction::Request, "request")).unwrap_or_default();
    let responses = responses
        .iter()
        .map(|response| {
            let prefix = id(&["response", &response.status]);
            let headers = response.headers.iter();
            let headers = headers
                .map(|header| header_row(expander, header, &id(&[&prefix, "header", &header.name.to_lowercase()])));
            let headers = headers.collect();
            let body = response.body.as_ref();
            (headers, body.map(|body| bodies(expander, body, Direction::Response, &prefix)).unwrap_or_default())
        })
        .collect();
    Slots { parameters: groups, body, responses }
}

fn bodies<'a>(expander: &mut Expander<'a>, body: &Body<'a>, direction: Direction, prefix: &str) -> Vec<Slot> {
    let media = body.media.iter().enumerate();
    media
        .map(|(nth, media)| {
            // The first media type has the plain anchors.
            let suffix =
                media.types.first().filter(|_| nth > 0).map(|name| format!("@{}", name.replace(['/', ';', ' '], "-")));
            let anchor = format!("{prefix}{}", suffix.unwrap_or_default());
            match &media.content {
                Content::Schema(schema) | Content::Stream(schema) => {
                    Slot::Schema(expander.add(*schema, direction, &anchor))
                }
                Content::Form(fields) => {
                    let rows = fields.iter().map(|one| field(expander, one, &format!("{anchor}.{}", one.name)));
                    Slot::Fields(rows.collect())
                }
                Content::Unknown => Slot::Nothing,
            }
        })
        .collect()
}

/// A parameter as a row: its own words before those of its schema.
fn field<'a>(expander: &mut Expander<'a>, parameter: &Parameter<'a>, anchor: &str) -> (usize, Row) {
    let (at, row) = described(expander, parameter.payload, parameter.at, anchor);
    let mut row = Row { name: tree::Name::Property(parameter.name.to_owned()), required: parameter.required, ..row };
    let style = parameter.style();
    let is_usual = matches!(style.name, "simple") || (style.name == "form" && style.explode);
    if !is_usual && row.types.iter().any(|word| word.text.starts_with("array") || word.text.starts_with("object")) {
        row.constraints.push(written_as(style.name, style.explode).to_owned());
    }
    (at, row)
}

fn header_row<'a>(expander: &mut Expander<'a>, header: &Header<'a>, anchor: &str) -> (usize, Row) {
    let (at, row) = described(expander, header.payload, header.at, anchor);
    let required = header.at.says("required");
    (at, Row { name: tree::Name::Property(header.name.to_owned()), required, ..row })
}

/// A row about a value of a payload, with what stands beside it.
fn described<'a>(expander: &mut Expander<'a>, payload: Payload<'a>, at: At<'a>, anchor: &str) -> (usize, Row) {
    let document_row = |expander: &mut Expander<'a>, schema| {
        let number = expander.add(schema, Direction::Both, anchor);
        (number, tree::describe(&Flat::of(schema)))
    };
    let (number, mut row) = match payload {
        Payload::Schema(schema) => document_row(expander, schema),
        Payload::Content(media, schema) => {
            let (number, mut row) = match schema {
                Some(schema) => document_row(expander, schema),
                None => (usize::MAX, Row::default()),
            };
            row.constraints.push(format!("written as `{media}`"));
            (number, row)
        }
        Payload::Unknown => (usize::MAX, Row::default()),
    };
    row.anchor = anchor.to_owned();
    let own = at.text_of("description").unwrap_or_default().trim();
    if !own.is_empty() {
        row.description = own.to_owned();
    }
    if at.says("deprecated") && !row.badges.contains(&"deprecated") {
        row.badges.insert(0, "deprecated");
    }
    if let Some(example) = at.get("example").or_else(|| at.get("x-example")) {
        row.example = words::value_text(example);
    }
    (number, row)
}

fn written_as(style: &str, explode: bool) -> &'static str {
    match (style, explode) {
        ("form", false) => "separated by commas",
        ("spaceDelimited", _) => "separated by blanks",
        ("pipeDelimited", _) => "separated by `|`",
        ("tabDelimited", _) => "separated by tabs",
        ("deepObject", _) => "written as `name[key]=value`",
        ("label", _) => "written with a dot before each value",
        ("matrix", _) => "written as `;name=value`",
        _ => "one value each",
    }
}

/// A path cut at its parameters.
fn path_pieces(path: &str, parameters: &[Parameter<'_>]) -> Vec<PathPiece> {
    let mut pieces = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        pieces.push(PathPiece { text: before.to_owned(), href: String::new() });
        let is_declared = parameters.iter().any(|parameter| parameter.place == "path" && parameter.name == name);
        let href = if is_declared { fragment(&id(&["path", name])) } else { String::new() };
        pieces.push(PathPiece { text: format!("{{{name}}}"), href });
        rest = after;
    }
    pieces.push(PathPiece { text: rest.to_owned(), href: String::new() });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

fn badges(at: At<'_>) -> Vec<String> {
    let mut badges = Vec::new();
    if at.says("deprecated") {
        badges.push("deprecated".to_owned());
    }
    if at.says("x-beta") {
        badges.push("beta".to_owned());
    }
    badges.extend(at.text_of("x-stability").map(plain));
    for badge in at.get("x-badges").into_iter().flat_map(At::items) {
        badges.extend(badge.text().or(badge.text_of("name")).or(badge.text_of("label")).map(plain));
    }
    badges.retain(|badge| !badge.is_empty());
    badges.dedup();
    badges.truncate(8);
    badges
}

fn deprecation(at: At<'_>) -> String {
    let said = at.text_of("x-deprecated-description").map(plain);
    let sunset = at.text_of("x-sunset").map(|day| format!("It will be gone on {}.", plain(day)));
    said.into_iter().chain(sunset).collect::<Vec<_>>().join(" ")
}

/// The sections of a page.
fn contents(view: &ApiOperationView) -> Vec<Link> {
    let mut toc = Vec::new();
    let mut entry = |text: &str, id: &str| toc.push(Link { text: text.to_owned(), href: fragment(id) });
    for group in &view.parameters {
        entry(&group.title, &group.id);
    }
    if view.body.is_some() {
        entry("Request body", "request");
    }
    for response in view.responses.iter().take(OPEN_RESPONSES) {
        let text = format!("{} {}", response.status, response.meaning);
        entry(text.trim(), &response.id);
    }
    if !view.callbacks.is_empty() {
        entry("Callbacks", "callbacks");
    }
    toc
}

fn media_name(name: &str) -> String {
    if name == "*/*" { "any media type".to_owned() } else { name.to_owned() }
}

fn class(status: &str) -> &'static str {
    match status.as_bytes().first() {
        Some(b'1' | b'2') => "success",
        Some(b'3') => "redirect",
        Some(b'4') => "client",
        Some(b'5') => "server",
        _ => "other",
    }
}

/// What a status means (the registry of status codes of IANA).
fn meaning(status: &str) -> &'static str {
    match status {
        "100" => "Continue",
        "101" => "Switching Protocols",
        "102" => "Processing",
        "103" => "Early Hints",
        "200" => "OK",
        "201" => "Created",
        "202" => "Accepted",
        "203" => "Non-Authoritative Information",
        "204" => "No Content",
        "205" => "Reset Content",
        "206" => "Partial Content",
        "207" => "Multi-Status",
        "300" => "Multiple Choices",
        "301" => "Moved Permanently",
        "302" => "Found",
        "303" => "See Other",
        "304" => "Not Modified",
        "307" => "Temporary Redirect",
        "308" => "Permanent Redirect",
        "400" => "Bad Request",
        "401" => "Unauthorized",
        "402" => "Payment Required",
        "403" => "Forbidden",
        "404" => "Not Found",
        "405" => "Method Not Allowed",
        "406" => "Not Acceptable",
        "408" => "Request Timeout",
        "409" => "Conflict",
        "410" => "Gone",
        "411" => "Length Required",
        "412" => "Precondition Failed",
        "413" => "Content Too Large",
        "414" => "URI Too Long",
        "415" => "Unsupported Media Type",
        "416" => "Range Not Satisfiable",
        "417" => "Expectation Failed",
        "421" => "Misdirected Request",
        "422" => "Unprocessable Content",
        "423" => "Locked",
        "424" => "Failed Dependency",
        "425" => "Too Early",
        "426" => "Upgrade Required",
        "428" => "Precondition Required",
        "429" => "Too Many Requests",
        "431" => "Request Header Fields Too Large",
        "451" => "Unavailable For Legal Reasons",
        "500" => "Internal Server Error",
        "501" => "Not Implemented",
        "502" => "Bad Gateway",
        "503" => "Service Unavailable",
        "504" => "Gateway Timeout",
        "505" => "HTTP Version Not Supported",
        "507" => "Insufficient Storage",
        "default" => "Any other",
        "1XX" => "Informational",
        "2XX" => "Success",
        "3XX" => "Redirection",
        "4XX" => "Client error",
        "5XX" => "Server error",
        _ => "",
    }
}
