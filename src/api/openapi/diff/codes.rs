//! The codes of changes. An error breaks clients, a warning may, an info does not.

crate::codes! {
    REMOVED = "E-API-DIFF-REMOVED", "An operation is gone", "GET /pets";
    SUNSET = "W-API-DIFF-SUNSET", "An operation that was deprecated is gone", "GET /pets, deprecated before";
    ADDED = "I-API-DIFF-ADDED", "Something is new that clients need not care about", "an optional parameter";
    DEPRECATED = "I-API-DIFF-DEPRECATED", "An operation is deprecated now", "deprecated: true";
    STATUS = "W-API-DIFF-STATUS", "An operation may succeed with another status", "202 beside 200";
    PARAM_REMOVED = "W-API-DIFF-PARAM-REMOVED", "A parameter or body is gone, so what clients send is ignored", "query parameter `limit`";
    RENAMED = "I-API-DIFF-RENAMED", "A parameter of a path has another name, which no client sees", "/pets/{id} and /pets/{name}";
    REQUIRED = "E-API-DIFF-REQUIRED", "Something must be sent now that could be left out", "a new required property";
    OPTIONAL = "I-API-DIFF-REQUIRED", "Something may be left out now", "required: false";
    FIELD_IGNORED = "W-API-DIFF-FIELD-IGNORED", "A property of a request is gone, so what clients send is ignored", "property `color`";
    FIELD_REFUSED = "E-API-DIFF-FIELD-IGNORED", "A property of a request is gone, and others are refused", "additionalProperties: false";
    RESPONSE_FIELD = "E-API-DIFF-RESPONSE-FIELD", "A property that was always in a response may be missing", "required: []";
    RESPONSE_FIELD_OPTIONAL = "W-API-DIFF-RESPONSE-FIELD", "A property that could be in a response is gone", "property `color`";
    TYPE = "E-API-DIFF-TYPE", "A value has a type that clients do not know, or that is refused", "string became integer";
    TYPE_INFO = "I-API-DIFF-TYPE", "A value has a type that clients can use as before", "integer became number in a request";
    ENUM = "E-API-DIFF-ENUM", "A value that clients send is refused", "enum without `red`";
    ENUM_INFO = "I-API-DIFF-ENUM", "An enumeration changed without harm", "a request takes one value more";
    ENUM_NEW = "W-API-DIFF-ENUM-NEW", "A response may have a value that clients do not know", "enum with `blue`";
    BOUND = "E-API-DIFF-BOUND", "A request is checked more strictly", "maxLength: 20, before 64";
    BOUND_LOOSER = "W-API-DIFF-BOUND", "A response may have values outside of what it promised", "maxLength: 64, before 20";
    BOUND_INFO = "I-API-DIFF-BOUND", "A bound changed without harm", "a request may be longer";
    VARIANT = "E-API-DIFF-VARIANT", "A variant that clients send is refused", "oneOf without Cat";
    VARIANT_NEW = "W-API-DIFF-VARIANT", "A response may be a variant that clients do not know", "oneOf with Bird";
    VARIANT_INFO = "I-API-DIFF-VARIANT", "The variants changed without harm", "a request may be a Bird";
    MEDIA = "E-API-DIFF-MEDIA", "A media type is gone", "application/xml";
    DEFAULT = "W-API-DIFF-DEFAULT", "What happens if a value is left out changed", "default: 50, before 20";
    STYLE = "E-API-DIFF-STYLE", "A parameter is written in another way", "explode: false";
    RESPONSE = "E-API-DIFF-RESPONSE", "A success is gone", "200";
    RESPONSE_INFO = "I-API-DIFF-RESPONSE", "A failure is gone", "404";
    SECURITY = "E-API-DIFF-SECURITY", "Clients that were allowed in are not any more", "a further scope";
    SERVER = "W-API-DIFF-SERVER", "A server is gone", "https://old.example.org";
    ID = "W-API-DIFF-ID", "An operation id changed, and with it the names in generated clients", "listPets became getPets";
    TEXT = "I-API-DIFF-TEXT", "Only words changed", "description";
}
