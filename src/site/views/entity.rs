//! The page of an entity.

use super::{Context, home, related, text};
use crate::catalog::annotations::{self, AnnotationFact, AnnotationLink};
use crate::catalog::{Entity, EntityRef, Kind, RelationType};
use crate::diag::Diagnostic;
use crate::docs::{highlight, markdown};
use crate::path::{RepoPath, SitePath};
use crate::portal::{DocsLink, urls};
use crate::safe::SafeUrl;
use crate::site::attachments;
use crate::site::graph;
use crate::site::view::{
    Definition, EntityItem, EntityLink, EntityView, Fact, FindingItem, Link, NameValue, Page, ParameterRow, Profile,
    RelationGroup, TemplateView, View,
};
use crate::source::Forge;
use crate::yaml::Node;

/// Most targets of one relation that are listed.
const MAX_TARGETS: usize = 100;
/// Most lines of a definition that are shown; the download has them all.
const MAX_DEFINITION_LINES: usize = 200;
/// Most things above an entity that its breadcrumbs name.
const MAX_ANCESTORS: usize = 2;

/// The relations in the order of the page.
const RELATIONS: [RelationType; 13] = [
    RelationType::DependsOn,
    RelationType::DependencyOf,
    RelationType::ProvidesApi,
    RelationType::ConsumesApi,
    RelationType::ApiProvidedBy,
    RelationType::ApiConsumedBy,
    RelationType::PartOf,
    RelationType::HasPart,
    RelationType::ParentOf,
    RelationType::ChildOf,
    RelationType::HasMember,
    RelationType::MemberOf,
    RelationType::OwnerOf,
];

pub(super) fn page(context: &Context<'_>, entity: &Entity) -> Page {
    let here = urls::entity(&entity.reference);
    let item = context.item(&here, entity);
    let docs = docs_link(context, &here, &entity.reference);
    let forge = context.portal.forge_of(&entity.place.file);
    let annotated = annotations::expand(&entity.annotations, forge, annotations::Settings::of(context.config));
    let written = as_written(entity);
    let view = EntityView {
        breadcrumbs: breadcrumbs(context, &here, entity),
        description_html: entity.description.as_deref().map(markdown::restricted).unwrap_or_default(),
        facts: facts(context, &here, entity, annotated.facts),
        graph: graph::figure(&context.portal.catalog, entity, &Addresses { context, here: &here, entity }),
        relations: relations(context, &here, entity),
        links: links(context, entity, annotated.links),
        labels: entity.labels.iter().map(|pair| pair_of(&pair.key, &pair.value)).collect(),
        annotations: annotated.rest.iter().map(|pair| pair_of(&pair.key, &pair.value)).collect(),
        docs_advice: if docs.href.is_empty() { docs_advice(&entity.kind) } else { String::new() },
        docs,
        definition: definition(context, entity),
        source: forge_link(context, entity, "View source", Forge::view_url),
        edit: forge_link(context, entity, "Edit", Forge::edit_url),
        file: entity.place.to_string(),
        findings: context.findings_of(&entity.reference).map(finding).collect(),
        yaml_html: highlight::yaml(&written),
        yaml: written,
        profile: profile(context, &here, entity),
        template: (entity.kind == Kind::Template).then(|| template(entity)),
        entity: item,
    };
    let (title, description) = (view.entity.title.clone(), view.entity.description.clone());
    context.framed(here, "catalog", title, description, View::Entity(Box::new(view)))
}

/// Where the graph of an entity leads.
struct Addresses<'a> {
    context: &'a Context<'a>,
    here: &'a SitePath,
    entity: &'a Entity,
}

impl graph::Addresses for Addresses<'_> {
    fn entity(&self, reference: &EntityRef) -> String {
        self.context.href(self.here, &urls::entity(reference))
    }

    /// The filtered index where it can show them, else the list on the page.
    fn all(&self, relation: RelationType, kind: Option<&Kind>) -> String {
        let index = || self.context.href(self.here, &urls::catalog(1));
        match (relation, kind) {
            (RelationType::OwnedBy, _) => String::new(),
            (RelationType::OwnerOf, None) => format!("{}?filters[owner]={}", index(), self.entity.reference),
            (RelationType::OwnerOf, Some(kind)) => owned_index(&index(), kind, &self.entity.reference),
            _ => format!("#pd-relation-{}", relation.name()),
        }
    }

    fn plural(&self, kind: &Kind, count: usize) -> String {
        home::plural(kind, count)
    }
}

/// The index with what an owner has of a kind.
fn owned_index(index: &str, kind: &Kind, owner: &EntityRef) -> String {
    format!("{index}?filters[kind]={}&filters[owner]={owner}", kind.name().to_lowercase())
}

impl<'a> Context<'a> {
    pub(in crate::site) fn findings_of(&self, reference: &EntityRef) -> impl Iterator<Item = &'a Diagnostic> {
        self.findings.get(reference.as_str()).into_iter().flatten().copied()
    }
}

fn pair_of(name: &str, value: &str) -> NameValue {
    NameValue { name: name.to_owned(), value: value.to_owned() }
}

/// The things it is part of or a member of, the largest first.
fn breadcrumbs(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Vec<Link> {
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

fn facts(context: &Context<'_>, here: &SitePath, entity: &Entity, annotated: Vec<AnnotationFact>) -> Vec<Fact> {
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
    for AnnotationFact { title, value, reference } in annotated {
        let known = reference.filter(|reference| context.portal.catalog.get(reference).is_some());
        let values = known.map_or_else(|| plain(Some(&value)), |reference| links(vec![&reference], ""));
        add(&title, values, "", "");
    }
    facts
}

fn relations(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Vec<RelationGroup> {
    let group = |relation: &RelationType| {
        let found: Vec<_> = entity.relations.iter().filter(|found| found.relation == *relation).collect();
        let items: Vec<EntityItem> =
            found.iter().take(MAX_TARGETS).map(|found| context.item_of(here, &found.target, None)).collect();
        let more = found.len() - items.len();
        let filter = match relation {
            RelationType::OwnerOf => format!("?filters[owner]={}", entity.reference),
            _ => String::new(),
        };
        let index = context.href(here, &urls::catalog(1));
        let more_href = if more > 0 { format!("{index}{filter}") } else { String::new() };
        RelationGroup {
            name: relation.name().to_owned(),
            label: graph::label(*relation).to_owned(),
            items,
            more,
            more_href,
        }
    };
    RELATIONS.iter().map(group).filter(|group| !group.items.is_empty()).collect()
}

/// The entity as its author wrote it, without what may be a secret; nothing when one is written in a way that hides
/// where it stands (folded or with escapes).
fn as_written(entity: &Entity) -> String {
    let secrets = annotations::secrets(entity).filter(|secret| !secret.is_empty());
    secrets.fold(entity.source.text.to_string(), |text, secret| match text.contains(secret) {
        true => text.replace(secret, "(not shown)"),
        false => String::new(),
    })
}

/// The author's links, then those of annotations that lead elsewhere. Addresses that may not be printed are left out
/// (the catalog has made a finding).
fn links(context: &Context<'_>, entity: &Entity, annotated: Vec<AnnotationLink>) -> Vec<EntityLink> {
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

fn docs_link(context: &Context<'_>, here: &SitePath, reference: &EntityRef) -> Link {
    match context.portal.docs_of.get(reference) {
        None => Link::default(),
        Some(DocsLink::Set(_, start)) => Link { text: "Documentation".into(), href: context.href(here, start) },
        Some(DocsLink::External(url)) => match SafeUrl::parse(url, &[]) {
            Ok(url) => Link { text: "Documentation".into(), href: url.as_str().to_owned() },
            Err(_) => Link::default(),
        },
    }
}

fn docs_advice(kind: &Kind) -> String {
    match kind {
        Kind::Component | Kind::System | Kind::Api | Kind::Domain => {
            "Add docs/index.md beside this file and the annotation backstage.io/techdocs-ref: dir:.".into()
        }
        _ => String::new(),
    }
}

fn definition(context: &Context<'_>, entity: &Entity) -> Option<Definition> {
    let definition = entity.definition.as_ref()?;
    let format = text(entity.kind_type.as_deref()).to_lowercase();
    if definition.text.trim().is_empty() {
        return None;
    }
    let lines: Vec<&str> = definition.text.lines().collect();
    let shown = lines[..lines.len().min(MAX_DEFINITION_LINES)].join("\n");
    let language = attachments::definition_language(entity);
    let file = attachments::definition_path(entity);
    Some(Definition {
        title: file.as_str().rsplit('/').next().unwrap_or_default().to_owned(),
        html: highlight::fragment(language, &shown, context.memo),
        more_lines: lines.len().saturating_sub(MAX_DEFINITION_LINES),
        href: context.href(&urls::entity(&entity.reference), &file),
        format,
    })
}

fn forge_link(context: &Context<'_>, entity: &Entity, words: &str, address: fn(&Forge, &RepoPath) -> String) -> Link {
    let file = &entity.place.file;
    let url = context.portal.forge_of(file).and_then(|forge| SafeUrl::parse(&address(forge, &file.path), &[]).ok());
    url.map_or_else(Link::default, |url| Link { text: words.into(), href: url.as_str().to_owned() })
}

pub(super) fn finding(diagnostic: &Diagnostic) -> FindingItem {
    FindingItem {
        severity: diagnostic.severity.to_string(),
        code: diagnostic.code.id.to_owned(),
        message: diagnostic.message.clone(),
        place: diagnostic.place.to_string(),
        hint: diagnostic.hint.clone().unwrap_or_default(),
    }
}

/// Who a group or user is, and what it owns by kind.
fn profile(context: &Context<'_>, here: &SitePath, entity: &Entity) -> Option<Profile> {
    if !matches!(entity.kind, Kind::Group | Kind::User) {
        return None;
    }
    let words = entity.display_name().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let initials: String = words.filter_map(|word| word.chars().next()).take(2).flat_map(char::to_uppercase).collect();
    let email = entity.profile.as_ref().and_then(|profile| profile.email.as_deref());
    let mut counts: std::collections::BTreeMap<&Kind, usize> = std::collections::BTreeMap::new();
    for owned in related(context.portal, entity, RelationType::OwnerOf) {
        *counts.entry(&owned.kind).or_default() += 1;
    }
    let index = context.href(here, &urls::catalog(1));
    let owned = counts
        .into_iter()
        .map(|(kind, count)| crate::site::view::Count {
            label: home::plural(kind, count),
            kind: kind.name().to_lowercase(),
            count,
            href: owned_index(&index, kind, &entity.reference),
        })
        .collect();
    Some(Profile { initials, email: text(email), owned })
}

/// Parameters and steps of a golden path; `parameters` is one form or a list of forms.
fn template(entity: &Entity) -> TemplateView {
    let spec = entity.spec();
    let parameters = spec.and_then(|spec| spec.get("parameters"));
    let forms: Vec<&Node> = match parameters {
        Some(node) => node.as_list().map_or_else(|| vec![node], |list| list.iter().collect()),
        None => Vec::new(),
    };
    let steps = spec.and_then(|spec| spec.get("steps")).and_then(Node::as_list).unwrap_or_default();
    let field = |node: &Node, key: &str| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    TemplateView {
        parameters: forms.into_iter().flat_map(parameter_rows).collect(),
        steps: steps
            .iter()
            .map(|step| {
                let name = [field(step, "name"), field(step, "id")].into_iter().find(|name| !name.is_empty());
                NameValue { name: name.unwrap_or_default(), value: field(step, "action") }
            })
            .collect(),
    }
}

fn parameter_rows(form: &Node) -> Vec<ParameterRow> {
    let required: Vec<&str> =
        form.get("required").and_then(Node::as_list).unwrap_or_default().iter().filter_map(Node::text).collect();
    let properties = form.get("properties").and_then(Node::as_map);
    let field = |node: &Node, key: &str| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    properties
        .map(|properties| properties.entries.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|entry| ParameterRow {
            name: entry.key.to_string(),
            title: field(&entry.value, "title"),
            kind: field(&entry.value, "type"),
            required: required.contains(&&*entry.key),
            default: field(&entry.value, "default"),
            description: markdown::plain(&field(&entry.value, "description"), super::LINE),
        })
        .collect()
}
