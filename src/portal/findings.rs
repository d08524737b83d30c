//! Findings about how catalog and documentation fit together.

use crate::codes;
use crate::diag::{Diagnostic, Place, nearest, shown};
use crate::world::{FileProblem, GitProblem};

codes! {
    REF = "W-DOCS-REF", "An annotation names documentation that is not there or cannot be read",
        "backstage.io/techdocs-ref: dir:./handbook (no such folder)";
    ENTITY_PATH = "W-DOCS-ENTITY-PATH", "The start page that an annotation names is not a page of those docs",
        "backstage.io/techdocs-entity-path: /arch/";
    API_HISTORY = "W-API-HISTORY", "An earlier version of an API that an annotation names is not there or cannot be read",
        "platdocs/api-history: ref:v9 (no such tag)";
    SHARED = "I-DOCS-SHARED", "Several entities of one folder could own its documentation, so none does",
        "two Components in catalog-info.yaml beside docs/, none with backstage.io/techdocs-ref";
    VERSIONS = "W-DOCS-VERSIONS", "Tags and branches that should be versions of docs are not there or cannot be read",
        "docs: {versions: {refs: [relase/*]}}";
    SHALLOW = "I-DOCS-VERSIONS", "A shallow checkout has none of the tags and branches that are versions of docs",
        "git clone --depth=1";
}

pub(super) fn no_folder(place: Place, entity: &str, folder: &str) -> Diagnostic {
    let folder = if folder.is_empty() { "the root of the repository" } else { folder };
    Diagnostic::new(&REF, place, format!("there is no documentation in `{}`", shown(folder)))
        .label("named here")
        .hint("the folder should hold `mkdocs.yml`, a `docs/` folder or a `README.md`")
        .entity(entity)
}

pub(super) fn bad_folder(place: Place, entity: &str, folder: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&REF, place, format!("`{}` {why}", shown(folder)))
        .hint("write `dir:` and a folder relative to this file, such as `dir:.`")
        .entity(entity)
}

pub(super) fn config_above(place: Place, entity: &str, folder: &str, home: &str) -> Diagnostic {
    let home = if home.is_empty() { "the root of the repository" } else { home };
    let message = format!("`{}` is the docs folder of the `mkdocs.yml` in {}", shown(folder), shown(home));
    Diagnostic::new(&REF, place, message)
        .label("read from there")
        .hint("name the folder of `mkdocs.yml`, such as `dir:.`")
        .entity(entity)
}

pub(super) fn from_the_root(place: Place, entity: &str, folder: &str) -> Diagnostic {
    Diagnostic::new(&REF, place, format!("`dir:{}` is read from the root of the repository", shown(folder)))
        .hint(format!("write `dir:.{}` if the catalog file lies at the root", shown(folder)))
        .entity(entity)
}

pub(super) fn no_type(place: Place, entity: &str, written: &str) -> Diagnostic {
    Diagnostic::new(&REF, place, format!("`{}` does not say what kind of place it is", shown(written)))
        .hint(format!("write `dir:{}`", shown(written)))
        .entity(entity)
}

pub(super) fn removed_type(place: Place, entity: &str, kind: &str) -> Diagnostic {
    Diagnostic::new(&REF, place, format!("the reference type `{}:` no longer exists", shown(kind)))
        .hint("write `url:` and the address of the folder, or `dir:.`")
        .entity(entity)
}

pub(super) fn not_crawled(place: Place, entity: &str, url: &str) -> Diagnostic {
    Diagnostic::new(&REF, place, format!("`{}` is in no repository of this portal", shown(url)))
        .hint("add the repository to `sources`; until then the entity page links to that address")
        .entity(entity)
}

pub(super) fn unknown_entity<'a>(
    place: Place,
    entity: &str,
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found = Diagnostic::new(&REF, place, format!("`{}` is no entity with documentation", shown(written)));
    let near = nearest(written, known);
    let found = match near.first() {
        Some(near) => found.hint(format!("did you mean `{near}`?")),
        None => found,
    };
    found.entity(entity)
}

pub(super) fn cycle(place: Place, entity: &str) -> Diagnostic {
    Diagnostic::new(&REF, place, "`backstage.io/techdocs-entity` leads in a circle").entity(entity)
}

pub(super) fn no_start_page<'a>(
    place: Place,
    entity: &str,
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found = Diagnostic::new(&ENTITY_PATH, place, format!("`{}` is not a page of these docs", shown(written)));
    let near = nearest(written.trim_matches('/'), known);
    let found = match near.first() {
        Some(near) => found.hint(format!("did you mean `/{near}/`?")),
        None => found,
    };
    found.entity(entity)
}

pub(super) fn shared(place: Place, entity: &str, count: usize) -> Diagnostic {
    Diagnostic::new(&SHARED, place, format!("{count} entities of this file could own the documentation beside it"))
        .hint("add `backstage.io/techdocs-ref: dir:.` to the one it belongs to")
        .entity(entity)
}

/// What a shallow checkout needs to have versions.
const FETCH: &str = "set `fetch-depth: 0` on the checkout step, or run `git fetch --unshallow --tags`";

pub(super) fn no_versions(place: Place, problem: &GitProblem) -> Diagnostic {
    Diagnostic::new(
        &VERSIONS,
        place,
        format!("the versions of its docs are not known: {}", shown(&problem.to_string())),
    )
    .hint("until then only what is checked out is shown")
}

pub(super) fn unread_version(place: Place, name: &str, problem: &FileProblem) -> Diagnostic {
    let finding =
        |why: &str| Diagnostic::new(&VERSIONS, place, format!("version `{}` is not shown: {why}", shown(name)));
    match problem {
        FileProblem::Missing => finding("not all of its files were fetched")
            .hint("the checkout was made with `--filter`; fetch without it, or run `git fetch --refetch --no-filter`"),
        problem => finding(&shown(&problem.to_string())),
    }
}

pub(super) fn shallow_versions(place: Place) -> Diagnostic {
    Diagnostic::new(&SHALLOW, place, "the checkout is shallow and has no tag or branch that is a version of its docs")
        .hint(FETCH)
}

pub(super) fn no_refs(place: Place, globs: &str) -> Diagnostic {
    let message = format!("no repository has a tag or branch that fits `{}`", shown(globs));
    Diagnostic::new(&VERSIONS, place, message)
        .hint("`*` stands for anything but `/`; `git tag` and `git branch --all` list what there is")
}

pub(super) fn no_own_versions(place: Place, globs: &str, is_shallow: bool) -> Diagnostic {
    let message = format!("the repository has no tag or branch that fits `{}`", shown(globs));
    let hint = "`git tag` and `git branch --all` list what there is; `none` stands for no versions";
    Diagnostic::new(&VERSIONS, place, message).hint(if is_shallow { FETCH } else { hint })
}

pub(super) fn bad_glob(place: Place, glob: &str) -> Diagnostic {
    Diagnostic::new(&VERSIONS, place, format!("`{}` is no glob of tags and branches", shown(glob)))
        .hint("write globs such as `v*` or `release/*` with commas between them, or `none`")
}

pub(super) fn no_api_version(place: Place, name: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&API_HISTORY, place, format!("the earlier version `{}` {}", shown(name), shown(why)))
        .label("named here")
        .hint("write files of this repository, or `ref:` and a tag or glob such as `ref:v*`, with commas between them")
}
