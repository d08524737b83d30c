//! `platdocs.yaml`: what it means, and what can be wrong with it.

use std::fmt::Write;

use platdocs::config::{
    AllowedKind, AnnotationRule, CatalogRule, Color, Config, External, Feedback, ForgeKind, ImageHost, Local, Source,
    SourceKind, Sources, Trust, parse, schema,
};
use platdocs::diag::{File, Span};
use platdocs::path::RepoPath;

fn file() -> File {
    File::new("", RepoPath::parse("platdocs.yaml").unwrap())
}

/// Everything that is wrong, one finding a line: place, length, code, message, hint.
fn findings(text: &str) -> String {
    let mut out = String::new();
    for finding in parse(text.as_bytes(), &file()).err().unwrap_or_default() {
        let span = finding.place.span;
        let hint = finding.hint.as_deref().unwrap_or("-");
        let _ = writeln!(
            out,
            "{}:{}+{} {}: {} | {hint}",
            span.line, span.column, span.len, finding.code.id, finding.message
        );
    }
    out
}

fn config(text: &str) -> Config {
    parse(text.as_bytes(), &file()).unwrap_or_else(|found| panic!("{found:#?}"))
}

#[test]
fn mistakes_are_found_with_their_places() {
    insta::glob!("../config", "*.yaml", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let cases = text.split("\n===\n").map(|case| {
            let case = case.trim_end_matches('\n');
            format!("{case}\n---\n{}", findings(&format!("{case}\n")))
        });
        insta::assert_snapshot!(cases.collect::<Vec<_>>().join("\n===\n"));
    });
}

#[test]
fn every_setting_arrives() {
    let config = config(
        r##"
title: " Acme portal "
description: All of it
url: https://docs.acme.example/portal
language: pt-BR
logo: brand/logo.svg
brand: {accent: "#0057B8"}
sources:
  - {type: local, path: "repos/*"}
  - {type: local, name: more, path: [../a, ../b], gitignore: false, web_url: "https://git.acme.example/{name}/", forge: gitlab, catalog_paths: [./all.yaml], trust: standard}
  - {type: local, path: c, trust: {curated: ["team-*"]}, history: never}
docs: {discover: false, print_page: true, stale_after: 365, feedback: "https://help.acme.example/new?about={title}&text={text}"}
catalog:
  strict: true
  backstage_modules: [ai-model]
  extension_groups: [acme.example]
  rules: [{allow: [Group, {kind: Resource, type: database}], sources: ["people-*"]}]
  infer: {codeowners: true}
  annotations:
    jira/project-key: {base: "https://jira.acme.example/"}
    acme.example/*-room: {url: " slack://room?id={value}", title: Room, icon: chat}
search: {recent: false}
publish:
theme: {folder: look}
offline: true
cache: {dir: /var/cache/portal}
security: {url_schemes: [slack], image_hosts: [img.shields.io, {host: Charts.acme.example, trust: curated}]}
diagrams: {kroki: "https://kroki.acme.example/draw"}
check: {external: {allow_private: true, skip: ["https://jira.acme.example/*"]}}
"##,
    );
    let local = |paths: &[&str], gitignore: bool, web_url: Option<&str>| {
        let paths = paths.iter().map(|&path| path.to_owned()).collect();
        let catalog_paths = web_url.map(|_| "all.yaml".to_owned()).into_iter().collect();
        let forge = web_url.map(|_| ForgeKind::GitLab);
        SourceKind::Local(Local { paths, gitignore, web_url: web_url.map(str::to_owned), forge, catalog_paths })
    };
    assert_eq!((config.docs.stale_after, config.docs.print_page), (Some(365), true));
    let Feedback::Address(address) = &config.docs.feedback else { panic!("{:?}", config.docs) };
    assert_eq!(address.as_str(), "https://help.acme.example/new?about={title}&text={text}");
    assert_eq!(config.title, "Acme portal");
    assert_eq!(config.description.as_deref(), Some("All of it"));
    assert_eq!(config.url.unwrap().as_str(), "https://docs.acme.example/portal/");
    assert_eq!(config.language, "pt-BR");
    assert_eq!(config.logo.unwrap().path.as_str(), "brand/logo.svg");
    assert_eq!(config.brand.accent, Some(Color { red: 0, green: 0x57, blue: 0xb8 }));
    assert_eq!(config.brand.accent.unwrap().to_string(), "#0057b8");
    assert_eq!(
        config.sources,
        Sources::Listed(vec![
            Source {
                name: "local:repos/*".into(),
                span: Span::new(9, 25, 9),
                kind: local(&["repos/*"], true, None),
                trust: Trust::Curated,
                history: true,
            },
            Source {
                name: "more".into(),
                span: Span::new(10, 37, 1),
                kind: local(&["../a", "../b"], false, Some("https://git.acme.example/{name}")),
                trust: Trust::Standard,
                history: true,
            },
            Source {
                name: "local:c".into(),
                span: Span::new(11, 25, 1),
                kind: local(&["c"], true, None),
                trust: Trust::CuratedOnly(vec!["team-*".into()]),
                history: false,
            },
        ])
    );
    let host = |name: &str, curated| ImageHost { name: name.into(), curated };
    assert_eq!(config.security.image_hosts, [host("charts.acme.example", true), host("img.shields.io", false)]);
    assert_eq!(config.kroki.unwrap().as_str(), "https://kroki.acme.example/draw/");
    assert_eq!(config.external, External { allow_private: true, skip: vec!["https://jira.acme.example/*".into()] });
    assert!(!config.docs.discover && config.catalog.strict && config.offline && !config.search.recent);
    assert_eq!(config.catalog.extension_groups, ["acme.example"]);
    assert!(config.catalog.backstage_modules.ai_model && !config.catalog.backstage_modules.scaffolder);
    assert!(config.catalog.infers_owners);
    let allowed = |kind: &str, kind_type: Option<&str>| AllowedKind {
        kind: kind.into(),
        kind_type: kind_type.map(str::to_owned),
    };
    let rule = CatalogRule {
        allow: vec![allowed("Group", None), allowed("Resource", Some("database"))],
        sources: vec!["people-*".into()],
    };
    assert_eq!(config.catalog.rules, [rule]);
    let rule = |key: &str| config.catalog.annotations[key].clone();
    let jira = AnnotationRule { base: Some("https://jira.acme.example".into()), ..AnnotationRule::default() };
    assert_eq!(rule("jira/project-key"), jira);
    let room = AnnotationRule {
        url: Some("slack://room?id={value}".into()),
        title: Some("Room".into()),
        icon: Some("chat".into()),
        base: None,
    };
    assert_eq!(rule("acme.example/*-room"), room);
    assert_eq!(config.theme.folder.as_str(), "look");
    assert_eq!(config.cache.dir, "/var/cache/portal");
    assert_eq!(config.security.url_schemes, ["slack"]);
}

#[test]
fn an_empty_file_means_the_defaults() {
    for text in ["", "\n", "# nothing\n", "{}\n", "---\n", "title:\nbrand:\n"] {
        assert_eq!(config(text), Config::default(), "{text:?}");
    }
}

#[test]
fn text_that_is_not_utf8_is_found() {
    let found = parse(b"title: caf\xe9\n", &file()).unwrap_err();
    assert_eq!(found[0].place.to_string(), "platdocs.yaml:1:11");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the variable says that the file is to be written")]
fn schema_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/platdocs.schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, schema()).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == schema(), "platdocs.schema.json is old; run: UPDATE_SCHEMA=1 cargo test schema");
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_strange(text in "(title|url|brand|accent|security|url_schemes|sources|- type|path|trust|curated|logo|x|:|: |\\[|\\]|\\{|\\}|,|\"|\n|  |#|local|null|true|1|é){0,40}") {
        let _ = parse(text.as_bytes(), &file());
    }
}
