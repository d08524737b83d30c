//! The organisation of small catalogs, drawn as text.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::catalog::{FileContext, FileProblem, link, read_file};
use crate::diag::{Diagnostics, File};
use crate::path::RepoPath;

/// One entity a line: `group a parent=b children=c,d members=u`, `user u memberOf=a`, `component x owner=a`.
fn catalog(text: &str) -> Catalog {
    let mut yaml = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split(' ');
        let (kind, name) = (words.next().unwrap(), words.next().unwrap());
        let mut spec = String::from("type: x, lifecycle: y");
        for (field, values) in words.map(|word| word.split_once('=').unwrap()) {
            let list = matches!(field, "children" | "members" | "memberOf");
            let value = if list { format!("[{values}]") } else { values.to_owned() };
            write!(spec, ", {field}: {value}").unwrap();
        }
        let kind = Kind::of(kind);
        let head = format!("apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}");
        writeln!(yaml, "---\n{head}\nspec: {{{spec}}}").unwrap();
    }
    let file = File::new("r", RepoPath::parse("catalog-info.yaml").unwrap());
    let context =
        FileContext { read: &|_| Err(FileProblem::Missing), web_url: None, model: &crate::catalog::Model::default() };
    link(read_file(&file, yaml.as_bytes(), &context).0, &mut Diagnostics::default())
}

/// Each group with members and possessions, `own/with subgroups`, then the subgroups that stand elsewhere.
fn drawn(organisation: &Organisation<'_>) -> String {
    let mut text = String::new();
    for group in organisation.groups() {
        let indent = "  ".repeat(group.level);
        let (members, owned) = (group.members.len(), group.owned.len());
        let (members_within, owned_within) = (group.members_within, group.owned_within);
        let name = &group.entity.name;
        writeln!(text, "{indent}{name} {members}/{members_within} {owned}/{owned_within}").unwrap();
        for other in &group.elsewhere {
            writeln!(text, "{indent}  ({} {:?})", other.entity.name, other.why).unwrap();
        }
    }
    text
}

fn check(input: &str, expect: &str) {
    let catalog = catalog(input);
    let expect: Vec<&str> = expect.lines().filter(|line| !line.trim().is_empty()).collect();
    let indent = expect.first().map_or(0, |line| line.len() - line.trim_start().len());
    let expect: Vec<&str> = expect.iter().map(|line| &line[indent..]).collect();
    assert_eq!(drawn(&Organisation::of(&catalog)).lines().collect::<Vec<_>>(), expect, "{input}");
}

fn names<'a>(entities: impl IntoIterator<Item = &'a Entity>) -> String {
    entities.into_iter().map(|entity| &*entity.name).collect::<Vec<_>>().join(" ")
}

#[test]
fn groups_stand_below_their_parent_whichever_of_the_two_says_so() {
    check(
        "group c parent=a
         group a children=b
         group b
         group z",
        "
        a 0/0 0/0
          b 0/0 0/0
          c 0/0 0/0
        z 0/0 0/0",
    );
    check("component x owner=a", "");
}

#[test]
fn everybody_and_everything_counts_once() {
    check(
        "group top
         group a parent=top
         group a1 parent=a
         group b parent=top
         user one memberOf=a1,b
         user two memberOf=a,a1
         user three memberOf=top
         component x owner=a1
         component y owner=[a1,b,top]
         component z owner=user:two",
        "
        top 1/3 1/2
          a 1/2 0/2
            a1 2/2 2/2
          b 1/1 1/1",
    );
}

#[test]
fn circles_are_cut_at_the_first_of_them() {
    check(
        "group c parent=b
         group b parent=a
         group a parent=c
         group below parent=c
         user u memberOf=b",
        "
        a 0/1 0/0
          b 1/1 0/0
            c 0/0 0/0
              (a Circle)
              below 0/0 0/0",
    );
    check("group a parent=a children=a", "a 0/0 0/0");
}

#[test]
fn a_second_parent_shows_where_the_group_is() {
    check(
        "group a
         group b children=c
         group c parent=a
         group d children=c,e
         group e parent=nowhere",
        "
        a 0/0 0/0
          c 0/0 0/0
        b 0/0 0/0
          (c OtherParent)
        d 0/0 0/0
          (c OtherParent)
          e 0/0 0/0",
    );
}

#[test]
fn long_chains_go_on_as_trees_of_their_own() {
    let chain: String = (1..80).map(|n| format!("group g{n:02} parent=g{:02}\n", n - 1)).collect();
    let catalog = catalog(&format!("group g00\n{chain}user u memberOf=g79\n"));
    let organisation = Organisation::of(&catalog);
    assert_eq!(organisation.groups().len(), 80);
    let roots: Vec<&Group<'_>> = organisation.roots().collect();
    assert_eq!(names(roots.iter().map(|root| root.entity)), "g00 g32 g64");
    assert_eq!(roots.iter().map(|root| root.members_within).collect::<Vec<_>>(), [0, 0, 1]);
    let last = &organisation.groups()[31];
    assert_eq!((last.elsewhere.len(), last.elsewhere[0].why), (1, Why::Depth));
}

#[test]
fn a_group_answers_for_itself_or_with_its_subgroups() {
    let catalog = catalog(
        "group top
         group team parent=top
         group other
         user zoe memberOf=top,team
         user adam memberOf=team
         user nobody memberOf=gone
         component x owner=team
         resource r owner=top
         component mine owner=user:adam
         component lost owner=gone
         system wrong owner=component:x
         location l",
    );
    let organisation = Organisation::of(&catalog);
    let group = |name: &str| organisation.group(&EntityRef::new("group", "default", name)).unwrap();
    let top = group("top");
    assert_eq!(names(organisation.members(top, Reach::Direct)), "zoe");
    assert_eq!(names(organisation.members(top, Reach::Within)), "adam zoe");
    assert_eq!(names(organisation.owned(top, Reach::Direct)), "r");
    assert_eq!(names(organisation.owned(top, Reach::Within)), "x r");
    assert_eq!(names(organisation.children(top).map(|group| group.entity)), "team");
    assert_eq!(names(organisation.users_without_group()), "nobody");
    assert_eq!(names(organisation.groups_without_members().map(|group| group.entity)), "other");
    assert_eq!(names(organisation.ownerless().iter().map(|found| found.entity)), "lost wrong");
    let shown = |entity: &EntityRef| {
        let rows = organisation.ownership(catalog.get(entity).unwrap());
        let row = |row: &Ownership<'_>| format!("{} {} {}/{}", row.kind, row.kind_type.unwrap(), row.direct, row.all);
        rows.iter().map(row).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(shown(&top.entity.reference), "Component x 0/1, Resource x 1/1");
    assert_eq!(shown(&EntityRef::new("user", "default", "adam")), "Component x 1/2");
    assert_eq!(shown(&EntityRef::new("location", "default", "l")), "");
}

proptest! {
    /// Whatever parents, children and memberships there are: every group stands once, and counts are those of the lists.
    #[test]
    fn counts_are_those_of_the_lists(
        parents in prop::collection::vec(prop::option::of(0..12_usize), 12),
        children in prop::collection::vec((0..12_usize, 0..12_usize), 0..6),
        members in prop::collection::vec((0..8_usize, 0..12_usize), 0..30),
    ) {
        let mut text = String::new();
        for (number, parent) in parents.iter().enumerate() {
            let list = |list: Vec<String>| list.join(",");
            let own = children.iter().filter(|(group, _)| *group == number).map(|(_, child)| format!("g{child}"));
            let in_it = members.iter().filter(|(_, group)| *group == number).map(|(user, _)| format!("u{user}"));
            let parent = parent.map_or(String::new(), |parent| format!(" parent=g{parent}"));
            let (own, in_it) = (list(own.collect()), list(in_it.collect()));
            writeln!(text, "group g{number} children={own} members={in_it}{parent}").unwrap();
        }
        (0..8).for_each(|user| writeln!(text, "user u{user}").unwrap());
        let catalog = catalog(&text);
        let organisation = Organisation::of(&catalog);
        prop_assert_eq!(organisation.groups().len(), 12);
        for (place, group) in organisation.groups().iter().enumerate() {
            prop_assert_eq!(group.place, place);
            prop_assert_eq!(organisation.members(group, Reach::Within).len(), group.members_within);
            let below = organisation.children(group).map(|child| child.subgroups + 1).sum::<usize>();
            prop_assert_eq!(below, group.subgroups);
        }
        let roots: usize = organisation.roots().map(|root| root.subgroups + 1).sum();
        prop_assert_eq!(roots, 12);
    }
}
