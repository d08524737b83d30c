//! Pages of an invented logistics company. Every author text and every link goes through `t`, so that a test can replace it.

use crate::path::{LinkStyle, SitePath};
use crate::safe::SafeHtml;
use crate::site::theme::{Section, ThemeSettings};
use crate::site::view::*;
use overviews::{findings, health, health_table, organisation};

mod apis;
mod overviews;
use entities::{api, bare, component, group, inspect, listing, template};

mod entities;

pub(super) type Text<'a> = &'a dyn Fn(&str) -> String;

pub(super) fn settings() -> ThemeSettings {
    let section = |key: &str| Section { key: key.into(), path: SitePath::page(key) };
    ThemeSettings {
        title: "Northwind Developer Portal".into(),
        base_url: "https://dev.example.org/portal/".into(),
        link_style: LinkStyle::Web,
        sections: vec![section("catalog"), section("docs")],
        ..ThemeSettings::default()
    }
}

pub(super) fn page(path: SitePath, section: &str, title: String, view: View) -> Page {
    let frame = Frame {
        title,
        description: String::new(),
        lang: "en".into(),
        dir: "ltr".into(),
        canonical: format!("https://dev.example.org/portal/{path}"),
        section: section.into(),
        noindex: false,
        image_hosts: Vec::new(),
    };
    Page { path, frame, view }
}

fn html(text: &str) -> SafeHtml {
    SafeHtml::from_fragment(text.to_owned())
}

fn link(t: Text, text: &str, href: &str) -> Link {
    Link { text: t(text), href: if href.is_empty() { String::new() } else { t(href) } }
}

const TEAMS: [&str; 6] =
    ["Booking", "Carrier Integrations", "Platform", "Data Engineering", "Customs & Compliance", "Web"];
const SYSTEMS: [&str; 5] = ["Shipment Booking", "Track & Trace", "Pricing", "Customs Clearance", "Developer Platform"];
const NAMES: [(&str, &str, &str, &str); 12] = [
    (
        "booking-service",
        "component",
        "service",
        "Reserves capacity on sailings, trucks and flights, and releases it again when the hold runs out",
    ),
    ("Booking API", "api", "openapi", "Quotes, holds and confirmations for customers and partners"),
    ("track-and-trace-web", "component", "website", "Where is my container? The page that answers it"),
    (
        "carrier-edi-gateway-for-legacy-ocean-lines-and-feeder-operators",
        "component",
        "service",
        "Speaks EDIFACT so that nobody else has to",
    ),
    ("shipment-events", "api", "asyncapi", "Everything that happens to a shipment, in order"),
    ("bookings-db", "resource", "postgresql", "Primary store of bookings and holds"),
    ("pricing-engine", "component", "service", ""),
    ("rates-export", "component", "data-pipeline", "Nightly export of rates to the warehouse"),
    ("Track & Trace", "system", "", "Knows where things are"),
    ("customs-forms", "component", "library", "Forms of eleven customs offices as code"),
    ("event-bus", "resource", "kafka-topic", "Shared topics for shipment events"),
    ("Logistics", "domain", "", "Moving boxes around the world"),
];

pub(super) fn kind_label(kind: &str) -> String {
    match kind {
        "api" => "API".into(),
        kind => kind[..1].to_uppercase() + &kind[1..],
    }
}

pub(super) fn entity(t: Text, nth: usize) -> EntityItem {
    let (name, kind, kind_type, description) = NAMES[nth % NAMES.len()];
    let name = if nth < NAMES.len() { name.to_owned() } else { format!("{name}-{nth}") };
    let slug = name.to_lowercase().replace([' ', '&'], "-");
    let lifecycle =
        if matches!(kind, "component" | "api") { ["production", "experimental", "deprecated"][nth % 3] } else { "" };
    let tags: &[&str] = [&["kotlin", "grpc", "tier-1"][..], &["rest"], &["typescript", "react"], &[]][nth % 4];
    EntityItem {
        title: t(&name),
        href: t(&format!("default/{kind}/{slug}/")),
        reference: t(&format!("{kind}:default/{slug}")),
        kind: t(kind),
        kind_label: t(&kind_label(kind)),
        kind_type: t(kind_type),
        lifecycle: if lifecycle.is_empty() { String::new() } else { t(lifecycle) },
        description: if description.is_empty() { String::new() } else { t(description) },
        owner: if nth % 7 == 6 { Link::default() } else { link(t, TEAMS[nth % 6], "default/group/x/") },
        system: if nth % 3 == 2 { Link::default() } else { link(t, SYSTEMS[nth % 5], "default/system/x/") },
        tags: tags.iter().map(|tag| t(tag)).collect(),
        missing: false,
    }
}

fn count(t: Text, label: &str, kind: &str, count: usize) -> Count {
    Count { label: t(label), kind: t(kind), count, href: t("catalog/?filters[kind]=x") }
}

fn docs_set(t: Text, nth: usize) -> DocsSetItem {
    let titles =
        ["Booking handbook", "Carrier integration guide", "Platform", "Track & Trace operations", "Event catalogue"];
    DocsSetItem {
        title: t(titles[nth % 5]),
        href: t("docs/default/component/booking-service/"),
        description: t("How the service works, how to run it and what to do when it does not"),
        owner: link(t, TEAMS[nth % 6], "catalog/default/group/x/"),
        system: link(t, SYSTEMS[nth % 5], "catalog/default/system/x/"),
        entity: link(t, "booking-service", "catalog/x/"),
        pages: 1 + nth * 17,
        minutes: 3 + nth * 40,
        updated: if nth % 3 == 2 {
            Moment::default()
        } else {
            Moment { text: t("4 November 2026"), datetime: t("2026-11-04") }
        },
    }
}

fn home(t: Text) -> HomeView {
    HomeView {
        intro: t("Every service, API, dataset and team of Northwind Logistics, with its owner and its documentation."),
        kinds: vec![
            count(t, "Components", "component", 412),
            count(t, "APIs", "api", 187),
            count(t, "Resources", "resource", 163),
            count(t, "Systems", "system", 38),
            count(t, "Domains", "domain", 6),
            count(t, "Teams", "group", 41),
            count(t, "Users", "user", 296),
            count(t, "Templates", "template", 9),
        ],
        systems: (0..6)
            .map(|nth| EntityItem { title: t(SYSTEMS[nth % 5]), kind: t("system"), ..entity(t, nth) })
            .collect(),
        docs: (0..5).map(|nth| docs_set(t, nth)).collect(),
        teams: (0..6).map(|nth| count(t, TEAMS[nth], "group", 96 - nth * 13)).collect(),
        templates: vec![
            EntityItem {
                title: t("New Kotlin service"),
                kind: t("template"),
                description: t("Repository, pipeline, dashboards, runbook"),
                ..entity(t, 0)
            },
            EntityItem {
                title: t("Docs only"),
                kind: t("template"),
                description: t("A handbook in five minutes"),
                ..entity(t, 0)
            },
        ],
        changes: vec![change(t, "Booking service", "component", 0), change(t, "States", "docs", 3)],
        changes_href: t("changes/"),
        feed_href: t("changes.xml"),
        catalog_href: t("catalog/"),
        docs_href: t("docs/"),
        empty: false,
    }
}

fn change(t: Text, title: &str, kind: &str, more: usize) -> ChangeItem {
    ChangeItem {
        title: t(title),
        href: t("catalog/default/component/x/"),
        kind: kind.into(),
        what: t(if kind == "docs" { "Booking handbook" } else { "Component" }),
        owner: link(t, "Carrier team", "catalog/default/group/carrier/"),
        day: Moment { text: t("4 November 2026"), datetime: "2026-11-04".into() },
        commit: link(t, "0a1b2c3", "https://forge.example.org/commit/0a1b2c3"),
        more,
    }
}

fn changes(t: Text) -> ChangesView {
    let day = |nth: usize, items: Vec<ChangeItem>| ChangeDay {
        day: Moment { text: format!("{nth} November 2026"), datetime: format!("2026-11-0{nth}") },
        items,
    };
    let days = vec![
        day(4, vec![change(t, "Booking service", "component", 0), change(t, "States", "docs", 3)]),
        day(3, vec![change(t, "Carrier team", "group", 0)]),
    ];
    ChangesView { days, cut: true, feed_href: t("../changes.xml") }
}

fn catalog(t: Text) -> CatalogView {
    let facet = |name: &str, label: &str| Facet { name: t(name), key: String::new(), label: t(label) };
    CatalogView {
        heading: t("Catalog"),
        indexes: vec![
            IndexLink { text: t("All"), href: t("./"), count: 5412, current: true },
            IndexLink { text: t("Components"), href: t("../kinds/component/"), count: 3120, current: false },
        ],
        columns: ["title", "system", "owner", "type", "lifecycle", "namespace", "tags"]
            .map(|name| Column { name: t(name), label: t(&kind_label(name)) })
            .into(),
        rows: (0..100)
            .map(|nth| IndexRow { entity: entity(t, nth), namespace: t("default"), targets: vec![t("./a.yaml")] })
            .collect(),
        total: 5412,
        page: 1,
        pages: 55,
        previous: Link::default(),
        next: link(t, "Next", "page/2/"),
        facets: vec![
            facet("kind", "Kind"),
            facet("type", "Type"),
            facet("owner", "Owner"),
            facet("lifecycle", "Lifecycle"),
            facet("tags", "Tags"),
            Facet { name: t("labels"), key: t("acme.example/tier"), label: t("Tier") },
        ],
        icon_kinds: vec!["product".into()],
        index_href: t("../api/catalog/index.json"),
        csv_href: t("../api/catalog/index.csv"),
        preset: Preset { facet: t("kind"), value: t("component") },
    }
}

fn tags(t: Text) -> TagsView {
    let tag = |text: &str, count: usize| IndexLink { text: t(text), href: t("grpc/"), count, current: false };
    TagsView {
        tags: vec![tag("grpc", 17), tag("kotlin", 1)],
        total: 2,
        indexes: catalog(t).indexes,
        ..TagsView::default()
    }
}

fn services(t: Text) -> ServicesView {
    let row = |nth: usize| ServiceRow {
        entity: entity(t, nth),
        values: vec![if nth.is_multiple_of(3) { String::new() } else { t("Tier 1") }, t("99.9 %")],
        dependencies: (0..nth.min(8)).map(|nth| link(t, NAMES[nth].0, "../catalog/")).collect(),
        dependency_count: nth,
        docs: if nth.is_multiple_of(2) { Link::default() } else { link(t, "Documentation", "../docs/") },
    };
    ServicesView {
        rows: (0..12).map(row).collect(),
        columns: vec![t("Tier"), t("SLA")],
        total: 112,
        page: 1,
        pages: 2,
        next: link(t, "Next", "page/2/"),
        json_href: t("../services.json"),
        csv_href: t("../services.csv"),
        indexes: catalog(t).indexes,
        ..ServicesView::default()
    }
}

fn nav(t: Text) -> Vec<NavItem> {
    let leaf = |title: &str, current: bool| NavItem { title: t(title), href: t("x/"), current, ..NavItem::default() };
    let section = |title: &str, children: Vec<NavItem>| NavItem {
        title: t(title),
        open: !children.is_empty(),
        section: true,
        children,
        ..NavItem::default()
    };
    let guides = section(
        "Guides",
        vec![
            leaf("Booking a shipment", true),
            NavItem {
                status: PageStatus { value: t("new"), label: t("New"), meaning: String::new() },
                ..leaf("Changing and cancelling", false)
            },
            section(
                "Carriers",
                vec![leaf("Ocean lines", false), leaf("Feeder operators and inland waterway shipping", false)],
            ),
            leaf("Testing against the sandbox", false),
        ],
    );
    let closed = |title: &str| NavItem { section: true, at: t("3"), href: t("y/"), ..leaf(title, false) };
    vec![
        leaf("Overview", false),
        leaf("Quick start", false),
        guides,
        closed("Reference"),
        closed("Operations"),
        NavItem { external: true, ..leaf("Status page", false) },
    ]
}

fn versions(t: Text, standing: &'static str) -> VersionsView {
    let choice = |name: &str, current: bool, default: bool| VersionItem {
        name: t(name),
        href: t(&format!("../_v/{name}/")),
        current,
        default,
    };
    VersionsView {
        name: t("1.2"),
        choices: vec![choice("main", false, false), choice("2.0", false, true), choice("1.2", true, false)],
        standing,
        default: link(t, "2.0", "../../"),
    }
}

fn docs(t: Text, body: &str) -> DocsView {
    let entry =
        |text: &str, id: &str, children: Vec<TocItem>| TocItem { text: t(text), href: format!("#{id}"), children };
    DocsView {
        report: Report { href: t("https://forge.example.org/issues/new?body="), field: t("body") },
        stale_after: 90,
        markdown_href: t("booking.md"),
        set_title: t("Booking handbook"),
        set_href: t("../"),
        versions: versions(t, "old"),
        within: t("component:default/booking"),
        entity: entity(t, 0),
        nav: nav(t),
        print_href: t("../_print/"),
        nav_href: t("../_contents/nav.json"),
        contents_href: t("../_contents/"),
        breadcrumbs: vec![link(t, "Guides", "")],
        toc: vec![
            entry("Quick start", "quick-start", vec![]),
            entry(
                "States",
                "states",
                vec![entry("What can go wrong", "what-can-go-wrong", vec![]), entry("Checklist", "checklist", vec![])],
            ),
            entry("Glossary", "glossary", vec![]),
        ],
        previous: link(t, "Quick start", "../quick-start/"),
        next: link(t, "Changing and cancelling", "../changing/"),
        edit: link(t, "Edit this page", "https://forge.example.org/edit"),
        updated: Moment { text: t("4 November 2026"), datetime: "2026-11-04".into() },
        commit: link(t, "0a1b2c3", "https://forge.example.org/commit/0a1b2c3"),
        contributors: vec![t("Ann Onymous"), t("Bo")],
        body: html(body),
        tags: vec![t("booking"), t("how-to")],
        status: PageStatus { value: t("new"), label: t("New"), meaning: t("Recently added") },
        hide_nav: false,
        hide_toc: false,
    }
}

/// One page of every kind, and of every kind with little to show.
pub(super) fn pages(t: Text) -> Vec<Page> {
    let showcase = include_str!("showcase.html");
    let at = SitePath::page;
    let entity_page = |path: &str, view: EntityView| {
        page(
            at(&format!("catalog/default/{path}")),
            "catalog",
            view.head.entity.title.clone(),
            View::Entity(Box::new(view)),
        )
    };
    let index = DocsIndexView {
        ways: ["By owner", "By system"]
            .map(|text| IndexLink { text: t(text), href: t("docs/"), ..IndexLink::default() })
            .into(),
        by_owner: true,
        groups: (0..3)
            .map(|nth| DocsGroup {
                name: if nth == 2 { Link::default() } else { link(t, TEAMS[nth], "catalog/default/group/x/") },
                sets: (0..3).map(|at| docs_set(t, 3 * nth + at)).collect(),
            })
            .collect(),
        total: 9,
        ..DocsIndexView::default()
    };
    let coverage = CoverageView {
        documented: 31,
        total: 48,
        percent: 64,
        teams: (0..4)
            .map(|nth| CoverageRow {
                name: link(t, TEAMS[nth], "catalog/default/group/x/"),
                documented: nth * 3,
                total: 12,
                percent: nth * 25,
                without: (0..3 - nth.min(3)).map(|at| link(t, SYSTEMS[at], "catalog/default/component/x/")).collect(),
                more: if nth == 0 { 9 } else { 0 },
                more_href: t("catalog/?filters[owner]=none"),
            })
            .collect(),
        json_href: t("coverage.json"),
        ..CoverageView::default()
    };
    let contents = ContentsView {
        set_title: t("Booking handbook"),
        set_href: t("../"),
        versions: versions(t, "coming"),
        within: t("component:default/booking"),
        entity: entity(t, 0),
        nav: nav(t),
        ..ContentsView::default()
    };
    let print = PrintView {
        set_title: t("Booking handbook"),
        set_href: t("../"),
        description: t("How bookings work"),
        pages: vec![PrintedPage {
            title: t("Quick start"),
            id: t("pd-p0"),
            body: html("<h2 id=\"p0-a\">Quick start</h2>"),
        }],
        left_out: 2,
    };
    let plain = DocsView {
        toc: Vec::new(),
        nav: Vec::new(),
        body: html("<h1 id=\"a\">One page</h1><p>Nothing else is here.</p>"),
        versions: versions(t, "default"),
        ..docs(t, "")
    };
    let missing = NotFoundView {
        links: vec![
            link(t, "Front page", "/portal/"),
            link(t, "Catalog", "/portal/catalog/"),
            link(t, "Docs", "/portal/docs/"),
        ],
        near_href: t("/portal/404.json"),
    };
    let mut pages = vec![
        page(SitePath::home(), "", t("Northwind Developer Portal"), View::Home(Box::new(home(t)))),
        page(
            at("empty"),
            "",
            t("Northwind"),
            View::Home(Box::new(HomeView { empty: true, catalog_href: t("x"), ..HomeView::default() })),
        ),
        page(at("catalog"), "catalog", t("Catalog"), View::Catalog(Box::new(catalog(t)))),
        page(at("search"), "search", t("Search"), View::Search(SearchView { links: missing.links.clone() })),
        page(at("tags"), "catalog", t("Tags"), View::Tags(Box::new(tags(t)))),
        page(at("tags-empty"), "catalog", t("Tags"), View::Tags(Box::default())),
        page(at("catalog-empty"), "catalog", t("Catalog"), View::Catalog(Box::default())),
        page(at("services"), "catalog", t("Services"), View::Services(Box::new(services(t)))),
        entity_page("component/booking-service", component(t)),
        entity_page("api/booking-api", api(t)),
        entity_page("group/carrier", group(t)),
        entity_page("template/kotlin", template(t)),
        entity_page("component/bare", bare(t)),
        page(at("changes"), "", t("What changed lately"), View::Changes(Box::new(changes(t)))),
        page(at("org"), "org", t("Organisation"), View::Organisation(Box::new(organisation(t)))),
        page(at("health"), "health", t("Health"), View::Health(Box::new(health(t)))),
        page(at("health/owners"), "health", t("Owners"), View::HealthTable(Box::new(health_table(t)))),
        page(at("health/findings"), "health", t("All findings"), View::Findings(Box::new(findings(t)))),
        page(at("health/owner/none"), "health", t("No owner"), View::Findings(Box::default())),
        page(at("org-empty"), "org", t("Organisation"), View::Organisation(Box::default())),
        page(
            at("catalog/default/component/booking-service/inspect"),
            "catalog",
            t("Source"),
            View::Inspect(Box::new(inspect(t))),
        ),
        page(at("lists/members"), "org", t("Members"), View::Listing(Box::new(listing(t, true)))),
        page(at("lists/used"), "catalog", t("Used by"), View::Listing(Box::new(listing(t, false)))),
        page(at("docs"), "docs", t("Documentation"), View::DocsIndex(Box::new(index))),
        page(at("docs/coverage"), "docs", t("Docs coverage"), View::Coverage(Box::new(coverage))),
        page(at("coverage-empty"), "docs", t("Docs coverage"), View::Coverage(Box::default())),
        page(at("docs-empty"), "docs", t("Documentation"), View::DocsIndex(Box::default())),
        page(
            at("docs/default/component/booking-service/booking"),
            "docs",
            t("Booking a shipment"),
            View::Docs(Box::new(docs(t, showcase))),
        ),
        page(at("docs/default/component/plain"), "docs", t("One page"), View::Docs(Box::new(plain))),
        page(
            at("docs/default/component/booking-service/_contents"),
            "docs",
            t("All pages"),
            View::Contents(Box::new(contents)),
        ),
        page(
            at("docs/default/component/booking-service/_print"),
            "docs",
            t("All of the handbook"),
            View::Print(Box::new(print)),
        ),
        page(
            at("old"),
            "",
            t("Moved"),
            View::Redirect(RedirectView { target: link(t, "New place", "../catalog/"), automatic: true }),
        ),
    ];
    pages.extend(apis::pages(t));
    pages.push(page(SitePath::file("404.html"), "", t("Not found"), View::NotFound(missing)));
    for page in &mut pages {
        page.frame.description = t("What this page is about");
        page.frame.noindex = matches!(page.view, View::Redirect(_) | View::NotFound(_));
    }
    pages
}
