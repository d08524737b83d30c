//! The `platdocs` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    platdocs::cli::run(std::env::args_os()).into()
}
