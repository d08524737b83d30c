//! The annotations that platdocs knows by itself (catalog contract, section 11).

/// What a known annotation becomes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// It is never shown, because it may be a secret.
    Hidden,
    /// It steers platdocs or Backstage and tells readers nothing.
    Plumbing,
    /// Its value is shown as text.
    Fact,
    /// Its value is a duration as in ISO 8601.
    Duration,
    /// Its value refers to an entity.
    Entity,
    /// Its value is a part of these addresses.
    Links(&'static [BuiltIn]),
}

/// A link of a known annotation.
#[derive(Clone, Copy, Debug)]
pub(super) struct BuiltIn {
    /// What readers see.
    pub title: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// Templates, of which the first whose placeholders can all be filled is taken.
    pub templates: &'static [&'static str],
}

/// The title for facts and the form of a known annotation.
pub(super) type Known = (&'static str, Form);

const fn one(title: &'static str, icon: &'static str, templates: &'static [&'static str]) -> BuiltIn {
    BuiltIn { title, icon, templates }
}

/// All known annotations by key or pattern; the first that fits counts.
const TABLE: &[(&str, &str, Form)] = &[
    (
        "github.com/project-slug",
        "GitHub repository",
        Form::Links(&[
            one("Repository", "repository", &["{base}/{0}/{1}"]),
            one("Actions", "build", &["{base}/{0}/{1}/actions"]),
            one("Issues", "issue", &["{base}/{0}/{1}/issues"]),
            one("Pull requests", "merge", &["{base}/{0}/{1}/pulls"]),
        ]),
    ),
    (
        "github.com/team-slug",
        "GitHub team",
        Form::Links(&[one("GitHub team", "group", &["{base}/orgs/{0}/teams/{1}"])]),
    ),
    ("github.com/user-login", "GitHub user", Form::Links(&[one("GitHub profile", "user", &["{base}/{value}"])])),
    (
        "gitlab.com/project-slug",
        "GitLab project",
        Form::Links(&[one("GitLab project", "repository", &["{base}/{value}"])]),
    ),
    (
        "bitbucket.com/project-slug",
        "Bitbucket repository",
        Form::Links(&[one("Bitbucket repository", "repository", &["{base}/{value}"])]),
    ),
    (
        "bitbucket.org/project-slug",
        "Bitbucket repository",
        Form::Links(&[one("Bitbucket repository", "repository", &["{base}/{value}"])]),
    ),
    (
        "dev.azure.com/project-repo",
        "Azure repository",
        Form::Links(&[one("Azure repository", "repository", &["{base}/{0}/_git/{1}"])]),
    ),
    (
        "circleci.com/project-slug",
        "CircleCI project",
        Form::Links(&[one("CircleCI", "build", &["https://app.circleci.com/pipelines/{value}"])]),
    ),
    (
        "travis-ci.com/repo-slug",
        "Travis CI project",
        Form::Links(&[one("Travis CI", "build", &["https://app.travis-ci.com/github/{value}"])]),
    ),
    (
        "buildkite.com/project-slug",
        "Buildkite pipeline",
        Form::Links(&[one("Buildkite", "build", &["https://buildkite.com/{value}"])]),
    ),
    ("jenkins.io/job-full-name", "Jenkins job", Form::Links(&[one("Jenkins", "build", &["{base}/{jobs}"])])),
    (
        "sonarqube.org/project-key",
        "SonarQube project",
        Form::Links(&[one("SonarQube", "check", &["{base}/dashboard?id={value}"])]),
    ),
    (
        "sentry.io/project-slug",
        "Sentry project",
        Form::Links(&[one("Sentry", "warning", &["{base}/organizations/{0}/projects/{1}/", "{base}/projects/{0}/"])]),
    ),
    ("pagerduty.com/integration-key", "", Form::Hidden),
    (
        "pagerduty.com/service-id",
        "PagerDuty service",
        Form::Links(&[one("PagerDuty", "warning", &["{base}/service-directory/{value}"])]),
    ),
    (
        "argocd/app-name",
        "Argo CD application",
        Form::Links(&[one("Argo CD", "build", &["{base}/applications/{value}"])]),
    ),
    (
        "grafana/dashboard-id",
        "Grafana dashboard",
        Form::Links(&[one("Grafana dashboard", "dashboard", &["{base}/d/{value}"])]),
    ),
    ("jira/project-key", "Jira project", Form::Links(&[one("Jira", "issue", &["{base}/browse/{value}"])])),
    (
        "datadoghq.com/dashboard-url",
        "Datadog dashboard",
        Form::Links(&[one("Datadog dashboard", "dashboard", &["{value}"])]),
    ),
    ("lighthouse.com/website-url", "Website", Form::Links(&[one("Website", "external", &["{value}"])])),
    (
        "snyk.io/org-name",
        "Snyk organisation",
        Form::Links(&[one("Snyk", "check", &["https://app.snyk.io/org/{value}"])]),
    ),
    (
        "aws.com/lambda-function-name",
        "Lambda function",
        Form::Links(&[one(
            "AWS Lambda",
            "resource",
            &["https://{region}.console.aws.amazon.com/lambda/home?region={region}#/functions/{value}"],
        )]),
    ),
    ("aws.com/lambda-region", "AWS region", Form::Fact),
    ("backstage.io/source-template", "Made from", Form::Entity),
    ("backstage.io/time-saved", "Time saved", Form::Duration),
    ("backstage.io/kubernetes-id", "Kubernetes", Form::Fact),
    ("backstage.io/*", "", Form::Plumbing),
    ("platdocs/api-history", "", Form::Plumbing),
    ("platdocs/docs-versions", "", Form::Plumbing),
    ("dev.azure.com/host-org", "", Form::Plumbing),
    ("prometheus.io/*", "Prometheus", Form::Fact),
    ("vault.io/*", "Vault", Form::Fact),
    ("opsgenie.com/*", "Opsgenie", Form::Fact),
    ("gocd.org/pipelines", "GoCD pipelines", Form::Fact),
    ("amazon.com/*-arn", "AWS", Form::Fact),
];

/// What is known about a key, and the piece of the key that the `*` of its pattern stands for.
pub(super) fn known(key: &str) -> Option<(Known, &str)> {
    TABLE.iter().find_map(|(pattern, title, form)| Some(((*title, *form), stands_for(pattern, key)?)))
}

/// What the `*` of a pattern stands for in a key; empty for a pattern without one, `None` if they do not fit.
pub(super) fn stands_for<'k>(pattern: &str, key: &'k str) -> Option<&'k str> {
    match pattern.split_once('*') {
        None => (pattern == key).then_some(""),
        Some((start, end)) => key.strip_prefix(start)?.strip_suffix(end),
    }
}
