//! Types that come with protobuf, gRPC and Google's API types, in one sentence each, so that nobody has to fetch their files.

use serde_json::{Value, json};

/// A type, what it is, and how it looks in JSON.
const TYPES: &[(&str, &str, &str)] = &[
    (
        "google.protobuf.Any",
        "Any message, with the address of its type.",
        r#"{"@type": "type.googleapis.com/google.protobuf.Empty"}"#,
    ),
    ("google.protobuf.BoolValue", "A `bool` that may be missing.", "true"),
    ("google.protobuf.BytesValue", "`bytes` that may be missing.", "\"AA==\""),
    ("google.protobuf.DoubleValue", "A `double` that may be missing.", "1.0"),
    ("google.protobuf.Duration", "A length of time. In JSON seconds with `s`: `1.5s`.", "\"1.5s\""),
    ("google.protobuf.Empty", "Nothing.", "{}"),
    ("google.protobuf.FieldMask", "Names of fields. In JSON one string with commas.", "\"name\""),
    ("google.protobuf.FloatValue", "A `float` that may be missing.", "1.0"),
    ("google.protobuf.Int32Value", "An `int32` that may be missing.", "1"),
    ("google.protobuf.Int64Value", "An `int64` that may be missing.", "\"1\""),
    ("google.protobuf.ListValue", "A list of any JSON values.", "[]"),
    ("google.protobuf.NullValue", "The `null` of JSON.", "null"),
    ("google.protobuf.StringValue", "A `string` that may be missing.", "\"string\""),
    ("google.protobuf.Struct", "Any JSON object.", "{}"),
    (
        "google.protobuf.Timestamp",
        "A point in time. In JSON as RFC 3339: `2024-01-15T09:30:00Z`.",
        "\"2024-01-15T09:30:00Z\"",
    ),
    ("google.protobuf.UInt32Value", "A `uint32` that may be missing.", "1"),
    ("google.protobuf.UInt64Value", "A `uint64` that may be missing.", "\"1\""),
    ("google.protobuf.Value", "Any JSON value.", "\"string\""),
    ("google.protobuf.DescriptorProto", "The description of a message.", "{}"),
    ("google.protobuf.EnumOptions", "The options of an enumeration.", "{}"),
    ("google.protobuf.EnumValueOptions", "The options of a value of an enumeration.", "{}"),
    ("google.protobuf.FieldOptions", "The options of a field.", "{}"),
    ("google.protobuf.FileDescriptorProto", "The description of a `.proto` file.", "{}"),
    ("google.protobuf.FileDescriptorSet", "The descriptions of several `.proto` files.", "{}"),
    ("google.protobuf.FileOptions", "The options of a file.", "{}"),
    ("google.protobuf.MessageOptions", "The options of a message.", "{}"),
    ("google.protobuf.MethodOptions", "The options of a method.", "{}"),
    ("google.protobuf.OneofOptions", "The options of a `oneof`.", "{}"),
    ("google.protobuf.ServiceOptions", "The options of a service.", "{}"),
    ("google.api.HttpBody", "Any HTTP body with its media type.", r#"{"contentType": "text/plain", "data": "AA=="}"#),
    (
        "google.longrunning.Operation",
        "A job that goes on after the call: its name, whether it is done, its result or error.",
        "{}",
    ),
    ("google.rpc.Status", "An error: code, message for developers, details.", r#"{"code": 3, "message": "string"}"#),
    ("google.type.Color", "A colour: red, green, blue, alpha.", "{}"),
    ("google.type.Date", "A calendar date.", r#"{"year": 2024, "month": 1, "day": 15}"#),
    ("google.type.DateTime", "Date and time of a calendar, with zone or without.", "{}"),
    ("google.type.DayOfWeek", "A day of the week.", "\"MONDAY\""),
    ("google.type.Interval", "A stretch of time with start and end.", "{}"),
    (
        "google.type.LatLng",
        "A place on earth: latitude and longitude in degrees.",
        r#"{"latitude": 1.0, "longitude": 1.0}"#,
    ),
    ("google.type.Money", "An amount of money with its currency.", r#"{"currencyCode": "EUR", "units": "1"}"#),
    ("google.type.PostalAddress", "A postal address.", "{}"),
    ("google.type.TimeOfDay", "A time of day.", r#"{"hours": 9, "minutes": 30}"#),
];

fn find(full_name: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    full_name.starts_with("google.").then(|| TYPES.iter().find(|(name, ..)| *name == full_name))?
}

/// What a type of this name is, as Markdown; `None` if it is not one of them.
pub fn description(full_name: &str) -> Option<&'static str> {
    find(full_name).map(|(_, description, _)| *description)
}

/// How a value of it looks in JSON.
pub(super) fn example(full_name: &str) -> Value {
    find(full_name).and_then(|(.., json)| serde_json::from_str(json).ok()).unwrap_or(json!({}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_json() {
        for (name, _, json) in TYPES {
            assert!(serde_json::from_str::<Value>(json).is_ok(), "{name}");
        }
    }
}
