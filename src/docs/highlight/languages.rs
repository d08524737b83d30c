//! Names of languages: which grammar each stands for.

use super::grammars::GRAMMARS;
use crate::diag;

/// Longest name of a language in bytes.
pub(super) const MAX_NAME_BYTES: usize = 64;

/// Names for code that has no grammar and needs none, besides those of diagrams, which have their own reader.
const PLAIN: &[&str] = &[
    "",
    "text",
    "txt",
    "plain",
    "plaintext",
    "plain text",
    "none",
    "nohighlight",
    "no-highlight",
    "output",
    "raw",
    "ascii",
    "tree",
    "math",
    "mermaid",
    "plantuml",
    "puml",
    "uml",
    "c4plantuml",
    "graphviz",
    "d2",
    "diagram",
];
/// Names for sessions of a shell: prompts, commands and what they answer.
const CONSOLE: &[&str] = &["console", "shell-session", "shellsession", "sh-session", "bash-session", "terminal"];
/// Names that are no name or suffix of a grammar, and the suffix that they stand for.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("shell", "sh"),
    ("ksh", "sh"),
    ("javascriptreact", "jsx"),
    ("node", "js"),
    ("typescriptreact", "tsx"),
    ("hcl", "tf"),
    ("terraform", "tf"),
    ("opentofu", "tf"),
    ("docker", "dockerfile"),
    ("containerfile", "dockerfile"),
    ("golang", "go"),
    ("python3", "py"),
    ("py3", "py"),
    ("pycon", "py"),
    ("csharp", "cs"),
    ("fsharp", "fs"),
    ("cpp", "c++"),
    ("objc", "objective-c"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("ndjson", "json"),
    ("make", "makefile"),
    ("gql", "graphql"),
    ("protobuf", "proto"),
    ("pwsh", "ps1"),
    ("ps", "ps1"),
    ("powershell", "ps1"),
    ("batch", "bat"),
    ("cmd", "bat"),
    ("dosbatch", "bat"),
    ("jinja", "jinja2"),
    ("j2", "jinja2"),
    ("nunjucks", "jinja2"),
    ("django", "jinja2"),
    ("liquid", "jinja2"),
    ("gradle", "groovy"),
    ("jenkinsfile", "groovy"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("psql", "sql"),
    ("plsql", "sql"),
    ("tsql", "sql"),
    ("mysql", "sql"),
    ("sqlite", "sql"),
    ("mariadb", "sql"),
    ("svg", "xml"),
    ("xslt", "xml"),
    ("plist", "xml"),
    ("env", "sh"),
    ("dotenv", "sh"),
    ("conf", "ini"),
    ("cfg", "ini"),
    ("editorconfig", "ini"),
    ("systemd", "ini"),
    ("properties", "ini"),
    ("vim", "viml"),
    ("elisp", "el"),
    ("delphi", "pas"),
    ("helm", "yaml"),
    ("openapi", "yaml"),
    ("mdx", "md"),
    ("ejs", "html"),
    ("handlebars", "html"),
    ("hbs", "html"),
    ("razor", "html"),
    ("cshtml", "html"),
    ("jsp", "html"),
    ("sass", "scss"),
    ("stylus", "css"),
    ("postcss", "css"),
];

/// What a fence's language is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// There is a grammar.
    Known,
    /// No grammar is needed.
    Plain,
    /// Nobody knows it.
    Unknown,
}

/// What people call a language, if it is known: `py` is `Python`, `sh` is `Bash`.
pub fn title(name: &str) -> Option<&'static str> {
    if is_console(name) {
        return Some("Console");
    }
    let full = &*GRAMMARS.find(name).filter(|_| !name.is_empty())?.name;
    // `Bourne Again Shell (bash)` says both.
    match full.rsplit_once(" (") {
        Some((_, "bash)")) => Some("Bash"),
        Some((before, _)) => Some(before),
        None => Some(full),
    }
}

/// What the name of a language stands for.
pub fn language(name: &str) -> Language {
    if PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(name)) {
        Language::Plain
    } else if is_console(name) || GRAMMARS.find(name).is_some() {
        Language::Known
    } else {
        Language::Unknown
    }
}

/// The known name nearest to an unknown one.
pub fn nearest_language(name: &str) -> Option<&'static str> {
    if name.len() > MAX_NAME_BYTES {
        return None;
    }
    let names = GRAMMARS.names().chain(ALIASES.iter().map(|(name, _)| *name));
    diag::nearest(name, names.filter(|name| name.len() > 1)).first().copied()
}

/// True for sessions of a shell.
pub(super) fn is_console(name: &str) -> bool {
    CONSOLE.iter().any(|console| console.eq_ignore_ascii_case(name))
}
