use super::*;

fn page(path: &str) -> NavNode {
    NavNode { title: None, target: NavTarget::Page(SitePath::page(path)), children: Vec::new() }
}

fn section(title: &str, children: Vec<NavNode>) -> NavNode {
    NavNode { title: Some(title.into()), target: NavTarget::Section, children }
}

fn title(url: &SitePath) -> String {
    format!("<{}>", url.as_str().trim_end_matches('/'))
}

fn status(url: &SitePath) -> String {
    if url.as_str() == "d/e/" { "new".into() } else { String::new() }
}

fn writing(from: &SitePath) -> Writing<'_> {
    Writing { from, style: LinkStyle::Web, title: &title, status: &status }
}

fn draw(items: &[Item], depth: usize, out: &mut String) {
    use std::fmt::Write;
    for item in items {
        let marks = [(item.current, '*'), (item.open, '+'), (item.external, '^')];
        let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
        writeln!(out, "{}{marks}{} {}", "  ".repeat(depth), item.title, item.href).unwrap();
        draw(&item.children, depth + 1, out);
    }
}

fn count(items: &[Item]) -> usize {
    items.iter().map(|item| 1 + count(&item.children)).sum()
}

fn sample() -> Nav {
    let external = NavTarget::External("https://example.org/".into());
    Nav::new(vec![
        page("d"),
        section("Guides", vec![page("d/a"), section("Deep", vec![page("d/b")]), page("d")]),
        section("Other", vec![section("Inner", vec![page("d/c"), page("d/e")])]),
        NavNode { title: Some("Out".into()), target: external, children: Vec::new() },
    ])
}

#[test]
fn only_the_way_to_the_page_is_open() {
    let mut out = String::new();
    let at = SitePath::page("d/b");
    let around = sample().around(&writing(&at));
    draw(&around.items, 0, &mut out);
    let expect = "\
<d> ../
+Guides ../a/
  <d/a> ../a/
  +Deep ./
    *<d/b> ./
  <d> ../
Other ../c/
^Out https://example.org/
";
    assert_eq!(out, expect);
    assert!(!around.cut);
}

#[test]
fn reading_order_follows_first_places() {
    let nav = sample();
    let order: Vec<&str> = nav.order().iter().map(SitePath::as_str).collect();
    assert_eq!(order, ["d/", "d/a/", "d/b/", "d/c/", "d/e/"]);
    let b = SitePath::page("d/b");
    assert_eq!(nav.previous(&b).map(SitePath::as_str), Some("d/a/"));
    assert_eq!(nav.next(&b).map(SitePath::as_str), Some("d/c/"));
    assert_eq!(nav.previous(&SitePath::page("d")), None);
    assert_eq!(nav.next(&SitePath::page("d/unlisted")), None);
    let crumbs: Vec<String> = nav.breadcrumbs(&b, &title).into_iter().map(|crumb| crumb.title).collect();
    assert_eq!(crumbs, ["Guides", "Deep"]);
    assert_eq!(nav.breadcrumbs(&SitePath::page("d"), &title), []);
}

#[test]
fn navigation_is_bounded() {
    let pages = |name: &str| (0..1_000).map(|nth| page(&format!("d/{name}{nth}"))).collect::<Vec<_>>();
    let mut inner = pages("x");
    for depth in 0..6 {
        let mut level = pages(&format!("l{depth}-"));
        level.insert(500, section("S", inner));
        inner = level;
    }
    let nav = Nav::new(inner);
    let at = SitePath::page("d/x500");
    let around = nav.around(&writing(&at));
    assert!(around.cut);
    assert_eq!(count(&around.items), MAX_LINKS);
    let mut out = String::new();
    draw(&around.items, 0, &mut out);
    assert!(out.contains("*<d/x500>") && out.contains("<d/x486>") && out.contains("<d/x514>"), "{out}");
    let unlisted = SitePath::page("d/nowhere");
    assert_eq!(count(&nav.around(&writing(&unlisted)).items), MAX_NEIGHBOURS);
}

#[test]
fn a_section_with_its_own_page_opens_on_it() {
    let mut own = section("Guides", vec![page("d/a")]);
    own.target = NavTarget::Page(SitePath::page("d/g"));
    let nav = Nav::new(vec![own, page("d/z")]);
    let at = SitePath::page("d/g");
    let items = nav.around(&writing(&at)).items;
    assert!(items[0].current && items[0].open && items[0].children.len() == 1);
    assert_eq!(nav.order().len(), 3);
}

#[test]
fn contents_come_in_shares_that_repeat_open_sections() {
    let pages: Vec<NavNode> = (0..2_500).map(|nth| page(&format!("d/{nth}"))).collect();
    let nav = Nav::new(vec![section("All", pages), page("d/last")]);
    let at = SitePath::page("d/_contents");
    let shares = nav.whole(&writing(&at));
    assert_eq!(shares.iter().map(|share| count(share)).collect::<Vec<_>>(), [1_000, 1_001, 503]);
    assert!(shares.iter().all(|share| share[0].title == "All"));
    assert_eq!(shares[2][1].title, "<d/last>");
    assert!(Nav::default().whole(&writing(&at)).is_empty());
}

#[test]
fn titles_fall_back_step_by_step() {
    let file = |path: &str, nav: Option<&str>| PageFile {
        source: crate::path::RepoPath::parse(path).unwrap(),
        path: path.into(),
        url: SitePath::page(path),
        nav_title: nav.map(Into::into),
        edit: None,
        listed: true,
    };
    let mut page = Page::default();
    let start = SitePath::page("index.md");
    assert_eq!(title_of(&file("a/getting_started.md", None), &page, &start), "Getting started");
    assert_eq!(title_of(&file("a/late_H1.md", None), &page, &start), "late H1");
    assert_eq!(title_of(&file("my-guides/index.md", None), &page, &start), "My guides");
    assert_eq!(title_of(&file("index.md", None), &page, &start), "Home");
    page.first_heading = Some("Heading".into());
    assert_eq!(title_of(&file("x.md", None), &page, &start), "Heading");
    page.front.title = Some("Front".into());
    assert_eq!(title_of(&file("x.md", None), &page, &start), "Front");
    assert_eq!(title_of(&file("x.md", Some("Nav")), &page, &start), "Nav");
}

#[test]
fn sections_of_a_page_have_their_numbers_in_the_whole_tree() {
    fn check(items: &[Item], tree: &[Item], count: &mut usize) {
        for item in items.iter().filter(|item| item.section) {
            let mut level = tree;
            let mut found = None;
            for part in item.at.split('.') {
                let entry = &level[part.parse::<usize>().unwrap()];
                level = &entry.children;
                found = Some(entry);
            }
            let found = found.unwrap();
            assert_eq!((&found.title, &found.href, found.children.is_empty()), (&item.title, &item.href, false));
            *count += 1;
        }
        for item in items {
            assert_eq!(item.at.is_empty(), !item.section, "{item:?}");
            check(&item.children, tree, count);
        }
    }
    let nav = sample();
    assert!(nav.has_sections() && !Nav::new(vec![page("d")]).has_sections());
    let at = SitePath::page("d/c");
    let mut sections = 0;
    check(&nav.around(&writing(&at)).items, &nav.tree(&writing(&at)), &mut sections);
    assert_eq!(sections, 3);
}
