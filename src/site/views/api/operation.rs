//! The page of an operation or webhook.

use super::rows::{Writer, fragment, id};
use super::samples::Files;
use super::{MAX_ROWS_SIZE, Pages, Part, link, media_name, overview, plain, said, twin};
use crate::api::openapi::shown::{Shown, ShownBody, ShownContent, meaning};
use crate::api::openapi::tree::OPERATION_ROWS;
use crate::api::openapi::{At, Document, Listed, Operation, Parameter, words};
use crate::site::view::{
    ApiBody, ApiCallback, ApiHead, ApiLink, ApiMedia, ApiOperationView, ApiParameters, ApiResponse, Link, Page,
    PathPiece, View,
};

/// Responses that are open at once.
const OPEN_RESPONSES: usize = 20;

impl Pages<'_> {
    /// The page of an operation or webhook, and the files beside it.
    pub(super) fn operation(&self, document: &Document, listed: &Listed) -> (Page, Files) {
        let operation = document.operation(listed);
        let mut rows = OPERATION_ROWS;
        loop {
            let shown = Shown::of(&operation, rows);
            let mut view = self.operation_view(document, &operation, &shown);
            if rows_size(&view) <= MAX_ROWS_SIZE || rows == 0 {
                let mut files = self.add_samples(&operation, &mut view);
                files.push((self.markdown_file(), twin::operation(self, &operation, &shown)));
                view.toc = contents(&view);
                let view = View::ApiOperation(Box::new(view));
                return (self.framed(&listed.title, operation.description(), view), files);
            }
            // Better fewer rows than a page that nobody waits for.
            rows /= 4;
        }
    }

    fn operation_view(&self, document: &Document, operation: &Operation<'_>, shown: &Shown<'_>) -> ApiOperationView {
        let (at, listed) = (operation.at, operation.listed);
        let href = |number: usize| self.schema_href(document, number);
        let mut writer = Writer::new(&href);
        let parameters = shown.parameters.iter().map(|group| ApiParameters {
            title: group.title.into(),
            id: format!("{}-parameters", group.prefix),
            rows: writer.rows(&group.rows),
        });
        let parameters = parameters.collect();
        let body = shown.body.as_ref().map(|body| written(&mut writer, body));
        let responses = shown.responses.iter().enumerate().map(|(nth, shown)| {
            let response = &shown.response;
            ApiResponse {
                id: id(&["response", &response.status]),
                status: response.status.clone(),
                meaning: meaning(&response.status).to_owned(),
                class: class(&response.status).to_owned(),
                open: nth < OPEN_RESPONSES,
                description: said(response.description),
                headers: writer.rows(&shown.headers),
                body: shown.body.as_ref().map(|body| written(&mut writer, body)),
                links: response.links.iter().map(|(name, at)| self.link(document, name, *at)).collect(),
            }
        });
        let responses = responses.collect();
        let (tag, head) = self.operation_head(document);
        let path_parameters = operation.parameters();
        let mut view = ApiOperationView {
            head,
            title: listed.title.to_string(),
            method: listed.method.to_string(),
            path: if listed.is_webhook { Vec::new() } else { path_pieces(&listed.path, &path_parameters) },
            id: listed.id.as_deref().unwrap_or_default().to_owned(),
            webhook: listed.is_webhook,
            badges: badges(at),
            deprecation: deprecation(at),
            description: said(operation.description()),
            security: self.needs(operation),
            servers: match operation.has_own_servers() {
                true => operation.servers().iter().map(overview::server).collect(),
                false => Vec::new(),
            },
            parameters,
            body,
            responses,
            callbacks: self.callbacks(document, operation),
            docs: at.get("externalDocs").map(docs_link).unwrap_or_default(),
            source: self.source(document, at),
            ..ApiOperationView::default()
        };
        if let (Some(tag), Part::Operation(number)) = (tag, self.part) {
            (view.head.previous, view.head.next) = self.neighbours(document, tag, number);
        }
        view
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
            let href = |number: usize| self.schema_href(document, number);
            let responses = inner.responses();
            ApiCallback {
                id: id(&["callback", name]),
                name: name.to_owned(),
                method: method.to_owned(),
                expression: expression.to_owned(),
                description: said(inner.description()),
                body: Shown::callback(&inner, name).map(|body| written(&mut Writer::new(&href), &body)),
                responses: responses
                    .iter()
                    .map(|response| (response.status.clone(), plain(response.description)))
                    .collect(),
            }
        };
        all.into_iter().map(callback).collect()
    }
}

/// A body as markup.
fn written(writer: &mut Writer<'_>, body: &ShownBody<'_>) -> ApiBody {
    let media = body.media.iter().map(|(types, content)| ApiMedia {
        types: types.iter().map(|name| media_name(name)).collect(),
        rows: match content {
            ShownContent::Schema(row) => writer.schema(row, None),
            ShownContent::Fields(rows) => writer.rows(rows),
            ShownContent::Nothing => Default::default(),
        },
        examples: Vec::new(),
    });
    ApiBody { description: said(body.description), required: body.required, media: media.collect() }
}

/// The bytes of the rows of a page.
fn rows_size(view: &ApiOperationView) -> usize {
    let of = |body: &ApiBody| body.media.iter().map(|media| media.rows.as_str().len()).sum::<usize>();
    let parameters: usize = view.parameters.iter().map(|group| group.rows.as_str().len()).sum();
    let responses = view.responses.iter();
    let responses: usize =
        responses.map(|response| response.headers.as_str().len() + response.body.as_ref().map_or(0, of)).sum();
    parameters + responses + view.body.as_ref().map_or(0, of)
}

fn docs_link(docs: At<'_>) -> Link {
    let text = docs.text_of("description").map(plain).filter(|text| !text.is_empty());
    link(&text.unwrap_or_else(|| "Further documentation".into()), docs.text_of("url")).unwrap_or_default()
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
    if !view.samples.is_empty() {
        entry("Samples", "samples");
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

fn class(status: &str) -> &'static str {
    match status.as_bytes().first() {
        Some(b'1' | b'2') => "success",
        Some(b'3') => "redirect",
        Some(b'4') => "client",
        Some(b'5') => "server",
        _ => "other",
    }
}
