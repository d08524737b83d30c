//! [`Kind`]: the kinds of entities and what each of them must have.

use std::fmt;

/// The kind of an entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A piece of software.
    Component,
    /// A boundary between components.
    Api,
    /// Infrastructure that software needs.
    Resource,
    /// Components, APIs and resources that belong together.
    System,
    /// Systems that belong together.
    Domain,
    /// A team or a larger part of the organisation.
    Group,
    /// A person.
    User,
    /// Points at further catalog files.
    Location,
    /// A golden path of the scaffolder.
    Template,
    /// Something for agents, of Backstage's `ai-model` module.
    AiResource,
    /// A golden path as data, our own extension.
    GoldenPath,
    /// A dashboard, our own extension.
    PortalDashboard,
    /// Any other, as written.
    Other(Box<str>),
}

impl Kind {
    /// All kinds that have a name of their own.
    pub const KNOWN: [Kind; 12] = [
        Self::Component,
        Self::Api,
        Self::Resource,
        Self::System,
        Self::Domain,
        Self::Group,
        Self::User,
        Self::Location,
        Self::Template,
        Self::AiResource,
        Self::GoldenPath,
        Self::PortalDashboard,
    ];

    /// The kind of this name, whatever its case.
    pub fn of(name: &str) -> Self {
        let known = Self::KNOWN.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name));
        known.unwrap_or_else(|| Self::Other(name.into()))
    }

    /// The name as readers know it: `Component`.
    pub fn name(&self) -> &str {
        match self {
            Self::Component => "Component",
            Self::Api => "API",
            Self::Resource => "Resource",
            Self::System => "System",
            Self::Domain => "Domain",
            Self::Group => "Group",
            Self::User => "User",
            Self::Location => "Location",
            Self::Template => "Template",
            Self::AiResource => "AiResource",
            Self::GoldenPath => "GoldenPath",
            Self::PortalDashboard => "PortalDashboard",
            Self::Other(name) => name,
        }
    }

    /// True for the kinds that every team declares for its own software (`security.md`, section 2). The others shape the
    /// organisation or give others something to run.
    pub fn describes_software(&self) -> bool {
        match self {
            Self::Component | Self::Api | Self::Resource | Self::System | Self::Location | Self::AiResource => true,
            Self::Domain
            | Self::Group
            | Self::User
            | Self::Template
            | Self::GoldenPath
            | Self::PortalDashboard
            | Self::Other(_) => false,
        }
    }

    /// The `apiVersion` that an entity of this kind usually has.
    pub(super) fn usual_api_version(&self) -> &'static str {
        match self {
            Self::Template => "scaffolder.backstage.io/v1beta3",
            Self::GoldenPath | Self::PortalDashboard => "platform.example.com/v1",
            _ => "backstage.io/v1alpha1",
        }
    }

    /// True if entities of this kind may have this `apiVersion`.
    pub(super) fn accepts(&self, api_version: &str) -> bool {
        match self {
            Self::Template | Self::AiResource | Self::GoldenPath | Self::PortalDashboard => {
                api_version == self.usual_api_version()
            }
            Self::Other(_) => true,
            _ => matches!(api_version, "backstage.io/v1alpha1" | "backstage.io/v1beta1"),
        }
    }

    /// The fields of `spec` that Backstage requires.
    pub(super) fn required(&self) -> &'static [&'static str] {
        match self {
            Self::Component | Self::Api | Self::AiResource => &["type", "lifecycle", "owner"],
            Self::Resource => &["type", "owner"],
            Self::System | Self::Domain => &["owner"],
            Self::Group => &["type", "children"],
            Self::User => &["memberOf"],
            Self::Template => &["type", "steps"],
            Self::Location | Self::GoldenPath | Self::PortalDashboard | Self::Other(_) => &[],
        }
    }

    /// The fields of `spec` that are plain strings and no references.
    pub(super) fn texts(&self) -> &'static [&'static str] {
        match self {
            Self::Location => &["type", "target", "presence"],
            Self::GoldenPath => &["language", "framework", "type", "lifecycle"],
            Self::PortalDashboard => &[],
            _ => &["type", "lifecycle"],
        }
    }

    /// Fields that authors put into `spec` of this kind in vain, and what to do instead.
    pub(super) fn misplaced(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Api => &[("apiConsumedBy", "list the API in `spec.consumesApis` of the component that uses it")],
            Self::Component => &[("partOf", "use `spec.system` or `spec.subcomponentOf`")],
            Self::Location => &[
                ("owner", "a Location has no owner, set it on the entities that it brings"),
                ("rules", "rules belong into the configuration of the portal"),
            ],
            _ => &[],
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
