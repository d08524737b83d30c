//! Declarations of all texts to one schema: extensions join their types, twins are left out.

use std::collections::HashMap;

use super::{Directive, DirectiveDefinition, MAX_TYPES, Operation, Schema, Type, is_built_in, outline, uses};
use crate::api::findings;
use crate::api::outline::Outline;
use crate::diag::{Diagnostic, Place};

/// Most unknown types for which near names are looked for.
const MAX_HINTS: usize = 50;

/// What the texts declare, in their order.
#[derive(Default)]
pub(super) struct Declarations {
    pub(super) description: Option<Box<str>>,
    pub(super) applied: Vec<Directive>,
    pub(super) types: Vec<Declared>,
    pub(super) directives: Vec<DirectiveDefinition>,
    pub(super) findings: Vec<Diagnostic>,
    roots: [Option<(Box<str>, Place)>; 3],
}

/// A type, or an extension of one.
pub(super) struct Declared {
    pub(super) ty: Type,
    pub(super) extends: bool,
}

impl Declarations {
    /// Names the root type of an operation.
    pub(super) fn root(&mut self, operation: Operation, name: Box<str>, place: Place) {
        match &self.roots[operation as usize] {
            Some((first, _)) if *first == name => {}
            Some((_, first)) => {
                let what = format!("the type of `{}`", operation.keyword());
                self.findings.push(findings::graphql_duplicate(place, first, &what));
            }
            None => self.roots[operation as usize] = Some((name, place)),
        }
    }
}

/// Makes the schema.
pub(super) fn join(declared: Declarations) -> (Schema, Vec<Diagnostic>) {
    let Declarations { description, applied, types, directives, mut findings, roots } = declared;
    let types = join_types(types, &mut findings);
    let names: HashMap<Box<str>, usize> = types.iter().enumerate().map(|(at, ty)| (ty.name.clone(), at)).collect();
    let directives = unique(directives, |d| (&d.name, &d.place), "directive `@", &mut findings);
    let named = roots.iter().any(Option::is_some);
    let roots = Operation::ALL.map(|operation| match &roots[operation as usize] {
        Some((name, place)) => {
            let found = names.get(name).copied();
            if found.is_none() {
                findings.push(findings::graphql_type(place.clone(), name, names.keys().map(|name| &**name)));
            }
            found
        }
        None if named => None,
        None => names.get(operation.usual_type()).copied(),
    });
    let mut schema = Schema {
        description,
        types,
        directives,
        applied,
        uses: Vec::new(),
        outline: Outline::default(),
        spots: Vec::new(),
        roots,
        names,
    };
    schema.uses = uses::uses(&schema);
    (schema.outline, schema.spots) = outline::of(&schema);
    unknown_types(&schema, &mut findings);
    (schema, findings)
}

fn join_types(declared: Vec<Declared>, findings: &mut Vec<Diagnostic>) -> Vec<Type> {
    let mut types: Vec<Type> = Vec::new();
    let mut index: HashMap<Box<str>, usize> = HashMap::new();
    let mut extends: Vec<bool> = Vec::new();
    for Declared { ty, extends: is_extension } in declared {
        match index.get(&ty.name) {
            None if types.len() == MAX_TYPES => {
                findings.push(findings::too_much(ty.place, &format!("more than {MAX_TYPES} types in one schema")));
                break;
            }
            None => {
                index.insert(ty.name.clone(), types.len());
                extends.push(is_extension);
                types.push(ty);
            }
            Some(&at) => {
                if !is_extension && !extends[at] {
                    let what = format!("type `{}`", ty.name);
                    findings.push(findings::graphql_duplicate(ty.place.clone(), &types[at].place, &what));
                }
                let declares = !is_extension && extends[at];
                extends[at] &= is_extension;
                merge(&mut types[at], ty, declares);
            }
        }
    }
    for ty in &mut types {
        clean(ty, findings);
    }
    types
}

/// Adds what a further declaration says. `declares`: it is the declaration proper, and what is there came from extensions.
fn merge(ty: &mut Type, more: Type, declares: bool) {
    if declares {
        ty.extensions.push(std::mem::replace(&mut ty.place, more.place));
        ty.kind = more.kind;
        ty.description = more.description.or(ty.description.take());
    } else {
        ty.extensions.push(more.place);
        ty.description = ty.description.take().or(more.description);
    }
    ty.directives.extend(more.directives);
    ty.implements.extend(more.implements);
    ty.fields.extend(more.fields);
    ty.inputs.extend(more.inputs);
    ty.values.extend(more.values);
    ty.members.extend(more.members);
}

/// Leaves out what is there twice.
fn clean(ty: &mut Type, findings: &mut Vec<Diagnostic>) {
    let owner = ty.name.clone();
    let fields = std::mem::take(&mut ty.fields);
    ty.fields = unique(fields, |field| (&field.name, &field.place), &format!("field `{owner}."), findings);
    for field in &mut ty.fields {
        let arguments = std::mem::take(&mut field.arguments);
        let what = format!("argument `{owner}.{}.", field.name);
        field.arguments = unique(arguments, |argument| (&argument.name, &argument.place), &what, findings);
    }
    let inputs = std::mem::take(&mut ty.inputs);
    ty.inputs = unique(inputs, |input| (&input.name, &input.place), &format!("field `{owner}."), findings);
    let values = std::mem::take(&mut ty.values);
    ty.values = unique(values, |value| (&value.name, &value.place), &format!("value `{owner}."), findings);
    for names in [&mut ty.implements, &mut ty.members] {
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
    }
}

/// The first of each name. `what` is the start of how a message names one, up to its own name.
fn unique<T>(
    list: Vec<T>,
    key: impl Fn(&T) -> (&Box<str>, &Place),
    what: &str,
    findings: &mut Vec<Diagnostic>,
) -> Vec<T> {
    let mut seen: HashMap<Box<str>, usize> = HashMap::with_capacity(list.len());
    let mut kept: Vec<T> = Vec::with_capacity(list.len());
    for item in list {
        let (name, place) = key(&item);
        match seen.get(name) {
            Some(&first) => {
                let what = format!("{what}{name}`");
                findings.push(findings::graphql_duplicate(place.clone(), key(&kept[first]).1, &what));
            }
            None => {
                seen.insert(name.clone(), kept.len());
                kept.push(item);
            }
        }
    }
    kept
}

/// One finding for each type that is used but not declared. Names with `_` in front are those of federation.
fn unknown_types(schema: &Schema, findings: &mut Vec<Diagnostic>) {
    let mut told = std::collections::HashSet::new();
    let mut look = |name: &str, place: &Place| {
        let known = schema.index(name).is_some() || is_built_in(name) || name.starts_with('_');
        if !known && told.insert(name.to_owned()) {
            let names =
                schema.types.iter().map(|ty| &*ty.name).take(if told.len() <= MAX_HINTS { MAX_TYPES } else { 0 });
            findings.push(findings::graphql_type(place.clone(), name, names));
        }
    };
    for ty in &schema.types {
        ty.implements.iter().chain(&ty.members).for_each(|name| look(name, &ty.place));
        for field in &ty.fields {
            look(&field.ty.name, &field.place);
            field.arguments.iter().for_each(|argument| look(&argument.ty.name, &argument.place));
        }
        ty.inputs.iter().for_each(|input| look(&input.ty.name, &input.place));
    }
    for directive in schema.directives.iter().filter(|directive| !directive.name.contains("__")) {
        directive.arguments.iter().for_each(|argument| look(&argument.ty.name, &argument.place));
    }
}
