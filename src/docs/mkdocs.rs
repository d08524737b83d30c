//! `mkdocs.yml` as data. Nothing in it is run, imported or looked up; keys that could only do that are named in a finding.
//!
//! [`parse`] gives a [`Config`] whatever the file holds: what cannot be used is left out. Which file is meant by an entry is
//! decided by `docs::set`.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, File, Severity, Span};
use crate::docs::{Dialect, findings};
use crate::yaml::{self, Budget};

mod edit;
mod extensions;
mod keys;
mod nav;
mod patterns;
mod read;

pub use edit::{EditLink, EditLinks};
pub use patterns::Patterns;

/// What a docs configuration says, as far as it has a meaning here.
#[derive(Clone, Debug)]
pub struct Config {
    /// `site_name`.
    pub site_name: Option<String>,
    /// `site_description`.
    pub site_description: Option<String>,
    /// `docs_dir` as written.
    pub docs_dir: Option<Written>,
    /// `nav`; `None` asks for a generated one.
    pub nav: Option<Vec<NavEntry>>,
    /// `exclude_docs`, with what MkDocs always leaves out.
    pub exclude: Patterns,
    /// `draft_docs`.
    pub drafts: Patterns,
    /// `not_in_nav`.
    pub not_in_nav: Patterns,
    /// `repo_url`, `edit_uri` and `edit_uri_template`.
    pub edit: EditLinks,
    /// `repo_name`.
    pub repo_name: Option<String>,
    /// `theme.language`, a language tag.
    pub language: Option<String>,
    /// `theme.direction`: true for right to left.
    pub right_to_left: Option<bool>,
    /// `extra.status`: what each status of a page means, by the name that front matter gives it.
    pub statuses: BTreeMap<String, String>,
    /// `theme.features` holds `navigation.indexes`.
    pub section_indexes: bool,
    /// The plugin `ezlinks`: links may name a page by its file name alone.
    pub links_by_name: bool,
    /// `plugins.redirects.redirect_maps`: old file, new file or address.
    pub redirects: Vec<(Written, Written)>,
    /// What changes in the reading of Markdown.
    pub dialect: Dialect,
    /// Lowest and highest level of the headings that a page's contents show, `toc.toc_depth`.
    pub toc_depth: (u8, u8),
    /// False when the pages of MkDocs were `a.html` rather than `a/`.
    pub directory_urls: bool,
    /// `strict`: warnings of this set are errors.
    pub strict: bool,
    /// `validation`: levels of findings that the authors chose.
    pub levels: Levels,
}

/// A text and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// Its place in the configuration file.
    pub span: Span,
}

/// An entry of `nav`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavEntry {
    /// The title that stands before the colon.
    pub title: Option<String>,
    /// What it shows.
    pub value: NavValue,
    /// Where it stands.
    pub span: Span,
}

/// What an entry of `nav` shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NavValue {
    /// A file, folder or address.
    Target(String),
    /// Entries below.
    Section(Vec<NavEntry>),
    /// The nav of another configuration; the path may hold `*` when `glob` is set.
    Include {
        /// The path as written, relative to the folder of this file.
        path: String,
        /// `*include` instead of `!include`.
        glob: bool,
    },
    /// A title without value.
    Empty,
}

/// Levels of findings that `validation` sets, by code. `None` switches a finding off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(Vec<(&'static str, Option<Severity>)>);

impl Levels {
    /// Changes the severity of findings as the authors of the set want it; errors stay errors.
    pub fn apply(&self, findings: &mut Vec<Diagnostic>) {
        findings.retain_mut(|finding| {
            let level = self.0.iter().rev().find(|(code, _)| *code == finding.code.id).map(|(_, level)| *level);
            match level {
                Some(None) => false,
                Some(Some(severity)) => {
                    finding.severity = severity;
                    true
                }
                None => true,
            }
        });
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            site_name: None,
            site_description: None,
            docs_dir: None,
            nav: None,
            exclude: Patterns::exclude("").unwrap_or_default(),
            drafts: Patterns::default(),
            not_in_nav: Patterns::default(),
            edit: EditLinks::default(),
            repo_name: None,
            language: None,
            right_to_left: None,
            statuses: BTreeMap::new(),
            section_indexes: false,
            links_by_name: false,
            redirects: Vec::new(),
            dialect: Dialect::default(),
            toc_depth: (1, 6),
            directory_urls: true,
            strict: false,
            levels: Levels::default(),
        }
    }
}

/// Reads a configuration file. A file that is no YAML gives the defaults.
pub fn parse(bytes: &[u8], file: &File, findings: &mut Vec<Diagnostic>) -> Config {
    let Ok(text) = std::str::from_utf8(bytes) else {
        findings.push(findings::config_unread(file.at(Span::FILE), "is not UTF-8"));
        return Config::default();
    };
    // MkDocs reads the first document and refuses further ones.
    let documents = yaml::split(text);
    let Some(document) = documents.first() else { return Config::default() };
    match yaml::parse(document, &Budget::SETTINGS) {
        Ok(root) => read::config(root, file, findings),
        Err(error) => {
            findings.push(findings::config_unreadable(file.at(error.span), &error));
            Config::default()
        }
    }
}

#[cfg(test)]
mod tests;
