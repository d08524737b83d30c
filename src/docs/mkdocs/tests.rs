use super::*;
use crate::docs::{SlugCase, Slugs};
use crate::path::RepoPath;
use edit::EditLink;

fn read(text: &str) -> (Config, String) {
    let file = File::new("repo", RepoPath::parse("mkdocs.yml").unwrap());
    let mut findings = Vec::new();
    let config = parse(text.as_bytes(), &file, &mut findings);
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| {
            let hint = finding.hint.as_deref().map(|hint| format!(" ({hint})")).unwrap_or_default();
            let Span { line, column, .. } = finding.place.span;
            format!("{line}:{column} {} {}{hint}", finding.code.id, finding.message)
        })
        .collect();
    (config, lines.join("\n"))
}

fn outline(entries: &[NavEntry], depth: usize, out: &mut String) {
    use std::fmt::Write;
    for entry in entries {
        let title = entry.title.as_deref().unwrap_or("-");
        let value = match &entry.value {
            NavValue::Target(target) => target.clone(),
            NavValue::Section(_) => "[]".into(),
            NavValue::Include { path, glob } => format!("include{} {path}", if *glob { "*" } else { "" }),
            NavValue::Empty => "empty".into(),
        };
        writeln!(out, "{}{title}: {value} @{}", "  ".repeat(depth), entry.span.line).unwrap();
        if let NavValue::Section(children) = &entry.value {
            outline(children, depth + 1, out);
        }
    }
}

#[test]
fn all_forms_of_nav_are_read() {
    let (config, findings) = read(
        "nav:\n- about.md\n- Title: about.md\n- Section:\n  - a.md\n  - Deep: [b.md]\n- Out: https://example.org\n\
         - API: '!include ./v1/mkdocs.yml'\n- Tag: !include ./v2/mkdocs.yml\n- All: '*include ./c/*/mkdocs.yml'\n\
         - Nothing:\n- 1.0.0: x.md\n- Map: {A: a.md, B: b.md}\n",
    );
    let mut out = String::new();
    outline(&config.nav.unwrap(), 0, &mut out);
    let expect = "\
-: about.md @2
Title: about.md @3
Section: [] @4
  -: a.md @5
  Deep: [] @6
    -: b.md @6
Out: https://example.org @7
API: include ./v1/mkdocs.yml @8
Tag: include ./v2/mkdocs.yml @9
All: include* ./c/*/mkdocs.yml @10
Nothing: empty @11
1.0.0: x.md @12
Map: [] @13
  A: a.md @13
  B: b.md @13
";
    assert_eq!((out.as_str(), findings.as_str()), (expect, ""));
}

#[test]
fn keys_without_effect_are_named_once() {
    let check = |text: &str, expect: &str| assert_eq!(read(text).1, expect, "{text}");
    check("site_name: A\ntheme:\n  name: material\nplugins: [techdocs-core]\n", "");
    check(
        "hooks: [x.py]\n",
        "1:1 W-DOCS-CONFIG-KEY `hooks` runs Python code and is not supported \
         (remove it, or do its work before the docs are built)",
    );
    check("site_nam: x\n", "1:1 W-DOCS-CONFIG-KEY `site_nam` is not a setting of MkDocs (did you mean `site_name`?)");
    check("zzzzzz: x\n", "1:1 W-DOCS-CONFIG-KEY `zzzzzz` is not a setting of MkDocs");
    check(
        "site_url: x\nextra: {a: b}\ntheme: {palette: x}\n",
        "1:1 I-DOCS-CONFIG-IGNORED `site_url`, `extra`, `theme.palette` have no effect in this portal \
         (they can stay if MkDocs uses the file too)",
    );
    check(
        "theme: {custom_dir: /etc}\n",
        "1:9 W-DOCS-CONFIG-KEY `theme.custom_dir` replaces parts of the theme and is not supported \
         (the portal's owner decides how pages look)",
    );
    check(
        "plugins:\n- search\n- git-revision-date-localized\n- macros: {a: b}\n",
        "4:3 W-DOCS-CONFIG-KEY the plugin `macros` has no effect in this portal (text in braces stays as typed)",
    );
    check(
        "markdown_extensions:\n- admonitions\n- markdown.extensions.tables\n",
        "2:3 W-DOCS-CONFIG-KEY the Markdown extension `admonitions` has no effect in this portal \
         (did you mean `admonition`?)",
    );
}

#[test]
fn broken_files_give_defaults_and_a_place() {
    let (config, findings) = read("site_name: A\nnav: [a.md\n");
    assert!(config.nav.is_none() && config.site_name.is_none());
    assert!(findings.contains("E-DOCS-CONFIG"), "{findings}");
    let (_, findings) = read("- a\n- b\n");
    assert!(findings.starts_with("1:1 E-DOCS-CONFIG `mkdocs.yml` should be a mapping"), "{findings}");
    let (config, findings) = read("site_name: [x]\nnav: 3\nstrict: maybe\n");
    assert_eq!(findings.matches("E-DOCS-CONFIG").count(), 3, "{findings}");
    assert!(config.site_name.is_none() && !config.strict);
    assert_eq!(read("").1, "");
}

#[test]
fn pieces_of_files_do_no_harm() {
    let whole = "site_name: é\nnav:\n- a.md\n- B: [b.md, {C: '!include x.yml'}]\nplugins: [{redirects: {redirect_maps: {a.md: b}}}]\n\
                 theme: {features: [x]}\nexclude_docs: |\n  *.é\n  [\nmarkdown_extensions: {toc: {toc_depth: 9-1}}\n";
    let file = File::new("repo", RepoPath::parse("mkdocs.yml").unwrap());
    for end in 0..whole.len() {
        parse(&whole.as_bytes()[..end], &file, &mut Vec::new());
    }
    let deep = format!("nav: {}{}", "[{a: ".repeat(40), "}]".repeat(40));
    assert!(read(&deep).1.contains("E-DOCS-CONFIG"), "{}", read(&deep).1);
    let long = format!("nav:\n{}", "- a.md\n".repeat(20_010));
    let (config, findings) = read(&long);
    assert_eq!(config.nav.map(|nav| nav.len()), Some(20_000));
    assert_eq!(findings.matches("`nav` has more than 20000 entries").count(), 1, "{findings}");
}

#[test]
fn tags_are_inert() {
    let (config, findings) = read(
        "site_name: !ENV [SITE, Fallback]\nsite_description: !ENV HOME\nmarkdown_extensions:\n- toc:\n    \
         slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}\n- pymdownx.superfences:\n    \
         custom_fences:\n    - {name: x, format: !!python/name:pymdownx.superfences.fence_code_format }\n    \
         - {name: y, format: !!python/name:os.system }\n",
    );
    assert_eq!(config.site_name.as_deref(), Some("Fallback"));
    assert_eq!(config.site_description, None);
    assert_eq!(config.dialect.slugs, Slugs::Unicode(SlugCase::Lower));
    assert!(findings.contains("I-DOCS-CONFIG-IGNORED `!!python/name:os.system` is not run"), "{findings}");
    assert_eq!(findings.lines().count(), 1, "{findings}");
}

#[test]
fn extension_options_are_read_in_both_forms() {
    let list = "markdown_extensions:\n- toc: {separator: _, toc_depth: 2-4}\n- pymdownx.highlight: {linenums: true}\n";
    let map = "markdown_extensions:\n  toc: {separator: _, toc_depth: 2-4}\n  pymdownx.highlight: {linenums: true}\n";
    for text in [list, map] {
        let (config, findings) = read(text);
        assert_eq!((config.dialect.separator.as_str(), config.toc_depth), ("_", (2, 4)));
        assert!(config.dialect.line_numbers && findings.is_empty(), "{findings}");
    }
    assert_eq!(read("markdown_extensions: [{toc: {toc_depth: 3}}]").0.toc_depth, (1, 3));
}

#[test]
fn theme_and_redirects_are_read() {
    let (config, _) = read(
        "theme: {language: pt_BR, direction: rtl, features: [navigation.indexes]}\nplugins:\n- redirects:\n    \
         redirect_maps:\n      old.md: new.md#part\n",
    );
    assert_eq!(config.language.as_deref(), Some("pt-BR"));
    assert_eq!(config.right_to_left, Some(true));
    assert!(config.section_indexes);
    assert_eq!((config.redirects[0].0.text.as_str(), config.redirects[0].1.text.as_str()), ("old.md", "new.md#part"));
    assert_eq!(read("theme: {language: '\"><script>'}").0.language, None);
}

#[test]
fn patterns_follow_gitignore() {
    let check = |list: &str, path: &str, expect: bool| {
        assert_eq!(Patterns::exclude(list).unwrap().matches(path), expect, "{list:?} on {path}");
    };
    check("", "a/.hidden/x.md", true);
    check("", "templates/x.md", true);
    check("", "a/templates/x.md", false);
    check("!.well-known/", ".well-known/x.md", false);
    check("drafts/\n*.tmp.md\n", "a/drafts/x.md", true);
    check("drafts/\n*.tmp.md\n", "a/b.tmp.md", true);
    check("/drafts/", "a/drafts/x.md", false);
    check("*.md\n!index.md", "a/index.md", false);
    assert!(Patterns::parse(&"a\n".repeat(1_001)).is_err());
    assert!(Patterns::parse(&"**/".repeat(300)).is_err());
    assert!(!Patterns::default().matches(""));
}

#[test]
fn edit_links_follow_mkdocs() {
    let check = |repo: Option<&str>, edit: Option<&str>, template: Option<&str>, expect: EditLink| {
        let links = EditLinks {
            repo_url: repo.map(Into::into),
            edit_uri: edit.map(Into::into),
            template: template.map(Into::into),
        };
        assert_eq!(links.link("a b/c.md"), expect, "{links:?}");
    };
    let at = |address: &str| EditLink::Address(address.into());
    let repo = Some("https://github.com/o/r");
    check(repo, None, None, EditLink::Unsaid);
    check(None, Some("edit/main/docs/"), None, EditLink::Unsaid);
    check(repo, Some(""), None, EditLink::Off);
    check(repo, Some("edit/main/docs"), None, at("https://github.com/o/r/edit/main/docs/a%20b/c.md"));
    check(repo, Some("?q=docs/"), None, at("https://github.com/o/r?q=docs/a%20b/c.md"));
    check(None, Some("https://x.org/e/"), None, at("https://x.org/e/a%20b/c.md"));
    check(repo, None, Some("edit/{path_noext!q}.rst?{x}"), at("https://github.com/o/r/edit/a%20b/c.rst?{x}"));
    let links = EditLinks { repo_url: repo.map(Into::into), ..EditLinks::default() };
    assert_eq!(links.guess("a.md").as_deref(), Some("https://github.com/o/r/edit/master/docs/a.md"));
}

#[test]
fn validation_changes_levels() {
    let (config, _) = read("validation:\n  omitted_files: ignore\n  links: {anchors: info, not_found: warn}\n");
    let file = File::new("repo", RepoPath::parse("a.md").unwrap());
    let mut found =
        vec![findings::unlisted(file.at(Span::FILE), "a.md"), findings::anchor(file.at(Span::FILE), None, "x", None)];
    config.levels.apply(&mut found);
    assert_eq!(found.iter().map(|f| (f.code.id, f.severity)).collect::<Vec<_>>(), [("W-DOCS-ANCHOR", Severity::Info)]);
}

#[test]
fn options_of_extensions_reach_the_dialect() {
    use crate::docs::{Critic, Dialect, Forge, ForgeHost, Symbol, Symbols};
    let check = |text: &str, expect: Dialect| {
        for text in [format!("markdown_extensions:\n- {text}\n"), format!("markdown_extensions: {{{text}}}\n")] {
            let (config, findings) = read(&text);
            assert_eq!((config.dialect, findings.as_str()), (expect.clone(), ""), "{text}");
        }
    };
    let dialect = Dialect::default;
    let mut symbols = Symbols::default();
    symbols.set(Symbol::Fractions, false);
    let forge = |host, user: &str| Some(Forge { host, user: Some(user.into()), repo: Some("r".into()) });
    check("toc: {baselevel: 2, permalink: false, title: On this page}", {
        Dialect { base_level: 2, permalinks: false, toc_title: Some("On this page".into()), ..dialect() }
    });
    check("toc: {permalink: \"#\"}", dialect());
    check("nl2br: ", Dialect { hard_breaks: true, ..dialect() });
    check("pymdownx.arithmatex: {generic: true}", Dialect { math: true, ..dialect() });
    check("pymdownx.blocks.tab: ", Dialect { blocks: true, ..dialect() });
    check("pymdownx.smartsymbols: {fractions: false}", Dialect { symbols, ..dialect() });
    check("pymdownx.critic: {mode: reject}", Dialect { critic: Critic::Reject, ..dialect() });
    check("pymdownx.highlight: {linenums: true, auto_title: true}", {
        Dialect { line_numbers: true, auto_title: true, ..dialect() }
    });
    check("pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji }", {
        Dialect { icons: true, ..dialect() }
    });
    check("pymdownx.emoji: {emoji_index: !!python/name:pymdownx.emoji.twemoji }", dialect());
    check("pymdownx.magiclink: {user: u, repo: r}", dialect());
    check("pymdownx.magiclink: {repo_url_shorthand: true, provider: gitlab, user: u, repo: r}", {
        Dialect { forge: forge(ForgeHost::GitLab, "u"), ..dialect() }
    });
    check("pymdownx.extra: {pymdownx.critic: {mode: accept}, toc: {separator: _}}", {
        Dialect { critic: Critic::Accept, separator: "_".into(), ..dialect() }
    });
    let (config, findings) = read("markdown_extensions:\n- pymdownx.critic: {mode: x}\n- toc: {baselevel: 9}\n");
    assert_eq!((config.dialect, findings.matches("E-DOCS-CONFIG").count()), (dialect(), 2), "{findings}");
}

#[test]
fn statuses_are_read_and_the_rest_of_extra_is_not() {
    let text = "extra:\n  status:\n    new: Recently added\n    old: 'Do not use'\n    bad: [1]\n  social: []\n";
    let (config, findings) = read(text);
    let statuses: Vec<_> = config.statuses.iter().map(|(name, text)| format!("{name}: {text}")).collect();
    assert_eq!(statuses, ["new: Recently added", "old: Do not use"]);
    assert!(findings.contains("5:10 E-DOCS-CONFIG") && findings.contains("1:1 I-DOCS-CONFIG-IGNORED"), "{findings}");
    let (config, findings) = read("extra: {status: {new: Recently added}}\n");
    assert_eq!((config.statuses.len(), findings.as_str()), (1, ""));
}

#[test]
fn options_of_include_markdown_are_defaults_of_its_directives() {
    use crate::docs::Includes;
    let (config, findings) = read(
        "plugins:\n- include-markdown:\n    start: <s>\n    end: <e>\n    exclude: [a/*, b.md]\n    dedent: true\n    \
         recursive: false\n    preserve_includer_indent: false\n    rewrite_relative_urls: false\n    heading_offset: 1\n    \
         cache: 600\n    comments: false\n    opening_tag: '{!'\n",
    );
    let expect = Includes {
        start: Some("<s>".into()),
        end: Some("<e>".into()),
        exclude: vec!["a/*".into(), "b.md".into()],
        keep_indent: false,
        dedent: true,
        recursive: false,
        rewrite: false,
        heading_offset: 1,
    };
    assert_eq!(config.dialect.include_markdown, Some(expect));
    assert_eq!(findings.matches("W-DOCS-CONFIG-KEY").count(), 1, "{findings}");
    assert!(findings.contains("`opening_tag` of `include-markdown`"), "{findings}");
    assert_eq!(read("plugins: [include-markdown]\n").0.dialect.include_markdown, Some(Includes::default()));
    assert_eq!(read("plugins: [search]\n").0.dialect.include_markdown, None);
}
