//! Findings about sources and files.

use crate::codes;
use crate::diag::{Diagnostic, File, Place, Span, shown};
use crate::world::{FileProblem, GitProblem};

codes! {
    OUTSIDE = "E-FILE-OUTSIDE", "A link leads out of its repository and is not followed", "docs/passwd.md -> /etc/passwd";
    LINK = "W-FILE-LINK", "A link leads nowhere or in a circle", "docs/old.md -> gone.md";
    SPECIAL = "W-FILE-SPECIAL", "A FIFO, socket or device lies among the files", "docs/pipe";
    NAME = "W-FILE-NAME", "A file has a name that is not UTF-8 or that no portal path may have", "docs/a\\b.md";
    READ = "E-FILE-READ", "A file or folder cannot be read", "docs/ (permission denied)";
    TOO_MANY = "E-LIMIT-SOURCE", "A repository has more files than are read", "250,000 files";
    NO_FOLDER = "E-SRC-MISSING", "A source of the configuration leads to no folder", "sources: [{type: local, path: repo/*}]";
    SHALLOW = "I-SRC-SHALLOW", "A checkout has only a part of its history, so some dates are not known", "git clone --depth=1";
    LONG_HISTORY = "I-SRC-HISTORY", "A repository has more commits than are read, so the oldest dates are not known", "80,000 commits";
    NO_HISTORY = "W-SRC-HISTORY", "The history of a checkout cannot be read, so pages show no dates", "a checkout on a machine without git";
}

pub(super) fn outside(file: File, path: &str) -> Diagnostic {
    Diagnostic::new(
        &OUTSIDE,
        file.at(Span::FILE),
        format!("`{}` is a link that leads out of its repository", shown(path)),
    )
    .hint("only links to files of the same repository are followed; copy the file instead")
}

pub(super) fn broken_link(file: File, path: &str) -> Diagnostic {
    Diagnostic::new(
        &LINK,
        file.at(Span::FILE),
        format!("`{}` is a link that leads nowhere or in a circle", shown(path)),
    )
    .hint("remove the link or mend its target")
}

pub(super) fn special(file: File, path: &str) -> Diagnostic {
    Diagnostic::new(&SPECIAL, file.at(Span::FILE), format!("`{}` is not a regular file and is left out", shown(path)))
}

pub(super) fn name(file: File, path: &str) -> Diagnostic {
    Diagnostic::new(&NAME, file.at(Span::FILE), format!("`{}` has a name that cannot be published", shown(path)))
        .hint("names are UTF-8, at most 1,024 bytes and 64 folders, without backslash and control characters")
}

pub(super) fn unreadable(file: File, path: &str, problem: &FileProblem) -> Diagnostic {
    let what = if path.is_empty() { "the folder".to_owned() } else { format!("`{}`", shown(path)) };
    let finding = Diagnostic::new(&READ, file.at(Span::FILE), format!("{what} {problem}"));
    match problem {
        FileProblem::Denied => finding.hint("let the user who runs platdocs read it, or remove it from the sources"),
        _ => finding,
    }
}

pub(super) fn too_many_files(file: File, found: usize, limit: usize) -> Diagnostic {
    Diagnostic::new(&TOO_MANY, file.at(Span::FILE), format!("the repository has {found} files, only {limit} are read"))
        .hint("leave folders out with a .gitignore")
}

pub(super) fn no_folder(place: Place, pattern: &str, problem: Option<&FileProblem>) -> Diagnostic {
    let why = problem.map_or_else(|| "leads to no folder".to_owned(), ToString::to_string);
    Diagnostic::new(&NO_FOLDER, place, format!("source `{}` {why}", shown(pattern)))
        .hint("paths are relative to the folder of platdocs.yaml; `*` stands for one folder name")
}

pub(super) fn shallow(file: File) -> Diagnostic {
    Diagnostic::new(
        &SHALLOW,
        file.at(Span::FILE),
        "the checkout is shallow, so dates before its oldest commit are not known",
    )
    .hint("set `fetch-depth: 0` on the checkout step, or run `git fetch --unshallow`")
}

pub(super) fn long_history(file: File, commits: usize) -> Diagnostic {
    let message = format!("the history is long, only its newest {commits} commits are read");
    Diagnostic::new(&LONG_HISTORY, file.at(Span::FILE), message)
}

pub(super) fn no_history(file: File, problem: &GitProblem) -> Diagnostic {
    let finding = |why: &str| {
        Diagnostic::new(&NO_HISTORY, file.at(Span::FILE), format!("dates and contributors are not known: {why}"))
    };
    let quiet = "leave them out for good with `history: never` on the source";
    match problem {
        GitProblem::NoGit => finding("`git` is not installed").hint(format!("install it, or {quiet}")),
        GitProblem::TooSlow(seconds) => finding(&format!("`git log` takes longer than {seconds} seconds"))
            .hint(format!("`git commit-graph write` makes it faster; or {quiet}")),
        GitProblem::Failed(words) => finding(&shown(words)).hint(quiet),
    }
}
