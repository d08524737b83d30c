//! What a request needs to be allowed.

use super::super::Operation;
use super::text::{Text, header_name, variable};

/// Names that hold credentials wherever they stand.
const NAMES: [&str; 10] = [
    "authorization",
    "proxy-authorization",
    "x-api-key",
    "api-key",
    "api_key",
    "apikey",
    "x-auth-token",
    "x-access-token",
    "access_token",
    "client_secret",
];

/// The credentials of the first alternative.
#[derive(Default)]
pub(super) struct Credentials {
    /// Headers.
    pub headers: Vec<(String, Text)>,
    /// Parameters of the query.
    pub query: Vec<(String, Text)>,
    /// Cookies.
    pub cookies: Vec<(String, Text)>,
    /// True for a user with a password.
    pub password: bool,
    /// True for a certificate of the client.
    pub certificate: bool,
}

impl Credentials {
    /// What an operation asks for.
    pub fn of(operation: &Operation<'_>) -> Self {
        let mut all = Self::default();
        let alternatives = operation.security().unwrap_or_default();
        let Some(first) = alternatives.first() else { return all };
        let schemes: Vec<_> = first.schemes.iter().filter_map(|(name, _)| operation.document.scheme(name)).collect();
        let keys = schemes.iter().filter(|scheme| scheme.sort() == "apiKey").count();
        for scheme in &schemes {
            match (scheme.sort(), &*scheme.http()) {
                ("apiKey", _) => {
                    let name = scheme.at.text_of("name").unwrap_or(scheme.name);
                    let variable = if keys > 1 { variable(name) } else { "API_KEY".to_owned() };
                    all.key(scheme.at.text_of("in").unwrap_or("header"), name, &variable);
                }
                ("http", "basic") => all.password = true,
                ("http", "bearer") | ("oauth2" | "openIdConnect", _) => {
                    all.header("Authorization", Text::secret("Bearer ", "TOKEN"));
                }
                ("http", _) => {
                    let written = header_name(scheme.at.text_of("scheme").unwrap_or_default()).unwrap_or("Bearer");
                    all.header("Authorization", Text::secret(&format!("{written} "), "CREDENTIALS"));
                }
                ("mutualTLS", _) => all.certificate = true,
                _ => {}
            }
        }
        all
    }

    fn key(&mut self, place: &str, name: &str, variable: &str) {
        let secret = Text::secret("", variable);
        match place {
            "query" => self.query.push((name.to_owned(), secret)),
            "cookie" => self.cookies.push((name.to_owned(), secret)),
            _ => self.header(name, secret),
        }
    }

    fn header(&mut self, name: &str, value: Text) {
        let is_taken = self.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        if let (Some(name), false) = (header_name(name), is_taken) {
            self.headers.push((name.to_owned(), value));
        }
    }

    /// True if a parameter is one of these credentials.
    pub fn has(&self, place: &str, name: &str) -> bool {
        let among = |all: &[(String, Text)]| all.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        match place {
            "header" => among(&self.headers) || (self.password && name.eq_ignore_ascii_case("authorization")),
            "query" => among(&self.query),
            "cookie" => among(&self.cookies),
            _ => false,
        }
    }
}

/// The placeholder of a parameter that holds a credential by its name.
pub(super) fn of_parameter(name: &str) -> Option<Text> {
    NAMES.contains(&&*name.to_ascii_lowercase()).then(|| Text::secret("", variable(name)))
}
