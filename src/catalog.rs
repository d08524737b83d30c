//! The catalog: entities out of `catalog-info.yaml` files, and the relations between them.
//!
//! [`gather`] reads all catalog files of all repositories, and what their Locations lead to; [`read_file`] turns the bytes
//! of one file into entities and findings; it is pure, so files are read in parallel.
//! [`link`] joins them: it resolves references over all entities and gives the immutable [`Catalog`].
//! Whatever can be understood is published with a warning (lenient mode); why a plain Backstage would refuse an entity is
//! kept in [`Entity::backstage`]. Rules and codes follow the catalog contract.

mod ai;
mod ancestry;
pub mod annotations;
mod backstage;
mod bundle;
mod cycles;
mod definition;
mod entity;
mod envelope;
mod fate;
pub mod findings;
mod format;
mod gather;
mod graph;
mod kind;
mod location;
mod metadata;
mod model;
pub mod organisation;
mod owners;
mod placeholder;
mod provenance;
mod read;
mod reference;
mod relation;
mod rules;
mod schema;
mod skeleton;
mod spec;
mod suggest;
pub mod template;

pub use ancestry::Lead;
pub use bundle::bundle_file;
pub use entity::{BUNDLED, Bundle, Definition, Entity, Inferred, KeyValue, Link, Profile, Reference, Source, Target};
pub use fate::{Fate, fate};
pub use gather::gather;
pub use graph::{Catalog, link};
pub use kind::Kind;
pub use model::{CustomKind, Model};
pub use organisation::Organisation;
pub use provenance::provenance;
pub use read::{FileContext, FileProblem, read_file};
pub use reference::{DEFAULT_NAMESPACE, EntityRef, RefError};
pub use relation::{OwnRelation, Relation, RelationType};

#[cfg(test)]
mod tests {
    use super::{Catalog, gather, link};
    use crate::config;
    use crate::diag::{Diagnostics, File};
    use crate::path::RepoPath;
    use crate::source::{crawl, local_sources};
    use crate::world::MemoryWorld;

    /// The catalog of a site folder. Without sources in the configuration every top folder is a repository.
    pub(super) fn portal(config: &str, tree: &str) -> (Catalog, Diagnostics) {
        let world = MemoryWorld::from_text(tree);
        let file = File::new("", RepoPath::parse(config::FILE_NAME).unwrap());
        let config = config::parse(config.as_bytes(), &file).unwrap();
        let mut diags = Diagnostics::default();
        let mut repositories = crawl(&local_sources(&config), &world, &mut diags);
        let entities = gather(&mut repositories, &config, &world, &mut diags);
        (link(entities, &mut diags), diags)
    }
}
