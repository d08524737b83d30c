//! The settings of documentation, and the kinds of hosts.

use super::raw::{RawDefaultVersion, RawDocs, RawFeedback, RawForge, RawPer, RawVersions};
use super::validate::Reader;
use super::{Docs, Feedback, ForgeKind, Per, Versions};
use crate::diag::shown;

/// What the address of `docs.feedback` may hold in braces.
const PLACEHOLDERS: [&str; 4] = ["{title}", "{url}", "{file}", "{text}"];
/// Most days of `docs.stale_after`: a century.
const MAX_DAYS: u32 = 36_500;
/// Most versions of `docs.versions.keep`.
const MAX_VERSIONS: u8 = 20;

impl Reader<'_> {
    pub(super) fn docs(&mut self, raw: RawDocs) -> Docs {
        let RawDocs { discover, math, print_page, stale_after, feedback, versions } = raw;
        Docs {
            discover: discover.unwrap_or(true),
            math: math.unwrap_or(false),
            print_page: print_page.unwrap_or(false),
            stale_after: stale_after.and_then(|days| self.days("docs.stale_after", days)),
            feedback: match feedback {
                None | Some(RawFeedback::Switch(true)) => Feedback::Forge,
                Some(RawFeedback::Switch(false)) => Feedback::Off,
                Some(RawFeedback::Address(text)) => self.feedback("docs.feedback", &text),
            },
            versions: versions.and_then(|raw| self.versions(raw)),
        }
    }

    fn versions(&mut self, raw: RawVersions) -> Option<Versions> {
        let RawVersions { refs, keep, per, pre_releases, default, checkout, alias, search, repositories } = raw;
        let before = self.problems();
        self.globs("docs.versions.refs", &refs);
        if refs.is_empty() {
            self.bad("docs.versions", "refs", "is empty", "name tags or branches, such as `v*`, or remove `versions`");
        }
        let repositories = repositories.unwrap_or_default();
        self.globs("docs.versions.repositories", &repositories);
        let keep = keep.unwrap_or(5.0);
        let kept = (1..=MAX_VERSIONS).find(|count| f64::from(*count) == keep);
        if kept.is_none() {
            self.bad("docs.versions", "keep", "is no number of versions", "write a whole number from 1 to 20");
        }
        let checkout = checkout.and_then(|name| self.version_name("checkout", &name));
        let alias = alias.and_then(|name| self.version_name("alias", &name));
        let versions = Versions {
            refs,
            span: self.span("docs.versions.refs"),
            keep: usize::from(kept?),
            per: match per.unwrap_or(RawPer::Patch) {
                RawPer::Patch => Per::Patch,
                RawPer::Minor => Per::Minor,
                RawPer::Major => Per::Major,
            },
            pre_releases: pre_releases.unwrap_or(false),
            newest_is_default: matches!(default, Some(RawDefaultVersion::Newest)),
            checkout,
            alias,
            search: search.unwrap_or(false),
            repositories,
        };
        (self.problems() == before).then_some(versions)
    }

    /// The name of a version that the owner chooses, which is part of addresses.
    fn version_name(&mut self, key: &str, name: &str) -> Option<String> {
        let name = name.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if name.is_empty() || name.len() > 64 || name.starts_with('.') || !name.chars().all(plain) {
            let hint = "write a short name of letters, digits, `.`, `_` and `-`, such as `latest`";
            self.bad("docs.versions", key, "is no name of a version", hint);
            return None;
        }
        Some(name.to_owned())
    }

    fn days(&mut self, key: &str, written: f64) -> Option<u32> {
        let days = (1..=MAX_DAYS).find(|days| f64::from(*days) == written);
        if days.is_none() {
            self.bad(key, "", "is no number of days", "write a whole number from 1 to 36500, or remove the key");
        }
        days
    }

    fn feedback(&mut self, key: &str, text: &str) -> Feedback {
        let Some(url) = self.url(key, text) else { return Feedback::Off };
        let (place, query) = text.split_once('?').unwrap_or((text, ""));
        let mut unknown = pieces(query).filter(|piece| !PLACEHOLDERS.contains(piece));
        if let Some(piece) = unknown.next() {
            let problem = format!("has `{}`, which stands for nothing", shown(piece));
            self.bad(key, "", &problem, "the placeholders are `{title}`, `{url}`, `{file}` and `{text}`");
        } else if pieces(place).next().is_some() {
            self.bad(key, "", "has a placeholder before the `?`", "write it as a value, such as `?page={url}`");
        } else {
            return Feedback::Address(url);
        }
        Feedback::Off
    }
}

/// What stands in braces, with them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('}').filter_map(|part| part.rfind('{').map(|start| &part[start..]))
}

impl From<RawForge> for ForgeKind {
    fn from(raw: RawForge) -> Self {
        match raw {
            RawForge::Github => Self::GitHub,
            RawForge::Gitlab => Self::GitLab,
            RawForge::Gitea => Self::Gitea,
            RawForge::Bitbucket => Self::Bitbucket,
            RawForge::BitbucketServer => Self::BitbucketServer,
            RawForge::Azure => Self::Azure,
        }
    }
}
