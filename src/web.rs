//! The way out: requests to servers on the web, without cookies and credentials, each with limits on time and size.
//!
//! A build takes it only to the server of diagrams that the portal's owner names ([`draw`]); `check --external` asks the
//! addresses that authors write ([`Door`]), and therefore only public ones unless the owner says otherwise.

use std::fmt;
use std::io;
use std::time::Duration;

use ureq::config::{Config, ConfigBuilder};
use ureq::http::{HeaderMap, Uri, header};
use ureq::typestate::AgentScope;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use crate::world::DrawProblem;

mod address;

pub use address::is_public;

/// Longest time that one request takes, a limit of the contract on security.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Largest drawing in bytes that a server may send.
const MAX_DRAWING: u64 = 2 << 20;
/// Longest words of a server that refuses a diagram, in bytes.
const MAX_WORDS: u64 = 64 << 10;
/// What requests say of who asks.
const USER_AGENT: &str = concat!("platdocs/", env!("CARGO_PKG_VERSION"));

/// What systems say of names that do not exist: Linux with glibc or musl, macOS, Windows.
const NO_SUCH_NAME: &[&str] =
    &["Name or service not known", "Name does not resolve", "nodename nor servname", "No such host is known"];

/// How an address is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Without what stands there.
    Head,
    /// As readers do. What comes is not read.
    Get,
}

/// What a server says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status, such as 404.
    pub status: u16,
    /// Where it sends the reader.
    pub location: Option<String>,
    /// Seconds after which to ask again.
    pub retry_after: Option<u64>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The host has no address, or only ones that are not public.
    Private,
    /// There is no such host.
    NoHost,
    /// The host lets nobody in at this port.
    Closed,
    /// It takes too long.
    Slow,
    /// The connection cannot be made safe.
    Unsafe(String),
    /// Anything else, in words.
    Other(String),
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Private => f.write_str("its host is not on the public web"),
            Self::NoHost => f.write_str("there is no such host"),
            Self::Closed => f.write_str("the host refuses connections"),
            Self::Slow => write!(f, "no answer within {} seconds", TIMEOUT.as_secs()),
            Self::Unsafe(why) => write!(f, "the connection is not safe: {why}"),
            Self::Other(why) => f.write_str(why),
        }
    }
}

/// Asks servers.
pub trait Door: Sync {
    /// Asks an `http` or `https` address once; redirects are answers.
    ///
    /// # Errors
    /// See [`Silence`].
    fn ask(&self, method: Method, address: &str) -> Result<Answer, Silence>;
}

/// The door of this machine.
pub struct Web {
    agent: Agent,
}

impl Web {
    /// A door to the public web, or also to what lies inside the network of this machine.
    pub fn new(allow_private: bool) -> Self {
        // With a proxy, somebody else would look the names up, and nothing would check what they find.
        let config = limited().proxy(None).build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), Checked::new(allow_private));
        Self { agent }
    }
}

impl Door for Web {
    fn ask(&self, method: Method, address: &str) -> Result<Answer, Silence> {
        let request = match method {
            Method::Head => self.agent.head(address),
            Method::Get => self.agent.get(address),
        };
        let answer = request.call().map_err(silence)?;
        let text = |name| text(answer.headers(), name);
        Ok(Answer {
            status: answer.status().as_u16(),
            location: text(header::LOCATION),
            retry_after: text(header::RETRY_AFTER).and_then(|text| text.trim().parse().ok()),
        })
    }
}

/// Has the server of diagrams at an address draw a source; the address is the owner's, so it may be a private one.
///
/// # Errors
/// What the server says against the source, or that it gives no answer.
pub fn draw(address: &str, source: &str) -> Result<Vec<u8>, DrawProblem> {
    let failed = |error: Error| DrawProblem::Failed(silence(error).to_string());
    let agent = Agent::new_with_config(limited().build());
    let mut answer = agent.post(address).content_type("text/plain").send(source).map_err(failed)?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config();
    match status {
        200 => body.limit(MAX_DRAWING).read_to_vec().map_err(failed),
        400 | 422 => {
            let words = body.limit(MAX_WORDS).lossy_utf8(true).read_to_string().unwrap_or_default();
            let first = words.lines().map(str::trim).find(|line| !line.is_empty());
            Err(DrawProblem::Refused(first.unwrap_or("the server refuses it").to_owned()))
        }
        status => Err(DrawProblem::Failed(format!("it answers with status {status}"))),
    }
}

fn limited() -> ConfigBuilder<AgentScope> {
    Config::builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .max_response_header_size(64 << 10)
        .user_agent(USER_AGENT)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn silence(error: Error) -> Silence {
    match error {
        Error::HostNotFound => Silence::NoHost,
        Error::Timeout(_) => Silence::Slow,
        Error::Rustls(why) => Silence::Unsafe(why.to_string()),
        Error::Tls(why) => Silence::Unsafe(why.to_owned()),
        Error::ConnectionFailed => Silence::Closed,
        Error::Io(error) => match error.kind() {
            io::ErrorKind::ConnectionRefused => Silence::Closed,
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Silence::Slow,
            // What the look-up of a name says when there is none has no kind of its own, unlike its other troubles.
            _ if NO_SUCH_NAME.iter().any(|words| error.to_string().contains(words)) => Silence::NoHost,
            _ => Silence::Other(error.to_string()),
        },
        Error::Other(why) if why.is::<NotPublic>() => Silence::Private,
        error => Silence::Other(error.to_string()),
    }
}

/// Looks names up and lets only such addresses through as may be asked; the connection goes to what was checked.
#[derive(Debug)]
struct Checked {
    inner: DefaultResolver,
    allow_private: bool,
}

impl Checked {
    fn new(allow_private: bool) -> Self {
        Self { inner: DefaultResolver::default(), allow_private }
    }
}

impl Resolver for Checked {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| self.allow_private || is_public(address.ip())) {
            allowed.push(*address);
        }
        if allowed.is_empty() { Err(Error::Other(Box::new(NotPublic))) } else { Ok(allowed) }
    }
}

/// A host has no public address.
#[derive(Debug)]
struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the host is not on the public web")
    }
}

impl std::error::Error for NotPublic {}

#[cfg(test)]
mod tests;
