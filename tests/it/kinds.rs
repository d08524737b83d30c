//! Kinds that the configuration describes: what is read, what is found wrong, and what pages and files show.

use platdocs::config::{self, Config};
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

fn settings(text: &str) -> Config {
    let file = File::new("", RepoPath::parse("platdocs.yaml").unwrap());
    config::parse(text.as_bytes(), &file).unwrap_or_else(|found| panic!("{found:#?}"))
}

/// Builds the portal of these settings, with these further documents.
fn build(text: &str, documents: &str) -> Built {
    let config = settings(text);
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

const OWN: &str = "
catalog:
  infer: {codeowners: true}
  kinds:
    - kind: Environment
      api_versions: [acme.example/v1]
      icon: dashboard
      schema: schemas/environment.json
      relations:
        - {path: owner, relation: ownedBy}
        - {path: runs, relation: hostsPart, reverse: deployedTo, default_kind: component}
        - {path: region, relation: locatedIn, reverse: holds, default_kind: region}
    - {kind: Region, icon: planet}
";

const SCHEMA: &str = r##"-- schemas/environment.json
{
	"properties": {
		"spec": {
			"properties": {"tier": {"enum": ["gold", "silver"]}, "window": {"anyOf": [{"type": "string"}, {"required": ["from"]}]}, "size": {"type": ["integer", "null"]}},
			"unevaluatedProperties": true
		}
	}
}
"##;

const GLOBE: &str = "-- theme/icons/planet.svg
<svg class=\"pd-icon\" viewBox=\"0 0 24 24\"><circle cx=\"12\" cy=\"12\" r=\"9\"/></svg>
";

fn environment(spec: &str) -> String {
    format!(
        "apiVersion: acme.example/v1\nkind: Environment\nmetadata: {{name: live}}\nspec: {spec}\n---\n\
         apiVersion: acme.example/v1\nkind: Region\nmetadata: {{name: eu}}\n{}{GLOBE}",
        SCHEMA.replace("\\t", "\t")
    )
}

#[test]
fn relations_with_own_names_are_shown_everywhere() {
    let built = build(OWN, &environment("{owner: team, runs: [shop], region: eu}"));
    let expect = "hostsPart component:shop, locatedIn region:eu, ownedBy group:team";
    assert_eq!(relations(&built, "environment", "live"), expect);
    assert_eq!(relations(&built, "component", "shop"), "deployedTo environment:live, ownedBy group:team");
    let page = text(&built, "catalog/default/environment/live/index.html");
    for words in ["Hosts part", "Located in", "pd-relation-hostsPart", "hosts part Shop", "live located in eu"] {
        let words = words.replace("Shop", "shop");
        assert!(page.contains(&words), "{words} is missing in {page}");
    }
    let other = text(&built, "catalog/default/component/shop/index.html");
    assert!(other.contains("Deployed to") && other.contains("live hosts part shop"), "{other}");
    let graph = text(&built, "catalog/default/environment/live/graph/index.html");
    assert!(graph.contains("hosts part"), "{graph}");
    let inspect = text(&built, "catalog/default/environment/live/inspect/index.html");
    assert!(inspect.contains("hostsPart"), "{inspect}");
}

#[test]
fn icons_of_kinds_stand_wherever_their_kind_does() {
    let built = build(OWN, &environment("{owner: team, runs: [shop], region: eu}"));
    let shapes = |name: &str| {
        let svg = std::fs::read_to_string(format!("{}/themes/default/icons/{name}.svg", env!("CARGO_MANIFEST_DIR")));
        svg.unwrap().split_once('>').unwrap().1.trim().trim_end_matches("</svg>").to_owned()
    };
    let (dashboard, other, globe) = (shapes("dashboard"), shapes("other"), "<circle cx=\"12\" cy=\"12\" r=\"9\"/>");
    let entity = text(&built, "catalog/default/environment/live/index.html");
    // The heading, the relation's row, the nodes of the graph.
    assert_eq!((entity.matches(&dashboard).count(), entity.matches(globe).count()), (2, 2), "{entity}");
    assert!(entity.contains("<symbol id=\"pd-glyph-relations-region\" viewBox=\"0 0 24 24\">"), "{entity}");
    assert!(!entity.contains(&other), "{entity}");
    let index = text(&built, "catalog/index.html");
    // The row, and what script draws rows from.
    assert_eq!((index.matches(&dashboard).count(), index.matches(globe).count()), (2, 2), "{index}");
    assert!(index.contains("data-part=\"kind-environment\""), "{index}");
    assert!(text(&built, "index.html").contains(&dashboard));
}

#[test]
fn icons_that_the_theme_does_not_have_are_mistakes() {
    let world = MemoryWorld::from_text(GLOBE);
    let check = |icon: &str, expect: &str| {
        let config = settings(&format!("catalog: {{kinds: [{{kind: A, icon: {icon}}}]}}"));
        let found = pipeline::mistakes(&config, &world);
        let texts = found.iter().map(|finding| {
            let hint = finding.hint.as_deref().unwrap_or_default().split(" `api`").next().unwrap();
            format!("{}:{} {}; {hint}", finding.place, finding.place.span.len, finding.message)
        });
        assert_eq!(texts.collect::<Vec<_>>().join("\n"), expect);
    };
    check("repository", "");
    check("planet.svg", "");
    check("planets", "platdocs.yaml:1:35:7 the theme has no icon `planets`; did you mean `planet`?");
    check("x", "platdocs.yaml:1:35:1 the theme has no icon `x`; write one of");
}

#[test]
fn schemas_say_what_does_not_fit() {
    let check = |spec: &str, expect: &str| {
        let built = build(OWN, &environment(spec));
        let found = built.diagnostics.iter().filter(|finding| finding.code.id == "W-CAT-SCHEMA");
        let texts = found.map(|finding| format!("{} {}", finding.place.span.column, finding.message));
        assert_eq!(texts.collect::<Vec<_>>().join("\n"), expect, "{spec}");
    };
    check("{owner: team, tier: gold, size: ~, window: x}", "");
    check("{owner: team, tier: bronze}", "27 `/spec/tier` is none of `gold`, `silver`");
    check(
        "{owner: team, size: 1.5, window: {a: 1}}",
        "27 `/spec/size` is a number instead of null or a whole number\n32 `/spec/window` fits no alternative of the \
         schema: it has no `from`; it is a mapping instead of a string",
    );
}

#[test]
fn broken_schemas_are_mistakes_with_their_place() {
    let config = settings("catalog: {kinds: [{kind: A, schema: a.json}]}");
    let check = |schema: &str, expect: &str| {
        let world = MemoryWorld::from_text(schema);
        let found = pipeline::mistakes(&config, &world);
        let texts = found.iter().map(|finding| format!("{} {} {}", finding.place, finding.code.id, finding.message));
        assert_eq!(texts.collect::<Vec<_>>().join("\n"), expect, "{schema}");
        let files =
            world.paths().map(|path| format!("-- {path}\n{}", String::from_utf8_lossy(world.get(path).unwrap())));
        let files: String = files.collect();
        let built = pipeline::build(&config, &MemoryWorld::from_text(&files), &Memo::in_memory(), &|_| ()).unwrap();
        assert_eq!(built.diagnostics.iter().any(|finding| finding.code.id == "E-CFG-SCHEMA"), !expect.is_empty());
    };
    check("-- a.json\n{\"$defs\": {\"x\": {}}, \"$ref\": \"#/$defs/x\"}\n", "");
    check("-- a.json\ntrue\n", "");
    check("-- b.json\n{}\n", "platdocs.yaml:1:37 E-CFG-SCHEMA the schema `a.json` does not exist");
    check(
        "-- a.json\n{\n  \"type\": \"object\",\n}\n",
        "a.json:3:1 E-CFG-SCHEMA the schema is no JSON: trailing comma",
    );
    check("-- a.json\n[]\n", "a.json:1:1 E-CFG-SCHEMA the schema is no object");
    check(
        "-- a.json\n{\n\t\"properties\": {\"spec\": {\"type\": \"objekt\"}}\n}\n",
        "a.json:2:34 E-CFG-SCHEMA this is no JSON Schema: `/properties/spec/type` fits no alternative of the schema: it is a \
         string instead of a list; it is none of `array`, `boolean`, `integer`, `null`, `number`, `object`, `string`",
    );
    let elsewhere = |reference: &str| {
        check(
            &format!("-- a.json\n{{\n  \"allOf\": [{{\"$ref\": \"{reference}\"}}]\n}}\n-- common.json\n{{}}\n"),
            &format!(
                "a.json:2:22 E-CFG-SCHEMA the schema refers to `{reference}`, and nothing but its own file is read"
            ),
        );
    };
    elsewhere("https://example.com/common.json");
    elsewhere("common.json");
    elsewhere("./common.json#/x");
    elsewhere("file:///etc/passwd");
    check(
        "-- a.json\n{\"$ref\": \"#/$defs/gone\"}\n",
        "a.json:1:10 E-CFG-SCHEMA the schema has nothing at `#/$defs/gone`",
    );
    check(
        "-- a.json\n{\"properties\": {\"a\": {\"pattern\": \"^(?=x)\"}}}\n",
        "a.json:1:34 E-CFG-SCHEMA this is no JSON Schema: `/properties/a/pattern` is no regular expression, or one with \
         look-around or references back, which take too long",
    );
    check(
        "-- a.json\n{\"$schema\": \"https://example.com/draft\"}\n",
        "a.json:1:13 E-CFG-SCHEMA the schema refers to `https://example.com/draft`, and nothing but its own file is read",
    );
}

#[test]
fn owners_are_expected_where_the_kind_declares_them() {
    let ownerless = |settings: &str, documents: &str| {
        let built = build(settings, documents);
        let page = text(&built, "org/index.html");
        ["live", "eu"].map(|name| page.contains(&format!("/{name}/\""))).to_vec()
    };
    assert_eq!(ownerless(OWN, &environment("{}")), [true, false]);
    let unowned = build(OWN, &environment("{}"));
    let says = |path: &str| text(&unowned, path).contains("No owner");
    assert!(says("catalog/default/environment/live/index.html") && !says("catalog/default/region/eu/index.html"));
    assert_eq!(ownerless(OWN, &environment("{owner: nobody-here}")), [true, false]);
    let named = format!("{}-- r/CODEOWNERS\n* @acme/team\n", environment("{}"));
    assert_eq!(relations(&build(OWN, &named), "environment", "live"), "ownedBy group:team");
    assert_eq!(relations(&build(OWN, &named), "region", "eu"), "");
}
