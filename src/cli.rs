//! The command line: one file per command in `cli/`, [`report`] is the only place that prints.
//!
//! Commands are thin callers of [`crate::pipeline::build`]. They return an [`Exit`] or an `anyhow` error; errors are about
//! the outside (usage, configuration, disk) and end with exit code 2.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::diag::{Diagnostics, Severity};
use crate::site::output::SwapError;

pub mod api;
pub mod build;
pub mod check;
pub mod completions;
pub mod flags;
pub mod impact;
pub mod init;
pub mod interrupt;
pub mod report;
pub mod schema;
pub mod search;
pub mod serve;
pub mod site;
pub mod work;

use flags::Talk;
use report::Report;

/// Build a developer portal from repositories: catalog, docs and API reference as static pages
///
/// platdocs reads Backstage catalog files and TechDocs Markdown from repositories and writes a portal that needs no
/// server. Start with `platdocs serve` in a folder of checkouts; no configuration is needed.
///
/// Exit codes: 0 done; 1 done, with findings at or above the fail level; 2 could not run; 3 refused by a guard, the previous
/// state stays; 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "platdocs", version, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How much is printed.
    #[command(flatten)]
    pub talk: Talk,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the portal into a folder
    ///
    /// The folder is written beside its place and swapped in when it is complete. Only a folder that platdocs made is replaced.
    /// Findings do not stop the build: what can be shown is built, and the exit code is 0 unless --strict is given.
    Build(build::Args),
    /// Check the sources without writing anything
    ///
    /// Builds the portal in memory and prints what is wrong in the sources. Ends with exit code 1 if there is an error.
    Check(check::Args),
    /// Serve the portal on this machine and rebuild it on every change
    ///
    /// The portal is built in memory and nothing is written but the cache. Open pages reload when they change. While a build
    /// fails, the last good one stays.
    Serve(serve::Args),
    /// Show who notices if an entity breaks, and what it depends on
    ///
    /// Follows the relations of the catalog: whatever depends on the entity, consumers of its APIs, the parent of a
    /// subcomponent, and so on from there. Each entity is listed once at its smallest distance, by owner. Prints to
    /// standard output and writes nothing.
    Impact(impact::Args),
    /// Compare and check API definitions without a portal
    #[command(subcommand)]
    Api(api::Command),
    /// Write a first configuration and a CI workflow
    ///
    /// Writes platdocs.yaml and .github/workflows/portal.yml with comments that explain every line. A file that exists is
    /// never changed.
    Init(init::Args),
    /// Search the portal in the terminal
    ///
    /// Builds the portal in memory and answers like the search box of the published site. All of the query is
    /// text: there is no syntax apart from quotes around words that must stand in sequence. Ends with exit code 0 with or
    /// without results.
    Search(search::Args),
    /// Print a completion script for a shell
    ///
    /// Bash: `platdocs completions bash > ~/.local/share/bash-completion/completions/platdocs`
    ///
    /// Zsh: `platdocs completions zsh > "${fpath[1]}/_platdocs"`
    ///
    /// Fish: `platdocs completions fish > ~/.config/fish/completions/platdocs.fish`
    Completions(completions::Args),
    /// Print the JSON Schema of platdocs.yaml
    ///
    /// Editors use it for completion and checks, for example with this first line in platdocs.yaml:
    /// `# yaml-language-server: $schema=platdocs.schema.json`
    Schema(schema::Args),
}

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, with findings at or above the fail level.
    Findings = 1,
    /// Could not run; nothing was switched.
    Failed = 2,
    /// Refused by a guard; the previous state stays.
    Refused = 3,
    /// Stopped by a signal.
    Interrupted = 130,
}

impl Exit {
    /// Done, or findings if one of them is an error.
    pub fn of(found: &Diagnostics) -> Self {
        if found.count(Severity::Error) > 0 { Self::Findings } else { Self::Done }
    }

    /// What an error means: failed, unless the output folder was refused or the user stopped the swap.
    pub fn of_error(error: &anyhow::Error) -> Self {
        match error.downcast_ref() {
            Some(SwapError::Refused { .. }) => Self::Refused,
            Some(SwapError::Interrupted) => Self::Interrupted,
            Some(SwapError::Io { .. } | SwapError::Locked { .. }) | None => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Runs the program with these arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    interrupt::install();
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return report::usage(&error),
    };
    let Cli { command, talk } = cli;
    let done = std::panic::catch_unwind(|| match command {
        Command::Build(args) => build::run(args, talk),
        Command::Check(args) => check::run(args, talk),
        Command::Serve(args) => serve::run(args, talk),
        Command::Impact(args) => impact::run(args, talk),
        Command::Api(command) => api::run(command, talk),
        Command::Init(args) => init::run(args, talk),
        Command::Search(args) => search::run(args, talk),
        Command::Completions(args) => completions::run(args, talk),
        Command::Schema(args) => schema::run(args, talk),
    });
    match done {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => {
            Report::new(talk).failure(&error);
            Exit::of_error(&error)
        }
        Err(_panic) => Exit::Failed,
    }
}

/// The long help of the program and of every command, as one text.
pub fn reference() -> String {
    let mut root = Cli::command().term_width(100);
    root.build();
    let mut text = root.render_long_help().to_string();
    for command in root.get_subcommands_mut() {
        let help = command.render_long_help();
        text.push_str(&format!("\n\n# platdocs {}\n\n{help}", command.get_name()));
        let name = command.get_name().to_owned();
        for inner in command.get_subcommands_mut() {
            let help = inner.render_long_help();
            text.push_str(&format!("\n\n# platdocs {name} {}\n\n{help}", inner.get_name()));
        }
    }
    text
}
