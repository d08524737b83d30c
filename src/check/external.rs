//! Links out of the portal: `check --external` asks whether what they name is still there.
//!
//! Each address is asked once, whoever links to it, one after the other at each host, at most [`MAX_ADDRESSES`] of them and
//! for [`MAX_TIME`]. What was learned is kept, so that the next check asks only about what may have changed.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Serialize};
use url::Url;

use super::findings;
use crate::diag::{Diagnostic, Place};
use crate::hash::ContentHash;
use crate::memo::Table;
use crate::portal::Portal;
use crate::web::{Answer, Door, Method, Silence};

/// Most addresses that one check asks about.
pub const MAX_ADDRESSES: usize = 10_000;
/// Longest time that a check spends on them.
pub const MAX_TIME: Duration = Duration::from_mins(15);
/// Hosts that are asked at the same time.
const HOSTS_AT_ONCE: usize = 16;
/// Most redirects that are followed.
const MAX_REDIRECTS: usize = 5;
/// Longest pause that a host may ask for.
const MAX_PAUSE: Duration = Duration::from_mins(1);
/// How often an address is asked again after such a pause.
const MAX_RETRIES: usize = 2;
/// Failures to connect after which a host is asked no more.
const MAX_SILENCES: usize = 3;
/// Hosts of which one at least answers, if this machine is online.
const MANY_HOSTS: usize = 3;
/// How long what is there counts as known, in seconds.
const KEEP_FOUND: u64 = 7 * 24 * 3600;
/// How long what is gone counts as known, in seconds.
const KEEP_BROKEN: u64 = 24 * 3600;
/// Places that the finding about an address names beside the first.
const MAX_PLACES: usize = 5;

/// A link out of the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideLink {
    /// The address.
    pub address: String,
    /// Where it is written.
    pub place: Place,
}

/// Time, which a check is told.
pub struct Clock<'a> {
    /// Seconds since 1970, for what is kept.
    pub now: u64,
    /// Time since the check began.
    pub elapsed: &'a (dyn Fn() -> Duration + Sync),
    /// Waits.
    pub wait: &'a (dyn Fn(Duration) + Sync),
}

/// What became of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Verdict {
    /// It is there.
    Found,
    /// It is there, and has moved for good to this address.
    Moved(String),
    /// It is not there, for this reason.
    Broken(String),
    /// Nobody knows, for this reason.
    Unsure(String),
}

/// What is kept of a verdict.
#[derive(Serialize, Deserialize)]
struct Kept {
    at: u64,
    verdict: Verdict,
}

/// Counts what comes through a door.
struct Counted<'a> {
    door: &'a dyn Door,
    answers: AtomicUsize,
}

impl Door for Counted<'_> {
    fn ask(&self, method: Method, address: &str) -> Result<Answer, Silence> {
        let answer = self.door.ask(method, address);
        self.answers.fetch_add(usize::from(answer.is_ok()), Ordering::Relaxed);
        answer
    }
}

/// How many addresses were looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Different addresses.
    pub addresses: usize,
    /// Of these, the ones that were asked now.
    pub now: usize,
}

/// The links out of a portal: those of its pages and those that entities list.
pub fn links(portal: &Portal) -> Vec<OutsideLink> {
    let pages = portal.checked_out().flat_map(|set| &set.pages).flat_map(|page| &page.outside);
    let pages = pages.map(|(address, place)| OutsideLink { address: address.clone(), place: place.clone() });
    let entities = portal.catalog.iter().flat_map(|entity| {
        let place = |link: &crate::catalog::Link| entity.place.file.at(link.span);
        entity.links.iter().map(move |link| OutsideLink { address: link.url.to_string(), place: place(link) })
    });
    pages.chain(entities).collect()
}

/// Asks about links and tells what is wrong with them.
pub fn check(
    links: &[OutsideLink],
    skip: &[String],
    door: &dyn Door,
    known: &Table,
    clock: &Clock<'_>,
) -> (Vec<Diagnostic>, Asked) {
    let addresses = addresses(links, &globs(skip));
    let mut verdicts: BTreeMap<&Url, Verdict> = BTreeMap::new();
    let mut hosts: BTreeMap<String, Vec<&Url>> = BTreeMap::new();
    let mut wanted = 0;
    for address in addresses.keys() {
        if let Some(verdict) = remembered(address, known, clock.now) {
            verdicts.insert(address, verdict);
        } else if wanted < MAX_ADDRESSES {
            wanted += 1;
            hosts.entry(host(address)).or_default().push(address);
        }
    }
    let door = Counted { door, answers: AtomicUsize::new(0) };
    let several = hosts.len() >= MANY_HOSTS;
    let mut asked = ask_all(hosts, &door, clock);
    if several && door.answers.load(Ordering::Relaxed) == 0 {
        for (_, verdict) in asked.iter_mut().filter(|(_, verdict)| matches!(verdict, Verdict::Broken(_))) {
            *verdict = Verdict::Unsure("no server at all answers; this machine may be offline".to_owned());
        }
    }
    let count = Asked { addresses: addresses.len(), now: asked.len() };
    for (address, verdict) in asked {
        keep(address, &verdict, known, clock.now);
        verdicts.insert(address, verdict);
    }
    (told(&addresses, &verdicts), count)
}

/// The addresses with the places that name them. Parts of pages belong to one address.
fn addresses<'a>(links: &'a [OutsideLink], skip: &GlobSet) -> BTreeMap<Url, Vec<&'a Place>> {
    let mut addresses: BTreeMap<Url, Vec<&Place>> = BTreeMap::new();
    for link in links {
        let Ok(mut url) = Url::parse(&link.address) else { continue };
        if matches!(url.scheme(), "http" | "https") && url.has_host() && !skip.is_match(url.as_str()) {
            url.set_fragment(None);
            addresses.entry(url).or_default().push(&link.place);
        }
    }
    for places in addresses.values_mut() {
        places.sort();
        places.dedup();
    }
    addresses
}

/// Globs that the configuration has checked.
fn globs(written: &[String]) -> GlobSet {
    let mut globs = GlobSetBuilder::new();
    for glob in written.iter().filter_map(|glob| Glob::new(glob).ok()) {
        globs.add(glob);
    }
    globs.build().unwrap_or_default()
}

fn host(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}

fn key(url: &Url) -> ContentHash {
    ContentHash::of(url.as_str().as_bytes())
}

fn remembered(url: &Url, known: &Table, now: u64) -> Option<Verdict> {
    let kept: Kept = serde_json::from_str(&known.peek(key(url))?).ok()?;
    let most = match &kept.verdict {
        Verdict::Found | Verdict::Moved(_) => KEEP_FOUND,
        Verdict::Broken(_) => KEEP_BROKEN,
        Verdict::Unsure(_) => return None,
    };
    // A clock that was put back makes nothing known for longer.
    (kept.at <= now && now - kept.at < most).then_some(kept.verdict)
}

fn keep(url: &Url, verdict: &Verdict, known: &Table, now: u64) {
    if !matches!(verdict, Verdict::Unsure(_)) {
        let kept = Kept { at: now, verdict: verdict.clone() };
        known.put(key(url), serde_json::to_string(&kept).unwrap_or_default());
    }
}

/// Asks host by host; addresses for which the time is too short have no verdict.
fn ask_all<'a>(hosts: BTreeMap<String, Vec<&'a Url>>, door: &dyn Door, clock: &Clock<'_>) -> Vec<(&'a Url, Verdict)> {
    // Long lists first, because a host is asked one address after the other.
    let mut lists: Vec<Vec<&Url>> = hosts.into_values().collect();
    lists.sort_by_key(|list| std::cmp::Reverse(list.len()));
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..HOSTS_AT_ONCE.min(lists.len()) {
            scope.spawn(|| {
                while let Some(list) = lists.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let asked = ask_host(list, door, clock);
                    verdicts.lock().unwrap_or_else(PoisonError::into_inner).extend(asked);
                }
            });
        }
    });
    verdicts.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn ask_host<'a>(list: &[&'a Url], door: &dyn Door, clock: &Clock<'_>) -> Vec<(&'a Url, Verdict)> {
    let mut verdicts = Vec::with_capacity(list.len());
    let mut silent: Option<Silence> = None;
    let mut silences = 0;
    for url in list {
        if (clock.elapsed)() >= MAX_TIME {
            break;
        }
        let verdict = match &silent {
            Some(silence) if silences >= MAX_SILENCES => of_silence(silence),
            Some(_) | None => {
                let (verdict, silence) = ask(url, door, clock);
                silences = if silence.is_some() { silences + 1 } else { 0 };
                silent = silence;
                verdict
            }
        };
        verdicts.push((*url, verdict));
    }
    verdicts
}

/// Follows an address to its end. The second value is why its own host gives no answer.
fn ask(url: &Url, door: &dyn Door, clock: &Clock<'_>) -> (Verdict, Option<Silence>) {
    let mut here = url.clone();
    let mut moved = true;
    for hop in 0..=MAX_REDIRECTS {
        let answer = match answer(&here, door, clock) {
            Ok(answer) => answer,
            Err(silence) => return (of_silence(&silence), (hop == 0).then_some(silence)),
        };
        let redirect = matches!(answer.status, 301 | 302 | 303 | 307 | 308);
        let Some(location) = answer.location.filter(|_| redirect) else {
            let there = if moved && hop > 0 { Some(here) } else { None };
            return (of_status(answer.status, there), None);
        };
        let next =
            here.join(&location).ok().filter(|next| matches!(next.scheme(), "http" | "https") && next.has_host());
        let Some(mut next) = next else {
            return (Verdict::Broken("it leads to an address that is none".to_owned()), None);
        };
        next.set_fragment(None);
        moved &= matches!(answer.status, 301 | 308);
        here = next;
    }
    (Verdict::Broken(format!("it leads on more than {MAX_REDIRECTS} times")), None)
}

/// What an address says, without its content where the server can do that, and after the pauses that it asks for.
fn answer(url: &Url, door: &dyn Door, clock: &Clock<'_>) -> Result<Answer, Silence> {
    let mut method = Method::Head;
    let mut retries = 0;
    loop {
        let answer = door.ask(method, url.as_str())?;
        if matches!(answer.status, 429 | 503) {
            let pause = answer.retry_after.map(Duration::from_secs);
            let fits = |pause: &Duration| *pause <= MAX_PAUSE && (clock.elapsed)() + *pause < MAX_TIME;
            match pause.filter(fits).filter(|_| retries < MAX_RETRIES) {
                Some(pause) => (clock.wait)(pause),
                None => return Ok(answer),
            }
            retries += 1;
        } else if answer.status >= 400 && method == Method::Head {
            method = Method::Get;
        } else {
            return Ok(answer);
        }
    }
}

fn of_status(status: u16, moved: Option<Url>) -> Verdict {
    match (status, moved) {
        (200..=299 | 304, Some(there)) => Verdict::Moved(there.into()),
        (200..=299 | 304, None) => Verdict::Found,
        (404, _) => Verdict::Broken("there is no such page (404)".to_owned()),
        (410, _) => Verdict::Broken("the page is gone (410)".to_owned()),
        (401 | 403, _) => Verdict::Unsure(format!("the server lets only some in ({status})")),
        (429, _) => Verdict::Unsure("the server is asked too often (429)".to_owned()),
        (500.., _) => Verdict::Unsure(format!("the server fails ({status})")),
        (status, _) => Verdict::Unsure(format!("the server answers with status {status}")),
    }
}

fn of_silence(silence: &Silence) -> Verdict {
    match silence {
        Silence::NoHost | Silence::Unsafe(_) => Verdict::Broken(silence.to_string()),
        Silence::Private | Silence::Closed | Silence::Slow | Silence::Other(_) => Verdict::Unsure(silence.to_string()),
    }
}

/// The findings, one for each address.
fn told(addresses: &BTreeMap<Url, Vec<&Place>>, verdicts: &BTreeMap<&Url, Verdict>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut unasked: Vec<&Place> = Vec::new();
    for (url, places) in addresses {
        let Some((first, others)) = places.split_first() else { continue };
        let place = (*first).clone();
        let finding = match verdicts.get(url) {
            Some(Verdict::Found) => continue,
            Some(Verdict::Moved(there)) => findings::outside_moved(place, url.as_str(), there),
            Some(Verdict::Broken(why)) => findings::outside_broken(place, url.as_str(), why),
            Some(Verdict::Unsure(why)) => findings::outside_unsure(place, url.as_str(), why),
            None => {
                unasked.push(first);
                continue;
            }
        };
        let named = others.iter().take(MAX_PLACES);
        found.push(named.fold(finding, |finding, place| finding.also((*place).clone(), "also linked here")));
    }
    if let Some(first) = unasked.iter().min() {
        found.push(findings::outside_unasked((*first).clone(), unasked.len()));
    }
    found
}

#[cfg(test)]
mod tests;
