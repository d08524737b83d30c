//! Where a repository can be seen and edited on the web.

pub use crate::config::ForgeKind;
use crate::path::{LinkStyle, RepoPath, SitePath};
use crate::world::CommitId;

/// Stands for the branch where none is known.
const NO_BRANCH: &str = "HEAD";

/// A repository's place on its host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forge {
    /// `https://github.com/acme/orders`, without last slash.
    pub web_url: String,
    /// The kind of host, which decides the form of links.
    pub kind: ForgeKind,
    /// The kind is only a guess, because nothing tells it. Links to files are worth a guess; what writes to the host is not.
    pub is_guess: bool,
    /// The branch that links name.
    pub branch: String,
}

/// Where a new issue is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueForm {
    /// The page without query.
    pub url: String,
    /// The part of the query that fills in the title.
    pub title: &'static str,
    /// The part of the query that fills in the text.
    pub text: &'static str,
}

impl ForgeKind {
    /// Tells the kind from the address of a repository: its host (`gitlab.example.com`), or the form of its path.
    fn of(host: &str, path: &str) -> Option<Self> {
        let host = host.to_ascii_lowercase();
        let parts: Vec<&str> = path.split('/').collect();
        let kind = if parts.contains(&"_git") {
            Self::Azure
        } else if matches!(parts[..], [.., "projects" | "users", _, "repos", _]) {
            Self::BitbucketServer
        } else if host.contains("gitlab") {
            Self::GitLab
        } else if host.contains("gitea") || host.contains("forgejo") || host == "codeberg.org" {
            Self::Gitea
        } else if host == "bitbucket.org" {
            Self::Bitbucket
        } else if host.contains("github") || host.ends_with(".ghe.com") {
            Self::GitHub
        } else {
            return None;
        };
        Some(kind)
    }
}

impl Forge {
    /// The forge behind a remote or web address; `HEAD` names the branch when it is not known. `None` for addresses that
    /// lead to no web page (paths, `file:`). A host that nothing is known of is taken for one like GitHub.
    pub fn of(address: Option<&str>, branch: Option<&str>) -> Option<Self> {
        let web_url = web_url(address?)?;
        let (host, path) = web_url.strip_prefix("https://")?.split_once('/')?;
        let kind = ForgeKind::of(host, path);
        Some(Self {
            kind: kind.unwrap_or(ForgeKind::GitHub),
            is_guess: kind.is_none(),
            branch: branch.unwrap_or(NO_BRANCH).to_owned(),
            web_url,
        })
    }

    /// The same place with the kind of host that the configuration names, if it names one.
    pub fn of_kind(self, kind: Option<ForgeKind>) -> Self {
        match kind {
            Some(kind) => Self { kind, is_guess: false, ..self },
            None => self,
        }
    }

    /// `github.com`.
    pub fn host(&self) -> &str {
        self.web_url.split('/').nth(2).unwrap_or_default()
    }

    /// The path of the repository on its host: `acme/orders`.
    pub fn project(&self) -> &str {
        self.web_url.splitn(4, '/').nth(3).unwrap_or_default()
    }

    /// The branch that links name, if it is known.
    pub fn known_branch(&self) -> Option<&str> {
        (self.branch != NO_BRANCH).then_some(&*self.branch)
    }

    /// The page that shows a file.
    pub fn view_url(&self, path: &RepoPath) -> String {
        let form = match self.kind {
            ForgeKind::GitHub => "blob",
            ForgeKind::GitLab => "-/blob",
            ForgeKind::Gitea => "src/branch",
            ForgeKind::Bitbucket => "src",
            ForgeKind::BitbucketServer | ForgeKind::Azure => "",
        };
        self.url(form, &encoded(path))
    }

    /// The page that shows a line of a file; the file alone for line 0.
    pub fn line_url(&self, path: &RepoPath, line: u32) -> String {
        let url = self.view_url(path);
        match self.kind {
            _ if line == 0 => url,
            // Without this the host renders the file, which has no lines.
            ForgeKind::GitHub if path.extension() == "md" => format!("{url}?plain=1#L{line}"),
            ForgeKind::GitHub | ForgeKind::GitLab | ForgeKind::Gitea => format!("{url}#L{line}"),
            ForgeKind::Bitbucket => format!("{url}#lines-{line}"),
            ForgeKind::BitbucketServer => format!("{url}#{line}"),
            ForgeKind::Azure => format!("{url}&line={line}"),
        }
    }

    /// The page that edits a file; on hosts that have none, the page that shows it.
    pub fn edit_url(&self, path: &RepoPath) -> String {
        let form = match self.kind {
            ForgeKind::GitHub => "edit",
            ForgeKind::GitLab => "-/edit",
            ForgeKind::Gitea => "_edit",
            ForgeKind::Bitbucket => "src",
            ForgeKind::BitbucketServer | ForgeKind::Azure => "",
        };
        self.url(form, &encoded(path))
    }

    /// The page that shows a commit.
    pub fn commit_url(&self, id: &CommitId) -> String {
        let form = match self.kind {
            ForgeKind::GitHub | ForgeKind::Gitea | ForgeKind::Azure => "commit",
            ForgeKind::GitLab => "-/commit",
            ForgeKind::Bitbucket | ForgeKind::BitbucketServer => "commits",
        };
        format!("{}/{form}/{id}", self.web_url)
    }

    /// The form for a new issue with the names of its fields for title and text; `None` where there is none or the kind of
    /// host is not known. Bitbucket's form cannot be filled in by its address, and on Azure DevOps the address depends on
    /// how a project works.
    pub fn issue_form(&self) -> Option<IssueForm> {
        let (form, title, text) = match self.kind {
            _ if self.is_guess => return None,
            ForgeKind::GitHub | ForgeKind::Gitea => ("issues/new", "title", "body"),
            ForgeKind::GitLab => ("-/issues/new", "issue[title]", "issue[description]"),
            ForgeKind::Bitbucket | ForgeKind::BitbucketServer | ForgeKind::Azure => return None,
        };
        Some(IssueForm { url: format!("{}/{form}", self.web_url), title, text })
    }

    /// The page that shows a folder; its path has a last slash.
    pub fn folder_url(&self, folder: &RepoPath) -> String {
        let form = match self.kind {
            ForgeKind::GitHub => "tree",
            ForgeKind::GitLab => "-/tree",
            ForgeKind::Gitea => "src/branch",
            ForgeKind::Bitbucket => "src",
            ForgeKind::BitbucketServer | ForgeKind::Azure => "",
        };
        let inside = if folder.is_root() { String::new() } else { format!("{}/", encoded(folder)) };
        self.url(form, &inside)
    }

    /// True if the branch is a commit in full, whose files nobody can edit.
    pub fn is_pinned(&self) -> bool {
        self.branch.len() == 40 && self.branch.bytes().all(|b| b.is_ascii_hexdigit())
    }

    /// The address of a path: the branch follows `form`, or stands in the query on hosts that want it there.
    fn url(&self, form: &str, path: &str) -> String {
        let web_url = &self.web_url;
        let branch = SitePath::file(&self.branch).href_from(&SitePath::home(), LinkStyle::Web);
        let query = |text: &str| text.replace('+', "%2B");
        match (self.kind, self.known_branch()) {
            (ForgeKind::BitbucketServer, None) => format!("{web_url}/browse/{path}"),
            (ForgeKind::BitbucketServer, Some(_)) => format!("{web_url}/browse/{path}?at={}", query(&branch)),
            (ForgeKind::Azure, None) => format!("{web_url}?path=/{}", query(path)),
            (ForgeKind::Azure, Some(_)) => format!("{web_url}?version=GB{}&path=/{}", query(&branch), query(path)),
            (ForgeKind::GitHub | ForgeKind::GitLab | ForgeKind::Gitea | ForgeKind::Bitbucket, _) => {
                format!("{web_url}/{form}/{branch}/{path}")
            }
        }
    }
}

fn encoded(path: &RepoPath) -> String {
    SitePath::file(path.as_str()).href_from(&SitePath::home(), LinkStyle::Web)
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
    let host = host.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/+%".contains(c);
    let fine = !host.is_empty() && !path.is_empty() && host.chars().all(plain) && path.chars().all(plain);
    if !fine || path.split('/').any(|part| part == "..") {
        return None;
    }
    let (host, path) = browsed(host, path);
    Some(format!("https://{host}/{path}"))
}

/// Host and path of the pages of a repository, where they differ from those that git uses.
fn browsed(host: String, path: &str) -> (String, String) {
    let parts: Vec<&str> = path.split('/').collect();
    let project = |key: &str, name: &str| match key.strip_prefix('~') {
        Some(user) => format!("users/{user}/repos/{name}"),
        None => format!("projects/{key}/repos/{name}"),
    };
    match parts[..] {
        ["v3", organization, group, name] if host == "ssh.dev.azure.com" => {
            ("dev.azure.com".into(), format!("{organization}/{group}/_git/{name}"))
        }
        [.., group, "_git", name] if host.ends_with(".visualstudio.com") => {
            let organization = host.split('.').next().unwrap_or_default();
            ("dev.azure.com".into(), format!("{organization}/{group}/_git/{name}"))
        }
        ["scm", key, name] => (host, project(key, name)),
        [key, name] if host.contains("bitbucket") && host != "bitbucket.org" => (host, project(key, name)),
        _ => (host, path.to_owned()),
    }
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
            (
                "https://bitbucket.acme.example/scm/shop/x.git",
                Some("https://bitbucket.acme.example/projects/shop/repos/x"),
            ),
            (
                "ssh://git@bitbucket.acme.example:7999/~ann/x.git",
                Some("https://bitbucket.acme.example/users/ann/repos/x"),
            ),
            ("git@bitbucket.org:acme/x.git", Some("https://bitbucket.org/acme/x")),
            ("https://acme@dev.azure.com/acme/My%20Shop/_git/x", Some("https://dev.azure.com/acme/My%20Shop/_git/x")),
            ("git@ssh.dev.azure.com:v3/acme/shop/x", Some("https://dev.azure.com/acme/shop/_git/x")),
            ("https://acme.visualstudio.com/shop/_git/x", Some("https://dev.azure.com/acme/shop/_git/x")),
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
    fn a_line_is_named_as_its_host_does() {
        let check = |web_url: &str, path: &str, expect: &str| {
            let forge = Forge::of(Some(web_url), Some("main")).unwrap();
            assert_eq!(forge.line_url(&RepoPath::parse(path).unwrap(), 7), format!("{web_url}{expect}"));
        };
        check("https://github.com/a/b", "x.yaml", "/blob/main/x.yaml#L7");
        check("https://github.com/a/b", "x.md", "/blob/main/x.md?plain=1#L7");
        check("https://gitlab.com/a/b", "x.md", "/-/blob/main/x.md#L7");
        check("https://bitbucket.org/a/b", "x.md", "/src/main/x.md#lines-7");
        let forge = Forge::of(Some("https://github.com/a/b"), Some("main")).unwrap();
        assert_eq!(forge.line_url(&RepoPath::parse("x.md").unwrap(), 0), "https://github.com/a/b/blob/main/x.md");
    }

    #[test]
    fn links_have_the_form_of_their_host() {
        let path = RepoPath::parse("docs/a b.md").unwrap();
        let check = |web_url: &str, view: &str, edit: &str, folder: &str| {
            let forge = Forge::of(Some(web_url), Some("main")).unwrap();
            let whole = |rest: &str| format!("{web_url}{rest}");
            assert_eq!(forge.view_url(&path), whole(view));
            assert_eq!(forge.edit_url(&path), whole(edit));
            assert_eq!(forge.folder_url(&path.parent()), whole(&folder.replace("{}", "docs/")));
            assert_eq!(forge.folder_url(&RepoPath::root()), whole(&folder.replace("{}", "")));
        };
        let commit = CommitId::parse(&"1".repeat(40)).unwrap();
        let of_commit = |address| Forge::of(Some(address), None).unwrap().commit_url(&commit);
        assert_eq!(of_commit("https://gitlab.com/a/b"), format!("https://gitlab.com/a/b/-/commit/{commit}"));
        assert_eq!(of_commit("https://bitbucket.org/a/b"), format!("https://bitbucket.org/a/b/commits/{commit}"));
        check("https://github.com/a/b", "/blob/main/docs/a%20b.md", "/edit/main/docs/a%20b.md", "/tree/main/{}");
        check("https://gitlab.com/a/b", "/-/blob/main/docs/a%20b.md", "/-/edit/main/docs/a%20b.md", "/-/tree/main/{}");
        let (view, edit) = ("/src/branch/main/docs/a%20b.md", "/_edit/main/docs/a%20b.md");
        check("https://codeberg.org/a/b", view, edit, "/src/branch/main/{}");
        check("https://bitbucket.org/a/b", "/src/main/docs/a%20b.md", "/src/main/docs/a%20b.md", "/src/main/{}");
        let view = "/browse/docs/a%20b.md?at=main";
        check("https://git.acme.example/projects/a/repos/b", view, view, "/browse/{}?at=main");
        let view = "?version=GBmain&path=/docs/a%20b.md";
        check("https://dev.azure.com/a/b/_git/c", view, view, "?version=GBmain&path=/{}");
    }

    #[test]
    fn new_issues_are_written_only_where_the_kind_of_host_is_known() {
        let form = |address: &str, kind| {
            let form = Forge::of(Some(address), None).unwrap().of_kind(kind).issue_form()?;
            Some(format!("{} {} {}", form.url, form.title, form.text))
        };
        let check =
            |address: &str, expect: Option<&str>| assert_eq!(form(address, None).as_deref(), expect, "{address}");
        check("git@github.com:acme/shop.git", Some("https://github.com/acme/shop/issues/new title body"));
        check("https://acme.ghe.com/a/b", Some("https://acme.ghe.com/a/b/issues/new title body"));
        let gitlab = "https://gitlab.com/a/b/c/-/issues/new issue[title] issue[description]";
        check("https://gitlab.com/a/b/c", Some(gitlab));
        check("https://codeberg.org/a/b", Some("https://codeberg.org/a/b/issues/new title body"));
        check("https://bitbucket.org/a/b", None);
        check("https://dev.azure.com/acme/shop/_git/shop", None);
        check("https://git.acme.example/a/b", None);
        let named = form("https://git.acme.example/a/b", Some(ForgeKind::Gitea));
        assert_eq!(named.as_deref(), Some("https://git.acme.example/a/b/issues/new title body"));
        assert_eq!(Forge::of(Some("https://git.acme.example/a/b"), None).unwrap().kind, ForgeKind::GitHub);
    }
}
