//! The findings of API definitions, one constructor each.

use crate::diag::{Diagnostic, Place, shown};
use crate::yaml::{Error, ErrorKind, Node};

crate::codes! {
    PARSE = "E-API-PARSE", "An API definition cannot be read", "openapi: [3.0.0";
    LIMIT = "E-API-LIMIT", "An API definition is larger or deeper than platdocs reads", "more than 128 levels of nesting";
    REPAIRED = "W-API-YAML-REPAIRED", "An API definition is no YAML; platdocs could put it right", "a tab in the indentation";
    JSON = "W-API-JSON", "An API definition looks like JSON and can only be read as YAML", "{\"openapi\": \"3.0.0\",}";
    MULTIDOC = "W-API-MULTIDOC", "An API definition has a second YAML document, which is not read", "openapi: 3.0.0 and then a line `---`";
    DUPLICATE_KEY = "W-API-DUPLICATE-KEY", "A key stands twice in an API definition; the last value is taken", "get twice below one path";
    VERSION = "W-API-VERSION", "An API definition is of a version that platdocs does not know", "openapi: 4.0.0";
    TYPE = "I-API-TYPE", "`spec.type` names another format than the definition has", "type: graphql for an OpenAPI document";
    SKELETON = "I-API-SKELETON", "A definition is the skeleton of a template and is skipped", "title: ${{ values.name }}";
    SHAPE = "W-API-SHAPE", "A value of an API definition has the wrong type and is ignored", "paths: []";
    REF = "E-API-REF", "A `$ref` leads to nothing", "$ref: '#/components/schemas/Pett'";
    REF_CYCLE = "E-API-REF-CYCLE", "A chain of `$ref`s ends in itself", "a: {$ref: '#/components/schemas/a'}";
    REF_FOREIGN = "W-API-REF-FOREIGN", "A `$ref` leads out of the repository, and is not fetched", "$ref: https://example.com/pet.yaml";
    OPERATION_ID = "E-API-OPERATION-ID", "Two operations have the same `operationId`", "operationId: list, twice";
    PATH_PARAM = "W-API-PATH-PARAM", "The parameters in braces of a path are not those that are declared", "/pets/{id} without a parameter `id`";
    PATH_QUERY = "I-API-PATH-QUERY", "A path holds `?` or `#`", "/pets?status=sold";
}

pub(super) fn unreadable(place: Place, error: &Error) -> Diagnostic {
    let (code, hint) = match &error.kind {
        ErrorKind::Limit(..) => (&LIMIT, Some("split the definition, or take out what is generated")),
        ErrorKind::Syntax { hint, .. } => (&PARSE, *hint),
        ErrorKind::DuplicateKey { .. } => (&PARSE, None),
    };
    let found = Diagnostic::new(code, place, format!("the definition cannot be read: {error}"));
    match hint {
        Some(hint) => found.hint(hint),
        None => found.hint("its page shows the text as it is"),
    }
}

pub(super) fn repaired(place: Place, error: &Error) -> Diagnostic {
    Diagnostic::new(&REPAIRED, place, format!("this is no YAML: {error}"))
        .hint("platdocs put it right to read on; other tools will refuse the file")
}

pub(super) fn not_json(place: Place, error: &Error) -> Diagnostic {
    Diagnostic::new(&JSON, place, format!("this is no JSON: {error}"))
        .hint("it was read as YAML; JSON has no comments and no comma at the end")
}

pub(super) fn second_document(place: Place) -> Diagnostic {
    Diagnostic::new(&MULTIDOC, place, "a second document starts here, only the first one is read")
        .hint("give each API a file of its own")
}

pub(super) fn twin(place: Place, key: &str, first: Place) -> Diagnostic {
    Diagnostic::new(&DUPLICATE_KEY, place, format!("`{}` stands twice; this one is taken", shown(key)))
        .also(first, "first here")
        .hint("remove one of both")
}

pub(super) fn version(place: Place, written: &str) -> Diagnostic {
    Diagnostic::new(&VERSION, place, format!("`{}` is no version that platdocs knows", shown(written)))
        .hint("it was read as the nearest one: 2.0, 3.0, 3.1 and 3.2 are known")
}

pub(super) fn no_openapi(place: Place) -> Diagnostic {
    Diagnostic::new(&PARSE, place, "this is no OpenAPI document: it has neither `openapi` nor `swagger`")
        .hint("write `openapi: 3.1.0` as first line, or another `spec.type`")
}

pub(super) fn other_type(place: Place, said: &str, is: &str) -> Diagnostic {
    Diagnostic::new(&TYPE, place, format!("the definition is {is}, and `spec.type` says `{}`", shown(said)))
        .hint(format!("write `type: {is}`"))
}

pub(super) fn skeleton(place: Place) -> Diagnostic {
    Diagnostic::new(&SKELETON, place, "this definition is a template that was not filled in, it is shown as text")
}

pub(super) fn shape(place: Place, what: &str, expected: &str, is: &Node) -> Diagnostic {
    Diagnostic::new(&SHAPE, place, format!("`{}` must be {expected}, it is {}; ignored", shown(what), is.describe()))
}

pub(super) fn limit(place: Place, what: &str, most: usize) -> Diagnostic {
    Diagnostic::new(&LIMIT, place, format!("more than {most} {what}; the rest has no pages"))
}

pub(super) fn dangling(place: Place, written: &str, near: &[&str]) -> Diagnostic {
    let found = Diagnostic::new(&REF, place, format!("`{}` leads to nothing", shown(written)));
    match near {
        [] => found.hint("define it, or remove the reference; its place reads \"unresolved\""),
        [name, ..] => found.hint(format!("did you mean `{}`?", shown(name))),
    }
}

pub(super) fn foreign(place: Place, written: &str) -> Diagnostic {
    Diagnostic::new(
        &REF_FOREIGN,
        place,
        format!("`{}` lies outside of this repository and is not fetched", shown(written)),
    )
    .hint("copy what it names into the repository")
}

pub(super) fn cycle(place: Place, written: &str) -> Diagnostic {
    Diagnostic::new(&REF_CYCLE, place, format!("`{}` leads back to itself", shown(written)))
}

pub(super) fn operation_id(place: Place, id: &str, first: Place, other: &str) -> Diagnostic {
    Diagnostic::new(&OPERATION_ID, place, format!("the operation id `{}` is taken", shown(id)))
        .also(first, format!("by `{}`", shown(other)))
        .hint("ids must differ: links and generated clients use them")
}

pub(super) fn path_parameter_missing(place: Place, operation: &str, name: &str) -> Diagnostic {
    let message = format!("`{}` has no parameter for `{{{}}}`", shown(operation), shown(name));
    Diagnostic::new(&PATH_PARAM, place, message).hint("declare it with `in: path` and `required: true`")
}

pub(super) fn path_parameter_unused(place: Place, operation: &str, name: &str) -> Diagnostic {
    let message = format!("the path of `{}` has no `{{{}}}`", shown(operation), shown(name));
    Diagnostic::new(&PATH_PARAM, place, message).hint("name it in the path, or remove the parameter")
}

pub(super) fn path_query(place: Place, path: &str) -> Diagnostic {
    Diagnostic::new(&PATH_QUERY, place, format!("the path `{}` holds a query or a fragment", shown(path)))
        .hint("write query parameters as parameters")
}
