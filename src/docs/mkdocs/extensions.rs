//! `markdown_extensions`: which options change the reading of Markdown.

use super::read::{Named, Reader, python_name};
use super::{Config, keys};
use crate::diag::shown;
use crate::docs::{Critic, Forge, ForgeHost, SlugCase, Slugs, Snippets, Symbol, findings};
use crate::yaml::Node;

/// Longest separator of words in heading ids.
const MAX_SEPARATOR: usize = 8;

/// Reads the list or mapping of extensions. All that the dialect knows are on in any case; only options matter.
pub(super) fn read(config: &mut Config, node: &Node, reader: &mut Reader<'_>) {
    for Named { name, span, options } in reader.named_items("markdown_extensions", node) {
        let short = name.strip_prefix("markdown.extensions.").unwrap_or(name);
        match short {
            // Options of the members may stand below the bundle.
            "pymdownx.extra" | "extra" => {
                let members = options.and_then(Node::as_map).map(|map| &map.entries[..]).unwrap_or_default();
                for member in members {
                    extension(config, &member.key, Some(&member.value), reader);
                }
            }
            short if keys::EXTENSIONS.contains(&short) => extension(config, short, options, reader),
            other => {
                let hint = findings::did_you_mean(other, keys::EXTENSIONS.iter().copied())
                    .unwrap_or_else(|| "extensions are Python code; pages are built without it".to_owned());
                let message = format!("the Markdown extension `{}` has no effect in this portal", shown(other));
                reader.findings.push(findings::config_key(reader.file.at(span), message, Some(hint)));
            }
        }
    }
}

/// What an extension that is named changes.
fn extension(config: &mut Config, name: &str, options: Option<&Node>, reader: &mut Reader<'_>) {
    let dialect = &mut config.dialect;
    match name {
        "nl2br" => dialect.hard_breaks = true,
        "pymdownx.arithmatex" | "mdx_math" => dialect.math = true,
        name if name.starts_with("pymdownx.blocks.") => dialect.blocks = true,
        _ => {}
    }
    let Some(options) = options else { return };
    match name {
        "toc" => toc(config, options, reader),
        "pymdownx.highlight" => highlight(config, options, reader),
        "pymdownx.snippets" => snippets(config, options, reader),
        "pymdownx.smartsymbols" => {
            for (option, symbol) in Symbol::ALL {
                if let Some(on) = options.get(option).and_then(|node| reader.flag(option, node)) {
                    config.dialect.symbols.set(symbol, on);
                }
            }
        }
        "pymdownx.magiclink" => config.dialect.forge = forge(options, reader),
        "pymdownx.critic" => critic(config, options, reader),
        "pymdownx.emoji" => {
            let index =
                options.get("emoji_index").and_then(|node| node.tag.as_deref().and_then(python_name).or(node.as_str()));
            config.dialect.icons =
                index.is_some_and(|index| index.ends_with(".twemoji") && !index.starts_with("pymdownx."));
        }
        _ => {}
    }
}

/// Where short references lead, if they are on.
fn forge(options: &Node, reader: &mut Reader<'_>) -> Option<Forge> {
    options.get("repo_url_shorthand").and_then(|node| reader.flag("repo_url_shorthand", node)).filter(|on| *on)?;
    let mut text = |key: &str| options.get(key).and_then(|node| reader.text(key, node));
    let [user, repo] = ["user", "repo"].map(|key| text(key).filter(|name| is_name(name)));
    let host = match text("provider").as_deref() {
        None | Some("github") => ForgeHost::GitHub,
        Some("gitlab") => ForgeHost::GitLab,
        Some("bitbucket") => ForgeHost::Bitbucket,
        Some(_) => {
            let node = options.get("provider")?;
            reader.wrong_shape("provider", node, "`github`, `gitlab` or `bitbucket`");
            return None;
        }
    };
    Some(Forge { host, user, repo })
}

/// True for what can be a part of a path.
fn is_name(name: &str) -> bool {
    !name.starts_with('.') && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

fn critic(config: &mut Config, options: &Node, reader: &mut Reader<'_>) {
    let Some(mode) = options.get("mode") else { return };
    match mode.as_str() {
        Some("view") => config.dialect.critic = Critic::View,
        Some("accept") => config.dialect.critic = Critic::Accept,
        Some("reject") => config.dialect.critic = Critic::Reject,
        _ => reader.wrong_shape("mode", mode, "`view`, `accept` or `reject`"),
    }
}

fn toc(config: &mut Config, options: &Node, reader: &mut Reader<'_>) {
    if let Some(separator) = options.get("separator").and_then(|node| reader.text("separator", node))
        && separator.chars().count() <= MAX_SEPARATOR
        && !separator.contains(char::is_control)
    {
        config.dialect.separator = separator;
    }
    if let Some(depth) = options.get("toc_depth") {
        match depth.text().and_then(toc_depth) {
            Some(levels) => {
                config.toc_depth = levels;
                config.dialect.toc_depth = levels;
            }
            None => reader.wrong_shape("toc_depth", depth, "a level from 1 to 6 or a range such as `2-4`"),
        }
    }
    if let Some(title) = options.get("title").filter(|title| title.as_str().is_some()) {
        config.dialect.toc_title = reader.text("title", title);
    }
    if let Some(level) = options.get("baselevel") {
        match level.text().and_then(|text| text.parse().ok()).filter(|level| (1..=6).contains(level)) {
            Some(level) => config.dialect.base_level = level,
            None => reader.wrong_shape("baselevel", level, "a level from 1 to 6"),
        }
    }
    // A text says what the link looks like, which is the theme's business here.
    if let Some("false" | "False") = options.get("permalink").and_then(Node::text) {
        config.dialect.permalinks = false;
    }
    if let Some(slugs) = options.get("slugify").and_then(slugs) {
        config.dialect.slugs = slugs;
    }
}

/// `3` is levels 1 to 3, `2-4` is what it says.
fn toc_depth(text: &str) -> Option<(u8, u8)> {
    let level = |text: &str| text.trim().parse::<u8>().ok().filter(|level| *level <= 6);
    match text.split_once('-') {
        Some((low, high)) => Some((level(low)?.max(1), level(high)?)),
        None => Some((1, level(text)?)),
    }
}

/// The function that makes heading ids, told by its Python name.
fn slugs(node: &Node) -> Option<Slugs> {
    let name = node.tag.as_deref().and_then(python_name).or_else(|| node.as_str())?;
    let case = match name {
        "pymdownx.slugs.slugify" => {
            let words = node.get("kwds").and_then(|words| words.get("case")).and_then(Node::as_str);
            match words {
                Some("lower") => SlugCase::Lower,
                Some("lower-ascii") => SlugCase::LowerAscii,
                Some("fold") => SlugCase::Fold,
                _ => SlugCase::None,
            }
        }
        "pymdownx.slugs.uslugify" | "pymdownx.slugs.uslugify_encoded" => SlugCase::Lower,
        "pymdownx.slugs.uslugify_cased" | "pymdownx.slugs.uslugify_cased_encoded" => SlugCase::None,
        "pymdownx.slugs.gfm" | "pymdownx.slugs.gfm_encoded" => SlugCase::LowerAscii,
        _ => return None,
    };
    Some(Slugs::Unicode(case))
}

fn snippets(config: &mut Config, options: &Node, reader: &mut Reader<'_>) {
    let mut texts = |key: &str| -> Vec<String> {
        let Some(node) = options.get(key) else { return Vec::new() };
        match node.as_list() {
            Some(items) => items.iter().filter_map(|item| reader.text(key, item)).collect(),
            None => reader.text(key, node).into_iter().collect(),
        }
    };
    let base_path = texts("base_path");
    let auto_append = texts("auto_append");
    let mut flag = |key: &str| options.get(key).and_then(|node| reader.flag(key, node)).unwrap_or(false);
    config.dialect.snippets = Snippets {
        base_path,
        auto_append,
        check_paths: flag("check_paths"),
        dedent_subsections: flag("dedent_subsections"),
    };
}

fn highlight(config: &mut Config, options: &Node, reader: &mut Reader<'_>) {
    let mut flag = |key: &str| options.get(key).and_then(|node| reader.flag(key, node)).unwrap_or(false);
    config.dialect.line_numbers = flag("linenums");
    config.dialect.auto_title = flag("auto_title");
}
