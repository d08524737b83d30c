//! [`Health`]: everything that a build found, and who should look after it.

use std::collections::{BTreeMap, HashMap};

use super::{DocsSet, Portal};
use crate::catalog::{Catalog, Entity, EntityRef, Fate, Kind, fate};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};

/// The findings of a portal in order of importance, and what became of the documents of its catalog files.
pub struct Health<'a> {
    /// The worst first, then by place.
    pub findings: Vec<Finding<'a>>,
    /// How many there are in all.
    pub counts: Counts,
    /// By the owner, `None` for what nobody owns.
    pub owners: BTreeMap<Option<EntityRef>, Group>,
    /// By the code.
    pub codes: BTreeMap<&'static str, (&'static Code, Group)>,
    /// By the label of the repository, those without findings too. What concerns the portal itself has the empty label.
    pub repositories: BTreeMap<&'a str, (Documents, Group)>,
    /// The findings that say why a document is not published.
    pub unpublished: Vec<usize>,
}

/// A finding with its owner.
pub struct Finding<'a> {
    /// What was found.
    pub diagnostic: &'a Diagnostic,
    /// Who should look after it; need not be in the catalog.
    pub owner: Option<EntityRef>,
    /// What became of the document, if this finding is the reason.
    pub fate: Option<Fate>,
}

/// Findings that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// How many they are.
    pub counts: Counts,
    /// Their places in [`Health::findings`], sorted.
    pub findings: Vec<usize>,
}

/// Numbers of findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Infos.
    pub infos: usize,
}

/// What became of the documents of catalog files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// Entities of the catalog.
    pub published: usize,
    /// Those of them that have errors or warnings.
    pub with_findings: usize,
    /// Documents with which something is wrong.
    pub refused: usize,
    /// Documents that are none of ours.
    pub skipped: usize,
}

impl Counts {
    fn add(&mut self, finding: &Diagnostic) {
        let count = match finding.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Info => &mut self.infos,
        };
        *count += 1 + finding.more;
    }

    /// All of them.
    pub fn total(&self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

impl Group {
    fn add(&mut self, number: usize, finding: &Diagnostic) {
        self.counts.add(finding);
        self.findings.push(number);
    }
}

impl<'a> Health<'a> {
    /// Sorts and groups the findings of a portal.
    pub fn of(portal: &'a Portal, diagnostics: &'a Diagnostics) -> Self {
        let owners = Owners::of(portal);
        let mut findings: Vec<Finding<'_>> = diagnostics
            .iter()
            .map(|diagnostic| Finding { diagnostic, owner: owners.owner(diagnostic).cloned(), fate: fate(diagnostic) })
            .collect();
        findings.sort_by_key(|finding| finding.diagnostic.severity);
        let mut health = Self {
            findings: Vec::new(),
            counts: Counts::default(),
            owners: BTreeMap::new(),
            codes: BTreeMap::new(),
            repositories: documents(portal, diagnostics),
            unpublished: Vec::new(),
        };
        for (number, Finding { diagnostic, owner, fate }) in findings.iter().enumerate() {
            health.counts.add(diagnostic);
            health.owners.entry(owner.clone()).or_default().add(number, diagnostic);
            health
                .codes
                .entry(diagnostic.code.id)
                .or_insert_with(|| (diagnostic.code, Group::default()))
                .1
                .add(number, diagnostic);
            let (documents, group) = health.repositories.entry(&diagnostic.place.file.repo).or_default();
            group.add(number, diagnostic);
            match fate {
                Some(Fate::Refused) => documents.refused += 1 + diagnostic.more,
                Some(Fate::Skipped) => documents.skipped += 1 + diagnostic.more,
                None => {}
            }
            health.unpublished.extend(fate.map(|_| number));
        }
        health.findings = findings;
        health
    }

    /// The documents of all repositories together.
    pub fn documents(&self) -> Documents {
        let mut all = Documents::default();
        for (Documents { published, with_findings, refused, skipped }, _) in self.repositories.values() {
            all.published += published;
            all.with_findings += with_findings;
            all.refused += refused;
            all.skipped += skipped;
        }
        all
    }
}

/// Every repository with its entities.
fn documents<'a>(portal: &'a Portal, diagnostics: &Diagnostics) -> BTreeMap<&'a str, (Documents, Group)> {
    let serious = diagnostics.iter().filter(|finding| finding.severity != Severity::Info);
    let concerned: std::collections::HashSet<&str> = serious.filter_map(|finding| finding.entity.as_deref()).collect();
    let labels = portal.repositories.iter().map(|repository| (&*repository.label, Default::default()));
    let mut repositories: BTreeMap<&str, (Documents, Group)> = labels.collect();
    for entity in &portal.catalog {
        let (documents, _) = repositories.entry(&entity.place.file.repo).or_default();
        documents.published += 1;
        documents.with_findings += usize::from(concerned.contains(entity.reference.as_str()));
    }
    repositories
}

/// Who owns what, to find the owner of a finding: that of the entity, else of the documentation that the file belongs to,
/// else of the repository. Groups and users look after themselves.
struct Owners<'a> {
    catalog: &'a Catalog,
    /// Docs sets by the label of the repository and a folder or the configuration file.
    docs: HashMap<(&'a str, &'a str), &'a DocsSet>,
    /// The owner of the first entity of a repository that has one, nearest to the root.
    repositories: HashMap<&'a str, &'a EntityRef>,
}

impl<'a> Owners<'a> {
    fn of(portal: &'a Portal) -> Self {
        let mut docs = HashMap::new();
        for set in portal.checked_out() {
            let label = &*portal.repositories[set.repository].label;
            docs.insert((label, set.layout.docs_dir.as_str()), set);
            docs.extend(set.layout.config.as_ref().map(|config| ((label, config.as_str()), set)));
        }
        let depth = |entity: &Entity| entity.place.file.path.components().count();
        let mut entities: Vec<&Entity> = portal.catalog.iter().collect();
        entities.sort_by_cached_key(|entity| (depth(entity), entity.place.clone()));
        let mut repositories = HashMap::new();
        for entity in entities {
            if let Some(owner) = entity.owners().next() {
                repositories.entry(&*entity.place.file.repo).or_insert(owner);
            }
        }
        Self { catalog: &portal.catalog, docs, repositories }
    }

    fn owner(&self, finding: &Diagnostic) -> Option<&'a EntityRef> {
        let entity = finding.entity.as_deref().and_then(|text| EntityRef::parse(text, None, "default").ok());
        let of_entity = entity.and_then(|reference| self.of_entity(&reference));
        let file = &finding.place.file;
        of_entity
            .or_else(|| self.of_docs(&file.repo, file.path.as_str()))
            .or_else(|| self.repositories.get(&*file.repo).copied())
    }

    fn of_entity(&self, reference: &EntityRef) -> Option<&'a EntityRef> {
        let entity = self.catalog.get(reference)?;
        match entity.kind {
            Kind::Group | Kind::User => Some(&entity.reference),
            _ => entity.owners().next(),
        }
    }

    /// The owner of the docs set that the file lies in.
    fn of_docs(&self, repository: &str, path: &str) -> Option<&'a EntityRef> {
        let above = std::iter::successors(Some(path), |path| match path.rsplit_once('/') {
            Some((folder, _)) => Some(folder),
            None => (!path.is_empty()).then_some(""),
        });
        let set = above.filter_map(|path| self.docs.get(&(repository, path))).next()?;
        self.of_entity(set.entity.as_ref()?)
    }
}
