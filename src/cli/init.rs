//! `platdocs init`.

use std::path::PathBuf;

use super::Exit;
use super::flags::Talk;
use super::report::Report;
use super::site::tidy;
use crate::scaffold::init;

/// The arguments of `platdocs init`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the new portal; made if it does not exist
    #[arg(default_value = ".", value_hint = clap::ValueHint::DirPath)]
    pub dir: PathBuf,
}

/// Writes the files and says what to do next.
///
/// # Errors
/// When a file cannot be written.
pub fn run(args: Args, talk: Talk) -> anyhow::Result<Exit> {
    let report = Report::new(talk);
    let done = init::write(&args.dir)?;
    for file in &done.kept {
        report.say(&format!("kept    {} (it exists already)", tidy(file).display()));
    }
    for file in &done.written {
        report.say(&format!("wrote   {}", tidy(file).display()));
    }
    let dir = match args.dir.to_string_lossy() {
        dir if dir == "." => String::new(),
        dir if dir.chars().all(|c| c.is_alphanumeric() || "/\\._-:~".contains(c)) => format!(" {dir}"),
        dir => format!(" '{dir}'"),
    };
    report.say(&format!(
        "\nNext:\n  1. name your repositories in {}\n  2. platdocs serve{dir} --open\n  3. commit both files; \
         the workflow publishes the portal on GitHub Pages",
        tidy(&args.dir.join(crate::config::FILE_NAME)).display(),
    ));
    Ok(Exit::Done)
}
