//! `platdocs serve`.

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::Arc;

use super::flags::{Building, Input, Talk};
use super::report::Report;
use super::site::{Site, from_here};
use super::{Exit, interrupt, work};
use crate::diag::Diagnostics;
use crate::memo::Memo;
use crate::serve::{self, Build, Event, Listen, Options};

/// The arguments of `platdocs serve`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to serve.
    #[command(flatten)]
    pub input: Input,
    /// Listen on this port; 0 takes any free one [default: 4000, or the next free one]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Listen on this address [default: 127.0.0.1 and ::1]
    ///
    /// Other machines can reach the portal only if this is one of their networks, such as 0.0.0.0.
    #[arg(long, value_name = "ADDRESS")]
    pub host: Option<std::net::IpAddr>,
    /// Open the portal in the browser
    #[arg(long)]
    pub open: bool,
    /// Also answer requests for this host name
    ///
    /// Can be given several times. Requests for other names are refused, so that web pages cannot reach the portal by
    /// DNS rebinding.
    #[arg(long = "allowed-host", value_name = "NAME")]
    pub allowed_hosts: Vec<String>,
    /// How to build it.
    #[command(flatten)]
    pub building: Building,
}

/// Serves until it is interrupted.
///
/// # Errors
/// When the configuration cannot be read, no address can be bound, or the system offers no way to watch files.
pub fn run(args: Args, talk: Talk) -> anyhow::Result<Exit> {
    let report = Report::new(talk);
    let Some(site) = Site::open(&args.input, args.building.format, &report)? else { return Ok(Exit::Failed) };
    let options = Options {
        listen: Listen { host: args.host, port: args.port, allowed_hosts: args.allowed_hosts.clone() },
        site: work::absolute(&site.folder),
        roots: work::source_folders(&site),
        ignored: ignored(&site, &args.building),
        stop: interrupt::flag().clone(),
    };
    let memo = work::memo(&site, &args.building);
    let mut builder = Builder { args: &args, report, memo, shown: None };
    let opened = Cell::new(!args.open);
    serve::run(&options, || builder.build(), |event| tell(&report, &event, &opened))?;
    Ok(Exit::Interrupted)
}

/// Our own folders, absolute, whose changes are no news.
fn ignored(site: &Site, building: &Building) -> Vec<PathBuf> {
    let mut folders = vec![site.folder.join("public"), site.folder.join(".platdocs")];
    folders.extend(work::cache_folder(site, building));
    folders.iter().map(|folder| work::absolute(folder)).collect()
}

/// Builds again and again, and prints findings only when they change.
struct Builder<'a> {
    args: &'a Args,
    report: Report,
    memo: Memo,
    shown: Option<Diagnostics>,
}

impl Builder<'_> {
    fn build(&mut self) -> Build {
        self.try_build().unwrap_or_else(|error| {
            self.report.failure(&error);
            Build { failure: vec![format!("{error:#}")], ..Build::default() }
        })
    }

    fn try_build(&mut self) -> anyhow::Result<Build> {
        let building = &self.args.building;
        let site = match Site::read(&self.args.input)? {
            Ok(site) => site,
            Err(broken) => {
                self.report.broken_config(building.format, &broken.found, &broken.site)?;
                let roots = broken.site.schemas().collect();
                return Ok(Build { failure: broken.lines(), roots, ..Build::default() });
            }
        };
        let done = self.report.progress("building", || work::build(&site, building, &self.memo))?;
        work::keep(&self.memo, &self.report);
        if self.shown.as_ref() != Some(&done.built.diagnostics) {
            self.report.findings(building.format, &done.built, &site)?;
            self.report.summary(&done.built);
            self.shown = Some(done.built.diagnostics);
        }
        self.report.timings(&done.timings, building.timings);
        Ok(Build { output: Some(Arc::new(done.built.output)), failure: Vec::new(), roots: done.roots })
    }
}

fn tell(report: &Report, event: &Event, opened: &Cell<bool>) {
    match event {
        Event::Listening { url } => {
            report.say(&format!("the portal is at {url} (Ctrl-C stops)"));
            if !opened.replace(true)
                && let Err(error) = open::that_detached(url)
            {
                report.warn(&format!("the browser cannot be opened: {error}"));
            }
        }
        Event::Exposed { address } => {
            report.warn(&format!("{address} lets other machines on the network read the portal"));
        }
        Event::Built { changed: true } => report.say("built; open pages reload"),
        Event::Built { changed: false } => report.say("built; nothing changed"),
        Event::Failed => report.say("the last good portal is still shown"),
        Event::Changed(files) => {
            let mut names = files.iter().map(|file| from_here(file).display().to_string());
            let first = names.next().unwrap_or_default();
            let more = match names.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            report.say(&format!("changed: {first}{more}"));
        }
        Event::Polling { reason } => {
            report.warn(&format!("the system tells of no changes ({reason}); folders are listed again and again"));
        }
    }
}
