//! The page of an entity's larger graph, and its pictures as files.

use super::head::{Part, address, head};
use super::relations::Addresses;
use crate::catalog::{Entity, Kind, RelationType};
use crate::path::SitePath;
use crate::portal::urls;
use crate::site::graph::{self, Picture, Sentence};
use crate::site::view::{self, EdgeRow, GraphView, Link, Page, View};
use crate::site::views::{Context, section_of};

/// A picture of the page with its words.
struct Shown {
    /// The name of its file, and the picture's on the page.
    name: &'static str,
    title: &'static str,
    note: &'static str,
    picture: Picture,
}

impl Context<'_> {
    /// True if an entity has a page for its larger graph. People have none: their neighbourhood is that of their groups.
    pub(in crate::site) fn has_graph(&self, entity: &Entity) -> bool {
        let shown = !matches!(entity.kind, Kind::User | Kind::Location | Kind::Template);
        let related = |entity: &Entity| entity.relations.iter().any(|found| found.relation != RelationType::OwnedBy);
        shown && related(entity)
    }

    /// True if an entity depends on anything or anything depends on it, which is what the page of its impact tells.
    pub(in crate::site) fn has_impact(&self, entity: &Entity) -> bool {
        self.dependencies.connected(&entity.reference)
    }
}

/// The page, and its pictures as files.
pub(in crate::site::views) fn page(context: &Context<'_>, entity: &Entity) -> (Page, Vec<(SitePath, String)>) {
    let here = address(entity, Part::Graph);
    let shown = pictures(context, &here, entity);
    let file = |shown: &Shown| {
        let title = format!("{}: {}", entity.display_name(), shown.title);
        (urls::graph_file(&entity.reference, shown.name), shown.picture.file(&title))
    };
    let view = GraphView {
        head: head(context, entity, Part::Graph, &here),
        pictures: shown.iter().map(|shown| picture(context, &here, entity, shown)).collect(),
    };
    let title = format!("Graph of {}", entity.display_name());
    let description = format!("What {} is related to, up to three steps away", entity.display_name());
    let page = context.framed(here, section_of(&entity.kind), title, description, View::Graph(Box::new(view)));
    (page, shown.iter().map(file).collect())
}

/// What is in a system or domain, as pictures for its overview; nothing for other kinds.
pub(super) fn contents(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Vec<view::Picture> {
    boxes(context, here, entity).iter().map(|shown| picture(context, here, entity, shown)).collect()
}

fn picture(context: &Context<'_>, here: &SitePath, entity: &Entity, shown: &Shown) -> view::Picture {
    let link = |(text, href): (&str, &str)| Link { text: text.to_owned(), href: href.to_owned() };
    let row = |said: Sentence<'_>| EdgeRow { from: link(said.from), verb: said.verb.into_owned(), to: link(said.to) };
    view::Picture {
        title: shown.title.to_owned(),
        note: shown.note.to_owned(),
        figure: shown.picture.figure(shown.name, shown.note),
        download: Link {
            text: "Download as SVG".to_owned(),
            href: context.href(here, &urls::graph_file(&entity.reference, shown.name)),
        },
        edges: shown.picture.sentences().into_iter().map(row).collect(),
    }
}

fn pictures(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Vec<Shown> {
    let catalog = &context.portal.catalog;
    let most = graph::max_nodes(catalog.len());
    let around = graph::wide(catalog, entity, &Addresses { context, here }, most).map(|picture| Shown {
        name: "around",
        title: "Relations",
        note: "Everything up to three steps away. What points at this stands to the left, what this points at to the right.",
        picture,
    });
    boxes(context, here, entity).into_iter().chain(around).collect()
}

/// The pictures that only systems and domains have.
fn boxes(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Vec<Shown> {
    let catalog = &context.portal.catalog;
    let addresses = Addresses { context, here };
    let contents = graph::nested(catalog, entity, &addresses).map(|picture| Shown {
        name: "contents",
        title: "What is in it",
        note: "Each box holds what is part of it.",
        picture,
    });
    let systems = graph::rollup(catalog, entity, &addresses).map(|picture| Shown {
        name: "systems",
        title: "Between systems",
        note: "A line leads from a system to one that its components, APIs or resources need.",
        picture,
    });
    contents.into_iter().chain(systems).collect()
}
