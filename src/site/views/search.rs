//! The page of search, and its description for browsers.

use super::{Context, absolute};
use crate::config::Config;
use crate::portal::urls;
use crate::safe::escape;
use crate::site::view::{Link, Page, SearchView, View};

/// Longest name of a search in characters, as the format of its description has it.
const SHORT_NAME: usize = 16;

pub(super) fn page(context: &Context<'_>) -> Page {
    let here = urls::search();
    let link = |text: &str, to| Link { text: text.into(), href: context.href(&here, &to) };
    let mut links = vec![
        link("Catalog", urls::catalog(1)),
        link("APIs", urls::kind("api", 1)),
        link("Documentation", urls::docs_index(1)),
    ];
    links.extend((!context.portal.docs.is_empty()).then(|| link("Documentation by system", urls::docs_systems(1))));
    links.push(link("Tags", urls::tags(1)));
    let view = View::Search(SearchView { links });
    let mut page = context.framed(here, "search", "Search".into(), String::new(), view);
    page.frame.noindex = true;
    page
}

/// The OpenSearch description, which lets readers search from the address bar; none without an address of the portal.
pub(in crate::site) fn description(config: &Config) -> Option<String> {
    config.url.as_ref()?;
    let name: String = config.title.chars().take(SHORT_NAME).collect();
    let template = format!("{}?q={{searchTerms}}", absolute(config, &urls::search()));
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n<Description>{}</Description>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <Url type=\"text/html\" template=\"{}\"/>\n</OpenSearchDescription>\n",
        escape(name.trim()),
        escape(&config.title),
        escape(&template),
    ))
}
