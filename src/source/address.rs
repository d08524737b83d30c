//! Web addresses of files: which file of which crawled repository one means, in the forms of all forges that we know.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::Repository;
use super::forge::{Forge, ForgeKind};
use crate::path::RepoPath;

/// Most parts that the path of an address may have.
const MAX_PARTS: usize = 80;
/// Serves the files of `github.com` as they are.
const GITHUB_RAW: &str = "raw.githubusercontent.com";

/// A web address, taken apart and decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    host: String,
    parts: Vec<String>,
    query: String,
}

/// What an address names inside of a repository: paths as text, which may hold patterns or lead out of the repository.
/// There are several because the name of a branch may hold slashes. The likeliest comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    paths: Vec<String>,
    names_branch: bool,
}

impl Inside {
    /// The path that exists, else the likeliest one. `exists` says which file there is.
    pub fn path(&self, exists: impl Fn(&RepoPath) -> bool) -> &str {
        let there = |path: &&String| RepoPath::parse(path).is_ok_and(|path| exists(&path));
        self.paths.iter().find(there).unwrap_or(&self.paths[0])
    }
}

impl Address {
    /// Reads an `http:` or `https:` address, which count as the same; `None` for any other text. Parts such as `..` stay
    /// as they are written.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once("://")?;
        if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
            return None;
        }
        let rest = rest.split('#').next()?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = authority.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
        let mut parts: Vec<String> = path.split('/').map(decoded).collect();
        let raw = host == GITHUB_RAW && parts.len() > 2;
        if raw {
            parts.insert(2, "raw".into());
        }
        let host = if raw { "github.com".into() } else { host };
        (!host.is_empty() && parts.len() <= MAX_PARTS).then(|| Self { host, parts, query: query.to_owned() })
    }

    /// What this address names inside of the repository at `forge`; `None` if it lies elsewhere or names no file.
    pub fn inside(&self, forge: &Forge) -> Option<Inside> {
        let length = forge.web_url.split('/').count() - 3;
        let here = self.parts.len() >= length && self.key(length) == key(&forge.web_url);
        if here { self.below(length, forge) } else { None }
    }

    fn key(&self, length: usize) -> String {
        format!("{}/{}", self.host, self.parts[..length].join("/")).to_lowercase()
    }

    /// What follows the first `length` parts, which name the repository.
    fn below(&self, length: usize, forge: &Forge) -> Option<Inside> {
        let rest: Vec<&str> = self.parts[length..].iter().map(String::as_str).collect();
        let plain = |path: String| Inside { paths: vec![path], names_branch: false };
        match rest.strip_prefix(&["-"]).unwrap_or(&rest) {
            ["browse" | "raw", path @ ..] if forge.kind == ForgeKind::BitbucketServer => Some(plain(path.join("/"))),
            ["src" | "raw", "branch" | "tag" | "commit", rest @ ..] if rest.len() > 1 => after_branch(rest, forge),
            ["blob" | "tree" | "raw" | "edit" | "blame" | "src" | "_edit", rest @ ..] => after_branch(rest, forge),
            [] if forge.kind == ForgeKind::Azure => {
                let path = self.query.split('&').find_map(|pair| pair.strip_prefix("path="))?;
                Some(plain(decoded(&path.replace('+', " ")).trim_start_matches('/').to_owned()))
            }
            _ => None,
        }
    }
}

/// The paths that `BRANCH/PATH` may mean: the one after the branch that is checked out, then after one, two, ... parts.
fn after_branch(parts: &[&str], forge: &Forge) -> Option<Inside> {
    let parts = parts.strip_prefix(&["refs", "heads"]).or(parts.strip_prefix(&["refs", "tags"])).unwrap_or(parts);
    let branch: Vec<&str> = forge.known_branch().map(|branch| branch.split('/').collect()).unwrap_or_default();
    let known = parts.strip_prefix(&*branch).filter(|path| !branch.is_empty() && !path.is_empty());
    let branches = (1..parts.len()).take_while(|length| !matches!(parts[length - 1], "." | ".." | ""));
    let guesses = branches.map(|length| &parts[length..]);
    let paths: Vec<String> = known.into_iter().chain(guesses).map(|path| path.join("/")).collect();
    (!paths.is_empty()).then_some(Inside { paths, names_branch: known.is_some() })
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Host and path of a repository's address, as they are looked up.
fn key(web_url: &str) -> String {
    let address = web_url.split_once("://").map_or(web_url, |(_, address)| address);
    address.split('/').map(decoded).collect::<Vec<_>>().join("/").to_lowercase()
}

/// All repositories by their addresses on the web.
pub struct Atlas<'a> {
    repositories: &'a [Repository],
    by_address: BTreeMap<String, Vec<usize>>,
}

/// A file, or a pattern of files, of a crawled repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The repository by its number.
    pub repository: usize,
    /// What the address names in it.
    pub inside: Inside,
}

impl<'a> Atlas<'a> {
    /// Indexes repositories; those without a known address cannot be found.
    pub fn new(repositories: &'a [Repository]) -> Self {
        let mut by_address: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, repository) in repositories.iter().enumerate() {
            if let Some(forge) = &repository.forge {
                by_address.entry(key(&forge.web_url)).or_default().push(at);
            }
        }
        Self { repositories, by_address }
    }

    /// All repositories.
    pub fn repositories(&self) -> &'a [Repository] {
        self.repositories
    }

    /// Where the file of an address lies: of several checkouts of a repository in the one whose branch the address names,
    /// else in the first. The branch is not looked at otherwise, because a build reads what is checked out. `None` if no
    /// repository has this address, or if it is no address of a file.
    pub fn locate(&self, address: &Address) -> Option<Located> {
        let lengths = (1..=address.parts.len()).rev();
        let checkouts =
            lengths.into_iter().find_map(|length| Some((length, self.by_address.get(&address.key(length))?)));
        let (length, checkouts) = checkouts?;
        let located = checkouts.iter().filter_map(|&repository| {
            let forge = self.repositories[repository].forge.as_ref()?;
            Some(Located { repository, inside: address.below(length, forge)? })
        });
        let located: Vec<Located> = located.collect();
        let named = located.iter().position(|located| located.inside.names_branch);
        located.into_iter().nth(named.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forge(web_url: &str, branch: Option<&str>) -> Forge {
        Forge::of(Some(web_url), branch).unwrap()
    }

    #[test]
    fn addresses_of_all_forges_name_files() {
        let check = |web_url: &str, address: &str, expect: Option<&str>| {
            let inside = Address::parse(address).unwrap().inside(&forge(web_url, None));
            assert_eq!(inside.as_ref().map(|inside| inside.path(|_| false)), expect, "{address}");
        };
        let file = Some("a/b c.yaml");
        let github = "https://github.com/acme/shop";
        for form in ["blob/main", "raw/main", "edit/main", "tree/main", "blame/main", "raw/refs/heads/main"] {
            check(github, &format!("{github}/{form}/a/b%20c.yaml"), file);
        }
        check(github, "https://raw.githubusercontent.com/acme/shop/main/a/b%20c.yaml", file);
        check(github, "https://raw.githubusercontent.com/acme/shop/refs/heads/main/a/b%20c.yaml", file);
        check(github, "http://www@GitHub.com:443/Acme/Shop/blob/main/a/b%20c.yaml?plain=1#L3", file);
        check(github, "https://github.com/acme/shop/blob/main/../../../x.yaml", Some("../../../x.yaml"));
        check(github, "https://github.com/acme/shop-two/blob/main/a.yaml", None);
        check(github, "https://github.com/acme", None);
        check(github, "https://github.com/acme/shop", None);
        check(github, "https://github.com/acme/shop/wiki/a.yaml", None);
        check(github, "https://github.com/acme/shop/blob/main", None);
        let gitlab = "https://gitlab.com/acme/group/shop";
        for form in ["-/blob/main", "-/raw/main", "blob/main", "-/edit/main"] {
            check(gitlab, &format!("{gitlab}/{form}/a/b%20c.yaml"), file);
        }
        let gitea = "https://codeberg.org/acme/shop";
        for form in ["src/branch/main", "raw/branch/main", "src/tag/v1", "src/commit/0123", "_edit/main", "raw/main"] {
            check(gitea, &format!("{gitea}/{form}/a/b%20c.yaml"), file);
        }
        let bitbucket = "https://bitbucket.org/acme/shop";
        check(bitbucket, "https://bitbucket.org/acme/shop/src/main/a/b%20c.yaml", file);
        let server = "https://git.acme.example/bitbucket/projects/SHOP/repos/web";
        check(server, &format!("{server}/browse/a/b%20c.yaml?at=refs%2Fheads%2Fmain"), file);
        check(server, &format!("{server}/raw/a/b%20c.yaml"), file);
        let azure = "https://dev.azure.com/acme/My%20Shop/_git/web";
        check(azure, &format!("{azure}?path=%2Fa%2Fb+c.yaml&version=GBmain"), file);
        check(azure, "https://dev.azure.com/acme/my%20shop/_git/web?version=GBmain&path=/a/b%20c.yaml", file);
        check(azure, azure, None);
    }

    #[test]
    fn only_web_addresses_are_read() {
        for text in ["./a.yaml", "file:///etc/passwd", "javascript:alert(1)", "https://", "ssh://git@github.com/a/b"] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
        assert_eq!(Address::parse(&format!("https://h/{}", "a/".repeat(1_000))), None);
    }

    #[test]
    fn branches_may_hold_slashes() {
        let check = |branch: Option<&str>, rest: &str, there: &str, expect: &str| {
            let address = Address::parse(&format!("https://github.com/acme/shop/blob/{rest}")).unwrap();
            let inside = address.inside(&forge("https://github.com/acme/shop", branch)).unwrap();
            assert_eq!(inside.path(|path| path.as_str() == there), expect, "{rest}");
        };
        check(Some("feature/x"), "feature/x/a.yaml", "", "a.yaml");
        check(None, "feature/x/a.yaml", "a.yaml", "a.yaml");
        check(None, "feature/x/a.yaml", "x/a.yaml", "x/a.yaml");
        check(None, "feature/x/a.yaml", "", "x/a.yaml");
        check(Some("main"), "dev/a.yaml", "a.yaml", "a.yaml");
    }
}
