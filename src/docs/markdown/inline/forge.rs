//! Forge links: `@user`, `#12`, `!5`, `?6`, `o/r#3`, `o/r@sha` become links to a forge.

use std::ops::Range;

use crate::docs::{Forge, ForgeHost};

/// Longest name of a user or repository in bytes.
const MAX_NAME: usize = 100;
/// Digits of a commit's name.
const COMMIT: usize = 40;

/// The forge link whose `@`, `#`, `!` or `?` stands at `mark`; its address and where it stands.
pub(super) fn read(text: &str, from: usize, mark: usize, forge: &Forge) -> Option<(String, Range<usize>)> {
    let after = &text[mark + 1..];
    let sign = text.as_bytes()[mark];
    let (user, repo, start) = repository(text, from, mark);
    if start < mark && repo.is_none() {
        return None;
    }
    let repo = repo.or(forge.repo.as_deref());
    let user = user.or(forge.user.as_deref());
    let base = forge.host.base();
    if sign == b'@' {
        if start < mark {
            let commit =
                after.get(..COMMIT).filter(|sha| sha.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))?;
            let (end, path) = (mark + 1 + COMMIT, forge.host.commit());
            return ends(text, end).then_some((format!("{base}/{}/{}/{path}/{commit}", user?, repo?), start..end));
        }
        let length = name_length(after);
        let name = after[..length].trim_end_matches(['-', '.']);
        let fine =
            !name.is_empty() && ends(text, mark + 1 + name.len()) && !after[name.len()..].starts_with(['/', '@']);
        return fine.then(|| (format!("{base}/{name}"), mark..mark + 1 + name.len()));
    }
    let digits = after.bytes().take(10).take_while(u8::is_ascii_digit).count();
    let path = forge.host.path(sign)?;
    let end = mark + 1 + digits;
    if digits == 0 || after.starts_with('0') || !ends(text, end) {
        return None;
    }
    Some((format!("{base}/{}/{}/{path}/{}", user?, repo?, &after[..digits]), start..end))
}

/// `owner/repository` or `repository` before the mark, and where it starts.
fn repository(text: &str, from: usize, mark: usize) -> (Option<&str>, Option<&str>, usize) {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    let word =
        |end: usize| end - text.as_bytes()[from..end].iter().rev().take(MAX_NAME).take_while(|b| is_name(b)).count();
    let start = word(mark);
    if start == mark {
        let is_inside = text[..mark].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '@' | '#' | '&'));
        return (None, None, if is_inside { mark.saturating_sub(1) } else { mark });
    }
    let (user, first) = match start.checked_sub(1).filter(|slash| *slash >= from && text.as_bytes()[*slash] == b'/') {
        Some(slash) => (Some(&text[word(slash)..slash]).filter(|user| !user.is_empty()), word(slash)),
        None => (None, start),
    };
    let alone = !text[..first].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '@'));
    (user, Some(&text[start..mark]).filter(|_| alone), first)
}

fn name_length(text: &str) -> usize {
    text.bytes().take(MAX_NAME).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')).count()
}

/// True if no word goes on here.
fn ends(text: &str, at: usize) -> bool {
    !text[at..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

impl ForgeHost {
    fn base(self) -> &'static str {
        match self {
            Self::GitHub => "https://github.com",
            Self::GitLab => "https://gitlab.com",
            Self::Bitbucket => "https://bitbucket.org",
        }
    }

    fn commit(self) -> &'static str {
        match self {
            Self::GitHub => "commit",
            Self::GitLab => "-/commit",
            Self::Bitbucket => "commits/commit",
        }
    }

    /// The folder of issues, requests or discussions.
    fn path(self, sign: u8) -> Option<&'static str> {
        Some(match (self, sign) {
            (Self::GitHub | Self::Bitbucket, b'#') => "issues",
            (Self::GitLab, b'#') => "-/issues",
            (Self::GitHub, b'!') => "pull",
            (Self::GitLab, b'!') => "-/merge_requests",
            (Self::Bitbucket, b'!') => "pull-requests",
            (Self::GitHub, b'?') => "discussions",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_to_the_forge() {
        let sha = "0123456789abcdef0123456789abcdef01234567";
        let check = |host, text: &str, expect: Option<(&str, &str)>| {
            let forge = Forge { host, user: Some("u".into()), repo: Some("r".into()) };
            let mark = text.find(['@', '#', '!', '?']).unwrap();
            let found = read(text, 0, mark, &forge);
            let found = found.as_ref().map(|(address, at)| (&text[at.clone()], address.as_str()));
            assert_eq!(found, expect, "{text}");
        };
        use ForgeHost::{Bitbucket, GitHub, GitLab};
        check(GitHub, "see #12.", Some(("#12", "https://github.com/u/r/issues/12")));
        check(GitHub, "(!5)", Some(("!5", "https://github.com/u/r/pull/5")));
        check(GitHub, "?6", Some(("?6", "https://github.com/u/r/discussions/6")));
        check(GitLab, "a/b!5", Some(("a/b!5", "https://gitlab.com/a/b/-/merge_requests/5")));
        check(Bitbucket, "b#3", Some(("b#3", "https://bitbucket.org/u/b/issues/3")));
        check(GitHub, "by @a-b, x", Some(("@a-b", "https://github.com/a-b")));
        let commit = format!("a/b@{sha}");
        check(GitHub, &commit, Some((&commit, &format!("https://github.com/a/b/commit/{sha}"))));
        check(GitHub, "x@y.z", None);
        check(GitHub, "a#", None);
        check(GitHub, "#12a", None);
        check(GitHub, "éa/b#1", None);
        check(GitHub, "why? 6", None);
        check(Bitbucket, "?6", None);
    }
}
