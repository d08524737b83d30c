//! The table of services: its pages, `services.json` and `services.csv`.

use std::fmt::Write as _;

use platdocs::config::{self, Config};
use platdocs::diag::File;
use platdocs::memo::Memo;
use platdocs::path::RepoPath;
use platdocs::pipeline;
use platdocs::site::output::Output;
use platdocs::world::MemoryWorld;
use serde_json::{Value, json};

const COLUMNS: &str = "
catalog:
  services:
    types: [service, Function]
    columns:
      - {title: Tier, annotation: acme.example/tier}
      - {title: SLA, label: sla}
      - {title: Key, annotation: pagerduty.com/integration-key}
";
const CATALOG: &str = "-- r/catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
  title: '=Orders, \"all\"'
  description: Takes *orders*
  annotations: {acme.example/tier: '1', pagerduty.com/integration-key: s3cr3t-canary}
  labels: {sla: gold}
spec: {type: service, lifecycle: production, owner: group:default/team, dependsOn: [component:billing, resource:db], consumesApis: [pay]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: billing, title: Billing}
spec: {type: function, lifecycle: experimental, owner: group:default/team}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: site}
spec: {type: website, lifecycle: production, owner: group:default/team}
";

fn build(settings: &str, text: &str) -> Output {
    let file = File::new("", RepoPath::parse("platdocs.yaml").unwrap());
    let config: Config = config::parse(settings.as_bytes(), &file).unwrap();
    pipeline::build(&config, &MemoryWorld::from_text(text), &Memo::in_memory(), &|_| ()).unwrap().output
}

fn text(output: &Output, path: &str) -> String {
    String::from_utf8(output.get(path).unwrap_or_else(|| panic!("{path} is missing")).bytes().to_vec()).unwrap()
}

#[test]
fn the_table_holds_components_of_the_chosen_types_with_the_chosen_columns() {
    let output = build(COLUMNS, CATALOG);
    let table: Value = serde_json::from_str(&text(&output, "services.json")).unwrap();
    let names: Vec<&str> =
        table["services"].as_array().unwrap().iter().map(|service| service["ref"].as_str().unwrap()).collect();
    assert_eq!(names, ["component:default/orders", "component:default/billing"]);
    assert_eq!(table["columns"], json!(["Tier", "SLA", "Key"]));
    let orders = &table["services"][0];
    assert_eq!(orders["columns"], json!({"Tier": "1", "SLA": "gold"}));
    let dependencies = json!([
        {"ref": "component:default/billing", "title": "Billing", "url": "catalog/default/component/billing/"},
        {"ref": "resource:default/db", "title": "resource:db", "url": ""},
        {"ref": "api:default/pay", "title": "api:pay", "url": ""},
    ]);
    let sorted = |value: &Value| {
        let mut list = value.as_array().unwrap().clone();
        list.sort_by_key(|item| item["ref"].to_string());
        list
    };
    assert_eq!(sorted(&orders["dependencies"]), sorted(&dependencies));
    let page = text(&output, "services/index.html");
    for expect in [">gold</td>", "<summary>3</summary>", "href=\"../catalog/default/component/billing/\">Billing</a>"] {
        assert!(page.contains(expect), "{expect}\n{page}");
    }
    assert!(text(&output, "catalog/index.html").contains("href=\"../services/\""));
    for (path, artifact) in output.iter() {
        assert!(!crate::said(&artifact.bytes()).contains("s3cr3t-canary"), "{path}");
    }
}

#[test]
fn the_spreadsheet_runs_nothing_that_an_author_wrote() {
    let settings = format!("url: https://portal.example/x\n{COLUMNS}");
    let output = build(&settings, CATALOG);
    let csv = text(&output, "services.csv");
    let lines: Vec<&str> = csv.trim_end().split("\r\n").collect();
    let orders = "component:default/orders,\"'=Orders, \"\"all\"\"\",Takes orders,service,group:default/team,,production,1,gold,,3,";
    assert!(lines[1].starts_with(orders), "{lines:#?}");
    assert!(lines[1].ends_with(",https://portal.example/x/catalog/default/component/orders/"), "{lines:#?}");
    assert!(lines[0].ends_with("Lifecycle,Tier,SLA,Key,Dependencies,Depends on,Documentation,Page"), "{lines:#?}");
}

#[test]
fn a_catalog_without_services_has_no_table() {
    let output = build("", "-- r/catalog-info.yaml\nkind: System\nmetadata: {name: a}\nspec: {owner: b}\n");
    assert!(output.iter().all(|(path, _)| !path.starts_with("services")));
    assert!(!text(&output, "catalog/index.html").contains("services/"));
}

#[test]
fn a_page_of_the_table_is_bounded_whatever_the_catalog() {
    let mut catalog = "-- r/catalog-info.yaml\n".to_owned();
    for nth in 0..230 {
        writeln!(
            catalog,
            "---\nkind: Component\nmetadata: {{name: service-{nth:03}}}\nspec:\n  type: service\n  dependsOn:"
        )
        .unwrap();
        (0..40).for_each(|other| writeln!(catalog, "    - component:service-{other:03}").unwrap());
    }
    let output = build("", &catalog);
    let pages: Vec<&str> = output.iter().map(|(path, _)| path).filter(|path| path.starts_with("services/")).collect();
    assert_eq!(pages, ["services/index.html", "services/page/2/index.html", "services/page/3/index.html"]);
    for page in pages {
        let size = text(&output, page).len();
        assert!(size < 300_000, "{page} has {size} bytes");
    }
    assert!(text(&output, "services/page/2/index.html").contains("service-100<"));
}
