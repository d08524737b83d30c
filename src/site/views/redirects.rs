//! Pages that lead to another: the list of APIs by the name of its kind, the definition of an API by Backstage's, docs of entities that share a set, and what a layout redirects (a root without a page of
//! its own, `redirect_maps`).

use super::{Context, Job};
use crate::docs::set::RedirectTarget;
use crate::path::SitePath;
use crate::portal::{Portal, urls};
use crate::site::view::{Link, Page, RedirectView, View};

pub(super) fn jobs(portal: &Portal) -> Vec<Job> {
    let apis = RedirectTarget::Page(urls::kind("api", 1), None);
    let mut jobs = vec![Job::Redirect { from: urls::kind_api(), to: apis, title: "APIs".to_owned() }];
    jobs.extend(portal.apis.iter().map(|reference| Job::Redirect {
        from: urls::api_definition(&reference.entity),
        to: RedirectTarget::Page(urls::api(&reference.entity), None),
        title: reference.entity.name().to_owned(),
    }));
    for set in portal.sets() {
        let stub = |from: &SitePath, to: RedirectTarget| Job::Redirect {
            from: from.clone(),
            to,
            title: set.layout.title.clone(),
        };
        let to = |page: &SitePath| RedirectTarget::Page(page.clone(), None);
        let start = to(&set.layout.start);
        jobs.extend(set.shared_with.iter().map(|entity| stub(&urls::docs(entity), start.clone())));
        for alias in set.version.iter().flat_map(|version| &version.aliases) {
            jobs.extend(set.layout.below(alias).map(|(alias, page)| stub(&alias, to(&page.url))));
            jobs.extend(set.layout.has_no_root().then(|| stub(alias, to(&set.layout.start))));
        }
        jobs.extend(set.layout.redirects.iter().map(|redirect| stub(&redirect.from, redirect.to.clone())));
    }
    jobs
}

pub(super) fn page(context: &Context<'_>, from: &SitePath, to: &RedirectTarget, title: &str) -> Page {
    let (href, automatic) = match to {
        RedirectTarget::Page(page, fragment) => {
            let fragment = fragment.as_ref().map_or_else(String::new, |id| format!("#{id}"));
            (format!("{}{fragment}", context.href(from, page)), true)
        }
        RedirectTarget::External(url) => (url.clone(), false),
    };
    let view = View::Redirect(RedirectView { target: Link { text: title.to_owned(), href }, automatic });
    let mut page = context.framed(from.clone(), "docs", title.to_owned(), String::new(), view);
    page.frame.noindex = true;
    page.frame.canonical = match to {
        RedirectTarget::Page(page, _) => context.canonical(page),
        RedirectTarget::External(_) => String::new(),
    };
    page
}
