//! Links out of a portal, with a door that leads to made-up servers and a clock that tests set.

use super::*;
use crate::diag::{File, Span};
use crate::path::RepoPath;

/// Made-up servers: what they answer, in turn, and what they were asked.
#[derive(Default)]
struct Servers {
    answers: BTreeMap<String, Vec<Result<Answer, Silence>>>,
    asked: Mutex<Vec<String>>,
}

impl Door for Servers {
    fn ask(&self, method: Method, address: &str) -> Result<Answer, Silence> {
        let mut asked = self.asked.lock().unwrap();
        let line = format!("{method:?} {address}");
        let before = asked.iter().filter(|asked| asked.ends_with(&format!(" {address}"))).count();
        asked.push(line);
        let answers = self.answers.get(address).map_or(&[][..], Vec::as_slice);
        answers.get(before).or(answers.last()).cloned().unwrap_or(Err(Silence::NoHost))
    }
}

impl Servers {
    fn answer(mut self, address: &str, answers: &[Result<Answer, Silence>]) -> Self {
        self.answers.insert(address.to_owned(), answers.to_vec());
        self
    }

    fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().unwrap().clone();
        asked.sort();
        asked
    }
}

fn status(status: u16) -> Result<Answer, Silence> {
    Ok(Answer { status, ..Answer::default() })
}

fn leads_to(status: u16, location: &str) -> Result<Answer, Silence> {
    Ok(Answer { status, location: Some(location.to_owned()), retry_after: None })
}

fn later(status: u16, seconds: u64) -> Result<Answer, Silence> {
    Ok(Answer { status, location: None, retry_after: Some(seconds) })
}

/// Links that stand one a line in a page.
fn links(addresses: &[&str]) -> Vec<OutsideLink> {
    let file = File::new("repos/a", RepoPath::parse("docs/a.md").unwrap());
    let lines = addresses.iter().zip(1..);
    lines
        .map(|(address, line)| OutsideLink { address: (*address).into(), place: file.at(Span::new(line, 3, 1)) })
        .collect()
}

/// Checks links at a time and gives what was found, and the pauses that were made.
fn check_at(now: u64, addresses: &[&str], servers: &Servers, known: &Table) -> (Vec<String>, Vec<u64>) {
    let pauses = Mutex::new(Vec::new());
    let elapsed = || Duration::from_secs(pauses.lock().unwrap().iter().sum());
    let wait = |pause: Duration| pauses.lock().unwrap().push(pause.as_secs());
    let clock = Clock { now, elapsed: &elapsed, wait: &wait };
    let (found, _) = check(&links(addresses), &["https://skipped.example/*".to_owned()], servers, known, &clock);
    let mut told: Vec<String> = found
        .iter()
        .map(|finding| {
            let also: Vec<String> = finding.labels.iter().map(|also| also.place.span.line.to_string()).collect();
            let also = if also.is_empty() { String::new() } else { format!(" (also {})", also.join(", ")) };
            format!(
                "{}:{} {} {}{also}",
                finding.place.span.line, finding.place.span.column, finding.code.id, finding.message
            )
        })
        .collect();
    told.sort();
    (told, pauses.into_inner().unwrap())
}

fn found(addresses: &[&str], servers: &Servers) -> Vec<String> {
    check_at(1_000_000, addresses, servers, &Table::default()).0
}

#[test]
fn what_servers_say_becomes_findings_at_the_links() {
    let servers = Servers::default()
        .answer("https://a.example/", &[status(200)])
        .answer("https://a.example/gone", &[status(404)])
        .answer("https://a.example/never", &[status(405), status(410)])
        .answer("https://a.example/get", &[status(405), status(200)])
        .answer("https://b.example/secret", &[status(403)])
        .answer("https://b.example/ill", &[status(502)])
        .answer("https://c.example/", &[Err(Silence::Private)])
        .answer("https://d.example/", &[Err(Silence::Unsafe("expired".into()))])
        .answer("https://e.example/", &[Err(Silence::Slow)]);
    let addresses = [
        "https://a.example/#part",
        "https://a.example/gone",
        "https://a.example/never",
        "https://a.example/get",
        "https://b.example/secret",
        "https://b.example/ill",
        "https://c.example/",
        "https://d.example/",
        "https://e.example/",
        "https://nosuch.example/",
        "https://a.example/gone#x",
        "https://skipped.example/y",
        "mailto:a@example.org",
    ];
    assert_eq!(
        found(&addresses, &servers),
        [
            "10:3 W-LINK-OUTSIDE `https://nosuch.example/` leads nowhere: there is no such host",
            "2:3 W-LINK-OUTSIDE `https://a.example/gone` leads nowhere: there is no such page (404) (also 11)",
            "3:3 W-LINK-OUTSIDE `https://a.example/never` leads nowhere: the page is gone (410)",
            "5:3 I-LINK-OUTSIDE-UNSURE `https://b.example/secret` could not be checked: the server lets only some in (403)",
            "6:3 I-LINK-OUTSIDE-UNSURE `https://b.example/ill` could not be checked: the server fails (502)",
            "7:3 I-LINK-OUTSIDE-UNSURE `https://c.example/` could not be checked: its host is not on the public web",
            "8:3 W-LINK-OUTSIDE `https://d.example/` leads nowhere: the connection is not safe: expired",
            "9:3 I-LINK-OUTSIDE-UNSURE `https://e.example/` could not be checked: no answer within 10 seconds",
        ]
    );
    let asked = servers.asked();
    assert!(asked.contains(&"Get https://a.example/get".to_owned()), "{asked:?}");
    assert!(!asked.contains(&"Get https://a.example/".to_owned()), "{asked:?}");
    assert_eq!(asked.iter().filter(|asked| asked.contains("/gone")).count(), 2, "one address, HEAD and GET");
    assert!(!asked.iter().any(|asked| asked.contains("skipped")), "{asked:?}");
}

#[test]
fn redirects_are_followed_and_told_where_they_are_for_good() {
    let servers = Servers::default()
        .answer("http://a.example/old", &[leads_to(301, "/new")])
        .answer("http://a.example/new", &[leads_to(308, "https://b.example/x#part")])
        .answer("https://b.example/x", &[status(200)])
        .answer("http://a.example/today", &[leads_to(302, "https://b.example/x")])
        .answer("http://a.example/in", &[leads_to(302, "http://10.0.0.1/")])
        .answer("http://10.0.0.1/", &[Err(Silence::Private)])
        .answer("http://a.example/file", &[leads_to(301, "file:///etc/passwd")])
        .answer("http://a.example/round", &[leads_to(301, "/round")]);
    let addresses = ["old", "today", "in", "file", "round"].map(|path| format!("http://a.example/{path}"));
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    assert_eq!(
        found(&addresses, &servers),
        [
            "1:3 I-LINK-OUTSIDE-MOVED `http://a.example/old` has moved for good",
            "3:3 I-LINK-OUTSIDE-UNSURE `http://a.example/in` could not be checked: its host is not on the public web",
            "4:3 W-LINK-OUTSIDE `http://a.example/file` leads nowhere: it leads to an address that is none",
            "5:3 W-LINK-OUTSIDE `http://a.example/round` leads nowhere: it leads on more than 5 times",
        ]
    );
}

#[test]
fn a_host_that_asks_for_a_pause_gets_it() {
    let servers = Servers::default()
        .answer("https://a.example/", &[later(429, 7), later(503, 3), status(200)])
        .answer("https://b.example/", &[later(429, 3600)]);
    let addresses = ["https://a.example/", "https://b.example/"];
    let (found, mut pauses) = check_at(0, &addresses, &servers, &Table::default());
    pauses.sort_unstable();
    assert_eq!(pauses, [3, 7]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("asked too often"), "{found:?}");
}

#[test]
fn what_is_known_is_not_asked_again_for_a_while() {
    let servers = Servers::default()
        .answer("https://a.example/", &[status(200)])
        .answer("https://a.example/gone", &[status(404)])
        .answer("https://a.example/ill", &[status(500)]);
    let addresses = ["https://a.example/", "https://a.example/gone", "https://a.example/ill"];
    let known = Table::default();
    let day = 24 * 3600;
    let asked_at = |now: u64| {
        servers.asked.lock().unwrap().clear();
        let (found, _) = check_at(now, &addresses, &servers, &known);
        assert_eq!(found.len(), 2, "{found:?}");
        servers.asked().iter().filter(|asked| asked.starts_with("Head")).count()
    };
    assert_eq!(asked_at(100 * day), 3);
    assert_eq!(asked_at(100 * day + 1), 1, "only what is not known");
    assert_eq!(asked_at(101 * day), 2, "and what may be there again");
    assert_eq!(asked_at(107 * day), 3);
    assert_eq!(asked_at(90 * day), 3, "the clock was put back");
}

#[test]
fn a_machine_that_is_offline_finds_nothing_broken() {
    let servers = Servers::default();
    let known = Table::default();
    let addresses = ["https://a.example/", "https://b.example/", "https://c.example/"];
    let (found, _) = check_at(0, &addresses, &servers, &known);
    assert!(found.iter().all(|told| told.contains("UNSURE") && told.contains("may be offline")), "{found:?}");
    let online = addresses.iter().fold(Servers::default(), |servers, address| servers.answer(address, &[status(200)]));
    assert_eq!(check_at(1, &addresses, &online, &known).0, [""; 0], "nothing was kept");
}

#[test]
fn a_check_ends() {
    let mut servers = Servers::default();
    let addresses: Vec<String> = (0..8).map(|nth| format!("https://silent.example/{nth}")).collect();
    for address in &addresses {
        servers = servers.answer(address, &[Err(Silence::Slow)]);
    }
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    assert_eq!(found(&addresses, &servers).len(), 8);
    assert_eq!(servers.asked().len(), MAX_SILENCES, "a silent host is left alone");

    let busy = later(503, 60);
    let addresses: Vec<String> = (0..20).map(|nth| format!("https://busy.example/{nth:02}")).collect();
    let mut servers = Servers::default();
    for address in &addresses {
        servers = servers.answer(address, std::slice::from_ref(&busy));
    }
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let (found, pauses) = check_at(0, &addresses, &servers, &Table::default());
    assert!(pauses.iter().sum::<u64>() <= MAX_TIME.as_secs(), "{pauses:?}");
    assert!(found.iter().any(|told| told.contains("were not asked")) || found.len() == 20, "{found:?}");
}
