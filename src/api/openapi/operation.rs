//! Operations: parameters, bodies and responses, the same for all versions.

use super::{At, Document, Listed, Schema, Version};

/// An operation of a document.
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    /// The document.
    pub document: &'a Document,
    /// How lists show it.
    pub listed: &'a Listed,
    /// Its own mapping.
    pub at: At<'a>,
    /// The path item that it stands in.
    pub(super) item: At<'a>,
}

/// A parameter, or a field of a form in version 2.0.
#[derive(Clone, Copy)]
pub struct Parameter<'a> {
    /// The mapping.
    pub at: At<'a>,
    /// Its name.
    pub name: &'a str,
    /// Where it goes: `path`, `query`, `header`, `cookie`, `querystring`, `formData`.
    pub place: &'a str,
    /// True if it must be there.
    pub required: bool,
    /// What it may be.
    pub payload: Payload<'a>,
}

/// What describes a value that is sent.
#[derive(Clone, Copy)]
pub enum Payload<'a> {
    /// A schema.
    Schema(Schema<'a>),
    /// A text of a media type, with the schema of what it says.
    Content(&'a str, Option<Schema<'a>>),
    /// Nothing.
    Unknown,
}

/// How a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style<'a> {
    /// `form`, `simple`, `deepObject`, ...; `tabDelimited` for `tsv` of version 2.0.
    pub name: &'a str,
    /// True if each item of a list and each property stands for itself.
    pub explode: bool,
    /// True if reserved characters are sent as they are.
    pub allow_reserved: bool,
}

/// The body of a request or response.
pub struct Body<'a> {
    /// What the author says about it.
    pub description: &'a str,
    /// True if it must be there.
    pub required: bool,
    /// What it may be, by media type in document order.
    pub media: Vec<Media<'a>>,
}

/// A body of one or several media types that are described alike.
pub struct Media<'a> {
    /// The media types as written.
    pub types: Vec<&'a str>,
    /// What it holds.
    pub content: Content<'a>,
    /// The media type object, where there is one.
    pub at: Option<At<'a>>,
    /// Examples that stand elsewhere: version 2.0 has them by media type.
    pub example: Option<At<'a>>,
}

/// What a body holds.
pub enum Content<'a> {
    /// A value of a schema.
    Schema(Schema<'a>),
    /// A stream of values of a schema, one after the other (3.2).
    Stream(Schema<'a>),
    /// The fields of a form (2.0).
    Form(Vec<Parameter<'a>>),
    /// Nothing is said about it.
    Unknown,
}

/// A response.
pub struct Response<'a> {
    /// The status: `200`, `4XX`, `default`.
    pub status: String,
    /// The mapping.
    pub at: At<'a>,
    /// What the author says about it.
    pub description: &'a str,
    /// Its headers.
    pub headers: Vec<Header<'a>>,
    /// Its body; `None` if it has none.
    pub body: Option<Body<'a>>,
    /// Operations that go on from here, by name.
    pub links: Vec<(&'a str, At<'a>)>,
}

/// A header of a response.
pub struct Header<'a> {
    /// Its name.
    pub name: &'a str,
    /// The mapping.
    pub at: At<'a>,
    /// What it may be.
    pub payload: Payload<'a>,
}

impl Document {
    /// An operation or webhook of the document.
    pub fn operation<'a>(&'a self, listed: &'a Listed) -> Operation<'a> {
        let section = if listed.is_webhook { ["webhooks", "x-webhooks"].as_slice() } else { &["paths"] };
        let found = section.iter().find_map(|section| {
            let (_, item) = self.root().get(section)?.entries().nth(listed.entry)?;
            let (_, at) = self.methods(item).into_iter().find(|(method, _)| *method == &*listed.method)?;
            Some((item, at))
        });
        let (item, at) = found.unwrap_or((self.root(), self.root()));
        Operation { document: self, listed, at, item }
    }

    /// The requests that the API sends because of an operation: name, where to, method, and the operation.
    pub fn callbacks<'a>(&'a self, operation: &Operation<'a>) -> Vec<(&'a str, &'a str, &'a str, Operation<'a>)> {
        let mut found = Vec::new();
        for (name, callback) in operation.at.get("callbacks").into_iter().flat_map(At::entries) {
            let Ok(callback) = self.resolve(callback) else { continue };
            for (expression, item) in callback.at.entries() {
                let inner = |at| Operation { at, item, ..*operation };
                found.extend(self.methods(item).into_iter().map(|(method, at)| (name, expression, method, inner(at))));
            }
        }
        found
    }

    /// A schema, found through any number of references.
    pub fn schema<'a>(&'a self, at: At<'a>) -> Schema<'a> {
        Schema::new(self, at)
    }

    /// A parameter of a list.
    pub(super) fn parameter<'a>(&'a self, at: At<'a>) -> Option<Parameter<'a>> {
        let at = self.resolve(at).ok()?.at;
        let (name, place) = (at.text_of("name")?, at.text_of("in")?);
        let required = at.says("required") || place == "path";
        Some(Parameter { at, name, place, required, payload: self.payload(at) })
    }

    pub(super) fn payload<'a>(&'a self, at: At<'a>) -> Payload<'a> {
        if let Some(schema) = at.get("schema") {
            return Payload::Schema(self.schema(schema));
        }
        if let Some((media, content)) = at.get("content").and_then(|content| content.entries().next()) {
            return Payload::Content(media, content.get("schema").map(|schema| self.schema(schema)));
        }
        match self.version == Version::V2 && at.get("type").is_some() {
            true => Payload::Schema(Schema::of_parameter(self, at)),
            false => Payload::Unknown,
        }
    }

    /// The media types of a `content` mapping; those that are described alike stand together.
    fn media<'a>(&'a self, content: At<'a>) -> Vec<Media<'a>> {
        let mut media: Vec<Media<'a>> = Vec::new();
        for (name, at) in content.entries() {
            let at = self.resolve(at).map_or(at, |target| target.at);
            let twin = media.iter_mut().find(|other| other.at.is_some_and(|other| other.node.value == at.node.value));
            if let Some(twin) = twin {
                twin.types.push(name);
                continue;
            }
            let content = match (at.get("schema"), at.get("itemSchema")) {
                (_, Some(item)) => Content::Stream(self.schema(item)),
                (Some(schema), None) => Content::Schema(self.schema(schema)),
                (None, None) => Content::Unknown,
            };
            media.push(Media { types: vec![name], content, at: Some(at), example: None });
        }
        media
    }
}

impl<'a> Operation<'a> {
    /// Where the operation stands, for messages: `GET /pets`.
    pub fn name(&self) -> String {
        format!("{} {}", self.listed.method.to_uppercase(), self.listed.path)
    }

    /// What the author says about it: the operation's own words, else those of its path.
    pub fn description(&self) -> &'a str {
        let own = self.at.text_of("description").or_else(|| self.item.text_of("description"));
        own.unwrap_or_default().trim()
    }

    /// All parameters with those of the path, which the operation's own replace; no body and no fields of forms.
    pub fn parameters(&self) -> Vec<Parameter<'a>> {
        self.all_parameters().into_iter().filter(|parameter| !matches!(parameter.place, "body" | "formData")).collect()
    }

    fn all_parameters(&self) -> Vec<Parameter<'a>> {
        let of = |at: At<'a>| at.get("parameters").into_iter().flat_map(At::items);
        let own: Vec<Parameter<'a>> = of(self.at).filter_map(|at| self.document.parameter(at)).collect();
        let is_hidden = |parameter: &Parameter<'_>| parameter.at.says("x-internal");
        let mut all: Vec<Parameter<'a>> = Vec::new();
        let inherited = self.document.item_parts(self.item).flat_map(of).filter_map(|at| self.document.parameter(at));
        for parameter in inherited.chain(own) {
            let twin = all.iter_mut().find(|other| (other.name, other.place) == (parameter.name, parameter.place));
            match twin {
                Some(twin) => *twin = parameter,
                None => all.push(parameter),
            }
        }
        all.retain(|parameter| !is_hidden(parameter));
        all
    }

    /// The body of the request.
    pub fn body(&self) -> Option<Body<'a>> {
        if self.document.version > Version::V2 {
            let at = self.document.resolve(self.at.get("requestBody")?).ok()?;
            let description = at.beside.and_then(|at| at.text_of("description")).or(at.at.text_of("description"));
            return Some(Body {
                description: description.unwrap_or_default(),
                required: at.at.says("required"),
                media: at.at.get("content").map(|content| self.document.media(content)).unwrap_or_default(),
            });
        }
        let parameters = self.all_parameters();
        let consumes = self.media_types("consumes");
        if let Some(body) = parameters.iter().find(|parameter| parameter.place == "body") {
            let types = if consumes.is_empty() { vec!["application/json"] } else { consumes };
            let content = match body.payload {
                Payload::Schema(schema) => Content::Schema(schema),
                Payload::Content(..) | Payload::Unknown => Content::Unknown,
            };
            let example = body.at.get("x-example").or_else(|| body.at.get("example"));
            return Some(Body {
                description: body.at.text_of("description").unwrap_or_default(),
                required: body.required,
                media: vec![Media { types, content, at: None, example }],
            });
        }
        let fields: Vec<Parameter<'a>> = parameters.into_iter().filter(|field| field.place == "formData").collect();
        if fields.is_empty() {
            return None;
        }
        let has_file = fields.iter().any(|field| field.at.text_of("type") == Some("file"));
        let forms = consumes.into_iter().filter(|media| media.contains("form"));
        let mut types: Vec<&str> = forms.collect();
        if types.is_empty() {
            types.push(if has_file { "multipart/form-data" } else { "application/x-www-form-urlencoded" });
        }
        Some(Body {
            description: "",
            required: fields.iter().any(|field| field.required),
            media: vec![Media { types, content: Content::Form(fields), at: None, example: None }],
        })
    }

    /// `consumes` or `produces` of version 2.0, of the operation or of the document.
    fn media_types(&self, key: &str) -> Vec<&'a str> {
        let list = self.at.get(key).or_else(|| self.document.root().get(key));
        list.into_iter().flat_map(At::items).filter_map(At::text).collect()
    }

    /// The responses: successes first, then as written, `default` last.
    pub fn responses(&self) -> Vec<Response<'a>> {
        let all =
            self.at.get("responses").into_iter().flat_map(At::entries).filter(|(status, _)| !status.starts_with("x-"));
        let mut responses: Vec<Response<'a>> = all.filter_map(|(status, at)| self.response(status, at)).collect();
        responses.sort_by_key(|response| match &*response.status {
            "default" => 2,
            status if status.starts_with('2') => 0,
            _ => 1,
        });
        responses
    }

    fn response(&self, status: &str, at: At<'a>) -> Option<Response<'a>> {
        let target = self.document.resolve(at).ok()?;
        let at = target.at;
        let description = target.beside.and_then(|at| at.text_of("description")).or(at.text_of("description"));
        let headers = at.get("headers").into_iter().flat_map(At::entries).filter_map(|(name, header)| {
            let at = self.document.resolve(header).ok()?.at;
            Some(Header { name, at, payload: self.document.payload(at) })
        });
        let links = at.get("links").into_iter().flat_map(At::entries);
        let links = links.filter_map(|(name, link)| Some((name, self.document.resolve(link).ok()?.at)));
        Some(Response {
            status: match status.as_bytes() {
                [digit, b'x' | b'X', b'x' | b'X'] => format!("{}XX", *digit as char),
                _ => status.to_owned(),
            },
            at,
            description: description.or(at.text_of("summary")).unwrap_or_default().trim(),
            headers: headers.collect(),
            body: self.response_body(at),
            links: links.collect(),
        })
    }

    fn response_body(&self, at: At<'a>) -> Option<Body<'a>> {
        let media = if self.document.version > Version::V2 {
            self.document.media(at.get("content")?)
        } else {
            let schema = at.get("schema")?;
            let produces = self.media_types("produces");
            let examples: Vec<(&str, At<'a>)> = at.get("examples").into_iter().flat_map(At::entries).collect();
            let types = match (produces.is_empty(), examples.is_empty()) {
                (false, _) => produces,
                (true, false) => examples.iter().map(|(media, _)| *media).collect(),
                (true, true) => vec!["application/json"],
            };
            let content = Content::Schema(self.document.schema(schema));
            vec![Media { types, content, at: None, example: examples.first().map(|(_, at)| *at) }]
        };
        (!media.is_empty()).then_some(Body { description: "", required: false, media })
    }

    /// What the operation says about security, else what the document says.
    pub(super) fn security_at(&self) -> Option<At<'a>> {
        if self.listed.is_webhook {
            return self.at.get("security");
        }
        self.at.get("security").or_else(|| self.document.root().get("security"))
    }

    /// The servers of the operation or its path, where they differ from the document's.
    pub(super) fn own_servers(&self) -> Option<At<'a>> {
        self.at.get("servers").or_else(|| self.document.item_parts(self.item).find_map(|part| part.get("servers")))
    }
}

impl<'a> Parameter<'a> {
    /// What the author says about it.
    pub fn description(&self) -> &'a str {
        self.at.text_of("description").unwrap_or_default().trim()
    }

    /// How its value is written.
    pub fn style(&self) -> Style<'a> {
        let usual = if matches!(self.place, "query" | "cookie" | "formData") { "form" } else { "simple" };
        let allow_reserved = self.at.says("allowReserved");
        if let Some(format) = self.at.text_of("collectionFormat") {
            let (name, explode) = match format {
                "multi" => ("form", true),
                "ssv" => ("spaceDelimited", false),
                "tsv" => ("tabDelimited", false),
                "pipes" => ("pipeDelimited", false),
                _ => (usual, false),
            };
            return Style { name, explode, allow_reserved };
        }
        let name = self.at.text_of("style").unwrap_or(usual);
        let explode = self.at.get("explode").and_then(|explode| explode.node.as_bool());
        let is_v2 = self.at.get("schema").is_none() && self.at.get("type").is_some();
        Style { name, explode: explode.unwrap_or(matches!(name, "form" | "cookie") && !is_v2), allow_reserved }
    }
}
