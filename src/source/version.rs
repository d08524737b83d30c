//! Versions of what a repository holds: which tags and branches they are, what they are called, in which order they stand,
//! and [`at`], the repository as it was.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobMatcher};

use super::{FileKind, History, MAX_FILES, RepoFile, Repository};
use crate::config::Per;
use crate::world::{CommitId, FileProblem, GitFacts, GitRef, World};

/// Longest name of a version, in characters.
const MAX_NAME: usize = 64;

/// A tag or branch that is a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// What readers see: `1.2` for the tag `v1.2`.
    pub name: String,
    /// The name as a folder.
    pub folder: String,
    /// The commit that it leads to.
    pub commit: CommitId,
    rank: Rank,
}

/// Which tags and branches are versions.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    /// Globs of tags and branches: of their short names, or of full ones where they start with `refs/`.
    pub globs: &'a [String],
    /// How much of a number makes a version of its own.
    pub per: Per,
    /// Releases that are announced only are versions too.
    pub pre_releases: bool,
    /// The newest of so many.
    pub keep: usize,
}

/// The place of a version among others, the newest one the greatest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// The numbers without zeros at the end; none for a name that does not start with one, which is older than all others.
    numbers: Vec<u64>,
    /// No release candidate or the like.
    released: bool,
    rest: Vec<Part>,
}

/// A part of what follows the numbers. Numbers come before words, as in semantic versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u64),
    Word(String),
}

/// A part of a number that stands for all: `1.x`.
const ANY: u64 = u64::MAX;

impl Release {
    fn new(name: &str, commit: &CommitId) -> Self {
        let name: String = name.chars().filter(|c| !is_unseen(*c)).take(MAX_NAME).collect();
        Self { folder: folder(&name), rank: Rank::of(&name), commit: commit.clone(), name }
    }

    /// True for a version that came after another.
    pub fn is_newer_than(&self, other: &Self) -> bool {
        self.rank > other.rank
    }

    /// False for a release candidate and the like, and for a name without a number.
    pub fn is_released(&self) -> bool {
        self.rank.released && !self.rank.numbers.is_empty()
    }

    /// What a version is part of, and is called after, if it is not one of its own.
    fn series(&self, per: Per) -> String {
        let parts = match per {
            Per::Patch => return self.name.clone(),
            Per::Minor => 2,
            Per::Major => 1,
        };
        if self.rank.numbers.is_empty() {
            return self.name.clone();
        }
        let numbers = self.rank.numbers.iter().copied().chain(std::iter::repeat(0)).take(parts);
        let words: Vec<String> =
            numbers.map(|number| if number == ANY { "x".to_owned() } else { number.to_string() }).collect();
        words.join(".")
    }
}

/// A version's name as a folder.
pub fn folder(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "._+-".contains(c) { c } else { '-' };
    let folder: String = name.chars().map(plain).take(MAX_NAME).collect();
    let folder = folder.trim_matches('.');
    if folder.is_empty() { "-".to_owned() } else { folder.to_owned() }
}

/// True for a glob that [`choose`] understands.
pub fn is_glob(pattern: &str) -> bool {
    !pattern.trim().is_empty() && glob(pattern).is_some()
}

/// The versions among tags and branches, the newest first; `checked_out` is the branch that is no version beside itself. A
/// tag goes before a branch of the same name, and that before one of the remote.
pub fn choose(refs: &[GitRef], checked_out: Option<&str>, choice: &Choice<'_>) -> Vec<Release> {
    let globs: Vec<(&str, GlobMatcher)> =
        choice.globs.iter().filter_map(|pattern| Some((&**pattern, glob(pattern)?))).collect();
    let mut found = Vec::new();
    for place in ["refs/tags/", "refs/heads/", "refs/remotes/origin/"] {
        for GitRef { name, commit } in refs {
            let Some(short) = name.strip_prefix(place) else { continue };
            let is_branch = place != "refs/tags/";
            if is_branch && (short == "HEAD" || Some(short) == checked_out) {
                continue;
            }
            let full = format!("refs/{}/{short}", if is_branch { "heads" } else { "tags" });
            let fits = |pattern: &str, glob: &GlobMatcher| {
                glob.is_match(if pattern.starts_with("refs/") { full.as_str() } else { short })
            };
            if let Some((pattern, _)) = globs.iter().find(|(pattern, glob)| fits(pattern, glob)) {
                found.push(Release::new(called(short, pattern), commit));
            }
        }
    }
    let announced = |release: &Release| !release.rank.released && !release.rank.numbers.is_empty();
    if !choice.pre_releases && found.iter().any(Release::is_released) {
        found.retain(|release| !announced(release));
    }
    // Stable, so that a tag stays before a branch.
    found.sort_by_key(|release| Reverse(release.rank.clone()));
    // A series that has been released is its newest release.
    let released: BTreeSet<String> =
        found.iter().filter(|release| release.is_released()).map(|release| release.series(choice.per)).collect();
    if choice.per != Per::Patch {
        found.retain(|release| !announced(release) || !released.contains(&release.series(choice.per)));
    }
    let (mut series, mut folders) = (BTreeSet::new(), BTreeSet::new());
    found.retain_mut(|release| {
        let name = release.series(choice.per);
        if name != release.name {
            (release.folder, release.name) = (folder(&name), name.clone());
        }
        series.insert(name) && folders.insert(release.folder.to_lowercase())
    });
    found.truncate(choice.keep);
    found
}

/// The repository as it was at a commit. Links to its files lead to that commit, and nothing of it can be edited.
///
/// # Errors
/// Why its files cannot be read.
pub fn at(repository: &Repository, commit: &CommitId, world: &dyn World) -> Result<Repository, FileProblem> {
    let root = repository.root.at(commit);
    let walk = world.walk(&root, false);
    let kind_of = FileKind::of;
    for found in walk.problems {
        let is_page = || {
            let path = crate::path::RepoPath::parse(&found.path);
            path.is_ok_and(|path| kind_of(&path) != FileKind::Other)
        };
        if found.path.is_empty() || (found.problem == FileProblem::Missing && is_page()) {
            return Err(found.problem);
        }
    }
    let mut files: Vec<RepoFile> = walk
        .files
        .into_iter()
        .map(|file| RepoFile { kind: kind_of(&file.path), path: file.path, size: file.size })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.truncate(MAX_FILES);
    let mut forge = repository.forge.clone();
    if let Some(forge) = &mut forge {
        forge.branch = commit.to_string();
    }
    Ok(Repository {
        label: repository.label.clone(),
        name: repository.name.clone(),
        root,
        files,
        forge,
        forge_kind: repository.forge_kind,
        git: GitFacts { head: Some(commit.clone()), ..repository.git.clone() },
        reads_history: repository.reads_history,
        history: History::default(),
        source: repository.source.clone(),
        curated: repository.curated,
    })
}

fn glob(pattern: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(pattern.trim()).literal_separator(true).build();
    glob.ok().map(|glob| glob.compile_matcher())
}

/// What a tag or branch is called as a version: what follows the words that the glob says before a number (`1.2` for
/// `release/1.2` and `release/*`), or the name without a `v` before a number.
fn called<'a>(short: &'a str, pattern: &str) -> &'a str {
    let pattern = pattern.strip_prefix("refs/tags/").or_else(|| pattern.strip_prefix("refs/heads/")).unwrap_or(pattern);
    let fixed = &pattern[..pattern.find(['*', '?', '[', '{', '\\']).unwrap_or(pattern.len())];
    let fixed = fixed.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let starts = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let rest = short.strip_prefix(fixed).filter(|rest| starts(rest));
    let rest = rest.or_else(|| short.strip_prefix(['v', 'V']).filter(|rest| starts(rest)));
    rest.unwrap_or(short)
}

/// True for characters that change the direction of text or have no width.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
        || c.is_control()
}

impl Rank {
    fn of(name: &str) -> Self {
        let mut numbers = Vec::new();
        let mut rest = name;
        loop {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 {
                numbers.push(rest[..digits].parse().unwrap_or(ANY));
                rest = &rest[digits..];
            } else if !numbers.is_empty() && rest.eq_ignore_ascii_case("x") {
                numbers.push(ANY);
                rest = "";
            }
            match rest.strip_prefix('.') {
                Some(below) if digits > 0 => rest = below,
                _ => break,
            }
        }
        while numbers.last() == Some(&0) && numbers.len() > 1 {
            numbers.pop();
        }
        let rest = rest.split('+').next().unwrap_or_default().to_lowercase();
        let rest = parts(&rest);
        let released = match rest.first() {
            None => true,
            Some(Part::Word(word)) => matches!(&**word, "final" | "ga" | "release" | "lts" | "stable" | "post" | "sp"),
            Some(Part::Number(_)) => false,
        };
        Self { numbers, released, rest }
    }
}

/// The runs of digits and of letters in a text.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let is_digit = first.is_ascii_digit();
            let end = rest.find(|c: char| c.is_ascii_digit() != is_digit).unwrap_or(rest.len());
            let run = &rest[..end];
            parts.push(if is_digit { Part::Number(run.parse().unwrap_or(ANY)) } else { Part::Word(run.to_owned()) });
            rest = &rest[end..];
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Refs without `refs/`, in words; the names that come out, each with its ref in brackets where that is not its end.
    fn check(refs: &str, globs: &[&str], change: &dyn Fn(&mut Choice<'_>), expect: &str) {
        let reference = |(nth, name): (usize, &str)| GitRef {
            name: format!("refs/{name}"),
            commit: CommitId::parse(&format!("{nth:040x}")).unwrap(),
        };
        let refs: Vec<GitRef> = refs.split_whitespace().enumerate().map(reference).collect();
        let globs: Vec<String> = globs.iter().map(|glob| (*glob).to_owned()).collect();
        let mut choice = Choice { globs: &globs, per: Per::Patch, pre_releases: true, keep: 20 };
        change(&mut choice);
        let found = choose(&refs, Some("main"), &choice);
        let names = found.iter().map(|release| {
            let from = &refs.iter().find(|one| one.commit == release.commit).unwrap().name;
            let (name, short) = (&release.name, from.rsplit('/').next().unwrap());
            if from.ends_with(&**name) { name.clone() } else { format!("{name}({short})") }
        });
        assert_eq!(names.collect::<Vec<_>>().join(" "), expect);
    }

    #[test]
    fn versions_stand_in_the_order_of_their_numbers() {
        check(
            "tags/v1.2.0 tags/v1.10 tags/v1.9.1 tags/v2.0.0-rc.2 tags/v2.0.0-rc.10 tags/v2.0.0 tags/v2.0.0-alpha tags/v1.x tags/vnext",
            &["v*"],
            &|_| (),
            "2.0.0 2.0.0-rc.10 2.0.0-rc.2 2.0.0-alpha 1.x 1.10 1.9.1 1.2.0 vnext",
        );
        check(
            "tags/1.0 tags/1.0.1 tags/1.0.Final tags/1.0rc1 tags/2024.01",
            &["*"],
            &|_| (),
            "2024.01 1.0.1 1.0.Final 1.0 1.0rc1",
        );
        check("tags/v99999999999999999999999.1 tags/v2", &["v*"], &|_| (), "99999999999999999999999.1 2");
    }

    #[test]
    fn globs_say_which_and_what_they_are_called() {
        let refs = "tags/v1.0 tags/orders-v1.1 tags/a/v1.2 heads/release/2.0 remotes/origin/release/1.9 remotes/origin/HEAD heads/main heads/v1.0";
        check(refs, &["v*"], &|_| (), "1.0");
        check(refs, &["orders-v*"], &|_| (), "1.1");
        check(refs, &["release/*"], &|_| (), "2.0 1.9");
        check(refs, &["refs/heads/**"], &|_| (), "1.0 release/2.0 release/1.9");
        check(refs, &["main", "HEAD"], &|_| (), "");
        check(refs, &["**/v*"], &|_| (), "1.0 a/v1.2");
        check("tags/v10.2 tags/v1.2", &["v1*"], &|_| (), "10.2 1.2");
        check("tags/V1 tags/v1", &["[vV]*"], &|_| (), "1");
        check("tags/v1/A tags/v1-a", &["**"], &|_| (), "1/A");
        check("tags/v1", &["[", ""], &|_| (), "");
    }

    #[test]
    fn a_series_is_its_newest_release() {
        let refs = "tags/v1.0.0 tags/v1.0.3 tags/v1.1.0 tags/v1.1.1-rc1 tags/v2.0.0-beta tags/v2 tags/edge";
        check(refs, &["*"], &|choice| choice.per = Per::Minor, "2.0(v2) 1.1(v1.1.0) 1.0(v1.0.3) edge");
        check(refs, &["*"], &|choice| choice.per = Per::Major, "2 1(v1.1.0) edge");
        check(refs, &["*"], &|choice| choice.pre_releases = false, "2 1.1.0 1.0.3 1.0.0 edge");
        check(refs, &["*"], &|choice| choice.keep = 2, "2 2.0.0-beta");
        check(
            "tags/v1.0.1-rc1 tags/v1.0.0 tags/v1.1.0-rc1",
            &["*"],
            &|choice| choice.per = Per::Minor,
            "1.1(v1.1.0-rc1) 1.0(v1.0.0)",
        );
        check("tags/v1.0-rc1", &["*"], &|choice| choice.pre_releases = false, "1.0-rc1");
    }

    #[test]
    fn names_become_folders() {
        for (name, expect) in [("1.2", "1.2"), ("a/b c", "a-b-c"), ("..", "-"), (".x.", "x"), ("é:1", "é-1")] {
            assert_eq!(folder(name), expect);
        }
    }
}
