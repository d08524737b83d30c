//! A descriptor to the lists of the model, with comments and places.

use std::collections::HashMap;

use prost_types::field_descriptor_proto::{Label as ProtoLabel, Type};
use prost_types::source_code_info::Location;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, MethodDescriptorProto, ServiceDescriptorProto,
    UninterpretedOption,
};

use super::options;
use super::parse::Parsed;
use super::{
    Declaration, Enum, EnumValue, Field, FieldType, Label, Message, Method, Oneof, Protos, Service, Target, TypeName,
    Uses, comment,
};
use crate::api::places::Places;
use crate::diag::Place;

/// Adds what a file declares.
pub(super) fn lower(protos: &mut Protos, file: usize, places: &Places<'_>, parsed: Parsed) {
    let Parsed { descriptor, edition, default } = parsed;
    let locations = descriptor.source_code_info.map(|info| info.location).unwrap_or_default();
    let mut by_path: HashMap<&[i32], &Location> = HashMap::with_capacity(locations.len());
    for location in &locations {
        by_path.entry(&location.path).or_insert(location);
    }
    let starts = std::iter::once(0).chain(places.text().match_indices('\n').map(|(at, _)| at + 1)).collect();
    let syntax = descriptor.syntax.as_deref().unwrap_or("proto2");
    let options = options::read(&descriptor.options.map(|options| options.uninterpreted_option).unwrap_or_default());
    let without_presence =
        |option: &options::OptionValue| &*option.name == "features.field_presence" && &*option.value == "IMPLICIT";
    let implicit = syntax == "proto3" && edition.is_none() || options.iter().any(without_presence);
    let mut lowering = Lowering { protos, file, places, starts, by_path, default, implicit };
    let package = descriptor.package.unwrap_or_default();
    for (nth, message) in descriptor.message_type.into_iter().enumerate() {
        lowering.message(&[4, index(nth)], &package, None, message);
    }
    for (nth, declared) in descriptor.enum_type.into_iter().enumerate() {
        lowering.enumeration(&[5, index(nth)], &package, None, declared);
    }
    for (nth, service) in descriptor.service.into_iter().enumerate() {
        lowering.service(&[6, index(nth)], &package, service);
    }
    for (nth, field) in descriptor.extension.into_iter().enumerate() {
        lowering.extension(&[7, index(nth)], &package, field);
    }
    let comment = lowering.comment(&[2]).or_else(|| lowering.comment(&[12]));
    let place = lowering.place(&[2]).unwrap_or_else(|| places.of(0..0));
    let written = &mut protos.files[file];
    written.package = package.into();
    written.syntax = edition.map_or_else(|| syntax.into(), |edition| format!("edition {edition}").into());
    written.imports = descriptor.dependency.into_iter().map(Into::into).collect();
    written.options = options;
    written.comment = comment;
    written.place = place;
    written.is_read = true;
}

struct Lowering<'a> {
    protos: &'a mut Protos,
    file: usize,
    places: &'a Places<'a>,
    /// Where the lines start.
    starts: Vec<usize>,
    by_path: HashMap<&'a [i32], &'a Location>,
    /// The name of the option that holds a field's default.
    default: &'static str,
    /// True if a field without label has no presence.
    implicit: bool,
}

fn index(nth: usize) -> i32 {
    i32::try_from(nth).unwrap_or(i32::MAX)
}

fn child(path: &[i32], rest: [i32; 2]) -> Vec<i32> {
    path.iter().copied().chain(rest).collect()
}

fn join(scope: &str, name: &str) -> Box<str> {
    if scope.is_empty() { name.into() } else { format!("{scope}.{name}").into() }
}

/// Numbers of a range whose end is not part of it.
fn range(start: i32, end: i32, max: i32) -> Box<str> {
    match end {
        end if end >= max => format!("{start} to max").into(),
        end if end <= start.saturating_add(1) => start.to_string().into(),
        end => format!("{start} to {}", end - 1).into(),
    }
}

impl Lowering<'_> {
    fn comment(&self, path: &[i32]) -> Option<Box<str>> {
        let location = self.by_path.get(path)?;
        let clean = |raw: &Option<String>| comment::clean(&raw.as_deref()?.replace(self.default, "default"));
        clean(&location.leading_comments).or_else(|| clean(&location.trailing_comments))
    }

    /// The place of what stands at a path; `None` if the parser does not say.
    fn place(&self, path: &[i32]) -> Option<Place> {
        let span = &self.by_path.get(path)?.span;
        let at = |line: Option<&i32>, column: Option<&i32>| {
            let start = self.starts.get(usize::try_from(*line?).ok()?)?;
            Some(start + usize::try_from(*column?).ok()?)
        };
        let start = at(span.first(), span.get(1))?;
        let end = if span.len() == 3 { at(span.first(), span.get(2))? } else { at(span.get(2), span.get(3))? };
        Some(self.places.of(start..end))
    }

    fn declaration(
        &self,
        path: &[i32],
        scope: &str,
        name: Option<String>,
        options: &[UninterpretedOption],
    ) -> Declaration {
        let name = name.unwrap_or_default();
        let mut options = options::read(options);
        let is_deprecated = options::take(&mut options, "deprecated").is_some_and(|value| &*value == "true");
        let named = path.iter().copied().chain([1]).collect::<Vec<_>>();
        let place = self.place(&named).or_else(|| self.place(path));
        Declaration {
            full_name: join(scope, &name),
            name: name.into(),
            comment: self.comment(path),
            options,
            is_deprecated,
            place: place.unwrap_or_else(|| self.places.of(0..0)),
            file: self.file,
        }
    }

    fn message(&mut self, path: &[i32], scope: &str, parent: Option<usize>, message: DescriptorProto) {
        let options = message.options.map(|options| options.uninterpreted_option).unwrap_or_default();
        let is = self.declaration(path, scope, message.name, &options);
        let scope = is.full_name.clone();
        let at = self.protos.messages.len();
        // The groups that `optional` of proto3 brings along are no groups to readers.
        let synthetic: Vec<i32> = message
            .field
            .iter()
            .filter(|field| field.proto3_optional())
            .filter_map(|field| field.oneof_index)
            .collect();
        let entries: HashMap<String, DescriptorProto> = (message.nested_type.iter())
            .filter(|nested| is_map_entry(nested))
            .map(|nested| (nested.name().to_owned(), nested.clone()))
            .collect();
        let oneofs = message.oneof_decl.iter().enumerate().filter(|(nth, _)| !synthetic.contains(&index(*nth)));
        let oneofs = oneofs.map(|(nth, oneof)| Oneof {
            name: oneof.name().into(),
            comment: self.comment(&child(path, [8, index(nth)])),
        });
        let oneofs = oneofs.collect();
        let fields = message.field.into_iter().enumerate();
        let fields =
            fields.map(|(nth, field)| self.field(&child(path, [2, index(nth)]), &scope, field, &entries)).collect();
        const MAX: i32 = 536_870_912;
        self.protos.messages.push(Message {
            is,
            parent,
            fields,
            oneofs,
            reserved: message.reserved_range.iter().map(|r| range(r.start(), r.end(), MAX)).collect(),
            reserved_names: message.reserved_name.into_iter().map(Into::into).collect(),
            extension_ranges: message.extension_range.iter().map(|r| range(r.start(), r.end(), MAX)).collect(),
            uses: Uses::default(),
        });
        for (nth, nested) in message.nested_type.into_iter().enumerate().filter(|(_, nested)| !is_map_entry(nested)) {
            self.message(&child(path, [3, index(nth)]), &scope, Some(at), nested);
        }
        for (nth, nested) in message.enum_type.into_iter().enumerate() {
            self.enumeration(&child(path, [4, index(nth)]), &scope, Some(at), nested);
        }
        for (nth, field) in message.extension.into_iter().enumerate() {
            self.extension(&child(path, [6, index(nth)]), &scope, field);
        }
    }

    fn field(
        &self,
        path: &[i32],
        scope: &str,
        field: FieldDescriptorProto,
        entries: &HashMap<String, DescriptorProto>,
    ) -> Field {
        let options = field.options.as_ref().map(|options| &options.uninterpreted_option[..]).unwrap_or_default();
        let mut is = self.declaration(path, scope, field.name.clone(), options);
        let entry = entries.get(field.type_name()).filter(|_| field.label() == ProtoLabel::Repeated);
        let part = |name: &str| entry.and_then(|entry| entry.field.iter().find(|field| field.name() == name));
        let default = field.default_value.clone().map(Box::from);
        let default = default.or_else(|| options::take(&mut is.options, self.default));
        let presence = options::take(&mut is.options, "features.field_presence");
        Field {
            json_name: field.json_name.clone().unwrap_or_else(|| json_name(&is.name)).into(),
            number: field.number(),
            label: match field.label() {
                _ if presence.as_deref() == Some("LEGACY_REQUIRED") => Label::Required,
                _ if presence.as_deref() == Some("IMPLICIT") || entry.is_some() => Label::Singular,
                ProtoLabel::Required => Label::Required,
                ProtoLabel::Repeated => Label::Repeated,
                ProtoLabel::Optional if self.implicit && !field.proto3_optional() => Label::Singular,
                ProtoLabel::Optional if field.oneof_index.is_some() && !field.proto3_optional() => Label::Singular,
                ProtoLabel::Optional => Label::Optional,
            },
            oneof: field.oneof_index.filter(|_| !field.proto3_optional()).and_then(|at| usize::try_from(at).ok()),
            map_key: part("key").map(|key| scalar(key.r#type()).into()),
            ty: field_type(part("value").unwrap_or(&field)),
            default,
            is_extension: false,
            is,
        }
    }

    /// A field that `extend` gives to a message; it joins the message if that is at hand, when names are resolved.
    fn extension(&mut self, path: &[i32], scope: &str, field: FieldDescriptorProto) {
        let extendee = field.extendee().to_owned();
        let mut field = self.field(path, scope, field, &HashMap::new());
        field.is_extension = true;
        let scope = scope.into();
        self.protos.extensions.push(super::Extension { extendee: extendee.into(), scope, field });
    }

    fn enumeration(&mut self, path: &[i32], scope: &str, parent: Option<usize>, declared: EnumDescriptorProto) {
        let options = declared.options.map(|options| options.uninterpreted_option).unwrap_or_default();
        let is = self.declaration(path, scope, declared.name, &options);
        // Values live in the scope around the enumeration.
        let values = declared.value.into_iter().enumerate().map(|(nth, value)| {
            let options = value.options.map(|options| options.uninterpreted_option).unwrap_or_default();
            let number = value.number.unwrap_or_default();
            EnumValue { is: self.declaration(&child(path, [2, index(nth)]), scope, value.name, &options), number }
        });
        let values = values.collect();
        // The end of such a range is part of it.
        let reserved = declared.reserved_range.iter().map(|r| range(r.start(), r.end().saturating_add(1), i32::MAX));
        let reserved_names = declared.reserved_name.iter().map(|name| name.as_str().into()).collect();
        self.protos.enums.push(Enum {
            is,
            parent,
            values,
            reserved: reserved.collect(),
            reserved_names,
            uses: Uses::default(),
        });
    }

    fn service(&mut self, path: &[i32], scope: &str, service: ServiceDescriptorProto) {
        let options = service.options.map(|options| options.uninterpreted_option).unwrap_or_default();
        let is = self.declaration(path, scope, service.name, &options);
        let methods = service.method.into_iter().enumerate();
        let methods =
            methods.map(|(nth, method)| self.method(&child(path, [2, index(nth)]), &is.full_name, method)).collect();
        self.protos.services.push(Service { is, methods });
    }

    fn method(&self, path: &[i32], scope: &str, method: MethodDescriptorProto) -> Method {
        let options = method.options.as_ref().map(|options| &options.uninterpreted_option[..]).unwrap_or_default();
        let mut is = self.declaration(path, scope, method.name.clone(), options);
        let http = options::take_http(&mut is.options);
        let idempotency = options::take(&mut is.options, "idempotency_level");
        Method {
            input: type_name(method.input_type()),
            client_streaming: method.client_streaming(),
            output: type_name(method.output_type()),
            server_streaming: method.server_streaming(),
            http,
            idempotency: idempotency.filter(|level| &**level != "IDEMPOTENCY_UNKNOWN"),
            is,
        }
    }
}

fn is_map_entry(message: &DescriptorProto) -> bool {
    message.options.as_ref().is_some_and(prost_types::MessageOptions::map_entry)
}

fn field_type(field: &FieldDescriptorProto) -> FieldType {
    match &field.type_name {
        Some(name) => FieldType::Named(type_name(name)),
        None => FieldType::Scalar(scalar(field.r#type())),
    }
}

fn type_name(written: &str) -> TypeName {
    TypeName { name: written.into(), target: Target::Unknown }
}

fn scalar(ty: Type) -> &'static str {
    match ty {
        Type::Double => "double",
        Type::Float => "float",
        Type::Int64 => "int64",
        Type::Uint64 => "uint64",
        Type::Int32 => "int32",
        Type::Fixed64 => "fixed64",
        Type::Fixed32 => "fixed32",
        Type::Bool => "bool",
        Type::String => "string",
        Type::Group => "group",
        Type::Message => "message",
        Type::Bytes => "bytes",
        Type::Uint32 => "uint32",
        Type::Enum => "enum",
        Type::Sfixed32 => "sfixed32",
        Type::Sfixed64 => "sfixed64",
        Type::Sint32 => "sint32",
        Type::Sint64 => "sint64",
    }
}

/// The name that a field has in JSON unless it says another: `laneMetres` for `lane_metres`.
pub fn json_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut capital = false;
    for c in name.chars() {
        match c {
            '_' => capital = true,
            c if capital => {
                out.push(c.to_ascii_uppercase());
                capital = false;
            }
            c => out.push(c),
        }
    }
    out
}
