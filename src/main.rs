//! The `platdocs` program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A build is millions of small strings on all cores: with glibc's allocator a quarter of its time goes into them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    platdocs::cli::run(std::env::args_os()).into()
}
