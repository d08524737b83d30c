//! K: settings of docs sets that would run programs or read elsewhere.

use super::Item;

/// K1 to K21.
pub(super) fn items() -> Vec<Item> {
    let numbered = |count: usize, line: fn(usize) -> String| (0..count).map(line).collect::<String>();
    let deep: String = (0..1000).map(|n| format!("{}- a:\n", "  ".repeat(n))).collect();
    let texts: Vec<(&str, String)> = vec![
        ("K1", "hooks: [x.py]".into()),
        ("K2", "plugins: [{gen-files: {scripts: [x.py]}}, exec, {macros: {module_name: /etc/passwd}}]".into()),
        ("K3", "markdown_extensions: ['os:system', {pymdownx.superfences: {custom_fences: [{name: x, class: x, format: !!python/name:os.system ''}]}}]".into()),
        ("K4", "markdown_extensions: [{plantuml_markdown: {plantuml_cmd: 'sh -c id'}}]".into()),
        ("K5", "docs_dir: /etc".into()),
        ("K6", "docs_dir: ../..".into()),
        ("K6, other", "docs_dir: ../good/docs".into()),
        ("K8", "INHERIT: ../../canary.md".into()),
        ("K8, far", "INHERIT: ../../../../../../etc/passwd".into()),
        ("K9", "INHERIT: mkdocs.yml".into()),
        ("K10", "theme: {name: x, custom_dir: /etc}".into()),
        ("K11", "markdown_extensions: [{pymdownx.emoji: {options: {custom_icons: [/etc, ../..]}}}]".into()),
        ("K12", "nav: [../../../etc/passwd, /etc/passwd, 'javascript:alert(1)', X: 'javascript:alert(1)', Y: //evil, Z: ../../canary.md]".into()),
        ("K13", "plugins: [{redirects: {redirect_maps: {a.md: 'https://evil', b.md: 'javascript:alert(1)', ../../x.md: index.md, c.md: d.md, d.md: c.md, '../../../index.md': index.md}}}]".into()),
        ("K14, deep", format!("nav:\n{deep}")),
        ("K14, many", format!("nav:\n{}", numbered(30_000, |n| format!("- p{n}: index.md\n")))),
        ("K15", "copyright: <img src=x onerror=alert(1)>\nextra_javascript: ['https://evil/x.js', x.js]\nextra_css: [//evil/x.css]".into()),
        ("K16", "repo_url: 'javascript:alert(1)'\nedit_uri: 'javascript:alert(1)'\nsite_url: //evil\nrepo_name: <script>".into()),
        ("K16, template", "repo_url: 'https://a.b/c'\nedit_uri_template: 'javascript:{path}'".into()),
        ("K17", "site_description: !ENV AWS_SECRET_ACCESS_KEY\nsite_author: !ENV [HOME, x]".into()),
        ("K18", "nav: [{a: '!include ../other/mkdocs.yml'}, {b: '!include ./mkdocs.yml'}, {c: '!include ../canary.yaml'}, {d: '!include /etc/passwd'}]".into()),
        ("K19", format!("exclude_docs: |\n{}", numbered(10_000, |n| format!("  p{n}*\n")))),
        ("K19, stars", format!("exclude_docs: '{}'", "**/".repeat(500))),
        ("K20, list", "[a, b]".into()),
        ("K20, scalar", "x".into()),
        ("K21", "markdown_extensions: [{pymdownx.snippets: {base_path: [/, ../..], auto_append: [/etc/passwd, canary.md], url_download: true}}]".into()),
        ("language", "theme: {language: '\"><script>alert(1)</script>'}".into()),
    ];
    texts
        .into_iter()
        .map(|(name, text)| {
            let root =
                if name.starts_with("K20") { String::new() } else { "site_name: <script>alert(1)</script>\n".into() };
            Item::new(name)
                .page("# Hostile\n\n--8<-- \"canary.md\"\n")
                .file("mkdocs.yml", root + &text)
                .file("docs/a.md", "# A")
        })
        .collect()
}
