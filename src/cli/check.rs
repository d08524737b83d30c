//! `platdocs check`.

use anyhow::bail;

use super::Exit;
use super::flags::{Building, Input, Talk};
use super::report::Report;
use super::site::Site;
use super::work;
use crate::diag::{Code, nearest};
use crate::pipeline::codes;

/// The arguments of `platdocs check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to check.
    #[command(flatten)]
    pub input: Input,
    /// List all finding codes
    #[arg(long, conflicts_with = "explain")]
    pub codes: bool,
    /// Explain a finding code
    #[arg(long, value_name = "CODE")]
    pub explain: Option<String>,
    /// Also ask whether the links out of the portal still lead somewhere
    ///
    /// Each address is asked once, politely: host by host, without cookies, at most 10,000 of them in 15 minutes. What is
    /// found is kept in the cache for a week, what is gone for a day. Addresses that are not on the public web are asked
    /// only with `check.external.allow_private`.
    #[arg(long, conflicts_with_all = ["codes", "explain"])]
    pub external: bool,
    /// How to build it.
    #[command(flatten)]
    pub building: Building,
}

/// Builds, reports, writes nothing.
///
/// # Errors
/// When the portal cannot be built, or the code to explain does not exist.
pub fn run(args: Args, talk: Talk) -> anyhow::Result<Exit> {
    let Args { input, codes: list_codes, explain, external, building } = args;
    let report = Report::of_check(talk);
    if list_codes {
        report.data(&list(&codes()))?;
        return Ok(Exit::Done);
    }
    if let Some(id) = explain {
        report.data(&explanation(&codes(), &id)?)?;
        return Ok(Exit::Done);
    }
    let Some(site) = Site::open(&input, building.format, &report)? else { return Ok(Exit::Failed) };
    let memo = work::memo(&site, &building);
    let work::Done { mut built, timings, .. } = report.progress("checking", || work::build(&site, &building, &memo))?;
    if external {
        report.progress("asking outside", || work::check_outside(&site, &building, &mut built, &report));
    }
    report.findings(building.format, &built, &site)?;
    report.summary(&built);
    report.timings(&timings, building.timings);
    Ok(Exit::of(&built.diagnostics))
}

/// All codes, one a line, sorted, with what they mean.
pub fn list(codes: &[&'static Code]) -> String {
    let width = codes.iter().map(|code| code.id.len()).max().unwrap_or(0);
    codes.iter().map(|code| format!("{:width$}  {}\n", code.id, code.meaning)).collect()
}

/// What a code means, with an example.
///
/// # Errors
/// When there is no such code.
pub fn explanation(codes: &[&'static Code], id: &str) -> anyhow::Result<String> {
    let Some(code) = codes.iter().find(|code| code.id.eq_ignore_ascii_case(id)) else {
        match nearest(id, codes.iter().map(|code| code.id)).first() {
            Some(near) => bail!("there is no code `{id}`; did you mean `{near}`?"),
            None => bail!("there is no code `{id}`; `platdocs check --codes` lists them all"),
        }
    };
    let example: String = code.example.lines().map(|line| format!("    {line}\n")).collect();
    Ok(format!("{} ({})\n\n{}.\n\nExample:\n\n{example}", code.id, code.severity(), code.meaning))
}
