//! Who may call, and where.

use super::{At, Document, Operation, Version};

/// One way to be allowed: all schemes of it together. None is "no authentication".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative<'a> {
    /// The names of schemes with the scopes that they need.
    pub schemes: Vec<(&'a str, Vec<&'a str>)>,
}

/// A security scheme.
#[derive(Clone, Copy)]
pub struct Scheme<'a> {
    /// Its name.
    pub name: &'a str,
    /// The mapping.
    pub at: At<'a>,
}

/// Where an API is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server<'a> {
    /// The address as written, with names in braces.
    pub url: String,
    /// Its name or description, may be empty.
    pub label: &'a str,
    /// The names in braces: name, default, allowed values, description.
    pub variables: Vec<Variable<'a>>,
}

/// A name in the address of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable<'a> {
    /// The name.
    pub name: &'a str,
    /// What stands there unless a client says otherwise.
    pub default: &'a str,
    /// What may stand there; empty if anything may.
    pub values: Vec<&'a str>,
    /// What the author says about it.
    pub description: &'a str,
}

impl Server<'_> {
    /// The address with its names filled in by their defaults.
    pub fn filled(&self) -> String {
        self.variables
            .iter()
            .fold(self.url.clone(), |url, variable| url.replace(&format!("{{{}}}", variable.name), variable.default))
    }
}

impl Scheme<'_> {
    /// The sort in words of OpenAPI 3: `http`, `apiKey`, `oauth2`, `openIdConnect`, `mutualTLS`.
    pub fn sort(&self) -> &str {
        match self.at.text_of("type").unwrap_or_default() {
            "basic" => "http",
            other => other,
        }
    }

    /// The scheme of `http`: `basic`, `bearer`.
    pub fn http(&self) -> String {
        match self.at.text_of("type") {
            Some("basic") => "basic".into(),
            _ => self.at.text_of("scheme").unwrap_or_default().to_lowercase(),
        }
    }

    /// The flows of `oauth2` by their names in OpenAPI 3.
    pub fn flows(&self) -> Vec<(&str, At<'_>)> {
        if let Some(flows) = self.at.get("flows") {
            return flows.entries().filter(|(name, _)| !name.starts_with("x-")).collect();
        }
        let flow = self.at.text_of("flow").map(|flow| match flow {
            "accessCode" => "authorizationCode",
            "application" => "clientCredentials",
            other => other,
        });
        flow.map(|flow| (flow, self.at)).into_iter().collect()
    }
}

impl Document {
    /// The schemes in document order.
    pub fn schemes(&self) -> Vec<Scheme<'_>> {
        let all = self.components("securitySchemes").into_iter().flat_map(At::entries);
        all.filter_map(|(name, at)| Some(Scheme { name, at: self.resolve(at).ok()?.at })).collect()
    }

    /// A scheme by its name.
    pub fn scheme(&self, name: &str) -> Option<Scheme<'_>> {
        self.schemes().into_iter().find(|scheme| scheme.name == name)
    }

    /// The servers of the whole API.
    pub fn servers(&self) -> Vec<Server<'_>> {
        if self.version > Version::V2 {
            let all = self.root().get("servers").or_else(|| self.root().get("x-servers"));
            return all.map(servers).unwrap_or_default();
        }
        let base = self.root().text_of("basePath").unwrap_or_default();
        let Some(host) = self.root().text_of("host") else {
            let relative = Server { url: base.into(), label: "", variables: Vec::new() };
            return if base.is_empty() { Vec::new() } else { vec![relative] };
        };
        let mut schemes: Vec<&str> =
            self.root().get("schemes").into_iter().flat_map(At::items).filter_map(At::text).collect();
        if schemes.is_empty() {
            schemes.push("https");
        }
        schemes.sort_by_key(|scheme| *scheme != "https");
        let server =
            |scheme: &str| Server { url: format!("{scheme}://{host}{base}"), label: "", variables: Vec::new() };
        schemes.into_iter().map(server).collect()
    }
}

impl<'a> Operation<'a> {
    /// The ways to be allowed; `None` if nothing is said anywhere, an empty list for "no authentication".
    pub fn security(&self) -> Option<Vec<Alternative<'a>>> {
        let at = self.security_at()?;
        let alternative = |at: At<'a>| Alternative {
            schemes: at.entries().map(|(name, scopes)| (name, scopes.items().filter_map(At::text).collect())).collect(),
        };
        Some(at.items().map(alternative).collect())
    }

    /// The servers of this operation.
    pub fn servers(&self) -> Vec<Server<'a>> {
        self.own_servers().map_or_else(|| self.document.servers(), servers)
    }

    /// True if the operation is served elsewhere than the rest of the API.
    pub fn has_own_servers(&self) -> bool {
        self.own_servers().is_some()
    }
}

fn servers(at: At<'_>) -> Vec<Server<'_>> {
    at.items()
        .filter(|at| !at.says("x-internal"))
        .filter_map(|at| {
            let variables = at.get("variables").into_iter().flat_map(At::entries).map(|(name, variable)| Variable {
                name,
                default: variable.text_of("default").unwrap_or_default(),
                values: variable.get("enum").into_iter().flat_map(At::items).filter_map(At::text).collect(),
                description: variable.text_of("description").unwrap_or_default(),
            });
            Some(Server {
                url: at.text_of("url")?.trim().to_owned(),
                label: at.text_of("name").or(at.text_of("description")).unwrap_or_default().trim(),
                variables: variables.collect(),
            })
        })
        .collect()
}
