//! What the configuration says about the catalog: where its files are, where repositories live, who may declare what.

use std::collections::BTreeSet;

use super::raw::{RawAllowed, RawAllowedType, RawLabel, RawRule};
use super::validate::Reader;
use super::{AllowedKind, CatalogRule, LabelFacet};
use crate::diag::shown;

/// Most labels that the index can be filtered by.
const MAX_LABELS: usize = 10;
/// Longest key of a label: a domain name, a slash, a name.
const MAX_LABEL_KEY: usize = 253 + 1 + 63;
/// Longest title of a label in characters.
const MAX_LABEL_TITLE: usize = 60;

impl Reader<'_> {
    pub(super) fn rules(&mut self, raw: Vec<RawRule>) -> Vec<CatalogRule> {
        let numbered = raw.into_iter().enumerate();
        numbered.map(|(nth, raw)| self.rule(raw, &format!("catalog.rules[{nth}]"))).collect()
    }

    fn rule(&mut self, raw: RawRule, key: &str) -> CatalogRule {
        let RawRule { allow, sources } = raw;
        let sources = sources.unwrap_or_default();
        self.globs(&format!("{key}.sources"), &sources);
        let allow = allow.into_iter().map(|raw| match raw {
            RawAllowed::Kind(kind) => AllowedKind { kind, kind_type: None },
            RawAllowed::Typed(RawAllowedType { kind, kind_type }) => AllowedKind { kind, kind_type },
        });
        CatalogRule { allow: allow.collect(), sources }
    }

    /// The labels that the index can be filtered by; what is wrong in one is left out.
    pub(super) fn labels(&mut self, raw: Vec<RawLabel>) -> Vec<LabelFacet> {
        if raw.len() > MAX_LABELS {
            self.bad("catalog.labels", "", "has more than ten labels", "keep those that readers look for");
        }
        let mut keys = BTreeSet::new();
        let mut labels = Vec::new();
        for (nth, RawLabel { key, title }) in raw.into_iter().enumerate().take(MAX_LABELS) {
            let path = format!("catalog.labels[{nth}]");
            let key = key.trim().to_owned();
            let title = title.map_or_else(|| key.clone(), |title| title.trim().to_owned());
            if key.is_empty() || key.len() > MAX_LABEL_KEY || key.contains(['=', ' ']) {
                self.bad(&path, "key", "is no key of a label", "write it as in entities, such as `acme.example/tier`");
            } else if title.is_empty() || title.chars().count() > MAX_LABEL_TITLE && title != key {
                self.bad(&path, "title", "is empty or longer than 60 characters", "write one or two words");
            } else if !keys.insert(key.clone()) {
                self.bad(&path, "key", "is a label that is there before", "remove it");
            } else {
                labels.push(LabelFacet { key, title });
            }
        }
        labels
    }

    pub(super) fn catalog_paths(&mut self, key: &str, globs: Vec<String>) -> Vec<String> {
        self.globs(key, &globs);
        globs.into_iter().map(|glob| glob.trim_start_matches("./").to_owned()).collect()
    }

    pub(super) fn globs(&mut self, key: &str, globs: &[String]) {
        for glob in globs {
            if let Err(error) = globset::Glob::new(glob) {
                let problem = format!("is no glob: {}", error.kind());
                self.bad_item(key, glob, &problem, "`*` stands for anything but `/`, `**` for any folders");
            }
        }
    }

    /// The address of a repository, or of those that `paths` give: a template then.
    pub(super) fn web_url(&mut self, key: &str, text: &str, paths: &[String]) -> Option<String> {
        let filled = text.replace("{name}", "x").replace("{path}", "x");
        if let Some(wrong) = filled.find(['{', '}']) {
            let problem = format!("has `{}`, which stands for nothing", shown(&filled[wrong..]));
            self.bad(
                key,
                "",
                &problem,
                "`{name}` stands for the name of the folder, `{path}` for its path from `*` on",
            );
            return None;
        }
        let several = paths.len() > 1 || paths.iter().any(|path| path.contains('*'));
        if several && filled == text {
            let hint = "write `{name}` for the name of the folder, as in `https://github.com/acme/{name}`";
            self.bad(key, "", "is one address for several repositories", hint);
            return None;
        }
        self.url(key, &filled)?;
        Some(text.trim().trim_end_matches('/').to_owned())
    }
}
