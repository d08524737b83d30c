//! The site folder: where `platdocs.yaml` is, and how files of the portal are called from the working directory.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};

use super::flags::{Format, Input};
use super::report::Report;
use super::work::absolute;
use crate::config::{self, Config, Sources};
use crate::diag::{Diagnostic, Diagnostics, File};
use crate::path::RepoPath;
use crate::pipeline;
use crate::world::OsWorld;
use crate::yaml::Budget;

/// Largest file that is read again to show a line of it.
const MAX_SHOWN_FILE: u64 = 32 << 20;

/// A site folder with its settings.
#[derive(Debug)]
pub struct Site {
    /// The folder as it was named on the command line.
    pub folder: PathBuf,
    /// Its settings.
    pub config: Config,
}

/// A site folder whose configuration has mistakes.
#[derive(Debug)]
pub struct Broken {
    /// The folder; the settings are those of no configuration, unless only the files are wrong that they name.
    pub site: Site,
    /// The mistakes.
    pub found: Diagnostics,
}

impl Broken {
    /// Each mistake as one text: place, message and hint.
    pub fn lines(&self) -> Vec<String> {
        let line = |finding: &Diagnostic| {
            let (file, span) = (self.site.shown(&finding.place.file), finding.place.span);
            let place = if span.line == 0 { file } else { format!("{file}:{}:{}", span.line, span.column) };
            let hint = finding.hint.as_ref().map_or_else(String::new, |hint| format!("\nhelp: {hint}"));
            format!("{place}: {}{hint}", finding.message)
        };
        self.found.iter().map(line).collect()
    }
}

impl Site {
    /// Reads the configuration of a site folder and puts the sources of the command line into it. `None` if the
    /// configuration has mistakes; they are reported then.
    ///
    /// # Errors
    /// When a folder is missing or the configuration cannot be read.
    pub fn open(input: &Input, format: Format, report: &Report) -> anyhow::Result<Option<Self>> {
        match Self::read(input)? {
            Ok(site) => Ok(Some(site)),
            Err(broken) => {
                report.broken_config(format, &broken.found, &broken.site)?;
                Ok(None)
            }
        }
    }

    /// Like [`Site::open`], but gives the mistakes instead of reporting them.
    ///
    /// # Errors
    /// See [`Site::open`].
    pub fn read(input: &Input) -> anyhow::Result<Result<Self, Broken>> {
        let folder = input.site.clone();
        if !folder.is_dir() {
            let why = if folder.exists() { "is no folder; name the folder around it" } else { "does not exist" };
            bail!("`{}` {why}", folder.display());
        }
        let mut site = Self { folder, config: Config::default() };
        let mistakes = match site.read_config()? {
            Ok(config) => {
                site.config = config;
                pipeline::mistakes(&site.config, &OsWorld::new(&site.folder))
            }
            Err(mistakes) => mistakes,
        };
        if !mistakes.is_empty() {
            let mut found = Diagnostics::default();
            found.extend(mistakes);
            return Ok(Err(Broken { site, found: found.sorted() }));
        }
        if !input.sources.is_empty() {
            let folders =
                input.sources.iter().map(|source| from_site(&site.folder, source)).collect::<Result<_, _>>()?;
            site.config.sources = Sources::Discovered(folders);
        }
        Ok(Ok(site))
    }

    /// The schema files that the configuration names, absolute.
    pub fn schemas(&self) -> impl Iterator<Item = PathBuf> {
        let named = self.config.catalog.kinds.iter().filter_map(|kind| kind.schema.as_ref());
        named.map(|schema| absolute(&self.folder.join(schema.path.as_str())))
    }

    fn read_config(&self) -> anyhow::Result<Result<Config, Vec<Diagnostic>>> {
        let path = self.folder.join(config::FILE_NAME);
        let size = match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => metadata.len(),
            Ok(_) => bail!("`{}` is not a regular file", tidy(&path).display()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if path.is_symlink() {
                    bail!("`{}` is a link that leads nowhere", tidy(&path).display());
                }
                let other = path.with_extension("yml");
                if other.exists() {
                    bail!("`{}` is not read; rename it to `{}`", tidy(&other).display(), config::FILE_NAME);
                }
                return Ok(Ok(Config::default()));
            }
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", tidy(&path).display())),
        };
        if size > Budget::SETTINGS.bytes as u64 {
            bail!("`{}` is larger than {} MiB", tidy(&path).display(), Budget::SETTINGS.bytes >> 20);
        }
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", tidy(&path).display()))?;
        let file = File::new("", RepoPath::parse(config::FILE_NAME).expect("a plain name is a path"));
        Ok(config::parse(&bytes, &file))
    }

    /// A file of a finding as seen from the working directory, `/` between parts.
    pub fn shown(&self, file: &File) -> String {
        tidy(&self.locate(file)).to_string_lossy().replace('\\', "/")
    }

    /// The text of a file of a finding, if it can be read.
    pub fn source(&self, file: &File) -> Option<String> {
        let path = self.locate(file);
        let metadata = fs::metadata(&path).ok()?;
        if !metadata.is_file() || metadata.len() > MAX_SHOWN_FILE {
            return None;
        }
        fs::read(&path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Where a file of a finding lies. A site folder that is itself a repository goes by its own name.
    fn locate(&self, file: &File) -> PathBuf {
        let repo = self.folder.join(&*file.repo);
        let folder = if repo.is_dir() { repo } else { self.folder.clone() };
        folder.join(file.path.as_str())
    }
}

/// A folder named on the command line, as sources name it: relative to the site folder where that is possible, so that
/// the place of the checkout on this machine does not show in the portal.
fn from_site(site: &Path, source: &Path) -> anyhow::Result<String> {
    let canonical =
        |path: &Path| fs::canonicalize(path).with_context(|| format!("cannot read {}", tidy(path).display()));
    let (from, to) = (canonical(site)?, canonical(source)?);
    if !to.is_dir() {
        bail!("the source `{}` is no folder", source.display());
    }
    let parts = |path: &Path| path.components().map(|part| part.as_os_str().to_owned()).collect::<Vec<_>>();
    let (from, to) = (parts(&from), parts(&to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut relative: PathBuf = std::iter::repeat_n("..", from.len() - common).collect();
    relative.extend(&to[common..]);
    let text = relative.to_str().with_context(|| format!("the name of `{}` is not UTF-8", source.display()))?;
    Ok(if text.is_empty() { ".".into() } else { text.into() })
}

/// Takes `.` and `a/..` out of a path by its text alone, for messages; with links it may name another place.
pub(super) fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(tidy.components().next_back(), Some(Component::Normal(_))) => {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    if tidy.as_os_str().is_empty() { PathBuf::from(".") } else { tidy }
}

/// An absolute path as seen from the working directory if it lies below it, for messages.
#[expect(clippy::disallowed_methods, reason = "only messages are about the working directory")]
pub(super) fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(fs::canonicalize).ok();
    tidy(here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_named_from_the_site_folder() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        for path in ["site/repos", "other/a"] {
            fs::create_dir_all(at(path)).unwrap();
        }
        let check = |source: &str, expect: &str| assert_eq!(from_site(&at("site"), &at(source)).unwrap(), expect);
        check("site", ".");
        check("site/repos", "repos");
        check("other/a", "../other/a");
        assert!(from_site(&at("site"), &at("missing")).is_err());
    }

    #[test]
    fn files_are_named_from_the_working_directory() {
        let check = |folder: &str, path: &str, expect: &str| {
            assert_eq!(tidy(&Path::new(folder).join(path)), Path::new(expect));
        };
        check(".", "a/b.md", "a/b.md");
        check("site", "../other/b.md", "other/b.md");
        check("../site", "a.md", "../site/a.md");
        check("..", "../a.md", "../../a.md");
        check("a", "..", ".");
    }
}
