//! The addresses of the portal: Backstage's own shape, so that a host can redirect.

use crate::catalog::EntityRef;
use crate::path::SitePath;

/// Names that Windows keeps for devices; a folder of one gets a trailing `~`.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// `/catalog/<namespace>/<kind>/<name>/`.
pub fn entity(reference: &EntityRef) -> SitePath {
    SitePath::page(&format!("catalog/{}", parts(reference)))
}

/// `/catalog/<namespace>/<kind>/<name>/inspect/`, the source of an entity.
pub fn entity_inspect(reference: &EntityRef) -> SitePath {
    SitePath::page(&format!("catalog/{}/inspect", parts(reference)))
}

/// The larger graph of an entity.
pub fn graph(reference: &EntityRef) -> SitePath {
    SitePath::page(&format!("catalog/{}/graph", parts(reference)))
}

/// A picture of that page as a file.
pub fn graph_file(reference: &EntityRef, name: &str) -> SitePath {
    SitePath::file(&format!("catalog/{}/graph/{name}.svg", parts(reference)))
}

/// Who notices if an entity breaks, and what it needs.
pub fn impact(reference: &EntityRef) -> SitePath {
    SitePath::page(&format!("catalog/{}/impact", parts(reference)))
}

/// The same as data.
pub fn impact_json(reference: &EntityRef) -> SitePath {
    SitePath::file(&format!("catalog/{}/impact.json", parts(reference)))
}

/// A long list of an entity, by its name; pages are counted from 1.
pub fn listing(of: &EntityRef, name: &str, page: usize) -> SitePath {
    numbered(&format!("catalog/{}/lists/{}", parts(of), part(name)), page)
}

/// The same as data.
pub fn listing_json(of: &EntityRef, name: &str) -> SitePath {
    SitePath::file(&format!("catalog/{}/lists/{}.json", parts(of), part(name)))
}

/// `/docs/<namespace>/<kind>/<name>/`, the root of the entity's documentation.
pub fn docs(reference: &EntityRef) -> SitePath {
    SitePath::page(&format!("docs/{}", parts(reference)))
}

/// The root of the documentation of a repository that no entity stands for.
pub fn repository_docs(name: &str) -> SitePath {
    SitePath::page(&format!("docs/default/repository/{}", part(&name.to_lowercase())))
}

/// The root of another version of the documentation at this address.
pub fn docs_version(docs: &SitePath, version: &str) -> SitePath {
    docs.child(&format!("_v/{}/", part(version)))
}

/// The catalog index; pages are counted from 1.
pub fn catalog(page: usize) -> SitePath {
    numbered("catalog", page)
}

/// The index of the entities of a kind, by its name in lower case; pages are counted from 1. APIs have Backstage's address.
pub fn kind(kind: &str, page: usize) -> SitePath {
    let folder = if kind == "api" { "api-docs".to_owned() } else { format!("kinds/{}", part(kind)) };
    numbered(&folder, page)
}

/// Where the index of APIs would be if it were like that of any other kind; leads to it.
pub fn kind_api() -> SitePath {
    SitePath::page("kinds/api")
}

/// The list of all tags; pages are counted from 1.
pub fn tags(page: usize) -> SitePath {
    numbered("tags", page)
}

/// The index of the entities with a tag; pages are counted from 1.
pub fn tag(tag: &str, page: usize) -> SitePath {
    numbered(&format!("tags/{}", part(tag)), page)
}

/// The page of search; the files of its index lie in the same folder.
pub fn search() -> SitePath {
    SitePath::page("search")
}

/// What browsers need to offer the portal's search in their address bar.
pub fn search_description() -> SitePath {
    SitePath::file("search/opensearch.xml")
}

/// The table of services; pages are counted from 1.
pub fn services(page: usize) -> SitePath {
    numbered("services", page)
}

/// All services as JSON.
pub fn services_json() -> SitePath {
    SitePath::file("services.json")
}

/// All services as a spreadsheet.
pub fn services_csv() -> SitePath {
    SitePath::file("services.csv")
}

/// The list of all docs sets; pages are counted from 1.
pub fn docs_index(page: usize) -> SitePath {
    numbered("docs", page)
}

/// The list of all docs sets by the system of their entities; pages are counted from 1.
pub fn docs_systems(page: usize) -> SitePath {
    numbered("docs/systems", page)
}

/// Which components and APIs have documentation, by team; pages are counted from 1.
pub fn docs_coverage(page: usize) -> SitePath {
    numbered("docs/coverage", page)
}

/// The same for programs.
pub fn docs_coverage_json() -> SitePath {
    SitePath::file("api/docs/coverage.json")
}

/// The page for addresses that do not exist.
pub fn not_found() -> SitePath {
    SitePath::file("404.html")
}

/// The pages among which that page looks for near ones.
pub fn not_found_json() -> SitePath {
    SitePath::file("404.json")
}

/// What search engines should read.
pub fn sitemap() -> SitePath {
    SitePath::file("sitemap.xml")
}

/// A part of a sitemap that is too long for one file; parts are counted from 1.
pub fn sitemap_part(part: usize) -> SitePath {
    SitePath::file(&format!("sitemap-{part}.xml"))
}

/// What robots may read.
pub fn robots() -> SitePath {
    SitePath::file("robots.txt")
}

/// The portal for language models.
pub fn llms() -> SitePath {
    SitePath::file("llms.txt")
}

/// What changed lately.
pub fn changes() -> SitePath {
    SitePath::page("changes")
}

/// The same as an Atom feed.
pub fn changes_feed() -> SitePath {
    SitePath::file("changes.xml")
}

/// What the build found.
pub fn health() -> SitePath {
    SitePath::page("health")
}

/// The owners of findings; pages are counted from 1.
pub fn health_owners(page: usize) -> SitePath {
    numbered("health/owners", page)
}

/// The repositories with what became of their documents; pages are counted from 1.
pub fn health_repositories(page: usize) -> SitePath {
    numbered("health/repositories", page)
}

/// All findings; pages are counted from 1.
pub fn findings(page: usize) -> SitePath {
    numbered("health/findings", page)
}

/// The documents that are not published; pages are counted from 1.
pub fn unpublished(page: usize) -> SitePath {
    numbered("health/unpublished", page)
}

/// The findings of an owner, `None` for those of nobody; pages are counted from 1.
pub fn findings_of_owner(owner: Option<&EntityRef>, page: usize) -> SitePath {
    let owner = owner.map_or_else(|| "none".to_owned(), |owner| format!("of/{}", parts(owner)));
    numbered(&format!("health/owner/{owner}"), page)
}

/// The findings of a code; pages are counted from 1.
pub fn findings_of_code(code: &str, page: usize) -> SitePath {
    numbered(&format!("health/code/{}", part(&code.to_lowercase())), page)
}

/// The findings in a repository, by its label; pages are counted from 1.
pub fn findings_of_repository(label: &str, page: usize) -> SitePath {
    let folder: Vec<String> = label.split('/').map(part).collect();
    numbered(&format!("health/repository/{}", folder.join("/")), page)
}

/// What the build found, for programs.
pub fn health_json() -> SitePath {
    SitePath::file("api/health/index.json")
}

/// A part of all findings, for programs; parts are counted from 1.
pub fn findings_json(part: usize) -> SitePath {
    SitePath::file(&format!("api/health/findings/{part}.json"))
}

/// A file that the catalog index filters; parts are counted from 1.
pub fn catalog_index(part: usize) -> SitePath {
    let number = if part == 1 { String::new() } else { format!("-{part}") };
    SitePath::file(&format!("api/catalog/index{number}.json"))
}

/// The tree of all groups; pages are counted from 1.
pub fn organisation(page: usize) -> SitePath {
    numbered("org", page)
}

/// The tree of the groups below a group; pages are counted from 1.
pub fn organisation_below(group: &EntityRef, page: usize) -> SitePath {
    numbered(&format!("org/groups/{}/{}", part(group.namespace()), part(group.name())), page)
}

/// The catalog index as a table for spreadsheets.
pub fn catalog_csv() -> SitePath {
    SitePath::file("api/catalog/index.csv")
}

/// The JSON Schema of the index's files.
pub fn catalog_index_schema() -> SitePath {
    SitePath::file("api/catalog/index.schema.json")
}

/// The JSON Schema of the table of services.
pub fn services_schema() -> SitePath {
    SitePath::file("api/catalog/services.schema.json")
}

/// The first entities of the catalog as one list, Backstage's `GET /entities`.
pub fn entities_json() -> SitePath {
    SitePath::file("api/catalog/entities.json")
}

/// One page of the list of all entities, Backstage's `GET /entities/by-query`; pages are counted from 1.
pub fn entities_by_query(page: usize) -> SitePath {
    SitePath::file(&format!("api/catalog/entities/by-query/{page}.json"))
}

/// The file of one entity, Backstage's `GET /entities/by-name/<kind>/<namespace>/<name>`.
pub fn entity_json(reference: &EntityRef) -> SitePath {
    let (kind, namespace, name) = (part(reference.kind()), part(reference.namespace()), part(reference.name()));
    SitePath::file(&format!("api/catalog/entities/by-name/{kind}/{namespace}/{name}.json"))
}

/// The file of one entity under the name that Backstage answers at, without `.json`.
pub fn entity_extensionless(reference: &EntityRef) -> SitePath {
    let (kind, namespace, name) = (part(reference.kind()), part(reference.namespace()), part(reference.name()));
    SitePath::file(&format!("api/catalog/entities/by-name/{kind}/{namespace}/{name}"))
}

/// The file of one entity, Backstage's `GET /entities/by-uid/<uid>`.
pub fn entity_by_uid(uid: &str) -> SitePath {
    SitePath::file(&format!("api/catalog/entities/by-uid/{uid}.json"))
}

/// How often which values occur, Backstage's `GET /entity-facets`.
pub fn entity_facets() -> SitePath {
    SitePath::file("api/catalog/entity-facets.json")
}

/// The same under the name that Backstage answers at, without `.json`.
pub fn entity_facets_extensionless() -> SitePath {
    SitePath::file("api/catalog/entity-facets")
}

/// `/api-docs/<namespace>/<name>/`, the reference of an API.
pub fn api(reference: &EntityRef) -> SitePath {
    let namespace = match reference.namespace() {
        // Pages of the list of APIs would have that address.
        "page" => "page~".to_owned(),
        other => part(other),
    };
    SitePath::page(&format!("api-docs/{namespace}/{}", part(reference.name())))
}

/// The address that Backstage has the reference of an API at.
pub fn api_definition(reference: &EntityRef) -> SitePath {
    SitePath::page(&format!("catalog/{}/definition", parts(reference)))
}

/// The pages below the reference of an API.
pub mod api_pages {
    use super::{SitePath, numbered_below};

    /// A page of the operations of a tag, from 1.
    pub fn tag(root: &SitePath, slug: &str, page: usize) -> SitePath {
        numbered_below(root, &format!("tags/{slug}/"), page)
    }

    /// A page of all operations by path, from 1.
    pub fn operations(root: &SitePath, page: usize) -> SitePath {
        numbered_below(root, "operations/", page)
    }

    /// An operation.
    pub fn operation(root: &SitePath, slug: &str) -> SitePath {
        root.child(&format!("operations/{slug}/"))
    }

    /// A webhook.
    pub fn webhook(root: &SitePath, slug: &str) -> SitePath {
        root.child(&format!("webhooks/{slug}/"))
    }

    /// A page of the list of schemas, from 1.
    pub fn schemas(root: &SitePath, page: usize) -> SitePath {
        numbered_below(root, "schemas/", page)
    }

    /// A schema.
    pub fn schema(root: &SitePath, slug: &str) -> SitePath {
        root.child(&format!("schemas/{slug}/"))
    }

    /// The security schemes.
    pub fn security(root: &SitePath) -> SitePath {
        root.child("security/")
    }

    /// A page of the list of a group, from 1; `folder` may be a path.
    pub fn group(root: &SitePath, folder: &str, page: usize) -> SitePath {
        numbered_below(root, &format!("{folder}/"), page)
    }

    /// A thing of a group.
    pub fn item(root: &SitePath, folder: &str, slug: &str) -> SitePath {
        root.child(&format!("{folder}/{slug}/"))
    }

    /// What changed from version to version.
    pub fn changes(root: &SitePath) -> SitePath {
        root.child("changes/")
    }

    /// The definition as text.
    pub fn raw(root: &SitePath) -> SitePath {
        root.child("raw/")
    }
}

/// The page of a list that is cut into pages, below a page.
fn numbered_below(root: &SitePath, folder: &str, page: usize) -> SitePath {
    let first = root.child(folder);
    if page == 1 { first } else { first.child(&format!("page/{page}/")) }
}

/// The page of a list that is cut into pages.
fn numbered(folder: &str, page: usize) -> SitePath {
    if page == 1 { SitePath::page(folder) } else { SitePath::page(&format!("{folder}/page/{page}")) }
}

fn parts(reference: &EntityRef) -> String {
    format!("{}/{}/{}", part(reference.namespace()), part(reference.kind()), part(reference.name()))
}

/// A reference part as a folder name: names that are not allowed by any rule of the catalog still reach this place from
/// unchecked references, so what could leave the folder is replaced.
fn part(text: &str) -> String {
    let safe: String = text.chars().map(|c| if c == '/' || c == '\\' || c.is_control() { '_' } else { c }).collect();
    let stem = safe.split('.').next().unwrap_or("");
    if safe.is_empty() || safe.chars().all(|c| c == '.') || DEVICES.contains(&stem) { format!("{safe}~") } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_folder() {
        for (name, expect) in
            [("orders", "orders"), ("..", "..~"), ("con", "con~"), ("aux.md", "aux.md~"), ("a/b", "a_b")]
        {
            assert_eq!(part(name), expect);
            let file = entity_json(&EntityRef::new("component", "default", name)).output_file();
            assert_eq!(file, format!("api/catalog/entities/by-name/component/default/{expect}.json"));
            assert_eq!(docs_version(&SitePath::page("docs"), name).as_str(), format!("docs/_v/{expect}/"));
        }
    }
}
