//! The relations between entities and the fields of `spec` that they come from (catalog contract, section 7).

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::kind::Kind;
use super::reference::EntityRef;
use crate::config::KindRelation;

/// The type of a relation, seen from the entity that has it. Ordered by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Backstage's and say it all")]
pub enum RelationType {
    ApiConsumedBy,
    ApiProvidedBy,
    ChildOf,
    ConsumesApi,
    DependencyOf,
    DependsOn,
    HasMember,
    HasPart,
    MemberOf,
    OwnedBy,
    OwnerOf,
    ParentOf,
    PartOf,
    ProvidesApi,
    /// One that the configuration names.
    Own(OwnRelation),
}

/// A relation with a name of the organisation's own, seen from one end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OwnRelation {
    pair: Arc<Pair>,
    end: End,
}

/// What the two ends of a relation call it. A name belongs to one pair only.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Pair {
    /// What the entity whose field it is has.
    pub name: Box<str>,
    /// What the target has.
    pub reverse: Box<str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum End {
    Source,
    Target,
}

impl OwnRelation {
    /// True at the entity whose field it is, false at the target.
    pub fn is_forward(&self) -> bool {
        self.end == End::Source
    }

    fn name(&self) -> &str {
        match self.end {
            End::Source => &self.pair.name,
            End::Target => &self.pair.reverse,
        }
    }

    fn reverse(&self) -> Self {
        let end = match self.end {
            End::Source => End::Target,
            End::Target => End::Source,
        };
        Self { pair: self.pair.clone(), end }
    }
}

impl RelationType {
    const ALL: [Self; 14] = [
        Self::ApiConsumedBy,
        Self::ApiProvidedBy,
        Self::ChildOf,
        Self::ConsumesApi,
        Self::DependencyOf,
        Self::DependsOn,
        Self::HasMember,
        Self::HasPart,
        Self::MemberOf,
        Self::OwnedBy,
        Self::OwnerOf,
        Self::ParentOf,
        Self::PartOf,
        Self::ProvidesApi,
    ];

    /// The relation of this name: Backstage's, else one of these.
    fn of(name: &str, own: &[Arc<Pair>]) -> Option<Self> {
        let ends = own
            .iter()
            .flat_map(|pair| [End::Source, End::Target].map(|end| Self::Own(OwnRelation { pair: pair.clone(), end })));
        Self::ALL.into_iter().chain(ends).find(|relation| relation.name() == name)
    }

    /// The name that Backstage or the configuration gives it: `dependsOn`.
    pub fn name(&self) -> &str {
        match self {
            Self::ApiConsumedBy => "apiConsumedBy",
            Self::ApiProvidedBy => "apiProvidedBy",
            Self::ChildOf => "childOf",
            Self::ConsumesApi => "consumesApi",
            Self::DependencyOf => "dependencyOf",
            Self::DependsOn => "dependsOn",
            Self::HasMember => "hasMember",
            Self::HasPart => "hasPart",
            Self::MemberOf => "memberOf",
            Self::OwnedBy => "ownedBy",
            Self::OwnerOf => "ownerOf",
            Self::ParentOf => "parentOf",
            Self::PartOf => "partOf",
            Self::ProvidesApi => "providesApi",
            Self::Own(own) => own.name(),
        }
    }

    /// The same relation seen from the other end.
    #[must_use]
    pub fn reverse(&self) -> Self {
        match self {
            Self::ApiConsumedBy => Self::ConsumesApi,
            Self::ApiProvidedBy => Self::ProvidesApi,
            Self::ChildOf => Self::ParentOf,
            Self::ConsumesApi => Self::ApiConsumedBy,
            Self::DependencyOf => Self::DependsOn,
            Self::DependsOn => Self::DependencyOf,
            Self::HasMember => Self::MemberOf,
            Self::HasPart => Self::PartOf,
            Self::MemberOf => Self::HasMember,
            Self::OwnedBy => Self::OwnerOf,
            Self::OwnerOf => Self::OwnedBy,
            Self::ParentOf => Self::ChildOf,
            Self::PartOf => Self::HasPart,
            Self::ProvidesApi => Self::ApiProvidedBy,
            Self::Own(own) => Self::Own(own.reverse()),
        }
    }
}

impl Ord for RelationType {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other { Ordering::Equal } else { self.name().cmp(other.name()) }
    }
}

impl PartialOrd for RelationType {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for RelationType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A relation of an entity. Both ends have it, each from its side. Ordered by type, then target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    /// What the target is to the entity.
    pub relation: RelationType,
    /// The other end.
    pub target: EntityRef,
    /// The number of the target, see [`super::Catalog::number`].
    pub number: u32,
}

/// How many references a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    One,
    List,
    /// One or a list, both without a finding.
    Either,
}

/// A field of `spec` that holds references.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// The keys below `spec`, joined by dots.
    pub name: Cow<'static, str>,
    pub shape: Shape,
    pub default_kind: Option<Cow<'static, str>>,
    pub relation: RelationType,
    /// Kinds that a target may have, none for any.
    pub allowed: Cow<'static, [Kind]>,
}

/// The field that a reference comes from, built in or configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    BuiltIn(&'static Field),
    Configured(Arc<Field>),
}

impl Deref for Rule {
    type Target = Field;

    fn deref(&self) -> &Field {
        match self {
            Self::BuiltIn(field) => field,
            Self::Configured(field) => field,
        }
    }
}

impl Rule {
    /// The fields of a configured kind that hold references: owner and system as everywhere, unless it says more of
    /// them, then its own.
    pub(super) fn configured(
        relations: &[KindRelation],
        pairs: &[Arc<Pair>],
        kind: impl Fn(&str) -> Kind,
    ) -> Vec<Self> {
        let usual = API.iter().filter(|field| relations.iter().all(|raw| raw.path != field.name));
        let own = relations.iter().filter_map(|raw| {
            let built_in = API.iter().find(|field| field.name == raw.path);
            let allowed: Cow<'_, [Kind]> = match built_in {
                Some(field) if raw.allowed_kinds.is_empty() => field.allowed.clone(),
                _ => raw.allowed_kinds.iter().map(|name| kind(name)).collect(),
            };
            let usual_kind = || built_in.and_then(|field| field.default_kind.clone());
            Some(Self::Configured(Arc::new(Field {
                name: raw.path.clone().into(),
                shape: Shape::Either,
                default_kind: raw.default_kind.clone().map(Cow::from).or_else(usual_kind),
                relation: RelationType::of(&raw.relation, pairs)?,
                allowed,
            })))
        });
        usual.map(Self::BuiltIn).chain(own).collect()
    }
}

/// The relations with names of their own, each once, in the direction that the first kind gives it.
pub(super) fn pairs<'a>(relations: impl Iterator<Item = &'a KindRelation>) -> Vec<Arc<Pair>> {
    let mut pairs: Vec<Arc<Pair>> = Vec::new();
    for KindRelation { relation, reverse, .. } in relations {
        if RelationType::of(relation, &pairs).is_none() {
            pairs.push(Arc::new(Pair { name: relation.as_str().into(), reverse: reverse.as_str().into() }));
        }
    }
    pairs
}

const OWNER: Field = field("owner", Shape::One, Some("Group"), RelationType::OwnedBy, &[Kind::Group, Kind::User]);
const SYSTEM: Field = field("system", Shape::One, Some("System"), RelationType::PartOf, &[Kind::System]);
const DEPENDS_ON: Field = field("dependsOn", Shape::List, None, RelationType::DependsOn, &[]);
const DEPENDENCY_OF: Field = field("dependencyOf", Shape::Either, None, RelationType::DependencyOf, &[]);

static COMPONENT: [Field; 7] = [
    OWNER,
    SYSTEM,
    field("subcomponentOf", Shape::One, Some("Component"), RelationType::PartOf, &[Kind::Component]),
    field("providesApis", Shape::List, Some("API"), RelationType::ProvidesApi, &[Kind::Api]),
    field("consumesApis", Shape::List, Some("API"), RelationType::ConsumesApi, &[Kind::Api]),
    DEPENDS_ON,
    DEPENDENCY_OF,
];
static API: [Field; 2] = [OWNER, SYSTEM];
static RESOURCE: [Field; 4] = [OWNER, SYSTEM, DEPENDS_ON, DEPENDENCY_OF];
static SYSTEM_FIELDS: [Field; 2] =
    [OWNER, field("domain", Shape::One, Some("Domain"), RelationType::PartOf, &[Kind::Domain])];
static DOMAIN: [Field; 2] =
    [OWNER, field("subdomainOf", Shape::One, Some("Domain"), RelationType::PartOf, &[Kind::Domain])];
static GROUP: [Field; 3] = [
    field("parent", Shape::One, Some("Group"), RelationType::ChildOf, &[Kind::Group]),
    field("children", Shape::List, Some("Group"), RelationType::ParentOf, &[Kind::Group]),
    field("members", Shape::List, Some("User"), RelationType::HasMember, &[Kind::User]),
];
static USER: [Field; 1] = [field("memberOf", Shape::List, Some("Group"), RelationType::MemberOf, &[Kind::Group])];
static AI_RESOURCE: [Field; 5] = [
    OWNER,
    SYSTEM,
    field("dependsOn", Shape::List, Some("AiResource"), RelationType::DependsOn, &[Kind::AiResource]),
    field("skills", Shape::List, Some("AiResource"), RelationType::HasPart, &[Kind::AiResource]),
    field("plugins", Shape::List, Some("AiResource"), RelationType::HasPart, &[Kind::AiResource]),
];
static OWNED: [Field; 1] = [OWNER];

/// The fields of a kind that hold references.
pub(super) fn fields(kind: &Kind) -> &'static [Field] {
    match kind {
        Kind::Component => &COMPONENT,
        Kind::Api => &API,
        Kind::Resource => &RESOURCE,
        Kind::System => &SYSTEM_FIELDS,
        Kind::Domain => &DOMAIN,
        Kind::Group => &GROUP,
        Kind::User => &USER,
        Kind::AiResource => &AI_RESOURCE,
        Kind::Template | Kind::GoldenPath | Kind::PortalDashboard => &OWNED,
        Kind::Location | Kind::Other(_) => &[],
    }
}

const fn field(
    name: &'static str,
    shape: Shape,
    default_kind: Option<&'static str>,
    relation: RelationType,
    allowed: &'static [Kind],
) -> Field {
    let default_kind = match default_kind {
        Some(kind) => Some(Cow::Borrowed(kind)),
        None => None,
    };
    Field { name: Cow::Borrowed(name), shape, default_kind, relation, allowed: Cow::Borrowed(allowed) }
}

#[cfg(test)]
mod tests {
    use super::RelationType;

    #[test]
    fn the_configuration_knows_all_relations_and_their_reverses() {
        let pairs = crate::config::kinds::PAIRS;
        for (name, other) in pairs {
            let relation = RelationType::of(name, &[]).unwrap();
            assert_eq!((relation.name(), relation.reverse().name()), (name, other));
        }
        assert_eq!(2 * pairs.len(), RelationType::ALL.len());
    }
}
