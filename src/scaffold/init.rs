//! A new portal: its configuration and the workflow that publishes it.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::config;

/// The files of a new portal.
const FILES: [(&str, &str); 2] = [
    (config::FILE_NAME, include_str!("init/platdocs.yaml")),
    (".github/workflows/portal.yml", include_str!("init/portal.yml")),
];

/// What [`write()`] did, in the order of the files.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new.
    pub written: Vec<PathBuf>,
    /// Files that were there and stay as they were.
    pub kept: Vec<PathBuf>,
}

/// Writes the files of a new portal into a folder, which is made if it does not exist. Nothing is ever overwritten, not
/// through links either.
///
/// # Errors
/// When a folder or file cannot be made.
pub fn write(folder: &Path) -> anyhow::Result<Written> {
    if fs::metadata(folder).is_ok_and(|found| !found.is_dir()) {
        bail!("`{}` is a file; name a folder", folder.display());
    }
    let mut done = Written::default();
    for (name, text) in FILES {
        let path = folder.join(name);
        let written = write_new(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        if written { &mut done.written } else { &mut done.kept }.push(path);
    }
    Ok(done)
}

/// Writes a file if there is none; says whether it did.
fn write_new(path: &Path, text: &str) -> std::io::Result<bool> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, parse};
    use crate::diag::File;
    use crate::path::RepoPath;

    fn file() -> File {
        File::new("", RepoPath::parse("platdocs.yaml").unwrap())
    }

    #[test]
    fn the_first_configuration_changes_nothing() {
        assert_eq!(parse(FILES[0].1.as_bytes(), &file()), Ok(Config::default()));
    }

    #[test]
    fn every_example_in_the_comments_works() {
        // `#key: value` and `#  key: value` are settings, `# Words` are comments.
        let setting = |line: &'static str| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') || rest.starts_with("  ") => rest,
            _ => line,
        };
        let text: Vec<&str> = FILES[0].1.lines().map(setting).collect();
        let config = parse(text.join("\n").as_bytes(), &file()).unwrap();
        assert!(config.offline && config.logo.is_some() && config.security.url_schemes == ["slack"]);
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let portal = folder.path().join("new/portal");
        let first = write(&portal).unwrap();
        assert_eq!((first.written.len(), first.kept.len()), (2, 0));
        fs::write(portal.join("platdocs.yaml"), "title: Mine\n").unwrap();
        fs::remove_file(portal.join(".github/workflows/portal.yml")).unwrap();
        let second = write(&portal).unwrap();
        assert_eq!(second.written, [portal.join(".github/workflows/portal.yml")]);
        assert_eq!(second.kept, [portal.join("platdocs.yaml")]);
        assert_eq!(fs::read_to_string(portal.join("platdocs.yaml")).unwrap(), "title: Mine\n");
    }
}
