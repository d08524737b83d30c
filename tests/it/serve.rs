//! `serve` over real sockets: what is answered, what is not, and that pages hear of changes.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use platdocs::path::SitePath;
use platdocs::serve::{self, Build, Event, Listen, Options, Server, Watcher};
use platdocs::site::output::Output;

/// A test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

const HOME: &str = "<!doctype html><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" \
                    content=\"default-src 'none'; script-src 'sha256-abc='; connect-src 'self'\"></head>\
                    <body>secret-home</body>";

fn portal(home: &str) -> Arc<Output> {
    let mut output = Output::default();
    output.insert(&SitePath::home(), home.to_owned());
    output.insert(&SitePath::page("docs/a b"), "<body>secret-docs</body>");
    output.insert(&SitePath::file("404.html"), "<body>secret-missing</body>");
    output.insert(&SitePath::file("assets/main.css"), "secret-css");
    output.insert(&SitePath::file("assets/x.svg"), "secret-svg");
    output.insert(&SitePath::file("assets/app.js"), "secret-js");
    output.insert(&SitePath::file("assets/x.pdf"), "secret-pdf");
    output.insert(&SitePath::file("assets/caf\u{e9}.txt"), "secret-text");
    assert_eq!(output.clashes(), []);
    Arc::new(output)
}

fn server(allowed: &[&str]) -> Server {
    let allowed_hosts = allowed.iter().map(|host| (*host).to_owned()).collect();
    let server = Server::start(&Listen { host: None, port: Some(0), allowed_hosts }).unwrap();
    assert!(server.show(portal(HOME)));
    server
}

/// Sends bytes as they are and reads until the server closes.
fn raw(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // The server may close before it has read everything.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(server: &Server, target: &str, headers: &str) -> String {
    let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    raw(server.addresses()[0], request.as_bytes())
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next().unwrap();
    head.lines()
        .find_map(|line| line.split_once(": ").filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| v))
}

#[test]
fn files_of_the_portal_are_served_with_type_and_policy() {
    let server = server(&[]);
    let table = [
        ("/", "text/html; charset=utf-8", "secret-home", "script-src 'sha256-abc=' 'sha256-"),
        ("/index.html?x=%zz", "text/html; charset=utf-8", "secret-home", "frame-ancestors 'none'"),
        ("/docs/a%20b/", "text/html; charset=utf-8", "secret-docs", "frame-ancestors 'none'"),
        ("/assets/main.css", "text/css; charset=utf-8", "secret-css", "frame-ancestors 'none'"),
        ("/assets/x.svg", "image/svg+xml", "secret-svg", "sandbox; frame-ancestors 'none'"),
        ("/assets/app.js", "text/javascript; charset=utf-8", "secret-js", "connect-src 'self'; frame-ancestors 'none'"),
        ("/assets/caf%C3%A9.txt", "text/plain; charset=utf-8", "secret-text", "sandbox"),
        ("/_platdocs/reload.js", "text/javascript; charset=utf-8", "EventSource", "frame-ancestors 'none'"),
    ];
    for (target, kind, text, policy) in table {
        let answer = get(&server, target, "");
        assert_eq!(status(&answer), 200, "{target}");
        assert_eq!(header(&answer, "content-type"), Some(kind), "{target}");
        assert!(answer.contains(text), "{target}");
        assert!(header(&answer, "content-security-policy").unwrap().contains(policy), "{target}\n{answer}");
        let fixed = [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
        ];
        for (name, value) in fixed {
            assert_eq!(header(&answer, name), Some(value), "{target}");
        }
        assert_eq!(header(&answer, "access-control-allow-origin"), None);
    }
    let pdf = get(&server, "/assets/x.pdf", "");
    assert_eq!(header(&pdf, "content-disposition"), Some("attachment"));
}

#[test]
fn pages_get_the_reload_script_and_the_hash_of_what_is_served() {
    let server = server(&[]);
    let page = get(&server, "/", "");
    let script = page.split("<script src=\"/_platdocs/reload.js\" integrity=\"").nth(1).expect("the script is there");
    let hash = script.split('"').next().unwrap();
    assert!(page.contains(&format!("script-src &#39;sha256-abc=&#39; &#39;{hash}&#39;; connect-src")), "{page}");
    let body = get(&server, "/_platdocs/reload.js", "");
    let body = body.split_once("\r\n\r\n").unwrap().1;
    use base64::Engine;
    use sha2::Digest;
    let digest = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(body));
    assert_eq!(hash, format!("sha256-{digest}"));
}

#[test]
fn folders_redirect_to_the_known_address() {
    let server = server(&[]);
    let answer = get(&server, "/docs/a%20b?next=//evil", "");
    assert_eq!((status(&answer), header(&answer, "location")), (308, Some("/docs/a%20b/")));
    for target in ["/docs//a%20b", "/docs/./a%20b", "/docs"] {
        assert_eq!(status(&get(&server, target, "")), 404, "{target}");
    }
}

#[test]
fn nothing_outside_the_portal_is_answered() {
    let server = server(&[]);
    let table: &[(&str, &[u16])] = &[
        ("/../../etc/passwd", &[404]),
        ("/%2e%2e/%2e%2e/etc/passwd", &[404]),
        ("/%252e%252e/", &[404]),
        ("/..%2f..%2fetc/passwd", &[404]),
        ("/..%5c..%5cwin.ini", &[400]),
        ("/....//....//etc/passwd", &[404]),
        ("/./.git/config", &[404]),
        ("/.env", &[404]),
        ("/_platdocs/build.json", &[404]),
        ("/_platdocs/", &[404]),
        ("/c:/windows/win.ini", &[404]),
        ("//etc/passwd", &[400]),
        ("/%2fetc/passwd", &[400]),
        ("/\\etc\\passwd", &[400]),
        ("/index.html%00.png", &[400]),
        ("/index.html\0", &[400]),
        ("/index.html::$DATA", &[404]),
        ("/INDEX~1.HTM", &[404]),
        ("/INDEX.HTML", &[404]),
        ("/index.html.", &[404]),
        ("/index.html/", &[404]),
        ("/index.html/.", &[404]),
        ("/@fs/etc/passwd?import&raw??", &[404]),
        ("http://evil/", &[400]),
        ("http://127.0.0.1:8000@evil/", &[400]),
        ("*", &[400]),
        ("/%zz", &[400]),
        ("/%", &[400]),
        ("/%4", &[400]),
        ("/%c0%ae%c0%ae/", &[400]),
        ("/%ff", &[400]),
        ("/docs%0d%0aX:%20y", &[400]),
        ("//evil.example/%2f..", &[400]),
        ("/docs//evil", &[404]),
        ("/foo//bar", &[404]),
        ("/search/?q=%22%3E%3Cscript%3E&page=-1", &[404]),
        ("/caf\u{e9}", &[400]),
    ];
    for (target, expect) in table {
        let answer = get(&server, target, "");
        assert!(expect.contains(&status(&answer)), "{target}: {answer}");
        let without_404 = answer.replace("secret-missing", "");
        assert!(!without_404.contains("secret") && !answer.contains("root:"), "{target}: {answer}");
        assert_eq!(answer.contains("secret-missing"), status(&answer) == 404, "{target}: {answer}");
        assert!(header(&answer, "x").is_none() && header(&answer, "location").is_none(), "{target}: {answer}");
    }
}

#[test]
fn only_known_hosts_and_own_pages_may_ask() {
    let server = server(&["Docs.Corp.Example"]);
    let port = server.addresses()[0].port();
    let table = [
        ("Host: localhost", 200),
        ("Host: LOCALHOST.:99", 200),
        ("Host: portal.localhost", 200),
        ("Host: 127.0.0.1:PORT", 200),
        ("Host: docs.corp.example", 200),
        ("Host: evil.example", 403),
        ("Host: localhost.evil", 403),
        ("Host: evillocalhost", 403),
        ("Host: 10.0.0.1", 403),
        ("Host: [::1]", 403),
        ("Host: localhost:8000@evil", 400),
        ("Host:", 400),
        ("X: y", 400),
        ("Host: localhost\r\nHost: localhost", 400),
        ("Host: localhost:PORT\r\nOrigin: http://localhost:PORT", 200),
        ("Host: localhost:PORT\r\nOrigin: http://127.0.0.1:PORT", 200),
        ("Host: docs.corp.example\r\nOrigin: https://docs.corp.example", 200),
        ("Host: localhost:PORT\r\nOrigin: http://localhost:1", 403),
        ("Host: localhost:PORT\r\nOrigin: http://evil", 403),
        ("Host: localhost:PORT\r\nOrigin: http://10.0.0.1:PORT", 403),
        ("Host: localhost:PORT\r\nOrigin: null", 403),
        ("Host: localhost\r\nSec-Fetch-Site: same-origin", 200),
        ("Host: localhost\r\nSec-Fetch-Site: none", 200),
        ("Host: localhost\r\nSec-Fetch-Site: cross-site", 403),
        ("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script", 403),
        ("Host: localhost\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script", 403),
        ("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe", 403),
        ("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document", 200),
    ];
    for (headers, expect) in table {
        let headers = headers.replace("PORT", &port.to_string());
        let request = format!("GET / HTTP/1.1\r\nConnection: close\r\n{headers}\r\n\r\n");
        let answer = raw(server.addresses()[0], request.as_bytes());
        assert_eq!(status(&answer), expect, "{headers}: {answer}");
        assert_eq!(answer.contains("secret"), expect == 200, "{headers}");
    }
    let foreign = raw(server.addresses()[0], b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert!(foreign.contains("--allowed-host"), "{foreign}");
    for origin in ["http://evil", "null"] {
        let answer = get(&server, "/_platdocs/events", &format!("Origin: {origin}\r\n"));
        assert_eq!(status(&answer), 403, "{origin}");
    }
}

#[test]
fn other_methods_protocols_and_bodies_are_refused() {
    let server = server(&[]);
    let huge = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(100 << 10));
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(10_000));
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "x".repeat(9 << 10));
    let longest = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(64 << 10));
    let plain = |method: &str| format!("{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let with =
        |headers: &str| format!("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n\r\nxyz");
    let table: Vec<(String, &[u16])> = vec![
        (plain("POST"), &[405]),
        (plain("PUT"), &[405]),
        (plain("DELETE"), &[405]),
        (plain("OPTIONS"), &[405]),
        (plain("TRACE"), &[405]),
        ("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_owned(), &[405]),
        (with("Content-Length: 3"), &[400]),
        (with("Transfer-Encoding: chunked"), &[400]),
        (with("Transfer-Encoding: xchunked"), &[400]),
        (with("Content-Length: 3\r\nTransfer-Encoding: chunked"), &[400]),
        (with("Content-Length: 3\r\nContent-Length: 4"), &[400]),
        (with("Upgrade: websocket"), &[400]),
        (with("Upgrade: h2c"), &[400]),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), &[400, 0]),
        ("GET /\r\n\r\n".to_owned(), &[400]),
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), &[400]),
        ("\x16\x03\x01\x02garbage\r\n\r\n".to_owned(), &[400, 0]),
        (huge, &[431, 0]),
        (many, &[431, 0]),
        (long, &[414]),
        (longest, &[414, 431, 0]),
    ];
    for (request, expect) in table {
        let answer = raw(server.addresses()[0], request.as_bytes());
        let line = request.lines().take(4).collect::<Vec<_>>().join(" | ");
        assert!(expect.contains(&status(&answer)), "{line:.200}: {answer}");
        assert!(!answer.contains("secret"), "{line:.200}");
    }
    let head = raw(server.addresses()[0], plain("HEAD").as_bytes());
    assert_eq!(status(&head), 200);
    assert!(head.ends_with("\r\n\r\n") && header(&head, "content-length").is_some_and(|n| n != "0"), "{head}");
}

#[test]
fn one_range_is_answered() {
    let server = server(&[]);
    let table = [
        ("bytes=0-5", 206, "secret", Some("bytes 0-5/10")),
        ("bytes=-3", 206, "css", Some("bytes 7-9/10")),
        ("bytes=9-1", 200, "secret-css", None),
        ("bytes=0-1,3-4", 200, "secret-css", None),
        ("bytes=99-", 416, "", Some("bytes */10")),
    ];
    for (range, code, body, place) in table {
        let answer = get(&server, "/assets/main.css", &format!("Range: {range}\r\n"));
        let got = (status(&answer), answer.split_once("\r\n\r\n").unwrap().1, header(&answer, "content-range"));
        assert_eq!(got, (code, body, place), "{range}");
    }
    let many = vec!["0-1"; 4_000].join(",");
    assert_eq!(status(&get(&server, "/assets/main.css", &format!("Range: bytes={many}\r\n"))), 200);
}

#[test]
fn pipelined_requests_are_all_answered() {
    let server = server(&[]);
    let one = "GET /assets/main.css HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let last = "GET /assets/main.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let answer = raw(server.addresses()[0], format!("{}{last}", one.repeat(199)).as_bytes());
    assert_eq!(answer.matches("secret-css").count(), 200);
}

#[test]
fn both_loopback_addresses_answer_and_a_taken_port_is_an_error() {
    let server = server(&[]);
    for address in server.addresses() {
        assert!(address.ip().is_loopback());
        let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        assert_eq!(status(&raw(*address, request.as_bytes())), 200, "{address}");
    }
    assert_eq!(server.exposed(), None);
    let port = server.addresses()[0].port();
    let taken = Server::start(&Listen { port: Some(port), ..Listen::default() }).unwrap_err();
    assert!(taken.to_string().contains(&port.to_string()), "{taken}");
    let open = Server::start(&Listen { host: Some([0, 0, 0, 0].into()), port: Some(0), ..Listen::default() }).unwrap();
    assert!(open.exposed().is_some_and(|address| address.starts_with("0.0.0.0:")));
}

/// An open event stream.
struct Stream(BufReader<TcpStream>);

impl Stream {
    fn open(server: &Server) -> Self {
        let mut stream = TcpStream::connect(server.addresses()[0]).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(b"GET /_platdocs/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        Self(BufReader::new(stream))
    }

    /// The data of the next event of this name.
    fn next(&mut self, name: &str) -> String {
        let mut found = false;
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream ended");
            match line.trim_end().strip_prefix("data: ") {
                Some(data) if found => return data.to_owned(),
                _ => found = line.trim_end() == format!("event: {name}"),
            }
        }
    }
}

#[test]
fn open_pages_hear_of_a_new_portal_and_of_failures() {
    let server = server(&[]);
    let mut stream = Stream::open(&server);
    let first = stream.next("reload");
    assert!(get(&server, "/", "").contains(&format!("data-version=\"{first}\"")));
    assert_eq!(stream.next("findings"), "[]");

    assert!(!server.show(portal(HOME)), "an equal portal is no news");
    assert!(server.show(portal("<body>second")));
    let second = stream.next("reload");
    assert_ne!(first, second);
    assert!(get(&server, "/", "").contains("<body>second"));

    server.fail(&["error: \"a\"\nline 2 </script>".to_owned()]);
    assert_eq!(stream.next("findings"), "[\"error: \\\"a\\\"\\nline 2 </script>\"]");
    assert!(get(&server, "/", "").contains("<body>second"), "the last good portal stays");
    server.fail(&[]);
    assert_eq!(stream.next("findings"), "[]");
    server.show(portal(HOME));
    assert_eq!(stream.next("reload"), first, "the version is that of the content");
}

#[test]
fn at_most_64_pages_listen() {
    let server = server(&[]);
    let mut streams: Vec<Stream> = (0..64).map(|_| Stream::open(&server)).collect();
    streams.iter_mut().for_each(|stream| drop(stream.next("reload")));
    assert_eq!(status(&get(&server, "/_platdocs/events", "")), 503);
    assert_eq!(status(&get(&server, "/", "")), 200);
}

/// Waits on another thread, so that a change that is never seen fails the test.
fn changed(mut watcher: Watcher) -> (Watcher, BTreeSet<PathBuf>) {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let paths = watcher.wait(&AtomicBool::new(false)).unwrap_or_default();
        let _ = sender.send((watcher, paths));
    });
    receiver.recv_timeout(PATIENCE).expect("a change is seen")
}

#[test]
fn changes_of_sources_are_seen() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for name in ["site/public", "site/.git", "repos/orders/docs", "repos/orders/.git"] {
        fs::create_dir_all(root.join(name)).unwrap();
    }
    let site = root.join("site");
    let mut watcher = Watcher::new(&site, &[PathBuf::from("public")]).unwrap();
    assert!(watcher.follow(&[PathBuf::from("../repos/orders")]));
    assert!(!watcher.follow(&[PathBuf::from("../repos/orders")]));

    let write = |name: &str| fs::write(root.join(name), "x").unwrap();
    type Step<'a> = (&'a str, &'a dyn Fn(&Path), &'a str);
    let steps: &[Step<'_>] = &[
        ("create", &|_| write("repos/orders/docs/a.md"), "repos/orders/docs/a.md"),
        ("modify", &|_| write("repos/orders/docs/a.md"), "repos/orders/docs/a.md"),
        (
            "save by rename",
            &|root| {
                write("repos/orders/docs/.a.swp");
                fs::rename(root.join("repos/orders/docs/.a.swp"), root.join("repos/orders/docs/a.md")).unwrap();
            },
            "repos/orders/docs/a.md",
        ),
        ("new folder", &|root| fs::create_dir(root.join("repos/orders/new")).unwrap(), "repos/orders/new"),
        ("in the new folder", &|_| write("repos/orders/new/b.md"), "repos/orders/new/b.md"),
        ("delete", &|root| fs::remove_file(root.join("repos/orders/docs/a.md")).unwrap(), "repos/orders/docs/a.md"),
        ("configuration", &|_| write("site/platdocs.yaml"), "site/platdocs.yaml"),
        ("theme", &|root| fs::create_dir(root.join("site/theme")).unwrap(), "site/theme"),
        ("in the theme", &|_| write("site/theme/x.css"), "site/theme/x.css"),
        ("another repository", &|root| fs::create_dir(root.join("repos/ledger")).unwrap(), "repos/ledger"),
        ("a repository goes", &|root| fs::remove_dir_all(root.join("repos/orders")).unwrap(), "repos/orders"),
        ("and comes back", &|root| fs::create_dir(root.join("repos/orders")).unwrap(), "repos/orders"),
        ("with a file", &|_| write("repos/orders/c.md"), "repos/orders/c.md"),
    ];
    for (name, step, expect) in steps {
        // None of these is news, so the change that follows is the only one that is told.
        for own in ["site/public/x", "site/public.pd-lock", "site/.git/index", "site/notes.txt"] {
            write(own);
        }
        step(&root);
        let mut seen = BTreeSet::new();
        while !seen.contains(&root.join(expect)) {
            let paths;
            (watcher, paths) = changed(watcher);
            seen.extend(paths);
        }
        let sources = |path: &PathBuf| path.starts_with(root.join("repos")) || path.starts_with(site.join("theme"));
        assert!(seen.iter().all(|path| sources(path) || *path == site.join("platdocs.yaml")), "{name}: {seen:?}");
        watcher.follow(&[PathBuf::from("../repos/orders")]);
    }
}

#[test]
fn touching_and_reading_is_no_change() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir(root.join("docs")).unwrap();
    fs::write(root.join("docs/a.md"), "x").unwrap();
    let mut watcher = Watcher::new(&root, &[]).unwrap();
    watcher.follow(&[PathBuf::new()]);
    fs::read(root.join("docs/a.md")).unwrap();
    let past = std::time::SystemTime::UNIX_EPOCH;
    let times = fs::FileTimes::new().set_accessed(past).set_modified(past);
    fs::File::open(root.join("docs/a.md")).unwrap().set_times(times).unwrap();
    fs::write(root.join("b.md"), "x").unwrap();
    assert_eq!(changed(watcher).1, BTreeSet::from([root.join("b.md")]));
}

#[test]
fn the_loop_builds_shows_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().canonicalize().unwrap();
    let page = site.join("page.md");
    fs::write(&page, "one").unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let options = Options {
        listen: Listen { port: Some(0), ..Listen::default() },
        site: site.clone(),
        roots: vec![PathBuf::new()],
        ignored: Vec::new(),
        stop: Arc::clone(&stop),
    };
    let (sender, receiver) = mpsc::channel();
    let build = {
        let page = page.clone();
        move || match fs::read_to_string(&page).unwrap().as_str() {
            "" | "broken" => {
                Build { failure: vec!["broken".to_owned()], roots: vec![PathBuf::new()], ..Build::default() }
            }
            text => Build { output: Some(portal(text)), roots: vec![PathBuf::new()], ..Build::default() },
        }
    };
    let thread = std::thread::spawn(move || serve::run(&options, build, |event| sender.send(event).unwrap()));
    // A file that is written anew is empty for a moment, so other events may come between.
    let until = |wanted: &Event| {
        std::iter::repeat_with(|| receiver.recv_timeout(PATIENCE).expect("an event")).find(|event| event == wanted);
    };
    assert!(matches!(receiver.recv_timeout(PATIENCE).unwrap(), Event::Listening { .. }));
    until(&Event::Built { changed: true });
    fs::write(&page, "two").unwrap();
    until(&Event::Built { changed: true });
    fs::write(&page, "broken").unwrap();
    until(&Event::Failed);
    fs::write(&page, "two").unwrap();
    until(&Event::Built { changed: false });
    stop.store(true, Ordering::Relaxed);
    thread.join().unwrap().unwrap();
}

/// The lines that a child says, up to the first that holds `wanted`.
fn hear(lines: &mut impl Iterator<Item = std::io::Result<String>>, wanted: &str) -> String {
    let mut heard = String::new();
    for line in lines.map_while(Result::ok) {
        heard.push_str(&line);
        heard.push('\n');
        if line.contains(wanted) {
            return heard;
        }
    }
    panic!("`{wanted}` was never said:\n{heard}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the program is started as a user does, from the folder above the site")]
fn a_site_that_is_named_by_a_relative_path_is_watched() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let write = |path: &str, text: &str| {
        fs::create_dir_all(site.join(path).parent().unwrap()).unwrap();
        fs::write(site.join(path), text).unwrap();
    };
    write("platdocs.yaml", "sources: [{type: local, path: repos/*}]\n");
    write("repos/a/mkdocs.yml", "site_name: A\n");
    write("repos/a/docs/index.md", "# A\n");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_platdocs"))
        .args(["serve", "site", "--port", "0"])
        .current_dir(folder.path())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    hear(&mut lines, "built; open pages reload");
    write("repos/a/docs/index.md", "# A\n\n[x](nope.md)\n");
    let heard = hear(&mut lines, "built; open pages reload");
    assert!(heard.starts_with("changed: site/repos/a/docs/index.md\n") && heard.contains("W-DOCS-LINK"), "{heard}");
    write("repos/b/mkdocs.yml", "site_name: B\n");
    let heard = hear(&mut lines, "from 2 repositories");
    assert!(heard.starts_with("changed: site/repos/b"), "{heard}");
    child.kill().unwrap();
    child.wait().unwrap();
}
