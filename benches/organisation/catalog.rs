//! Catalog files: one YAML document per entity.

use std::fmt::Write as _;

use crate::random::Random;
use crate::words::{self, sentence};

/// An entity on its way into a catalog file.
pub struct Entity {
    kind: &'static str,
    name: String,
    metadata: String,
    spec: String,
    relations: usize,
}

/// Keys of `spec` that hold references to other entities.
const REFERENCES: [&str; 9] =
    ["owner", "system", "domain", "parent", "subcomponentOf", "memberOf", "dependsOn", "providesApis", "consumesApis"];

impl Entity {
    /// An entity with a description.
    pub fn new(random: &mut Random, kind: &'static str, name: &str) -> Self {
        let metadata = format!("  description: >-\n    {}\n", sentence(random));
        Self { kind, name: name.to_owned(), metadata, spec: String::new(), relations: 0 }
    }

    /// Adds an annotation; only one per entity.
    pub fn annotation(mut self, key: &str, value: &str) -> Self {
        writeln!(self.metadata, "  annotations:\n    {key}: {value}").expect("a String takes everything");
        self
    }

    /// Adds one to four tags.
    pub fn tags(mut self, random: &mut Random) -> Self {
        self.metadata.push_str("  tags:\n");
        let mut tags: Vec<String> = (0..random.between(1, 4)).map(|_| words::noun(random).replace(' ', "-")).collect();
        tags.sort();
        tags.dedup();
        for tag in tags {
            writeln!(self.metadata, "    - {tag}").expect("a String takes everything");
        }
        self
    }

    /// Adds a value to `spec`.
    pub fn with(mut self, key: &str, value: &str) -> Self {
        writeln!(self.spec, "  {key}: {value}").expect("a String takes everything");
        self.relations += usize::from(REFERENCES.contains(&key));
        self
    }

    /// Adds a list to `spec`, nothing if it is empty.
    pub fn list(mut self, key: &str, values: &[String]) -> Self {
        if !values.is_empty() {
            writeln!(self.spec, "  {key}:").expect("a String takes everything");
        }
        for value in values {
            writeln!(self.spec, "    - {value}").expect("a String takes everything");
        }
        self.relations += if REFERENCES.contains(&key) { values.len() } else { 0 };
        self
    }

    /// How many other entities it refers to.
    pub fn relations(&self) -> usize {
        self.relations
    }

    /// The entity as a YAML document.
    pub fn yaml(&self) -> String {
        let Self { kind, name, metadata, spec, .. } = self;
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\n{metadata}spec:\n{spec}"
        )
    }
}
