//! C: entities that claim, climb or explode.

use super::Item;

/// An entity of a kind with these fields.
fn entity(kind: &str, metadata: &str, spec: &str) -> String {
    format!("---\napiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{{metadata}}}\nspec: {{{spec}}}\n")
}

fn component(metadata: &str) -> String {
    entity("Component", metadata, "type: service, lifecycle: production, owner: nobody")
}

/// C1 to C16.
pub(super) fn items() -> Vec<Item> {
    let annotated = |name: &str, value: &str| component(&format!("name: x, annotations: {{{name}: {value}}}"));
    let api = |text: &str| {
        entity("API", "name: x", &format!("type: openapi, lifecycle: a, owner: b, definition: {{$text: '{text}'}}"))
    };
    let location = |targets: &str| entity("Location", "name: l", &format!("targets: [{targets}]"));
    let cycle: String = (0..1000)
        .map(|n| {
            let next = (n + 1) % 1000;
            entity(
                "Component",
                &format!("name: c{n}"),
                &format!("type: a, lifecycle: b, owner: c, dependsOn: ['component:c{next}']"),
            )
        })
        .collect();
    let groups: String = (0..1000)
        .map(|n| entity("Group", &format!("name: g{n}"), &format!("type: a, children: [g{}]", n + 1)))
        .collect();
    let relations: String = (0..20_000).map(|n| format!("'component:x{n}', ")).collect();
    let targets: String = (0..10_000).map(|n| format!("'./t{n}.yaml', ")).collect();
    let names = [
        "CON",
        "aux",
        ".",
        "..",
        "../../index",
        "a/b",
        "a\\b",
        "%2e%2e",
        "index",
        "graph",
        "impact.json",
        "index.html",
        "__proto__",
        "_platdocs",
        "Payments",
        "PAYMENTS",
        "caf\u{e9}",
        "cafe\u{301}",
        "a?b#c",
        "\u{202e}x",
        "nul.txt",
        "x.",
        "x ",
    ];
    let named = |field: &str| -> String {
        let long = "x".repeat(300);
        names
            .iter()
            .chain([&long.as_str()])
            .map(|name| component(&format!("{field}: {}", serde_json::to_string(name).unwrap())))
            .collect()
    };
    let texts: Vec<(&str, String)> = vec![
        ("C1", component("name: payments, description: mine now")),
        (
            "C2",
            ["User", "Group", "Template", "Domain"]
                .iter()
                .map(|kind| entity(kind, "name: team, title: mine", "type: a"))
                .collect(),
        ),
        ("C3, C4, C16", named("name")),
        ("C5", named("name: x, namespace")),
        (
            "C6",
            component(
                "name: x, links: [{url: 'javascript:alert(1)'}, {url: 'data:text/html,x'}, {url: '//evil'}, {url: '/\\evil'}]",
            ),
        ),
        ("C8", api("file:///etc/passwd") + &api("/etc/passwd")),
        ("C9", api("http://169.254.169.254/")),
        ("C9, above", api("../../canary.md") + &component("name: y, description: {$text: ../canary.yaml}")),
        ("C9, YAML", entity("API", "name: x", "type: a, lifecycle: a, owner: b, definition: {$yaml: ../canary.yaml}")),
        ("C9, placeholder", component("name: y, description: {$json: ../../../etc/passwd}")),
        ("C10", component("name: x, description: '{{ 7*7 }} ${{ secrets.X }} {% include \"/etc/passwd\" %}'")),
        ("C11", annotated("backstage.io/techdocs-ref", "'dir:../../..'")),
        ("C11, address", annotated("backstage.io/techdocs-ref", "'url:http://localhost:9200'")),
        ("C11, script", annotated("backstage.io/techdocs-ref", "'url:javascript:alert(1)'")),
        ("C11, other", annotated("backstage.io/techdocs-ref", "'dir:../good'")),
        ("C11, entity", annotated("backstage.io/techdocs-entity", "'component:default/x'")),
        ("C11, path", annotated("backstage.io/techdocs-entity-path", "'../../../../etc/passwd'")),
        ("C12", location("./catalog-info.yaml, ./catalog-info.yaml")),
        ("C12, many", location(&targets)),
        ("C12, files", location("'file:///etc/passwd', '../../canary.md', '../canary.yaml', 'http://127.0.0.1/'")),
        ("C12, globs", location("'./**/**/**/**/**/**/**/*.yaml', './**/../../*.yaml'")),
        ("C13", cycle),
        ("C13, tree", groups),
        (
            "C13, many",
            entity("Component", "name: x", &format!("type: a, lifecycle: b, owner: c, dependsOn: [{relations}]")),
        ),
        (
            "C14",
            entity("__proto__", "name: x", "a: b")
                + &annotated("constructor", "x")
                + &component(&format!("name: z, tags: [{}]", "t".repeat(10_000))),
        ),
        ("C15", annotated("github.com/project-slug", "\"x/../../evil?\"")),
        ("C15, key", annotated("sonarqube.org/project-key", "\"a&b=javascript:\"")),
        ("C15, source", annotated("backstage.io/source-location", "'url:javascript:alert(1)'")),
        ("C15, edit", annotated("backstage.io/edit-url", "'javascript:alert(1)'")),
    ];
    let claims = ["C1", "C2", "C3, C4, C16"];
    texts
        .into_iter()
        .map(|(name, text)| Item {
            claims: claims.contains(&name),
            ..Item::new(name).file("catalog-info.yaml", text).page("# Hostile\n")
        })
        .collect()
}
