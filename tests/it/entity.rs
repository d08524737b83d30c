//! Pages of entities: what only certain kinds show, what stands where nothing is, and that no page grows without end.

use std::fmt::Write as _;

use platdocs::config::Config;
use platdocs::memo::Memo;
use platdocs::pipeline;
use platdocs::site::output::Output;
use platdocs::world::MemoryWorld;

/// Most bytes of a page, whatever an entity holds.
const MAX_PAGE: usize = 300_000;

fn build(files: &str) -> Output {
    let world = MemoryWorld::from_text(files);
    pipeline::build(&Config::default(), &world, &Memo::in_memory(), &|_| ()).unwrap().output
}

fn page(output: &Output, path: &str) -> String {
    let path = format!("catalog/default/{path}/index.html");
    let artifact = output.get(&path).unwrap_or_else(|| panic!("{path} is missing"));
    String::from_utf8(artifact.bytes().to_vec()).unwrap()
}

/// A page has all of these, in this order.
#[track_caller]
fn check(files: &str, path: &str, expect: &[&str]) {
    let output = build(files);
    let html = page(&output, path);
    let mut rest = &html[html.find("<main").unwrap()..];
    for piece in expect {
        let at = rest.find(piece).unwrap_or_else(|| panic!("`{piece}` is not in {path}, or not at its place:\n{rest}"));
        rest = &rest[at + piece.len()..];
    }
}

#[test]
fn what_is_missing_is_named_with_what_to_add() {
    check(
        "-- catalog-info.yaml\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\n\
         spec: {type: service, lifecycle: production, dependsOn: ['resource:gone']}\n",
        "component/a",
        &[
            "Depends on",
            "Not in the catalog: resource:default/gone",
            "Backstage would refuse this entity",
            "No owner",
            "<code>spec.owner</code> in <code>catalog-info.yaml</code>",
            "No system",
            "No tags",
            "<code>metadata.tags</code>",
        ],
    );
}

#[test]
fn what_a_page_leaves_out_is_counted_and_found_in_the_source() {
    let more = |count: usize| format!("<a href=\"inspect/\">{count} more in the source</a>");
    let document = |kind: &str, spec: &str| {
        format!(
            "-- catalog-info.yaml\napiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: a\n  labels: {{{}}}\n  \
             annotations: {{{}}}\nspec:\n{spec}\n",
            (0..110).map(|at| format!("l{at}: x, ")).collect::<String>(),
            (0..120).map(|at| format!("a{at}: x, ")).collect::<String>(),
        )
    };
    let list = |count: usize, item: fn(usize) -> String| (0..count).map(item).collect::<Vec<_>>().join(", ");
    let owners = list(23, |at| format!("t{at}"));
    let component = format!("  type: x\n  lifecycle: x\n  owner: [{owners}]");
    check(&document("Component", &component), "component/a", &["Owner", &more(3), "Labels", &more(10), &more(20)]);
    let remotes = list(54, |at| format!("{{type: sse, url: 'https://a{at}.example/'}}"));
    let api = format!("  type: mcp-server\n  lifecycle: x\n  owner: t\n  remotes: [{remotes}]");
    check(&document("API", &api), "api/a", &["Servers", &more(4)]);
    let targets = list(205, |at| format!("./{at}.yaml"));
    check(&document("Location", &format!("  targets: [{targets}]")), "location/a", &["Targets", &more(5)]);
    let parameters = list(206, |at| format!("p{at}: {{type: string}}"));
    let steps = list(207, |at| format!("{{action: a{at}}}"));
    let template = format!("  type: x\n  parameters: {{properties: {{{parameters}}}}}\n  steps: [{steps}]");
    let template = document("Template", &template).replace("backstage.io/v1alpha1", "scaffolder.backstage.io/v1beta3");
    check(&template, "template/a", &["Parameters", &more(6), "Steps", &more(7)]);
}

#[test]
fn servers_of_an_mcp_api_stand_in_a_table() {
    let files = "-- catalog-info.yaml\napiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: a}\nspec:\n  type: mcp-server\n  \
         lifecycle: production\n  owner: x\n  remotes:\n  - {type: sse, url: 'https://a.example/mcp', auth: none}\n  \
         - {type: stdio, url: 'javascript:x', command: npx, args: [mcp, --read-only], env: {KEY: s3cret}, token: s3cret}\n  \
         - {type: http, url: 'https://b.example/mcp', headers: [{name: X-Team, value: s3cret}]}\n";
    check(
        files,
        "api/a",
        &[
            "<a href=\"https://a.example/mcp\">",
            "sse",
            "auth",
            "none",
            "<td>javascript:x</td>",
            "stdio",
            "mcp --read-only",
            "KEY",
            "X-Team",
            "Configuration of a client",
            "\"a-2\"",
        ],
    );
    assert!(!page(&build(files), "api/a").contains("s3cret"));
}

#[test]
fn targets_of_a_location_show_what_they_brought_or_what_is_wrong() {
    check(
        "-- catalog-info.yaml\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n\
         spec: {targets: [./more/*.yaml, ./gone.yaml]}\n-- more/one.yaml\napiVersion: backstage.io/v1alpha1\nkind: Resource\n\
         metadata: {name: one}\nspec: {type: bucket, owner: x}\n",
        "location/all",
        &["./more/*.yaml", "../../resource/one/", "./gone.yaml", "E-LOC-NOT-FOUND"],
    );
}

#[test]
fn other_kinds_show_their_spec_as_a_tree() {
    check(
        "-- catalog-info.yaml\napiVersion: example.org/v1\nkind: Vessel\nmetadata: {name: fulmar}\n\
         spec: {hull: {length: 104 m, decks: [cars, people]}}\n",
        "vessel/fulmar",
        &["hull", "length", "104 m", "decks", "cars", "people"],
    );
}

#[test]
fn the_source_has_the_lines_of_the_file_and_the_way_to_it() {
    check(
        "-- catalog-info.yaml\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n\
         spec: {target: ./two.yaml}\n-- two.yaml\napiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {name: one}\n\
         spec: {type: bucket, owner: x}\n---\napiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {name: two}\n\
         spec: {type: bucket, owner: x}\n",
        "resource/two/inspect",
        &[
            "id=\"pd-L6\"",
            "backstage.io/v1alpha1",
            "id=\"pd-L8\"",
            "by-name/resource/default/two.json",
            "\"kind\"",
            "../../../location/all/",
            "catalog-info.yaml:4:16",
            "../../one/",
        ],
    );
}

#[test]
fn people_and_possessions_count_with_subgroups() {
    let group = |name: &str, parent: &str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\nspec: {{type: team, children: []{parent}}}\n"
        )
    };
    let files = format!(
        "-- catalog-info.yaml\n{}{}{}---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {{name: ada}}\n\
         spec: {{memberOf: [bottom]}}\n---\napiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {{name: r}}\n\
         spec: {{type: bucket, owner: bottom}}\n",
        group("top", ""),
        group("middle", ", parent: top"),
        group("bottom", ", parent: middle"),
    );
    let all = "filters[owner]=group%3Adefault%2Ftop&amp;filters[owner]=group%3Adefault%2Fmiddle&amp;filters[owner]=group%3Adefault%2Fbottom";
    check(
        &files,
        "group/top",
        &["Members", "Include subgroups: 1 more", "ada", "bottom", "Resource", "bucket", "0", all],
    );
    check(&files, "user/ada", &["With own groups", "Resource", "filters[owner]=user%3Adefault%2Fada"]);
}

#[test]
fn a_tag_that_is_too_long_for_a_folder_has_no_index_of_its_own() {
    let tag = "a".repeat(256);
    let output = build(&format!(
        "-- catalog-info.yaml\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: shop, tags: [{tag}]}}\n\
         spec: {{type: x, lifecycle: y, owner: z}}\n"
    ));
    assert_eq!(output.clashes(), []);
    assert!(output.iter().all(|(path, _)| !path.contains(&tag)));
}

#[test]
fn no_page_grows_without_end() {
    let mut files = String::from(
        "-- catalog-info.yaml\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: all}\nspec: {type: team, children: []}\n\
         ---\napiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: large}\nspec: {owner: all}\n",
    );
    let words = "word ".repeat(60);
    for (folder, kind) in ["Component", "API", "Resource"].into_iter().enumerate() {
        writeln!(files, "-- m{folder}/catalog-info.yaml").unwrap();
        for nth in 0..700 {
            write!(
                files,
                "---\napiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: part-{nth}, description: {words}}}\n\
                 spec: {{type: type-{nth}, lifecycle: production, owner: all, system: large, definition: x}}\n"
            )
            .unwrap();
        }
    }
    for nth in 0..700 {
        let member = format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {{name: user-{nth}}}\nspec: {{memberOf: [all]}}\n"
        );
        files.push_str(&if nth == 0 { format!("-- users/catalog-info.yaml\n{member}") } else { member });
    }
    let output = build(&files);
    for path in ["group/all", "group/all/inspect", "system/large", "system/large/inspect"] {
        let size = page(&output, path).len();
        assert!(size < MAX_PAGE, "{path} has {size} bytes");
    }
    assert!(page(&output, "system/large").contains("?filters[kind]=api&amp;filters[system]=system%3Adefault%2Flarge"));
    assert!(page(&output, "system/large").contains("and 650 more"));
    assert!(page(&output, "group/all").contains("<a href=\"lists/members/\">All 700 members</a>"));
    assert!(page(&output, "group/all").contains("more of other kinds and types</a>"));
    assert!(page(&output, "group/all/lists/members/page/14").contains("user-99</a>"));
    assert!(page(&output, "group/all/inspect").contains("In the same file"));
    assert!(page(&output, "user/user-0/inspect").contains("?filters[file]="));
}
