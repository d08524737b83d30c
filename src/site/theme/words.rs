//! The words of the interface: one file for each language, `languages/de.yaml`. English is complete; what another language does
//! not say is said in English, text by text.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ThemeError;
use super::files::Files;
use crate::yaml::{self, Budget, Node};

/// The language that has every text.
const COMPLETE: &str = "en";
/// What texts begin with that scripts say.
const SCRIPT: &str = "script-";

/// The words of all languages of a theme.
#[derive(Clone, Debug)]
pub struct Languages {
    all: BTreeMap<String, Arc<Words>>,
    complete: Arc<Words>,
}

/// The words of a language.
#[derive(Clone, Debug)]
pub struct Words {
    /// Its tag in lower case.
    language: String,
    texts: BTreeMap<String, Text>,
    /// The words that stand in for what is missing; `None` for those of the complete language.
    instead: Option<Arc<Words>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Text {
    Plain(String),
    /// By CLDR's name of the form; `other` is always there.
    Plural(BTreeMap<String, String>),
}

impl Languages {
    /// Reads the language files of a theme.
    pub(super) fn load(files: &Files) -> Result<Self, ThemeError> {
        let mut read: BTreeMap<String, BTreeMap<String, Text>> = BTreeMap::new();
        for (name, text) in files.below("languages/") {
            if let Some(language) = name.strip_suffix(".yaml") {
                read.insert(language.to_lowercase(), texts(&format!("languages/{name}"), text)?);
            }
        }
        let words = |language: &str, texts, instead| Words { language: language.to_owned(), texts, instead };
        let complete = Arc::new(words(COMPLETE, read.remove(COMPLETE).unwrap_or_default(), None));
        // An owner's English may be short too: what it lacks is said as the program says it.
        let own = texts("languages/en.yaml", super::files::default_text("languages/en.yaml"))?;
        let mut whole = (*complete).clone();
        for (key, text) in own {
            whole.texts.entry(key).or_insert(text);
        }
        let complete = Arc::new(whole);
        let mut all: BTreeMap<String, Arc<Words>> = read
            .into_iter()
            .map(|(language, texts)| (language.clone(), Arc::new(words(&language, texts, Some(complete.clone())))))
            .collect();
        all.insert(COMPLETE.to_owned(), complete.clone());
        Ok(Self { all, complete })
    }

    /// The words for a language tag: those of `pt-BR`, else those of `pt`, else English.
    pub fn of(&self, tag: &str) -> &Arc<Words> {
        let tag = tag.to_lowercase();
        let primary = tag.split('-').next().unwrap_or_default();
        self.all.get(&tag).or_else(|| self.all.get(primary)).unwrap_or(&self.complete)
    }

    /// The words of every language, each with its tag.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Arc<Words>)> {
        self.all.iter().map(|(tag, words)| (tag.as_str(), words))
    }
}

impl Words {
    /// The tag of the language in lower case.
    pub(super) fn language(&self) -> &str {
        &self.language
    }

    /// A text with its placeholders as they are; the key where no language has it.
    pub fn text(&self, key: &str) -> String {
        self.find(key).map_or(key, |(_, text)| text.form("other")).to_owned()
    }

    /// A text with its placeholders filled in.
    pub fn filled(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(&self.text(key), values)
    }

    /// A text about a number, in the form that the language has for it.
    pub(super) fn counted(&self, key: &str, count: u64, values: &[(&str, &str)]) -> Option<String> {
        let (language, text) = self.find(key)?;
        Some(fill(text.form(plural_form(language, count)), values))
    }

    /// True if a text is there, be it in English.
    pub(super) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// What scripts say in other words than they have themselves: the key without what it begins with, and the text.
    pub(super) fn of_scripts<'a>(&'a self, own: &'a Words) -> impl Iterator<Item = (&'a str, String)> {
        let keys = own.texts.keys().filter_map(|key| Some((key.strip_prefix(SCRIPT)?, key)));
        keys.filter(|(_, key)| self.text(key) != own.text(key)).map(|(short, key)| (short, self.text(key)))
    }

    /// The English words of the program itself.
    pub(super) fn built_in() -> Result<Self, ThemeError> {
        let texts = texts("languages/en.yaml", super::files::default_text("languages/en.yaml"))?;
        Ok(Self { language: COMPLETE.to_owned(), texts, instead: None })
    }

    /// The names of all texts of the language itself.
    #[cfg(test)]
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    fn find(&self, key: &str) -> Option<(&str, &Text)> {
        match (self.texts.get(key), &self.instead) {
            (Some(text), _) => Some((&self.language, text)),
            (None, Some(instead)) => instead.find(key),
            (None, None) => None,
        }
    }
}

impl Text {
    fn form(&self, name: &str) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Plural(forms) => forms.get(name).or_else(|| forms.get("other")).map_or("", String::as_str),
        }
    }
}

/// Fills placeholders in one pass, so that braces in a value stay.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let name = rest.find('}').map(|end| &rest[1..end]);
        match name.and_then(|name| Some((name, values.iter().find(|(known, _)| *known == name)?.1))) {
            Some((name, value)) => {
                out.push_str(value);
                rest = &rest[name.len() + 2..];
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn texts(file: &str, text: &str) -> Result<BTreeMap<String, Text>, ThemeError> {
    let error = |span: crate::diag::Span, message: String| ThemeError {
        file: file.to_owned(),
        line: span.line,
        column: span.column,
        message,
    };
    let root = yaml::parse_settings(text, &Budget::SETTINGS).map_err(|wrong| error(wrong.span, wrong.to_string()))?;
    if root.is_null() {
        return Ok(BTreeMap::new());
    }
    let wrong = |node: &Node, key: &str| {
        error(
            node.span,
            format!("`{}` should be a text, or plural forms of which one is `other`", crate::diag::shown(key)),
        )
    };
    let map = root.as_map().ok_or_else(|| error(root.span, "should be a mapping of names to texts".into()))?;
    let mut out = BTreeMap::new();
    for entry in &map.entries {
        let (key, node) = (&*entry.key, &entry.value);
        let text = match (node.text(), node.as_map()) {
            (Some(text), _) => Text::Plain(text.to_owned()),
            (None, Some(forms)) => {
                let forms =
                    forms.entries.iter().map(|form| Some((form.key.to_string(), form.value.text()?.to_owned())));
                let forms: Option<BTreeMap<String, String>> = forms.collect();
                Text::Plural(forms.filter(|forms| forms.contains_key("other")).ok_or_else(|| wrong(node, key))?)
            }
            (None, None) => return Err(wrong(node, key)),
        };
        out.insert(key.to_owned(), text);
    }
    Ok(out)
}

/// The plural form of a whole number, after the rules of CLDR; languages that are not named here have `one` and `other`.
fn plural_form(language: &str, n: u64) -> &'static str {
    let (ten, hundred) = (n % 10, n % 100);
    let pick = |one: bool, few: bool| {
        if one {
            "one"
        } else if few {
            "few"
        } else {
            "many"
        }
    };
    match language.split('-').next().unwrap_or_default() {
        "id" | "ja" | "ko" | "ms" | "th" | "vi" | "zh" => "other",
        "es" | "it" if n != 0 && n.is_multiple_of(1_000_000) => "many",
        "fr" | "pt" if n != 0 && n.is_multiple_of(1_000_000) => "many",
        "fr" | "pt" | "fa" | "hi" | "bn" | "hy" if n < 2 => "one",
        "ar" => match (n, hundred) {
            (0, _) => "zero",
            (1, _) => "one",
            (2, _) => "two",
            (_, 3..=10) => "few",
            (_, 11..) => "many",
            _ => "other",
        },
        "he" if n == 2 => "two",
        "ru" | "uk" | "be" | "sr" | "hr" | "bs" => {
            let form = pick(ten == 1 && hundred != 11, (2..=4).contains(&ten) && !(12..=14).contains(&hundred));
            // The southern languages say the rest as they say fractions.
            if form == "many" && matches!(language.get(..2), Some("sr" | "hr" | "bs")) { "other" } else { form }
        }
        "pl" => pick(n == 1, (2..=4).contains(&ten) && !(12..=14).contains(&hundred)),
        "cs" | "sk" if (2..=4).contains(&n) => "few",
        "lt" if ten == 1 && !(11..=19).contains(&hundred) => "one",
        "lt" if ten > 1 && !(11..=19).contains(&hundred) => "few",
        "lt" => "other",
        "ro" if n == 0 || n != 1 && (1..=19).contains(&hundred) => "few",
        "sl" => match hundred {
            1 => "one",
            2 => "two",
            3 | 4 => "few",
            _ => "other",
        },
        _ if n == 1 => "one",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn shipped() -> Languages {
        Languages::load(&Files::merge(&BTreeMap::new()).unwrap()).unwrap()
    }

    fn with(path: &str, text: &str) -> Result<Languages, ThemeError> {
        Languages::load(&Files::merge(&BTreeMap::from([(path.to_owned(), text.as_bytes().to_vec())])).unwrap())
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn every_shipped_language_says_everything_with_the_same_placeholders() {
        let languages = shipped();
        let tags: Vec<&str> = languages.iter().map(|(tag, _)| tag).collect();
        assert_eq!(tags, ["ar", "de", "en", "es", "fr"]);
        let english = languages.of("en");
        for (tag, words) in languages.iter() {
            assert!(words.texts.keys().eq(english.texts.keys()), "{tag} has other texts");
            for (key, text) in &words.texts {
                let expect = placeholders(english.texts[key].form("other"));
                assert_eq!(placeholders(text.form("other")), expect, "{tag} {key}");
                if let Text::Plural(forms) = text {
                    let needed: BTreeSet<&str> = (0..200).map(|n| plural_form(tag, n)).collect();
                    assert!(needed.iter().all(|form| forms.contains_key(*form)), "{tag} {key} lacks one of {needed:?}");
                }
            }
        }
    }

    #[test]
    fn what_a_language_does_not_say_is_said_in_english() {
        let languages = with("languages/pt-br.yaml", "next: Próximo\n").unwrap();
        let words = languages.of("pt-BR");
        assert_eq!((words.text("next"), words.text("previous")), ("Próximo".into(), "Previous".into()));
        assert_eq!(words.counted("left-out", 1, &[("count", "1")]).unwrap(), "1 more page had no room here.");
        assert_eq!(languages.of("pt").text("next"), "Next", "another country's words are not taken");
        assert_eq!(languages.of("de-AT").text("next"), "Weiter");
        assert_eq!(languages.of("tlh").text("next"), "Next");
        let short = with("languages/en.yaml", "next: Onwards\n").unwrap();
        assert_eq!(
            (short.of("en").text("next"), short.of("en").text("previous")),
            ("Onwards".into(), "Previous".into())
        );
    }

    #[test]
    fn plural_forms_are_those_of_the_language() {
        let check = |language: &str, expect: &str| {
            let numbers = [0, 1, 2, 3, 5, 11, 21, 22, 100, 101, 103, 111, 1_000_000];
            let forms: Vec<&str> = numbers.iter().map(|n| plural_form(language, *n)).collect();
            assert_eq!(forms.join(" "), expect, "{language}");
        };
        check("en", "other one other other other other other other other other other other other");
        check("fr", "one one other other other other other other other other other other many");
        check("ja", "other other other other other other other other other other other other other");
        check("ar", "zero one two few few many many many other other few many other");
        check("ru", "many one few few many many one few many one few many many");
        check("pl", "many one few few many many many few many many few many many");
        check("cs", "other one few few other other other other other other other other other");
    }

    #[test]
    fn placeholders_are_filled_once() {
        assert_eq!(fill("{a} and {b} {c} {", &[("a", "{b}"), ("b", "x")]), "{b} and x {c} {");
    }

    #[test]
    fn a_broken_file_is_named_with_its_place() {
        let check = |text: &str, expect: &str| {
            let error = with("languages/xx.yaml", text).map(|_| ()).unwrap_err();
            assert_eq!(error.to_string(), expect);
        };
        let shape = "should be a text, or plural forms of which one is `other`";
        check("a: b\nnext: [1]\n", &format!("languages/xx.yaml:2:7: `next` {shape}"));
        check("left-out: {one: x}\n", &format!("languages/xx.yaml:1:11: `left-out` {shape}"));
        check("- a\n", "languages/xx.yaml:1:1: should be a mapping of names to texts");
        assert!(with("languages/xx.yaml", "a: b\na: c\n").is_err());
    }
}
