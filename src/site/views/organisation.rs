//! The tree of groups, and what the organisation lacks.

use std::collections::VecDeque;

use super::{Context, neighbours, share, shares as number_of_shares, text};
use crate::catalog::organisation::{Elsewhere, Group, Why};
use crate::catalog::{Entity, Organisation};
use crate::path::SitePath;
use crate::portal::urls;
use crate::site::view::{ElsewhereItem, Gap, GapItem, GroupNode, Link, OrganisationView, Page, View};

/// Most groups of one page that stand beside each other at its top.
const BESIDE: usize = 100;
/// Most groups below those.
const BELOW: usize = 200;
/// Up to this many groups in all, the whole tree is open at first.
const OPEN: usize = 40;
/// Most entries of a list of gaps.
const GAPS: usize = 100;
/// Most subgroups of a group that stand elsewhere and are named.
const ELSEWHERE: usize = 20;

/// A page of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::site) struct Share {
    /// The place of the group whose subgroups it shows, `None` for the whole tree.
    below: Option<usize>,
    /// Its number among the pages of that group, from 1.
    number: usize,
}

/// All pages of the tree: the first ones, and those of groups whose subgroups found no room above.
pub(super) fn shares(organisation: &Organisation<'_>) -> Vec<Share> {
    let mut shares = Vec::new();
    let mut waiting = VecDeque::from([None]);
    while let Some(below) = waiting.pop_front() {
        for number in 1..=number_of_shares(beside(organisation, below).len(), BESIDE) {
            let share = Share { below, number };
            waiting.extend(Cut::of(organisation, share).closed.into_iter().map(Some));
            shares.push(share);
        }
    }
    shares
}

/// The groups that stand at the top of the pages of a group.
fn beside<'o, 'a>(organisation: &'o Organisation<'a>, below: Option<usize>) -> Vec<&'o Group<'a>> {
    match below {
        None => organisation.roots().collect(),
        Some(place) => organisation.children(&organisation.groups()[place]).collect(),
    }
}

/// Which groups a page shows.
struct Cut<'o, 'a> {
    top: Vec<&'o Group<'a>>,
    /// The places of groups whose subgroups find no room, sorted.
    closed: Vec<usize>,
}

impl<'o, 'a> Cut<'o, 'a> {
    /// Opens level after level, as long as there is room for a whole one.
    fn of(organisation: &'o Organisation<'a>, page: Share) -> Self {
        let top = share(&beside(organisation, page.below), page.number, BESIDE).to_vec();
        let mut room = BELOW;
        let mut level = top.clone();
        let mut closed = Vec::new();
        while !level.is_empty() && closed.is_empty() {
            let next: Vec<&Group<'a>> =
                level.iter().flat_map(|group| organisation.children(group)).take(room + 1).collect();
            match room.checked_sub(next.len()) {
                Some(left) => (room, level) = (left, next),
                None => closed.extend(level.iter().filter(|group| group.subgroups > 0).map(|group| group.place)),
            }
        }
        closed.sort_unstable();
        Self { top, closed }
    }
}

pub(super) fn page(context: &Context<'_>, share: Share) -> Page {
    let organisation = &context.organisation;
    let here = address(organisation, share.below, share.number);
    let cut = Cut::of(organisation, share);
    let pages = number_of_shares(beside(organisation, share.below).len(), BESIDE);
    let (previous, next) =
        neighbours(context, share.number, pages, |number| address(organisation, share.below, number));
    let is_first = share == Share { below: None, number: 1 };
    let tree = Tree { context, here: &here, closed: &cut.closed };
    let users = organisation.users().len();
    let view = OrganisationView {
        breadcrumbs: share.below.map_or_else(Vec::new, |place| tree.breadcrumbs(&organisation.groups()[place])),
        groups: organisation.groups().len(),
        users,
        tree: cut.top.iter().map(|group| tree.node(group)).collect(),
        previous,
        next,
        people: if users == 0 { Link::default() } else { people(context, &here) },
        gaps: if is_first { gaps(context, &here) } else { Vec::new() },
    };
    let group = share.below.map(|place| organisation.groups()[place].entity.display_name());
    let title = group.map_or_else(|| "Organisation".to_owned(), |group| format!("Groups below {group}"));
    let title = if share.number == 1 { title } else { format!("{title}, page {}", share.number) };
    context.framed(here, "org", title, String::new(), View::Organisation(Box::new(view)))
}

fn address(organisation: &Organisation<'_>, below: Option<usize>, number: usize) -> SitePath {
    match below {
        None => urls::organisation(number),
        Some(place) => urls::organisation_below(&organisation.groups()[place].entity.reference, number),
    }
}

fn people(context: &Context<'_>, here: &SitePath) -> Link {
    Link { text: "All people".into(), href: context.href(here, &urls::kind("user", 1)) }
}

/// The tree of one page.
struct Tree<'t, 'a> {
    context: &'t Context<'a>,
    here: &'t SitePath,
    /// The places of groups whose subgroups are on a page of their own.
    closed: &'t [usize],
}

impl Tree<'_, '_> {
    fn node(&self, group: &Group<'_>) -> GroupNode {
        let organisation = &self.context.organisation;
        let is_closed = self.closed.binary_search(&group.place).is_ok();
        let children = organisation.children(group).take(if is_closed { 0 } else { BELOW });
        let further = Link {
            text: counted(group.subgroups, "subgroup", "subgroups"),
            href: self.context.href(self.here, &urls::organisation_below(&group.entity.reference, 1)),
        };
        let (members, owned) = (group.members.len(), group.owned.len());
        GroupNode {
            name: self.link(group.entity),
            kind_type: text(group.entity.kind_type.as_deref()),
            members: own_and_within(members, group.members_within, |count| counted(count, "member", "members")),
            owned: own_and_within(owned, group.owned_within, |count| match count {
                0 => "owns nothing".into(),
                _ => format!("owns {count}"),
            }),
            open: group.level == 0 || organisation.groups().len() <= OPEN,
            children: children.map(|child| self.node(child)).collect(),
            further: if is_closed { further } else { Link::default() },
            elsewhere: group.elsewhere.iter().take(ELSEWHERE).map(|other| self.elsewhere(other)).collect(),
        }
    }

    fn elsewhere(&self, other: &Elsewhere<'_>) -> ElsewhereItem {
        let organisation = &self.context.organisation;
        let parent = organisation.group(&other.entity.reference).and_then(|group| organisation.above(group).next());
        let why = match other.why {
            Why::Circle => "contains this group, a circle".to_owned(),
            Why::Depth => "goes on as a tree of its own".to_owned(),
            Why::OtherParent => match parent {
                Some(parent) => format!("stands below {}", parent.entity.display_name()),
                None => "stands at the top".to_owned(),
            },
        };
        ElsewhereItem { name: self.link(other.entity), why }
    }

    /// The whole tree, the groups above, and the group itself.
    fn breadcrumbs(&self, group: &Group<'_>) -> Vec<Link> {
        let mut crumbs = vec![self.link(group.entity)];
        crumbs.extend(self.context.organisation.above(group).map(|above| self.link(above.entity)));
        crumbs.push(Link { text: "Organisation".into(), href: self.context.href(self.here, &urls::organisation(1)) });
        crumbs.reverse();
        crumbs
    }

    fn link(&self, entity: &Entity) -> Link {
        self.context.reference_link(self.here, Some(&entity.reference), "group")
    }
}

/// `1 member, 13 with subgroups`; what the group has itself is left out if it is nothing.
fn own_and_within(own: usize, within: usize, words: impl Fn(usize) -> String) -> String {
    match (own, within) {
        (own, within) if own == within => words(own),
        (0, within) => format!("{} in subgroups", words(within)),
        (own, within) => format!("{}, {within} with subgroups", words(own)),
    }
}

/// `no members`, `1 member`, `4 members`.
fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

fn gaps(context: &Context<'_>, here: &SitePath) -> Vec<Gap> {
    let organisation = &context.organisation;
    let gap = |id: &str, title: String, advice: &str, found: Vec<(&Entity, String)>, more_href: String| {
        let more = found.len().saturating_sub(GAPS);
        let item =
            |(entity, says): &(&Entity, String)| GapItem { entity: context.item(here, entity), says: says.clone() };
        Gap {
            id: format!("pd-{id}"),
            title,
            advice: advice.into(),
            items: found.iter().take(GAPS).map(item).collect(),
            more,
            more_href: if more > 0 { more_href } else { String::new() },
        }
    };
    let index = |filter: &str| format!("{}?{filter}", context.href(here, &urls::catalog(1)));
    let plain = |entity| (entity, String::new());
    let ownerless: Vec<(&Entity, String)> = organisation
        .ownerless()
        .iter()
        .map(|found| {
            let named = found.named.map(|owner| format!("names {}", owner.display(Some("group"))));
            (found.entity, named.unwrap_or_else(|| "names no owner".into()))
        })
        .collect();
    let memberless: Vec<_> = organisation.groups_without_members().map(|group| plain(group.entity)).collect();
    let groupless: Vec<_> = organisation.users_without_group().map(plain).collect();
    let have =
        |count: usize, one: &str, many: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
    let gaps = [
        gap(
            "ownerless",
            have(ownerless.len(), "entity has no owner in the catalog", "entities have no owner in the catalog"),
            "Set spec.owner to a group or user that the catalog knows.",
            ownerless,
            index("filters[owner]=none"),
        ),
        gap(
            "memberless",
            have(memberless.len(), "group has no members", "groups have no members"),
            "Add the group to spec.memberOf of its people, or remove it.",
            memberless,
            index("filters[is]=members"),
        ),
        gap(
            "groupless",
            have(groupless.len(), "person is in no group", "people are in no group"),
            "Add a group to spec.memberOf of the user.",
            groupless,
            index("filters[is]=groups"),
        ),
    ];
    gaps.into_iter().filter(|gap| !gap.items.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::catalog::{Catalog, FileContext, FileProblem, Model, link, read_file};
    use crate::diag::{Diagnostics, File};
    use crate::path::RepoPath;

    /// Groups `g0` to `g<count - 1>`, each with the parent that the function gives.
    fn catalog(count: usize, parent: impl Fn(usize) -> Option<usize>) -> Catalog {
        let mut entities = Vec::new();
        for number in 0..count {
            let parent = parent(number).map_or_else(String::new, |parent| format!(", parent: g{parent}"));
            let mut text = format!("apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: g{number}}}\n");
            writeln!(text, "spec: {{type: team, children: []{parent}}}").unwrap();
            let file = File::new("r", RepoPath::parse(&format!("{number}.yaml")).unwrap());
            let context = FileContext { read: &|_| Err(FileProblem::Missing), web_url: None, model: &Model::default() };
            entities.extend(read_file(&file, text.as_bytes(), &context).0);
        }
        link(entities, &mut Diagnostics::default())
    }

    /// The pages of an organisation, and that each group stands on one of them and no page is large.
    fn check(count: usize, parent: impl Fn(usize) -> Option<usize>, pages: usize) {
        let catalog = catalog(count, parent);
        let organisation = Organisation::of(&catalog);
        let shares = shares(&organisation);
        assert_eq!(shares.len(), pages);
        let mut shown = vec![0; count];
        for share in shares {
            let cut = Cut::of(&organisation, share);
            let mut next: Vec<&Group<'_>> = cut.top.clone();
            let mut on_page = 0;
            while let Some(group) = next.pop() {
                shown[group.place] += 1;
                on_page += 1;
                if cut.closed.binary_search(&group.place).is_err() {
                    next.extend(organisation.children(group));
                }
            }
            assert!(on_page <= BESIDE + BELOW, "{share:?} has {on_page} groups");
        }
        assert!(shown.iter().all(|times| *times == 1), "every group stands once");
    }

    #[test]
    fn a_large_organisation_is_cut_into_pages_that_hold_every_group_once() {
        check(0, |_| None, 1);
        check(9, |number| number.checked_sub(1).map(|number| number / 2), 1);
        check(250, |_| None, 3);
        check(301, |number| (number > 0).then_some(0), 1 + 3);
        check(2_000, |number| number.checked_sub(1).map(|number| number / 10), 1 + 100);
        check(500, |number| number.checked_sub(1), 1 + 16);
    }
}
