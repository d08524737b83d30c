//! Where a page can be edited, as the configuration says it.

use std::fmt::Write;

use url::Url;

/// `repo_url`, `edit_uri` and `edit_uri_template` as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditLinks {
    /// `repo_url`.
    pub repo_url: Option<String>,
    /// `edit_uri`; the empty text switches edit links off.
    pub edit_uri: Option<String>,
    /// `edit_uri_template`.
    pub template: Option<String>,
}

/// The edit link of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditLink {
    /// The configuration does not say; the crawled repository knows.
    Unsaid,
    /// The authors want none.
    Off,
    /// This address, not yet checked.
    Address(String),
}

impl EditLinks {
    /// The edit link of the page with this path below `docs_dir`.
    ///
    /// The rules are those of MkDocs: `edit_uri` is joined to `repo_url` as a browser joins links, `?` and `#` forms are
    /// hung on, an absolute `edit_uri` needs no `repo_url`.
    pub fn link(&self, path: &str) -> EditLink {
        let off = |text: &Option<String>| text.as_deref() == Some("");
        if off(&self.template) || self.template.is_none() && off(&self.edit_uri) {
            return EditLink::Off;
        }
        let address = match (&self.template, &self.edit_uri) {
            (Some(template), _) => fill(template, path),
            (None, Some(edit)) if edit.starts_with(['?', '#']) || edit.ends_with('/') => {
                format!("{edit}{}", quoted(path))
            }
            (None, Some(edit)) => format!("{edit}/{}", quoted(path)),
            (None, None) => return EditLink::Unsaid,
        };
        match self.absolute(&address) {
            Some(address) => EditLink::Address(address),
            None => EditLink::Unsaid,
        }
    }

    /// What MkDocs assumes when only `repo_url` is there and nothing else is known of the repository.
    pub fn guess(&self, path: &str) -> Option<String> {
        let repository = self.repo_url.as_deref()?;
        let host = Url::parse(repository).ok()?.host_str()?.to_owned();
        let middle = match host.as_str() {
            "github.com" | "gitlab.com" => "edit/master/docs/",
            "bitbucket.org" => "src/default/docs/",
            _ => return None,
        };
        self.absolute(&format!("{middle}{}", quoted(path)))
    }

    fn absolute(&self, address: &str) -> Option<String> {
        if Url::parse(address).is_ok() {
            return Some(address.to_owned());
        }
        let repository = self.repo_url.as_deref()?;
        let base = if address.starts_with(['?', '#']) || repository.ends_with('/') {
            repository.to_owned()
        } else {
            format!("{repository}/")
        };
        Some(Url::parse(&base).ok()?.join(address).ok()?.into())
    }
}

/// Fills `{path}`, `{path_noext}` and their `!q` forms.
fn fill(template: &str, path: &str) -> String {
    let name_start = path.rfind('/').map_or(0, |slash| slash + 1);
    let end = path[name_start..].rfind('.').map_or(path.len(), |dot| name_start + dot);
    let bare = &path[..end];
    let mut out = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let inside = &rest[open + 1..];
        let Some(close) = inside.find('}') else {
            rest = &rest[open..];
            break;
        };
        match &inside[..close] {
            "path" => out.push_str(path),
            "path!q" => out.push_str(&quoted(path)),
            "path_noext" => out.push_str(bare),
            "path_noext!q" => out.push_str(&quoted(bare)),
            other => {
                let _ = write!(out, "{{{other}}}");
            }
        }
        rest = &inside[close + 1..];
    }
    out.push_str(rest);
    out
}

/// Percent-encodes a path, `/` kept.
fn quoted(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
