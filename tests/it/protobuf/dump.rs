//! The files of a definition as text: what the reader understood, one line each.

use std::fmt::Write;

use platdocs::api::protobuf::{
    Declaration, Enum, Field, FieldType, Message, OptionValue, Protos, Service, Target, TypeName, Uses, example,
};

/// Writes everything that the files declare.
pub fn dump(protos: &Protos) -> String {
    let mut out = String::new();
    for file in &protos.files {
        let read = if file.is_read { "" } else { " (not read)" };
        let _ = write!(out, "file {} {} package {:?}{read}", file.name, file.syntax, file.package);
        let _ = writeln!(out, " imports {}{} {:?}", file.imports.join(" "), options(&file.options), file.comment);
    }
    protos.services.iter().for_each(|one| service(&mut out, protos, one));
    protos.messages.iter().for_each(|one| message(&mut out, protos, one));
    protos.enums.iter().for_each(|one| enumeration(&mut out, protos, one));
    for extension in &protos.extensions {
        let _ = write!(out, "extend {} in {:?}", extension.extendee, extension.scope);
        field(&mut out, None, &extension.field);
    }
    out
}

fn line(out: &mut String, indent: usize, head: &str, is: &Declaration) {
    let _ = write!(out, "{:indent$}{head}{}", "", options(&is.options));
    if is.is_deprecated {
        out.push_str(" deprecated");
    }
    let _ = write!(out, " [{}:{}]", is.place.span.line, is.place.span.column);
    if let Some(comment) = &is.comment {
        let _ = write!(out, " {comment:?}");
    }
    out.push('\n');
}

fn options(options: &[OptionValue]) -> String {
    options.iter().map(|option| format!(" {}={}", option.name, option.value)).collect()
}

fn name(name: &TypeName) -> String {
    match name.target {
        Target::Message(_) | Target::Enum(_) => format!("<{}>", name.name),
        Target::WellKnown => format!("<<{}>>", name.name),
        Target::Unknown => format!("?{}", name.name),
    }
}

fn service(out: &mut String, protos: &Protos, service: &Service) {
    line(out, 0, &format!("service {}", service.is.full_name), &service.is);
    for method in &service.methods {
        let stream = |on: bool| if on { "stream " } else { "" };
        let head = format!(
            "rpc {}({}{}) returns ({}{})",
            method.is.name,
            stream(method.client_streaming),
            name(&method.input),
            stream(method.server_streaming),
            name(&method.output)
        );
        line(out, 2, &head, &method.is);
        for rule in &method.http {
            let _ = writeln!(out, "    {} {} {:?}", rule.method, rule.path, rule.body);
        }
        if let Some(level) = &method.idempotency {
            let _ = writeln!(out, "    {level}");
        }
        let _ = write!(out, "{}", example(protos, &method.input));
    }
}

fn message(out: &mut String, protos: &Protos, message: &Message) {
    line(out, 0, &format!("message {}", message.is.full_name), &message.is);
    if let Some(parent) = message.parent {
        let _ = writeln!(out, "  inside {}", protos.messages[parent].is.full_name);
    }
    message.fields.iter().for_each(|one| field(out, Some(message), one));
    for oneof in &message.oneofs {
        let _ = writeln!(out, "  oneof {} {:?}", oneof.name, oneof.comment);
    }
    let lists = [
        ("reserved", &message.reserved),
        ("reserved", &message.reserved_names),
        ("extensions", &message.extension_ranges),
    ];
    for (what, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
        let _ = writeln!(out, "  {what} {}", list.join(", "));
    }
    uses(out, protos, &message.uses);
}

fn field(out: &mut String, message: Option<&Message>, field: &Field) {
    let ty = match &field.ty {
        FieldType::Scalar(scalar) => (*scalar).to_owned(),
        FieldType::Named(one) => name(one),
    };
    let ty = field.map_key.as_ref().map_or(ty.clone(), |key| format!("map<{key}, {ty}>"));
    let mut head = format!("{} {ty} {} ({}) = {}", field.label.word(), field.is.name, field.json_name, field.number);
    if let (Some(oneof), Some(message)) = (field.oneof, message) {
        let _ = write!(head, " oneof {}", message.oneofs[oneof].name);
    }
    if let Some(default) = &field.default {
        let _ = write!(head, " default {default}");
    }
    if field.is_extension {
        head.push_str(" extension");
    }
    line(out, 2, head.trim_start(), &field.is);
}

fn enumeration(out: &mut String, protos: &Protos, declared: &Enum) {
    line(out, 0, &format!("enum {}", declared.is.full_name), &declared.is);
    for value in &declared.values {
        line(out, 2, &format!("{} = {}", value.is.full_name, value.number), &value.is);
    }
    if !declared.reserved.is_empty() || !declared.reserved_names.is_empty() {
        let _ = writeln!(out, "  reserved {} {}", declared.reserved.join(", "), declared.reserved_names.join(", "));
    }
    uses(out, protos, &declared.uses);
}

fn uses(out: &mut String, protos: &Protos, uses: &Uses) {
    let method = |(service, nth): &(usize, usize)| protos.services[*service].methods[*nth].is.full_name.to_string();
    let field = |(message, nth): &(usize, usize)| {
        let message = &protos.messages[*message];
        format!("{}.{}", message.is.full_name, message.fields[*nth].is.name)
    };
    let lists = [
        ("taken by", uses.taken_by.iter().map(method).collect::<Vec<_>>()),
        ("returned by", uses.returned_by.iter().map(method).collect()),
        ("field", uses.fields.iter().map(field).collect()),
    ];
    for (what, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
        let _ = writeln!(out, "  < {what} {}", list.join(", "));
    }
}
