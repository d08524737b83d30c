//! What can be wrong in `platdocs.yaml`.

use crate::codes;
use crate::diag::{Diagnostic, File, LineIndex, Span, nearest, shown};
use crate::yaml::{self, Entry, ErrorKind, Node};

codes! {
    YAML = "E-CFG-YAML", "`platdocs.yaml` is not YAML, not UTF-8, or larger than 1 MiB", "title: [Portal";
    KEY = "E-CFG-KEY", "A key of `platdocs.yaml` does not exist or is there twice", "titel: Portal";
    MISSING = "E-CFG-MISSING", "A required key of `platdocs.yaml` is missing", "sources: [{path: repos/*}]";
    TYPE = "E-CFG-TYPE", "A value of `platdocs.yaml` has the wrong type", "offline: sometimes";
    VALUE = "E-CFG-VALUE", "A value of `platdocs.yaml` makes no sense", "brand: {accent: red}";
    USERINFO = "E-CFG-URL-USERINFO", "A URL of `platdocs.yaml` contains credentials", "url: https://me:secret@docs.example.com/";
    SOURCE = "E-CFG-SOURCE-TYPE", "The type of a source is unknown or not available yet", "sources: [{type: svn}]";
}

/// The text is not UTF-8.
pub(super) fn not_utf8(file: &File, bytes: &[u8], valid: usize) -> Diagnostic {
    let text = String::from_utf8_lossy(&bytes[..valid]);
    let span = LineIndex::new(&text).span(text.len()..text.len());
    Diagnostic::new(&YAML, file.at(span), "the file is not UTF-8")
        .label("this byte belongs to no UTF-8 character")
        .hint("save the file as UTF-8")
}

/// A second `---` document.
pub(super) fn several_documents(file: &File, line: u32) -> Diagnostic {
    Diagnostic::new(&YAML, file.at(Span::new(line, 1, 0)), "the configuration is more than one document")
        .hint("remove the `---` line")
}

/// The YAML reader gave up.
pub(super) fn broken_yaml(file: &File, error: &yaml::Error) -> Diagnostic {
    let place = file.at(error.span);
    match &error.kind {
        ErrorKind::Syntax { message, hint } => {
            let finding = Diagnostic::new(&YAML, place, format!("invalid YAML: {}", shown(message)));
            if let Some(hint) = hint { finding.hint(*hint) } else { finding }
        }
        ErrorKind::DuplicateKey { key, first } => {
            Diagnostic::new(&KEY, place, format!("key `{}` is there twice", shown(key)))
                .label("the second one")
                .also(file.at(*first), "the first one")
                .hint("keep one of them")
        }
        ErrorKind::Limit(name, limit) => {
            Diagnostic::new(&YAML, place, format!("the file has more than {limit} {name}"))
        }
    }
}

/// A key that the schema does not know.
pub(super) fn unknown_key(file: &File, parent: &str, entry: &Entry, known: &[&str]) -> Diagnostic {
    let key = shown(&entry.key);
    let message = match parent {
        "" => format!("unknown key `{key}`"),
        parent => format!("unknown key `{key}` in `{}`", shown(parent)),
    };
    let finding = Diagnostic::new(&KEY, file.at(entry.key_span), message).label("platdocs does not know this key");
    let list = |keys: &[&str]| keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    match nearest(&entry.key, known.iter().copied()).first() {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None if known.is_empty() => finding.hint("there is nothing to set here yet; remove the key"),
        None => finding.hint(format!("the keys here are {}", list(known))),
    }
}

/// A required key is not there.
pub(super) fn missing_key(file: &File, parent: &str, span: Span, key: &str) -> Diagnostic {
    let message = format!("`{}` has no `{key}`", shown(parent));
    Diagnostic::new(&MISSING, file.at(span), message).hint(match key {
        "type" => "add `type: local` for folders on this machine".to_owned(),
        "path" => "add the folder, such as `path: repos/*`".to_owned(),
        key => format!("add `{key}`"),
    })
}

/// A value of another type than the schema wants.
pub(super) fn wrong_type(file: &File, key: &str, node: &Node, expected: &str) -> Diagnostic {
    let what = if key.is_empty() { "the configuration".to_owned() } else { format!("`{}`", shown(key)) };
    let message = format!("{what} is {}, not {expected}", node.describe());
    let finding = Diagnostic::new(&TYPE, file.at(node.span), message).label(format!("expected {expected}"));
    match node.text() {
        Some(text) if expected.contains("a string") && node.as_str().is_none() => {
            finding.hint(format!("put it in quotes: \"{}\"", shown(text)))
        }
        Some(text) if expected.contains("a list") => finding.hint(format!("write a list: [{}]", shown(text))),
        Some("true" | "false") if expected.contains("`true`") => finding.hint("remove the quotes"),
        Some("yes" | "Yes" | "on" | "On" | "True" | "TRUE") => finding.hint("write `true`"),
        Some("no" | "No" | "off" | "Off" | "False" | "FALSE") => finding.hint("write `false`"),
        Some(_) if key.starts_with("sources[") => finding.hint("write `{type: local, path: FOLDER}`"),
        _ if key.is_empty() => finding.hint("write settings as `key: value`, one a line"),
        _ => finding,
    }
}

/// A string that is none of the allowed ones.
pub(super) fn not_one_of(file: &File, key: &str, span: Span, text: &str, allowed: &[&str]) -> Diagnostic {
    let message = format!("`{}` cannot be `{}`", shown(key), shown(text));
    let finding = Diagnostic::new(&VALUE, file.at(span), message);
    let list = allowed.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or ");
    match nearest(text, allowed.iter().copied()).first() {
        Some(near) => finding.label(format!("expected {list}")).hint(format!("did you mean `{near}`?")),
        None => finding.hint(format!("write {list}")),
    }
}

/// A value that makes no sense; `problem` follows the key, as in `is no colour`.
pub(super) fn bad_value(file: &File, key: &str, span: Span, problem: &str, hint: &str) -> Diagnostic {
    Diagnostic::new(&VALUE, file.at(span), format!("`{}` {problem}", shown(key))).hint(hint)
}

/// A URL with a user name or password. The message does not repeat it.
pub(super) fn url_with_userinfo(file: &File, key: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&USERINFO, file.at(span), format!("`{}` contains credentials", shown(key)))
        .hint("remove the part before `@`; anyone may read this file")
}

/// A type of source that platdocs knows but cannot read yet.
pub(super) fn source_not_available(file: &File, span: Span, kind: &str) -> Diagnostic {
    Diagnostic::new(&SOURCE, file.at(span), format!("sources of type `{kind}` are not available yet"))
        .label("only `local` is")
        .hint("check the repositories out and use `type: local`")
}

/// A type of source that does not exist.
pub(super) fn unknown_source(file: &File, span: Span, kind: &str, known: &[&str]) -> Diagnostic {
    let finding = Diagnostic::new(&SOURCE, file.at(span), format!("there is no source of type `{}`", shown(kind)));
    match nearest(kind, known.iter().copied()).first() {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding.hint("write `type: local` for folders on this machine"),
    }
}
