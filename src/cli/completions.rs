//! `platdocs completions`.

use clap::CommandFactory;
use clap_complete::Shell;

use super::flags::Talk;
use super::report::Report;
use super::{Cli, Exit};

/// The arguments of `platdocs completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    pub shell: Shell,
}

/// Prints the script.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(args: Args, talk: Talk) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "platdocs", &mut script);
    Report::new(talk).data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
