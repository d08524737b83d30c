//! Addresses that lead elsewhere: `redirect_maps`, and the `.html` names of sets without folder addresses.

use std::collections::BTreeSet;

use super::project::Project;
use super::{Found, Layout, PageFile, Redirect, RedirectTarget, files};
use crate::diag::Diagnostic;
use crate::docs::mkdocs::Written;
use crate::docs::{findings, links};
use crate::path::{RepoPath, SitePath};

/// All redirects of a set, sorted by old address, none of them at the address of a page.
pub(super) fn read(
    layout: &Layout,
    project: &Project,
    readme: Option<Redirect>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Redirect> {
    let mut redirects: Vec<Redirect> = readme.into_iter().collect();
    let mut old: BTreeSet<SitePath> = redirects.iter().map(|redirect| redirect.from.clone()).collect();
    for (from, to) in &project.config.redirects {
        if let Some(redirect) = one(layout, project, from, to, findings)
            && old.insert(redirect.from.clone())
        {
            redirects.push(redirect);
        }
    }
    if !project.config.directory_urls {
        redirects.extend(html_names(layout));
    }
    redirects.sort_by(|a, b| a.from.cmp(&b.from));
    redirects
}

fn one(
    layout: &Layout,
    project: &Project,
    from: &Written,
    to: &Written,
    findings: &mut Vec<Diagnostic>,
) -> Option<Redirect> {
    let file = project.file.as_ref()?;
    let mut refuse =
        |span, message: String, hint: &str| findings.push(findings::redirect(file.at(span), message, hint));
    let Some(old) = RepoPath::parse(&from.text).ok().filter(files::is_markdown) else {
        refuse(
            from.span,
            format!("`{}` is not the path of a Markdown file", from.text),
            "write the path that the page had",
        );
        return None;
    };
    let old_url = layout.root.child(&files::page_url(old.as_str()));
    if let Some(page) = layout.page(&old_url) {
        let message = format!("`{}` is still a page, so it cannot lead elsewhere", page.path);
        refuse(from.span, message, "remove the page or the redirect");
        return None;
    }
    if links::has_scheme(&to.text) || to.text.starts_with("//") {
        let address = links::external(&to.text);
        refuse(
            to.span,
            format!("`{}` leads out of the portal", crate::diag::shown(&to.text)),
            "readers get a link instead of being sent there",
        );
        return address.map(|address| Redirect { from: old_url, to: RedirectTarget::External(address) });
    }
    let (path, fragment) = match to.text.split_once('#') {
        Some((path, fragment)) => (path, Some(links::decode(fragment))),
        None => (to.text.as_str(), None),
    };
    let target = RepoPath::parse(path).ok().and_then(|path| match layout.at_path(path.as_str()) {
        Some(Found::Page(page)) => Some(page.url.clone()),
        Some(Found::Asset(_)) | None => None,
    });
    let Some(target) = target else {
        let near = findings::did_you_mean(path, layout.pages.iter().map(|page| page.path.as_str()));
        let hint = near.unwrap_or_else(|| "name a page by its path in the docs folder".into());
        refuse(to.span, format!("the redirect leads to `{}`, which is not a page", crate::diag::shown(path)), &hint);
        return None;
    };
    Some(Redirect { from: old_url, to: RedirectTarget::Page(target, fragment) })
}

/// `a.html` for the page `a/`; an index has the same file either way.
fn html_names(layout: &Layout) -> impl Iterator<Item = Redirect> {
    let named = |page: &&PageFile| !matches!(files::stem(&page.path), "index" | "README") && page.url != layout.root;
    layout.pages.iter().filter(named).map(|page| Redirect {
        from: SitePath::file(&format!("{}.html", page.url.as_str().trim_end_matches('/'))),
        to: RedirectTarget::Page(page.url.clone(), None),
    })
}
