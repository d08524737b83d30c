//! The findings of API definitions, one constructor each.

use crate::diag::{Code, Diagnostic, Place, nearest, shown};
use crate::yaml::{Error, ErrorKind, Node};

crate::codes! {
    PARSE = "E-API-PARSE", "An API definition cannot be read", "openapi: [3.0.0";
    LIMIT = "E-API-LIMIT", "An API definition is larger or deeper than platdocs reads", "more than 128 levels of nesting";
    REPAIRED = "W-API-YAML-REPAIRED", "An API definition is no YAML; platdocs could put it right", "a tab in the indentation";
    JSON = "W-API-JSON", "An API definition looks like JSON and can only be read as YAML", "{\"openapi\": \"3.0.0\",}";
    MULTIDOC = "W-API-MULTIDOC", "An API definition has a second YAML document, which is not read", "openapi: 3.0.0 and then a line `---`";
    DUPLICATE_KEY = "W-API-DUPLICATE-KEY", "A key stands twice in an API definition; the last value is taken", "get twice below one path";
    VERSION = "W-API-VERSION", "An API definition is of a version that platdocs does not know", "openapi: 4.0.0";
    OLD_VERSION = "I-API-VERSION", "An API definition is of a version that is shown as text", "asyncapi: 1.2.0";
    TYPE = "I-API-TYPE", "`spec.type` names another format than the definition has", "type: graphql for an OpenAPI document";
    SKELETON = "I-API-SKELETON", "A definition is the skeleton of a template and is skipped", "title: ${{ values.name }}";
    SHAPE = "W-API-SHAPE", "A value of an API definition has the wrong type and is ignored", "paths: []";
    REF = "E-API-REF", "A `$ref` leads to nothing", "$ref: '#/components/schemas/Pett'";
    REF_CYCLE = "E-API-REF-CYCLE", "A chain of `$ref`s ends in itself", "a: {$ref: '#/components/schemas/a'}";
    REF_FOREIGN = "W-API-REF-FOREIGN", "A `$ref` leads out of the repository, and is not fetched", "$ref: https://example.com/pet.yaml";
    OPERATION_ID = "E-API-OPERATION-ID", "Two operations have the same `operationId`", "operationId: list, twice";
    PATH_PARAM = "W-API-PATH-PARAM", "The parameters in braces of a path are not those that are declared", "/pets/{id} without a parameter `id`";
    PATH_AMBIGUOUS = "W-API-PATH-AMBIGUOUS", "Two paths differ only in the names of their parameters", "/pets/{id} and /pets/{name}";
    PARAM_TWIN = "W-API-PARAM-DUPLICATE", "An operation declares a parameter twice", "limit in query, twice";
    STATUS = "W-API-STATUS", "A key of `responses` is no status", "responses: {ok: ...}";
    STATUS_CASE = "I-API-STATUS-CASE", "A range of statuses is written in lower case", "4xx";
    BODY_METHOD = "W-API-BODY-METHOD", "A method that has no body declares one", "requestBody of a get";
    SECURITY = "E-API-SECURITY", "A security requirement names a scheme that is not defined", "security: [{bearer: []}]";
    DISCRIMINATOR = "W-API-DISCRIMINATOR", "A value of a discriminator means a schema that does not exist", "mapping: {dog: Dgo}";
    ALL_OF = "W-API-ALLOF", "The schemas of an `allOf` have types that no value has together", "allOf: [{type: string}, {type: integer}]";
    READ_WRITE = "W-API-READ-WRITE", "A property is read-only and write-only", "readOnly: true, writeOnly: true";
    LINK = "W-API-LINK", "A link of a response leads to no operation", "operationId: gone";
    SIBLING = "I-API-REF-SIBLING", "Words beside a `$ref` have no meaning before OpenAPI 3.1", "$ref beside description";
    NO_SUMMARY = "I-API-SUMMARY", "An operation has neither summary nor description", "get: {responses: ...}";
    NO_ID = "I-API-NO-OPERATION-ID", "An operation has no `operationId`", "get: {summary: List pets}";
    NO_RESPONSE = "I-API-NO-4XX", "An operation says nothing about failures", "only a 200 response";
    NO_SECURITY = "W-API-NO-SECURITY", "An API defines how clients are allowed in, and an operation does not say whether they need it", "securitySchemes without security";
    UNUSED = "I-API-UNUSED", "A component is used by nothing", "a schema that no operation refers to";
    HTTP_SERVER = "I-API-HTTP-SERVER", "A server is reached without encryption", "url: http://api.example.org";
    PATH_QUERY = "I-API-PATH-QUERY", "A path holds `?` or `#`", "/pets?status=sold";
    GRAPHQL_SYNTAX = "W-API-GRAPHQL-SYNTAX", "A part of a GraphQL schema cannot be read; the rest is shown", "type Query { name }";
    GRAPHQL_DUPLICATE = "W-API-GRAPHQL-DUPLICATE", "A GraphQL schema declares something twice; the first is shown", "type Port { code: ID! code: ID! }";
    PROTO_EDITION = "W-API-PROTO-EDITION", "A file of a protobuf edition cannot be read; its page shows the text", "edition = \"2024\"; export message Port {}";
    PROTO_TYPE = "I-API-PROTO-TYPE", "A type of a protobuf file stands in none of the files at hand; it is text without a link", "an import of another repository";
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

pub(super) fn version(place: Place, written: &str, known: &str) -> Diagnostic {
    Diagnostic::new(&VERSION, place, format!("`{}` is no version that platdocs knows", shown(written)))
        .hint(format!("it was read as the nearest one: {known} are known"))
}

pub(super) fn old_asyncapi(place: Place, written: &str) -> Diagnostic {
    Diagnostic::new(&OLD_VERSION, place, format!("AsyncAPI {} is shown as text", shown(written)))
        .hint("move the document to AsyncAPI 3 to get pages for it")
}

pub(super) fn no_document(place: Place, format: &str, keys: &[&str]) -> Diagnostic {
    let named: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let first = if format == "openapi" { "openapi: 3.1.0" } else { "asyncapi: 3.0.0" };
    Diagnostic::new(&PARSE, place, format!("this is no {format} document: it has no key {}", named.join(" or ")))
        .hint(format!("write `{first}` as first line, or another `spec.type`"))
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

fn syntax(code: &'static Code, place: Place, message: &str) -> Diagnostic {
    Diagnostic::new(code, place, shown(message))
}

/// A part of a GraphQL schema that is no GraphQL.
pub(super) fn graphql_syntax(place: Place, message: &str) -> Diagnostic {
    syntax(&GRAPHQL_SYNTAX, place, message).hint("the rest of the schema is shown")
}

/// A description before `extend`.
pub(super) fn graphql_described_extension(place: Place) -> Diagnostic {
    Diagnostic::new(&GRAPHQL_SYNTAX, place, "GraphQL has no description before `extend`")
        .hint("move it to the type; it is shown there unless the type has its own")
}

/// A definition beyond the limits of its reader.
pub(super) fn too_much(place: Place, message: &str) -> Diagnostic {
    Diagnostic::new(&LIMIT, place, shown(message))
}

/// Something that a GraphQL schema declares twice. `what` names it: "field `Port.code`".
pub(super) fn graphql_duplicate(place: Place, first: &Place, what: &str) -> Diagnostic {
    Diagnostic::new(&GRAPHQL_DUPLICATE, place, format!("{} is declared twice", shown(what)))
        .label("left out")
        .also(first.clone(), "declared here first")
        .hint("other tools refuse the schema; remove one of the two")
}

/// A type that a GraphQL schema uses but does not declare.
pub(super) fn graphql_type<'a>(place: Place, name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let finding = Diagnostic::new(&REF, place, format!("the schema declares no type `{}`", shown(name)));
    match nearest(name, known).first() {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding.hint("declare it, or add the file that does to the definition"),
    }
}

/// An introspection result without a schema, or of another shape.
pub(super) fn graphql_introspection(place: Place, message: &str) -> Diagnostic {
    Diagnostic::new(&PARSE, place, shown(message))
        .hint("store the answer of the introspection query, with `__schema` in it, or the schema as SDL")
}

/// A protobuf file that cannot be read.
pub(super) fn proto_syntax(place: Place, message: &str) -> Diagnostic {
    syntax(&PARSE, place, message).hint("the page shows the text until the file can be read")
}

/// A file of an edition that the parser does not read.
pub(super) fn proto_edition(place: Place, message: &str) -> Diagnostic {
    syntax(&PROTO_EDITION, place, message).hint("the page shows the text")
}

/// A type that no file at hand declares; `imports` are files that may.
pub(super) fn proto_type(place: Place, name: &str, imports: &[Box<str>]) -> Diagnostic {
    let finding = Diagnostic::new(&PROTO_TYPE, place, format!("no file at hand declares `{}`", shown(name)));
    match imports {
        [] => finding.hint("import the file that declares it, and add it to the definition"),
        imports => {
            let imports: Vec<String> = imports.iter().map(|import| format!("`{}`", shown(import))).collect();
            finding.hint(format!("it may stand in {}: add it to the definition to get links", imports.join(" or ")))
        }
    }
}

pub(super) fn path_ambiguous(place: Place, path: &str, first: Place, other: &str) -> Diagnostic {
    Diagnostic::new(&PATH_AMBIGUOUS, place, format!("`{}` takes the same requests as another path", shown(path)))
        .also(first, format!("`{}`", shown(other)))
        .hint("give both one name for the parameter, or different paths")
}

pub(super) fn parameter_twin(place: Place, name: &str, at: &str) -> Diagnostic {
    Diagnostic::new(&PARAM_TWIN, place, format!("the parameter `{}` in {} is declared twice", shown(name), shown(at)))
        .hint("remove one of both; the last one is shown")
}

pub(super) fn status(place: Place, written: &str) -> Diagnostic {
    Diagnostic::new(&STATUS, place, format!("`{}` is no status", shown(written)))
        .hint("write a number such as `404`, a range such as `4XX`, or `default`")
}

pub(super) fn status_case(place: Place, written: &str) -> Diagnostic {
    let upper = written.to_uppercase();
    Diagnostic::new(&STATUS_CASE, place, format!("`{}` is read as `{}`", shown(written), shown(&upper)))
        .hint(format!("write `{}`", shown(&upper)))
}

pub(super) fn body_of_method(place: Place, operation: &str) -> Diagnostic {
    Diagnostic::new(
        &BODY_METHOD,
        place,
        format!("`{}` has a request body, which many servers and proxies drop", shown(operation)),
    )
    .hint("use another method, or parameters")
}

pub(super) fn security(place: Place, name: &str, near: &[&str]) -> Diagnostic {
    let found = Diagnostic::new(&SECURITY, place, format!("there is no security scheme `{}`", shown(name)));
    match near {
        [] => found.hint("define it below `securitySchemes`"),
        [name, ..] => found.hint(format!("did you mean `{}`?", shown(name))),
    }
}

pub(super) fn discriminator(place: Place, value: &str, target: &str) -> Diagnostic {
    let message = format!("the value `{}` means `{}`, which is no schema", shown(value), shown(target));
    Diagnostic::new(&DISCRIMINATOR, place, message).hint("write the name of a schema, or a reference to one")
}

pub(super) fn all_of(place: Place, types: &[&str]) -> Diagnostic {
    let types: Vec<String> = types.iter().map(|name| format!("`{}`", shown(name))).collect();
    Diagnostic::new(&ALL_OF, place, format!("no value is {} at once", types.join(" and ")))
        .hint("`allOf` joins schemas; use `oneOf` for a choice")
}

pub(super) fn read_write(place: Place, name: &str) -> Diagnostic {
    Diagnostic::new(&READ_WRITE, place, format!("`{}` is read-only and write-only, so nobody can use it", shown(name)))
        .hint("remove one of both words")
}

pub(super) fn link(place: Place, name: &str, target: &str, near: &[&str]) -> Diagnostic {
    let found =
        Diagnostic::new(&LINK, place, format!("the link `{}` leads to no operation: `{}`", shown(name), shown(target)));
    match near {
        [] => found.hint("write the `operationId` of an operation of this document"),
        [id, ..] => found.hint(format!("did you mean `{}`?", shown(id))),
    }
}

pub(super) fn sibling(place: Place, keys: &[&str]) -> Diagnostic {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", shown(key))).collect();
    let message = format!("{} beside `$ref` means nothing in this version of OpenAPI", keys.join(", "));
    Diagnostic::new(&SIBLING, place, message).hint("platdocs shows it all the same; others do from version 3.1 on")
}

pub(super) fn no_summary(place: Place, operation: &str) -> Diagnostic {
    Diagnostic::new(&NO_SUMMARY, place, format!("`{}` says nothing about itself", shown(operation)))
        .hint("write a `summary`: it is the title of its page")
}

pub(super) fn no_id(place: Place, operation: &str) -> Diagnostic {
    Diagnostic::new(&NO_ID, place, format!("`{}` has no `operationId`", shown(operation)))
        .hint("with one, its address stays when the path changes")
}

pub(super) fn no_failure(place: Place, operation: &str) -> Diagnostic {
    Diagnostic::new(&NO_RESPONSE, place, format!("`{}` does not say how it fails", shown(operation)))
        .hint("describe a `4XX` or `default` response")
}

pub(super) fn no_security(place: Place, operation: &str) -> Diagnostic {
    Diagnostic::new(
        &NO_SECURITY,
        place,
        format!("`{}` does not say whether clients have to be allowed in", shown(operation)),
    )
    .hint("write `security` at the top of the document, or `security: []` for none")
}

pub(super) fn unused(place: Place, name: &str) -> Diagnostic {
    Diagnostic::new(&UNUSED, place, format!("nothing uses the schema `{}`", shown(name)))
        .hint("remove it, or refer to it")
}

pub(super) fn http_server(place: Place, url: &str) -> Diagnostic {
    Diagnostic::new(&HTTP_SERVER, place, format!("`{}` is reached without encryption", shown(url)))
        .hint("write `https`")
}
