//! The settings of documentation, and the kinds of hosts.

use super::raw::{RawDocs, RawFeedback, RawForge};
use super::validate::Reader;
use super::{Docs, Feedback, ForgeKind};
use crate::diag::shown;

/// What the address of `docs.feedback` may hold in braces.
const PLACEHOLDERS: [&str; 4] = ["{title}", "{url}", "{file}", "{text}"];
/// Most days of `docs.stale_after`: a century.
const MAX_DAYS: u32 = 36_500;

impl Reader<'_> {
    pub(super) fn docs(&mut self, raw: RawDocs) -> Docs {
        let RawDocs { discover, math, print_page, stale_after, feedback } = raw;
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
        }
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
