//! Who may declare what: `catalog.rules`, else the trust of the source (`security.md`, section 2).

use super::entity::Entity;
use crate::config::CatalogRule;
use crate::source::Repository;

/// What each repository may declare.
pub(super) struct Rules<'a> {
    /// By the number of the repository.
    of: Vec<Permission<'a>>,
}

enum Permission<'a> {
    /// No rule is about the repository, its trust decides.
    Trust { curated: bool },
    /// What one of these allows.
    Rules(Vec<&'a CatalogRule>),
}

impl<'a> Rules<'a> {
    pub fn new(rules: &'a [CatalogRule], repositories: &[Repository]) -> Self {
        let of = repositories.iter().map(|repository| {
            let is_meant = |rule: &&CatalogRule| {
                rule.sources.is_empty() || rule.sources.iter().any(|pattern| repository.is_meant_by(pattern))
            };
            let rules: Vec<&CatalogRule> = rules.iter().filter(is_meant).collect();
            match rules.is_empty() {
                true => Permission::Trust { curated: repository.curated },
                false => Permission::Rules(rules),
            }
        });
        Self { of: of.collect() }
    }

    /// True if a repository may declare such an entity.
    pub fn allow(&self, repository: usize, entity: &Entity) -> bool {
        match &self.of[repository] {
            Permission::Trust { curated } => *curated || entity.kind.describes_software(),
            Permission::Rules(rules) => rules.iter().flat_map(|rule| &rule.allow).any(|allowed| {
                let same_type = |wanted: &String| {
                    entity.kind_type.as_deref().is_some_and(|found| found.to_lowercase() == wanted.to_lowercase())
                };
                allowed.kind.eq_ignore_ascii_case(entity.kind.name())
                    && allowed.kind_type.as_ref().is_none_or(same_type)
            }),
        }
    }

    /// True if rules decide, not the trust of the source.
    pub fn decide(&self, repository: usize) -> bool {
        matches!(self.of[repository], Permission::Rules(_))
    }
}
