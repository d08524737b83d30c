//! [`link`]: from entities to the [`Catalog`]: twins out, references resolved, relations in both directions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::ancestry::{Ancestry, Lead};
use super::entity::{Entity, Reference};
use super::kind::Kind;
use super::reference::{DEFAULT_NAMESPACE, EntityRef, Parts};
use super::relation::{Relation, RelationType};
use super::suggest::{Suggestion, Suggestions};
use super::{cycles, findings, skeleton, spec};
use crate::diag::{Diagnostic, Diagnostics, File, Place};

/// All entities, linked and immutable.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Sorted by reference, each once.
    entities: Vec<Entity>,
    /// Where each stands.
    places: HashMap<EntityRef, usize>,
    numbers: Numbers,
    ancestry: Ancestry,
}

impl Catalog {
    /// The entity of a reference.
    pub fn get(&self, reference: &EntityRef) -> Option<&Entity> {
        self.places.get(reference).map(|at| &self.entities[*at])
    }

    /// The number of an entity. Everything that is related to anything has one, in the order of the references, whether it
    /// is in the catalog or not: walks along relations compare numbers, not texts.
    pub fn number(&self, reference: &EntityRef) -> Option<u32> {
        self.places.get(reference).map(|at| self.numbers.own[*at])
    }

    /// The entity of a number, see [`Catalog::number`].
    pub fn numbered(&self, number: u32) -> Option<&Entity> {
        self.numbers.places[number as usize].map(|at| &self.entities[at as usize])
    }

    /// All entities, sorted by reference.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// All entities, sorted by reference.
    pub fn iter(&self) -> std::slice::Iter<'_, Entity> {
        self.entities.iter()
    }

    /// The entities that a relation of an entity leads to, those in the catalog only, sorted by reference.
    pub fn related<'a>(&'a self, entity: &Entity, relation: RelationType) -> impl Iterator<Item = &'a Entity> {
        let targets = entity.relations.iter().filter(move |found| found.relation == relation);
        targets.filter_map(|found| self.get(&found.target))
    }

    /// The entities of a file in the order of its documents: those that share an entity's file are
    /// `catalog.in_file(&entity.place.file)`, itself among them.
    pub fn in_file(&self, file: &File) -> impl Iterator<Item = &Entity> {
        self.ancestry.in_file(file).iter().map(|at| &self.entities[*at])
    }

    /// The Locations whose targets name a file, sorted; all of them are in the catalog. Empty for a file that was found
    /// by its name alone.
    pub fn leads_to(&self, file: &File) -> &[Lead] {
        self.ancestry.leads_to(file)
    }

    /// How a file came into the catalog: a Location that names it, one that names the file of that Location, and so on.
    /// The last one stands in the file where it begins. Empty for a file that was found by its name alone.
    pub fn lineage(&self, file: &File) -> Vec<&Lead> {
        self.ancestry.lineage(file)
    }

    /// How many entities there are.
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }
}

impl<'a> IntoIterator for &'a Catalog {
    type Item = &'a Entity;
    type IntoIter = std::slice::Iter<'a, Entity>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Links the entities of all files. They come in the order of the sources, then of the paths; of twins the first one wins.
/// Findings of [`super::read_file`] that turn out to concern skeletons of templates are taken back.
pub fn link(entities: Vec<Entity>, diags: &mut Diagnostics) -> Catalog {
    let entities = skeleton::drop_named(entities, diags);
    let mut entities = without_twins(entities, diags);
    let index: HashMap<EntityRef, usize> =
        entities.iter().enumerate().map(|(at, entity)| (entity.reference.clone(), at)).collect();
    let (targets, found) = resolve(&entities, &index);
    diags.extend(found);
    for (at, number, target) in targets {
        entities[at].references[number].target = Some(target);
    }
    let numbers = relate(&mut entities, &index);
    diags.extend(cycles::find(&entities, &index));
    diags.extend(entities.iter().filter(|entity| entity.is_unconnected()).map(|entity| {
        let finding = findings::lonely(entity.place.clone());
        finding.entity(entity.reference.as_str())
    }));
    Catalog { ancestry: Ancestry::of(&entities), places: index, numbers, entities }
}

/// Sorts by reference and keeps the first of each.
fn without_twins(mut entities: Vec<Entity>, diags: &mut Diagnostics) -> Vec<Entity> {
    entities.sort_by(|a, b| a.reference.cmp(&b.reference));
    entities.dedup_by(|later, first| {
        if later.reference != first.reference {
            return false;
        }
        if later.place != first.place {
            let make = if later.source.text == first.source.text { findings::twin } else { findings::duplicate };
            let finding = make(later.place.clone(), first.place.clone(), &first.reference);
            diags.push(finding.entity(first.reference.as_str()));
        }
        true
    });
    entities
}

/// Checks all references. Gives the targets of those that did not name their kind, by entity and number.
fn resolve(
    entities: &[Entity],
    index: &HashMap<EntityRef, usize>,
) -> (Vec<(usize, usize, EntityRef)>, Vec<Diagnostic>) {
    let mut check = Check { entities, index, suggestions: Suggestions::new(entities) };
    let mut targets = Vec::new();
    let mut found = Vec::new();
    for (at, entity) in entities.iter().enumerate() {
        for (number, reference) in entity.references.iter().enumerate() {
            let place = entity.place.file.at(reference.span);
            let finding = match &reference.target {
                Some(target) => check.reference(entity, reference, target, place),
                None if spec::lacks_kind(&reference.text) => {
                    let target = check.without_kind(entity, reference);
                    targets.extend(target.clone().map(|target| (at, number, target)));
                    Some(findings::ref_no_kind(place, reference.field(), &reference.text, target.as_ref()))
                }
                // Has its finding since it was read.
                None => None,
            };
            found.extend(finding.map(|finding| Diagnostic {
                backstage: entity.backstage.clone(),
                ..finding.entity(entity.reference.as_str())
            }));
        }
    }
    (targets, found)
}

struct Check<'a> {
    entities: &'a [Entity],
    index: &'a HashMap<EntityRef, usize>,
    suggestions: Suggestions<'a>,
}

impl Check<'_> {
    fn entity(&self, reference: &EntityRef) -> Option<&Entity> {
        self.index.get(reference).map(|at| &self.entities[*at])
    }

    /// The only Component or Resource of this name in the namespace.
    fn without_kind(&self, entity: &Entity, reference: &Reference) -> Option<EntityRef> {
        let of_kind = |kind| EntityRef::parse(&reference.text, Some(kind), &entity.namespace).ok();
        let mut found = [of_kind("component"), of_kind("resource")].into_iter().flatten();
        let mut found = found.by_ref().filter(|target| self.index.contains_key(target));
        match (found.next(), found.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    fn reference(
        &mut self,
        entity: &Entity,
        reference: &Reference,
        target: &EntityRef,
        place: Place,
    ) -> Option<Diagnostic> {
        let field = reference.field();
        if *target == entity.reference {
            return Some(findings::ref_self(place, field));
        }
        let Some(found) = self.entity(target) else { return Some(self.unknown(reference, target, place)) };
        let allowed = &reference.rule.allowed;
        if !allowed.is_empty() && !allowed.contains(&found.kind) {
            return Some(findings::ref_kind(place, field, target, found.kind.name(), &one_of(allowed)));
        }
        let parts = Parts::of(&reference.text).ok()?;
        if parts.namespace.is_none() && target.namespace() != DEFAULT_NAMESPACE {
            let namesake = self.entity(&EntityRef::new(target.kind(), DEFAULT_NAMESPACE, target.name()));
            if namesake.is_some_and(|namesake| !namesake.owners().eq(found.owners())) {
                return Some(findings::ref_shadow(place, field, target));
            }
        }
        (parts.name != &*found.name).then(|| findings::ref_case(place, field, parts.name, &found.name))
    }

    fn unknown(&mut self, reference: &Reference, target: &EntityRef, place: Place) -> Diagnostic {
        let field = reference.field();
        let text = target.display(reference.rule.default_kind.as_deref());
        if is_placeholder(&reference.text) {
            return findings::ref_placeholder(place, field, &reference.text);
        }
        match self.suggestions.find(target, &reference.rule) {
            Suggestion::Namespace(others) => findings::ref_namespace(place, field, target, &others),
            Suggestion::Kind(kind) => {
                let must = one_of(&reference.rule.allowed);
                let hint = format!("`{}` is {}, {field} must be {must}", target.name(), with_article(&kind));
                findings::ref_unknown(place, field, &text, Some(hint))
            }
            Suggestion::Near(near) => {
                let hint = format!("did you mean {}?", findings::alternatives(&near));
                findings::ref_unknown(place, field, &text, Some(hint))
            }
            Suggestion::Nothing => findings::ref_unknown(place, field, &text, None),
        }
    }
}

/// True for text that was never filled in: addresses, `<name>`, `TODO`.
fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 18] = [
        "todo",
        "tbd",
        "tba",
        "fixme",
        "unknown",
        "none",
        "n/a",
        "na",
        "changeme",
        "change-me",
        "xxx",
        "example",
        "team-a",
        "my-team",
        "your-team",
        "team-name",
        "guest",
        "guests",
    ];
    let name = Parts::of(text).map_or(text, |parts| parts.name).to_lowercase();
    text.contains(['<', '>', '@', '{', '}']) || WORDS.contains(&name.as_str()) || text.eq_ignore_ascii_case("n/a")
}

/// `a Group or a User`.
fn one_of(kinds: &[Kind]) -> String {
    let names: Vec<String> = kinds.iter().map(with_article).collect();
    if names.is_empty() { "an entity of another kind".into() } else { names.join(" or ") }
}

fn with_article(kind: &Kind) -> String {
    let article = if kind.name().starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} {kind}")
}

/// The numbers of the entities and of what they name that is not in the catalog, in the order of the references.
#[derive(Clone, Debug, Default)]
struct Numbers {
    /// By place in the catalog: the number.
    own: Vec<u32>,
    /// By number: the place in the catalog.
    places: Vec<Option<u32>>,
    /// The numbers of what is not in the catalog.
    missing: BTreeMap<EntityRef, u32>,
}

impl Numbers {
    fn of(entities: &[Entity], index: &HashMap<EntityRef, usize>) -> Self {
        let targets =
            entities.iter().flat_map(|entity| entity.references.iter().filter_map(|found| found.target.as_ref()));
        let missing: BTreeSet<&EntityRef> = targets.filter(|target| !index.contains_key(*target)).collect();
        let mut missing = missing.into_iter().peekable();
        let mut numbers = Self::default();
        let next =
            |numbers: &Self| u32::try_from(numbers.places.len()).expect("a catalog has fewer than 2^32 references");
        for (entity, place) in entities.iter().zip(0..) {
            while let Some(before) = missing.next_if(|missing| **missing < entity.reference) {
                numbers.missing.insert(before.clone(), next(&numbers));
                numbers.places.push(None);
            }
            numbers.own.push(next(&numbers));
            numbers.places.push(Some(place));
        }
        for after in missing {
            numbers.missing.insert(after.clone(), next(&numbers));
            numbers.places.push(None);
        }
        numbers
    }
}

/// Gives both ends of every reference their relation.
fn relate(entities: &mut [Entity], index: &HashMap<EntityRef, usize>) -> Numbers {
    let numbers = Numbers::of(entities, index);
    let mut relations: Vec<(usize, Relation)> = Vec::new();
    for (at, entity) in entities.iter().enumerate() {
        for reference in &entity.references {
            let Some(target) = reference.target.as_ref().filter(|target| **target != entity.reference) else {
                continue;
            };
            let other = index.get(target);
            let relation = &reference.rule.relation;
            let forward = relation.clone();
            let number = other.map_or_else(|| numbers.missing[target], |other| numbers.own[*other]);
            relations.push((at, Relation { relation: forward, target: target.clone(), number }));
            if let Some(other) = other {
                let relation = relation.reverse();
                let target = entity.reference.clone();
                relations.push((*other, Relation { relation, target, number: numbers.own[at] }));
            }
        }
    }
    for (at, relation) in relations {
        entities[at].relations.push(relation);
    }
    for entity in entities {
        entity.relations.sort_unstable();
        entity.relations.dedup();
    }
    numbers
}
