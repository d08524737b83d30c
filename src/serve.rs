//! The portal on this machine while somebody writes: build, show, wait for a change, build again.
//!
//! [`server`] answers from the [`Output`] in memory and has no way to the file system; [`watch`] tells when a source has
//! changed; [`run`] is the loop between them. Nothing here prints: what happens goes out as [`Event`]s.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::site::output::Output;

mod live;
mod policy;
mod request;
pub mod server;
pub mod watch;

pub use server::{Listen, Server};
pub use watch::Watcher;

/// What [`run`] needs to know.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen.
    pub listen: Listen,
    /// The site folder, with `platdocs.yaml` and `theme/`.
    pub site: PathBuf,
    /// Source folders that are known before the first build; changes in them are not missed while it runs.
    pub roots: Vec<PathBuf>,
    /// Our own output, cache and state folders: changes in them are no news.
    pub ignored: Vec<PathBuf>,
    /// Becomes true when the user wants to stop.
    pub stop: Arc<AtomicBool>,
}

/// What a build gives.
#[derive(Clone, Debug, Default)]
pub struct Build {
    /// The portal; `None` if the build failed, then the last good one stays.
    pub output: Option<Arc<Output>>,
    /// What a failed build has to say, plain text, one finding each. Shown over the page.
    pub failure: Vec<String>,
    /// The folders that were read, absolute or relative to the site folder: the roots of `World::walked`.
    pub roots: Vec<PathBuf>,
}

/// Something that happened, for the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The server is there; `url` is what to open.
    Listening {
        /// The front page.
        url: String,
    },
    /// Other machines can reach the server.
    Exposed {
        /// The address that it listens on.
        address: String,
    },
    /// A portal was built and is shown.
    Built {
        /// False if it is the same as before; then no page is reloaded.
        changed: bool,
    },
    /// A build failed; the last good portal is still shown.
    Failed,
    /// Files changed; a build follows.
    Changed(BTreeSet<PathBuf>),
    /// The system tells of no more changes, so folders are listed again and again.
    Polling {
        /// What the system said.
        reason: String,
    },
}

/// Builds and serves until `options.stop` becomes true.
///
/// # Errors
/// When no address can be bound or the system offers no way to watch files.
pub fn run(options: &Options, mut build: impl FnMut() -> Build, events: impl Fn(Event)) -> anyhow::Result<()> {
    let server = Server::start(&options.listen)?;
    events(Event::Listening { url: server.url() });
    if let Some(address) = server.exposed() {
        events(Event::Exposed { address });
    }
    let mut watcher = Watcher::new(&options.site, &options.ignored)?;
    let mut polling = false;
    let mut follow = |watcher: &mut Watcher, roots: &[PathBuf]| {
        let fresh = watcher.follow(roots);
        if let (false, Some(reason)) = (polling, watcher.polling()) {
            polling = true;
            events(Event::Polling { reason: reason.to_owned() });
        }
        fresh
    };
    follow(&mut watcher, &options.roots);
    // The build before found folders that were not watched, so the next one is for safety and not for news.
    let mut again = false;
    while !options.stop.load(Ordering::Relaxed) {
        let built = build();
        match built.output {
            Some(output) => {
                let changed = server.show(output);
                server.fail(&[]);
                if changed || !again {
                    events(Event::Built { changed });
                }
            }
            None => {
                server.fail(&built.failure);
                events(Event::Failed);
            }
        }
        // What was written to a new root after it was read and before it was watched is found by one more build.
        again = follow(&mut watcher, &built.roots);
        if again {
            continue;
        }
        if let Some(change) = watcher.wait(&options.stop) {
            events(Event::Changed(change));
        }
    }
    Ok(())
}
