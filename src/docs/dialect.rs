//! What the configuration of a docs set changes in the reading of its pages.

/// What a docs set's configuration changes in the reading of its pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Replaces white space in heading ids; `toc.separator`, default `-`.
    pub separator: String,
    /// How heading ids are made.
    pub slugs: Slugs,
    /// The level of `#`, 1 to 6; `toc.baselevel`.
    pub base_level: u8,
    /// Headings have links to themselves; `toc.permalink`.
    pub permalinks: bool,
    /// Lowest and highest level of the headings that `[TOC]` lists, `toc.toc_depth`.
    pub toc_depth: (u8, u8),
    /// Stands over the list that `[TOC]` makes; `toc.title`.
    pub toc_title: Option<String>,
    /// Line numbers on every code block, `pymdownx.highlight.linenums`.
    pub line_numbers: bool,
    /// `(1)` in a comment is a mark that the list below explains, also without `!`; the feature `content.code.annotate`.
    pub annotations: bool,
    /// Code blocks without title have the name of their language as one; `pymdownx.highlight.auto_title`.
    pub auto_title: bool,
    /// The smart symbols that are on; `pymdownx.smartsymbols`.
    pub symbols: Symbols,
    /// Where `@user` and `#12` lead; `pymdownx.magiclink` with `repo_url_shorthand`.
    pub forge: Option<Forge>,
    /// What is shown of editors' marks; `pymdownx.critic.mode`.
    pub critic: Critic,
    /// `:material-x:` and the like are icons, which are left out here; an emoji index of Material.
    pub icons: bool,
    /// A line end is a line break; `nl2br`.
    pub hard_breaks: bool,
    /// `/// note` and other blocks, `use_pymdownx_blocks` or `pymdownx.blocks.*`.
    pub blocks: bool,
    /// Files that pages include.
    pub snippets: Snippets,
    /// `{% include-markdown %}`, the plugin `include-markdown`, with its defaults.
    pub include_markdown: Option<Includes>,
    /// `$a$` and its relatives are formulas: `pymdownx.arithmatex`, `mdx_math` or `docs.math` of the portal.
    pub math: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            separator: "-".into(),
            slugs: Slugs::Python,
            base_level: 1,
            permalinks: true,
            toc_depth: (1, 6),
            toc_title: None,
            line_numbers: false,
            annotations: false,
            auto_title: false,
            symbols: Symbols::default(),
            forge: None,
            critic: Critic::View,
            icons: false,
            hard_breaks: false,
            blocks: false,
            snippets: Snippets::default(),
            include_markdown: None,
            math: false,
        }
    }
}

/// `pymdownx.snippets`: files that pages include.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippets {
    /// Folders to look in, relative to the configuration file; that one's own folder if there is none.
    pub base_path: Vec<String>,
    /// Files that follow every page.
    pub auto_append: Vec<String>,
    /// True if a missing file is an error.
    pub check_paths: bool,
    /// True if parts of files lose the white space that all their lines begin with.
    pub dedent_subsections: bool,
}

/// What the plugin `include-markdown` makes of the files that pages include.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Includes {
    /// The text to begin after.
    pub start: Option<String>,
    /// The text to end before.
    pub end: Option<String>,
    /// Globs of files that other globs do not mean.
    pub exclude: Vec<String>,
    /// All lines are indented like the directive.
    pub keep_indent: bool,
    /// Lines lose the white space that all of them begin with.
    pub dedent: bool,
    /// Directives in included files count.
    pub recursive: bool,
    /// Relative links are written anew.
    pub rewrite: bool,
    /// How many levels headings move down.
    pub heading_offset: i8,
}

impl Default for Includes {
    fn default() -> Self {
        Self {
            start: None,
            end: None,
            exclude: Vec::new(),
            keep_indent: true,
            dedent: false,
            recursive: true,
            rewrite: true,
            heading_offset: 0,
        }
    }
}

/// How heading ids are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Slugs {
    /// Python-Markdown's own function: ASCII only.
    #[default]
    Python,
    /// `pymdownx.slugs.slugify`: Unicode, with this treatment of case.
    Unicode(SlugCase),
}

/// What `pymdownx.slugs.slugify` does with case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlugCase {
    /// Kept.
    None,
    /// Lower case.
    Lower,
    /// Only A to Z become lower case.
    LowerAscii,
    /// Unicode case folding.
    Fold,
}

/// What is shown of editors' marks such as `{++new++}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Critic {
    /// The marks.
    View,
    /// The text as it will be.
    Accept,
    /// The text as it was.
    Reject,
}

/// A kind of smart symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// `(tm)`
    Trademark,
    /// `(c)`
    Copyright,
    /// `(r)`
    Registered,
    /// `c/o`
    CareOf,
    /// `+/-`
    PlusMinus,
    /// `-->`
    Arrows,
    /// `=/=`
    NotEqual,
    /// `1/2`
    Fractions,
    /// `1st`
    Ordinals,
}

impl Symbol {
    /// All kinds with the names of their options.
    pub const ALL: [(&'static str, Self); 9] = [
        ("trademark", Self::Trademark),
        ("copyright", Self::Copyright),
        ("registered", Self::Registered),
        ("care_of", Self::CareOf),
        ("plusminus", Self::PlusMinus),
        ("arrows", Self::Arrows),
        ("notequal", Self::NotEqual),
        ("fractions", Self::Fractions),
        ("ordinal_numbers", Self::Ordinals),
    ];
}

/// The smart symbols that are on: all, unless switched off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Symbols {
    off: u16,
}

impl Symbols {
    /// True if a kind is on.
    pub fn has(self, symbol: Symbol) -> bool {
        self.off & (1 << symbol as u16) == 0
    }

    /// Switches a kind on or off.
    pub fn set(&mut self, symbol: Symbol, on: bool) {
        let bit = 1 << symbol as u16;
        self.off = if on { self.off & !bit } else { self.off | bit };
    }
}

/// A forge, and the repository that short references mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forge {
    /// The forge.
    pub host: ForgeHost,
    /// The owner that `r#3` leaves out.
    pub user: Option<String>,
    /// The repository that `#3` leaves out.
    pub repo: Option<String>,
}

/// A forge that short references may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgeHost {
    /// github.com
    GitHub,
    /// gitlab.com
    GitLab,
    /// bitbucket.org
    Bitbucket,
}
