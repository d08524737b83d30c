//! A schema as text: what the reader understood, one line each.

use std::fmt::Write;

use platdocs::api::graphql::{Directive, Field, Input, Operation, Schema, Type, Use, Uses, example};
use platdocs::diag::Place;

/// Writes everything that a schema holds.
pub fn dump(schema: &Schema) -> String {
    let mut out = String::new();
    line(&mut out, 0, "schema", None, schema.description.as_deref(), &schema.applied);
    for operation in Operation::ALL {
        if let Some(root) = schema.root(operation) {
            let _ = writeln!(out, "  {}: {}", operation.keyword(), root.name);
        }
    }
    for directive in &schema.directives {
        let repeatable = if directive.repeatable { " repeatable" } else { "" };
        let head = format!("directive @{}{repeatable} on {}", directive.name, directive.locations.join(" | "));
        line(&mut out, 0, &head, Some(&directive.place), directive.description.as_deref(), &[]);
        directive.arguments.iter().for_each(|input| self::input(&mut out, 2, input));
    }
    for (ty, uses) in schema.types.iter().zip(&schema.uses) {
        self::ty(&mut out, schema, ty, uses);
    }
    for operation in Operation::ALL {
        for field in schema.root(operation).map(|root| &root.fields[..]).unwrap_or_default() {
            let example = example(schema, operation, field);
            let _ = write!(out, "--- {} {}\n{}", operation.keyword(), field.name, example.query);
            out.push_str(example.variables.as_deref().unwrap_or_default());
        }
    }
    out
}

fn line(
    out: &mut String,
    indent: usize,
    head: &str,
    place: Option<&Place>,
    text: Option<&str>,
    directives: &[Directive],
) {
    let _ = write!(out, "{:indent$}{head}", "");
    for directive in directives {
        let _ = write!(out, " {directive}");
    }
    if let Some(place) = place {
        let _ = write!(out, " [{}:{}]", place.span.line, place.span.column);
    }
    if let Some(text) = text {
        let _ = write!(out, " {text:?}");
    }
    out.push('\n');
}

fn ty(out: &mut String, schema: &Schema, ty: &Type, uses: &Uses) {
    let mut head = format!("{} {}", ty.kind.keyword(), ty.name);
    if !ty.implements.is_empty() {
        let _ = write!(head, " implements {}", ty.implements.join(" & "));
    }
    if !ty.members.is_empty() {
        let _ = write!(head, " = {}", ty.members.join(" | "));
    }
    line(out, 0, &head, Some(&ty.place), ty.description.as_deref(), &ty.directives);
    for place in &ty.extensions {
        let _ = writeln!(out, "  extended [{}:{}]", place.span.line, place.span.column);
    }
    for field in &ty.fields {
        line(
            out,
            2,
            &format!("{}: {}", field.name, field.ty),
            Some(&field.place),
            field.description.as_deref(),
            &field.directives,
        );
        field.arguments.iter().for_each(|argument| input(out, 4, argument));
    }
    ty.inputs.iter().for_each(|input| self::input(out, 2, input));
    for value in &ty.values {
        line(out, 2, &value.name, Some(&value.place), value.description.as_deref(), &value.directives);
    }
    let name = |&at: &usize| schema.types[at].name.to_string();
    let lists = [
        ("returned by", uses.returned_by.iter().map(|one| used(schema, *one)).collect()),
        ("taken by", uses.taken_by.iter().map(|one| used(schema, *one)).collect()),
        ("implemented by", uses.implemented_by.iter().map(name).collect()),
        ("member of", uses.member_of.iter().map(name).collect::<Vec<_>>()),
    ];
    for (what, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
        let _ = writeln!(out, "  < {what} {}", list.join(", "));
    }
}

fn input(out: &mut String, indent: usize, input: &Input) {
    let default = input.default.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
    let head = format!("({}: {}{default})", input.name, input.ty);
    line(out, indent, &head, Some(&input.place), input.description.as_deref(), &input.directives);
}

fn used(schema: &Schema, one: Use) -> String {
    let field =
        |ty: usize, field: usize| -> (&str, &Field) { (&schema.types[ty].name, &schema.types[ty].fields[field]) };
    match one {
        Use::Field(ty, nth) => format!("{}.{}", field(ty, nth).0, field(ty, nth).1.name),
        Use::Argument(ty, nth, argument) => {
            let (owner, field) = field(ty, nth);
            format!("{owner}.{}({})", field.name, field.arguments[argument].name)
        }
        Use::Input(ty, nth) => format!("{}.{}", schema.types[ty].name, schema.types[ty].inputs[nth].name),
        Use::Directive(directive, nth) => {
            let directive = &schema.directives[directive];
            format!("@{}({})", directive.name, directive.arguments[nth].name)
        }
    }
}
