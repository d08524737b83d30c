//! Where a repository can be seen and edited on the web.

use crate::path::{LinkStyle, RepoPath, SitePath};
use crate::world::CommitId;

/// A repository's place on its host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forge {
    /// `https://github.com/acme/orders`, without last slash.
    pub web_url: String,
    /// The kind of host, which decides the form of links.
    pub kind: ForgeKind,
    /// The branch that links name.
    pub branch: String,
}

/// The kinds of hosts whose links we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgeKind {
    /// GitHub and what looks like it.
    GitHub,
    /// GitLab.
    GitLab,
    /// Gitea and Forgejo.
    Gitea,
    /// Bitbucket Cloud.
    Bitbucket,
}

impl ForgeKind {
    /// Guesses the kind from a host name.
    pub fn of_host(host: &str) -> Self {
        let host = host.to_ascii_lowercase();
        if host.contains("gitlab") {
            Self::GitLab
        } else if host.contains("gitea") || host.contains("forgejo") || host == "codeberg.org" {
            Self::Gitea
        } else if host.contains("bitbucket") {
            Self::Bitbucket
        } else {
            Self::GitHub
        }
    }
}

impl Forge {
    /// The forge behind a remote or web address; `HEAD` names the branch when it is not known. `None` for addresses that
    /// lead to no web page (paths, `file:`).
    pub fn of(address: Option<&str>, branch: Option<&str>) -> Option<Self> {
        let web_url = web_url(address?)?;
        let host = web_url.split('/').nth(2)?;
        Some(Self { kind: ForgeKind::of_host(host), branch: branch.unwrap_or("HEAD").to_owned(), web_url })
    }

    /// `github.com`.
    pub fn host(&self) -> &str {
        self.web_url.split('/').nth(2).unwrap_or_default()
    }

    /// The path of the repository on its host: `acme/orders`.
    pub fn project(&self) -> &str {
        self.web_url.splitn(4, '/').nth(3).unwrap_or_default()
    }

    /// The page that shows a file.
    pub fn view_url(&self, path: &RepoPath) -> String {
        let form = match self.kind {
            ForgeKind::GitHub => "blob",
            ForgeKind::GitLab => "-/blob",
            ForgeKind::Gitea => "src/branch",
            ForgeKind::Bitbucket => "src",
        };
        self.url(form, path)
    }

    /// The page that edits a file; on Bitbucket, which has none, the page that shows it.
    pub fn edit_url(&self, path: &RepoPath) -> String {
        let form = match self.kind {
            ForgeKind::GitHub => "edit",
            ForgeKind::GitLab => "-/edit",
            ForgeKind::Gitea => "_edit",
            ForgeKind::Bitbucket => "src",
        };
        self.url(form, path)
    }

    /// The page that shows a commit.
    pub fn commit_url(&self, id: &CommitId) -> String {
        let form = match self.kind {
            ForgeKind::GitHub | ForgeKind::Gitea => "commit",
            ForgeKind::GitLab => "-/commit",
            ForgeKind::Bitbucket => "commits",
        };
        format!("{}/{form}/{id}", self.web_url)
    }

    /// The page that shows a folder, with a last slash.
    pub fn folder_url(&self, folder: &RepoPath) -> String {
        let form = match self.kind {
            ForgeKind::GitHub => "tree",
            ForgeKind::GitLab => "-/tree",
            ForgeKind::Gitea => "src/branch",
            ForgeKind::Bitbucket => "src",
        };
        let page = SitePath::page(folder.as_str());
        let inside = if folder.is_root() { String::new() } else { page.href_from(&SitePath::home(), LinkStyle::Web) };
        format!("{}/{inside}", self.branch_url(form))
    }

    /// True if the branch is a commit in full, whose files nobody can edit.
    pub fn is_pinned(&self) -> bool {
        self.branch.len() == 40 && self.branch.bytes().all(|b| b.is_ascii_hexdigit())
    }

    fn url(&self, form: &str, path: &RepoPath) -> String {
        let encoded = SitePath::file(path.as_str()).href_from(&SitePath::home(), LinkStyle::Web);
        format!("{}/{encoded}", self.branch_url(form))
    }

    fn branch_url(&self, form: &str) -> String {
        let branch = SitePath::file(&self.branch).href_from(&SitePath::home(), LinkStyle::Web);
        format!("{}/{form}/{branch}", self.web_url)
    }
}

/// `https://host/owner/name` for the addresses that git accepts.
fn web_url(address: &str) -> Option<String> {
    let address = address.trim();
    let (host, path) = if let Some((scheme, rest)) = address.split_once("://") {
        if !matches!(scheme, "https" | "http" | "ssh" | "git" | "git+ssh") {
            return None;
        }
        rest.split_once('/')?
    } else {
        // `git@host:owner/name`
        address.split_once(':').filter(|(host, _)| !host.contains('/') && host.contains('.'))?
    };
    let host = host.rsplit('@').next()?.split(':').next()?;
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/+".contains(c);
    let fine = !host.is_empty() && !path.is_empty() && host.chars().all(plain) && path.chars().all(plain);
    (fine && !path.split('/').any(|part| part == "..")).then(|| format!("https://{}/{path}", host.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_become_web_addresses_without_credentials() {
        for (address, expect) in [
            ("https://user:token@github.com/acme/orders.git", Some("https://github.com/acme/orders")),
            ("git@gitlab.com:group/sub/x.git", Some("https://gitlab.com/group/sub/x")),
            ("ssh://git@git.acme.example:2222/a/b", Some("https://git.acme.example/a/b")),
            ("/srv/git/x.git", None),
            ("file:///srv/x", None),
            ("../x", None),
            ("https://github.com/a/\"onload=x", None),
        ] {
            assert_eq!(web_url(address).as_deref(), expect, "{address}");
        }
    }

    #[test]
    fn a_commit_is_no_branch() {
        let pinned = |branch| Forge::of(Some("https://github.com/a/b"), Some(branch)).unwrap().is_pinned();
        assert!(pinned("0123456789abcdef0123456789abcdef01234567"));
        assert!(!pinned("0123456789abcdef"));
        assert!(!pinned("a-branch-whose-name-has-forty-characters"));
    }

    #[test]
    fn links_have_the_form_of_their_host() {
        let path = RepoPath::parse("docs/a b.md").unwrap();
        let check = |address: &str, view: &str, edit: &str, folder: &str| {
            let forge = Forge::of(Some(address), Some("main")).unwrap();
            assert_eq!(forge.folder_url(&path.parent()), format!("{address}/{folder}/docs/"));
            assert_eq!(forge.folder_url(&RepoPath::root()), format!("{address}/{folder}/"));
            assert_eq!(forge.view_url(&path), view);
            assert_eq!(forge.edit_url(&path), edit);
        };
        let commit = CommitId::parse(&"1".repeat(40)).unwrap();
        let of_commit = |address| Forge::of(Some(address), None).unwrap().commit_url(&commit);
        assert_eq!(of_commit("https://gitlab.com/a/b"), format!("https://gitlab.com/a/b/-/commit/{commit}"));
        assert_eq!(of_commit("https://bitbucket.org/a/b"), format!("https://bitbucket.org/a/b/commits/{commit}"));
        check(
            "https://github.com/a/b",
            "https://github.com/a/b/blob/main/docs/a%20b.md",
            "https://github.com/a/b/edit/main/docs/a%20b.md",
            "tree/main",
        );
        check(
            "https://gitlab.com/a/b",
            "https://gitlab.com/a/b/-/blob/main/docs/a%20b.md",
            "https://gitlab.com/a/b/-/edit/main/docs/a%20b.md",
            "-/tree/main",
        );
        check(
            "https://codeberg.org/a/b",
            "https://codeberg.org/a/b/src/branch/main/docs/a%20b.md",
            "https://codeberg.org/a/b/_edit/main/docs/a%20b.md",
            "src/branch/main",
        );
    }
}
