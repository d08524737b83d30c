//! Pages of GraphQL: root fields, types, directives.

use super::detail::{Code, Sections};
use super::opener::{Opener, Typed};
use super::rows;
use super::{Pages, said};
use crate::api::graphql::{
    self, Directive, Field, Input, Operation, Schema, Type, TypeKind, TypeRef, Use, deprecation,
};
use crate::api::openapi::Word;
use crate::api::openapi::tree::{Below, MAX_VALUES, Name, OPERATION_ROWS, Row};
use crate::api::outline::Spot;
use crate::safe::{SafeHtml, SafeUrl};
use crate::site::view::{ApiDetailView, ApiFact, ApiNavItem, Link, Page};

/// Longest directive that is shown, in characters.
const MAX_DIRECTIVE: usize = 160;
/// Most directives of one thing that are shown.
const MAX_DIRECTIVES: usize = 12;
/// Directives that pages say in their own words.
const SAID: [&str; 3] = ["deprecated", "specifiedBy", "oneOf"];

impl Pages<'_> {
    /// The page of a root field, a type or a directive.
    pub(super) fn graphql(&self, schema: &Schema, group: usize, item: usize) -> (Page, String) {
        let number = schema.outline.item(group, item).number;
        let folder = &*schema.outline.groups[group].folder;
        let operation = Operation::ALL.into_iter().find(|operation| {
            schema
                .root(*operation)
                .is_some_and(|root| schema.index(&root.name).map(|at| schema.spot(at)) == Some(Spot::Group(group)))
        });
        let mut view = match (operation, folder) {
            (Some(operation), _) => self.root_field(schema, operation, number),
            (None, "directives") => self.directive(schema, number),
            (None, _) => self.graphql_type(schema, number),
        };
        view.head = self.item_head(&schema.outline, group, item);
        self.detail(view)
    }

    fn root_field(&self, schema: &Schema, operation: Operation, number: usize) -> ApiDetailView {
        let root = schema.root(operation).expect("only root types have groups of their fields");
        let field = &root.fields[number];
        let rows_of = |ty: usize, anchor: &str| rows_of(schema, ty, anchor);
        let mut opener = Opener::new(OPERATION_ROWS, &rows_of);
        let arguments = field.arguments.iter();
        let arguments: Vec<usize> = arguments
            .map(|argument| {
                let row =
                    Row { name: Name::Property(argument.name.to_string()), ..input_row(schema, argument, "argument") };
                opener.add(Typed { row, ty: schema.index(&argument.ty.name) })
            })
            .collect();
        let result = Row { types: words(schema, &field.ty), anchor: "returns".into(), ..Row::default() };
        let result = opener.add(Typed { row: result, ty: schema.index(&field.ty.name) });
        opener.run();
        let link = |number: usize| self.type_link(schema, number);
        let mut writer = Sections::new(&link, ("field", "fields"));
        let arguments: Vec<Row> = arguments.into_iter().map(|at| opener.take(at)).collect();
        let mut sections = Vec::new();
        if !arguments.is_empty() {
            sections.push(writer.rows("arguments", "Arguments", &arguments));
        }
        sections.push(writer.schema("result", "Result", &opener.take(result)));
        let example = graphql::example(schema, operation, field);
        let mut samples =
            vec![self.sample("sample-query", &format!("Example {}", operation.keyword()), "graphql", &example.query)];
        samples.extend(
            example.variables.map(|variables| self.sample("sample-variables", "Variables", "json", &variables)),
        );
        let (signature, plain_signature) = self.signature(schema, field);
        ApiDetailView {
            title: field.name.to_string(),
            sort: title(operation).to_owned(),
            signature,
            plain_signature,
            plain_description: field.description.as_deref().unwrap_or_default().to_owned(),
            badges: badges(&field.directives),
            deprecation: deprecation(&field.directives).unwrap_or_default(),
            description: said(field.description.as_deref().unwrap_or_default()),
            facts: directives_fact(&field.directives),
            sections,
            samples,
            source: self.source_of(&field.place),
            ..ApiDetailView::default()
        }
    }

    fn graphql_type(&self, schema: &Schema, number: usize) -> ApiDetailView {
        let ty = &schema.types[number];
        let link = |number: usize| self.type_link(schema, number);
        let mut writer = Sections::new(&link, ("argument", "arguments"));
        let mut sections = Vec::new();
        let fields: Vec<Row> = ty.fields.iter().map(|field| field_row(schema, field, "", true)).collect();
        let inputs: Vec<Row> = ty.inputs.iter().map(|input| input_row(schema, input, "")).collect();
        for rows in [fields, inputs].iter().filter(|rows| !rows.is_empty()) {
            sections.push(writer.rows("fields", "Fields", rows));
        }
        if !ty.values.is_empty() {
            let rows: Vec<Row> = ty
                .values
                .iter()
                .map(|value| Row {
                    name: Name::Property(value.name.to_string()),
                    anchor: value.name.to_string(),
                    badges: deprecated_badge(&value.directives),
                    constraints: rules(&value.directives),
                    description: value.description.as_deref().unwrap_or_default().to_owned(),
                    ..Row::default()
                })
                .collect();
            sections.push(writer.rows("values", "Values", &rows));
        }
        let names = |names: &[Box<str>]| names.iter().map(|name| self.named_type(schema, name)).collect();
        let mut facts = Vec::new();
        let mut lists = vec![("Implements", &ty.implements)];
        if ty.kind == TypeKind::Union {
            lists.push(("Members", &ty.members));
        }
        for (name, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
            facts.push(ApiFact { name: (*name).to_owned(), values: names(list), code: true });
        }
        if let Some(url) = ty.specified_by() {
            let href = SafeUrl::parse(&url, &[]).map(|url| url.as_str().to_owned()).unwrap_or_default();
            facts.push(ApiFact { name: "Specified by".into(), values: vec![Link { text: url, href }], code: false });
        }
        if ty.directives.iter().any(|directive| &*directive.name == "oneOf") {
            let text = "Exactly one of its fields".to_owned();
            facts.push(ApiFact { name: "Takes".into(), values: vec![Link { text, href: String::new() }], code: false });
        }
        facts.extend(directives_fact(&ty.directives));
        if !ty.extensions.is_empty() {
            let values = ty.extensions.iter().take(MAX_DIRECTIVES).map(|place| self.source_of(place)).collect();
            facts.push(ApiFact { name: "Extended in".into(), values, code: true });
        }
        let uses = &schema.uses[number];
        let by_type =
            |numbers: &[usize]| numbers.iter().map(|number| self.type_item(schema, *number)).collect::<Vec<_>>();
        let users = [
            self.users("implemented-by", "Implemented by", by_type(&uses.implemented_by).into_iter()),
            self.users("member-of", "Member of", by_type(&uses.member_of).into_iter()),
            self.users("returned-by", "Returned by", self.users_of(schema, &uses.returned_by)),
            self.users("used-by", "Used by", self.users_of(schema, &uses.taken_by)),
        ];
        ApiDetailView {
            title: ty.name.to_string(),
            sort: sort(ty).to_owned(),
            description: said(ty.description.as_deref().unwrap_or_default()),
            plain_description: ty.description.as_deref().unwrap_or_default().to_owned(),
            badges: badges(&ty.directives),
            facts,
            sections,
            users: users.into_iter().flatten().collect(),
            source: self.source_of(&ty.place),
            ..ApiDetailView::default()
        }
    }

    fn directive(&self, schema: &Schema, number: usize) -> ApiDetailView {
        let directive = &schema.directives[number];
        let link = |number: usize| self.type_link(schema, number);
        let rows: Vec<Row> =
            directive.arguments.iter().map(|argument| input_row(schema, argument, "argument")).collect();
        let mut sections = Vec::new();
        if !rows.is_empty() {
            sections.push(Sections::new(&link, ("field", "fields")).rows("arguments", "Arguments", &rows));
        }
        let text = |text: &str| Link { text: text.to_owned(), href: String::new() };
        let mut facts = Vec::new();
        let locations = directive.locations.iter().map(|location| text(location)).collect();
        facts.push(ApiFact { name: "Stands on".into(), values: locations, code: true });
        if directive.repeatable {
            facts.push(ApiFact { name: "Repeatable".into(), values: vec![text("yes")], code: false });
        }
        ApiDetailView {
            title: format!("@{}", directive.name),
            sort: "Directive".into(),
            description: said(directive.description.as_deref().unwrap_or_default()),
            plain_description: directive.description.as_deref().unwrap_or_default().to_owned(),
            facts,
            sections,
            source: self.source_of(&directive.place),
            ..ApiDetailView::default()
        }
    }

    /// The declaration of a root field with links to its types.
    fn signature(&self, schema: &Schema, field: &Field) -> (SafeHtml, String) {
        let mut code = Code::default();
        code.text(&field.name);
        for (nth, argument) in field.arguments.iter().enumerate() {
            code.text(if nth == 0 { "(" } else { ", " });
            code.link(&argument.name, &rows::fragment(&rows::id(&["argument", &argument.name])));
            code.text(": ");
            self.push_type(&mut code, schema, &argument.ty);
            if let Some(default) = &argument.default {
                code.text(&format!(" = {default}"));
            }
        }
        code.text(if field.arguments.is_empty() { ": " } else { "): " });
        self.push_type(&mut code, schema, &field.ty);
        code.finish()
    }

    fn push_type(&self, code: &mut Code, schema: &Schema, ty: &TypeRef) {
        code.text(&ty.prefix());
        match schema.index(&ty.name) {
            Some(number) => code.link(&ty.name, &self.type_link(schema, number).1),
            None => code.text(&ty.name),
        }
        code.text(&ty.suffix);
    }

    /// Name and address of a type.
    fn type_link(&self, schema: &Schema, number: usize) -> (String, String) {
        (schema.types[number].name.to_string(), self.href_to(&schema.outline, schema.spot(number)))
    }

    fn named_type(&self, schema: &Schema, name: &str) -> Link {
        let href = schema.index(name).map(|number| self.type_link(schema, number).1);
        Link { text: name.to_owned(), href: href.unwrap_or_default() }
    }

    fn type_item(&self, schema: &Schema, number: usize) -> ApiNavItem {
        let (title, href) = self.type_link(schema, number);
        ApiNavItem { title, href, ..ApiNavItem::default() }
    }

    /// The users of a type: fields of root types by their own pages, others by the place in the page of their type.
    fn users_of(&self, schema: &Schema, uses: &[Use]) -> impl Iterator<Item = ApiNavItem> {
        let field = |ty: usize, nth: usize, anchor: String| {
            let (owner, field) = (&schema.types[ty], &schema.types[ty].fields[nth]);
            let href = match (schema.operation_of(ty), schema.spot(ty)) {
                (Some(_), Spot::Group(group)) => self.href_to(&schema.outline, Spot::Item(group, nth)),
                (_, spot) => format!("{}{}", self.href_to(&schema.outline, spot), rows::fragment(&anchor)),
            };
            ApiNavItem {
                title: format!("{}.{}", owner.name, field.name),
                href,
                deprecated: deprecation(&field.directives).is_some(),
                ..ApiNavItem::default()
            }
        };
        let item = |one: &Use| match *one {
            Use::Field(ty, nth) => field(ty, nth, schema.types[ty].fields[nth].name.to_string()),
            Use::Argument(ty, nth, argument) => {
                let of = &schema.types[ty].fields[nth];
                let name = &of.arguments[argument].name;
                let item = field(ty, nth, rows::id(&[&format!("{}.{name}", of.name)]));
                ApiNavItem { title: format!("{}({name})", item.title), ..item }
            }
            Use::Input(ty, nth) => {
                let (owner, input) = (&schema.types[ty], &schema.types[ty].inputs[nth]);
                let href = self.href_to(&schema.outline, schema.spot(ty));
                ApiNavItem {
                    title: format!("{}.{}", owner.name, input.name),
                    href: format!("{href}{}", rows::fragment(&input.name)),
                    ..ApiNavItem::default()
                }
            }
            Use::Directive(directive, nth) => {
                let of = &schema.directives[directive];
                let group = schema.outline.groups.len() - 1;
                ApiNavItem {
                    title: format!("@{}({})", of.name, of.arguments[nth].name),
                    href: self.href_to(&schema.outline, Spot::Item(group, directive)),
                    ..ApiNavItem::default()
                }
            }
        };
        uses.iter().map(item).collect::<Vec<_>>().into_iter()
    }
}

fn title(operation: Operation) -> &'static str {
    match operation {
        Operation::Query => "Query",
        Operation::Mutation => "Mutation",
        Operation::Subscription => "Subscription",
    }
}

fn sort(ty: &Type) -> &'static str {
    match ty.kind {
        TypeKind::Object => "Object",
        TypeKind::Interface => "Interface",
        TypeKind::Input => "Input",
        TypeKind::Union => "Union",
        TypeKind::Enum => "Enum",
        TypeKind::Scalar => "Scalar",
    }
}

/// The rows of a type below a row of this anchor: fields, or the types that a value may be of.
fn rows_of(schema: &Schema, number: usize, anchor: &str) -> Vec<Typed> {
    let ty = &schema.types[number];
    let typed = |row: Row, name: &str| Typed { row, ty: schema.index(name) };
    let join = |name: &str| format!("{anchor}.{name}");
    match ty.kind {
        TypeKind::Union => (ty.members.iter())
            .map(|member| {
                let row = Row {
                    name: Name::Branch("one of", member.to_string()),
                    types: words(schema, &TypeRef { name: member.clone(), suffix: "".into() }),
                    anchor: join(member),
                    ..Row::default()
                };
                typed(row, member)
            })
            .collect(),
        TypeKind::Input => (ty.inputs.iter())
            .map(|input| typed(Row { anchor: join(&input.name), ..input_row(schema, input, "") }, &input.ty.name))
            .collect(),
        TypeKind::Object | TypeKind::Interface => (ty.fields.iter())
            .map(|field| {
                typed(Row { anchor: join(&field.name), ..field_row(schema, field, "", false) }, &field.ty.name)
            })
            .collect(),
        TypeKind::Enum | TypeKind::Scalar => Vec::new(),
    }
}

/// A field of an object; with its arguments below it, or in one line.
fn field_row(schema: &Schema, field: &Field, prefix: &str, with_arguments: bool) -> Row {
    let anchor = rows::id(&[prefix, &field.name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>());
    let mut row = described(schema, &field.ty, &field.directives, field.description.as_deref());
    if with_arguments && !field.arguments.is_empty() {
        let argument = |argument: &Input| Row {
            name: Name::Any(argument.name.to_string()),
            anchor: format!("{anchor}.{}", argument.name),
            ..input_row(schema, argument, "")
        };
        row.below = Below::Rows(field.arguments.iter().map(argument).collect());
    } else if !field.arguments.is_empty() {
        let names: Vec<String> =
            field.arguments.iter().map(|argument| format!("`{}: {}`", argument.name, argument.ty)).collect();
        row.constraints.insert(0, format!("takes {}", names.join(", ")));
    }
    Row { name: Name::Property(field.name.to_string()), anchor, ..row }
}

/// An argument or a field of an input.
fn input_row(schema: &Schema, input: &Input, prefix: &str) -> Row {
    let anchor = rows::id(&[prefix, &input.name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>());
    Row {
        name: Name::Property(input.name.to_string()),
        anchor,
        required: input.is_required(),
        default: input.default.as_deref().unwrap_or_default().to_owned(),
        ..described(schema, &input.ty, &input.directives, input.description.as_deref())
    }
}

fn described(schema: &Schema, ty: &TypeRef, directives: &[Directive], description: Option<&str>) -> Row {
    let mut row = Row {
        types: words(schema, ty),
        badges: deprecated_badge(directives),
        constraints: rules(directives),
        description: description.unwrap_or_default().to_owned(),
        ..Row::default()
    };
    if let Some(values) = schema.get(&ty.name).map(|ty| &ty.values).filter(|values| !values.is_empty()) {
        row.values = values.iter().take(MAX_VALUES).map(|value| (value.name.to_string(), String::new())).collect();
        row.more_values = values.len().saturating_sub(MAX_VALUES);
    }
    row
}

/// A type in words: the name is a link, lists and `!` are text.
fn words(schema: &Schema, ty: &TypeRef) -> Vec<Word> {
    let plain = |text: String| Word { text, schema: None };
    let name = Word { text: ty.name.to_string(), schema: schema.index(&ty.name) };
    let all = [plain(ty.prefix()), name, plain(ty.suffix.to_string())];
    all.into_iter().filter(|word| !word.text.is_empty()).collect()
}

fn deprecated_badge(directives: &[Directive]) -> Vec<&'static str> {
    deprecation(directives).map(|_| "deprecated").into_iter().collect()
}

fn badges(directives: &[Directive]) -> Vec<String> {
    deprecated_badge(directives).into_iter().map(ToOwned::to_owned).collect()
}

/// What the directives say: why something is deprecated, and those that are not known as code.
fn rules(directives: &[Directive]) -> Vec<String> {
    let why = deprecation(directives).filter(|why| !why.is_empty()).map(|why| why.replace('`', "'"));
    why.into_iter().chain(shown(directives).map(|directive| format!("`{}`", directive.replace('`', "'")))).collect()
}

/// The directives that pages do not say in other words.
fn shown(directives: &[Directive]) -> impl Iterator<Item = String> {
    let others = directives.iter().filter(|directive| !SAID.contains(&&*directive.name)).take(MAX_DIRECTIVES);
    others.map(|directive| {
        let text = directive.to_string();
        match text.chars().count() > MAX_DIRECTIVE {
            true => text.chars().take(MAX_DIRECTIVE).chain(['…']).collect(),
            false => text,
        }
    })
}

fn directives_fact(directives: &[Directive]) -> Vec<ApiFact> {
    let values: Vec<Link> = shown(directives).map(|text| Link { text, href: String::new() }).collect();
    if values.is_empty() { Vec::new() } else { vec![ApiFact { name: "Directives".into(), values, code: true }] }
}
