//! The catalog: entities out of `catalog-info.yaml` files, and the relations between them.
//!
//! [`read`] goes through a repository; [`read_file`] turns the bytes of one file into entities and findings; it is pure, so files can be read in parallel.
//! [`location_files`] says which further files a Location brings.
//! [`link`] is the only global step: it resolves references over all entities and gives the immutable [`Catalog`].
//! Whatever can be understood is published with a warning (lenient mode); why a plain Backstage would refuse an entity is
//! kept in [`Entity::backstage`]. Rules and codes follow the catalog contract.

pub mod annotations;
mod cycles;
mod definition;
mod entity;
mod envelope;
pub mod findings;
mod format;
mod graph;
mod kind;
mod location;
mod metadata;
pub mod organisation;
mod placeholder;
mod read;
mod reference;
mod relation;
mod repository;
mod skeleton;
mod spec;
mod suggest;

pub use entity::{Definition, Entity, KeyValue, Link, Profile, Reference, Source, Target};
pub use graph::{Catalog, link};
pub use kind::Kind;
pub use location::location_files;
pub use organisation::Organisation;
pub use read::{FileContext, FileProblem, read_file};
pub use reference::{DEFAULT_NAMESPACE, EntityRef, RefError};
pub use relation::{Relation, RelationType};
pub use repository::read;
