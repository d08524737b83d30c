use super::*;
use crate::catalog::{link, tests::portal};
use crate::config::{Config, Trust};
use crate::diag::File;
use crate::source::{LocalSource, crawl};
use crate::world::MemoryWorld;

fn check(tree: &str, expect: &[&str], codes: &[&str]) {
    check_trust(Trust::Curated, tree, expect, codes);
}

fn check_trust(trust: Trust, tree: &str, expect: &[&str], expect_codes: &[&str]) {
    let (entities, findings) = gathered(trust, tree);
    let names: Vec<&str> = entities.iter().map(|entity| &*entity.name).collect();
    assert_eq!(names, expect);
    assert_eq!(codes(&findings), expect_codes);
}

/// The entities of all top folders, each of them a repository of its name at `https://github.com/acme`.
fn gathered(trust: Trust, tree: &str) -> (Vec<Entity>, Diagnostics) {
    let world = MemoryWorld::from_text(tree);
    let mut names: Vec<String> = world.folders("*").unwrap().iter().map(|root| root.folder().to_string()).collect();
    // The order of the sources need not be that of the names.
    names.reverse();
    let source = |name: String| LocalSource {
        web_url: Some(format!("https://github.com/acme/{name}")),
        trust: trust.clone(),
        ..LocalSource::new(vec![name])
    };
    let sources: Vec<LocalSource> = names.into_iter().map(source).collect();
    let mut findings = Diagnostics::default();
    let mut repositories = crawl(&sources, &world, &mut findings);
    (gather(&mut repositories, &Config::default(), &world, &mut findings), findings)
}

fn codes(findings: &Diagnostics) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.id).filter(|code| !code.starts_with("W-CAT")).collect()
}

fn location(name: &str, targets: &str) -> String {
    let head = "apiVersion: backstage.io/v1alpha1\nkind: Location";
    format!("{head}\nmetadata: {{name: {name}}}\nspec: {{targets: [{targets}]}}\n")
}

fn system(name: &str) -> String {
    format!("apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {{name: {name}}}\nspec: {{owner: x}}\n")
}

#[test]
fn locations_lead_to_files_and_globs_of_the_repository() {
    let tree = format!(
        "-- r/catalog-info.yaml\n{}-- r/apps/a/entity.yaml\n{}-- r/apps/b/entity.yaml\n{}-- r/other.yaml\n{}",
        location("all", "./apps/*/entity.yaml, 'https://github.com/acme/r/blob/main/other.yaml'"),
        system("a"),
        system("b"),
        location("back", "./catalog-info.yaml"),
    );
    check(&tree, &["a", "b", "all", "back"], &[]);
}

#[test]
fn locations_lead_into_other_repositories_and_back() {
    let url = |repository: &str, path: &str| format!("'https://github.com/acme/{repository}/blob/main/{path}'");
    let tree = format!(
        "-- seed/catalog-info.yaml\n{}-- shop/all.yaml\n{}-- shop/apis/a.yaml\n{}-- shop/apis/b.yaml\n{}-- shop/hidden.yaml\n{}",
        location("seed", &[url("shop", "all.yaml"), url("Shop", "gone.yaml")].join(", ")),
        location("all", &[url("shop", "apis/*.yaml"), url("seed", "catalog-info.yaml")].join(", ")),
        system("a"),
        location("back", &url("shop", "all.yaml")),
        system("hidden"),
    );
    check(&tree, &["all", "a", "back", "seed"], &["E-LOC-NOT-FOUND"]);
    let (entities, mut findings) = gathered(Trust::Curated, &tree);
    let catalog = link(entities, &mut findings);
    let leads = |repository: &str, path: &str| -> Vec<String> {
        let file = File::new(repository, RepoPath::parse(path).unwrap());
        let lineage = catalog.lineage(&file);
        lineage.iter().map(|lead| format!("{} {}", lead.location.name(), lead.place.file)).collect()
    };
    assert_eq!(leads("shop", "apis/a.yaml"), ["all shop/all.yaml", "back shop/apis/b.yaml"]);
    assert_eq!(leads("shop", "all.yaml"), ["back shop/apis/b.yaml"]);
    assert_eq!(catalog.leads_to(&File::new("shop", RepoPath::parse("all.yaml").unwrap())).len(), 2);
    let file = File::new("shop", RepoPath::parse("hidden.yaml").unwrap());
    assert_eq!((catalog.in_file(&file).count(), catalog.leads_to(&file).len()), (0, 0));
}

#[test]
fn chains_of_locations_are_followed_sixteen_levels_deep() {
    let mut tree = format!("-- r/catalog-info.yaml\n{}", location("l0", "./1.yaml"));
    for nth in 1..20 {
        tree += &format!("-- r/{nth}.yaml\n{}", location(&format!("l{nth}"), &format!("./{}.yaml", nth + 1)));
    }
    let (entities, findings) = gathered(Trust::Curated, &tree);
    assert_eq!(entities.len(), 17);
    assert_eq!(codes(&findings), ["W-LOC-LIMIT"]);
}

#[test]
fn a_repository_has_the_address_that_it_names_itself() {
    let tree = format!(
        "-- all/catalog-info.yaml\n{}-- docs/mkdocs.yml\nsite_name: x\nrepo_url: 'https://github.com/acme/docs/tree/main/docs'\n-- docs/x.yaml\n{}",
        location("all", "'https://github.com/acme/docs/blob/main/x.yaml'"),
        system("a"),
    );
    let world = MemoryWorld::from_text(&tree);
    let source = LocalSource::new(vec!["*".into()]);
    let mut repositories = crawl(&[source], &world, &mut Diagnostics::default());
    let entities = gather(&mut repositories, &Config::default(), &world, &mut Diagnostics::default());
    assert_eq!(entities.len(), 2);
}

#[test]
fn targets_name_files_of_their_repository() {
    let check = |spec: &str, expect: &str| {
        let tree = format!(
            "-- r/apis/[x]/catalog-info.yaml\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: l}}\n\
             spec: {{{spec}}}\n-- r/a.yaml\n-- r/apis/[x]/b.yaml\n-- r/apis/[x]/c.yml\n-- r/apis/[x]/d/e.yaml\n-- r/z.yaml\n"
        );
        let (entities, findings) = gathered(Trust::Curated, &tree);
        let files = entities[0].targets.iter().flat_map(|target| &target.files).map(|file| file.path.to_string());
        let codes = codes(&findings).into_iter().filter(|code| *code != "I-CAT-EMPTY").map(str::to_owned);
        assert_eq!(files.chain(codes).collect::<Vec<_>>().join(" "), expect, "{spec}");
    };
    check("type: url, target: ./b.yaml", "apis/[x]/b.yaml");
    check("targets: ['*.{yaml,yml}', ./b.yaml]", "apis/[x]/b.yaml apis/[x]/c.yml");
    check("targets: ['**/*.yaml']", "apis/[x]/b.yaml apis/[x]/d/e.yaml");
    check("target: ../../a.yaml, targets: ['../../?.yaml']", "a.yaml z.yaml");
    check("target: 'https://github.com/acme/r/blob/main/z.yaml'", "z.yaml");
    check("target: 'https://github.com/acme/r/blob/main/apis/[x]/b.yaml'", "apis/[x]/b.yaml");
    check("target: 'https://github.com/acme/r/blob/main/apis/**/*.{yml,json}'", "apis/[x]/c.yml");
    check("target: 'https://github.com/acme/other/blob/main/z.yaml'", "W-LOC-UNMAPPED");
    check("target: 'https://github.com/acme/r/blob/main/../../../z.yaml'", "E-LOC-OUTSIDE");
    check("target: ../../../a.yaml", "E-LOC-OUTSIDE");
    check("target: ./gone.yaml", "E-LOC-NOT-FOUND");
    check("target: './no/*.yaml'", "E-LOC-NOT-FOUND");
    check("target: ./gone.yaml, presence: optional", "");
    check("targets: ['[', 'javascript:x', d/, 'url:./b.yaml']", "W-LOC-TYPE W-LOC-TYPE W-LOC-TYPE W-LOC-TYPE");
    check("type: https, target: ./b.yaml", "apis/[x]/b.yaml W-LOC-TYPE");
}

#[test]
fn a_standard_source_declares_software_only() {
    let group =
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: g}\nspec: {type: team, children: []}\n";
    let tree = format!("-- r/catalog-info.yaml\n{}---\n{group}", system("a"));
    check_trust(Trust::Standard, &tree, &["a"], &["E-CAT-NOT-ALLOWED"]);
    check_trust(Trust::CuratedOnly(vec!["R*".into()]), &tree, &["a", "g"], &[]);
    check_trust(Trust::CuratedOnly(vec!["org".into()]), &tree, &["a"], &["E-CAT-NOT-ALLOWED"]);
}

#[test]
fn rules_say_who_may_declare_what() {
    let check = |rules: &str, expect: &str| {
        let group = "kind: Group\nmetadata: {name: g}\nspec: {type: Team, children: []}\n";
        let tree = format!(
            "-- r/catalog-info.yaml\n{}---\napiVersion: backstage.io/v1alpha1\n{group}-- s/catalog-info.yaml\n{}",
            system("a"),
            system("b"),
        );
        let config = format!(
            "sources: [{{type: local, path: r, name: people}}, {{type: local, path: s, trust: standard}}]\n\
             catalog: {{rules: [{rules}]}}"
        );
        let (catalog, diags) = portal(&config, &tree);
        let names = catalog.iter().map(|entity| entity.name.to_string());
        let refused = diags.iter().filter(|finding| finding.code.id == "E-CAT-NOT-ALLOWED");
        let refused = refused.map(|finding| format!("!{}", finding.entity.as_deref().unwrap_or_default()));
        assert_eq!(names.chain(refused).collect::<Vec<_>>().join(" "), expect, "{rules}");
    };
    check("", "g a b");
    check("{allow: [group], sources: [people]}", "g b !system:default/a");
    check("{allow: [{kind: Group, type: team}], sources: ['p*']}, {allow: [System]}", "g a b");
    check("{allow: [{kind: Group, type: squad}, System], sources: [r]}", "a b !group:default/g");
    check("{allow: [Component]}", "!system:default/a !group:default/g !system:default/b");
}

#[test]
fn nobody_publishes_with_the_trust_of_another() {
    let group = |name: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\nspec: {{type: team, children: []}}\n"
        )
    };
    let check = |seed: &str, expect: &str| {
        // `low` is read before `org`, so its Location comes first.
        let tree = format!(
            "-- low/catalog-info.yaml\n{}-- low/groups.yaml\n{}-- org/catalog-info.yaml\n{}-- org/test/data.yaml\n{}",
            location("low", "./groups.yaml, 'https://github.com/acme/org/blob/main/test/data.yaml'"),
            group("low"),
            location("org", seed),
            group("data"),
        );
        let config = "sources:\n- {type: local, path: low, trust: standard, web_url: 'https://github.com/acme/low'}\n\
                      - {type: local, path: org, web_url: 'https://github.com/acme/org'}\n";
        let (catalog, diags) = portal(config, &tree);
        let names = catalog.iter().map(|entity| entity.name.to_string());
        let refused = diags.iter().filter(|finding| finding.code.id == "E-CAT-NOT-ALLOWED");
        let refused = refused.map(|finding| format!("!{}", finding.entity.as_deref().unwrap_or_default()));
        assert_eq!(names.chain(refused).collect::<Vec<_>>().join(" "), expect, "{seed}");
    };
    check("", "low org !group:default/low !group:default/data");
    check("./test/data.yaml", "data low org !group:default/low");
    check("'https://github.com/acme/low/blob/main/groups.yaml'", "low org !group:default/low !group:default/data");
}

#[test]
fn catalog_files_are_those_that_the_source_names() {
    let tree = format!(
        "-- r/catalog-info.yaml\n{}-- r/catalog/seed-prod.yml\n{}-- r/catalog/seed-dev.yml\n{}",
        system("usual"),
        system("prod"),
        system("dev"),
    );
    let (catalog, _) = portal("sources: [{type: local, path: r, catalog_paths: ['./catalog/*-prod.yml']}]", &tree);
    assert_eq!(catalog.iter().map(|entity| &*entity.name).collect::<Vec<_>>(), ["prod"]);
}

#[test]
fn ten_thousand_targets_and_patterns_are_bounded() {
    let targets: Vec<String> = (0..10_000).map(|nth| format!("'./**/*{nth}*.yaml'")).collect();
    let mut tree = format!("-- r/catalog-info.yaml\n{}", location("all", &targets.join(", ")));
    for nth in 0..6_000 {
        tree += &format!("-- r/d/{nth}.yaml\n");
    }
    tree +=
        &format!("-- s/catalog-info.yaml\n{}", location("every", "'https://github.com/acme/r/blob/main/**/*.yaml'"));
    let (entities, findings) = gathered(Trust::Curated, &tree);
    assert_eq!(entities.iter().map(|entity| &*entity.name).collect::<Vec<_>>(), ["every", "all"]);
    assert_eq!(entities[0].targets[0].files.len(), 5_000);
    assert_eq!(entities[1].targets.len(), 1_000);
    assert!(entities[1].targets.iter().map(|target| target.files.len()).sum::<usize>() <= 6_000);
    assert!(findings.iter().any(|finding| finding.code.id == "W-LOC-LIMIT"));
}
