//! From the YAML tree to [`Config`]: every key once, a finding for what has no effect.

use super::keys;
use super::{Config, Levels, Patterns, Written, extensions, nav};
use crate::diag::{Diagnostic, File, Severity, Span};
use crate::docs::{Includes, findings};
use crate::yaml::{Entry, Map, Node, Value};

/// Most statuses of pages that a configuration describes.
const MAX_STATUSES: usize = 64;
/// Longest description of a status in characters.
const MAX_STATUS: usize = 200;

/// What the readers of single keys share.
pub(super) struct Reader<'a> {
    pub(super) file: &'a File,
    pub(super) findings: &'a mut Vec<Diagnostic>,
    /// Keys without effect, with the place of the first.
    ignored: Vec<String>,
    first_ignored: Option<Span>,
}

/// Reads the root of a configuration file.
pub(super) fn config(root: Node, file: &File, findings: &mut Vec<Diagnostic>) -> Config {
    let mut reader = Reader { file, findings, ignored: Vec::new(), first_ignored: None };
    let root = reader.tame(root);
    let Some(map) = root.as_map() else {
        if !root.is_null() {
            reader.wrong_shape("mkdocs.yml", &root, "a mapping of settings");
        }
        return Config::default();
    };
    let mut config = Config::default();
    for entry in &map.entries {
        key(&mut config, entry, &mut reader);
    }
    reader.finish();
    config
}

fn key(config: &mut Config, entry: &Entry, reader: &mut Reader<'_>) {
    let (name, value) = (&*entry.key, &entry.value);
    match name {
        "site_name" => config.site_name = reader.text(name, value),
        "site_description" => config.site_description = reader.text(name, value),
        "docs_dir" => {
            config.docs_dir = reader.text(name, value).map(|text| Written { text, span: value.span });
        }
        "nav" => config.nav = nav::read(value, reader),
        "exclude_docs" => {
            if let Some(patterns) = reader.patterns(name, value, Patterns::exclude) {
                config.exclude = patterns;
            }
        }
        "draft_docs" => config.drafts = reader.patterns(name, value, Patterns::parse).unwrap_or_default(),
        "not_in_nav" => config.not_in_nav = reader.patterns(name, value, Patterns::parse).unwrap_or_default(),
        "repo_url" => config.edit.repo_url = reader.text(name, value).filter(|text| !text.is_empty()),
        "repo_name" => config.repo_name = reader.text(name, value),
        "edit_uri" => config.edit.edit_uri = reader.text_or_empty(name, value),
        "edit_uri_template" => config.edit.template = reader.text_or_empty(name, value),
        "extra" => extra(config, entry, reader),
        "theme" => theme(config, value, reader),
        "plugins" => plugins(config, value, reader),
        "markdown_extensions" => extensions::read(config, value, reader),
        "use_directory_urls" => config.directory_urls = reader.flag(name, value).unwrap_or(true),
        "strict" => config.strict = reader.flag(name, value).unwrap_or(false),
        "validation" => config.levels = levels(value, reader),
        "site_author" | "copyright" => {}
        name if keys::IGNORED.contains(&name) => reader.ignore(name, entry.key_span),
        name => reader.unknown_key(name, entry.key_span),
    }
}

/// `extra` is for templates, which are the portal's; only what a status of a page means is read.
fn extra(config: &mut Config, entry: &Entry, reader: &mut Reader<'_>) {
    let entries = entry.value.as_map().map(|map| &map.entries[..]).unwrap_or_default();
    if entry.value.is_null() || entries.iter().any(|entry| &*entry.key != "status") {
        reader.ignore("extra", entry.key_span);
    }
    for status in entries.iter().filter(|entry| &*entry.key == "status") {
        let Some(map) = status.value.as_map() else {
            if !status.value.is_null() {
                reader.wrong_shape("extra.status", &status.value, "a mapping of statuses to what they mean");
            }
            continue;
        };
        for entry in map.entries.iter().take(MAX_STATUSES) {
            if let Some(text) = reader.text("extra.status", &entry.value) {
                config.statuses.insert(entry.key.trim().to_owned(), text.chars().take(MAX_STATUS).collect());
            }
        }
    }
}

fn theme(config: &mut Config, node: &Node, reader: &mut Reader<'_>) {
    let Some(map) = node.as_map() else { return };
    for entry in &map.entries {
        match &*entry.key {
            "language" => config.language = entry.value.as_str().and_then(language_tag),
            "direction" => {
                config.right_to_left = match entry.value.as_str() {
                    Some("rtl") => Some(true),
                    Some("ltr") => Some(false),
                    _ => None,
                };
            }
            "features" => {
                let features = entry.value.as_list().unwrap_or_default();
                let has = |name| features.iter().any(|item| item.as_str() == Some(name));
                config.section_indexes = has("navigation.indexes");
                config.dialect.annotations = has("content.code.annotate");
            }
            "name" => {}
            "custom_dir" => reader.unsafe_key("theme.custom_dir", entry.key_span),
            other => reader.ignore(&format!("theme.{other}"), entry.key_span),
        }
    }
}

/// A language as HTML writes it: `pt_BR` is `pt-BR`.
fn language_tag(text: &str) -> Option<String> {
    let tag = text.replace('_', "-");
    let good = (1..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    good.then_some(tag)
}

fn plugins(config: &mut Config, node: &Node, reader: &mut Reader<'_>) {
    for named in reader.named_items("plugins", node) {
        let Named { name, span, options } = named;
        match name {
            "redirects" => redirects(config, options, reader),
            "ezlinks" => config.links_by_name = true,
            "include-markdown" => config.dialect.include_markdown = Some(includes(options, reader)),
            "techdocs-core" => {
                if let Some(blocks) = options.and_then(|options| options.get("use_pymdownx_blocks")) {
                    config.dialect.blocks |= reader.flag("use_pymdownx_blocks", blocks).unwrap_or(false);
                }
            }
            _ => {}
        }
        let known =
            keys::PLUGINS.contains(&name) || keys::PLUGIN_FAMILIES.iter().any(|family| name.starts_with(family));
        if known {
            continue;
        }
        let advice =
            keys::PLUGIN_ADVICE.iter().find(|(plugin, _)| *plugin == name).map(|(_, advice)| (*advice).to_owned());
        let hint = advice
            .or_else(|| findings::did_you_mean(name, keys::PLUGINS.iter().copied()))
            .unwrap_or_else(|| "plugins are Python code; the pages are built without it".to_owned());
        let message = format!("the plugin `{}` has no effect in this portal", crate::diag::shown(name));
        reader.findings.push(findings::config_key(reader.file.at(span), message, Some(hint)));
    }
}

/// Options of `include-markdown`: what directives say that do not say it themselves.
fn includes(options: Option<&Node>, reader: &mut Reader<'_>) -> Includes {
    let mut includes = Includes::default();
    let Some(map) = options.and_then(Node::as_map) else { return includes };
    for entry in &map.entries {
        let (key, value) = (&*entry.key, &entry.value);
        match key {
            "start" => includes.start = reader.text(key, value),
            "end" => includes.end = reader.text(key, value),
            "exclude" => match value.as_list() {
                Some(globs) => includes.exclude = globs.iter().filter_map(|glob| reader.text(key, glob)).collect(),
                None => includes.exclude = reader.text(key, value).into_iter().collect(),
            },
            "dedent" => includes.dedent = reader.flag(key, value).unwrap_or(false),
            "recursive" => includes.recursive = reader.flag(key, value).unwrap_or(true),
            "preserve_includer_indent" => includes.keep_indent = reader.flag(key, value).unwrap_or(true),
            "rewrite_relative_urls" => includes.rewrite = reader.flag(key, value).unwrap_or(true),
            "heading_offset" => {
                let offset = reader.text(key, value).and_then(|text| text.parse::<i8>().ok());
                includes.heading_offset = offset.unwrap_or(0).clamp(-5, 5);
            }
            // Nothing is fetched, comments never reach a page, and blank lines at an end mean nothing.
            "cache" | "cache_dir" | "comments" | "trailing_newlines" | "encoding" => {}
            key => {
                let message = format!("`{}` of `include-markdown` has no effect here", crate::diag::shown(key));
                let hint = "write `{% include-markdown \"file\" %}` and `{% include \"file\" %}`".to_owned();
                reader.findings.push(findings::config_key(reader.file.at(entry.key_span), message, Some(hint)));
            }
        }
    }
    includes
}

fn redirects(config: &mut Config, options: Option<&Node>, reader: &mut Reader<'_>) {
    let Some(maps) = options.and_then(|options| options.get("redirect_maps")) else { return };
    let Some(map) = maps.as_map() else {
        if !maps.is_null() {
            reader.wrong_shape("redirect_maps", maps, "a mapping of old files to new ones");
        }
        return;
    };
    for entry in &map.entries {
        if let Some(target) = reader.text("redirect_maps", &entry.value) {
            let from = Written { text: entry.key.trim().to_owned(), span: entry.key_span };
            config.redirects.push((from, Written { text: target, span: entry.value.span }));
        }
    }
}

/// `validation`, both the nested form and the flat one that sets `nav` and `links` at once.
fn levels(node: &Node, reader: &mut Reader<'_>) -> Levels {
    const CODES: &[(&str, &[&str])] = &[
        ("nav.omitted_files", &["I-DOCS-UNLISTED"]),
        ("nav.not_found", &["W-DOCS-NAV-MISSING"]),
        ("nav.absolute_links", &[]),
        ("links.not_found", &["W-DOCS-LINK", "W-DOCS-IMAGE"]),
        ("links.anchors", &["W-DOCS-ANCHOR"]),
        ("links.absolute_links", &[]),
        ("links.unrecognized_links", &["I-DOCS-LINK-URL-STYLE"]),
    ];
    let mut wanted: Vec<(String, &Entry)> = Vec::new();
    for entry in node.as_map().map(|map| &map.entries[..]).unwrap_or_default() {
        match (entry.value.as_map(), &*entry.key) {
            (Some(inner), "nav" | "links") => {
                wanted.extend(inner.entries.iter().map(|item| (format!("{}.{}", entry.key, item.key), item)));
            }
            (_, key) => {
                wanted.push((format!("nav.{key}"), entry));
                wanted.push((format!("links.{key}"), entry));
            }
        }
    }
    let mut levels = Levels::default();
    for (key, entry) in wanted {
        let level = match entry.value.as_str() {
            Some("warn") => Some(Severity::Warning),
            Some("info") => Some(Severity::Info),
            Some("ignore") => None,
            _ => continue,
        };
        let codes = CODES.iter().find(|(name, _)| *name == key).map(|(_, codes)| *codes).unwrap_or_default();
        levels.0.extend(codes.iter().filter_map(|id| findings::code(id)).map(|code| (code.id, level)));
    }
    if !node.is_null() && node.as_map().is_none() {
        reader.wrong_shape("validation", node, "a mapping");
    }
    levels
}

/// A plugin or extension with its options.
#[derive(Clone, Copy)]
pub(super) struct Named<'n> {
    pub(super) name: &'n str,
    pub(super) span: Span,
    pub(super) options: Option<&'n Node>,
}

impl Reader<'_> {
    /// The items of `plugins` and `markdown_extensions`: a list of names and one-entry mappings, or one mapping.
    pub(super) fn named_items<'n>(&mut self, key: &str, node: &'n Node) -> Vec<Named<'n>> {
        let from_map = |map: &'n Map| {
            map.entries.iter().map(|entry| Named {
                name: &entry.key,
                span: entry.key_span,
                options: Some(&entry.value),
            })
        };
        let mut out = Vec::new();
        match &node.value {
            Value::Null => {}
            Value::Map(map) => out.extend(from_map(map)),
            Value::List(items) => {
                for item in items {
                    match &item.value {
                        Value::Map(map) => out.extend(from_map(map)),
                        Value::String(name) => out.push(Named { name, span: item.span, options: None }),
                        Value::Null | Value::Bool(_) | Value::Number(_) | Value::List(_) => {
                            self.wrong_shape(key, item, "a list of names");
                        }
                    }
                }
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) => self.wrong_shape(key, node, "a list of names"),
        }
        out
    }

    /// A scalar as text, trimmed; anything else is a finding. Null is nothing.
    pub(super) fn text(&mut self, key: &str, node: &Node) -> Option<String> {
        self.text_or_empty(key, node).filter(|text| !text.is_empty())
    }

    /// Like [`Reader::text`], but the empty text counts.
    fn text_or_empty(&mut self, key: &str, node: &Node) -> Option<String> {
        if node.text().is_none() && !node.is_null() {
            self.wrong_shape(key, node, "a text");
        }
        node.text().map(|text| text.trim().to_owned())
    }

    /// `true` or `false`, quoted or not; anything else is a finding.
    pub(super) fn flag(&mut self, key: &str, node: &Node) -> Option<bool> {
        match node.text() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                if !node.is_null() {
                    self.wrong_shape(key, node, "`true` or `false`");
                }
                None
            }
        }
    }

    fn patterns(
        &mut self,
        key: &str,
        node: &Node,
        parse: impl Fn(&str) -> Result<Patterns, String>,
    ) -> Option<Patterns> {
        let text = match &node.value {
            // A YAML list of patterns is not MkDocs, but what is meant is plain.
            Value::List(items) => items.iter().filter_map(Node::text).collect::<Vec<_>>().join("\n"),
            _ => self.text(key, node)?,
        };
        match parse(&text) {
            Ok(patterns) => Some(patterns),
            Err(what) => {
                self.findings.push(findings::config_limit(self.file.at(node.span), key, &what));
                None
            }
        }
    }

    /// A value of the wrong kind.
    pub(super) fn wrong_shape(&mut self, key: &str, node: &Node, expected: &str) {
        self.findings.push(findings::config_shape(self.file.at(node.span), key, expected, &node.describe()));
    }

    fn ignore(&mut self, key: &str, span: Span) {
        self.ignored.push(key.to_owned());
        self.first_ignored.get_or_insert(span);
    }

    fn unsafe_key(&mut self, key: &str, span: Span) {
        if let Some((_, does, instead)) = keys::UNSAFE.iter().find(|(name, _, _)| *name == key) {
            let message = format!("`{key}` {does}");
            self.findings.push(findings::config_key(self.file.at(span), message, Some((*instead).to_owned())));
        }
    }

    fn unknown_key(&mut self, key: &str, span: Span) {
        if keys::UNSAFE.iter().any(|(name, _, _)| *name == key) {
            return self.unsafe_key(key, span);
        }
        let known = keys::HONOURED.iter().chain(keys::IGNORED).copied();
        let hint = findings::did_you_mean(key, known);
        let message = format!("`{}` is not a setting of MkDocs", crate::diag::shown(key));
        self.findings.push(findings::config_key(self.file.at(span), message, hint));
    }

    fn finish(self) {
        if let Some(span) = self.first_ignored {
            self.findings.push(findings::config_ignored(self.file.at(span), &self.ignored));
        }
    }

    /// Takes the meaning out of tags: `!ENV` gives its default, Python code is left out.
    fn tame(&mut self, node: Node) -> Node {
        let mut node = match &node.tag {
            Some(tag) if &**tag == "!ENV" => environment_default(node),
            _ => node,
        };
        if let Some(python) = node.tag.as_deref().and_then(python_name)
            && !keys::PYTHON_NAMES.iter().any(|known| python.starts_with(known))
        {
            self.findings.push(findings::config_tag(self.file.at(node.span), node.tag.as_deref().unwrap_or_default()));
            node.value = Value::Null;
        }
        node.value = match node.value {
            Value::List(items) => Value::List(items.into_iter().map(|item| self.tame(item)).collect()),
            Value::Map(map) => {
                let tame = |entry: Entry| Entry { value: self.tame(entry.value), ..entry };
                Value::Map(Map { entries: map.entries.into_iter().map(tame).collect() })
            }
            scalar @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => scalar,
        };
        node
    }
}

/// `!ENV [NAME, OTHER, default]` is its default; the environment is never read, so `!ENV NAME` is nothing.
fn environment_default(node: Node) -> Node {
    let span = node.span;
    match node.value {
        Value::List(mut items) if items.len() > 1 => items.pop().expect("the list has two items at least"),
        _ => Node { value: Value::Null, span, tag: None },
    }
}

/// The Python name that a tag asks for: `pymdownx.slugs.slugify` of `!!python/name:pymdownx.slugs.slugify`.
pub(super) fn python_name(tag: &str) -> Option<&str> {
    let rest = tag.strip_prefix("!!python/").or_else(|| tag.strip_prefix("tag:yaml.org,2002:python/"))?;
    Some(rest.split_once(':').map_or(rest, |(_, name)| name))
}
