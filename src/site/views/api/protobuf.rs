//! Pages of protobuf: methods, messages, enumerations.

use super::detail::{Code, Sections};
use super::opener::{Opener, Typed};
use super::rows;
use super::{Pages, said};
use crate::api::openapi::Word;
use crate::api::openapi::tree::{Below, MAX_VALUES, Name, OPERATION_ROWS, Row};
use crate::api::outline::{Sort, Spot};
use crate::api::protobuf::{
    self, Declaration, Enum, Field, FieldType, Label, Message, Method, OptionValue, Protos, Target, TypeName, Uses,
};
use crate::safe::SafeHtml;
use crate::site::view::{ApiDetailView, ApiFact, ApiNavItem, Link, Page};

/// Most options of one thing that are shown.
const MAX_OPTIONS: usize = 20;
/// Longest option that is shown, in characters.
const MAX_OPTION: usize = 200;

impl Pages<'_> {
    /// The page of a method, a message or an enumeration.
    pub(super) fn protobuf(&self, protos: &Protos, group: usize, item: usize) -> (Page, String) {
        let of = &protos.outline.groups[group];
        let number = of.items[item].number;
        let mut view = match of.sort {
            Sort::Calls => self.method(protos, group, number),
            Sort::Types if &*of.folder == "enums" => self.enumeration(protos, number),
            Sort::Types => self.message(protos, number),
        };
        view.head = self.item_head(&protos.outline, group, item);
        self.detail(view)
    }

    fn method(&self, protos: &Protos, service: usize, number: usize) -> ApiDetailView {
        let method = &protos.services[service].methods[number];
        let rows_of = |ty: usize, anchor: &str| rows_of(protos, ty, anchor);
        let mut opener = Opener::new(OPERATION_ROWS, &rows_of);
        let mut side = |name: &TypeName, anchor: &str| {
            let row = Row { types: words(protos, name), anchor: anchor.into(), ..Row::default() };
            opener.add(Typed { row, ty: type_number(protos, name.target) })
        };
        let (request, response) = (side(&method.input, "request"), side(&method.output, "response"));
        opener.run();
        let link = |number: usize| self.proto_link(protos, number);
        let mut writer = Sections::new(&link, ("field", "fields"));
        let mut part = |id: &str, title: &str, at: usize, name: &TypeName| {
            let mut row = opener.take(at);
            row.description = about(protos, name);
            writer.schema(id, title, &row)
        };
        let streamed = |on: bool, one: &'static str, many: &'static str| if on { many } else { one };
        let sections = vec![
            part("request", streamed(method.client_streaming, "Request", "Requests, a stream"), request, &method.input),
            part(
                "response",
                streamed(method.server_streaming, "Response", "Responses, a stream"),
                response,
                &method.output,
            ),
        ];
        let request = protobuf::example(protos, &method.input);
        let samples = vec![
            self.sample("sample-grpcurl", "grpcurl", "sh", &grpcurl(protos, method, &request)),
            self.sample("sample-response", "Response as JSON", "json", &protobuf::example(protos, &method.output)),
        ];
        let mut facts =
            vec![fact("Full name", &format!("{}/{}", protos.services[service].is.full_name, method.is.name), true)];
        facts.push(fact("Kind", kind(method), false));
        let http = method.http.iter().map(|rule| {
            let body = rule.body.as_ref().map(|body| format!(" (body: {body})")).unwrap_or_default();
            Link { text: format!("{} {}{body}", rule.method, rule.path), href: String::new() }
        });
        let http: Vec<Link> = http.collect();
        if !http.is_empty() {
            facts.push(ApiFact { name: "Over HTTP".into(), values: http, code: true });
        }
        match method.idempotency.as_deref() {
            Some("NO_SIDE_EFFECTS") => facts.push(fact("Repeating", "Safe: it changes nothing", false)),
            Some("IDEMPOTENT") => facts.push(fact("Repeating", "Safe: twice does the same as once", false)),
            Some(other) => facts.push(fact("Repeating", other, true)),
            None => {}
        }
        facts.extend(options(&method.is.options));
        let (signature, plain_signature) = self.rpc(protos, method);
        ApiDetailView {
            sort: "Method".into(),
            signature,
            plain_signature,
            facts,
            sections,
            samples,
            ..self.declared(&method.is, method.is.name.to_string())
        }
    }

    fn message(&self, protos: &Protos, number: usize) -> ApiDetailView {
        let message = &protos.messages[number];
        let link = |number: usize| self.proto_link(protos, number);
        let mut writer = Sections::new(&link, ("field", "fields"));
        let mut sections = Vec::new();
        let rows = field_rows(protos, message, "");
        if !rows.is_empty() {
            let rows: Vec<Row> = rows.into_iter().map(|typed| typed.row).collect();
            sections.push(writer.rows("fields", "Fields", &rows));
        }
        let mut facts = vec![fact("Full name", &message.is.full_name, true)];
        facts.extend(self.parent(protos, message.parent));
        facts.extend(list("Reserved", message.reserved.iter().chain(&message.reserved_names)));
        facts.extend(list("For extensions", message.extension_ranges.iter()));
        facts.extend(options(&message.is.options));
        let nested = protos.messages.iter().enumerate().filter(|(_, other)| other.parent == Some(number));
        let nested = nested.map(|(at, _)| self.proto_item(protos, Target::Message(at)));
        let enums = protos.enums.iter().enumerate().filter(|(_, other)| other.parent == Some(number));
        let enums = enums.map(|(at, _)| self.proto_item(protos, Target::Enum(at)));
        let inside = self.users("inside", "Declared inside", nested.chain(enums));
        ApiDetailView {
            sort: "Message".into(),
            facts,
            sections,
            users: inside.into_iter().chain(self.proto_users(protos, &message.uses)).collect(),
            ..self.declared(&message.is, self.short(protos, Target::Message(number)))
        }
    }

    fn enumeration(&self, protos: &Protos, number: usize) -> ApiDetailView {
        let declared = &protos.enums[number];
        let link = |number: usize| self.proto_link(protos, number);
        let rows: Vec<Row> = (declared.values.iter())
            .map(|value| Row {
                name: Name::Property(value.is.name.to_string()),
                anchor: value.is.name.to_string(),
                types: vec![Word { text: format!("= {}", value.number), schema: None }],
                badges: deprecated(&value.is),
                constraints: option_rules(&value.is.options),
                description: value.is.comment.as_deref().unwrap_or_default().to_owned(),
                ..Row::default()
            })
            .collect();
        let mut sections = Vec::new();
        if !rows.is_empty() {
            sections.push(Sections::new(&link, ("field", "fields")).rows("values", "Values", &rows));
        }
        let mut facts = vec![fact("Full name", &declared.is.full_name, true)];
        facts.extend(self.parent(protos, declared.parent));
        facts.extend(list("Reserved", declared.reserved.iter().chain(&declared.reserved_names)));
        facts.extend(options(&declared.is.options));
        ApiDetailView {
            sort: "Enum".into(),
            facts,
            sections,
            users: self.proto_users(protos, &declared.uses).collect(),
            ..self.declared(&declared.is, self.short(protos, Target::Enum(number)))
        }
    }

    /// What all declarations have on their pages.
    fn declared(&self, is: &Declaration, title: String) -> ApiDetailView {
        ApiDetailView {
            title,
            badges: deprecated(is).into_iter().map(ToOwned::to_owned).collect(),
            description: said(is.comment.as_deref().unwrap_or_default()),
            plain_description: is.comment.as_deref().unwrap_or_default().to_owned(),
            source: self.source_of(&is.place),
            ..ApiDetailView::default()
        }
    }

    /// The declaration of a method with links.
    fn rpc(&self, protos: &Protos, method: &Method) -> (SafeHtml, String) {
        let mut code = Code::default();
        let side = |code: &mut Code, streams: bool, name: &TypeName| {
            if streams {
                code.text("stream ");
            }
            match protos.spot(name.target) {
                Some(spot) => code.link(short_of(&name.name), &self.href_to(&protos.outline, spot)),
                None => code.text(&name.name),
            }
        };
        code.text(&format!("rpc {}(", method.is.name));
        side(&mut code, method.client_streaming, &method.input);
        code.text(") returns (");
        side(&mut code, method.server_streaming, &method.output);
        code.text(")");
        code.finish()
    }

    fn parent(&self, protos: &Protos, parent: Option<usize>) -> Option<ApiFact> {
        let item = self.proto_item(protos, Target::Message(parent?));
        Some(ApiFact { name: "Inside".into(), values: vec![Link { text: item.title, href: item.href }], code: true })
    }

    /// Name and address of a type by its number in rows: messages first, then enumerations.
    fn proto_link(&self, protos: &Protos, number: usize) -> (String, String) {
        let target = match number.checked_sub(protos.messages.len()) {
            Some(number) => Target::Enum(number),
            None => Target::Message(number),
        };
        let item = self.proto_item(protos, target);
        (item.title, item.href)
    }

    fn proto_item(&self, protos: &Protos, target: Target) -> ApiNavItem {
        let href = protos.spot(target).map(|spot| self.href_to(&protos.outline, spot));
        ApiNavItem { title: self.short(protos, target), href: href.unwrap_or_default(), ..ApiNavItem::default() }
    }

    /// The name of a type without its package.
    fn short(&self, protos: &Protos, target: Target) -> String {
        match protos.spot(target) {
            Some(Spot::Item(group, item)) => protos.outline.item(group, item).title.to_string(),
            Some(Spot::Group(_)) | None => String::new(),
        }
    }

    fn proto_users(&self, protos: &Protos, uses: &Uses) -> impl Iterator<Item = crate::site::view::ApiUsers> {
        let method = |(service, nth): &(usize, usize)| ApiNavItem {
            title: format!("{}.{}", protos.services[*service].is.name, protos.services[*service].methods[*nth].is.name),
            href: self.href_to(&protos.outline, Spot::Item(*service, *nth)),
            deprecated: protos.services[*service].methods[*nth].is.is_deprecated,
            ..ApiNavItem::default()
        };
        let field = |(message, nth): &(usize, usize)| {
            let item = self.proto_item(protos, Target::Message(*message));
            let field = &protos.messages[*message].fields[*nth].is;
            ApiNavItem {
                title: format!("{}.{}", item.title, field.name),
                href: format!("{}{}", item.href, rows::fragment(&field.name)),
                deprecated: field.is_deprecated,
                ..ApiNavItem::default()
            }
        };
        let users = [
            self.users("taken-by", "Taken by", uses.taken_by.iter().map(method)),
            self.users("returned-by", "Returned by", uses.returned_by.iter().map(method)),
            self.users("used-by", "Field of", uses.fields.iter().map(field)),
        ];
        users.into_iter().flatten()
    }
}

fn fact(name: &str, text: &str, code: bool) -> ApiFact {
    ApiFact { name: name.to_owned(), values: vec![Link { text: text.to_owned(), href: String::new() }], code }
}

fn list<'a>(name: &str, texts: impl Iterator<Item = &'a Box<str>>) -> Option<ApiFact> {
    let values: Vec<Link> = texts.map(|text| Link { text: text.to_string(), href: String::new() }).collect();
    (!values.is_empty()).then(|| ApiFact { name: name.to_owned(), values, code: true })
}

fn options(options: &[OptionValue]) -> Option<ApiFact> {
    let values: Vec<Link> = shown(options).map(|text| Link { text, href: String::new() }).collect();
    (!values.is_empty()).then(|| ApiFact { name: "Options".into(), values, code: true })
}

fn option_rules(options: &[OptionValue]) -> Vec<String> {
    shown(options).map(|text| format!("`{}`", text.replace('`', "'"))).collect()
}

fn shown(options: &[OptionValue]) -> impl Iterator<Item = String> {
    options.iter().take(MAX_OPTIONS).map(|option| {
        let text = format!("{} = {}", option.name, option.value);
        match text.chars().count() > MAX_OPTION {
            true => text.chars().take(MAX_OPTION).chain(['…']).collect(),
            false => text,
        }
    })
}

fn deprecated(is: &Declaration) -> Vec<&'static str> {
    if is.is_deprecated { vec!["deprecated"] } else { Vec::new() }
}

fn kind(method: &Method) -> &'static str {
    match (method.client_streaming, method.server_streaming) {
        (false, false) => "One request, one response",
        (true, false) => "A stream of requests, one response",
        (false, true) => "One request, a stream of responses",
        (true, true) => "A stream of requests, a stream of responses",
    }
}

/// The call of a method from a terminal.
fn grpcurl(protos: &Protos, method: &Method, request: &str) -> String {
    let file = &protos.files[method.is.file].name;
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
    let safe = file.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    let file = if safe { file.to_string() } else { quoted(file) };
    let (service, name) = method.is.full_name.rsplit_once('.').unwrap_or(("", &method.is.full_name));
    format!("grpcurl -proto {file} \\\n  -d {} \\\n  \"$ADDRESS\" {service}/{name}\n", quoted(request.trim_end()))
}

/// The number of a type in rows: messages first, then enumerations.
fn type_number(protos: &Protos, target: Target) -> Option<usize> {
    match target {
        Target::Message(at) => Some(at),
        Target::Enum(at) => Some(protos.messages.len() + at),
        Target::WellKnown | Target::Unknown => None,
    }
}

/// What is known about a type at the place where it is used: nothing for those with a page.
fn about(protos: &Protos, name: &TypeName) -> String {
    match name.target {
        Target::WellKnown => protobuf::well_known(&name.name).unwrap_or_default().to_owned(),
        Target::Message(at) => protos.messages[at].is.comment.as_deref().unwrap_or_default().to_owned(),
        Target::Enum(_) | Target::Unknown => String::new(),
    }
}

fn short_of(full: &str) -> &str {
    full.rsplit('.').next().unwrap_or(full)
}

/// A type in words: those at hand by their last name, others in full.
fn words(protos: &Protos, name: &TypeName) -> Vec<Word> {
    let number = type_number(protos, name.target);
    let text = if number.is_some() { short_of(&name.name) } else { &name.name };
    vec![Word { text: text.to_owned(), schema: number }]
}

/// The rows of a message below a row of this anchor; none for enumerations, whose values stand in the row.
fn rows_of(protos: &Protos, number: usize, anchor: &str) -> Vec<Typed> {
    protos.messages.get(number).map(|message| field_rows(protos, message, anchor)).unwrap_or_default()
}

/// The fields of a message; those of which at most one is set stand below their group.
fn field_rows(protos: &Protos, message: &Message, anchor: &str) -> Vec<Typed> {
    let mut rows: Vec<Typed> = Vec::new();
    let mut oneofs: Vec<(usize, usize)> = Vec::new();
    for field in &message.fields {
        let row = field_row(protos, field, anchor);
        let Some(oneof) = field.oneof.filter(|at| *at < message.oneofs.len()) else {
            rows.push(Typed { row, ty: field_type(protos, field) });
            continue;
        };
        let known = oneofs.iter().find(|(nth, _)| *nth == oneof);
        let at = known.map_or(rows.len(), |(_, at)| *at);
        if at == rows.len() {
            let of = &message.oneofs[oneof];
            let row = Row {
                name: Name::Any(of.name.to_string()),
                anchor: join(anchor, &of.name),
                types: vec![Word { text: "at most one of".into(), schema: None }],
                description: of.comment.as_deref().unwrap_or_default().to_owned(),
                below: Below::Rows(Vec::new()),
                ..Row::default()
            };
            rows.push(Typed { row, ty: None });
            oneofs.push((oneof, at));
        }
        if let Below::Rows(inside) = &mut rows[at].row.below {
            inside.push(row);
        }
    }
    rows
}

fn join(anchor: &str, name: &str) -> String {
    if anchor.is_empty() { name.to_owned() } else { format!("{anchor}.{name}") }
}

fn field_type(protos: &Protos, field: &Field) -> Option<usize> {
    match &field.ty {
        FieldType::Named(name) => type_number(protos, name.target),
        FieldType::Scalar(_) => None,
    }
}

fn field_row(protos: &Protos, field: &Field, anchor: &str) -> Row {
    let plain = |text: String| Word { text, schema: None };
    let mut types = match &field.ty {
        FieldType::Scalar(name) => vec![plain((*name).to_owned())],
        FieldType::Named(name) => words(protos, name),
    };
    if let Some(key) = &field.map_key {
        types.insert(0, plain(format!("map<{key}, ")));
        types.push(plain(">".into()));
    } else if field.label != Label::Singular && field.label != Label::Required {
        types.insert(0, plain(format!("{} ", field.label.word())));
    }
    types.push(plain(format!(" = {}", field.number)));
    let mut constraints = Vec::new();
    if *field.json_name != *protobuf::json_name(&field.is.name) {
        constraints.push(format!("in JSON `{}`", field.json_name.replace('`', "'")));
    }
    if field.is_extension {
        constraints.push("an extension".into());
    }
    constraints.extend(option_rules(&field.is.options));
    let mut row = Row {
        name: Name::Property(field.is.name.to_string()),
        anchor: join(anchor, &field.is.name),
        types,
        required: field.label == Label::Required,
        badges: deprecated(&field.is),
        description: field.is.comment.as_deref().unwrap_or_default().to_owned(),
        constraints,
        default: field.default.as_deref().unwrap_or_default().to_owned(),
        ..Row::default()
    };
    if let FieldType::Named(name) = &field.ty {
        if let (Target::WellKnown, true) = (name.target, row.description.is_empty()) {
            row.description = about(protos, name);
        }
        if let Target::Enum(at) = name.target {
            let values: &Enum = &protos.enums[at];
            row.values =
                values.values.iter().take(MAX_VALUES).map(|value| (value.is.name.to_string(), String::new())).collect();
            row.more_values = values.values.len().saturating_sub(MAX_VALUES);
        }
    }
    row
}
