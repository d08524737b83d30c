//! What a reference that leads nowhere was probably meant to be. Bounded: a large catalog with thousands of dangling
//! references must not cost a comparison of each with each.

use std::collections::HashMap;

use super::entity::Entity;
use super::kind::Kind;
use super::reference::EntityRef;
use super::relation::Field;
use crate::diag::nearest;

/// Most names that are looked at in a build.
const MAX_LOOKED_AT: usize = 20_000_000;
/// Most names whose distance is measured in a build.
const MAX_MEASURED: usize = 20_000;
/// Largest distance that [`nearest`] accepts, for names of nine and more characters; for shorter ones it is one less.
const MAX_DISTANCE: u32 = 3;

/// The best that can be said about an unknown reference.
pub(super) enum Suggestion {
    /// The same name in other namespaces.
    Namespace(Vec<String>),
    /// The same name with another kind.
    Kind(Kind),
    /// Names that look alike.
    Near(Vec<String>),
    /// Nothing.
    Nothing,
}

/// A name with what rules it out quickly.
struct Candidate {
    /// One bit for each character that occurs. An edit changes at most two.
    letters: u64,
    at: usize,
}

/// The names of a catalog, arranged for looking up what is like a name.
pub(super) struct Suggestions<'a> {
    entities: &'a [Entity],
    by_name: HashMap<&'a str, Vec<usize>>,
    by_length: HashMap<(&'a Kind, usize), Vec<Candidate>>,
    kinds: Vec<&'a Kind>,
    looked_at: usize,
    measured: usize,
}

impl<'a> Suggestions<'a> {
    /// Arranges the names of entities that are sorted by reference.
    pub(super) fn new(entities: &'a [Entity]) -> Self {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_length: HashMap<(&Kind, usize), Vec<Candidate>> = HashMap::new();
        for (at, entity) in entities.iter().enumerate() {
            let name = entity.reference.name();
            by_name.entry(name).or_default().push(at);
            let candidate = Candidate { letters: letters(name), at };
            by_length.entry((&entity.kind, name.chars().count())).or_default().push(candidate);
        }
        let mut kinds: Vec<&Kind> = by_length.keys().map(|(kind, _)| *kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        Self { entities, by_name, by_length, kinds, looked_at: 0, measured: 0 }
    }

    /// What `target` was probably meant to be: the same name in another namespace, with another kind, or a similar name.
    pub(super) fn find(&mut self, target: &EntityRef, field: &Field) -> Suggestion {
        let fits = |kind: &Kind| field.allowed.is_empty() || field.allowed.contains(kind);
        let namesakes = self.by_name.get(target.name()).map_or(&[][..], Vec::as_slice);
        let namesakes: Vec<&Entity> = namesakes.iter().map(|at| &self.entities[*at]).collect();
        let elsewhere: Vec<String> = namesakes
            .iter()
            .filter(|entity| entity.reference.kind() == target.kind() && fits(&entity.kind))
            .map(|entity| written(&entity.reference, target, field))
            .take(3)
            .collect();
        if !elsewhere.is_empty() {
            return Suggestion::Namespace(elsewhere);
        }
        let here = |entity: &&Entity| entity.reference.namespace() == target.namespace();
        if let Some(fitting) = namesakes.iter().copied().filter(here).find(|entity| fits(&entity.kind)) {
            return Suggestion::Near(vec![written(&fitting.reference, target, field)]);
        }
        if let Some(other) = namesakes.iter().copied().find(here).or(namesakes.first().copied()) {
            return Suggestion::Kind(other.kind.clone());
        }
        self.near(target, field)
    }

    fn near(&mut self, target: &EntityRef, field: &Field) -> Suggestion {
        let length = target.name().chars().count();
        let wanted = letters(target.name());
        let kinds: Vec<&Kind> = match field.allowed.is_empty() {
            true => self.kinds.clone(),
            false => field.allowed.iter().collect(),
        };
        let mut candidates: Vec<usize> = Vec::new();
        let distance = if length >= 9 { MAX_DISTANCE } else { MAX_DISTANCE - 1 };
        let shortest = length.saturating_sub(distance as usize);
        for kind in kinds {
            for length in shortest..=length + distance as usize {
                let Some(bucket) = self.by_length.get(&(kind, length)) else { continue };
                self.looked_at += bucket.len();
                if self.looked_at > MAX_LOOKED_AT {
                    return Suggestion::Nothing;
                }
                let alike = |candidate: &&Candidate| (candidate.letters ^ wanted).count_ones() <= 2 * distance;
                candidates.extend(bucket.iter().filter(alike).map(|candidate| candidate.at));
            }
        }
        self.measured += candidates.len();
        if self.measured > MAX_MEASURED {
            return Suggestion::Nothing;
        }
        candidates.sort_unstable();
        let names = nearest(target.name(), candidates.iter().map(|at| self.entities[*at].reference.name()));
        let of_name = |name: &&str| {
            let entities = candidates.iter().map(|at| &self.entities[*at].reference);
            entities.filter(move |reference| reference.name() == *name).collect::<Vec<_>>()
        };
        let near: Vec<String> =
            names.iter().flat_map(of_name).take(3).map(|reference| written(reference, target, field)).collect();
        if near.is_empty() { Suggestion::Nothing } else { Suggestion::Near(near) }
    }
}

/// How an author would write a reference in a field where `target` stands now.
fn written(reference: &EntityRef, target: &EntityRef, field: &Field) -> String {
    let same_kind = field.default_kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case(reference.kind()));
    match (same_kind, reference.namespace() == target.namespace()) {
        (true, true) => reference.name().to_owned(),
        (true, false) => format!("{}/{}", reference.namespace(), reference.name()),
        (false, true) => format!("{}:{}", reference.kind(), reference.name()),
        (false, false) => reference.to_string(),
    }
}

fn letters(name: &str) -> u64 {
    name.chars().fold(0, |letters, c| letters | 1 << (u32::from(c) % 64))
}
