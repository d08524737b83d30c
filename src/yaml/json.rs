//! From YAML to JSON values, for what is checked against a JSON Schema.

use serde_json::{Map, Number, Value as Json};

use super::{Node, Value};

/// The value as JSON. A number that JSON cannot hold (`.inf`, a hundred digits) is its text.
pub fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(text) => number(text).map_or_else(|| Json::String(text.to_string()), Json::Number),
        Value::String(text) => Json::String(text.to_string()),
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Map(map) => {
            let entries = map.entries.iter().map(|entry| (entry.key.to_string(), json(&entry.value)));
            Json::Object(entries.collect::<Map<_, _>>())
        }
    }
}

/// A number of the YAML 1.2 core rules; whole ones stay whole as far as 64 bits go.
fn number(text: &str) -> Option<Number> {
    let radix = |digits: &str, radix: u32| u64::from_str_radix(digits, radix).ok().map(Number::from);
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    let whole = text.parse::<u64>().ok().map(Number::from).or_else(|| text.parse::<i64>().ok().map(Number::from));
    whole.or_else(|| Number::from_f64(text.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Budget, parse_settings};

    #[test]
    fn numbers_stay_numbers() {
        let check = |yaml: &str, expect: &str| {
            assert_eq!(json(&parse_settings(yaml, &Budget::SETTINGS).unwrap()).to_string(), expect, "{yaml}");
        };
        check("[~, yes, true, 0755, +5, -7, 0o17, 0x1F]", r#"[null,"yes",true,755,5,-7,15,31]"#);
        check("[1.10, 1e3, .inf, 18446744073709551615, 1e999]", r#"[1.1,1000.0,".inf",18446744073709551615,"1e999"]"#);
        check("{b: {12: []}, a: x}", r#"{"b":{"12":[]},"a":"x"}"#);
    }
}
