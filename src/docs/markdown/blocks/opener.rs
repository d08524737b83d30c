//! The first lines of containers: what they look like.

use super::Title;

/// A container whose body is indented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Indented<'a> {
    /// `!!! note "Title"`.
    Admonition { classes: &'a str, title: Option<&'a str> },
    /// `??? note "Title"`.
    Details { open: bool, classes: &'a str, title: Option<&'a str> },
    /// `=== "Label"`.
    Tab { new: bool, selected: bool, label: &'a str },
}

/// The container with indented body that a line opens.
pub(super) fn indented(text: &str) -> Option<Indented<'_>> {
    if let Some(rest) = text.strip_prefix("!!!") {
        let (classes, title) = classes_and_title(rest.strip_prefix(' ').unwrap_or(rest))?;
        return (!classes.is_empty()).then_some(Indented::Admonition { classes, title });
    }
    if let Some(rest) = text.strip_prefix("???") {
        let open = rest.starts_with('+');
        let rest = rest.strip_prefix('+').unwrap_or(rest);
        let (classes, title) = classes_and_title(rest.strip_prefix(' ').unwrap_or(rest))?;
        return (!classes.is_empty() || title.is_some()).then_some(Indented::Details { open, classes, title });
    }
    let rest = text.strip_prefix("===")?;
    let flags = rest.bytes().take_while(|b| matches!(b, b'!' | b'+')).count();
    let (flags, rest) = rest.split_at(flags);
    let label = rest.strip_prefix(' ')?.trim().strip_prefix('"')?.strip_suffix('"')?;
    (flags.len() <= 2).then_some(Indented::Tab { new: flags.contains('!'), selected: flags.contains('+'), label })
}

/// `note inline "Title"`: words, then a title in quotes, one of them.
fn classes_and_title(text: &str) -> Option<(&str, Option<&str>)> {
    let text = text.trim_end();
    let (classes, title) = match text.strip_suffix('"').and_then(|text| text.split_once('"')) {
        Some((classes, title)) if classes.is_empty() || classes.ends_with(' ') => (classes, Some(title)),
        Some(_) => return None,
        None => (text, None),
    };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let classes = classes.trim_end();
    (!classes.starts_with(' ') && classes.chars().all(|c| is_word(c) || c == ' ')).then_some((classes, title))
}

/// The title that an opener asks for: its own, none (`""`), or its first word.
pub(super) fn title(classes: &str, title: Option<&str>) -> Title {
    match title {
        Some(title) if title.trim().is_empty() => Title::None,
        Some(_) => Title::Own,
        None => Title::Default(capitalised(classes.split(' ').next().unwrap_or_default())),
    }
}

/// `NOTE` is `Note`.
pub(super) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect())
        .unwrap_or_default()
}

/// The keyword and title of `[!NOTE] Title`: the class, the keyword, the title.
pub(super) fn alert(text: &str) -> Option<(&'static str, &str, &str)> {
    let (word, title) = text.strip_prefix("[!")?.split_once(']')?;
    let class = match word.to_ascii_lowercase().as_str() {
        "note" => "note",
        "tip" => "tip",
        "important" | "warning" => "warning",
        "caution" => "danger",
        _ => return None,
    };
    Some((class, word, title.trim()))
}

/// `/// name | Title`: the slashes, the name and the title.
pub(super) fn slashes(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let count = text.bytes().take_while(|b| *b == b'/').count();
    let (slashes, rest) = text.split_at(count);
    let (name, title) = match rest.split_once('|') {
        Some((name, title)) => (name.trim(), Some(title.trim())),
        None => (rest.trim(), None),
    };
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    (count >= 3 && is_name).then_some((slashes, name, title))
}

/// The types of `/// note`, as far as they are known without configuration.
pub(super) const ADMONITIONS: [&str; 13] = [
    "note",
    "attention",
    "caution",
    "danger",
    "error",
    "tip",
    "hint",
    "warning",
    "important",
    "info",
    "success",
    "question",
    "example",
];

/// The kind and the name of an abbreviation's definition: `*[HTML]: Hyper Text`.
pub(super) fn abbreviation(text: &str) -> Option<(&str, &str)> {
    let (name, meaning) = text.strip_prefix("*[")?.split_once(']')?;
    let meaning = meaning.strip_prefix(' ').unwrap_or(meaning).strip_prefix(':')?.trim();
    (!name.is_empty() && !meaning.is_empty() && !name.contains(['[', '\\'])).then_some((name, meaning))
}

/// Percent and label of `[=75% "75%"]`.
pub(super) fn progress(text: &str) -> Option<(u8, &str)> {
    let inner = text.trim_end().strip_prefix("[=")?.trim_start_matches('=');
    let (inner, _) = inner.rsplit_once(']').filter(|(_, after)| after.is_empty() || after.starts_with('{'))?;
    let (number, label) = match inner.find(['"', '\'']) {
        Some(quote) => {
            let (number, label) = inner.split_at(quote);
            let label = label.trim_end();
            (number, label.get(1..label.len().checked_sub(1)?)?)
        }
        None => (inner, ""),
    };
    let number = number.trim();
    let percent = match (number.strip_suffix('%'), number.split_once('/')) {
        (Some(percent), _) => percent.trim().parse::<f64>().ok()?,
        (None, Some((part, whole))) => {
            100.0 * part.trim().parse::<f64>().ok()? / whole.trim().parse::<f64>().ok().filter(|whole| *whole > 0.0)?
        }
        (None, None) => return None,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let percent = percent.clamp(0.0, 100.0).round() as u8;
    Some((percent, label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openers_are_told_from_text() {
        let check = |text: &str, expect: Option<Indented<'_>>| assert_eq!(indented(text), expect, "{text}");
        let note = |classes, title| Some(Indented::Admonition { classes, title });
        check("!!! note", note("note", None));
        check("!!!note", note("note", None));
        check("!!! note inline end \"A \"b\" c\"  ", note("note inline end", Some("A \"b\" c")));
        check("!!! note \"\"", note("note", Some("")));
        check("!!! \"x\"", None);
        check("!!! wow, great", None);
        check("!!!  note", None);
        check("??? \"x\"", Some(Indented::Details { open: false, classes: "", title: Some("x") }));
        check("???+ tip", Some(Indented::Details { open: true, classes: "tip", title: None }));
        check("???", None);
        check("??? why?", None);
        check("=== \"A\"", Some(Indented::Tab { new: false, selected: false, label: "A" }));
        check("===+! \"A\" ", Some(Indented::Tab { new: true, selected: true, label: "A" }));
        check("=== 'A'", None);
        check("===", None);
    }

    #[test]
    fn progress_bars_are_read() {
        assert_eq!(progress("[=75% \"75%\"]"), Some((75, "75%")));
        assert_eq!(progress("[= 3/4 'most']{: .thin }"), Some((75, "most")));
        assert_eq!(progress("[=300%]"), Some((100, "")));
        assert_eq!(progress("[=x]"), None);
        assert_eq!(progress("[=1%] and"), None);
    }
}
