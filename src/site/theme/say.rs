//! What templates say in the language of a page: `say`, `around`, `day` and `script_words`.

use std::sync::Arc;

use tera::{Kwargs, State, Tera, Value};

use super::words::Words;
use crate::safe::escape;

/// Gives the templates the words of a language.
pub(super) fn register(tera: &mut Tera, words: &Arc<Words>, built_in: &Words) {
    let own = words.clone();
    // `say(key="owner", name="…")`: a text with its placeholders filled in; `count` chooses the plural form.
    tera.register_function("say", move |arguments: Kwargs, _: &State| {
        let key = known(&own, &arguments)?;
        let values: Vec<(String, String)> =
            arguments.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (&**name, &**value)).collect();
        let counted = arguments.get::<u64>("count")?.and_then(|count| own.counted(key, count, &values));
        Ok::<_, tera::Error>(counted.unwrap_or_else(|| own.filled(key, &values)))
    });
    let own = words.clone();
    // `around(key="owner", name="name")`: what stands before and after a placeholder that the template fills with markup.
    tera.register_function("around", move |arguments: Kwargs, _: &State| {
        let text = own.text(known(&own, &arguments)?);
        let place = format!("{{{}}}", arguments.must_get::<&str>("name")?);
        let (before, after) = text.split_once(&place).unwrap_or((&text, ""));
        Ok::<_, tera::Error>(Value::from(vec![Value::from(before), Value::from(after)]))
    });
    let own = words.clone();
    // `day(date="2026-11-04", or="…")`: a day in words, or the other text if it is none.
    tera.register_function("day", move |arguments: Kwargs, _: &State| {
        let date = arguments.must_get::<&str>("date")?;
        Ok::<_, tera::Error>(match day(&own, date) {
            Some(text) => text,
            None => arguments.must_get::<&str>("or")?.to_owned(),
        })
    });
    // Attributes of `body` with what scripts have to say in other words than their own.
    let attributes: String =
        words.of_scripts(built_in).map(|(key, text)| format!(" data-say-{key}=\"{}\"", escape(&text))).collect();
    let attributes = Value::safe_string(&attributes);
    tera.register_function("script_words", move |_: Kwargs, _: &State| Ok::<_, tera::Error>(attributes.clone()));
}

/// The key of a text that is there.
fn known<'a>(words: &Words, arguments: &'a Kwargs) -> Result<&'a str, tera::Error> {
    let key = arguments.must_get::<&str>("key")?;
    if words.has(key) { Ok(key) } else { Err(tera::Error::message(format!("no language has the text `{key}`"))) }
}

/// `2026-11-04` or the same with a time in words.
fn day(words: &Words, date: &str) -> Option<String> {
    let mut parts = date.get(..10)?.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |text: &str| text.parse::<u32>().ok().map(|number| number.to_string());
    let month = Some(format!("month-{}", number(month)?)).filter(|key| words.has(key)).map(|key| words.text(&key))?;
    Some(words.filled("date", &[("day", &number(day)?), ("month", &month), ("year", &number(year)?)]))
}
