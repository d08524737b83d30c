//! The security schemes of an API.

use super::{MAX_USERS, Pages, Part, rows, said};
use crate::api::openapi::{At, Document, Operation, Scheme};
use crate::site::view::{ApiFlow, ApiNeed, ApiScheme, ApiSecurity, ApiSecurityView, Link, Page, View};

impl Pages<'_> {
    pub(super) fn security(&self, document: &Document) -> Page {
        let schemes = document.schemes();
        let view = ApiSecurityView {
            head: self.head(Vec::new()),
            schemes: schemes.iter().map(|scheme| self.scheme(document, scheme)).collect(),
        };
        self.framed("Security", "", View::ApiSecurity(Box::new(view)))
    }

    fn scheme(&self, document: &Document, scheme: &Scheme<'_>) -> ApiScheme {
        let needs = |number: &usize| {
            let operation = document.operation(&document.operations[*number]);
            let alternatives = operation.security().unwrap_or_default();
            alternatives.iter().any(|way| way.schemes.iter().any(|(name, _)| *name == scheme.name))
        };
        let users: Vec<usize> = (0..document.operations.len()).filter(needs).collect();
        let all = users.len() == document.operations.len();
        let shown = if all { &[][..] } else { &users[..users.len().min(MAX_USERS)] };
        ApiScheme {
            id: rows::id(&["scheme", scheme.name]),
            name: scheme.name.to_owned(),
            what: what(scheme),
            description: said(scheme.at.text_of("description").unwrap_or_default().trim()),
            facts: facts(scheme),
            flows: scheme.flows().into_iter().map(|(name, at)| flow(name, at)).collect(),
            operations: shown
                .iter()
                .map(|number| self.nav_item(document, *number, &document.operations[*number]))
                .collect(),
            more: if all { 0 } else { users.len() - shown.len() },
        }
    }

    /// Who may call an operation.
    pub(super) fn needs(&self, operation: &Operation<'_>) -> ApiSecurity {
        let document = operation.document;
        let Some(alternatives) = operation.security() else { return ApiSecurity::default() };
        let page = self.href_of(document, Part::Security);
        let need = |(name, scopes): &(&str, Vec<&str>)| {
            let scheme = document.scheme(name);
            let href = scheme.map_or_else(String::new, |_| format!("{page}#{}", rows::id(&["scheme", name])));
            let text = scheme.map_or_else(|| (*name).to_owned(), |scheme| what(&scheme));
            ApiNeed { scheme: Link { text, href }, scopes: scopes.iter().map(ToString::to_string).collect() }
        };
        let ways = alternatives.iter().map(|way| way.schemes.iter().map(need).collect());
        ApiSecurity { said: true, alternatives: ways.collect() }
    }
}

/// What a scheme is, in words.
pub(super) fn what(scheme: &Scheme<'_>) -> String {
    match (scheme.sort(), &*scheme.http()) {
        ("http", "basic") => "Basic authentication".into(),
        ("http", "bearer") => match scheme.at.text_of("bearerFormat") {
            Some(format) => format!("Bearer token ({format})"),
            None => "Bearer token".into(),
        },
        ("http", other) => format!("HTTP {other}"),
        ("apiKey", _) => "API key".into(),
        ("oauth2", _) => "OAuth 2".into(),
        ("openIdConnect", _) => "OpenID Connect".into(),
        ("mutualTLS", _) => "Client certificate".into(),
        // The rest stands in AsyncAPI only.
        ("X509", _) => "Client certificate (X.509)".into(),
        ("httpApiKey", _) => "API key over HTTP".into(),
        ("userPassword", _) => "User and password".into(),
        ("plain", _) => "User and password (SASL plain)".into(),
        ("scramSha256", _) => "User and password (SCRAM SHA-256)".into(),
        ("scramSha512", _) => "User and password (SCRAM SHA-512)".into(),
        ("gssapi", _) => "Kerberos (GSSAPI)".into(),
        ("symmetricEncryption", _) => "Symmetric encryption".into(),
        ("asymmetricEncryption", _) => "Asymmetric encryption".into(),
        ("", _) => scheme.name.to_owned(),
        (other, _) => other.to_owned(),
    }
}

fn facts(scheme: &Scheme<'_>) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: Option<&str>| {
        facts.extend(value.filter(|value| !value.is_empty()).map(|value| (name.to_owned(), value.to_owned())));
    };
    if matches!(scheme.sort(), "apiKey" | "httpApiKey") {
        fact("Sent as", scheme.at.text_of("in"));
        fact("Name", scheme.at.text_of("name"));
    }
    fact("Discovery", scheme.at.text_of("openIdConnectUrl"));
    fact("Metadata", scheme.at.text_of("oauth2MetadataUrl"));
    for (name, value) in scheme.at.entries().filter(|(name, _)| name.starts_with("x-")) {
        fact(name, value.text().map(|text| text.get(..200).unwrap_or(text)));
    }
    facts
}

fn flow(name: &str, at: At<'_>) -> ApiFlow {
    let title = match name {
        "authorizationCode" => "Authorization code",
        "clientCredentials" => "Client credentials",
        "implicit" => "Implicit",
        "password" => "Password",
        "deviceAuthorization" => "Device authorization",
        other => other,
    };
    let urls = [
        ("Authorization", "authorizationUrl"),
        ("Device authorization", "deviceAuthorizationUrl"),
        ("Token", "tokenUrl"),
        ("Refresh", "refreshUrl"),
    ];
    let facts = urls.iter().filter_map(|(name, key)| Some(((*name).to_owned(), at.text_of(key)?.to_owned())));
    let scopes = at.get("scopes").into_iter().flat_map(At::entries);
    ApiFlow {
        title: title.to_owned(),
        facts: facts.collect(),
        scopes: scopes.map(|(name, said)| (name.to_owned(), said.text().unwrap_or_default().to_owned())).collect(),
    }
}
