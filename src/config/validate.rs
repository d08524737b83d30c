//! From what is written to what is meant: [`RawConfig`] to [`Config`].

use std::collections::{BTreeMap, BTreeSet};

use super::findings::{bad_value, url_with_userinfo};
use super::raw::{
    OneOrMany, RawAnnotation, RawApi, RawBackstageModule, RawBrand, RawCache, RawCatalog, RawCheck, RawConfig,
    RawCurated, RawDiagrams, RawExternal, RawHistory, RawHost, RawInfer, RawPublish, RawSearch, RawSecurity,
    RawServices, RawSource, RawSourceKind, RawTheme, RawTrust, RawTrustLevel,
};
use super::shape;
use super::{
    AnnotationRule, Api, BackstageModules, Brand, Cache, Catalog, Color, Config, External, ForgeKind, Image, ImageHost,
    Local, Search, Security, Services, Source, SourceKind, Sources, Theme, Trust, annotations, apis, services,
};
use crate::diag::{Diagnostic, File, Span, shown};
use crate::path::{PathError, RepoPath};
use crate::yaml::Node;

/// Longest title and description in characters.
const MAX_TEXT: usize = 1_000;
/// Schemes that run code or read files; they can never be allowed.
const FORBIDDEN_SCHEMES: [&str; 8] =
    ["javascript", "data", "vbscript", "blob", "file", "about", "filesystem", "view-source"];
/// What a logo may be.
const LOGO_FORMATS: &[&str] = &["svg", "png", "jpg", "jpeg", "webp", "gif"];
/// What services show beside a link.
const IMAGE_FORMATS: &[&str] = &["png", "jpg", "jpeg", "webp", "gif"];

/// The settings of a document, and everything that is wrong with it. Wrong values are replaced by their defaults.
pub(super) fn config(node: &Node, file: &File) -> (Config, Vec<Diagnostic>) {
    let shaped = shape::check(node, file);
    let raw = serde_json::from_value(shaped.json).expect("the schema and the raw types are the same types");
    let mut reader = Reader { root: node, file, found: shaped.found };
    let config = reader.config(raw, &shaped.sources);
    (config, reader.found)
}

fn modules(raw: &[RawBackstageModule]) -> BackstageModules {
    BackstageModules {
        scaffolder: raw.contains(&RawBackstageModule::Scaffolder),
        ai_model: raw.contains(&RawBackstageModule::AiModel),
        openapi: raw.contains(&RawBackstageModule::Openapi),
    }
}

pub(super) struct Reader<'a> {
    root: &'a Node,
    file: &'a File,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn config(&mut self, raw: RawConfig, kept_sources: &[usize]) -> Config {
        let RawConfig {
            title,
            description,
            url,
            language,
            logo,
            image,
            brand,
            sources,
            docs,
            diagrams,
            catalog,
            api: api_reference,
            search,
            publish,
            theme,
            offline,
            cache,
            check,
            security,
        } = raw;
        let RawBrand { accent } = brand.unwrap_or_default();
        let RawCatalog {
            strict,
            backstage_modules,
            extension_groups,
            kinds,
            rules,
            infer,
            annotations,
            api,
            labels,
            services,
        } = catalog.unwrap_or_default();
        let RawInfer { codeowners } = infer.unwrap_or_default();
        let RawApi { extensionless, by_uid } = api.unwrap_or_default();
        let RawSearch { recent } = search.unwrap_or_default();
        let RawPublish {} = publish.unwrap_or_default();
        let RawTheme { folder } = theme.unwrap_or_default();
        let RawCache { dir } = cache.unwrap_or_default();
        let RawSecurity { url_schemes, image_hosts } = security.unwrap_or_default();
        let RawDiagrams { kroki } = diagrams.unwrap_or_default();
        let RawCheck { external } = check.unwrap_or_default();
        let schemes = self.schemes("security.url_schemes", url_schemes.unwrap_or_default());
        let default = Config::default();
        Config {
            title: title.and_then(|text| self.text("title", text)).unwrap_or(default.title),
            description: description.and_then(|text| self.text("description", text)),
            url: url.and_then(|text| self.base_url("url", &text)),
            language: language.and_then(|text| self.language("language", text)).unwrap_or(default.language),
            logo: logo.and_then(|text| self.image("logo", &text, LOGO_FORMATS)),
            image: image.and_then(|text| self.image("image", &text, IMAGE_FORMATS)),
            brand: Brand { accent: self.color("brand.accent", accent) },
            sources: sources.map_or(default.sources, |raw| self.sources(raw, kept_sources)),
            docs: self.docs(docs.unwrap_or_default()),
            catalog: Catalog {
                strict: strict.unwrap_or(default.catalog.strict),
                backstage_modules: backstage_modules.map_or(default.catalog.backstage_modules, |raw| modules(&raw)),
                extension_groups: extension_groups.unwrap_or_default(),
                kinds: self.kinds(kinds.unwrap_or_default()),
                rules: self.rules(rules.unwrap_or_default()),
                infers_owners: codeowners.unwrap_or(default.catalog.infers_owners),
                annotations: self.annotations(annotations.unwrap_or_default(), &schemes),
                api: Api { extensionless: extensionless.unwrap_or(false), by_uid: by_uid.unwrap_or(false) },
                labels: self.labels(labels.unwrap_or_default()),
                services: services.map_or_else(Services::default, |raw| self.services(raw)),
            },
            api: apis::settings(api_reference.unwrap_or_default()),
            theme: Theme {
                folder: folder.and_then(|text| self.site_path("theme.folder", &text)).unwrap_or(default.theme.folder),
            },
            offline: offline.unwrap_or(default.offline),
            search: Search { recent: recent.unwrap_or(default.search.recent) },
            cache: Cache { dir: dir.and_then(|text| self.text("cache.dir", text)).unwrap_or(default.cache.dir) },
            kroki: kroki.and_then(|text| self.kroki("diagrams.kroki", &text)),
            external: external.map_or(default.external, |raw| self.external(raw)),
            security: Security {
                url_schemes: schemes,
                image_hosts: self.image_hosts("security.image_hosts", image_hosts.unwrap_or_default()),
            },
        }
    }

    fn annotations(
        &mut self,
        raw: BTreeMap<String, RawAnnotation>,
        schemes: &[String],
    ) -> BTreeMap<String, AnnotationRule> {
        let written = self.node("catalog.annotations").and_then(Node::as_map);
        let mut reader = annotations::Reader { written, schemes, file: self.file, found: Vec::new() };
        let rules = reader.rules(raw);
        self.found.append(&mut reader.found);
        rules
    }

    fn services(&mut self, raw: RawServices) -> Services {
        let mut reader =
            services::Reader { written: self.node("catalog.services"), file: self.file, found: Vec::new() };
        let services = reader.services(raw);
        self.found.append(&mut reader.found);
        services
    }

    fn sources(&mut self, raw: Vec<RawSource>, kept: &[usize]) -> Sources {
        let mut names = BTreeSet::new();
        let mut sources = Vec::new();
        for (raw, nth) in raw.into_iter().zip(kept) {
            let key = format!("sources[{nth}]");
            let Some(source) = self.source(raw, &key) else { continue };
            if !names.insert(source.name.clone()) {
                let problem = format!("has the name `{}`, which an earlier source has", shown(&source.name));
                self.bad(&key, "name", &problem, "give every source its own `name`");
            }
            sources.push(source);
        }
        if sources.is_empty() && self.found.is_empty() {
            self.bad("sources", "", "is empty", "list a source, or remove the key to look in the site folder");
        }
        Sources::Listed(sources)
    }

    fn source(&mut self, raw: RawSource, key: &str) -> Option<Source> {
        let RawSource {
            kind: RawSourceKind::Local,
            name,
            path,
            gitignore,
            web_url,
            forge,
            catalog_paths,
            trust,
            history,
        } = raw;
        let paths = match path {
            OneOrMany::One(path) => vec![path],
            OneOrMany::Many(paths) => paths,
        };
        if paths.is_empty() || paths.iter().any(|path| path.trim().is_empty()) {
            self.bad(key, "path", "names no folder", "write `.` for the site folder itself");
            return None;
        }
        if let Some(path) = paths.iter().find(|path| path.contains("**")) {
            let problem = format!("has `{}`, which contains `**`", shown(path));
            self.bad(key, "path", &problem, "`*` stands for one folder; list several paths for several depths");
        }
        Some(Source {
            span: self.span(&format!("{key}.path")),
            name: name.unwrap_or_else(|| format!("local:{}", paths.first().map_or("", String::as_str))),
            kind: SourceKind::Local(Local {
                gitignore: gitignore.unwrap_or(true),
                web_url: web_url.and_then(|text| self.web_url(&format!("{key}.web_url"), &text, &paths)),
                forge: forge.map(ForgeKind::from),
                catalog_paths: self.catalog_paths(&format!("{key}.catalog_paths"), catalog_paths.unwrap_or_default()),
                paths,
            }),
            trust: match trust {
                None | Some(RawTrust::Level(RawTrustLevel::Curated)) => Trust::Curated,
                Some(RawTrust::Level(RawTrustLevel::Standard)) => Trust::Standard,
                Some(RawTrust::Some(RawCurated { curated })) => self.trust(key, curated),
            },
            history: !matches!(history, Some(RawHistory::Never)),
        })
    }

    fn trust(&mut self, key: &str, globs: Vec<String>) -> Trust {
        if let Some((glob, error)) = globs.iter().find_map(|glob| Some((glob, globset::Glob::new(glob).err()?))) {
            let problem = format!("has `{}`, which is no glob: {}", shown(glob), error.kind());
            self.bad(key, "trust", &problem, "write repository names in which `*` stands for anything");
        }
        Trust::CuratedOnly(globs)
    }

    fn text(&mut self, key: &str, text: String) -> Option<String> {
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.chars().count() > MAX_TEXT {
            let problem = if trimmed.is_empty() { "is empty" } else { "is longer than 1,000 characters" };
            self.bad(key, "", problem, "write a short text, or remove the key");
            return None;
        }
        Some(trimmed.to_owned())
    }

    fn base_url(&mut self, key: &str, text: &str) -> Option<url::Url> {
        let mut url = self.url(key, text)?;
        if url.query().is_some() || url.fragment().is_some() {
            self.bad(key, "", "has a part after `?` or `#`", "write the address of the portal's home page");
            return None;
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Some(url)
    }

    pub(super) fn url(&mut self, key: &str, text: &str) -> Option<url::Url> {
        let url = url::Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = url.filter(url::Url::has_host) else {
            self.bad(key, "", "is not a full web address", "start it with `https://` and a host");
            return None;
        };
        if !url.username().is_empty() || url.password().is_some() {
            self.found.push(url_with_userinfo(self.file, key, self.span(key)));
            return None;
        }
        Some(url)
    }

    fn language(&mut self, key: &str, text: String) -> Option<String> {
        let mut parts = text.split('-');
        let primary = parts.next().unwrap_or("");
        let right = (2..=8).contains(&primary.len())
            && primary.bytes().all(|b| b.is_ascii_alphabetic())
            && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        if !right {
            self.bad(key, "", "is no language tag", "write a BCP 47 tag such as `en`, `de` or `pt-BR`");
            return None;
        }
        Some(text)
    }

    fn image(&mut self, key: &str, text: &str, formats: &[&str]) -> Option<Image> {
        let path = self.site_path(key, text)?;
        if !formats.contains(&path.extension().as_str()) {
            let hint = if formats.contains(&"svg") {
                "use an SVG, PNG, JPEG or WebP file"
            } else {
                "use a PNG, JPEG or WebP file"
            };
            self.bad(key, "", "is no image that a page can show", hint);
            return None;
        }
        Some(Image { path, span: self.span(key) })
    }

    pub(super) fn site_path(&mut self, key: &str, text: &str) -> Option<RepoPath> {
        match RepoPath::parse(text.trim()) {
            Ok(path) if !path.is_root() => Some(path),
            Ok(_) => {
                self.bad(key, "", "names no file or folder", "write a path relative to the site folder");
                None
            }
            Err(error) => {
                let problem = match error {
                    PathError::Outside => "leads out of the site folder".to_owned(),
                    PathError::Absolute | PathError::Forbidden | PathError::TooLong => error.to_string(),
                };
                self.bad(key, "", &problem, "write a path inside the site folder");
                None
            }
        }
    }

    fn color(&mut self, key: &str, text: Option<String>) -> Option<Color> {
        let hint = "write six hex digits in quotes, such as \"#0057b8\"";
        let Some(text) = text else {
            if self.node(key).is_some_and(Node::is_null) {
                self.bad(key, "", "is empty, because a bare `#` starts a comment", hint);
            }
            return None;
        };
        let color = Color::parse(text.trim());
        if color.is_none() {
            self.bad(key, "", "is no colour", hint);
        }
        color
    }

    fn schemes(&mut self, key: &str, schemes: Vec<String>) -> Vec<String> {
        for written in &schemes {
            let scheme = written.to_ascii_lowercase();
            let right = scheme.starts_with(|c: char| c.is_ascii_lowercase())
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
            if !right {
                self.bad_item(key, written, "is no URL scheme", "write schemes such as `slack`, without `:`");
            } else if FORBIDDEN_SCHEMES.contains(&scheme.as_str()) {
                self.bad_item(key, written, "can run code or read files", "remove it; no setting allows it");
            }
        }
        schemes.into_iter().map(|scheme| scheme.to_ascii_lowercase()).collect()
    }

    fn kroki(&mut self, key: &str, text: &str) -> Option<url::Url> {
        let url = self.base_url(key, text)?;
        if url.scheme() != "https" {
            self.bad(key, "", "does not start with `https://`", "sources of diagrams travel to it; let it speak https");
            return None;
        }
        Some(url)
    }

    fn external(&mut self, RawExternal { allow_private, skip }: RawExternal) -> External {
        let skip = skip.unwrap_or_default();
        for glob in &skip {
            if let Err(error) = globset::Glob::new(glob) {
                let problem = format!("is no glob: {}", error.kind());
                self.bad_item(
                    "check.external.skip",
                    glob,
                    &problem,
                    "write addresses in which `*` stands for anything",
                );
            }
        }
        External { allow_private: allow_private.unwrap_or(false), skip }
    }

    fn image_hosts(&mut self, key: &str, raw: Vec<RawHost>) -> Vec<ImageHost> {
        let mut hosts = Vec::with_capacity(raw.len());
        for (nth, host) in raw.into_iter().enumerate() {
            let (written, curated) = match host {
                RawHost::Any(name) => (name, false),
                RawHost::Trusted(trusted) => (trusted.host, matches!(trusted.trust, RawTrustLevel::Curated)),
            };
            let name = written.trim().to_ascii_lowercase();
            let is_host = !name.is_empty()
                && name.split('.').all(|label| !label.is_empty())
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
            if is_host {
                hosts.push(ImageHost { name, curated });
            } else {
                let problem = format!("has `{}`, which is no name of a host", shown(&written));
                let hint = "write names such as `img.shields.io`, without `https://`, port or path";
                self.bad(&format!("{key}[{nth}]"), "", &problem, hint);
            }
        }
        hosts.sort();
        hosts
    }

    /// Reports the value of `parent.name`, or of `parent` where the name is empty or not written.
    pub(super) fn bad(&mut self, parent: &str, name: &str, problem: &str, hint: &str) {
        let full = if name.is_empty() { parent.to_owned() } else { format!("{parent}.{name}") };
        let span = self.node(&full).or_else(|| self.node(parent)).map_or(Span::FILE, |node| node.span);
        let key = if self.node(&full).is_some() { &full } else { parent };
        self.found.push(bad_value(self.file, key, span, problem, hint));
    }

    /// Reports an item of a list of strings.
    pub(super) fn bad_item(&mut self, key: &str, item: &str, problem: &str, hint: &str) {
        let items = self.node(key).and_then(Node::as_list).unwrap_or_default();
        let span = items.iter().find(|node| node.as_str() == Some(item)).map_or(Span::FILE, |node| node.span);
        let problem = format!("has `{}`, which {problem}", shown(item));
        self.found.push(bad_value(self.file, key, span, &problem, hint));
    }

    /// How much is wrong so far.
    pub(super) fn problems(&self) -> usize {
        self.found.len()
    }

    pub(super) fn span(&self, key: &str) -> Span {
        self.node(key).map_or(Span::FILE, |node| node.span)
    }

    /// The node at a path such as `sources[1].path`.
    fn node(&self, path: &str) -> Option<&Node> {
        path.split('.').try_fold(self.root, |node, part| match part.split_once('[') {
            None => node.get(part),
            Some((key, index)) => node.get(key)?.as_list()?.get(index.strip_suffix(']')?.parse::<usize>().ok()?),
        })
    }
}
