//! `platdocs api`: definitions without a portal around them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::ValueEnum;

use super::Exit;
use super::flags::{Format, Talk};
use super::report::{Files, Report};
use crate::api::{self, Api, Part, Source, openapi};
use crate::catalog::{BUNDLED, FileProblem, bundle_file};
use crate::diag::{Diagnostics, File, Severity, Span};
use crate::path::RepoPath;

/// Largest file that is read, in bytes.
const MAX_BYTES: u64 = 32 << 20;

/// The commands about API definitions.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Say what changed between two versions of an API
    ///
    /// Compares two OpenAPI documents of any versions, with the files that they refer to. Changes that break clients come
    /// first. Ends with exit code 0 if nothing is as bad as --fail-on says, 1 if something is, 2 if a side cannot be read.
    Diff(DiffArgs),
    /// Check API definitions
    ///
    /// Prints what is wrong in OpenAPI documents or would be missed by their readers. Ends with exit code 1 if there is an
    /// error, 2 if a file cannot be read.
    Lint(LintArgs),
}

/// The arguments of `platdocs api diff`.
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// The version before
    pub old: PathBuf,
    /// The version now
    pub new: PathBuf,
    /// How the changes are written
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub format: DiffFormat,
    /// From which changes on the exit code is 1
    #[arg(long, value_enum, default_value_t = FailOn::Breaking)]
    pub fail_on: FailOn,
}

/// The arguments of `platdocs api lint`.
#[derive(Debug, clap::Args)]
pub struct LintArgs {
    /// The definitions
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// How the findings are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// How changes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people at a terminal
    Text,
    /// For comments on a pull request
    Markdown,
    /// One JSON object, as `check --format json` writes it
    Json,
    /// Test cases, for CI servers that show these
    Junit,
}

/// From which changes on the exit code is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Changes that break clients
    Breaking,
    /// Changes that may break some clients
    Warning,
    /// No change
    Never,
}

/// Runs a command about API definitions.
///
/// # Errors
/// When a file cannot be read, or a side of a comparison is no OpenAPI document.
pub fn run(command: Command, talk: Talk) -> anyhow::Result<Exit> {
    match command {
        Command::Diff(args) => diff(&args, talk),
        Command::Lint(args) => lint(&args, talk),
    }
}

fn diff(args: &DiffArgs, talk: Talk) -> anyhow::Result<Exit> {
    let files = Given;
    let (old, new) = (document(&args.old)?, document(&args.new)?);
    let mut changes = Diagnostics::default();
    changes.extend(openapi::diff::changes(&old, &new));
    let changes = changes.by_severity();
    let report = Report::of_check(talk);
    match args.format {
        DiffFormat::Text => report.findings_of(Format::Text, &changes, &files)?,
        DiffFormat::Json => report.findings_of(Format::Json, &changes, &files)?,
        DiffFormat::Markdown => report.data(&markdown(&changes))?,
        DiffFormat::Junit => report.data(&junit(&changes))?,
    }
    let fails = match args.fail_on {
        FailOn::Breaking => changes.count(Severity::Error) > 0,
        FailOn::Warning => changes.count(Severity::Error) + changes.count(Severity::Warning) > 0,
        FailOn::Never => false,
    };
    if args.format == DiffFormat::Text {
        let count = |severity| changes.count(severity);
        report.say(&format!(
            "{} breaking, {} that may break, {} harmless",
            count(Severity::Error),
            count(Severity::Warning),
            count(Severity::Info)
        ));
    }
    Ok(if fails { Exit::Findings } else { Exit::Done })
}

fn lint(args: &LintArgs, talk: Talk) -> anyhow::Result<Exit> {
    let mut found = Diagnostics::default();
    for path in &args.files {
        let (_, findings) = read(path)?;
        found.extend(findings);
    }
    let found = found.sorted();
    Report::of_check(talk).findings_of(args.format, &found, &Given)?;
    Ok(Exit::of(&found))
}

/// One side of a comparison.
fn document(path: &Path) -> anyhow::Result<Box<openapi::Document>> {
    match read(path)? {
        (Api::OpenApi(document), _) => Ok(document),
        (_, findings) => {
            let why = findings.iter().map(|finding| format!(": {}", finding.message)).next().unwrap_or_default();
            bail!("`{}` is no OpenAPI document{why}", path.display())
        }
    }
}

/// A definition with the files that it refers to, in its own folder and below.
fn read(path: &Path) -> anyhow::Result<(Api, Diagnostics)> {
    let cannot = || format!("`{}` cannot be read", path.display());
    let size = fs::metadata(path).with_context(cannot)?.len();
    if size > MAX_BYTES {
        bail!("`{}` has more than {} MiB", path.display(), MAX_BYTES >> 20);
    }
    let text = fs::read_to_string(path).with_context(cannot)?;
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = RepoPath::parse(&name).with_context(cannot)?;
    let label = folder.to_string_lossy().into_owned();
    let file = File::new(label.clone(), name.clone());
    let beside = |other: &RepoPath| {
        let path = folder.join(other.as_str());
        match fs::metadata(&path) {
            Ok(about) if about.len() > MAX_BYTES => Err(FileProblem::TooLarge),
            Ok(_) => fs::read(&path).map_err(|error| FileProblem::Unreadable(error.to_string())),
            Err(_) => Err(FileProblem::Missing),
        }
    };
    let (bundle, problems) = bundle_file(&name, &text, &beside, None, &file.at(Span::new(1, 1, 0)));
    let files = bundle.iter().flat_map(|bundle| &bundle.files);
    let bundle = bundle.as_ref().map(|bundle| api::Bundle {
        root: &bundle.root,
        key: BUNDLED,
        files: files.map(|(name, path)| (&**name, File::new(label.clone(), path.clone()))).collect(),
    });
    let mut findings = problems;
    let definition =
        api::Definition { text: &text, kind: "openapi", source: Source { file, part: Part::Whole }, bundle };
    let api = api::read(&definition, &mut findings);
    let mut found = Diagnostics::default();
    found.extend(findings);
    Ok((api, found))
}

/// Files as they were given on the command line: the label of one is its folder.
struct Given;

impl Files for Given {
    fn shown(&self, file: &File) -> String {
        file.to_string()
    }

    fn source(&self, file: &File) -> Option<String> {
        fs::read_to_string(file.to_string()).ok()
    }
}

/// The groups of a written comparison.
const GROUPS: [(Severity, &str); 3] =
    [(Severity::Error, "Breaking"), (Severity::Warning, "May break"), (Severity::Info, "Harmless")];

fn markdown(changes: &Diagnostics) -> String {
    if changes.is_empty() {
        return "No changes.\n".to_owned();
    }
    let mut text = String::new();
    for (severity, title) in GROUPS {
        let count = changes.count(severity);
        if count == 0 {
            continue;
        }
        text.push_str(&format!("## {title} ({count})\n\n"));
        for change in changes.iter().filter(|change| change.severity == severity) {
            text.push_str(&format!("- {} (`{}`, {})\n", change.message, change.code.id, change.place));
        }
        text.push('\n');
    }
    text
}

fn junit(changes: &Diagnostics) -> String {
    use crate::safe::escape;
    let failures = changes.count(Severity::Error);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"api-diff\" tests=\"{}\" failures=\"{failures}\">\n",
        changes.iter().count()
    );
    for change in changes.iter() {
        let name = escape(&change.message);
        let case = format!("  <testcase classname=\"{}\" name=\"{name}\"", change.code.id);
        match change.severity {
            Severity::Error => {
                let place = escape(&change.place.to_string());
                text.push_str(&format!("{case}><failure message=\"{name}\">{place}</failure></testcase>\n"));
            }
            Severity::Warning | Severity::Info => text.push_str(&format!("{case}/>\n")),
        }
    }
    text.push_str("</testsuite>\n");
    text
}
