//! Samples that the author wrote: `x-codeSamples`.

use std::collections::BTreeMap;

use super::Sample;
use crate::api::openapi::{At, Operation};

/// Most samples of one operation.
const MAX_SAMPLES: usize = 30;
/// Longest sample in bytes.
const MAX_SOURCE: usize = 64 << 10;
/// Longest name of a language in characters.
const MAX_NAME: usize = 64;

/// Id and label of a language, and what it is highlighted as.
type Known = (&'static str, &'static str, &'static str);

/// What authors call a language.
const NAMES: &[(&[&str], Known)] = &[
    (&["curl", "shell", "bash", "sh", "shell + curl"], ("curl", "curl", "bash")),
    (&["python", "python3", "py"], ("python", "Python", "python")),
    (&["javascript", "js", "node", "nodejs", "node.js"], ("javascript", "JavaScript", "javascript")),
    (&["go", "golang"], ("go", "Go", "go")),
    (&["java"], ("java", "Java", "java")),
    (&["csharp", "c#", "cs", "dotnet", ".net"], ("csharp", "C#", "csharp")),
    (&["rust", "rs"], ("rust", "Rust", "rust")),
    (&["php"], ("php", "PHP", "php")),
    (&["ruby", "rb"], ("ruby", "Ruby", "ruby")),
    (&["http", "https"], ("http", "HTTP", "http")),
    (&["typescript", "ts"], ("typescript", "TypeScript", "typescript")),
];

/// The samples of an operation that its author wrote.
pub(super) fn samples(operation: &Operation<'_>) -> Vec<Sample> {
    let keys = ["x-codeSamples", "x-code-samples"];
    let written = keys.iter().filter_map(|key| operation.at.get(key)).flat_map(At::items);
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let mut list: Vec<Sample> = written.take(MAX_SAMPLES).filter_map(|at| sample(operation, at)).collect();
    for sample in &mut list {
        let seen = count.entry(sample.id.clone()).or_default();
        *seen += 1;
        if *seen > 1 {
            sample.id = format!("{}-{seen}", sample.id);
        }
    }
    list
}

fn sample(operation: &Operation<'_>, at: At<'_>) -> Option<Sample> {
    let source = at.get("source")?;
    let text = source.text().or_else(|| operation.document.resolve(source).ok()?.at.text())?;
    let lang = at.text_of("lang").unwrap_or("text").trim();
    let folded = lang.to_lowercase();
    let known = NAMES.iter().find(|(names, _)| names.contains(&&*folded)).map(|(_, known)| *known);
    let (id, label, highlight) = known.unwrap_or(("", lang, &folded));
    let label = at.text_of("label").map(str::trim).filter(|label| !label.is_empty()).unwrap_or(label);
    let id = if id.is_empty() { slug(&folded) } else { id.to_owned() };
    (!text.trim().is_empty() && text.len() <= MAX_SOURCE).then(|| Sample {
        id,
        label: label.chars().take(MAX_NAME).collect(),
        text: text.trim_end().to_owned() + "\n",
        highlight: highlight.chars().take(MAX_NAME).collect(),
        is_authored: true,
    })
}

/// A name as part of an id.
fn slug(name: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = name.chars().take(MAX_NAME).map(fits).collect();
    match name.trim_matches('-') {
        "" => "other".to_owned(),
        name => name.to_owned(),
    }
}
