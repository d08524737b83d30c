//! What is answered to a request. A request names a file of the portal that is shown, or it gets nothing: there is no look
//! at the file system anywhere below (contract on security, section 15).

use std::convert::Infallible;
use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body_util::Full;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};

use super::live::{Events, Shown, Stage};
use super::policy::{self, SCRIPT, SCRIPT_PATH};
use crate::site::output::{Artifact, content_type};

/// Where pages listen for news.
const EVENTS_PATH: &str = "_platdocs/events";
/// The page for addresses that do not exist.
const NOT_FOUND: &str = "404.html";
/// Longest request target in bytes.
const MAX_TARGET: usize = 8 << 10;

/// Shown while there is no portal and where the portal has no page for unknown addresses.
const PLAIN: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Not found</title></head>\
                     <body><h1>Nothing here</h1><p>The portal has no page at this address, or it is still being built.</p>\
                     </body></html>";

/// Sent with every answer.
const COMMON: [(HeaderName, &str); 6] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// For scripts, of which the search worker obeys the policy of its own answer.
const SCRIPT_POLICY: &str = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";
/// For everything that is neither page nor script, should it be opened as a page.
const FILE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

/// The names under which this server may be called.
#[derive(Debug)]
pub(super) struct Door {
    allowed: Vec<String>,
}

impl Door {
    /// Besides `localhost` and the bound addresses these names.
    pub fn new(allowed: &[String]) -> Self {
        Self { allowed: allowed.iter().map(|host| host.trim_end_matches('.').to_ascii_lowercase()).collect() }
    }

    fn admits(&self, host: &str, local: SocketAddr) -> bool {
        if let Some(ip) = ip_literal(host) {
            return ip == local.ip().to_canonical() || self.allowed.iter().any(|name| name == host);
        }
        host == "localhost" || host.ends_with(".localhost") || self.allowed.iter().any(|name| name == host)
    }
}

/// The body of an answer.
pub(super) enum Answer {
    Whole(Full<Bytes>),
    Events(Events),
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Self::Whole(body) => Pin::new(body).poll_frame(cx),
            Self::Events(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(body) => body.is_end_stream(),
            Self::Events(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => body.size_hint(),
            Self::Events(_) => SizeHint::default(),
        }
    }
}

/// Answers one request that came in on the address `local`.
pub(super) fn answer<B>(request: &Request<B>, local: SocketAddr, door: &Door, stage: &Stage) -> Response<Answer> {
    let refused = refusal(request, local, door);
    let path = match refused.map_or_else(|| target(request), Err) {
        Ok(path) => path,
        Err(refusal) => return refusal.answer(),
    };
    if path == EVENTS_PATH {
        return events(request, stage);
    }
    if path == SCRIPT_PATH {
        return file(request.method(), request.headers(), SCRIPT_PATH, Bytes::from_static(SCRIPT.as_bytes()));
    }
    let shown = stage.shown();
    match find(&shown, &path) {
        Found::File(name, artifact) if name.ends_with(".html") => {
            page(request.method(), request.headers(), &artifact.bytes(), &shown.version, StatusCode::OK)
        }
        Found::File(name, artifact) => file(request.method(), request.headers(), &name, artifact.bytes()),
        Found::Folder(location) => {
            let mut response = text(StatusCode::PERMANENT_REDIRECT, "This page is a folder\n");
            set(response.headers_mut(), header::LOCATION, &location);
            response
        }
        Found::Nothing => {
            let own = shown.output.get(NOT_FOUND).map(Artifact::bytes);
            let html = own.unwrap_or_else(|| Bytes::from_static(PLAIN.as_bytes()));
            page(request.method(), &HeaderMap::new(), &html, &shown.version, StatusCode::NOT_FOUND)
        }
    }
}

/// Why a request is not answered.
struct Refusal {
    status: StatusCode,
    reason: &'static str,
}

impl Refusal {
    const fn new(status: StatusCode, reason: &'static str) -> Self {
        Self { status, reason }
    }

    const fn bad(reason: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, reason)
    }

    fn answer(&self) -> Response<Answer> {
        let mut response = text(self.status, self.reason);
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            set(response.headers_mut(), header::ALLOW, "GET, HEAD");
        }
        if self.status == StatusCode::BAD_REQUEST {
            set(response.headers_mut(), header::CONNECTION, "close");
        }
        response
    }
}

/// The rules about who may ask, and how.
fn refusal<B>(request: &Request<B>, local: SocketAddr, door: &Door) -> Option<Refusal> {
    let headers = request.headers();
    let empty = |value: &HeaderValue| value.as_bytes() == b"0";
    let body = headers.get_all(header::CONTENT_LENGTH).iter().any(|value| !empty(value));
    if body || headers.contains_key(header::TRANSFER_ENCODING) {
        return Some(Refusal::bad("This server takes no request bodies\n"));
    }
    if headers.contains_key(header::UPGRADE) {
        return Some(Refusal::bad("This server speaks plain HTTP/1.1\n"));
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match (hosts.next().and_then(|host| host.to_str().ok()), hosts.next()) {
        (Some(host), None) => host.to_ascii_lowercase(),
        _ => return Some(Refusal::bad("A request has exactly one `Host`\n")),
    };
    let Some((name, _)) = split_host(&host) else {
        return Some(Refusal::bad("`Host` is not a host name\n"));
    };
    if !door.admits(name, local) {
        let reason = "This server does not answer under that name. Name it with `--allowed-host` if it should\n";
        return Some(Refusal::new(StatusCode::FORBIDDEN, reason));
    }
    if !is_own_origin(headers, &host, local, door) || is_cross_site(headers) {
        return Some(Refusal::new(StatusCode::FORBIDDEN, "Other sites may not use this server\n"));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Some(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD\n"));
    }
    None
}

/// Name without brackets and last dot, and port.
fn split_host(host: &str) -> Option<(&str, Option<u16>)> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map(|(name, port)| (name, port.strip_prefix(':').or(Some(port))))?,
        None => host.split_once(':').map_or((host, Some("")), |(name, port)| (name, Some(port))),
    };
    let port = match port {
        None | Some("") => None,
        Some(digits) => Some(digits.parse().ok()?),
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':');
    (!name.is_empty() && name.bytes().all(allowed)).then_some((name, port))
}

fn ip_literal(host: &str) -> Option<IpAddr> {
    host.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

/// True if no origin is named, or this server's.
fn is_own_origin(headers: &HeaderMap, host: &str, local: SocketAddr, door: &Door) -> bool {
    headers.get_all(header::ORIGIN).iter().all(|origin| {
        let origin = origin.to_str().unwrap_or("").to_ascii_lowercase();
        let Some((scheme, origin)) = origin.split_once("://") else { return false };
        if !matches!(scheme, "http" | "https") {
            return false;
        }
        let same = |(name, port): (&str, Option<u16>)| {
            scheme == "http" && door.admits(name, local) && port.unwrap_or(80) == local.port()
        };
        origin == host || split_host(origin).is_some_and(same)
    })
}

/// True for what a page of another site loads; following a link from there is fine.
fn is_cross_site(headers: &HeaderMap) -> bool {
    let is = |name: &'static str, value: &str| headers.get(name).is_some_and(|given| given == value);
    let other = is("sec-fetch-site", "cross-site") || is("sec-fetch-site", "same-site");
    other && !(is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document"))
}

/// The decoded path without its first slash.
fn target<B>(request: &Request<B>) -> Result<String, Refusal> {
    let uri = request.uri();
    if uri.scheme().is_some() || uri.authority().is_some() || !uri.path().starts_with('/') {
        return Err(Refusal::bad("The request names no path\n"));
    }
    if uri.path_and_query().is_some_and(|target| target.as_str().len() > MAX_TARGET) {
        return Err(Refusal::new(StatusCode::URI_TOO_LONG, "The path is longer than 8 KiB\n"));
    }
    let decoded = decode(&uri.path()[1..]).ok_or(Refusal::bad("The path is not well formed\n"))?;
    if decoded.starts_with('/') || decoded.contains(|c: char| c == '\\' || c.is_control()) {
        return Err(Refusal::bad("The path is not well formed\n"));
    }
    Ok(decoded)
}

/// Percent-decodes once; `None` for anything but ASCII with whole escapes that give UTF-8.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                bytes.push(digit(high)? << 4 | digit(low)?);
                rest = after;
            }
            (b'%', _) => return None,
            (byte, _) if byte.is_ascii() => bytes.push(*byte),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

enum Found {
    File(String, Artifact),
    /// A page without its last slash: where it really is.
    Folder(String),
    Nothing,
}

fn find(shown: &Shown, path: &str) -> Found {
    let is_page = path.is_empty() || path.ends_with('/');
    let name = if is_page { format!("{path}index.html") } else { path.to_owned() };
    if let Some(artifact) = shown.output.get(&name) {
        return Found::File(name, artifact.clone());
    }
    if !is_page && shown.output.get(&format!("{path}/index.html")).is_some() {
        return Found::Folder(location(path));
    }
    Found::Nothing
}

/// The address of a page that the portal has, as a `Location`.
fn location(known: &str) -> String {
    let mut location = String::from("/");
    for byte in known.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            location.push(char::from(byte));
        } else {
            let _ = write!(location, "%{byte:02X}");
        }
    }
    location.push('/');
    location
}

/// Answers with a page that reloads itself.
fn page(method: &Method, headers: &HeaderMap, html: &Bytes, version: &str, status: StatusCode) -> Response<Answer> {
    let (html, policy) = match std::str::from_utf8(html) {
        Ok(html) => {
            let live = policy::inject(html, version);
            (Bytes::from(live.html), live.policy)
        }
        Err(_) => (html.clone(), FILE_POLICY.to_owned()),
    };
    let mut response = partial(method, headers, html, status);
    set(response.headers_mut(), header::CONTENT_TYPE, content_type(NOT_FOUND));
    set(response.headers_mut(), header::CONTENT_SECURITY_POLICY, &policy);
    response
}

fn file(method: &Method, headers: &HeaderMap, name: &str, bytes: Bytes) -> Response<Answer> {
    let kind = content_type(name);
    let policy = if kind.starts_with("text/javascript") { SCRIPT_POLICY } else { FILE_POLICY };
    let mut response = partial(method, headers, bytes, StatusCode::OK);
    set(response.headers_mut(), header::CONTENT_TYPE, kind);
    set(response.headers_mut(), header::CONTENT_SECURITY_POLICY, policy);
    if matches!(kind, "application/pdf" | "application/zip" | "application/octet-stream")
        || kind.starts_with("text/csv")
    {
        set(response.headers_mut(), header::CONTENT_DISPOSITION, "attachment");
    }
    response
}

/// Answers with the bytes or with the one range of them that was asked for.
fn partial(method: &Method, headers: &HeaderMap, bytes: Bytes, status: StatusCode) -> Response<Answer> {
    let total = bytes.len();
    let asked =
        if headers.contains_key(header::IF_RANGE) || method != Method::GET { None } else { range(headers, total) };
    let mut response = match &asked {
        Some(Ok(range)) => base(StatusCode::PARTIAL_CONTENT, bytes.slice(range.clone())),
        Some(Err(())) => base(StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new()),
        None => base(status, bytes),
    };
    set(response.headers_mut(), header::ACCEPT_RANGES, "bytes");
    match asked {
        Some(Ok(Range { start, end })) => {
            let place = format!("bytes {start}-{}/{total}", end - 1);
            set(response.headers_mut(), header::CONTENT_RANGE, &place);
        }
        Some(Err(())) => set(response.headers_mut(), header::CONTENT_RANGE, &format!("bytes */{total}")),
        None => {}
    }
    response
}

/// The range that is asked for: `None` for the whole, also for several ranges and for nonsense; an error if it lies outside.
fn range(headers: &HeaderMap, total: usize) -> Option<Result<Range<usize>, ()>> {
    let mut given = headers.get_all(header::RANGE).iter();
    let (Some(value), None) = (given.next(), given.next()) else { return None };
    let (first, last) = value.to_str().ok()?.strip_prefix("bytes=")?.split_once('-')?;
    let number = |digits: &str| match digits {
        "" => Some(None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse::<usize>().ok().map(Some),
        _ => None,
    };
    let range = match (number(first)?, number(last)?) {
        (None, None) => return None,
        (None, Some(length)) => total.saturating_sub(length)..total,
        (Some(start), None) => start..total,
        (Some(start), Some(last)) if start <= last => start..last.saturating_add(1).min(total),
        (Some(_), Some(_)) => return None,
    };
    Some(if range.is_empty() { Err(()) } else { Ok(range) })
}

fn events<B>(request: &Request<B>, stage: &Stage) -> Response<Answer> {
    if request.method() == Method::HEAD {
        return text(StatusCode::METHOD_NOT_ALLOWED, "Only GET\n");
    }
    let Some(events) = stage.listen() else {
        return text(StatusCode::SERVICE_UNAVAILABLE, "Too many pages are open\n");
    };
    let mut response = base(StatusCode::OK, Bytes::new()).map(|_| Answer::Events(events));
    set(response.headers_mut(), header::CONTENT_TYPE, "text/event-stream");
    set(response.headers_mut(), header::CONTENT_SECURITY_POLICY, FILE_POLICY);
    response
}

fn text(status: StatusCode, reason: &'static str) -> Response<Answer> {
    let mut response = base(status, Bytes::from_static(reason.as_bytes()));
    set(response.headers_mut(), header::CONTENT_TYPE, "text/plain; charset=utf-8");
    set(response.headers_mut(), header::CONTENT_SECURITY_POLICY, FILE_POLICY);
    response
}

fn base(status: StatusCode, bytes: Bytes) -> Response<Answer> {
    let mut response = Response::new(Answer::Whole(Full::new(bytes)));
    *response.status_mut() = status;
    for (name, value) in COMMON {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Sets a header; a value that no header may have is left out. Only a page's own policy can be one.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_split() {
        let check = |host: &str, expect: Option<(&str, Option<u16>)>| assert_eq!(split_host(host), expect, "{host}");
        check("localhost", Some(("localhost", None)));
        check("localhost.:80", Some(("localhost", Some(80))));
        check("[::1]:4000", Some(("::1", Some(4000))));
        check("127.0.0.1:", Some(("127.0.0.1", None)));
        for bad in ["", ":80", "localhost:8000@evil", "a b", "a/b", "localhost:x", "localhost:99999", "[::1", "é"] {
            check(bad, None);
        }
    }

    /// Status, `Location` and body of the answer to a target; `None` if hyper takes it for no target.
    fn ask(stage: &Stage, target: &str) -> Option<(u16, String, String)> {
        let request = Request::builder().uri(target).header(header::HOST, "localhost").body(()).ok()?;
        let response = answer(&request, ([127, 0, 0, 1], 80).into(), &Door::new(&[]), stage);
        let (parts, mut body) = response.into_parts();
        let location = parts.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap());
        let mut bytes = Vec::new();
        let mut cx = Context::from_waker(std::task::Waker::noop());
        while let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut cx) {
            bytes.extend_from_slice(frame.data_ref().unwrap());
        }
        Some((parts.status.as_u16(), location.to_owned(), String::from_utf8(bytes).unwrap()))
    }

    #[test]
    fn generated_targets_reach_nothing_but_the_portal() {
        let stage = Stage::default();
        let mut output = crate::site::output::Output::default();
        output.insert(&crate::path::SitePath::home(), "known-home");
        output.insert(&crate::path::SitePath::page("src"), "known-page");
        output.insert(&crate::path::SitePath::file("src/x.css"), "known-file");
        stage.show(std::sync::Arc::new(output));
        let parts = [
            "/",
            "//",
            "..",
            ".",
            "src",
            "x.css",
            "index.html",
            "Cargo.toml",
            "_platdocs",
            "reload.js",
            "events",
            "%2e%2e",
            "%2f",
            "%5c",
            "%00",
            "%25",
            "?",
            "#",
            "@",
            ":",
            "%C3%A9",
            "%ff",
            "%0d%0a",
            "http:",
        ];
        let mut answered = 0;
        for (a, b, c) in parts
            .iter()
            .flat_map(|a| parts.iter().map(move |b| (a, b)))
            .flat_map(|(a, b)| parts.iter().map(move |c| (a, b, c)))
        {
            let target = format!("/{a}{b}{c}");
            let Some((status, location, body)) = ask(&stage, &target) else { continue };
            answered += 1;
            let fits = match status {
                200 => body.contains("known-") || body == SCRIPT || body.starts_with("retry:"),
                308 => location == "/src/",
                404 => body.contains("Nothing here"),
                400 => body.ends_with('\n') && body.len() < 80,
                _ => false,
            };
            assert!(fits, "{target}: {status} {location} {body}");
        }
        assert!(answered > 5_000, "{answered}");
    }

    #[test]
    fn ranges_are_read() {
        let check = |value: &str, expect: Option<Result<Range<usize>, ()>>| {
            let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_str(value).unwrap())]);
            assert_eq!(range(&headers, 10), expect, "{value}");
        };
        check("bytes=0-3", Some(Ok(0..4)));
        check("bytes=5-", Some(Ok(5..10)));
        check("bytes=-3", Some(Ok(7..10)));
        check("bytes=-99", Some(Ok(0..10)));
        check("bytes=8-99999999999999", Some(Ok(8..10)));
        check("bytes=10-", Some(Err(())));
        check("bytes=-0", Some(Err(())));
        for whole in [
            "bytes=9-1",
            "bytes=0-1,3-4",
            "bytes=--1",
            "bytes=",
            "items=0-1",
            "bytes=+1-2",
            "bytes=0-9999999999999999999999",
        ] {
            check(whole, None);
        }
    }
}
