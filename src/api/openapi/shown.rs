//! What the page of an operation shows of its parameters and bodies, with all rows that there is room for.

use super::tree::{self, Direction, Expander, Name, Row};
use super::{At, Body, Content, Flat, Header, Operation, Parameter, Payload, Response, words};

/// The places of parameters in the order of the page: place, title, beginning of ids.
const PLACES: [(&str, &str, &str); 5] = [
    ("path", "Path parameters", "path"),
    ("query", "Query parameters", "query"),
    ("querystring", "Query string", "querystring"),
    ("header", "Headers", "header"),
    ("cookie", "Cookies", "cookie"),
];

/// The parameters and bodies of an operation as rows.
pub struct Shown<'a> {
    /// The parameters by place; places without any are left out.
    pub parameters: Vec<Group>,
    /// The body of the request.
    pub body: Option<ShownBody<'a>>,
    /// The responses.
    pub responses: Vec<ShownResponse<'a>>,
}

/// The parameters of one place.
pub struct Group {
    /// `Path parameters`.
    pub title: &'static str,
    /// The beginning of the ids of its rows: `path`.
    pub prefix: &'static str,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A body.
pub struct ShownBody<'a> {
    /// What the author says about it.
    pub description: &'a str,
    /// True if it must be there.
    pub required: bool,
    /// The media types and what they hold.
    pub media: Vec<(Vec<&'a str>, ShownContent)>,
}

/// What a media type holds.
pub enum ShownContent {
    /// A value of a schema.
    Schema(Box<Row>),
    /// Fields of a form.
    Fields(Vec<Row>),
    /// Nothing is said about it.
    Nothing,
}

/// A response.
pub struct ShownResponse<'a> {
    /// The response.
    pub response: Response<'a>,
    /// The rows of its headers.
    pub headers: Vec<Row>,
    /// Its body.
    pub body: Option<ShownBody<'a>>,
}

/// A row, and the number of the schema below it.
type Planned = (usize, Row);

/// A body before its rows are open.
type PlannedBody<'a> = (Body<'a>, Vec<PlannedContent>);

enum PlannedContent {
    Schema(usize),
    Fields(Vec<Planned>),
    Nothing,
}

impl<'a> Shown<'a> {
    /// What a page with room for so many rows shows.
    pub fn of(operation: &Operation<'a>, rows: usize) -> Self {
        let mut expander = Expander::new(rows);
        let parameters = operation.parameters();
        let groups: Vec<(&'static str, &'static str, Vec<Planned>)> = PLACES
            .iter()
            .map(|(place, title, prefix)| {
                let own = parameters.iter().filter(|parameter| parameter.place == *place);
                (*title, *prefix, own.map(|one| field(&mut expander, one, &format!("{prefix}-{}", one.name))).collect())
            })
            .collect();
        let body = operation.body().map(|body| plan(&mut expander, body, Direction::Request, "request"));
        let responses: Vec<(Response<'a>, Vec<Planned>, Option<PlannedBody<'a>>)> = operation
            .responses()
            .into_iter()
            .map(|mut response| {
                let prefix = format!("response-{}", response.status);
                let headers = response.headers.iter();
                let anchor = |header: &Header<'_>| format!("{prefix}-header-{}", header.name.to_lowercase());
                let headers = headers.map(|header| header_row(&mut expander, header, &anchor(header))).collect();
                let body = response.body.take().map(|body| plan(&mut expander, body, Direction::Response, &prefix));
                (response, headers, body)
            })
            .collect();
        expander.run();

        let groups = groups.into_iter().filter(|(_, _, rows)| !rows.is_empty());
        let parameters =
            groups.map(|(title, prefix, rows)| Group { title, prefix, rows: finish(&mut expander, rows) }).collect();
        let body = body.map(|body| open(&mut expander, body));
        let responses = responses
            .into_iter()
            .map(|(response, headers, body)| ShownResponse {
                response,
                headers: finish(&mut expander, headers),
                body: body.map(|body| open(&mut expander, body)),
            })
            .collect();
        Self { parameters, body, responses }
    }

    /// The body of a request that the API sends because of an operation.
    pub fn callback(inner: &Operation<'a>, name: &str) -> Option<ShownBody<'a>> {
        let mut expander = Expander::new(tree::CALLBACK_ROWS);
        let planned = plan(&mut expander, inner.body()?, Direction::Response, &format!("callback-{name}"));
        expander.run();
        Some(open(&mut expander, planned))
    }
}

fn plan<'a>(expander: &mut Expander<'a>, body: Body<'a>, direction: Direction, prefix: &str) -> PlannedBody<'a> {
    let content = body.media.iter().enumerate().map(|(nth, media)| {
        // The first media type has the plain anchors.
        let suffix = media.types.first().filter(|_| nth > 0);
        let suffix = suffix.map(|name| format!("@{}", name.replace(['/', ';', ' '], "-")));
        let anchor = format!("{prefix}{}", suffix.unwrap_or_default());
        match &media.content {
            Content::Schema(schema) | Content::Stream(schema) => {
                PlannedContent::Schema(expander.add(*schema, direction, &anchor))
            }
            Content::Form(fields) => {
                let rows = fields.iter().map(|one| field(expander, one, &format!("{anchor}.{}", one.name)));
                PlannedContent::Fields(rows.collect())
            }
            Content::Unknown => PlannedContent::Nothing,
        }
    });
    let content = content.collect();
    (body, content)
}

fn open<'a>(expander: &mut Expander<'_>, (body, content): PlannedBody<'a>) -> ShownBody<'a> {
    let content = content.into_iter().map(|content| match content {
        PlannedContent::Schema(at) => ShownContent::Schema(Box::new(expander.take(at))),
        PlannedContent::Fields(rows) => ShownContent::Fields(finish(expander, rows)),
        PlannedContent::Nothing => ShownContent::Nothing,
    });
    let media = body.media.into_iter().map(|media| media.types).zip(content).collect();
    ShownBody { description: body.description.trim(), required: body.required, media }
}

/// The rows with what is below them.
fn finish(expander: &mut Expander<'_>, rows: Vec<Planned>) -> Vec<Row> {
    rows.into_iter().map(|(at, row)| Row { below: expander.take(at).below, ..row }).collect()
}

/// A parameter as a row: its own words before those of its schema.
fn field<'a>(expander: &mut Expander<'a>, parameter: &Parameter<'a>, anchor: &str) -> Planned {
    let (at, row) = described(expander, parameter.payload, parameter.at, anchor);
    let mut row = Row { name: Name::Property(parameter.name.to_owned()), required: parameter.required, ..row };
    let style = parameter.style();
    let is_usual = style.name == "simple" || (style.name == "form" && style.explode);
    let is_compound = row.types.iter().any(|word| word.text.starts_with("array") || word.text.starts_with("object"));
    if !is_usual && is_compound {
        row.constraints.push(written_as(style.name).to_owned());
    }
    (at, row)
}

fn header_row<'a>(expander: &mut Expander<'a>, header: &Header<'a>, anchor: &str) -> Planned {
    let (at, row) = described(expander, header.payload, header.at, anchor);
    (at, Row { name: Name::Property(header.name.to_owned()), required: header.at.says("required"), ..row })
}

/// A row about a value of a payload, with what stands beside it.
fn described<'a>(expander: &mut Expander<'a>, payload: Payload<'a>, at: At<'a>, anchor: &str) -> Planned {
    let (schema, media) = match payload {
        Payload::Schema(schema) => (Some(schema), None),
        Payload::Content(media, schema) => (schema, Some(media)),
        Payload::Unknown => (None, None),
    };
    let (number, mut row) = match schema {
        Some(schema) => (expander.add(schema, Direction::Both, anchor), tree::describe(&Flat::of(schema))),
        None => (usize::MAX, Row::default()),
    };
    row.constraints.extend(media.map(|media| format!("written as `{media}`")));
    anchor.clone_into(&mut row.anchor);
    let own = at.text_of("description").unwrap_or_default().trim();
    if !own.is_empty() {
        own.clone_into(&mut row.description);
    }
    if at.says("deprecated") && !row.badges.contains(&"deprecated") {
        row.badges.insert(0, "deprecated");
    }
    if let Some(example) = at.get("example").or_else(|| at.get("x-example")) {
        row.example = words::value_text(example);
    }
    (number, row)
}

fn written_as(style: &str) -> &'static str {
    match style {
        "form" => "separated by commas",
        "spaceDelimited" => "separated by blanks",
        "pipeDelimited" => "separated by `|`",
        "tabDelimited" => "separated by tabs",
        "deepObject" => "written as `name[key]=value`",
        "label" => "written with a dot before each value",
        "matrix" => "written as `;name=value`",
        _ => "one value each",
    }
}

/// What a status means (the registry of status codes of IANA).
pub fn meaning(status: &str) -> &'static str {
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
