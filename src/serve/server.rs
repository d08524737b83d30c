//! The socket side of `serve`: addresses, connections and their limits. What is answered is decided in `request`.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};

use super::live::Stage;
use super::request::{Door, answer};
use crate::site::output::Output;

/// The port that is tried first.
pub const DEFAULT_PORT: u16 = 4000;
/// How many ports after the first are tried.
const MORE_PORTS: u16 = 20;
/// Most connections at once; more are closed unheard.
const MAX_CONNECTIONS: usize = 256;
/// Longest request line and headers together, and most headers.
const MAX_HEAD: usize = 32 << 10;
const MAX_HEADERS: usize = 100;
/// Longest time between the start of a connection, or the end of an answer, and the end of the next head.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Time between two signs of life on an event stream.
const BEAT: Duration = Duration::from_secs(15);

/// Where to listen and whom to answer.
#[derive(Clone, Debug, Default)]
pub struct Listen {
    /// `--host`; without it 127.0.0.1 and ::1.
    pub host: Option<IpAddr>,
    /// `--port`; without it 4000 or the next free one.
    pub port: Option<u16>,
    /// `--allowed-host`: further names that requests may use.
    pub allowed_hosts: Vec<String>,
}

/// A server on threads of its own. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    addresses: Vec<SocketAddr>,
    stage: Arc<Stage>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Binds the addresses and starts to answer, with an empty portal at first.
    ///
    /// # Errors
    /// When no address is free or may be bound.
    pub fn start(listen: &Listen) -> anyhow::Result<Self> {
        let listeners = bind(listen)?;
        let addresses = listeners.iter().map(TcpListener::local_addr).collect::<io::Result<Vec<_>>>()?;
        let stage = Arc::new(Stage::default());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let door = Arc::new(Door::new(&listen.allowed_hosts));
        let shared = Arc::clone(&stage);
        let work = move || {
            runtime.block_on(async {
                let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
                for listener in listeners {
                    tokio::spawn(accept(listener, Arc::clone(&shared), Arc::clone(&door), Arc::clone(&slots)));
                }
                tokio::spawn(beat(shared));
                let _ = stopped.await;
            });
        };
        let thread = std::thread::Builder::new().name("serve".to_owned()).spawn(work)?;
        Ok(Self { addresses, stage, stop: Some(stop), thread: Some(thread) })
    }

    /// The addresses that are bound.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The address to open in a browser on this machine.
    pub fn url(&self) -> String {
        let first = self.addresses[0];
        match first.ip() {
            ip if ip.is_loopback() || ip.is_unspecified() => format!("http://localhost:{}/", first.port()),
            _ => format!("http://{first}/"),
        }
    }

    /// The address by which other machines can reach the server, if they can.
    pub fn exposed(&self) -> Option<String> {
        self.addresses.iter().find(|address| !address.ip().is_loopback()).map(ToString::to_string)
    }

    /// Shows another portal; false if it is the same as before. Open pages reload.
    pub fn show(&self, output: Arc<Output>) -> bool {
        self.stage.show(output)
    }

    /// Shows the text of a failed build over the pages; an empty list takes it away.
    pub fn fail(&self, failure: &[String]) {
        self.stage.fail(failure);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn bind(listen: &Listen) -> anyhow::Result<Vec<TcpListener>> {
    let first = listen.port.unwrap_or(DEFAULT_PORT);
    let last = if listen.port.is_some() { first } else { first + MORE_PORTS };
    let mut result = Err(io::ErrorKind::AddrInUse.into());
    for port in first..=last {
        result = bind_port(listen.host, port);
        if !result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse) {
            break;
        }
    }
    result.with_context(|| {
        let host = listen.host.map_or_else(String::new, |host| format!(" of {host}"));
        match listen.port {
            Some(port) => format!("cannot listen on port {port}{host}, try another --port or --port 0"),
            None => format!("cannot listen on a port from {first} to {last}{host}"),
        }
    })
}

/// Both loopback addresses have to be free: else a browser may meet another program under the same name.
fn bind_port(host: Option<IpAddr>, port: u16) -> io::Result<Vec<TcpListener>> {
    let first = TcpListener::bind((host.unwrap_or(Ipv4Addr::LOCALHOST.into()), port))?;
    let mut listeners = vec![first];
    if host.is_none() {
        match TcpListener::bind((Ipv6Addr::LOCALHOST, listeners[0].local_addr()?.port())) {
            Ok(second) => listeners.push(second),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port != 0 => return Err(error),
            // A machine without IPv6.
            Err(_) => {}
        }
    }
    listeners.iter().try_for_each(|listener| listener.set_nonblocking(true))?;
    Ok(listeners)
}

async fn beat(stage: Arc<Stage>) {
    loop {
        tokio::time::sleep(BEAT).await;
        stage.beat();
    }
}

async fn accept(listener: TcpListener, stage: Arc<Stage>, door: Arc<Door>, slots: Arc<Semaphore>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles: wait until some connection is done.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(slot) = Arc::clone(&slots).try_acquire_owned() else { continue };
        let (stage, door) = (Arc::clone(&stage), Arc::clone(&door));
        tokio::spawn(async move {
            talk(stream, stage, door).await;
            drop(slot);
        });
    }
}

async fn talk(stream: TcpStream, stage: Arc<Stage>, door: Arc<Door>) {
    let Ok(local) = stream.local_addr() else { return };
    let service = service_fn(move |request| {
        let response = answer(&request, local, &door, &stage);
        async move { Ok::<_, Infallible>(response) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_header_size(MAX_HEAD)
        .max_buf_size(MAX_HEAD * 2)
        .max_headers(MAX_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    // A client that breaks the rules or goes away is no news.
    let _ = connection.await;
}
