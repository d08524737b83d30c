//! The organisation as a whole: who owns what, what depends on what, and how large everything is.

use std::fmt::Write as _;
use std::io;

use crate::api;
use crate::catalog::Entity;
use crate::page::{self, Plan};
use crate::random::Random;
use crate::tree::Tree;
use crate::words::{self, capital, made_up, noun};

/// How large the organisation is.
#[derive(Clone, Debug)]
pub struct Size {
    pub seed: u64,
    pub repositories: usize,
    pub teams: usize,
    /// Entities in all; users fill up what the rest leaves.
    pub entities: usize,
    pub sets: usize,
    pub pages: usize,
    /// Bytes of Markdown.
    pub bytes: usize,
    /// Bytes of code blocks among them.
    pub code_bytes: usize,
    pub apis: usize,
    /// Components of other repositories that a repository's own component depends on.
    pub depends: usize,
}

impl Size {
    /// A large organisation.
    pub const ORGANISATION: Self = Self {
        seed: 1,
        repositories: 1_500,
        teams: 200,
        entities: 20_000,
        sets: 1_200,
        pages: 15_000,
        bytes: 48_000_000,
        code_bytes: 6_000_000,
        apis: 600,
        depends: 1,
    };

    /// The documentation benchmark: 39 MB of Markdown, 6 MB of them code.
    pub const PAGES: Self = Self {
        seed: 1,
        repositories: 1_450,
        teams: 150,
        entities: 4_000,
        sets: 1_450,
        pages: 11_000,
        bytes: 39_000_000,
        code_bytes: 6_000_000,
        apis: 0,
        depends: 1,
    };

    /// The catalog benchmark: 20,000 entities with 60,000 relations and nothing beside them.
    pub const CATALOG: Self = Self {
        seed: 1,
        repositories: 6_000,
        teams: 400,
        entities: 20_000,
        sets: 0,
        pages: 0,
        bytes: 0,
        code_bytes: 0,
        apis: 300,
        depends: 3,
    };
}

/// Names of everything, so that relations lead somewhere.
struct Names {
    teams: Vec<String>,
    systems: Vec<String>,
    domains: Vec<String>,
    repositories: Vec<String>,
    apis: Vec<String>,
}

/// Writes the organisation.
pub fn write(size: &Size, tree: &mut Tree) -> io::Result<()> {
    let names = Names::new(size);
    let title = capital(&made_up(&mut Random::new(size.seed, 1)));
    tree.write("platdocs.yaml", &format!("title: {title} portal\nsources:\n  - type: local\n    path: repos/*\n"))?;
    let mut sets = docs_plan(size).into_iter();
    let mut entities = 0;
    for at in 0..names.repositories.len() {
        let has_docs = (at + 1) * size.sets / size.repositories > at * size.sets / size.repositories;
        let pages = if has_docs { sets.next().unwrap_or_default() } else { Vec::new() };
        entities += write_repository(size, &names, at, &pages, tree)?;
    }
    write_people(size, &names, entities, tree)
}

impl Names {
    fn new(size: &Size) -> Self {
        let random = &mut Random::new(size.seed, 2);
        // The number at the end makes a name unique whatever is drawn.
        let mut list = |count: usize, form: fn(&mut Random) -> String| -> Vec<String> {
            (1..=count).map(|number| format!("{}-{number}", form(random).replace(' ', "-"))).collect()
        };
        let systems = size.repositories / 10 + 1;
        Self {
            teams: list(size.teams.max(1), |random| format!("team-{}", made_up(random))),
            systems: list(systems, |random| format!("{}-system", noun(random))),
            domains: list(systems / 6 + 1, |random| format!("{}-domain", noun(random))),
            repositories: list(size.repositories, |random| format!("{}-{}", noun(random), made_up(random))),
            apis: list(size.apis, |random| format!("{}-api", noun(random))),
        }
    }
}

/// Pages of every docs set: few large sets, many small ones, sizes that add up.
fn docs_plan(size: &Size) -> Vec<Vec<Plan>> {
    let random = &mut Random::new(size.seed, 3);
    let counts = shares(random, size.pages - size.sets.min(size.pages), size.sets);
    let weights: Vec<usize> = (0..size.pages).map(|_| 200 + random.skewed(2_000)).collect();
    let coded: Vec<usize> = weights.iter().map(|weight| if random.chance(60) { *weight } else { 0 }).collect();
    let (all, all_coded) = (weights.iter().sum::<usize>().max(1), coded.iter().sum::<usize>().max(1));
    let mut pages = weights.iter().zip(&coded).map(|(weight, coded)| {
        // What is written overshoots by half a paragraph on average.
        ((size.bytes * weight / all).saturating_sub(150), size.code_bytes * coded / all_coded)
    });
    let mut plan_set = |extra: usize| -> Vec<Plan> {
        let folders: Vec<String> = (0..extra / 8 + 1).map(|_| made_up(random)).collect();
        let take = pages.by_ref().take(extra + 1).enumerate();
        take.map(|(at, (bytes, code_bytes))| {
            let title = words::title(random);
            let folder = random.below(folders.len() + 1);
            let path = match folders.get(folder) {
                _ if at == 0 => "index.md".to_owned(),
                Some(folder) => format!("{folder}/{}-{at}.md", made_up(random)),
                None => format!("{}-{at}.md", made_up(random)),
            };
            Plan { path, title, bytes: bytes.max(code_bytes + 300), code_bytes }
        })
        .collect()
    };
    counts.into_iter().map(&mut plan_set).collect()
}

/// A number split into parts of very different sizes.
fn shares(random: &mut Random, total: usize, parts: usize) -> Vec<usize> {
    let weights: Vec<usize> = (0..parts).map(|_| 1 + random.skewed(40) * random.skewed(40) / 8).collect();
    let all = weights.iter().sum::<usize>().max(1);
    let mut shares: Vec<usize> = weights.iter().map(|weight| total * weight / all).collect();
    let given: usize = shares.iter().sum();
    // Rounding down leaves less than one for each part.
    for share in shares.iter_mut().take(total.saturating_sub(given)) {
        *share += 1;
    }
    shares
}

/// Writes one repository and returns the number of its entities.
fn write_repository(size: &Size, names: &Names, at: usize, pages: &[Plan], tree: &mut Tree) -> io::Result<usize> {
    let random = &mut Random::new(size.seed, 1_000 + at as u64);
    let name = &names.repositories[at];
    let folder = format!("repos/{name}");
    let mut entities = components(random, names, at, size.depends, !pages.is_empty());
    for (number, api) in names.apis.iter().enumerate().filter(|(number, _)| number % names.repositories.len() == at) {
        entities.push(api_entity(random, names, at, number));
        tree.write(&format!("{folder}/api/{api}.yaml"), &api::document(random, api))?;
        tree.count(|counts| counts.apis += 1);
    }
    let yaml: String = entities.iter().map(Entity::yaml).collect();
    tree.write(&format!("{folder}/catalog-info.yaml"), &yaml)?;
    tree.write(&format!("{folder}/.git/HEAD"), "ref: refs/heads/main\n")?;
    let remote = format!("[remote \"origin\"]\n\turl = https://github.com/example/{name}.git\n");
    tree.write(&format!("{folder}/.git/config"), &remote)?;
    if !pages.is_empty() {
        tree.write(&format!("{folder}/mkdocs.yml"), &mkdocs(random, name, pages))?;
    }
    for at in 0..pages.len() {
        let (text, code) = page::write(random, pages, at);
        tree.write(&format!("{folder}/docs/{}", pages[at].path), &text)?;
        tree.count(|counts| counts.code_bytes += code);
    }
    tree.count(|counts| {
        counts.repositories += 1;
        counts.sets += usize::from(!pages.is_empty());
        counts.pages += pages.len();
        counts.take(&entities);
    });
    Ok(entities.len())
}

/// The repository's own component, in one of twelve three more below it, in every second a resource.
fn components(random: &mut Random, names: &Names, at: usize, depends: usize, docs: bool) -> Vec<Entity> {
    let name = &names.repositories[at];
    let owner = &names.teams[at % names.teams.len()];
    let mut others: Vec<&String> =
        (0..depends).map(|_| &names.repositories[random.below(names.repositories.len())]).collect();
    others.sort();
    others.dedup();
    let resource = random.chance(50).then(|| format!("{name}-store"));
    let mut depends = Vec::from_iter(resource.iter().map(|resource| format!("resource:{resource}")));
    depends.extend(others.into_iter().filter(|other| *other != name).map(|other| format!("component:{other}")));
    let own = |number: usize| number % names.repositories.len() == at;
    let provides: Vec<String> =
        names.apis.iter().enumerate().filter(|(number, _)| own(*number)).map(|(_, api)| api.clone()).collect();
    let consumes =
        if names.apis.is_empty() { Vec::new() } else { vec![names.apis[random.below(names.apis.len())].clone()] };
    let mut main = Entity::new(random, "Component", name);
    if docs {
        main = main.annotation("backstage.io/techdocs-ref", "dir:.");
    }
    let base = |entity: Entity, random: &mut Random| {
        entity
            .tags(random)
            .with("type", random.pick(&["service", "service", "website", "library", "pipeline"]))
            .with("lifecycle", random.pick(&["production", "production", "experimental", "deprecated"]))
            .with("owner", owner)
            .with("system", &names.systems[at % names.systems.len()])
    };
    main =
        base(main, random).list("dependsOn", &depends).list("providesApis", &provides).list("consumesApis", &consumes);
    let mut entities = vec![main];
    if random.chance(8) {
        for part in ["web", "worker", "tools"] {
            let entity = Entity::new(random, "Component", &format!("{name}-{part}"));
            entities.push(base(entity, random).with("subcomponentOf", name));
        }
    }
    if let Some(resource) = resource {
        let kind = random.pick(&["database", "queue", "bucket", "cluster"]);
        let entity = Entity::new(random, "Resource", &resource).with("type", kind).with("owner", owner);
        entities.push(entity.with("system", &names.systems[at % names.systems.len()]));
    }
    entities
}

fn api_entity(random: &mut Random, names: &Names, at: usize, number: usize) -> Entity {
    let name = &names.apis[number];
    Entity::new(random, "API", name)
        .tags(random)
        .with("type", "openapi")
        .with("lifecycle", "production")
        .with("owner", &names.teams[at % names.teams.len()])
        .with("system", &names.systems[at % names.systems.len()])
        .with("definition", &format!("\n    $text: ./api/{name}.yaml"))
}

/// A `mkdocs.yml`, in seven of ten sets with a nav.
fn mkdocs(random: &mut Random, name: &str, pages: &[Plan]) -> String {
    let mut text = format!("site_name: {name}\nplugins:\n  - techdocs-core\n");
    if random.chance(70) {
        text.push_str("nav:\n");
        let top = pages.iter().filter(|page| !page.path.contains('/'));
        for page in top {
            writeln!(text, "  - {}: {}", page.title, page.path).expect("a String takes everything");
        }
        let mut folders: Vec<&str> = pages.iter().filter_map(|page| Some(page.path.split_once('/')?.0)).collect();
        folders.sort_unstable();
        folders.dedup();
        for folder in folders {
            writeln!(text, "  - {}:", capital(folder)).expect("a String takes everything");
            for page in pages.iter().filter(|page| page.path.split_once('/').is_some_and(|(own, _)| own == folder)) {
                writeln!(text, "      - {}: {}", page.title, page.path).expect("a String takes everything");
            }
        }
    }
    text
}

/// Writes the repository that holds teams, people, systems and domains.
fn write_people(size: &Size, names: &Names, others: usize, tree: &mut Tree) -> io::Result<()> {
    let random = &mut Random::new(size.seed, 4);
    let folder = "repos/organisation-data";
    let root = Entity::new(random, "Group", "everybody").with("type", "organisation").with("children", "[]");
    let mut groups = vec![root];
    for department in 0..names.teams.len().div_ceil(10) {
        let entity = Entity::new(random, "Group", &format!("department-{department}")).with("type", "department");
        groups.push(entity.with("parent", "everybody").with("children", "[]"));
    }
    for (number, team) in names.teams.iter().enumerate() {
        let entity = Entity::new(random, "Group", team).with("type", "team");
        groups.push(entity.with("parent", &format!("department-{}", number / 10)).with("children", "[]"));
    }
    let mut systems = Vec::new();
    for (number, system) in names.systems.iter().enumerate() {
        let entity = Entity::new(random, "System", system).with("owner", &names.teams[number % names.teams.len()]);
        systems.push(entity.with("domain", &names.domains[number % names.domains.len()]));
    }
    for (number, domain) in names.domains.iter().enumerate() {
        systems.push(Entity::new(random, "Domain", domain).with("owner", &names.teams[number % names.teams.len()]));
    }
    // One more is the Location below.
    let users = size.entities.saturating_sub(others + groups.len() + systems.len() + 1);
    let people: Vec<Entity> = (0..users).map(|number| user(random, names, number)).collect();
    let mut targets = Vec::new();
    // Organisations keep such lists in many files.
    for (title, entities) in [("groups", groups), ("systems", systems), ("users", people)] {
        tree.count(|counts| counts.take(&entities));
        for (number, part) in entities.chunks(500).enumerate() {
            targets.push(format!("./{title}-{number}.yaml"));
            tree.write(&format!("{folder}/{title}-{number}.yaml"), &part.iter().map(Entity::yaml).collect::<String>())?;
        }
    }
    tree.count(|counts| {
        counts.repositories += 1;
        counts.entities += 1;
    });
    let location = Entity::new(random, "Location", "organisation").list("targets", &targets);
    tree.write(&format!("{folder}/catalog-info.yaml"), &location.yaml())
}

fn user(random: &mut Random, names: &Names, number: usize) -> Entity {
    let given = random.pick(words::GIVEN);
    let family = capital(&made_up(random));
    let name = format!("{}.{}-{number}", given.to_lowercase(), family.to_lowercase());
    let profile = format!("{{displayName: {given} {family}, email: {name}@example.com}}");
    let team = names.teams[random.below(names.teams.len())].clone();
    Entity::new(random, "User", &name).with("profile", &profile).list("memberOf", &[team])
}
