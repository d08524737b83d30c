//! JSON Schemas of the files that only platdocs has, made from the types that are written, so that they cannot tell
//! another story.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

/// The schema of what `T` is written as, with that of `Part` in its definitions.
pub(super) fn of<T: JsonSchema, Part: JsonSchema>() -> Vec<u8> {
    let mut generator = SchemaSettings::draft07().for_serialize().into_generator();
    generator.subschema_for::<Part>();
    let schema = generator.into_root_schema_for::<T>();
    serde_json::to_vec_pretty(&schema).expect("a schema is plain JSON")
}
