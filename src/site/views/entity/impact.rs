//! The page that tells who notices if an entity breaks, and the same as data.

use super::head::{Part as Tab, address, head};
use crate::catalog::{Entity, EntityRef};
use crate::path::SitePath;
use crate::portal::impact::{Item, Part, Report};
use crate::portal::urls;
use crate::site::view::{ImpactView, Link, OwnerReach, Page, ReachRow, ReachView, View};
use crate::site::views::{Context, section_of, text};

/// The page, and `impact.json`.
pub(in crate::site::views) fn page(context: &Context<'_>, entity: &Entity) -> (Page, Vec<(SitePath, String)>) {
    let here = address(entity, Tab::Impact);
    let report = Report::of(&context.portal.catalog, &context.dependencies, entity, context.impact_rows);
    let file = urls::impact_json(&entity.reference);
    let view = ImpactView {
        head: head(context, entity, Tab::Impact, &here),
        impact: reach(context, &here, &report.impact),
        depends_on: reach(context, &here, &report.depends_on),
        json: Link { text: "impact.json".to_owned(), href: context.href(&here, &file) },
    };
    let title = format!("Impact of {}", entity.display_name());
    let description = format!("Who notices if {} breaks, and what it depends on", entity.display_name());
    let page = context.framed(here, section_of(&entity.kind), title, description, View::Impact(Box::new(view)));
    (page, vec![(file, report.to_json())])
}

fn reach(context: &Context<'_>, here: &SitePath, part: &Part) -> ReachView {
    let link = |reference: &str, default_kind: &str| match EntityRef::parse(reference, None, "default") {
        Ok(reference) => context.reference_link(here, Some(&reference), default_kind),
        Err(_) => Link { text: reference.to_owned(), href: String::new() },
    };
    let row = |item: &Item| ReachRow {
        entity: link(&item.entity, ""),
        reference: item.entity.clone(),
        kind: item.entity.split(':').next().unwrap_or_default().to_owned(),
        distance: item.distance,
        via_cut: item.via_cut,
        via: item.via.iter().map(|via| link(via, "")).collect(),
        lifecycle: text(item.lifecycle.as_deref()),
    };
    let owner = |(owner, items): (Option<&str>, Vec<&Item>)| OwnerReach {
        owner: owner.map_or_else(Link::default, |owner| link(owner, "group")),
        rows: items.into_iter().map(row).collect(),
    };
    ReachView {
        direct: part.direct,
        transitive: part.transitive,
        teams: part.teams,
        omitted: part.omitted,
        owners: part.by_owner().into_iter().map(owner).collect(),
    }
}
