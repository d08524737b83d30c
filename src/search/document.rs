//! What search finds: the pages of the portal as text, in the order that gives them their numbers.

use rayon::prelude::*;

use crate::api::Api;
use crate::catalog::{Entity, EntityRef, Kind, RelationType, annotations, template};
use crate::config::Config;
use crate::diag::{Diagnostic, Span, shown};
use crate::docs::markdown;
use crate::docs::text::{self, Block, Section};
use crate::hash::Hasher;
use crate::path::{LinkStyle, SitePath};
use crate::portal::{DocsSet, Portal, kinds, urls};
use crate::search::CUT;

/// Longest title and tag in characters.
const MAX_NAME: usize = 256;
/// Most tags of a page.
const MAX_TAGS: usize = 64;
/// Most bytes of an API's definition.
const MAX_DEFINITION: usize = 64 << 10;
/// By what the score of a page is divided that is of another version than the default.
const OTHER_VERSION: u16 = 2;
/// Factor in hundredths of the pages of a reference: the entity that is named like an operation or schema comes first.
const REFERENCE: u16 = 60;
/// Most parameters and steps of a template.
const MAX_PARAMETERS: usize = 200;

/// The facets, in the order of files and of filters.
pub const FACETS: [&str; 11] =
    ["section", "kind", "type", "lifecycle", "owner", "system", "tag", "source", "version", "language", "in"];

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// Number in [`FACETS`].
    pub facet: usize,
    /// What filters and addresses say.
    pub value: String,
    /// What readers see.
    pub label: String,
}

/// A page that search can find.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Its address, relative to the portal's root, percent-encoded.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// Further names: of the entity, and the titles that it goes by.
    pub names: Vec<String>,
    /// Who owns it: name and title.
    pub owners: Vec<String>,
    /// The way to it.
    pub crumbs: Vec<String>,
    /// Tags, values of labels, the entity's type.
    pub tags: Vec<String>,
    /// `component`, `docs`, ...
    pub kind: String,
    /// Title of the owner, may be empty.
    pub owner: String,
    /// `deprecated`, ..., may be empty.
    pub lifecycle: String,
    /// What stands beside the title, may be empty.
    pub note: String,
    /// All its facets.
    pub facets: Vec<FacetValue>,
    /// Factor of its score in hundredths.
    pub boost: u16,
    /// Language of its text, such as `en`.
    pub language: String,
    /// Its text; the first one is the page's top.
    pub sections: Vec<Section>,
    /// Text that it is found by and that no result shows: labels, annotations, the definition of an API.
    pub hidden: Vec<Block>,
}

/// All documents in the order (entity, docs set, navigation), and findings about text that is left out.
pub fn documents(portal: &Portal, config: &Config) -> (Vec<Document>, Vec<Diagnostic>) {
    let finds_all = config.docs.versions.as_ref().is_some_and(|versions| versions.search);
    let maker = Maker { portal, config, finds_all };
    let entities = portal.catalog.iter().map(|entity| (Some(&entity.reference), Part::Entity(entity)));
    let mut parts: Vec<(Option<&EntityRef>, Part<'_>)> = entities.collect();
    let sets = portal.sets().filter(|set| finds_all || set.is_default());
    parts.extend(sets.map(|set| (set.entity.as_ref(), Part::Docs(set))));
    // An entity comes before its docs, and what has no entity at the end; sets keep the order of their numbers.
    parts
        .sort_by_key(|(entity, part)| (entity.is_none(), entity.map(EntityRef::as_str), matches!(part, Part::Docs(_))));
    let jobs: Vec<Job<'_>> = parts
        .into_iter()
        .flat_map(|(_, part)| match part {
            Part::Entity(entity) => {
                let api = portal.api(&entity.reference).map(|reference| Job::Api(entity, &reference.api));
                std::iter::once(Job::Entity(entity)).chain(api).collect::<Vec<_>>()
            }
            Part::Docs(set) => set.in_reading_order().into_iter().map(|nth| Job::Page(set, nth)).collect(),
        })
        .collect();
    let made: Vec<(Vec<Document>, Option<Diagnostic>)> = jobs
        .par_iter()
        .map(|job| match job {
            Job::Entity(entity) => (vec![maker.entity(entity)], None),
            Job::Api(entity, api) => (maker.api(entity, api), None),
            Job::Page(set, nth) => {
                let (page, finding) = maker.page(set, *nth);
                (page.into_iter().collect(), finding)
            }
        })
        .collect();
    let mut documents = Vec::with_capacity(made.len());
    let mut findings = Vec::new();
    for (made, finding) in made {
        documents.extend(made);
        findings.extend(finding);
    }
    (documents, findings)
}

enum Part<'a> {
    Entity(&'a Entity),
    Docs(&'a DocsSet),
}

enum Job<'a> {
    Entity(&'a Entity),
    /// The pages of the reference of an API.
    Api(&'a Entity, &'a Api),
    Page(&'a DocsSet, usize),
}

/// The address of a page from the portal's root.
pub(super) fn address(page: &SitePath) -> String {
    page.href_from(&SitePath::home(), LinkStyle::Web)
}

struct Maker<'a> {
    portal: &'a Portal,
    config: &'a Config,
    /// Pages of all versions are found, not only of the default.
    finds_all: bool,
}

impl Maker<'_> {
    fn entity(&self, entity: &Entity) -> Document {
        let mut document = Document { boost: 100, language: "en".into(), ..Document::default() };
        document.url = address(&urls::entity(&entity.reference));
        document.title = cut(entity.display_name());
        document.names = vec![cut(&entity.name)];
        let title = entity.title.as_deref().filter(|title| *title != entity.display_name());
        document.names.extend(title.map(cut));
        document.kind = entity.reference.kind().to_owned();
        self.describe(&mut document, entity);
        document.tags.extend(entity.labels.iter().map(|label| cut(&label.value)));
        document.tags.extend(entity.kind_type.as_deref().map(cut));
        document.tags.push(kinds::singular(&self.config.catalog.kinds, &entity.kind));
        let part_of = self.portal.catalog.related(entity, RelationType::PartOf);
        document.crumbs = part_of.map(|whole| cut(whole.display_name())).collect();

        let mut top = Section::default();
        let mut say = |text: &str| {
            if !text.trim().is_empty() {
                top.blocks.push(Block::Prose(text.split_whitespace().collect::<Vec<_>>().join(" ")));
            }
        };
        say(&entity.description.as_deref().map(|text| markdown::plain(text, text::MAX_BYTES)).unwrap_or_default());
        entity.links.iter().filter_map(|link| link.title.as_deref()).for_each(&mut say);
        if let Some(profile) = &entity.profile {
            [&profile.display_name, &profile.email].into_iter().flatten().for_each(|text| say(text));
        }
        let shown = entity.annotations.iter().filter(|annotation| !annotations::is_secret(&annotation.key));
        let pairs = entity.labels.iter().chain(shown).map(|pair| format!("{}: {}", pair.key, pair.value));
        document.hidden.extend(pairs.map(Block::Prose));
        // The pages of a reference are found by what the definition says.
        let has_reference = self.portal.api(&entity.reference).is_some_and(|reference| !reference.api.is_raw());
        if let Some(definition) = entity.definition.as_ref().filter(|_| !has_reference) {
            let text = &definition.text;
            let end = (0..=MAX_DEFINITION.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
            document.hidden.push(Block::Code(text[..end].to_owned()));
        }
        if entity.kind == Kind::Template {
            template(entity, &mut top);
        }
        document.sections = vec![top];
        let section = match entity.kind {
            Kind::Api => "APIs",
            Kind::Template | Kind::GoldenPath => "Templates",
            _ => "Catalog",
        };
        self.facets(&mut document, Some(entity), section);
        document
    }

    /// The pages of the reference of an API, without its start page: that is found as the entity.
    fn api(&self, entity: &Entity, api: &Api) -> Vec<Document> {
        let mut base = Document { boost: REFERENCE, language: "en".into(), ..Document::default() };
        self.describe(&mut base, entity);
        self.facets(&mut base, Some(entity), "APIs");
        base.crumbs = vec![cut(api.title().unwrap_or(entity.display_name()))];
        base.facet("source", entity.reference.as_str(), entity.display_name());
        super::apis::documents(api, &urls::api(&entity.reference), &base)
    }

    fn page(&self, set: &DocsSet, nth: usize) -> (Option<Document>, Option<Diagnostic>) {
        let (file, page) = (&set.layout.pages[nth], &set.pages[nth]);
        if page.front.search_exclude {
            return (None, None);
        }
        let title = set.titles.get(&file.url).cloned().unwrap_or_default();
        let (sections, was_cut) = text::sections(page);
        let title_of = |url: &SitePath| set.titles.get(url).cloned().unwrap_or_default();
        let crumbs = set.nav.breadcrumbs(&file.url, &title_of);
        let language = set.layout.language.clone().unwrap_or_else(|| "en".to_owned());
        let mut document = Document {
            url: address(&file.url),
            title: cut(&title),
            crumbs: std::iter::once(&set.layout.title)
                .chain(crumbs.iter().map(|crumb| &crumb.title))
                .map(|crumb| cut(crumb))
                .collect(),
            kind: "docs".to_owned(),
            boost: page.front.search_boost.unwrap_or(100),
            language: language.split('-').next().unwrap_or_default().to_lowercase(),
            sections: joined(sections),
            ..Document::default()
        };
        document
            .names
            .extend(page.first_heading.as_ref().filter(|heading| **heading != title).map(|heading| cut(heading)));
        document.tags = page.front.tags.iter().take(MAX_TAGS).map(|tag| cut(tag)).collect();
        let entity = set.entity.as_ref().and_then(|reference| self.portal.catalog.get(reference));
        if let Some(entity) = entity {
            self.describe(&mut document, entity);
        }
        self.facets(&mut document, entity, "Docs");
        if let Some(version) = set.version.as_ref().filter(|_| self.finds_all) {
            document.facet("version", &version.name, &version.name);
            if !set.is_default() {
                document.note = cut(&version.name);
                document.boost = (document.boost / OTHER_VERSION).max(1);
            }
        }
        let source = set.scope();
        document.facet("source", &source, &set.layout.title);
        if entity.is_none() {
            document.facet("in", &source, &set.layout.title);
        }
        let finding = was_cut.then(|| {
            let place = self.portal.repositories[set.repository].place(&file.source).at(Span::FILE);
            let message =
                format!("search reads only the first {} MiB of text of `{}`", text::MAX_BYTES >> 20, shown(&title));
            Diagnostic::new(&CUT, place, message).hint("divide the page, so that readers find the rest too")
        });
        (Some(document), finding)
    }

    /// Owner, lifecycle and tags as a page of an entity has them.
    fn describe(&self, document: &mut Document, entity: &Entity) {
        let owners = entity.owners().filter_map(|owner| self.portal.catalog.get(owner));
        for owner in owners {
            if document.owner.is_empty() {
                document.owner = cut(owner.display_name());
            }
            document.owners.extend([cut(&owner.name), cut(owner.display_name())]);
        }
        document.lifecycle = entity.lifecycle.as_deref().map(cut).unwrap_or_default();
        document.tags.extend(entity.tags.iter().take(MAX_TAGS).map(|tag| cut(tag)));
    }

    fn facets(&self, document: &mut Document, entity: Option<&Entity>, section: &str) {
        document.facet("section", &section.to_lowercase(), section);
        let language = document.language.clone();
        document.facet("language", &language, &language);
        let tags: Vec<String> = match entity {
            Some(entity) => entity.tags.iter().map(|tag| cut(tag)).collect(),
            None => document.tags.clone(),
        };
        for tag in tags.iter().take(MAX_TAGS) {
            document.facet("tag", tag, tag);
        }
        let Some(entity) = entity else { return };
        document.facet("in", entity.reference.as_str(), entity.display_name());
        document.facet("kind", entity.reference.kind(), &kinds::plural(&self.config.catalog.kinds, &entity.kind, 2));
        let texts = [("type", &entity.kind_type), ("lifecycle", &entity.lifecycle)];
        for (facet, text) in texts {
            if let Some(text) = text {
                document.facet(facet, &cut(text), &cut(text));
            }
        }
        for owner in entity.owners() {
            let title = self
                .portal
                .catalog
                .get(owner)
                .map_or_else(|| owner.name().to_owned(), |owner| cut(owner.display_name()));
            document.facet("owner", owner.as_str(), &title);
        }
        if let Some(system) = entity.system() {
            let title = self
                .portal
                .catalog
                .get(system)
                .map_or_else(|| system.name().to_owned(), |system| cut(system.display_name()));
            document.facet("system", system.as_str(), &title);
            document.facet("in", system.as_str(), &title);
        }
    }
}

impl Document {
    /// Adds everything that the files of search are made of.
    pub(super) fn hash(&self, hasher: Hasher) -> Hasher {
        let mut hasher = hasher;
        for text in [&self.url, &self.title, &self.kind, &self.owner, &self.lifecycle, &self.note, &self.language] {
            hasher = hasher.part(text);
        }
        for list in [&self.names, &self.owners, &self.crumbs, &self.tags] {
            hasher = hasher.part(list.len().to_le_bytes());
            hasher = list.iter().fold(hasher, Hasher::part);
        }
        for FacetValue { facet, value, label } in &self.facets {
            hasher = hasher.part(facet.to_le_bytes()).part(value).part(label);
        }
        hasher = hasher.part(self.boost.to_le_bytes()).part(self.sections.len().to_le_bytes());
        for section in &self.sections {
            hasher = hasher.part(&section.anchor).part(&section.heading).part([section.level]);
            hasher = hasher.part(section.definitions.len().to_le_bytes()).part(section.blocks.len().to_le_bytes());
            hasher = section.definitions.iter().fold(hasher, Hasher::part);
            hasher = section.blocks.iter().fold(hasher, hash_block);
        }
        self.hidden.iter().fold(hasher.part(self.hidden.len().to_le_bytes()), hash_block)
    }

    fn facet(&mut self, name: &str, value: &str, label: &str) {
        let facet = FACETS.iter().position(|facet| *facet == name).expect("a facet of the list");
        let value = FacetValue { facet, value: value.to_owned(), label: label.to_owned() };
        if !value.value.is_empty()
            && !self.facets.iter().any(|other| other.facet == facet && other.value == value.value)
        {
            self.facets.push(value);
        }
    }
}

fn hash_block(hasher: Hasher, block: &Block) -> Hasher {
    match block {
        Block::Prose(text) => hasher.part([0]).part(text),
        Block::Code(text) => hasher.part([1]).part(text),
    }
}

/// The sections that search reads. A heading of level 1 at the very start is the top of the page itself.
fn joined(sections: Vec<Section>) -> Vec<Section> {
    let mut sections: Vec<Section> = sections.into_iter().filter(|section| !section.excluded).collect();
    let starts_with_title = sections.len() > 1
        && sections[0].anchor.is_empty()
        && sections[0].blocks.is_empty()
        && sections[0].definitions.is_empty()
        && sections[1].level == 1;
    if starts_with_title {
        sections.remove(0);
        sections[0].anchor.clear();
    }
    if sections.is_empty() {
        sections.push(Section::default());
    }
    sections
}

/// Parameters and steps of a template; the parameters' names are definitions.
fn template(entity: &Entity, top: &mut Section) {
    let mut say = |first: &str, second: &str| top.blocks.push(Block::Prose(format!("{first} {second}")));
    for parameter in template::parameters(entity).take(MAX_PARAMETERS) {
        top.definitions.push(cut(parameter.name));
        say(&cut(parameter.text("title")), &cut(parameter.text("description")));
    }
    for step in template::steps(entity).take(MAX_PARAMETERS) {
        say(&cut(step.name), &cut(step.action));
    }
}

pub(super) fn cut(text: &str) -> String {
    text.chars().take(MAX_NAME).collect()
}
