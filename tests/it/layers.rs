//! The architecture as a test: which room may see which, and what only certain rooms may do. `ARCHITECTURE.md` says why.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

mod text;

use text::{code_of, line_of, markup_of, script_of, words};

/// The rooms from the ground floor up. A room sees only rows below its own.
const ROWS: &[&[&str]] = &[
    &["path", "hash"],
    &["diag", "codes"], // `codes!` is a macro of `diag`, and macros live at the crate's root.
    &["yaml", "safe"],
    &["memo", "world"],
    &["web"],
    &["config"],
    &["source"],
    &["catalog", "docs", "api", "template"],
    &["portal"],
    &["scorecard"],
    &["check", "search", "site"],
    &["pipeline"],
    &["serve", "publish", "scaffold"],
    &["cli"],
];

/// Something that only certain rooms may do.
struct Reserved {
    /// Pieces of code that do it.
    code: &'static [&'static str],
    /// Beginnings of the paths below `src/` that may.
    only: &'static [&'static str],
    /// What it is.
    what: &'static str,
}

const RESERVED: &[Reserved] = &[
    Reserved { code: &["ureq", "TcpStream", "TcpListener"], only: &["web", "serve"], what: "the network" },
    Reserved { code: &["println!", "eprintln!", "print!", "eprint!"], only: &["cli/report.rs"], what: "printing" },
    Reserved { code: &["stdout()", "stderr()"], only: &["cli"], what: "the terminal" },
    Reserved { code: &["dbg!", "todo!", "unimplemented!"], only: &[], what: "unfinished work" },
    Reserved { code: &["unsafe"], only: &[], what: "unsafe code" },
    Reserved {
        code: &["Command::new", "process::Command"],
        only: &["source", "cli/serve.rs"],
        what: "starting programs",
    },
    Reserved {
        code: &["env::var", "env::vars", "env::var_os"],
        only: &["cli", "source", "publish"],
        what: "the environment",
    },
    Reserved {
        code: &["SystemTime::now", "Instant::now"],
        only: &["cli", "serve", "publish", "site/output/disk.rs"],
        what: "the clock",
    },
    Reserved {
        code: &["std::fs", "fs::read", "fs::write", "File::open", "File::create"],
        only: &["world", "memo", "site/output", "publish", "scaffold", "serve", "cli"],
        what: "the file system",
    },
];

/// Scripts of the theme put text into pages as text, never as markup or code, and load nothing by themselves.
const REFUSED_IN_SCRIPTS: &[&str] = &[
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "document.writeln",
    "DOMParser",
    "createContextualFragment",
    "setHTMLUnsafe",
    "srcdoc",
    "eval",
    "new Function",
    "setTimeout('",
    "setTimeout(\"",
    "setTimeout(`",
    "setInterval('",
    "setInterval(\"",
    "setInterval(`",
    "document.name",
    "window.name",
    "import",
    "javascript:",
    ".cssText",
    "setAttribute('style'",
    "setAttribute(\"style\"",
];

/// Names that say nothing about what lives there.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc", "models", "types"];

/// Longest file in lines, and the files that may be longer with the reason.
const MAX_LINES: usize = 600;
const LONG_FILES: &[(&str, &str)] = &[];

#[test]
fn rooms_see_only_rows_below_their_own() {
    hold("src", &["rs"], room_problems);
}

#[test]
fn only_the_named_rooms_print_start_programs_or_touch_files() {
    hold("src", &["rs"], reserved_problems);
}

#[test]
fn scripts_never_make_markup_or_code_from_text() {
    hold("themes", &["js", "mjs"], script_problems);
}

#[test]
fn templates_hold_no_inline_script_or_style() {
    hold("themes", &["html", "svg"], template_problems);
}

#[test]
fn files_are_short_and_named_after_what_they_hold() {
    hold("src", &["rs"], size_problems);
    hold("tests", &["rs", "mjs"], size_problems);
    hold("themes", &["html", "css", "js"], size_problems);
}

/// The rules themselves, each with a sample that breaks it and one that does not.
#[test]
fn broken_rules_are_noticed() {
    type Rule = fn(&str, &str) -> Vec<String>;
    let check = |rule: Rule, path: &str, text: &str, expect: &str| {
        assert_eq!(rule(path, text).join("\n"), expect, "{path}: {text}");
    };
    check(room_problems, "catalog/parse.rs", "use crate::yaml::Value;", "");
    check(room_problems, "catalog/parse.rs", "\nuse crate::docs::Page;", "2: `catalog` may not see `docs`");
    check(room_problems, "docs.rs", "use crate::{diag, path::{self, X}, portal::Y};", "1: `docs` may not see `portal`");
    check(room_problems, "docs.rs", "fn f() { crate::site::render() }", "1: `docs` may not see `site`");
    check(room_problems, "docs.rs", "// crate::site\nfn f() -> &str { \"crate::site\" } /* crate::cli */", "");
    check(room_problems, "docs.rs", "use crate::docs::links;\nuse super::*;", "");
    check(
        room_problems,
        "docs/nav.rs",
        "use super::super::site;",
        "1: `super::super` leaves the room, write `crate::`",
    );
    check(room_problems, "docs/a/b.rs", "use super::super::links;", "");
    check(room_problems, "attic.rs", "", "1: `attic` is no room of the house, see ROWS");
    check(room_problems, "docs.rs", "use crate::Attic;", "1: `docs` may not see `Attic`");
    check(reserved_problems, "docs.rs", "println!(\"x\");", "1: `println!` is printing, which is not for this file");
    check(reserved_problems, "cli/report.rs", "println!(\"x\");", "");
    check(reserved_problems, "docs.rs", "fn unsafe_code() { let s = r#\"unsafe \"todo!()\"#; let c = '\"'; }", "");
    check(reserved_problems, "docs.rs", "unsafe {}", "1: `unsafe` is unsafe code, which is not for this file");
    check(reserved_problems, "source/git.rs", "Command::new(\"git\")", "");
    check(script_problems, "a.js", "// innerHTML is refused\nconst important = evaluation;", "");
    check(script_problems, "a.js", "x;\nnode.innerHTML = y;", "2: `innerHTML`");
    check(script_problems, "a.js", "import { x } from './b.js';", "1: `import`");
    check(template_problems, "a.html", "{# style=\"\" #}<p class=\"{{ style }}\"><script src=\"a.js\"></script>", "");
    check(template_problems, "a.html", "<p\n style=\"color:red\">", "1: `style=`");
    check(template_problems, "a.html", "<b onclick=\"x()\">", "1: `onclick=`");
    check(template_problems, "a.html", "<style>p{}</style>", "1: `<style`");
    check(template_problems, "a.html", "<script>x()</script>", "1: `<script` without `src`");
    check(template_problems, "a.html", "<a href=\"javascript:x()\">", "1: `javascript:`");
    check(size_problems, "docs/utils.rs", "", "1: `utils` says nothing about what lives there");
    check(size_problems, "docs.rs", &"\n".repeat(601), "601: more than 600 lines, split along a noun");
}

/// Runs a rule over all files below a folder and fails with everything that it found.
fn hold(folder: &str, extensions: &[&str], rule: fn(&str, &str) -> Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut report = String::new();
    for path in files(&root, extensions) {
        let text = fs::read_to_string(root.join(&path)).expect("source files are UTF-8");
        for problem in rule(&path, &text) {
            writeln!(report, "{folder}/{path}:{problem}").expect("a String takes everything");
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

/// Files below a folder with one of these extensions, relative with `/`, sorted. Packages of npm are not ours.
fn files(root: &Path, extensions: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else { continue };
        for entry in entries {
            let entry = entry.expect("the checkout can be listed");
            let path = format!("{folder}{}", entry.file_name().to_str().expect("our names are UTF-8"));
            if entry.path().is_dir() && !path.ends_with("node_modules") {
                folders.push(format!("{path}/"));
            } else if extensions.iter().any(|extension| path.ends_with(&format!(".{extension}"))) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn room_problems(path: &str, text: &str) -> Vec<String> {
    if matches!(path, "lib.rs" | "main.rs") {
        return Vec::new();
    }
    let room = path.split('/').next().expect("split gives at least one part").trim_end_matches(".rs");
    let Some(row) = row_of(room) else {
        return vec![format!("1: `{room}` is no room of the house, see ROWS")];
    };
    let code = code_of(text);
    let mut problems = Vec::new();
    for (at, seen) in rooms_seen(&code) {
        let below = row_of(&seen).is_some_and(|other| other < row);
        if seen != room && !below {
            problems.push(format!("{}: `{room}` may not see `{seen}`", line_of(&code, at)));
        }
    }
    // `super::super` at the depth of the file is the crate's root, where every room can be reached.
    let climb = "super::".repeat((path.matches('/').count() + 1).max(2));
    if let Some(at) = code.find(&climb) {
        problems.push(format!("{}: `super::super` leaves the room, write `crate::`", line_of(&code, at)));
    }
    problems
}

fn row_of(room: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&room))
}

/// Names directly after `crate::`, also in a group, each with its place.
fn rooms_seen(code: &str) -> Vec<(usize, String)> {
    let name = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut seen = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            seen.push((at, name(rest)));
            continue;
        };
        let mut depth = 1;
        let mut fresh = true;
        for (offset, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' => fresh = true,
                c if fresh && depth == 1 && !c.is_whitespace() => {
                    seen.push((at, name(&group[offset..])));
                    fresh = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    seen
}

fn reserved_problems(path: &str, text: &str) -> Vec<String> {
    let code = code_of(text);
    let mut problems = Vec::new();
    for rule in RESERVED.iter().filter(|rule| !rule.only.iter().any(|only| path.starts_with(only))) {
        for piece in rule.code {
            for at in words(&code, piece) {
                let line = line_of(&code, at);
                problems.push(format!("{line}: `{piece}` is {}, which is not for this file", rule.what));
            }
        }
    }
    problems
}

fn script_problems(_: &str, text: &str) -> Vec<String> {
    let code = script_of(text);
    let mut problems = Vec::new();
    for piece in REFUSED_IN_SCRIPTS {
        problems.extend(words(&code, piece).into_iter().map(|at| format!("{}: `{piece}`", line_of(&code, at))));
    }
    problems
}

fn template_problems(_: &str, text: &str) -> Vec<String> {
    let markup = markup_of(text);
    let mut problems = Vec::new();
    for (at, _) in markup.match_indices('<') {
        let tag = &markup[at..at + markup[at..].find('>').unwrap_or(markup.len() - at)];
        let mut problem = |what: String| problems.push(format!("{}: {what}", line_of(&markup, at)));
        if tag.starts_with("<style") {
            problem("`<style`".to_owned());
        }
        if tag.starts_with("<script") && !tag.contains(" src=") {
            problem("`<script` without `src`".to_owned());
        }
        if tag.contains("javascript:") {
            problem("`javascript:`".to_owned());
        }
        for attribute in tag.split_whitespace().skip(1).filter_map(|word| word.split_once('=').map(|(name, _)| name)) {
            if attribute == "style" || (attribute.starts_with("on") && attribute.chars().all(char::is_alphabetic)) {
                problem(format!("`{attribute}=`"));
            }
        }
    }
    problems
}

fn size_problems(path: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let lines = text.lines().count();
    if lines > MAX_LINES && !LONG_FILES.iter().any(|(file, _)| *file == path) {
        problems.push(format!("{lines}: more than {MAX_LINES} lines, split along a noun"));
    }
    for part in path.split('/') {
        let name = part.split('.').next().expect("split gives at least one part");
        if path.ends_with(".rs") && EMPTY_NAMES.contains(&name) {
            problems.push(format!("1: `{name}` says nothing about what lives there"));
        }
    }
    problems
}
