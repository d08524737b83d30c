//! Findings over the whole catalog: each concerns several entities, and often several teams.

use crate::catalog::Entity;
use crate::codes;
use crate::diag::{Diagnostic, Place, shown};

codes! {
    OWNER = "W-CAT-OWNER", "A group owns something and has no members, not even in its subgroups",
        "owner: group:crew-portal, which nobody is a member of";
    DEPRECATED = "W-REF-DEPRECATED", "Something in production relies on something deprecated",
        "dependsOn: [component:legacy-timetable]";
    PRINT = "I-DOCS-PRINT", "A docs set is too large for its print page", "a set of 2,500 pages with `docs.print_page`";
    PROVIDER = "I-REF-PROVIDER", "An API is consumed and no component provides it",
        "consumesApis: [weather], which no component has in `providesApis`";
    DATE = "W-DOCS-DATE", "Pages of a docs set have no dates, because the checkout holds only the newest commits",
        "git clone --depth=1";
    ORPHAN = "I-DOCS-ORPHAN", "A page that neither the navigation nor any other page leads to",
        "`old.md` is not in the navigation, and no page links to it";
    OUTSIDE = "W-LINK-OUTSIDE", "A link out of the portal leads nowhere; `check --external` finds it",
        "[manual](https://example.org/gone), which answers with 404";
    OUTSIDE_MOVED = "I-LINK-OUTSIDE-MOVED", "What a link out of the portal names has moved for good",
        "[manual](http://example.org/manual), which leads to https://example.org/docs/manual";
    OUTSIDE_UNSURE = "I-LINK-OUTSIDE-UNSURE", "A link out of the portal could not be checked",
        "[wiki](https://wiki.example.org/), which asks for a login, or is not on the public web";
}

pub(super) fn print_cut(place: Place, held: usize, all: usize) -> Diagnostic {
    let message = format!("the print page of this docs set holds {held} of its {all} pages; it ends before this one");
    Diagnostic::new(&PRINT, place, message).hint("split the docs set, or print its sections one by one")
}

pub(super) fn empty_owner(group: &Entity, owned: usize, first: &Entity, apart: bool) -> Diagnostic {
    let things = if owned == 1 { "1 entity".to_owned() } else { format!("{owned} entities") };
    let apart = if apart { " and belongs to no other group" } else { "" };
    let message = format!("`{}` owns {things}, but has no members{apart}", shown(&group.name));
    Diagnostic::new(&OWNER, group.place.clone(), message)
        .also(first.place.clone(), "owned by it")
        .hint("name it in `spec.memberOf` of its people, or give what it owns to another group")
        .entity(group.reference.as_str())
}

pub(super) fn deprecated(place: Place, field: &str, user: &Entity, used: &Entity, declared: Place) -> Diagnostic {
    let names = (shown(&user.reference.display(None)), shown(&used.reference.display(None)));
    let message = format!("`{}` is in production and relies on `{}`, which is deprecated", names.0, names.1);
    Diagnostic::new(&DEPRECATED, place, message)
        .label(format!("{field} says so"))
        .also(declared, "deprecated here")
        .hint("move to what replaces it, or agree with its owner how long it stays")
        .entity(user.reference.as_str())
}

pub(super) fn undated(place: Place, undated: usize, pages: usize) -> Diagnostic {
    let message =
        format!("it is not known when {undated} of {pages} pages were changed, because the checkout is shallow");
    Diagnostic::new(&DATE, place, message)
        .label("one of them")
        .hint("set `fetch-depth: 0` on the checkout step, or run `git fetch --unshallow`")
}

/// Says of a page outside the navigation that nothing else leads to it.
pub(super) fn orphaned(finding: &mut Diagnostic, path: &str) {
    finding.code = &ORPHAN;
    finding.message = format!("`{}` is not in the navigation, and no page links to it", shown(path));
    finding.hint = Some("add it to `nav` in the docs configuration, link to it, or name it in `not_in_nav`".to_owned());
}

pub(super) fn outside_broken(place: Place, address: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&OUTSIDE, place, format!("`{}` leads nowhere: {}", shown(address), shown(why)))
        .hint("correct the address or remove the link")
}

pub(super) fn outside_moved(place: Place, address: &str, there: &str) -> Diagnostic {
    Diagnostic::new(&OUTSIDE_MOVED, place, format!("`{}` has moved for good", shown(address)))
        .hint(format!("write `{}`", shown(there)))
}

pub(super) fn outside_unsure(place: Place, address: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&OUTSIDE_UNSURE, place, format!("`{}` could not be checked: {}", shown(address), shown(why)))
        .hint("look at it yourself; `check.external` says which addresses are asked")
}

pub(super) fn outside_unasked(place: Place, count: usize) -> Diagnostic {
    let links = if count == 1 { "1 address was".to_owned() } else { format!("{count} addresses were") };
    Diagnostic::new(&OUTSIDE_UNSURE, place, format!("{links} not asked, because there are too many for one check"))
        .label("one of them")
        .hint("run the check again: what it has learned is kept")
}

pub(super) fn no_provider(api: &Entity, consumer: Place) -> Diagnostic {
    let message = format!("no component provides the API `{}`", shown(&api.name));
    Diagnostic::new(&PROVIDER, api.place.clone(), message)
        .also(consumer, "consumed here")
        .hint("list it in `spec.providesApis` of the component that serves it")
        .entity(api.reference.as_str())
}
