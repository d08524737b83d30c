//! Who notices if something breaks, and what something needs: walks along the dependencies of the catalog (catalog
//! contract, section 13).
//!
//! [`Dependencies::new`] numbers everything once; each [`Dependencies::walk`] is then linear in what it reaches. Nothing
//! is multiplied out: an API that many provide and many consume stands between them as one node. Cycles end because
//! everything is reached once, at its smallest distance. Only what is listed is walked to; the rest is counted by knots.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::catalog::{Catalog, EntityRef, RelationType};
use knots::Knots;

mod knots;
mod report;

pub use report::{Item, Part, Report};

/// Most entities that are listed of a walk; its counts go on.
pub const MAX_ROWS: usize = 500;
/// Most steps of a path that are listed, those nearest to what was reached.
const MAX_VIA: usize = 6;
/// How many entities may be listed where all walks of a catalog are: the first number for each entity, and the second.
const ALL_ROWS: [usize; 2] = [10, 50_000];
/// How many entities of each walk are listed then, to be tried in this order.
const ROWS: [usize; 6] = [MAX_ROWS, 250, 100, 50, 25, 10];

/// Which way dependencies are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To what notices if the start breaks.
    Impact,
    /// To what the start needs.
    Needs,
}

/// What a walk found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach<'a> {
    /// Entities at distance 1.
    pub direct: usize,
    /// Entities at larger distances.
    pub transitive: usize,
    /// Different owners of all of them, the primary one of each.
    pub owners: usize,
    /// The nearest of them, as many as were asked for, by distance and reference.
    pub rows: Vec<Row<'a>>,
}

impl Reach<'_> {
    /// Entities in all.
    pub fn total(&self) -> usize {
        self.direct + self.transitive
    }

    /// Entities that are counted and not listed.
    pub fn omitted(&self) -> usize {
        self.total() - self.rows.len()
    }
}

/// An entity that was reached. It need not be in the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Which.
    pub entity: &'a EntityRef,
    /// How many steps away.
    pub distance: usize,
    /// What lies between, from the start on: entities, and the APIs through which they meet.
    pub via: Vec<&'a EntityRef>,
    /// True if the beginning of a long path is left out of `via`.
    pub cut: bool,
}

/// The dependencies of a whole catalog.
pub struct Dependencies<'a> {
    /// All references, sorted; those that no entity stands behind too.
    names: Vec<&'a EntityRef>,
    /// The number of the primary owner by number, if there is one.
    owners: Vec<Option<u32>>,
    impact: (Steps, Knots),
    needs: (Steps, Knots),
}

/// The steps of one direction.
struct Steps {
    /// Where one step leads.
    next: Lists,
    /// The APIs through which one step leads on to what `behind` holds for them.
    through: Lists,
    /// What stands behind an API: its consumers or its providers.
    behind: Lists,
}

/// A list of numbers for every number, one after the other.
#[derive(Default)]
struct Lists {
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// From pairs in any order.
    fn new(mut pairs: Vec<(u32, u32)>, count: usize) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut ends = vec![0; count];
        for (at, _) in &pairs {
            ends[*at as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        Self { ends, items: pairs.into_iter().map(|(_, item)| item).collect() }
    }

    fn of(&self, at: u32) -> &[u32] {
        let at = at as usize;
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.items[from as usize..self.ends[at] as usize]
    }
}

/// The dependency that a relation of an entity means.
enum Meaning {
    /// The target notices if the entity breaks.
    TargetNotices,
    /// The entity notices if the target breaks.
    EntityNotices,
    /// The entity provides the target, an API.
    Provides,
    /// The entity consumes the target, an API.
    Consumes,
    /// None, or the other end says it.
    Nothing,
}

fn meaning(entity: &EntityRef, relation: &RelationType, target: &EntityRef) -> Meaning {
    match relation {
        RelationType::DependsOn => Meaning::EntityNotices,
        RelationType::DependencyOf => Meaning::TargetNotices,
        RelationType::ProvidesApi => Meaning::Provides,
        RelationType::ConsumesApi => Meaning::Consumes,
        RelationType::PartOf if entity.kind() == "component" && target.kind() == "component" => Meaning::TargetNotices,
        RelationType::PartOf
        | RelationType::ApiProvidedBy
        | RelationType::ApiConsumedBy
        | RelationType::HasPart
        | RelationType::ChildOf
        | RelationType::ParentOf
        | RelationType::HasMember
        | RelationType::MemberOf
        | RelationType::OwnedBy
        | RelationType::OwnerOf
        | RelationType::Own(_) => Meaning::Nothing,
    }
}

impl<'a> Dependencies<'a> {
    /// Reads the relations of all entities.
    pub fn new(catalog: &'a Catalog) -> Self {
        let entities = catalog.iter().map(|entity| &entity.reference);
        let owners = catalog.iter().filter_map(|entity| entity.owners().next());
        let targets = catalog.iter().flat_map(|entity| entity.relations.iter().map(|relation| &relation.target));
        let missing = owners.chain(targets).filter(|reference| catalog.get(reference).is_none());
        let names: Vec<&EntityRef> = entities.chain(missing).collect::<BTreeSet<_>>().into_iter().collect();
        let number = |reference: &EntityRef| {
            let at = names.binary_search(&reference).expect("all references are among the names");
            u32::try_from(at).expect("a catalog has fewer than 2^32 references")
        };
        let mut owners = vec![None; names.len()];
        // Pairs of what breaks and who notices, and of APIs with who stands on either side.
        let (mut noticed, mut provided, mut consumed) = (Vec::new(), Vec::new(), Vec::new());
        for entity in catalog {
            let at = number(&entity.reference);
            owners[at as usize] = entity.owners().next().map(number);
            for found in &entity.relations {
                let target = number(&found.target);
                match meaning(&entity.reference, &found.relation, &found.target) {
                    Meaning::TargetNotices => noticed.push((at, target)),
                    Meaning::EntityNotices => noticed.push((target, at)),
                    Meaning::Provides => provided.push((target, at)),
                    Meaning::Consumes => consumed.push((target, at)),
                    Meaning::Nothing => {}
                }
            }
        }
        let swapped = |pairs: &[(u32, u32)]| pairs.iter().map(|(a, b)| (*b, *a)).collect::<Vec<_>>();
        let lists = |pairs: &[&[(u32, u32)]]| Lists::new(pairs.concat(), names.len());
        let (uses, offers) = (swapped(&consumed), swapped(&provided));
        let impact =
            Steps { next: lists(&[&noticed, &consumed]), through: lists(&[&offers]), behind: lists(&[&consumed]) };
        let needs = Steps {
            next: lists(&[&swapped(&noticed), &uses, &provided]),
            through: lists(&[&uses]),
            behind: lists(&[&provided]),
        };
        let tied = |steps: Steps| {
            let knots = Knots::new(&steps, &owners);
            (steps, knots)
        };
        Self { impact: tied(impact), needs: tied(needs), names, owners }
    }

    /// True if anything depends on this or this on anything.
    pub fn connected(&self, start: &EntityRef) -> bool {
        let any = |direction: Direction| self.number(start).is_some_and(|at| self.reaches(at, direction));
        any(Direction::Impact) || any(Direction::Needs)
    }

    fn reaches(&self, at: u32, direction: Direction) -> bool {
        let (steps, _) = self.along(direction);
        let through = steps.through.of(at).iter().flat_map(|api| steps.behind.of(*api));
        steps.next.of(at).iter().chain(through).any(|other| *other != at)
    }

    /// How many entities each walk may list where all of them are listed, so that a catalog in which everything depends
    /// on everything does not grow by its square.
    pub fn rows_for_all(&self) -> usize {
        let count = u32::try_from(self.names.len()).expect("as many were numbered");
        let reached: Vec<usize> = (0..count)
            .into_par_iter()
            .flat_map_iter(|at| [Direction::Impact, Direction::Needs].map(|direction| (at, direction)))
            .map(|(at, direction)| Found::from(at, &self.along(direction).0, self.names.len(), MAX_ROWS).total())
            .collect();
        let [each, base] = ALL_ROWS;
        let fits = |rows: &usize| {
            reached.iter().map(|total| *rows.min(total)).sum::<usize>() <= each * self.names.len() + base
        };
        ROWS.into_iter().find(fits).unwrap_or(ROWS[ROWS.len() - 1])
    }

    /// Everything that can be reached from an entity, breadth first; the nearest `rows` are listed.
    pub fn walk(&self, start: &EntityRef, direction: Direction, rows: usize) -> Reach<'a> {
        let Some(start) = self.number(start) else { return Reach::default() };
        let (steps, knots) = self.along(direction);
        // All of the first level, and as many levels as hold the rows.
        let found = Found::from(start, steps, self.names.len(), rows);
        let direct = found.levels.first().map_or(0, Vec::len);
        let (total, owners) = knots.reach(start, self.owners[start as usize]);
        Reach { direct, transitive: total - direct, owners, rows: self.rows(start, &found, rows) }
    }

    fn along(&self, direction: Direction) -> &(Steps, Knots) {
        match direction {
            Direction::Impact => &self.impact,
            Direction::Needs => &self.needs,
        }
    }

    fn number(&self, reference: &EntityRef) -> Option<u32> {
        self.names.binary_search(&reference).ok().and_then(|at| u32::try_from(at).ok())
    }

    fn rows(&self, start: u32, found: &Found, most: usize) -> Vec<Row<'a>> {
        let mut rows = Vec::new();
        for (level, distance) in found.levels.iter().zip(1..) {
            let room = most - rows.len();
            if room == 0 {
                break;
            }
            let mut level = level.clone();
            if level.len() > room {
                level.select_nth_unstable(room);
                level.truncate(room);
            }
            level.sort_unstable();
            rows.extend(level.into_iter().map(|at| self.row(start, at, distance, found)));
        }
        rows
    }

    fn row(&self, start: u32, at: u32, distance: usize, found: &Found) -> Row<'a> {
        let mut row = Row { entity: self.names[at as usize], distance, via: Vec::new(), cut: false };
        let mut step = at;
        while let Some((from, api)) = found.origin(step) {
            row.via.extend(api.map(|api| self.names[api as usize]));
            row.via.extend((from != start).then(|| self.names[from as usize]));
            step = from;
            if row.via.len() >= MAX_VIA && from != start {
                row.cut = true;
                break;
            }
        }
        row.via.reverse();
        row
    }
}

/// What a walk reached.
struct Found {
    /// By distance, from 1, in the order in which they were found.
    levels: Vec<Vec<u32>>,
    /// By number: from where it was reached and through which API, each plus 1, so that 0 is nothing and a walk through
    /// little starts with zeroed memory.
    origins: Vec<[u32; 2]>,
}

impl Found {
    /// Walks until everything is reached, or `enough`.
    fn from(start: u32, steps: &Steps, count: usize, enough: usize) -> Self {
        let mut found = Self { levels: Vec::new(), origins: vec![[0; 2]; count] };
        let mut passed = vec![false; count];
        let mut level = vec![start];
        loop {
            let mut next = Vec::new();
            for &from in &level {
                found.reach(start, steps.next.of(from), [from + 1, 0], &mut next);
                for &api in steps.through.of(from) {
                    if !std::mem::replace(&mut passed[api as usize], true) {
                        found.reach(start, steps.behind.of(api), [from + 1, api + 1], &mut next);
                    }
                }
            }
            if next.is_empty() {
                return found;
            }
            found.levels.push(next.clone());
            if found.total() >= enough {
                return found;
            }
            level = next;
        }
    }

    fn total(&self) -> usize {
        self.levels.iter().map(Vec::len).sum()
    }

    fn reach(&mut self, start: u32, list: &[u32], origin: [u32; 2], next: &mut Vec<u32>) {
        for &at in list {
            let known = &mut self.origins[at as usize];
            if known[0] == 0 && at != start {
                *known = origin;
                next.push(at);
            }
        }
    }

    fn origin(&self, at: u32) -> Option<(u32, Option<u32>)> {
        let [from, api] = self.origins[at as usize];
        Some((from.checked_sub(1)?, api.checked_sub(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{FileContext, FileProblem, link, read_file};
    use crate::diag::{Diagnostics, File};
    use crate::path::RepoPath;

    /// A catalog from lines of the form `component:a owner=t dependsOn=component:b,component:c`.
    fn catalog(lines: &str) -> Catalog {
        let document = |line: &str| {
            let mut words = line.split_whitespace();
            let (kind, name) = words.next().unwrap().split_once(':').unwrap();
            let kind = crate::catalog::Kind::of(kind);
            let fields = words.filter_map(|word| word.split_once('=')).map(|(field, values)| {
                let list = !["owner", "system", "subcomponentOf"].contains(&field);
                if list { format!("  {field}: [{values}]\n") } else { format!("  {field}: {values}\n") }
            });
            let fields: String = fields.collect();
            format!(
                "---\napiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n  type: x\n{fields}"
            )
        };
        let yaml: String = lines.lines().map(document).collect();
        let file = File::new("repo", RepoPath::parse("catalog-info.yaml").unwrap());
        let context = FileContext {
            read: &|_| Err(FileProblem::Missing),
            web_url: None,
            model: &crate::catalog::Model::default(),
        };
        let (entities, _) = read_file(&file, yaml.as_bytes(), &context);
        link(entities, &mut Diagnostics::default())
    }

    /// `distance name<via<via` of every row.
    fn dump(lines: &str, about: &str, direction: Direction) -> String {
        let catalog = catalog(lines);
        let start = EntityRef::parse(about, None, "default").unwrap();
        let reach = Dependencies::new(&catalog).walk(&start, direction, MAX_ROWS);
        let row = |row: &Row<'_>| {
            let via: String = row.via.iter().rev().map(|step| format!("<{}", step.name())).collect();
            format!("{} {}{via}", row.distance, row.entity.name())
        };
        reach.rows.iter().map(row).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn dependencies_are_followed_in_both_directions() {
        let check = |lines: &str, about: &str, impact: &str, needs: &str| {
            assert_eq!(dump(lines, about, Direction::Impact), impact, "impact of {about} of\n{lines}");
            assert_eq!(dump(lines, about, Direction::Needs), needs, "needs of {about} of\n{lines}");
        };
        let chain = "component:a dependsOn=component:b\ncomponent:b dependsOn=resource:r\nresource:r";
        check(chain, "resource:r", "1 b, 2 a<b", "");
        check(chain, "component:a", "", "1 b, 2 r<b");
        // Consumers notice through the API that they consume; the API itself does not break.
        let api = "component:p providesApis=x\napi:x\ncomponent:c consumesApis=x\ncomponent:d dependsOn=component:c";
        check(api, "component:p", "1 c<x, 2 d<c<x", "");
        check(api, "api:x", "1 c, 2 d<c", "1 p");
        check(api, "component:c", "1 d", "1 x, 1 p<x");
        check(api, "component:d", "", "1 c, 2 x<c, 2 p<x<c");
        // A parent notices what happens to its parts; a system does not.
        let parts = "component:whole system=s\ncomponent:part subcomponentOf=whole system=s\nsystem:s";
        check(parts, "component:part", "1 whole", "");
        check(parts, "component:whole", "", "1 part");
        check(parts, "system:s", "", "");
        // Cycles end, and the smallest distance wins.
        let cycle = "component:a dependsOn=component:b,component:c\ncomponent:b dependsOn=component:c\n\
                     component:c dependsOn=component:a";
        check(cycle, "component:c", "1 a, 1 b", "1 a, 2 b<a");
        // What is not in the catalog is still named, and joins what names it.
        let gone = "component:a dependsOn=resource:gone\nresource:r dependencyOf=resource:gone";
        check(gone, "resource:r", "1 gone, 2 a<gone", "");
        check(gone, "component:a", "", "1 gone, 2 r<gone");
        check("component:a providesApis=x consumesApis=x\napi:x", "component:a", "", "1 x");
    }

    #[test]
    fn counts_are_exact_where_rows_are_cut() {
        let far = (0..600).map(|at| format!("component:c{at:03} owner=t{} dependsOn=component:hub\n", at % 7));
        let lines = format!("component:hub dependsOn=resource:r\nresource:r\n{}", far.collect::<String>());
        let catalog = catalog(&lines);
        let dependencies = Dependencies::new(&catalog);
        let start = EntityRef::parse("resource:r", None, "default").unwrap();
        let reach = dependencies.walk(&start, Direction::Impact, MAX_ROWS);
        assert_eq!((reach.direct, reach.transitive, reach.owners), (1, 600, 7));
        assert_eq!((reach.rows.len(), reach.omitted()), (MAX_ROWS, 101));
        assert_eq!(reach.rows[MAX_ROWS - 1].entity.name(), "c498");
        assert_eq!(dependencies.rows_for_all(), MAX_ROWS);
        assert!(dependencies.connected(&start));
        assert!(!dependencies.connected(&EntityRef::parse("group:t1", None, "default").unwrap()));
    }
    #[test]
    fn a_large_cycle_is_told_in_few_rows_and_short_paths() {
        let cycle = (0..400).map(|at| format!("component:c{at:03} dependsOn=component:c{:03}\n", (at + 1) % 400));
        let catalog = catalog(&cycle.collect::<String>());
        let dependencies = Dependencies::new(&catalog);
        let rows = dependencies.rows_for_all();
        assert_eq!(rows, 50);
        let reach = dependencies.walk(&catalog.entities()[0].reference, Direction::Needs, rows);
        assert_eq!((reach.total(), reach.rows.len()), (399, 50));
        let last = &reach.rows[49];
        let via: Vec<&str> = last.via.iter().map(|step| step.name()).collect();
        assert_eq!((last.distance, last.cut, via.join(" ")), (50, true, "c044 c045 c046 c047 c048 c049".to_owned()));
    }
    #[test]
    fn counts_are_those_of_walking_to_everything() {
        let mut random = 7_u64;
        let mut below = |limit: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % limit
        };
        for round in 0..20 {
            let lines: String = (0..30)
                .map(|at| {
                    let (owner, a, b) = (below(6), below(30 + 20 * round), below(30 + 10 * round));
                    let (offered, used) = (below(12), below(12));
                    format!(
                        "component:c{at} owner=t{owner} dependsOn=component:c{a},component:c{b} providesApis=p{offered} \
                         consumesApis=p{used}\n"
                    )
                })
                .collect();
            let catalog = catalog(&lines);
            let dependencies = Dependencies::new(&catalog);
            for (at, name) in (0..).zip(&dependencies.names) {
                for direction in [Direction::Impact, Direction::Needs] {
                    let (steps, _) = dependencies.along(direction);
                    let found = Found::from(at, steps, dependencies.names.len(), usize::MAX);
                    let owners = found.levels.iter().flatten().filter_map(|at| dependencies.owners[*at as usize]);
                    let expect = (found.total(), owners.collect::<BTreeSet<u32>>().len());
                    let reach = dependencies.walk(name, direction, 3);
                    assert_eq!((reach.total(), reach.owners), expect, "{name} {direction:?} in\n{lines}");
                }
            }
        }
    }
}
