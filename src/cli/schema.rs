//! `platdocs schema`.

use super::Exit;
use super::flags::Talk;
use super::report::Report;
use crate::config;

/// The arguments of `platdocs schema`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Prints the schema.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(args: Args, talk: Talk) -> anyhow::Result<Exit> {
    let Args {} = args;
    Report::new(talk).data(&config::schema())?;
    Ok(Exit::Done)
}
