//! [`Entity`]: one document of a catalog file, typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::kind::Kind;
use super::reference::EntityRef;
use super::relation::{Relation, RelationType, Rule};
use crate::diag::{File, Place, Span, Verdict};
use crate::path::RepoPath;
use crate::yaml::Node;

/// A thing of the catalog: a component, an API, a team.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its identity.
    pub reference: EntityRef,
    /// `apiVersion`, as written or as assumed.
    pub api_version: Box<str>,
    /// Its kind.
    pub kind: Kind,
    /// `metadata.name` as written.
    pub name: Box<str>,
    /// `metadata.namespace`, lower-cased.
    pub namespace: Box<str>,
    /// `metadata.title`.
    pub title: Option<Box<str>>,
    /// `metadata.description`: Markdown of the restricted kind.
    pub description: Option<Box<str>>,
    /// `metadata.labels` in source order.
    pub labels: Vec<KeyValue>,
    /// `metadata.annotations` in source order.
    pub annotations: Vec<KeyValue>,
    /// `metadata.tags` as written.
    pub tags: Vec<Box<str>>,
    /// `metadata.links` that have an absolute address. Whether it is safe is for `SafeUrl` to say.
    pub links: Vec<Link>,
    /// `spec.type`.
    pub kind_type: Option<Box<str>>,
    /// `spec.lifecycle`.
    pub lifecycle: Option<Box<str>>,
    /// `spec.profile` of groups and users.
    pub profile: Option<Profile>,
    /// `spec.definition` of APIs.
    pub definition: Option<Definition>,
    /// `spec.target` and `spec.targets` of Locations.
    pub targets: Vec<Target>,
    /// What the fields of `spec` refer to, in the order of the fields.
    pub references: Vec<Reference>,
    /// Relations in both directions, sorted by type and target; filled by [`super::link`].
    pub relations: Vec<Relation>,
    /// The document as data.
    pub document: Node,
    /// The document as written.
    pub source: Source,
    /// Where `metadata.name` stands.
    pub place: Place,
    /// True if it is expected to have an owner.
    pub expects_owner: bool,
    /// Why Backstage would refuse this entity; `None` if it would not.
    pub backstage: Option<Verdict>,
}

/// A label or annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyValue {
    /// The key.
    pub key: Box<str>,
    /// The value.
    pub value: Box<str>,
    /// Where the value stands.
    pub span: Span,
}

/// A link of the author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address as written.
    pub url: Box<str>,
    /// Where the address stands.
    pub span: Span,
    /// What to show, if the author said so.
    pub title: Option<Box<str>>,
    /// Name of an icon.
    pub icon: Option<Box<str>>,
    /// The author's type, such as `dashboard`.
    pub link_type: Option<Box<str>>,
}

/// Who a group or user is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// `displayName`.
    pub display_name: Option<Box<str>>,
    /// `email`.
    pub email: Option<Box<str>>,
    /// `picture`, an address.
    pub picture: Option<Box<str>>,
}

/// Where the content of other files stands in a [`Bundle`].
pub const BUNDLED: &str = "x-bundled";

/// A definition that stands alone: what other files hold is below [`BUNDLED`], and every `$ref` to it leads there.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// It as YAML.
    pub text: Box<str>,
    /// It as data, each value with its place in the file that it comes from.
    pub root: Arc<Node>,
    /// The file of each name below [`BUNDLED`].
    pub files: BTreeMap<Box<str>, RepoPath>,
}

/// The definition of an API.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Its text, empty if the file is missing or lies elsewhere.
    pub text: Arc<str>,
    /// The definition with all that its `$ref`s to other files of the repository name, where it has such.
    pub bundled: Option<Arc<Bundle>>,
    /// The file that a placeholder took it from.
    pub file: Option<RepoPath>,
    /// The address that a placeholder names outside the repository.
    pub url: Option<Box<str>>,
    /// Where the value stands in the catalog file.
    pub span: Span,
}

impl Definition {
    /// The text that stands alone: bundled where it names other files.
    pub fn whole(&self) -> &str {
        self.bundled.as_ref().map_or(&self.text, |bundle| &bundle.text)
    }
}

/// A target of a Location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// As written.
    pub text: Box<str>,
    /// Where it stands.
    pub span: Span,
    /// The files of all repositories that it names, sorted, each at the first target that names it; found by
    /// [`super::gather`]. The entities that they brought: [`super::Catalog::in_file`].
    pub files: Vec<File>,
}

/// The text of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The text, without the `---` line.
    pub text: Arc<str>,
    /// The line of the file that it starts on.
    pub first_line: u32,
}

/// A reference in a field of `spec`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub(super) rule: Rule,
    /// As written.
    pub text: Box<str>,
    /// Where it stands.
    pub span: Span,
    /// What it refers to; `None` if it cannot be read, or has no kind and fits no entity or several.
    pub target: Option<EntityRef>,
    /// How it was found out, if no author wrote it into the entity; the text is that of the other place then.
    pub inferred: Option<Inferred>,
}

/// Says that something was found out instead of written in the entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inferred {
    /// What says so: a line of `CODEOWNERS`.
    pub from: Place,
}

impl Reference {
    /// The field of `spec`: `owner`, `dependsOn`; of a configured kind its path, `parts.services`.
    pub fn field(&self) -> &str {
        &self.rule.name
    }
}

impl Entity {
    /// `spec`, if the document has one.
    pub fn spec(&self) -> Option<&Node> {
        self.document.get("spec")
    }

    /// What readers call it: the profile's display name, else the title, else the name.
    pub fn display_name(&self) -> &str {
        let profile = self.profile.as_ref().and_then(|profile| profile.display_name.as_deref());
        profile.or(self.title.as_deref()).unwrap_or(&self.name)
    }

    /// The value of an annotation.
    pub fn annotation(&self, key: &str) -> Option<&KeyValue> {
        self.annotations.iter().find(|annotation| &*annotation.key == key)
    }

    /// The references of one field of `spec`, in source order.
    pub fn references_in(&self, field: &str) -> impl Iterator<Item = &Reference> {
        self.references.iter().filter(move |reference| reference.field() == field)
    }

    /// The owners in source order, the first is the primary one. They need not be in the catalog.
    pub fn owners(&self) -> impl Iterator<Item = &EntityRef> {
        self.owner_references().filter_map(|reference| reference.target.as_ref())
    }

    /// The references that name owners: those in `spec.owner`; a configured kind may have other fields for them too.
    pub fn owner_references(&self) -> impl Iterator<Item = &Reference> {
        self.references.iter().filter(|reference| reference.rule.relation == RelationType::OwnedBy)
    }

    /// The system that it is part of, which need not be in the catalog.
    pub fn system(&self) -> Option<&EntityRef> {
        self.references_in("system").find_map(|reference| reference.target.as_ref())
    }

    /// The domain that a system is part of, or a domain below.
    pub fn domain(&self) -> Option<&EntityRef> {
        let mut both = self.references_in("domain").chain(self.references_in("subdomainOf"));
        both.find_map(|reference| reference.target.as_ref())
    }

    /// True if it is related to no other entity, and is of a kind that should be.
    pub fn is_unconnected(&self) -> bool {
        let should = match self.kind {
            Kind::Location | Kind::Template | Kind::GoldenPath | Kind::PortalDashboard | Kind::Other(_) => false,
            Kind::Component
            | Kind::Api
            | Kind::Resource
            | Kind::System
            | Kind::Domain
            | Kind::Group
            | Kind::User
            | Kind::AiResource => true,
        };
        should && self.relations.is_empty()
    }
}
