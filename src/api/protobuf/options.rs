//! Options as text, and the paths over HTTP that `google.api.http` gives to a method.

use prost_types::UninterpretedOption;

/// Deepest nesting of an HTTP rule.
const MAX_DEPTH: usize = 4;
/// Most rules of one method.
const MAX_RULES: usize = 50;

/// An option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionValue {
    /// Its name as written: `(google.api.http).get`.
    pub name: Box<str>,
    /// Its value as written, strings in quotes.
    pub value: Box<str>,
}

/// A path over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRule {
    /// The method in capitals: `GET`.
    pub method: Box<str>,
    /// The path with its variables: `/v1/{name=ports/*}`.
    pub path: Box<str>,
    /// The field that is the body; `*` for the whole message.
    pub body: Option<Box<str>>,
}

/// The options of a declaration as text.
pub(super) fn read(options: &[UninterpretedOption]) -> Vec<OptionValue> {
    options.iter().map(|option| OptionValue { name: name(option).into(), value: value(option).into() }).collect()
}

/// Takes an option out of a list.
pub(super) fn take(options: &mut Vec<OptionValue>, name: &str) -> Option<Box<str>> {
    let at = options.iter().position(|option| &*option.name == name)?;
    Some(options.remove(at).value)
}

/// Takes the HTTP rules out of a list.
pub(super) fn take_http(options: &mut Vec<OptionValue>) -> Vec<HttpRule> {
    let is_http = |option: &OptionValue| {
        option.name.starts_with("(google.api.http)") || option.name.starts_with("(.google.api.http)")
    };
    let mut text = String::new();
    for option in options.iter().filter(|option| is_http(option)) {
        let field = option.name.rsplit_once(").").map(|(_, field)| field);
        match field {
            Some(field) => text += &format!("{field} : {} ", option.value),
            None => text += &format!("{} ", option.value.trim_start_matches('{').trim_end_matches('}')),
        }
    }
    let mut rules = Vec::new();
    Rules { rest: &text, out: &mut rules }.rule(0);
    if !rules.is_empty() {
        options.retain(|option| !is_http(option));
    }
    rules
}

fn name(option: &UninterpretedOption) -> String {
    let part = |part: &prost_types::uninterpreted_option::NamePart| match part.is_extension {
        true => format!("({})", part.name_part),
        false => part.name_part.clone(),
    };
    option.name.iter().map(part).collect::<Vec<_>>().join(".")
}

fn value(option: &UninterpretedOption) -> String {
    if let Some(word) = &option.identifier_value {
        return word.clone();
    }
    if let Some(number) = option.positive_int_value {
        return number.to_string();
    }
    if let Some(number) = option.negative_int_value {
        return number.to_string();
    }
    if let Some(number) = option.double_value {
        return number.to_string();
    }
    if let Some(text) = &option.string_value {
        return format!("{:?}", String::from_utf8_lossy(text));
    }
    format!("{{ {} }}", option.aggregate_value.as_deref().unwrap_or_default())
}

/// Reads the fields of a rule in protobuf's text format, as the parser has written it: words with blanks between.
struct Rules<'a, 'b> {
    rest: &'a str,
    out: &'b mut Vec<HttpRule>,
}

impl<'a> Rules<'a, '_> {
    fn rule(&mut self, depth: usize) {
        let at = self.out.len();
        let mut body = None;
        let mut kind = None;
        while let Some(word) = self.word() {
            match word {
                "}" => break,
                "get" | "put" | "post" | "delete" | "patch" => {
                    if let Some(path) = self.text() {
                        let rule = HttpRule { method: word.to_ascii_uppercase().into(), path, body: None };
                        self.out.insert(at, rule);
                    }
                }
                "body" => body = self.text(),
                "kind" => kind = self.text(),
                "path" => {
                    if let (Some(path), Some(method)) = (self.text(), kind.take()) {
                        self.out.insert(at, HttpRule { method, path, body: None });
                    }
                }
                "additional_bindings" if depth < MAX_DEPTH && self.out.len() < MAX_RULES => self.rule(depth + 1),
                _ => {}
            }
        }
        if let Some(rule) = self.out.get_mut(at) {
            rule.body = body;
        }
    }

    /// The next word, string in quotes, or mark; colons, commas and opening braces are passed over.
    fn word(&mut self) -> Option<&'a str> {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || ":,;{[]<>".contains(c));
        let first = self.rest.chars().next()?;
        let end = match first {
            '"' | '\'' => self.string_end(first),
            '}' => 1,
            _ => self.rest.find(|c: char| c.is_whitespace() || ":,;{}[]<>\"'".contains(c)).unwrap_or(self.rest.len()),
        };
        let (word, rest) = self.rest.split_at(end.max(first.len_utf8()));
        self.rest = rest;
        Some(word)
    }

    /// The length of the string that the rest starts with.
    fn string_end(&self, quote: char) -> usize {
        let mut escaped = false;
        for (at, c) in self.rest.char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                c if c == quote => return at + 1,
                _ => {}
            }
        }
        self.rest.len()
    }

    /// The value of a string that comes next.
    fn text(&mut self) -> Option<Box<str>> {
        let word = self.word()?;
        let quoted = word.starts_with(['"', '\'']);
        quoted.then(|| word.trim_matches(['"', '\'']).trim().replace("\\\"", "\"").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_rules_are_read_with_their_further_bindings() {
        let check = |name: &str, value: &str, expect: &str| {
            let mut options = vec![OptionValue { name: name.into(), value: value.into() }];
            let rules = take_http(&mut options);
            let shown: Vec<String> =
                rules.iter().map(|rule| format!("{} {} {:?}", rule.method, rule.path, rule.body.as_deref())).collect();
            assert_eq!(shown.join("; "), expect, "{value}");
            assert_eq!(options.is_empty(), !rules.is_empty());
        };
        check("(google.api.http)", r#"{ get : "/v1/{name=ports/*}" }"#, "GET /v1/{name=ports/*} None");
        check(
            "(google.api.http)",
            r#"{ body : "*" post : "/v1/a" additional_bindings { put : "/v1/b" body : "x" } additional_bindings : { custom { kind : "HEAD" path : "/h" } } }"#,
            "POST /v1/a Some(\"*\"); PUT /v1/b Some(\"x\"); HEAD /h None",
        );
        check("(google.api.http).get", "\"/v1/c\"", "GET /v1/c None");
        check("(google.api.http)", "{ get : 1 }", "");
        check("(google.api.http)", "{ get : \"/open }", "GET /open None");
    }
}
