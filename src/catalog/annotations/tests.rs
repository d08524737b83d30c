use std::fmt::Write as _;

use super::*;
use crate::diag::{File, Span};
use crate::path::RepoPath;

/// Expands annotations written as `key: value`, one a line, with rules written as in `catalog.annotations`, for a
/// repository at `remote`; gives `title -> address`, `title = fact`, `key ...` for the rest, `! key why`.
fn outcome(annotations: &str, rules: &str, remote: Option<&str>) -> String {
    let annotations: Vec<KeyValue> = annotations
        .lines()
        .map(|line| line.split_once(": ").unwrap())
        .map(|(key, value)| KeyValue { key: key.into(), value: value.into(), span: Span::FILE })
        .collect();
    let text = format!("catalog: {{annotations: {{{rules}}}}}\nsecurity: {{url_schemes: [slack]}}\n");
    let file = File::new("", RepoPath::parse("platdocs.yaml").unwrap());
    let config = crate::config::parse(text.as_bytes(), &file).unwrap();
    let forge = Forge::of(remote, None);
    let expanded = expand(&annotations, forge.as_ref(), Settings::of(&config));
    let mut out = String::new();
    for link in &expanded.links {
        let _ = writeln!(out, "{} -> {}", link.title, link.url);
    }
    for fact in &expanded.facts {
        let reference = fact.reference.as_ref().map_or_else(String::new, |target| format!(" ({target})"));
        let _ = writeln!(out, "{} = {}{reference}", fact.title, fact.value);
    }
    for other in &expanded.rest {
        let _ = writeln!(out, "{} ...", other.key);
    }
    for (annotation, why) in &expanded.refused {
        let _ = writeln!(out, "! {} {why}", annotation.key);
    }
    out.trim_end().replace('\n', "; ")
}

#[test]
fn annotations_become_what_readers_need() {
    let check = |annotations: &str, rules: &str, expect: &str| {
        assert_eq!(outcome(annotations, rules, None), expect, "{annotations} {{{rules}}}");
    };
    check(
        "github.com/project-slug: acme/shop",
        "",
        "Repository -> https://github.com/acme/shop; Actions -> https://github.com/acme/shop/actions; \
         Issues -> https://github.com/acme/shop/issues; Pull requests -> https://github.com/acme/shop/pulls",
    );
    check("github.com/team-slug: acme/web", "", "GitHub team -> https://github.com/orgs/acme/teams/web");
    check("github.com/user-login: ines", "", "GitHub profile -> https://github.com/ines");
    check("gitlab.com/project-slug: a/b/c", "", "GitLab project -> https://gitlab.com/a/b/c");
    check("bitbucket.com/project-slug: a/b", "", "Bitbucket repository -> https://bitbucket.org/a/b");
    check("dev.azure.com/project-repo: p/r", "", "Azure repository = p/r");
    check(
        "dev.azure.com/project-repo: my shop/r\ndev.azure.com/host-org: dev.azure.com/acme",
        "",
        "Azure repository -> https://dev.azure.com/acme/my%20shop/_git/r",
    );
    check("circleci.com/project-slug: gh/a/b", "", "CircleCI -> https://app.circleci.com/pipelines/gh/a/b");
    check("travis-ci.com/repo-slug: a/b", "", "Travis CI -> https://app.travis-ci.com/github/a/b");
    check("buildkite.com/project-slug: a/b", "", "Buildkite -> https://buildkite.com/a/b");
    check("jenkins.io/job-full-name: x:a/b", "", "Jenkins job = x:a/b");
    for name in ["x:a/b", "a/b"] {
        let (annotation, rule) = (
            format!("jenkins.io/job-full-name: {name}"),
            "jenkins.io/job-full-name: {base: \"https://ci.acme.example/\"}",
        );
        check(&annotation, rule, "Jenkins -> https://ci.acme.example/job/a/job/b");
    }
    check(
        "sonarqube.org/project-key: org:a",
        "sonarqube.org/project-key: {base: \"https://q.example\"}",
        "SonarQube -> https://q.example/dashboard?id=org%3Aa",
    );
    let sentry = "sentry.io/project-slug: {base: \"https://acme.sentry.io\"}";
    check("sentry.io/project-slug: o/p", sentry, "Sentry -> https://acme.sentry.io/organizations/o/projects/p/");
    check("sentry.io/project-slug: p", sentry, "Sentry -> https://acme.sentry.io/projects/p/");
    check("pagerduty.com/integration-key: 0123456789abcdef", "", "");
    check(
        "pagerduty.com/integration-key: 0123456789abcdef",
        "pagerduty.com/*: {url: \"https://x.example/{value}\"}",
        "",
    );
    check("pagerduty.com/service-id: P1", "", "PagerDuty service = P1");
    check(
        "pagerduty.com/service-id: P1\nargocd/app-name: a\ngrafana/dashboard-id: d",
        "pagerduty.com/service-id: {base: \"https://a.pagerduty.com\"}, argocd/app-name: {base: \"https://argo\"}, \
         grafana/dashboard-id: {base: \"https://g/sub/\"}",
        "PagerDuty -> https://a.pagerduty.com/service-directory/P1; Argo CD -> https://argo/applications/a; \
         Grafana dashboard -> https://g/sub/d/d",
    );
    check(
        "jira/project-key: DPE, KS,",
        "jira/project-key: {base: \"https://j\"}",
        "Jira: DPE -> https://j/browse/DPE; Jira: KS -> https://j/browse/KS",
    );
    check(
        "datadoghq.com/dashboard-url: https://d.example/a,b?c=1",
        "",
        "Datadog dashboard -> https://d.example/a,b?c=1",
    );
    check("lighthouse.com/website-url: https://x.example", "", "Website -> https://x.example/");
    check("snyk.io/org-name: acme", "", "Snyk -> https://app.snyk.io/org/acme");
    check(
        "aws.com/lambda-function-name: pay\naws.com/lambda-region: eu-west-1",
        "",
        "AWS Lambda -> https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/pay; \
         AWS region = eu-west-1",
    );
    check("aws.com/lambda-function-name: pay", "", "Lambda function = pay");
    check("backstage.io/techdocs-ref: dir:.", "", "");
    check(
        "backstage.io/source-template: template:default/go",
        "",
        "Made from = template:default/go (template:default/go)",
    );
    for (value, words) in [("PT4H", "4 hours"), ("P1DT30M", "1 day 30 minutes"), ("4h", "4h"), ("PT", "PT")] {
        check(&format!("backstage.io/time-saved: {value}"), "", &format!("Time saved = {words}"));
    }
    check("backstage.io/kubernetes-id: shop", "", "Kubernetes = shop");
    check("prometheus.io/rule: a", "", "Prometheus rule = a");
    check("amazon.com/lambda-function-arn: arn:aws:x", "", "AWS lambda function = arn:aws:x");
    check(
        "acme.example/anything: x\nlighthouse.com/website-url:  ",
        "",
        "acme.example/anything ...; lighthouse.com/website-url ...",
    );
}

#[test]
fn the_portals_own_rules_go_first() {
    let check = |annotations: &str, rules: &str, expect: &str| {
        assert_eq!(outcome(annotations, rules, None), expect, "{annotations} {{{rules}}}");
    };
    check("acme.example/cost: 17", "acme.example/cost: {title: Cost centre}", "Cost centre = 17");
    check(
        "acme.example/cost: 17/b",
        "acme.example/cost: {url: \"https://c.example/{1}?of={0}\"}",
        "acme.example/cost -> https://c.example/b?of=17",
    );
    check("acme.example/cost: 17", "acme.example/cost: {url: \"https://c.example/{1}\", title: Cost}", "Cost = 17");
    check("jira/project-key: A", "jira/project-key: {url: \"https://x/{value}\"}", "Jira project -> https://x/A");
    check("jira/project-key: A", "jira/*: {base: \"https://x\", title: Board}", "Board -> https://x/browse/A");
    check("acme.example/a-id: 1", "acme.example/*: {title: Any}, acme.example/*-id: {title: Id}", "Id = 1");
    check(
        "acme.example/room: r",
        "acme.example/room: {url: \"slack://room?id={value}\"}",
        "acme.example/room -> slack://room?id=r",
    );
    check("backstage.io/techdocs-ref: dir:.", "backstage.io/techdocs-ref: {title: Docs}", "Docs = dir:.");
}

#[test]
fn links_to_repositories_go_to_the_host_of_the_repository() {
    let check = |key: &str, remote: &str, expect: &str| {
        let text = outcome(&format!("{key}: acme/shop"), "", Some(remote));
        assert!(text.contains(&format!("-> https://{expect}/acme/shop")), "{remote}: {text}");
    };
    check("github.com/project-slug", "https://github.acme.example/other/x", "github.acme.example");
    check("github.com/project-slug", "git@git.acme.example:acme/shop.git", "git.acme.example");
    check("github.com/project-slug", "https://git.acme.example/mirrors/shop", "github.com");
    check("gitlab.com/project-slug", "https://gitlab.acme.example/a/b", "gitlab.acme.example");
    check("gitlab.com/project-slug", "https://github.com/a/b", "gitlab.com");
}

#[test]
fn hostile_values_stay_harmless() {
    let rules = "sonarqube.org/project-key: {base: \"https://q.example\"}, jira/project-key: {base: \"https://j.example\"}, \
        acme.example/host: {url: \"https://{0}.acme.example/\"}, acme.example/own: {url: \"{value}\"}";
    let check = |annotation: &str, expect: &str| assert_eq!(outcome(annotation, rules, None), expect, "{annotation}");
    check("github.com/project-slug: x/../../evil?", "GitHub repository = x/../../evil?");
    check("github.com/user-login: ..", "GitHub user = ..");
    check("github.com/user-login: //evil.example", "GitHub user = //evil.example");
    check("github.com/user-login: a?b#c\\..\\d", "GitHub profile -> https://github.com/a%3Fb%23c%5C..%5Cd");
    check("github.com/user-login: %2e%2e", "GitHub profile -> https://github.com/%252e%252e");
    check("github.com/user-login: \"><script>", "GitHub profile -> https://github.com/%22%3E%3Cscript%3E");
    check(
        "sonarqube.org/project-key: a&b=javascript:",
        "SonarQube -> https://q.example/dashboard?id=a%26b%3Djavascript%3A",
    );
    check("jira/project-key: {base}", "Jira -> https://j.example/browse/%7Bbase%7D");
    check(
        "acme.example/host: evil.example?",
        "acme.example/host = evil.example?; ! acme.example/host is no valid address",
    );
    check("acme.example/host: me@evil", "acme.example/host = me@evil; ! acme.example/host is no valid address");
    check(
        "acme.example/own: javascript:alert(1)",
        "acme.example/own = javascript:alert(1); ! acme.example/own has the scheme `javascript:`, which is not allowed",
    );
    check(
        "lighthouse.com/website-url: java\tscript:alert(1)",
        "Website = java\tscript:alert(1); ! lighthouse.com/website-url has the scheme `javascript:`, which is not allowed",
    );
    check(
        "lighthouse.com/website-url: tel:1",
        "Website = tel:1; ! lighthouse.com/website-url has the scheme `tel:`, which is not allowed",
    );
    check(
        "lighthouse.com/website-url: x.example",
        "Website = x.example; ! lighthouse.com/website-url has no scheme such as `https:`",
    );
    check(
        "aws.com/lambda-function-name: f\naws.com/lambda-region: evil.example/",
        "Lambda function = f; AWS region = evil.example/",
    );
    check("dev.azure.com/project-repo: p/r\ndev.azure.com/host-org: evil.example/x", "Azure repository = p/r");
    let many = (0..100).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(outcome(&format!("jira/project-key: {many}"), rules, None).matches("->").count(), MAX_ITEMS);
}

#[test]
fn a_forge_is_inferred_when_all_entities_name_one_project() {
    let check = |slugs: &[(&str, &str)], expect: Option<&str>| {
        let text: String = slugs
            .iter()
            .enumerate()
            .map(|(n, (key, slug))| {
                format!("---\nkind: API\nmetadata: {{name: a{n}, annotations: {{{key}: \"{slug}\"}}}}\n")
            })
            .collect();
        let file = File::new("r", RepoPath::parse("catalog-info.yaml").unwrap());
        let read = |_: &RepoPath| Err(super::super::FileProblem::Missing);
        let context = super::super::FileContext { read: &read, web_url: None, model: &super::super::Model::default() };
        let (entities, _) = super::super::read_file(&file, text.as_bytes(), &context);
        assert_eq!(entities.len(), slugs.len());
        let forge = inferred_forge(&entities);
        assert_eq!(forge.as_ref().map(|forge| &*forge.web_url), expect, "{slugs:?}");
        assert!(forge.is_none_or(|forge| forge.branch == "HEAD"));
    };
    let (github, gitlab) = ("github.com/project-slug", "gitlab.com/project-slug");
    check(&[], None);
    check(&[("acme.example/x", "a/b")], None);
    check(&[(github, "a/b")], Some("https://github.com/a/b"));
    check(&[(github, "a/b"), ("acme.example/x", "y"), (github, "a/b")], Some("https://github.com/a/b"));
    check(&[(github, "a/b"), (github, "a/c")], None);
    check(&[(gitlab, "a/b/c")], Some("https://gitlab.com/a/b/c"));
    check(&[(github, "a/b/c")], None);
    for slug in ["", "a", "a/..", "./b", "a/b?", "a/b\\\"onload=x", "https://evil.example"] {
        check(&[(github, slug)], None);
    }
}
