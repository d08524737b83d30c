//! Checkouts that `git` itself made, for the tests of what is read through it.

use std::path::Path;
use std::process::Command;

use platdocs::source::GitProgram;
use platdocs::world::OsWorld;

/// A component with docs beside it.
pub const CATALOG: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: shop\n  annotations:\n    \
    backstage.io/techdocs-ref: dir:.\nspec: {type: service, lifecycle: production, owner: group:shop}\n---\n\
    apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: shop}\nspec: {type: team, children: []}\n";

#[expect(clippy::disallowed_methods, reason = "the checkouts of these tests are made by git itself")]
pub fn git() -> Command {
    let mut command = Command::new("git");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null");
    command
}

/// A checkout with `catalog-info.yaml` and `docs/`, in a folder of its own.
pub struct Checkout(tempfile::TempDir);

impl Checkout {
    pub fn new() -> Self {
        let checkout = Self(tempfile::tempdir().unwrap());
        checkout.git(&["init", "--quiet", "--initial-branch=main"], "");
        checkout.git(&["remote", "add", "origin", "git@github.com:acme/shop.git"], "");
        checkout
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, path: &str, text: &str) {
        let file = self.folder().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    pub fn git(&self, arguments: &[&str], date: &str) {
        let mut command = git();
        command.current_dir(self.folder()).args(arguments);
        command.env("GIT_AUTHOR_DATE", date).env("GIT_COMMITTER_DATE", date);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    pub fn commit(&self, date: &str, author: &str) {
        let (name, mail) = (format!("user.name={author}"), format!("user.email={author}@secret.example"));
        self.git(&["add", "--all"], "");
        self.git(&["-c", &name, "-c", &mail, "commit", "--quiet", "--message=x"], date);
    }

    pub fn world(&self) -> OsWorld {
        OsWorld::new(self.folder()).with_git(GitProgram::default())
    }
}
