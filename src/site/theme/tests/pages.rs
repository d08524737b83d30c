use std::collections::BTreeMap;
use std::io::Write;

use base64::Engine;
use sha2::{Digest, Sha256};

use super::fixtures::{pages, settings};
use crate::path::LinkStyle;
use crate::site::theme::files::Files;
use crate::site::theme::{Languages, Theme, ThemeError, ThemeSettings};
use crate::site::view::{Page, View};

const HOSTILE: &str = "\"'><img src=x onerror=alert(1)>{{7*7}}";

fn theme() -> Theme {
    Theme::load(&BTreeMap::new(), &settings()).unwrap()
}

fn load(overrides: &[(&str, &str)]) -> Result<Theme, ThemeError> {
    let overrides = overrides.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    Theme::load(&overrides, &settings())
}

fn render(theme: &Theme, page: &Page) -> String {
    theme.render(page).unwrap_or_else(|error| panic!("{}: {error}", page.path))
}

#[test]
fn author_text_never_becomes_markup() {
    let hostile = |_: &str| HOSTILE.to_owned();
    let settings = ThemeSettings { title: HOSTILE.to_owned(), ..settings() };
    let theme = Theme::load(&BTreeMap::new(), &settings).unwrap();
    for page in pages(&hostile) {
        let html = render(&theme, &page);
        assert!(!html.contains("<img src=x"), "{}", page.path);
        assert!(
            html.contains("{{7*7}}") && !html.contains(">49<"),
            "{}: templates in text are not evaluated",
            page.path
        );
        for (at, _) in html.match_indices("onerror=alert") {
            let before = &html[..at];
            let tag_open = before.rfind('<').unwrap_or(0);
            let quotes = before[tag_open..].matches('"').count();
            let inside_tag = before.rfind('>').is_none_or(|close| close < tag_open);
            assert!(!inside_tag || quotes % 2 == 1, "{}: an attribute ended early", page.path);
        }
    }
}

#[test]
fn pages_bring_nothing_inline() {
    let theme = theme();
    for page in pages(&|text| text.to_owned()) {
        let html = render(&theme, &page);
        let tags: Vec<&str> = html.split('<').filter_map(|tag| tag.split('>').next()).collect();
        for tag in tags {
            assert!(!tag.starts_with("style") && !tag.contains(" style="), "{}: <{tag}>", page.path);
            assert!(
                !tag.split_whitespace().any(|part| part.starts_with("on") && part.contains('=')),
                "{}: <{tag}>",
                page.path
            );
            assert!(!tag.starts_with("script") || (tag.contains(" src=") && tag.contains(" integrity=")), "<{tag}>");
        }
    }
}

#[test]
fn every_page_has_its_landmarks() {
    let theme = theme();
    for page in pages(&|text| text.to_owned()) {
        let html = render(&theme, &page);
        assert_eq!(html.matches("<h1").count(), 1, "{}: one h1", page.path);
        assert_eq!(html.matches("<main").count(), 1, "{}: one main", page.path);
        let body = &html[html.find("<body>").unwrap()..];
        let first_link = &body[body.find("<a ").unwrap()..];
        assert!(
            first_link.starts_with("<a class=\"pd-skip\" href=\"#pd-main\""),
            "{}: the skip link comes first",
            page.path
        );
        assert!(html.contains("id=\"pd-main\" tabindex=\"-1\""), "{}", page.path);
        let charset = html.find("<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\"");
        assert!(charset.is_some(), "{}: the policy follows the charset", page.path);
    }
}

#[test]
fn policies_name_exactly_the_scripts_that_a_page_loads() {
    let theme = theme();
    let assets: BTreeMap<String, Vec<u8>> =
        theme.assets().into_iter().map(|(path, bytes)| (path.as_str().to_owned(), bytes)).collect();
    for page in pages(&|text| text.to_owned()) {
        let html = render(&theme, &page);
        let policy = html.split("Content-Security-Policy\" content=\"").nth(1).unwrap().split('"').next().unwrap();
        let scripts = policy.split("script-src ").nth(1).unwrap().split(';').next().unwrap();
        let listed: Vec<String> = scripts.split(' ').map(str::to_owned).collect();
        let loaded: Vec<String> = html
            .split("<script src=\"")
            .skip(1)
            .map(|tag| {
                let src = tag.split('"').next().unwrap();
                let bytes = &assets[&src[src.find("assets/").unwrap()..]];
                let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(bytes));
                assert!(tag.contains(&format!("integrity=\"sha256-{hash}\"")), "{}: {src}", page.path);
                format!("'sha256-{hash}'")
            })
            .collect();
        assert_eq!(listed, loaded, "{}", page.path);
    }
}

#[test]
fn folders_read_from_disk_have_no_integrity() {
    let settings = ThemeSettings { link_style: LinkStyle::Offline, ..settings() };
    let theme = Theme::load(&BTreeMap::new(), &settings).unwrap();
    for page in pages(&|text| text.to_owned()) {
        let html = render(&theme, &page);
        assert!(html.contains("script-src 'self';"), "{}", page.path);
        assert!(!html.contains("integrity="), "{}", page.path);
    }
}

#[test]
fn links_of_the_not_found_page_hold_at_any_depth() {
    let theme = theme();
    let page = pages(&|text| text.to_owned()).pop().unwrap();
    let html = render(&theme, &page);
    assert!(html.contains("href=\"/portal/assets/main."));
    assert!(html.contains("src=\"/portal/assets/theme."));
    assert!(html.contains("<a class=\"pd-brand\" href=\"/portal/\""));
    assert!(html.contains("href=\"/portal/catalog/\""));
}

#[test]
fn a_redirect_leads_on_and_stays_out_of_search() {
    let theme = theme();
    let page = pages(&|text| text.to_owned()).into_iter().find(|page| page.path.as_str() == "old/").unwrap();
    let html = render(&theme, &page);
    for part in ["http-equiv=\"refresh\" content=\"0; url=../catalog/\"", "content=\"noindex\"", "rel=\"canonical\""] {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn an_owner_replaces_files_one_by_one() {
    let theme = load(&[
        ("templates/404.html", "{% extends \"base.html\" %}{% block main %}<h1>Gone</h1>{% endblock %}"),
        ("css/brand.css", ".own { color: red; }"),
        ("js/own.js", "// own"),
        ("README.md", "not a file of the theme"),
    ])
    .unwrap();
    let page = pages(&|text| text.to_owned()).pop().unwrap();
    let html = render(&theme, &page);
    assert!(html.contains("<h1>Gone</h1>") && html.contains("assets/own."));
    let assets = theme.assets();
    let style = assets.iter().find(|(path, _)| path.as_str().ends_with(".css")).unwrap();
    assert!(String::from_utf8_lossy(&style.1).ends_with(".own{color:red}\n"));
}

#[test]
fn a_broken_template_is_named_with_its_line() {
    let check = |text: &str, line: u32, message: &str| {
        let error = load(&[("templates/404.html", text)]).map(|_| ()).unwrap_err();
        assert_eq!((error.file.as_str(), error.line), ("templates/404.html", line), "{error}");
        assert!(error.message.contains(message), "{error}");
    };
    check("<h1>\n{% if %}</h1>", 2, "");
    check("\n\n{{ view.title | nonsense }}", 3, "nonsense");
    check("{% extends \"nothing.html\" %}", 0, "nothing.html");
    check("{% include \"404.html\" %}", 0, "circle");
    check("{{ unclosed", 1, "");

    let theme = load(&[("templates/404.html", "\n{{ view.nothing.at_all }}")]).unwrap();
    let page = pages(&|text| text.to_owned()).pop().unwrap();
    let error = theme.render(&page).unwrap_err();
    assert_eq!((error.file.as_str(), error.line), ("templates/404.html", 2), "{error}");
}

#[test]
fn nothing_switches_escaping_off() {
    let hostile = pages(&|_| HOSTILE.to_owned()).pop().unwrap();
    for expression in ["view.links[0].text | safe", "view.links[0].text | str | safe"] {
        let theme = load(&[("templates/404.html", &format!("{{{{ {expression} }}}}"))]).unwrap();
        assert!(theme.render(&hostile).unwrap_err().message.contains("`safe` is not available"));
    }
    for expression in ["view.links[0].text", "view.links[0].text ~ \"\"", "view.links[0].text | upper", "view.links"] {
        let theme = load(&[("templates/404.html", &format!("{{{{ {expression} }}}}"))]).unwrap();
        let html = theme.render(&hostile).unwrap().to_lowercase();
        assert!(!html.contains("<img"), "{expression}: {html}");
    }
}

#[test]
fn what_is_no_text_is_refused() {
    let overrides = BTreeMap::from([("css/brand.css".to_owned(), vec![0xff, 0xfe])]);
    let error = Theme::load(&overrides, &settings()).map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "css/brand.css: is not UTF-8 text");
}

#[test]
fn equal_input_gives_equal_bytes() {
    let (one, two) = (theme(), theme());
    assert_eq!(one.assets(), two.assets());
    for page in pages(&|text| text.to_owned()) {
        assert_eq!(render(&one, &page), render(&two, &page), "{}", page.path);
    }
}

#[test]
fn first_view_stays_within_its_budget() {
    let theme = theme();
    for page in pages(&|text| text.to_owned()) {
        let html = without_templates(&render(&theme, &page));
        let assets = theme.assets();
        let sum = |suffix: &str| -> usize {
            let loaded = assets.iter().filter(|(path, _)| path.as_str().ends_with(suffix));
            loaded.filter(|(path, _)| html.contains(path.as_str())).map(|(_, bytes)| gzipped(bytes)).sum()
        };
        assert!((1..=15_000).contains(&sum(".css")), "{}: {} bytes of CSS, gzipped", page.path, sum(".css"));
        assert!((1..=15_000).contains(&sum(".js")), "{}: {} bytes of script, gzipped", page.path, sum(".js"));
    }
}

/// A page without what its templates hold, which is not loaded with it.
fn without_templates(html: &str) -> String {
    let mut parts = html.split("<template");
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |out, part| out + part.split_once("</template>").map_or(part, |(_, rest)| rest))
}

#[test]
fn search_is_loaded_late_and_stays_within_its_budget() {
    let theme = theme();
    let assets = theme.assets();
    let size = |name: &str, suffix: &str| {
        let named = |path: &str| path.starts_with(&format!("assets/{name}.")) && path.ends_with(suffix);
        let found: Vec<usize> =
            assets.iter().filter(|(path, _)| named(path.as_str())).map(|(_, bytes)| gzipped(bytes)).collect();
        assert_eq!(found.len(), 1, "{name}{suffix}");
        found[0]
    };
    let check = |name: &str, suffix: &str, most: usize| {
        assert!(size(name, suffix) <= most, "{name}{suffix} has {} bytes, gzipped", size(name, suffix));
    };
    check("search", ".js", 1_500);
    check("search-dialog", ".js", 8 << 10);
    check("search-page", ".js", 9_000);
    check("search-found", ".js", 1_000);
    check("search", ".css", 3_000);
    let engine = gzipped(theme.search_engine().as_bytes());
    assert!(engine <= 16_800, "the engine has {engine} bytes, gzipped");
    for page in pages(&|text| text.to_owned()) {
        let html = render(&theme, &page);
        let now = without_templates(&html);
        let has_box = html.contains("<pd-search class=\"pd-search\" data-root=");
        assert!(has_box && html.contains("\" aria-label=\"Search\" aria-keyshortcuts="), "{}", page.path);
        for late in ["assets/search-dialog.", "assets/search-found."] {
            assert!(!now.contains(late), "{}: {late} waits until it is needed", page.path);
            let can = !matches!(page.view, View::Redirect(_) | View::Search(_));
            assert_eq!(html.contains(late), can, "{}: {late}", page.path);
        }
        assert!(!html.contains("engine."), "{}: names no index", page.path);
    }
}

#[test]
fn a_folder_read_from_disk_has_no_dialog_of_search() {
    let settings = ThemeSettings { link_style: LinkStyle::Offline, ..settings() };
    let theme = Theme::load(&BTreeMap::new(), &settings).unwrap();
    for page in pages(&|text| text.to_owned()) {
        let html = render(&theme, &page);
        assert!(
            html.contains("index.html\" aria-label=\"Search\"") && !html.contains("<template data-search"),
            "{}",
            page.path
        );
    }
}

#[test]
fn an_owner_replaces_a_part_of_search() {
    let theme = load(&[("js/search/text.js", "const OWN_TEXT = 1; // as written")]).unwrap();
    let bundles: Vec<_> = theme
        .assets()
        .into_iter()
        .filter(|(path, _)| {
            path.as_str().starts_with("assets/search-dialog.") || path.as_str().starts_with("assets/search-page.")
        })
        .collect();
    assert_eq!(bundles.len(), 2);
    for (path, bytes) in bundles {
        assert!(String::from_utf8_lossy(&bytes).contains("const OWN_TEXT = 1; // as written"), "{path}");
    }
    assert!(
        !theme.assets().iter().any(|(path, _)| path.as_str().contains("search-text")),
        "a part is no script of its own"
    );
}

/// Bytes after `gzip -9`, as servers send them.
fn gzipped(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

#[test]
fn scripts_are_checked_for_types() {
    let files = Files::merge(&BTreeMap::new()).unwrap();
    for (name, text) in files.below("js/") {
        assert!(text.starts_with("// @ts-check"), "{name}");
    }
}

#[test]
fn scripts_build_no_markup_from_text() {
    let refused = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "DOMParser",
        "eval(",
        "new Function",
        "window.name",
        "document.name",
        "import ",
        "setHTML",
    ];
    for (path, bytes) in theme().assets() {
        let text = String::from_utf8_lossy(&bytes);
        if path.as_str().ends_with(".js") {
            assert_eq!(refused.iter().find(|word| text.contains(**word)), None, "{path}");
        }
    }
}

#[test]
fn scripts_say_in_english_what_the_language_file_says() {
    let files = Files::merge(&BTreeMap::new()).unwrap();
    let languages = Languages::load(&files).unwrap();
    let mut said = std::collections::BTreeSet::new();
    // The dialog of search has words of its own, in English.
    for (name, script) in files.below("js/").filter(|(name, _)| !name.starts_with("search/")) {
        for call in script.split("say('").skip(1) {
            let (key, rest) = call.split_once("', '").unwrap_or_else(|| panic!("{name}: {call:.40}"));
            let english = rest.split('\'').next().unwrap();
            let dashed: String =
                key.chars().flat_map(|c| c.is_uppercase().then_some('-').into_iter().chain(c.to_lowercase())).collect();
            assert_eq!(languages.of("en").text(&format!("script{dashed}")), english, "{name}");
            said.insert(format!("script{dashed}"));
        }
    }
    assert!(files.text("js/hover.js").contains("sayOwnedBy ?? 'Owned by {names}'"));
    said.insert("script-owned-by".into());
    let known: std::collections::BTreeSet<String> =
        languages.of("en").keys().filter(|key| key.starts_with("script-")).map(str::to_owned).collect();
    assert_eq!(said, known);
}

#[test]
fn pages_of_documentation_are_said_in_their_language() {
    let theme = theme();
    let page = |lang: &str| {
        let mut page = pages(&|_| String::new()).into_iter().find(|page| matches!(page.view, View::Docs(_))).unwrap();
        page.frame.lang = lang.to_owned();
        if let View::Docs(view) = &mut page.view {
            view.entity.owner.text = "Ann".into();
            view.updated.datetime = "2026-03-04".into();
            view.updated.text = "x".into();
            view.contributors = vec!["A".into(), "B".into()];
        }
        render(&theme, &page)
    };
    let german = page("de-CH");
    for part in [
        "<body data-say-all-pages=\"Alle Seiten\"",
        ">Zum Inhalt springen</a>",
        ">Katalog</a>",
        "Zuletzt geändert <time datetime=\"2026-03-04\">4. März 2026</time><pd-moment></pd-moment>; die Seite kann veraltet sein.",
        "Mitwirkende: A, B",
        "Zuständig: ",
    ] {
        assert!(german.contains(part), "{part}\n{german}");
    }
    let english = page("en-GB");
    assert!(english.contains("<body>") && english.contains(">4 March 2026</time>") && !english.contains("data-say-"));
    assert!(page("xx").contains(">Skip to content<"));
    let own = load(&[("languages/xx.yaml", "skip: <b>Spring</b>\nscript-copied: '\"x\"'\n")]).unwrap();
    let mut other = pages(&|text| text.to_owned()).pop().unwrap();
    other.frame.lang = "xx".into();
    let html = render(&own, &other);
    assert!(html.contains(">&lt;b&gt;Spring&lt;") && html.contains("data-say-copied=\"&quot;x&quot;\""), "{html}");
    let error =
        load(&[("templates/404.html", "\n{{ say(key=\"no-such-text\") }}")]).unwrap().render(&other).unwrap_err();
    assert!(error.to_string().contains("no language has the text `no-such-text`"), "{error}");
}

#[test]
fn templates_of_documentation_pages_hold_no_words_of_their_own() {
    let files = Files::merge(&BTreeMap::new()).unwrap();
    for name in ["base.html", "docs.html", "contents.html", "print.html", "redirect.html"] {
        let text = files.text(&format!("templates/{name}"));
        // What is left when expressions, statements, comments and tags are taken out is text between tags.
        let mut rest = text.to_owned();
        for (open, close) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}"), ("<", ">")] {
            while let Some(start) = rest.find(open) {
                let end = rest[start..].find(close).map_or(rest.len(), |end| start + end + close.len());
                rest.replace_range(start..end, " ");
            }
        }
        let words: Vec<&str> = rest
            .split_whitespace()
            .filter(|word| word.contains(char::is_alphabetic) && !word.starts_with("pd-") && !word.ends_with("=\""))
            .collect();
        assert!(words.is_empty(), "{name}: {words:?}");
        for label in text.split("aria-label=\"").skip(1) {
            assert!(label.starts_with("{{"), "{name}: {label:.30}");
        }
    }
}
