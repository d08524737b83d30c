//! The theme: templates, styles, scripts and icons that turn a [`Page`] into HTML.
//!
//! The default theme is embedded in the program (`themes/default/`); an owner replaces it file by file. Templates see the
//! typed views of [`super::view`] and nothing else, print everything escaped, and every page carries its own content
//! security policy with the hashes of exactly the scripts that it loads.

mod assets;
mod color;
mod csp;
mod css;
mod files;
mod frame;
mod js;
mod say;
mod search;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

use self::assets::{Assets, ScriptSet};
use self::files::Files;
pub use self::files::is_theme_file;
pub use self::words::{Languages, Words};
use super::view::{Page, Profile, View};
use crate::path::{LinkStyle, SitePath};

/// What the theme needs to know about the portal.
#[derive(Clone, Debug, Default)]
pub struct ThemeSettings {
    /// Name of the portal.
    pub title: String,
    /// One sentence about the portal for pages that have none of their own, may be empty.
    pub description: String,
    /// An image of the portal that stands before its name, 24 px high.
    pub logo: Option<SitePath>,
    /// The absolute address of the image that other services show beside a link; empty if there is none.
    pub image: String,
    /// The brand's colour as `#rgb` or `#rrggbb`. Lightened or darkened where it could not carry text.
    pub accent: Option<String>,
    /// The portal's own address, such as `https://example.org/portal/`; empty if unknown.
    pub base_url: String,
    /// How links to pages are written.
    pub link_style: LinkStyle,
    /// Browsers do not remember what their reader searched for.
    pub forgets_searches: bool,
    /// Sections in the header, in order.
    pub sections: Vec<Section>,
    /// Names of the icons of the organisation's own kinds, by kind in lower case.
    pub kind_icons: BTreeMap<String, String>,
}

/// A section of the portal, as the header links it.
#[derive(Clone, Debug)]
pub struct Section {
    /// What [`super::view::Frame::section`] calls it: `catalog`, `docs`, ...
    pub key: String,
    /// Its page.
    pub path: SitePath,
}

/// What is wrong with a theme: a file of it, or a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeError {
    /// The file below the theme's folder, such as `templates/home.html`; empty if a setting is wrong.
    pub file: String,
    /// Line from 1, 0 if unknown.
    pub line: u32,
    /// Column in characters from 1, 0 if unknown.
    pub column: u32,
    /// What is wrong, without full stop.
    pub message: String,
}

impl fmt::Display for ThemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.file.as_str(), self.line) {
            ("", _) => f.write_str(&self.message),
            (file, 0) => write!(f, "{file}: {}", self.message),
            (file, line) => write!(f, "{file}:{line}:{}: {}", self.column, self.message),
        }
    }
}

impl std::error::Error for ThemeError {}

/// A theme that is ready to render.
pub struct Theme {
    /// The templates in each language, by its tag in lower case.
    teras: BTreeMap<String, Tera>,
    languages: Languages,
    /// The drawings of the organisation's own kinds, by kind in lower case.
    kind_icons: BTreeMap<String, Arc<str>>,
    assets: Assets,
    settings: ThemeSettings,
}

impl Theme {
    /// Puts the owner's files (`templates/home.html`, `css/brand.css`, `js/own.js`, `icons/api.svg`) over the default
    /// theme. Style sheets and scripts that the default theme does not have come after its own on every page.
    ///
    /// # Errors
    /// A template, style sheet or script that cannot be used, with its place, or an accent that is no colour.
    pub fn load(overrides: &BTreeMap<String, Vec<u8>>, settings: &ThemeSettings) -> Result<Theme, ThemeError> {
        let files = Files::merge(overrides)?;
        let kind_icons = settings.kind_icons.iter().filter_map(|(kind, icon)| {
            let drawing = files.text(&format!("icons/{icon}.svg")).trim();
            (!drawing.is_empty()).then(|| (kind.clone(), Arc::from(drawing)))
        });
        let kind_icons: BTreeMap<String, Arc<str>> = kind_icons.collect();
        let assets = Assets::build(&files, &kind_icons, settings)?;
        let languages = Languages::load(&files)?;
        let built_in = Words::built_in()?;
        let mut tera = templates(&files, &kind_icons, languages.of(""), &built_in)?;
        let in_language = |(tag, words): (&str, &Arc<Words>)| {
            say::register(&mut tera, words, &built_in);
            (tag.to_owned(), tera.clone())
        };
        let teras = languages.iter().map(in_language).collect();
        Ok(Theme { teras, languages, kind_icons, assets, settings: settings.clone() })
    }

    /// The drawings of the organisation's own kinds, by kind in lower case.
    pub fn kind_icons(&self) -> &BTreeMap<String, Arc<str>> {
        &self.kind_icons
    }

    /// The words of the interface.
    pub fn languages(&self) -> &Languages {
        &self.languages
    }

    /// The files that pages refer to, named by content.
    pub fn assets(&self) -> Vec<(SitePath, Vec<u8>)> {
        self.assets.files().map(|asset| (asset.path.clone(), asset.bytes.clone())).collect()
    }

    /// The script that answers searches in browsers, for the folder of the index.
    pub fn search_engine(&self) -> &str {
        &self.assets.search.engine
    }

    /// The HTML of a page. A pure function of the page, the theme and its settings.
    ///
    /// # Errors
    /// An owner's template that asks for what is not there.
    pub fn render(&self, page: &Page) -> Result<String, ThemeError> {
        let (template, view) = view_value(&page.view)?;
        let mut context = Context::new();
        let words = self.languages.of(&page.frame.lang);
        context.insert_value("site", value(&frame::site(self, page, words))?);
        context.insert_value("frame", value(&page.frame)?);
        context.insert_value("view", view);
        let tera = self.teras.get(words.language()).expect("every language has its templates");
        tera.render(template, &context).map_err(|error| theme_error(&error))
    }
}

/// Names of the icons that a theme with these files of the owner has.
pub fn icon_names(overrides: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    let name = |path: &str| path.strip_prefix("icons/")?.strip_suffix(".svg").map(str::to_owned);
    let own = overrides.keys().filter_map(|path| name(path));
    files::defaults().iter().filter_map(|path| name(path)).chain(own).collect()
}

/// The template and the fields of a kind of page.
fn view_value(view: &View) -> Result<(&'static str, Value), ThemeError> {
    Ok(match view {
        View::Home(view) => ("home.html", value(view)?),
        View::Catalog(view) => ("catalog.html", value(view)?),
        View::Search(view) => ("search.html", value(view)?),
        View::Tags(view) => ("tags.html", value(view)?),
        View::Services(view) => ("services.html", value(view)?),
        View::Entity(view) => ("entity.html", value(view)?),
        View::Changes(view) => ("changes.html", value(view)?),
        View::Organisation(view) => ("organisation.html", value(view)?),
        View::Inspect(view) => ("inspect.html", value(view)?),
        View::Listing(view) => ("listing.html", value(view)?),
        View::Health(view) => ("health.html", value(view)?),
        View::HealthTable(view) => ("health-table.html", value(view)?),
        View::Findings(view) => ("health-findings.html", value(view)?),
        View::Graph(view) => ("graph.html", value(view)?),
        View::Impact(view) => ("impact.html", value(view)?),
        View::DocsIndex(view) => ("docs-index.html", value(view)?),
        View::Coverage(view) => ("coverage.html", value(view)?),
        View::Docs(view) => ("docs.html", value(view)?),
        View::Contents(view) => ("contents.html", value(view)?),
        View::Print(view) => ("print.html", value(view)?),
        View::ApiOverview(view) => ("api/overview.html", value(view)?),
        View::ApiOperations(view) => ("api/operations.html", value(view)?),
        View::ApiOperation(view) => ("api/operation.html", value(view)?),
        View::ApiSchemas(view) => ("api/schemas.html", value(view)?),
        View::ApiSchema(view) => ("api/schema.html", value(view)?),
        View::ApiSecurity(view) => ("api/security.html", value(view)?),
        View::ApiDetail(view) => ("api/detail.html", value(view)?),
        View::ApiChanges(view) => ("api/changes.html", value(view)?),
        View::ApiRaw(view) => ("api/raw.html", value(view)?),
        View::Redirect(view) => ("redirect.html", value(view)?),
        View::NotFound(view) => ("404.html", value(view)?),
    })
}

/// The style sheets of a kind of page that other kinds do without.
fn styles_of(view: &View) -> &'static [&'static str] {
    match view {
        View::Organisation(_) => &["organisation.css"],
        View::Coverage(_) => &["coverage.css"],
        View::Health(_) | View::HealthTable(_) | View::Findings(_) => &["health.css"],
        View::ApiOverview(_)
        | View::ApiOperations(_)
        | View::ApiOperation(_)
        | View::ApiSchemas(_)
        | View::ApiSchema(_)
        | View::ApiSecurity(_)
        | View::ApiDetail(_)
        | View::ApiChanges(_)
        | View::ApiRaw(_) => &["api.css"],
        View::Search(_) => &[search::STYLE],
        View::Docs(view) if !view.versions.name.is_empty() => &[assets::VERSIONS_STYLE],
        View::Contents(view) if !view.versions.name.is_empty() => &[assets::VERSIONS_STYLE],
        View::Home(_)
        | View::Catalog(_)
        | View::Tags(_)
        | View::Services(_)
        | View::Entity(_)
        | View::Changes(_)
        | View::Listing(_)
        | View::Inspect(_)
        | View::Graph(_)
        | View::Impact(_)
        | View::DocsIndex(_)
        | View::Docs(_)
        | View::Contents(_)
        | View::Print(_)
        | View::Redirect(_)
        | View::NotFound(_) => &[],
    }
}

/// The scripts of a kind of page.
fn scripts_of(view: &View) -> ScriptSet {
    match view {
        View::Catalog(_) => ScriptSet::Catalog,
        View::Organisation(_) => ScriptSet::Organisation,
        View::Services(_) => ScriptSet::Services,
        View::Findings(view) if !view.index_href.is_empty() => ScriptSet::Health,
        View::Listing(_) => ScriptSet::Listing,
        View::Entity(view) if view.profile.as_ref().is_some_and(Profile::is_cut) => ScriptSet::Listing,
        View::Home(_)
        | View::Entity(_)
        | View::Changes(_)
        | View::Inspect(_)
        | View::Health(_)
        | View::HealthTable(_)
        | View::Findings(_)
        | View::Graph(_)
        | View::Impact(_)
        | View::Contents(_) => ScriptSet::Cards,
        View::ApiOverview(_)
        | View::ApiOperations(_)
        | View::ApiOperation(_)
        | View::ApiSchemas(_)
        | View::ApiSchema(_)
        | View::ApiSecurity(_)
        | View::ApiDetail(_)
        | View::ApiChanges(_)
        | View::ApiRaw(_) => ScriptSet::Cards,
        View::Docs(_) | View::Print(_) => ScriptSet::Docs,
        View::DocsIndex(_) | View::Coverage(_) => ScriptSet::Filter,
        View::NotFound(_) => ScriptSet::NotFound,
        View::Search(_) => ScriptSet::Search,
        View::Tags(_) => ScriptSet::Plain,
        View::Redirect(_) => ScriptSet::ThemeOnly,
    }
}

fn value(data: &impl Serialize) -> Result<Value, ThemeError> {
    Value::try_from_serializable(data).map_err(|error| theme_error(&error))
}

/// Parses the templates. Everything is escaped whatever a template is called, and nothing can switch that off.
fn templates(
    files: &Files,
    kind_icons: &BTreeMap<String, Arc<str>>,
    words: &Arc<Words>,
    built_in: &Words,
) -> Result<Tera, ThemeError> {
    let mut tera = Tera::new();
    say::register(&mut tera, words, built_in);
    tera.autoescape_on([""]);
    tera.register_filter("safe", |_: &Value, _: Kwargs, _: &State| -> Result<Value, tera::Error> {
        Err(tera::Error::message("the filter `safe` is not available: markup comes only from fields that hold markup"))
    });
    let icons: BTreeMap<String, Value> = files
        .below("icons/")
        .map(|(name, text)| (name.trim_end_matches(".svg").to_owned(), icon_value(text)))
        .collect();
    let mut of_kinds = icons.clone();
    of_kinds.extend(kind_icons.iter().map(|(kind, drawing)| (kind.clone(), icon_value(drawing))));
    tera.register_function("kind_icon", move |arguments: Kwargs, _: &State| {
        let kind = arguments.must_get::<&str>("kind")?;
        Ok::<_, tera::Error>(
            of_kinds.get(kind).or_else(|| of_kinds.get("other")).cloned().unwrap_or_else(|| Value::from("")),
        )
    });
    tera.register_function("icon", move |arguments: Kwargs, _: &State| icon(&icons, &arguments));
    tera.add_raw_templates(files.below("templates/")).map_err(|error| theme_error(&error))?;
    Ok(tera)
}

fn icon_value(svg: &str) -> Value {
    Value::safe_string(svg.trim())
}

/// `icon(name="api", or="other", class="pd-x")`: the drawing of that name, else the one called `or`, else nothing. The
/// class is one that the template writes, letters and dashes only.
fn icon(icons: &BTreeMap<String, Value>, arguments: &Kwargs) -> Result<Value, tera::Error> {
    let name = arguments.must_get::<&str>("name")?;
    let instead = arguments.get::<&str>("or")?.unwrap_or("");
    let Some(drawing) = icons.get(name).or_else(|| icons.get(instead)) else {
        return Ok(Value::from(""));
    };
    let Some(class) = arguments.get::<&str>("class")? else {
        return Ok(drawing.clone());
    };
    if !class.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(tera::Error::message("`class` of an icon is letters, digits and dashes"));
    }
    let drawing = drawing.as_str().unwrap_or("");
    Ok(Value::safe_string(&drawing.replacen("class=\"pd-icon", &format!("class=\"pd-icon {class}"), 1)))
}

/// A template engine's error as ours, with its place.
fn theme_error(error: &tera::Error) -> ThemeError {
    let whole = |file: &str, message: String| ThemeError { file: file.to_owned(), line: 0, column: 0, message };
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => ThemeError {
            file: format!("templates/{}", report.filename()),
            line: u32::try_from(report.span().start_line).unwrap_or(u32::MAX),
            column: u32::try_from(report.span().start_col + 1).unwrap_or(u32::MAX),
            message: report.message().trim_end_matches('.').to_owned(),
        },
        ErrorKind::CircularExtend { tpl, .. } => {
            whole(&format!("templates/{tpl}"), "extends itself in a circle".into())
        }
        ErrorKind::CircularInclude { tpl, .. } => {
            whole(&format!("templates/{tpl}"), "includes itself in a circle".into())
        }
        ErrorKind::MissingParent { current, parent } => {
            whole(&format!("templates/{current}"), format!("extends `{parent}`, which does not exist"))
        }
        other => reported(&other.to_string()),
    }
}

/// Reads the place out of a report of the form `error: message`, ` --> file:line:column`.
fn reported(report: &str) -> ThemeError {
    let mut lines = report.lines();
    let first = lines.next().unwrap_or("").trim_start_matches("error: ").to_owned();
    let place = lines.next().and_then(|line| line.trim_start().strip_prefix("--> ")).and_then(|place| {
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some((parts.next()?, line, column))
    });
    match place {
        Some((file, line, column)) => ThemeError { file: format!("templates/{file}"), line, column, message: first },
        None => ThemeError { file: String::new(), line: 0, column: 0, message: first },
    }
}
