//! Flags that several commands have.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

/// How much is printed, and in which colours.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Talk {
    /// Show findings of the level info and the duration of every stage
    #[arg(short, long, global = true, display_order = 900, action = ArgAction::SetTrue, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Show errors only
    #[arg(short, long, global = true, display_order = 901, action = ArgAction::SetTrue)]
    pub quiet: bool,
    /// Choose when to colour the output
    ///
    /// With `auto`, colours are used on a terminal unless the variable NO_COLOR is set.
    #[arg(long, global = true, display_order = 902, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub color: Color,
}

/// When output is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What a portal is built from.
#[derive(Clone, Debug, Args)]
pub struct Input {
    /// Folder that holds platdocs.yaml
    ///
    /// Without that file everything has its default: repositories are looked for in the folder, one per folder that is a
    /// git checkout or has a catalog file or mkdocs.yml at its top. The folder itself may be one.
    #[arg(default_value = ".", value_hint = clap::ValueHint::DirPath)]
    pub site: PathBuf,
    /// Look for repositories in this folder, in place of the sources of the configuration
    ///
    /// Can be given several times. Relative paths start at the working directory.
    #[arg(long = "source", value_name = "PATH", value_hint = clap::ValueHint::DirPath)]
    pub sources: Vec<PathBuf>,
}

/// How a build runs and reports.
#[derive(Clone, Debug, Default, Args)]
pub struct Building {
    /// Treat warnings as errors, and end with exit code 1 if there is an error
    ///
    /// Entities that Backstage would refuse are not published, each with its reason as a finding.
    #[arg(long)]
    pub strict: bool,
    /// Choose the form of the findings
    ///
    /// Machine forms go to standard output, and so does the text of `check`; everything else goes to standard error.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Show how long every stage took
    #[arg(long)]
    pub timings: bool,
    /// Compute everything anew and keep nothing for the next run
    #[arg(long)]
    pub no_cache: bool,
    /// Keep results for the next run in this folder
    ///
    /// The default is `cache.dir` of the configuration, .platdocs/cache in the site folder. Without a platdocs.yaml it is the
    /// user's own cache folder.
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache", value_hint = clap::ValueHint::DirPath)]
    pub cache_dir: Option<PathBuf>,
}

/// The forms of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, with the lines of the source
    #[default]
    Text,
    /// One JSON object
    Json,
    /// Annotations for GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}
