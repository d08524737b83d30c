//! Ancestry: which Locations led to a file, and which entities share it.

use std::collections::{BTreeMap, BTreeSet};

use super::entity::Entity;
use super::reference::EntityRef;
use crate::diag::{File, Place};

/// A target of a Location that names a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lead {
    /// The Location.
    pub location: EntityRef,
    /// Where its target stands.
    pub place: Place,
}

/// The files of all entities, and what leads to them.
#[derive(Clone, Debug, Default)]
pub(super) struct Ancestry {
    /// The numbers of the entities of each file, in the order of the documents.
    entities: BTreeMap<File, Vec<usize>>,
    /// Sorted, each once. Files without leads are not there.
    leads: BTreeMap<File, Vec<Lead>>,
}

impl Ancestry {
    pub fn of(entities: &[Entity]) -> Self {
        let mut ancestry = Self::default();
        for (at, entity) in entities.iter().enumerate() {
            ancestry.entities.entry(entity.place.file.clone()).or_default().push(at);
            for target in &entity.targets {
                let place = entity.place.file.at(target.span);
                for file in &target.files {
                    let lead = Lead { location: entity.reference.clone(), place: place.clone() };
                    ancestry.leads.entry(file.clone()).or_default().push(lead);
                }
            }
        }
        for numbers in ancestry.entities.values_mut() {
            numbers.sort_by_key(|at| entities[*at].place.span);
        }
        for leads in ancestry.leads.values_mut() {
            leads.sort_unstable();
        }
        ancestry
    }

    pub fn in_file(&self, file: &File) -> &[usize] {
        self.entities.get(file).map_or(&[], Vec::as_slice)
    }

    pub fn leads_to(&self, file: &File) -> &[Lead] {
        self.leads.get(file).map_or(&[], Vec::as_slice)
    }

    /// The first lead to a file, the first lead to that Location's file, and so on up to a file that no Location names.
    /// Ends where it would go round in a circle.
    pub fn lineage(&self, file: &File) -> Vec<&Lead> {
        let mut lineage: Vec<&Lead> = Vec::new();
        let mut seen = BTreeSet::from([file]);
        let mut file = file;
        while let Some(lead) = self.leads_to(file).iter().find(|lead| !seen.contains(&lead.place.file)) {
            file = &lead.place.file;
            seen.insert(file);
            lineage.push(lead);
        }
        lineage
    }
}
