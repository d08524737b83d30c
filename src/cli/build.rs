//! `platdocs build`.

use std::path::PathBuf;

use super::Exit;
use super::flags::{Building, Input, Talk};
use super::report::Report;
use super::site::{Site, tidy};
use super::work;

/// The arguments of `platdocs build`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to build.
    #[command(flatten)]
    pub input: Input,
    /// Write the portal to this folder [default: SITE/public]
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Accept once that the portal loses more than 30 % of its pages
    #[arg(long)]
    pub allow_shrink: bool,
    /// How to build it.
    #[command(flatten)]
    pub building: Building,
}

/// Builds, writes, reports.
///
/// # Errors
/// When the portal cannot be built or written.
pub fn run(args: Args, talk: Talk) -> anyhow::Result<Exit> {
    let Args { input, out, allow_shrink, building } = args;
    let report = Report::new(talk);
    let Some(site) = Site::open(&input, building.format, &report)? else { return Ok(Exit::Failed) };
    let out = out.unwrap_or_else(|| site.folder.join("public"));
    let memo = work::memo(&site, &building);
    let work::Done { built, timings, .. } = report.progress("building", || work::build(&site, &building, &memo))?;
    report.findings(building.format, &built, &site)?;
    let swapped = report.progress("writing", || work::write(&site, &built, &out, allow_shrink))?;
    work::keep(&memo, &report);
    report.summary(&built);
    report.timings(&timings, building.timings);
    report.leftovers(&swapped);
    report.say(&format!("wrote {}", tidy(&out).display()));
    Ok(if building.strict { Exit::of(&built.diagnostics) } else { Exit::Done })
}
