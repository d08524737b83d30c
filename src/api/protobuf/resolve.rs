//! Names to types, over all files, by protobuf's rules of scope; and from types back to where they are used.

use std::collections::{HashMap, HashSet};

use super::{FieldType, Protos, Target, TypeName, well_known};
use crate::api::findings;
use crate::diag::{Diagnostic, Place};

/// Resolves all names.
pub(super) fn resolve(protos: &mut Protos, findings: &mut Vec<Diagnostic>) {
    protos.names = names(protos);
    let mut resolver = Resolver { names: &protos.names, unknown: Vec::new(), told: HashSet::new() };
    for service in &mut protos.services {
        for method in &mut service.methods {
            let (scope, file) = (&service.is.full_name, service.is.file);
            resolver.name(scope, &mut method.input, file, &method.is.place);
            resolver.name(scope, &mut method.output, file, &method.is.place);
        }
    }
    for message in &mut protos.messages {
        for field in &mut message.fields {
            resolver.ty(&message.is.full_name, &mut field.ty, field.is.file, &field.is.place);
        }
    }
    for extension in &mut protos.extensions {
        let field = &mut extension.field;
        resolver.ty(&extension.scope, &mut field.ty, field.is.file, &field.is.place);
    }
    let unknown = std::mem::take(&mut resolver.unknown);
    for (name, file, place) in unknown {
        findings.push(findings::proto_type(place, &name, &missing_imports(protos, file)));
    }
    join_extensions(protos);
    uses(protos);
}

/// What a file imports that is not at hand, without protobuf's own files.
fn missing_imports(protos: &Protos, file: usize) -> Vec<Box<str>> {
    let is_there = |import: &str| {
        let name = import.rsplit('/').next().unwrap_or(import);
        import.starts_with("google/") || protos.files.iter().any(|file| &*file.name == name)
    };
    protos.files[file].imports.iter().filter(|import| !is_there(import)).take(3).cloned().collect()
}

/// The first declaration of each full name.
fn names(protos: &Protos) -> HashMap<Box<str>, Target> {
    let mut names = HashMap::new();
    for (at, message) in protos.messages.iter().enumerate() {
        names.entry(message.is.full_name.clone()).or_insert(Target::Message(at));
    }
    for (at, declared) in protos.enums.iter().enumerate() {
        names.entry(declared.is.full_name.clone()).or_insert(Target::Enum(at));
    }
    names
}

struct Resolver<'a> {
    names: &'a HashMap<Box<str>, Target>,
    /// Names that lead to nothing, each once a file.
    unknown: Vec<(Box<str>, usize, Place)>,
    told: HashSet<(Box<str>, usize)>,
}

impl Resolver<'_> {
    fn ty(&mut self, scope: &str, ty: &mut FieldType, file: usize, place: &Place) {
        if let FieldType::Named(name) = ty {
            self.name(scope, name, file, place);
        }
    }

    fn name(&mut self, scope: &str, name: &mut TypeName, file: usize, place: &Place) {
        let found = lookup(self.names, scope, &name.name);
        if found.1 == Target::Unknown && self.told.insert((found.0.clone(), file)) {
            self.unknown.push((found.0.clone(), file, place.clone()));
        }
        *name = TypeName { name: found.0, target: found.1 };
    }
}

/// The full name and the target of a name that is used in a scope: the innermost declaration wins.
fn lookup(names: &HashMap<Box<str>, Target>, scope: &str, written: &str) -> (Box<str>, Target) {
    let absolute = written.strip_prefix('.');
    let mut scope = if absolute.is_some() { "" } else { scope };
    let name = absolute.unwrap_or(written);
    loop {
        let full = if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") };
        if let Some(target) = names.get(&*full) {
            return (full.into(), *target);
        }
        if well_known::description(&full).is_some() {
            return (full.into(), Target::WellKnown);
        }
        if scope.is_empty() {
            return (name.into(), Target::Unknown);
        }
        scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer);
    }
}

/// Extensions of messages at hand become fields of them.
fn join_extensions(protos: &mut Protos) {
    for mut extension in std::mem::take(&mut protos.extensions) {
        let (name, target) = lookup(&protos.names, &extension.scope, &extension.extendee);
        extension.extendee = name;
        match target {
            Target::Message(at) => protos.messages[at].fields.push(extension.field),
            Target::Enum(_) | Target::WellKnown | Target::Unknown => protos.extensions.push(extension),
        }
    }
}

/// Notes at each type where it is used.
fn uses(protos: &mut Protos) {
    let mut taken = Vec::new();
    let mut returned = Vec::new();
    let mut fields = Vec::new();
    for (at, service) in protos.services.iter().enumerate() {
        for (nth, method) in service.methods.iter().enumerate() {
            taken.push((method.input.target, (at, nth)));
            returned.push((method.output.target, (at, nth)));
        }
    }
    for (at, message) in protos.messages.iter().enumerate() {
        for (nth, field) in message.fields.iter().enumerate() {
            if let FieldType::Named(name) = &field.ty {
                fields.push((name.target, (at, nth)));
            }
        }
    }
    let mut note = |target, add: &dyn Fn(&mut super::Uses)| match target {
        Target::Message(at) => add(&mut protos.messages[at].uses),
        Target::Enum(at) => add(&mut protos.enums[at].uses),
        Target::WellKnown | Target::Unknown => {}
    };
    taken.into_iter().for_each(|(target, by)| note(target, &|uses| uses.taken_by.push(by)));
    returned.into_iter().for_each(|(target, by)| note(target, &|uses| uses.returned_by.push(by)));
    fields.into_iter().for_each(|(target, by)| note(target, &|uses| uses.fields.push(by)));
}
