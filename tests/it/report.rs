//! The four forms of findings.

use platdocs::cli::report::text::Look;
use platdocs::cli::report::{Files, github, json, sarif, summary, text};
use platdocs::diag::{Code, Diagnostic, Diagnostics, File, Severity, Span};
use platdocs::path::RepoPath;
use platdocs::pipeline::Summary;

static OWNER: Code = Code { id: "E-CAT-OWNER", meaning: "An owner does not exist", example: "owner: team-paymnets" };
static TWICE: Code = Code { id: "W-CAT-TWICE", meaning: "An entity is there twice", example: "name: orders" };
static NOTE: Code = Code { id: "I-DOC-NOTE", meaning: "Worth knowing", example: "x" };

/// A site folder `site` whose files are told by name.
struct Site;

impl Files for Site {
    fn shown(&self, file: &File) -> String {
        format!("site/{file}")
    }

    fn source(&self, file: &File) -> Option<String> {
        match file.path.as_str() {
            "catalog-info.yaml" => Some("kind: Component\nspec:\n  owner: team-paymnets\n".into()),
            "long.md" => Some(format!("{}[here](nowhere){}\n", "word ".repeat(60), " word".repeat(60))),
            "odd.md" => Some("\tñ → \u{1b}[31m https://me:s3cret@host/x and more\r\n".into()),
            _ => None,
        }
    }
}

fn file(path: &str) -> File {
    File::new("repos/orders", RepoPath::parse(path).unwrap())
}

fn found() -> Diagnostics {
    let mut found = Diagnostics::default();
    found.push(
        Diagnostic::new(&OWNER, file("catalog-info.yaml").at(Span::new(3, 10, 13)), "unknown owner `team-paymnets`")
            .label("no group or user has this name")
            .hint("did you mean `team-payments`?")
            .entity("component:default/orders"),
    );
    found.push(
        Diagnostic::new(&TWICE, file("catalog-info.yaml").at(Span::new(1, 1, 4)), "`orders` is there 100 %: twice")
            .also(file("odd.md").at(Span::new(1, 2, 1)), "the first one")
            .hint("rename, or\nremove one"),
    );
    found.push(Diagnostic::new(&OWNER, file("long.md").at(Span::new(1, 308, 7)), "this link leads nowhere"));
    found.push(Diagnostic::new(&OWNER, file("a,b:c.md").at(Span::FILE), "the file cannot be read").hint("chmod +r it"));
    found.push(Diagnostic::new(&OWNER, file("gone.md").at(Span::new(7, 3, 2)), "the file is gone"));
    found.push(Diagnostic::new(&OWNER, file("odd.md").at(Span::new(99, 1, 2)), "beyond the end"));
    found.push(Diagnostic::new(&OWNER, file("odd.md").at(Span::new(1, 500, 2)), "beyond the line"));
    found.push(Diagnostic::new(&NOTE, file("odd.md").at(Span::new(1, 2, 0)), "just so you know"));
    found.sorted()
}

#[test]
fn text_looks_like_rustc() {
    insta::assert_snapshot!(text::render(&found(), Look { colors: false, least: Severity::Info }, &Site));
}

#[test]
fn text_hides_what_is_less_important() {
    let shown = |least| text::render(&found(), Look { colors: false, least }, &Site);
    assert!(!shown(Severity::Warning).contains("I-DOC-NOTE") && shown(Severity::Warning).contains("W-CAT-TWICE"));
    assert!(!shown(Severity::Error).contains("W-CAT-TWICE") && shown(Severity::Error).contains("E-CAT-OWNER"));
}

#[test]
fn colours_are_an_option() {
    let shown = |colors| text::render(&found(), Look { colors, least: Severity::Info }, &Site);
    assert!(!shown(false).contains('\x1b'));
    assert!(shown(true).contains("\x1b["));
    assert!(!shown(true).contains("\x1b[31m https"), "escapes of authors never reach the terminal");
}

#[test]
fn secrets_in_urls_are_not_shown() {
    let shown = text::render(&found(), Look { colors: false, least: Severity::Info }, &Site);
    assert!(!shown.contains("s3cret"));
}

#[test]
fn json_is_stable() {
    let portal = Summary { entities: 3, pages: 12, docs_sets: 2, repositories: 1 };
    insta::assert_snapshot!(json::render(&found(), Some(&portal), &Site));
}

#[test]
fn github_gets_one_command_a_line() {
    let text = github::render(&found(), &Site);
    assert_eq!(text.lines().count(), found().iter().count());
    assert!(text.lines().all(|line| line.starts_with("::")));
    insta::assert_snapshot!(text);
}

#[test]
fn sarif_is_well_formed() {
    let text = sarif::render(&found(), &Site);
    let log: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        assert!(rule["shortDescription"]["text"].is_string() && rule["help"]["text"].is_string());
    }
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), found().iter().count());
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(result["message"]["text"].is_string());
        let place = &result["locations"][0]["physicalLocation"];
        assert!(!place["artifactLocation"]["uri"].as_str().unwrap().contains([' ', ':', ',']));
        if let Some(region) = place.get("region") {
            assert!(
                region["startLine"].as_u64() > Some(0)
                    && region["endColumn"].as_u64() >= region["startColumn"].as_u64()
            );
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn the_summary_counts() {
    let portal = Summary { entities: 1, pages: 1204, docs_sets: 20, repositories: 1_234_567 };
    assert_eq!(
        summary(&found(), &portal, Severity::Warning),
        "6 errors, 1 warning in 5 files (1 info hidden; -v shows them); 1,204 pages, 1 entity, 20 docs sets from \
         1,234,567 repositories\n"
    );
    assert_eq!(
        summary(&Diagnostics::default(), &Summary::default(), Severity::Warning),
        "no errors, no warnings; 0 pages, 0 entities, 0 docs sets from 0 repositories\n"
    );
}
