//! Addresses, and requests to a server in this process.

use std::io::{Read, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use super::*;

/// A server that gives these answers one after the other, each on a connection of its own, and tells what it was asked.
fn server(answers: &[&str]) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answers: Vec<String> = answers.iter().map(|&answer| answer.to_owned()).collect();
    let asked = thread::spawn(move || answers.iter().map(|answer| serve(&listener, answer)).collect());
    (address, asked)
}

fn serve(listener: &TcpListener, answer: &str) -> String {
    let (mut stream, _) = listener.accept().unwrap();
    let asked = request(&mut stream);
    stream.write_all(format!("HTTP/1.1 {answer}").as_bytes()).unwrap();
    asked
}

/// The head of a request and its body.
fn request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 1024];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut buffer).unwrap() {
            0 => return text,
            read => bytes.extend(&buffer[..read]),
        }
    }
}

#[test]
fn only_addresses_of_the_public_web_are_public() {
    let public = ["93.184.215.14", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"];
    for address in public {
        assert!(is_public(address.parse::<IpAddr>().unwrap()), "{address}");
    }
    let others = [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:c0a8:101::",
        "fc00::1",
        "fd00::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ];
    for address in others {
        assert!(!is_public(address.parse::<IpAddr>().unwrap()), "{address}");
    }
}

#[test]
fn what_is_inside_the_network_is_asked_only_if_the_owner_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let closed = Web::new(false);
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        assert_eq!(closed.ask(Method::Head, &format!("http://{host}:{port}/")), Err(Silence::Private), "{host}");
    }
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err(), "nobody has come");
    drop(listener);
    assert_eq!(Web::new(true).ask(Method::Head, &format!("http://127.0.0.1:{port}/")), Err(Silence::Closed));
}

#[test]
fn an_answer_tells_status_and_where_and_when_to_ask_again() {
    let (address, asked) = server(&[
        "301 Moved\r\nLocation: /new\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "404 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno",
    ]);
    let web = Web::new(true);
    let answer = |status, location: Option<&str>, retry_after| Answer {
        status,
        location: location.map(str::to_owned),
        retry_after,
    };
    assert_eq!(web.ask(Method::Head, &format!("{address}/a")), Ok(answer(301, Some("/new"), None)));
    assert_eq!(web.ask(Method::Get, &format!("{address}/b")), Ok(answer(429, None, Some(7))));
    assert_eq!(web.ask(Method::Get, &format!("{address}/c")), Ok(answer(404, None, None)));
    let asked = asked.join().unwrap();
    assert!(asked[0].starts_with("HEAD /a HTTP/1.1\r\n") && asked[1].starts_with("GET /b "), "{asked:?}");
    for request in asked {
        let request = request.to_lowercase();
        assert!(request.contains("user-agent: platdocs/"), "{request}");
        assert!(!request.contains("cookie") && !request.contains("authorization"), "{request}");
    }
}

#[test]
fn a_server_draws_what_it_is_sent() {
    let (address, asked) = server(&[
        "200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<svg/>",
        "400 Bad\r\nContent-Length: 18\r\nConnection: close\r\n\r\n\nsyntax error: x\n\n",
        "302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "200 OK\r\nContent-Length: 3000000\r\nConnection: close\r\n\r\n<svg/>",
    ]);
    let draw = || draw(&format!("{address}/plantuml/svg"), "a -> b");
    assert_eq!(draw(), Ok(b"<svg/>".to_vec()));
    assert_eq!(draw(), Err(DrawProblem::Refused("syntax error: x".into())));
    assert_eq!(draw(), Err(DrawProblem::Failed("it answers with status 302".into())));
    assert!(matches!(draw(), Err(DrawProblem::Failed(_))), "the answer is too large");
    let asked = asked.join().unwrap();
    assert!(
        asked[0].starts_with("POST /plantuml/svg HTTP/1.1\r\n") && asked[0].ends_with("\r\n\r\na -> b"),
        "{asked:?}"
    );
}
