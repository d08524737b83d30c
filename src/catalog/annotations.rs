//! What annotations tell readers: links and facts (catalog contract, section 11).
//!
//! [`expand`] puts the portal's own rules over the built-in table and fills the templates of addresses. Values are
//! author text: every part is percent-encoded where it goes into an address, a value that would climb (`..`) makes no
//! address, and every address goes through [`SafeUrl`].

use std::collections::BTreeMap;

use self::table::{Form, stands_for};
use super::entity::{Entity, KeyValue};
use super::findings;
use super::provenance::SOURCE_LOCATION;
use super::reference::{DEFAULT_NAMESPACE, EntityRef};
use crate::config::{AnnotationRule, Config};
use crate::diag::{Diagnostic, Place};
use crate::safe::{Refused, SafeUrl};
use crate::source::{Forge, ForgeKind};

mod duration;
mod table;
#[cfg(test)]
mod tests;

/// Most links of one annotation with a list of values.
const MAX_ITEMS: usize = 20;

/// What the configuration says about annotations.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The portal's own rules by key.
    pub rules: &'a BTreeMap<String, AnnotationRule>,
    /// Schemes that may be opened beside `http`, `https` and `mailto`.
    pub schemes: &'a [String],
}

impl<'a> Settings<'a> {
    /// The settings that a configuration gives.
    pub fn of(config: &'a Config) -> Self {
        Self { rules: &config.catalog.annotations, schemes: &config.security.url_schemes }
    }
}

/// What the annotations of an entity become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded<'a> {
    /// Links, in the order of the annotations.
    pub links: Vec<AnnotationLink>,
    /// What has no address, in the order of the annotations.
    pub facts: Vec<AnnotationFact>,
    /// The annotations that no rule is about, for the list of the others.
    pub rest: Vec<&'a KeyValue>,
    /// Values that should be addresses and may not be opened, and why; they are facts.
    pub refused: Vec<(&'a KeyValue, Refused)>,
}

/// A link that an annotation gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationLink {
    /// What readers see.
    pub title: String,
    /// Where it leads.
    pub url: SafeUrl,
    /// The name of its icon, may be empty.
    pub icon: String,
}

/// A fact that an annotation states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationFact {
    /// What it is.
    pub title: String,
    /// Its value, author text.
    pub value: String,
    /// The entity that the value refers to.
    pub reference: Option<EntityRef>,
}

/// Turns annotations into links and facts. `forge` is where the entity's repository lives; links to repositories go to
/// its host when it is of their kind.
pub fn expand<'a>(annotations: &'a [KeyValue], forge: Option<&Forge>, settings: Settings<'_>) -> Expanded<'a> {
    let surroundings = Surroundings { annotations, forge, schemes: settings.schemes };
    let mut expanded = Expanded::default();
    for annotation in annotations {
        let own = own_rule(&annotation.key, settings.rules);
        let known = table::known(&annotation.key);
        let value = annotation.value.trim();
        match (known, own) {
            (Some(((_, Form::Hidden), _)), _) => {}
            _ if value.is_empty() => expanded.rest.push(annotation),
            (None, None) => expanded.rest.push(annotation),
            (Some(((_, Form::Plumbing), _)), None) => {}
            (known, own) => {
                let rule = Rule::new(&annotation.key, known, own);
                rule.apply(annotation, value, &surroundings, &mut expanded);
            }
        }
    }
    expanded
}

/// What is wrong with the values of an entity's annotations.
pub fn check(entity: &Entity, forge: Option<&Forge>, settings: Settings<'_>) -> Vec<Diagnostic> {
    let finding = |(annotation, refused): &(&KeyValue, Refused)| {
        let place = Place { file: entity.place.file.clone(), span: annotation.span };
        let found = match refused {
            Refused::Scheme(scheme) => findings::link_scheme(place, scheme),
            Refused::Relative | Refused::NoHost | Refused::Malformed => findings::link(place, annotation.value.trim()),
            Refused::Control | Refused::TooLong | Refused::UserInfo => {
                findings::annotation_address(place, &annotation.key, refused)
            }
        };
        found.entity(entity.reference.as_str())
    };
    let refused = expand(&entity.annotations, forge, settings).refused;
    refused.iter().map(finding).chain(source_location(entity)).collect()
}

/// A source location is a folder, and addresses in it are joined to it, which needs the last slash.
fn source_location(entity: &Entity) -> Option<Diagnostic> {
    let found = entity.annotation(SOURCE_LOCATION).filter(|found| !found.value.trim().ends_with('/'))?;
    let place = entity.place.file.at(found.span);
    Some(findings::source_location(place, found.value.trim()).entity(entity.reference.as_str()))
}

/// True for a key whose value no page and no file may show, because it may be a secret.
pub fn is_secret(key: &str) -> bool {
    matches!(table::known(key), Some(((_, Form::Hidden), _)))
}

/// Values that no page and no file may show.
pub fn secrets(entity: &Entity) -> impl Iterator<Item = &str> {
    let hidden = |annotation: &&KeyValue| is_secret(&annotation.key);
    entity.annotations.iter().filter(hidden).map(|annotation| annotation.value.trim())
}

/// The forge of a repository whose remote is not known, inferred from what its entities say about their project
/// (`github.com/project-slug`, `gitlab.com/project-slug`); on branch `HEAD`. `None` if they say nothing, or name
/// different projects, because then the file is not that of the project.
pub fn inferred_forge<'a>(entities: impl IntoIterator<Item = &'a Entity>) -> Option<Forge> {
    let mut slugs = entities.into_iter().filter_map(|entity| {
        let slug = |key: &str| entity.annotation(key).map(|found| found.value.trim().trim_matches('/'));
        let github = slug("github.com/project-slug").map(|slug| ("github.com", slug));
        github.or_else(|| slug("gitlab.com/project-slug").map(|slug| ("gitlab.com", slug)))
    });
    let first = slugs.next()?;
    let (host, slug) = slugs.all(|other| other == first).then_some(first)?;
    let parts: Vec<&str> = slug.split('/').collect();
    let right = parts.len() == 2 || (parts.len() > 2 && host == "gitlab.com");
    let plain = parts.iter().all(|part| !matches!(*part, "" | "." | ".."));
    (right && plain).then(|| Forge::of(Some(&format!("https://{host}/{slug}")), None))?
}

/// What lies around an annotation and goes into its addresses.
struct Surroundings<'a> {
    annotations: &'a [KeyValue],
    forge: Option<&'a Forge>,
    schemes: &'a [String],
}

/// What one annotation becomes: its entry of the table with the portal's own rule over it.
struct Rule<'r> {
    key: &'r str,
    title: String,
    base: Option<&'r str>,
    form: Form,
    own: Option<&'r AnnotationRule>,
}

impl<'r> Rule<'r> {
    fn new(key: &'r str, known: Option<(table::Known, &str)>, own: Option<&'r AnnotationRule>) -> Self {
        let (title, form) = match known {
            Some(((title, form), "")) => (title.to_owned(), form),
            Some(((title, form), piece)) => (format!("{title} {}", piece.replace(['-', '_'], " ")), form),
            None => (key.to_owned(), Form::Fact),
        };
        let form = if matches!(form, Form::Plumbing) { Form::Fact } else { form };
        let title = own.and_then(|own| own.title.clone()).unwrap_or(title);
        Self { key, title, base: own.and_then(|own| own.base.as_deref()), form, own }
    }

    fn apply<'a>(&self, annotation: &'a KeyValue, value: &str, around: &Surroundings<'_>, out: &mut Expanded<'a>) {
        let own_url = self.own.and_then(|own| own.url.as_deref());
        let icon = self.own.and_then(|own| own.icon.as_deref());
        let fact = |value: String, reference| AnnotationFact { title: self.title.clone(), value, reference };
        match (own_url, self.form) {
            (Some(url), form) => {
                let built_in = match form {
                    Form::Links([first, ..]) => first.icon,
                    _ => "",
                };
                let anchor = Anchor { title: &self.title, icon: icon.unwrap_or(built_in), templates: &[url] };
                self.link(annotation, value, &[anchor], around, out);
            }
            (None, Form::Links(links)) => {
                let anchors: Vec<Anchor<'_>> = links
                    .iter()
                    .enumerate()
                    .map(|(nth, link)| Anchor {
                        title: self.own.and_then(|own| own.title.as_deref()).filter(|_| nth == 0).unwrap_or(link.title),
                        icon: icon.unwrap_or(link.icon),
                        templates: link.templates,
                    })
                    .collect();
                self.link(annotation, value, &anchors, around, out);
            }
            (None, Form::Entity) => {
                let reference = EntityRef::parse(value, Some("template"), DEFAULT_NAMESPACE).ok();
                out.facts.push(fact(value.to_owned(), reference));
            }
            (None, Form::Duration) => {
                out.facts.push(fact(duration::words(value).unwrap_or_else(|| value.to_owned()), None));
            }
            (None, Form::Fact | Form::Hidden | Form::Plumbing) => out.facts.push(fact(value.to_owned(), None)),
        }
    }

    /// Adds the links of all items of a value, or the fact that is left of an item without address.
    fn link<'a>(
        &self,
        annotation: &'a KeyValue,
        value: &str,
        anchors: &[Anchor<'_>],
        around: &Surroundings<'_>,
        out: &mut Expanded<'a>,
    ) {
        let whole = anchors.iter().any(|anchor| anchor.templates.contains(&"{value}"));
        let items: Vec<&str> = match whole {
            true => vec![value],
            false => value.split(',').map(str::trim).filter(|item| !item.is_empty()).take(MAX_ITEMS).collect(),
        };
        for item in &items {
            let mut linked = false;
            for anchor in anchors {
                match self.address(anchor, item, around) {
                    Some(Ok(url)) => {
                        let title = anchor.title;
                        let title = if items.len() > 1 { format!("{title}: {item}") } else { title.to_owned() };
                        out.links.push(AnnotationLink { title, url, icon: anchor.icon.to_owned() });
                        linked = true;
                    }
                    Some(Err(refused)) => out.refused.push((annotation, refused)),
                    None => {}
                }
            }
            if !linked {
                let (title, value) = (self.title.clone(), (*item).to_owned());
                out.facts.push(AnnotationFact { title, value, reference: None });
            }
        }
    }

    /// The address of an item; `None` if it lacks what the templates need.
    fn address(&self, anchor: &Anchor<'_>, item: &str, around: &Surroundings<'_>) -> Option<Result<SafeUrl, Refused>> {
        let text = match anchor.templates {
            ["{value}"] => item.to_owned(),
            templates => templates.iter().find_map(|template| self.fill(template, item, around))?,
        };
        Some(SafeUrl::parse(&text, around.schemes).and_then(|url| {
            let scheme = url.as_str().split(':').next().unwrap_or_default();
            let opened = matches!(scheme, "http" | "https" | "mailto") || around.schemes.iter().any(|s| s == scheme);
            if opened { Ok(url) } else { Err(Refused::Scheme(scheme.to_owned())) }
        }))
    }

    fn fill(&self, template: &str, item: &str, around: &Surroundings<'_>) -> Option<String> {
        let parts: Vec<&str> = item.trim_end_matches('/').split('/').collect();
        if parts.iter().any(|part| matches!(*part, "" | "." | "..")) {
            return None;
        }
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            out.push_str(before);
            out.push_str(&match name {
                "value" => joined(&parts, ""),
                "jobs" => joined(&jobs(&parts), "job/"),
                "base" => self.base.map(str::to_owned).or_else(|| around.implied_base(self.key, item))?,
                "region" => around.region()?,
                number => encoded(parts.get(number.parse::<usize>().ok()?)?),
            });
            rest = after;
        }
        Some(out + rest)
    }
}

/// A link to be made.
struct Anchor<'r> {
    title: &'r str,
    icon: &'r str,
    templates: &'r [&'r str],
}

impl Surroundings<'_> {
    fn value(&self, key: &str) -> Option<&str> {
        self.annotations.iter().find(|other| &*other.key == key).map(|found| found.value.trim())
    }

    /// The server of a key that needs no configuration.
    fn implied_base(&self, key: &str, item: &str) -> Option<String> {
        let own_host = |forge: &&Forge| match key.split('/').next() {
            Some("github.com") => {
                forge.host().contains("github") || forge.project().eq_ignore_ascii_case(item.trim_end_matches('/'))
            }
            Some("gitlab.com") => forge.kind == ForgeKind::GitLab,
            _ => false,
        };
        let host = self.forge.filter(own_host).map(Forge::host);
        match key.split('/').next()? {
            public @ ("github.com" | "gitlab.com") => Some(format!("https://{}", host.unwrap_or(public))),
            "bitbucket.com" | "bitbucket.org" => Some("https://bitbucket.org".into()),
            "dev.azure.com" => {
                let organisation = self.value("dev.azure.com/host-org")?.strip_prefix("dev.azure.com/")?;
                let plain = !organisation.is_empty() && !matches!(organisation, "." | "..");
                plain.then(|| format!("https://dev.azure.com/{}", encoded(organisation)))
            }
            _ => None,
        }
    }

    /// The region of the Lambda function, a part of a host name.
    fn region(&self) -> Option<String> {
        let region = self.value("aws.com/lambda-region")?;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        ((1..=32).contains(&region.len()) && region.bytes().all(plain)).then(|| region.to_owned())
    }
}

/// The portal's own rule for a key: the one with just this key, else the one with the longest pattern.
fn own_rule<'r>(key: &str, rules: &'r BTreeMap<String, AnnotationRule>) -> Option<&'r AnnotationRule> {
    let by_pattern = || {
        let fitting = rules.iter().filter(|(pattern, _)| stands_for(pattern, key).is_some());
        fitting.max_by_key(|(pattern, _)| pattern.len()).map(|(_, rule)| rule)
    };
    rules.get(key).or_else(by_pattern)
}

/// The parts of a job's name without the name of the Jenkins instance before it.
fn jobs<'p>(parts: &[&'p str]) -> Vec<&'p str> {
    let mut jobs = parts.to_vec();
    if let Some(first) = jobs.first_mut()
        && let Some((_, job)) = first.split_once(':')
    {
        *first = job;
    }
    jobs
}

fn joined(parts: &[&str], before_each: &str) -> String {
    parts.iter().map(|part| format!("{before_each}{}", encoded(part))).collect::<Vec<_>>().join("/")
}

/// Author text as one part of an address: all but the unreserved characters of RFC 3986 are percent-encoded.
fn encoded(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for byte in part.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
