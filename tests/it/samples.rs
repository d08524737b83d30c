//! Examples and code samples of operations: cases as files, hostile documents, random ones.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use platdocs::api::openapi::tree::Direction;
use platdocs::api::openapi::{Body, Document, example, sample};
use platdocs::api::{self, Api, Definition, Part, Source};
use platdocs::config::SampleLanguage;
use platdocs::diag::File;
use platdocs::path::RepoPath;
use proptest::prelude::*;

fn document(text: &str) -> Option<Document> {
    let source = Source { file: File::new("repos/a", RepoPath::parse("api.yaml").unwrap()), part: Part::Whole };
    match api::read(&Definition { text, kind: "openapi", source, bundle: None }, &mut Vec::new()) {
        Api::OpenApi(document) => Some(*document),
        _ => None,
    }
}

/// What a case's file should hold: every sample of every operation.
fn samples(document: &Document, languages: &[SampleLanguage]) -> String {
    let mut out = String::new();
    for listed in document.operations.iter().chain(&document.webhooks) {
        let samples = sample::samples(&document.operation(listed), languages);
        for sample in &samples.list {
            let by = if sample.is_authored { ", by the author" } else { "" };
            let (id, label, highlight) = (&sample.id, &sample.label, &sample.highlight);
            write!(out, "=== {} {} · {id} ({label}, {highlight}{by})\n{}", listed.method, listed.path, sample.text)
                .unwrap();
        }
        if let Some((name, text)) = &samples.file {
            writeln!(out, "=== {name}\n{text}").unwrap();
        }
    }
    out
}

/// What a case's file should hold: the examples of every body.
fn examples(document: &Document) -> String {
    let mut out = String::new();
    let mut add = |name: &str, body: &Body<'_>, direction: Direction| {
        for media in &body.media {
            for example in example::of_media(document, media, direction) {
                let (title, language) = (&example.title, example.language);
                let generated = if example.generated { ", generated" } else { "" };
                let cut = if example.is_cut { ", cut" } else { "" };
                let types = media.types.join(", ");
                writeln!(out, "=== {name} {types}: {title} ({language}{generated}{cut}) {}", example.description)
                    .unwrap();
                writeln!(out, "{}{}", example.link, example.text).unwrap();
            }
        }
    };
    for listed in &document.operations {
        let operation = document.operation(listed);
        if let Some(body) = operation.body() {
            add(&format!("{} {}", listed.method, listed.path), &body, Direction::Request);
        }
        for response in operation.responses() {
            if let Some(body) = &response.body {
                add(&format!("{} {} {}", listed.method, listed.path, response.status), body, Direction::Response);
            }
        }
    }
    out
}

fn check(folder: &str, transcript: impl Fn(&Document) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/api").join(folder);
    let mut failed = Vec::new();
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for source in names.iter().filter(|path| path.extension().is_some_and(|suffix| suffix == "yaml")) {
        let actual = transcript(&document(&fs::read_to_string(source).unwrap()).unwrap());
        let expected = source.with_extension("txt");
        #[expect(clippy::disallowed_methods, reason = "the one who runs the tests decides")]
        let accepts = std::env::var_os("UPDATE_CASES").is_some();
        if accepts {
            fs::write(&expected, &actual).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != actual {
            failed.push(format!("{}:\n{actual}", source.display()));
        }
    }
    assert!(failed.is_empty(), "{}\nUPDATE_CASES=1 accepts these", failed.join("\n"));
}

#[test]
fn samples_are_those_of_the_cases() {
    check("samples", |document| samples(document, &SampleLanguage::ALL));
}

#[test]
fn examples_are_those_of_the_cases() {
    check("examples", examples);
}

#[test]
fn the_order_of_languages_is_that_of_the_settings() {
    let document = document("{openapi: 3.0.0, paths: {/a: {get: {}}}}").unwrap();
    let languages = [SampleLanguage::Ruby, SampleLanguage::Curl];
    let samples = sample::samples(&document.operation(&document.operations[0]), &languages);
    assert_eq!(samples.list.iter().map(|sample| &*sample.id).collect::<Vec<_>>(), ["ruby", "curl"]);
}

#[test]
fn a_long_example_is_cut_at_a_line() {
    let long = "é\n".repeat(10_000);
    let shown = |text: &str| example::Example { text: text.into(), ..example::Example::default() }.shown().to_owned();
    assert_eq!(shown(&long).lines().count(), example::SHOWN_LINES);
    assert_eq!(shown("a\nb\n"), "a\nb\n");
    assert!(shown(&"é".repeat(20_000)).len() <= example::MAX_SHOWN);
}

/// How many values a value is made of.
fn count(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        serde_json::Value::Object(map) => 1 + map.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// A generated example of a schema that is as wide and deep as it can be.
#[test]
fn generated_examples_are_bounded() {
    let mut schemas = String::new();
    for level in 0..60 {
        let properties =
            (0..100).map(|nth| format!("p{nth}: {{$ref: '#/components/schemas/S{}'}}", (level + nth) % 60));
        let required = (0..100).map(|nth| format!("p{nth}"));
        let (properties, required) =
            (properties.collect::<Vec<_>>().join(", "), required.collect::<Vec<_>>().join(", "));
        let required = if level % 2 == 0 { format!("required: [{required}], ") } else { String::new() };
        writeln!(schemas, "    S{level}: {{type: object, {required}properties: {{{properties}}}}}").unwrap();
    }
    let body = "post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}}";
    let text = format!("openapi: 3.1.0\npaths: {{/a: {{{body}}}}}\ncomponents:\n  schemas:\n{schemas}");
    let document = document(&text).unwrap();
    let body = document.operation(&document.operations[0]).body().unwrap();
    let examples = example::of_media(&document, &body.media[0], Direction::Request);
    let values = count(&serde_json::from_str(&examples[0].text).unwrap());
    assert!(examples[0].is_cut && (100..=200).contains(&values), "{values}");
    assert_eq!(examples, example::of_media(&document, &body.media[0], Direction::Request));
}

/// Any value at all, with the words that the reader looks for.
fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        (-5..5i64).prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "[a-z{}#/%é'\"\r\n $]{0,8}".prop_map(Into::into),
        prop::sample::select(WORDS).prop_map(Into::into),
        prop::sample::select(REFERENCES).prop_map(|to| serde_json::json!({ "$ref": to })),
    ];
    leaf.prop_recursive(6, 120, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((prop::sample::select(WORDS), inner), 0..8)
                .prop_map(|entries| entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

const WORDS: &[&str] = &[
    "type",
    "object",
    "array",
    "string",
    "integer",
    "number",
    "boolean",
    "null",
    "properties",
    "items",
    "required",
    "enum",
    "const",
    "default",
    "example",
    "examples",
    "value",
    "format",
    "date-time",
    "binary",
    "minimum",
    "maximum",
    "multipleOf",
    "minItems",
    "minLength",
    "allOf",
    "oneOf",
    "anyOf",
    "discriminator",
    "propertyName",
    "mapping",
    "additionalProperties",
    "prefixItems",
    "xml",
    "name",
    "in",
    "query",
    "path",
    "header",
    "cookie",
    "style",
    "deepObject",
    "explode",
    "schema",
    "content",
    "application/json",
    "application/xml",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "*/*",
    "text/event-stream",
    "image/png",
    "encoding",
    "contentType",
    "parameters",
    "requestBody",
    "responses",
    "200",
    "security",
    "servers",
    "url",
    "x-codeSamples",
    "lang",
    "source",
    "id",
    "A",
];
const REFERENCES: &[&str] =
    &["#/components/schemas/A", "#/components/schemas/B", "#/paths/~1a~1{id}/post", "#/nowhere", "a.yaml"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn any_document_gives_the_same_samples_each_time(
        (a, b, parameters, body, operation, response) in (value(), value(), value(), value(), value(), value()),
        method in prop::sample::select(vec!["get", "post", "head", "query"]),
        version in prop::sample::select(vec!["3.0.0", "3.1.0", "3.2.0"]),
    ) {
        let mut text = serde_json::json!({
            "openapi": version,
            "servers": operation.get("servers").cloned().unwrap_or_default(),
            "paths": {"/a/{id}": {method: operation}},
            "components": {"schemas": {"A": a, "B": b}},
        });
        let at = &mut text["paths"]["/a/{id}"][method];
        if let Some(at) = at.as_object_mut() {
            at.insert("parameters".into(), parameters);
            at.insert("requestBody".into(), serde_json::json!({"content": body}));
            at.insert("responses".into(), serde_json::json!({"200": {"content": response}}));
        }
        let made = || document(&text.to_string()).map(|document| samples(&document, &SampleLanguage::ALL) + &examples(&document));
        prop_assert_eq!(made(), made());
    }
}
