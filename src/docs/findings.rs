//! The findings about docs sets: one constructor each.

use std::collections::BTreeSet;

use crate::codes;
use crate::diag::{Code, Diagnostic, Place, Severity, nearest, shown};
use crate::world::FileProblem;
use crate::yaml;

use super::markdown;

codes! {
    CONFIG = "E-DOCS-CONFIG", "mkdocs.yml cannot be read; the docs set is built from defaults", "nav: [a.md";
    CONFIG_KEY = "W-DOCS-CONFIG-KEY", "A key, plugin or extension of mkdocs.yml that has no effect here", "`hooks` runs Python code and is not supported";
    CONFIG_IGNORED = "I-DOCS-CONFIG-IGNORED", "Settings of mkdocs.yml that this portal decides by itself", "site_url: https://docs.example.org";
    DIR = "E-DOCS-DIR", "docs_dir does not exist or leads out of the repository", "docs_dir: ../other";
    EMPTY = "W-DOCS-EMPTY", "A docs set without any page", "a `docs` folder without Markdown";
    NAV_MISSING = "W-DOCS-NAV-MISSING", "A nav entry names a page that does not exist", "`setup.md` is not in `docs/`; did you mean `set-up.md`?";
    NAV_EMPTY = "W-DOCS-NAV-EMPTY", "A nav entry has a title but nothing to show", "- Setup:";
    NAV_TWICE = "I-DOCS-NAV-TWICE", "A page is listed twice in nav; its first place counts", "- a.md ... - a.md";
    UNLISTED = "I-DOCS-UNLISTED", "A page that nav does not name", "`old.md` is not in the navigation";
    URL_CLASH = "E-DOCS-URL-CLASH", "Two files would have one address", "`a.md` and `a/index.md`";
    RESERVED = "E-DOCS-RESERVED", "A name that every docs set needs for itself", "`_contents.md`";
    INCLUDE = "E-DOCS-INCLUDE", "An `!include` of another mkdocs.yml that cannot be followed", "- API: '!include ./missing/mkdocs.yml'";
    ALIAS = "E-DOCS-ALIAS", "Two included projects have one name", "site_name: api, twice";
    LINK = "W-DOCS-LINK", "A link leads nowhere", "`nope.md` does not exist; did you mean `note.md`?";
    LINK_HTML = "W-DOCS-LINK-HTML", "A link names the `.html` of a page instead of its Markdown file", "[setup](setup.html)";
    LINK_URL_STYLE = "I-DOCS-LINK-URL-STYLE", "A link that works only from the address of the page, not from its file", "[logo](../img/logo.png) in `about.md` beside `img/`";
    IMAGE = "W-DOCS-IMAGE", "An image does not exist or cannot be published", "![](img/missing.png)";
    IMAGE_REMOTE = "I-DOCS-IMAGE-REMOTE", "An image from another host; readers get a link", "![](https://example.org/a.png)";
    IMAGE_SIZE = "I-DOCS-IMAGE-SIZE", "An image that takes long to load", "a photograph of 4 MiB";
    ASSET_UNUSED = "I-DOCS-ASSET-UNUSED", "A file of the docs that no page refers to", "img/old-logo.png";
    URL_SCHEME = "W-URL-SCHEME", "An address that no link of a portal may have", "[x](javascript:alert(1))";
    FILE_TYPE = "W-FILE-TYPE", "A linked file of a type that is never published", "[app](app.js)";
    FILE_SIZE = "W-FILE-SIZE", "A file that is too large to be published", "a video of 200 MB";
    FILE_CONTENT = "W-FILE-CONTENT", "A file that is not what its name says", "HTML named `logo.png`";
    FILE_READ = "W-FILE-READ", "A file of the docs that cannot be read", "no permission";
    SVG_REFUSED = "E-SVG-REFUSED", "An SVG image that cannot be read or goes past a limit", "<svg><g></svg>";
    SVG_CLEANED = "W-SVG-CLEANED", "Script, HTML or parts from elsewhere were left out of an SVG image", "<foreignObject> in a drawing of draw.io";
    ANCHOR = "W-DOCS-ANCHOR", "A link to a heading that does not exist", "`zeta.md` has no heading `#nope`; it has `#note`";
    REDIRECT = "W-DOCS-REDIRECT", "A redirect that cannot work as written", "redirect_maps: {old.md: gone.md}";
}

/// What to do about a name that is close to one of `candidates`.
pub(super) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest_name(word, candidates).map(|near| format!("did you mean `{}`?", shown(near)))
}

/// The candidate that is nearest to a name, if one is near.
pub(super) fn nearest_name<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(word, candidates).first().copied()
}

fn hinted(finding: Diagnostic, hint: Option<String>) -> Diagnostic {
    match hint {
        Some(hint) => finding.hint(hint),
        None => finding,
    }
}

/// The configuration is no YAML, or not of the right shape.
pub(super) fn config_unreadable(place: Place, error: &yaml::Error) -> Diagnostic {
    let hint = match &error.kind {
        yaml::ErrorKind::Syntax { hint: Some(hint), .. } => (*hint).to_owned(),
        yaml::ErrorKind::Syntax { .. } | yaml::ErrorKind::Limit(..) => {
            "the docs are built as if the file were empty".to_owned()
        }
        yaml::ErrorKind::DuplicateKey { first, .. } => {
            format!("remove one of the two; the first is in line {}", first.line)
        }
    };
    Diagnostic::new(&CONFIG, place, format!("the docs configuration cannot be read: {error}")).hint(hint)
}

/// The configuration file could not be opened, or is no text.
pub(super) fn config_unread(place: Place, why: &str) -> Diagnostic {
    Diagnostic::new(&CONFIG, place, format!("the docs configuration cannot be read: it {why}"))
        .hint("the docs are built as if the file were empty")
}

/// A key has a value of the wrong kind.
pub(super) fn config_shape(place: Place, key: &str, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::new(&CONFIG, place, format!("`{}` should be {expected}, but it is {found}", shown(key)))
        .hint("the setting is left out")
}

/// A list of patterns or the navigation is beyond a limit, or a pattern is none.
pub(super) fn config_limit(place: Place, key: &str, what: &str) -> Diagnostic {
    Diagnostic::new(&CONFIG, place, format!("`{}` {what}", shown(key))).hint("what is beyond the limit is left out")
}

/// A key that could do harm elsewhere, or that nothing here answers to.
pub(super) fn config_key(place: Place, message: String, hint: Option<String>) -> Diagnostic {
    hinted(Diagnostic::new(&CONFIG_KEY, place, message), hint)
}

/// Settings without effect, one finding a file.
pub(super) fn config_ignored(place: Place, keys: &[String]) -> Diagnostic {
    let names: Vec<String> = keys.iter().map(|key| format!("`{}`", shown(key))).collect();
    let (verb, noun) = if names.len() == 1 { ("has", "it") } else { ("have", "they") };
    Diagnostic::new(&CONFIG_IGNORED, place, format!("{} {verb} no effect in this portal", names.join(", ")))
        .hint(format!("{noun} can stay if MkDocs uses the file too"))
}

/// A tag that asks for Python code.
pub(super) fn config_tag(place: Place, tag: &str) -> Diagnostic {
    Diagnostic::new(&CONFIG_IGNORED, place, format!("`{}` is not run; the value is left out", shown(tag)))
}

/// Both names of the configuration exist.
pub(super) fn config_twin(place: Place, used: &str, unused: &str) -> Diagnostic {
    Diagnostic::new(&CONFIG_IGNORED, place, format!("`{unused}` is not read because `{used}` lies beside it"))
        .hint("keep one of the two")
}

/// `docs_dir` leads nowhere.
pub(super) fn docs_dir(place: Place, written: &str, why: &str, readme: bool) -> Diagnostic {
    let instead = if readme { "until then the README is all that is shown" } else { "until then there are no pages" };
    Diagnostic::new(&DIR, place, format!("`docs_dir` `{}` {why}", shown(written)))
        .label("this folder")
        .hint(format!("name the folder that holds the Markdown files, relative to this file; {instead}"))
}

/// No page at all.
pub(super) fn empty(place: Place, folder: &str) -> Diagnostic {
    Diagnostic::new(&EMPTY, place, format!("`{}` holds no Markdown page", shown(folder)))
        .hint("add an `index.md`, or remove the reference to these docs")
}

/// A nav entry without its file.
pub(super) fn nav_missing(place: Place, written: &str, folder: &str, hint: Option<String>) -> Diagnostic {
    let hint = hint.or_else(|| Some("the entry is left out; correct the path or add the file".to_owned()));
    hinted(Diagnostic::new(&NAV_MISSING, place, format!("`{}` is not in `{folder}/`", shown(written))), hint)
}

/// A nav entry without value.
pub(super) fn nav_empty(place: Place, title: &str) -> Diagnostic {
    let message = match title {
        "" => "this nav entry is empty".to_owned(),
        title => format!("the nav entry `{}` has no page", shown(title)),
    };
    Diagnostic::new(&NAV_EMPTY, place, message).hint("name a page, or a list of pages, after the colon")
}

/// A nav entry that is already there.
pub(super) fn nav_twice(place: Place, written: &str, first: Place) -> Diagnostic {
    Diagnostic::new(&NAV_TWICE, place, format!("`{}` is listed twice", shown(written)))
        .also(first, "first here")
        .hint("breadcrumbs, next and previous follow the first place")
}

/// A page that nav does not name.
pub(super) fn unlisted(place: Place, path: &str) -> Diagnostic {
    Diagnostic::new(&UNLISTED, place, format!("`{}` is not in the navigation", shown(path)))
        .hint("add it to `nav` in the docs configuration, or name it under `not_in_nav`")
}

/// Two files with one address.
pub(super) fn url_clash(place: Place, loser: &str, winner: Place, winner_path: &str) -> Diagnostic {
    Diagnostic::new(
        &URL_CLASH,
        place,
        format!("`{}` and `{}` would have one address", shown(winner_path), shown(loser)),
    )
    .also(winner, "this one is published")
    .hint("rename one of the two")
}

/// A README beside an index, which is a habit rather than an error.
pub(super) fn readme_beside_index(place: Place, loser: &str, winner: Place, winner_path: &str) -> Diagnostic {
    let mut finding = url_clash(place, loser, winner, winner_path);
    finding.severity = Severity::Warning;
    finding.hint("the README is not shown; put its text into the index or rename it")
}

/// A name that the portal needs.
pub(super) fn reserved(place: Place, path: &str) -> Diagnostic {
    Diagnostic::new(&RESERVED, place, format!("`{}` has a name that is reserved in docs", shown(path)))
        .hint("rename it; it is left out until then")
}

/// An include that cannot be followed.
pub(super) fn include(place: Place, written: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&INCLUDE, place, format!("`{}` {why}", shown(written)))
}

/// Two projects with one prefix.
pub(super) fn alias(place: Place, prefix: &str, instead: &str) -> Diagnostic {
    Diagnostic::new(&ALIAS, place, format!("another included project is also named `{}`", shown(prefix)))
        .hint(format!("give it another `site_name`; until then its pages are below `{}/`", shown(instead)))
}

/// A link to nothing.
pub(super) fn link(place: Place, written: &str, hint: Option<String>) -> Diagnostic {
    let message = match written.trim() {
        "" => "this link has no address".to_owned(),
        written => format!("`{}` does not exist", shown(written)),
    };
    hinted(Diagnostic::new(&LINK, place, message).label("linked from here"), hint)
}

/// A link out of the docs into a repository whose home is unknown.
pub(super) fn link_homeless(place: Place, written: &str) -> Diagnostic {
    Diagnostic::new(
        &LINK,
        place,
        format!("`{}` is not part of the docs, and the repository's web address is not known", shown(written)),
    )
    .hint("move the file into the docs folder, or link to it with its full address")
}

/// `.html` for `.md`.
pub(super) fn link_html(place: Place, written: &str, instead: &str) -> Diagnostic {
    Diagnostic::new(
        &LINK_HTML,
        place,
        format!("`{}` is not a file; its page is made of `{}`", shown(written), shown(instead)),
    )
    .hint(format!("write `{}`", shown(instead)))
}

/// Leads to another set by address alone.
pub(super) fn link_beside(place: Place, written: &str, instead: &str) -> Diagnostic {
    Diagnostic::new(
        &LINK_URL_STYLE,
        place,
        format!("`{}` leads somewhere only from the page's address, not from its file", shown(written)),
    )
    .hint(format!("write `{}`", shown(instead)))
}

/// Works only as a URL.
pub(super) fn link_url_style(place: Place, written: &str, instead: &str) -> Diagnostic {
    Diagnostic::new(
        &LINK_URL_STYLE,
        place,
        format!("`{}` leads somewhere only from the page's address, not from its file", shown(written)),
    )
    .hint(format!("write `{}`, which works on the forge too", shown(instead)))
}

/// An image that is not there.
pub(super) fn image(place: Place, written: &str, hint: Option<String>) -> Diagnostic {
    hinted(Diagnostic::new(&IMAGE, place, format!("the image `{}` does not exist", shown(written))), hint)
}

/// A file that exists but cannot be shown as an image.
pub(super) fn image_unpublished(place: Place, written: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&IMAGE, place, format!("`{}` cannot be shown: it {why}", shown(written)))
}

/// An image from elsewhere.
pub(super) fn image_remote(place: Place, address: &str) -> Diagnostic {
    Diagnostic::new(
        &IMAGE_REMOTE,
        place,
        format!("the image `{}` lies on another host and is shown as a link", shown(address)),
    )
    .hint("put a copy into the docs folder; the portal's owner can allow hosts with `security.image_hosts`")
}

/// A refused address.
pub(super) fn url_scheme(place: Place, written: &str) -> Diagnostic {
    Diagnostic::new(&URL_SCHEME, place, format!("`{}` is not an address that a link may have", shown(written)))
        .hint("links start with `https:`, `http:`, `mailto:`, `tel:` or `ftp:`, or name a file of the docs")
}

/// A linked file of a refused type.
pub(super) fn file_type(place: Place, written: &str, forge: bool) -> Diagnostic {
    let hint = if forge {
        "the link leads to the file's source"
    } else {
        "link to it with its full address, or pack it into a zip file"
    };
    Diagnostic::new(&FILE_TYPE, place, format!("`{}` is of a type that is never published", shown(written))).hint(hint)
}

/// A file beyond the size limit.
pub(super) fn file_size(place: Place, size: u64, limit: u64) -> Diagnostic {
    let mib = |bytes: u64| bytes.div_ceil(1 << 20);
    Diagnostic::new(
        &FILE_SIZE,
        place,
        format!("the file has {} MiB; at most {} MiB are published", mib(size), mib(limit)),
    )
    .hint("make it smaller, or keep it elsewhere and link to it")
}

/// A file whose first bytes say something else than its name.
pub(super) fn file_content(place: Place, extension: &str) -> Diagnostic {
    Diagnostic::new(
        &FILE_CONTENT,
        place,
        format!("the content of this file is not of the type `{}`; it is left out", shown(extension)),
    )
    .hint("save it again in the format that its name says (a Git LFS pointer needs `git lfs pull`)")
}

/// A file that could not be read.
pub(super) fn file_read(place: Place, problem: &FileProblem) -> Diagnostic {
    Diagnostic::new(&FILE_READ, place, format!("the file {problem}"))
}

/// An image that takes long to load.
pub(super) fn image_size(place: Place, bytes: usize) -> Diagnostic {
    let tenths = bytes * 10 / (1 << 20);
    Diagnostic::new(&IMAGE_SIZE, place, format!("this image has {}.{} MiB", tenths / 10, tenths % 10))
        .hint("save it smaller, or as WebP or AVIF; readers on slow lines wait for it")
}

/// A file that no page of its set refers to; `more` says how many further ones there are.
pub fn asset_unused(place: Place, more: usize) -> Diagnostic {
    let others = if more > 0 { format!(", and {more} more") } else { String::new() };
    Diagnostic::new(&ASSET_UNUSED, place, format!("no page of this documentation refers to this file{others}"))
        .hint("link to it where it helps, or remove it; until then it is published as it is")
}

/// An SVG that is not harmless.
pub(super) fn svg_refused(place: Place, why: &str) -> Diagnostic {
    Diagnostic::new(&SVG_REFUSED, place, format!("this SVG image is left out: {why}"))
        .hint("export it again as plain SVG, smaller or in parts")
}

/// An SVG with parts that were left out.
pub(super) fn svg_cleaned(place: Place, removed: &BTreeSet<String>) -> Diagnostic {
    let names: Vec<String> = removed.iter().map(|name| format!("`{name}`")).collect();
    Diagnostic::new(&SVG_CLEANED, place, format!("left out of this SVG image: {}", names.join(", ")))
        .hint("look at the image; in draw.io, switch off \"formatted text\" or export with text as paths")
}

/// A link to a heading that is not there.
pub(super) fn anchor(place: Place, page: Option<&str>, id: &str, near: Option<&str>) -> Diagnostic {
    let page = page.map_or_else(|| "this page".to_owned(), |page| format!("`{}`", shown(page)));
    let finding = Diagnostic::new(&ANCHOR, place, format!("{page} has no heading `#{}`", shown(id)));
    hinted(finding, near.map(|near| format!("did you mean `#{}`?", shown(near))))
}

/// A redirect that does not work.
pub(super) fn redirect(place: Place, message: String, hint: &str) -> Diagnostic {
    Diagnostic::new(&REDIRECT, place, message).hint(hint)
}

/// Leaves what a set hears once in the findings of its first page that has it; `said` goes from page to page.
pub fn once(mut findings: Vec<Diagnostic>, said: &mut BTreeSet<&'static str>) -> Vec<Diagnostic> {
    let codes = [&markdown::findings::DIAGRAM_AS_CODE, &markdown::findings::DIAGRAM_SERVER];
    findings.retain(|finding| !codes.iter().any(|code| code.id == finding.code.id) || said.insert(finding.code.id));
    findings
}

/// The code with this name, for `validation`.
pub(super) fn code(id: &str) -> Option<&'static Code> {
    CODES.iter().copied().find(|code| code.id == id)
}
