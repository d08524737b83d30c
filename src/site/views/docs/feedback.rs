//! Where readers report what is wrong with a page, with what is known of it filled in.

use url::Url;

use super::{Context, title};
use crate::config::Feedback;
use crate::portal::DocsSet;
use crate::safe::SafeUrl;
use crate::site::view::Report;

pub(super) fn report(context: &Context<'_>, set: &DocsSet, nth: usize) -> Report {
    match &context.config.docs.feedback {
        Feedback::Off => Some(Report::default()),
        Feedback::Forge => issue(context, set, nth),
        Feedback::Address(url) => filled(url, &facts(context, set, nth)),
    }
    .unwrap_or_default()
}

/// What a form can be told about a page.
struct Facts {
    title: String,
    /// Its absolute address, empty if the portal does not know its own.
    url: String,
    file: String,
}

fn facts(context: &Context<'_>, set: &DocsSet, nth: usize) -> Facts {
    let file = &set.layout.pages[nth];
    let own = title(set, &file.url);
    let whole = &set.layout.title;
    Facts {
        title: if file.url == set.layout.start { whole.clone() } else { format!("{whole}: {own}") },
        url: context.canonical(&file.url),
        file: file.source.to_string(),
    }
}

/// A new issue on the host of the repository.
fn issue(context: &Context<'_>, set: &DocsSet, nth: usize) -> Option<Report> {
    let forge = context.portal.origin(set).forge.as_ref()?;
    let form = forge.issue_form()?;
    let Facts { title, url, .. } = facts(context, set, nth);
    let source = forge.view_url(&set.layout.pages[nth].source);
    let body = if url.is_empty() { source } else { format!("{url}\n{source}") };
    let mut address = Url::parse(&form.url).ok()?;
    address.query_pairs_mut().append_pair(form.title, &title).append_pair(form.text, &body);
    linked(&address, form.text)
}

/// An owner's address with its placeholders filled in.
fn filled(template: &Url, facts: &Facts) -> Option<Report> {
    let pairs: Vec<(String, String)> = template.query_pairs().into_owned().collect();
    let field = pairs.iter().find(|(_, value)| value.contains("{text}")).map(|(name, _)| name.clone());
    let mut address = template.clone();
    address.set_query(None);
    for (name, value) in &pairs {
        address.query_pairs_mut().append_pair(name, &fill(value, facts));
    }
    linked(&address, &field.unwrap_or_default())
}

/// Placeholders in one pass, so that a title in braces stays a title.
fn fill(value: &str, facts: &Facts) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        let known = [("{title}", &*facts.title), ("{url}", &*facts.url), ("{file}", &*facts.file), ("{text}", "")];
        let found = known.into_iter().find(|(name, _)| rest[start..].starts_with(name));
        let (name, text) = found.unwrap_or(("{", "{"));
        out.push_str(text);
        rest = &rest[start + name.len()..];
    }
    out + rest
}

fn linked(address: &Url, field: &str) -> Option<Report> {
    let href = SafeUrl::parse(address.as_str(), &[]).ok()?.as_str().to_owned();
    Some(Report { href, field: field.to_owned() })
}
