//! Tags, branches and the files of commits: what git is asked for, and how its answers are read.

use std::path::Path;
use std::process::Command;

use super::{Limits, MAX_TIME, answer, command};
use crate::world::{BlobId, CommitId, GitProblem, GitRef, TreeEntry, TreeKind};

/// Most bytes of a list of tags and branches, or of files.
const MAX_BYTES: u64 = 64 << 20;

/// Where tags and branches stand. Those of the remote are for checkouts that have only one branch of their own.
const REFS: [&str; 3] = ["refs/heads", "refs/remotes/origin", "refs/tags"];

/// The tags and branches of the repository in a `.git` folder that lead to a commit.
pub(super) fn refs(folder: &Path) -> Result<Vec<GitRef>, GitProblem> {
    let mut command = command(folder, &[]);
    command.args(["for-each-ref", "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname)"]);
    command.args(REFS);
    let bytes = listed(command, "tags and branches")?;
    let lines = bytes.split(|byte| *byte == b'\n');
    Ok(lines.filter_map(|line| reference(std::str::from_utf8(line).ok()?)).collect())
}

/// `commit <id>   <name>`, or `tag <id> commit <id> <name>` for a tag with a message.
fn reference(line: &str) -> Option<GitRef> {
    let mut words = line.splitn(5, ' ');
    let mut next = || words.next();
    let (kind, id, below, below_id, name) = (next()?, next()?, next()?, next()?, next()?);
    let id = match (kind, below) {
        ("commit", _) => id,
        ("tag", "commit") => below_id,
        _ => return None,
    };
    Some(GitRef { name: name.to_owned(), commit: CommitId::parse(id)? })
}

/// The files of a commit.
pub(super) fn entries(folder: &Path, commit: &CommitId) -> Result<Vec<TreeEntry>, GitProblem> {
    let mut command = command(folder, &[]);
    command.args(["ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", commit.as_str()]);
    let bytes = listed(command, "files")?;
    Ok(bytes.split(|byte| *byte == 0).filter_map(entry).collect())
}

/// A list as a whole.
fn listed(command: Command, of: &str) -> Result<Vec<u8>, GitProblem> {
    match answer(command, Limits { bytes: MAX_BYTES, time: MAX_TIME })? {
        (_, true) => Err(GitProblem::Failed(format!("the list of its {of} is longer than {} MiB", MAX_BYTES >> 20))),
        (bytes, false) => Ok(bytes),
    }
}

/// `100644 blob <id>     123<TAB><path>`; the size is `-` for what has none and `BAD` for what is missing.
fn entry(line: &[u8]) -> Option<TreeEntry> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let mut words = std::str::from_utf8(&line[..tab]).ok()?.split_whitespace();
    let kind = match words.next()? {
        "100644" | "100755" | "100664" => TreeKind::File,
        "120000" => TreeKind::Link,
        _ => TreeKind::Other,
    };
    let id = BlobId::parse(words.nth(1)?)?;
    let size = words.next()?.parse().ok();
    let path = std::str::from_utf8(&line[tab + 1..]).ok().map(str::to_owned);
    Some(TreeEntry { path, kind, id, size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_with_and_without_a_message_lead_to_commits() {
        let (one, two) = ("1".repeat(40), "2".repeat(40));
        let check = |line: &str, expect: Option<&str>| {
            let found = reference(&line.replace("<1>", &one).replace("<2>", &two));
            assert_eq!(found.map(|found| format!("{} {}", &found.commit.short()[..1], found.name)).as_deref(), expect);
        };
        check("commit <1>   refs/tags/v1", Some("1 refs/tags/v1"));
        check("tag <1> commit <2> refs/tags/v1", Some("2 refs/tags/v1"));
        check("tag <1> tree <2> refs/tags/v1", None);
        check("blob <1>   refs/tags/v1", None);
        check("commit <1>   refs/heads/-x", Some("1 refs/heads/-x"));
        check("", None);
    }

    #[test]
    fn entries_have_a_kind_and_a_size() {
        let id = "1".repeat(40);
        let check = |line: &str, expect: Option<(TreeKind, Option<u64>, Option<&str>)>| {
            let found = entry(line.replace("<1>", &id).as_bytes());
            assert_eq!(found.as_ref().map(|found| (found.kind, found.size, found.path.as_deref())), expect, "{line}");
        };
        check("100644 blob <1>      12\tdocs/a b.md", Some((TreeKind::File, Some(12), Some("docs/a b.md"))));
        check("120000 blob <1>       4\tx\ty", Some((TreeKind::Link, Some(4), Some("x\ty"))));
        check("160000 commit <1>       -\tsub", Some((TreeKind::Other, None, Some("sub"))));
        check("100755 blob <1>     BAD\ta.md", Some((TreeKind::File, None, Some("a.md"))));
        check("", None);
    }
}
