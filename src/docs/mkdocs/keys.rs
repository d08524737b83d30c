//! Which keys, plugins and extensions have an effect, which are harmless, and what to say about the rest.

/// Keys with an effect, or of no interest to anybody.
pub(super) const HONOURED: &[&str] = &[
    "copyright",
    "docs_dir",
    "draft_docs",
    "edit_uri",
    "edit_uri_template",
    "extra",
    "exclude_docs",
    "markdown_extensions",
    "nav",
    "not_in_nav",
    "plugins",
    "repo_name",
    "repo_url",
    "site_author",
    "site_description",
    "site_name",
    "strict",
    "theme",
    "use_directory_urls",
    "validation",
];

/// Keys that the portal decides by itself.
pub(super) const IGNORED: &[&str] =
    &["dev_addr", "extra_css", "google_analytics", "remote_branch", "remote_name", "site_dir", "site_url", "watch"];

/// Keys that ask for code, files or addresses that no docs set may choose, with what they do and what to do instead.
pub(super) const UNSAFE: &[(&str, &str, &str)] = &[
    (
        "INHERIT",
        "takes settings from another file and is not supported",
        "copy the settings that matter into this file",
    ),
    (
        "extra_javascript",
        "loads script into the pages and is not supported",
        "remove it; copying, tabs, search and diagrams work without",
    ),
    ("extra_templates", "runs templates of the docs and is not supported", "remove it"),
    ("hooks", "runs Python code and is not supported", "remove it, or do its work before the docs are built"),
    ("plantuml_cmd", "starts a program and is not supported", "remove it"),
    (
        "theme.custom_dir",
        "replaces parts of the theme and is not supported",
        "the portal's owner decides how pages look",
    ),
];

/// Plugins whose work is done here.
pub(super) const PLUGINS: &[&str] = &[
    "ezlinks",
    "gh-admonitions",
    "include-markdown",
    "material/search",
    "monorepo",
    "redirects",
    "search",
    "techdocs-core",
];

/// Families of plugins whose work is done here.
pub(super) const PLUGIN_FAMILIES: &[&str] = &["git-revision-date", "git-authors", "git-committers"];

/// Plugins whose users should hear something particular.
pub(super) const PLUGIN_ADVICE: &[(&str, &str)] = &[
    ("kroki", "`mermaid` blocks are drawn without a plugin; other diagrams are shown as code"),
    ("macros", "text in braces stays as typed"),
    ("mermaid2", "`mermaid` blocks are drawn without a plugin; the line can go"),
    ("plantuml", "the source of such diagrams is shown as code"),
];

/// Extensions that are always read, whether named or not, and those that change nothing.
pub(super) const EXTENSIONS: &[&str] = &[
    "abbr",
    "admonition",
    "attr_list",
    "codehilite",
    "def_list",
    "extra",
    "fenced_code",
    "footnotes",
    "github-callouts",
    "legacy_attrs",
    "legacy_em",
    "markdown_inline_graphviz",
    "markdown_inline_mermaid",
    "md_in_html",
    "mdx_gh_links",
    "mdx_math",
    "mdx_truly_sane_lists",
    "meta",
    "nl2br",
    "plantuml_markdown",
    "pymdownx.arithmatex",
    "pymdownx.b64",
    "pymdownx.betterem",
    "pymdownx.blocks.admonition",
    "pymdownx.blocks.caption",
    "pymdownx.blocks.definition",
    "pymdownx.blocks.details",
    "pymdownx.blocks.html",
    "pymdownx.blocks.tab",
    "pymdownx.caret",
    "pymdownx.critic",
    "pymdownx.details",
    "pymdownx.emoji",
    "pymdownx.escapeall",
    "pymdownx.extra",
    "pymdownx.fancylists",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.keys",
    "pymdownx.magiclink",
    "pymdownx.mark",
    "pymdownx.pathconverter",
    "pymdownx.progressbar",
    "pymdownx.quotes",
    "pymdownx.saneheaders",
    "pymdownx.smartsymbols",
    "pymdownx.snippets",
    "pymdownx.striphtml",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
    "pymdownx.tilde",
    "sane_lists",
    "smarty",
    "tables",
    "toc",
    "wikilinks",
];

/// Python names in tags that are ordinary; their effect, if any, is built in.
pub(super) const PYTHON_NAMES: &[&str] = &[
    "material.extensions.emoji.",
    "materialx.emoji.",
    "mermaid2.fence_mermaid",
    "pymdownx.arithmatex.",
    "pymdownx.emoji.",
    "pymdownx.slugs.",
    "pymdownx.superfences.",
    "zensical.extensions.emoji.",
];
