//! The doors through which the bytes of authors come in, each as a function that panics when a promise is broken.

use std::sync::LazyLock;

use platdocs::catalog::Catalog;
use platdocs::config::{self, Config};
use platdocs::diag::{Diagnostics, File};
use platdocs::path::RepoPath;
use platdocs::pipeline;
use platdocs::source::{self, CodeOwners};
use platdocs::world::MemoryWorld;

/// What stands beside the file: settings with a kind of the organisation that the cases have too, and files that
/// placeholders and Locations may name.
const BESIDE: &str = r##"-- platdocs.yaml
catalog:
  infer: {codeowners: true}
  kinds:
    - kind: Environment
      schema: environment.json
      relations:
        - {path: owner, relation: ownedBy}
        - {path: region, relation: locatedIn, reverse: holds, default_kind: region}
        - {path: runs, relation: hosts, reverse: deployedTo, default_kind: component}
-- environment.json
{
  "required": ["spec"],
  "properties": {
    "metadata": {"propertyNames": {"pattern": "^[a-z]+$"}, "maxProperties": 5},
    "spec": {
      "required": ["tier"],
      "additionalProperties": false,
      "properties": {
        "owner": {}, "region": {}, "runs": {}, "tier": {"enum": ["gold", "silver"]},
        "size": {"type": "integer", "minimum": 1, "multipleOf": 3},
        "hosts": {"items": {"$ref": "#/$defs/host"}, "uniqueItems": true, "minItems": 1},
        "window": {"anyOf": [{"type": "string", "format": "date"}, {"required": ["from"]}, {"$ref": "#/$defs/host"}]}
      }
    }
  },
  "$defs": {"host": {"type": ["string", "array"], "minLength": 3, "items": {"$ref": "#/$defs/host"}}}
}
-- r/apis/a.yaml
openapi: 3.0.0
paths: {/a: {$ref: 'b.yaml#/x'}}
-- r/apis/b.yaml
x: {get: {$ref: 'a.yaml#/paths'}}
-- r/text.json
{"a": [1, 2]}
-- r/more/all.yaml
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team}
spec: {type: team, children: []}
-- r/CODEOWNERS
* @team
"##;

static SETTINGS: LazyLock<Config> = LazyLock::new(|| {
    let world = MemoryWorld::from_text(BESIDE);
    let file = File::new("", RepoPath::parse(config::FILE_NAME).expect("a plain name is a path"));
    config::parse(world.get(config::FILE_NAME).expect("it is there"), &file).expect("the settings are right")
});

/// A catalog file: read as a build reads it, lenient and strict. Strict mode publishes nothing that lenient mode does not.
///
/// # Panics
/// When it does.
pub fn catalog(bytes: &[u8]) {
    let mut world = MemoryWorld::from_text(BESIDE);
    world.insert("r/catalog-info.yaml", bytes);
    let read = |strict: bool| -> Catalog {
        let mut settings = SETTINGS.clone();
        settings.catalog.strict = strict;
        let mut found = Diagnostics::default();
        let (_, catalog) = pipeline::catalog(&settings, &world, &mut found, &|_| ());
        drop(found.sorted());
        catalog
    };
    let (lenient, strict) = (read(false), read(true));
    let more = strict.iter().find(|entity| lenient.get(&entity.reference).is_none());
    assert!(more.is_none(), "strict mode alone publishes `{}`", more.map_or("", |entity| entity.reference.as_str()));
}

/// A `CODEOWNERS` file: read, and asked for the owners of some files.
///
/// # Panics
/// When the repository that holds it is not found.
pub fn codeowners(bytes: &[u8]) {
    let mut world = MemoryWorld::from_text(BESIDE);
    world.insert("r/catalog-info.yaml", "");
    world.insert("r/CODEOWNERS", bytes);
    let repositories = source::crawl(&source::local_sources(&SETTINGS), &world, &mut Diagnostics::default());
    let repository = repositories.iter().find(|repository| &*repository.label == "r").expect("the repository is there");
    let Some(rules) = CodeOwners::of(repository, &world) else { return };
    for path in ["catalog-info.yaml", "a/b/c.md", "docs/x y.md", "{x}.md"] {
        let path = RepoPath::parse(path).expect("a plain name is a path");
        assert!(rules.owners(&path).is_none_or(|(owners, _)| !owners.is_empty()));
    }
}
