//! What a page tells about the entity itself: its facts, its links, its documentation.

use std::collections::BTreeMap;

use super::{pair_of, query};
use crate::catalog::annotations::{AnnotationFact, AnnotationLink};
use crate::catalog::{Entity, EntityRef, Kind, RelationType};
use crate::path::SitePath;
use crate::portal::{DocsLink, urls};
use crate::safe::SafeUrl;
use crate::site::view::{Count, EntityLink, Fact, Link, Moment, NameValue};
use crate::site::views::{Context, history, related, text};
use crate::yaml::Node;

/// Most values of one fact.
const MAX_VALUES: usize = 20;
/// Most teams that are named.
const MAX_TEAMS: usize = 20;

/// The facts of an entity, and what its author could add.
pub(super) fn facts(
    context: &Context<'_>,
    here: &SitePath,
    entity: &Entity,
    annotated: Vec<AnnotationFact>,
) -> Vec<Fact> {
    let mut facts = Facts { entity, list: Vec::new() };
    let links = |targets: &mut dyn Iterator<Item = &EntityRef>, kind: &str| -> Vec<Link> {
        let mut links: Vec<Link> =
            (&mut *targets).take(MAX_VALUES).map(|target| context.reference_link(here, Some(target), kind)).collect();
        let more = targets.count();
        let source = || context.href(here, &urls::entity_inspect(&entity.reference));
        links.extend((more > 0).then(|| Link { text: format!("{more} more in the source"), href: source() }));
        links
    };
    let of = |kinds: &[Kind]| kinds.contains(&entity.kind);
    let owned = [Kind::Component, Kind::Api, Kind::Resource, Kind::System, Kind::Domain, Kind::AiResource];
    let expects_owner = of(&owned) || matches!(entity.kind, Kind::Other(_)) && entity.expects_owner;
    facts.add("Owner", links(&mut entity.owners(), "group"), expects_owner, "spec.owner");
    let inferred = entity.owner_references().find_map(|owner| owner.inferred.as_ref());
    if let (Some(inferred), Some(owner)) = (inferred, facts.list.last_mut()) {
        owner.advice = format!("Inferred from `{}`.", inferred.from);
    }
    let parts = [Kind::Component, Kind::Api, Kind::Resource, Kind::AiResource];
    let expects_system = of(&parts) && entity.references_in("subcomponentOf").next().is_none();
    facts.add("System", links(&mut entity.system().into_iter(), "system"), expects_system, "spec.system");
    let domain = entity.domain().or_else(|| context.portal.catalog.get(entity.system()?)?.domain());
    facts.add("Domain", links(&mut domain.into_iter(), "domain"), of(&[Kind::System]), "spec.domain");
    let mut whole = entity.references_in("subcomponentOf").filter_map(|reference| reference.target.as_ref());
    facts.add("Parent", links(&mut whole, "component"), false, "");
    let mut above = targets(entity, RelationType::ChildOf);
    facts.add("Parent", links(&mut above, "group"), false, "");
    let mut groups = targets(entity, RelationType::MemberOf);
    facts.add("Groups", links(&mut groups, "group"), of(&[Kind::User]), "spec.memberOf");
    facts.add("Kind", plain(Some(&context.singular(&entity.kind))), false, "");
    let typed = [Kind::Component, Kind::Api, Kind::Resource, Kind::Group, Kind::Template, Kind::AiResource];
    facts.add("Type", plain(entity.kind_type.as_deref()), of(&typed), "spec.type");
    let alive = [Kind::Component, Kind::Api, Kind::AiResource];
    facts.add("Lifecycle", plain(entity.lifecycle.as_deref()), of(&alive), "spec.lifecycle");
    if entity.reference.namespace() != "default" {
        facts.add("Namespace", plain(Some(&entity.namespace)), false, "");
    }
    if let Some(dated) = history::of_entity(context.portal, entity) {
        if let Some(created) = dated.created {
            facts.add_day("Created", history::day(created), String::new());
        }
        facts.add_day("Last changed", history::day(dated.changed), dated.commit_link().href);
    }
    for AnnotationFact { title, value, reference } in annotated {
        let known = reference.filter(|reference| context.portal.catalog.get(reference).is_some());
        let values = known.map_or_else(|| plain(Some(&value)), |reference| links(&mut [&reference].into_iter(), ""));
        facts.add(&title, values, false, "");
    }
    let index = context.href(here, &urls::catalog(1));
    let tag = |tag: &str| Link { text: tag.to_owned(), href: format!("{index}?filters[tags]={}", query(tag)) };
    let tags = entity.tags.iter().map(|text| tag(text)).collect();
    facts.add("Tags", tags, of(&owned) || entity.kind == Kind::Template, "metadata.tags");
    facts.list
}

fn targets(entity: &Entity, relation: RelationType) -> impl Iterator<Item = &EntityRef> {
    entity.relations.iter().filter(move |found| found.relation == relation).map(|found| &found.target)
}

fn plain(value: Option<&str>) -> Vec<Link> {
    value.into_iter().map(|value| Link { text: value.to_owned(), href: String::new() }).collect()
}

struct Facts<'a> {
    entity: &'a Entity,
    list: Vec<Fact>,
}

impl Facts<'_> {
    /// Adds a fact. One without values is added only if it is `expected` of the kind; then `field` says what to add.
    fn add(&mut self, name: &str, values: Vec<Link>, expected: bool, field: &str) {
        if values.is_empty() && !expected {
            return;
        }
        let badge = match name {
            "Lifecycle" => "lifecycle",
            "Tags" => "tags",
            _ => "",
        };
        let (missing, advice) = match values.is_empty() {
            true => (
                format!("No {}", name.to_lowercase()),
                format!("Set `{field}` in `{}`.", self.entity.place.file.path.name()),
            ),
            false => (String::new(), String::new()),
        };
        self.list.push(Fact {
            name: name.into(),
            values,
            missing,
            advice,
            badge: badge.into(),
            datetime: String::new(),
        });
    }

    /// Adds a day, with a link to what happened then.
    fn add_day(&mut self, name: &str, day: Moment, href: String) {
        let values = vec![Link { text: day.text, href }];
        self.list.push(Fact { name: name.into(), values, datetime: day.datetime, ..Fact::default() });
    }
}

/// What only entities of this kind say of themselves.
pub(super) fn details(entity: &Entity) -> Vec<NameValue> {
    let fields: &[(&str, &str)] = match &entity.kind {
        Kind::AiResource => &[
            ("category", "Category"),
            ("categories", "Categories"),
            ("disciplines", "Disciplines"),
            ("rationale", "Rationale"),
            ("agents", "Agents"),
            ("allowedTools", "Allowed tools"),
            ("compatibility", "Compatibility"),
            ("version", "Version"),
            ("license", "License"),
        ],
        Kind::Location => &[("type", "Type of targets"), ("presence", "Presence")],
        _ => &[],
    };
    let value = |field: &str| Some(words(entity.spec()?.get(field)?)).filter(|value| !value.is_empty());
    fields.iter().filter_map(|(field, name)| Some(pair_of(name, &value(field)?))).collect()
}

/// A scalar or a list of them as text.
fn words(node: &Node) -> String {
    match node.as_list() {
        Some(items) => items.iter().filter_map(Node::text).collect::<Vec<_>>().join(", "),
        None => node.text().unwrap_or_default().to_owned(),
    }
}

/// The owners of everything that a system or domain is made of, those of most parts first.
pub(super) fn teams(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Vec<Count> {
    if !matches!(entity.kind, Kind::System | Kind::Domain) {
        return Vec::new();
    }
    let mut seen: BTreeMap<&EntityRef, &Entity> = BTreeMap::new();
    let mut open = vec![entity];
    while let Some(whole) = open.pop() {
        for part in related(context.portal, whole, RelationType::HasPart) {
            if part.reference != entity.reference && seen.insert(&part.reference, part).is_none() {
                open.push(part);
            }
        }
    }
    let mut counts: BTreeMap<&EntityRef, usize> = BTreeMap::new();
    for owner in seen.values().filter_map(|part| part.owners().next()) {
        *counts.entry(owner).or_default() += 1;
    }
    let mut counts: Vec<(&EntityRef, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(owner, count)| (std::cmp::Reverse(*count), *owner));
    let team = |(owner, count): (&EntityRef, usize)| {
        let Link { text: label, href } = context.reference_link(here, Some(owner), "group");
        Count { label, kind: owner.kind().to_owned(), count, href }
    };
    let rest = counts.split_off(counts.len().min(MAX_TEAMS));
    let mut teams: Vec<Count> = counts.into_iter().map(team).collect();
    teams.extend((!rest.is_empty()).then(|| Count {
        label: format!("{} more", rest.len()),
        count: rest.iter().map(|(_, count)| count).sum(),
        ..Count::default()
    }));
    teams
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

/// The entity's documentation, without address if there is none.
pub(in crate::site::views) fn docs_link(context: &Context<'_>, here: &SitePath, reference: &EntityRef) -> Link {
    match context.portal.docs_of.get(reference) {
        None => Link::default(),
        Some(DocsLink::Set(_, start)) => Link { text: "Documentation".into(), href: context.href(here, start) },
        Some(DocsLink::External(url)) => match SafeUrl::parse(url, &[]) {
            Ok(url) => Link { text: "Documentation".into(), href: url.as_str().to_owned() },
            Err(_) => Link::default(),
        },
    }
}

/// What to do to get documentation; empty for an entity that has some, and for kinds that need none.
pub(super) fn docs_advice(context: &Context<'_>, entity: &Entity) -> String {
    let has_docs = !docs_link(context, &urls::entity(&entity.reference), &entity.reference).href.is_empty();
    match entity.kind {
        Kind::Component | Kind::System | Kind::Api | Kind::Domain if !has_docs => {
            "Add `docs/index.md` beside this file and the annotation `backstage.io/techdocs-ref: dir:.`".into()
        }
        _ => String::new(),
    }
}
