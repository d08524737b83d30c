//! The catalog: entities out of `catalog-info.yaml` files, and the relations between them.
//!
//! [`gather`] reads all catalog files of all repositories, and what their Locations lead to; [`read_file`] turns the bytes
//! of one file into entities and findings; it is pure, so files are read in parallel.
//! [`link`] joins them: it resolves references over all entities and gives the immutable [`Catalog`].
//! Whatever can be understood is published with a warning (lenient mode); why a plain Backstage would refuse an entity is
//! kept in [`Entity::backstage`]. Rules and codes follow the catalog contract.

mod ancestry;
pub mod annotations;
mod backstage;
mod cycles;
mod definition;
mod entity;
mod envelope;
pub mod findings;
mod format;
mod gather;
mod graph;
mod kind;
mod location;
mod metadata;
mod model;
pub mod organisation;
mod placeholder;
mod read;
mod reference;
mod relation;
mod skeleton;
mod spec;
mod suggest;

pub use ancestry::Lead;
pub use entity::{Definition, Entity, KeyValue, Link, Profile, Reference, Source, Target};
pub use gather::gather;
pub use graph::{Catalog, link};
pub use kind::Kind;
pub use model::Model;
pub use organisation::Organisation;
pub use read::{FileContext, FileProblem, read_file};
pub use reference::{DEFAULT_NAMESPACE, EntityRef, RefError};
pub use relation::{Relation, RelationType};
