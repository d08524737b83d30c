//! The findings of the catalog, one constructor each.

use super::entity::Entity;
use super::format;
use super::gather::Refusal;
use super::kind::Kind;
use super::reference::EntityRef;
use crate::diag::{Diagnostic, File, Place, Span, Verdict, nearest, shown};
use crate::path::RepoPath;
use crate::safe::Refused;
use crate::source::Repository;
use crate::yaml::{Error, ErrorKind, Node};

crate::codes! {
    YAML_SYNTAX = "E-YAML-SYNTAX", "A document is not YAML", "owner: @team";
    YAML_ENCODING = "E-YAML-ENCODING", "A file is not UTF-8", "a file in UTF-16";
    YAML_DUPLICATE_KEY = "E-YAML-DUPLICATE-KEY", "A mapping has a key twice", "kind: API\nkind: Component";
    YAML_LIMIT = "E-YAML-LIMIT", "A file or document is larger or deeper than platdocs reads", "more than 64 levels of nesting";
    YAML_NUMBER = "W-YAML-NUMBER", "A number or boolean stands where a string belongs", "name: 1.10";
    YAML_TAG = "W-YAML-TAG", "A YAML tag is ignored", "x: !include foo.yaml";
    YAML_MERGE = "W-YAML-MERGE", "A merge key is not merged, as in Backstage", "<<: *base";
    CAT_EMPTY = "I-CAT-EMPTY", "A catalog file holds no document", "# to be written";
    CAT_SKELETON = "I-CAT-SKELETON", "A file is the skeleton of a template and is skipped", "name: ${{ values.name }}";
    CAT_FOREIGN = "I-CAT-FOREIGN", "A document is no catalog entity and is skipped", "apiVersion: apps/v1";
    CAT_MODULE = "I-CAT-MODULE", "Backstage knows this kind only with a further module", "kind: AiResource";
    CAT_LONELY = "I-CAT-LONELY", "An entity is related to no other", "a Component without owner and system";
    CAT_SPEC_FIELD = "I-CAT-SPEC-FIELD", "A field has no effect at this place", "kind: API with `spec.apiConsumedBy`";
    CAT_ROOT = "E-CAT-ROOT", "A document is not a mapping", "- kind: Component";
    CAT_ENVELOPE = "E-CAT-ENVELOPE", "`kind`, `metadata` or `metadata.name` is missing, or one of them has a wrong shape", "metadata: {title: x}";
    CAT_REFUSED = "E-CAT-REFUSED", "Backstage refuses the entity, and strict mode does not publish it", "a Group without `spec.children`, with `--strict`";
    CAT_NAME = "E-CAT-NAME", "A name has characters that no name may have", "name: My Service";
    CAT_NAMESPACE = "E-CAT-NAMESPACE", "A namespace has characters that no namespace may have", "namespace: Team_A";
    CAT_KIND = "E-CAT-KIND", "Backstage's own group has no such kind", "kind: Componnt";
    CAT_DUPLICATE = "E-CAT-DUPLICATE", "Two documents declare the same entity; the first is taken", "component:default/orders in two files";
    CAT_TWIN = "W-CAT-DUPLICATE", "The same document stands in two files", "a copied catalog-info.yaml";
    CAT_NO_API_VERSION = "W-CAT-NO-API-VERSION", "`apiVersion` is missing and assumed", "kind: API";
    CAT_API_VERSION = "W-CAT-API-VERSION", "`apiVersion` is none that this kind has", "apiVersion: backstage.io/v1";
    CAT_CASE = "W-CAT-CASE", "A kind or namespace has the wrong case", "kind: component";
    CAT_UNKNOWN_KIND = "W-CAT-KIND", "A kind is not known; the entity gets a general page", "apiVersion: mycorp.io/v1, kind: Product";
    CAT_LONG_NAME = "W-CAT-LONG-NAME", "A name is longer than Backstage allows", "a name of 70 characters";
    CAT_ROOT_FIELD = "W-CAT-ROOT-FIELD", "A field beside `metadata` and `spec` is ignored", "relations: []";
    CAT_CASE_TWINS = "W-CAT-CASE-TWINS", "Two keys differ only in case", "foo: 1\nFoo: 2";
    CAT_TAG = "W-CAT-TAG", "A tag has not the usual form", "tags: [OpenTelemetry]";
    CAT_LABEL = "W-CAT-LABEL", "A label has not the usual form", "labels: {team: any thing!}";
    CAT_ANNOTATION = "W-CAT-ANNOTATION", "An annotation key has not the usual form", "annotations: {a/b/c: x}";
    CAT_LINK = "W-CAT-LINK", "A link has no absolute address", "links: [{url: wiki/foo}]";
    CAT_LINK_SCHEME = "W-CAT-LINK-SCHEME", "A link has an address that is not opened", "links: [{url: 'javascript:alert(1)'}]";
    CAT_MISSING = "W-CAT-MISSING", "A field that Backstage requires is missing", "a Component without `spec.owner`";
    CAT_EMPTY_FIELD = "W-CAT-EMPTY-FIELD", "A field is an empty string", "title: ''";
    CAT_TYPE = "W-CAT-TYPE", "A field has another shape than it should have", "tags: java";
    CAT_SCHEMA = "W-CAT-SCHEMA", "An entity does not fit the JSON Schema that the portal has for its kind", "tier: 3, where the schema wants a string";
    CFG_SCHEMA = "E-CFG-SCHEMA", "The JSON Schema of a kind cannot be read, or is none, or refers to other files", "schema: schemas/gone.json";
    CAT_INLINE_DEFINITION = "W-CAT-INLINE-DEFINITION", "An API definition is YAML instead of text", "definition: {openapi: 3.0.0}";
    CAT_PLACEHOLDER = "W-CAT-PLACEHOLDER", "A reference looks like text that was never filled in", "owner: john@example.com";
    CAT_SOURCE_LOCATION = "W-CAT-SOURCE-LOCATION", "`backstage.io/source-location` names a folder without `/` at its end", "backstage.io/source-location: url:https://github.com/acme/shop/tree/main/api";
    CAT_LIMIT = "W-CAT-LIMIT", "An entity has more of something than is shown", "65 tags";
    REF_SYNTAX = "W-REF-SYNTAX", "A reference cannot be read", "owner: 'a/'";
    REF_NO_KIND = "W-REF-NO-KIND", "A reference does not say its kind", "dependsOn: [artists-db]";
    REF_UNKNOWN = "W-REF-UNKNOWN", "A reference leads to no entity of the catalog", "owner: team-paymnets";
    REF_KIND = "W-REF-KIND", "A reference leads to an entity of a kind that does not belong there", "owner: component:orders";
    REF_SELF = "W-REF-SELF", "An entity refers to itself", "subcomponentOf: its own name";
    REF_NAMESPACE = "W-REF-NAMESPACE", "The entity exists in another namespace only", "owner: payments, which is in `teams`";
    REF_CYCLE = "W-REF-CYCLE", "Entities contain each other in a circle", "two groups that are each other's parent";
    REF_CASE = "I-REF-CASE", "A reference is written in another case than the name", "owner: Team-A for `team-a`";
    REF_DEPENDENCY_CYCLE = "I-REF-CYCLE", "Entities depend on each other in a circle", "two components that depend on each other";
    REF_SHADOW = "I-REF-NAMESPACE", "A namesake in the default namespace may be meant", "owner: payments, in `shop` and in `default`";
    CAT_NOT_ALLOWED = "E-CAT-NOT-ALLOWED", "A source declares a kind of entity that it is not trusted with", "kind: Group in a source with `trust: standard`";
    FILE_UNREADABLE = "E-CAT-READ", "A catalog file cannot be read", "catalog-info.yaml without permission";
    PH_OUTSIDE = "E-PH-OUTSIDE", "A placeholder leads out of the repository", "definition: {$text: ../../api.yaml}";
    PH_MISSING = "W-PH-MISSING", "The file that a placeholder names is not there", "definition: {$text: ./api.yaml}";
    PH_FOREIGN = "W-PH-FOREIGN", "A placeholder names a file outside the repository, which is not fetched", "definition: {$text: https://example.com/api.yaml}";
    PH_PARSE = "W-PH-PARSE", "The file that a placeholder or a `$ref` names cannot be read, or lacks what is named", "definition: {$text: ./logo.png}";
    LOC_NOT_FOUND = "E-LOC-NOT-FOUND", "A target of a Location names no file", "targets: [./apis/*.yaml]";
    LOC_OUTSIDE = "E-LOC-OUTSIDE", "A target of a Location leads out of the repository", "target: ../../all.yaml";
    LOC_UNMAPPED = "W-LOC-UNMAPPED", "A target of a Location is an address that lies in no repository of the portal and is not fetched", "target: https://github.com/acme/b/blob/main/all.yaml";
    LOC_TYPE = "W-LOC-TYPE", "A Location or one of its targets has a type that cannot be read", "type: https";
    LOC_LIMIT = "W-LOC-LIMIT", "A target of a Location names too many files", "target: ./**";
    TPL_STEP = "W-TPL-STEP", "A step of a template has no action", "steps: [{id: a}]";
    TPL_STEP_ID = "W-TPL-STEP-ID", "The id of a step is no string", "id: 1";
    TPL_VERSION = "W-TPL-VERSION", "A template is of an old version and cannot be run", "apiVersion: backstage.io/v1beta2";
}

pub(super) fn yaml(file: &File, error: &Error) -> Diagnostic {
    let place = file.at(error.span);
    match &error.kind {
        ErrorKind::Syntax { message, hint } => {
            let finding = Diagnostic::new(&YAML_SYNTAX, place, format!("not readable as YAML: {}", shown(message)));
            match hint {
                Some(hint) => finding.hint(*hint),
                None => finding.hint("the document is skipped, the others of the file are read"),
            }
        }
        ErrorKind::DuplicateKey { key, first } => {
            Diagnostic::new(&YAML_DUPLICATE_KEY, place, format!("key `{}` occurs twice", shown(key)))
                .label("again here")
                .also(file.at(*first), "first here")
                .hint("remove one of the two")
        }
        ErrorKind::Limit(..) => limit(place, error.to_string()),
    }
}

pub(super) fn limit(place: Place, what: String) -> Diagnostic {
    Diagnostic::new(&YAML_LIMIT, place, what)
        .hint("split the file; the limit protects the portal and is the same for all")
}

pub(super) fn encoding(place: Place) -> Diagnostic {
    Diagnostic::new(&YAML_ENCODING, place, "the file is not UTF-8").hint("save it as UTF-8")
}

pub(super) fn number(place: Place, node: &Node) -> Diagnostic {
    let text = shown(node.text().unwrap_or_default());
    let what = if node.as_bool().is_some() { "boolean" } else { "number" };
    Diagnostic::new(&YAML_NUMBER, place, format!("`{text}` reads as a {what} where a string belongs"))
        .hint(format!("put it in quotes: `\"{text}\"`"))
}

pub(super) fn tag_ignored(place: Place, tag: &str) -> Diagnostic {
    Diagnostic::new(&YAML_TAG, place, format!("the YAML tag `{}` is ignored", shown(tag)))
        .hint("the value is taken as it is written; remove the tag")
}

pub(super) fn merge(place: Place) -> Diagnostic {
    Diagnostic::new(&YAML_MERGE, place, "`<<` does not merge in catalog files").hint("repeat the fields")
}

pub(super) fn empty_file(file: &File) -> Diagnostic {
    Diagnostic::new(&CAT_EMPTY, file.at(Span::FILE), "the file holds no document")
}

pub(super) fn skeleton(place: Place) -> Diagnostic {
    Diagnostic::new(&CAT_SKELETON, place, "skipped: skeleton of a template")
}

pub(super) fn skeleton_of(place: Place, template: &EntityRef) -> Diagnostic {
    Diagnostic::new(&CAT_SKELETON, place, format!("skipped: skeleton of `{}`", shown(template.as_str())))
}

pub(super) fn foreign(place: Place, what: &str) -> Diagnostic {
    Diagnostic::new(&CAT_FOREIGN, place, format!("skipped: {} is no catalog entity", shown(what)))
}

pub(super) fn module(place: Place, what: &str) -> Diagnostic {
    Diagnostic::new(&CAT_MODULE, place, format!("Backstage knows {what} only with the module `ai-model`"))
}

pub(super) fn lonely(place: Place) -> Diagnostic {
    Diagnostic::new(&CAT_LONELY, place, "the entity is related to no other")
}

pub(super) fn misplaced(place: Place, kind: &Kind, field: &str, instead: &str) -> Diagnostic {
    Diagnostic::new(&CAT_SPEC_FIELD, place, format!("`spec.{field}` of a {kind} has no effect")).hint(instead)
}

pub(super) fn root(place: Place, node: &Node) -> Diagnostic {
    Diagnostic::new(&CAT_ROOT, place, format!("the document is {} instead of a mapping", node.describe()))
        .hint("a document starts with `apiVersion`, `kind` and `metadata`; separate documents with `---`")
}

pub(super) fn envelope(place: Place, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&CAT_ENVELOPE, place, message)
}

pub(super) fn refused(place: Place, verdict: &Verdict) -> Diagnostic {
    Diagnostic::new(&CAT_REFUSED, place, format!("Backstage refuses this entity: {}", verdict.text))
        .label("not published")
        .hint("without strict mode it is published with warnings")
}

pub(super) fn bad_name(place: Place, name: &str) -> Diagnostic {
    let finding = Diagnostic::new(&CAT_NAME, place, format!("`{}` cannot be a name", shown(name)));
    suggest(
        finding,
        &format::name_like(name),
        "letters, digits, `-`, `_` and `.`; the first and last a letter or digit",
    )
}

pub(super) fn long_name(place: Place, length: usize) -> Diagnostic {
    let message = format!("the name has {length} characters, Backstage allows {}", format::NAME_LENGTH);
    Diagnostic::new(&CAT_LONG_NAME, place, message).hint("shorten the name and put the long one into `metadata.title`")
}

pub(super) fn bad_namespace(place: Place, namespace: &str) -> Diagnostic {
    let message = format!("`{}` cannot be a namespace", shown(namespace));
    suggest(
        Diagnostic::new(&CAT_NAMESPACE, place, message),
        &format::namespace_like(namespace),
        "lower-case letters and digits, with hyphens between them; without the field it is `default`",
    )
}

fn suggest(finding: Diagnostic, suggestion: &str, rule: &str) -> Diagnostic {
    match suggestion.is_empty() {
        true => finding.hint(format!("use {rule}")),
        false => finding.hint(format!("use {rule}; did you mean `{suggestion}`?")),
    }
}

pub(super) fn unknown_kind(place: Place, kind: &str, api_version: &str) -> Diagnostic {
    let message = format!("`{}` has no kind `{}`", shown(api_version), shown(kind));
    let names: Vec<&str> = Kind::KNOWN.iter().map(known_name).collect();
    let finding = Diagnostic::new(&CAT_KIND, place, message);
    match nearest(kind, names).first() {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding.hint("a kind of your own needs an `apiVersion` of your own, such as `example.com/v1`"),
    }
}

fn known_name(kind: &Kind) -> &str {
    kind.name()
}

pub(super) fn general_kind(place: Place, kind: &Kind) -> Diagnostic {
    let message = format!("kind `{}` is not known, the entity gets a general page", shown(kind.name()));
    Diagnostic::new(&CAT_UNKNOWN_KIND, place, message)
}

pub(super) fn no_api_version(place: Place, assumed: &str) -> Diagnostic {
    Diagnostic::new(&CAT_NO_API_VERSION, place, format!("`apiVersion` is missing, read as `{assumed}`"))
        .hint(format!("add `apiVersion: {assumed}`"))
}

pub(super) fn api_version(place: Place, kind: &Kind, written: &str, usual: &str) -> Diagnostic {
    Diagnostic::new(&CAT_API_VERSION, place, format!("a {kind} cannot be `{}`, read as `{usual}`", shown(written)))
        .hint(format!("write `apiVersion: {usual}`"))
}

pub(super) fn template_version(place: Place, written: &str) -> Diagnostic {
    let message = format!("templates of `{}` cannot be run", shown(written));
    Diagnostic::new(&TPL_VERSION, place, message).hint("migrate it to `scaffolder.backstage.io/v1beta3`")
}

pub(super) fn case(place: Place, field: &str, written: &str, right: &str) -> Diagnostic {
    Diagnostic::new(&CAT_CASE, place, format!("{field} `{}` has the wrong case", shown(written)))
        .hint(format!("write `{}`", shown(right)))
}

pub(super) fn root_field(place: Place, key: &str) -> Diagnostic {
    Diagnostic::new(&CAT_ROOT_FIELD, place, format!("the field `{}` is ignored at this level", shown(key)))
        .hint("an entity has `apiVersion`, `kind`, `metadata` and `spec`; further fields belong into `spec`")
}

pub(super) fn case_twins(place: Place, first: Place, key: &str, twin: &str) -> Diagnostic {
    let message = format!("`{}` and `{}` differ only in case, the last one counts", shown(twin), shown(key));
    Diagnostic::new(&CAT_CASE_TWINS, place, message).also(first, "first here").hint("remove or rename one of the two")
}

pub(super) fn bad_tag(place: Place, tag: &str) -> Diagnostic {
    let right = format::tag_like(tag);
    let upper = tag.chars().any(char::is_uppercase);
    let what = if upper { "is not lower case" } else { "has not the form of a tag" };
    let finding = Diagnostic::new(&CAT_TAG, place, format!("tag `{}` {what}", shown(tag)));
    match right.is_empty() {
        true => finding.hint("use lower-case letters, digits, `:`, `+`, `#` and single hyphens"),
        false => finding.hint(format!("write `{right}`")),
    }
}

pub(super) fn label(place: Place, key: &str, what: &str) -> Diagnostic {
    let message = format!("the {what} of label `{}` has not the usual form", shown(key));
    Diagnostic::new(&CAT_LABEL, place, message).hint("use at most 63 letters, digits, `-`, `_` and `.`")
}

pub(super) fn annotation_key(place: Place, key: &str) -> Diagnostic {
    Diagnostic::new(&CAT_ANNOTATION, place, format!("`{}` has not the form of an annotation key", shown(key)))
        .hint("use `name` or `example.com/name`")
}

pub(super) fn link(place: Place, url: &str) -> Diagnostic {
    Diagnostic::new(&CAT_LINK, place, format!("link `{}` has no absolute address", shown(url)))
        .hint("write the whole address, such as `https://example.com/page`")
}

pub(super) fn link_scheme(place: Place, scheme: &str) -> Diagnostic {
    Diagnostic::new(&CAT_LINK_SCHEME, place, format!("`{}:` links are shown as text", shown(scheme)))
        .hint("use `https:` or `mailto:`")
}

pub(super) fn annotation_address(place: Place, key: &str, refused: &Refused) -> Diagnostic {
    Diagnostic::new(&CAT_LINK, place, format!("the address of `{}` {refused}", shown(key)))
        .label("shown as text")
        .hint("write the whole address, such as `https://example.com/page`")
}

pub(super) fn missing(place: Place, kind: &Kind, field: &str) -> Diagnostic {
    Diagnostic::new(&CAT_MISSING, place, format!("`{field}` of the {} is missing", shown(kind.name())))
        .hint(format!("add `{field}`, Backstage refuses the entity without it"))
}

pub(super) fn empty_field(place: Place, field: &str) -> Diagnostic {
    Diagnostic::new(&CAT_EMPTY_FIELD, place, format!("`{}` is an empty string", shown(field)))
        .hint("fill it in or remove it")
}

pub(super) fn wrong_type(place: Place, field: &str, expected: &str, found: &Node) -> Diagnostic {
    let message = format!("`{}` is {} instead of {expected}", shown(field), shown(&found.describe()));
    Diagnostic::new(&CAT_TYPE, place, message).hint(match found.is_null() {
        true => "fill it in or remove it".to_owned(),
        false => format!("write {expected}"),
    })
}

pub(super) fn wrong_value(place: Place, field: &str, value: &str, expected: &str) -> Diagnostic {
    Diagnostic::new(&CAT_TYPE, place, format!("`{field}` cannot be `{}`", shown(value))).hint(format!("use {expected}"))
}

/// `what` and a problem: a value with its JSON pointer, or the entity as a whole.
pub(super) fn schema(place: Place, kind: &Kind, schema: &RepoPath, pointer: &str, problem: &str) -> Diagnostic {
    let what = if pointer.is_empty() { "the entity".to_owned() } else { format!("`{}`", shown(pointer)) };
    Diagnostic::new(&CAT_SCHEMA, place, format!("{what} {problem}")).hint(format!(
        "the portal checks the kind {} against `{}`",
        shown(kind.name()),
        shown(schema.as_str())
    ))
}

pub(super) fn more_against_schema(place: Place, count: usize) -> Diagnostic {
    let times = if count == 1 { "once more".to_owned() } else { format!("{count} times more") };
    Diagnostic::new(&CAT_SCHEMA, place, format!("the entity breaks the schema of its kind {times}"))
        .hint("correct the others first")
}

pub(super) fn schema_unreadable(place: Place, path: &RepoPath, why: &str) -> Diagnostic {
    Diagnostic::new(&CFG_SCHEMA, place, format!("the schema `{}` {why}", shown(path.as_str())))
        .hint("name a JSON Schema file in the folder of platdocs.yaml, or remove the key")
}

pub(super) fn schema_broken(place: Place, problem: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&CFG_SCHEMA, place, problem)
}

pub(super) fn inline_definition(place: Place) -> Diagnostic {
    Diagnostic::new(&CAT_INLINE_DEFINITION, place, "the definition is YAML, Backstage wants a string")
        .hint("write `definition: |` and indent what follows, or name a file with `$text: ./openapi.yaml`")
}

pub(super) fn too_many(place: Place, what: &str, limit: usize) -> Diagnostic {
    Diagnostic::new(&CAT_LIMIT, place, format!("more than {limit} {what}, the rest is left out"))
}

pub(super) fn too_long(place: Place, field: &str, limit: usize) -> Diagnostic {
    Diagnostic::new(&CAT_LIMIT, place, format!("`{field}` is longer than {limit} characters"))
        .hint("write less, Backstage refuses the entity with more")
}

pub(super) fn no_remote(place: Place) -> Diagnostic {
    Diagnostic::new(&CAT_MISSING, place, "`spec.remotes` of the API is an empty list")
        .hint("add a remote with `type` and `url`, Backstage refuses the entity without one")
}

pub(super) fn step_without_action(place: Place, number: usize) -> Diagnostic {
    Diagnostic::new(&TPL_STEP, place, format!("step {number} has no `action`"))
        .hint("name what it does, such as `fetch:template`")
}

pub(super) fn step_id(place: Place, number: usize, id: &Node) -> Diagnostic {
    Diagnostic::new(&TPL_STEP_ID, place, format!("the id of step {number} is {}", shown(&id.describe())))
        .hint("write a string, or remove `id`")
}

pub(super) fn placeholder_outside(place: Place, path: &str, why: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(&PH_OUTSIDE, place, format!("`{}` {why}", shown(path)))
        .hint("only files of the same repository are read")
}

pub(super) fn placeholder_missing(place: Place, path: &RepoPath) -> Diagnostic {
    Diagnostic::new(&PH_MISSING, place, format!("the file `{}` does not exist", shown(path.as_str())))
        .hint("paths count from the folder of this file")
}

pub(super) fn placeholder_foreign(place: Place, url: &str) -> Diagnostic {
    Diagnostic::new(&PH_FOREIGN, place, format!("`{}` is not in this repository and not fetched", shown(url)))
        .hint("the page links to it; copy the file into the repository to show it")
}

pub(super) fn placeholder_parse(place: Place, path: &RepoPath, why: &str) -> Diagnostic {
    Diagnostic::new(&PH_PARSE, place, format!("the file `{}` {why}", shown(path.as_str())))
}

pub(super) fn reference_nowhere(place: Place, reference: &str) -> Diagnostic {
    Diagnostic::new(&PH_PARSE, place, format!("`{}` is not in its file", shown(reference))).hint("correct the `$ref`")
}

/// `elsewhere` names the repository if it is another one than the Location's.
pub(super) fn location_nothing(place: Place, target: &str, elsewhere: Option<&str>) -> Diagnostic {
    let target = shown(target);
    match elsewhere {
        None => Diagnostic::new(&LOC_NOT_FOUND, place, format!("target `{target}` names no file"))
            .hint("paths count from the folder of this file; with `presence: optional` a missing file is fine"),
        Some(repository) => {
            let repository = shown(if repository.is_empty() { "." } else { repository });
            Diagnostic::new(&LOC_NOT_FOUND, place, format!("target `{target}` names no file of `{repository}`"))
                .hint("correct the path, or check out the branch that has it; with `presence: optional` a missing file is fine")
        }
    }
}

pub(super) fn location_outside(place: Place, target: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&LOC_OUTSIDE, place, format!("target `{}` {why}", shown(target)))
        .hint("only files of the same repository are read")
}

pub(super) fn location_unmapped(place: Place, target: &str) -> Diagnostic {
    let message = format!("target `{}` is no file of a repository of this portal and not fetched", shown(target));
    Diagnostic::new(&LOC_UNMAPPED, place, message).hint(
        "add its repository to the sources of the portal; if it is there, set `web_url` on the source to its address",
    )
}

pub(super) fn location_type(place: Place, written: &str) -> Diagnostic {
    Diagnostic::new(&LOC_TYPE, place, format!("a Location cannot be of type `{}`", shown(written))).hint("write `url`")
}

pub(super) fn location_target(place: Place, target: &str, what: &str, instead: &str) -> Diagnostic {
    Diagnostic::new(&LOC_TYPE, place, format!("target `{}` {what}", shown(target))).hint(instead)
}

pub(super) fn location_limit(place: Place, target: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&LOC_LIMIT, place, format!("target `{}` {why}, the rest is left out", shown(target)))
        .hint("name fewer files")
}

pub(super) fn ref_syntax(place: Place, field: &str, text: &str) -> Diagnostic {
    Diagnostic::new(&REF_SYNTAX, place, format!("{field} `{}` is no reference", shown(text)))
        .hint("write `name`, `namespace/name` or `kind:namespace/name`")
}

pub(super) fn ref_no_kind(place: Place, field: &str, text: &str, found: Option<&EntityRef>) -> Diagnostic {
    let finding = Diagnostic::new(&REF_NO_KIND, place, format!("{field} `{}` does not say its kind", shown(text)));
    finding.hint(match found {
        Some(found) => format!("write `{}`", shown(&found.display(None))),
        None => format!("write `component:{0}` or `resource:{0}`", shown(text)),
    })
}

pub(super) fn ref_self(place: Place, field: &str) -> Diagnostic {
    Diagnostic::new(&REF_SELF, place, format!("{field} refers to the entity itself")).hint("remove it")
}

pub(super) fn ref_unknown(place: Place, field: &str, text: &str, hint: Option<String>) -> Diagnostic {
    let message = format!("{field} `{}` is not in the catalog", shown(text));
    let finding = Diagnostic::new(&REF_UNKNOWN, place, message);
    match hint {
        Some(hint) => finding.hint(hint),
        None => finding.hint("add it to the catalog or correct the name"),
    }
}

pub(super) fn ref_namespace(place: Place, field: &str, target: &EntityRef, others: &[String]) -> Diagnostic {
    let message = format!("{field} `{}` is not in namespace `{}`", shown(target.name()), shown(target.namespace()));
    Diagnostic::new(&REF_NAMESPACE, place, message).hint(format!("did you mean {}?", alternatives(others)))
}

pub(super) fn ref_placeholder(place: Place, field: &str, text: &str) -> Diagnostic {
    Diagnostic::new(&CAT_PLACEHOLDER, place, format!("{field} `{}` looks like a placeholder", shown(text)))
        .hint("name an entity of the catalog")
}

pub(super) fn ref_kind(place: Place, field: &str, target: &EntityRef, kind: &str, allowed: &str) -> Diagnostic {
    let message = format!("{field} `{}` is a {}", shown(target.name()), shown(kind));
    Diagnostic::new(&REF_KIND, place, message).hint(format!("name {allowed}"))
}

pub(super) fn ref_case(place: Place, field: &str, text: &str, name: &str) -> Diagnostic {
    let message = format!("{field} `{}` is written in another case than `{}`", shown(text), shown(name));
    Diagnostic::new(&REF_CASE, place, message)
}

pub(super) fn ref_shadow(place: Place, field: &str, target: &EntityRef) -> Diagnostic {
    let message =
        format!("{field} `{}` means the one in namespace `{}`", shown(target.name()), shown(target.namespace()));
    let other = EntityRef::new(target.kind(), super::DEFAULT_NAMESPACE, target.name());
    Diagnostic::new(&REF_SHADOW, place, message)
        .hint(format!("for the one of another owner write `{}`", shown(other.as_str())))
}

/// Most members that a finding about a circle names.
const CYCLE_LABELS: usize = 20;

pub(super) fn cycle(members: &[(Place, String)], of_dependencies: bool) -> Diagnostic {
    let (code, verb) = match of_dependencies {
        true => (&REF_DEPENDENCY_CYCLE, "depend on"),
        false => (&REF_CYCLE, "contain"),
    };
    let names: Vec<String> = members.iter().take(5).map(|(_, name)| format!("`{}`", shown(name))).collect();
    let dots = if members.len() > names.len() { ", …" } else { "" };
    let message = format!("{}{dots} {verb} each other", names.join(", "));
    let first = members.first().expect("a circle has members");
    let finding = Diagnostic::new(code, first.0.clone(), message);
    let rest = members.iter().skip(1).take(CYCLE_LABELS);
    let finding = rest.fold(finding, |finding, (place, _)| finding.also(place.clone(), "and here"));
    if of_dependencies { finding } else { finding.hint("remove one of the references") }
}

pub(super) fn duplicate(place: Place, first: Place, reference: &EntityRef) -> Diagnostic {
    Diagnostic::new(&CAT_DUPLICATE, place, format!("`{}` is declared twice", shown(reference.as_str())))
        .label("left out")
        .also(first, "this one is taken")
        .hint("rename one of the two, or give it a namespace")
}

pub(super) fn twin(place: Place, first: Place, reference: &EntityRef) -> Diagnostic {
    let message = format!("the same document of `{}` stands in two files", shown(reference.as_str()));
    Diagnostic::new(&CAT_TWIN, place, message).also(first, "this one is taken").hint("remove one of the two")
}

/// `a`, `b` or `c`.
pub(super) fn alternatives(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("`{}`", shown(text))).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

pub(super) fn unreadable(place: Place, why: &str) -> Diagnostic {
    Diagnostic::new(&FILE_UNREADABLE, place, format!("the catalog file {why}"))
}

pub(super) fn not_allowed(entity: &Entity, repository: &Repository, why: Refusal) -> Diagnostic {
    let kind = shown(entity.kind.name());
    let name = shown(&repository.name);
    let (message, hint) = match why {
        Refusal::Trust => (
            format!("this source may not declare a {kind}"),
            format!("the owner of the portal can allow it with `trust: {{curated: [{name}]}}` on the source"),
        ),
        Refusal::Rules => (
            format!("the rules of the portal do not let this source declare a {kind}"),
            format!(
                "the owner of the portal can allow it with `{{allow: [{kind}], sources: [{name}]}}` in `catalog.rules`"
            ),
        ),
        Refusal::Location => (
            format!("only sources that may not declare a {kind} lead to this file"),
            "name the file in a Location of a source that may, or in `catalog_paths` of its own source".into(),
        ),
    };
    Diagnostic::new(&CAT_NOT_ALLOWED, entity.place.clone(), message).hint(hint).entity(entity.reference.as_str())
}

pub(super) fn source_location(place: Place, value: &str) -> Diagnostic {
    Diagnostic::new(&CAT_SOURCE_LOCATION, place, format!("`{}` has no `/` at its end", shown(value)))
        .label("names a folder")
        .hint(format!("write `{}/`; addresses in this folder are made from it", shown(value)))
}
