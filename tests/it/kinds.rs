//! Kinds that the configuration describes: what is read, what is found wrong, and what pages and files show.

use platdocs::config;
use platdocs::diag::File;
use platdocs::memo::Memo;
use platdocs::path::RepoPath;
use platdocs::pipeline::{self, Built};
use platdocs::world::MemoryWorld;
use serde_json::Value;

const KINDS: &str = "
catalog:
  kinds:
    - kind: Product
      api_versions: [acme.example/v1]
      plural: Product range
      relations:
        - {path: parts.services, relation: hasPart, default_kind: component, allowed_kinds: [Component, product]}
        - {path: needs, relation: dependsOn, reverse: dependencyOf}
";

const OTHERS: &str = "-- r/catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop}
spec: {type: service, lifecycle: production, owner: team}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: sales}
spec: {owner: team}
---
";

/// Builds the portal of these settings, with these further documents.
fn build(settings: &str, documents: &str) -> Built {
    let file = File::new("", RepoPath::parse("platdocs.yaml").unwrap());
    let config = config::parse(settings.as_bytes(), &file).unwrap();
    let world = MemoryWorld::from_text(&format!("{OTHERS}{documents}"));
    pipeline::build(&config, &world, &Memo::in_memory(), &|_| ()).unwrap()
}

fn product(spec: &str) -> String {
    format!("apiVersion: acme.example/v1\nkind: Product\nmetadata: {{name: web, title: Webshop}}\nspec: {spec}\n")
}

/// Codes of the findings about the documents after the usual ones, sorted.
fn codes(settings: &str, documents: &str) -> String {
    let built = build(settings, documents);
    let found = built.diagnostics.iter().filter(|finding| finding.place.span.line > 15);
    let mut codes: Vec<&str> = found.map(|finding| finding.code.id).collect();
    codes.sort_unstable();
    codes.join(" ")
}

fn text(built: &Built, path: &str) -> String {
    String::from_utf8(built.output.get(path).unwrap_or_else(|| panic!("{path} is missing")).bytes().to_vec()).unwrap()
}

/// Relations of an entity as its file gives them, `type target` in their order.
fn relations(built: &Built, kind: &str, name: &str) -> String {
    let path = format!("api/catalog/entities/by-name/{kind}/default/{name}.json");
    let entity: Value = serde_json::from_str(&text(built, &path)).unwrap();
    let all = entity["relations"].as_array().unwrap();
    let line = |found: &Value| {
        format!("{} {}", found["type"].as_str().unwrap(), found["targetRef"].as_str().unwrap().replace("default/", ""))
    };
    all.iter().map(line).collect::<Vec<_>>().join(", ")
}

#[test]
fn findings_are_those_of_ordinary_kinds() {
    let check =
        |settings: &str, document: &str, expect: &str| assert_eq!(codes(settings, document), expect, "{document}");
    let fine = product("{owner: team, system: sales, parts: {services: [shop]}, needs: 'component:shop'}");
    check(KINDS, &fine, "");
    check("", &fine, "W-CAT-KIND");
    check(KINDS, &product("{parts: {services: shop}}"), "");
    check(KINDS, &product("{parts: [shop]}"), "");
    check(KINDS, &product("{parts: {services: [shpo]}}"), "W-REF-UNKNOWN");
    check(KINDS, &product("{parts: {services: ['system:sales']}}"), "W-REF-KIND");
    check(KINDS, &product("{owner: nobody-here}"), "W-REF-UNKNOWN");
    check(KINDS, &product("{needs: [shop]}"), "W-REF-NO-KIND");
    check(KINDS, &fine.replace("Product", "product"), "W-CAT-CASE");
    check(KINDS, &fine.replace("acme.example/v1", "acme.example/v2"), "W-CAT-API-VERSION");
    check(KINDS, &fine.replace("apiVersion: acme.example/v1\n", ""), "W-CAT-NO-API-VERSION");
    check(KINDS, &fine.replace("acme.example/v1", "backstage.io/v1alpha1"), "E-CAT-KIND");
}

#[test]
fn relations_go_both_ways_and_pages_name_the_kind() {
    let built =
        build(KINDS, &product("{owner: team, system: sales, parts: {services: [shop]}, needs: 'component:shop'}"));
    let expect = "dependsOn component:shop, hasPart component:shop, ownedBy group:team, partOf system:sales";
    assert_eq!(relations(&built, "product", "web"), expect);
    assert_eq!(
        relations(&built, "component", "shop"),
        "dependencyOf product:web, ownedBy group:team, partOf product:web"
    );
    let index = text(&built, "kinds/product/index.html");
    assert!(index.contains("<h1>Product range</h1>"), "{index}");
    assert!(index.contains("Webshop"), "{index}");
    assert!(text(&built, "index.html").contains("Product"));
    let entity = text(&built, "catalog/default/product/web/index.html");
    assert!(entity.contains("href=\"../../component/shop/\""), "{entity}");
    assert!(text(&built, "catalog/default/component/shop/index.html").contains("Webshop"));
}

#[test]
fn strict_mode_refuses_them_as_backstage_does() {
    let strict = KINDS.replace("catalog:", "catalog:\n  strict: true");
    let built = build(&strict, &product("{owner: team}"));
    assert!(built.output.get("kinds/product/index.html").is_none());
    assert!(built.diagnostics.iter().any(|finding| finding.code.id == "E-CAT-REFUSED"));
}
