//! The only place that prints: findings in four forms, data, and the talk around them.
//!
//! Data goes to standard output, talk to standard error. Findings in a machine form are data; in text form they are the
//! data of `check` and the talk of every other command. A closed pipe is no error.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::Exit;
use super::flags::{Color, Format, Talk};
use super::site::Site;
use crate::diag::{Diagnostics, File, Severity, shown};
use crate::pipeline::{Built, Summary};
use crate::site::output::{SwapError, Swapped};

pub mod github;
pub mod json;
pub mod sarif;
pub mod text;

/// What to do about a portal with nothing in it.
const NOTHING_FOUND: &str = "nothing to show was found: a repository has a catalog-info.yaml, or a mkdocs.yml and docs/; \
                             name the folder that holds repositories, or list them in platdocs.yaml (`platdocs init`)\n";

/// How files of findings are named and read.
pub trait Files {
    /// The file as seen from the working directory.
    fn shown(&self, file: &File) -> String;
    /// Its text, if it can be read.
    fn source(&self, file: &File) -> Option<String>;
}

impl Files for Site {
    fn shown(&self, file: &File) -> String {
        Site::shown(self, file)
    }

    fn source(&self, file: &File) -> Option<String> {
        Site::source(self, file)
    }
}

/// What the user wants to see.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    talk: Talk,
    /// Findings in text form are data.
    text_is_data: bool,
}

impl Report {
    /// A report as the flags ask for it.
    pub fn new(talk: Talk) -> Self {
        Self { talk, text_is_data: false }
    }

    /// The report of `check`, whose findings are what it was called for.
    pub fn of_check(talk: Talk) -> Self {
        Self { talk, text_is_data: true }
    }

    /// Prints the findings of a build.
    ///
    /// # Errors
    /// When standard output cannot be written for another reason than a closed pipe.
    pub fn findings(&self, format: Format, built: &Built, site: &Site) -> io::Result<()> {
        self.print_findings(format, &built.diagnostics, Some(&built.summary), site)
    }

    /// Prints findings of files that belong to no portal.
    ///
    /// # Errors
    /// See [`Report::findings`].
    pub fn findings_of(&self, format: Format, found: &Diagnostics, files: &dyn Files) -> io::Result<()> {
        self.print_findings(format, found, None, files)
    }

    /// Prints what is wrong in the configuration.
    ///
    /// # Errors
    /// See [`Report::findings`].
    pub fn broken_config(&self, format: Format, found: &Diagnostics, site: &Site) -> io::Result<()> {
        self.print_findings(format, found, None, site)?;
        let count = counted(found.count(Severity::Error), "error");
        self.failure_text(&format!("{count} in the configuration; nothing was built"));
        Ok(())
    }

    fn print_findings(
        &self,
        format: Format,
        found: &Diagnostics,
        summary: Option<&Summary>,
        site: &dyn Files,
    ) -> io::Result<()> {
        match format {
            Format::Text => {
                let colors = if self.text_is_data { self.colors(&io::stdout()) } else { self.colors(&io::stderr()) };
                let text = text::render(found, text::Look { colors, least: self.least() }, site);
                if self.text_is_data {
                    return self.data(&text);
                }
                talk(&text);
                Ok(())
            }
            Format::Json => self.data(&json::render(found, summary, site)),
            Format::Github => self.data(&github::render(found, site)),
            Format::Sarif => self.data(&sarif::render(found, site)),
        }
    }

    /// Prints what was built and how many findings there are.
    pub fn summary(&self, built: &Built) {
        if !self.talk.quiet {
            talk(&summary(&built.diagnostics, &built.summary, self.least()));
            if built.summary.entities == 0 && built.summary.docs_sets == 0 {
                talk(NOTHING_FOUND);
            }
        }
    }

    /// Prints what is left in and beside an output folder that does not belong to the portal.
    pub fn leftovers(&self, swapped: &Swapped) {
        for leftover in &swapped.leftovers {
            self.warn(&format!("{}; the next build tries again", shown(leftover)));
        }
        if let Some(first) = swapped.kept.first() {
            let files = counted(swapped.kept.len(), "file");
            self.say(&format!("kept {files} that platdocs did not make, such as `{}`", shown(first)));
        }
    }

    /// Prints how long every stage took, if asked for.
    pub fn timings(&self, stages: &[(&'static str, Duration)], wanted: bool) {
        if !wanted && !self.talk.verbose {
            return;
        }
        let mut text = String::new();
        for (stage, duration) in stages {
            let _ = writeln!(text, "{:>9.1} ms  {stage}", duration.as_secs_f64() * 1_000.0);
        }
        let total: Duration = stages.iter().map(|(_, duration)| *duration).sum();
        let _ = writeln!(text, "{:>9.1} ms  in all", total.as_secs_f64() * 1_000.0);
        talk(&text);
    }

    /// Prints a line of talk, unless quiet.
    pub fn say(&self, text: &str) {
        if !self.talk.quiet {
            talk(&format!("{text}\n"));
        }
    }

    /// Prints a warning about the way the program runs.
    pub fn warn(&self, text: &str) {
        talk(&text::headline("warning", text, self.colors(&io::stderr())));
    }

    /// Prints why the program could not run, with all causes.
    pub fn failure(&self, error: &anyhow::Error) {
        match error.downcast_ref() {
            Some(SwapError::Refused { code, message, hint }) => {
                let level = format!("error[{}]", code.id);
                let text = text::headline(&level, &shown(message), self.colors(&io::stderr()));
                talk(&format!("{text}  = help: {hint}\n"));
            }
            // Whoever stopped the program knows it.
            Some(SwapError::Interrupted) => {}
            Some(SwapError::Io { .. } | SwapError::Locked { .. }) | None => self.failure_text(&causes(error)),
        }
    }

    fn failure_text(&self, text: &str) {
        talk(&text::headline("error", text, self.colors(&io::stderr())));
    }

    /// Prints data.
    ///
    /// # Errors
    /// When standard output cannot be written for another reason than a closed pipe.
    pub fn data(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    /// Does some work; on a terminal a line says what goes on once it has taken a second.
    pub fn progress<T>(&self, what: &str, work: impl FnOnce() -> T) -> T {
        if self.talk.quiet || !io::stderr().is_terminal() {
            return work();
        }
        thread::scope(|scope| {
            let (done, ended) = mpsc::channel::<()>();
            scope.spawn(move || show_progress(what, &ended));
            // Dropped when the work is done or panics, which ends the thread.
            let _done = done;
            work()
        })
    }

    /// The least important severity that text form shows.
    fn least(&self) -> Severity {
        match (self.talk.quiet, self.talk.verbose) {
            (true, _) => Severity::Error,
            (false, true) => Severity::Info,
            (false, false) => Severity::Warning,
        }
    }

    /// True if what goes to standard output may have colours and weights.
    pub fn colors_of_data(&self) -> bool {
        self.colors(&io::stdout())
    }

    #[expect(clippy::disallowed_methods, reason = "the terminal is the business of the command line")]
    fn colors(&self, stream: &impl IsTerminal) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match self.talk.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                stream.is_terminal() && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}

/// Prints what is wrong with the arguments, or the help that was asked for.
pub fn usage(error: &clap::Error) -> Exit {
    // A closed pipe ends a help text early and is no error.
    let _ = error.print();
    if error.use_stderr() { Exit::Failed } else { Exit::Done }
}

/// Prints that platdocs itself is broken; `place` is ` at file:line`.
pub fn internal_error(place: &str) {
    let hint = "please report this with the command that caused it";
    talk(&format!("error[E-INT-PANIC]: platdocs has a bug{place}\n  = help: {hint}\n"));
}

/// The last line of a text report.
pub fn summary(found: &Diagnostics, portal: &Summary, least: Severity) -> String {
    let Summary { entities, pages, docs_sets, repositories } = *portal;
    let (errors, warnings) = (found.count(Severity::Error), found.count(Severity::Warning));
    let infos = found.count(Severity::Info);
    let mut text = match (errors, warnings) {
        (0, 0) => "no errors, no warnings".to_owned(),
        _ => {
            let counted_ones = found.iter().filter(|finding| finding.severity < Severity::Info);
            let mut files: Vec<&File> = counted_ones.map(|finding| &finding.place.file).collect();
            files.sort_unstable();
            files.dedup();
            let counts = format!("{}, {}", counted(errors, "error"), counted(warnings, "warning"));
            format!("{counts} in {}", counted(files.len(), "file"))
        }
    };
    if infos > 0 && least < Severity::Info {
        let _ = write!(text, " ({} hidden; -v shows them)", counted(infos, "info"));
    }
    let _ = writeln!(
        text,
        "; {}, {}, {} from {}",
        counted(pages, "page"),
        many(entities, "entity", "entities"),
        counted(docs_sets, "docs set"),
        many(repositories, "repository", "repositories"),
    );
    text
}

/// A count with its noun: `1 page`, `1,204 pages`.
fn counted(count: usize, noun: &str) -> String {
    many(count, noun, &format!("{noun}s"))
}

fn many(count: usize, one: &str, many: &str) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {}", if count == 1 { one } else { many })
}

fn causes(error: &anyhow::Error) -> String {
    let texts: Vec<String> = error.chain().map(|cause| shown(&cause.to_string())).collect();
    texts.join(": ")
}

fn show_progress(what: &str, ended: &mpsc::Receiver<()>) {
    for seconds in 1_u64.. {
        if ended.recv_timeout(Duration::from_secs(1)) != Err(RecvTimeoutError::Timeout) {
            if seconds > 1 {
                talk("\r\x1b[K");
            }
            return;
        }
        talk(&format!("\r{what} ... {seconds} s"));
    }
}

/// Writes to standard error; where that is closed nobody listens.
fn talk(text: &str) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}
