//! What a page tells about the entity itself: where it belongs, its facts, its links.

use crate::catalog::annotations::{AnnotationFact, AnnotationLink};
use crate::catalog::{Entity, EntityRef, Kind, RelationType};
use crate::path::{RepoPath, SitePath};
use crate::portal::DocsLink;
use crate::safe::SafeUrl;
use crate::site::view::{EntityLink, Fact, Link};
use crate::site::views::{Context, history, related, text};
use crate::source::Forge;

/// Most things above an entity that its breadcrumbs name.
const MAX_ANCESTORS: usize = 2;

/// The things it is part of or a member of, the largest first.
pub(super) fn breadcrumbs(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Vec<Link> {
    let mut ancestors: Vec<&Entity> = Vec::new();
    let mut current = entity;
    while ancestors.len() < MAX_ANCESTORS {
        let above = [RelationType::PartOf, RelationType::ChildOf, RelationType::MemberOf];
        let Some(next) = above.iter().find_map(|relation| related(context.portal, current, *relation).next()) else {
            break;
        };
        if next.reference == entity.reference || ancestors.iter().any(|seen| seen.reference == next.reference) {
            break;
        }
        ancestors.push(next);
        current = next;
    }
    ancestors.into_iter().rev().map(|ancestor| context.reference_link(here, Some(&ancestor.reference), "")).collect()
}

pub(super) fn facts(
    context: &Context<'_>,
    here: &SitePath,
    entity: &Entity,
    annotated: Vec<AnnotationFact>,
) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |name: &str, values: Vec<Link>, missing: &str, badge: &str| {
        if !values.is_empty() || !missing.is_empty() {
            facts.push(Fact { name: name.into(), values, missing: missing.into(), badge: badge.into() });
        }
    };
    let links = |targets: Vec<&EntityRef>, kind: &str| -> Vec<Link> {
        targets.into_iter().map(|target| context.reference_link(here, Some(target), kind)).collect()
    };
    let plain = |value: Option<&str>| -> Vec<Link> {
        value.into_iter().map(|value| Link { text: value.to_owned(), href: String::new() }).collect()
    };
    let expects = |kinds: &[Kind], words: &'static str| if kinds.contains(&entity.kind) { words } else { "" };
    let owned = [Kind::Component, Kind::Api, Kind::Resource, Kind::System, Kind::Domain, Kind::AiResource];
    add("Owner", links(entity.owners().collect(), "group"), expects(&owned, "No owner"), "");
    let parts = [Kind::Component, Kind::Api, Kind::Resource];
    add("System", links(entity.system().into_iter().collect(), "system"), expects(&parts, "No system"), "");
    add("Domain", links(entity.domain().into_iter().collect(), "domain"), expects(&[Kind::System], "No domain"), "");
    add("Type", plain(entity.kind_type.as_deref()), "", "");
    let alive = [Kind::Component, Kind::Api];
    add("Lifecycle", plain(entity.lifecycle.as_deref()), expects(&alive, "No lifecycle"), "lifecycle");
    if entity.reference.namespace() != "default" {
        add("Namespace", plain(Some(&entity.namespace)), "", "");
    }
    if let Some(dated) = history::of_entity(context.portal, entity) {
        let day = |time| history::day(time).text;
        add("Created", plain(dated.created.map(day).as_deref()), "", "");
        let changed = Link { text: day(dated.changed), href: dated.commit_link().href };
        add("Last changed", vec![changed], "", "");
    }
    for AnnotationFact { title, value, reference } in annotated {
        let known = reference.filter(|reference| context.portal.catalog.get(reference).is_some());
        let values = known.map_or_else(|| plain(Some(&value)), |reference| links(vec![&reference], ""));
        add(&title, values, "", "");
    }
    facts
}

/// The author's links, then those of annotations that lead elsewhere. Addresses that may not be printed are left out
/// (the catalog has made a finding).
pub(super) fn links(context: &Context<'_>, entity: &Entity, annotated: Vec<AnnotationLink>) -> Vec<EntityLink> {
    let link = |link: &crate::catalog::Link| {
        let url = SafeUrl::parse(&link.url, &context.config.security.url_schemes).ok()?;
        let words = link.title.as_deref().filter(|title| !title.is_empty()).unwrap_or(&link.url);
        let icon = text(link.icon.as_deref().or(link.link_type.as_deref()));
        Some(EntityLink { text: words.to_owned(), href: url.as_str().to_owned(), icon })
    };
    let mut links: Vec<EntityLink> = entity.links.iter().filter_map(link).collect();
    for AnnotationLink { title, url, icon } in annotated {
        if !links.iter().any(|link| link.href == url.as_str()) {
            links.push(EntityLink { text: title, href: url.as_str().to_owned(), icon });
        }
    }
    links
}

pub(super) fn docs_link(context: &Context<'_>, here: &SitePath, reference: &EntityRef) -> Link {
    match context.portal.docs_of.get(reference) {
        None => Link::default(),
        Some(DocsLink::Set(_, start)) => Link { text: "Documentation".into(), href: context.href(here, start) },
        Some(DocsLink::External(url)) => match SafeUrl::parse(url, &[]) {
            Ok(url) => Link { text: "Documentation".into(), href: url.as_str().to_owned() },
            Err(_) => Link::default(),
        },
    }
}

pub(super) fn docs_advice(kind: &Kind) -> String {
    match kind {
        Kind::Component | Kind::System | Kind::Api | Kind::Domain => {
            "Add docs/index.md beside this file and the annotation backstage.io/techdocs-ref: dir:.".into()
        }
        _ => String::new(),
    }
}

pub(super) fn forge_link(
    context: &Context<'_>,
    entity: &Entity,
    words: &str,
    address: fn(&Forge, &RepoPath) -> String,
) -> Link {
    let file = &entity.place.file;
    let url = context.portal.forge_of(file).and_then(|forge| SafeUrl::parse(&address(forge, &file.path), &[]).ok());
    url.map_or_else(Link::default, |url| Link { text: words.into(), href: url.as_str().to_owned() })
}
