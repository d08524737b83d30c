//! JSON written straight into bytes: no tree of values, so that a catalog of any size costs only its own text.

use crate::yaml::{Node, Value};

/// JSON text that grows from its start to its end.
#[derive(Default)]
pub(super) struct Json {
    bytes: Vec<u8>,
}

impl Json {
    /// The text.
    pub fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.shrink_to_fit();
        self.bytes
    }

    /// How many bytes are written.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// An object; `content` writes keys, each followed by a value.
    pub fn object(&mut self, content: impl FnOnce(&mut Self)) {
        self.separate();
        self.bytes.push(b'{');
        content(self);
        self.bytes.push(b'}');
    }

    /// A list; `content` writes values.
    pub fn list(&mut self, content: impl FnOnce(&mut Self)) {
        self.separate();
        self.bytes.push(b'[');
        content(self);
        self.bytes.push(b']');
    }

    /// The key of the value that is written next.
    pub fn key(&mut self, key: &str) -> &mut Self {
        self.string(key);
        self.bytes.push(b':');
        self
    }

    /// A string.
    pub fn string(&mut self, text: &str) {
        self.separate();
        serde_json::to_writer(&mut self.bytes, text).expect("a string is JSON and a vector takes everything");
    }

    /// A value that is JSON already.
    pub fn raw(&mut self, json: &[u8]) {
        self.separate();
        self.bytes.extend_from_slice(json);
    }

    /// A count.
    pub fn count(&mut self, count: usize) {
        self.raw(count.to_string().as_bytes());
    }

    /// A YAML value, keys in source order.
    pub fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Null => self.raw(b"null"),
            Value::Bool(true) => self.raw(b"true"),
            Value::Bool(false) => self.raw(b"false"),
            Value::Number(text) => match number(text) {
                Some(number) => self.raw(number.as_bytes()),
                None => self.string(text),
            },
            Value::String(text) => self.string(text),
            Value::List(items) => self.list(|json| items.iter().for_each(|item| json.node(item))),
            Value::Map(map) => self.object(|json| {
                for entry in &map.entries {
                    json.key(&entry.key).node(&entry.value);
                }
            }),
        }
    }

    /// A YAML value where strings belong: numbers and booleans keep their source text.
    pub fn text_node(&mut self, node: &Node) {
        match (&node.value, node.text()) {
            (_, Some(text)) => self.string(text),
            (Value::List(items), None) => self.list(|json| items.iter().for_each(|item| json.text_node(item))),
            (_, None) => self.node(node),
        }
    }

    /// A comma where a value or key follows another; the last byte says so, because strings end with a quote.
    fn separate(&mut self) {
        if !matches!(self.bytes.last(), None | Some(b'{' | b'[' | b':')) {
            self.bytes.push(b',');
        }
    }
}

/// The JSON number of a YAML number; `None` for one with more digits than the numbers of JavaScript hold, which is how
/// readers of the file would lose them.
fn number(text: &str) -> Option<String> {
    const EXACT: u64 = 1 << 53;
    let radix = |digits: &str, radix: u32| {
        u64::from_str_radix(digits, radix).ok().filter(|number| *number <= EXACT).map(|number| number.to_string())
    };
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
    if significant(text)? != significant(&format!("{value:e}"))? {
        return None;
    }
    let magnitude = value.abs();
    let plain = magnitude == 0.0 || (1e-7..1e21).contains(&magnitude);
    Some(if plain { format!("{value}") } else { format!("{value:e}") })
}

/// The digits that count, without zeros around them, and the power of ten of the last one.
fn significant(text: &str) -> Option<(String, i64)> {
    let unsigned = text.trim_start_matches(['-', '+']);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let kept = digits.trim_end_matches('0');
    if kept.is_empty() {
        return Some((String::new(), 0));
    }
    let dropped = i64::try_from(digits.len() - kept.len()).ok()?;
    let places = i64::try_from(fraction.len()).ok()?;
    let power = exponent.parse::<i64>().ok()?.checked_sub(places)?.checked_add(dropped)?;
    Some((kept.trim_start_matches('0').to_owned(), power))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Budget, parse_settings};

    fn check(yaml: &str, expect: &str) {
        let mut json = Json::default();
        json.node(&parse_settings(yaml, &Budget::SETTINGS).unwrap());
        let text = String::from_utf8(json.into_bytes()).unwrap();
        assert_eq!(text, expect, "{yaml}");
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text} is no JSON");
    }

    #[test]
    fn yaml_values_become_json() {
        check("~", "null");
        check("[yes, True, FALSE, 2024-01-01, '1', .nan]", r#"["yes",true,false,"2024-01-01","1",".nan"]"#);
        check("{b: {z: 1, a: []}, a: [{}, [x, {y: ''}]]}", r#"{"b":{"z":1,"a":[]},"a":[{},["x",{"y":""}]]}"#);
        check(r#""a\"b\n\u2028\0/{[:""#, "\"a\\\"b\\n\u{2028}\\u0000/{[:\"");
        check("['{', '[', ':', x]", r#"["{","[",":","x"]"#);
        check("{12: a, true: b}", r#"{"12":"a","true":"b"}"#);
    }

    #[test]
    fn numbers_keep_their_value_or_their_text() {
        check("[0, -0, +5, 0755, 00123, 0o17, 0x1F]", "[0,-0,5,755,123,15,31]");
        check("[1.10, .5, 5., 1e3, 1E-9, 1.0, -2.50e+2]", "[1.1,0.5,5,1000,1e-9,1,-250]");
        check("[0.30000000000000004, 1e300, 1234e56]", "[0.30000000000000004,1e300,1.234e59]");
        check("[9007199254740992, 9007199254740993]", r#"[9007199254740992,"9007199254740993"]"#);
        check("0.1234567890123456789", r#""0.1234567890123456789""#);
        check("[1e-400, 1e-99999999999999999999]", r#"["1e-400","1e-99999999999999999999"]"#);
        check("[0xffffffffffffffffff, 0o7777777777777777777]", r#"["0xffffffffffffffffff","0o7777777777777777777"]"#);
        check("[0.000, 0e99999999999999999999]", "[0,0]");
    }
}
